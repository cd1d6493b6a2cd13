//! Places as people write them: `3-2-501`, `3栋2单元501室`, `3号楼二单元五〇一`; sort keys that put room 2 before 10.

mod estates;
mod marked;
mod names;
mod numerals;
mod separated;
#[cfg(test)]
mod tests;
mod title;
mod verbs;

use crate::text::{half_width, trimmed};
pub(crate) use estates::names_something;
pub use marked::is_room;
use marked::{building_in, by_marks, is_part, within};
pub use names::{
    building_key, building_name, is_building, is_unit, room_key, room_name, split_building, unit_key,
    unit_name,
};
pub use numerals::natural_key;
pub(crate) use numerals::{arabic, is_numeral};
use separated::by_separators;
pub use title::{community_in_title, estate_in_title, grid_in_title, place_in_title, unit_in_title};
use verbs::without_verb;

/// A place split into its parts, each by the name that the ledger keeps it under; missing parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// 小区, or empty.
    pub estate: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 室
    pub room: String,
}

/// Splits a written place. Two parts are building and room (平房, 独栋).
///
/// Returns `None` where the text is not surely a place of this kind: nothing of it is guessed. 建设路12号3单元501 names a
/// house number of a street and no building; 3-2-501-1 has a part too many; 501 has no building.
pub fn parse_place(text: &str) -> Option<Place> {
    let whole = tidy_place(text);
    if whole.is_empty() || whole.chars().count() > 60 {
        return None;
    }
    let tidy = without_verb(&whole);
    // 1栋-101 may be room 101 or one below the ground: nobody says which.
    let parted = building_in(tidy).and_then(|(_, _, after)| tidy[after..].strip_prefix('-'));
    if parted.is_some_and(|room| !room.contains(['-', '/']) && !room.contains("单元")) {
        return None;
    }
    let written = if tidy.len() == whole.len() { text } else { tidy };
    by_marks(tidy).or_else(|| by_separators(written, tidy))
}

/// Splits what stands behind a building that is known otherwise: 2单元501, 501室, 2-501.
pub fn parse_within_building(text: &str) -> Option<(String, String)> {
    let tidy = tidy_place(text);
    let parts: Vec<&str> = tidy.split(['-', '/']).collect();
    if let [unit, room] = parts.as_slice()
        && is_part(unit)
        && is_part(room)
        && !tidy.contains("单元")
    {
        return Some((unit_name(unit), room_name(room)));
    }
    within(&tidy)
}

/// A place as people type it into a search box: also A1203A for building A, room 1203A.
pub fn parse_typed_place(text: &str) -> Option<Place> {
    parse_place(text).or_else(|| parse_short_pair(text)).or_else(|| {
        let tidy = tidy_place(text).to_uppercase();
        let room = tidy.strip_prefix(|c: char| c.is_ascii_uppercase())?;
        let digits = room.chars().take_while(char::is_ascii_digit).count();
        let fits = (3..=4).contains(&digits) && room.chars().skip(digits).all(|c| c.is_ascii_uppercase());
        let building = tidy.chars().next()?.to_string();
        fits.then(|| Place { building, room: room.to_owned(), ..Place::default() })
    })
}

/// 5-3 and 幸福里5-3 as they are typed to find room 3 of building 5: of a file nobody knows whether 3 is a unit.
fn parse_short_pair(text: &str) -> Option<Place> {
    let tidy = tidy_place(text);
    let (building, room) = tidy.split_once('-')?;
    let estate = building.trim_end_matches(|c: char| c.is_ascii_digit());
    let building = building.strip_prefix(estate)?;
    let fits = [building, room].iter().all(|part| is_part(part) && part.chars().all(|c| c.is_ascii_digit()));
    let is_name = estate.chars().all(|c| c.is_alphanumeric());
    let place = || Place {
        estate: estate.to_owned(),
        building: building_name(building),
        unit: String::new(),
        room: room.to_owned(),
    };
    (fits && is_name).then(place)
}

/// A part of a place as people type it to find who lives there: 1号楼2单元, 向阳楼, 2单元301.
pub fn parse_part(text: &str) -> Option<Place> {
    let tidy = tidy_place(text);
    if tidy.ends_with(['栋', '幢', '座', '楼']) || tidy.ends_with("单元") {
        // Any room stands for the one that is not said.
        const ANY: &str = "101";
        let place = by_marks(&format!("{tidy}{ANY}"));
        return place.filter(|p| p.room == ANY).map(|p| Place { room: String::new(), ..p });
    }
    if !tidy.contains("单元") {
        return None;
    }
    let (unit, room) = within(&tidy)?;
    Some(Place { unit, room, ..Place::default() })
}

/// A text as places are read, without words before the place that say how somebody lives there.
pub(crate) fn without_verb_of(text: &str) -> String {
    without_verb(&tidy_place(text)).to_owned()
}

/// Half width, one kind of hyphen and of number sign, no spaces between signs that belong together.
fn tidy_place(text: &str) -> String {
    half_width(&trimmed(text))
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '−' | '﹣' | '﹘' | '―' | '~' | '～' | '﹏' => '-',
            '○' | '◯' => '〇',
            '＃' | '♯' | '№' => '#',
            c => c,
        })
        .collect()
}

/// The floor that a room number tells: 501 is on 5, 1203 on 12; `None` where it tells none.
pub fn floor_of_room(room: &str) -> Option<i32> {
    let digits: String = room.chars().take_while(char::is_ascii_digit).collect();
    if !(3..=4).contains(&digits.len()) {
        return None;
    }
    digits[..digits.len() - 2].parse().ok().filter(|f| *f > 0)
}

/// The short form people say, `3-2-501`; where that would not read back as the same place, with its marks: `A栋2单元1203-2室`.
pub fn short_place(building: &str, unit: &str, room: &str) -> String {
    let parts: Vec<&str> = [building, unit, room].into_iter().filter(|p| !p.is_empty()).collect();
    let short = parts.join("-");
    if building.is_empty() || room.is_empty() || reads_as(&short, building, unit, room) {
        return short;
    }
    let marked = crate::places::full_address("", building, unit, room);
    if reads_as(&marked, building, unit, room) { marked } else { short }
}

/// Whether a dwelling comes back from what the ledger writes of it, short and in full: building, unit and room.
pub fn comes_back([building, unit, room]: [&str; 3]) -> bool {
    reads_as(&short_place(building, unit, room), building, unit, room)
        && (is_plain_place(building, unit, room)
            || reads_as(&crate::places::full_address("", building, unit, room), building, unit, room))
}

/// Whether an estate comes back from an address in full.
pub fn estate_comes_back(estate: &str) -> bool {
    parse_place(&crate::places::full_address(estate, "3", "2", "501")).is_some_and(|p| p.estate == estate)
}

/// Plain numbers, as in nearly all places.
fn is_plain_place(building: &str, unit: &str, room: &str) -> bool {
    let is_plain =
        |p: &str| (1..=5).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) && !p.starts_with('0');
    let is_sure = if unit.is_empty() { room.len() >= 3 } else { is_plain(unit) };
    is_plain(building) && is_plain(room) && is_sure
}

fn reads_as(text: &str, building: &str, unit: &str, room: &str) -> bool {
    if is_plain_place(building, unit, room) && !text.contains('栋') {
        return true;
    }
    parse_place(text)
        .is_some_and(|p| p.estate.is_empty() && p.building == building && p.unit == unit && p.room == room)
}
