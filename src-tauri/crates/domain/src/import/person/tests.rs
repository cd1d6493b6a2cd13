use super::super::targets::Kind;
use super::*;
use crate::fields::text_of;
use crate::sheets::{CellKind, Sheet};

fn read(headings: &str, cells: &str) -> PersonDraft {
    let mut sheet = Sheet::named("表");
    for (c, text) in cells.split('|').enumerate() {
        sheet.push(0, c as u16, CellKind::Text, text);
    }
    sheet.finish();
    let columns: Vec<(u16, &str)> = headings
        .split('|')
        .enumerate()
        .map(|(c, h)| (c as u16, Kind::Residents.guess(h, "").unwrap_or_else(|| panic!("{h} is unknown"))))
        .collect();
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    PersonReader::new(&columns, today).read(sheet.row(0).unwrap())
}

fn codes(draft: &PersonDraft) -> Vec<&'static str> {
    draft.faults.iter().map(|f| f.fault.code.as_str()).collect()
}

#[test]
fn one_row_says_person_household_dwelling_and_groups() {
    let draft = read(
        "姓名|性别|身份证号|与户主关系|户主|现住址|低保|残疾类别|残疾等级|党员|房屋性质|联系电话",
        "王　芳|女|11010519491231002x|妻子|李明|幸福里3号楼二单元501室|是|肢体|二级|√|自有|13812345678",
    );
    assert_eq!(codes(&draft), Vec::<&str>::new());
    assert!(!draft.is_refused);
    assert_eq!(text_of(&draft.values, "name"), Some("王芳"));
    assert_eq!(text_of(&draft.values, "birth_date"), Some("1949-12-31"));
    assert_eq!(text_of(&draft.values, "political_status"), Some("01"));
    assert_eq!((draft.relation.as_deref(), draft.head_name.as_str()), (Some("12"), "李明"));
    let place = &draft.place;
    assert_eq!(
        (place.estate.as_str(), place.building.as_str(), place.unit.as_str(), place.room.as_str()),
        ("幸福里", "3", "2", "501")
    );
    let groups: Vec<_> = draft.groups.iter().map(|g| g.group).collect();
    assert_eq!(groups, ["minimum_living", "disabled"]);
    assert_eq!(draft.groups[1].disability_kind.as_deref(), Some("4"));
    assert_eq!(draft.groups[1].disability_grade.as_deref(), Some("2"));
    assert_eq!(draft.dwelling.get("tenure"), Some(&Value::from("owned")));
}

#[test]
fn pieces_of_a_register_beside_its_address_are_kept_and_told() {
    let heads = "姓名|现住址|户籍所在地|户籍地址：楼栋|户籍地址：单元|户籍地址：室";
    let draft = read(heads, "王芳|1-1-101|浙江省杭州市西湖区文一路1号|3|2|501");
    assert!(text_of(&draft.values, "hukou_address").unwrap().contains("文一路1号"));
    assert_eq!(text_of(&draft.values, "remark"), Some("户籍房屋原文：3栋2单元501室"));
    assert!(codes(&draft).contains(&"import.hukou_rest"), "{:?}", codes(&draft));
    // Alone they are the address.
    let draft = read(heads, "王芳|1-1-101||3|2|501");
    assert_eq!(text_of(&draft.values, "hukou_address"), Some("3栋2单元501室"));
    assert_eq!(text_of(&draft.values, "remark"), None);
    assert!(!codes(&draft).contains(&"import.hukou_rest"), "{:?}", codes(&draft));
}

#[test]
fn a_contradiction_is_a_conflict_and_a_bad_phone_costs_the_phone_alone() {
    let draft = read("姓名|性别|身份证号|联系电话", "王芳|男|11010519491231002X|1381234");
    assert_eq!(codes(&draft), ["id.sex_differs"], "1381234 is a number without area code");
    assert!(draft.is_in_conflict);
    let draft = read("姓名|身份证号|联系电话", "王芳|11010519491231002X|12345678901");
    assert_eq!((codes(&draft), draft.is_refused), (vec!["phone.odd"], false));
    assert_eq!(draft.faults[0].column, Some(2));
    assert!(!draft.values.contains_key("phones"));
}

#[test]
fn an_age_is_no_birth_date_but_is_not_lost() {
    let draft = read("姓名|性别|出生日期|备注", "王芳|女|60岁|独居");
    assert_eq!((codes(&draft), draft.is_refused), (vec!["import.age_no_birth"], true));
    let draft = read("姓名|身份证号|出生日期|备注", "王芳|11010519491231002X|76岁|独居");
    assert_eq!((codes(&draft), draft.is_refused), (vec![], false));
    assert_eq!(text_of(&draft.values, "remark"), Some("独居；出生日期栏原文：76岁"));
}

