//! .xls through calamine, after a look into its records: passwords, hidden rows, and cells in far corners, for which
//! calamine would unfold the whole rectangle.

use super::excel::merge;
use super::{Limits, Meter, Progress, ReadError};
use calamine::{Data, DataRef, Reader, SheetVisible, Xls, XlsError};
use domain::sheets::Sheet;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

impl From<XlsError> for ReadError {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => ReadError::Locked,
            XlsError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
            _ => ReadError::Broken,
        }
    }
}

/// What the records of one sheet say beside its cells.
#[derive(Debug, Default, Clone)]
struct Look {
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u16>,
    /// First and last row and column in use.
    bounds: Option<((u32, u32), (u32, u32))>,
}

pub(super) fn read(path: &Path, limits: Limits, progress: Progress) -> Result<Vec<Sheet>, ReadError> {
    let (looks, bytes) = look(std::fs::read(path)?, limits)?;
    let mut book: Xls<Cursor<Vec<u8>>> = Xls::new(Cursor::new(bytes))?;
    let names = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    let mut scratch = String::new();
    for (i, meta) in names.iter().enumerate() {
        let Ok(range) = book.worksheet_range(&meta.name) else { continue };
        let mut sheet = Sheet::named(&meta.name);
        sheet.is_hidden = meta.visible != SheetVisible::Visible;
        let mut meter = Meter::new(limits, &meta.name);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let (row, column) = (top + to_u32(row), left + to_u32(column));
            let Some(kind) = super::excel::said(&as_ref(data), &mut scratch) else { continue };
            if meter.cell(row, column, scratch.len())?
                && meter.rows.is_multiple_of(512)
                && !progress(meter.rows)
            {
                return Err(ReadError::Stopped);
            }
            sheet.push(row, u16::try_from(column).unwrap_or(u16::MAX), kind, &scratch);
        }
        let merged = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
        sheet.merges = merged.iter().filter_map(|m| merge(m.start, m.end)).collect();
        if let Some(look) = looks.get(i) {
            sheet.hidden_rows.clone_from(&look.hidden_rows);
            sheet.hidden_columns.clone_from(&look.hidden_columns);
        }
        sheet.finish();
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(ReadError::Empty) } else { Ok(sheets) }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn as_ref(data: &Data) -> DataRef<'_> {
    match data {
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(n) => DataRef::Float(*n),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(iso) => DataRef::DateTimeIso(iso.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Walks over the records of the workbook stream, one sheet after another, and gives the bytes back with the extents of
/// the sheets put right: calamine sets memory aside for what they claim. Source: [MS-XLS] 2.3 and 2.4.
fn look(bytes: Vec<u8>, limits: Limits) -> Result<(Vec<Look>, Vec<u8>), ReadError> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| ReadError::Broken)?;
    // A new workbook under a password lies in a container of this shape.
    if container.exists("/EncryptedPackage") {
        return Err(ReadError::Locked);
    }
    let name =
        ["/Workbook", "/Book"].into_iter().find(|name| container.exists(name)).ok_or(ReadError::Unknown)?;
    let mut stream = Vec::new();
    let part = container.open_stream(name).map_err(|_| ReadError::Broken)?;
    part.take(limits.file).read_to_end(&mut stream).map_err(|_| ReadError::Broken)?;
    let mut extents: Vec<(usize, usize)> = Vec::new();
    let mut sheets: Vec<Look> = Vec::new();
    let mut depth = 0u32;
    let mut at = 0;
    while let Some(head) = stream.get(at..at + 4) {
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let Some(body) = stream.get(at + 4..at + 4 + length) else { break };
        at += 4 + length;
        let word = |i: usize| body.get(i..i + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]));
        match kind {
            FILE_PASS => return Err(ReadError::Locked),
            BOF if matches!(word(2), 0x0010) => {
                depth = 1;
                sheets.push(Look::default());
            }
            BOF => depth = 0,
            EOF => depth = 0,
            DIMENSIONS => extents.push((at - length, length)),
            _ if depth == 0 => {}
            ROW if word(12) & 0x20 != 0 => {
                sheets.last_mut().into_iter().for_each(|s| s.hidden_rows.push(u32::from(word(0))));
            }
            COL_INFO if word(8) & 1 != 0 => {
                let (from, to) = (word(0), word(2).min(255));
                sheets.last_mut().into_iter().for_each(|s| s.hidden_columns.extend(from..=to));
            }
            _ if CELLS.contains(&kind) => {
                let last =
                    if matches!(kind, MUL_RK | MUL_BLANK) { word(length.saturating_sub(2)) } else { word(2) };
                let (row, from, to) = (u32::from(word(0)), u32::from(word(2)), u32::from(last));
                if let Some(sheet) = sheets.last_mut() {
                    let ((top, left), (bottom, right)) = sheet.bounds.unwrap_or(((row, from), (row, to)));
                    sheet.bounds = Some(((top.min(row), left.min(from)), (bottom.max(row), right.max(to))));
                }
            }
            _ => {}
        }
    }
    let area = |s: &Look| {
        s.bounds.map_or(0, |((top, left), (bottom, right))| {
            u64::from(bottom - top + 1) * u64::from(right.max(left) - left + 1)
        })
    };
    if sheets.iter().map(area).sum::<u64>() > limits.cells as u64 {
        return Err(ReadError::TooMuchText);
    }
    sheets.iter_mut().for_each(|s| s.hidden_rows.sort_unstable());
    let mut part = container.open_stream(name).map_err(|_| ReadError::Broken)?;
    for (start, length) in extents {
        part.seek(SeekFrom::Start(start as u64)).map_err(|_| ReadError::Broken)?;
        // Nought rows and columns: nothing is set aside, what comes is taken.
        part.write_all(&vec![0; length.min(12)]).map_err(|_| ReadError::Broken)?;
    }
    part.flush().map_err(|_| ReadError::Broken)?;
    drop(part);
    Ok((sheets, container.into_inner().into_inner()))
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const COL_INFO: u16 = 0x007D;
const MUL_RK: u16 = 0x00BD;
const MUL_BLANK: u16 = 0x00BE;
/// NUMBER, LABELSST, RK, MULRK, FORMULA, LABEL, BOOLERR, BLANK, MULBLANK, RSTRING.
const CELLS: [u16; 10] = [0x0203, 0x00FD, 0x027E, MUL_RK, 0x0006, 0x0204, 0x0205, 0x0201, MUL_BLANK, 0x00D6];
