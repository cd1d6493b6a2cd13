//! Planned rows in people's words.

use super::plan::{Plan, Walk, label_of};
use super::registers::RegisterPlan;
use super::rows::{GROUPS, Judge, Judged, NOTES, PLACE, RELATION};
use super::session::Session;
use crate::contract::{Decision, MatchedPerson, Outcome, PlannedRow, RowDifference, RowFault};
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::calendar::{PartialDate, age_on};
use domain::codes::RELATION_TO_HEAD;
use domain::fields::{Sensitivity, Value, mask_phone, text_of};
use domain::identity::mask_number;
use domain::import::person::{CellFault, PlaceDraft};
use domain::people::PERSON_FIELDS;
use domain::sheets::column_letters;
use domain::{Fault, FaultCode};

/// A walk over the rows with the columns as planned.
pub(super) fn walk_of<'a>(session: &'a Session, plan: &Plan, today: NaiveDate) -> Reply<Walk<'a>> {
    let header = session.header()?;
    let columns: Vec<(u16, &str)> =
        header.columns.iter().map(|c| c.column).zip(plan.targets.iter().map(String::as_str)).collect();
    Ok(Walk::new(&session.sheet, &columns, today, &plan.of_sheet))
}

/// A row of residents as the window shows it.
pub(super) fn resident_row(
    session: &Session,
    (plan, walk): (&Plan, &Walk),
    judge: &mut Judge,
    at: usize,
    today: NaiveDate,
) -> PlannedRow {
    let (draft, judged) = plan.judge_row(walk, judge, at);
    let planned = plan.rows[at];
    let name = text_of(&draft.values, "name").unwrap_or_default();
    let p = &draft.place;
    let short = domain::rooms::short_place(&p.building, &p.unit, &p.room);
    let estate = plan.index.estate_shown(p, &plan.options.estate);
    let place = if p.is_whole() { format!("{estate}{short}") } else { p.unread.clone() };
    let title = if name.is_empty() { format!("第 {} 行", planned.number + 1) } else { name.to_owned() };
    let title = if planned.outcome == Outcome::Place { format!("空房 {place}") } else { title };
    let sex = text_of(&draft.values, "sex").map(|c| domain::codes::SEX.label(c).to_owned());
    let birth = text_of(&draft.values, "birth_date").and_then(PartialDate::from_iso);
    let age = birth.map(|b| format!("{} 岁", age_on(b.first_day(), today)));
    let number = text_of(&draft.values, "id_number").map(mask_number);
    // Where somebody lives is read first: it is what a slip of the hand is seen by.
    let detail = [Some(place.clone()), sex, age, number].into_iter().flatten().filter(|t| !t.is_empty());
    let row = u32::try_from(at).unwrap_or(u32::MAX);
    let mut told = judged.faults.clone();
    if makes_dwelling(plan, &draft.place, &judged) {
        let fault = Fault::new(FaultCode::ImportNewDwelling).with(&place);
        told.push(CellFault { column: draft.place_column, fault });
    }
    PlannedRow {
        row: planned.number + 1,
        outcome: planned.outcome,
        decision: plan.decisions.get(&row).copied().unwrap_or(Decision::AsPlanned),
        is_taken: planned.is_taken,
        title,
        detail: detail.collect::<Vec<_>>().join(" · "),
        matched: judged.person.and_then(|id| plan.index.get(id)).map(|k| {
            let place = plan.index.territory.short(k.standing.dwelling_id);
            let label =
                if place.is_empty() { k.name.to_string() } else { format!("{}（{place}）", k.name) };
            MatchedPerson { id: k.id, label }
        }),
        differences: judged.differences.iter().map(|d| difference(plan, d)).collect(),
        faults: faults(session, planned.index, &told),
    }
}

