//! Imports: a file opened, its columns and rows understood, decided on, written, and taken back.

use domain::fault::FaultOnWire;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ImportSource {
    /// A file on this PC.
    File {
        /// Its path.
        path: String,
    },
    /// Rows pasted from a spreadsheet.
    Text {
        /// Cells parted by tabs, rows by line breaks.
        text: String,
    },
}

/// Opens a file for import. A file opened before is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenImport {
    /// residents, or the key of a register.
    pub kind: String,
    /// Where the rows are.
    pub source: ImportSource,
    /// A sheet by its name; `null` takes the one that looks most like a list of this kind.
    pub sheet: Option<String>,
}

/// A sheet of the opened file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportSheet {
    /// Its name.
    pub name: String,
    /// Whether the book hides it.
    pub is_hidden: bool,
    /// How many columns of its header are known; 0 where it has none.
    pub known: u32,
}

/// Something that a column can mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportTarget {
    /// Its key; empty: not imported.
    pub key: String,
    /// What people read.
    pub label: String,
    /// The heading it stands under in the list of choices.
    pub group: String,
}

/// A column of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportColumn {
    /// Its place, from 0.
    pub index: u32,
    /// Its letters, as the spreadsheet shows them.
    pub letters: String,
    /// Its heading.
    pub title: String,
    /// What it means, as guessed, remembered or chosen.
    pub target: String,
    /// Whether a heading that is known says so.
    pub is_known: bool,
    /// Whether the heading says something of another person, so that it is left out.
    pub is_of_another: bool,
    /// Its first values, as they stand there.
    pub samples: Vec<String>,
    /// Whether the spreadsheet hides it.
    pub is_hidden: bool,
}

/// The opened sheet and how it is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportView {
    /// The import; every later command names it.
    pub token: u32,
    /// residents, or the key of a register.
    pub kind: String,
    /// The file's name, without its folder.
    pub file_name: String,
    /// Another text whenever the file was written anew; empty for a pasted text.
    pub mark: String,
    /// Its sheets.
    pub sheets: Vec<ImportSheet>,
    /// The sheet that was read.
    pub sheet: u32,
    /// How many rows of it hold something.
    pub row_count: u32,
    /// The header's first row, from 1; 0 where none was found.
    pub header_first: u32,
    /// The header's last row, from 1.
    pub header_last: u32,
    /// The first rows as they stand there, to point out the header.
    pub top: Vec<ImportTopRow>,
    /// The columns under the header.
    pub columns: Vec<ImportColumn>,
    /// What a column can mean.
    pub targets: Vec<ImportTarget>,
    /// The name under which this mapping was remembered, or empty.
    pub remembered: String,
    /// What is worth knowing: hidden rows, rows that are none.
    pub notes: Vec<String>,
    /// Estates of the ledger, for sheets that name none.
    pub estates: Vec<String>,
    /// Groups that a whole sheet can be of: word and label.
    pub groups: Vec<ImportTarget>,
    /// The group that the sheet's title names, or empty.
    pub group: String,
}

/// One of the first rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportTopRow {
    /// Its number, from 1.
    pub row: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Reads another sheet, or takes other rows for the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadImportSheet {
    /// The import.
    pub token: u32,
    /// The sheet, from 0.
    pub sheet: u32,
    /// First and last row of the header, from 1; `null` to find it.
    pub header: Option<(u32, u32)>,
}

/// How rows find the people of the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// By ID number; without one by name, birth date and room.
    #[default]
    Usual,
    /// By ID number alone.
    Number,
    /// By name, birth date and room alone.
    NameBirthRoom,
    /// By name and room.
    NameRoom,
    /// By name and phone.
    NamePhone,
}

/// How an import is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportOptions {
    /// How rows find people.
    pub match_by: MatchBy,
    /// From which day newcomers count as being here, `YYYY-MM-DD`; empty: today.
    pub opening_on: String,
    /// The estate of rows that name none; empty: the only one of the ledger, else one of the community's name.
    pub estate: String,
    /// Keys of fields whose value in the ledger may be replaced; `null`: all.
    pub overwrite: Option<Vec<String>>,
    /// A group that everybody in the sheet belongs to, or empty.
    pub group: String,
    /// Whether rows that the spreadsheet hides are left out.
    pub skips_hidden: bool,
    /// A name to remember the mapping by; empty: the file's.
    pub remember_as: String,
}

