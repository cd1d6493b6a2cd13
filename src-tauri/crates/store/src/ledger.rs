//! Opening a ledger: the key, the pragmas, the migrations, and one process at a time.

use crate::{StoreError, gate, migrations};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::{Duration, Instant};

/// The name of the ledger in its folder.
pub const FILE_NAME: &str = "ledger.db";

/// An open ledger. While it lives, no other process opens the same one.
pub struct Ledger {
    pub(crate) conn: Connection,
    path: PathBuf,
    // Held for its lock, which the system drops with the process.
    _lock: Option<File>,
}

impl Ledger {
    /// Makes a new ledger under a raw key of 64 hex digits.
    ///
    /// # Errors
    ///
    /// Those of the disk; [`StoreError::InUse`].
    pub fn create(folder: &Path, key_hex: &str) -> Result<Self, StoreError> {
        let lock = lock_folder(folder)?;
        let mut conn = connect(&folder.join(FILE_NAME), key_hex)?;
        migrations::apply(&mut conn)?;
        gate::watch(&conn)?;
        Ok(Ledger { conn, path: folder.join(FILE_NAME), _lock: Some(lock) })
    }

    /// Opens the ledger of a folder. An older one is upgraded, after `before_upgrade` was called and succeeded.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Damaged`], those of the disk.
    pub fn open(
        folder: &Path,
        key_hex: &str,
        before_upgrade: impl FnOnce(u32) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let path = folder.join(FILE_NAME);
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        let lock = lock_folder(folder)?;
        let mut conn = connect(&path, key_hex)?;
        let found = migrations::version(&conn)?;
        if found > migrations::newest() {
            return Err(StoreError::Newer(found));
        }
        if found < migrations::newest() {
            before_upgrade(found)?;
            migrations::apply(&mut conn)?;
        }
        gate::watch(&conn)?;
        Ok(Ledger { conn, path, _lock: Some(lock) })
    }

    /// A second connection to an open ledger, for long work beside the window. The first one keeps the lock.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub fn beside(path: &Path, key_hex: &str) -> Result<Self, StoreError> {
        let conn = connect(path, key_hex)?;
        gate::watch(&conn)?;
        Ok(Ledger { conn, path: path.to_owned(), _lock: None })
    }

    /// A ledger in memory with all migrations, for tests.
    ///
    /// # Errors
    ///
    /// None that a test should expect.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut conn = Connection::open_in_memory()?;
        conn.pragma_update(None, "foreign_keys", true)?;
        migrations::apply(&mut conn)?;
        gate::watch(&conn)?;
        Ok(Ledger { conn, path: PathBuf::new(), _lock: None })
    }

    /// The connection, for reading. Writes outside the gate are refused by its watch.
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    /// Closes the ledger and goes on keeping other processes away, for a restore that replaces its file.
    pub fn into_lock(self) -> Option<File> {
        self._lock
    }

    /// Gives back the pages that this connection keeps in memory; what is read next fetches its own.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn shrink(&self) -> Result<(), StoreError> {
        self.conn.execute_batch("PRAGMA shrink_memory")?;
        Ok(())
    }

    /// Keeps so many MiB of pages in memory from now on.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn keep_mib(&self, mib: i64) -> Result<(), StoreError> {
        self.conn.pragma_update(None, "cache_size", -1024 * mib)?;
        Ok(())
    }

    /// Reads the ledger of one moment from now on, until the connection is closed: for a thread that only reads.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn hold_still(&self) -> Result<(), StoreError> {
        self.conn.execute_batch("BEGIN")?;
        Ok(())
    }

    /// Whether commits of this connection take the journal into the file when it has grown; otherwise somebody calls
    /// [`Ledger::take_in_journal`].
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub(crate) fn take_in_by_itself(&self, does: bool) -> Result<(), StoreError> {
        self.conn.pragma_update(None, "wal_autocheckpoint", if does { 1_000 } else { 0 })?;
        Ok(())
    }

    /// Takes the journal into the file, as far as nobody reads there.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub fn take_in_journal(&self) -> Result<(), StoreError> {
        self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The ledger's file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Keeps every other process away from the ledger of a folder, for as long as the file lives.
///
/// # Errors
///
/// [`StoreError::InUse`]; those of the disk.
pub fn lock_folder(folder: &Path) -> Result<File, StoreError> {
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("ledger.lock"))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// How long a lock that is held is asked for again. A process that this one starts meanwhile (a folder is shown, a page printed)
/// has all of its files until it becomes another program, and holds a lock that was given back for that moment; so does a
/// window that is just being closed.
const PATIENCE: Duration = Duration::from_millis(1_500);

const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Makes a ledger's file one that only its owner may read. What SQLite makes beside it gets the same rights.
///
/// A file that is there already is tightened where the disk can do that: sticks mostly cannot.
///
/// # Errors
///
/// Those of the disk, for a file that is not there.
#[cfg(unix)]
pub(crate) fn make_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        made => return Ok(made.map(drop)?),
    }
    for rest in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(rest);
        let _ = std::fs::set_permissions(PathBuf::from(file), PermissionsExt::from_mode(0o600));
    }
    Ok(())
}

/// Elsewhere who may read a file follows from its folder.
#[cfg(not(unix))]
pub(crate) fn make_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// SQLCipher keeps a log of its own on standard error, where the command line has JSON alone. It is the process's and can be
/// turned off once SQLite was started, which the first connection does; a damaged page is told by its error as well.
pub(crate) fn keep_quiet(conn: &Connection) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| drop(conn.pragma_update(None, "cipher_log", "off")));
}

/// Opens a connection that only reads.
pub(crate) fn connect_to_look(path: &Path, key_hex: &str) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    keep_quiet(&conn);
    conn.pragma_update(None, "key", format!("x'{key_hex}'"))?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    keep_plans(&conn)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0))?;
    Ok(conn)
}

/// Statements keep their plan whatever is bound to them. Otherwise those that partial indexes serve are prepared anew at
/// every execution: 4 % of the samples of a profile of a large import and its undo.
fn keep_plans(conn: &Connection) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Opens a connection to a ledger file under a raw key, with the pragmas of the house.
///
/// # Errors
///
/// [`StoreError::Damaged`] where the key does not fit; those of the disk.
pub fn connect(path: &Path, key_hex: &str) -> Result<Connection, StoreError> {
    make_private(path)?;
    let conn = Connection::open(path)?;
    keep_quiet(&conn);
    conn.pragma_update(None, "key", format!("x'{key_hex}'"))?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // 64 MiB: with the default 2 MB scans of an encrypted ledger take five times as long (toolchain.md).
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    keep_plans(&conn)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0))?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a power cut loses nothing that was announced as saved.
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.set_prepared_statement_cache_capacity(200);
    Ok(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_held_for_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock_folder(folder.path()).unwrap();
        // As a process has it that was started meanwhile: the same lock, until it becomes another program.
        let inherited = held.try_clone().unwrap();
        drop(held);
        let ending = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            drop(inherited);
        });
        assert!(lock_folder(folder.path()).is_ok());
        ending.join().unwrap();
    }

    #[test]
    fn a_lock_that_stays_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let _held = lock_folder(folder.path()).unwrap();
        assert!(matches!(lock_folder(folder.path()), Err(StoreError::InUse)));
    }
}
