//! The list of residents, their cards as typed, and writes of cards.

mod filter;

use crate::contract::{
    AddPerson, ChangedOn, CheckPerson, Checked, EmptyCauses, Ids, ListPeople, MarkPeople, PeopleFilter,
    Reveal, Revealed, Row, RowPage, Sort, UpdatePeople, UpdatePerson, Written,
};
use crate::desk::{Desk, only_warnings};
use crate::movements::{self, Change};
use crate::refusal::{Refusal, Reply};
use crate::roster::{Entry, Whereabouts};
use crate::{search, shown};
use chrono::NaiveDate;
use domain::access::{Area, Level};
use domain::calendar::{Precision, parse_typed_date};
use domain::fault::FaultOnWire;
use domain::fields::{Field, Sensitivity, Value, Values, accept_all, text_of};
use domain::people::{PERSON_FIELDS, accept_person};
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use std::collections::HashMap;
use store::Gate;

/// At most so many people in one write.
const AT_ONCE: usize = 2_000;

pub(crate) use filter::{Narrowed, count, lacks};

pub(crate) fn list_people(desk: &mut Desk, request: ListPeople) -> Reply<RowPage> {
    let found = ordered(desk, &request.filter, request.sort.as_ref())?;
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let limit = request.limit.min(500) as usize;
    let ids: Vec<u32> = found.into_iter().skip(request.offset as usize).take(limit).collect();
    Ok(RowPage { total, offset: request.offset, rows: rows(desk, &ids, &request.columns)? })
}

/// Everybody a filter finds, in order.
pub(crate) fn ordered(desk: &mut Desk, filter: &PeopleFilter, sort: Option<&Sort>) -> Reply<Vec<u32>> {
    search::note_numbers(desk, &filter.text)?;
    let narrowed = Narrowed::new(desk, filter);
    let key = match sort.map_or("name", |s| s.key.as_str()) {
        // The order of numbers that are hidden would tell of them.
        "id_number" if !desk.actor.role.may_reveal() => "birth_date",
        key => key,
    };
    let is_descending = sort.is_some_and(|s| s.is_descending);
    let order = desk.roster.order(key, &desk.territory).to_vec();
    let people = desk.roster.people();
    let keep = |at: &u32| narrowed.holds(desk, *at as usize, &people[*at as usize]);
    let id = |at: &u32| people[*at as usize].id;
    Ok(if is_descending {
        order.iter().rev().filter(|a| keep(a)).map(id).collect()
    } else {
        order.iter().filter(|a| keep(a)).map(id).collect()
    })
}

/// The grid of a person: its own, else that of the dwelling.
pub(crate) fn grid_of(territory: &crate::territory::Territory, entry: &Entry) -> Option<u32> {
    entry.grid_id.or_else(|| territory.grid_of_dwelling(entry.standing.dwelling_id))
}

/// Rows for people, in the order of the ids, with the columns asked for.
pub(crate) fn rows(desk: &Desk, ids: &[u32], columns: &[String]) -> Reply<Vec<Row>> {
    rows_as(desk, ids, columns, false)
}

/// As [`rows`]; `in_full` with whole ID numbers and phones.
pub(crate) fn rows_as(desk: &Desk, ids: &[u32], columns: &[String], in_full: bool) -> Reply<Vec<Row>> {
    let mut heads: HashMap<u32, String> = HashMap::new();
    let mut rows = Vec::with_capacity(ids.len());
    for stored in store::people::records_of(desk.ledger.conn(), ids)? {
        let Some(entry) = desk.roster.get(stored.id) else {
            continue;
        };
        let cells =
            columns.iter().map(|c| cell(desk, entry, (&stored.values, in_full), c, &mut heads)).collect();
        let mark = shown::away_mark(entry).map(str::to_owned);
        rows.push(Row { id: stored.id, revision: stored.revision, cells, mark });
    }
    Ok(rows)
}

