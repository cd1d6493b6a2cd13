//! Lists, forms, writes and history: the shapes shared by people, places and registers.

use domain::fault::FaultOnWire;
use domain::fields::Values;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which way a column leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Text.
    Left,
    /// Dates and codes.
    Center,
    /// Numbers.
    Right,
}

/// A column that a list can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnInfo {
    /// The key.
    pub key: String,
    /// The heading.
    pub title: String,
    /// Which way it leans.
    pub align: Align,
    /// Width in characters of text.
    pub width: u32,
    /// Whether it is shown unless told otherwise.
    pub is_default: bool,
    /// Whether the list can be sorted by it.
    pub is_sortable: bool,
}

/// A row of a list; cells in the order of the columns asked for, in people's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Row {
    /// The record.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// What is read.
    pub cells: Vec<String>,
    /// A word that tells the row apart (已离开, 已作废); `null` for ordinary rows.
    pub mark: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowPage {
    /// How many rows the filter finds in all.
    pub total: u32,
    /// The first row's place, from 0.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<Row>,
}

/// How a list is sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sort {
    /// The column.
    pub key: String,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// One condition on a field: the value is one of these words; an empty word means "not filled".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Condition {
    /// The field's key.
    pub field: String,
    /// Accepted words of the ledger.
    pub words: Vec<String>,
}

/// One of the choices of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceInfo {
    /// The word in the ledger.
    pub word: String,
    /// What people read.
    pub label: String,
    /// Whether forms offer it first.
    pub is_common: bool,
    /// How the label reads in pinyin: characters parted by blanks, several readings of one by strokes, `chang/zhang zi`.
    pub pinyin: String,
    /// What else people call it, 儿子 for 子: it is found by these words too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub also: Option<Vec<UsualWord>>,
}

/// A word that people use for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UsualWord {
    /// The word.
    pub label: String,
    /// How it reads, as that of the choice.
    pub pinyin: String,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A day.
    Date,
    /// A day, month or year.
    PartialDate,
    /// One of the choices.
    Choice,
    /// Several of the choices.
    Choices,
    /// A whole number.
    Whole,
    /// A number with two decimals, sent as whole hundredths.
    Hundredths,
    /// Yes or no.
    YesNo,
    /// Phones.
    Phones,
    /// A division code, searched.
    Division,
    /// Another record, by its id: `refers_to` names the kind.
    Reference,
}

/// A field as forms draw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldInfo {
    /// The key.
    pub key: String,
    /// The label.
    pub label: String,
    /// How it is typed.
    pub input: InputKind,
    /// The longest text in characters, or 0.
    pub max: u32,
    /// The unit after it, or empty.
    pub unit: String,
    /// Whether a record without it is refused.
    pub is_required: bool,
    /// Whether the program fills it.
    pub is_computed: bool,
    /// The heading over it.
    pub section: String,
    /// A short help under it.
    pub hint: String,
    /// What a new record starts with (a word of the ledger), or empty.
    pub default: String,
    /// The choices.
    pub choices: Vec<ChoiceInfo>,
    /// The kind of record referred to, or empty: estates, buildings, dwellings, grids, households.
    pub refers_to: String,
    /// Whether a new record starts with what the last one of the register has.
    pub is_remembered: bool,
    /// Whether a change holds from its day on, and days before count by what was there.
    pub is_dated: bool,
}

/// A form and the list that goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormInfo {
    /// people, estates, buildings, dwellings, grids, households, or the key of a register.
    pub key: String,
    /// The title.
    pub title: String,
    /// What belongs here, for the empty list.
    pub about: String,
    /// The fields.
    pub fields: Vec<FieldInfo>,
    /// The columns its list can show.
    pub columns: Vec<ColumnInfo>,
    /// Whether it is a declared register, drawn by the engine.
    pub is_register: bool,
    /// Whether wrong rows are struck (作废) with a reason instead of deleted.
    pub is_struck: bool,
    /// Whether the user may change its records.
    pub may_write: bool,
}

/// Every form the user may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Forms {
    /// The forms.
    pub forms: Vec<FormInfo>,
    /// The kinds of movements offered, with their labels.
    pub movement_kinds: Vec<ChoiceInfo>,
    /// The relations to the head of a household.
    pub relations: Vec<ChoiceInfo>,
    /// 人户状态
    pub residence_states: Vec<ChoiceInfo>,
    /// How a new person came unless the clerk says otherwise: 建账登记 until the office has made a report, then 迁入.
    pub usual_source: domain::population::MovementKind,
}

/// What a write did: what to say, what to undo, what to load again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Written {
    /// The act in the history; `undo_act` takes it back.
    pub act_id: u32,
    /// What to say, like 已保存 王建国.
    pub said: String,
    /// The main record.
    pub id: u32,
    /// Its revision now.
    pub revision: u32,
    /// What else changed.
    pub touched: Vec<Touched>,
    /// Things to check that did not stop the write.
    pub warnings: Vec<FaultOnWire>,
}

