//! Movements of people, and the spans computed from them.
//!
//! Movements are the truth, and each says what it changes; `spans` and where a person's row stands are made from them by
//! the gate, in the transaction that changed them.

use crate::StoreError;
use crate::facts::{self, PERSON_FACTS, PastFact};
use crate::gate::Gate;
use crate::records::{Bound, Extra};
use chrono::NaiveDate;
use domain::fields::{Value, Values};
use domain::population::{
    Course, DwellingChange, Effect, Movement, MovementKind, SideChange, Standing, spans, standing_on,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use std::sync::LazyLock;

/// A movement with what the time line shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMovement {
    /// What counts; the standing after it follows from all up to it.
    pub movement: Movement,
    /// What it says.
    pub effect: Effect,
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
    living_relation, dwelling_id, revision, person_id, place, reason, hukou_change, living_change, dwelling_change";

/// Reads a movement with what it says; the standing after it is not known yet.
fn read(row: &Row) -> rusqlite::Result<StoredMovement> {
    let kind: String = row.get(1)?;
    let word = |i: usize| row.get_ref(i).map(|v| v.as_str().ok());
    let told = Standing {
        hukou_household_id: row.get(3)?,
        hukou_relation: row.get(4)?,
        living_household_id: row.get(5)?,
        living_relation: row.get(6)?,
        dwelling_id: row.get(7)?,
    };
    let effect = effect_of(&told, [word(12)?, word(13)?, word(14)?]);
    Ok(StoredMovement {
        movement: Movement {
            id: row.get(0)?,
            kind: MovementKind::from_word(&kind).unwrap_or(MovementKind::Opening),
            happened_on: row.get::<_, String>(2)?.parse().unwrap_or_default(),
            after: Standing::default(),
        },
        effect,
        revision: row.get(8)?,
        person_id: row.get(9)?,
        place: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
        reason: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
    })
}

/// What a movement says by its columns: the households and the dwelling, and the words for hukou, living and dwelling.
///
/// A row that an undo brought back from a history older than the words tells the whole standing.
pub fn effect_of(told: &Standing, [hukou, living, dwelling]: [Option<&str>; 3]) -> Effect {
    let whole = Effect::whole(told);
    Effect {
        hukou: hukou
            .map_or(whole.hukou, |word| side(word, told.hukou_household_id, told.hukou_relation.clone())),
        living: living
            .map_or(whole.living, |word| side(word, told.living_household_id, told.living_relation.clone())),
        dwelling: match dwelling {
            Some("lived_in") => DwellingChange::LivedIn(told.dwelling_id),
            Some("behind_hukou") => DwellingChange::BehindHukou(told.dwelling_id),
            Some(_) => DwellingChange::Kept,
            None => whole.dwelling,
        },
    }
}

fn side(word: &str, household: Option<u32>, relation: Option<String>) -> SideChange {
    match (word, household) {
        ("left", _) => SideChange::Left,
        ("joined", Some(household_id)) => SideChange::Joined { household_id, relation },
        ("related", Some(household_id)) => SideChange::Related { household_id, relation },
        _ => SideChange::Kept,
    }
}

fn side_word(change: &SideChange) -> (&'static str, Option<u32>, Option<&str>) {
    match change {
        SideChange::Kept => ("kept", None, None),
        SideChange::Left => ("left", None, None),
        SideChange::Joined { household_id, relation } => ("joined", Some(*household_id), relation.as_deref()),
        SideChange::Related { household_id, relation } => {
            ("related", Some(*household_id), relation.as_deref())
        }
    }
}

fn dwelling_word(change: DwellingChange) -> (&'static str, Option<u32>) {
    match change {
        DwellingChange::Kept => ("kept", None),
        DwellingChange::LivedIn(dwelling) => ("lived_in", dwelling),
        DwellingChange::BehindHukou(dwelling) => ("behind_hukou", dwelling),
    }
}

/// Puts movements in order and follows them: what the person is after each.
pub fn follow(all: &mut [StoredMovement]) {
    all.sort_by_key(|m| (m.movement.happened_on, m.movement.id));
    let mut course = Course::default();
    for m in all {
        m.movement.after = course.after(&m.effect);
    }
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
    let mut found = statement.query_map([person_id], read)?.collect::<Result<Vec<_>, _>>()?;
    follow(&mut found);
    Ok(found)
}

/// A person's movements without what is told of them beside.
///
/// # Errors
///
/// Those of reading.
pub fn life(conn: &Connection, person_id: u32) -> Result<Vec<Movement>, StoreError> {
    Ok(of_person(conn, person_id)?.into_iter().map(|m| m.movement).collect())
}

/// Everybody outside of the recycle bin with a movement that names a household.
///
/// # Errors
///
/// Those of reading.
pub fn ever_in_household(conn: &Connection, household_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE deleted_at IS NULL AND id IN (
             SELECT person_id FROM movements WHERE hukou_household_id = ?1 AND deleted_at IS NULL
             UNION SELECT person_id FROM movements WHERE living_household_id = ?1 AND deleted_at IS NULL)",
    )?;
    let found = statement.query_map([household_id], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// Those who were ever told to be the head of a household, now or before. Movements that were taken back do not count.
///
/// # Errors
///
/// Those of reading.
pub fn ever_head_of(conn: &Connection, household_id: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM people WHERE deleted_at IS NULL AND id IN (
             SELECT person_id FROM movements WHERE hukou_household_id = ?1 AND hukou_relation = ?2 AND deleted_at IS NULL
             UNION SELECT person_id FROM movements
             WHERE living_household_id = ?1 AND living_relation = ?2 AND deleted_at IS NULL)",
    )?;
    let values = rusqlite::params![household_id, domain::places::HEAD];
    let found = statement.query_map(values, |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// One movement that was not taken back.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn get(conn: &Connection, id: u32) -> Result<StoredMovement, StoreError> {
    let person = owner(conn, id)?.ok_or(StoreError::Gone)?;
    of_person(conn, person)?.into_iter().find(|m| m.movement.id == id).ok_or(StoreError::Gone)
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

/// What somebody's 户籍地址 was before the act that entered a movement; `None` where that act left the card alone.
///
/// # Errors
///
/// Those of reading.
pub fn address_before(
    conn: &Connection,
    movement_id: u32,
    person_id: u32,
) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT json_extract(p.before_json, '$.hukou_address') FROM changes AS m
         JOIN changes AS p ON p.act_id = m.act_id AND p.table_name = 'people' AND p.row_id = ?2 AND p.op = 'update'
         WHERE m.table_name = 'movements' AND m.row_id = ?1 AND m.op = 'insert' ORDER BY p.id LIMIT 1",
    )?;
    let found = statement.query_row(params![movement_id, person_id], |row| row.get::<_, Option<String>>(0));
    Ok(found.optional()?.map(Option::unwrap_or_default))
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
    let mut course = Course::default();
    while let Some(row) = rows.next()? {
        let mut found = read(row)?;
        if found.person_id != person {
            if !kept.is_empty() {
                each(person, &kept);
                kept.clear();
            }
            course = Course::default();
        }
        person = found.person_id;
        found.movement.after = course.after(&found.effect);
        kept.push(found.movement);
    }
    if !kept.is_empty() {
        each(person, &kept);
    }
    Ok(())
}

/// Adds a movement that leads to the standing it names, and says what it changes of the one of its day; returns its row.
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
    let before = standing_on(&life(gate.conn(), person_id)?, movement.happened_on);
    insert_saying(
        gate,
        person_id,
        movement,
        &Effect::of(movement.kind, &before, &movement.after),
        [place, reason],
    )
}

