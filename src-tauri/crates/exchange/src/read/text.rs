//! Text files (.csv, .txt) of Excel and WPS, and rows pasted from them: UTF-8 with and without mark, GBK and GB 18030,
//! UTF-16; parted by commas, tabs or semicolons.

use super::{Limits, Meter, Progress, ReadError};
use domain::sheets::{CellKind, Sheet};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of bytes in whatever of the usual encodings they are. Bytes that fit none become �.
pub(super) fn decode(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        [0xEF, 0xBB, 0xBF, ..] => UTF_8,
        _ => guess(bytes),
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
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
    match std::str::from_utf8(sample) {
        Ok(_) => UTF_8,
        // The sample may end within a character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() + 4 > sample.len() => UTF_8,
        Err(_) => GB18030,
    }
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
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(mark)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::named(name);
    let mut meter = Meter::new(limits, name);
    let mut record = csv::StringRecord::new();
    let (mut row, mut end) = (0u32, 0usize);
    while reader.read_record(&mut record).map_err(|_| ReadError::Broken)? {
        // The reader passes over blank lines; their place is kept, so that rows are numbered as a spreadsheet does.
        let rest = text.get(end..).unwrap_or_default();
        // The reader stands between the two characters of a line end, which are one.
        let is_halved = end > 0 && text.as_bytes().get(end - 1) == Some(&b'\r');
        let rest = rest.strip_prefix('\n').filter(|_| is_halved).unwrap_or(rest);
        let blank = rest.bytes().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| *b == b'\n').count();
        row = row.saturating_add(u32::try_from(blank).unwrap_or(0));
        end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        for (column, cell) in record.iter().enumerate() {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            // ="0123" is how some programs keep a number as text in such a file.
            let cell = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"')).unwrap_or(cell);
            if cell.trim().is_empty() {
                continue;
            }
            if meter.cell(row, column, cell.len())? && meter.rows.is_multiple_of(512) && !progress(meter.rows)
            {
                return Err(ReadError::Stopped);
            }
            sheet.push(row, u16::try_from(column).unwrap_or(u16::MAX), CellKind::Text, cell.trim());
        }
        row += 1;
    }
    sheet.finish();
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
