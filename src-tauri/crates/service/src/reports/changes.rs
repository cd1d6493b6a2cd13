//! Sections of what changed: 人口变动表 of the period, and the population of twelve month ends.

use super::behind::{Asked, Found};
use super::chain::{ALL, Link, grid_key};
use super::looked::Looked;
use super::since::stays_known;
use super::{LATE, Part, count, whole};
use crate::contract::{ChangeLine, ChangeTable, CountChanges, PopulationOf};
use crate::population::{ADJUSTED, WITHIN, change_columns, change_row, changes, grid_on, is_adjusted};
use crate::refusal::Reply;
use chrono::Datelike;
use domain::population::{Balance, ChangeColumn, Movement, Standing, each_event};
use domain::reports::{Check, Period};
use domain::tables::{Cell, Column, ColumnKind, Plot};

/// The line of all grids together.
pub(super) const ALL_GRIDS: &str = "全社区";

/// A line of 人口变动表 as it is carried on from paper to paper.
struct Line {
    key: String,
    change: ChangeLine,
    /// As the paper before closed; where there is none, as it was.
    opening: u32,
}

impl Line {
    /// What was entered late for the periods before.
    fn late(&self) -> i64 {
        i64::from(self.change.balance.opening) - i64::from(self.opening)
    }
}

/// The lines of the grids and of all of them. A grid that held somebody when the paper before closed is among them, even where
/// it is gone since.
fn lines(l: &Looked, found: ChangeTable) -> Vec<Line> {
    let earlier = l.earlier.as_ref().filter(|earlier| earlier.chain.has("grid"));
    let line = |key: String, change: ChangeLine| {
        let opening = earlier.map_or(change.balance.opening, |earlier| earlier.chain.closing(&key));
        Line { key, change, opening }
    };
    let mut all: Vec<Line> =
        found.lines.into_iter().map(|change| line(grid_key(change.grid_id), change)).collect();
    for (key, link) in earlier.into_iter().flat_map(|earlier| earlier.chain.lines("grid")) {
        if all.iter().all(|line| line.key != key) {
            let grid_id = key.strip_prefix("grid:").and_then(|id| id.parse().ok()).unwrap_or(0);
            let change = ChangeLine { grid_id, group: link.name.clone(), balance: Balance::default() };
            all.push(line(key.to_owned(), change));
        }
    }
    all.push(line(grid_key_of_all(), found.whole));
    all
}

fn counted(l: &Looked) -> Reply<ChangeTable> {
    let (first, last) = (l.period.first().to_string(), l.until.to_string());
    changes(l.desk, &CountChanges { first, last, of: PopulationOf::All })
}

/// 人口变动表 (`reports.md` 3.2). With 补报 between 期初 and 增加 where the form counts what is entered late.
pub(super) fn changes_of_period(l: &Looked) -> Reply<Part> {
    let found = counted(l)?;
    let is_adjusted = is_adjusted(&found);
    let lines = lines(l, found);
    let mut columns = change_columns(is_adjusted);
    if l.counts_late() {
        columns.insert(LATE_AT, count(LATE));
    }
    let mut table = l.table("人口变动表", "人", columns);
    table.has_total = true;
    let mut part = Part::default();
    for line in &lines {
        let mut row = change_row(&line.change, is_adjusted);
        row[OPENING_AT] = whole(line.opening);
        if l.counts_late() {
            row.insert(LATE_AT, Cell::Whole(line.late()));
        }
        table.rows.push(row);
        part.checks.push(check_of(l, line));
        part.is_broken |= !l.counts_late() && line.late() != 0;
        let link = Link {
            name: line.change.group.clone(),
            opening: line.opening,
            closing: line.change.balance.closing,
            ..Link::default()
        };
        part.chain.put(line.key.clone(), link);
    }
    table.notes.push(WITHIN.into());
    table.notes.extend(is_adjusted.then(|| ADJUSTED.to_owned()));
    table.notes.extend(late_words(l));
    let whole_line = lines.last().map(|line| (line.opening, line.change.balance.closing));
    let (opening, closing) = whole_line.unwrap_or_default();
    let people = l.now.whole.people;
    part.checks.push(Check::of_sum(&[("人口变动表期末", closing)], ("人口统计表总人口", people)));
    part.checks.push(match &l.earlier {
        Some(earlier) if earlier.chain.has("grid") => {
            let sent = earlier.chain.closing(&grid_key_of_all());
            Check::of_sum(&[("人口变动表期初", opening)], ("上期报表的期末", sent))
        }
        _ => Check::of_sum(&[("人口变动表期初", opening)], ("上期末总人口", l.before.whole.people)),
    });
    part.tables.push(table);
    Ok(part)
}

