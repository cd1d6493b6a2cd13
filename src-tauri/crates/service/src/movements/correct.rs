//! Mending a movement: by one act that shows first what changes after it.

use super::{
    Change, Told, before_movement, check_life, give_back_hukou, is_mended, settle_hukou, standing_after,
    whereto,
};
use crate::cards::standing_words;
use crate::contract::{CorrectMovement, CorrectedLine, CorrectionShown, Membership, StandingChoice, Written};
use crate::desk::{Desk, only_warnings};
use crate::heads::{check_heads, headed, missing_heads};
use crate::places::check_parents;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::fault::FaultOnWire;
use domain::fields::{Value, Values, text_of};
use domain::people::PERSON_FIELDS;
use domain::population::{DwellingChange, Effect, Movement, MovementKind, SideChange};
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use store::movements::StoredMovement;
use store::{ActKind, Gate};

/// What a movement says, as a form says it.
pub(crate) fn said(effect: &Effect) -> StandingChoice {
    let side = |change: &SideChange| match change {
        SideChange::Kept => Membership::Unchanged,
        SideChange::Left => Membership::Nowhere,
        SideChange::Joined { household_id, relation } | SideChange::Related { household_id, relation } => {
            Membership::Household {
                household_id: *household_id,
                relation: relation.clone().unwrap_or_default(),
            }
        }
    };
    StandingChoice {
        hukou: side(&effect.hukou),
        living: side(&effect.living),
        dwelling_id: match effect.dwelling {
            DwellingChange::Kept => None,
            DwellingChange::LivedIn(dwelling) | DwellingChange::BehindHukou(dwelling) => dwelling,
        },
    }
}

/// A correction as asked for.
struct Correction {
    id: u32,
    revision: u32,
    person_id: u32,
    was: Movement,
    change: Change,
    /// The card and its revision, where the birth date or the number on it changes.
    card: Option<(u32, Values)>,
    warnings: Vec<Fault>,
}

/// What a correction does beside what it says.
struct Beside {
    /// What becomes of 户籍所在地, in words, where that changes.
    hukou: String,
    /// How many relations of others went to the new day with it.
    successors: usize,
    warnings: Vec<Fault>,
}

impl Beside {
    /// In words for the history, and before it is written.
    fn words(&self) -> Vec<String> {
        let hukou = (!self.hukou.is_empty()).then(|| format!("卡片上的{}", self.hukou));
        let of_others = format!("随同变更的 {} 位家人的关系也改到这一天", self.successors);
        hukou.into_iter().chain((self.successors > 0).then_some(of_others)).collect()
    }
}

impl Correction {
    fn read(desk: &Desk, request: &CorrectMovement) -> Reply<Self> {
        let found = store::movements::get(desk.ledger.conn(), request.movement_id)?;
        if found.revision != request.revision {
            return Err(Refusal::new(FaultCode::RowChanged));
        }
        let mut standing = request.standing.clone();
        // A relation that nobody knows is kept as it is.
        let kept = said(&found.effect);
        if standing == kept {
            standing = StandingChoice {
                hukou: Membership::Unchanged,
                living: Membership::Unchanged,
                dwelling_id: None,
            };
        }
        let mut change = Change::read(desk, &request.movement, &standing, None)?;
        change.standing = request.standing.clone();
        let (card, warnings) = card(desk, found.person_id, &change, request.id_number.as_deref())?;
        Ok(Correction {
            id: request.movement_id,
            revision: request.revision,
            person_id: found.person_id,
            was: found.movement,
            change,
            card,
            warnings,
        })
    }

