//! The fences of the house (house.md 3): manifests of the rooms, and imports of the window.

use crate::tidy::{files, root};

fn manifest(room: &str) -> String {
    std::fs::read_to_string(root().join(format!("src-tauri/crates/{room}/Cargo.toml"))).unwrap()
}

#[test]
fn rooms_list_only_what_they_may_use() {
    let rooms = ["domain", "store", "exchange", "vault", "service"];
    let allowed: [&[&str]; 5] =
        [&[], &["domain"], &["domain"], &[], &["domain", "store", "exchange", "vault"]];
    for (room, allowed) in rooms.iter().zip(allowed) {
        let text = manifest(room);
        for other in rooms.iter().filter(|o| *o != room) {
            let lists = text
                .lines()
                .any(|l| l.starts_with(&format!("{other} =")) || l.starts_with(&format!("{other}.")));
            assert!(!lists || allowed.contains(other), "{room} must not use {other}");
        }
        assert!(!text.contains("tauri"), "{room} must not know Tauri");
        assert!(*room == "store" || !text.contains("rusqlite"), "only store speaks SQL");
        assert!(*room == "exchange" || !text.contains("xlsxwriter"), "only exchange writes workbooks");
    }
}

#[test]
fn only_the_host_talks_to_the_desktop_and_no_feature_to_another() {
    let ui = root().join("ui/src");
    let mut found = Vec::new();
    files(&ui, &mut found);
    let mut features = 0;
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let place = path.strip_prefix(&ui).unwrap().to_string_lossy().replace('\\', "/");
        assert!(place.starts_with("host/") || !text.contains("@tauri-apps/"), "{place} talks to the desktop");
        if let Some(rest) = place.strip_prefix("features/") {
            features += 1;
            let own = rest.split('/').next().unwrap();
            for line in text.lines().filter(|l| l.contains(" from \"../")) {
                let target = line.split(" from \"").nth(1).unwrap_or_default();
                let is_other = target.starts_with("../") && !target.starts_with("../../");
                assert!(!is_other, "{own} imports another feature: {line}");
                assert!(!target.contains("/app/"), "{own} imports the app: {line}");
            }
        }
        if place.starts_with("kit/") {
            assert!(
                !text.contains("/features/") && !text.contains("../host"),
                "{place}: the kit knows no host"
            );
        }
    }
    assert!(features > 20, "the features were looked through");
}

#[test]
fn the_window_may_do_little_and_runs_no_foreign_script() {
    let conf: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("src-tauri/tauri.conf.json")).unwrap())
            .unwrap();
    let csp = conf["app"]["security"]["csp"].as_str().unwrap();
    let scripts = csp.split(';').find(|p| p.trim().starts_with("script-src")).unwrap();
    assert_eq!(scripts.trim(), "script-src 'self'");
    assert!(csp.contains("default-src 'self'") && csp.contains("connect-src ipc: http://ipc.localhost"));
    let capability: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap(),
    )
    .unwrap();
    assert_eq!(
        capability["permissions"],
        serde_json::json!(["core:default", "dialog:allow-open", "dialog:allow-save"])
    );
}
