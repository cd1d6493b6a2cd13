//! Zip containers: what is in them, how large it is unpacked, before any of it is taken in.

use super::sniff::Kind;
use super::{Limits, ReadError};
use std::collections::HashMap;
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
    /// Sheets by the names of their parts.
    pub sheets: HashMap<String, PartFacts>,
}

/// What was seen of a sheet in passing: parsers read the whole of it again for each of these.
#[derive(Debug, Default)]
pub(super) struct PartFacts {
    /// Whether it hides a row or a column.
    pub hides: bool,
    /// How many rows it writes down, empty ones among them.
    pub rows: u32,
    /// Merged regions as written: `A1:B2`.
    pub merges: Vec<String>,
}

impl PartFacts {
    /// The longest thing that is looked for.
    const OVERLAP: usize = 64;
    const MOST_MERGES: usize = 400_000;

    /// Looks at a stretch of a sheet; only at what begins before `end`.
    fn look(&mut self, bytes: &[u8], end: usize) {
        self.hides |= memchr::memmem::find(bytes, b" hidden=\"").is_some();
        let begins = |at: &usize| *at < end;
        let rows = memchr::memmem::find_iter(bytes, b"<row").take_while(begins);
        let is_row = |at: &usize| matches!(bytes.get(at + 4), Some(b' ' | b'>' | b'/'));
        self.rows = self.rows.saturating_add(u32::try_from(rows.filter(is_row).count()).unwrap_or(u32::MAX));
        let key = b"mergeCell ref=";
        for at in memchr::memmem::find_iter(bytes, key).take_while(begins) {
            let rest = &bytes[at + key.len()..];
            let Some(quote) = rest.first().copied().filter(|q| matches!(q, b'"' | b'\'')) else { continue };
            let Some(len) = memchr::memchr(quote, &rest[1..]) else { continue };
            if self.merges.len() < Self::MOST_MERGES {
                self.merges.push(String::from_utf8_lossy(&rest[1..=len]).into_owned());
            }
        }
    }
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
        let (mut size, mut since_tag) = (0u64, 0u64);
        let (mut facts, mut window) = (PartFacts::default(), Vec::new());
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
                window.extend_from_slice(bytes);
                let end = window.len().saturating_sub(PartFacts::OVERLAP);
                facts.look(&window, end);
                window.drain(..end);
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
        if is_sheet {
            facts.look(&window, window.len());
            found.sheets.insert(name, facts);
        } else {
            others += size;
        }
    }
    Ok(found)
}
