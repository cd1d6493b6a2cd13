//! A trifle in somebody's file costs the cell that it stands in, and is told there: a clerk sees which cell of which row it
//! is, on the row, in the notes of the sheet and in the list of faults, and gets all the rest.

use crate::imports::{commit, ledger, open, plan_with, rows};
use serde_json::{Value, json};
use std::path::PathBuf;
use suite::{TestLedger, number};

/// A file of the test's own; its folder lives as long as the test.
struct Saved {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn save(name: &str, bytes: &[u8]) -> Saved {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Saved { _folder: folder, path }
}

/// What a reader tells; other rules tell more.
const OF_READERS: [&str; 5] = [
    "import.bytes_lost",
    "import.cell_error",
    "import.cell_too_far",
    "import.formula_unsaved",
    "import.open_quote",
];

/// Of each row its number and what a reader tells on it: column, code.
fn told(t: &TestLedger, view: &Value) -> Vec<(u64, Vec<(String, String)>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let faults = |row: &Value| -> Vec<(String, String)> {
        let all = row["faults"].as_array().unwrap().iter();
        let all = all.map(|f| (text(&f["column"]), text(&f["fault"]["code"])));
        all.filter(|(_, code)| OF_READERS.contains(&code.as_str())).collect()
    };
    rows(t, view, json!(null)).iter().map(|row| (row["row"].as_u64().unwrap(), faults(row))).collect()
}

fn notes(view: &Value) -> String {
    view["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

fn pair(column: &str, code: &str) -> (String, String) {
    (column.to_owned(), code.to_owned())
}

#[test]
fn a_quotation_left_open_and_a_cell_far_away_are_told_where_they_stand() {
    let (first, second) = (number("19600101", 11), number("19620505", 22));
    // The second stray cell stands in a row of its own, which is nobody's.
    let far = format!("{}草稿", ",".repeat(600));
    let text = format!(
        "姓名,身份证号,住址,备注\n高山,{first},3-1-101,\"身高1米8\n水秀,{second},3-1-101,乙{far}\n{far}\n"
    );
    let file = save("名册.csv", text.as_bytes());
    let t = ledger();
    let view = open(&t, "residents", &file.path);
    let said = notes(&view);
    assert!(said.contains("D2 格前面的引号没有配对"), "{said}");
    // Behind the last cell of the row: D3 and 600 more are WF3, A4 and 600 more WC4.
    assert!(said.contains("WF3、WC4 格离表格太远"), "{said}");
    let plan = plan_with(&t, &view, json!({}));
    assert!(plan["left_out"].to_string().contains("只在很远处有字的行 1 行"), "{}", plan["left_out"]);
    assert_eq!(
        told(&t, &view),
        [(2, vec![pair("D", "import.open_quote")]), (3, vec![pair("WF", "import.cell_too_far")])]
    );
    assert_eq!(commit(&t, &view)["counts"][0]["taken"], 2, "both are taken");
    let faults = t.call("list_import_faults", json!({ "token": view["token"] }))["rows"].clone();
    let is_told = |f: &Value| f["row"] == 3 && f["code"] == "import.cell_too_far";
    assert!(faults.as_array().unwrap().iter().any(is_told), "{faults}");
}

#[test]
fn a_formula_without_its_result_names_nothing() {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let formula = "<Cell ss:Formula=\"=RC[-1]\"/>";
    let row = |cells: [&str; 5]| format!("<Row>{}</Row>", cells.concat());
    let heads = ["姓名", "身份证号", "户主姓名", "住址", "备注"].map(cell);
    let (first, second) = (cell(&number("19600101", 11)), cell(&number("19620505", 22)));
    let names = ["高山", "水秀"].map(cell);
    let text = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"人口\"><Table>{}{}{}</Table></Worksheet></Workbook>",
        row([&heads[0], &heads[1], &heads[2], &heads[3], &heads[4]]),
        row([&names[0], &first, formula, formula, &cell("甲")]),
        row([&names[1], &second, formula, &cell("3-1-101"), formula]),
    );
    let file = save("名册.xls", text.as_bytes());
    let t = ledger();
    let view = open(&t, "residents", &file.path);
    plan_with(&t, &view, json!({}));
    let unsaved = |columns: &[&str]| -> Vec<(String, String)> {
        columns.iter().map(|c| pair(c, "import.formula_unsaved")).collect()
    };
    assert_eq!(told(&t, &view), [(2, unsaved(&["C", "D"])), (3, unsaved(&["C", "E"]))]);
    commit(&t, &view);
    let tree = t.call("get_place_tree", json!({}));
    assert_eq!(tree["estates"].as_array().unwrap().len(), 1);
    let buildings = tree["estates"][0]["buildings"].as_array().unwrap();
    assert_eq!(buildings.len(), 1, "no building is named after what a formula lacks: {tree}");
    assert!(!tree.to_string().contains("没有结果"), "{tree}");
}

#[test]
fn what_cannot_be_read_of_a_register_is_told_at_its_cell() {
    // A byte of the first name is lost; the rest of the file is as it was.
    let mut bytes = "队伍名称,成立日期\n甲".as_bytes().to_vec();
    bytes.push(0xE4);
    bytes.extend("队,2020-01-01\n夕阳红服务队,2021-05-01\n".as_bytes());
    let file = save("队伍.csv", &bytes);
    let t = ledger();
    let view = open(&t, "volunteer_teams", &file.path);
    plan_with(&t, &view, json!({}));
    let found = told(&t, &view);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].1.contains(&pair("A", "import.bytes_lost")), "{found:?}");
}
