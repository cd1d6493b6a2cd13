//! From the figures of a month to a report that was sent: 草稿 → 已审核 → 已上报 → 已退回 → 更正版.
//!
//! Reviewing keeps the tables, the rows that were counted and the very files; sending wants that the figures are still the
//! same and stand all their checks. What was sent is never changed: a correction is a new version with its reason
//! (`shared/domain/reports.md` 1).

use crate::contract::{
    FiledReport, FiledReports, OfReportForm, PeriodDue, ReportDifference, ReportEvent, ReportReason,
    ReportWritten, ReviewReport,
};
use crate::desk::Desk;
use crate::office::local_minute;
use crate::outgoing::report_files;
use crate::refusal::{Refusal, Reply};
use crate::reports::{CHECKS, Report, form_of, make, title_of};
use chrono::Datelike;
use domain::access::{Area, Level};
use domain::reports::{Period, ReportForm, Rhythm};
use domain::tables::{Cell, Column, Table};
use domain::{Fault, FaultCode};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::ActKind;
use store::reports::{Contents, ReportRow};

fn label(row: &ReportRow) -> String {
    let state = match row.state.as_str() {
        "reviewed" => "已审核",
        "submitted" => "已上报",
        _ => "已退回",
    };
    if row.version > 1 { format!("更正版（第 {} 版）{state}", row.version) } else { state.to_owned() }
}

/// The period of a version.
fn period_of(form: &ReportForm, row: &ReportRow) -> Reply<Period> {
    Ok(Period::read(form.rhythm, &row.period)?)
}

fn on_wire(form: &ReportForm, row: &ReportRow) -> FiledReport {
    FiledReport {
        id: row.id,
        period: row.period.clone(),
        label: period_of(form, row).map(Period::label).unwrap_or_default(),
        version: row.version,
        state: row.state.clone(),
        state_label: label(row),
        reason: row.reason.clone(),
        returned_reason: row.returned_reason.clone(),
        reviewed: format!("{} {}", local_minute(&row.reviewed_at), row.reviewed_by),
        submitted: if row.submitted_on.is_empty() {
            String::new()
        } else {
            format!("{} {}", row.submitted_on, row.submitted_by)
        },
        workbook_sha256: row.workbook_sha256.clone(),
        pages_sha256: row.pages_sha256.clone(),
    }
}

/// So many periods that are over are listed: of months a year.
fn listed(rhythm: Rhythm) -> u32 {
    match rhythm {
        Rhythm::Monthly => 12,
        Rhythm::Quarterly => 8,
        Rhythm::Yearly => 5,
    }
}

pub(crate) fn list_reports(desk: &mut Desk, request: OfReportForm) -> Reply<FiledReports> {
    let form = form_of(desk, &request.form)?;
    let rows = store::reports::all(desk.ledger.conn(), &form.key)?;
    let mut due = Vec::new();
    let mut period = Period::of(form.rhythm, desk.today());
    for _ in 0..listed(form.rhythm) {
        period = period.before();
        let due_on = period.due(form.due_day);
        let is_sent = rows.iter().any(|r| r.period == period.word() && r.state == "submitted");
        // Before there was anybody in the ledger nothing was to be sent.
        if store::movements::count_on(desk.ledger.conn(), period.last())?.0 == 0 {
            continue;
        }
        due.push(PeriodDue {
            period: period.word(),
            label: period.label(),
            due_on: due_on.to_string(),
            is_late: form.is_due && !is_sent && !is_before(&form, period) && due_on < desk.today(),
        });
    }
    Ok(FiledReports { reports: rows.iter().map(|row| on_wire(&form, row)).collect(), due })
}

/// Whether a period was over before the office made the form: nothing was to be sent under it.
fn is_before(form: &ReportForm, period: Period) -> bool {
    form.key.starts_with("own-") && period.last().to_string().as_str() < form.made_on.as_str()
}

