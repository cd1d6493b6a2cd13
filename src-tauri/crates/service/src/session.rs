//! Unlocking and locking, wrong passwords that slow down, and the way back by recovery code.

use crate::account::{self, rights_of, user_row};
use crate::backups;
use crate::contract::{CodeShown, Nothing, ResetPassword, SessionUser, Stage, Status, TypedCode, Unlock};
use crate::desk::Desk;
use crate::files;
use crate::office::{Clock, Office, Phase, State, local_minute};
use crate::refusal::{Refusal, Reply};
use crate::roster::Roster;
use crate::signers;
use domain::access::{Actor, Area, Level, Role};
use domain::fault::FaultOnWire;
use domain::{Fault, FaultCode};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::office::{OfficeRow, User};
use store::{ActKind, Ledger, StoreError};
use vault::{Attempts, DataKey, KeyFile};

/// The key file beside a ledger.
pub(crate) fn key_path(folder: &Path) -> PathBuf {
    folder.join("keys.json")
}

fn attempts_path(folder: &Path) -> PathBuf {
    folder.join("attempts.json")
}

pub(crate) fn get_status(office: &Office, _: Nothing) -> Reply<Status> {
    Ok(status(office, &mut office.state()))
}

/// What the frame shows now. Notices are told once.
pub(crate) fn status(office: &Office, state: &mut State) -> Status {
    let has_ledger =
        state.folder.join(store::ledger::FILE_NAME).exists() || backups::is_restoring(&state.folder);
    let is_practice = state.is_practice;
    if matches!(state.phase, Phase::Locked) {
        // A folder that was a ledger's and has none now is no first start: the disk may be out, and come back.
        let is_missing = state.trouble.as_ref().is_some_and(|t| t.code == FaultCode::LedgerMissing);
        if has_ledger && is_missing {
            state.trouble = None;
        } else if !has_ledger && state.trouble.is_none() && office.has_lost_ledger(&state.folder) {
            state.trouble = Some(Fault::new(FaultCode::LedgerMissing));
        }
    }
    let mut answer = match &state.phase {
        Phase::Open(desk) => open_status(desk),
        Phase::Recovering(desk) => {
            let users = store::office::users(desk.ledger.conn()).unwrap_or_default();
            Status {
                recovery_users: users.iter().map(user_row).collect(),
                ..bare_status(office, &state.folder, Stage::Recovering)
            }
        }
        Phase::Locked => {
            let stage = match (&state.trouble, has_ledger) {
                (Some(_), _) => Stage::Trouble,
                (None, true) => Stage::Locked,
                (None, false) => Stage::NoLedger,
            };
            let keys = KeyFile::read(&key_path(&state.folder));
            let attempts = Attempts::read(&attempts_path(&state.folder));
            Status {
                asks_user_name: keys.is_ok_and(|k| k.password_slot_count() > 1),
                user_names: signers::known(&state.folder),
                wait_seconds: attempts.wait_seconds(office.clock.seconds()),
                trouble: state.trouble.as_ref().map(FaultOnWire::from),
                ..bare_status(office, &state.folder, stage)
            }
        }
    };
    answer.is_practice |= is_practice;
    answer.notices = state.notices.drain(..).map(|f| FaultOnWire::from(&f)).collect();
    answer
}

fn bare_status(office: &Office, folder: &Path, stage: Stage) -> Status {
    Status {
        stage,
        is_practice: false,
        folder: folder.display().to_string(),
        community: String::new(),
        user: None,
        today: office.clock.today().to_string(),
        idle_minutes: 0,
        wait_seconds: 0,
        asks_user_name: false,
        user_names: Vec::new(),
        trouble: None,
        last_backup: None,
        notices: Vec::new(),
        recovery_users: Vec::new(),
        version: env!("CARGO_PKG_VERSION").into(),
    }
}

/// The status of an open ledger.
pub(crate) fn open_status(desk: &Desk) -> Status {
    let role = desk.actor.role;
    Status {
        // Who may make a new code is asked to confirm this one; the others go on working meanwhile.
        stage: if desk.office.is_code_confirmed || role.level(Area::Settings) < Level::Write {
            Stage::Open
        } else {
            Stage::ConfirmingCode
        },
        is_practice: desk.office.is_practice,
        folder: desk.folder.display().to_string(),
        community: desk.office.community.clone(),
        user: Some(SessionUser {
            id: desk.actor.user_id,
            name: desk.actor.name.clone(),
            role,
            role_label: role.label().into(),
            rights: rights_of(role),
            may_reveal: role.may_reveal(),
        }),
        today: desk.today().to_string(),
        // Nobody's secrets lie in a practice ledger, and its password is not for remembering.
        idle_minutes: if desk.office.is_practice { 0 } else { desk.office.idle_minutes },
        wait_seconds: 0,
        asks_user_name: false,
        user_names: Vec::new(),
        trouble: None,
        last_backup: backups::last_backup(&desk.folder).map(|at| local_minute(&at)),
        notices: Vec::new(),
        recovery_users: Vec::new(),
        version: env!("CARGO_PKG_VERSION").into(),
    }
}

