//! What becomes of a month that was sent: what came late is told at once and exactly, papers follow one another, and what is
//! printed of it is what was sent.

use crate::imports::{commit, plan_with};
use crate::reports::{community, figure, late_newborn, newborn, pdf_text, sheet};
use serde_json::{Value, json};
use service::practice::PRACTICE_PASSWORD;
use service::{Clock, Office};
use std::path::Path;
use suite::{TestLedger, number};

/// The office opens its ledger on another day.
fn on(folder: &tempfile::TempDir, office: Office, day: &str) -> Office {
    office.call("lock", json!({})).unwrap();
    drop(office);
    let office = Office::of_folder(folder.path(), Clock { fixed: day.parse().ok() });
    office.call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD })).unwrap();
    office
}

fn of(period: &str) -> Value {
    json!({ "form": "monthly", "period": period })
}

fn made(office: &Office, period: &str) -> Value {
    office.call("make_report", of(period)).unwrap()
}

fn review(office: &Office, period: &str, reason: &str) -> Result<Value, String> {
    let mut request = of(period);
    request["reason"] = json!(reason);
    let done = office.call("review_report", request);
    done.map(|written| written["report"]["id"].clone()).map_err(|faults| faults[0].code.clone())
}

/// Reviews and sends; returns the version's row.
fn send(office: &Office, period: &str, reason: &str) -> Value {
    let id = review(office, period, reason).unwrap();
    office.call("submit_report", json!({ "id": id })).unwrap();
    id
}

fn count_late(office: &Office) {
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    assert_eq!(form["late"], "correction", "unless the office says otherwise");
    form["late"] = json!("counted");
    office.call("save_report_form", form).unwrap();
}

/// A figure of 人口变动表 for the whole community.
fn whole(report: &Value, column: &str) -> i32 {
    let changes = sheet(report, "人口变动表");
    let last = changes["rows"].as_array().unwrap().len() - 1;
    assert_eq!(changes["rows"][last][0], "全社区");
    figure(changes, Some(last), column)
}

fn are_right(report: &Value) -> bool {
    report["checks"].as_array().unwrap().iter().all(|c| c["is_right"] == true)
}

fn today(office: &Office) -> String {
    office.call("get_today", json!({})).unwrap()["due"].to_string()
}

/// The versions of the form, newest first: period, state in words, and what changed since.
fn versions(office: &Office) -> Vec<[String; 3]> {
    let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap();
    let words = |r: &Value| ["period", "state_label", "changed"].map(|k| r[k].as_str().unwrap().to_owned());
    all["reports"].as_array().unwrap().iter().map(words).collect()
}

/// What was reviewed is no draft: where its figures are other ones since, the words say that, and what makes them final.
#[test]
fn a_month_that_was_reviewed_is_called_no_draft_when_its_figures_change() {
    let (_folder, office) = community(60);
    let words = || made(&office, "2026-10")["leaves"].as_str().unwrap().to_owned();
    assert_eq!(words(), "打印和存文件是草稿；审核以后才是正式的。");
    review(&office, "2026-10", "").unwrap();
    assert_eq!(words(), "打印用存档的：已审核。");
    late_newborn(&office, "2026-10-20");
    assert_eq!(words(), "审核以后数字变了：打印和存文件用现在的数字，重新审核后才是正式的。");
}

#[test]
fn a_late_birth_is_told_at_once_and_corrected_before_the_next_month_is_sent() {
    let (folder, office) = community(60);
    send(&office, "2026-10", "");
    let sent = whole(&made(&office, "2026-10"), "期末");
    assert!(!today(&office).contains("上报以后有变动"));
    late_newborn(&office, "2026-10-20");

    // Told on the first page, in the list, and where the next month is made.
    assert!(today(&office).contains("2026年10月社区月报上报以后有变动，请做更正版"), "{}", today(&office));
    let line = office.call("get_today", json!({})).unwrap()["due"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["text"].as_str().unwrap().contains("2026年10月"))
        .cloned();
    let opens = json!({ "page": "reports", "form": "monthly", "period": "2026-10" });
    assert_eq!(line.unwrap()["opens"], opens, "one click away");
    assert!(versions(&office)[0][2].contains("请做更正版"), "{:?}", versions(&office));
    let office = on(&folder, office, "2026-12-03");
    let november = made(&office, "2026-11");
    assert_eq!(november["earlier"]["period"], "2026-10");
    let words = november["earlier"]["words"].as_str().unwrap();
    assert!(words.contains("请先给2026年10月做更正版"), "{words}");
    // November opens with what was sent, and does not go out so.
    assert_eq!(whole(&november, "期初"), sent);
    assert!(!are_right(&november));
    assert_eq!(review(&office, "2026-11", "").unwrap_err(), "report.earlier_changed");

    send(&office, "2026-10", "补登一名新生儿");
    assert!(!today(&office).contains("上报以后有变动"));
    let november = made(&office, "2026-11");
    assert_eq!(november["earlier"], Value::Null);
    assert_eq!(whole(&november, "期初"), sent + 1, "the correction closes with one more");
    assert!(are_right(&november));
    send(&office, "2026-11", "");
    let told: Vec<_> =
        versions(&office).into_iter().map(|[period, state, _]| format!("{period} {state}")).collect();
    assert_eq!(told, ["2026-11 已上报", "2026-10 更正版（第 2 版）已上报", "2026-10 已上报"]);
}