/// What [`INSERT_MOVEMENT`] holds of the first movement of somebody, behind when it was entered and whose it is.
pub(crate) fn first_told(movement: &Movement) -> [Value; 12] {
    let effect = Effect::of(movement.kind, &Standing::default(), &movement.after);
    told(movement, &effect, ["", ""])
}

/// The columns of what a movement is and says, in the order of [`told`].
const TOLD: [&str; 12] = [
    "kind",
    "happened_on",
    "place",
    "reason",
    "hukou_change",
    "hukou_household_id",
    "hukou_relation",
    "living_change",
    "living_household_id",
    "living_relation",
    "dwelling_change",
    "dwelling_id",
];

/// What [`TOLD`] hold of a movement.
fn told(movement: &Movement, effect: &Effect, [place, reason]: [&str; 2]) -> [Value; 12] {
    let (hukou, living) = (side_word(&effect.hukou), side_word(&effect.living));
    let dwelling = dwelling_word(effect.dwelling);
    let relation = |code: Option<&str>| code.map_or(Value::EMPTY, Value::from);
    [
        movement.kind.as_str().into(),
        Value::Text(movement.happened_on.to_string()),
        place.into(),
        reason.into(),
        hukou.0.into(),
        hukou.1.into(),
        relation(hukou.2),
        living.0.into(),
        living.1.into(),
        relation(living.2),
        dwelling.0.into(),
        dwelling.1.into(),
    ]
}

