//! `import`: a file without a window, and what came of it.

use super::{Options, Outcome, call, usage};
use serde_json::{Value, json};
use service::Office;
use std::path::Path;

/// Imports a file, takes an import back, or lists those that were made.
pub(super) fn import(office: &Office, options: &Options) -> Outcome {
    let (kind, file) = match options.word(1, "导入什么")?.as_str() {
        "residents" => ("residents".to_owned(), options.word(2, "文件")?),
        "register" => (options.word(2, "登记簿")?, options.word(3, "文件")?),
        "undo" => {
            let id: u32 = options.word(2, "导入编号")?.parse().map_err(|_| usage("导入编号要写数字。"))?;
            let forces = !options.named("force").is_empty();
            return call(office, "undo_import", json!({ "import_id": id, "forces": forces }));
        }
        "list" => return call(office, "list_imports", json!({})),
        other => return Err(usage(format!("不能导入“{other}”，请写 residents、register、undo 或 list。"))),
    };
    options.not_there(Path::new(options.named("faults")))?;
    let sheet = Some(options.named("sheet")).filter(|s| !s.is_empty());
    let source = json!({ "from": "file", "path": file });
    let view = call(office, "open_import", json!({ "kind": kind, "source": source, "sheet": sheet }))?;
    let token = view["token"].clone();
    let group = options.named("group");
    let titled = view["group"].as_str().filter(|key| !key.is_empty());
    let groups = || view["groups"].as_array().into_iter().flatten();
    let label_of = |key: &str| groups().find(|g| g["key"] == key).and_then(|g| g["label"].as_str());
    let group_key = match groups().find(|g| g["label"] == group || g["key"] == group) {
        _ if group.is_empty() => "",
        Some(found) => found["key"].as_str().unwrap_or_default(),
        None => return Err(usage(format!("没有“{group}”这一类，--group 请写{}。", joined_labels(groups())))),
    };
    // The window offers it; here it is said.
    let of_title = titled.and_then(label_of).filter(|_| group.is_empty()).map(|label| {
        format!("表名像是“{label}”的名单，表里的人没有归入这一类；要归入请加 --group {label}。")
    });
    let targets = targets(office, options, &kind, &view)?;
    let policy = options.named("policy");
    if !["", "new", "update", "ask-none"].contains(&policy) {
        return Err(usage("--policy 只能是 new、update 或 ask-none。"));
    }
    // Nothing is asked here: what waits for a decision is not written, and comes back with the faults.
    let overwrite = if policy == "ask-none" { json!([]) } else { Value::Null };
    let how = json!({ "opening_on": options.named("opening"), "estate": options.named("estate"), "overwrite": overwrite, "group": group_key });
    let mut plan =
        call(office, "plan_import", json!({ "token": token, "targets": targets, "options": how }))?;
    if policy == "new" {
        let decision = json!({ "token": token, "rows": [], "outcome": "changed", "decision": "skip" });
        plan = call(office, "decide_import", decision)?;
    }
    let mut result = json!({
        "file": view["file_name"], "sheet": view["sheets"][view["sheet"].as_u64().unwrap_or(0) as usize]["name"],
        "counts": plan["counts"], "left_out": plan["left_out"], "makes": plan["makes"], "import_id": null,
        "unused": plan["unused"], "notes": joined(&joined(&view["notes"], &plan["notes"]), &json!(of_title.into_iter().collect::<Vec<_>>())),
    });
    let is_any = plan["counts"].as_array().is_some_and(|all| all.iter().any(|c| c["taken"] != 0));
    if options.named("dry-run").is_empty() && is_any {
        let done = call(office, "commit_import", json!({ "token": token }))?;
        result["import_id"] = done["import_id"].clone();
        result["said"] = done["said"].clone();
    }
    let faults = call(office, "list_import_faults", json!({ "token": token }))?;
    result["faults"] = faults["rows"].clone();
    result["notices"] = faults["notices"].clone();
    let out = options.named("faults");
    if !out.is_empty() && faults["rows"].as_array().is_some_and(|r| !r.is_empty()) {
        result["faults_file"] = call(
            office,
            "save_import_faults",
            json!({ "token": token, "file": out, "replaces": options.replaces() }),
        )?["file"]
            .clone();
    }
    if !options.named("json").is_empty() {
        return Ok(result);
    }
    Ok(Value::String(text_of(&result, !options.named("dry-run").is_empty())))
}

/// The mapping: remembered under a name, else as guessed.
fn targets(office: &Office, options: &Options, kind: &str, view: &Value) -> Outcome {
    let name = options.named("mapping");
    if name.is_empty() {
        let columns = view["columns"].as_array().into_iter().flatten();
        return Ok(columns.map(|c| c["target"].clone()).collect());
    }
    Ok(call(office, "get_import_mapping", json!({ "kind": kind, "name": name }))?["targets"].clone())
}

fn joined_labels<'a>(groups: impl Iterator<Item = &'a Value>) -> String {
    groups.filter_map(|g| g["label"].as_str()).collect::<Vec<_>>().join("、")
}

