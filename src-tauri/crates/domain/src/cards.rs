//! Forms of one sheet for each person or household: boxes with what is known and room to write, a place for a photo, short
//! lists with empty lines. Printed with what the ledger holds, or blank to be filled in by hand.

use crate::tables::Column;

/// A box: its word in grey, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardBox {
    /// The word.
    pub label: String,
    /// What is known, or empty: a box to write in.
    pub text: String,
    /// Its share of the row, in twelfths, the word included.
    pub share: u32,
}

impl CardBox {
    /// A box.
    pub fn new(label: impl Into<String>, text: impl Into<String>, share: u32) -> Self {
        CardBox { label: label.into(), text: text.into(), share }
    }
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Boxes side by side.
    Row(Vec<CardBox>),
    /// A short list under a heading, with empty lines up to a number.
    List {
        /// The heading.
        title: String,
        /// Its columns.
        columns: Vec<Column>,
        /// What is known.
        rows: Vec<Vec<String>>,
        /// At least so many lines.
        lines: usize,
    },
    /// A box over the whole width, so many lines high.
    Room {
        /// The word.
        label: String,
        /// What is known.
        text: String,
        /// At least so many lines.
        lines: u32,
    },
}

/// A card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The line over it.
    pub title: String,
    /// What stands in the side of the reader: whose card it is.
    pub name: String,
    /// 填报单位
    pub unit: String,
    /// Right of the second line.
    pub right: String,
    /// Whether a place for a photo is beside the first rows.
    pub has_photo: bool,
    /// Its parts, from top to bottom.
    pub blocks: Vec<Block>,
    /// The words before the lines to sign on.
    pub signatures: Vec<String>,
    /// A note under it, or empty.
    pub note: String,
}

/// How labels stand on an A4 sheet, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelSheet {
    /// What people call it.
    pub title: &'static str,
    /// Side by side.
    pub across: u32,
    /// One under the other.
    pub down: u32,
    /// Width and height of each.
    pub size: (f32, f32),
    /// White to the left and on top.
    pub white: (f32, f32),
    /// White between two, sideways.
    pub gap: f32,
}

/// The sheets that are sold everywhere. `[assumed]`
pub const LABEL_SHEETS: [LabelSheet; 3] = [
    LabelSheet {
        title: "每张 24 个（70×37 毫米）",
        across: 3,
        down: 8,
        size: (70.0, 37.0),
        white: (0.0, 0.5),
        gap: 0.0,
    },
    LabelSheet {
        title: "每张 21 个（63.5×38.1 毫米）",
        across: 3,
        down: 7,
        size: (63.5, 38.1),
        white: (7.2, 15.1),
        gap: 2.55,
    },
    LabelSheet {
        title: "每张 10 个（105×57 毫米）",
        across: 2,
        down: 5,
        size: (105.0, 57.0),
        white: (0.0, 6.0),
        gap: 0.0,
    },
];

/// A label: its first line large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The lines.
    pub lines: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_on_their_sheet() {
        for sheet in LABEL_SHEETS {
            let wide = sheet.white.0 + sheet.across as f32 * (sheet.size.0 + sheet.gap) - sheet.gap;
            let high = sheet.white.1 + sheet.down as f32 * sheet.size.1;
            assert!(wide <= 210.01 && high <= 297.01, "{} is {wide} × {high}", sheet.title);
        }
    }
}
