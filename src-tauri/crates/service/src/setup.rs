//! Making a ledger, opening one that lies elsewhere, moving it, and the practice ledger beside it.

use crate::account::accept_user_name;
use crate::contract::{
    CodeShown, CreateLedger, DivisionHit, DivisionHits, InFolder, Nothing, SearchText, Status, Unlock,
};
use crate::office::{Office, Phase};
use crate::practice::{self, PRACTICE_PASSWORD};
use crate::refusal::{Refusal, Reply};
use crate::session::{self, key_path, refuse_network_share};
use crate::settings::accept_office;
use domain::access::{Actor, Area, Level, Role};
use domain::codes::search_divisions_from;
use domain::{Fault, FaultCode};
use exchange::in_place::settle_folder;
use std::path::{Path, PathBuf};
use store::office::OfficeRow;
use store::{Act, ActKind, Ledger};
use vault::{DataKey, KeyFile};

/// Whoever is at work has the office's own division first; before a ledger is open nobody has one.
pub(crate) fn search_divisions(office: &Office, request: SearchText) -> Reply<DivisionHits> {
    let own = match &office.state().phase {
        Phase::Open(desk) => desk.office.division_code.clone(),
        _ => String::new(),
    };
    let found = search_divisions_from(&request.text, &own, 20);
    let hit =
        |(d, full_name): (&domain::codes::Division, String)| DivisionHit { code: d.code.into(), full_name };
    Ok(DivisionHits { hits: found.into_iter().map(hit).collect() })
}

pub(crate) fn create_ledger(office: &Office, request: CreateLedger) -> Reply<CodeShown> {
    let folder = match request.folder.as_deref().map(str::trim).filter(|f| !f.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => office.state().folder.clone(),
    };
    // At the locked window nobody leads the program away from the ledger that it has.
    if has_own_ledger(office) {
        return Err(Refusal::new(FaultCode::LedgerExists));
    }
    let (code, key) = new_ledger(office, &folder, &request, false)?;
    office.point_to(&folder)?;
    let desk = office.open_desk(&folder, key, first_user)?;
    let mut state = office.state();
    state.folder = folder;
    state.is_practice = false;
    state.is_chosen = false;
    state.trouble = None;
    state.phase = Phase::Open(desk);
    Ok(CodeShown { recovery_code: code })
}

/// Whether the program has a ledger of its own, whichever is open now; one that is being restored is one.
fn has_own_ledger(office: &Office) -> bool {
    let state = office.state();
    let folder = match state.is_practice {
        true => Office::of_pc(&office.base, office.clock).state().folder.clone(),
        false => state.folder.clone(),
    };
    folder.join(store::ledger::FILE_NAME).exists() || crate::backups::is_restoring(&folder)
}

fn first_user(ledger: &Ledger) -> Reply<(store::office::User, u32)> {
    let user = store::office::users(ledger.conn())?.into_iter().next();
    let user = user.ok_or_else(|| Refusal::new(FaultCode::LedgerDamaged))?;
    let slot = user.slot_id.unwrap_or(0);
    Ok((user, slot))
}

/// Where a ledger is made before it is moved into place.
const BESIDE: &str = "new.part";

/// Whether the making of a ledger was cut off in this folder: nothing of it was ever shown to anybody.
pub(crate) fn is_half_made(folder: &Path) -> bool {
    folder.join(BESIDE).is_dir() && !folder.join(store::ledger::FILE_NAME).exists()
}