/// Reports of periods that have ended and were not sent yet, where there was anybody to count: what to say of each, and its
/// form.
pub(crate) fn due_now(desk: &Desk) -> Reply<Vec<(String, String)>> {
    let conn = desk.ledger.conn();
    let mut found = Vec::new();
    for form in store::report_forms::all(conn)?.into_iter().filter(|f| f.is_due) {
        let period = Period::of(form.rhythm, desk.today()).before();
        let last = store::reports::latest(conn, &form.key, &period.word())?;
        let is_sent = last.is_some_and(|row| row.state == "submitted");
        if is_sent || is_before(&form, period) || store::movements::count_on(conn, period.last())?.0 == 0 {
            continue;
        }
        let due = period.due(form.due_day);
        let (title, month, day) = (title_of(&form, period), due.month(), due.day());
        let text = if due < desk.today() {
            format!("{title}还没有报送（要在 {month} 月 {day} 日前报）")
        } else {
            format!("{title}请在 {month} 月 {day} 日前报送")
        };
        found.push((text, form.key));
    }
    Ok(found)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn tables_of(contents: &Contents) -> Vec<Table> {
    serde_json::from_str(&contents.tables_json).unwrap_or_default()
}

/// What was filed last of a month, where it differs from the figures of today, and what happened since.
pub(crate) fn against_filed(
    desk: &Desk,
    report: &Report,
) -> Reply<(Option<FiledReport>, Vec<ReportDifference>, Vec<ReportEvent>)> {
    let conn = desk.ledger.conn();
    let Some(row) = store::reports::latest(conn, &report.form.key, &report.period.word())? else {
        return Ok((None, Vec::new(), Vec::new()));
    };
    let kept = tables_of(&store::reports::contents(conn, row.id)?);
    let differences = differences(&kept, report);
    let events = if differences.is_empty() {
        Vec::new()
    } else {
        let acts = store::reports::acts_that_count(conn, row.act_id, &report.period.last().to_string())?;
        acts.into_iter().map(|(at, said)| ReportEvent { at: local_minute(&at), said }).collect()
    };
    Ok((Some(on_wire(&report.form, &row)), differences, events))
}

/// Figures that are other ones in a report than in the tables kept, cell by cell. Only what both have is compared: a form that
/// was changed since, in its sections, titles or bands, is no other figure. Tables are known by their section, rows by what
/// stands first in them, those that begin alike one after another.
fn differences(before: &[Table], report: &Report) -> Vec<ReportDifference> {
    let mut found = Vec::new();
    // Tables that were kept before sections had keys are known by their names.
    let is_one = |a: &Table, b: &Table| {
        if a.section.is_empty() { a.name == b.name } else { a.section == b.section }
    };
    // The checks say the figures again in words.
    for old in before.iter().filter(|t| t.section != CHECKS) {
        match report.tables.iter().find(|table| is_one(old, table)) {
            Some(table) => differences_of(old, table, &mut found),
            // One that told of no case (零报告) and is left out now is no other figure.
            None if !old.has_cases() => {}
            None if report.form.sections.iter().any(|s| s.is_on && s.key == old.section) => {
                let [sheet, row] = [old.name.clone(), "整张表".to_owned()];
                let [column, before, after] = ["", "有", "没有了"].map(str::to_owned);
                found.push(ReportDifference { sheet, row, column, before, after });
            }
            None => {}
        }
    }
    found
}

/// What stands first in a row, and how often that came before it.
type Key = (String, usize);

/// The rows of a table in order, each with its key.
fn keyed(table: &Table) -> Vec<(Key, &[Cell])> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut key = |row: &[Cell]| {
        let name = shown(row.first());
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        (name, *times)
    };
    table.rows.iter().map(|row| (key(row), row.as_slice())).collect()
}

fn shown(cell: Option<&Cell>) -> String {
    cell.map(|c| c.shown().into_owned()).unwrap_or_default()
}

fn differences_of(old: &Table, table: &Table, found: &mut Vec<ReportDifference>) {
    let mut note = |row: &str, column: &str, before: String, after: String| {
        if before != after {
            let [sheet, row, column] = [&table.name, row, column].map(str::to_owned);
            found.push(ReportDifference { sheet, row, column, before, after });
        }
    };
    let mut then: HashMap<Key, &[Cell]> = keyed(old).into_iter().collect();
    for (key, row) in keyed(table) {
        let was = then.remove(&key);
        for (i, column) in table.columns.iter().enumerate().skip(1) {
            let is_it = |c: &Column| c.title == column.title && c.group == column.group;
            let Some(old_at) = old.columns.iter().position(is_it) else { continue };
            let title = [column.group.as_str(), &column.title].join(" ");
            let before = was.map_or_else(|| "—".to_owned(), |was| shown(was.get(old_at)));
            note(&key.0, title.trim(), before, shown(row.get(i)));
        }
    }
    let mut gone: Vec<Key> = then.into_keys().collect();
    gone.sort();
    for (name, _) in gone {
        note(&name, "整行", "有".into(), "没有了".into());
    }
}

/// Two papers with one title must not lie side by side: a correction says on every table that it is one, and why.
fn mark_correction(report: &mut Report, version: u32, reason: &str) {
    for table in &mut report.tables {
        table.title.push_str("（更正版）");
        table.notes.push(format!("这是第 {version} 版，更正原因：{reason}。"));
    }
}

