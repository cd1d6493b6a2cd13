//! First start, unlocking, passwords, recovery, and ledgers that cannot be opened.

use serde_json::{Value, json};
use service::Office;
use std::path::Path;
use suite::{PASSWORD, TestLedger, clock};

#[test]
fn a_new_ledger_wants_its_recovery_code_confirmed() {
    let t = TestLedger::new();
    assert_eq!(t.call("get_status", json!({}))["stage"], "confirming_code");
    assert_eq!(t.refused("confirm_recovery_code", json!({ "code": "ABCD" })), ["session.recovery_mistyped"]);
    let typed = t.recovery_code.to_lowercase().replace('-', " ");
    assert_eq!(t.call("confirm_recovery_code", json!({ "code": typed }))["stage"], "open");
}

#[test]
fn a_locked_ledger_tells_nothing() {
    let t = TestLedger::new();
    t.call("lock", json!({}));
    let status = t.call("get_status", json!({}));
    assert_eq!((status["stage"].as_str(), status["community"].as_str()), (Some("locked"), Some("")));
    for command in
        ["list_people_ids", "get_today", "list_bin", "get_settings", "list_drafts", "describe_forms"]
    {
        assert_eq!(t.refused(command, json!({})), ["session.locked"], "{command}");
    }
}

#[test]
fn wrong_passwords_slow_down_and_the_right_one_forgives() {
    let t = TestLedger::new();
    t.call("lock", json!({}));
    for _ in 0..4 {
        assert_eq!(
            t.refused("unlock", json!({ "user_name": "", "password": "falsch-123" })),
            ["session.password_wrong"]
        );
    }
    assert_eq!(t.refused("unlock", json!({ "user_name": "", "password": PASSWORD })), ["session.wait"]);
    assert!(t.call("get_status", json!({}))["wait_seconds"].as_u64().unwrap() > 0);
    std::thread::sleep(std::time::Duration::from_millis(2_300));
    t.unlock("", PASSWORD);
    t.call("lock", json!({}));
    assert_eq!(t.call("get_status", json!({}))["wait_seconds"], 0);
}

#[test]
fn the_password_is_changed_and_the_old_one_ends() {
    let t = TestLedger::new();
    assert_eq!(
        t.refused("change_password", json!({ "old": "no", "new": "another-2026" })),
        ["session.old_password_wrong"]
    );
    assert_eq!(
        t.refused("change_password", json!({ "old": PASSWORD, "new": "12345678" })),
        ["session.password_simple"]
    );
    t.call("change_password", json!({ "old": PASSWORD, "new": "another-2026" }));
    t.call("lock", json!({}));
    t.refused("unlock", json!({ "user_name": "张主任", "password": PASSWORD }));
    t.unlock("张主任", "another-2026");
}

#[test]
fn the_recovery_code_leads_back_and_is_used_up() {
    let t = TestLedger::new();
    let building = t.building("3");
    assert!(building > 0);
    let person = t.head("王建国", &suite::number("19600501", 11), t.dwelling("3-2-501"));
    t.call("lock", json!({}));
    let status = t.call("unlock_by_recovery", json!({ "code": t.recovery_code }));
    assert_eq!(status["stage"], "recovering");
    assert_eq!(
        t.refused("get_person", json!({ "id": person })),
        ["session.locked"],
        "a code alone shows nobody"
    );
    let user = status["recovery_users"][0]["id"].as_u64().unwrap();
    let made = t.call("reset_password", json!({ "user_id": user, "password": "neu-2026-neu" }));
    assert_ne!(made["recovery_code"], json!(t.recovery_code));
    assert_eq!(t.card(person)["name"], "王建国");
    t.call("lock", json!({}));
    assert_eq!(
        t.refused("unlock_by_recovery", json!({ "code": t.recovery_code })),
        ["session.recovery_wrong"]
    );
    t.refused("unlock", json!({ "user_name": "", "password": PASSWORD }));
    t.unlock("", "neu-2026-neu");
}

#[test]
fn a_second_process_is_kept_out_with_clear_words() {
    let t = TestLedger::new();
    let other = Office::of_folder(&t.folder(), clock());
    let faults = other.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap_err();
    assert_eq!(faults[0].code, "ledger.in_use");
    assert!(faults[0].message.contains("另一个程序"));
    assert_eq!(other.call("get_status", json!({})).unwrap()["stage"], "trouble");
    t.call("lock", json!({}));
    other.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
}

