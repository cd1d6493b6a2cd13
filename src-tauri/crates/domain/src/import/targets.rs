//! What a column can mean, and the words that headers use for it.

use super::headings::{BEFORE, BEHIND, ROLES, SYNONYMS};
use crate::fields::Field;
use crate::people::{OWN_FIELDS, PERSON_FIELDS};
use crate::registers::Register;
use crate::text::half_width;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a sheet is imported as.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Residents, with their households, dwellings and groups.
    Residents,
    /// The rows of a declared register.
    Register(&'static Register),
}

/// Where the choice of a target stands in the list that the user picks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetGroup {
    /// Facts of the person.
    Person,
    /// The household and the place in it.
    Household,
    /// The dwelling.
    Dwelling,
    /// Groups of people.
    Group,
    /// Fields of a register.
    Register,
    /// The office's own fields.
    Own,
    /// Left out.
    LeftOut,
}

impl TargetGroup {
    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            TargetGroup::Person => "个人",
            TargetGroup::Household => "户",
            TargetGroup::Dwelling => "房屋",
            TargetGroup::Group => "重点人群",
            TargetGroup::Register => "登记簿",
            TargetGroup::Own => "自有栏",
            TargetGroup::LeftOut => "不导入",
        }
    }
}

/// Something that a column can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its key, like `name`, `place.room`, `group.disability_kind`.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Where it stands in the list.
    pub group: TargetGroup,
}

/// What a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The target's key; [`SKIP`] where it is known to mean nothing to keep.
    pub key: &'static str,
    /// Whether the heading is a known name of it, not one that holds such a name.
    pub is_exact: bool,
}

/// The key of a column that is left out.
pub const SKIP: &str = "";
/// The key of a column that is kept as a new field of the office's own.
pub const NEW_OWN_FIELD: &str = "own.new";
/// The heading of the column that says why a row was refused; it is read over when the rows come back mended.
pub const REASON_HEADING: &str = "原因";

/// Targets of residents beside the fields of the card.
const MORE: &[Target] = &[
    target("relation", "与户主关系", TargetGroup::Household),
    target("household.head", "户主姓名", TargetGroup::Household),
    target("household.no", "户编号", TargetGroup::Household),
    target("household.book", "户口簿号", TargetGroup::Household),
    target("household.kind", "户类型", TargetGroup::Household),
    target("residence_state", "人户状态", TargetGroup::Household),
    target("place.whole", "住址（整段）", TargetGroup::Dwelling),
    target("place.estate", "小区", TargetGroup::Dwelling),
    target("place.building", "楼栋", TargetGroup::Dwelling),
    target("place.unit", "单元", TargetGroup::Dwelling),
    target("place.room", "室", TargetGroup::Dwelling),
    target("hukou.building", "户籍地址：楼栋", TargetGroup::Household),
    target("hukou.unit", "户籍地址：单元", TargetGroup::Household),
    target("hukou.room", "户籍地址：室", TargetGroup::Household),
    target("dwelling.tenure", "房屋性质", TargetGroup::Dwelling),
    target("dwelling.owner", "产权人", TargetGroup::Dwelling),
    target("dwelling.area", "建筑面积", TargetGroup::Dwelling),
    target("grid.name", "网格", TargetGroup::Dwelling),
    target("left.state", "状态（在册、死亡、迁出）", TargetGroup::Household),
    target("left.alive", "是否健在", TargetGroup::Household),
    target("left.kept", "是否在册", TargetGroup::Household),
    target("left.died", "是否死亡", TargetGroup::Household),
    target("left.died_on", "死亡日期", TargetGroup::Household),
    target("left.moved", "是否迁出或注销", TargetGroup::Household),
    target("left.moved_on", "迁出或注销日期", TargetGroup::Household),
    target("group.minimum_living", "低保（是/否）", TargetGroup::Group),
    target("group.minimum_living_edge", "低保边缘（是/否）", TargetGroup::Group),
    target("group.destitute", "特困（是/否）", TargetGroup::Group),
    target("group.disabled", "残疾（是/否）", TargetGroup::Group),
    target("group.disability_kind", "残疾类别", TargetGroup::Group),
    target("group.disability_grade", "残疾等级", TargetGroup::Group),
    target("group.disability_no", "残疾人证号", TargetGroup::Group),
    target("group.veteran", "退役军人和优抚对象（是/否）", TargetGroup::Group),
    target("group.lives_alone", "独居老人（是/否）", TargetGroup::Group),
    target("group.empty_nest", "空巢老人（是/否）", TargetGroup::Group),
    target("group.disabled_elder", "失能老人（是/否）", TargetGroup::Group),
    target("group.child_in_need", "留守、困境儿童（是/否）", TargetGroup::Group),
    target("group.unemployed", "失业人员（是/否）", TargetGroup::Group),
    target("group.seriously_ill", "大病（是/否）", TargetGroup::Group),
    target("group.lost_only_child", "计生特殊家庭（是/否）", TargetGroup::Group),
    target("party_member", "党员（是/否）", TargetGroup::Group),
];

