//! A table as it leaves the office: what stands over it, its columns and cells, and what stands under it. Lists, register
//! sheets and reports all become one of these; workbooks and pages are made from it and from nothing else.
//!
//! Source: `shared/domain/reports.md` 2 and 5.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use ts_rs::TS;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text; never a formula, whatever it begins with.
    Text(Box<str>),
    /// A count.
    Whole(i64),
    /// Hundredths: fen of 元, hundredths of 平方米.
    Hundredths(i64),
    /// A share in hundredths of a percent.
    Share(i64),
    /// A day.
    Date(NaiveDate),
}

impl Cell {
    /// Text, or nothing where it is empty.
    pub fn of_text(text: &str) -> Self {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text.into()) }
    }

    /// How it reads on paper.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Blank => "".into(),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Whole(n) => n.to_string().into(),
            Cell::Hundredths(n) => hundredths(*n).into(),
            Cell::Share(n) => format!("{}%", hundredths(*n)).into(),
            Cell::Date(day) => day.format("%Y-%m-%d").to_string().into(),
        }
    }
}

/// `-1234` is `-12.34`.
fn hundredths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{:02}", n / 100, n % 100)
}

/// What a column holds, and so how it leans and is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Text, to the left. ID numbers and phones too: they are no figures.
    Text,
    /// Short words and codes, in the middle.
    Code,
    /// Counts, to the right.
    Whole,
    /// Amounts with two decimals, to the right.
    Hundredths,
    /// Shares, to the right.
    Share,
    /// Days, in the middle.
    Date,
}

impl ColumnKind {
    /// The cell of a text in a column of this kind: a figure or a day where the text is one.
    pub fn cell(self, text: &str) -> Cell {
        let figure = || text.parse().ok().filter(|n: &i64| n.to_string() == text);
        match self {
            ColumnKind::Whole => figure().map_or_else(|| Cell::of_text(text), Cell::Whole),
            ColumnKind::Hundredths => {
                let figure = text.replace('.', "").parse().ok().filter(|n: &i64| hundredths(*n) == text);
                figure.map_or_else(|| Cell::of_text(text), Cell::Hundredths)
            }
            ColumnKind::Date if text.len() == 10 => {
                NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| Cell::of_text(text), Cell::Date)
            }
            _ => Cell::of_text(text),
        }
    }

    /// Whether it holds figures.
    pub fn is_figure(self) -> bool {
        matches!(self, ColumnKind::Whole | ColumnKind::Hundredths | ColumnKind::Share)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// The heading over it that it shares with its neighbours of the same one, or empty.
    pub group: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Width in Chinese characters.
    pub width: u32,
    /// Whether the last line has its sum.
    pub is_summed: bool,
    /// Whether paper leaves a cell out that says the same as the one above it: 户号 of all members but the first. A column
    /// after another one of these begins anew wherever that one does.
    #[serde(default)]
    pub is_run: bool,
}

impl Column {
    /// A column without a group and without a sum.
    pub fn new(title: impl Into<String>, kind: ColumnKind, width: u32) -> Self {
        Column { title: title.into(), group: String::new(), kind, width, is_summed: false, is_run: false }
    }

    /// Under a heading that it shares with its neighbours.
    #[must_use]
    pub fn under(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// On paper once for neighbours that say the same.
    #[must_use]
    pub fn run(mut self) -> Self {
        self.is_run = true;
        self
    }

    /// With its sum in the last line.
    #[must_use]
    pub fn summed(mut self) -> Self {
        self.is_summed = true;
        self
    }
}

/// Who signs: 填表人, 审核人, 负责人, and the name where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The words before the line.
    pub label: String,
    /// The name, or empty: a line to write on.
    pub name: String,
}

/// A plot of a table's own figures, beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Plot {
    /// Two columns of figures to both sides of the rows, the first row lowest: 年龄金字塔.
    Pyramid {
        /// To the left.
        left: u32,
        /// To the right.
        right: u32,
    },
    /// Columns of figures as lines over the rows.
    Lines {
        /// The columns.
        columns: Vec<u32>,
    },
}

/// The size of a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm.
    A3,
}

/// Which way a sheet is turned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperTurn {
    /// As the columns need it.
    #[default]
    Fitting,
    /// 纵向
    Upright,
    /// 横向
    Across,
}

/// What a table is printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OnPaper {
    /// The size of the sheet.
    pub size: PaperSize,
    /// Which way it is turned.
    pub turn: PaperTurn,
}

