//! Sections of what changed: 人口变动表 of the period, and the population of twelve month ends.

use super::behind::{Asked, Found};
use super::looked::Looked;
use super::{Part, count, whole};
use crate::contract::{ChangeTable, CountChanges, PopulationOf};
use crate::population::{ADJUSTED, WITHIN, change_columns, change_row, changes, grid_on, is_adjusted};
use crate::refusal::Reply;
use chrono::Datelike;
use domain::population::{ChangeColumn, Movement, Standing, each_event};
use domain::reports::{Check, Period, Rhythm};
use domain::tables::{Cell, Column, ColumnKind, Plot};

/// 人口变动表 (`reports.md` 3.2).
pub(super) fn changes_of_period(l: &Looked) -> Reply<Part> {
    let found = counted(l)?;
    let is_adjusted = is_adjusted(&found);
    let mut table = l.table("人口变动表", change_columns(is_adjusted));
    let lines = found.lines.iter().chain([&found.whole]);
    table.rows = lines.clone().map(|line| change_row(line, is_adjusted)).collect();
    table.notes.push(WITHIN.into());
    table.notes.extend(is_adjusted.then(|| ADJUSTED.to_owned()));
    let mut checks: Vec<Check> = lines
        .map(|line| {
            let b = &line.balance;
            let words = format!(
                "{}：期初 {} + 增 {} − 减 {} = 期末 {}",
                line.group,
                b.opening,
                b.sum(true),
                b.sum(false),
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

fn counted(l: &Looked) -> Reply<ChangeTable> {
    let (first, last) = (l.period.first().to_string(), l.period.last().to_string());
    changes(l.desk, &CountChanges { first, last, of: PopulationOf::All })
}

pub(super) fn behind_changes(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let (first, last) = (l.period.first(), l.period.last());
    let table = counted(l)?;
    // The last line is that of all grids together.
    let line = table.lines.get(asked.at).map(|line| line.grid_id);
    let is_of = |grid: u32| line.is_none_or(|wanted| wanted == grid);
    let columns = ChangeColumn::shown(is_adjusted(&table));
    let closing = columns.len() + 2;
    let mut found = Vec::new();
    if asked.column == 1 || asked.column == closing {
        let on = if asked.column == 1 { l.period.before().last() } else { last };
        l.each_on(on, |person, _, grid| {
            if is_of(grid) {
                found.push(Found::person(person.person_id));
            }
        })?;
        return Ok(found);
    }
    let Some(wanted) = asked.column.checked_sub(2).and_then(|i| columns.get(i)) else {
        return Ok(found);
    };
    // The whole community does not know one grid from another.
    let days = line.map(|_| l.days.days_of_change(first, last)).unwrap_or_default();
    let each = |person: u32, movements: &[Movement]| {
        let is_in = |s: &Standing, on| s.is_present() && is_of(grid_on(l.desk, &l.days, person, s, on));
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
    let mut table = l.table("近十二个月人口表", columns);
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
