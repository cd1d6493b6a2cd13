//! Plots of a table's own figures, drawn as lines and boxes: the age pyramid, and figures of month after month.

use super::{Fonts, POINT, Page, Style};
use domain::tables::{Cell, Plot, Table};

/// How high a plot is, in millimetres.
pub(super) const HEIGHT: f32 = 82.0;
/// 小五: nothing on a page is smaller.
const SIZE: f32 = 9.0;
/// Of its step a line of a pyramid takes so much with its letters.
const OF_STEP: f32 = 0.95;
/// The white and the legend of a pyramid.
const AROUND: f32 = 10.0;
/// The line that says who is not drawn.
const UNDRAWN: f32 = 4.6;
/// The line over a plot of lines that says where its scale begins.
const SCALE_TOLD: f32 = 3.2;
/// Between the lowest figure of a plot of lines and the months under it.
const UNDER_LOWEST: f32 = 2.0;
/// From one line of the names of the months to the next.
const LINE: f32 = 3.6;
/// The least width of a month with its name under it.
const MONTH: f32 = 7.4;
const THIN: f32 = 0.12;
/// How dark the two sides and the lines are: 0 is black.
const SHADES: [f32; 2] = [0.38, 0.72];

/// The lowest that a plot can be read at.
pub(super) fn lowest(table: &Table) -> f32 {
    match &table.plot {
        Some(Plot::Pyramid { .. }) => {
            let told = if table.undrawn().is_empty() { 0.0 } else { UNDRAWN };
            table.rows.len() as f32 * SIZE * POINT / OF_STEP + AROUND + told
        }
        _ => 54.0,
    }
}

/// Draws the plot of a table into a box: left, top, width, height.
pub(super) fn draw(page: &mut Page, fonts: &mut Fonts, table: &Table, at: (f32, f32, f32, f32)) {
    match table.drawn_plot() {
        Some(Plot::Pyramid { left, right }) => {
            pyramid(page, fonts, table, (*left as usize, *right as usize), at);
        }
        Some(Plot::Lines { columns }) => {
            let columns: Vec<usize> = columns.iter().map(|c| *c as usize).collect();
            lines(page, fonts, table, &columns, at);
        }
        None => {}
    }
}

/// The next figure of 1, 2 or 5 and noughts that is not smaller.
fn round_up(n: i64) -> i64 {
    let mut step = 1;
    loop {
        for times in [1, 2, 5] {
            if step * times >= n {
                return step * times;
            }
        }
        step *= 10;
    }
}

fn centred(page: &mut Page, fonts: &mut Fonts, size: f32, (x, y): (f32, f32), text: &str) {
    let width = fonts.width(Style::Song, size, text);
    page.text(fonts, Style::Song, size, (x - width / 2.0, y), text);
}

fn ended(page: &mut Page, fonts: &mut Fonts, size: f32, (x, y): (f32, f32), text: &str) {
    let width = fonts.width(Style::Song, size, text);
    page.text(fonts, Style::Song, size, (x - width, y), text);
}

/// A shade and its word.
fn legend(page: &mut Page, fonts: &mut Fonts, (x, y): (f32, f32), shade: f32, text: &str) -> f32 {
    page.fill((x, y - 2.4, 4.0, 2.4), shade);
    5.0 + page.text(fonts, Style::Song, SIZE, (x + 5.0, y), text)
}

/// Men to the left, women to the right, the youngest lowest.
fn pyramid(
    page: &mut Page,
    fonts: &mut Fonts,
    table: &Table,
    sides: (usize, usize),
    (left, top, width, height): (f32, f32, f32, f32),
) {
    let title = |i: usize| table.columns.get(i).map_or("", |c| c.title.as_str());
    let count = table.rows.len();
    let most = (0..count).flat_map(|r| [table.figure(r, sides.0), table.figure(r, sides.1)]).max();
    let most = round_up(most.unwrap_or(1).max(1));
    let names = 22.0;
    let half = ((width - names) / 2.0 - 12.0).min(70.0);
    let middle = left + width / 2.0;
    let undrawn = table.undrawn();
    let bottom = top + height - if undrawn.is_empty() { 0.0 } else { UNDRAWN };
    let (body_top, body_bottom) = (top + 2.0, bottom - 8.0);
    let step = (body_bottom - body_top) / count.max(1) as f32;
    let size = SIZE;
    let wide = |n: i64| n as f32 / most as f32 * half;
    for (row, cells) in table.rows.iter().enumerate() {
        let y = body_bottom - step * (row + 1) as f32;
        let (men, women) = (table.figure(row, sides.0), table.figure(row, sides.1));
        let (from, to) = (middle - names / 2.0, middle + names / 2.0);
        page.fill((from - wide(men), y + step * 0.1, wide(men), step * 0.8), SHADES[0]);
        page.fill((to, y + step * 0.1, wide(women), step * 0.8), SHADES[1]);
        let baseline = y + step / 2.0 + size * POINT * 0.36;
        let name = cells.first().map(|c| c.shown().into_owned()).unwrap_or_default();
        centred(page, fonts, size, (middle, baseline), &name);
        ended(page, fonts, size, (from - wide(men) - 0.8, baseline), &men.to_string());
        page.text(fonts, Style::Song, size, (to + wide(women) + 0.8, baseline), &women.to_string());
    }
    for side in [middle - names / 2.0, middle + names / 2.0] {
        page.line((side, body_top), (side, body_bottom), THIN);
    }
    let baseline = bottom - 3.0;
    let used = legend(page, fonts, (middle - 24.0, baseline), SHADES[0], title(sides.0));
    legend(page, fonts, (middle - 24.0 + used + 8.0, baseline), SHADES[1], title(sides.1));
    if !undrawn.is_empty() {
        centred(page, fonts, SIZE, (middle, bottom + 1.6), &undrawn);
    }
}

