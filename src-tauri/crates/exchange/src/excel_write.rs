//! Tables as a workbook, as street offices expect one: title, unit and date, headings that repeat and stay, filter, borders,
//! widths for Chinese text, sums as formulas with their values, signatures, ready to print on A4.
//!
//! Every cell that is no figure and no day is text, so that no spreadsheet program damages an ID number or takes a name for
//! a formula. Source: `shared/domain/reports.md` 2 and 5.
//!
//! rust_xlsxwriter makes the frame with one row as a pattern; the rows themselves go straight into the container. It would
//! hold all of them in memory (734 MB for 100,000 × 30), or write them to the temporary folder.

mod sheet_pages;
mod sheet_paper;
mod stream;
mod widths;

use crate::in_place::{WriteError, make_in_place};
use chrono::Datelike;
use domain::tables::{Cell, Column, ColumnKind, Plot, Table};
use rust_xlsxwriter::{
    Chart, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet,
};
use sheet_pages::{Heights, Pages, Size};
use sheet_paper::SheetPaper;
use std::path::Path;

/// Where the parts of a sheet stand.
struct Layout {
    columns: u16,
    head_first: u32,
    head_last: u32,
    body: u32,
    rows: u32,
    /// How wide its columns are, 序号 first where it has one. All cells are looked at for it: once for a table.
    widths: Vec<f64>,
    /// How high its rows are, in points.
    heights: Vec<f64>,
}

impl Layout {
    fn of(table: &Table) -> Self {
        let columns = u16::try_from(table.columns.len()).unwrap_or(u16::MAX) + u16::from(table.is_numbered);
        let head_last = if table.has_groups() { 3 } else { 2 };
        let widths = widths::with_number(table);
        let own = widths.get(usize::from(table.is_numbered)..).unwrap_or_default();
        let height = |row: &Vec<Cell>| stream::row_height(row, &table.columns, own);
        let heights =
            if table.rows.is_empty() { vec![LINE] } else { table.rows.iter().map(height).collect() };
        Layout {
            columns: columns.max(1),
            head_first: 2,
            head_last,
            body: head_last + 1,
            // An empty table has a line that says so.
            rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1),
            widths,
            heights,
        }
    }

    /// The widths without that of 序号.
    fn own_widths<'a>(&'a self, table: &Table) -> &'a [f64] {
        self.widths.get(usize::from(table.is_numbered)..).unwrap_or_default()
    }

    fn below(&self) -> u32 {
        self.body + self.rows
    }

    fn last_column(&self) -> u16 {
        self.columns - 1
    }
}

/// How cells of a kind are written.
fn number_format(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text | ColumnKind::Code => "@",
        ColumnKind::Whole => "0",
        ColumnKind::Hundredths => "#,##0.00",
        ColumnKind::Share => "0.00%",
        ColumnKind::Date => "yyyy-mm-dd",
    }
}

struct Formats {
    title: Format,
    left: Format,
    middle: Format,
    right: Format,
    head: Format,
    note: Format,
}

