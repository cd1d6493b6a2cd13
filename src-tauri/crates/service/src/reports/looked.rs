//! What the sections of a report look at: everybody who belonged to the community on the last evening of the period, of the
//! one before and of the one a year ago, counted once for all sections.

use super::NO_GRID;
use crate::desk::Desk;
use crate::outgoing::around;
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::calendar::PartialDate;
use domain::papers::written_date;
use domain::population::ResidenceState;
use domain::reports::{AgeBand, Counted, Figures, Period, ReportForm};
use domain::tables::{Column, OnPaper, Signature, Table};
use std::collections::{HashMap, HashSet};
use store::movements::Present;
use store::register_rows::Membership;

/// The figures of one evening.
pub(super) struct Figured {
    pub whole: Figures,
    pub by_grid: Vec<(String, Figures)>,
    /// Everybody who belonged to the community then, and the sex.
    pub people: HashMap<u32, Sex>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Man,
    Woman,
    Unknown,
}

impl Sex {
    pub fn of(code: &str) -> Self {
        match code {
            "1" => Sex::Man,
            "2" => Sex::Woman,
            _ => Sex::Unknown,
        }
    }
}

pub(super) struct Looked<'a> {
    pub desk: &'a Desk,
    pub form: &'a ReportForm,
    pub period: Period,
    pub memberships: Vec<Membership>,
    pub now: Figured,
    pub before: Figured,
    pub year_before: Figured,
}

impl<'a> Looked<'a> {
    pub fn at(desk: &'a Desk, form: &'a ReportForm, period: Period) -> Reply<Self> {
        let memberships = store::register_rows::memberships(desk.ledger.conn())?;
        let of = |period: Period| figures(desk, period.last(), &form.bands, &memberships);
        let (now, before) = (of(period)?, of(period.before())?);
        let year_before = of(period.year_before())?;
        Ok(Looked { desk, form, period, memberships, now, before, year_before })
    }

    /// A table of this report, and what its figures are counted in; what stands around it is the same for all.
    pub fn table(&self, name: &str, counted_in: &str, columns: Vec<Column>) -> Table {
        let street = self.desk.office.street_office.trim_end_matches("办事处");
        let table = around(self.desk, &format!("{}{name}", self.period.label()), name);
        let sign = |label: &String| Signature { label: label.clone(), name: String::new() };
        Table {
            title: format!("{street}{}", table.title),
            period: format!("统计截止日期：{}", written_date(self.period.last())),
            counted_in: counted_in.to_owned(),
            is_numbered: false,
            paper: OnPaper { size: self.form.paper, ..OnPaper::default() },
            signatures: self.form.signatures.iter().map(sign).collect(),
            columns,
            ..table
        }
    }

    /// Whether somebody's sex is not told: then there is a column for it, and 男 + 女 + 未说明 is the whole.
    pub fn has_untold_sex(&self) -> bool {
        self.now.whole.sexes[2] > 0
    }

    /// The grid of somebody: the own one, else that of the dwelling.
    pub fn grid_of(&self, person: &Present) -> u32 {
        let of_dwelling = || self.desk.territory.grid_of_dwelling(person.dwelling_id);
        person.grid_id.or_else(of_dwelling).unwrap_or(0)
    }

    /// Calls `each` with everybody who belonged to the community on an evening: as counted, and the name of the grid.
    pub fn each_on(&self, on: NaiveDate, mut each: impl FnMut(&Present, &Counted, &str)) -> Reply<()> {
        each_counted(self.desk, on, &self.memberships, |person, counted, grid| {
            each(person, counted, &named(self.desk, grid));
        })
    }
}

/// What a grid is called in the tables.
pub(super) fn named(desk: &Desk, grid: u32) -> String {
    let name = desk.territory.grid_name(Some(grid));
    if name.is_empty() { NO_GRID.to_owned() } else { name }
}

