//! A sheet as somebody else's program left it: cells with the kind they were stored as, merged regions, hidden rows.
//!
//! Packed, because a sheet of 100,000 rows × 30 columns has three million cells: one text for all, twelve bytes a cell.
//! Rows and columns are counted from 0 here; people read them from 1 and as letters.

/// How a program had stored a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text.
    Text,
    /// A number; its text is the shortest that reads back the same, whole numbers without exponent.
    Number,
    /// A date or time; its text is ISO.
    Date,
    /// `true` or `false`; its text is 是 or 否.
    YesNo,
    /// A formula's fault, like `#N/A`; [`NO_RESULT`] where the file holds the formula alone.
    Error,
}

/// What the cell of a formula says whose result the program did not save. Such a cell is not empty: somebody meant it to
/// say something.
pub const NO_RESULT: &str = "#没有结果";

/// Something about a cell that its text does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// A quotation mark before its text has no partner: it was read to the end of its line.
    OpenQuote,
    /// It stands farther to the right than is read, and is not in the sheet: the beginning of its text.
    TooFar(String),
    /// The file says something else for the same cell again: the beginning of its text.
    Twice(String),
}

/// A doubt and the cell that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellDoubt {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
    /// What is in doubt.
    pub doubt: Doubt,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What stands in it.
    pub text: &'a str,
    /// How it was stored.
    pub kind: CellKind,
}

impl Cell<'_> {
    /// Whether nothing can be read in it.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || crate::text::is_invisible(c))
    }
}

#[derive(Debug, Clone, Copy)]
struct Packed {
    column: u16,
    kind: CellKind,
    at: u32,
    len: u32,
}

#[derive(Debug, Clone, Copy)]
struct RowHead {
    number: u32,
    first: u32,
}

/// A merged region, corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u16, u16),
}

/// A sheet.
#[derive(Debug, Default, Clone)]
pub struct Sheet {
    /// Its name; of a text file the file's.
    pub name: String,
    /// Whether the workbook hides it.
    pub is_hidden: bool,
    text: String,
    cells: Vec<Packed>,
    rows: Vec<RowHead>,
    /// Merged regions, top first.
    pub merges: Vec<Merge>,
    /// Rows that the program hid.
    pub hidden_rows: Vec<u32>,
    /// Columns that the program hid.
    pub hidden_columns: Vec<u16>,
    /// What is in doubt about single cells, top first once the sheet is finished.
    pub doubts: Vec<CellDoubt>,
    width: u16,
    /// Vertical merges by column, made by [`Sheet::finish`].
    fills: Vec<Fill>,
    /// Cells that came behind others that stand below or right of them.
    late: Vec<(u32, Packed)>,
}

#[derive(Debug, Clone, Copy)]
struct Fill {
    column: u16,
    rows: (u32, u32),
    at: u32,
    len: u32,
    kind: CellKind,
}

/// A row that has a cell in it.
#[derive(Debug, Clone, Copy)]
pub struct SheetRow<'a> {
    sheet: &'a Sheet,
    /// Its place in the sheet, from 0, blank rows counted.
    pub number: u32,
    cells: &'a [Packed],
}

impl Sheet {
    /// An empty sheet.
    pub fn named(name: impl Into<String>) -> Self {
        Sheet { name: name.into(), ..Sheet::default() }
    }

    /// Adds a cell. What comes out of order is put in its place by [`Sheet::finish`]; of two cells of one place the first
    /// counts, and one that holds nothing is passed over.
    pub fn push(&mut self, row: u32, column: u16, kind: CellKind, text: &str) {
        let (Ok(at), Ok(len)) = (u32::try_from(self.text.len()), u32::try_from(text.len())) else {
            return;
        };
        if text.is_empty() || at.checked_add(len).is_none() {
            return;
        }
        let is_late = self.rows.last().is_some_and(|last| {
            let right = || self.cells[last.first as usize..].last().is_some_and(|c| c.column >= column);
            last.number > row || last.number == row && right()
        });
        self.text.push_str(text);
        self.width = self.width.max(column + 1);
        if is_late {
            self.late.push((row, Packed { column, kind, at, len }));
            return;
        }
        if self.rows.last().is_none_or(|last| last.number < row) {
            let first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            self.rows.push(RowHead { number: row, first });
        }
        self.cells.push(Packed { column, kind, at, len });
    }

