//! From the figures of a month to a report that was sent: 草稿 → 已审核 → 已上报 → 已退回 → 更正版.
//!
//! Reviewing keeps the tables, the rows that were counted and the very files; sending wants that the figures are still the
//! same and stand all their checks. What was sent is never changed: a correction is a new version with its reason
//! (`shared/domain/reports.md` 1). The papers that lie at the street office follow one another: each opens with what the one
//! before it closed with. So a correction that closes with other figures is reviewed and sent with those of the papers after it.

mod changed;
mod differences;
mod due;

pub(crate) use changed::{against_filed, changed_now, count_beside, earlier_told, leaves, leaves_words};
pub(crate) use due::due_now;

use crate::contract::{
    FiledReport, FiledReports, OfReportForm, PeriodDue, ReportReason, ReportWritten, ReviewReport,
    SubmitReport, WorkKind,
};
use crate::desk::Desk;
use crate::office::{Office, local_minute};
use crate::outgoing::report_files;
use crate::refusal::{Refusal, Reply};
use crate::reports::{
    Chain, Earlier, Report, acts_at_closing, acts_since, form_of, make, make_after, title_of,
};
use crate::work::Work;
use differences::differences;
use domain::access::{Area, Level};
use domain::reports::{Period, ReportForm, Rhythm};
use domain::tables::Table;
use domain::{Fault, FaultCode};
use sha2::{Digest, Sha256};
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
        is_in_force: false,
        changed: String::new(),
        is_to_mend: false,
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

/// The version of each period that lies at the street office, the newest period first: of each the newest that was sent, where
/// it did not come back.
fn in_force(rows: &[ReportRow]) -> Vec<&ReportRow> {
    let mut found: Vec<&ReportRow> = Vec::new();
    let mut seen = "";
    for row in rows.iter().filter(|row| row.state != "reviewed") {
        if row.period != seen && row.state == "submitted" {
            found.push(row);
        }
        seen = &row.period;
    }
    found
}

pub(crate) fn list_reports(office: &Office, request: OfReportForm) -> Reply<FiledReports> {
    count_beside(office, Some(&request.form))?;
    office.at_desk(|desk| listed_reports(desk, &request))
}

