//! Taking an import back: rows that it added go, columns that it changed get their earlier values.
//!
//! What was edited since stays, unless the user says otherwise; people who stay follow from the movements that they have then.
//! The rules that look at several records are asked by `service` before the act is closed.

use super::ImportRow;
use crate::gate::Gate;
use crate::register_rows::is_last_number;
use crate::tables::{self, Image};
use crate::{StoreError, facts, movements};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// What taking an import back did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// People and rows of registers removed.
    pub removed: u32,
    /// Records given their earlier values again.
    pub restored: u32,
    /// People and rows kept, whole or in part, because they were edited since or something stands on them: table and row.
    pub kept: Vec<(String, u32)>,
    /// People who stay with other movements, or whose card was edited since: what the rules must be asked about.
    pub left: BTreeSet<u32>,
}

/// Rows by table.
type Row = (&'static str, u32);

/// What belongs to somebody: it goes before anything else.
const OF_PEOPLE: [&str; 2] = ["group_members", "movements"];

/// The other tables in the order in which rows can be removed: what refers comes before what is referred to.
const REMOVAL_ORDER: [&str; 7] =
    ["people", "households", "dwellings", "units", "buildings", "estates", "grids"];

/// Rows that go in one statement: each statement alone keeps a journal of every page that it touches.
const AT_ONCE: usize = 512;

/// Takes an import back. Rows edited since are kept and named, with all that they stand on, unless `forces` says otherwise.
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
    let (mut added, mut changed) = rows_of(conn, import.act_id)?;
    if is_second {
        // Numbers may have been given out anew to others: what the first time removed is not looked at again.
        let gone = removed_by(conn, import.act_id)?;
        for (table, ids) in &mut added {
            ids.retain(|id| !gone.contains(&(*table, *id)));
        }
        changed.retain(|(table, id), _| import.kept.iter().any(|(t, i)| t == table && i == id));
    }
    let total = added.values().map(Vec::len).sum::<usize>() + changed.len();
    let mut work = Work {
        gate,
        import,
        forces,
        edited: edited_since(conn, import.act_id)?,
        back: TakenBack::default(),
        done: 0,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        progress,
    };
    let since = work.owners_since()?;
    let own: BTreeSet<u32> = added.get("people").into_iter().flatten().copied().collect();
    let kept_people: BTreeSet<u32> = if forces {
        BTreeSet::new()
    } else {
        let edited = work.edited.iter().filter(|(t, _)| *t == "people").map(|(_, id)| *id);
        edited.chain(since.all.iter().copied()).filter(|id| own.contains(id)).collect()
    };
    work.remove_facts(added.get("past_facts"))?;
    for table in OF_PEOPLE {
        work.remove_of_people(table, added.get(table), (&own, &kept_people), &since)?;
    }
    work.give_back(&changed)?;
    let registers = domain::registers::all().iter().map(|r| r.key).filter(|k| !OF_PEOPLE.contains(k));
    for table in REMOVAL_ORDER.into_iter().chain(registers) {
        work.remove(table, added.get(table), &kept_people)?;
    }
    let Work { mut back, .. } = work;
    back.kept.sort();
    back.kept.dedup();
    note(gate, import, &back)?;
    Ok(back)
}