fn cell(
    desk: &Desk,
    entry: &Entry,
    (values, in_full): (&Values, bool),
    column: &str,
    heads: &mut HashMap<u32, String>,
) -> String {
    let standing = &entry.standing;
    let household = standing.living_household_id.or(standing.hukou_household_id);
    match column {
        "age" => shown::age_told(desk, entry).trim_end_matches(" 岁").to_owned(),
        "estate" => desk.territory.estate_name(standing.dwelling_id).to_owned(),
        "place" => desk.territory.short(standing.dwelling_id),
        "address" => desk.territory.address(standing.dwelling_id),
        "place.estate" | "place.building" | "place.unit" | "place.room" => {
            let at = crate::imports::OWN_HEADINGS.iter().position(|(key, _)| *key == column);
            let parts = crate::outgoing::parts(&desk.territory, standing.dwelling_id);
            at.and_then(|at| parts.get(at)).map(|part| (*part).to_owned()).unwrap_or_default()
        }
        "grid" => desk.territory.grid_name(grid_of(&desk.territory, entry)),
        "residence_state" => shown::residence(desk.roster.words.word(entry.residence_state)).to_owned(),
        "relation" => {
            let code = standing.living_relation.as_deref().or(standing.hukou_relation.as_deref());
            shown::relation(code).to_owned()
        }
        "head" => household
            .map(|h| heads.entry(h).or_insert_with(|| shown::head_name(desk, h)).clone())
            .unwrap_or_default(),
        "household_no" => household
            .and_then(|h| desk.territory.households.get(&h))
            .map(|h| h.household_no.clone())
            .unwrap_or_default(),
        "status" => shown::away_mark(entry).unwrap_or("在册").to_owned(),
        "left_on" | "left_reason" => gone(desk, entry, column),
        // Not what was typed, but what follows from where somebody lives and is registered.
        "population_kind" => {
            let field = PERSON_FIELDS.iter().find(|f| f.key == column);
            let word = Value::from(desk.roster.choice(entry, column));
            field.map(|f| f.shown(&word)).unwrap_or_default()
        }
        _ => {
            let field = PERSON_FIELDS.iter().find(|f| f.key == column);
            let value = values.get(column).unwrap_or(&Value::EMPTY);
            let is_whole = |f: &&Field| in_full && f.sensitivity != Sensitivity::Open;
            match field {
                Some(field) if is_whole(&field) => field.shown(value),
                field => field.map(|f| shown::field_text(desk, f, value)).unwrap_or_default(),
            }
        }
    }
}

fn gone(desk: &Desk, entry: &Entry, column: &str) -> String {
    if entry.whereabouts == Whereabouts::Here {
        return String::new();
    }
    let last =
        store::movements::of_person(desk.ledger.conn(), entry.id).ok().and_then(|all| all.into_iter().last());
    last.map(|m| match column {
        "left_on" => m.movement.happened_on.to_string(),
        _ => m.movement.kind.label().to_owned(),
    })
    .unwrap_or_default()
}

pub(crate) fn list_people_ids(desk: &mut Desk, request: PeopleFilter) -> Reply<Ids> {
    let ids = ordered(desk, &request, None)?;
    Ok(Ids { ids })
}

pub(crate) fn explain_empty(desk: &mut Desk, request: PeopleFilter) -> Reply<EmptyCauses> {
    search::note_numbers(desk, &request.text)?;
    Ok(EmptyCauses { causes: filter::causes(desk, &request) })
}

