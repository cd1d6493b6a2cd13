//! After an act was taken back or a record came out of the recycle bin: the rules that look at several records still
//! hold, or the act is refused as a whole.

use crate::movements::{check_heads, check_life};
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::{Fault, FaultCode};
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
        // A number comes back only into its place in the count.
        if let Some(register) = domain::registers::find(&table)
            && store::history::was_added_by(gate.conn(), (table.as_str(), id), gate.act_id())?
            && !store::register_rows::fits_its_count(gate.conn(), register, id)?
        {
            return Err(Refusal::new(FaultCode::ActNumberGiven));
        }
    }
    for person in people {
        check_person(gate, person, today)?;
    }
    Ok(())
}

/// Checks the life and the households of somebody who is not in the recycle bin.
fn check_person(gate: &Gate, person: u32, today: NaiveDate) -> Reply<()> {
    if store::people::roster_row_of(gate.conn(), person, |_| ())?.is_some() {
        let standing = check_life(gate, person, today)?;
        check_heads(gate, &standing)?;
    }
    Ok(())
}

/// After an import was taken back: the same rules for whoever it left, and who it is that stands in the way.
pub(crate) fn check_import(gate: &Gate, left: &BTreeSet<u32>, today: NaiveDate) -> Reply<()> {
    if store::places::is_broken_by(gate.conn(), gate.act_id())? {
        return Err(Refusal::new(FaultCode::ActInUse));
    }
    for person in left {
        check_person(gate, *person, today).map_err(|refusal| {
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
