//! People: the fields of a person's card, and the rules that look at several of them.
//!
//! The card is wide (`shared/domain/residents.md` 3), so it is described as fields like a register; the rules that
//! make people a typed area (numbers against sex and birth, movements, households) work on the facts below.
//!
//! Only what makes a record meaningless is required: name, sex, birth date. Everything else that the form of the
//! street office wants is reported as missing on the first page, never as an obstacle.

use crate::calendar::PartialDate;
use crate::codes;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Value, Values, accept_all, text_of};
use crate::identity::{IdKind, Sex, check_number};
use crate::text::tidy_name;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::sync::LazyLock;

const BASICS: &str = "基本信息";
const HUKOU: &str = "户籍";
const WORK: &str = "文化与工作";
const CONTACT: &str = "联系方式";
const OTHER: &str = "其他";
const OWN: &str = "自有栏";

/// The fields of a person's card.
pub static PERSON_FIELDS: &[Field] = &[
    Field::text("name", "姓名", 50).required().in_list().under(BASICS),
    Field::choice("id_kind", "证件类型", &ID_KINDS).required().under(BASICS).starts_with("resident_card"),
    Field::text("id_number", "证件号码", 30).in_list().under(BASICS).masked_as_id().hint("没有号码可以不填"),
    Field::code("sex", "性别", &codes::SEX).required().in_list().under(BASICS).hint("填身份证号后自动带出"),
    Field::partial_date("birth_date", "出生日期")
        .required()
        .under(BASICS)
        .hint("只知道年月也可以，如 1965.3"),
    Field::code("ethnic_group", "民族", &codes::ETHNIC_GROUP).in_list().under(BASICS).starts_with("01"),
    Field::text("former_name", "曾用名", 50).under(BASICS),
    Field::text("native_place", "籍贯", 60).under(BASICS),
    Field::choice("population_kind", "人口类型", &POPULATION_KINDS)
        .under(HUKOU)
        .hint("户籍、流动按户籍和居住算，只有港澳台、外籍要选"),
    Field::choice("hukou_kind", "户籍类别", &HUKOU_KINDS).under(HUKOU),
    Field::division("hukou_division", "户籍所在地").under(HUKOU).hint("输入地名或代码查找"),
    Field::text("hukou_address", "户籍地址", 200).under(HUKOU).hint("照户口簿填写"),
    Field::partial_date("moved_in_on", "来本社区日期").under(HUKOU).hint("只知道年月也可以，如 2019.5"),
    Field::code("marital_status", "婚姻状况", &codes::MARITAL_STATUS).under(WORK),
    Field::code("education", "文化程度", &codes::EDUCATION).under(WORK),
    Field::code("political_status", "政治面貌", &codes::POLITICAL_STATUS).under(WORK),
    Field::choice("health", "健康状况", &HEALTH).under(WORK),
    Field::choice("occupation_status", "从业状况", &OCCUPATION_STATUS).under(WORK),
    Field::text("occupation", "职业", 60).under(WORK),
    Field::text("employer", "工作单位或学校", 100).under(WORK),
    Field::choice("military", "兵役状况", &MILITARY).under(WORK),
    Field::choices("insurance", "参保情况", &INSURANCE).under(WORK),
    Field::phones("phones", "联系电话").in_list().under(CONTACT).hint("可填多个，用顿号隔开"),
    Field::text("emergency_name", "紧急联系人", 50).under(CONTACT),
    Field::phones("emergency_phones", "紧急联系电话").under(CONTACT),
    Field::text("emergency_relation", "与本人关系", 30).under(CONTACT),
    Field::choice("blood_type", "血型", &BLOOD_TYPES).under(OTHER),
    Field::text("religion", "宗教信仰", 30).under(OTHER).hint("敏感信息，无工作需要不要填写"),
    Field::text("consent_note", "告知与同意", 200).under(OTHER),
    Field::reference("grid_id", "所属网格", "grids")
        .under(HUKOU)
        .hint("一般随房屋自动带出，特殊情况才在这里改"),
    Field::choices("marks", "标记", &MARKS).under(OTHER),
    Field::text("collected_by", "采集人", 30).under(OTHER),
    Field::date("collected_on", "采集日期").under(OTHER),
    Field::long_text("remark", "备注", 2000).under(OTHER),
    own("own_01"),
    own("own_02"),
    own("own_03"),
    own("own_04"),
    own("own_05"),
    own("own_06"),
    own("own_07"),
    own("own_08"),
    own("own_09"),
    own("own_10"),
    own("own_11"),
    own("own_12"),
];

