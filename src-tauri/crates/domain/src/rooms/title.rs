//! The place that the name or title of a sheet says for all its rows: 幸福里小区3号楼2单元住户花名册.

use super::Place;
use super::estates::estate_and_compound;
use super::names::{JOINS, building_name, start_of_name, unit_name};
use super::numerals::{ends_in_number, is_han, is_numeral};
use super::tidy_place;

/// So ends what surely is an estate, where nobody told the program of it.
const ESTATE_ENDS: [&str; 24] = [
    "小区",
    "花园",
    "家园",
    "公寓",
    "新村",
    "新城",
    "大厦",
    "广场",
    "家属院",
    "家属楼",
    "宿舍",
    "名都",
    "名苑",
    "佳园",
    "佳苑",
    "嘉园",
    "嘉苑",
    "雅园",
    "雅苑",
    "花苑",
    "华庭",
    "华府",
    "国际",
    "山庄",
];
/// What else stands before a building in a title, and names no estate.
const NO_ESTATE_ENDS: [&str; 30] = [
    "社区",
    "居委会",
    "委员会",
    "村委会",
    "街道",
    "街道办",
    "办事处",
    "网格",
    "片区",
    "物业",
    "公司",
    "派出所",
    "年",
    "月",
    "日",
    "表",
    "册",
    "台账",
    "名单",
    "汇总",
    "统计",
    "附件",
    "登记",
    "信息",
    "居民",
    "住户",
    "人口",
    "人员",
    "本小区",
    "我小区",
];
/// What a list is called behind the name of an estate.
const LIST_WORDS: [&str; 34] = [
    "花名册",
    "名册",
    "登记表",
    "登记册",
    "登记簿",
    "信息表",
    "一览表",
    "统计表",
    "汇总表",
    "明细表",
    "底册",
    "台账",
    "名单",
    "信息",
    "登记",
    "汇总",
    "明细",
    "统计",
    "居民",
    "住户",
    "人口",
    "人员",
    "户籍",
    "常住",
    "流动",
    "租户",
    "租客",
    "业主",
    "基本",
    "情况",
    "入户",
    "摸排",
    "表",
    "册",
];

/// The place that a title names: one building, perhaps with its estate before it and a unit behind it. `known` are the names
/// of the ledger's estates. `None` where it names none, or several.
pub fn place_in_title<'a>(title: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<Place> {
    let tidy = tidy_place(title);
    let mut found: Vec<Place> = Vec::new();
    for mark in ["号楼", "#楼", "栋", "幢", "座"] {
        for (at, _) in tidy.match_indices(mark) {
            let before = &tidy[..at];
            // 讲座 is no building.
            if !ends_in_number(before) && !before.ends_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let start = start_of_name(before);
            // 1-3号楼 are three.
            let is_range = tidy[start..at].split_once(JOINS).is_some_and(|(first, _)| ends_in_number(first));
            let is_several = tidy[..start].ends_with(['-', '至', '到', '、', ',', '和', '及']);
            if start == at || is_several || is_range {
                return None;
            }
            let (estate, name) = estate_and_name(&tidy[..start], &tidy[start..at], known.clone());
            found.push(Place {
                estate,
                building: building_name(&name),
                unit: unit_behind(&tidy[at + mark.len()..]),
                room: String::new(),
            });
        }
    }
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The one estate of a title that names no building: 幸福里小区住户花名册.
pub fn estate_in_title<'a>(title: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let tidy = tidy_place(title);
    if let Some(estates) = known_in(&tidy, known) {
        let [one] = estates.as_slice() else { return None };
        return Some(one.clone());
    }
    let is_several = ["等", "各", "、", ",", "和", "及", "与"].iter().any(|word| tidy.contains(word));
    let piece = last_piece(&tidy);
    let mut bare = piece;
    while let Some(rest) = LIST_WORDS.iter().find_map(|word| bare.strip_suffix(word)) {
        bare = rest;
    }
    // Only what surely is one: 和平里 may be a community, 幸福里小区 is not.
    let is_sure = ESTATE_ENDS.iter().any(|end| bare.ends_with(end));
    (!is_several && is_sure && is_estate(bare)).then(|| behind_community(bare).to_owned())
}