    /// Writes it, with all that has to hold afterwards.
    fn write(&self, gate: &Gate, office: &str, today: NaiveDate) -> Reply<Beside> {
        let on = self.change.happened_on;
        let stood = before_movement(&store::movements::life(gate.conn(), self.person_id)?, self.id);
        let mut others = store::movements::of_person(gate.conn(), self.person_id)?;
        let at = others.iter().position(|m| m.movement.id == self.id).ok_or(store::StoreError::Gone)?;
        let old = others.remove(at);
        store::movements::follow(&mut others);
        let effect = if self.change.kind == old.movement.kind && self.change.standing == said(&old.effect) {
            old.effect
        } else {
            let comes_before = |m: &&StoredMovement| (m.movement.happened_on, m.movement.id) < (on, self.id);
            let before = others.iter().rfind(comes_before).map(|m| m.movement.after.clone());
            let before = before.unwrap_or_default();
            let after = standing_after(gate, &self.change, &before, &mut None)?;
            Effect::of(self.change.kind, &before, &after)
        };
        if let Some((revision, values)) = &self.card {
            store::people::update(gate, (self.person_id, *revision), values)?;
        }
        let mended = Movement { id: self.id, kind: self.change.kind, happened_on: on, ..self.was.clone() };
        let beside = [self.change.place.as_str(), self.change.reason.as_str()];
        store::movements::correct(gate, self.revision, &mended, &effect, beside)?;
        check_life(gate, self.person_id, today)?;
        store::movements::settle(gate, self.person_id)?;
        let was = Told {
            kind: old.movement.kind,
            before: &stood,
            after: &old.movement.after,
            place: old.place.as_str(),
        };
        let hukou = self.move_hukou(gate, office, &was)?;
        check_parents(gate.conn(), "people", self.person_id)?;
        let led = headed(&stood);
        let successors = self.move_successors(gate, &led, today)?;
        let since = on.min(self.was.happened_on);
        check_heads(gate, self.person_id, since)?;
        let led: Vec<_> = led.into_iter().chain(headed(&old.movement.after)).collect();
        Ok(Beside { hukou, successors, warnings: missing_heads(gate, &led, on)? })
    }

    /// Whoever became head in the same act, on the same day, does so on the day as it is now; how many did.
    fn move_successors(&self, gate: &Gate, led: &[(u32, bool)], today: NaiveDate) -> Reply<usize> {
        let (was, on) = (self.was.happened_on, self.change.happened_on);
        let mut moved = 0;
        for (id, person) in store::movements::relations_with(gate.conn(), self.id)? {
            let found = store::movements::get(gate.conn(), id)?;
            let at = &found.movement.after;
            let of = [at.hukou_household_id, at.living_household_id];
            let is_of_it = |of: &u32| led.iter().any(|(household, _)| household == of);
            if was == on || found.movement.happened_on != was || !of.iter().flatten().any(is_of_it) {
                continue;
            }
            let mended = Movement { happened_on: on, ..found.movement.clone() };
            store::movements::correct(
                gate,
                found.revision,
                &mended,
                &found.effect,
                [&found.place, &found.reason],
            )?;
            store::movements::settle(gate, person)?;
            check_life(gate, person, today)?;
            check_heads(gate, person, on.min(was))?;
            moved += 1;
        }
        Ok(moved)
    }

    /// Lets 户籍所在地 follow the movement as it is now, where that was another one, or on another day.
    fn move_hukou(&self, gate: &Gate, office: &str, was: &Told) -> Reply<String> {
        let life = store::movements::life(gate.conn(), self.person_id)?;
        let before = before_movement(&life, self.id);
        let after = life.iter().find(|m| m.id == self.id).map(|m| m.after.clone()).unwrap_or_default();
        let is = Told { kind: self.change.kind, before: &before, after: &after, place: &self.change.place };
        let (old, new) = (whereto(gate, office, was)?, whereto(gate, office, &is)?);
        if old == new && self.was.happened_on == self.change.happened_on {
            return Ok(String::new());
        }
        let is_mended = match &old {
            Some(to) => is_mended(gate, self.person_id, to)?,
            None => false,
        };
        let is_given_back = match &old {
            Some(to) => give_back_hukou(gate, self.person_id, (self.id, self.was.happened_on), to)?,
            None => true,
        };
        // What somebody filled in since goes before what the same words said of the place.
        if old == new && !is_given_back {
            return Ok(String::new());
        }
        let keeps_address = old == new && is_mended;
        let Some(to) = new.map(|to| if keeps_address { to.without_address() } else { to }) else {
            return Ok(String::new());
        };
        let is_changed = settle_hukou(gate, self.person_id, self.change.happened_on, &to)?;
        Ok(if is_changed { to.words() } else { String::new() })
    }
}

/// The revision of a card and what is written into it; nothing where the card stays.
type OnCard = Option<(u32, Values)>;

/// What of the card changes with a birth: its day is the birth date, and the true number may come with it.
fn card(desk: &Desk, person: u32, change: &Change, id_number: Option<&str>) -> Reply<(OnCard, Vec<Fault>)> {
    if change.kind != MovementKind::Born {
        return Ok((None, Vec::new()));
    }
    let stored = store::records::get(desk.ledger.conn(), "people", PERSON_FIELDS, person)?
        .filter(|s| s.deleted_at.is_none())
        .ok_or(store::StoreError::Gone)?;
    let birth = change.happened_on.to_string();
    let mut changed = Values::new();
    if text_of(&stored.values, "birth_date") != Some(birth.as_str()) {
        changed.insert("birth_date".into(), Value::Text(birth));
    }
    if let Some(number) = id_number.map(trimmed) {
        changed.insert("id_number".into(), Value::Text(number));
    }
    if changed.is_empty() {
        return Ok((None, Vec::new()));
    }
    let mut whole = stored.values.clone();
    whole.extend(changed.clone());
    let (accepted, faults) = crate::people::accept(desk, Some(person), &whole)?;
    for (key, value) in &mut changed {
        *value = accepted.get(key).cloned().unwrap_or(Value::EMPTY);
    }
    Ok((Some((stored.revision, changed)), faults))
}

