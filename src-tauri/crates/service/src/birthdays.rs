//! Birthdays of the old, the nearest first.

use crate::contract::Birthday;
use crate::desk::Desk;
use crate::roster::Whereabouts;
use chrono::{Datelike, Days, NaiveDate};

/// How many days ahead birthdays are told.
const AHEAD: u64 = 7;

/// The birthday of a year; people born on 29 February have it on 1 March of common years.
fn birthday_in(birth: NaiveDate, year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day()).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// The next birthday on or after a day.
fn next_birthday(birth: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    birthday_in(birth, today.year()).filter(|d| *d >= today).or_else(|| birthday_in(birth, today.year() + 1))
}

pub(crate) fn coming(desk: &Desk) -> Vec<Birthday> {
    let today = desk.today();
    let last = today.checked_add_days(Days::new(AHEAD - 1)).unwrap_or(today);
    let mut found: Vec<(NaiveDate, Birthday)> = Vec::new();
    for entry in
        desk.roster.people().iter().filter(|e| e.whereabouts == Whereabouts::Here && e.knows_birthday())
    {
        let Some(birth) = entry.birth.map(|b| b.first_day()) else { continue };
        let Some(day) = next_birthday(birth, today).filter(|d| *d <= last) else { continue };
        let age = u32::try_from(day.year() - birth.year()).unwrap_or(0);
        if age < desk.office.birthday_age || entry.standing.living_household_id.is_none() {
            continue;
        }
        let when = match (day - today).num_days() {
            0 => "今天".to_owned(),
            1 => "明天".to_owned(),
            n => format!("{n} 天后"),
        };
        let birthday = Birthday {
            person_id: entry.id,
            name: entry.name.to_string(),
            age,
            on: day.to_string(),
            when,
            place: desk.territory.short(entry.standing.dwelling_id),
        };
        found.push((day, birthday));
    }
    found.sort_by_key(|(day, birthday)| (*day, std::cmp::Reverse(birthday.age)));
    found.into_iter().map(|(_, b)| b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays_of_leap_days_and_of_next_year_are_found() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(next_birthday(day(1940, 2, 29), day(2026, 2, 20)), Some(day(2026, 3, 1)));
        assert_eq!(next_birthday(day(1940, 1, 2), day(2026, 12, 30)), Some(day(2027, 1, 2)));
        assert_eq!(next_birthday(day(1940, 11, 24), day(2026, 11, 24)), Some(day(2026, 11, 24)));
    }
}
