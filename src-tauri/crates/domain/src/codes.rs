//! Code tables: national standards compiled in from `assets/codes`, each with its standard and edition in
//! `assets/codes/README.md`. A code is retired, never deleted: old records still point to it.

use crate::names;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// One code of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code as text; leading zeros count.
    pub code: &'static str,
    /// The standard's name.
    pub name: &'static str,
    /// What office forms say instead, if they differ.
    pub form_label: Option<&'static str>,
    /// The code above it.
    pub parent: Option<&'static str>,
    /// Whether forms usually offer it; the others are found by search.
    pub is_common: bool,
}

impl Code {
    /// What lists and forms show.
    pub fn label(&self) -> &'static str {
        self.form_label.unwrap_or(self.name)
    }
}

/// A code table.
pub struct CodeTable {
    /// Its key, `ethnic_group`.
    pub key: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// Its source.
    pub standard: &'static str,
    rows: Vec<Code>,
    by_code: HashMap<&'static str, usize>,
}

impl CodeTable {
    fn read(
        key: &'static str,
        title: &'static str,
        standard: &'static str,
        csv: &'static str,
        form: FormColumn,
    ) -> Self {
        let mut lines = csv.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let column = |name: &str| header.iter().position(|h| *h == name);
        let (parent, label, common) = (column("parent"), column(form.label), column("common_on_forms"));
        let rows: Vec<Code> = lines
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| {
                let cells: Vec<&'static str> = line.split(',').collect();
                let cell =
                    |at: Option<usize>| at.and_then(|i| cells.get(i).copied()).filter(|c| !c.is_empty());
                Code {
                    code: cells[0],
                    name: cells[1],
                    form_label: cell(label),
                    parent: cell(parent),
                    is_common: match common {
                        Some(_) => cell(common) == Some("1"),
                        None => cell(parent).is_none(),
                    },
                }
            })
            .collect();
        let by_code = rows.iter().enumerate().map(|(i, row)| (row.code, i)).collect();
        CodeTable { key, title, standard, rows, by_code }
    }

    /// All codes in the standard's order.
    pub fn all(&self) -> &[Code] {
        &self.rows
    }

    /// The code's row.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.by_code.get(code).map(|i| &self.rows[*i])
    }

    /// What forms show for a code; the code itself where the table does not know it.
    pub fn label<'a>(&self, code: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.get(code).map_or(code, |row| row.label())
    }
}

struct FormColumn {
    label: &'static str,
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $key:literal, $title:literal, $standard:literal, $label:literal) => {
        $(#[$doc])*
        pub static $name: LazyLock<CodeTable> = LazyLock::new(|| {
            CodeTable::read(
                $key, $title, $standard,
                include_str!(concat!("../../../../assets/codes/", $key, ".csv")),
                FormColumn { label: $label },
            )
        });
    };
}

table!(/** 性别 */ SEX, "sex", "性别", "GB/T 2261.1-2003", "short");
table!(/** 民族 */ ETHNIC_GROUP, "ethnic_group", "民族", "GB/T 3304-1991", "form_label");
table!(/** 婚姻状况 */ MARITAL_STATUS, "marital_status", "婚姻状况", "GB/T 2261.2-2003", "form_label");
table!(/** 文化程度 */ EDUCATION, "education", "文化程度", "GB/T 4658-2006", "form_label");
table!(/** 与户主关系 */ RELATION_TO_HEAD, "relation_to_head", "与户主关系", "GB/T 4761-2008", "form_label");
table!(/** 政治面貌 */ POLITICAL_STATUS, "political_status", "政治面貌", "GB/T 4762-1984", "form_label");
table!(/** 残疾类别 */ DISABILITY_KIND, "disability_kind", "残疾类别", "GB/T 26341-2010", "form_label");
table!(/** 残疾等级 */ DISABILITY_GRADE, "disability_grade", "残疾等级", "GB/T 26341-2010", "form_label");

/// One present division of GB/T 2260 (省, 市 or 县 level).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Six digits.
    pub code: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// 1 province, 2 prefecture, 3 county.
    pub level: u8,
    /// The division above it.
    pub parent: Option<&'static str>,
}

