CREATE TABLE group_members (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    struck_reason TEXT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    group_kind TEXT NOT NULL,
    joined_on TEXT NOT NULL,
    left_on TEXT,
    left_reason TEXT,
    disability_kind TEXT,
    disability_grade TEXT,
    cert_no TEXT,
    helper TEXT,
    visit_rhythm TEXT,
    remark TEXT
) STRICT;
CREATE INDEX group_members_by_person ON group_members (person_id);
CREATE INDEX group_members_by_day ON group_members (joined_on);
