//! What a movement says, and what a person is on a day: the sum of all that was said up to it.
//!
//! A movement says what it changes and nothing else, so one that is entered late, or whose day is mended, carries on
//! through those after it: a 户口迁出 of March that is entered in June is not undone by a 社区内搬家 of April.

use super::{Movement, MovementKind, Standing};
use crate::places::HEAD;
use chrono::NaiveDate;

/// What a movement says of one of the two memberships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SideChange {
    /// Nothing: it stays as it was.
    #[default]
    Kept,
    /// It ends.
    Left,
    /// In this household from now on.
    Joined {
        /// The household.
        household_id: u32,
        /// The relation to its head, GB/T 4761.
        relation: Option<String>,
    },
    /// Another relation within this household; to somebody who is in another one by then it says nothing.
    Related {
        /// The household.
        household_id: u32,
        /// The relation to its head, GB/T 4761.
        relation: Option<String>,
    },
}

/// What a movement says of the dwelling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DwellingChange {
    /// Nothing.
    #[default]
    Kept,
    /// Lived in from now on; counts while the person lives here.
    LivedIn(Option<u32>),
    /// Behind the hukou of somebody who does not live here; counts while that is so.
    BehindHukou(Option<u32>),
}

/// What a movement says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Of 户籍.
    pub hukou: SideChange,
    /// Of 居住.
    pub living: SideChange,
    /// Of the dwelling.
    pub dwelling: DwellingChange,
}

impl Effect {
    /// What a movement says that leads from one standing to another. 死亡 and 注销 end all, whatever there was.
    pub fn of(kind: MovementKind, before: &Standing, after: &Standing) -> Self {
        if matches!(kind, MovementKind::Died | MovementKind::Cancelled) {
            return Effect {
                hukou: SideChange::Left,
                living: SideChange::Left,
                dwelling: DwellingChange::Kept,
            };
        }
        let is_lived_in = after.living_household_id.is_some();
        let is_same = before.dwelling_id == after.dwelling_id
            && before.living_household_id.is_some() == is_lived_in
            || !after.is_present();
        Effect {
            hukou: side(
                (before.hukou_household_id, &before.hukou_relation),
                (after.hukou_household_id, &after.hukou_relation),
            ),
            living: side(
                (before.living_household_id, &before.living_relation),
                (after.living_household_id, &after.living_relation),
            ),
            dwelling: match (is_same, is_lived_in) {
                (true, _) => DwellingChange::Kept,
                (false, true) => DwellingChange::LivedIn(after.dwelling_id),
                (false, false) => DwellingChange::BehindHukou(after.dwelling_id),
            },
        }
    }

    /// What a movement says that tells the whole standing after it.
    pub fn whole(after: &Standing) -> Self {
        let side = |household: Option<u32>, relation: &Option<String>| match household {
            Some(household_id) => SideChange::Joined { household_id, relation: relation.clone() },
            None => SideChange::Left,
        };
        Effect {
            hukou: side(after.hukou_household_id, &after.hukou_relation),
            living: side(after.living_household_id, &after.living_relation),
            dwelling: match after.living_household_id {
                Some(_) => DwellingChange::LivedIn(after.dwelling_id),
                None => DwellingChange::BehindHukou(after.dwelling_id),
            },
        }
    }
}

fn side(before: (Option<u32>, &Option<String>), after: (Option<u32>, &Option<String>)) -> SideChange {
    let relation = after.1.clone();
    match (before.0, after.0) {
        (None, None) => SideChange::Kept,
        (Some(_), None) => SideChange::Left,
        (Some(was), Some(is)) if was == is && before.1 == after.1 => SideChange::Kept,
        (Some(was), Some(is)) if was == is => SideChange::Related { household_id: is, relation },
        (_, Some(is)) => SideChange::Joined { household_id: is, relation },
    }
}

/// Follows a person from movement to movement.
#[derive(Debug, Clone, Default)]
pub struct Course {
    standing: Standing,
    lived_in: Option<u32>,
    behind_hukou: Option<u32>,
}

impl Course {
    /// The standing after a movement that comes next.
    pub fn after(&mut self, effect: &Effect) -> Standing {
        let standing = &mut self.standing;
        turn(&effect.hukou, &mut standing.hukou_household_id, &mut standing.hukou_relation);
        turn(&effect.living, &mut standing.living_household_id, &mut standing.living_relation);
        match effect.dwelling {
            DwellingChange::Kept => {}
            DwellingChange::LivedIn(dwelling) => self.lived_in = dwelling,
            DwellingChange::BehindHukou(dwelling) => self.behind_hukou = dwelling,
        }
        // Whoever comes again says anew where.
        if standing.living_household_id.is_none() {
            self.lived_in = None;
        }
        if standing.hukou_household_id.is_none() {
            self.behind_hukou = None;
        }
        standing.dwelling_id =
            if standing.living_household_id.is_some() { self.lived_in } else { self.behind_hukou };
        standing.clone()
    }
}

fn turn(change: &SideChange, household: &mut Option<u32>, own: &mut Option<String>) {
    match change {
        SideChange::Kept => {}
        SideChange::Left => (*household, *own) = (None, None),
        SideChange::Joined { household_id, relation } => {
            (*household, *own) = (Some(*household_id), relation.clone());
        }
        SideChange::Related { household_id, relation } if *household == Some(*household_id) => {
            own.clone_from(relation);
        }
        SideChange::Related { .. } => {}
    }
}

/// A time in which somebody is the head of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadTime {
    /// Of the register (户籍); else among those who live together.
    pub is_of_register: bool,
    /// The household.
    pub household_id: u32,
    /// The first day.
    pub from_on: NaiveDate,
    /// The first day no longer; open if `None`.
    pub to_on: Option<NaiveDate>,
    /// The movement that made the person the head.
    pub movement_id: u32,
}

impl HeadTime {
    /// Whether both are heads of one household on some day from `since` on.
    pub fn meets(&self, other: &HeadTime, since: NaiveDate) -> bool {
        let ends = [self.to_on, other.to_on].into_iter().flatten().min();
        self.is_of_register == other.is_of_register
            && self.household_id == other.household_id
            && ends.is_none_or(|end| end > self.from_on.max(other.from_on).max(since))
    }
}

/// When somebody with these sorted movements is the head of which household.
pub fn head_times(movements: &[Movement]) -> Vec<HeadTime> {
    let mut found = Vec::new();
    for is_of_register in [true, false] {
        let mut open: Option<HeadTime> = None;
        for m in movements {
            let (household, relation) = if is_of_register {
                (m.after.hukou_household_id, &m.after.hukou_relation)
            } else {
                (m.after.living_household_id, &m.after.living_relation)
            };
            let headed = household.filter(|_| relation.as_deref() == Some(HEAD));
            if open.as_ref().map(|time| time.household_id) == headed {
                continue;
            }
            found.extend(open.take().map(|time| HeadTime { to_on: Some(m.happened_on), ..time }));
            open = headed.map(|household_id| HeadTime {
                is_of_register,
                household_id,
                from_on: m.happened_on,
                to_on: None,
                movement_id: m.id,
            });
        }
        found.extend(open);
    }
    // A time that ends on the day on which it begins is none.
    found.retain(|time| time.to_on != Some(time.from_on));
    found
}