const fn target(key: &'static str, label: &'static str, group: TargetGroup) -> Target {
    Target { key, label, group }
}

/// The headings that mean nothing to keep: serial numbers, ages, counts.
pub fn is_known_skip(heading: &str) -> bool {
    synonyms(SKIP).iter().any(|w| *w == plain(heading))
}

fn synonyms(key: &str) -> &'static [&'static str] {
    SYNONYMS.iter().find(|(k, _)| *k == key).map_or(&[], |(_, words)| words)
}

/// A heading without what writers vary: spaces, line breaks, brackets and what stands in them, stars, colons, units.
pub fn plain(heading: &str) -> String {
    let narrow = half_width(&crate::text::unify_radicals(heading)).to_lowercase();
    let mut out = String::new();
    let mut depth = 0u32;
    for c in narrow.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '<' | '《' => depth += 1,
            ')' | ']' | '】' | '〕' | '>' | '》' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || crate::text::is_invisible(c) => {}
            '*' | ':' | '/' | '、' | '-' | '_' | '.' | '·' | '，' | ',' | '。' | '?' | '"' | '\'' | '\\' =>
                {}
            _ => out.push(c),
        }
    }
    out
}

impl Kind {
    /// The word on the wire: `residents`, or the register's key.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Residents => "residents",
            Kind::Register(register) => register.key,
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Kind> {
        match word {
            "residents" => Some(Kind::Residents),
            key => crate::registers::find(key).map(Kind::Register),
        }
    }

    /// Everything that a column can mean, in the order in which it is offered; own fields apart.
    pub fn targets(self) -> Vec<Target> {
        match self {
            Kind::Residents => {
                let of_card = PERSON_FIELDS
                    .iter()
                    .filter(|f| f.key != "grid_id" && !OWN_FIELDS.iter().any(|own| own.key == f.key));
                let mut all: Vec<Target> =
                    of_card.map(|f| target(f.key, f.label, TargetGroup::Person)).collect();
                all.extend(MORE.iter().cloned());
                all
            }
            Kind::Register(register) => register
                .fields
                .iter()
                .filter(|f| !f.is_computed)
                .map(|f| target(f.key, f.label, TargetGroup::Register))
                .collect(),
        }
    }

    /// The field of a target that is one.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        match self {
            Kind::Residents => PERSON_FIELDS.iter().find(|f| f.key == key),
            Kind::Register(register) => register.fields.iter().find(|f| f.key == key),
        }
    }

    /// What a heading means, and whether it says just that; a heading that says more gives way to one that does not.
    pub fn meaning(self, heading: &str, parent: &str) -> Option<Meaning> {
        let key = self.guess(heading, parent)?;
        let child = plain(heading);
        let is_exact = match self {
            Kind::Residents => exact(&child) == Some(key) || label_of_field(&child) == Some(key),
            Kind::Register(register) => {
                register.fields.iter().any(|f| f.key == key && plain(f.label) == child)
            }
        };
        Some(Meaning { key, is_exact })
    }

    /// What a heading means; `parent` is what stands over it in a two-row header. `None` where nothing is known of it,
    /// [`SKIP`] where it is known to mean nothing to keep.
    pub fn guess(self, heading: &str, parent: &str) -> Option<&'static str> {
        let heading = unnumbered(heading);
        let (child, parent) = (plain(heading), plain(parent));
        if child.is_empty() {
            return None;
        }
        match self {
            // 姓名（监护人） and 联系电话（子女） say in brackets whose they are.
            Kind::Residents if in_brackets(heading).is_some_and(|said| is_whose(&said)) => None,
            Kind::Residents => guess_for_residents(&child, &parent),
            Kind::Register(register) => {
                let is = |f: &&Field| !f.is_computed && plain(f.label) == child;
                let found = register.fields.iter().find(is).map(|f| f.key);
                found
                    .or_else(|| register_synonym(register, &child))
                    .or_else(|| synonyms(SKIP).contains(&child.as_str()).then_some(SKIP))
            }
        }
    }
}

