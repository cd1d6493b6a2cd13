//! How many rows lists show on the first screen: the clerk comes from a sheet of 25.

use crate::imports::drop_file;
use crate::journeys::practice_window;
use crate::window::Window;
use serde_json::json;
use std::fmt::Write;

/// Text sizes with the least rows that a list shows in them.
const LEAST: [(&str, u64); 2] = [("standard", 16), ("huge", 9)];

/// Lists by their page, with what each of their rows is; of those that fold, the button that opens them.
const LISTS: &[(&str, &str, &str)] = &[
    ("/people", ".grid .item", ""),
    ("/places/dwellings", ".grid .item", ""),
    ("/places/households", ".grid .item", ""),
    ("/reports", ".sheet tbody tr", ""),
    ("/reports", "#report-periods tbody tr", "各期的上报"),
    ("/history", ".list > table > tbody", ""),
    ("/bin", ".list tbody tr", ""),
    ("/imports", ".list tbody tr", ""),
    ("/settings/users", ".list tbody tr", ""),
    ("/settings/backups", ".list tbody tr", ""),
];

/// Counts rows that show as a whole, with nothing over them. A short list is filled with copies of its last row first.
async fn rows(w: &Window, css: &str) -> u64 {
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
        const last = all.at(-1); \
        if (last && !last.matches('.item')) for (let i = all.length; i < 40; i += 1) last.after(last.cloneNode(true)); \
        const shows = (row) => { const r = row.getBoundingClientRect(); \
            return [r.top + 2, r.bottom - 2].every((y) => row.contains(document.elementFromPoint(r.left + 30, y))); }; \
        return [...document.querySelectorAll(arguments[0])].filter(shows).length";
    w.client.execute(script, vec![json!(css)]).await.unwrap().as_u64().unwrap_or(0)
}

/// What falls short of the least at the text sizes.
async fn short(w: &Window, name: &str, css: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (size, least) in LEAST {
        w.text_size(size).await;
        let shown = rows(w, css).await;
        w.picture(&format!("rows-{}-{size}", name.replace('/', "-"))).await;
        if shown < least {
            found.push(format!("{name} shows {shown} rows at {size}, not {least}"));
        }
    }
    w.text_size("standard").await;
    found
}

/// Thirty people, none of whom the ledger has.
fn workbook() -> String {
    let mut text = String::from("姓名,性别,身份证号,住址,电话,民族,文化程度,婚姻状况,备注\n");
    let given = "春夏秋冬梅兰竹菊琴棋书画江河湖海云霞雪月金银铜铁松柏杨柳桃李";
    for (n, name) in (0..30).zip(given.chars()) {
        let number = suite::number("19700101", 100 + n * 2);
        let _ = writeln!(text, "石{name},女,{number},77-1-{},,汉族,高中,已婚,", 101 + n);
    }
    text
}

pub async fn lists_show_enough_rows() {
    let home = tempfile::tempdir().unwrap();
    let w = practice_window(home.path()).await;
    let mut missing = Vec::new();

    // Something is taken in, something is thrown away: the lists of both have their rows.
    let file = home.path().join("名单.csv");
    std::fs::write(&file, workbook()).unwrap();
    w.go("/import/residents").await;
    drop_file(&w, &file).await;
    w.read("表头是第 1 行").await;
    missing.extend(short(&w, "import-columns", ".columns tbody tr").await);
    w.press("看结果").await;
    w.read("导入 30 行").await;
    missing.extend(short(&w, "import-rows", ".grid .item").await);
    w.press("导入 30 行").await;
    w.read("导入完成").await;
    w.go("/people/1").await;
    w.press("移入回收站").await;
    w.press_in_dialog("移入回收站").await;
    w.rest().await;
    w.client.execute("window.__TAURI_INTERNALS__.invoke('call', { name: 'make_backup', payload: { folder: null, file: null } })", vec![]).await.unwrap();

    for (path, css, opens) in LISTS {
        w.go(path).await;
        w.see("h1").await;
        if !opens.is_empty() {
            w.press(opens).await;
        }
        w.see(css).await;
        missing.extend(short(&w, &format!("{path}{opens}"), css).await);
    }
    // These are as many as they are: all of them show.
    w.go("/reports/ready").await;
    for (size, _) in LEAST {
        w.text_size(size).await;
        let all = w
            .client
            .execute("return document.querySelectorAll('.list tbody tr').length", vec![])
            .await
            .unwrap();
        let css = ".list tbody tr:nth-child(-n+9)";
        let shown = rows(&w, css).await;
        w.picture(&format!("rows-ready-{size}")).await;
        if shown < 9 {
            missing.push(format!("/reports/ready shows {shown} of {all} at {size}"));
        }
    }
    w.close().await;
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
