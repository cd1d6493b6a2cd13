//! Random communities over fourteen months, with entries that come late and wrong ones that are taken back: every month's
//! balance is right, a month that was sent stays as it was sent, and the papers that lie at the street office follow one
//! another, whichever way the office chose for what comes late: corrected papers, or a column 补报.
//!
//! The office is driven through its commands alone; what is right is told by a book kept beside it. A community takes
//! seconds, so there are few, always the same ones, and a failing one is not made smaller. `PROPTEST_CASES` and
//! `PROPTEST_RNG_SEED` ask for more of them, or for others.

mod book;
mod entries;

use book::{GRIDS, Person, Place, last_day, month};
use chrono::{Days, Months, NaiveDate};
use entries::{Entries, Event, event};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Whom a column counts.
type Counts = fn(&Person, Place) -> bool;

const MONTHS: usize = 14;

/// The line of all grids together.
const ALL: &str = "全社区";

/// With so many communities, unless the environment tells another number.
fn config(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let is_told = std::env::var_os("PROPTEST_CASES").is_some();
    let rng_seed = match usual.rng_seed {
        RngSeed::Random => RngSeed::Fixed(2026),
        told => told,
    };
    ProptestConfig {
        cases: if is_told { usual.cases } else { cases },
        rng_seed,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..usual
    }
}

/// The cells of a report by table, row and column.
type Cells = BTreeMap<[String; 3], String>;

/// The lines of 人口变动表 on paper: 期初, 补报, 期末.
type Lines = BTreeMap<String, [i64; 3]>;

/// What becomes of entries that come late.
#[derive(Clone, Copy, PartialEq)]
enum Late {
    Correction,
    Counted,
}

/// A version of a month that was sent: what it said on that day and the very files.
struct Filed {
    month: NaiveDate,
    id: Value,
    /// Of the workbook and of the pages.
    hashes: [Value; 2],
    files: [Vec<u8>; 2],
    cells: Cells,
    /// The line of the whole community, as the book told it.
    balance: Vec<i64>,
    known: String,
    /// As the workbook says them.
    lines: Lines,
}

struct Run {
    entries: Entries,
    late: Late,
    /// Every version that was sent, of each month the newest last.
    filed: Vec<Filed>,
    /// How often a month that was sent was found to differ.
    changed: usize,
}

fn of_period(month: NaiveDate) -> Value {
    json!({ "form": "monthly", "period": month.format("%Y-%m").to_string() })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn sheet<'a>(report: &'a Value, title: &str) -> &'a Value {
    report["sheets"].as_array().unwrap().iter().find(|s| s["title"] == title).unwrap()
}

/// The figures of a row; zeros where the table leaves it out, for nobody is in it.
fn figures(sheet: &Value, name: &str) -> Vec<i64> {
    let row = sheet["rows"].as_array().unwrap().iter().find(|row| row[0] == name);
    let width = sheet["columns"].as_array().unwrap().len();
    row.map_or(vec![0; width - 1], |row| {
        row.as_array().unwrap().iter().skip(1).map(|cell| text(cell).parse().unwrap()).collect()
    })
}

fn cells(report: &Value) -> Cells {
    let mut found = Cells::new();
    // The checks say the figures again in words.
    let sheets = report["sheets"].as_array().unwrap().iter().filter(|s| s["section"] != "checks");
    for sheet in sheets {
        for row in sheet["rows"].as_array().unwrap() {
            for (i, cell) in row.as_array().unwrap().iter().enumerate().skip(1) {
                let column = format!("{} {}", text(&sheet["groups"][i]), text(&sheet["columns"][i]));
                let key = [text(&sheet["title"]), text(&row[0]), column.trim()].map(str::to_owned);
                let other = found.insert(key, text(cell).to_owned());
                assert_eq!(other, None, "a row is told by what stands first in it: {row}");
            }
        }
    }
    found
}

