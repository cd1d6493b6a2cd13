//! What an import does not take of a row it keeps as text or tells, and it makes no estate that nobody named.

use crate::imports::{commit, ledger, open, plan_with, rows};
use serde_json::{Value, json};
use suite::{TestLedger, number};

/// A sheet as it is pasted: cells parted by `|`.
fn pasted(t: &TestLedger, lines: &[String]) -> Value {
    let text = lines.join("\n").replace('|', "\t");
    t.call(
        "open_import",
        json!({ "kind": "residents", "source": { "from": "text", "text": text }, "sheet": null }),
    )
}

fn lines(all: &[&str]) -> Vec<String> {
    all.iter().map(|line| (*line).to_owned()).collect()
}

fn import(t: &TestLedger, all: &[&str]) -> Value {
    let view = pasted(t, &lines(all));
    plan_with(t, &view, json!({}));
    commit(t, &view)
}

fn id_of(t: &TestLedger, name: &str) -> u64 {
    t.call("find", json!({ "text": name, "limit": 5 }))["hits"][0]["id"].as_u64().unwrap()
}

fn address(t: &TestLedger, name: &str) -> String {
    t.card(id_of(t, name))["address"].as_str().unwrap().to_owned()
}

fn codes(row: &Value) -> Vec<&str> {
    row["faults"].as_array().unwrap().iter().filter_map(|f| f["fault"]["code"].as_str()).collect()
}

fn households(t: &TestLedger) -> Value {
    let list = json!({ "table": "households", "text": "", "building_id": null, "conditions": [], "columns": ["place"], "sort": null, "offset": 0, "limit": 9 });
    t.call("list_places", list)
}

