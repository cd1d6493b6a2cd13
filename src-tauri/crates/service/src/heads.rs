//! The heads of households: on no day two of them, and who comes next when one dies or leaves.

use crate::contract::MemberRelation;
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::codes::RELATION_TO_HEAD;
use domain::places::HEAD;
use domain::population::{HeadTime, Movement, MovementKind, Standing, head_times, standing_on};
use domain::{Fault, FaultCode};
use std::collections::BTreeSet;
use store::movements::StoredMovement;
use store::{Connection, Gate};

/// Exactly one 户主 in a registered household, at most one among those living together (`residents.md` 2), on every day from
/// `since` on, whatever was entered when. Whoever is the other one is named.
pub(crate) fn check_heads(gate: &Gate, person_id: u32, since: NaiveDate) -> Reply<()> {
    let conn = gate.conn();
    for own in head_times(&store::movements::life(conn, person_id)?) {
        for other in store::movements::ever_head_of(conn, own.household_id)? {
            if other == person_id {
                continue;
            }
            let theirs = head_times(&store::movements::life(conn, other)?);
            if let Some(time) = theirs.iter().find(|time| time.meets(&own, since)) {
                return Err(two_heads(conn, &own, other, time)?.into());
            }
        }
    }
    Ok(())
}

/// Who is, or was, the head of a household on some day from `since` on.
pub(crate) fn head_since(conn: &Connection, household: u32, since: NaiveDate) -> Reply<Option<String>> {
    for person in store::movements::ever_head_of(conn, household)? {
        let times = head_times(&store::movements::life(conn, person)?);
        let is_it =
            |time: &HeadTime| time.household_id == household && time.to_on.is_none_or(|end| end > since);
        if times.iter().any(is_it) {
            return Ok(store::people::roster_row_of(conn, person, |row| row.name.to_owned())?);
        }
    }
    Ok(None)
}

/// Who was the head of a household on a day: of the register, else of those who lived together. Of `own` the movements are known
/// already, or are others than the ledger's.
pub(crate) fn head_on(
    conn: &Connection,
    household: u32,
    on: NaiveDate,
    (own, own_life): (u32, &[StoredMovement]),
) -> Reply<Option<String>> {
    let mut of_living = None;
    for person in store::movements::ever_in_household(conn, household)? {
        let life: Vec<Movement> = match person == own {
            true => own_life.iter().map(|m| m.movement.clone()).collect(),
            false => store::movements::life(conn, person)?,
        };
        let standing = standing_on(&life, on);
        let is_head = |of: Option<u32>, relation: &Option<String>| {
            of == Some(household) && relation.as_deref() == Some(HEAD)
        };
        if is_head(standing.hukou_household_id, &standing.hukou_relation) {
            return Ok(store::people::roster_row_of(conn, person, |row| row.name.to_owned())?);
        }
        if is_head(standing.living_household_id, &standing.living_relation) {
            of_living = Some(person);
        }
    }
    match of_living {
        Some(person) => Ok(store::people::roster_row_of(conn, person, |row| row.name.to_owned())?),
        None => Ok(None),
    }
}

fn two_heads(conn: &Connection, own: &HeadTime, other: u32, time: &HeadTime) -> Reply<Fault> {
    let field = if own.is_of_register { "hukou_relation" } else { "living_relation" };
    let name = store::people::roster_row_of(conn, other, |row| row.name.to_owned())?.unwrap_or_default();
    let until = time.to_on.map(|day| format!("到 {day}")).unwrap_or_default();
    let when = format!("（从 {} 起{until}）", time.from_on);
    // Whoever is it no more needs no entry: the day stands in the way.
    let remedy = match time.to_on {
        Some(day) => format!("把日期改到 {day} 以后"),
        None => format!("先给{name}登记变动"),
    };
    // On the day on which they meet the household is called by whoever is its head already.
    let title = format!("{name}户");
    Ok(Fault::at(FaultCode::HouseholdTwoHeads, field).with(title).with(name).with(when).with(remedy))
}

/// 李敏户, as a household is called that has no head on a day: by whoever was it last; its number where nobody was.
fn title_of_headless(conn: &Connection, household: u32, on: NaiveDate) -> Reply<String> {
    let mut last: Option<(NaiveDate, u32)> = None;
    for person in store::movements::ever_head_of(conn, household)? {
        let times = head_times(&store::movements::life(conn, person)?);
        let ended = times.iter().filter(|time| time.household_id == household).filter_map(|time| time.to_on);
        let ended = ended.filter(|day| *day <= on).max();
        last = last.max(ended.map(|day| (day, person)));
    }
    match last {
        Some((_, person)) => {
            let name = store::people::roster_row_of(conn, person, |row| row.name.to_owned())?;
            Ok(format!("{}户", name.unwrap_or_default()))
        }
        None => household_no(conn, household),
    }
}

fn household_no(conn: &Connection, household: u32) -> Reply<String> {
    let found = store::places::households(conn, Some(household))?.into_iter().next();
    Ok(found.map(|h| h.household_no).unwrap_or_default())
}

