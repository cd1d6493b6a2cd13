//! What stands behind a figure: people with what happened to them, households, rows of a register.

use super::chain::{earlier_of, late_of};
use super::looked::Looked;
use super::{SECTIONS, form_of};
use crate::contract::{BehindFigure, BehindItem, BehindPage, OfFigure};
use crate::desk::Desk;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::FaultCode;
use domain::calendar::age_on;
use domain::reports::Period;
use std::collections::HashSet;

/// So many stand behind a figure at once.
const MOST_SHOWN: usize = 500;

/// Which figure is asked for: by what stands first in its row, and its column.
pub(super) struct Asked<'a> {
    /// The first cell of the row; `None`: the last line of sums.
    pub row: Option<&'a str>,
    /// The place of the row.
    pub at: usize,
    pub column: usize,
}

impl Asked<'_> {
    /// Whether the line of this grid is the one, or the sum of all is asked for; grids are known by their rows, not by names.
    pub fn is_of_grid(&self, lines: &[u32], grid: u32) -> bool {
        self.row.is_none() || lines.get(self.at) == Some(&grid)
    }

    /// Whether a line of this name is the one, or the sum of all is asked for.
    pub fn is_of(&self, name: &str) -> bool {
        self.row.is_none_or(|row| row == name)
    }
}

/// Something that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Found {
    /// Somebody; what is told beside the name, empty: age and dwelling; the movement that was counted, or 0.
    Person(u32, String, u32),
    Household(u32),
    Row(&'static str, u32, String),
}

impl Found {
    pub fn person(id: u32) -> Self {
        Found::Person(id, String::new(), 0)
    }
}

pub(crate) fn list_behind(desk: &mut Desk, request: OfFigure) -> Reply<BehindFigure> {
    let odd = || Refusal::new(FaultCode::RequestOdd);
    let mut form = form_of(desk, &request.form)?;
    let period = Period::read(form.rhythm, &request.period)?;
    form.late = late_of(desk, &form, period)?;
    let section = SECTIONS.iter().find(|s| s.key == request.section).ok_or_else(odd)?;
    let earlier = earlier_of(desk, &form, period)?;
    let looked = Looked::at(desk, &form, period, earlier)?;
    let part = (section.make)(&looked)?;
    let table = part.tables.first().ok_or_else(odd)?;
    let at = request.row.map_or(usize::MAX, |row| row as usize);
    let first = match request.row {
        Some(_) => Some(table.rows.get(at).and_then(|r| r.first()).ok_or_else(odd)?.shown().into_owned()),
        None => None,
    };
    let asked = Asked { row: first.as_deref(), at, column: request.column as usize };
    let found = (section.behind)(&looked, &asked)?;
    // Who is told twice without an event of his own is one.
    let mut seen = HashSet::new();
    let found: Vec<Found> = found.into_iter().filter(|f| seen.insert(f.clone())).collect();
    let says_age = found.iter().any(|f| matches!(f, Found::Person(_, words, _) if words.is_empty()));
    let mut items: Vec<(String, BehindItem)> =
        found.into_iter().filter_map(|f| shown(desk, looked.until, f)).collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    let unit = match items.first().map(|(_, item)| &item.opens) {
        Some(BehindPage::Household { .. }) => "户",
        Some(BehindPage::Row { .. }) => "条",
        _ => "人",
    };
    let total = super::size(items.len());
    items.truncate(MOST_SHOWN);
    Ok(BehindFigure {
        items: items.into_iter().map(|(_, item)| item).collect(),
        total,
        unit: unit.to_owned(),
        says_age,
    })
}

/// With the key it sorts by.
fn shown(desk: &Desk, on: NaiveDate, found: Found) -> Option<(String, BehindItem)> {
    match found {
        Found::Person(id, detail, movement) => {
            let Some(entry) = desk.roster.get(id) else {
                // Who was counted in a paper and lies in the bin now, or was taken out of the ledger.
                let name = name_of_gone(desk, id);
                let opens = BehindPage::Record { table: "people".to_owned(), id };
                return Some((
                    format!("{}|{id:010}", domain::names::sort_key(&name)),
                    BehindItem { name, detail, opens },
                ));
            };
            let age = || {
                let age = entry.birth.map(|b| format!("{} 岁", age_on(b.first_day(), on)));
                let place = desk.territory.short(entry.standing.dwelling_id);
                format!("{} {place}", age.unwrap_or_default()).trim().to_owned()
            };
            let detail = if detail.is_empty() { age() } else { detail };
            let item = BehindItem {
                name: entry.name.to_string(),
                detail,
                opens: BehindPage::Person { id, movement },
            };
            Some((format!("{}|{id:010}", domain::names::sort_key(&entry.name)), item))
        }
        Found::Household(id) => {
            desk.territory.households.get(&id)?;
            let dwelling = desk.dwelling_of_household(id);
            let item = BehindItem {
                name: crate::shown::household_title(desk, id),
                detail: desk.territory.address(dwelling),
                opens: BehindPage::Household { id },
            };
            Some((format!("{}|{id:010}", desk.territory.sort_key(dwelling)), item))
        }
        Found::Row(register, id, name) => {
            let opens = BehindPage::Row { register: register.to_owned(), id };
            Some((format!("{id:010}"), BehindItem { name, detail: String::new(), opens }))
        }
    }
}

/// The name of somebody who is not among the people any more.
pub(super) fn name_of_gone(desk: &Desk, id: u32) -> String {
    let name = store::since::name_of_gone(desk.ledger.conn(), id).ok().flatten();
    name.unwrap_or_else(|| crate::history::record_title(desk, "people", id))
}
