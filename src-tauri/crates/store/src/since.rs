//! What acts after another one did to the rows that figures are made of: each row before and after each act.
//!
//! The history keeps images; a row is followed back from how it lies in the ledger now, so that an image need only hold the
//! columns that an act changed. Which of it has an effect on a report is not told here.

use crate::{StoreError, tables};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// A row: its columns.
pub type Image = Map<String, Value>;

/// A row before and after an act; `None`: it was not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The act.
    pub act_id: u32,
    /// The table.
    pub table: &'static str,
    /// The row.
    pub row_id: u32,
    /// Before it.
    pub before: Option<Image>,
    /// After it.
    pub after: Option<Image>,
}

impl Step {
    /// What a column says, before and after.
    pub fn column(&self, key: &str) -> [&Value; 2] {
        [&self.before, &self.after]
            .map(|image| image.as_ref().and_then(|i| i.get(key)).unwrap_or(&Value::Null))
    }

    /// Whom the row belongs to, where it belongs to a person.
    pub fn person(&self) -> Option<u32> {
        if self.table == "people" {
            return Some(self.row_id);
        }
        if self.table == "past_facts" {
            let image = self.after.as_ref().or(self.before.as_ref())?;
            let is_of_person = image.get("table_name").and_then(Value::as_str) == Some("people");
            let id = image.get("row_id").and_then(Value::as_u64).filter(|_| is_of_person);
            return id.and_then(|id| u32::try_from(id).ok());
        }
        let [before, after] = self.column("person_id");
        after.as_u64().or_else(|| before.as_u64()).and_then(|id| u32::try_from(id).ok())
    }
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActLine {
    /// When, UTC.
    pub happened_at: String,
    /// By whom.
    pub actor_name: String,
    /// What.
    pub said: String,
}

/// Columns of a person's card that are counted.
pub const COUNTED: [&str; 9] = [
    "name",
    "sex",
    "birth_date",
    "ethnic_group",
    "grid_id",
    "population_kind",
    "hukou_division",
    "political_status",
    "deleted_at",
];

/// Columns of places by which somebody stands in a grid, or a grid or an address is called; and where the office is, by which
/// somebody is 流动人口.
const PLACED: [(&str, &[&str]); 7] = [
    ("grids", &["name", "grid_no"]),
    ("estates", &["name"]),
    ("buildings", &["grid_id", "estate_id", "name"]),
    ("units", &["grid_id", "building_id", "name"]),
    ("dwellings", &["building_id", "unit_id", "room"]),
    ("households", &["dwelling_id"]),
    ("office", &["division_code"]),
];

/// Lines of `changes` after act `?1` that may be behind a figure up to day `?2`. Somebody who was added is told by the
/// movement that came with it; a movement that was entered for a later day, and never had another one, is left out.
fn lines(registers: &[&str]) -> String {
    let differs = |columns: &[&str]| {
        let one =
            |c: &&str| format!("json_extract(before_json, '$.{c}') IS NOT json_extract(after_json, '$.{c}')");
        columns.iter().map(one).collect::<Vec<_>>().join(" OR ")
    };
    let mut parts = vec![
        format!("table_name = 'people' AND (op = 'delete' OR op = 'update' AND ({}))", differs(&COUNTED)),
        "table_name = 'movements' AND (op <> 'insert'
             OR ifnull(json_extract(after_json, '$.happened_on'),
                    (SELECT happened_on FROM movements WHERE id = row_id)) <= ?2
             OR (SELECT count(*) FROM changes AS other WHERE other.table_name = 'movements'
                    AND other.row_id = changes.row_id AND other.act_id > ?1) > 1)"
            .to_owned(),
        "table_name = 'group_members'".to_owned(),
        "table_name = 'past_facts'".to_owned(),
    ];
    parts.extend(PLACED.map(|(table, columns)| {
        format!("table_name = '{table}' AND op = 'update' AND ({})", differs(columns))
    }));
    if !registers.is_empty() {
        let keys: Vec<String> = registers.iter().map(|key| format!("'{key}'")).collect();
        parts.push(format!("table_name IN ({})", keys.join(", ")));
    }
    format!("FROM changes WHERE act_id > ?1 AND ({})", parts.join(" OR "))
}

/// Whether anything was done after an act that may be behind a figure up to a day.
///
/// # Errors
///
/// Those of reading.
pub fn is_anything(
    conn: &Connection,
    since_act: u32,
    up_to: &str,
    registers: &[&'static str],
) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 {} LIMIT 1", lines(registers));
    Ok(conn.prepare_cached(&sql)?.exists(params![since_act, up_to])?)
}

