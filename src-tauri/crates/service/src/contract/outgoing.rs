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
    /// A report of a period, as the figures are now.
    Report {
        /// The form's key.
        form: String,
        /// `2026-10`, `2026-Q3`, `2026`
        period: String,
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
