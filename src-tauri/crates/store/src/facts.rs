//! Facts that reports count, as they were on a day: a change of today changes no month before.
//!
//! What a fact is now stands in its own table. The gate notes here what it was until the day of a change; whoever undoes the
//! change takes the note away with it.

use crate::StoreError;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// The tables and their facts that hold from a day.
const DATED: [(&str, &[&str]); 6] = [
    ("people", &PERSON_FACTS),
    ("buildings", &["grid_id"]),
    ("units", &["grid_id"]),
    ("dwellings", &["building_id", "unit_id"]),
    ("households", &["dwelling_id"]),
    ("grids", &["name", "grid_no"]),
];

/// Those of a person, in the order of [`crate::movements`]' spans.
pub(crate) const PERSON_FACTS: [&str; 5] =
    ["ethnic_group", "political_status", "population_kind", "hukou_division", "grid_id"];

/// What a fact was until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFact {
    /// people, buildings, units, dwellings, households, grids.
    pub table: String,
    /// The row.
    pub row_id: u32,
    /// The column.
    pub fact: String,
    /// What it was.
    pub value: Option<String>,
    /// The first day on which it was no longer so.
    pub until_on: NaiveDate,
}

/// Notes what an act changed of these facts, as of its day.
///
/// A fact whose row was made on the same day is being filled in or mended: it was never otherwise, unless a report was
/// sent up with it. Of several changes on one day the first one tells what was before the day.
pub(crate) fn note_changes(
    conn: &Connection,
    act_id: u32,
    at: &str,
    on: NaiveDate,
) -> Result<(), StoreError> {
    for (table, facts) in DATED {
        let first = {
            let mut statement = conn.prepare_cached(
                "SELECT min(id) FROM changes WHERE act_id = ?1 AND table_name = ?2 AND op = 'update' GROUP BY row_id",
            )?;
            statement.query_map(params![act_id, table], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?
        };
        let differs: Vec<String> =
            facts.iter().map(|f| format!("json_extract(c.before_json, '$.{f}') IS NOT t.{f}")).collect();
        let probe = format!(
            "SELECT 1 FROM changes AS c JOIN {table} AS t ON t.id = c.row_id WHERE c.id = ?1 AND ({})",
            differs.join(" OR ")
        );
        for change in first {
            if conn.prepare_cached(&probe)?.exists([change])? {
                for fact in facts {
                    note(conn, table, fact, change, (at, on))?;
                }
            }
        }
    }
    Ok(())
}

fn note(
    conn: &Connection,
    table: &str,
    fact: &str,
    change: u32,
    (at, on): (&str, NaiveDate),
) -> Result<(), StoreError> {
    let was = format!("json_extract(c.before_json, '$.{fact}')");
    conn.prepare_cached(&format!(
        "INSERT INTO past_facts (created_at, table_name, row_id, fact, value, until_on)
         SELECT ?2, '{table}', t.id, '{fact}', {was}, ?3
         FROM changes AS c JOIN {table} AS t ON t.id = c.row_id
         WHERE c.id = ?1 AND {was} IS NOT t.{fact}
             AND (substr(t.created_at, 1, 10) <> substr(?2, 1, 10)
                 OR EXISTS (SELECT 1 FROM reports AS r WHERE r.submitted_on IS NOT NULL AND r.act_id >
                     (SELECT min(b.act_id) FROM changes AS b WHERE b.table_name = '{table}' AND b.row_id = t.id)))
             AND NOT EXISTS (SELECT 1 FROM past_facts AS f
                 WHERE f.table_name = '{table}' AND f.row_id = t.id AND f.fact = '{fact}' AND f.until_on = ?3)"
    ))?
    .execute(params![change, at, on.to_string()])?;
    Ok(())
}

/// What facts of a table were, oldest first.
///
/// # Errors
///
/// Those of reading.
pub fn of_table(conn: &Connection, table: &str) -> Result<Vec<PastFact>, StoreError> {
    read(conn, "table_name = ?1", params![table])
}

/// What facts of a row were, oldest first.
///
/// # Errors
///
/// Those of reading.
pub fn of_row(conn: &Connection, table: &str, row_id: u32) -> Result<Vec<PastFact>, StoreError> {
    read(conn, "table_name = ?1 AND row_id = ?2", params![table, row_id])
}

fn read(
    conn: &Connection,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<PastFact>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT table_name, row_id, fact, value, until_on FROM past_facts WHERE {condition} ORDER BY until_on, id"
    ))?;
    let rows = statement.query_map(values, |row| {
        Ok(PastFact {
            table: row.get(0)?,
            row_id: row.get(1)?,
            fact: row.get(2)?,
            value: row.get(3)?,
            until_on: row.get::<_, String>(4)?.parse().unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// Whether the row that a note is about is one of these.
pub(crate) fn is_about(
    conn: &Connection,
    id: u32,
    is_one: impl Fn(&str, u32) -> bool,
) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT table_name, row_id FROM past_facts WHERE id = ?1")?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => Ok(is_one(&row.get::<_, String>(0)?, row.get(1)?)),
        None => Ok(false),
    }
}
