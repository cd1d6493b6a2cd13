//! Full and read-only disks: clear words, the state before, no half file.
//!
//! The tests run themselves again in a mount namespace of their own, where a small tmpfs is the disk. Where the
//! machine does not allow that, they say so and check nothing.

#![cfg(target_os = "linux")]

use serde_json::{Value, json};
use service::Office;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use suite::{PASSWORD, TestLedger, clock, number};

const DISK: &str = "TAIZHANG_SMALL_DISK";

/// Runs a test of this file again with a tmpfs of its own; `KB` is its size.
fn on_small_disk(child: &str, size_kb: u32) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size={size_kb}k tmpfs \"${DISK}\" && exec \"$0\" \"$@\"");
    let run = |unshare: &[&str]| {
        let program = std::env::current_exe().unwrap();
        let probe = Command::new("unshare")
            .args(unshare)
            .args(["sh", "-c", &format!("mount -t tmpfs tmpfs \"${DISK}\"")])
            .env(DISK, folder.path())
            .output();
        probe.is_ok_and(|o| o.status.success()).then(|| {
            Command::new("unshare")
                .args(unshare)
                .args(["sh", "-c", &script])
                .arg(program)
                .args([child, "--exact", "--nocapture"])
                .env(DISK, folder.path())
                .output()
                .unwrap()
        })
    };
    let Some(output) = run(&["--mount"]).or_else(|| run(&["--mount", "--map-root-user"])) else {
        println!("not tried: this machine mounts no tmpfs for a test");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn disk() -> Option<PathBuf> {
    std::env::var_os(DISK).map(PathBuf::from)
}

fn unlock(folder: &Path) -> (Office, Result<Value, Vec<String>>) {
    let office = Office::of_folder(folder, clock()).with_light_keys();
    let done = codes(office.call("unlock", json!({ "user_name": "", "password": PASSWORD })));
    (office, done)
}

fn codes(reply: Result<Value, Vec<domain::fault::FaultOnWire>>) -> Result<Value, Vec<String>> {
    reply.map_err(|faults| faults.into_iter().map(|f| f.code).collect())
}

fn employer(office: &Office) -> String {
    let card = office.call("get_person", json!({ "id": 1 })).unwrap();
    card["values"]["employer"].as_str().unwrap_or_default().to_owned()
}

fn mend(office: &Office, employer: &str) -> Result<Value, Vec<String>> {
    let card = office.call("get_person", json!({ "id": 1 })).unwrap();
    let mut values = card["values"].clone();
    values["employer"] = json!(employer);
    codes(office.call("update_person", json!({ "id": 1, "revision": card["revision"], "values": values })))
}

/// A ledger with one person, locked; moved onto the small disk.
fn ledger_on(disk: &Path) -> PathBuf {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    t.call("confirm_recovery_code", json!({ "code": t.recovery_code }));
    t.call("lock", json!({}));
    let folder = disk.join("台账");
    copy(&t.folder(), &folder);
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Fills the disk until `left` bytes remain.
fn fill(disk: &Path, left: usize) -> PathBuf {
    let path = disk.join("filler");
    let mut file = std::fs::File::create(&path).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    let size = file.metadata().unwrap().len();
    file.set_len(size.saturating_sub(left as u64)).unwrap();
    path
}

/// Files that a finished work never leaves.
fn half_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.contains(".part") || name == "incoming" || name.ends_with(".making") {
            found.push(name);
        } else if entry.path().is_dir() {
            found.extend(half_files(&entry.path()));
        }
    }
    found
}