/// Makes a ledger whole or not at all: everything is made in a folder beside and moved into place at the end.
pub(crate) fn new_ledger(
    office: &Office,
    folder: &Path,
    request: &CreateLedger,
    is_practice: bool,
) -> Reply<(String, DataKey)> {
    let mut faults = Vec::new();
    let facts =
        accept_office(&request.office, office.clock.today()).map_err(|r| faults.extend(r.faults)).ok();
    let name = accept_user_name(&request.user_name)
        .map_err(|r| {
            faults.extend(r.faults.into_iter().map(|f| Fault { field: Some("user_name".into()), ..f }))
        })
        .ok();
    if let Err(error) = vault::check_new_password(&request.password) {
        let refusal = Refusal::from(error);
        faults.extend(refusal.faults.into_iter().map(|f| f.in_field("password")));
    }
    let (Some(facts), Some(name), true) = (facts, name, faults.is_empty()) else {
        return Err(faults.into());
    };
    refuse_network_share(folder)?;
    if is_half_made(folder) {
        let _ = std::fs::remove_file(key_path(folder));
    }
    if folder.join(store::ledger::FILE_NAME).exists() || key_path(folder).exists() {
        return Err(Refusal::new(FaultCode::LedgerExists));
    }
    std::fs::create_dir_all(folder)?;
    let beside = folder.join(BESIDE);
    let _ = std::fs::remove_dir_all(&beside);
    std::fs::create_dir_all(&beside)?;
    let made = (|| -> Reply<(String, DataKey)> {
        let key = DataKey::random()?;
        let mut keys = KeyFile::new()?;
        let cost = office.cost(is_practice);
        let slot = keys.add_password(&key, &name, &request.password, cost)?;
        let code = keys.set_recovery(&key, cost)?;
        {
            let mut ledger = Ledger::create(&beside, &key.as_hex())?;
            let act = Act { kind: ActKind::Upkeep, at: office.clock.stamp(), on: office.clock.today() };
            let actor = Actor { user_id: 1, name: name.clone(), role: Role::Director };
            ledger.write(&act, &actor, |gate| {
                let row = OfficeRow {
                    revision: 1,
                    community: facts.community,
                    street_office: facts.street_office,
                    division_code: facts.division_code,
                    party_branch: facts.party_branch,
                    term_from: facts.term_from,
                    term_to: facts.term_to,
                    idle_minutes: 10,
                    masks_phones: true,
                    birthday_age: 80,
                    backup_folder: String::new(),
                    is_code_confirmed: is_practice,
                    is_practice,
                };
                store::office::put_office(gate, &row)?;
                store::office::add_user(gate, &name, Role::Director.as_str(), slot)?;
                gate.say("建立台账")?;
                Ok::<_, Refusal>(())
            })?;
            // The copy that is moved into place is one file.
            ledger.conn().pragma_update(None, "journal_mode", "DELETE").map_err(store::StoreError::from)?;
        }
        keys.write(&beside.join("keys.json"))?;
        std::fs::rename(beside.join("keys.json"), key_path(folder))?;
        std::fs::rename(beside.join(store::ledger::FILE_NAME), folder.join(store::ledger::FILE_NAME))?;
        settle_folder(&key_path(folder));
        Ok((code.grouped().to_string(), key))
    })();
    let _ = std::fs::remove_dir_all(&beside);
    if made.is_err() && !folder.join(store::ledger::FILE_NAME).exists() {
        // A key file without its ledger would only be in the way.
        let _ = std::fs::remove_file(key_path(folder));
    }
    made
}

pub(crate) fn use_folder(office: &Office, request: InFolder) -> Reply<Status> {
    let folder = PathBuf::from(request.folder.trim());
    may_go_elsewhere(office)?;
    refuse_network_share(&folder)?;
    if !folder.join(store::ledger::FILE_NAME).exists() {
        return Err(Refusal::new(FaultCode::LedgerMissing));
    }
    end_work(office);
    let mut state = office.state();
    state.folder = folder;
    state.is_practice = false;
    state.trouble = None;
    state.is_chosen = true;
    state.phase = Phase::Locked;
    Ok(session::status(office, &mut state))
}

/// From a ledger that can be opened only one of its directors leads the program elsewhere; anybody where there is none or it
/// cannot be opened.
fn may_go_elsewhere(office: &Office) -> Reply<()> {
    if !has_own_ledger(office) {
        return Ok(());
    }
    let state = office.state();
    match &state.phase {
        // Chosen a moment ago and not opened yet: nothing was decided.
        Phase::Locked if state.is_chosen => Ok(()),
        Phase::Open(desk) if !state.is_practice => desk.require(Area::Settings, Level::Write),
        Phase::Locked if state.trouble.as_ref().is_some_and(|t| t.code != FaultCode::LedgerInUse) => Ok(()),
        _ => Err(Refusal::new(FaultCode::SessionLocked)),
    }
}

