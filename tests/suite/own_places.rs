//! Every kind of name of an estate, building, unit and room leaves in the program's own workbook and comes back as it was: into
//! the same ledger as nothing new, into an empty one as just these places.

use crate::imports::{commit, ledger, open, plan_with, rows};
use domain::rooms::{building_key, room_key, unit_key};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;
use suite::{TestLedger, number};

const ESTATES: [&str; 7] = [
    "幸福里",
    "幸福里小区东区",
    "北京华侨城",
    "建设路12号院",
    "金桥花园（南区）",
    "二期",
    "上海市浦东新区花园",
];
const BUILDINGS: [&str; 31] = [
    "3",
    "12",
    "甲1",
    "东3",
    "A",
    "A2",
    "1号院1",
    "1号院",
    "向阳楼",
    "老干部活动中心",
    "二期3栋",
    "A区3栋",
    "5之1栋",
    "3栋B座",
    "5-1",
    "5-1栋",
    "A-5号楼",
    "B-2",
    "二期3",
    "A区3",
    "东区12",
    "5之1",
    "0",
    "03",
    "G",
    "平房",
    "3号",
    "3、5栋",
    "3#",
    "第3栋",
    "住宅楼",
];
const UNITS: [&str; 12] =
    ["", "1", "2", "东", "A", "西单元", "2门", "0", "1-2", "东南", "中门洞", "第三单元"];
const ROOMS: [&str; 34] = [
    "501",
    "1203A",
    "1203-2",
    "-101",
    "2",
    "甲3",
    "夹层",
    "阁楼",
    "地下室",
    "G",
    "车库1",
    "101/102",
    "0-A--1",
    "东户",
    "501、502",
    "501-503",
    "一层门面",
    "5O1",
    "l01",
    "0",
    "00",
    "负101",
    "地下-101",
    "501室",
    "五〇一",
    "底商 3",
    "501（北）",
    "物业用房",
    "?",
    "2-501",
    "3-2-501",
    "3栋501",
    "501+502",
    "负一层5号",
];

/// Another given name for each number.
fn given(n: usize) -> String {
    char::from_u32(0x4E10 + u32::try_from(n).unwrap()).map(String::from).unwrap()
}

