//! Imports: people added many at a time, the list of what was imported, remembered mappings, and taking one back.

use crate::gate::Gate;
use crate::records::{Bound, value_at};
use crate::{StoreError, tables};
use domain::fields::{Value, Values};
use domain::names::sort_key;
use domain::people::PERSON_FIELDS;
use domain::population::Standing;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The fields of the card in the order in which values lie in a map.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut keys: Vec<&str> = PERSON_FIELDS.iter().map(|f| f.key).collect();
    keys.sort_unstable();
    keys
});

/// One statement for every person: fields that a row does not say are NULL.
static INSERT_PERSON: LazyLock<String> = LazyLock::new(|| {
    let keys = &*KEYS;
    let marks: Vec<String> = (9..9 + keys.len()).map(|i| format!("?{i}")).collect();
    format!(
        "INSERT INTO people (created_at, name_sort, hukou_household_id, hukou_relation, living_household_id,
             living_relation, dwelling_id, residence_state, status, {})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'present', {})",
        keys.join(", "),
        marks.join(", ")
    )
});

/// Adds a person with the standing that the first movement will leave.
///
/// # Errors
///
/// [`StoreError::Taken`], those of writing.
pub fn insert_person(gate: &Gate, values: &Values, standing: &Standing) -> Result<u32, StoreError> {
    let name = values.get("name").and_then(Value::as_text).unwrap_or_default();
    let text = |t: Option<&String>| t.map_or(Value::EMPTY, |t| Value::Text(t.clone()));
    let fixed = [
        Value::from(gate.at()),
        Value::Text(sort_key(name)),
        Value::from(standing.hukou_household_id),
        text(standing.hukou_relation.as_ref()),
        Value::from(standing.living_household_id),
        text(standing.living_relation.as_ref()),
        Value::from(standing.dwelling_id),
        standing.residence_state().map_or(Value::EMPTY, |s| Value::from(s.as_str())),
    ];
    // Both are in one order, so that nothing is looked up.
    let mut said = values.iter().peekable();
    let own = KEYS.iter().map(|key| {
        while said.next_if(|(own, _)| own.as_str() < *key).is_some() {}
        Bound(said.next_if(|(own, _)| own == key).map_or(&Value::EMPTY, |(_, value)| value))
    });
    let bound = fixed.iter().map(Bound).chain(own);
    gate.conn().prepare_cached(&INSERT_PERSON)?.execute(params_from_iter(bound))?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// Gives out household numbers, so many at once; returns the first.
///
/// # Errors
///
/// Those of writing.
pub fn take_household_numbers(gate: &Gate, count: u32) -> Result<u32, StoreError> {
    let sql = "UPDATE counters SET next = next + ?1 WHERE name = 'household_no' RETURNING next - ?1";
    Ok(gate.conn().query_row(sql, [count], |row| row.get(0))?)
}

/// Reads cards of people one after another through one statement.
pub struct Cards<'a> {
    statement: rusqlite::CachedStatement<'a>,
}

impl<'a> Cards<'a> {
    /// Prepares the statement.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn new(conn: &'a Connection) -> Result<Self, StoreError> {
        let keys: Vec<&str> = PERSON_FIELDS.iter().map(|f| f.key).collect();
        let sql =
            format!("SELECT revision, {} FROM people WHERE id = ?1 AND deleted_at IS NULL", keys.join(", "));
        Ok(Cards { statement: conn.prepare_cached(&sql)? })
    }

    /// The revision and card of a person.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`].
    pub fn get(&mut self, id: u32) -> Result<(u32, Values), StoreError> {
        let read = |row: &Row| {
            let mut values = Values::new();
            for (i, field) in PERSON_FIELDS.iter().enumerate() {
                let value = value_at(row, i + 1, field)?;
                if !value.is_empty() {
                    values.insert(field.key.to_owned(), value);
                }
            }
            Ok((row.get(0)?, values))
        };
        Ok(self.statement.query_row([id], read)?)
    }
}

/// Memberships of groups that have not ended: person and group.
///
/// # Errors
///
/// Those of reading.
pub fn present_memberships(conn: &Connection) -> Result<BTreeSet<(u32, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT person_id, group_kind FROM group_members WHERE deleted_at IS NULL AND left_on IS NULL",
    )?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// The people that an import added or changed, whatever became of them since.
