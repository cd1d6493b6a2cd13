//! Dates as they stand in cells: in words, in figures, as serials, and with what other zones left of them.

use super::{APOSTROPHES, Reading};
use crate::calendar::{PartialDate, Precision, has_short_year, lacks_year, parse_typed_date, typed_day};
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

/// A date as other hands write it, in figures: 一九六五年三月八日, 1965年3月8日生, 1965、3、8, 1970年元月, 65年3月8日.
pub(in crate::import) fn spelled_date(text: &str, today: NaiveDate) -> String {
    let said = in_figures(text);
    with_century(&said, today).unwrap_or(said)
}

/// The same without a century that is not said.
fn in_figures(text: &str) -> String {
    let bare = text.trim().trim_end_matches('。');
    let bare = ["公历", "阳历", "新历"].iter().find_map(|head| bare.strip_prefix(head)).unwrap_or(bare);
    let bare = ["出生", "生", "份"].iter().find_map(|tail| bare.strip_suffix(tail)).unwrap_or(bare);
    // 元月 is the January of the calendar, 正月 the first month of the old one.
    let said = bare.trim_start_matches([':', '：']).replace('、', ".").replace("元月", "一月");
    if !said.contains(['年', '月']) {
        return said;
    }
    let mut out = String::new();
    let mut run = String::new();
    for c in said.chars().chain(std::iter::once('\n')) {
        if numeral(c).is_some() || c == '十' {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            // 二0一0年 mixes two kinds of figures in one number.
            let is_mixed = c.is_ascii_digit() || out.ends_with(|c: char| c.is_ascii_digit());
            let Some(number) = figures(&run).filter(|_| !is_mixed) else { return text.to_owned() };
            out.push_str(&number);
            run.clear();
        }
        out.push(c);
    }
    out.trim_end_matches('\n').to_owned()
}

fn numeral(c: char) -> Option<usize> {
    "〇一二三四五六七八九".chars().position(|d| d == c).or((c == '零' || c == '○').then_some(0))
}

/// 一九六五 is 1965, 二十三 is 23, 十 is 10.
fn figures(run: &str) -> Option<String> {
    let Some((tens, ones)) = run.split_once('十') else {
        return run.chars().map(|c| numeral(c).map(|d| d.to_string())).collect();
    };
    let of = |part: &str, none: usize| {
        let mut all = part.chars();
        match (all.next(), all.next()) {
            (None, _) => Some(none),
            (Some(one), None) => numeral(one),
            _ => None,
        }
    };
    of(tens, 1).zip(of(ones, 0)).map(|(tens, ones)| (tens * 10 + ones).to_string())
}

/// Of a year of two figures only one century is possible, where it is not yet to come.
fn with_century(said: &str, today: NaiveDate) -> Option<String> {
    let head = said.split('年').next().unwrap_or_default();
    let year: i32 = head.parse().ok().filter(|_| head.len() == 2 && said.contains('月'))?;
    (year > chrono::Datelike::year(&today) % 100).then(|| format!("19{said}"))
}

/// 农历, 正月, 初六, 廿三: days of the old calendar, which fall on others of ours.
pub(in crate::import) fn is_lunar(text: &str) -> bool {
    const WORDS: [&str; 9] = ["农历", "阴历", "旧历", "夏历", "正月", "冬月", "腊月", "廿", "除夕"];
    let is_day = |behind: &str| behind.starts_with(|c: char| numeral(c).is_some() || c == '十');
    let begins = text.split('初').skip(1).any(is_day);
    let leap = text.split('闰').skip(1).any(|behind| behind.contains('月'));
    WORDS.iter().any(|word| text.contains(word)) || begins || leap
}

