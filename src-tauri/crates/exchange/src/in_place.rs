//! Files that are there whole or not at all: written beside their place, synced, and renamed.

use std::fs::File;
use std::io::{BufWriter, Write};
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

/// Writes what `make` writes.
///
/// # Errors
///
/// Those of `make`, [`WriteError::Disk`]; nothing half lies about then.
pub fn make_in_place(
    path: &Path,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = (|| {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&part)?);
        make(&mut file)?;
        let file = file.into_inner().map_err(|error| WriteError::from(error.into_error()))?;
        file.sync_all()?;
        drop(file);
        Ok(std::fs::rename(&part, path)?)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}
