//! What stands under a table: its plot, notes, who signs, and room for the seal.

use super::{Press, SEAL, SIDE_SIZE, TO_SIGN, TOP};
use crate::pdf::lines::wrap;
use crate::pdf::{POINT, Page, Style, plots};

impl Press<'_> {
    /// The plot of the table, under it.
    pub(super) fn plot(&mut self) {
        if self.table.drawn_plot().is_none() {
            return;
        }
        // It is drawn lower where it then stands on the page of its table, with the signatures.
        let below = self.foot_height() - if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        let mut height = (self.bottom() - self.y - 6.0 - below).min(plots::HEIGHT);
        let lowest = plots::lowest(self.table);
        if height < lowest {
            self.pages.push(Page::new(self.setting.paper));
            (self.y, height) = (TOP, plots::HEIGHT.max(lowest));
        }
        let at = (self.setting.left, self.y + 6.0, self.setting.room, height);
        let last = self.pages.len() - 1;
        plots::draw(&mut self.pages[last], self.fonts, self.table, at);
        self.y += 6.0 + height;
    }

    fn notes(&mut self) -> Vec<String> {
        let room = self.setting.room;
        let notes = self.table.notes.clone();
        notes.iter().flat_map(|note| wrap(self.fonts, Style::Song, 9.0, room, note)).collect()
    }

    pub fn foot_height(&mut self) -> f32 {
        let notes = self.notes().len() as f32 * 9.0 * POINT * 1.4;
        // Two lines of them where there are many.
        let signs = match self.table.signatures.len() {
            0 => 0.0,
            1..=4 => 14.0,
            _ => 24.0,
        };
        let sums = if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        notes + signs + sums + if self.table.is_sealed { SEAL + 4.0 } else { 0.0 } + 2.0
    }

    /// Notes, signatures, and room for the seal.
    pub fn foot(&mut self) {
        let left = self.setting.left;
        let sums = if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        let needed = self.foot_height() - sums;
        if self.y + needed > self.bottom() && self.y > TOP + 60.0 {
            self.pages.push(Page::new(self.setting.paper));
            self.y = TOP;
        }
        for line in self.notes() {
            self.y += 9.0 * POINT * 1.4;
            if self.y > self.bottom() {
                self.pages.push(Page::new(self.setting.paper));
                self.y = TOP + 9.0 * POINT * 1.4;
            }
            self.text(Style::Song, 9.0, (left, self.y), &line);
        }
        if !self.table.signatures.is_empty() {
            let room = self.setting.room;
            let words: Vec<String> =
                self.table.signatures.iter().map(|s| format!("{}：{}", s.label, s.name)).collect();
            // So many stand side by side that each has room to write on.
            let widest =
                words.iter().map(|w| self.fonts.width(Style::Song, SIDE_SIZE, w)).fold(0.0, f32::max);
            let across = ((room / (widest + TO_SIGN)) as usize).clamp(1, words.len());
            let step = room / across as f32;
            for line in words.chunks(across) {
                self.y += 10.0;
                for (i, text) in line.iter().enumerate() {
                    self.text(Style::Song, SIDE_SIZE, (left + step * i as f32, self.y), text);
                }
            }
            self.y += 2.0;
        }
        if self.table.is_sealed {
            let left = left + (self.width() - SEAL).max(0.0);
            if self.y + 2.0 + SEAL > self.bottom() {
                self.pages.push(Page::new(self.setting.paper));
                self.y = TOP;
            }
            let top = self.y + 2.0;
            self.page().dashed((left, top, SEAL, SEAL));
            let width = self.fonts.width(Style::Song, 9.0, "（盖章处）");
            self.text(Style::Song, 9.0, (left + (SEAL - width) / 2.0, top + SEAL / 2.0), "（盖章处）");
            self.y = top + SEAL;
        }
    }
}