pub(crate) static INSERT_MOVEMENT: LazyLock<String> = LazyLock::new(|| {
    let marks: Vec<String> = (3..TOLD.len() + 3).map(|i| format!("?{i}")).collect();
    let columns = TOLD.join(", ");
    format!("INSERT INTO movements (created_at, person_id, {columns}) VALUES (?1, ?2, {})", marks.join(", "))
});

/// Adds a movement that says this; returns its row.
///
/// # Errors
///
/// Those of writing.
pub fn insert_saying(
    gate: &Gate,
    person_id: u32,
    movement: &Movement,
    effect: &Effect,
    beside: [&str; 2],
) -> Result<u32, StoreError> {
    let fixed = [Value::from(gate.at()), Value::from(person_id)];
    let cells = told(movement, effect, beside);
    let bound = fixed.iter().chain(&cells).map(Bound);
    gate.conn().prepare_cached(&INSERT_MOVEMENT)?.execute(params_from_iter(bound))?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// Mends a movement that has the revision read: its kind and day, what it says, what is told beside.
///
/// # Errors
///
/// [`StoreError::Changed`]; those of writing.
pub fn correct(
    gate: &Gate,
    revision: u32,
    movement: &Movement,
    effect: &Effect,
    beside: [&str; 2],
) -> Result<(), StoreError> {
    let sets: Vec<String> = TOLD.iter().enumerate().map(|(i, name)| format!("{name} = ?{}", i + 4)).collect();
    let sql = format!(
        "UPDATE movements SET revision = revision + 1, updated_at = ?1, {} WHERE id = ?2 AND revision = ?3
         AND deleted_at IS NULL",
        sets.join(", ")
    );
    let fixed = [Value::from(gate.at()), Value::from(movement.id), Value::from(revision)];
    let cells = told(movement, effect, beside);
    let bound = fixed.iter().chain(&cells).map(Bound);
    let changed = gate.conn().prepare_cached(&sql)?.execute(params_from_iter(bound))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed) }
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
    let all = life(gate.conn(), person_id)?;
    settle_row(gate.conn(), person_id, all.last())
}