/// From a day on these members of a household are to its head what is said; returns whose relation it changed.
pub(crate) fn relate(
    gate: &Gate,
    household: u32,
    on: NaiveDate,
    relations: &[MemberRelation],
) -> Reply<Vec<u32>> {
    let mut changed = Vec::new();
    for member in relations {
        let before = standing_on(&store::movements::life(gate.conn(), member.person_id)?, on);
        let mut after = before.clone();
        let sides = [
            (before.hukou_household_id, &mut after.hukou_relation, &member.hukou_relation),
            (before.living_household_id, &mut after.living_relation, &member.living_relation),
        ];
        for (of, relation, wanted) in sides {
            let Some(wanted) = wanted.as_ref().filter(|_| of == Some(household)) else { continue };
            if RELATION_TO_HEAD.get(wanted).is_none() {
                return Err(Fault::at(FaultCode::RelationMissing, "relations").into());
            }
            *relation = Some(wanted.clone());
        }
        if after != before {
            let kind = MovementKind::RelationChanged;
            let movement = Movement { id: u32::MAX, kind, happened_on: on, after };
            store::movements::insert(gate, member.person_id, &movement, "", "")?;
            store::movements::settle(gate, member.person_id)?;
            changed.push(member.person_id);
        }
    }
    Ok(changed)
}

/// A household without a head: of the register, else of those who live together.
type Headless = (u32, bool);

/// The households that somebody is the head of.
pub(crate) fn headed(standing: &Standing) -> Vec<Headless> {
    let sides = [
        (standing.hukou_household_id, &standing.hukou_relation, true),
        (standing.living_household_id, &standing.living_relation, false),
    ];
    let is_head = |relation: &Option<String>| relation.as_deref() == Some(HEAD);
    let headed = |(household, relation, side): (Option<u32>, &Option<String>, bool)| {
        household.filter(|_| is_head(relation)).map(|household| (household, side))
    };
    sides.into_iter().filter_map(headed).collect()
}

/// A household that on a day has people and no head.
struct Lack {
    household: u32,
    /// 户籍, 居住 or both.
    sides: Vec<&'static str>,
    people: BTreeSet<u32>,
}

/// Which of these households have people and no head on a day.
fn lacks(gate: &Gate, households: &[Headless], on: NaiveDate) -> Reply<Vec<Lack>> {
    let conn = gate.conn();
    let mut found: Vec<Lack> = Vec::new();
    for (household, is_of_register) in households {
        let row = store::places::households(conn, Some(*household))?.into_iter().next();
        if row.is_some_and(|h| h.kind == "collective") {
            continue;
        }
        let (mut people, mut has_head) = (BTreeSet::new(), false);
        for id in store::movements::ever_in_household(conn, *household)? {
            let standing = standing_on(&store::movements::life(conn, id)?, on);
            let (of, relation) = if *is_of_register {
                (standing.hukou_household_id, standing.hukou_relation)
            } else {
                (standing.living_household_id, standing.living_relation)
            };
            if of == Some(*household) {
                people.insert(id);
                has_head |= relation.as_deref() == Some(HEAD);
            }
        }
        if people.is_empty() || has_head {
            continue;
        }
        let side = if *is_of_register { "户籍" } else { "居住" };
        match found.iter_mut().find(|lack| lack.household == *household) {
            Some(lack) => {
                lack.people.extend(people);
                if !lack.sides.contains(&side) {
                    lack.sides.push(side);
                }
            }
            None => found.push(Lack { household: *household, sides: vec![side], people }),
        }
    }
    Ok(found)
}

/// Tells of each of these households that on a day has people and no head.
pub(crate) fn missing_heads(gate: &Gate, households: &[Headless], on: NaiveDate) -> Reply<Vec<Fault>> {
    let told = |lack: Lack| -> Reply<Fault> {
        let title = title_of_headless(gate.conn(), lack.household, on)?;
        Ok(Fault::new(FaultCode::HouseholdNoHead).with(title))
    };
    lacks(gate, households, on)?.into_iter().map(told).collect()
}

/// Refuses where one of these households has people and no head, on a day and today still; each is named with the sides that
/// lack one. Who was left behind and has gone since needs no head any more.
///
/// # Errors
///
/// `household.needs_head`.
pub(crate) fn asks_for_heads(gate: &Gate, households: &[Headless], [on, today]: [NaiveDate; 2]) -> Reply<()> {
    let mut still = Vec::new();
    for one in households {
        if !lacks(gate, std::slice::from_ref(one), today)?.is_empty() {
            still.push(*one);
        }
    }
    let asked = |lack: Lack| -> Reply<Fault> {
        let title = title_of_headless(gate.conn(), lack.household, on)?;
        let told = Fault::new(FaultCode::HouseholdNeedsHead).with(title).with(lack.sides.join("和"));
        Ok(told.with(lack.people.len()))
    };
    let faults: Vec<Fault> = lacks(gate, &still, on)?.into_iter().map(asked).collect::<Reply<_>>()?;
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}
