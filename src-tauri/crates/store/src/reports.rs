//! Reports that were reviewed or sent up.

use crate::StoreError;
use crate::gate::Gate;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A version of a report, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The version's row.
    pub id: u32,
    /// The act that reviewed it.
    pub act_id: u32,
    /// The key of its form.
    pub form: String,
    /// `2026-10`
    pub period: String,
    /// From 1.
    pub version: u32,
    /// reviewed, submitted, returned.
    pub state: String,
    /// Why it corrects the one before, or empty.
    pub reason: String,
    /// Why it came back, or empty.
    pub returned_reason: String,
    /// By whom it was reviewed.
    pub reviewed_by: String,
    /// When, UTC.
    pub reviewed_at: String,
    /// The day it was sent, or empty.
    pub submitted_on: String,
    /// By whom, or empty.
    pub submitted_by: String,
    /// The hash of its workbook.
    pub workbook_sha256: String,
    /// The hash of its pages.
    pub pages_sha256: String,
}

/// What a version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its tables, JSON.
    pub tables_json: String,
    /// Who was counted, JSON.
    pub people_json: String,
    /// Its workbook.
    pub workbook: Vec<u8>,
    /// Its PDF.
    pub pages: Vec<u8>,
    /// Their hashes, SHA-256 in hex.
    pub hashes: [String; 2],
}

const COLUMNS: &str =
    "id, act_id, period, version, state, ifnull(reason, ''), ifnull(returned_reason, ''), reviewed_by,
    reviewed_at, ifnull(submitted_on, ''), ifnull(submitted_by, ''), workbook_sha256, pages_sha256, form";

fn read(row: &Row) -> rusqlite::Result<ReportRow> {
    Ok(ReportRow {
        id: row.get(0)?,
        act_id: row.get(1)?,
        period: row.get(2)?,
        version: row.get(3)?,
        state: row.get(4)?,
        reason: row.get(5)?,
        returned_reason: row.get(6)?,
        reviewed_by: row.get(7)?,
        reviewed_at: row.get(8)?,
        submitted_on: row.get(9)?,
        submitted_by: row.get(10)?,
        workbook_sha256: row.get(11)?,
        pages_sha256: row.get(12)?,
        form: row.get(13)?,
    })
}

/// Every version of a form, newest month and version first.
///
/// # Errors
///
/// Those of reading.
pub fn all(conn: &Connection, form: &str) -> Result<Vec<ReportRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reports WHERE form = ?1 ORDER BY period DESC, version DESC");
    Ok(conn.prepare_cached(&sql)?.query_map([form], read)?.collect::<Result<_, _>>()?)
}

/// The newest version of a month.
///
/// # Errors
///
/// Those of reading.
pub fn latest(conn: &Connection, form: &str, period: &str) -> Result<Option<ReportRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reports WHERE form = ?1 AND period = ?2 ORDER BY version DESC LIMIT 1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([form, period], read).optional()?)
}

/// One version.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn get(conn: &Connection, id: u32) -> Result<ReportRow, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reports WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read)?)
}

/// What a version says.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn contents(conn: &Connection, id: u32) -> Result<Contents, StoreError> {
    let sql = "SELECT tables_json, people_json, workbook, pages, workbook_sha256, pages_sha256 FROM reports WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Contents {
            tables_json: row.get(0)?,
            people_json: row.get(1)?,
            workbook: row.get(2)?,
            pages: row.get(3)?,
            hashes: [row.get(4)?, row.get(5)?],
        })
    })?)
}