/// Columns that the office names itself (自有栏), for what its sheets hold and the card does not know. Unnamed ones are
/// not shown. `[assumed]` twelve are enough.
pub static OWN_FIELDS: [Field; 12] = [
    own("own_01"),
    own("own_02"),
    own("own_03"),
    own("own_04"),
    own("own_05"),
    own("own_06"),
    own("own_07"),
    own("own_08"),
    own("own_09"),
    own("own_10"),
    own("own_11"),
    own("own_12"),
];

const fn own(key: &'static str) -> Field {
    Field::text(key, "自有栏", 200).under(OWN)
}

/// The office's own working marks, for several people at once. `[assumed]`
static MARKS: [(&str, &str); 6] = [
    ("verify", "待核实"),
    ("papers", "待补材料"),
    ("visit", "需走访"),
    ("alone", "独居"),
    ("care", "重点关心"),
    ("checked", "已核对"),
];

static ID_KINDS: [(&str, &str); 10] = [
    ("resident_card", "居民身份证"),
    ("hk_mo_residence_permit", "港澳居民居住证"),
    ("tw_residence_permit", "台湾居民居住证"),
    ("foreign_permanent_card", "外国人永久居留身份证"),
    ("passport", "护照"),
    ("hk_mo_travel_permit", "港澳居民来往内地通行证"),
    ("tw_travel_permit", "台湾居民来往大陆通行证"),
    ("hukou_book", "户口簿（无身份证儿童）"),
    ("birth_certificate", "出生医学证明"),
    ("none", "无证件"),
];

static POPULATION_KINDS: [(&str, &str); 4] =
    [("registered", "户籍人口"), ("floating", "流动人口"), ("hk_mo_tw", "港澳台"), ("foreign", "外籍")];

static HUKOU_KINDS: [(&str, &str); 4] = [
    ("family", "居民家庭户"),
    ("collective", "居民集体户"),
    ("non_farming", "非农业（旧）"),
    ("farming", "农业（旧）"),
];

/// GB/T 2261.3-2003, one digit.
static HEALTH: [(&str, &str); 4] =
    [("1", "健康或良好"), ("2", "一般或较弱"), ("3", "有慢性病"), ("6", "残疾")];

/// GB/T 2261.4-2003.
static OCCUPATION_STATUS: [(&str, &str); 13] = [
    ("11", "国家公务员"),
    ("13", "专业技术人员"),
    ("17", "职员"),
    ("21", "企业管理人员"),
    ("24", "工人"),
    ("27", "农民"),
    ("31", "学生"),
    ("37", "现役军人"),
    ("51", "自由职业者"),
    ("54", "个体经营者"),
    ("70", "无业人员"),
    ("80", "退（离）休人员"),
    ("90", "其他"),
];

static MILITARY: [(&str, &str); 4] =
    [("none", "未服兵役"), ("reserve", "预备役（民兵）"), ("active", "现役"), ("discharged", "退役")];

static INSURANCE: [(&str, &str); 5] = [
    ("employee_pension", "职工养老"),
    ("resident_pension", "居民养老"),
    ("employee_medical", "职工医保"),
    ("resident_medical", "居民医保"),
    ("none", "未参保"),
];

static BLOOD_TYPES: [(&str, &str); 5] =
    [("A", "A"), ("B", "B"), ("AB", "AB"), ("O", "O"), ("unknown", "不详")];

/// The typed facts of an accepted person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// 姓名
    pub name: String,
    /// 证件类型
    pub id_kind: IdKind,
    /// 证件号码
    pub id_number: Option<String>,
    /// 性别
    pub sex: Sex,
    /// 出生日期
    pub birth_date: PartialDate,
}

