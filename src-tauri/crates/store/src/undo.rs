//! Taking an act back: every row it changed gets its earlier image again, if the row is still as the act left it.

use crate::gate::Gate;
use crate::{StoreError, tables};
use rusqlite::{OptionalExtension, params};

struct Change {
    table: String,
    row_id: u32,
    op: String,
    before: Option<String>,
    after: Option<String>,
}

/// Takes an act back inside another act.
///
/// # Errors
///
/// - [`StoreError::AlreadyUndone`], [`StoreError::NothingToUndo`].
/// - [`StoreError::ChangedLater`]: a row was changed since.
/// - [`StoreError::Referred`]: something else stands on a row the act made.
pub fn undo(gate: &Gate, act_id: u32) -> Result<(), StoreError> {
    let conn = gate.conn();
    let found: Option<(bool, bool)> = conn
        .query_row(
            "SELECT undone_by_act_id IS NOT NULL, is_undoable FROM acts WHERE id = ?1",
            [act_id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match found {
        None => return Err(StoreError::Gone),
        Some((true, _)) => return Err(StoreError::AlreadyUndone),
        Some((_, false)) => return Err(StoreError::NothingToUndo),
        Some(_) => {}
    }
    let changes = changes_of(gate, act_id)?;
    if changes.is_empty() {
        return Err(StoreError::NothingToUndo);
    }
    for change in changes {
        take_back(gate, &change)?;
    }
    conn.execute("UPDATE acts SET undone_by_act_id = ?2 WHERE id = ?1", params![act_id, gate.act_id()])?;
    conn.execute("UPDATE acts SET undoes_act_id = ?2 WHERE id = ?1", params![gate.act_id(), act_id])?;
    // An undo of an undo makes the first act count again.
    conn.execute(
        "UPDATE acts SET undone_by_act_id = NULL WHERE undone_by_act_id = ?1 AND id <> ?1",
        params![act_id],
    )?;
    Ok(())
}

/// Whether an act could be taken back now, as far as its own rows tell.
///
/// # Errors
///
/// Those of reading.
pub fn rows_are_as_left(conn: &rusqlite::Connection, act_id: u32) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (
             SELECT 1 FROM changes AS mine JOIN changes AS later
             ON later.table_name = mine.table_name AND later.row_id = mine.row_id AND later.act_id > mine.act_id
             JOIN acts ON acts.id = later.act_id
             -- An act that was taken back and the one that took it back leave the row as it was.
             WHERE mine.act_id = ?1 AND acts.undone_by_act_id IS NULL AND acts.undoes_act_id IS NULL)",
    )?;
    Ok(statement.query_row([act_id], |row| row.get(0))?)
}

fn changes_of(gate: &Gate, act_id: u32) -> Result<Vec<Change>, StoreError> {
    let mut statement = gate.conn().prepare_cached(
        "SELECT table_name, row_id, op, before_json, after_json FROM changes WHERE act_id = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([act_id], |row| {
        Ok(Change {
            table: row.get(0)?,
            row_id: row.get(1)?,
            op: row.get(2)?,
            before: row.get(3)?,
            after: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

fn take_back(gate: &Gate, change: &Change) -> Result<(), StoreError> {
    let (conn, table) = (gate.conn(), change.table.as_str());
    if !tables::watched().contains(&table) {
        return Err(StoreError::NothingToUndo);
    }
    let columns = tables::columns(conn, table)?;
    let image = tables::image_sql(&columns, "");
    let now: Option<String> = conn
        .query_row(&format!("SELECT {image} FROM {table} WHERE id = ?1"), [change.row_id], |row| row.get(0))
        .optional()?;
    if !same_but_revision(now.as_deref(), change.after.as_deref()) {
        return Err(StoreError::ChangedLater(change.table.clone(), change.row_id));
    }
    match (change.op.as_str(), &change.before) {
        ("insert", _) => {
            conn.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [change.row_id])?;
        }
        ("update", Some(before)) => {
            let sql = tables::give_back_sql(table, &columns);
            conn.execute(&sql, params![change.row_id, before])?;
        }
        (_, Some(before)) => {
            let values: Vec<String> = columns.iter().map(|c| format!("json_extract(?1, '$.{c}')")).collect();
            let sql = format!("INSERT INTO {table} ({}) SELECT {}", columns.join(", "), values.join(", "));
            conn.execute(&sql, params![before])?;
        }
        _ => return Err(StoreError::NothingToUndo),
    }
    Ok(())
}

/// Within one act a row may be changed several times, and taking back counts its revision on; the rest must agree.
fn same_but_revision(now: Option<&str>, then: Option<&str>) -> bool {
    let bare = |text: &str| {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.remove("revision");
            object.remove("updated_at");
        }
        value
    };
    match (now, then) {
        (None, None) => true,
        (Some(now), Some(then)) => bare(now) == bare(then),
        _ => false,
    }
}