/// A heading that says more or less than the label of a field: 活动日期 for 日期, 姓名 for 好人姓名.
fn register_synonym(register: &'static Register, child: &str) -> Option<&'static str> {
    let fits = |f: &&Field| {
        let label = plain(f.label);
        let (long, short) =
            if label.len() >= child.len() { (label.as_str(), child) } else { (child, label.as_str()) };
        short.chars().count() >= 2 && (long.ends_with(short) || long.starts_with(short))
    };
    let mut found = register.fields.iter().filter(|f| !f.is_computed).filter(fits);
    let first = found.next()?;
    // Two fields that fit are no guess.
    found.next().is_none().then_some(first.key)
}

fn guess_for_residents(child: &str, parent: &str) -> Option<&'static str> {
    if !parent.is_empty() && parent != child {
        let under = |words: &[&str]| words.iter().any(|w| parent.contains(w));
        let is = |key: &str| synonyms(key).contains(&child);
        if under(&["户籍", "户口"]) {
            for (part, target) in [
                ("place.building", "hukou.building"),
                ("place.unit", "hukou.unit"),
                ("place.room", "hukou.room"),
            ] {
                if is(part) {
                    return Some(target);
                }
            }
            if is("place.whole") {
                return Some("hukou_address");
            }
        }
        if under(&["紧急", "应急"]) {
            for (part, target) in [
                ("name", "emergency_name"),
                ("phones", "emergency_phones"),
                ("relation", "emergency_relation"),
            ] {
                if is(part) {
                    return Some(target);
                }
            }
        }
        if under(&["残疾"]) {
            match child {
                "类别" | "类型" | "种类" => return Some("group.disability_kind"),
                "等级" | "级别" => return Some("group.disability_grade"),
                "证号" | "证件号码" => return Some("group.disability_no"),
                _ => {}
            }
        }
        if under(&["户主"]) && is("name") {
            return Some("household.head");
        }
        // The telephone under 工作单位 is the employer's.
        if under(&["工作单位", "单位信息", "就读学校", "公司"]) && (is("phones") || is("place.whole"))
        {
            return None;
        }
        // 姓名 under 监护人 is the guardian's; what else stands there is too.
        if names_other(parent) {
            return exact(&format!("{parent}{child}"));
        }
        if under(&["重点", "类别", "人群", "是否"]) && child == "党员" {
            return Some("party_member");
        }
        // 出生 over 年月, 联系 over 电话: together they may be one known heading.
        let joined = format!("{parent}{child}");
        if let Some(key) = exact(&joined) {
            return Some(key);
        }
    }
    let whole = exact(child).or_else(|| label_of_field(child));
    // 监护人身份证号 is no number of the one whom the row is about.
    whole.or_else(|| if names_other(child) { None } else { part_of(child) })
}

/// The headings that are known to the letter, of several meanings of one word the first.
static EXACT: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let all = SYNONYMS.iter().rev().flat_map(|(key, words)| words.iter().map(move |word| (*word, *key)));
    all.collect()
});

/// The labels of the program's own fields, as headings are compared.
static LABELS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let fields = PERSON_FIELDS.iter().filter(|f| f.key != "grid_id");
    let fields = fields.filter(|f| !OWN_FIELDS.iter().any(|own| own.key == f.key));
    let all = fields.map(|f| (f.label, f.key)).chain(MORE.iter().map(|t| (t.label, t.key)));
    let mut labels = HashMap::new();
    for (label, key) in all {
        labels.entry(plain(label)).or_insert(key);
    }
    labels
});

fn exact(word: &str) -> Option<&'static str> {
    EXACT.get(word).copied()
}

fn label_of_field(word: &str) -> Option<&'static str> {
    LABELS.get(word).copied()
}

/// A heading without the number that forms put before it: 1.姓名, 2、性别.
fn unnumbered(heading: &str) -> &str {
    let rest = heading.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let named = rest.strip_prefix(['.', '、', '．', ')', '）']).filter(|name| !name.trim().is_empty());
    named.filter(|_| rest.len() < heading.trim_start().len()).unwrap_or(heading)
}

