//! Cards: a person, a household, a dwelling, and the chart of a building.

use crate::contract::{
    BuildingChart, ById, ChartCell, DwellingCard, HouseholdBrief, HouseholdCard, PersonBrief, PersonCard,
    TimelineEntry,
};
use crate::desk::Desk;
use crate::heads::head_on;
use crate::people::grid_of;
use crate::refusal::{Refusal, Reply};
use crate::roster::{Entry, Whereabouts};
use crate::{movements, places, search, shown};
use chrono::NaiveDate;
use domain::FaultCode;
use domain::calendar::age_on;
use domain::people::PERSON_FIELDS;
use domain::places::{HEAD, HOUSEHOLD_FIELDS};
use domain::population::{Movement, Standing};
use std::collections::BTreeSet;
use store::movements::StoredMovement;
use store::places::DwellingRow;

pub(crate) fn get_person(desk: &mut Desk, request: ById) -> Reply<PersonCard> {
    let desk = &*desk;
    let entry = desk.roster.get(request.id).ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let stored = store::records::get(desk.ledger.conn(), "people", PERSON_FIELDS, request.id)?
        .ok_or(store::StoreError::Gone)?;
    let movements = store::movements::of_person(desk.ledger.conn(), request.id)?;
    let standing = &entry.standing;
    let mut told = stored.values.clone();
    told.insert("population_kind".into(), desk.roster.choice(entry, "population_kind").into());
    let phones = entry.phones.split_whitespace().map(|p| shown::phone(desk, p)).collect();
    Ok(PersonCard {
        id: entry.id,
        revision: stored.revision,
        name: entry.name.to_string(),
        sex: shown::sex(desk, entry),
        age: age_line(desk, entry),
        address: desk.territory.address(standing.dwelling_id),
        phones,
        head: head_line(desk, entry),
        residence: residence_line(desk, entry, &movements),
        is_present: entry.whereabouts == Whereabouts::Here,
        grid: desk.territory.grid_name(grid_of(&desk.territory, entry)),
        values: shown::masked(desk, PERSON_FIELDS, &stored.values),
        facts: shown::facts(desk, PERSON_FIELDS, &told),
        standing: standing.clone(),
        dwelling_id: standing.dwelling_id,
        hukou_household: standing.hukou_household_id.map(|id| household_brief(desk, id)),
        living_household: standing.living_household_id.map(|id| household_brief(desk, id)),
        family: family(desk, entry)?,
        timeline: timeline(desk, entry.id, &movements),
        missing: places::missing_words(desk, entry),
        entered_on: store::records::entered_on(desk.ledger.conn(), "people", entry.id)?,
    })
}

/// 76 岁, or 86 岁去世.
fn age_line(desk: &Desk, entry: &Entry) -> String {
    let age = shown::age_told(desk, entry);
    let is_dead = entry.whereabouts == Whereabouts::Died && !age.is_empty();
    if is_dead { format!("{age}去世") } else { age }
}

fn head_line(desk: &Desk, entry: &Entry) -> String {
    let standing = &entry.standing;
    let (household, code) = match (standing.living_household_id, standing.hukou_household_id) {
        (Some(h), _) => (h, standing.living_relation.as_deref()),
        (None, Some(h)) => (h, standing.hukou_relation.as_deref()),
        (None, None) => return String::new(),
    };
    if code == Some(HEAD) {
        return "本人".to_owned();
    }
    let head = shown::head_name(desk, household);
    let relation = shown::relation(code);
    match (head.is_empty(), relation.is_empty()) {
        (true, _) => "未登记".to_owned(),
        (false, true) => head,
        _ => format!("{head}（与户主关系：{}）", shown::relation_alone(relation)),
    }
}

fn residence_line(desk: &Desk, entry: &Entry, movements: &[StoredMovement]) -> String {
    if entry.whereabouts == Whereabouts::Here {
        return shown::residence(desk.roster.words.word(entry.residence_state)).to_owned();
    }
    movements.last().map_or("没有变动记录".to_owned(), |m| {
        format!("{} {}", m.movement.kind.label(), m.movement.happened_on)
    })
}

