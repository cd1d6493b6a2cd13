//! What stands over a table: its title and second line, the small title of a table among others, and the title again where
//! it is carried over.

use super::{COUNTED, Press, SIDE_SIZE, SMALL_TITLE, TITLE_SIZE, TOP};
use crate::pdf::lines::wrap;
use crate::pdf::titles::title_lines;
use crate::pdf::{POINT, Style};

impl Press<'_> {
    /// The name of a table among others, and what it counts in.
    pub(super) fn small_title(&mut self, note: &str) {
        let title = format!("{}{}{note}", self.table.name, self.table.mark());
        let counted = self.table.counted_words();
        let (left, wide) = (self.setting.left, self.width());
        let own = self.fonts.width(Style::Song, COUNTED, &counted);
        let room = (wide - own - 3.0).max(30.0);
        for line in wrap(self.fonts, Style::Bold, SMALL_TITLE, room, &title) {
            self.y += SMALL_TITLE * POINT * 1.5;
            self.text(Style::Bold, SMALL_TITLE, (left, self.y - 1.0), &line);
        }
        if !counted.is_empty() {
            self.text(Style::Song, COUNTED, (left + wide - own, self.y - 1.0), &counted);
        }
        self.y += 0.6;
    }

    /// The title over what is carried over.
    pub(super) fn title_again(&mut self) {
        // （第 2 部分，共 6 部分，续）
        let note =
            self.note.strip_suffix('）').map_or("（续）".to_owned(), |part| format!("{part}，续）"));
        if self.setting.is_among_others {
            return self.small_title(&note);
        }
        let title = format!("{}{note}", self.table.title);
        let (left, room) = (self.setting.left, self.setting.room);
        let mut width = |c: char| self.fonts.char_width(Style::Bold, SMALL_TITLE, c);
        for line in title_lines(&mut width, (room, room), &title) {
            self.y += SMALL_TITLE * POINT * 1.4;
            let width = self.fonts.width(Style::Bold, SMALL_TITLE, &line);
            self.text(Style::Bold, SMALL_TITLE, (left + (room - width) / 2.0, self.y - 1.4), &line);
        }
    }

    /// Title and second line.
    pub fn over(&mut self, note: &str) {
        let title = format!("{}{note}", self.table.title);
        let (left, room) = (self.setting.left, self.setting.room);
        self.y = TOP;
        let mut width = |c: char| self.fonts.char_width(Style::Title, TITLE_SIZE, c);
        for line in title_lines(&mut width, (room, room), &title) {
            self.y += TITLE_SIZE * POINT * 1.35;
            let width = self.fonts.width(Style::Title, TITLE_SIZE, &line);
            let at = (left + (room - width) / 2.0, self.y - TITLE_SIZE * POINT * 0.3);
            self.text(Style::Title, TITLE_SIZE, at, &line);
        }
        let t = self.table;
        let unit =
            if t.unit.is_empty() { String::new() } else { format!("填报单位（盖章）：{}", t.unit) };
        let counted = t.counted_words();
        let right = [t.form_no.as_str(), t.filled.as_str(), counted.as_str()];
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
        self.text(Style::Song, SIDE_SIZE, (left, baseline), &unit);
        if b == 0.0 && a + c + 4.0 > wide {
            let baseline = if a + c + 4.0 > room {
                self.y += SIDE_SIZE * POINT * 1.6;
                self.y - 1.6
            } else {
                baseline
            };
            return self.text(Style::Song, SIDE_SIZE, ((left + room - c).max(left), baseline), &right);
        }
        // Where three do not fit beside each other, the period has a line of its own.
        if a + b + c + 8.0 > wide && b > 0.0 {
            self.text(Style::Song, SIDE_SIZE, (left + (wide - c).max(a + 4.0), baseline), &right);
            self.y += SIDE_SIZE * POINT * 1.6;
            self.text(Style::Song, SIDE_SIZE, (left, self.y - 1.6), &t.period);
            return;
        }
        let middle = left + ((wide - b) / 2.0).max(a + 4.0);
        self.text(Style::Song, SIDE_SIZE, (middle, baseline), &t.period);
        self.text(Style::Song, SIDE_SIZE, (left + wide - c, baseline), &right);
    }
}
