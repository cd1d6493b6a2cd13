//! Movements of people, and the spans computed from them.
//!
//! Movements are the truth; `spans` is rebuilt from them by the gate, in the transaction that changed them.

use crate::StoreError;
use crate::gate::Gate;
use crate::records::{Bound, Extra};
use chrono::NaiveDate;
use domain::fields::{Value, Values};
use domain::population::{Movement, MovementKind, Standing, sort_movements, spans};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

/// A movement with what the time line shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMovement {
    /// What counts.
    pub movement: Movement,
    /// Its revision.
    pub revision: u32,
    /// Whose it is.
    pub person_id: u32,
    /// From or to where.
    pub place: String,
    /// Why.
    pub reason: String,
}

const COLUMNS: &str = "id, kind, happened_on, hukou_household_id, hukou_relation, living_household_id,
    living_relation, dwelling_id, revision, person_id, place, reason";

fn read(row: &Row) -> rusqlite::Result<StoredMovement> {
    let kind: String = row.get(1)?;
    Ok(StoredMovement {
        movement: Movement {
            id: row.get(0)?,
            kind: MovementKind::from_word(&kind).unwrap_or(MovementKind::Opening),
            happened_on: row.get::<_, String>(2)?.parse().unwrap_or_default(),
            after: Standing {
                hukou_household_id: row.get(3)?,
                hukou_relation: row.get(4)?,
                living_household_id: row.get(5)?,
                living_relation: row.get(6)?,
                dwelling_id: row.get(7)?,
            },
        },
        revision: row.get(8)?,
        person_id: row.get(9)?,
        place: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
        reason: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
    })
}

/// A person's movements in the order in which they count.
///
/// # Errors
///
/// Those of reading.
pub fn of_person(conn: &Connection, person_id: u32) -> Result<Vec<StoredMovement>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM movements WHERE person_id = ?1 AND deleted_at IS NULL ORDER BY happened_on, id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([person_id], read)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// One movement that was not taken back.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn get(conn: &Connection, id: u32) -> Result<StoredMovement, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM movements WHERE id = ?1 AND deleted_at IS NULL");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read)?)
}

/// Whose movement it is, taken back or not.
///
/// # Errors
///
/// Those of reading.
pub fn owner(conn: &Connection, id: u32) -> Result<Option<u32>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT person_id FROM movements WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Calls `each` with every person's movements that count up to a day, person by person.
///
/// # Errors
///
/// Those of reading.
pub fn each_person(
    conn: &Connection,
    last: NaiveDate,
    mut each: impl FnMut(u32, &[Movement]),
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM movements WHERE deleted_at IS NULL AND happened_on <= ?1
         AND person_id IN (SELECT id FROM people WHERE deleted_at IS NULL) ORDER BY person_id, happened_on, id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([last.to_string()])?;
    let mut person = 0;
    let mut kept: Vec<Movement> = Vec::new();
    while let Some(row) = rows.next()? {
        let found = read(row)?;
        if found.person_id != person && !kept.is_empty() {
            each(person, &kept);
            kept.clear();
        }
        person = found.person_id;
        kept.push(found.movement);
    }
    if !kept.is_empty() {
        each(person, &kept);
    }
    Ok(())
}

/// Adds a movement; returns its row.
///
/// # Errors
///
/// Those of writing.
pub fn insert(
    gate: &Gate,
    person_id: u32,
    movement: &Movement,
    place: &str,
    reason: &str,
) -> Result<u32, StoreError> {
    let after = &movement.after;
    gate.conn()
        .prepare_cached(
            "INSERT INTO movements (created_at, person_id, kind, happened_on, place, reason, hukou_household_id,
                 hukou_relation, living_household_id, living_relation, dwelling_id)
             VALUES (?1, ?2, ?3, ?4, nullif(?5, ''), nullif(?6, ''), ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            gate.at(),
            person_id,
            movement.kind.as_str(),
            movement.happened_on.to_string(),
            place,
            reason,
            after.hukou_household_id,
            after.hukou_relation,
            after.living_household_id,
            after.living_relation,
            after.dwelling_id
        ])?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// The columns of a person's row that follow from the last movement.
fn settled(last: Option<&Movement>) -> [Extra<'static>; 9] {
    let standing = last.map(|m| m.after.clone()).unwrap_or_default();
    let status = match (standing.is_present(), last.map(|m| m.kind)) {
        (true, _) => "present",
        (_, Some(MovementKind::Died)) => "died",
        (_, Some(MovementKind::Cancelled)) => "cancelled",
        (_, Some(_)) => "left",
        (_, None) => "none",
    };
    let gone = last.filter(|_| !standing.is_present());
    let state = standing.residence_state();
    let text = |t: Option<String>| t.map_or(Value::EMPTY, Value::Text);
    [
        ("hukou_household_id", standing.hukou_household_id.into()),
        ("living_household_id", standing.living_household_id.into()),
        ("dwelling_id", standing.dwelling_id.into()),
        ("residence_state", state.map_or(Value::EMPTY, |s| s.as_str().into())),
        ("hukou_relation", text(standing.hukou_relation)),
        ("living_relation", text(standing.living_relation)),
        ("status", status.into()),
        ("left_on", text(gone.map(|m| m.happened_on.to_string()))),
        ("left_reason", text(gone.map(|m| m.kind.label().to_owned()))),
    ]
}

