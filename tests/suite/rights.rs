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

#[test]
fn somebody_without_residents_sees_nobody_by_any_way() {
    // No ready role lacks residents wholly, so the director's rights are compared with those of party registers.
    let t = office_with("accountant");
    let register = "seal_uses";
    {
        let list = json!({ "register": register, "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null, "offset": 0, "limit": 10 });
        assert_eq!(t.refused("list_rows", list.clone()), ["right.not_allowed"]);
        assert_eq!(
            t.refused(
                "export_file",
                json!({ "leaving": { "what": "rows", "list": list }, "file": t.beside("y.xlsx") })
            ),
            ["right.not_allowed"]
        );
        for command in ["preview_pages", "name_file"] {
            assert_eq!(
                t.refused(command, json!({ "leaving": { "what": "rows", "list": list } })),
                ["right.not_allowed"]
            );
        }
        assert_eq!(t.refused("get_row", json!({ "table": register, "id": 1 })), ["right.not_allowed"]);
        assert_eq!(
            t.refused("delete_records", json!({ "table": "good_deeds", "ids": [1] })),
            ["right.not_allowed"]
        );
        assert_eq!(
            t.refused(
                "list_history",
                json!({ "record": { "table": register, "id": 1 }, "before_act_id": null, "limit": 5 })
            ),
            ["right.not_allowed"]
        );
    }
    let forms = t.call("describe_forms", json!({}));
    let keys: Vec<_> =
        forms["forms"].as_array().unwrap().iter().map(|f| f["key"].as_str().unwrap()).collect();
    assert!(!keys.contains(&"seal_uses") && keys.contains(&"people"), "{keys:?}");
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