/// What stands in the brackets of a heading.
fn in_brackets(heading: &str) -> Option<String> {
    let narrow = half_width(heading);
    let (_, rest) = narrow.split_once('(')?;
    Some(plain(rest.split(')').next().unwrap_or_default()))
}

/// Whether a heading speaks of another person than the one whom the row is about: 监护人身份证号, 房东电话.
pub fn is_of_another(heading: &str, parent: &str) -> bool {
    let (child, parent) = (plain(heading), plain(parent));
    let is_known = exact(&child).is_some() || label_of_field(&child).is_some();
    let is_told =
        in_brackets(heading).is_some_and(|said| is_whose(&said)) && !COUNTS.contains(&child.as_str());
    // 姓名 under 子女情况 is the child's, 男 under 子女数 a count.
    let is_counted = is_about_own(&parent) && exact(&child).is_none();
    let is_of_parent = names_other(&parent) && parent != child && !is_counted;
    is_of_parent || names_other(&child) && !is_about_own(&child) && !is_known || is_told
}

/// Words that end the heading of a count.
const COUNTS: [&str; 6] = ["数", "人数", "个数", "数量", "总数", "数目"];

/// A heading with a word for somebody else that asks about the row's own person: 子女数, 子女情况, 有无监护人, 是否户主.
pub(super) fn is_about_own(word: &str) -> bool {
    const ASKS: [&str; 7] = ["有无", "是否有", "有没有", "是否为", "是否是", "是否", "现有"];
    let ends_in_role = |rest: &str| ROLES.iter().any(|role| rest.ends_with(role));
    let counts = || COUNTS.iter().filter_map(|count| word.strip_suffix(count)).any(ends_in_role);
    let asks = || ASKS.iter().filter_map(|ask| word.strip_prefix(ask)).any(ends_in_role);
    let children = || {
        let rest = ["情况", "状况"].iter().find_map(|tail| word.strip_suffix(tail));
        rest.is_some_and(|rest| ["子女", "孩子", "小孩"].iter().any(|child| rest.ends_with(child)))
    };
    counts() || asks() || children()
}

/// Whether a heading has a word for somebody else in it, whatever it asks: 去世 under 子女情况 is said of a child.
pub fn speaks_of_others(heading: &str, parent: &str) -> bool {
    names_other(&plain(heading)) || names_other(&plain(parent))
}

/// Whether what stands in brackets says whose a column is; 如配偶、子、女 gives examples.
fn is_whose(said: &str) -> bool {
    names_other(said) && !["本人", "户主", "如", "例"].iter().any(|word| said.contains(word))
}

fn names_other(word: &str) -> bool {
    ROLES.iter().any(|role| word.contains(role))
}

