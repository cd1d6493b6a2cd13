//! 社区月报 against a second computation from the list of movements that shares no code with the product, read back from
//! the files by other programs.

use rusqlite::Connection;
use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::collections::HashMap;
use std::path::Path;

const TODAY: &str = "2026-11-03";

pub fn community(households: u32) -> (tempfile::TempDir, Office) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::of_folder(folder.path(), Clock { fixed: TODAY.parse().ok() });
    practice::make(&office, folder.path(), households, 3).unwrap();
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    (folder, office)
}

/// A person as the second computation sees one: the movements in order, sex and birth.
struct Life {
    /// Day, kind, hukou household, living household, dwelling.
    steps: Vec<(String, String, Option<i64>, Option<i64>)>,
    sex: String,
    birth: String,
}

impl Life {
    /// Whether the person belonged to the community on the evening of a day.
    fn is_here(&self, on: &str) -> bool {
        let last = self.steps.iter().rfind(|s| s.0.as_str() <= on);
        last.is_some_and(|s| s.2.is_some() || s.3.is_some())
    }

    /// Full years on a day, from the texts alone.
    fn age(&self, on: &str) -> i32 {
        let year = |t: &str| t[..4].parse::<i32>().unwrap();
        year(on) - year(&self.birth) - i32::from(on[5..] < self.birth[5..])
    }
}

/// The ledger beside the program.
fn ledger(folder: &Path) -> Connection {
    let keys = vault::KeyFile::read(&folder.join("keys.json")).unwrap();
    let key = keys.open_with_any_password(practice::PRACTICE_PASSWORD).unwrap().0.as_hex().to_string();
    let conn = Connection::open(folder.join("ledger.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{key}'")).unwrap();
    conn
}

fn lives(folder: &Path) -> Vec<Life> {
    let conn = ledger(folder);
    let mut people: HashMap<i64, Life> = HashMap::new();
    let mut statement =
        conn.prepare("SELECT id, sex, birth_date FROM people WHERE deleted_at IS NULL").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let life = Life { steps: Vec::new(), sex: row.get(1).unwrap(), birth: row.get(2).unwrap() };
        people.insert(row.get(0).unwrap(), life);
    }
    let sql = "SELECT person_id, happened_on, kind, hukou_household_id, living_household_id, hukou_change, living_change
        FROM movements WHERE deleted_at IS NULL ORDER BY happened_on, id";
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let person: i64 = row.get(0).unwrap();
        let steps = &mut people.get_mut(&person).unwrap().steps;
        // What a movement does not say stays as it was.
        let (hukou, living) = steps.last().map_or((None, None), |s| (s.2, s.3));
        let follow = |at: usize, before: Option<i64>| -> Option<i64> {
            let change: String = row.get(at + 2).unwrap();
            if change == "kept" { before } else { row.get(at).unwrap() }
        };
        let step = (row.get(1).unwrap(), row.get(2).unwrap(), follow(3, hukou), follow(4, living));
        steps.push(step);
    }
    people.into_values().collect()
}

pub fn sheet<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["sheets"].as_array().unwrap().iter().find(|s| s["title"] == name).unwrap()
}

/// The figure of a column in a row, or in the last line of sums.
pub fn figure(sheet: &Value, row: Option<usize>, column: &str) -> i32 {
    let at = sheet["columns"].as_array().unwrap().iter().position(|c| c == column).unwrap();
    let cells = match row {
        Some(row) => &sheet["rows"][row],
        None => &sheet["sums"],
    };
    cells[at].as_str().unwrap().parse().unwrap()
}

/// What another program reads in a PDF.
pub fn pdf_text(file: &Path) -> String {
    let text = std::process::Command::new("pdftotext").arg(file).arg("-").output();
    String::from_utf8(text.expect("pdftotext of poppler-utils").stdout).unwrap()
}

