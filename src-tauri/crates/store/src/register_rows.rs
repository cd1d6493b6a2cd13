//! Queries of every declared register, from its description.

use crate::StoreError;
use crate::records;
use domain::fields::{Field, FieldType, Sensitivity, Value, Values};
use domain::registers::Register;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

/// Which rows of a register.
#[derive(Debug, Clone, Default)]
pub struct RowFilter {
    /// Words that must all occur somewhere in a row.
    pub words: Vec<String>,
    /// For each word, by its place: fields that show it in other words than they hold, like names of people and labels
    /// of choices, and what they hold there.
    pub shown_as: Vec<Vec<(&'static str, Vec<String>)>>,
    /// Whether numbers and phones that are shown masked are found only whole: otherwise they could be felt out.
    pub finds_whole_numbers: bool,
    /// Fields and their accepted words; an empty word means "not filled".
    pub conditions: Vec<(String, Vec<String>)>,
    /// Earliest day of the register's date field, ISO or empty.
    pub from_on: String,
    /// Latest day, ISO or empty.
    pub to_on: String,
    /// The field to sort by, and whether the greatest comes first.
    pub sort: Option<(String, bool)>,
    /// Whether rows that were struck are left out.
    pub leaves_out_struck: bool,
    /// The first row, from 0.
    pub offset: u32,
    /// How many rows.
    pub limit: u32,
}

/// A row of a register.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterRow {
    /// The row.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its values.
    pub values: Values,
    /// Why it was struck.
    pub struck_reason: Option<String>,
}

/// The rows of a filter's page, and how many it finds in all.
///
/// # Errors
///
/// Those of reading.
pub fn list(
    conn: &Connection,
    register: &Register,
    filter: &RowFilter,
) -> Result<(u32, Vec<RegisterRow>), StoreError> {
    let (condition, values) = condition(register, filter);
    let table = register.key;
    let count = format!("SELECT count(*) FROM {table} WHERE {condition}");
    let total = conn.prepare_cached(&count)?.query_row(params_from_iter(&values), |row| row.get(0))?;
    let keys: Vec<&str> = register.fields.iter().map(|f| f.key).collect();
    let sql = format!(
        "SELECT id, revision, struck_reason, {} FROM {table} WHERE {condition} ORDER BY {} LIMIT {} OFFSET {}",
        keys.join(", "),
        order(register, filter),
        filter.limit,
        filter.offset
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&values), |row| {
        let mut values = Values::new();
        for (i, field) in register.fields.iter().enumerate() {
            values.insert(field.key.to_owned(), records::value_at(row, i + 3, field)?);
        }
        Ok(RegisterRow { id: row.get(0)?, revision: row.get(1)?, struck_reason: row.get(2)?, values })
    })?;
    Ok((total, rows.collect::<Result<Vec<_>, _>>()?))
}

/// The labels of the masked fields that hold just this word in some row.
///
/// # Errors
///
/// Those of reading.
pub fn hidden_with(
    conn: &Connection,
    register: &Register,
    word: &str,
) -> Result<Vec<&'static str>, StoreError> {
    let mut found = Vec::new();
    for field in register.fields.iter().filter(|f| f.sensitivity != Sensitivity::Open) {
        let table = register.key;
        let sql = format!("SELECT 1 FROM {table} WHERE deleted_at IS NULL AND {}", is_whole(field, "?1"));
        if conn.prepare_cached(&sql)?.exists([word])? {
            found.push(field.label);
        }
    }
    Ok(found)
}

/// SQL that is true where a field holds just a word; phones are a list of quoted texts.
fn is_whole(field: &Field, mark: &str) -> String {
    match field.kind {
        FieldType::Phones => format!("instr(ifnull({}, ''), '\"' || {mark} || '\"') > 0", field.key),
        _ => format!("ifnull({}, '') = {mark}", field.key),
    }
}

fn condition(register: &Register, filter: &RowFilter) -> (String, Vec<Sql>) {
    let mut parts = vec!["deleted_at IS NULL".to_owned()];
    if filter.leaves_out_struck {
        parts.push("struck_reason IS NULL".to_owned());
    }
    let mut values: Vec<Sql> = Vec::new();
    for (at, word) in filter.words.iter().enumerate() {
        let searched = register.fields.iter().filter(|f| {
            matches!(
                f.kind,
                FieldType::Text(_) | FieldType::LongText(_) | FieldType::Phones | FieldType::Date
            )
        });
        let mark = values.len() + 1;
        let is_hidden = |f: &Field| filter.finds_whole_numbers && f.sensitivity != Sensitivity::Open;
        let mut likes: Vec<String> = searched
            .map(|f| {
                let of_part = || format!("instr(ifnull({}, ''), ?{mark}) > 0", f.key);
                if is_hidden(f) { is_whole(f, &format!("?{mark}")) } else { of_part() }
            })
            .collect();
        values.push(Sql::Text(word.clone()));
        for (key, held) in filter.shown_as.get(at).into_iter().flatten() {
            likes.extend(holds_one(register, key, held, &mut values));
        }
        parts.push(format!("({})", likes.join(" OR ")));
    }
    for (key, words) in &filter.conditions {
        if register.field(key).is_none() || words.is_empty() {
            continue;
        }
        let marks: Vec<String> = words
            .iter()
            .map(|word| {
                values.push(Sql::Text(word.clone()));
                format!("?{}", values.len())
            })
            .collect();
        parts.push(format!("CAST(ifnull({key}, '') AS TEXT) IN ({})", marks.join(", ")));
    }
    for (bound, sign) in [(&filter.from_on, ">="), (&filter.to_on, "<=")] {
        if !bound.is_empty() {
            values.push(Sql::Text(bound.clone()));
            parts.push(format!("{} {sign} ?{}", register.date_field, values.len()));
        }
    }
    (parts.join(" AND "), values)
}

