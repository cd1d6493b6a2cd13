//! The names of the parts of a place as the ledger keeps them, and the keys that tell one from another.

use super::estates::estate_and_compound;
use super::numerals::{arabic, arabic_of, ends_in_number, is_han, is_numeral, natural_key, with_arabic_end};
use super::tidy_place;

/// What ends the name of a building, longest first.
pub(super) const BUILDING_MARKS: [&str; 7] = ["号楼", "#楼", "幢楼", "栋", "幢", "座", "#"];
pub(super) const UNIT_MARKS: [&str; 3] = ["单元", "门洞", "门"];
pub(super) const ROOM_MARKS: [&str; 6] = ["房间", "号房", "室", "号", "户", "房"];

/// The name that a building is kept under: 3 for 3号楼, 3栋, 3#楼, 三号楼 and 3号; 甲1 for 甲1号楼; A for A座; 1号院1 for
/// 1号院1号楼; 5-1 and 5之1 are whole. Names of another kind (向阳楼) stay whole.
pub fn building_name(text: &str) -> String {
    let tidy = tidy_place(text);
    let mut bare = tidy.as_str();
    for mark in BUILDING_MARKS {
        if let Some(rest) = bare.strip_suffix(mark).filter(|rest| !rest.is_empty()) {
            bare = rest;
            break;
        }
    }
    // 3楼 in a column of buildings is building 3; 向阳楼 is a name.
    if let Some(rest) = bare.strip_suffix('楼').filter(|rest| ends_in_number(rest)) {
        bare = rest;
    }
    let bare = number_before_sign(bare);
    let plain = in_plain_numerals(bare);
    let bare = plain.as_deref().unwrap_or(bare);
    // 五之一
    let joined = bare.char_indices().rev().find(|(_, c)| JOINS.contains(c));
    if let Some((at, sign)) = joined
        && let (before, Some(last)) = (&bare[..at], arabic_of(&bare[at + sign.len_utf8()..]))
    {
        return format!("{}{sign}{last}", number_alone(&with_arabic_end(before).to_uppercase()));
    }
    number_alone(&with_arabic_end(bare).to_uppercase())
}

/// 叁 and 拾贰, as they stand on doors: in plain numerals where the whole name is of them.
fn in_plain_numerals(text: &str) -> Option<String> {
    const FORMAL: &str = "零壹贰叁肆伍陆柒捌玖拾";
    let plain = |c: char| "零一二三四五六七八九十".chars().nth(FORMAL.chars().position(|f| f == c)?);
    if text.is_empty() || text.is_ascii() { None } else { text.chars().map(plain).collect() }
}

/// 3号 is 3 where a column says what is counted; 12号院 and 建设路12号 are names.
fn number_before_sign(text: &str) -> &str {
    let number = text.strip_suffix('号').filter(|rest| {
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        !rest.is_empty() && rest.chars().all(is_numeral)
    });
    number.unwrap_or(text)
}

/// 第3 and 03 are 3.
fn number_alone(name: &str) -> String {
    let bare = name.strip_prefix('第').unwrap_or(name);
    let number = bare.trim_start_matches('0');
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if is_number { number.to_owned() } else { bare.to_owned() }
}

/// The estate and the building of a text that names both: 幸福里3栋.
pub fn split_building(text: &str) -> (String, String) {
    let tidy = tidy_place(text);
    let bare = strip_one(&tidy, &BUILDING_MARKS);
    let ends = ends_in_number(bare) || bare.ends_with(|c: char| c.is_ascii_alphabetic());
    if bare == tidy || !ends {
        return (String::new(), building_name(text));
    }
    let start = start_of_name(bare);
    match estate_and_compound(&bare[..start], &bare[start..]) {
        Some((estate, name)) => (estate, building_name(&name)),
        None => (String::new(), building_name(text)),
    }
}

/// The name that a unit is kept under: 2 for 二单元 and 2门, 东 for 东单元.
pub fn unit_name(text: &str) -> String {
    let tidy = tidy_place(text);
    // 2# under 单元
    let bare = tidy.strip_suffix('#').filter(|rest| ends_in_number(rest)).unwrap_or(&tidy);
    let bare = number_before_sign(strip_one(bare, &UNIT_MARKS));
    number_alone(&with_arabic_end(bare).to_uppercase())
}

