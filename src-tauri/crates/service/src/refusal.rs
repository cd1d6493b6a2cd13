//! From what the rooms below report to faults in people's words.

use domain::{Fault, FaultCode};
use store::StoreError;
use vault::VaultError;

/// Why a command was not done: the faults to show, and the cause for the local log where nobody foresaw it.
#[derive(Debug)]
pub struct Refusal {
    /// What to show; never empty.
    pub faults: Vec<Fault>,
    /// What the log keeps, without personal data.
    pub cause: Option<String>,
}

/// What a handler returns.
pub(crate) type Reply<T> = Result<T, Refusal>;

impl Refusal {
    /// One fault.
    pub fn new(code: FaultCode) -> Self {
        Fault::new(code).into()
    }

    /// Something nobody foresaw; the cause goes to the log.
    pub fn unforeseen(cause: impl Into<String>) -> Self {
        Refusal { faults: vec![Fault::new(FaultCode::Unforeseen)], cause: Some(cause.into()) }
    }

    /// Whether one of the faults has this code.
    pub fn is(&self, code: FaultCode) -> bool {
        self.faults.iter().any(|f| f.code == code)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Refusal { faults: vec![fault], cause: None }
    }
}

impl From<Vec<Fault>> for Refusal {
    fn from(faults: Vec<Fault>) -> Self {
        Refusal { faults, cause: None }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        use FaultCode::*;
        let code = match &error {
            StoreError::InUse => LedgerInUse,
            StoreError::Newer(_) => LedgerNewer,
            StoreError::Damaged => LedgerDamaged,
            StoreError::DiskFull => DiskFull,
            StoreError::ReadOnly => DiskReadOnly,
            StoreError::Missing => LedgerMissing,
            StoreError::DiskFailed => DiskFailed,
            StoreError::Gone => RowGone,
            StoreError::Changed => RowChanged,
            StoreError::Referred => ActInUse,
            StoreError::AlreadyUndone => ActDone,
            StoreError::ChangedLater(..) => ActLater,
            StoreError::NothingToUndo => ActNotUndoable,
            StoreError::CountedOn => ActNumbered,
            StoreError::BrokenReferences => UpgradeFailed,
            StoreError::Taken(_) | StoreError::Unforeseen(_) => Unforeseen,
        };
        let cause = matches!(
            error,
            StoreError::Taken(_)
                | StoreError::Unforeseen(_)
                | StoreError::DiskFailed
                | StoreError::BrokenReferences
        );
        Refusal { faults: vec![Fault::new(code)], cause: cause.then(|| error.to_string()) }
    }
}

impl From<VaultError> for Refusal {
    fn from(error: VaultError) -> Self {
        use FaultCode::*;
        if let VaultError::NotWritten(kind) | VaultError::Unreadable(kind) = error {
            return std::io::Error::from(kind).into();
        }
        let code = match &error {
            VaultError::WrongPassword => PasswordWrong,
            VaultError::RecoveryMistyped => RecoveryMistyped,
            VaultError::WrongRecovery => RecoveryWrong,
            VaultError::PasswordTooShort => PasswordShort,
            VaultError::PasswordTooSimple => PasswordSimple,
            VaultError::Missing => KeyFileMissing,
            VaultError::Damaged => KeyFileDamaged,
            VaultError::TooNew(_) => LedgerNewer,
            VaultError::NameTaken => UserNameTaken,
            _ => Unforeseen,
        };
        let cause = (code == Unforeseen).then(|| error.to_string());
        Refusal { faults: vec![Fault::new(code)], cause }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        StoreError::from(error).into()
    }
}
