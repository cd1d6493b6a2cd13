//! Backups: made, checked after writing, thinned out, looked into, and restored so that a restore can be undone.

mod file;

use crate::contract::{
    BackupContents, BackupFile, BackupFiles, BackupMade, BackupReason, CountLine, ListBackups, MakeBackup,
    Nothing, OfBackup, Restored, Verified,
};
use crate::history;
use crate::office::{Clock, Office, Phase, local_minute, write_beside};
use crate::refusal::{Refusal, Reply};
use crate::session::key_path;
use chrono::{DateTime, Datelike, Local, NaiveDate};
use domain::{Fault, FaultCode};
use file::Header;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use store::snapshot;
use vault::{DataKey, KeyFile};

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

/// Makes a backup of a ledger into a folder and checks it; returns the file.
fn back_up(folder: &Path, key: &DataKey, to: &Path, reason: BackupReason, clock: Clock) -> Reply<PathBuf> {
    std::fs::create_dir_all(to)?;
    let stamp = clock.now().with_timezone(&Local).format("%Y-%m-%d_%H%M%S").to_string();
    let path = unused_name(to, &stamp, reason_label(reason));
    let part = path.with_extension("part-db");
    let made = (|| -> Reply<()> {
        let live = snapshot::open_to_look(&folder.join(store::ledger::FILE_NAME), &key.as_hex())?;
        snapshot::copy(&live, &part, &key.as_hex(), |_, _| true)?;
        let copy = snapshot::open_to_look(&part, &key.as_hex())?;
        snapshot::check(&copy)?;
        let counts = table_counts(&copy)?;
        drop(copy);
        let keys = KeyFile::read(&key_path(folder))?;
        let header = Header {
            made_at: clock.stamp(),
            reason,
            key_fingerprint: key.fingerprint(),
            counts,
            keys: keys.to_json(),
        };
        file::write(&path, &header, &part)?;
        // What was written is read again from the disk: a backup that cannot be opened is none.
        check_file(&path, key, &header, folder)
    })();
    remove_ledger(&part);
    if made.is_err() {
        let _ = std::fs::remove_file(&path);
    }
    made.map(|()| path)
}

fn unused_name(folder: &Path, stamp: &str, label: &str) -> PathBuf {
    let name = |n: u32| if n == 0 { String::new() } else { format!("_{n}") };
    let path = |n: u32| folder.join(format!("台账备份_{stamp}_{label}{}.{}", name(n), file::EXTENSION));
    (0..1000).map(path).find(|p| !p.exists()).unwrap_or_else(|| path(1000))
}

