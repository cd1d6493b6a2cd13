//! Backups: made, checked after writing, thinned out, looked into, and restored so that a restore can be undone.

mod file;
mod restore;

use crate::contract::{
    BackupFile, BackupFiles, BackupMade, BackupReason, CountLine, ListBackups, MakeBackup, Nothing, Verified,
};
use crate::files;
use crate::history;
use crate::office::{Clock, Office, local_minute};
use crate::refusal::{Refusal, Reply};
use crate::session::key_path;
use chrono::{DateTime, Datelike, Local, NaiveDate};
use domain::access::{Area, Level};
use domain::{Fault, FaultCode};
use exchange::in_place;
use file::Header;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use store::snapshot;
use vault::{DataKey, KeyFile};

pub(crate) use restore::{finish_restore, is_restoring, look_into_backup, restore_backup};

/// The backups of a ledger's folder.
pub(crate) fn backup_folder(folder: &Path) -> PathBuf {
    folder.join("backups")
}

/// Kept: the newest of so many days, weeks and months.
const KEPT_DAYS: usize = 7;
const KEPT_WEEKS: usize = 4;
const KEPT_MONTHS: usize = 12;
/// Kept of those made before a restore or an upgrade: each is the way back from one.
const KEPT_BEFORE: usize = 10;

fn reason_label(reason: BackupReason) -> &'static str {
    match reason {
        BackupReason::Daily => "每日",
        BackupReason::BeforeUpgrade => "升级前",
        BackupReason::BeforeRestore => "恢复前",
        BackupReason::ByHand => "手工",
    }
}

