//! Puts a place together from what its columns say, as strictly from parts as from one text: what cannot be read is kept.

use super::super::elsewhere::{Elsewhere, elsewhere};
use super::above::{Above, above};
use super::around::plain;
use super::{Around, Doubt, PlaceDraft, Said, Settled, estate_key};
use crate::places::{BUILDING_FIELDS, DWELLING_FIELDS, ESTATE_FIELDS, full_address};
use crate::rooms::{
    Place, building_key, building_name, is_building, is_room, is_unit, parse_part, parse_place,
    parse_within_building, room_key, room_name, split_building, unit_key, unit_name,
};
use std::borrow::Cow;

impl Said {
    /// The place that all of it names. A street that no column calls an estate is made none of: what names it is kept as
    /// text.
    pub fn settled(self, around: &Around) -> Settled {
        if around.is_literal && !(self.building.is_empty() && self.room.is_empty()) {
            return self.literally();
        }
        let mut settled = match around.known.written(&self.whole).filter(|_| self.says_only_whole()) {
            Some(Some(known)) => Settled { place: known.clone(), ..Settled::default() },
            Some(None) => {
                let place = PlaceDraft { unread: self.all_text(), ..PlaceDraft::default() };
                Settled { place, ..Settled::default() }
            }
            None => match self.below_office(around) {
                Ok(below) => self.of_below(&below, around),
                Err(other) => self.as_text(Some(Doubt::Elsewhere(other))),
            },
        };
        let place = &mut settled.place;
        if place.is_whole() {
            around.fill(place);
        }
        if let Some((label, most)) = too_long(place) {
            settled.doubt = Some(Doubt::TooLong(label, most));
            settled.place = PlaceDraft { unread: self.all_text(), ..PlaceDraft::default() };
        }
        settled
    }

    /// The names of a ledger as they stand.
    fn literally(self) -> Settled {
        let place = PlaceDraft {
            estate: self.estate.trim().to_owned(),
            building: self.building.trim().to_owned(),
            unit: self.unit.trim().to_owned(),
            room: self.room.trim().to_owned(),
            unread: String::new(),
        };
        if self.is_part_spoilt || !place.is_whole() {
            let doubt = self.is_part_spoilt.then_some(Doubt::Spoilt);
            let place = PlaceDraft { unread: self.all_text(), ..PlaceDraft::default() };
            return Settled { place, doubt, ..Settled::default() };
        }
        if let Some((label, most)) = too_long(&place) {
            let place = PlaceDraft { unread: self.all_text(), ..PlaceDraft::default() };
            let doubt = Some(Doubt::TooLong(label, most));
            return Settled { place, doubt, ..Settled::default() };
        }
        // The list beside them says the same in one text, unless somebody changed one of the two.
        let full = full_address(&place.estate, &place.building, &place.unit, &place.room);
        let short = crate::rooms::short_place(&place.building, &place.unit, &place.room);
        let whole = plain(&self.whole);
        let is_same = whole.is_empty() || whole == plain(&full) || whole.ends_with(&plain(&short));
        let doubt = (!is_same).then(|| Doubt::Differs(whole.clone(), full));
        let unread = if is_same { String::new() } else { whole };
        Settled { place: PlaceDraft { unread, ..place }, doubt, ..Settled::default() }
    }

    fn says_only_whole(&self) -> bool {
        self.building.is_empty() && self.unit.is_empty() && self.room.is_empty() && self.spoilt.is_empty()
    }

    /// What the columns of parts say, in words: 3栋2单元501室.
    fn parts_text(&self) -> String {
        let said = [(&self.building, "栋"), (&self.unit, "单元"), (&self.room, "室")];
        said.iter().filter(|(text, _)| !text.is_empty()).map(|(text, mark)| marked(text, mark)).collect()
    }

    /// Everything that the columns say, in words.
    fn all_text(&self) -> String {
        let mut all: Vec<String> = Vec::new();
        all.extend(Some(self.parts_text()).filter(|parts| !parts.is_empty()));
        all.extend(Some(self.whole.clone()).filter(|whole| !whole.is_empty()));
        all.extend(self.spoilt.iter().cloned());
        all.join("；")
    }

