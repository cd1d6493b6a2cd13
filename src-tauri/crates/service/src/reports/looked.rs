//! What the sections of a report look at: everybody who belonged to the community on the last evening of the period, of the
//! one before and of the one a year ago, counted once for all sections.

use super::NO_GRID;
use super::chain::{Earlier, Told, is_settled};
use super::homes::Homes;
use crate::desk::Desk;
use crate::grids::GridDays;
use crate::outgoing::around;
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::calendar::PartialDate;
use domain::counting::counting_key;
use domain::papers::written_date;
use domain::population::{ResidenceState, is_floating, is_from_abroad};
use domain::reports::{AgeBand, Counted, Figures, LateEntries, Period, ReportForm, Rhythm};
use domain::tables::{Column, OnPaper, Signature, Table};
use std::collections::{HashMap, HashSet};
use store::movements::Present;
use store::register_rows::Membership;

/// The figures of one evening.
pub(super) struct Figured {
    pub whole: Figures,
    /// The grids, in the order of `by_grid`; 0 for none.
    pub grids: Vec<u32>,
    /// Each by what it was called on that evening.
    pub by_grid: Vec<(String, Figures)>,
    /// Everybody who belonged to the community then, and the sex.
    pub people: HashMap<u32, Sex>,
    /// Their grids; 0: none.
    pub grid_of: HashMap<u32, u32>,
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
    /// The grids of places as they were on any day.
    pub days: GridDays<'a>,
    pub now: Figured,
    pub before: Figured,
    pub year_before: Figured,
    /// The paper of the period before.
    pub earlier: Option<Earlier>,
    /// The papers that told of months before.
    pub told: Told,
    /// The day on whose evening is counted: the last of the period; of one that is not over yet, today.
    pub until: NaiveDate,
    /// Whether what came late for the periods before is told by another paper than this one.
    pub is_settled: bool,
}

impl<'a> Looked<'a> {
    pub fn at(desk: &'a Desk, form: &'a ReportForm, period: Period, earlier: Option<Earlier>) -> Reply<Self> {
        let memberships = store::register_rows::memberships(desk.ledger.conn())?;
        let days = GridDays::load(desk.ledger.conn(), &desk.territory)?;
        let until = counted_until(desk, form, period)?;
        let of = |on: NaiveDate| figures(desk, &days, on, &form.bands, &memberships);
        let (now, before) = (of(until)?, of(period.before().last())?);
        let year_before = of(period.year_before().last())?;
        let told = Told::of(desk, form, period, earlier.as_ref())?;
        let is_settled = is_settled(desk, form, period)?;
        Ok(Looked {
            desk,
            form,
            period,
            memberships,
            days,
            now,
            before,
            year_before,
            earlier,
            told,
            until,
            is_settled,
        })
    }

    /// The month with which the figures end.
    pub fn last_month(&self) -> Period {
        Period::of(Rhythm::Monthly, self.until)
    }

    /// Whether the period is not over yet.
    pub fn is_unfinished(&self) -> bool {
        self.desk.today() <= self.period.last() && self.until <= self.desk.today()
    }

    /// Whether what is entered late is counted in a column of its own.
    pub fn counts_late(&self) -> bool {
        self.form.late == LateEntries::Counted
    }

    /// A table of this report, and what its figures are counted in; what stands around it is the same for all.
    pub fn table(&self, name: &str, counted_in: &str, columns: Vec<Column>) -> Table {
        let street = self.desk.office.street_office.trim_end_matches("办事处");
        let table = around(self.desk, &format!("{}{name}", self.period.label()), name);
        let sign = |label: &String| Signature { label: label.clone(), name: String::new() };
        Table {
            title: format!("{street}{}", table.title),
            period: if self.is_unfinished() {
                format!("截至{}（本期未完）", written_date(self.until))
            } else {
                format!("统计截止日期：{}", written_date(self.until))
            },
            counted_in: counted_in.to_owned(),
            is_numbered: false,
            paper: OnPaper { size: self.form.paper, ..OnPaper::default() },
            signatures: self.form.signatures.iter().map(sign).collect(),
            columns,
            ..table
        }
    }

    /// Calls `each` with everybody who belonged to the community on an evening: as counted, and the grid.
    pub fn each_on(&self, on: NaiveDate, each: impl FnMut(&Present, &Counted, u32)) -> Reply<()> {
        each_counted(self.desk, &self.days, on, &self.memberships, each)
    }

