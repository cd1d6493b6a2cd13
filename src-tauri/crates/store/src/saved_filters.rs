//! What narrows a list, kept by the office under a name.

use crate::StoreError;
use crate::gate::Gate;
use rusqlite::{Connection, params};

/// What narrows a list, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// Its row.
    pub id: u32,
    /// How people call it.
    pub name: String,
    /// The conditions, as the address of the list has them.
    pub query: String,
}

/// The filters of a list, by name.
///
/// # Errors
///
/// Those of reading.
pub fn of_list(conn: &Connection, list: &str) -> Result<Vec<SavedFilter>, StoreError> {
    let sql =
        "SELECT id, name, query FROM saved_filters WHERE list = ?1 AND deleted_at IS NULL ORDER BY name, id";
    let mut statement = conn.prepare_cached(sql)?;
    let read =
        |row: &rusqlite::Row| Ok(SavedFilter { id: row.get(0)?, name: row.get(1)?, query: row.get(2)? });
    let found = statement.query_map([list], read)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Keeps the conditions of a list under a name; a filter of that name is written anew. Returns its row.
///
/// # Errors
///
/// Those of writing.
pub fn put(gate: &Gate, list: &str, name: &str, query: &str) -> Result<u32, StoreError> {
    let sql = "UPDATE saved_filters SET query = ?3, updated_at = ?4, revision = revision + 1
        WHERE list = ?1 AND name = ?2 AND deleted_at IS NULL RETURNING id";
    let mut statement = gate.conn().prepare_cached(sql)?;
    let mut written = statement.query(params![list, name, query, gate.at()])?;
    if let Some(row) = written.next()? {
        let id = row.get(0)?;
        while written.next()?.is_some() {}
        return Ok(id);
    }
    let sql = "INSERT INTO saved_filters (created_at, list, name, query) VALUES (?1, ?2, ?3, ?4)";
    gate.conn().execute(sql, params![gate.at(), list, name, query])?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// The list that a filter is of.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn list_of(conn: &Connection, id: u32) -> Result<String, StoreError> {
    let sql = "SELECT list FROM saved_filters WHERE id = ?1 AND deleted_at IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// Removes a filter.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn remove(gate: &Gate, id: u32) -> Result<(), StoreError> {
    crate::records::delete(gate, "saved_filters", id)
}
