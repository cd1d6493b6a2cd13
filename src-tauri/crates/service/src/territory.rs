//! Every place of the community in memory: naming an address, finding a grid, and sorting rooms need no query.

use crate::refusal::Reply;
use domain::places::full_address;
use domain::rooms::{natural_key, short_place};
use hashbrown::HashMap;
use std::sync::OnceLock;
use store::Connection;
use store::places::{BuildingRow, DwellingRow, HouseholdRow, NamedRow};

/// Every place of the community.
#[derive(Default, Clone)]
pub(crate) struct Territory {
    pub estates: HashMap<u32, NamedRow>,
    pub buildings: HashMap<u32, BuildingRow>,
    /// Unit → its building and itself.
    pub units: HashMap<u32, (u32, NamedRow)>,
    pub dwellings: HashMap<u32, DwellingRow>,
    pub grids: HashMap<u32, NamedRow>,
    pub households: HashMap<u32, HouseholdRow>,
    /// The grid of every dwelling at the place of its id (0: none), made when first asked for after a write.
    grids_of_dwellings: OnceLock<Vec<u32>>,
    /// Building → its dwellings, likewise.
    dwellings_of_buildings: OnceLock<HashMap<u32, Vec<u32>>>,
}

impl Territory {
    pub fn load(conn: &Connection) -> Reply<Self> {
        use store::places;
        Ok(Territory {
            estates: places::estates(conn, None)?.into_iter().map(|r| (r.id, r)).collect(),
            buildings: places::buildings(conn, None)?.into_iter().map(|r| (r.id, r)).collect(),
            units: places::units(conn, None)?.into_iter().map(|(b, r)| (r.id, (b, r))).collect(),
            dwellings: places::dwellings(conn, None)?.into_iter().map(|r| (r.id, r)).collect(),
            grids: places::grids(conn, None)?.into_iter().map(|r| (r.id, r)).collect(),
            households: places::households(conn, None)?.into_iter().map(|r| (r.id, r)).collect(),
            grids_of_dwellings: OnceLock::new(),
            dwellings_of_buildings: OnceLock::new(),
        })
    }

    /// Loads one record again after a write.
    pub fn refresh(&mut self, conn: &Connection, table: &str, id: u32) -> Reply<()> {
        use store::places;
        fn put<T>(map: &mut HashMap<u32, T>, id: u32, found: Option<T>) {
            match found {
                Some(row) => drop(map.insert(id, row)),
                None => drop(map.remove(&id)),
            }
        }
        if table != "households" {
            self.grids_of_dwellings.take();
            self.dwellings_of_buildings.take();
        }
        match table {
            "estates" => put(&mut self.estates, id, places::estates(conn, Some(id))?.pop()),
            "buildings" => put(&mut self.buildings, id, places::buildings(conn, Some(id))?.pop()),
            "units" => put(&mut self.units, id, places::units(conn, Some(id))?.pop()),
            "dwellings" => put(&mut self.dwellings, id, places::dwellings(conn, Some(id))?.pop()),
            "grids" => put(&mut self.grids, id, places::grids(conn, Some(id))?.pop()),
            "households" => put(&mut self.households, id, places::households(conn, Some(id))?.pop()),
            _ => {}
        }
        Ok(())
    }

    pub fn building_name(&self, id: u32) -> &str {
        self.buildings.get(&id).map_or("", |b| b.name.as_str())
    }

    pub fn estate_of(&self, building_id: u32) -> Option<&NamedRow> {
        self.estates.get(&self.buildings.get(&building_id)?.estate_id)
    }

    /// The estate of a dwelling; empty where nothing is known.
    pub fn estate_name(&self, dwelling_id: Option<u32>) -> &str {
        let dwelling = dwelling_id.and_then(|id| self.dwellings.get(&id));
        dwelling.and_then(|d| self.estate_of(d.building_id)).map_or("", |estate| estate.name.as_str())
    }

    pub fn unit_name(&self, dwelling: &DwellingRow) -> &str {
        dwelling.unit_id.and_then(|u| self.units.get(&u)).map_or("", |(_, u)| u.name.as_str())
    }

    /// `幸福里 3 栋`
    pub fn building_title(&self, building_id: u32) -> String {
        let estate = self.estate_of(building_id).map_or("", |e| e.name.as_str());
        full_address(estate, self.building_name(building_id), "", "")
    }

