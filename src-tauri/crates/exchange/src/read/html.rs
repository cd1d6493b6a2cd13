//! Tables of web pages that call themselves .xls, as business systems export them.

use super::{Limits, Meter, Progress, ReadError};
use domain::sheets::{CellKind, Merge, Sheet, number_text};
use html5gum::{Token, Tokenizer};

/// A cell under way.
struct Open {
    row: u32,
    column: u32,
    spans: (u32, u32),
    /// The number that a spreadsheet program kept beside the text that it shows.
    number: Option<f64>,
    text: String,
}

/// Reads the largest table of a page; tables within its cells count as text of them.
pub(super) fn read(bytes: &[u8], name: &str, limits: Limits, progress: Progress) -> Result<Sheet, ReadError> {
    let text = decode(bytes);
    let mut tables: Vec<Sheet> = Vec::new();
    let mut reader = Page::new(limits, name);
    for token in Tokenizer::new(text.as_str()).flatten() {
        match token {
            Token::StartTag(tag) => {
                let attribute = |key: &str| {
                    let value = tag.attributes.get(key.as_bytes())?;
                    String::from_utf8_lossy(value).trim().parse::<u32>().ok()
                };
                let spans = (attribute("rowspan").unwrap_or(1), attribute("colspan").unwrap_or(1));
                let number = tag.attributes.get("x:num".as_bytes()).and_then(|value| {
                    String::from_utf8_lossy(value).trim().parse::<f64>().ok().filter(|n| n.is_finite())
                });
                reader.start(&String::from_utf8_lossy(&tag.name), (spans, number), &mut tables)?;
            }
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name), &mut tables)?,
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
        if reader.meter.rows % 512 == 511 && !progress(reader.meter.rows) {
            return Err(ReadError::Stopped);
        }
    }
    reader.close_table(&mut tables)?;
    let mut largest = tables
        .into_iter()
        .max_by_key(Sheet::cell_count)
        .filter(|s| s.cell_count() > 0)
        .ok_or(ReadError::Empty)?;
    name.clone_into(&mut largest.name);
    largest.finish();
    Ok(largest)
}

/// By the page's own word for its encoding, else by its bytes. What is UTF-8 throughout is that, whatever the page says.
pub(super) fn decode(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let said = head.split("charset=").nth(1).or_else(|| head.split("encoding=").nth(1));
    let label = said.map(|rest| {
        rest.trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect::<String>()
    });
    let named = label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes()));
    match named {
        Some(encoding) if encoding != encoding_rs::UTF_8 && std::str::from_utf8(bytes).is_err() => {
            encoding.decode_with_bom_removal(bytes).0.into_owned()
        }
        _ => super::text::decode(bytes),
    }
}

struct Page<'a> {
    meter: Meter<'a>,
    sheet: Sheet,
    depth: u32,
    row: u32,
    column: u32,
    is_in_row: bool,
    cell: Option<Open>,
    /// Columns that a cell above still covers: down to which row.
    covered: Vec<u32>,
    is_hushed: bool,
}

impl<'a> Page<'a> {
    fn new(limits: Limits, name: &'a str) -> Self {
        Page {
            meter: Meter::new(limits, name),
            sheet: Sheet::default(),
            depth: 0,
            row: 0,
            column: 0,
            is_in_row: false,
            cell: None,
            covered: Vec::new(),
            is_hushed: false,
        }
    }

    fn start(
        &mut self,
        tag: &str,
        (spans, number): ((u32, u32), Option<f64>),
        tables: &mut Vec<Sheet>,
    ) -> Result<(), ReadError> {
        match tag {
            "table" => {
                if self.depth == 0 {
                    self.close_table(tables)?;
                }
                self.depth += 1;
            }
            "script" | "style" => self.is_hushed = true,
            "br" | "p" | "div" => {
                if let Some(cell) = self.cell.as_mut().filter(|c| !c.text.trim().is_empty()) {
                    cell.text.push('\n');
                }
            }
            "tr" if self.depth == 1 => {
                self.close_row()?;
                self.is_in_row = true;
            }
            "td" | "th" if self.depth == 1 => {
                self.close_cell()?;
                self.is_in_row = true;
                while self.covered.get(self.column as usize).is_some_and(|until| *until > self.row) {
                    self.column += 1;
                }
                let spans = (spans.0.clamp(1, 65_535), spans.1.clamp(1, self.meter.limits.columns));
                let (row, column) = (self.row, self.column);
                self.cell = Some(Open { row, column, spans, number, text: String::new() });
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &str, tables: &mut Vec<Sheet>) -> Result<(), ReadError> {
        match tag {
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.close_table(tables)?;
                }
            }
            "script" | "style" => self.is_hushed = false,
            "tr" if self.depth == 1 => self.close_row()?,
            "td" | "th" if self.depth == 1 => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| !self.is_hushed)
            && cell.text.len() < self.meter.limits.text
        {
            cell.text.push_str(text);
        }
    }