#[test]
fn every_figure_of_a_month_agrees_with_a_second_count_from_the_movements() {
    let (folder, office) = community(300);
    let lives = lives(folder.path());
    for (month, first, last, before) in [
        ("2026-10", "2026-10-01", "2026-10-31", "2026-09-30"),
        ("2025-02", "2025-02-01", "2025-02-28", "2025-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-01-31"),
    ] {
        let report = office.call("make_report", json!({ "form": "monthly", "period": month })).unwrap();
        let checks = report["checks"].as_array().unwrap();
        assert!(checks.len() > 8 && checks.iter().all(|c| c["is_right"] == true), "{checks:?}");
        let here: Vec<&Life> = lives.iter().filter(|l| l.is_here(last)).collect();
        let of =
            |fits: &dyn Fn(&Life) -> bool| i32::try_from(here.iter().filter(|l| fits(l)).count()).unwrap();
        let people = sheet(&report, "人口统计表");
        assert_eq!(figure(people, None, "总人口"), of(&|_| true), "{month}");
        assert_eq!(figure(people, None, "男"), of(&|l| l.sex == "1"), "{month}");
        for (band, from, to) in
            [("0–6", 0, 6), ("18–34", 18, 34), ("60–64", 60, 64), ("80–89", 80, 89), ("100以上", 100, 999)]
        {
            let count = of(&|l| (from..=to).contains(&l.age(last)));
            assert_eq!(figure(people, None, band), count, "{month} {band}");
        }
        // The lines of grids add up to the last one.
        for column in ["总户数", "总人口", "女", "党员", "35–59"] {
            let rows = people["rows"].as_array().unwrap().len();
            let sum: i32 = (0..rows).map(|row| figure(people, Some(row), column)).sum();
            assert_eq!(sum, figure(people, None, column), "{month} {column}");
        }
        let changes = sheet(&report, "人口变动表");
        let all = Some(changes["rows"].as_array().unwrap().len() - 1);
        let opening = i32::try_from(lives.iter().filter(|l| l.is_here(before)).count()).unwrap();
        assert_eq!(figure(changes, all, "期初"), opening, "{month}");
        assert_eq!(figure(changes, all, "期末"), of(&|_| true), "{month}");
        let died =
            lives.iter().flat_map(|l| &l.steps).filter(|s| s.1 == "died" && *s.0 >= *first && *s.0 <= *last);
        assert_eq!(figure(changes, all, "死亡"), i32::try_from(died.count()).unwrap(), "{month}");
        let born =
            lives.iter().flat_map(|l| &l.steps).filter(|s| s.1 == "born" && *s.0 >= *first && *s.0 <= *last);
        assert_eq!(figure(changes, all, "出生"), i32::try_from(born.count()).unwrap(), "{month}");
        let compared = sheet(&report, "人口比较表");
        assert_eq!(compared["rows"][1][0], "总人口");
        assert_eq!(figure(compared, Some(1), "上月末"), opening);
        assert_eq!(figure(compared, Some(1), "比上月增减"), of(&|_| true) - opening);
    }
}

#[test]
fn behind_every_figure_stand_as_many_as_it_says() {
    let (_folder, office) = community(90);
    let mut opened = 0;
    for (form, period) in [("monthly", "2026-10"), ("quarterly", "2026-Q3"), ("yearly", "2025")] {
        let report = office.call("make_report", json!({ "form": form, "period": period })).unwrap();
        let checks = report["checks"].as_array().unwrap();
        assert!(checks.iter().all(|c| c["is_right"] == true), "{form} {checks:?}");
        for sheet in report["sheets"].as_array().unwrap() {
            let rows = sheet["rows"].as_array().unwrap();
            let lines = rows.iter().enumerate().map(|(i, row)| (json!(i), row));
            let sums =
                (!sheet["sums"].as_array().unwrap().is_empty()).then_some((Value::Null, &sheet["sums"]));
            for (row, cells) in lines.chain(sums) {
                for (column, cell) in cells.as_array().unwrap().iter().enumerate() {
                    let (Ok(figure), true) =
                        (cell.as_str().unwrap().parse::<i64>(), sheet["opens"][column] == true)
                    else {
                        continue;
                    };
                    let asked = json!({ "form": form, "period": period, "section": sheet["section"], "row": row, "column": column });
                    let behind = office.call("list_behind", asked).unwrap();
                    let title = sheet["columns"][column].as_str().unwrap();
                    let items = behind["items"].as_array().unwrap();
                    let counted = if title.contains("增减") {
                        // Who came less who went.
                        let told = |word: &str| items.iter().filter(|i| i["detail"] == word).count();
                        if sheet["rows"][0] == *cells {
                            continue;
                        }
                        i64::try_from(told("增加")).unwrap() - i64::try_from(told("减少")).unwrap()
                    } else if title == "本期应走访次数" {
                        let times = |i: &Value| {
                            i["detail"]
                                .as_str()
                                .unwrap()
                                .replace(|c: char| !c.is_ascii_digit(), "")
                                .parse::<i64>()
                                .unwrap_or(0)
                        };
                        items.iter().map(times).sum()
                    } else {
                        behind["total"].as_i64().unwrap()
                    };
                    assert_eq!(counted, figure, "{form} {} {} {title}", sheet["title"], cells[0]);
                    opened += 1;
                }
            }
        }
    }
    assert!(opened > 400, "{opened}");
}