fn may_file(desk: &Desk) -> Reply<()> {
    desk.require(Area::Residents, Level::Write)
}

pub(crate) fn review_report(desk: &mut Desk, request: ReviewReport) -> Reply<ReportWritten> {
    may_file(desk)?;
    let mut report = make(desk, &request.form, &request.period)?;
    let period = report.period;
    if period.last() >= desk.today() {
        return Err(Fault::new(FaultCode::ReportNotOver).with(period.label()).into());
    }
    if let Some(wrong) = report.checks.iter().find(|c| !c.is_right) {
        return Err(Fault::new(FaultCode::ReportUnbalanced).with(&wrong.words).into());
    }
    let last = store::reports::latest(desk.ledger.conn(), &report.form.key, &period.word())?;
    let was_sent = last.as_ref().is_some_and(|row| row.state != "reviewed");
    let reason = request.reason.trim();
    if was_sent && reason.is_empty() {
        return Err(Fault::at(FaultCode::ReportReason, "reason").into());
    }
    let version = last.as_ref().map_or(1, |row| row.version + u32::from(was_sent));
    // A correction that is reviewed again keeps its reason.
    let kept = last.as_ref().map(|row| row.reason.clone()).filter(|_| !was_sent && reason.is_empty());
    let reason = kept.unwrap_or_else(|| reason.to_owned());
    if version > 1 {
        mark_correction(&mut report, version, &reason);
    }
    let (workbook, pages) = report_files(desk, &report)?;
    let odd = |error: serde_json::Error| Refusal::unforeseen(error.to_string());
    let contents = Contents {
        tables_json: serde_json::to_string(&report.tables).map_err(odd)?,
        people_json: serde_json::to_string(&report.people).map_err(odd)?,
        hashes: [sha256(&workbook), sha256(&pages)],
        workbook,
        pages,
    };
    let (title, word) = (title_of(&report.form, period), period.word());
    let said = if version > 1 {
        format!("审核 {title}更正版（第 {version} 版）")
    } else {
        format!("审核 {title}")
    };
    let actor = desk.actor.name.clone();
    let (id, done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        let id = store::reports::put_reviewed(
            gate,
            (&report.form.key, &word, version),
            &actor,
            &reason,
            &contents,
        )?;
        Ok((id, said))
    })?;
    written(desk, id, done.value)
}

fn written(desk: &Desk, id: u32, said: String) -> Reply<ReportWritten> {
    let row = store::reports::get(desk.ledger.conn(), id)?;
    Ok(ReportWritten { said, report: on_wire(&form_of(desk, &row.form)?, &row) })
}

/// A version in the state that the step wants.
fn in_state(desk: &Desk, id: u32, wanted: &str) -> Reply<ReportRow> {
    let row = store::reports::get(desk.ledger.conn(), id)?;
    if row.state != wanted {
        return Err(Fault::new(FaultCode::ReportState).with(label(&row)).into());
    }
    Ok(row)
}

pub(crate) fn submit_report(desk: &mut Desk, request: crate::contract::ReportId) -> Reply<ReportWritten> {
    may_file(desk)?;
    let row = in_state(desk, request.id, "reviewed")?;
    let report = make(desk, &row.form, &row.period)?;
    if let Some(wrong) = report.checks.iter().find(|c| !c.is_right) {
        return Err(Fault::new(FaultCode::ReportUnbalanced).with(&wrong.words).into());
    }
    let kept = tables_of(&store::reports::contents(desk.ledger.conn(), row.id)?);
    if !differences(&kept, &report).is_empty() {
        return Err(Refusal::new(FaultCode::ReportChanged));
    }
    let (on, by) = (desk.today().to_string(), desk.actor.name.clone());
    let ((), done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        store::reports::set_submitted(gate, row.id, &on, &by)?;
        Ok(((), format!("上报 {}", title_of(&report.form, report.period))))
    })?;
    written(desk, row.id, done.value)
}

pub(crate) fn return_report(desk: &mut Desk, request: ReportReason) -> Reply<ReportWritten> {
    may_file(desk)?;
    let row = in_state(desk, request.id, "submitted")?;
    let reason = request.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Fault::at(FaultCode::ReportReason, "reason").into());
    }
    let form = form_of(desk, &row.form)?;
    let title = title_of(&form, period_of(&form, &row)?);
    let ((), done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        store::reports::set_returned(gate, row.id, &reason)?;
        Ok(((), format!("{title}被退回：{reason}")))
    })?;
    written(desk, row.id, done.value)
}