#[test]
fn what_comes_late_is_counted_in_the_month_in_which_it_was_entered_where_the_form_says_so() {
    let (folder, office) = community(60);
    count_late(&office);
    send(&office, "2026-10", "");
    let sent = whole(&made(&office, "2026-10"), "期末");
    late_newborn(&office, "2026-10-20");
    assert!(
        today(&office).contains("2026年10月社区月报上报以后有变动，会计入下一期的补报"),
        "{}",
        today(&office)
    );
    let office = on(&folder, office, "2026-12-03");
    let born = whole(&made(&office, "2026-11"), "出生");
    newborn(&office, "赵十一", "2026-11-10");
    let november = made(&office, "2026-11");
    assert!(november["earlier"]["words"].as_str().unwrap().contains("补报"));
    let figures = ["期初", "补报", "出生"].map(|column| whole(&november, column));
    assert_eq!(figures, [sent, 1, born + 1], "who came late is no birth of November");
    assert!(are_right(&november), "{}", november["checks"]);
    let notes = sheet(&november, "人口变动表")["notes"].to_string();
    assert!(notes.contains("增 1 人，减 0 人"), "{notes}");
    let changes = sheet(&november, "人口变动表");
    let row = changes["rows"].as_array().unwrap().len() - 1;
    let column = changes["columns"].as_array().unwrap().iter().position(|c| c == "补报").unwrap();
    let mut asked = of("2026-11");
    (asked["section"], asked["row"], asked["column"]) = (json!("changes"), json!(row), json!(column));
    let behind = office.call("list_behind", asked).unwrap();
    assert_eq!((&behind["total"], &behind["items"][0]["name"]), (&json!(1), &json!("王小满")));
    assert_eq!(behind["items"][0]["detail"], "10月20日 出生");
    assert_eq!(behind["says_age"], false);

    // Once a paper holds it nobody is asked again, and October stays as it was sent.
    send(&office, "2026-11", "");
    assert!(!today(&office).contains("上报以后有变动"), "{}", today(&office));
    let [_, october] = versions(&office).try_into().unwrap();
    assert_eq!(october[1], "已上报");
    assert!(october[2].contains("已计入2026年11月的补报"), "{october:?}");
    // What comes after that is told again; of what November's paper holds nobody is told that it comes later.
    newborn(&office, "孙十", "2026-10-05");
    assert!(today(&office).contains("会计入下一期的补报"));
    let words = changed_words(&office, "2026-10");
    assert!(words.contains("审核2026年11月以前登记的，已计入2026年11月的补报"), "{words}");
    assert!(words.ends_with("那以后登记的，会计入下一期的补报"), "{words}");
    // And the words of November tell whom its paper holds, and not who came after it.
    let november = made(&office, "2026-11");
    let notes = sheet(&november, "人口变动表")["notes"].to_string();
    assert!(notes.contains("增 1 人，减 0 人") && !notes.contains("增 2 人"), "{notes}");
    assert!(notes.contains("这一期审核以后才登记的，不在其中"), "{notes}");
}