impl Formats {
    fn new() -> Self {
        let base =
            || Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        Formats {
            title: base().set_font_size(18).set_bold().set_align(FormatAlign::Center),
            left: base().set_align(FormatAlign::Left),
            middle: base().set_align(FormatAlign::Center),
            right: base().set_align(FormatAlign::Right),
            head: base()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_background_color("#E8EDF4"),
            note: base().set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    fn cell(kind: ColumnKind) -> Format {
        let align = match kind {
            ColumnKind::Text => FormatAlign::Left,
            ColumnKind::Code | ColumnKind::Date => FormatAlign::Center,
            _ => FormatAlign::Right,
        };
        // A figure to the right would touch a text to the left of its neighbour.
        let indent = u8::from(kind == ColumnKind::Text);
        Format::new()
            .set_font_name("宋体")
            .set_font_size(11)
            .set_align(FormatAlign::VerticalCenter)
            .set_align(align)
            .set_indent(indent)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_num_format(number_format(kind))
    }
}

/// Height of a line of the body, in points.
const LINE: f64 = 21.0;
/// Height of the row of who signs, and of a row that has none of its own, in points.
const SIGNED: f64 = 30.0;
const UNTOLD: f64 = 13.5;

/// Writes tables as sheets of a workbook, beside its place, and renames it. `made_on` stands in its properties, so that the
/// same tables make the same bytes.
///
/// # Errors
///
/// [`WriteError`]; nothing half lies about then.
pub fn write_tables(path: &Path, tables: &[Table], made_on: chrono::NaiveDate) -> Result<(), WriteError> {
    let laid: Vec<Layout> = tables.iter().map(Layout::of).collect();
    let frame = frame(tables, &laid, made_on)?;
    make_in_place(path, |file| stream::pour(&frame, tables, &laid, file))
}

/// The bytes of a workbook, for those who keep it elsewhere than in a file.
///
/// # Errors
///
/// [`WriteError::Contents`].
pub fn tables_bytes(tables: &[Table], made_on: chrono::NaiveDate) -> Result<Vec<u8>, WriteError> {
    let laid: Vec<Layout> = tables.iter().map(Layout::of).collect();
    let frame = frame(tables, &laid, made_on)?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    stream::pour(&frame, tables, &laid, &mut bytes)?;
    Ok(bytes.into_inner())
}

fn frame(tables: &[Table], laid: &[Layout], made_on: chrono::NaiveDate) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    // Columns are so many of these figures wide: of letters that Chinese PCs have, and not of Calibri.
    let usual = Format::new().set_font_name("宋体").set_font_size(11);
    book.set_default_format(&usual, 18, 72)?;
    let made = ExcelDateTime::from_ymd(
        u16::try_from(made_on.year()).unwrap_or(2000),
        u8::try_from(made_on.month()).unwrap_or(1),
        u8::try_from(made_on.day()).unwrap_or(1),
    )?;
    let first = tables.first();
    book.set_properties(
        &DocProperties::new()
            .set_title(first.map_or("", |t| t.title.as_str()))
            .set_author(first.map_or("", |t| t.unit.as_str()))
            .set_creation_datetime(&made),
    );
    let formats = Formats::new();
    let mut names: Vec<String> = Vec::new();
    for (table, at) in tables.iter().zip(laid) {
        let name = sheet_name(&table.name, &names);
        let page = book.add_worksheet();
        page.set_name(&name)?;
        fill(page, &name, table, at, &formats)?;
        names.push(name);
    }
    Ok(book.save_to_buffer()?)
}

fn fill(
    page: &mut Worksheet,
    name: &str,
    table: &Table,
    at: &Layout,
    formats: &Formats,
) -> Result<(), WriteError> {
    let paper = SheetPaper::of(table, at);
    // What may be printed on several pages side by side has its title over each, and on the screen on the left.
    let right = paper.first_page_ends.unwrap_or(at.last_column());
    let title = if paper.first_page_ends.is_some() {
        formats.title.clone().set_align(FormatAlign::Left)
    } else {
        formats.title.clone()
    };
    // Its letters are of 18 points and bold: what is wider than the columns under it stands in two lines.
    let room: f64 = at.widths.iter().take(usize::from(right) + 1).sum();
    let lines = (wide(&table.title) * 18.0 / 11.0 * 1.05 / (room - 1.0).max(1.0)).ceil().max(1.0);
    across(page, 0, (0, right), &table.title, &title.set_text_wrap())?;
    let title_height = 6.0 + 24.0 * lines;
    page.set_row_height(0, title_height)?;
    let second_height = second_line(page, table, at, paper.first_page_ends, formats)?;
    let head_height = heads(page, table, at, formats)?;
    // The row that says how each column is written; where there are rows, they take its place.
    let shift = u16::from(table.is_numbered);
    if table.rows.is_empty() {
        let none = Formats::cell(ColumnKind::Code);
        across(page, at.body, (0, at.last_column()), "无", &none)?;
    } else {
        if table.is_numbered {
            page.write_blank(at.body, 0, &Formats::cell(ColumnKind::Whole).set_align(FormatAlign::Center))?;
        }
        for (i, column) in (0u16..).zip(&table.columns) {
            page.write_blank(at.body, i + shift, &Formats::cell(column.kind))?;
        }
        // The whole of the rows above it stands out: a second pattern, of the last row.
        if table.has_total {
            if table.is_numbered {
                page.write_blank(at.below() - 1, 0, &Formats::cell(ColumnKind::Whole).set_bold())?;
            }
            for (i, column) in (0u16..).zip(&table.columns) {
                page.write_blank(at.below() - 1, i + shift, &Formats::cell(column.kind).set_bold())?;
            }
        }
    }
    page.set_row_height(at.body, LINE)?;
    let mut below = at.below();
    let mut below_height = 0.0;
    if table.has_sums() {
        sums(page, table, at, below)?;
        below += 1;
        below_height += LINE;
    }
    // What stands under the rows stands right of the columns that every page begins with.
    let left = if paper.first_page_ends.is_some() { kept_columns(table).min(right) } else { 0 };
    for note in &table.notes {
        across(page, below, (left, right), note, &formats.note)?;
        // Of a Chinese character the letters of a workbook are two.
        let beside = usize::from(right - left) + 1;
        let width: f64 = at.widths.iter().skip(usize::from(left)).take(beside).sum();
        let lines = (note.chars().count() as f64 * 2.0 / (width - 2.0).max(2.0)).ceil().max(1.0);
        page.set_row_height(below, lines * 18.0)?;
        below += 1;
        below_height += lines * 18.0;
    }
    signatures(page, table, at, (below, paper.first_page_ends.map(|end| (left, end))), formats)?;
    if !table.signatures.is_empty() {
        below_height += SIGNED;
    }
    let mut last = if table.signatures.is_empty() { below.max(at.below() + 1) - 1 } else { below };
    let chart = chart(name, table, at);
    // Where the title stands over each page, what is printed begins with the headings.
    let over = if paper.first_page_ends.is_some() { 0.0 } else { title_height + second_height };
    let heights = Heights {
        over: over + head_height,
        rows: &at.heights,
        below: below_height,
        chart: if chart.is_some() { f64::from(CHART_ROWS) * UNTOLD } else { 0.0 },
    };
    // Two of the last rows stay with who signs, and the whole of all under them.
    let pages = Pages::of(&paper, &heights, 2 + usize::from(table.has_total));
    set_page(page, table, at, &paper, &pages)?;
    let begins = pages.last_begins.and_then(|row| u32::try_from(row).ok()).map(|row| at.body + row);
    let breaks: Vec<u32> = begins.into_iter().chain(pages.turns_before_chart.then_some(last + 1)).collect();
    page.set_page_breaks(&breaks)?;
    let beside: Vec<u32> = paper.breaks.iter().copied().map(u32::from).collect();
    page.set_vertical_page_breaks(&beside)?;
    if let Some(chart) = chart {
        page.insert_chart(last + 2, 0, &chart)?;
        last += CHART_ROWS;
    }
    // Where the title stands over each page it is not printed once more with the cells.
    let first = if paper.first_page_ends.is_some() { at.head_first } else { 0 };
    page.set_print_area(first, 0, last, at.last_column())?;
    Ok(())
}

/// How many columns every page begins with that goes on beside another.
fn kept_columns(table: &Table) -> u16 {
    let kept = u16::try_from(table.kept_columns).unwrap_or(0);
    if kept == 0 { 0 } else { kept + u16::from(table.is_numbered) }
}

/// The title and the second line over every page: whole, wherever a program breaks the sheet.
fn title_over_pages(table: &Table) -> String {
    let plain = |text: &str| text.replace('&', "&&");
    format!(
        "&C&\"宋体,Bold\"&16 {}\n&\"宋体,Regular\"&11 {}",
        plain(&table.title),
        plain(&said_beside(table))
    )
}

/// 填报单位, the period, the form and the day in one line.
fn said_beside(table: &Table) -> String {
    let unit = unit_words(table);
    let right = right_words(table);
    let said = [unit.as_str(), &table.period, &right].into_iter().filter(|t| !t.is_empty());
    said.collect::<Vec<_>>().join("　")
}

fn unit_words(table: &Table) -> String {
    if table.unit.is_empty() { String::new() } else { format!("填报单位（盖章）：{}", table.unit) }
}

fn right_words(table: &Table) -> String {
    let counted = table.counted_words();
    let right = [table.form_no.as_str(), table.filled.as_str(), counted.as_str()];
    let right: Vec<&str> = right.into_iter().filter(|t| !t.is_empty()).collect();
    right.join("　")
}

/// Rows of the usual height that a chart covers, with the white around it.
const CHART_ROWS: u32 = 26;

/// The plot of a table as a chart of the workbook's own, over the cells.
fn chart(name: &str, table: &Table, at: &Layout) -> Option<Chart> {
    let plot = table.drawn_plot()?;
    let shift = u16::from(table.is_numbered);
    let (kind, columns) = match plot {
        Plot::Pyramid { left, right } => (ChartType::Bar, vec![*left, *right]),
        Plot::Lines { columns } => (ChartType::Line, columns.clone()),
    };
    let mut chart = Chart::new(kind);
    let undrawn = table.undrawn();
    let title =
        if undrawn.is_empty() { table.name.clone() } else { format!("{}（{undrawn}）", table.name) };
    chart.title().set_name(&title);
    // A character is eight pixels wide.
    chart
        .set_width((at.own_widths(table).iter().sum::<f64>() * 8.0).clamp(400.0, 900.0) as u32)
        .set_height(420);
    let last = at.below() - 1;
    for column in columns {
        let title = table.columns.get(column as usize).map_or("", |c| c.title.as_str());
        let column = u16::try_from(column).unwrap_or(0) + shift;
        chart
            .add_series()
            .set_categories((name, at.body, shift, last, shift))
            .set_values((name, at.body, column, last, column))
            .set_name(title);
    }
    if matches!(plot, Plot::Lines { .. }) {
        // The lines begin where the figures are, so that a small change can be seen.
        let figures =
            || (0..table.rows.len()).flat_map(|r| (1..table.columns.len()).map(move |c| table.figure(r, c)));
        let (low, high) = (figures().min().unwrap_or(0), figures().max().unwrap_or(1));
        chart.y_axis().set_min((low - (high - low).max(10) / 4).max(0) as f64);
    }
    Some(chart)
}

fn set_page(
    page: &mut Worksheet,
    table: &Table,
    at: &Layout,
    paper: &SheetPaper,
    pages: &Pages,
) -> Result<(), WriteError> {
    for (i, width) in (0u16..).zip(&at.widths) {
        page.set_column_width(i, *width)?;
    }
    page.set_paper_size(paper.code).set_print_center_horizontally(true);
    match pages.size {
        // Over and then down: the pages of the same rows follow one another.
        Size::Percent(scale) => page.set_print_scale(scale).set_page_order(false),
        Size::Wide => page.set_print_fit_to_pages(1, 0),
        Size::Whole => page.set_print_fit_to_pages(1, 1),
    };
    let has_title = paper.first_page_ends.is_some();
    page.set_margins(paper.margin, paper.margin, if has_title { 1.0 } else { 0.75 }, 0.75, 0.3, 0.3);
    if has_title {
        page.set_header(title_over_pages(table));
    }
    page.set_footer("&C第 &P 页 共 &N 页");
    if paper.is_across {
        page.set_landscape();
    }
    if pages.repeats_head {
        page.set_repeat_rows(if has_title { at.head_first } else { 0 }, at.head_last)?;
    }
    let kept = kept_columns(table);
    if has_title && kept > 0 {
        page.set_repeat_columns(0, kept - 1)?;
    }
    page.set_freeze_panes(at.body, kept.min(at.last_column()))?;
    page.autofilter(at.head_last, 0, at.below() - 1, at.last_column())?;
    Ok(())
}

/// A text over several columns of a row.
fn across(
    page: &mut Worksheet,
    row: u32,
    (first, last): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), WriteError> {
    if first < last {
        page.merge_range(row, first, row, last, text, format)?;
    } else {
        page.write_string_with_format(row, first, text, format)?;
    }
    Ok(())
}

/// 填报单位, the period, the day: a third each, or all in one where there are too few columns. How high the row is, in points.
fn second_line(
    page: &mut Worksheet,
    table: &Table,
    at: &Layout,
    first_page_ends: Option<u16>,
    formats: &Formats,
) -> Result<f64, WriteError> {
    let (unit, right) = (unit_words(table), right_words(table));
    let widths = &at.widths;
    let room = |first: u16, end: u16| -> f64 {
        widths.iter().skip(usize::from(first)).take(usize::from(end - first)).sum()
    };
    let all = || said_beside(table);
    if at.columns < 3 || first_page_ends.is_some() {
        let last = first_page_ends.unwrap_or(at.last_column());
        return in_lines(page, (0, last), &all(), (&formats.left, room(0, last + 1)));
    }
    let starts = parts(table, at, 3);
    let last = at.last_column();
    // What stands first may take a column more than its third.
    let Some(middle) = (starts[1]..=last).find(|middle| fits(&unit, room(0, *middle))) else {
        return in_lines(page, (0, last), &all(), (&formats.left, room(0, last + 1)));
    };
    let end = starts[2].max(middle + 1);
    if fits(&table.period, room(middle, end)) && fits(&right, room(end, last + 1)) {
        across(page, 1, (0, middle - 1), &unit, &formats.left)?;
        across(page, 1, (middle, end - 1), &table.period, &formats.middle)?;
        across(page, 1, (end, last), &right, &formats.right)?;
        return Ok(UNTOLD);
    }
    // Where the middle is too narrow for what stands in it, it stands with the right.
    let both = [table.period.as_str(), &right].into_iter().filter(|t| !t.is_empty());
    let both = both.collect::<Vec<_>>().join("　");
    if !fits(&both, room(middle, last + 1)) {
        return in_lines(page, (0, last), &all(), (&formats.left, room(0, last + 1)));
    }
    across(page, 1, (0, middle - 1), &unit, &formats.left)?;
    across(page, 1, (middle, last), &both, &formats.right)?;
    Ok(UNTOLD)
}

/// How many characters of a workbook a text is wide in letters of 11 points: a Chinese one has 14.7 dots, a figure of them 7.
fn wide(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 1.05 } else { 2.1 }).sum()
}

