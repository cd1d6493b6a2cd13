//! A table too wide for one band of columns: each page has some rows in the first band and the very same rows in the next
//! one below, so that what belongs to one person stands on one page.

use super::{Press, SMALL_TITLE, Set, TOP};
use crate::pdf::{POINT, Page, Style};

/// More bands than this go on after each other, page by page.
const MOST_BANDS: usize = 3;
/// A page has so many rows of the table at least, or all that there are.
const LEAST_ROWS: usize = 2;
/// White between two bands.
const BETWEEN_BANDS: f32 = 4.0;
const CAPTION: f32 = SMALL_TITLE * POINT * 1.4;

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

    /// How many rows from one on go into a height, in all bands.
    fn rows_within(&mut self, from: usize, room: f32) -> usize {
        let setting = self.setting;
        let mut used = 0.0;
        for part in &setting.parts {
            self.part = part;
            used += CAPTION + self.heads_height() + BETWEEN_BANDS;
            used += if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        }
        let mut count = 0;
        while from + count < self.table.rows.len() {
            for part in &setting.parts {
                self.part = part;
                used += self.set_row(from + count, false).height;
            }
            if used > room - 0.5 {
                break;
            }
            count += 1;
        }
        count
    }

    /// Whether it was not told to stop.
    pub(super) fn print_bands(&mut self, progress: &mut dyn FnMut(u32) -> bool) -> bool {
        let setting = self.setting;
        let count = self.table.rows.len();
        let has_runs = self.table.columns.iter().any(|c| c.is_run);
        let foot = self.foot_height() + self.kept_free;
        let mut from = 0;
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
            let mut upto = from + self.rows_within(from, room).max(1);
            // Signatures do not stand on a page alone: two rows go with them.
            let kept = self.kept_rows();
            if upto >= count && count > from + kept && from + self.rows_within(from, room - foot) < count {
                upto = count.saturating_sub(kept).max(from + 1);
            }
            // Neither does a row.
            if upto < count && count - upto < kept {
                upto = count.saturating_sub(kept).max(from + 1);
            }
            let upto = upto.min(count);
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
                    self.put(Set { followed, ..set }, style, 0.0);
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
