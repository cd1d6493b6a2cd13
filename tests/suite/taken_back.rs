//! What is taken back, and what comes between looking and writing: an import, an act, a request that is refused.

use crate::any_order::rules_hold;
use crate::imports::{commit, import, ledger, open, plan_with, rows};
use domain::access::{Actor, Role};
use serde_json::{Value, json};
use store::{Act, ActKind};
use suite::{PASSWORD, TestLedger, content, number};

fn file(t: &TestLedger, name: &str, text: &str) -> std::path::PathBuf {
    let file = t.beside(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// Types another value into a field of a card, as whoever works.
fn edit(t: &TestLedger, person: u64, key: &str, value: Value) -> Value {
    let card = t.card(person);
    let mut values = card["values"].clone();
    values[key] = value;
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }))
}

fn history(t: &TestLedger, record: Value) -> Vec<Value> {
    let found = t.call("list_history", json!({ "record": record, "before_act_id": null, "limit": 50 }));
    found["entries"].as_array().cloned().unwrap()
}

fn undo_import(t: &TestLedger, done: &Value, forces: bool) -> Value {
    t.call("undo_import", json!({ "import_id": done["import_id"], "forces": forces }))
}

/// 单秀英 in 3-1-201, and an import that has her live in 3-2-602 and work at 纺织厂.
fn moved_by_an_import() -> (TestLedger, u64, Value) {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let text = format!("姓名,身份证号,住址,工作单位\n单秀英,{own},3-2-602,纺织厂\n");
    let done = import(&t, "residents", &file(&t, "搬家.csv", &text));
    assert_eq!(t.card(person)["address"], "幸福里3栋2单元602室");
    (t, person, done)
}

#[test]
fn who_was_moved_by_an_import_and_edited_since_goes_back_and_keeps_the_edit() {
    let (t, person, done) = moved_by_an_import();
    edit(&t, person, "phones", json!(["13812345678"]));
    let undone = undo_import(&t, &done, false);
    assert_eq!(undone["kept"], json!([]), "the edit is elsewhere in the row");
    let card = t.card(person);
    assert_eq!(card["address"], "幸福里3栋1单元201室");
    assert_eq!(card["timeline"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&card["values"]["phones"], &card["values"]["employer"]),
        (&json!(["13812345678"]), &Value::Null)
    );
    rules_hold(&t, "an import taken back");
}

#[test]
fn a_value_that_was_typed_over_what_an_import_wrote_stays_unless_told_otherwise() {
    let (t, person, done) = moved_by_an_import();
    edit(&t, person, "employer", json!("后来填的"));
    let undone = undo_import(&t, &done, false);
    assert_eq!(undone["kept"], json!(["居民 单秀英"]));
    let card = t.card(person);
    assert_eq!(
        (&card["address"], &card["values"]["employer"]),
        (&json!("幸福里3栋1单元201室"), &json!("后来填的"))
    );
    rules_hold(&t, "an import taken back in part");
    assert_eq!(undo_import(&t, &done, true)["kept"], json!([]));
    assert_eq!(t.card(person)["values"]["employer"], Value::Null);
}

#[test]
fn a_movement_of_an_import_stays_under_a_later_one_unless_told_otherwise() {
    let (t, person, done) = moved_by_an_import();
    t.call(
        "record_movement",
        json!({
            "person_ids": [person],
            "movement": { "kind": "moved_out", "happened_on": "2026-11-24", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "nowhere" }, "dwelling_id": null },
        }),
    );
    let kinds = || {
        let card = t.card(person);
        let kind = |m: &Value| m["kind"].as_str().unwrap().to_owned();
        card["timeline"].as_array().unwrap().iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(undo_import(&t, &done, false)["kept"], json!(["居民 单秀英"]));
    assert_eq!(kinds(), ["moved_out", "moved_within", "opening"]);
    rules_hold(&t, "a movement that stays");
    assert_eq!(undo_import(&t, &done, true)["kept"], json!([]));
    assert_eq!(kinds(), ["moved_out", "opening"]);
    rules_hold(&t, "a movement that goes");
}

