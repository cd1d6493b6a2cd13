//! Who is of one household in a list: a clerk finds families together that the list keeps together, nobody in another
//! family's household or at its address, and every row of which that is not sure told. Who is registered elsewhere does not
//! count as 户籍人口 unseen, and what was edited while an import was looked at is not written over.

use crate::imports::{commit, ledger, plan_with, rows};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use suite::{TestLedger, number};

/// A list pasted into the program and planned as guessed.
fn pasted(t: &TestLedger, lines: &[&str]) -> Value {
    let text: String = lines.iter().map(|line| format!("{}\n", line.replace('|', "\t"))).collect();
    let source = json!({ "from": "text", "text": text });
    let view = t.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }));
    plan_with(t, &view, json!({}));
    view
}

/// Of each row of the sheet what is told there: column and code.
fn told(t: &TestLedger, view: &Value) -> BTreeMap<u64, Vec<(String, String)>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let faults = |row: &Value| -> Vec<(String, String)> {
        let all = row["faults"].as_array().unwrap().iter();
        all.map(|f| (text(&f["column"]), text(&f["fault"]["code"]))).collect()
    };
    rows(t, view, json!(null)).iter().map(|row| (row["row"].as_u64().unwrap(), faults(row))).collect()
}

fn says(told: &BTreeMap<u64, Vec<(String, String)>>, row: u64, code: &str) -> bool {
    told.get(&row).is_some_and(|all| all.iter().any(|(_, c)| c == code))
}

/// Everybody's card by name.
fn cards(t: &TestLedger) -> BTreeMap<String, Value> {
    let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name"], "offset": 0, "limit": 500 });
    let page = t.call("list_people", list);
    let all = page["rows"].as_array().unwrap().iter();
    all.map(|row| (row["cells"][0].as_str().unwrap().to_owned(), t.card(row["id"].as_u64().unwrap())))
        .collect()
}

/// The household that somebody lives in, else is registered in.
fn household(card: &Value) -> Option<u64> {
    card["living_household"]["id"].as_u64().or(card["hukou_household"]["id"].as_u64())
}

/// Households by the names of those in them, and the short address of each of them.
fn homes(t: &TestLedger) -> Vec<String> {
    let mut all: BTreeMap<Option<u64>, Vec<String>> = BTreeMap::new();
    for (name, card) in cards(t) {
        let address = card["address"].as_str().unwrap_or_default();
        all.entry(household(&card)).or_default().push(format!("{name}@{address}"));
    }
    let mut homes: Vec<String> = all.into_values().map(|names| names.join(" ")).collect();
    homes.sort();
    homes
}

fn person(name: &str, sequence: u32, rest: &str) -> String {
    format!("{name}|{}|{rest}", number("19700101", sequence))
}

/// Title, header and rows of people: name, sequence of the number, the rest.
fn list(first: &[&str], people: &[(&str, u32, &str)]) -> Vec<String> {
    let people = people.iter().map(|(name, sequence, rest)| person(name, *sequence, rest));
    first.iter().map(|line| (*line).to_owned()).chain(people).collect()
}

/// Pastes, writes and returns what was told.
fn import(t: &TestLedger, lines: &[String]) -> BTreeMap<u64, Vec<(String, String)>> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let view = pasted(t, &lines);
    let told = told(t, &view);
    commit(t, &view);
    assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true);
    told
}

