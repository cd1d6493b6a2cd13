//! Whole copies of a ledger, and the check of one.

use crate::{StoreError, ledger, migrations};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Copies a ledger page by page into a new file under the same key, while others go on reading and writing.
///
/// `progress` is told pages done and pages in all, and says whether to go on.
///
/// # Errors
///
/// Those of the disk; [`StoreError::Gone`] when told to stop. The half file is the caller's to remove.
pub fn copy(
    from: &Connection,
    to: &Path,
    key_hex: &str,
    mut progress: impl FnMut(u32, u32) -> bool,
) -> Result<(), StoreError> {
    ledger::make_private(to)?;
    let mut target = Connection::open(to)?;
    ledger::keep_quiet(&target);
    target.pragma_update(None, "key", format!("x'{key_hex}'"))?;
    // The copy is one file: no WAL beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.pragma_update(None, "synchronous", "FULL")?;
    {
        let backup = Backup::new(from, &mut target)?;
        loop {
            let step = backup.step(2_000)?;
            let at = backup.progress();
            let done = u32::try_from(at.pagecount - at.remaining).unwrap_or(0);
            if !progress(done, u32::try_from(at.pagecount).unwrap_or(0)) {
                return Err(StoreError::Gone);
            }
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(std::time::Duration::from_millis(20)),
            }
        }
    }
    target.pragma_update(None, "journal_mode", "DELETE")?;
    target.close().map_err(|(_, error)| StoreError::from(error))
}

/// Opens a ledger file for reading only, to look into it or to check it.
///
/// # Errors
///
/// [`StoreError::Damaged`] where the key does not open it; [`StoreError::Newer`].
pub fn open_to_look(path: &Path, key_hex: &str) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing);
    }
    let conn = ledger::connect_to_look(path, key_hex)?;
    let found = migrations::version(&conn)?;
    if found > migrations::newest() {
        return Err(StoreError::Newer(found));
    }
    Ok(conn)
}

/// Checks a ledger: every page and index, and every reference.
///
/// # Errors
///
/// [`StoreError::Damaged`], [`StoreError::BrokenReferences`].
pub fn check(conn: &Connection) -> Result<(), StoreError> {
    let found: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(StoreError::Damaged);
    }
    if conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(StoreError::BrokenReferences);
    }
    Ok(())
}
