//! People: cards, numbers, what is refused, several at once, masks.

use serde_json::{Value, json};
use suite::{TestLedger, number};

fn typed(values: Value) -> Value {
    json!({
        "values": values,
        "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": null },
    })
}

#[test]
fn a_number_fills_sex_and_birth_date_and_contradictions_are_shown() {
    let t = TestLedger::new();
    // GB 11643's worked example in residents.md 4.1: a woman born 1949-12-31.
    let found = t.call("check_person", json!({ "id": null, "values": { "name": "李敏", "id_kind": "resident_card", "id_number": "11010519491231002x" } }));
    assert_eq!(
        (found["values"]["sex"].as_str(), found["values"]["birth_date"].as_str()),
        (Some("2"), Some("1949-12-31"))
    );
    assert_eq!(found["values"]["id_number"], "11010519491231002X");
    let wrong = typed(
        json!({ "name": "李敏", "id_kind": "resident_card", "id_number": "11010519491231002X", "sex": "1" }),
    );
    assert_eq!(t.refused("add_person", wrong), ["id.sex_differs"]);
    let odd = typed(json!({ "name": "李敏", "id_kind": "resident_card", "id_number": "990101190001011002" }));
    let written = t.call("add_person", odd);
    assert_eq!(written["warnings"][0]["code"], "id.unknown_division", "an unknown division only warns");
}

#[test]
fn people_without_a_number_are_first_class() {
    let t = TestLedger::new();
    for (name, kind) in [("小宝", "birth_certificate"), ("Anna Schmidt", "passport"), ("张无证", "none")]
    {
        let written = t.call(
            "add_person",
            typed(json!({ "name": name, "id_kind": kind, "sex": "2", "birth_date": "2020.5" })),
        );
        assert_eq!(t.card(written["id"].as_u64().unwrap())["name"], name);
    }
    assert_eq!(t.found("anna"), ["Anna Schmidt"]);
}

#[test]
fn the_same_number_is_not_taken_twice_and_leads_to_its_owner() {
    let t = TestLedger::new();
    let own = number("19600501", 11);
    t.call("add_person", typed(json!({ "name": "王建国", "id_kind": "resident_card", "id_number": own })));
    let again = typed(json!({ "name": "王建", "id_kind": "resident_card", "id_number": own }));
    let faults = t.office.call("add_person", again).unwrap_err();
    assert_eq!(faults[0].code, "id.taken");
    assert!(faults[0].message.contains("王建国"));
    let found = t.call(
        "check_person",
        json!({ "id": null, "values": { "name": "王建", "id_kind": "resident_card", "id_number": own } }),
    );
    assert_eq!(found["same_person"]["title"], "王建国");
}