///
/// # Errors
///
/// Those of reading.
pub fn people_of(conn: &Connection, import_id: u32) -> Result<BTreeSet<u32>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT changes.row_id FROM changes JOIN imports ON imports.act_id = changes.act_id
         WHERE imports.id = ?1 AND changes.table_name = 'people'",
    )?;
    let found = statement.query_map([import_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The import.
    pub id: u32,
    /// Its act.
    pub act_id: u32,
    /// When, UTC.
    pub happened_at: String,
    /// Who.
    pub actor_name: String,
    /// residents, or the register's key.
    pub kind: String,
    /// The file's name, without its folder.
    pub file_name: String,
    /// The sheet.
    pub sheet_name: String,
    /// Counts by outcome, JSON.
    pub counts: String,
    /// When it was taken back, UTC.
    pub undone_at: Option<String>,
    /// By whom.
    pub undone_by: Option<String>,
    /// What was left alone then: table and row.
    pub kept: Vec<(String, u32)>,
}

const IMPORT_COLUMNS: &str = "id, act_id, happened_at, actor_name, kind, file_name, sheet_name, counts, undone_at, undone_by, kept_json";

fn import_row(row: &Row) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        act_id: row.get(1)?,
        happened_at: row.get(2)?,
        actor_name: row.get(3)?,
        kind: row.get(4)?,
        file_name: row.get(5)?,
        sheet_name: row.get(6)?,
        counts: row.get(7)?,
        undone_at: row.get(8)?,
        undone_by: row.get(9)?,
        kept: row
            .get::<_, Option<String>>(10)?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
    })
}

