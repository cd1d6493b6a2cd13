//! Zip containers: what is in them, how large it is unpacked, before any of it is taken in.

use super::sniff::Kind;
use super::{Limits, ReadError};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
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

/// Why a part cannot be unpacked: it is under a password, as far as is known.
fn unpacked(error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(_) => ReadError::Locked,
        error => error.into(),
    }
}

/// The name of a part as Excel takes it: some programs write `\` for `/`, and the case of letters does not matter.
pub(super) fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Where the parts of a container stand, by their plain names.
pub(super) fn parts(archive: &Archive) -> HashMap<String, usize> {
    let mut parts = HashMap::new();
    for (index, name) in archive.file_names().enumerate() {
        if let Ok(name) = name {
            parts.entry(plain_name(&name)).or_insert(index);
        }
    }
    parts
}

/// A small part whole, as text; at most 8 MB of it.
pub(super) fn small(archive: &mut Archive, index: usize) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    let part = archive.by_index(index).map_err(unpacked)?;
    part.take(8 << 20).read_to_end(&mut bytes).map_err(|_| ReadError::Broken)?;
    Ok(super::text::decode(&bytes))
}

/// Which kind of book a container is.
pub(super) fn kind(path: &Path) -> Result<Kind, ReadError> {
    let archive = archive(path)?;
    let parts = parts(&archive);
    let has = |name: &str| parts.contains_key(name);
    Ok(if has("content.xml") && has("mimetype") {
        Kind::Ods
    } else if parts.keys().any(|n| n.ends_with("workbook.xml")) {
        Kind::Excel
    } else {
        Kind::Unknown
    })
}

/// What the parts of a container hold unpacked.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Sheets by the plain names of their parts.
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
    const OVERLAP: usize = 256;
    const MOST_MERGES: usize = 400_000;

    /// Looks at a stretch of a sheet; only at what begins before `end`.
    fn look(&mut self, bytes: &[u8], end: usize) {
        self.hides |= memchr::memmem::find(bytes, b" hidden=").is_some();
        let begins = |at: &usize| *at < end;
        let rows = memchr::memmem::find_iter(bytes, b"<row").take_while(begins);
        let is_row = |at: &usize| matches!(bytes.get(at + 4), Some(b' ' | b'>' | b'/'));
        self.rows = self.rows.saturating_add(u32::try_from(rows.filter(is_row).count()).unwrap_or(u32::MAX));
        // With whatever prefix before it, and whatever attributes before the one that matters.
        let key = b"mergeCell";
        for at in memchr::memmem::find_iter(bytes, key).take_while(begins) {
            let rest = bytes.get(at + key.len()..).unwrap_or_default();
            let is_one = rest.first().is_some_and(u8::is_ascii_whitespace);
            let Some(len) = memchr::memchr(b'>', rest).filter(|_| is_one) else { continue };
            let said = String::from_utf8_lossy(rest.get(..len).unwrap_or_default()).into_owned();
            let place = super::xml::pairs(&said).find(|(name, _)| *name == "ref").map(|(_, v)| v.to_owned());
            if let Some(place) = place.filter(|_| self.merges.len() < Self::MOST_MERGES) {
                self.merges.push(place);
            }
        }
    }
}

/// A table of texts says how many they are, and readers set memory aside for as many: more than the limits let in is a
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
/// may lie. Also refuses a text without end, which a parser would take in as one. Both questions are asked with plain
/// names.
pub(super) fn look_through(
    archive: &mut Archive,
    limits: Limits,
    is_wanted: impl Fn(&str) -> bool,
    is_sheet: impl Fn(&str) -> bool,
) -> Result<Found, ReadError> {
    const LONGEST_TEXT: u64 = 4 << 20;
    let mut found = Found::default();
    let mut others = 0u64;
    if archive.len() > 5_000 {
        return Err(ReadError::Broken);
    }
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(unpacked)?;
        let name = plain_name(&part.name()?);
        if part.is_dir() || !is_wanted(&name) {
            continue;
        }
        let is_sheet = is_sheet(&name);
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

/// Blocks of a part that wait for whoever reads it.
const BLOCKS: usize = 8;
const BLOCK: usize = 1 << 16;

/// Lets `reading` read a part that another thread unpacks ahead of it.
pub(super) fn unpacking_ahead<T>(
    archive: &mut Archive,
    index: usize,
    reading: impl FnOnce(Ahead) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let part = archive.by_index(index)?;
    std::thread::scope(|scope| {
        let (send, blocks) = sync_channel(BLOCKS);
        scope.spawn(move || unpack(part, &send));
        reading(Ahead { blocks, block: Vec::new(), at: 0 })
    })
}

/// Until the end, a fault, or until nobody reads any more.
fn unpack(mut part: impl Read, send: &SyncSender<std::io::Result<Vec<u8>>>) {
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        let taken = part.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        let is_last = !taken.as_ref().is_ok_and(|n| *n > 0);
        if send.send(taken.map(|_| block)).is_err() || is_last {
            return;
        }
    }
}

/// A part that is unpacked ahead.
pub(super) struct Ahead {
    blocks: Receiver<std::io::Result<Vec<u8>>>,
    block: Vec<u8>,
    at: usize,
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.at >= self.block.len() {
            self.at = 0;
            // Where no more comes the part is at its end.
            self.block = self.blocks.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
        }
        Ok(self.block.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.fill_buf()?.read(into)?;
        self.consume(n);
        Ok(n)
    }
}
