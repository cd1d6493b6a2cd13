//! The words of reports and of what is due: no unit of time is said twice, and no day of another year goes without it.

use crate::reports::{community, pdf_text};
use serde_json::json;
use service::practice::PRACTICE_PASSWORD;
use service::{Clock, Office};

/// 年度报表 of 2025 is 2025年度报表, and not 2025年年度报表: in the window, in the names of tables and on paper.
#[test]
fn a_report_whose_title_begins_with_its_unit_of_time_says_it_once() {
    let (folder, office) = community(40);
    let forms = || office.call("list_report_forms", json!({})).unwrap()["forms"].clone();
    let usual = forms();
    for (at, own, period, wanted) in [
        (0, "月度人口报表", "2026-10", "2026年10月人口报表"),
        (1, "季度人口报表", "2026-Q3", "2026年第3季度人口报表"),
        (2, "年度人口报表", "2025", "2025年度人口报表"),
    ] {
        let mut form = usual[at].clone();
        (form["id"], form["revision"], form["key"]) = (json!(0), json!(0), json!(""));
        form["title"] = json!(own);
        form["sections"][0]["title"] = json!(own.replace("报表", "情况"));
        office.call("save_report_form", form).unwrap();
        let saved = forms().as_array().unwrap().iter().find(|form| form["title"] == own).cloned();
        let of = json!({ "form": saved.unwrap()["key"], "period": period });
        assert_eq!(office.call("make_report", of.clone()).unwrap()["title"], wanted);
        let leaving = json!({ "what": "report", "form": of["form"], "period": period });
        let file = suite::out(folder.path()).join("报表.pdf");
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
        let text: String = pdf_text(&file).split_whitespace().collect();
        // The title of the paper tells the period; its tables do not tell it again.
        assert!(text.contains(wanted), "{wanted} in {text}");
        assert!(["年年度", "月月度", "季季度"].iter().all(|twice| !text.contains(twice)), "{text}");
    }
}

/// Of a report that was due last year the year is told, of one of this year it is not.
#[test]
fn a_day_of_another_year_is_told_with_its_year() {
    let (folder, office) = community(40);
    office.call("lock", json!({})).unwrap();
    drop(office);
    let office = Office::of_folder(folder.path(), Clock { fixed: "2028-03-02".parse().ok() });
    office.call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD })).unwrap();
    let due = office.call("get_today", json!({})).unwrap()["due"].clone();
    let lines = due.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap());
    let monthly: Vec<&str> = lines.filter(|text| text.contains("社区月报")).collect();
    assert!(monthly[0].starts_with("2027年3月社区月报已逾期，还没有上报（应在 2027 年 4 月 "), "{monthly:?}");
    // 5 March 2028 is a Sunday.
    assert_eq!(monthly.last(), Some(&"2028年2月社区月报请在 3 月 3 日前上报"));
}
