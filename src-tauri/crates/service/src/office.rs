//! The program without a window: where its ledgers lie, what time it is, and whether a ledger is open.

use crate::desk::Desk;
use crate::imports::Imports;
use crate::refusal::{Refusal, Reply};
use crate::work::Workplace;
use chrono::{DateTime, Local, NaiveDate, SecondsFormat, Utc};
use domain::{Fault, FaultCode};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

/// Today and now. A fixed day serves tests and the command line's `--today`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    /// The day to take for today.
    pub fixed: Option<NaiveDate>,
}

impl Clock {
    /// Today, on the office's calendar.
    pub fn today(&self) -> NaiveDate {
        self.fixed.unwrap_or_else(|| Local::now().date_naive())
    }

    /// Now in UTC; where a day is fixed, the hour of the wall clock on that day, so that it is that day in the office.
    pub fn now(&self) -> DateTime<Utc> {
        let now = Local::now();
        let Some(day) = self.fixed else { return now.with_timezone(&Utc) };
        let then = day.and_time(now.time());
        // An hour that the day leaves out for summer time is taken as it stands.
        then.and_local_timezone(Local).earliest().map_or_else(|| then.and_utc(), |at| at.with_timezone(&Utc))
    }

    /// Now in Unix seconds on the real clock, whatever day is taken for today: waiting is measured on it.
    pub(crate) fn seconds(&self) -> i64 {
        Utc::now().timestamp()
    }

