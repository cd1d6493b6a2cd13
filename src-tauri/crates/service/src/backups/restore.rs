//! Looking into a backup, and restoring one so that the restore can be undone.
//!
//! While there is a ledger only its own backups replace it, and only by one of today's directors or today's recovery code:
//! neither a stranger's backup nor an old password leads round the lock. What is restored are the records; users, their
//! roles and their passwords stay as they are today, so that nobody gets back what was taken away.

use super::{Opened, Place, back_up, backup_folder, file, files_in};
use crate::contract::{BackupContents, BackupReason, CountLine, OfBackup, Restored};
use crate::history;
use crate::office::{Office, Phase, State, local_minute, write_beside};
use crate::refusal::{Refusal, Reply};
use crate::session::{self, key_path};
use domain::access::{Actor, Area, Level, Role};
use domain::{Fault, FaultCode};
use exchange::in_place::settle_folder;
use file::Header;
use std::path::{Path, PathBuf};
use store::office::User;
use store::{Act, ActKind, Ledger, StoreError, snapshot};
use vault::{DataKey, KeyFile};

/// What opened a backup.
struct KeyFound {
    key: DataKey,
    by: OpenedBy,
}

enum OpenedBy {
    /// The open ledger, which has the same key.
    OpenLedger,
    /// Today's password, with the key file and the slots that it opens in it.
    Today(KeyFile, Vec<u32>),
    /// Today's recovery code.
    TodayCode,
    /// A password of the day of the backup, with the key file of then and the slots that it opens in it.
    Then(KeyFile, Vec<u32>),
    /// The recovery code of the day of the backup.
    ThenCode,
}

/// The key that opens a backup: that of the open ledger, or by a password or recovery code, today's before those of then.
/// Wrong tries slow down.
fn key_of(office: &Office, state: &State, request: &OfBackup, header: &Header) -> Reply<KeyFound> {
    match &state.phase {
        Phase::Open(desk) if desk.key.fingerprint() == header.key_fingerprint => {
            return Ok(KeyFound { key: desk.key.clone(), by: OpenedBy::OpenLedger });
        }
        Phase::Recovering(desk) if desk.key.fingerprint() == header.key_fingerprint => {
            return Ok(KeyFound { key: desk.key.clone(), by: OpenedBy::TodayCode });
        }
        _ => {}
    }
    let then = KeyFile::from_json(header.keys.as_bytes())?;
    let Some(password) = request.password.as_deref().filter(|p| !p.is_empty()) else {
        return Err(Fault::at(FaultCode::BackupOtherKey, "password").into());
    };
    let name = request.user_name.as_deref().unwrap_or_default().trim();
    session::with_patience(office.clock, &state.folder, || {
        if let Ok(today) = KeyFile::read(&key_path(&state.folder))
            && let Some((key, slots)) = opened(&today, name, password)
            && key.fingerprint() == header.key_fingerprint
        {
            let by = slots.map_or(OpenedBy::TodayCode, |slots| OpenedBy::Today(today, slots));
            return Ok(KeyFound { key, by });
        }
        match opened(&then, name, password) {
            Some((key, None)) => Ok(KeyFound { key, by: OpenedBy::ThenCode }),
            Some((key, Some(slots))) => Ok(KeyFound { key, by: OpenedBy::Then(then, slots) }),
            None => Err(Fault::at(FaultCode::PasswordWrong, "password").into()),
        }
    })
}

/// The key of a key file by a password, with the slots it opens, or by the recovery code, without.
fn opened(keys: &KeyFile, name: &str, password: &str) -> Option<(DataKey, Option<Vec<u32>>)> {
    let by_password = match name.is_empty() {
        true => keys.any_slots_opened(password),
        false => keys.slots_opened(name, password),
    };
    match by_password {
        Ok((key, slots)) => Some((key, Some(slots))),
        Err(_) => keys.open_with_recovery(password).ok().map(|key| (key, None)),
    }
}

