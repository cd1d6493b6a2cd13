//! Everybody's facts for lists, filters and search, in memory: a page of 100,000 people is filtered and sorted in
//! a few milliseconds, and only the rows shown are read from the ledger.

use crate::orders::Orders;
use crate::refusal::Reply;
use crate::territory::Territory;
use domain::calendar::{PartialDate, Precision};
use domain::names::{match_rank, name_readings};
use domain::places::HEAD;
use domain::population::{Standing, population_kind};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use store::Connection;
use store::people::{CHOICE_FIELDS, RosterRow};

/// Where somebody is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    Here,
    Left,
    Died,
}

/// What the roster holds of a person.
#[derive(Clone)]
pub(crate) struct Entry {
    pub id: u32,
    pub name: Box<str>,
    pub name_sort: Box<str>,
    pub id_kind: u16,
    pub id_number: Box<str>,
    pub phones: Box<str>,
    pub birth: Option<PartialDate>,
    pub has_emergency_contact: bool,
    pub grid_id: Option<u32>,
    pub standing: Standing,
    pub residence_state: u16,
    pub whereabouts: Whereabouts,
    pub choices: [u16; CHOICE_FIELDS.len()],
    pub marks: u16,
}

/// How a name is read. Namesakes share one, so that a typed text is matched once for all of them.
struct Spelling {
    /// Readings of the name's characters, by their number in the roster's table.
    readings: Box<[u16]>,
    /// A bit for every letter that begins a reading of any character.
    initials: u32,
}

impl Entry {
    /// Whether the person belongs to the community now.
    pub fn is_here(&self) -> bool {
        self.whereabouts == Whereabouts::Here
    }

    /// Whether the birth date is known to the day.
    pub fn knows_birthday(&self) -> bool {
        self.birth.is_some_and(|b| b.precision() == Precision::Day)
    }
}

/// Words that occur often, once each.
#[derive(Default)]
pub(crate) struct Words {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Words {
    pub fn number(&mut self, word: &str) -> u16 {
        if let Some(n) = self.numbers.get(word) {
            return *n;
        }
        let n = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        if n < u16::MAX {
            self.all.push(word.into());
            self.numbers.insert(word.into(), n);
        }
        n
    }

    pub fn len(&self) -> u16 {
        u16::try_from(self.all.len()).unwrap_or(u16::MAX)
    }

    pub fn find(&self, word: &str) -> Option<u16> {
        self.numbers.get(word).copied()
    }

    pub fn word(&self, n: u16) -> &str {
        self.all.get(usize::from(n)).map_or("", |w| w)
    }
}

/// Everybody who is not in the recycle bin.
#[derive(Default)]
pub(crate) struct Roster {
    /// Shared with an import under review, which goes on seeing everybody as they were.
    people: Arc<Vec<Entry>>,
    places: Arc<HashMap<u32, usize>>,
    pub words: Words,
    reading_numbers: HashMap<Box<str>, u16>,
    readings: Vec<Vec<String>>,
    spelling_numbers: HashMap<Box<[u16]>, u32>,
    spellings: Vec<Spelling>,
    /// The spelling of everybody, in the order of `people`.
    spelling_of: Vec<u32>,
    /// The dwelling of everybody (0: none), in the order of `people`.
    dwelling_of: Vec<u32>,
    /// Where those live who live in a household, at the place of its id (0: nobody does), made when first asked for after a
    /// change.
    homes: OnceLock<Vec<u32>>,
    orders: Orders,
    /// Where the office is: who is registered in another city is 流动人口.
    office_division: String,
    pub names: Packed,
    pub numbers: Packed,
    pub phones: Packed,
}

impl Roster {
    pub fn load(conn: &Connection) -> Reply<Self> {
        let office_division = store::office::office(conn)?.division_code;
        let mut roster = Roster { office_division, ..Roster::default() };
        let mut known: HashMap<Box<str>, u32> = HashMap::new();
        store::people::each_roster_row(conn, |row| {
            let spelling = match known.get(row.name) {
                Some(spelling) => *spelling,
                None => {
                    let spelling = roster.spelling(row.name);
                    known.insert(row.name.into(), spelling);
                    spelling
                }
            };
            roster.put(&row, spelling);
        })?;
        Ok(roster)
    }

