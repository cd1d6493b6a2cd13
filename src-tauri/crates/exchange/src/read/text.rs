//! Text files (.csv, .txt) of Excel and WPS, and rows pasted from them: UTF-8 with and without mark, GBK and GB 18030,
//! UTF-16; parted by commas, tabs or semicolons.
//!
//! A byte that means nothing and a quotation mark without a partner cost the cell that they stand in, and no other.

use super::{Limits, Meter, Progress, ReadError};
use domain::sheets::{CellDoubt, Doubt, Sheet};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::HashMap;

/// The text of bytes in whatever of the usual encodings they are. Bytes that fit none become �.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (encoding, bytes) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => (UTF_16BE, rest),
        // Some programs put the mark of UTF-8 before a text in GBK.
        [0xEF, 0xBB, 0xBF, rest @ ..] => (guess(rest), rest),
        _ => (guess(bytes), bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.into_owned()
}

fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let sample = &bytes[..bytes.len().min(1 << 20)];
    // UTF-16 without its mark: every other byte of commas, digits and line ends is nought.
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    if sample.len() >= 8 && zeros(1) * 5 > sample.len() / 2 && zeros(0) * 20 < sample.len() {
        return UTF_16LE;
    }
    if sample.len() >= 8 && zeros(0) * 5 > sample.len() / 2 && zeros(1) * 20 < sample.len() {
        return UTF_16BE;
    }
    let end = match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        // A text that was cut within a character.
        Err(error) if error.error_len().is_none() => return UTF_8,
        Err(error) => error.valid_up_to().saturating_add(1 << 20).min(bytes.len()),
    };
    // Chinese in UTF-8 is a long row of whole characters of three bytes, and a damaged one a break in it; in GBK such a
    // row is chance, and most bytes break it.
    let (mut whole, mut breaks) = (0usize, 0usize);
    for chunk in bytes[..end].utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xE0).count();
        breaks += usize::from(!chunk.invalid().is_empty());
    }
    if whole > breaks * 2 { UTF_8 } else { GB18030 }
}

/// The mark that parts cells: the one that parts the first lines most evenly.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(20).collect();
    let count = |mark: char| {
        let mut counts: Vec<usize> = lines.iter().map(|l| unquoted(l, mark)).collect();
        counts.sort_unstable();
        // The middle of the lines: titles and notes have none.
        (counts.get(counts.len() / 2).copied().unwrap_or(0), counts.iter().sum::<usize>())
    };
    [b'\t', b',', b';'].into_iter().max_by_key(|m| (count(char::from(*m)), *m == b'\t')).unwrap_or(b',')
}

fn unquoted(line: &str, mark: char) -> usize {
    let mut is_quoted = false;
    line.chars()
        .filter(|c| {
            is_quoted ^= *c == '"';
            !is_quoted && *c == mark
        })
        .count()
}

pub(super) fn read_bytes(
    bytes: &[u8],
    name: &str,
    limits: Limits,
    progress: Progress,
) -> Result<Sheet, ReadError> {
    read_text(&decode(bytes), name, limits, progress)
}

/// Reads rows of a text.
///
/// # Errors
///
/// `Empty`, `TooManyRows`, `TooManyColumns`, `TooMuchText`, `Stopped`.
pub fn read_text(text: &str, name: &str, limits: Limits, progress: Progress) -> Result<Sheet, ReadError> {
    let text = text.trim_start_matches('\u{FEFF}');
    // The mark that old programs put at the end, and noughts of a damaged file, are no text.
    let text = text.trim_end_matches(['\u{1A}', '\0']);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    // Excel's own first line that names the mark: sep=;
    let (mark, text) =
        match text.strip_prefix("sep=").and_then(|t| Some((t.chars().next()?, t.split_once('\n')?.1))) {
            Some((mark, rest)) if mark.is_ascii() => (mark as u8, rest),
            _ => (delimiter(text), text),
        };
    let mut lines = Lines { text, mark, width: usual_width(text, mark), at: 0 };
    let mut sheet = Sheet::named(name);
    let mut meter = Meter::new(limits, name);
    let mut record = Record::default();
    // Rows are numbered as a spreadsheet does: a blank line is a row, a line break within quotation marks is none.
    let mut row = 0u32;
    while lines.next(&mut record) {
        for (column, (cell, is_open)) in record.cells().enumerate() {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            // ="0123" is how some programs keep a number as text in such a file.
            let cell = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"')).unwrap_or(cell).trim();
            if is_open {
                let narrow = u16::try_from(column).unwrap_or(u16::MAX);
                sheet.doubts.push(CellDoubt { row, column: narrow, doubt: Doubt::OpenQuote });
            }
            if !cell.is_empty() && meter.take(&mut sheet, (row, column), super::kind_of_text(cell), cell)? {
                meter.tell(progress)?;
            }
        }
        row = row.saturating_add(1);
    }
    sheet.finish();
    Ok(sheet)
}

