-- What was imported, from which file, and how it went. The rows it wrote are in `changes` under its act.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    act_id INTEGER NOT NULL REFERENCES acts (id),
    happened_at TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sheet_name TEXT NOT NULL,
    counts TEXT NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    -- What taking it back left alone because it was edited since: pairs of table and row, JSON.
    kept_json TEXT
) STRICT;

-- What columns meant, by the shape of the header.
CREATE TABLE import_mappings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    shape TEXT NOT NULL,
    name TEXT NOT NULL,
    mapping TEXT NOT NULL,
    used_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX import_mappings_by_shape ON import_mappings (kind, shape);
