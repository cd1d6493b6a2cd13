//! What narrows a list, kept by the office under a name.

use crate::columns::require;
use crate::contract::{ById, Level, OfList, SaveFilter, SavedFilter, SavedFilters, Written};
use crate::desk::Desk;
use crate::refusal::Reply;
use domain::text::trimmed;
use domain::{Fault, FaultCode};

/// The longest address of a list that is kept, in characters: every condition at once stays far below.
const LONGEST: usize = 2_000;

pub(crate) fn list_saved_filters(desk: &mut Desk, request: OfList) -> Reply<SavedFilters> {
    require(desk, &request.list, Level::Read)?;
    let found = store::saved_filters::of_list(desk.ledger.conn(), &request.list)?;
    let shown = |f: store::saved_filters::SavedFilter| SavedFilter { id: f.id, name: f.name, query: f.query };
    Ok(SavedFilters { filters: found.into_iter().map(shown).collect() })
}

pub(crate) fn save_filter(desk: &mut Desk, request: SaveFilter) -> Reply<Written> {
    require(desk, &request.list, Level::Write)?;
    let name = trimmed(&request.name);
    if name.is_empty() {
        return Err(Fault::at(FaultCode::Required, "name").with("这套筛选的名称").into());
    }
    if name.chars().count() > 20 {
        return Err(Fault::at(FaultCode::TooLong, "name").with("名称").with(20).into());
    }
    if request.query.is_empty() || request.query.chars().count() > LONGEST {
        return Err(Fault::new(FaultCode::RequestOdd).into());
    }
    desk.write_record("saved_filters", &[], |gate| {
        let id = store::saved_filters::put(gate, &request.list, &name, &request.query)?;
        Ok((id, format!("记住筛选“{name}”")))
    })
}

pub(crate) fn delete_saved_filter(desk: &mut Desk, request: ById) -> Reply<Written> {
    let list = store::saved_filters::list_of(desk.ledger.conn(), request.id)?;
    require(desk, &list, Level::Write)?;
    desk.write_record("saved_filters", &[], |gate| {
        store::saved_filters::remove(gate, request.id)?;
        Ok((0, "去掉一套筛选".to_owned()))
    })
}
