//! An import of 100,000 rows × 30 columns against a ledger of 100,000, beside the bare reading of that file by calamine
//! and bare inserts with the same indexes, in the same run. Limits of the issue: whole ≤ 3 × bare; the preview's first
//! page ≤ 1.5 × the bare reading; ≤ 400 MB. Run: `cargo bench -p suite --bench imports`.

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::path::{Path, PathBuf};
use std::time::Instant;
use suite::number;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: u32 = 100_000;

const HEADS: [&str; 30] = [
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "出生日期",
    "民族",
    "小区",
    "楼栋",
    "单元",
    "室",
    "与户主关系",
    "户主姓名",
    "联系电话",
    "文化程度",
    "政治面貌",
    "婚姻状况",
    "人口类型",
    "户籍地址",
    "工作单位",
    "职业",
    "健康状况",
    "从业状况",
    "兵役状况",
    "籍贯",
    "曾用名",
    "紧急联系人",
    "紧急联系电话",
    "低保",
    "残疾类别",
    "备注",
];

fn clock() -> Clock {
    Clock { fixed: suite::TODAY.parse().ok() }
}

/// Rows of people who are not in the ledger (and every tenth who is, by `known`).
fn write_book(path: &Path, known: &[(String, String, String)]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (c, head) in HEADS.iter().enumerate() {
        sheet.write_string(0, c as u16, *head).unwrap();
    }
    let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
    let given =
        ["伟", "芳", "秀英", "建国", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟"];
    for i in 0..ROWS {
        let n = i as usize;
        let family = i / 3;
        let member = i % 3;
        let is_male = member != 1;
        let birth = format!("{}{:02}{:02}", 1940 + (i * 7) % 70, 1 + i % 12, 1 + i % 28);
        let own = number(&birth, ((i / 28) % 499) * 2 + u32::from(is_male));
        let (name, number, birth) = match known.get(n / 10).filter(|_| n.is_multiple_of(10)) {
            Some((name, number, birth)) => (name.clone(), number.clone(), birth.clone()),
            None => {
                let name = format!("{}{}", surnames[n % 10], given[(n / 10) % 15]);
                (name, own, format!("{}-{}-{}", &birth[..4], &birth[4..6], &birth[6..]))
            }
        };
        let sex = if n.is_multiple_of(10) && known.get(n / 10).is_some() {
            ""
        } else if is_male {
            "男"
        } else {
            "女"
        };
        let cells = [
            (i + 1).to_string(),
            name,
            sex.into(),
            number,
            birth,
            "汉族".into(),
            "新城花园".into(),
            format!("{}", 1 + family / 120),
            format!("{}", 1 + family / 40 % 3),
            format!("{}{:02}", 1 + family / 2 % 20, 1 + family % 2),
            ["户主", "配偶", "子"][member as usize].into(),
            String::new(),
            format!("139{:08}", i),
            ["初中", "高中", "本科", "小学"][n % 4].into(),
            ["群众", "党员", "团员"][n % 3].into(),
            "已婚".into(),
            "户籍人口".into(),
            format!("幸福路 {} 号", family + 1),
            "幸福纺织有限公司".into(),
            "工人".into(),
            "健康或良好".into(),
            "职员".into(),
            "未服兵役".into(),
            "浙江杭州".into(),
            String::new(),
            "李敏".into(),
            format!("138{:08}", i),
            if n.is_multiple_of(50) { "是".into() } else { String::new() },
            String::new(),
            format!("第{}条备注", i),
        ];
        for (c, text) in cells.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            match c {
                0 => sheet.write_number(i + 1, 0, f64::from(i + 1)).unwrap(),
                _ => sheet.write_string(i + 1, c as u16, text).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

fn bare_reading(path: &Path) -> f64 {
    let begun = Instant::now();
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let mut reader = book.worksheet_cells_reader(&name).unwrap();
    let mut characters = 0;
    while let Some(cell) = reader.next_cell().unwrap() {
        characters += match cell.get_value() {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 1,
        };
    }
    assert!(characters > 1_000_000);
    begun.elapsed().as_secs_f64()
}

/// The tables that the import adds to, what is referred to first.
const TABLES: [&str; 9] = [
    "estates",
    "buildings",
    "units",
    "dwellings",
    "households",
    "people",
    "movements",
    "spans",
    "group_members",
];

/// The rows that the import added, inserted again into the ledger as it was before: with the same indexes and foreign keys,
/// encrypted, in one transaction, without history, matching or checks.
fn bare_inserts(before: &Path, after: &Path, key: &str) -> f64 {
    use rusqlite::types::Value;
    let source = store::ledger::connect(after, key).unwrap();
    let mut conn = store::ledger::connect(before, key).unwrap();
    let mut all: Vec<(String, Vec<Vec<Value>>)> = Vec::new();
    for table in TABLES {
        let id = if table == "spans" { "person_id" } else { "id" };
        let highest = format!("SELECT ifnull(max({id}), 0) FROM {table}");
        let highest: i64 = conn.query_row(&highest, [], |r| r.get(0)).unwrap();
        let mut statement =
            source.prepare(&format!("SELECT * FROM {table} WHERE {id} > ?1 ORDER BY {id}")).unwrap();
        let columns = statement.column_count();
        let read = |r: &rusqlite::Row| (0..columns).map(|i| r.get(i)).collect::<Result<Vec<Value>, _>>();
        let rows = statement.query_map([highest], read).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
        let marks: Vec<String> = (1..=columns).map(|i| format!("?{i}")).collect();
        all.push((format!("INSERT INTO {table} VALUES ({})", marks.join(", ")), rows));
    }
    let rows: usize = all.iter().map(|(_, rows)| rows.len()).sum();
    drop(source);
    let begun = Instant::now();
    let tx = conn.transaction().unwrap();
    for (sql, rows) in &all {
        let mut insert = tx.prepare(sql).unwrap();
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row)).unwrap();
        }
    }
    tx.commit().unwrap();
    let took = begun.elapsed().as_secs_f64();
    println!("bare inserts: {rows} rows");
    took
}

fn peak_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let practice_folder = base.join("practice-44000");
    if !practice_folder.join("ledger.db").exists() {
        practice::make(&Office::of_folder(&practice_folder, clock()), &practice_folder, 44_000, 1)
            .expect("a practice ledger");
    }
    let folder = base.join("import-bench");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["ledger.db", "keys.json"] {
        std::fs::copy(practice_folder.join(file), folder.join(file)).unwrap();
    }
    let bare = base.join("import-bare.db");
    for rest in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(base.join(format!("import-bare.db{rest}")));
    }
    std::fs::copy(practice_folder.join("ledger.db"), &bare).unwrap();
    let keys = vault::KeyFile::read(&folder.join("keys.json")).unwrap();
    let key = keys.open_with_any_password(practice::PRACTICE_PASSWORD).unwrap().0.as_hex().to_string();
    // Every tenth row is somebody of the ledger.
    let known: Vec<(String, String, String)> = {
        let conn = store::ledger::connect(&bare, &key).unwrap();
        let mut statement = conn
            .prepare("SELECT name, id_number, birth_date FROM people WHERE status = 'present' AND id_number IS NOT NULL LIMIT 10000")
            .unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let file = base.join("import.xlsx");
    let in_child = std::env::var_os("TAIZHANG_IMPORT_CHILD").is_some();
    if !in_child {
        write_book(&file, &known);
        // A process of its own, so that the peak of memory is the import's and not the bench's.
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .env("TAIZHANG_IMPORT_CHILD", "1")
            .output()
            .unwrap();
        print!("{}", String::from_utf8_lossy(&child.stdout));
        eprint!("{}", String::from_utf8_lossy(&child.stderr));
        let reading = (0..3).map(|_| bare_reading(&file)).fold(f64::MAX, f64::min);
        let inserting = bare_inserts(&bare, &base.join("import-after.db"), &key);
        println!(
            "bare reading {reading:.2} s, bare inserts {inserting:.2} s, together {:.2} s",
            reading + inserting
        );
        println!(
            "limits: preview {:.2} s, whole {:.2} s, 400 MB",
            reading * 1.5,
            (reading + inserting) * 3.0
        );
        return;
    }
    let office = Office::of_folder(&folder, clock());
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    println!("ledger open: {} MB", peak_mb());
    let begun = Instant::now();
    let source = json!({ "from": "file", "path": file });
    let view =
        office.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null })).unwrap();
    println!("preview of columns: {:.2} s, {} MB", begun.elapsed().as_secs_f64(), peak_mb());
    let targets: Vec<Value> =
        view["columns"].as_array().unwrap().iter().map(|c| c["target"].clone()).collect();
    let planning = Instant::now();
    let plan = office
        .call("plan_import", json!({ "token": view["token"], "targets": targets, "options": {} }))
        .unwrap();
    println!("plan: {:.2} s, {} MB", planning.elapsed().as_secs_f64(), peak_mb());
    for count in plan["counts"].as_array().unwrap().iter().filter(|c| c["rows"] != 0) {
        println!("  {} {} ({} taken)", count["label"].as_str().unwrap(), count["rows"], count["taken"]);
    }
    let listing = Instant::now();
    office
        .call(
            "list_import_rows",
            json!({ "token": view["token"], "outcome": null, "is_partly": false, "offset": 0, "limit": 100 }),
        )
        .unwrap();
    println!("a page of the plan: {:.0} ms", listing.elapsed().as_secs_f64() * 1000.0);
    let writing = Instant::now();
    let (done, committed) = std::thread::scope(|scope| {
        let commit = scope.spawn(|| office.call("commit_import", json!({ "token": view["token"] })).unwrap());
        // The moment when the transaction is closed, and the lists of the window begin to be read again.
        let mut committed = None;
        while !commit.is_finished() {
            let work = office.call("get_work", json!({ "kind": "import" })).unwrap();
            if committed.is_none() && work["stage"] == "正在更新列表" {
                committed = Some((begun.elapsed().as_secs_f64(), peak_mb()));
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        (commit.join().unwrap(), committed.unwrap_or_default())
    });
    println!("read, checked, matched and committed: {:.2} s, {} MB", committed.0, committed.1);
    println!("write: {:.2} s, {} MB", writing.elapsed().as_secs_f64(), peak_mb());
    println!("whole import: {:.2} s, {} MB", begun.elapsed().as_secs_f64(), peak_mb());
    for rest in ["", "-wal"] {
        let from = folder.join(format!("ledger.db{rest}"));
        if from.exists() {
            std::fs::copy(from, base.join(format!("import-after.db{rest}"))).unwrap();
        }
    }
    let _ = std::fs::remove_file(base.join("import-after.db-shm"));
    let undoing = Instant::now();
    let undone =
        office.call("undo_import", json!({ "import_id": done["import_id"], "forces": false })).unwrap();
    println!("undo: {:.2} s, {}", undoing.elapsed().as_secs_f64(), undone["said"]);
}
