//! The program in its window: started, driven, closed.

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use suite::TODAY;

/// The window with its driver; both end with it.
pub struct Window {
    pub client: Client,
    #[expect(dead_code, reason = "held for its end")]
    driver: Driver,
}

/// The driver's process; it and the window that it opened end with the journey, also with one that fails.
struct Driver {
    driver: Child,
    binary: PathBuf,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        wait_for_end(&self.binary);
    }
}

/// Waits until no window of the program is left, and ends one that stays: a window that is still closing would take
/// the next start for a second one, and the driver would wait for it for ever.
pub fn wait_for_end(binary: &Path) {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let left = running(binary);
        if left.is_empty() {
            return;
        }
        if Instant::now() > until {
            for process in left {
                let _ = Command::new("kill").args(["-9", &process]).status();
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How many processes a window has started, waited for until there are any: the web process shows that it is open.
pub fn children_of(process: u32) -> usize {
    let until = Instant::now() + Duration::from_secs(150);
    loop {
        let file = format!("/proc/{process}/task/{process}/children");
        let children = std::fs::read_to_string(file).unwrap_or_default().split_whitespace().count();
        if children > 0 || Instant::now() > until {
            return children;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn running(binary: &Path) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let is_it = |process: &PathBuf| {
        let is_dead = std::fs::read_to_string(process.join("stat")).is_ok_and(|stat| stat.contains(") Z "));
        std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == binary) && !is_dead
    };
    entries
        .map(|e| e.path())
        .filter(is_it)
        .filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned()))
        .collect()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Window {
    /// Opens the window on a folder of its own; a driver that does not answer is started anew, twice.
    pub async fn open(home: &Path) -> Self {
        Self::open_on(TODAY, home).await
    }

    /// Opens the window on another day.
    pub async fn open_on(today: &str, home: &Path) -> Self {
        let binary = std::env::var("TAIZHANG_BINARY").expect("check.sh names the binary");
        let binary = std::fs::canonicalize(binary).expect("the program is built");
        for attempt in 1..=3 {
            match tokio::time::timeout(Duration::from_secs(45), Self::try_open(today, home, &binary)).await {
                Ok(window) => return window,
                Err(_) => eprintln!("the window does not answer its driver, attempt {attempt}"),
            }
        }
        panic!("the window does not answer its driver");
    }

    async fn try_open(today: &str, home: &Path, binary: &Path) -> Self {
        wait_for_end(binary);
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TAIZHANG_HOME", home)
            .env("TAIZHANG_TODAY", today)
            // Programs that a journey puts there stand in for those of the PC.
            .env("PATH", format!("{}/bin:{}", home.display(), std::env::var("PATH").unwrap_or_default()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("webkit2gtk-driver is installed");
        let driver = Driver { driver, binary: binary.to_owned() };
        let mut capabilities = Map::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": binary, "args": [] }));
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let address = format!("http://127.0.0.1:{port}");
            match builder.capabilities(capabilities.clone()).connect(&address).await {
                Ok(client) => return Window { client, driver },
                Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        }
    }

    /// Closes window and driver.
    pub async fn close(self) {
        let closing = self.client.clone().close();
        let _ = tokio::time::timeout(Duration::from_secs(10), closing).await;
    }

    /// Waits for an element.
    pub async fn see(&self, css: &str) -> Element {
        match self.client.wait().at_most(Duration::from_secs(15)).for_element(Locator::Css(css)).await {
            Ok(found) => found,
            Err(_) => panic!("no {css} on this page: {}", self.text("body").await),
        }
    }

    /// Waits until the page holds a text.
    pub async fn read(&self, text: &str) {
        let until = Instant::now() + Duration::from_secs(15);
        while Instant::now() < until {
            if self.text("body").await.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("“{text}” does not stand on this page: {}", self.text("body").await);
    }

    /// The text of an element, or nothing.
    pub async fn text(&self, css: &str) -> String {
        let script = "const e = document.querySelector(arguments[0]); return e ? e.innerText : ''";
        let found = self.client.execute(script, vec![json!(css)]).await.unwrap_or_default();
        found.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks what is found, once it can be clicked: between finding and clicking the page may have changed.
    async fn click_on(&self, locator: Locator<'_>, what: &str) {
        let until = Instant::now() + Duration::from_secs(15);
        let mut last = String::new();
        while Instant::now() < until {
            match self.client.find(locator).await {
                Ok(found) => match found.click().await {
                    Ok(()) => return,
                    Err(error) => last = error.to_string(),
                },
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no {what} to click ({last}): {}", self.text("body").await);
    }

    /// Clicks an element.
    pub async fn click(&self, css: &str) {
        self.click_on(Locator::Css(css), css).await;
    }

    /// Clicks the button or link that reads like this.
    pub async fn press(&self, label: &str) {
        let xpath = format!("//*[self::button or self::a][contains(normalize-space(.), '{label}')]");
        self.click_on(Locator::XPath(&xpath), label).await;
    }

    /// Clicks a button of the open dialog.
    pub async fn press_in_dialog(&self, label: &str) {
        let xpath = format!(
            "//*[@role='dialog' or @role='alertdialog']//button[contains(normalize-space(.), '{label}')]"
        );
        self.click_on(Locator::XPath(&xpath), label).await;
    }

    /// Waits until the page has come to rest: no command under way, and nothing on it changed for a moment.
    pub async fn rest(&self) {
        let script = "if (window.__changed === undefined) { window.__changed = performance.now(); \
             new MutationObserver(() => (window.__changed = performance.now())) \
                 .observe(document, { subtree: true, childList: true, attributes: true, characterData: true }); } \
             return !(Number(document.documentElement.dataset.waiting) > 0) && performance.now() - window.__changed > 300";
        let until = Instant::now() + Duration::from_secs(15);
        while self.client.execute(script, vec![]).await.unwrap_or_default() != Value::Bool(true) {
            assert!(Instant::now() < until, "the page does not come to rest: {}", self.text("body").await);
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// Types into the field of a label.
    pub async fn fill(&self, label: &str, text: &str) {
        let script = "const l = [...document.querySelectorAll('label')].find(l => l.innerText.trim().startsWith(arguments[0]) && (l.htmlFor || l.querySelector('input,select,textarea'))); \
             if (!l) return null; const f = l.htmlFor ? document.getElementById(l.htmlFor) : l.querySelector('input,select,textarea'); f.focus(); if (f.select) f.select(); return true";
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let found = self.client.execute(script, vec![json!(label)]).await.unwrap_or_default();
            if found == Value::Bool(true) {
                break;
            }
            assert!(Instant::now() < until, "no field {label}: {}", self.text("body").await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.keys(text).await;
    }

    /// Types keys where the focus is; a list of strokes counts as what it is.
    pub async fn keys(&self, text: &str) {
        // Between asking for the focus and typing the page may have changed: then once more.
        for _ in 0..3 {
            let at = self.client.active_element().await.unwrap();
            match at.send_keys(text).await {
                Ok(()) => return,
                Err(error) if error.is_stale_element_reference() => {}
                Err(error) => panic!("keys: {error}"),
            }
        }
        panic!("the focus does not stay");
    }

    /// Goes with Tab (or back with Shift+Tab) until the focus is on what is labelled like this.
    pub async fn walk(&self, label: &str, is_back: bool) -> usize {
        let script = "const e = document.activeElement; const l = e.labels && e.labels[0]; \
             return (e.getAttribute('aria-label') || (l && l.innerText) || e.innerText || '').trim()";
        let tab = if is_back {
            format!("{}{}{}", char::from(Key::Shift), char::from(Key::Tab), char::from(Key::Null))
        } else {
            char::from(Key::Tab).to_string()
        };
        let mut passed = Vec::new();
        for _ in 0..80 {
            let at = self.client.execute(script, vec![]).await.unwrap_or_default();
            let at = at.as_str().unwrap_or_default().to_owned();
            if at.starts_with(label) {
                return passed.len();
            }
            passed.push(at.chars().take(12).collect::<String>());
            self.keys(&tab).await;
        }
        panic!("no way by Tab to {label}: {passed:?}");
    }

    /// A stroke of one key.
    pub async fn stroke(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// One stroke with Alt.
    pub async fn alt(&self, key: &str) {
        let chord = format!("{}{key}{}", char::from(Key::Alt), char::from(Key::Null));
        self.keys(&chord).await;
    }

    /// Keeps a picture of the window where `TAIZHANG_PICTURES` asks for it.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("TAIZHANG_PICTURES").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&folder).unwrap();
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }

    /// One stroke with Ctrl.
    pub async fn ctrl(&self, key: &str) {
        let chord = format!("{}{key}{}", char::from(Key::Control), char::from(Key::Null));
        self.keys(&chord).await;
    }

    /// Goes to a page of the program.
    pub async fn go(&self, path: &str) {
        self.client.execute("location.hash = arguments[0]", vec![json!(path)]).await.unwrap();
        self.rest().await;
    }

    /// 字号
    pub async fn text_size(&self, word: &str) {
        let script = "document.documentElement.dataset.textSize = arguments[0]; localStorage.setItem('textSize', arguments[0])";
        self.client.execute(script, vec![json!(word)]).await.unwrap();
        self.rest().await;
    }
}