impl Office {
    /// Opens the ledger of a folder for a key and a user; the phase stays as it was on any fault.
    pub(crate) fn open_desk(
        &self,
        folder: &Path,
        key: DataKey,
        user: impl FnOnce(&Ledger) -> Reply<(User, u32)>,
    ) -> Reply<Box<Desk>> {
        refuse_network_share(folder)?;
        let clock = self.clock;
        let ledger = Ledger::open(folder, &key.as_hex(), |_| {
            backups::before_upgrade(folder, &key, clock).map_err(|refusal| match refusal {
                r if r.is(FaultCode::DiskFull) => StoreError::DiskFull,
                r if r.is(FaultCode::DiskReadOnly) => StoreError::ReadOnly,
                _ => StoreError::DiskFailed,
            })
        })?;
        let (user, slot_id) = user(&ledger)?;
        let role = Role::from_word(&user.role).unwrap_or(Role::Reader);
        let row = store::office::office(ledger.conn())?;
        let mut desk = Box::new(Desk {
            ledger,
            folder: folder.to_owned(),
            cost: self.cost(row.is_practice),
            key,
            actor: Actor { user_id: user.id, name: user.name, role },
            slot_id,
            office: OfficeRow::default(),
            roster: Roster::default(),
            territory: Arc::default(),
            own_labels: BTreeMap::new(),
            is_importing: false,
            changed_reports: RefCell::default(),
            clock,
        });
        desk.reload()?;
        Ok(desk)
    }
}

/// The user whom the slots that a password opened belong to, and the slot. Which slot counts is the ledger's to say: one
/// that no user points to was let go, or a change was never finished.
fn user_of_slots(ledger: &Ledger, keys: &KeyFile, slots: &[u32]) -> Reply<(User, u32)> {
    let users = store::office::users(ledger.conn())?;
    let found = users
        .iter()
        .find_map(|user| Some((user, user.slot_id.filter(|slot| slots.contains(slot))?)))
        .or_else(|| adopted(keys, &users).find(|(_, slot)| slots.contains(slot)));
    let (user, slot) = found.ok_or_else(|| Refusal::new(FaultCode::PasswordWrong))?;
    if !user.is_active {
        return Err(Refusal::new(FaultCode::UserInactive));
    }
    Ok((user.clone(), slot))
}

/// Users whose slot is not in the key file, with the one there that has their name and that nobody points to: somebody put
/// an older copy of the ledger beside the key file.
fn adopted<'a>(keys: &'a KeyFile, users: &'a [User]) -> impl Iterator<Item = (&'a User, u32)> {
    let is_lost = move |user: &&User| !user.slot_id.is_some_and(|slot| keys.has_slot(slot));
    users.iter().filter(is_lost).filter_map(move |user| {
        let slot = keys.slot_named(&user.name)?;
        (!users.iter().any(|u| u.slot_id == Some(slot))).then_some((user, slot))
    })
}

/// Which slot is whose, as the ledger says it.
pub(crate) fn slots_of(users: &[User]) -> Vec<(u32, &str)> {
    users.iter().filter_map(|user| Some((user.slot_id?, user.name.as_str()))).collect()
}

/// Finishes or drops what was proposed in the key file and not settled: a disk was full, or the power failed. The ledger
/// says which of the two it is.
pub(crate) fn settle_keys(desk: &mut Desk) -> Reply<()> {
    let path = key_path(&desk.folder);
    let mut keys = KeyFile::read(&path)?;
    let mut users = store::office::users(desk.ledger.conn())?;
    let found: Vec<User> =
        adopted(&keys, &users).map(|(user, slot)| User { slot_id: Some(slot), ..user.clone() }).collect();
    if !found.is_empty() {
        desk.write(ActKind::Upkeep, |gate| {
            for user in &found {
                store::office::update_user(gate, user)?;
            }
            Ok(((), "按姓名对上用户的密码".to_owned()))
        })?;
        users = store::office::users(desk.ledger.conn())?;
    }
    let mut is_changed = keys.settle(&slots_of(&users));
    // A code that waits to be typed again says itself which one it is; else no new one was announced.
    if desk.office.is_code_confirmed {
        is_changed |= keys.drop_recovery();
    }
    if is_changed {
        keys.write(&path)?;
    }
    Ok(())
}

