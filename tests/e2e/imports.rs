//! Imports as a new user does them: a file dropped on the window, what is wrong with it mended, the mended rows pasted.

use crate::window::Window;
use fantoccini::key::Key;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// What the desktop tells the window of a file that is dragged over it.
async fn drag(w: &Window, what: &str, file: &Path) {
    let script = "const done = arguments[arguments.length - 1]; \
        const at = window.__TAURI_INTERNALS__.metadata.currentWebview.label; \
        window.__TAURI_INTERNALS__.invoke('plugin:event|emit_to', { target: { kind: 'Webview', label: at }, \
            event: 'tauri://drag-' + arguments[0], payload: { paths: [arguments[1]], position: { x: 300, y: 300 } } }) \
        .then(() => done('')).catch((e) => done(String(e)))";
    let asked = vec![json!(what), json!(file.display().to_string())];
    let said = w.client.execute_async(script, asked).await.unwrap();
    assert_eq!(said, json!(""), "the drag was told");
}

/// Drags a file over the window until the window says that it may be let go, and lets go.
pub async fn drop_file(w: &Window, file: &Path) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        drag(w, "enter", file).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        if w.text("body").await.contains("松开鼠标") {
            break;
        }
        assert!(Instant::now() < until, "the window does not take files");
    }
    drag(w, "drop", file).await;
}

/// Rows copied in a spreadsheet program and pasted into the page.
async fn paste(w: &Window, rows: &str) {
    let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); \
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    w.client.execute(script, vec![json!(rows)]).await.unwrap();
}

async fn go_on(w: &Window) {
    w.ctrl(&char::from(Key::Enter).to_string()).await;
}

/// The page as it looks with the usual and with the largest text.
async fn pictures(w: &Window, name: &str) {
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("{name}-{size}")).await;
    }
}

/// From the second step to the end; returns the table of results.
async fn through(w: &Window, name: &str, rows: u32) -> String {
    w.read("表头下面有").await;
    pictures(w, &format!("import-{name}-columns")).await;
    go_on(w).await;
    w.read(&format!("导入 {rows} 行")).await;
    pictures(w, &format!("import-{name}-rows")).await;
    go_on(w).await;
    w.read("导入完成").await;
    pictures(w, &format!("import-{name}-done")).await;
    w.text("table").await.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub async fn three_workbooks_to_the_last_mended_refusal() {
    let home = tempfile::tempdir().unwrap();
    let w = Window::open(home.path()).await;
    w.press("下一步").await;
    w.fill("社区名称", "幸福社区居民委员会").await;
    w.fill("街道名称", "翠苑街道办事处").await;
    w.press("下一步").await;
    w.fill("您的姓名", "张主任").await;
    w.fill("密码", "xingfu-2026").await;
    w.fill("再填一次密码", "xingfu-2026").await;
    w.press("下一步").await;
    w.press("建立台账").await;
    let code = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    w.press("已经抄好").await;
    w.fill("恢复码", &code).await;
    w.press("确认").await;
    w.read("今天要做的事").await;
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbooks");

    // Dropped where nothing says what it holds, the window asks.
    drop_file(&w, &books.join("03-户主合并.xls")).await;
    w.read("这个文件里是什么").await;
    w.stroke(Key::Enter).await;
    let result = through(&w, "heads", 5).await;
    assert!(result.contains("新增 5 5 0"), "{result}");

    w.go("/import/residents").await;
    drop_file(&w, &books.join("04-矛盾和重复.xls")).await;
    let result = through(&w, "conflicts", 3).await;
    assert!(result.contains("新增 3 3 0") && result.contains("不能导入 2 0 0"), "{result}");
    w.read("有 4 行没有全部采用").await;

    w.go("/import/residents").await;
    drop_file(&w, &books.join("01-两行表头.xlsx")).await;
    let result = through(&w, "two-rows", 3).await;
    assert!(result.contains("新增 3 3 0"), "{result}");

    // The refused ones, mended in a spreadsheet program, come back by Ctrl+V: their reasons in front do no harm.
    w.go("/import/residents").await;
    w.see("h1").await;
    let number = suite::number("19650312", 11);
    paste(&w, &format!("原因\t姓名\t性别\t身份证号\t住址\n已改\t陈四\t男\t{number}\t5-1-104\n")).await;
    let result = through(&w, "mended", 1).await;
    assert!(result.contains("新增 1 1 0"), "{result}");
    w.go("/people").await;
    w.read("陈四").await;
    w.read("王小明").await;

    w.go("/imports").await;
    w.read("01-两行表头.xlsx").await;
    w.read("04-矛盾和重复.xls").await;
    pictures(&w, "imports").await;
    w.close().await;
}
