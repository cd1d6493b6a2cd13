//! .xls through calamine, after a look into its records: passwords, hidden rows, and cells in far corners, for which
//! calamine would unfold the whole rectangle.

use super::excel::merge;
use super::{Limits, Meter, Progress, ReadError, SheetName, days};
use calamine::{CellErrorType, Data, Range, Reader, SheetType, SheetVisible, Xls, XlsError};
use domain::sheets::{CellKind, Sheet, number_text};
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

/// A sheet by its name, or why it cannot be read.
type Found = (SheetName, Result<Sheet, ReadError>);

/// Every sheet with cells, and of one that cannot be read why.
pub(super) fn read(path: &Path, limits: Limits, progress: Progress) -> Result<Vec<Found>, ReadError> {
    let (looks, bytes) = look(std::fs::read(path)?, limits)?;
    let mut book: Xls<Cursor<Vec<u8>>> = Xls::new(Cursor::new(bytes))?;
    let names = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    // Charts and macros have a name, and no cells.
    for (i, meta) in names.iter().filter(|meta| meta.typ == SheetType::WorkSheet).enumerate() {
        let name = SheetName { name: meta.name.clone(), is_hidden: meta.visible != SheetVisible::Visible };
        let found = match book.worksheet_range(&meta.name) {
            Ok(range) => cells(&range, &meta.name, limits, progress),
            Err(error) => Err(error.into()),
        };
        let finished = |mut sheet: Sheet| {
            sheet.is_hidden = name.is_hidden;
            let merged = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
            sheet.merges = merged.iter().filter_map(|m| merge(m.start, m.end)).collect();
            if let Some(look) = looks.get(i) {
                sheet.hidden_rows.clone_from(&look.hidden_rows);
                sheet.hidden_columns.clone_from(&look.hidden_columns);
            }
            sheet.finish();
            sheet
        };
        let sheet = match found {
            Err(ReadError::Stopped) => return Err(ReadError::Stopped),
            found => found.map(finished),
        };
        sheets.push((name, sheet));
    }
    if sheets.is_empty() { Err(ReadError::Empty) } else { Ok(sheets) }
}

fn cells(range: &Range<Data>, name: &str, limits: Limits, progress: Progress) -> Result<Sheet, ReadError> {
    let mut sheet = Sheet::named(name);
    let mut meter = Meter::new(limits, name);
    let mut scratch = String::new();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let at = (top + to_u32(row), left + to_u32(column));
        scratch.clear();
        let kind = said(data, &mut scratch);
        if !scratch.is_empty() && meter.take(&mut sheet, at, kind, &scratch)? {
            meter.tell(progress)?;
        }
    }
    Ok(sheet)
}

