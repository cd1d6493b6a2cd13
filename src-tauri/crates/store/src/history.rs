//! The history: who did what when, and what lies in the recycle bin.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// An act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRow {
    /// The act.
    pub id: u32,
    /// When, UTC.
    pub happened_at: String,
    /// Who.
    pub actor_name: String,
    /// edit, undo, upkeep, look.
    pub kind: String,
    /// What, in words.
    pub said: String,
    /// Whether it can be taken back at all.
    pub is_undoable: bool,
    /// Whether it was.
    pub is_undone: bool,
    /// Of a look: the word of the area it looked into.
    pub area: Option<String>,
}

/// What an act did to a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    /// The table.
    pub table: String,
    /// The row.
    pub row_id: u32,
    /// insert, update, delete.
    pub op: String,
    /// The image before, a JSON object.
    pub before: serde_json::Value,
    /// The image after, a JSON object.
    pub after: serde_json::Value,
}

fn act(row: &Row) -> rusqlite::Result<ActRow> {
    Ok(ActRow {
        id: row.get(0)?,
        happened_at: row.get(1)?,
        actor_name: row.get(2)?,
        kind: row.get(3)?,
        said: row.get(4)?,
        is_undoable: row.get(5)?,
        is_undone: row.get(6)?,
        area: row.get(7)?,
    })
}

const ACT_COLUMNS: &str =
    "id, happened_at, actor_name, kind, said, is_undoable, undone_by_act_id IS NOT NULL, area";

/// Acts before one, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn acts(conn: &Connection, before: Option<u32>, limit: u32) -> Result<Vec<ActRow>, StoreError> {
    let sql = format!("SELECT {ACT_COLUMNS} FROM acts WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement
        .query_map(params![before.unwrap_or(u32::MAX), limit], act)?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// Acts before one whose words, person or time hold every word, newest first. Only what the history shows of everybody is
/// looked at, never what a change holds: masked numbers would be found by guessing.
///
/// # Errors
///
/// Those of reading.
pub fn acts_saying(
    conn: &Connection,
    words: &[String],
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<ActRow>, StoreError> {
    let line = "said || ' ' || actor_name || ' ' || strftime('%Y-%m-%d %H:%M:%S', happened_at, 'localtime')";
    let holds: String = (0..words.len()).map(|i| format!(" AND instr({line}, ?{}) > 0", i + 3)).collect();
    let sql = format!("SELECT {ACT_COLUMNS} FROM acts WHERE id < ?1{holds} ORDER BY id DESC LIMIT ?2");
    let mut statement = conn.prepare(&sql)?;
    let before = before.unwrap_or(u32::MAX);
    let mut bound: Vec<&dyn rusqlite::ToSql> = vec![&before, &limit];
    bound.extend(words.iter().map(|word| word as &dyn rusqlite::ToSql));
    let found = statement.query_map(bound.as_slice(), act)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// Acts that touched a record (for people: their movements too), newest first.
///
/// # Errors
///
/// Those of reading.
pub fn acts_of_record(
    conn: &Connection,
    (table, row_id): (&str, u32),
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<ActRow>, StoreError> {
    let sql = format!(
        "SELECT {ACT_COLUMNS} FROM acts WHERE id < ?3 AND id IN (
             SELECT act_id FROM changes WHERE table_name = ?1 AND row_id = ?2
             UNION
             SELECT act_id FROM changes WHERE table_name = 'movements' AND ?1 = 'people' AND row_id IN
                 (SELECT id FROM movements WHERE person_id = ?2))
         ORDER BY id DESC LIMIT ?4"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement
        .query_map(params![table, row_id, before.unwrap_or(u32::MAX), limit], act)?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// What an act did, in order, at most `limit` rows.
///
/// # Errors
///
/// Those of reading.
pub fn changes(conn: &Connection, act_id: u32, limit: u32) -> Result<Vec<ChangeRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT table_name, row_id, op, before_json, after_json FROM changes WHERE act_id = ?1 ORDER BY id LIMIT ?2",
    )?;
    let json = |text: Option<String>| text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
    let found = statement
        .query_map(params![act_id, limit], |row| {
            Ok(ChangeRow {
                table: row.get(0)?,
                row_id: row.get(1)?,
                op: row.get(2)?,
                before: json(row.get(3)?),
                after: json(row.get(4)?),
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// The rows that an act changed so far, each once.
///
/// # Errors
///
/// Those of reading.
pub fn touched(conn: &Connection, act_id: u32) -> Result<Vec<(String, u32)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT table_name, row_id FROM changes WHERE act_id = ?1 ORDER BY id")?;
    let found = statement
        .query_map([act_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// The last act of a ledger: its number, time and words.
///
/// # Errors
///
/// Those of reading.
pub fn last_act(conn: &Connection) -> Result<Option<ActRow>, StoreError> {
    // Asked of backups of an older layout too, which lack the area.
    let sql =
        "SELECT id, happened_at, actor_name, kind, said, is_undoable, undone_by_act_id IS NOT NULL, NULL
         FROM acts ORDER BY id DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([], act).optional()?)
}

/// The act that sent a record to the recycle bin: when (UTC) and who.
///
/// # Errors
///
/// Those of reading.
pub fn deletion(conn: &Connection, table: &str, row_id: u32) -> Result<Option<(String, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT happened_at, actor_name FROM acts WHERE id =
             (SELECT max(act_id) FROM changes WHERE table_name = ?1 AND row_id = ?2)",
    )?;
    let mut rows = statement.query(params![table, row_id])?;
    Ok(match rows.next()? {
        Some(row) => Some((row.get(0)?, row.get(1)?)),
        None => None,
    })
}

/// The records of a table in the recycle bin: row and time, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn bin_of(conn: &Connection, table: &str) -> Result<Vec<(u32, String)>, StoreError> {
    let sql = format!(
        "SELECT id, deleted_at FROM {table} WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 1000"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// How many rows a table has outside the recycle bin.
///
/// # Errors
///
/// Those of reading.
pub fn count(conn: &Connection, table: &str) -> Result<u32, StoreError> {
    let sql = format!("SELECT count(*) FROM {table} WHERE deleted_at IS NULL");
    Ok(conn.query_row(&sql, [], |row| row.get(0))?)
}