#[test]
fn a_correction_goes_up_with_those_of_the_months_that_opened_with_its_figures() {
    let (_folder, office) = community(60);
    send(&office, "2026-09", "");
    send(&office, "2026-10", "");
    let before = whole(&made(&office, "2026-10"), "期初");
    late_newborn(&office, "2026-09-20");
    assert_eq!(review(&office, "2026-10", "少一人").unwrap_err(), "report.earlier_changed");
    let september = review(&office, "2026-09", "补登一名新生儿").unwrap();
    let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap()["reports"].clone();
    let october = all
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["period"] == "2026-10" && r["state"] == "reviewed")
        .expect("October's correction was reviewed with it");
    let reason = october["reason"].as_str().unwrap();
    assert!(reason.contains("补登一名新生儿") && !reason.contains("本期"), "{reason}");
    let refused = office.call("submit_report", json!({ "id": october["id"] })).unwrap_err();
    assert_eq!(refused[0].code, "report.earlier_first", "papers at the street office follow one another");
    office.call("submit_report", json!({ "id": september })).unwrap();
    let states: Vec<_> =
        versions(&office).into_iter().map(|[period, state, _]| format!("{period} {state}")).collect();
    assert_eq!(
        states,
        [
            "2026-10 更正版（第 2 版）已上报",
            "2026-10 已上报",
            "2026-09 更正版（第 2 版）已上报",
            "2026-09 已上报"
        ]
    );
    let [september, october] = ["2026-09", "2026-10"].map(|period| made(&office, period));
    assert_eq!(whole(&october, "期初"), before + 1);
    assert_eq!(whole(&september, "期末"), whole(&october, "期初"));
    assert_eq!((&september["differences"], &october["differences"]), (&json!([]), &json!([])));
}

/// A correction that is made along with an earlier one says so where it counts late entries of its own too.
#[test]
fn a_correction_made_along_names_what_came_late_for_its_own_month() {
    let (_folder, office) = community(60);
    send(&office, "2026-09", "");
    send(&office, "2026-10", "");
    late_newborn(&office, "2026-09-20");
    newborn(&office, "赵十一", "2026-10-10");
    review(&office, "2026-09", "补登一名新生儿").unwrap();
    let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap()["reports"].clone();
    let october = all.as_array().unwrap().iter().find(|r| r["period"] == "2026-10" && r["version"] == 2);
    assert_eq!(
        october.expect("October's correction")["reason"],
        "期初随2026年9月更正：补登一名新生儿；并计入本期上报以后登记和更正的变动"
    );
}

/// Papers that were corrected in one act have one time: who came late stands in the first of them.
#[test]
fn what_came_late_is_told_to_stand_in_the_paper_that_counts_it_after_a_correction_too() {
    let (_folder, office) = community(60);
    count_late(&office);
    send(&office, "2026-08", "");
    late_newborn(&office, "2026-08-20");
    send(&office, "2026-09", "");
    send(&office, "2026-10", "");
    assert!(changed_words(&office, "2026-08").contains("已计入2026年9月的补报"));
    newborn(&office, "赵十一", "2026-09-10");
    send(&office, "2026-09", "补登一名新生儿");
    let taken_along = versions(&office).iter().filter(|v| v[1].starts_with("更正版")).count();
    assert_eq!(taken_along, 2, "September and October: {:?}", versions(&office));
    assert!(changed_words(&office, "2026-08").contains("已计入2026年9月的补报"), "{:?}", versions(&office));
}

#[test]
fn what_is_printed_of_a_month_is_what_was_sent_and_a_draft_says_so() {
    let (folder, office) = community(40);
    let leaving = json!({ "what": "report", "form": "monthly", "period": "2026-10" });
    let saved = |ending: &str| {
        let file = suite::out(folder.path()).join(format!("月报.{ending}"));
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
        file
    };
    let text = || pdf_text(&saved("pdf")).split_whitespace().collect::<String>();
    let hash = |file: &Path| {
        let sum = std::process::Command::new("sha256sum").arg(file).output().unwrap();
        String::from_utf8(sum.stdout).unwrap()
    };
    assert!(text().contains("（草稿）"), "{}", text());
    let title = suite::sheet(&saved("xlsx")).remove(0).remove(0);
    assert!(title.as_str().unwrap().ends_with("（草稿）"), "{title}");
    // What was reviewed is printed to be signed: it is no draft any more, unless its figures are other ones now.
    let id = review(&office, "2026-10", "").unwrap();
    assert!(!text().contains("草稿"));
    let late = late_newborn(&office, "2026-10-20");
    assert!(text().contains("（草稿）"));
    office.call("undo_act", json!({ "act_id": late["act_id"] })).unwrap();
    let sent = office.call("submit_report", json!({ "id": id })).unwrap()["report"].clone();
    late_newborn(&office, "2026-10-20");
    for (ending, kept) in [("xlsx", "workbook_sha256"), ("pdf", "pages_sha256")] {
        assert!(hash(&saved(ending)).starts_with(sent[kept].as_str().unwrap()), "the file that was sent");
    }
    let looked = office.call("preview_pages", json!({ "leaving": leaving })).unwrap();
    let kept = json!({ "what": "filed_report", "id": id });
    assert_eq!(looked, office.call("preview_pages", json!({ "leaving": kept })).unwrap());
    // A report over it quotes what was sent.
    let paper = office.call("draft_paper", of("2026-10")).unwrap()["body"].clone();
    let closing = whole(&made(&office, "2026-10"), "期末") - 1;
    assert!(paper.as_str().unwrap().contains(&format!("期末{closing}人")), "{paper}");
    // The correction takes its place once it was sent.
    let second = review(&office, "2026-10", "补登一名新生儿").unwrap();
    assert!(!text().contains("更正版"));
    office.call("submit_report", json!({ "id": second })).unwrap();
    assert!(text().contains("（更正版）") && !text().contains("草稿"));
}