/// What was done after an act that may be behind a figure up to a day: the newest first.
///
/// # Errors
///
/// Those of reading.
pub fn steps(
    conn: &Connection,
    since_act: u32,
    up_to: &str,
    registers: &[&'static str],
) -> Result<Vec<Step>, StoreError> {
    let watched = tables::watched();
    let mut images = Images::new(conn);
    let mut found = Vec::new();
    let mut now: HashMap<(&'static str, u32), Option<Image>> = HashMap::new();
    let sql =
        format!("SELECT act_id, table_name, row_id, op, before_json {} ORDER BY id DESC", lines(registers));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![since_act, up_to])?;
    while let Some(row) = rows.next()? {
        let (act_id, table, row_id, op): (u32, String, u32, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let Some(table) = watched.iter().copied().find(|t| *t == table) else { continue };
        let kept: Option<String> = row.get(4)?;
        let kept: Option<Image> = kept.and_then(|text| serde_json::from_str(&text).ok());
        let after = match now.remove(&(table, row_id)) {
            Some(image) => image,
            None => images.get(table, row_id)?,
        };
        let before = match op.as_str() {
            "insert" => None,
            "update" => after.clone().map(|mut image| {
                image.extend(kept.unwrap_or_default());
                image
            }),
            _ => kept,
        };
        now.insert((table, row_id), before.clone());
        found.push(Step { act_id, table, row_id, before, after });
    }
    Ok(found)
}

/// What somebody was called who is not in the ledger any more.
///
/// # Errors
///
/// Those of reading.
pub fn name_of_gone(conn: &Connection, person_id: u32) -> Result<Option<String>, StoreError> {
    let sql = "SELECT coalesce((SELECT name FROM people WHERE id = ?1),
        (SELECT json_extract(before_json, '$.name') FROM changes
         WHERE table_name = 'people' AND row_id = ?1 AND op = 'delete' ORDER BY id DESC LIMIT 1))";
    Ok(conn.prepare_cached(sql)?.query_row([person_id], |row| row.get(0))?)
}

/// Acts after another that count. One that was taken back since tells nothing, and neither does the one that took it back; one
/// that took back what was done before does.
///
/// # Errors
///
/// Those of reading.
pub fn acts(conn: &Connection, since_act: u32) -> Result<BTreeMap<u32, ActLine>, StoreError> {
    let sql = "SELECT id, happened_at, actor_name, said FROM acts
        WHERE id > ?1 AND undone_by_act_id IS NULL AND (undoes_act_id IS NULL OR undoes_act_id <= ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([since_act], |row| {
        Ok((row.get(0)?, ActLine { happened_at: row.get(1)?, actor_name: row.get(2)?, said: row.get(3)? }))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Reads rows as they lie in the ledger.
pub struct Images<'a> {
    conn: &'a Connection,
    /// The query of a table, made when it is first asked for.
    queries: HashMap<&'static str, String>,
}

impl<'a> Images<'a> {
    /// Reads of a ledger.
    pub fn new(conn: &'a Connection) -> Self {
        Images { conn, queries: HashMap::new() }
    }

    /// The rows of a person: the card, movements and memberships, those taken back too.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn of_person(&mut self, person_id: u32) -> Result<BTreeMap<(&'static str, u32), Image>, StoreError> {
        let mut found = BTreeMap::new();
        found.extend(self.get("people", person_id)?.map(|image| (("people", person_id), image)));
        for table in ["movements", "group_members"] {
            let sql = format!("SELECT id FROM {table} WHERE person_id = ?1");
            let mut statement = self.conn.prepare_cached(&sql)?;
            let ids = statement.query_map([person_id], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
            for id in ids {
                found.extend(self.get(table, id)?.map(|image| ((table, id), image)));
            }
        }
        let sql = "SELECT id FROM past_facts WHERE table_name = 'people' AND row_id = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map([person_id], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
        for id in ids {
            found.extend(self.get("past_facts", id)?.map(|image| (("past_facts", id), image)));
        }
        Ok(found)
    }

    fn get(&mut self, table: &'static str, id: u32) -> Result<Option<Image>, StoreError> {
        if let Entry::Vacant(place) = self.queries.entry(table) {
            let image = tables::image_sql(&tables::columns(self.conn, table)?, "");
            place.insert(format!("SELECT {image} FROM {table} WHERE id = ?1"));
        }
        let mut statement = self.conn.prepare_cached(&self.queries[table])?;
        let text: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}
