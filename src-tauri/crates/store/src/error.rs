//! What can go wrong in the ledger, for `service` to put into words.

use rusqlite::ErrorCode;

/// What went wrong in the ledger.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process writes to the ledger.
    #[error("ledger in use")]
    InUse,
    /// The ledger has a higher schema number than the program knows.
    #[error("ledger schema {0} is newer than the program")]
    Newer(u32),
    /// The file is no ledger under this key, or its pages are damaged.
    #[error("ledger damaged or wrong key")]
    Damaged,
    /// No room left.
    #[error("disk full")]
    DiskFull,
    /// The file or folder cannot be written.
    #[error("read only")]
    ReadOnly,
    /// There is no such file.
    #[error("missing")]
    Missing,
    /// Reading or writing failed.
    #[error("disk failed")]
    DiskFailed,
    /// The record is not there, or lies in the recycle bin.
    #[error("record gone")]
    Gone,
    /// The record has another revision than the one read.
    #[error("record changed")]
    Changed,
    /// Another record refers to it.
    #[error("record in use")]
    Referred,
    /// A value that must be unique is there already.
    #[error("value taken in {0}")]
    Taken(String),
    /// The act was taken back already.
    #[error("act already undone")]
    AlreadyUndone,
    /// A row of the act was changed later; its table and id.
    #[error("row changed later: {0} {1}")]
    ChangedLater(String, u32),
    /// The act changed nothing that can be taken back.
    #[error("nothing to undo")]
    NothingToUndo,
    /// A row of a count without gaps, after which others were counted.
    #[error("row counted on")]
    CountedOn,
    /// After an upgrade a reference points nowhere.
    #[error("foreign keys broken after an upgrade")]
    BrokenReferences,
    /// Nobody foresaw it. Holds SQLite's words, which name tables and columns but no values.
    #[error("{0}")]
    Unforeseen(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, text) = &error else {
            return match error {
                rusqlite::Error::QueryReturnedNoRows => StoreError::Gone,
                // Conversion errors may quote a value; their kind is enough for the log.
                rusqlite::Error::FromSqlConversionFailure(column, kind, _) => {
                    StoreError::Unforeseen(format!("column {column} is {kind}"))
                }
                rusqlite::Error::InvalidColumnType(column, name, kind) => {
                    StoreError::Unforeseen(format!("column {column} {name} is {kind}"))
                }
                other => StoreError::Unforeseen(format!("{:?}", std::mem::discriminant(&other))),
            };
        };
        match (failure.code, failure.extended_code) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::InUse,
            (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => StoreError::Damaged,
            (ErrorCode::DiskFull, _) => StoreError::DiskFull,
            (ErrorCode::ReadOnly | ErrorCode::PermissionDenied, _) => StoreError::ReadOnly,
            (ErrorCode::CannotOpen, _) => StoreError::ReadOnly,
            // SQLITE_IOERR_SHMSIZE: no room for the file that the readers of the WAL share
            (ErrorCode::SystemIoFailure, 4874) => StoreError::DiskFull,
            (ErrorCode::SystemIoFailure, _) => StoreError::DiskFailed,
            // SQLITE_CONSTRAINT_FOREIGNKEY
            (ErrorCode::ConstraintViolation, 787) => StoreError::Referred,
            // SQLITE_CONSTRAINT_UNIQUE: the text names table and columns, never values
            (ErrorCode::ConstraintViolation, 2067) => StoreError::Taken(text.clone().unwrap_or_default()),
            _ => StoreError::Unforeseen(format!(
                "sqlite {} {}",
                failure.extended_code,
                text.clone().unwrap_or_default()
            )),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::*;
        match error.kind() {
            NotFound => StoreError::Missing,
            StorageFull | QuotaExceeded | FileTooLarge => StoreError::DiskFull,
            PermissionDenied | ReadOnlyFilesystem => StoreError::ReadOnly,
            WouldBlock => StoreError::InUse,
            _ => StoreError::DiskFailed,
        }
    }
}
