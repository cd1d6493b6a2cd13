//! Books, sheets, labels, blank forms and papers: what they say against the ledger itself, read by other programs.

use rusqlite::Connection;
use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

const TODAY: &str = "2026-11-03";

fn community(households: u32) -> (tempfile::TempDir, Office) {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::of_folder(folder.path(), Clock { fixed: TODAY.parse().ok() });
    practice::make(&office, folder.path(), households, 5).unwrap();
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    (folder, office)
}

fn ledger(folder: &Path) -> Connection {
    let keys = vault::KeyFile::read(&folder.join("keys.json")).unwrap();
    let key = keys.open_with_any_password(practice::PRACTICE_PASSWORD).unwrap().0.as_hex().to_string();
    let conn = Connection::open(folder.join("ledger.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{key}'")).unwrap();
    conn
}

/// Somebody who is here: name, household of the register, household lived in, dwelling.
type Here = (String, Option<i64>, Option<i64>, Option<i64>);

fn people(folder: &Path) -> Vec<Here> {
    let conn = ledger(folder);
    let sql = "SELECT name, hukou_household_id, living_household_id, dwelling_id FROM people
        WHERE deleted_at IS NULL AND status = 'present'";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn export(office: &Office, leaving: &Value, file: &Path) -> Result<Value, String> {
    let asked = json!({ "leaving": leaving, "file": file.display().to_string(), "replaces": true });
    office.call("export_file", asked).map_err(|faults| faults[0].code.clone())
}

fn pdf_text(file: &Path, options: &[&str]) -> String {
    let made = Command::new("pdftotext").args(options).arg(file).arg("-").output();
    String::from_utf8(made.expect("pdftotext of poppler-utils").stdout).unwrap()
}

fn page_count(file: &Path) -> usize {
    let made = Command::new("pdfinfo").arg(file).output().expect("pdfinfo of poppler-utils");
    let text = String::from_utf8(made.stdout).unwrap();
    let line = text.lines().find(|l| l.starts_with("Pages:")).unwrap();
    line.split_whitespace().last().unwrap().parse().unwrap()
}

/// Every sheet of a workbook: its name and its cells as text.
fn read_sheets(file: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    let text = |cell: &Data| match cell {
        Data::Float(f) => f.to_string(),
        Data::String(t) => t.clone(),
        Data::DateTime(d) => d.to_string(),
        _ => String::new(),
    };
    let names = book.sheet_names();
    let rows = |name: &String, book: &mut Xlsx<_>| -> Vec<Vec<String>> {
        book.worksheet_range(name).unwrap().rows().map(|r| r.iter().map(text).collect()).collect()
    };
    names.into_iter().map(|name| (name.clone(), rows(&name, &mut book))).collect()
}

fn is_sound(file: &Path) {
    let made = Command::new("qpdf").arg("--check").arg(file).output().expect("qpdf");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
}

#[test]
fn the_household_book_has_every_member_of_every_household_once() {
    let (folder, office) = community(60);
    let people = people(folder.path());
    let mut wanted: Vec<&str> = Vec::new();
    let mut households = HashSet::new();
    for (name, hukou, living, _) in &people {
        let own: HashSet<i64> = hukou.iter().chain(living).copied().collect();
        wanted.extend(own.iter().map(|_| name.as_str()));
        households.extend(own);
    }
    wanted.sort_unstable();
    let leaving = json!({ "what": "household_book", "scope": {} });
    let file = |ending: &str| suite::out(folder.path()).join(format!("户册.{ending}"));
    let said = export(&office, &leaving, &file("xlsx")).unwrap()["said"].clone();
    assert_eq!(said, format!("已导出户册 {} 户", households.len()));
    export(&office, &leaving, &file("pdf")).unwrap();
    let sheet = read_sheets(&file("xlsx")).remove(0).1;
    let head = sheet.iter().position(|row| row.iter().any(|c| c == "户编号")).unwrap();
    let at = |title: &str| sheet[head].iter().position(|c| c == title).unwrap();
    let rows: Vec<&Vec<String>> = sheet[head + 1..].iter().filter(|r| r[0].parse::<u32>().is_ok()).collect();
    let mut names: Vec<&str> = rows.iter().map(|r| r[at("姓名")].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, wanted);
    // A workbook says the household in every line, so that it can be filtered; its lines stand together.
    let numbers: Vec<&str> = rows.iter().map(|r| r[at("户编号")].as_str()).collect();
    assert!(numbers.iter().all(|n| !n.is_empty()));
    let mut runs = numbers.clone();
    runs.dedup();
    assert_eq!(runs.len(), households.len());
    // The head is the first of the lines, where there is one.
    let mut before = "";
    for row in &rows {
        let is_first = row[at("户编号")] != before;
        assert!(is_first || row[at("与户主关系")] != "户主", "{row:?}");
        before = &row[at("户编号")];
    }
    // On paper a number stands once a household, and again on top of a page.
    let text = pdf_text(&file("pdf"), &["-layout"]);
    let many = numbers.iter().fold(HashMap::new(), |mut all: HashMap<&str, usize>, n| {
        *all.entry(*n).or_default() += 1;
        all
    });
    let (number, members) = many.iter().max_by_key(|(n, count)| (**count, **n)).unwrap();
    let shown = text.matches(*number).count();
    assert!(*members > 2 && shown < *members && shown >= 1, "{number} stands {shown} times for {members}");
    is_sound(&file("pdf"));
}