static DIVISIONS: LazyLock<Vec<Division>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/division_current.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, name) = (cells.next()?, cells.next()?);
            let level = cells.next()?.parse().ok()?;
            Some(Division { code, name, level, parent: cells.next().filter(|p| !p.is_empty()) })
        })
        .collect()
});

static DIVISION_BY_CODE: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| DIVISIONS.iter().enumerate().map(|(i, d)| (d.code, i)).collect());

/// Divisions that were, by code: name, and the last revision that has it.
static RETIRED_DIVISIONS: LazyLock<HashMap<&'static str, (&'static str, u32)>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/division_retired.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, name) = (cells.next()?, cells.next()?);
            let last = cells.nth(3).and_then(|revision| revision.parse().ok()).unwrap_or(0);
            Some((code, (name, last)))
        })
        .collect()
});

/// The present division of that code.
pub fn division(code: &str) -> Option<&'static Division> {
    DIVISION_BY_CODE.get(code).map(|i| &DIVISIONS[*i])
}

/// Whether the code is or once was a division of GB/T 2260.
///
/// Retired codes stay valid in ID numbers: a person keeps the number for life.
pub fn division_ever_was(code: &str) -> bool {
    DIVISION_BY_CODE.contains_key(code) || RETIRED_DIVISIONS.contains_key(code)
}

/// The full name, `浙江省杭州市西湖区`; for a retired code its own last name only.
pub fn division_full_name(code: &str) -> Option<String> {
    let Some(found) = division(code) else {
        return RETIRED_DIVISIONS.get(code).map(|(name, _)| format!("{name}（已撤销）"));
    };
    let above = found.parent.and_then(division_full_name).unwrap_or_default();
    Some(above + found.name)
}

/// A division that is or was: code, name, and how far it goes before others of its name; a present one before all.
type Named = (&'static str, &'static str, u32);

/// Every division that there is or was, by the two digits of its province.
static BY_PROVINCE: LazyLock<HashMap<&'static str, Vec<Named>>> = LazyLock::new(|| {
    let mut all: HashMap<&str, Vec<Named>> = HashMap::new();
    let present = DIVISIONS.iter().map(|d| (d.code, d.name, u32::MAX));
    let retired = RETIRED_DIVISIONS.iter().map(|(code, (name, last))| (*code, *name, *last));
    for (code, name, rank) in present.chain(retired.filter(|(code, ..)| division(code).is_none())) {
        // 市辖区 and 县 are no names.
        if name.chars().count() > 1 && !matches!(name, "市辖区" | "省直辖县级行政区划") {
            all.entry(&code[..2]).or_default().push((code, name, rank));
        }
    }
    all.values_mut().for_each(|rows| rows.sort_unstable());
    all
});

/// The names of divisions as they stand, with the code of each that no other of its rank has.
static OWN_NAMES: LazyLock<HashMap<&'static str, Option<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, (Option<&str>, u32)> = HashMap::new();
    for (code, name, rank) in BY_PROVINCE.values().flatten() {
        // Of those that were it matters which: a name that two had at any time is none.
        let rank = if *rank == u32::MAX { 1 } else { 0 };
        let known = names.entry(name).or_insert((Some(code), rank));
        if known.1 < rank {
            *known = (Some(code), rank);
        } else if known.1 == rank && known.0 != Some(code) {
            known.0 = None;
        }
    }
    names.into_iter().map(|(name, (code, _))| (name, code)).collect()
});

/// The two characters with which the name of any division begins, cut or whole: most addresses of an office begin with none.
static BEGINNINGS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| OWN_NAMES.keys().filter_map(|name| two_characters(name)).collect());

/// The first two characters of a text.
fn two_characters(text: &str) -> Option<&str> {
    let (at, last) = text.char_indices().nth(1)?;
    text.get(..at + last.len_utf8())
}

/// Whether a text may begin with the name of a division: most addresses of an office do not, and need not be searched.
pub(crate) fn may_begin_with_division(text: &str) -> bool {
    two_characters(text).is_some_and(|two| BEGINNINGS.contains(two))
}

/// The same of a text with gaps between its signs.
pub(crate) fn may_begin_with_division_apart(text: &str) -> bool {
    let two: String = text.chars().filter(|c| !c.is_whitespace()).take(2).collect();
    may_begin_with_division(&two)
}