/// Whether a text stands whole in one line of cells so wide.
fn fits(text: &str, room: f64) -> bool {
    wide(text) + 0.5 <= room
}

/// The second line in one, in as many lines as it takes; how high its row is.
fn in_lines(
    page: &mut Worksheet,
    columns: (u16, u16),
    text: &str,
    (format, room): (&Format, f64),
) -> Result<f64, WriteError> {
    let lines = ((wide(text) + 1.0) / room.max(1.0)).ceil().max(1.0);
    if lines > 1.0 {
        page.set_row_height(1, lines * 18.0)?;
        across(page, 1, columns, text, &format.clone().set_text_wrap())?;
        return Ok(lines * 18.0);
    }
    across(page, 1, columns, text, format)?;
    Ok(UNTOLD)
}

/// The columns where each of so many parts begins that are about as wide as each other, the first at 0.
fn parts(table: &Table, at: &Layout, count: u16) -> Vec<u16> {
    let mut widths: Vec<u32> = if table.is_numbered { vec![3] } else { Vec::new() };
    widths.extend(table.columns.iter().map(|c| c.width + 1));
    let all: u32 = widths.iter().sum();
    let mut starts = vec![0];
    for part in 1..count {
        let wanted = all * u32::from(part) / u32::from(count);
        let mut passed = 0;
        let first = widths.iter().take_while(|width| {
            passed += **width;
            passed <= wanted
        });
        let first = u16::try_from(first.count()).unwrap_or(0);
        // Every part has a column at least, and leaves one for each that follows.
        let least = starts.last().map_or(0, |last| last + 1);
        starts.push(first.clamp(least, at.columns - (count - part)));
    }
    starts
}

