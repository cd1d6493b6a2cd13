//! How a table is set: the paper and which way it is turned, the size of its letters, and its columns in one part or in
//! bands one below the other. Nothing is smaller than 小五 (9 points): a table that is too wide turns the page, then its
//! columns come closer, then it goes on in a further band that begins with the same first columns.

use super::{LEFT, Printed, RIGHT, pad};
use crate::pdf::fonts::{Fonts, Style};
use crate::pdf::lines::{balanced, is_lone, wrap};
use crate::pdf::{A3, A4, POINT};
use crate::shares;
use domain::tables::{Cell, ColumnKind, OnPaper, PaperSize, PaperTurn, Table};

/// Sizes of letters, in points: 五号, and 小五 that nothing is smaller than.
pub(in crate::pdf) const LARGE: f32 = 10.5;
pub(in crate::pdf) const SMALL: f32 = 9.0;
/// The widest that columns are drawn out, where there is room to spare.
const MOST_GROWN: f32 = 4.0;
/// The least of its width that a column of text keeps where room is short: its lines become more.
const LEAST_OF_TEXT: f32 = 0.7;
/// So many characters of what the rows are called stay in one line before other columns have their full width.
const NAME: f32 = 8.0;
/// The most that a column of text is widened for what stands in it, where there is room to spare.
const MOST_WIDENED: f32 = 2.0;
/// The most lines of a heading where room is short.
const HEAD_LINES: usize = 3;
/// So many rows are measured where room is short; what is longer further down goes into a second line.
const MEASURED: usize = 2_000;
/// The least height of a row that is filled in by hand, of a row of a short table, and how many rows one has at most.
const WRITTEN: f32 = 9.5;
const AIRY: f32 = 7.8;
const SHORT: usize = 16;

/// How a table is set.
pub(in crate::pdf) struct Setting {
    pub paper: (f32, f32),
    /// White to the left of it, and how wide it may be.
    pub left: f32,
    pub room: f32,
    pub size: f32,
    /// The least height of a row.
    pub least_row: f32,
    /// Whether the seal has its room beside who signs and not under them: bands take so much of a page that there is none.
    pub seal_is_beside: bool,
    /// Whether it stands among others of one document: a small title, and what is counted beside it.
    pub is_among_others: bool,
    /// Bands below one another: the columns of each and their widths.
    pub parts: Vec<Vec<(usize, f32)>>,
}

/// A sheet as it is held: upright, and across.
fn sheets(paper: OnPaper) -> [(f32, f32); 2] {
    let (wide, high) = if paper.size == PaperSize::A3 { A3 } else { A4 };
    [(wide, high), (high, wide)]
}

/// The ways a sheet may be turned, upright first.
pub(in crate::pdf) fn ways(paper: OnPaper) -> Vec<(f32, f32)> {
    let [upright, across] = sheets(paper);
    match paper.turn {
        PaperTurn::Fitting => vec![upright, across],
        PaperTurn::Upright => vec![upright],
        PaperTurn::Across => vec![across],
    }
}

/// The room between the white on both sides.
pub(in crate::pdf) fn room_of(paper: (f32, f32)) -> f32 {
    paper.0 - LEFT - RIGHT
}

/// A list on pages of its own: letters as large as they go, the paper upright where it can be.
pub(super) fn set(fonts: &mut Fonts, table: &Table, columns: &[Printed]) -> Setting {
    let ways = ways(table.paper);
    // Turning the page comes before smaller letters.
    let mut tried: Vec<((f32, f32), f32)> = ways.iter().map(|way| (*way, LARGE)).collect();
    let widest = ways.last().copied().unwrap_or(A4);
    tried.push((widest, SMALL));
    let least_row = |size: f32| match (table.is_to_fill_in, table.rows.len() <= SHORT) {
        (true, _) => WRITTEN,
        (_, true) => AIRY,
        _ => size * POINT * 1.9,
    };
    let made = |paper: (f32, f32), size: f32, parts: Vec<Vec<(usize, f32)>>| Setting {
        paper,
        left: LEFT,
        room: room_of(paper),
        size,
        least_row: least_row(size),
        seal_is_beside: parts.len() > 1,
        is_among_others: false,
        parts,
    };
    for (paper, size) in tried {
        if let Some(part) = told(fonts, table, columns, size, room_of(paper)) {
            return made(paper, size, vec![part]);
        }
    }
    made(widest, SMALL, closer(fonts, table, columns, room_of(widest)))
}

