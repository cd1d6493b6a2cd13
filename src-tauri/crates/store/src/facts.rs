//! Facts that reports count, as they were on a day: a change of today changes no month before.
//!
//! What a fact is now stands in its own table. The gate notes here what it was until the day of a change; whoever undoes the
//! change takes the note away with it, and the next note tells what is so again. Whoever says that something was always as it
//! is now takes all notes of it away.

use crate::StoreError;
use crate::gate::Gate;
use crate::tables::Image;
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The tables and their facts that hold from a day.
const DATED: [(&str, &[&str]); 7] = [
    ("people", &PERSON_FACTS),
    ("buildings", &["grid_id"]),
    ("units", &["grid_id"]),
    ("dwellings", &["building_id", "unit_id"]),
    ("households", &["dwelling_id"]),
    ("grids", &["name", "grid_no"]),
    // Who is 流动人口 depends on where the office is.
    ("office", &["division_code"]),
];

/// Those of a person, in the order of [`crate::movements`]' spans.
pub(crate) const PERSON_FACTS: [&str; 5] =
    ["ethnic_group", "political_status", "population_kind", "hukou_division", "grid_id"];

/// A fact of a row: table, row and column.
pub(crate) type FactOf = (&'static str, u32, &'static str);

/// Whether what a field of a form says holds from a day.
pub fn is_dated(table: &str, field: &str) -> bool {
    column_of(table, field).is_some()
}

/// The table and column of a field that holds from a day. The unit of a dwelling is typed by its name.
pub(crate) fn column_of(table: &str, field: &str) -> Option<(&'static str, &'static str)> {
    let wanted = if table == "dwellings" && field == "unit" { "unit_id" } else { field };
    let (table, facts) = DATED.into_iter().find(|(key, _)| *key == table)?;
    facts.iter().find(|fact| **fact == wanted).map(|fact| (table, *fact))
}

/// What a fact was until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFact {
    /// people, buildings, units, dwellings, households, grids, office.
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
/// sent up with it. Of several changes on one day the first one tells what was before the day. Days are those of the office's
/// calendar. What the act says to have been `always` so changed on no day.
pub(crate) fn note_changes(
    conn: &Connection,
    act_id: u32,
    (at, on): (&str, NaiveDate),
    always: &BTreeSet<FactOf>,
) -> Result<(), StoreError> {
    for (table, facts) in DATED {
        // A row that is there no more has nothing to note.
        let differs: Vec<String> =
            facts.iter().map(|f| format!("json_extract(c.before_json, '$.{f}') IS NOT t.{f}")).collect();
        let probe = format!(
            "SELECT c.id, c.row_id, {} FROM changes AS c JOIN {table} AS t ON t.id = c.row_id
             WHERE c.id IN (SELECT min(id) FROM changes WHERE act_id = ?1 AND table_name = '{table}'
                     AND op = 'update' GROUP BY row_id)
                 AND {}",
            differs.join(", "),
            any_differs(facts, "t")
        );
        let read = |found: &Row| {
            let which = (2..facts.len() + 2).map(|i| found.get(i)).collect::<Result<Vec<bool>, _>>()?;
            Ok((found.get(0)?, found.get(1)?, which))
        };
        let mut statement = conn.prepare_cached(&probe)?;
        let changed =
            statement.query_map([act_id], read)?.collect::<Result<Vec<(u32, u32, Vec<bool>)>, _>>()?;
        for (change, row, which) in changed {
            for (fact, _) in facts.iter().zip(which).filter(|(_, is_changed)| *is_changed) {
                if !always.contains(&(table, row, *fact)) {
                    note(conn, table, fact, change, (at, on))?;
                }
            }
        }
    }
    Ok(())
}

/// Whether any of these columns of `row` is another than the image of a change `c` says, as a condition: the image is read
/// once for all of them.
pub(crate) fn any_differs(columns: &[&str], row: &str) -> String {
    let paths: Vec<String> = columns.iter().map(|c| format!("'$.{c}'")).collect();
    let now: Vec<String> = columns.iter().map(|c| format!("{row}.{c}")).collect();
    let (paths, now) = (paths.join(", "), now.join(", "));
    match columns.len() {
        1 => format!("json_extract(c.before_json, {paths}) IS NOT {now}"),
        _ => format!("json_extract(c.before_json, {paths}) IS NOT json_array({now})"),
    }
}

