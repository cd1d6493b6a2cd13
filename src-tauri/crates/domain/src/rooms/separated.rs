//! Places whose parts stand between hyphens, strokes or gaps: 3-2-501.

use super::Place;
use super::estates::estate_and_compound;
use super::marked::{is_nought, is_numbered, is_part, is_room};
use super::names::{BUILDING_MARKS, building_name, room_name, start_of_name, strip_one, unit_name};
use super::numerals::{ends_in_number, is_han};
use crate::text::{half_width, trimmed};

/// 3-2-501, 3/2/501, 1.1.105, 1 1 107; a doubled hyphen is the minus of a room below the ground: 1--101.
pub(super) fn by_separators(written: &str, tidy: &str) -> Option<Place> {
    let narrow = half_width(&trimmed(written));
    let digits_only = |sign: char| {
        let parts: Vec<&str> = narrow.split(sign).map(str::trim).filter(|p| !p.is_empty()).collect();
        let fits = parts.len() == 3 && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        // 1965.3.1 and 2026 11 3 are dates.
        (fits && parts[0].len() <= 3 && parts[2].len() >= 3).then(|| parts.join("-"))
    };
    // 1.1.105 may be anything.
    let joined = digits_only(' ');
    let text = joined.as_deref().unwrap_or(tidy).replace('/', "-");
    let (text, is_below) = match text.rsplit_once("--") {
        Some((before, room)) => (format!("{before}-{room}"), true),
        None => (text, false),
    };
    let mut parts: Vec<&str> = text.split(['-', '#']).collect();
    parts.retain(|p| !p.is_empty());
    if text.matches('-').count() + text.matches('#').count() + 1 != parts.len()
        || !parts.iter().skip(1).all(|p| is_part(p))
        || !parts.first().is_some_and(|p| is_part(p) || is_long_first(p))
        // 1-101/102 are two rooms, and not unit 101.
        || tidy.contains('/') && (tidy.contains('-') || tidy.contains("单元"))
    {
        return None;
    }
    // 2026-11-03 is a date.
    if parts.first().is_some_and(|p| p.len() > 3 && p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let sign = if is_below { "-" } else { "" };
    let room = |text: &str| format!("{sign}{}", room_name(text));
    match parts.as_slice() {
        // Of 3-2 nobody knows whether 2 is a unit or a room.
        [first, last] if is_numbered(last) && is_room(last) && (is_below || is_long(last)) => {
            named(first, "", room(last))
        }
        [first, unit, last] if is_numbered(last) && is_room(last) => {
            named(first, &unit_name(unit), room(last))
        }
        _ => None,
    }
}

/// 浙江省杭州市西湖区幸福里3: a whole address before the building's number.
fn is_long_first(text: &str) -> bool {
    let start = start_of_name(strip_one(text, &BUILDING_MARKS));
    let is_address = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')'));
    is_address && start > 0 && text[..start].ends_with(is_han) && is_part(&text[start..])
}

/// Whether a number is surely that of a room: 501 and 甲12, but not 2.
fn is_long(text: &str) -> bool {
    room_name(text).chars().count() >= 3
}

/// A place whose first part names the building, and perhaps the estate: 幸福里3-2-501.
fn named(first: &str, unit: &str, room: String) -> Option<Place> {
    let bare = strip_one(first, &BUILDING_MARKS);
    let start = if ends_in_number(bare) { start_of_name(bare) } else { 0 };
    let (estate, name) = estate_and_compound(&bare[..start], &bare[start..])?;
    let building = building_name(&name);
    let is_none = is_nought(&building) || is_nought(&room);
    (!is_none).then(|| Place { estate, building, unit: unit.to_owned(), room })
}
