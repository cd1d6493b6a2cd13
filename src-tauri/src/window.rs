//! The window: one `call` command over the contract, native dialogs, one instance.

use crate::folders;
use serde_json::{Value, json};
use service::{Clock, Office};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tauri::{Emitter, Manager, WebviewUrl, WebviewWindowBuilder};

/// Runs a command of the contract off the window's thread.
#[tauri::command]
async fn call(name: String, payload: Value, office: tauri::State<'_, Arc<Office>>) -> Result<Value, Value> {
    let office = Arc::clone(&office);
    let ran = tauri::async_runtime::spawn_blocking(move || {
        let file = (name == "show_in_folder").then(|| payload["file"].as_str().map(PathBuf::from)).flatten();
        let reply = office.call(&name, payload);
        if let Some(file) = file.filter(|_| reply.is_ok()) {
            show_in_folder(&file);
        }
        if reply.is_ok() && matches!(name.as_str(), "unlock" | "reset_password") {
            let office = Arc::clone(&office);
            std::thread::spawn(move || office.back_up_daily());
        }
        reply
    });
    match ran.await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(faults)) => Err(serde_json::to_value(faults).unwrap_or_default()),
        Err(_) => Err(Value::Array(Vec::new())),
    }
}

/// Opens the folder of a file in the file manager of the PC, which on Windows marks the file. What comes of it is seen.
fn show_in_folder(file: &Path) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("explorer.exe");
        command.arg(format!("/select,{}", file.display()));
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(file.parent().unwrap_or(file));
        command
    };
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    // Somebody has to wait for it, or it stays in the list of processes when it is over.
    if let Ok(mut child) = spawned {
        std::thread::spawn(move || child.wait());
    }
}

/// So long a window that is told to close has for keeping what was typed last. It closes in any case.
const LAST_MOMENT: Duration = Duration::from_millis(400);

/// Opens the window and stays until it is closed.
pub(crate) fn run(opens_practice: bool) -> ExitCode {
    let Some(base) = folders::base() else {
        eprintln!("找不到放台账的文件夹。");
        return ExitCode::FAILURE;
    };
    let clock = Clock { fixed: std::env::var("TAIZHANG_TODAY").ok().and_then(|day| day.parse().ok()) };
    service::watch_panics(&base, clock);
    let office = Arc::new(Office::of_pc(&base, clock));
    if opens_practice && office.call("open_practice", json!({})).is_err() {
        eprintln!("试用台账没有打开，请在窗口里点“试用台账”。");
    }
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window("main") {
                let _ = window.unminimize();
                let _ = window.show();
                let _ = window.set_focus();
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .manage(office)
        .invoke_handler(tauri::generate_handler![call])
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                let _ = window.emit("closing", ());
                let window = window.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(LAST_MOMENT);
                    let _ = window.destroy();
                });
            }
        })
        .setup(move |app| {
            let mut window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("社区台账")
                .inner_size(1366.0, 740.0)
                .min_inner_size(1000.0, 640.0)
                .maximized(true);
            if folders::is_moved() {
                // What the window itself remembers (字号) stays apart from that of the office.
                window = window.data_directory(base.join("window"));
            }
            window.build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if app.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
