//! Small files that must never be half written.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::VaultError;
use crate::hashing::random_bytes;
use crate::hex;

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
/// `NotWritten`: the earlier file is still in place. `NoRandom`.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let (part, mut file) = open_part(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let written = written.and_then(|()| fs::rename(&part, path));
    if let Err(cause) = written {
        let _ = fs::remove_file(&part);
        return Err(VaultError::NotWritten(cause.kind()));
    }
    settle_folder(path);
    Ok(())
}

/// A new file beside another one, for its owner alone, under a name that nobody guesses: what lies there already, a link
/// that somebody planted too, is neither followed nor written over.
fn open_part(path: &Path) -> Result<(PathBuf, File), VaultError> {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    let mut name = OsString::from(path);
    name.push(format!(".{}.part", hex::encode(&random_bytes::<8>()?)));
    let part = PathBuf::from(name);
    match how.open(&part) {
        Ok(file) => Ok((part, file)),
        Err(cause) => Err(VaultError::NotWritten(cause.kind())),
    }
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
    fn what_lies_beside_it_is_nobody_elses_to_write() {
        let folder = TestFolder::new("beside");
        let (path, own) = (folder.join("a.json"), folder.join("a.json.part"));
        fs::write(&own, b"a user's own").unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(
            (read_small(&path).unwrap(), fs::read(&own).unwrap().as_slice()),
            (b"whole".to_vec(), &b"a user's own"[..])
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_not_followed() {
        let folder = TestFolder::new("planted");
        let (path, other) = (folder.join("a.json"), folder.join("other"));
        fs::write(&other, b"somebody's").unwrap();
        std::os::unix::fs::symlink(&other, folder.join("a.json.part")).unwrap();
        std::os::unix::fs::symlink(&other, &path).unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"somebody's", "the link is replaced, not what it names");
        assert_eq!(read_small(&path).unwrap(), b"whole");
    }

    #[test]
    fn a_failed_write_leaves_what_was_there_and_no_half() {
        let folder = TestFolder::new("failed-write");
        let path = folder.join("a.json");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), b"whole").unwrap();
        assert!(matches!(replace(&path, b"next"), Err(VaultError::NotWritten(_))));
        assert_eq!(fs::read(path.join("kept")).unwrap(), b"whole");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
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
