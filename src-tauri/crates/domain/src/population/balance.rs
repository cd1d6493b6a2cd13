//! The balance of a group of people over a period: 期初 + 增 − 减 = 期末, and every event that makes it.

use super::{ChangeColumn, Movement, Standing, change_column};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that may make a group of people another one: a movement of somebody, or a day on which places were given to other
/// grids.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// When.
    pub on: NaiveDate,
    /// The movement; `None` where the person stays and the grid may not.
    pub movement: Option<&'a Movement>,
    /// Where the person stood before.
    pub before: &'a Standing,
    /// Where the person stood after.
    pub after: &'a Standing,
}

impl Event<'_> {
    /// The column under which it counts for the group that `belongs` tells of a standing on a day.
    pub fn column(&self, belongs: impl Fn(&Standing, NaiveDate) -> bool) -> Option<ChangeColumn> {
        match self.movement {
            Some(m) => change_column(m.kind, self.before, self.after, |s| belongs(s, self.on)),
            None => match (belongs(self.before, eve_of(self.on)), belongs(self.after, self.on)) {
                (false, true) => Some(ChangeColumn::InGrid),
                (true, false) => Some(ChangeColumn::OutGrid),
                _ => None,
            },
        }
    }
}

static NOWHERE: Standing = Standing {
    hukou_household_id: None,
    hukou_relation: None,
    living_household_id: None,
    living_relation: None,
    dwelling_id: None,
};

/// The evening before a day.
pub fn eve_of(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// Calls `each` with what happened in a period to somebody with these sorted movements, when places were given to other grids
/// on these sorted days: in the morning, before who moved on that day.
pub fn each_event<'a>(
    movements: &'a [Movement],
    days: &[NaiveDate],
    (first, last): (NaiveDate, NaiveDate),
    mut each: impl FnMut(&Event<'a>),
) {
    let in_period = days.iter().copied().filter(|day| *day >= first && *day <= last);
    let mut in_period = in_period.peekable();
    let mut at: &'a Standing = &NOWHERE;
    for m in movements.iter().take_while(|m| m.happened_on <= last) {
        if m.happened_on >= first {
            while let Some(on) = in_period.next_if(|day| *day <= m.happened_on) {
                each(&Event { on, movement: None, before: at, after: at });
            }
            each(&Event { on: m.happened_on, movement: Some(m), before: at, after: &m.after });
        }
        at = &m.after;
    }
    for on in in_period {
        each(&Event { on, movement: None, before: at, after: at });
    }
}

/// The figures of one period for one group of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Balance {
    /// 期初: on the evening before the first day.
    pub opening: u32,
    /// In the order of [`ChangeColumn::ALL`].
    pub changes: [u32; 8],
    /// 增：网格调整.
    pub adjusted_in: u32,
    /// 减：网格调整.
    pub adjusted_out: u32,
    /// 期末: on the evening of the last day.
    pub closing: u32,
}

impl Balance {
    /// Counts one person's movements into the balance of a period, for the group that `belongs` tells.
    ///
    /// Several movements of one day each count; the sum is right all the same, for they lead from one standing to the
    /// next.
    pub fn count(
        &mut self,
        movements: &[Movement],
        first: NaiveDate,
        last: NaiveDate,
        belongs: impl Fn(&Standing) -> bool,
    ) {
        self.count_by_day(movements, &[], (first, last), |standing, _| belongs(standing));
    }

    /// As [`Balance::count`], for a group to which a place may belong on one day and not on another: it changes on `days`.
    pub fn count_by_day(
        &mut self,
        movements: &[Movement],
        days: &[NaiveDate],
        (first, last): (NaiveDate, NaiveDate),
        belongs: impl Fn(&Standing, NaiveDate) -> bool,
    ) {
        let is_in = |on: NaiveDate| {
            let last = movements.iter().rev().find(|m| m.happened_on <= on);
            u32::from(last.is_some_and(|m| belongs(&m.after, on)))
        };
        self.opening += is_in(eve_of(first));
        self.closing += is_in(last);
        each_event(movements, days, (first, last), |event| {
            if let Some(column) = event.column(&belongs) {
                *self.of_mut(column) += 1;
            }
        });
    }

    fn of_mut(&mut self, column: ChangeColumn) -> &mut u32 {
        match column {
            ChangeColumn::InGrid => &mut self.adjusted_in,
            ChangeColumn::OutGrid => &mut self.adjusted_out,
            _ => &mut self.changes[ChangeColumn::ALL.iter().position(|c| *c == column).unwrap_or(0)],
        }
    }

    /// The figure of a column.
    pub fn of(&self, column: ChangeColumn) -> u32 {
        match column {
            ChangeColumn::InGrid => self.adjusted_in,
            ChangeColumn::OutGrid => self.adjusted_out,
            _ => {
                let at = ChangeColumn::ALL.iter().position(|c| *c == column);
                at.map_or(0, |at| self.changes[at])
            }
        }
    }

    /// 增加 or 减少 in all.
    pub fn sum(&self, is_in: bool) -> u32 {
        ChangeColumn::shown(true).into_iter().filter(|c| c.is_in() == is_in).map(|c| self.of(c)).sum()
    }

    /// Whether any place was given to or taken from this group.
    pub fn is_adjusted(&self) -> bool {
        self.adjusted_in + self.adjusted_out > 0
    }

    /// Whether 期初 + 增 − 减 = 期末.
    pub fn is_right(&self) -> bool {
        let sum = |is_in: bool| i64::from(self.sum(is_in));
        i64::from(self.opening) + sum(true) - sum(false) == i64::from(self.closing)
    }
}
