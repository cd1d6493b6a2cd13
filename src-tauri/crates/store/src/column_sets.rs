//! Sets of columns that the office keeps under a name.

use crate::StoreError;
use crate::gate::Gate;
use rusqlite::{Connection, params};

/// Columns of a list under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSet {
    /// Its row.
    pub id: u32,
    /// How people call it.
    pub name: String,
    /// The keys, in order.
    pub columns: Vec<String>,
}

/// The sets of a list, by name.
///
/// # Errors
///
/// Those of reading.
pub fn of_list(conn: &Connection, list: &str) -> Result<Vec<ColumnSet>, StoreError> {
    let sql =
        "SELECT id, name, columns FROM column_sets WHERE list = ?1 AND deleted_at IS NULL ORDER BY name, id";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([list], |row| {
        let columns: String = row.get(2)?;
        Ok(ColumnSet {
            id: row.get(0)?,
            name: row.get(1)?,
            columns: columns.split_whitespace().map(str::to_owned).collect(),
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Keeps columns of a list under a name; a set of that name is written anew. Returns its row.
///
/// # Errors
///
/// Those of writing.
pub fn put(gate: &Gate, list: &str, name: &str, columns: &[String]) -> Result<u32, StoreError> {
    let columns = columns.join(" ");
    let sql = "UPDATE column_sets SET columns = ?3, updated_at = ?4, revision = revision + 1
        WHERE list = ?1 AND name = ?2 AND deleted_at IS NULL RETURNING id";
    let mut statement = gate.conn().prepare_cached(sql)?;
    let mut written = statement.query(params![list, name, columns, gate.at()])?;
    if let Some(row) = written.next()? {
        let id = row.get(0)?;
        while written.next()?.is_some() {}
        return Ok(id);
    }
    let sql = "INSERT INTO column_sets (created_at, list, name, columns) VALUES (?1, ?2, ?3, ?4)";
    gate.conn().execute(sql, params![gate.at(), list, name, columns])?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// The list that a set is of.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn list_of(conn: &Connection, id: u32) -> Result<String, StoreError> {
    let sql = "SELECT list FROM column_sets WHERE id = ?1 AND deleted_at IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// Removes a set.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn remove(gate: &Gate, id: u32) -> Result<(), StoreError> {
    crate::records::delete(gate, "column_sets", id)
}