fn trouble_of(folder: &Path) -> String {
    let office = Office::of_folder(folder, clock());
    let faults = office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap_err();
    faults[0].code.clone()
}

#[test]
fn newer_damaged_and_missing_files_have_their_own_words() {
    let t = TestLedger::new();
    t.call("lock", json!({}));
    let ledger = t.folder().join("ledger.db");
    let whole = std::fs::read(&ledger).unwrap();
    let mut torn = whole.clone();
    torn[..2_000].fill(7);
    std::fs::write(&ledger, &torn).unwrap();
    assert_eq!(trouble_of(&t.folder()), "ledger.damaged");
    std::fs::write(&ledger, &whole).unwrap();
    let keys = std::fs::read(t.folder().join("keys.json")).unwrap();
    std::fs::write(t.folder().join("keys.json"), b"{").unwrap();
    assert_eq!(trouble_of(&t.folder()), "ledger.key_file_damaged");
    std::fs::remove_file(t.folder().join("keys.json")).unwrap();
    assert_eq!(trouble_of(&t.folder()), "ledger.key_file_missing");
    std::fs::write(t.folder().join("keys.json"), keys).unwrap();
    t.unlock("", PASSWORD);
    t.call("lock", json!({}));
    // Gone with its keys still there: a stick that is out, not a first start. It comes back by itself.
    std::fs::remove_file(&ledger).unwrap();
    let status = t.call("get_status", json!({}));
    assert_eq!(
        (status["stage"].as_str(), status["trouble"]["code"].as_str()),
        (Some("trouble"), Some("ledger.missing"))
    );
    std::fs::write(&ledger, &whole).unwrap();
    assert_eq!(t.call("get_status", json!({}))["stage"], "locked");
}

#[test]
fn a_first_start_that_was_cut_off_begins_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("台账");
    // As a power cut between the two last renames leaves it.
    std::fs::create_dir_all(place.join("new.part")).unwrap();
    std::fs::write(place.join("new.part/ledger.db"), b"never shown to anybody").unwrap();
    std::fs::write(place.join("keys.json"), b"{}").unwrap();
    let office = Office::of_folder(&place, clock()).with_light_keys();
    assert_eq!(office.call("get_status", json!({})).unwrap()["stage"], "no_ledger");
    let request = json!({ "office": { "community": "幸福社区" }, "user_name": "张主任", "password": PASSWORD, "folder": null });
    office.call("create_ledger", request).unwrap();
    assert!(!place.join("new.part").exists());
    assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true);
}

#[test]
fn a_move_that_was_cut_off_is_done_again() {
    let t = TestLedger::new();
    t.building("3");
    let to = t.beside("D盘");
    std::fs::create_dir_all(to.join("move.part")).unwrap();
    std::fs::create_dir_all(to.join("backups")).unwrap();
    std::fs::write(to.join("keys.json"), b"{}").unwrap();
    t.call("move_ledger", json!({ "folder": to }));
    assert!(t.dwelling("3-1-201") > 0 && !to.join("move.part").exists());
}

#[test]
fn a_user_added_since_outlives_a_restore_and_one_renamed_since_changes_the_password() {
    let t = TestLedger::new();
    let before = t.call("make_backup", json!({ "folder": null }))["file"].clone();
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    let me = t.call("list_users", json!({}))["users"][0].clone();
    t.call("update_user", json!({ "id": me["id"], "revision": me["revision"], "name": "张书记", "role": "director", "is_active": true, "password": null }));
    t.call("restore_backup", json!({ "file": before, "password": null, "user_name": null }));
    t.unlock("张书记", PASSWORD);
    t.call("change_password", json!({ "old": PASSWORD, "new": "another-2026" }));
    let again = json!({ "name": "李敏", "role": "reader", "password": "limin-2027" });
    assert_eq!(t.refused("add_user", again), ["record.taken_name"]);
    t.call("lock", json!({}));
    t.unlock("李敏", "limin-2026");
}

/// The key file of a test ledger as JSON.
fn keys_of(t: &TestLedger) -> Value {
    serde_json::from_slice(&std::fs::read(t.folder().join("keys.json")).unwrap()).unwrap()
}