/// A table with all that stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The line over it.
    pub title: String,
    /// Its short name: of the sheet, of the bookmark.
    pub name: String,
    /// 表号, or empty.
    pub form_no: String,
    /// Left of the second line: 填报单位.
    pub unit: String,
    /// In the middle: 统计截止日期 or 报告期, or empty.
    pub period: String,
    /// Right: 填报日期.
    pub filled: String,
    /// What its figures are counted in: 人, 户, or empty where it has none.
    #[serde(default)]
    pub counted_in: String,
    /// Whether a column 序号 stands in front, from 1.
    pub is_numbered: bool,
    /// The columns, without 序号.
    pub columns: Vec<Column>,
    /// The rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Columns that stay when the sheet is moved sideways: up to the name.
    pub kept_columns: usize,
    /// Who signs under it.
    pub signatures: Vec<Signature>,
    /// Whether the seal of the unit goes on it: room is left.
    pub is_sealed: bool,
    /// Notes under it.
    pub notes: Vec<String>,
    /// A plot of it.
    #[serde(default)]
    pub plot: Option<Plot>,
    /// The section of the report that it stands in, or empty: by it a table is known again under another title.
    #[serde(default)]
    pub section: String,
    /// Whether its rows are high enough to be written in by hand: a blank form.
    #[serde(default)]
    pub is_to_fill_in: bool,
    /// Whether the last of the rows is the whole of those above it: 全社区.
    #[serde(default)]
    pub has_total: bool,
    /// What it is printed on.
    #[serde(default)]
    pub paper: OnPaper,
    /// What the last line of sums is called, where it is not 合计: of rows that are grids, 全社区.
    #[serde(default)]
    pub sums_name: String,
}

impl Table {
    /// 单位：人, or nothing.
    pub fn counted_words(&self) -> String {
        if self.counted_in.is_empty() { String::new() } else { format!("单位：{}", self.counted_in) }
    }

    /// What the title says after the name of the table: （更正版）.
    pub fn mark(&self) -> &str {
        let after = self.title.rfind(&self.name).filter(|_| !self.name.is_empty());
        after.and_then(|at| self.title.get(at + self.name.len()..)).unwrap_or_default()
    }

    /// Whether a row is the whole of those above it.
    pub fn is_total(&self, row: usize) -> bool {
        self.has_total && row + 1 == self.rows.len()
    }

    /// Whether it tells of a case: a row that is not noughts alone.
    pub fn has_cases(&self) -> bool {
        let tells = |cell: &Cell| !matches!(cell, Cell::Blank | Cell::Whole(0) | Cell::Hundredths(0));
        self.rows.iter().any(|row| row.iter().skip(1).any(tells))
    }

    /// Takes a column out.
    pub fn drop_column(&mut self, at: usize) {
        if at < self.columns.len() {
            self.columns.remove(at);
            self.rows.iter_mut().filter(|row| at < row.len()).for_each(|row| drop(row.remove(at)));
        }
    }

    /// Its plot, where there is something to draw: rows, and in them a figure of its columns that is not nought.
    pub fn drawn_plot(&self) -> Option<&Plot> {
        let has_figures =
            |column: u32| (0..self.rows.len()).any(|row| self.figure(row, column as usize) != 0);
        self.plot.as_ref().filter(|plot| match plot {
            Plot::Pyramid { left, right } => has_figures(*left) || has_figures(*right),
            Plot::Lines { columns } => columns.iter().copied().any(has_figures),
        })
    }

    /// 未说明性别 3 人未画: a pyramid has two sides, and who stands on neither is told. Empty where everybody is drawn.
    pub fn undrawn(&self) -> String {
        let of_column = |column: usize| (0..self.rows.len()).map(|row| self.figure(row, column)).sum::<i64>();
        let untold = self.columns.iter().position(|c| c.title == "未说明").map_or(0, of_column);
        match self.plot {
            Some(Plot::Pyramid { .. }) if untold > 0 => format!("未说明性别 {untold} 人未画"),
            _ => String::new(),
        }
    }

    /// Whose row it is: the name in it, of a household its head, else what stands first.
    pub fn row_name(&self, row: usize) -> String {
        let Some(cells) = self.rows.get(row) else { return String::new() };
        let told = |fits: fn(&str) -> bool| {
            let at = self.columns.iter().position(|c| fits(&c.title))?;
            cells.get(at).filter(|cell| **cell != Cell::Blank)
        };
        // 户册 has the head before everybody of the household: a row is of the one whom it is about.
        let found = told(|title| title == "姓名")
            .or_else(|| told(|title| title.ends_with("姓名")))
            .or_else(|| told(|title| title == "户主"))
            .or_else(|| cells.iter().find(|cell| **cell != Cell::Blank));
        found.map(|cell| cell.shown().into_owned()).unwrap_or_default()
    }

    /// How a figure is drawn.
    pub fn figure(&self, row: usize, column: usize) -> i64 {
        match self.rows.get(row).and_then(|r| r.get(column)) {
            Some(Cell::Whole(n) | Cell::Hundredths(n) | Cell::Share(n)) => *n,
            _ => 0,
        }
    }

    /// What the last line of sums is called.
    pub fn sums_called(&self) -> &str {
        if self.sums_name.is_empty() { "合计" } else { &self.sums_name }
    }

    /// Whether a last line has sums.
    pub fn has_sums(&self) -> bool {
        self.columns.iter().any(|c| c.is_summed)
    }

    /// The sum of a column of figures.
    pub fn sum(&self, column: usize) -> Cell {
        let figures = self.rows.iter().filter_map(|row| match row.get(column) {
            Some(Cell::Whole(n) | Cell::Hundredths(n)) => Some(*n),
            _ => None,
        });
        let sum = figures.sum();
        match self.columns.get(column).map(|c| c.kind) {
            Some(ColumnKind::Hundredths) => Cell::Hundredths(sum),
            _ => Cell::Whole(sum),
        }
    }