#[test]
fn the_building_book_has_every_dwelling_the_empty_ones_too() {
    let (folder, office) = community(60);
    let dwellings: i64 = ledger(folder.path())
        .query_row("SELECT count(*) FROM dwellings WHERE deleted_at IS NULL", [], |r| r.get(0))
        .unwrap();
    let lived_in: HashSet<i64> = people(folder.path()).into_iter().filter_map(|p| p.3).collect();
    let with_people = people(folder.path()).into_iter().filter(|p| p.3.is_some()).count();
    let file = suite::out(folder.path()).join("楼栋册.xlsx");
    export(&office, &json!({ "what": "building_book", "scope": {} }), &file).unwrap();
    let sheets = read_sheets(&file);
    assert!(sheets.len() > 1, "a sheet a building");
    let lines: Vec<Vec<String>> = sheets
        .into_iter()
        .flat_map(|(_, rows)| {
            let head = rows.iter().position(|r| r.iter().any(|c| c == "单元")).unwrap();
            rows.into_iter().skip(head + 1).filter(|r| !r[1].is_empty() && !r[0].contains('：'))
        })
        .collect();
    let empty = lines.iter().filter(|r| r[3] == "无人登记").count();
    assert_eq!(lines.len() - empty, with_people);
    assert_eq!(empty, usize::try_from(dwellings).unwrap() - lived_in.len());
}

#[test]
fn sheets_and_labels_are_as_many_as_asked_for_and_are_no_workbooks() {
    let (folder, office) = community(40);
    let people = people(folder.path());
    let households: HashSet<i64> = people.iter().flat_map(|p| p.1.into_iter().chain(p.2)).collect();
    let file = suite::out(folder.path()).join("纸.pdf");
    let cards = json!({ "what": "household_cards", "scope": {} });
    export(&office, &cards, &file).unwrap();
    assert_eq!(page_count(&file), households.len());
    let text = pdf_text(&file, &[]);
    assert!(people.iter().all(|p| text.contains(&p.0)), "everybody stands on a card");
    is_sound(&file);
    assert_eq!(
        export(&office, &cards, &suite::out(folder.path()).join("纸.xlsx")).unwrap_err(),
        "leaving.no_workbook"
    );
    assert!(!suite::out(folder.path()).join("纸.xlsx").exists());
    let filter = json!({
        "text": "", "presence": "here", "grid_ids": [], "estate_id": null, "building_id": null, "age_from": 60,
        "age_to": null, "residence_states": [], "conditions": [], "missing": null,
    });
    let old = office.call("list_people_ids", filter.clone()).unwrap()["ids"].as_array().unwrap().len();
    let list = json!({ "filter": filter, "sort": { "key": "name_strokes", "is_descending": false }, "columns": [], "offset": 0, "limit": 0 });
    export(&office, &json!({ "what": "person_sheets", "list": list }), &file).unwrap();
    assert_eq!(page_count(&file), old);
    let masked = pdf_text(&file, &[]);
    assert!(masked.contains("********") && !has_whole_number(&masked));
    export(&office, &json!({ "what": "person_sheets", "list": list, "in_full": true }), &file).unwrap();
    assert!(has_whole_number(&pdf_text(&file, &[])));
    let history = office.call(
        "list_history",
        json!({ "table": null, "id": null, "before": null, "text": "", "kinds": [], "limit": 20 }),
    );
    if let Ok(history) = history {
        assert!(history.to_string().contains("位居民的完整号码"));
    }
    // 24 labels a sheet; five of the first sheet are gone already.
    let labels =
        json!({ "what": "household_labels", "scope": {}, "of": "folders", "sheet": 0, "begins_at": 5 });
    export(&office, &labels, &file).unwrap();
    assert_eq!(page_count(&file), (households.len() + 5).div_ceil(24));
    is_sound(&file);
}

