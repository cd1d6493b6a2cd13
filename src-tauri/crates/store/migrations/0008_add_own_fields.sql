-- Columns of the card that the office names itself. A name is given once; a column without one is not shown.
CREATE TABLE own_fields (
    key TEXT PRIMARY KEY,
    label TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX own_fields_by_label ON own_fields (label);
ALTER TABLE people ADD COLUMN own_01 TEXT;
ALTER TABLE people ADD COLUMN own_02 TEXT;
ALTER TABLE people ADD COLUMN own_03 TEXT;
ALTER TABLE people ADD COLUMN own_04 TEXT;
ALTER TABLE people ADD COLUMN own_05 TEXT;
ALTER TABLE people ADD COLUMN own_06 TEXT;
ALTER TABLE people ADD COLUMN own_07 TEXT;
ALTER TABLE people ADD COLUMN own_08 TEXT;
ALTER TABLE people ADD COLUMN own_09 TEXT;
ALTER TABLE people ADD COLUMN own_10 TEXT;
ALTER TABLE people ADD COLUMN own_11 TEXT;
ALTER TABLE people ADD COLUMN own_12 TEXT;
