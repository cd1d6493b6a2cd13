//! A list as a workbook: title, headings, rows; every cell that is no figure is text, so that no spreadsheet
//! program damages an ID number.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which way a column leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    /// Text.
    Left,
    /// Dates and codes.
    Center,
    /// Figures: written as numbers where they are whole numbers.
    Right,
}

/// A column of a workbook.
#[derive(Debug, Clone)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Which way it leans.
    pub lean: Lean,
    /// Width in Chinese characters.
    pub width: u32,
}

/// A list to be written.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The name of the sheet and the line over the list.
    pub title: &'a str,
    /// The line under the title: who made it, when, how many rows.
    pub note: &'a str,
    /// The columns.
    pub columns: &'a [Column],
}

/// Why a workbook was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk said no, or a spreadsheet program holds the file open.
    #[error("file not written: {0}")]
    Disk(std::io::ErrorKind),
    /// The workbook itself could not be made.
    #[error("workbook not made")]
    Workbook,
}

impl From<XlsxError> for WriteError {
    fn from(_: XlsxError) -> Self {
        WriteError::Workbook
    }
}

/// Writes a list beside its place and renames it. `rows` gives one row at a time, `None` at the end.
///
/// # Errors
///
/// [`WriteError::Disk`] where the file cannot be written; nothing half lies about then.
pub fn write_list(
    path: &Path,
    sheet: &Sheet,
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<u32, WriteError> {
    let (workbook, count) = fill(sheet, rows)?;
    put_in_place(path, &workbook)?;
    Ok(count)
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all.
pub(crate) fn put_in_place(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = (|| {
        let mut file = std::fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(|error| WriteError::Disk(error.kind()))
}

/// The workbook's bytes and the count of its rows. All in memory: the library's modes for large sheets leave plain text
/// in the temporary folder.
fn fill(sheet: &Sheet, rows: impl Iterator<Item = Vec<String>>) -> Result<(Vec<u8>, u32), WriteError> {
    let base = || Format::new().set_font_name("宋体").set_font_size(11);
    let title = base().set_font_size(16).set_bold().set_align(FormatAlign::Center);
    let note = base().set_font_size(10);
    let cell = |lean: Lean| {
        let align = match lean {
            Lean::Left => FormatAlign::Left,
            Lean::Center => FormatAlign::Center,
            Lean::Right => FormatAlign::Right,
        };
        base().set_align(align).set_border(FormatBorder::Thin).set_num_format(if lean == Lean::Right {
            "0"
        } else {
            "@"
        })
    };
    let head = cell(Lean::Center).set_bold().set_background_color("#E8EDF4");
    let formats: Vec<Format> = sheet.columns.iter().map(|c| cell(c.lean)).collect();
    let last = u16::try_from(sheet.columns.len().max(1) - 1).unwrap_or(0);
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet_name(sheet.title))?;
    for (i, column) in sheet.columns.iter().enumerate() {
        // A Chinese character is two characters of a workbook wide.
        page.set_column_width(u16::try_from(i).unwrap_or(0), f64::from(column.width * 2 + 2))?;
    }
    page.set_landscape().set_paper_size(9).set_repeat_rows(2, 2)?.set_print_fit_to_pages(1, 0);
    page.set_freeze_panes(3, 1)?;
    if last > 0 {
        page.merge_range(0, 0, 0, last, sheet.title, &title)?;
    } else {
        page.write_string_with_format(0, 0, sheet.title, &title)?;
    }
    page.write_string_with_format(1, 0, sheet.note, &note)?;
    for (i, column) in sheet.columns.iter().enumerate() {
        page.write_string_with_format(2, u16::try_from(i).unwrap_or(0), &column.title, &head)?;
    }
    let mut count = 0;
    for row in rows {
        for (i, text) in row.iter().enumerate() {
            let Some(format) = formats.get(i) else { continue };
            let (at, col) = (count + 3, u16::try_from(i).unwrap_or(0));
            let figure = text.parse::<i32>().ok().filter(|_| sheet.columns[i].lean == Lean::Right);
            match figure {
                Some(n) => page.write_number_with_format(at, col, n, format)?,
                None => page.write_string_with_format(at, col, text, format)?,
            };
        }
        count += 1;
    }
    Ok((workbook.save_to_buffer()?, count))
}

/// A sheet's name: at most 31 characters, none of those that Excel refuses.
fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).take(31).collect()
}
