//! The book beside the office: where everybody stood since when. It counts by looking at everybody's every step, knows no
//! ledger, and shares no code with the product. A step changes what it changed when it was entered and nothing else, so that
//! one that is entered late goes on through those after it.

use chrono::{Days, Months, NaiveDate};
use serde_json::Value;

/// As the tables name them. Homes lie in three buildings in turn, the third of which belongs to no grid.
pub const GRIDS: [&str; 3] = ["01 北", "02 南", "未划网格"];

/// The first day of a month of the run.
pub fn month(n: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2025, 9, 1).unwrap();
    first + Months::new(u32::try_from(n).unwrap())
}

pub fn last_day(month: NaiveDate) -> NaiveDate {
    month + Months::new(1) - Days::new(1)
}

/// Where somebody stands: registered here, living here, and the home; none for a hukou without a dwelling (空挂).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub hukou: bool,
    pub living: bool,
    pub home: Option<usize>,
}

pub const AWAY: Place = Place { hukou: false, living: false, home: None };

impl Place {
    pub fn is_here(self) -> bool {
        self.hukou || self.living
    }

    pub fn is_in(self, grid: usize) -> bool {
        self.is_here() && self.home.map_or(2, |home| home % 3) == grid
    }
}

/// Something that happened to somebody, where the person stood when it was entered, and where it led from there.
#[derive(Debug)]
pub struct Step {
    pub on: NaiveDate,
    pub kind: &'static str,
    pub before: Place,
    pub after: Place,
    /// Not if it was taken back.
    pub counts: bool,
}

pub struct Person {
    pub id: u64,
    pub is_woman: bool,
    /// Not if the whole person was entered by mistake.
    pub counts: bool,
    /// As they were entered.
    pub steps: Vec<Step>,
}

impl Person {
    /// The steps that count, as they happened; those of one day as they were entered. Each with its place in the book.
    pub fn life(&self) -> Vec<(usize, &Step)> {
        let counting = self.steps.iter().enumerate().filter(|(_, s)| self.counts && s.counts);
        let mut life: Vec<_> = counting.collect();
        life.sort_by_key(|(_, s)| s.on);
        life
    }

    /// The steps that count with where the person stood after each.
    pub fn course(&self) -> Vec<(&Step, Place)> {
        let (mut hukou, mut living) = (false, false);
        // The home lived in, and the one behind the hukou of somebody who lives elsewhere.
        let mut homes = [None, None];
        let mut course = Vec::new();
        for (_, step) in self.life() {
            let (before, after) = (step.before, step.after);
            if matches!(step.kind, "died" | "cancelled") {
                (hukou, living) = (false, false);
            }
            if before.hukou != after.hukou {
                hukou = after.hukou;
            }
            if before.living != after.living {
                living = after.living;
            }
            if after.is_here() && (before.living != after.living || before.home != after.home) {
                homes[usize::from(!after.living)] = after.home;
            }
            homes = [homes[0].filter(|_| living), homes[1].filter(|_| hukou)];
            course.push((step, Place { hukou, living, home: homes[usize::from(!living)] }));
        }
        course
    }

    /// Where the person stood on the evening of a day.
    pub fn place_on(&self, day: NaiveDate) -> Place {
        self.course().iter().rfind(|(s, _)| s.on <= day).map_or(AWAY, |(_, place)| *place)
    }

    /// Whether the person is not here on a day, and may come again.
    pub fn is_gone_on(&self, day: NaiveDate) -> bool {
        let life = self.life();
        !life.is_empty() && life.iter().all(|(_, s)| s.kind != "died") && !self.place_on(day).is_here()
    }
}

/// The column of 人口变动表, counted from 期初, in which a step counts: four of 增加, then four of 减少.
fn column(kind: &str, before: Place, after: Place, is_in: bool) -> usize {
    let is_within = before.is_here() && after.is_here();
    match (is_in, kind) {
        // From one grid to another.
        (true, _) if is_within => 4,
        (false, _) if is_within => 8,
        (true, "born") => 1,
        (true, "opening") => 4,
        (true, _) if after.hukou => 2,
        (true, _) => 3,
        (false, "died") => 5,
        (false, "cancelled") => 8,
        (false, _) if before.hukou => 6,
        (false, _) => 7,
    }
}

/// What an act turned round: whether a step or a person counts, or a sex that was wrong. Undone, it turns back.
#[derive(Debug, Clone, Copy)]
pub enum Effect {
    Step(usize, usize),
    Person(usize),
    Sex(usize),
}

#[derive(Default)]
pub struct Book {
    pub people: Vec<Person>,
    /// What was done in the office, by the number that undoes it.
    pub acts: Vec<(Value, Effect)>,
}

impl Book {
    pub fn turn(&mut self, effect: Effect) {
        let flag = match effect {
            Effect::Step(who, step) => &mut self.people[who].steps[step].counts,
            Effect::Person(who) => &mut self.people[who].counts,
            Effect::Sex(who) => &mut self.people[who].is_woman,
        };
        *flag = !*flag;
    }

    /// Somebody of whom something is true, looked for from a random person on.
    pub fn find(&self, from: usize, fits: impl Fn(&Person) -> bool) -> Option<usize> {
        let count = self.people.len();
        (0..count).map(|i| (from + i) % count).find(|who| fits(&self.people[*who]))
    }

    /// How many there were on the evening of a day.
    pub fn count(&self, on: NaiveDate, fits: impl Fn(&Person, Place) -> bool) -> i64 {
        self.people.iter().map(|p| i64::from(fits(p, p.place_on(on)))).sum()
    }

    /// A line of 人口变动表: 期初, the eight columns, 期末.
    pub fn balance(&self, month: NaiveDate, belongs: impl Fn(Place) -> bool) -> Vec<i64> {
        let (eve, last) = (month - Days::new(1), last_day(month));
        let mut line = vec![0; 10];
        line[0] = self.count(eve, |_, place| belongs(place));
        line[9] = self.count(last, |_, place| belongs(place));
        for person in &self.people {
            let mut before = person.place_on(eve);
            for (step, after) in person.course().into_iter().filter(|(s, _)| s.on > eve && s.on <= last) {
                let is_in = belongs(after);
                if belongs(before) != is_in {
                    line[column(step.kind, before, after, is_in)] += 1;
                }
                before = after;
            }
        }
        line
    }

    /// Everything that figures up to a day are made of, to see whether any of it changed.
    pub fn known_until(&self, day: NaiveDate) -> String {
        let known = |p: &Person| {
            let life: Vec<_> = p.life().into_iter().filter(|(_, s)| s.on <= day).collect();
            (!life.is_empty()).then(|| format!("{} {} {life:?}\n", p.id, p.is_woman))
        };
        self.people.iter().filter_map(known).collect()
    }
}
