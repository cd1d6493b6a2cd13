//! Files people hold. Knows no SQL and no window; gets columns and cells, writes files.

pub mod excel_write;
