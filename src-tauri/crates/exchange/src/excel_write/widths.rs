//! How wide the columns of a sheet are, in characters of a workbook: a Chinese one is two of them, a figure one.

use super::sheet_paper::{BESIDE, Fit, NARROW, fit, spare};
use crate::words::{widest_word, words};
use domain::tables::{Cell, Column, ColumnKind, Table};

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
/// A column becomes so many characters wider at most, two Chinese signs, where texts then stand in one line.
const MORE: f64 = 4.0;

/// The widths of all columns, 序号 first where the table has it.
pub(super) fn with_number(table: &Table) -> Vec<f64> {
    table.is_numbered.then_some(NUMBER).into_iter().chain(widths(table)).collect()
}

/// The widths of the columns: as [`fitting`] has them, and a little wider where texts would be broken for a sign or two.
pub(super) fn widths(table: &Table) -> Vec<f64> {
    let mut found = fitting(table);
    unbroken(table, &mut found);
    found
}

/// Gives columns of text the sign or two that a text in them is too wide for one line, as long as the sheet stays on the paper
/// that it has.
fn unbroken(table: &Table, widths: &mut [f64]) {
    let number = table.is_numbered.then_some(NUMBER);
    let mut left = spare(table, number.into_iter().chain(widths.iter().copied()));
    for (at, (column, width)) in table.columns.iter().zip(widths).enumerate() {
        if !matches!(column.kind, ColumnKind::Text | ColumnKind::Code) {
            continue;
        }
        let room = room_in(column.kind, *width);
        let over = |row: &Vec<Cell>| match row.get(at) {
            Some(Cell::Text(text)) if !text.contains('\n') => taken_in(column.kind, text) - room,
            _ => 0.0,
        };
        let over = table.rows.iter().take(MEASURED).map(over).filter(|over| *over <= MORE);
        let more = over.fold(0.0, f64::max);
        if more > 0.0 && more <= left {
            *width += more;
            left -= more;
        }
    }
}

/// How many characters a line of text has in a column so wide: text to the left stands a character from the line.
pub(super) fn room_in(kind: ColumnKind, width: f64) -> f64 {
    if kind == ColumnKind::Text { width - 1.0 } else { width }
}

/// How many characters of a column a text takes in one line. On the screen a Chinese sign has 15 dots where a figure has 8. Text
/// to the left stands 9 to 22 dots from the line, as the program likes: its signs are reckoned wider for that.
pub(super) fn taken_in(kind: ColumnKind, text: &str) -> f64 {
    let sign = if kind == ColumnKind::Text { 2.0 } else { 15.0 / 8.0 };
    text.chars().map(|c| if width_of(c) == 1 { 1.0 } else { sign }).sum()
}

/// The widths of the columns, as they are described; closer where they then go on one page and else would not. What the rows
/// are called is broken before the spans of years in headings are.
fn fitting(table: &Table) -> Vec<f64> {
    let own = each_described(table);
    let number = table.is_numbered.then_some(NUMBER);
    let fits =
        |widths: &[f64], beside: f64| fit(table, number.into_iter().chain(widths.iter().copied()), beside);
    if fits(&own, BESIDE) == Fit::Everywhere {
        let all: f64 = own.iter().sum();
        let grow = (NARROWEST / all.max(1.0)).clamp(1.0, 4.0);
        return own.into_iter().map(|width| width * grow).collect();
    }
    let least: Vec<(f64, f64)> = own.iter().enumerate().map(|(at, own)| least(table, at, *own)).collect();
    let closer = |names: bool, spans: bool| -> Vec<f64> {
        let is_broken = |column: &Column| if column.kind == ColumnKind::Text { names } else { spans };
        let each =
            |(column, width): (&Column, &(f64, f64))| if is_broken(column) { width.1 } else { width.0 };
        table.columns.iter().zip(&least).map(each).collect()
    };
    let ways = [
        (own, NARROW),
        (closer(false, false), BESIDE),
        (closer(false, false), NARROW),
        (closer(true, false), NARROW),
        (closer(false, true), NARROW),
        (closer(true, true), NARROW),
    ];
    let way = |wanted: Fit| ways.iter().position(|(widths, beside)| fits(widths, *beside) == wanted);
    let found = way(Fit::Everywhere).or_else(|| way(Fit::Usually)).unwrap_or(0);
    ways.into_iter().nth(found).map(|(widths, _)| widths).unwrap_or_default()
}

/// How wide each column is as it is described. All cells are looked at: of a long table by two at once.
fn each_described(table: &Table) -> Vec<f64> {
    const LONG: usize = 10_000;
    let columns = table.columns.len();
    let some = |range: std::ops::Range<usize>| range.map(|at| described(table, at)).collect::<Vec<f64>>();
    if table.rows.len() < LONG || columns < 2 {
        return some(0..columns);
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(move || some(0..columns / 2));
        let rest = some(columns / 2..columns);
        let mut all = first.join().unwrap_or_else(|_| some(0..columns / 2));
        all.extend(rest);
        all
    })
}

