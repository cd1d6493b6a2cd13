//! Reports: forms, periods, what they say, what was filed, and what stands behind a figure.

use domain::reports::ReportForm;
use domain::tables::Plot;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A period of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfPeriod {
    /// The form's key.
    pub form: String,
    /// `2026-10`, `2026-Q3`, `2026`
    pub period: String,
}

/// A section that reports may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SectionInfo {
    /// Which one.
    pub key: String,
    /// Its usual title.
    pub title: String,
    /// What it says.
    pub about: String,
}

/// The report forms of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportForms {
    /// The forms, the program's own first.
    pub forms: Vec<ReportForm>,
    /// Every section the program knows.
    pub sections: Vec<SectionInfo>,
    /// The period of each form that is over and was reported last or is to be: by the form's key.
    pub periods: Vec<OfPeriod>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfReportForm {
    /// Its key.
    pub form: String,
}

/// A table of a report as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SheetShown {
    /// The section it stands in.
    pub section: String,
    /// Its name.
    pub title: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The heading over each of them that it shares with its neighbours, or empty.
    pub groups: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The last line, where columns are summed; what it is called stands first in it.
    pub sums: Vec<String>,
    /// Whether the last of the rows is the whole of those above it.
    pub has_total: bool,
    /// Notes under it.
    pub notes: Vec<String>,
    /// Whether the cells of a column open to what stands behind them.
    pub opens: Vec<bool>,
    /// A plot of it.
    pub plot: Option<Plot>,
}

/// A check of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckShown {
    /// Both sides, with their figures.
    pub words: String,
    /// Whether they are the same.
    pub is_right: bool,
}

/// A report of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportMade {
    /// The form's key.
    pub form: String,
    /// `2026-10`
    pub period: String,
    /// `2026年10月`
    pub label: String,
    /// Whether the period is over.
    pub is_over: bool,
    /// The period before and the one after, where that has begun.
    pub neighbours: (String, Option<String>),
    /// What stands over it.
    pub title: String,
    /// Its parts.
    pub sheets: Vec<SheetShown>,
    /// The checks that it must stand.
    pub checks: Vec<CheckShown>,
    /// The version filed last, if any.
    pub filed: Option<FiledReport>,
    /// Where the figures are other ones now than in it.
    pub differences: Vec<ReportDifference>,
    /// What was done since that made the difference, newest first; all of it.
    pub events: Vec<ReportEvent>,
    /// The report of the period before, where figures of it are other ones now than were sent.
    pub earlier: Option<EarlierTold>,
    /// What is printed and saved: the version that was sent, or a draft; in words.
    pub leaves: String,
    /// Later papers that were sent and are made anew with this one, for they open with other figures than it closes with.
    pub anew: Vec<String>,
}

/// The report of the period before, which is not any more what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EarlierTold {
    /// `2026-09`
    pub period: String,
    /// `2026年9月`
    pub label: String,
    /// What changed, and what to do.
    pub words: String,
}

/// A version of a report that was reviewed or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FiledReport {
    /// Its row.
    pub id: u32,
    /// `2026-10`
    pub period: String,
    /// `2026年10月`
    pub label: String,
    /// From 1; a correction is a new version.
    pub version: u32,
    /// reviewed, submitted, returned.
    pub state: String,
    /// The state in words.
    pub state_label: String,
    /// Why it corrects the version before, or empty.
    pub reason: String,
    /// Why it came back, or empty.
    pub returned_reason: String,
    /// When it was reviewed, and by whom.
    pub reviewed: String,
    /// The day it was sent and by whom, or empty.
    pub submitted: String,
    /// SHA-256 of its workbook.
    pub workbook_sha256: String,
    /// SHA-256 of its PDF.
    pub pages_sha256: String,
    /// Whether it lies at the street office: the newest that was sent and did not come back.
    pub is_in_force: bool,
    /// In the list of periods: that figures of it are other ones now, and what becomes of them; else empty.
    pub changed: String,
    /// Whether somebody has to see to that, as the first page says too: no later paper holds it.
    pub is_to_mend: bool,
}

/// Every version of every period of a form, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FiledReports {
    /// The versions.
    pub reports: Vec<FiledReport>,
    /// The last periods that are over, newest first, and the day by which each was to be sent.
    pub due: Vec<PeriodDue>,
}