#[test]
fn what_an_import_made_for_somebody_it_moved_goes_too() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    t.head("单秀英", &own, t.dwelling("3-1-201"));
    let before = content(&t);
    let text = format!("姓名,身份证号,住址\n单秀英,{own},5-1-101\n");
    let done = import(&t, "residents", &file(&t, "搬家.csv", &text));
    assert!(t.dwelling("5-1-101") > 0);
    undo_import(&t, &done, false);
    assert_eq!(content(&t), before, "row for row as it was, without a building 5");
}

#[test]
fn a_membership_that_was_edited_since_its_import_stays() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    t.head("单秀英", &own, t.dwelling("3-1-201"));
    let text = format!("姓名,身份证号,低保\n单秀英,{own},是\n");
    let done = import(&t, "residents", &file(&t, "低保.csv", &text));
    let list = json!({ "register": "group_members", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": ["helper"], "sort": null, "offset": 0, "limit": 10 });
    let id = t.call("list_rows", list.clone())["rows"][0]["id"].clone();
    let row = t.call("get_row", json!({ "table": "group_members", "id": id }));
    let mut values = row["values"].clone();
    values["helper"] = json!("李敏");
    t.call(
        "update_row",
        json!({ "register": "group_members", "id": id, "revision": row["revision"], "values": values }),
    );
    assert_eq!(undo_import(&t, &done, false)["kept"], json!(["居民 单秀英"]));
    assert_eq!(t.call("list_rows", list.clone())["rows"][0]["cells"], json!(["李敏"]));
    undo_import(&t, &done, true);
    assert_eq!(t.call("list_rows", list)["total"], 0);
}

#[test]
fn an_import_taken_back_leaves_no_second_head_and_says_who_stands_in_the_way() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let wife = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let household = t.card(wife)["hukou_household"]["id"].clone();
    let husband = t.call("add_person", json!({
        "values": { "name": "赵敏", "id_kind": "resident_card", "id_number": number("19450501", 11) },
        "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "household", "household_id": household, "relation": "10" }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    }))["id"].clone();
    let text = format!("姓名,身份证号,与户主关系\n单秀英,{own},配偶\n");
    let done = import(&t, "residents", &file(&t, "关系.csv", &text));
    assert_eq!(t.card(wife)["standing"]["hukou_relation"], "10");
    let relation = |code: &str| {
        let member = json!({ "person_id": husband, "hukou_relation": code, "living_relation": code });
        let request =
            json!({ "household_id": household, "happened_on": "2026-11-24", "relations": [member] });
        t.call("set_relations", request)
    };
    relation("02");
    let request = json!({ "import_id": done["import_id"], "forces": false });
    let faults = t.office.call("undo_import", request.clone()).unwrap_err();
    assert_eq!(faults[0].code, "import.undo_apart");
    assert!(faults[0].message.contains("单秀英") && faults[0].message.contains("赵敏"), "{faults:?}");
    assert_eq!(t.card(wife)["standing"]["hukou_relation"], "10", "nothing was taken back");
    assert_eq!(t.call("list_imports", json!({}))["imports"][0]["undone"], "");
    rules_hold(&t, "an import that could not be taken back");
    relation("10");
    t.call("undo_import", request);
    assert_eq!(t.card(wife)["standing"]["hukou_relation"], "02");
    rules_hold(&t, "an import taken back");
}

#[test]
fn what_undid_something_before_an_import_counts_as_done_after_it() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let typed = edit(&t, person, "education", json!("80"))["act_id"].clone();
    let text = format!("姓名,身份证号,工作单位\n单秀英,{own},纺织厂\n");
    let done = import(&t, "residents", &file(&t, "单位.csv", &text));
    t.call("undo_act", json!({ "act_id": typed }));
    undo_import(&t, &done, false);
    let card = t.card(person);
    assert_eq!(
        (&card["values"]["education"], &card["values"]["employer"]),
        (&Value::Null, &Value::Null),
        "what was undone does not come back with the import"
    );
}

#[test]
fn an_import_and_its_taking_back_are_no_steps_of_the_history() {
    let (t, person, done) = moved_by_an_import();
    let line = |words: &str| {
        let found =
            history(&t, json!(null)).into_iter().find(|e| e["said"].as_str().unwrap().starts_with(words));
        found.unwrap()
    };
    let imported = line("导入");
    assert_eq!(imported["can_undo"], false);
    assert_eq!(t.refused("undo_act", json!({ "act_id": imported["act_id"] })), ["act.is_import"]);
    undo_import(&t, &done, false);
    let undone = line("撤销导入");
    assert_eq!(undone["can_undo"], false);
    assert_eq!(t.refused("undo_act", json!({ "act_id": undone["act_id"] })), ["act.undoes_import"]);
    assert_eq!(t.card(person)["address"], "幸福里3栋1单元201室");
}

#[test]
fn the_history_of_a_card_tells_what_an_import_did_to_it_alone() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    edit(&t, person, "education", json!("80"));
    let other = number("19500101", 22);
    let text = format!("姓名,身份证号,工作单位\n王芳,{other},毛巾厂\n单秀英,{own},纺织厂\n");
    import(&t, "residents", &file(&t, "单位.csv", &text));
    let entries = history(&t, json!({ "table": "people", "id": person }));
    let told: Vec<_> = entries[0]["changes"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 1, "what was there before is no change: {told:?}");
    assert_eq!(
        ["subject", "label", "before", "after"].map(|k| told[0][k].as_str().unwrap()),
        ["居民 单秀英", "工作单位或学校", "", "纺织厂"]
    );
}

#[test]
fn a_number_that_was_given_since_the_rows_were_looked_at_is_looked_at_again() {
    let t = ledger();
    t.building("3");
    let own = number("19500101", 22);
    let view = open(&t, "residents", &file(&t, "新增.csv", &format!("姓名,身份证号\n王芳,{own}\n")));
    assert_eq!(plan_with(&t, &view, json!({}))["counts"][0]["taken"], 1);
    t.head("王芳", &own, t.dwelling("3-1-201"));
    assert_eq!(t.refused("commit_import", json!({ "token": view["token"] })), ["import.changed"]);
    assert_eq!(rows(&t, &view, json!("new")), Vec::<Value>::new(), "she is in the ledger now");
    assert_eq!(t.found("王芳"), ["王芳"]);
}

#[test]
fn somebody_deleted_since_the_rows_were_looked_at_is_not_told_as_taken() {
    let t = ledger();
    t.building("3");
    let own = number("19500101", 22);
    let person = t.head("王芳", &own, t.dwelling("3-1-201"));
    let text = format!("姓名,身份证号,工作单位\n王芳,{own},纺织厂\n");
    let view = open(&t, "residents", &file(&t, "更新.csv", &text));
    assert_eq!(plan_with(&t, &view, json!({}))["counts"][1]["taken"], 1);
    t.call("delete_records", json!({ "table": "people", "ids": [person] }));
    assert_eq!(t.refused("commit_import", json!({ "token": view["token"] })), ["import.changed"]);
    assert_eq!(rows(&t, &view, json!("changed")), Vec::<Value>::new());
    // Looked at again, it is written as it is shown: as somebody new.
    let done = commit(&t, &view);
    assert_eq!((&done["counts"][0]["taken"], &done["counts"][1]["taken"]), (&json!(1), &json!(0)));
}

#[test]
fn what_has_nothing_to_do_with_the_rows_does_not_hold_an_import_up() {
    let t = ledger();
    t.building("3");
    let text = format!("姓名,身份证号\n王芳,{}\n", number("19500101", 22));
    let view = open(&t, "residents", &file(&t, "新增.csv", &text));
    plan_with(&t, &view, json!({}));
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    commit(&t, &view);
    assert_eq!(t.found("王芳"), ["王芳"]);
}

#[test]
fn a_household_number_that_lies_in_the_bin_stops_no_import() {
    let t = ledger();
    let text = |name: &str, sequence: u32| {
        format!("户编号,姓名,身份证号\nH000001,{name},{}\n", number("19500101", sequence))
    };
    import(&t, "residents", &file(&t, "一.csv", &text("王芳", 22)));
    let person = t.call("find", json!({ "text": "王芳", "limit": 5 }))["hits"][0]["id"].clone();
    let household = t.card(person.as_u64().unwrap())["hukou_household"]["id"].clone();
    t.call("delete_records", json!({ "table": "people", "ids": [person] }));
    t.call("delete_records", json!({ "table": "households", "ids": [household] }));
    import(&t, "residents", &file(&t, "二.csv", &text("赵敏", 44)));
    assert_eq!(t.found("赵敏"), ["赵敏"]);
}

#[test]
fn what_is_open_for_import_stays_when_a_restore_or_a_move_is_refused() {
    let (t, other) = (ledger(), TestLedger::new());
    let text = format!("姓名,身份证号\n王芳,{}\n", number("19500101", 22));
    let view = open(&t, "residents", &file(&t, "新增.csv", &text));
    plan_with(&t, &view, json!({}));
    let foreign = other.call("make_backup", json!({ "folder": null }))["file"].clone();
    assert_eq!(
        t.refused("restore_backup", json!({ "file": foreign, "password": null, "user_name": null })),
        ["backup.other_key"]
    );
    assert_eq!(t.refused("move_ledger", json!({ "folder": other.folder() })), ["ledger.exists"]);
    commit(&t, &view);
    assert_eq!(t.found("王芳"), ["王芳"]);
}

#[test]
fn a_later_edit_elsewhere_in_the_row_does_not_stand_in_the_way_of_an_undo() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let first = edit(&t, person, "education", json!("80"))["act_id"].clone();
    let moved = t.call("record_movement", json!({
        "person_ids": [person],
        "movement": { "kind": "moved_within", "happened_on": "2026-11-20", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": t.dwelling("3-2-602") },
    }))["act_id"].clone();
    edit(&t, person, "employer", json!("纺织厂"));
    let can = |act: &Value| {
        history(&t, json!(null)).into_iter().find(|e| e["act_id"] == *act).unwrap()["can_undo"].clone()
    };
    assert_eq!((can(&first), can(&moved)), (json!(true), json!(true)));
    t.call("undo_act", json!({ "act_id": first }));
    t.call("undo_act", json!({ "act_id": moved }));
    let card = t.card(person);
    assert_eq!((&card["values"]["education"], &card["values"]["employer"]), (&Value::Null, &json!("纺织厂")));
    assert_eq!(card["address"], "幸福里3栋1单元201室");
    rules_hold(&t, "two acts undone under a later one");
}

#[test]
fn who_follows_from_movements_does_so_after_an_undo_too() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let moves = |on: &str, place: &str| {
        t.call("record_movement", json!({
            "person_ids": [person],
            "movement": { "kind": "moved_within", "happened_on": on, "place": "", "reason": "" },
            "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": t.dwelling(place) },
        }))["act_id"].clone()
    };
    let last = moves("2026-11-20", "3-2-602");
    // Entered late: it comes before the other, so the card stays as it is.
    moves("2026-11-10", "3-1-302");
    t.call("undo_act", json!({ "act_id": last }));
    assert_eq!(
        t.card(person)["address"],
        "幸福里3栋1单元302室",
        "the movement of the 10th is the last one now"
    );
    rules_hold(&t, "a movement undone after a late one");
}