#[test]
fn a_damaged_number_is_the_fault_and_what_it_would_have_filled_is_not() {
    let draft = read("姓名|性别|身份证号", "王芳|女|110105194912310000");
    assert_eq!((codes(&draft), draft.is_refused, draft.has_damaged_number), (vec!["id.damaged"], true, true));
    let draft = read("姓名|性别|出生日期|身份证号", "王芳|女|1949-12-31|5.10E+17");
    assert_eq!(
        (codes(&draft), draft.is_refused, draft.has_damaged_number),
        (vec!["id.damaged"], false, true)
    );
}

#[test]
fn estates_are_read_out_of_addresses() {
    for (text, estate) in [
        ("幸福里3栋2单元501", "幸福里"),
        ("杭州市西湖区翠苑街道幸福社区幸福里3号楼501", "幸福里"),
        ("幸福路18号幸福里3栋501室", "幸福里"),
        ("翠苑二区3幢2单元501", "翠苑二区"),
        ("3栋2单元501", ""),
        ("3-2-501", ""),
    ] {
        let read = crate::rooms::parse_place(text).map(|p| p.estate);
        assert_eq!(read.as_deref(), Some(estate), "{text}");
    }
}

#[test]
fn words_for_a_life_long_stay_are_kept_and_told_whole() {
    for word in ["自出生", "自出生起", "出生至今", "自幼"] {
        let draft = read("姓名|身份证号|来本社区日期", &format!("王芳|11010519491231002X|{word}"));
        assert_eq!((codes(&draft), draft.is_refused), (vec!["date.unreadable"], false), "{word}");
        assert!(draft.faults[0].fault.message().contains(&format!("“{word}”")), "{word}");
        let kept = format!("来本社区日期栏原文：{word}");
        assert_eq!(text_of(&draft.values, "remark"), Some(kept.as_str()));
    }
}

#[test]
fn words_beside_a_phone_cost_no_phone_and_stay_in_the_remark() {
    for (cell, phone, code) in [
        ("13800000416停机", Some("13800000416"), "import.phone_note"),
        ("13800000416 微信同号", Some("13800000416"), "import.phone_note"),
        ("13800000416张三", None, "import.phone_other"),
        ("儿子13800000416", None, "import.phone_other"),
    ] {
        let draft = read("姓名|身份证号|联系电话", &format!("王芳|11010519491231002X|{cell}"));
        assert_eq!((codes(&draft), draft.is_refused), (vec![code], false), "{cell}");
        let taken = phone.map(|phone| Value::Texts(vec![phone.to_owned()]));
        assert_eq!(draft.values.get("phones").filter(|value| !value.is_empty()), taken.as_ref(), "{cell}");
        let kept = format!("联系电话栏原文：{cell}");
        assert_eq!(text_of(&draft.values, "remark"), Some(kept.as_str()));
    }
    let said =
        read("姓名|身份证号|联系电话", "王芳|11010519491231002X|13800000416停机").faults[0].fault.message();
    assert_eq!(said, "联系电话里的“停机”没有算作号码，原文记在备注里。");
}

#[test]
fn a_contact_in_one_cell_is_parted_where_the_other_is_free() {
    let contact = |name: &str, phone: &str| {
        read("姓名|身份证号|紧急联系人|紧急联系电话", &format!("王芳|11010519491231002X|{name}|{phone}"))
    };
    let said = |draft: &PersonDraft| {
        let text = |key| text_of(&draft.values, key).unwrap_or_default().to_owned();
        let phones = match draft.values.get("emergency_phones") {
            Some(Value::Texts(all)) => all.join("、"),
            _ => String::new(),
        };
        [text("emergency_name"), text("emergency_relation"), phones, text("remark")]
    };
    for (name, phone, wanted) in [
        ("张三13800000416", "", ["张三", "", "13800000416", ""]),
        ("张三 138 0000 0416", "", ["张三", "", "13800000416", ""]),
        ("儿子张三13800000416", "", ["张三", "儿子", "13800000416", ""]),
        ("", "张三13800000416", ["张三", "", "13800000416", ""]),
        ("", "13800000416（儿子）", ["儿子", "", "13800000416", ""]),
        ("张三", "13800000416张三", ["张三", "", "13800000416", ""]),
        ("张三13800000416", "13800000416", ["张三", "", "13800000416", ""]),
        ("孙子涵", "13800000416", ["孙子涵", "", "13800000416", ""]),
    ] {
        let draft = contact(name, phone);
        assert_eq!(codes(&draft), Vec::<&str>::new(), "{name}|{phone}");
        assert_eq!(said(&draft), wanted, "{name}|{phone}");
    }
    let draft = contact("张三13800000416", "13900000417");
    assert_eq!(codes(&draft), ["import.contact_phone"]);
    assert_eq!(said(&draft), ["张三", "", "13900000417", "紧急联系人栏原文：张三13800000416"]);
    let draft = contact("张三", "13900000417停机");
    assert_eq!(codes(&draft), ["import.phone_note"]);
    assert_eq!(said(&draft), ["张三", "", "13900000417", "紧急联系电话栏原文：13900000417停机"]);
}