/// Plans an import: nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanImport {
    /// The import.
    pub token: u32,
    /// What each column means, in the order of the columns.
    pub targets: Vec<String>,
    /// How it is done.
    pub options: ImportOptions,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not in the ledger: added.
    New,
    /// In the ledger, something differs or is new.
    Changed,
    /// In the ledger, nothing differs.
    Same,
    /// Possibly somebody of the ledger: waits for a decision.
    MaybeSame,
    /// Contradicts itself, the ledger or another row: waits for a decision.
    Conflict,
    /// Cannot be taken.
    Refused,
    /// A dwelling without anybody in it.
    Place,
}

impl Outcome {
    /// All outcomes, in the order in which they are shown.
    pub const ALL: &'static [Outcome] = &[
        Outcome::New,
        Outcome::Changed,
        Outcome::Same,
        Outcome::MaybeSame,
        Outcome::Conflict,
        Outcome::Refused,
        Outcome::Place,
    ];

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::New => "新增",
            Outcome::Changed => "有变化",
            Outcome::Same => "没有变化",
            Outcome::MaybeSame => "可能重复",
            Outcome::Conflict => "有矛盾",
            Outcome::Refused => "不能导入",
            Outcome::Place => "空房",
        }
    }

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::New => "new",
            Outcome::Changed => "changed",
            Outcome::Same => "same",
            Outcome::MaybeSame => "maybe_same",
            Outcome::Conflict => "conflict",
            Outcome::Refused => "refused",
            Outcome::Place => "place",
        }
    }
}

/// How many rows of an outcome there are, and how many of them will be written as decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutcomeCount {
    /// The outcome.
    pub outcome: Outcome,
    /// Its name.
    pub label: String,
    /// Rows.
    pub rows: u32,
    /// Of them: written.
    pub taken: u32,
    /// Of them: taken without some of their cells.
    pub partly: u32,
}

/// A field in which rows differ from the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferingField {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// In how many rows the ledger says something else.
    pub differs: u32,
    /// In how many rows the ledger says nothing yet.
    pub fills: u32,
    /// Whether the ledger's value will be replaced.
    pub may_overwrite: bool,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportPlan {
    /// The import.
    pub token: u32,
    /// Counts by outcome, all of them.
    pub counts: Vec<OutcomeCount>,
    /// Fields that differ, most often first.
    pub fields: Vec<DifferingField>,
    /// Dwellings, buildings, estates and households that will be made, in words.
    pub makes: Vec<String>,
    /// Rows that are none: blank, totals, notes, in words.
    pub left_out: Vec<String>,
    /// Columns that are not taken and sheets that were not read, in words.
    pub unused: Vec<String>,
    /// What is told once of the file, in sentences.
    pub notes: Vec<String>,
}

/// What the user decided for rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// As planned. For all of an outcome it takes back what was skipped, and leaves whom somebody named.
    AsPlanned,
    /// Leave out.
    Skip,
    /// Of a possible double: it is that person.
    SamePerson,
    /// Of a possible double: it is somebody else.
    NewPerson,
    /// Of a contradiction: take the row without the cells that contradict.
    WithoutContradiction,
}

/// Decides for some rows, or for all of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecideImport {
    /// The import.
    pub token: u32,
    /// Numbers of rows, from 1; empty with `outcome`.
    pub rows: Vec<u32>,
    /// All rows of this outcome.
    pub outcome: Option<Outcome>,
    /// What.
    pub decision: Decision,
}

/// Puts a text in the place of a cell of the open sheet. The rows are planned anew after it; the file stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MendImportCell {
    /// The import.
    pub token: u32,
    /// The row's number, from 1.
    pub row: u32,
    /// The column's place in the sheet, from 0.
    pub column: u32,
    /// What stands there from now on.
    pub text: String,
}

/// A part of the planned rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListImportRows {
    /// The import.
    pub token: u32,
    /// Only rows of this outcome.
    pub outcome: Option<Outcome>,
    /// Only rows that are taken without some of their cells.
    pub is_partly: bool,
    /// The first one wanted, from 0.
    pub offset: u32,
    /// How many, at most 200.
    pub limit: u32,
}

/// A value of a row against that of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowDifference {
    /// The field's key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// What the ledger says, or empty.
    pub before: String,
    /// What the row says.
    pub after: String,
    /// Whether the row's value will be written.
    pub is_taken: bool,
}