/// By when a period's report is to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeriodDue {
    /// `2026-10`
    pub period: String,
    /// `2026年10月`
    pub label: String,
    /// The day, ISO.
    pub due_on: String,
    /// Whether it is past and nothing was sent.
    pub is_late: bool,
}

/// A figure that is another one now than in the version filed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportDifference {
    /// The table.
    pub sheet: String,
    /// The row, by what stands first in it.
    pub row: String,
    /// The column.
    pub column: String,
    /// As filed.
    pub before: String,
    /// As it is now.
    pub after: String,
}

/// Something done after a report was filed that made another figure of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportEvent {
    /// When it was entered.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What, as the history says it.
    pub said: String,
    /// Whom it changed, by the day on which it takes effect; of an import everybody.
    pub rows: Vec<ReportEventRow>,
}

/// Somebody or something that an act changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportEventRow {
    /// The day on which it takes effect, ISO; of what holds from no day the one on which it was entered.
    pub on: String,
    /// The name.
    pub name: String,
    /// What happened.
    pub detail: String,
    /// What it opens.
    pub opens: BehindPage,
}

/// Reviews the report of a period that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewReport {
    /// The form's key.
    pub form: String,
    /// `2026-10`
    pub period: String,
    /// Why a version that was sent is corrected; else empty.
    #[serde(default)]
    pub reason: String,
}

/// Notes that a version of a report was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubmitReport {
    /// Its row.
    pub id: u32,
    /// Whether it is sent though that of the period before was not.
    #[serde(default)]
    pub leaves_gap: bool,
}

/// A version of a report that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportReason {
    /// Its row.
    pub id: u32,
    /// Why.
    pub reason: String,
}

/// A step of a report was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportWritten {
    /// What to say.
    pub said: String,
    /// The version as it is now.
    pub report: FiledReport,
}

/// A figure of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfFigure {
    /// The form's key.
    pub form: String,
    /// `2026-10`
    pub period: String,
    /// The section.
    pub section: String,
    /// The row, from 0; `null` in the last line of sums.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: u32,
}

/// What something behind a figure opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum BehindPage {
    /// A person's card.
    Person {
        /// The person.
        id: u32,
        /// The movement that was counted, to be shown in the time line; 0: none.
        movement: u32,
    },
    /// A household.
    Household {
        /// Its row.
        id: u32,
    },
    /// A row of a register.
    Row {
        /// The register.
        register: String,
        /// The row.
        id: u32,
    },
    /// The history of a record: of a place, or of somebody who is not among the people any more.
    Record {
        /// The table.
        table: String,
        /// The row.
        id: u32,
    },
}

/// Somebody, a household or a row that a figure counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BehindItem {
    /// The name.
    pub name: String,
    /// What happened and when, or the age on that evening and the dwelling now.
    pub detail: String,
    /// What it opens.
    pub opens: BehindPage,
}

/// What stands behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BehindFigure {
    /// The first 500, by name.
    pub items: Vec<BehindItem>,
    /// How many they are.
    pub total: u32,
    /// `人`, `户`, `条`
    pub unit: String,
    /// Whether any of them is told by age and dwelling.
    pub says_age: bool,
}

/// A list whose columns may be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfList {
    /// `people`, `dwellings`, a register's key.
    pub list: String,
}

/// Columns of a list under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnSet {
    /// Its row.
    pub id: u32,
    /// How people call it.
    pub name: String,
    /// The keys of the columns, in order.
    pub columns: Vec<String>,
}

/// The sets of a list, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnSets {
    /// The sets.
    pub sets: Vec<ColumnSet>,
}

/// Keeps columns of a list under a name; a set of that name is written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveColumnSet {
    /// The list.
    pub list: String,
    /// The name.
    pub name: String,
    /// The keys of the columns, in order.
    pub columns: Vec<String>,
}

/// What narrows a list, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedFilter {
    /// Its row.
    pub id: u32,
    /// How people call it.
    pub name: String,
    /// The conditions, as the address of the list has them.
    pub query: String,
}

/// The filters of a list, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedFilters {
    /// The filters.
    pub filters: Vec<SavedFilter>,
}

/// Keeps the conditions of a list under a name; a filter of that name is written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveFilter {
    /// The list.
    pub list: String,
    /// The name.
    pub name: String,
    /// The conditions, as the address of the list has them.
    pub query: String,
}