#[test]
fn a_form_of_the_office_has_its_sections_titles_bands_and_signatures() {
    let (folder, office) = community(60);
    let forms = office.call("list_report_forms", json!({})).unwrap();
    assert_eq!(forms["forms"].as_array().unwrap().len(), 3);
    let mut form = forms["forms"][0].clone();
    form["title"] = json!("人口月报");
    form["id"] = json!(0);
    form["bands"] = json!([{ "from": 0, "to": 14 }, { "from": 15, "to": 59 }, { "from": 60, "to": null }]);
    form["signatures"] = json!(["制表", "网格长"]);
    form["sections"] = json!([
        { "key": "changes", "title": "人口增减情况", "is_on": true },
        { "key": "population", "title": "", "is_on": true },
    ]);
    for known in forms["sections"].as_array().unwrap() {
        if !["changes", "population"].contains(&known["key"].as_str().unwrap()) {
            let off = json!({ "key": known["key"], "title": "", "is_on": false });
            form["sections"].as_array_mut().unwrap().push(off);
        }
    }
    office.call("save_report_form", form.clone()).unwrap();
    let code =
        |command: &str, request: &Value| office.call(command, request.clone()).unwrap_err()[0].code.clone();
    assert_eq!(code("save_report_form", &form), "report.name_taken");
    let mut odd = form.clone();
    odd["title"] = json!("另一种");
    odd["bands"] = json!([{ "from": 0, "to": 14 }, { "from": 16, "to": null }]);
    assert_eq!(code("save_report_form", &odd), "report.bands_odd");
    let kept = office.call("list_report_forms", json!({})).unwrap()["forms"][3].clone();
    let key = kept["key"].clone();
    let report = office.call("make_report", json!({ "form": key, "period": "2026-10" })).unwrap();
    let titles: Vec<&str> =
        report["sheets"].as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["人口增减情况", "人口统计表"]);
    assert_eq!(report["title"], "2026年10月人口月报");
    let columns = report["sheets"][1]["columns"].as_array().unwrap();
    assert!(
        columns.contains(&json!("0–14"))
            && columns.contains(&json!("60以上"))
            && !columns.contains(&json!("0–6"))
    );
    let file = suite::out(folder.path()).join("report.pdf").display().to_string();
    let leaving = json!({ "what": "report", "form": key, "period": "2026-10" });
    office.call("export_file", json!({ "leaving": leaving, "file": file })).unwrap();
    let text = pdf_text(Path::new(&file));
    for wanted in ["人口增减情况", "网格长：", "制表："] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("单位负责人"));
    // A form that was changed by somebody else meanwhile is not written over; one that was filed stays.
    let mut changed = kept.clone();
    changed["is_sealed"] = json!(true);
    office.call("save_report_form", changed.clone()).unwrap();
    assert_eq!(code("save_report_form", &changed), "record.changed");
    office.call("review_report", json!({ "form": key, "period": "2026-10", "reason": "" })).unwrap();
    assert_eq!(code("delete_report_form", &json!({ "id": kept["id"] })), "report.form_kept");
    // Neither is it gone by an undo; a form that was never reported under is, and its key is not given again.
    let mut second = form.clone();
    second["title"] = json!("第二种");
    let added = office.call("save_report_form", second.clone()).unwrap();
    office.call("undo_act", json!({ "act_id": added["act_id"] })).unwrap();
    let again = office.call("save_report_form", second).unwrap();
    let key_of = || office.call("list_report_forms", json!({})).unwrap()["forms"][4]["key"].clone();
    assert_eq!(key_of(), "own-6");
    office.call("review_report", json!({ "form": key_of(), "period": "2026-10", "reason": "" })).unwrap();
    assert_eq!(code("undo_act", &json!({ "act_id": again["act_id"] })), "act.in_use");
    assert_eq!(code("delete_report_form", &json!({ "id": forms["forms"][0]["id"] })), "report.form_kept");
}

#[test]
fn the_files_say_what_the_window_says() {
    let (folder, office) = community(120);
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let leaving = json!({ "what": "report", "form": "monthly", "period": "2026-10" });
    let name = office.call("name_file", json!({ "leaving": leaving })).unwrap()["name"].clone();
    assert_eq!(name, "幸福社区_社区月报_2026年10月_20261103");
    let file = |ending: &str| suite::out(folder.path()).join(format!("月报.{ending}"));
    for ending in ["xlsx", "pdf"] {
        office.call("export_file", json!({ "leaving": leaving, "file": file(ending) })).unwrap();
    }
    let shown: Vec<&Value> = report["sheets"].as_array().unwrap().iter().collect();
    {
        use calamine::{Data, Reader, Xlsx, open_workbook};
        let mut book: Xlsx<_> = open_workbook(file("xlsx")).unwrap();
        let names: Vec<_> = shown.iter().map(|s| s["title"].as_str().unwrap().to_owned()).collect();
        assert_eq!(book.sheet_names(), names);
        for sheet in &shown {
            let range = book.worksheet_range(sheet["title"].as_str().unwrap()).unwrap();
            let cells: Vec<Vec<String>> = range
                .rows()
                .map(|r| {
                    r.iter()
                        .map(|c| match c {
                            Data::Float(f) => f.to_string(),
                            Data::String(t) => t.clone(),
                            _ => String::new(),
                        })
                        .collect()
                })
                .collect();
            for row in sheet["rows"].as_array().unwrap() {
                let wanted: Vec<String> =
                    row.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
                assert!(cells.iter().any(|r| r.ends_with(&wanted)), "{wanted:?} in {}", sheet["title"]);
            }
        }
        // A report is signed once, under its last sheet.
        let mut signs = |name: &String| {
            let range = book.worksheet_range(name).unwrap();
            let is_sign = |c: &&Data| matches!(c, Data::String(t) if t.starts_with("填表人："));
            range.rows().flatten().filter(is_sign).count()
        };
        let signed: Vec<usize> = names.iter().map(&mut signs).collect();
        assert!(signed.len() > 1 && signed.last() == Some(&1), "{signed:?}");
        assert_eq!(signed.iter().sum::<usize>(), 1, "{signed:?}");
    }
    let text = pdf_text(&file("pdf"));
    let words: Vec<&str> = text.split_whitespace().collect();
    for sheet in &shown {
        for cell in sheet["rows"].as_array().unwrap().iter().flat_map(|r| r.as_array().unwrap()) {
            let cell: String = cell.as_str().unwrap().split_whitespace().collect();
            assert!(words.contains(&&*cell) || text.replace([' ', '\n'], "").contains(&cell), "{cell}");
        }
    }
    let sound = std::process::Command::new("qpdf").arg("--check").arg(file("pdf")).output().expect("qpdf");
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
    let fonts = std::process::Command::new("pdffonts").arg(file("pdf")).output().unwrap();
    let fonts = String::from_utf8(fonts.stdout).unwrap();
    let lines: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(
        !lines.is_empty() && lines.iter().all(|l| l.contains("yes yes yes")),
        "embedded, cut down: {fonts}"
    );
}

