//! Coming and going: recording movements, mending them, taking them back.

mod correct;
mod hukou;

use crate::contract::{
    Membership, MovementFacts, RecordMovement, SetRelations, StandingChoice, TakeBackMovement, Written,
};
use crate::desk::{Desk, written};
use crate::heads::{asks_for_heads, check_heads, headed, missing_heads, relate};
use crate::people::not_too_many;
use crate::places::check_parents;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::calendar::{PartialDate, Precision, parse_typed_date};
use domain::codes::RELATION_TO_HEAD;
use domain::fields::{Value, Values};
use domain::places::{HEAD, HOUSEHOLD_FIELDS};
use domain::population::{Movement, MovementKind, Standing, check_movements, standing_on};
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use store::{ActKind, Gate};

use hukou::{Told, give_back_hukou, is_mended, settle_hukou, whereto};

pub(crate) use correct::{correct_movement, preview_correction, said};
pub(crate) use hukou::read_division;

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
    apply_one(gate, person_id, change, today, &mut made)?;
    check_heads(gate, person_id, change.happened_on)
}

/// Writes a movement of one person; returns where the person stood before it, and after it.
fn apply_one(
    gate: &Gate,
    person_id: u32,
    change: &Change,
    today: NaiveDate,
    made_household: &mut Option<u32>,
) -> Reply<[Standing; 2]> {
    let before = standing_on(&store::movements::life(gate.conn(), person_id)?, change.happened_on);
    let after = standing_after(gate, change, &before, made_household)?;
    let movement = Movement { id: u32::MAX, kind: change.kind, happened_on: change.happened_on, after };
    store::movements::insert(gate, person_id, &movement, &change.place, &change.reason)?;
    // With those that come after it: each says only what it changes, so a late one carries on or contradicts one of them.
    check_life(gate, person_id, today)?;
    store::movements::settle(gate, person_id)?;
    Ok([before, movement.after])
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
        let moved = living.0 != before.living_household_id || hukou.0 != before.hukou_household_id;
        match choice.dwelling_id.or(old_dwelling.filter(|_| !moved)) {
            Some(dwelling) => Some(dwelling),
            None => follow(gate, [living.0, hukou.0], change.happened_on)?,
        }
    };
    Ok(Standing {
        hukou_household_id: hukou.0,
        hukou_relation: hukou.1,
        living_household_id: living.0,
        living_relation: living.1,
        dwelling_id,
    })
}

