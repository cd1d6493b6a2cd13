//! Cards, one sheet each: boxes, a place for the photo, short lists with empty lines, room to write; and sheets of labels.

use super::lines::{balanced, wrap};
use super::titles::title_lines;
use super::{A4, Document, Fonts, POINT, Page, Style};
use crate::in_place::WriteError;
use domain::cards::{Block, Card, CardBox, Label, LabelSheet};

/// White around a card, in millimetres: left for binding.
const LEFT: f32 = 20.0;
const RIGHT: f32 = 14.0;
const TOP: f32 = 16.0;
const BOTTOM: f32 = 16.0;
const TITLE_SIZE: f32 = 18.0;
const SIZE: f32 = 10.5;
const LINE: f32 = SIZE * POINT * 1.3;
/// Rows are high enough to write in.
const ROW: f32 = 9.0;
/// A photo of two inches (35 × 49 mm) needs this much.
const PHOTO: (f32, f32) = (39.0, 6.0 * ROW);
const THIN: f32 = 0.15;
const THICK: f32 = 0.35;
/// The widest that a word before its box is: 工作单位或学校 in one line.
const MOST_LABEL: f32 = 29.0;
/// Between a line and the letters beside it.
const PAD: f32 = 1.4;

/// Draws cards, each on a page of its own with its bookmark. `progress` is told cards done and says whether to go on.
///
/// # Errors
///
/// [`WriteError::Stopped`].
pub fn card_pages(
    document: &mut Document,
    fonts: &mut Fonts,
    cards: &[Card],
    progress: &mut dyn FnMut(u32) -> bool,
) -> Result<(), WriteError> {
    for (n, card) in cards.iter().enumerate() {
        if n.is_multiple_of(16) && !progress(u32::try_from(n).unwrap_or(u32::MAX)) {
            return Err(WriteError::Stopped);
        }
        document.bookmarks.push((card.name.clone(), document.pages.len()));
        let mut press = Press {
            fonts,
            pages: vec![Page::new(A4)],
            y: TOP,
            photo: None,
            has_top: false,
            goes_on: String::new(),
            below: 0.0,
        };
        let known = press.fonts.lacking_count();
        press.card(card);
        if !card.name.is_empty() {
            press.fonts.name_lacking(known, &card.name);
        }
        document.pages.append(&mut press.pages);
    }
    Ok(())
}

struct Press<'a> {
    fonts: &'a mut Fonts,
    pages: Vec<Page>,
    y: f32,
    /// Where the place of the photo ends, on the first page.
    photo: Option<f32>,
    /// Whether the upper edge of the form was drawn on this page.
    has_top: bool,
    /// What stands over the pages after the first: whose card goes on there.
    goes_on: String,
    /// What must find room under what is drawn: who signs does not stand on a page alone.
    below: f32,
}