/// How lines are told from each other without colour: their shade and what stands on their points.
#[derive(Clone, Copy)]
enum Mark {
    Full,
    Light,
    Triangle,
}

fn mark(page: &mut Page, (x, y): (f32, f32), mark: Mark) {
    match mark {
        Mark::Full => page.fill((x - 0.9, y - 0.9, 1.8, 1.8), 0.0),
        Mark::Light => {
            shape(page, &[(x - 0.9, y - 0.9), (x + 0.9, y - 0.9), (x + 0.9, y + 0.9), (x - 0.9, y + 0.9)])
        }
        Mark::Triangle => shape(page, &[(x, y - 1.2), (x + 1.1, y + 0.8), (x - 1.1, y + 0.8)]),
    }
}

/// Lines from corner to corner, and back to the first.
fn shape(page: &mut Page, corners: &[(f32, f32)]) {
    for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        page.line(*from, *to, 0.25);
    }
}

/// What stands under a point: 2026年11月（未完） in three lines, each as narrow as it can be.
struct MonthName {
    year: String,
    month: String,
    mark: String,
}

impl MonthName {
    fn of(name: &str) -> Self {
        let (name, mark) =
            name.split_once('（').map_or((name, String::new()), |(name, mark)| (name, format!("（{mark}")));
        let (year, month) = name.split_once('年').unwrap_or(("", name));
        Self { year: year.to_owned(), month: month.to_owned(), mark }
    }
}

