//! Pages: text and lines in millimetres from the upper left corner, made into a PDF by printpdf.
//!
//! Fonts are cut down to the characters used before they are embedded, text can be searched and copied, and the same pages
//! of the same date make the same bytes.

mod cards;
mod finish;
mod fonts;
mod lines;
mod paper;
mod plots;
mod report;
mod table;
mod titles;

pub use cards::{card_pages, label_pages};
pub use fonts::{Fonts, Lacking, Style};
pub use paper::paper_pages;
pub use report::report_pages;
pub use table::table_pages;

/// A thing on a page.
#[derive(Debug, Clone, PartialEq)]
enum Draw {
    /// Text of one face, its baseline at `y`.
    Text { face: u8, size: f32, x: f32, y: f32, text: Box<str> },
    /// A line so many millimetres wide.
    Line { from: (f32, f32), to: (f32, f32), width: f32 },
    /// A filled box: left, top, width, height.
    Fill { at: (f32, f32, f32, f32), grey: f32 },
    /// A dashed box: left, top, width, height.
    Dashed { at: (f32, f32, f32, f32) },
}

/// A page being drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    width: f32,
    height: f32,
    draws: Vec<Draw>,
}

/// A4, upright.
pub const A4: (f32, f32) = (210.0, 297.0);
/// A3, upright.
pub const A3: (f32, f32) = (297.0, 420.0);
/// A point in millimetres.
pub const POINT: f32 = 25.4 / 72.0;

impl Page {
    /// An empty page, so many millimetres wide and high.
    pub fn new((width, height): (f32, f32)) -> Self {
        Page { width, height, draws: Vec::new() }
    }

    /// A line of text from `x`, its baseline at `y`; returns how wide it is.
    pub fn text(
        &mut self,
        fonts: &mut Fonts,
        style: Style,
        size: f32,
        (x, y): (f32, f32),
        text: &str,
    ) -> f32 {
        let mut pen = x;
        for (face, run) in fonts.runs(style, text) {
            let width = fonts.width_in(face, size, run);
            self.draws.push(Draw::Text { face, size, x: pen, y, text: run.into() });
            pen += width;
        }
        pen - x
    }

    /// A line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.draws.push(Draw::Line { from, to, width });
    }

    /// A grey box: left, top, width, height; 0 is black, 1 white.
    pub fn fill(&mut self, at: (f32, f32, f32, f32), grey: f32) {
        self.draws.push(Draw::Fill { at, grey });
    }

    /// A dashed box: left, top, width, height.
    pub fn dashed(&mut self, at: (f32, f32, f32, f32)) {
        self.draws.push(Draw::Dashed { at });
    }
}

/// Pages with what is said of them.
#[derive(Debug, Default)]
pub struct Document {
    /// The title in the information of the file.
    pub title: String,
    /// Who made it: the unit.
    pub author: String,
    /// The pages.
    pub pages: Vec<Page>,
    /// Titles for the side of the reader, and the page of each, from 0.
    pub bookmarks: Vec<(String, usize)>,
    /// In how many bands of columns the widest list stands: more than one where it is too wide for its paper.
    pub bands: usize,
}

/// How many pages a PDF of this program has.
pub fn count_pages(bytes: &[u8]) -> u32 {
    let read = lopdf::Document::load_mem(bytes).map(|d| d.get_pages().len());
    read.ok().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

impl Document {
    /// 第 x 页 共 y 页 at the foot of every page.
    pub fn number_pages(&mut self, fonts: &mut Fonts) {
        let count = self.pages.len();
        for (n, page) in self.pages.iter_mut().enumerate() {
            let text = format!("第 {} 页 共 {count} 页", n + 1);
            let width = fonts.width(Style::Song, 9.0, &text);
            let at = ((page.width - width) / 2.0, page.height - 9.0);
            page.text(fonts, Style::Song, 9.0, at, &text);
        }
    }

    /// 第 x 页 共 y 页 of each part that has a bookmark, with its name: books of their own in one file.
    pub fn number_parts(&mut self, fonts: &mut Fonts) {
        let ends = self.bookmarks.iter().skip(1).map(|(_, page)| *page).chain([self.pages.len()]);
        for ((name, first), end) in self.bookmarks.iter().zip(ends) {
            let count = end.saturating_sub(*first);
            for (n, page) in self.pages.iter_mut().skip(*first).take(count).enumerate() {
                let text = format!("{name}　第 {} 页 共 {count} 页", n + 1);
                let width = fonts.width(Style::Song, 9.0, &text);
                let at = ((page.width - width) / 2.0, page.height - 9.0);
                page.text(fonts, Style::Song, 9.0, at, &text);
            }
        }
    }

    /// The bytes of the file. `made_on` stands in it as the day of making.
    pub fn finish(
        self,
        fonts: &Fonts,
        made_on: chrono::NaiveDate,
    ) -> Result<Vec<u8>, crate::in_place::WriteError> {
        finish::bytes(self, fonts, made_on)
    }
}

#[cfg(test)]
mod tests;