/// The cells of a row, packed.
#[derive(Default)]
struct Record {
    text: String,
    /// Where each cell ends, and whether a quotation mark before it has no partner.
    ends: Vec<(usize, bool)>,
}

impl Record {
    fn cells(&self) -> impl Iterator<Item = (&str, bool)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, is_open)| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (cell, *is_open)
        })
    }
}

/// A text, row by row.
struct Lines<'a> {
    text: &'a str,
    mark: u8,
    /// How many cells most lines have; 0 where that says nothing.
    width: usize,
    at: usize,
}

impl<'a> Lines<'a> {
    /// Reads the next row; `false` at the end.
    fn next(&mut self, record: &mut Record) -> bool {
        record.text.clear();
        record.ends.clear();
        if self.at >= self.text.len() {
            return false;
        }
        loop {
            let is_open = self.cell(&mut record.text);
            record.ends.push((record.text.len(), is_open));
            match self.rest().as_bytes() {
                [b'\r', b'\n', ..] => self.at += 2,
                [b'\r' | b'\n', ..] => self.at += 1,
                [] => {}
                // The mark, and another cell after it.
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            return true;
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads a cell, up to the mark or line end behind it; whether a quotation mark before it has no partner.
    fn cell(&mut self, into: &mut String) -> bool {
        let mut is_open = false;
        if let Some(quoted) = self.rest().strip_prefix('"') {
            let quote = self.closing(quoted);
            self.at += 1 + quote.skipped;
            let text = quoted.get(..quote.ends).unwrap_or_default();
            for (n, part) in text.split("\"\"").enumerate() {
                if n > 0 {
                    into.push('"');
                }
                into.push_str(part);
            }
            is_open = quote.is_open;
        }
        // What stands behind a closed quotation belongs to the cell, as the programs have it.
        let rest = self.rest();
        let end = memchr::memchr3(self.mark, b'\r', b'\n', rest.as_bytes()).unwrap_or(rest.len());
        into.push_str(rest.get(..end).unwrap_or_default());
        self.at += end;
        is_open
    }

    /// Where a quotation ends that begins with this text.
    ///
    /// A quotation mark that was left open would run on to the next one, over other rows, and they would be lost in a cell
    /// of this one. So it is asked whether what it spans are rows of their own: then it is a mark without a partner.
    fn closing(&self, quoted: &str) -> Quotation {
        let bytes = quoted.as_bytes();
        let mut from = 0;
        while let Some(at) = memchr::memchr(b'"', bytes.get(from..).unwrap_or_default()).map(|n| from + n) {
            let after = bytes.get(at + 1).copied();
            if after == Some(b'"') {
                from = at + 2;
                continue;
            }
            let is_proper = after.is_none_or(|b| b == self.mark || b == b'\r' || b == b'\n');
            let spanned = quoted.get(..at).unwrap_or_default();
            let open = spanned.contains(['\n', '\r']) && self.spans_rows(quoted, at, is_proper);
            return if open {
                Quotation { ends: 0, skipped: 0, is_open: true }
            } else {
                Quotation { ends: at, skipped: at + 1, is_open: false }
            };
        }
        // It is never closed: all lines to the end are in it, or just this one where others hold rows.
        let holds_rows = lines_of(quoted).skip(1).any(|line| unquoted(line, char::from(self.mark)) > 0);
        let ends = if holds_rows { 0 } else { quoted.len() };
        Quotation { ends, skipped: ends, is_open: true }
    }

    /// Whether a quotation that would end at a place, behind line ends, spans rows of their own.
    fn spans_rows(&self, quoted: &str, end: usize, is_proper: bool) -> bool {
        // Of two cells only one mark is between: so many a sentence has, too.
        let least = if is_proper { 3 } else { 2 };
        if self.width < least {
            return false;
        }
        let is_row = |line: &str| unquoted(line, char::from(self.mark)) + 1 == self.width;
        // Up to the end of the line in which it would end.
        let rest = quoted.get(end..).unwrap_or_default();
        let whole = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
        let behind: Vec<&str> = lines_of(quoted.get(..whole).unwrap_or_default()).skip(1).collect();
        let Some((&last, within)) = behind.split_last() else { return false };
        if within.iter().copied().any(is_row) {
            return true;
        }
        // A last line may hold the cells behind a true quotation: as many as a row has by themselves only where the first
        // line, too, is a row already, by the marks before the quotation or by all of its marks. In the latter case it
        // may be a cell full of marks, and is where the row is whole with it.
        let first = self.line_here();
        let behind_it = rest.get(1..whole - end).map_or(0, |cells| unquoted(cells, char::from(self.mark)));
        let is_whole = unquoted(first, char::from(self.mark)) + 1 + behind_it == self.width;
        let has_all_marks = first.matches(char::from(self.mark)).count() + 1 == self.width;
        is_row(last) && (!is_proper || is_row(first) || has_all_marks && !is_whole)
    }

    /// The line in which the reading stands, from its beginning.
    fn line_here(&self) -> &'a str {
        let before = self.text.get(..self.at).unwrap_or_default();
        let start = before.rfind(['\r', '\n']).map_or(0, |n| n + 1);
        let line = self.text.get(start..).unwrap_or_default();
        line.split(['\r', '\n']).next().unwrap_or_default()
    }
}

/// Where a quotation ends.
struct Quotation {
    /// How much of the text behind its first mark is quoted.
    ends: usize,
    /// How much of that text it takes, with its last mark.
    skipped: usize,
    is_open: bool,
}

fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\r', '\n']).filter(|line| !line.is_empty())
}

/// How many cells most of the first lines have; 0 where they have one, which says nothing about a line.
fn usual_width(text: &str, mark: u8) -> usize {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for line in lines_of(text).filter(|l| !l.trim().is_empty()).take(200) {
        *counts.entry(unquoted(line, char::from(mark)) + 1).or_default() += 1;
    }
    let most = counts.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, n)| (*n, *width));
    most.map_or(0, |(width, _)| width)
}

