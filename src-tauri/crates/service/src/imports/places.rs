//! The places of the ledger by their names: by the very name first, then by what tells one from another however it is
//! written.

use crate::territory::Territory;
use domain::import::person::{KnownPlaces, PlaceDraft, estate_key};
use domain::places::grid_key;
use domain::rooms::{building_key, room_key, unit_key};
use std::collections::HashMap;

/// Places by their names.
#[derive(Default, Clone)]
pub(super) struct Places {
    estates: HashMap<String, u32>,
    /// The same by the very names.
    estates_named: HashMap<String, u32>,
    /// Estate and building.
    buildings: HashMap<(u32, String), u32>,
    /// The same by the very names.
    buildings_named: HashMap<(u32, String), u32>,
    /// Building, unit and room, each by its key.
    dwellings: HashMap<(u32, String, String), u32>,
    /// Building and key of the unit → the unit's name in the ledger.
    units: HashMap<(u32, String), String>,
    /// By the very names and numbers.
    grids_named: HashMap<String, u32>,
    /// By what tells one from another; `None` where several are written so.
    grids: HashMap<String, Option<u32>>,
}

impl Places {
    pub fn of(territory: &Territory) -> Self {
        let mut places = Places::default();
        for estate in territory.estates.values() {
            places.put_estate(&estate.name, estate.id);
        }
        for building in territory.buildings.values() {
            places.put_building(building.estate_id, &building.name, building.id);
        }
        for dwelling in territory.dwellings.values() {
            let unit = unit_key(territory.unit_name(dwelling));
            places.dwellings.insert((dwelling.building_id, unit, room_key(&dwelling.room)), dwelling.id);
        }
        for (building, unit) in territory.units.values() {
            places.units.insert((*building, unit_key(&unit.name)), unit.name.clone());
        }
        for grid in territory.grids.values() {
            places.put_grid(&grid.name, grid.id);
            places.put_grid(&crate::territory::grid_label(grid), grid.id);
            if !grid.detail.is_empty() {
                places.put_grid(&grid.detail, grid.id);
            }
        }
        places
    }

    /// The estate of a place: by its name, else by the building where only one estate has it, else the usual one.
    pub fn estate(&self, place: &PlaceDraft, usual: &str) -> Option<u32> {
        let named = |name: &str| {
            self.estates_named.get(name).or_else(|| self.estates.get(&estate_key(name))).copied()
        };
        if !place.estate.is_empty() {
            return named(&place.estate);
        }
        if !usual.is_empty() {
            return named(usual);
        }
        let mut having =
            self.estates_named.values().filter(|e| self.building(**e, &place.building).is_some());
        match (having.next(), having.next()) {
            (Some(one), None) => Some(*one),
            _ => self.only_estate(),
        }
    }

    /// Whether a dwelling is named, and nothing says in which of several estates: none of them is guessed, and no further
    /// one is made.
    pub fn lacks_estate(&self, place: &PlaceDraft, usual: &str) -> bool {
        place.is_whole()
            && place.estate.is_empty()
            && usual.is_empty()
            && self.estates_named.len() > 1
            && self.estate(place, usual).is_none()
    }

    /// The dwelling of a place, if the ledger has it.
    pub fn dwelling(&self, place: &PlaceDraft, usual: &str) -> Option<u32> {
        if !place.is_whole() {
            return None;
        }
        self.dwelling_in(self.estate(place, usual)?, place)
    }

    /// The dwelling of a place in an estate.
    pub fn dwelling_in(&self, estate: u32, place: &PlaceDraft) -> Option<u32> {
        let building = self.building(estate, &place.building)?;
        self.dwellings.get(&(building, unit_key(&place.unit), room_key(&place.room))).copied()
    }

    /// The unit's name as the ledger has it, else as the row says it.
    pub fn unit_named<'a>(&'a self, building: u32, unit: &'a str) -> &'a str {
        self.units.get(&(building, unit_key(unit))).map_or(unit, String::as_str)
    }

    pub fn put_dwelling(&mut self, building: u32, place: &PlaceDraft, id: u32) {
        self.dwellings.insert((building, unit_key(&place.unit), room_key(&place.room)), id);
    }

    pub fn put_grid(&mut self, name: &str, id: u32) {
        self.grids_named.insert(name.to_owned(), id);
        let known = self.grids.entry(grid_key(name)).or_insert(Some(id));
        if *known != Some(id) {
            *known = None;
        }
    }

    /// The grid of a name or number, as the ledger has it or however it is written: 1, 01 and 一网格 are 第1网格.
    pub fn grid(&self, name: &str) -> Option<u32> {
        let by_key = || self.grids.get(&grid_key(name)).copied().flatten();
        self.grids_named.get(name).copied().or_else(by_key)
    }

    pub fn put_estate(&mut self, name: &str, id: u32) {
        self.estates.entry(estate_key(name)).or_insert(id);
        self.estates_named.insert(name.to_owned(), id);
    }

    pub fn put_building(&mut self, estate: u32, name: &str, id: u32) {
        self.buildings.entry((estate, building_key(name))).or_insert(id);
        self.buildings_named.insert((estate, name.to_owned()), id);
    }

    /// The building of an estate.
    pub fn building(&self, estate: u32, name: &str) -> Option<u32> {
        let named = self.buildings_named.get(&(estate, name.to_owned()));
        named.or_else(|| self.buildings.get(&(estate, building_key(name)))).copied()
    }

    /// The estate of a ledger that has one alone.
    pub fn only_estate(&self) -> Option<u32> {
        let mut all = self.estates_named.values();
        all.next().copied().filter(|_| all.next().is_none())
    }

    /// How many estates there are.
    pub fn estate_count(&self) -> usize {
        self.estates_named.len()
    }

    /// The names of the estates as titles say them: 幸福里 for 幸福里小区.
    pub fn estate_names(&self) -> Vec<String> {
        self.estates.keys().cloned().collect()
    }

    /// What reading a row needs of them.
    pub fn known(&self, territory: &Territory) -> KnownPlaces {
        let mut known = KnownPlaces::of_estates(self.estates.keys().cloned());
        for dwelling in territory.dwellings.values() {
            let building = territory.building_name(dwelling.building_id);
            let estate = || territory.estate_name(Some(dwelling.id));
            known.put(estate, [building, territory.unit_name(dwelling), &dwelling.room]);
        }
        known
    }
}
