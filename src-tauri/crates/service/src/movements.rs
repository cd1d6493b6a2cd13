//! Coming and going: recording movements, taking them back, and the rules that look at a whole household.

use crate::contract::{
    Membership, MovementFacts, RecordMovement, SetRelations, StandingChoice, TakeBackMovement, Written,
};
use crate::desk::Desk;
use crate::people::not_too_many;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::calendar::{PartialDate, Precision, parse_typed_date};
use domain::codes::RELATION_TO_HEAD;
use domain::fields::{Value, Values};
use domain::places::{HEAD, HOUSEHOLD_FIELDS};
use domain::population::{Movement, MovementKind, Standing, check_movements, sort_movements, standing_on};
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use store::Gate;

/// A movement as asked for, checked as far as it can be without the person.
pub(crate) struct Change {
    pub kind: MovementKind,
    pub happened_on: NaiveDate,
    place: String,
    reason: String,
    standing: StandingChoice,
}

impl Change {
    /// Reads what was typed. For a birth the day of birth counts when no day was typed.
    pub fn read(
        desk: &Desk,
        facts: &MovementFacts,
        standing: &StandingChoice,
        birth: Option<&str>,
    ) -> Reply<Self> {
        let typed = trimmed(&facts.happened_on);
        let typed = match (typed.is_empty(), facts.kind, birth) {
            (true, MovementKind::Born, Some(birth)) => birth.to_owned(),
            _ => typed,
        };
        if typed.is_empty() {
            return Err(Fault::at(FaultCode::Required, "happened_on").with("日期").into());
        }
        let date = parse_typed_date(&typed, desk.today()).map_err(|f| f.in_field("happened_on"))?;
        if date.precision() != Precision::Day {
            return Err(Fault::at(FaultCode::DateUnreadable, "happened_on").with(typed).into());
        }
        for (membership, field) in [(&standing.hukou, "hukou"), (&standing.living, "living")] {
            check_membership(desk, membership, field)?;
        }
        Ok(Change {
            kind: facts.kind,
            happened_on: date.first_day(),
            place: trimmed(&facts.place),
            reason: trimmed(&facts.reason),
            standing: standing.clone(),
        })
    }
}

fn check_membership(desk: &Desk, membership: &Membership, field: &str) -> Reply<()> {
    let relation = match membership {
        Membership::Household { household_id, relation } => {
            if !desk.territory.households.contains_key(household_id) {
                return Err(Fault::at(FaultCode::HouseholdMissing, field).into());
            }
            relation
        }
        Membership::NewHousehold { relation } => relation,
        _ => return Ok(()),
    };
    if relation.is_empty() || RELATION_TO_HEAD.get(relation).is_none() {
        return Err(Fault::at(FaultCode::RelationMissing, format!("{field}_relation")).into());
    }
    Ok(())
}

/// Writes a movement of one person and what follows from it.
pub(crate) fn apply(gate: &Gate, person_id: u32, change: &Change, today: NaiveDate) -> Reply<()> {
    let mut made = None;
    apply_one(gate, person_id, change, today, &mut made)
}

fn apply_one(
    gate: &Gate,
    person_id: u32,
    change: &Change,
    today: NaiveDate,
    made_household: &mut Option<u32>,
) -> Reply<()> {
    let conn = gate.conn();
    let mut all: Vec<Movement> =
        store::movements::of_person(conn, person_id)?.into_iter().map(|m| m.movement).collect();
    let before = standing_on(&all, change.happened_on);
    let after = standing_after(gate, change, &before, made_household)?;
    let movement = Movement { id: u32::MAX, kind: change.kind, happened_on: change.happened_on, after };
    all.push(movement.clone());
    sort_movements(&mut all);
    check_movements(&all, birth_of(gate, person_id)?, today)?;
    store::movements::insert(gate, person_id, &movement, &change.place, &change.reason)?;
    store::movements::settle(gate, person_id)?;
    check_heads(gate, &movement.after)
}

/// The birth date, if it is known to the day.
pub(crate) fn birth_of(gate: &Gate, person_id: u32) -> Reply<Option<NaiveDate>> {
    let birth = store::people::roster_row_of(gate.conn(), person_id, |row| whole_day(row.birth_date))?;
    Ok(birth.ok_or(store::StoreError::Gone)?)
}

pub(crate) fn whole_day(iso: &str) -> Option<NaiveDate> {
    PartialDate::from_iso(iso).filter(|b| b.precision() == Precision::Day).map(PartialDate::first_day)
}

