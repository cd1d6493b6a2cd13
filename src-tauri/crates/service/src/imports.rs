//! Imports: a file is opened and understood, what it would do is planned and decided, then written in one transaction,
//! and can be taken back as a whole.
//!
//! All of it works beside the window: on a second connection to the ledger, so that the first one goes on reading.
//! Nothing is written but by [`commit_import`] and [`undo_import`].

mod change;
mod families;
mod index;
mod made;
mod out;
mod places;
mod plan;
mod registers;
mod rows;
mod session;
mod sheet_place;
mod shown;
mod write;

pub(crate) use sheet_place::OWN_HEADINGS;

use crate::contract::*;
use crate::files::{self, Wanted, write_fault};
use crate::office::{Office, local_minute};
use crate::refusal::{Refusal, Reply};
use crate::work::Work;
use chrono::NaiveDate;
use domain::access::{Actor, Area};
use domain::import::Kind;
use domain::{Fault, FaultCode};
use exchange::read::{Book, Limits, ReadError};
use index::Index;
use registers::RegisterPlan;
use session::{Known, Planned, Session};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use store::{Act, ActKind, Ledger};

/// The one file that may be open for import.
#[derive(Default)]
pub(crate) struct Imports {
    session: Option<Session>,
    last_token: u32,
}

impl Imports {
    /// Closes the file.
    pub fn close(&mut self) {
        self.session = None;
    }

    fn of(&mut self, token: u32) -> Reply<&mut Session> {
        let found = self.session.as_mut().filter(|s| s.token == token);
        found.ok_or_else(|| Refusal::new(FaultCode::ImportGone))
    }
}

impl Office {
    pub(crate) fn imports(&self) -> MutexGuard<'_, Imports> {
        self.imports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the open ledger gives an import.
struct Bench {
    path: PathBuf,
    key: String,
    actor: Actor,
    today: NaiveDate,
    stamp: String,
    known: Known,
    /// Why the day of today may be wrong.
    clock: Option<Fault>,
}

fn area_of(kind: Kind) -> Area {
    match kind {
        Kind::Residents => Area::Residents,
        Kind::Register(register) => register.area,
    }
}

fn kind_of(word: &str) -> Reply<Kind> {
    Kind::of(word).ok_or_else(|| crate::registers::unknown(word, &[("residents", "居民")]))
}

/// The open ledger, for somebody who may write what is imported.
fn bench(office: &Office, kind: Kind) -> Reply<Bench> {
    office.at_desk(|desk| {
        desk.require(area_of(kind), Level::Write)?;
        let mut estates: Vec<String> = desk.territory.estates.values().map(|e| e.name.clone()).collect();
        estates.sort();
        Ok(Bench {
            path: desk.ledger.path().to_owned(),
            key: desk.key.as_hex().to_string(),
            actor: desk.actor.clone(),
            today: desk.today(),
            stamp: desk.clock.stamp(),
            known: Known { own_labels: desk.own_labels.clone(), estates, office: desk.office_names() },
            clock: desk.clock_set_back(),
        })
    })
}

impl Bench {
    fn beside(&self) -> Reply<Ledger> {
        Ok(Ledger::beside(&self.path, &self.key)?)
    }

    /// A connection that looks up single cards: several of them are open at once.
    fn reader(&self) -> Reply<Ledger> {
        let ledger = self.beside()?;
        ledger.keep_mib(8)?;
        Ok(ledger)
    }

