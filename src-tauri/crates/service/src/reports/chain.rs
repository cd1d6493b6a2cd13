//! How papers of one form follow one another: what a paper opens with is what the one before it closed with, as it lies at the
//! street office.
//!
//! What is entered late for a period that was sent changes the ledger and no paper. Between the sealed closing and the ledger
//! of now stands the difference: 补报 where the form counts it, else the period before is to be corrected first.

use super::{LATE, NO_GRID, Report};
use crate::desk::Desk;
use crate::refusal::Reply;
use domain::registers::group_members::GROUPS;
use domain::reports::{LateEntries, Period, ReportForm};
use domain::tables::{Cell, Table};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use store::reports::ReportRow;

/// The key of the line of the whole community, or of all groups together.
pub(super) const ALL: &str = "all";
const KINDS: [&str; 2] = ["grid", "group"];

/// A line of a table that is carried on from paper to paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    pub name: String,
    pub opening: u32,
    pub closing: u32,
    /// Of a group: who is in it at the end. Papers of an older program do not tell that.
    #[serde(default)]
    pub people: Vec<u32>,
}

/// With what a paper opens and closes, by `grid:7`, `grid:0` (未划网格), `grid:all`, `group:disabled`, `group:all`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chain(BTreeMap<String, Link>);

pub(super) fn grid_key(grid: u32) -> String {
    format!("grid:{grid}")
}

impl Chain {
    pub(super) fn put(&mut self, key: String, link: Link) {
        self.0.insert(key, link);
    }

    pub(super) fn asked_for(&mut self, section: &str) {
        self.0.insert(format!("section:{section}"), Link::default());
    }

    /// Whether the paper was to tell of a section, be it that it told of nothing. Papers of an older program do not say.
    pub(crate) fn was_asked_for(&self, section: &str) -> bool {
        self.0.contains_key(&format!("section:{section}"))
    }

    pub(super) fn append(&mut self, mut other: Chain) {
        self.0.append(&mut other.0);
    }

    /// Whether the paper has the table of this kind.
    pub(super) fn has(&self, kind: &str) -> bool {
        self.0.keys().any(|key| key.split(':').next() == Some(kind))
    }

    pub(super) fn closing(&self, key: &str) -> u32 {
        self.0.get(key).map_or(0, |link| link.closing)
    }

    /// Who stands behind what a line closes with; `None` where the paper does not tell that.
    pub(super) fn people(&self, key: &str) -> Option<&[u32]> {
        let Some(link) = self.0.get(key) else { return Some(&[]) };
        (u32::try_from(link.people.len()) == Ok(link.closing)).then_some(link.people.as_slice())
    }

    fn opening(&self, key: &str) -> u32 {
        self.0.get(key).map_or(0, |link| link.opening)
    }

    /// The lines of a kind that hold somebody at the end, without the one of all.
    pub(super) fn lines(&self, kind: &str) -> impl Iterator<Item = (&str, &Link)> {
        let of_kind = format!("{kind}:");
        let all = format!("{kind}:{ALL}");
        self.0
            .iter()
            .filter(move |(key, link)| key.starts_with(&of_kind) && **key != all && link.closing > 0)
            .map(|(key, link)| (key.as_str(), link))
    }

    /// Whether it opens with what another one closes with, in every table that both have.
    pub(crate) fn follows(&self, before: &Chain) -> bool {
        let of_both = |key: &str| {
            KINDS
                .iter()
                .any(|kind| key.split(':').next() == Some(*kind) && self.has(kind) && before.has(kind))
        };
        let mut keys = self.0.keys().chain(before.0.keys()).filter(|key| of_both(key));
        keys.all(|key| self.opening(key) == before.closing(key))
    }
}

/// The paper of the period before.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    pub period: Period,
    /// Where it was kept already.
    pub row: Option<ReportRow>,
    pub tables: Vec<Table>,
    pub chain: Chain,
    /// Papers before it that are made in the same act and lie nowhere yet.
    pub made: Vec<(Period, Vec<Table>)>,
    /// Everybody who was counted at its end, with the grid; papers of an older program do not tell that.
    pub people: HashMap<u32, Option<u32>>,
}