#[test]
fn a_month_that_has_not_begun_and_one_that_is_none_are_refused() {
    let (_folder, office) = community(20);
    let code = |month: &str| {
        office.call("make_report", json!({ "form": "monthly", "period": month })).unwrap_err()[0].code.clone()
    };
    assert_eq!(code("2026-12"), "date.in_future");
    assert_eq!(code("2026-13"), "date.unreadable");
    assert_eq!(code(""), "date.unreadable");
}

/// Lets somebody of a month be born late: the figures of the month change.
pub fn late_newborn(office: &Office, on: &str) -> Value {
    newborn(office, "王小满", on)
}

/// Somebody is born into the first household, a girl.
pub fn newborn(office: &Office, name: &str, on: &str) -> Value {
    newborn_of(office, on, (name, "2"))
}

/// Lets somebody be born: the day, the name and the sex.
fn newborn_of(office: &Office, on: &str, (name, sex): (&str, &str)) -> Value {
    let list = json!({ "table": "households", "text": "", "building_id": null, "conditions": [], "columns": [], "sort": null, "offset": 0, "limit": 1 });
    let household = office.call("list_places", list).unwrap()["rows"][0]["id"].clone();
    let child = json!({
        "values": { "name": name, "id_kind": "none", "sex": sex, "birth_date": on },
        "movement": { "kind": "born", "happened_on": on, "place": "", "reason": "" },
        "standing": {
            "hukou": { "to": "household", "household_id": household, "relation": "30" },
            "living": { "to": "same_as_hukou" }, "dwelling_id": null,
        },
    });
    office.call("add_person", child).unwrap()
}

