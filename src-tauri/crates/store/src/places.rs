//! Queries of estates, buildings, units, dwellings, grids and households.

use crate::StoreError;
use crate::gate::Gate;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// A building with what its dwellings need to be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildingRow {
    /// The building.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its estate.
    pub estate_id: u32,
    /// Its name.
    pub name: String,
    /// Its sort key.
    pub name_sort: String,
    /// Its grid.
    pub grid_id: Option<u32>,
}

/// An estate, grid or unit: a named thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRow {
    /// The row.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its name.
    pub name: String,
    /// Number of a grid, building of a unit (as text), or empty.
    pub detail: String,
    /// 网格员 of a grid, or empty.
    pub worker: String,
    /// The grid of a unit.
    pub grid_id: Option<u32>,
}

/// A dwelling with what names and places it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DwellingRow {
    /// The dwelling.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its building.
    pub building_id: u32,
    /// Its unit.
    pub unit_id: Option<u32>,
    /// The room.
    pub room: String,
    /// Its sort key.
    pub room_sort: String,
    /// The floor.
    pub floor: Option<i32>,
    /// 房屋性质, word.
    pub tenure: String,
    /// 房屋状态, word.
    pub occupancy: String,
    /// 产权人
    pub owner_name: String,
}

/// A household with its number, dwelling and tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// The household.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// 户编号
    pub household_no: String,
    /// 户类型, word.
    pub kind: String,
    /// Its dwelling.
    pub dwelling_id: Option<u32>,
    /// 户籍地址
    pub hukou_address: String,
    /// 户口簿号
    pub hukou_book_no: String,
    /// Tags, words.
    pub tags: Vec<String>,
}

fn collect<T>(
    conn: &Connection,
    sql: &str,
    id: Option<u32>,
    read: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![id], read)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

fn optional_text(row: &rusqlite::Row, index: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default())
}

/// All estates, or one.
///
/// # Errors
///
/// Those of reading.
pub fn estates(conn: &Connection, id: Option<u32>) -> Result<Vec<NamedRow>, StoreError> {
    let sql = "SELECT id, revision, name FROM estates WHERE deleted_at IS NULL AND (?1 IS NULL OR id = ?1)";
    collect(conn, sql, id, |row| {
        Ok(NamedRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            name: row.get(2)?,
            detail: String::new(),
            worker: String::new(),
            grid_id: None,
        })
    })
}

/// All grids, or one.
///
/// # Errors
///
/// Those of reading.
pub fn grids(conn: &Connection, id: Option<u32>) -> Result<Vec<NamedRow>, StoreError> {
    let sql = "SELECT id, revision, name, grid_no, grid_worker FROM grids
               WHERE deleted_at IS NULL AND (?1 IS NULL OR id = ?1)";
    collect(conn, sql, id, |row| {
        Ok(NamedRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            name: row.get(2)?,
            detail: optional_text(row, 3)?,
            worker: optional_text(row, 4)?,
            grid_id: None,
        })
    })
}

/// A grid with when it was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridEver {
    /// The grid.
    pub id: u32,
    /// Its number, or empty.
    pub grid_no: String,
    /// Its name.
    pub name: String,
    /// The day on which it was made.
    pub made_on: String,
    /// The day on which it went to the recycle bin.
    pub deleted_on: Option<String>,
}

/// All grids there ever were.
///
/// # Errors
///
/// Those of reading.
pub fn grids_ever(conn: &Connection) -> Result<Vec<GridEver>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, grid_no, name, ifnull(date(created_at, 'localtime'), ''), date(deleted_at, 'localtime') FROM grids",
    )?;
    let found = statement.query_map([], |row| {
        Ok(GridEver {
            id: row.get(0)?,
            grid_no: optional_text(row, 1)?,
            name: row.get(2)?,
            made_on: row.get(3)?,
            deleted_on: row.get(4)?,
        })
    })?;
    let all = found.collect::<Result<Vec<_>, _>>()?;
    Ok(all)
}