/// The headings; how high their rows are together, in points.
fn heads(page: &mut Worksheet, table: &Table, at: &Layout, formats: &Formats) -> Result<f64, WriteError> {
    let shift = u16::from(table.is_numbered);
    let mut own = |column: u16, title: &str| -> Result<(), WriteError> {
        if at.head_first < at.head_last {
            page.merge_range(at.head_first, column, at.head_last, column, title, &formats.head)?;
        } else {
            page.write_string_with_format(at.head_first, column, title, &formats.head)?;
        }
        Ok(())
    };
    if table.is_numbered {
        own(0, "序号")?;
    }
    for (first, last, group) in table.groups() {
        for (i, column) in (0u16..).zip(&table.columns).skip(first).take(last - first + 1) {
            if group.is_empty() {
                own(i + shift, &column.title)?;
            }
        }
    }
    for (first, last, group) in table.groups().into_iter().filter(|(_, _, group)| !group.is_empty()) {
        let column = |i: usize| u16::try_from(i).unwrap_or(0) + shift;
        across(page, at.head_first, (column(first), column(last)), group, &formats.head)?;
        for i in first..=last {
            let title = &table.columns[i].title;
            page.write_string_with_format(at.head_last, column(i), title, &formats.head)?;
        }
    }
    let lines_of = |(column, width): (&Column, &f64)| {
        (widths::characters_of(&column.title) as f64 / (width - 1.0).max(1.0)).ceil() as u32
    };
    let longest = table.columns.iter().zip(at.own_widths(table)).map(lines_of);
    let mut height = f64::from(longest.max().unwrap_or(1).max(1)) * 16.0 + 8.0;
    page.set_row_height(at.head_last, height)?;
    if at.head_first < at.head_last {
        page.set_row_height(at.head_first, 24)?;
        height += 24.0;
    }
    Ok(height)
}

