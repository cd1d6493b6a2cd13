//! Taking an act back: every column that it changed gets its earlier value again, if that column is still as the act left
//! it. A later edit elsewhere in the row, or a column that came with a newer layout, does not stand in its way.

use crate::gate::Gate;
use crate::history::IS_UNDOABLE;
use crate::register_rows::is_last_number;
use crate::tables::{self, Image};
use crate::{StoreError, facts, movements};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};

struct Change {
    table: &'static str,
    row_id: u32,
    op: String,
    before: Option<Image>,
    after: Option<Image>,
}

/// What taking a change back does to its row.
enum Step {
    /// The act added it.
    Remove,
    /// Columns get these values.
    Give(Image),
    /// The act removed it.
    Add(Image),
}

/// Takes an act back inside another act, and lets people follow from the movements that they have then.
///
/// # Errors
///
/// - [`StoreError::AlreadyUndone`], [`StoreError::NothingToUndo`].
/// - [`StoreError::ChangedLater`]: a column was changed since.
/// - [`StoreError::CountedOn`]: a row of a count without gaps is not its last one.
/// - [`StoreError::Referred`]: something else stands on a row the act made.
pub fn undo(gate: &Gate, act_id: u32) -> Result<(), StoreError> {
    let conn = gate.conn();
    let sql = format!("SELECT undone_by_act_id IS NOT NULL, {IS_UNDOABLE} FROM acts WHERE id = ?1");
    let found: Option<(bool, bool)> =
        conn.query_row(&sql, [act_id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        None => return Err(StoreError::Gone),
        Some((true, _)) => return Err(StoreError::AlreadyUndone),
        Some((_, false)) => return Err(StoreError::NothingToUndo),
        Some(_) => {}
    }
    let changes = changes_of(conn, act_id)?;
    if changes.is_empty() {
        return Err(StoreError::NothingToUndo);
    }
    for (change, step) in changes.iter().zip(steps(conn, &changes)?) {
        take_back(conn, act_id, change, &step)?;
    }
    for person in people_of(&changes) {
        movements::settle_where_apart(gate, person)?;
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
pub fn rows_are_as_left(conn: &Connection, act_id: u32) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (
             SELECT 1 FROM changes AS mine JOIN changes AS later
             ON later.table_name = mine.table_name AND later.row_id = mine.row_id AND later.act_id > mine.act_id
             WHERE mine.act_id = ?1)",
    )?;
    if statement.query_row([act_id], |row| row.get(0))? {
        return Ok(true);
    }
    // Somebody was there since: column by column.
    match steps(conn, &changes_of(conn, act_id)?) {
        Ok(_) => Ok(true),
        Err(StoreError::ChangedLater(..) | StoreError::NothingToUndo) => Ok(false),
        Err(error) => Err(error),
    }
}

fn changes_of(conn: &Connection, act_id: u32) -> Result<Vec<Change>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT table_name, row_id, op, before_json, after_json FROM changes WHERE act_id = ?1 ORDER BY id DESC",
    )?;
    let watched = tables::watched();
    let image = |text: Option<String>| text.and_then(|t| tables::read_image(&t));
    let mut changes = Vec::new();
    let mut rows = statement.query([act_id])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        changes.push(Change {
            table: watched.iter().copied().find(|t| *t == name).ok_or(StoreError::NothingToUndo)?,
            row_id: row.get(1)?,
            op: row.get(2)?,
            before: image(row.get(3)?),
            after: image(row.get(4)?),
        });
    }
    Ok(changes)
}