/// Whether eighteen characters of an ID number stand together.
fn has_whole_number(text: &str) -> bool {
    text.split_whitespace().any(|word| word.len() == 18 && word.bytes().take(17).all(|b| b.is_ascii_digit()))
}

#[test]
fn blank_forms_say_nothing_of_anybody() {
    let (folder, office) = community(20);
    let names: Vec<String> = people(folder.path()).into_iter().map(|p| p.0).collect();
    for (form, count, pages) in [("people", 3, 3), ("households", 2, 2), ("good_deeds", 12, 1)] {
        let file = suite::out(folder.path()).join(format!("{form}.pdf"));
        export(&office, &json!({ "what": "blank", "form": form, "count": count }), &file).unwrap();
        assert_eq!(page_count(&file), pages, "{form}");
        let text = pdf_text(&file, &[]);
        assert!(!names.iter().any(|n| text.contains(n.as_str())), "{form}");
        is_sound(&file);
    }
    let file = suite::out(folder.path()).join("空白.xlsx");
    export(&office, &json!({ "what": "blank", "form": "good_deeds", "count": 12 }), &file).unwrap();
    let sheet = read_sheets(&file).remove(0).1;
    assert!(sheet.iter().any(|r| r.first().is_some_and(|c| c == "12")), "twelve numbered lines: {sheet:?}");
}

/// Where words stand on a page, in millimetres from the upper left corner, and the words.
fn words_of(file: &Path, page: usize) -> Vec<(f64, f64, String)> {
    let text = pdf_text(file, &["-bbox", "-f", &page.to_string(), "-l", &page.to_string()]);
    let value = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let words = text.lines().filter(|l| l.trim().starts_with("<word "));
    let point = 25.4 / 72.0;
    words
        .map(|l| {
            let word = l.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            (value(l, "xMin") * point, value(l, "yMin") * point, word)
        })
        .collect()
}