    /// All of it as text, and no dwelling made of it.
    fn as_text(&self, doubt: Option<Doubt>) -> Settled {
        let place =
            PlaceDraft { estate: self.estate.clone(), unread: self.all_text(), ..PlaceDraft::default() };
        Settled { place, doubt, ..Settled::default() }
    }

    /// The same without what stands above an estate in its texts, and the grid that one of them names.
    ///
    /// # Errors
    ///
    /// The other street office or community that one of them names.
    fn below_office(&self, around: &Around) -> Result<(Said, String), Elsewhere> {
        let office = &around.office;
        let is_estate = |text: &str| around.known.begins_with_estate(text);
        let mut below = self.clone();
        let mut grid = String::new();
        for text in [&mut below.whole, &mut below.building, &mut below.room, &mut below.estate] {
            let found = above(text, office, is_estate);
            // Another province, city or district is told by its name.
            let is_away = || elsewhere(text, &office.division, is_estate).is_some();
            match found {
                Above::Own(Cow::Borrowed(_), _) => {}
                _ if is_away() => {}
                Above::Own(Cow::Owned(rest), said) => {
                    if grid.is_empty() {
                        grid = said;
                    }
                    *text = rest;
                }
                Above::Other(name) => return Err(Elsewhere::Community(name)),
            }
        }
        // What says nothing but where the office is stays what it is.
        if below.whole.is_empty() {
            below.whole.clone_from(&self.whole);
        }
        let is_own = |name: &str| office.is_community(name) || office.is_own_division(name);
        if is_own(&below.estate) && !around.known.has_estate(&below.estate) {
            below.estate.clear();
        }
        Ok((below, grid))
    }

    /// Reads what is left below the office, and tells it in the words of the sheet.
    fn of_below(&self, (below, grid): &(Said, String), around: &Around) -> Settled {
        let mut settled = below.read(around);
        settled.grid.clone_from(grid);
        let place = &mut settled.place;
        if around.office.is_own_division(&place.estate) && !around.known.has_estate(&place.estate) {
            place.estate.clear();
        }
        if below.whole != self.whole && !below.whole.is_empty() {
            place.unread = place.unread.replace(&below.whole, &self.whole);
            if let Some(Doubt::Differs(said, _) | Doubt::Against(said, _)) = &mut settled.doubt {
                said.clone_from(&self.whole);
            }
        }
        settled
    }

    fn read(&self, around: &Around) -> Settled {
        let as_text = |doubt: Option<Doubt>| self.as_text(doubt);
        if self.is_part_spoilt {
            return as_text(Some(Doubt::Spoilt));
        }
        // 北京华侨城 of a column of estates is no city.
        let is_estate = |text: &str| {
            !self.estate.is_empty() && text.starts_with(&*self.estate)
                || around.known.begins_with_estate(text)
        };
        let is_elsewhere = |text: &str| elsewhere(text, &around.office.division, is_estate);
        if let Some(found) = [&self.building, &self.room].into_iter().find_map(|text| is_elsewhere(text)) {
            return as_text(Some(Doubt::Elsewhere(found)));
        }
        let Some(mut place) = self.of_parts(around) else { return as_text(None) };
        let whole_is_elsewhere = is_elsewhere(&self.whole);
        let mut doubt = None;
        let mut unread: Vec<String> = self.spoilt.clone();
        if !unread.is_empty() && !place.is_whole() {
            doubt = Some(Doubt::Spoilt);
        }
        if self.whole.is_empty() {
        } else if place.is_whole() {
            doubt = self.beside(&mut place, whole_is_elsewhere.is_some(), &mut unread);
        } else if let Some(found) = whole_is_elsewhere {
            return as_text(Some(Doubt::Elsewhere(found)));
        } else {
            match self.of_whole(around, &mut place) {
                Took::Place => {}
                Took::Nothing => unread.push(self.whole.clone()),
                Took::Against => {
                    doubt = Some(Doubt::Against(self.whole.clone(), self.parts_text()));
                    unread.push(self.whole.clone());
                }
            }
        }
        if place.building.is_empty() && !place.room.is_empty() {
            around.sheet.building.clone_into(&mut place.building);
        }
        let is_made = self.estate.is_empty() && !place.estate.is_empty();
        if is_made && is_street(&place.estate) && !around.known.has_estate(&place.estate) {
            if !self.whole.is_empty() && !unread.contains(&self.whole) {
                unread.push(self.whole.clone());
            }
            place = PlaceDraft::default();
        }
        if !place.is_whole() {
            let parts = self.parts_text();
            if !parts.is_empty() {
                unread.insert(0, parts);
            }
            (place.building, place.unit, place.room) = Default::default();
        }
        place.unread = unread.join("；");
        Settled { place, doubt, ..Settled::default() }
    }

