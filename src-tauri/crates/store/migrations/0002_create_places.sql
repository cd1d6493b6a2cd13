-- Grids, estates, buildings, units, dwellings, households.
CREATE TABLE grids (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    grid_no TEXT,
    name TEXT NOT NULL,
    leader TEXT,
    grid_worker TEXT,
    phones TEXT,
    bounds TEXT
) STRICT;
CREATE UNIQUE INDEX grids_by_name ON grids (name) WHERE deleted_at IS NULL;

CREATE TABLE estates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    name TEXT NOT NULL,
    kind TEXT,
    address TEXT,
    property_company TEXT,
    property_phones TEXT,
    remark TEXT
) STRICT;
CREATE UNIQUE INDEX estates_by_name ON estates (name) WHERE deleted_at IS NULL;

CREATE TABLE buildings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    estate_id INTEGER NOT NULL REFERENCES estates (id),
    name TEXT NOT NULL,
    name_sort TEXT NOT NULL,
    grid_id INTEGER REFERENCES grids (id),
    floor_count INTEGER,
    has_lift INTEGER,
    steward TEXT,
    remark TEXT
) STRICT;
CREATE UNIQUE INDEX buildings_by_name ON buildings (estate_id, name) WHERE deleted_at IS NULL;

CREATE TABLE units (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    building_id INTEGER NOT NULL REFERENCES buildings (id),
    name TEXT NOT NULL,
    grid_id INTEGER REFERENCES grids (id)
) STRICT;
CREATE UNIQUE INDEX units_by_name ON units (building_id, name) WHERE deleted_at IS NULL;

CREATE TABLE dwellings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    building_id INTEGER NOT NULL REFERENCES buildings (id),
    unit_id INTEGER REFERENCES units (id),
    room TEXT NOT NULL,
    room_sort TEXT NOT NULL,
    floor INTEGER,
    tenure TEXT,
    occupancy TEXT,
    owner_name TEXT,
    owner_phones TEXT,
    area_hundredths INTEGER,
    remark TEXT
) STRICT;
CREATE UNIQUE INDEX dwellings_by_room ON dwellings (building_id, ifnull(unit_id, 0), room) WHERE deleted_at IS NULL;

CREATE TABLE households (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    household_no TEXT NOT NULL UNIQUE,
    household_kind TEXT NOT NULL,
    dwelling_id INTEGER REFERENCES dwellings (id),
    hukou_book_no TEXT,
    hukou_address TEXT,
    tags TEXT,
    monthly_income_fen INTEGER,
    remark TEXT
) STRICT;
CREATE INDEX households_by_dwelling ON households (dwelling_id);
