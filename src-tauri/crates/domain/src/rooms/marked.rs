//! Places whose parts are said by marks: 3栋2单元501室, 3号楼二单元五〇一.

use super::Place;
use super::estates::estate_and_compound;
use super::floor_of_room;
use super::names::{
    BUILDING_MARKS, JOINS, ROOM_MARKS, UNIT_MARKS, building_name, room_name, start_of_name, strip_one,
    unit_name,
};
use super::numerals::{arabic_of, ends_in_number, is_han};

/// So long may the name of a part be.
pub(super) const LONGEST: usize = 12;

pub(super) fn by_marks(text: &str) -> Option<Place> {
    let (start, end, after) = building_in(text)?;
    // 7号楼，3单元，602室
    let (unit, room) = within(&text[after..].trim_start_matches(',').replace("单元,", "单元"))?;
    // 3栋0单元501: a building without units.
    let unit = if is_nought(&unit) { String::new() } else { unit };
    let before = &text[..start];
    let number = &text[start..end];
    // 7、8号楼 are two, 7号楼或8号楼 may be either, 原7号楼 is another now; of l栋 nobody knows whether it is 1栋.
    // 1#2#301 has two buildings, 3-2-5号楼 a part too many.
    let is_unsure = before
        .ends_with(['、', ',', '或', '和', '及', '至', '/', '原', '旧', '?', '#', '栋', '幢', '座'])
        || before.strip_suffix(JOINS).is_some_and(|b| b.bytes().all(|b| b.is_ascii_alphanumeric()))
        || number.starts_with(['原', '旧', '曾'])
        || number == "l"
        || unit.contains(|c: char| !c.is_alphanumeric());
    let (estate, name) = estate_and_compound(before, number)?;
    let building = building_name(&name);
    let is_none = is_nought(&building) || is_nought(&room);
    (building.chars().count() <= LONGEST && !is_unsure && !is_none).then_some(Place {
        estate,
        building,
        unit,
        room,
    })
}

/// Where the building's own name begins and ends in a text, and where what follows its mark begins.
pub(super) fn building_in(text: &str) -> Option<(usize, usize, usize)> {
    // 12号院 before a 3号楼 is no building; the mark nearest to the unit and room counts.
    let mut found: Option<(usize, usize)> = None;
    for mark in BUILDING_MARKS {
        for (at, _) in text.match_indices(mark) {
            let is_number =
                ends_in_number(&text[..at]) || text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
            let inside_longer = found.is_some_and(|(f, len)| at >= f && at < f + len);
            if is_number
                && !inside_longer
                && found.is_none_or(|(f, _)| at > f)
                && !text[..at].contains("单元")
            {
                found = Some((at, mark.len()));
            }
        }
    }
    if let Some((at, len)) = found {
        let rest = &text[at + len..];
        // 1#2单元302, 1栋楼, 1#栋
        let again = ['楼', '栋', '幢', '座'].into_iter().find(|mark| rest.starts_with(*mark));
        let len = len + again.map_or(0, char::len_utf8);
        return Some((start_of_name(&text[..at]), at, at + len));
    }
    // 12号院2室: the court is the building.
    if let Some((before, rest)) = text.split_once("号院").filter(|(b, _)| ends_in_number(b)) {
        let end = before.len() + "号院".len();
        // 1号院1-101 and 1号院1-2-101 go on with the number of a building.
        let goes_on =
            rest.split_once('-').is_some_and(|(first, room)| !first.is_empty() && room_name(room).len() >= 3);
        return (!rest.is_empty() && !goes_on).then(|| (start_of_name(before), end, end));
    }
    let (before, rest) = text.split_once('楼')?;
    // 3楼2单元501 is building 3; in 3楼501 the 3 may be a storey that was mistyped.
    let is_number = start_of_name(before) == 0 && ends_in_number(before);
    if is_number && rest.contains("单元") {
        return Some((0, before.len(), before.len() + "楼".len()));
    }
    // 富强小区春晖楼3单元402
    let begins = before.rfind("小区").map_or(0, |at| at + "小区".len());
    let whole = before.len() + "楼".len();
    let before = &before[begins..];
    // 向阳楼302: a building with a name of its own, and nothing else before unit and room.
    let is_named =
        (1..=4).contains(&before.chars().count()) && before.chars().all(is_han) && !ends_in_number(before);
    let is_inside = within(rest)
        .is_some_and(|(_, room)| room.len() >= 3 && room.bytes().all(|b| b.is_ascii_alphanumeric()));
    (is_named && is_inside).then_some((begins, whole, whole))
}