/// All units, or one.
///
/// # Errors
///
/// Those of reading.
pub fn units(conn: &Connection, id: Option<u32>) -> Result<Vec<(u32, NamedRow)>, StoreError> {
    let sql = "SELECT id, revision, name, building_id, grid_id FROM units
               WHERE deleted_at IS NULL AND (?1 IS NULL OR id = ?1)";
    collect(conn, sql, id, |row| {
        let named = NamedRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            name: row.get(2)?,
            detail: String::new(),
            worker: String::new(),
            grid_id: row.get(4)?,
        };
        Ok((row.get(3)?, named))
    })
}

/// All buildings, or one.
///
/// # Errors
///
/// Those of reading.
pub fn buildings(conn: &Connection, id: Option<u32>) -> Result<Vec<BuildingRow>, StoreError> {
    buildings_where(conn, "deleted_at IS NULL", id)
}

fn buildings_where(
    conn: &Connection,
    condition: &str,
    id: Option<u32>,
) -> Result<Vec<BuildingRow>, StoreError> {
    let sql = format!(
        "SELECT id, revision, estate_id, name, name_sort, grid_id FROM buildings
         WHERE {condition} AND (?1 IS NULL OR id = ?1)"
    );
    collect(conn, &sql, id, |row| {
        Ok(BuildingRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            estate_id: row.get(2)?,
            name: row.get(3)?,
            name_sort: row.get(4)?,
            grid_id: row.get(5)?,
        })
    })
}

/// All dwellings, or one.
///
/// # Errors
///
/// Those of reading.
pub fn dwellings(conn: &Connection, id: Option<u32>) -> Result<Vec<DwellingRow>, StoreError> {
    let sql =
        "SELECT id, revision, building_id, unit_id, room, room_sort, floor, tenure, occupancy, owner_name
               FROM dwellings WHERE deleted_at IS NULL AND (?1 IS NULL OR id = ?1)";
    collect(conn, sql, id, |row| {
        Ok(DwellingRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            building_id: row.get(2)?,
            unit_id: row.get(3)?,
            room: row.get(4)?,
            room_sort: row.get(5)?,
            floor: row.get(6)?,
            tenure: optional_text(row, 7)?,
            occupancy: optional_text(row, 8)?,
            owner_name: optional_text(row, 9)?,
        })
    })
}

/// All households, or one.
///
/// # Errors
///
/// Those of reading.
pub fn households(conn: &Connection, id: Option<u32>) -> Result<Vec<HouseholdRow>, StoreError> {
    let sql =
        "SELECT id, revision, household_no, household_kind, dwelling_id, hukou_address, hukou_book_no, tags
               FROM households WHERE deleted_at IS NULL AND (?1 IS NULL OR id = ?1)";
    collect(conn, sql, id, |row| {
        let tags = optional_text(row, 7)?;
        Ok(HouseholdRow {
            id: row.get(0)?,
            revision: row.get(1)?,
            household_no: row.get(2)?,
            kind: row.get(3)?,
            dwelling_id: row.get(4)?,
            hukou_address: optional_text(row, 5)?,
            hukou_book_no: optional_text(row, 6)?,
            tags: serde_json::from_str(&tags).unwrap_or_default(),
        })
    })
}

