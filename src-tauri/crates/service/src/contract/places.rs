//! Estates, buildings, dwellings, households and grids, as they cross the contract.

use super::people::ChangedOn;
use super::people::Fact;
use super::people::PersonBrief;
use domain::fields::Values;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A unit (单元) of a building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitNode {
    /// The unit.
    pub id: u32,
    /// Its name, like 2.
    pub name: String,
    /// Its own grid, if not the building's.
    pub grid_id: Option<u32>,
}

/// A building with its units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BuildingNode {
    /// The building.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its name, like 3.
    pub name: String,
    /// Its grid.
    pub grid_id: Option<u32>,
    /// Its units.
    pub units: Vec<UnitNode>,
    /// How many dwellings.
    pub dwelling_count: u32,
    /// How many people live there.
    pub person_count: u32,
}

/// An estate with its buildings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EstateNode {
    /// The estate.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its name.
    pub name: String,
    /// Its buildings.
    pub buildings: Vec<BuildingNode>,
}

/// A grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridNode {
    /// The grid.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its number and name, like 01 幸福里北.
    pub name: String,
    /// 网格员
    pub grid_worker: String,
    /// Households with somebody in them.
    pub household_count: u32,
    /// People who belong to it.
    pub person_count: u32,
}

/// All places of the community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceTree {
    /// The estates.
    pub estates: Vec<EstateNode>,
    /// The grids.
    pub grids: Vec<GridNode>,
}

/// Saves an estate, building, dwelling, grid or household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SavePlace {
    /// estates, buildings, dwellings, grids or households.
    pub table: String,
    /// The record; `null` for a new one.
    pub id: Option<u32>,
    /// The revision read; 0 for a new one.
    pub revision: u32,
    /// What was typed.
    pub values: Values,
    /// Fields that were always so: a slip is mended, nothing changed on a day.
    #[serde(default)]
    pub always: Vec<String>,
    /// Fields that changed on an earlier day; others change today.
    #[serde(default)]
    #[ts(optional)]
    pub since: Option<ChangedOn>,
}

/// Lays out a building at once: every unit × floor × room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LayOutBuilding {
    /// The building.
    pub building_id: u32,
    /// How many units; 0 for a building without units.
    pub unit_count: u32,
    /// The lowest floor.
    pub floor_from: i32,
    /// The highest floor.
    pub floor_to: i32,
    /// Rooms on each floor of each unit.
    pub rooms_per_floor: u32,
}

/// A dwelling on the building chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChartCell {
    /// The dwelling.
    pub dwelling_id: u32,
    /// The room.
    pub room: String,
    /// The unit's name, or empty.
    pub unit: String,
    /// The floor; 0 where none is known.
    pub floor: i32,
    /// 房屋性质 in words.
    pub tenure: String,
    /// Who lives there.
    pub inhabitants: Vec<PersonBrief>,
    /// How many more are registered there without living there.
    pub registered_only: u32,
    /// Words for the colours: 独居老人, 低保户, 出租, 空置 …
    pub tags: Vec<String>,
}

/// 楼栋图
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BuildingChart {
    /// The building.
    pub building_id: u32,
    /// Estate and building, like 幸福里 3 栋.
    pub title: String,
    /// The units, in order; one empty name where there are none.
    pub units: Vec<String>,
    /// The floors, highest first.
    pub floors: Vec<i32>,
    /// The dwellings.
    pub cells: Vec<ChartCell>,
    /// The buildings before and after this one in the estate.
    pub previous_id: Option<u32>,
    /// The next building.
    pub next_id: Option<u32>,
}

/// A dwelling with everybody who lives or is registered there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DwellingCard {
    /// The dwelling.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Estate, building, unit, room in full.
    pub title: String,
    /// `3-2-501`
    pub short: String,
    /// The building, for its chart.
    pub building_id: u32,
    /// The grid's name.
    pub grid: String,
    /// For the form.
    pub values: Values,
    /// The same in words.
    pub facts: Vec<Fact>,
    /// Who lives there.
    pub inhabitants: Vec<PersonBrief>,
    /// Who is registered there.
    pub registered: Vec<PersonBrief>,
    /// Who left: people whose earlier standing was here.
    pub former: Vec<PersonBrief>,
    /// The households of the dwelling.
    pub households: Vec<HouseholdLine>,
}

/// A household in a list of a dwelling or a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HouseholdLine {
    /// The household.
    pub id: u32,
    /// 户编号
    pub household_no: String,
    /// 户主
    pub head: String,
    /// `3-2-501`
    pub place: String,
    /// How many belong to it.
    pub member_count: u32,
}

/// Looks households up for a form: by head, member, number or place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundHouseholds {
    /// The households, best first.
    pub households: Vec<HouseholdLine>,
}

/// A household with its members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HouseholdCard {
    /// The household.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// 李敏户
    pub title: String,
    /// The dwelling, if any.
    pub dwelling_id: Option<u32>,
    /// Its address in full.
    pub address: String,
    /// For the form.
    pub values: Values,
    /// The same in words.
    pub facts: Vec<Fact>,
    /// 户籍人数
    pub hukou_count: u32,
    /// Living members.
    pub living_count: u32,
    /// Who is registered in it.
    pub registered: Vec<PersonBrief>,
    /// Who lives in it.
    pub living: Vec<PersonBrief>,
    /// Things that do not fit: no head, two heads.
    pub warnings: Vec<String>,
}

/// A part of the list of dwellings or households.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListPlaces {
    /// dwellings, households or grids.
    pub table: String,
    /// Words that must occur: place, head, owner.
    pub text: String,
    /// A building, or `null`.
    pub building_id: Option<u32>,
    /// Conditions on choice fields.
    pub conditions: Vec<super::records::Condition>,
    /// The columns wanted.
    pub columns: Vec<String>,
    /// How to sort; `null`: by place.
    pub sort: Option<super::records::Sort>,
    /// The first row wanted, from 0.
    pub offset: u32,
    /// How many rows, at most 500.
    pub limit: u32,
}

/// A record to choose in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// The record.
    pub id: u32,
    /// What people read.
    pub label: String,
}

/// Looks records up for a form's reference field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindChoices {
    /// estates, buildings, dwellings, grids or households.
    pub table: String,
    /// As typed; empty for the first ones.
    pub text: String,
    /// The record chosen now: always among the answers.
    pub chosen: Option<u32>,
}

/// The records to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choices {
    /// The choices.
    pub choices: Vec<Choice>,
}
