//! Periods that are reported: a month, a quarter, a year (`reports.md` 1).

use crate::fault::{Fault, FaultCode};
use crate::workdays::{is_workday, workday_on_or_before};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How often a report goes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// 月报
    Monthly,
    /// 季报
    Quarterly,
    /// 年报
    Yearly,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Rhythm; 3] = [Rhythm::Monthly, Rhythm::Quarterly, Rhythm::Yearly];

    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Rhythm::Monthly => "monthly",
            Rhythm::Quarterly => "quarterly",
            Rhythm::Yearly => "yearly",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        Rhythm::ALL.into_iter().find(|r| r.as_str() == word)
    }

    /// 月, 季度, 年
    pub fn label(self) -> &'static str {
        match self {
            Rhythm::Monthly => "月",
            Rhythm::Quarterly => "季度",
            Rhythm::Yearly => "年",
        }
    }

    fn months(self) -> u32 {
        match self {
            Rhythm::Monthly => 1,
            Rhythm::Quarterly => 3,
            Rhythm::Yearly => 12,
        }
    }
}

/// A period that is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    rhythm: Rhythm,
    first: NaiveDate,
}

impl Period {
    /// The period of a day.
    pub fn of(rhythm: Rhythm, day: NaiveDate) -> Self {
        let month = day.month0() / rhythm.months() * rhythm.months() + 1;
        Period { rhythm, first: NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day) }
    }

    /// Reads `2026-10`, `2026-Q3`, `2026`.
    ///
    /// # Errors
    ///
    /// `date.unreadable`.
    pub fn read(rhythm: Rhythm, text: &str) -> Result<Self, Fault> {
        let day = |y: &str, m: u32| {
            let year = (y.len() == 4).then(|| y.parse().ok()).flatten()?;
            NaiveDate::from_ymd_opt(year, m, 1)
        };
        let first = match (rhythm, text.split_once('-')) {
            (Rhythm::Yearly, None) => day(text, 1),
            (Rhythm::Monthly, Some((y, m))) if m.len() == 2 => m.parse().ok().and_then(|m| day(y, m)),
            (Rhythm::Quarterly, Some((y, q))) => match q {
                "Q1" => day(y, 1),
                "Q2" => day(y, 4),
                "Q3" => day(y, 7),
                "Q4" => day(y, 10),
                _ => None,
            },
            _ => None,
        };
        let first = first.ok_or_else(|| Fault::at(FaultCode::DateUnreadable, "period").with(text))?;
        Ok(Period { rhythm, first })
    }

    /// How often it comes.
    pub fn rhythm(self) -> Rhythm {
        self.rhythm
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day: what the figures are of.
    pub fn last(self) -> NaiveDate {
        self.after().first.pred_opt().unwrap_or(self.first)
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        self.earlier(self.rhythm.months())
    }

    /// The same one a year ago.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.earlier(12)
    }

    fn earlier(self, months: u32) -> Self {
        Period { first: self.first.checked_sub_months(Months::new(months)).unwrap_or(self.first), ..self }
    }

    /// The one after.
    #[must_use]
    pub fn after(self) -> Self {
        let first = self.first.checked_add_months(Months::new(self.rhythm.months()));
        Period { first: first.unwrap_or(self.first), ..self }
    }

    /// By when it is to be sent: a day of the month after it, moved before a day off (`reports.md` 1, assumed). Where all
    /// days before it are off too, as at 国庆, it is the first workday of the month.
    pub fn due(self, day_of_month: u32) -> NaiveDate {
        let next = self.after().first;
        let due = workday_on_or_before(next.with_day(day_of_month).unwrap_or(next));
        if due >= next {
            return due;
        }
        next.iter_days().find(|day| is_workday(*day)).unwrap_or(next)
    }

    /// `2026年10月`, `2026年第3季度`, `2026年`
    pub fn label(self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.rhythm {
            Rhythm::Monthly => format!("{year}年{month}月"),
            Rhythm::Quarterly => format!("{year}年第{}季度", month.div_ceil(3)),
            Rhythm::Yearly => format!("{year}年"),
        }
    }

    /// `2026-10`, `2026-Q3`, `2026`
    pub fn word(self) -> String {
        match self.rhythm {
            Rhythm::Monthly => self.first.format("%Y-%m").to_string(),
            Rhythm::Quarterly => format!("{}-Q{}", self.first.year(), self.first.month().div_ceil(3)),
            Rhythm::Yearly => self.first.year().to_string(),
        }
    }
}

