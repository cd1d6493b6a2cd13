//! How wide the columns of a sheet are, in characters of a workbook: a Chinese one is two of them, a figure one.

use super::sheet_paper::{Fit, fit};
use crate::words::words;
use domain::tables::{Cell, ColumnKind, Table};

/// So wide is a sheet at least: its title and what stands under it must have room.
const NARROWEST: f64 = 74.0;
/// So many rows are measured, of figures all: a program shows no part of a figure that is wider than its column.
const MEASURED: usize = 2_000;
/// 序号
const NUMBER: f64 = 6.0;
/// The most lines of a heading where columns come closer.
const HEAD_LINES: usize = 3;
/// The least of its width that a column of text keeps there.
const LEAST_OF_TEXT: f64 = 0.8;

/// The widths of all columns, 序号 first where the table has it.
pub(super) fn with_number(table: &Table) -> Vec<f64> {
    table.is_numbered.then_some(NUMBER).into_iter().chain(widths(table)).collect()
}

/// The widths of the columns, as they are described; closer where they then go on one page and else would not.
pub(super) fn widths(table: &Table) -> Vec<f64> {
    let own: Vec<f64> = (0..table.columns.len()).map(|at| described(table, at)).collect();
    let number = table.is_numbered.then_some(NUMBER);
    let fits = |widths: &[f64]| fit(table, number.into_iter().chain(widths.iter().copied()));
    let fits_own = fits(&own);
    if fits_own < Fit::Everywhere {
        let closer: Vec<f64> = own.iter().enumerate().map(|(at, own)| closer(table, at, *own)).collect();
        return if fits(&closer) > fits_own { closer } else { own };
    }
    let all: f64 = own.iter().sum();
    let grow = (NARROWEST / all.max(1.0)).clamp(1.0, 4.0);
    own.into_iter().map(|width| width * grow).collect()
}

/// As a column is described; no number in it is broken.
fn described(table: &Table, at: usize) -> f64 {
    let column = &table.columns[at];
    let each = if column.kind.is_figure() { 1.6 } else { 2.0 };
    (f64::from(column.width) * each + 2.0).min(80.0).max(word(table, at))
}

/// So wide that no number of a column of text is broken.
fn word(table: &Table, at: usize) -> f64 {
    let of_text = |text: &str| words(text).map(|(_, word)| characters_of(word)).max();
    let cells = table.rows.iter().filter_map(|row| match row.get(at) {
        Some(Cell::Text(text)) => of_text(text),
        _ => None,
    });
    // Text stands a character from the line.
    cells.max().map_or(0.0, |widest| widest as f64 + 2.0)
}

/// So wide that every figure of a column can be read whole, and its heading in three lines.
fn closer(table: &Table, at: usize, own: f64) -> f64 {
    let column = &table.columns[at];
    if column.kind == ColumnKind::Text {
        return (own * LEAST_OF_TEXT).max(own.min(12.0)).max(word(table, at));
    }
    let sum = column.is_summed.then(|| table.sum(at));
    let measured = if column.kind.is_figure() { table.rows.len() } else { MEASURED };
    let cells = table.rows.iter().take(measured).filter_map(|row| row.get(at)).chain(&sum);
    let least = if column.kind == ColumnKind::Date { 10 } else { 0 };
    let widest = cells.map(characters).max().unwrap_or(0).max(least) as f64;
    // A heading goes into three lines, but 16–17 and 100 into one.
    let title = column.title.chars().count().div_ceil(HEAD_LINES).max(2) as f64 * 1.9;
    let number = words(&column.title).map(|(_, word)| characters_of(word)).max().unwrap_or(0) as f64;
    // Figures of a sum are bold, and wider by a tenth; five and more of them by a quarter in letters that stand in for 宋体,
    // where a cell too narrow shows ###.
    let bold = |figures: f64| {
        let wide = if figures < 5.0 { figures * 1.1 - 0.33 } else { figures * 1.25 };
        wide.max(figures)
    };
    bold(widest).max(bold(number)).max(title).min(own)
}

/// How many characters wide a cell is read.
fn characters(cell: &Cell) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => characters_of(text),
        Cell::Date(_) => 10,
        // 1,234.05
        Cell::Hundredths(n) => 4 + digits(*n) + digits(*n) / 3,
        Cell::Share(_) => 7,
        Cell::Whole(n) => digits(*n),
    }
}

/// A Chinese sign is as wide as two figures, a dash as one.
fn characters_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || c == '–' { 1 } else { 2 }).sum()
}

fn digits(n: i64) -> usize {
    usize::try_from(n.unsigned_abs().checked_ilog10().unwrap_or(0)).unwrap_or(0) + 1 + usize::from(n < 0)
}