/// The one grid that a title numbers, as it stands there: 第二网格居民花名册.
pub fn grid_in_title(title: &str) -> Option<String> {
    let tidy = tidy_place(title);
    let mut found: Vec<String> = Vec::new();
    for (at, mark) in tidy.match_indices("网格") {
        let before = &tidy[..at];
        let bare = before.strip_suffix('号').unwrap_or(before);
        let start = bare.char_indices().rev().take_while(|(_, c)| is_numeral(*c)).last().map(|(at, _)| at);
        let is_staff = tidy[at + mark.len()..].starts_with(['员', '长', '化']);
        let Some(start) = start.filter(|_| !is_staff) else { continue };
        // 1-3网格 are three; 2026年1网格 is one.
        if tidy[..start].ends_with(['-', '、', ',', '和', '及', '至', '到']) {
            return None;
        }
        let start = if tidy[..start].ends_with('第') { start - '第'.len_utf8() } else { start };
        found.push(tidy[start..at + mark.len()].to_owned());
    }
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The community that a title names, without what it is: 红旗 of 春江街道红旗社区居民花名册.
pub fn community_in_title(title: &str) -> Option<String> {
    let tidy = tidy_place(title);
    let (before, _) = tidy.split_once("社区")?;
    let piece = last_piece(before);
    let behind = ["街道", "镇", "乡", "区", "市", "县", "年", "月"]
        .into_iter()
        .filter_map(|mark| piece.rsplit_once(mark));
    let name = behind.map(|(_, rest)| rest).min_by_key(|rest| rest.len()).unwrap_or(piece);
    let name = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let is_word = ["本", "我", "各", "全", "辖区", "城市", "村", "街道", "所属", "所在"].contains(&name);
    ((2..=6).contains(&name.chars().count()) && name.chars().all(is_han) && !is_word).then(|| name.to_owned())
}

/// The one unit of a title that names no building: 1单元, 一单元住户.
pub fn unit_in_title(title: &str) -> Option<String> {
    let tidy = tidy_place(title);
    let (before, behind) = tidy.split_once("单元")?;
    let is_sign = |c: char| c.is_ascii_alphanumeric() || is_numeral(c) || "东西南北中甲乙丙丁".contains(c);
    let start = before.char_indices().rev().take_while(|(_, c)| is_sign(*c)).last().map(|(at, _)| at)?;
    let names_building = ["号楼", "#楼", "栋", "幢", "座", "#"].iter().any(|mark| tidy.contains(mark));
    let is_several = before[..start].ends_with(['-', '、', ',', '和', '及', '至', '到']);
    let unit = unit_behind(&format!("{}单元{behind}", &before[start..]));
    Some(unit).filter(|unit| !unit.is_empty() && !names_building && !is_several)
}

/// Those of the ledger's estates that a text names, the longest names of them; `None` where it names none.
fn known_in<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    // 幸福里社区 is a community, whatever estates it has.
    let is_named = |name: &&str| {
        let others = ["社区", "街道", "居委会", "村委会", "网格", "派出所"];
        text.match_indices(name)
            .any(|(at, _)| !others.iter().any(|other| text[at + name.len()..].starts_with(other)))
    };
    let mut found: Vec<&str> = known.filter(|name| name.chars().count() >= 2).filter(is_named).collect();
    found.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut own: Vec<String> = Vec::new();
    for name in found {
        // 幸福里 is said in 幸福里东区 too.
        if !own.iter().any(|longer| longer.contains(name)) {
            own.push(name.to_owned());
        }
    }
    (!own.is_empty()).then_some(own)
}

/// The estate that ends what stands before a building, or nothing, and the building with a court or phase before it.
fn estate_and_name<'a>(before: &str, number: &str, known: impl Iterator<Item = &'a str>) -> (String, String) {
    let piece = behind_community(last_piece(before));
    let Some((estate, name)) = estate_and_compound(piece, number) else {
        return (String::new(), number.to_owned());
    };
    let before = before.strip_suffix(name.trim_end_matches(number)).unwrap_or(before);
    let bare = before.trim_end_matches("小区");
    let ended = known.filter(|name| !name.is_empty() && (before.ends_with(name) || bare.ends_with(name)));
    match ended.max_by_key(|name| name.len()) {
        Some(known) => (known.to_owned(), name),
        None if is_estate(&estate) => (estate, name),
        None => (String::new(), name),
    }
}

/// What stands behind the last sign that parts a title; a bracket that closes is of the name: 金桥花园（南区）.
fn last_piece(text: &str) -> &str {
    let text = text.trim_end_matches(['-', '_', ':', '.', ' ']);
    let is_part_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '（' | '）' | '·');
    let at = text.char_indices().rev().find(|(_, c)| is_part_sign(*c));
    let piece = at.map_or(text, |(at, c)| &text[at + c.len_utf8()..]);
    match (piece.rfind('('), piece.ends_with(')')) {
        (Some(at), false) => &piece[at + 1..],
        _ => piece,
    }
}

/// 幸福社区锦绣花园 is 锦绣花园.
fn behind_community(text: &str) -> &str {
    let behind = ["居委会", "委员会", "街道", "社区"].iter().filter_map(|mark| text.rsplit_once(mark));
    let behind = behind.map(|(_, rest)| rest).filter(|rest| is_estate(rest));
    behind.min_by_key(|rest| rest.len()).unwrap_or(text)
}