/// Tidies and checks a person's card.
///
/// A valid number fills an empty sex and birth date, and replaces a birth date known to the month that it agrees with.
/// A contradiction is a fault at the field; nothing is mended silently.
///
/// Source: GB 11643-1999; `residents.md` 3 and 4.
pub fn accept_person(values: &Values, today: NaiveDate) -> (Values, Vec<Fault>) {
    accept_with(values.clone(), today, &|values| accept_all(PERSON_FIELDS, &values, today))
}

/// As [`accept_person`], for a card that says only what it has: fields that are not said are missing from the answer too.
pub fn accept_said(values: Values, today: NaiveDate) -> (Values, Vec<Fault>) {
    accept_with(values, today, &|values| crate::fields::accept_said(PERSON_FIELDS, values, today))
}

fn accept_with(
    mut values: Values,
    today: NaiveDate,
    accept: &dyn Fn(Values) -> (Values, Vec<Fault>),
) -> (Values, Vec<Fault>) {
    let mut faults = Vec::new();
    if let Some(name) = text_of(&values, "name").map(tidy_name) {
        values.insert("name".into(), Value::Text(name));
    }
    let kind = text_of(&values, "id_kind").and_then(IdKind::from_word).unwrap_or(IdKind::ResidentCard);
    if let Some(typed) = text_of(&values, "id_number").map(str::to_owned) {
        match check_number(kind, &typed, today) {
            Ok(identity) => {
                values.insert("id_number".into(), Value::Text(identity.number));
                faults.extend(identity.warnings.into_iter().map(|f| f.in_field("id_number")));
                faults.extend(identity.sex.and_then(|sex| agree_on_sex(&mut values, sex)));
                faults.extend(identity.birth.and_then(|birth| agree_on_birth(&mut values, birth, today)));
            }
            Err(fault) => faults.push(fault.in_field("id_number")),
        }
    }
    let number_is_wrong = faults.iter().any(|f| !f.is_warning());
    let (accepted, mut more) = accept(values);
    if number_is_wrong {
        // The wrong number is the cause that sex and birth date are missing; one fault is enough.
        more.retain(|f| {
            !(f.code == FaultCode::Required && matches!(f.field.as_deref(), Some("sex" | "birth_date")))
        });
    }
    faults.extend(more);
    faults.extend(check_name(&accepted));
    faults.extend(check_birth(&accepted, today));
    (accepted, faults)
}

/// The facts of values that [`accept_person`] accepted; `None` if they lack one.
pub fn facts(values: &Values) -> Option<PersonFacts> {
    Some(PersonFacts {
        name: text_of(values, "name")?.to_owned(),
        id_kind: IdKind::from_word(text_of(values, "id_kind")?)?,
        id_number: text_of(values, "id_number").map(str::to_owned),
        sex: Sex::from_code(text_of(values, "sex")?)?,
        birth_date: PartialDate::from_iso(text_of(values, "birth_date")?)?,
    })
}

fn agree_on_sex(values: &mut Values, told: Sex) -> Option<Fault> {
    let typed = values.get("sex").filter(|v| !v.is_empty()).cloned();
    match typed {
        None => drop(values.insert("sex".into(), told.code().into())),
        Some(typed) if typed == Value::from(told.code()) || typed == Value::from(told.label()) => {}
        // 未知 and 未说明 say nothing against the number.
        Some(Value::Text(word)) if says_no_sex(&word) => {
            values.insert("sex".into(), told.code().into());
            return Some(
                Fault::at(FaultCode::IdSexTaken, "sex").with(codes::SEX.label(&word)).with(told.label()),
            );
        }
        Some(_) => return Some(Fault::at(FaultCode::IdSexDiffers, "sex").with(told.label())),
    }
    None
}

fn says_no_sex(word: &str) -> bool {
    [Sex::Unknown, Sex::Unstated].iter().any(|s| s.code() == word || s.label() == word)
}