/// Writes into the person's row where the last movement leaves it.
///
/// # Errors
///
/// Those of writing.
pub fn settle(gate: &Gate, person_id: u32) -> Result<(), StoreError> {
    let all = of_person(gate.conn(), person_id)?;
    let cells = settled(all.last().map(|m| &m.movement));
    let sets: Vec<String> =
        cells.iter().enumerate().map(|(i, (name, _))| format!("{name} = ?{}", i + 2)).collect();
    let sql = format!("UPDATE people SET {}, revision = revision + 1 WHERE id = ?1", sets.join(", "));
    let id = Value::from(person_id);
    let bound = std::iter::once(&id).chain(cells.iter().map(|(_, value)| value)).map(Bound);
    gate.conn().prepare_cached(&sql)?.execute(params_from_iter(bound))?;
    Ok(())
}

/// The columns of a person's row that follow from the movements.
pub(crate) fn settled_columns() -> Vec<&'static str> {
    settled(None).iter().map(|(name, _)| *name).collect()
}

/// Settles a person whose row says something else than the movements: after an act was taken back from among others.
///
/// # Errors
///
/// Those of writing.
pub(crate) fn settle_where_apart(gate: &Gate, person_id: u32) -> Result<(), StoreError> {
    let all = of_person(gate.conn(), person_id)?;
    let cells = settled(all.last().map(|m| &m.movement));
    let same: Vec<String> =
        cells.iter().enumerate().map(|(i, (name, _))| format!("{name} IS ?{}", i + 2)).collect();
    let sql = format!("SELECT 1 FROM people WHERE id = ?1 AND NOT ({})", same.join(" AND "));
    let id = Value::from(person_id);
    let bound = std::iter::once(&id).chain(cells.iter().map(|(_, value)| value)).map(Bound);
    let is_apart = gate.conn().prepare_cached(&sql)?.exists(params_from_iter(bound))?;
    if is_apart { settle(gate, person_id) } else { Ok(()) }
}

/// Changes a person's card, and with it where the last movement leaves the person.
///
/// # Errors
///
/// Those of [`crate::people::update`].
pub fn update_and_settle(
    gate: &Gate,
    at: (u32, u32),
    values: &Values,
    last: &Movement,
) -> Result<u32, StoreError> {
    crate::people::update_with(gate, at, values, settled(Some(last)).into())
}

/// Rebuilds the spans of everybody whose row or movements an act changed.
pub(crate) fn rebuild_spans_of_act(conn: &Connection, act_id: u32) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT row_id FROM changes WHERE act_id = ?1 AND table_name = 'people'
         UNION
         SELECT DISTINCT json_extract(coalesce(after_json, before_json), '$.person_id') FROM changes
         WHERE act_id = ?1 AND table_name = 'movements'",
    )?;
    let people = statement.query_map([act_id], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
    for person in people {
        rebuild_spans(conn, person)?;
    }
    Ok(())
}

/// Rebuilds the spans of people who were there before an act and whose row or movements it changed.
pub(crate) fn rebuild_spans_of_changed(conn: &Connection, act_id: u32) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT row_id FROM changes WHERE act_id = ?1 AND table_name = 'people' AND op <> 'insert'
         UNION
         SELECT json_extract(before_json, '$.person_id') FROM changes
         WHERE act_id = ?1 AND table_name = 'movements' AND op <> 'insert'",
    )?;
    let people = statement.query_map([act_id], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
    for person in people {
        rebuild_spans(conn, person)?;
    }
    Ok(())
}

/// Adds the only span of somebody whose first movement it begins with.
///
/// # Errors
///
/// Those of writing.
pub fn insert_first_span(
    gate: &Gate,
    (person_id, movement_id): (u32, u32),
    from_on: NaiveDate,
    standing: &Standing,
    [sex, birth_date, ethnic_group]: [&str; 3],
    grid_id: Option<u32>,
) -> Result<(), StoreError> {
    gate.conn()
        .prepare_cached(
            "INSERT INTO spans (person_id, from_on, movement_id, hukou_household_id, living_household_id,
                 dwelling_id, sex, birth_date, grid_id, ethnic_group)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''))",
        )?
        .execute(params![
            person_id,
            from_on.to_string(),
            movement_id,
            standing.hukou_household_id,
            standing.living_household_id,
            standing.dwelling_id,
            sex,
            birth_date,
            grid_id,
            ethnic_group
        ])?;
    Ok(())
}

