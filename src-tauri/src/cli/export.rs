//! `export` and `report`: files without a window.

use super::{Options, Outcome, call, usage};
use serde_json::{Value, json};
use service::Office;
use std::path::{Path, PathBuf};

/// `export residents OUT`, `export register KEY OUT`, and the ready-made books, sheets, labels and papers.
pub(super) fn export(office: &Office, options: &Options) -> Outcome {
    let given = options.named("filter");
    let filter: Value = match given {
        "" => json!({}),
        text => serde_json::from_str(text).map_err(|_| usage("--filter 的 JSON 写得不对。"))?,
    };
    let columns = options.names("columns")?;
    let (leaving, file) = match options.word(1, "导出什么")?.as_str() {
        "residents" => {
            let list = json!({ "filter": filter, "sort": null, "columns": columns, "offset": 0, "limit": 0 });
            let in_full = !options.named("unmasked").is_empty();
            (json!({ "what": "people", "list": list, "in_full": in_full }), options.word(2, "文件")?)
        }
        "register" => {
            let mut list = json!({
                "register": options.word(2, "登记簿")?, "text": "", "conditions": [], "from_on": "", "to_on": "",
                "columns": columns, "sort": null, "offset": 0, "limit": 0,
            });
            for (key, value) in filter.as_object().into_iter().flatten() {
                if !["text", "conditions", "from_on", "to_on"].contains(&key.as_str()) {
                    return Err(usage(format!(
                        "--filter 里没有“{key}”，可以用 text、conditions、from_on、to_on。"
                    )));
                }
                list[key] = value.clone();
            }
            (json!({ "what": "rows", "list": list }), options.word(3, "文件")?)
        }
        book @ ("household-book" | "building-book" | "household-cards") => {
            let in_full = !options.named("unmasked").is_empty();
            let what = book.replace('-', "_");
            (json!({ "what": what, "scope": filter, "in_full": in_full }), options.word(2, "文件")?)
        }
        "person-sheets" => {
            let list = json!({ "filter": filter, "sort": null, "columns": [], "offset": 0, "limit": 0 });
            let in_full = !options.named("unmasked").is_empty();
            (json!({ "what": "person_sheets", "list": list, "in_full": in_full }), options.word(2, "文件")?)
        }
        "labels" => {
            let labels = json!({ "what": "household_labels", "scope": filter, "of": "folders", "sheet": 0, "begins_at": 0 });
            (labels, options.word(2, "文件")?)
        }
        "blank" => {
            let count: u32 = options.named("count").parse().unwrap_or(20);
            (
                json!({ "what": "blank", "form": options.word(2, "哪种表")?, "count": count }),
                options.word(3, "文件")?,
            )
        }
        "report-paper" => {
            let period = json!({ "form": "monthly", "period": options.word(2, "报告期")? });
            let paper = call(office, "draft_paper", period)?;
            (json!({ "what": "paper", "paper": paper }), options.word(3, "文件")?)
        }
        other => {
            return Err(usage(format!(
                "不能导出“{other}”，请写 residents、register、household-book、building-book、household-cards、person-sheets、labels、blank 或 report-paper。"
            )));
        }
    };
    let replaces = options.replaces();
    call(office, "export_file", json!({ "leaving": leaving, "file": file, "replaces": replaces }))
}

/// `report monthly 2026-10 --out DIR [--submit [--reason WHY] [--leave-gap]]`, `quarterly 2026-Q3`, `yearly 2026`, or a form of the office's
/// own by its title: the workbook and the pages.
pub(super) fn report(office: &Office, options: &Options) -> Outcome {
    let wanted = options.word(1, "哪种报表")?;
    let forms = call(office, "list_report_forms", json!({}))?["forms"].clone();
    let forms: Vec<&Value> = forms.as_array().into_iter().flatten().collect();
    let Some(form) = forms.iter().find(|f| f["key"] == wanted || f["title"] == wanted) else {
        let titles: Vec<&str> = forms.iter().filter_map(|f| f["title"].as_str()).collect();
        return Err(usage(format!(
            "没有“{wanted}”这种报表，可以写 monthly、quarterly、yearly，或报表的名称：{}。",
            titles.join("、")
        )));
    };
    let form = form["key"].clone();
    let period = options.word(2, "报告期")?;
    let folder = options.named("out");
    if folder.is_empty() {
        return Err(usage("请用 --out 指出放文件的文件夹。"));
    }
    std::fs::create_dir_all(folder)
        .map_err(|_| usage(format!("不能建立文件夹“{folder}”，请换一个位置。")))?;
    // What is sent is reviewed first, and the files are those that were kept.
    let mut leaving = json!({ "what": "report", "form": form, "period": period });
    let mut filed = Value::Null;
    let files_of = |leaving: &Value| -> Result<Vec<PathBuf>, super::Stop> {
        let name = call(office, "name_file", json!({ "leaving": leaving }))?["name"].clone();
        let name = name.as_str().unwrap_or_default();
        Ok(["xlsx", "pdf"].map(|ending| Path::new(folder).join(format!("{name}.{ending}"))).to_vec())
    };
    for file in files_of(&leaving)? {
        options.not_there(&file)?;
    }
    if !options.named("submit").is_empty() {
        let reason = options.named("reason");
        let leaves_gap = !options.named("leave-gap").is_empty();
        let reviewed =
            call(office, "review_report", json!({ "form": form, "period": period, "reason": reason }))?;
        let id = reviewed["report"]["id"].clone();
        filed =
            call(office, "submit_report", json!({ "id": id, "leaves_gap": leaves_gap }))?["report"].clone();
        leaving = json!({ "what": "filed_report", "id": id });
    }
    let mut files = Vec::new();
    // What was said of each, once: signs that no font has among it.
    let mut said: Vec<Value> = Vec::new();
    for file in files_of(&leaving)? {
        let asked = json!({ "leaving": leaving, "file": file, "replaces": options.replaces() });
        let written = call(office, "export_file", asked)?;
        files.push(written["file"].clone());
        if !said.contains(&written["said"]) {
            said.push(written["said"].clone());
        }
    }
    let made = call(office, "make_report", json!({ "form": form, "period": period }))?;
    let wrong: Vec<&Value> =
        made["checks"].as_array().into_iter().flatten().filter(|c| c["is_right"] != true).collect();
    // Which files these are, and whether the period before is still what was sent.
    Ok(json!({
        "files": files, "said": said, "leaves": made["leaves"], "earlier": made["earlier"], "checks": made["checks"],
        "is_right": wrong.is_empty(), "filed": filed,
    }))
}
