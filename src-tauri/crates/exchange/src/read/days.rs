//! Days as programs store them: serials, and ISO texts with a time.

use calamine::ExcelDateTime;
use chrono::NaiveDate;
use domain::calendar::typed_day;
use domain::sheets::{CellKind, number_text};

/// A serial as ISO text. A number that merely wears a date format (a duration, a year before 1900) stays a number.
pub(super) fn of_serial(at: ExcelDateTime, into: &mut String) -> CellKind {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    if at.is_duration() || !(1..=2_958_465).contains(&(at.as_f64() as i64)) || !(1900..=9999).contains(&year)
    {
        into.push_str(&number_text(at.as_f64()));
        return CellKind::Number;
    }
    let typed = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .map(|day| typed_day(day, u32::from(hour) * 3_600 + u32::from(minute) * 60 + u32::from(second)));
    match typed {
        Some(day) => into.push_str(&day.to_string()),
        // 29 February 1900, which there is in serials only.
        None => into.push_str(&format!("{year:04}-{month:02}-{day:02}")),
    }
    CellKind::Date
}

/// An ISO text as the day it means.
pub(super) fn of_iso(iso: &str) -> String {
    let (day, time) = iso.split_once('T').unwrap_or((iso, ""));
    let seconds = || {
        let mut parts = time.split([':', '.', 'Z', '+']).map(|p| p.parse::<u32>().ok().filter(|n| *n < 60));
        Some(parts.next()?? * 3_600 + parts.next()?? * 60 + parts.next().flatten().unwrap_or(0))
    };
    let known = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().zip(seconds());
    known.map_or_else(|| day.to_owned(), |(day, seconds)| typed_day(day, seconds).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn serial(serial: f64) -> (CellKind, String) {
        let mut text = String::new();
        let kind = of_serial(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false), &mut text);
        (kind, text)
    }

    #[test]
    fn a_midnight_of_summer_time_is_the_day_that_was_typed() {
        // 32263 is 30 April 1988, as LibreOffice shows it.
        assert_eq!(serial(32_263.958_3), (CellKind::Date, "1988-05-01".into()));
        assert_eq!(serial(32_263.0), (CellKind::Date, "1988-04-30".into()));
        assert_eq!(serial(32_263.75), (CellKind::Date, "1988-04-30".into()), "six in the evening is a time");
        // 45000 is 15 March 2023: no summer time then.
        assert_eq!(serial(45_000.958_333), (CellKind::Date, "2023-03-15".into()));
        assert_eq!(of_iso("1988-04-30T23:00:00"), "1988-05-01");
        assert_eq!(of_iso("1926-12-31T23:54:17.000"), "1927-01-01");
        assert_eq!(of_iso("1988-05-01"), "1988-05-01");
        assert_eq!(of_iso("2023-03-15T08:30:00"), "2023-03-15");
        assert_eq!(serial(0.5), (CellKind::Number, "0.5".into()));
    }
}