    fn close_cell(&mut self) -> Result<(), ReadError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let text = cell.text.split('\n').map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
        let text = text.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
        let (rows, columns) = cell.spans;
        if !text.is_empty() {
            let (kind, text) = match cell.number {
                // 1.10E+17 is shown, and 110105196001010000 kept. A day or an amount is rather what is shown.
                Some(number) if text.parse::<f64>().is_ok() => (CellKind::Number, number_text(number)),
                _ => (super::kind_of_text(&text), text),
            };
            self.meter.take(&mut self.sheet, (cell.row, cell.column), kind, &text)?;
            let column = u16::try_from(cell.column).unwrap_or(u16::MAX);
            let last = u16::try_from(cell.column + columns - 1).unwrap_or(u16::MAX);
            if (rows, columns) != (1, 1) {
                self.sheet
                    .merges
                    .push(Merge { rows: (cell.row, cell.row + rows - 1), columns: (column, last) });
            }
        }
        for covered in cell.column..cell.column + columns {
            let at = covered as usize;
            if at >= self.covered.len() {
                self.covered.resize(at + 1, 0);
            }
            self.covered[at] = cell.row + rows;
        }
        self.column = cell.column + columns;
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        self.close_cell()?;
        if self.is_in_row {
            self.row += 1;
            self.column = 0;
            self.is_in_row = false;
        }
        Ok(())
    }

    fn close_table(&mut self, tables: &mut Vec<Sheet>) -> Result<(), ReadError> {
        self.close_row()?;
        if self.sheet.cell_count() > 0 {
            tables.push(std::mem::take(&mut self.sheet));
        }
        self.row = 0;
        self.covered.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_spreadsheet_program_tells_numbers_and_faults() {
        let page = "<table><tr><td>姓名</td><td>身份证号</td><td>备注</td></tr>\
            <tr><td>高山</td><td x:num=\"110105196001010000\">1.10E+17</td><td>#SPILL!</td></tr>\
            <tr><td>水秀</td><td x:str>110105196205050221</td><td x:num=\"22766\">1962-5-1</td></tr></table>";
        let sheet = read(page.as_bytes(), "导出", Limits::USUAL, &mut |_| true).unwrap();
        let cell = |row: u32, column: u16| {
            let cell = sheet.find_row(row).unwrap().own_cell(column).unwrap();
            (cell.kind, cell.text)
        };
        assert_eq!(cell(1, 1), (CellKind::Number, "110105196001010000"));
        assert_eq!(cell(1, 2), (CellKind::Error, "#SPILL!"));
        assert_eq!(cell(2, 1), (CellKind::Text, "110105196205050221"));
        assert_eq!(cell(2, 2), (CellKind::Text, "1962-5-1"), "a day is what is shown");
    }

    #[test]
    fn a_page_that_is_wrong_about_its_encoding_is_read() {
        let page = "<html><meta charset=gb2312><table><tr><td>姓名<td>住址</tr></table>";
        let sheet = read(page.as_bytes(), "导出", Limits::USUAL, &mut |_| true).unwrap();
        assert_eq!(sheet.row(0).unwrap().text(1), "住址");
    }

    #[test]
    fn a_table_of_a_page_is_read_with_its_spans() {
        let page = "<html><head><meta charset=gb2312><style>td{color:red}</style></head><body><table><tr><td>导航</td></tr></table>\
            <table border=1><tr><th rowspan=2>姓名<th colspan=2>住址</tr><tr><th>楼栋<th>室</tr>\
            <tr><td rowspan=2>王&nbsp;芳</td><td>3</td><td x:str>501</td></tr><tr><td>4<td>502<br>东户</table></body></html>";
        let (bytes, ..) = encoding_rs::GB18030.encode(page);
        let sheet = read(&bytes, "导出", Limits::USUAL, &mut |_| true).unwrap();
        let rows: Vec<Vec<String>> =
            sheet.all_rows().map(|r| (0..3).map(|c| r.text(c).to_owned()).collect()).collect();
        assert_eq!(
            rows,
            [
                ["姓名", "住址", ""],
                ["姓名", "楼栋", "室"],
                ["王 芳", "3", "501"],
                ["王 芳", "4", "502\n东户"]
            ]
        );
    }
}
