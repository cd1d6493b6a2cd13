//! The open ledger with the user at it: what every handler of the `desk` part works on.

use crate::contract::{Touched, Written};
use crate::office::Clock;
use crate::refusal::{Refusal, Reply};
use crate::roster::Roster;
use crate::territory::Territory;
use chrono::NaiveDate;
use domain::access::{Actor, Area, Level};
use domain::{Fault, FaultCode};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use store::office::OfficeRow;
use store::{Act, ActKind, Done, Gate, Ledger};

/// The open ledger with the user at it.
pub(crate) struct Desk {
    pub ledger: Ledger,
    pub folder: PathBuf,
    pub key: vault::DataKey,
    pub actor: Actor,
    pub slot_id: u32,
    pub office: OfficeRow,
    pub roster: Roster,
    /// Shared with an import under review, which goes on seeing it as it was.
    pub territory: Arc<Territory>,
    /// What the office calls its own fields, by key; those without a name are not shown.
    pub own_labels: BTreeMap<String, String>,
    pub clock: Clock,
    pub cost: vault::Cost,
    /// Whether an import writes to the ledger on its own connection just now.
    pub is_importing: bool,
    /// In how many figures versions of reports differ from the ledger: by their rows, the last act that is in it, and how many.
    pub changed_reports: RefCell<HashMap<u32, (u32, usize)>>,
}

impl Desk {
    /// Loads what is kept in memory.
    pub fn reload(&mut self) -> Reply<()> {
        self.office = store::office::office(self.ledger.conn())?;
        self.territory = Arc::new(Territory::load(self.ledger.conn())?);
        self.own_labels = store::office::own_fields(self.ledger.conn())?.into_iter().collect();
        // The old roster goes before the new one comes: two of them are much for a PC of 4 GB.
        self.roster = Roster::default();
        self.roster = Roster::load(self.ledger.conn())?;
        Ok(())
    }

    /// Reads all again with few pages in memory: after an import much else is in it.
    pub fn reload_sparing(&mut self) -> Reply<()> {
        self.ledger.shrink()?;
        self.ledger.keep_mib(16)?;
        let done = self.reload();
        self.ledger.keep_mib(64)?;
        done
    }

    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Asks for a right.
    pub fn require(&self, area: Area, level: Level) -> Reply<()> {
        if self.actor.role.level(area) >= level {
            return Ok(());
        }
        let what = if level == Level::Write { "修改" } else { "查看" };
        Err(Fault::new(FaultCode::NotAllowed).with(area.label()).with(what).into())
    }

    pub fn may(&self, area: Area, level: Level) -> bool {
        self.actor.role.level(area) >= level
    }

    fn act(&self, kind: ActKind) -> Act {
        Act { kind, at: self.clock.stamp() }
    }

    /// Writes through the gate; what the closure says becomes the line of the history and of the notice.
    pub fn write<T>(
        &mut self,
        kind: ActKind,
        work: impl FnOnce(&Gate) -> Reply<(T, String)>,
    ) -> Reply<(T, Done<String>)> {
        if self.is_importing {
            return Err(Refusal::new(FaultCode::ImportRunning));
        }
        let act = self.act(kind);
        let actor = self.actor.clone();
        let done = self.ledger.write(&act, &actor, |gate| {
            let (value, said) = work(gate)?;
            gate.say(&said)?;
            Ok::<_, Refusal>((value, said))
        })?;
        self.refresh(&done.touched)?;
        let (value, said) = done.value;
        Ok((value, Done { value: said, act_id: done.act_id, touched: done.touched }))
    }

    /// Notes a look (an export, a revealed number) in the history, with whose work it was.
    pub fn note_look(&mut self, area: Area, said: String) -> Reply<()> {
        self.write(ActKind::Look, |gate| {
            gate.of_area(area.as_str())?;
            Ok(((), said))
        })?;
        Ok(())
    }

    /// Writes a record and replies with it.
    pub fn write_record(
        &mut self,
        table: &str,
        warnings: &[Fault],
        work: impl FnOnce(&Gate) -> Reply<(u32, String)>,
    ) -> Reply<Written> {
        let (id, done) = self.write(ActKind::Edit, work)?;
        let revision = if id == 0 { 0 } else { self.revision(table, id) };
        Ok(written(id, revision, done, warnings))
    }

    fn revision(&self, table: &str, id: u32) -> u32 {
        store::records::revision(self.ledger.conn(), table, id).unwrap_or(0)
    }

    /// Loads again what a write touched and memory holds.
    fn refresh(&mut self, touched: &[(String, u32)]) -> Reply<()> {
        let places = ["estates", "buildings", "units", "dwellings", "grids", "households"];
        if touched.iter().any(|(table, _)| table == "office") {
            self.office = store::office::office(self.ledger.conn())?;
        }
        let changed: Vec<_> = touched.iter().filter(|(t, _)| places.contains(&t.as_str())).collect();
        if !changed.is_empty() {
            self.roster.forget_orders();
        }
        for (table, id) in changed {
            Arc::make_mut(&mut self.territory).refresh(self.ledger.conn(), table, *id)?;
        }
        for (_, id) in touched.iter().filter(|(table, _)| table == "people") {
            self.roster.refresh(self.ledger.conn(), *id)?;
        }
        Ok(())
    }
}

/// The reply to a write.
pub(crate) fn written(id: u32, revision: u32, done: Done<String>, warnings: &[Fault]) -> Written {
    let touched = done.touched.into_iter().map(|(table, id)| Touched { table, id }).collect();
    let warnings = warnings.iter().map(Into::into).collect();
    Written { act_id: done.act_id, said: done.value, id, revision, touched, warnings }
}

/// Keeps the warnings, or refuses with all faults if one is more than that.
pub(crate) fn only_warnings(faults: Vec<Fault>) -> Reply<Vec<Fault>> {
    if faults.iter().all(Fault::is_warning) { Ok(faults) } else { Err(faults.into()) }
}
