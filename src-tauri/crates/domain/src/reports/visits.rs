//! How often somebody of a group is to be visited, read from the words of 重点人群登记, and how many visits a period asks for.
//!
//! Source: `shared/domain/residents.md` 6.1: the rhythm is the office's custom (独居高龄 weekly, 低保 quarterly).

use super::Period;
use chrono::{Datelike, Days, Weekday};

/// So many visits in each of a kind of stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitRhythm {
    /// Visits in each of them.
    pub times: u32,
    every: Every,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

impl VisitRhythm {
    /// Reads `每周一次`, `每月2次`, `每季度`, `半年一次`, `一年两次`; `None` where the words tell no rhythm.
    pub fn read(words: &str) -> Option<Self> {
        let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let unit = [
            ("半年", Every::HalfYear),
            ("季", Every::Quarter),
            ("月", Every::Month),
            ("周", Every::Week),
            ("星期", Every::Week),
            ("年", Every::Year),
            ("天", Every::Day),
            ("日", Every::Day),
        ];
        let (at, every, length) =
            unit.iter().find_map(|(unit, every)| words.find(unit).map(|at| (at, *every, unit.len())))?;
        // 两月一次 has a rhythm of its own that is not told here: better no figure than a wrong one.
        if !matches!(words[..at].trim_start_matches('每'), "" | "一" | "1" | "一个" | "1个" | "个") {
            return None;
        }
        let after = words[at + length..].trim_start_matches(['度', '走', '访', '入', '户']);
        // 每周三 is a day of the week, 每周三次 a number.
        let is_weekday =
            every == Every::Week && matches!(after, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天");
        let times = match after.strip_suffix(['次', '访']) {
            _ if is_weekday => 1,
            None if after.is_empty() => 1,
            Some("一" | "1") => 1,
            Some("两" | "二" | "2") => 2,
            Some("三" | "3") => 3,
            Some("四" | "4") => 4,
            _ => return None,
        };
        Some(VisitRhythm { times, every })
    }
}

/// How many visits a rhythm asks for within a period: a week counts with its Monday, longer stretches where they end.
pub fn visits_due(rhythm: VisitRhythm, period: Period) -> u32 {
    let (first, last) = (period.first(), period.last());
    let days = || first.iter_days().take_while(|d| *d <= last);
    let ends_month = |months: u32| {
        move |d: &chrono::NaiveDate| {
            d.month().is_multiple_of(months)
                && d.checked_add_days(Days::new(1)).is_some_and(|next| next.day() == 1)
        }
    };
    let count = match rhythm.every {
        Every::Day => days().count(),
        Every::Week => days().filter(|d| d.weekday() == Weekday::Mon).count(),
        Every::Month => days().filter(ends_month(1)).count(),
        Every::Quarter => days().filter(ends_month(3)).count(),
        Every::HalfYear => days().filter(ends_month(6)).count(),
        Every::Year => days().filter(ends_month(12)).count(),
    };
    rhythm.times * u32::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::Rhythm;

    #[test]
    fn visits_of_a_period_follow_the_words_of_the_register() {
        let month = Period::read(Rhythm::Monthly, "2026-10").unwrap();
        let quarter = Period::read(Rhythm::Quarterly, "2026-Q4").unwrap();
        let year = Period::read(Rhythm::Yearly, "2026").unwrap();
        // October 2026 has Mondays on 5, 12, 19 and 26; the year has 52 of them.
        for (words, of_month, of_quarter, of_year) in [
            ("每周一次", 4, 13, 52),
            ("每周2次", 8, 26, 104),
            ("每月", 1, 3, 12),
            ("每月走访一次", 1, 3, 12),
            ("一月两次", 2, 6, 24),
            ("每季度一次", 0, 1, 4),
            ("半年一次", 0, 1, 2),
            ("每年1次", 0, 1, 1),
            ("每 周", 4, 13, 52),
            ("每周三", 4, 13, 52),
            ("每周三次", 12, 39, 156),
            ("星期二", 4, 13, 52),
            ("每月一访", 1, 3, 12),
        ] {
            let rhythm = VisitRhythm::read(words).unwrap_or_else(|| panic!("{words}"));
            let due = [month, quarter, year].map(|p| visits_due(rhythm, p));
            assert_eq!(due, [of_month, of_quarter, of_year], "{words}");
        }
        for odd in ["", "经常", "两月一次", "有事再去", "每月看情况", "每周五下午", "每月三"]
        {
            assert_eq!(VisitRhythm::read(odd), None, "{odd}");
        }
    }
}
