//! The first page, backups, and what stands behind 帮助, as they cross the contract.

use super::people::PeopleFilter;
use super::records::Condition;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a line of the first page opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "page")]
pub enum Opens {
    /// The list of residents, filtered.
    People {
        /// The filter.
        filter: PeopleFilter,
    },
    /// A person's card.
    Person {
        /// The person.
        id: u32,
    },
    /// A household.
    Household {
        /// The household.
        id: u32,
    },
    /// The list of dwellings or households.
    Places {
        /// dwellings or households.
        table: String,
        /// Conditions on it.
        conditions: Vec<Condition>,
    },
    /// A register.
    Register {
        /// Its key.
        key: String,
    },
    /// The report of a period.
    Reports {
        /// The form's key.
        form: String,
        /// `2026-10`; empty: the one that has ended.
        period: String,
    },
    /// The backups.
    Backups,
    /// The settings.
    Settings,
    /// A form with its draft.
    Draft {
        /// The form, like `people:17`.
        form: String,
    },
}

/// A line of the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayLine {
    /// In words.
    pub text: String,
    /// How many, where it counts something.
    pub count: Option<u32>,
    /// What it opens.
    pub opens: Opens,
}

/// A birthday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Birthday {
    /// The person.
    pub person_id: u32,
    /// The name.
    pub name: String,
    /// The age reached.
    pub age: u32,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// 今天, 明天, 3 天后
    pub when: String,
    /// `3-2-501`
    pub place: String,
}

/// A bar of the age pyramid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgeBar {
    /// 0–4, 5–9 …
    pub band: String,
    /// Men.
    pub male: u32,
    /// Women.
    pub female: u32,
}

/// A month's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthPoint {
    /// 2026年10月
    pub month: String,
    /// People registered here.
    pub registered: u32,
    /// People living here.
    pub living: u32,
}

/// 今天要做的事
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayPage {
    /// How many people belong to the community.
    pub people_count: u32,
    /// 户籍人口
    pub registered_count: u32,
    /// Living here.
    pub living_count: u32,
    /// Households with somebody in them.
    pub household_count: u32,
    /// What is due.
    pub due: Vec<TodayLine>,
    /// What is missing.
    pub missing: Vec<TodayLine>,
    /// Birthdays within the next seven days.
    pub birthdays: Vec<Birthday>,
    /// The age from which they stand here.
    pub birthday_age: u32,
    /// The last good backup in local time, or `null`.
    pub last_backup: Option<String>,
    /// Age pyramid of everybody who belongs here.
    pub pyramid: Vec<AgeBar>,
    /// The last twelve month ends and today.
    pub months: Vec<MonthPoint>,
}

/// Makes a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MakeBackup {
    /// The folder (a USB stick); `null` for the ledger's own.
    pub folder: Option<String>,
    /// The file itself, which must not be there yet; `null` for a new name in the folder.
    #[serde(default)]
    pub file: Option<String>,
}

/// A backup that was made and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupMade {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// What to say.
    pub said: String,
}

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    /// First unlock of a day.
    Daily,
    /// Before an upgrade of the ledger.
    BeforeUpgrade,
    /// Before a restore.
    BeforeRestore,
    /// By hand.
    ByHand,
}

/// A backup file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupFile {
    /// The file.
    pub file: String,
    /// When it was made, local time.
    pub made_at: String,
    /// Why.
    pub reason: BackupReason,
    /// In words.
    pub reason_label: String,
    /// Its size in bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// The backups of a folder, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupFiles {
    /// The folder.
    pub folder: String,
    /// The files.
    pub files: Vec<BackupFile>,
}

/// Which folder's backups; `null` for the ledger's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListBackups {
    /// The folder.
    pub folder: Option<String>,
}

/// A backup file to look into or to restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfBackup {
    /// The file.
    pub file: String,
    /// Today's password of a director or today's recovery code; where there is no ledger, those it was made under.
    pub password: Option<String>,
    /// The user of that password; may be empty.
    pub user_name: Option<String>,
}

/// How much of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountLine {
    /// 居民, 户 …
    pub label: String,
    /// In the backup.
    pub in_backup: u32,
    /// In the ledger now; `null` while locked.
    pub in_ledger: Option<u32>,
}

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupContents {
    /// The file.
    pub file: String,
    /// The office it belongs to.
    pub community: String,
    /// When it was made, local time.
    pub made_at: String,
    /// Row counts.
    pub counts: Vec<CountLine>,
    /// The last act in it, in words.
    pub last_act: String,
    /// How many acts of the ledger are not in the backup.
    pub acts_lost: u32,
    /// Whether the file passed every check.
    pub is_sound: bool,
    /// Whether it is of the ledger that is here, or none is here: no other may be restored.
    pub is_own: bool,
}

/// The result of a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Restored {
    /// The backup of the state before; restoring it undoes this restore.
    pub saved_before: String,
    /// What to say.
    pub said: String,
}

/// The result of a check of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verified {
    /// Whether everything fits.
    pub is_sound: bool,
    /// What was found, in words.
    pub findings: Vec<String>,
    /// Row counts.
    pub counts: Vec<CountLine>,
}

/// An error of the window itself; holds no typed text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowError {
    /// The kind of error and the places in the program's own files.
    pub trace: String,
}

/// The number under which an incident stands in the local log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Incident {
    /// The number.
    pub incident: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToFile {
    /// The whole path.
    pub file: String,
}

/// Saves the local log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveLog {
    /// The whole path; ends in `.txt`.
    pub file: String,
    /// Whether the user said that a file that is there may be replaced.
    #[serde(default)]
    pub replaces: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileWritten {
    /// The whole path.
    pub file: String,
    /// What to say.
    pub said: String,
}