    /// `幸福里3栋2单元501室`; empty where nothing is known.
    pub fn address(&self, dwelling_id: Option<u32>) -> String {
        let Some(dwelling) = dwelling_id.and_then(|id| self.dwellings.get(&id)) else {
            return String::new();
        };
        let estate = self.estate_of(dwelling.building_id).map_or("", |e| e.name.as_str());
        full_address(
            estate,
            self.building_name(dwelling.building_id),
            self.unit_name(dwelling),
            &dwelling.room,
        )
    }

    /// `3-2-501`, and `幸福里3-2-501` where the office has several estates; empty where nothing is known.
    pub fn short(&self, dwelling_id: Option<u32>) -> String {
        let Some(dwelling) = dwelling_id.and_then(|id| self.dwellings.get(&id)) else {
            return String::new();
        };
        let place =
            short_place(self.building_name(dwelling.building_id), self.unit_name(dwelling), &dwelling.room);
        match self.estate_of(dwelling.building_id) {
            Some(estate) if self.estates.len() > 1 => format!("{}{place}", estate.name),
            _ => place,
        }
    }

    /// The key under which dwellings sort as people walk through an estate.
    pub fn sort_key(&self, dwelling_id: Option<u32>) -> String {
        let Some(dwelling) = dwelling_id.and_then(|id| self.dwellings.get(&id)) else {
            return "\u{10FFFF}".to_owned();
        };
        let building = self.buildings.get(&dwelling.building_id);
        format!(
            "{:06}|{}|{}|{}",
            building.map_or(0, |b| b.estate_id),
            building.map_or("", |b| b.name_sort.as_str()),
            natural_key(self.unit_name(dwelling)),
            dwelling.room_sort
        )
    }

    /// The grid of a dwelling: its unit's, else its building's.
    pub fn grid_of_dwelling(&self, dwelling_id: Option<u32>) -> Option<u32> {
        let grids = self.grids_of_dwellings.get_or_init(|| {
            let mut grids = vec![0; self.dwellings.keys().max().map_or(0, |id| *id as usize + 1)];
            for dwelling in self.dwellings.values() {
                grids[dwelling.id as usize] = self.find_grid(dwelling).unwrap_or(0);
            }
            grids
        });
        grids.get(dwelling_id? as usize).copied().filter(|grid| *grid != 0)
    }

    fn find_grid(&self, dwelling: &DwellingRow) -> Option<u32> {
        let of_unit = dwelling.unit_id.and_then(|u| self.units.get(&u)).and_then(|(_, u)| u.grid_id);
        of_unit.or_else(|| self.buildings.get(&dwelling.building_id).and_then(|b| b.grid_id))
    }

    /// `01 幸福里北`, or empty.
    pub fn grid_name(&self, grid_id: Option<u32>) -> String {
        grid_id.and_then(|id| self.grids.get(&id)).map(grid_label).unwrap_or_default()
    }

    /// Dwellings of a building, as they come.
    pub fn dwellings_in(&self, building_id: u32) -> impl Iterator<Item = &DwellingRow> {
        let of_buildings = self.dwellings_of_buildings.get_or_init(|| {
            let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
            for dwelling in self.dwellings.values() {
                found.entry(dwelling.building_id).or_default().push(dwelling.id);
            }
            found
        });
        of_buildings.get(&building_id).into_iter().flatten().filter_map(|id| self.dwellings.get(id))
    }

    /// Dwellings of a building, in order.
    pub fn dwellings_of(&self, building_id: u32) -> Vec<&DwellingRow> {
        let mut found: Vec<_> = self.dwellings_in(building_id).collect();
        found.sort_by_cached_key(|d| (natural_key(self.unit_name(d)), d.room_sort.clone()));
        found
    }

    /// Buildings of an estate, in order.
    pub fn buildings_of(&self, estate_id: u32) -> Vec<&BuildingRow> {
        let mut found: Vec<_> = self.buildings.values().filter(|b| b.estate_id == estate_id).collect();
        found.sort_by(|a, b| a.name_sort.cmp(&b.name_sort));
        found
    }
}

/// `01 幸福里北`
pub(crate) fn grid_label(grid: &NamedRow) -> String {
    if grid.detail.is_empty() { grid.name.clone() } else { format!("{} {}", grid.detail, grid.name) }
}
