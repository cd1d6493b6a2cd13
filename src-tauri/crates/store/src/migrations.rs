//! The ledger's layout, step by step. A released step is never edited; its SHA-256 is pinned in
//! `tests/suite/migrations.rs`. The number of the last step is `PRAGMA user_version`.

use crate::StoreError;
use rusqlite::Connection;

/// Every step: its file's name and its SQL, the first one making version 1.
pub const STEPS: &[(&str, &str)] = &[
    ("0001_create_office", include_str!("../migrations/0001_create_office.sql")),
    ("0002_create_places", include_str!("../migrations/0002_create_places.sql")),
    ("0003_create_people", include_str!("../migrations/0003_create_people.sql")),
    ("0004_create_seal_uses", include_str!("../migrations/0004_create_seal_uses.sql")),
    ("0005_create_good_deeds", include_str!("../migrations/0005_create_good_deeds.sql")),
    ("0006_create_volunteer_teams", include_str!("../migrations/0006_create_volunteer_teams.sql")),
];

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
    tx.pragma_update(None, "user_version", newest())?;
    let broken = tx.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken {
        return Err(StoreError::BrokenReferences);
    }
    Ok(tx.commit()?)
}
