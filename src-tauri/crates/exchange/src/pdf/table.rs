//! A table on paper: title and second line on the first page, headings on every page, rows that are never cut, sums,
//! signatures and room for the seal under the last row, 第 x 页 共 y 页 on each page.
//!
//! Many columns turn the page, then make the letters smaller, and then go on beside it: the first columns come again on
//! each part. Source: `shared/domain/reports.md` 2.

mod foot;

use super::lines::{balanced, wrap};
use super::{A4, Document, Fonts, POINT, Page, Style};
use crate::in_place::WriteError;
use domain::tables::{Cell, ColumnKind, Table};

/// White around the table, in millimetres: left for binding.
const LEFT: f32 = 20.0;
const RIGHT: f32 = 14.0;
const TOP: f32 = 16.0;
const BOTTOM: f32 = 18.0;
/// Sizes of letters, in points: 五号, 小五 and two smaller ones.
const SIZES: [f32; 4] = [10.5, 9.0, 8.0, 7.0];
/// The widest that columns are drawn out, where there is room to spare.
const MOST_GROWN: f32 = 4.0;
const THIN: f32 = 0.15;
const THICK: f32 = 0.35;
/// The seal of a committee is 40 mm across at most.
const SEAL: f32 = 42.0;
/// The least height of a row that is filled in by hand, of a row of a short table, and how many rows one has at most.
const WRITTEN: f32 = 9.5;
const AIRY: f32 = 7.8;
const SHORT: usize = 16;
/// The line between households or rooms.
const BETWEEN: f32 = 0.28;
const TITLE_SIZE: f32 = 18.0;
const SIDE_SIZE: f32 = 10.5;
/// Room to write a name beside its word.
const TO_SIGN: f32 = 18.0;

/// How a table is set.
struct Setting {
    paper: (f32, f32),
    size: f32,
    /// Parts beside one another: the columns of each and their widths.
    parts: Vec<Vec<(usize, f32)>>,
}

/// A column as it is printed: 序号 first where the table has it.
struct Printed<'a> {
    title: &'a str,
    group: &'a str,
    kind: ColumnKind,
    width: u32,
}

/// Between the line and the letters beside it, in millimetres.
fn pad(size: f32) -> f32 {
    size * 0.115
}

fn printed(table: &Table) -> Vec<Printed<'_>> {
    let number = Printed { title: "序号", group: "", kind: ColumnKind::Code, width: 3 };
    let columns = table.columns.iter().map(|c| Printed {
        title: &c.title,
        group: &c.group,
        kind: c.kind,
        width: c.width,
    });
    table.is_numbered.then_some(number).into_iter().chain(columns).collect()
}

fn set(table: &Table, columns: &[Printed]) -> Setting {
    let kept = table.kept_columns + usize::from(table.is_numbered && table.kept_columns > 0);
    let natural = |size: f32| -> Vec<f32> {
        columns.iter().map(|c| c.width.clamp(2, 24) as f32 * size * POINT + 2.0 * pad(size)).collect()
    };
    let turned = (A4.1, A4.0);
    for (size, paper) in
        [(SIZES[0], A4), (SIZES[0], turned), (SIZES[1], turned), (SIZES[2], turned), (SIZES[3], turned)]
    {
        let widths = natural(size);
        let (all, room) = (widths.iter().sum::<f32>(), paper.0 - LEFT - RIGHT);
        if all <= room {
            // What is left over goes to all alike, but a narrow table stays narrow.
            let grow = (room / all.max(1.0)).min(MOST_GROWN);
            return Setting {
                paper,
                size,
                parts: vec![widths.iter().map(|w| w * grow).enumerate().collect()],
            };
        }
    }
    let size = SIZES[2];
    let widths = natural(size);
    let room = turned.0 - LEFT - RIGHT;
    let before: Vec<(usize, f32)> = widths.iter().copied().enumerate().take(kept).collect();
    let before_width: f32 = before.iter().map(|(_, w)| w).sum();
    let mut parts: Vec<Vec<(usize, f32)>> = Vec::new();
    let mut used = f32::MAX;
    for (i, width) in widths.iter().copied().enumerate().skip(kept) {
        let width = width.min(room - before_width);
        if used + width > room {
            parts.push(before.clone());
            used = before_width;
        }
        if let Some(part) = parts.last_mut() {
            part.push((i, width));
        }
        used += width;
    }
    for part in &mut parts {
        let all: f32 = part.iter().map(|(_, w)| w).sum();
        part.iter_mut().for_each(|(_, w)| *w *= (room / all.max(1.0)).min(MOST_GROWN));
    }
    Setting { paper: turned, size, parts }
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
    let columns = printed(table);
    let setting = set(table, &columns);
    let count = setting.parts.len();
    for (n, part) in setting.parts.iter().enumerate() {
        let note = if count > 1 {
            format!("（第 {} 部分，共 {count} 部分）", n + 1)
        } else {
            String::new()
        };
        document.bookmarks.push((format!("{}{note}", table.name), document.pages.len()));
        let mut press =
            Press { fonts, table, columns: &columns, setting: &setting, part, pages: Vec::new(), y: 0.0 };
        if !press.print(&note, n + 1 == count, progress) {
            return Err(WriteError::Stopped);
        }
        document.pages.append(&mut press.pages);
    }
    Ok(())
}

