//! Small files that must never be half written.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::VaultError;

/// Files here hold a few slots; a longer one, in bytes, is not ours.
const LONGEST: u64 = 1024 * 1024;

/// The bytes of a small file.
///
/// # Errors
///
/// `Missing`, `Unreadable`, or `Damaged` when it is too long to be one of ours.
pub(crate) fn read_small(path: &Path) -> Result<Vec<u8>, VaultError> {
    let unreadable = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => VaultError::Missing,
        kind => VaultError::Unreadable(kind),
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(VaultError::Damaged);
    }
    Ok(bytes)
}

/// Writes beside the file, then renames: whoever reads sees the old bytes or the new ones, even after a power cut.
///
/// # Errors
///
/// `NotWritten`: the earlier file is still in place.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let part = part_of(path);
    let written = write_through(&part, bytes).and_then(|()| fs::rename(&part, path));
    if let Err(cause) = written {
        // What is left of it is harmless: it is never read, and the next attempt overwrites it.
        let _ = fs::remove_file(&part);
        return Err(VaultError::NotWritten(cause.kind()));
    }
    settle_folder(path);
    Ok(())
}

/// Where a file is written before it takes its name.
fn part_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".part");
    PathBuf::from(name)
}

fn write_through(part: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut how = OpenOptions::new();
    how.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    let mut file = how.open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts the new name itself on the disk. Windows does that with the rename.
///
/// A failure is let pass: the file has its new content already, some shares cannot do this, and an error here
/// would make the caller believe that the old password still holds.
fn settle_folder(path: &Path) {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn replaces_the_content_and_leaves_nothing_beside_it() {
        let folder = TestFolder::new("replace");
        let path = folder.join("a.json");
        replace(&path, b"first, and longer").unwrap();
        replace(&path, b"second").unwrap();
        assert_eq!(read_small(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_half_written_file_beside_it_is_ignored() {
        let folder = TestFolder::new("half-written");
        let path = folder.join("a.json");
        replace(&path, b"whole").unwrap();
        fs::write(part_of(&path), b"hal").unwrap();
        assert_eq!(read_small(&path).unwrap(), b"whole");
        replace(&path, b"next").unwrap();
        assert_eq!(read_small(&path).unwrap(), b"next", "and does not stop the next write");
    }

    #[test]
    fn a_failed_write_leaves_the_earlier_file() {
        let folder = TestFolder::new("failed-write");
        let path = folder.join("a.json");
        replace(&path, b"whole").unwrap();
        fs::create_dir(part_of(&path)).unwrap();
        assert!(matches!(replace(&path, b"next"), Err(VaultError::NotWritten(_))));
        assert_eq!(read_small(&path).unwrap(), b"whole");
    }

    #[test]
    fn tells_missing_unreadable_and_endless_files_apart() {
        let folder = TestFolder::new("errors");
        assert_eq!(read_small(&folder.join("none")), Err(VaultError::Missing));
        fs::create_dir(folder.join("folder")).unwrap();
        assert!(matches!(read_small(&folder.join("folder")), Err(VaultError::Unreadable(_))));
        fs::write(folder.join("long"), vec![b' '; LONGEST as usize + 1]).unwrap();
        assert_eq!(read_small(&folder.join("long")), Err(VaultError::Damaged));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = TestFolder::new("mode");
        let path = folder.join("a.json");
        replace(&path, b"x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
    }
}