/// A record that a write changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Touched {
    /// people, households, dwellings …
    pub table: String,
    /// The record.
    pub id: u32,
}

/// A record of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordOf {
    /// people, households, dwellings, estates, buildings, grids, or the key of a register.
    pub table: String,
    /// The record.
    pub id: u32,
}

/// A record of a table at a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordAt {
    /// people, households, dwellings, estates, buildings, grids, or the key of a register.
    pub table: String,
    /// The record.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
}

/// Several records of a table go to the recycle bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeleteRecords {
    /// people, households, dwellings, estates, buildings, grids, or the key of a register.
    pub table: String,
    /// The records.
    pub ids: Vec<u32>,
}

/// A record's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StoredRecord {
    /// The record.
    pub id: u32,
    /// Its revision.
    pub revision: u32,
    /// Its name in one line.
    pub title: String,
    /// The values, sensitive ones masked.
    pub values: Values,
    /// Struck (作废) with this reason.
    pub struck_reason: Option<String>,
    /// The day on which it was entered: until its evening what is changed was always so.
    pub entered_on: String,
}

/// A new record of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AddRow {
    /// The register's key.
    pub register: String,
    /// What was typed.
    pub values: Values,
}

/// Changes a record of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdateRow {
    /// The register's key.
    pub register: String,
    /// The record.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// What was typed.
    pub values: Values,
}

/// Strikes a row (作废): it stays with its number and a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StrikeRow {
    /// The register's key.
    pub register: String,
    /// The record.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// Why.
    pub reason: String,
}

/// A part of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListRows {
    /// The register's key.
    pub register: String,
    /// Words that must all occur somewhere in a row.
    pub text: String,
    /// Conditions on choice fields.
    pub conditions: Vec<Condition>,
    /// Earliest day, or empty.
    pub from_on: String,
    /// Latest day, or empty.
    pub to_on: String,
    /// The columns wanted.
    pub columns: Vec<String>,
    /// How to sort; `null`: newest first.
    pub sort: Option<Sort>,
    /// The first row wanted, from 0.
    pub offset: u32,
    /// How many rows, at most 500.
    pub limit: u32,
}

/// What one act changed in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChange {
    /// The record's name.
    pub subject: String,
    /// The field's label.
    pub label: String,
    /// What stood there.
    pub before: String,
    /// What stands there since.
    pub after: String,
}

/// A line of the history: one act of one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// The act.
    pub act_id: u32,
    /// When, local time `YYYY-MM-DD HH:MM:SS`.
    pub happened_at: String,
    /// Who.
    pub actor: String,
    /// What, in words, like 修改 王建国.
    pub said: String,
    /// The fields that changed.
    pub changes: Vec<FieldChange>,
    /// Whether it changed more rows than are told here.
    pub is_cut: bool,
    /// Whether it was taken back already.
    pub is_undone: bool,
    /// Whether it can be taken back now.
    pub can_undo: bool,
}

/// A part of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListHistory {
    /// Only the acts that touched this record; `null` for all.
    pub record: Option<RecordOf>,
    /// Acts before this one (to page on), or `null`.
    pub before_act_id: Option<u32>,
    /// How many, at most 200.
    pub limit: u32,
    /// Only acts whose line holds every one of these words: what was done, who, when.
    #[serde(default)]
    pub text: String,
}

/// The history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct History {
    /// The acts.
    pub entries: Vec<HistoryEntry>,
    /// Whether there are earlier ones.
    pub has_more: bool,
}

/// An act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActId {
    /// The act.
    pub act_id: u32,
}

/// A record in the recycle bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BinEntry {
    /// The table.
    pub table: String,
    /// What it is called, like 居民.
    pub kind: String,
    /// The record.
    pub id: u32,
    /// Its name.
    pub title: String,
    /// When it was deleted, local time.
    pub deleted_at: String,
    /// Who did.
    pub deleted_by: String,
}

/// The recycle bin, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bin {
    /// What lies in it.
    pub entries: Vec<BinEntry>,
}

/// What was typed and not saved yet; kept in the ledger, encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// The form, like `people:17` or `people:new`.
    pub form: String,
    /// The form's own JSON text.
    pub content: String,
    /// When it was kept, local time; ignored on saving.
    pub kept_at: String,
}

/// A form's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfForm {
    /// The form, like `people:17` or `people:new`.
    pub form: String,
}

/// The draft of a form, if there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundDraft {
    /// The draft.
    pub draft: Option<Draft>,
}

/// All drafts of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Drafts {
    /// The drafts, newest first.
    pub drafts: Vec<Draft>,
}
