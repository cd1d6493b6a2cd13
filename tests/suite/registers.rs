//! Every declared register at once: through the engine from form to list, history and bin.

use domain::fields::{Field, FieldType, Sensitivity};
use domain::registers::{self, Register, Removal};
use serde_json::{Map, Value, json};
use suite::TestLedger;

fn sample(field: &Field) -> Value {
    match field.kind {
        FieldType::Text(_) | FieldType::LongText(_) => {
            json!(format!("样{}", field.label.chars().take(3).collect::<String>()))
        }
        FieldType::Date | FieldType::PartialDate => json!("2026-11-03"),
        FieldType::Code(table) => json!(table.all()[0].code),
        // A grade of disability belongs to the disabled alone.
        FieldType::Choice(_) if field.key == "group_kind" => json!("disabled"),
        FieldType::Choice(words) => json!(words[0].0),
        FieldType::Choices(words) => json!([words[0].0]),
        FieldType::Whole(min, ..) => json!(min.max(2)),
        FieldType::Hundredths(_) => json!(1250),
        FieldType::YesNo => json!(true),
        FieldType::Phones => json!(["0571-88886666"]),
        FieldType::Division => json!("330106"),
        // The one person of the test ledger.
        FieldType::Reference("people") => json!(1),
        FieldType::Reference(_) => json!(null),
    }
}

fn row(register: &Register) -> Value {
    let mut values = Map::new();
    for field in register.fields.iter().filter(|f| !f.is_computed) {
        values.insert(field.key.to_owned(), sample(field));
    }
    Value::Object(values)
}

fn list(t: &TestLedger, register: &Register, text: &str) -> Value {
    let columns: Vec<&str> = register.fields.iter().map(|f| f.key).collect();
    t.call("list_rows", json!({
        "register": register.key, "text": text, "conditions": [], "from_on": "", "to_on": "", "columns": columns,
        "sort": null, "offset": 0, "limit": 100,
    }))
}

