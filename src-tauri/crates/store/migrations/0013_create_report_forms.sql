-- The office's report forms over the same sections. What is NULL stands as the program has it, so that a section of an area
-- that comes later joins by itself.
CREATE TABLE report_forms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    rhythm TEXT NOT NULL CHECK (rhythm IN ('monthly', 'quarterly', 'yearly')),
    due_day INTEGER NOT NULL,
    is_due INTEGER NOT NULL DEFAULT 1,
    is_sealed INTEGER NOT NULL DEFAULT 0,
    -- `0-6 7-15 … 100-`; JSON of key, title, is_on; one a line.
    bands TEXT,
    sections_json TEXT,
    signatures TEXT
) STRICT;
CREATE UNIQUE INDEX report_forms_by_key ON report_forms (key) WHERE deleted_at IS NULL;
INSERT INTO report_forms (created_at, key, title, rhythm, due_day, is_due)
SELECT '2026-11-25T00:00:00Z', 'monthly', '社区月报', 'monthly', ifnull((SELECT report_due_day FROM office WHERE id = 1), 5), 1
UNION ALL SELECT '2026-11-25T00:00:00Z', 'quarterly', '社区季报', 'quarterly', 10, 0
UNION ALL SELECT '2026-11-25T00:00:00Z', 'yearly', '社区年报', 'yearly', 10, 0;
ALTER TABLE office DROP COLUMN report_due_day;
-- A form that was reported under stays.
ALTER TABLE reports ADD COLUMN form_id INTEGER REFERENCES report_forms (id);
UPDATE reports SET form_id = (SELECT id FROM report_forms WHERE key = form);

-- Columns of a list that the office keeps under a name, with the order of its rows.
CREATE TABLE column_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    columns TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX column_sets_by_name ON column_sets (list, name) WHERE deleted_at IS NULL;
