//! Sets of columns that the office keeps under a name.

use crate::contract::{ById, ColumnSet, ColumnSets, Level, OfList, SaveColumnSet, Written};
use crate::desk::Desk;
use crate::history::table_facts;
use crate::refusal::{Refusal, Reply};
use domain::text::trimmed;
use domain::{Fault, FaultCode};

/// Asks for a right on what the list shows.
pub(crate) fn require(desk: &Desk, list: &str, level: Level) -> Reply<()> {
    let (_, area, _) = table_facts(list).ok_or_else(|| Refusal::new(FaultCode::RequestOdd))?;
    desk.require(area, level)
}

pub(crate) fn list_column_sets(desk: &mut Desk, request: OfList) -> Reply<ColumnSets> {
    require(desk, &request.list, Level::Read)?;
    let found = store::column_sets::of_list(desk.ledger.conn(), &request.list)?;
    let shown = |s: store::column_sets::ColumnSet| ColumnSet { id: s.id, name: s.name, columns: s.columns };
    Ok(ColumnSets { sets: found.into_iter().map(shown).collect() })
}

pub(crate) fn save_column_set(desk: &mut Desk, request: SaveColumnSet) -> Reply<Written> {
    require(desk, &request.list, Level::Write)?;
    let name = trimmed(&request.name);
    if name.is_empty() {
        return Err(Fault::at(FaultCode::Required, "name").with("这套栏目的名称").into());
    }
    if name.chars().count() > 20 {
        return Err(Fault::at(FaultCode::TooLong, "name").with("名称").with(20).into());
    }
    let is_key = |key: &String| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if request.columns.is_empty() || !request.columns.iter().all(is_key) || !is_key(&request.list) {
        return Err(Fault::new(FaultCode::RequestOdd).into());
    }
    desk.write_record("column_sets", &[], |gate| {
        let id = store::column_sets::put(gate, &request.list, &name, &request.columns)?;
        Ok((id, format!("记住栏目“{name}”")))
    })
}

pub(crate) fn delete_column_set(desk: &mut Desk, request: ById) -> Reply<Written> {
    let list = store::column_sets::list_of(desk.ledger.conn(), request.id)?;
    require(desk, &list, Level::Write)?;
    desk.write_record("column_sets", &[], |gate| {
        store::column_sets::remove(gate, request.id)?;
        Ok((0, "去掉一套栏目".to_owned()))
    })
}
