//! A report that was sent and whose figures are other ones now: found at once, and told where one looks for it.

use super::{chain_of, differences, in_force, kept_tables, label, on_wire, period_of};
use crate::contract::{EarlierTold, FiledReport, ReportDifference, ReportEvent};
use crate::desk::{CountedVersion, Desk, Held};
use crate::office::Office;
use crate::refusal::{Refusal, Reply};
use crate::reports::{
    Report, acts_at_closing, acts_since, counting_papers, events, form_of, make, registers_of, title_of,
};
use domain::reports::{LateEntries, Period, ReportForm};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use store::reports::ReportRow;

/// So many periods of a form are told one by one on the first page.
const TOLD_ONE_BY_ONE: usize = 6;
/// After a version that took longer than this to count, the desk is left to whoever waits for it.
const LONG: Duration = Duration::from_millis(20);
/// For so long: a lock is not given in turn, and who never lets go of it shuts out the others.
pub(super) const PAUSE: Duration = Duration::from_millis(5);

/// What was filed last of a month, where it differs from the figures of today, and what happened since.
pub(crate) fn against_filed(
    desk: &Desk,
    report: &Report,
) -> Reply<(Option<FiledReport>, Vec<ReportDifference>, Vec<ReportEvent>)> {
    let conn = desk.ledger.conn();
    let Some(row) = store::reports::latest(conn, &report.form.key, &report.period.word())? else {
        return Ok((None, Vec::new(), Vec::new()));
    };
    let differences = differences(&kept_tables(desk, &row)?, &chain_of(desk, &report.form, &row)?, report);
    let events = if differences.is_empty() {
        Vec::new()
    } else {
        events(desk, &report.form, report.period, row.act_id)?
    };
    let sent = store::reports::in_force(conn, &report.form.key, &report.period.word())?;
    let is_in_force = sent.is_some_and(|sent| sent.id == row.id);
    Ok((Some(FiledReport { is_in_force, ..on_wire(&report.form, &row) }), differences, events))
}

/// Counts what has to be counted anew, of a form or of all, a version at a time: the window goes on between them, and whoever
/// asks then finds it known.
pub(crate) fn count_beside(office: &Office, form: Option<&str>) -> Reply<()> {
    let versions = office.at_desk(|desk| {
        let conn = desk.ledger.conn();
        let forms = store::report_forms::all(conn)?.into_iter().map(|f| f.key);
        let mut found = Vec::new();
        for key in forms.filter(|key| form.is_none_or(|form| form == key.as_str())) {
            let rows = store::reports::all(conn, &key)?;
            let newest = |row: &&ReportRow| row.state == "reviewed";
            let ids = in_force(&rows).into_iter().chain(rows.iter().filter(newest)).map(|row| row.id);
            found.extend(ids.map(|id| (key.clone(), id)));
        }
        Ok(found)
    })?;
    for (key, id) in versions {
        let begun = Instant::now();
        office.at_desk(|desk| {
            let form = form_of(desk, &key)?;
            let rows = store::reports::all(desk.ledger.conn(), &key)?;
            let Some(row) = rows.iter().find(|row| row.id == id) else { return Ok(()) };
            if changed(desk, &form, row)? > 0 {
                held(desk, &form, &rows, row)?;
            }
            Ok(())
        })?;
        if begun.elapsed() > LONG {
            std::thread::sleep(PAUSE);
        }
    }
    Ok(())
}

/// What figures are made with beside the rows of the ledger: the form, the papers that they follow or say again, from one period
/// to another, and where the office is.
fn counted_with(desk: &Desk, form: &ReportForm, periods: [&str; 2]) -> Reply<String> {
    let conn = desk.ledger.conn();
    // As the form is now, whichever way the paper was sent.
    let late = store::report_forms::of_key(conn, &form.key)?.late;
    let form = ReportForm { late, ..form.clone() };
    let form_words = serde_json::to_string(&form).map_err(|error| Refusal::unforeseen(error.to_string()))?;
    let states = store::reports::states(conn, &form.key, periods)?;
    Ok(format!("{form_words} {states} {}", desk.office.division_code))
}

