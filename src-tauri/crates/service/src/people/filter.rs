//! Which people a filter keeps, and which of its conditions is to blame when it keeps nobody.

use super::grid_of;
use crate::contract::{EmptyCause, Missing, PeopleFilter, Presence};
use crate::desk::Desk;
use crate::roster::{Entry, Whereabouts};
use crate::search::{self, Matches};
use chrono::NaiveDate;
use domain::calendar::{earliest_birth_for_age, latest_birth_for_age};
use domain::identity::IdKind;
use std::collections::BTreeSet;
use store::people::CHOICE_FIELDS;

/// A filter made ready to be asked about everybody.
pub(crate) struct Narrowed {
    filter: PeopleFilter,
    text: Option<Matches>,
    born_from: Option<NaiveDate>,
    born_to: Option<NaiveDate>,
    residence: Vec<u16>,
    /// Place of the choice field and the numbers of accepted words; marks come as whole texts.
    choices: Vec<(usize, Vec<u16>)>,
    marks: Option<Vec<u16>>,
    /// Those of one import. What cannot be read finds nobody.
    imported: Option<BTreeSet<u32>>,
    today: NaiveDate,
}

impl Narrowed {
    pub fn new(desk: &Desk, filter: &PeopleFilter) -> Self {
        let words = &desk.roster.words;
        let age = |age: u32| u16::try_from(age.min(200)).unwrap_or(200);
        let today = desk.today();
        let mut choices = Vec::new();
        let mut marks = None;
        for condition in filter.conditions.iter().filter(|c| !c.words.is_empty()) {
            if condition.field == "marks" {
                let holds = |text: &str| condition.words.iter().any(|w| text.contains(&format!("\"{w}\"")));
                marks = Some((0..words.len()).filter(|n| holds(words.word(*n))).collect());
            } else if let Some(at) = CHOICE_FIELDS.iter().position(|f| *f == condition.field) {
                choices.push((at, condition.words.iter().filter_map(|w| words.find(w)).collect()));
            }
        }
        Narrowed {
            text: (!filter.text.trim().is_empty()).then(|| search::matches(desk, &filter.text)),
            born_from: filter.age_to.map(|a| earliest_birth_for_age(age(a), today)),
            born_to: filter.age_from.map(|a| latest_birth_for_age(age(a), today)),
            residence: filter.residence_states.iter().filter_map(|w| words.find(w)).collect(),
            choices,
            marks,
            imported: filter
                .import_id
                .map(|id| store::imports::people_of(desk.ledger.conn(), id).unwrap_or_default()),
            today,
            filter: filter.clone(),
        }
    }

    /// Whether the filter keeps somebody at a place of the roster.
    pub fn holds(&self, desk: &Desk, at: usize, entry: &Entry) -> bool {
        let filter = &self.filter;
        let is_present = match filter.presence {
            Presence::Here => entry.whereabouts == Whereabouts::Here,
            Presence::Left => entry.whereabouts == Whereabouts::Left,
            Presence::Died => entry.whereabouts == Whereabouts::Died,
            Presence::All => true,
        };
        is_present
            && self.imported.as_ref().is_none_or(|ids| ids.contains(&entry.id))
            && self.holds_age(entry)
            && (filter.residence_states.is_empty() || self.residence.contains(&entry.residence_state))
            && self.choices.iter().all(|(at, words)| words.contains(&entry.choices[*at]))
            && self.marks.as_ref().is_none_or(|marks| marks.contains(&entry.marks))
            && self.text.as_ref().is_none_or(|text| text.holds(at))
            && self.holds_place(desk, entry)
            && filter.missing.is_none_or(|missing| lacks(desk, entry, missing, self.today))
    }

    fn holds_age(&self, entry: &Entry) -> bool {
        if self.born_from.is_none() && self.born_to.is_none() {
            return true;
        }
        let Some(birth) = entry.birth.map(|b| b.first_day()) else {
            return false;
        };
        self.born_from.is_none_or(|from| birth >= from) && self.born_to.is_none_or(|to| birth <= to)
    }