/// What is wrong with a row, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowFault {
    /// The column's letters, or empty.
    pub column: String,
    /// The column's heading, or empty.
    pub heading: String,
    /// What stands in the cell: in the file, or as it was mended.
    pub text: String,
    /// What is wrong.
    pub fault: FaultOnWire,
}

/// A planned row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedRow {
    /// Its number, from 1, as the spreadsheet counts.
    pub row: u32,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What was decided.
    pub decision: Decision,
    /// Whether it will be written as decided.
    pub is_taken: bool,
    /// The person or record in a few words.
    pub title: String,
    /// More words: sex, age, place.
    pub detail: String,
    /// Whom of the ledger it was matched with, or may be.
    pub matched: Option<MatchedPerson>,
    /// Values that differ.
    pub differences: Vec<RowDifference>,
    /// What is wrong or to be checked.
    pub faults: Vec<RowFault>,
}

/// A person of the ledger that a row was matched with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatchedPerson {
    /// The person.
    pub id: u32,
    /// Name and place.
    pub label: String,
}

/// Planned rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedRows {
    /// How many there are.
    pub total: u32,
    /// The first one's place.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<PlannedRow>,
}

/// An import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfImport {
    /// The import.
    pub token: u32,
}

/// A finished import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportDone {
    /// Its number in the list of imports.
    pub import_id: u32,
    /// What to say.
    pub said: String,
    /// Counts by outcome.
    pub counts: Vec<OutcomeCount>,
    /// How many rows come back in the workbook of those not taken whole.
    pub not_whole: u32,
    /// How many cells were mended in the window: that workbook tells of them too.
    pub mended: u32,
    /// How many rows that workbook has: those not taken whole, and those with a mended cell.
    pub rows_back: u32,
    /// How much is to be known of rows, those taken whole among them.
    pub notices: u32,
}

/// Saves the rows that were not taken whole as a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveImportFaults {
    /// The import.
    pub token: u32,
    /// Where to.
    pub file: String,
    /// Whether the user said that a file that is there may be replaced.
    #[serde(default)]
    pub replaces: bool,
}

/// Every row that was not taken whole, for checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FaultyRow {
    /// The sheet.
    pub sheet: String,
    /// The row's number, from 1.
    pub row: u32,
    /// The field's key, or empty.
    pub field: String,
    /// The fault's code.
    pub code: String,
    /// Its text.
    pub text: String,
}

/// Every fault of rows not taken whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FaultyRows {
    /// The faults, by row.
    pub rows: Vec<FaultyRow>,
    /// What is to be known of rows, those taken whole among them: nothing of it stood in the way.
    pub notices: Vec<FaultyRow>,
}

/// Saves a blank workbook to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveTemplate {
    /// residents, or the key of a register.
    pub kind: String,
    /// Where to.
    pub file: String,
    /// Whether the user said that a file that is there may be replaced.
    #[serde(default)]
    pub replaces: bool,
}

/// Asks for a mapping by the name it was remembered under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedMapping {
    /// residents, or the key of a register.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// What columns meant, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundMapping {
    /// Keys of targets; empty: not imported.
    pub targets: Vec<String>,
}

/// An import of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastImport {
    /// Its number.
    pub import_id: u32,
    /// When, local time.
    pub happened_at: String,
    /// Who.
    pub actor: String,
    /// What, in words.
    pub kind: String,
    /// The file.
    pub file_name: String,
    /// The sheet.
    pub sheet_name: String,
    /// Counts by outcome.
    pub counts: Vec<OutcomeCount>,
    /// When and by whom it was taken back, or empty.
    pub undone: String,
    /// Whether the user may take it back.
    pub can_undo: bool,
}

/// The imports, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastImports {
    /// The imports.
    pub imports: Vec<PastImport>,
}

/// Takes an import back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoImport {
    /// Its number.
    pub import_id: u32,
    /// Whether rows edited since go too.
    pub forces: bool,
}

/// What taking an import back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportUndone {
    /// What to say.
    pub said: String,
    /// Records kept because they were edited since, by name.
    pub kept: Vec<String>,
}

/// Long work under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WorkState {
    /// Whether there is any.
    pub is_running: bool,
    /// What is being done, in words.
    pub stage: String,
    /// How much is done.
    pub done: u32,
    /// Of how much; 0 where that is not known.
    pub total: u32,
}

/// What long work is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// An import, or taking one back.
    Import,
    /// Files and pages that leave.
    Outgoing,
}

/// Long work of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfWork {
    /// Which.
    pub kind: WorkKind,
}