/// In how many figures a version differs from the ledger of now. It is made anew only where something was done since it was
/// made, or was counted last, that its figures may be made of.
fn changed(desk: &Desk, form: &ReportForm, row: &ReportRow) -> Reply<usize> {
    let conn = desk.ledger.conn();
    let last_write = store::history::last_change(conn)?;
    let known = desk.changed_reports.borrow().get(&row.id).cloned();
    if let Some(known) = known.as_ref().filter(|known| known.act_id == last_write) {
        return Ok(known.count);
    }
    let period = period_of(form, row)?;
    let (last, registers) = (period.last().to_string(), registers_of(form));
    let [before, year_before] = [period.before(), period.year_before()].map(Period::word);
    let with = counted_with(desk, form, [&year_before, &before])?;
    if let Some(known) = known.filter(|known| known.with == with)
        && !store::since::is_anything(conn, known.act_id, &last, &registers)?
    {
        let count = known.count;
        let known = CountedVersion { act_id: last_write, ..known };
        desk.changed_reports.borrow_mut().insert(row.id, known);
        return Ok(count);
    }
    let may_differ = store::since::is_anything(conn, row.act_id, &last, &registers)?
        || store::reports::is_any_later(conn, &form.key, [&year_before, &before], row.act_id)?;
    let count = if may_differ {
        differences(
            &kept_tables(desk, row)?,
            &chain_of(desk, form, row)?,
            &make(desk, &form.key, &row.period)?,
        )
        .len()
    } else {
        0
    };
    let counted = CountedVersion { act_id: last_write, with, count, held: None };
    desk.changed_reports.borrow_mut().insert(row.id, counted);
    Ok(count)
}

/// Where what came late for a version is told: in 补报 of which later paper, or of the next one, where it goes on to the end of the
/// period that lies there last.
fn held(desk: &Desk, form: &ReportForm, rows: &[ReportRow], row: &ReportRow) -> Reply<Held> {
    let later: Vec<&ReportRow> =
        in_force(rows).into_iter().filter(|other| other.period > row.period).collect();
    let newest_act = later.iter().map(|other| other.act_id).max().unwrap_or(0);
    let known = desk.changed_reports.borrow().get(&row.id).and_then(|known| known.held);
    if let Some((_, held)) = known.filter(|(act_id, _)| *act_id == newest_act) {
        return Ok(held);
    }
    let counting: Vec<u32> = counting_papers(desk, form)?.into_iter().map(|paper| paper.id).collect();
    let told: Vec<&ReportRow> = later.iter().copied().filter(|other| counting.contains(&other.id)).collect();
    // Where no paper counts it, and none will, it is to be corrected.
    if told.is_empty() && form.late == LateEntries::Correction {
        return Ok(Held::Open(None));
    }
    let newest = later.iter().copied().max_by(|a, b| a.period.cmp(&b.period)).unwrap_or(row);
    let found = held_anew(desk, form, row, (&told, newest))?;
    if let Some(counted) = desk.changed_reports.borrow_mut().get_mut(&row.id) {
        counted.held = Some((newest_act, found));
    }
    Ok(found)
}

/// The same, looked for: the later papers that have a column 补报, and the one of the last period.
fn held_anew(
    desk: &Desk,
    form: &ReportForm,
    row: &ReportRow,
    (told, newest): (&[&ReportRow], &ReportRow),
) -> Reply<Held> {
    let acts = acts_since(desk, form, period_of(form, row)?, row.act_id)?;
    let until = told.iter().map(|paper| paper.act_id).max().unwrap_or(row.act_id).max(row.act_id);
    let open: BTreeSet<u32> = acts.iter().copied().filter(|act| *act > until).collect();
    let paper = holding(desk, form, row, (told, &acts, until))?;
    if !open.is_empty() && !acts_at_closing(desk, form, period_of(form, newest)?, until)?.is_disjoint(&open) {
        return Ok(Held::Open(paper));
    }
    Ok(match paper {
        Some(id) if open.is_empty() => Held::In(id),
        Some(id) => Held::InBefore(id),
        None => Held::Nowhere,
    })
}

