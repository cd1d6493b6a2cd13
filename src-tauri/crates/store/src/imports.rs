//! Imports: people added many at a time, the list of what was imported, remembered mappings, and taking one back.

mod back;
mod newcomers;

pub use back::{TakenBack, take_back};
pub use newcomers::Newcomers;

use crate::StoreError;
use crate::gate::Gate;
use crate::records::value_at;
use domain::fields::Values;
use domain::people::PERSON_FIELDS;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;

/// Reads cards of people one after another through one statement.
pub struct Cards<'a> {
    statement: rusqlite::CachedStatement<'a>,
}

impl<'a> Cards<'a> {
    /// Prepares the statement.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn new(conn: &'a Connection) -> Result<Self, StoreError> {
        let keys: Vec<&str> = PERSON_FIELDS.iter().map(|f| f.key).collect();
        let sql =
            format!("SELECT revision, {} FROM people WHERE id = ?1 AND deleted_at IS NULL", keys.join(", "));
        Ok(Cards { statement: conn.prepare_cached(&sql)? })
    }

    /// The revision and card of a person.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`].
    pub fn get(&mut self, id: u32) -> Result<(u32, Values), StoreError> {
        let read = |row: &Row| {
            let mut values = Values::new();
            for (i, field) in PERSON_FIELDS.iter().enumerate() {
                let value = value_at(row, i + 1, field)?;
                if !value.is_empty() {
                    values.insert(field.key.to_owned(), value);
                }
            }
            Ok((row.get(0)?, values))
        };
        Ok(self.statement.query_row([id], read)?)
    }
}

/// Memberships of groups that have not ended: person and group.
///
/// # Errors
///
/// Those of reading.
pub fn present_memberships(conn: &Connection) -> Result<BTreeSet<(u32, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT person_id, group_kind FROM group_members WHERE deleted_at IS NULL AND left_on IS NULL",
    )?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// The people that an import added or changed, whatever became of them since.
///
/// # Errors
///
/// Those of reading.
pub fn people_of(conn: &Connection, import_id: u32) -> Result<BTreeSet<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT changes.row_id FROM changes JOIN imports ON imports.act_id = changes.act_id
         WHERE imports.id = ?1 AND changes.table_name = 'people'",
    )?;
    let found = statement.query_map([import_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The import.
    pub id: u32,
    /// Its act.
    pub act_id: u32,
    /// When, UTC.
    pub happened_at: String,
    /// Who.
    pub actor_name: String,
    /// residents, or the register's key.
    pub kind: String,
    /// The file's name, without its folder.
    pub file_name: String,
    /// The sheet.
    pub sheet_name: String,
    /// Counts by outcome, JSON.
    pub counts: String,
    /// When it was taken back, UTC.
    pub undone_at: Option<String>,
    /// By whom.
    pub undone_by: Option<String>,
    /// What was left alone then: table and row.
    pub kept: Vec<(String, u32)>,
}

const IMPORT_COLUMNS: &str = "id, act_id, happened_at, actor_name, kind, file_name, sheet_name, counts, undone_at, undone_by, kept_json";

fn import_row(row: &Row) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        act_id: row.get(1)?,
        happened_at: row.get(2)?,
        actor_name: row.get(3)?,
        kind: row.get(4)?,
        file_name: row.get(5)?,
        sheet_name: row.get(6)?,
        counts: row.get(7)?,
        undone_at: row.get(8)?,
        undone_by: row.get(9)?,
        kept: row
            .get::<_, Option<String>>(10)?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
    })
}

/// Notes an import, under the act of the gate; returns its number.
///
/// # Errors
///
/// Those of writing.
pub fn note(
    gate: &Gate,
    actor: &str,
    [kind, file_name, sheet_name, counts]: [&str; 4],
) -> Result<u32, StoreError> {
    gate.conn().execute(
        "INSERT INTO imports (act_id, happened_at, actor_name, kind, file_name, sheet_name, counts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![gate.act_id(), gate.at(), actor, kind, file_name, sheet_name, counts],
    )?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// All imports, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn all(conn: &Connection) -> Result<Vec<ImportRow>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {IMPORT_COLUMNS} FROM imports ORDER BY id DESC LIMIT 1000"))?;
    let found = statement.query_map([], import_row)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// One import.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn get(conn: &Connection, id: u32) -> Result<ImportRow, StoreError> {
    let sql = format!("SELECT {IMPORT_COLUMNS} FROM imports WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], import_row)?)
}

/// A remembered mapping: name and targets as JSON.
pub type Mapping = (String, String);

/// What columns of this shape meant the last time.
///
/// # Errors
///
/// Those of reading.
pub fn mapping_of_shape(conn: &Connection, kind: &str, shape: &str) -> Result<Option<Mapping>, StoreError> {
    let sql = "SELECT name, mapping FROM import_mappings WHERE kind = ?1 AND shape = ?2";
    let found = conn.prepare_cached(sql)?.query_row([kind, shape], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The mapping of a name, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn mapping_named(conn: &Connection, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT mapping FROM import_mappings WHERE kind = ?1 AND name = ?2 ORDER BY used_at DESC, id DESC";
    Ok(conn.prepare_cached(sql)?.query_row([kind, name], |row| row.get(0)).optional()?)
}

/// Remembers what columns of a shape mean. Not part of the history.
///
/// # Errors
///
/// Those of writing.
pub fn remember_mapping(gate: &Gate, [kind, shape, name, mapping]: [&str; 4]) -> Result<(), StoreError> {
    gate.conn().execute(
        "INSERT INTO import_mappings (kind, shape, name, mapping, used_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kind, shape) DO UPDATE SET name = excluded.name, mapping = excluded.mapping,
             used_at = excluded.used_at",
        params![kind, shape, name, mapping, gate.at()],
    )?;
    Ok(())
}