/// Columns of figures over the rows. The scale begins where the figures are, so that a small change can be seen; it says so by
/// its own numbers.
fn lines(
    page: &mut Page,
    fonts: &mut Fonts,
    table: &Table,
    columns: &[usize],
    (left, top, width, height): (f32, f32, f32, f32),
) {
    let count = table.rows.len();
    let figures = || (0..count).flat_map(|r| columns.iter().map(move |c| table.figure(r, *c)));
    let (low, high) = (figures().min().unwrap_or(0), figures().max().unwrap_or(1));
    let unit = round_up(((high - low).max(4) + 3) / 4);
    let (from, to) = (low.div_euclid(unit) * unit, (high.div_euclid(unit) + 1) * unit);
    let (x0, x1) = (left + 16.0, left + width - 6.0);
    let names: Vec<MonthName> = table
        .rows
        .iter()
        .map(|cells| MonthName::of(&cells.first().map(Cell::shown).unwrap_or_default()))
        .collect();
    // Year, month and mark stand under one another, so that twelve of them fit.
    let marked = if names.iter().any(|name| !name.mark.is_empty()) { LINE } else { 0.0 };
    // Where the scale begins is told over it, and over the marks on its highest figure.
    let told = if from > 0 { SCALE_TOLD } else { 0.0 };
    let (y0, y1) = (top + height - 16.0 - marked, top + 4.0 + told);
    // Marks on the lowest figure do not lie on the names of the months.
    let lowest = y0 - UNDER_LOWEST;
    let y_of = |n: i64| lowest - (n - from) as f32 / (to - from).max(1) as f32 * (lowest - y1);
    let x_of = |row: usize| x0 + (row as f32 + 0.5) / count.max(1) as f32 * (x1 - x0);
    let mut n = from;
    while n <= to {
        if n == from {
            page.line((x0, y_of(n)), (x1, y_of(n)), 0.25);
        } else {
            page.fill((x0, y_of(n) - 0.05, x1 - x0, 0.1), 0.75);
        }
        ended(page, fonts, SIZE, (x0 - 1.5, y_of(n) + 1.0), &n.to_string());
        n += unit;
    }
    let mut year_told = String::new();
    // Where months stand close, every second or third has its name; the last one always has.
    let every = (MONTH / ((x1 - x0) / count.max(1) as f32)).ceil().max(1.0) as usize;
    for (row, name) in names.iter().enumerate() {
        if !(count - 1 - row).is_multiple_of(every) {
            continue;
        }
        centred(page, fonts, SIZE, (x_of(row), y0 + LINE), &name.month);
        if name.year != year_told {
            centred(page, fonts, SIZE, (x_of(row), y0 + LINE * 2.0), &name.year);
            year_told.clone_from(&name.year);
        }
        if !name.mark.is_empty() {
            centred(page, fonts, SIZE, (x_of(row), y0 + LINE * 3.0), &name.mark);
        }
    }
    if from > 0 {
        let note = format!("纵轴从 {from} 起");
        ended(page, fonts, SIZE, (x1, top + 2.8), &note);
    }
    let mut at = left + if width < 110.0 { 3.0 } else { 20.0 };
    for (column, kind) in columns.iter().zip([Mark::Full, Mark::Light, Mark::Triangle].into_iter().cycle()) {
        let point = |row: usize| (x_of(row), y_of(table.figure(row, *column)));
        for row in 1..count {
            page.line(point(row - 1), point(row), 0.25);
        }
        for row in 0..count {
            mark(page, point(row), kind);
        }
        let baseline = top + height - 3.0;
        mark(page, (at, baseline - 1.1), kind);
        let title = table.columns.get(*column).map_or("", |c| c.title.as_str());
        at += 2.5 + page.text(fonts, Style::Song, SIZE, (at + 2.5, baseline), title) + 8.0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Draw;
    use super::*;
    use domain::tables::{Column, ColumnKind};

    fn table(untold: i64, plot: Plot) -> Table {
        let whole = |title: &str| Column::new(title, ColumnKind::Whole, 4);
        let row = |name: &str| vec![Cell::of_text(name), Cell::Whole(5), Cell::Whole(7), Cell::Whole(untold)];
        Table {
            name: "年龄结构表".into(),
            columns: vec![
                Column::new("年龄", ColumnKind::Text, 6),
                whole("男"),
                whole("女"),
                whole("未说明"),
            ],
            rows: vec![row("2026年9月"), row("2026年10月")],
            plot: Some(plot),
            ..Table::default()
        }
    }

    /// The words of a plot with their baselines, and where its marks end below.
    fn drawn(table: &Table) -> (Vec<(String, f32)>, f32) {
        let mut page = Page::new((200.0, 200.0));
        draw(&mut page, &mut Fonts::of_program(), table, (10.0, 10.0, 120.0, 80.0));
        let word = |d: &Draw| match d {
            Draw::Text { text, y, .. } => Some((text.to_string(), *y)),
            _ => None,
        };
        let black = |d: &Draw| match d {
            Draw::Fill { at, grey } if *grey == 0.0 && at.1 < 80.0 => Some(at.1 + at.3),
            _ => None,
        };
        let lowest = page.draws.iter().filter_map(black).fold(0.0, f32::max);
        (page.draws.iter().filter_map(word).collect(), lowest)
    }

    #[test]
    fn who_stands_on_neither_side_of_a_pyramid_is_told_under_it() {
        let pyramid = || Plot::Pyramid { left: 1, right: 2 };
        let (words, _) = drawn(&table(3, pyramid()));
        let told: Vec<_> = words.iter().filter(|(text, _)| text == "未说明性别 6 人未画").collect();
        assert!(told.len() == 1 && told[0].1 < 90.0, "{words:?}");
        assert!(drawn(&table(0, pyramid())).0.iter().all(|(text, _)| !text.contains("未画")));
    }

    #[test]
    fn marks_on_the_lowest_figure_stand_over_the_names_of_the_months() {
        let (words, lowest) = drawn(&table(0, Plot::Lines { columns: vec![3, 1] }));
        let month = words.iter().find(|(text, _)| text == "10月").unwrap().1;
        // Letters are about three quarters of their size high.
        assert!(lowest > 0.0 && lowest + 1.0 < month - SIZE * POINT * 0.75, "{lowest} and {month}");
    }

    #[test]
    fn where_the_scale_begins_is_told_where_nothing_is_drawn() {
        // Figures just under a round one, whose marks are highest, at the right as well.
        for (first, last) in [(3_999, 3_999), (3_999, 3_601), (3_601, 3_999), (999, 990), (10_000, 9_999)] {
            for (width, rows) in [(84.0, 12), (120.0, 12), (170.0, 3)] {
                let mut year = table(0, Plot::Lines { columns: vec![1, 2, 3] });
                let row = |n: i64| {
                    let name = Cell::of_text(&format!("2026年{}月", n + 1));
                    let figure = if n + 1 < rows { first } else { last };
                    vec![name, Cell::Whole(figure), Cell::Whole(figure - 1), Cell::Whole(figure - 9)]
                };
                year.rows = (0..rows).map(row).collect();
                let (mut page, mut fonts) = (Page::new((200.0, 200.0)), Fonts::of_program());
                draw(&mut page, &mut fonts, &year, (10.0, 10.0, width, 66.0));
                let told: Vec<_> = places(&year, width).into_iter().filter(|w| w.0.contains("起")).collect();
                let [(_, from, to, baseline)] = told.as_slice() else { panic!("{told:?}") };
                // The letters, and what goes below their baseline.
                let (upper, lower) = (baseline - SIZE * POINT * 0.88, baseline + SIZE * POINT * 0.22);
                let lies = |x: (f32, f32), y: (f32, f32)| {
                    x.0.min(x.1) < *to && x.0.max(x.1) > *from && y.0.min(y.1) < lower && y.0.max(y.1) > upper
                };
                for drawn in &page.draws {
                    let is_on = match drawn {
                        Draw::Line { from, to, .. } => lies((from.0, to.0), (from.1, to.1)),
                        Draw::Fill { at, .. } => lies((at.0, at.0 + at.2), (at.1, at.1 + at.3)),
                        _ => false,
                    };
                    assert!(!is_on, "{first} to {last}, {width} wide: {drawn:?} lies on {told:?}");
                }
            }
        }
    }

    #[test]
    fn a_plot_whose_figures_are_all_nought_is_not_drawn() {
        for plot in [Plot::Pyramid { left: 1, right: 2 }, Plot::Lines { columns: vec![1, 2] }] {
            let mut empty = table(3, plot);
            for row in &mut empty.rows {
                (row[1], row[2]) = (Cell::Whole(0), Cell::Whole(0));
            }
            assert_eq!(drawn(&empty).0, [], "{:?}", empty.plot);
            empty.rows[1][2] = Cell::Whole(1);
            assert_ne!(drawn(&empty).0, [], "one figure is enough: {:?}", empty.plot);
        }
    }

    /// Where each word stands: from, to, baseline.
    fn places(table: &Table, width: f32) -> Vec<(String, f32, f32, f32)> {
        let (mut page, mut fonts) = (Page::new((200.0, 200.0)), Fonts::of_program());
        draw(&mut page, &mut fonts, table, (10.0, 10.0, width, 80.0));
        let words = page.draws.iter().filter_map(|d| match d {
            Draw::Text { text, x, y, .. } => Some((text.to_string(), *x, *y)),
            _ => None,
        });
        words
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(text, x, y)| {
                let to = x + fonts.width(Style::Song, SIZE, &text);
                (text, x, to, y)
            })
            .collect()
    }

    #[test]
    fn the_name_of_an_unfinished_month_lies_on_no_other_name() {
        let mut year = table(0, Plot::Lines { columns: vec![1, 3] });
        let row = year.rows[0].clone();
        let names = (2..=11).map(|m| format!("2026年{m}月")).chain(["2026年12月（未完）".to_owned()]);
        year.rows = std::iter::once("2025年12月".to_owned())
            .chain(["2026年1月".to_owned()])
            .chain(names)
            .map(|name| {
                let mut row = row.clone();
                row[0] = Cell::of_text(&name);
                row
            })
            .collect();
        for width in [84.0, 120.0, 170.0] {
            let words = places(&year, width);
            assert!(words.iter().any(|(text, ..)| text.contains("未完")), "{words:?}");
            for (i, (a, from, to, y)) in words.iter().enumerate() {
                assert!(*to < 10.0 + width + 1.0, "{a} within {width}: {to}");
                for (b, start, end, line) in words.iter().skip(i + 1) {
                    let is_beside = (y - line).abs() > SIZE * POINT * 0.9 || end < from || to < start;
                    assert!(is_beside, "{a} and {b} lie on each other at {width}");
                }
            }
        }
    }

    #[test]
    fn scales_end_at_round_figures() {
        for (n, wanted) in
            [(1, 1), (3, 5), (7, 10), (12, 20), (34, 50), (99, 100), (101, 200), (5001, 10_000)]
        {
            assert_eq!(round_up(n), wanted, "{n}");
        }
    }
}
