//! What a column can mean, and the words that headers use for it.

use crate::fields::Field;
use crate::people::{OWN_FIELDS, PERSON_FIELDS};
use crate::registers::Register;
use crate::text::half_width;

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

/// Words of headers by target. The first that a header equals wins; compared after [`plain`].
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "姓名",
            "居民姓名",
            "人员姓名",
            "成员姓名",
            "家庭成员姓名",
            "家庭成员",
            "名字",
            "住户姓名",
            "本人姓名",
        ],
    ),
    (
        "id_number",
        &[
            "身份证号码",
            "身份证号",
            "身份证",
            "公民身份号码",
            "公民身份证号码",
            "证件号码",
            "证件号",
            "居民身份证号码",
            "居民身份证号",
            "身份号码",
            "身份证件号码",
            "身份证编号",
            "sfzh",
        ],
    ),
    ("id_kind", &["证件类型", "证件种类", "证件名称"]),
    ("sex", &["性别"]),
    ("birth_date", &["出生日期", "出生年月", "出生年月日", "生日", "出生时间", "出生"]),
    ("ethnic_group", &["民族", "族别"]),
    ("former_name", &["曾用名", "别名"]),
    ("native_place", &["籍贯"]),
    ("population_kind", &["人口类型", "人员类型", "人员类别", "人口性质", "人口属性"]),
    ("hukou_kind", &["户籍类别", "户口性质", "户籍性质", "户口类别", "户口类型"]),
    ("hukou_division", &["户籍所在地", "户籍地", "户口所在地", "户籍所在区划"]),
    (
        "hukou_address",
        &["户籍地址", "户口地址", "户籍详细地址", "户籍所在地址", "户籍所在地详址", "户籍住址"],
    ),
    (
        "moved_in_on",
        &["来本社区日期", "入住日期", "入住时间", "迁入日期", "迁入时间", "流入日期", "来本社区时间"],
    ),
    ("marital_status", &["婚姻状况", "婚姻", "婚否", "婚姻情况"]),
    ("education", &["文化程度", "学历", "文化", "最高学历", "受教育程度"]),
    ("political_status", &["政治面貌", "政治面目"]),
    ("health", &["健康状况", "身体状况", "健康情况"]),
    ("occupation_status", &["从业状况", "就业状况", "就业情况"]),
    ("occupation", &["职业", "职务", "工种"]),
    (
        "employer",
        &[
            "工作单位",
            "单位",
            "就读学校",
            "工作单位或学校",
            "工作单位就读学校",
            "服务处所",
            "学校",
            "工作单位及职务",
        ],
    ),
    ("military", &["兵役状况", "兵役情况", "兵役"]),
    ("insurance", &["参保情况", "社保情况", "参保类型"]),
    (
        "phones",
        &[
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "电话号码",
            "联系方式",
            "本人电话",
            "联系手机",
            "移动电话",
            "固定电话",
        ],
    ),
    ("emergency_name", &["紧急联系人", "紧急联系人姓名", "应急联系人"]),
    ("emergency_phones", &["紧急联系电话", "紧急联系人电话", "应急联系电话", "紧急电话"]),
    ("emergency_relation", &["与紧急联系人关系", "紧急联系人关系", "与联系人关系"]),
    ("blood_type", &["血型"]),
    ("religion", &["宗教信仰", "宗教"]),
    ("consent_note", &["告知与同意"]),
    ("collected_by", &["采集人", "登记人", "填表人", "采集员"]),
    ("collected_on", &["采集日期", "登记日期", "填表日期", "采集时间"]),
    ("remark", &["备注", "说明", "备注说明", "其他说明", "附注"]),
    (
        "relation",
        &["与户主关系", "与户主的关系", "关系", "户主关系", "家庭关系", "同户主关系", "与房主关系", "称谓"],
    ),
    ("household.head", &["户主", "户主姓名", "户主名字", "所属户主"]),
    ("household.no", &["户编号", "户号", "家庭编号", "户序号", "住户编号"]),
    ("household.book", &["户口簿号", "户口本号", "户口簿编号", "户口簿户号"]),
    ("household.kind", &["户类型", "户别", "家庭户类型"]),
    (
        "residence_state",
        &[
            "人户状态",
            "人户情况",
            "人户一致",
            "人户分离",
            "人户分离情况",
            "人户一致性",
            "居住状态",
            "在住情况",
        ],
    ),
    (
        "place.whole",
        &[
            "现住址",
            "住址",
            "家庭住址",
            "居住地址",
            "现居住地址",
            "地址",
            "详细住址",
            "详细地址",
            "门牌号",
            "房号",
            "居住地",
            "现居住地",
            "家庭地址",
            "楼门号",
            "楼栋单元室",
            "楼栋单元房号",
            "房屋地址",
            "居住详址",
            "门牌",
        ],
    ),
    ("place.estate", &["小区", "小区名称", "所属小区", "院落", "自然片", "小区名"]),
    ("place.building", &["楼栋", "栋", "楼号", "栋号", "楼栋号", "幢", "幢号", "楼", "几栋", "楼幢"]),
    ("place.unit", &["单元", "单元号", "几单元"]),
    ("place.room", &["室", "房间", "室号", "房间号", "门号", "户室", "房室号"]),
    ("dwelling.tenure", &["房屋性质", "住房性质", "房屋类型", "住房类型", "房屋用途"]),
    ("dwelling.owner", &["产权人", "房主", "房屋产权人", "业主", "房东", "业主姓名", "房主姓名"]),
    ("dwelling.area", &["建筑面积", "面积", "住房面积", "房屋面积"]),
    ("grid_id", &[]),
    ("grid.name", &["网格", "所属网格", "网格名称", "网格编号"]),
    ("group.minimum_living", &["低保", "是否低保", "低保户", "是否低保户", "低保对象", "享受低保"]),
    ("group.minimum_living_edge", &["低保边缘", "低保边缘户", "是否低保边缘", "低边户"]),
    ("group.destitute", &["特困", "特困人员", "是否特困", "五保"]),
    ("group.disabled", &["残疾", "是否残疾", "残疾人", "是否残疾人"]),
    ("group.disability_kind", &["残疾类别", "残疾类型", "残疾种类"]),
    ("group.disability_grade", &["残疾等级", "残疾级别", "残疾程度"]),
    ("group.disability_no", &["残疾证号", "残疾人证号", "残疾人证号码", "残疾证号码"]),
    ("group.veteran", &["退役军人", "是否退役军人", "优抚对象", "复退军人", "退伍军人"]),
    ("group.lives_alone", &["独居老人", "是否独居", "独居", "独居情况"]),
    ("group.empty_nest", &["空巢老人", "空巢", "是否空巢"]),
    ("group.disabled_elder", &["失能老人", "失能", "是否失能"]),
    ("group.child_in_need", &["困境儿童", "留守儿童", "是否留守儿童", "是否困境儿童"]),
    ("group.unemployed", &["失业", "是否失业", "失业人员"]),
    ("group.seriously_ill", &["大病", "是否大病", "重大疾病"]),
    ("group.lost_only_child", &["计生特殊家庭", "失独", "是否失独"]),
    ("party_member", &["党员", "是否党员", "中共党员", "是否中共党员"]),
    // Read over: counted by the sheet itself, or computed by the program.
    (
        SKIP,
        &[
            "序号",
            "编号",
            "序",
            "no",
            "年龄",
            "周岁",
            "岁数",
            REASON_HEADING,
            "合计",
            "户人口数",
            "家庭人口数",
            "人口数",
            "户内人数",
        ],
    ),
];