#[test]
fn all_faults_of_a_form_come_at_once_and_nothing_is_written() {
    let t = TestLedger::new();
    let codes = t.refused("add_person", json!({
        "values": { "name": "王", "id_kind": "resident_card", "id_number": "110105194912310021", "phones": ["123"] },
        "movement": { "kind": "opening", "happened_on": "2026-13-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "new_household", "relation": "" }, "dwelling_id": null },
    }));
    for code in ["id.check_digit", "name.odd_character", "name.single", "phone.odd", "date.not_real"] {
        let is_there = codes.iter().any(|c| c == code);
        assert_eq!(is_there, code != "name.odd_character", "{code} in {codes:?}");
    }
    assert_eq!(t.call("list_people_ids", json!({ "presence": "all" }))["ids"], json!([]));
    assert_eq!(t.call("list_places", json!({ "table": "households", "text": "", "building_id": null, "conditions": [], "columns": [], "sort": null, "offset": 0, "limit": 10 }))["total"], 0);
}

#[test]
fn a_masked_number_left_as_shown_stays_whole_in_the_ledger() {
    let t = TestLedger::new();
    let own = number("19600501", 11);
    let added = t.call("add_person", typed(json!({ "name": "王建国", "id_kind": "resident_card", "id_number": own, "phones": ["13812345678", "13900001111"] })));
    let id = added["id"].as_u64().unwrap();
    let card = t.card(id);
    assert_eq!(card["values"]["id_number"], format!("{}********{}", &own[..6], &own[14..]));
    assert_eq!(card["values"]["phones"], json!(["138****5678", "139****1111"]));
    let mut values = card["values"].clone();
    values["phones"] = json!(["139****1111", "13700002222"]);
    values["employer"] = json!("退休");
    t.call("update_person", json!({ "id": id, "revision": card["revision"], "values": values }));
    assert_eq!(t.call("reveal", json!({ "id": id, "field": "id_number" }))["text"], own);
    assert_eq!(t.call("reveal", json!({ "id": id, "field": "phones" }))["text"], "13900001111、13700002222");
    let history = t.call("list_history", json!({ "record": null, "before_act_id": null, "limit": 10 }));
    let said: Vec<_> =
        history["entries"].as_array().unwrap().iter().map(|e| e["said"].as_str().unwrap()).collect();
    assert!(said.contains(&"查看 王建国 的证件号码"), "a look at a whole number leaves a line: {said:?}");
    assert!(!history.to_string().contains("13700002222"), "the history shows phones masked");
}

#[test]
fn two_phones_that_look_alike_when_masked_both_stay() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let save = |phones: Value| {
        let card = t.card(person);
        let mut values = card["values"].clone();
        values["phones"] = phones;
        t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    };
    save(json!(["13811115678", "13822225678"]));
    save(json!(["138****5678", "138****5678", "057188886666"]));
    let whole = t.call("reveal", json!({ "id": person, "field": "phones" }))["text"].clone();
    assert_eq!(whole, "13811115678、13822225678、057188886666");
}

#[test]
fn an_edit_of_an_old_revision_is_a_conflict_not_a_lost_edit() {
    let t = TestLedger::new();
    let id = t.call(
        "add_person",
        typed(json!({ "name": "李敏", "id_kind": "none", "sex": "2", "birth_date": "1980-02-03" })),
    )["id"]
        .clone();
    let card = t.call("get_person", json!({ "id": id }));
    let mut values = card["values"].clone();
    values["employer"] = json!("甲");
    t.call("update_person", json!({ "id": id, "revision": card["revision"], "values": values }));
    values["employer"] = json!("乙");
    assert_eq!(
        t.refused("update_person", json!({ "id": id, "revision": card["revision"], "values": values })),
        ["record.changed"]
    );
}

#[test]
fn several_are_marked_changed_and_found_by_it() {
    let t = TestLedger::new();
    let add = |name: &str| {
        t.call(
            "add_person",
            typed(json!({ "name": name, "id_kind": "none", "sex": "2", "birth_date": "1980" })),
        )["id"]
            .clone()
    };
    let ids = json!([add("李一"), add("李二"), add("李三")]);
    t.call("mark_people", json!({ "ids": [ids[0], ids[1]], "mark": "visit", "is_set": true }));
    let filter = json!({ "conditions": [{ "field": "marks", "words": ["visit"] }] });
    assert_eq!(t.call("list_people_ids", filter.clone())["ids"].as_array().unwrap().len(), 2);
    t.call("update_people", json!({ "ids": ids, "values": { "political_status": "13" } }));
    // Of whom it is so already nothing is written, and where it is of all of them that is said.
    assert_eq!(
        t.refused("update_people", json!({ "ids": ids, "values": { "political_status": "13" } })),
        ["record.nothing_changed"]
    );
    let party = json!({ "conditions": [{ "field": "political_status", "words": ["13"] }] });
    assert_eq!(t.call("list_people_ids", party)["ids"].as_array().unwrap().len(), 3);
    let written = t.call("mark_people", json!({ "ids": ids, "mark": "visit", "is_set": false }));
    assert_eq!(t.call("list_people_ids", filter.clone())["ids"], json!([]));
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(t.call("list_people_ids", filter)["ids"].as_array().unwrap().len(), 2, "marks come back");
    assert_eq!(
        t.refused("update_people", json!({ "ids": ids, "values": { "id_number": null } })),
        ["field.unknown"]
    );
}