/// 合计: a formula for each column that is summed, with its value for those who only read.
fn sums(page: &mut Worksheet, table: &Table, at: &Layout, row: u32) -> Result<(), WriteError> {
    let shift = u16::from(table.is_numbered);
    let first_sum = table.columns.iter().position(|c| c.is_summed).unwrap_or(0);
    let label = u16::try_from(first_sum).unwrap_or(0) + shift;
    let bold = |kind| Formats::cell(kind).set_bold();
    if label > 0 {
        across(page, row, (0, label - 1), table.sums_called(), &bold(ColumnKind::Code))?;
    }
    for (i, column) in table.columns.iter().enumerate().skip(first_sum) {
        let at_column = u16::try_from(i).unwrap_or(0) + shift;
        if !column.is_summed {
            page.write_blank(row, at_column, &bold(column.kind))?;
            continue;
        }
        let letters = domain::sheets::column_letters(at_column);
        let formula = format!("SUM({letters}{}:{letters}{})", at.body + 1, at.below());
        let value = stream::number(&table.sum(i)).unwrap_or_default();
        page.write_formula_with_format(
            row,
            at_column,
            Formula::new(formula).set_result(value),
            &bold(column.kind),
        )?;
    }
    page.set_row_height(row, LINE)?;
    Ok(())
}

