//! Adding people one after another, each with the first movement and the span that it begins: through statements that are
//! prepared once.

use crate::StoreError;
use crate::gate::Gate;
use crate::movements::{INSERT_MOVEMENT, first_told};
use crate::records::Bound;
use domain::fields::{Value, Values};
use domain::names::sort_key;
use domain::people::PERSON_FIELDS;
use domain::population::Movement;
use rusqlite::{CachedStatement, params, params_from_iter};
use std::sync::LazyLock;

/// The fields of the card in the order in which values lie in a map.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut keys: Vec<&str> = PERSON_FIELDS.iter().map(|f| f.key).collect();
    keys.sort_unstable();
    keys
});

/// One statement for every person: fields that a row does not say are NULL.
static INSERT_PERSON: LazyLock<String> = LazyLock::new(|| {
    let keys = &*KEYS;
    let marks: Vec<String> = (9..9 + keys.len()).map(|i| format!("?{i}")).collect();
    format!(
        "INSERT INTO people (created_at, name_sort, hukou_household_id, hukou_relation, living_household_id,
             living_relation, dwelling_id, residence_state, status, {})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'present', {})",
        keys.join(", "),
        marks.join(", ")
    )
});

const INSERT_SPAN: &str = "INSERT INTO spans (person_id, from_on, movement_id, hukou_household_id, living_household_id,
         dwelling_id, sex, birth_date, grid_id, ethnic_group, political_status, population_kind, hukou_division)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''), nullif(?11, ''), nullif(?12, ''), nullif(?13, ''))";

/// Adds people who were not in the ledger.
pub struct Newcomers<'a> {
    gate: &'a Gate<'a>,
    person: CachedStatement<'a>,
    movement: CachedStatement<'a>,
    span: CachedStatement<'a>,
}

impl<'a> Newcomers<'a> {
    /// Prepares the statements.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn new(gate: &'a Gate<'a>) -> Result<Self, StoreError> {
        let conn = gate.conn();
        Ok(Newcomers {
            gate,
            person: conn.prepare_cached(&INSERT_PERSON)?,
            movement: conn.prepare_cached(&INSERT_MOVEMENT)?,
            span: conn.prepare_cached(INSERT_SPAN)?,
        })
    }

    /// Adds somebody who stands where the first movement leads, from its day on; returns the row.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`], those of writing.
    pub fn add(
        &mut self,
        values: &Values,
        movement: &Movement,
        grid_id: Option<u32>,
    ) -> Result<u32, StoreError> {
        let standing = &movement.after;
        let said = |key: &str| values.get(key).and_then(Value::as_text).unwrap_or_default();
        let text = |t: Option<&String>| t.map_or(Value::EMPTY, |t| Value::Text(t.clone()));
        let fixed = [
            Value::from(self.gate.at()),
            Value::Text(sort_key(said("name"))),
            Value::from(standing.hukou_household_id),
            text(standing.hukou_relation.as_ref()),
            Value::from(standing.living_household_id),
            text(standing.living_relation.as_ref()),
            Value::from(standing.dwelling_id),
            standing.residence_state().map_or(Value::EMPTY, |s| Value::from(s.as_str())),
        ];
        // Both are in one order, so that nothing is looked up.
        let mut own = values.iter().peekable();
        let own = KEYS.iter().map(|key| {
            while own.next_if(|(own, _)| own.as_str() < *key).is_some() {}
            Bound(own.next_if(|(own, _)| own == key).map_or(&Value::EMPTY, |(_, value)| value))
        });
        self.person.execute(params_from_iter(fixed.iter().map(Bound).chain(own)))?;
        let person_id = self.last_row();
        let fixed = [Value::from(self.gate.at()), Value::from(person_id)];
        let cells = first_told(movement);
        self.movement.execute(params_from_iter(fixed.iter().chain(&cells).map(Bound)))?;
        let movement_id = self.last_row();
        self.span.execute(params![
            person_id,
            movement.happened_on.to_string(),
            movement_id,
            standing.hukou_household_id,
            standing.living_household_id,
            standing.dwelling_id,
            said("sex"),
            said("birth_date"),
            grid_id,
            said("ethnic_group"),
            said("political_status"),
            said("population_kind"),
            said("hukou_division"),
        ])?;
        Ok(person_id)
    }

    fn last_row(&self) -> u32 {
        u32::try_from(self.gate.conn().last_insert_rowid()).unwrap_or(u32::MAX)
    }
}
