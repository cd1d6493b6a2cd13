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
    /// 社区月报
    MonthReport {
        /// `2026-10`
        month: String,
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
}