fn standing_after(
    gate: &Gate,
    change: &Change,
    before: &Standing,
    made: &mut Option<u32>,
) -> Reply<Standing> {
    let choice = &change.standing;
    let old_dwelling = before.dwelling_id;
    let mut household = |membership: &Membership,
                         was: (Option<u32>, &Option<String>),
                         hukou: (Option<u32>, &Option<String>)|
     -> Reply<(Option<u32>, Option<String>)> {
        Ok(match membership {
            Membership::Nowhere => (None, None),
            Membership::Unchanged => (was.0, was.1.clone()),
            Membership::SameAsHukou => (hukou.0, hukou.1.clone()),
            Membership::Household { household_id, relation } => (Some(*household_id), Some(relation.clone())),
            Membership::NewHousehold { relation } => {
                let id = match *made {
                    Some(id) => id,
                    None => new_household(gate, choice.dwelling_id)?,
                };
                *made = Some(id);
                (Some(id), Some(relation.clone()))
            }
        })
    };
    let hukou = household(&choice.hukou, (before.hukou_household_id, &before.hukou_relation), (None, &None))?;
    let living = household(
        &choice.living,
        (before.living_household_id, &before.living_relation),
        (hukou.0, &hukou.1),
    )?;
    let is_present = hukou.0.is_some() || living.0.is_some();
    let dwelling_id = if !is_present {
        None
    } else {
        let of = |id: Option<u32>| -> Option<u32> {
            store::places::households(gate.conn(), Some(id?)).ok()?.into_iter().next()?.dwelling_id
        };
        let moved = living.0 != before.living_household_id || hukou.0 != before.hukou_household_id;
        let follow = || of(living.0).or_else(|| of(hukou.0));
        choice.dwelling_id.or_else(|| if moved { follow() } else { old_dwelling.or_else(follow) })
    };
    Ok(Standing {
        hukou_household_id: hukou.0,
        hukou_relation: hukou.1,
        living_household_id: living.0,
        living_relation: living.1,
        dwelling_id,
    })
}

/// Makes a family household in a dwelling; returns its row.
pub(crate) fn new_household(gate: &Gate, dwelling_id: Option<u32>) -> Reply<u32> {
    let number = store::places::next_household_no(gate)?;
    let values = Values::from([
        ("household_no".to_owned(), Value::Text(number)),
        ("household_kind".to_owned(), Value::from("family")),
        ("dwelling_id".to_owned(), Value::from(dwelling_id)),
    ]);
    Ok(store::records::insert(gate, "households", HOUSEHOLD_FIELDS, &values, &[])?)
}

/// Checks that a person's movements make one possible life; returns the standing they lead to.
pub(crate) fn check_life(gate: &Gate, person_id: u32, today: NaiveDate) -> Reply<Standing> {
    let all: Vec<Movement> =
        store::movements::of_person(gate.conn(), person_id)?.into_iter().map(|m| m.movement).collect();
    check_movements(&all, birth_of(gate, person_id)?, today)?;
    Ok(all.last().map(|m| m.after.clone()).unwrap_or_default())
}

/// Exactly one 户主 in a registered household, at most one among those living together (`residents.md` 2).
pub(crate) fn check_heads(gate: &Gate, standing: &Standing) -> Reply<()> {
    for (household, relation, field) in [
        (standing.hukou_household_id, &standing.hukou_relation, "hukou_relation"),
        (standing.living_household_id, &standing.living_relation, "living_relation"),
    ] {
        let (Some(household), Some(HEAD)) = (household, relation.as_deref()) else {
            continue;
        };
        let mut heads = Vec::new();
        for id in store::people::members(gate.conn(), household)? {
            let head = store::people::roster_row_of(gate.conn(), id, |row| {
                let standing = &row.standing;
                let (of, relation) = if field == "hukou_relation" {
                    (standing.hukou_household_id, &standing.hukou_relation)
                } else {
                    (standing.living_household_id, &standing.living_relation)
                };
                (of == Some(household) && relation.as_deref() == Some(HEAD)).then(|| row.name.to_owned())
            })?;
            heads.extend(head.flatten());
        }
        if heads.len() > 1 {
            let number = store::places::households(gate.conn(), Some(household))?
                .into_iter()
                .next()
                .map(|h| h.household_no)
                .unwrap_or_default();
            let earlier = heads.into_iter().next().unwrap_or_default();
            return Err(Fault::at(FaultCode::HouseholdTwoHeads, field).with(number).with(earlier).into());
        }
    }
    Ok(())
}

