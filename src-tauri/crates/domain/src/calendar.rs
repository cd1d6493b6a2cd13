//! Dates as people type and know them, ages, and months.
//!
//! Dates may be known to the month or the year only (出生年月 on old papers); such a date stays as it is known.

use crate::fault::{Fault, FaultCode};
use crate::text::{half_width, trimmed};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the year.
    Year,
    /// To the month.
    Month,
    /// To the day.
    Day,
}

/// A date that may be known to the month or the year only.
///
/// On the wire and in the ledger it is ISO text of three lengths: `1965`, `1965-03`, `1965-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: NaiveDate,
    precision: Precision,
}

impl PartialDate {
    /// A date known to the day.
    pub fn day(date: NaiveDate) -> Self {
        PartialDate { first: date, precision: Precision::Day }
    }

    /// The first day it may stand for; ages are counted from it.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// How exactly it is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Whether the day may be the one meant: 1965-03 may be 1965-03-21.
    pub fn may_be(self, day: NaiveDate) -> bool {
        self.first.year() == day.year()
            && (self.precision < Precision::Month || self.first.month() == day.month())
            && (self.precision < Precision::Day || self.first.day() == day.day())
    }

    /// Reads the ISO text of the wire and the ledger.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year: i32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let (month, day) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (_, None) => Precision::Month,
            _ => Precision::Day,
        };
        let month = month.map_or(Some(1), |m| m.parse().ok())?;
        let day = day.map_or(Some(1), |d| d.parse().ok())?;
        Some(PartialDate { first: NaiveDate::from_ymd_opt(year, month, day)?, precision })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        PartialDate::from_iso(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

/// Reads a date as people type it: `20261001`, `2026.10.1`, `2026年10月1日`, `10-1` (this year), and to the month
/// `196503`, `1965.3`, `1965年3月`, to the year `1965年`.
///
/// # Errors
///
/// - `date.unreadable`: not the shape of a date.
/// - `date.not_real`: the calendar has no such day.
pub fn parse_typed_date(text: &str, today: NaiveDate) -> Result<PartialDate, Fault> {
    let shown = trimmed(text);
    let unreadable = || Fault::new(FaultCode::DateUnreadable).with(&shown);
    let narrow = half_width(&shown);
    let numbers = date_numbers(&narrow).ok_or_else(unreadable)?;
    let (year, month, day) = match *numbers.as_slice() {
        [(n, 8)] => (n / 10_000, Some(n / 100 % 100), Some(n % 100)),
        [(n, 6)] => (n / 100, Some(n % 100), None),
        [(n, 4)] => (n, None, None),
        [(year, 4), (month, 1 | 2)] => (year, Some(month), None),
        [(year, 4), (month, 1 | 2), (day, 1 | 2)] => (year, Some(month), Some(day)),
        [(month, 1 | 2), (day, 1 | 2)] => (today.year().unsigned_abs(), Some(month), Some(day)),
        _ => return Err(unreadable()),
    };
    // 1965-03-00 and 19650000: a paper with nothing known of the day, or of the month. A day of no month is no date.
    if month == Some(0) && day.is_some_and(|d| d != 0) {
        return Err(Fault::new(FaultCode::DateNotReal).with(&shown));
    }
    let month = month.filter(|m| *m != 0);
    let day = day.filter(|d| *d != 0);
    let precision = match (month, day) {
        (None, _) => Precision::Year,
        (_, None) => Precision::Month,
        _ => Precision::Day,
    };
    let year = i32::try_from(year).map_err(|_| unreadable())?;
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))
        .ok_or_else(|| Fault::new(FaultCode::DateNotReal).with(&shown))?;
    Ok(PartialDate { first, precision })
}

/// Whether a text names a month and a day but no year: `3-8`, `3月8日`.
pub fn lacks_year(text: &str) -> bool {
    let numbers = date_numbers(&half_width(&trimmed(text)));
    numbers.is_some_and(|n| matches!(n.as_slice(), [(_, 1 | 2), (_, 1 | 2)]))
}

