//! Where a row says that somebody lives: one text, or a building, a unit and a room each in its column.

use crate::rooms::{building_name, parse_place, parse_within_building, room_name, split_building, unit_name};
use std::collections::BTreeSet;

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
}

impl Said {
    pub fn put(&mut self, part: Part, text: &str, column: u16) {
        // A minus sign, a stroke and nought say that there is none.
        if super::values::is_nothing(text) || text.chars().all(|c| !c.is_alphanumeric()) {
            return;
        }
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

    /// The place that all of it names; `usual` is the building where none is said, `estates` are those that there are, by
    /// [`estate_key`]. A street that no column calls an estate is made none of: what names it is kept as text.
    pub fn settled(self, usual: &str, estates: &BTreeSet<String>) -> PlaceDraft {
        let mut place = PlaceDraft { estate: self.estate.clone(), ..PlaceDraft::default() };
        let mut unread: Vec<String> = Vec::new();
        // Columns of parts often hold the whole: 3-2-501 under 室, 3栋2单元501 under 楼栋.
        let whole_in_part =
            |text: &str| parse_place(text).filter(|p| !p.building.is_empty() && !p.room.is_empty());
        // In a sheet of one building 1-301 is a unit and a room of it, unless the text says a building itself.
        let says_building = |text: &str| text.contains(['栋', '幢', '楼', '座', '#', '＃']);
        let of_usual = |text: &str| {
            let parts = text.matches(['-', '/']).count();
            if usual.is_empty() || says_building(text) || parts != 1 {
                None
            } else {
                parse_within_building(text)
            }
        };
        if !self.building.is_empty() {
            let whole = if self.room.is_empty() { whole_in_part(&self.building) } else { None };
            match whole {
                Some(read) => take(&mut place, read),
                None => {
                    let (estate, name) = split_building(&self.building);
                    let is_own = place.estate.is_empty() || same_estate(&estate, &place.estate);
                    place.building =
                        if estate.is_empty() || is_own { name } else { building_name(&self.building) };
                    if place.estate.is_empty() {
                        place.estate = estate;
                    }
                }
            }
        }
        if !self.unit.is_empty() {
            place.unit = unit_name(&self.unit);
        }
        if let Some((unit, room)) =
            of_usual(&self.room).filter(|_| place.building.is_empty() && place.unit.is_empty())
        {
            (place.building, place.unit, place.room) = (usual.to_owned(), unit, room);
        } else if !self.room.is_empty() {
            let whole = if place.building.is_empty() { whole_in_part(&self.room) } else { None };
            let within = || if place.unit.is_empty() { parse_within_building(&self.room) } else { None };
            match whole.filter(|p| place.unit.is_empty() || p.unit == place.unit) {
                Some(read) => take(&mut place, read),
                None => match within()
                    .filter(|(unit, room)| !unit.is_empty() && unit.len() <= 2 && room.len() >= 3)
                {
                    Some((unit, room)) => (place.unit, place.room) = (unit, room),
                    None => place.room = room_name(&self.room),
                },
            }
        }
        // 翠苑1区 and 翠苑1区3-2-501: the estate of its own column is no part of the building's name.
        let whole = self.whole.strip_prefix(self.estate.as_str()).filter(|rest| !rest.is_empty());
        let whole = whole.unwrap_or(&self.whole);
        if !self.whole.is_empty() && !place.is_whole() {
            let within_usual = of_usual(whole).filter(|_| place.building.is_empty() && place.room.is_empty());
            let read = match within_usual {
                Some((unit, room)) => Some(crate::rooms::Place {
                    estate: String::new(),
                    building: usual.to_owned(),
                    unit,
                    room,
                }),
                None => parse_place(whole).filter(|p| !p.room.is_empty()),
            };
            let fits = |p: &crate::rooms::Place| place.building.is_empty() || place.building == p.building;
            match read.filter(fits) {
                Some(read) => take(&mut place, read),
                None => {
                    let building = if place.building.is_empty() { usual } else { &place.building };
                    match parse_within_building(whole)
                        .filter(|_| !building.is_empty() && place.room.is_empty())
                    {
                        Some((unit, room)) => {
                            place.building = building.to_owned();
                            if !unit.is_empty() {
                                place.unit = unit;
                            }
                            place.room = room;
                        }
                        None => unread.push(self.whole.clone()),
                    }
                }
            }
        } else if !self.whole.is_empty() {
            let says_same =
                parse_place(whole).is_some_and(|p| p.building == place.building && p.room == place.room);
            if !says_same {
                unread.push(self.whole.clone());
            }
        }
        if place.building.is_empty() && !place.room.is_empty() && !usual.is_empty() {
            usual.clone_into(&mut place.building);
        }
        let is_made = self.estate.is_empty() && !place.estate.is_empty();
        if is_made && is_street(&place.estate) && !estates.contains(&estate_key(&place.estate)) {
            if !self.whole.is_empty() && !unread.contains(&self.whole) {
                unread.push(self.whole.clone());
            }
            place = PlaceDraft::default();
        }
        if !place.is_whole() {
            let said = [(&self.building, "栋"), (&self.unit, "单元"), (&self.room, "室")];
            let parts = said.iter().filter(|(text, _)| !text.is_empty());
            let parts: String = parts.map(|(text, mark)| marked(text, mark)).collect();
            if !parts.is_empty() {
                unread.insert(0, parts);
            }
            (place.building, place.unit, place.room) = Default::default();
        }
        place.unread = unread.join("；");
        place
    }
}

/// The name by which an estate is known: 幸福里 for 幸福里小区.
pub fn estate_key(name: &str) -> String {
    name.trim().trim_end_matches("小区").to_owned()
}

/// 建设路, 某某胡同: a street is no estate that anybody would make of it.
fn is_street(name: &str) -> bool {
    ["路", "街", "巷", "胡同", "道"].iter().any(|mark| name.ends_with(mark))
}

fn marked(text: &str, mark: &str) -> String {
    if text.chars().last().is_some_and(|c| c.is_ascii_alphanumeric()) {
        format!("{text}{mark}")
    } else {
        text.to_owned()
    }
}

fn take(place: &mut PlaceDraft, read: crate::rooms::Place) {
    if place.estate.is_empty() {
        place.estate = read.estate;
    }
    place.building = read.building;
    if place.unit.is_empty() {
        place.unit = read.unit;
    }
    place.room = read.room;
}

fn same_estate(a: &str, b: &str) -> bool {
    let bare = |t: &str| t.trim_end_matches("小区").to_owned();
    bare(a) == bare(b)
}
