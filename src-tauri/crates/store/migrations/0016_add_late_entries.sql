-- What becomes of movements that are entered after the report of their period was sent: a correction, or the column 补报 of
-- the period in which they were entered.
ALTER TABLE report_forms ADD COLUMN late TEXT NOT NULL DEFAULT 'correction' CHECK (late IN ('correction', 'counted'));
-- With what a version opens and closes, by grid and group, JSON: papers of one form follow one another by it. NULL of versions
-- of an older program; their tables tell it.
ALTER TABLE reports ADD COLUMN chain_json TEXT;
