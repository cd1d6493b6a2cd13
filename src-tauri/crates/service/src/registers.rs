//! The register engine: any declared register's list, rows and writes, from its description.

use crate::contract::{
    AddRow, Level, ListRows, RecordOf, Row, RowPage, StoredRecord, StrikeRow, UpdateRow, Written,
};
use crate::desk::{Desk, only_warnings};
use crate::people::may_reveal;
use crate::refusal::{Refusal, Reply};
use crate::{search, shown};
use domain::fields::{Field, FieldType, Sensitivity, Value, Values, id_of};
use domain::names::{match_rank, name_readings};
use domain::registers::{Register, Removal, all, find};
use domain::text::{half_width, trimmed};
use domain::{Fault, FaultCode};
use store::StoreError;
use store::register_rows::{RegisterRow, RowFilter};

/// The register of a key, after its area's right was checked.
pub(crate) fn register(desk: &Desk, key: &str, level: Level) -> Reply<&'static Register> {
    let register = find(key).ok_or_else(|| unknown(key, &[]))?;
    desk.require(register.area, level)?;
    Ok(register)
}

/// A key that no register has: says which there are, beside others that the asker knows.
pub(crate) fn unknown(key: &str, others: &[(&str, &str)]) -> Refusal {
    let known = all().iter().map(|register| (register.key, register.title));
    let known = others.iter().copied().chain(known).map(|(key, title)| format!("{key}（{title}）"));
    Fault::new(FaultCode::RegisterUnknown).with(key).with(known.collect::<Vec<_>>().join("、")).into()
}

/// Whether a field is shown masked and the user may not ask for all of it.
pub(crate) fn is_hidden(desk: &Desk, register: &Register, field: &Field) -> bool {
    field.sensitivity != Sensitivity::Open && !may_reveal(desk, register.area)
}

/// Where a list shows a word in other words than it holds: names of whom a row refers to, also by pinyin, and labels of
/// choices. What is masked is none of them.
fn shown_as(desk: &Desk, register: &'static Register, word: &str) -> Reply<Vec<(&'static str, Vec<String>)>> {
    let mut found = Vec::new();
    for field in register.fields.iter().filter(|f| f.sensitivity == Sensitivity::Open) {
        let of_labels = |words: &[(&str, &str)]| -> Vec<String> {
            words
                .iter()
                .filter(|(_, label)| label.contains(word))
                .map(|(held, _)| (*held).to_owned())
                .collect()
        };
        let held: Vec<String> = match field.kind {
            FieldType::Choice(words) | FieldType::Choices(words) => of_labels(words),
            FieldType::Code(table) => {
                let fits = table.all().iter().filter(|code| code.label().contains(word));
                fits.map(|code| code.code.to_owned()).collect()
            }
            FieldType::Reference(table) => {
                let ids = store::register_rows::referred(desk.ledger.conn(), register, field)?;
                let fits = ids.into_iter().filter(|id| is_called(desk, table, *id, word));
                fits.map(|id| id.to_string()).collect()
            }
            _ => Vec::new(),
        };
        if !held.is_empty() {
            found.push((field.key, held));
        }
    }
    Ok(found)
}

/// Whether a record that a row refers to is shown with a word, or a person's name reads so.
fn is_called(desk: &Desk, table: &str, id: u32, word: &str) -> bool {
    let reads = || {
        let letters = word.to_ascii_lowercase();
        let is_spelled = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase());
        let person = desk.roster.get(id).filter(|_| table == "people" && is_spelled);
        person.is_some_and(|p| match_rank(&name_readings(&p.name), &letters).is_some())
    };
    shown::reference(desk, table, id).contains(word) || reads()
}