/// A table among others of one document, in a room of its own on a paper that is chosen: `None` where it does not fit as its
/// columns are described.
pub(in crate::pdf) fn set_in(
    columns: &[Printed],
    (paper, left, room): ((f32, f32), f32, f32),
    size: f32,
) -> Option<Setting> {
    let part = whole(columns, size, room)?;
    Some(among_others((paper, left, room), size, vec![part]))
}

/// As [`set_in`], whatever the columns are: closer, or in bands.
pub(in crate::pdf) fn set_closer(
    fonts: &mut Fonts,
    table: &Table,
    columns: &[Printed],
    (paper, left, room): ((f32, f32), f32, f32),
) -> Setting {
    for size in [LARGE, SMALL] {
        if let Some(setting) = set_in(columns, (paper, left, room), size) {
            return setting;
        }
    }
    let parts = closer(fonts, table, columns, room);
    among_others((paper, left, room), SMALL, parts)
}

fn among_others(
    (paper, left, room): ((f32, f32), f32, f32),
    size: f32,
    parts: Vec<Vec<(usize, f32)>>,
) -> Setting {
    Setting { paper, left, room, size, least_row: 0.0, seal_is_beside: false, is_among_others: true, parts }
}

/// Whether a table goes into a room as its columns are described.
pub(in crate::pdf) fn fits(columns: &[Printed], room: f32) -> bool {
    whole(columns, SMALL, room).is_some()
}

/// The widths that the columns are described with; none is narrower than a number that stands in it.
fn natural(columns: &[Printed], size: f32) -> Vec<f32> {
    let described = |c: &Printed| c.width.clamp(2, 24) as f32 * size * POINT + 2.0 * pad(size);
    columns.iter().map(|c| described(c).max(word(c, size))).collect()
}

/// The least width of a column in which no number is broken.
fn word(column: &Printed, size: f32) -> f32 {
    if column.word > 0.0 { column.word * size + 0.1 + 2.0 * pad(size) } else { 0.0 }
}

/// All columns in one band, as they are described; what is left over goes to all alike, but a narrow table stays narrow.
fn whole(columns: &[Printed], size: f32, room: f32) -> Option<Vec<(usize, f32)>> {
    let widths = natural(columns, size);
    let all = widths.iter().sum::<f32>();
    (all <= room).then(|| grown(widths.into_iter().enumerate(), room))
}

fn grown(widths: impl Iterator<Item = (usize, f32)> + Clone, room: f32) -> Vec<(usize, f32)> {
    let all: f32 = widths.clone().map(|(_, w)| w).sum();
    let grow = (room / all.max(1.0)).min(MOST_GROWN);
    widths.map(|(i, w)| (i, w * grow)).collect()
}

/// As [`whole`]; what is left over goes first to columns whose texts would be broken.
fn told(
    fonts: &mut Fonts,
    table: &Table,
    columns: &[Printed],
    size: f32,
    room: f32,
) -> Option<Vec<(usize, f32)>> {
    let mut widths = natural(columns, size);
    let left = room - widths.iter().sum::<f32>();
    if left < 0.0 {
        return None;
    }
    let mut wanted = vec![0.0; widths.len()];
    for (at, own) in widths.iter().enumerate() {
        if matches!(columns[at].kind, ColumnKind::Text | ColumnKind::Code) {
            let widest = widest_word(fonts, table, at, size) + 2.0 * pad(size);
            wanted[at] = (widest.min(own * MOST_WIDENED) - own).max(0.0);
        }
    }
    let share = (left / wanted.iter().sum::<f32>().max(0.01)).min(1.0);
    widths.iter_mut().zip(&wanted).for_each(|(width, more)| *width += more * share);
    Some(grown(widths.into_iter().enumerate(), room))
}

/// How wide the widest text of a column is, in one line; of 序号 nothing.
fn widest_word(fonts: &mut Fonts, table: &Table, at: usize, size: f32) -> f32 {
    let Some(at) = at.checked_sub(usize::from(table.is_numbered)) else { return 0.0 };
    let mut widest = 0.0_f32;
    for row in table.rows.iter().take(MEASURED) {
        if let Some(Cell::Text(text)) = row.get(at) {
            widest = widest.max(fonts.width(Style::Bold, size, text) + 0.1);
        }
    }
    widest
}