    /// Whether headings stand in two rows.
    pub fn has_groups(&self) -> bool {
        self.columns.iter().any(|c| !c.group.is_empty())
    }

    /// Neighbours under one heading: first and last column, and the heading; empty where a column stands alone.
    pub fn groups(&self) -> Vec<(usize, usize, &str)> {
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for (i, column) in self.columns.iter().enumerate() {
            match found.last_mut() {
                Some((_, last, group)) if !group.is_empty() && *group == column.group => *last = i,
                _ => found.push((i, i, &column.group)),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_figure_or_a_day_only_where_it_reads_back_the_same() {
        assert_eq!(ColumnKind::Whole.cell("12"), Cell::Whole(12));
        assert_eq!(ColumnKind::Whole.cell("007"), Cell::Text("007".into()));
        assert_eq!(ColumnKind::Whole.cell("6 个月"), Cell::Text("6 个月".into()));
        assert_eq!(ColumnKind::Whole.cell("+5"), Cell::Text("+5".into()));
        assert_eq!(ColumnKind::Text.cell("110101199001011234"), Cell::Text("110101199001011234".into()));
        assert_eq!(ColumnKind::Hundredths.cell("-0.07"), Cell::Hundredths(-7));
        assert_eq!(ColumnKind::Hundredths.cell("126.0"), Cell::Text("126.0".into()));
        let day = NaiveDate::from_ymd_opt(1965, 3, 1).unwrap();
        assert_eq!(ColumnKind::Date.cell("1965-03-01"), Cell::Date(day));
        assert_eq!(ColumnKind::Date.cell("1965-03"), Cell::Text("1965-03".into()));
    }

    #[test]
    fn hundredths_and_shares_keep_their_two_places() {
        assert_eq!(Cell::Hundredths(123_405).shown(), "1234.05");
        assert_eq!(Cell::Hundredths(-7).shown(), "-0.07");
        assert_eq!(Cell::Share(1250).shown(), "12.50%");
    }

    #[test]
    fn neighbours_under_one_heading_are_one_group() {
        let whole = |title: &str| Column::new(title, ColumnKind::Whole, 4);
        let table = Table {
            columns: vec![
                whole("网格"),
                whole("男").under("人口").summed(),
                whole("女").under("人口"),
                whole("备注"),
                whole("出生").under("增加"),
            ],
            rows: vec![
                vec![Cell::Blank, Cell::Whole(2), Cell::Whole(1), Cell::Blank, Cell::Blank],
                vec![Cell::Blank, Cell::Whole(3), Cell::Whole(1), Cell::Blank, Cell::Blank],
            ],
            ..Table::default()
        };
        assert_eq!(table.groups(), [(0, 0, ""), (1, 2, "人口"), (3, 3, ""), (4, 4, "增加")]);
        assert!(table.has_groups() && table.has_sums());
        assert_eq!(table.sum(1), Cell::Whole(5));
    }
    #[test]
    fn a_row_is_called_by_the_name_in_it_and_a_column_that_is_taken_out_leaves_every_row() {
        let mut table = Table {
            title: "翠苑街道幸福社区2026年10月花名册（更正版）".into(),
            name: "花名册".into(),
            columns: ["楼栋", "姓名", "备注"].map(|t| Column::new(t, ColumnKind::Text, 4)).to_vec(),
            rows: vec![
                vec![Cell::of_text("1栋"), Cell::of_text("王芳"), Cell::Blank],
                vec![Cell::of_text("2栋"), Cell::Blank, Cell::Blank],
            ],
            has_total: true,
            ..Table::default()
        };
        assert_eq!((table.row_name(0), table.row_name(1)), ("王芳".to_owned(), "2栋".to_owned()));
        assert_eq!(table.mark(), "（更正版）");
        assert!(table.is_total(1) && !table.is_total(0));
        table.drop_column(1);
        assert_eq!(table.columns.len(), 2);
        assert!(table.rows.iter().all(|row| row.len() == 2));
    }

    #[test]
    fn a_row_of_the_household_book_is_of_the_member_and_not_of_the_head() {
        let row = |member: &str| ["0379", "白建军", member].map(Cell::of_text).to_vec();
        let table = Table {
            columns: ["户编号", "户主", "姓名"].map(|t| Column::new(t, ColumnKind::Text, 4)).to_vec(),
            rows: vec![row("孙𱍊"), row("")],
            ..Table::default()
        };
        assert_eq!((table.row_name(0), table.row_name(1)), ("孙𱍊".to_owned(), "白建军".to_owned()));
    }

    #[test]
    fn a_table_of_noughts_tells_of_no_case() {
        let row = |n: i64| vec![Cell::of_text("合计"), Cell::Whole(n), Cell::Whole(0)];
        let of = |rows: Vec<Vec<Cell>>| Table { rows, ..Table::default() };
        assert!(!of(Vec::new()).has_cases());
        assert!(!of(vec![row(0)]).has_cases());
        assert!(of(vec![row(0), row(3)]).has_cases());
    }
}