/// Everybody outside of the recycle bin whom a movement made the head of those who live in a household.
///
/// # Errors
///
/// Those of reading.
pub fn ever_head(conn: &Connection, household_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE deleted_at IS NULL AND id IN (
             SELECT person_id FROM movements
             WHERE living_household_id = ?1 AND living_relation = ?2 AND deleted_at IS NULL)
         ORDER BY id",
    )?;
    let found = statement.query_map(params![household_id, domain::places::HEAD], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The unit of that name in a building; made if it is not there.
///
/// # Errors
///
/// Those of writing.
pub fn unit_named(gate: &Gate, building_id: u32, name: &str) -> Result<u32, StoreError> {
    let found: Option<u32> = gate
        .conn()
        .prepare_cached("SELECT id FROM units WHERE building_id = ?1 AND name = ?2 AND deleted_at IS NULL")?
        .query_row(params![building_id, name], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    gate.conn()
        .prepare_cached("INSERT INTO units (created_at, building_id, name) VALUES (?1, ?2, ?3)")?
        .execute(params![gate.at(), building_id, name])?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// The next household number, `H000123`; never given twice.
///
/// # Errors
///
/// Those of writing.
pub fn next_household_no(gate: &Gate) -> Result<String, StoreError> {
    let mut next = gate.conn().prepare_cached(
        "UPDATE counters SET next = next + 1 WHERE name = 'household_no' RETURNING next - 1",
    )?;
    loop {
        let n: u32 = next.query_row([], |row| row.get(0))?;
        let number = format!("H{n:06}");
        // A list that was imported may have brought it along.
        if is_household_no_free(gate.conn(), &number)? {
            return Ok(number);
        }
    }
}

/// Household numbers for many households of one act: the counter is read once and written once.
#[derive(Debug, Default)]
pub struct HouseholdNumbers {
    next: Option<u32>,
}

impl HouseholdNumbers {
    /// The next number, as [`next_household_no`]. Nothing else may take numbers in the same act.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn take(&mut self, gate: &Gate) -> Result<String, StoreError> {
        let conn = gate.conn();
        let mut n = match self.next {
            Some(n) => n,
            None => {
                let sql = "SELECT next FROM counters WHERE name = 'household_no'";
                conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?
            }
        };
        loop {
            let number = format!("H{n:06}");
            n += 1;
            self.next = Some(n);
            if is_household_no_free(conn, &number)? {
                return Ok(number);
            }
        }
    }

    /// Notes up to where numbers were taken.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn note(&self, gate: &Gate) -> Result<(), StoreError> {
        if let Some(next) = self.next {
            let sql = "UPDATE counters SET next = ?1 WHERE name = 'household_no'";
            gate.conn().prepare_cached(sql)?.execute([next])?;
        }
        Ok(())
    }
}

/// Whether no household has that number, not even in the recycle bin.
///
/// # Errors
///
/// Those of reading.
pub fn is_household_no_free(conn: &Connection, number: &str) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM households WHERE household_no = ?1")?;
    Ok(!statement.exists([number])?)
}

/// Child, column and parent.
const PARENTS: [(&str, &str, &str); 12] = [
    ("group_members", "person_id", "people"),
    ("buildings", "estate_id", "estates"),
    ("buildings", "grid_id", "grids"),
    ("units", "building_id", "buildings"),
    ("dwellings", "building_id", "buildings"),
    ("dwellings", "unit_id", "units"),
    ("households", "dwelling_id", "dwellings"),
    ("people", "hukou_household_id", "households"),
    ("people", "living_household_id", "households"),
    ("people", "dwelling_id", "dwellings"),
    ("people", "grid_id", "grids"),
    ("units", "grid_id", "grids"),
];

