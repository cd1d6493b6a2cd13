-- What narrows a list, kept by the office under a name: the list's address, as the window writes it.
CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_filters_by_name ON saved_filters (list, name) WHERE deleted_at IS NULL;