/// Unit and room of what stands behind the building; `None` where something else stands there.
pub(super) fn within(text: &str) -> Option<(String, String)> {
    let dashed = text.starts_with('-');
    let text = if text.starts_with("--") { &text[1..] } else { text.strip_prefix('-').unwrap_or(text) };
    let (unit, rest) = match UNIT_MARKS.iter().find_map(|m| text.split_once(m)) {
        Some((unit, rest)) => (unit_name(unit), rest),
        None => (String::new(), text),
    };
    if unit.is_empty() {
        // 3号楼-2-501: parted by hyphens behind the building's mark.
        let parts: Vec<&str> = rest.split('-').collect();
        if let [unit, room] = parts.as_slice()
            && dashed
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), room_name(room)));
        }
        // 丙2栋1-101 too; 1203-2 is a part of room 1203.
        if let [unit, room] = parts.as_slice()
            && unit.len() <= 2
            && room_name(room).len() >= 3
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), room_name(room)));
        }
        if let [unit, "", room] = parts.as_slice()
            && dashed
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), format!("-{}", room_name(room))));
        }
        return inner_room(rest).map(|room| (String::new(), room));
    }
    if unit.chars().count() > 6 {
        return None;
    }
    // 1单元-101: a hyphen behind the unit parts only where one parted before it, else it is a minus.
    let rest = if dashed { rest.strip_prefix('-').unwrap_or(rest) } else { rest };
    inner_room(rest).map(|room| (unit, room))
}

/// The room that a text surely names. 5楼502 and 5层502 say the storey twice; 6层501 contradicts itself.
fn inner_room(text: &str) -> Option<String> {
    if let Some((storey, rest)) = text.split_once(['层', '楼']) {
        let room = room_name(rest);
        let is_same =
            arabic_of(storey).is_some_and(|s| floor_of_room(&room).is_some_and(|f| f.to_string() == s));
        return (is_same && is_room(rest)).then_some(room);
    }
    is_room(text).then(|| room_name(text))
}

/// Signs that stand in the names of rooms beside numbers and letters.
const IN_ROOM: &str = "甲乙丙丁戊己庚辛东西南北中前后左右上下内外附夹地下室底跃复阁";

/// Whether a text surely names a room, as an address could say it.
pub fn is_room(text: &str) -> bool {
    let name = room_name(text);
    let count = name.chars().count();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '+' || IN_ROOM.contains(c);
    // O for nought and l for one are slips of the hand: 5O1, l01. A letter stands before or behind the number.
    let digits: Vec<usize> =
        name.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let is_slip = match (digits.first(), digits.last()) {
        (Some(first), Some(last)) => {
            name.get(*first..*last).is_some_and(|inner| inner.chars().any(|c| c.is_ascii_alphabetic()))
                || text.starts_with(['l', 'O', 'o', 'I'])
                || text.ends_with('l')
        }
        _ => false,
    };
    let is_elsewhere =
        name.chars().any(|c| "路街巷村镇市县区道院栋幢座排".contains(c)) || name.contains("单元");
    (1..=LONGEST).contains(&count)
        && name.chars().all(fits)
        && !is_range(&name)
        && !is_slip
        && !is_elsewhere
        && name.trim_start_matches('-').matches('-').count() <= 1
        && !name.starts_with("--")
        && !name.trim_start_matches('-').contains("--")
        // 东户 and 地下室 may be on any storey.
        && name.chars().any(|c| c.is_ascii_digit())
}

/// 501-503 are rooms from one to another; 1203-2 is a part of a room.
fn is_range(name: &str) -> bool {
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() >= 3);
    let ends = name.split_once('-').and_then(|(first, last)| number(first).zip(number(last)));
    ends.is_some_and(|(first, last)| first < last)
}

/// A part between hyphens: short, with a number in it or a single letter or sign of direction.
pub(super) fn is_part(text: &str) -> bool {
    let count = text.chars().count();
    (1..=8).contains(&count)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '#' | '(' | ')'))
        && (is_numbered(text) || count == 1)
}

/// With a figure in it, or wholly of numerals: 李四 is no number.
pub(super) fn is_numbered(text: &str) -> bool {
    let bare = strip_one(text, &ROOM_MARKS);
    text.chars().any(|c| c.is_ascii_digit()) || arabic_of(bare).is_some()
}

pub(super) fn is_nought(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c == '0')
}