/// What a workbook says with which its lines open and close.
fn lines_on_paper(workbook: &Path) -> Lines {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(workbook).unwrap();
    let range = book.worksheet_range("人口变动表").unwrap();
    let is = |cell: &Data, word: &str| matches!(cell, Data::String(text) if text == word);
    let head = range.rows().find(|row| row.iter().any(|cell| is(cell, "期初"))).unwrap();
    let at = ["期初", "补报", "期末"].map(|title| head.iter().position(|cell| is(cell, title)));
    let figure = |row: &[Data], at: Option<usize>| match at.map(|at| &row[at]) {
        Some(Data::Float(figure)) => *figure as i64,
        Some(Data::Int(figure)) => *figure,
        _ => 0,
    };
    let mut lines = Lines::new();
    for row in range.rows() {
        if let Data::String(name) = &row[0]
            && (name == ALL || GRIDS.contains(&name.as_str()))
        {
            lines.insert(name.clone(), at.map(|at| figure(row, at)));
        }
    }
    assert!(lines.contains_key(ALL), "{}", workbook.display());
    lines
}

impl Run {
    fn new(late: Late) -> Self {
        let run = Run { entries: Entries::new(), late, filed: Vec::new(), changed: 0 };
        let mut form = run.call("list_report_forms", json!({}))["forms"][0].clone();
        form["late"] = json!(if late == Late::Counted { "counted" } else { "correction" });
        run.call("save_report_form", form);
        run
    }

    /// The version of a month that lies at the street office.
    fn in_force(&self, month: NaiveDate) -> Option<&Filed> {
        self.filed.iter().rfind(|filed| filed.month == month)
    }

    /// With what a line of a month opens: as the paper before closed; where there is none, as the book knows it.
    fn opening(&self, month: NaiveDate, line: &str, known: i64) -> i64 {
        let before = self.in_force(month - Months::new(1));
        before.map_or(known, |paper| paper.lines.get(line).map_or(0, |[_, _, closing]| *closing))
    }

    fn call(&self, name: &str, request: Value) -> Value {
        self.entries.t.call(name, request)
    }

    /// Early in a month: the slips of the month before and of earlier ones are entered, then the month before is sent.
    fn session(&mut self, n: usize, events: &[Event]) {
        self.entries.move_to(month(n + 1) + Days::new(2));
        for event in events {
            self.entries.enter(month(n), *event);
        }
        self.look_back(n.min(MONTHS - 1));
        if n < MONTHS {
            if self.late == Late::Correction {
                self.correct_all_before(n);
            }
            self.send(month(n), "");
        }
        self.hashes_stand();
        self.papers_follow_one_another();
    }

    /// Months whose figures are other ones than were sent are corrected, the earliest first.
    fn correct_all_before(&mut self, n: usize) {
        for month in (0..n).map(month) {
            if self.report(month)["differences"] != json!([]) {
                self.send(month, "补登和撤回");
            }
        }
    }

    /// On paper, always: each month opens as the one before closed, line by line.
    fn papers_follow_one_another(&self) {
        let mut followed = 0;
        for n in 0..MONTHS {
            let [Some(one), Some(next)] = [month(n), month(n + 1)].map(|m| self.in_force(m)) else {
                continue;
            };
            for name in GRIDS.iter().chain([&ALL]) {
                let of = |paper: &Filed, at: usize| paper.lines.get(*name).map_or(0, |line| line[at]);
                assert_eq!(of(one, 2), of(next, 0), "{name}: {} closes, {} opens", one.month, next.month);
            }
            followed += 1;
        }
        assert_eq!(followed + 1, self.filed.iter().map(|f| f.month).collect::<BTreeSet<_>>().len());
    }

