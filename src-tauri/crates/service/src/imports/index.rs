//! The ledger as an import sees it: everybody by number and name, every place and household, at one moment.

use super::places::Places;
use crate::contract::MatchBy;
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::roster::Entry;
use crate::territory::Territory;
use domain::calendar::PartialDate;
pub(super) use domain::import::person::estate_key;
use domain::import::person::{KnownPlaces, OfficeNames, PlaceDraft};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// Everybody and every place.
pub(super) struct Index {
    people: Arc<Vec<Entry>>,
    by_id: Arc<HashMap<u32, usize>>,
    by_number: HashTable<u32>,
    /// The first of each name in `people`; namesakes are chained by `next_namesake`.
    by_name: HashTable<u32>,
    next_namesake: Vec<u32>,
    hasher: RandomState,
    pub territory: Arc<Territory>,
    pub places: Places,
    known_places: Arc<KnownPlaces>,
    pub households: Households,
    pub memberships: BTreeSet<(u32, String)>,
    /// Where the office is and what it is called.
    pub office: Arc<OfficeNames>,
    /// What the estate is called that a ledger without any gets for places that name none: the community's own name.
    pub first_estate: String,
}

/// Ends a chain of namesakes.
const LAST: u32 = u32::MAX;

/// Whom a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// Nobody.
    Nobody,
    /// This one.
    Sure(u32),
    /// Perhaps this one.
    Maybe(u32),
    /// Several are alike; so many.
    Several(u32),
}

impl Index {
    /// Everybody as memory has them: nothing is read from the ledger but the groups.
    pub fn of(desk: &Desk) -> Reply<Self> {
        let (people, by_id) = desk.roster.snapshot();
        let hasher = RandomState::new();
        let mut by_number = HashTable::with_capacity(people.len());
        let mut by_name = HashTable::new();
        let mut next_namesake = vec![LAST; people.len()];
        let number = |at: u32| &*people[at as usize].id_number;
        let name = |at: u32| &*people[at as usize].name;
        for (at, entry) in (0..).zip(people.iter()) {
            if !entry.id_number.is_empty() {
                by_number.insert_unique(hasher.hash_one(number(at)), at, |at| hasher.hash_one(number(*at)));
            }
            let slot = by_name.entry(
                hasher.hash_one(name(at)),
                |other| name(*other) == name(at),
                |at| hasher.hash_one(name(*at)),
            );
            match slot {
                Slot::Occupied(mut first) => {
                    next_namesake[at as usize] = std::mem::replace(first.get_mut(), at)
                }
                Slot::Vacant(slot) => drop(slot.insert(at)),
            }
        }
        let territory = Arc::clone(&desk.territory);
        let places = Places::of(&territory);
        let known_places = Arc::new(places.known(&territory));
        let households = Households::of(&territory, &people, |id| desk.dwelling_of_household(id));
        let memberships = store::imports::present_memberships(desk.ledger.conn())?;
        Ok(Index {
            people,
            by_id,
            by_number,
            by_name,
            next_namesake,
            hasher,
            territory,
            places,
            known_places,
            households,
            memberships,
            office: desk.office_names(),
            first_estate: domain::places::short_community(&desk.office.community).to_owned(),
        })
    }

    /// The names of the ledger's places that reading a row needs, and of the estate that was chosen for it.
    pub fn known_places(&self, chosen: String) -> Arc<KnownPlaces> {
        if chosen.is_empty() {
            return Arc::clone(&self.known_places);
        }
        let mut known = (*self.known_places).clone();
        known.estates.insert(chosen);
        Arc::new(known)
    }

