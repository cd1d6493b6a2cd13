//! What a clerk does in the window, step by step.

use crate::window::Window;
use fantoccini::key::Key;
use serde_json::{Value, json};
use service::{Office, practice};
use std::path::Path;
use std::process::Command;
use suite::clock;

fn key(k: Key) -> String {
    char::from(k).to_string()
}

pub async fn first_start_lock_and_recovery() {
    let home = tempfile::tempdir().unwrap();
    let w = Window::open(home.path()).await;
    w.read("欢迎使用社区台账").await;
    w.press("下一步").await;
    w.read("请填写社区名称。").await;
    w.fill("社区名称", "幸福社区居民委员会").await;
    w.fill("街道名称", "翠苑街道办事处").await;
    w.press("下一步").await;
    w.fill("您的姓名", "张主任").await;
    w.fill("密码", "xingfu-2026").await;
    w.fill("再填一次密码", "xingfu-2027").await;
    w.press("下一步").await;
    w.read("两次填的密码不一样").await;
    w.fill("再填一次密码", "xingfu-2026").await;
    w.press("下一步").await;
    w.press("建立台账").await;
    let code = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    w.press("已经抄好").await;
    w.fill("恢复码", "0000").await;
    w.press("确认").await;
    w.read("恢复码抄错了").await;
    w.fill("恢复码", &code.to_lowercase()).await;
    w.press("确认").await;
    w.read("今天要做的事").await;
    w.read("幸福社区居民委员会 · 社区台账").await;
    w.ctrl("l").await;
    w.read("社区台账已锁定").await;
    w.fill("密码", "falsch-2026").await;
    w.keys(&key(Key::Enter)).await;
    w.read("姓名或密码不对").await;
    w.press("忘记密码").await;
    w.fill("恢复码", &code).await;
    w.press("下一步").await;
    w.read("给谁设新密码").await;
    w.fill("新密码", "neu-2026-neu").await;
    w.fill("再填一次新密码", "neu-2026-neu").await;
    w.press("设好并打开").await;
    let fresh = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    assert_ne!(fresh, code, "a used code ends");
    w.press("已经抄好").await;
    w.fill("恢复码", &fresh).await;
    w.press("确认").await;
    w.read("今天要做的事").await;
    an_unforeseen_error_keeps_what_was_typed(&w, home.path()).await;
    w.close().await;
}

async fn an_unforeseen_error_keeps_what_was_typed(w: &Window, home: &Path) {
    w.go("/people/new").await;
    w.fill("姓名", "欧阳春兰").await;
    let script = "setTimeout(() => { const lost = undefined; lost['欧阳春兰 330106'](); }, 0)";
    w.client.execute(script, vec![]).await.unwrap();
    w.read("出了意料之外的问题，您填的内容还在").await;
    let number = w.text("[role=dialog] strong").await;
    assert!(number.len() >= 4, "the number of the incident: {number:?}");
    w.picture("incident").await;
    w.stroke(Key::Escape).await;
    let typed =
        w.client.execute("return [...document.querySelectorAll('input')].map(i => i.value)", vec![]).await;
    assert!(typed.unwrap().to_string().contains("欧阳春兰"), "the text is still in its field");
    let log = std::fs::read_to_string(home.join("log.txt")).unwrap();
    assert!(log.contains(&number) && log.contains("TypeError"), "the cause lies under the number: {log}");
    assert!(!log.contains("欧阳") && !log.contains("330106"), "nobody is named in the log");
}

/// A practice ledger beside the real one, as 试用 opens it.
fn practice_home(home: &Path, households: u32) {
    let office = Office::of_pc(home, clock());
    practice::make(&office, &home.join("practice"), households, 1).unwrap();
}

pub async fn practice_window(home: &Path) -> Window {
    practice_home(home, 60);
    let w = Window::open(home).await;
    w.press("试用台账").await;
    w.read("这是试用台账").await;
    w.read("今天要做的事").await;
    w
}

fn asked(home: &Path, name: &str, request: Value) -> Value {
    // The window's ledger is locked by its process, so the answers come from a look into a copy.
    let copy = tempfile::tempdir().unwrap();
    for file in ["ledger.db", "ledger.db-wal", "keys.json"] {
        let from = home.join("practice").join(file);
        if from.exists() {
            std::fs::copy(from, copy.path().join(file)).unwrap();
        }
    }
    let office = Office::of_folder(copy.path(), clock());
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    office.call(name, request).unwrap()
}

/// Counts strokes beside the typed data: every key that is not part of a name, number, phone or date.
struct Strokes<'a> {
    w: &'a Window,
    count: u32,
}

