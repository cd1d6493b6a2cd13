//! Places as people write them: `3-2-501`, `3栋2单元501室`, `3号楼二单元五〇一`; sort keys that put room 2 before 10.

use crate::text::{half_width, trimmed};

/// A place split into its parts; missing parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 室
    pub room: String,
}

/// Splits a written place. Two parts are building and room (平房, 独栋); one part is a room.
///
/// Returns `None` where the text is not a place of this kind.
pub fn parse_place(text: &str) -> Option<Place> {
    let text = arabic_digits(&half_width(&trimmed(text)));
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let marked = split_by_marks(&text);
    if marked.is_some() {
        return marked;
    }
    let parts: Vec<&str> = text.split(['-', '#', '/']).filter(|p| !p.is_empty()).collect();
    let fits = |p: &&str| p.chars().count() <= 8 && p.chars().any(|c| c.is_ascii_digit());
    if !parts.iter().all(fits) {
        return None;
    }
    match parts.as_slice() {
        [building, room] => {
            Some(Place { building: (*building).into(), unit: String::new(), room: (*room).into() })
        }
        [building, unit, room] => {
            Some(Place { building: (*building).into(), unit: (*unit).into(), room: (*room).into() })
        }
        _ => None,
    }
}

fn split_by_marks(text: &str) -> Option<Place> {
    const BUILDING: [&str; 5] = ["号楼", "栋", "幢", "号院", "座"];
    let (building, rest) = BUILDING.iter().find_map(|mark| text.split_once(mark))?;
    let (unit, rest) = rest.split_once("单元").or_else(|| rest.split_once("门")).unwrap_or(("", rest));
    let room = rest.trim_end_matches(['室', '号', '户', '房']).trim_start_matches('-');
    let number = |part: &str| part.trim_matches('-').trim_end_matches('#').to_owned();
    // The building's own number stands last in a longer address: 幸福里3栋.
    let start = building
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |i| i + building[i..].chars().next().map_or(0, char::len_utf8));
    Some(Place { building: number(&building[start..]), unit: number(unit), room: number(room) })
}

/// Turns Chinese digits into Arabic ones: 二 → 2, 十二 → 12, 五〇一 → 501.
fn arabic_digits(text: &str) -> String {
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c).or((c == '零').then_some(0));
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|j| digit(chars[j]));
        let after = chars.get(i + 1).and_then(|c| digit(*c));
        match (digit(*c), *c) {
            (Some(d), _) => out.push_str(&d.to_string()),
            (None, '十') if before.is_none() && after.is_none() => out.push_str("10"),
            (None, '十') if before.is_none() => out.push('1'),
            (None, '十') if after.is_none() => out.push('0'),
            (None, '十') => {}
            (None, other) => out.push(other),
        }
    }
    out
}

/// A key under which text with numbers sorts as people expect: 2 before 10, 101 before 101-1, 甲3 before 甲12.
pub fn natural_key(text: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let trimmed = digits.trim_start_matches('0');
            key.push_str(&format!("{trimmed:0>8}"));
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}

/// The floor that a room number tells: 501 is on 5, 1203 on 12; `None` where it tells none.
pub fn floor_of_room(room: &str) -> Option<i32> {
    let digits: String = room.chars().take_while(char::is_ascii_digit).collect();
    if !(3..=4).contains(&digits.len()) {
        return None;
    }
    digits[..digits.len() - 2].parse().ok().filter(|f| *f > 0)
}

/// The short form people say, `3-2-501`.
pub fn short_place(building: &str, unit: &str, room: &str) -> String {
    let parts: Vec<&str> = [building, unit, room].into_iter().filter(|p| !p.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_read_in_every_usual_writing() {
        let wanted = Place { building: "3".into(), unit: "2".into(), room: "501".into() };
        for text in [
            "3-2-501",
            "3栋2单元501",
            "3号楼二单元501室",
            "３－２－５０１",
            "三幢2单元五〇一室",
            "幸福里3栋2单元501室",
        ] {
            assert_eq!(parse_place(text), Some(wanted.clone()), "{text}");
        }
        assert_eq!(parse_place("12栋301").map(|p| (p.building, p.room)), Some(("12".into(), "301".into())));
        assert_eq!(parse_place("十二栋301").map(|p| p.building), Some("12".into()));
        assert_eq!(parse_place("张三"), None);
        assert_eq!(parse_place("501"), None);
    }

    #[test]
    fn rooms_sort_as_numbers() {
        let mut rooms = vec!["10", "2", "101-1", "101", "甲12", "甲3"];
        rooms.sort_by_key(|r| natural_key(r));
        assert_eq!(rooms, ["2", "10", "101", "101-1", "甲3", "甲12"]);
    }

    #[test]
    fn floors_are_told_by_room_numbers() {
        assert_eq!(floor_of_room("501"), Some(5));
        assert_eq!(floor_of_room("1203"), Some(12));
        assert_eq!(floor_of_room("12"), None);
        assert_eq!(floor_of_room("甲3"), None);
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in any::<String>()) {
            let _ = parse_place(&text);
            let _ = natural_key(&text);
            let _ = floor_of_room(&text);
        }
    }
}