#[test]
fn what_happened_since_is_told_by_its_effect_all_of_it_and_nothing_else() {
    let (_folder, office) = community(40);
    let child = newborn(&office, "钱小雨", "2026-10-02")["id"].clone();
    send(&office, "2026-10", "");
    // What makes no figure of October: a new grid, who came in November, a sex put wrong and right again, a note on a card.
    let grid = json!({ "table": "grids", "id": null, "revision": 0, "values": { "name": "新网格", "grid_no": "99", "grid_worker": "吴工" } });
    office.call("save_place", grid).unwrap();
    newborn(&office, "赵十一", "2026-11-02");
    for (key, value) in [("sex", "1"), ("remark", "常去外婆家"), ("sex", "2")] {
        let card = office.call("get_person", json!({ "id": child })).unwrap();
        let mut values = card["values"].clone();
        values[key] = json!(value);
        let request = json!({ "id": child, "revision": card["revision"], "values": values });
        office.call("update_person", request).unwrap();
    }
    let report = made(&office, "2026-10");
    assert_eq!((&report["differences"], &report["events"]), (&json!([]), &json!([])));
    assert!(!today(&office).contains("上报以后有变动"), "{}", today(&office));

    // More than any list of thirty holds.
    for n in 0..35u32 {
        let name = format!("王{}", char::from_u32(0x4E00 + n).unwrap());
        newborn(&office, &name, &format!("2026-10-{:02}", 1 + n % 28));
    }
    let events = made(&office, "2026-10")["events"].clone();
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), 35);
    for (event, n) in events.iter().zip((0..35u32).rev()) {
        let rows = event["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{event}");
        assert_eq!(rows[0]["on"], format!("2026-10-{:02}", 1 + n % 28), "the day of the birth: {event}");
        assert_eq!(rows[0]["detail"], "出生");
        assert_eq!(rows[0]["opens"]["page"], "person");
        assert!(rows[0]["opens"]["movement"].as_u64().unwrap() > 0, "{event}");
        assert!(event["said"].as_str().unwrap().contains(rows[0]["name"].as_str().unwrap()));
    }
}

