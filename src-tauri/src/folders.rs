//! Where the program keeps its things on this PC.

use std::path::PathBuf;

/// The folder of the ledger, the practice ledger and the log. `TAIZHANG_HOME` moves it, for tests.
pub(crate) fn base() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("TAIZHANG_HOME") {
        return Some(PathBuf::from(home));
    }
    directories::ProjectDirs::from("cn", "", "taizhang").map(|dirs| dirs.data_dir().to_owned())
}