/// The ledger itself, to do in one act what no command does.
fn with_ledger(t: &TestLedger, work: impl FnOnce(&mut store::Ledger)) {
    t.call("lock", json!({}));
    let keys = vault::KeyFile::read(&t.folder().join("keys.json")).unwrap();
    let key = keys.open_with_any_password(PASSWORD).unwrap().0.as_hex().to_string();
    work(&mut store::Ledger::open(&t.folder(), &key, |_| Ok(())).unwrap());
}

#[test]
fn rights_for_an_undo_are_asked_of_every_row_of_an_act() {
    let t = TestLedger::new();
    t.call("add_user", json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" }));
    let mut act_id = 0;
    with_ledger(&t, |ledger| {
        let act =
            Act { kind: ActKind::Edit, at: "2026-11-24T08:00:00Z".into(), on: "2026-11-24".parse().unwrap() };
        let actor = Actor { user_id: 1, name: "张主任".into(), role: Role::Director };
        let done = ledger.write::<_, store::StoreError>(&act, &actor, |gate| {
            for n in 0..201 {
                let sql = format!("INSERT INTO grids (created_at, name) VALUES ('', '网格{n}')");
                gate.conn().execute(&sql, [])?;
            }
            let seal = "INSERT INTO seal_uses (created_at, used_on, seal_name, applicant, document_title, purpose_kind,
                    purpose, copies, approved_by, approved_on, approval_way, handled_by, stamped_by, seq_no)
                VALUES ('', '2026-11-01', 'committee', '甲', '印章事', 'other', '乙', 1, '丙', '2026-11-01', 'signed', '丁', '戊', 1)";
            gate.conn().execute(seal, [])?;
            gate.say("许多行")
        });
        act_id = done.unwrap().act_id;
    });
    t.unlock("李敏", "limin-2026");
    let line = history(&t, json!(null)).into_iter().find(|e| e["act_id"] == act_id).unwrap();
    assert_eq!((&line["can_undo"], &line["is_cut"]), (&json!(false), &json!(true)));
    assert_eq!(t.refused("undo_act", json!({ "act_id": act_id })), ["right.not_allowed"]);
    assert!(!line.to_string().contains("印章事"), "what may not be seen is not listed");
}