impl Strokes<'_> {
    async fn stroke(&mut self, keys: &str) {
        self.count += 1;
        self.w.keys(keys).await;
        self.w.rest().await;
    }

    async fn ctrl(&mut self, key: &str) {
        self.count += 1;
        self.w.ctrl(key).await;
        self.w.rest().await;
    }

    async fn data(&mut self, text: &str) {
        self.w.keys(text).await;
        self.w.rest().await;
    }

    async fn find(&mut self, text: &str) {
        self.ctrl("k").await;
        self.data(text).await;
        self.stroke(&key(Key::Enter)).await;
    }
}

pub async fn five_tasks_by_keyboard() {
    let home = tempfile::tempdir().unwrap();
    let w = practice_window(home.path()).await;
    let list = json!({ "filter": { "age_from": 30, "residence_states": ["together"] }, "sort": null, "columns": ["name", "id_number"], "offset": 0, "limit": 1 });
    let person = asked(home.path(), "list_people", list)["rows"][0].clone();
    let name = person["cells"][0].as_str().unwrap().to_owned();
    let id = person["id"].clone();
    let number = asked(home.path(), "reveal", json!({ "id": id, "field": "id_number" }))["text"]
        .as_str()
        .unwrap()
        .to_owned();

    // Find a person.
    let mut s = Strokes { w: &w, count: 0 };
    s.find(&number).await;
    w.see("h1").await;
    w.read(&name).await;
    assert!(s.count <= 25, "found in {} strokes", s.count);

    // Mend a phone.
    let mut s = Strokes { w: &w, count: 0 };
    s.stroke("p").await;
    w.read("修改").await;
    w.rest().await;
    s.ctrl("a").await;
    s.data("13800001111").await;
    s.ctrl("s").await;
    w.read("138****1111").await;
    assert!(s.count <= 25, "mended in {} strokes", s.count);

    // Add a newcomer to the household.
    let mut s = Strokes { w: &w, count: 0 };
    s.stroke("a").await;
    w.read("怎么来的").await;
    w.rest().await;
    s.count += u32::try_from(w.walk("姓名", false).await).unwrap();
    s.data("赵新来").await;
    s.stroke(&key(Key::Enter)).await;
    s.stroke(&key(Key::Enter)).await;
    s.data(&suite::number("19900501", 31)).await;
    s.ctrl("s").await;
    w.read("请选择与户主关系").await;
    // The focus has gone to the relation that is missing: typing chooses, arrows would too.
    w.rest().await;
    s.data("其他").await;
    s.ctrl("s").await;
    w.read("新增 赵新来").await;
    assert!(s.count <= 25, "added in {} strokes", s.count);

    // Record a death.
    let mut s = Strokes { w: &w, count: 0 };
    s.find(&number).await;
    w.read("登记死亡").await;
    s.stroke("d").await;
    w.see("[role=dialog]").await;
    s.ctrl("a").await;
    s.data("20261120").await;
    s.ctrl("s").await;
    w.read("死亡 2026-11-20").await;
    assert!(s.count <= 25, "recorded in {} strokes", s.count);

    // See who lives in a dwelling.
    let mut s = Strokes { w: &w, count: 0 };
    s.find("1-1-101").await;
    w.read("住在这里").await;
    assert!(s.count <= 25, "seen in {} strokes", s.count);
    w.close().await;
}

/// Every page of the program with something on it.
pub const PAGES: &[(&str, &str)] = &[
    ("today", "/today"),
    ("people", "/people"),
    ("person", "/people/1"),
    ("person-edit", "/people/1/edit"),
    ("person-new", "/people/new"),
    ("population", "/population"),
    ("places", "/places"),
    ("dwellings", "/places/dwellings"),
    ("households", "/places/households"),
    ("place-new", "/places/buildings/new"),
    ("dwelling", "/dwelling/1"),
    ("household", "/household/1"),
    ("chart", "/chart/1"),
    ("registers", "/registers"),
    ("register", "/registers/seal_uses"),
    ("row", "/registers/seal_uses/1"),
    ("row-new", "/registers/good_deeds/new"),
    ("import", "/import/residents"),
    ("import-register", "/import/good_deeds"),
    ("imports", "/imports"),
    ("groups", "/registers/group_members"),
    ("reports", "/reports"),
    ("ready", "/reports/ready"),
    ("paper", "/reports/paper"),
    ("report-forms", "/reports/forms"),
    ("history", "/history"),
    ("bin", "/bin"),
    ("settings", "/settings"),
    ("users", "/settings/users"),
    ("backups", "/settings/backups"),
    ("help", "/help"),
];

