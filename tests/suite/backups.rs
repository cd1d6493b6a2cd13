//! Backups are checked, restored, and a restore can be undone.

use serde_json::{Value, json};
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

    // And back again: what is restored are records, the password of today stays.
    t.call("restore_backup", of(&restored["saved_before"], None));
    t.unlock("", "another-2026");
}

/// The request to look into a backup or to restore it.
fn of(file: &Value, name: Option<&str>, password: Option<&str>) -> Value {
    json!({ "file": file, "password": password, "user_name": name })
}

fn fail_to_restore(t: &TestLedger, request: Value, code: &str) {
    assert_eq!(t.refused("restore_backup", request), [code]);
}

/// Whether the ledger is untouched: it opens with today's password and its building is there.
fn is_as_it_was(t: &TestLedger) {
    t.unlock("张主任", PASSWORD);
    assert!(t.dwelling("3-1-201") > 0);
    t.call("lock", json!({}));
}

#[test]
fn the_backup_of_another_ledger_replaces_none_that_is_there() {
    let t = TestLedger::new();
    t.building("3");
    let other = TestLedger::new();
    other.call("change_password", json!({ "old": PASSWORD, "new": "other-office-2026" }));
    let foreign = other.call("make_backup", json!({ "folder": null }))["file"].clone();
    let asked = || of(&foreign, None, Some("other-office-2026"));

    // Its own director may look into it, and does not put it over the open ledger.
    assert_eq!(t.refused("restore_backup", of(&foreign, None, None)), ["backup.other_key"]);
    assert_eq!(t.call("look_into_backup", asked())["is_own"], false);
    fail_to_restore(&t, asked(), "backup.foreign");
    assert_eq!(t.call("get_status", json!({}))["stage"], "confirming_code", "the ledger stays open");

    // Nobody is signed in: neither its password nor its recovery code leads in, whichever file is out of the way.
    t.call("lock", json!({}));
    fail_to_restore(&t, asked(), "backup.foreign");
    fail_to_restore(&t, of(&foreign, None, Some(&other.recovery_code)), "backup.foreign");
    for name in ["keys.json", "ledger.db"] {
        let (place, aside) = (t.folder().join(name), t.beside(name));
        std::fs::rename(&place, &aside).unwrap();
        fail_to_restore(&t, asked(), "backup.foreign");
        std::fs::rename(&aside, &place).unwrap();
    }
    is_as_it_was(&t);
}

#[test]
fn a_role_that_was_taken_away_does_not_come_back_with_an_old_backup() {
    let t = TestLedger::new();
    t.building("3");
    t.call("add_user", json!({ "name": "李敏", "role": "director", "password": "limin-2026" }));
    t.call("add_user", json!({ "name": "王强", "role": "reader", "password": "wangq-2026" }));
    let before = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    t.head("王建国", &number("19600501", 11), t.dwelling("3-1-202"));
    let users = t.call("list_users", json!({}))["users"].clone();
    let change = |user: &Value, name: &str, role: &str, is_active: bool| {
        let row = json!({ "id": user["id"], "revision": user["revision"], "name": name, "role": role, "is_active": is_active, "password": null });
        t.call("update_user", row);
    };
    change(&users[1], "李敏", "reader", true);
    change(&users[2], "王小强", "reader", false);
    t.call("add_user", json!({ "name": "赵新", "role": "social_worker", "password": "zhaox-2026" }));
    t.call("lock", json!({}));

    // A director of then is none today.
    fail_to_restore(&t, of(&before, Some("李敏"), Some("limin-2026")), "right.not_allowed");
    let seen = t.call("look_into_backup", of(&before, Some("李敏"), Some("limin-2026")));
    assert!(!seen["counts"].to_string().contains("用户"), "nor sees what a director sees: {seen}");

    // Today's director restores the records; who may do what stays as it is.
    t.call("restore_backup", of(&before, Some("张主任"), Some(PASSWORD)));
    let unlocked = t.unlock("李敏", "limin-2026");
    assert_eq!(unlocked["user"]["role"], "reader");
    assert_eq!(t.found("王建国"), Vec::<String>::new(), "the records are those of then");
    t.call("lock", json!({}));
    let stopped = json!({ "user_name": "王小强", "password": "wangq-2026" });
    assert_eq!(t.refused("unlock", stopped), ["session.user_inactive"]);
    assert_eq!(t.unlock("赵新", "zhaox-2026")["user"]["role"], "social_worker", "who came since is there");
    t.call("lock", json!({}));
    t.unlock("张主任", PASSWORD);
    let said = t.call("list_history", json!({ "record": null, "before_act_id": null, "limit": 1 }));
    assert!(said["entries"][0]["said"].as_str().unwrap().contains("用户和权限不变"), "{said}");
}