    /// The report of a month as it is now: it stands its own checks and says what the book says.
    fn report(&self, month: NaiveDate) -> Value {
        let report = self.call("make_report", of_period(month));
        let checks = report["checks"].as_array().unwrap();
        let is_carried_on = self.changes_are_right(sheet(&report, "人口变动表"), month);
        let are_right = checks.iter().all(|c| c["is_right"] == true);
        // A month before it is to be corrected first, and that is a check that fails.
        assert!(checks.len() > 8 && are_right == is_carried_on, "{month}: {checks:#?}");
        self.population_is_right(sheet(&report, "人口统计表"), last_day(month));
        report
    }

    /// Whether what the month opens with leads to what it closes with.
    fn changes_are_right(&self, changes: &Value, month: NaiveDate) -> bool {
        let (more, less) = ("增加", "减少");
        let counts = self.late == Late::Counted;
        let mut groups = vec!["", "", more, more, more, more, less, less, less, less, ""];
        if counts {
            groups.insert(2, "");
            assert_eq!(changes["columns"][2], "补报");
        }
        assert_eq!(changes["groups"], json!(groups));
        let book = &self.entries.book;
        let of_grids = (0..GRIDS.len()).map(|grid| book.balance(month, |place| place.is_in(grid)));
        let known = [(ALL, book.balance(month, Place::is_here))];
        let mut is_carried_on = true;
        for (name, mut known) in known.into_iter().chain(GRIDS.into_iter().zip(of_grids)) {
            let opening = self.opening(month, name, known[0]);
            let late = known[0] - opening;
            let sum = |columns: &[i64]| columns.iter().sum::<i64>();
            assert_eq!(known[0] + sum(&known[1..5]) - sum(&known[5..9]), known[9], "{month}: the book");
            known[0] = opening;
            if counts {
                known.insert(1, late);
            }
            assert_eq!(figures(changes, name), known, "{month} {name}");
            is_carried_on &= counts || late == 0;
        }
        is_carried_on
    }

    fn population_is_right(&self, table: &Value, on: NaiveDate) {
        let counted: [(&str, Counts); 7] = [
            ("总人口", |_, at| at.is_here()),
            ("男", |person, at| at.is_here() && !person.is_woman),
            ("女", |person, at| at.is_here() && person.is_woman),
            ("人户一致", |_, at| at.hukou && at.living),
            ("人在户不在", |_, at| !at.hukou && at.living),
            ("户在人不在", |_, at| at.hukou && !at.living && at.home.is_some()),
            ("空挂", |_, at| at.hukou && !at.living && at.home.is_none()),
        ];
        let columns = table["columns"].as_array().unwrap();
        for (title, fits) in counted {
            let column = columns.iter().position(|c| c == title).unwrap();
            let known = self.entries.book.count(on, fits);
            assert_eq!(text(&table["sums"][column]), known.to_string(), "{on} {title}");
            for (grid, name) in GRIDS.iter().enumerate() {
                let known = self.entries.book.count(on, |person, at| at.is_in(grid) && fits(person, at));
                assert_eq!(figures(table, name)[column - 1], known, "{on} {title} {name}");
            }
        }
    }

    /// Every month up to one: each opens as the one before closed, and those that were sent tell what differs.
    fn look_back(&mut self, until: usize) {
        let mut closed = None;
        let listed = self.call("list_reports", json!({ "form": "monthly" }))["reports"].clone();
        let mut changed = 0;
        for n in 0..=until {
            let report = self.report(month(n));
            let all = figures(sheet(&report, "人口变动表"), ALL);
            // With 补报 it opens as the month before closes now; else as it was sent, or as it closes now.
            let (opening, late) = (all[0], if self.late == Late::Counted { all[1] } else { 0 });
            let sent = n.checked_sub(1).and_then(|n| self.in_force(month(n))).map(|f| f.lines[ALL][2]);
            let before = if self.late == Late::Counted { closed } else { sent.or(closed) };
            assert_eq!(before.unwrap_or(opening + late), opening + late, "{} opens", month(n));
            closed = all.last().copied();
            let Some(filed) = self.in_force(month(n)) else { continue };
            self.differences_are_right(filed, &report);
            let differs = report["differences"] != json!([]);
            let row = listed.as_array().unwrap().iter().find(|r| r["id"] == filed.id).unwrap();
            assert_eq!(
                !text(&row["changed"]).is_empty(),
                differs,
                "{}: told in the list of months",
                month(n)
            );
            if self.late == Late::Counted {
                assert_eq!(report["events"] != json!([]), differs, "{}: and what happened", month(n));
            }
            changed += usize::from(differs);
        }
        self.changed += changed;
        if self.late == Late::Correction {
            let due = self.call("get_today", json!({}))["due"].to_string();
            assert_eq!(due.contains("上报以后有变动"), changed > 0, "told on the first page: {due}");
        }
    }

