//! The open ledger with the user at it: what every handler of the `desk` part works on.

use crate::contract::{Touched, Written};
use crate::office::Clock;
use crate::refusal::{Refusal, Reply};
use crate::roster::Roster;
use crate::territory::Territory;
use chrono::{DateTime, Local, NaiveDate};
use domain::access::{Actor, Area, Level};
use domain::import::person::OfficeNames;
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
    /// In how many figures versions of reports differ from the ledger, by their rows.
    pub changed_reports: RefCell<HashMap<u32, CountedVersion>>,
}

/// In how many figures a version of a report differs from the ledger, as it was counted.
#[derive(Clone)]
pub(crate) struct CountedVersion {
    /// The last act that is in it, or did nothing to it.
    pub act_id: u32,
    /// What it was counted with beside the rows that figures are made of.
    pub with: String,
    pub count: usize,
    /// The act of the newest later paper, and where what came late is told, where that was asked.
    pub held: Option<(u32, Held)>,
}

/// Where what came late for a paper is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// In 补报 of a later version.
    In(u32),
    /// So is what came before that version; what came after it is in none, and in none to come.
    InBefore(u32),
    /// In none, and in none to come: periods end as they did.
    Nowhere,
    /// In none yet; what came before a version in 补报 of that one.
    Open(Option<u32>),
}

impl Desk {
    /// What the office is called, as far as addresses and titles name it.
    pub fn office_names(&self) -> Arc<OfficeNames> {
        let office = &self.office;
        Arc::new(OfficeNames::new(&office.division_code, &office.street_office, &office.community))
    }

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

    /// The dwelling of a household now: where those live who live in it; of one that nobody lives in, as its form says.
    pub fn dwelling_of_household(&self, id: u32) -> Option<u32> {
        self.roster.home(id).or_else(|| self.territory.households.get(&id)?.dwelling_id)
    }

    /// Tells where today is before what was written last: a PC whose battery is empty begins in another year.
    pub fn clock_set_back(&self) -> Option<Fault> {
        let last = store::history::latest_time(self.ledger.conn()).ok().flatten()?;
        let at = DateTime::parse_from_rfc3339(&last).ok()?;
        // Near midnight both calendars have their day; the earlier one is surely over.
        let day = at.with_timezone(&Local).date_naive().min(at.date_naive());
        let today = self.today();
        (today < day).then(|| Fault::new(FaultCode::ClockSetBack).with(today).with(day))
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

    /// Refuses while an import writes. What writes elsewhere than through the gate too (keys, drafts) asks it first.
    pub fn require_no_import(&self) -> Reply<()> {
        if self.is_importing { Err(Refusal::new(FaultCode::ImportRunning)) } else { Ok(()) }
    }

    fn act(&self, kind: ActKind) -> Act {
        Act { kind, at: self.clock.stamp(), on: self.today() }
    }

    /// Writes through the gate; what the closure says becomes the line of the history and of the notice.
    pub fn write<T>(
        &mut self,
        kind: ActKind,
        work: impl FnOnce(&Gate) -> Reply<(T, String)>,
    ) -> Reply<(T, Done<String>)> {
        self.require_no_import()?;
        let act = self.act(kind);
        let actor = self.actor.clone();
        let done = self.ledger.write(&act, &actor, |gate| {
            let (value, said) = work(gate)?;
            gate.say(&said)?;
            if kind == ActKind::Edit {
                nothing_stands_in_the_bin(gate)?;
            }
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
        self.write_telling(table, |gate| {
            let (id, said) = work(gate)?;
            Ok(((id, warnings.to_vec()), said))
        })
    }

    /// Writes a record and replies with it, and with what the writing found.
    pub fn write_telling(
        &mut self,
        table: &str,
        work: impl FnOnce(&Gate) -> Reply<((u32, Vec<Fault>), String)>,
    ) -> Reply<Written> {
        let ((id, warnings), done) = self.write(ActKind::Edit, work)?;
        let revision = if id == 0 { 0 } else { self.revision(table, id) };
        let told: Vec<Fault> = warnings.into_iter().chain(self.clock_set_back()).collect();
        Ok(written(id, revision, done, &told))
    }

    fn revision(&self, table: &str, id: u32) -> u32 {
        store::records::revision(self.ledger.conn(), table, id).unwrap_or(0)
    }

    /// Loads again what a write touched and memory holds.
    fn refresh(&mut self, touched: &[(String, u32)]) -> Reply<()> {
        let places = ["estates", "buildings", "units", "dwellings", "grids", "households"];
        if touched.iter().any(|(table, _)| table == "office") {
            let before = std::mem::take(&mut self.office.division_code);
            self.office = store::office::office(self.ledger.conn())?;
            // Who is 流动人口 depends on where the office is.
            if before != self.office.division_code {
                self.roster = Roster::load(self.ledger.conn())?;
            }
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

/// Nobody is written into a household, dwelling or grid that lies in the recycle bin, say by a movement that is taken back.
fn nothing_stands_in_the_bin(gate: &Gate) -> Reply<()> {
    for (table, id) in store::history::touched(gate.conn(), gate.act_id())? {
        if store::places::is_broken(gate.conn(), &table, id)? {
            return Err(Refusal::new(FaultCode::PlaceInBin));
        }
    }
    Ok(())
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