/// What an import added, newest first, and of what it changed the images before.
type RowsOf = (BTreeMap<&'static str, Vec<u32>>, BTreeMap<Row, String>);

fn rows_of(conn: &Connection, act_id: u32) -> Result<RowsOf, StoreError> {
    let mut added: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    let mut changed: BTreeMap<Row, String> = BTreeMap::new();
    let watched = tables::watched();
    let mut statement = conn.prepare(
        "SELECT table_name, row_id, op, before_json FROM changes WHERE act_id = ?1 ORDER BY id DESC",
    )?;
    let mut rows = statement.query([act_id])?;
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
    Ok((added, changed))
}

/// Whose movements, and whose movements or memberships, later acts changed.
struct Since {
    moved: BTreeSet<u32>,
    all: BTreeSet<u32>,
}

struct Work<'a, 'g> {
    gate: &'a Gate<'g>,
    import: &'a ImportRow,
    forces: bool,
    /// Rows that later acts changed which are still in effect.
    edited: BTreeSet<Row>,
    back: TakenBack,
    done: u32,
    total: u32,
    progress: &'a mut dyn FnMut(u32, u32) -> bool,
}

impl Work<'_, '_> {
    fn step(&mut self) -> Result<(), StoreError> {
        self.done += 1;
        if self.done.is_multiple_of(256) && !(self.progress)(self.done, self.total) {
            return Err(StoreError::Gone);
        }
        Ok(())
    }

    fn keep(&mut self, table: &str, id: u32) {
        self.back.kept.push((table.to_owned(), id));
    }

    fn owners_since(&self) -> Result<Since, StoreError> {
        let (mut moved, mut all) = (BTreeSet::new(), BTreeSet::new());
        for (table, id) in self.edited.iter().filter(|(t, _)| OF_PEOPLE.contains(t)) {
            let owner = owner_of(self.gate.conn(), table, *id)?;
            all.extend(owner);
            moved.extend(owner.filter(|_| *table == "movements"));
        }
        Ok(Since { moved, all })
    }

    /// What rows were before the import changed them; that of a row that was edited since stays with it.
    fn remove_facts(&mut self, ids: Option<&Vec<u32>>) -> Result<(), StoreError> {
        let conn = self.gate.conn();
        for id in ids.into_iter().flatten() {
            self.step()?;
            let is_edited = |table: &str, id: u32| self.edited.iter().any(|row| *row == (table, id));
            if self.forces || !facts::is_about(conn, *id, is_edited)? {
                conn.prepare_cached("DELETE FROM past_facts WHERE id = ?1")?.execute([id])?;
            }
        }
        Ok(())
    }

    /// Movements and memberships that the import added, but those of people who stay as they came. A movement of somebody
    /// else stays where a later one stands on it.
    fn remove_of_people(
        &mut self,
        table: &'static str,
        ids: Option<&Vec<u32>>,
        (own, kept_people): (&BTreeSet<u32>, &BTreeSet<u32>),
        since: &Since,
    ) -> Result<(), StoreError> {
        let gate = self.gate;
        let conn = gate.conn();
        let mut going = Vec::new();
        for id in ids.into_iter().flatten() {
            self.step()?;
            let Some(owner) = owner_of(conn, table, *id)? else { continue };
            if kept_people.contains(&owner) {
                if self.edited.contains(&(table, *id)) {
                    self.keep(table, *id);
                }
                continue;
            }
            let is_stood_on = table == "movements" && !own.contains(&owner) && since.moved.contains(&owner);
            if !self.forces && (is_stood_on || self.edited.contains(&(table, *id))) {
                self.keep(table, *id);
                self.keep("people", owner);
                continue;
            }
            going.push(*id);
            if table == "movements" && !own.contains(&owner) {
                self.back.left.insert(owner);
            }
        }
        let gone = remove_all(conn, table, "id", &going)?;
        if self.import.kind == table {
            self.back.removed += gone;
        }
        Ok(())
    }

    /// Gives rows their earlier values, column by column where somebody was there since; then people follow from their
    /// movements.
    fn give_back(&mut self, changed: &BTreeMap<Row, String>) -> Result<(), StoreError> {
        let gate = self.gate;
        let conn = gate.conn();
        let mut whole: BTreeMap<&str, String> = BTreeMap::new();
        for ((table, id), before) in changed {
            self.step()?;
            match tables::image_after_act(conn, (table, *id), self.import.act_id)? {
                // Nobody was there since: the whole image is right, and so is where the person stands in it.
                None => {
                    if !whole.contains_key(table) {
                        whole.insert(table, tables::give_back_sql(table, &tables::columns(conn, table)?));
                    }
                    let sql = whole.get(table).map(String::as_str).unwrap_or_default();
                    conn.prepare_cached(sql)?.execute(params![id, before])?;
                    self.back.restored += 1;
                }
                Some(after) => self.give_back_in_part((table, *id), before, &after)?,
            }
        }
        for person in &self.back.left {
            movements::settle_where_apart(gate, *person)?;
        }
        Ok(())
    }

    fn give_back_in_part(&mut self, (table, id): Row, before: &str, after: &Image) -> Result<(), StoreError> {
        let gate = self.gate;
        let conn = gate.conn();
        let (Some(before), Some(now)) = (tables::read_image(before), tables::image_of(conn, table, id)?)
        else {
            return Ok(());
        };
        let mut given = tables::changed(&before, after);
        given.remove("updated_at");
        if table == "people" {
            // Where a person stands follows from the movements.
            for key in movements::settled_columns() {
                given.remove(key);
            }
            self.back.left.insert(id);
        }
        let all = given.len();
        if !self.forces {
            given.retain(|key, _| now.get(key) == after.get(key));
        }
        if given.len() < all {
            self.keep(table, id);
        }
        if !given.is_empty() {
            tables::give(conn, table, id, &given)?;
            facts::give_back(conn, self.import.act_id, (table, id), after, &given)?;
        }
        self.back.restored += u32::from(given.len() == all);
        Ok(())
    }

    /// Rows that the import added, but those on which something stands, or which were edited since.
    fn remove(
        &mut self,
        table: &'static str,
        ids: Option<&Vec<u32>>,
        kept_people: &BTreeSet<u32>,
    ) -> Result<(), StoreError> {
        let gate = self.gate;
        let conn = gate.conn();
        let columns = referrers(table);
        let register = domain::registers::find(table);
        let mut going = Vec::new();
        for id in ids.into_iter().flatten() {
            self.step()?;
            let is_edited = self.edited.contains(&(table, *id));
            // A number in the middle of a count without gaps stays, whatever is said.
            let is_counted_on = match register {
                Some(register) => !is_last_number(conn, register, *id)?,
                None => false,
            };
            let is_kept = match table {
                "people" => kept_people.contains(id),
                _ => is_edited && !self.forces || is_counted_on || is_referred(conn, columns, *id)?,
            };
            if is_kept {
                if table == "people" || is_edited || is_counted_on {
                    self.keep(table, *id);
                }
                continue;
            }
            going.push(*id);
            // Which number is the last one hangs on the rows that went before.
            if register.is_some() || going.len() == AT_ONCE {
                self.remove_now(table, &mut going)?;
            }
        }
        self.remove_now(table, &mut going)
    }

    fn remove_now(&mut self, table: &str, going: &mut Vec<u32>) -> Result<(), StoreError> {
        let gate = self.gate;
        let conn = gate.conn();
        let is_people = table == "people";
        if is_people {
            // What refers to a person and was not added by the import goes with the person.
            for table in ["spans", "movements", "group_members"] {
                remove_all(conn, table, "person_id", going)?;
            }
        }
        // So does what the row was until a day.
        for id in going.iter() {
            facts::forget_row(conn, table, *id)?;
        }
        let gone = remove_all(conn, table, "id", going)?;
        if is_people || domain::registers::find(table).is_some() {
            self.back.removed += gone;
        }
        going.clear();
        Ok(())
    }
}

/// Removes the rows of a table that have one of these numbers in a column; how many there were.
fn remove_all(conn: &Connection, table: &str, column: &str, numbers: &[u32]) -> Result<u32, StoreError> {
    let mut gone = 0;
    for some in numbers.chunks(AT_ONCE) {
        let list: Vec<String> = some.iter().map(u32::to_string).collect();
        gone += conn.execute(&format!("DELETE FROM {table} WHERE {column} IN ({})", list.join(", ")), [])?;
    }
    Ok(u32::try_from(gone).unwrap_or(u32::MAX))
}

fn note(gate: &Gate, import: &ImportRow, back: &TakenBack) -> Result<(), StoreError> {
    let conn = gate.conn();
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
    Ok(())
}

/// Rows that later acts changed which are still in effect. One that took back what was done before the import is in effect
/// too.
fn edited_since(conn: &Connection, act_id: u32) -> Result<BTreeSet<Row>, StoreError> {
    rows_of_changes(
        conn,
        "SELECT DISTINCT later.table_name, later.row_id FROM changes AS later JOIN acts ON acts.id = later.act_id
         WHERE later.act_id > ?1 AND acts.undone_by_act_id IS NULL
             AND (acts.undoes_act_id IS NULL OR acts.undoes_act_id < ?1)",
        act_id,
    )
}

/// Rows that the undoing of an act removed.
fn removed_by(conn: &Connection, act_id: u32) -> Result<BTreeSet<Row>, StoreError> {
    rows_of_changes(
        conn,
        "SELECT table_name, row_id FROM changes WHERE op = 'delete'
         AND act_id IN (SELECT id FROM acts WHERE undoes_act_id = ?1)",
        act_id,
    )
}

/// Tables and rows that a query of the history names for an act.
fn rows_of_changes(conn: &Connection, sql: &str, act_id: u32) -> Result<BTreeSet<Row>, StoreError> {
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

fn owner_of(conn: &Connection, table: &str, id: u32) -> Result<Option<u32>, StoreError> {
    let sql = format!("SELECT person_id FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
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