fn note(
    conn: &Connection,
    table: &str,
    fact: &str,
    change: u32,
    (at, on): (&str, NaiveDate),
) -> Result<(), StoreError> {
    let was = format!("json_extract(c.before_json, '$.{fact}')");
    // The office is there since the first act; before it said where it is, it was nowhere else.
    let (made_at, was_otherwise) = match table {
        "office" => ("(SELECT happened_at FROM acts ORDER BY id LIMIT 1)", format!("{was} IS NOT NULL")),
        _ => ("t.created_at", "1".to_owned()),
    };
    conn.prepare_cached(&format!(
        "INSERT INTO past_facts (created_at, table_name, row_id, fact, value, until_on)
         SELECT ?2, '{table}', t.id, '{fact}', {was}, ?3
         FROM changes AS c JOIN {table} AS t ON t.id = c.row_id
         WHERE c.id = ?1 AND {was} IS NOT t.{fact} AND {was_otherwise}
             AND (date({made_at}, 'localtime') IS NOT ?3
                 OR EXISTS (SELECT 1 FROM reports AS r WHERE r.submitted_on IS NOT NULL AND r.act_id >
                     (SELECT min(b.act_id) FROM changes AS b WHERE b.table_name = '{table}' AND b.row_id = t.id)))
             AND NOT EXISTS (SELECT 1 FROM past_facts AS f
                 WHERE f.table_name = '{table}' AND f.row_id = t.id AND f.fact = '{fact}' AND f.until_on = ?3)"
    ))?
    .execute(params![change, at, on.to_string()])?;
    Ok(())
}

/// A fact of a row as it is now, as a note would keep it.
fn now(conn: &Connection, (table, row_id, fact): FactOf) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT CAST({fact} AS TEXT) FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([row_id], |row| row.get(0))?)
}

/// What was noted of one fact, oldest first.
fn noted(conn: &Connection, (table, row_id, fact): FactOf) -> Result<Vec<PastFact>, StoreError> {
    let mut all = of_row(conn, table, row_id)?;
    all.retain(|note| note.fact == fact);
    Ok(all)
}

fn insert_note(
    gate: &Gate,
    (table, row_id, fact): FactOf,
    was: Option<&str>,
    until: NaiveDate,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO past_facts (created_at, table_name, row_id, fact, value, until_on)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![gate.at(), table, row_id, fact, was, until.to_string()];
    gate.conn().prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn set_note(
    gate: &Gate,
    (table, row_id, fact): FactOf,
    note: &PastFact,
    was: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE past_facts SET value = ?5, revision = revision + 1
               WHERE table_name = ?1 AND row_id = ?2 AND fact = ?3 AND until_on = ?4";
    gate.conn().prepare_cached(sql)?.execute(params![table, row_id, fact, note.until_on.to_string(), was])?;
    Ok(())
}

/// Says that a fact was another one from a day on, until the next day of which a change is noted. Returns whether it is so
/// until today: then the caller writes it into the row in the same act.
///
/// # Errors
///
/// [`StoreError::Gone`]; those of writing.
pub fn hold_from(
    gate: &Gate,
    (table, row_id, field): (&str, u32, &str),
    value: Option<&str>,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    let Some((table, fact)) = column_of(table, field) else { return Ok(true) };
    let of = (table, row_id, fact);
    let past = noted(gate.conn(), of)?;
    let next = past.iter().find(|note| note.until_on > day);
    let was = match next {
        Some(note) => note.value.clone(),
        None => now(gate.conn(), of)?,
    };
    if was.as_deref() != value {
        if past.iter().all(|note| note.until_on != day) {
            insert_note(gate, of, was.as_deref(), day)?;
        }
        if let Some(note) = next {
            set_note(gate, of, note, value)?;
        }
        gate.notes_itself(of);
    }
    Ok(next.is_none())
}

/// What became of a fact that a movement said, when the movement was taken back.
#[derive(Debug, PartialEq, Eq)]
pub enum LetGo {
    /// It is given back: what it was. The caller writes it into the row in the same act.
    Given(Option<String>),
    /// Only the days before a later change of it are others now; the row stays.
    Before,
    /// Nothing was noted of the movement: it changed nothing of the fact.
    NotNoted,
    /// Somebody said otherwise since: what was said stays.
    Otherwise,
}

/// Takes back what [`hold_from`] said.
///
/// # Errors
///
/// [`StoreError::Gone`]; those of writing.
pub fn let_go(
    gate: &Gate,
    (table, row_id, field): (&str, u32, &str),
    value: Option<&str>,
    day: NaiveDate,
) -> Result<LetGo, StoreError> {
    let Some((table, fact)) = column_of(table, field) else { return Ok(LetGo::NotNoted) };
    let of = (table, row_id, fact);
    let past = noted(gate.conn(), of)?;
    let own = past.iter().find(|note| note.until_on == day);
    let next = past.iter().find(|note| note.until_on > day);
    let is = match next {
        Some(note) => note.value.clone(),
        None => now(gate.conn(), of)?,
    };
    if is.as_deref() != value {
        return Ok(LetGo::Otherwise);
    }
    let Some(own) = own else { return Ok(LetGo::NotNoted) };
    let sql = "DELETE FROM past_facts WHERE table_name = ?1 AND row_id = ?2 AND fact = ?3 AND until_on = ?4";
    gate.conn().prepare_cached(sql)?.execute(params![table, row_id, fact, day.to_string()])?;
    gate.notes_itself(of);
    match next {
        Some(note) => {
            set_note(gate, of, note, own.value.as_deref())?;
            Ok(LetGo::Before)
        }
        None => Ok(LetGo::Given(own.value.clone())),
    }
}

/// What fields of a row are before an act changes them, of those that hold from a day.
pub struct Before(Vec<(FactOf, Option<String>)>);

/// Reads what fields of a row are, before an act changes them as of an earlier day.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn before(
    conn: &Connection,
    (table, row_id): (&str, u32),
    fields: &[String],
) -> Result<Before, StoreError> {
    let mut found = Vec::new();
    for (table, fact) in fields.iter().filter_map(|field| column_of(table, field)) {
        let of = (table, row_id, fact);
        found.push((of, now(conn, of)?));
    }
    Ok(Before(found))
}