#[test]
fn child_on_a_full_disk() {
    let Some(disk) = disk() else {
        return;
    };
    let folder = ledger_on(&disk);
    let mut saved = String::new();
    let mut refused = Vec::new();
    // Little room for edits; more room for backups and restores, which need that of several ledgers.
    for (left, edits) in (0..20).map(|n| (n * 8192, 200)).chain((0..60).map(|n| (n * 98_304, 0))) {
        // Unlocking a ledger on a full disk either works or says that the disk is full.
        let filler = fill(&disk, left);
        let (office, done) = unlock(&folder);
        if let Err(codes) = &done {
            refused.push("unlock");
            assert_eq!(codes, &["disk.full"], "unlock with {left} bytes");
        } else {
            // Edits until one is refused.
            for round in 0..edits {
                let next = format!("{left}-{round}");
                match mend(&office, &next) {
                    Ok(_) => saved = next,
                    Err(codes) => {
                        refused.push("edit");
                        assert_eq!(codes, ["disk.full"], "edit {next}");
                        break;
                    }
                }
            }
            assert_eq!(employer(&office), saved);
            let list = json!({ "filter": {}, "sort": null, "columns": [], "offset": 0, "limit": 0 });
            let file = disk.join("名册.xlsx");
            let exported = codes(office.call(
                "export_file",
                json!({ "leaving": { "what": "people", "list": list }, "file": file.display().to_string() }),
            ));
            match exported {
                Ok(_) => std::fs::remove_file(&file).unwrap(),
                Err(codes) => {
                    assert_eq!(codes, ["disk.full"], "export with {left} bytes");
                    assert!(!file.exists());
                }
            }
            let made = codes(office.call("make_backup", json!({ "folder": null })));
            match made {
                Ok(made) => {
                    let file = made["file"].as_str().unwrap().to_owned();
                    let restored = codes(office.call(
                        "restore_backup",
                        json!({ "file": file, "password": null, "user_name": null }),
                    ));
                    if let Err(codes) = restored {
                        refused.push("restore");
                        assert_eq!(codes, ["disk.full"], "restore with {left} bytes");
                    }
                }
                Err(codes) => {
                    refused.push("backup");
                    assert_eq!(codes, ["disk.full"])
                }
            }
            office.call("lock", json!({})).unwrap();
        }
        drop(office);
        assert_eq!(half_files(&disk), Vec::<String>::new(), "with {left} bytes");
        // Space again: the last saved state is there, whole, and work goes on.
        std::fs::remove_file(filler).unwrap();
        let (office, done) = unlock(&folder);
        done.unwrap();
        assert_eq!(employer(&office), saved, "with {left} bytes");
        assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true);
        saved = format!("again {left}");
        mend(&office, &saved).unwrap();
        for file in
            office.call("list_backups", json!({ "folder": null })).unwrap()["files"].as_array().unwrap()
        {
            std::fs::remove_file(file["file"].as_str().unwrap()).unwrap();
        }
        office.call("lock", json!({})).unwrap();
    }
    for work in ["unlock", "edit", "backup", "restore"] {
        assert!(refused.contains(&work), "no {work} met a full disk");
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    on_small_disk("disk::child_on_a_full_disk", 12_288);
}

/// Tries a name and password at a ledger; closes it again.
fn opens(folder: &Path, name: &str, password: &str) -> Option<Value> {
    let office = Office::of_folder(folder, clock()).with_light_keys();
    match codes(office.call("unlock", json!({ "user_name": name, "password": password }))) {
        Ok(status) => {
            office.call("lock", json!({})).unwrap();
            Some(status["user"].clone())
        }
        Err(codes) => {
            assert_eq!(codes, ["session.password_wrong"], "{name} {password}");
            // Nobody waits here for having tried.
            let _ = std::fs::remove_file(folder.join("attempts.json"));
            None
        }
    }
}