/// Writes a key file as it is while a change is proposed: the slots of before, those of after beside them.
fn propose(t: &TestLedger, before: &Value, after: &Value) {
    let mut keys = before.clone();
    keys["pending"] =
        after["slots"].as_array().unwrap().iter().filter(|s| s["kind"] == "password").cloned().collect();
    keys["next_slot_id"] = after["next_slot_id"].clone();
    std::fs::write(t.folder().join("keys.json"), keys.to_string()).unwrap();
}

fn is_refused(t: &TestLedger, user: &str, password: &str) {
    let tried = json!({ "user_name": user, "password": password });
    assert_eq!(t.refused("unlock", tried), ["session.password_wrong"], "{user} {password}");
}

#[test]
fn a_new_password_counts_from_the_moment_the_ledger_says_so() {
    let t = TestLedger::new();
    let before = keys_of(&t);
    let ledger = t.folder().join("ledger.db");
    t.call("lock", json!({}));
    let ledger_before = std::fs::read(&ledger).unwrap();
    t.unlock("", PASSWORD);
    t.call("change_password", json!({ "old": PASSWORD, "new": "another-2026" }));
    t.call("lock", json!({}));
    let (after, ledger_after) = (keys_of(&t), std::fs::read(&ledger).unwrap());
    assert!(after.get("pending").is_none(), "nothing is left to settle");

    // Killed after the ledger was written: the new one holds, the old one is gone.
    propose(&t, &before, &after);
    is_refused(&t, "", PASSWORD);
    t.unlock("", "another-2026");
    t.call("lock", json!({}));
    assert_eq!(keys_of(&t), after, "the unlock has finished it");
    is_refused(&t, "", PASSWORD);

    // Killed before: it was never changed.
    std::fs::write(&ledger, &ledger_before).unwrap();
    propose(&t, &before, &after);
    is_refused(&t, "", "another-2026");
    t.unlock("", PASSWORD);
    t.call("lock", json!({}));
    assert!(keys_of(&t).get("pending").is_none(), "the unlock has dropped it");

    // Somebody put the ledger of before beside the keys of after: who has the password comes in.
    std::fs::write(&ledger, &ledger_before).unwrap();
    std::fs::write(t.folder().join("keys.json"), after.to_string()).unwrap();
    t.unlock("", "another-2026");
    t.call("change_password", json!({ "old": "another-2026", "new": "dritte-2026" }));
    t.call("lock", json!({}));
    std::fs::write(&ledger, &ledger_after).unwrap();
    t.unlock("", "dritte-2026");
}

#[test]
fn name_and_role_change_together_or_not_at_all() {
    let t = TestLedger::new();
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    let before = keys_of(&t);
    let ledger = t.folder().join("ledger.db");
    t.call("lock", json!({}));
    let ledger_before = std::fs::read(&ledger).unwrap();
    t.unlock("张主任", PASSWORD);
    let user = t.call("list_users", json!({}))["users"][1].clone();
    t.call("update_user", json!({ "id": user["id"], "revision": user["revision"], "name": "李小敏", "role": "social_worker", "is_active": true, "password": null }));
    t.call("lock", json!({}));
    let after = keys_of(&t);

    propose(&t, &before, &after);
    assert_eq!(t.unlock("李小敏", "limin-2026")["user"]["role"], "social_worker");
    t.call("lock", json!({}));
    is_refused(&t, "李敏", "limin-2026");

    std::fs::write(&ledger, &ledger_before).unwrap();
    propose(&t, &before, &after);
    assert_eq!(t.unlock("李敏", "limin-2026")["user"]["role"], "reader");
    t.call("lock", json!({}));
    is_refused(&t, "李小敏", "limin-2026");
    t.unlock("张主任", PASSWORD);
}

