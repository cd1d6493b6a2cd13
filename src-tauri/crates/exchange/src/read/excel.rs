//! .xlsx and .xlsm, through calamine, cell by cell.

use super::zipped::{self, Archive, PartFacts};
use super::{Limits, Meter, Progress, ReadError, SheetName};
use calamine::{
    CellErrorType, DataRef, ExcelDateTime, Reader, Sheet as Named, SheetType, SheetVisible, Xlsx, XlsxError,
};
use domain::sheets::{CellKind, Merge, Sheet, number_text};
use quick_xml::Reader as XmlReader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

pub(super) struct Excel {
    /// With all texts of the book in memory; `None` once it was let go.
    book: Option<Xlsx<BufReader<File>>>,
    path: PathBuf,
    sheets: Vec<Named>,
    /// The part of each sheet, and what was seen of it.
    parts: HashMap<String, (String, PartFacts)>,
}

impl From<XlsxError> for ReadError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => ReadError::Locked,
            XlsxError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => error.into(),
            _ => ReadError::Broken,
        }
    }
}

impl Excel {
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let mut archive = zipped::archive(path)?;
        // Pictures, macros and printer settings are neither unpacked nor looked at.
        let is_read = |name: &str| name.ends_with(".xml") || name.ends_with(".rels");
        let mut found = zipped::look_through(&mut archive, limits, is_read)?;
        let parts = parts_of(&mut archive).unwrap_or_default();
        drop(archive);
        let book = Xlsx::new(BufReader::with_capacity(1 << 16, File::open(path)?))?;
        let is_sheet = |s: &&Named| s.typ == SheetType::WorkSheet;
        let sheets: Vec<Named> = book.sheets_metadata().iter().filter(is_sheet).cloned().collect();
        if sheets.is_empty() {
            return Err(ReadError::Empty);
        }
        let facts = |(name, part): (String, String)| {
            let facts = found.sheets.remove(&part).unwrap_or_default();
            (name, (part, facts))
        };
        let parts = parts.into_iter().map(facts).collect();
        Ok(Excel { book: Some(book), path: path.to_owned(), sheets, parts })
    }

    /// Frees the texts of the book; the next reading opens it again.
    pub fn let_go(&mut self) {
        self.book = None;
    }

    /// About how many rows a sheet has; `None` where that was not seen.
    pub fn rows_about(&self, index: usize) -> Option<u32> {
        let name = &self.sheets.get(index)?.name;
        self.parts.get(name).map(|(_, facts)| facts.rows).filter(|rows| *rows > 0)
    }

    pub fn names(&self) -> Vec<SheetName> {
        let hidden = |s: &Named| s.visible != SheetVisible::Visible;
        self.sheets.iter().map(|s| SheetName { name: s.name.clone(), is_hidden: hidden(s) }).collect()
    }

    pub fn read(
        &mut self,
        index: usize,
        rows: Option<u32>,
        limits: Limits,
        progress: Progress,
    ) -> Result<Sheet, ReadError> {
        if self.book.is_none() {
            // It may have been saved anew meanwhile: looked through again, as the first time.
            *self = Excel::open(&self.path.clone(), limits)?;
        }
        let name = self.sheets.get(index).ok_or(ReadError::NoSheet)?.name.clone();
        let book = self.book.as_mut().ok_or(ReadError::Broken)?;
        let mut sheet = Sheet::named(&name);
        let mut meter = Meter::new(limits, &name);
        let mut cells = book.worksheet_cells_reader(&name)?;
        let mut scratch = String::new();
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            let Some(kind) = said(cell.get_value(), &mut scratch) else { continue };
            if meter.cell(row, column, scratch.len())? {
                if rows.is_some_and(|most| meter.rows > most) {
                    break;
                }
                if meter.rows.is_multiple_of(512) && !progress(meter.rows) {
                    return Err(ReadError::Stopped);
                }
            }
            sheet.push(row, u16::try_from(column).unwrap_or(u16::MAX), kind, &scratch);
        }
        drop(cells);
        if let Some((part, facts)) = self.parts.get(&name) {
            sheet.merges = facts.merges.iter().filter_map(|text| merge_of(text)).collect();
            if facts.hides {
                self.note_hidden(part, &mut sheet);
            }
        }
        sheet.finish();
        Ok(sheet)
    }

    /// Which rows and columns the program hid. Read apart, for calamine does not tell; a fault here costs only that.
    fn note_hidden(&self, part: &str, sheet: &mut Sheet) {
        let found = (|| -> Option<()> {
            let mut archive = zipped::archive(&self.path).ok()?;
            let part = archive.by_name(part).ok()?;
            hidden(XmlReader::from_reader(BufReader::new(part)), sheet)
        })();
        let _ = found;
    }
}