fn agree_on_birth(values: &mut Values, told: NaiveDate, today: NaiveDate) -> Option<Fault> {
    let whole = Value::Text(PartialDate::day(told).to_string());
    let Some(typed) = text_of(values, "birth_date") else {
        values.insert("birth_date".into(), whole);
        return None;
    };
    let read =
        PartialDate::from_iso(typed).or_else(|| crate::calendar::parse_typed_date(typed, today).ok())?;
    if read.may_be(told) {
        values.insert("birth_date".into(), whole);
        return None;
    }
    Some(Fault::at(FaultCode::IdBirthDiffers, "birth_date").with(told))
}

/// What stands in lists where a name should, and names nobody.
#[rustfmt::skip]
const NOBODY: [&str; 63] = [
    "总人数", "总户数", "合计", "小计", "总计", "没有", "待补", "待定", "暂无", "空户", "空房", "空置", "空置房", "无人", "无人居住",
    "无人在家", "同上", "以下空白", "此行空白", "姓名", "户主姓名", "居民姓名", "党员姓名", "家庭成员姓名", "性别", "序号", "身份证号",
    "undefined", "null", "NULL", "必填", "选填", "示例", "请填写姓名", "请填写", "与身份证一致", "填写说明", "下拉选择", "制表日期",
    "填表人", "转下页", "接上页", "续表", "商铺", "门面", "物业用房", "出租", "出租房", "拆迁", "一单元", "二单元", "三单元", "四单元",
    "五单元", "租户", "住户", "业主", "保安室", "物业", "不详", "单位", "未知", "备注",
];

static NOBODY_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NOBODY.into_iter().collect());

/// At most 50 characters, and a single one only with a word; Chinese of any plane, Latin for foreigners, `·` inside minority names.
fn check_name(values: &Values) -> Option<Fault> {
    let name = text_of(values, "name")?;
    let fits = |c: char| c.is_alphabetic() || matches!(c, '·' | ' ' | '\'' | '-' | '.' | '〇');
    let is_nobody = NOBODY_NAMES.contains(name) || !name.chars().any(char::is_alphabetic);
    if is_nobody && !name.contains('\u{FFFD}') {
        return Some(Fault::at(FaultCode::NameOfNobody, "name").with(name));
    }
    let odd = name.chars().find(|c| !fits(*c));
    match odd {
        Some('\u{FFFD}') => Some(Fault::at(FaultCode::NameLostSign, "name").with("姓名")),
        Some(c) => Some(Fault::at(FaultCode::NameOddCharacter, "name").with(c)),
        None if name.chars().count() < 2 => Some(Fault::at(FaultCode::NameSingle, "name")),
        None => None,
    }
}

