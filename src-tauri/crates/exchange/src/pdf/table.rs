//! A table on paper: title and second line on the first page, headings on every page, rows that are never cut, sums,
//! signatures and room for the seal under the last row, 第 x 页 共 y 页 on each page. A table that is carried over says its
//! title again, and no row stands alone on either page.
//!
//! Many columns turn the page, then come closer, and then go on in bands: the first columns come again in each. Source:
//! `shared/domain/reports.md` 2.

mod bands;
mod foot;
pub(super) mod setting;
mod titles;

use super::lines::{balanced, wrap};
use super::{Document, Fonts, POINT, Page, Style};
use crate::in_place::WriteError;
use crate::words::words;
use domain::tables::{Cell, ColumnKind, Table};
use setting::Setting;

/// White around the table, in millimetres: left for binding.
pub(super) const LEFT: f32 = 20.0;
const RIGHT: f32 = 14.0;
pub(super) const TOP: f32 = 16.0;
pub(super) const BOTTOM: f32 = 18.0;
const THIN: f32 = 0.15;
const THICK: f32 = 0.35;
/// The seal of a committee is 40 mm across at most.
const SEAL: f32 = 42.0;
/// The line between households or rooms.
const BETWEEN: f32 = 0.28;
const TITLE_SIZE: f32 = 18.0;
const SIDE_SIZE: f32 = 10.5;
/// What stands over a table among others, and over one that is carried over.
const SMALL_TITLE: f32 = 10.5;
/// What is counted, beside a small title.
const COUNTED: f32 = 9.0;
/// A column of figures that is so many characters wide has more white to the right of them.
const ROOMY: f32 = 4.0;
/// A household, or a room, of so many rows stays on one page.
const TOGETHER: usize = 12;
/// What headings and the title again take of a page at most that the last rows stay on.
const OVER_LAST: f32 = 40.0;
/// Room to write a name beside its word.
const TO_SIGN: f32 = 18.0;

/// A column as it is printed: 序号 first where the table has it.
pub(super) struct Printed<'a> {
    pub title: &'a str,
    pub group: &'a str,
    pub kind: ColumnKind,
    pub width: u32,
    /// How wide the widest word is that stands in it and is not broken, of letters of one point, in millimetres.
    word: f32,
}

/// Between the line and the letters beside it, in millimetres.
fn pad(size: f32) -> f32 {
    size * 0.115
}

pub(super) fn printed<'t>(fonts: &mut Fonts, table: &'t Table) -> Vec<Printed<'t>> {
    let number = Printed { title: "序号", group: "", kind: ColumnKind::Code, width: 3, word: 0.0 };
    let columns = table.columns.iter().enumerate().map(|(at, c)| Printed {
        title: &c.title,
        group: &c.group,
        kind: c.kind,
        width: width_of(table, at),
        word: widest_word(fonts, table, at),
    });
    table.is_numbered.then_some(number).into_iter().chain(columns).collect()
}

/// How many signs wide a column is: one of two has three where a text in it has, so that none stands alone, as 未说／明.
fn width_of(table: &Table, at: usize) -> u32 {
    let column = &table.columns[at];
    let has_three = |row: &Vec<Cell>| match row.get(at) {
        Some(Cell::Text(text)) => text.chars().count() == 3 && !text.is_ascii(),
        _ => false,
    };
    let is_wider = column.width == 2 && !column.kind.is_figure() && table.rows.iter().any(has_three);
    if is_wider { 3 } else { column.width }
}

/// The widest word of a column that is not broken, in all of its rows, its sum and its heading.
fn widest_word(fonts: &mut Fonts, table: &Table, at: usize) -> f32 {
    let (mut widest, mut longest) = (0.0_f32, 0);
    let mut measure = |text: &str| {
        for (_, word) in words(text) {
            // Of a hundred thousand ID numbers only those are measured that may be the widest.
            let count = word.chars().count();
            if count + 2 >= longest {
                longest = longest.max(count);
                widest = widest.max(fonts.width(Style::Bold, 1.0, word));
            }
        }
    };
    let column = &table.columns[at];
    measure(&column.title);
    let sum = column.is_summed.then(|| table.sum(at));
    for cell in table.rows.iter().filter_map(|row| row.get(at)).chain(&sum) {
        measure(&cell.shown());
    }
    widest
}

