//! The cells of a sheet, one after another.
//!
//! What the sheet says of its own extent is not asked: programs get it wrong, and nothing hangs on it. A cell whose place
//! cannot be read follows the one before it.

use super::strings::{Strings, rich_text};
use super::styles::Wears;
use crate::read::xml::{attribute_of_any, lenient, pairs, push_reference, unescaped};
use crate::read::{Meter, Progress, ReadError, days};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use domain::sheets::{CellKind, Merge, NO_RESULT, Sheet, number_text};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// What the cells of all sheets refer to.
pub(super) struct Known<'a> {
    pub strings: &'a Strings,
    pub wears: &'a [Wears],
    pub is_1904: bool,
}

/// The last place there is.
const LAST: (u32, u32) = (1_048_575, 16_383);
/// More merged regions are none that a person made.
const MOST_MERGES: usize = 400_000;

/// How a cell says that it was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stored {
    Number,
    Shared,
    Text,
    Inline,
    YesNo,
    Error,
    Iso,
}

impl Stored {
    fn of(word: &str) -> Stored {
        match word {
            "n" | "" => Stored::Number,
            "s" => Stored::Shared,
            "inlineStr" | "is" => Stored::Inline,
            "b" => Stored::YesNo,
            "e" => Stored::Error,
            "d" => Stored::Iso,
            _ => Stored::Text,
        }
    }
}

/// What was read between the tags of a cell.
#[derive(Default)]
struct Body {
    value: String,
    has_value: bool,
    has_formula: bool,
}

/// Reads a sheet, or only its first rows; whether it was read to the end.
pub(super) fn read<R: BufRead>(
    part: R,
    known: &Known,
    wanted: Option<u32>,
    meter: &mut Meter,
    sheet: &mut Sheet,
    progress: Progress,
) -> Result<bool, ReadError> {
    let mut cells = Cells {
        xml: lenient(Reader::from_reader(part)),
        inner: Vec::new(),
        text: Vec::new(),
        body: Body::default(),
    };
    let mut buffer = Vec::with_capacity(1 << 10);
    let mut said = String::new();
    let (mut row, mut column) = (0u32, 0u32);
    let mut hidden: Vec<(u16, u16)> = Vec::new();
    let (mut is_within, mut is_done) = (false, false);
    loop {
        buffer.clear();
        let event = match cells.xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            // What is broken behind the cells costs no cell.
            Err(_) if is_done => break,
            Err(_) => return Err(ReadError::Broken),
        };
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "c" if is_within => {
                    let (mut at, mut style, mut stored) = ((row, column), None, Stored::Number);
                    for (name, value) in pairs(e.attributes_raw()) {
                        match name {
                            "r" => at = place(value).unwrap_or(at),
                            "s" => style = value.parse().ok(),
                            "t" => stored = Stored::of(value),
                            _ => {}
                        }
                    }
                    column = at.1.saturating_add(1);
                    if meter.has_enough(at.0, wanted) {
                        return Ok(false);
                    }
                    cells.body()?;
                    said.clear();
                    let kind = say(&cells.body, stored, style, known, &mut said);
                    // A shared text is not copied twice.
                    let text = match stored {
                        Stored::Shared if kind == CellKind::Text && said.is_empty() => {
                            shared(&cells.body.value, known).unwrap_or_default()
                        }
                        _ => said.as_str(),
                    };
                    if !text.is_empty() && meter.take(sheet, at, kind, text)? {
                        meter.tell(progress)?;
                    }
                }
                "row" if is_within => {
                    let number = attribute_of_any(&e, "r").and_then(|r| r.trim().parse::<u32>().ok());
                    row = number.and_then(|r| r.checked_sub(1)).filter(|r| *r <= LAST.0).unwrap_or(row);
                    column = 0;
                    if is_hidden(&e) {
                        sheet.hidden_rows.push(row);
                    }
                }
                "sheetData" => is_within = true,
                "col" if !is_done && is_hidden(&e) => hidden.extend(bounds(&e)),
                "mergeCell" if sheet.merges.len() < MOST_MERGES => {
                    let said = attribute_of_any(&e, "ref");
                    sheet.merges.extend(said.and_then(|text| merge_of(&text)));
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "row" if is_within => row = row.saturating_add(1),
                "sheetData" => (is_within, is_done) = (false, true),
                _ => {}
            },
            Event::Eof if is_within => return Err(ReadError::Broken),
            Event::Eof => break,
            _ => {}
        }
    }
    for (first, last) in hidden {
        sheet.hidden_columns.extend(first..last.min(sheet.width()));
    }
    sheet.hidden_rows.sort_unstable();
    Ok(true)
}

struct Cells<R> {
    xml: Reader<R>,
    inner: Vec<u8>,
    text: Vec<u8>,
    body: Body,
}

impl<R: BufRead> Cells<R> {
    /// Reads what stands in a cell, up to its end.
    fn body(&mut self) -> Result<(), ReadError> {
        let body = &mut self.body;
        body.value.clear();
        (body.has_value, body.has_formula) = (false, false);
        let mut is_value = false;
        loop {
            self.inner.clear();
            match self.xml.read_event_into(&mut self.inner).map_err(|_| ReadError::Broken)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => (is_value, body.has_value) = (true, true),
                    "f" => body.has_formula = true,
                    "is" => {
                        body.value.clear();
                        rich_text(&mut self.xml, &mut self.text, &mut body.value)?;
                    }
                    _ => {}
                },
                Event::Text(t) if is_value => body.value.push_str(&t.xml10_content()),
                Event::CData(t) if is_value => body.value.push_str(&t.xml10_content()),
                Event::GeneralRef(r) if is_value => push_reference(&r, &mut body.value),
                Event::End(e) => match e.local_name().as_ref() {
                    "v" => is_value = false,
                    "c" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(ReadError::Broken),
                _ => {}
            }
        }
    }
}