    /// What the columns of parts say; `None` where one of them says what nobody would read in an address.
    fn of_parts(&self, around: &Around) -> Option<PlaceDraft> {
        let usual = around.sheet.building.as_str();
        let mut place = PlaceDraft { estate: self.estate.clone(), ..PlaceDraft::default() };
        // Columns of parts often hold the whole: 3-2-501 under 室, 3栋2单元501 under 楼栋.
        let whole_in_part =
            |text: &str| parse_place(text).filter(|p| !p.building.is_empty() && !p.room.is_empty());
        if !self.building.is_empty() {
            let whole = if self.room.is_empty() { whole_in_part(&self.building) } else { None };
            let with_unit = Some(&self.building).filter(|text| text.contains("单元"));
            let part = with_unit.and_then(|text| parse_part(text)).filter(|p| !p.building.is_empty());
            match whole.or(part) {
                // 3栋1单元 beside 单元 1 says it twice.
                Some(read) if !read.room.is_empty() || self.unit.is_empty() => take(&mut place, read),
                Some(read) if !same_name(unit_key, &read.unit, &unit_name(&self.unit)) => return None,
                Some(read) => take(&mut place, read),
                None => {
                    let (estate, name) = split_building(&self.building);
                    let is_own = place.estate.is_empty() || same_estate(&estate, &place.estate);
                    place.building =
                        if estate.is_empty() || is_own { name } else { building_name(&self.building) };
                    if place.estate.is_empty() {
                        place.estate = estate;
                    }
                    if !is_building(&place.building) {
                        return None;
                    }
                }
            }
        }
        if !self.unit.is_empty() {
            place.unit = unit_name(&self.unit);
            if !is_unit(&place.unit) {
                return None;
            }
        }
        if let Some((unit, room)) =
            of_usual(&self.room, usual).filter(|_| place.building.is_empty() && place.unit.is_empty())
        {
            if is_unsure_in(&around.sheet, &unit) {
                return None;
            }
            (place.building, place.unit, place.room) = (usual.to_owned(), unit, room);
        } else if !self.room.is_empty() {
            let whole = if place.building.is_empty() { whole_in_part(&self.room) } else { None };
            match whole.filter(|p| place.unit.is_empty() || p.unit == place.unit) {
                Some(read) => take(&mut place, read),
                None => {
                    place.room = room_name(&self.room);
                    if !around.known.has_parts(&place) {
                        match said_again(&self.room, &place) {
                            Some((true, unit, room)) => (place.unit, place.room) = (unit, room),
                            Some((false, ..)) => return None,
                            None if !is_room(&self.room) || is_nought(&place.room) => return None,
                            None => {}
                        }
                    }
                }
            }
        }
        Some(place)
    }

    /// The address without the estate of its own column: 翠苑1区 and 翠苑1区3-2-501.
    fn whole_behind_estate(&self) -> &str {
        let whole = self.whole.strip_prefix(self.estate.as_str()).filter(|rest| !rest.is_empty());
        whole.unwrap_or(&self.whole)
    }

