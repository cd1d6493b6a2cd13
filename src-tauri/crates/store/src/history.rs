//! The history: who did what when, and what lies in the recycle bin.

use crate::{StoreError, tables};
use chrono::NaiveDate;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use std::collections::BTreeMap;

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

/// Whether an act can be taken back at all. One that took an import back cannot: what it removed is not kept for that, and
/// the list of imports would say something else.
pub(crate) const IS_UNDOABLE: &str = "is_undoable AND NOT EXISTS (
    SELECT 1 FROM acts AS import WHERE import.id = acts.undoes_act_id AND import.kind = 'import')";

fn act_columns() -> String {
    format!("id, happened_at, actor_name, kind, said, {IS_UNDOABLE}, undone_by_act_id IS NOT NULL, area")
}

/// What somebody may see of the history.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Tables whose changes may be seen.
    pub tables: Vec<&'static str>,
    /// Words of the areas that may be looked into.
    pub areas: Vec<&'static str>,
    /// Whether acts that changed no row (set up, passwords) may be seen.
    pub sees_upkeep: bool,
}

impl Sight {
    /// SQL that is true for acts of which something may be seen. The plus keeps the index of acts.
    fn condition(&self) -> String {
        format!(
            "(EXISTS (SELECT 1 FROM changes WHERE act_id = acts.id AND +table_name IN ({}))
              OR kind = 'look' AND ifnull(area, 'residents') IN ({})
              OR kind <> 'look' AND {} AND NOT EXISTS (SELECT 1 FROM changes WHERE act_id = acts.id))",
            quoted(&self.tables),
            quoted(&self.areas),
            u8::from(self.sees_upkeep)
        )
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// Which acts are asked for; all of it must fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Those that touched a record (of a person the movements too): its table and row.
    pub record: Option<(&'a str, u32)>,
    /// Those whose words, person or time hold every one of these words.
    pub words: &'a [String],
    /// Those before this one.
    pub before: Option<u32>,
}

/// Acts, newest first, as far as something of them may be seen. Words are looked for only in what the history shows of
/// everybody, never in what a change holds: masked numbers would be found by guessing.
///
/// # Errors
///
/// Those of reading.
pub fn acts(
    conn: &Connection,
    sight: &Sight,
    wanted: &Wanted,
    limit: u32,
) -> Result<Vec<ActRow>, StoreError> {
    let mut bound = vec![Sql::from(wanted.before.unwrap_or(u32::MAX)), Sql::from(limit)];
    let mut conditions = sight.condition();
    if let Some((table, row_id)) = wanted.record {
        bound.extend([Sql::from(table.to_owned()), Sql::from(row_id)]);
        conditions.push_str(
            " AND id IN (
             SELECT act_id FROM changes WHERE table_name = ?3 AND row_id = ?4
             UNION
             SELECT act_id FROM changes WHERE table_name = 'movements' AND ?3 = 'people' AND row_id IN
                 (SELECT id FROM movements WHERE person_id = ?4))",
        );
    }
    let line = "said || ' ' || actor_name || ' ' || strftime('%Y-%m-%d %H:%M:%S', happened_at, 'localtime')";
    for word in wanted.words {
        bound.push(Sql::from(word.clone()));
        conditions.push_str(&format!(" AND instr({line}, ?{}) > 0", bound.len()));
    }
    let sql = format!(
        "SELECT {} FROM acts WHERE id < ?1 AND {conditions} ORDER BY id DESC LIMIT ?2",
        act_columns()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(bound), act)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// An act.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn act_of(conn: &Connection, act_id: u32) -> Result<ActRow, StoreError> {
    let sql = format!("SELECT {} FROM acts WHERE id = ?1", act_columns());
    Ok(conn.prepare_cached(&sql)?.query_row([act_id], act)?)
}