/// Whether a text writes its year in two figures, so that nobody can say of which century: `65.3`, `65-3-1`, `3/8/65`, `70年`,
/// `700101`. `25/12` may be a day of a month, and `48` an age.
pub fn has_short_year(text: &str, today: NaiveDate) -> bool {
    let narrow = half_width(&trimmed(text));
    let Some(numbers) = date_numbers(&narrow) else { return false };
    let says_year = narrow.contains('年');
    match *numbers.as_slice() {
        [(_, 2)] => says_year,
        [(first, 2), (month, 1 | 2)] => says_year || first > 31 && (1..=12).contains(&month),
        [(_, 2), (_, 1 | 2), (_, 1 | 2)] => true,
        [(_, 1), (_, 1 | 2), (_, 2)] => !says_year,
        // 196503 is a year and a month; 700101 would be of the year 7001.
        [(n, 6)] => {
            let is_month = |month: u32| (1..=12).contains(&month);
            let is_whole = (1850..=today.year().unsigned_abs()).contains(&(n / 100)) && is_month(n % 100);
            !is_whole && is_month(n / 100 % 100) && (1..=31).contains(&(n % 100))
        }
        _ => false,
    }
}

/// The numbers of a typed date with their count of digits; `None` where other characters stand.
fn date_numbers(text: &str) -> Option<Vec<(u32, usize)>> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '.' | '/' | '年' | '月' | '日' | '号' | ' ' | '。' => {
                if !digits.is_empty() {
                    numbers.push((digits.parse().ok()?, digits.len()));
                    digits.clear();
                }
            }
            _ => return None,
        }
    }
    (numbers.len() <= 3).then_some(numbers)
}

/// The day that was typed, of a day and the seconds of it that a program left. One that reckons with the hours of its time
/// writes a midnight of years with summer time as 23 o'clock of the day before; one that takes Shanghai's own sun time
/// for its zone leaves six minutes; one that takes it for its first day only loses 43 seconds.
/// Source: tz database, Asia/Shanghai: +9 in the summers of 1919, 1940 to 1949 and 1986 to 1991; +8:05:43 before 1901.
pub fn typed_day(day: NaiveDate, seconds: u32) -> NaiveDate {
    let is_near = |hour: u32, minute: u32, second: u32| {
        // A serial of four places tells a time to four seconds.
        seconds.abs_diff(hour * 3_600 + minute * 60 + second) <= 5
    };
    let has_summer_time = matches!(day.year(), 1919 | 1940..=1949 | 1986..=1991);
    let is_before = has_summer_time && (is_near(23, 0, 0) || is_near(22, 59, 17))
        || is_near(23, 54, 17)
        || is_near(23, 54, 0)
        || is_near(23, 59, 17);
    day.succ_opt().filter(|_| is_before).unwrap_or(day)
}

/// The age in full years (周岁) on a day; it rises on the birthday, as office forms count it.
///
/// A birthday on 29 February is kept on 1 March of common years. Before birth the age is 0.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> u16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    let years = day.year() - birth.year() - i32::from(!had_birthday);
    u16::try_from(years.max(0)).unwrap_or(u16::MAX)
}

/// The last day on which somebody who is `age` years old on `day` can have been born.
pub fn latest_birth_for_age(age: u16, day: NaiveDate) -> NaiveDate {
    years_before(day, age)
}

/// The first day on which somebody who is `age` years old on `day` can have been born.
pub fn earliest_birth_for_age(age: u16, day: NaiveDate) -> NaiveDate {
    years_before(day, age.saturating_add(1)).succ_opt().unwrap_or(day)
}

