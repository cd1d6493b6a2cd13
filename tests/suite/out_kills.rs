//! SIGKILL at random moments while files are written and reports are reviewed and sent: no half file under its final name,
//! no half-sent month. `TAIZHANG_KILLS` says how often (100 for a release).

use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const CHILD: &str = "TAIZHANG_OUT_KILL_CHILD";
const MONTH: &str = "2026-10";

fn open(folder: &Path) -> Office {
    let office = Office::of_folder(folder, Clock { fixed: "2026-11-03".parse().ok() }).with_light_keys();
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    office
}

fn leaving() -> Value {
    let list = json!({ "filter": {}, "sort": null, "columns": [], "offset": 0, "limit": 0 });
    json!({ "what": "people", "list": list })
}

/// Writes a list again and again, and reviews and sends one correction after another.
#[test]
fn child_that_lets_things_leave() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let folder = Path::new(&folder);
    let office = open(folder);
    println!("begun");
    loop {
        for ending in ["xlsx", "pdf"] {
            let file = folder.join(format!("out/名册.{ending}"));
            office
                .call("export_file", json!({ "leaving": leaving(), "file": file, "replaces": true }))
                .unwrap();
        }
        let reviewed = office
            .call("review_report", json!({ "form": "monthly", "period": MONTH, "reason": "再报一次" }))
            .unwrap();
        let id = reviewed["report"]["id"].clone();
        office.call("submit_report", json!({ "id": id })).unwrap();
        println!("sent {}", reviewed["report"]["version"]);
    }
}

#[cfg(unix)]
#[test]
fn what_leaves_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let office =
        Office::of_folder(folder.path(), Clock { fixed: "2026-11-03".parse().ok() }).with_light_keys();
    practice::make(&office, folder.path(), 60, 1).unwrap();
    drop(office);
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let rounds: u64 = std::env::var("TAIZHANG_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut files = 0;
    for round in 0..rounds {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["out_kills::child_that_lets_things_leave", "--exact", "--nocapture"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        while said.next().is_some_and(|line| line != "begun") {}
        std::thread::sleep(Duration::from_millis(random % 500));
        child.kill().unwrap();
        child.wait().unwrap();
        let last: u64 = said.filter_map(|l| l.strip_prefix("sent ")?.parse().ok()).last().unwrap_or_default();
        let xlsx = folder.path().join("out/名册.xlsx");
        if xlsx.exists() {
            assert!(suite::sheet(&xlsx).len() > 100, "round {round}: a whole workbook");
            files += 1;
        }
        if let Ok(bytes) = std::fs::read(folder.path().join("out/名册.pdf")) {
            assert!(
                bytes.starts_with(b"%PDF") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
                "round {round}"
            );
        }
        let office = open(folder.path());
        let halves = std::fs::read_dir(folder.path().join("out")).unwrap().flatten();
        let halves: Vec<_> =
            halves.map(|f| f.file_name()).filter(|n| n.to_string_lossy().contains("part")).collect();
        assert!(
            halves.is_empty(),
            "round {round}: nothing readable is left of what was being written: {halves:?}"
        );
        assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true, "round {round}");
        let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap();
        let versions = all["reports"].as_array().unwrap();
        let newest = versions.first().and_then(|v| v["version"].as_u64()).unwrap_or(0);
        assert!(newest >= last, "round {round}: what was announced as sent is there");
        for (n, report) in versions.iter().enumerate() {
            let is_sent = report["state"] == "submitted" && report["submitted"] != "";
            assert!(
                is_sent || n == 0 && report["state"] == "reviewed" && report["submitted"] == "",
                "{report}"
            );
        }
        // The newest one's files are the files of its hash.
        if let Some(newest) = versions.first() {
            let file = folder.path().join("out/留下的.xlsx");
            let kept = json!({ "what": "filed_report", "id": newest["id"] });
            office.call("export_file", json!({ "leaving": kept, "file": file, "replaces": true })).unwrap();
            let sum = Command::new("sha256sum").arg(&file).output().unwrap().stdout;
            assert!(String::from_utf8(sum).unwrap().starts_with(newest["workbook_sha256"].as_str().unwrap()));
        }
        office.call("lock", json!({})).unwrap();
    }
    assert!(files > 0, "some rounds lasted long enough to write a file");
}