/// Notes an import, under the act of the gate; returns its number.
///
/// # Errors
///
/// Those of writing.
pub fn note(
    gate: &Gate,
    actor: &str,
    [kind, file_name, sheet_name, counts]: [&str; 4],
) -> Result<u32, StoreError> {
    gate.conn().execute(
        "INSERT INTO imports (act_id, happened_at, actor_name, kind, file_name, sheet_name, counts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![gate.act_id(), gate.at(), actor, kind, file_name, sheet_name, counts],
    )?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// All imports, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn all(conn: &Connection) -> Result<Vec<ImportRow>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {IMPORT_COLUMNS} FROM imports ORDER BY id DESC LIMIT 1000"))?;
    let found = statement.query_map([], import_row)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// One import.
///
/// # Errors
///
/// [`StoreError::Gone`].
pub fn get(conn: &Connection, id: u32) -> Result<ImportRow, StoreError> {
    let sql = format!("SELECT {IMPORT_COLUMNS} FROM imports WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], import_row)?)
}

/// A remembered mapping: name and targets as JSON.
pub type Mapping = (String, String);

/// What columns of this shape meant the last time.
///
/// # Errors
///
/// Those of reading.
pub fn mapping_of_shape(conn: &Connection, kind: &str, shape: &str) -> Result<Option<Mapping>, StoreError> {
    let sql = "SELECT name, mapping FROM import_mappings WHERE kind = ?1 AND shape = ?2";
    let found = conn.prepare_cached(sql)?.query_row([kind, shape], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The mapping of a name, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn mapping_named(conn: &Connection, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT mapping FROM import_mappings WHERE kind = ?1 AND name = ?2 ORDER BY used_at DESC, id DESC";
    Ok(conn.prepare_cached(sql)?.query_row([kind, name], |row| row.get(0)).optional()?)
}

/// Remembers what columns of a shape mean. Not part of the history.
///
/// # Errors
///
/// Those of writing.
pub fn remember_mapping(gate: &Gate, [kind, shape, name, mapping]: [&str; 4]) -> Result<(), StoreError> {
    gate.conn().execute(
        "INSERT INTO import_mappings (kind, shape, name, mapping, used_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kind, shape) DO UPDATE SET name = excluded.name, mapping = excluded.mapping,
             used_at = excluded.used_at",
        params![kind, shape, name, mapping, gate.at()],
    )?;
    Ok(())
}

/// What taking an import back did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// People removed.
    pub removed: u32,
    /// Records given their earlier values again.
    pub restored: u32,
    /// People and rows kept, because they were edited since or something stands on them: table and row.
    pub kept: Vec<(String, u32)>,
}

/// Tables in the order in which rows can be removed: what refers comes before what is referred to.
const REMOVAL_ORDER: [&str; 9] = [
    "group_members",
    "movements",
    "people",
    "households",
    "dwellings",
    "units",
    "buildings",
    "estates",
    "grids",
];

/// Takes an import back: rows it added go, rows it changed get their earlier values. Rows edited since are kept and
/// named, with all that they stand on, unless `forces` says otherwise.
///
/// `progress` is told rows done and in all, and says whether to go on.
///
/// # Errors
///
/// [`StoreError::AlreadyUndone`]; [`StoreError::Gone`] when told to stop; those of writing.
pub fn take_back(
    gate: &Gate,
    import: &ImportRow,
    forces: bool,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<TakenBack, StoreError> {
    let conn = gate.conn();
    // What was kept the first time may still be taken back on demand.
    let is_second = import.undone_at.is_some();
    if is_second && (!forces || import.kept.is_empty()) {
        return Err(StoreError::AlreadyUndone);
    }
    let mut added: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    let mut changed: BTreeMap<(&'static str, u32), String> = BTreeMap::new();
    let watched = tables::watched();
    let mut statement = conn.prepare(
        "SELECT table_name, row_id, op, before_json FROM changes WHERE act_id = ?1 ORDER BY id DESC",
    )?;
    let mut rows = statement.query([import.act_id])?;
    while let Some(row) = rows.next()? {
        let (table, id, op): (String, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(table) = watched.iter().copied().find(|t| *t == table) else { continue };
        match op.as_str() {
            "insert" => added.entry(table).or_default().push(id),
            // The oldest image is the one before the import: it comes last in this order.
            _ => drop(changed.insert((table, id), row.get::<_, Option<String>>(3)?.unwrap_or_default())),
        }
    }
    // A row that the import both added and settled is an added one. Rows come newest first.
    changed.retain(|(table, id), _| {
        added.get(table).is_none_or(|ids| ids.binary_search_by(|own| id.cmp(own)).is_err())
    });
    if is_second {
        // Numbers may have been given out anew to others: what the first time removed is not looked at again.
        let gone = removed_by(conn, import.act_id)?;
        for (table, ids) in &mut added {
            ids.retain(|id| !gone.contains(&(*table, *id)));
        }
        changed.retain(|(table, id), _| import.kept.iter().any(|(t, i)| t == table && i == id));
    }
    let edited = edited_since(conn, import.act_id)?;
    let mut back = TakenBack::default();
    let total =
        u32::try_from(added.values().map(Vec::len).sum::<usize>() + changed.len()).unwrap_or(u32::MAX);
    let mut done = 0u32;
    let kept_people = if forces { BTreeSet::new() } else { people_to_keep(conn, &added, &edited)? };
    for table in REMOVAL_ORDER.iter().chain(register_keys().iter()) {
        let Some(ids) = added.get(*table) else { continue };
        let columns = referrers(table);
        for id in ids {
            done += 1;
            if done.is_multiple_of(256) && !progress(done, total) {
                return Err(StoreError::Gone);
            }
            let is_edited = edited.contains(&(*table, *id));
            let is_kept = match *table {
                "people" => kept_people.contains(id),
                "movements" | "group_members" => {
                    owner_of(conn, table, *id)?.is_none_or(|p| kept_people.contains(&p))
                }
                _ => is_edited && !forces || is_referred(conn, columns, *id)?,
            };
            if is_kept {
                if *table == "people" || is_edited {
                    back.kept.push(((*table).to_owned(), *id));
                }
                continue;
            }
            if *table == "people" {
                remove_all_of(conn, *id)?;
                back.removed += 1;
            } else if !REMOVAL_ORDER.contains(table) {
                back.removed += 1;
            }
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
        }
    }
    for ((table, id), before) in &changed {
        done += 1;
        if done.is_multiple_of(256) && !progress(done, total) {
            return Err(StoreError::Gone);
        }
        if edited.contains(&(*table, *id)) && !forces {
            back.kept.push(((*table).to_owned(), *id));
            continue;
        }
        give_back(conn, table, *id, before)?;
        back.restored += 1;
    }
    let kept = serde_json::to_string(&back.kept).map_err(|_| StoreError::NothingToUndo)?;
    conn.execute(
        "UPDATE imports SET undone_at = ?2, undone_by = (SELECT actor_name FROM acts WHERE id = ?3), kept_json = ?4
         WHERE id = ?1",
        params![import.id, gate.at(), gate.act_id(), kept],
    )?;
    conn.execute(
        "UPDATE acts SET undone_by_act_id = ?2 WHERE id = ?1",
        params![import.act_id, gate.act_id()],
    )?;
    conn.execute("UPDATE acts SET undoes_act_id = ?2 WHERE id = ?1", params![gate.act_id(), import.act_id])?;
    Ok(back)
}

fn register_keys() -> Vec<&'static str> {
    domain::registers::all().iter().map(|r| r.key).filter(|k| !REMOVAL_ORDER.contains(k)).collect()
}

/// Rows that later acts changed which are still in effect.
fn edited_since(conn: &Connection, act_id: u32) -> Result<BTreeSet<(&'static str, u32)>, StoreError> {
    rows_of_changes(
        conn,
        "SELECT DISTINCT later.table_name, later.row_id FROM changes AS later JOIN acts ON acts.id = later.act_id
         WHERE later.act_id > ?1 AND acts.undone_by_act_id IS NULL AND acts.undoes_act_id IS NULL",
        act_id,
    )
}

/// Rows that the undoing of an act removed.
fn removed_by(conn: &Connection, act_id: u32) -> Result<BTreeSet<(&'static str, u32)>, StoreError> {
    rows_of_changes(
        conn,
        "SELECT table_name, row_id FROM changes WHERE op = 'delete'
         AND act_id IN (SELECT id FROM acts WHERE undoes_act_id = ?1)",
        act_id,
    )
}

/// Tables and rows that a query of the history names for an act.
fn rows_of_changes(
    conn: &Connection,
    sql: &str,
    act_id: u32,
) -> Result<BTreeSet<(&'static str, u32)>, StoreError> {
    let mut statement = conn.prepare(sql)?;
    let watched = tables::watched();
    let mut found = BTreeSet::new();
    let mut rows = statement.query([act_id])?;
    while let Some(row) = rows.next()? {
        let (table, id): (String, u32) = (row.get(0)?, row.get(1)?);
        found.extend(watched.iter().copied().find(|t| *t == table).map(|t| (t, id)));
    }
    Ok(found)
}

/// Added people who were edited since, or have a movement or a membership of a later act.
fn people_to_keep(
    conn: &Connection,
    added: &BTreeMap<&'static str, Vec<u32>>,
    edited: &BTreeSet<(&'static str, u32)>,
) -> Result<BTreeSet<u32>, StoreError> {
    let mut kept = BTreeSet::new();
    let own: BTreeSet<u32> = added.get("people").into_iter().flatten().copied().collect();
    for (table, id) in edited {
        match *table {
            "people" => kept.extend(own.get(id)),
            "movements" | "group_members" => {
                kept.extend(owner_of(conn, table, *id)?.filter(|p| own.contains(p)));
            }
            _ => {}
        }
    }
    Ok(kept)
}

fn owner_of(conn: &Connection, table: &str, id: u32) -> Result<Option<u32>, StoreError> {
    let sql = format!("SELECT person_id FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
}

/// What refers to a person and was not added by the import goes with the person.
fn remove_all_of(conn: &Connection, person: u32) -> Result<(), StoreError> {
    for table in ["spans", "movements", "group_members"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE person_id = ?1"))?.execute([person])?;
    }
    Ok(())
}

fn referrers(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "households" => &[
            ("people", "hukou_household_id"),
            ("people", "living_household_id"),
            ("movements", "hukou_household_id"),
            ("movements", "living_household_id"),
        ],
        "dwellings" => {
            &[("people", "dwelling_id"), ("movements", "dwelling_id"), ("households", "dwelling_id")]
        }
        "units" => &[("dwellings", "unit_id")],
        "buildings" => &[("dwellings", "building_id"), ("units", "building_id")],
        "estates" => &[("buildings", "estate_id")],
        "grids" => &[("people", "grid_id"), ("buildings", "grid_id"), ("units", "grid_id")],
        _ => &[],
    }
}

fn is_referred(conn: &Connection, columns: &[(&str, &str)], id: u32) -> Result<bool, StoreError> {
    for (table, column) in columns {
        if conn.prepare_cached(&format!("SELECT 1 FROM {table} WHERE {column} = ?1"))?.exists([id])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives a row its earlier image; its revision goes on.
fn give_back(conn: &Connection, table: &str, id: u32, before: &str) -> Result<(), StoreError> {
    if !tables::watched().contains(&table) {
        return Err(StoreError::NothingToUndo);
    }
    let sql = tables::give_back_sql(table, &tables::columns(conn, table)?);
    conn.prepare_cached(&sql)?.execute(params![id, before])?;
    Ok(())
}