#[cfg(test)]
mod property;

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sheets::CellKind;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read_bytes(bytes, "表", Limits::USUAL, &mut |_| true).unwrap();
        let width = sheet.width();
        sheet.all_rows().map(|r| (0..width).map(|c| r.text(c).to_owned()).collect()).collect()
    }

    #[test]
    fn every_usual_encoding_and_mark_is_read() {
        let text = "姓名,身份证号\n王芳,11010519491231002X\n";
        let wanted = [["姓名", "身份证号"], ["王芳", "11010519491231002X"]];
        let (gbk, ..) = GB18030.encode(text);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let bom: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(text.bytes()).collect();
        let tabs = text.replace(',', "\t");
        let semicolons = text.replace(',', ";");
        for bytes in [text.as_bytes(), &gbk, &utf16, &utf16be, &bom, tabs.as_bytes(), semicolons.as_bytes()] {
            assert_eq!(rows(bytes), wanted);
        }
    }

    #[test]
    fn quoted_cells_keep_their_line_breaks_and_rare_characters_survive_gb18030() {
        let text = "姓名\t备注\n䶮𠅤\t\"第一行\n第二行，有\"\"引号\"\"\"\n\n李明\t=\"007\"\n";
        let (gb, ..) = GB18030.encode(text);
        let found = rows(&gb);
        assert_eq!(found[1], ["䶮𠅤", "第一行\n第二行，有\"引号\""]);
        assert_eq!(found[2], ["李明", "007"]);
        let sheet = read_bytes(&gb, "表", Limits::USUAL, &mut |_| true).unwrap();
        assert_eq!(
            sheet.row(2).unwrap().number,
            3,
            "as a spreadsheet counts: the blank line is a row, the break is none"
        );
    }

    const HEAD: &str = "姓名,身份证号,与户主关系,住址,备注\n";

    fn found(text: &str) -> (Vec<Vec<String>>, Vec<CellDoubt>) {
        let sheet = read_text(text, "表", Limits::USUAL, &mut |_| true).unwrap();
        (rows(text.as_bytes()), sheet.doubts)
    }

    fn open_quote(row: u32, column: u16) -> CellDoubt {
        CellDoubt { row, column, doubt: Doubt::OpenQuote }
    }

    #[test]
    fn no_row_is_lost_in_a_cell_whose_quotation_is_left_open() {
        // Never closed; closed by chance, at the end of another cell; and within a file where every cell is quoted.
        for (text, doubt) in [
            (
                "高山,1,户主,3-1-101,\"身高1米8\n水秀,2,配偶,3-1-101,乙\n林海,3,户主,3-1-102,丁\n",
                open_quote(1, 4),
            ),
            (
                "高山,1,户主,3-1-101,\"身高1米8\n水秀,2,配偶,3-1-101,5\"\n林海,3,户主,3-1-102,丁\n",
                open_quote(1, 4),
            ),
            (
                "高山,\"1,户主,3-1-101,身高1米8\n水秀,2,配偶,3-1-101,5\"\n林海,3,户主,3-1-102,丁\n",
                open_quote(1, 1),
            ),
            (
                "\"高山\",\"1\",\"户主\",\"3-1-101\",\"身高1米8\r\n\"水秀\",\"2\",\"配偶\",\"3-1-101\",\"乙\"\r\n林海,3,户主,3-1-102,\"丁\"\r\n",
                open_quote(1, 4),
            ),
        ] {
            let (rows, doubts) = found(&format!("{HEAD}{text}"));
            let names: Vec<&str> = rows.iter().map(|r| r[0].as_str()).collect();
            assert_eq!(names, ["姓名", "高山", "水秀", "林海"], "{text}");
            assert_eq!(rows[1], ["高山", "1", "户主", "3-1-101", "身高1米8"], "{text}");
            assert_eq!(rows[3], ["林海", "3", "户主", "3-1-102", "丁"], "{text}");
            assert_eq!(doubts, [doubt], "{text}");
        }
    }

    #[test]
    fn a_true_quotation_keeps_its_lines_its_marks_and_its_quotes() {
        let text = "高山,1,户主,3-1-101,\"第一行\n第二行，有,逗号\"\n\"水\n秀\",2,配偶,3-1-101,\"\"\n林海,3,户主,\"3-1\"-102,\"他说\"\"好\"\"\"\n";
        let (rows, doubts) = found(&format!("{HEAD}{text}"));
        assert_eq!(rows[1], ["高山", "1", "户主", "3-1-101", "第一行\n第二行，有,逗号"]);
        assert_eq!(rows[2], ["水\n秀", "2", "配偶", "3-1-101", ""]);
        assert_eq!(rows[3], ["林海", "3", "户主", "3-1-102", "他说\"好\""]);
        assert!(doubts.is_empty());
        // A text that was cut within its last cell: nobody's row is in it.
        let (rows, doubts) = found(&format!("{HEAD}高山,1,户主,3-1-101,\"第一行\n第二行"));
        assert_eq!(rows[1][4], "第一行\n第二行");
        assert_eq!(doubts, [open_quote(1, 4)]);
    }

    #[test]
    fn one_bad_byte_costs_its_cell_alone() {
        let mut bytes = format!("{HEAD}高山,1,户主,3-1-101,甲\n水秀,2,配偶,3-1-101,").into_bytes();
        bytes.extend([0xE4, b'\n']);
        let rows = rows(&bytes);
        assert_eq!(rows[0], ["姓名", "身份证号", "与户主关系", "住址", "备注"]);
        assert_eq!(rows[1][4], "甲");
        assert_eq!(
            rows[2],
            ["水秀", "2", "配偶", "3-1-101", "\u{FFFD}"],
            "told as unreadable, and no other cell is"
        );
    }

    #[test]
    fn the_mark_of_utf_8_before_a_text_in_gbk_is_no_lie_that_counts() {
        let (gbk, ..) = GB18030.encode("姓名,住址\n高山,三栋\n");
        let marked: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(gbk.iter().copied()).collect();
        assert_eq!(rows(&marked), [["姓名", "住址"], ["高山", "三栋"]]);
    }

    #[test]
    fn a_stray_cell_far_to_the_right_is_told_and_costs_no_other() {
        let limits = Limits { columns: 6, ..Limits::USUAL };
        let text = format!("{HEAD}高山,1,户主,3-1-101,甲,,,,草稿\n水秀,2,配偶,3-1-101,#SPILL!\n");
        let sheet = read_text(&text, "表", limits, &mut |_| true).unwrap();
        assert_eq!((sheet.row_count(), sheet.width()), (3, 5));
        assert_eq!(sheet.doubts, [CellDoubt { row: 1, column: 8, doubt: Doubt::TooFar("草稿".into()) }]);
        assert_eq!(sheet.row(2).unwrap().own_cell(4).unwrap().kind, CellKind::Error);
        let wide = vec!["甲"; 100].join(",");
        let refused = read_text(&wide, "表", limits, &mut |_| true).unwrap_err();
        assert_eq!(
            refused,
            ReadError::TooManyColumns("表".into(), 6),
            "a sheet that is truly wider is refused"
        );
    }
}