/// Faults of the ledger itself, not of what was typed, become the trouble page.
fn note_trouble(state: &mut State, refusal: &Refusal) {
    use domain::FaultKind::*;
    state.trouble = refusal.faults.iter().find(|f| matches!(f.code.kind(), Storage)).cloned();
}

pub(crate) fn unlock(office: &Office, request: Unlock) -> Reply<Status> {
    let mut state = office.state();
    let folder = state.folder.clone();
    let opened = try_unlock(office, &folder, &request);
    match opened {
        Ok(desk) => {
            state.trouble = None;
            state.notices.extend(desk.clock_set_back());
            state.phase = Phase::Open(desk);
            remember_place(office, &mut state);
            Ok(status(office, &mut state))
        }
        Err(refusal) => {
            note_trouble(&mut state, &refusal);
            Err(refusal)
        }
    }
}

/// A folder that was chosen at the locked window is the program's own from now on: somebody opened the ledger in it. Where it
/// cannot be written down, the next unlock tries again.
fn remember_place(office: &Office, state: &mut State) {
    if state.is_chosen && !state.is_practice && office.point_to(&state.folder).is_ok() {
        state.is_chosen = false;
    }
}

fn try_unlock(office: &Office, folder: &Path, request: &Unlock) -> Reply<Box<Desk>> {
    backups::finish_restore(folder)?;
    let keys = KeyFile::read(&key_path(folder))?;
    let wrong = |refusal| at_field(refusal, FaultCode::PasswordWrong, "password");
    let (key, slots) =
        with_patience(office.clock, folder, || Ok(keys.slots_opened(&request.user_name, &request.password)?))
            .map_err(wrong)?;
    let user = |ledger: &Ledger| user_of_slots(ledger, &keys, &slots);
    let mut desk = office.open_desk(folder, key, user).map_err(wrong)?;
    // Only now is the folder this process's own, and nobody else's half is swept away.
    backups::sweep(folder);
    signers::keep(&desk);
    files::sweep_unfinished(folder);
    // A disk that cannot be written must not stop the right password; the next unlock tries again.
    let _ = settle_keys(&mut desk);
    Ok(desk)
}

fn at_field(mut refusal: Refusal, code: FaultCode, field: &str) -> Refusal {
    refusal.faults.iter_mut().filter(|f| f.code == code).for_each(|f| f.field = Some(field.to_owned()));
    refusal
}

/// What counts as a wrong try.
const WRONG: [FaultCode; 3] =
    [FaultCode::PasswordWrong, FaultCode::RecoveryWrong, FaultCode::OldPasswordWrong];

/// Tries a password or code; each wrong one makes the next wait longer.
pub(crate) fn with_patience<T>(clock: Clock, folder: &Path, open: impl FnOnce() -> Reply<T>) -> Reply<T> {
    let path = attempts_path(folder);
    let mut attempts = Attempts::read(&path);
    let wait = attempts.wait_seconds(clock.seconds());
    if wait > 0 {
        return Err(Fault::new(FaultCode::PasswordWait).with(wait).into());
    }
    let opened = open();
    match &opened {
        Ok(_) if attempts.failed > 0 => {
            attempts.reset();
            let _ = attempts.write(&path);
        }
        Err(refusal) if WRONG.iter().any(|code| refusal.is(*code)) => {
            attempts.record_failure(clock.seconds());
            // A disk that cannot be written must not stop the right password.
            let _ = attempts.write(&path);
        }
        _ => {}
    }
    opened
}

pub(crate) fn unlock_by_recovery(office: &Office, request: TypedCode) -> Reply<Status> {
    let mut state = office.state();
    let folder = state.folder.clone();
    backups::finish_restore(&folder)?;
    let keys = KeyFile::read(&key_path(&folder))?;
    let key = with_patience(office.clock, &folder, || Ok(keys.open_with_recovery(&request.code)?)).map_err(
        |mut r: Refusal| {
            r.faults.iter_mut().for_each(|f| f.field = Some("code".into()));
            r
        },
    )?;
    let nobody = |_: &Ledger| {
        let user = User {
            id: 0,
            revision: 0,
            name: "恢复码".into(),
            role: Role::Reader.as_str().into(),
            is_active: true,
            slot_id: None,
        };
        Ok((user, 0))
    };
    let desk = office.open_desk(&folder, key, nobody)?;
    state.trouble = None;
    state.phase = Phase::Recovering(desk);
    remember_place(office, &mut state);
    Ok(status(office, &mut state))
}

