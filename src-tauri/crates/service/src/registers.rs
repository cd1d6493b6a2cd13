//! The register engine: any declared register's list, rows and writes, from its description.

use crate::contract::{
    AddRow, Level, ListRows, RecordOf, Row, RowPage, StoredRecord, StrikeRow, UpdateRow, Written,
};
use crate::desk::{Desk, only_warnings};
use crate::refusal::{Refusal, Reply};
use crate::shown;
use domain::fields::{Value, text_of};
use domain::registers::{Register, Removal, find};
use domain::text::{half_width, trimmed};
use domain::{Fault, FaultCode};
use store::StoreError;
use store::register_rows::{RegisterRow, RowFilter};

/// The register of a key, after its area's right was checked.
pub(crate) fn register(desk: &Desk, key: &str, level: Level) -> Reply<&'static Register> {
    let register = find(key).ok_or_else(|| Refusal::new(FaultCode::RequestOdd))?;
    desk.require(register.area, level)?;
    Ok(register)
}

/// The filter of a request.
pub(crate) fn row_filter(request: &ListRows) -> RowFilter {
    RowFilter {
        words: half_width(&trimmed(&request.text)).split_whitespace().map(str::to_owned).collect(),
        conditions: request.conditions.iter().map(|c| (c.field.clone(), c.words.clone())).collect(),
        from_on: request.from_on.clone(),
        to_on: request.to_on.clone(),
        sort: request.sort.as_ref().map(|s| (s.key.clone(), s.is_descending)),
        offset: request.offset,
        limit: request.limit.min(500),
    }
}

pub(crate) fn list_rows(desk: &mut Desk, request: ListRows) -> Reply<RowPage> {
    let register = register(desk, &request.register, Level::Read)?;
    let (total, found) = store::register_rows::list(desk.ledger.conn(), register, &row_filter(&request))?;
    let rows = found.iter().map(|row| shown_row(desk, register, row, &request.columns)).collect();
    Ok(RowPage { total, offset: request.offset, rows })
}

/// A row in words.
pub(crate) fn shown_row(desk: &Desk, register: &Register, row: &RegisterRow, columns: &[String]) -> Row {
    let cell = |column: &String| {
        let field = register.field(column);
        let value = row.values.get(column).unwrap_or(&Value::EMPTY);
        field.map(|f| shown::field_text(desk, f, value)).unwrap_or_default()
    };
    let mark = row.struck_reason.as_ref().map(|reason| format!("已作废：{reason}"));
    Row { id: row.id, revision: row.revision, cells: columns.iter().map(cell).collect(), mark }
}

pub(crate) fn get_row(desk: &mut Desk, request: RecordOf) -> Reply<StoredRecord> {
    let register = register(desk, &request.table, Level::Read)?;
    let stored = store::records::get(desk.ledger.conn(), register.key, register.fields, request.id)?
        .filter(|s| s.deleted_at.is_none())
        .ok_or(StoreError::Gone)?;
    Ok(StoredRecord {
        id: stored.id,
        revision: stored.revision,
        title: text_of(&stored.values, register.title_field).unwrap_or_default().to_owned(),
        values: shown::masked(desk, register.fields, &stored.values),
        struck_reason: store::register_rows::struck_reason(desk.ledger.conn(), register, request.id)?,
    })
}

pub(crate) fn add_row(desk: &mut Desk, request: AddRow) -> Reply<Written> {
    let register = register(desk, &request.register, Level::Write)?;
    let (mut accepted, faults) = register.accept(&request.values, desk.today());
    let warnings = only_warnings(faults)?;
    desk.write_record(register.key, &warnings, |gate| {
        if let Some(number) = store::register_rows::next_number(gate.conn(), register, &accepted)? {
            accepted.insert("seq_no".into(), number);
        }
        let id = store::records::insert(gate, register.key, register.fields, &accepted, &[])?;
        Ok((id, format!("登记 {}", title(register, &accepted))))
    })
}

fn title(register: &Register, values: &domain::fields::Values) -> String {
    let text = text_of(values, register.title_field).unwrap_or_default();
    format!("{}：{text}", register.title)
}

pub(crate) fn update_row(desk: &mut Desk, request: UpdateRow) -> Reply<Written> {
    let register = register(desk, &request.register, Level::Write)?;
    not_struck(desk, register, request.id)?;
    let stored = store::records::get(desk.ledger.conn(), register.key, register.fields, request.id)?
        .ok_or(StoreError::Gone)?;
    let whole = shown::unmasked(desk, register.fields, &stored.values, &request.values);
    let (mut accepted, faults) = register.accept(&whole, desk.today());
    let warnings = only_warnings(faults)?;
    // A number once given stays with its row.
    if let Some(number) = stored.values.get("seq_no").filter(|_| register.numbered_by.is_some()) {
        accepted.insert("seq_no".into(), number.clone());
    }
    desk.write_record(register.key, &warnings, |gate| {
        store::records::update(
            gate,
            register.key,
            (request.id, request.revision),
            register.fields,
            &accepted,
            &[],
        )?;
        Ok((request.id, format!("修改 {}", title(register, &accepted))))
    })
}

fn not_struck(desk: &Desk, register: &Register, id: u32) -> Reply<()> {
    match store::register_rows::struck_reason(desk.ledger.conn(), register, id)? {
        Some(_) => Err(Refusal::new(FaultCode::AlreadyStruck)),
        None => Ok(()),
    }
}

pub(crate) fn strike_row(desk: &mut Desk, request: StrikeRow) -> Reply<Written> {
    let register = register(desk, &request.register, Level::Write)?;
    if register.removal != Removal::Struck {
        return Err(Refusal::new(FaultCode::RequestOdd));
    }
    let reason = trimmed(&request.reason);
    if reason.is_empty() {
        return Err(Fault::at(FaultCode::ReasonMissing, "reason").into());
    }
    not_struck(desk, register, request.id)?;
    let stored = store::records::get(desk.ledger.conn(), register.key, register.fields, request.id)?
        .ok_or(StoreError::Gone)?;
    desk.write_record(register.key, &[], |gate| {
        let extras = [("struck_reason", Value::Text(reason))];
        let at = (request.id, request.revision);
        store::records::update(gate, register.key, at, &[], &domain::fields::Values::new(), &extras)?;
        Ok((request.id, format!("作废 {}", title(register, &stored.values))))
    })
}