/// A title after the words of its period, no unit of time said twice: `2026年` and 年度报表 are 2026年度报表.
pub fn titled(period: &str, title: &str) -> String {
    let twice = [("年", "年度", "年"), ("季度", "季度", "季度"), ("月", "月度", "月度")];
    let is_it = |(end, begin, _): &(&str, &str, &str)| period.ends_with(*end) && title.starts_with(*begin);
    let said = twice.into_iter().find(is_it).and_then(|(.., said)| title.strip_prefix(said));
    format!("{period}{}", said.unwrap_or(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_has_its_ends_and_its_neighbours() {
        let read = |text: &str| Period::read(Rhythm::Monthly, text);
        let month = read("2026-03").unwrap();
        assert_eq!((month.first(), month.last()), (day("2026-03-01"), day("2026-03-31")));
        assert_eq!(month.before().last(), day("2026-02-28"));
        assert_eq!(month.before().after(), month);
        assert_eq!(read("2025-02").unwrap().year_before().last(), day("2024-02-29"));
        assert_eq!((month.label().as_str(), month.word().as_str()), ("2026年3月", "2026-03"));
        // 5 April 2026 is a Sunday of 清明, 4 April its Saturday, 6 April its day off; 3 April is worked.
        assert_eq!(month.due(5), day("2026-04-03"));
        assert_eq!(read("2026-10").unwrap().due(5), day("2026-11-05"));
        // The first seven days of October 2026 are off, and the workday before them is of September itself.
        assert_eq!(read("2026-09").unwrap().due(5), day("2026-10-08"));
        for odd in ["2026-13", "2026-3", "26-03", "2026年3月", "", "2026", "2026-Q1"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_title_says_the_unit_of_its_period_once() {
        for (period, title, wanted) in [
            ("2026年", "社区年报", "2026年社区年报"),
            ("2026年", "年报", "2026年年报"),
            ("2026年", "年度人口报表", "2026年度人口报表"),
            ("2026年第3季度", "季度报表", "2026年第3季度报表"),
            ("2026年第3季度", "季报", "2026年第3季度季报"),
            ("2026年10月", "月度报表", "2026年10月报表"),
            ("2026年10月", "年度报表", "2026年10月年度报表"),
        ] {
            assert_eq!(titled(period, title), wanted);
        }
    }

    #[test]
    fn quarters_and_years_have_theirs() {
        let quarter = Period::read(Rhythm::Quarterly, "2026-Q1").unwrap();
        assert_eq!((quarter.first(), quarter.last()), (day("2026-01-01"), day("2026-03-31")));
        assert_eq!(
            (quarter.before().word().as_str(), quarter.label().as_str()),
            ("2025-Q4", "2026年第1季度")
        );
        assert_eq!(Period::of(Rhythm::Quarterly, day("2026-12-31")).word(), "2026-Q4");
        assert_eq!(quarter.year_before().word(), "2025-Q1");
        let year = Period::of(Rhythm::Yearly, day("2024-02-29"));
        assert_eq!((year.first(), year.last()), (day("2024-01-01"), day("2024-12-31")));
        assert_eq!(year.before(), year.year_before());
        // 10 January 2027 is a Sunday, 9 January a Saturday.
        assert_eq!(Period::read(Rhythm::Yearly, "2026").unwrap().due(10), day("2027-01-08"));
        for odd in ["2026-Q5", "2026-3", "2026"] {
            assert!(Period::read(Rhythm::Quarterly, odd).is_err(), "{odd}");
        }
    }
}