    pub fn refresh(&mut self, conn: &Connection, id: u32) -> Reply<()> {
        let is_there = store::people::roster_row_of(conn, id, |row| {
            self.put_row(row);
        })?;
        if is_there.is_none() {
            self.remove(id);
        }
        Ok(())
    }

    /// Takes in a new row of somebody.
    pub fn put_row(&mut self, row: &RosterRow) {
        let spelling = self.spelling(row.name);
        self.put(row, spelling);
    }

    fn put(&mut self, row: &RosterRow, spelling: u32) {
        self.homes.take();
        let entry = self.entry(row);
        let at = match self.places.get(&entry.id) {
            Some(at) => *at,
            None => self.people.len(),
        };
        self.names.put(at, &domain::names::bare_name(&entry.name).to_lowercase());
        self.numbers.put(at, &entry.id_number);
        self.phones.put(at, &entry.phones);
        Arc::make_mut(&mut self.places).insert(entry.id, at);
        let people = Arc::make_mut(&mut self.people);
        let dwelling = entry.standing.dwelling_id.unwrap_or(0);
        if at == people.len() {
            people.push(entry);
            self.spelling_of.push(spelling);
            self.dwelling_of.push(dwelling);
        } else {
            people[at] = entry;
            self.spelling_of[at] = spelling;
            self.dwelling_of[at] = dwelling;
        }
        self.orders.note(at);
    }

    /// Forgets somebody.
    pub fn remove(&mut self, id: u32) {
        let Some(at) = Arc::make_mut(&mut self.places).remove(&id) else {
            return;
        };
        self.homes.take();
        // The place of the last one is filled into the gap.
        let last = self.people.len() - 1;
        self.orders.note(at);
        self.orders.note(last);
        for packed in [&mut self.names, &mut self.numbers, &mut self.phones] {
            packed.put(at, "");
        }
        Arc::make_mut(&mut self.people).swap_remove(at);
        self.spelling_of.swap_remove(at);
        self.dwelling_of.swap_remove(at);
        if at != last {
            let moved = &self.people[at];
            let (id, name) = (moved.id, domain::names::bare_name(&moved.name).to_lowercase());
            Arc::make_mut(&mut self.places).insert(id, at);
            for (packed, text) in [
                (&mut self.names, name.as_str()),
                (&mut self.numbers, &moved.id_number),
                (&mut self.phones, &moved.phones),
            ] {
                packed.put(last, "");
                packed.put(at, text);
            }
        }
    }

    fn entry(&mut self, row: &RosterRow) -> Entry {
        let (state, division) = (row.standing.residence_state(), row.hukou_division);
        let mut choices = row.choices;
        for (word, field) in choices.iter_mut().zip(CHOICE_FIELDS) {
            if field == "population_kind" {
                *word = population_kind(state, word, division, &self.office_division);
            }
        }
        Entry {
            id: row.id,
            name: row.name.into(),
            name_sort: row.name_sort.into(),
            id_kind: self.words.number(row.id_kind),
            id_number: row.id_number.into(),
            phones: row.phones.as_str().into(),
            birth: PartialDate::from_iso(row.birth_date),
            has_emergency_contact: row.has_emergency_contact,
            grid_id: row.grid_id,
            standing: row.standing.clone(),
            residence_state: self.words.number(row.residence_state),
            whereabouts: match row.status {
                "present" => Whereabouts::Here,
                "died" => Whereabouts::Died,
                _ => Whereabouts::Left,
            },
            choices: choices.map(|word| self.words.number(word)),
            marks: self.words.number(row.marks),
        }
    }