/// Where a backup goes.
enum Place<'a> {
    /// Under a new name into a folder.
    Folder(&'a Path),
    /// Into this file, which is not there yet.
    File(&'a Path),
}

/// Makes a backup of a ledger and checks it; returns the file. What it is made of lies among the ledger's own backups
/// meanwhile: in its place there is the whole file or none.
fn back_up(
    folder: &Path,
    key: &DataKey,
    place: &Place,
    reason: BackupReason,
    clock: Clock,
) -> Reply<PathBuf> {
    let _alone = working();
    let path = match place {
        Place::File(path) => (*path).to_owned(),
        Place::Folder(to) => {
            std::fs::create_dir_all(to)?;
            let stamp = clock.now().with_timezone(&Local).format("%Y-%m-%d_%H%M%S").to_string();
            unused_name(to, &stamp, reason_label(reason))
        }
    };
    let part = scratch_of(folder)?;
    let made = (|| -> Reply<()> {
        let keys = copy_with_keys(folder, key, &part)?;
        let copy = snapshot::open_to_look(&part, &key.as_hex())?;
        snapshot::check(&copy)?;
        let counts = table_counts(&copy)?;
        let last_act = store::history::last_act(&copy)?.map(|act| (act.id, act.happened_at));
        drop(copy);
        let header = Header {
            made_at: clock.stamp(),
            reason,
            key_fingerprint: key.fingerprint(),
            counts,
            keys: keys.to_json(),
            last_act,
        };
        file::write(&path, &header, &part)?;
        // What was written is read again from the disk: a backup that cannot be opened is none.
        check_file(&path, key, &header, folder).inspect_err(|_| drop(std::fs::remove_file(&path)))
    })();
    remove_ledger(&part);
    made.map(|()| path)
}

/// Copies a ledger, and returns the key file that belongs to the copy: somebody may change a password meanwhile.
fn copy_with_keys(folder: &Path, key: &DataKey, part: &Path) -> Reply<KeyFile> {
    let live = snapshot::open_to_look(&folder.join(store::ledger::FILE_NAME), &key.as_hex())?;
    let mut keys = KeyFile::read(&key_path(folder))?;
    for _ in 0..3 {
        remove_ledger(part);
        snapshot::copy(&live, part, &key.as_hex(), |_, _| true)?;
        let now = KeyFile::read(&key_path(folder))?;
        if now == keys {
            break;
        }
        keys = now;
    }
    Ok(keys)
}

/// A new name among the backups of a ledger, whose halves are swept away at the next unlock.
fn scratch_of(folder: &Path) -> Reply<PathBuf> {
    let scratch = backup_folder(folder);
    std::fs::create_dir_all(&scratch)?;
    Ok(in_place::half_of(&scratch.join("look-")))
}

fn unused_name(folder: &Path, stamp: &str, label: &str) -> PathBuf {
    let name = |n: u32| if n == 0 { String::new() } else { format!("_{n}") };
    let path = |n: u32| folder.join(format!("台账备份_{stamp}_{label}{}.{}", name(n), file::EXTENSION));
    (0..1000).map(path).find(|p| !p.exists()).unwrap_or_else(|| path(1000))
}

fn table_counts(conn: &store::Connection) -> Reply<Vec<(String, u32)>> {
    Ok(history::counts(conn, |_| true)?.into_iter().map(|(label, n)| (label.to_owned(), n)).collect())
}

fn check_file(path: &Path, key: &DataKey, wanted: &Header, scratch: &Path) -> Reply<()> {
    let opened = Opened::new(path, key, scratch)?;
    snapshot::check(opened.conn()?)?;
    if table_counts(opened.conn()?)? != wanted.counts {
        return Err(Refusal::new(FaultCode::BackupDamaged));
    }
    Ok(())
}

/// A backup's ledger, taken out beside the file for as long as this lives. It stays encrypted.
struct Opened {
    conn: Option<store::Connection>,
    taken_out: PathBuf,
}

impl Opened {
    /// `folder` is the ledger's.
    fn new(path: &Path, key: &DataKey, folder: &Path) -> Reply<Self> {
        let taken_out = scratch_of(folder)?;
        file::take_out(path, &taken_out).inspect_err(|_| drop(std::fs::remove_file(&taken_out)))?;
        match snapshot::open_to_look(&taken_out, &key.as_hex()) {
            Ok(conn) => Ok(Opened { conn: Some(conn), taken_out }),
            Err(error) => {
                let _ = std::fs::remove_file(&taken_out);
                Err(match error {
                    store::StoreError::Damaged => Refusal::new(FaultCode::BackupDamaged),
                    store::StoreError::Newer(_) => Refusal::new(FaultCode::BackupNewer),
                    other => other.into(),
                })
            }
        }
    }
}

impl Opened {
    fn conn(&self) -> Reply<&store::Connection> {
        self.conn.as_ref().ok_or_else(|| Refusal::new(FaultCode::BackupDamaged))
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // SQLite's own files beside it go only after the connection is closed.
        self.conn = None;
        remove_ledger(&self.taken_out);
    }
}

/// Removes a ledger file with what SQLite keeps beside it.
fn remove_ledger(path: &Path) {
    for rest in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(rest);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// The backup before an upgrade of the ledger's layout.
pub(crate) fn before_upgrade(folder: &Path, key: &DataKey, clock: Clock) -> Reply<()> {
    let to = backup_folder(folder);
    back_up(folder, key, &Place::Folder(&to), BackupReason::BeforeUpgrade, clock).map(drop)
}

/// The time of the newest backup in a ledger's own folder.
pub(crate) fn last_backup(folder: &Path) -> Option<String> {
    files_in(&backup_folder(folder)).into_iter().map(|(_, header)| header.made_at).max()
}

fn files_in(folder: &Path) -> Vec<(PathBuf, Header)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_backup = |p: &PathBuf| p.extension().is_some_and(|e| e == file::EXTENSION);
    let paths = entries.flatten().map(|e| e.path()).filter(is_backup);
    let mut files: Vec<_> = paths.filter_map(|p| file::header(&p).ok().map(|h| (p, h))).collect();
    files.sort_by(|a, b| b.1.made_at.cmp(&a.1.made_at).then_with(|| b.0.cmp(&a.0)));
    files
}

/// Which of the automatic backups may go: all but the newest of the last days, weeks and months that have one.
fn superfluous(made: &[(usize, NaiveDate)]) -> Vec<usize> {
    let mut kept = HashSet::new();
    let mut keep = |count: usize, period: &dyn Fn(NaiveDate) -> (i32, u32)| {
        let mut seen = Vec::new();
        for (at, day) in made {
            let own = period(*day);
            if !seen.contains(&own) && seen.len() < count {
                seen.push(own);
                kept.insert(*at);
            }
        }
    };
    keep(KEPT_DAYS, &|d| (d.year(), d.ordinal()));
    keep(KEPT_WEEKS, &|d| (d.iso_week().year(), d.iso_week().week()));
    keep(KEPT_MONTHS, &|d| (d.year(), d.month()));
    made.iter().map(|(at, _)| *at).filter(|at| !kept.contains(at)).collect()
}

/// Removes what need not be kept of one ledger's backups: others may keep theirs in the same folder. The one just made
/// counts as the newest, whatever the clock said of the others.
fn thin_out(folder: &Path, key: &DataKey, just_made: &Path) {
    let own = key.fingerprint();
    let mut files: Vec<_> = files_in(folder).into_iter().filter(|(_, h)| h.key_fingerprint == own).collect();
    files.sort_by_key(|(path, _)| path != just_made);
    let day = |h: &Header| {
        DateTime::parse_from_rfc3339(&h.made_at).ok().map(|t| t.with_timezone(&Local).date_naive())
    };
    let made: Vec<(usize, NaiveDate)> = files
        .iter()
        .enumerate()
        .filter(|(_, (_, h))| h.reason == BackupReason::Daily)
        .filter_map(|(i, (_, h))| day(h).map(|d| (i, d)))
        .collect();
    let before = [BackupReason::BeforeRestore, BackupReason::BeforeUpgrade];
    let old = files.iter().enumerate().filter(|(_, (_, h))| before.contains(&h.reason)).skip(KEPT_BEFORE);
    let gone: Vec<usize> = superfluous(&made).into_iter().chain(old.map(|(i, _)| i)).collect();
    for at in gone {
        let _ = std::fs::remove_file(&files[at].0);
    }
}

/// One backup at a time in this process, and no sweeping meanwhile.
static WORKING: Mutex<()> = Mutex::new(());

fn working() -> MutexGuard<'static, ()> {
    WORKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Removes halves that a power cut left in a ledger's folder and among its backups. Only files that the program itself
/// names so: a folder may hold other people's files too.
pub(crate) fn sweep(folder: &Path) {
    let _alone = working();
    let of_program = ["keys.json", "attempts.json", "names.json", "leaving.json"];
    let earlier = ["keys.json.part", "attempts.json.part", "names.json.part", "ledger.part"];
    sweep_halves(folder, |name| {
        earlier.contains(&name) || of_program.iter().any(|of| in_place::is_half_of(name, of))
    });
    sweep_halves(&backup_folder(folder), is_half_of_ours);
    for name in of_program {
        tighten(&folder.join(name));
    }
    for (backup, _) in files_in(&backup_folder(folder)) {
        tighten(&backup);
    }
}

/// Takes a file of the program from everybody but its owner, where the disk knows of such; older programs left it open.
#[cfg(unix)]
fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if path.is_file() {
        let _ = std::fs::set_permissions(path, PermissionsExt::from_mode(0o600));
    }
}