/// The columns come as close as what stands in them allows, in one band where that is enough.
fn closer(fonts: &mut Fonts, table: &Table, columns: &[Printed], room: f32) -> Vec<Vec<(usize, f32)>> {
    let mut natural = natural(columns, SMALL);
    // What the rows are called is read in one line, before all else.
    let named = usize::from(table.is_numbered);
    let has_name = table.kept_columns > 0 && columns.get(named).is_some_and(|c| c.kind == ColumnKind::Text);
    let name = if has_name {
        widest_word(fonts, table, named, SMALL).min(NAME * SMALL * POINT + 0.1) + 2.0 * pad(SMALL)
    } else {
        0.0
    };
    if has_name {
        natural[named] = natural[named].max(name);
    }
    // A short heading and a span of years are read at one look where they stay in one line.
    for keeps_words in [true, false] {
        let mut least = least(fonts, table, columns, &natural, keeps_words);
        if has_name {
            least[named] = least[named].max(name);
        }
        unbroken(fonts, table, columns, (&mut least, &mut natural), room);
        let (closest, all) = (least.iter().sum::<f32>(), natural.iter().sum::<f32>());
        if closest <= room {
            // Each gives up the same share of what it can spare.
            let share = ((all - room) / (all - closest).max(0.01)).clamp(0.0, 1.0);
            let widths = natural.iter().zip(&least).map(|(n, l)| n - (n - l) * share);
            return vec![widths.enumerate().collect()];
        }
    }
    let kept = table.kept_columns + usize::from(table.is_numbered && table.kept_columns > 0);
    bands(columns, &natural, kept.min(columns.len().saturating_sub(1)), room)
}

/// Gives columns in which a sign would stand alone in its line, as 残疾／人, the width of one more where that helps and a band
/// still has room for all.
fn unbroken(
    fonts: &mut Fonts,
    table: &Table,
    columns: &[Printed],
    (least, natural): (&mut [f32], &mut [f32]),
    room: f32,
) {
    let sign = SMALL * POINT + 0.1;
    let mut left = room - least.iter().sum::<f32>();
    for at in 0..columns.len() {
        if left < sign {
            return;
        }
        let own = least[at] - 2.0 * pad(SMALL);
        let is_broken = has_lone(fonts, table, columns, at, own);
        if is_broken && !has_lone(fonts, table, columns, at, own + sign) {
            least[at] += sign;
            natural[at] = natural[at].max(least[at]);
            left -= sign;
        }
    }
}

/// Whether a sign of a column stands alone in its line, in the heading or in a text, where so much room is within the lines.
fn has_lone(fonts: &mut Fonts, table: &Table, columns: &[Printed], at: usize, room: f32) -> bool {
    let column = &columns[at];
    if is_lone(&balanced(fonts, Style::Bold, SMALL, room, column.title)) {
        return true;
    }
    let Some(cell) = at.checked_sub(usize::from(table.is_numbered)) else { return false };
    table.rows.iter().take(MEASURED).any(|row| match row.get(cell) {
        // A line that the clerk has ended stays as it is.
        Some(Cell::Text(text)) if !text.contains('\n') => {
            is_lone(&wrap(fonts, Style::Song, SMALL, room, text))
        }
        _ => false,
    })
}

/// What of a heading is not broken where room allows: 总户数 and 16–17.
fn words_of(title: &str) -> Vec<&str> {
    const SHORT_TITLE: usize = 3;
    if title.chars().count() <= SHORT_TITLE {
        return vec![title];
    }
    title.split(|c: char| !(c.is_ascii_alphanumeric() || c == '–')).filter(|word| !word.is_empty()).collect()
}

/// The least width of each column: figures, words and days stay in one line, headings in three, and text goes into more.
fn least(
    fonts: &mut Fonts,
    table: &Table,
    columns: &[Printed],
    natural: &[f32],
    keeps_words: bool,
) -> Vec<f32> {
    let shift = usize::from(table.is_numbered);
    let own = 2.0 * pad(SMALL);
    let each = |(at, (column, natural)): (usize, (&Printed, &f32))| {
        if column.kind == ColumnKind::Text {
            let least = (natural * LEAST_OF_TEXT).max(5.0 * SMALL * POINT + own);
            return least.max(word(column, SMALL)).min(*natural);
        }
        let mut widest = 2.0 * SMALL * POINT;
        while wrap(fonts, Style::Bold, SMALL, widest, column.title).len() > HEAD_LINES && widest < *natural {
            widest += 0.5 * SMALL * POINT;
        }
        for word in words_of(column.title).into_iter().filter(|_| keeps_words) {
            widest = widest.max(fonts.width(Style::Bold, SMALL, word) + 0.1);
        }
        let cells: Vec<Cell> = match at.checked_sub(shift) {
            None => vec![Cell::Whole(i64::try_from(table.rows.len()).unwrap_or(0))],
            Some(at) => {
                let sum = table.columns.get(at).filter(|c| c.is_summed).map(|_| table.sum(at));
                let rows = table.rows.iter().take(MEASURED).filter_map(|row| row.get(at).cloned());
                rows.chain(sum).collect()
            }
        };
        for cell in cells {
            // Sums and totals are bold, and a little wider.
            widest = widest.max(fonts.width(Style::Bold, SMALL, &cell.shown()) + 0.1);
        }
        (widest + own).max(word(column, SMALL)).min(*natural)
    };
    columns.iter().zip(natural).enumerate().map(each).collect()
}

