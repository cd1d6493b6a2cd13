//! Where a household is on a day: where those live who live in it, its head before the others. What its form says counts only
//! where nobody lives in it, or nobody knows where.
//!
//! Where everybody is now stands in memory ([`crate::desk::Desk::dwelling_of_household`]); here it is found from the movements.

use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::places::HEAD;
use domain::population::{Standing, standing_on};
use store::Connection;

/// The dwelling of somebody who lives in a household on a day and fits.
fn lived_in(
    conn: &Connection,
    (person, household): (u32, u32),
    on: NaiveDate,
    fits: impl Fn(&Standing) -> bool,
) -> Reply<Option<u32>> {
    let at = standing_on(&store::movements::life(conn, person)?, on);
    let is_it = at.living_household_id == Some(household) && fits(&at);
    Ok(at.dwelling_id.filter(|_| is_it))
}

/// The dwelling of the head of those who live in a household on a day.
///
/// # Errors
///
/// Those of reading.
pub(crate) fn of_head(conn: &Connection, household: u32, on: NaiveDate) -> Reply<Option<u32>> {
    for person in store::places::ever_head(conn, household)? {
        let is_head = |at: &Standing| at.living_relation.as_deref() == Some(HEAD);
        if let Some(dwelling) = lived_in(conn, (person, household), on, is_head)? {
            return Ok(Some(dwelling));
        }
    }
    Ok(None)
}

/// The dwelling of a household on a day: its head's, else that of the lowest row of those who live in it, else as its form says
/// now.
///
/// # Errors
///
/// Those of reading.
pub(crate) fn of_household(conn: &Connection, household: u32, on: NaiveDate) -> Reply<Option<u32>> {
    if let Some(dwelling) = of_head(conn, household, on)? {
        return Ok(Some(dwelling));
    }
    let mut people = store::movements::ever_in_household(conn, household)?;
    people.sort_unstable();
    for person in people {
        if let Some(dwelling) = lived_in(conn, (person, household), on, |_| true)? {
            return Ok(Some(dwelling));
        }
    }
    let row = store::places::households(conn, Some(household))?.into_iter().next();
    Ok(row.and_then(|household| household.dwelling_id))
}
