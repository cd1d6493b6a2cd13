//! Users, their passwords, and the recovery code of the open ledger.

use crate::contract::{
    AddUser, AreaRight, ChangePassword, CodeShown, Nothing, RoleInfo, Status, TypedCode, UpdateUser,
    UserList, UserRow, Written,
};
use crate::desk::{Desk, written};
use crate::office::Office;
use crate::refusal::{Refusal, Reply};
use crate::session::{self, key_path, open_status};
use crate::signers;
use domain::access::{Area, Role};
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use store::office::User;
use store::{ActKind, Done, Gate};
use vault::KeyFile;

/// What a role may do, one line an area.
pub(crate) fn rights_of(role: Role) -> Vec<AreaRight> {
    Area::ALL.iter().map(|area| AreaRight { area: *area, level: role.level(*area) }).collect()
}

pub(crate) fn user_row(user: &User) -> UserRow {
    let role = Role::from_word(&user.role).unwrap_or(Role::Reader);
    UserRow {
        id: user.id,
        revision: user.revision,
        name: user.name.clone(),
        role,
        role_label: role.label().into(),
        is_active: user.is_active,
    }
}

/// The key file beside the open ledger, with what was not settled before decided by the ledger.
pub(crate) fn keys_of(desk: &Desk) -> Reply<KeyFile> {
    let mut keys = KeyFile::read(&key_path(&desk.folder))?;
    let users = store::office::users(desk.ledger.conn())?;
    keys.settle(&session::slots_of(&users));
    Ok(keys)
}

/// The one order in which keys and users change: what is new lies beside what holds, then the ledger is written, and it
/// decides. When that fails, what holds goes on holding; when what follows fails, the next unlock finishes it.
pub(crate) fn write_with_keys<T>(
    desk: &mut Desk,
    keys: &KeyFile,
    work: impl FnOnce(&Gate) -> Reply<(T, String)>,
) -> Reply<(T, Done<String>)> {
    desk.require_no_import()?;
    keys.write(&key_path(&desk.folder))?;
    let done = desk.write(ActKind::Upkeep, work);
    if done.is_err() {
        let _ = session::settle_keys(desk);
    }
    done
}

/// Keeps what the ledger now points to and lets the rest go. A disk that fails here loses nothing: it is announced, and the
/// next unlock does the same.
pub(crate) fn finish(desk: &Desk, mut keys: KeyFile) {
    if let Ok(users) = store::office::users(desk.ledger.conn()) {
        keys.settle(&session::slots_of(&users));
        let _ = keys.write(&key_path(&desk.folder));
    }
}

pub(crate) fn confirm_recovery_code(desk: &mut Desk, request: TypedCode) -> Reply<Status> {
    desk.require_no_import()?;
    let mut keys = keys_of(desk)?;
    let is_settled = keys.confirm_recovery(&request.code)?;
    let mut office = desk.office.clone();
    office.is_code_confirmed = true;
    // Before the ledger: once it says that the code is confirmed, a code that waits is let go.
    if is_settled {
        keys.write(&key_path(&desk.folder))?;
    }
    desk.write(ActKind::Upkeep, |gate| {
        store::office::put_office(gate, &office)?;
        Ok(((), "确认恢复码".to_owned()))
    })?;
    Ok(open_status(desk))
}

pub(crate) fn renew_recovery_code(desk: &mut Desk, _: Nothing) -> Reply<CodeShown> {
    let mut keys = keys_of(desk)?;
    let code = keys.propose_recovery(&desk.key, desk.cost)?;
    let mut office = desk.office.clone();
    office.is_code_confirmed = false;
    write_with_keys(desk, &keys, |gate| {
        store::office::put_office(gate, &office)?;
        Ok(((), "换新恢复码".to_owned()))
    })?;
    keys.accept_recovery();
    finish(desk, keys);
    Ok(CodeShown { recovery_code: code.grouped().to_string() })
}

pub(crate) fn change_password(desk: &mut Desk, request: ChangePassword) -> Reply<Status> {
    desk.require_no_import()?;
    vault::check_new_password(&request.new).map_err(|e| in_field(e.into(), "new"))?;
    let mut keys = keys_of(desk)?;
    session::with_patience(desk.clock, &desk.folder.clone(), || {
        match keys.opens_slot(desk.slot_id, &request.old) {
            Ok(true) => Ok(()),
            _ => Err(Fault::at(FaultCode::OldPasswordWrong, "old").into()),
        }
    })?;
    let users = store::office::users(desk.ledger.conn())?;
    let me = users.into_iter().find(|u| u.id == desk.actor.user_id);
    let me = me.ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let held = keys.slot_named(&me.name);
    let slot = keys.propose_password(&desk.key, (&me.name, &request.new), held, desk.cost)?;
    let me = User { slot_id: Some(slot), ..me };
    write_with_keys(desk, &keys, |gate| {
        store::office::update_user(gate, &me)?;
        Ok(((), format!("{} 修改了自己的密码", me.name)))
    })?;
    desk.slot_id = slot;
    finish(desk, keys);
    Ok(open_status(desk))
}