/// The cut names of every division, worked out once.
static SHORT_NAMES: LazyLock<HashMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| OWN_NAMES.keys().map(|name| (*name, short_names(name))).collect());

fn cut_names(name: &str) -> &'static [&'static str] {
    SHORT_NAMES.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// A name as people cut it: 浙江, 内蒙古, 杭州, 凉山州. Of counties only those with two characters left: 太康, not 户.
fn short_names(name: &str) -> Vec<&str> {
    let until = |tail: &str| name.strip_suffix(tail).filter(|rest| rest.chars().count() >= 2);
    if let Some(peoples) = until("自治州").or_else(|| until("自治区")) {
        let ethnic = ETHNIC_GROUP.all().iter().map(|c| c.name.trim_end_matches('族'));
        let at = ethnic.filter(|e| e.chars().count() >= 2 || peoples.contains(&format!("{e}族")));
        let is_behind_name = |at: &usize| peoples[..*at].chars().count() >= 2;
        let at = at.filter_map(|e| peoples.find(e).filter(is_behind_name)).min();
        return vec![&peoples[..at.unwrap_or(peoples.len())]];
    }
    ["特别行政区", "地区", "新区", "省", "市", "区", "县", "盟"]
        .into_iter()
        .find_map(until)
        .into_iter()
        .collect()
}

/// What follows a part of an address: hyphens and the like between the parts are no part of either.
fn behind<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(name)?;
    Some(rest.trim_start_matches(['-', '/', ',', '，', '、', '·', '>', '—', '－']))
}

/// Whether what follows a cut name shows that it was the name of something else: 南京路, 西湖大道.
fn is_street(rest: &str) -> bool {
    let first: String = rest.chars().take(3).collect();
    first.starts_with(['路', '街', '巷', '弄', '道', '里', '村', '湖', '河', '山', '桥'])
        || ["大道", "大街", "东路", "西路", "南路", "北路", "中路", "小区", "花园", "新村", "公寓"]
            .iter()
            .any(|word| first.starts_with(word))
}

/// A division that a text begins with.
#[derive(Clone, Copy)]
struct Begun<'a> {
    code: &'static str,
    rest: &'a str,
    rank: u32,
    /// Cut before 市, 区 or 县, which must begin the name of what follows: 青岛 before 市北区.
    is_open: bool,
}

/// The divisions of those that a text begins with; a cut name only where `cuts` says so.
fn begun<'a>(text: &'a str, among: impl Iterator<Item = Named>, cuts: bool) -> Vec<Begun<'a>> {
    let mut all = Vec::new();
    for (code, name, rank) in among {
        if let Some(rest) = behind(text, name) {
            all.push(Begun { code, rest, rank, is_open: false });
        }
        let short = cut_names(name).iter().find(|short| cuts && text.starts_with(**short));
        let Some(short) = short else { continue };
        let is_state = name.ends_with("自治州") && text[short.len()..].starts_with('州');
        let length = short.len() + if is_state { "州".len() } else { 0 };
        // 天津河西 goes on with a district, and with no river.
        let goes_on = |rest: &str| {
            let below = || BY_PROVINCE.get(&code[..2]).map(Vec::as_slice).unwrap_or_default().iter();
            code.ends_with("0000")
                && below().any(|(c, name, _)| {
                    *c != code && cut_names(name).iter().any(|short| rest.starts_with(short))
                })
        };
        let rest = behind(text, &text[..length]).filter(|rest| !is_street(rest) || goes_on(rest));
        if let Some(rest) = rest {
            all.push(Begun { code, rest, rank, is_open: rest.starts_with(['市', '区', '县', '省']) });
        }
    }
    all
}

/// The one that says most, and of those alike the one that still is; two of the same kind are none.
fn longest<'a>(all: &[Begun<'a>]) -> Option<Begun<'a>> {
    let best = *all.iter().min_by_key(|b| (b.rest.len(), std::cmp::Reverse(b.rank)))?;
    let is_alike = |b: &&Begun| (b.rest.len(), b.rank) == (best.rest.len(), best.rank) && b.code != best.code;
    (!all.iter().any(|b| is_alike(&b))).then_some(best)
}