fn grid_key_of_all() -> String {
    format!("grid:{ALL}")
}

/// Where 期初 and 补报 stand.
const OPENING_AT: usize = 1;
const LATE_AT: usize = 2;

/// 期初 (+ 补报) + 增 − 减 = 期末.
fn check_of(l: &Looked, line: &Line) -> Check {
    let b = &line.change.balance;
    let (late, more, less) = (line.late(), b.sum(true), b.sum(false));
    let told = match late {
        _ if l.counts_late() => format!(" + {LATE} {late}"),
        // A paper that was sent without that column, and whose change another one tells.
        late if late != 0 && l.is_settled => format!(" + 别的期补报的 {late}"),
        _ => String::new(),
    };
    let (group, opening, closing) = (&line.change.group, line.opening, b.closing);
    let is_right = b.is_right() && (late == 0 || !told.is_empty());
    let left = format!("{group}：期初 {opening}{told} + 增 {more} − 减 {less}");
    Check::of_words(&left, &format!("期末 {closing}"), is_right)
}

/// Who came to be, or came not to be, at the end of the period before since its paper was made: the person, and which.
fn late_people(l: &Looked, is_of: impl Fn(Option<u32>) -> bool) -> Vec<(u32, bool)> {
    let Some(earlier) = &l.earlier else { return Vec::new() };
    let now = |id: &u32| l.before.grid_of.get(id).copied();
    // A paper of an older program tells no grids: who is there still was in the same one.
    let then = |id: &u32| earlier.people.get(id).map(|grid| grid.or_else(|| now(id)).unwrap_or(0));
    let mut all: Vec<u32> = l.before.grid_of.keys().chain(earlier.people.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let differs = |id: &u32| match (is_of(then(id)), is_of(now(id))) {
        (false, true) => Some((*id, true)),
        (true, false) => Some((*id, false)),
        _ => None,
    };
    all.iter().filter_map(differs).collect()
}

/// Somebody in 补报, with the movement that did it where one did.
fn late_found(l: &Looked, (id, is_more): (u32, bool)) -> Reply<Found> {
    let plain = || Found::Person(id, if is_more { "增加" } else { "减少" }.into(), 0);
    let was_here = l.earlier.as_ref().is_some_and(|earlier| earlier.people.contains_key(&id));
    // Who was counted both times has another grid: that may be the doing of a place.
    if was_here == l.before.grid_of.contains_key(&id) {
        return Ok(plain());
    }
    let eve = l.period.before().last();
    let life = store::movements::life(l.desk.ledger.conn(), id)?;
    let mut is_here = false;
    let mut did_it = None;
    for movement in life.iter().filter(|m| m.happened_on <= eve) {
        if movement.after.is_present() != is_here {
            is_here = !is_here;
            did_it = Some(movement);
        }
    }
    let Some(movement) = did_it.filter(|_| is_here == is_more) else { return Ok(plain()) };
    let (on, label) = (movement.happened_on, movement.kind.label());
    let year = if on.year() == eve.year() { String::new() } else { format!("{}年", on.year()) };
    Ok(Found::Person(id, format!("{year}{}月{}日 {label}", on.month(), on.day()), movement.id))
}

/// What 补报 holds, both ways: a sum of nought may be one who came and one who left.
fn late_words(l: &Looked) -> Option<String> {
    let earlier = l.earlier.as_ref().filter(|earlier| l.counts_late() && earlier.chain.has("grid"))?;
    let all = late_people(l, |grid| grid.is_some());
    let more = all.iter().filter(|(_, is_more)| *is_more).count();
    let (label, less) = (earlier.period.label(), all.len() - more);
    Some(format!("{LATE}：{label}和以前的变动，上报以后才登记的，增 {more} 人，减 {less} 人。"))
}

pub(super) fn behind_changes(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let (first, last) = (l.period.first(), l.until);
    let table = counted(l)?;
    let columns = ChangeColumn::shown(is_adjusted(&table));
    let key = lines(l, table).into_iter().nth(asked.at).map(|line| line.key).unwrap_or_default();
    let is_whole = key == grid_key_of_all();
    let is_of = |grid: Option<u32>| grid.is_some_and(|grid| is_whole || grid_key(grid) == key);
    let mut found = Vec::new();
    let column = match (l.counts_late(), asked.column) {
        (true, LATE_AT) => {
            return late_people(l, is_of).into_iter().map(|late| late_found(l, late)).collect();
        }
        (true, column) if column > LATE_AT => column - 1,
        (_, column) => column,
    };
    let earlier = l.earlier.as_ref().filter(|earlier| earlier.chain.has("grid"));
    if let (OPENING_AT, Some(earlier)) = (column, earlier) {
        let grid =
            |id: &u32, grid: &Option<u32>| grid.or_else(|| l.before.grid_of.get(id).copied()).unwrap_or(0);
        let counted = earlier.people.iter().filter(|(id, kept)| is_of(Some(grid(id, kept))));
        return Ok(counted.map(|(id, _)| Found::person(*id)).collect());
    }
    let closing = columns.len() + 2;
    if column == OPENING_AT || column == closing {
        let on = if column == OPENING_AT { l.period.before().last() } else { last };
        l.each_on(on, |person, _, grid| {
            if is_of(Some(grid)) {
                found.push(Found::person(person.person_id));
            }
        })?;
        return Ok(found);
    }
    let Some(wanted) = column.checked_sub(2).and_then(|i| columns.get(i)) else {
        return Ok(found);
    };
    // The whole community does not know one grid from another.
    let days = if is_whole { Vec::new() } else { l.days.days_of_change(first, last) };
    let each = |person: u32, movements: &[Movement]| {
        let is_in = |s: &Standing, on| s.is_present() && is_of(Some(grid_on(l.desk, &l.days, person, s, on)));
        each_event(movements, &days, (first, last), |event| {
            if event.column(is_in) == Some(*wanted) {
                let label = event.movement.map_or("网格调整", |m| m.kind.label());
                let what = format!("{}月{}日 {label}", event.on.month(), event.on.day());
                found.push(Found::Person(person, what, event.movement.map_or(0, |m| m.id)));
            }
        });
    };
    store::movements::each_person(l.desk.ledger.conn(), last, each)?;
    Ok(found)
}

/// The twelve months that end with the period, oldest first.
fn twelve_months(l: &Looked) -> Vec<Period> {
    let mut month = l.last_month();
    let mut found = Vec::new();
    for _ in 0..12 {
        found.push(month);
        month = month.before();
    }
    found.reverse();
    found
}

/// The population of twelve month ends; with their lines.
pub(super) fn trend(l: &Looked) -> Reply<Part> {
    let columns =
        vec![Column::new("月份", ColumnKind::Text, 7), count("总人口"), count("户籍人口"), count("居住人口")];
    let mut table = l.table("近十二个月人口表", "人", columns);
    for month in twelve_months(l) {
        let on = month.last().min(l.until);
        let (all, registered, living) = store::movements::count_on(l.desk.ledger.conn(), on)?;
        // Before there was anybody in the ledger nothing is known.
        if all == 0 && table.rows.is_empty() && on < l.until {
            continue;
        }
        if let Some((sent, _)) = sent_line(l, month) {
            table.rows.push(sent.to_vec());
            continue;
        }
        let name = Cell::of_text(&month_name(l, month));
        table.rows.push(std::iter::once(name).chain([all, registered, living].map(whole)).collect());
    }
    table.plot = Some(Plot::Lines { columns: vec![1, 2, 3] });
    Ok(Part::of(table))
}

/// What a line of the trend is called; of a month that is not over it says so.
fn month_name(l: &Looked, month: Period) -> String {
    let is_cut = l.is_unfinished() && month == l.last_month();
    if is_cut { format!("{}（未完）", month.label()) } else { month.label() }
}

/// A month as its paper told it, or another one where it has none, and the act of that paper: what was sent is said again as it
/// lies at the street office now.
fn sent_line<'a>(l: &'a Looked, month: Period) -> Option<(&'a [Cell], Option<u32>)> {
    l.told.line(month).filter(|_| month.first() < l.period.first())
}

pub(super) fn behind_trend(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let Some(month) = twelve_months(l).into_iter().find(|m| asked.row == Some(&*month_name(l, *m))) else {
        return Ok(Vec::new());
    };
    if let Some((_, act)) = sent_line(l, month) {
        stays_known(l, "trend", month, act.unwrap_or(0))?;
    }
    let mut found = Vec::new();
    l.each_on(month.last().min(l.until), |person, _, _| {
        let fits = match asked.column {
            2 => person.is_registered(),
            3 => person.is_living(),
            _ => true,
        };
        if fits {
            found.push(Found::person(person.person_id));
        }
    })?;
    Ok(found)
}
