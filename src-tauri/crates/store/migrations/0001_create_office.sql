-- The office itself, its users, and the history of every write.
CREATE TABLE office (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL DEFAULT 1,
    community TEXT NOT NULL,
    street_office TEXT,
    division_code TEXT,
    party_branch TEXT,
    term_from TEXT,
    term_to TEXT,
    idle_minutes INTEGER NOT NULL DEFAULT 10,
    masks_phones INTEGER NOT NULL DEFAULT 1,
    birthday_age INTEGER NOT NULL DEFAULT 80,
    backup_folder TEXT,
    is_code_confirmed INTEGER NOT NULL DEFAULT 0,
    is_practice INTEGER NOT NULL DEFAULT 0,
    next_household_no INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1,
    slot_id INTEGER
) STRICT;
CREATE UNIQUE INDEX users_by_name ON users (name) WHERE deleted_at IS NULL;

-- One line for each act of a user; the rows it changed are in `changes`.
CREATE TABLE acts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    actor_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    is_undoable INTEGER NOT NULL DEFAULT 1,
    undoes_act_id INTEGER REFERENCES acts (id),
    undone_by_act_id INTEGER REFERENCES acts (id)
) STRICT;

-- Row images before and after, as JSON objects of the columns.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    act_id INTEGER NOT NULL REFERENCES acts (id),
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
    before_json TEXT,
    after_json TEXT
) STRICT;
CREATE INDEX changes_by_act ON changes (act_id);
CREATE INDEX changes_by_row ON changes (table_name, row_id, act_id);

-- What was typed and not saved yet. Not part of the history.
CREATE TABLE drafts (
    user_id INTEGER NOT NULL REFERENCES users (id),
    form TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (user_id, form)
) STRICT;