#[test]
fn an_empty_list_names_the_guilty_condition() {
    let t = TestLedger::new();
    t.call(
        "add_person",
        typed(json!({ "name": "李敏", "id_kind": "none", "sex": "2", "birth_date": "1980-02-03" })),
    );
    let filter = json!({ "text": "李", "age_from": 60, "conditions": [{ "field": "sex", "words": ["2"] }] });
    assert_eq!(t.call("list_people_ids", filter.clone())["ids"], json!([]));
    let causes = t.call("explain_empty", filter);
    assert_eq!(
        (causes["causes"][0]["condition"].as_str(), causes["causes"][0]["without_it"].as_u64()),
        (Some("age"), Some(1))
    );
}

#[test]
fn lists_sort_and_page_with_their_total() {
    let t = TestLedger::new();
    for (name, birth) in [("张三", "1990-01-01"), ("单雄信", "1950-01-01"), ("李四", "1970-01-01")] {
        t.call(
            "add_person",
            typed(json!({ "name": name, "id_kind": "none", "sex": "1", "birth_date": birth })),
        );
    }
    let page = |sort: Value, offset: u32| {
        let found = t.call(
            "list_people",
            json!({ "filter": {}, "sort": sort, "columns": ["name", "age"], "offset": offset, "limit": 2 }),
        );
        let names: Vec<String> = found["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["cells"][0].as_str().unwrap().to_owned())
            .collect();
        (found["total"].as_u64().unwrap(), names)
    };
    assert_eq!(
        page(json!(null), 0),
        (3, vec!["李四".into(), "单雄信".into()]),
        "单 is read shan as a surname"
    );
    assert_eq!(page(json!(null), 2), (3, vec!["张三".into()]));
    assert_eq!(page(json!({ "key": "age", "is_descending": true }), 0).1, ["单雄信", "李四"]);
}

#[test]
fn a_list_is_exported_with_the_columns_shown_and_numbers_as_text() {
    let t = TestLedger::new();
    t.call(
        "add_person",
        typed(json!({ "name": "𠅤䶮", "id_kind": "resident_card", "id_number": number("19600501", 11) })),
    );
    let file = t.beside("名册.xlsx");
    let list = json!({ "filter": {}, "sort": null, "columns": ["name", "id_number", "age"], "offset": 0, "limit": 0 });
    let leaving = json!({ "what": "people", "list": list });
    t.call("export_file", json!({ "leaving": leaving, "file": file }));
    let rows = suite::sheet(&file);
    assert_eq!(rows[0][0], "幸福社区居民花名册");
    // Three columns are too narrow for two cells of it: nothing of either is cut.
    assert_eq!(rows[1][0], "填报单位（盖章）：幸福社区居民委员会　填报日期：2026年11月24日");
    assert_eq!(rows[2], ["序号", "姓名", "证件号码", "年龄"]);
    assert_eq!(rows[3], [json!(1.0), json!("𠅤䶮"), json!("330106********0118"), json!(66.0)]);
    assert_eq!((&rows[4][0], &rows[5][0]), (&json!("共 1 人。"), &json!("填表人：")));
    assert_eq!(rows.len(), 6);
    assert!(!t.beside("名册.xlsx.part").exists());
    let nowhere = json!({ "leaving": leaving, "file": t.beside("没有这个文件夹/a.xlsx") });
    assert_eq!(t.refused("export_file", nowhere), ["file.not_written"]);
    let odd = json!({ "leaving": leaving, "file": t.beside("a.docx") });
    assert_eq!(t.refused("export_file", odd), ["file.ending_unknown"]);
    let name = t.call("name_file", json!({ "leaving": leaving }))["name"].clone();
    assert_eq!(name, "幸福社区_居民花名册_20261124");
}