    /// The same for the many cards of a sheet, which are looked up in the ledger of one moment: each by itself would lock it
    /// and let it go.
    fn steady(&self) -> Reply<Ledger> {
        let ledger = self.reader()?;
        ledger.hold_still()?;
        Ok(ledger)
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        let fault = match error {
            ReadError::Empty => Fault::new(FaultCode::ImportFileEmpty),
            ReadError::Unknown => Fault::new(FaultCode::ImportFileUnknown),
            ReadError::Broken => Fault::new(FaultCode::ImportFileBroken),
            ReadError::Locked => Fault::new(FaultCode::ImportFileLocked),
            ReadError::TooLarge(mb) => Fault::new(FaultCode::ImportFileTooLarge).with(format!("{mb} 兆")),
            ReadError::TooManyRows(sheet, most) => {
                Fault::new(FaultCode::ImportTooManyRows).with(sheet).with(most)
            }
            ReadError::TooManyColumns(sheet, most) => {
                Fault::new(FaultCode::ImportTooManyColumns).with(sheet).with(most)
            }
            ReadError::TooMuchText => Fault::new(FaultCode::ImportTooMuchText),
            ReadError::Stopped => Fault::new(FaultCode::ImportCancelled),
            ReadError::NoSheet => Fault::new(FaultCode::ImportSheetGone).with(""),
            ReadError::Disk(kind) => return std::io::Error::from(kind).into(),
        };
        fault.into()
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Another text whenever a file was written anew.
fn file_mark(path: &Path) -> String {
    let Ok(facts) = path.metadata() else { return String::new() };
    let written = facts.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{} {}", facts.len(), written.unwrap_or_default().as_nanos())
}

pub(crate) fn open_import(office: &Office, request: OpenImport) -> Reply<ImportView> {
    let kind = kind_of(&request.kind)?;
    let bench = bench(office, kind)?;
    let running = office.workplace.begin(WorkKind::Import);
    let work = &running.work;
    work.stage("正在打开文件", 0);
    let mut mark = String::new();
    let (name, book) = match &request.source {
        ImportSource::File { path } => {
            let path = Path::new(path);
            mark = file_mark(path);
            if !path.is_file() {
                return Err(Fault::new(FaultCode::FileNotFound).with(file_name(path)).into());
            }
            (file_name(path), Book::open(path, Limits::USUAL, &mut |rows| work.at(rows))?)
        }
        ImportSource::Text { text } => {
            let sheet =
                exchange::read::read_text(text, "粘贴的内容", Limits::USUAL, &mut |rows| work.at(rows))?;
            ("粘贴的内容".to_owned(), Book::of_sheet(sheet, Limits::USUAL))
        }
    };
    let mut imports = office.imports();
    imports.last_token += 1;
    let token = imports.last_token;
    let mut session = Session::open(token, kind, name, book, request.sheet.as_deref(), work)?;
    session.mark = mark;
    guess(&mut session, &bench)?;
    let mut view = session.view(&bench.known);
    // Who comes without a day of coming is here from the day of today on.
    if let Some(clock) = &bench.clock {
        view.notes.insert(0, clock.message());
    }
    imports.session = Some(session);
    Ok(view)
}

/// What the columns mean, as remembered for sheets of this shape or as guessed.
fn guess(session: &mut Session, bench: &Bench) -> Reply<()> {
    let ledger = bench.beside()?;
    let found = store::imports::mapping_of_shape(ledger.conn(), session.kind.key(), &session.shape())?;
    let remembered = found.and_then(|(name, json)| Some((name, serde_json::from_str(&json).ok()?)));
    session.guess(remembered, &bench.known);
    Ok(())
}

pub(crate) fn read_import_sheet(office: &Office, request: ReadImportSheet) -> Reply<ImportView> {
    let running = office.workplace.begin(WorkKind::Import);
    let mut imports = office.imports();
    let session = imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    session.turn_to(request.sheet as usize, request.header, &running.work)?;
    guess(session, &bench)?;
    Ok(session.view(&bench.known))
}

pub(crate) fn plan_import(office: &Office, request: PlanImport) -> Reply<ImportPlan> {
    let running = office.workplace.begin(WorkKind::Import);
    let mut imports = office.imports();
    let session = imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let settled = session.settle(&request.targets, request.options, &bench.known)?;
    check_day(&settled.options.opening_on, bench.today)?;
    session.targets.clone_from(&request.targets);
    session.not_whole = None;
    // The window needs no pages of the ledger now; the sheet needs the room.
    office.at_desk(|desk| Ok(desk.ledger.shrink()?))?;
    session.read_rest(&running.work)?;
    let (planned, seen_act) = plan_of(office, session, settled, &bench, &running.work)?;
    let on_wire = match &planned {
        Planned::Residents(plan) => plan.on_wire(request.token),
        Planned::Register(plan) => plan.on_wire(request.token),
    };
    session.planned = Some(planned);
    session.seen_act = seen_act;
    Ok(on_wire)
}

/// What the rows would do to the ledger as it is now, and its last act.
fn plan_of(
    office: &Office,
    session: &Session,
    settled: plan::Settled,
    bench: &Bench,
    work: &Work,
) -> Reply<(Planned, u32)> {
    work.stage("正在看台账里有谁", 0);
    let (index, seen_act) = office.at_desk(|desk| {
        let last = store::history::last_change(desk.ledger.conn())?;
        Ok((Index::of(desk)?, last))
    })?;
    let planned = match session.kind {
        Kind::Residents => {
            let plan = plan::make(session, index, &|| bench.steady(), settled, bench.today, work)?;
            Planned::Residents(Box::new(plan))
        }
        Kind::Register(register) => {
            let ledger = bench.beside()?;
            let conn = ledger.conn();
            let plan = RegisterPlan::make(session, register, settled, index, conn, bench.today, work)?;
            Planned::Register(Box::new(plan))
        }
    };
    Ok((planned, seen_act))
}

/// The day from which newcomers count: empty or a day that is not to come.
fn check_day(text: &str, today: NaiveDate) -> Reply<NaiveDate> {
    if text.is_empty() {
        return Ok(today);
    }
    let day = crate::population::day(text, "opening_on")?;
    if day > today {
        return Err(Fault::at(FaultCode::DateInFuture, "opening_on").with("日期").into());
    }
    Ok(day)
}

pub(crate) fn list_import_rows(office: &Office, request: ListImportRows) -> Reply<PlannedRows> {
    let mut imports = office.imports();
    let session = &*imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let ledger = bench.beside()?;
    let limit = request.limit.min(200) as usize;
    let fits = |outcome: Outcome, loses_cells: bool| {
        request.outcome.is_none_or(|wanted| wanted == outcome) && (loses_cells || !request.is_partly)
    };
    let page = |all: Vec<usize>| {
        let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
        (total, all.into_iter().skip(request.offset as usize).take(limit).collect::<Vec<_>>())
    };
    let (total, rows) = match &session.planned {
        Some(Planned::Residents(plan)) => {
            let kept = plan.rows.iter().enumerate().filter(|(_, r)| fits(r.outcome, r.loses_cells()));
            let all = kept.map(|(i, _)| i).collect();
            let (total, wanted) = page(all);
            let walk = shown::walk_of(session, plan, bench.today)?;
            let mut judge = plan.judge(ledger.conn())?;
            let row = |at| shown::resident_row(session, (plan, &walk), &mut judge, at, bench.today);
            (total, wanted.into_iter().map(row).collect())
        }
        Some(Planned::Register(plan)) => {
            let kept =
                plan.rows.iter().enumerate().filter(|(_, r)| fits(r.outcome, r.is_taken && r.is_partly));
            let all = kept.map(|(i, _)| i).collect();
            let (total, wanted) = page(all);
            let row = |at| shown::register_row(session, plan, at, bench.today);
            (total, wanted.into_iter().map(row).collect())
        }
        None => return Err(Refusal::new(FaultCode::ImportGone)),
    };
    Ok(PlannedRows { total, offset: request.offset, rows })
}

pub(crate) fn decide_import(office: &Office, request: DecideImport) -> Reply<ImportPlan> {
    let running = office.workplace.begin(WorkKind::Import);
    let mut imports = office.imports();
    let session = imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let mut planned = session.planned.take().ok_or_else(|| Refusal::new(FaultCode::ImportGone))?;
    let rows: HashSet<u32> = request.rows.iter().copied().collect();
    let decide = |decisions: &mut HashMap<u32, Decision>, at: usize, number: u32, outcome: Outcome| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        // For all of a kind, "as planned" takes back what was skipped; whom somebody named stays named.
        let of_kind = rows.is_empty() && request.outcome == Some(outcome);
        let is_skipped = || decisions.get(&at) == Some(&Decision::Skip);
        if rows.contains(&(number + 1))
            || of_kind && (request.decision != Decision::AsPlanned || is_skipped())
        {
            decisions.insert(at, request.decision);
        }
    };
    let decided = (|| match &mut planned {
        Planned::Residents(plan) => {
            let before = plan.decisions.clone();
            for (at, row) in plan.rows.iter().enumerate() {
                decide(&mut plan.decisions, at, row.number, row.outcome);
            }
            let walk = shown::walk_of(session, plan, bench.today)?;
            if let Err(refusal) = plan.judge_all(&walk, &|| bench.steady(), &running.work) {
                plan.decisions = before;
                return Err(refusal);
            }
            Ok(plan.on_wire(request.token))
        }
        Planned::Register(plan) => {
            for (at, row) in plan.rows.iter().enumerate() {
                decide(&mut plan.decisions, at, row.number, row.outcome);
            }
            plan.decide();
            Ok(plan.on_wire(request.token))
        }
    })();
    session.planned = Some(planned);
    decided
}

/// The longest text that mends a cell, in characters: as much as a remark holds.
const LONGEST_CELL: usize = 2_000;

pub(crate) fn mend_import_cell(office: &Office, request: MendImportCell) -> Reply<Nothing> {
    let mut imports = office.imports();
    let session = imports.of(request.token)?;
    bench(office, session.kind)?;
    // What was written is not mended any more.
    if session.planned.is_none() {
        return Err(Refusal::new(FaultCode::ImportGone));
    }
    let column = u16::try_from(request.column).map_err(|_| Fault::new(FaultCode::RequestOdd))?;
    let number = request.row.checked_sub(1).ok_or_else(|| Fault::new(FaultCode::RequestOdd))?;
    if request.text.chars().count() > LONGEST_CELL {
        return Err(Fault::new(FaultCode::TooLong).with("这一格").with(LONGEST_CELL).into());
    }
    session.mend(number, column, request.text.trim())?;
    Ok(Nothing {})
}

pub(crate) fn commit_import(office: &Office, request: OfImport) -> Reply<ImportDone> {
    let running = office.workplace.begin(WorkKind::Import);
    let mut imports = office.imports();
    let session = imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let mut planned = session.planned.take().ok_or_else(|| Refusal::new(FaultCode::ImportGone))?;
    // From here on nobody else writes: what is planned now is what is written.
    running.work.is_writing.store(true, Ordering::Relaxed);
    let written = match planned_now(office, session, &planned, &bench, &running.work) {
        Ok(None) => write_all(session, &planned, &bench, &running.work),
        Ok(Some((again, seen_act))) => {
            let is_same = does_the_same(&planned, &again);
            planned = again;
            session.seen_act = seen_act;
            if is_same {
                write_all(session, &planned, &bench, &running.work)
            } else {
                Err(Refusal::new(FaultCode::ImportChanged))
            }
        }
        Err(refusal) => Err(refusal),
    };
    running.work.is_writing.store(false, Ordering::Relaxed);
    session.planned = Some(planned);
    let (import_id, counts, told) = written?;
    running.work.stage("正在更新列表", 0);
    let not_whole = bench.reader().and_then(|ledger| match &session.planned {
        Some(Planned::Residents(plan)) => out::with_written(session, plan, ledger.conn(), bench.today, told),
        _ => Ok(out::not_whole(session, ledger.conn(), bench.today)?.into_owned()),
    });
    // The lists need the room; and what was written is not written again, whatever comes now.
    session.planned = None;
    // What is shown must follow what was written, even where the rest cannot be told.
    read_again(office, &bench)?;
    let not_whole = not_whole?;
    let count = u32::try_from(not_whole.iter().filter(|r| !r.is_whole).count()).unwrap_or(u32::MAX);
    let notices = out::faulty_rows(session, &not_whole).notices.len();
    let notices = u32::try_from(notices).unwrap_or(u32::MAX);
    let rows_back = u32::try_from(out::reasons(session, &not_whole).len()).unwrap_or(u32::MAX);
    session.not_whole = Some(not_whole);
    let mended = u32::try_from(session.mended.len()).unwrap_or(u32::MAX);
    Ok(ImportDone {
        import_id,
        said: said(session, &counts),
        counts,
        not_whole: count,
        mended,
        rows_back,
        notices,
    })
}

/// The plan made again with the same decisions, where the ledger was changed since it was looked at.
fn planned_now(
    office: &Office,
    session: &Session,
    before: &Planned,
    bench: &Bench,
    work: &Work,
) -> Reply<Option<(Planned, u32)>> {
    let last = office.at_desk(|desk| Ok(store::history::last_change(desk.ledger.conn())?))?;
    if last == session.seen_act {
        return Ok(None);
    }
    let options = match before {
        Planned::Residents(plan) => plan.options.clone(),
        Planned::Register(plan) => plan.options.clone(),
    };
    let settled = session.settle(&session.targets, options, &bench.known)?;
    let (mut again, seen_act) = plan_of(office, session, settled, bench, work)?;
    match (&mut again, before) {
        (Planned::Residents(plan), Planned::Residents(before)) if !before.decisions.is_empty() => {
            plan.decisions.clone_from(&before.decisions);
            let walk = shown::walk_of(session, plan, bench.today)?;
            plan.judge_all(&walk, &|| bench.steady(), work)?;
        }
        (Planned::Register(plan), Planned::Register(before)) => {
            plan.decisions.clone_from(&before.decisions);
            plan.decide();
        }
        _ => {}
    }
    Ok(Some((again, seen_act)))
}

/// Whether a plan that was made again does what was looked at: to every row, writing the same over the same, and to every
/// field.
fn does_the_same(before: &Planned, again: &Planned) -> bool {
    match (before, again) {
        (Planned::Residents(a), Planned::Residents(b)) => {
            let same = |(a, b): (&plan::Planned, &plan::Planned)| {
                (a.index, a.outcome, a.is_taken, a.is_partly, a.mark)
                    == (b.index, b.outcome, b.is_taken, b.is_partly, b.mark)
            };
            a.rows.len() == b.rows.len() && a.fields == b.fields && a.rows.iter().zip(&b.rows).all(same)
        }
        (Planned::Register(a), Planned::Register(b)) => {
            let same = |(a, b): (&registers::RegisterRowPlan, &registers::RegisterRowPlan)| {
                (a.index, a.outcome, a.is_taken, a.is_partly) == (b.index, b.outcome, b.is_taken, b.is_partly)
            };
            a.rows.len() == b.rows.len() && a.rows.iter().zip(&b.rows).all(same)
        }
        _ => false,
    }
}

/// Reads the lists of the window again, and takes the journal of what was written into the ledger's file meanwhile.
fn read_again(office: &Office, bench: &Bench) -> Reply<()> {
    let ledger = bench.reader();
    std::thread::scope(|scope| {
        // What cannot be taken in now stays safe in the journal and is taken in with a later write.
        scope.spawn(move || ledger.map(|ledger| ledger.take_in_journal()));
        office.at_desk(|desk| desk.reload_sparing())
    })
}

fn said(session: &Session, counts: &[OutcomeCount]) -> String {
    let taken: Vec<String> =
        counts.iter().filter(|c| c.taken > 0).map(|c| format!("{} {} 行", c.label, c.taken)).collect();
    let mended = match session.mended.len() {
        0 => String::new(),
        cells => format!("，导入时改了 {cells} 格"),
    };
    format!("导入 {}：{}{mended}", session.file_name, taken.join("，"))
}

fn write_all(
    session: &Session,
    planned: &Planned,
    bench: &Bench,
    work: &Work,
) -> Reply<(u32, Vec<OutcomeCount>, Vec<out::NotWhole>)> {
    let mut told = Vec::new();
    let counts = match planned {
        Planned::Residents(plan) => plan.counts(),
        Planned::Register(plan) => plan.counts(),
    };
    if counts.iter().all(|c| c.taken == 0) {
        return Err(Refusal::new(FaultCode::ImportNothing));
    }
    let mut ledger = bench.beside()?;
    let act = Act { kind: ActKind::Import, at: bench.stamp.clone(), on: bench.today };
    let json = serde_json::to_string(&counts).map_err(|e| Refusal::unforeseen(e.to_string()))?;
    // With new own fields as the fields that they become.
    let settled = match planned {
        Planned::Residents(plan) => &plan.targets,
        Planned::Register(_) => &session.targets,
    };
    let targets = serde_json::to_string(settled).map_err(|e| Refusal::unforeseen(e.to_string()))?;
    let (import_id, _) = ledger.write_bulk(&act, &bench.actor, |gate| {
        gate.say(&said(session, &counts))?;
        let remember = match planned {
            Planned::Residents(plan) => {
                let opening = check_day(&plan.options.opening_on, bench.today)?;
                let usual = usual_estate(plan, bench);
                let walk = shown::walk_of(session, plan, bench.today)?;
                let days = (bench.today, opening);
                let mut writer = write::Writer::new(gate, plan, days, &bench.actor.name, usual)?;
                writer.write(&walk, &|| bench.steady(), work)?;
                told = writer.told;
                plan.options.remember_as.clone()
            }
            Planned::Register(plan) => {
                plan.write(gate, session, bench.today, work)?;
                plan.options.remember_as.clone()
            }
        };
        work.stage("正在收尾", 0);
        let facts = [session.kind.key(), &session.file_name, &session.sheet.name, &json];
        let id = store::imports::note(gate, &bench.actor.name, facts)?;
        let name = if remember.is_empty() { session.file_name.clone() } else { remember };
        let targets = [session.kind.key(), &session.shape(), &name, &targets];
        store::imports::remember_mapping(gate, targets)?;
        // The last moment to stop: after this the transaction is closed.
        work.step(0)?;
        Ok::<_, Refusal>(id)
    })?;
    Ok((import_id, counts, told))
}

/// Rows that name no estate: the one chosen, the ledger's only one, where it has none one of the community's own name. Of
/// several none is usual: rows belong where they were judged to be.
fn usual_estate(plan: &plan::Plan, bench: &Bench) -> String {
    if !plan.options.estate.is_empty() {
        return plan.options.estate.clone();
    }
    match bench.known.estates.as_slice() {
        [one] => one.clone(),
        [] => plan.index.first_estate.clone(),
        _ => String::new(),
    }
}

pub(crate) fn list_import_faults(office: &Office, request: OfImport) -> Reply<FaultyRows> {
    let mut imports = office.imports();
    let session = &*imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let ledger = bench.beside()?;
    let rows = out::not_whole(session, ledger.conn(), bench.today)?;
    Ok(out::faulty_rows(session, &rows))
}

pub(crate) fn save_import_faults(office: &Office, request: SaveImportFaults) -> Reply<FileWritten> {
    let mut imports = office.imports();
    let session = &*imports.of(request.token)?;
    let bench = bench(office, session.kind)?;
    let ledger = bench.beside()?;
    let rows = out::not_whole(session, ledger.conn(), bench.today)?;
    let reasons = out::reasons(session, &rows);
    let header = session.header()?;
    let own = office.own_folders();
    let folders: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let wanted = Wanted { file: &request.file, endings: &["xlsx"], replaces: request.replaces };
    let path = files::accept(&wanted, &folders)?;
    let lines = (header.first, header.last);
    let write = || exchange::rows_write::write_rows(&path, &session.sheet, lines, &reasons);
    files::write_noted(&own[1], &path, write)?;
    Ok(FileWritten {
        said: format!("已存好 {} 行，改好后可以再导入", reasons.len()), file: request.file
    })
}

pub(crate) fn close_import(office: &Office, request: OfImport) -> Reply<Nothing> {
    let mut imports = office.imports();
    if imports.session.as_ref().is_some_and(|s| s.token == request.token) {
        imports.close();
    }
    Ok(Nothing {})
}

pub(crate) fn save_template(desk: &mut crate::desk::Desk, request: SaveTemplate) -> Reply<FileWritten> {
    let kind = kind_of(&request.kind)?;
    desk.require(area_of(kind), Level::Read)?;
    let title = match kind {
        Kind::Residents => "居民",
        Kind::Register(register) => register.title,
    };
    let wanted = Wanted { file: &request.file, endings: &["xlsx"], replaces: request.replaces };
    let path = files::accept(&wanted, &[desk.folder.as_path()])?;
    exchange::template_write::write_template(&path, title, &out::template(kind))
        .map_err(|error| write_fault(error, &request.file))?;
    Ok(FileWritten { said: "模板已存好，填完后再导入".into(), file: request.file })
}

pub(crate) fn get_import_mapping(desk: &mut crate::desk::Desk, request: NamedMapping) -> Reply<FoundMapping> {
    let kind = kind_of(&request.kind)?;
    desk.require(area_of(kind), Level::Write)?;
    let found = store::imports::mapping_named(desk.ledger.conn(), kind.key(), &request.name)?;
    let found = found.and_then(|json| serde_json::from_str(&json).ok());
    let missing = || Fault::new(FaultCode::ImportMappingGone).with(&request.name);
    Ok(FoundMapping { targets: found.ok_or_else(missing)? })
}

pub(crate) fn list_imports(desk: &mut crate::desk::Desk, _: Nothing) -> Reply<PastImports> {
    let mut imports = Vec::new();
    for row in store::imports::all(desk.ledger.conn())? {
        let Some(kind) = Kind::of(&row.kind).filter(|k| desk.may(area_of(*k), Level::Read)) else { continue };
        let title = match kind {
            Kind::Residents => "居民",
            Kind::Register(register) => register.title,
        };
        let undone = match (&row.undone_at, &row.undone_by) {
            (Some(at), by) => format!("{} {} 撤销", local_minute(at), by.clone().unwrap_or_default()),
            _ => String::new(),
        };
        imports.push(PastImport {
            import_id: row.id,
            happened_at: local_minute(&row.happened_at),
            actor: row.actor_name,
            kind: title.into(),
            file_name: row.file_name,
            sheet_name: row.sheet_name,
            counts: serde_json::from_str(&row.counts).unwrap_or_default(),
            can_undo: undone.is_empty() && desk.may(area_of(kind), Level::Write),
            undone,
        });
    }
    Ok(PastImports { imports })
}

pub(crate) fn undo_import(office: &Office, request: UndoImport) -> Reply<ImportUndone> {
    let row = office.at_desk(|desk| Ok(store::imports::get(desk.ledger.conn(), request.import_id)?))?;
    let kind = kind_of(&row.kind)?;
    let bench = bench(office, kind)?;
    let may_go_on = request.forces && !row.kept.is_empty();
    if row.undone_at.is_some() && !may_go_on {
        return Err(Refusal::new(FaultCode::ImportUndone));
    }
    let running = office.workplace.begin(WorkKind::Import);
    let work = &running.work;
    work.is_writing.store(true, Ordering::Relaxed);
    work.stage("正在撤销导入", 0);
    let mut ledger = bench.beside()?;
    let act = Act { kind: ActKind::Undo, at: bench.stamp.clone(), on: bench.today };
    let undone = ledger.write_bulk(&act, &bench.actor, |gate| {
        gate.say(&format!("撤销导入 {}", row.file_name))?;
        let back = store::imports::take_back(gate, &row, request.forces, &mut |done, total| {
            if done <= 256 {
                work.stage("正在撤销导入", total);
            }
            work.at(done)
        })
        .map_err(|error| match error {
            store::StoreError::Gone => Refusal::new(FaultCode::ImportUndoCancelled),
            store::StoreError::AlreadyUndone => Refusal::new(FaultCode::ImportUndone),
            other => other.into(),
        })?;
        work.stage("正在核对撤销以后的记录", 0);
        crate::standing::check_import(gate, &back.left, bench.today)?;
        Ok::<_, Refusal>(back)
    });
    work.is_writing.store(false, Ordering::Relaxed);
    let (back, _) = undone?;
    drop(ledger);
    read_again(office, &bench)?;
    office.at_desk(|desk| {
        let mut kept: Vec<String> = back
            .kept
            .iter()
            .filter(|(table, _)| !matches!(table.as_str(), "movements" | "group_members"))
            .map(|(table, id)| {
                let label = crate::history::table_facts(table).map_or("", |f| f.0);
                format!("{label} {}", crate::history::record_title(desk, table, *id))
            })
            .collect();
        kept.sort();
        kept.dedup();
        let more = if kept.is_empty() {
            String::new()
        } else {
            format!("，保留 {} 条后来改过的", kept.len())
        };
        let said = format!(
            "已撤销导入 {}：去掉 {} 条，恢复 {} 条{more}",
            row.file_name, back.removed, back.restored
        );
        Ok(ImportUndone { said, kept })
    })
}