#[test]
fn nobody_leads_a_locked_program_to_another_ledger() {
    let (home, other) = (tempfile::tempdir().unwrap(), TestLedger::new());
    let office = Office::of_pc(home.path(), clock()).with_light_keys();
    let request = json!({ "office": { "community": "幸福社区" }, "user_name": "张主任", "password": PASSWORD, "folder": null });
    office.call("create_ledger", request.clone()).unwrap();
    office.call("lock", json!({})).unwrap();
    let own = office.call("get_status", json!({})).unwrap()["folder"].clone();
    let elsewhere = json!({ "folder": other.folder() });
    let code = |name: &str, payload: &Value| office.call(name, payload.clone()).unwrap_err()[0].code.clone();
    assert_eq!(code("use_folder", &elsewhere), "session.locked");
    let mut second = request;
    second["folder"] = json!(home.path().join("别处"));
    assert_eq!(code("create_ledger", &second), "ledger.exists");
    // Neither does the practice ledger, where everybody is a director.
    service::practice::make(&office, &home.path().join("practice"), 5, 1).unwrap();
    office.call("open_practice", json!({})).unwrap();
    assert_eq!(code("use_folder", &elsewhere), "session.locked");
    let again = Office::of_pc(home.path(), clock());
    assert_eq!(again.call("get_status", json!({})).unwrap()["folder"], own);

    // Where its own is gone another one may be chosen; that is remembered once somebody opened it.
    drop((office, again));
    std::fs::rename(home.path().join("ledger"), home.path().join("weg")).unwrap();
    other.call("lock", json!({}));
    let office = Office::of_pc(home.path(), clock()).with_light_keys();
    office.call("use_folder", elsewhere).unwrap();
    let shown =
        || Office::of_pc(home.path(), clock()).call("get_status", json!({})).unwrap()["folder"].clone();
    assert_eq!(shown(), own);
    office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
    assert_eq!(shown(), json!(other.folder()));
}

#[test]
fn a_ledger_of_a_newer_program_is_left_alone() {
    let t = TestLedger::new();
    t.call("lock", json!({}));
    let keys = vault_key(&t.folder());
    let conn = store::ledger::connect(&t.folder().join("ledger.db"), &keys).unwrap();
    conn.pragma_update(None, "user_version", store::migrations::newest() + 1).unwrap();
    drop(conn);
    assert_eq!(trouble_of(&t.folder()), "ledger.newer");
}

/// The data key of a test ledger, by its password.
pub fn vault_key(folder: &Path) -> String {
    let keys = vault::KeyFile::read(&folder.join("keys.json")).unwrap();
    keys.open_with_password("", PASSWORD).unwrap().0.as_hex().to_string()
}

#[test]
fn a_folder_with_a_ledger_gets_no_second_one() {
    let t = TestLedger::new();
    let office = Office::of_folder(&t.folder(), clock());
    let request = json!({ "office": { "community": "别的社区" }, "user_name": "李", "password": "abcd-2026", "folder": null });
    let faults = office.call("create_ledger", request).unwrap_err();
    assert_eq!(faults[0].code, "ledger.exists");
}

#[test]
fn the_guide_names_everything_that_is_wrong_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::of_folder(folder.path(), clock());
    let request = json!({
        "office": { "community": " ", "division_code": "999999", "term_from": "2029-03-01", "term_to": "32" },
        "user_name": "", "password": "1234", "folder": null,
    });
    let faults = office.call("create_ledger", request).unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(|f| f.field.as_deref()).collect();
    assert_eq!(fields, ["community", "division_code", "term_to", "user_name", "password"]);
    assert!(!folder.path().join("ledger.db").exists());
}

#[test]
fn a_moved_ledger_is_whole_and_the_old_place_empty() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("王建国", &suite::number("19600501", 11), t.dwelling("3-2-501"));
    t.call("make_backup", json!({ "folder": null }));
    let to = t.beside("新位置");
    t.call("move_ledger", json!({ "folder": to }));
    assert_eq!(t.card(person)["name"], "王建国");
    assert!(!t.folder().join("ledger.db").exists() && !t.folder().join("keys.json").exists());
    let backups = t.call("list_backups", json!({ "folder": null }));
    assert_eq!(backups["files"].as_array().unwrap().len(), 1, "backups move along");
}

#[test]
fn what_was_typed_outlives_a_lock() {
    let t = TestLedger::new();
    t.call("keep_draft", json!({ "form": "people:new", "content": "{\"name\":\"王建\"}", "kept_at": "" }));
    t.call("lock", json!({}));
    t.unlock("", PASSWORD);
    let found = t.call("get_draft", json!({ "form": "people:new" }));
    assert_eq!(found["draft"]["content"], "{\"name\":\"王建\"}");
    t.call("drop_draft", json!({ "form": "people:new" }));
    assert!(t.call("get_draft", json!({ "form": "people:new" }))["draft"].is_null());
}
