//! What an import makes beside people: estates, buildings, dwellings, households and grids, told before it is written.

use super::index::{Index, estate_key};
use domain::import::person::{PersonDraft, PlaceDraft};
use domain::places::{full_address, grid_key};
use domain::rooms::{building_key, room_key, unit_key};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The key of its estate, and its own.
pub(super) type BuildingKey = (String, String);

/// A building that is made.
#[derive(Debug, Default)]
struct NewBuilding {
    /// As it will be kept.
    name: String,
    /// The grids that its rows name, by key, each as it will be kept.
    grids: BTreeMap<String, String>,
    /// Whether one of its rows says that there is no grid yet: 待分配.
    has_none_yet: bool,
}

impl NewBuilding {
    /// The grid that all of its rows name.
    fn grid(&self) -> Option<&String> {
        self.grids.values().next().filter(|_| self.grids.len() == 1 && !self.has_none_yet)
    }
}

/// What rows make.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// By key, with the name as it will be kept.
    estates: BTreeMap<String, String>,
    buildings: BTreeMap<BuildingKey, NewBuilding>,
    dwellings: HashSet<(BuildingKey, String, String)>,
    /// Grids that the ledger does not have, by key, each as it will be kept.
    grids: BTreeMap<String, String>,
    pub families: HashSet<u32>,
}

/// The key of a place's building.
pub(super) fn building_key_of(place: &PlaceDraft) -> BuildingKey {
    (estate_key(&place.estate), building_key(&place.building))
}

impl Made {
    /// Notes a grid that somebody new brings.
    pub fn grid(&mut self, index: &Index, name: &str) {
        if !name.is_empty() && index.places.grid(name).is_none() {
            self.grids.entry(grid_key(name)).or_insert_with(|| name.to_owned());
        }
    }

    /// Notes a dwelling that the ledger does not have. `usual` is the estate of rows that name none.
    pub fn place(&mut self, index: &Index, usual: &str, draft: &PersonDraft) {
        let p = &draft.place;
        let key = building_key_of(p);
        let is_new = match index.places.estate(p, usual) {
            Some(estate) => index.places.building(estate, &p.building).is_none(),
            None => {
                let said = if p.estate.is_empty() { usual } else { &p.estate };
                let name = if said.is_empty() { &index.first_estate } else { said };
                self.estates.entry(estate_key(name)).or_insert_with(|| name.to_owned());
                true
            }
        };
        if is_new {
            self.grid(index, &draft.grid);
            let building = self.buildings.entry(key.clone()).or_default();
            building.name.clone_from(&p.building);
            building.has_none_yet |= draft.has_no_grid_yet;
            if !draft.grid.is_empty() {
                building.grids.entry(grid_key(&draft.grid)).or_insert_with(|| draft.grid.clone());
            }
        }
        self.dwellings.insert((key, unit_key(&p.unit), room_key(&p.room)));
    }

    /// With what others make.
    pub fn extend(&mut self, other: Made) {
        self.estates.extend(other.estates);
        self.dwellings.extend(other.dwellings);
        self.families.extend(other.families);
        for (key, name) in other.grids {
            self.grids.entry(key).or_insert(name);
        }
        for (key, more) in other.buildings {
            let building = self.buildings.entry(key).or_default();
            building.name = more.name;
            building.has_none_yet |= more.has_none_yet;
            for (key, name) in more.grids {
                building.grids.entry(key).or_insert(name);
            }
        }
    }

    /// The grid of each building of one grid.
    pub fn building_grids(&self) -> HashMap<BuildingKey, String> {
        let of =
            |(key, building): (&BuildingKey, &NewBuilding)| Some((key.clone(), building.grid()?.clone()));
        self.buildings.iter().filter_map(of).collect()
    }

    /// What is told of buildings whose rows name several grids, or a grid and none.
    pub fn grids_at_odds(&self) -> Option<String> {
        let odd = self.buildings.iter().filter(|(_, b)| !b.grids.is_empty() && b.grid().is_none());
        let names: BTreeSet<String> =
            odd.map(|((estate, _), building)| full_address(estate, &building.name, "", "")).collect();
        if names.is_empty() {
            return None;
        }
        let count = names.len();
        let names = named(names.iter());
        Some(format!(
            "有 {count} 栋楼{names}的人写的网格不一样，楼栋先不归网格，各人按自己那一行的网格登记；楼栋的网格请在“房屋与户”里填。"
        ))
    }

    /// In words, what there is of it.
    pub fn words(&self) -> Vec<String> {
        // 3、3、3 of three estates are told apart by them.
        let estates: HashSet<&str> = self.buildings.keys().map(|(estate, _)| estate.as_str()).collect();
        let is_one = estates.len() < 2;
        let shown = |((estate, _), building): (&BuildingKey, &NewBuilding)| match is_one {
            true => building.name.clone(),
            false => full_address(estate, &building.name, "", ""),
        };
        let buildings: Vec<String> = self.buildings.iter().map(shown).collect();
        [
            (self.estates.len(), "个小区", named(self.estates.values())),
            (self.buildings.len(), "栋楼", named(buildings.iter())),
            (self.dwellings.len(), "套房屋", String::new()),
            (self.families.len(), "户", String::new()),
            (self.grids.len(), "个网格", named(self.grids.values())),
        ]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, word, names)| format!("{n} {word}{names}"))
        .collect()
    }
}

/// The first names of what is added, in brackets: a slip in a building's name is seen here before it is written.
fn named<'a>(all: impl ExactSizeIterator<Item = &'a String>) -> String {
    const MOST: usize = 6;
    let rest = if all.len() > MOST { "等" } else { "" };
    let names: Vec<&str> = all.take(MOST).map(String::as_str).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { String::new() } else { format!("（{}{rest}）", names.join("、")) }
}