/// Puts what a cell says into `into`, nothing for an empty one.
fn said(value: &Data, into: &mut String) -> CellKind {
    match value {
        Data::Empty => CellKind::Text,
        Data::String(text) | Data::DurationIso(text) => {
            into.push_str(text);
            CellKind::Text
        }
        Data::Int(n) => {
            into.push_str(&n.to_string());
            CellKind::Number
        }
        Data::Float(n) => {
            into.push_str(&number_text(*n));
            CellKind::Number
        }
        Data::Bool(yes) => {
            into.push_str(if *yes { "是" } else { "否" });
            CellKind::YesNo
        }
        Data::DateTime(at) => days::of_serial(*at, into),
        Data::DateTimeIso(iso) => {
            into.push_str(&days::of_iso(iso));
            CellKind::Date
        }
        Data::Error(error) => {
            into.push_str(error_text(error));
            CellKind::Error
        }
    }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        _ => "#?",
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Walks over the records of the workbook stream, one sheet after another, and gives the bytes back with the extents of
/// the sheets put right: calamine sets memory aside for what they claim. A fault of a formula that calamine does not know,
/// which would cost it the sheet, is made `#VALUE!`. Source: [MS-XLS] 2.3, 2.4 and 2.5.10.
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
    let mut faults: Vec<usize> = Vec::new();
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
                // Of a formula the result, of another cell its value: a fault is told by its number.
                let fault = match kind {
                    BOOL_ERR if body.get(7) == Some(&1) => Some(6),
                    FORMULA if body.get(6) == Some(&2) && word(12) == 0xFFFF => Some(8),
                    _ => None,
                };
                let is_known = |i: usize| body.get(i).is_none_or(|number| KNOWN_FAULTS.contains(number));
                faults.extend(fault.filter(|i| !is_known(*i)).map(|i| at - length + i));
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
    for place in faults {
        part.seek(SeekFrom::Start(place as u64)).map_err(|_| ReadError::Broken)?;
        part.write_all(&[VALUE_FAULT]).map_err(|_| ReadError::Broken)?;
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
const FORMULA: u16 = 0x0006;
const BOOL_ERR: u16 = 0x0205;
/// The faults of formulas that there were when the format was made.
const KNOWN_FAULTS: [u8; 8] = [0x00, 0x07, VALUE_FAULT, 0x17, 0x1D, 0x24, 0x2A, 0x2B];
const VALUE_FAULT: u8 = 0x0F;
/// NUMBER, LABELSST, RK, MULRK, FORMULA, LABEL, BOOLERR, BLANK, MULBLANK, RSTRING.
const CELLS: [u16; 10] =
    [0x0203, 0x00FD, 0x027E, MUL_RK, FORMULA, 0x0204, BOOL_ERR, 0x0201, MUL_BLANK, 0x00D6];

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook of one sheet with these records in it.
    fn write(path: &Path, records: &[(u16, Vec<u8>)]) {
        let packed = |records: &[(u16, Vec<u8>)]| -> Vec<u8> {
            let one = |(kind, body): &(u16, Vec<u8>)| {
                let length = u16::try_from(body.len()).unwrap();
                [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], &body[..]].concat()
            };
            records.iter().flat_map(one).collect()
        };
        let bof = |kind: u16| -> (u16, Vec<u8>) {
            (BOF, [0x0600, kind, 0, 0, 0, 0, 0, 0].iter().flat_map(|w: &u16| w.to_le_bytes()).collect())
        };
        // The sheet's name, and where in the stream it begins.
        let listed = |begins: u32| (0x0085u16, [&begins.to_le_bytes()[..], &[0, 0, 1, 0, b'A'][..]].concat());
        let head = |begins: u32| packed(&[bof(5), listed(begins), (EOF, Vec::new())]);
        let begins = u32::try_from(head(0).len()).unwrap();
        let mut stream = head(begins);
        stream.extend(packed(&[&[bof(0x10)][..], records, &[(EOF, Vec::new())][..]].concat()));
        // A short stream would lie among the small ones of the container.
        stream.resize(stream.len().max(8_192), 0);
        let mut file = cfb::create(path).unwrap();
        file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
        // A container without any small stream is none to calamine.
        file.create_stream("/small").unwrap().write_all(b"small").unwrap();
        file.flush().unwrap();
    }

    #[test]
    fn a_fault_that_is_newer_than_the_format_costs_its_cell_alone() {
        let cell = |row: u16, column: u16, rest: &[u8]| -> Vec<u8> {
            let place: Vec<u8> = [row, column, 0].iter().flat_map(|w| w.to_le_bytes()).collect();
            [&place[..], rest].concat()
        };
        let number = cell(1, 0, &45_000.5f64.to_le_bytes());
        // A result that is the fault 44, flags and a formula of no length.
        let formula = [&[2u8, 0, 44, 0, 0, 0, 0xFF, 0xFF][..], &[0; 8][..]].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("旧.xls");
        let records = [
            (BOOL_ERR, cell(0, 0, &[44, 1])),
            (BOOL_ERR, cell(0, 1, &[0x17, 1])),
            (FORMULA, cell(0, 2, &formula)),
            (0x0203, number),
        ];
        write(&path, &records);
        let sheets = read(&path, Limits::USUAL, &mut |_| true).unwrap();
        assert_eq!(sheets[0].0.name, "A");
        let sheet = sheets[0].1.as_ref().unwrap();
        let found = |row: u32, column: u16| {
            sheet.find_row(row).and_then(|r| r.own_cell(column)).map(|c| (c.kind, c.text))
        };
        assert_eq!(found(0, 0), Some((CellKind::Error, "#VALUE!")));
        assert_eq!(found(0, 1), Some((CellKind::Error, "#REF!")));
        assert_eq!(found(0, 2), Some((CellKind::Error, "#VALUE!")));
        assert_eq!(found(1, 0), Some((CellKind::Number, "45000.5")));
    }
}