/// The division that an address begins with, the longest known, and what follows it: 河南省周口市太康县, 河南周口太康,
/// 周口市太康县, and what was a division once. A province that is cut short counts where nothing follows, or a division of it.
pub fn division_prefix(address: &str) -> Option<(&'static str, &str)> {
    if !may_begin_with_division(address) {
        return None;
    }
    static PROVINCES: LazyLock<Vec<Named>> = LazyLock::new(|| {
        DIVISIONS.iter().filter(|d| d.level == 1).map(|d| (d.code, d.name, u32::MAX)).collect()
    });
    let provinces = || PROVINCES.iter().copied();
    let whole = longest(&begun(address, provinces(), false));
    if let Some(province) = whole.or_else(|| longest(&begun(address, provinces(), true))) {
        // 北京市北京市海淀区
        let again = division(province.code).and_then(|d| behind(province.rest, d.name));
        let found = deepest(Begun { rest: again.unwrap_or(province.rest), ..province });
        let is_said = whole.is_some() || found.code != province.code || found.rest.is_empty();
        return is_said.then_some((found.code, found.rest));
    }
    // 周口市太康县 and 太康县: a name that no other division has.
    let ends = address.char_indices().map(|(i, c)| i + c.len_utf8()).take(16).collect::<Vec<_>>();
    let known = ends.iter().rev().find_map(|end| {
        let code = OWN_NAMES.get(&address[..*end]).copied().flatten()?;
        Some(Begun { code, rest: &address[*end..], rank: 0, is_open: false })
    });
    let found = deepest(known?);
    Some((found.code, found.rest))
}

/// As far down as the rest of an address goes on with divisions below one.
fn deepest<'a>(at: Begun<'a>) -> Begun<'a> {
    let code = at.code;
    let rest = behind(at.rest, "市辖区").unwrap_or(at.rest);
    let rows = || BY_PROVINCE.get(&code[..2]).map(Vec::as_slice).unwrap_or_default().iter().copied();
    let is_city = |code: &str| code.ends_with("00");
    let below = if code.ends_with("0000") {
        let cities = begun(rest, rows().filter(|(c, ..)| is_city(c) && *c != code), true);
        let mut all: Vec<Begun> = cities.into_iter().map(deepest).collect();
        all.extend(begun(rest, rows().filter(|(c, ..)| !is_city(c)), false));
        // 北京朝阳, 上海浦东, 新疆莎车: a county that is cut short, where no city is called so.
        if all.is_empty() {
            all.extend(begun(rest, rows().filter(|(c, ..)| !is_city(c)), true));
        }
        all.retain(|b| !b.is_open);
        longest(&all)
    } else if is_city(code) {
        let own = begun(rest, rows().filter(|(c, ..)| c.starts_with(&code[..4]) && *c != code), true);
        // A county that belonged to another city then, by its whole name: 浙江省金华地区永嘉县.
        let elsewhere = || longest(&begun(rest, rows().filter(|(c, ..)| !is_city(c)), false));
        let own: Vec<Begun> = own.into_iter().filter(|b| !b.is_open).collect();
        longest(&own).or_else(elsewhere)
    } else {
        None
    };
    below.unwrap_or(Begun { rest, ..at })
}

/// What follows the whole name of a division that a text begins with: 西湖区翠苑 leaves 翠苑, whichever 西湖区 it is.
pub fn behind_division(text: &str) -> Option<&str> {
    if !may_begin_with_division(text) {
        return None;
    }
    let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(12).collect();
    let is_named = |end: &&usize| {
        let name = &text[..**end];
        name.ends_with(['省', '市', '区', '县', '旗', '州', '盟']) && OWN_NAMES.contains_key(name)
    };
    ends.iter().rev().find(is_named).map(|end| &text[*end..]).filter(|rest| !rest.is_empty())
}

/// The divisions whose whole name a text begins with, the longest name, each by its code; and what follows that name. Several
/// have one name: 西湖区.
pub fn divisions_begun(text: &str) -> Option<(Vec<&'static str>, &str)> {
    let behind = behind_division(text)?;
    let name = &text[..text.len() - behind.len()];
    let named = BY_PROVINCE.values().flatten().filter(|(_, own, _)| *own == name);
    Some((named.map(|(code, ..)| *code).collect(), behind))
}

