//! Pictures of the real window: for the manual, and of every page in three text sizes to be looked at.

use crate::imports::drop_file;
use crate::journeys::PAGES;
use crate::window::Window;
use service::{Office, practice};
use std::path::Path;
use suite::clock;

/// The pages that the manual shows.
const OF_MANUAL: [&str; 8] =
    ["today", "people", "person", "chart", "register", "reports", "ready", "report-forms"];

pub async fn take() {
    let home = tempfile::tempdir().unwrap();
    let office = Office::of_pc(home.path(), clock());
    practice::make(&office, &home.path().join("practice"), 60, 1).unwrap();
    let to = std::env::var("TAIZHANG_PICTURES").unwrap();
    std::fs::create_dir_all(&to).unwrap();
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/manual/pictures");
    std::fs::create_dir_all(&manual).unwrap();
    let w = Window::open(home.path()).await;
    w.press("试用台账").await;
    w.read("今天要做的事").await;
    for (name, path) in PAGES {
        w.go(path).await;
        for size in ["standard", "large", "huge"] {
            w.text_size(size).await;
            w.rest().await;
            let picture = w.client.screenshot().await.unwrap();
            std::fs::write(Path::new(&to).join(format!("{name}-{size}.png")), &picture).unwrap();
            if size == "standard" && OF_MANUAL.contains(name) {
                std::fs::write(manual.join(format!("{name}.png")), &picture).unwrap();
            }
        }
    }
    // The steps of an import, of a workbook with something for each tab.
    w.text_size("standard").await;
    w.go("/import/residents").await;
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbooks");
    drop_file(&w, &books.join("04-矛盾和重复.xls")).await;
    w.read("表头下面有").await;
    let keep = async |name: &str| {
        w.rest().await;
        let picture = w.client.screenshot().await.unwrap();
        std::fs::write(manual.join(format!("{name}.png")), &picture).unwrap();
    };
    keep("import-columns").await;
    w.press("看结果").await;
    w.read("不能导入").await;
    w.press("有矛盾").await;
    keep("import-rows").await;
    w.close().await;
}