/// The dwelling of whom somebody joins: of the household lived in, else of the one of the register.
fn follow(gate: &Gate, households: [Option<u32>; 2], on: NaiveDate) -> Reply<Option<u32>> {
    for household in households.into_iter().flatten() {
        if let Some(dwelling) = crate::homes::of_household(gate.conn(), household, on)? {
            return Ok(Some(dwelling));
        }
    }
    Ok(None)
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

/// Checks that a person's movements make one possible life.
pub(crate) fn check_life(gate: &Gate, person_id: u32, today: NaiveDate) -> Reply<()> {
    let all = store::movements::life(gate.conn(), person_id)?;
    Ok(check_movements(&all, birth_of(gate, person_id)?, today)?)
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
    let (on, today, office) = (change.happened_on, desk.today(), desk.office.division_code.clone());
    let first = request.person_ids[0];
    let main = if request.person_ids.len() == 1 { first } else { 0 };
    let (warnings, done) = desk.write(ActKind::Edit, |gate| {
        let mut made = None;
        let mut left = Vec::new();
        let (mut hukou_words, mut is_hukou_unknown) = (Vec::new(), false);
        for (i, id) in request.person_ids.iter().enumerate() {
            let mut own = Change {
                standing: change.standing.clone(),
                place: change.place.clone(),
                reason: change.reason.clone(),
                ..change
            };
            if i > 0 {
                keep_relations(gate, *id, on, &mut own.standing)?;
            }
            let [before, after] = apply_one(gate, *id, &own, today, &mut made)?;
            left.extend(headed(&before));
            let told = Told { kind: own.kind, before: &before, after: &after, place: &own.place };
            if let Some(to) = whereto(gate, &office, &told)? {
                is_hukou_unknown |= to.is_unknown();
                let words = to.words();
                if settle_hukou(gate, *id, on, &to)? && !hukou_words.contains(&words) {
                    hukou_words.push(words);
                }
            }
        }
        let mut changed = request.person_ids.clone();
        for next in &request.next_heads {
            changed.extend(relate(gate, next.household_id, on, &next.relations)?);
        }
        for id in changed {
            check_life(gate, id, today)?;
            check_parents(gate.conn(), "people", id)?;
            check_heads(gate, id, on)?;
        }
        if !request.may_lack_head {
            asks_for_heads(gate, &left, [on, today])?;
        }
        // Of an entry that came late: who is without a head now, be it that they joined after its day.
        let mut warnings = missing_heads(gate, &left, today)?;
        warnings.extend(is_hukou_unknown.then(|| Fault::at(FaultCode::HukouPlaceUnknown, "place")));
        let said = std::iter::once(format!("登记{}：{who}（{on}）", change.kind.label()));
        Ok((warnings, said.chain(hukou_words).collect::<Vec<_>>().join("，")))
    })?;
    let revision = match main {
        0 => 0,
        id => store::records::revision(desk.ledger.conn(), "people", id)?,
    };
    let warnings: Vec<Fault> = warnings.into_iter().chain(desk.clock_set_back()).collect();
    Ok(written(main, revision, done, &warnings))
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
    desk.write_telling("households", |gate| {
        let mut headed_before = Vec::new();
        for member in &request.relations {
            headed_before
                .extend(headed(&standing_on(&store::movements::life(gate.conn(), member.person_id)?, on)));
        }
        headed_before.retain(|(of, _)| *of == household);
        let changed = relate(gate, household, on, &request.relations)?;
        if changed.is_empty() {
            return Err(Refusal::new(FaultCode::RelationsUnchanged));
        }
        for id in changed {
            check_life(gate, id, today)?;
            check_heads(gate, id, on)?;
        }
        let warnings = missing_heads(gate, &headed_before, on)?;
        Ok(((household, warnings), format!("变更 {title}的户主和关系（{on}）")))
    })
}

/// In a family that moves together only the first takes the relation named; the others keep theirs.
fn keep_relations(gate: &Gate, person_id: u32, on: NaiveDate, standing: &mut StandingChoice) -> Reply<()> {
    let was = standing_on(&store::movements::life(gate.conn(), person_id)?, on);
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
    let (today, office) = (desk.today(), desk.office.division_code.clone());
    desk.write_telling("people", |gate| {
        let before = before_movement(&store::movements::life(gate.conn(), person_id)?, request.movement_id);
        // Who followed as head came with it, and goes with it.
        let households: Vec<u32> = headed(&before).into_iter().map(|(household, _)| household).collect();
        let mut followed = Vec::new();
        for (id, person) in store::movements::relations_with(gate.conn(), request.movement_id)? {
            let at = store::movements::get(gate.conn(), id)?.movement.after;
            let of = [at.hukou_household_id, at.living_household_id];
            if of.into_iter().flatten().any(|household| households.contains(&household)) {
                store::records::delete(gate, "movements", id)?;
                followed.push(person);
            }
        }
        store::records::delete(gate, "movements", request.movement_id)?;
        let left = store::movements::life(gate.conn(), person_id)?;
        if left.is_empty() {
            return Err(Refusal::new(FaultCode::MovementOnly));
        }
        check_movements(&left, birth_of(gate, person_id)?, today).map_err(|fault| {
            // The movement that would be left without what it stands on.
            let about = |i: usize| fault.values.get(i).cloned().unwrap_or_default();
            Fault::new(FaultCode::MovementNotLast).with(about(0)).with(about(1))
        })?;
        store::movements::settle(gate, person_id)?;
        let movement = &found.movement;
        let told = Told { kind: movement.kind, before: &before, after: &movement.after, place: &found.place };
        if let Some(to) = whereto(gate, &office, &told)? {
            give_back_hukou(gate, person_id, (request.movement_id, movement.happened_on), &to)?;
        }
        check_parents(gate.conn(), "people", person_id)?;
        for other in &followed {
            store::movements::settle(gate, *other)?;
            crate::standing::check_person(gate, *other, found.movement.happened_on, today)?;
        }
        check_heads(gate, person_id, found.movement.happened_on)?;
        let also = if followed.is_empty() { "" } else { "，户主和关系一起恢复" };
        let (kind, on) = (found.movement.kind.label(), found.movement.happened_on);
        // Whoever became head by it is it no more, and who was it before may have gone since.
        let warnings = missing_heads(gate, &headed(&found.movement.after), on)?;
        Ok(((person_id, warnings), format!("撤回 {name} 的{kind}（{on}）{also}")))
    })
}

/// Where somebody with these sorted movements stood before one of them.
fn before_movement(life: &[Movement], id: u32) -> Standing {
    let at = life.iter().position(|m| m.id == id).and_then(|at| at.checked_sub(1));
    at.and_then(|at| life.get(at)).map(|m| m.after.clone()).unwrap_or_default()
}

/// After a change of the birth date the movements must still fit it.
pub(crate) fn check_against_birth(
    gate: &Gate,
    person_id: u32,
    birth: Option<&str>,
    today: NaiveDate,
) -> Reply<()> {
    let all = store::movements::life(gate.conn(), person_id)?;
    check_movements(&all, birth.and_then(whole_day), today).map_err(|mut fault| {
        fault.field = Some("birth_date".into());
        Refusal::from(fault)
    })
}