/// Provinces and cities, as they are now, by their names as people cut them.
static CUT_NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let above = DIVISIONS.iter().filter(|d| d.level < 3);
    // 吉林 is the province, and of that name the city is below it.
    let mut names = HashMap::new();
    for division in above {
        for short in short_names(division.name) {
            names.entry(short).or_insert(division.code);
        }
    }
    names
});

/// The province or city, as it is now, whose cut name a text begins with, and what follows: 石家庄 of 石家庄长安区.
pub fn above_cut(text: &str) -> Option<(&'static str, &str)> {
    if !may_begin_with_division(text) {
        return None;
    }
    let ends = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(6).collect::<Vec<_>>();
    let (code, end) = ends.iter().rev().find_map(|end| Some((*CUT_NAMES.get(&text[..*end])?, *end)))?;
    Some((code, &text[end..])).filter(|(_, rest)| !is_street(rest))
}

/// The division of that one with which a text goes on, by its whole name, and what follows: 长安区 behind 石家庄.
pub fn division_below<'a>(code: &'static str, rest: &'a str) -> Option<(&'static str, &'a str)> {
    let found = deepest(Begun { code, rest, rank: 0, is_open: false });
    (found.code != code).then_some((found.code, found.rest))
}

/// How the present divisions read, in their order; worked out once, at the first search by letters.
static DIVISION_READINGS: LazyLock<Vec<Vec<Vec<String>>>> =
    LazyLock::new(|| DIVISIONS.iter().map(|d| d.name.chars().map(names::readings).collect()).collect());

/// How well letters fit the own name of a division; `None` is no match, also where they begin in its middle.
fn reading_rank(at: usize, letters: &str) -> Option<u8> {
    names::match_rank(&DIVISION_READINGS[at], letters).filter(|rank| *rank < 2)
}

/// Divisions whose name reads so: `xihu`, `xh`; whole names first, then counties.
fn divisions_read(letters: &str, own: &str, limit: usize) -> Vec<(&'static Division, String)> {
    let ranked = DIVISIONS.iter().enumerate().filter_map(|(at, d)| Some((spelled_rank(at, letters)?, d)));
    let mut found: Vec<(u8, &Division)> = ranked.collect();
    found.sort_by_key(|(rank, d)| {
        let distance = distance(d.code, own);
        (distance > 0, *rank, std::cmp::Reverse(d.level), distance, d.code)
    });
    found.truncate(limit);
    found.into_iter().filter_map(|(_, d)| Some((d, division_full_name(d.code)?))).collect()
}

/// 0: all of the name, or all but its last character (西湖 of 西湖区), spelled out; 1: the beginnings of all its syllables; 2: its
/// beginning.
fn spelled_rank(at: usize, letters: &str) -> Option<u8> {
    let rank = reading_rank(at, letters)?;
    let readings = &DIVISION_READINGS[at];
    let short = &readings[..readings.len() - usize::from(readings.len() > 2)];
    if is_spelled(readings, letters) || is_spelled(short, letters) {
        return Some(0);
    }
    let is_short = names::match_rank(short, letters) == Some(0);
    Some(if is_short { 1 } else { rank + 1 })
}

/// Whether letters are the readings of all these characters, none cut short.
fn is_spelled(readings: &[Vec<String>], letters: &str) -> bool {
    match readings.split_first() {
        None => letters.is_empty(),
        Some((first, rest)) => first
            .iter()
            .any(|reading| letters.strip_prefix(&**reading).is_some_and(|left| is_spelled(rest, left))),
    }
}

/// Divisions whose code begins with the text, whose full name holds every word of it, or whose name reads so; counties
/// first.
///
/// At most `limit` rows.
pub fn search_divisions(text: &str, limit: usize) -> Vec<(&'static Division, String)> {
    search_divisions_from(text, "", limit)
}

/// How far a division is from the own one: 0 it is that, 1 in its prefecture, 2 in its province, 3 elsewhere.
fn distance(code: &str, own: &str) -> u8 {
    let shares = |digits: usize| own.len() >= digits && own.get(..digits) == code.get(..digits);
    match () {
        () if shares(6) => 0,
        () if shares(4) => 1,
        () if shares(2) => 2,
        () => 3,
    }
}

