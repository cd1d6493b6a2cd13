//! Files people hold. Knows no SQL and no window; gets columns and cells, writes files, and reads those of others.

pub mod excel_write;
pub mod in_place;
pub mod pdf;
pub mod read;
pub mod rows_write;
mod shares;
pub mod template_write;
mod words;

#[cfg(test)]
mod samples;
