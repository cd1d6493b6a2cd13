-- What a report is printed on, and whether a section without cases still has its table, which says so (零报告).
ALTER TABLE report_forms ADD COLUMN paper TEXT NOT NULL DEFAULT 'a4' CHECK (paper IN ('a4', 'a3'));
ALTER TABLE report_forms ADD COLUMN is_zero_told INTEGER NOT NULL DEFAULT 1;
