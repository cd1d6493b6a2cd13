//! What a file is, by its first bytes.

use super::ReadError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// .xlsx, .xlsm
    Excel,
    /// .ods
    Ods,
    /// .xls
    OldExcel,
    /// XML Spreadsheet 2003.
    SpreadsheetXml,
    /// A web table.
    Html,
    /// Cells parted by commas, tabs or semicolons.
    Text,
    /// Anything else.
    Unknown,
}

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// BIFF without a container, of Excel 2 to 4.
const BARE_BIFF: [&[u8]; 3] = [&[0x09, 0x08], &[0x09, 0x04], &[0x09, 0x02]];

/// # Errors
///
/// Those of the disk; `Broken` for a zip container that cannot be read, `Empty`.
pub(super) fn kind(path: &Path) -> Result<Kind, ReadError> {
    let mut head = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    if head.starts_with(ZIP) || head.starts_with(b"PK\x05\x06") {
        return super::zipped::kind(path);
    }
    if head.starts_with(OLE) {
        return Ok(Kind::OldExcel);
    }
    if BARE_BIFF.iter().any(|m| head.starts_with(m))
        || head.starts_with(b"%PDF")
        || head.starts_with(b"\x89PNG")
    {
        return Ok(Kind::Unknown);
    }
    let shown = super::text::decode(&head);
    let start = shown.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).to_lowercase();
    if start.is_empty() {
        return Err(ReadError::Empty);
    }
    // A page with its pictures in one letter (.mht): Excel opens it, nothing here does.
    if start.starts_with("mime-version:") || start.contains("content-type: multipart/related") {
        return Ok(Kind::Unknown);
    }
    // Before pages: its tables too are called by that name.
    if start.starts_with('<') && start.contains(super::spreadsheet_xml::NAMESPACE) && !start.contains("<html")
    {
        return Ok(Kind::SpreadsheetXml);
    }
    if ["<html", "<!doctype html", "<table", "<meta", "<head", "<style"].iter().any(|t| start.starts_with(t))
        || start.starts_with('<') && start.contains("<table")
    {
        return Ok(Kind::Html);
    }
    // A text holds no control characters but those that part cells and lines.
    let odd = shown.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{1A}')).count();
    Ok(if odd * 50 > shown.chars().count() { Kind::Unknown } else { Kind::Text })
}