    fn reading(&mut self, of_char: Vec<String>) -> u16 {
        let key: Box<str> = of_char.join(" ").into();
        if let Some(n) = self.reading_numbers.get(&key) {
            return *n;
        }
        let n = u16::try_from(self.readings.len()).unwrap_or(u16::MAX);
        self.readings.push(of_char);
        self.reading_numbers.insert(key, n);
        n
    }

    fn spelling(&mut self, name: &str) -> u32 {
        let readings: Box<[u16]> = name_readings(name).into_iter().map(|r| self.reading(r)).collect();
        if let Some(n) = self.spelling_numbers.get(&readings) {
            return *n;
        }
        let initials = readings
            .iter()
            .flat_map(|n| &self.readings[usize::from(*n)])
            .filter_map(|r| r.bytes().next())
            .fold(0, |mask, c| mask | letter_bit(c));
        let n = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        self.spelling_numbers.insert(readings.clone(), n);
        self.spellings.push(Spelling { readings, initials });
        n
    }

    /// How well a text of small Latin letters matches everybody's name: calls `hit` with the place and the rank of
    /// [`match_rank`] of all whom it matches.
    pub fn match_pinyin(&self, typed: &str, mut hit: impl FnMut(usize, u8)) {
        const NO: u8 = u8::MAX;
        let Some(first) = typed.bytes().next().map(letter_bit) else {
            return;
        };
        let mut readings: Vec<&[String]> = Vec::new();
        let ranks: Vec<u8> = self
            .spellings
            .iter()
            .map(|spelling| {
                if spelling.initials & first == 0 {
                    return NO;
                }
                readings.clear();
                readings.extend(spelling.readings.iter().map(|n| self.readings[usize::from(*n)].as_slice()));
                match_rank(&readings, typed).unwrap_or(NO)
            })
            .collect();
        for (at, spelling) in self.spelling_of.iter().enumerate() {
            let rank = ranks[*spelling as usize];
            if rank != NO {
                hit(at, rank);
            }
        }
    }

    /// Places of all who live in one of these dwellings.
    pub fn dwelling_in(&self, dwellings: &HashSet<u32>) -> impl Iterator<Item = usize> {
        let mut is_wanted = vec![false; dwellings.iter().max().map_or(0, |id| *id as usize + 1)];
        dwellings.iter().for_each(|id| is_wanted[*id as usize] = true);
        let is_wanted = move |id: &u32| is_wanted.get(*id as usize).is_some_and(|is| *is);
        self.dwelling_of.iter().enumerate().filter(move |(_, id)| is_wanted(id)).map(|(at, _)| at)
    }

    pub fn people(&self) -> &[Entry] {
        &self.people
    }

    /// The dwelling of those who live in a household: its head's, else that of the lowest row; `None` where nobody lives in it,
    /// or nobody knows where.
    pub fn home(&self, household: u32) -> Option<u32> {
        let homes = self.homes.get_or_init(|| {
            // Of each: whether it is not the head, who it is, and the dwelling.
            const NOBODY: (bool, u32, u32) = (true, u32::MAX, 0);
            let mut found = Vec::new();
            for entry in self.people.iter().filter(|e| e.is_here()) {
                let s = &entry.standing;
                let (Some(household), Some(dwelling)) = (s.living_household_id, s.dwelling_id) else {
                    continue;
                };
                let at = household as usize;
                if at >= found.len() {
                    found.resize(at + 1, NOBODY);
                }
                found[at] = found[at].min((s.living_relation.as_deref() != Some(HEAD), entry.id, dwelling));
            }
            found.into_iter().map(|(.., dwelling)| dwelling).collect()
        });
        homes.get(household as usize).copied().filter(|dwelling| *dwelling != 0)
    }

    /// Everybody as they are now, and where in it somebody stands.
    pub fn snapshot(&self) -> (Arc<Vec<Entry>>, Arc<HashMap<u32, usize>>) {
        (Arc::clone(&self.people), Arc::clone(&self.places))
    }

