//! A table too wide for one band of columns: each page has some rows in the first band and the very same rows in the next
//! one below, so that what belongs to one person stands on one page.

use super::{Press, SMALL_TITLE, Set, TOGETHER, TOP};
use crate::pdf::{POINT, Page, Style};

/// More bands than this go on after each other, page by page.
const MOST_BANDS: usize = 3;
/// A page has so many rows of the table at least, or all that there are.
const LEAST_ROWS: usize = 2;
/// White between two bands.
const BETWEEN_BANDS: f32 = 4.0;
const CAPTION: f32 = SMALL_TITLE * POINT * 1.4;
/// The title that a page after the first begins with takes about so much.
const TITLE_AGAIN: f32 = 6.0;
/// What of a page is left under its rows goes into them, so much into a line of one at most, in millimetres.
const MOST_AIR: f32 = 5.0;
/// For sums of many heights.
const HAIR: f32 = 0.5;

impl<'a> Press<'a> {
    /// Whether the bands of some rows stand on one page with one another.
    pub(super) fn has_room_for_bands(&mut self) -> bool {
        let wanted = self.table.rows.len().min(LEAST_ROWS);
        self.setting.parts.len() <= MOST_BANDS && self.rows_within(0, self.most_room() - 30.0) >= wanted
    }

    /// What is under the title of a page.
    fn most_room(&self) -> f32 {
        self.bottom() - TOP
    }

    /// How high captions, headings and white of all bands are.
    fn around_rows(&mut self) -> f32 {
        let setting = self.setting;
        let mut used = 0.0;
        for part in &setting.parts {
            self.part = part;
            used += CAPTION + self.heads_height() + BETWEEN_BANDS;
        }
        used
    }

    /// How high a row is in all bands.
    fn row_in_bands(&mut self, row: usize) -> f32 {
        let setting = self.setting;
        let mut used = 0.0;
        for part in &setting.parts {
            self.part = part;
            used += self.set_row(row, false).height;
        }
        used
    }

    /// How high the sums are in all bands.
    fn sums_in_bands(&self) -> f32 {
        if self.table.has_sums() { self.row_height(1) * self.setting.parts.len() as f32 } else { 0.0 }
    }

    /// How many rows from one on go into a height, in all bands; with the last one go the sums.
    fn rows_within(&mut self, from: usize, room: f32) -> usize {
        let all = self.table.rows.len();
        let mut used = self.around_rows() + HAIR;
        let mut count = 0;
        while from + count < all {
            used += self.row_in_bands(from + count);
            let sums = if from + count + 1 == all { self.sums_in_bands() } else { 0.0 };
            if used + sums > room {
                break;
            }
            count += 1;
        }
        count
    }

    /// How many of the last rows stand over a foot on a page of their own; one at least.
    fn rows_over(&mut self, foot: f32) -> usize {
        let all = self.table.rows.len();
        let room = self.most_room() - TITLE_AGAIN - foot;
        let kept = self.kept_rows().min(all);
        (1..=kept).rev().find(|rows| self.rows_within(all - rows, room) >= *rows).unwrap_or(1)
    }

    /// Up to which row a page goes that begins with one. `foot` goes with the last ones and does not stand on a page alone; and
    /// of the last pages none is nearly empty beside a full one.
    fn page_end(&mut self, from: usize, room: f32, foot: f32) -> usize {
        let all = self.table.rows.len();
        let fits = self.rows_within(from, room).max(1);
        if from + fits >= all && from + self.rows_within(from, room - foot) >= all {
            return all;
        }
        let last = self.rows_over(foot);
        let mut upto = (from + fits).min(all.saturating_sub(last)).max(from + 1);
        let left = all.saturating_sub(upto);
        if left == 0 || left > fits + last {
            return upto;
        }
        // What is left goes onto the next page, with the foot or but for the last rows: the two pages share it.
        let next = self.most_room() - TITLE_AGAIN;
        let goes_with_foot = self.rows_within(upto, next - foot) >= left;
        let (end, below) =
            if goes_with_foot { (all, foot + self.sums_in_bands()) } else { ((all - last).max(upto), 0.0) };
        let heights: Vec<f32> = (from..end).map(|row| self.row_in_bands(row)).collect();
        let (here, there) = heights.split_at(upto - from);
        let mut here_used = self.most_room() - room + here.iter().sum::<f32>();
        let mut there_used = TITLE_AGAIN + there.iter().sum::<f32>() + below;
        let least = from + self.kept_rows();
        for height in here.iter().rev() {
            if upto <= least || here_used - height < there_used + height {
                break;
            }
            here_used -= height;
            there_used += height;
            upto -= 1;
        }
        upto
    }