/// Whether an act left a record outside of the recycle bin that refers to one inside. As [`is_broken`] for each row that
/// the act changed, for acts of very many.
///
/// # Errors
///
/// Those of reading.
pub fn is_broken_by(conn: &Connection, act_id: u32) -> Result<bool, StoreError> {
    for (child, column, parent) in PARENTS {
        let sql = format!(
            "SELECT 1 FROM {parent} AS p CROSS JOIN {child} AS c ON c.{column} = p.id
             WHERE p.deleted_at IS NOT NULL AND c.deleted_at IS NULL AND EXISTS (
                 SELECT 1 FROM changes
                 WHERE table_name = '{child}' AND row_id = c.id AND act_id = ?1)"
        );
        if conn.prepare_cached(&sql)?.exists([act_id])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The record in the recycle bin that one outside of it refers to: its table and row.
///
/// # Errors
///
/// Those of reading.
pub fn parent_in_bin(
    conn: &Connection,
    table: &str,
    id: u32,
) -> Result<Option<(&'static str, u32)>, StoreError> {
    for (child, column, parent) in PARENTS.iter().filter(|(child, ..)| *child == table) {
        let sql = format!(
            "SELECT p.id FROM {child} AS c JOIN {parent} AS p ON p.id = c.{column}
             WHERE c.id = ?1 AND c.deleted_at IS NULL AND p.deleted_at IS NOT NULL"
        );
        let found: Option<u32> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
        if let Some(found) = found {
            return Ok(Some((parent, found)));
        }
    }
    Ok(None)
}

/// Whether a record outside of the recycle bin refers to one inside, or one inside is still referred to.
///
/// # Errors
///
/// Those of reading.
pub fn is_broken(conn: &Connection, table: &str, id: u32) -> Result<bool, StoreError> {
    if parent_in_bin(conn, table, id)?.is_some() {
        return Ok(true);
    }
    if !PARENTS.iter().any(|(_, _, parent)| *parent == table) {
        return Ok(false);
    }
    let sql = format!("SELECT 1 FROM {table} WHERE id = ?1 AND deleted_at IS NOT NULL");
    let is_in_bin = conn.prepare_cached(&sql)?.exists([id])?;
    Ok(is_in_bin && referrer(conn, table, id)?.is_some())
}

/// Places in the recycle bin by which somebody stood in a grid, a building or an estate: dwellings with building and unit, units
/// with their grid, buildings, and estates with their name.
pub struct GonePlaces {
    /// Dwelling → building and unit.
    pub dwellings: HashMap<u32, (u32, Option<u32>)>,
    /// Unit → grid.
    pub units: HashMap<u32, Option<u32>>,
    /// The buildings.
    pub buildings: HashMap<u32, BuildingRow>,
    /// Estate → its name.
    pub estates: HashMap<u32, String>,
}

/// The places in the recycle bin: months before they went there count by them.
///
/// # Errors
///
/// Those of reading.
pub fn gone(conn: &Connection) -> Result<GonePlaces, StoreError> {
    let mut dwellings =
        conn.prepare_cached("SELECT id, building_id, unit_id FROM dwellings WHERE deleted_at IS NOT NULL")?;
    let dwellings = dwellings.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    let mut units = conn.prepare_cached("SELECT id, grid_id FROM units WHERE deleted_at IS NOT NULL")?;
    let units = units.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut estates = conn.prepare_cached("SELECT id, name FROM estates WHERE deleted_at IS NOT NULL")?;
    let estates = estates.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let buildings = buildings_where(conn, "deleted_at IS NOT NULL", None)?;
    Ok(GonePlaces {
        dwellings: dwellings.collect::<Result<_, _>>()?,
        units: units.collect::<Result<_, _>>()?,
        buildings: buildings.into_iter().map(|row| (row.id, row)).collect(),
        estates: estates.collect::<Result<_, _>>()?,
    })
}

/// The grid that a dwelling gives: its unit's, else its building's.
///
/// # Errors
///
/// Those of reading.
pub fn grid_of_dwelling(conn: &Connection, dwelling_id: u32) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT coalesce(u.grid_id, b.grid_id) FROM dwellings AS d JOIN buildings AS b ON b.id = d.building_id
         LEFT JOIN units AS u ON u.id = d.unit_id WHERE d.id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([dwelling_id], |row| row.get(0)).optional()?.flatten())
}

/// What still refers to a place; the table's name and one of its rows.
///
/// # Errors
///
/// Those of reading.
pub fn referrer(conn: &Connection, table: &str, id: u32) -> Result<Option<&'static str>, StoreError> {
    let asks: &[(&str, &str)] = match table {
        "estates" => &[("buildings", "estate_id = ?1 AND deleted_at IS NULL")],
        "buildings" => &[("dwellings", "building_id = ?1 AND deleted_at IS NULL")],
        "grids" => &[
            ("buildings", "grid_id = ?1 AND deleted_at IS NULL"),
            ("units", "grid_id = ?1 AND deleted_at IS NULL"),
            ("people", "grid_id = ?1 AND deleted_at IS NULL"),
        ],
        "dwellings" => &[
            ("people", "dwelling_id = ?1 AND deleted_at IS NULL"),
            ("households", "dwelling_id = ?1 AND deleted_at IS NULL"),
        ],
        "households" => {
            &[("people", "(hukou_household_id = ?1 OR living_household_id = ?1) AND deleted_at IS NULL")]
        }
        "people" => &[("group_members", "person_id = ?1 AND deleted_at IS NULL")],
        _ => &[],
    };
    for (referrer, condition) in asks {
        if conn.prepare_cached(&format!("SELECT 1 FROM {referrer} WHERE {condition}"))?.exists([id])? {
            return Ok(["buildings", "dwellings", "units", "people", "households", "group_members"]
                .into_iter()
                .find(|r| r == referrer));
        }
    }
    Ok(None)
}