/// Bands of columns about as wide as each other, as few as there can be; each begins with the first columns again.
fn bands(columns: &[Printed], widths: &[f32], kept: usize, room: f32) -> Vec<Vec<(usize, f32)>> {
    let before: Vec<(usize, f32)> = widths.iter().copied().enumerate().take(kept).collect();
    let own_room = (room - before.iter().map(|(_, w)| w).sum::<f32>()).max(1.0);
    let own: Vec<f32> = widths.iter().skip(kept).map(|width| width.min(own_room)).collect();
    let groups: Vec<&str> = columns.iter().skip(kept).map(|column| column.group).collect();
    let mut begin = 0;
    let part = |end: usize| {
        let columns = own.iter().copied().enumerate().take(end).skip(begin).map(|(i, w)| (i + kept, w));
        let part: Vec<(usize, f32)> = before.iter().copied().chain(columns).collect();
        begin = end;
        grown(part.into_iter(), room)
    };
    shares::ends(&own, &groups, own_room).into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::super::printed;
    use super::*;
    use domain::tables::Column;

    /// A name and so many columns of figures, each three characters wide.
    fn table(figures: usize, figure: i64) -> Table {
        let mut table = Table { name: "表".into(), kept_columns: 1, ..Table::default() };
        table.columns.push(Column::new("网格", ColumnKind::Text, 6));
        table.columns.extend((0..figures).map(|n| Column::new(format!("第{n}栏"), ColumnKind::Whole, 3)));
        let mut row = vec![Cell::of_text("一网格")];
        row.extend(vec![Cell::Whole(figure); figures]);
        table.rows = vec![row; 40];
        table
    }

    fn set_of(table: &Table) -> Setting {
        let mut fonts = Fonts::of_program();
        let columns = printed(&mut fonts, table);
        set(&mut fonts, table, &columns)
    }

    #[test]
    fn nothing_is_smaller_than_nine_points_and_every_column_stands_once_within_the_paper() {
        for figures in [2, 8, 14, 20, 26, 40, 70] {
            for figure in [7, 1_234, 123_456] {
                for size in [PaperSize::A4, PaperSize::A3] {
                    for turn in [PaperTurn::Fitting, PaperTurn::Upright, PaperTurn::Across] {
                        let mut table = table(figures, figure);
                        table.paper = OnPaper { size, turn };
                        let setting = set_of(&table);
                        assert!(setting.size >= 9.0);
                        for part in &setting.parts {
                            let all: f32 = part.iter().map(|(_, w)| w).sum();
                            assert!(all <= setting.room + 0.01, "{figures} {figure}: {all} mm");
                            assert_eq!(part[0].0, 0, "each band begins with the name");
                        }
                        let mut seen: Vec<usize> =
                            setting.parts.iter().flat_map(|p| p.iter().skip(1).map(|(i, _)| *i)).collect();
                        seen.sort_unstable();
                        assert_eq!(seen, (1..=figures).collect::<Vec<_>>());
                        let is_across = setting.paper.0 > setting.paper.1;
                        assert!(turn != PaperTurn::Upright || !is_across);
                        assert!(turn != PaperTurn::Across || is_across);
                    }
                }
            }
        }
    }

    #[test]
    fn the_26_figures_of_a_community_stand_in_one_band_across_and_larger_ones_in_two() {
        let setting = set_of(&table(26, 321));
        assert_eq!((setting.paper, setting.size, setting.parts.len()), ((297.0, 210.0), 9.0, 1));
        let setting = set_of(&table(26, 1_234_567));
        assert_eq!((setting.size, setting.parts.len()), (9.0, 2));
        // Neither of the two is much wider than the other.
        let counts: Vec<usize> = setting.parts.iter().map(Vec::len).collect();
        assert!(counts[0].abs_diff(counts[1]) <= 1, "{counts:?}");
        let mut large = table(26, 321);
        large.paper.size = PaperSize::A3;
        let setting = set_of(&large);
        assert_eq!((setting.paper, setting.size, setting.parts.len()), ((420.0, 297.0), 10.5, 1));
    }

    #[test]
    fn bands_are_shared_by_their_headings_and_no_age_stands_alone() {
        let mut table = table(27, 1_234_567);
        // 人口统计表 with 未说明: thirteen columns, eleven ages, and three.
        table.columns[14..25].iter_mut().for_each(|column| column.group = "年龄（岁）".into());
        let setting = set_of(&table);
        let counts: Vec<usize> = setting.parts.iter().map(Vec::len).collect();
        assert_eq!(counts, [14, 15], "each with the name of the grid");
        assert_eq!(setting.parts[1][1].0, 14, "the second band begins with the first age");
    }

    #[test]
    fn what_a_row_is_called_stays_in_one_line_up_to_eight_characters() {
        let mut fonts = Fonts::of_program();
        for (name, lines) in [("12 第12网格", 1), ("翠苑新村第三网格", 1), ("翠苑新村第三居民小区东网格", 2)]
        {
            let mut table = table(26, 321);
            table.rows.iter_mut().for_each(|row| row[0] = Cell::of_text(name));
            let columns = printed(&mut fonts, &table);
            let setting = set(&mut fonts, &table, &columns);
            assert_eq!((setting.parts.len(), setting.size), (1, 9.0));
            let room = setting.parts[0][0].1 - 2.0 * pad(setting.size);
            assert_eq!(wrap(&mut fonts, Style::Bold, setting.size, room, name).len(), lines, "{name}");
        }
    }

    #[test]
    fn a_heading_of_three_signs_is_not_broken_where_there_is_room_for_it() {
        let mut fonts = Fonts::of_program();
        // 263 mm less 18 for the names: so many columns of two signs, 8.4 mm each, leave room for so many more signs of 3.3 mm.
        for (figures, whole) in [(22, 17), (26, 7)] {
            let mut table = table(figures, 21);
            table.columns.iter_mut().skip(1).for_each(|column| column.title = "共青团".into());
            let columns = printed(&mut fonts, &table);
            let setting = set(&mut fonts, &table, &columns);
            assert_eq!((setting.parts.len(), setting.size), (1, 9.0));
            let widths = setting.parts[0].iter().skip(1).map(|(_, width)| width - 2.0 * pad(9.0));
            let lines = widths.map(|room| balanced(&mut fonts, Style::Bold, 9.0, room, "共青团").len());
            let found = lines.filter(|lines| *lines == 1).count();
            assert!(found >= whole, "{figures}: {found} of them are whole");
        }
    }

    #[test]
    fn room_that_is_left_over_goes_to_texts_that_would_be_broken() {
        let mut fonts = Fonts::of_program();
        let mut table = table(3, 7);
        table.columns[0].width = 5;
        table.columns.push(Column::new("住址", ColumnKind::Text, 6));
        table.rows.iter_mut().for_each(|row| row.push(Cell::of_text("幸福小区12-3-1201")));
        let columns = printed(&mut fonts, &table);
        let setting = set(&mut fonts, &table, &columns);
        let (_, wide) = setting.parts[0][4];
        let room = wide - 2.0 * pad(setting.size);
        assert_eq!(wrap(&mut fonts, Style::Song, setting.size, room, "幸福小区12-3-1201").len(), 1);
        let all: f32 = setting.parts[0].iter().map(|(_, w)| w).sum();
        assert!(all <= setting.room + 0.01);
    }

    #[test]
    fn a_figure_is_not_broken_where_columns_come_closer() {
        let table = table(26, 4_321);
        let mut fonts = Fonts::of_program();
        let columns = printed(&mut fonts, &table);
        let setting = set(&mut fonts, &table, &columns);
        for (i, width) in setting.parts.iter().flatten().filter(|(i, _)| *i > 0) {
            let room = width - 2.0 * pad(setting.size);
            assert_eq!(wrap(&mut fonts, Style::Song, setting.size, room, "4321").len(), 1, "column {i}");
        }
    }
}
