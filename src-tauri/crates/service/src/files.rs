//! Files that are written where somebody said: where they may lie, what they may replace, and what a killed program left.
//!
//! A path comes from a person or a script and is never trusted: its ending is one of those that the writer makes, it is
//! outside the folders of ledgers, and a file that is there is replaced only where the user said so.

use crate::refusal::Reply;
use domain::{Fault, FaultCode};
use exchange::in_place::{self, WriteError};
use std::path::{Path, PathBuf};

/// Where somebody wants a file.
pub(crate) struct Wanted<'a> {
    /// The path as given.
    pub file: &'a str,
    /// The endings that the writer makes, in small letters.
    pub endings: &'a [&'a str],
    /// Whether the user said that a file that is there may be replaced.
    pub replaces: bool,
}

/// The path of a wanted file, after it was looked at; `own` are folders that the program keeps for itself.
///
/// # Errors
///
/// `file.ending_unknown`, `file.ledger_folder`, `file.exists`.
pub(crate) fn accept(wanted: &Wanted, own: &[&Path]) -> Reply<PathBuf> {
    let path = PathBuf::from(wanted.file);
    let ending = ending_of(&path);
    if !wanted.endings.contains(&ending.as_str()) {
        return Err(Fault::new(FaultCode::FileEndingUnknown).with(ending).into());
    }
    outside_of_ledgers(&path, own)?;
    // A link counts as there, wherever it leads.
    if !wanted.replaces && std::fs::symlink_metadata(&path).is_ok() {
        return Err(Fault::new(FaultCode::FileThere).with(name_of(&path)).into());
    }
    Ok(path)
}

/// The ending of a file in small letters; empty where it has none.
pub(crate) fn ending_of(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The last part of a path.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Folders that the program makes beside a ledger.
const INNER: [&str; 6] = ["backups", "incoming", "incoming.part", "new.part", "move.part", "practice"];

/// Refuses a file in a folder of a ledger: in one of `own`, in what the program keeps there, or beside any ledger at all.
pub(crate) fn outside_of_ledgers(path: &Path, own: &[&Path]) -> Reply<()> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // A folder that is not there cannot be written to; that is told by who tries.
    let Some(folder) = absolute.parent().and_then(|f| f.canonicalize().ok()) else {
        return Ok(());
    };
    let is_inner = |own: &Path| {
        INNER.iter().any(|name| folder.starts_with(own.join(name)))
            || folder.strip_prefix(own).is_ok_and(|rest| rest.to_string_lossy().starts_with("aside-"))
    };
    let is_own = own.iter().filter_map(|f| f.canonicalize().ok()).any(|f| folder == f || is_inner(&f));
    let holds_ledger = [store::ledger::FILE_NAME, "keys.json"].iter().any(|name| folder.join(name).exists());
    if is_own || holds_ledger {
        return Err(Fault::new(FaultCode::FolderOfLedger).with(folder.display()).into());
    }
    Ok(())
}

/// Why a file was not written, in people's words.
pub(crate) fn write_fault(error: WriteError, file: &str) -> Fault {
    match error {
        WriteError::Disk(std::io::ErrorKind::StorageFull) => Fault::new(FaultCode::DiskFull),
        WriteError::Disk(std::io::ErrorKind::ReadOnlyFilesystem) => Fault::new(FaultCode::DiskReadOnly),
        WriteError::Stopped => Fault::new(FaultCode::WorkCancelled),
        _ => Fault::new(FaultCode::FileExists).with(name_of(Path::new(file))),
    }
}

/// Holds the path of a file that is being written; it lies in the ledger's folder.
const UNFINISHED: &str = "leaving.json";

/// Writes a file with facts of people. Where it is written is noted beside the ledger until it is whole, so that what a
/// killed program leaves of it is removed at the next unlock.
pub(crate) fn write_noted(
    ledger: &Path,
    path: &Path,
    write: impl FnOnce() -> Result<(), WriteError>,
) -> Reply<()> {
    let note = ledger.join(UNFINISHED);
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = serde_json::to_string(&absolute).unwrap_or_default();
    // Without room for the note the file is written all the same: where halves have no name none is needed.
    let is_noted = in_place::put_private(&note, text.as_bytes()).is_ok();
    let written = write();
    if is_noted {
        let _ = std::fs::remove_file(&note);
    }
    written.map_err(|error| write_fault(error, &path.to_string_lossy()).into())
}

/// Removes what a killed program left of a file that it was writing.
pub(crate) fn sweep_unfinished(ledger: &Path) {
    let note = ledger.join(UNFINISHED);
    let Ok(text) = std::fs::read_to_string(&note) else { return };
    let path: PathBuf = serde_json::from_str(&text).unwrap_or_default();
    let name = name_of(&path);
    let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let is_half = in_place::is_half_of(&entry.file_name().to_string_lossy(), &name);
        if is_half && entry.path().is_file() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    let _ = std::fs::remove_file(note);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(wanted: Wanted, own: &[&Path]) -> Option<FaultCode> {
        accept(&wanted, own).err().map(|refusal| refusal.faults[0].code)
    }

    #[test]
    fn a_file_is_written_only_where_it_may_lie() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, out) = (folder.path().join("台账"), folder.path().join("文件"));
        for made in [&ledger, &out, &ledger.join("backups"), &ledger.join("导出")] {
            std::fs::create_dir_all(made).unwrap();
        }
        std::fs::write(out.join("有.txt"), b"a user's own").unwrap();
        let at = |file: PathBuf, replaces: bool| {
            let file = file.display().to_string();
            code(Wanted { file: &file, endings: &["txt"], replaces }, &[ledger.as_path()])
        };
        assert_eq!(at(out.join("日志.txt"), false), None);
        assert_eq!(at(out.join("日志.TXT"), false), None);
        assert_eq!(at(ledger.join("导出/日志.txt"), false), None, "a folder of the user's own within");
        for name in ["ledger.db", "keys.json", "日志", ".txt", "日志.txt.exe"] {
            assert_eq!(at(out.join(name), true), Some(FaultCode::FileEndingUnknown), "{name}");
        }
        for place in ["日志.txt", "backups/日志.txt", "backups/../日志.txt", "导出/../日志.txt"] {
            assert_eq!(at(ledger.join(place), true), Some(FaultCode::FolderOfLedger), "{place}");
        }
        assert_eq!(at(out.join("有.txt"), false), Some(FaultCode::FileThere));
        assert_eq!(at(out.join("有.txt"), true), None, "the user said so");
        std::fs::write(out.join("ledger.db"), b"another ledger").unwrap();
        assert_eq!(at(out.join("日志.txt"), true), Some(FaultCode::FolderOfLedger), "any ledger's folder");
    }

    #[test]
    fn what_was_left_of_a_file_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名册.xlsx");
        let half = in_place::half_of(&path);
        let own = folder.path().join("名册.xlsx.part");
        for file in [&half, &own, &path] {
            std::fs::write(file, b"x").unwrap();
        }
        std::fs::write(folder.path().join(UNFINISHED), serde_json::to_string(&path).unwrap()).unwrap();
        sweep_unfinished(folder.path());
        assert!(!half.exists() && own.exists() && path.exists());
        assert!(!folder.path().join(UNFINISHED).exists());
    }
}
