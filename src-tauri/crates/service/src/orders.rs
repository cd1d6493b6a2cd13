//! Everybody in the orders that lists ask for. An order is made once; after a write the few people it touched are
//! taken out and put in where they now belong.

use crate::people::grid_of;
use crate::roster::{Entry, Words};
use crate::territory::Territory;
use domain::strokes::stroke_key;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use store::people::CHOICE_FIELDS;

/// With more changed places than this an order is made anew.
const MENDED_AT_ONCE: usize = 256;

/// What an order goes by; namesakes and equals follow by name, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Name,
    /// 姓氏笔画
    Strokes,
    Age,
    BirthDate,
    IdNumber,
    Place,
    Grid,
    Estate,
    Relation,
    HouseholdNo,
    ResidenceState,
    Status,
    Choice(usize),
}

impl By {
    fn of(key: &str) -> Self {
        match key {
            "name_strokes" => By::Strokes,
            "age" => By::Age,
            "birth_date" => By::BirthDate,
            "id_number" => By::IdNumber,
            "place" | "address" => By::Place,
            "grid" => By::Grid,
            "estate" => By::Estate,
            "relation" => By::Relation,
            "household_no" => By::HouseholdNo,
            "residence_state" => By::ResidenceState,
            "status" => By::Status,
            _ => CHOICE_FIELDS.iter().position(|f| *f == key).map_or(By::Name, By::Choice),
        }
    }
}

struct Made {
    places: Vec<u32>,
    /// How many entries of the log of changes it has taken in.
    seen: usize,
}

/// The orders made so far, and which places of the roster changed since.
#[derive(Default)]
pub(crate) struct Orders {
    made: HashMap<By, Made>,
    changed: Vec<u32>,
}

impl Orders {
    /// Somebody came to, left or changed at a place of the roster.
    pub fn note(&mut self, at: usize) {
        if !self.made.is_empty() {
            self.changed.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }

    /// Forgets every order, after a write to places.
    pub fn clear(&mut self) {
        self.made.clear();
        self.changed.clear();
    }

    /// Places of everybody in the order of a key.
    pub fn order(&mut self, key: &str, people: &[Entry], words: &Words, territory: &Territory) -> &[u32] {
        let with = Sorter { people, words, territory };
        let by = By::of(key);
        let whole = |orders: &mut Self| {
            let by_name = match orders.made.get(&By::Name) {
                Some(made) => made.places.clone(),
                None => with.all_by_name(),
            };
            let places = with.all_by(by, by_name);
            let seen = orders.changed.len();
            orders.made.insert(by, Made { places, seen });
        };
        if by != By::Name && !self.made.contains_key(&by) {
            self.order("name", people, words, territory);
        }
        match self.made.get_mut(&by) {
            None => whole(self),
            Some(made) => {
                let changed: HashSet<u32> = self.changed[made.seen..].iter().copied().collect();
                if changed.len() > MENDED_AT_ONCE {
                    self.made.remove(&by);
                    if by != By::Name {
                        self.order("name", people, words, territory);
                    }
                    whole(self);
                } else if !changed.is_empty() {
                    with.mend(by, &mut made.places, &changed);
                    made.seen = self.changed.len();
                }
            }
        }
        self.made.get(&by).map_or(&[], |made| &made.places)
    }
}

struct Sorter<'a> {
    people: &'a [Entry],
    words: &'a Words,
    territory: &'a Territory,
}

impl Sorter<'_> {
    fn at(&self, place: u32) -> &Entry {
        &self.people[place as usize]
    }

    fn all_by_name(&self) -> Vec<u32> {
        // The first sixteen bytes decide nearly always, without a look at the texts.
        let mut keyed: Vec<(u128, u32)> = (0u32..)
            .zip(self.people)
            .map(|(place, entry)| {
                let mut first = [0; 16];
                first.iter_mut().zip(entry.name_sort.bytes()).for_each(|(to, from)| *to = from);
                (u128::from_be_bytes(first), place)
            })
            .collect();
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.by_name(a.1, b.1)));
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    /// A stable sort of those who stand in the order of names.
    fn all_by(&self, by: By, mut places: Vec<u32>) -> Vec<u32> {
        match by {
            By::Name => {}
            By::Strokes => places.sort_by_cached_key(|p| stroke_key(&self.at(*p).name)),
            By::Place => {
                let mut ranks: HashMap<Option<u32>, usize> = HashMap::new();
                for entry in self.people {
                    ranks.entry(entry.standing.dwelling_id).or_default();
                }
                let mut keys: Vec<(String, Option<u32>)> =
                    ranks.keys().map(|d| (self.territory.sort_key(*d), *d)).collect();
                keys.sort_unstable();
                for (rank, (_, dwelling)) in keys.into_iter().enumerate() {
                    ranks.insert(dwelling, rank);
                }
                places.sort_by_cached_key(|p| ranks.get(&self.at(*p).standing.dwelling_id));
            }
            By::Grid => places.sort_by_cached_key(|p| self.grid(*p)),
            _ => places.sort_by(|a, b| self.by_key(by, *a, *b)),
        }
        places
    }

    fn mend(&self, by: By, places: &mut Vec<u32>, changed: &HashSet<u32>) {
        places.retain(|place| !changed.contains(place));
        for place in changed.iter().copied().filter(|p| (*p as usize) < self.people.len()) {
            let to = places.partition_point(|other| {
                let order = self.by_key(by, *other, place).then_with(|| self.by_name(*other, place));
                order == Ordering::Less
            });
            places.insert(to, place);
        }
    }

    fn grid(&self, place: u32) -> String {
        self.territory.grid_name(grid_of(self.territory, self.at(place)))
    }

    fn household_no(&self, entry: &Entry) -> Option<&str> {
        let household = entry.standing.living_household_id.or(entry.standing.hukou_household_id)?;
        self.territory.households.get(&household).map(|h| h.household_no.as_str())
    }

    fn by_name(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (self.at(a), self.at(b));
        (&a.name_sort, a.id).cmp(&(&b.name_sort, b.id))
    }

    fn by_key(&self, by: By, a: u32, b: u32) -> Ordering {
        let (one, other) = (self.at(a), self.at(b));
        match by {
            By::Name => Ordering::Equal,
            By::Strokes => stroke_key(&one.name).cmp(&stroke_key(&other.name)),
            // Older people have the greater age, so the order of birth is turned round.
            By::Age => other.birth.cmp(&one.birth),
            By::BirthDate => one.birth.cmp(&other.birth),
            By::IdNumber => one.id_number.cmp(&other.id_number),
            By::Place => {
                let key = |entry: &Entry| self.territory.sort_key(entry.standing.dwelling_id);
                let dwelling = |entry: &Entry| entry.standing.dwelling_id;
                key(one).cmp(&key(other)).then_with(|| dwelling(one).cmp(&dwelling(other)))
            }
            By::Grid => self.grid(a).cmp(&self.grid(b)),
            By::Estate => {
                let name = |entry: &Entry| self.territory.estate_name(entry.standing.dwelling_id);
                name(one).cmp(name(other))
            }
            By::Relation => relation(one).cmp(&relation(other)),
            By::HouseholdNo => self.household_no(one).cmp(&self.household_no(other)),
            By::ResidenceState => one.residence_state.cmp(&other.residence_state),
            By::Status => (one.whereabouts as u8).cmp(&(other.whereabouts as u8)),
            By::Choice(n) => self.words.word(one.choices[n]).cmp(self.words.word(other.choices[n])),
        }
    }
}

