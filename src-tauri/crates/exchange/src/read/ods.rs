//! .ods, row by row: calamine unfolds a whole sheet of up to a hundred million cells, and tells no merged regions.

use super::xml::attribute;
use super::zipped;
use super::{ERRORS, Limits, MOST_STRAYS, Meter, Progress, ReadError, SheetName, days};
use domain::sheets::{CellKind, Merge, NO_RESULT, Sheet, number_text};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

pub(super) struct Ods {
    path: PathBuf,
    names: Vec<SheetName>,
}

/// The sheet's own limits: positions beyond them are no cells.
const LAST_ROW: u32 = 1_048_576;

impl Ods {
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ReadError> {
        let mut archive = zipped::archive(path)?;
        let mut manifest = String::new();
        if let Ok(part) = archive.by_name("META-INF/manifest.xml") {
            part.take(4 << 20).read_to_string(&mut manifest).map_err(|_| ReadError::Broken)?;
        }
        if manifest.contains("encryption-data") {
            return Err(ReadError::Locked);
        }
        let is_content = |name: &str| name == "content.xml";
        zipped::look_through(&mut archive, limits, is_content, is_content)?;
        let mut names = Vec::new();
        let mut hidden_styles = Vec::new();
        let part = archive.by_name("content.xml")?;
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, part));
        let mut buffer = Vec::new();
        let mut style = String::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| ReadError::Broken)? {
                Event::Start(e) | Event::Empty(e) => match e.name().as_ref() {
                    "style:style" => style = attribute(&e, "style:name").unwrap_or_default(),
                    "style:table-properties"
                        if attribute(&e, "table:display").as_deref() == Some("false") =>
                    {
                        hidden_styles.push(style.clone());
                    }
                    "table:table" => {
                        let name =
                            attribute(&e, "table:name").unwrap_or_else(|| format!("表{}", names.len() + 1));
                        let style = attribute(&e, "table:style-name").unwrap_or_default();
                        names.push(SheetName { name, is_hidden: hidden_styles.contains(&style) });
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if names.is_empty() { Err(ReadError::Empty) } else { Ok(Ods { path: path.to_owned(), names }) }
    }

    pub fn names(&self) -> Vec<SheetName> {
        self.names.clone()
    }

    pub fn read(
        &mut self,
        index: usize,
        rows: Option<u32>,
        limits: Limits,
        progress: Progress,
    ) -> Result<Sheet, ReadError> {
        let name = self.names.get(index).ok_or(ReadError::NoSheet)?.name.clone();
        let mut archive = zipped::archive(&self.path)?;
        let part = archive.by_name("content.xml")?;
        let mut table = Table {
            reader: Reader::from_reader(BufReader::with_capacity(1 << 16, part)),
            buffer: Vec::new(),
            sheet: Sheet::named(&name),
            meter: Meter::new(limits, &name),
            row: 0,
        };
        let mut at = 0;
        loop {
            table.buffer.clear();
            match table.reader.read_event_into(&mut table.buffer).map_err(|_| ReadError::Broken)? {
                Event::Start(e) if e.name().as_ref() == "table:table" => {
                    if at == index {
                        break;
                    }
                    at += 1;
                }
                Event::Eof => return Err(ReadError::Broken),
                _ => {}
            }
        }
        table.rows(rows, progress)?;
        let mut sheet = table.sheet;
        sheet.finish();
        Ok(sheet)
    }
}

struct Table<'a, R: BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    sheet: Sheet,
    meter: Meter<'a>,
    row: u32,
}

/// A cell as the file says it.
struct Said {
    kind: CellKind,
    /// The value attribute, where it says more than the text.
    value: Option<String>,
    repeats: u32,
    spans: (u32, u32),
    /// A formula that failed.
    is_error: bool,
    /// A formula without a result, unless a text stands in the cell.
    is_unsaved: bool,
}