/// [`search_divisions`] as an office sees them: its own division first where it fits, and of several alike the nearest.
pub fn search_divisions_from(text: &str, own: &str, limit: usize) -> Vec<(&'static Division, String)> {
    let wanted = crate::text::trimmed(&crate::text::half_width(text));
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let letters: String = wanted.to_lowercase().split_whitespace().collect();
    if !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase()) {
        return divisions_read(&letters, own, limit);
    }
    let mut found: Vec<_> = DIVISIONS
        .iter()
        .filter_map(|d| {
            let full = division_full_name(d.code)?;
            let fits = d.code.starts_with(&wanted) || words.iter().all(|w| holds_in_order(&full, w));
            fits.then_some((d, full))
        })
        .collect();
    found.sort_by_key(|(d, _)| {
        let distance = distance(d.code, own);
        let begins = d.name.starts_with(&wanted);
        (distance > 0, std::cmp::Reverse(begins), std::cmp::Reverse(d.level), distance, d.code)
    });
    found.truncate(limit);
    found
}

/// Whether the characters stand in the text in that order: 杭州西湖 finds 浙江省杭州市西湖区.
fn holds_in_order(text: &str, wanted: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().all(|w| rest.any(|c| c == w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_what_their_standards_hold() {
        let standard = ETHNIC_GROUP.all().iter().filter(|c| c.code != "97" && c.code != "98").count();
        assert_eq!(standard, 56, "GB/T 3304 names 56 groups");
        assert_eq!(SEX.label("1"), "男");
        assert_eq!(POLITICAL_STATUS.label("01"), "中共党员");
        assert_eq!(MARITAL_STATUS.get("21").and_then(|c| c.parent), Some("20"));
        assert!(RELATION_TO_HEAD.get("02").is_some_and(|c| c.name == "户主" && c.is_common));
        assert!(RELATION_TO_HEAD.get("03").is_none(), "03 was deleted in 2008");
        assert_eq!(EDUCATION.label("20"), "大学本科");
        assert_eq!(EDUCATION.label("999"), "999", "an unknown code is shown as it is");
    }

    #[test]
    fn divisions_know_their_full_names() {
        assert_eq!(division_full_name("330106").as_deref(), Some("浙江省杭州市西湖区"));
        assert_eq!(division_full_name("110101").as_deref(), Some("北京市东城区"));
        assert!(division_ever_was("110103"), "崇文区 was merged in 2010; its numbers stay valid");
        assert!(!division_ever_was("990101"));
    }

    #[test]
    fn divisions_are_found_by_code_name_or_short_form() {
        assert_eq!(search_divisions("330106", 5)[0].0.code, "330106");
        assert_eq!(search_divisions("杭州西湖", 5)[0].0.code, "330106");
        let has_xihu =
            |typed: &str, limit| search_divisions(typed, limit).iter().any(|(d, _)| d.code == "330106");
        assert!(has_xihu("xihu", 5) && has_xihu("xihuqu", 5) && has_xihu("Xi Hu", 5));
        assert!(has_xihu("xh", 60), "by its initials");
        assert!(search_divisions("zhejiang", 5).iter().any(|(d, _)| d.code == "330000"));
        assert_eq!(search_divisions("西湖区", 9).iter().filter(|(d, _)| d.name == "西湖区").count(), 2);
    }

    #[test]
    fn an_office_sees_its_own_division_first_and_then_the_nearest() {
        let codes = |text: &str| -> Vec<&str> {
            search_divisions_from(text, "330106", 20).into_iter().map(|(d, _)| d.code).collect()
        };
        assert_eq!(codes("").first(), Some(&"330106"), "before anything is typed");
        assert!(codes("")[1..9].iter().all(|code| code.starts_with("3301")), "then its own city");
        for typed in ["西湖", "西湖区", "xihu", "xh", "33", "浙江"] {
            assert_eq!(codes(typed).first(), Some(&"330106"), "{typed}");
        }
        assert_eq!(codes("上城").first(), Some(&"330102"));
        assert!(!codes("北京").contains(&"330106"), "what does not fit is not offered");
    }
}
