//! How facts are shown: in cells of lists, on cards, in hits; masked where the rules say so.

use crate::contract::{Align, ColumnInfo, Fact, PersonBrief};
use crate::desk::Desk;
use crate::roster::{Entry, Whereabouts};
use chrono::{Datelike, NaiveDate};
use domain::calendar::age_on;
use domain::codes::RELATION_TO_HEAD;
use domain::fields::{Field, FieldType, Sensitivity, Value, Values, mask_phone};
use domain::identity::{hide_number, mask_number};
use domain::people::{OWN_FIELDS, PERSON_FIELDS};
use domain::places::HEAD;
use domain::population::ResidenceState;

/// Columns of the list of residents beside the fields of the card.
const COMPUTED: [(&str, &str, Align, u32, bool); 12] = [
    ("age", "年龄", Align::Right, 4, true),
    ("estate", "小区", Align::Left, 7, false),
    ("place", "住址", Align::Left, 8, true),
    ("address", "详细住址", Align::Left, 20, false),
    ("grid", "网格", Align::Left, 7, true),
    ("residence_state", "人户状态", Align::Center, 6, true),
    ("relation", "与户主关系", Align::Center, 8, false),
    ("head", "户主", Align::Left, 8, false),
    ("household_no", "户编号", Align::Center, 9, false),
    ("status", "在册情况", Align::Center, 8, false),
    ("left_on", "离开日期", Align::Center, 11, false),
    ("left_reason", "离开原因", Align::Center, 8, false),
];

/// Columns by which the list of residents can be sorted.
///
/// Not by 电话: they are shown with stars, and the order would tell of what is behind them. Not by what lies on the card
/// only (备注, 服务处所) or is found through others (户主, 离开日期): the order of everybody is kept in memory.
pub(crate) const SORTABLE: [&str; 21] = [
    "name",
    "sex",
    "age",
    "birth_date",
    "id_number",
    "place",
    "address",
    "grid",
    "estate",
    "relation",
    "household_no",
    "residence_state",
    "status",
    "ethnic_group",
    "marital_status",
    "education",
    "political_status",
    "population_kind",
    "health",
    "occupation_status",
    "military",
];

/// Whether a field is one of the office's own without a name.
pub(crate) fn is_unnamed(desk: &Desk, field: &Field) -> bool {
    OWN_FIELDS.iter().any(|own| own.key == field.key) && !desk.own_labels.contains_key(field.key)
}

/// The label of a field; of one of the office's own the name that the office gave it.
pub(crate) fn label<'a>(desk: &'a Desk, field: &Field) -> &'a str {
    desk.own_labels.get(field.key).map_or(field.label, String::as_str)
}

/// The columns that the list of residents can show.
pub(crate) fn people_columns(desk: &Desk) -> Vec<ColumnInfo> {
    let field_column = |key: &str| PERSON_FIELDS.iter().find(|f| f.key == key).map(|f| column_of(f, false));
    let computed = |key: &str| {
        COMPUTED.iter().find(|c| c.0 == key).map(|(key, title, align, width, is_default)| ColumnInfo {
            key: (*key).into(),
            title: (*title).into(),
            align: *align,
            width: *width,
            is_default: *is_default,
            is_sortable: SORTABLE.contains(key),
        })
    };
    let first = ["name", "sex", "age", "id_number", "place", "phones", "residence_state", "grid"];
    let mut columns: Vec<ColumnInfo> =
        first.iter().filter_map(|key| computed(key).or_else(|| field_column(key))).collect();
    columns.extend(COMPUTED.iter().filter(|c| !first.contains(&c.0)).filter_map(|c| computed(c.0)));
    columns.extend(
        PERSON_FIELDS
            .iter()
            .filter(|f| !first.contains(&f.key) && f.key != "grid_id" && !is_unnamed(desk, f))
            .map(|f| ColumnInfo { title: label(desk, f).into(), ..column_of(f, false) }),
    );
    for column in &mut columns {
        column.is_default = first.contains(&column.key.as_str());
        column.is_sortable = SORTABLE.contains(&column.key.as_str());
    }
    columns
}

/// The column of a field.
pub(crate) fn column_of(field: &Field, is_sortable: bool) -> ColumnInfo {
    let (align, width) = match field.kind {
        FieldType::Text(max) => (Align::Left, u32::try_from(max.clamp(5, 10)).unwrap_or(10)),
        FieldType::LongText(_) => (Align::Left, 20),
        FieldType::Date | FieldType::PartialDate => (Align::Center, 7),
        FieldType::Code(_) | FieldType::Choice(_) | FieldType::YesNo => (Align::Center, 8),
        FieldType::Choices(_) => (Align::Left, 12),
        FieldType::Whole(..) | FieldType::Hundredths(_) => (Align::Right, 7),
        FieldType::Phones => (Align::Left, 9),
        FieldType::Division => (Align::Left, 16),
        FieldType::Reference(_) => (Align::Left, 12),
    };
    let width = match field.key {
        "sex" => 4,
        "name" => 5,
        "id_number" => 11,
        _ => width.max(u32::try_from(field.label.chars().count()).unwrap_or(4) + 1),
    };
    ColumnInfo {
        key: field.key.into(),
        title: field.label.into(),
        align,
        width,
        is_default: field.is_in_list,
        is_sortable,
    }
}

