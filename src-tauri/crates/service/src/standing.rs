//! After an act was taken back or a record came out of the recycle bin: the rules that look at several records still
//! hold, or the act is refused as a whole.

use crate::heads::check_heads;
use crate::movements::check_life;
use crate::places::check_parents;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::{Fault, FaultCode};
use std::collections::BTreeSet;
use store::Gate;

/// Checks everything that the act of a gate touched so far.
pub(crate) fn check_act(gate: &Gate, today: NaiveDate) -> Reply<()> {
    for (table, id) in store::history::touched(gate.conn(), gate.act_id())? {
        // Nothing stands on a record in the recycle bin, and nothing outside of it refers to one inside.
        check_parents(gate.conn(), &table, id)?;
        if store::places::is_broken(gate.conn(), &table, id)? {
            return Err(Refusal::new(FaultCode::ActInUse));
        }
        // A number comes back only into its place in the count.
        if let Some(register) = domain::registers::find(&table)
            && store::history::was_added_by(gate.conn(), (table.as_str(), id), gate.act_id())?
            && !store::register_rows::fits_its_count(gate.conn(), register, id)?
        {
            return Err(Refusal::new(FaultCode::ActNumberGiven));
        }
    }
    for (person, since) in store::history::people_since(gate.conn(), gate.act_id())? {
        check_person(gate, person, since.unwrap_or(today), today)?;
    }
    Ok(())
}

/// Checks the life of somebody who is not in the recycle bin, and the heads of the households from a day on: what was before
/// the change was so without it.
pub(crate) fn check_person(gate: &Gate, person: u32, since: NaiveDate, today: NaiveDate) -> Reply<()> {
    if store::people::roster_row_of(gate.conn(), person, |_| ())?.is_some() {
        check_life(gate, person, today)?;
        check_heads(gate, person, since)?;
    }
    Ok(())
}

/// After an import was taken back: the same rules for whoever it left, and who it is that stands in the way.
pub(crate) fn check_import(gate: &Gate, left: &BTreeSet<u32>, today: NaiveDate) -> Reply<()> {
    if store::places::is_broken_by(gate.conn(), gate.act_id())? {
        return Err(Refusal::new(FaultCode::ActInUse));
    }
    let since = store::history::people_since(gate.conn(), gate.act_id())?;
    for person in left {
        let since = since.get(person).copied().flatten().unwrap_or(today);
        check_person(gate, *person, since, today).map_err(|refusal| {
            let name = store::people::roster_row_of(gate.conn(), *person, |row| row.name.to_owned());
            let fault = refusal.faults.first().filter(|_| refusal.cause.is_none()).cloned();
            match (fault, name) {
                (Some(fault), Ok(Some(name))) => {
                    Fault::new(FaultCode::ImportUndoApart).with(name).with(fault.message()).into()
                }
                _ => refusal,
            }
        })?;
    }
    Ok(())
}
