//! The office's report forms.

use crate::StoreError;
use crate::gate::Gate;
use domain::reports::{AgeBand, LateEntries, ReportForm, Rhythm, SIGNATURES, usual_bands};
use domain::tables::PaperSize;
use rusqlite::{Connection, Row, params};

const COLUMNS: &str = "id, revision, key, title, rhythm, due_day, is_due, is_sealed, ifnull(bands, ''),
    ifnull(sections_json, '[]'), signatures, ifnull(date(created_at, 'localtime'), ''), late, paper, is_zero_told";

fn read(row: &Row) -> rusqlite::Result<ReportForm> {
    let (rhythm, late): (String, String) = (row.get(4)?, row.get(12)?);
    let (bands, sections, signatures): (String, String, Option<String>) =
        (row.get(8)?, row.get(9)?, row.get(10)?);
    let signatures = signatures.map_or_else(
        || SIGNATURES.map(str::to_owned).to_vec(),
        |lines| lines.lines().map(str::to_owned).collect(),
    );
    let paper: String = row.get(13)?;
    Ok(ReportForm {
        id: row.get(0)?,
        revision: row.get(1)?,
        key: row.get(2)?,
        made_on: row.get(11)?,
        title: row.get(3)?,
        rhythm: Rhythm::from_word(&rhythm).unwrap_or(Rhythm::Monthly),
        due_day: row.get(5)?,
        is_due: row.get(6)?,
        is_sealed: row.get(7)?,
        bands: read_bands(&bands).unwrap_or_else(usual_bands),
        sections: serde_json::from_str(&sections).unwrap_or_default(),
        signatures,
        late: LateEntries::from_word(&late).unwrap_or_default(),
        paper: if paper == A3 { PaperSize::A3 } else { PaperSize::A4 },
        is_zero_told: row.get(14)?,
    })
}

/// How the ledger writes the sizes of paper.
const A4: &str = "a4";
const A3: &str = "a3";

fn read_bands(text: &str) -> Option<Vec<AgeBand>> {
    let band = |word: &str| {
        let (from, to) = word.split_once('-')?;
        let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
        Some(AgeBand { from: from.parse().ok()?, to })
    };
    text.split_whitespace().map(band).collect::<Option<Vec<_>>>().filter(|bands| !bands.is_empty())
}

fn bands_text(bands: &[AgeBand]) -> String {
    let word = |b: &AgeBand| format!("{}-{}", b.from, b.to.map(|to| to.to_string()).unwrap_or_default());
    bands.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Every form, the program's own first.
///
/// # Errors
///
/// Those of reading.
pub fn all(conn: &Connection) -> Result<Vec<ReportForm>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM report_forms WHERE deleted_at IS NULL ORDER BY id");
    Ok(conn.prepare_cached(&sql)?.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// The form of a key, removed or not: a report that was filed keeps its form.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn of_key(conn: &Connection, key: &str) -> Result<ReportForm, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM report_forms WHERE key = ?1 ORDER BY deleted_at IS NOT NULL, id DESC");
    Ok(conn.prepare_cached(&sql)?.query_row([key], read)?)
}

/// Adds a form, or writes one as it now is; returns its row. Bands and signatures as the program has them are not written down.
///
/// # Errors
///
/// [`StoreError::Changed`] where another one wrote it since.
pub fn put(gate: &Gate, form: &ReportForm) -> Result<u32, StoreError> {
    let bands = if form.bands == usual_bands() { String::new() } else { bands_text(&form.bands) };
    let sections = serde_json::to_string(&form.sections).unwrap_or_default();
    let signatures = (form.signatures != SIGNATURES).then(|| form.signatures.join("\n"));
    let paper = if form.paper == PaperSize::A3 { A3 } else { A4 };
    if form.id == 0 {
        let sql =
            "INSERT INTO report_forms (created_at, key, title, rhythm, due_day, is_due, is_sealed, bands,
                sections_json, signatures, paper, is_zero_told, late)
            VALUES (?1, 'own-' || (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'report_forms'), ?2, ?3, ?4, ?5, ?6,
                nullif(?7, ''), nullif(?8, ''), ?9, ?10, ?11, ?12)";
        gate.conn().execute(
            sql,
            params![
                gate.at(),
                form.title,
                form.rhythm.as_str(),
                form.due_day,
                form.is_due,
                form.is_sealed,
                bands,
                sections,
                signatures,
                paper,
                form.is_zero_told,
                form.late.as_str()
            ],
        )?;
        return Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX));
    }
    let sql =
        "UPDATE report_forms SET updated_at = ?1, title = ?2, due_day = ?3, is_due = ?4, is_sealed = ?5,
            bands = nullif(?6, ''), sections_json = nullif(?7, ''), signatures = ?8, paper = ?11, is_zero_told = ?12,
            late = ?13, revision = revision + 1
        WHERE id = ?9 AND revision = ?10 AND deleted_at IS NULL";
    let changed = gate.conn().execute(
        sql,
        params![
            gate.at(),
            form.title,
            form.due_day,
            form.is_due,
            form.is_sealed,
            bands,
            sections,
            signatures,
            form.id,
            form.revision,
            paper,
            form.is_zero_told,
            form.late.as_str()
        ],
    )?;
    if changed == 1 { Ok(form.id) } else { Err(StoreError::Changed) }
}

/// Removes a form.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn remove(gate: &Gate, id: u32) -> Result<(), StoreError> {
    crate::records::delete(gate, "report_forms", id)
}