    /// Puts cells that came out of order where they belong.
    fn put_late(&mut self) {
        if self.late.is_empty() {
            return;
        }
        let mut all: Vec<(u32, Packed)> = Vec::with_capacity(self.cells.len() + self.late.len());
        for (i, head) in self.rows.iter().enumerate() {
            let end = self.rows.get(i + 1).map_or(self.cells.len(), |next| next.first as usize);
            all.extend(self.cells[head.first as usize..end].iter().map(|cell| (head.number, *cell)));
        }
        all.append(&mut self.late);
        all.sort_by_key(|(row, cell)| (*row, cell.column));
        let mut twice = Vec::new();
        all.dedup_by(|(row, later), (before, first)| {
            let is_same = (*row, later.column) == (*before, first.column);
            if is_same {
                let text =
                    self.text.get(later.at as usize..(later.at + later.len) as usize).unwrap_or_default();
                let doubt = Doubt::Twice(text.chars().take(20).collect());
                twice.push(CellDoubt { row: *row, column: later.column, doubt });
            }
            is_same
        });
        self.doubts.append(&mut twice);
        self.rows.clear();
        self.cells.clear();
        for (row, cell) in all {
            if self.rows.last().is_none_or(|last| last.number < row) {
                let first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
                self.rows.push(RowHead { number: row, first });
            }
            self.cells.push(cell);
        }
    }

    /// Makes the sheet ready to be read: what a merged region says counts for all of its rows.
    pub fn finish(&mut self) {
        self.put_late();
        self.merges.sort_by_key(|m| (m.rows.0, m.columns.0));
        self.doubts.sort_by_key(|d| (d.row, d.column));
        let mut fills = Vec::new();
        for merge in self.merges.iter().filter(|m| m.rows.1 > m.rows.0) {
            let Some(head) = self.find_row(merge.rows.0) else { continue };
            if let Some(cell) = head.packed(merge.columns.0) {
                fills.push(Fill {
                    column: merge.columns.0,
                    rows: merge.rows,
                    at: cell.at,
                    len: cell.len,
                    kind: cell.kind,
                });
            }
        }
        fills.sort_by_key(|f| (f.column, f.rows.0));
        self.fills = fills;
        self.text.shrink_to_fit();
        self.cells.shrink_to_fit();
    }

    /// Puts a text in the place of what stands in a cell of a row that holds something. Whether the row is there.
    pub fn put(&mut self, row: u32, column: u16, text: &str) -> bool {
        let Ok(place) = self.rows.binary_search_by_key(&row, |r| r.number) else { return false };
        let (Ok(at), Ok(len)) = (u32::try_from(self.text.len()), u32::try_from(text.len())) else {
            return false;
        };
        if at.checked_add(len).is_none() {
            return false;
        }
        self.text.push_str(text);
        let packed = Packed { column, kind: CellKind::Text, at, len };
        let first = self.rows[place].first as usize;
        let end = self.rows.get(place + 1).map_or(self.cells.len(), |next| next.first as usize);
        match self.cells[first..end].binary_search_by_key(&column, |c| c.column) {
            Ok(i) => self.cells[first + i] = packed,
            Err(i) => {
                self.cells.insert(first + i, packed);
                self.rows[place + 1..].iter_mut().for_each(|r| r.first += 1);
                self.width = self.width.max(column + 1);
            }
        }
        true
    }

    /// How many rows hold something.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// How many cells hold something.
    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// One more than the last column in use.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The row at a place among those that hold something.
    pub fn row(&self, index: usize) -> Option<SheetRow<'_>> {
        let head = self.rows.get(index)?;
        let end = self.rows.get(index + 1).map_or(self.cells.len(), |next| next.first as usize);
        Some(SheetRow { sheet: self, number: head.number, cells: &self.cells[head.first as usize..end] })
    }

    /// Every row that holds something, top first.
    pub fn all_rows(&self) -> impl Iterator<Item = SheetRow<'_>> {
        (0..self.rows.len()).filter_map(|i| self.row(i))
    }

    /// The row of a number, if it holds something.
    pub fn find_row(&self, number: u32) -> Option<SheetRow<'_>> {
        self.row(self.rows.binary_search_by_key(&number, |r| r.number).ok()?)
    }

    fn cell(&self, packed: &Packed) -> Cell<'_> {
        Cell { text: self.slice(packed.at, packed.len), kind: packed.kind }
    }

    fn slice(&self, at: u32, len: u32) -> &str {
        self.text.get(at as usize..(at + len) as usize).unwrap_or_default()
    }

    fn fill(&self, row: u32, column: u16) -> Option<Cell<'_>> {
        let after = self.fills.partition_point(|f| (f.column, f.rows.0) <= (column, row));
        let fill = self.fills.get(after.checked_sub(1)?)?;
        (fill.column == column && fill.rows.1 >= row)
            .then(|| Cell { text: self.slice(fill.at, fill.len), kind: fill.kind })
    }

    /// Whether a row is hidden.
    pub fn is_row_hidden(&self, number: u32) -> bool {
        self.hidden_rows.binary_search(&number).is_ok()
    }
}

