//! In which grid and building a place was on a day, what the grid was called and where the office was then: a building that is
//! given to another grid today, a grid that is renamed, a dwelling that goes to the recycle bin, change no month before.

use crate::refusal::Reply;
use crate::territory::Territory;
use chrono::NaiveDate;
use domain::places::full_address;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Connection;
use store::facts::PastFact;
use store::places::{BuildingRow, GonePlaces};

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
    /// Where the office is, by GB/T 2260, and where it was until which day.
    division: String,
    past_divisions: Vec<(NaiveDate, String)>,
}

/// What a fact of one row was until which day, in words of the ledger.
fn words<'a>(past: impl Iterator<Item = &'a PastFact>) -> Vec<(NaiveDate, String)> {
    past.map(|p| (p.until_on, p.value.clone().unwrap_or_default())).collect()
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
            let past = ["grid_no", "name"]
                .map(|fact| words(renamed.iter().filter(|p| p.row_id == row.id && p.fact == fact)));
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
            division: store::office::office(conn)?.division_code,
            past_divisions: words(of("office")?.iter().filter(|p| p.fact == "division_code")),
        })
    }

    /// Where the office was on a day, by GB/T 2260; empty where it did not say.
    pub fn division_on(&self, on: NaiveDate) -> &str {
        let past = self.past_divisions.iter().find(|(day, _)| *day > on);
        past.map_or(self.division.as_str(), |(_, was)| was.as_str())
    }

    /// The building and the unit of a dwelling on a day, though it lies in the recycle bin now.
    fn place_of(&self, dwelling: u32, on: NaiveDate) -> Option<(u32, Option<u32>)> {
        let now_in = match self.territory.dwellings.get(&dwelling) {
            Some(row) => (row.building_id, row.unit_id),
            None => *self.gone.dwellings.get(&dwelling)?,
        };
        let building = then(&self.buildings_of_dwellings, dwelling, on).unwrap_or(Some(now_in.0))?;
        Some((building, then(&self.units_of_dwellings, dwelling, on).unwrap_or(now_in.1)))
    }

    /// The building of a dwelling on a day, though one of them lies in the recycle bin now.
    pub fn building_of(&self, dwelling: Option<u32>, on: NaiveDate) -> Option<&BuildingRow> {
        let (building, _) = self.place_of(dwelling?, on)?;
        self.territory.buildings.get(&building).or_else(|| self.gone.buildings.get(&building))
    }

    /// What an estate is called, though it lies in the recycle bin now; empty where there is none.
    pub fn estate_name(&self, estate: u32) -> &str {
        let gone = || self.gone.estates.get(&estate).map_or("", String::as_str);
        self.territory.estates.get(&estate).map_or_else(gone, |e| e.name.as_str())
    }

    /// `幸福里 3 栋`
    pub fn building_title(&self, building: &BuildingRow) -> String {
        full_address(self.estate_name(building.estate_id), &building.name, "", "")
    }

    /// The grid of a dwelling on a day, that of its unit before that of its building.
    pub fn of_dwelling(&self, dwelling: Option<u32>, on: NaiveDate) -> Option<u32> {
        let places =
            [&self.of_buildings, &self.of_units, &self.buildings_of_dwellings, &self.units_of_dwellings];
        let is_known = self.territory.dwellings.contains_key(&dwelling?);
        if is_known && places.iter().all(|until| until.is_empty()) {
            return self.territory.grid_of_dwelling(dwelling);
        }
        let (building, unit) = self.place_of(dwelling?, on)?;
        let of_unit = unit.and_then(|unit| {
            let gone = || self.gone.units.get(&unit).copied().flatten();
            let now = || self.territory.units.get(&unit).map_or_else(gone, |(_, u)| u.grid_id);
            then(&self.of_units, unit, on).unwrap_or_else(now)
        });
        let gone = || self.gone.buildings.get(&building).and_then(|b| b.grid_id);
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
