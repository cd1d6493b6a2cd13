//! After an act was taken back or a record came out of the recycle bin: the rules that look at several records still
//! hold, or the act is refused as a whole.

use crate::heads::check_heads;
use crate::movements::check_life;
use crate::places::check_parents;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::FaultCode;
use store::Gate;

/// Checks everything that the act of a gate touched so far.
pub(crate) fn check_act(gate: &Gate, today: NaiveDate) -> Reply<()> {
    for (table, id) in store::history::touched(gate.conn(), gate.act_id())? {
        // Nothing stands on a record in the recycle bin, and nothing outside of it refers to one inside.
        check_parents(gate.conn(), &table, id)?;
        if store::places::is_broken(gate.conn(), &table, id)? {
            return Err(Refusal::new(FaultCode::ActInUse));
        }
    }
    for (person, since) in store::history::people_since(gate.conn(), gate.act_id())? {
        if store::people::roster_row_of(gate.conn(), person, |_| ())?.is_some() {
            check_life(gate, person, today)?;
            // What was before the change was so without it.
            check_heads(gate, person, since.unwrap_or(today))?;
        }
    }
    Ok(())
}