/// A list from its first or from its last.
fn from_either<'a>(all: &'a [&'a str], is_backwards: bool) -> Vec<&'a str> {
    if is_backwards { all.iter().rev().copied().collect() } else { all.to_vec() }
}

/// A ledger in which every kind of name stands beside every other, and somebody lives in each dwelling; how many they are.
/// Names that mean the same (3 and 3号) stand in different estates, buildings and units.
fn peopled() -> (TestLedger, usize) {
    let t = ledger();
    let (mut count, mut taken) = (0, HashSet::new());
    for (e, name) in ESTATES.iter().enumerate() {
        let estate = t.save("estates", json!({ "name": name, "kind": "estate" }));
        // All buildings in two estates, in the others some of them.
        let buildings = from_either(&BUILDINGS, e % 2 == 1).into_iter().enumerate();
        for (b, name) in buildings.filter(|(b, _)| e < 2 || b % 7 == e) {
            if !taken.insert(format!("{e}|{}", building_key(name))) {
                continue;
            }
            let building = t.save("buildings", json!({ "estate_id": estate, "name": name }));
            let mut live = |unit: &str, room: &str| {
                if !taken.insert(format!("{e}|{}|{}|{}", building_key(name), unit_key(unit), room_key(room)))
                {
                    return;
                }
                let dwelling =
                    t.save("dwellings", json!({ "building_id": building, "unit": unit, "room": room }));
                let birth =
                    format!("{}{:02}{:02}", 1940 + count % 60, 1 + count / 60 % 12, 1 + count / 720 % 28);
                t.head(&format!("王{}", given(count)), &number(&birth, 11), dwelling);
                count += 1;
            };
            for (r, room) in from_either(&ROOMS, b % 2 == 1).into_iter().enumerate() {
                if b < 2 && e == 0 || (b + r) % 5 == e % 5 {
                    live(UNITS[(b + r) % UNITS.len()], room);
                }
            }
            if e == 0 {
                from_either(&UNITS, b % 2 == 1).into_iter().for_each(|unit| live(unit, "901"));
            }
        }
    }
    (t, count)
}

fn export(t: &TestLedger, columns: &[&str], name: &str) -> std::path::PathBuf {
    let file = t.beside(name);
    let list =
        json!({ "filter": { "presence": "all" }, "sort": null, "columns": columns, "offset": 0, "limit": 0 });
    let leaving = json!({ "what": "people", "list": list, "in_full": true });
    t.call("export_file", json!({ "leaving": leaving, "file": file }));
    file
}

/// Who lives where, as a workbook with every part of each place tells it.
fn places(file: &Path) -> Vec<String> {
    let mut lines: Vec<String> = suite::sheet(file)
        .into_iter()
        .filter(|row| row.get(1).is_some_and(|name| name.as_str().is_some_and(|n| n.starts_with('王'))))
        .map(|row| Value::from(row[1..].to_vec()).to_string())
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_own_workbook_comes_back_with_every_kind_of_place() {
    let (from, count) = peopled();
    assert!(count > 600, "{count}");
    for (n, columns) in [
        vec!["name", "id_number", "place", "remark"],
        vec!["name", "id_number", "address", "remark"],
        vec!["name", "id_number", "place", "address", "remark"],
        vec!["name", "id_number", "estate", "place", "address", "remark"],
        vec!["name", "id_number", "estate", "address", "place", "remark"],
    ]
    .into_iter()
    .enumerate()
    {
        let file = export(&from, &columns, &format!("名册{n}.xlsx"));
        // Into the same ledger nothing comes.
        let view = open(&from, "residents", &file);
        let plan = plan_with(&from, &view, json!({}));
        let differing: Vec<String> = rows(&from, &view, json!(null))
            .iter()
            .filter(|row| row["outcome"] != "same" || !row["faults"].as_array().unwrap().is_empty())
            .map(|row| {
                format!("{} {} {} {}", row["outcome"], row["title"], row["differences"], row["faults"])
            })
            .collect();
        assert_eq!(differing, Vec::<String>::new(), "{columns:?}");
        let same = plan["counts"].as_array().unwrap().iter().find(|c| c["outcome"] == "same").unwrap();
        assert_eq!(same["rows"], count, "{columns:?} {plan}");
        from.call("close_import", json!({ "token": view["token"] }));
        // Into an empty one all of it, to the letter.
        let to = ledger();
        let view = open(&to, "residents", &file);
        plan_with(&to, &view, json!({}));
        let told: Vec<String> = rows(&to, &view, json!(null))
            .iter()
            .filter(|row| !row["faults"].as_array().unwrap().is_empty())
            .map(|row| format!("{} {}", row["title"], row["faults"]))
            .collect();
        assert_eq!(told, Vec::<String>::new(), "{columns:?}");
        commit(&to, &view);
        let all = ["name", "id_number", "place", "address", "remark"];
        let (went, came) =
            (export(&from, &all, &format!("去{n}.xlsx")), export(&to, &all, &format!("来{n}.xlsx")));
        let (went, came) = (places(&went), places(&came));
        let lost: Vec<&String> = went.iter().filter(|line| !came.contains(line)).collect();
        assert_eq!(lost, Vec::<&String>::new(), "{columns:?}");
        assert_eq!(came.len(), count, "{columns:?}");
    }
}

fn file_of(folder: &Path, name: &str, lines: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, lines).unwrap();
    path
}

/// Strangers of two estates do not share a flat because only the building of the file's name was read.
#[test]
fn a_file_named_after_its_building_says_estate_and_unit_too() {
    let t = ledger();
    t.save("estates", json!({ "name": "翠苑", "kind": "estate" }));
    let folder = tempfile::tempdir().unwrap();
    for (n, name) in ["幸福里小区3号楼2单元.csv", "锦绣花园3号楼2单元.csv"].iter().enumerate()
    {
        let person = format!("王{}", given(n));
        let lines = format!("姓名,身份证号,室\n{person},{},501\n", number("19600101", 11 + 2 * n as u32));
        let view = open(&t, "residents", &file_of(folder.path(), name, &lines));
        let whole = format!("{}3栋2单元", ["幸福里", "锦绣花园"][n]);
        assert!(view["notes"].to_string().contains("按表名、标题或文件名登记为"), "{}", view["notes"]);
        plan_with(&t, &view, json!({}));
        commit(&t, &view);
        let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name", "address"], "offset": 0, "limit": 9 });
        let page = t.call("list_people", list);
        let rows = page["rows"].as_array().unwrap();
        let own = rows.iter().find(|r| r["cells"][0] == person.as_str()).unwrap();
        let address = own["cells"][1].as_str().unwrap().replace("小区", "");
        assert_eq!(address, format!("{whole}501室"));
    }
}

/// Rows without an estate are taken for the only one of the ledger, and that is told once.
#[test]
fn rows_of_the_only_estate_are_told_once() {
    let t = ledger();
    t.building("3");
    let folder = tempfile::tempdir().unwrap();
    let lines = format!(
        "姓名,身份证号,住址\n王芳,{},3-2-501\n李明,{},3-2-502\n",
        number("19600101", 12),
        number("19600102", 11)
    );
    let view = open(&t, "residents", &file_of(folder.path(), "名册.csv", &lines));
    let plan = plan_with(&t, &view, json!({}));
    assert_eq!(plan["notes"].as_array().unwrap().len(), 1, "{plan}");
    assert!(
        plan["notes"][0].as_str().unwrap().starts_with("有 2 行没有写小区，台账里只有“幸福里”一个小区"),
        "{plan}"
    );
    let chosen = plan_with(&t, &view, json!({ "estate": "幸福里" }));
    assert_eq!(chosen["notes"], json!([]));
}
