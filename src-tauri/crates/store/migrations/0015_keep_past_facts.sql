-- Facts that reports count hold from a day: what one was until a day, beside what it is now in its own table.
CREATE TABLE past_facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    fact TEXT NOT NULL,
    value TEXT,
    -- The first day on which it was no longer so.
    until_on TEXT NOT NULL
) STRICT;
CREATE INDEX past_facts_by_row ON past_facts (table_name, row_id, fact, until_on);

-- A stretch ends where one of these facts changes too.
ALTER TABLE spans ADD COLUMN political_status TEXT;
ALTER TABLE spans ADD COLUMN population_kind TEXT;
ALTER TABLE spans ADD COLUMN hukou_division TEXT;