/// Lists of every kind of household number, none among them: each family is found as the list means it.
#[test]
fn households_are_those_that_the_list_keeps_together() {
    let all = crate::kinds::rows("household_keys.csv");
    assert!(all.len() > 300, "{} rows", all.len());
    type Rows<'a> = Vec<(u32, &'a [String])>;
    let mut cases: Vec<(&str, Rows)> = Vec::new();
    for (sequence, row) in (1..).zip(&all) {
        match cases.last_mut().filter(|(case, _)| *case == row[0]) {
            Some((_, rows)) => rows.push((sequence, row.as_slice())),
            None => cases.push((row[0].as_str(), vec![(sequence, row.as_slice())])),
        }
    }
    let t = ledger();
    let mut wrong: Vec<String> = Vec::new();
    for (case, rows) in &cases {
        let mut lines = vec!["姓名|户号|住址|与户主关系|身份证号".to_owned()];
        lines.extend(rows.iter().map(|(sequence, r)| {
            format!("{}|{}|{}|{}|{}", r[3], r[1], r[2], r[4], number("19700101", *sequence))
        }));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let view = pasted(&t, &lines);
        let done = commit(&t, &view);
        let cards = cards(&t);
        let found = |row: &[String]| cards.get(&row[3]).map(household);
        for (at, (_, a)) in rows.iter().enumerate() {
            if found(a).flatten().is_none() {
                wrong.push(format!("{case}: {} is of no household", a[3]));
            }
            for (_, b) in &rows[at + 1..] {
                let (is_one, is_right) = (found(a) == found(b), a[5] == b[5] && a[5] != "-");
                if is_one != is_right {
                    let word = if is_one { "joined" } else { "apart" };
                    wrong.push(format!("{case}: {} and {} are {word}", a[3], b[3]));
                }
            }
        }
        t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
    }
    assert!(wrong.is_empty(), "{} wrong in {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// 户号 1 of building 1 and 户号 1 of building 2 are two families; the wife without an address lives with her husband.
#[test]
fn a_number_that_begins_anew_gives_nobody_the_address_of_another_building() {
    for heading in ["户号", "户口簿号"] {
        let t = ledger();
        let header = format!("姓名|身份证号|{heading}|与户主关系|住址");
        let people = [
            ("高山", 1, "1|户主|1-1-101"),
            ("水秀", 2, "1|妻|"),
            ("林海", 3, "1|户主|2-1-101"),
            ("吴小兰", 4, "1|妻|"),
            ("林小海", 5, "1|子|2-1-101"),
        ];
        let said = import(&t, &list(&[&header], &people));
        let homes = homes(&t);
        assert_eq!(homes.len(), 2, "{heading}: {homes:?}");
        assert!(
            homes.iter().any(|h| h.contains("高山") && h.contains("水秀@幸福社区1栋1单元101室")),
            "{homes:?}"
        );
        assert!(
            homes.iter().any(|h| h.contains("林海") && h.contains("吴小兰@幸福社区2栋1单元101室")),
            "{homes:?}"
        );
        assert!(
            homes.iter().any(|h| h.contains("林海") && h.contains("林小海@幸福社区2栋1单元101室")),
            "{homes:?}"
        );
        assert!((2..7).all(|row| says(&said, row, "import.same_household_no")), "{heading}: {said:?}");
    }
}

/// Two 李伟 are two 户主; whom nobody can place between them stands alone and says so.
#[test]
fn two_heads_of_one_name_have_each_their_own_family() {
    let t = ledger();
    let people = [
        ("李伟", 1, "李伟|1-1-101"),
        ("王芳", 2, "李伟|1-1-101"),
        ("李伟", 3, "李伟|2-1-101"),
        ("赵敏", 4, "李伟|2-1-101"),
        ("李小伟", 5, "李伟|1-1-101"),
    ];
    let said = import(&t, &list(&["姓名|身份证号|户主姓名|住址"], &people));
    assert!(said.values().all(Vec::is_empty), "{said:?}");
    let shown = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name", "relation"], "offset": 0, "limit": 50 });
    let heads = t.call("list_people", shown)["rows"].as_array().unwrap().clone();
    let heads: Vec<&Value> = heads.iter().map(|r| &r["cells"]).filter(|c| c[1] == "户主").collect();
    assert_eq!(heads.len(), 2, "both are heads: {heads:?}");
    let card = cards(&t);
    assert_ne!(household(&card["王芳"]), household(&card["赵敏"]));
    assert_eq!(household(&card["王芳"]), household(&card["李小伟"]));

    // Whose of them somebody is who says no address is not guessed.
    let t = ledger();
    let people = [
        ("李伟", 1, "李伟|1-1-101"),
        ("李伟", 3, "李伟|2-1-101"),
        ("周明", 4, "周明|3-1-101"),
        ("王芳", 2, "李伟|"),
    ];
    let said = import(&t, &list(&["姓名|身份证号|户主姓名|住址"], &people));
    assert!(says(&said, 5, "import.household_unsure"), "{said:?}");
    // The two of one name have one key in a list by name: the households are counted.
    let lived_in = json!([{ "field": "people", "words": ["some"] }]);
    let list = json!({ "table": "households", "text": "", "building_id": null, "conditions": lived_in, "columns": [], "sort": null, "offset": 0, "limit": 1 });
    assert_eq!(t.call("list_places", list)["total"], 4, "{:?}", homes(&t));
}

/// Somebody below a family with neither address nor relation is not put into it, nor is a child below him put to him.
#[test]
fn who_is_nothing_to_anybody_is_not_of_the_household_above() {
    let t = ledger();
    let people = [("丁香", 1, "户主|28-1-101"), ("宣和", 2, "丈夫|"), ("贲临", 3, "|"), ("邓州", 4, "子|")];
    let said = import(&t, &list(&["姓名|身份证号|与户主关系|住址"], &people));
    let homes = homes(&t);
    assert_eq!(homes.len(), 3, "{homes:?}");
    assert!(
        homes.iter().any(|h| h.contains("丁香") && h.contains("宣和@幸福社区28栋1单元101室")),
        "{homes:?}"
    );
    assert!(homes.contains(&"贲临@".to_owned()) && homes.contains(&"邓州@".to_owned()), "{homes:?}");
    let unsure = [2, 3, 4, 5].map(|row| says(&said, row, "import.household_unsure"));
    assert_eq!(unsure, [false, false, true, true], "{said:?}");
}

/// Husband and wife live in one dwelling, whether 小区 is written behind the estate's name, or the name left out.
#[test]
fn an_estate_written_two_ways_is_one() {
    for places in [
        ["幸福里小区3栋2单元501", "幸福里3栋2单元501"],
        ["幸福里3栋2单元501", "3-2-501"],
        ["3-2-501", "幸福里3栋2单元501"],
    ] {
        let t = ledger();
        let rows = [format!("户主|{}", places[0]), format!("妻|{}", places[1])];
        let people = [("高山", 1, rows[0].as_str()), ("水秀", 2, rows[1].as_str())];
        import(&t, &list(&["姓名|身份证号|与户主关系|住址"], &people));
        assert_eq!(homes(&t).len(), 1, "{places:?}: {:?}", homes(&t));
        let tree = t.call("get_place_tree", json!({}));
        assert_eq!(tree["estates"].as_array().unwrap().len(), 1, "{places:?}: {tree}");
        assert_eq!(tree["estates"][0]["buildings"][0]["dwelling_count"], 1, "{places:?}: {tree}");
    }
    // Where the list names two estates, none is meant by a row that names none.
    let t = ledger();
    let people = [
        ("高山", 1, "户主|幸福里3栋2单元501"),
        ("林海", 2, "户主|云溪苑3栋2单元501"),
        ("水秀", 3, "妻|3-2-501"),
    ];
    import(&t, &list(&["姓名|身份证号|与户主关系|住址"], &people));
    assert_eq!(homes(&t).len(), 3, "{:?}", homes(&t));
}

/// A son with another address stays in the family of his number, and his row says that he lives elsewhere.
#[test]
fn a_relative_of_the_same_number_who_lives_elsewhere_is_told() {
    let t = ledger();
    let people = [
        ("班固", 1, "41|户主|6-3-301"),
        ("仰慕", 2, "41|妻|6-3-301"),
        ("班超", 3, "41|次子|7-1-502"),
        // Nobody knows whose address it would be.
        ("班昭", 4, "41|长女|"),
    ];
    let said = import(&t, &list(&["姓名|身份证号|户号|与户主关系|住址"], &people));
    assert!(says(&said, 4, "import.lives_apart") && !says(&said, 3, "import.lives_apart"), "{said:?}");
    let card = cards(&t);
    assert_eq!(household(&card["班超"]), household(&card["班固"]));
    assert_eq!(card["班超"]["address"], "幸福社区7栋1单元502室");
    assert_eq!(card["班昭"]["address"], "", "{}", card["班昭"]);
    assert!(says(&said, 5, "import.same_household_no"), "{said:?}");
}

/// Somebody from 信阳 is no 户籍人口; the row names the cell that says so.
#[test]
fn who_is_registered_in_another_city_is_taken_as_living_here_only_and_told() {
    let t = ledger();
    let people = [
        ("高山", 1, "河南省信阳市浉河区|1-1-101|"),
        ("水秀", 2, "浙江省杭州市西湖区|1-1-102|"),
        ("林海", 3, "浙江省杭州市上城区|1-1-103|"),
        ("郑国强", 4, "河南省信阳市浉河区|1-1-104|户在人不在"),
        ("王秀英", 5, "浙江省|1-1-105|"),
    ];
    let said = import(&t, &list(&["姓名|身份证号|户籍所在地|住址|人户状态"], &people));
    let card = cards(&t);
    let state = |name: &str| card[name]["residence"].as_str().unwrap_or_default().to_owned();
    assert_eq!([state("高山"), state("水秀"), state("林海")], ["人在户不在", "人户一致", "人户一致"]);
    assert_eq!([state("郑国强"), state("王秀英")], ["户在人不在", "人户一致"]);
    let notice = [("C".to_owned(), "import.state_taken".to_owned())];
    assert_eq!(said[&2], notice, "the cell is named");
    assert_eq!(said[&4], notice, "another district of the city is told");
    let against = [("E".to_owned(), "import.state_against".to_owned())];
    assert_eq!(said[&5], against, "户在 here and registered in 信阳 are two things");
    assert!([3, 6].iter().all(|row| said[row].is_empty()), "{said:?}");
}

/// 流动人口登记表 brings 人在户不在, and the first page of the import says it.
#[test]
fn a_list_of_floating_people_makes_no_registered_ones() {
    let t = ledger();
    let people = [("高山", 1, "1-1-101"), ("水秀", 2, "1-1-102")];
    let lines = list(&["2026年流动人口登记表", "姓名|身份证号|住址"], &people);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let view = pasted(&t, &lines);
    assert!(view["notes"].to_string().contains("按“人在户不在”登记"), "{}", view["notes"]);
    commit(&t, &view);
    assert!(cards(&t).values().all(|card| card["residence"] == "人在户不在"), "{:?}", cards(&t));

    // Put into the group by hand, each row tells it; a title that speaks of both says nothing of anybody.
    let t = ledger();
    let lines = list(
        &["户籍人口、流动人口登记表", "姓名|身份证号|住址|人口类型"],
        &[("林海", 3, "1-1-101|"), ("周明", 4, "1-1-102|户籍人口")],
    );
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let view = pasted(&t, &lines);
    assert!(told(&t, &view).values().all(Vec::is_empty));
    plan_with(&t, &view, json!({ "group": "floating" }));
    let said = told(&t, &view);
    assert!(says(&said, 3, "import.state_taken") && !says(&said, 4, "import.state_taken"), "{said:?}");
    commit(&t, &view);
    let card = cards(&t);
    assert_eq!(
        (&card["林海"]["residence"], &card["周明"]["residence"]),
        (&json!("人在户不在"), &json!("人户一致"))
    );
}

/// A second 户主 found only by a decision is told on the row, and the rest of the file is written.
#[test]
fn a_head_that_cannot_be_one_costs_the_relation_of_the_row_alone() {
    let t = ledger();
    let people = [("王五", 1, "户主|1-1-101"), ("李四", 2, "女|1-1-101")];
    import(&t, &list(&["姓名|身份证号|与户主关系|住址"], &people));
    let view = pasted(&t, &["姓名|性别|出生日期|与户主关系|工作单位", "李四|女|1970-01-01|户主|幸福中学"]);
    let row = &rows(&t, &view, json!("maybe_same"))[0];
    let decision =
        json!({ "token": view["token"], "rows": [row["row"]], "outcome": null, "decision": "same_person" });
    t.call("decide_import", decision);
    let said = told(&t, &view);
    assert!(says(&said, 2, "import.two_heads"), "{said:?}");
    commit(&t, &view);
    let card = &cards(&t)["李四"];
    assert_eq!(card["values"]["employer"], "幸福中学", "all else is written");
    assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true);

    // Two rows apart that would both head one household without a head: the second of them says so.
    let t = ledger();
    let people = [("李四", 2, "7|女|1-1-101"), ("李小四", 4, "7|女|1-1-101")];
    import(&t, &list(&["姓名|身份证号|户号|与户主关系|住址"], &people));
    let people = [("李四", 2, "户主"), ("李小四", 4, "户主")];
    let said = import(&t, &list(&["姓名|身份证号|与户主关系"], &people));
    assert!(says(&said, 3, "import.two_heads") && !says(&said, 2, "import.two_heads"), "{said:?}");
    assert!(cards(&t)["李小四"]["head"].as_str().unwrap().contains("李四"), "{}", cards(&t)["李小四"]);
}

/// 甲 was to become 乙; meanwhile a colleague made it 丙, and the import asks to be looked at again.
#[test]
fn a_value_edited_while_the_import_was_looked_at_is_not_written_over() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let edit = |employer: &str| {
        let card = t.card(person);
        let mut values = card["values"].clone();
        values["employer"] = json!(employer);
        t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    };
    edit("甲");
    let view = pasted(&t, &["姓名|身份证号|工作单位", &format!("单秀英|{own}|乙")]);
    edit("丙");
    assert_eq!(t.refused("commit_import", json!({ "token": view["token"] })), ["import.changed"]);
    assert_eq!(t.card(person)["values"]["employer"], "丙");
    // Looked at again, it is written over what is shown.
    assert_eq!(rows(&t, &view, json!("changed"))[0]["differences"][0]["before"], "丙");
    commit(&t, &view);
    assert_eq!(t.card(person)["values"]["employer"], "乙");
}
