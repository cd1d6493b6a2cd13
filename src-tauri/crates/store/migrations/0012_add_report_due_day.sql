-- By which day of the next month the month's report is to be sent; the office may have another one.
ALTER TABLE office ADD COLUMN report_due_day INTEGER NOT NULL DEFAULT 5;