#[cfg(not(unix))]
fn tighten(_: &Path) {}

fn is_half_of_ours(name: &str) -> bool {
    (name.starts_with("台账备份_") || name.starts_with("look-")) && name.contains(".part")
}

fn sweep_halves(folder: &Path, is_half: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_half(&entry.file_name().to_string_lossy()) && entry.path().is_file() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The folder and key of the open ledger.
fn open_ledger(office: &Office) -> Reply<(PathBuf, DataKey, String)> {
    office.at_desk(|desk| Ok((desk.folder.clone(), desk.key.clone(), desk.office.backup_folder.clone())))
}

pub(crate) fn make_backup(office: &Office, request: MakeBackup) -> Reply<BackupMade> {
    let (folder, key, _) = open_ledger(office)?;
    let given = |text: Option<String>| text.filter(|f| !f.trim().is_empty()).map(PathBuf::from);
    let (to, file) = (given(request.folder), given(request.file));
    let own = backup_folder(&folder);
    let place = match (&file, &to) {
        (Some(file), _) => Place::File(file),
        (None, to) => Place::Folder(to.as_deref().unwrap_or(&own)),
    };
    if let Place::File(file) = place {
        files::outside_of_ledgers(file, &[office.base.as_path(), folder.as_path()])?;
        if std::fs::symlink_metadata(file).is_ok() {
            return Err(Fault::new(FaultCode::FileThere).with(files::name_of(file)).into());
        }
    }
    let path = back_up(&folder, &key, &place, BackupReason::ByHand, office.clock)?;
    let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
    let said = match place {
        Place::File(file) => format!("“{}”", file.display()),
        Place::Folder(to) if to == own => "台账旁边的备份文件夹".into(),
        Place::Folder(to) => format!("“{}”", to.display()),
    };
    Ok(BackupMade {
        file: path.display().to_string(), size, said: format!("备份放在{said}，已检查能打开")
    })
}

impl Office {
    /// The first backup of a day, and one at each later unlock that finds more done than is in it, into the ledger's own
    /// folder and the one of the settings. Meant for a thread of its own; tells of a failure by a notice.
    ///
    /// What was done counts beside the day: on a PC whose clock stands still it is always the same day.
    pub fn back_up_daily(&self) {
        let Ok((folder, key, second)) = open_ledger(self) else {
            return;
        };
        let last = self.at_desk(|desk| Ok(store::history::last_act(desk.ledger.conn())?));
        let last = last.ok().flatten().map(|act| (act.id, act.happened_at));
        let today = self.clock.now().with_timezone(&Local).date_naive();
        // Each folder by itself: a stick that was not in at the first unlock gets its backup at a later one.
        let is_done = |to: &Path| {
            files_in(to).iter().any(|(_, h)| {
                let day = DateTime::parse_from_rfc3339(&h.made_at).ok();
                let day = day.map(|t| t.with_timezone(&Local).date_naive());
                h.reason == BackupReason::Daily
                    && day == Some(today)
                    && h.key_fingerprint == key.fingerprint()
                    && (h.last_act.is_none() || h.last_act == last)
            })
        };
        let mut faults = Vec::new();
        let targets = [Some(backup_folder(&folder)), (!second.is_empty()).then(|| PathBuf::from(second))];
        for to in targets.into_iter().flatten().filter(|to| !is_done(to)) {
            match back_up(&folder, &key, &Place::Folder(&to), BackupReason::Daily, self.clock) {
                Ok(made) => thin_out(&to, &key, &made),
                Err(_) => faults.push(Fault::new(FaultCode::BackupFailed)),
            }
        }
        self.state().notices.extend(faults);
    }
}

pub(crate) fn list_backups(office: &Office, request: ListBackups) -> Reply<BackupFiles> {
    let folder = match request.folder.filter(|f| !f.trim().is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => backup_folder(&office.state().folder),
    };
    let files = files_in(&folder)
        .into_iter()
        .map(|(path, header)| BackupFile {
            size: std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0),
            file: path.display().to_string(),
            made_at: local_minute(&header.made_at),
            reason: header.reason,
            reason_label: reason_label(header.reason).into(),
        })
        .collect();
    Ok(BackupFiles { folder: folder.display().to_string(), files })
}

