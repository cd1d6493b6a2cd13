-- People, their movements (the truth), and the spans computed from them.
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    name TEXT NOT NULL,
    name_sort TEXT NOT NULL,
    id_kind TEXT NOT NULL,
    id_number TEXT,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    ethnic_group TEXT,
    former_name TEXT,
    native_place TEXT,
    population_kind TEXT,
    hukou_kind TEXT,
    hukou_division TEXT,
    hukou_address TEXT,
    moved_in_on TEXT,
    marital_status TEXT,
    education TEXT,
    political_status TEXT,
    health TEXT,
    occupation_status TEXT,
    occupation TEXT,
    employer TEXT,
    military TEXT,
    insurance TEXT,
    phones TEXT,
    emergency_name TEXT,
    emergency_phones TEXT,
    emergency_relation TEXT,
    blood_type TEXT,
    religion TEXT,
    consent_note TEXT,
    grid_id INTEGER REFERENCES grids (id),
    marks TEXT,
    collected_by TEXT,
    collected_on TEXT,
    remark TEXT,
    -- Where the person stands now; follows from the movements, written with them.
    hukou_household_id INTEGER REFERENCES households (id),
    hukou_relation TEXT,
    living_household_id INTEGER REFERENCES households (id),
    living_relation TEXT,
    dwelling_id INTEGER REFERENCES dwellings (id),
    residence_state TEXT,
    status TEXT NOT NULL DEFAULT 'none',
    left_on TEXT,
    left_reason TEXT
) STRICT;
CREATE UNIQUE INDEX people_by_number ON people (id_number, id_kind) WHERE deleted_at IS NULL AND id_number IS NOT NULL;
CREATE INDEX people_by_hukou_household ON people (hukou_household_id) WHERE hukou_household_id IS NOT NULL;
CREATE INDEX people_by_living_household ON people (living_household_id) WHERE living_household_id IS NOT NULL;
CREATE INDEX people_by_dwelling ON people (dwelling_id) WHERE dwelling_id IS NOT NULL;
CREATE INDEX people_by_grid ON people (grid_id) WHERE grid_id IS NOT NULL;

CREATE TABLE movements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT,
    deleted_at TEXT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    place TEXT,
    reason TEXT,
    hukou_household_id INTEGER REFERENCES households (id),
    hukou_relation TEXT,
    living_household_id INTEGER REFERENCES households (id),
    living_relation TEXT,
    dwelling_id INTEGER REFERENCES dwellings (id)
) STRICT;
CREATE INDEX movements_by_person ON movements (person_id, happened_on, id);
CREATE INDEX movements_by_day ON movements (happened_on);
CREATE INDEX movements_by_hukou_household ON movements (hukou_household_id) WHERE hukou_household_id IS NOT NULL;
CREATE INDEX movements_by_living_household ON movements (living_household_id) WHERE living_household_id IS NOT NULL;
CREATE INDEX movements_by_dwelling ON movements (dwelling_id) WHERE dwelling_id IS NOT NULL;

-- Stretches of time with one standing; rebuilt from the movements in the same transaction, never edited.
CREATE TABLE spans (
    person_id INTEGER NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL DEFAULT '9999-12-31',
    movement_id INTEGER NOT NULL,
    hukou_household_id INTEGER,
    living_household_id INTEGER,
    dwelling_id INTEGER,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    grid_id INTEGER,
    ethnic_group TEXT,
    PRIMARY KEY (person_id, from_on, movement_id)
) STRICT, WITHOUT ROWID;