/// The relation that the list shows: of those who live together, else of the register.
fn relation(entry: &Entry) -> Option<&str> {
    entry.standing.living_relation.as_deref().or(entry.standing.hukou_relation.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::roster::Roster;
    use crate::territory::Territory;
    use domain::population::Standing;
    use proptest::prelude::*;
    use store::people::RosterRow;

    const KEYS: [&str; 8] =
        ["name", "name_strokes", "age", "id_number", "place", "status", "sex", "relation"];

    fn row<'a>(id: u32, name: &'a str, birth: &'a str, sex: &'a str) -> RosterRow<'a> {
        let mut choices = [""; store::people::CHOICE_FIELDS.len()];
        choices[0] = sex;
        let relation = (sex == "2").then(|| "10".into());
        let standing =
            Standing { dwelling_id: Some(id % 3), living_relation: relation, ..Standing::default() };
        let status = if id.is_multiple_of(4) { "left" } else { "present" };
        RosterRow {
            id,
            revision: 1,
            name,
            name_sort: name,
            id_kind: "",
            id_number: birth,
            birth_date: birth,
            phones: String::new(),
            has_emergency_contact: false,
            grid_id: None,
            standing,
            residence_state: "",
            status,
            choices,
            marks: "",
            hukou_division: "",
        }
    }

    fn ids(roster: &mut Roster, key: &str, territory: &Territory) -> Vec<u32> {
        let order = roster.order(key, territory).to_vec();
        order.into_iter().map(|place| roster.people()[place as usize].id).collect()
    }

    proptest! {
        /// After any writes an order is what it would be if it were made anew.
        #[test]
        fn mended_orders_are_whole(
            writes in prop::collection::vec((1u32..12, "[a-c]{1,3}|abcdefghabcdefgh[a-c]", 1950u32..1955, prop::bool::ANY), 1..40),
            looks in prop::collection::vec(0usize..8, 40),
        ) {
            let territory = Territory::default();
            let mut mended = Roster::default();
            for ((id, name, year, stays), look) in writes.iter().zip(&looks) {
                let birth = format!("{year}-03-01");
                let sex = if year % 2 == 0 { "1" } else { "2" };
                if *stays {
                    mended.put_row(&row(*id, name, &birth, sex));
                } else {
                    mended.remove(*id);
                }
                let key = KEYS[*look];
                let seen = ids(&mut mended, key, &territory);
                mended.forget_orders();
                let anew = ids(&mut mended, key, &territory);
                prop_assert_eq!(seen, anew, "by {}", key);
            }
        }

        /// The same with the orders kept over all the writes.
        #[test]
        fn kept_orders_are_whole(
            writes in prop::collection::vec((1u32..12, "[a-c]{1,3}", 1950u32..1955, prop::bool::ANY), 1..40),
        ) {
            let territory = Territory::default();
            let mut kept = Roster::default();
            for (at, (id, name, year, stays)) in writes.iter().enumerate() {
                let birth = format!("{year}-03-01");
                if *stays {
                    kept.put_row(&row(*id, name, &birth, "1"));
                } else {
                    kept.remove(*id);
                }
                ids(&mut kept, KEYS[at % KEYS.len()], &territory);
            }
            let seen: Vec<_> = KEYS.iter().map(|key| ids(&mut kept, key, &territory)).collect();
            kept.forget_orders();
            let anew: Vec<_> = KEYS.iter().map(|key| ids(&mut kept, key, &territory)).collect();
            prop_assert_eq!(seen, anew);
        }
    }
}