#[test]
fn older_history_is_reached_behind_what_may_not_be_seen() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    t.call("add_user", json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" }));
    for minutes in [20, 30, 40] {
        let mut settings = t.call("get_settings", json!({}));
        settings["idle_minutes"] = json!(minutes);
        t.call("update_settings", settings);
    }
    t.call("lock", json!({}));
    t.unlock("李敏", "limin-2026");
    let page = |before: Value| {
        t.call("list_history", json!({ "record": null, "before_act_id": before, "limit": 1 }))
    };
    let first = page(json!(null));
    assert_eq!(first["entries"][0]["said"], "新增 单秀英（建账登记）");
    assert_eq!(first["has_more"], true);
    let mut seen = 1;
    let mut last = first;
    while last["has_more"] == true {
        last = page(last["entries"][0]["act_id"].clone());
        seen += 1;
    }
    assert_eq!(seen, 4, "the person, the rooms, the building and the estate; no setting");
}

#[test]
fn the_history_tells_when_and_why_a_membership_ended() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let mut values =
        json!({ "person_id": person, "group_kind": "minimum_living", "joined_on": "2026-03-01" });
    let added = t.call("add_row", json!({ "register": "group_members", "values": values }));
    values["left_on"] = json!("2026-11-01");
    values["left_reason"] = json!("收入提高");
    t.call("update_row", json!({ "register": "group_members", "id": added["id"], "revision": added["revision"], "values": values }));
    let told = history(&t, json!({ "table": "group_members", "id": added["id"] }))[0]["changes"].clone();
    let told: Vec<[&str; 2]> =
        told.as_array().unwrap().iter().map(|c| ["label", "after"].map(|k| c[k].as_str().unwrap())).collect();
    assert!(
        told.contains(&["退出日期", "2026-11-01"]) && told.contains(&["退出原因", "收入提高"]),
        "{told:?}"
    );
}

