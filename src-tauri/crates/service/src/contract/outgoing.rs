//! What leaves the ledger: the same table as a workbook, as pages, and on paper.

use super::people::{CountChanges, CountPopulation, ListPeople};
use super::places::ListPlaces;
use super::records::ListRows;
use domain::papers::Paper;
use domain::tables::OnPaper;
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
    /// A report of a period: the files of the version that was sent, or was reviewed and is still right; else the figures
    /// of now, marked as a draft.
    Report {
        /// The form's key.
        form: String,
        /// `2026-10`, `2026-Q3`, `2026`
        period: String,
    },
    /// 户册: household by household.
    HouseholdBook {
        /// Which households.
        scope: Scope,
        /// With whole ID numbers and phones.
        #[serde(default)]
        in_full: bool,
    },
    /// 楼栋册: building by building, its empty dwellings too.
    BuildingBook {
        /// Which buildings; `ids` are those of buildings.
        scope: Scope,
        /// With whole ID numbers and phones.
        #[serde(default)]
        in_full: bool,
    },
    /// 户卡, a sheet each. PDF only.
    HouseholdCards {
        /// Which households.
        scope: Scope,
    },
    /// 居民登记表, a sheet each. PDF only.
    PersonSheets {
        /// Which people.
        list: ListPeople,
        /// Only these of them; empty: all.
        #[serde(default)]
        ids: Vec<u32>,
        /// With whole ID numbers and phones.
        #[serde(default)]
        in_full: bool,
    },
    /// Labels of households. PDF only.
    HouseholdLabels {
        /// Which households.
        scope: Scope,
        /// For letters or for folders.
        of: LabelOf,
        /// Which sheet, from 0.
        sheet: u32,
        /// The first label that is still on it, from 0.
        begins_at: u32,
    },
    /// Labels of people. PDF only.
    PersonLabels {
        /// Which people.
        list: ListPeople,
        /// Only these of them; empty: all.
        #[serde(default)]
        ids: Vec<u32>,
        /// Which sheet, from 0.
        sheet: u32,
        /// The first label that is still on it, from 0.
        begins_at: u32,
    },
    /// A form to be filled in by hand.
    Blank {
        /// people, households, or a register's key.
        form: String,
        /// So many sheets; of a register so many lines.
        count: u32,
    },
    /// 人口统计表 of a day.
    Population {
        /// Which day, population and groups.
        count: CountPopulation,
    },
    /// 人口变动表 of any days.
    Changes {
        /// Which days and population.
        count: CountChanges,
    },
    /// A paper by GB/T 9704. PDF only.
    Paper {
        /// What it says.
        paper: Paper,
    },
    /// A version that was reviewed or sent: the very files that were kept.
    FiledReport {
        /// Its row.
        id: u32,
    },
}

/// Which households or buildings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Scope {
    /// In these grids; empty: in all; 0 stands for none.
    #[serde(default)]
    pub grid_ids: Vec<u32>,
    /// In these buildings; empty: in all.
    #[serde(default)]
    pub building_ids: Vec<u32>,
    /// Only these; empty: all.
    #[serde(default)]
    pub ids: Vec<u32>,
}

/// What labels of households are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelOf {
    /// Letters: the head and the address.
    Letters,
    /// Folders: the head, the number, the address and the grid.
    Folders,
}

/// Writes what leaves into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFile {
    /// What leaves.
    pub leaving: Leaving,
    /// The file; its ending says what it becomes: `.xlsx` or `.pdf`.
    pub file: String,
    /// Whether the user said that a file that is there may be replaced.
    #[serde(default)]
    pub replaces: bool,
    /// What a list is printed on; a report has its own from its form.
    #[serde(default)]
    pub paper: OnPaper,
}

/// Looks at the pages of what leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfLeaving {
    /// What leaves.
    pub leaving: Leaving,
    /// What a list is printed on; a report has its own from its form.
    #[serde(default)]
    pub paper: OnPaper,
}

/// The pages, just as they are saved and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PagesMade {
    /// The PDF, base 64.
    pub pdf: String,
    /// How many pages it has.
    pub page_count: u32,
    /// Whether it can leave as a workbook too.
    pub has_workbook: bool,
    /// How its file is called, without its ending.
    pub name: String,
    /// Whose signs no font has, and what to do about it; empty where every sign will be on the paper.
    pub warning: String,
}

/// How the file of what leaves is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileName {
    /// Its name, without folder and ending.
    pub name: String,
}
