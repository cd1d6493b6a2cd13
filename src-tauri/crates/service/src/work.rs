//! Long work beside the window: one at a time, with its stage and count, and a way to stop it.

use crate::contract::{Nothing, WorkState};
use crate::office::Office;
use crate::refusal::{Refusal, Reply};
use domain::FaultCode;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Work under way.
#[derive(Default)]
pub(crate) struct Work {
    stage: Mutex<&'static str>,
    done: AtomicU32,
    total: AtomicU32,
    is_cancelled: AtomicBool,
    /// Whether it writes to the ledger: nobody else does meanwhile.
    pub is_writing: AtomicBool,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work {
    /// Begins a stage of so many steps; 0 where that is not known.
    pub fn stage(&self, words: &'static str, total: u32) {
        *locked(&self.stage) = words;
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Counts steps; says whether to go on.
    pub fn at(&self, done: u32) -> bool {
        self.done.store(done, Ordering::Relaxed);
        !self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Counts steps.
    ///
    /// # Errors
    ///
    /// `import.cancelled` when told to stop.
    pub fn step(&self, done: u32) -> Reply<()> {
        if self.at(done) { Ok(()) } else { Err(Refusal::new(FaultCode::ImportCancelled)) }
    }
}

/// The one piece of work that may run.
#[derive(Default)]
pub(crate) struct Workplace {
    now: Mutex<Option<Arc<Work>>>,
    /// Held while work runs.
    turn: Mutex<()>,
}

/// Work that runs; it is over when this is dropped.
pub(crate) struct Running<'a> {
    pub work: Arc<Work>,
    place: &'a Workplace,
    _turn: MutexGuard<'a, ()>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *locked(&self.place.now) = None;
    }
}

impl Workplace {
    /// Begins work, after what runs now has ended.
    pub fn begin(&self) -> Running<'_> {
        let turn = locked(&self.turn);
        let work = Arc::new(Work::default());
        *locked(&self.now) = Some(Arc::clone(&work));
        Running { work, place: self, _turn: turn }
    }

    /// Tells what runs to stop, and waits until it has.
    pub fn stop(&self) {
        if let Some(work) = &*locked(&self.now) {
            work.is_cancelled.store(true, Ordering::Relaxed);
        }
        drop(locked(&self.turn));
    }

    /// Whether what runs now writes to the ledger.
    pub fn is_writing(&self) -> bool {
        locked(&self.now).as_ref().is_some_and(|w| w.is_writing.load(Ordering::Relaxed))
    }

    fn state(&self) -> WorkState {
        match &*locked(&self.now) {
            Some(work) => WorkState {
                is_running: true,
                stage: (*locked(&work.stage)).to_owned(),
                done: work.done.load(Ordering::Relaxed),
                total: work.total.load(Ordering::Relaxed),
            },
            None => WorkState { is_running: false, stage: String::new(), done: 0, total: 0 },
        }
    }
}

pub(crate) fn get_work(office: &Office, _: Nothing) -> Reply<WorkState> {
    Ok(office.workplace.state())
}

pub(crate) fn cancel_work(office: &Office, _: Nothing) -> Reply<WorkState> {
    if let Some(work) = &*locked(&office.workplace.now) {
        work.is_cancelled.store(true, Ordering::Relaxed);
    }
    Ok(office.workplace.state())
}
