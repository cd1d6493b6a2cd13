//! In which grid a place was on a day, and what the grid was called then: a building that is given to another grid today, or a
//! grid that is renamed, changes no month before.

use crate::refusal::Reply;
use crate::territory::Territory;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Connection;
use store::facts::PastFact;
use store::places::GonePlaces;

/// What a fact of some rows was until which day, oldest first.
type Until = HashMap<u32, Vec<(NaiveDate, Option<u32>)>>;

/// A grid with when it was there, and what it was called until which day.
struct GridLife {
    /// Number and name, as they are now.
    label: [String; 2],
    made_on: String,
    deleted_on: Option<String>,
    past: [Vec<(NaiveDate, String)>; 2],
}

/// Grids and places as they were on any day.
pub(crate) struct GridDays<'a> {
    territory: &'a Territory,
    of_buildings: Until,
    of_units: Until,
    buildings_of_dwellings: Until,
    units_of_dwellings: Until,
    dwellings_of_households: Until,
    of_people: Until,
    grids: BTreeMap<u32, GridLife>,
    /// What lies in the recycle bin stood somewhere before.
    gone: GonePlaces,
}

fn until(past: &[PastFact], fact: &str) -> Until {
    let mut found = Until::new();
    for p in past.iter().filter(|p| p.fact == fact) {
        let value = p.value.as_deref().and_then(|v| v.parse().ok());
        found.entry(p.row_id).or_default().push((p.until_on, value));
    }
    found
}

/// What a fact was on a day; `None` where it is as it is now.
fn then(until: &Until, row: u32, on: NaiveDate) -> Option<Option<u32>> {
    until.get(&row)?.iter().find(|(day, _)| *day > on).map(|(_, value)| *value)
}

impl<'a> GridDays<'a> {
    pub fn load(conn: &Connection, territory: &'a Territory) -> Reply<Self> {
        let of = |table: &str| store::facts::of_table(conn, table);
        let dwellings = of("dwellings")?;
        let renamed = of("grids")?;
        let mut grids = BTreeMap::new();
        for row in store::places::grids_ever(conn)? {
            let past = |fact: &str| -> Vec<(NaiveDate, String)> {
                let of_it = renamed.iter().filter(|p| p.row_id == row.id && p.fact == fact);
                of_it.map(|p| (p.until_on, p.value.clone().unwrap_or_default())).collect()
            };
            let past = [past("grid_no"), past("name")];
            let life = GridLife {
                label: [row.grid_no, row.name],
                made_on: row.made_on,
                deleted_on: row.deleted_on,
                past,
            };
            grids.insert(row.id, life);
        }
        Ok(GridDays {
            territory,
            of_buildings: until(&of("buildings")?, "grid_id"),
            of_units: until(&of("units")?, "grid_id"),
            buildings_of_dwellings: until(&dwellings, "building_id"),
            units_of_dwellings: until(&dwellings, "unit_id"),
            dwellings_of_households: until(&of("households")?, "dwelling_id"),
            of_people: until(&of("people")?, "grid_id"),
            grids,
            gone: store::places::gone(conn)?,
        })
    }

    /// The grid of a dwelling on a day, that of its unit before that of its building.
    pub fn of_dwelling(&self, dwelling: Option<u32>, on: NaiveDate) -> Option<u32> {
        let places =
            [&self.of_buildings, &self.of_units, &self.buildings_of_dwellings, &self.units_of_dwellings];
        let known = self.territory.dwellings.get(&dwelling?);
        if known.is_some() && places.iter().all(|until| until.is_empty()) {
            return self.territory.grid_of_dwelling(dwelling);
        }
        let (id, now_in) = match known {
            Some(row) => (row.id, (row.building_id, row.unit_id)),
            None => (dwelling?, *self.gone.dwellings.get(&dwelling?)?),
        };
        let building = then(&self.buildings_of_dwellings, id, on).unwrap_or(Some(now_in.0))?;
        let unit = then(&self.units_of_dwellings, id, on).unwrap_or(now_in.1);
        let of_unit = unit.and_then(|unit| {
            let gone = || self.gone.units.get(&unit).copied().flatten();
            let now = || self.territory.units.get(&unit).map_or_else(gone, |(_, u)| u.grid_id);
            then(&self.of_units, unit, on).unwrap_or_else(now)
        });
        let gone = || self.gone.buildings.get(&building).copied().flatten();
        let now = || self.territory.buildings.get(&building).map_or_else(gone, |b| b.grid_id);
        of_unit.or_else(|| then(&self.of_buildings, building, on).unwrap_or_else(now))
    }

    /// The dwelling of a household on a day.
    pub fn dwelling_of_household(&self, household: u32, on: NaiveDate) -> Option<u32> {
        let now = || self.territory.households.get(&household).and_then(|h| h.dwelling_id);
        then(&self.dwellings_of_households, household, on).unwrap_or_else(now)
    }

    /// The grid that a person has beside that of the dwelling, on a day; `now` is the one of today.
    pub fn own_of_person(&self, person: u32, now: Option<u32>, on: NaiveDate) -> Option<u32> {
        then(&self.of_people, person, on).unwrap_or(now)
    }

    /// The days of a period on which somebody may be in another grid without having moved.
    pub fn days_of_change(&self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let all = [
            &self.of_buildings,
            &self.of_units,
            &self.buildings_of_dwellings,
            &self.units_of_dwellings,
            &self.of_people,
        ];
        let days = all.into_iter().flat_map(|until| until.values().flatten()).map(|(day, _)| *day);
        let found: BTreeSet<NaiveDate> = days.filter(|day| *day >= first && *day <= last).collect();
        found.into_iter().collect()
    }

    /// What a grid was called on a day, `01 幸福里北`; empty where there is none.
    pub fn name(&self, grid: u32, on: NaiveDate) -> String {
        let Some(life) = self.grids.get(&grid) else { return String::new() };
        let of = |i: usize| {
            let past = life.past[i].iter().find(|(day, _)| *day > on);
            past.map_or(life.label[i].as_str(), |(_, was)| was.as_str())
        };
        let (number, name) = (of(0), of(1));
        if number.is_empty() { name.to_owned() } else { format!("{number} {name}") }
    }

    /// The grids of a day. Before the first of them was made, those of its first day stand for it.
    pub fn on(&self, on: NaiveDate) -> Vec<u32> {
        let begun = self.grids.values().map(|life| life.made_on.clone()).min();
        let day = on.to_string().max(begun.unwrap_or_default());
        let is_there =
            |life: &GridLife| life.made_on <= day && life.deleted_on.as_ref().is_none_or(|gone| *gone > day);
        self.grids.iter().filter(|(_, life)| is_there(life)).map(|(id, _)| *id).collect()
    }
}