/// Whether a membership holds on an evening.
pub(super) fn holds(membership: &Membership, on: &str) -> bool {
    membership.joined_on.as_str() <= on && (membership.left_on.is_empty() || membership.left_on.as_str() > on)
}

fn each_counted(
    desk: &Desk,
    on: NaiveDate,
    memberships: &[Membership],
    mut each: impl FnMut(&Present, &Counted, u32),
) -> Reply<()> {
    let day = on.to_string();
    let disabled: HashSet<u32> =
        memberships.iter().filter(|m| m.group == "disabled" && holds(m, &day)).map(|m| m.person_id).collect();
    store::movements::each_present(desk.ledger.conn(), on, |person| {
        let entry = desk.roster.get(person.person_id);
        let word = |field: &str| entry.map_or("", |e| desk.roster.choice(e, field));
        let counted = Counted {
            state: person.standing().residence_state().unwrap_or(ResidenceState::EmptyHukou),
            sex: person.sex,
            birth: PartialDate::from_iso(person.birth_date),
            ethnic_group: person.ethnic_group,
            is_floating: word("population_kind") == "floating",
            is_from_abroad: matches!(word("population_kind"), "hk_mo_tw" | "foreign"),
            is_disabled: disabled.contains(&person.person_id),
            is_party_member: matches!(word("political_status"), "01" | "02"),
        };
        let grid =
            person.grid_id.or_else(|| desk.territory.grid_of_dwelling(person.dwelling_id)).unwrap_or(0);
        each(&person, &counted, grid);
    })?;
    Ok(())
}

/// The households of somebody, and whether each is one of the register; a household is of the grid of its dwelling, so that
/// it counts in one grid only.
pub(super) fn households(desk: &Desk, person: &Present, grid: u32) -> [Option<(u32, u32)>; 2] {
    let of = |id: u32| {
        let dwelling = desk.territory.households.get(&id).and_then(|h| h.dwelling_id);
        (id, desk.territory.grid_of_dwelling(dwelling).unwrap_or(grid))
    };
    [person.hukou_household_id.map(of), person.living_household_id.map(of)]
}

fn figures(desk: &Desk, on: NaiveDate, bands: &[AgeBand], memberships: &[Membership]) -> Reply<Figured> {
    let territory = &desk.territory;
    let mut whole = Figures::default();
    let mut by_grid: HashMap<u32, Figures> =
        territory.grids.keys().map(|id| (*id, Figures::default())).collect();
    let mut people = HashMap::new();
    let (mut counted_households, mut hukou_households) = (HashSet::new(), HashSet::new());
    each_counted(desk, on, memberships, |person, counted, grid| {
        whole.count(counted, bands, on);
        by_grid.entry(grid).or_default().count(counted, bands, on);
        people.insert(person.person_id, Sex::of(person.sex));
        let of_person = households(desk, person, grid);
        for (id, grid) in of_person.into_iter().flatten() {
            if counted_households.insert(id) {
                whole.households += 1;
                by_grid.entry(grid).or_default().households += 1;
            }
        }
        if let Some((_, grid)) = of_person[0].filter(|(id, _)| hukou_households.insert(*id)) {
            whole.hukou_households += 1;
            by_grid.entry(grid).or_default().hukou_households += 1;
        }
    })?;
    let mut by_name: Vec<(String, Figures)> = by_grid
        .into_iter()
        .filter(|(id, f)| *id != 0 || f.people > 0 || f.households > 0)
        .map(|(id, f)| (territory.grid_name(Some(id)), f))
        .collect();
    // Those of no grid come last.
    by_name.sort_by(|a, b| (a.0.is_empty(), &a.0).cmp(&(b.0.is_empty(), &b.0)));
    for (name, _) in by_name.iter_mut().filter(|(name, _)| name.is_empty()) {
        NO_GRID.clone_into(name);
    }
    Ok(Figured { whole, by_grid: by_name, people })
}