/// Who was counted, as it is kept.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    InGrids(Vec<(u32, u32)>),
    Alone(Vec<u32>),
}

impl Earlier {
    /// A paper that is made just now.
    pub(crate) fn of_report(report: &Report, made: Vec<(Period, Vec<Table>)>) -> Self {
        Earlier {
            made,
            period: report.period,
            row: None,
            tables: report.tables.clone(),
            chain: report.chain.clone(),
            people: report.people.iter().map(|(id, grid)| (*id, Some(*grid))).collect(),
        }
    }

    /// A version that was kept.
    pub(crate) fn of_row(desk: &Desk, form: &ReportForm, row: ReportRow) -> Reply<Self> {
        let said = store::reports::said(desk.ledger.conn(), row.id)?;
        let tables: Vec<Table> = serde_json::from_str(&said.tables_json).unwrap_or_default();
        let people = match serde_json::from_str(&said.people_json) {
            Ok(Kept::InGrids(all)) => all.into_iter().map(|(id, grid)| (id, Some(grid))).collect(),
            Ok(Kept::Alone(all)) => all.into_iter().map(|id| (id, None)).collect(),
            Err(_) => HashMap::new(),
        };
        let chain = serde_json::from_str(&said.chain_json).unwrap_or_else(|_| told_by(desk, &tables));
        let period = Period::read(form.rhythm, &row.period)?;
        Ok(Earlier { period, row: Some(row), tables, chain, made: Vec::new(), people })
    }

    /// A row of a table, by its section and what stands first in it.
    pub(super) fn line(&self, section: &str, name: &str) -> Option<&[Cell]> {
        line_of(&self.tables, section, name)
    }
}

/// A row of a table, by its section and what stands first in it.
pub(super) fn line_of<'a>(tables: &'a [Table], section: &str, name: &str) -> Option<&'a [Cell]> {
    let table = tables.iter().find(|t| t.section == section)?;
    let row = table.rows.iter().find(|row| row.first().is_some_and(|cell| cell.shown() == name))?;
    Some(row)
}

/// A figure of a row.
pub(super) fn count_at(row: &[Cell], column: usize) -> Option<u32> {
    match row.get(column) {
        Some(Cell::Whole(n)) => u32::try_from(*n).ok(),
        _ => None,
    }
}

/// What a period opens with: the paper before it that lies at the street office; or its correction, where that is reviewed and
/// goes there next.
pub(crate) fn earlier_of(desk: &Desk, form: &ReportForm, period: Period) -> Reply<Option<Earlier>> {
    let row = in_force_next(desk, form, period.before())?;
    row.map(|row| Earlier::of_row(desk, form, row)).transpose()
}

/// The paper of a period that lies at the street office; or its correction, where that is reviewed and goes there next.
pub(super) fn in_force_next(desk: &Desk, form: &ReportForm, period: Period) -> Reply<Option<ReportRow>> {
    let (conn, word) = (desk.ledger.conn(), period.word());
    let waiting = store::reports::latest(conn, &form.key, &word)?;
    match waiting.filter(|row| row.state == "reviewed" && row.version > 1) {
        Some(row) => Ok(Some(row)),
        None => Ok(store::reports::in_force(conn, &form.key, &word)?),
    }
}

/// The tables of the paper of a period that lies at the street office.
pub(crate) fn tables_sent(desk: &Desk, form: &ReportForm, period: Period) -> Reply<Option<Vec<Table>>> {
    let conn = desk.ledger.conn();
    let Some(row) = store::reports::in_force(conn, &form.key, &period.word())? else { return Ok(None) };
    let said = store::reports::said(conn, row.id)?;
    Ok(Some(serde_json::from_str(&said.tables_json).unwrap_or_default()))
}

/// The tables of the paper of a period, one of the same act before one that lies at the street office.
pub(super) fn tables_in_force(
    desk: &Desk,
    form: &ReportForm,
    period: Period,
    earlier: Option<&Earlier>,
) -> Reply<Option<Vec<Table>>> {
    if let Some((_, tables)) = earlier.and_then(|e| e.made.iter().find(|(made, _)| *made == period)) {
        return Ok(Some(tables.clone()));
    }
    let Some(row) = in_force_next(desk, form, period)? else { return Ok(None) };
    let said = store::reports::said(desk.ledger.conn(), row.id)?;
    Ok(Some(serde_json::from_str(&said.tables_json).unwrap_or_default()))
}