/// 男, 女.
pub(crate) fn sex(desk: &Desk, entry: &Entry) -> String {
    let code = desk.roster.choice(entry, "sex");
    domain::codes::SEX.label(code).to_owned()
}

/// `76 岁`, under two years in months.
fn age(entry: &Entry, today: NaiveDate) -> String {
    let Some(birth) = entry.birth.map(|b| b.first_day()) else {
        return String::new();
    };
    let years = age_on(birth, today);
    if years >= 2 || !entry.knows_birthday() {
        return format!("{years} 岁");
    }
    let months = (today.year() - birth.year()) * 12 + today.month() as i32
        - birth.month() as i32
        - i32::from(today.day() < birth.day());
    if years == 0 { format!("{} 个月", months.max(0)) } else { format!("{years} 岁") }
}

/// The age today; of somebody dead the age at death, which grows no more.
pub(crate) fn age_told(desk: &Desk, entry: &Entry) -> String {
    age(entry, last_day(desk, entry).unwrap_or_else(|| desk.today()))
}

/// The day on which somebody died.
fn last_day(desk: &Desk, entry: &Entry) -> Option<NaiveDate> {
    if entry.whereabouts != Whereabouts::Died {
        return None;
    }
    let life = store::movements::life(desk.ledger.conn(), entry.id).ok()?;
    life.last().map(|m| m.happened_on)
}

/// 已离开, 已去世; `None` for those who are here.
pub(crate) fn away_mark(entry: &Entry) -> Option<&'static str> {
    match entry.whereabouts {
        Whereabouts::Here => None,
        Whereabouts::Left => Some("已离开"),
        Whereabouts::Died => Some("已去世"),
    }
}

/// 人户状态 in words.
pub(crate) fn residence(word: &str) -> &'static str {
    ResidenceState::ALL.iter().find(|s| s.as_str() == word).map_or("", |s| s.label())
}

/// A relation to the head in words.
pub(crate) fn relation(code: Option<&str>) -> &str {
    code.map_or("", |c| RELATION_TO_HEAD.get(c).map_or("", |row| row.label()))
}

/// A relation where nothing beside it says that it is one: 女 of GB/T 4761 reads as a sex.
pub(crate) fn relation_alone(label: &str) -> &str {
    match label {
        "子" => "儿子",
        "女" => "女儿",
        "夫" => "丈夫",
        "妻" => "妻子",
        "兄" => "哥哥",
        "弟" => "弟弟",
        _ => label,
    }
}

/// The head's name of a household: registered head first, else the head of those living there; or empty.
pub(crate) fn head_name(desk: &Desk, household_id: u32) -> String {
    head_of(desk, household_id).map(|e| e.name.to_string()).unwrap_or_default()
}

/// The head of a household.
pub(crate) fn head_of(desk: &Desk, household_id: u32) -> Option<&Entry> {
    let members = store::people::members(desk.ledger.conn(), household_id).ok()?;
    let entries: Vec<&Entry> = members.iter().filter_map(|id| desk.roster.get(*id)).collect();
    let heads = |of: fn(&Entry) -> (Option<u32>, Option<&str>)| {
        entries.iter().copied().find(|e| of(e) == (Some(household_id), Some(HEAD)))
    };
    heads(|e| (e.standing.hukou_household_id, e.standing.hukou_relation.as_deref()))
        .or_else(|| heads(|e| (e.standing.living_household_id, e.standing.living_relation.as_deref())))
}

/// 李敏户, or the number where there is no head.
pub(crate) fn household_title(desk: &Desk, id: u32) -> String {
    let head = head_name(desk, id);
    if !head.is_empty() {
        return format!("{head}户");
    }
    let number = desk.territory.households.get(&id).map_or("", |h| h.household_no.as_str());
    format!("{number}（无户主）")
}

/// An ID number as lists and cards show it: its ends for whoever may ask for all of it, else only what everybody has in
/// common.
pub(crate) fn number(desk: &Desk, number: &str) -> String {
    if desk.actor.role.may_reveal() { mask_number(number) } else { hide_number(number) }
}

/// Phones as lists and cards show them.
pub(crate) fn phones(desk: &Desk, phones: &str) -> String {
    let shown = phones.split_whitespace().map(|p| phone(desk, p));
    shown.collect::<Vec<_>>().join("、")
}

/// One phone; masked where the setting says so.
pub(crate) fn phone(desk: &Desk, phone: &str) -> String {
    if desk.office.masks_phones || !desk.actor.role.may_reveal() {
        mask_phone(phone)
    } else {
        phone.to_owned()
    }
}

