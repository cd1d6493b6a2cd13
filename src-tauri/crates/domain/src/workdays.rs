//! Which days offices work: weekends and the holidays that the State Council announces, with the days worked in their stead.
//!
//! Source: `assets/codes/holidays_2024_2026.csv` (notices of the General Office of the State Council); of years that it does
//! not hold, weekends alone are known.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Announced days: whether they are worked.
static ANNOUNCED: LazyLock<HashMap<NaiveDate, bool>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/codes/holidays_2024_2026.csv").lines().skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.split(',');
            let day = cells.next()?.parse().ok()?;
            let kind = cells.nth(1)?;
            Some((day, kind == "makeup_workday"))
        })
        .collect()
});

/// Whether offices work on a day.
pub fn is_workday(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    ANNOUNCED.get(&day).copied().unwrap_or(!is_weekend)
}

/// The day itself where offices work on it, else the last workday before it.
pub fn workday_on_or_before(day: NaiveDate) -> NaiveDate {
    let mut tried = day;
    // No holiday is longer than a fortnight.
    for _ in 0..14 {
        if is_workday(tried) {
            return tried;
        }
        tried = tried.checked_sub_days(Days::new(1)).unwrap_or(tried);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn holidays_are_no_workdays_and_days_in_their_stead_are() {
        // 国庆 2024: 1 to 7 October; worked on Sunday 29 September and Saturday 12 October (国务院办公厅 2023-10-25).
        assert!(!is_workday(day("2024-10-02")), "a Wednesday");
        assert!(is_workday(day("2024-09-29")), "a Sunday worked in its stead");
        assert!(!is_workday(day("2026-11-07")), "a Saturday");
        assert!(is_workday(day("2026-11-05")));
    }

    #[test]
    fn what_is_due_on_a_day_off_is_due_before_it() {
        assert_eq!(workday_on_or_before(day("2024-10-05")), day("2024-09-30"));
        assert_eq!(workday_on_or_before(day("2026-12-05")), day("2026-12-04"), "a Saturday");
        assert_eq!(workday_on_or_before(day("2026-11-05")), day("2026-11-05"));
    }
}