#[test]
fn every_register_goes_from_form_to_list_and_back() {
    let t = TestLedger::new();
    t.building("3");
    t.head("单秀英", &suite::number("19470203", 22), t.dwelling("3-1-201"));
    for register in registers::all() {
        let written = t.call("add_row", json!({ "register": register.key, "values": row(register) }));
        let found = t.call("get_row", json!({ "table": register.key, "id": written["id"] }));
        // What is sensitive comes masked.
        let is_open = |f: &&Field| !f.is_computed && f.sensitivity == Sensitivity::Open;
        for field in register.fields.iter().filter(is_open) {
            assert_eq!(found["values"][field.key], sample(field), "{}.{}", register.key, field.key);
        }
        let page = list(&t, register, "");
        assert_eq!(page["total"], 1, "{}", register.key);
        assert_eq!(page["rows"][0]["cells"].as_array().unwrap().len(), register.fields.len());
        assert_eq!(list(&t, register, "没有这样的字")["total"], 0);
        let missing = register.fields.iter().find(|f| f.is_required).unwrap();
        let mut values = row(register);
        values[missing.key] = json!(null);
        let codes = t.refused("add_row", json!({ "register": register.key, "values": values }));
        assert_eq!(codes, ["field.required"], "{}.{}", register.key, missing.key);
        let mut values = found["values"].clone();
        values["remark"] = json!("改过");
        let at = json!({ "register": register.key, "id": found["id"], "revision": found["revision"], "values": values });
        let changed = t.call("update_row", at);
        assert_eq!(list(&t, register, "改过")["total"], 1, "{}: search finds what was changed", register.key);
        t.call("undo_act", json!({ "act_id": changed["act_id"] }));
        assert_eq!(list(&t, register, "改过")["total"], 0, "{}: undo", register.key);
        let file = t.beside(&format!("{}.xlsx", register.key));
        let export = json!({ "register": register.key, "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null, "offset": 0, "limit": 0 });
        let leaving = json!({ "what": "rows", "list": export });
        t.call("export_file", json!({ "leaving": leaving, "file": file }));
        assert!(std::fs::metadata(&file).unwrap().len() > 1_000, "{}: workbook", register.key);
        let pages = t.call("preview_pages", json!({ "leaving": leaving }));
        assert_eq!(pages["page_count"], 1, "{}: one row fits on a page", register.key);
        if register.removal == Removal::Deleted {
            t.call("delete_records", json!({ "table": register.key, "ids": [found["id"]] }));
            assert_eq!(list(&t, register, "")["total"], 0);
            t.call("restore_record", json!({ "table": register.key, "id": found["id"] }));
            assert_eq!(list(&t, register, "")["total"], 1);
        }
    }
}

#[test]
fn seal_uses_are_numbered_without_gaps_and_struck_not_deleted() {
    let t = TestLedger::new();
    let register = registers::find("seal_uses").unwrap();
    let add = |seal: &str, on: &str| {
        let mut values = row(register);
        values["seal_name"] = json!(seal);
        values["used_on"] = json!(on);
        values["approved_on"] = json!(on);
        t.call("add_row", json!({ "register": "seal_uses", "values": values }))["id"].clone()
    };
    let first = add("committee", "2026-11-01");
    add("committee", "2026-11-02");
    add("branch", "2026-11-02");
    add("committee", "2025-11-02");
    let number =
        |id: &Value| t.call("get_row", json!({ "table": "seal_uses", "id": id }))["values"]["seq_no"].clone();
    assert_eq!(number(&first), 1);
    let struck = t.call("get_row", json!({ "table": "seal_uses", "id": first }));
    assert_eq!(
        t.refused(
            "strike_row",
            json!({ "register": "seal_uses", "id": first, "revision": struck["revision"], "reason": " " })
        ),
        ["record.reason_missing"]
    );
    t.call(
        "strike_row",
        json!({ "register": "seal_uses", "id": first, "revision": struck["revision"], "reason": "写错了" }),
    );
    assert_eq!(number(&add("committee", "2026-11-03")), 3, "a struck row keeps its number");
    let page = list(&t, register, "");
    let mark = page["rows"].as_array().unwrap().iter().find(|r| r["id"] == first).unwrap()["mark"].clone();
    assert_eq!(mark, "已作废：写错了");
    assert_eq!(t.refused("delete_records", json!({ "table": "seal_uses", "ids": [first] })), ["request.odd"]);
    let again = json!({ "register": "seal_uses", "id": first, "revision": 2, "values": row(register) });
    assert_eq!(t.refused("update_row", again), ["record.already_struck"]);
}

#[test]
fn a_register_leaves_with_figures_the_years_of_its_numbers_and_whom_a_row_is_about() {
    let t = TestLedger::new();
    let leaves = |key: &str| {
        let list = json!({ "register": key, "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null, "offset": 0, "limit": 0 });
        let file = t.beside(&format!("{key}.xlsx"));
        t.call(
            "export_file",
            json!({ "leaving": { "what": "rows", "list": list }, "file": file, "replaces": true }),
        );
        suite::sheet(&file)
    };
    let seals = registers::find("seal_uses").unwrap();
    let stamp = |on: &str| {
        let mut values = row(seals);
        values["used_on"] = json!(on);
        values["approved_on"] = json!(on);
        t.call("add_row", json!({ "register": "seal_uses", "values": values }));
    };
    stamp("2026-11-01");
    let rows = leaves("seal_uses");
    let copies = rows[2].iter().position(|title| title == "用印份数（份）").unwrap();
    assert_eq!((&rows[3][0], &rows[3][copies]), (&json!(1.0), &json!(2.0)), "figures that can be summed");
    stamp("2025-11-01");
    let rows = leaves("seal_uses");
    assert_eq!((&rows[3][0], &rows[4][0]), (&json!("2025-1"), &json!("2026-1")));

    t.building("3");
    let person = t.head("单秀英", &suite::number("19470203", 22), t.dwelling("3-1-201"));
    let values = json!({ "person_id": person, "group_kind": "veteran", "joined_on": "2026-10-01" });
    t.call("add_row", json!({ "register": "group_members", "values": values }));
    let rows = leaves("group_members");
    assert_eq!(rows[2][1..6], ["居民", "性别", "证件号码", "住址", "联系电话"]);
    assert_eq!(rows[3][1..5], ["单秀英", "女", "330106********022X", "3-1-201"]);
}

#[test]
fn rows_are_narrowed_by_choice_and_day() {
    let t = TestLedger::new();
    let register = registers::find("good_deeds").unwrap();
    for (on, kind) in [("2026-10-01", "good_deed"), ("2026-11-01", "filial"), ("2026-11-02", "good_deed")] {
        let mut values = row(register);
        values["happened_on"] = json!(on);
        values["kind"] = json!(kind);
        t.call("add_row", json!({ "register": "good_deeds", "values": values }));
    }
    let total =
        |conditions: Value, from: &str, to: &str| {
            t.call("list_rows", json!({
            "register": "good_deeds", "text": "", "conditions": conditions, "from_on": from, "to_on": to,
            "columns": ["happened_on"], "sort": null, "offset": 0, "limit": 10,
        }))["total"].as_u64().unwrap()
        };
    assert_eq!(total(json!([]), "", ""), 3);
    assert_eq!(total(json!([{ "field": "kind", "words": ["good_deed"] }]), "", ""), 2);
    assert_eq!(total(json!([{ "field": "kind", "words": ["good_deed"] }]), "2026-11-01", ""), 1);
    assert_eq!(total(json!([]), "2026-11-01", "2026-11-01"), 1);
}

#[test]
fn forms_know_how_choices_read_and_who_approves_every_time() {
    let t = TestLedger::new();
    let forms = t.call("describe_forms", json!({}));
    let relations = forms["relations"].as_array().unwrap();
    let spouse = relations.iter().find(|r| r["label"] == "配偶").unwrap();
    assert_eq!(spouse["pinyin"], "pei ou", "po finds it");
    let seals = forms["forms"].as_array().unwrap().iter().find(|f| f["key"] == "seal_uses").unwrap().clone();
    let remembered: Vec<&str> = seals["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["is_remembered"] == true)
        .map(|f| f["label"].as_str().unwrap())
        .collect();
    assert_eq!(remembered, ["批准人", "经办人", "监印（盖章）人"]);
}

#[test]
fn a_register_is_searched_by_whom_and_what_its_list_shows() {
    let t = TestLedger::new();
    t.building("3");
    let number = suite::number("19470203", 22);
    let person = t.head("单秀英", &number, t.dwelling("3-1-201"));
    let values = json!({
        "person_id": person, "group_kind": "disabled", "joined_on": "2026-11-03", "cert_no": "330106194702032242"
    });
    t.call("add_row", json!({ "register": "group_members", "values": values }));
    let register = registers::find("group_members").unwrap();
    let total = |text: &str| list(&t, register, text)["total"].as_u64().unwrap();
    for typed in ["单秀英", "秀英", "sxy", "残", "残疾人", "单秀英 残", "3-1-201"] {
        assert_eq!(total(typed), 1, "{typed}");
    }
    for typed in ["李", "低保", "单秀英 低保", "lxz"] {
        assert_eq!(total(typed), 0, "{typed}");
    }
    assert_eq!(
        total(&number[6..14]),
        1,
        "the director sees the certificate's number whole, and finds it by a part"
    );
}

/// Whoever writes a wrong name on the command line is told which there are.
#[test]
fn a_register_that_there_is_not_is_told_with_those_that_there_are() {
    let t = TestLedger::new();
    let list = json!({
        "register": "印章", "text": "", "conditions": [], "from_on": "", "to_on": "", "columns": [], "sort": null,
        "offset": 0, "limit": 0,
    });
    let source = json!({ "from": "text", "text": "姓名\n王芳\n" });
    for (call, request, also) in [
        ("list_rows", list, ""),
        ("open_import", json!({ "kind": "印章", "source": source, "sheet": null }), "residents（居民）"),
        (
            "export_file",
            json!({ "leaving": { "what": "blank", "form": "印章", "count": 1 }, "file": "/tmp/没有.xlsx", "replaces": false }),
            "households（户卡）",
        ),
    ] {
        let faults = t.office.call(call, request).unwrap_err();
        assert_eq!(faults[0].code, "register.unknown", "{call}");
        let words = &faults[0].message;
        assert!(
            words.contains("没有“印章”") && words.contains("seal_uses（") && words.contains(also),
            "{words}"
        );
    }
}