/// The paper in whose 补报 is what came for a version up to an act: the first one after the last of it that changes how the
/// period ends; of papers made in one act the first period.
fn holding(
    desk: &Desk,
    form: &ReportForm,
    row: &ReportRow,
    (told, acts, until): (&[&ReportRow], &BTreeSet<u32>, u32),
) -> Reply<Option<u32>> {
    if told.is_empty() {
        return Ok(None);
    }
    let deciding = acts_at_closing(desk, form, period_of(form, row)?, row.act_id)?;
    let last_of = |acts: &BTreeSet<u32>| acts.iter().copied().filter(|act| *act <= until).max();
    let Some(last) = last_of(&deciding).or_else(|| last_of(acts)) else { return Ok(None) };
    let after = told.iter().filter(|paper| paper.act_id > last);
    let Some(paper) = after.min_by_key(|paper| (paper.act_id, &paper.period)) else { return Ok(None) };
    let before = period_of(form, paper)?.before();
    let went_on = acts_at_closing(desk, form, before, row.act_id)?;
    // What came after the paper is not in it.
    let is_in_it = acts.iter().any(|act| *act < paper.act_id && went_on.contains(act));
    Ok(is_in_it.then_some(paper.id))
}

/// What to say in the list of periods of a version that lies at the street office, empty where nothing changed; and whether
/// somebody has to see to it.
pub(super) fn words_of(
    desk: &Desk,
    form: &ReportForm,
    rows: &[ReportRow],
    row: &ReportRow,
) -> Reply<(String, bool)> {
    let count = changed(desk, form, row)?;
    if count == 0 {
        return Ok((String::new(), false));
    }
    let told = format!("上报以后有 {count} 个数字变了");
    // Only what came before a paper is in it.
    let in_part = |id: u32| -> Reply<String> {
        let other = rows.iter().find(|other| other.id == id).unwrap_or(row);
        let period = period_of(form, other)?.label();
        Ok(format!("{told}：审核{period}以前登记的，已计入{period}的补报"))
    };
    Ok(match held(desk, form, rows, row)? {
        Held::In(id) => {
            let other = rows.iter().find(|other| other.id == id).unwrap_or(row);
            (format!("{told}，已计入{}的补报", period_of(form, other)?.label()), false)
        }
        _ if form.late == LateEntries::Correction => (format!("{told}，请做更正版"), true),
        Held::InBefore(id) => {
            (format!("{}；那以后登记的，以后各期的期末不受影响，不计补报", in_part(id)?), false)
        }
        Held::Open(Some(id)) => (format!("{}；那以后登记的，会计入下一期的补报", in_part(id)?), true),
        Held::Open(None) => (format!("{told}，会计入下一期的补报"), true),
        Held::Nowhere => (format!("{told}，以后各期的期末不受影响，不计补报"), false),
    })
}

/// Reports that were sent and are to be corrected, or whose changes no paper holds yet, the earliest first: what to say, the
/// form, and the period; of many the rest in one line.
pub(crate) fn changed_now(desk: &Desk) -> Reply<Vec<(String, String, String)>> {
    let conn = desk.ledger.conn();
    let mut found = Vec::new();
    for form in store::report_forms::all(conn)? {
        // With every section that the program knows.
        let form = form_of(desk, &form.key)?;
        let rows = store::reports::all(conn, &form.key)?;
        let mut of_form = Vec::new();
        for row in in_force(&rows).into_iter().rev() {
            let title = title_of(&form, period_of(&form, row)?);
            let newest = rows.iter().find(|other| other.period == row.period).unwrap_or(row);
            let text = if newest.state == "reviewed" && changed(desk, &form, newest)? == 0 {
                format!("{title}的更正版已经审核，还没有登记上报")
            } else if changed(desk, &form, row)? == 0 {
                continue;
            } else {
                match (held(desk, &form, &rows, row)?, form.late) {
                    (Held::In(_), _) | (Held::Nowhere | Held::InBefore(_), LateEntries::Counted) => continue,
                    (_, LateEntries::Correction) => format!("{title}上报以后有变动，请做更正版"),
                    (Held::Open(_), LateEntries::Counted) => {
                        format!("{title}上报以后有变动，会计入下一期的补报")
                    }
                }
            };
            of_form.push((text, form.key.clone(), row.period.clone()));
        }
        let rest = of_form.len().saturating_sub(TOLD_ONE_BY_ONE);
        of_form.truncate(TOLD_ONE_BY_ONE);
        found.append(&mut of_form);
        if rest > 0 {
            let text = format!("还有 {rest} 期{}上报以后有变动", form.title);
            found.push((text, form.key.clone(), String::new()));
        }
    }
    Ok(found)
}