impl Before {
    /// After the act wrote what they are: they were as before until a day. Of several changes on one day the first one tells
    /// what was before it.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn was_until(&self, gate: &Gate, day: NaiveDate) -> Result<(), StoreError> {
        for (of, was) in &self.0 {
            if now(gate.conn(), *of)? == *was {
                continue;
            }
            if noted(gate.conn(), *of)?.iter().all(|note| note.until_on != day) {
                insert_note(gate, *of, was.as_deref(), day)?;
            }
            gate.notes_itself(*of);
        }
        Ok(())
    }
}

/// The last day from which on a change of a fact is noted.
///
/// # Errors
///
/// Those of reading.
pub fn last_change(
    conn: &Connection,
    (table, row_id, field): (&str, u32, &str),
) -> Result<Option<NaiveDate>, StoreError> {
    let Some((table, fact)) = column_of(table, field) else { return Ok(None) };
    Ok(noted(conn, (table, row_id, fact))?.last().map(|note| note.until_on))
}

/// Takes away what was noted of a fact: it was always as it is now.
pub(crate) fn forget(conn: &Connection, (table, row_id, fact): FactOf) -> Result<(), StoreError> {
    let sql = "DELETE FROM past_facts WHERE table_name = ?1 AND row_id = ?2 AND fact = ?3";
    conn.prepare_cached(sql)?.execute(params![table, row_id, fact])?;
    Ok(())
}

/// Takes away all that was noted of a row that is removed for good.
pub(crate) fn forget_row(conn: &Connection, table: &str, row_id: u32) -> Result<(), StoreError> {
    let sql = "DELETE FROM past_facts WHERE table_name = ?1 AND row_id = ?2";
    conn.prepare_cached(sql)?.execute(params![table, row_id])?;
    Ok(())
}

/// Lets notes follow when columns of a row are given back what they were before an act. The first note that a later act made
/// says what the act had left; now what is given back was so until then.
pub(crate) fn give_back(
    conn: &Connection,
    act_id: u32,
    (table, row_id): (&str, u32),
    left: &Image,
    given: &Image,
) -> Result<(), StoreError> {
    let Some((_, facts)) = DATED.into_iter().find(|(key, _)| *key == table) else { return Ok(()) };
    for fact in facts.iter().filter(|fact| given.contains_key(**fact)) {
        let noted = |image: &Image| image.get(*fact).and_then(as_noted);
        conn.prepare_cached(
            "UPDATE past_facts SET value = ?6, revision = revision + 1 WHERE value IS ?5 AND id = (
                 SELECT f.id FROM past_facts AS f JOIN changes AS c ON c.table_name = 'past_facts' AND c.row_id = f.id
                 WHERE f.table_name = ?2 AND f.row_id = ?3 AND f.fact = ?4 AND c.op = 'insert' AND c.act_id > ?1
                 ORDER BY c.id LIMIT 1)",
        )?
        .execute(params![act_id, table, row_id, fact, noted(left), noted(given)])?;
    }
    Ok(())
}

/// How a value of a row is noted: as text.
fn as_noted(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
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
