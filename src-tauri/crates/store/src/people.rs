//! Queries of people: what the roster in memory holds of each, and whole records.

use crate::StoreError;
use crate::gate::Gate;
use crate::records::{self, Stored};
use domain::fields::{Value, Values, text_of};
use domain::names::sort_key;
use domain::people::PERSON_FIELDS;
use domain::population::Standing;
use rusqlite::{Connection, Row, params_from_iter};
use std::borrow::Cow;

/// What lists, filters and search need of a person; one row of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow<'a> {
    /// The person.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// The name.
    pub name: &'a str,
    /// Its sort key.
    pub name_sort: &'a str,
    /// Kind of paper.
    pub id_kind: &'a str,
    /// Its number, or empty.
    pub id_number: &'a str,
    /// ISO, to the day, month or year.
    pub birth_date: &'a str,
    /// Numbers, joined by a space.
    pub phones: String,
    /// Whether somebody can be called in an emergency.
    pub has_emergency_contact: bool,
    /// The grid of the person's own.
    pub grid_id: Option<u32>,
    /// Where the person stands.
    pub standing: Standing,
    /// 人户状态, word.
    pub residence_state: &'a str,
    /// present, left, died, cancelled, none.
    pub status: &'a str,
    /// The words of the choice fields in the order of [`CHOICE_FIELDS`].
    pub choices: [&'a str; CHOICE_FIELDS.len()],
    /// The working marks, as in the ledger.
    pub marks: &'a str,
    /// GB/T 2260, where the hukou is; empty where not known.
    pub hukou_division: &'a str,
}

/// The choice fields that conditions can ask for.
pub const CHOICE_FIELDS: [&str; 9] = [
    "sex",
    "ethnic_group",
    "marital_status",
    "education",
    "political_status",
    "population_kind",
    "health",
    "occupation_status",
    "military",
];

fn roster_sql() -> String {
    format!(
        "SELECT id, revision, name, name_sort, id_kind, id_number, birth_date, phones,
             emergency_name IS NOT NULL AND emergency_phones IS NOT NULL, grid_id, hukou_household_id,
             hukou_relation, living_household_id, living_relation, dwelling_id, residence_state, status, marks, hukou_division, {}
         FROM people WHERE deleted_at IS NULL",
        CHOICE_FIELDS.join(", ")
    )
}

fn roster_row<'a>(row: &'a Row) -> rusqlite::Result<RosterRow<'a>> {
    let text = |i: usize| row.get_ref(i).map(|v| v.as_str().unwrap_or_default());
    let phones: Vec<Cow<str>> =
        row.get_ref(7)?.as_str().ok().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let mut choices = [""; CHOICE_FIELDS.len()];
    for (i, choice) in choices.iter_mut().enumerate() {
        *choice = text(19 + i)?;
    }
    Ok(RosterRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        name: text(2)?,
        name_sort: text(3)?,
        id_kind: text(4)?,
        id_number: text(5)?,
        birth_date: text(6)?,
        phones: phones.join(" "),
        has_emergency_contact: row.get(8)?,
        grid_id: row.get(9)?,
        standing: Standing {
            hukou_household_id: row.get(10)?,
            hukou_relation: row.get(11)?,
            living_household_id: row.get(12)?,
            living_relation: row.get(13)?,
            dwelling_id: row.get(14)?,
        },
        residence_state: text(15)?,
        status: text(16)?,
        marks: text(17)?,
        hukou_division: text(18)?,
        choices,
    })
}

/// Calls `each` with everybody who is not in the recycle bin.
///
/// # Errors
///
/// Those of reading.
pub fn each_roster_row(conn: &Connection, mut each: impl FnMut(RosterRow<'_>)) -> Result<(), StoreError> {
    let mut statement = conn.prepare(&roster_sql())?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(roster_row(row)?);
    }
    Ok(())
}

/// Reads one person's roster row; `None` when in the recycle bin or gone.
///
/// # Errors
///
/// Those of reading.
pub fn roster_row_of<T>(
    conn: &Connection,
    id: u32,
    read: impl FnOnce(&RosterRow<'_>) -> T,
) -> Result<Option<T>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{} AND id = ?1", roster_sql()))?;
    let mut rows = statement.query([id])?;
    Ok(match rows.next()? {
        Some(row) => Some(read(&roster_row(row)?)),
        None => None,
    })
}