fn check_birth(values: &Values, today: NaiveDate) -> Option<Fault> {
    let birth = PartialDate::from_iso(text_of(values, "birth_date")?)?.first_day();
    if birth > today {
        return Some(Fault::at(FaultCode::DateInFuture, "birth_date").with("出生日期"));
    }
    let oldest = NaiveDate::from_ymd_opt(1850, 1, 1)?;
    if birth < oldest {
        return Some(Fault::at(FaultCode::DateTooOld, "birth_date").with("出生日期"));
    }
    // Nobody has been older than 122; 1899-12-30 is the nought of date fields.
    (crate::calendar::age_on(birth, today) > 120).then(|| Fault::at(FaultCode::BirthVeryOld, "birth_date"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accept(pairs: &[(&str, &str)]) -> (Values, Vec<FaultCode>) {
        let values: Values = pairs.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect();
        let today = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        let (values, faults) = accept_person(&values, today);
        (values, faults.iter().map(|f| f.code).collect())
    }

    #[test]
    fn number_fills_sex_and_birth_date() {
        let (values, faults) =
            accept(&[("name", "王　芳"), ("id_kind", "resident_card"), ("id_number", "11010519491231002x")]);
        assert_eq!(faults, []);
        let facts = facts(&values).unwrap();
        assert_eq!((facts.name.as_str(), facts.sex), ("王芳", Sex::Female));
        assert_eq!(facts.birth_date.to_string(), "1949-12-31");
    }

    #[test]
    fn contradictions_are_shown_and_not_mended() {
        let base = [("name", "王芳"), ("id_kind", "resident_card"), ("id_number", "11010519491231002X")];
        let (values, faults) = accept(&[&base[..], &[("sex", "1"), ("birth_date", "1950-01-01")]].concat());
        assert_eq!(faults, [FaultCode::IdSexDiffers, FaultCode::IdBirthDiffers]);
        assert_eq!(text_of(&values, "sex"), Some("1"), "what was typed stays");
        let (values, faults) = accept(&[&base[..], &[("birth_date", "1949.12")]].concat());
        assert_eq!((faults, text_of(&values, "birth_date")), (vec![], Some("1949-12-31")));
    }

    #[test]
    fn people_without_a_number_are_first_class() {
        let (values, faults) = accept(&[
            ("name", "小宝"),
            ("id_kind", "birth_certificate"),
            ("sex", "男"),
            ("birth_date", "2026.10.1"),
        ]);
        assert_eq!(faults, []);
        assert!(facts(&values).is_some_and(|f| f.id_number.is_none()));
        let (_, faults) = accept(&[
            ("name", "John Smith"),
            ("id_kind", "passport"),
            ("id_number", "533380006"),
            ("sex", "1"),
            ("birth_date", "1980"),
        ]);
        assert_eq!(faults, []);
    }

    #[test]
    fn a_wrong_number_is_the_only_fault_it_causes() {
        let (_, faults) =
            accept(&[("name", "王芳"), ("id_kind", "resident_card"), ("id_number", "110105194912310021")]);
        assert_eq!(faults, [FaultCode::IdCheckDigit]);
    }

    #[test]
    fn a_single_sign_is_a_name_and_told() {
        let (values, faults) =
            accept(&[("name", "丹"), ("id_kind", "none"), ("sex", "2"), ("birth_date", "1980")]);
        assert_eq!((text_of(&values, "name"), faults), (Some("丹"), vec![FaultCode::NameSingle]));
        assert_eq!(FaultCode::NameSingle.kind(), crate::fault::FaultKind::Warning);
    }

    #[test]
    fn an_unknown_sex_gives_way_to_the_number() {
        for word in ["0", "9", "未知"] {
            let (values, faults) = accept(&[
                ("name", "王芳"),
                ("id_kind", "resident_card"),
                ("id_number", "11010519491231002X"),
                ("sex", word),
            ]);
            assert_eq!((text_of(&values, "sex"), faults), (Some("2"), vec![FaultCode::IdSexTaken]), "{word}");
        }
    }

    #[test]
    fn a_birth_date_without_a_year_or_of_120_years_ago_is_asked() {
        let said = |birth: &str| {
            accept(&[("name", "王芳"), ("id_kind", "none"), ("sex", "2"), ("birth_date", birth)])
        };
        assert_eq!(said("3-8").1, [FaultCode::DateNoYear]);
        assert_eq!(said("1899-12-30").1, [FaultCode::BirthVeryOld]);
        // 120 years old on 3 November 2026, and a year older a day earlier.
        assert_eq!(said("1905-11-04").1, []);
        assert_eq!(said("1905-11-03").1, [FaultCode::BirthVeryOld]);
        assert_eq!(said("1965-03-00").0["birth_date"], Value::from("1965-03"));
    }

    #[test]
    fn odd_names_are_refused() {
        for name in ["王芳1", "王@芳", "王\u{FFFD}"] {
            let (_, faults) =
                accept(&[("name", name), ("id_kind", "none"), ("sex", "1"), ("birth_date", "1980")]);
            assert_eq!(faults.len(), 1, "{name}");
        }
        let (_, faults) =
            accept(&[("name", "𠅤䶮"), ("id_kind", "none"), ("sex", "1"), ("birth_date", "1980")]);
        assert_eq!(faults, []);
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(name in any::<String>(), number in any::<String>(), birth in any::<String>()) {
            accept(&[("name", &name), ("id_kind", "resident_card"), ("id_number", &number), ("birth_date", &birth)]);
        }
    }
}