    /// The product tells where a month differs from what was sent, and nowhere else.
    fn differences_are_right(&self, filed: &Filed, report: &Value) {
        let (told, now) = (report["differences"].as_array().unwrap(), cells(report));
        let is_in_both = |key: &[String; 3]| now.contains_key(key) && filed.cells.contains_key(key);
        let told_cells: BTreeMap<_, _> = told
            .iter()
            .map(|d| (["sheet", "row", "column"].map(|k| text(&d[k]).to_owned()), d))
            .filter(|(key, _)| is_in_both(key))
            .map(|(key, d)| (key, ["before", "after"].map(|k| text(&d[k]).to_owned())))
            .collect();
        let differ: BTreeMap<_, _> = filed
            .cells
            .iter()
            .filter_map(|(key, then)| Some((key.clone(), [then.clone(), now.get(key)?.clone()])))
            .filter(|(_, [then, now])| then != now)
            .collect();
        assert_eq!(told_cells, differ, "{}", filed.month);
        // 未划网格 stands in the tables only while somebody is in it.
        for key in filed.cells.keys().chain(now.keys()).filter(|key| !is_in_both(key)) {
            let is_told = told.iter().any(|d| d["sheet"] == key[0] && d["row"] == key[1]);
            assert!(is_told, "{}: {key:?}", filed.month);
        }
        let is_same = self.entries.book.balance(filed.month, Place::is_here) == filed.balance;
        assert!(is_same || !told.is_empty(), "{}: another balance than was sent", filed.month);
        if self.entries.book.known_until(last_day(filed.month)) == filed.known {
            assert!(told.is_empty(), "{}: nothing of it was touched: {told:#?}", filed.month);
        }
    }

    /// A month is reviewed and sent; with a correction go up those of the months that opened with its figures.
    fn send(&mut self, month: NaiveDate, reason: &str) {
        let mut request = of_period(month);
        request["reason"] = json!(reason);
        let reviewed = self.call("review_report", request);
        let id = reviewed["report"]["id"].clone();
        let sent = self.call("submit_report", json!({ "id": id }))["report"].clone();
        let version = self.filed.iter().filter(|filed| filed.month == month).count() + 1;
        assert_eq!((&sent["version"], &sent["state"]), (&json!(version), &json!("submitted")));
        let listed = self.call("list_reports", json!({ "form": "monthly" }))["reports"].clone();
        let mut listed = listed.as_array().unwrap().clone();
        listed.sort_by_key(|row| text(&row["period"]).to_owned());
        let is_new = |row: &Value| row["is_in_force"] == true && self.filed.iter().all(|f| f.id != row["id"]);
        let new: Vec<Value> = listed.into_iter().filter(is_new).collect();
        assert!(new.iter().any(|row| row["id"] == id));
        for row in &new {
            self.keep(row);
        }
    }