/// A row that stands there already is not touched.
fn settle_row(conn: &Connection, person_id: u32, last: Option<&Movement>) -> Result<(), StoreError> {
    let cells = settled(last);
    let list = |between: &str, each: &dyn Fn(usize, &str) -> String| -> String {
        let all: Vec<String> = cells.iter().enumerate().map(|(i, (name, _))| each(i + 2, name)).collect();
        all.join(between)
    };
    let sets = list(", ", &|i, name| format!("{name} = ?{i}"));
    let differs = list(" OR ", &|i, name| format!("{name} IS NOT ?{i}"));
    let sql = format!("UPDATE people SET {sets}, revision = revision + 1 WHERE id = ?1 AND ({differs})");
    let id = Value::from(person_id);
    let bound = std::iter::once(&id).chain(cells.iter().map(|(_, value)| value)).map(Bound);
    conn.prepare_cached(&sql)?.execute(params_from_iter(bound))?;
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

/// Changes of relations that came with a movement of somebody else, in the same act: movement and person. Either's day may
/// have been mended since.
///
/// # Errors
///
/// Those of reading.
pub fn relations_with(conn: &Connection, movement_id: u32) -> Result<Vec<(u32, u32)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT m.id, m.person_id FROM movements AS own
         JOIN changes AS made ON made.table_name = 'movements' AND made.row_id = own.id AND made.op = 'insert'
         JOIN changes AS beside ON beside.act_id = made.act_id AND beside.table_name = 'movements' AND beside.op = 'insert'
         JOIN movements AS m ON m.id = beside.row_id AND m.deleted_at IS NULL
         WHERE own.id = ?1 AND m.person_id <> own.person_id AND m.kind = ?2",
    )?;
    let kind = MovementKind::RelationChanged.as_str();
    let found = statement.query_map(params![movement_id, kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
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

/// The columns of a person's row that spans are made of, and those that follow from the movements.
fn columns_behind_spans() -> Vec<&'static str> {
    let mut all = vec!["sex", "birth_date", "deleted_at"];
    all.extend(PERSON_FACTS);
    all.extend(settled_columns());
    all
}

/// Rebuilds the spans of people who were there before an act and of whose row or movements it changed what spans are made of.
/// A movement that it added leaves the row elsewhere, or is told by its number, as a fact is that it noted: those above the
/// last ones from before the act are of the act.
pub(crate) fn rebuild_spans_of_changed(
    conn: &Connection,
    act_id: u32,
    [last_person, last_movement, last_fact]: [i64; 3],
) -> Result<(), StoreError> {
    let differs = crate::facts::any_differs(&columns_behind_spans(), "p");
    let mut statement = conn.prepare_cached(&format!(
        "SELECT c.row_id FROM changes AS c LEFT JOIN people AS p ON p.id = c.row_id
         WHERE c.act_id = ?1 AND c.table_name = 'people' AND c.op <> 'insert'
             AND (c.op = 'delete' OR p.id IS NULL OR {differs})
         UNION
         SELECT json_extract(before_json, '$.person_id') FROM changes
         WHERE act_id = ?1 AND table_name = 'movements' AND op <> 'insert'
         UNION
         SELECT person_id FROM movements WHERE id > ?3 AND person_id <= ?2
         UNION
         SELECT row_id FROM past_facts WHERE id > ?4 AND table_name = 'people'
         UNION
         SELECT ifnull(f.row_id, json_extract(c.before_json, '$.row_id')) FROM changes AS c
         LEFT JOIN past_facts AS f ON f.id = c.row_id
         WHERE c.act_id = ?1 AND c.table_name = 'past_facts'
             AND ifnull(f.table_name, json_extract(c.before_json, '$.table_name')) = 'people'"
    ))?;
    let values = params![act_id, last_person, last_movement, last_fact];
    let people = statement.query_map(values, |row| row.get(0))?.collect::<Result<Vec<u32>, _>>()?;
    for person in people {
        rebuild_spans(conn, person)?;
    }
    Ok(())
}

/// Rebuilds everybody's spans, and lets everybody's row stand where the movements lead.
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
    let own: Option<(String, String, [Option<String>; 5])> = conn
        .prepare_cached(
            "SELECT sex, birth_date, ethnic_group, political_status, population_kind, hukou_division,
                 CAST(grid_id AS TEXT) FROM people WHERE id = ?1 AND deleted_at IS NULL",
        )?
        .query_row([person_id], |row| {
            let now = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
            Ok((row.get(0)?, row.get(1)?, now))
        })
        .optional()?;
    let Some((sex, birth, now)) = own else {
        return Ok(());
    };
    let movements = life(conn, person_id)?;
    // Whoever changed a movement, an undo or an import taken back too, leaves the row where the movements lead.
    settle_row(conn, person_id, movements.last())?;
    let past = facts::of_row(conn, "people", person_id)?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO spans (person_id, from_on, to_on, movement_id, hukou_household_id, living_household_id,
             dwelling_id, sex, birth_date, ethnic_group, political_status, population_kind, hukou_division, grid_id)
         VALUES (?1, ?2, ifnull(?3, '9999-12-31'), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    for span in spans(&movements) {
        let is_within = |day: &NaiveDate| *day > span.from_on && span.to_on.is_none_or(|to| *day < to);
        let mut days: Vec<NaiveDate> = past.iter().map(|p| p.until_on).filter(is_within).collect();
        days.dedup();
        let mut from_on = span.from_on;
        for to_on in days.into_iter().map(Some).chain([span.to_on]) {
            let [ethnic, political, kind, division, grid] = facts_on(&past, &now, from_on);
            insert.execute(params![
                person_id,
                from_on.to_string(),
                to_on.map(|d| d.to_string()),
                span.movement_id,
                span.standing.hukou_household_id,
                span.standing.living_household_id,
                span.standing.dwelling_id,
                sex,
                birth,
                ethnic,
                political,
                kind,
                division,
                grid
            ])?;
            from_on = to_on.unwrap_or(from_on);
        }
    }
    Ok(())
}

/// A person's facts as they were on a day.
fn facts_on<'a>(past: &'a [PastFact], now: &'a [Option<String>; 5], on: NaiveDate) -> [Option<&'a str>; 5] {
    std::array::from_fn(|i| {
        let then = past.iter().find(|p| p.fact == PERSON_FACTS[i] && p.until_on > on);
        then.map_or(&now[i], |p| &p.value).as_deref()
    })
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
    /// GB/T 4762
    pub political_status: &'a str,
    /// registered, floating, hk_mo_tw, foreign; empty where not known.
    pub population_kind: &'a str,
    /// GB/T 2260, where the hukou is; empty where not known.
    pub hukou_division: &'a str,
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
             sex, birth_date, ethnic_group, political_status, population_kind, hukou_division
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
            political_status: text(8),
            population_kind: text(9),
            hukou_division: text(10),
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
