//! Rights are asked in the service: no command, search, count or export goes round them.

use serde_json::{Value, json};
use suite::{PASSWORD, TestLedger, number};

fn office_with(role: &str) -> TestLedger {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    t.call("add_user", json!({ "name": "李敏", "role": role, "password": "limin-2026" }));
    t.call("lock", json!({}));
    assert_eq!(t.call("get_status", json!({}))["asks_user_name"], true);
    t.unlock("李敏", "limin-2026");
    t
}

#[test]
fn several_users_choose_their_name_from_a_list_who_came_last_first() {
    let t = TestLedger::new();
    t.call("lock", json!({}));
    assert_eq!(t.call("get_status", json!({}))["user_names"], json!([]), "one user is not asked");
    t.unlock("", PASSWORD);
    let owner = t.call("get_status", json!({}))["user"]["name"].clone();
    t.call("add_user", json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" }));
    t.call("lock", json!({}));
    assert_eq!(t.call("get_status", json!({}))["user_names"], json!([owner, "李敏"]));
    t.unlock("李敏", "limin-2026");
    t.call("lock", json!({}));
    assert_eq!(t.call("get_status", json!({}))["user_names"], json!(["李敏", owner]));
}

fn people_commands(t: &TestLedger) -> Vec<(&'static str, Value)> {
    let list = json!({ "filter": {}, "sort": null, "columns": [], "offset": 0, "limit": 10 });
    vec![
        ("list_people", list.clone()),
        ("list_people_ids", json!({})),
        ("explain_empty", json!({})),
        ("find", json!({ "text": "单", "limit": 5 })),
        ("find_households", json!({ "text": "单", "limit": 5 })),
        ("get_person", json!({ "id": 1 })),
        ("count_population", json!({ "on": "2026-11-24", "of": "all", "by": "grid" })),
        ("count_changes", json!({ "first": "2026-11-01", "last": "2026-11-24", "of": "all" })),
        ("export_file", json!({ "leaving": { "what": "people", "list": list }, "file": t.beside("x.xlsx") })),
        ("preview_pages", json!({ "leaving": { "what": "people", "list": list } })),
        (
            "export_file",
            json!({ "leaving": { "what": "places", "list": { "table": "households", "text": "", "building_id": null, "conditions": [], "columns": [], "sort": null, "offset": 0, "limit": 0 } }, "file": t.beside("z.xlsx") }),
        ),
        ("get_place_tree", json!({})),
        (
            "list_history",
            json!({ "record": { "table": "people", "id": 1 }, "before_act_id": null, "limit": 5 }),
        ),
    ]
}

/// Every way in which a row of a register could be seen: what each call answers, or why it was refused.
fn looks_at_a_row(t: &TestLedger, row: u64) -> Vec<(String, Result<Value, String>)> {
    let columns = ["document_title", "applicant"];
    let list = json!({ "register": "seal_uses", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": columns, "sort": null, "offset": 0, "limit": 10 });
    let leaving = json!({ "what": "rows", "list": list });
    let record = json!({ "table": "seal_uses", "id": row });
    [
        ("list_rows", list.clone()),
        ("get_row", record.clone()),
        ("list_history", json!({ "record": record, "before_act_id": null, "limit": 5 })),
        ("list_history", json!({ "record": null, "before_act_id": null, "limit": 50 })),
        ("export_file", json!({ "leaving": leaving, "file": t.beside("y.xlsx"), "replaces": true })),
        ("preview_pages", json!({ "leaving": leaving })),
        ("name_file", json!({ "leaving": leaving })),
        ("list_column_sets", json!({ "list": "seal_uses" })),
        ("describe_forms", json!({})),
        ("get_today", json!({})),
        ("list_bin", json!({})),
        ("verify_ledger", json!({})),
        ("find", json!({ "text": "翠苑开发公司", "limit": 5 })),
    ]
    .into_iter()
    .map(|(name, payload)| (name.to_owned(), t.office.call(name, payload).map_err(|f| f[0].code.clone())))
    .collect()
}

/// No ready role lacks the residents wholly; the seal register, which is the party's, is what an accountant may not see. The
/// same calls show it to the director, so that none of them shows nothing to anybody.
#[test]
fn an_accountant_sees_nothing_of_the_seal_register_by_any_way() {
    let t = TestLedger::new();
    let values = json!({
        "used_on": "2026-11-20", "seal_name": "committee", "applicant": "周德福", "document_title": "给翠苑开发公司的证明",
        "purpose_kind": "other", "purpose": "证明", "copies": 1, "approved_by": "张主任", "approved_on": "2026-11-20",
        "approval_way": "signed", "handled_by": "周德福", "stamped_by": "李敏",
    });
    let row = t.call("add_row", json!({ "register": "seal_uses", "values": values }))["id"].as_u64().unwrap();
    t.call("add_user", json!({ "name": "李会计", "role": "accountant", "password": "limin-2026" }));
    let tells = |answer: &Value| {
        let text = answer.to_string();
        ["翠苑开发公司", "印章使用登记簿", "周德福"].iter().any(|word| text.contains(word))
    };
    let of_director = looks_at_a_row(&t, row);
    let shown: Vec<&str> = of_director
        .iter()
        .filter(|(_, answer)| answer.as_ref().is_ok_and(&tells))
        .map(|(name, _)| name.as_str())
        .collect();
    for name in [
        "list_rows",
        "get_row",
        "list_history",
        "export_file",
        "name_file",
        "describe_forms",
        "verify_ledger",
    ] {
        assert!(shown.contains(&name), "{name} shows it to the director: {shown:?}");
    }

    t.call("lock", json!({}));
    t.unlock("李会计", "limin-2026");
    for (name, answer) in looks_at_a_row(&t, row) {
        match answer {
            Ok(answer) => assert!(!tells(&answer), "{name}: {answer}"),
            Err(code) => assert_eq!(code, "right.not_allowed", "{name}"),
        }
    }
    for (command, request) in [
        (
            "list_rows",
            json!({ "register": "seal_uses", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null, "offset": 0, "limit": 10 }),
        ),
        ("get_row", json!({ "table": "seal_uses", "id": row })),
        ("add_row", json!({ "register": "seal_uses", "values": {} })),
        ("strike_row", json!({ "register": "seal_uses", "id": row, "revision": 1, "reason": "x" })),
        ("delete_records", json!({ "table": "good_deeds", "ids": [1] })),
    ] {
        assert_eq!(t.refused(command, request), ["right.not_allowed"], "{command}");
    }
}

#[test]
fn counts_of_a_backup_and_lines_of_the_history_tell_nothing_of_a_closed_area() {
    let t = TestLedger::new();
    t.call("add_user", json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" }));
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].clone();
    let list = json!({ "register": "seal_uses", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null, "offset": 0, "limit": 10 });
    t.call(
        "export_file",
        json!({ "leaving": { "what": "rows", "list": list }, "file": t.beside("印章.xlsx") }),
    );
    t.call("lock", json!({}));
    t.unlock("李敏", "limin-2026");
    for counted in [
        t.call("look_into_backup", json!({ "file": backup, "password": null, "user_name": null })),
        t.call("verify_ledger", json!({})),
    ] {
        let text = counted.to_string();
        assert!(!text.contains("印章") && !text.contains("用户") && text.contains("居民"), "{text}");
    }
    let lines = t.call("list_history", json!({ "record": null, "before_act_id": null, "limit": 50 }));
    assert!(!lines.to_string().contains("印章"), "{lines}");
}

#[test]
fn a_reader_looks_and_changes_nothing() {
    let t = office_with("reader");
    for (command, request) in people_commands(&t) {
        t.call(command, request);
    }
    let movement = json!({ "person_ids": [1], "movement": { "kind": "died", "happened_on": "2026-11-20", "place": "", "reason": "" }, "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "nowhere" }, "dwelling_id": null } });
    for (command, request) in [
        ("record_movement", movement),
        ("mark_people", json!({ "ids": [1], "mark": "visit", "is_set": true })),
        ("save_place", json!({ "table": "estates", "id": null, "revision": 0, "values": { "name": "x" } })),
        ("delete_records", json!({ "table": "people", "ids": [1] })),
        ("reveal", json!({ "id": 1, "field": "id_number" })),
        ("undo_act", json!({ "act_id": 3 })),
        (
            "update_settings",
            json!({ "office": { "community": "x" }, "idle_minutes": 1, "masks_phones": true, "birthday_age": 80, "backup_folder": "", "revision": 1 }),
        ),
        ("add_user", json!({ "name": "x", "role": "director", "password": "abcdefgh1" })),
        ("list_users", json!({})),
        ("renew_recovery_code", json!({})),
        ("move_ledger", json!({ "folder": t.beside("z") })),
    ] {
        assert_eq!(t.refused(command, request), ["right.not_allowed"], "{command}");
    }
    let backup = t.call("make_backup", json!({ "folder": t.beside("u") }))["file"].clone();
    assert_eq!(
        t.refused("restore_backup", json!({ "file": backup, "password": null, "user_name": null })),
        ["right.not_allowed"]
    );
}

#[test]
fn a_party_worker_reads_residents_and_writes_the_seal_register() {
    let t = office_with("party_worker");
    t.call("list_people_ids", json!({}));
    assert_eq!(
        t.refused("mark_people", json!({ "ids": [1], "mark": "visit", "is_set": true })),
        ["right.not_allowed"]
    );
    let codes = t.refused("add_row", json!({ "register": "seal_uses", "values": {} }));
    assert!(codes.iter().all(|c| c == "field.required"), "{codes:?}");
}

#[test]
fn the_last_director_stays_and_a_stopped_user_cannot_enter() {
    let t = office_with("social_worker");
    t.call("lock", json!({}));
    t.unlock("张主任", PASSWORD);
    let users = t.call("list_users", json!({}))["users"].clone();
    let change = |user: &Value, role: &str, active: bool| json!({ "id": user["id"], "revision": user["revision"], "name": user["name"], "role": role, "is_active": active, "password": null });
    assert_eq!(t.refused("update_user", change(&users[0], "reader", true)), ["users.last_director"]);
    assert_eq!(t.refused("update_user", change(&users[0], "director", false)), ["users.last_director"]);
    t.call("update_user", change(&users[1], "social_worker", false));
    t.call("lock", json!({}));
    assert_eq!(
        t.refused("unlock", json!({ "user_name": "李敏", "password": "limin-2026" })),
        ["session.user_inactive"]
    );
    t.unlock("张主任", PASSWORD);
}

/// What somebody sees of 单秀英's number: in the list, on the card, in the form and in a hit.
fn numbers_seen(t: &TestLedger) -> Vec<String> {
    let list = json!({ "filter": {}, "sort": null, "columns": ["birth_date", "id_number"], "offset": 0, "limit": 10 });
    let card = t.call("get_person", json!({ "id": 1 }));
    let facts = card["facts"].as_array().unwrap();
    let fact = facts.iter().find(|f| f["key"] == "id_number").unwrap()["text"].clone();
    let hit = t.call("find", json!({ "text": "单秀英", "limit": 5 }))["hits"][0]["detail"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    vec![
        text(&t.call("list_people", list)["rows"][0]["cells"][1]),
        text(&card["values"]["id_number"]),
        text(&fact),
        text(&hit).rsplit(" · ").next().unwrap().to_owned(),
    ]
}

#[test]
fn a_masked_number_cannot_be_put_together_or_felt_out() {
    let t = TestLedger::new();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["phones"] = json!(["13812345678"]);
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    assert!(
        numbers_seen(&t).iter().all(|n| *n == format!("330106********{}", &own[14..])),
        "who may ask for all of it"
    );
    assert_eq!(t.found("345"), ["单秀英"]);
    t.call("lock", json!({}));

    t.unlock("李敏", "limin-2026");
    // The birth date stands in the next column: with the last four it would be the whole number.
    assert_eq!(numbers_seen(&t), vec!["330106************"; 4]);
    let pieces =
        ["345", "1381234", "12345678", "5678", "19470203", &own[14..], &own[..17], "138****5678", "3301"];
    let found_in = |text: &str| {
        let filter = json!({ "text": text });
        let list = json!({ "filter": filter, "sort": null, "columns": [], "offset": 0, "limit": 10 });
        let people = t.call("find_choices", json!({ "table": "people", "text": text, "chosen": null }));
        [
            t.call("find", json!({ "text": text, "limit": 5 }))["hits"].as_array().unwrap().len(),
            t.call("find_households", json!({ "text": text, "limit": 5 }))["households"]
                .as_array()
                .unwrap()
                .len(),
            t.call("list_people", list)["rows"].as_array().unwrap().len(),
            t.call("list_people_ids", filter)["ids"].as_array().unwrap().len(),
            people["choices"].as_array().unwrap().len(),
        ]
    };
    for piece in pieces {
        assert_eq!(found_in(piece), [0; 5], "{piece}");
    }
    for whole in ["13812345678", &own, &format!("{} {} {}", &own[..6], &own[6..14], &own[14..])] {
        assert_eq!(found_in(whole), [1; 5], "{whole}");
    }
    t.call("find", json!({ "text": "13800000000", "limit": 5 }));
    let guess =
        json!({ "id": null, "values": { "name": "某某", "id_kind": "resident_card", "id_number": own } });
    assert_eq!(t.refused("check_person", guess), ["right.not_allowed"]);
    t.call("lock", json!({}));

    t.unlock("张主任", PASSWORD);
    let lines = t.call("list_history", json!({ "record": null, "before_act_id": null, "limit": 20 }));
    let said: Vec<&str> = lines["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["actor"] == "李敏")
        .map(|e| e["said"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        ["用完整号码查找，没有找到", "用完整号码查到 单秀英"],
        "newest first; one search is one line"
    );
    assert!(!lines.to_string().contains("13812345678") && !lines.to_string().contains(&own));
}

#[test]
fn a_file_goes_only_where_it_may_and_replaces_only_what_was_said() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].as_str().unwrap().to_owned();
    let own = t.beside("合同.xlsx");
    std::fs::write(&own, b"a clerk's own").unwrap();
    let list = json!({ "filter": {}, "sort": null, "columns": [], "offset": 0, "limit": 0 });
    let writes = |file: &std::path::Path, replaces: bool| {
        let leaving = json!({ "what": "people", "list": list });
        [
            ("save_log", json!({ "file": file, "replaces": replaces })),
            ("save_template", json!({ "kind": "residents", "file": file, "replaces": replaces })),
            ("export_file", json!({ "leaving": leaving, "file": file, "replaces": replaces })),
        ]
    };
    let kept = [t.folder().join("ledger.db"), t.folder().join("keys.json"), backup.into()];
    let before = kept.each_ref().map(|file| std::fs::read(file).unwrap().len());
    for file in &kept {
        for (command, request) in writes(file, true) {
            assert_eq!(t.refused(command, request), ["file.ending_unknown"], "{command} {}", file.display());
        }
    }
    for place in ["a.xlsx", "backups/a.xlsx"] {
        for (command, request) in writes(&t.folder().join(place), true).into_iter().skip(1) {
            assert_eq!(t.refused(command, request), ["file.ledger_folder"], "{command} {place}");
        }
    }
    assert_eq!(t.refused("save_log", json!({ "file": t.folder().join("a.txt") })), ["file.ledger_folder"]);
    for (command, request) in writes(&own, false).into_iter().skip(1) {
        assert_eq!(t.refused(command, request), ["file.exists"], "{command}");
    }
    assert_eq!(std::fs::read(&own).unwrap(), b"a clerk's own");
    let note = t.beside("便条.txt");
    std::fs::write(&note, b"a clerk's own").unwrap();
    // At the locked window too.
    t.call("lock", json!({}));
    assert_eq!(t.refused("save_log", json!({ "file": note })), ["file.exists"]);
    assert_eq!(t.refused("save_log", json!({ "file": kept[1], "replaces": true })), ["file.ending_unknown"]);
    assert_eq!(std::fs::read(&note).unwrap(), b"a clerk's own");
    t.call("save_log", json!({ "file": note, "replaces": true }));
    assert!(std::fs::read_to_string(&note).unwrap().starts_with("社区台账"));
    t.unlock("", PASSWORD);
    t.call("export_file", writes(&own, true)[2].1.clone());
    assert!(suite::sheet(&own).len() > 1, "the user said so");
    assert_eq!(before[1..], kept.each_ref().map(|file| std::fs::read(file).unwrap().len())[1..]);
    assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true);
}

/// Somebody without the right to whole numbers learns none from a register: not by the order of its rows, and a number that is
/// matched whole, in a condition or on the way to a file, leaves a line in the history.
#[test]
fn a_masked_number_of_a_register_is_not_felt_out() {
    let t = TestLedger::new();
    t.building("3");
    for (n, (birth, place, cert)) in
        [("19470203", "3-1-201", "A1003"), ("19480203", "3-1-202", "A1001")].into_iter().enumerate()
    {
        let person = t.head(&format!("单秀{}", ["英", "芳"][n]), &number(birth, 22), t.dwelling(place));
        let values = json!({ "person_id": person, "group_kind": "minimum_living", "joined_on": format!("2026-10-0{}", n + 1), "cert_no": cert });
        t.call("add_row", json!({ "register": "group_members", "values": values }));
    }
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    let written = std::cell::Cell::new(0);
    let noted = || {
        t.call("lock", json!({}));
        t.unlock("张主任", PASSWORD);
        let request = json!({ "record": null, "before_act_id": null, "limit": 50, "text": "在重点人群登记里按完整的证号查找 李敏" });
        let lines = t.call("list_history", request)["entries"].as_array().unwrap().len();
        written.set(written.get() + 1);
        let name = format!("第{}网格", written.get());
        t.save("grids", json!({ "name": name, "grid_no": "01", "grid_worker": "李" }));
        t.call("lock", json!({}));
        t.unlock("李敏", "limin-2026");
        lines
    };
    let list = |text: &str, conditions: Value, sort: Value| json!({ "register": "group_members", "text": text, "conditions": conditions, "from_on": "", "to_on": "", "columns": ["person_id"], "sort": sort, "offset": 0, "limit": 10 });
    assert_eq!(noted(), 0);
    let by_cert = |down: bool| {
        t.call("list_rows", list("", json!([]), json!({ "key": "cert_no", "is_descending": down })))
    };
    assert_eq!(by_cert(false)["rows"], by_cert(true)["rows"], "the order says nothing");
    let forms = t.call("describe_forms", json!({}))["forms"].clone();
    let form = forms.as_array().unwrap().iter().find(|f| f["key"] == "group_members").unwrap();
    let column = form["columns"].as_array().unwrap().iter().find(|c| c["key"] == "cert_no").unwrap();
    assert_eq!(column["is_sortable"], false);
    // A part finds nothing, and tells nothing.
    assert_eq!(t.call("list_rows", list("A100", json!([]), Value::Null))["total"], 0);
    assert_eq!(noted(), 0);
    let whole = list("", json!([{ "field": "cert_no", "words": ["A1001"] }]), Value::Null);
    assert_eq!(t.call("list_rows", whole.clone())["total"], 1);
    t.call("list_rows", whole);
    assert_eq!(noted(), 1, "two pages of one list are one search");
    let leaving = json!({ "what": "rows", "list": list("A1001", json!([]), Value::Null) });
    t.call("preview_pages", json!({ "leaving": leaving }));
    assert_eq!(noted(), 2);
}