/// Draws a table onto new pages of a document, each part with its bookmark. `progress` is told rows done and says whether to
/// go on.
///
/// # Errors
///
/// [`WriteError::Stopped`]; the document then has no page of the table.
pub fn table_pages(
    document: &mut Document,
    fonts: &mut Fonts,
    table: &Table,
    progress: &mut dyn FnMut(u32) -> bool,
) -> Result<(), WriteError> {
    let columns = printed(fonts, table);
    let setting = setting::set(fonts, table, &columns);
    let count = setting.parts.len();
    document.bands = document.bands.max(count);
    if count > 1 {
        let mut press = Press::new(fonts, table, &columns, &setting);
        if press.has_room_for_bands() {
            document.bookmarks.push((table.name.clone(), document.pages.len()));
            if !press.print_bands(progress) {
                return Err(WriteError::Stopped);
            }
            document.pages.append(&mut press.pages);
            return Ok(());
        }
    }
    for (n, part) in setting.parts.iter().enumerate() {
        let note = if count > 1 {
            format!("（第 {} 部分，共 {count} 部分）", n + 1)
        } else {
            String::new()
        };
        document.bookmarks.push((format!("{}{note}", table.name), document.pages.len()));
        let mut press = Press { part, ..Press::new(fonts, table, &columns, &setting) };
        if !press.print(&note, n + 1 == count, progress) {
            return Err(WriteError::Stopped);
        }
        document.pages.append(&mut press.pages);
    }
    Ok(())
}

pub(super) struct Press<'a> {
    pub fonts: &'a mut Fonts,
    table: &'a Table,
    columns: &'a [Printed<'a>],
    setting: &'a Setting,
    pub part: &'a [(usize, f32)],
    pub pages: Vec<Page>,
    /// How far down the page is filled, in millimetres.
    pub y: f32,
    /// How many rows stand on the page since the headings.
    rows_here: usize,
    /// Which part of the columns it is, in brackets; or empty.
    note: String,
    /// What must find room under the last row beside what belongs to the table: who signs under the document.
    pub kept_free: f32,
}

/// A row in lines.
struct Set {
    cells: Vec<Vec<String>>,
    height: f32,
    /// Of each column whether the next row goes on with what this one says in it.
    followed: Vec<bool>,
}

impl<'a> Press<'a> {
    pub fn new(
        fonts: &'a mut Fonts,
        table: &'a Table,
        columns: &'a [Printed<'a>],
        setting: &'a Setting,
    ) -> Self {
        let part = setting.parts.first().map_or(&[][..], Vec::as_slice);
        Press {
            fonts,
            table,
            columns,
            setting,
            part,
            pages: Vec::new(),
            y: TOP,
            rows_here: 0,
            note: String::new(),
            kept_free: 0.0,
        }
    }
}