#[test]
fn only_a_password_or_code_of_today_replaces_a_ledger() {
    let t = TestLedger::new();
    t.building("3");
    let before = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    t.call("change_password", json!({ "old": PASSWORD, "new": "another-2026" }));
    let code = t.call("renew_recovery_code", json!({}))["recovery_code"].as_str().unwrap().to_owned();
    t.call("confirm_recovery_code", json!({ "code": code }));
    t.call("lock", json!({}));
    for earlier in [PASSWORD, &t.recovery_code] {
        fail_to_restore(&t, of(&before, None, Some(earlier)), "backup.needs_today");
    }
    for today in ["another-2026", &code] {
        t.call("restore_backup", of(&before, None, Some(today)));
        assert_eq!(
            t.refused("unlock", json!({ "user_name": "", "password": PASSWORD })),
            ["session.password_wrong"]
        );
        t.unlock("", "another-2026");
        t.call("lock", json!({}));
    }
    // Without its key file the one in the backup is the way back, with the password of then.
    std::fs::remove_file(t.folder().join("keys.json")).unwrap();
    let restored = t.call("restore_backup", of(&before, None, Some(PASSWORD)));
    assert!(restored["said"].as_str().unwrap().contains("请用做备份时的密码打开"), "{restored}");
    is_as_it_was(&t);
}

#[test]
fn a_damaged_ledger_is_replaced_by_a_director_of_its_newest_backup() {
    let t = TestLedger::new();
    t.building("3");
    t.call("add_user", json!({ "name": "李敏", "role": "director", "password": "limin-2026" }));
    let before = t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].clone();
    let user = t.call("list_users", json!({}))["users"][1].clone();
    t.call("update_user", json!({ "id": user["id"], "revision": user["revision"], "name": "李敏", "role": "reader", "is_active": true, "password": null }));
    t.call("make_backup", json!({ "folder": null }));
    t.call("lock", json!({}));
    std::fs::write(t.folder().join("ledger.db"), vec![7; 20_000]).unwrap();
    fail_to_restore(&t, of(&before, Some("李敏"), Some("limin-2026")), "right.not_allowed");
    let restored = t.call("restore_backup", of(&before, Some("张主任"), Some(PASSWORD)));
    let aside = std::path::PathBuf::from(restored["saved_before"].as_str().unwrap());
    assert_eq!(std::fs::read(aside.join("ledger.db")).unwrap(), vec![7; 20_000], "kept as it was");
    assert_eq!(t.unlock("李敏", "limin-2026")["user"]["role"], "reader");
    t.call("lock", json!({}));
    is_as_it_was(&t);
}

#[test]
fn what_was_done_is_backed_up_though_the_clock_stands_still() {
    let t = TestLedger::new();
    t.building("3");
    let newest = || {
        let files = t.call("list_backups", json!({ "folder": null }))["files"].clone();
        assert_eq!(files.as_array().unwrap().len(), 1, "one of a day is kept: {files}");
        t.call("look_into_backup", of(&files[0]["file"], None, None))["counts"][0]["in_backup"].clone()
    };
    t.office.back_up_daily();
    assert_eq!(newest(), 0);
    // It is the same day for ever; each unlock finds more done than is in the backup.
    for (n, person) in ["单秀英", "王建国", "曾志伟"].into_iter().enumerate() {
        let sequence = 22 + u32::try_from(n).unwrap();
        t.head(person, &number("19470203", sequence), t.dwelling(&format!("3-1-{}01", n + 2)));
        t.office.back_up_daily();
        assert_eq!(newest(), n + 1);
    }
    t.office.back_up_daily();
    assert_eq!(newest(), 3);
}

