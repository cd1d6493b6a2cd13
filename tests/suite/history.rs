//! Every write leaves its line; undo, redo, recycle bin.

use serde_json::{Value, json};
use suite::{TestLedger, number};

fn history(t: &TestLedger, record: Value) -> Vec<Value> {
    let found = t.call("list_history", json!({ "record": record, "before_act_id": null, "limit": 50 }));
    found["entries"].as_array().cloned().unwrap()
}

#[test]
fn a_card_shows_who_changed_what_from_what_to_what() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["education"] = json!("80");
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    let entries = history(&t, json!({ "table": "people", "id": person }));
    assert_eq!(
        (entries[0]["actor"].as_str(), entries[0]["said"].as_str()),
        (Some("张主任"), Some("修改 单秀英"))
    );
    let change = &entries[0]["changes"][0];
    assert_eq!(
        (change["label"].as_str(), change["before"].as_str(), change["after"].as_str()),
        (Some("文化程度"), Some(""), Some("小学"))
    );
    assert_eq!(entries[1]["said"], "新增 单秀英（建账登记）");
}

/// Somebody looks in the long history of a card for a word: it is found however far back it stands, and no further page is
/// promised where there is none.
#[test]
fn a_word_is_found_however_far_back_in_the_history_of_a_card() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    for n in 0..60 {
        let card = t.card(person);
        let mut values = card["values"].clone();
        values["remark"] = json!(format!("第{n}次走访"));
        t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    }
    let record = json!({ "table": "people", "id": person });
    let found = |text: &str| {
        let asked = json!({ "record": record, "before_act_id": null, "limit": 50, "text": text });
        let found = t.call("list_history", asked);
        (found["entries"].as_array().unwrap().len(), found["has_more"] == true)
    };
    assert_eq!(found("建账登记 张主任"), (1, false));
    assert_eq!(found("修改"), (50, true));
    assert_eq!(found("没有这样的字"), (0, false));
    assert_eq!(found(""), (50, true));
}

#[test]
fn undo_takes_back_and_undo_of_undo_brings_back() {
    let t = TestLedger::new();
    t.building("3");
    let before = t.call("list_people_ids", json!({}))["ids"].clone();
    let dwelling = t.dwelling("3-1-201");
    let person = t.head("单秀英", &number("19470203", 22), dwelling);
    let act = history(&t, json!({ "table": "people", "id": person }))[0]["act_id"].clone();
    let undone = t.call("undo_act", json!({ "act_id": act }));
    assert_eq!(undone["said"], "撤销“新增 单秀英（建账登记）”");
    assert_eq!(t.call("list_people_ids", json!({}))["ids"], before);
    assert_eq!(t.refused("get_person", json!({ "id": person })), ["record.gone"]);
    assert_eq!(t.refused("undo_act", json!({ "act_id": act })), ["act.already_undone"]);
    assert_eq!(t.found("单秀英"), Vec::<String>::new(), "the search forgets too");
    t.call("undo_act", json!({ "act_id": undone["act_id"] }));
    assert_eq!(t.card(person)["address"], "幸福里3栋1单元201室");
    assert_eq!(t.found("单秀英"), ["单秀英"]);
    let count = t.call("count_population", json!({ "on": "2026-11-24", "of": "all", "by": "grid" }));
    assert_eq!(count["sum"]["total"], 1, "the population follows");
}

#[test]
fn what_something_stands_on_is_not_undone() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["education"] = json!("80");
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    let entries = history(&t, json!({ "table": "people", "id": person }));
    assert_eq!(
        (entries[0]["can_undo"].as_bool(), entries[1]["can_undo"].as_bool()),
        (Some(true), Some(false))
    );
    assert_eq!(t.refused("undo_act", json!({ "act_id": entries[1]["act_id"] })), ["act.changed_later"]);
    // A dwelling that somebody lives in stands under that person.
    let building =
        history(&t, json!(null)).into_iter().find(|e| e["said"].as_str().unwrap().contains("排房")).unwrap();
    assert_eq!(t.refused("undo_act", json!({ "act_id": building["act_id"] })), ["act.in_use"]);
    assert!(t.dwelling("3-2-602") > 0, "nothing half was taken back");
}