/// What is to be done for each change, newest first; nothing is written. A row that the act changed several times is
/// looked at as it will be when its later changes are taken back.
fn steps(conn: &Connection, changes: &[Change]) -> Result<Vec<Step>, StoreError> {
    let mut rows: HashMap<(&'static str, u32), Option<Image>> = HashMap::new();
    let mut steps = Vec::with_capacity(changes.len());
    for change in changes {
        let now = match rows.entry((change.table, change.row_id)) {
            Entry::Occupied(row) => row.into_mut(),
            Entry::Vacant(row) => row.insert(tables::image_of(conn, change.table, change.row_id)?),
        };
        let step = step(change, now)
            .ok_or_else(|| StoreError::ChangedLater(change.table.to_owned(), change.row_id))?;
        match &step {
            Step::Remove => *now = None,
            Step::Give(values) => {
                if let Some(row) = now {
                    row.extend(values.iter().map(|(k, v)| (k.clone(), v.clone())));
                }
            }
            Step::Add(values) => *now = Some(values.clone()),
        }
        steps.push(step);
    }
    Ok(steps)
}

/// How a change is taken back from the row as it is; `None` where that would lose what came later.
fn step(change: &Change, now: &Option<Image>) -> Option<Step> {
    match (change.op.as_str(), &change.before, &change.after, now) {
        ("insert", _, Some(after), Some(now)) => {
            let is_same = after.iter().all(|(key, value)| is_as_left(now, key, value));
            is_same.then_some(Step::Remove)
        }
        ("update", Some(before), Some(after), Some(now)) => {
            let mut given = tables::changed(before, after);
            // Where a person stands is one fact in several columns: it goes back as a whole or not at all.
            let standing = if change.table == "people" { movements::settled_columns() } else { Vec::new() };
            let moves = standing.iter().any(|key| given.contains_key(*key));
            let is_same = after
                .iter()
                .filter(|(key, _)| given.contains_key(*key) || moves && standing.contains(&key.as_str()))
                .all(|(key, value)| is_as_left(now, key, value));
            if now.get("updated_at") != after.get("updated_at") {
                given.remove("updated_at");
            }
            is_same.then_some(Step::Give(given))
        }
        ("delete", Some(before), _, None) => Some(Step::Add(before.clone())),
        _ => None,
    }
}

/// Whether a column is still as an act left it. Revisions and times count on, and a column may have gone with a newer layout.
fn is_as_left(now: &Image, key: &str, value: &serde_json::Value) -> bool {
    matches!(key, "revision" | "updated_at") || now.get(key).is_none_or(|own| own == value)
}

fn take_back(conn: &Connection, act_id: u32, change: &Change, step: &Step) -> Result<(), StoreError> {
    let Change { table, row_id, .. } = change;
    match step {
        Step::Remove => {
            // A count without gaps stays one: only its last row goes.
            if let Some(register) = domain::registers::find(table)
                && !is_last_number(conn, register, *row_id)?
            {
                return Err(StoreError::CountedOn);
            }
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([row_id])?;
        }
        Step::Give(values) if values.is_empty() => {}
        Step::Give(values) => {
            tables::give(conn, table, *row_id, values)?;
            if let Some(left) = &change.after {
                facts::give_back(conn, act_id, (table, *row_id), left, values)?;
            }
        }
        Step::Add(values) => {
            // A column that is younger than the image keeps what new rows start with.
            let mut columns = tables::columns(conn, table)?;
            columns.retain(|c| values.contains_key(c));
            let cells: Vec<String> = columns.iter().map(|c| format!("json_extract(?1, '$.{c}')")).collect();
            let sql = format!("INSERT INTO {table} ({}) SELECT {}", columns.join(", "), cells.join(", "));
            let text = serde_json::to_string(values).map_err(|_| StoreError::NothingToUndo)?;
            conn.prepare_cached(&sql)?.execute([text])?;
        }
    }
    Ok(())
}

/// The people whose standing an act had to do with.
fn people_of(changes: &[Change]) -> BTreeSet<u32> {
    let mut people = BTreeSet::new();
    for change in changes {
        match change.table {
            "people" => drop(people.insert(change.row_id)),
            "movements" => {
                let image = change.after.as_ref().or(change.before.as_ref());
                let owner = image.and_then(|i| i.get("person_id")).and_then(serde_json::Value::as_u64);
                people.extend(owner.and_then(|id| u32::try_from(id).ok()));
            }
            _ => {}
        }
    }
    people
}
