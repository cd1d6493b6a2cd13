//! Where the program keeps its things on this PC.

use std::path::PathBuf;

const HOME: &str = "TAIZHANG_HOME";

/// Whether `TAIZHANG_HOME` names the folder.
pub(crate) fn is_moved() -> bool {
    std::env::var_os(HOME).is_some()
}

/// The folder of the ledger, the practice ledger and the log. `TAIZHANG_HOME` moves it, for tests.
pub(crate) fn base() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os(HOME) {
        return Some(PathBuf::from(home));
    }
    directories::ProjectDirs::from("cn", "", "taizhang").map(|dirs| dirs.data_dir().to_owned())
}
