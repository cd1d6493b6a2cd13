//! Sheets as other programs saved them: .xlsx, .xlsm, .xls, .ods, text files, and the web tables and XML spreadsheets that
//! call themselves .xls.
//!
//! What a file is, its first bytes say, not its name. Every reader works within [`Limits`]; a parser that panics on a
//! broken file costs an error, never the program. Nothing is written anywhere, no link in a file is followed, and no
//! macro or formula is run: of formulas the values that were saved with them are taken.
//!
//! A trifle costs the cell that it stands in, not the file: a fault of a formula, a byte that means nothing, a quotation
//! mark without a partner, a cell far to the right are told at their cell, and all the rest is read as Excel reads it.

mod days;
mod excel;
mod html;
mod ods;
mod old_excel;
mod sniff;
mod spreadsheet_xml;
mod text;
mod xml;
mod zipped;

use domain::sheets::{CellDoubt, CellKind, Doubt, Sheet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

pub use text::read_text;

/// What a reader takes at most. Larger than any office's file, smaller than what a PC of 4 GB can bear.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes of one sheet's XML, unpacked.
    pub sheet_xml: u64,
    /// Bytes of everything beside the sheets (texts, styles), unpacked.
    pub other_xml: u64,
    /// Rows of a sheet that hold something.
    pub rows: u32,
    /// Columns of a sheet.
    pub columns: u32,
    /// Cells of a sheet that hold something.
    pub cells: usize,
    /// Bytes of all texts of a sheet.
    pub text: usize,
}

impl Limits {
    /// The limits of the program.
    pub const USUAL: Limits = Limits {
        file: 256 << 20,
        sheet_xml: 1 << 30,
        other_xml: 96 << 20,
        rows: 200_000,
        columns: 500,
        cells: 8_000_000,
        text: 160 << 20,
    };
}

/// Why a file was not read. Holds no content of it but the names of sheets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is in it.
    #[error("empty")]
    Empty,
    /// No kind of file that is known.
    #[error("unknown kind of file")]
    Unknown,
    /// Of a known kind, but not whole.
    #[error("broken")]
    Broken,
    /// It opens with a password only.
    #[error("password-protected")]
    Locked,
    /// It or what is packed in it is larger than the limit; the size in MB.
    #[error("too large: {0} MB")]
    TooLarge(u64),
    /// A sheet has more rows than the limit.
    #[error("too many rows in {0}")]
    TooManyRows(String, u32),
    /// A sheet has more columns than the limit.
    #[error("too many columns in {0}")]
    TooManyColumns(String, u32),
    /// More text, or more cells, than the limit.
    #[error("too much text")]
    TooMuchText,
    /// The caller said to stop.
    #[error("stopped")]
    Stopped,
    /// There is no such sheet.
    #[error("no such sheet")]
    NoSheet,
    /// The disk said no.
    #[error("disk: {0}")]
    Disk(std::io::ErrorKind),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        ReadError::Disk(error.kind())
    }
}

/// A sheet of a book, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether the book hides it.
    pub is_hidden: bool,
}

/// Told how many rows were read so far; says whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(u32) -> bool;

/// A file that was opened: its sheets can be read one by one.
pub struct Book {
    names: Vec<SheetName>,
    inner: Inner,
    limits: Limits,
}

enum Inner {
    Excel(Box<excel::Excel>),
    Ods(ods::Ods),
    /// Kinds that are read whole at once; a sheet that could not be read with the reason.
    Whole(Vec<Result<Arc<Sheet>, ReadError>>),
}

impl Book {
    /// Opens a file and learns its sheets.
    ///
    /// # Errors
    ///
    /// Every [`ReadError`] but `NoSheet`.
    pub fn open(path: &Path, limits: Limits, progress: Progress) -> Result<Book, ReadError> {
        guarded(|| open(path, limits, progress))
    }

    /// The sheets, in the order of the book.
    pub fn sheets(&self) -> &[SheetName] {
        &self.names
    }

    /// Reads a sheet, or only its first rows.
    ///
    /// # Errors
    ///
    /// Every [`ReadError`] but `Unknown` and `Locked`.
    pub fn read(
        &mut self,
        index: usize,
        rows: Option<u32>,
        progress: Progress,
    ) -> Result<Arc<Sheet>, ReadError> {
        let name = self.names.get(index).ok_or(ReadError::NoSheet)?.clone();
        let limits = self.limits;
        let inner = &mut self.inner;
        let mut sheet = match inner {
            Inner::Excel(excel) => guarded(|| excel.read(index, rows, limits, progress))?,
            Inner::Ods(ods) => guarded(|| ods.read(index, rows, limits, progress))?,
            Inner::Whole(sheets) => {
                let whole = sheets.get(index).ok_or(ReadError::NoSheet)?.as_ref().map_err(Clone::clone)?;
                return Ok(match rows {
                    Some(rows) => Arc::new(beginning(whole, rows)),
                    None => Arc::clone(whole),
                });
            }
        };
        sheet.name = name.name;
        sheet.is_hidden = name.is_hidden;
        Ok(Arc::new(sheet))
    }

    /// About how many rows a sheet has, where that is known before it is read.
    pub fn rows_about(&self, index: usize) -> Option<u32> {
        match &self.inner {
            Inner::Excel(excel) => excel.rows_about(index),
            Inner::Ods(_) | Inner::Whole(_) => None,
        }
    }

    /// Frees what is kept for reading more; reading more takes it in again.
    pub fn let_go(&mut self) {
        if let Inner::Excel(excel) = &mut self.inner {
            excel.let_go();
        }
    }