fn is_estate(text: &str) -> bool {
    let count = text.chars().filter(|c| is_han(*c) && !is_numeral(*c)).count();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '(' | ')' | '（' | '）' | '·');
    (2..=16).contains(&count)
        && text.chars().all(is_word)
        && super::estates::is_own_name(text)
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.contains("网格")
        && !NO_ESTATE_ENDS.iter().any(|end| text.ends_with(end))
}

/// The unit that a title goes on with behind the building: 2单元, but not 1、2单元 nor 1-3单元.
fn unit_behind(rest: &str) -> String {
    let rest = rest.trim_start_matches(['楼', '第', '-']);
    let Some((unit, behind)) = rest.split_once("单元") else { return String::new() };
    let is_number = !unit.is_empty() && unit.chars().all(is_numeral);
    let is_sign = unit.chars().count() == 1
        && unit.chars().all(|c| c.is_ascii_alphabetic() || "东西南北中甲乙丙丁".contains(c));
    let is_several = behind.starts_with(['-', '、', ',', '和', '及', '至', '到']) || behind.contains("单元");
    if (is_number || is_sign) && !is_several { unit_name(unit) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estate_building_and_unit_of_a_title_are_all_taken() {
        let known = ["云杉苑"];
        for (title, wanted) in [
            ("幸福里小区3号楼2单元", ["幸福里小区", "3", "2"]),
            ("幸福里3号楼", ["幸福里", "3", ""]),
            ("锦绣花园5栋1单元住户登记表", ["锦绣花园", "5", "1"]),
            ("幸福社区锦绣花园5栋1单元住户登记表", ["锦绣花园", "5", "1"]),
            ("2026年幸福社区3号楼居民花名册", ["", "3", ""]),
            ("幸福社区3号楼居民花名册", ["", "3", ""]),
            ("住户登记表（3号楼东单元）", ["", "3", "东"]),
            ("附件1：翠苑二区12幢三单元", ["翠苑二区", "12", "3"]),
            ("第一网格3号楼", ["", "3", ""]),
            ("金桥花园（南区）3栋", ["金桥花园（南区）", "3", ""]),
            ("1号院3号楼", ["", "1号院3", ""]),
            ("翠湖小区1号院3号楼", ["翠湖小区", "1号院3", ""]),
            ("二期3栋", ["", "二期3", ""]),
            ("云杉苑小区甲2号楼1、2单元", ["云杉苑", "甲2", ""]),
            ("金色维也纳A座", ["金色维也纳", "A", ""]),
            ("A-5号楼住户", ["", "A-5", ""]),
            ("3号楼1-3单元", ["", "3", ""]),
            ("居民信息 3号楼", ["", "3", ""]),
        ] {
            let read = place_in_title(title, known.into_iter()).map(|p| [p.estate, p.building, p.unit]);
            assert_eq!(read, Some(wanted.map(str::to_owned)), "{title}");
        }
    }

    #[test]
    fn a_title_may_number_a_grid_and_name_a_community() {
        for (title, wanted) in [
            ("第二网格", Some("第二网格")),
            ("2026年第2网格居民花名册", Some("第2网格")),
            ("3网格", Some("3网格")),
            ("1-3网格", None),
            ("第一网格、第二网格", None),
            ("网格员名册", None),
            ("第一网格员", None),
        ] {
            assert_eq!(grid_in_title(title).as_deref(), wanted, "{title}");
        }
        for (title, wanted) in [
            ("春江街道红旗社区居民花名册", Some("红旗")),
            ("2026年红旗社区名册", Some("红旗")),
            ("红旗社区居委会", Some("红旗")),
            ("各社区汇总", None),
            ("本社区居民", None),
            ("社区居民", None),
            ("居民花名册", None),
        ] {
            assert_eq!(community_in_title(title).as_deref(), wanted, "{title}");
        }
    }

    #[test]
    fn a_title_may_name_a_unit_alone() {
        for (title, wanted) in [
            ("1单元", Some("1")),
            ("一单元住户", Some("1")),
            ("阳光花园东单元", Some("东")),
            ("1、2单元", None),
            ("1-3单元", None),
            ("3栋1单元", None),
            ("单元", None),
        ] {
            assert_eq!(unit_in_title(title).as_deref(), wanted, "{title}");
        }
    }

    #[test]
    fn a_title_without_a_building_may_name_the_estate() {
        let known = ["幸福里", "和平苑"];
        for (title, wanted) in [
            ("幸福里住户", Some("幸福里")),
            ("幸福里、和平苑住户", None),
            ("锦绣花园居民花名册", Some("锦绣花园")),
            ("幸福社区锦绣花园小区住户登记表", Some("锦绣花园小区")),
            ("幸福社区居民花名册", None),
            ("幸福里社区居民花名册", None),
            ("本小区住户", None),
            ("阳光花园等小区住户", None),
            ("名册", None),
            ("Sheet1", None),
        ] {
            assert_eq!(estate_in_title(title, known.into_iter()).as_deref(), wanted, "{title}");
        }
    }
}