/// 1970 1 1 with a stroke for each gap between figures: run together they would be 1970-11.
fn gapless(text: &str) -> String {
    let mut out = String::new();
    let mut is_gap = false;
    for c in half_width(text).chars() {
        if c.is_whitespace() {
            is_gap = true;
            continue;
        }
        let parts = is_gap && c.is_ascii_digit() && out.ends_with(|c: char| c.is_ascii_digit());
        out.extend(parts.then_some('-'));
        out.push(c);
        is_gap = false;
    }
    out
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
    // What is told of a cell shows it as it is written.
    let told = |code| Fault::at(code, field.key).with(text);
    let unreadable = || told(FaultCode::DateUnreadable);
    if is_lunar(text) {
        return Err(told(FaultCode::DateLunar));
    }
    let said = in_figures(text);
    let whole = with_century(&said, today);
    let taken_for = whole.as_ref().and_then(|whole| whole.get(..4)).map(str::to_owned);
    let said = whole.unwrap_or(said);
    let narrow: String = half_width(&said).chars().filter(|c| !c.is_whitespace()).collect();
    let gapless = gapless(&said);
    // 1965-03-01 00:00:00 and 1965-03-01T00:00:00: the day alone.
    let bare = half_width(&said);
    let bare = bare.split(['T', ' ']).next().unwrap_or_default().to_owned();
    let day_first = if bare.len() >= 8 && bare.chars().filter(char::is_ascii_digit).count() >= 6 {
        &bare
    } else {
        &gapless
    };
    if narrow.ends_with('岁') || narrow.ends_with("周岁") {
        return Ok(Reading::Note(text.to_owned()));
    }
    // 1965.1 kept as a number may have been 1965.10: the year is sure, the month is not.
    if cell.kind == CellKind::Number
        && let Some((year, "1")) = narrow.split_once('.')
        && year.len() == 4
        && is_partial
    {
        return Ok(Reading::Unsure(Value::from(year), told(FaultCode::ImportMonthUnsure)));
    }
    // 1970 1 is no serial.
    let number: Option<f64> =
        gapless.parse().ok().filter(|_| gapless.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if let Some(serial) = number.filter(|n| (3_000.0..100_000.0).contains(n))
        && narrow.split('.').next().is_some_and(|whole| whole.len() == 5)
    {
        let day = serial_day(serial.trunc() as u64).ok_or_else(unreadable)?;
        let typed = typed_day(day, (serial.fract() * 86_400.0).round() as u32);
        return Ok(of_day(field, typed, text, typed != day));
    }
    // '85 is a year, 85 alone may be an age.
    let is_year = narrow.len() == 2 && number.is_some() && cell.text.trim().starts_with(APOSTROPHES);
    if is_year || has_short_year(day_first, today) {
        return Err(told(FaultCode::DateShortYear));
    }
    // 3-8 has no year; a form takes this one, a list of people means another.
    if lacks_year(day_first) || lacks_year(&narrow) {
        return Err(told(FaultCode::DateNoYear));
    }
    let may_join = gapless == narrow || narrow.len() == 8;
    let date = parse_typed_date(day_first, today)
        .or_else(|f| if may_join { parse_typed_date(&narrow, today) } else { Err(f) })
        .map_err(|f| told(f.code))?;
    if date.precision() == Precision::Day {
        let day = date.first_day();
        let typed = day_of_text(day, &said).ok_or_else(unreadable)?;
        if typed != day {
            return Ok(of_day(field, typed, text, true));
        }
    }
    if !is_partial && date.precision() != Precision::Day {
        return Err(unreadable());
    }
    let value = Value::Text(date.to_string());
    Ok(match taken_for {
        Some(year) => Reading::Unsure(value, told(FaultCode::ImportShortYear).with(year)),
        None => Reading::Value(value),
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::people::PERSON_FIELDS;

    fn said(key: &str, text: &str) -> Result<Reading, Fault> {
        let field = PERSON_FIELDS.iter().find(|f| f.key == key).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        read(field, Cell { text, kind: CellKind::Text }, today)
    }

    #[test]
    fn months_and_days_in_words_and_gaps_between_figures_are_read() {
        for (text, iso) in [
            ("1970.元月", "1970-01"),
            ("1970年元月", "1970-01"),
            ("1970年元月1日", "1970-01-01"),
            ("一九七〇年元月二日", "1970-01-02"),
            ("1970年一月一日", "1970-01-01"),
            ("1970年十二月二十三日", "1970-12-23"),
            ("公历1970年3月8日", "1970-03-08"),
            ("1970 01 01", "1970-01-01"),
            // Run together it would be November.
            ("1970 1 1", "1970-01-01"),
            ("1970 1", "1970-01"),
        ] {
            assert_eq!(said("birth_date", text), Ok(Reading::Value(Value::from(iso))), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_date_is_told_with_all_that_stands_there() {
        for (key, text, message) in [
            ("moved_in_on", "自出生", "看不懂日期“自出生”，请写成 2026-10-01 这样。"),
            ("moved_in_on", "自出生起", "看不懂日期“自出生起”，请写成 2026-10-01 这样。"),
            ("moved_in_on", "出生至今", "看不懂日期“出生至今”，请写成 2026-10-01 这样。"),
            ("birth_date", "1965年2月30日生", "日历上没有“1965年2月30日生”这一天，请改正。"),
            ("birth_date", "三月八日", "“三月八日”没有写年份，请写成 1965-3-8 这样。"),
            ("birth_date", "1970年正月", "“1970年正月”像是农历，请查出公历的日期，写成 1965-3-8 这样。"),
            (
                "birth_date",
                "1970年三月初八",
                "“1970年三月初八”像是农历，请查出公历的日期，写成 1965-3-8 这样。",
            ),
        ] {
            assert_eq!(said(key, text).unwrap_err().message(), message, "{text}");
        }
    }

    #[test]
    fn a_year_of_two_figures_is_never_taken_in_silence() {
        for text in [
            "65.3",
            "65-3-1",
            "65/03/01",
            "'85",
            "85年",
            "七〇年",
            "08年3月8日",
            "3/8/65",
            "700101",
            "65 3 1",
        ] {
            let fault = said("birth_date", text).unwrap_err();
            assert_eq!(fault.code, FaultCode::DateShortYear, "{text}");
        }
        assert_eq!(
            said("birth_date", "65.3").unwrap_err().message(),
            "“65.3”的年份只有两位，请写全四位，写成 1965-3 或 1965-3-8 这样。"
        );
        // Only one century is possible where the year is called one; that is said.
        for (text, iso) in [("65年3月", "1965-03"), ("六五年三月八日", "1965-03-08")] {
            let Ok(Reading::Unsure(value, fault)) = said("birth_date", text) else { panic!("{text}") };
            assert_eq!(value, Value::from(iso), "{text}");
            assert_eq!(fault.message(), format!("“{text}”的年份只有两位，按 1965 年登记，请核对。"));
        }
        // Neither a year nor a day: an age, perhaps.
        assert_eq!(said("birth_date", "85").unwrap_err().code, FaultCode::DateUnreadable);
    }
}
