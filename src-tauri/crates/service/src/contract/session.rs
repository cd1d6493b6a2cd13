//! Setting up, unlocking, users and settings, as they cross the contract.

use super::Level;
use domain::access::{Area, Role};
use domain::fault::FaultOnWire;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A request without content.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Where the program stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No ledger yet: the first-start guide.
    NoLedger,
    /// There is a ledger that cannot be opened; `trouble` says why.
    Trouble,
    /// A password is wanted.
    Locked,
    /// The recovery code was right: a user must be chosen and given a new password.
    Recovering,
    /// Open, but the recovery code of the first start is not confirmed yet.
    ConfirmingCode,
    /// Open.
    Open,
}

/// What an area allows the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AreaRight {
    /// The area.
    pub area: Area,
    /// What the user may do in it.
    pub level: Level,
}

/// The user at the keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionUser {
    /// The user's row.
    pub id: u32,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The role's name on screen.
    pub role_label: String,
    /// The rights, one line an area.
    pub rights: Vec<AreaRight>,
    /// Whether whole ID numbers may be shown on request.
    pub may_reveal: bool,
}

/// What the frame of the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Status {
    /// Where the program stands.
    pub stage: Stage,
    /// Whether this is the practice ledger (试用).
    pub is_practice: bool,
    /// The folder of the ledger.
    pub folder: String,
    /// The office's name; empty while locked.
    pub community: String,
    /// Who is at the keyboard.
    pub user: Option<SessionUser>,
    /// Today, `YYYY-MM-DD`.
    pub today: String,
    /// Lock after so many idle minutes; 0 never.
    pub idle_minutes: u32,
    /// Seconds until the next password may be tried.
    pub wait_seconds: u32,
    /// Whether the unlock page must ask for the user's name (several users).
    pub asks_user_name: bool,
    /// The names to choose from there, who signed in last first; empty where none are known on this PC.
    pub user_names: Vec<String>,
    /// Why the ledger cannot be opened.
    pub trouble: Option<FaultOnWire>,
    /// The time of the last good backup in local time, `YYYY-MM-DD HH:MM`.
    pub last_backup: Option<String>,
    /// Something to tell once after unlocking (a backup that failed, say).
    pub notices: Vec<FaultOnWire>,
    /// Users to choose from after the recovery code was given.
    pub recovery_users: Vec<UserRow>,
    /// The version of the program.
    pub version: String,
}

/// What an office is called and where it lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct OfficeFacts {
    /// 社区居委会名称
    pub community: String,
    /// 街道名称
    pub street_office: String,
    /// 行政区划代码, six digits.
    pub division_code: String,
    /// 党组织名称
    pub party_branch: String,
    /// 本届任期开始, `YYYY-MM-DD` or empty.
    pub term_from: String,
    /// 本届任期结束, `YYYY-MM-DD` or empty.
    pub term_to: String,
}

/// First start: makes the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CreateLedger {
    /// What the office is called.
    pub office: OfficeFacts,
    /// The first user's name; the first user is 书记/主任.
    pub user_name: String,
    /// The first user's password.
    pub password: String,
    /// A folder of the user's choice; `null` for the usual one.
    pub folder: Option<String>,
}

/// The recovery code, shown once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CodeShown {
    /// Groups of letters and digits.
    pub recovery_code: String,
}

/// The recovery code typed again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TypedCode {
    /// As typed.
    pub code: String,
}

/// Unlocking.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Unlock {
    /// The user's name; may be empty when the ledger has one user.
    pub user_name: String,
    /// The password.
    pub password: String,
}

/// After the recovery code: a new password for one user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ResetPassword {
    /// The user.
    pub user_id: u32,
    /// The new password.
    pub password: String,
}

/// Changing one's own password.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChangePassword {
    /// The old one.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// A folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InFolder {
    /// The whole path.
    pub folder: String,
}

/// Looks a division up by name or code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchText {
    /// As typed.
    pub text: String,
}

/// A division of GB/T 2260.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DivisionHit {
    /// Six digits.
    pub code: String,
    /// From the province down.
    pub full_name: String,
}

/// The divisions found, best first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DivisionHits {
    /// The divisions.
    pub hits: Vec<DivisionHit>,
}

/// What 设置 holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// What the office is called.
    pub office: OfficeFacts,
    /// Lock after so many idle minutes; 0 never.
    pub idle_minutes: u32,
    /// Whether lists and cards mask phones (`residents.md` 3.1, assumed).
    pub masks_phones: bool,
    /// The age from which birthdays stand on the first page.
    pub birthday_age: u32,
    /// A folder that backups go to besides the ledger's own; empty for none.
    pub backup_folder: String,
    /// The revision read.
    pub revision: u32,
}

/// A user of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UserRow {
    /// The row.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// The name, also typed to unlock.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The role's name on screen.
    pub role_label: String,
    /// Whether the user may unlock.
    pub is_active: bool,
}

/// The users, and the roles to choose from with what each may do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UserList {
    /// The users.
    pub users: Vec<UserRow>,
    /// The roles.
    pub roles: Vec<RoleInfo>,
}

/// A role with what it may do, for the table in 设置.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RoleInfo {
    /// The role.
    pub role: Role,
    /// Its name.
    pub label: String,
    /// One line an area.
    pub rights: Vec<AreaRight>,
}

/// A new user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddUser {
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The first password.
    pub password: String,
}

/// Changes a user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdateUser {
    /// The row.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether the user may unlock.
    pub is_active: bool,
    /// A new password, when the old one is forgotten.
    pub password: Option<String>,
}