impl Press<'_> {
    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::new(A4));
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn text(&mut self, style: Style, size: f32, at: (f32, f32), text: &str) {
        let last = self.pages.len() - 1;
        self.pages[last].text(self.fonts, style, size, at, text);
    }

    fn turn(&mut self) {
        let (bottom, right) = (self.y, LEFT + self.width());
        self.page().line((LEFT, bottom), (right, bottom), THICK);
        self.pages.push(Page::new(A4));
        self.y = TOP;
        self.photo = None;
        self.has_top = false;
        let words = self.goes_on.clone();
        self.y += SIZE * POINT * 1.6;
        self.text(Style::Song, SIZE, (LEFT, self.y - 1.6), &words);
    }

    /// Makes room for something so high, and what must stand below it.
    fn room_for(&mut self, height: f32) {
        if self.y + height + self.below > A4.1 - BOTTOM && self.y > TOP + 26.0 {
            self.turn();
        }
    }

    fn centred(&mut self, style: Style, size: f32, (x, width): (f32, f32), y: f32, text: &str) {
        let own = self.fonts.width(style, size, text);
        self.text(style, size, (x + (width - own) / 2.0, y), text);
    }

    fn card(&mut self, card: &Card) {
        self.goes_on = format!("{}（续）　{}", card.title, card.name);
        let wide = A4.0 - LEFT - RIGHT;
        let mut width = |c: char| self.fonts.char_width(Style::Title, TITLE_SIZE, c);
        for line in title_lines(&mut width, (wide, wide), &card.title) {
            self.y += TITLE_SIZE * POINT * 1.35;
            self.centred(Style::Title, TITLE_SIZE, (LEFT, wide), self.y - 2.0, &line);
        }
        self.y += SIZE * POINT * 1.9;
        self.text(Style::Song, SIZE, (LEFT, self.y - 1.6), &card.unit);
        let own = self.fonts.width(Style::Song, SIZE, &card.right);
        self.text(Style::Song, SIZE, (LEFT + wide - own, self.y - 1.6), &card.right);
        if card.has_photo {
            let (x, top) = (LEFT + wide - PHOTO.0, self.y);
            self.photo = Some(top + PHOTO.1);
            self.frame((x, top, PHOTO.0, PHOTO.1), THICK);
            for (n, text) in ["照片", "（2 寸）"].iter().enumerate() {
                let y = top + PHOTO.1 / 2.0 + n as f32 * LINE;
                self.centred(Style::Song, SIZE, (x, PHOTO.0), y, text);
            }
        }
        let foot = self.foot_height(card);
        for (n, block) in card.blocks.iter().enumerate() {
            self.below = if n + 1 == card.blocks.len() { foot } else { 0.0 };
            match block {
                Block::Row(boxes) => self.row(boxes),
                Block::List { title, columns, rows, lines } => self.list(title, columns, rows, *lines),
                Block::Room { label, text, lines } => self.free(label, text, *lines),
            }
        }
        self.below = 0.0;
        self.past_photo();
        self.foot(card, foot);
    }

    /// How wide rows are here: beside the photo less.
    fn width(&self) -> f32 {
        let wide = A4.0 - LEFT - RIGHT;
        if self.photo.is_some_and(|bottom| self.y < bottom - 0.5) { wide - PHOTO.0 } else { wide }
    }

    fn past_photo(&mut self) {
        if let Some(bottom) = self.photo.take() {
            self.y = self.y.max(bottom);
        }
    }

    fn frame(&mut self, (x, y, width, height): (f32, f32, f32, f32), line: f32) {
        let page = self.page();
        for (from, to) in [
            ((x, y), (x + width, y)),
            ((x, y + height), (x + width, y + height)),
            ((x, y), (x, y + height)),
            ((x + width, y), (x + width, y + height)),
        ] {
            page.line(from, to, line);
        }
    }

    fn row(&mut self, boxes: &[CardBox]) {
        let all: u32 = boxes.iter().map(|b| b.share).sum::<u32>().max(1);
        let label_width =
            |label: &str| (label.chars().count() as f32 * SIZE * POINT + 2.0 * PAD + 0.1).min(MOST_LABEL);
        let set = |press: &mut Self, wide: f32| -> Vec<(f32, f32, Vec<String>, Vec<String>)> {
            let each = |b: &CardBox| {
                let width = wide * b.share as f32 / all as f32;
                let head = label_width(&b.label).max(16.0);
                let label = balanced(press.fonts, Style::Bold, SIZE, head - 2.0 * PAD, &b.label);
                let text = wrap(press.fonts, Style::Song, SIZE, width - head - 2.0 * PAD, &b.text);
                (width, head, label, text)
            };
            boxes.iter().map(each).collect()
        };
        let height_of = |cells: &[(f32, f32, Vec<String>, Vec<String>)]| {
            let most = cells.iter().map(|(_, _, l, t)| l.len().max(t.len())).max().unwrap_or(1);
            (most as f32 * LINE + 2.4).max(ROW)
        };
        let mut cells = set(self, self.width());
        // Where the row would go past the photo it begins under it.
        if self.photo.is_some_and(|bottom| self.y < bottom - 0.5 && self.y + height_of(&cells) > bottom + 0.5)
        {
            self.stretch_to_photo();
            cells = set(self, self.width());
        }
        let height = height_of(&cells);
        self.room_for(height);
        let (mut x, top) = (LEFT, self.y);
        for (width, head, label, text) in cells {
            self.page().fill((x, top, head, height), 0.94);
            self.lines(Style::Bold, &label, (x, top, head, height), true);
            self.lines(Style::Song, &text, (x + head, top, width - head, height), false);
            self.page().line((x + head, top), (x + head, top + height), THIN);
            self.frame((x, top, width, height), THIN);
            x += width;
        }
        self.edges(top, height);
    }

    /// Fills what is left beside the photo with an empty box.
    fn stretch_to_photo(&mut self) {
        let Some(bottom) = self.photo.take() else { return };
        let wide = A4.0 - LEFT - RIGHT - PHOTO.0;
        let (top, height) = (self.y, bottom - self.y);
        if height <= 0.5 {
            // Rows have gone past it already.
            self.y = self.y.max(bottom);
            return;
        }
        self.frame((LEFT, top, wide, height), THIN);
        self.page().line((LEFT, top), (LEFT, bottom), THICK);
        self.y = bottom;
    }

    /// The outer lines of what was drawn from `top` on.
    fn edges(&mut self, top: f32, height: f32) {
        let right = LEFT + self.width();
        let is_first = !std::mem::replace(&mut self.has_top, true);
        let page = self.page();
        page.line((LEFT, top), (LEFT, top + height), THICK);
        page.line((right, top), (right, top + height), THICK);
        if is_first {
            page.line((LEFT, top), (right, top), THICK);
        }
        self.y = top + height;
        self.page().line((LEFT, top + height), (right, top + height), THIN);
    }

    /// Lines in a box, in the middle of its height.
    fn lines(
        &mut self,
        style: Style,
        lines: &[String],
        (x, y, width, height): (f32, f32, f32, f32),
        is_head: bool,
    ) {
        let mut baseline = y + (height - LINE * lines.len() as f32) / 2.0 + LINE * 0.78;
        for line in lines.iter() {
            if is_head {
                self.centred(style, SIZE, (x, width), baseline, line);
            } else {
                self.text(style, SIZE, (x + PAD, baseline), line);
            }
            baseline += LINE;
        }
    }

    fn list(&mut self, title: &str, columns: &[domain::tables::Column], rows: &[Vec<String>], lines: usize) {
        self.stretch_to_photo();
        let wide = A4.0 - LEFT - RIGHT;
        let natural: f32 = columns.iter().map(|c| c.width as f32).sum::<f32>().max(1.0);
        let widths: Vec<f32> = columns.iter().map(|c| wide * c.width as f32 / natural).collect();
        // The last two rows stand over those who sign.
        let below = std::mem::take(&mut self.below);
        let count = 1 + rows.len().max(lines);
        self.room_for(ROW * 3.0);
        if !title.is_empty() {
            let top = self.y;
            self.page().fill((LEFT, top, wide, ROW - 1.5), 0.94);
            self.centred(Style::Bold, SIZE, (LEFT, wide), top + ROW - 3.6, title);
            self.edges(top, ROW - 1.5);
        }
        let heads: Vec<String> = columns.iter().map(|c| c.title.clone()).collect();
        let empty = vec![String::new(); columns.len()];
        let all = std::iter::once((&heads, true))
            .chain(rows.iter().map(|row| (row, false)))
            .chain(std::iter::repeat_n((&empty, false), lines.saturating_sub(rows.len())));
        for (n, (row, is_head)) in all.enumerate() {
            self.below = match count - n {
                1 => below,
                2 => below + ROW,
                _ => 0.0,
            };
            let style = if is_head { Style::Bold } else { Style::Song };
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(text, width)| wrap(self.fonts, style, SIZE, width - 2.0 * PAD, text))
                .collect();
            let most = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = (most as f32 * LINE + 2.4).max(ROW);
            self.room_for(height);
            let (mut x, top) = (LEFT, self.y);
            for (cell, width) in cells.iter().zip(&widths) {
                self.lines(style, cell, (x, top, *width, height), is_head);
                self.page().line((x, top), (x, top + height), THIN);
                x += width;
            }
            self.edges(top, height);
        }
    }

    fn free(&mut self, label: &str, text: &str, lines: u32) {
        self.stretch_to_photo();
        let wide = A4.0 - LEFT - RIGHT;
        let head = 16.0;
        let label = wrap(self.fonts, Style::Bold, SIZE, head - 2.0 * PAD, label);
        let text = wrap(self.fonts, Style::Song, SIZE, wide - head - 2.0 * PAD, text);
        let height = (text.len().max(label.len()).max(lines as usize) as f32 * LINE + 2.4).max(ROW);
        self.room_for(height.min(A4.1 - TOP - BOTTOM - 20.0));
        let top = self.y;
        self.page().fill((LEFT, top, head, height), 0.94);
        self.lines(Style::Bold, &label, (LEFT, top, head, height), true);
        let mut baseline = top + 1.2 + LINE * 0.78;
        for line in &text {
            self.text(Style::Song, SIZE, (LEFT + head + PAD, baseline), line);
            baseline += LINE;
        }
        self.page().line((LEFT + head, top), (LEFT + head, top + height), THIN);
        self.edges(top, height);
    }

    /// How high it is what stands under a card; 0 where nothing does.
    fn foot_height(&mut self, card: &Card) -> f32 {
        if card.signatures.is_empty() && card.note.is_empty() {
            return 0.0;
        }
        let note = wrap(self.fonts, Style::Song, 9.0, A4.0 - LEFT - RIGHT, &card.note).len();
        let note = if card.note.is_empty() { 0 } else { note };
        14.0 + note as f32 * 9.0 * POINT * 1.5
    }

    fn foot(&mut self, card: &Card, height: f32) {
        let wide = A4.0 - LEFT - RIGHT;
        let bottom = self.y;
        self.page().line((LEFT, bottom), (LEFT + wide, bottom), THICK);
        if height > 0.0 {
            self.room_for(height);
        }
        let count = card.signatures.len().max(1) as f32;
        self.y += 9.0;
        for (n, label) in card.signatures.iter().enumerate() {
            self.text(Style::Song, SIZE, (LEFT + wide / count * n as f32, self.y), &format!("{label}："));
        }
        if !card.note.is_empty() {
            for line in wrap(self.fonts, Style::Song, 9.0, wide, &card.note) {
                self.y += 9.0 * POINT * 1.5;
                self.text(Style::Song, 9.0, (LEFT, self.y), &line);
            }
        }
    }
}