    /// Takes what the address says into a place that the columns leave open. What the columns do say is not put aside:
    /// 3号楼2单元509 beside room 510 is no dwelling that anybody could choose.
    fn of_whole(&self, around: &Around, place: &mut PlaceDraft) -> Took {
        let usual = around.sheet.building.as_str();
        let whole = self.whole_behind_estate();
        let within_usual =
            of_usual(whole, usual).filter(|_| place.building.is_empty() && place.room.is_empty());
        let read = match within_usual {
            Some((unit, _)) if is_unsure_in(&around.sheet, &unit) => return Took::Nothing,
            Some((unit, room)) => {
                Some(Place { estate: String::new(), building: usual.to_owned(), unit, room })
            }
            None => parse_place(whole).filter(|p| !p.room.is_empty()),
        };
        let within = || {
            let building = if place.building.is_empty() { usual } else { &place.building };
            let (unit, room) = parse_within_building(whole).filter(|_| !building.is_empty())?;
            let is_one = unit.is_empty() || is_unit(&unit);
            is_one.then(|| Place { estate: String::new(), building: building.to_owned(), unit, room })
        };
        let has_building = |p: &Place| same_name(building_key, &p.building, &place.building);
        let read = match read {
            Some(read) if has_building(&read) => read,
            read => match within() {
                Some(inside) => inside,
                None if read.is_some() => return Took::Against,
                None => return Took::Nothing,
            },
        };
        if !is_same_place(&read, place) {
            return Took::Against;
        }
        if place.estate.is_empty() {
            place.estate = read.estate;
        }
        for (part, read) in [(&mut place.building, read.building), (&mut place.unit, read.unit)] {
            if part.is_empty() {
                *part = read;
            }
        }
        if place.room.is_empty() {
            place.room = read.room;
        }
        Took::Place
    }

    /// An address beside columns that name a dwelling: it may say its unit and estate, the same again, or another one.
    fn beside(&self, place: &mut PlaceDraft, is_elsewhere: bool, unread: &mut Vec<String>) -> Option<Doubt> {
        let whole = self.whole_behind_estate();
        let within = || {
            let (unit, room) = parse_within_building(whole)?;
            Some(Place { unit, room, ..Place::default() })
        };
        let said = parse_place(whole).filter(|p| !p.room.is_empty() && !is_elsewhere).or_else(within);
        let is_same = said.as_ref().map(|said| is_same_place(said, place));
        if let (Some(true), Some(said)) = (is_same, said) {
            if place.unit.is_empty() {
                place.unit = said.unit;
            }
            if place.estate.is_empty() && !is_street(&said.estate) && !is_street_address(&said.estate) {
                place.estate = said.estate;
            }
            return None;
        }
        unread.push(self.whole.clone());
        let is_other = is_same == Some(false) || is_elsewhere;
        let taken = || full_address(&place.estate, &place.building, &place.unit, &place.room);
        is_other.then(|| Doubt::Differs(self.whole.clone(), taken()))
    }
}

impl Around {
    /// What the sheet as a whole says goes with rows of its own building that do not say it.
    fn fill(&self, place: &mut PlaceDraft) {
        let sheet = &self.sheet;
        let is_its_own =
            sheet.building.is_empty() || building_key(&place.building) == building_key(&sheet.building);
        if !is_its_own {
            return;
        }
        if place.estate.is_empty() {
            self.known.split_estate(place);
        }
        if place.estate.is_empty() {
            place.estate.clone_from(&sheet.estate);
        }
        let is_its_estate = sheet.estate.is_empty() || same_estate(&place.estate, &sheet.estate);
        if place.unit.is_empty() && is_its_estate {
            place.unit.clone_from(&sheet.unit);
        }
    }
}

/// What an address gave to a place that the columns leave open.
enum Took {
    /// All that lacked.
    Place,
    /// It says nothing sure.
    Nothing,
    /// It names another building, unit, room or estate than the columns.
    Against,
}

