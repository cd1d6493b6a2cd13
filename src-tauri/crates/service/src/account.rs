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
use store::ActKind;
use store::office::User;
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

pub(crate) fn confirm_recovery_code(desk: &mut Desk, request: TypedCode) -> Reply<Status> {
    let keys = KeyFile::read(&key_path(&desk.folder))?;
    keys.open_with_recovery(&request.code)?;
    let mut office = desk.office.clone();
    office.is_code_confirmed = true;
    desk.write(ActKind::Upkeep, |gate| {
        store::office::put_office(gate, &office)?;
        Ok(((), "确认恢复码".to_owned()))
    })?;
    Ok(open_status(desk))
}

pub(crate) fn renew_recovery_code(desk: &mut Desk, _: Nothing) -> Reply<CodeShown> {
    let path = key_path(&desk.folder);
    let mut keys = KeyFile::read(&path)?;
    let code = keys.set_recovery(&desk.key, desk.cost)?;
    let mut office = desk.office.clone();
    office.is_code_confirmed = false;
    desk.write(ActKind::Upkeep, |gate| {
        store::office::put_office(gate, &office)?;
        Ok(((), "换新恢复码".to_owned()))
    })?;
    keys.write(&path)?;
    Ok(CodeShown { recovery_code: code.grouped().to_string() })
}

pub(crate) fn change_password(desk: &mut Desk, request: ChangePassword) -> Reply<Status> {
    desk.require_no_import()?;
    vault::check_new_password(&request.new).map_err(|e| in_field(e.into(), "new"))?;
    let path = key_path(&desk.folder);
    let mut keys = KeyFile::read(&path)?;
    // By the slot's number: after a restore the name may be another than the one the slot was made under.
    let slot = desk.slot_id;
    session::with_patience(desk.clock, &desk.folder.clone(), || match keys.opens_slot(slot, &request.old) {
        Ok(true) => Ok(()),
        _ => Err(Fault::at(FaultCode::OldPasswordWrong, "old").into()),
    })?;
    keys.replace_password(desk.slot_id, &desk.key, &request.new, desk.cost)?;
    keys.write(&path)?;
    let name = desk.actor.name.clone();
    desk.write(ActKind::Upkeep, |_| Ok(((), format!("{name} 修改了自己的密码"))))?;
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
    let path = key_path(&desk.folder);
    let mut keys = KeyFile::read(&path)?;
    let slot = match keys.slot_named(&name) {
        // Left by a user who is not in the ledger (any more), say after a restore: the new one takes it over.
        Some(left) => keys.replace_password(left, &desk.key, &request.password, desk.cost).map(|()| left)?,
        None => keys.add_password(&desk.key, &name, &request.password, desk.cost)?,
    };
    // The slot first: a slot without a user opens nothing, a user without a slot could never come in.
    keys.write(&path)?;
    let role = request.role;
    let (id, done) = desk.write(ActKind::Upkeep, |gate| {
        let id = store::office::add_user(gate, &name, role.as_str(), slot)?;
        Ok((id, format!("添加用户 {name}（{}）", role.label())))
    })?;
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
    let path = key_path(&desk.folder);
    let mut keys = KeyFile::read(&path)?;
    let mut slot = found.slot_id;
    let is_new_password = request.password.as_deref().is_some_and(|p| !p.is_empty());
    if let Some(password) = request.password.as_deref().filter(|p| !p.is_empty()) {
        vault::check_new_password(password).map_err(|e| in_field(e.into(), "password"))?;
        match slot {
            Some(slot) => keys.replace_password(slot, &desk.key, password, desk.cost)?,
            None => slot = Some(keys.add_password(&desk.key, &name, password, desk.cost)?),
        }
    }
    if let Some(slot) = slot.filter(|_| name != found.name) {
        keys.rename(slot, &name)?;
    }
    let user = User {
        id: request.id,
        revision: request.revision,
        name: name.clone(),
        role: request.role.as_str().into(),
        is_active: request.is_active,
        slot_id: slot,
    };
    let ((), done) = desk.write(ActKind::Upkeep, |gate| {
        store::office::update_user(gate, &user)?;
        let more = if is_new_password { "，并设了新密码" } else { "" };
        Ok(((), format!("修改用户 {name}{more}")))
    })?;
    keys.write(&path)?;
    if desk.actor.user_id == request.id {
        desk.actor.name = name;
        desk.actor.role = request.role;
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