/// Puts what a cell says into `into`, and tells how it was stored. Of a shared text nothing is put there.
fn say(body: &Body, stored: Stored, style: Option<usize>, known: &Known, into: &mut String) -> CellKind {
    let value = body.value.as_str();
    // A text may well be empty; a number, a fault, a yes or no is not.
    let is_empty = if stored == Stored::Text { !body.has_value } else { value.trim().is_empty() };
    if body.has_formula && is_empty && stored != Stored::Inline {
        into.push_str(NO_RESULT);
        return CellKind::Error;
    }
    let number = || value.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    match stored {
        Stored::Number => match number() {
            Some(n) => {
                let wears = style.and_then(|s| known.wears.get(s)).copied().unwrap_or(Wears::Number);
                return number_as(n, wears, known.is_1904, into);
            }
            None => into.push_str(value),
        },
        Stored::Shared => match shared(value, known) {
            Some(_) => {}
            // The table of texts lacks it.
            None if !value.trim().is_empty() => into.push(char::REPLACEMENT_CHARACTER),
            None => {}
        },
        Stored::YesNo => match value.trim().to_ascii_lowercase().as_str() {
            "" => {}
            "1" | "true" => {
                into.push('是');
                return CellKind::YesNo;
            }
            "0" | "false" => {
                into.push('否');
                return CellKind::YesNo;
            }
            _ => into.push_str(value),
        },
        Stored::Error => {
            into.push_str(value.trim());
            return CellKind::Error;
        }
        Stored::Iso => {
            into.push_str(&days::of_iso(value.trim()));
            return CellKind::Date;
        }
        Stored::Text => into.push_str(&unescaped(value)),
        Stored::Inline => into.push_str(value),
    }
    CellKind::Text
}

fn shared<'a>(value: &str, known: &Known<'a>) -> Option<&'a str> {
    known.strings.get(value.trim().parse().ok()?)
}

fn number_as(n: f64, wears: Wears, is_1904: bool, into: &mut String) -> CellKind {
    let kind = match wears {
        Wears::Number => {
            into.push_str(&number_text(n));
            return CellKind::Number;
        }
        Wears::Day => ExcelDateTimeType::DateTime,
        Wears::Stretch => ExcelDateTimeType::TimeDelta,
    };
    days::of_serial(ExcelDateTime::new(n, kind, is_1904), into)
}

/// `AB12` as row and column from 0; `None` where there is no such place.
fn place(text: &str) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0u32, 0u32);
    let mut bytes = text.trim().bytes().filter(|b| *b != b'$').peekable();
    while let Some(letter) = bytes.next_if(u8::is_ascii_alphabetic) {
        let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(digit)?;
    }
    for digit in bytes {
        let digit = char::from(digit).to_digit(10)?;
        row = row.checked_mul(10)?.checked_add(digit)?;
    }
    let place = (row.checked_sub(1)?, column.checked_sub(1)?);
    (place.0 <= LAST.0 && place.1 <= LAST.1).then_some(place)
}

/// `A1:B2`
pub(super) fn merge_of(text: &str) -> Option<Merge> {
    let (from, to) = text.split_once(':')?;
    merge(place(from)?, place(to)?)
}

pub(in crate::read) fn merge(start: (u32, u32), end: (u32, u32)) -> Option<Merge> {
    let column = |c: u32| u16::try_from(c).ok();
    Some(Merge { rows: (start.0, end.0), columns: (column(start.1)?, column(end.1)?) })
}

fn is_hidden(e: &BytesStart) -> bool {
    matches!(attribute_of_any(e, "hidden").as_deref(), Some("1" | "true"))
}

/// The columns that an element speaks of: the first, and one more than the last.
fn bounds(e: &BytesStart) -> Option<(u16, u16)> {
    let bound = |key: &str| attribute_of_any(e, key).and_then(|v| v.parse::<u16>().ok());
    Some((bound("min")?.checked_sub(1)?, bound("max")?))
}

/// Which rows and columns a sheet hides; of a sheet of which only the first rows were read.
pub(super) fn note_hidden<R: BufRead>(part: R, sheet: &mut Sheet) {
    let mut xml = lenient(Reader::from_reader(part));
    let mut buffer = Vec::new();
    let mut row = 0u32;
    sheet.hidden_rows.clear();
    sheet.hidden_columns.clear();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "row" => {
                    let number = attribute_of_any(&e, "r").and_then(|r| r.trim().parse::<u32>().ok());
                    row = number.and_then(|r| r.checked_sub(1)).filter(|r| *r <= LAST.0).unwrap_or(row);
                    if is_hidden(&e) {
                        sheet.hidden_rows.push(row);
                    }
                    row = row.saturating_add(1);
                }
                "col" if is_hidden(&e) => {
                    let width = sheet.width();
                    sheet.hidden_columns.extend(bounds(&e).into_iter().flat_map(|(a, b)| a..b.min(width)));
                }
                _ => {}
            },
            Ok(Event::End(e)) if e.local_name().as_ref() == "sheetData" => break,
            Ok(Event::Eof) | Err(_) => break,
            _ => {}
        }
    }
    sheet.hidden_rows.sort_unstable();
}