fn years_before(day: NaiveDate, years: u16) -> NaiveDate {
    let year = day.year() - i32::from(years);
    // 29 February in a common year: the people whose birthday it is are one year younger until 1 March.
    NaiveDate::from_ymd_opt(year, day.month(), day.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, day.month(), 28))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn reads_dates_as_they_are_typed() {
        let today = day(2026, 11, 3);
        let cases = [
            ("20261001", "2026-10-01"),
            ("2026.10.1", "2026-10-01"),
            ("２０２６－１０－０１", "2026-10-01"),
            ("2026年10月1日", "2026-10-01"),
            ("1965.3.1", "1965-03-01"),
            ("10-1", "2026-10-01"),
            ("1965.3", "1965-03"),
            ("196503", "1965-03"),
            ("1965年3月", "1965-03"),
            ("1965年", "1965"),
            ("1965-03-00", "1965-03"),
            ("19650300", "1965-03"),
            ("19650000", "1965"),
            ("1965-00-00", "1965"),
        ];
        for (typed, iso) in cases {
            assert_eq!(parse_typed_date(typed, today).unwrap().to_string(), iso, "{typed}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        let today = day(2026, 11, 3);
        assert_eq!(parse_typed_date("2026-02-30", today).unwrap_err().code, FaultCode::DateNotReal);
        for text in ["60岁", "", "昨天", "1-2-3-4", "45000"] {
            assert_eq!(parse_typed_date(text, today).unwrap_err().code, FaultCode::DateUnreadable, "{text}");
        }
    }

    #[test]
    fn a_month_and_a_day_alone_lack_the_year() {
        for text in ["3-8", "3/8", "3月8日", "03.08"] {
            assert!(lacks_year(text), "{text}");
        }
        for text in ["1965-3", "1965-3-8", "8", "", "昨天", "196503"] {
            assert!(!lacks_year(text), "{text}");
        }
    }

    #[test]
    fn a_year_of_two_figures_is_known_as_such() {
        let today = day(2026, 11, 3);
        for text in ["65.3", "65-3-1", "65/03/01", "65年3月", "70年", "08年3月", "3/8/65", "08-3-8", "700101"]
        {
            assert!(has_short_year(text, today), "{text}");
        }
        // 190815 is no month of 1908, and the 15 August of a year 19.
        assert!(has_short_year("190815", today));
        for text in
            ["1965.3", "196503", "202611", "202612", "3-8", "3月8日", "25/12", "48", "", "昨天", "1-2-3"]
        {
            assert!(!has_short_year(text, today), "{text}");
        }
    }

    #[test]
    fn age_rises_on_the_birthday() {
        assert_eq!(age_on(day(1966, 11, 3), day(2026, 11, 2)), 59);
        assert_eq!(age_on(day(1966, 11, 3), day(2026, 11, 3)), 60);
        assert_eq!(age_on(day(2000, 2, 29), day(2026, 2, 28)), 25);
        assert_eq!(age_on(day(2000, 2, 29), day(2026, 3, 1)), 26);
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in any::<String>()) {
            let _ = parse_typed_date(&text, day(2026, 11, 3));
            let _ = has_short_year(&text, day(2026, 11, 3));
            let _ = PartialDate::from_iso(&text);
        }

        #[test]
        fn iso_text_reads_back(y in 1850i32..2100, m in 1u32..=12, d in 1u32..=28) {
            let date = PartialDate::day(day(y, m, d));
            prop_assert_eq!(PartialDate::from_iso(&date.to_string()), Some(date));
        }

        #[test]
        fn birth_bounds_agree_with_the_age(y in 1900i32..2026, o in 1u32..366, on in 0i64..20_000) {
            let birth = NaiveDate::from_yo_opt(y, o.min(365)).unwrap();
            let on = day(2026, 1, 1) + chrono::Days::new(on as u64);
            let age = age_on(birth, on);
            prop_assert!(birth <= latest_birth_for_age(age, on));
            prop_assert!(birth >= earliest_birth_for_age(age, on));
        }
    }
}