/// What to say of the paper before, where a report is made that follows it and figures of it are other ones now.
pub(crate) fn earlier_told(desk: &Desk, report: &Report) -> Reply<Option<EarlierTold>> {
    let Some(earlier) = &report.earlier else { return Ok(None) };
    let Some(row) = &earlier.row else { return Ok(None) };
    let form = &report.form;
    let count = changed(desk, form, row)?;
    if count == 0 {
        return Ok(None);
    }
    let period = earlier.period.label();
    let state = label(row);
    let told = format!("{period}{state}以后有 {count} 个数字变了");
    let rows = store::reports::all(desk.ledger.conn(), &form.key)?;
    let held = held(desk, form, &rows, row)?;
    let is_sent = in_force(&rows).iter().any(|one| one.period == report.period.word());
    let late = store::report_forms::of_key(desk.ledger.conn(), &form.key)?.late;
    // What was sent stays where another paper has what came late, or will have it.
    if is_sent && (matches!(held, Held::In(_)) || late == LateEntries::Counted) {
        return Ok(None);
    }
    let words = match form.late {
        _ if matches!(held, Held::In(_)) && !report.is_broken => return Ok(None),
        LateEntries::Counted => {
            if !matches!(held, Held::Open(_)) {
                return Ok(None);
            }
            format!("{told}，以后才登记的变动计在“补报”一栏。")
        }
        LateEntries::Correction if report.is_broken => {
            format!("{told}，期末已经不是上报的数。请先给{period}做更正版，再审核这一期。")
        }
        LateEntries::Correction => format!("{told}，请给{period}做更正版；这一期的期初不受影响。"),
    };
    Ok(Some(EarlierTold { period: row.period.clone(), label: period, words }))
}

/// The version whose files leave when the report of a period is printed, saved or looked at: the one that lies at the street
/// office, or one that is reviewed and still right; `None`: a draft of the figures of now.
pub(crate) fn leaves(desk: &Desk, form: &ReportForm, period: Period) -> Reply<Option<ReportRow>> {
    let (conn, word) = (desk.ledger.conn(), period.word());
    if let Some(row) = store::reports::in_force(conn, &form.key, &word)? {
        return Ok(Some(row));
    }
    let latest = store::reports::latest(conn, &form.key, &word)?;
    let Some(row) = latest.filter(|row| row.state == "reviewed") else { return Ok(None) };
    Ok((changed(desk, form, &row)? == 0).then_some(row))
}

/// What leaves, in words.
pub(crate) fn leaves_words(desk: &Desk, report: &Report) -> Reply<String> {
    if let Some(row) = leaves(desk, &report.form, report.period)? {
        return Ok(format!("打印用存档的：{}。", label(&row)));
    }
    let latest = store::reports::latest(desk.ledger.conn(), &report.form.key, &report.period.word())?;
    // Beside 已审核 or 已退回 nothing is called a draft.
    let words = match latest.map(|row| row.state).as_deref() {
        Some("reviewed") => "审核以后数字变了：打印和存文件用现在的数字，重新审核后才是正式的。",
        Some(_) => "打印和存文件用现在的数字；更正版审核以后才是正式的。",
        None => "打印和存文件是草稿；审核以后才是正式的。",
    };
    Ok(words.to_owned())
}
