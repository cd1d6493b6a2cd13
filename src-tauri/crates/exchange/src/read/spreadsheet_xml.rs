//! XML Spreadsheet 2003, which Excel and many business systems save under the ending .xls or .xml. Source: the schema
//! `urn:schemas-microsoft-com:office:spreadsheet` of the Office 2003 XML reference.

use super::xml::{attribute_of_any, lenient, push_reference};
use super::{Limits, Meter, Progress, ReadError, days, kind_of_text};
use domain::sheets::{CellKind, Merge, NO_RESULT, Sheet, number_text};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The format's own limits: positions beyond them are no cells.
const LAST_ROW: u32 = 1_048_576;

/// The words by which the format is known, in small letters.
pub(super) const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Reads every sheet.
pub(super) fn read(bytes: &[u8], limits: Limits, progress: Progress) -> Result<Vec<Sheet>, ReadError> {
    let text = super::html::decode(bytes);
    let mut xml = lenient(Reader::from_str(&text));
    let mut sheets = Vec::new();
    loop {
        match xml.read_event().map_err(|_| ReadError::Broken)? {
            Event::Start(e) if e.local_name().as_ref() == "Worksheet" => {
                let name = attribute_of_any(&e, "Name").unwrap_or_else(|| format!("表{}", sheets.len() + 1));
                let mut page = Page {
                    sheet: Sheet::named(&name),
                    meter: Meter::new(limits, &name),
                    row: 0,
                    column: 0,
                    next_row: 0,
                    next_column: 0,
                };
                page.read(&mut xml, progress)?;
                let mut sheet = page.sheet;
                sheet.hidden_rows.sort_unstable();
                sheet.finish();
                sheets.push(sheet);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if sheets.is_empty() { Err(ReadError::Empty) } else { Ok(sheets) }
}

/// A sheet under way.
struct Page<'a> {
    sheet: Sheet,
    meter: Meter<'a>,
    /// Where the row and the cell that were begun stand, and where those after them do.
    row: u32,
    column: u32,
    next_row: u32,
    next_column: u32,
}

/// A cell as the file says it.
#[derive(Default)]
struct Open {
    /// What the data call themselves: `String`, `Number`; empty where there are none.
    kind: String,
    text: String,
    has_formula: bool,
}

impl Page<'_> {
    /// Reads until the sheet ends.
    fn read(&mut self, xml: &mut Reader<&[u8]>, progress: Progress) -> Result<(), ReadError> {
        let mut cell: Option<Open> = None;
        // Data stand within a cell, and within a remark on it, which is none of ours.
        let (mut is_data, mut in_remark, mut is_visibility) = (false, false, false);
        loop {
            match xml.read_event().map_err(|_| ReadError::Broken)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "Column" => self.begin_column(&e),
                    "Row" => self.begin_row(&e),
                    "Cell" => {
                        self.begin_cell(&e);
                        let has_formula = attribute_of_any(&e, "Formula").is_some();
                        cell = Some(Open { has_formula, ..Open::default() });
                    }
                    "Comment" => in_remark = true,
                    "Data" if !in_remark => {
                        is_data = true;
                        if let Some(cell) = &mut cell {
                            cell.kind = attribute_of_any(&e, "Type").unwrap_or_else(|| "String".to_owned());
                        }
                    }
                    "Visible" => is_visibility = true,
                    _ => {}
                },
                Event::Text(t) if is_visibility => {
                    self.sheet.is_hidden |= t.xml10_content().contains("Hidden");
                }
                Event::Text(t) if is_data => push(&mut cell, &t.xml10_content()),
                Event::CData(t) if is_data => push(&mut cell, &t.xml10_content()),
                Event::GeneralRef(r) if is_data => {
                    if let Some(cell) = &mut cell {
                        push_reference(&r, &mut cell.text);
                    }
                }
                Event::End(e) => match e.local_name().as_ref() {
                    "Worksheet" => return Ok(()),
                    "Comment" => in_remark = false,
                    "Data" => is_data = false,
                    "Visible" => is_visibility = false,
                    "Cell" => {
                        if let Some(cell) = cell.take() {
                            self.put(cell, progress)?;
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Err(ReadError::Broken),
                _ => {}
            }
        }
    }

    fn begin_column(&mut self, e: &BytesStart) {
        let first = place(e).unwrap_or(self.next_column);
        let after = first.saturating_add(number(e, "Span")).saturating_add(1);
        self.next_column = after;
        if is_hidden(e) && self.sheet.hidden_columns.len() < self.meter.limits.columns as usize {
            let last = after.min(self.meter.limits.columns);
            self.sheet.hidden_columns.extend((first..last).filter_map(|c| u16::try_from(c).ok()));
        }
    }

    fn begin_row(&mut self, e: &BytesStart) {
        self.row = place(e).unwrap_or(self.next_row).min(LAST_ROW);
        // Blank rows of one height are written once.
        let span = number(e, "Span").min(LAST_ROW);
        self.next_row = self.row.saturating_add(span).saturating_add(1).min(LAST_ROW);
        self.next_column = 0;
        if is_hidden(e) && self.sheet.hidden_rows.len() < LAST_ROW as usize {
            self.sheet.hidden_rows.extend(self.row..self.next_row);
        }
    }

    fn begin_cell(&mut self, e: &BytesStart) {
        self.column = place(e).unwrap_or(self.next_column);
        let (across, down) = (number(e, "MergeAcross"), number(e, "MergeDown"));
        self.next_column = self.column.saturating_add(across).saturating_add(1);
        let columns = (u16::try_from(self.column), u16::try_from(self.column.saturating_add(across)));
        if let (Ok(first), Ok(last)) = columns
            && (across, down) != (0, 0)
            && self.sheet.merges.len() < self.meter.limits.cells
        {
            let rows = (self.row, self.row.saturating_add(down).min(LAST_ROW));
            self.sheet.merges.push(Merge { rows, columns: (first, last) });
        }
    }

    fn put(&mut self, cell: Open, progress: Progress) -> Result<(), ReadError> {
        let value = cell.text.trim();
        let is_unsaved = cell.has_formula && value.is_empty() && cell.kind != "String";
        let (kind, text) = match cell.kind.as_str() {
            _ if is_unsaved => (CellKind::Error, NO_RESULT.to_owned()),
            "Number" => match value.parse::<f64>().ok().filter(|n| n.is_finite()) {
                Some(n) => (CellKind::Number, number_text(n)),
                None => (CellKind::Text, cell.text),
            },
            "DateTime" => (CellKind::Date, days::of_iso(value)),
            "Boolean" if value == "1" => (CellKind::YesNo, "是".to_owned()),
            "Boolean" if value == "0" => (CellKind::YesNo, "否".to_owned()),
            "Error" => (CellKind::Error, value.to_owned()),
            _ => (kind_of_text(value), cell.text),
        };
        if !text.is_empty() && self.meter.take(&mut self.sheet, (self.row, self.column), kind, &text)? {
            self.meter.tell(progress)?;
        }
        Ok(())
    }
}

fn push(cell: &mut Option<Open>, text: &str) {
    if let Some(cell) = cell {
        cell.text.push_str(text);
    }
}

/// A place that is said, from 0.
fn place(e: &BytesStart) -> Option<u32> {
    attribute_of_any(e, "Index")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn number(e: &BytesStart, key: &str) -> u32 {
    attribute_of_any(e, key).and_then(|v| v.trim().parse().ok()).unwrap_or(0)
}

fn is_hidden(e: &BytesStart) -> bool {
    attribute_of_any(e, "Hidden").is_some_and(|v| v == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(rows: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"{NAMESPACE}\" xmlns:ss=\"{NAMESPACE}\">\
             <Worksheet ss:Name=\"人口&amp;户\"><Table>{rows}</Table></Worksheet>\
             <Worksheet ss:Name=\"备用\"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
        )
    }

    fn data(kind: &str, text: &str) -> String {
        format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>")
    }

    #[test]
    fn cells_stand_where_they_are_said_to_stand() {
        let rows = format!(
            "<Row>{}{}</Row><Row ss:Index=\"4\"><Cell ss:Index=\"2\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">3-1-101</Data>\
             <Comment><Data>旧址</Data></Comment></Cell>{}</Row><Row ss:Hidden=\"1\"><Cell ss:Index=\"3\"><Data ss:Type=\"String\">乙</Data></Cell></Row>",
            data("String", "姓名"),
            data("String", "住&#10;址"),
            data("String", "甲"),
        );
        let sheets = read(book(&rows).as_bytes(), Limits::USUAL, &mut |_| true).unwrap();
        assert_eq!((sheets[0].name.as_str(), sheets[0].is_hidden), ("人口&户", false));
        assert_eq!((sheets[1].name.as_str(), sheets[1].is_hidden), ("备用", true));
        let sheet = &sheets[0];
        assert_eq!((sheet.row(0).unwrap().text(0), sheet.row(0).unwrap().text(1)), ("姓名", "住\n址"));
        let row = |number: u32| sheet.find_row(number).unwrap();
        assert_eq!((row(3).text(1), row(3).text(2)), ("3-1-101", "甲"));
        assert_eq!(
            (row(4).text(1), row(4).text(2)),
            ("3-1-101", "乙"),
            "a merged cell counts for all its rows"
        );
        assert_eq!(sheet.hidden_rows, [4]);
    }

    #[test]
    fn values_keep_their_kinds() {
        let rows = format!(
            "<Row>{}{}{}{}{}</Row><Row><Cell ss:Formula=\"=A1\"/><Cell ss:Formula=\"=A1\"><Data ss:Type=\"String\"></Data></Cell>{}</Row>",
            data("Number", "110105196001010000"),
            data("DateTime", "1960-01-01T00:00:00.000"),
            data("Boolean", "1"),
            data("Error", "#SPILL!"),
            data("String", "<B>高</B><Font>山</Font>"),
            data("Number", "3.50"),
        );
        let sheets = read(book(&rows).as_bytes(), Limits::USUAL, &mut |_| true).unwrap();
        let cell = |row: u32, column: u16| {
            sheets[0].find_row(row).unwrap().own_cell(column).map(|c| (c.kind, c.text.to_owned()))
        };
        let wanted = |kind: CellKind, text: &str| Some((kind, text.to_owned()));
        assert_eq!(cell(0, 0), wanted(CellKind::Number, "110105196001010000"));
        assert_eq!(cell(0, 1), wanted(CellKind::Date, "1960-01-01"));
        assert_eq!(cell(0, 2), wanted(CellKind::YesNo, "是"));
        assert_eq!(cell(0, 3), wanted(CellKind::Error, "#SPILL!"));
        assert_eq!(cell(0, 4), wanted(CellKind::Text, "高山"));
        assert_eq!(cell(1, 0), wanted(CellKind::Error, NO_RESULT), "a formula whose result was not saved");
        assert_eq!(cell(1, 1), None, "a formula that says nothing");
        assert_eq!(cell(1, 2), wanted(CellKind::Number, "3.5"));
    }

    #[test]
    fn it_stays_within_the_limits() {
        let limits = Limits { rows: 10, columns: 5, ..Limits::USUAL };
        let refused = |rows: String| read(book(&rows).as_bytes(), limits, &mut |_| true).unwrap_err();
        let row = format!("<Row>{}</Row>", data("String", "甲"));
        assert_eq!(refused(row.repeat(11)), ReadError::TooManyRows("人口&户".into(), 10));
        let wide = format!("<Row>{}</Row>", data("String", "甲").repeat(60));
        assert_eq!(refused(wide), ReadError::TooManyColumns("人口&户".into(), 5));
        let far = "<Row ss:Index=\"4294967295\"><Cell ss:Index=\"4294967295\" ss:MergeAcross=\"4294967295\" ss:MergeDown=\"4294967295\"/></Row>";
        assert!(
            read(book(far).as_bytes(), limits, &mut |_| true).is_ok(),
            "a lie about a place costs nothing"
        );
        let cut = book(&row);
        let cut = cut.split_once("</Table>").unwrap().0;
        assert_eq!(read(cut.as_bytes(), limits, &mut |_| true).unwrap_err(), ReadError::Broken);
    }
}
