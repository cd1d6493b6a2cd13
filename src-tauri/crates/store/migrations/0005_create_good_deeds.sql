CREATE TABLE good_deeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    struck_reason TEXT,
    happened_on TEXT NOT NULL,
    person_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    deed TEXT NOT NULL,
    place TEXT,
    witness TEXT,
    recorded_by TEXT NOT NULL,
    verification TEXT NOT NULL,
    verified_by TEXT,
    remark TEXT
) STRICT;
CREATE INDEX good_deeds_by_day ON good_deeds (happened_on);