/// The tables of which an act changed rows, each once.
///
/// # Errors
///
/// Those of reading.
pub fn tables_of(conn: &Connection, act_id: u32) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT table_name FROM changes WHERE act_id = ?1")?;
    let found = statement.query_map([act_id], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// What an act did to the tables that may be seen, in order, at most `limit` rows.
///
/// # Errors
///
/// Those of reading.
pub fn changes(
    conn: &Connection,
    sight: &Sight,
    act_id: u32,
    limit: u32,
) -> Result<Vec<ChangeRow>, StoreError> {
    let condition = format!("act_id = ?1 AND +table_name IN ({})", quoted(&sight.tables));
    changes_where(conn, &condition, &[act_id, limit])
}

/// What an act did to a record (for people: to their movements too), in order, at most `limit` rows.
///
/// # Errors
///
/// Those of reading.
pub fn changes_of_record(
    conn: &Connection,
    (table, row_id): (&'static str, u32),
    act_id: u32,
    limit: u32,
) -> Result<Vec<ChangeRow>, StoreError> {
    let movements = match table {
        "people" => {
            "OR +act_id = ?1 AND table_name = 'movements' AND row_id IN
                 (SELECT id FROM movements WHERE person_id = ?3)"
        }
        _ => "",
    };
    // The plus keeps the index of rows: an import has very many.
    let condition = format!("+act_id = ?1 AND table_name = '{table}' AND row_id = ?3 {movements}");
    changes_where(conn, &condition, &[act_id, limit, row_id])
}

fn changes_where(conn: &Connection, condition: &str, values: &[u32]) -> Result<Vec<ChangeRow>, StoreError> {
    let sql = format!(
        "SELECT id, act_id, table_name, row_id, op, before_json, after_json FROM changes
         WHERE {condition} ORDER BY id LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let json = |text: Option<String>| text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
    let mut found: Vec<(i64, u32, ChangeRow)> = statement
        .query_map(params_from_iter(values), |row| {
            let change = ChangeRow {
                table: row.get(2)?,
                row_id: row.get(3)?,
                op: row.get(4)?,
                before: json(row.get(5)?),
                after: json(row.get(6)?),
            };
            Ok((row.get(0)?, row.get(1)?, change))
        })?
        .collect::<Result<_, _>>()?;
    for (id, act_id, change) in &mut found {
        if change.after.is_null() && change.op != "delete" {
            change.after = image_left(conn, &change.table, change.row_id, (*act_id, *id))?;
        }
    }
    Ok(found.into_iter().map(|(_, _, change)| change).collect())
}

/// Of an import the history keeps no image after a change: it is what the next change began with, or the row as it is.
fn image_left(
    conn: &Connection,
    table: &str,
    row_id: u32,
    (act_id, change_id): (u32, i64),
) -> Result<serde_json::Value, StoreError> {
    let sql =
        "SELECT before_json FROM changes WHERE table_name = ?1 AND row_id = ?2 AND act_id >= ?3 AND id > ?4
               ORDER BY act_id, id LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let next: Option<Option<String>> =
        statement.query_row(params![table, row_id, act_id, change_id], |row| row.get(0)).optional()?;
    let image = match next {
        Some(text) => text.and_then(|t| tables::read_image(&t)),
        None if tables::watched().contains(&table) => tables::image_of(conn, table, row_id)?,
        None => None,
    };
    Ok(image.map(serde_json::Value::Object).unwrap_or_default())
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

/// Whether an act added a row, or brought it back.
///
/// # Errors
///
/// Those of reading.
pub fn was_added_by(
    conn: &Connection,
    (table, row_id): (&str, u32),
    act_id: u32,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM changes WHERE table_name = ?1 AND row_id = ?2 AND act_id = ?3 AND op = 'insert'";
    Ok(conn.prepare_cached(sql)?.exists(params![table, row_id, act_id])?)
}

/// The people whom an act touched, and from which day on it changes where they stand; `None` where it changes only the card.
///
/// # Errors
///
/// Those of reading.
pub fn people_since(conn: &Connection, act_id: u32) -> Result<BTreeMap<u32, Option<NaiveDate>>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT row_id,
             -- Whoever comes into being, or out of the recycle bin, is here with all movements.
             min(CASE WHEN before_json IS NULL
                 OR json_extract(before_json, '$.deleted_at') IS NOT json_extract(after_json, '$.deleted_at')
                 THEN '0001-01-01' END)
         FROM changes WHERE act_id = ?1 AND table_name = 'people' AND op <> 'delete' GROUP BY row_id
         UNION ALL
         SELECT json_extract(coalesce(after_json, before_json), '$.person_id'),
             min(min(coalesce(json_extract(before_json, '$.happened_on'), '9999-12-31'),
                 coalesce(json_extract(after_json, '$.happened_on'), '9999-12-31')))
         FROM changes WHERE act_id = ?1 AND table_name = 'movements'
             AND coalesce(after_json, before_json) IS NOT NULL GROUP BY 1",
    )?;
    let mut found: BTreeMap<u32, Option<NaiveDate>> = BTreeMap::new();
    let mut rows = statement.query([act_id])?;
    while let Some(row) = rows.next()? {
        let since: Option<NaiveDate> = row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok());
        let earliest = found.entry(row.get(0)?).or_default();
        *earliest = [*earliest, since].into_iter().flatten().min();
    }
    Ok(found)
}

/// The latest time among the last acts: one that was done under a wrong clock does not hide those before it.
///
/// # Errors
///
/// Those of reading.
pub fn latest_time(conn: &Connection) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT max(happened_at) FROM (SELECT happened_at FROM acts ORDER BY id DESC LIMIT 50)",
    )?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// When the first act of a ledger was done, UTC.
///
/// # Errors
///
/// Those of reading.
pub fn first_time(conn: &Connection) -> Result<Option<String>, StoreError> {
    let sql = "SELECT happened_at FROM acts ORDER BY id LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?)
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

/// The last act that was more than a look; 0 where there is none.
///
/// # Errors
///
/// Those of reading.
pub fn last_change(conn: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT id FROM acts WHERE kind <> 'look' ORDER BY id DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
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