pub(crate) fn preview_correction(desk: &mut Desk, request: CorrectMovement) -> Reply<CorrectionShown> {
    let refused = |refusal: Refusal| {
        // What nobody foresaw is no word about the correction.
        if refusal.cause.is_some() {
            return Err(refusal);
        }
        let faults = refusal.faults.iter().map(FaultOnWire::from).collect();
        Ok(CorrectionShown { lines: Vec::new(), card: String::new(), faults })
    };
    let correction = match Correction::read(desk, &request) {
        Ok(correction) => correction,
        Err(refusal) => return refused(refusal),
    };
    let person = correction.person_id;
    let was = store::movements::of_person(desk.ledger.conn(), person)?;
    let (today, office) = (desk.today(), desk.office.division_code.clone());
    // Written and taken back at once: what is shown is what would be.
    let mut will_be = None;
    let mut beside = None;
    let tried = desk.write(ActKind::Edit, |gate| -> Reply<((), String)> {
        beside = Some(correction.write(gate, &office, today)?);
        will_be = Some(store::movements::of_person(gate.conn(), person)?);
        Err(Refusal::new(FaultCode::RequestOdd))
    });
    let Some(will_be) = will_be else {
        return match tried {
            Err(refusal) => refused(refusal),
            Ok(_) => Err(Refusal::new(FaultCode::RequestOdd)),
        };
    };
    let card = correction.card.as_ref().and_then(|(_, values)| text_of(values, "birth_date"));
    let birth = card.map(|day| format!("卡片上的出生日期改为 {day}"));
    let beside = beside.as_ref();
    let also = beside.map(Beside::words).unwrap_or_default();
    let warnings = correction.warnings.iter().chain(beside.into_iter().flat_map(|b| &b.warnings));
    Ok(CorrectionShown {
        lines: lines(desk, person, (&was, &will_be), correction.id),
        card: birth.into_iter().chain(also).collect::<Vec<_>>().join("，"),
        faults: warnings.map(FaultOnWire::from).collect(),
    })
}

fn lines(
    desk: &Desk,
    person: u32,
    (was, will_be): (&[StoredMovement], &[StoredMovement]),
    mended: u32,
) -> Vec<CorrectedLine> {
    let told = |m: &StoredMovement| format!("{} {}", m.movement.happened_on, m.movement.kind.label());
    let line = |m: &StoredMovement| {
        let old = was.iter().find(|old| old.movement.id == m.movement.id);
        let line = CorrectedLine {
            was: old.map(told).unwrap_or_default(),
            is: told(m),
            standing_was: old
                .map(|old| standing_words(desk, &old.movement, (person, was)))
                .unwrap_or_default(),
            standing_is: standing_words(desk, &m.movement, (person, will_be)),
            is_mended: m.movement.id == mended,
            changes: false,
        };
        let changes = line.was != line.is || line.standing_was != line.standing_is;
        CorrectedLine { changes, ..line }
    };
    will_be.iter().rev().map(line).collect()
}

pub(crate) fn correct_movement(desk: &mut Desk, request: CorrectMovement) -> Reply<Written> {
    let correction = Correction::read(desk, &request)?;
    let warnings = only_warnings(correction.warnings.clone())?;
    let name = desk.roster.get(correction.person_id).map(|e| e.name.to_string()).unwrap_or_default();
    let (was, change, today) = (&correction.was, &correction.change, desk.today());
    let office = desk.office.division_code.clone();
    let said = format!(
        "更正 {name} 的{}（{}），改为{}（{}）",
        was.kind.label(),
        was.happened_on,
        change.kind.label(),
        change.happened_on
    );
    desk.write_telling("people", |gate| {
        let beside = correction.write(gate, &office, today)?;
        let said = std::iter::once(said).chain(beside.words()).collect::<Vec<_>>().join("，");
        Ok(((correction.person_id, warnings.into_iter().chain(beside.warnings).collect()), said))
    })
}
