CREATE TABLE volunteer_teams (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    struck_reason TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    leader TEXT NOT NULL,
    leader_phones TEXT,
    founded_on TEXT NOT NULL,
    member_count INTEGER,
    meeting_place TEXT,
    registration_no TEXT,
    remark TEXT
) STRICT;
CREATE INDEX volunteer_teams_by_day ON volunteer_teams (founded_on);