    fn holds_place(&self, desk: &Desk, entry: &Entry) -> bool {
        let filter = &self.filter;
        if !filter.grid_ids.is_empty() {
            let grid = grid_of(&desk.territory, entry).unwrap_or(0);
            if !filter.grid_ids.contains(&grid) {
                return false;
            }
        }
        if filter.estate_id.is_none() && filter.building_id.is_none() {
            return true;
        }
        let Some(dwelling) = entry.standing.dwelling_id.and_then(|d| desk.territory.dwellings.get(&d)) else {
            return false;
        };
        let estate = desk.territory.buildings.get(&dwelling.building_id).map(|b| b.estate_id);
        filter.building_id.is_none_or(|b| b == dwelling.building_id)
            && (filter.estate_id.is_none() || filter.estate_id == estate)
    }
}

/// Whether a record lacks something that the street office's forms want (`residents.md` 3, column Req).
pub(crate) fn lacks(desk: &Desk, entry: &Entry, missing: Missing, today: NaiveDate) -> bool {
    let age = || entry.birth.map_or(0, |b| domain::calendar::age_on(b.first_day(), today));
    let is_empty = |field: &str| desk.roster.choice(entry, field).is_empty();
    match missing {
        Missing::IdNumber => {
            entry.id_number.is_empty() && desk.roster.words.word(entry.id_kind) != IdKind::None.as_str()
        }
        Missing::BirthDay => !entry.knows_birthday(),
        Missing::Phone => entry.phones.is_empty() && age() >= 14,
        Missing::Dwelling => {
            entry.standing.living_household_id.is_some() && entry.standing.dwelling_id.is_none()
        }
        Missing::Grid => grid_of(&desk.territory, entry).is_none(),
        Missing::EmergencyContact => !entry.has_emergency_contact && (age() >= 80 || age() < 14),
        Missing::PoliticalStatus => age() >= 14 && is_empty("political_status"),
        Missing::MaritalStatus => age() >= 15 && is_empty("marital_status"),
        Missing::Education => age() >= 6 && is_empty("education"),
    }
}

/// Every condition of a filter that finds nobody, with what would be found without it.
pub(crate) fn causes(desk: &mut Desk, filter: &PeopleFilter) -> Vec<EmptyCause> {
    let mut without: Vec<(String, PeopleFilter)> = Vec::new();
    let mut drop = |is_set: bool, name: &str, change: &dyn Fn(&mut PeopleFilter)| {
        if is_set {
            let mut other = filter.clone();
            change(&mut other);
            without.push((name.to_owned(), other));
        }
    };
    drop(!filter.text.is_empty(), "text", &|f| f.text.clear());
    // Also where only those who are here were asked for: who is looked for may have left or died.
    drop(filter.presence != Presence::All, "presence", &|f| f.presence = Presence::All);
    drop(!filter.grid_ids.is_empty(), "grid_ids", &|f| f.grid_ids.clear());
    drop(filter.estate_id.is_some(), "estate_id", &|f| {
        f.estate_id = None;
        f.building_id = None;
    });
    drop(filter.building_id.is_some(), "building_id", &|f| f.building_id = None);
    drop(filter.age_from.is_some() || filter.age_to.is_some(), "age", &|f| {
        f.age_from = None;
        f.age_to = None;
    });
    drop(!filter.residence_states.is_empty(), "residence_states", &|f| f.residence_states.clear());
    drop(filter.missing.is_some(), "missing", &|f| f.missing = None);
    drop(filter.import_id.is_some(), "import_id", &|f| f.import_id = None);
    for (i, condition) in filter.conditions.iter().enumerate() {
        drop(true, &condition.field, &|f| drop_at(f, i));
    }
    let mut causes: Vec<EmptyCause> = without
        .into_iter()
        .map(|(condition, other)| EmptyCause { condition, without_it: count(desk, &other) })
        .collect();
    causes.sort_by_key(|c| std::cmp::Reverse(c.without_it));
    causes
}

fn drop_at(filter: &mut PeopleFilter, at: usize) {
    filter.conditions.remove(at);
}

/// How many a filter keeps.
pub(crate) fn count(desk: &Desk, filter: &PeopleFilter) -> u32 {
    let narrowed = Narrowed::new(desk, filter);
    let people = desk.roster.people().iter().enumerate();
    u32::try_from(people.filter(|(at, entry)| narrowed.holds(desk, *at, entry)).count()).unwrap_or(u32::MAX)
}
