//! Rows poured into the frame of a workbook.

use super::widths::{room_in, taken_in};
use super::{LINE, Layout};
use crate::in_place::WriteError;
use chrono::NaiveDate;
use domain::sheets::column_letters;
use domain::tables::{Cell, Column, ColumnKind, Table};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Copies the frame and puts the rows of each table into its sheet.
pub(super) fn pour(
    frame: &[u8],
    tables: &[Table],
    laid: &[Layout],
    to: impl Write + Seek,
) -> Result<(), WriteError> {
    let mut frame = ZipArchive::new(Cursor::new(frame))?;
    let mut out = ZipWriter::new(to);
    for i in 0..frame.len() {
        let name = frame.by_index(i)?.name()?.into_owned();
        let table = name
            .strip_prefix("xl/worksheets/sheet")
            .and_then(|rest| rest.strip_suffix(".xml")?.parse::<usize>().ok())
            .and_then(|n| tables.get(n.checked_sub(1)?).zip(laid.get(n.checked_sub(1)?)))
            .filter(|(table, _)| !table.rows.is_empty());
        let Some((table, at)) = table else {
            out.raw_copy_file(frame.by_index_raw(i)?)?;
            continue;
        };
        let mut xml = String::new();
        frame.by_index(i)?.read_to_string(&mut xml)?;
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        out.start_file(name, options)?;
        sheet(&xml, table, at, &mut out)?;
    }
    out.finish()?;
    Ok(())
}