fn table_counts(conn: &store::Connection) -> Reply<Vec<(String, u32)>> {
    Ok(history::counts(conn)?.into_iter().map(|(label, n)| (label.to_owned(), n)).collect())
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
    /// `scratch` is the ledger's folder, whose halves are swept away at the next unlock.
    fn new(path: &Path, key: &DataKey, scratch: &Path) -> Reply<Self> {
        let scratch = backup_folder(scratch);
        std::fs::create_dir_all(&scratch)?;
        let taken_out = scratch.join(format!("look-{}-{}.part", std::process::id(), fresh_number()));
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

fn fresh_number() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The backup before an upgrade of the ledger's layout.
pub(crate) fn before_upgrade(folder: &Path, key: &DataKey, clock: Clock) -> Reply<()> {
    back_up(folder, key, &backup_folder(folder), BackupReason::BeforeUpgrade, clock).map(drop)
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

/// Removes what need not be kept, and halves of backups that a power cut left.
fn thin_out(folder: &Path) {
    let files = files_in(folder);
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
    sweep(folder);
}

/// Removes halves that a power cut left.
pub(crate) fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.contains(".part") && entry.path().is_file() {
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
    let to = request.folder.filter(|f| !f.trim().is_empty()).map(PathBuf::from);
    let is_elsewhere = to.is_some();
    let to = to.unwrap_or_else(|| backup_folder(&folder));
    let path = back_up(&folder, &key, &to, BackupReason::ByHand, office.clock)?;
    let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
    let place = if is_elsewhere {
        format!("“{}”", to.display())
    } else {
        "台账旁边的备份文件夹".into()
    };
    Ok(BackupMade {
        file: path.display().to_string(), size, said: format!("备份放在{place}，已检查能打开")
    })
}

impl Office {
    /// The first backup of a day, into the ledger's own folder and the one of the settings. Meant for a thread of its
    /// own; tells of a failure by a notice.
    pub fn back_up_daily(&self) {
        let Ok((folder, key, second)) = open_ledger(self) else {
            return;
        };
        let own = backup_folder(&folder);
        let today = self.clock.now().with_timezone(&Local).date_naive();
        let is_done = files_in(&own).iter().any(|(_, h)| {
            let day =
                DateTime::parse_from_rfc3339(&h.made_at).ok().map(|t| t.with_timezone(&Local).date_naive());
            h.reason == BackupReason::Daily && day == Some(today)
        });
        if is_done {
            return;
        }
        let mut faults = Vec::new();
        let targets = [Some(own), (!second.is_empty()).then(|| PathBuf::from(second))];
        for to in targets.into_iter().flatten() {
            match back_up(&folder, &key, &to, BackupReason::Daily, self.clock) {
                Ok(_) => thin_out(&to),
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

/// The key that opens a backup: today's, or by the password or recovery code of then.
fn key_of(office: &Office, request: &OfBackup, header: &Header) -> Reply<DataKey> {
    let now = office.at_desk(|desk| Ok(desk.key.clone())).ok();
    if let Some(key) = now.filter(|key| key.fingerprint() == header.key_fingerprint) {
        return Ok(key);
    }
    let keys = KeyFile::from_json(header.keys.as_bytes())?;
    let Some(password) = request.password.as_deref().filter(|p| !p.is_empty()) else {
        return Err(Fault::at(FaultCode::BackupOtherKey, "password").into());
    };
    let name = request.user_name.as_deref().unwrap_or_default();
    if let Ok((key, _)) = keys.open_with_password(name, password) {
        return Ok(key);
    }
    keys.open_with_recovery(password).map_err(|_| Fault::at(FaultCode::PasswordWrong, "password").into())
}

fn header_of(file: &str) -> Reply<Header> {
    let path = Path::new(file);
    if !path.exists() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        return Err(Fault::new(FaultCode::FileNotFound).with(name).into());
    }
    file::header(path)
}

pub(crate) fn look_into_backup(office: &Office, request: OfBackup) -> Reply<BackupContents> {
    let header = header_of(&request.file)?;
    let key = key_of(office, &request, &header)?;
    let folder = office.state().folder.clone();
    let opened = Opened::new(Path::new(&request.file), &key, &folder)?;
    let is_sound = snapshot::check(opened.conn()?).is_ok();
    let last = store::history::last_act(opened.conn()?)?;
    let row = store::office::office(opened.conn()?)?;
    let in_backup = table_counts(opened.conn()?)?;
    let now = office
        .at_desk(|desk| {
            let counts = history::counts(desk.ledger.conn())?;
            Ok((counts, store::history::last_act(desk.ledger.conn())?.map_or(0, |a| a.id)))
        })
        .ok();
    let counts = in_backup
        .iter()
        .map(|(label, n)| CountLine {
            label: label.clone(),
            in_backup: *n,
            in_ledger: now.as_ref().and_then(|(c, _)| c.iter().find(|(l, _)| l == label).map(|(_, n)| *n)),
        })
        .collect();
    let last_id = last.as_ref().map_or(0, |a| a.id);
    Ok(BackupContents {
        file: request.file,
        community: row.community,
        made_at: local_minute(&header.made_at),
        counts,
        last_act: last
            .map(|a| format!("{} {} {}", local_minute(&a.happened_at), a.actor_name, a.said))
            .unwrap_or_default(),
        acts_lost: now.map_or(0, |(_, id)| id.saturating_sub(last_id)),
        is_sound,
    })
}

const INCOMING: &str = "incoming";

/// Whether a restore was decided and not finished.
pub(crate) fn is_restoring(folder: &Path) -> bool {
    folder.join(INCOMING).is_dir()
}

/// Finishes a restore that was decided. Safe to be cut off and done again at any point.
pub(crate) fn finish_restore(folder: &Path) -> Reply<()> {
    let incoming = folder.join(INCOMING);
    let _ = std::fs::remove_dir_all(folder.join("incoming.part"));
    if !incoming.is_dir() {
        return Ok(());
    }
    let _lock = store::ledger::lock_folder(folder)?;
    let ledger = incoming.join(store::ledger::FILE_NAME);
    if ledger.exists() {
        for rest in ["ledger.db-wal", "ledger.db-shm"] {
            match std::fs::remove_file(folder.join(rest)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        std::fs::rename(&ledger, folder.join(store::ledger::FILE_NAME))?;
    }
    let keys = incoming.join("keys.json");
    if keys.exists() {
        std::fs::rename(&keys, key_path(folder))?;
    }
    std::fs::remove_dir_all(&incoming)?;
    Ok(())
}

pub(crate) fn restore_backup(office: &Office, request: OfBackup) -> Reply<Restored> {
    let header = header_of(&request.file)?;
    let folder = office.state().folder.clone();
    let is_open = office.is_open();
    // At an open ledger the right is asked; at a locked one the password of the backup is.
    if is_open {
        office.at_desk(|desk| desk.require(domain::access::Area::Settings, domain::access::Level::Write))?;
    }
    let key = key_of(office, &request, &header)?;
    // The same key keeps today's passwords and recovery code; another one, and a locked ledger, need the backup's.
    let fingerprint = key.fingerprint();
    let keeps_keys = office.at_desk(|desk| Ok(desk.key.fingerprint() == fingerprint)).unwrap_or(false)
        && key_path(&folder).exists();
    std::fs::create_dir_all(&folder)?;
    let saved_before = save_before(office, &folder, &key)?;
    let part = folder.join("incoming.part");
    let _ = std::fs::remove_dir_all(&part);
    let prepared = (|| -> Reply<()> {
        std::fs::create_dir_all(&part)?;
        let ledger = part.join(store::ledger::FILE_NAME);
        file::take_out(Path::new(&request.file), &ledger)?;
        let conn = snapshot::open_to_look(&ledger, &key.as_hex()).map_err(|error| match error {
            store::StoreError::Newer(_) => Refusal::new(FaultCode::BackupNewer),
            _ => Refusal::new(FaultCode::BackupDamaged),
        })?;
        snapshot::check(&conn).map_err(|_| Refusal::new(FaultCode::BackupDamaged))?;
        drop(conn);
        if !keeps_keys {
            write_beside(&part.join("keys.json"), header.keys.as_bytes())?;
        }
        std::fs::rename(&part, folder.join(INCOMING))?;
        Ok(())
    })();
    if let Err(refusal) = prepared {
        let _ = std::fs::remove_dir_all(&part);
        return Err(refusal);
    }
    let mut state = office.state();
    state.phase = Phase::Locked;
    state.trouble = None;
    finish_restore(&folder)?;
    let password = if keeps_keys { "现在的密码" } else { "做备份时的密码" };
    let said = format!("已恢复到 {} 的备份，请用{password}打开", local_minute(&header.made_at));
    Ok(Restored { saved_before: saved_before.map(|p| p.display().to_string()).unwrap_or_default(), said })
}

/// Backs the present ledger up; one that cannot be opened is set aside as it is.
fn save_before(office: &Office, folder: &Path, key: &DataKey) -> Reply<Option<PathBuf>> {
    let ledger = folder.join(store::ledger::FILE_NAME);
    if !ledger.exists() {
        return Ok(None);
    }
    let own = office.at_desk(|desk| Ok(desk.key.clone())).unwrap_or_else(|_| key.clone());
    match back_up(folder, &own, &backup_folder(folder), BackupReason::BeforeRestore, office.clock) {
        Ok(path) => Ok(Some(path)),
        Err(refusal) if office.is_open() => Err(refusal),
        Err(_) => {
            let aside = folder.join(format!("aside-{}", office.clock.now().format("%Y%m%d-%H%M%S")));
            std::fs::create_dir_all(&aside)?;
            for name in [store::ledger::FILE_NAME, "ledger.db-wal", "keys.json"] {
                if folder.join(name).exists() {
                    std::fs::copy(folder.join(name), aside.join(name))?;
                }
            }
            Ok(Some(aside))
        }
    }
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
    let counts = table_counts(&conn)?
        .into_iter()
        .map(|(label, n)| CountLine { label, in_backup: n, in_ledger: Some(n) })
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