#[test]
fn what_was_sent_stays_and_what_differs_is_told_with_its_event() {
    let (folder, office) = community(60);
    let reminder = || office.call("get_today", json!({})).unwrap()["due"].to_string();
    assert!(reminder().contains("2026年10月社区月报请在 11 月 5 日前上报"), "{}", reminder());
    let refused = |name: &str, request: Value| office.call(name, request).unwrap_err()[0].code.clone();
    let review = |reason: &str| {
        office.call("review_report", json!({ "form": "monthly", "period": "2026-10", "reason": reason }))
    };
    assert_eq!(
        refused("review_report", json!({ "form": "monthly", "period": "2026-11" })),
        "report.not_over"
    );
    let first = review("").unwrap()["report"].clone();
    assert_eq!((&first["version"], &first["state"]), (&json!(1), &json!("reviewed")));
    // A figure that changed after the review holds the sending up.
    let late = late_newborn(&office, "2026-10-20");
    assert_eq!(refused("submit_report", json!({ "id": first["id"] })), "report.changed");
    office.call("undo_act", json!({ "act_id": late["act_id"] })).unwrap();
    let sent = office.call("submit_report", json!({ "id": first["id"] })).unwrap()["report"].clone();
    assert_eq!((&sent["state"], &sent["submitted"]), (&json!("submitted"), &json!("2026-11-03 试用")));
    assert_eq!(refused("submit_report", json!({ "id": first["id"] })), "report.state");
    let report = || office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    assert!(!reminder().contains("社区月报"), "what was sent is not due");
    assert_eq!(report()["differences"], json!([]));
    let total = |r: &Value| figure(sheet(r, "人口统计表"), None, "总人口");
    let before = total(&report());

    late_newborn(&office, "2026-10-20");
    let now = report();
    assert_eq!(total(&now), before + 1, "the month as it is now");
    let differs = now["differences"].as_array().unwrap();
    let of = |sheet: &str, column: &str| {
        differs.iter().find(|d| d["sheet"] == sheet && d["column"] == column && d["row"] == "全社区").cloned()
    };
    let born = of("人口变动表", "增加 出生").unwrap();
    let figures = |d: &Value| {
        (
            d["before"].as_str().unwrap().parse::<i32>().unwrap(),
            d["after"].as_str().unwrap().parse::<i32>().unwrap(),
        )
    };
    assert_eq!(figures(&born).1, figures(&born).0 + 1);
    assert!(of("人口变动表", "期初").is_none(), "what did not change is not told");
    assert!(now["events"][0]["said"].as_str().unwrap().contains("王小满"), "{}", now["events"]);

    // The files that were kept are the files that were sent.
    let leaving = json!({ "what": "filed_report", "id": first["id"] });
    let file = suite::out(folder.path()).join("原样.xlsx");
    office.call("export_file", json!({ "leaving": leaving, "file": file })).unwrap();
    let sum = std::process::Command::new("sha256sum").arg(&file).output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    assert!(sum.starts_with(sent["workbook_sha256"].as_str().unwrap()), "{sum}");
    assert!(suite::sheet(&file).iter().flatten().all(|c| c != "王小满"));

    // Sent back, then corrected: a reason is wanted, and the first version stays.
    assert_eq!(refused("return_report", json!({ "id": first["id"], "reason": " " })), "report.reason");
    office.call("return_report", json!({ "id": first["id"], "reason": "少报一人" })).unwrap();
    assert_eq!(refused("review_report", json!({ "form": "monthly", "period": "2026-10" })), "report.reason");
    let second = review("补登一名新生儿").unwrap()["report"].clone();
    assert_eq!((&second["version"], &second["reason"]), (&json!(2), &json!("补登一名新生儿")));
    office.call("submit_report", json!({ "id": second["id"] })).unwrap();
    assert_eq!(report()["differences"], json!([]));
    let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap();
    assert_eq!(
        all["due"][0],
        json!({ "period": "2026-10", "label": "2026年10月", "due_on": "2026-11-05", "is_late": false })
    );
    assert_eq!(all["due"].as_array().unwrap().len(), 12);
    assert_eq!(all["due"][1]["is_late"], true, "September was never sent");
    let states: Vec<_> =
        all["reports"].as_array().unwrap().iter().map(|r| r["state_label"].clone()).collect();
    assert_eq!(states, ["更正版（第 2 版）已上报", "已退回"]);
}

/// Whoever opens it next to the first one must not look for a figure that is another one.
#[test]
fn a_correction_without_another_figure_says_so() {
    let (folder, office) = community(40);
    let review = |reason: &str| {
        let asked = json!({ "form": "monthly", "period": "2026-10", "reason": reason });
        let written = office.call("review_report", asked).unwrap();
        let id = written["report"]["id"].clone();
        office.call("submit_report", json!({ "id": id })).unwrap();
        let file = suite::out(folder.path()).join(format!("第{}版.xlsx", written["report"]["version"]));
        let leaving = json!({ "what": "filed_report", "id": id });
        office.call("export_file", json!({ "leaving": leaving, "file": file })).unwrap();
        let cells = suite::sheet(&file).concat();
        let cells: String = cells.iter().filter_map(|cell| cell.as_str()).collect();
        (written["said"].as_str().unwrap().to_owned(), cells)
    };
    assert!(!review("").1.contains("没有数字变化"), "the first version corrects nothing");
    let (said, cells) = review("填表人写错了");
    assert!(said.ends_with("更正版（第 2 版），没有数字变化"), "{said}");
    assert!(cells.contains("更正原因：填表人写错了。和上一次上报的比，没有数字变化。"), "{cells}");
    late_newborn(&office, "2026-10-20");
    // The street office gives back what lies there: the version in force, and none that was replaced.
    let sent = office.call("list_reports", json!({ "form": "monthly" })).unwrap();
    let versions = sent["reports"].as_array().unwrap().iter().filter(|r| r["period"] == "2026-10");
    let replaced = versions.min_by_key(|r| r["version"].as_u64()).unwrap()["id"].clone();
    let refused = office.call("return_report", json!({ "id": replaced, "reason": "数字不对" })).unwrap_err();
    assert!(refused[0].message.contains("已被更正版（第 2 版）已上报代替"), "{refused:?}");
    let (said, cells) = review("补登一名新生儿。");
    assert!(said.ends_with("更正版（第 3 版）") && !cells.contains("没有数字变化"), "{said}");
    assert!(cells.contains("更正原因：补登一名新生儿。") && !cells.contains("。。"), "{cells}");
}