/// The papers before a period that tell of months: each month is said again as its own paper told it.
pub(super) struct Told(Vec<ToldBy>);

struct ToldBy {
    period: Period,
    /// The act by which it was kept; of one that is made just now none.
    act_id: Option<u32>,
    tables: Vec<Table>,
}

impl Told {
    /// The papers of a year before a period, those of the same act before those that lie at the street office.
    pub fn of(desk: &Desk, form: &ReportForm, period: Period, earlier: Option<&Earlier>) -> Reply<Self> {
        let mut found: Vec<ToldBy> = Vec::new();
        let mut one = period.before();
        loop {
            let made = earlier.and_then(|e| e.made.iter().find(|(made, _)| *made == one));
            if let Some((_, tables)) = made {
                found.push(ToldBy { period: one, act_id: None, tables: tables.clone() });
            } else if let Some(row) = in_force_next(desk, form, one)? {
                let text = store::reports::tables(desk.ledger.conn(), row.id)?;
                let tables = serde_json::from_str(&text).unwrap_or_default();
                found.push(ToldBy { period: one, act_id: Some(row.act_id), tables });
            }
            // A form of years tells the months of its own year.
            if one <= period.year_before() {
                return Ok(Told(found));
            }
            one = one.before();
        }
    }

    /// Whether the paper of a period was sent and compares: then its figures are said again.
    pub fn compares(&self, period: Period) -> bool {
        let is_it = |paper: &&ToldBy| paper.period == period;
        self.0
            .iter()
            .find(is_it)
            .is_some_and(|paper| line_of(&paper.tables, "comparison", "总人口").is_some())
    }

    /// What was told of a month, and the act by which that was kept: its own paper tells it; of one without a paper the one
    /// after it that was made last.
    pub fn line(&self, month: Period) -> Option<(&[Cell], Option<u32>)> {
        let mut found: Option<(&[Cell], Option<u32>)> = None;
        for paper in self.0.iter().filter(|paper| paper.period.last() >= month.last()) {
            let line = line_of(&paper.tables, "trend", &month.label()).filter(|line| line.len() == 4);
            let Some(line) = line else { continue };
            if paper.period.first() <= month.first() {
                return Some((line, paper.act_id));
            }
            let made = |act: Option<u32>| act.unwrap_or(u32::MAX);
            if found.is_none_or(|(_, act)| made(paper.act_id) > made(act)) {
                found = Some((line, paper.act_id));
            }
        }
        found
    }
}

/// How a form counted what came late when the paper of a period was sent: it does not follow a form that was changed since. Of a
/// period of which nothing was sent, as the form says now.
pub(super) fn late_of(desk: &Desk, form: &ReportForm, period: Period) -> Reply<LateEntries> {
    let conn = desk.ledger.conn();
    let Some(row) = store::reports::last_sent(conn, &form.key, &period.word())? else {
        return Ok(form.late);
    };
    let is_counted = store::reports::with_column(conn, &form.key, LATE)?.contains(&row.id);
    Ok(if is_counted { LateEntries::Counted } else { LateEntries::Correction })
}

/// Whether what came late for periods before one is told by a paper after it, or will be: then the paper itself stays.
pub(super) fn is_settled(desk: &Desk, form: &ReportForm, period: Period) -> Reply<bool> {
    if store::report_forms::of_key(desk.ledger.conn(), &form.key)?.late == LateEntries::Counted {
        return Ok(true);
    }
    let counting = counting_papers(desk, form)?;
    Ok(counting.iter().any(|row| row.period > period.word()))
}

/// The papers at the street office that have a column 补报.
pub(crate) fn counting_papers(desk: &Desk, form: &ReportForm) -> Reply<Vec<ReportRow>> {
    let conn = desk.ledger.conn();
    let counting = store::reports::with_column(conn, &form.key, LATE)?;
    let mut found = Vec::new();
    for row in store::reports::all(conn, &form.key)?.into_iter().filter(|row| counting.contains(&row.id)) {
        let in_force = store::reports::in_force(conn, &form.key, &row.period)?;
        found.extend(in_force.filter(|one| one.id == row.id));
    }
    Ok(found)
}