impl<'a> SheetRow<'a> {
    fn packed(&self, column: u16) -> Option<&'a Packed> {
        self.cells.binary_search_by_key(&column, |c| c.column).ok().map(|i| &self.cells[i])
    }

    /// The cell of a column as it stands there.
    pub fn own_cell(&self, column: u16) -> Option<Cell<'a>> {
        self.packed(column).map(|c| self.sheet.cell(c))
    }

    /// The cell of a column; of a merged region what its first row says.
    pub fn cell(&self, column: u16) -> Option<Cell<'a>> {
        self.own_cell(column).or_else(|| self.sheet.fill(self.number, column))
    }

    /// The text of a column, or nothing.
    pub fn text(&self, column: u16) -> &'a str {
        self.cell(column).map_or("", |c| c.text)
    }

    /// Every cell that stands in the row, with its column.
    pub fn cells(&self) -> impl Iterator<Item = (u16, Cell<'a>)> + use<'a> {
        let sheet = self.sheet;
        self.cells.iter().map(move |c| (c.column, sheet.cell(c)))
    }

    /// What is in doubt about its cells.
    pub fn doubts(&self) -> &'a [CellDoubt] {
        let all: &'a [CellDoubt] = &self.sheet.doubts;
        let from = all.partition_point(|d| d.row < self.number);
        let to = all.partition_point(|d| d.row <= self.number);
        &all[from..to]
    }

    /// Whether nothing can be read in it.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|(_, cell)| cell.is_blank())
    }
}

/// The letters of a column, `A`, `AB`.
pub fn column_letters(column: u16) -> String {
    let mut n = u32::from(column) + 1;
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    letters.iter().rev().collect()
}

/// The text of a number as a person would type it: whole numbers without a point or an exponent.
pub fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() == 0.0 && number.abs() < 1e21 { format!("{number:.0}") } else { format!("{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_count_for_all_their_rows() {
        let mut sheet = Sheet::named("户");
        sheet.push(0, 0, CellKind::Text, "3-2-501");
        sheet.push(0, 1, CellKind::Text, "王芳");
        sheet.push(1, 1, CellKind::Text, "李明");
        sheet.push(3, 0, CellKind::Text, "3-2-502");
        sheet.push(3, 1, CellKind::Text, "赵敏");
        sheet.merges.push(Merge { rows: (0, 1), columns: (0, 0) });
        sheet.finish();
        assert_eq!((sheet.row_count(), sheet.width()), (3, 2));
        assert_eq!(sheet.row(1).unwrap().text(0), "3-2-501");
        assert_eq!(sheet.row(1).unwrap().own_cell(0), None);
        assert_eq!(sheet.find_row(3).unwrap().text(0), "3-2-502");
        assert!(sheet.find_row(2).is_none());
    }

    #[test]
    fn a_cell_is_put_in_the_place_of_another_or_of_nothing() {
        let mut sheet = Sheet::named("户");
        sheet.push(0, 0, CellKind::Text, "王芳");
        sheet.push(0, 2, CellKind::Number, "139");
        sheet.push(2, 0, CellKind::Text, "李明");
        sheet.finish();
        assert!(sheet.put(0, 2, "13900006234") && sheet.put(0, 1, "女"));
        let texts =
            |at: usize| sheet.row(at).unwrap().cells().map(|(c, cell)| (c, cell.text)).collect::<Vec<_>>();
        assert_eq!(texts(0), [(0, "王芳"), (1, "女"), (2, "13900006234")]);
        assert_eq!(texts(1), [(0, "李明")], "the rows below stay");
        assert!(!sheet.put(1, 0, "谁"), "a blank row is no row");
    }

    #[test]
    fn cells_out_of_order_are_put_in_their_place() {
        let mut sheet = Sheet::default();
        sheet.push(5, 2, CellKind::Text, "乙");
        sheet.push(5, 1, CellKind::Text, "甲");
        sheet.push(4, 0, CellKind::Text, "丙");
        sheet.push(5, 2, CellKind::Text, "丁");
        sheet.finish();
        let rows: Vec<(u32, String)> =
            sheet.all_rows().map(|r| (r.number, r.cells().map(|(_, c)| c.text).collect())).collect();
        assert_eq!(
            rows,
            [(4, "丙".to_owned()), (5, "甲乙".to_owned())],
            "of two at one place the first counts"
        );
    }

    #[test]
    fn doubts_are_found_by_their_row() {
        let mut sheet = Sheet::named("表");
        for row in 0..3 {
            sheet.push(row, 0, CellKind::Text, "王芳");
        }
        let doubt = |row, column| CellDoubt { row, column, doubt: Doubt::OpenQuote };
        sheet.doubts = vec![doubt(2, 3), doubt(1, 4), doubt(1, 2)];
        sheet.finish();
        let columns = |row: u32| -> Vec<u16> {
            sheet.find_row(row).unwrap().doubts().iter().map(|d| d.column).collect()
        };
        assert_eq!([columns(0), columns(1), columns(2)], [vec![], vec![2, 4], vec![3]]);
    }

    #[test]
    fn columns_have_letters_and_numbers_their_plain_text() {
        assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!(number_text(1_965.3), "1965.3");
        assert_eq!(number_text(110_105_194_912_310_000.0), "110105194912310000");
    }
}
