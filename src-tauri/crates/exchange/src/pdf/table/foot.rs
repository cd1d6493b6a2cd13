//! What stands under a table: its plot, notes, who signs, and room for the seal.

use super::{Press, SEAL, SIDE_SIZE, TO_SIGN, TOP};
use crate::pdf::lines::wrap;
use crate::pdf::{POINT, Page, Style, plots};

/// White between the seal and what stands beside it, in millimetres.
const BESIDE_SEAL: f32 = 6.0;
/// The height of a line of notes, and of one of signatures, in millimetres.
const NOTE: f32 = 9.0 * POINT * 1.4;
const SIGN_LINE: f32 = 10.0;

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

    /// How wide notes and signatures may be: beside the seal, or as the table.
    fn foot_room(&self) -> f32 {
        let room = self.setting.room;
        if self.is_seal_beside() { room - SEAL - BESIDE_SEAL } else { room }
    }

    fn is_seal_beside(&self) -> bool {
        self.setting.seal_is_beside && self.table.is_sealed
    }

    fn notes(&mut self) -> Vec<String> {
        let room = self.foot_room();
        let notes = self.table.notes.clone();
        notes.iter().flat_map(|note| wrap(self.fonts, Style::Song, 9.0, room, note)).collect()
    }

    /// Who signs, in words, and how many of them stand side by side: so many that each has room to write on.
    fn signed(&mut self) -> (Vec<String>, usize) {
        let words: Vec<String> =
            self.table.signatures.iter().map(|s| format!("{}：{}", s.label, s.name)).collect();
        let widest = words.iter().map(|w| self.fonts.width(Style::Song, SIDE_SIZE, w)).fold(0.0, f32::max);
        let across = ((self.foot_room() / (widest + TO_SIGN)) as usize).clamp(1, words.len().max(1));
        (words, across)
    }

    pub fn foot_height(&mut self) -> f32 {
        let notes = self.notes().len() as f32 * NOTE;
        let sums = if self.table.has_sums() { self.row_height(1) } else { 0.0 };
        if self.is_seal_beside() {
            let (words, across) = self.signed();
            let lines = words.len().div_ceil(across) as f32;
            let signs = if lines > 0.0 { lines * SIGN_LINE + 4.0 } else { 0.0 };
            return (notes + signs).max(SEAL + 4.0) + sums + 2.0;
        }
        // Two lines of them where there are many.
        let signs = match self.table.signatures.len() {
            0 => 0.0,
            1..=4 => 14.0,
            _ => 24.0,
        };
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
        let (top, page) = (self.y, self.pages.len());
        for line in self.notes() {
            self.y += NOTE;
            if self.y > self.bottom() {
                self.pages.push(Page::new(self.setting.paper));
                self.y = TOP + NOTE;
            }
            self.text(Style::Song, 9.0, (left, self.y), &line);
        }
        if !self.table.signatures.is_empty() {
            let (words, across) = self.signed();
            let step = self.foot_room() / across as f32;
            for line in words.chunks(across) {
                self.y += SIGN_LINE;
                for (i, text) in line.iter().enumerate() {
                    self.text(Style::Song, SIDE_SIZE, (left + step * i as f32, self.y), text);
                }
            }
            self.y += 2.0;
        }
        if self.table.is_sealed {
            let signed = self.y;
            if self.is_seal_beside() {
                // Notes that went on over a page leave it room on the last one.
                self.y = if self.pages.len() == page { top } else { TOP };
            }
            let wide = if self.is_seal_beside() { self.setting.room } else { self.width() };
            let left = left + (wide - SEAL).max(0.0);
            if self.y + 2.0 + SEAL > self.bottom() {
                self.pages.push(Page::new(self.setting.paper));
                self.y = TOP;
            }
            let top = self.y + 2.0;
            self.page().dashed((left, top, SEAL, SEAL));
            let width = self.fonts.width(Style::Song, 9.0, "（盖章处）");
            self.text(Style::Song, 9.0, (left + (SEAL - width) / 2.0, top + SEAL / 2.0), "（盖章处）");
            self.y = if self.is_seal_beside() { signed.max(top + SEAL) } else { top + SEAL };
        }
    }
}