pub(crate) fn move_ledger(office: &Office, request: InFolder) -> Reply<Status> {
    let to = PathBuf::from(request.folder.trim());
    refuse_network_share(&to)?;
    std::fs::create_dir_all(&to)?;
    let (target, moving) = (to.join(store::ledger::FILE_NAME), to.join("move.part"));
    if moving.is_dir() && !target.exists() {
        // A move that was cut off: all that lies here is its own copy.
        let _ = std::fs::remove_file(key_path(&to));
        let _ = std::fs::remove_dir_all(crate::backups::backup_folder(&to));
        std::fs::remove_dir_all(&moving)?;
    }
    if [&target, &key_path(&to), &crate::backups::backup_folder(&to)].iter().any(|path| path.exists()) {
        return Err(Refusal::new(FaultCode::LedgerExists));
    }
    // Only for a folder that will do is what is open given up.
    end_work(office);
    let mut state = office.state();
    let Phase::Open(desk) = &state.phase else {
        return Err(Refusal::new(FaultCode::SessionLocked));
    };
    let (from, key) = (desk.folder.clone(), desk.key.clone());
    let (user_id, slot) = (desk.actor.user_id, desk.slot_id);
    let part = moving.join("ledger.db");
    let copied = (|| -> Reply<()> {
        std::fs::create_dir_all(&moving)?;
        store::snapshot::copy(desk.ledger.conn(), &part, &key.as_hex(), |_, _| true)?;
        store::snapshot::check(&store::snapshot::open_to_look(&part, &key.as_hex())?)?;
        copy_backups(&from, &to)?;
        crate::office::write_beside(&key_path(&to), &std::fs::read(key_path(&from))?)?;
        // Last, for a folder with a ledger file is a ledger.
        std::fs::rename(&part, &target)?;
        // The originals are removed afterwards: the names must be on the disk by then.
        settle_folder(&target);
        settle_folder(&crate::backups::backup_folder(&to).join("-"));
        let _ = std::fs::remove_dir_all(&moving);
        Ok(())
    })();
    if let Err(refusal) = copied {
        let _ = std::fs::remove_dir_all(&moving);
        let _ = std::fs::remove_file(key_path(&to));
        let _ = std::fs::remove_dir_all(crate::backups::backup_folder(&to));
        return Err(refusal);
    }
    office.point_to(&to)?;
    state.phase = Phase::Locked;
    for name in [
        store::ledger::FILE_NAME,
        "ledger.db-wal",
        "ledger.db-shm",
        "keys.json",
        "attempts.json",
        crate::signers::FILE_NAME,
        "ledger.lock",
    ] {
        let _ = std::fs::remove_file(from.join(name));
    }
    let _ = std::fs::remove_dir_all(crate::backups::backup_folder(&from));
    state.folder = to.clone();
    let user = move |ledger: &Ledger| {
        let found = store::office::users(ledger.conn())?.into_iter().find(|u| u.id == user_id);
        Ok((found.ok_or(store::StoreError::Gone)?, slot))
    };
    state.phase = Phase::Open(office.open_desk(&to, key, user)?);
    Ok(session::status(office, &mut state))
}

fn copy_backups(from: &Path, to: &Path) -> Reply<()> {
    let (from, to) = (crate::backups::backup_folder(from), crate::backups::backup_folder(to));
    let Ok(files) = std::fs::read_dir(&from) else {
        return Ok(());
    };
    std::fs::create_dir_all(&to)?;
    for file in files.flatten() {
        let copy = to.join(file.file_name());
        std::fs::copy(file.path(), &copy)?;
        // The originals are removed afterwards: the copies must be on the disk by then.
        std::fs::File::options().write(true).open(&copy)?.sync_all()?;
    }
    Ok(())
}

/// How many households the practice ledger of the window has.
const PRACTICE_HOUSEHOLDS: u32 = 400;

pub(crate) fn open_practice(office: &Office, _: Nothing) -> Reply<Status> {
    let folder = office.base.join("practice");
    if !folder.join(store::ledger::FILE_NAME).exists() {
        practice::make(office, &folder, PRACTICE_HOUSEHOLDS, 1)?;
    }
    let keys = KeyFile::read(&key_path(&folder))?;
    let request = Unlock { user_name: String::new(), password: PRACTICE_PASSWORD.into() };
    let (key, slot) = keys.open_with_password(&request.user_name, &request.password)?;
    end_work(office);
    let mut state = office.state();
    state.phase = Phase::Locked;
    let desk = office.open_desk(&folder, key, |ledger| {
        let (user, _) = first_user(ledger)?;
        Ok((user, slot))
    })?;
    state.folder = folder;
    state.is_practice = true;
    state.is_chosen = false;
    state.trouble = None;
    state.phase = Phase::Open(desk);
    Ok(session::status(office, &mut state))
}

/// Work on one ledger does not go on in another.
fn end_work(office: &Office) {
    office.workplace.stop();
    office.imports().close();
}

pub(crate) fn leave_practice(office: &Office, _: Nothing) -> Reply<Status> {
    let own = Office::of_pc(&office.base, office.clock);
    let folder = own.state().folder.clone();
    end_work(office);
    let mut state = office.state();
    state.phase = Phase::Locked;
    state.folder = folder;
    state.is_practice = false;
    state.trouble = None;
    Ok(session::status(office, &mut state))
}
