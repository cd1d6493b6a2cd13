//! Whole rows and small files as offices write them, each with what is right of it (`tests/fixtures/kinds`): written by hand
//! from the kinds, by somebody who had not seen the program. What is read cell by cell stands in `kinds.rs`.

use crate::imports::{ledger, open, plan_with, rows};
use crate::kinds::rows as of_file;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suite::{TestLedger, number};

/// A file of so many lines of cells, and its folder.
fn sheet(lines: &[Vec<String>]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名册.csv");
    let cell = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
    let line = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    std::fs::write(&path, lines.iter().map(line).collect::<String>()).unwrap();
    (folder, path)
}

fn words(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

/// The rows of a file as they are planned.
fn planned(t: &TestLedger, path: &Path) -> Vec<Value> {
    let view = open(t, "residents", path);
    plan_with(t, &view, json!({}));
    let found = rows(t, &view, json!(null));
    t.call("close_import", json!({ "token": view["token"] }));
    found
}

fn codes(row: &Value) -> Vec<&str> {
    row["faults"].as_array().unwrap().iter().filter_map(|f| f["fault"]["code"].as_str()).collect()
}

fn all_right(name: &str, wrong: &[String], of: usize) {
    assert!(wrong.is_empty(), "{name}, {} of {of}:\n{}", wrong.len(), wrong.join("\n"));
}

/// README: nobody whom a sheet calls dead or gone is ever counted as living here, and an unclear word holds the row.
#[test]
fn who_is_said_to_be_dead_or_gone_is_not_taken_for_present() {
    let t = ledger();
    let all = of_file("gone.csv");
    let mut wrong = Vec::new();
    for row in &all {
        let [heading, cell, extra, day, wanted] = row.as_slice() else { panic!("{row:?}") };
        let mut lines =
            [words(&["姓名", "身份证号", heading]), words(&["王建国", &number("19600101", 11), cell])];
        if !extra.is_empty() {
            lines[0].push(extra.clone());
            lines[1].push(day.clone());
        }
        let (_folder, path) = sheet(&lines);
        let found = planned(&t, &path);
        let Some(row) = found.first() else {
            wrong.push(format!("{heading}|{cell}: no row"));
            continue;
        };
        let said = codes(row);
        let seen = match row["is_taken"] == true {
            true => "present",
            false if said.contains(&"import.says_dead") => "dead",
            false if said.contains(&"import.says_gone") => "gone",
            false => "held",
        };
        let (kind, on) = wanted.split_once(' ').unwrap_or((wanted.as_str(), ""));
        // Whoever is held is not counted, whichever way it is said; the day stands in the words.
        let is_right = seen == kind || kind == "held" && seen != "present";
        let is_day_told = on.is_empty() || row["faults"].to_string().contains(on);
        if !is_right || !is_day_told {
            wrong.push(format!(
                "{heading}|{cell}|{extra}|{day}: {wanted}, not {seen} {said:?} {}",
                row["faults"]
            ));
        }
    }
    all_right("gone.csv", &wrong, all.len());
}

/// README: one person is not taken twice, two people are not taken for one, and where it is not sure somebody is asked.
#[test]
fn who_comes_twice_is_told_and_namesakes_stay_apart() {
    let t = ledger();
    let all = of_file("doubles.csv");
    let mut cases: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
    all.iter().for_each(|row| cases.entry(&row[0]).or_default().push(row));
    let mut wrong = Vec::new();
    for (case, people) in cases {
        let mut lines = vec![words(&["姓名", "性别", "出生日期", "身份证号", "住址"])];
        lines.extend(people.iter().map(|p| p[1..6].to_vec()));
        let (_folder, path) = sheet(&lines);
        let found = planned(&t, &path);
        if found.len() != people.len() {
            wrong.push(format!("case {case}: {} rows of {}", found.len(), people.len()));
            continue;
        }
        for (row, wanted) in found.iter().zip(&people) {
            let said = codes(row);
            let seen = match row["outcome"].as_str().unwrap() {
                "new" if row["is_taken"] == true => "new",
                "same" => "same",
                // The same number again is held and told, whether the name is the same or another.
                "conflict" if said.contains(&"import.twice_in_file") && wanted[6] != "new" => &wanted[6],
                "maybe_same" | "conflict" => "ask",
                other => other,
            };
            if seen != wanted[6] {
                wrong.push(format!("case {case} {wanted:?}: {seen} {said:?}"));
            }
        }
    }
    all_right("doubles.csv", &wrong, all.len());
}

/// README: a name is kept as it is written, and what is no name of a person makes nobody.
#[test]
fn names_are_kept_and_words_that_are_none_make_nobody() {
    let t = ledger();
    let all = of_file("names.csv");
    let mut wrong = Vec::new();
    for row in &all {
        let [text, wanted, told] = row.as_slice() else { panic!("{row:?}") };
        let (_folder, path) = sheet(&[
            words(&["姓名", "身份证号", "性别"]),
            words(&["王建国", &number("19600101", 11), "男"]),
            words(&[text, &number("19620101", 13), "男"]),
        ]);
        let found = planned(&t, &path);
        let row = found.iter().find(|r| r["row"] == 3);
        let seen = row.filter(|r| r["is_taken"] == true).map_or("REFUSED", |r| r["title"].as_str().unwrap());
        let is_told = row.is_none_or(|r| !codes(r).is_empty());
        if seen != wanted || (told == "1" && !is_told) {
            wrong.push(format!("{text:?}: {wanted} {told}, not {seen} {:?}", row.map(codes)));
        }
    }
    all_right("names.csv", &wrong, all.len());
}

/// README: the lines between the people (titles, notes, sums, signatures) make nobody, and no one is taken for such a line.
#[test]
fn lines_that_are_nobody_make_nobody() {
    let t = ledger();
    let all = of_file("notes_rows.csv");
    let mut cases: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
    all.iter().for_each(|row| cases.entry(&row[0]).or_default().push(row));
    let mut wrong = Vec::new();
    for (case, mut lines) in cases {
        lines.sort_by_key(|l| l[1].parse::<u32>().unwrap());
        let (_folder, path) = sheet(&lines.iter().map(|l| l[2..5].to_vec()).collect::<Vec<_>>());
        let found = planned(&t, &path);
        // A line that is held with its reason makes nobody either.
        let number = |r: &Value| r["row"].as_u64();
        let rows: BTreeSet<u64> = found.iter().filter_map(number).collect();
        let taken: BTreeSet<u64> =
            found.iter().filter(|r| r["is_taken"] == true).filter_map(number).collect();
        for line in &lines {
            let at = line[1].parse::<u64>().unwrap();
            let is_right = if line[5] == "person" { rows.contains(&at) } else { !taken.contains(&at) };
            if !is_right {
                wrong.push(format!("{line:?}: {:?}", found.iter().find(|r| r["row"] == at)));
            }
        }
        let _ = case;
    }
    all_right("notes_rows.csv", &wrong, all.len());
}

/// README: whoever remembers a part of a name or a place finds the person, and nobody else for it.
#[test]
fn people_are_found_by_what_is_remembered() {
    let t = ledger();
    let all = of_file("search.csv");
    let people: BTreeSet<(&str, &str)> = all.iter().map(|r| (r[0].as_str(), r[1].as_str())).collect();
    let mut lines = vec![words(&["姓名", "性别", "出生日期", "住址"])];
    for (i, (name, place)) in people.iter().enumerate() {
        let birth = format!("19{:02}-{:02}-{:02}", 30 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
        lines.push(words(&[name, "女", &birth, place]));
    }
    let (_folder, path) = sheet(&lines);
    let done = crate::imports::import(&t, "residents", &path);
    assert_eq!(done["counts"][0]["taken"], people.len(), "everybody is there: {}", done["counts"]);
    let ids: BTreeMap<String, (String, String)> = {
        let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name", "birth_date"], "offset": 0, "limit": 500 });
        let page = t.call("list_people", list);
        let births: BTreeMap<&str, (&str, &str)> =
            lines[1..].iter().zip(&people).map(|(l, p)| (l[2].as_str(), *p)).collect();
        let of = |row: &Value| {
            let (name, place) = births[row["cells"][1].as_str().unwrap()];
            (row["id"].to_string(), (name.to_owned(), place.to_owned()))
        };
        page["rows"].as_array().unwrap().iter().map(of).collect()
    };
    let mut wrong = Vec::new();
    for row in &all {
        let [name, place, query, wanted] = row.as_slice() else { panic!("{row:?}") };
        let hits = t.call("find", json!({ "text": query, "limit": 50 }))["hits"].clone();
        let is_found = hits
            .as_array()
            .unwrap()
            .iter()
            .any(|h| h["kind"] == "person" && ids[&h["id"].to_string()] == (name.clone(), place.clone()));
        if is_found != (wanted == "1") {
            wrong.push(format!("{row:?}: {}", if is_found { "found" } else { "not found" }));
        }
    }
    all_right("search.csv", &wrong, all.len());
}

/// README: a trifle in a text, web table or XML sheet costs nobody else, and is told on its row.
#[test]
fn texts_and_tables_of_other_programs_give_all_their_people() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kinds/texts");
    let outcomes: BTreeMap<String, Value> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("outcomes.json")).unwrap()).unwrap();
    assert!(outcomes.len() >= 40);
    let mut wrong = Vec::new();
    for (file, wanted) in &outcomes {
        let t = ledger();
        let kept = tempfile::tempdir().unwrap();
        // Web tables and XML come from offices under the ending of a workbook.
        let name = file.replace(".html", ".xls").replace(".xml", ".xls");
        let path = kept.path().join(name);
        std::fs::copy(folder.join(file), &path).unwrap();
        let view = open(&t, "residents", &path);
        plan_with(&t, &view, json!({}));
        let found = rows(&t, &view, json!(null));
        let told: BTreeSet<u64> =
            found.iter().filter(|r| !codes(r).is_empty()).filter_map(|r| r["row"].as_u64()).collect();
        crate::imports::commit(&t, &view);
        let list = json!({ "filter": { "presence": "all" }, "sort": null, "columns": ["name"], "offset": 0, "limit": 500 });
        let page = t.call("list_people", list);
        let mut people: Vec<(String, String)> = Vec::new();
        for row in page["rows"].as_array().unwrap() {
            let id = row["id"].clone();
            let number = t.call("get_person", json!({ "id": id }))["values"]["id_number"].clone();
            let number = match number.as_str() {
                Some(masked) if masked.contains('*') => {
                    let asked = json!({ "table": "people", "id": id, "field": "id_number" });
                    t.call("reveal", asked)["text"].as_str().unwrap().to_owned()
                }
                number => number.unwrap_or_default().to_owned(),
            };
            people.push((row["cells"][0].as_str().unwrap().to_owned(), number));
        }
        people.sort();
        let mut right: Vec<(String, String)> = serde_json::from_value(wanted["people"].clone()).unwrap();
        right.sort();
        if people != right {
            let lost: Vec<_> = right.iter().filter(|p| !people.contains(p)).collect();
            let more: Vec<_> = people.iter().filter(|p| !right.contains(p)).collect();
            wrong.push(format!("{file}: lost {lost:?}, more {more:?}"));
        }
        let notes = view["notes"].to_string();
        for row in wanted["told_rows"].as_array().unwrap() {
            let row = row.as_u64().unwrap();
            // A row that is nobody's is told in the notes of the sheet.
            if !told.contains(&row) && !notes.contains(&format!("{row} 格")) {
                wrong.push(format!("{file}: row {row} is not told; told {told:?}, {notes}"));
            }
        }
    }
    all_right("texts", &wrong, outcomes.len());
}
