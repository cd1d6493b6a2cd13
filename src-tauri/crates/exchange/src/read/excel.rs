//! .xlsx and .xlsm, cell by cell. What Excel takes is taken: other prefixes, `\` in the names of parts, an extent that is
//! wrong, faults of formulas that are newer than this program.

mod sheet;
mod strings;
mod styles;
#[cfg(test)]
mod tests;
mod workbook;

use super::zipped::{self, Archive, PartFacts};
use super::{Limits, Meter, Progress, ReadError, SheetName};
use domain::sheets::Sheet;
use std::collections::HashSet;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use strings::Strings;
use styles::Wears;

pub(super) use sheet::merge;

pub(super) struct Excel {
    /// With all texts of the book in memory; `None` once it was let go.
    book: Option<Opened>,
    path: PathBuf,
    sheets: Vec<Named>,
}

/// What reading a sheet needs of the rest of the book.
struct Opened {
    archive: Archive,
    strings: Strings,
    wears: Vec<Wears>,
    is_1904: bool,
}

struct Named {
    name: String,
    is_hidden: bool,
    /// Where its part stands in the container; `None` where it is missing.
    part: Option<usize>,
    /// What was seen of it in passing.
    facts: PartFacts,
}

impl Excel {
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let mut archive = zipped::archive(path)?;
        let parts = zipped::parts(&archive);
        let contents = workbook::read(&mut archive, &parts)?;
        let sheet_parts: HashSet<&str> = contents.sheets.iter().map(|s| s.part.as_str()).collect();
        let is_sheet = |name: &str| sheet_parts.contains(name);
        // Pictures, macros and printer settings are neither unpacked nor looked at.
        let is_read = |name: &str| {
            name.ends_with(".xml")
                || name.ends_with(".rels")
                || is_sheet(name)
                || name == contents.strings
                || name == contents.styles
        };
        let mut found = zipped::look_through(&mut archive, limits, is_read, is_sheet)?;
        drop(sheet_parts);
        if contents.sheets.is_empty() {
            return Err(ReadError::Empty);
        }
        let strings = match parts.get(&contents.strings) {
            Some(index) => Strings::read(part(&mut archive, *index)?)?,
            None => Strings::default(),
        };
        // Without its formats a book says its days as numbers.
        let wears = match parts.get(&contents.styles) {
            Some(index) => styles::read(part(&mut archive, *index)?).unwrap_or_default(),
            None => Vec::new(),
        };
        let named = |s: workbook::SheetPart| Named {
            name: s.name,
            is_hidden: s.is_hidden,
            part: parts.get(&s.part).copied(),
            facts: found.sheets.remove(&s.part).unwrap_or_default(),
        };
        let sheets = contents.sheets.into_iter().map(named).collect();
        let book = Opened { archive, strings, wears, is_1904: contents.is_1904 };
        Ok(Excel { book: Some(book), path: path.to_owned(), sheets })
    }

    /// Frees the texts of the book; the next reading opens it again.
    pub fn let_go(&mut self) {
        self.book = None;
    }

    /// About how many rows a sheet has; `None` where that was not seen.
    pub fn rows_about(&self, index: usize) -> Option<u32> {
        Some(self.sheets.get(index)?.facts.rows).filter(|rows| *rows > 0)
    }

    pub fn names(&self) -> Vec<SheetName> {
        self.sheets.iter().map(|s| SheetName { name: s.name.clone(), is_hidden: s.is_hidden }).collect()
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
        let named = self.sheets.get(index).ok_or(ReadError::NoSheet)?;
        let book = self.book.as_mut().ok_or(ReadError::Broken)?;
        let place = named.part.ok_or(ReadError::Broken)?;
        let mut sheet = Sheet::named(&named.name);
        let mut meter = Meter::new(limits, &named.name);
        let known = sheet::Known { strings: &book.strings, wears: &book.wears, is_1904: book.is_1904 };
        let is_whole = match rows {
            Some(_) => {
                let first = part(&mut book.archive, place)?;
                sheet::read(first, &known, rows, &mut meter, &mut sheet, progress)?
            }
            None => zipped::unpacking_ahead(&mut book.archive, place, |all| {
                sheet::read(all, &known, rows, &mut meter, &mut sheet, progress)
            })?,
        };
        if !is_whole {
            // What stands behind the cells was not come to.
            sheet.merges = named.facts.merges.iter().filter_map(|text| sheet::merge_of(text)).collect();
            if named.facts.hides {
                sheet::note_hidden(part(&mut book.archive, place)?, &mut sheet);
            }
        }
        sheet.finish();
        Ok(sheet)
    }
}

/// A part, unpacked as it is read.
fn part(archive: &mut Archive, index: usize) -> Result<BufReader<impl Read + '_>, ReadError> {
    Ok(BufReader::with_capacity(1 << 16, archive.by_index(index)?))
}
