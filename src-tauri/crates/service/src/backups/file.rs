//! The backup file: a line of magic, a header with the key slots, and the encrypted ledger as it is.

use crate::contract::BackupReason;
use crate::refusal::{Refusal, Reply};
use domain::FaultCode;
use exchange::in_place::{self, WriteError};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

/// How backup files end.
pub(crate) const EXTENSION: &str = "tzbak";
const MAGIC: &[u8; 16] = b"TAIZHANG-BACKUP1";
/// A header is small; a larger length is not one of ours.
const LARGEST_HEADER: u32 = 1 << 20;

/// What stands before the ledger. No personal data: it is not encrypted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// UTC.
    pub made_at: String,
    pub reason: BackupReason,
    /// Tells whether today's key opens it, and nothing about the key.
    pub key_fingerprint: String,
    /// Row counts by kind.
    pub counts: Vec<(String, u32)>,
    /// The key file as it was, JSON.
    pub keys: String,
    /// The number and time of the last act in it; backups of older programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_act: Option<(u32, String)>,
}

/// Writes a backup; it is there whole or not at all.
pub(crate) fn write(path: &Path, header: &Header, ledger: &Path) -> Reply<()> {
    let head = serde_json::to_vec(header).map_err(|e| Refusal::unforeseen(e.to_string()))?;
    let written = in_place::make_private(path, |file| {
        file.write_all(MAGIC)?;
        file.write_all(&u32::try_from(head.len()).unwrap_or(0).to_le_bytes())?;
        file.write_all(&head)?;
        std::io::copy(&mut File::open(ledger)?, file)?;
        Ok(())
    });
    written.map_err(|error| match error {
        WriteError::Disk(kind) => std::io::Error::from(kind).into(),
        _ => Refusal::unforeseen("backup not written"),
    })
}

/// Reads the header.
pub(crate) fn header(path: &Path) -> Reply<Header> {
    Ok(open(path)?.0)
}

/// Copies the ledger out of a backup.
pub(crate) fn take_out(path: &Path, to: &Path) -> Reply<()> {
    let (_, mut rest) = open(path)?;
    let mut file = in_place::create_private(to)?;
    std::io::copy(&mut rest, &mut file)?;
    file.sync_all()?;
    Ok(())
}

fn open(path: &Path) -> Reply<(Header, BufReader<File>)> {
    let not_ours = || Refusal::new(FaultCode::FileNotBackup);
    let mut file = BufReader::new(File::open(path)?);
    let mut magic = [0; 16];
    file.read_exact(&mut magic).map_err(|_| not_ours())?;
    if &magic != MAGIC {
        return Err(not_ours());
    }
    let mut length = [0; 4];
    file.read_exact(&mut length).map_err(|_| not_ours())?;
    let length = u32::from_le_bytes(length);
    if length > LARGEST_HEADER {
        return Err(Refusal::new(FaultCode::BackupDamaged));
    }
    let mut head = vec![0; length as usize];
    file.read_exact(&mut head).map_err(|_| Refusal::new(FaultCode::BackupDamaged))?;
    let header = serde_json::from_slice(&head).map_err(|_| Refusal::new(FaultCode::BackupDamaged))?;
    Ok((header, file))
}
