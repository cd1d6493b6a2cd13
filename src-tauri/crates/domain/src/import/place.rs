//! Where a row says that somebody lives: one text, or a building, a unit and a room each in its column.

mod above;
mod around;
mod settling;

pub use above::OfficeNames;
pub use around::{Around, KnownPlaces};

use super::elsewhere::Elsewhere;

/// A place as a row says it, in the words of the ledger: `3`, `2`, `501`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PlaceDraft {
    /// 小区, or empty.
    pub estate: String,
    /// 楼栋
    pub building: String,
    /// 单元, or empty.
    pub unit: String,
    /// 室
    pub room: String,
    /// What could not be read, as it stands there: it is kept as text and never made a dwelling of.
    pub unread: String,
}

impl PlaceDraft {
    /// Whether it names a dwelling: a building and a room.
    pub fn is_whole(&self) -> bool {
        !self.building.is_empty() && !self.room.is_empty()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.building.is_empty() && self.unit.is_empty() && self.room.is_empty() && self.unread.is_empty()
    }
}

/// Which part of a place a column says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Estate,
    Building,
    Unit,
    Room,
}

/// What the columns of a row say of a place, before it is put together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The first column that says something.
    pub column: Option<u16>,
    whole: String,
    estate: String,
    building: String,
    unit: String,
    room: String,
    /// What stands in cells that hold the fault of a formula, and whether one of them is that of a part.
    spoilt: Vec<String>,
    is_part_spoilt: bool,
}

/// What is told of a place beside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The address names another province, city, district, street office or community than the office's.
    Elsewhere(Elsewhere),
    /// The address and the columns of parts say two places: the address, and what was taken.
    Differs(String, String),
    /// The same where the columns leave the place open, so that none is taken: the address, and what they say.
    Against(String, String),
    /// The name of a part is longer than the ledger keeps: which, and how long it may be.
    TooLong(&'static str, u32),
    /// A cell holds the fault of a formula, which is told there.
    Spoilt,
}

/// A place put together from its columns, and what is told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settled {
    pub place: PlaceDraft,
    pub doubt: Option<Doubt>,
    /// The grid that the address names, or empty.
    pub grid: String,
}

impl Said {
    pub fn put(&mut self, part: Part, text: &str, column: u16) {
        // A minus sign, a stroke and nought say that there is none.
        let is_ditto = text.contains(['〃', '″', '"']);
        if super::values::is_nothing(text) || text.chars().all(|c| !c.is_alphanumeric()) && !is_ditto {
            return;
        }
        // 0 and 0单元: the building has no units.
        let is_no_unit = || {
            let begins = text.trim_start().starts_with(['0', '０', '零', '〇']);
            let unit = if begins { crate::rooms::unit_name(text) } else { String::new() };
            !unit.is_empty() && unit.chars().all(|c| c == '0')
        };
        if part == Part::Unit && is_no_unit() {
            return;
        }
        self.keep(part, text, column);
    }

    /// Keeps what a column says, whatever it says.
    pub fn keep(&mut self, part: Part, text: &str, column: u16) {
        if part != Part::Estate {
            self.column.get_or_insert(column);
        }
        let into = match part {
            Part::Whole => &mut self.whole,
            Part::Estate => &mut self.estate,
            Part::Building => &mut self.building,
            Part::Unit => &mut self.unit,
            Part::Room => &mut self.room,
        };
        text.clone_into(into);
    }

    /// A cell that holds the fault of a formula: what stood there is not known, and nobody else's place is taken for it.
    pub fn spoil(&mut self, part: Part, text: &str, column: u16) {
        self.column.get_or_insert(column);
        self.spoilt.push(text.to_owned());
        self.is_part_spoilt |= part != Part::Whole;
    }
}

/// The name by which an estate is known: 幸福里 for 幸福里小区.
pub fn estate_key(name: &str) -> String {
    name.trim().trim_end_matches("小区").to_owned()
}