pub(crate) fn check_person(desk: &mut Desk, request: CheckPerson) -> Reply<Checked> {
    let stored = match request.id {
        Some(id) => stored_values(desk, id)?,
        None => Values::new(),
    };
    let whole = shown::unmasked(desk, PERSON_FIELDS, &stored, &request.values);
    let (accepted, mut faults) = accept_person(&whole, desk.today());
    let same = same_person(desk, request.id, &accepted);
    if let Some((entry_id, true)) = same
        && let Some(entry) = desk.roster.get(entry_id)
    {
        faults.push(Fault::at(FaultCode::IdTaken, "id_number").with(&entry.name));
    }
    let same_person = same.and_then(|(id, _)| desk.roster.get(id)).map(|entry| {
        search::person_hit(desk, entry, if same.is_some_and(|s| s.1) { "证件号码" } else { "姓名和出生日期" })
    });
    // What was accepted comes back; what was not stays as typed.
    let mut values = request.values.clone();
    for (key, value) in shown::masked(desk, PERSON_FIELDS, &accepted) {
        let is_faulty = faults.iter().any(|f| f.field.as_deref() == Some(key.as_str()) && !f.is_warning());
        let was_masked = request.values.get(&key) == Some(&value);
        let is_number = matches!(key.as_str(), "id_number" | "phones" | "emergency_phones");
        if !is_faulty && !was_masked && !value.is_empty() {
            let typed_whole = if is_number {
                whole_or_typed(&accepted, &request.values, &stored, &key)
            } else {
                Some(value)
            };
            if let Some(value) = typed_whole {
                values.insert(key, value);
            }
        }
    }
    Ok(Checked { values, faults: faults.iter().map(FaultOnWire::from).collect(), same_person })
}

/// What the user typed anew comes back tidied; what stands in the ledger stays masked.
fn whole_or_typed(accepted: &Values, typed: &Values, stored: &Values, key: &str) -> Option<Value> {
    let value = accepted.get(key)?;
    if stored.get(key) == Some(value) { typed.get(key).cloned() } else { Some(value.clone()) }
}

fn stored_values(desk: &Desk, id: u32) -> Reply<Values> {
    let found = store::records::get(desk.ledger.conn(), "people", PERSON_FIELDS, id)?;
    Ok(found.filter(|s| s.deleted_at.is_none()).ok_or(store::StoreError::Gone)?.values)
}

/// Somebody else with the same number (true), or with the same name and birth date (false).
fn same_person(desk: &Desk, id: Option<u32>, values: &Values) -> Option<(u32, bool)> {
    let kind = text_of(values, "id_kind").unwrap_or_default();
    if let Some(number) = text_of(values, "id_number") {
        let found = store::people::with_number(desk.ledger.conn(), kind, number).unwrap_or_default();
        if let Some(other) = found.into_iter().find(|other| Some(*other) != id) {
            return Some((other, true));
        }
    }
    let (name, birth) = (text_of(values, "name")?, text_of(values, "birth_date")?);
    let mut same = desk.roster.people().iter().filter(|e| &*e.name == name && Some(e.id) != id);
    same.find(|e| e.birth.is_some_and(|b| b.to_string() == birth)).map(|e| (e.id, false))
}

/// Tidies and checks a card; refuses a number that somebody else has.
pub(crate) fn accept(desk: &Desk, id: Option<u32>, values: &Values) -> Reply<(Values, Vec<Fault>)> {
    let (accepted, mut faults) = accept_person(values, desk.today());
    if let Some((other, true)) = same_person(desk, id, &accepted) {
        let name = desk.roster.get(other).map(|e| e.name.to_string()).unwrap_or_default();
        faults.push(Fault::at(FaultCode::IdTaken, "id_number").with(name));
    }
    let warnings = only_warnings(faults)?;
    Ok((accepted, warnings))
}

pub(crate) fn add_person(desk: &mut Desk, request: AddPerson) -> Reply<Written> {
    let checked = accept(desk, None, &request.values);
    let change =
        Change::read(desk, &request.movement, &request.standing, text_of(&request.values, "birth_date"));
    let ((mut accepted, warnings), change) = match (checked, change) {
        (Ok(checked), Ok(change)) => (checked, change),
        (Err(mut one), Err(other)) => {
            one.faults.extend(other.faults);
            return Err(one);
        }
        (Err(refusal), _) | (_, Err(refusal)) => return Err(refusal),
    };
    fill_collected(desk, &mut accepted);
    let name = text_of(&accepted, "name").unwrap_or_default().to_owned();
    let today = desk.today();
    desk.write_record("people", &warnings, |gate| {
        let id = store::people::insert(gate, &accepted)?;
        movements::apply(gate, id, &change, today)?;
        Ok((id, format!("新增 {name}（{}）", change.kind.label())))
    })
}