#[test]
fn one_reviews_and_another_sends() {
    let (_folder, office) = community(40);
    let user = json!({ "name": "李敏", "role": "social_worker", "password": "limin-2026" });
    office.call("add_user", user).unwrap();
    let review = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
    let id = office.call("review_report", review).unwrap()["report"]["id"].clone();
    office.call("lock", json!({})).unwrap();
    office.call("unlock", json!({ "user_name": "李敏", "password": "limin-2026" })).unwrap();
    let seen = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    assert_eq!(seen["differences"], json!([]), "a report says the same to everybody who may see it");
    assert!(
        !seen["sheets"].to_string().contains("印章"),
        "and nothing of an area that is closed to some of them"
    );
    let sent = office.call("submit_report", json!({ "id": id })).unwrap();
    assert_eq!(sent["report"]["state"], "submitted");
    // The columns that an office keeps are its own: whoever may only look takes none away.
    let keep = json!({ "list": "seal_uses", "name": "一套", "columns": ["used_on"] });
    assert_eq!(office.call("save_column_set", keep).unwrap_err()[0].code, "right.not_allowed");
}

#[test]
fn a_form_that_is_changed_later_changes_nothing_of_what_was_filed() {
    let (folder, office) = community(40);
    let of = json!({ "form": "monthly", "period": "2026-10" });
    let review = |reason: &str| {
        let asked = json!({ "form": "monthly", "period": "2026-10", "reason": reason });
        office.call("review_report", asked).unwrap()["report"]["id"].clone()
    };
    let id = review("");
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    form["sections"][0]["title"] = json!("人口情况");
    form["sections"][3]["is_on"] = json!(false);
    form["bands"] = json!([{ "from": 0, "to": 59 }, { "from": 60, "to": null }]);
    office.call("save_report_form", form).unwrap();
    assert_eq!(office.call("make_report", of.clone()).unwrap()["differences"], json!([]));
    office.call("submit_report", json!({ "id": id })).unwrap();
    let file = suite::out(folder.path()).join("一.pdf");
    let export = |id: &Value| {
        let leaving = json!({ "what": "filed_report", "id": id });
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
        pdf_text(&file)
    };
    let first = export(&id);
    assert!(first.contains("人口统计表") && !first.contains("更正版"));
    // A correction says that it is one, and why; bands of the office's own do not hide those whom the law counts.
    late_newborn(&office, "2026-10-20");
    office.call("return_report", json!({ "id": id, "reason": "少报一人" })).unwrap();
    let second = export(&review("补登一名新生儿"));
    let plain: String = second.split_whitespace().collect();
    assert!(
        plain.contains("人口情况（更正版）") && plain.contains("这是第2版，更正原因：补登一名新生儿。"),
        "{second}"
    );
    assert!(plain.contains("65岁以上") && plain.contains("未成年人（不满18岁）"));
    assert_eq!(export(&id), first);
}