/// As a column is described; no number in it is broken, and every figure can be read.
fn described(table: &Table, at: usize) -> f64 {
    let column = &table.columns[at];
    let each = if column.kind.is_figure() { 1.6 } else { 2.0 };
    let figures = if column.kind.is_figure() { cells(table, at) } else { 0.0 };
    (f64::from(column.width) * each + 2.0).min(80.0).max(word(table, at)).max(figures)
}

/// So wide that no number of a column of text is broken.
fn word(table: &Table, at: usize) -> f64 {
    let mut widest = 0;
    for row in &table.rows {
        let Some(Cell::Text(text)) = row.get(at) else { continue };
        // What is no longer as a whole has no longer word, and a word has a figure in it.
        if text.len() > widest && text.bytes().any(|b| b.is_ascii_digit()) {
            widest = widest.max(widest_word(text, width_of));
        }
    }
    // Text stands a character from the line.
    if widest == 0 { 0.0 } else { widest as f64 + 2.0 }
}

/// The least width of a column in which its figures can be read whole and its heading stands in three lines: with its words
/// whole, and with the spans of years in a heading and what the rows are called in two lines.
fn least(table: &Table, at: usize, own: f64) -> (f64, f64) {
    let column = &table.columns[at];
    let title = column.title.as_str();
    // A heading goes into three lines, but 16–17 and 100 into one.
    let signs = title.chars().count();
    let is_number = characters_of(title) == signs;
    let lines = if is_number { 0.0 } else { signs.div_ceil(HEAD_LINES).max(2) as f64 * 1.9 };
    if column.kind == ColumnKind::Text {
        let word = word(table, at).max(lines).min(own);
        let said = said(table, at);
        let most = (own * LEAST_OF_TEXT).max(own.min(12.0)).min(said + 2.0).max(word);
        let halved = if at < table.kept_columns { (said / 2.0).ceil() + 3.0 } else { most };
        return (most, most.min(halved).max(word));
    }
    let read = cells(table, at).max(lines);
    let of_words = |word: &str| characters_of(word) as f64;
    // A heading that is too wide is broken and does not show ###.
    let bold = |wide: f64| (wide * 1.1 - 0.33).max(wide);
    let whole = words(title).map(|(_, word)| of_words(word)).fold(0.0, f64::max);
    let parts = words(title).flat_map(|(_, word)| word.split_inclusive('–')).map(of_words);
    let broken = parts.fold(0.0, f64::max);
    (read.max(bold(whole)).min(own), read.max(bold(broken)).min(own))
}

/// How many characters wide the widest text of a column is, and the word before sums.
fn said(table: &Table, at: usize) -> f64 {
    let texts = table.rows.iter().take(MEASURED).filter_map(|row| row.get(at)).map(characters);
    let sums = if table.has_sums() { characters_of(table.sums_called()) } else { 0 };
    texts.chain([sums]).max().unwrap_or(0) as f64
}

/// So wide that every figure of a column can be read whole, its sum too.
fn cells(table: &Table, at: usize) -> f64 {
    let column = &table.columns[at];
    let sum = column.is_summed.then(|| table.sum(at));
    let measured = if column.kind.is_figure() { table.rows.len() } else { MEASURED };
    let cells = table.rows.iter().take(measured).filter_map(|row| row.get(at)).chain(&sum);
    let least = if column.kind == ColumnKind::Date { 10 } else { 0 };
    let figures = cells.map(characters).max().unwrap_or(0).max(least) as f64;
    // Figures of a sum are bold, and wider by a tenth; five and more of them by a quarter in letters that stand in for 宋体,
    // where a cell too narrow shows ###.
    let wide = if figures < 5.0 { figures * 1.1 - 0.33 } else { figures * 1.25 };
    wide.max(figures)
}

/// How many characters wide a cell is read.
fn characters(cell: &Cell) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => characters_of(text),
        Cell::Date(_) => 10,
        // 1,234.05
        Cell::Hundredths(n) => {
            let whole = digits((*n / 100).abs());
            whole + (whole - 1) / 3 + 3 + usize::from(*n < 0)
        }
        Cell::Share(_) => 7,
        Cell::Whole(n) => digits(*n),
    }
}

/// A Chinese sign is as wide as two figures, a dash as one.
pub(super) fn characters_of(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    if c.is_ascii() || c == '–' { 1 } else { 2 }
}

fn digits(n: i64) -> usize {
    usize::try_from(n.unsigned_abs().checked_ilog10().unwrap_or(0)).unwrap_or(0) + 1 + usize::from(n < 0)
}
