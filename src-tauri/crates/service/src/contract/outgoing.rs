//! What leaves the ledger: the same table as a workbook, as pages, and on paper.

use super::people::ListPeople;
use super::places::ListPlaces;
use super::records::ListRows;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What leaves. Of a list all rows go that it finds, in its order and with its columns; offset and limit are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Leaving {
    /// 居民花名册
    People {
        /// Which people.
        list: ListPeople,
        /// Only these of them; empty: all.
        #[serde(default)]
        ids: Vec<u32>,
        /// With whole ID numbers and phones, as the street office wants them; masked otherwise. Needs the right to see
        /// them, and leaves a line in the history.
        #[serde(default)]
        in_full: bool,
    },
    /// A list of dwellings, households or grids.
    Places {
        /// Which of them.
        list: ListPlaces,
        /// Only these of them; empty: all.
        #[serde(default)]
        ids: Vec<u32>,
    },
    /// A register.
    Rows {
        /// Which rows.
        list: ListRows,
        /// Only these of them; empty: all.
        #[serde(default)]
        ids: Vec<u32>,
    },
    /// 社区月报, as the figures are now.
    MonthReport {
        /// `2026-10`
        month: String,
    },
    /// A version that was reviewed or sent: the very files that were kept.
    FiledReport {
        /// Its row.
        id: u32,
    },
}

/// Writes what leaves into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFile {
    /// What leaves.
    pub leaving: Leaving,
    /// The file; its ending says what it becomes: `.xlsx` or `.pdf`.
    pub file: String,
}

/// Looks at the pages of what leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfLeaving {
    /// What leaves.
    pub leaving: Leaving,
}

/// The pages, just as they are saved and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PagesMade {
    /// The PDF, base 64.
    pub pdf: String,
    /// How many pages it has.
    pub page_count: u32,
    /// How its file is called, without its ending.
    pub name: String,
}

/// How the file of what leaves is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileName {
    /// Its name, without folder and ending.
    pub name: String,
}

/// A month of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfMonth {
    /// `2026-10`
    pub month: String,
}

/// A table of a report as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SheetShown {
    /// Its name.
    pub title: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The heading over each of them that it shares with its neighbours, or empty.
    pub groups: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The last line, where columns are summed.
    pub sums: Vec<String>,
    /// Notes under it.
    pub notes: Vec<String>,
}

/// A check of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckShown {
    /// Both sides, with their figures.
    pub words: String,
    /// Whether they are the same.
    pub is_right: bool,
}

/// 社区月报
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthReport {
    /// `2026-10`
    pub month: String,
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
    /// What was done since that may have made the difference, newest first.
    pub events: Vec<ReportEvent>,
}

/// A version of a report that was reviewed or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FiledReport {
    /// Its row.
    pub id: u32,
    /// `2026-10`
    pub month: String,
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
}

/// Every version of every month, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FiledReports {
    /// The versions.
    pub reports: Vec<FiledReport>,
    /// The last twelve months that are over, newest first, and the day by which each was to be sent.
    pub due: Vec<MonthDue>,
}

/// By when a month's report is to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthDue {
    /// `2026-10`
    pub month: String,
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

/// Something done after a report was filed that its figures are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportEvent {
    /// When.
    pub at: String,
    /// What, as the history says it.
    pub said: String,
}

/// Reviews the report of a month that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewReport {
    /// `2026-10`
    pub month: String,
    /// Why a version that was sent is corrected; else empty.
    #[serde(default)]
    pub reason: String,
}

/// A version of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportId {
    /// Its row.
    pub id: u32,
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

/// A figure of 人口统计表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfFigure {
    /// `2026-10`
    pub month: String,
    /// The grid as the table names it; empty: of all.
    pub grid: String,
    /// The column, from 0.
    pub column: u32,
}

/// Somebody whom a figure counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountedPerson {
    /// The person.
    pub id: u32,
    /// The name.
    pub name: String,
    /// The age on that evening, and the dwelling now.
    pub detail: String,
}

/// Who stands behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountedPeople {
    /// The first 500 of them, by name; nobody where the figure counts households.
    pub people: Vec<CountedPerson>,
    /// How many they are.
    pub total: u32,
}