impl Press<'_> {
    fn line_height(&self) -> f32 {
        self.setting.size * POINT * 1.3
    }

    fn bottom(&self) -> f32 {
        self.setting.paper.1 - BOTTOM
    }

    fn width(&self) -> f32 {
        self.part.iter().map(|(_, w)| w).sum()
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::new(self.setting.paper));
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn text(&mut self, style: Style, size: f32, at: (f32, f32), text: &str) {
        let last = self.pages.len() - 1;
        self.pages[last].text(self.fonts, style, size, at, text);
    }

    /// A table among others, from where the page is filled; whether it was not told to stop.
    pub fn among_others(&mut self, progress: &mut dyn FnMut(u32) -> bool) -> bool {
        if self.setting.parts.len() > 1 { self.print_bands(progress) } else { self.print("", true, progress) }
    }

    /// Whether it was not told to stop.
    fn print(&mut self, note: &str, is_last_part: bool, progress: &mut dyn FnMut(u32) -> bool) -> bool {
        self.page();
        note.clone_into(&mut self.note);
        if self.setting.is_among_others {
            self.small_title(note);
        } else {
            self.over(note);
        }
        self.heads();
        let sums = if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        let foot = if is_last_part { self.foot_height() + self.kept_free } else { sums };
        let count = self.table.rows.len();
        let has_runs = self.table.columns.iter().any(|c| c.is_run);
        let kept_from = self.kept_from(has_runs, foot);
        for n in 0..count {
            if n.is_multiple_of(256) && !progress(u32::try_from(n).unwrap_or(u32::MAX)) {
                return false;
            }
            let mut set = self.set_row(n, has_runs && n > 0);
            // Signatures do not stand on a page alone, neither does a row: the last ones go with what stands under them.
            let below = if n >= kept_from {
                foot + (n + 1..count).map(|row| self.set_row(row, has_runs).height).sum::<f32>()
            } else {
                0.0
            };
            let below = below.min(self.bottom() - TOP - OVER_LAST);
            // A household that is not too long stays together.
            let together = if has_runs { self.together(n) } else { 0.0 };
            if has_runs && self.turns(set.height, below.max(together)) {
                self.turn();
                // On top of a page everything is said.
                set = self.set_row(n, false);
            }
            if has_runs && self.rows_here > 0 && self.begins(n) {
                self.between(n);
            }
            let known = self.fonts.lacking_count();
            self.put(set, self.style_of(n), below);
            self.name_lacking(known, n);
        }
        if count == 0 {
            let height = self.row_height(1);
            self.none(height);
        }
        if self.table.has_sums() {
            let set = self.sums();
            self.put(set, Style::Bold, 0.0);
        }
        self.close();
        if is_last_part {
            self.plot();
            self.foot();
        }
        true
    }

    /// So many rows at the end stay together: two, and the whole of all under them.
    fn kept_rows(&self) -> usize {
        2 + usize::from(self.table.has_total)
    }

    /// From which row on all stays on the last page over a foot so high: the last ones, and the whole of their household where
    /// that is not too long.
    fn kept_from(&mut self, has_runs: bool, foot: f32) -> usize {
        let count = self.table.rows.len();
        let last = count.saturating_sub(self.kept_rows());
        if !has_runs || count == 0 {
            return last;
        }
        let begin = (0..=last).rev().take(TOGETHER).find(|row| self.begins(*row));
        let Some(begin) = begin.filter(|begin| self.members(*begin) <= TOGETHER) else { return last };
        let height: f32 = (begin..count).map(|row| self.set_row(row, row > begin).height).sum();
        if height + foot <= self.bottom() - TOP - OVER_LAST { begin } else { last }
    }

    /// The line between two households.
    fn between(&mut self, n: usize) {
        let (y, right, from) = (self.y, self.setting.left + self.width(), self.begins_at(n));
        self.page().line((from, y), (right, y), BETWEEN);
    }

    /// The whole of the rows above it stands out.
    fn style_of(&self, n: usize) -> Style {
        if self.table.is_total(n) { Style::Bold } else { Style::Song }
    }

    /// Tells whose row it is where a sign of it is in no font.
    fn name_lacking(&mut self, known: usize, n: usize) {
        if self.fonts.lacking_count() > known {
            let of = format!("{}（第 {} 行）", self.table.row_name(n), n + 1);
            self.fonts.name_lacking(known, &of);
        }
    }

    /// Neighbours of this part under one heading.
    fn groups(&self) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (i, (column, _)) in self.part.iter().enumerate() {
            let group = self.columns[*column].group;
            match found.last_mut() {
                Some((first, last))
                    if !group.is_empty() && self.columns[self.part[*first].0].group == group =>
                {
                    *last = i;
                }
                _ => found.push((i, i)),
            }
        }
        found
    }

    /// The headings in lines, and the heights of the row of shared ones, if any, and of the row of their own.
    fn head_lines(&mut self) -> (Vec<Vec<String>>, f32, f32) {
        let size = self.setting.size;
        let has_groups = self.part.iter().any(|(i, _)| !self.columns[*i].group.is_empty());
        let lines: Vec<Vec<String>> = self
            .part
            .iter()
            .map(|(i, w)| {
                balanced(self.fonts, Style::Bold, size, w - 2.0 * pad(size), self.columns[*i].title)
            })
            .collect();
        let most = lines.iter().map(Vec::len).max().unwrap_or(1);
        let upper = if has_groups { self.row_height(1) } else { 0.0 };
        (lines, upper, self.row_height(most))
    }

    pub fn heads_height(&mut self) -> f32 {
        let (_, upper, lower) = self.head_lines();
        upper + lower
    }

    fn heads(&mut self) {
        let left = self.setting.left;
        let (lines, upper, lower) = self.head_lines();
        let (top, wide) = (self.y, self.width());
        self.page().fill((left, top, wide, upper + lower), 0.93);
        let mut x = left;
        let lefts: Vec<f32> = self
            .part
            .iter()
            .map(|(_, w)| {
                let at = x;
                x += w;
                at
            })
            .collect();
        for (first, last) in self.groups() {
            let group = self.columns[self.part[first].0].group.to_owned();
            let width: f32 = self.part[first..=last].iter().map(|(_, w)| w).sum();
            if !group.is_empty() {
                self.centred(&[group], (lefts[first], top, width, upper));
                self.page().line((lefts[first], top + upper), (lefts[first] + width, top + upper), THIN);
            }
            for i in first..=last {
                let is_alone = self.columns[self.part[i].0].group.is_empty();
                let (from, height) = if is_alone { (top, upper + lower) } else { (top + upper, lower) };
                self.centred(&lines[i], (lefts[i], from, self.part[i].1, height));
                if i > first {
                    self.page().line((lefts[i], top + upper), (lefts[i], top + upper + lower), THIN);
                }
            }
            if first > 0 {
                self.page().line((lefts[first], top), (lefts[first], top + upper + lower), THIN);
            }
        }
        let bottom = top + upper + lower;
        self.frame(top, bottom);
        self.page().line((left, top), (left + wide, top), THICK);
        self.page().line((left, bottom), (left + wide, bottom), THIN);
        self.y = bottom;
        self.rows_here = 0;
    }

    /// Lines in the middle of a box: left, top, width, height.
    fn centred(&mut self, lines: &[String], (x, y, width, height): (f32, f32, f32, f32)) {
        let (size, step) = (self.setting.size, self.line_height());
        let mut baseline = y + (height - step * lines.len() as f32) / 2.0 + step * 0.78;
        for line in lines {
            let own = self.fonts.width(Style::Bold, size, line);
            self.text(Style::Bold, size, (x + (width - own) / 2.0, baseline), line);
            baseline += step;
        }
    }

    /// The two outer lines from `top` to `bottom`.
    fn frame(&mut self, top: f32, bottom: f32) {
        let left = self.setting.left;
        let right = left + self.width();
        self.page().line((left, top), (left, bottom), THICK);
        self.page().line((right, top), (right, bottom), THICK);
    }

    fn row_height(&self, lines: usize) -> f32 {
        (self.line_height() * lines as f32 + 1.8).max(self.setting.least_row)
    }

    /// A row in lines; with `follows`, what only says again what stands above it is left out.
    fn set_row(&mut self, n: usize, follows: bool) -> Set {
        let row = &self.table.rows[n];
        let shift = usize::from(self.table.is_numbered);
        let goes_on = if follows { self.goes_on(n) } else { Vec::new() };
        let style = self.style_of(n);
        let cells: Vec<Vec<String>> = self
            .part
            .iter()
            .map(|(i, width)| {
                if shift == 1 && *i == 0 {
                    return vec![(n + 1).to_string()];
                }
                if goes_on.get(i - shift).is_some_and(|is| *is) {
                    return vec![String::new()];
                }
                let shown = row.get(i - shift).unwrap_or(&Cell::Blank).shown();
                let (size, room) = (self.setting.size, width - 2.0 * pad(self.setting.size));
                // A word of a few is broken in the middle: 退役军人和／优抚对象.
                if self.columns[*i].kind == ColumnKind::Code {
                    return balanced(self.fonts, style, size, room, &shown);
                }
                wrap(self.fonts, style, size, room, &shown)
            })
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1);
        Set { cells, height: self.row_height(most), followed: self.followed(n) }
    }

    /// Of each column whether it only says again what stands above it, in this column and those before it.
    fn goes_on(&self, n: usize) -> Vec<bool> {
        let (row, above) = (&self.table.rows[n], &self.table.rows[n - 1]);
        let mut is_same = true;
        let of = |(i, column): (usize, &domain::tables::Column)| {
            is_same &= !column.is_run || row.get(i) == above.get(i);
            column.is_run && is_same
        };
        self.table.columns.iter().enumerate().map(of).collect()
    }

    /// Of each column whether the row after this one goes on with it.
    fn followed(&self, n: usize) -> Vec<bool> {
        let has_runs = self.table.columns.iter().any(|c| c.is_run);
        if has_runs && n + 1 < self.table.rows.len() { self.goes_on(n + 1) } else { Vec::new() }
    }

    /// Whether a household, or a room, begins with a row: not all of its first columns go on.
    fn begins(&self, n: usize) -> bool {
        let is_new = |(column, goes_on): (&domain::tables::Column, bool)| column.is_run && !goes_on;
        n == 0 || self.table.columns.iter().zip(self.goes_on(n)).any(is_new)
    }

    /// Where the line over a row begins: right of what goes on.
    fn begins_at(&self, n: usize) -> f32 {
        let going = self.goes_on(n);
        let shift = usize::from(self.table.is_numbered);
        let is_going = |i: &usize| i.checked_sub(shift).and_then(|i| going.get(i)).is_some_and(|is| *is);
        let left = self.setting.left;
        left + self.part.iter().take_while(|(i, _)| is_going(i)).map(|(_, width)| width).sum::<f32>()
    }

    /// How high the rows are that belong to the one with which a household begins; 0 where none begins, or too long a one.
    fn together(&mut self, n: usize) -> f32 {
        let members = if self.begins(n) { self.members(n) } else { 0 };
        if members > TOGETHER {
            return 0.0;
        }
        (n + 1..n + members).map(|row| self.set_row(row, true).height).sum()
    }

    /// How many rows the household has that begins with one; of a long one it is enough to know that it is.
    fn members(&self, n: usize) -> usize {
        1 + (n + 1..self.table.rows.len()).take(TOGETHER).take_while(|row| !self.begins(*row)).count()
    }

    fn sums(&mut self) -> Set {
        let shift = usize::from(self.table.is_numbered);
        let label = self.part.iter().position(|(i, _)| *i >= shift).unwrap_or(0);
        let cells: Vec<Vec<String>> = self
            .part
            .iter()
            .enumerate()
            .map(|(at, (i, _))| {
                let column = i.checked_sub(shift);
                match column.filter(|c| self.table.columns[*c].is_summed) {
                    Some(c) => vec![self.table.sum(c).shown().into_owned()],
                    None if at == label => vec![self.table.sums_called().to_owned()],
                    None => vec![String::new()],
                }
            })
            .collect();
        Set { cells, height: self.row_height(1), followed: Vec::new() }
    }

    /// Puts a row; on the next page where it, and what must stand below it, does not fit. Only one that is higher than a page
    /// is cut.
    fn put(&mut self, mut set: Set, style: Style, below: f32) {
        if self.turns(set.height, below) {
            self.turn();
        }
        if set.height + self.y > self.bottom() && self.bottom() - self.y - 1.8 < self.line_height() {
            self.turn();
        }
        while self.y + set.height > self.bottom() {
            let room = self.bottom() - self.y - 1.8;
            let fits = ((room / self.line_height()) as usize).max(1);
            let now: Vec<Vec<String>> =
                set.cells.iter_mut().map(|lines| lines.drain(..fits.min(lines.len())).collect()).collect();
            let most = set.cells.iter().map(Vec::len).max().unwrap_or(0);
            let height = self.row_height(fits);
            self.draw(&Set { cells: now, height, followed: Vec::new() }, style);
            if most == 0 {
                return;
            }
            set.height = self.row_height(most);
            self.turn();
        }
        self.draw(&set, style);
    }

    /// Whether a row so high goes to the next page, with what must stand below it.
    fn turns(&self, height: f32, below: f32) -> bool {
        let is_higher_than_a_page = height > self.bottom() - TOP - 30.0;
        !is_higher_than_a_page && self.y + height + below > self.bottom() && self.rows_here > 0
    }

    /// The thick line under the table, at its end or at the end of a page.
    fn close(&mut self) {
        let (y, left) = (self.y, self.setting.left);
        let right = left + self.width();
        self.page().line((left, y), (right, y), THICK);
    }

    fn turn(&mut self) {
        self.close();
        self.pages.push(Page::new(self.setting.paper));
        self.y = TOP;
        self.title_again();
        self.heads();
    }

    fn draw(&mut self, set: &Set, style: Style) {
        let (size, step, left) = (self.setting.size, self.line_height(), self.setting.left);
        let (top, bottom) = (self.y, self.y + set.height);
        // Line by line, so that what stands on one baseline comes together.
        let most = set.cells.iter().map(Vec::len).max().unwrap_or(1);
        for n in 0..most {
            let mut x = left;
            for ((i, width), lines) in self.part.iter().zip(&set.cells) {
                let first = (set.height - step * lines.len() as f32) / 2.0 + step * 0.78;
                if let Some(line) = lines.get(n).filter(|l| !l.is_empty()) {
                    let kind = self.columns[*i].kind;
                    let mut own = || self.fonts.width(style, size, line);
                    let at = match kind {
                        ColumnKind::Text => x + pad(size),
                        ColumnKind::Code | ColumnKind::Date => x + (width - own()) / 2.0,
                        _ => {
                            // A figure does not lean on the text after it where its column is not a narrow one.
                            let own = own();
                            let is_roomy = *width >= ROOMY * size * POINT && own + 3.0 * pad(size) <= *width;
                            x + width - pad(size) * if is_roomy { 2.0 } else { 1.0 } - own
                        }
                    };
                    let baseline = top + first + step * n as f32;
                    let last = self.pages.len() - 1;
                    self.pages[last].text(self.fonts, style, size, (at, baseline), line);
                }
                x += width;
            }
        }
        let mut x = left;
        for (_, width) in &self.part[..self.part.len().saturating_sub(1)] {
            x += width;
            self.page().line((x, top), (x, bottom), THIN);
        }
        self.frame(top, bottom);
        // Cells that go on have no line between them.
        let shift = usize::from(self.table.is_numbered);
        let goes_on = |i: usize| i.checked_sub(shift).and_then(|i| set.followed.get(i)).is_some_and(|is| *is);
        let mut x = left;
        let mut from = None;
        for (i, width) in self.part {
            if goes_on(*i) {
                if let Some(from) = from.take() {
                    self.page().line((from, bottom), (x, bottom), THIN);
                }
            } else {
                from.get_or_insert(x);
            }
            x += width;
        }
        if let Some(from) = from {
            self.page().line((from, bottom), (x, bottom), THIN);
        }
        self.y = bottom;
        self.rows_here += 1;
    }

    /// The line of a table without rows: a report without cases says so.
    fn none(&mut self, height: f32) {
        let (top, wide, size, left) = (self.y, self.width(), self.setting.size, self.setting.left);
        let own = self.fonts.width(Style::Song, size, "无");
        let baseline = top + (height - self.line_height()) / 2.0 + self.line_height() * 0.78;
        self.text(Style::Song, size, (left + (wide - own) / 2.0, baseline), "无");
        self.frame(top, top + height);
        self.page().line((left, top + height), (left + wide, top + height), THICK);
        self.y = top + height;
    }
}
