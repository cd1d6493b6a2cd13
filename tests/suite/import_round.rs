//! Imports that go in a circle: what was exported comes in as it was; what was taken back, stopped or killed is as before.

use crate::imports::{commit, ledger, open, plan_with, workbooks};
use domain::fields::{Field, FieldType};
use domain::people::PERSON_FIELDS;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Map, Value, json};
use std::path::Path;
use suite::{PASSWORD, TestLedger, clock, number};

/// Words that people type, odd ones among them; none of them means 无.
const WORDS: [&str; 12] = [
    "幸福纺织有限公司",
    "浙江 杭州",
    "0012",
    "3.10",
    "a@b.cn",
    "王·李",
    "𠅤䶮",
    "=1+1",
    "“引号”",
    "一、二；三",
    "100%",
    "2026-11",
];

/// Left to the ledger, or worked out by it.
const NOT_TYPED: [&str; 3] = ["grid_id", "id_kind", "id_number"];

fn value(field: &Field, dice: u32) -> Value {
    let pick = |n: usize| dice as usize / 7 % n.max(1);
    match field.kind {
        FieldType::Code(table) => json!(table.all()[pick(table.all().len())].code),
        FieldType::Choice(words) => json!(words[pick(words.len())].0),
        FieldType::Choices(words) => json!([words[pick(words.len())].0]),
        FieldType::Phones => json!([format!("138{:08}", dice % 100_000_000), "0571-88886666"]),
        FieldType::Date | FieldType::PartialDate => {
            json!(format!("20{:02}-{:02}-{:02}", dice % 25, 1 + dice % 12, 1 + dice % 28))
        }
        FieldType::Division => json!("330106"),
        FieldType::LongText(_) => json!(format!("{}\n第二行", WORDS[pick(WORDS.len())])),
        _ => json!(WORDS[pick(WORDS.len())].chars().take(12).collect::<String>()),
    }
}

/// A given name; another for each of many numbers.
fn given(n: u32) -> String {
    [n % 997, n / 997].iter().filter_map(|n| char::from_u32(0x4E10 + n)).collect()
}

/// A card with about half of the fields said.
fn card(dice: &[u32]) -> Value {
    let mut values = Map::new();
    for (i, field) in PERSON_FIELDS.iter().enumerate() {
        let roll = dice[i % dice.len()].rotate_left(i as u32 % 31);
        let is_own = field.key.starts_with("own_");
        if !NOT_TYPED.contains(&field.key) && !is_own && !field.is_computed && roll.is_multiple_of(2) {
            values.insert(field.key.into(), value(field, roll));
        }
    }
    let first = dice[0];
    values.insert(
        "name".into(),
        json!(format!("{}{}", ["王", "欧阳", "买买提·"][first as usize % 3], given(first))),
    );
    let birth = format!("{}{:02}{:02}", 1940 + first % 80, 1 + first % 12, 1 + first % 28);
    if first.is_multiple_of(5) {
        values.insert("id_kind".into(), json!("none"));
        values.insert("sex".into(), json!("2"));
        values.insert("birth_date".into(), json!(format!("{}-{}", &birth[..4], &birth[4..6])));
    } else {
        values.insert("id_kind".into(), json!("resident_card"));
        values.insert("id_number".into(), json!(number(&birth, first % 999)));
        values.remove("sex");
        values.remove("birth_date");
    }
    Value::Object(values)
}

/// Everybody as the card shows them, without what the ledger itself numbers.
fn cards(t: &TestLedger) -> Vec<String> {
    let ids = t.call("list_people_ids", json!({ "presence": "all" }));
    let mut all: Vec<String> = ids["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| {
            let card = t.card(id.as_u64().unwrap());
            let values: Map<String, Value> = card["values"]
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, v)| !v.is_null() && **v != json!(""))
                // 户籍人口 and 流动人口 follow from the standing, which stands beside; the typed word does not travel.
                .filter(|(k, v)| !(*k == "population_kind" && (**v == "registered" || **v == "floating")))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            json!([values, card["address"], card["residence"]]).to_string()
        })
        .collect();
    all.sort();
    all
}

