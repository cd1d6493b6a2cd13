//! Reading and writing one record by the description of its fields; the same for registers, places and people.

use crate::StoreError;
use crate::gate::Gate;
use domain::fields::{Field, FieldType, Value, Values};
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params_from_iter};
use std::collections::HashMap;

/// A record as it lies in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The row.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its values.
    pub values: Values,
    /// When it went to the recycle bin.
    pub deleted_at: Option<String>,
}

/// A column that no form shows, written with a record.
pub type Extra<'a> = (&'a str, Value);

pub(crate) struct Bound<'a>(pub(crate) &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Empty(()) => ToSqlOutput::Owned(Sql::Null),
            Value::YesNo(yes) => ToSqlOutput::Owned(Sql::Integer(i64::from(*yes))),
            Value::Whole(n) => ToSqlOutput::Owned(Sql::Integer(*n)),
            Value::Text(text) if text.is_empty() => ToSqlOutput::Owned(Sql::Null),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Texts(texts) if texts.is_empty() => ToSqlOutput::Owned(Sql::Null),
            Value::Texts(texts) => {
                ToSqlOutput::Owned(Sql::Text(serde_json::to_string(texts).unwrap_or_default()))
            }
        })
    }
}

/// Reads the value of a field from a column.
///
/// # Errors
///
/// Those of reading.
pub fn value_at(row: &Row, index: usize, field: &Field) -> rusqlite::Result<Value> {
    Ok(match (field.kind, row.get_ref(index)?) {
        (FieldType::YesNo, ValueRef::Integer(n)) => Value::YesNo(n != 0),
        (_, ValueRef::Integer(n)) => Value::Whole(n),
        (FieldType::Choices(_) | FieldType::Phones, ValueRef::Text(text)) => {
            Value::Texts(serde_json::from_slice(text).unwrap_or_default())
        }
        (_, ValueRef::Text(text)) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Value::EMPTY,
    })
}

/// Reads a record, from the recycle bin too.
///
/// # Errors
///
/// Those of reading.
pub fn get(conn: &Connection, table: &str, fields: &[Field], id: u32) -> Result<Option<Stored>, StoreError> {
    let columns: Vec<&str> = fields.iter().map(|f| f.key).collect();
    let sql = format!(
        "SELECT id, revision, deleted_at{}{} FROM {table} WHERE id = ?1",
        if columns.is_empty() { "" } else { ", " },
        columns.join(", ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_row([id], |row| {
        let mut values = Values::new();
        for (i, field) in fields.iter().enumerate() {
            let value = value_at(row, i + 3, field)?;
            if !value.is_empty() {
                values.insert(field.key.to_owned(), value);
            }
        }
        Ok(Stored { id: row.get(0)?, revision: row.get(1)?, deleted_at: row.get(2)?, values })
    });
    Ok(found.optional()?)
}

/// What stands in a field of every record that is not in the recycle bin, by the row; nothing for those where it is empty.
///
/// # Errors
///
/// Those of reading.
pub fn column(conn: &Connection, table: &str, field: &Field) -> Result<HashMap<u32, Value>, StoreError> {
    let key = field.key;
    let sql = format!("SELECT id, {key} FROM {table} WHERE deleted_at IS NULL AND {key} IS NOT NULL");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, value_at(row, 1, field)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds a record; returns its row.
///
/// # Errors
///
/// [`StoreError::Taken`], [`StoreError::Referred`], those of writing.
pub fn insert(
    gate: &Gate,
    table: &str,
    fields: &[Field],
    values: &Values,
    extras: &[Extra],
) -> Result<u32, StoreError> {
    let cells = cells(fields, values, extras);
    let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let marks: Vec<String> = (2..cells.len() + 2).map(|i| format!("?{i}")).collect();
    let sql =
        format!("INSERT INTO {table} (created_at, {}) VALUES (?1, {})", names.join(", "), marks.join(", "));
    let at = Value::from(gate.at());
    let bound = std::iter::once(Bound(&at)).chain(cells.iter().map(|(_, value)| Bound(value)));
    gate.conn().prepare_cached(&sql)?.execute(params_from_iter(bound))?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// Changes a record that has the revision read; returns the new revision.
///
/// # Errors
///
/// [`StoreError::Gone`], [`StoreError::Changed`], [`StoreError::Taken`], those of writing.
pub fn update(
    gate: &Gate,
    table: &str,
    (id, revision): (u32, u32),
    fields: &[Field],
    values: &Values,
    extras: &[Extra],
) -> Result<u32, StoreError> {
    let cells = cells(fields, values, extras);
    let sets: Vec<String> =
        cells.iter().enumerate().map(|(i, (name, _))| format!("{name} = ?{}", i + 4)).collect();
    let sql = format!(
        "UPDATE {table} SET revision = revision + 1, updated_at = ?1, {} WHERE id = ?2 AND revision = ?3
         AND deleted_at IS NULL",
        sets.join(", ")
    );
    let fixed = [Value::from(gate.at()), Value::from(id), Value::from(revision)];
    let bound = fixed.iter().map(Bound).chain(cells.iter().map(|(_, value)| Bound(value)));
    let changed = gate.conn().prepare_cached(&sql)?.execute(params_from_iter(bound))?;
    if changed == 1 {
        return Ok(revision + 1);
    }
    Err(why_not(gate.conn(), table, id)?)
}

/// The revision of a record that is not in the recycle bin.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn revision(conn: &Connection, table: &str, id: u32) -> Result<u32, StoreError> {
    let sql = format!("SELECT revision FROM {table} WHERE id = ?1 AND deleted_at IS NULL");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

/// The day on which a record was entered, on the office's calendar.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn entered_on(conn: &Connection, table: &str, id: u32) -> Result<String, StoreError> {
    let sql = format!("SELECT ifnull(date(created_at, 'localtime'), '') FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

/// Moves a record to the recycle bin.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn delete(gate: &Gate, table: &str, id: u32) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE {table} SET revision = revision + 1, deleted_at = ?1 WHERE id = ?2 AND deleted_at IS NULL"
    );
    let changed = gate.conn().prepare_cached(&sql)?.execute((gate.at(), id))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Gone) }
}

/// Brings a record back from the recycle bin.
///
/// # Errors
///
/// [`StoreError::Gone`], [`StoreError::Taken`] where its number or name was given to another meanwhile.
pub fn restore(gate: &Gate, table: &str, id: u32) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE {table} SET revision = revision + 1, deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL"
    );
    let changed = gate.conn().prepare_cached(&sql)?.execute([id])?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Gone) }
}

fn why_not(conn: &Connection, table: &str, id: u32) -> Result<StoreError, StoreError> {
    let sql = format!("SELECT 1 FROM {table} WHERE id = ?1 AND deleted_at IS NULL");
    let is_there = conn.prepare_cached(&sql)?.exists([id])?;
    Ok(if is_there { StoreError::Changed } else { StoreError::Gone })
}

fn cells<'a>(fields: &'a [Field], values: &Values, extras: &[Extra<'a>]) -> Vec<(&'a str, Value)> {
    let of_fields = fields.iter().filter(|f| values.contains_key(f.key));
    let mut cells: Vec<(&str, Value)> =
        of_fields.map(|f| (f.key, values.get(f.key).cloned().unwrap_or(Value::EMPTY))).collect();
    for (name, value) in extras {
        cells.retain(|(n, _)| n != name);
        cells.push((name, value.clone()));
    }
    cells
}
