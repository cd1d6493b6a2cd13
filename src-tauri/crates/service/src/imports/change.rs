//! Writing what a row says of somebody whom the ledger knows: the card, and where the person stands, in one write.

use super::rows::{Judged, PLACE, RELATION, taken_values};
use super::write::Writer;
use crate::heads::check_heads;
use crate::movements::{birth_of, whole_day};
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::fields::text_of;
use domain::import::person::PersonDraft;
use domain::places::HEAD;
use domain::population::{DWELLING_TOLD, Effect, Movement, MovementKind, Standing, check_movements};

impl Writer<'_> {
    pub(super) fn change(
        &mut self,
        family: u32,
        person: u32,
        draft: &PersonDraft,
        judged: &Judged,
    ) -> Reply<()> {
        let values = taken_values(judged);
        let takes = |key: &str| judged.differences.iter().any(|d| d.key == key && d.is_taken);
        let at = (person, judged.revision);
        let is_moving = takes(PLACE) || takes(RELATION);
        let own_birth = text_of(&draft.values, "birth_date").filter(|_| values.contains_key("birth_date"));
        if !is_moving && own_birth.is_none() {
            if !values.is_empty() {
                store::people::update(self.gate, at, &values)?;
            }
            return Ok(());
        }
        let all = store::movements::of_person(self.gate.conn(), person)?;
        let mut life: Vec<Movement> = all.into_iter().map(|m| m.movement).collect();
        let was = life.len();
        if takes(PLACE) {
            let moved = self.moved_within(family, &life, draft)?;
            life.extend(moved);
        }
        if takes(RELATION) {
            life.extend(self.related(&life, draft.relation.as_deref()));
        }
        let birth = match own_birth {
            Some(iso) => whole_day(iso),
            None => birth_of(self.gate, person)?,
        };
        check_movements(&life, birth, self.today).map_err(|mut fault| {
            if own_birth.is_some() {
                fault.field = Some("birth_date".into());
            }
            fault
        })?;
        let was_nowhere = life[..was].last().is_some_and(|last| last.after.dwelling_id.is_none());
        let mut before = life[..was].last().map(|last| last.after.clone()).unwrap_or_default();
        for movement in &life[was..] {
            let reason = match movement.kind {
                MovementKind::MovedWithin if was_nowhere => DWELLING_TOLD,
                MovementKind::MovedWithin => "导入的表里住址不同",
                _ => "导入的表里关系不同",
            };
            // None of them comes before the last one, so that nothing is read again.
            let effect = Effect::of(movement.kind, &before, &movement.after);
            store::movements::insert_saying(self.gate, person, movement, &effect, ["", reason])?;
            before.clone_from(&movement.after);
        }
        match life.last().filter(|_| life.len() > was) {
            Some(last) => {
                store::movements::update_and_settle(self.gate, at, &values, last)?;
                // Rows apart in the sheet may mean one household of the ledger.
                check_heads(self.gate, person, last.happened_on)?;
            }
            None if values.is_empty() => {}
            None => drop(store::people::update(self.gate, at, &values)?),
        }
        Ok(())
    }

    /// Lives in another dwelling from today on, in the own household, unless the row means another one of the ledger.
    fn moved_within(
        &mut self,
        family: u32,
        life: &[Movement],
        draft: &PersonDraft,
    ) -> Reply<Option<Movement>> {
        let Some(dwelling) = self.dwelling(&draft.place, draft)? else { return Ok(None) };
        let Some(last) = life.last() else { return Ok(None) };
        let before = &last.after;
        if before.dwelling_id == Some(dwelling) {
            return Ok(None);
        }
        let mut after = Standing { dwelling_id: Some(dwelling), ..before.clone() };
        // Who comes into another household is not its head; the dwelling of the one left behind stays as it is.
        if let Some(family) = self.plan.families.get(family as usize)
            && let Some(known) = family.known
            && before.living_household_id.is_some()
            && before.living_household_id != Some(known)
        {
            after.living_household_id = Some(known);
            let not_head = |relation: &String| relation != HEAD;
            after.living_relation = draft
                .relation
                .clone()
                .filter(not_head)
                .or_else(|| before.living_relation.clone().filter(not_head));
        }
        Ok(Some(self.movement_today(MovementKind::MovedWithin, last.happened_on, after)))
    }

    /// Another relation to the head from today on, where that makes no second head.
    fn related(&self, life: &[Movement], relation: Option<&str>) -> Option<Movement> {
        let last = life.last()?;
        let before = &last.after;
        let own = Some(relation?.to_owned());
        let mut after = before.clone();
        if before.living_household_id.is_some() {
            after.living_relation.clone_from(&own);
        }
        if before.hukou_household_id.is_some()
            && (before.living_household_id.is_none()
                || before.living_household_id == before.hukou_household_id)
        {
            after.hukou_relation = own;
        }
        let is_other = after != *before;
        is_other.then(|| self.movement_today(MovementKind::RelationChanged, last.happened_on, after))
    }

    /// A movement of today, but not before the last one.
    fn movement_today(&self, kind: MovementKind, last_on: NaiveDate, after: Standing) -> Movement {
        Movement { id: 0, kind, happened_on: self.today.max(last_on), after }
    }
}
