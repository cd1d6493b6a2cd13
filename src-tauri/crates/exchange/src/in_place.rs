//! Files that are there whole or not at all: written without a name or beside their place, synced, and named at the end.
//!
//! On Linux the half has no name, so that nothing readable is left of it where the program is killed. Where the disk does
//! not know such files, and on other systems, it lies beside its place, under a name that nobody guesses; what lies there
//! already is neither followed nor written over. Whoever begins one may note where ([`is_half_of`] tells it again).

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk said no, or another program holds the file open.
    #[error("file not written: {0}")]
    Disk(std::io::ErrorKind),
    /// Told to stop.
    #[error("stopped")]
    Stopped,
    /// The contents could not be made.
    #[error("contents not made")]
    Contents,
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(_: rust_xlsxwriter::XlsxError) -> Self {
        WriteError::Contents
    }
}

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        WriteError::Disk(error.kind())
    }
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => error.into(),
            _ => WriteError::Contents,
        }
    }
}

/// Writes bytes.
///
/// # Errors
///
/// [`WriteError::Disk`]; nothing half lies about then.
pub fn put_in_place(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    make_in_place(path, |file| Ok(file.write_all(bytes)?))
}

/// Writes bytes that only the owner of the file may read.
///
/// # Errors
///
/// [`WriteError::Disk`]; nothing half lies about then.
pub fn put_private(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    make_private(path, |file| Ok(file.write_all(bytes)?))
}

/// Writes what `make` writes, for the owner of the file alone.
///
/// # Errors
///
/// Those of `make`, [`WriteError::Disk`]; nothing half lies about then.
pub fn make_private(
    path: &Path,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    make_for(Readers::Owner, path, make)
}

/// Writes what `make` writes.
///
/// # Errors
///
/// Those of `make`, [`WriteError::Disk`]; nothing half lies about then.
pub fn make_in_place(
    path: &Path,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    make_for(Readers::AsUsual, path, make)
}

/// A new file for its owner alone; what lies there already is not touched.
///
/// # Errors
///
/// Those of the disk; `AlreadyExists`.
pub fn create_private(path: &Path) -> io::Result<File> {
    create(path, Readers::Owner)
}

/// Puts the names of a file's folder on the disk, so that a rename outlives a power cut. Windows does that with the rename.
///
/// A failure is let pass: the file has its name already, and some shares cannot do this.
pub fn settle_folder(path: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    }
}

/// Whether a name is that of a half of the file of another name.
pub fn is_half_of(name: &str, of: &str) -> bool {
    let middle = name.strip_prefix(of).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".part"));
    middle.is_some_and(|m| m.len() == 16 && m.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A name beside a file that nobody guesses.
pub fn half_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    // The keys of the hasher are random numbers of the system; its hash of nothing tells nothing of the next one.
    name.push(format!(".{:016x}.part", RandomState::new().build_hasher().finish()));
    PathBuf::from(name)
}

/// Who may read a file.
#[derive(Clone, Copy)]
enum Readers {
    Owner,
    AsUsual,
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn create(path: &Path, readers: Readers) -> io::Result<File> {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true);
    #[cfg(unix)]
    if matches!(readers, Readers::Owner) {
        std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    }
    // Elsewhere who may read a file follows from its folder.
    #[cfg(not(unix))]
    let _ = readers;
    how.open(path)
}

fn make_for(
    readers: Readers,
    path: &Path,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let Some(mut file) = nameless(path, readers) else {
        return by_name(path, readers, make);
    };
    fill(&file, make)?;
    if name_it(&file, path).is_ok() {
        settle_folder(path);
        return Ok(());
    }
    file.rewind()?;
    by_name(path, readers, |named| {
        io::copy(&mut file, named)?;
        Ok(())
    })
}

fn fill(
    file: &File,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut to = BufWriter::with_capacity(1 << 18, file.try_clone()?);
    make(&mut to)?;
    let to = to.into_inner().map_err(|error| WriteError::from(error.into_error()))?;
    Ok(to.sync_all()?)
}

