//! The office's own row, its users, and drafts.

use crate::StoreError;
use crate::gate::Gate;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The office's row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeRow {
    /// Its revision.
    pub revision: u32,
    /// 社区
    pub community: String,
    /// 街道
    pub street_office: String,
    /// GB/T 2260
    pub division_code: String,
    /// 党组织
    pub party_branch: String,
    /// ISO or empty.
    pub term_from: String,
    /// ISO or empty.
    pub term_to: String,
    /// Lock after so many minutes; 0 never.
    pub idle_minutes: u32,
    /// Whether phones are masked.
    pub masks_phones: bool,
    /// Birthdays from this age on.
    pub birthday_age: u32,
    /// A second folder for backups, or empty.
    pub backup_folder: String,
    /// Whether the recovery code was typed again.
    pub is_code_confirmed: bool,
    /// Whether this is a practice ledger.
    pub is_practice: bool,
}

/// The office's row.
///
/// # Errors
///
/// [`StoreError::Gone`] before the office was set up.
pub fn office(conn: &Connection) -> Result<OfficeRow, StoreError> {
    let text = |row: &Row, i: usize| -> rusqlite::Result<String> {
        Ok(row.get::<_, Option<String>>(i)?.unwrap_or_default())
    };
    Ok(conn
        .prepare_cached(
            "SELECT revision, community, street_office, division_code, party_branch, term_from, term_to,
                 idle_minutes, masks_phones, birthday_age, backup_folder, is_code_confirmed, is_practice
             FROM office WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(OfficeRow {
                revision: row.get(0)?,
                community: text(row, 1)?,
                street_office: text(row, 2)?,
                division_code: text(row, 3)?,
                party_branch: text(row, 4)?,
                term_from: text(row, 5)?,
                term_to: text(row, 6)?,
                idle_minutes: row.get(7)?,
                masks_phones: row.get(8)?,
                birthday_age: row.get(9)?,
                backup_folder: text(row, 10)?,
                is_code_confirmed: row.get(11)?,
                is_practice: row.get(12)?,
            })
        })?)
}

/// The community's name alone, of ledgers of every version: a backup may be older than the program.
///
/// # Errors
///
/// [`StoreError::Gone`] before the office was set up.
pub fn community(conn: &Connection) -> Result<String, StoreError> {
    Ok(conn.query_row("SELECT community FROM office WHERE id = 1", [], |row| row.get(0))?)
}

/// Writes the office's row, making it the first time.
///
/// # Errors
///
/// [`StoreError::Changed`].
pub fn put_office(gate: &Gate, office: &OfficeRow) -> Result<(), StoreError> {
    let is_there = gate.conn().prepare_cached("SELECT 1 FROM office WHERE id = 1")?.exists([])?;
    if !is_there {
        gate.conn().execute("INSERT INTO office (id, community) VALUES (1, ?1)", [&office.community])?;
    }
    let changed = gate.conn().execute(
        "UPDATE office SET community = ?1, street_office = nullif(?2, ''), division_code = nullif(?3, ''),
             party_branch = nullif(?4, ''), term_from = nullif(?5, ''), term_to = nullif(?6, ''), idle_minutes = ?7,
             masks_phones = ?8, birthday_age = ?9, backup_folder = nullif(?10, ''), is_code_confirmed = ?11,
             is_practice = ?12, revision = revision + 1
         WHERE id = 1 AND (revision = ?13 OR ?14)",
        params![
            office.community,
            office.street_office,
            office.division_code,
            office.party_branch,
            office.term_from,
            office.term_to,
            office.idle_minutes,
            office.masks_phones,
            office.birthday_age,
            office.backup_folder,
            office.is_code_confirmed,
            office.is_practice,
            office.revision,
            !is_there
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed) }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The row.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// The name.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// Whether the user may unlock.
    pub is_active: bool,
    /// The user's key slot.
    pub slot_id: Option<u32>,
}

fn user(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        revision: row.get(1)?,
        name: row.get(2)?,
        role: row.get(3)?,
        is_active: row.get(4)?,
        slot_id: row.get(5)?,
    })
}

const USER_COLUMNS: &str = "id, revision, name, role, is_active, slot_id";

/// All users, in the order they were added.
///
/// # Errors
///
/// Those of reading.
pub fn users(conn: &Connection) -> Result<Vec<User>, StoreError> {
    let sql = format!("SELECT {USER_COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([], user)?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// The user of a key slot.
///
/// # Errors
///
/// Those of reading.
pub fn user_of_slot(conn: &Connection, slot_id: u32) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT {USER_COLUMNS} FROM users WHERE slot_id = ?1 AND deleted_at IS NULL");
    Ok(conn.prepare_cached(&sql)?.query_row([slot_id], user).optional()?)
}

/// Adds a user; returns the row.
///
/// # Errors
///
/// [`StoreError::Taken`].
pub fn add_user(gate: &Gate, name: &str, role: &str, slot_id: u32) -> Result<u32, StoreError> {
    gate.conn().execute(
        "INSERT INTO users (created_at, name, role, slot_id) VALUES (?1, ?2, ?3, ?4)",
        params![gate.at(), name, role, slot_id],
    )?;
    Ok(u32::try_from(gate.conn().last_insert_rowid()).unwrap_or(u32::MAX))
}

/// Changes a user at the revision read.
///
/// # Errors
///
/// [`StoreError::Changed`], [`StoreError::Taken`].
pub fn update_user(gate: &Gate, user: &User) -> Result<(), StoreError> {
    let changed = gate.conn().execute(
        "UPDATE users SET name = ?1, role = ?2, is_active = ?3, slot_id = ?4, revision = revision + 1, updated_at = ?5
         WHERE id = ?6 AND revision = ?7",
        params![user.name, user.role, user.is_active, user.slot_id, gate.at(), user.id, user.revision],
    )?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Changed) }
}