fn seal_use(on: &str, seal: &str) -> Value {
    json!({
        "used_on": on, "seal_name": seal, "applicant": "李敏", "document_title": "介绍信", "purpose_kind": "relation",
        "purpose": "转出组织关系", "copies": 1, "approved_by": "张书记", "approved_on": on, "approval_way": "signed",
        "handled_by": "李敏", "stamped_by": "王芳",
    })
}

#[test]
fn a_number_without_gaps_stays_with_its_year_and_seal() {
    let t = TestLedger::new();
    let add =
        |on: &str| t.call("add_row", json!({ "register": "seal_uses", "values": seal_use(on, "committee") }));
    let (first, second) = (add("2026-11-01"), add("2026-11-02"));
    let change = |values: Value| json!({ "register": "seal_uses", "id": first["id"], "revision": first["revision"], "values": values });
    assert_eq!(t.refused("update_row", change(seal_use("2026-11-01", "branch"))), ["record.number_stays"]);
    assert_eq!(t.refused("update_row", change(seal_use("2025-11-01", "committee"))), ["record.number_stays"]);
    t.call("update_row", change(seal_use("2026-10-31", "committee")));
    // Neither does an undo tear a hole into the count, nor give a number twice.
    assert_eq!(t.refused("undo_act", json!({ "act_id": first["act_id"] })), ["act.changed_later"]);
    let third = add("2026-11-03");
    assert_eq!(t.refused("undo_act", json!({ "act_id": second["act_id"] })), ["act.numbered"]);
    let undone = t.call("undo_act", json!({ "act_id": third["act_id"] }));
    add("2026-11-04");
    assert_eq!(t.refused("undo_act", json!({ "act_id": undone["act_id"] })), ["act.number_given"]);
}

