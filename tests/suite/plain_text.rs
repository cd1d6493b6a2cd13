//! Nothing on the disk holds a name, a phone or an ID number in plain text.

use serde_json::json;
use std::path::Path;
use suite::{TestLedger, number};

fn every_file(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { every_file(&path, found) } else { found.push(path) }
    }
}

#[test]
fn no_file_holds_a_secret_in_plain_text() {
    let t = TestLedger::new();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["phones"] = json!(["13812345678"]);
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    t.call(
        "keep_draft",
        json!({ "form": "people:new", "content": "{\"name\":\"尉迟敬德\"}", "kept_at": "" }),
    );
    t.call("add_user", json!({ "name": "欧阳修文", "role": "reader", "password": "ouyang-2026" }));
    t.call("make_backup", json!({ "folder": null }));
    // Faults and incidents of every sort go through the log.
    t.refused("add_person", json!({ "values": "单秀英13812345678" }));
    t.refused("nothing_like_this", json!({ "name": "单秀英" }));
    t.call(
        "report_window_error",
        json!({ "trace": format!("TypeError 单秀英 {own} app.js:1:2 13812345678") }),
    );
    t.refused("unlock", json!({ "user_name": "欧阳修文", "password": "falsch-falsch" }));
    let mut files = Vec::new();
    every_file(t.folder().parent().unwrap(), &mut files);
    let names: Vec<String> =
        files.iter().map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for wanted in ["ledger.db", "ledger.db-wal", "keys.json", "attempts.json", "log.txt"] {
        assert!(names.iter().any(|n| n == wanted), "{wanted} among {names:?}");
    }
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        for secret in ["单秀英", "尉迟敬德", "欧阳修文", "张主任", "13812345678", &own, "19470203", "幸福里"]
        {
            let is_there = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!is_there, "{} holds {secret}", file.display());
            let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(
                !bytes.windows(utf16.len()).any(|w| w == utf16),
                "{} holds {secret} in UTF-16",
                file.display()
            );
        }
    }
}
