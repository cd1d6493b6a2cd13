//! Imports of what offices have: every messy workbook against the outcome written by hand beside it, mended rows, undo.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use suite::{PASSWORD, TestLedger, number, sheet};

pub fn workbooks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbooks")
}

/// A test ledger whose user sees phones in full.
pub fn ledger() -> TestLedger {
    let t = TestLedger::new();
    let mut settings = t.call("get_settings", json!({}));
    settings["masks_phones"] = json!(false);
    t.call("update_settings", settings);
    t
}

pub fn open(t: &TestLedger, kind: &str, file: &Path) -> Value {
    t.call("open_import", json!({ "kind": kind, "source": { "from": "file", "path": file }, "sheet": null }))
}

pub fn plan_with(t: &TestLedger, view: &Value, options: Value) -> Value {
    let targets: Vec<Value> =
        view["columns"].as_array().unwrap().iter().map(|c| c["target"].clone()).collect();
    t.call("plan_import", json!({ "token": view["token"], "targets": targets, "options": options }))
}

pub fn rows(t: &TestLedger, view: &Value, outcome: Value) -> Vec<Value> {
    let page = t.call(
        "list_import_rows",
        json!({ "token": view["token"], "outcome": outcome, "is_partly": false, "offset": 0, "limit": 200 }),
    );
    page["rows"].as_array().cloned().unwrap()
}

pub fn commit(t: &TestLedger, view: &Value) -> Value {
    t.call("commit_import", json!({ "token": view["token"] }))
}

/// Opens, plans as guessed and writes.
pub fn import(t: &TestLedger, kind: &str, file: &Path) -> Value {
    let view = open(t, kind, file);
    plan_with(t, &view, json!({}));
    commit(t, &view)
}