    /// Whether somebody's sex is not told: then there is a column for it, and 男 + 女 + 未说明 is the whole.
    pub fn has_untold_sex(&self) -> bool {
        self.now.whole.sexes[2] > 0
    }

    /// Calls `each` with the households of an evening: the row, the grid, and whether it is one of the register.
    pub fn each_home(&self, homes: &Homes, on: NaiveDate, each: impl FnMut(u32, u32, bool)) -> Reply<()> {
        homes.each(self.desk.ledger.conn(), &self.days, on, each)
    }
}

/// The day on whose evening a report counts. What was sent is of the last day of its period, whatever a clock says that was set
/// back since.
fn counted_until(desk: &Desk, form: &ReportForm, period: Period) -> Reply<NaiveDate> {
    let (last, today) = (period.last(), desk.today());
    if last < today || store::reports::latest(desk.ledger.conn(), &form.key, &period.word())?.is_some() {
        return Ok(last);
    }
    Ok(today.max(period.first()))
}

/// Whether a membership holds on an evening.
pub(super) fn holds(membership: &Membership, on: &str) -> bool {
    membership.joined_on.as_str() <= on && (membership.left_on.is_empty() || membership.left_on.as_str() > on)
}

fn each_counted(
    desk: &Desk,
    days: &GridDays,
    on: NaiveDate,
    memberships: &[Membership],
    mut each: impl FnMut(&Present, &Counted, u32),
) -> Reply<()> {
    let day = on.to_string();
    let office = days.division_on(on);
    let disabled: HashSet<u32> =
        memberships.iter().filter(|m| m.group == "disabled" && holds(m, &day)).map(|m| m.person_id).collect();
    store::movements::each_present(desk.ledger.conn(), on, |person| {
        let state = person.standing().residence_state().unwrap_or(ResidenceState::EmptyHukou);
        let (kind, hukou) = (person.population_kind, person.hukou_division);
        let counted = Counted {
            state,
            sex: person.sex,
            birth: PartialDate::from_iso(person.birth_date),
            ethnic_group: person.ethnic_group,
            is_floating: is_floating(state, kind, hukou, office),
            is_from_abroad: is_from_abroad(kind),
            is_disabled: disabled.contains(&person.person_id),
            is_party_member: matches!(person.political_status, "01" | "02"),
        };
        let grid = person.grid_id.or_else(|| days.of_dwelling(person.dwelling_id, on)).unwrap_or(0);
        each(&person, &counted, grid);
    })?;
    Ok(())
}

fn figures(
    desk: &Desk,
    days: &GridDays,
    on: NaiveDate,
    bands: &[AgeBand],
    memberships: &[Membership],
) -> Reply<Figured> {
    let mut whole = Figures::default();
    let mut by_grid: HashMap<u32, Figures> =
        days.on(on).into_iter().map(|id| (id, Figures::default())).collect();
    let (mut people, mut grid_of) = (HashMap::new(), HashMap::new());
    let mut homes = Homes::default();
    each_counted(desk, days, on, memberships, |person, counted, grid| {
        whole.count(counted, bands, on);
        by_grid.entry(grid).or_default().count(counted, bands, on);
        people.insert(person.person_id, Sex::of(person.sex));
        grid_of.insert(person.person_id, grid);
        homes.note(person, grid);
    })?;
    homes.each(desk.ledger.conn(), days, on, |_, grid, is_registered| {
        for counted in [&mut whole, by_grid.entry(grid).or_default()] {
            counted.households += 1;
            counted.hukou_households += u32::from(is_registered);
        }
    })?;
    let mut named: Vec<(u32, String, Figures)> = by_grid
        .into_iter()
        .filter(|(id, f)| *id != 0 || f.people > 0 || f.households > 0)
        .map(|(id, f)| (id, days.name(id, on), f))
        .collect();
    // Those of no grid come last.
    named.sort_by_cached_key(|(id, name, _)| (name.is_empty(), counting_key(name), *id));
    for (_, name, _) in named.iter_mut().filter(|(_, name, _)| name.is_empty()) {
        NO_GRID.clone_into(name);
    }
    let grids = named.iter().map(|(id, ..)| *id).collect();
    let by_grid = named.into_iter().map(|(_, name, f)| (name, f)).collect();
    Ok(Figured { whole, grids, by_grid, people, grid_of })
}
