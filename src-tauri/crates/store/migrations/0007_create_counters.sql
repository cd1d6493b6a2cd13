-- Numbers that are never given twice: outside of the history, so that taking an act back does not turn them back.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT;
INSERT INTO counters VALUES ('household_no', coalesce((SELECT next_household_no FROM office), 1));

-- Whose work a look was (an export, a revealed number): who may not see the area does not see the line.
ALTER TABLE acts ADD COLUMN area TEXT;