async fn violations(w: &Window) -> Vec<String> {
    let script = "const done = arguments[arguments.length - 1]; \
        axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))) \
        .catch(e => done(['axe failed: ' + e]))";
    let found = w.client.execute_async(script, vec![]).await.unwrap();
    found
        .as_array()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(|v| v.as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn load_axe(w: &Window) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let source = std::fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js")).unwrap();
    w.client.execute(&format!("{source}; window.axe = axe; return 1"), vec![]).await.unwrap();
}

pub async fn axe_on_every_page() {
    let home = tempfile::tempdir().unwrap();
    practice_home(home.path(), 60);
    let w = Window::open(home.path()).await;
    w.read("欢迎使用社区台账").await;
    load_axe(&w).await;
    let mut all: Vec<String> = Vec::new();
    for size in ["standard", "large", "huge"] {
        w.text_size(size).await;
        all.extend(violations(&w).await.into_iter().map(|v| format!("first start, {size}: {v}")));
    }
    w.press("试用台账").await;
    w.read("今天要做的事").await;
    for (name, path) in PAGES {
        w.go(path).await;
        w.see("h1").await;
        for size in ["standard", "large", "huge"] {
            w.text_size(size).await;
            all.extend(violations(&w).await.into_iter().map(|v| format!("{name}, {size}: {v}")));
            let wide = w
                .client
                .execute("return document.documentElement.scrollWidth > innerWidth + 1", vec![])
                .await
                .unwrap();
            if wide == json!(true) {
                all.push(format!("{name}, {size}: the page scrolls sideways"));
            }
        }
    }
    // Dialogs over a page: moving, the list of keys, the search box, a question.
    for (name, path, opens) in [
        ("moving", "/people/1", "m"),
        ("keys", "/people/1", "?"),
        ("search", "/people/1", "k"),
        ("question", "/places/buildings/1/edit", "移入回收站"),
    ] {
        w.go(path).await;
        w.see("h1").await;
        w.rest().await;
        match opens {
            "k" => w.ctrl("k").await,
            "m" | "?" => w.keys(opens).await,
            button => w.press(button).await,
        }
        w.see("[role=dialog]").await;
        for size in ["standard", "large", "huge"] {
            w.text_size(size).await;
            all.extend(violations(&w).await.into_iter().map(|v| format!("{name}, {size}: {v}")));
        }
        w.stroke(Key::Escape).await;
    }
    // The pages of a list, and what stands behind a figure.
    w.go("/people").await;
    w.see("h1").await;
    w.ctrl("p").await;
    w.see("canvas.sheet").await;
    for size in ["standard", "large", "huge"] {
        w.text_size(size).await;
        all.extend(violations(&w).await.into_iter().map(|v| format!("preview, {size}: {v}")));
    }
    w.text_size("standard").await;
    w.go("/reports").await;
    w.click("tr.sum button").await;
    w.see("[role=dialog] li a").await;
    for size in ["standard", "large", "huge"] {
        w.text_size(size).await;
        all.extend(violations(&w).await.into_iter().map(|v| format!("behind a figure, {size}: {v}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    w.close().await;
}

/// The words that start a program in an empty network namespace: as its own root, or as root.
fn without_net() -> Option<Vec<String>> {
    let ways: [&[&str]; 2] = [&["unshare", "--net", "--map-root-user"], &["unshare", "--net"]];
    let works = |way: &&&[&str]| {
        Command::new(way[0]).args(&way[1..]).arg("true").output().is_ok_and(|o| o.status.success())
    };
    ways.iter().find(works).map(|way| way.iter().map(|w| (*w).to_owned()).collect())
}

pub async fn without_a_network() {
    let home = tempfile::tempdir().unwrap();
    let binary = std::env::var("TAIZHANG_BINARY").unwrap();
    let Some(unshare) = without_net() else {
        eprintln!("this machine lets nobody make a network namespace; not tried");
        return;
    };
    let inside = |args: &[&str]| {
        Command::new(&unshare[0])
            .args(&unshare[1..])
            .arg(&binary)
            .args(args)
            .env("TAIZHANG_HOME", home.path())
            .output()
            .unwrap()
    };
    let folder = home.path().join("practice").display().to_string();
    assert!(inside(&["--ledger", &folder, "practice", "--households", "20"]).status.success());
    let today = inside(&["--ledger", &folder, "call", "get_today"]);
    assert!(today.status.success() && String::from_utf8_lossy(&today.stdout).contains("people_count"));
    let backup = home.path().join("a.tzbak").display().to_string();
    assert!(inside(&["--ledger", &folder, "backup", &backup]).status.success());
    // The window itself: it comes up and stays, and no process of it has a socket of the internet families.
    crate::window::wait_for_end(Path::new(&binary));
    let mut window = Command::new(&unshare[0])
        .args(&unshare[1..])
        .arg(&binary)
        .env("TAIZHANG_HOME", home.path())
        .spawn()
        .unwrap();
    let children = crate::window::children_of(window.id());
    assert!(children >= 1, "the web process runs");
    assert!(window.try_wait().unwrap().is_none(), "the window is open");
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = std::fs::read_to_string(format!("/proc/{}/net/{table}", window.id())).unwrap_or_default();
        assert!(text.lines().count() <= 1, "{table}: {text}");
    }
    window.kill().unwrap();
    window.wait().unwrap();
}
