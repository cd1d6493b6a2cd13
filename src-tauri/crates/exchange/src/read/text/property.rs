//! Properties of the reader of texts, on tables made by chance: the same seed makes the same tables.

use super::read_bytes;
use crate::read::Limits;
use domain::sheets::{Doubt, Sheet};
use encoding_rs::GB18030;

/// xorshift
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const NAMES: [&str; 8] = ["高山", "林海", "水秀", "买买提·吐尔逊", "𠮷田", "䶮飞", "欧阳木", "John Smith"];
const WORDS: [&str; 14] = [
    "户主",
    "配偶",
    "3-1-101",
    "110105196001010113",
    "身高1米8",
    "已退休，在家",
    "他说\"好\"",
    "\"",
    "a,b",
    "a;b",
    "甲\t乙",
    "",
    "",
    "5\"屏",
];
const LINES: [&str; 4] = ["第一行\n第二行", "乙,丙\n丁", "甲\n\n乙；丙", "一\"二\n三"];

/// A table with a header: as wide as a list is, each row with a name.
fn table(random: &mut Random, has_lines: bool) -> Vec<Vec<String>> {
    let width = 4 + random.below(5);
    let heads = ["姓名", "身份证号", "与户主关系", "住址", "备注", "电话", "民族", "单位"];
    let mut rows = vec![heads[..width].iter().map(|h| (*h).to_owned()).collect::<Vec<_>>()];
    for n in 0..8 + random.below(20) {
        let mut row = vec![format!("{}{n}", random.of(&NAMES))];
        row.extend((1..width).map(|_| random.of(&WORDS).to_owned()));
        if has_lines && n % 4 == 2 {
            let at = 1 + random.below(width - 1);
            random.of(&LINES).clone_into(&mut row[at]);
        }
        rows.push(row);
    }
    rows
}

/// As the programs write it: a cell is quoted where it must be, or where chance says so.
fn written(cell: &str, mark: char, is_quoted: bool) -> String {
    if is_quoted && !cell.is_empty() || cell.contains([mark, '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn joined(rows: &[Vec<String>], mark: char, end: &str) -> String {
    let line = |row: &Vec<String>| row.join(&mark.to_string()) + end;
    rows.iter().map(line).collect()
}

/// The text in every encoding in which such files come, with and without their marks.
fn encoded(text: &str) -> [(&'static str, Vec<u8>); 6] {
    let (gbk, ..) = GB18030.encode(text);
    let marked = |bytes: &[u8]| [&[0xEF, 0xBB, 0xBF][..], bytes].concat();
    let wide = |mark: u16, of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(mark).chain(text.encode_utf16()).flat_map(of).collect()
    };
    [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with its mark", marked(text.as_bytes())),
        ("GB 18030", gbk.to_vec()),
        ("GB 18030 behind the mark of UTF-8", marked(&gbk)),
        ("UTF-16", wide(0xFEFF, u16::to_le_bytes)),
        ("UTF-16, great end first", wide(0xFEFF, u16::to_be_bytes)),
    ]
}

fn read(bytes: &[u8]) -> Sheet {
    read_bytes(bytes, "表", Limits::USUAL, &mut |_| true).unwrap()
}

#[test]
fn what_was_written_comes_back_in_every_encoding() {
    let mut random = Random(0x5EED);
    for round in 0..120 {
        let rows = table(&mut random, true);
        let (mark, end) = ([',', ';', '\t'][round % 3], ["\n", "\r\n"][round % 2]);
        let quotes_all = round % 5 == 0;
        let lines: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|c| written(c, mark, quotes_all)).collect()).collect();
        let text = joined(&lines, mark, end);
        for (encoding, bytes) in encoded(&text) {
            let sheet = read(&bytes);
            let width = u16::try_from(rows[0].len()).unwrap();
            let found: Vec<Vec<&str>> =
                sheet.all_rows().map(|row| (0..width).map(|c| row.text(c)).collect()).collect();
            assert_eq!(found, rows, "{encoding}: {text}");
            assert!(sheet.doubts.is_empty(), "{encoding}: {text}");
        }
    }
}

#[test]
fn a_lost_quotation_mark_costs_nobody() {
    let mut random = Random(0xB0B);
    for _ in 0..300 {
        let rows = table(&mut random, false);
        let mut lines: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|c| written(c, ',', false)).collect()).collect();
        // A mark before one cell, and none behind it.
        let at = (1 + random.below(rows.len() - 1), 1 + random.below(rows[0].len() - 1));
        lines[at.0][at.1] = "\"身高1米8".to_owned();
        let text = joined(&lines, ',', "\n");
        let sheet = read(text.as_bytes());
        let names: Vec<&str> = sheet.all_rows().map(|row| row.text(0)).collect();
        let wanted: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, wanted, "{text}");
        // Where another quotation follows in the row, the two are one, and the row alone is the worse for it.
        let follows = lines[at.0][at.1 + 1..].iter().any(|cell| cell.starts_with('"'));
        let is_told = sheet.doubts.iter().any(|d| d.row as usize == at.0 && d.doubt == Doubt::OpenQuote);
        assert!(follows || is_told, "{text}");
    }
}

#[test]
fn a_damaged_byte_costs_its_cell_alone() {
    let mut random = Random(0xBAD);
    for _ in 0..200 {
        let rows = table(&mut random, false);
        let lines: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|c| written(c, ',', false)).collect()).collect();
        let mut bytes = joined(&lines, ',', "\n").into_bytes();
        // The second byte of some character of three: what it was is lost.
        let wide: Vec<usize> = (0..bytes.len()).filter(|i| (0xE0..0xF0).contains(&bytes[*i])).collect();
        let at = wide[random.below(wide.len())];
        bytes[at + 1] = b'x';
        let sheet = read(&bytes);
        let mut others = 0;
        for (n, row) in sheet.all_rows().enumerate() {
            let width = u16::try_from(rows[0].len()).unwrap();
            others += (0..width).filter(|c| row.text(*c) != rows[n][usize::from(*c)]).count();
        }
        assert_eq!((sheet.row_count(), others), (rows.len(), 1), "{}", String::from_utf8_lossy(&bytes));
    }
}