    /// Now as the ledger writes it, `2026-11-03T08:31:00Z`.
    pub fn stamp(&self) -> String {
        self.now().to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// The time of the ledger in the office's own, `2026-11-03 16:31`.
pub(crate) fn local_minute(stamp: &str) -> String {
    local(stamp, "%Y-%m-%d %H:%M")
}

/// Its day, `2026-11-03`.
pub(crate) fn local_day(stamp: &str) -> String {
    local(stamp, "%Y-%m-%d")
}

/// The same with seconds.
pub(crate) fn local_second(stamp: &str) -> String {
    local(stamp, "%Y-%m-%d %H:%M:%S")
}

fn local(stamp: &str, form: &str) -> String {
    DateTime::parse_from_rfc3339(stamp)
        .map_or_else(|_| stamp.to_owned(), |t| t.with_timezone(&Local).format(form).to_string())
}

/// Whether a ledger is open.
pub(crate) enum Phase {
    /// Nothing is open.
    Locked,
    /// The recovery code opened the ledger; a user must get a new password.
    Recovering(Box<Desk>),
    /// A user works.
    Open(Box<Desk>),
}

pub(crate) struct State {
    /// The folder of the ledger in use.
    pub folder: PathBuf,
    /// Whether it is the practice ledger.
    pub is_practice: bool,
    pub phase: Phase,
    /// Why the ledger could not be opened.
    pub trouble: Option<Fault>,
    /// Whether the folder was chosen at a locked window. It is remembered once its ledger was opened: nobody who opens
    /// nothing leads the program away for good.
    pub is_chosen: bool,
    /// To be told once after unlocking.
    pub notices: Vec<Fault>,
}

/// The program without a window.
pub struct Office {
    /// Where the usual ledger lies, the pointer to a moved one, the practice ledger and the log.
    pub(crate) base: PathBuf,
    /// Whether the ledger's folder was given and is not looked up.
    pub(crate) is_fixed: bool,
    pub(crate) clock: Clock,
    /// Whether new key slots are cheap to open, for tests.
    pub(crate) is_light: bool,
    pub(crate) state: Mutex<State>,
    /// The file that is open for import.
    pub(crate) imports: Mutex<Imports>,
    /// Long work beside the window.
    pub(crate) workplace: Workplace,
    /// Files that left since the program was started.
    pub(crate) written: Mutex<HashSet<PathBuf>>,
}

const POINTER: &str = "location.json";

impl Office {
    /// The office of a PC: its ledger lies in `base`, or where it was moved to.
    pub fn of_pc(base: &Path, clock: Clock) -> Self {
        let moved = std::fs::read_to_string(base.join(POINTER)).ok();
        let moved = moved.and_then(|text| serde_json::from_str::<PathBuf>(&text).ok());
        let folder = moved.unwrap_or_else(|| base.join("ledger"));
        Office::new(base.to_owned(), folder, false, clock)
    }

    /// The office of one ledger's folder, for the command line.
    pub fn of_folder(folder: &Path, clock: Clock) -> Self {
        Office::new(folder.to_owned(), folder.to_owned(), true, clock)
    }

    fn new(base: PathBuf, folder: PathBuf, is_fixed: bool, clock: Clock) -> Self {
        let state = State {
            folder,
            is_practice: false,
            phase: Phase::Locked,
            trouble: None,
            is_chosen: false,
            notices: Vec::new(),
        };
        Office {
            base,
            is_fixed,
            clock,
            is_light: false,
            state: Mutex::new(state),
            imports: Mutex::default(),
            workplace: Workplace::default(),
            written: Mutex::default(),
        }
    }

    /// Whether the password of practice ledgers opens this one. Trying it is no wrong try: it is no secret.
    pub fn opens_as_practice(&self) -> bool {
        let keys = vault::KeyFile::read(&crate::session::key_path(&self.state().folder));
        keys.is_ok_and(|k| k.open_with_any_password(crate::practice::PRACTICE_PASSWORD).is_ok())
    }

    /// Makes new key slots cheap, for tests that do not test them.
    pub fn with_light_keys(mut self) -> Self {
        self.is_light = true;
        self
    }

    /// Whether a folder without a ledger was one: it is where the ledger was moved to, or its keys or backups lie there.
    pub(crate) fn has_lost_ledger(&self, folder: &Path) -> bool {
        if crate::setup::is_half_made(folder) {
            return false;
        }
        let points = || !self.is_fixed && self.base.join(POINTER).exists();
        let backups = crate::backups::backup_folder(folder);
        let holds_backups = || std::fs::read_dir(backups).is_ok_and(|mut all| all.next().is_some());
        crate::session::key_path(folder).exists() || points() || holds_backups()
    }

    pub(crate) fn cost(&self, is_practice: bool) -> vault::Cost {
        if self.is_light || is_practice { vault::Cost::LIGHT } else { vault::Cost::STANDARD }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A handler that panicked leaves no half write behind: its transaction was rolled back.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Remembers a moved ledger.
    pub(crate) fn point_to(&self, folder: &Path) -> Reply<()> {
        if self.is_fixed {
            return Ok(());
        }
        std::fs::create_dir_all(&self.base)?;
        let text = serde_json::to_string(folder).map_err(|e| Refusal::unforeseen(e.to_string()))?;
        write_beside(&self.base.join(POINTER), text.as_bytes())
    }

    /// The folders that the program keeps for itself.
    pub(crate) fn own_folders(&self) -> Vec<PathBuf> {
        vec![self.base.clone(), self.state().folder.clone()]
    }

    /// Works at the open ledger.
    pub(crate) fn at_desk<T>(&self, work: impl FnOnce(&mut Desk) -> Reply<T>) -> Reply<T> {
        let mut state = self.state();
        let Phase::Open(desk) = &mut state.phase else {
            return Err(Refusal::new(FaultCode::SessionLocked));
        };
        desk.clock = self.clock;
        desk.is_importing = self.workplace.is_writing();
        work(desk)
    }
}

/// Writes a file of the program's own beside its place and renames it, so that it is there whole or not at all; nobody but
/// the owner may read it.
pub(crate) fn write_beside(path: &Path, bytes: &[u8]) -> Reply<()> {
    exchange::in_place::put_private(path, bytes).map_err(|error| match error {
        exchange::in_place::WriteError::Disk(kind) => std::io::Error::from(kind).into(),
        _ => Refusal::unforeseen("file not written"),
    })
}