fn sheet(xml: &str, table: &Table, at: &Layout, out: &mut impl Write) -> Result<(), WriteError> {
    let body = at.body;
    let begin = format!("<row r=\"{}\"", body + 1);
    let from = xml.find(&begin).ok_or(WriteError::Contents)?;
    let to = from + xml[from..].find("</row>").ok_or(WriteError::Contents)? + "</row>".len();
    let usual = styles(&xml[from..to]);
    // The last row has a pattern of its own where it is the whole of the others.
    let (mut total, mut to) = (usual.clone(), to);
    let begin = format!("<row r=\"{}\"", body as usize + table.rows.len());
    if table.has_total
        && let Some(at) = xml[to..].find(&begin)
    {
        let from = to + at;
        to = from + xml[from..].find("</row>").ok_or(WriteError::Contents)? + "</row>".len();
        total = styles(&xml[from..to]);
    }
    out.write_all(&xml.as_bytes()[..from])?;
    let shift = usize::from(table.is_numbered);
    let letters: Vec<String> = (0..table.columns.len() + shift)
        .map(|i| column_letters(u16::try_from(i).unwrap_or(u16::MAX)))
        .collect();
    let mut text = String::with_capacity(1 << 16);
    let mut number = String::new();
    for (n, row) in table.rows.iter().enumerate() {
        number.clear();
        put(&mut number, format_args!("{}", body as usize + 1 + n));
        let height = at.heights.get(n).copied().unwrap_or(LINE);
        let styles = if table.is_total(n) { &total } else { &usual };
        put(&mut text, format_args!("<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\">"));
        // There are millions of cells: what stands in each is put together of pieces that are ready.
        let begin = |text: &mut String, column: usize| {
            text.push_str("<c r=\"");
            text.push_str(&letters[column]);
            text.push_str(&number);
            text.push_str("\" s=\"");
            text.push_str(styles.get(column).map_or("0", String::as_str));
        };
        if table.is_numbered {
            begin(&mut text, 0);
            put(&mut text, format_args!("\"><v>{}</v></c>", n + 1));
        }
        for (i, cell) in row.iter().enumerate().take(table.columns.len()) {
            begin(&mut text, i + shift);
            match cell {
                Cell::Blank => text.push_str("\"/>"),
                // Spreadsheet programs count no days before that one, or not the same.
                Cell::Date(day) if *day < FIRST_COUNTED => put_text(&mut text, &cell.shown()),
                Cell::Text(own) => put_text(&mut text, own),
                figure => {
                    text.push_str("\"><v>");
                    text.push_str(&number_text(figure));
                    text.push_str("</v></c>");
                }
            }
        }
        text.push_str("</row>");
        if text.len() > 1 << 15 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    out.write_all(text.as_bytes())?;
    out.write_all(&xml.as_bytes()[to..])?;
    Ok(())
}

/// So high that every text of a row can be read, in points, within what a spreadsheet program allows (409).
pub(super) fn row_height(row: &[Cell], columns: &[Column], widths: &[f64]) -> f64 {
    let lines = row.iter().zip(columns).zip(widths).map(|((cell, column), width)| match cell {
        Cell::Text(text) => lines_of(text, column.kind, *width),
        _ => 1,
    });
    let lines = lines.max().unwrap_or(1);
    if lines < 2 { LINE } else { (f64::from(lines) * 15.0 + 6.0).min(405.0) }
}

/// How many lines a text takes in a column so many characters wide.
fn lines_of(text: &str, kind: ColumnKind, width: f64) -> u32 {
    let room = room_in(kind, width);
    // Most are short: a text is never wider than it has bytes.
    if text.len() as f64 <= room && !text.contains('\n') {
        return 1;
    }
    // A hair over is not over: a column may be just as wide as its text.
    let of_line = |line: &str| ((taken_in(kind, line) - 0.001) / room).ceil().max(1.0) as u32;
    text.split('\n').map(of_line).sum()
}

/// From this day on all spreadsheet programs count alike.
const FIRST_COUNTED: NaiveDate = match NaiveDate::from_ymd_opt(1900, 3, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// A cell of text, behind its style.
fn put_text(out: &mut String, text: &str) {
    out.push_str("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    escape(out, text);
    out.push_str("</t></is></c>");
}

/// Writing into a text cannot fail.
fn put(text: &mut String, what: std::fmt::Arguments) {
    let _ = text.write_fmt(what);
}

/// The style of every cell of the pattern row, in order.
fn styles(row: &str) -> Vec<String> {
    let cells = row.split("<c ").skip(1);
    cells
        .map(|cell| {
            let after = cell.split("s=\"").nth(1).unwrap_or_default();
            let style: u32 = after.split('"').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            style.to_string()
        })
        .collect()
}

/// What a figure or a day is in a workbook.
pub(super) fn number(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Blank | Cell::Text(_) => None,
        figure => Some(number_text(figure)),
    }
}

fn number_text(cell: &Cell) -> String {
    match cell {
        Cell::Whole(n) => n.to_string(),
        Cell::Hundredths(n) => Cell::Hundredths(*n).shown().into_owned(),
        // 12.5 % is 0.125.
        Cell::Share(n) => {
            let sign = if *n < 0 { "-" } else { "" };
            format!("{sign}{}.{:04}", n.abs() / 10_000, n.abs() % 10_000)
        }
        Cell::Date(day) => serial(*day).to_string(),
        Cell::Blank | Cell::Text(_) => String::new(),
    }
}

/// Days of the 1900 system, in which 1900-02-29 is counted though it never was: right from the day after on.
fn serial(day: NaiveDate) -> i64 {
    (day - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default()).num_days()
}

/// Text as XML holds it. Signs that XML has no place for are left out; what Excel would read as an escape stays as it is.
fn escape(out: &mut String, text: &str) {
    for (i, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_escape(&text[i..]) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

/// `_x0041_`
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_numbers_that_excel_gives_them() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        // Known pairs of Excel's 1900 system.
        assert_eq!(serial(day(1900, 3, 1)), 61);
        assert_eq!(serial(day(2026, 11, 25)), 46_351);
    }

    #[test]
    fn text_stays_as_it_is_and_what_xml_cannot_hold_is_left_out() {
        let mut out = String::new();
        escape(&mut out, "a<b>&\u{7}\n_x0041_ _x_ =1+1");
        assert_eq!(out, "a&lt;b&gt;&amp;\n_x005F_x0041_ _x_ =1+1");
    }
}