pub(crate) fn verify_ledger(office: &Office, _: Nothing) -> Reply<Verified> {
    let (folder, key, _) = open_ledger(office)?;
    let conn = snapshot::open_to_look(&folder.join(store::ledger::FILE_NAME), &key.as_hex())?;
    let mut findings = Vec::new();
    match snapshot::check(&conn) {
        Ok(()) => findings.push("每一页、每一处引用都完好。".to_owned()),
        Err(store::StoreError::BrokenReferences) => findings.push("有记录指向不存在的记录。".to_owned()),
        Err(_) => findings.push("文件有损坏的页，请从备份恢复。".to_owned()),
    }
    let is_sound = snapshot::check(&conn).is_ok();
    let may = |area: Area| office.at_desk(|desk| Ok(desk.may(area, Level::Read))).unwrap_or(false);
    let counts = history::counts(&conn, may)?
        .into_iter()
        .map(|(label, n)| CountLine { label: label.to_owned(), in_backup: n, in_ledger: Some(n) })
        .collect();
    Ok(Verified { is_sound, findings, counts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_days_four_weeks_and_twelve_months_are_kept() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        // One a day for two years, newest first.
        let made: Vec<(usize, NaiveDate)> =
            (0..730).map(|i| (i, today - chrono::Days::new(i as u64))).collect();
        let gone = superfluous(&made);
        let kept: Vec<NaiveDate> = made.iter().filter(|(i, _)| !gone.contains(i)).map(|(_, d)| *d).collect();
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert!((0..7).all(|i| kept.contains(&(today - chrono::Days::new(i)))), "the last seven days");
        assert!(
            kept.contains(&day(2026, 11, 15)) && kept.contains(&day(2026, 11, 8)),
            "Sundays of earlier weeks"
        );
        assert!(kept.contains(&day(2026, 10, 31)) && kept.contains(&day(2025, 12, 31)), "ends of months");
        assert!(!kept.contains(&day(2025, 11, 30)), "a thirteenth month goes");
        assert_eq!(
            kept.len(),
            7 + 2 + 11,
            "days, two more Sundays (the newest two weeks are among the days), months"
        );
    }
}
