//! What of the figures of a period is looked at where it is told what changed them.

use super::chain::Told;
use crate::desk::Desk;
use crate::refusal::Reply;
use domain::reports::{Period, ReportForm, Rhythm};

/// What of the figures of a period is looked at.
pub(super) enum Look {
    /// All of it, but what is said again as other papers told it: nothing that came late changes that.
    Paper(Quoted),
    /// With whom it ends.
    Closing,
}

/// What a paper says again as others told it.
#[derive(Default)]
pub(super) struct Quoted {
    /// 上期末 of the comparison.
    pub before: bool,
    /// 去年同期末 of it.
    pub year_before: bool,
    /// Months of the trend.
    pub months: Vec<Period>,
}

impl Look {
    /// All that the paper of a period tells of its own.
    pub fn of_paper(desk: &Desk, form: &ReportForm, period: Period) -> Reply<Self> {
        let papers = Told::of(desk, form, period, None)?;
        let mut months = Vec::new();
        let mut month = Period::of(Rhythm::Monthly, period.last());
        for _ in 0..12 {
            if month.first() < period.first() && papers.line(month).is_some() {
                months.push(month);
            }
            month = month.before();
        }
        let [before, year_before] = [period.before(), period.year_before()].map(|p| papers.compares(p));
        Ok(Look::Paper(Quoted { before, year_before, months }))
    }
}