fn listed_reports(desk: &Desk, request: &OfReportForm) -> Reply<FiledReports> {
    let form = form_of(desk, &request.form)?;
    let rows = store::reports::all(desk.ledger.conn(), &form.key)?;
    let sent = in_force(&rows);
    let mut due = Vec::new();
    let mut period = Period::of(form.rhythm, desk.today());
    for _ in 0..listed(form.rhythm) {
        period = period.before();
        let due_on = period.due(form.due_day);
        let is_sent = sent.iter().any(|row| row.period == period.word());
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
    let mut reports = Vec::new();
    for row in &rows {
        let is_in_force = sent.iter().any(|one| one.id == row.id);
        let (changed, is_to_mend) =
            if is_in_force { changed::words_of(desk, &form, &rows, row)? } else { Default::default() };
        reports.push(FiledReport { is_in_force, changed, is_to_mend, ..on_wire(&form, row) });
    }
    Ok(FiledReports { reports, due })
}

/// Whether a period was over before the office made the form: nothing was to be sent under it.
fn is_before(form: &ReportForm, period: Period) -> bool {
    form.key.starts_with("own-") && period.last().to_string().as_str() < form.made_on.as_str()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn kept_tables(desk: &Desk, row: &ReportRow) -> Reply<Vec<Table>> {
    let said = store::reports::said(desk.ledger.conn(), row.id)?;
    Ok(serde_json::from_str(&said.tables_json).unwrap_or_default())
}

fn chain_of(desk: &Desk, form: &ReportForm, row: &ReportRow) -> Reply<Chain> {
    Ok(Earlier::of_row(desk, form, row.clone())?.chain)
}

/// Two papers with one title must not lie side by side: a correction says on every table that it is one, and why; and that no
/// figure is another one, where nobody need look for it.
fn mark_correction(reviewed: &mut Reviewed) {
    let (version, reason) = (reviewed.version, reviewed.reason.trim_end_matches('。'));
    let same = if reviewed.is_same { "和上一次上报的比，没有数字变化。" } else { "" };
    let note = format!("这是第 {version} 版，更正原因：{reason}。{same}");
    for table in &mut reviewed.report.tables {
        table.title.push_str("（更正版）");
        table.notes.push(note.clone());
    }
}

/// What was not reviewed is no report yet, and says so on every table.
pub(crate) fn mark_draft(report: &mut Report) {
    for table in &mut report.tables {
        table.title.push_str("（草稿）");
    }
}

fn may_file(desk: &Desk) -> Reply<()> {
    desk.require(Area::Residents, Level::Write)
}

fn may_file_now(desk: &Desk) -> Reply<()> {
    may_file(desk)?;
    desk.require_no_import()
}

/// What a report must stand before it is reviewed or sent.
fn is_ready(report: &Report) -> Reply<()> {
    if let Some(earlier) = report.earlier.as_ref().filter(|_| report.is_broken) {
        return Err(Fault::new(FaultCode::ReportEarlierChanged).with(earlier.period.label()).into());
    }
    if let Some(wrong) = report.checks.iter().find(|c| !c.is_right) {
        return Err(Fault::new(FaultCode::ReportUnbalanced).with(&wrong.words).into());
    }
    Ok(())
}

/// A version that is reviewed just now.
struct Reviewed {
    report: Report,
    version: u32,
    reason: String,
    /// Whether it corrects what was sent without another figure.
    is_same: bool,
}

/// Which version a report becomes. One that corrects what was sent wants its reason; a correction that is reviewed again keeps
/// its reason.
fn version_of(desk: &Desk, report: Report, reason: &str) -> Reply<Reviewed> {
    let (conn, form, word) = (desk.ledger.conn(), &report.form, report.period.word());
    let last = store::reports::latest(conn, &form.key, &word)?;
    let was_sent = last.as_ref().is_some_and(|row| row.state != "reviewed");
    if was_sent && reason.is_empty() {
        return Err(Fault::at(FaultCode::ReportReason, "reason").into());
    }
    let version = last.as_ref().map_or(1, |row| row.version + u32::from(was_sent));
    let kept = last.map(|row| row.reason).filter(|_| !was_sent && reason.is_empty());
    let reason = kept.unwrap_or_else(|| reason.to_owned());
    let is_same = match store::reports::last_sent(conn, &form.key, &word)? {
        Some(sent) => {
            differences(&kept_tables(desk, &sent)?, &chain_of(desk, form, &sent)?, &report).is_empty()
        }
        None => false,
    };
    Ok(Reviewed { report, version, reason, is_same })
}

/// The papers after one that was made just now which opened with other figures than it closes with: each made anew, one at a
/// time beside the window.
fn papers_after(office: &Office, first: &Reviewed, work: &Work) -> Reply<Vec<Reviewed>> {
    let mut found: Vec<Reviewed> = Vec::new();
    while let Some(next) = office.at_desk(|desk| paper_after(desk, first, &found))? {
        found.push(next);
        go_on(work, found.len())?;
    }
    Ok(found)
}

/// The paper after the last of those that are made, where it opened with other figures.
fn paper_after(desk: &Desk, first: &Reviewed, found: &[Reviewed]) -> Reply<Option<Reviewed>> {
    let form = &first.report.form;
    let last = found.last().map_or(&first.report, |one| &one.report);
    let period = last.period.after();
    let Some(row) = store::reports::in_force(desk.ledger.conn(), &form.key, &period.word())? else {
        return Ok(None);
    };
    if chain_of(desk, form, &row)?.follows(&last.chain) {
        return Ok(None);
    }
    if first.reason.is_empty() {
        return Err(Fault::at(FaultCode::ReportReason, "reason").into());
    }
    let made = std::iter::once(first).chain(found).map(|r| (r.report.period, r.report.tables.clone()));
    let earlier = Earlier::of_report(last, made.collect());
    let report = make_after(desk, form.clone(), period, Some(earlier))?;
    is_ready(&report)?;
    // What came late for the period itself is a reason of its own.
    let own = acts_since(desk, form, period, row.act_id)?;
    let of_opening = acts_at_closing(desk, form, last.period, row.act_id)?;
    let also = if own.is_subset(&of_opening) {
        ""
    } else {
        "；并计入本期上报以后登记和更正的变动"
    };
    let reason = format!("期初随{}更正：{}{also}", first.report.period.label(), first.reason);
    Ok(Some(version_of(desk, report, &reason)?))
}

/// Counts papers; leaves the desk to whoever waits for it.
fn go_on(work: &Work, done: usize) -> Reply<()> {
    work.step(u32::try_from(done).unwrap_or(u32::MAX)).map_err(|_| Refusal::new(FaultCode::WorkCancelled))?;
    std::thread::sleep(changed::PAUSE);
    Ok(())
}

fn contents(office: &Office, reviewed: &mut Reviewed, work: &Work) -> Reply<Contents> {
    if reviewed.version > 1 {
        mark_correction(reviewed);
    }
    let report = &reviewed.report;
    let files = office.at_desk(|desk| Ok(report_files(desk, report)))?;
    let (workbook, pages) = files.made(work)?;
    let odd = |error: serde_json::Error| Refusal::unforeseen(error.to_string());
    Ok(Contents {
        tables_json: serde_json::to_string(&report.tables).map_err(odd)?,
        people_json: serde_json::to_string(&report.people).map_err(odd)?,
        chain_json: serde_json::to_string(&report.chain).map_err(odd)?,
        hashes: [sha256(&workbook), sha256(&pages)],
        workbook,
        pages,
    })
}

/// Makes papers beside the window and then writes what became of them. What was written to the ledger meanwhile may be behind
/// their figures: then they are made once more, and are not made a third time.
fn beside<T>(
    office: &Office,
    make: impl Fn(&Work) -> Reply<T>,
    write: impl Fn(&mut Desk, &T) -> Reply<ReportWritten>,
) -> Reply<ReportWritten> {
    office.at_desk(|desk| may_file_now(desk))?;
    let running = office.workplace.begin(WorkKind::Outgoing);
    let work: &Work = &running.work;
    for _ in 0..2 {
        work.stage("正在做报表", 0);
        let seen = office.at_desk(|desk| Ok(store::history::last_change(desk.ledger.conn())?))?;
        let made = make(work)?;
        let done = office.at_desk(|desk| {
            // Told to stop while the last paper was made: nothing is written.
            work.step(0).map_err(|_| Refusal::new(FaultCode::WorkCancelled))?;
            may_file_now(desk)?;
            if store::history::last_change(desk.ledger.conn())? != seen {
                return Ok(None);
            }
            write(desk, &made).map(Some)
        })?;
        if let Some(done) = done {
            return Ok(done);
        }
    }
    Err(Refusal::new(FaultCode::ReportChanged))
}

/// Versions that are reviewed in one act, and what is kept of each.
type Papers = (Vec<Reviewed>, Vec<Contents>);

pub(crate) fn review_report(office: &Office, request: ReviewReport) -> Reply<ReportWritten> {
    let make = |work: &Work| -> Reply<Papers> {
        let first = office.at_desk(|desk| first_reviewed(desk, &request))?;
        let after = papers_after(office, &first, work)?;
        let mut all = vec![first];
        all.extend(after);
        let mut kept = Vec::with_capacity(all.len());
        for one in &mut all {
            kept.push(contents(office, one, work)?);
        }
        Ok((all, kept))
    };
    beside(office, make, |desk, (all, kept): &Papers| put_reviewed(desk, all, kept))
}

/// The version that is asked for.
fn first_reviewed(desk: &Desk, request: &ReviewReport) -> Reply<Reviewed> {
    let report = make(desk, &request.form, &request.period)?;
    if report.period.last() >= desk.today() {
        // What was sent was over; then it is the clock.
        if let Some(fault) = desk.clock_set_back().filter(|_| report.period.first() > desk.today()) {
            return Err(fault.into());
        }
        return Err(Fault::new(FaultCode::ReportNotOver).with(report.period.label()).into());
    }
    is_ready(&report)?;
    version_of(desk, report, request.reason.trim())
}

/// Keeps versions that are reviewed in one act: the one that was asked for, and the corrections that follow from it.
fn put_reviewed(desk: &mut Desk, all: &[Reviewed], kept: &[Contents]) -> Reply<ReportWritten> {
    let Some(first) = all.first() else { return Err(Refusal::new(FaultCode::RequestOdd)) };
    let title = title_of(&first.report.form, first.report.period);
    let mut said = if first.version > 1 {
        let same = if first.is_same { "，没有数字变化" } else { "" };
        format!("审核 {title}更正版（第 {} 版）{same}", first.version)
    } else {
        format!("审核 {title}")
    };
    if let [_, .., last] = all {
        said.push_str(&format!("，和以后到{}的更正版", last.report.period.label()));
    }
    let actor = desk.actor.name.clone();
    let (id, done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        let mut ids = Vec::new();
        for (one, contents) in all.iter().zip(kept) {
            let (form, word) = (&one.report.form.key, one.report.period.word());
            let of = (form.as_str(), word.as_str(), one.version);
            ids.push(store::reports::put_reviewed(gate, of, &actor, &one.reason, contents)?);
        }
        Ok((ids[0], said))
    })?;
    written(desk, id, done.value)
}

fn written(desk: &Desk, id: u32, said: String) -> Reply<ReportWritten> {
    let row = store::reports::get(desk.ledger.conn(), id)?;
    let sent = store::reports::in_force(desk.ledger.conn(), &row.form, &row.period)?;
    let is_in_force = sent.is_some_and(|sent| sent.id == row.id);
    let report = FiledReport { is_in_force, ..on_wire(&form_of(desk, &row.form)?, &row) };
    Ok(ReportWritten { said, report })
}

/// A version in the state that the step wants.
fn in_state(desk: &Desk, id: u32, wanted: &str) -> Reply<ReportRow> {
    let row = store::reports::get(desk.ledger.conn(), id)?;
    if row.state != wanted {
        return Err(Fault::new(FaultCode::ReportState).with(label(&row)).into());
    }
    Ok(row)
}

/// Another version was sent since: what is returned is the one in force.
fn not_superseded(desk: &Desk, row: &ReportRow) -> Reply<()> {
    let last = store::reports::last_sent(desk.ledger.conn(), &row.form, &row.period)?;
    if let Some(last) = last.filter(|last| last.id != row.id) {
        let said = format!("已被{}代替", label(&last));
        return Err(Fault::new(FaultCode::ReportState).with(said).into());
    }
    Ok(())
}

/// Whether a version says what the ledger says now, after a paper.
fn is_as_reviewed(desk: &Desk, row: &ReportRow, report: &Report) -> Reply<()> {
    is_ready(report)?;
    if !differences(&kept_tables(desk, row)?, &chain_of(desk, &report.form, row)?, report).is_empty() {
        return Err(Refusal::new(FaultCode::ReportChanged));
    }
    Ok(())
}

/// The corrections that go up with a version: those of the papers after it that opened with other figures than it closes with.
fn sent_with(office: &Office, form: &ReportForm, first: ReportRow, work: &Work) -> Reply<Vec<ReportRow>> {
    let mut rows = vec![first];
    while let Some(next) = office.at_desk(|desk| sent_after(desk, form, rows.last()))? {
        rows.push(next);
        go_on(work, rows.len())?;
    }
    Ok(rows)
}

/// The correction that goes up with the one of the period before.
fn sent_after(desk: &Desk, form: &ReportForm, last: Option<&ReportRow>) -> Reply<Option<ReportRow>> {
    let Some(last) = last else { return Ok(None) };
    let conn = desk.ledger.conn();
    let earlier = Earlier::of_row(desk, form, last.clone())?;
    let period = earlier.period.after();
    let Some(sent) = store::reports::in_force(conn, &form.key, &period.word())? else { return Ok(None) };
    if chain_of(desk, form, &sent)?.follows(&earlier.chain) {
        return Ok(None);
    }
    let late = || Fault::new(FaultCode::ReportLaterFirst).with(period.label());
    let next = store::reports::latest(conn, &form.key, &period.word())?;
    let next = next.filter(|row| row.state == "reviewed").ok_or_else(late)?;
    if !chain_of(desk, form, &next)?.follows(&earlier.chain) {
        return Err(late().into());
    }
    let report = make_after(desk, form.clone(), period, Some(earlier))?;
    is_as_reviewed(desk, &next, &report)?;
    Ok(Some(next))
}

/// The later papers that are made anew with a report, by their periods: each opens with what the one before it closes with.
pub(crate) fn made_anew(desk: &Desk, report: &Report) -> Reply<Vec<String>> {
    let mut closing = report.chain.clone();
    let mut period = report.period.after();
    let mut found = Vec::new();
    while let Some(row) = store::reports::in_force(desk.ledger.conn(), &report.form.key, &period.word())? {
        if chain_of(desk, &report.form, &row)?.follows(&closing) {
            break;
        }
        found.push(period.label());
        let mut form = report.form.clone();
        form.sections.retain(|s| ["changes", "groups"].contains(&s.key.as_str()));
        closing = make_after(desk, form, period, None)?.chain;
        period = period.after();
    }
    Ok(found)
}

pub(crate) fn submit_report(office: &Office, request: SubmitReport) -> Reply<ReportWritten> {
    let make = |work: &Work| -> Reply<Vec<ReportRow>> {
        let (row, form) = office.at_desk(|desk| {
            let (row, form) = first_sent(desk, request.id)?;
            if !request.leaves_gap {
                due::leaves_no_gap(desk, &form, period_of(&form, &row)?)?;
            }
            Ok((row, form))
        })?;
        sent_with(office, &form, row, work)
    };
    beside(office, make, |desk, rows: &Vec<ReportRow>| put_sent(desk, rows))
}

/// The version that is to be sent, where it may be.
fn first_sent(desk: &Desk, id: u32) -> Reply<(ReportRow, ReportForm)> {
    let row = in_state(desk, id, "reviewed")?;
    let report = make(desk, &row.form, &row.period)?;
    is_as_reviewed(desk, &row, &report)?;
    // It opens as a correction closes that was not sent yet: both go up together, the earlier one first.
    let before = report.period.before();
    if let Some(sent) = store::reports::in_force(desk.ledger.conn(), &row.form, &before.word())?
        && !chain_of(desk, &report.form, &row)?.follows(&chain_of(desk, &report.form, &sent)?)
    {
        return Err(Fault::new(FaultCode::ReportEarlierFirst).with(before.label()).into());
    }
    Ok((row, report.form))
}

/// Notes in one act that versions were sent: the one that was asked for, and the corrections that go up with it.
fn put_sent(desk: &mut Desk, rows: &[ReportRow]) -> Reply<ReportWritten> {
    let Some(first) = rows.first() else { return Err(Refusal::new(FaultCode::RequestOdd)) };
    let form = form_of(desk, &first.form)?;
    let mut said = format!("上报 {}", title_of(&form, period_of(&form, first)?));
    if first.version > 1 {
        said.push_str(&format!("第 {} 版（更正版）", first.version));
    }
    if let [_, .., last] = rows {
        said.push_str(&format!("，和以后到{}的更正版", period_of(&form, last)?.label()));
    }
    let (on, by) = (desk.today().to_string(), desk.actor.name.clone());
    let ((), done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        for row in rows {
            store::reports::set_submitted(gate, row.id, &on, &by)?;
        }
        Ok(((), said))
    })?;
    written(desk, first.id, done.value)
}

pub(crate) fn return_report(desk: &mut Desk, request: ReportReason) -> Reply<ReportWritten> {
    may_file(desk)?;
    let row = in_state(desk, request.id, "submitted")?;
    let reason = request.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Fault::at(FaultCode::ReportReason, "reason").into());
    }
    not_superseded(desk, &row)?;
    let form = form_of(desk, &row.form)?;
    let title = title_of(&form, period_of(&form, &row)?);
    let ((), done) = desk.write(ActKind::Upkeep, |gate| {
        gate.of_area(Area::Residents.as_str())?;
        store::reports::set_returned(gate, row.id, &reason)?;
        Ok(((), format!("{title}被退回：{reason}")))
    })?;
    written(desk, row.id, done.value)
}
