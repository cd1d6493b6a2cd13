//! Sections of what changed: 人口变动表 of the period, and the population of twelve month ends.

use super::behind::{Asked, Found};
use super::looked::{Looked, named};
use super::{Part, count, whole};
use crate::contract::{CountChanges, PopulationOf};
use crate::population::{WITHIN, change_columns, change_row, changes};
use crate::refusal::Reply;
use chrono::Datelike;
use domain::population::{ChangeColumn, Movement, Standing, change_column};
use domain::reports::{Check, Period, Rhythm};
use domain::tables::{Cell, Column, ColumnKind, Plot};

/// The line of all grids together.
const ALL: &str = "全社区";

/// 人口变动表 (`reports.md` 3.2).
pub(super) fn changes_of_period(l: &Looked) -> Reply<Part> {
    let (first, last) = (l.period.first(), l.period.last());
    let request = CountChanges { first: first.to_string(), last: last.to_string(), of: PopulationOf::All };
    let found = changes(l.desk, &request)?;
    let mut table = l.table("人口变动表", "人", change_columns());
    table.has_total = true;
    let lines = found.lines.iter().chain([&found.whole]);
    table.rows = lines.clone().map(change_row).collect();
    table.notes.push(WITHIN.into());
    let mut checks: Vec<Check> = lines
        .map(|line| {
            let sum = |is_in: bool| -> u32 {
                let all = ChangeColumn::ALL.iter().zip(line.balance.changes);
                all.filter(|(c, _)| c.is_in() == is_in).map(|(_, n)| n).sum()
            };
            let b = &line.balance;
            let words = format!(
                "{}：期初 {} + 增 {} − 减 {} = 期末 {}",
                line.group,
                b.opening,
                sum(true),
                sum(false),
                b.closing
            );
            Check { words, is_right: b.is_right() }
        })
        .collect();
    let b = &found.whole.balance;
    checks.push(Check::of_sum(&[("人口变动表期末", b.closing)], ("人口统计表总人口", l.now.whole.people)));
    checks.push(Check::of_sum(&[("人口变动表期初", b.opening)], ("上期末总人口", l.before.whole.people)));
    Ok(Part { tables: vec![table], checks })
}

pub(super) fn behind_changes(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let (first, last) = (l.period.first(), l.period.last());
    let is_whole = asked.row == Some(ALL);
    let closing = ChangeColumn::ALL.len() + 2;
    let mut found = Vec::new();
    if asked.column == 1 || asked.column == closing {
        let on = if asked.column == 1 { l.period.before().last() } else { last };
        l.each_on(on, |person, _, grid| {
            if is_whole || asked.row == Some(grid) {
                found.push(Found::person(person.person_id));
            }
        })?;
        return Ok(found);
    }
    let Some(wanted) = asked.column.checked_sub(2).and_then(|i| ChangeColumn::ALL.get(i)) else {
        return Ok(found);
    };
    let territory = &l.desk.territory;
    let each = |person: u32, movements: &[Movement]| {
        let own = l.desk.roster.get(person).and_then(|e| e.grid_id);
        let is_in = |s: &Standing| {
            let grid = own.or_else(|| territory.grid_of_dwelling(s.dwelling_id)).unwrap_or(0);
            s.is_present() && (is_whole || asked.row == Some(&*named(l.desk, grid)))
        };
        let mut before = Standing::default();
        for m in movements {
            let column = change_column(m.kind, &before, &m.after, is_in(&before), is_in(&m.after));
            if m.happened_on >= first && column == Some(*wanted) {
                let day = m.happened_on;
                let what = format!("{}月{}日 {}", day.month(), day.day(), m.kind.label());
                found.push(Found::Person(person, what, m.id));
            }
            before = m.after.clone();
        }
    };
    store::movements::each_person(l.desk.ledger.conn(), last, each)?;
    Ok(found)
}

/// The twelve months that end with the period, oldest first.
fn twelve_months(l: &Looked) -> Vec<Period> {
    let mut month = Period::of(Rhythm::Monthly, l.period.last());
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
        vec![Column::new("月份", ColumnKind::Text, 7), count("总人口"), count("户籍人口"), count("常住人口")];
    let mut table = l.table("近十二个月人口表", "人", columns);
    for month in twelve_months(l) {
        let (all, registered, living) = store::movements::count_on(l.desk.ledger.conn(), month.last())?;
        // Before there was anybody in the ledger nothing is known.
        if all == 0 && table.rows.is_empty() && month.last() < l.period.last() {
            continue;
        }
        let name = Cell::of_text(&month.label());
        table.rows.push(std::iter::once(name).chain([all, registered, living].map(whole)).collect());
    }
    table.plot = Some(Plot::Lines { columns: vec![1, 2, 3] });
    Ok(Part::of(table))
}

pub(super) fn behind_trend(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let Some(month) = twelve_months(l).into_iter().find(|m| asked.row == Some(&*m.label())) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    l.each_on(month.last(), |person, _, _| {
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