fn estates(t: &TestLedger) -> Vec<String> {
    let tree = t.call("get_place_tree", json!({}));
    tree["estates"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect()
}

/// README: the text of an address that is not read is never lost, also where the sheet may not write over the remark; and
/// nobody who has a dwelling is said to have none.
#[test]
fn an_address_that_is_not_read_stands_behind_a_remark_that_stays() {
    let t = ledger();
    t.building("3");
    let own = number("19600101", 11);
    let person = t.head("高山", &own, t.dwelling("3-1-101"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["remark"] = json!("原来的备注");
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    let row = format!("高山|{own}|建设路12号3单元501|新备注");
    let view = pasted(&t, &lines(&["姓名|身份证号|住址|备注", &row]));
    plan_with(&t, &view, json!({ "overwrite": [] }));
    let found = rows(&t, &view, json!("changed"));
    let said = found[0]["faults"].to_string();
    assert!(said.contains("台账里的住址没有改") && !said.contains("没有登记房屋"), "{said}");
    let kept = found[0]["differences"].as_array().unwrap();
    assert!(kept.iter().any(|d| d["label"] == "备注里补记" && d["is_taken"] == true), "{kept:?}");
    assert!(kept.iter().any(|d| d["label"] == "备注" && d["is_taken"] == false), "{kept:?}");
    commit(&t, &view);
    let card = t.card(person);
    assert_eq!(card["values"]["remark"], "原来的备注；住址栏原文：建设路12号3单元501");
    assert_eq!(card["address"], "幸福里3栋1单元101室");
    // The same file again adds nothing.
    let view = pasted(&t, &lines(&["姓名|身份证号|住址", &format!("高山|{own}|建设路12号3单元501")]));
    plan_with(&t, &view, json!({ "overwrite": [] }));
    assert_eq!(rows(&t, &view, json!("same")).len(), 1);
}

/// README: of a newcomer whose address is not read the row says that there is no dwelling, and as what the person counts.
#[test]
fn the_state_that_is_taken_beside_an_unread_address_is_told() {
    let t = ledger();
    let row = format!("水秀|{}|外地", number("19620505", 22));
    let view = pasted(&t, &lines(&["姓名|身份证号|住址", &row]));
    plan_with(&t, &view, json!({}));
    let found = rows(&t, &view, json!("new"));
    assert_eq!(codes(&found[0]), ["import.place_unread", "import.state_taken"]);
    let said = found[0]["faults"].to_string();
    assert!(said.contains("没有登记房屋") && said.contains("按“人户一致”登记"), "{said}");
    // The notice is still there when the rows are written, and counted.
    let done = commit(&t, &view);
    let told = t.call("list_import_faults", json!({ "token": view["token"] }));
    assert_eq!(json!(told["notices"].as_array().unwrap().len()), done["notices"]);
    assert!(told["notices"].to_string().contains("import.state_taken"), "{told}");
}

/// README: a dwelling that is told later is no move, and the household stands where its people live.
#[test]
fn a_dwelling_told_later_is_no_move() {
    let t = ledger();
    let own = number("19600101", 11);
    import(&t, &["姓名|身份证号|与户主关系|住址", &format!("高山|{own}|户主|建设路12号3单元501")]);
    import(&t, &["姓名|身份证号|与户主关系|住址", &format!("高山|{own}|户主|3-1-101")]);
    let card = t.card(id_of(&t, "高山"));
    assert_eq!(card["address"], "幸福社区3栋1单元101室");
    assert_eq!(card["timeline"][0]["label"], "补登记住址", "{}", card["timeline"]);
    assert_eq!(households(&t)["rows"][0]["cells"], json!(["幸福社区3栋1单元101室"]));
    // Who is said to live there with her comes into her household.
    let row = format!("水秀|{}|妻|高山|3-1-101", number("19620505", 22));
    import(&t, &["姓名|身份证号|与户主关系|户主姓名|住址", &row]);
    assert_eq!(households(&t)["total"], 1);
}

/// README: in a ledger of two estates a row that names none goes where its building is, or waits; no third one is made.
#[test]
fn a_row_that_names_none_of_two_estates_goes_to_its_building_or_waits() {
    let t = ledger();
    t.building("3");
    let other = t.save("estates", json!({ "name": "云溪苑", "kind": "estate" }));
    t.save("buildings", json!({ "estate_id": other, "name": "9" }));
    let all = lines(&[
        "姓名|身份证号|住址",
        &format!("高山|{}|3-1-101", number("19600101", 11)),
        &format!("水秀|{}|9-1-101", number("19620505", 22)),
        &format!("林海|{}|7-1-101", number("19700707", 33)),
    ]);
    let view = pasted(&t, &all);
    plan_with(&t, &view, json!({}));
    let found = rows(&t, &view, json!(null));
    assert_eq!(codes(&found[0]), Vec::<&str>::new());
    assert_eq!(codes(&found[1]), ["import.new_dwelling"]);
    assert!(found[1]["detail"].as_str().unwrap().starts_with("云溪苑9-1-101"), "{}", found[1]);
    assert_eq!((codes(&found[2]), &found[2]["is_taken"]), (vec!["import.estate_unsaid"], &json!(false)));
    assert_eq!(commit(&t, &view)["not_whole"], 1);
    assert_eq!(estates(&t).len(), 2, "{:?}", estates(&t));
    assert_eq!(address(&t, "高山"), "幸福里3栋1单元101室");
    assert_eq!(address(&t, "水秀"), "云溪苑9栋1单元101室");
    // Chosen for the rows that name none, it takes them all.
    let view = pasted(&t, &all);
    plan_with(&t, &view, json!({ "estate": "云溪苑" }));
    assert!(rows(&t, &view, json!(null)).iter().all(|row| !codes(row).contains(&"import.estate_unsaid")));
    commit(&t, &view);
    assert_eq!(address(&t, "林海"), "云溪苑7栋1单元101室");
}

/// README: who is known keeps the own dwelling where the row names it without its estate.
#[test]
fn somebody_known_is_not_moved_by_an_address_without_its_estate() {
    let t = ledger();
    t.building("3");
    let other = t.save("estates", json!({ "name": "云溪苑", "kind": "estate" }));
    t.save("buildings", json!({ "estate_id": other, "name": "3" }));
    let own = number("19600101", 11);
    t.head("高山", &own, t.dwelling("3-1-101"));
    let view = pasted(&t, &lines(&["姓名|身份证号|住址", &format!("高山|{own}|3-1-101")]));
    plan_with(&t, &view, json!({}));
    assert_eq!(rows(&t, &view, json!("same")).len(), 1);
    let view = pasted(&t, &lines(&["姓名|身份证号|住址|备注", &format!("高山|{own}|3-1-102|独居")]));
    plan_with(&t, &view, json!({}));
    let found = rows(&t, &view, json!("changed"));
    assert_eq!(codes(&found[0]), ["import.estate_unsaid"]);
    commit(&t, &view);
    assert_eq!(address(&t, "高山"), "幸福里3栋1单元101室");
}

/// README: a street is no estate, unless the ledger or a column of its own says so.
#[test]
fn no_estate_is_made_of_a_street() {
    let own = number("19600101", 11);
    let row = format!("高山|{own}|建设路12栋3单元501");
    let t = ledger();
    import(&t, &["姓名|身份证号|住址", &row]);
    assert_eq!(estates(&t), Vec::<String>::new());
    let card = t.card(id_of(&t, "高山"));
    assert_eq!(card["values"]["remark"], "住址栏原文：建设路12栋3单元501");
    let t = ledger();
    t.save("estates", json!({ "name": "建设路", "kind": "estate" }));
    import(&t, &["姓名|身份证号|住址", &row]);
    assert_eq!(address(&t, "高山"), "建设路12栋3单元501室");
}

/// README: a workbook of the program's own brings everybody back to the estate that it is of.
#[test]
fn the_programs_own_workbook_names_the_estate() {
    let from = ledger();
    let row = format!("高山|{}|云溪苑|3-1-101", number("19600101", 11));
    import(&from, &["姓名|身份证号|小区|住址", &row]);
    let file = from.beside("名册.xlsx");
    let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name", "id_number", "place"], "offset": 0, "limit": 0 });
    let leaving = json!({ "what": "people", "list": list, "in_full": true });
    from.call("export_file", json!({ "leaving": leaving, "file": file }));
    let to = ledger();
    let view = open(&to, "residents", &file);
    plan_with(&to, &view, json!({}));
    commit(&to, &view);
    assert_eq!(address(&to, "高山"), "云溪苑3栋1单元101室");
    assert_eq!(estates(&to), ["云溪苑"]);
}

/// README: what stands for "none" under a number is told once for the sheet.
#[test]
fn words_in_place_of_numbers_are_counted_in_the_notes() {
    let t = ledger();
    let view = pasted(
        &t,
        &lines(&[
            "户号|姓名|性别|身份证号|出生日期|住址",
            &format!("0|高山|男|{}||3-1-101", number("19600101", 11)),
            "无|水秀|女|未办理|1962-05-05|3-1-102",
        ]),
    );
    let said = view["notes"].to_string();
    assert!(said.contains("“户号”一栏有 2 格写的不是号码（如“0”）"), "{said}");
    assert!(said.contains("“身份证号”一栏有 1 格写的不是号码（如“未办理”）"), "{said}");
}

/// README: where nothing can be imported the rows can be saved with their reasons all the same.
#[test]
fn rows_that_cannot_come_in_are_saved_before_any_import() {
    let t = ledger();
    let view = pasted(&t, &lines(&["姓名|性别|身份证号", "高山|男|33010619600101"]));
    let plan = plan_with(&t, &view, json!({}));
    assert!(plan["counts"].as_array().unwrap().iter().all(|c| c["taken"] == 0), "{plan}");
    let file = t.beside("待改.xlsx");
    t.call("save_import_faults", json!({ "token": view["token"], "file": file }));
    let back = suite::sheet(&file);
    assert_eq!((&back[0][0], back.len()), (&json!("原因"), 2));
    assert!(back[1][0].as_str().unwrap().contains("“身份证号”一栏："), "{:?}", back[1][0]);
}
