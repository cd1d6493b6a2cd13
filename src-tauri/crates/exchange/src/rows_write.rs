//! Rows of somebody's own sheet given back as they were, with a reason in front of each.

use crate::in_place::{WriteError, put_in_place};
use domain::import::targets::REASON_HEADING;
use domain::sheets::{CellKind, NO_RESULT, Sheet};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};
use std::path::Path;

/// A row to give back: its place among the rows of the sheet that hold something, and why.
pub type Reasoned = (usize, String);

/// Writes the header of a sheet and some of its rows, every cell as it was, with a column 原因 in front. What was a
/// number, a date or text stays one; mended there, the workbook imports again.
///
/// # Errors
///
/// [`WriteError`]; nothing half lies about then.
pub fn write_rows(
    path: &Path,
    sheet: &Sheet,
    header: (u32, u32),
    rows: &[Reasoned],
) -> Result<(), WriteError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let name: String = sheet.name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if !name.is_empty() {
        page.set_name(name)?;
    }
    let formats = Formats {
        head: Format::new()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_background_color("#E8EDF4")
            .set_text_wrap(),
        text: Format::new().set_num_format("@"),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        reason: Format::new().set_font_color("#B42318").set_text_wrap(),
    };
    page.set_column_width(0, 46)?;
    for column in 0..sheet.width() {
        page.set_column_width(column + 1, 14)?;
    }
    let mut at = 0;
    for number in header.0..=header.1 {
        let Some(row) = sheet.find_row(number) else { continue };
        // A heading may be merged from a row above those that were taken for the header.
        for column in 0..sheet.width() {
            if let Some(cell) = row.cell(column) {
                page.write_string_with_format(at, column + 1, cell.text, &formats.head)?;
            }
        }
        at += 1;
    }
    // A merged heading over its columns, so that it means the same when it comes back.
    for merge in sheet.merges.iter().filter(|m| m.rows.0 >= header.0 && m.rows.1 <= header.1) {
        let text = sheet.find_row(merge.rows.0).map_or("", |r| r.text(merge.columns.0));
        let (top, bottom) = (merge.rows.0 - header.0, merge.rows.1 - header.0);
        if top != bottom || merge.columns.0 != merge.columns.1 {
            page.merge_range(top, merge.columns.0 + 1, bottom, merge.columns.1 + 1, text, &formats.head)?;
        }
    }
    let last = at.saturating_sub(1);
    page.write_string_with_format(last, 0, REASON_HEADING, &formats.head)?;
    page.set_freeze_panes(at, 1)?;
    for (index, reason) in rows {
        let Some(row) = sheet.row(*index) else { continue };
        page.write_string_with_format(at, 0, reason, &formats.reason)?;
        for column in 0..sheet.width() {
            // Of a merged region every row says what it says: the rows between may not come back.
            if let Some(cell) = row.cell(column) {
                put(page, (at, column + 1), cell.kind, cell.text, &formats)?;
            }
        }
        at += 1;
    }
    let bytes = book.save_to_buffer()?;
    put_in_place(path, &bytes)
}

struct Formats {
    head: Format,
    text: Format,
    date: Format,
    reason: Format,
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    kind: CellKind,
    text: &str,
    formats: &Formats,
) -> Result<(), WriteError> {
    // What was never saved cannot be given back; the reason tells of it.
    if kind == CellKind::Error && text == NO_RESULT {
        return Ok(());
    }
    // A number of more than 15 digits would be damaged again.
    let number = (kind == CellKind::Number && text.len() <= 15).then(|| text.parse::<f64>().ok()).flatten();
    let day = (kind == CellKind::Date).then(|| serial(text)).flatten();
    match (number, day) {
        (Some(number), _) => page.write_number(row, column, number)?,
        (_, Some(day)) => page.write_number_with_format(row, column, day, &formats.date)?,
        // A cell of a workbook holds 32,767 characters.
        _ => page.write_string_with_format(
            row,
            column,
            text.chars().take(32_000).collect::<String>(),
            &formats.text,
        )?,
    };
    Ok(())
}

/// The serial of a day in the 1900 system.
fn serial(iso: &str) -> Option<f64> {
    let mut parts = iso.split('-');
    let (y, m, d) = (
        parts.next()?.parse::<i64>().ok()?,
        parts.next()?.parse::<i64>().ok()?,
        parts.next()?.parse::<i64>().ok()?,
    );
    // Days from the civil calendar, after Howard Hinnant's days_from_civil; 25569 is 1970-01-01.
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year = y.rem_euclid(400);
    let day = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    let days = era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468;
    let serial = days + 25_569;
    (serial > 60).then_some(serial as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_serials() {
        // 1900-03-01 is 61, 2023-03-15 is 45000: as LibreOffice shows them.
        assert_eq!(serial("1900-03-01"), Some(61.0));
        assert_eq!(serial("2023-03-15"), Some(45_000.0));
        assert_eq!(serial("1900-01-31"), None, "before the day that never was, text is surer");
    }
}
