//! Long work beside the window: one at a time, with its stage and count, and a way to stop it.

use crate::contract::{OfWork, WorkKind, WorkState};
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
    now: Mutex<Option<(WorkKind, Arc<Work>)>>,
    /// Held while work runs.
    turn: Mutex<()>,
    /// Of each kind: how often it was told to stop. Work that waited for its turn meanwhile does not begin.
    stops: [AtomicU32; 2],
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
    /// Begins work, after what runs now has ended. What was told to stop while it waited is cancelled from the start.
    pub fn begin(&self, kind: WorkKind) -> Running<'_> {
        let stops = &self.stops[kind as usize];
        let before = stops.load(Ordering::SeqCst);
        let turn = locked(&self.turn);
        let work = Arc::new(Work::default());
        *locked(&self.now) = Some((kind, Arc::clone(&work)));
        if stops.load(Ordering::SeqCst) != before {
            work.is_cancelled.store(true, Ordering::Relaxed);
        }
        Running { work, place: self, _turn: turn }
    }

    /// Tells work of a kind to stop, whether it runs or waits. Other work goes on.
    fn cancel(&self, kind: WorkKind) {
        self.stops[kind as usize].fetch_add(1, Ordering::SeqCst);
        if let Some((own, work)) = &*locked(&self.now)
            && *own == kind
        {
            work.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Tells all work to stop, and waits until it has.
    pub fn stop(&self) {
        self.cancel(WorkKind::Import);
        self.cancel(WorkKind::Outgoing);
        drop(locked(&self.turn));
    }

    /// Whether what runs now writes to the ledger.
    pub fn is_writing(&self) -> bool {
        locked(&self.now).as_ref().is_some_and(|(_, w)| w.is_writing.load(Ordering::Relaxed))
    }

    fn state(&self, kind: WorkKind) -> WorkState {
        match &*locked(&self.now) {
            Some((own, work)) if *own == kind => WorkState {
                is_running: true,
                stage: (*locked(&work.stage)).to_owned(),
                done: work.done.load(Ordering::Relaxed),
                total: work.total.load(Ordering::Relaxed),
            },
            Some(_) => {
                WorkState { is_running: false, stage: "正在等前一项做完".into(), done: 0, total: 0 }
            }
            None => WorkState { is_running: false, stage: String::new(), done: 0, total: 0 },
        }
    }
}

pub(crate) fn get_work(office: &Office, request: OfWork) -> Reply<WorkState> {
    Ok(office.workplace.state(request.kind))
}

pub(crate) fn cancel_work(office: &Office, request: OfWork) -> Reply<WorkState> {
    office.workplace.cancel(request.kind);
    Ok(office.workplace.state(request.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopping_one_kind_leaves_the_other_alone() {
        let place = Workplace::default();
        let running = place.begin(WorkKind::Import);
        place.cancel(WorkKind::Outgoing);
        assert!(running.work.at(1), "an import goes on when a preview is given up");
        assert!(!place.state(WorkKind::Outgoing).is_running);
        assert_eq!(place.state(WorkKind::Outgoing).stage, "正在等前一项做完");
        place.cancel(WorkKind::Import);
        assert!(!running.work.at(2));
    }

    #[test]
    fn what_was_told_to_stop_while_it_waited_does_not_begin() {
        let place = Workplace::default();
        std::thread::scope(|scope| {
            let first = place.begin(WorkKind::Import);
            let waiting = scope.spawn(|| place.begin(WorkKind::Outgoing).work.at(0));
            std::thread::sleep(std::time::Duration::from_millis(50));
            place.cancel(WorkKind::Outgoing);
            drop(first);
            assert!(!waiting.join().unwrap());
        });
        assert!(place.begin(WorkKind::Outgoing).work.at(0), "what begins later runs");
    }
}
