//! After an act was taken back or a record came out of the recycle bin: the rules that look at several records still
//! hold, or the act is refused as a whole.

use crate::movements::{check_heads, check_life};
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::FaultCode;
use std::collections::BTreeSet;
use store::Gate;

/// Checks everything that the act of a gate touched so far.
pub(crate) fn check_act(gate: &Gate, today: NaiveDate) -> Reply<()> {
    let mut people = BTreeSet::new();
    for (table, id) in store::history::touched(gate.conn(), gate.act_id())? {
        match table.as_str() {
            "people" => drop(people.insert(id)),
            "movements" => people.extend(store::movements::owner(gate.conn(), id)?),
            _ => {}
        }
        // Nothing stands on a record in the recycle bin, and nothing outside of it refers to one inside.
        if store::places::is_broken(gate.conn(), &table, id)? {
            return Err(Refusal::new(FaultCode::ActInUse));
        }
    }
    for person in people {
        if store::people::roster_row_of(gate.conn(), person, |_| ())?.is_some() {
            let standing = check_life(gate, person, today)?;
            check_heads(gate, &standing)?;
        }
    }
    Ok(())
}