pub(crate) fn list_users(desk: &mut Desk, _: Nothing) -> Reply<UserList> {
    let users = store::office::users(desk.ledger.conn())?;
    let role = |role: &Role| RoleInfo { role: *role, label: role.label().into(), rights: rights_of(*role) };
    Ok(UserList { users: users.iter().map(user_row).collect(), roles: Role::ALL.iter().map(role).collect() })
}

/// A user's name: what is typed to unlock.
pub(crate) fn accept_user_name(name: &str) -> Reply<String> {
    let name = trimmed(name);
    if name.is_empty() {
        return Err(Fault::at(FaultCode::Required, "name").with("姓名").into());
    }
    if name.chars().count() > 30 {
        return Err(Fault::at(FaultCode::TooLong, "name").with("姓名").with(30).into());
    }
    Ok(name)
}

fn in_field(mut refusal: Refusal, field: &str) -> Refusal {
    refusal.faults.iter_mut().for_each(|f| f.field = Some(field.to_owned()));
    refusal
}

fn not_taken(users: &[User], name: &str, id: Option<u32>) -> Reply<()> {
    let same = |u: &&User| u.name.to_lowercase() == name.to_lowercase() && Some(u.id) != id;
    match users.iter().find(same) {
        Some(_) => Err(Fault::at(FaultCode::TakenName, "name").with(name).with("用户").into()),
        None => Ok(()),
    }
}

pub(crate) fn add_user(desk: &mut Desk, request: AddUser) -> Reply<Written> {
    desk.require_no_import()?;
    let name = accept_user_name(&request.name)?;
    vault::check_new_password(&request.password).map_err(|e| in_field(e.into(), "password"))?;
    not_taken(&store::office::users(desk.ledger.conn())?, &name, None)?;
    let mut keys = keys_of(desk)?;
    // One of that name that is still there was left by nobody in the ledger.
    let left = keys.slot_named(&name);
    let slot = keys.propose_password(&desk.key, (&name, &request.password), left, desk.cost)?;
    let role = request.role;
    let (id, done) = write_with_keys(desk, &keys, |gate| {
        let id = store::office::add_user(gate, &name, role.as_str(), slot)?;
        Ok((id, format!("添加用户 {name}（{}）", role.label())))
    })?;
    finish(desk, keys);
    signers::keep(desk);
    Ok(written(id, 1, done, &[]))
}

pub(crate) fn update_user(desk: &mut Desk, request: UpdateUser) -> Reply<Written> {
    let name = accept_user_name(&request.name)?;
    let users = store::office::users(desk.ledger.conn())?;
    not_taken(&users, &name, Some(request.id))?;
    let found = users.iter().find(|u| u.id == request.id).ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let stays = |u: &User| {
        if u.id == request.id {
            request.is_active && request.role == Role::Director
        } else {
            u.is_active && u.role == Role::Director.as_str()
        }
    };
    if !users.iter().any(stays) {
        return Err(Refusal::new(FaultCode::LastDirector));
    }
    let mut keys = keys_of(desk)?;
    // After a restore with the keys of then a user may have no slot, and needs a new password.
    let mut slot = found.slot_id.filter(|slot| keys.has_slot(*slot));
    let new_password = request.password.as_deref().filter(|p| !p.is_empty());
    if let Some(password) = new_password {
        vault::check_new_password(password).map_err(|e| in_field(e.into(), "password"))?;
        let held = keys.slot_named(&name);
        slot = Some(keys.propose_password(&desk.key, (&name, password), held, desk.cost)?);
    } else if let Some(slot) = slot.filter(|_| name != found.name) {
        keys.propose_name(slot, &name)?;
    }
    let user = User {
        id: request.id,
        revision: request.revision,
        name: name.clone(),
        role: request.role.as_str().into(),
        is_active: request.is_active,
        slot_id: slot,
    };
    let ((), done) = write_with_keys(desk, &keys, |gate| {
        store::office::update_user(gate, &user)?;
        let more = if new_password.is_some() { "，并设了新密码" } else { "" };
        Ok(((), format!("修改用户 {name}{more}")))
    })?;
    finish(desk, keys);
    if desk.actor.user_id == request.id {
        desk.actor.name = name;
        desk.actor.role = request.role;
        desk.slot_id = slot.unwrap_or(desk.slot_id);
    }
    signers::keep(desk);
    Ok(written(request.id, request.revision + 1, done, &[]))
}

impl Office {
    /// Who is at the keyboard, for the shell's title.
    pub fn user_name(&self) -> Option<String> {
        self.at_desk(|desk| Ok(desk.actor.name.clone())).ok()
    }
}