/// SQL that is true where a field holds one of some words, or among several of its own one of them.
fn holds_one(register: &Register, key: &str, held: &[String], values: &mut Vec<Sql>) -> Option<String> {
    let field = register.field(key)?;
    if held.is_empty() {
        return None;
    }
    let is_many = matches!(field.kind, FieldType::Choices(_));
    let marks: Vec<String> = held
        .iter()
        .map(|word| {
            values.push(Sql::Text(if is_many { format!("\"{word}\"") } else { word.clone() }));
            let mark = values.len();
            if is_many { format!("instr(ifnull({key}, ''), ?{mark}) > 0") } else { format!("?{mark}") }
        })
        .collect();
    Some(match is_many {
        true => marks.join(" OR "),
        false => format!("CAST(ifnull({key}, '') AS TEXT) IN ({})", marks.join(", ")),
    })
}

/// The records that the rows of a register refer to by a field.
///
/// # Errors
///
/// Those of reading.
pub fn referred(conn: &Connection, register: &Register, field: &Field) -> Result<Vec<u32>, StoreError> {
    let (table, key) = (register.key, field.key);
    let sql = format!("SELECT DISTINCT {key} FROM {table} WHERE deleted_at IS NULL AND {key} IS NOT NULL");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn order(register: &Register, filter: &RowFilter) -> String {
    let by = |key: &str, down: bool| format!("{key} {}, id {}", direction(down), direction(down));
    match &filter.sort {
        Some((key, down)) if register.field(key).is_some() => by(key, *down),
        _ => by(register.date_field, true),
    }
}

fn direction(is_descending: bool) -> &'static str {
    if is_descending { "DESC" } else { "ASC" }
}

/// The next number of a register that counts without gaps by a field and the year of its date.
///
/// # Errors
///
/// Those of reading.
pub fn next_number(
    conn: &Connection,
    register: &Register,
    values: &Values,
) -> Result<Option<Value>, StoreError> {
    let Some(group) = register.numbered_by else {
        return Ok(None);
    };
    let text = |key: &str| values.get(key).and_then(Value::as_text).unwrap_or_default().to_owned();
    let sql = format!(
        "SELECT ifnull(max(seq_no), 0) + 1 FROM {} WHERE {group} = ?1 AND substr({}, 1, 4) = substr(?2, 1, 4)",
        register.key, register.date_field
    );
    let next: i64 =
        conn.prepare_cached(&sql)?.query_row([text(group), text(register.date_field)], |row| row.get(0))?;
    Ok(Some(Value::Whole(next)))
}

/// Whether no row of the same count has a later number: another one must stay, or the count would have a gap.
///
/// # Errors
///
/// Those of reading.
pub fn is_last_number(conn: &Connection, register: &Register, id: u32) -> Result<bool, StoreError> {
    Ok(!has_other_number(conn, register, id, "> own.seq_no")?)
}

/// Whether a row that came back fits into its count: no other row has its number, and the one before is there.
///
/// # Errors
///
/// Those of reading.
pub fn fits_its_count(conn: &Connection, register: &Register, id: u32) -> Result<bool, StoreError> {
    if register.numbered_by.is_none() {
        return Ok(true);
    }
    let sql = format!("SELECT seq_no FROM {} WHERE id = ?1", register.key);
    let number: Option<u32> =
        conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?.flatten();
    let Some(number) = number else {
        return Ok(true);
    };
    Ok(!has_other_number(conn, register, id, "= own.seq_no")?
        && (number <= 1 || has_other_number(conn, register, id, "= own.seq_no - 1")?))
}

fn has_other_number(
    conn: &Connection,
    register: &Register,
    id: u32,
    condition: &str,
) -> Result<bool, StoreError> {
    let Some(group) = register.numbered_by else {
        return Ok(false);
    };
    let (table, date) = (register.key, register.date_field);
    let sql = format!(
        "SELECT 1 FROM {table} AS own JOIN {table} AS other ON other.{group} = own.{group}
             AND substr(other.{date}, 1, 4) = substr(own.{date}, 1, 4)
             AND other.id <> own.id AND other.seq_no {condition}
         WHERE own.id = ?1"
    );
    Ok(conn.prepare_cached(&sql)?.exists([id])?)
}

/// Why a row was struck, if it was.
///
/// # Errors
///
/// Those of reading.
pub fn struck_reason(conn: &Connection, register: &Register, id: u32) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT struck_reason FROM {} WHERE id = ?1", register.key);
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?.flatten())
}

/// A membership of a group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person_id: u32,
    /// The group's word.
    pub group: String,
    /// The first day, ISO.
    pub joined_on: String,
    /// The day it ended, ISO; empty: it goes on.
    pub left_on: String,
    /// 走访频次, in the office's words.
    pub visit_rhythm: String,
}

/// Every membership of groups that was not taken back.
///
/// # Errors
///
/// Those of reading.
pub fn memberships(conn: &Connection) -> Result<Vec<Membership>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT person_id, group_kind, joined_on, ifnull(left_on, ''), ifnull(visit_rhythm, '')
             FROM group_members WHERE deleted_at IS NULL",
    )?;
    let read = |row: &Row| {
        Ok(Membership {
            person_id: row.get(0)?,
            group: row.get(1)?,
            joined_on: row.get(2)?,
            left_on: row.get(3)?,
            visit_rhythm: row.get(4)?,
        })
    };
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}