#[test]
fn an_import_that_reaches_into_a_month_that_was_sent_opens_to_its_people() {
    let t = TestLedger::new();
    t.building("3");
    t.head("林海", &number("19550303", 51), t.dwelling("3-1-101"));
    let review = t.call("review_report", of("2026-10"));
    t.call("submit_report", json!({ "id": review["report"]["id"] }));
    let row = |name: &str, n: u32, place: &str| format!("{name}\t{}\t{place}", number("19700101", n));
    let rows = [row("高峰", 61, "3-1-102"), row("高山", 63, "3-1-201"), row("水秀", 64, "3-1-202")];
    let text = format!("姓名\t身份证号码\t住址\n{}\n", rows.join("\n"));
    let source = json!({ "from": "text", "text": text });
    let view = t.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }));
    plan_with(&t, &view, json!({ "opening_on": "2026-09-15" }));
    commit(&t, &view);
    let report = t.call("make_report", of("2026-10"));
    let events = report["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "one import is one act: {events:?}");
    let rows = events[0]["rows"].as_array().unwrap();
    let mut names: Vec<&str> = rows.iter().map(|r| r["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    let mut wanted = ["高峰", "高山", "水秀"];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    for row in rows {
        assert_eq!((&row["on"], &row["opens"]["page"]), (&json!("2026-09-15"), &json!("person")), "{row}");
    }
}

/// Nothing that a write leaves alone is counted again, and what it touches is: the first page and the list follow each act.
#[test]
fn what_is_told_of_sent_months_follows_every_act() {
    let (_folder, office) = community(40);
    let child = newborn(&office, "钱小雨", "2026-10-02")["id"].clone();
    let id = send(&office, "2026-10", "");
    let is_told = || {
        let (today, listed) =
            (today(&office).contains("上报以后有变动"), !versions(&office)[0][2].is_empty());
        assert_eq!(today, listed, "the first page and the list say the same");
        today
    };
    let write_card = |key: &str, value: &str| {
        let card = office.call("get_person", json!({ "id": child })).unwrap();
        let mut values = card["values"].clone();
        values[key] = json!(value);
        let request = json!({ "id": child, "revision": card["revision"], "values": values });
        office.call("update_person", request).unwrap()["act_id"].clone()
    };
    let undo = |act: &Value| office.call("undo_act", json!({ "act_id": act })).unwrap()["act_id"].clone();
    assert!(!is_told());
    let late = late_newborn(&office, "2026-10-20")["act_id"].clone();
    assert!(is_told());
    write_card("remark", "常去外婆家");
    assert!(is_told(), "a note on a card changes nothing of it");
    let back = undo(&late);
    assert!(!is_told());
    write_card("remark", "常去奶奶家");
    assert!(!is_told());
    undo(&back);
    assert!(is_told());
    // What came back is no report in force; its correction follows the ledger.
    office.call("return_report", json!({ "id": id, "reason": "少一人" })).unwrap();
    assert!(!today(&office).contains("上报以后有变动"));
    send(&office, "2026-10", "补登一名新生儿");
    assert!(!is_told());
}

/// A correction of July goes with those of three months after it: whoever searches meanwhile does not wait for all of them.
#[test]
fn the_office_works_on_while_papers_are_made() {
    let (_folder, office) = community(60);
    for month in ["2026-07", "2026-08", "2026-09", "2026-10"] {
        send(&office, month, "");
    }
    late_newborn(&office, "2026-07-20");
    std::thread::scope(|scope| {
        let reviewing = scope.spawn(|| review(&office, "2026-07", "补登一名新生儿"));
        while !reviewing.is_finished() {
            office.call("find", json!({ "text": "王", "limit": 5 })).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        reviewing.join().unwrap().unwrap();
    });
    let waiting = versions(&office).into_iter().filter(|[_, state, _]| state.ends_with("已审核"));
    let waiting: Vec<String> = waiting.map(|[period, ..]| period).collect();
    assert_eq!(waiting, ["2026-10", "2026-09", "2026-08", "2026-07"]);
}

/// What stands in a paper as an earlier one told it opens to whom that one counted; where it kept only how many, and something
/// came late, it says so and opens to nobody else.
#[test]
fn a_figure_that_was_sent_opens_to_whom_it_counted_and_to_nobody_else() {
    let (folder, office) = community(60);
    count_late(&office);
    let asked = |office: &Office, period: &str, section: &str, row: Value, column: usize| {
        let mut request = of(period);
        (request["section"], request["row"], request["column"]) = (json!(section), row, json!(column));
        office.call("list_behind", request).map_err(|faults| faults[0].code.clone())
    };
    let told = |behind: Value| -> Vec<(u64, String)> {
        let item = |i: &Value| (i["opens"]["id"].as_u64().unwrap(), i["detail"].as_str().unwrap().to_owned());
        behind["items"].as_array().unwrap().iter().map(item).collect()
    };
    let present = |period: &str| -> Vec<u64> {
        let all = asked(&office, period, "population", Value::Null, 2).unwrap();
        told(all).into_iter().map(|(id, _)| id).collect()
    };
    let (before, after) = (present("2026-09"), present("2026-10"));
    let both: Vec<u64> = before.into_iter().filter(|id| after.contains(id)).take(2).collect();
    let join = |person: u64, on: &str| {
        let values = json!({ "person_id": person, "group_kind": "lost_only_child", "joined_on": on });
        let added = office.call("add_row", json!({ "register": "group_members", "values": values }));
        added.unwrap()["id"].clone()
    };
    let row = join(both[0], "2026-09-10");
    send(&office, "2026-10", "");
    join(both[1], "2026-10-05");
    office.call("delete_records", json!({ "table": "group_members", "ids": [row] })).unwrap();

    let office = on(&folder, office, "2026-12-03");
    let november = made(&office, "2026-11");
    let line = |sheet_name: &str, name: &str| {
        let rows = sheet(&november, sheet_name)["rows"].as_array().unwrap();
        json!(rows.iter().position(|row| row[0] == name).unwrap())
    };
    let joined = line("重点人群汇总表", "计生特殊家庭");
    let sent = told(asked(&office, "2026-11", "groups", joined.clone(), 1).unwrap());
    assert!(sent.iter().any(|(id, _)| *id == both[0]) && sent.iter().all(|(id, _)| *id != both[1]));
    let groups = sheet(&november, "重点人群汇总表");
    let at = usize::try_from(joined.as_u64().unwrap()).unwrap();
    assert_eq!(i32::try_from(sent.len()).unwrap(), figure(groups, Some(at), "上期数"));
    assert_eq!((&groups["columns"][2], &groups["opens"][2]), (&json!("补报"), &json!(true)));
    let mut late = told(asked(&office, "2026-11", "groups", joined, 2).unwrap());
    late.sort();
    let mut wanted = vec![(both[0], "减少".to_owned()), (both[1], "增加".to_owned())];
    wanted.sort();
    assert_eq!(late, wanted);

    // Nothing came late of men and women: they are those of the paper.
    let women = line("人口比较表", "女");
    let of_paper = asked(&office, "2026-11", "comparison", women.clone(), 2).unwrap();
    assert_eq!(
        of_paper["total"].to_string(),
        sheet(&november, "人口比较表")["rows"][women.as_u64().unwrap() as usize][2].as_str().unwrap()
    );
    let late = late_newborn(&office, "2026-10-20")["id"].as_u64().unwrap();
    for column in [2, 3] {
        let refused = asked(&office, "2026-11", "comparison", women.clone(), column);
        assert_eq!(refused.unwrap_err(), "report.people_unknown");
    }
    let all = asked(&office, "2026-11", "comparison", line("人口比较表", "总人口"), 2).unwrap();
    assert_eq!(all["total"].to_string(), sheet(&november, "人口比较表")["rows"][1][2].as_str().unwrap());
    let more = told(asked(&office, "2026-11", "comparison", line("人口比较表", "总人口"), 3).unwrap());
    assert!(more.contains(&(late, "增加".to_owned())), "{more:?}");
    let month = |name: &str| asked(&office, "2026-11", "trend", line("近十二个月人口表", name), 1);
    assert_eq!(month("2026年10月").unwrap_err(), "report.people_unknown");
    assert!(month("2026年9月").is_ok(), "nothing of it came late");
}

/// Mends the day of somebody's birth.
fn move_birth(office: &Office, person: &Value, on: &str) {
    let entry = office.call("get_person", json!({ "id": person })).unwrap()["timeline"][0].clone();
    let told = json!({
        "kind": entry["kind"], "happened_on": on, "place": entry["place"], "reason": entry["reason"],
    });
    let asked = json!({
        "movement_id": entry["movement_id"], "revision": entry["revision"], "movement": told,
        "standing": entry["said"], "id_number": null,
    });
    office.call("correct_movement", asked).unwrap();
}

fn set_late(office: &Office, word: &str) {
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    form["late"] = json!(word);
    office.call("save_report_form", form).unwrap();
}

/// What is said in the list of periods of the newest version of one.
fn changed_words(office: &Office, period: &str) -> String {
    versions(office).into_iter().find(|version| version[0] == period).map(|[.., words]| words).unwrap()
}

/// 近十二个月人口表 says of a month what its correction says, though the paper of the month before quoted the older version;
/// and a paper that was right when it was made stays right.
#[test]
fn a_month_is_quoted_as_it_lies_at_the_street_office_now() {
    let (_folder, office) = community(60);
    let child = newborn(&office, "钱小雨", "2026-08-10")["id"].clone();
    for month in ["2026-07", "2026-08", "2026-09"] {
        send(&office, month, "");
    }
    let july_in = |period: &str| {
        let report = made(&office, period);
        let rows = sheet(&report, "近十二个月人口表")["rows"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row[0] == "2026年7月").unwrap()
    };
    let before = july_in("2026-07");
    move_birth(&office, &child, "2026-07-20");
    // Beforehand it is told which later papers go with the correction: August closes as it closed, so September stays.
    assert_eq!(made(&office, "2026-07")["anew"], json!(["2026年8月"]));
    send(&office, "2026-07", "出生日期登记错了");
    let july = july_in("2026-07");
    assert_ne!(july, before);
    assert_eq!(july_in("2026-10"), july);
    send(&office, "2026-10", "");
    assert_eq!(july_in("2026-10"), july);
    assert_eq!(made(&office, "2026-10")["differences"], json!([]));
    assert_eq!(changed_words(&office, "2026-10"), "", "a right report is not called wrong");
}

/// 今天 names every overdue month, the oldest first, and 登记已上报 asks before a month is passed over.
#[test]
fn every_overdue_month_is_named_and_none_is_passed_over_without_a_word() {
    let (_folder, office) = community(40);
    send(&office, "2026-05", "");
    let due = office.call("get_today", json!({})).unwrap()["due"].clone();
    let lines: Vec<&str> = due
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .filter(|text| text.contains("社区月报"))
        .collect();
    let begins = ["2026年6月社区月报已逾期", "2026年7月社区月报已逾期", "2026年8月社区月报已逾期"];
    assert_eq!(lines.len(), 5, "{lines:?}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line}");
    }
    assert_eq!(lines[3], "社区月报还有 1 期逾期没上报");
    assert!(lines[4].starts_with("2026年10月社区月报请在 11 月 5 日前上报"), "{}", lines[4]);
    let id = review(&office, "2026-10", "").unwrap();
    let refused = office.call("submit_report", json!({ "id": id })).unwrap_err();
    assert_eq!(refused[0].code, "report.earlier_unsent");
    assert!(refused[0].message.starts_with("2026年9月的还没有上报"), "{}", refused[0].message);
    office.call("submit_report", json!({ "id": id, "leaves_gap": true })).unwrap();
}

/// With 补报 an act is named only where it changes a figure of the month, and what changes no closing is in no 补报 and is not
/// promised to be.
#[test]
fn an_act_is_named_only_where_it_changes_a_figure_of_that_month() {
    let (_folder, office) = community(60);
    count_late(&office);
    let child = newborn(&office, "钱小雨", "2026-08-10")["id"].clone();
    for month in ["2026-07", "2026-08", "2026-09"] {
        send(&office, month, "");
    }
    move_birth(&office, &child, "2026-07-20");
    assert!(!today(&office).contains("会计入下一期的补报"), "September ends as it ended: {}", today(&office));
    assert!(changed_words(&office, "2026-07").contains("以后各期的期末不受影响"));
    let late = newborn(&office, "孙十", "2026-08-15")["id"].clone();
    let named = |period: &str| made(&office, period)["events"].to_string();
    assert!(named("2026-08").contains("钱小雨") && named("2026-08").contains("孙十"));
    assert!(
        named("2026-09").contains("孙十") && !named("2026-09").contains("钱小雨"),
        "{}",
        named("2026-09")
    );
    assert!(today(&office).contains("2026年8月社区月报上报以后有变动，会计入下一期的补报"));
    assert!(!today(&office).contains("2026年7月社区月报"));
    assert_eq!(whole(&made(&office, "2026-10"), "补报"), 1);
    send(&office, "2026-10", "");
    assert!(!today(&office).contains("上报以后有变动"), "{}", today(&office));
    assert!(changed_words(&office, "2026-08").contains("已计入2026年10月的补报"));
    assert!(changed_words(&office, "2026-07").contains("以后各期的期末不受影响"));
    // What comes after October's paper is not in it, be it that it changes no closing.
    let card = office.call("get_person", json!({ "id": late })).unwrap();
    let mut values = card["values"].clone();
    values["sex"] = json!("1");
    let request = json!({ "id": late, "revision": card["revision"], "values": values });
    office.call("update_person", request).unwrap();
    let words = changed_words(&office, "2026-08");
    assert!(words.contains("审核2026年10月以前登记的，已计入2026年10月的补报"), "{words}");
    assert!(words.ends_with("那以后登记的，以后各期的期末不受影响，不计补报"), "{words}");
}

/// A form that counts what comes late, and one that does not any more, change nothing of what is seen of a month that was sent.
#[test]
fn a_month_is_shown_and_judged_by_the_form_as_it_was_when_it_was_sent() {
    let (_folder, office) = community(60);
    send(&office, "2026-08", "");
    send(&office, "2026-09", "");
    late_newborn(&office, "2026-08-20");
    set_late(&office, "counted");
    let has_late =
        |report: &Value| sheet(report, "人口变动表")["columns"].as_array().unwrap().contains(&json!("补报"));
    let september = made(&office, "2026-09");
    assert!(!has_late(&september), "it was sent without");
    assert!(are_right(&september), "{}", september["checks"]);
    let october = made(&office, "2026-10");
    assert_eq!(whole(&october, "补报"), 1);
    send(&office, "2026-10", "");
    set_late(&office, "correction");
    let october = made(&office, "2026-10");
    assert_eq!((whole(&october, "补报"), &october["differences"]), (1, &json!([])));
    assert!(are_right(&october), "{}", october["checks"]);
    assert!(are_right(&made(&office, "2026-09")));
    assert!(!today(&office).contains("请做更正版"), "October's 补报 has it: {}", today(&office));
    assert!(changed_words(&office, "2026-08").contains("已计入2026年10月的补报"));
    assert!(!has_late(&made(&office, "2026-11")), "what is not sent yet follows the form");
}

/// The clock went back behind what was sent: the first page and the reports open, and the clock is what is told.
#[test]
fn months_that_lie_after_today_are_still_listed_and_compared() {
    let (folder, office) = community(40);
    send(&office, "2026-09", "");
    send(&office, "2026-10", "");
    late_newborn(&office, "2026-10-20");
    let office = on(&folder, office, "2025-06-01");
    assert!(today(&office).contains("电脑的日期是 2025-06-01"), "{}", today(&office));
    assert!(changed_words(&office, "2026-10").contains("请做更正版"));
    let october = made(&office, "2026-10");
    assert_ne!(october["differences"], json!([]));
    assert_eq!(october["is_over"], true);
    assert_eq!(review(&office, "2026-10", "补登一名新生儿").unwrap_err(), "clock.set_back");
    let refused = office.call("make_report", of("2026-11")).unwrap_err();
    assert_eq!(refused[0].code, "date.in_future", "of which nothing was sent");
}

/// 现在有 N 个数字不同 counts the line of the whole community in 人口统计表 too.
#[test]
fn the_line_of_the_whole_is_among_the_figures_that_differ() {
    let (_folder, office) = community(40);
    send(&office, "2026-10", "");
    let people = |report: &Value| figure(sheet(report, "人口统计表"), None, "总人口");
    let before = people(&made(&office, "2026-10"));
    late_newborn(&office, "2026-10-20");
    let report = made(&office, "2026-10");
    let wanted = json!({
        "sheet": "人口统计表", "row": "全社区", "column": "总人口",
        "before": before.to_string(), "after": people(&report).to_string(),
    });
    assert!(report["differences"].as_array().unwrap().contains(&wanted), "{}", report["differences"]);
    assert_eq!(sheet(&report, "人口统计表")["sums"][0], "全社区");
}

/// A birth that was mended, and one whose entry was undone, are one thing each: told once, by the day of the birth.
#[test]
fn a_birth_that_was_mended_or_undone_is_told_once() {
    let (_folder, office) = community(40);
    let mended = newborn(&office, "钱小雨", "2026-10-02")["id"].clone();
    let undone = newborn(&office, "孙十", "2026-10-05")["act_id"].clone();
    send(&office, "2026-10", "");
    move_birth(&office, &mended, "2026-09-20");
    office.call("undo_act", json!({ "act_id": undone })).unwrap();
    let events = made(&office, "2026-10")["events"].clone();
    let row = |row: &Value| ["name", "on", "detail"].map(|key| row[key].as_str().unwrap().to_owned());
    let told: Vec<_> = events.as_array().unwrap().iter().map(|e| &e["rows"]).collect();
    let told: Vec<Vec<_>> = told.iter().map(|r| r.as_array().unwrap().iter().map(row).collect()).collect();
    let wanted =
        [[["孙十", "2026-10-05", "撤回出生"]], [["钱小雨", "2026-09-20", "出生（原来是 2026-10-02 出生）"]]];
    assert_eq!(told, wanted);
}

/// What is said of a version after each step is what the list says of it.
#[test]
fn a_version_is_in_force_from_the_moment_it_is_sent_until_it_comes_back() {
    let (_folder, office) = community(40);
    let mut request = of("2026-10");
    request["reason"] = json!("");
    let reviewed = office.call("review_report", request).unwrap()["report"].clone();
    let id = &reviewed["id"];
    let sent = office.call("submit_report", json!({ "id": id })).unwrap()["report"].clone();
    let back = office.call("return_report", json!({ "id": id, "reason": "少一人" })).unwrap();
    let is_in_force = [&reviewed, &sent, &back["report"]].map(|report| report["is_in_force"].clone());
    assert_eq!(is_in_force, [false, true, false]);
}

/// A movement whose day and kind are right, and which said a wrong thing of the hukou, is not told to have been what it is.
#[test]
fn a_movement_that_was_mended_on_its_own_day_says_what_was_mended() {
    let (_folder, office) = community(40);
    let child = newborn(&office, "钱小雨", "2026-08-10")["id"].clone();
    let out =
        |hukou: &str| json!({ "hukou": { "to": hukou }, "living": { "to": "nowhere" }, "dwelling_id": null });
    let told = json!({ "kind": "moved_out", "happened_on": "2026-10-20", "place": "", "reason": "" });
    let request = json!({ "person_ids": [child], "movement": told, "standing": out("nowhere") });
    office.call("record_movement", request).unwrap();
    send(&office, "2026-10", "");
    let entry = office.call("get_person", json!({ "id": child })).unwrap()["timeline"][0].clone();
    let mended = json!({
        "movement_id": entry["movement_id"], "revision": entry["revision"], "movement": told,
        "standing": out("unchanged"), "id_number": null,
    });
    office.call("correct_movement", mended).unwrap();
    let events = made(&office, "2026-10")["events"].clone();
    let told = events[0]["rows"].to_string();
    assert!(told.contains("（更正了户籍、居住或住址）") && !told.contains("原来是"), "{told}");
}