#[test]
fn what_a_register_masks_is_shown_in_full_to_who_may_change_it() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let member = json!({ "person_id": person, "group_kind": "disabled", "joined_on": "2026-03-01", "cert_no": "33010619470203002244" });
    let member = t.call("add_row", json!({ "register": "group_members", "values": member }))["id"].clone();
    let team = json!({ "name": "巡逻队", "kind": "patrol", "leader": "李敏", "leader_phones": ["13812345678"], "founded_on": "2026-03-01" });
    let team = t.call("add_row", json!({ "register": "volunteer_teams", "values": team }))["id"].clone();
    let shown =
        t.call("get_row", json!({ "table": "group_members", "id": member }))["values"]["cert_no"].clone();
    assert!(shown.as_str().unwrap().contains('*'), "{shown}");
    let asked = |table: &str, id: &Value, field: &str| json!({ "table": table, "id": id, "field": field });
    let cert = asked("group_members", &member, "cert_no");
    assert_eq!(t.call("reveal", cert.clone())["text"], "33010619470203002244");
    assert_eq!(t.call("reveal", asked("volunteer_teams", &team, "leader_phones"))["text"], "13812345678");
    let lines = history(&t, json!(null));
    assert!(lines[0]["said"].as_str().unwrap().contains("巡逻队"), "{}", lines[0]);
    assert_eq!(t.refused("reveal", asked("group_members", &member, "helper")), ["field.unknown"]);
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    t.call("lock", json!({}));
    t.unlock("李敏", "limin-2026");
    assert_eq!(t.refused("reveal", cert), ["right.not_allowed"]);
}

#[test]
fn an_imported_movement_is_a_cause_where_a_month_that_was_sent_differs() {
    let t = ledger();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let month = json!({ "form": "monthly", "period": "2026-10" });
    let reviewed = t.call("review_report", month.clone());
    t.call("submit_report", json!({ "id": reviewed["report"]["id"] }));
    let own = number("19500101", 22);
    let text = format!("姓名,身份证号,住址,来本社区日期\n王芳,{own},3-1-302,2026-10-05\n");
    import(&t, "residents", &file(&t, "补登.csv", &text));
    let report = t.call("make_report", month);
    assert_ne!(report["differences"], json!([]));
    assert!(report["events"].to_string().contains("导入 补登.csv"), "{}", report["events"]);
}

#[test]
fn while_an_import_writes_neither_keys_nor_drafts_are_half_changed() {
    let t = ledger();
    let given =
        |n: u32| [n % 997, n / 997].iter().filter_map(|n| char::from_u32(0x4E10 + n)).collect::<String>();
    let mut text = String::from("姓名,性别,出生日期\n");
    for n in 0..12_000 {
        text.push_str(&format!("王{},女,1950-01-{:02}\n", given(n), 1 + n % 28));
    }
    let view = open(&t, "residents", &file(&t, "很多.csv", &text));
    plan_with(&t, &view, json!({}));
    t.call("keep_draft", json!({ "form": "people:new", "content": "{}", "kept_at": "" }));
    std::thread::scope(|scope| {
        let writes = scope.spawn(|| commit(&t, &view));
        let stage = || t.call("get_work", json!({ "kind": "import" }))["stage"].clone();
        while stage() != "正在写入台账" {
            assert!(!writes.is_finished(), "the import was over before it was seen");
            std::thread::yield_now();
        }
        let change = json!({ "old": PASSWORD, "new": "another-2026" });
        assert_eq!(t.refused("change_password", change), ["import.running"]);
        assert_eq!(t.refused("drop_draft", json!({ "form": "people:new" })), ["import.running"]);
        let user = json!({ "name": "李敏", "role": "reader", "password": "limin-2026" });
        assert_eq!(t.refused("add_user", user), ["import.running"]);
    });
    assert_eq!(t.call("list_drafts", json!({}))["drafts"].as_array().unwrap().len(), 1);
    t.call("lock", json!({}));
    // One user, and the password is the one of before.
    t.unlock("", PASSWORD);
}