impl<R: BufRead> Table<'_, R> {
    /// Reads until the table ends, or until so many rows hold something.
    fn rows(&mut self, most: Option<u32>, progress: Progress) -> Result<(), ReadError> {
        let mut depth = 0;
        loop {
            self.buffer.clear();
            let (row, is_whole) =
                match self.reader.read_event_into(&mut self.buffer).map_err(|_| ReadError::Broken)? {
                    Event::Start(e) if e.name().as_ref() == "table:table-row" => (row_of(&e), false),
                    Event::Empty(e) if e.name().as_ref() == "table:table-row" => (row_of(&e), true),
                    // A table within a cell's shapes is none of ours.
                    Event::Start(e) if e.name().as_ref() == "table:table" => {
                        depth += 1;
                        continue;
                    }
                    Event::End(e) if e.name().as_ref() == "table:table" => {
                        if depth == 0 {
                            return Ok(());
                        }
                        depth -= 1;
                        continue;
                    }
                    Event::Eof => return Err(ReadError::Broken),
                    _ => continue,
                };
            let (repeats, is_hidden) = row;
            let cells = if is_whole || depth > 0 { Vec::new() } else { self.cells()? };
            if depth > 0 {
                continue;
            }
            // A filled row that repeats is filled as often; blank ones only move on.
            let times = if cells.is_empty() { 0 } else { repeats.min(LAST_ROW - self.row.min(LAST_ROW)) };
            for n in 0..times {
                if is_hidden {
                    self.sheet.hidden_rows.push(self.row + n);
                }
                for (column, kind, text) in &cells {
                    if self.meter.take(&mut self.sheet, (self.row + n, *column), *kind, text)? {
                        self.meter.tell(progress)?;
                    }
                }
                if most.is_some_and(|most| self.meter.rows >= most) {
                    return Ok(());
                }
            }
            self.row = self.row.saturating_add(repeats).min(LAST_ROW);
        }
    }

    /// The cells of a row that hold something.
    fn cells(&mut self) -> Result<Vec<(u32, CellKind, String)>, ReadError> {
        let mut found = Vec::new();
        let mut column = 0u32;
        loop {
            self.buffer.clear();
            let (said, is_whole) =
                match self.reader.read_event_into(&mut self.buffer).map_err(|_| ReadError::Broken)? {
                    Event::Start(e) if is_cell(&e) => (cell_of(&e), false),
                    Event::Empty(e) if is_cell(&e) => (cell_of(&e), true),
                    Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(found),
                    Event::Eof => return Err(ReadError::Broken),
                    _ => continue,
                };
            let shown = if is_whole { String::new() } else { self.text()? };
            let (kind, text) = match said.value {
                Some(value) if said.kind != CellKind::Text => (said.kind, value),
                _ if said.is_unsaved && shown.is_empty() => (CellKind::Error, NO_RESULT.to_owned()),
                _ if said.is_error || ERRORS.contains(&shown.as_str()) => (CellKind::Error, shown),
                _ => (CellKind::Text, shown),
            };
            if said.spans != (1, 1) {
                self.note_merge(column, said.spans);
            }
            if !text.is_empty() {
                // A text that repeats to the right margin is told as too wide by the first few beyond the limit.
                let most = (self.meter.limits.columns + MOST_STRAYS + 1).saturating_sub(column).max(1);
                if found.len() > (self.meter.limits.columns + MOST_STRAYS) as usize {
                    let name = self.meter.name.to_owned();
                    return Err(ReadError::TooManyColumns(name, self.meter.limits.columns));
                }
                found.extend((0..said.repeats.min(most)).map(|n| (column + n, kind, text.clone())));
            }
            column = column.saturating_add(said.repeats);
        }
    }

    fn note_merge(&mut self, column: u32, (rows, columns): (u32, u32)) {
        let last_row = self.row.saturating_add(rows.max(1) - 1).min(LAST_ROW);
        let bounds = (u16::try_from(column), u16::try_from(column.saturating_add(columns.max(1) - 1)));
        if let (Ok(from), Ok(to)) = bounds
            && self.sheet.merges.len() < self.meter.limits.cells
        {
            self.sheet.merges.push(Merge { rows: (self.row, last_row), columns: (from, to) });
        }
    }

    /// The text of a cell: its paragraphs by line, notes on it left out.
    fn text(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        let (mut depth, mut in_note, mut paragraphs) = (0u32, 0u32, 0u32);
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(|_| ReadError::Broken)? {
                Event::Start(e) => {
                    depth += 1;
                    match e.name().as_ref() {
                        "office:annotation" => in_note += 1,
                        "text:p" if in_note == 0 => {
                            if paragraphs > 0 {
                                text.push('\n');
                            }
                            paragraphs += 1;
                        }
                        _ => {}
                    }
                }
                Event::Empty(e) if in_note == 0 => match e.name().as_ref() {
                    "text:s" => {
                        let n = attribute(&e, "text:c").and_then(|c| c.parse::<usize>().ok()).unwrap_or(1);
                        text.extend(std::iter::repeat_n(' ', n.min(1_000)));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                },
                Event::Text(t) if in_note == 0 => text.push_str(&t.into_inner()),
                Event::CData(t) if in_note == 0 => text.push_str(&t.into_inner()),
                Event::GeneralRef(r) if in_note == 0 => match r.resolve_char_ref() {
                    Ok(Some(c)) => text.push(c),
                    _ => text.push_str(resolve_predefined_entity(&r.into_inner()).unwrap_or_default()),
                },
                Event::End(e) => {
                    if depth == 0 {
                        return Ok(text);
                    }
                    depth -= 1;
                    if e.name().as_ref() == "office:annotation" {
                        in_note = in_note.saturating_sub(1);
                    }
                }
                Event::Eof => return Err(ReadError::Broken),
                _ => {}
            }
            if text.len() > self.meter.limits.text {
                return Err(ReadError::TooMuchText);
            }
        }
    }
}