pub fn people(t: &TestLedger) -> Vec<Vec<String>> {
    let columns = ["name", "sex", "birth_date", "place", "relation", "phones"];
    let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": columns, "offset": 0, "limit": 500 });
    let page = t.call("list_people", list);
    let cells = |row: &Value| {
        row["cells"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
    };
    page["rows"].as_array().unwrap().iter().map(cells).collect()
}

fn count(t: &TestLedger, table: &str) -> u64 {
    let list = json!({ "table": table, "text": "", "building_id": null, "conditions": [], "columns": [], "sort": null, "offset": 0, "limit": 1 });
    t.call("list_places", list)["total"].as_u64().unwrap()
}

fn group_counts(t: &TestLedger) -> Value {
    let list = json!({ "register": "group_members", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": ["group_kind"], "sort": null, "offset": 0, "limit": 100 });
    let mut counts = serde_json::Map::new();
    for row in t.call("list_rows", list)["rows"].as_array().unwrap() {
        let kind = row["cells"][0].as_str().unwrap().to_owned();
        let n = counts.get(&kind).and_then(Value::as_u64).unwrap_or(0);
        counts.insert(kind, json!(n + 1));
    }
    Value::Object(counts)
}

#[test]
fn every_messy_workbook_has_the_outcome_written_by_hand() {
    let outcomes: Value =
        serde_json::from_str(&std::fs::read_to_string(workbooks().join("outcomes.json")).unwrap()).unwrap();
    let outcomes = outcomes.as_object().unwrap();
    assert!(outcomes.len() >= 16);
    for (file, wanted) in outcomes {
        let t = ledger();
        if let Some(before) = wanted["after"].as_str() {
            import(&t, "residents", &workbooks().join(before));
        }
        let kind = wanted["kind"].as_str().unwrap_or("residents");
        let view = open(&t, kind, &workbooks().join(file));
        let group = if wanted["takes_group_of_title"] == true { view["group"].clone() } else { json!("") };
        plan_with(&t, &view, json!({ "group": group }));
        let found = rows(&t, &view, json!(null));
        let mut seen = serde_json::Map::new();
        for row in &found {
            let mut words = vec![row["outcome"].clone()];
            let faults = row["faults"].as_array().unwrap().iter().map(|f| &f["fault"]);
            words.extend(faults.filter(|f| f["kind"] != "warning").map(|f| f["code"].clone()));
            seen.insert(row["row"].to_string(), Value::Array(words));
        }
        assert_eq!(Value::Object(seen), wanted["rows"], "{file}");
        commit(&t, &view);
        let wanted_people: Vec<Vec<String>> = serde_json::from_value(wanted["people"].clone()).unwrap();
        assert_eq!(people(&t), wanted_people, "{file}");
        assert_eq!(json!(count(&t, "households")), wanted["households"], "{file}");
        if wanted["groups"].is_object() {
            assert_eq!(group_counts(&t), wanted["groups"], "{file}");
        }
        assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true, "{file}");
    }
}

#[test]
fn one_sheet_fills_every_place_it_speaks_of() {
    let t = ledger();
    import(&t, "residents", &workbooks().join("16-表头靠后.ods"));
    let tree = t.call("get_place_tree", json!({}));
    assert_eq!(
        tree["estates"][0]["name"], "幸福社区",
        "rows that name no estate go to one of the community's name"
    );
    assert_eq!(tree["estates"][0]["buildings"][0]["dwelling_count"], 3, "the empty dwelling is there too");
    let first = t.dwelling("16-1-101");
    let facts = t.call("get_dwelling", json!({ "id": first }))["facts"].clone();
    let fact =
        |key: &str| facts.as_array().unwrap().iter().find(|f| f["key"] == key).unwrap()["text"].clone();
    assert_eq!((fact("tenure"), fact("area_hundredths")), (json!("自有"), json!("89.50 平方米")));
    let t = ledger();
    import(&t, "residents", &workbooks().join("02-几张表和公式.xlsx"));
    let found = t.call("find", json!({ "text": "艾力", "limit": 5 }))["hits"][0]["id"].clone();
    let card = t.card(found.as_u64().unwrap());
    assert_eq!(
        (&card["values"]["ethnic_group"], &card["values"]["political_status"], &card["values"]["education"]),
        (&json!("05"), &json!("02"), &json!("20"))
    );
    assert_eq!(card["address"], "幸福里1栋2单元303室");
    let t = ledger();
    import(&t, "residents", &workbooks().join("13-人户状态.xlsm"));
    let state = |name: &str| {
        let id = t.call("find", json!({ "text": name, "limit": 5 }))["hits"][0]["id"].as_u64().unwrap();
        t.card(id)["residence"].clone()
    };
    assert_eq!((state("小乔"), state("鲁肃")), (json!("人在户不在"), json!("户在人不在")));
}

#[test]
fn hidden_rows_and_columns_are_told_and_left_out_by_choice() {
    let t = ledger();
    let view = open(&t, "residents", &workbooks().join("02-几张表和公式.xlsx"));
    assert_eq!(view["sheets"][view["sheet"].as_u64().unwrap() as usize]["name"], "2026年居民");
    let notes = view["notes"].to_string();
    assert!(notes.contains("有 1 行是隐藏的") && notes.contains("F 列是隐藏的"), "{notes}");
    let plan = plan_with(&t, &view, json!({ "skips_hidden": true }));
    assert_eq!((&plan["counts"][0]["rows"], &plan["left_out"][0]), (&json!(3), &json!("隐藏的行 1 行")));
}

#[test]
fn refused_rows_come_back_as_they_were_and_import_again_when_mended() {
    let t = ledger();
    let view = open(&t, "residents", &workbooks().join("01-两行表头.xlsx"));
    plan_with(&t, &view, json!({}));
    let done = commit(&t, &view);
    assert_eq!(done["not_whole"], 3);
    let file = t.beside("待改.xlsx");
    t.call("save_import_faults", json!({ "token": view["token"], "file": file }));
    let back = sheet(&file);
    assert_eq!((back.len(), &back[1][0]), (5, &json!("原因")));
    assert!(back[2][0].as_str().unwrap().contains("“身份证号码”一栏："), "{:?}", back[2][0]);
    assert_eq!((&back[3][2], &back[3][3], &back[3][8]), (&json!("孙强"), &json!("4"), &json!("1980-02-03")));
    // Mended as a clerk would, by another program's hand than ours, and imported again.
    let mended = t.beside("改好.csv");
    let line = |row: &[Value], number: &str, birth: &str| {
        let cells: Vec<String> = row[2..]
            .iter()
            .map(|c| c.as_str().map_or(c.to_string(), str::to_owned).replace("null", ""))
            .collect();
        let mut cells = cells;
        cells[5] = number.to_owned();
        cells[6] = birth.to_owned();
        cells.join(",")
    };
    let text = format!(
        "姓名,楼栋,单元,室,与户主关系,身份证号码,出生年月,联系电话,低保,残疾,备注\n{}\n{}\n{}\n",
        line(&back[2], &number("19750303", 46), "1975-03-03"),
        line(&back[3], &number("19800202", 501), "1980-02-02"),
        line(&back[4], &number("19660101", 73), ""),
    );
    std::fs::write(&mended, text).unwrap();
    let view = open(&t, "residents", &mended);
    let plan = plan_with(&t, &view, json!({}));
    assert_eq!(plan["counts"][0]["rows"], 3, "{plan}");
    commit(&t, &view);
    assert_eq!(people(&t).len(), 6);
    // 是 under 低保 and 肢体二级 under 残疾 went where they belong.
    assert_eq!(group_counts(&t), json!({ "低保户": 1, "残疾人": 1 }));
    // The workbook itself is understood too, with its reasons read over.
    let view = open(&t, "residents", &file);
    assert_eq!(view["columns"][0]["target"], "", "原因 is no fact");
    plan_with(&t, &view, json!({}));
    assert_eq!(rows(&t, &view, json!(null)).len(), 3);
}

#[test]
fn changes_are_shown_field_by_field_and_only_allowed_ones_are_written() {
    let t = ledger();
    t.building("3");
    let own = number("19470203", 22);
    let person = t.head("单秀英", &own, t.dwelling("3-1-201"));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["education"] = json!("80");
    values["employer"] = json!("旧单位");
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    let file = t.beside("更新.csv");
    std::fs::write(
        &file,
        format!(
            "姓名,身份证号,文化程度,工作单位,联系电话,住址\n单秀英,{own},初中,新单位,13812345678,3-2-602\n"
        ),
    )
    .unwrap();
    let view = open(&t, "residents", &file);
    let plan = plan_with(&t, &view, json!({ "overwrite": ["employer"] }));
    assert_eq!(plan["counts"][1]["rows"], 1);
    let row = &rows(&t, &view, json!("changed"))[0];
    let differences: Vec<(String, String, String, bool)> = row["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |k: &str| d[k].as_str().unwrap().to_owned();
            (text("label"), text("before"), text("after"), d["is_taken"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(
        differences,
        [
            ("文化程度".into(), "小学".into(), "初中".into(), false),
            ("工作单位或学校".into(), "旧单位".into(), "新单位".into(), true),
            ("联系电话".into(), String::new(), "138****5678".into(), true),
            ("住址".into(), "3-1-201".into(), "3-2-602".into(), false),
        ]
    );
    let done = commit(&t, &view);
    let card = t.card(person);
    assert_eq!((&card["values"]["education"], &card["values"]["employer"]), (&json!("80"), &json!("新单位")));
    assert_eq!(card["address"], "幸福里3栋1单元201室");
    // Taken back as a whole: the row is as it was, and cannot be taken back twice.
    t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
    let card = t.card(person);
    assert_eq!((&card["values"]["employer"], &card["values"]["phones"]), (&json!("旧单位"), &Value::Null));
    assert_eq!(
        t.refused("undo_import", json!({ "import_id": done["import_id"], "forces": false })),
        ["import.undone"]
    );
    // Allowed, the dwelling changes by a dated movement.
    let view = open(&t, "residents", &file);
    plan_with(&t, &view, json!({}));
    commit(&t, &view);
    let card = t.card(person);
    assert_eq!(
        (&card["address"], &card["timeline"][0]["label"]),
        (&json!("幸福里3栋2单元602室"), &json!("社区内搬家"))
    );
}

#[test]
fn a_possible_double_waits_for_a_decision_by_row_or_by_kind() {
    let t = ledger();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let file = t.beside("名单.csv");
    std::fs::write(&file, "姓名,性别,出生日期,住址\n单秀英,女,1947-02-03,3-2-501\n单秀英,女,1947-02-03,3-1-201\n赵敏,女,1950-01-01,3-2-501\n").unwrap();
    let view = open(&t, "residents", &file);
    let plan = plan_with(&t, &view, json!({}));
    let counts = |plan: &Value| -> Vec<(u64, u64)> {
        plan["counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (c["rows"].as_u64().unwrap(), c["taken"].as_u64().unwrap()))
            .collect()
    };
    // New, changed, same, maybe, conflict, refused, place: the one in another room waits, the one in the same room is sure.
    assert_eq!(counts(&plan), [(1, 1), (0, 0), (1, 0), (1, 0), (0, 0), (0, 0), (0, 0)]);
    assert_eq!(rows(&t, &view, json!("maybe_same"))[0]["matched"]["label"], "单秀英（3-1-201）");
    let decide = |rows: Value, outcome: Value, decision: &str| {
        t.call(
            "decide_import",
            json!({ "token": view["token"], "rows": rows, "outcome": outcome, "decision": decision }),
        )
    };
    assert_eq!(counts(&decide(json!([]), json!("maybe_same"), "new_person"))[0], (2, 2));
    // All skipped and taken again: whom somebody called a new person stays one.
    assert_eq!(counts(&decide(json!([4]), json!(null), "skip"))[0], (2, 1));
    assert_eq!(counts(&decide(json!([]), json!("new"), "as_planned"))[0], (2, 2));
    assert_eq!(counts(&decide(json!([2]), json!(null), "same_person"))[1], (1, 1));
    assert_eq!(counts(&decide(json!([4]), json!(null), "skip"))[0], (1, 0));
    commit(&t, &view);
    assert_eq!(people(&t).len(), 1);
}

#[test]
fn an_import_taken_back_keeps_what_was_edited_since_unless_told_otherwise() {
    let t = ledger();
    let before = suite::content(&t);
    let done = import(&t, "residents", &workbooks().join("03-户主合并.xls"));
    assert_eq!(people(&t).len(), 5);
    let id = t.call("find", json!({ "text": "张磊", "limit": 5 }))["hits"][0]["id"].as_u64().unwrap();
    let card = t.card(id);
    let mut values = card["values"].clone();
    values["employer"] = json!("后来填的");
    t.call("update_person", json!({ "id": id, "revision": card["revision"], "values": values }));
    let undone = t.call("undo_import", json!({ "import_id": done["import_id"], "forces": false }));
    assert_eq!(undone["kept"], json!(["居民 张磊"]));
    assert_eq!(people(&t).iter().map(|p| p[0].as_str()).collect::<Vec<_>>(), ["张磊"]);
    assert_eq!(t.card(id)["address"], "幸福社区3栋2单元501室", "what the kept one stands on stays");
    assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true);
    let list = t.call("list_imports", json!({}));
    assert!(list["imports"][0]["undone"].as_str().unwrap().ends_with("张主任 撤销"), "{list}");

    // On second thoughts the edited one goes too.
    let undone = t.call("undo_import", json!({ "import_id": done["import_id"], "forces": true }));
    assert_eq!(undone["kept"], json!([]));
    assert_eq!(people(&t).len(), 0);
    assert_eq!(suite::content(&t), before);
    let again = json!({ "import_id": done["import_id"], "forces": true });
    assert_eq!(t.refused("undo_import", again), ["import.undone"]);

    let t = ledger();
    let done = import(&t, "residents", &workbooks().join("03-户主合并.xls"));
    t.call("undo_import", json!({ "import_id": done["import_id"], "forces": true }));
    assert_eq!(suite::content(&t), before, "row for row as it was");
}

#[test]
fn rights_and_locks_hold_for_imports_too() {
    let t = ledger();
    t.call("add_user", json!({ "name": "李敏", "role": "reader", "password": "limin-2026" }));
    let file = workbooks().join("03-户主合并.xls");
    let view = open(&t, "residents", &file);
    plan_with(&t, &view, json!({}));
    t.call("lock", json!({}));
    assert_eq!(t.refused("commit_import", json!({ "token": view["token"] })), ["session.locked"]);
    t.unlock("李敏", "limin-2026");
    let source = json!({ "from": "file", "path": file });
    assert_eq!(
        t.refused("open_import", json!({ "kind": "residents", "source": source, "sheet": null })),
        ["right.not_allowed"]
    );
    t.call("lock", json!({}));
    t.unlock("张主任", PASSWORD);
    assert_eq!(
        t.refused("commit_import", json!({ "token": view["token"] })),
        ["import.gone"],
        "the file was closed with the ledger"
    );
    assert_eq!(people(&t).len(), 0);
}

#[test]
fn unknown_columns_are_kept_as_own_fields_and_mappings_are_remembered() {
    let t = ledger();
    let file = workbooks().join("13-人户状态.xlsm");
    let view = open(&t, "residents", &file);
    let mut targets: Vec<Value> =
        view["columns"].as_array().unwrap().iter().map(|c| c["target"].clone()).collect();
    assert_eq!((&view["columns"][6]["title"], &targets[6]), (&json!("车牌号"), &json!("")));
    targets[6] = json!("own.new");
    t.call(
        "plan_import",
        json!({ "token": view["token"], "targets": targets, "options": { "remember_as": "人户表" } }),
    );
    commit(&t, &view);
    let id = t.call("find", json!({ "text": "孔明", "limit": 5 }))["hits"][0]["id"].as_u64().unwrap();
    let facts = t.card(id)["facts"].clone();
    let own = facts.as_array().unwrap().iter().find(|f| f["label"] == "车牌号").unwrap().clone();
    assert_eq!(own["text"], "浙A12345");
    let forms = t.call("describe_forms", json!({}));
    let fields =
        forms["forms"][0]["fields"].as_array().unwrap().iter().filter(|f| f["section"] == "自有栏").count();
    assert_eq!(fields, 1, "unnamed own fields are not shown");
    // The same shape again: the mapping is there, under its name, and the own field is a field now.
    let view = open(&t, "residents", &file);
    assert_eq!(view["remembered"], "人户表");
    let plan = plan_with(&t, &view, json!({}));
    assert_eq!(plan["counts"][2]["rows"], 4, "everybody is there already");
    let found = t.call("get_import_mapping", json!({ "kind": "residents", "name": "人户表" }));
    assert_eq!(found["targets"].as_array().unwrap().len(), 10);
}

#[test]
fn a_sheet_of_a_register_leaves_hidden_rows_out_by_choice_and_is_remembered() {
    let t = ledger();
    let file = t.beside("好人好事.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    let rows = [
        ["日期", "好人姓名", "做了什么", "登记人"],
        ["（年月日）", "", "", ""],
        ["2026.3.5", "王芳", "拾到钱包还给失主", "李敏"],
        ["2026.3.6", "赵强", "修好路灯", "李敏"],
    ];
    for (r, row) in (0..).zip(rows) {
        page.write_row(r, 0, row).unwrap();
    }
    page.set_row_hidden(3).unwrap();
    book.save(&file).unwrap();
    let mut view = open(&t, "good_deeds", &file);
    assert_eq!(
        view["columns"][0]["samples"],
        json!(["2026.3.5", "2026.3.6"]),
        "a line of units is no sample"
    );
    view["columns"][2]["target"] = json!("deed");
    let plan = plan_with(&t, &view, json!({ "skips_hidden": true, "remember_as": "好事表" }));
    assert_eq!((&plan["counts"][0]["rows"], &plan["counts"][5]["rows"]), (&json!(1), &json!(0)), "{plan}");
    assert!(plan["left_out"].as_array().unwrap().contains(&json!("隐藏的行 1 行")), "{plan}");
    commit(&t, &view);
    let again = open(&t, "good_deeds", &file);
    assert_eq!((&again["remembered"], &again["columns"][2]["target"]), (&json!("好事表"), &json!("deed")));
}

#[test]
fn rows_pasted_from_a_spreadsheet_arrive_whole() {
    let t = ledger();
    let text = format!("姓名\t性别\t身份证号\t住址\r\n王芳\t女\t{}\t3-2-501\r\n", number("19490101", 22));
    let view = t.call(
        "open_import",
        json!({ "kind": "residents", "source": { "from": "text", "text": text }, "sheet": null }),
    );
    plan_with(&t, &view, json!({}));
    commit(&t, &view);
    assert_eq!(people(&t), [["王芳", "女", "1949-01-01", "3-2-501", "", ""]]);
    // What LibreOffice Calc 7.4 put on the clipboard of three rows with two phones in a cell, quotes and rare characters.
    let text = std::fs::read_to_string(workbooks().join("../clipboard/LibreOffice-7.4.txt")).unwrap();
    let view = t.call(
        "open_import",
        json!({ "kind": "residents", "source": { "from": "text", "text": text }, "sheet": null }),
    );
    plan_with(&t, &view, json!({}));
    commit(&t, &view);
    let mut all = people(&t);
    all.sort();
    let pasted = [
        ["单秀英", "女", "1947-02-03", "3-2-501", "", "13900001111、0571-88001234"],
        ["欧阳·买买提", "男", "1965-03-12", "3-2-502", "", "13900002222"],
        ["王芳", "女", "1949-01-01", "3-2-501", "", ""],
        ["𠅤䶮", "男", "2001-06-12", "3-2-503", "", ""],
    ];
    assert_eq!(all, pasted);
    let id = t.call("find", json!({ "text": "买买提", "limit": 5 }))["hits"][0]["id"].as_u64().unwrap();
    assert!(t.card(id)["facts"].to_string().contains("有\\\"引号\\\"和 制表符"));
}

#[test]
fn a_template_of_everything_imports_what_was_filled_in() {
    let t = ledger();
    for kind in ["residents", "seal_uses", "good_deeds", "volunteer_teams", "group_members"] {
        let file = t.beside(&format!("{kind}.xlsx"));
        t.call("save_template", json!({ "kind": kind, "file": file }));
        let view = open(&t, kind, &file);
        let columns = view["columns"].as_array().unwrap();
        let unknown: Vec<_> = columns.iter().filter(|c| c["target"] == "").map(|c| &c["title"]).collect();
        assert!(columns.len() >= 7 && unknown.is_empty(), "{kind}: {unknown:?}");
    }
}