    /// The estate of a place as it is shown where the ledger has several, or where it is to be made.
    pub fn estate_shown<'a>(&'a self, place: &'a PlaceDraft, usual: &'a str) -> &'a str {
        let found = self.places.estate(place, usual).and_then(|id| self.territory.estates.get(&id));
        match found {
            Some(_) if self.territory.estates.len() < 2 => "",
            Some(estate) => &estate.name,
            None if place.estate.is_empty() => usual,
            None => &place.estate,
        }
    }

    pub fn get(&self, id: u32) -> Option<&Entry> {
        self.by_id.get(&id).map(|at| &self.people[*at])
    }

    pub fn by_number(&self, number: &str) -> Option<&Entry> {
        let is_it = |at: &u32| *self.people[*at as usize].id_number == *number;
        self.by_number.find(self.hasher.hash_one(number), is_it).map(|at| &self.people[*at as usize])
    }

    pub fn by_name(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let is_it = |at: &u32| *self.people[*at as usize].name == *name;
        let first = self.by_name.find(self.hasher.hash_one(name), is_it).copied();
        let next = |at: &u32| Some(self.next_namesake[*at as usize]).filter(|next| *next != LAST);
        std::iter::successors(first, next).map(|at| &self.people[at as usize])
    }

    /// Whom a row means, by what it says of number, name, birth date, dwelling and phones.
    pub fn find(&self, by: MatchBy, row: &Asked) -> Match {
        if matches!(by, MatchBy::Usual | MatchBy::Number)
            && !row.number.is_empty()
            && let Some(known) = self.by_number(row.number)
        {
            return Match::Sure(known.id);
        }
        let same_room = |k: &&Entry| row.dwelling.is_some() && k.standing.dwelling_id == row.dwelling;
        let same_birth = |k: &&Entry| match (row.birth, k.birth) {
            (Some(a), Some(b)) => a.may_be(b.first_day()) || b.may_be(a.first_day()),
            _ => false,
        };
        let named = || self.by_name(row.name);
        match by {
            MatchBy::Number => Match::Nobody,
            MatchBy::NameRoom => one_of(named().filter(same_room)),
            MatchBy::NamePhone => {
                let shares = |k: &&Entry| row.phones.iter().any(|p| k.phones.split(' ').any(|own| own == p));
                one_of(named().filter(shares))
            }
            MatchBy::NameBirthRoom => one_of(named().filter(same_birth).filter(same_room)),
            MatchBy::Usual => {
                // Somebody with another valid number is somebody else, unless living in the same room.
                let fits = |k: &&Entry| row.number.is_empty() || k.id_number.is_empty();
                let alike: Vec<&Entry> = named().filter(same_birth).collect();
                let here = one_of(alike.iter().copied().filter(same_room).filter(fits));
                if !matches!(here, Match::Nobody) {
                    return here;
                }
                let mut doubtful = alike.iter().filter(|k| {
                    if row.number.is_empty() || k.id_number.is_empty() { true } else { same_room(k) }
                });
                match (doubtful.next(), doubtful.count()) {
                    (None, _) => Match::Nobody,
                    (Some(one), 0) => Match::Maybe(one.id),
                    (Some(_), more) => Match::Several(u32::try_from(more + 1).unwrap_or(u32::MAX)),
                }
            }
        }
    }
}

/// What a row says that can tell whom it means.
pub(super) struct Asked<'a> {
    pub number: &'a str,
    pub name: &'a str,
    pub birth: Option<PartialDate>,
    pub dwelling: Option<u32>,
    pub phones: &'a [String],
}

fn one_of<'a>(mut found: impl Iterator<Item = &'a Entry>) -> Match {
    match (found.next(), found.count()) {
        (None, _) => Match::Nobody,
        (Some(one), 0) => Match::Sure(one.id),
        (Some(_), more) => Match::Several(u32::try_from(more + 1).unwrap_or(u32::MAX)),
    }
}

/// Households by number, book and dwelling, with the names of their heads.
#[derive(Default)]
pub(super) struct Households {
    pub by_no: HashMap<String, u32>,
    pub by_book: HashMap<String, u32>,
    pub of_dwelling: HashMap<u32, Vec<u32>>,
    /// Household → its dwelling: where those live who live in it, else as its form says.
    pub dwellings: HashMap<u32, u32>,
    /// Household → its registered head, else its living head.
    pub heads: HashMap<u32, Box<str>>,
}

impl Households {
    fn of(territory: &Territory, people: &[Entry], home: impl Fn(u32) -> Option<u32>) -> Self {
        let mut all = Households::default();
        for household in territory.households.values() {
            all.by_no.insert(household.household_no.clone(), household.id);
            if !household.hukou_book_no.is_empty() {
                all.by_book.insert(household.hukou_book_no.clone(), household.id);
            }
            if let Some(dwelling) = home(household.id) {
                all.of_dwelling.entry(dwelling).or_default().push(household.id);
                all.dwellings.insert(household.id, dwelling);
            }
        }
        let head = Some(domain::places::HEAD);
        for known in people.iter().filter(|k| k.is_here()) {
            let s = &known.standing;
            if let Some(h) = s.living_household_id.filter(|_| s.living_relation.as_deref() == head) {
                all.heads.entry(h).or_insert_with(|| known.name.clone());
            }
            if let Some(h) = s.hukou_household_id.filter(|_| s.hukou_relation.as_deref() == head) {
                all.heads.insert(h, known.name.clone());
            }
        }
        all
    }
}