fn household_brief(desk: &Desk, id: u32) -> HouseholdBrief {
    let line = search::household_line(desk, id);
    HouseholdBrief { id, household_no: line.household_no, head: line.head, place: line.place }
}

fn family(desk: &Desk, entry: &Entry) -> Reply<Vec<PersonBrief>> {
    let mut family = Vec::new();
    let mut seen = BTreeSet::from([entry.id]);
    let standing = &entry.standing;
    for household in [standing.living_household_id, standing.hukou_household_id].into_iter().flatten() {
        for id in store::people::members(desk.ledger.conn(), household)? {
            if seen.insert(id) {
                family.extend(shown::brief(desk, id, Some(household)));
            }
        }
    }
    Ok(family)
}

fn timeline(desk: &Desk, person: u32, life: &[StoredMovement]) -> Vec<TimelineEntry> {
    let last = life.len();
    let entry = |(i, m): (usize, &StoredMovement)| TimelineEntry {
        movement_id: m.movement.id,
        revision: m.revision,
        kind: m.movement.kind,
        label: m.movement.kind.label_for(&m.reason).to_owned(),
        happened_on: m.movement.happened_on.to_string(),
        place: m.place.clone(),
        reason: m.reason.clone(),
        standing: standing_words(desk, &m.movement, (person, life)),
        can_take_back: last > 1 && i + 1 == last,
        said: movements::said(&m.effect),
    };
    life.iter().enumerate().map(entry).rev().collect()
}

/// 户籍在李敏户，住幸福里3栋2单元501室: the standing after a movement of somebody with this life. A household is called by whoever
/// was its head on that day.
pub(crate) fn standing_words(desk: &Desk, movement: &Movement, own: (u32, &[StoredMovement])) -> String {
    let (standing, on) = (&movement.after, movement.happened_on);
    if !standing.is_present() {
        return "不在本社区".to_owned();
    }
    let mut parts = Vec::new();
    if let Some(household) = standing.hukou_household_id {
        parts.push(format!("户籍在{}", title_on(desk, household, on, own)));
    }
    let address = desk.territory.address(standing.dwelling_id);
    match (standing.living_household_id, address.is_empty()) {
        (Some(_), false) => parts.push(format!("住{address}")),
        (Some(_), true) => parts.push("住在本社区，房屋未登记".to_owned()),
        (None, _) => parts.push("不住在本社区".to_owned()),
    }
    parts.join("，")
}

/// 李敏户, as a household was called on a day; its number where nobody was its head then. Of one person the movements may be
/// known already.
pub(crate) fn title_on(desk: &Desk, household: u32, on: NaiveDate, own: (u32, &[StoredMovement])) -> String {
    match head_on(desk.ledger.conn(), household, on, own) {
        Ok(Some(head)) => format!("{head}户"),
        Ok(None) => {
            let row = desk.territory.households.get(&household);
            format!("{}（当时无户主）", row.map_or("", |h| h.household_no.as_str()))
        }
        Err(_) => shown::household_title(desk, household),
    }
}