/// `A1:B2`
fn merge_of(text: &str) -> Option<Merge> {
    let corner = |text: &str| -> Option<(u32, u32)> {
        let text = text.replace('$', "");
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = text.split_at(digits);
        let step =
            |n: u32, b: u8| n.checked_mul(26)?.checked_add(u32::from(b.to_ascii_uppercase() - b'A') + 1);
        let is_letters = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphabetic());
        let column = letters.bytes().take(4).filter(|_| is_letters).try_fold(0, step)?;
        Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
    };
    let (from, to) = text.split_once(':')?;
    merge(corner(from)?, corner(to)?)
}

pub(super) fn merge(start: (u32, u32), end: (u32, u32)) -> Option<Merge> {
    let column = |c: u32| u16::try_from(c).ok();
    Some(Merge { rows: (start.0, end.0), columns: (column(start.1)?, column(end.1)?) })
}

/// Puts what a cell says into `into`; `None` for an empty one.
pub(super) fn said(value: &DataRef, into: &mut String) -> Option<CellKind> {
    into.clear();
    let kind = match value {
        DataRef::Empty => return None,
        DataRef::String(text) => {
            into.push_str(text);
            CellKind::Text
        }
        DataRef::SharedString(text) => {
            into.push_str(text);
            CellKind::Text
        }
        DataRef::Int(n) => {
            into.push_str(&n.to_string());
            CellKind::Number
        }
        DataRef::Float(n) => {
            into.push_str(&number_text(*n));
            CellKind::Number
        }
        DataRef::Bool(yes) => {
            into.push_str(if *yes { "是" } else { "否" });
            CellKind::YesNo
        }
        DataRef::DateTime(at) => return date_text(*at, into),
        DataRef::DateTimeIso(iso) => {
            into.push_str(iso.split('T').next().unwrap_or(iso));
            CellKind::Date
        }
        DataRef::DurationIso(text) => {
            into.push_str(text);
            CellKind::Text
        }
        DataRef::Error(error) => {
            into.push_str(error_text(error));
            CellKind::Error
        }
    };
    (!into.is_empty()).then_some(kind)
}

/// A day as ISO text. A number that merely wears a date format (a duration, a year before 1900) stays a number.
fn date_text(at: ExcelDateTime, into: &mut String) -> Option<CellKind> {
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    if at.is_duration() || !(1..=2_958_465).contains(&(at.as_f64() as i64)) || !(1900..=9999).contains(&year)
    {
        into.push_str(&number_text(at.as_f64()));
        return Some(CellKind::Number);
    }
    into.push_str(&format!("{year:04}-{month:02}-{day:02}"));
    Some(CellKind::Date)
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

/// The part of a container that holds each sheet.
fn parts_of(archive: &mut Archive) -> Option<HashMap<String, String>> {
    let read = |archive: &mut Archive, name: &str| -> Option<String> {
        let mut text = String::new();
        archive.by_name(name).ok()?.take(8 << 20).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let mut ids: Vec<(String, String)> = Vec::new();
    each_element(&read(archive, "xl/workbook.xml")?, "sheet", |e| {
        if let (Some(name), Some(id)) = (attribute(e, "name"), attribute(e, "r:id")) {
            ids.push((name, id));
        }
    });
    let mut targets: HashMap<String, String> = HashMap::new();
    each_element(&read(archive, "xl/_rels/workbook.xml.rels")?, "Relationship", |e| {
        if let (Some(id), Some(target)) = (attribute(e, "Id"), attribute(e, "Target")) {
            let whole = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, whole);
        }
    });
    Some(ids.into_iter().filter_map(|(name, id)| Some((name, targets.remove(&id)?))).collect())
}

fn each_element(xml: &str, name: &str, mut each: impl FnMut(&BytesStart)) {
    let mut reader = XmlReader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == name => each(&e),
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    quick_xml::escape::unescape(&found.value).ok().map(|v| v.into_owned())
}

fn hidden<R: std::io::BufRead>(mut reader: XmlReader<R>, sheet: &mut Sheet) -> Option<()> {
    let mut buffer = Vec::new();
    let is_hidden = |e: &BytesStart| matches!(attribute(e, "hidden").as_deref(), Some("1" | "true"));
    let mut next_row = 0u32;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "row" => {
                    let number = attribute(&e, "r").and_then(|r| r.parse::<u32>().ok());
                    let number = number.map_or(next_row, |r| r.saturating_sub(1));
                    next_row = number + 1;
                    if is_hidden(&e) {
                        sheet.hidden_rows.push(number);
                    }
                }
                "col" if is_hidden(&e) => {
                    let bound = |key: &str| attribute(&e, key).and_then(|v| v.parse::<u16>().ok());
                    if let (Some(from), Some(to)) = (bound("min"), bound("max")) {
                        let last = to.min(sheet.width());
                        sheet.hidden_columns.extend(from.max(1) - 1..last);
                    }
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "sheetData" => break,
            Event::Eof => break,
            _ => {}
        }
    }
    sheet.hidden_rows.sort_unstable();
    Some(())
}