#[test]
fn a_deleted_person_lies_in_the_bin_and_comes_back_whole() {
    let t = TestLedger::new();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let before = t.card(person);
    t.call("delete_records", json!({ "table": "people", "ids": [person] }));
    assert_eq!(t.found("单秀英"), Vec::<String>::new());
    let bin = t.call("list_bin", json!({}));
    let entry = &bin["entries"][0];
    assert_eq!(
        (entry["title"].as_str(), entry["kind"].as_str(), entry["deleted_by"].as_str()),
        (Some("单秀英"), Some("居民"), Some("张主任"))
    );
    t.call("restore_record", json!({ "table": "people", "id": person }));
    let after = t.card(person);
    assert_eq!(
        (&before["values"], &before["timeline"], &before["address"]),
        (&after["values"], &after["timeline"], &after["address"])
    );
    assert_eq!(t.call("list_bin", json!({}))["entries"], json!([]));
    // A number given to another meanwhile stands in the way.
    t.call("delete_records", json!({ "table": "people", "ids": [person] }));
    t.head("别人", &own, t.dwelling("3-1-202"));
    assert_eq!(t.refused("restore_record", json!({ "table": "people", "id": person })), ["id.taken"]);
}

/// Adds the head of a new household, as whoever works.
fn newcomer(t: &TestLedger, name: &str, sequence: u32) -> (u64, Value) {
    let added = t.call("add_person", json!({
        "values": { "name": name, "id_kind": "resident_card", "id_number": number("19600501", sequence) },
        "movement": { "kind": "moved_in", "happened_on": "2026-11-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "new_household", "relation": "02" }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    }));
    (added["id"].as_u64().unwrap(), added["act_id"].clone())
}

#[test]
fn a_newcomer_with_a_household_is_taken_back_by_any_writer_and_the_number_is_not_given_again() {
    let t = TestLedger::new();
    t.call("add_user", json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" }));
    t.call("lock", json!({}));
    t.unlock("李敏", "limin-2026");
    let (_, first) = newcomer(&t, "王建国", 11);
    let (second, _) = newcomer(&t, "赵敏", 22);
    assert!(history(&t, json!(null)).iter().all(|e| e["can_undo"] == true), "each stands by itself");
    t.call("undo_act", json!({ "act_id": first }));
    let (third, _) = newcomer(&t, "孙强", 33);
    let household =
        |person: u64| t.card(person)["hukou_household"]["household_no"].as_str().unwrap().to_owned();
    assert!(household(third) > household(second), "a number is given once");
}

#[test]
fn what_was_undone_no_longer_stands_in_the_way_of_an_earlier_undo() {
    let t = TestLedger::new();
    let (person, _) = newcomer(&t, "王建国", 11);
    let change = |education: &str| {
        let card = t.card(person);
        let mut values = card["values"].clone();
        values["education"] = json!(education);
        t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }))["act_id"].clone()
    };
    let (first, second) = (change("80"), change("70"));
    t.call("undo_act", json!({ "act_id": second }));
    let entry = |act: &Value| history(&t, json!(null)).into_iter().find(|e| e["act_id"] == *act).unwrap();
    assert_eq!(entry(&first)["can_undo"], true);
    t.call("undo_act", json!({ "act_id": first }));
    assert_eq!(t.card(person)["values"]["education"], Value::Null);
}

#[test]
fn undo_and_the_bin_keep_the_rules_that_look_at_several_records() {
    let t = TestLedger::new();
    let (old, _) = newcomer(&t, "王建国", 11);
    let household = t.card(old)["hukou_household"]["id"].clone();
    let join = |relation: &str, sequence: u32| {
        json!({
            "values": { "name": "赵敏", "id_kind": "resident_card", "id_number": number("19620501", sequence) },
            "movement": { "kind": "moved_in", "happened_on": "2026-11-01", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "household", "household_id": household, "relation": relation }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
        })
    };
    t.call("delete_records", json!({ "table": "people", "ids": [old] }));
    let new = t.call("add_person", join("02", 22))["id"].clone();
    assert_eq!(
        t.refused("restore_record", json!({ "table": "people", "id": old })),
        ["household.two_heads"],
        "one household, one head"
    );
    // The person goes first, then the household under it: neither the undo nor the bin brings back half of it.
    let gone = t.call("delete_records", json!({ "table": "people", "ids": [new] }))["act_id"].clone();
    t.call("delete_records", json!({ "table": "households", "ids": [household] }));
    assert_eq!(t.refused("undo_act", json!({ "act_id": gone })), ["act.in_use"]);
    assert_eq!(t.refused("restore_record", json!({ "table": "people", "id": new })), ["act.in_use"]);
    t.call("restore_record", json!({ "table": "households", "id": household }));
    t.call("restore_record", json!({ "table": "people", "id": new }));
    // A movement that was taken back is no record of the bin.
    assert_eq!(t.refused("restore_record", json!({ "table": "movements", "id": 1 })), ["request.odd"]);
}

#[test]
fn writes_outside_the_gate_are_refused() {
    let ledger = store::Ledger::in_memory().unwrap();
    let refused = ledger.conn().execute("INSERT INTO grids (created_at, name) VALUES ('', 'x')", []);
    assert!(refused.unwrap_err().to_string().contains("outside the gate"));
}