/// The old recovery code was used and ends here; the ledger stays open with the user who got a new password.
pub(crate) fn reset_password(office: &Office, request: ResetPassword) -> Reply<CodeShown> {
    let mut state = office.state();
    let Phase::Recovering(desk) = &mut state.phase else {
        return Err(Refusal::new(FaultCode::SessionLocked));
    };
    vault::check_new_password(&request.password).map_err(|e| {
        let mut refusal = Refusal::from(e);
        refusal.faults.iter_mut().for_each(|f| f.field = Some("password".into()));
        refusal
    })?;
    let users = store::office::users(desk.ledger.conn())?;
    let mut user = users
        .into_iter()
        .find(|u| u.id == request.user_id)
        .ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let mut keys = account::keys_of(desk)?;
    let held = keys.slot_named(&user.name);
    let slot = keys.propose_password(&desk.key, (&user.name, &request.password), held, desk.cost)?;
    let code = keys.propose_recovery(&desk.key, desk.cost)?;
    user.slot_id = Some(slot);
    user.is_active = true;
    let role = Role::from_word(&user.role).unwrap_or(Role::Reader);
    desk.actor = Actor { user_id: user.id, name: user.name.clone(), role };
    let mut row = desk.office.clone();
    row.is_code_confirmed = false;
    let name = user.name.clone();
    account::write_with_keys(desk, &keys, |gate| {
        store::office::update_user(gate, &user)?;
        store::office::put_office(gate, &row)?;
        Ok(((), format!("用恢复码给 {name} 设了新密码")))
    })?;
    desk.slot_id = slot;
    keys.accept_recovery();
    account::finish(desk, keys);
    let Phase::Recovering(desk) = std::mem::replace(&mut state.phase, Phase::Locked) else {
        return Err(Refusal::new(FaultCode::SessionLocked));
    };
    state.phase = Phase::Open(desk);
    Ok(CodeShown { recovery_code: code.grouped().to_string() })
}

pub(crate) fn lock(office: &Office, _: Nothing) -> Reply<Status> {
    // What is being imported is left as it was; an open file is closed with the ledger.
    office.workplace.stop();
    office.imports().close();
    let mut state = office.state();
    state.phase = Phase::Locked;
    Ok(status(office, &mut state))
}

/// A ledger on a network share is refused: SQLite's locks do not hold there.
pub(crate) fn refuse_network_share(folder: &Path) -> Reply<()> {
    if is_network_share(folder) { Err(Refusal::new(FaultCode::DiskNetwork)) } else { Ok(()) }
}

#[cfg(target_os = "linux")]
fn is_network_share(folder: &Path) -> bool {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    kind_of_mount(&mounts, &folder).is_some_and(|kind| {
        NETWORK_SYSTEMS.contains(&kind)
            || kind.starts_with("fuse.") && NETWORK_FUSE.iter().any(|f| kind.contains(f))
    })
}

#[cfg(target_os = "linux")]
const NETWORK_SYSTEMS: [&str; 16] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb2",
    "smb3",
    "smbfs",
    "davfs",
    "ncpfs",
    "ncp",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "beegfs",
    "ocfs2",
];

/// What a desktop mounts of a network through FUSE: GVFS is how 文件管理器 shows a share.
#[cfg(target_os = "linux")]
const NETWORK_FUSE: [&str; 8] = ["sshfs", "davfs", "gvfs", "rclone", "gluster", "ceph", "smb", "curlftpfs"];

/// The kind of the file system that a folder lies on, from the text of `/proc/mounts`.
#[cfg(target_os = "linux")]
fn kind_of_mount<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    let entries = mounts.lines().filter_map(|line| {
        let mut parts = line.split_whitespace();
        let (_, point, kind) = (parts.next()?, parts.next()?, parts.next()?);
        // What the kernel writes in octal: space, tab, line feed, backslash.
        let point = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
            .iter()
            .fold(point.to_owned(), |text, (code, plain)| text.replace(code, plain));
        Some((point, kind))
    });
    let held = entries.filter(|(point, _)| folder.starts_with(point));
    held.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind)
}

#[cfg(not(target_os = "linux"))]
fn is_network_share(folder: &Path) -> bool {
    // A share written as \\server\share. A mapped drive letter is not told apart without calls of the system.
    folder.to_string_lossy().starts_with(r"\\") && !folder.to_string_lossy().starts_with(r"\\?\")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_belongs_to_the_deepest_mount() {
        let mounts = "/dev/sda / ext4 rw 0 0\n//srv/share /mnt/共享\\040盘 cifs rw 0 0\n";
        assert_eq!(kind_of_mount(mounts, Path::new("/mnt/共享 盘/台账")), Some("cifs"));
        assert_eq!(kind_of_mount(mounts, Path::new("/home/a")), Some("ext4"));
    }
}