/// Draws labels onto sheets, row by row, beginning with a place (from 0) where the first ones were used already. No lines:
/// the sheets are cut already.
///
/// # Errors
///
/// [`WriteError::Stopped`].
pub fn label_pages(
    document: &mut Document,
    fonts: &mut Fonts,
    sheet: &LabelSheet,
    labels: &[Label],
    begins_at: u32,
    progress: &mut dyn FnMut(u32) -> bool,
) -> Result<(), WriteError> {
    let each = (sheet.across * sheet.down) as usize;
    let used = begins_at as usize % each.max(1);
    let mut sheets = 0;
    for (n, label) in labels.iter().enumerate() {
        let place = (n + used) % each;
        if n == 0 || place == 0 {
            if !progress(u32::try_from(n).unwrap_or(u32::MAX)) {
                return Err(WriteError::Stopped);
            }
            sheets += 1;
            document.bookmarks.push((format!("第 {sheets} 张"), document.pages.len()));
            document.pages.push(Page::new(A4));
        }
        let Some(page) = document.pages.last_mut() else { continue };
        let (column, row) = (place as u32 % sheet.across, place as u32 / sheet.across);
        let x = sheet.white.0 + column as f32 * (sheet.size.0 + sheet.gap);
        let y = sheet.white.1 + row as f32 * sheet.size.1;
        let known = fonts.lacking_count();
        draw_label(page, fonts, label, (x, y), sheet.size);
        if let Some(first) = label.lines.first() {
            fonts.name_lacking(known, first);
        }
    }
    Ok(())
}

