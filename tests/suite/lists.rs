//! Lists as their users know them from spreadsheets: filters kept under a name, what an import brought, the history searched,
//! a bad cell mended before it is written.

use crate::imports::{commit, ledger, plan_with, rows};
use serde_json::{Value, json};
use suite::{TestLedger, number, sheet};

fn pasted(t: &TestLedger, text: &str) -> Value {
    let source = json!({ "from": "text", "text": text });
    t.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }))
}

fn names(t: &TestLedger, filter: Value) -> Vec<String> {
    let list = json!({ "filter": filter, "sort": null, "columns": ["name"], "offset": 0, "limit": 100 });
    let page = t.call("list_people", list);
    page["rows"].as_array().unwrap().iter().map(|r| r["cells"][0].as_str().unwrap().to_owned()).collect()
}

/// A clerk keeps 70 岁以上 under a name, keeps it anew, takes that back, and gives the name up.
#[test]
fn filters_are_kept_under_a_name_and_taken_back() {
    let t = TestLedger::new();
    let kept = || t.call("list_saved_filters", json!({ "list": "people" }))["filters"].clone();
    let save =
        |query: &str| t.call("save_filter", json!({ "list": "people", "name": "老人", "query": query }));
    save("from=60");
    let again = save("from=70&state=together");
    assert_eq!(kept().as_array().unwrap().len(), 1, "one of a name");
    assert_eq!(kept()[0]["query"], "from=70&state=together");
    t.call("undo_act", json!({ "act_id": again["act_id"] }));
    assert_eq!(kept()[0]["query"], "from=60");
    let of_register = t.call("list_saved_filters", json!({ "list": "seal_uses" }));
    assert_eq!(of_register["filters"], json!([]), "each list has its own");
    t.call("delete_saved_filter", json!({ "id": kept()[0]["id"] }));
    assert_eq!(kept(), json!([]));
    assert_eq!(
        t.refused("save_filter", json!({ "list": "people", "name": " ", "query": "from=60" })),
        ["field.required"]
    );
}

/// 看居民 after an import shows the two of the file, not the one who was there before.
#[test]
fn the_people_of_an_import_are_a_list() {
    let t = ledger();
    t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let text = format!(
        "姓名\t身份证号\t住址\n王芳\t{}\t3-1-301\n李明\t{}\t3-1-302\n",
        number("19490101", 22),
        number("19650312", 11)
    );
    let view = pasted(&t, &text);
    plan_with(&t, &view, json!({}));
    let done = commit(&t, &view);
    let mut found = names(&t, json!({ "import_id": done["import_id"] }));
    found.sort();
    assert_eq!(found, ["李明", "王芳"]);
    assert_eq!(names(&t, json!({ "import_id": 99 })), Vec::<String>::new(), "no such import, nobody");
    assert_eq!(names(&t, json!({})).len(), 3);
}

/// Whoever looks for what was done with somebody finds it by the name, also under a hundred other lines.
#[test]
fn the_history_is_searched_by_words_but_not_by_numbers_that_are_masked() {
    let t = TestLedger::new();
    t.building("3");
    let own = number("19470203", 22);
    t.head("单秀英", &own, t.dwelling("3-1-201"));
    t.head("王建国", &number("19650312", 11), t.dwelling("3-1-301"));
    let said = |text: &str| {
        let asked = json!({ "record": null, "before_act_id": null, "limit": 50, "text": text });
        let found = t.call("list_history", asked);
        let lines = found["entries"].as_array().unwrap().clone();
        lines.iter().map(|e| e["said"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said("单秀英"), ["新增 单秀英（建账登记）"]);
    assert_eq!(said("张主任 新增 王建国"), ["新增 王建国（建账登记）"], "several words, all of them");
    assert_eq!(said(&own), Vec::<String>::new());
    assert!(said("").len() > 2);
}

/// A number with a wrong last digit is mended in the third step; the fault book tells it, so that the sheet can be mended too.
#[test]
fn a_bad_cell_is_mended_before_it_is_written_and_the_fault_book_tells_it() {
    let t = ledger();
    let right = number("19490101", 22);
    let mut wrong = right.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '1' { '2' } else { '1' });
    let view = pasted(&t, &format!("姓名\t身份证号\t住址\n王芳\t{wrong}\t3-2-501\n"));
    plan_with(&t, &view, json!({}));
    let faults = |row: &Value| {
        let all = row["faults"].as_array().unwrap().clone();
        all.into_iter().filter(|f| f["fault"]["kind"] != "warning").collect::<Vec<_>>()
    };
    let found = faults(&rows(&t, &view, json!(null))[0]);
    assert_eq!(
        (&found[0]["column"], &found[0]["heading"], &found[0]["text"]),
        (&json!("B"), &json!("身份证号"), &json!(wrong))
    );
    let mend = |row: u32, column: u32, text: &str| json!({ "token": view["token"], "row": row, "column": column, "text": text });
    assert_eq!(t.refused("mend_import_cell", mend(1, 1, "标题")), ["request.odd"], "not the heading");
    t.call("mend_import_cell", mend(2, 1, &right));
    plan_with(&t, &view, json!({}));
    let row = &rows(&t, &view, json!(null))[0];
    assert_eq!((&row["outcome"], faults(row)), (&json!("new"), Vec::new()));
    let done = commit(&t, &view);
    assert_eq!(done["mended"], 1);
    assert!(done["said"].as_str().unwrap().ends_with("导入时改了 1 格"), "{}", done["said"]);
    assert_eq!(t.found(&right), ["王芳"]);
    let book = t.beside("待改.xlsx");
    t.call("save_import_faults", json!({ "token": view["token"], "file": book }));
    let told = format!("{:?}", sheet(&book));
    assert!(told.contains("在导入时改过") && told.contains(&wrong), "{told}");
    assert_eq!(
        t.refused("mend_import_cell", mend(2, 1, &wrong)),
        ["import.gone"],
        "what is written is written"
    );
}