/// Every form ends with who collected it and when (`residents.md` 3); the program knows both.
fn fill_collected(desk: &Desk, values: &mut Values) {
    let is_empty = |values: &Values, key: &str| values.get(key).is_none_or(Value::is_empty);
    if is_empty(values, "collected_by") {
        values.insert("collected_by".into(), Value::Text(desk.actor.name.clone()));
    }
    if is_empty(values, "collected_on") {
        values.insert("collected_on".into(), Value::Text(desk.today().to_string()));
    }
}

/// Refuses to say of what holds from no day that it was always so.
pub(crate) fn hold_from_a_day(table: &str, always: &[String]) -> Reply<()> {
    match always.iter().find(|key| !store::facts::is_dated(table, key)) {
        Some(key) => Err(Fault::at(FaultCode::UnknownField, key).with(key).into()),
        None => Ok(()),
    }
}

/// What the history says beside a change that mends what was always so; empty where there is none.
pub(crate) fn always_words(fields: &[Field], always: &[String]) -> String {
    let labels: Vec<&str> =
        fields.iter().filter(|f| always.iter().any(|key| key == f.key)).map(|f| f.label).collect();
    if labels.is_empty() { String::new() } else { format!("（{}一直如此）", labels.join("、")) }
}

/// What an act says to have changed on an earlier day than today.
pub(crate) struct Since {
    fields: Vec<String>,
    on: NaiveDate,
}

impl Since {
    /// Reads what was typed of a record. A change of today is none of an earlier day, and what was always so changed on no day.
    ///
    /// # Errors
    ///
    /// - `date.in_future`; `fact.changed_later`: a later change of it is noted, and this one would come before it.
    pub fn read(
        desk: &Desk,
        (table, id): (&str, u32),
        said: Option<&ChangedOn>,
        always: &[String],
    ) -> Reply<Self> {
        let today = desk.today();
        let Some(said) = said.filter(|said| !said.fields.is_empty()) else {
            return Ok(Since { fields: Vec::new(), on: today });
        };
        hold_from_a_day(table, &said.fields)?;
        let typed = trimmed(&said.on);
        if typed.is_empty() {
            return Err(Fault::at(FaultCode::Required, "since").with("从哪天起").into());
        }
        let date = parse_typed_date(&typed, today).map_err(|f| f.in_field("since"))?;
        if date.precision() != Precision::Day {
            return Err(Fault::at(FaultCode::DateUnreadable, "since").with(typed).into());
        }
        let on = date.first_day();
        if on > today {
            return Err(Fault::at(FaultCode::DateInFuture, "since").with("从哪天起").into());
        }
        let mut fields = said.fields.clone();
        fields.retain(|field| on < today && !always.contains(field));
        // In another building a unit of the same name is another one.
        if table == "dwellings" && fields.iter().any(|key| key == "building_id") {
            fields.push("unit".to_owned());
        }
        for field in &fields {
            let last = store::facts::last_change(desk.ledger.conn(), (table, id, field.as_str()))?;
            if let Some(last) = last.filter(|last| *last > on) {
                let label = label_of(table, field);
                return Err(Fault::at(FaultCode::FactChangedLater, "since").with(label).with(last).into());
            }
        }
        Ok(Since { fields, on })
    }

    /// Lets an act change the record; what the fields were they were until the day.
    pub fn changing<T>(
        &self,
        gate: &Gate,
        (table, id): (&str, u32),
        change: impl FnOnce() -> Reply<T>,
    ) -> Reply<T> {
        let before = store::facts::before(gate.conn(), (table, id), &self.fields)?;
        let changed = change()?;
        before.was_until(gate, self.on)?;
        Ok(changed)
    }

    /// What the history says beside the change; empty where it is one of today.
    pub fn words(&self, fields: &[Field]) -> String {
        let labels: Vec<&str> =
            fields.iter().filter(|f| self.fields.iter().any(|key| key == f.key)).map(|f| f.label).collect();
        if labels.is_empty() {
            String::new()
        } else {
            format!("（{}从 {} 起）", labels.join("、"), self.on)
        }
    }
}