    fn keep(&mut self, sent: &Value) {
        let id = sent["id"].clone();
        let month: NaiveDate = format!("{}-01", text(&sent["period"])).parse().unwrap();
        let hashes = [sent["workbook_sha256"].clone(), sent["pages_sha256"].clone()];
        let files = self.files(&id);
        let lines = lines_on_paper(&self.entries.t.beside("原样.xlsx"));
        for (file, hash) in files.iter().zip(&hashes) {
            let own: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(own, text(hash), "{month}");
        }
        let report = self.report(month);
        assert_eq!((&report["filed"]["id"], &report["differences"]), (&id, &json!([])), "{month}");
        let book = &self.entries.book;
        let (balance, known) = (book.balance(month, Place::is_here), book.known_until(last_day(month)));
        let cells = cells(&report);
        self.filed.push(Filed { month, id, hashes, files, cells, balance, known, lines });
    }

    /// The workbook and the pages that were kept of a version.
    fn files(&self, id: &Value) -> [Vec<u8>; 2] {
        ["xlsx", "pdf"].map(|ending| {
            let file = self.entries.t.beside(&format!("原样.{ending}"));
            let leaving = json!({ "what": "filed_report", "id": id });
            self.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true }));
            std::fs::read(file).unwrap()
        })
    }

    fn hashes_stand(&self) {
        let listed = self.call("list_reports", json!({ "form": "monthly" }));
        let listed = listed["reports"].as_array().unwrap();
        assert_eq!(listed.len(), self.filed.len());
        for filed in &self.filed {
            let row = listed.iter().find(|r| r["id"] == filed.id).unwrap();
            assert_eq!([&row["workbook_sha256"], &row["pages_sha256"]], filed.hashes.each_ref());
            assert_eq!(
                (&row["period"], &row["state"]),
                (&of_period(filed.month)["period"], &json!("submitted"))
            );
        }
    }

    /// A month that differs is sent back and corrected: the correction says what is so now.
    fn correct_one(&mut self) {
        let is_touched = |f: &&Filed| f.known != self.entries.book.known_until(last_day(f.month));
        let mut in_force = (0..MONTHS).filter_map(|n| self.in_force(month(n)));
        // Where each correction was sent at once, the last slips may have touched none of them.
        let Some(filed) = in_force.find(is_touched) else {
            assert!(self.late == Late::Correction, "some month was touched after it was sent");
            return;
        };
        let (month, id) = (filed.month, filed.id.clone());
        self.call("return_report", json!({ "id": id, "reason": "与实际不符" }));
        self.send(month, "补登和撤回");
        self.papers_follow_one_another();
    }

    /// Whatever came later, and a correction too: what was sent is there byte for byte.
    fn files_stand(&self) {
        for filed in &self.filed {
            assert!(self.files(&filed.id) == filed.files, "{} is not what was sent", filed.month);
        }
    }
}

/// The last ones are entered after every month was sent.
fn plan() -> impl Strategy<Value = Vec<Vec<Event>>> {
    prop::collection::vec(prop::collection::vec(event(), 3..=8), MONTHS + 1)
}

fn run(late: Late, plan: &[Vec<Event>]) {
    let mut run = Run::new(late);
    for (n, events) in plan.iter().enumerate() {
        run.session(n, events);
    }
    assert!(run.changed > 0 && run.entries.taken_back > 0, "late and wrong entries are what this is about");
    run.correct_one();
    run.files_stand();
}

proptest! {
    // Each is some dozens of corrected papers.
    #![proptest_config(config(3))]

    #[test]
    fn every_month_balances_and_papers_follow_one_another_where_what_comes_late_is_corrected(plan in plan()) {
        run(Late::Correction, &plan);
    }
}

proptest! {
    #![proptest_config(config(9))]

    #[test]
    fn every_month_balances_and_papers_follow_one_another_where_what_comes_late_is_counted(plan in plan()) {
        run(Late::Counted, &plan);
    }
}

#[test]
fn an_entry_undone_after_its_month_was_sent_is_told_as_an_event_of_the_difference() {
    let mut run = Run::new(Late::Correction);
    run.session(0, &[]);
    run.entries.undo_last();
    let report = run.report(month(0));
    assert_ne!(report["differences"], json!([]));
    assert!(report["events"].to_string().contains("撤销"), "{}", report["events"]);
}
