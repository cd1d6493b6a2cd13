//! The one gate for writes: begin, record who does what, write, recompute what follows, commit or roll back.
//!
//! Temporary triggers on every watched table put row images into `changes`; a write outside the gate is refused by
//! the same triggers, for they find no act to write under.

use crate::facts::FactOf;
use crate::{Ledger, StoreError, facts, movements, tables};
use chrono::NaiveDate;
use domain::access::Actor;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What kind of act it is; undo and the history read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// A write of a user.
    Edit,
    /// Takes another act back.
    Undo,
    /// Made by the program or about the program: set up, settings, users; not to be undone from the history.
    Upkeep,
    /// A look at something masked; changes nothing.
    Look,
    /// Rows of a file; taken back from the list of imports.
    Import,
}

impl ActKind {
    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            ActKind::Edit => "edit",
            ActKind::Undo => "undo",
            ActKind::Upkeep => "upkeep",
            ActKind::Look => "look",
            ActKind::Import => "import",
        }
    }
}

/// An act about to be done.
#[derive(Debug, Clone)]
pub struct Act {
    /// Its kind.
    pub kind: ActKind,
    /// When, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub at: String,
    /// The day on the office's calendar: from it on hold the facts that it changes.
    pub on: NaiveDate,
}

/// What an act did.
#[derive(Debug)]
pub struct Done<T> {
    /// What the closure returned.
    pub value: T,
    /// The act's line in the history.
    pub act_id: u32,
    /// The rows it changed, each once: table and id.
    pub touched: Vec<(String, u32)>,
}

/// The transaction of an act.
pub struct Gate<'a> {
    tx: &'a Transaction<'a>,
    act_id: u32,
    at: &'a str,
    /// What the act says to have been always so, or so from a day that it notes itself.
    always: RefCell<BTreeSet<FactOf>>,
}

impl<'a> Gate<'a> {
    fn of(tx: &'a Transaction<'a>, act_id: u32, act: &'a Act) -> Self {
        Gate { tx, act_id, at: &act.at, always: RefCell::default() }
    }
}

impl Gate<'_> {
    /// The connection inside the transaction.
    pub fn conn(&self) -> &Connection {
        self.tx
    }

    /// The act.
    pub fn act_id(&self) -> u32 {
        self.act_id
    }

    /// The time of the act.
    pub fn at(&self) -> &str {
        self.at
    }

    /// Says that fields of a row were always as this act leaves them: a slip is mended, and nothing changed on a day. What was
    /// noted of them before goes, as a part of the act. Fields that hold from no day are passed over.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn always_so(&self, table: &str, row_id: u32, fields: &[String]) -> Result<(), StoreError> {
        for (table, column) in fields.iter().filter_map(|field| facts::column_of(table, field)) {
            facts::forget(self.tx, (table, row_id, column))?;
            self.always.borrow_mut().insert((table, row_id, column));
        }
        Ok(())
    }

    /// The act itself notes of a fact from which day on it holds: no note of its own day is made of it.
    pub(crate) fn notes_itself(&self, fact: FactOf) {
        self.always.borrow_mut().insert(fact);
    }

    /// Says what the act is, in words for the history.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn say(&self, said: &str) -> Result<(), StoreError> {
        self.tx.execute("UPDATE acts SET said = ?2 WHERE id = ?1", params![self.act_id, said])?;
        Ok(())
    }
}

impl Gate<'_> {
    /// Says whose work a look is, in the area's word; who may not see the area does not see the line.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn of_area(&self, area: &str) -> Result<(), StoreError> {
        self.tx.execute("UPDATE acts SET area = ?2 WHERE id = ?1", params![self.act_id, area])?;
        Ok(())
    }
}