fn label_of(table: &str, key: &str) -> &'static str {
    let found = crate::history::table_facts(table).map(|(_, _, fields)| fields).unwrap_or_default();
    found.iter().find(|f| f.key == key).map_or("它", |f| f.label)
}

pub(crate) fn update_person(desk: &mut Desk, request: UpdatePerson) -> Reply<Written> {
    hold_from_a_day("people", &request.always)?;
    let stored = stored_values(desk, request.id)?;
    let whole = shown::unmasked(desk, PERSON_FIELDS, &stored, &request.values);
    let (accepted, warnings) = accept(desk, Some(request.id), &whole)?;
    let since = Since::read(desk, ("people", request.id), request.since.as_ref(), &request.always)?;
    let today = desk.today();
    desk.write_record("people", &warnings, |gate| {
        since.changing(gate, ("people", request.id), || {
            Ok(store::people::update(gate, (request.id, request.revision), &accepted)?)
        })?;
        gate.always_so("people", request.id, &request.always)?;
        movements::check_against_birth(gate, request.id, text_of(&accepted, "birth_date"), today)?;
        let name = text_of(&accepted, "name").unwrap_or_default();
        let always = always_words(PERSON_FIELDS, &request.always);
        Ok((request.id, format!("修改 {name}{always}{}", since.words(PERSON_FIELDS))))
    })
}

/// Fields that belong to one person alone and are not changed for several at once.
const OWN: [&str; 5] = ["name", "id_kind", "id_number", "sex", "birth_date"];

pub(crate) fn update_people(desk: &mut Desk, request: UpdatePeople) -> Reply<Written> {
    not_too_many(request.ids.len())?;
    hold_from_a_day("people", &request.always)?;
    if let Some(key) = request.values.keys().find(|k| OWN.contains(&k.as_str())) {
        return Err(Fault::at(FaultCode::UnknownField, key).with(key).into());
    }
    let fields: Vec<Field> =
        PERSON_FIELDS.iter().filter(|f| request.values.contains_key(f.key)).copied().collect();
    let (accepted, faults) = accept_all(&fields, &request.values, desk.today());
    let warnings = only_warnings(faults)?;
    let labels: Vec<&str> = fields.iter().map(|f| f.label).collect();
    let always = always_words(PERSON_FIELDS, &request.always);
    let since = request.ids.iter().map(|id| since_of_one(desk, *id, &request, &accepted));
    let since = since.collect::<Reply<Vec<Since>>>()?;
    let day =
        since.iter().map(|s| s.words(PERSON_FIELDS)).find(|words| !words.is_empty()).unwrap_or_default();
    // Of whom it is so already nothing is written, unless of other days than today.
    let is_of_today = request.always.is_empty() && request.since.is_none();
    let mut differs = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        let stored = stored_values(desk, *id)?;
        let is_other = |field: &Field| {
            let [is, shall] = [&stored, &accepted].map(|all| all.get(field.key).filter(|v| !v.is_empty()));
            is != shall
        };
        differs.push(!is_of_today || fields.iter().any(is_other));
    }
    let count = differs.iter().filter(|differs| **differs).count();
    if count == 0 {
        return Err(Fault::new(FaultCode::NothingChanged)
            .with(request.ids.len())
            .with(labels.join("、"))
            .into());
    }
    let said = format!("修改 {count} 位居民的{}{always}{day}", labels.join("、"));
    desk.write_record("people", &warnings, |gate| {
        let changed = request.ids.iter().zip(&since).zip(&differs).filter(|(_, differs)| **differs);
        for ((id, since), _) in changed {
            let revision = store::records::revision(gate.conn(), "people", *id)?;
            since.changing(gate, ("people", *id), || {
                Ok(store::people::update(gate, (*id, revision), &accepted)?)
            })?;
            gate.always_so("people", *id, &request.always)?;
        }
        Ok((0, said))
    })
}