/// Who of some users a password belongs to; `None` for a recovery code.
fn user_of<'a>(users: &'a [User], by: &OpenedBy) -> Option<&'a User> {
    let (keys, slots, counts) = match by {
        OpenedBy::Today(keys, slots) => (keys, slots, true),
        // Numbers of slots may have been given anew since; names tell who it was.
        OpenedBy::Then(keys, slots) => (keys, slots, false),
        _ => return None,
    };
    let mut active = users.iter().filter(|user| user.is_active);
    let of_slot = active.clone().find(|u| counts && u.slot_id.is_some_and(|slot| slots.contains(&slot)));
    of_slot.or_else(|| active.find(|u| keys.slot_named(&u.name).is_some_and(|slot| slots.contains(&slot))))
}

/// The role of whoever looks into a backup: today's, or where there is no ledger the one that the backup gives.
fn role_of(state: &State, found: &KeyFound, backup: &store::Connection) -> Reply<Option<Role>> {
    if let Phase::Open(desk) = &state.phase {
        return Ok(Some(desk.actor.role));
    }
    if matches!(found.by, OpenedBy::TodayCode | OpenedBy::ThenCode) {
        return Ok(Some(Role::Director));
    }
    let today = is_there(&state.folder).then(|| users_today(state, &found.key)).flatten();
    let users = match today {
        Some(users) => users,
        None => store::office::users(backup)?,
    };
    Ok(user_of(&users, &found.by).and_then(|user| Role::from_word(&user.role)))
}

/// Whether there is a ledger in a folder, or what is left of one.
fn is_there(folder: &Path) -> bool {
    folder.join(store::ledger::FILE_NAME).exists() || key_path(folder).exists()
}

/// Whether a backup under this key is of the ledger of a folder. Where none is there every backup is.
fn belongs_here(state: &State, found: &KeyFound) -> bool {
    let mark = found.key.fingerprint();
    match &state.phase {
        Phase::Open(desk) | Phase::Recovering(desk) => return desk.key.fingerprint() == mark,
        Phase::Locked => {}
    }
    if !is_there(&state.folder) || matches!(found.by, OpenedBy::Today(..) | OpenedBy::TodayCode) {
        return true;
    }
    // One that is damaged does not tell; its own backups beside it do.
    let ledger = state.folder.join(store::ledger::FILE_NAME);
    snapshot::open_to_look(&ledger, &found.key.as_hex()).is_ok()
        || files_in(&backup_folder(&state.folder)).iter().any(|(_, h)| h.key_fingerprint == mark)
}

/// Users as they are today: those of the ledger, or where it cannot be read those of the newest of its own backups. `None`
/// where nothing tells.
fn users_today(state: &State, key: &DataKey) -> Option<Vec<User>> {
    match &state.phase {
        Phase::Open(desk) | Phase::Recovering(desk) => {
            return store::office::users(desk.ledger.conn()).ok();
        }
        Phase::Locked => {}
    }
    let ledger = state.folder.join(store::ledger::FILE_NAME);
    let there = snapshot::open_to_look(&ledger, &key.as_hex()).and_then(|conn| store::office::users(&conn));
    if let Ok(users) = there {
        return Some(users);
    }
    let own = files_in(&backup_folder(&state.folder));
    own.into_iter().filter(|(_, h)| h.key_fingerprint == key.fingerprint()).find_map(|(path, _)| {
        let opened = Opened::new(&path, key, &state.folder).ok()?;
        store::office::users(opened.conn().ok()?).ok()
    })
}