    /// Up to where a page goes that would break a household: before it, where it is not too long and two rows stay.
    fn before_household(&self, from: usize, upto: usize) -> usize {
        let begins = (from + LEAST_ROWS..=upto).rev().find(|row| self.begins(*row));
        begins.filter(|begin| self.members(*begin) <= TOGETHER).unwrap_or(upto)
    }

    /// What is left of a room under these rows, for each line of them.
    fn air(&mut self, (from, upto): (usize, usize), room: f32) -> f32 {
        let lines = (upto - from) * self.setting.parts.len();
        let rows: f32 = (from..upto).map(|row| self.row_in_bands(row)).sum();
        let left = room - HAIR - self.around_rows() - rows;
        (left / lines.max(1) as f32).clamp(0.0, MOST_AIR)
    }

    /// Whether it was not told to stop.
    pub(super) fn print_bands(&mut self, progress: &mut dyn FnMut(u32) -> bool) -> bool {
        let setting = self.setting;
        let count = self.table.rows.len();
        let has_runs = self.table.columns.iter().any(|c| c.is_run);
        // Sums stand in every band, and are counted there.
        let sums = if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        let foot = self.foot_height() - sums + self.kept_free;
        let (mut from, mut air) = (0, 0.0_f32);
        self.page();
        if setting.is_among_others {
            self.small_title("");
        } else {
            self.over("");
        }
        loop {
            if !progress(u32::try_from(from).unwrap_or(u32::MAX)) {
                return false;
            }
            let room = self.bottom() - self.y;
            let mut upto = self.page_end(from, room, foot);
            if has_runs && upto < count {
                upto = self.before_household(from, upto);
            }
            air = if upto < count {
                self.air((from, upto), room)
            } else {
                // The last page is set as the one before it, where there is one.
                let below = foot + self.sums_in_bands();
                self.air((from, upto), room - below).min(air)
            };
            for (n, part) in setting.parts.iter().enumerate() {
                self.part = part;
                self.caption(n + 1, setting.parts.len());
                self.heads();
                for row in from..upto {
                    let set = self.set_row(row, has_runs && row > from);
                    if has_runs && row > from && self.begins(row) {
                        self.between(row);
                    }
                    let known = self.fonts.lacking_count();
                    // The last row of a page has a line under all of its cells.
                    let followed = if row + 1 == upto { Vec::new() } else { set.followed };
                    let style = self.style_of(row);
                    self.put(Set { followed, height: set.height + air, ..set }, style, 0.0);
                    self.name_lacking(known, row);
                }
                if count == 0 {
                    let height = self.row_height(1);
                    self.none(height);
                }
                if upto == count && self.table.has_sums() {
                    let sums = self.sums();
                    self.put(sums, Style::Bold, 0.0);
                }
                self.close();
                self.y += BETWEEN_BANDS;
            }
            from = upto;
            if from >= count {
                break;
            }
            self.pages.push(Page::new(setting.paper));
            self.y = TOP;
            self.title_again();
        }
        self.plot();
        self.foot();
        true
    }

    /// Which band it is.
    fn caption(&mut self, n: usize, count: usize) {
        self.y += CAPTION;
        let (left, y) = (self.setting.left, self.y - 1.4);
        self.text(Style::Song, 9.0, (left, y), &format!("（第 {n} 部分，共 {count} 部分）"));
    }
}
