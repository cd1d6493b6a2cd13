//! A killed process leaves the last good state: SIGKILL at random moments during edits, backups and restores.
//!
//! The test runs itself again as the process to be killed. `TAIZHANG_KILLS` says how often (200 for a release).

use serde_json::json;
use service::Office;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use suite::{PASSWORD, TestLedger, clock, number};

const CHILD: &str = "TAIZHANG_KILL_CHILD";

fn open(folder: &Path) -> Office {
    let office = Office::of_folder(folder, clock()).with_light_keys();
    office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
    office
}

fn employer(office: &Office) -> String {
    let card = office.call("get_person", json!({ "id": 1 })).unwrap();
    card["values"]["employer"].as_str().unwrap_or_default().to_owned()
}

/// Edits, backs up and restores without end, saying each edit that was announced as saved.
#[test]
fn child_that_is_killed() {
    let Ok(folder) = std::env::var(CHILD) else {
        return;
    };
    let folder = Path::new(&folder);
    let mut office = open(folder);
    for round in 0u32.. {
        let card = office.call("get_person", json!({ "id": 1 })).unwrap();
        let mut values = card["values"].clone();
        let next = format!("{}", values["employer"].as_str().unwrap_or("0").parse::<u32>().unwrap_or(0) + 1);
        values["employer"] = json!(next);
        println!("begin {next}");
        office
            .call("update_person", json!({ "id": 1, "revision": card["revision"], "values": values }))
            .unwrap();
        println!("saved {next}");
        if round % 3 == 2 {
            let backup = office.call("make_backup", json!({ "folder": null })).unwrap()["file"].clone();
            if round % 6 == 5 {
                office
                    .call("restore_backup", json!({ "file": backup, "password": null, "user_name": null }))
                    .unwrap();
                drop(office);
                office = open(folder);
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_killed_process_leaves_the_state_before_or_after() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    t.call("lock", json!({}));
    let rounds: u64 = std::env::var("TAIZHANG_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(25);
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    for round in 0..rounds {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["kills::child_that_is_killed", "--exact", "--nocapture"])
            .env(CHILD, t.folder())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60 + random % 400));
        child.kill().unwrap();
        child.wait().unwrap();
        let lines: Vec<String> =
            BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).collect();
        let last = |what: &str| {
            lines.iter().rev().find_map(|l| l.split_once(what).map(|(_, n)| n.trim().to_owned()))
        };
        let office = open(&t.folder());
        let found = employer(&office);
        if let (Some(begun), saved) = (last("begin "), last("saved ")) {
            // Before or after the edit that was begun; what was announced as saved is never lost.
            let number = |text: &str| text.parse::<u32>().unwrap_or(0);
            let is_near = [number(&begun), number(&begun) - 1].contains(&number(&found));
            let is_right = is_near && saved.as_ref().is_none_or(|s| number(&found) >= number(s));
            assert!(is_right, "round {round}: {found:?}, saved {saved:?}, begun {begun}");
        }
        assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true, "round {round}");
        let half = |folder: &Path| -> Vec<String> {
            let names = std::fs::read_dir(folder)
                .unwrap()
                .flatten()
                .map(|e| e.file_name().to_string_lossy().into_owned());
            names.filter(|n| n.contains(".part") || n == "incoming").collect()
        };
        assert_eq!(half(&t.folder()), Vec::<String>::new(), "round {round}");
        assert_eq!(half(&t.folder().join("backups")), Vec::<String>::new(), "round {round}");
        // Every backup file that is there can be opened.
        for file in
            office.call("list_backups", json!({ "folder": null })).unwrap()["files"].as_array().unwrap()
        {
            let looked = office.call(
                "look_into_backup",
                json!({ "file": file["file"], "password": null, "user_name": null }),
            );
            assert_eq!(looked.unwrap()["is_sound"], true);
            std::fs::remove_file(file["file"].as_str().unwrap()).unwrap();
        }
        office.call("lock", json!({})).unwrap();
    }
}