fn draw_label(
    page: &mut Page,
    fonts: &mut Fonts,
    label: &Label,
    (x, y): (f32, f32),
    (width, height): (f32, f32),
) {
    let room = width - 10.0;
    // Larger labels have larger letters: the sizes are those of the smallest.
    let larger = (width / 63.5).min(height / 37.0).clamp(1.0, 1.6);
    let size_of = |n: usize| larger * if n == 0 { 13.0 } else { SIZE };
    let style_of = |n: usize| if n == 0 { Style::Bold } else { Style::Song };
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (n, line) in label.lines.iter().enumerate() {
        lines.extend(wrap(fonts, style_of(n), size_of(n), room, line).into_iter().map(|l| (n, l)));
    }
    let step = |n: usize| size_of(n) * POINT * 1.4;
    let all: f32 = lines.iter().map(|(n, _)| step(*n)).sum();
    // What is too long for the label is made smaller as a whole rather than cut.
    let shrink = ((height - 6.0) / all.max(1.0)).min(1.0);
    let mut baseline = y + (height - all * shrink) / 2.0;
    for (n, line) in lines {
        baseline += step(n) * shrink;
        let at = (x + 5.0, baseline - step(n) * shrink * 0.3);
        page.text(fonts, style_of(n), size_of(n) * shrink, at, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Draw;
    use super::*;
    use domain::tables::{Column, ColumnKind};

    /// Texts of a page as boxes: left, top, right, bottom.
    fn boxes(page: &Page, fonts: &mut Fonts) -> Vec<(f32, f32, f32, f32, String)> {
        let each = |draw: &Draw| match draw {
            Draw::Text { face, size, x, y, text } => {
                let width = fonts.width_in(*face, *size, text);
                Some((*x, y - size * POINT * 0.8, x + width, *y, text.to_string()))
            }
            _ => None,
        };
        page.draws.iter().filter_map(each).collect()
    }

    fn card(rows: usize, text: &str) -> Card {
        let boxes =
            |n: usize| vec![CardBox::new(format!("栏{n}"), text, 6), CardBox::new("工作单位或学校", text, 6)];
        let mut blocks: Vec<Block> = (0..rows).map(|n| Block::Row(boxes(n))).collect();
        let columns =
            vec![Column::new("姓名", ColumnKind::Text, 5), Column::new("电话", ColumnKind::Text, 8)];
        blocks.push(Block::List {
            title: "同户的人".into(),
            columns,
            rows: vec![vec![text.into(); 2]],
            lines: 5,
        });
        blocks.push(Block::Room { label: "备注".into(), text: text.repeat(8), lines: 4 });
        Card {
            title: "登记表".into(),
            has_photo: true,
            blocks,
            signatures: vec!["签名".into()],
            ..Card::default()
        }
    }

    #[test]
    fn who_signs_a_card_does_not_stand_on_a_page_alone() {
        for rows in 1..40 {
            for last in 1..3 {
                let mut card = card(rows, "短");
                card.blocks.truncate(rows + last);
                card.note = "本表一式两份，一份存社区，一份存户主，请如实填写。".repeat(3);
                let mut document = Document::default();
                card_pages(&mut document, &mut Fonts::of_program(), &[card], &mut |_| true).unwrap();
                let page = document.pages.last().unwrap();
                let words = |d: &Draw| match d {
                    Draw::Text { text, .. } => Some(text.to_string()),
                    _ => None,
                };
                let all: Vec<String> = page.draws.iter().filter_map(words).collect();
                let at = all.iter().position(|text| text == "签名：").unwrap();
                // The list ends with empty rows: its lines are there, if not its words.
                let lines = page.draws.iter().filter(|d| matches!(d, Draw::Line { .. })).count();
                let is_alone = !all[..at].iter().any(|text| text == "备注") && lines < 6;
                assert!(!is_alone, "{rows}, {last}: {all:?}");
            }
        }
        // Where nobody signs there is no page with a heading alone.
        for rows in 1..40 {
            let card = Card { signatures: Vec::new(), ..card(rows, "短") };
            let mut document = Document::default();
            card_pages(&mut document, &mut Fonts::of_program(), &[card], &mut |_| true).unwrap();
            let last = document.pages.last().unwrap();
            assert!(last.draws.iter().filter(|d| matches!(d, Draw::Line { .. })).count() > 3, "{rows}");
        }
    }

    #[test]
    fn no_text_of_a_card_stands_on_another_and_all_of_it_on_the_paper() {
        for rows in [1, 5, 6, 7, 14, 40] {
            for text in ["", "短", "很长的内容要分几行才能写完的那一种情况"] {
                let mut fonts = Fonts::of_program();
                let mut document = Document::default();
                card_pages(&mut document, &mut fonts, &[card(rows, text)], &mut |_| true).unwrap();
                for page in &document.pages {
                    let all = boxes(page, &mut fonts);
                    assert!(
                        all.iter().all(|b| b.4 != "工作单位或学"),
                        "a word of seven is not broken before its last"
                    );
                    for (i, a) in all.iter().enumerate() {
                        assert!(a.2 <= A4.0 && a.3 <= A4.1 - 2.0, "{rows} rows: {} is on the paper", a.4);
                        for b in &all[i + 1..] {
                            let apart = a.2 <= b.0 + 0.1 || b.2 <= a.0 + 0.1 || a.3 <= b.1 || b.3 <= a.1;
                            assert!(apart, "{rows} rows: {} and {}", a.4, b.4);
                        }
                    }
                }
            }
        }
    }
}
