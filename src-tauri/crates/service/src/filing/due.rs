//! Which periods were to be sent and were not: told on the first page, and asked about before a later one goes up.

use super::{is_before, listed};
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::reports::title_of;
use chrono::{DateTime, Datelike, Local, NaiveDate};
use domain::reports::{Period, ReportForm};
use domain::{Fault, FaultCode};

/// So many overdue periods of a form are told one by one on the first page.
const TOLD_ONE_BY_ONE: usize = 3;

/// Whether a period was to be sent from this ledger and was not: there was somebody to count, and it ended after the ledger was
/// begun or comes after one that was sent.
fn is_missing(desk: &Desk, form: &ReportForm, period: Period) -> Reply<bool> {
    let conn = desk.ledger.conn();
    let word = period.word();
    if store::reports::in_force(conn, &form.key, &word)?.is_some()
        || is_before(form, period)
        || store::movements::count_on(conn, period.last())?.0 == 0
    {
        return Ok(false);
    }
    if store::reports::first_period(conn, &form.key)?.is_some_and(|first| first <= word) {
        return Ok(true);
    }
    let begun = store::history::first_time(conn)?;
    let begun = begun.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
    Ok(begun.is_some_and(|at| at.with_timezone(&Local).date_naive() <= period.last()))
}

/// Refuses to send a period while the one before it was to be sent and was not.
///
/// # Errors
///
/// `report.earlier_unsent`.
pub(super) fn leaves_no_gap(desk: &Desk, form: &ReportForm, period: Period) -> Reply<()> {
    // What corrects an older paper leaves no new gap.
    let is_first = store::reports::last_sent(desk.ledger.conn(), &form.key, &period.word())?.is_none();
    let before = period.before();
    if form.is_due && is_first && is_missing(desk, form, before)? {
        return Err(Fault::new(FaultCode::ReportGap).with(before.label()).into());
    }
    Ok(())
}

/// Reports of periods that have ended and were not sent yet, where there was anybody to count: what to say of each, its form and
/// its period; those that are overdue first, the oldest before the others, and of many the rest in one line.
pub(crate) fn due_now(desk: &Desk) -> Reply<Vec<(String, String, String)>> {
    let mut found = Vec::new();
    for form in store::report_forms::all(desk.ledger.conn())?.into_iter().filter(|f| f.is_due) {
        let newest = Period::of(form.rhythm, desk.today()).before();
        let mut missing = Vec::new();
        let mut period = newest;
        for _ in 0..listed(form.rhythm) {
            if is_missing(desk, &form, period)? || period == newest && is_newest_missing(desk, &form, period)?
            {
                missing.push(period);
            }
            period = period.before();
        }
        missing.reverse();
        let is_late = |period: &Period| period.due(form.due_day) < desk.today();
        let (late, coming): (Vec<Period>, Vec<Period>) = missing.into_iter().partition(is_late);
        for period in late.iter().take(TOLD_ONE_BY_ONE) {
            let due = day_words(period.due(form.due_day), desk.today());
            let words = format!("{}已逾期，还没有上报（应在 {due}前上报）", title_of(&form, *period));
            found.push((words, form.key.clone(), period.word()));
        }
        if let Some(next) = late.get(TOLD_ONE_BY_ONE) {
            let rest = late.len() - TOLD_ONE_BY_ONE;
            let words = format!("{}还有 {rest} 期逾期没上报", form.title);
            found.push((words, form.key.clone(), next.word()));
        }
        for period in coming {
            let due = day_words(period.due(form.due_day), desk.today());
            let words = format!("{}请在 {due}前上报", title_of(&form, period));
            found.push((words, form.key.clone(), period.word()));
        }
    }
    Ok(found)
}

/// 11 月 5 日, and of another year than this one with the year.
fn day_words(day: NaiveDate, today: NaiveDate) -> String {
    let year = if day.year() == today.year() { String::new() } else { format!("{} 年 ", day.year()) };
    format!("{year}{} 月 {} 日", day.month(), day.day())
}

/// Whether the period that ended last was not sent: that one is told in a ledger that was begun after it too.
fn is_newest_missing(desk: &Desk, form: &ReportForm, period: Period) -> Reply<bool> {
    let conn = desk.ledger.conn();
    Ok(store::reports::in_force(conn, &form.key, &period.word())?.is_none()
        && !is_before(form, period)
        && store::movements::count_on(conn, period.last())?.0 > 0)
}