/// The filter of a request.
fn row_filter(desk: &Desk, register: &'static Register, request: &ListRows) -> Reply<RowFilter> {
    // The order of numbers that are hidden would tell of them.
    let is_told = |key: &str| register.field(key).is_some_and(|field| !is_hidden(desk, register, field));
    let sort = request.sort.as_ref().filter(|sort| is_told(&sort.key));
    let words: Vec<String> =
        half_width(&trimmed(&request.text)).split_whitespace().map(str::to_owned).collect();
    let shown_as = words.iter().map(|word| shown_as(desk, register, word)).collect::<Reply<Vec<_>>>()?;
    Ok(RowFilter {
        leaves_out_struck: false,
        finds_whole_numbers: !may_reveal(desk, register.area),
        words,
        shown_as,
        conditions: request.conditions.iter().map(|c| (c.field.clone(), c.words.clone())).collect(),
        from_on: request.from_on.clone(),
        to_on: request.to_on.clone(),
        sort: sort.map(|s| (s.key.clone(), s.is_descending)),
        offset: request.offset,
        limit: request.limit.min(500),
    })
}

/// A search by whole numbers of somebody who may not see them leaves a line in the history, as one among residents does.
fn note_whole(desk: &mut Desk, register: &Register, request: &ListRows, filter: &RowFilter) -> Reply<()> {
    search::note_numbers(desk, &request.text)?;
    let asked = |field: &&Field| {
        let of_field = filter.conditions.iter().filter(|(key, _)| key == field.key);
        is_hidden(desk, register, field) && of_field.flat_map(|(_, words)| words).any(|w| !w.is_empty())
    };
    let mut labels: Vec<&str> = register.fields.iter().filter(asked).map(|f| f.label).collect();
    if filter.finds_whole_numbers {
        for word in &filter.words {
            labels.extend(store::register_rows::hidden_with(desk.ledger.conn(), register, word)?);
        }
    }
    labels.sort_unstable();
    labels.dedup();
    if labels.is_empty() {
        return Ok(());
    }
    let said = format!("在{}里按完整的{}查找", register.title, labels.join("、"));
    search::note_once(desk, register.area, said)
}

/// The rows of a request's page, and how many there are in all.
fn found(desk: &mut Desk, register: &'static Register, request: &ListRows) -> Reply<(u32, Vec<RegisterRow>)> {
    let filter = row_filter(desk, register, request)?;
    note_whole(desk, register, request, &filter)?;
    Ok(store::register_rows::list(desk.ledger.conn(), register, &filter)?)
}

/// Every row of a request, whatever its offset and limit.
pub(crate) fn all_found(
    desk: &mut Desk,
    register: &'static Register,
    request: &ListRows,
) -> Reply<Vec<RegisterRow>> {
    let filter = RowFilter { offset: 0, limit: u32::MAX, ..row_filter(desk, register, request)? };
    note_whole(desk, register, request, &filter)?;
    Ok(store::register_rows::list(desk.ledger.conn(), register, &filter)?.1)
}

pub(crate) fn list_rows(desk: &mut Desk, request: ListRows) -> Reply<RowPage> {
    let register = register(desk, &request.register, Level::Read)?;
    let (total, found) = found(desk, register, &request)?;
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
        title: title(desk, register, &stored.values).split_once('：').map_or("", |(_, t)| t).to_owned(),
        values: shown::masked(desk, register.fields, &stored.values),
        struck_reason: store::register_rows::struck_reason(desk.ledger.conn(), register, request.id)?,
        entered_on: store::records::entered_on(desk.ledger.conn(), register.key, request.id)?,
    })
}

pub(crate) fn add_row(desk: &mut Desk, request: AddRow) -> Reply<Written> {
    let register = register(desk, &request.register, Level::Write)?;
    let (mut accepted, mut faults) = register.accept(&request.values, desk.today());
    faults.extend(missing_people(desk, register, &accepted));
    let warnings = only_warnings(faults)?;
    let said = format!("登记 {}", title(desk, register, &accepted));
    desk.write_record(register.key, &warnings, |gate| {
        if let Some(number) = store::register_rows::next_number(gate.conn(), register, &accepted)? {
            accepted.insert("seq_no".into(), number);
        }
        let id = store::records::insert(gate, register.key, register.fields, &accepted, &[])?;
        Ok((id, said))
    })
}