fn round(people: &[Vec<u32>]) {
    let from = ledger();
    from.building("3");
    for (i, dice) in people.iter().enumerate() {
        let dwelling = from.dwelling(&format!("3-{}-{}0{}", 1 + i % 2, 1 + i / 4 % 6, 1 + i / 2 % 2));
        let person = json!({
            "values": card(dice),
            "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "new_household", "relation": "02" }, "living": { "to": "same_as_hukou" }, "dwelling_id": dwelling },
        });
        from.call("add_person", person);
    }
    let forms = from.call("describe_forms", json!({}));
    let form = forms["forms"].as_array().unwrap().iter().find(|f| f["key"] == "people").unwrap();
    let columns: Vec<Value> = form["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["key"].clone())
        .filter(|key| {
            !["grid_id", "grid", "status", "left_on", "left_reason", "age"].contains(&key.as_str().unwrap())
        })
        .filter(|key| key != "address")
        .collect();
    let file = from.beside("名册.xlsx");
    let list =
        json!({ "filter": { "presence": "all" }, "sort": null, "columns": columns, "offset": 0, "limit": 0 });
    let leaving = json!({ "what": "people", "list": list, "in_full": true });
    from.call("export_file", json!({ "leaving": leaving, "file": file }));

    let to = ledger();
    let view = open(&to, "residents", &file);
    // The estate is not named after the community: the file itself has to say it.
    let plan = plan_with(&to, &view, json!({}));
    assert_eq!(plan["counts"][0]["taken"], people.len(), "{plan}");
    commit(&to, &view);
    let (came, went) = (cards(&to), cards(&from));
    let differing = came.iter().zip(&went).find(|(a, b)| a != b);
    assert_eq!(differing, None);
    assert_eq!(came.len(), went.len());
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_was_exported_comes_in_as_it_was(
        people in prop::collection::btree_map(0u32..1_000_000, prop::collection::vec(any::<u32>(), 23), 1..9)
    ) {
        let people: Vec<Vec<u32>> = people.into_iter().map(|(first, mut rest)| { rest[0] = first; rest }).collect();
        round(&people);
    }
}

/// Taking an import of any of the workbooks back leaves the ledger row for row as it was, whether it was empty or not.
#[test]
fn an_import_taken_back_leaves_the_ledger_as_it_was() {
    for file in ["01-两行表头.xlsx", "03-户主合并.xls"] {
        let t = ledger();
        t.building("3");
        t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
        // Once in and out, then twice in: rows of the second are the same, or changed, and come back too.
        for _ in 0..2 {
            let before = suite::content(&t);
            let view = open(&t, "residents", &workbooks().join(file));
            plan_with(&t, &view, json!({}));
            let done = commit(&t, &view);
            assert_ne!(suite::content(&t), before);
            t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
            assert_eq!(suite::content(&t), before, "{file}");
        }
    }
}

/// So many rows that an import takes long enough to be stopped in its midst.
fn long_sheet(file: &Path, rows: u32) {
    let mut text = String::from("姓名,性别,身份证号,小区,楼栋,单元,室,与户主关系,联系电话\n");
    for i in 0..rows {
        let birth = format!("{}{:02}{:02}", 1940 + i % 70, 1 + i % 12, 1 + i % 28);
        let sequence = i / 28 % 499 * 2 + i % 2;
        let relation = if i % 3 == 0 { "户主" } else { "子女" };
        let sex = if i % 2 == 1 { "男" } else { "女" };
        text += &format!(
            "王{},{sex},{},幸福里,{},1,{}0{},{relation},138{i:08}\n",
            given(i),
            number(&birth, sequence),
            1 + i / 300,
            1 + i / 30 % 10,
            1 + i / 3 % 10
        );
    }
    std::fs::write(file, text).unwrap();
}

#[test]
fn an_import_can_be_stopped_at_any_moment() {
    let t = ledger();
    let file = t.beside("长表.csv");
    long_sheet(&file, 4_000);
    let before = suite::content(&t);
    let mut stopped = 0;
    for wait in [2, 10, 40, 90, 200, 350] {
        let view = open(&t, "residents", &file);
        plan_with(&t, &view, json!({}));
        let refused = std::thread::scope(|scope| {
            let writing = scope.spawn(|| t.office.call("commit_import", json!({ "token": view["token"] })));
            std::thread::sleep(std::time::Duration::from_millis(wait));
            // The window stays usable meanwhile.
            t.call("list_people_ids", json!({}));
            t.call("cancel_work", json!({ "kind": "import" }));
            writing.join().unwrap()
        });
        match refused {
            Err(faults) => {
                assert_eq!(faults.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["import.cancelled"]);
                stopped += 1;
                assert_eq!(suite::content(&t), before, "after {wait} ms");
            }
            Ok(done) => {
                t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
                assert_eq!(suite::content(&t), before);
            }
        }
    }
    assert!(stopped > 1, "none was stopped in time");
}

const CHILD: &str = "TAIZHANG_IMPORT_KILL_CHILD";

/// Imports and takes back without end.
#[test]
fn child_that_imports() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let folder = Path::new(&folder);
    let office = service::Office::of_folder(folder, clock()).with_light_keys();
    office.call("unlock", json!({ "user_name": "", "password": PASSWORD })).unwrap();
    loop {
        let imports = office.call("list_imports", json!({})).unwrap();
        let last = &imports["imports"][0];
        if last["can_undo"] == true {
            println!("undo");
            office.call("undo_import", json!({ "import_id": last["import_id"], "forces": false })).unwrap();
        }
        let source = json!({ "from": "file", "path": folder.join("长表.csv") });
        let view = office
            .call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }))
            .unwrap();
        let targets: Vec<Value> =
            view["columns"].as_array().unwrap().iter().map(|c| c["target"].clone()).collect();
        office
            .call("plan_import", json!({ "token": view["token"], "targets": targets, "options": {} }))
            .unwrap();
        println!("import");
        office.call("commit_import", json!({ "token": view["token"] })).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_killed_import_or_undo_is_whole_or_not_there() {
    use std::process::{Command, Stdio};
    let t = ledger();
    long_sheet(&t.folder().join("长表.csv"), 600);
    let without = suite::content(&t);
    let view = open(&t, "residents", &t.folder().join("长表.csv"));
    plan_with(&t, &view, json!({}));
    let done = commit(&t, &view);
    let people = t.call("list_people_ids", json!({}))["ids"].as_array().unwrap().len();
    assert_eq!(people, 600);
    t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
    t.call("lock", json!({}));
    let rounds: u64 = std::env::var("TAIZHANG_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let (mut whole, mut gone) = (0, 0);
    for round in 0..rounds {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["import_round::child_that_imports", "--exact", "--nocapture"])
            .env(CHILD, t.folder())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(80 + random % 1_500));
        child.kill().unwrap();
        child.wait().unwrap();
        t.unlock("张主任", PASSWORD);
        let imports = t.call("list_imports", json!({}));
        let is_in = imports["imports"][0]["can_undo"] == true;
        let people = t.call("list_people_ids", json!({}))["ids"].as_array().unwrap().len();
        assert_eq!(people, if is_in { 600 } else { 0 }, "round {round}: never between");
        assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true, "round {round}");
        if is_in {
            whole += 1;
            let spans = suite::content(&t).iter().filter(|row| row.starts_with("spans ")).count();
            assert_eq!(spans, 600, "round {round}");
        } else {
            gone += 1;
            assert_eq!(suite::content(&t), without, "round {round}");
        }
        t.call("lock", json!({}));
    }
    println!("{rounds} kills: {whole} after, {gone} before");
}