/// A longer heading that holds a known word of at least three characters, and beside it only what leaves its meaning:
/// 本人身份证号码填写, 家庭现住址信息. 身份证有效期 and 身份证地址 are others.
fn part_of(word: &str) -> Option<&'static str> {
    if word.chars().count() > 16 {
        return None;
    }
    let known = SYNONYMS.iter().filter(|(key, _)| !key.is_empty());
    let hits = known.flat_map(|(key, words)| words.iter().map(move |w| (*key, *w)));
    let fits = |key: &str, known: &str| {
        word.match_indices(known).any(|(at, _)| {
            let (before, behind) = (&word[..at], &word[at + known.len()..]);
            let says_it_again = |rest: &str| exact(rest) == Some(key);
            (before.is_empty() || BEFORE.contains(&before) || says_it_again(before))
                && (behind.is_empty() || BEHIND.contains(&behind) || says_it_again(behind))
        })
    };
    let best = hits
        .filter(|(_, w)| w.chars().count() >= 2 && w.len() < word.len() && word.contains(w))
        .filter(|(key, w)| fits(key, w))
        .max_by_key(|(_, w)| w.len())?;
    Some(best.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(heading: &str, parent: &str) -> Option<&'static str> {
        Kind::Residents.guess(heading, parent)
    }

    #[test]
    fn headings_are_known_by_their_many_names() {
        for (heading, key) in [
            ("姓  名", "name"),
            ("身份证号码（18位）", "id_number"),
            ("*公民身份号码", "id_number"),
            ("出生\n年月", "birth_date"),
            ("联系电话/手机", "phones"),
            ("与户主关系", "relation"),
            ("户主", "household.head"),
            ("政治面貌", "political_status"),
            ("是否低保", "group.minimum_living"),
            ("残疾类别", "group.disability_kind"),
            ("门牌号", "place.whole"),
            ("楼栋", "place.building"),
            ("年龄", SKIP),
            ("序号", SKIP),
            ("原因", SKIP),
        ] {
            assert_eq!(guess(heading, ""), Some(key), "{heading}");
        }
        for other in [
            "监护人身份证号",
            "监护人姓名",
            "户主身份证号",
            "户主联系方式",
            "房东/家长电话",
            "学生家长电话",
            "身份证地址",
            "身份证有效期",
            "身份证签发机关",
            "配偶姓名",
            "网格员电话",
        ] {
            assert_eq!(guess(other, ""), None, "{other}");
        }
        for (heading, key) in [
            ("本人身份证号码填写", "id_number"),
            ("现住门（楼）详址", "place.whole"),
            ("所属楼栋", "place.building"),
            ("所属单元", "place.unit"),
            ("所属房屋", "place.room"),
            ("居住处所", "place.whole"),
            ("常住地址", "place.whole"),
            ("户籍地详址", "hukou_address"),
            ("是否已死亡", "left.died"),
            ("迁出日期", "left.moved_on"),
            ("联系人电话", "emergency_phones"),
        ] {
            assert_eq!(guess(heading, ""), Some(key), "{heading}");
        }
        assert_eq!(guess("车牌号", ""), None);
        assert_eq!(guess("", ""), None);
    }

    #[test]
    fn a_count_of_others_is_nobody_elses_fact() {
        for heading in [
            "子女数",
            "子女人数",
            "子女个数",
            "现有子女数",
            "子女数（男/女）",
            "子女情况",
            "生育子女情况",
            "人数（子女）",
            "有无子女",
            "是否有监护人",
            "是否户主",
            "兄弟姐妹数",
        ] {
            assert!(!is_of_another(heading, ""), "{heading}");
            assert_eq!(guess(heading, ""), None, "{heading} is not kept by the ledger");
        }
        assert!(!is_of_another("男", "子女数"));
        for heading in
            ["子女姓名", "子女电话", "子女工作单位", "子女", "监护人情况", "监护人电话", "电话（子女）"]
        {
            assert!(is_of_another(heading, ""), "{heading}");
        }
        assert!(is_of_another("姓名", "子女情况") && is_of_another("联系电话", "子女"));
        assert!(speaks_of_others("子女情况", "") && !speaks_of_others("家庭情况", ""));
    }

    #[test]
    fn what_stands_over_a_heading_changes_its_meaning() {
        assert_eq!(guess("楼栋", "户籍地址"), Some("hukou.building"));
        assert_eq!(guess("楼栋", "现住址"), Some("place.building"));
        assert_eq!(guess("姓名", "紧急联系人"), Some("emergency_name"));
        assert_eq!(guess("电话", "紧急联系人"), Some("emergency_phones"));
        assert_eq!(guess("等级", "残疾情况"), Some("group.disability_grade"));
        assert_eq!(guess("年月", "出生"), Some("birth_date"));
        for other in ["姓名", "身份证号", "联系电话", "工作单位"] {
            assert_eq!(guess(other, "监护人信息"), None, "{other} of the guardian");
            assert_eq!(guess(other, "父亲"), None, "{other} of the father");
        }
        assert_eq!(guess("姓名", "户主"), Some("household.head"));
        assert_eq!(guess("电话", "户主"), None);
    }

    #[test]
    fn registers_are_known_by_their_labels() {
        let kind = Kind::of("good_deeds").unwrap();
        assert_eq!(kind.guess("好人姓名", ""), Some("person_name"));
        assert_eq!(kind.guess("事 迹", ""), Some("deed"));
        assert_eq!(kind.guess("好人好事日期", ""), Some("happened_on"));
        assert_eq!(kind.guess("天气", ""), None);
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen = std::collections::HashMap::new();
        for (key, words) in SYNONYMS {
            for word in *words {
                assert_eq!(plain(word), *word, "{word} is compared in its plain form");
                assert_eq!(seen.insert(*word, *key), None, "{word} stands twice");
            }
        }
        let keys: Vec<&str> = Kind::Residents.targets().iter().map(|t| t.key).collect();
        for (key, words) in SYNONYMS.iter().filter(|(k, w)| !k.is_empty() && !w.is_empty()) {
            assert!(keys.contains(key), "{key} ({words:?}) can be chosen");
        }
    }
}