/// The name that a room is kept under: 501 for 501室 and 五〇一, 102 for 一百零二室, -101 for −101 and 负101.
pub fn room_name(text: &str) -> String {
    let tidy = tidy_place(text);
    let bare = strip_one(&tidy, &ROOM_MARKS);
    // 第501室
    let bare = bare.strip_prefix('第').filter(|rest| rest.starts_with(is_numeral)).unwrap_or(bare);
    let bare = if !bare.is_empty() && bare.chars().all(is_numeral) {
        arabic(bare).unwrap_or_else(|| bare.to_owned())
    } else {
        bare.to_owned()
    };
    for below in ["地下-", "负"] {
        if let Some(rest) = bare.strip_prefix(below)
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("-{}", rest.to_uppercase());
        }
    }
    if let Some(number) = bare.strip_prefix('负').and_then(arabic_of) {
        return format!("-{number}");
    }
    bare.to_uppercase()
}

/// What joins two numbers, or a letter and a number, to one name: 5-1, A-5, 5之1.
pub(super) const JOINS: [char; 2] = ['-', '之'];

/// What may stand before a building's number and belongs to its name: 甲1, 东3, A2.
pub(super) const BEFORE_NUMBER: &str = "甲乙丙丁戊己庚辛壬癸东西南北中新老前后附";

/// Where the name of a building begins whose number ends a text.
pub(super) fn start_of_name(text: &str) -> usize {
    let start = start_of_number(text);
    // 5-1, A-5 and 5之1 are one name.
    let joined = text[..start].strip_suffix(JOINS).filter(|before| {
        start < text.len()
            && before
                .ends_with(|c: char| c.is_ascii_alphanumeric() || is_numeral(c) || BEFORE_NUMBER.contains(c))
    });
    let start = match joined {
        Some(before) if before.ends_with(|c: char| BEFORE_NUMBER.contains(c)) => {
            before.char_indices().next_back().map_or(start, |(at, _)| at)
        }
        Some(before) => start_of_number(before),
        None => start,
    };
    let mut before = text[..start].char_indices().rev();
    match before.next() {
        Some((at, c)) if BEFORE_NUMBER.contains(c) => at,
        // A single character alone before the number is no estate.
        Some((0, c)) if is_han(c) => 0,
        _ => start,
    }
}

/// Where the figures, letters and numerals begin that end a text.
fn start_of_number(text: &str) -> usize {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || is_numeral(c);
    text.char_indices().rev().take_while(|(_, c)| is_sign(*c)).last().map_or(text.len(), |(at, _)| at)
}

pub(super) fn strip_one<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    marks.iter().find_map(|mark| text.strip_suffix(mark)).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Whether a name of a building is one, as an address or a column could say it: not 3、5 nor 0.
pub fn is_building(name: &str) -> bool {
    let odd = ['、', ',', ';', '/', '?', '#', '*', '=', '\\', '×', '或', '至', '原', '旧', '曾'];
    // 3栋2单元 is a building and a unit, 2026-03-05 a day, 搬走 and 出租房 how somebody lives.
    let is_day = name.split('-').count() == 3 && name.split('-').next().is_some_and(|year| year.len() == 4);
    let is_word = ["单元", "搬走", "搬离", "出租", "租户", "租房", "空置", "空房", "迁出", "外地", "不在"]
        .iter()
        .any(|word| name.contains(word));
    let is_name = name.chars().any(char::is_alphanumeric) && !name.contains(odd);
    is_name && !is_day && !is_word && !super::marked::is_nought(name)
}

/// Whether a name of a unit is one.
pub fn is_unit(name: &str) -> bool {
    let is_other = ["楼", "栋", "幢", "层", "租", "户", "室"].iter().any(|word| name.contains(word));
    (1..=6).contains(&name.chars().count()) && name.chars().all(char::is_alphanumeric) && !is_other
}

/// Figures alone: what most names of parts are, and nothing of it has to be read.
fn is_figures(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
}

/// What tells places of one name apart from others, however they are written: 03 and 3号楼 are one building.
pub fn building_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&building_name(name)) }
}

/// The same for a unit.
pub fn unit_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&unit_name(name)) }
}

/// The same for a room.
pub fn room_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&room_name(name)) }
}