/// Keeps a version that was reviewed; returns its row. One that was reviewed before and never sent gives way to it.
///
/// # Errors
///
/// Those of writing.
pub fn put_reviewed(
    gate: &Gate,
    (form, period, version): (&str, &str, u32),
    reviewed_by: &str,
    reason: &str,
    contents: &Contents,
) -> Result<u32, StoreError> {
    gate.conn().execute(
        "DELETE FROM reports WHERE form = ?1 AND period = ?2 AND version = ?3 AND state = 'reviewed'",
        params![form, period, version],
    )?;
    gate.conn().execute(
        "INSERT INTO reports (act_id, form, period, version, state, reason, reviewed_at, reviewed_by, tables_json,
             people_json, workbook, pages, workbook_sha256, pages_sha256, form_id)
         VALUES (?1, ?2, ?3, ?4, 'reviewed', nullif(?5, ''), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
             (SELECT id FROM report_forms WHERE key = ?2 AND deleted_at IS NULL))",
        params![
            gate.act_id(),
            form,
            period,
            version,
            reason,
            gate.at(),
            reviewed_by,
            contents.tables_json,
            contents.people_json,
            contents.workbook,
            contents.pages,
            contents.hashes[0],
            contents.hashes[1]
        ],
    )?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// Notes that a version was sent.
///
/// # Errors
///
/// [`StoreError::Changed`] where it is not one that was reviewed.
pub fn set_submitted(gate: &Gate, id: u32, on: &str, by: &str) -> Result<(), StoreError> {
    let sql = "UPDATE reports SET state = 'submitted', submitted_on = ?2, submitted_by = ?3
        WHERE id = ?1 AND state = 'reviewed'";
    if gate.conn().execute(sql, params![id, on, by])? == 1 { Ok(()) } else { Err(StoreError::Changed) }
}

/// Notes that a version came back.
///
/// # Errors
///
/// [`StoreError::Changed`] where it was not sent.
pub fn set_returned(gate: &Gate, id: u32, reason: &str) -> Result<(), StoreError> {
    let sql =
        "UPDATE reports SET state = 'returned', returned_reason = ?2 WHERE id = ?1 AND state = 'submitted'";
    if gate.conn().execute(sql, params![id, reason])? == 1 { Ok(()) } else { Err(StoreError::Changed) }
}

/// What is counted of a person's card. Somebody who was added is told by the movement that came with it.
const COUNTED: [&str; 7] =
    ["sex", "birth_date", "ethnic_group", "grid_id", "deleted_at", "population_kind", "political_status"];

/// Acts after another that touched what figures up to a day are made of: when and what, the newest first. An act that was
/// taken back since tells nothing, and neither does the one that took it back; one that took back what was done before does.
///
/// # Errors
///
/// Those of reading.
pub fn acts_that_count(
    conn: &Connection,
    since_act: u32,
    up_to: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    // Of an import the history keeps no image after a change: it is what the next act found, or the row as it is.
    let columns: Vec<String> = COUNTED.map(|c| format!("'{c}', {c}")).into();
    let after = format!(
        "coalesce(after_json,
             (SELECT next.before_json FROM changes AS next WHERE next.table_name = 'people'
                 AND next.row_id = mine.row_id AND next.act_id > mine.act_id ORDER BY next.act_id, next.id LIMIT 1),
             (SELECT json_object({}) FROM people WHERE id = mine.row_id))",
        columns.join(", ")
    );
    let differs =
        COUNTED.map(|c| format!("json_extract(before_json, '$.{c}') IS NOT json_extract(after, '$.{c}')"));
    let registers: String = domain::registers::all().iter().map(|r| format!(", '{}'", r.key)).collect();
    let sql = format!(
        "SELECT happened_at, said FROM acts
         WHERE id > ?1 AND undone_by_act_id IS NULL AND (undoes_act_id IS NULL OR undoes_act_id <= ?1) AND EXISTS (
             SELECT 1 FROM changes AS mine WHERE act_id = acts.id AND (
                 table_name IN ('grids', 'buildings', 'units', 'dwellings', 'households'{registers})
                 OR table_name = 'people' AND op = 'delete'
                 OR table_name = 'people' AND op = 'update'
                     AND (SELECT {} FROM (SELECT {after} AS after))
                 OR table_name = 'movements' AND (
                     ifnull(json_extract(before_json, '$.happened_on'), '9999') <= ?2
                     OR coalesce(json_extract(after_json, '$.happened_on'),
                         (SELECT happened_on FROM movements WHERE id = mine.row_id), '9999') <= ?2)))
         ORDER BY id DESC LIMIT 30",
        differs.join(" OR ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![since_act, up_to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
