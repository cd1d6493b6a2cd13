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
    /// With what it opens and closes, JSON.
    pub chain_json: String,
}

/// What a version says, without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its tables, JSON.
    pub tables_json: String,
    /// Who was counted, JSON.
    pub people_json: String,
    /// With what it opens and closes, JSON; empty of a version of an older program.
    pub chain_json: String,
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

/// The version of a period that lies at the street office: the newest that was sent and did not come back.
///
/// # Errors
///
/// Those of reading.
pub fn in_force(conn: &Connection, form: &str, period: &str) -> Result<Option<ReportRow>, StoreError> {
    Ok(last_sent(conn, form, period)?.filter(|row| row.state == "submitted"))
}

/// The newest version of a period that was sent, be it that it came back.
///
/// # Errors
///
/// Those of reading.
pub fn last_sent(conn: &Connection, form: &str, period: &str) -> Result<Option<ReportRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reports WHERE form = ?1 AND period = ?2 AND state <> 'reviewed'
         ORDER BY version DESC LIMIT 1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([form, period], read).optional()?)
}

/// Whether a version of a period from one to another was made after an act, or came back. The words of the periods of a form
/// stand in the order of time.
///
/// # Errors
///
/// Those of reading.
pub fn is_any_later(
    conn: &Connection,
    form: &str,
    [from, to]: [&str; 2],
    than_act: u32,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM reports WHERE form = ?1 AND period BETWEEN ?2 AND ?3
        AND (act_id > ?4 OR state = 'returned')";
    Ok(conn.prepare_cached(sql)?.exists(params![form, from, to, than_act])?)
}

/// Whether a report was ever made.
///
/// # Errors
///
/// Those of reading.
pub fn is_any(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM reports)")?.query_row([], |row| row.get(0))?)
}

/// The versions of the periods from one to another and how far each has come, in one word: another word, other papers to
/// follow and to quote.
///
/// # Errors
///
/// Those of reading.
pub fn states(conn: &Connection, form: &str, [from, to]: [&str; 2]) -> Result<String, StoreError> {
    let sql = "SELECT ifnull(group_concat(id || state, ' '), '') FROM
        (SELECT id, state FROM reports WHERE form = ?1 AND period BETWEEN ?2 AND ?3 ORDER BY id)";
    Ok(conn.prepare_cached(sql)?.query_row([form, from, to], |row| row.get(0))?)
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
    let sql = "SELECT tables_json, people_json, workbook, pages, workbook_sha256, pages_sha256, ifnull(chain_json, '')
         FROM reports WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Contents {
            tables_json: row.get(0)?,
            people_json: row.get(1)?,
            workbook: row.get(2)?,
            pages: row.get(3)?,
            hashes: [row.get(4)?, row.get(5)?],
            chain_json: row.get(6)?,
        })
    })?)
}

/// What a version says, without its files.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn said(conn: &Connection, id: u32) -> Result<Said, StoreError> {
    let sql = "SELECT tables_json, people_json, ifnull(chain_json, '') FROM reports WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Said { tables_json: row.get(0)?, people_json: row.get(1)?, chain_json: row.get(2)? })
    })?)
}

/// The tables of a version alone, JSON.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn tables(conn: &Connection, id: u32) -> Result<String, StoreError> {
    let sql = "SELECT tables_json FROM reports WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// The versions of a form that have a column of a title in one of their tables.
///
/// # Errors
///
/// Those of reading.
pub fn with_column(conn: &Connection, form: &str, title: &str) -> Result<Vec<u32>, StoreError> {
    // So a column begins in the JSON of a table; the titles of tables name the community before.
    let begins = format!("{{\"title\":\"{title}\",\"group\":");
    let sql = "SELECT id FROM reports WHERE form = ?1 AND instr(tables_json, ?2) > 0";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![form, begins], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The earliest period of a form that was ever filed.
///
/// # Errors
///
/// Those of reading.
pub fn first_period(conn: &Connection, form: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT min(period) FROM reports WHERE form = ?1 AND state <> 'reviewed'";
    Ok(conn.prepare_cached(sql)?.query_row([form], |row| row.get(0))?)
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
             people_json, workbook, pages, workbook_sha256, pages_sha256, chain_json, form_id)
         VALUES (?1, ?2, ?3, ?4, 'reviewed', nullif(?5, ''), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
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
            contents.hashes[1],
            contents.chain_json
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