/// A row of somebody wants that somebody.
fn missing_people(desk: &Desk, register: &Register, values: &Values) -> Option<Fault> {
    let refers = register.fields.iter().filter(|f| matches!(f.kind, FieldType::Reference("people")));
    let is_gone =
        |f: &&domain::fields::Field| id_of(values, f.key).is_some_and(|id| desk.roster.get(id).is_none());
    let field = refers.into_iter().find(is_gone)?;
    Some(Fault::at(FaultCode::Required, field.key).with(field.label))
}

/// The record in a word: its register, and what names it; of somebody's membership whose it is.
pub(crate) fn title(desk: &Desk, register: &Register, values: &Values) -> String {
    let whose = register.fields.iter().filter(|f| matches!(f.kind, FieldType::Reference("people")));
    let named = whose.chain(register.field(register.title_field));
    let words: Vec<String> = named
        .filter_map(|f| values.get(f.key).map(|v| shown::field_text(desk, f, v)))
        .filter(|t| !t.is_empty())
        .collect();
    format!("{}：{}", register.title, words.join(" "))
}

pub(crate) fn update_row(desk: &mut Desk, request: UpdateRow) -> Reply<Written> {
    let register = register(desk, &request.register, Level::Write)?;
    not_struck(desk, register, request.id)?;
    let stored = store::records::get(desk.ledger.conn(), register.key, register.fields, request.id)?
        .ok_or(StoreError::Gone)?;
    let whole = shown::unmasked(desk, register.fields, &stored.values, &request.values);
    let (mut accepted, mut faults) = register.accept(&whole, desk.today());
    faults.extend(missing_people(desk, register, &accepted));
    faults.extend(leaves_its_count(register, &stored.values, &accepted));
    let warnings = only_warnings(faults)?;
    // A number once given stays with its row.
    if let Some(number) = stored.values.get("seq_no").filter(|_| register.numbered_by.is_some()) {
        accepted.insert("seq_no".into(), number.clone());
    }
    let said = format!("修改 {}", title(desk, register, &accepted));
    desk.write_record(register.key, &warnings, |gate| {
        store::records::update(
            gate,
            register.key,
            (request.id, request.revision),
            register.fields,
            &accepted,
            &[],
        )?;
        Ok((request.id, said))
    })
}

/// A number without gaps belongs to the group and the year that it was given in: neither changes under it.
fn leaves_its_count(register: &Register, before: &Values, after: &Values) -> Option<Fault> {
    let group = register.numbered_by?;
    before.get("seq_no").filter(|number| !number.is_empty())?;
    let text = |values: &Values, key: &str| values.get(key).and_then(Value::as_text).map(str::to_owned);
    let year = |values: &Values| {
        text(values, register.date_field).map(|day| day.chars().take(4).collect::<String>())
    };
    let label = |key: &str| register.field(key).map_or("", |f| f.label);
    // What is missing is told as missing.
    let differs = |a: Option<String>, b: Option<String>| b.is_some() && a != b;
    let (key, what) = if differs(text(before, group), text(after, group)) {
        (group, label(group).to_owned())
    } else if differs(year(before), year(after)) {
        (register.date_field, format!("{}的年份", label(register.date_field)))
    } else {
        return None;
    };
    Some(Fault::at(FaultCode::NumberStays, key).with(what))
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
    let said = format!("作废 {}", title(desk, register, &stored.values));
    desk.write_record(register.key, &[], |gate| {
        let extras = [("struck_reason", Value::Text(reason))];
        let at = (request.id, request.revision);
        store::records::update(gate, register.key, at, &[], &domain::fields::Values::new(), &extras)?;
        Ok((request.id, said))
    })
}