#[test]
fn a_backup_into_a_file_is_that_file_alone() {
    let t = TestLedger::new();
    let stick = t.beside("U盘");
    std::fs::create_dir_all(&stick).unwrap();
    let file = stick.join("一.tzbak");
    let made = t.call("make_backup", json!({ "folder": null, "file": file }));
    assert_eq!(made["file"], json!(file));
    let there = || std::fs::read_dir(&stick).unwrap().count();
    assert_eq!(there(), 1);
    assert_eq!(t.call("look_into_backup", of(&json!(file), None, None))["is_sound"], true);
    // No other file is written over, and none is put beside the ledger.
    let whole = std::fs::read(&file).unwrap();
    assert_eq!(t.refused("make_backup", json!({ "folder": null, "file": file })), ["file.exists"]);
    let inside = t.folder().join("二.tzbak");
    assert_eq!(t.refused("make_backup", json!({ "folder": null, "file": inside })), ["file.ledger_folder"]);
    assert!(std::fs::read(&file).unwrap() == whole && there() == 1 && !inside.exists());
}

#[cfg(unix)]
#[test]
fn ledger_keys_and_backups_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let t = TestLedger::new();
    t.building("3");
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].as_str().unwrap().to_owned();
    let stick =
        t.call("make_backup", json!({ "folder": t.beside("U盘") }))["file"].as_str().unwrap().to_owned();
    let modes = |when: &str| {
        let own = ["ledger.db", "ledger.db-wal", "keys.json"].map(|name| t.folder().join(name));
        let all = own.into_iter().chain([backup.clone().into(), stick.clone().into()]);
        for file in all.filter(|f| f.exists()) {
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{when}: {}", file.display());
        }
    };
    modes("new");
    t.call("restore_backup", of(&json!(backup), None, None));
    t.unlock("", PASSWORD);
    t.building("4");
    modes("restored");
    // What an older program left open is closed at the next unlock.
    t.call("lock", json!({}));
    for file in [t.folder().join("ledger.db"), t.folder().join("keys.json"), backup.clone().into()] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
    }
    t.unlock("", PASSWORD);
    modes("unlocked");
}

const TORN: &str = "TAIZHANG_TORN_BACKUP";

#[test]
fn child_that_meets_a_torn_page() {
    let Ok(folder) = std::env::var(TORN) else { return };
    let office = Office::of_folder(&std::path::Path::new(&folder).join("台账"), clock()).with_light_keys();
    let file = std::path::Path::new(&folder).join("torn.tzbak");
    let faults = office.call("restore_backup", of(&json!(file), None, Some(PASSWORD))).unwrap_err();
    assert_eq!(faults[0].code, "backup.damaged");
}

/// On standard error the command line has JSON alone; SQLCipher keeps its log to itself.
#[test]
fn a_torn_page_says_nothing_on_standard_error() {
    let t = TestLedger::new();
    t.building("3");
    let backup = t.call("make_backup", json!({ "folder": null }))["file"].as_str().unwrap().to_owned();
    let mut bytes = std::fs::read(backup).unwrap();
    bytes[5_000] ^= 1;
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("torn.tzbak"), bytes).unwrap();
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["backups::child_that_meets_a_torn_page", "--exact", "--nocapture"])
        .env(TORN, place.path())
        .output()
        .unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && said.contains("1 passed"), "{said}{wrong}");
    assert!(!wrong.contains("sqlcipher") && !wrong.contains("hmac"), "{wrong}");
}
