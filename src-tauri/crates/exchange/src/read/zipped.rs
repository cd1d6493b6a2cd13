//! Zip containers: what is in them, how large it is unpacked, before any of it is taken in.

use super::sniff::Kind;
use super::{Limits, ReadError};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

pub(super) type Archive = ZipArchive<BufReader<File>>;

pub(super) fn archive(path: &Path) -> Result<Archive, ReadError> {
    Ok(ZipArchive::new(BufReader::with_capacity(1 << 16, File::open(path)?))?)
}

impl From<ZipError> for ReadError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
            _ => ReadError::Broken,
        }
    }
}

/// Which kind of book a container is.
pub(super) fn kind(path: &Path) -> Result<Kind, ReadError> {
    let archive = archive(path)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    Ok(if has("content.xml") && has("mimetype") {
        Kind::Ods
    } else if has("xl/workbook.xml") || archive.file_names().flatten().any(|n| n.ends_with("workbook.xml")) {
        Kind::Excel
    } else {
        Kind::Unknown
    })
}

/// What the parts of a container hold unpacked.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Parts that hide a row or a column.
    pub hides: Vec<String>,
}

/// A table of texts says how many they are, and calamine sets memory aside for as many: more than the limits let in is a
/// lie.
fn claims_too_much(head: &[u8]) -> bool {
    const MOST: u64 = 9_000_000;
    let head = &head[..head.len().min(4_096)];
    let key = b"uniqueCount=\"";
    let Some(at) = memchr::memmem::find(head, key) else { return false };
    let digits: String =
        head[at + key.len()..].iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    digits.len() > 7 || digits.parse::<u64>().is_ok_and(|n| n > MOST)
}

/// Unpacks every part once without keeping it, and refuses what is too large: sizes in the directory of a container
/// may lie. Also refuses a text without end, which a parser would take in as one.
pub(super) fn look_through(
    archive: &mut Archive,
    limits: Limits,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Found, ReadError> {
    const LONGEST_TEXT: u64 = 4 << 20;
    let mut found = Found::default();
    let mut others = 0u64;
    if archive.len() > 5_000 {
        return Err(ReadError::Broken);
    }
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut part = match archive.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(_)) => return Err(ReadError::Locked),
            Err(error) => return Err(error.into()),
        };
        let name = part.name()?.into_owned();
        if part.is_dir() || !is_wanted(&name) {
            continue;
        }
        let is_sheet = name.contains("worksheets/") || name == "content.xml";
        let (mut size, mut since_tag, mut tail) = (0u64, 0u64, Vec::new());
        let mut is_hiding = false;
        loop {
            let n = part.read(&mut buffer).map_err(|_| ReadError::Broken)?;
            if n == 0 {
                break;
            }
            let bytes = &buffer[..n];
            if size == 0 && claims_too_much(bytes) {
                return Err(ReadError::Broken);
            }
            size += n as u64;
            match (memchr::memchr(b'<', bytes), memchr::memrchr(b'<', bytes)) {
                (Some(first), Some(last)) => {
                    since_tag += first as u64;
                    if since_tag > LONGEST_TEXT {
                        return Err(ReadError::TooMuchText);
                    }
                    since_tag = (n - last) as u64;
                }
                _ => since_tag += n as u64,
            }
            if is_sheet {
                is_hiding |= memchr::memmem::find(bytes, b" hidden=\"").is_some();
                tail.extend_from_slice(&bytes[..n.min(16)]);
                is_hiding |= memchr::memmem::find(&tail, b" hidden=\"").is_some();
                tail = bytes[n.saturating_sub(16)..].to_vec();
            }
            let limit = if is_sheet { limits.sheet_xml } else { limits.other_xml };
            if since_tag > LONGEST_TEXT || size > limit || !is_sheet && others + size > limits.other_xml {
                return Err(if since_tag > LONGEST_TEXT {
                    ReadError::TooMuchText
                } else {
                    ReadError::TooLarge(size >> 20)
                });
            }
        }
        if !is_sheet {
            others += size;
        }
        if is_hiding {
            found.hides.push(name);
        }
    }
    Ok(found)
}
