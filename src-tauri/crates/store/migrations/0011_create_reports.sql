-- Reports that were reviewed or sent up: what they said then, and the very files. A version is never changed but in its state.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    act_id INTEGER NOT NULL REFERENCES acts (id),
    form TEXT NOT NULL,
    period TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- Why this version corrects the one before; why it came back.
    reason TEXT,
    returned_reason TEXT,
    reviewed_at TEXT NOT NULL,
    reviewed_by TEXT NOT NULL,
    submitted_on TEXT,
    submitted_by TEXT,
    -- The tables as they stood, and who was counted, JSON.
    tables_json TEXT NOT NULL,
    people_json TEXT NOT NULL,
    workbook BLOB NOT NULL,
    pages BLOB NOT NULL,
    workbook_sha256 TEXT NOT NULL,
    pages_sha256 TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX reports_by_version ON reports (form, period, version);