/// Writes beside the place and renames.
fn by_name(
    path: &Path,
    readers: Readers,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let half = half_of(path);
    let file = create(&half, readers)?;
    let written = fill(&file, make);
    drop(file);
    let written = written.and_then(|()| Ok(std::fs::rename(&half, path)?));
    if written.is_err() {
        let _ = std::fs::remove_file(&half);
        return written;
    }
    settle_folder(path);
    Ok(())
}

/// A file on the disk of a place that has no name yet; `None` where there are none such.
#[cfg(target_os = "linux")]
fn nameless(path: &Path, readers: Readers) -> Option<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut how = OpenOptions::new();
    how.read(true).write(true).custom_flags(OFlags::TMPFILE.bits() as i32);
    if matches!(readers, Readers::Owner) {
        how.mode(0o600);
    }
    how.open(folder_of(path)).ok()
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path, _: Readers) -> Option<File> {
    None
}

/// Gives a file without a name its own; what had it before is replaced.
#[cfg(target_os = "linux")]
fn name_it(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    match linkat(CWD, own.as_str(), CWD, path, AtFlags::SYMLINK_FOLLOW) {
        Err(rustix::io::Errno::EXIST) => {}
        other => return other.map_err(io::Error::from),
    }
    let half = half_of(path);
    linkat(CWD, own.as_str(), CWD, half.as_path(), AtFlags::SYMLINK_FOLLOW)?;
    std::fs::rename(&half, path).inspect_err(|_| drop(std::fs::remove_file(&half)))
}

#[cfg(not(target_os = "linux"))]
fn name_it(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let all = std::fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> = all.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名册.pdf");
        for write in [put_in_place, put_private] {
            for bytes in [&b"first, and longer"[..], b"second"] {
                write(&path, bytes).unwrap();
                assert_eq!(std::fs::read(&path).unwrap(), bytes);
            }
            assert_eq!(names(folder.path()), ["名册.pdf"]);
        }
    }

    #[test]
    fn a_users_own_file_beside_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, own) = (folder.path().join("名册.pdf"), folder.path().join("名册.pdf.part"));
        std::fs::write(&own, b"a user's own").unwrap();
        put_in_place(&path, b"whole").unwrap();
        put_private(&path, b"whole").unwrap();
        assert_eq!(std::fs::read(&own).unwrap(), b"a user's own");
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("名册.pdf"), folder.path().join("keys.json"));
        std::fs::write(&other, b"keys").unwrap();
        for write in [put_in_place, put_private] {
            std::os::unix::fs::symlink(&other, &path).unwrap();
            write(&path, b"whole").unwrap();
            assert_eq!(std::fs::read(&other).unwrap(), b"keys");
            assert_eq!(std::fs::read(&path).unwrap(), b"whole");
            std::fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn what_could_not_be_made_leaves_the_earlier_file_and_no_half() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名册.pdf");
        put_in_place(&path, b"whole").unwrap();
        let half_made = |file: &mut BufWriter<File>| -> Result<(), WriteError> {
            file.write_all(b"hal")?;
            Err(WriteError::Stopped)
        };
        for stopped in [make_in_place(&path, half_made), make_private(&path, half_made)] {
            assert!(matches!(stopped, Err(WriteError::Stopped)));
            assert_eq!(std::fs::read(&path).unwrap(), b"whole");
            assert_eq!(names(folder.path()), ["名册.pdf"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tzbak");
        put_private(&path, b"x").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_half_is_known_by_its_name() {
        let half = half_of(Path::new("/x/名册.xlsx"));
        let name = half.file_name().unwrap().to_string_lossy();
        assert!(is_half_of(&name, "名册.xlsx") && !is_half_of(&name, "名册.pdf"));
        assert!(
            !is_half_of("名册.xlsx.part", "名册.xlsx") && !is_half_of("名册.xlsx.合同.part", "名册.xlsx")
        );
    }
}