/// Whether whoever opened a backup may replace what is there with it; returns who that is.
///
/// # Errors
///
/// `backup.foreign`, `backup.needs_today`, `right.not_allowed`.
fn may_replace(state: &State, request: &OfBackup, found: &KeyFound) -> Reply<Actor> {
    let by_code = Actor { user_id: 0, name: "恢复码".into(), role: Role::Director };
    if let Phase::Open(desk) = &state.phase {
        desk.require(Area::Settings, Level::Write)?;
    }
    if !belongs_here(state, found) {
        return Err(Refusal::new(FaultCode::BackupForeign));
    }
    if let Phase::Open(desk) = &state.phase {
        return Ok(desk.actor.clone());
    }
    let is_locked = matches!(state.phase, Phase::Locked);
    let is_of_then = matches!(found.by, OpenedBy::Then(..) | OpenedBy::ThenCode);
    if is_locked && is_of_then && KeyFile::read(&key_path(&state.folder)).is_ok() {
        return Err(Fault::at(FaultCode::RestoreNeedsToday, "password").into());
    }
    let needs_director = is_there(&state.folder);
    if !needs_director || matches!(found.by, OpenedBy::TodayCode | OpenedBy::ThenCode) {
        return Ok(by_code);
    }
    let users = match users_today(state, &found.key) {
        Some(users) => users,
        None => {
            let opened = Opened::new(Path::new(&request.file), &found.key, &state.folder)?;
            store::office::users(opened.conn()?)?
        }
    };
    let user = user_of(&users, &found.by);
    let role = user.and_then(|u| Role::from_word(&u.role));
    match (user, role) {
        (Some(user), Some(role)) if role.level(Area::Settings) == Level::Write => {
            Ok(Actor { user_id: user.id, name: user.name.clone(), role })
        }
        _ => Err(Fault::new(FaultCode::NotAllowed).with(Area::Settings.label()).with("修改").into()),
    }
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
    let role = role_of(&state, &found, opened.conn()?)?;
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
        is_own: belongs_here(&state, &found),
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
    let place = folder.join(store::ledger::FILE_NAME);
    if ledger.exists() {
        for rest in ["ledger.db-wal", "ledger.db-shm"] {
            match std::fs::remove_file(folder.join(rest)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        std::fs::rename(&ledger, &place)?;
    }
    let keys = incoming.join("keys.json");
    if keys.exists() {
        std::fs::rename(&keys, key_path(folder))?;
    }
    // Both names are on the disk before what could put them there again goes.
    settle_folder(&place);
    std::fs::remove_dir_all(&incoming)?;
    settle_folder(&place);
    Ok(())
}

pub(crate) fn restore_backup(office: &Office, request: OfBackup) -> Reply<Restored> {
    let header = header_of(&request.file)?;
    let found = {
        let state = office.state();
        if matches!(state.phase, Phase::Locked) {
            finish_restore(&state.folder)?;
        }
        let found = key_of(office, &state, &request, &header)?;
        may_replace(&state, &request, &found)?;
        check_sound(&request, &found, &state.folder)?;
        found
    };
    // Only for a restore that will be done: what is being imported is closed.
    office.workplace.stop();
    office.imports().close();
    // Nobody writes between the backup of what is there and its replacement: the state is held, and the folder's lock.
    let mut state = office.state();
    let folder = state.folder.clone();
    std::fs::create_dir_all(&folder)?;
    let own_lock = match &state.phase {
        Phase::Locked => Some(store::ledger::lock_folder(&folder)?),
        _ => None,
    };
    let actor = may_replace(&state, &request, &found)?;
    let keys_today = KeyFile::read(&key_path(&folder)).ok();
    let keys_then = KeyFile::from_json(header.keys.as_bytes())?;
    let keeps_keys = keys_today.is_some();
    let mut users = if is_there(&folder) { users_today(&state, &found.key) } else { None };
    if !keeps_keys {
        // The slots of then are other ones: each user keeps the one that has the name.
        for user in users.iter_mut().flatten() {
            user.slot_id = keys_then.slot_named(&user.name);
        }
    }
    let saved_before = save_before(office, &state, &found.key)?;
    let said = format!("用 {} 的备份恢复台账，用户和权限不变", local_minute(&header.made_at));
    let act = Act { kind: ActKind::Upkeep, at: office.clock.stamp(), on: office.clock.today() };
    let kept = users.map(|users| Kept { users, act, actor, said });
    prepare(&folder, &request, (!keeps_keys).then_some(&header), &found.key, kept)?;
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

/// Whether the backup can be used, before anything under way is given up for it.
fn check_sound(request: &OfBackup, found: &KeyFound, folder: &Path) -> Reply<()> {
    let opened = Opened::new(Path::new(&request.file), &found.key, folder)?;
    match snapshot::check(opened.conn()?) {
        Err(store::StoreError::Damaged | store::StoreError::BrokenReferences) => {
            Err(Refusal::new(FaultCode::BackupDamaged))
        }
        checked => Ok(checked?),
    }
}

/// What a restored ledger keeps of today: its users, and a line of the history that says so.
struct Kept {
    users: Vec<User>,
    act: Act,
    actor: Actor,
    said: String,
}

/// Takes the backup out beside the ledger and checks it; then it only waits to be put in place. Where `keys_of` is given its
/// key file comes along.
fn prepare(
    folder: &Path,
    request: &OfBackup,
    keys_of: Option<&Header>,
    key: &DataKey,
    kept: Option<Kept>,
) -> Reply<()> {
    let part = folder.join(INCOMING_HALF);
    let _ = std::fs::remove_dir_all(&part);
    let prepared = (|| -> Reply<()> {
        std::fs::create_dir_all(&part)?;
        let ledger = part.join(store::ledger::FILE_NAME);
        file::take_out(Path::new(&request.file), &ledger)?;
        let conn = snapshot::open_to_look(&ledger, &key.as_hex()).map_err(|error| match error {
            StoreError::Newer(_) => Refusal::new(FaultCode::BackupNewer),
            _ => Refusal::new(FaultCode::BackupDamaged),
        })?;
        snapshot::check(&conn).map_err(|_| Refusal::new(FaultCode::BackupDamaged))?;
        drop(conn);
        if let Some(kept) = kept {
            keep_today(&part, key, &kept)?;
        }
        if let Some(header) = keys_of {
            write_beside(&part.join("keys.json"), header.keys.as_bytes())?;
        }
        settle_folder(&ledger);
        std::fs::rename(&part, folder.join(INCOMING))?;
        settle_folder(&part);
        Ok(())
    })();
    prepared.inspect_err(|_| drop(std::fs::remove_dir_all(&part)))
}

/// Puts today's users into a ledger that was taken out of a backup, and makes it one file again.
fn keep_today(part: &Path, key: &DataKey, kept: &Kept) -> Reply<()> {
    {
        // One of an older layout is brought up here; the backup itself is the way back.
        let mut ledger = Ledger::open(part, &key.as_hex(), |_| Ok(()))?;
        ledger.write(&kept.act, &kept.actor, |gate| {
            store::office::keep_users(gate, &kept.users)?;
            gate.say(&kept.said)?;
            Ok::<_, Refusal>(())
        })?;
        ledger.conn().pragma_update(None, "journal_mode", "DELETE").map_err(StoreError::from)?;
    }
    std::fs::remove_file(part.join("ledger.lock"))?;
    Ok(())
}

/// Backs the present ledger up; one that cannot be opened is set aside as it is.
fn save_before(office: &Office, state: &State, key: &DataKey) -> Reply<Option<PathBuf>> {
    let folder = &state.folder;
    let has_ledger = folder.join(store::ledger::FILE_NAME).exists();
    let has_keys = KeyFile::read(&key_path(folder)).is_ok();
    if !has_ledger && (has_keys || !key_path(folder).exists()) {
        return Ok(None);
    }
    let (own, is_open) = match &state.phase {
        Phase::Open(desk) => (&desk.key, true),
        _ => (key, false),
    };
    let to = backup_folder(folder);
    match back_up(folder, own, &Place::Folder(&to), BackupReason::BeforeRestore, office.clock) {
        Ok(path) => Ok(Some(path)),
        Err(refusal) if is_open => Err(refusal),
        Err(_) => Ok(Some(set_aside(folder, &office.clock.now().format("%Y%m%d-%H%M%S").to_string())?)),
    }
}

/// Copies what is there into a new folder beside it.
fn set_aside(folder: &Path, stamp: &str) -> Reply<PathBuf> {
    let name = |n: u32| if n == 0 { String::new() } else { format!("-{n}") };
    let mut n = 0;
    let aside = loop {
        let aside = folder.join(format!("aside-{stamp}{}", name(n)));
        match std::fs::create_dir(&aside) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => n += 1,
            made => break made.map(|()| aside)?,
        }
    };
    for name in [store::ledger::FILE_NAME, "ledger.db-wal", "keys.json"] {
        if folder.join(name).exists() {
            std::fs::copy(folder.join(name), aside.join(name))?;
            // The originals are replaced afterwards: the copies must be on the disk by then.
            std::fs::File::options().write(true).open(aside.join(name))?.sync_all()?;
        }
    }
    settle_folder(&aside.join(store::ledger::FILE_NAME));
    settle_folder(&aside);
    Ok(aside)
}