/// Unit and room of a text under 室 that says more than the room, and whether that is what the other columns say: 2-506 and
/// 3-2-506 beside building 3 and unit 2. 1203-2 is a part of room 1203.
fn said_again(room: &str, place: &PlaceDraft) -> Option<(bool, String, String)> {
    let is_number = room.bytes().all(|b| b.is_ascii_digit());
    if is_number || place.building.is_empty() && place.unit.is_empty() {
        return None;
    }
    let whole = || parse_place(room).filter(|p| !p.unit.is_empty() && !p.room.is_empty());
    let within = || {
        let (unit, room) = parse_within_building(room)?;
        let is_pair = !unit.is_empty() && unit.len() <= 2 && room.len() >= 3;
        is_pair.then(|| Place { unit, room, ..Place::default() })
    };
    let said = whole().or_else(within)?;
    let is_same = same_name(building_key, &said.building, &place.building)
        && same_name(unit_key, &said.unit, &place.unit);
    let unit = if place.unit.is_empty() { said.unit } else { place.unit.clone() };
    Some((is_same, unit, said.room))
}

/// Whether two names of a part are the same one, as far as both are said.
fn same_name(key: fn(&str) -> String, a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || key(a) == key(b)
}

/// Whether an address and the columns say the same, as far as each is said.
fn is_same_place(said: &Place, place: &PlaceDraft) -> bool {
    let is_other_estate = !is_street_address(&said.estate)
        && !place.estate.is_empty()
        && !said.estate.is_empty()
        && !said.estate.contains(&estate_key(&place.estate))
        && !place.estate.contains(&estate_key(&said.estate));
    same_name(building_key, &said.building, &place.building)
        && same_name(unit_key, &said.unit, &place.unit)
        && same_name(room_key, &said.room, &place.room)
        && !is_other_estate
}

/// In a sheet of one building 1-301 is a unit and a room of it, unless the text says a building itself.
fn of_usual(text: &str, usual: &str) -> Option<(String, String)> {
    let says_building = text.contains(['栋', '幢', '楼', '座', '#', '＃']);
    if usual.is_empty() || says_building || text.matches(['-', '/']).count() != 1 {
        return None;
    }
    parse_within_building(text)
}

/// In a sheet of unit 1 nobody knows of 3-501 whether 3 is another unit or another building.
fn is_unsure_in(sheet: &Place, unit: &str) -> bool {
    !sheet.unit.is_empty() && !unit.is_empty() && unit_key(unit) != unit_key(&sheet.unit)
}

/// The part whose name is longer than the form of the ledger takes, and how long it may be.
fn too_long(place: &PlaceDraft) -> Option<(&'static str, u32)> {
    let most = |fields: &[crate::fields::Field], key: &str| {
        fields.iter().find(|f| f.key == key).and_then(|f| match f.kind {
            crate::fields::FieldType::Text(most) => u32::try_from(most).ok(),
            _ => None,
        })
    };
    let parts = [
        (&place.estate, "小区", most(ESTATE_FIELDS, "name")),
        (&place.building, "楼栋", most(BUILDING_FIELDS, "name")),
        (&place.unit, "单元", most(DWELLING_FIELDS, "unit")),
        (&place.room, "室", most(DWELLING_FIELDS, "room")),
    ];
    let is_long = |text: &str, most: u32| text.len() > most as usize && text.chars().count() > most as usize;
    parts.into_iter().find_map(|(text, label, most)| Some((label, most.filter(|most| is_long(text, *most))?)))
}

/// 建设路, 某某胡同: a street is no estate that anybody would make of it.
fn is_street(name: &str) -> bool {
    ["路", "街", "巷", "胡同", "道"].iter().any(|mark| name.ends_with(mark))
}

/// 建设路12号院: where an estate stands in a street.
fn is_street_address(name: &str) -> bool {
    name.ends_with(['号', '院']) || is_street(name)
}

fn marked(text: &str, mark: &str) -> String {
    if text.chars().last().is_some_and(|c| c.is_ascii_alphanumeric()) {
        format!("{text}{mark}")
    } else {
        text.to_owned()
    }
}

fn is_nought(name: &str) -> bool {
    name.chars().all(|c| c == '0')
}

fn take(place: &mut PlaceDraft, read: Place) {
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
    estate_key(a) == estate_key(b)
}