/// Whether the row makes a dwelling that a ledger with dwellings does not have: a slip in a number looks just like that. In
/// a ledger without any all are new, which is told once.
fn makes_dwelling(plan: &Plan, place: &PlaceDraft, judged: &Judged) -> bool {
    let moves = match judged.outcome {
        Some(Outcome::New | Outcome::Place) => judged.is_taken,
        _ => judged.is_taken && judged.differences.iter().any(|d| d.key == PLACE && d.is_taken),
    };
    moves
        && place.is_whole()
        && !plan.index.territory.dwellings.is_empty()
        && plan.index.places.dwelling(place, &plan.options.estate).is_none()
}

fn difference(plan: &Plan, d: &super::rows::Difference) -> RowDifference {
    let words = |value: &Value| value_words(d.key, value);
    RowDifference {
        key: d.key.to_owned(),
        label: label_of(d.key, &plan.new_own),
        before: words(&d.before),
        after: words(&d.after),
        is_taken: d.is_taken,
    }
}

/// A value in words, masked where the field is sensitive: it is read over shoulders.
fn value_words(key: &str, value: &Value) -> String {
    match (key, value) {
        (PLACE | GROUPS | NOTES, Value::Text(text)) => text.clone(),
        (RELATION, Value::Text(code)) => RELATION_TO_HEAD.label(code).to_owned(),
        _ => {
            let Some(field) = PERSON_FIELDS.iter().find(|f| f.key == key) else { return String::new() };
            match (field.sensitivity, value) {
                (Sensitivity::IdNumber, Value::Text(number)) => mask_number(number),
                (Sensitivity::Phone, Value::Texts(all)) => {
                    all.iter().map(|p| mask_phone(p)).collect::<Vec<_>>().join("、")
                }
                _ => field.shown(value),
            }
        }
    }
}

pub(super) fn faults(session: &Session, index: u32, faults: &[CellFault]) -> Vec<RowFault> {
    let row = session.sheet.row(index as usize);
    let heading = |column: u16| {
        let header = session.header().ok()?;
        header.columns.iter().find(|c| c.column == column).map(|c| c.heading.clone())
    };
    let on_wire = |f: &CellFault| RowFault {
        column: f.column.map(column_letters).unwrap_or_default(),
        heading: f.column.and_then(heading).unwrap_or_default(),
        text: f.column.zip(row).map(|(column, row)| row.text(column).to_owned()).unwrap_or_default(),
        fault: (&f.fault).into(),
    };
    faults.iter().map(on_wire).collect()
}

/// A row of a register as the window shows it.
pub(super) fn register_row(
    session: &Session,
    plan: &RegisterPlan,
    at: usize,
    today: NaiveDate,
) -> PlannedRow {
    let planned = &plan.rows[at];
    let (values, found) = match session.sheet.row(planned.index as usize) {
        Some(row) => plan.read(row, today),
        None => Default::default(),
    };
    let found = if planned.outcome == Outcome::Same { Vec::new() } else { found };
    let words = |key: &str| {
        let field = plan.register.field(key);
        let value = values.get(key).unwrap_or(&Value::EMPTY);
        match (field, value.as_id()) {
            (Some(f), Some(id)) if matches!(f.kind, domain::fields::FieldType::Reference("people")) => {
                plan.index.get(id).map(|k| k.name.to_string()).unwrap_or_default()
            }
            (Some(f), _) => f.shown(value),
            (None, _) => String::new(),
        }
    };
    let title = words(plan.register.title_field);
    let listed = plan.register.fields.iter().filter(|f| f.is_in_list && f.key != plan.register.title_field);
    let detail: Vec<String> = listed.map(|f| words(f.key)).filter(|t| !t.is_empty()).take(5).collect();
    let row = u32::try_from(at).unwrap_or(u32::MAX);
    PlannedRow {
        row: planned.number + 1,
        outcome: planned.outcome,
        decision: plan.decisions.get(&row).copied().unwrap_or(Decision::AsPlanned),
        is_taken: planned.is_taken,
        title: if title.is_empty() { format!("第 {} 行", planned.number + 1) } else { title },
        detail: detail.join(" · "),
        matched: None,
        differences: Vec::new(),
        faults: faults(session, planned.index, &found),
    }
}