/// The grids by what the tables call them.
pub(super) fn grids_by_name(desk: &Desk) -> HashMap<String, u32> {
    let territory = &desk.territory;
    let named = |id: &u32| (territory.grid_name(Some(*id)), *id);
    territory.grids.keys().map(named).chain([(NO_GRID.to_owned(), 0)]).collect()
}

/// What the tables of an older program tell of it.
fn told_by(desk: &Desk, tables: &[Table]) -> Chain {
    let grids = grids_by_name(desk);
    let grid = |name: &str| {
        if name == super::changes::ALL_GRIDS {
            return Some(format!("grid:{ALL}"));
        }
        grids.get(name).map(|id| grid_key(*id))
    };
    let group = |name: &str| {
        if name == super::groups::EACH_ONCE {
            return Some(format!("group:{ALL}"));
        }
        GROUPS.iter().find(|(_, label)| *label == name).map(|(word, _)| format!("group:{word}"))
    };
    let mut chain = Chain::default();
    let mut read = |section: &str, titles: [&str; 2], key: &dyn Fn(&str) -> Option<String>| {
        let Some(table) = tables.iter().find(|t| t.section == section) else { return };
        let [Some(opening), Some(closing)] =
            titles.map(|title| table.columns.iter().position(|c| c.title == title))
        else {
            return;
        };
        for row in &table.rows {
            let name = row.first().map(|cell| cell.shown().into_owned()).unwrap_or_default();
            let Some(key) = key(&name) else { continue };
            let figure = |at: usize| count_at(row, at).unwrap_or(0);
            let (opening, closing) = (figure(opening), figure(closing));
            chain.put(key, Link { opening, closing, name, people: Vec::new() });
        }
    };
    read("changes", ["期初", "期末"], &grid);
    read("groups", ["上期数", "本期数"], &group);
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(lines: &[(&str, u32, u32)]) -> Chain {
        let mut chain = Chain::default();
        for (key, opening, closing) in lines {
            let link = Link { opening: *opening, closing: *closing, ..Link::default() };
            chain.put((*key).to_owned(), link);
        }
        chain
    }

    #[test]
    fn a_paper_of_an_older_program_does_not_tell_who_is_in_a_group() {
        let mut chain = Chain::default();
        let old = r#"{ "name": "残疾人", "opening": 1, "closing": 2 }"#;
        chain.put("group:disabled".to_owned(), serde_json::from_str(old).unwrap());
        chain.put("group:all".to_owned(), Link { closing: 2, people: vec![4, 7], ..Link::default() });
        assert_eq!(chain.people("group:disabled"), None);
        assert_eq!(chain.people("group:all"), Some(&[4, 7][..]));
        assert_eq!(chain.people("group:veteran"), Some(&[][..]), "nobody was in it");
    }

    #[test]
    fn a_paper_follows_one_that_closed_with_what_it_opens_with_line_by_line() {
        let october = chain(&[("grid:1", 4, 5), ("grid:2", 5, 5), ("grid:all", 9, 10)]);
        assert!(chain(&[("grid:1", 5, 6), ("grid:2", 5, 5), ("grid:all", 10, 11)]).follows(&october));
        // The sum alone is not enough.
        assert!(!chain(&[("grid:1", 6, 6), ("grid:2", 4, 5), ("grid:all", 10, 11)]).follows(&october));
        // A grid that came since opens with nobody; one that is gone held somebody.
        assert!(
            chain(&[("grid:1", 5, 5), ("grid:2", 5, 5), ("grid:3", 0, 1), ("grid:all", 10, 11)])
                .follows(&october)
        );
        assert!(!chain(&[("grid:1", 5, 5), ("grid:all", 10, 10)]).follows(&october));
        // What only one of them has is not compared.
        assert!(
            chain(&[("grid:1", 5, 6), ("grid:2", 5, 5), ("grid:all", 10, 11), ("group:all", 7, 7)])
                .follows(&october)
        );
    }
}