/// The headings that mean nothing to keep: serial numbers, ages, counts.
pub fn is_known_skip(heading: &str) -> bool {
    synonyms(SKIP).iter().any(|w| *w == plain(heading))
}

fn synonyms(key: &str) -> &'static [&'static str] {
    SYNONYMS.iter().find(|(k, _)| *k == key).map_or(&[], |(_, words)| words)
}

/// A heading without what writers vary: spaces, line breaks, brackets and what stands in them, stars, colons, units.
pub fn plain(heading: &str) -> String {
    let narrow = half_width(heading).to_lowercase();
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
                let of_card = PERSON_FIELDS.iter().filter(|f| {
                    f.key != "grid_id" && f.key != "marks" && !OWN_FIELDS.iter().any(|own| own.key == f.key)
                });
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

    /// What a heading means; `parent` is what stands over it in a two-row header. `None` where nothing is known of it,
    /// [`SKIP`] where it is known to mean nothing to keep.
    pub fn guess(self, heading: &str, parent: &str) -> Option<&'static str> {
        let (child, parent) = (plain(heading), plain(parent));
        if child.is_empty() {
            return None;
        }
        match self {
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
        if under(&["重点", "类别", "人群", "是否"]) && child == "党员" {
            return Some("party_member");
        }
        // 出生 over 年月, 联系 over 电话: together they may be one known heading.
        let joined = format!("{parent}{child}");
        if let Some(key) = exact(&joined) {
            return Some(key);
        }
    }
    exact(child).or_else(|| label_of_field(child)).or_else(|| part_of(child))
}

fn exact(word: &str) -> Option<&'static str> {
    SYNONYMS.iter().find(|(_, words)| words.contains(&word)).map(|(key, _)| *key)
}

fn label_of_field(word: &str) -> Option<&'static str> {
    let field = PERSON_FIELDS.iter().filter(|f| f.key != "grid_id" && f.key != "marks");
    let field = field.filter(|f| !OWN_FIELDS.iter().any(|own| own.key == f.key));
    let by_label = field.filter(|f| plain(f.label) == word).map(|f| f.key).next();
    by_label.or_else(|| MORE.iter().find(|t| plain(t.label) == word).map(|t| t.key))
}

/// A longer heading that holds a known word of at least three characters: 本人身份证号码填写, 家庭现住址信息.
fn part_of(word: &str) -> Option<&'static str> {
    if word.chars().count() > 14 {
        return None;
    }
    let known = SYNONYMS.iter().filter(|(key, _)| !key.is_empty());
    let hits = known.flat_map(|(key, words)| words.iter().map(move |w| (*key, *w)));
    let best =
        hits.filter(|(_, w)| w.chars().count() >= 3 && word.contains(w)).max_by_key(|(_, w)| w.len())?;
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
        assert_eq!(guess("车牌号", ""), None);
        assert_eq!(guess("", ""), None);
    }

    #[test]
    fn what_stands_over_a_heading_changes_its_meaning() {
        assert_eq!(guess("楼栋", "户籍地址"), Some("hukou.building"));
        assert_eq!(guess("楼栋", "现住址"), Some("place.building"));
        assert_eq!(guess("姓名", "紧急联系人"), Some("emergency_name"));
        assert_eq!(guess("电话", "紧急联系人"), Some("emergency_phones"));
        assert_eq!(guess("等级", "残疾情况"), Some("group.disability_grade"));
        assert_eq!(guess("年月", "出生"), Some("birth_date"));
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