/// Who signs, side by side.
fn signatures(
    page: &mut Worksheet,
    table: &Table,
    at: &Layout,
    (row, first_page): (u32, Option<(u16, u16)>),
    formats: &Formats,
) -> Result<(), WriteError> {
    if table.signatures.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = table.signatures.iter().map(|s| format!("{}：{}", s.label, s.name)).collect();
    let count = u16::try_from(words.len()).unwrap_or(1);
    if at.columns < count || first_page.is_some() {
        let within = first_page.unwrap_or((0, at.last_column()));
        across(page, row, within, &words.join("　　　　"), &formats.left)?;
    } else {
        let starts = parts(table, at, count);
        for (i, text) in words.iter().enumerate() {
            let last = starts.get(i + 1).map_or(at.last_column(), |next| next - 1);
            across(page, row, (starts[i], last), text, &formats.left)?;
        }
    }
    page.set_row_height(row, SIGNED)?;
    Ok(())
}

/// A sheet's name: at most 31 characters, none of those that Excel refuses, none that was given before.
fn sheet_name(name: &str, taken: &[String]) -> String {
    let is_good = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let name: String = name.chars().filter(is_good).take(28).collect();
    let name = if name.is_empty() { "表".to_owned() } else { name };
    let mut tried = name.clone();
    let mut n = 2;
    while taken.contains(&tried) {
        tried = format!("{name}{n}");
        n += 1;
    }
    tried
}

#[cfg(test)]
mod tests;