/// As of which day one of several people is changed; whose later change stands in the way is named. Nothing stands in the way
/// of somebody of whom it is so already.
fn since_of_one(desk: &Desk, id: u32, request: &UpdatePeople, wanted: &Values) -> Reply<Since> {
    let mut said = request.since.clone();
    if let Some(said) = &mut said {
        let stored = stored_values(desk, id)?;
        said.fields.retain(|key| {
            let [is, shall] = [&stored, wanted].map(|values| values.get(key).filter(|v| !v.is_empty()));
            is != shall
        });
    }
    Since::read(desk, ("people", id), said.as_ref(), &request.always).map_err(|mut refusal| {
        let name = desk.roster.get(id).map(|e| e.name.to_string()).unwrap_or_default();
        let later = refusal.faults.iter_mut().filter(|f| f.code == FaultCode::FactChangedLater);
        later.filter_map(|f| f.values.first_mut()).for_each(|what| *what = format!("{name}的{what}"));
        refusal
    })
}

pub(crate) fn mark_people(desk: &mut Desk, request: MarkPeople) -> Reply<Written> {
    not_too_many(request.ids.len())?;
    let field = PERSON_FIELDS.iter().find(|f| f.key == "marks");
    let label = field.map(|f| f.shown(&Value::Texts(vec![request.mark.clone()]))).unwrap_or_default();
    let wanted = Value::Texts(vec![request.mark.clone()]);
    field.ok_or_else(|| Refusal::new(FaultCode::RequestOdd))?.accept(&wanted, desk.today())?;
    desk.write_record("people", &[], |gate| {
        let changed = store::people::set_mark(gate, &request.ids, &request.mark, request.is_set)?;
        let verb = if request.is_set { "加上" } else { "去掉" };
        Ok((0, format!("给 {changed} 位居民{verb}标记“{label}”")))
    })
}

pub(crate) fn not_too_many(count: usize) -> Reply<()> {
    if count > AT_ONCE {
        return Err(Fault::new(FaultCode::TooManyRows).with(AT_ONCE).into());
    }
    Ok(())
}

/// Whether the user may see whole numbers of an area. Who may not finds and sorts nothing by them either.
pub(crate) fn may_reveal(desk: &Desk, area: Area) -> bool {
    match area {
        Area::Residents => desk.actor.role.may_reveal(),
        _ => desk.may(area, Level::Write),
    }
}

/// A look at a whole number needs the right to it and leaves a line in the history (`residents.md` 3.1). Whatever is masked
/// can be looked at so: on cards, in registers, at places.
pub(crate) fn reveal(desk: &mut Desk, request: Reveal) -> Reply<Revealed> {
    let table = if request.table.is_empty() { "people" } else { request.table.as_str() };
    let odd = || Refusal::new(FaultCode::RequestOdd);
    let (label, area, fields) = crate::history::table_facts(table).ok_or_else(odd)?;
    if !may_reveal(desk, area) {
        return Err(Fault::new(FaultCode::NotAllowed).with("完整号码").with("查看").into());
    }
    let field = fields
        .iter()
        .find(|f| f.key == request.field && f.sensitivity != Sensitivity::Open)
        .ok_or_else(|| Fault::new(FaultCode::UnknownField).with(&request.field))?;
    let stored = store::records::get(desk.ledger.conn(), table, &fields, request.id)?
        .filter(|s| s.deleted_at.is_none())
        .ok_or(store::StoreError::Gone)?;
    let whose = match domain::registers::find(table) {
        Some(register) => crate::registers::title(desk, register, &stored.values),
        None if table == "people" => text_of(&stored.values, "name").unwrap_or_default().to_owned(),
        None => format!("{label} {}", crate::history::record_title(desk, table, request.id)),
    };
    desk.note_look(area, format!("查看 {whose} 的{}", field.label))?;
    let text = stored.values.get(field.key).map(|v| field.shown(v)).unwrap_or_default();
    Ok(Revealed { text })
}
