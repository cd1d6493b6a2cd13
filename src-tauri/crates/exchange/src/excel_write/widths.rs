//! How wide the columns of a sheet are, in characters of a workbook: a Chinese one is two of them, a figure one.

use super::sheet_paper::{millimetres, most_room};
use domain::tables::{Cell, Column, ColumnKind, Table};

/// So wide is a sheet at least: its title and what stands under it must have room.
const NARROWEST: f64 = 84.0;
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
    let own: Vec<f64> = table.columns.iter().map(described).collect();
    let number = if table.is_numbered { millimetres(NUMBER) } else { 0.0 };
    let fits = |widths: &[f64]| {
        widths.iter().map(|width| millimetres(*width)).sum::<f64>() + number <= most_room(table)
    };
    if !fits(&own) {
        let closer: Vec<f64> = own.iter().enumerate().map(|(at, own)| closer(table, at, *own)).collect();
        return if fits(&closer) { closer } else { own };
    }
    let all: f64 = own.iter().sum();
    let grow = (NARROWEST / all.max(1.0)).clamp(1.0, 4.0);
    own.into_iter().map(|width| width * grow).collect()
}

fn described(column: &Column) -> f64 {
    let each = if column.kind.is_figure() { 1.6 } else { 2.0 };
    (f64::from(column.width) * each + 2.0).min(80.0)
}

/// So wide that every figure of a column can be read whole, and its heading in three lines.
fn closer(table: &Table, at: usize, own: f64) -> f64 {
    let column = &table.columns[at];
    if column.kind == ColumnKind::Text {
        return (own * LEAST_OF_TEXT).max(own.min(12.0));
    }
    let sum = column.is_summed.then(|| table.sum(at));
    let measured = if column.kind.is_figure() { table.rows.len() } else { MEASURED };
    let cells = table.rows.iter().take(measured).filter_map(|row| row.get(at)).chain(&sum);
    let least = if column.kind == ColumnKind::Date { 10 } else { 0 };
    let widest = cells.map(characters).max().unwrap_or(0).max(least);
    let title = column.title.chars().count().div_ceil(HEAD_LINES).max(2) * 2;
    // White on both sides, and bold letters of a sum.
    (widest.max(title) as f64 * 1.08 + 0.8).min(own)
}

/// How many characters wide a cell is read.
fn characters(cell: &Cell) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum(),
        Cell::Date(_) => 10,
        // 1,234.05
        Cell::Hundredths(n) => 4 + digits(*n) + digits(*n) / 3,
        Cell::Share(_) => 7,
        Cell::Whole(n) => digits(*n),
    }
}

fn digits(n: i64) -> usize {
    usize::try_from(n.unsigned_abs().checked_ilog10().unwrap_or(0)).unwrap_or(0) + 1 + usize::from(n < 0)
}