fn is_cell(e: &BytesStart) -> bool {
    matches!(e.name().as_ref(), "table:table-cell" | "table:covered-table-cell")
}

fn number(e: &BytesStart, key: &str) -> u32 {
    attribute(e, key).and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

fn row_of(e: &BytesStart) -> (u32, bool) {
    let visibility = attribute(e, "table:visibility");
    (number(e, "table:number-rows-repeated"), visibility.is_some_and(|v| v == "collapse" || v == "filter"))
}

fn cell_of(e: &BytesStart) -> Said {
    let said_kind = attribute(e, "office:value-type");
    let (kind, value) = match said_kind.as_deref() {
        Some("float" | "currency" | "percentage") => {
            let n = attribute(e, "office:value").and_then(|v| v.parse::<f64>().ok());
            (CellKind::Number, n.map(number_text))
        }
        Some("date") => (CellKind::Date, attribute(e, "office:date-value").map(|iso| days::of_iso(&iso))),
        Some("boolean") => {
            let yes = attribute(e, "office:boolean-value").is_some_and(|v| v == "true");
            (CellKind::YesNo, Some(if yes { "是" } else { "否" }.to_owned()))
        }
        _ => (CellKind::Text, None),
    };
    Said {
        kind,
        value,
        repeats: number(e, "table:number-columns-repeated"),
        spans: (number(e, "table:number-rows-spanned"), number(e, "table:number-columns-spanned")),
        is_error: attribute(e, "calcext:value-type").is_some_and(|kind| kind == "error"),
        is_unsaved: said_kind.is_none() && attribute(e, "table:formula").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sheets::{CellDoubt, Doubt};
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn read(rows: &str) -> Result<Sheet, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.ods");
        let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
        zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        write!(
            zip,
            "<o><office:body><office:spreadsheet><table:table table:name=\"表\">{rows}</table:table></office:spreadsheet></office:body></o>"
        )
        .unwrap();
        zip.finish().unwrap();
        Ods::open(&path, Limits::USUAL)?.read(0, None, Limits::USUAL, &mut |_| true)
    }

    fn cell(attributes: &str, text: &str) -> String {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    }

    #[test]
    fn faults_of_formulas_are_known_and_houses_with_a_hash_are_none() {
        let row = [
            cell("", "#12A"),
            cell("office:value-type=\"string\" calcext:value-type=\"error\"", "Err:508"),
            cell("", "#SPILL!"),
            "<table:table-cell table:formula=\"of:=[.A1]\"/>".to_owned(),
            "<table:table-cell table:formula=\"of:=[.A1]\" office:value-type=\"string\"/>".to_owned(),
            cell("office:value-type=\"date\" office:date-value=\"1988-04-30T23:00:00\"", "1988-05-01"),
        ];
        let sheet = read(&format!("<table:table-row>{}</table:table-row>", row.concat())).unwrap();
        let found = |column: u16| sheet.row(0).unwrap().own_cell(column).map(|c| (c.kind, c.text));
        assert_eq!(found(0), Some((CellKind::Text, "#12A")));
        assert_eq!(found(1), Some((CellKind::Error, "Err:508")));
        assert_eq!(found(2), Some((CellKind::Error, "#SPILL!")));
        assert_eq!(found(3), Some((CellKind::Error, NO_RESULT)), "a formula whose result was not saved");
        assert_eq!(found(4), None, "a formula that says nothing");
        assert_eq!(found(5), Some((CellKind::Date, "1988-05-01")));
    }

    #[test]
    fn a_cell_far_away_is_told_and_a_sheet_that_is_truly_wide_is_refused() {
        let far = "<table:table-cell table:number-columns-repeated=\"700\"/>";
        let row = format!("<table:table-row>{}{far}{}</table:table-row>", cell("", "甲"), cell("", "草稿"));
        let sheet = read(&row).unwrap();
        assert_eq!((sheet.row_count(), sheet.width()), (1, 1));
        assert_eq!(sheet.doubts, [CellDoubt { row: 0, column: 701, doubt: Doubt::TooFar("草稿".into()) }]);
        let wide = cell("table:number-columns-repeated=\"600\"", "甲");
        let refused = read(&format!("<table:table-row>{wide}</table:table-row>")).unwrap_err();
        assert_eq!(refused, ReadError::TooManyColumns("表".into(), 500));
    }
}