pub(crate) fn record_movement(desk: &mut Desk, request: RecordMovement) -> Reply<Written> {
    not_too_many(request.person_ids.len())?;
    if request.person_ids.is_empty() {
        return Err(Refusal::new(FaultCode::RowGone));
    }
    let change = Change::read(desk, &request.movement, &request.standing, None)?;
    let who = match request.person_ids.as_slice() {
        [id] => desk.roster.get(*id).map(|e| e.name.to_string()).unwrap_or_default(),
        several => format!("{} 位居民", several.len()),
    };
    let today = desk.today();
    let first = request.person_ids[0];
    let main = if request.person_ids.len() == 1 { first } else { 0 };
    desk.write_record("people", &[], |gate| {
        let mut made = None;
        for (i, id) in request.person_ids.iter().enumerate() {
            let mut own = Change {
                standing: change.standing.clone(),
                place: change.place.clone(),
                reason: change.reason.clone(),
                ..change
            };
            if i > 0 {
                keep_relations(gate, *id, &mut own.standing)?;
            }
            apply_one(gate, *id, &own, today, &mut made)?;
        }
        Ok((main, format!("登记{}：{who}（{}）", change.kind.label(), change.happened_on)))
    })
}

/// A new head and the relations of the others, as one act: each whose relation changes gets a dated movement.
pub(crate) fn set_relations(desk: &mut Desk, request: SetRelations) -> Reply<Written> {
    let household = request.household_id;
    if !desk.territory.households.contains_key(&household) {
        return Err(Refusal::new(FaultCode::RowGone));
    }
    let day = parse_typed_date(&request.happened_on, desk.today()).map_err(|f| f.in_field("happened_on"))?;
    if day.precision() != Precision::Day {
        return Err(Fault::at(FaultCode::DateUnreadable, "happened_on").with(&request.happened_on).into());
    }
    let (on, today) = (day.first_day(), desk.today());
    let title = crate::shown::household_title(desk, household);
    desk.write_record("households", &[], |gate| {
        let mut changed = Vec::new();
        for member in &request.relations {
            let all: Vec<Movement> = store::movements::of_person(gate.conn(), member.person_id)?
                .into_iter()
                .map(|m| m.movement)
                .collect();
            let before = standing_on(&all, on);
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
                changed.push(check_life(gate, member.person_id, today)?);
            }
        }
        if changed.is_empty() {
            return Err(Refusal::new(FaultCode::RelationsUnchanged));
        }
        for standing in &changed {
            check_heads(gate, standing)?;
        }
        Ok((household, format!("变更 {title}的户主和关系（{on}）")))
    })
}

/// In a family that moves together only the first takes the relation named; the others keep theirs.
fn keep_relations(gate: &Gate, person_id: u32, standing: &mut StandingChoice) -> Reply<()> {
    let was = store::people::roster_row_of(gate.conn(), person_id, |row| row.standing.clone())?
        .ok_or(store::StoreError::Gone)?;
    let other = || "97".to_owned();
    let keep = |membership: &mut Membership, own: Option<String>| {
        if let Membership::Household { relation, .. } | Membership::NewHousehold { relation } = membership {
            *relation = own.filter(|r| r != HEAD).unwrap_or_else(other);
        }
    };
    keep(&mut standing.hukou, was.hukou_relation.clone());
    keep(&mut standing.living, was.living_relation.or(was.hukou_relation));
    Ok(())
}

pub(crate) fn take_back_movement(desk: &mut Desk, request: TakeBackMovement) -> Reply<Written> {
    let found = store::movements::get(desk.ledger.conn(), request.movement_id)?;
    if found.revision != request.revision {
        return Err(Refusal::new(FaultCode::RowChanged));
    }
    let person_id = found.person_id;
    let name = desk.roster.get(person_id).map(|e| e.name.to_string()).unwrap_or_default();
    let today = desk.today();
    desk.write_record("people", &[], |gate| {
        store::records::delete(gate, "movements", request.movement_id)?;
        let left: Vec<Movement> =
            store::movements::of_person(gate.conn(), person_id)?.into_iter().map(|m| m.movement).collect();
        if left.is_empty() {
            return Err(Refusal::new(FaultCode::MovementOnly));
        }
        check_movements(&left, birth_of(gate, person_id)?, today)
            .map_err(|_| Fault::new(FaultCode::MovementNotLast))?;
        store::movements::settle(gate, person_id)?;
        if let Some(last) = left.last() {
            check_heads(gate, &last.after)?;
        }
        Ok((
            person_id,
            format!("撤回 {name} 的{}（{}）", found.movement.kind.label(), found.movement.happened_on),
        ))
    })
}

/// After a change of the birth date the movements must still fit it.
pub(crate) fn check_against_birth(
    gate: &Gate,
    person_id: u32,
    birth: Option<&str>,
    today: NaiveDate,
) -> Reply<()> {
    let all: Vec<Movement> =
        store::movements::of_person(gate.conn(), person_id)?.into_iter().map(|m| m.movement).collect();
    check_movements(&all, birth.and_then(whole_day), today).map_err(|mut fault| {
        fault.field = Some("birth_date".into());
        Refusal::from(fault)
    })
}