fn joined(one: &Value, other: &Value) -> Value {
    [one, other].into_iter().filter_map(Value::as_array).flatten().cloned().collect()
}

fn words(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// What came of an import, a line for each thing, and each thing once.
fn text_of(result: &Value, is_dry: bool) -> String {
    let mut lines = Vec::new();
    let counts = result["counts"].as_array().into_iter().flatten().filter(|c| c["rows"] != 0);
    let written = if is_dry { "会写入" } else { "写入" };
    lines.extend(counts.map(|count| {
        let label = count["label"].as_str().unwrap_or_default();
        format!("{label} {} 行，{written} {} 行", count["rows"], count["taken"])
    }));
    let is_empty = lines.is_empty();
    for key in ["faults", "notices"] {
        for fault in result[key].as_array().into_iter().flatten() {
            lines.push(format!("第 {} 行：{}", fault["row"], fault["text"].as_str().unwrap_or_default()));
        }
    }
    // What concerns the whole file; that it is empty is said below, and how many rows it has is said above.
    let mut of_file: Vec<String> = Vec::new();
    let notes = words(&result["notes"]).filter(|note| !is_empty && !note.starts_with(ROWS_BELOW));
    of_file.extend(notes.map(str::to_owned));
    // What was left out is said too: columns, sheets, rows that are none.
    for said in words(&result["left_out"]).chain(words(&result["unused"])) {
        let head = if said.ends_with(" 行") { "没有当作记录：" } else { "" };
        let line = format!("{head}{said}。");
        if !of_file.contains(&line) {
            of_file.push(line);
        }
    }
    lines.append(&mut of_file);
    if is_empty {
        lines.push("表里只有表头，没有记录。".to_owned());
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// How the note begins that says how many rows stand below the header.
const ROWS_BELOW: &str = "表头下面有";

/// What is told once at the opening (a clock that was set back, say) stands before what was done. As JSON it is a notice as those
/// of rows are, without a row.
pub(super) fn with_notices(status: &Value, reply: Value) -> Value {
    let told = status["notices"].as_array().into_iter().flatten();
    match reply {
        Value::String(text) => {
            let is_new = |words: &&str| text.lines().all(|line| line != *words);
            let told = told.filter_map(|notice| notice["message"].as_str()).filter(is_new);
            let told: String = told.map(|words| format!("{words}\n")).collect();
            Value::String(told + &text)
        }
        Value::Object(mut reply) => {
            let told: Vec<Value> = told
                .map(|n| json!({ "sheet": "", "row": null, "field": "", "code": n["code"], "text": n["message"] }))
                .collect();
            let notices = reply.entry("notices").or_insert_with(|| json!([]));
            *notices = joined(&Value::Array(told), notices);
            Value::Object(reply)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result() -> Value {
        json!({
            "counts": [
                { "label": "新增", "rows": 3, "taken": 2 },
                { "label": "没有变化", "rows": 0, "taken": 0 },
            ],
            "faults": [{ "sheet": "名册", "row": 4, "field": "id_number", "code": "id.length", "text": "少一位。" }],
            "notices": [],
            "notes": ["表头下面有 3 行记录。", "C 列“鞋码”没有导入。", "D 列是隐藏的，也列在下面。"],
            "left_out": ["小计 1 行"],
            "unused": ["C 列“鞋码”没有导入"],
        })
    }

    #[test]
    fn everything_is_said_once_and_a_dry_run_says_what_it_would_write() {
        let rest = "第 4 行：少一位。\nC 列“鞋码”没有导入。\nD 列是隐藏的，也列在下面。\n没有当作记录：小计 1 行。\n";
        assert_eq!(text_of(&result(), false), format!("新增 3 行，写入 2 行\n{rest}"));
        assert_eq!(text_of(&result(), true), format!("新增 3 行，会写入 2 行\n{rest}"));
        let nothing = json!({ "counts": [], "notes": ["表头下面没有记录，这张表是空的。"] });
        assert_eq!(text_of(&nothing, false), "表里只有表头，没有记录。\n");
    }

    #[test]
    fn every_notice_has_one_shape_and_what_was_said_is_not_said_again() {
        let status = json!({ "notices": [{ "code": "clock.set_back", "message": "电脑的日期不对。" }] });
        let of_row = json!({ "sheet": "名册", "row": 2, "field": "sex", "code": "sex.taken", "text": "性别按号码登记。" });
        let told = with_notices(&status, json!({ "notices": [of_row] }));
        let notices = told["notices"].as_array().unwrap();
        let keys = |notice: &Value| notice.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&notices[0]), keys(&notices[1]));
        assert_eq!((&notices[0]["row"], &notices[0]["text"]), (&Value::Null, &json!("电脑的日期不对。")));
        assert_eq!(notices[1], of_row);
        let text = |reply: &str| with_notices(&status, json!(reply)).as_str().unwrap().to_owned();
        assert_eq!(text("新增 1 行，写入 1 行\n"), "电脑的日期不对。\n新增 1 行，写入 1 行\n");
        assert_eq!(text("电脑的日期不对。\n"), "电脑的日期不对。\n");
    }
}