/// Rebuilds everybody's spans.
pub(crate) fn rebuild_all_spans(conn: &Connection) -> Result<(), StoreError> {
    let mut statement = conn.prepare("SELECT id FROM people")?;
    let people = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
    for person in people {
        rebuild_spans(conn, person)?;
    }
    Ok(())
}

fn rebuild_spans(conn: &Connection, person_id: u32) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM spans WHERE person_id = ?1")?.execute([person_id])?;
    let facts: Option<(String, String, Option<u32>, Option<String>)> = conn
        .prepare_cached(
            "SELECT sex, birth_date, grid_id, ethnic_group FROM people WHERE id = ?1 AND deleted_at IS NULL",
        )?
        .query_row([person_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((sex, birth, grid, ethnic)) = facts else {
        return Ok(());
    };
    let mut movements: Vec<Movement> = of_person(conn, person_id)?.into_iter().map(|m| m.movement).collect();
    sort_movements(&mut movements);
    let mut insert = conn.prepare_cached(
        "INSERT INTO spans (person_id, from_on, to_on, movement_id, hukou_household_id, living_household_id,
             dwelling_id, sex, birth_date, grid_id, ethnic_group)
         VALUES (?1, ?2, ifnull(?3, '9999-12-31'), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for span in spans(&movements) {
        insert.execute(params![
            person_id,
            span.from_on.to_string(),
            span.to_on.map(|d| d.to_string()),
            span.movement_id,
            span.standing.hukou_household_id,
            span.standing.living_household_id,
            span.standing.dwelling_id,
            sex,
            birth,
            grid,
            ethnic
        ])?;
    }
    Ok(())
}

/// Somebody who belonged to the community on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// The person.
    pub person_id: u32,
    /// The household registered in; `None`: not registered here.
    pub hukou_household_id: Option<u32>,
    /// The household lived in; `None`: not living here.
    pub living_household_id: Option<u32>,
    /// The dwelling.
    pub dwelling_id: Option<u32>,
    /// The grid of the person's own, over that of the dwelling.
    pub grid_id: Option<u32>,
    /// GB/T 2261.1
    pub sex: &'a str,
    /// ISO, to the day, month or year.
    pub birth_date: &'a str,
    /// GB/T 3304
    pub ethnic_group: &'a str,
}

impl Present<'_> {
    /// Whether registered here.
    pub fn is_registered(&self) -> bool {
        self.hukou_household_id.is_some()
    }

    /// Whether living here.
    pub fn is_living(&self) -> bool {
        self.living_household_id.is_some()
    }

    /// Where the person stood.
    pub fn standing(&self) -> Standing {
        Standing {
            hukou_household_id: self.hukou_household_id,
            living_household_id: self.living_household_id,
            dwelling_id: self.dwelling_id,
            ..Standing::default()
        }
    }
}

/// Calls `each` with everybody who belonged to the community on the evening of a day.
///
/// # Errors
///
/// Those of reading.
pub fn each_present(
    conn: &Connection,
    on: NaiveDate,
    mut each: impl FnMut(Present),
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT person_id, hukou_household_id, living_household_id, dwelling_id, grid_id,
             sex, birth_date, ethnic_group
         FROM spans WHERE from_on <= ?1 AND to_on > ?1",
    )?;
    let mut rows = statement.query([on.to_string()])?;
    while let Some(row) = rows.next()? {
        let text = |i: usize| row.get_ref(i).ok().and_then(|v| v.as_str().ok()).unwrap_or_default();
        each(Present {
            person_id: row.get(0)?,
            hukou_household_id: row.get(1)?,
            living_household_id: row.get(2)?,
            dwelling_id: row.get(3)?,
            grid_id: row.get(4)?,
            sex: text(5),
            birth_date: text(6),
            ethnic_group: text(7),
        });
    }
    Ok(())
}

/// How many belonged to the community, were registered, lived here, on the evening of a day.
///
/// # Errors
///
/// Those of reading.
pub fn count_on(conn: &Connection, on: NaiveDate) -> Result<(u32, u32, u32), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), count(hukou_household_id), count(living_household_id) FROM spans
         WHERE from_on <= ?1 AND to_on > ?1",
    )?;
    Ok(statement.query_row([on.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

/// People whose earlier standing was in a dwelling and whose present one is not, latest first.
///
/// # Errors
///
/// Those of reading.
pub fn former_of_dwelling(conn: &Connection, dwelling_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT m.person_id FROM movements AS m JOIN people AS p ON p.id = m.person_id
         WHERE m.dwelling_id = ?1 AND m.deleted_at IS NULL AND p.deleted_at IS NULL
             AND p.dwelling_id IS NOT m.dwelling_id
         GROUP BY m.person_id ORDER BY max(m.happened_on) DESC LIMIT 100",
    )?;
    let found = statement.query_map([dwelling_id], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}