/// Whole records of some people, in the order of the ids.
///
/// # Errors
///
/// Those of reading.
pub fn records_of(conn: &Connection, ids: &[u32]) -> Result<Vec<Stored>, StoreError> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.extend(records::get(conn, "people", PERSON_FIELDS, *id)?);
    }
    Ok(all)
}

/// Adds a person's card, without movements.
///
/// # Errors
///
/// [`StoreError::Taken`], those of writing.
pub fn insert(gate: &Gate, values: &Values) -> Result<u32, StoreError> {
    records::insert(gate, "people", PERSON_FIELDS, values, &[name_sort(values)])
}

/// Changes a person's card; fields that `values` lacks stay.
///
/// # Errors
///
/// [`StoreError::Gone`], [`StoreError::Changed`], [`StoreError::Taken`], those of writing.
pub fn update(gate: &Gate, at: (u32, u32), values: &Values) -> Result<u32, StoreError> {
    update_with(gate, at, values, Vec::new())
}

/// Changes a person's card and columns that no form shows.
pub(crate) fn update_with(
    gate: &Gate,
    at: (u32, u32),
    values: &Values,
    mut extras: Vec<records::Extra>,
) -> Result<u32, StoreError> {
    extras.extend(values.contains_key("name").then(|| name_sort(values)));
    records::update(gate, "people", at, PERSON_FIELDS, values, &extras)
}

fn name_sort(values: &Values) -> records::Extra<'static> {
    ("name_sort", Value::Text(sort_key(text_of(values, "name").unwrap_or_default())))
}

/// Everybody not in the bin with one of these numbers; 18-digit numbers are one name space whatever the paper.
///
/// # Errors
///
/// Those of reading.
pub fn with_number(conn: &Connection, id_kind: &str, number: &str) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE id_number = ?2 AND (id_kind = ?1 OR length(?2) = 18) AND deleted_at IS NULL",
    )?;
    let found = statement.query_map([id_kind, number], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// The people of a household: registered in it, or living in it; heads first, then by age.
///
/// # Errors
///
/// Those of reading.
pub fn members(conn: &Connection, household_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE (hukou_household_id = ?1 OR living_household_id = ?1) AND deleted_at IS NULL
         ORDER BY CASE WHEN hukou_household_id = ?1 THEN hukou_relation ELSE living_relation END <> '02',
             birth_date, id",
    )?;
    let found = statement.query_map([household_id], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// The people of a dwelling, eldest first.
///
/// # Errors
///
/// Those of reading.
pub fn of_dwelling(conn: &Connection, dwelling_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE dwelling_id = ?1 AND deleted_at IS NULL ORDER BY birth_date, id",
    )?;
    let found = statement.query_map([dwelling_id], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// Sets or clears one working mark on some people; returns how many changed.
///
/// # Errors
///
/// Those of writing.
pub fn set_mark(gate: &Gate, ids: &[u32], mark: &str, is_set: bool) -> Result<u32, StoreError> {
    let mut changed = 0;
    for id in ids {
        let Some(stored) =
            records::get(gate.conn(), "people", PERSON_FIELDS, *id)?.filter(|s| s.deleted_at.is_none())
        else {
            continue;
        };
        let mut marks = match stored.values.get("marks") {
            Some(Value::Texts(marks)) => marks.clone(),
            _ => Vec::new(),
        };
        if marks.iter().any(|m| m == mark) == is_set {
            continue;
        }
        if is_set {
            marks.push(mark.to_owned())
        } else {
            marks.retain(|m| m != mark)
        }
        let values = Values::from([("marks".to_owned(), Value::Texts(marks))]);
        update(gate, (*id, stored.revision), &values)?;
        changed += 1;
    }
    Ok(changed)
}

/// Counts rows of people by a condition the caller wrote; for findings of a check.
///
/// # Errors
///
/// Those of reading.
pub fn count_where(conn: &Connection, condition: &str, values: &[String]) -> Result<u32, StoreError> {
    let sql = format!("SELECT count(*) FROM people WHERE deleted_at IS NULL AND {condition}");
    Ok(conn.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
}