    pub fn get(&self, id: u32) -> Option<&Entry> {
        self.places.get(&id).map(|at| &self.people[*at])
    }

    /// The word of a choice field of a person.
    pub fn choice(&self, entry: &Entry, field: &str) -> &str {
        let at = CHOICE_FIELDS.iter().position(|f| *f == field);
        at.map_or("", |i| self.words.word(entry.choices[i]))
    }

    /// Places of everybody in the order of a key.
    pub fn order(&mut self, key: &str, territory: &Territory) -> &[u32] {
        self.orders.order(key, &self.people, &self.words, territory)
    }

    /// Forgets the orders, after a write to places.
    pub fn forget_orders(&mut self) {
        self.orders.clear();
    }
}

/// The bit of a letter; 0 for anything else.
fn letter_bit(c: u8) -> u32 {
    if c.is_ascii_lowercase() { 1 << (c - b'a') } else { 0 }
}

/// Many short texts in one buffer, to be searched in one sweep.
#[derive(Default)]
pub(crate) struct Packed {
    bytes: Vec<u8>,
    /// Where texts begin, ascending, and whose they are.
    starts: Vec<(u32, u32)>,
    /// Of each owner: where its text begins and ends.
    ranges: Vec<(u32, u32)>,
}

impl Packed {
    fn put(&mut self, owner: usize, text: &str) {
        if owner >= self.ranges.len() {
            self.ranges.resize(owner + 1, (0, 0));
        }
        let (from, to) = self.ranges[owner];
        self.bytes[from as usize..to as usize].fill(b'\n');
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(text.as_bytes());
        self.ranges[owner] = (start, start + u32::try_from(text.len()).unwrap_or(0));
        if !text.is_empty() {
            self.starts.push((start, u32::try_from(owner).unwrap_or(u32::MAX)));
            self.bytes.push(b'\n');
        }
    }

    /// Calls `hit` with the owner, and what of the text stands before and after, for every place where `wanted`
    /// occurs; stops when told to.
    pub fn sweep(&self, wanted: &str, mut hit: impl FnMut(u32, &[u8], &[u8]) -> bool) {
        if wanted.is_empty() {
            return;
        }
        // Hits come in ascending order, so the search for the next owner begins at the last and doubles its reach.
        let mut passed = 0;
        for at in memchr::memmem::find_iter(&self.bytes, wanted.as_bytes()) {
            let place = u32::try_from(at).unwrap_or(u32::MAX);
            let mut reach = 4;
            while self.starts.get(passed + reach).is_some_and(|(start, _)| *start <= place) {
                passed += reach;
                reach *= 2;
            }
            let near = &self.starts[passed..self.starts.len().min(passed + reach)];
            let i = passed + near.partition_point(|(start, _)| *start <= place);
            let Some((_, owner)) = i.checked_sub(1).and_then(|i| self.starts.get(i)) else {
                continue;
            };
            let (from, to) = self.ranges[*owner as usize];
            // A text that was replaced has been blanked, so the range found is the owner's present one.
            if place < from || at + wanted.len() > to as usize {
                continue;
            }
            let after = &self.bytes[at + wanted.len()..to as usize];
            if !hit(*owner, &self.bytes[from as usize..at], after) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(packed: &Packed, wanted: &str) -> Vec<(u32, String, String)> {
        let mut all = Vec::new();
        packed.sweep(wanted, |owner, before, after| {
            let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
            all.push((owner, text(before), text(after)));
            true
        });
        all
    }

    #[test]
    fn texts_are_found_where_they_stand_and_forgotten_when_replaced() {
        let mut packed = Packed::default();
        packed.put(0, "王建国");
        packed.put(1, "李建");
        packed.put(0, "赵敏");
        assert_eq!(found(&packed, "建"), [(1, "李".into(), String::new())]);
        packed.put(0, "建军");
        assert_eq!(found(&packed, "建").len(), 2);
        assert_eq!(found(&packed, "军\n"), []);
    }
}
