//! Backups are checked, restored, and a restore can be undone.

use serde_json::json;
use service::Office;
use suite::{PASSWORD, TestLedger, clock, number};

fn people(t: &TestLedger) -> usize {
    t.call("list_people_ids", json!({}))["ids"].as_array().unwrap().len()
}

#[test]
fn a_backup_shows_what_is_in_it_and_a_restore_can_be_undone() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].clone();
    t.head("王建国", &number("19600501", 11), t.dwelling("3-1-202"));
    let contents = t.call("look_into_backup", json!({ "file": backup, "password": null, "user_name": null }));
    assert_eq!(
        (contents["is_sound"].as_bool(), contents["community"].as_str()),
        (Some(true), Some("幸福社区居民委员会"))
    );
    assert_eq!(contents["counts"][0], json!({ "label": "居民", "in_backup": 1, "in_ledger": 2 }));
    assert_eq!(contents["acts_lost"], 1);
    let restored = t.call("restore_backup", json!({ "file": backup, "password": null, "user_name": null }));
    assert_eq!(t.call("get_status", json!({}))["stage"], "locked");
    t.unlock("", PASSWORD);
    assert_eq!((people(&t), t.found("王建国").len()), (1, 0));
    t.call(
        "restore_backup",
        json!({ "file": restored["saved_before"], "password": null, "user_name": null }),
    );
    t.unlock("", PASSWORD);
    assert_eq!(people(&t), 2, "the restore was undone");
}

#[test]
fn a_new_pc_restores_with_the_password_or_the_code_of_then() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let backup = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    for secret in [PASSWORD, &t.recovery_code] {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::of_folder(&folder.path().join("台账"), clock());
        let wrong = json!({ "file": backup, "password": "falsch-2026", "user_name": null });
        assert_eq!(office.call("restore_backup", wrong).unwrap_err()[0].code, "session.password_wrong");
        assert!(!folder.path().join("台账/ledger.db").exists());
        office
            .call("restore_backup", json!({ "file": backup, "password": secret, "user_name": null }))
            .unwrap();
        office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
        assert_eq!(office.call("list_people_ids", json!({})).unwrap()["ids"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn broken_and_foreign_files_are_told_apart_and_change_nothing() {
    let t = TestLedger::new();
    t.building("3");
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].as_str().unwrap().to_owned();
    let whole = std::fs::read(&backup).unwrap();
    let torn = t.beside("torn.tzbak");
    std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    let foreign = t.beside("照片.tzbak");
    std::fs::write(&foreign, b"not a backup at all").unwrap();
    let of = |file: &std::path::Path| json!({ "file": file, "password": null, "user_name": null });
    assert_eq!(t.refused("restore_backup", of(&torn)), ["backup.damaged"]);
    assert_eq!(t.refused("restore_backup", of(&foreign)), ["backup.not_a_backup"]);
    assert_eq!(t.refused("restore_backup", of(&t.beside("没有.tzbak"))), ["file.not_found"]);
    assert_eq!(t.call("get_status", json!({}))["stage"], "confirming_code", "the ledger stays open");
    assert!(t.dwelling("3-1-201") > 0);
}

#[test]
fn the_first_unlock_of_a_day_makes_one_backup() {
    let t = TestLedger::new();
    t.office.back_up_daily();
    t.office.back_up_daily();
    let files = t.call("list_backups", json!({ "folder": null }))["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 1);
    assert_eq!(files[0]["reason"], "daily");
    assert!(t.call("get_status", json!({}))["last_backup"].is_string());
    let verified = t.call("verify_ledger", json!({}));
    assert_eq!(verified["is_sound"], true);
}

#[test]
fn no_half_file_lies_about_after_backups_and_restores() {
    let t = TestLedger::new();
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].clone();
    t.call("restore_backup", json!({ "file": backup, "password": null, "user_name": null }));
    let mut names: Vec<String> = Vec::new();
    for folder in [t.folder(), t.folder().join("backups")] {
        names.extend(
            std::fs::read_dir(folder)
                .unwrap()
                .flatten()
                .map(|e| e.file_name().to_string_lossy().into_owned()),
        );
    }
    assert!(!names.iter().any(|n| n.contains("part") || n == "incoming"), "{names:?}");
}

#[test]
fn a_restore_says_which_password_opens_it() {
    let t = TestLedger::new();
    let of = |file: &serde_json::Value, password: Option<&str>| json!({ "file": file, "password": password, "user_name": null });
    let before = t.call("make_backup", json!({ "folder": null }))["file"].clone();
    t.call("change_password", json!({ "old": PASSWORD, "new": "another-2026" }));
    let restored = t.call("restore_backup", of(&before, None));
    assert!(restored["said"].as_str().unwrap().contains("请用现在的密码打开"), "{restored}");
    t.unlock("", "another-2026");

    // The backup of another office, with its own key, at an open ledger: afterwards its own password opens it.
    let other = TestLedger::new();
    other.call("change_password", json!({ "old": PASSWORD, "new": "other-office-2026" }));
    other.building("9");
    let foreign = other.call("make_backup", json!({ "folder": null }))["file"].clone();
    assert_eq!(t.refused("restore_backup", of(&foreign, None)), ["backup.other_key"]);
    let restored = t.call("restore_backup", of(&foreign, Some("other-office-2026")));
    assert!(restored["said"].as_str().unwrap().contains("请用做备份时的密码打开"), "{restored}");
    t.refused("unlock", json!({ "user_name": "", "password": "another-2026" }));
    t.unlock("", "other-office-2026");
    assert!(t.dwelling("9-1-201") > 0);

    // And back again.
    t.call("restore_backup", of(&restored["saved_before"], Some("another-2026")));
    t.unlock("", "another-2026");
    assert_eq!(t.dwelling("9-1-201"), 0);
}
