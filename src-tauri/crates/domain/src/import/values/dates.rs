//! Dates as they stand in cells: in words, in figures, as serials, and with what other zones left of them.

use super::Reading;
use crate::calendar::{PartialDate, Precision, lacks_year, parse_typed_date, typed_day};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, FieldType, Value};
use crate::sheets::{Cell, CellKind};
use crate::text::half_width;
use chrono::{Days, NaiveDate};

/// The first day that a date serial of the 1900 system counts from; 60, the 29 February 1900 that never was, is
/// passed over by starting a day early for all later ones.
fn serial_day(serial: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
}

/// Whether 1965-03-08 is a day.
fn is_day(iso: &str) -> bool {
    let digits = |from: usize, to: usize| {
        let part = iso.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let day = || NaiveDate::from_ymd_opt(i32::try_from(digits(0, 4)?).ok()?, digits(5, 7)?, digits(8, 10)?);
    day().is_some()
}

/// The seconds of the day that a written time has passed: `1988-04-30 23:00:00`.
fn time_of(text: &str) -> Option<u32> {
    let time = half_width(text);
    let time = time.trim().split(['T', ' ']).next_back()?;
    let mut parts = time.split([':', '.', 'Z', 'z', '+']).map(|p| p.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or(0);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3_600 + minute * 60 + second)
}

/// The day that was typed, of a text with a time; a time of Greenwich is eight hours earlier: `1988-04-30T16:00:00Z`.
fn day_of_text(day: NaiveDate, text: &str) -> Option<NaiveDate> {
    const DAY: u32 = 86_400;
    let Some(mut seconds) = time_of(text) else { return Some(day) };
    if half_width(text).trim().ends_with(['Z', 'z']) {
        seconds += 8 * 3_600;
    }
    let day = if seconds >= DAY { day.succ_opt()? } else { day };
    Some(typed_day(day, seconds % DAY))
}

fn of_day(field: &Field, day: NaiveDate, text: &str, is_added: bool) -> Reading {
    let value = Value::Text(PartialDate::day(day).to_string());
    if !is_added {
        return Reading::Value(value);
    }
    Reading::Unsure(value, Fault::at(FaultCode::ImportHourAdded, field.key).with(text).with(day))
}

/// A date as other hands write it, in figures: 一九六五年三月八日, 1965年3月8日生, 1965、3、8, 65年3月8日.
pub(in crate::import) fn spelled_date(text: &str, today: NaiveDate) -> String {
    let bare = text.trim().trim_end_matches('。');
    let bare = ["出生", "生", "份"].iter().find_map(|tail| bare.strip_suffix(tail)).unwrap_or(bare);
    let mut said = bare.replace('、', ".");
    if said.contains(['年', '月']) && !said.contains(|c: char| c.is_ascii_digit()) {
        let digit = |c: char| {
            "〇一二三四五六七八九".chars().position(|d| d == c).or((c == '零' || c == '○').then_some(0))
        };
        let mut out = String::new();
        for part in said.split_inclusive(['年', '月', '日', '号']) {
            let mark = part.chars().last().filter(|c| digit(*c).is_none() && *c != '十');
            let body: String = part.chars().filter(|c| Some(*c) != mark).collect();
            let number = match body.split_once('十') {
                Some((tens, ones)) => {
                    let of = |t: &str, none: usize| t.chars().next().map_or(Some(none), digit);
                    of(tens, 1).zip(of(ones, 0)).map(|(t, o)| (t * 10 + o).to_string())
                }
                None => body.chars().map(|c| digit(c).map(|d| d.to_string())).collect(),
            };
            let Some(number) = number else { return text.to_owned() };
            out.push_str(&number);
            out.extend(mark);
        }
        said = out;
    }
    // Of a year of two figures only one century is possible, where it is not yet to come.
    let (now, head) =
        (chrono::Datelike::year(&today) % 100, said.split('年').next().unwrap_or_default().to_owned());
    match head.parse::<i32>() {
        Ok(year) if head.len() == 2 && said.contains('月') && year > now => format!("19{said}"),
        _ => said,
    }
}

pub(super) fn read_date(
    field: &'static Field,
    cell: Cell,
    text: &str,
    today: NaiveDate,
) -> Result<Reading, Fault> {
    // What most cells are: a day as it is kept.
    let is_iso =
        text.len() == 10 && text.is_ascii() && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if is_iso && text.starts_with(['1', '2']) && is_day(text) {
        return Ok(Reading::Value(Value::from(text)));
    }
    let is_partial = matches!(field.kind, FieldType::PartialDate);
    let unreadable = || Fault::at(FaultCode::DateUnreadable, field.key).with(text);
    let spelled = spelled_date(text, today);
    let (written, text) = (text, spelled.as_str());
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    // 1965-03-01 00:00:00 and 1965-03-01T00:00:00: the day alone.
    let bare = half_width(text);
    let bare = bare.split(['T', ' ']).next().unwrap_or_default().to_owned();
    let day_first = if bare.len() >= 8 && bare.chars().filter(char::is_ascii_digit).count() >= 6 {
        &bare
    } else {
        &narrow
    };
    if narrow.ends_with('岁') || narrow.ends_with("周岁") {
        return Ok(Reading::Note(written.to_owned()));
    }
    // 1965.1 kept as a number may have been 1965.10: the year is sure, the month is not.
    if cell.kind == CellKind::Number
        && let Some((year, "1")) = narrow.split_once('.')
        && year.len() == 4
        && is_partial
    {
        let fault = Fault::at(FaultCode::ImportMonthUnsure, field.key).with(text);
        return Ok(Reading::Unsure(Value::from(year), fault));
    }
    let number: Option<f64> =
        narrow.parse().ok().filter(|_| narrow.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if let Some(serial) = number.filter(|n| (3_000.0..100_000.0).contains(n))
        && narrow.split('.').next().is_some_and(|whole| whole.len() == 5)
    {
        let day = serial_day(serial.trunc() as u64).ok_or_else(unreadable)?;
        let typed = typed_day(day, (serial.fract() * 86_400.0).round() as u32);
        return Ok(of_day(field, typed, text, typed != day));
    }
    // 3-8 has no year; a form takes this one, a list of people means another.
    if lacks_year(day_first) || lacks_year(&narrow) {
        return Err(Fault::at(FaultCode::DateNoYear, field.key).with(text));
    }
    let date = parse_typed_date(day_first, today)
        .or_else(|_| parse_typed_date(&narrow, today))
        .map_err(|f| Fault { field: Some(field.key.to_owned()), ..f })?;
    if date.precision() == Precision::Day {
        let day = date.first_day();
        let typed = day_of_text(day, text).ok_or_else(unreadable)?;
        if typed != day {
            return Ok(of_day(field, typed, text, true));
        }
    }
    if !is_partial && date.precision() != Precision::Day {
        return Err(unreadable());
    }
    Ok(Reading::Value(Value::Text(date.to_string())))
}