    /// A book of rows that were pasted.
    pub fn of_sheet(sheet: Sheet, limits: Limits) -> Book {
        let names = vec![SheetName { name: sheet.name.clone(), is_hidden: false }];
        Book { names, inner: Inner::Whole(vec![Ok(Arc::new(sheet))]), limits }
    }
}

/// The first rows of a sheet, as a sheet.
fn beginning(sheet: &Sheet, rows: u32) -> Sheet {
    let mut first = Sheet::default();
    for row in sheet.all_rows().take(rows as usize) {
        for (column, cell) in row.cells() {
            first.push(row.number, column, cell.kind, cell.text);
        }
    }
    first.merges.clone_from(&sheet.merges);
    first.doubts.clone_from(&sheet.doubts);
    first.finish();
    first
}

/// A parser of another house may panic on a file that was made to break it; that is an error of the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(ReadError::Broken))
}

fn open(path: &Path, limits: Limits, progress: Progress) -> Result<Book, ReadError> {
    let size = std::fs::metadata(path)?.len();
    if size == 0 {
        return Err(ReadError::Empty);
    }
    if size > limits.file {
        return Err(ReadError::TooLarge(size >> 20));
    }
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let whole = |sheets: Vec<(SheetName, Result<Sheet, ReadError>)>| {
        let (names, sheets): (Vec<_>, Vec<_>) =
            sheets.into_iter().map(|(name, sheet)| (name, sheet.map(Arc::new))).unzip();
        Book { names, inner: Inner::Whole(sheets), limits }
    };
    let named =
        |sheet: Sheet| (SheetName { name: sheet.name.clone(), is_hidden: sheet.is_hidden }, Ok(sheet));
    match sniff::kind(path)? {
        sniff::Kind::Excel => {
            let excel = excel::Excel::open(path, limits)?;
            Ok(Book { names: excel.names(), inner: Inner::Excel(Box::new(excel)), limits })
        }
        sniff::Kind::Ods => {
            let ods = ods::Ods::open(path, limits)?;
            Ok(Book { names: ods.names(), inner: Inner::Ods(ods), limits })
        }
        sniff::Kind::OldExcel => Ok(whole(old_excel::read(path, limits, progress)?)),
        sniff::Kind::SpreadsheetXml => {
            let sheets = spreadsheet_xml::read(&std::fs::read(path)?, limits, progress)?;
            Ok(whole(sheets.into_iter().map(named).collect()))
        }
        sniff::Kind::Html => {
            let sheet = html::read(&std::fs::read(path)?, &stem, limits, progress)?;
            Ok(whole(vec![named(sheet)]))
        }
        sniff::Kind::Text => {
            let sheet = text::read_bytes(&std::fs::read(path)?, &stem, limits, progress)?;
            Ok(whole(vec![named(sheet)]))
        }
        sniff::Kind::Unknown => Err(ReadError::Unknown),
    }
}

/// So many cells of a sheet may stand beyond the last column that is read: strays, each told at its place. With more of
/// them the sheet is truly that wide.
const MOST_STRAYS: u32 = 30;

/// What the programs show for a formula that failed.
const ERRORS: [&str; 18] = [
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#EXTERNAL!",
    "#TIMEOUT!",
    "#PYTHON!",
    "#GETTING_DATA",
];

/// The kind of a cell of which only its text was kept. `#N/A` is also how people write that they have nothing to say.
fn kind_of_text(text: &str) -> CellKind {
    if text.starts_with('#') && text != "#N/A" && ERRORS.contains(&text) {
        CellKind::Error
    } else {
        CellKind::Text
    }
}

/// Counts what was taken in, against the limits.
struct Meter<'a> {
    limits: Limits,
    name: &'a str,
    rows: u32,
    last_row: Option<u32>,
    cells: usize,
    text: usize,
    strays: u32,
}

impl<'a> Meter<'a> {
    fn new(limits: Limits, name: &'a str) -> Self {
        Meter { limits, name, rows: 0, last_row: None, cells: 0, text: 0, strays: 0 }
    }

    /// Takes a cell into the sheet; `Ok(true)` where it begins a new row.
    fn take(
        &mut self,
        sheet: &mut Sheet,
        (row, column): (u32, u32),
        kind: CellKind,
        text: &str,
    ) -> Result<bool, ReadError> {
        let narrow = u16::try_from(column).unwrap_or(u16::MAX);
        if column >= self.limits.columns {
            self.strays += 1;
            if self.strays > MOST_STRAYS {
                return Err(ReadError::TooManyColumns(self.name.to_owned(), self.limits.columns));
            }
            let doubt = Doubt::TooFar(text.trim().chars().take(20).collect());
            sheet.doubts.push(CellDoubt { row, column: narrow, doubt });
            return Ok(false);
        }
        self.cells += 1;
        self.text += text.len();
        if self.cells > self.limits.cells || self.text > self.limits.text {
            return Err(ReadError::TooMuchText);
        }
        let is_new = self.last_row != Some(row);
        if is_new {
            self.rows += 1;
            self.last_row = Some(row);
            if self.rows > self.limits.rows {
                return Err(ReadError::TooManyRows(self.name.to_owned(), self.limits.rows));
            }
        }
        sheet.push(row, narrow, kind, text);
        Ok(is_new)
    }

    /// Whether a cell of this row would be beyond the rows that are wanted.
    fn has_enough(&self, row: u32, wanted: Option<u32>) -> bool {
        wanted.is_some_and(|most| self.rows >= most) && self.last_row != Some(row)
    }

    /// Tells how far it is, now and then.
    fn tell(&self, progress: Progress) -> Result<(), ReadError> {
        if self.rows.is_multiple_of(512) && !progress(self.rows) {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }
}