/// Every write of a change of keys fails in turn: the disk holds a page more each time.
#[test]
fn child_whose_keys_meet_a_full_disk() {
    let Some(disk) = disk() else {
        return;
    };
    let folder = ledger_on(&disk);
    let (office, done) = unlock(&folder);
    done.unwrap();
    office.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" })).unwrap();
    office.call("lock", json!({})).unwrap();
    drop(office);
    let (mut password, mut name, mut role) = (PASSWORD.to_owned(), "李敏".to_owned(), "reader".to_owned());
    let (mut refused, mut done) = ([0, 0], [0, 0]);
    for pages in 0..48 {
        let office = Office::of_folder(&folder, clock()).with_light_keys();
        office.call("unlock", json!({ "user_name": "张主任", "password": password })).unwrap();
        let user = office.call("list_users", json!({})).unwrap()["users"][1].clone();
        let (new_password, new_name) = (format!("another-{pages}-2026"), format!("李敏{pages}"));
        let new_role = if pages % 2 == 0 { "social_worker" } else { "reader" };
        let filler = fill(&disk, pages * 4096);
        let changed = match pages % 4 {
            0 | 1 => codes(office.call("change_password", json!({ "old": password, "new": new_password }))),
            _ => codes(office.call(
                "update_user",
                json!({
                    "id": user["id"], "revision": user["revision"], "name": new_name, "role": new_role,
                    "is_active": true, "password": null,
                }),
            )),
        };
        // Whatever it said, the power fails now.
        drop(office);
        std::fs::remove_file(filler).unwrap();
        let which = usize::from(pages % 4 > 1);
        let old = (password.clone(), name.clone(), role.clone());
        match &changed {
            Ok(_) if which == 0 => password = new_password.clone(),
            Ok(_) => (name, role) = (new_name.clone(), new_role.to_owned()),
            Err(codes) => assert_eq!(codes, &["disk.full"], "{pages} pages"),
        }
        if changed.is_ok() {
            done[which] += 1
        } else {
            refused[which] += 1
        }
        // What was announced holds, and only that.
        assert!(opens(&folder, "张主任", &password).is_some(), "{pages} pages: {changed:?}");
        let other = if changed.is_ok() { &old.0 } else { &new_password };
        assert!(which == 1 || opens(&folder, "张主任", other).is_none(), "{pages} pages: {changed:?}");
        let seen = opens(&folder, &name, "limin-2026");
        assert_eq!(seen.map(|u| u["role"].clone()), Some(json!(role)), "{pages} pages: {changed:?}");
        let other = if changed.is_ok() { &old.1 } else { &new_name };
        assert!(which == 0 || opens(&folder, other, "limin-2026").is_none(), "{pages} pages: {changed:?}");
        let keys = std::fs::read_to_string(folder.join("keys.json")).unwrap();
        assert!(!keys.contains("pending"), "{pages} pages: the unlock has settled it");
    }
    assert!(
        refused.iter().all(|n| *n > 0) && done.iter().all(|n| *n > 0),
        "{refused:?} refused, {done:?} done"
    );
}

#[test]
fn a_password_and_a_name_hold_whichever_write_fails() {
    on_small_disk("disk::child_whose_keys_meet_a_full_disk", 12_288);
}

#[test]
fn child_on_a_read_only_disk() {
    let Some(disk) = disk() else {
        return;
    };
    let folder = ledger_on(&disk);
    let before = std::fs::read(folder.join("ledger.db")).unwrap();
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&disk).status().unwrap();
        assert!(done.success());
    };
    remount("ro");
    let (office, done) = unlock(&folder);
    assert_eq!(done.unwrap_err(), ["disk.read_only"]);
    assert_eq!(office.call("get_status", json!({})).unwrap()["stage"], "trouble");
    // Neither can a ledger be made there, nor a backup or list be written there from elsewhere.
    let t = TestLedger::new();
    t.call("confirm_recovery_code", json!({ "code": t.recovery_code }));
    let there = disk.display().to_string();
    assert_eq!(t.refused("make_backup", json!({ "folder": there })), ["disk.read_only"]);
    let list = json!({ "filter": {}, "sort": null, "columns": [], "offset": 0, "limit": 0 });
    let file = disk.join("名册.xlsx").display().to_string();
    assert_eq!(
        t.refused("export_file", json!({ "leaving": { "what": "people", "list": list }, "file": file })),
        ["disk.read_only"]
    );
    assert_eq!(t.refused("move_ledger", json!({ "folder": disk.join("新") })), ["disk.read_only"]);
    // The disk can be written again: nothing changed, and the same window goes on.
    remount("rw");
    assert_eq!(std::fs::read(folder.join("ledger.db")).unwrap(), before);
    office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
    mend(&office, "街道办事处").unwrap();
    assert_eq!(employer(&office), "街道办事处");
}

#[test]
fn a_read_only_disk_is_told_and_changed_by_nothing() {
    on_small_disk("disk::child_on_a_read_only_disk", 4096);
}