#[test]
fn a_paper_stands_on_the_page_as_the_standard_measures_it() {
    let (folder, office) = community(20);
    let mut paper = office.call("draft_paper", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    assert!(paper["title"].as_str().unwrap().contains("2026年10月社区月报"));
    let report = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let people = report["sheets"][0]["sums"][2].as_str().unwrap();
    assert!(paper["body"].as_str().unwrap().contains(&format!("户、{people}人")), "{paper}");
    let long =
        format!("{}\n{}", paper["body"].as_str().unwrap(), vec!["居民委员会依法开展工作。"; 40].join("\n"));
    paper["body"] = json!(long);
    let file = suite::out(folder.path()).join("公文.pdf");
    export(&office, &json!({ "what": "paper", "paper": paper }), &file).unwrap();
    is_sound(&file);
    assert!(page_count(&file) >= 2);
    for page in 1..=2 {
        let words = words_of(&file, page);
        let number = words.iter().find(|w| w.2 == page.to_string() && w.1 > 260.0).expect("a page number");
        // 版心 ends at 262 mm; the dashes stand 7 mm below it, the box of the letters begins a little higher.
        assert!((264.0..268.0).contains(&number.1), "{number:?}");
        assert_eq!(number.0 > 105.0, page == 1, "odd pages right, even pages left: {number:?}");
        let body: Vec<_> = words.iter().filter(|w| w.1 < 260.0).collect();
        assert!(body.iter().all(|w| w.0 > 27.9 && w.0 < 184.1 && w.1 > 36.0), "all within the 版心");
        let mut lines: Vec<i64> = body.iter().map(|w| (w.1 * 2.0).round() as i64).collect();
        lines.sort_unstable();
        lines.dedup_by(|a, b| (*a - *b).abs() < 6);
        assert!(lines.len() <= 22, "{} lines", lines.len());
    }
    // A paragraph of the second page begins two characters in: 28 mm + 2 × 5.57 mm.
    let words = words_of(&file, 2);
    let begins: Vec<f64> = words.iter().filter(|w| w.2.starts_with("居民委员会依法")).map(|w| w.0).collect();
    assert!(begins.len() > 10 && begins.iter().all(|x| (39.0..39.6).contains(x)), "{begins:?}");
    // Rare characters and the dot within a name are read and copied as they are.
    let mut named = paper.clone();
    named["body"] = json!("（一）欧阳·买买提、䶮㛃、𠅤𬭎三位居民长期照顾独居老人。");
    named["signed_by"] = json!("幸福社区居民委员会、幸福社区居务监督委员会");
    export(&office, &json!({ "what": "paper", "paper": named }), &file).unwrap();
    let text = pdf_text(&file, &[]);
    for whole in ["欧阳·买买提、䶮㛃、𠅤𬭎三位", "\n幸福社区居民委员会\n", "\n幸福社区居务监督委员会\n"]
    {
        assert!(text.contains(whole), "{whole} in {text}");
    }
    let mut empty = paper.clone();
    empty["title"] = json!(" ");
    empty["dated_on"] = json!("三月");
    let faults =
        office.call("preview_pages", json!({ "leaving": { "what": "paper", "paper": empty } })).unwrap_err();
    let fields: Vec<_> = faults.iter().map(|f| f.field.clone().unwrap()).collect();
    assert_eq!(fields, ["title", "dated_on"]);
}

#[test]
fn columns_are_kept_under_a_name_and_taken_back() {
    let (_folder, office) = community(20);
    let sets = || office.call("list_column_sets", json!({ "list": "people" })).unwrap()["sets"].clone();
    let save = |name: &str, columns: &[&str]| {
        office.call("save_column_set", json!({ "list": "people", "name": name, "columns": columns }))
    };
    save("报送街道", &["name", "sex"]).unwrap();
    let again = save("报送街道", &["name", "age"]).unwrap();
    assert_eq!(sets()[0]["columns"], json!(["name", "age"]));
    assert_eq!(sets().as_array().unwrap().len(), 1);
    office.call("undo_act", json!({ "act_id": again["act_id"] })).unwrap();
    assert_eq!(sets()[0]["columns"], json!(["name", "sex"]));
    assert_eq!(save(" ", &["name"]).unwrap_err()[0].code, "field.required");
    let gone = office.call("delete_column_set", json!({ "id": sets()[0]["id"] })).unwrap();
    assert_eq!(sets(), json!([]));
    office.call("undo_act", json!({ "act_id": gone["act_id"] })).unwrap();
    assert_eq!(sets()[0]["name"], "报送街道");
}

#[test]
fn the_tables_of_the_population_page_leave_as_they_are_shown() {
    let (folder, office) = community(40);
    let count = json!({ "on": "2026-10-31", "of": "registered", "by": "age_band" });
    let shown = office.call("count_population", count.clone()).unwrap();
    let file = suite::out(folder.path()).join("人口.xlsx");
    export(&office, &json!({ "what": "population", "count": count }), &file).unwrap();
    let sheet = read_sheets(&file).remove(0).1;
    for line in shown["lines"].as_array().unwrap() {
        let wanted: Vec<String> = [&line["group"], &line["male"], &line["female"], &line["total"]]
            .iter()
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
            .collect();
        assert!(sheet.iter().any(|r| r.ends_with(&wanted)), "{wanted:?} in {sheet:?}");
    }
    let period = json!({ "first": "2026-01-01", "last": "2026-10-31", "of": "all" });
    let shown = office.call("count_changes", period.clone()).unwrap();
    export(&office, &json!({ "what": "changes", "count": period }), &file).unwrap();
    let sheet = read_sheets(&file).remove(0).1;
    let whole = sheet.iter().find(|r| r[0] == "全社区").unwrap();
    assert_eq!(whole[1], shown["whole"]["balance"]["opening"].to_string());
    assert_eq!(whole.last().unwrap(), &shown["whole"]["balance"]["closing"].to_string());
}

#[test]
fn the_same_day_makes_the_same_bytes_and_the_file_says_what_it_is() {
    let (folder, office) = community(30);
    let paper = office.call("draft_paper", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let report = json!({ "what": "report", "form": "monthly", "period": "2026-10" });
    for (leaving, title) in [
        (json!({ "what": "household_book", "scope": {} }), "幸福社区户册"),
        (json!({ "what": "building_book", "scope": {} }), "幸福社区楼栋册"),
        (json!({ "what": "household_cards", "scope": {} }), "幸福社区户卡"),
        (
            json!({ "what": "household_labels", "scope": {}, "of": "letters", "sheet": 1, "begins_at": 0 }),
            "幸福社区标签",
        ),
        (json!({ "what": "blank", "form": "people", "count": 1 }), "幸福社区空白居民登记表"),
        (
            json!({ "what": "paper", "paper": paper }),
            "幸福社区居民委员会关于报送2026年10月社区月报的报告（草稿）",
        ),
        (report, "幸福社区2026年10月社区月报"),
    ] {
        let files = [suite::out(folder.path()).join("一.pdf"), suite::out(folder.path()).join("二.pdf")];
        for file in &files {
            export(&office, &leaving, file).unwrap();
        }
        let [one, two] = files.each_ref().map(|f| std::fs::read(f).unwrap());
        assert!(one == two, "{title}");
        let info = Command::new("pdfinfo").arg(&files[0]).output().unwrap();
        let info = String::from_utf8(info.stdout).unwrap();
        assert!(info.lines().any(|l| l.starts_with("Title:") && l.ends_with(title)), "{title}: {info}");
        assert!(
            info.lines().any(|l| l.starts_with("Author:") && l.ends_with("幸福社区居民委员会")),
            "{info}"
        );
        let raw =
            Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(&files[0]).arg("-").output();
        let raw = raw.unwrap().stdout;
        let holds = |text: &[u8]| raw.windows(text.len()).any(|w| w == text);
        assert!(holds(b"/Lang (zh-CN)") && holds(b"/Outlines"), "{title}");
        let fonts = Command::new("pdffonts").arg(&files[0]).output().unwrap();
        let fonts = String::from_utf8(fonts.stdout).unwrap();
        assert!(fonts.lines().skip(2).all(|l| l.contains("yes yes yes")), "{title}: {fonts}");
    }
}

/// A3 is the office's choice: that a list goes into bands on A4 is told where the paper is chosen.
#[test]
fn a_list_too_wide_for_its_paper_says_so_and_no_number_in_it_is_broken() {
    let (folder, office) = community(30);
    let forms = office.call("describe_forms", json!({})).unwrap();
    let form = forms["forms"].as_array().unwrap().iter().find(|f| f["key"] == "people").unwrap();
    let columns: Vec<&Value> = form["columns"].as_array().unwrap().iter().map(|c| &c["key"]).collect();
    let leaving = |columns: &[&Value], in_full: bool| {
        let list = json!({ "filter": {}, "sort": null, "columns": columns, "offset": 0, "limit": 0 });
        json!({ "what": "people", "list": list, "in_full": in_full })
    };
    let seen = |columns: &[&Value], size: &str| {
        let paper = json!({ "size": size, "turn": "fitting" });
        let asked = json!({ "leaving": leaving(columns, false), "paper": paper });
        office.call("preview_pages", asked).unwrap()["warning"].as_str().unwrap().to_owned()
    };
    assert!(!seen(&columns[..4], "a4").contains("段印"));
    let told = seen(&columns, "a4");
    assert!(told.contains("A4 上要分成") && told.contains("纸张选 A3"), "{told}");
    assert!(!seen(&columns, "a3").contains("纸张选 A3"));
    let file = suite::out(folder.path()).join("全部栏目.pdf");
    export(&office, &leaving(&columns, true), &file).unwrap();
    let text = pdf_text(&file, &["-layout"]);
    let numbers: HashSet<String> = {
        let conn = ledger(folder.path());
        let sql = "SELECT id_number FROM people WHERE deleted_at IS NULL AND status = 'present' AND id_number <> ''";
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert!(!numbers.is_empty());
    for number in numbers {
        assert!(text.contains(&number), "{number} stands whole in a line");
    }
}