/// A value in words, masked where the field is sensitive.
pub(crate) fn field_text(desk: &Desk, field: &Field, value: &Value) -> String {
    match (field.sensitivity, field.kind, value) {
        (Sensitivity::IdNumber, _, Value::Text(text)) => number(desk, text),
        (Sensitivity::Phone, _, Value::Texts(all)) => {
            all.iter().map(|p| phone(desk, p)).collect::<Vec<_>>().join("、")
        }
        (_, FieldType::Reference(table), value) => {
            value.as_id().map_or(String::new(), |id| reference(desk, table, id))
        }
        (_, FieldType::Whole(_, _, unit) | FieldType::Hundredths(unit), value) if !value.is_empty() => {
            let text = field.shown(value);
            if unit.is_empty() { text } else { format!("{text} {unit}") }
        }
        _ => field.shown(value),
    }
}

/// A referred record in words.
pub(crate) fn reference(desk: &Desk, table: &str, id: u32) -> String {
    match table {
        "estates" => desk.territory.estates.get(&id).map(|e| e.name.clone()).unwrap_or_default(),
        "buildings" => desk.territory.building_title(id),
        "dwellings" => desk.territory.address(Some(id)),
        "grids" => desk.territory.grid_name(Some(id)),
        "households" => household_title(desk, id),
        "people" => desk.roster.get(id).map(|e| person_label(desk, e)).unwrap_or_default(),
        "units" => desk.territory.units.get(&id).map(|(_, u)| u.name.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// 王芳（3-2-501）, or the name alone.
pub(crate) fn person_label(desk: &Desk, entry: &Entry) -> String {
    let place = desk.territory.short(entry.standing.dwelling_id);
    if place.is_empty() { entry.name.to_string() } else { format!("{}（{place}）", entry.name) }
}

/// Values for a form: sensitive ones masked.
pub(crate) fn masked(desk: &Desk, fields: &[Field], values: &Values) -> Values {
    let mut shown = values.clone();
    for field in fields {
        let Some(value) = shown.get_mut(field.key) else {
            continue;
        };
        match (field.sensitivity, &value) {
            (Sensitivity::IdNumber, Value::Text(text)) => *value = Value::Text(number(desk, text)),
            (Sensitivity::Phone, Value::Texts(all)) => {
                *value = Value::Texts(all.iter().map(|p| phone(desk, p)).collect());
            }
            _ => {}
        }
    }
    shown
}

/// Puts whole values back where a form returns them as they were shown.
pub(crate) fn unmasked(desk: &Desk, fields: &[Field], stored: &Values, typed: &Values) -> Values {
    let shown = masked(desk, fields, stored);
    let mut whole = typed.clone();
    for field in fields.iter().filter(|f| f.sensitivity != Sensitivity::Open) {
        let Some(value) = whole.get_mut(field.key) else {
            continue;
        };
        match (&value, shown.get(field.key), stored.get(field.key)) {
            (typed, Some(shown), Some(stored)) if *typed == shown => *value = stored.clone(),
            // Of several phones some may be kept as shown, others typed anew.
            (Value::Texts(typed), Some(Value::Texts(shown)), Some(Value::Texts(stored))) => {
                // Two numbers may look the same when masked: each is given back once, in order.
                let mut left: Vec<(&String, &String)> = shown.iter().zip(stored).collect();
                let mut back = |p: &String| match left.iter().position(|(shown, _)| *shown == p) {
                    Some(at) => left.remove(at).1.clone(),
                    None => p.clone(),
                };
                *value = Value::Texts(typed.iter().map(&mut back).collect());
            }
            _ => {}
        }
    }
    whole
}

/// The facts of a card, in words.
pub(crate) fn facts(desk: &Desk, fields: &[Field], values: &Values) -> Vec<Fact> {
    let fact = |field: &Field| Fact {
        key: field.key.into(),
        section: field.section.into(),
        label: label(desk, field).into(),
        text: values.get(field.key).map(|v| field_text(desk, field, v)).unwrap_or_default(),
    };
    fields.iter().filter(|f| !is_unnamed(desk, f)).map(fact).collect()
}

/// A person in a few words, within a household if one is named.
pub(crate) fn brief(desk: &Desk, id: u32, household: Option<u32>) -> Option<PersonBrief> {
    let entry = desk.roster.get(id)?;
    let standing = &entry.standing;
    let code = match household {
        Some(h) if standing.hukou_household_id == Some(h) && standing.living_household_id != Some(h) => {
            standing.hukou_relation.as_deref()
        }
        _ => standing.living_relation.as_deref().or(standing.hukou_relation.as_deref()),
    };
    Some(PersonBrief {
        id,
        name: entry.name.to_string(),
        sex: sex(desk, entry),
        age: age_told(desk, entry),
        relation: relation(code).to_owned(),
        hukou_relation_code: standing.hukou_relation.clone().unwrap_or_default(),
        living_relation_code: standing.living_relation.clone().unwrap_or_default(),
        residence: away_mark(entry)
            .unwrap_or_else(|| residence(desk.roster.words.word(entry.residence_state)))
            .to_owned(),
        phone: phones(desk, &entry.phones),
    })
}