#[test]
fn what_was_before_the_ledger_is_not_nought() {
    let (_folder, office) = community(30);
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2000-01" })).unwrap();
    let compared = sheet(&report, "人口比较表");
    assert_eq!(compared["rows"][1][2], "—", "{compared}");
    assert_eq!(compared["rows"][1][3], "—");
    assert_eq!(sheet(&report, "近十二个月人口表")["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn a_report_that_does_not_balance_is_neither_reviewed_nor_sent_and_says_why() {
    let (folder, office) = community(40);
    let review = || {
        let asked = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
        office.call("review_report", asked)
    };
    let id = review().unwrap()["report"]["id"].clone();
    // A damage that the program itself cannot make: somebody is lost from what the population is counted by.
    ledger(folder.path())
        .execute(
            "DELETE FROM spans WHERE person_id =
                 (SELECT max(person_id) FROM spans WHERE from_on < '2026-01-01' AND to_on > '2026-12-31')",
            [],
        )
        .unwrap();
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let wrong: Vec<&Value> =
        report["checks"].as_array().unwrap().iter().filter(|c| c["is_right"] == false).collect();
    assert!(!wrong.is_empty());
    let has_checks = |r: &Value| r["sheets"].as_array().unwrap().iter().any(|s| s["title"] == "核对表");
    assert!(!has_checks(&report), "the checks are printed only where somebody asked for them");
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    let sections = form["sections"].as_array_mut().unwrap();
    sections.iter_mut().find(|s| s["key"] == "checks").unwrap()["is_on"] = json!(true);
    office.call("save_report_form", form).unwrap();
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let printed = sheet(&report, "核对表");
    assert!(printed["rows"].as_array().unwrap().iter().any(|r| r[1] == "不符"), "the checks are printed");
    for refused in [review().unwrap_err(), office.call("submit_report", json!({ "id": id })).unwrap_err()] {
        assert_eq!(refused[0].code, "report.unbalanced");
        assert!(refused[0].message.contains(wrong[0]["words"].as_str().unwrap()), "{}", refused[0].message);
    }
    let all = office.call("list_reports", json!({ "form": "monthly" })).unwrap();
    assert_eq!(all["reports"][0]["state"], "reviewed", "nothing was sent");
}

#[test]
fn men_women_and_those_whose_sex_is_not_told_are_the_whole() {
    let (folder, office) = community(30);
    let make = || office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let columns = |r: &Value, name: &str| sheet(r, name)["columns"].as_array().unwrap().clone();
    assert!(!columns(&make(), "人口统计表").contains(&json!("未说明")), "no column that nobody needs");
    newborn_of(&office, "2026-10-20", ("王小满", "9"));
    let report = make();
    for (name, whole) in [("人口统计表", "总人口"), ("年龄结构表", "合计")] {
        let of = |column: &str| figure(sheet(&report, name), None, column);
        assert_eq!(of("未说明"), 1, "{name}");
        assert_eq!(of("男") + of("女") + of("未说明"), of(whole), "{name}");
    }
    let behind = |title: &str| {
        let column = columns(&report, "人口统计表").iter().position(|c| c == title).unwrap();
        let asked = json!({ "form": "monthly", "period": "2026-10", "section": "population", "row": null, "column": column });
        office.call("list_behind", asked).unwrap()
    };
    assert_eq!(behind("未说明")["items"][0]["name"], "王小满");
    let table = sheet(&report, "人口统计表");
    for title in ["女", "户", "残疾人"] {
        assert_eq!(behind(title)["total"], figure(table, None, title), "{title}");
    }
    let compared = sheet(&report, "人口比较表")["rows"].as_array().unwrap().clone();
    assert!(compared.iter().any(|row| row[0] == "性别未说明" && row[1] == "1"), "{compared:?}");
    let count = json!({ "on": "2026-10-31", "of": "all", "by": "grid" });
    let leaving = json!({ "what": "population", "count": count });
    let file = suite::out(folder.path()).join("人口.xlsx");
    office.call("export_file", json!({ "leaving": leaving, "file": file })).unwrap();
    assert!(suite::sheet(&file).iter().flatten().any(|c| c == "未说明"));
}

#[test]
fn a_section_without_cases_is_told_as_one_or_left_out_as_the_form_says() {
    let (_folder, office) = community(30);
    // Before there was anybody nothing happened.
    let make = || office.call("make_report", json!({ "form": "monthly", "period": "2000-01" })).unwrap();
    let cases = ["一年内满百岁的老人", "重点人群汇总表", "应走访情况表", "登记簿汇总表"];
    let report = make();
    let ahead = &sheet(&report, "一年内满百岁的老人")["notes"][0];
    assert_eq!(ahead, "零报告：以后一年里没有人满一百岁。", "it looks a year ahead");
    for name in cases {
        let table = sheet(&report, name);
        assert!(table["notes"][0].as_str().unwrap().starts_with("零报告"), "{table}");
        let cells = table["rows"].as_array().unwrap().iter().flat_map(|r| r.as_array().unwrap());
        assert!(cells.clone().all(|c| c != ""), "no cell is blank: {table}");
    }
    assert!(sheet(&report, "人口变动表")["notes"][0].as_str().unwrap().starts_with("零报告"));
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    assert_eq!((&form["is_zero_told"], &form["paper"]), (&json!(true), &json!("a4")));
    form["is_zero_told"] = json!(false);
    office.call("save_report_form", form).unwrap();
    let report = make();
    let titles: Vec<&Value> = report["sheets"].as_array().unwrap().iter().map(|s| &s["title"]).collect();
    assert!(!titles.iter().any(|t| cases.iter().any(|case| *t == case)), "{titles:?}");
    assert!(!titles.iter().any(|t| *t == "人口变动表"), "where nobody came or went it is left out too");
    assert!(titles.iter().any(|t| *t == "人口统计表"), "what tells of everybody stays");
}

/// Width and height of the first page of a PDF, in millimetres.
fn paper_of(file: &Path) -> (f64, f64) {
    let out = std::process::Command::new("pdfinfo").arg(file).output().expect("pdfinfo of poppler-utils");
    let out = String::from_utf8(out.stdout).unwrap();
    let line = out.lines().find(|l| l.starts_with("Page size:")).unwrap();
    let sides: Vec<f64> = line.split_whitespace().filter_map(|w| w.parse().ok()).collect();
    let millimetres = |points: f64| (points * 25.4 / 72.0).round();
    (millimetres(sides[0]), millimetres(sides[1]))
}

#[test]
fn a_report_is_one_document_on_the_paper_that_its_form_says() {
    let (folder, office) = community(60);
    let file = suite::out(folder.path()).join("月报.pdf");
    let leaving = json!({ "what": "report", "form": "monthly", "period": "2026-10" });
    let export = || {
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
        let text: String = pdf_text(&file).split_whitespace().collect();
        (paper_of(&file), text)
    };
    let (paper, text) = export();
    assert_eq!(paper, (297.0, 210.0), "so many columns turn the page");
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let sheets = report["sheets"].as_array().unwrap().len();
    for once in ["2026年10月社区月报", "填表人：", "联系电话：", "填报单位（盖章）："]
    {
        assert_eq!(text.matches(once).count(), 1, "{once}");
    }
    assert!(text.matches("单位：").count() >= sheets, "each table says what it counts");
    let pages = text.matches("页共").count();
    assert!(pages < sheets, "{sheets} tables on {pages} pages");
    let mut form = office.call("list_report_forms", json!({})).unwrap()["forms"][0].clone();
    form["paper"] = json!("a3");
    office.call("save_report_form", form).unwrap();
    assert_eq!(export().0, (420.0, 297.0));
}

#[test]
fn the_paper_of_a_list_is_chosen_and_a_sign_that_no_font_has_is_told_with_whose_it_is() {
    let (folder, office) = community(20);
    let file = suite::out(folder.path()).join("名册.pdf");
    let list = json!({ "filter": {}, "sort": null, "columns": ["name", "sex"], "offset": 0, "limit": 0 });
    let leaving = json!({ "what": "people", "list": list });
    let export = |paper: Value| {
        let asked = json!({ "leaving": leaving, "file": file, "paper": paper, "replaces": true });
        office.call("export_file", asked).unwrap()["said"].as_str().unwrap().to_owned()
    };
    let said = export(json!({ "size": "a4", "turn": "fitting" }));
    assert_eq!(paper_of(&file), (210.0, 297.0));
    assert!(!said.contains("字体"), "{said}");
    export(json!({ "size": "a3", "turn": "across" }));
    assert_eq!(paper_of(&file), (420.0, 297.0));
    // A sign of a plane of rare ones, which none of the fonts has.
    newborn_of(&office, "2026-10-20", ("王\u{24B62}", "2"));
    let said = export(json!({ "size": "a4", "turn": "upright" }));
    assert_eq!(paper_of(&file), (210.0, 297.0));
    assert!(said.starts_with("已导出居民花名册 ") && said.contains("王\u{24B62}（第 "), "{said}");
    assert!(said.contains("U+24B62") && said.ends_with('。'), "{said}");
    let seen = office.call("preview_pages", json!({ "leaving": leaving })).unwrap();
    assert!(seen["warning"].as_str().unwrap().contains("王\u{24B62}"), "told before it is printed");
    let sheets = json!({ "what": "person_sheets", "list": list });
    let seen = office.call("preview_pages", json!({ "leaving": sheets })).unwrap();
    assert!(seen["warning"].as_str().unwrap().contains("王\u{24B62}"), "on a sheet of its own too");
}

/// A draft of a period that is not over says up to which day it counts; no paper is written over it, and one over what was not
/// reviewed bears 草稿.
#[test]
fn a_period_that_is_not_over_says_so_and_a_paper_over_a_draft_is_a_draft() {
    let (folder, office) = community(40);
    let file = suite::out(folder.path()).join("报表.pdf");
    for (form, period, last) in [
        ("monthly", "2026-11", "2026年11月30日"),
        ("quarterly", "2026-Q4", "2026年12月31日"),
        ("yearly", "2026", "2026年12月31日"),
    ] {
        let leaving = json!({ "what": "report", "form": form, "period": period });
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
        let text: String = pdf_text(&file).split_whitespace().collect();
        assert!(text.contains("截至2026年11月3日（本期未完）"), "{period}: {text}");
        assert!(!text.contains(last), "{period}");
        let report = office.call("make_report", json!({ "form": form, "period": period })).unwrap();
        assert_eq!(sheet(&report, "人口比较表")["columns"][1], "目前", "{period}");
        let trend = sheet(&report, "近十二个月人口表")["rows"].as_array().unwrap().clone();
        assert_eq!(trend.last().unwrap()[0], "2026年11月（未完）", "{period}");
        assert!(report["checks"].as_array().unwrap().iter().all(|c| c["is_right"] == true), "{period}");
    }
    let paper = |period: &str| office.call("draft_paper", json!({ "form": "monthly", "period": period }));
    assert_eq!(paper("2026-11").unwrap_err()[0].code, "report.paper_not_over");
    let title = || paper("2026-10").unwrap()["title"].as_str().unwrap().to_owned();
    assert!(title().ends_with("（草稿）"), "{}", title());
    let review = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
    office.call("review_report", review).unwrap();
    assert!(!title().contains("草稿"), "{}", title());
}

#[test]
fn a_report_of_nobody_shows_no_plot_and_one_of_somebody_does() {
    let t = suite::TestLedger::new();
    let plots = |form: &str, period: &str| {
        let report = t.call("make_report", json!({ "form": form, "period": period }));
        let sheets = report["sheets"].as_array().unwrap().clone();
        sheets.iter().filter(|s| !s["plot"].is_null()).map(|s| s["title"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(plots("monthly", "2026-11"), [""; 0]);
    assert_eq!(plots("yearly", "2026"), [""; 0]);
    t.building("3");
    t.head("王建国", &suite::number("19600501", 11), t.dwelling("3-1-201"));
    assert!(plots("yearly", "2026").len() > 1);
}
