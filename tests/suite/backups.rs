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
fn a_restore_beside_an_open_window_is_refused_and_leaves_nothing_decided() {
    let t = TestLedger::new();
    t.building("3");
    let backup = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    t.head("王建国", &number("19600501", 11), t.dwelling("3-1-202"));
    // Another process (here: another office of this one) has the folder's lock; this one is not unlocked.
    let other = Office::of_folder(&t.folder(), clock()).with_light_keys();
    let request = json!({ "file": backup, "password": PASSWORD, "user_name": null });
    assert_eq!(other.call("restore_backup", request).unwrap_err()[0].code, "ledger.in_use");
    assert!(!t.folder().join("incoming").exists() && !t.folder().join("incoming.part").exists());
    t.call("lock", json!({}));
    t.unlock("", PASSWORD);
    assert_eq!(t.found("王建国").len(), 1, "nothing was replaced behind the user's back");
}

#[test]
fn only_a_director_or_the_code_replaces_a_locked_ledger_and_guessing_slows_down() {
    let t = TestLedger::new();
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    let backup = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    t.call("lock", json!({}));
    let of = |name: Option<&str>, password: &str| json!({ "file": backup, "password": password, "user_name": name });
    assert_eq!(t.refused("restore_backup", of(Some("李敏"), "limin-2026")), ["right.not_allowed"]);
    assert_eq!(t.refused("restore_backup", of(None, "limin-2026")), ["right.not_allowed"]);
    let seen = t.call("look_into_backup", of(Some("李敏"), "limin-2026"));
    let labels: Vec<_> =
        seen["counts"].as_array().unwrap().iter().map(|c| c["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"居民") && !labels.contains(&"用户"), "{labels:?}");
    // Without a name every password is tried, so that an office of several users can restore.
    t.call("restore_backup", of(None, PASSWORD));
    for _ in 0..4 {
        assert_eq!(t.refused("look_into_backup", of(None, "falsch-2026")), ["session.password_wrong"]);
    }
    assert_eq!(t.refused("look_into_backup", of(None, PASSWORD)), ["session.wait"]);
}

#[test]
fn only_halves_of_its_own_are_swept_and_only_its_own_backups_thinned() {
    let (t, other) = (TestLedger::new(), TestLedger::new());
    let stick = t.beside("U盘");
    std::fs::create_dir_all(&stick).unwrap();
    let foreign = stick.join("照片.part1.rar");
    std::fs::write(&foreign, b"not ours").unwrap();
    let settings = |o: &TestLedger| {
        let mut all = o.call("get_settings", json!({}));
        all["backup_folder"] = json!(stick);
        o.call("update_settings", all);
    };
    settings(&t);
    settings(&other);
    let names = |folder: &std::path::Path| {
        let all = std::fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned());
        all.filter(|n| n.ends_with(".tzbak")).count()
    };
    // Forty days, one unlock each: seven days, and of the weeks and months before the newest.
    let first: chrono::NaiveDate = "2026-10-15".parse().unwrap();
    for o in [&t, &other] {
        o.call("lock", json!({}));
        for i in 0..40 {
            let day = service::Clock { fixed: Some(first + chrono::Days::new(i)) };
            let office = Office::of_folder(&o.folder(), day).with_light_keys();
            office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
            office.back_up_daily();
        }
    }
    // 2026-11-17…23; Sundays 11-15, 11-08 and 11-22 within; month ends 10-31: by hand from the calendar.
    assert_eq!(names(&t.folder().join("backups")), 7 + 2 + 1);
    assert_eq!(names(&stick), 2 * (7 + 2 + 1), "each ledger keeps its own");
    assert_eq!(std::fs::read(&foreign).unwrap(), b"not ours");
    std::fs::write(t.folder().join("backups/台账备份_x.part-db"), b"half").unwrap();
    std::fs::write(t.folder().join("合同.part"), b"a clerk's own").unwrap();
    t.unlock("", PASSWORD);
    assert!(!t.folder().join("backups/台账备份_x.part-db").exists());
    assert!(t.folder().join("合同.part").exists());
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
