//! The estate in what stands before a building: two estates are never taken for one.

use super::names::{BEFORE_NUMBER, start_of_name};
use super::numerals::{ends_in_number, is_han, is_numeral, with_arabic_end};

/// The estate that stands before a building, and the building's name with a court before it: 1号院1号楼 is a name, while
/// behind a street 建设路12号院 is where the estate is.
pub(super) fn estate_and_compound(before: &str, number: &str) -> Option<(String, String)> {
    if let Some(court) = before.strip_suffix("号院").or_else(|| before.strip_suffix("院")) {
        let start = start_of_name(court);
        let is_street = court[..start].ends_with(['路', '街', '巷', '道', '弄', '里', '胡', '同']);
        if ends_in_number(court) && !is_street {
            let name = format!("{}{}{number}", with_arabic_end(&court[start..]), &before[court.len()..]);
            return Some((estate_of(&court[..start]), name));
        }
    }
    let estate = estate_of(before);
    if super::verbs::is_no_estate(&estate) {
        return None;
    }
    if matches!(estate.as_str(), "小区" | "本小区" | "社区" | "本社区" | "院内") {
        return Some((String::new(), number.to_owned()));
    }
    // 二期3栋 and A区3栋 are other buildings than 3栋: what names no estate by itself is of the building's name.
    if !estate.is_empty() && !is_own_name(&estate) {
        let is_phase = estate.ends_with(['期', '区', '组']);
        if is_phase && !estate.ends_with("小区") && !estate.ends_with("社区") {
            return Some((String::new(), format!("{estate}{number}")));
        }
    }
    Some((estate, number.to_owned()))
}

/// The estate at the end of what stands before a building: 翠苑街道幸福里 → 幸福里, 建设路12号院 stays with its street.
fn estate_of(before: &str) -> String {
    // As people write it: 金桥花园（南区）.
    let written = before.trim_matches('-').replace('(', "（").replace(')', "）");
    // Divisions at the beginning, each by its whole name: 浙江省, 杭州市, 西湖区.
    let mut estate = written.as_str();
    // 浙江杭州西湖区幸福里
    if let Some((above, rest)) = crate::codes::above_cut(estate) {
        let below = crate::codes::division_prefix(estate).filter(|(code, _)| *code != above);
        let below = below.or_else(|| crate::codes::division_below(above, rest));
        estate = below.map(|(_, rest)| rest).filter(|rest| is_own_name(rest)).unwrap_or(estate);
    }
    while let Some(rest) = crate::codes::behind_division(estate).filter(|rest| is_own_name(rest)) {
        estate = rest;
    }
    for mark in ["街道", "镇", "乡", "社区"] {
        let behind = estate.rsplit_once(mark).filter(|(before, rest)| {
            // 江南水乡 and 阳光小镇 are estates.
            before.chars().count() >= 2
                && !before.ends_with(['水', '小', '故', '家', '梦'])
                && is_own_name(rest)
        });
        estate = behind.map_or(estate, |(_, rest)| rest);
    }
    // A street and its number before the estate's own name: 建设路12号幸福里.
    let own =
        ['路', '街', '巷', '弄'].into_iter().filter_map(|m| estate.rfind(m).map(|i| i + m.len_utf8())).max();
    let Some(at) = own else { return estate.to_owned() };
    match estate[at..].split_once('号') {
        Some((number, name)) if !name.is_empty() && name != "院" && ends_in_number(number) => {
            name.to_owned()
        }
        None if is_own_name(&estate[at..]) => estate[at..].to_owned(),
        _ => estate.to_owned(),
    }
}

/// Words of estates that tell none from another.
const GENERIC: [&str; 16] = [
    "小区", "花园", "公寓", "家园", "大厦", "新村", "社区", "苑", "里", "园", "村", "期", "区", "组", "楼",
    "院",
];

fn is_sign(c: char) -> bool {
    is_numeral(c) || !c.is_alphanumeric() || BEFORE_NUMBER.contains(c)
}

/// Whether a text names an estate by itself: 一期, 东区 and 花园 do not, whatever stands before them tells one from another.
pub(super) fn is_own_name(text: &str) -> bool {
    let mut bare = text.trim_matches(is_sign);
    while let Some(rest) = GENERIC.iter().find_map(|word| bare.strip_suffix(word)) {
        bare = rest.trim_matches(is_sign);
    }
    bare.chars().any(is_han)
}

/// Whether what follows a city's or district's name goes on with a name of its own of two characters and more before any
/// number: 谈固小区2号楼 does, 花园3栋 and 佳苑3栋 do not, which a city may have given its name to.
pub(crate) fn names_something(rest: &str) -> bool {
    let name: String = rest.chars().take_while(|c| !c.is_ascii_digit() && !matches!(c, '#' | '-')).collect();
    let mut bare = name.trim_matches(is_sign);
    while let Some(before) = GENERIC.iter().find_map(|word| bare.strip_suffix(word)) {
        bare = before.trim_matches(is_sign);
    }
    bare.chars().filter(|c| is_han(*c)).count() >= 2
}
