//! Where a report differs from the tables that were kept of it.

use crate::contract::ReportDifference;
use crate::reports::{CHECKS, Chain, Report, tells_case};
use domain::tables::{Cell, Column, Table};
use std::collections::HashMap;

/// Figures that are other ones in a report than in the tables kept, cell by cell. Only what both have is compared: a form that
/// was changed since, in its sections, titles or bands, is no other figure. Tables are known by their section, rows by what
/// stands first in them, those that begin alike one after another. A row that came or went with nothing but noughts, as of a
/// grid that was made since, is no other figure.
pub(super) fn differences(before: &[Table], chain: &Chain, report: &Report) -> Vec<ReportDifference> {
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
            None if !tells_case(&old.section, old) => {}
            None if report.form.sections.iter().any(|s| s.is_on && s.key == old.section) => {
                let [sheet, row] = [old.name.clone(), "整张表".to_owned()];
                let [column, before, after] = ["", "有", "没有了"].map(str::to_owned);
                found.push(ReportDifference { sheet, row, column, before, after });
            }
            None => {}
        }
    }
    // A section that told of nothing then, and has cases now.
    let is_new = |table: &&Table| {
        tells_case(&table.section, table)
            && chain.was_asked_for(&table.section)
            && !before.iter().any(|old| is_one(old, table))
    };
    for table in report.tables.iter().filter(is_new).filter(|t| t.section != CHECKS) {
        let [sheet, row] = [table.name.clone(), "整张表".to_owned()];
        let [column, before, after] = ["", "没有", "有"].map(str::to_owned);
        found.push(ReportDifference { sheet, row, column, before, after });
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

/// Whether a row says nothing but noughts.
fn is_empty(row: &[Cell]) -> bool {
    row.len() > 1 && row[1..].iter().all(|cell| matches!(cell, Cell::Blank | Cell::Whole(0)))
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
        if was.is_none() && is_empty(row) {
            continue;
        }
        for (i, column) in table.columns.iter().enumerate().skip(1) {
            let is_it = |c: &Column| c.title == column.title && c.group == column.group;
            let Some(old_at) = old.columns.iter().position(is_it) else { continue };
            let title = [column.group.as_str(), &column.title].join(" ");
            let before = was.map_or_else(|| "—".to_owned(), |was| shown(was.get(old_at)));
            note(&key.0, title.trim(), before, shown(row.get(i)));
        }
    }
    // The last line of sums is a line too.
    for (i, column) in table.columns.iter().enumerate().filter(|(_, column)| column.is_summed) {
        let is_it = |c: &Column| c.title == column.title && c.group == column.group && c.is_summed;
        let Some(old_at) = old.columns.iter().position(is_it) else { continue };
        let [before, after] = [old.sum(old_at), table.sum(i)].map(|cell| cell.shown().into_owned());
        let title = [column.group.as_str(), &column.title].join(" ");
        note(table.sums_called(), title.trim(), before, after);
    }
    let gone = then.into_iter().filter(|(_, row)| !is_empty(row));
    let mut gone: Vec<Key> = gone.map(|(key, _)| key).collect();
    gone.sort();
    for (name, _) in gone {
        note(&name, "整行", "有".into(), "没有了".into());
    }
}