pub(crate) fn get_household(desk: &mut Desk, request: ById) -> Reply<HouseholdCard> {
    let desk = &*desk;
    let stored = store::records::get(desk.ledger.conn(), "households", HOUSEHOLD_FIELDS, request.id)?
        .filter(|s| s.deleted_at.is_none())
        .ok_or(store::StoreError::Gone)?;
    let id = request.id;
    let members = store::people::members(desk.ledger.conn(), id)?;
    let entries: Vec<&Entry> = members.iter().filter_map(|m| desk.roster.get(*m)).collect();
    let of = |fits: fn(&Standing) -> Option<u32>| -> Vec<PersonBrief> {
        entries
            .iter()
            .filter(|e| fits(&e.standing) == Some(id))
            .filter_map(|e| shown::brief(desk, e.id, Some(id)))
            .collect()
    };
    let (registered, living) = (of(|s| s.hukou_household_id), of(|s| s.living_household_id));
    let heads = entries
        .iter()
        .filter(|e| {
            e.standing.hukou_household_id == Some(id) && e.standing.hukou_relation.as_deref() == Some(HEAD)
        })
        .count();
    let mut warnings = Vec::new();
    if !registered.is_empty() && heads == 0 {
        warnings.push("这一户还没有登记户主，请在成员的变动里补上。".to_owned());
    }
    if members.is_empty() {
        warnings.push("这一户现在没有人。".to_owned());
    }
    // The card tells the place as the list does: by those who live in the household.
    let dwelling_id = desk.dwelling_of_household(id);
    let mut values = stored.values.clone();
    values.insert("dwelling_id".into(), domain::fields::Value::from(dwelling_id));
    Ok(HouseholdCard {
        id,
        revision: stored.revision,
        title: shown::household_title(desk, id),
        dwelling_id,
        address: desk.territory.address(dwelling_id),
        values: shown::masked(desk, HOUSEHOLD_FIELDS, &values),
        facts: shown::facts(desk, HOUSEHOLD_FIELDS, &values),
        hukou_count: u32::try_from(registered.len()).unwrap_or(0),
        living_count: u32::try_from(living.len()).unwrap_or(0),
        registered,
        living,
        warnings,
    })
}

pub(crate) fn get_dwelling(desk: &mut Desk, request: ById) -> Reply<DwellingCard> {
    let desk = &*desk;
    let id = request.id;
    let row = desk.territory.dwellings.get(&id).ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let fields = places::stored_fields("dwellings");
    let stored =
        store::records::get(desk.ledger.conn(), "dwellings", &fields, id)?.ok_or(store::StoreError::Gone)?;
    let mut values = stored.values.clone();
    values.insert("unit".into(), desk.territory.unit_name(row).into());
    let people = store::people::of_dwelling(desk.ledger.conn(), id)?;
    let entries: Vec<&Entry> = people.iter().filter_map(|p| desk.roster.get(*p)).collect();
    let briefs = |keep: fn(&Standing) -> bool| -> Vec<PersonBrief> {
        let kept = entries.iter().filter(|e| keep(&e.standing));
        kept.filter_map(|e| shown::brief(desk, e.id, e.standing.living_household_id)).collect()
    };
    let former = store::movements::former_of_dwelling(desk.ledger.conn(), id)?;
    let is_here = |household: &u32| desk.dwelling_of_household(*household) == Some(id);
    let mut households: Vec<u32> = desk.territory.households.keys().copied().filter(is_here).collect();
    households.sort_unstable();
    Ok(DwellingCard {
        id,
        revision: stored.revision,
        title: desk.territory.address(Some(id)),
        short: desk.territory.short(Some(id)),
        building_id: row.building_id,
        grid: desk.territory.grid_name(desk.territory.grid_of_dwelling(Some(id))),
        values: shown::masked(desk, domain::places::DWELLING_FIELDS, &values),
        facts: shown::facts(desk, domain::places::DWELLING_FIELDS, &values),
        inhabitants: briefs(|s| s.living_household_id.is_some()),
        registered: registered_in(desk, &households),
        former: former.into_iter().filter_map(|p| shown::brief(desk, p, None)).collect(),
        households: households.into_iter().map(|h| search::household_line(desk, h)).collect(),
    })
}

/// Whose register stands on a dwelling: that of its households, wherever the person lives.
fn registered_in(desk: &Desk, households: &[u32]) -> Vec<PersonBrief> {
    let is_here = |e: &&Entry| e.standing.hukou_household_id.is_some_and(|h| households.contains(&h));
    let mut found: Vec<&Entry> = desk.roster.people().iter().filter(is_here).collect();
    found.sort_by_key(|e| (e.standing.hukou_household_id, e.birth.map(|b| b.first_day()), e.id));
    found.into_iter().filter_map(|e| shown::brief(desk, e.id, e.standing.hukou_household_id)).collect()
}