/// Puts users as they are today into a ledger of an earlier day, so that restoring it gives nobody back a name, a role or a
/// password that was taken away. Who was added since is added; who is there and no user today goes to the recycle bin.
///
/// # Errors
///
/// Those of writing.
pub fn keep_users(gate: &Gate, today: &[User]) -> Result<(), StoreError> {
    let conn = gate.conn();
    for then in users(conn)? {
        match today.iter().find(|user| user.id == then.id) {
            None => conn.execute(
                "UPDATE users SET is_active = 0, slot_id = NULL, deleted_at = ?1, revision = revision + 1 WHERE id = ?2",
                params![gate.at(), then.id],
            )?,
            // Names are unique: two that were exchanged since must not meet on the way.
            Some(now) if now.name != then.name => {
                conn.execute("UPDATE users SET name = '#' || id WHERE id = ?1", [then.id])?
            }
            Some(_) => 0,
        };
    }
    for now in today {
        let there = format!("SELECT {USER_COLUMNS} FROM users WHERE id = ?1 AND deleted_at IS NULL");
        let then = conn.prepare_cached(&there)?.query_row([now.id], user).optional()?;
        if then.is_some_and(|then| User { revision: now.revision, ..then } == *now) {
            continue;
        }
        conn.execute(
            "INSERT INTO users (id, created_at, name, role, is_active, slot_id) VALUES (?1, ?6, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, is_active = excluded.is_active,
                 slot_id = excluded.slot_id, deleted_at = NULL, updated_at = ?6, revision = revision + 1",
            params![now.id, now.name, now.role, now.is_active, now.slot_id, gate.at()],
        )?;
    }
    Ok(())
}

/// The office's own fields that have a name: key and label.
///
/// # Errors
///
/// Those of reading.
pub fn own_fields(conn: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT key, label FROM own_fields ORDER BY key")?;
    let found =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

/// Names an own field.
///
/// # Errors
///
/// [`StoreError::Taken`].
pub fn name_own_field(gate: &Gate, key: &str, label: &str) -> Result<(), StoreError> {
    gate.conn().execute("INSERT INTO own_fields (key, label) VALUES (?1, ?2)", params![key, label])?;
    Ok(())
}

/// A draft: form, content, when kept (UTC).
pub type DraftRow = (String, String, String);

/// Keeps a draft of a user's form. Not part of the history.
///
/// # Errors
///
/// Those of writing.
pub fn keep_draft(conn: &Connection, user_id: u32, draft: &DraftRow) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO drafts (user_id, form, content, kept_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, form) DO UPDATE SET content = excluded.content, kept_at = excluded.kept_at",
    )?
    .execute(params![user_id, draft.0, draft.1, draft.2])?;
    Ok(())
}

/// Drops a draft.
///
/// # Errors
///
/// Those of writing.
pub fn drop_draft(conn: &Connection, user_id: u32, form: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM drafts WHERE user_id = ?1 AND form = ?2")?
        .execute(params![user_id, form])?;
    Ok(())
}

/// A user's drafts, newest first.
///
/// # Errors
///
/// Those of reading.
pub fn drafts(conn: &Connection, user_id: u32) -> Result<Vec<DraftRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT form, content, kept_at FROM drafts WHERE user_id = ?1 ORDER BY kept_at DESC",
    )?;
    let found = statement
        .query_map([user_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, ActKind, Ledger};
    use domain::access::{Actor, Role};

    fn write(ledger: &mut Ledger, work: impl FnOnce(&Gate) -> Result<(), StoreError>) {
        let act = Act {
            kind: ActKind::Upkeep,
            at: "2026-11-24T08:00:00Z".into(),
            on: chrono::NaiveDate::default(),
        };
        let actor = Actor { user_id: 1, name: "张主任".into(), role: Role::Director };
        ledger.write(&act, &actor, work).unwrap();
    }

    #[test]
    fn users_are_kept_as_they_are_today() {
        let mut ledger = Ledger::in_memory().unwrap();
        write(&mut ledger, |gate| {
            add_user(gate, "甲", "director", 1)?;
            add_user(gate, "乙", "director", 2)?;
            add_user(gate, "丙", "reader", 3)?;
            Ok(())
        });
        let user = |id, name: &str, role: &str, slot_id| User {
            id,
            revision: 7,
            name: name.into(),
            role: role.into(),
            is_active: id != 4,
            slot_id,
        };
        // 甲 and 乙 changed names, 乙 is no director any more, 丙 is gone, 丁 came.
        let today = [
            user(1, "乙", "director", Some(5)),
            user(2, "甲", "reader", Some(2)),
            user(4, "丁", "reader", None),
        ];
        write(&mut ledger, |gate| keep_users(gate, &today));
        let found = users(ledger.conn()).unwrap();
        let shown: Vec<_> =
            found.iter().map(|u| (u.id, u.name.as_str(), u.role.as_str(), u.is_active, u.slot_id)).collect();
        assert_eq!(
            shown,
            [
                (1, "乙", "director", true, Some(5)),
                (2, "甲", "reader", true, Some(2)),
                (4, "丁", "reader", false, None)
            ]
        );
        assert!(user_of_slot(ledger.conn(), 3).unwrap().is_none());
    }
}
