//! Looking into a backup, and restoring one so that the restore can be undone.

use super::file::{self, Header};
use super::{Opened, back_up, backup_folder};
use crate::contract::{BackupContents, BackupReason, CountLine, OfBackup, Restored};
use crate::history;
use crate::office::{Office, Phase, State, local_minute, write_beside};
use crate::refusal::{Refusal, Reply};
use crate::session::{self, key_path};
use domain::access::{Area, Level, Role};
use domain::{Fault, FaultCode};
use std::path::{Path, PathBuf};
use store::snapshot;
use vault::{DataKey, KeyFile};

/// What opened a backup.
struct KeyFound {
    key: DataKey,
    /// Today's key, the user whose password slot it was, or the recovery code.
    by: OpenedBy,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenedBy {
    OpenLedger,
    Slot(u32),
    Recovery,
}

/// The key that opens a backup: today's, or by the password or recovery code of then. Wrong tries slow down.
fn key_of(office: &Office, state: &State, request: &OfBackup, header: &Header) -> Reply<KeyFound> {
    if let Phase::Open(desk) = &state.phase
        && desk.key.fingerprint() == header.key_fingerprint
    {
        return Ok(KeyFound { key: desk.key.clone(), by: OpenedBy::OpenLedger });
    }
    let keys = KeyFile::from_json(header.keys.as_bytes())?;
    let Some(password) = request.password.as_deref().filter(|p| !p.is_empty()) else {
        return Err(Fault::at(FaultCode::BackupOtherKey, "password").into());
    };
    let name = request.user_name.as_deref().unwrap_or_default().trim();
    session::with_patience(office.clock, &state.folder, || {
        let opened = match name.is_empty() {
            true => keys.open_with_any_password(password),
            false => keys.open_with_password(name, password),
        };
        if let Ok((key, slot)) = opened {
            return Ok(KeyFound { key, by: OpenedBy::Slot(slot) });
        }
        let key = keys.open_with_recovery(password);
        let key = key.map_err(|_| Refusal::from(Fault::at(FaultCode::PasswordWrong, "password")))?;
        Ok(KeyFound { key, by: OpenedBy::Recovery })
    })
}

/// The role of whoever opened a backup: at the open ledger the user's, else the one that the backup gives.
fn role_of(state: &State, by: OpenedBy, backup: &store::Connection) -> Reply<Option<Role>> {
    Ok(match (by, &state.phase) {
        (_, Phase::Open(desk)) => Some(desk.actor.role),
        (OpenedBy::Slot(slot), _) => active_role(backup, slot)?,
        _ => Some(Role::Director),
    })
}

fn active_role(conn: &store::Connection, slot: u32) -> Reply<Option<Role>> {
    let user = store::office::user_of_slot(conn, slot)?.filter(|u| u.is_active);
    Ok(user.and_then(|u| Role::from_word(&u.role)))
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
    let state = office.state();
    let found = key_of(office, &state, &request, &header)?;
    let opened = Opened::new(Path::new(&request.file), &found.key, &state.folder)?;
    let is_sound = snapshot::check(opened.conn()?).is_ok();
    let last = store::history::last_act(opened.conn()?)?;
    let community = store::office::community(opened.conn()?)?;
    let role = role_of(&state, found.by, opened.conn()?)?;
    let may = |area: Area| role.is_some_and(|r| r.level(area) >= Level::Read);
    let now = match &state.phase {
        Phase::Open(desk) => {
            let last = store::history::last_act(desk.ledger.conn())?.map_or(0, |a| a.id);
            Some((history::counts(desk.ledger.conn(), may)?, last))
        }
        _ => None,
    };
    let counts = history::counts(opened.conn()?, may)?
        .iter()
        .map(|(label, n)| CountLine {
            label: (*label).to_owned(),
            in_backup: *n,
            in_ledger: now.as_ref().and_then(|(c, _)| c.iter().find(|(l, _)| l == label).map(|(_, n)| *n)),
        })
        .collect();
    let last_id = last.as_ref().map_or(0, |a| a.id);
    let words = |a: store::history::ActRow| {
        // What was done may name what the user may not see; who sees the settings sees every area.
        let said = if may(Area::Settings) { a.said } else { String::new() };
        format!("{} {} {said}", local_minute(&a.happened_at), a.actor_name).trim_end().to_owned()
    };
    Ok(BackupContents {
        file: request.file,
        community,
        made_at: local_minute(&header.made_at),
        counts,
        last_act: last.map(words).unwrap_or_default(),
        acts_lost: now.map_or(0, |(_, id)| id.saturating_sub(last_id)),
        is_sound,
    })
}

const INCOMING: &str = "incoming";
const INCOMING_HALF: &str = "incoming.part";

/// Whether a restore was decided and not finished.
pub(crate) fn is_restoring(folder: &Path) -> bool {
    folder.join(INCOMING).is_dir()
}

/// Finishes a restore that was decided and cut off. Safe to be cut off and done again at any point.
pub(crate) fn finish_restore(folder: &Path) -> Reply<()> {
    let (incoming, half) = (folder.join(INCOMING), folder.join(INCOMING_HALF));
    if !incoming.is_dir() && !half.is_dir() {
        return Ok(());
    }
    let _lock = store::ledger::lock_folder(folder)?;
    let _ = std::fs::remove_dir_all(&half);
    if incoming.is_dir() { put_in_place(folder) } else { Ok(()) }
}

/// Puts what a restore prepared in the place of the ledger; the folder's lock is the caller's.
fn put_in_place(folder: &Path) -> Reply<()> {
    let incoming = folder.join(INCOMING);
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
    let found = is_good(office, &request, &header)?;
    office.workplace.stop();
    office.imports().close();
    // Nobody writes between the backup of what is there and its replacement: the state is held, and the folder's lock.
    let mut state = office.state();
    let folder = state.folder.clone();
    require_settings(&state)?;
    // It may have been locked meanwhile.
    let is_open =
        matches!(&state.phase, Phase::Open(desk) if desk.key.fingerprint() == header.key_fingerprint);
    if found.by == OpenedBy::OpenLedger && !is_open {
        return Err(Refusal::new(FaultCode::SessionLocked));
    }
    std::fs::create_dir_all(&folder)?;
    let own_lock = match &state.phase {
        Phase::Locked => Some(store::ledger::lock_folder(&folder)?),
        _ => None,
    };
    may_replace(&state, &folder, &request, &found)?;
    // The same key keeps today's passwords and recovery code; another one, and a locked ledger, need the backup's.
    let keeps_keys = found.by == OpenedBy::OpenLedger && key_path(&folder).exists();
    let saved_before = save_before(office, &state, &folder, &found.key)?;
    prepare(&folder, &request, &header, &found.key, keeps_keys)?;
    let lock = match std::mem::replace(&mut state.phase, Phase::Locked) {
        Phase::Open(desk) | Phase::Recovering(desk) => desk.ledger.into_lock(),
        Phase::Locked => own_lock,
    };
    state.trouble = None;
    let placed = put_in_place(&folder);
    drop(lock);
    if placed.is_err() && folder.join(INCOMING).join(store::ledger::FILE_NAME).exists() {
        // Nothing was replaced yet, and nothing shall be behind the user's back later.
        let _ = std::fs::remove_dir_all(folder.join(INCOMING));
    }
    placed?;
    let password = if keeps_keys { "现在的密码" } else { "做备份时的密码" };
    let mut said = format!("已恢复到 {} 的备份，请用{password}打开", local_minute(&header.made_at));
    if let Some(aside) = saved_before.as_ref().filter(|p| p.is_dir()) {
        said.push_str(&format!("。原来打不开的台账留在“{}”", aside.display()));
    }
    Ok(Restored { saved_before: saved_before.map(|p| p.display().to_string()).unwrap_or_default(), said })
}

fn require_settings(state: &State) -> Reply<()> {
    match &state.phase {
        Phase::Open(desk) => desk.require(Area::Settings, Level::Write),
        _ => Ok(()),
    }
}

/// Looks at all of a request before anything under way is given up for it: who asks, and whether the backup can be used.
fn is_good(office: &Office, request: &OfBackup, header: &Header) -> Reply<KeyFound> {
    let state = office.state();
    require_settings(&state)?;
    let found = key_of(office, &state, request, header)?;
    may_replace(&state, &state.folder, request, &found)?;
    let opened = Opened::new(Path::new(&request.file), &found.key, &state.folder)?;
    match snapshot::check(opened.conn()?) {
        Err(store::StoreError::Damaged | store::StoreError::BrokenReferences) => {
            Err(Refusal::new(FaultCode::BackupDamaged))
        }
        checked => Ok(checked.map(|()| found)?),
    }
}

/// At a locked ledger only a director of the backup, who is one today still, or the recovery code may replace it.
fn may_replace(state: &State, folder: &Path, request: &OfBackup, found: &KeyFound) -> Reply<()> {
    let OpenedBy::Slot(slot) = found.by else {
        return Ok(());
    };
    let ledger = folder.join(store::ledger::FILE_NAME);
    if !matches!(state.phase, Phase::Locked) || !ledger.exists() {
        return Ok(());
    }
    let opened = Opened::new(Path::new(&request.file), &found.key, folder)?;
    let then = active_role(opened.conn()?, slot)?;
    // A ledger that this key opens is asked too; one that it does not, or that is damaged, cannot be.
    let today = snapshot::open_to_look(&ledger, &found.key.as_hex()).ok();
    let today = today.map_or(Ok(then), |conn| active_role(&conn, slot)).unwrap_or(then);
    if [then, today].iter().all(|role| role.is_some_and(|r| r.level(Area::Settings) == Level::Write)) {
        return Ok(());
    }
    Err(Fault::new(FaultCode::NotAllowed).with(Area::Settings.label()).with("修改").into())
}

/// Takes the backup out beside the ledger and checks it; then it only waits to be put in place.
fn prepare(folder: &Path, request: &OfBackup, header: &Header, key: &DataKey, keeps_keys: bool) -> Reply<()> {
    let part = folder.join(INCOMING_HALF);
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
    prepared.inspect_err(|_| drop(std::fs::remove_dir_all(&part)))
}

/// Backs the present ledger up; one that cannot be opened is set aside as it is.
fn save_before(office: &Office, state: &State, folder: &Path, key: &DataKey) -> Reply<Option<PathBuf>> {
    let ledger = folder.join(store::ledger::FILE_NAME);
    if !ledger.exists() {
        return Ok(None);
    }
    let (own, is_open) = match &state.phase {
        Phase::Open(desk) => (&desk.key, true),
        _ => (key, false),
    };
    match back_up(folder, own, &backup_folder(folder), BackupReason::BeforeRestore, office.clock) {
        Ok(path) => Ok(Some(path)),
        Err(refusal) if is_open => Err(refusal),
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