struct Press<'a> {
    fonts: &'a mut Fonts,
    table: &'a Table,
    columns: &'a [Printed<'a>],
    setting: &'a Setting,
    part: &'a [(usize, f32)],
    pages: Vec<Page>,
    /// How far down the page is filled, in millimetres.
    y: f32,
}

/// A row in lines.
struct Set {
    cells: Vec<Vec<String>>,
    height: f32,
    /// Of each column whether the next row goes on with what this one says in it.
    followed: Vec<bool>,
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

    /// Whether it was not told to stop.
    fn print(&mut self, note: &str, is_last_part: bool, progress: &mut dyn FnMut(u32) -> bool) -> bool {
        self.page();
        self.over(note);
        self.heads();
        let foot = if is_last_part { self.foot_height() } else { 0.0 };
        let count = self.table.rows.len();
        let has_runs = self.table.columns.iter().any(|c| c.is_run);
        for n in 0..count {
            if n.is_multiple_of(256) && !progress(u32::try_from(n).unwrap_or(u32::MAX)) {
                return false;
            }
            let mut set = self.set_row(n, has_runs && n > 0);
            // Signatures do not stand on a page alone: the last row goes with them.
            let below = if n + 1 == count { foot.min(self.bottom() - TOP - 30.0) } else { 0.0 };
            // A household that is not too long stays together.
            let together = if has_runs { self.together(n) } else { 0.0 };
            if has_runs && self.turns(set.height + together, below) {
                self.turn();
                // On top of a page everything is said.
                set = self.set_row(n, false);
            }
            if has_runs && n > 0 && self.y > TOP + 25.0 && self.begins(n) {
                let (y, right, from) = (self.y, LEFT + self.width(), self.begins_at(n));
                self.page().line((from, y), (right, y), BETWEEN);
            }
            self.put(set, Style::Song, below);
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

    /// Title and second line.
    fn over(&mut self, note: &str) {
        let title = format!("{}{note}", self.table.title);
        let room = self.setting.paper.0 - LEFT - RIGHT;
        self.y = TOP;
        for line in wrap(self.fonts, Style::Title, TITLE_SIZE, room, &title) {
            self.y += TITLE_SIZE * POINT * 1.35;
            let width = self.fonts.width(Style::Title, TITLE_SIZE, &line);
            let at = (LEFT + (room - width) / 2.0, self.y - TITLE_SIZE * POINT * 0.3);
            self.text(Style::Title, TITLE_SIZE, at, &line);
        }
        let t = self.table;
        let unit =
            if t.unit.is_empty() { String::new() } else { format!("填报单位（盖章）：{}", t.unit) };
        let right = [t.form_no.as_str(), t.filled.as_str()];
        let right = right.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("　");
        if unit.is_empty() && t.period.is_empty() && right.is_empty() {
            self.y += 2.0;
            return;
        }
        self.y += SIDE_SIZE * POINT * 1.9;
        let baseline = self.y - 1.6;
        let wide = self.width().max(room * 0.6);
        let (a, b, c) = (
            self.fonts.width(Style::Song, SIDE_SIZE, &unit),
            self.fonts.width(Style::Song, SIDE_SIZE, &t.period),
            self.fonts.width(Style::Song, SIDE_SIZE, &right),
        );
        self.text(Style::Song, SIDE_SIZE, (LEFT, baseline), &unit);
        if b == 0.0 && a + c + 4.0 > wide {
            let baseline = if a + c + 4.0 > room {
                self.y += SIDE_SIZE * POINT * 1.6;
                self.y - 1.6
            } else {
                baseline
            };
            return self.text(Style::Song, SIDE_SIZE, ((LEFT + room - c).max(LEFT), baseline), &right);
        }
        // Where three do not fit beside each other, the period has a line of its own.
        if a + b + c + 8.0 > wide && b > 0.0 {
            self.text(Style::Song, SIDE_SIZE, (LEFT + (wide - c).max(a + 4.0), baseline), &right);
            self.y += SIDE_SIZE * POINT * 1.6;
            self.text(Style::Song, SIDE_SIZE, (LEFT, self.y - 1.6), &t.period);
            return;
        }
        let middle = LEFT + ((wide - b) / 2.0).max(a + 4.0);
        self.text(Style::Song, SIDE_SIZE, (middle, baseline), &t.period);
        self.text(Style::Song, SIDE_SIZE, (LEFT + wide - c, baseline), &right);
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

    fn heads(&mut self) {
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
        let (upper, lower) = (if has_groups { self.row_height(1) } else { 0.0 }, self.row_height(most));
        let (top, wide) = (self.y, self.width());
        self.page().fill((LEFT, top, wide, upper + lower), 0.93);
        let mut x = LEFT;
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
        self.page().line((LEFT, top), (LEFT + wide, top), THICK);
        self.page().line((LEFT, bottom), (LEFT + wide, bottom), THIN);
        self.y = bottom;
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
        let right = LEFT + self.width();
        self.page().line((LEFT, top), (LEFT, bottom), THICK);
        self.page().line((right, top), (right, bottom), THICK);
    }

    fn row_height(&self, lines: usize) -> f32 {
        let least = match (self.table.is_to_fill_in, self.table.rows.len() <= SHORT) {
            (true, _) => WRITTEN,
            (_, true) => AIRY,
            _ => self.setting.size * POINT * 1.9,
        };
        (self.line_height() * lines as f32 + 1.8).max(least)
    }

    /// A row in lines; with `follows`, what only says again what stands above it is left out.
    fn set_row(&mut self, n: usize, follows: bool) -> Set {
        let row = &self.table.rows[n];
        let shift = usize::from(self.table.is_numbered);
        let goes_on = if follows { self.goes_on(n) } else { Vec::new() };
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
                wrap(self.fonts, Style::Song, self.setting.size, width - 2.0 * pad(self.setting.size), &shown)
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
        LEFT + self.part.iter().take_while(|(i, _)| is_going(i)).map(|(_, width)| width).sum::<f32>()
    }

    /// How high the rows are that belong to the one with which a household begins; 0 where none begins, or too long a one.
    fn together(&self, n: usize) -> f32 {
        if !self.begins(n) {
            return 0.0;
        }
        let members = (n + 1..self.table.rows.len()).take_while(|row| !self.begins(*row)).count();
        if members < 6 { members as f32 * self.row_height(1) } else { 0.0 }
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
                    None if at == label => vec!["合计".to_owned()],
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
        !is_higher_than_a_page && self.y + height + below > self.bottom() && self.y > TOP + 25.0
    }

    /// The thick line under the table, at its end or at the end of a page.
    fn close(&mut self) {
        let (y, right) = (self.y, LEFT + self.width());
        self.page().line((LEFT, y), (right, y), THICK);
    }

    fn turn(&mut self) {
        self.close();
        self.pages.push(Page::new(self.setting.paper));
        self.y = TOP;
        self.heads();
    }

    fn draw(&mut self, set: &Set, style: Style) {
        let (size, step) = (self.setting.size, self.line_height());
        let (top, bottom) = (self.y, self.y + set.height);
        // Line by line, so that what stands on one baseline comes together.
        let most = set.cells.iter().map(Vec::len).max().unwrap_or(1);
        for n in 0..most {
            let mut x = LEFT;
            for ((i, width), lines) in self.part.iter().zip(&set.cells) {
                let first = (set.height - step * lines.len() as f32) / 2.0 + step * 0.78;
                if let Some(line) = lines.get(n).filter(|l| !l.is_empty()) {
                    let kind = self.columns[*i].kind;
                    let mut own = || self.fonts.width(style, size, line);
                    let at = match kind {
                        ColumnKind::Text => x + pad(size),
                        ColumnKind::Code | ColumnKind::Date => x + (width - own()) / 2.0,
                        _ => x + width - pad(size) - own(),
                    };
                    let baseline = top + first + step * n as f32;
                    let last = self.pages.len() - 1;
                    self.pages[last].text(self.fonts, style, size, (at, baseline), line);
                }
                x += width;
            }
        }
        let mut x = LEFT;
        for (_, width) in &self.part[..self.part.len().saturating_sub(1)] {
            x += width;
            self.page().line((x, top), (x, bottom), THIN);
        }
        self.frame(top, bottom);
        // Cells that go on have no line between them.
        let shift = usize::from(self.table.is_numbered);
        let goes_on = |i: usize| i.checked_sub(shift).and_then(|i| set.followed.get(i)).is_some_and(|is| *is);
        let mut x = LEFT;
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
    }

    /// The line of a table without rows: a report without cases says so.
    fn none(&mut self, height: f32) {
        let (top, wide, size) = (self.y, self.width(), self.setting.size);
        let own = self.fonts.width(Style::Song, size, "无");
        let baseline = top + (height - self.line_height()) / 2.0 + self.line_height() * 0.78;
        self.text(Style::Song, size, (LEFT + (wide - own) / 2.0, baseline), "无");
        self.frame(top, top + height);
        self.page().line((LEFT, top + height), (LEFT + wide, top + height), THICK);
        self.y = top + height;
    }
}
