//! The ledger's layout, step by step. A released step is never edited; its SHA-256 is pinned in
//! `tests/suite/migrations.rs`. The number of the last step is `PRAGMA user_version`.

use crate::{StoreError, movements};
use rusqlite::Connection;

/// Every step: its file's name and its SQL, the first one making version 1. `build.rs` lists the files of `migrations`.
pub const STEPS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/steps.rs"));

/// The version this program makes.
pub fn newest() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// The version of a ledger.
///
/// # Errors
///
/// [`StoreError::Damaged`] where the key does not open it.
pub fn version(conn: &Connection) -> Result<u32, StoreError> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// The steps after which spans, and where everybody's row stands, are made anew from the movements.
const FOLLOWED: [&str; 2] = ["0014_", "0015_"];

/// Brings a ledger up to the newest version, all steps in one transaction.
///
/// # Errors
///
/// [`StoreError::Newer`] for a ledger of a newer program; [`StoreError::BrokenReferences`] if a step left one.
pub fn apply(conn: &mut Connection) -> Result<(), StoreError> {
    let found = version(conn)?;
    if found > newest() {
        return Err(StoreError::Newer(found));
    }
    if found == newest() {
        return Ok(());
    }
    let tx = conn.transaction()?;
    for (_, sql) in &STEPS[found as usize..] {
        tx.execute_batch(sql)?;
    }
    let is_followed = |name: &str| FOLLOWED.iter().any(|step| name.starts_with(step));
    if STEPS[found as usize..].iter().any(|(name, _)| is_followed(name)) {
        movements::rebuild_all_spans(&tx)?;
    }
    tx.pragma_update(None, "user_version", newest())?;
    let broken = tx.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken {
        return Err(StoreError::BrokenReferences);
    }
    Ok(tx.commit()?)
}
