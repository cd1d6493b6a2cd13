//! Feeds mutated workbooks to the readers for as long as `TAIZHANG_FUZZ_MINUTES` says (default 1):
//! `TAIZHANG_FUZZ_MINUTES=30 cargo bench -p suite --bench fuzz`.
//!
//! Bytes of the fixtures are flipped, cut and spliced; of zip containers the parts are, and are packed again, so that the
//! parsers behind are reached. What is read goes through header, rows and values too. A panic in the program's own code,
//! a read of more than ten seconds, and a process over 700 MB are failures; the file is kept in `target/fuzz`. A panic in
//! a parser of another house is caught by the reader and counted.

use chrono::NaiveDate;
use domain::import::person::PersonReader;
use domain::import::{Kind, find_header, row_kinds};
use exchange::read::{Book, Limits};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// xorshift: the same files for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

const WORDS: [&[u8]; 20] = [
    b"0",
    b"-1",
    b"4294967295",
    b"18446744073709551616",
    b"1e308",
    b"NaN",
    b"<",
    b">",
    b"\"",
    b"&",
    b"]]>",
    b"XFD1048576",
    b"A0",
    b"r=\"ZZZZ99\"",
    b"t=\"s\"",
    b"rowspan=99999999",
    b"colspan=-1",
    b"\xF0\x9F\x98\x80",
    b"\xFF\xFE",
    b"\0\0\0\0",
];

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len());
        let far = (at + 1 + random.below(64)).min(bytes.len());
        match random.below(8) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => bytes[at] = random.next() as u8,
            2 => drop(bytes.drain(at.min(bytes.len())..far)),
            3 => {
                let piece = bytes[at.min(bytes.len())..far].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => bytes.truncate(at),
            5 => {
                let from = random.below(other.len());
                let piece = &other[from..(from + 1 + random.below(200)).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            6 => {
                let word = WORDS[random.below(WORDS.len())];
                let end = (at + word.len()).min(bytes.len());
                bytes.splice(at.min(end)..end, word.iter().copied());
            }
            // A number becomes another: the digits after a random place.
            _ => {
                let from = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|i| at + i);
                if let Some(from) = from {
                    let to = bytes[from..]
                        .iter()
                        .position(|b| !b.is_ascii_digit())
                        .map_or(bytes.len(), |i| from + i);
                    let word = WORDS[random.below(6)];
                    bytes.splice(from..to, word.iter().copied());
                }
            }
        }
    }
}

/// Unpacks, mutates a part or two, packs again.
fn mutate_within(bytes: &[u8], other: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).ok()?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).ok()?;
        parts.push((part.name().ok()?.into_owned(), content));
    }
    for _ in 0..1 + random.below(2) {
        let n = random.below(parts.len());
        let wanted = parts
            .iter()
            .position(|(name, _)| random.below(3) > 0 && (name.contains("sheet1") || name == "content.xml"));
        mutate(&mut parts[wanted.unwrap_or(n)].1, other, random);
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).ok()?;
        zip.write_all(&content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

fn read_through(path: &Path) -> Result<usize, exchange::read::ReadError> {
    let mut book = Book::open(path, Limits::USUAL, &mut |_| true)?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
    let mut records = 0;
    for i in 0..book.sheets().len().min(4) {
        let sheet = book.read(i, None, &mut |_| true)?;
        let Some(header) = find_header(&sheet, Kind::Residents) else { continue };
        let targets: Vec<&str> = header.columns.iter().map(|c| c.target.unwrap_or_default()).collect();
        let columns: Vec<(u16, &str)> =
            header.columns.iter().map(|c| c.column).zip(targets.iter().copied()).collect();
        let reader = PersonReader::new(&columns, today);
        for (at, _) in row_kinds(&sheet, &header, &targets).into_iter().take(2_000) {
            if let Some(row) = sheet.row(at) {
                records += reader.read(row).values.len();
            }
        }
    }
    Ok(records)
}

fn memory_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let minutes: f64 =
        std::env::var("TAIZHANG_FUZZ_MINUTES").ok().and_then(|m| m.parse().ok()).unwrap_or(1.0);
    let seed: u64 =
        std::env::var("TAIZHANG_FUZZ_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_125);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbooks");
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&kept).expect("a folder for what fails");
    let mut seeds: Vec<(String, Vec<u8>)> = std::fs::read_dir(&folder)
        .expect("the fixtures")
        .flatten()
        .filter(|e| {
            !e.file_name().to_string_lossy().ends_with(".py")
                && !e.file_name().to_string_lossy().ends_with(".json")
        })
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).unwrap_or_default()))
        .collect();
    seeds.sort();
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        if let Ok(mut all) = PANICS.lock() {
            all.push(place);
        }
    }));
    let mut random = Random(seed);
    let begun = Instant::now();
    let (mut runs, mut read, mut failures) = (0u64, 0u64, 0u32);
    let mut foreign: BTreeMap<String, u32> = BTreeMap::new();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest = Duration::ZERO;
    while begun.elapsed().as_secs_f64() < minutes * 60.0 {
        let (name, bytes) = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())].1;
        let is_zip = bytes.starts_with(b"PK");
        let within =
            if is_zip && random.below(10) > 0 { mutate_within(bytes, other, &mut random) } else { None };
        let made = within.unwrap_or_else(|| {
            let mut made = bytes.clone();
            mutate(&mut made, other, &mut random);
            made
        });
        // Written first: where the process is killed by it, the file that did it lies here.
        let path = kept.join(format!("now-{name}"));
        std::fs::write(&path, &made).expect("the file");
        let started = Instant::now();
        let result = std::panic::catch_unwind(|| read_through(&path));
        let took = started.elapsed();
        slowest = slowest.max(took);
        runs += 1;
        let panics: Vec<String> = PANICS.lock().map(|mut p| p.drain(..).collect()).unwrap_or_default();
        let own = panics.iter().any(|p| p.contains("crates/") || p.starts_with("tests/")) || result.is_err();
        for place in panics.iter().filter(|p| !p.contains("crates/")) {
            *foreign.entry(place.clone()).or_default() += 1;
        }
        match &result {
            Ok(Ok(_)) => {
                read += 1;
                *outcomes.entry("read".into()).or_default() += 1;
            }
            Ok(Err(error)) => {
                let word = format!("{error:?}");
                *outcomes.entry(word.split('(').next().unwrap_or_default().to_owned()).or_default() += 1;
            }
            Err(_) => {}
        }
        if own || took > Duration::from_secs(10) || memory_mb() > 700 {
            failures += 1;
            let keep = kept.join(format!("{failures:03}-{name}"));
            let _ = std::fs::copy(&path, &keep);
            println!("{}: {panics:?}, {took:?}, {} MB", keep.display(), memory_mb());
            if failures > 20 {
                break;
            }
        }
        let _ = std::fs::remove_file(&path);
    }
    println!(
        "{runs} files in {:.1} min, {read} read, slowest {slowest:?}, {} MB; {outcomes:?}",
        begun.elapsed().as_secs_f64() / 60.0,
        memory_mb()
    );
    println!("panics caught in other houses: {foreign:?}");
    println!("{failures} failures");
    std::process::exit(i32::from(failures > 0));
}
