//! The local log: what nobody foresaw, under a number, without personal data.

use crate::contract::{FileWritten, Incident, SaveLog, WindowError};
use crate::files::{self, Wanted};
use crate::office::{Clock, Office};
use crate::refusal::Reply;
use std::io::Write;
use std::path::{Path, PathBuf};

const FILE: &str = "log.txt";
/// The log is cut to its younger half beyond this many bytes.
const LIMIT: u64 = 1_000_000;

/// Writes an entry; returns its number, like `1124-083105-42`. A log that cannot be written loses nothing else.
pub(crate) fn record(base: &Path, clock: Clock, place: &str, cause: &str) -> String {
    let number = clock.now().format("%m%d-%H%M%S-%3f").to_string();
    let _ = append(base, &format!("{} [{number}] {place}: {}\n", clock.stamp(), one_line(cause)));
    number
}

fn append(base: &Path, line: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(base)?;
    let path = base.join(FILE);
    if std::fs::metadata(&path).is_ok_and(|m| m.len() > LIMIT) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(i, _)| i);
        std::fs::write(&path, &text[half..])?;
    }
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(line.as_bytes())
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(2_000).collect()
}

/// Makes panics leave their place, not their text, in the log.
pub fn watch_panics(base: &Path, clock: Clock) {
    let base = base.to_owned();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        record(&base, clock, "panic", &place);
    }));
}

pub(crate) fn report_window_error(office: &Office, request: WindowError) -> Reply<Incident> {
    // The window sends kinds and places only; what looks like text of people is dropped all the same.
    let trace: String = request.trace.chars().filter(char::is_ascii).collect();
    let mut digits = 0;
    let trace: String = trace
        .chars()
        .map(|c| {
            digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
            if digits > 6 { '#' } else { c }
        })
        .collect();
    Ok(Incident { incident: record(&office.base, office.clock, "window", &trace) })
}

pub(crate) fn save_log(office: &Office, request: SaveLog) -> Reply<FileWritten> {
    let own = office.own_folders();
    let own: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let wanted = Wanted { file: &request.file, endings: &["txt"], replaces: request.replaces };
    let path = files::accept(&wanted, &own)?;
    let text = std::fs::read_to_string(office.base.join(FILE)).unwrap_or_default();
    let head = format!("社区台账 {}\n", env!("CARGO_PKG_VERSION"));
    exchange::in_place::put_in_place(&path, (head + &text).as_bytes())
        .map_err(|error| files::write_fault(error, &request.file))?;
    Ok(FileWritten {
        said: "日志已保存，里面没有居民信息，可以交给维护人员".into(), file: request.file
    })
}