pub(crate) fn get_building_chart(desk: &mut Desk, request: ById) -> Reply<BuildingChart> {
    let desk = &*desk;
    let id = request.id;
    let building = desk.territory.buildings.get(&id).ok_or_else(|| Refusal::new(FaultCode::RowGone))?;
    let mut cells = Vec::new();
    for dwelling in desk.territory.dwellings_of(id) {
        cells.push(chart_cell(desk, dwelling)?);
    }
    let mut units: Vec<String> = Vec::new();
    for cell in &cells {
        if !units.contains(&cell.unit) {
            units.push(cell.unit.clone());
        }
    }
    let floors: BTreeSet<i32> = cells.iter().map(|c| c.floor).collect();
    let siblings = desk.territory.buildings_of(building.estate_id);
    let at = siblings.iter().position(|b| b.id == id).unwrap_or(0);
    Ok(BuildingChart {
        building_id: id,
        title: desk.territory.building_title(id),
        units,
        floors: floors.into_iter().rev().collect(),
        cells,
        previous_id: at.checked_sub(1).map(|i| siblings[i].id),
        next_id: siblings.get(at + 1).map(|b| b.id),
    })
}

fn chart_cell(desk: &Desk, dwelling: &DwellingRow) -> Reply<ChartCell> {
    let people = store::people::of_dwelling(desk.ledger.conn(), dwelling.id)?;
    let entries: Vec<&Entry> = people.iter().filter_map(|p| desk.roster.get(*p)).collect();
    let (living, registered): (Vec<&Entry>, Vec<&Entry>) =
        entries.into_iter().partition(|e| e.standing.living_household_id.is_some());
    let fields = domain::places::DWELLING_FIELDS;
    let word = |key: &str, word: &str| {
        let field = fields.iter().find(|f| f.key == key);
        field.map(|f| f.shown(&word.into())).unwrap_or_default()
    };
    Ok(ChartCell {
        dwelling_id: dwelling.id,
        room: dwelling.room.clone(),
        unit: desk.territory.unit_name(dwelling).to_owned(),
        floor: dwelling.floor.or_else(|| domain::rooms::floor_of_room(&dwelling.room)).unwrap_or(0),
        tenure: word("tenure", &dwelling.tenure),
        inhabitants: living
            .iter()
            .filter_map(|e| shown::brief(desk, e.id, e.standing.living_household_id))
            .collect(),
        registered_only: u32::try_from(registered.len()).unwrap_or(0),
        tags: tags(desk, dwelling, &living),
    })
}

/// What a clerk wants to see at a glance: who lives alone and old, who needs care, what is let or empty.
fn tags(desk: &Desk, dwelling: &DwellingRow, living: &[&Entry]) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let age = |e: &Entry| e.birth.map_or(0, |b| age_on(b.first_day(), desk.today()));
    let is_alone_and_old = matches!(living, [one] if age(one) >= 60);
    if is_alone_and_old {
        tags.push("独居老人".into());
    } else if living.iter().any(|e| age(e) >= 80) {
        tags.push("高龄".into());
    }
    let households: BTreeSet<u32> = living.iter().filter_map(|e| e.standing.living_household_id).collect();
    for household in households.iter().filter_map(|h| desk.territory.households.get(h)) {
        for tag in &household.tags {
            let field = HOUSEHOLD_FIELDS.iter().find(|f| f.key == "tags");
            let word =
                field.map(|f| f.shown(&domain::fields::Value::Texts(vec![tag.clone()]))).unwrap_or_default();
            if !tags.contains(&word) {
                tags.push(word);
            }
        }
    }
    match (dwelling.tenure.as_str(), dwelling.occupancy.as_str()) {
        (_, "shared_let") => tags.push("群租".into()),
        ("rented", _) | (_, "let") => tags.push("出租".into()),
        ("business", _) => tags.push("经营".into()),
        _ => {}
    }
    if living.is_empty() {
        tags.push("空置".into());
    }
    tags
}