impl Ledger {
    /// Does an act: all of it or nothing, with its line in the history.
    ///
    /// # Errors
    ///
    /// Those of the closure, and those of writing.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        act: &Act,
        actor: &Actor,
        work: impl FnOnce(&Gate) -> Result<T, E>,
    ) -> Result<Done<T>, E> {
        let tx = begin(&mut self.conn)?;
        let act_id = record(&tx, act, actor)?;
        let gate = Gate::of(&tx, act_id, act);
        let value = work(&gate)?;
        let touched = finish(&tx, act, act_id, &gate.always.into_inner())?;
        tx.commit().map_err(StoreError::from)?;
        Ok(Done { value, act_id, touched })
    }

    /// Writes much at once so that it can be taken back as a whole: of rows added the history keeps that they were,
    /// of rows changed what they were before. Spans of added people are the caller's; those of others are rebuilt. The
    /// journal is large then and is left for [`Ledger::take_in_journal`].
    ///
    /// # Errors
    ///
    /// Those of the closure, and those of writing.
    pub fn write_bulk<T, E: From<StoreError>>(
        &mut self,
        act: &Act,
        actor: &Actor,
        work: impl FnOnce(&Gate) -> Result<T, E>,
    ) -> Result<(T, u32), E> {
        self.take_in_by_itself(false)?;
        let done = self.write_many(act, actor, work);
        self.take_in_by_itself(true)?;
        done
    }

    fn write_many<T, E: From<StoreError>>(
        &mut self,
        act: &Act,
        actor: &Actor,
        work: impl FnOnce(&Gate) -> Result<T, E>,
    ) -> Result<(T, u32), E> {
        let tx = begin(&mut self.conn)?;
        let act_id = record(&tx, act, actor)?;
        set_watch(&tx, act_id, Images::Before)?;
        // A trigger makes every insert keep a journal of its own. Rows added here are told by their numbers instead,
        // which are all above those that were there: nobody else writes meanwhile.
        let mut highest = Vec::new();
        for table in tables::watched() {
            let sql = format!("SELECT ifnull(max(id), 0) FROM {table}");
            highest
                .push((table, tx.query_row(&sql, [], |row| row.get::<_, i64>(0)).map_err(StoreError::from)?));
            tx.execute_batch(&format!("DROP TRIGGER temp.watch_{table}_insert")).map_err(StoreError::from)?;
        }
        let gate = Gate::of(&tx, act_id, act);
        let value = work(&gate)?;
        note_facts(&tx, act, act_id, &gate.always.into_inner())?;
        let last_of =
            |wanted: &str| highest.iter().find(|(table, _)| *table == wanted).map_or(0, |(_, id)| *id);
        // Before the rows that were added are told, so that it looks through those alone that were there.
        let lasts = [last_of("people"), last_of("movements"), last_of("past_facts")];
        movements::rebuild_spans_of_changed(&tx, act_id, lasts)?;
        for (table, before) in highest {
            let sql = format!(
                "INSERT INTO changes (act_id, table_name, row_id, op)
                 SELECT ?1, '{table}', id, 'insert' FROM {table} WHERE id > ?2 ORDER BY id"
            );
            tx.execute(&sql, params![act_id, before]).map_err(StoreError::from)?;
            watch_one(&tx, table, "insert")?;
        }
        set_watch(&tx, 0, Images::All)?;
        tx.commit().map_err(StoreError::from)?;
        Ok((value, act_id))
    }

    /// Loads much at once (a practice ledger): one line in the history, no row images, spans rebuilt.
    ///
    /// # Errors
    ///
    /// Those of the closure, and those of writing.
    pub fn load<T, E: From<StoreError>>(
        &mut self,
        act: &Act,
        actor: &Actor,
        work: impl FnOnce(&Gate) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = begin(&mut self.conn)?;
        let act_id = record(&tx, act, actor)?;
        set_watch(&tx, act_id, Images::None)?;
        let value = work(&Gate::of(&tx, act_id, act))?;
        movements::rebuild_all_spans(&tx)?;
        set_watch(&tx, 0, Images::All)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(value)
    }
}

fn begin(conn: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

fn record(tx: &Transaction, act: &Act, actor: &Actor) -> Result<u32, StoreError> {
    tx.execute(
        "INSERT INTO acts (happened_at, user_id, actor_name, kind, said, is_undoable) VALUES (?1, ?2, ?3, ?4, '', ?5)",
        params![
            act.at,
            actor.user_id,
            actor.name,
            act.kind.as_str(),
            matches!(act.kind, ActKind::Edit | ActKind::Undo)
        ],
    )?;
    let act_id = u32::try_from(tx.last_insert_rowid()).unwrap_or(u32::MAX);
    set_watch(tx, act_id, Images::All)?;
    Ok(act_id)
}

/// Which images of rows the history keeps.
#[derive(Clone, Copy)]
enum Images {
    None,
    All,
    /// Of rows before a change or a removal; that a row was added, without its image.
    Before,
}

fn set_watch(tx: &Transaction, act_id: u32, images: Images) -> Result<(), StoreError> {
    tx.execute("UPDATE temp.watch SET act_id = ?1, keeps_images = ?2", params![act_id, images as i64])?;
    Ok(())
}

fn finish(
    tx: &Transaction,
    act: &Act,
    act_id: u32,
    always: &BTreeSet<FactOf>,
) -> Result<Vec<(String, u32)>, StoreError> {
    note_facts(tx, act, act_id, always)?;
    movements::rebuild_spans_of_act(tx, act_id)?;
    set_watch(tx, 0, Images::All)?;
    crate::history::touched(tx, act_id)
}

/// What is taken back was never so: its own notes go with it, and no others come.
fn note_facts(tx: &Transaction, act: &Act, act_id: u32, always: &BTreeSet<FactOf>) -> Result<(), StoreError> {
    if act.kind == ActKind::Undo {
        return Ok(());
    }
    facts::note_changes(tx, act_id, (&act.at, act.on), always)
}

/// Puts the watch on every table of this connection.
pub(crate) fn watch(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(
        "CREATE TEMP TABLE watch (act_id INTEGER NOT NULL, keeps_images INTEGER NOT NULL);
         INSERT INTO temp.watch VALUES (0, 1);",
    )?;
    for table in tables::watched() {
        for op in ["insert", "update", "delete"] {
            watch_one(conn, table, op)?;
        }
    }
    Ok(())
}

fn watch_one(conn: &Connection, table: &str, op: &str) -> Result<(), StoreError> {
    let columns = tables::columns(conn, table)?;
    let (id, before, after) = match op {
        "insert" => ("NEW.id", None, Some("NEW.")),
        "update" => ("NEW.id", Some("OLD."), Some("NEW.")),
        _ => ("OLD.id", Some("OLD."), None),
    };
    let image = |prefix: Option<&str>| prefix.map_or("NULL".to_owned(), |p| tables::image_sql(&columns, p));
    conn.execute_batch(&format!(
        "CREATE TEMP TRIGGER watch_{table}_{op} AFTER {op} ON main.{table} BEGIN
             SELECT RAISE(ABORT, 'write outside the gate') WHERE (SELECT act_id FROM watch) = 0;
             INSERT INTO changes (act_id, table_name, row_id, op, before_json, after_json)
             SELECT act_id, '{table}', {id}, '{op}', {before}, CASE keeps_images WHEN 1 THEN {after} END
             FROM watch WHERE keeps_images;
         END;",
        before = image(before),
        after = image(after),
    ))?;
    Ok(())
}
