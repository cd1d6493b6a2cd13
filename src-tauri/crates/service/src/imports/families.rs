//! Which rows of a sheet make one household: by its number, by 户主 and the rows below, by head and room, or by room
//! alone. A row that leaves all of these blank belongs to the household above it, unless a blank row stands between.
//!
//! 户号 and 户口簿号 alone join nobody: sheets count their households anew in each building. What stands in another dwelling
//! and names another head is another household of the same number, and that is told; so is a row that several households
//! fit, which stays by itself.

use super::index::estate_key;
use domain::import::person::{PersonDraft, PersonReader, PlaceDraft};
use domain::places::HEAD;
use domain::rooms::{building_key, room_key, unit_key};
use domain::sheets::SheetRow;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A household as a sheet says it.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub no: String,
    pub book_no: String,
    pub head_name: String,
    pub place: PlaceDraft,
    pub kind: Option<&'static str>,
    /// The row of the head, by its place in the plan.
    pub head_row: Option<u32>,
    /// The household of the ledger, where one fits.
    pub known: Option<u32>,
    /// People of the ledger among its rows: the households they stand in.
    pub of_members: Vec<u32>,
    pub row_count: u32,
    /// Whether the sheet gave its number to another household too.
    pub shares_no: bool,
    /// Whether several households of the sheet may be meant by its row, so that it stands by itself.
    pub is_unsure: bool,
    /// Whether one of its rows says another dwelling than the others.
    pub is_scattered: bool,
}

/// Puts rows into households, one after another.
#[derive(Default)]
pub(super) struct Gatherer {
    pub families: Vec<Family>,
    /// Households by what a row may say of them; see [`key`].
    found: HashMap<u64, Found>,
    /// The estate of rows that name none, where one was chosen.
    usual_estate: String,
    /// The estates that were named so far.
    estates: BTreeSet<String>,
    now: Option<u32>,
    last_row: Option<u32>,
    is_broken: bool,
    /// Whether the row above lives apart from its household: a blank place below it is not the household's.
    was_apart: bool,
    /// Whether the row above stands by itself because it says nothing of a household: what is blank below it could be of
    /// that one or of the household before.
    was_doubtful: bool,
}

/// The last household that something fits, and whether it fits no other.
#[derive(Clone, Copy)]
struct Found {
    family: u32,
    is_only: bool,
}

/// What a row says of its household.
struct Says<'a> {
    draft: &'a PersonDraft,
    is_head: bool,
    /// The head that it names; of the head the own name.
    head: &'a str,
    /// Whether it stands right below the row before it.
    follows: bool,
}

/// Where a row belongs.
enum Belongs {
    /// To a household of rows above.
    To(u32),
    /// To none of them.
    Nowhere,
    /// To one of several.
    Unsure,
}

const OF_HEAD: &str = "head";
const AT_PLACE: &str = "place";

impl Gatherer {
    /// For a sheet whose rows are of that estate where they name none; empty where none was chosen.
    pub fn of_estate(usual: &str) -> Self {
        Gatherer { usual_estate: estate_key(usual), ..Gatherer::default() }
    }

    /// A blank row, a total or a header again: what comes below names its own household.
    pub fn interrupt(&mut self) {
        self.is_broken = true;
    }

    /// The household of a record; fills the place that a blank row takes over from the one above.
    pub fn put(&mut self, at: u32, row: SheetRow, reader: &PersonReader, draft: &mut PersonDraft) -> u32 {
        let says = |column: u16| row.cell(column).is_some_and(|cell| !cell.is_blank());
        let mut columns = reader.household_columns().peekable();
        let is_blank = columns.peek().is_some() && !columns.any(says);
        // Who is said to be nothing to anybody is not of the household above; where no relations are said, a household that
        // goes on is one whose number or head stands in its first row alone. A blank address says nothing.
        let is_related = match reader.relation_column() {
            Some(column) => says(column),
            None => reader.has_household_key(),
        };
        let is_head = draft.relation.as_deref() == Some(HEAD);
        let follows = self.last_row.is_some_and(|last| row.number == last + 1) && !self.is_broken;
        self.last_row = Some(row.number);
        self.is_broken = false;
        let estate = estate_key(&draft.place.estate);
        if !estate.is_empty() && !self.estates.contains(&estate) {
            self.estates.insert(estate);
        }
        let above = self.now.filter(|_| is_blank && !is_head && follows);
        let is_doubtful = above.is_some() && (!is_related || self.was_apart || self.was_doubtful);
        self.was_doubtful = is_doubtful;
        let family = match above {
            Some(_) if is_doubtful => self.begin(&Says { draft, is_head, head: "", follows }, None, true),
            Some(now) => {
                draft.place.clone_from(&self.families[now as usize].place);
                now
            }
            None => self.own(draft, is_head, follows),
        };
        self.now = Some(family);
        self.join(family, at, draft, is_head);
        family
    }

    /// What a row tells of the household that it was put into.
    fn join(&mut self, family: u32, at: u32, draft: &PersonDraft, is_head: bool) {
        let both_whole = draft.place.is_whole() && self.families[family as usize].place.is_whole();
        let is_apart = both_whole && !self.is_one_place(&draft.place, &self.families[family as usize].place);
        self.was_apart = is_apart;
        let found = &mut self.families[family as usize];
        found.row_count += 1;
        found.is_scattered |= is_apart;
        if found.kind.is_none() {
            found.kind = draft.household_kind;
        }
        let mut tells_more = false;
        if is_head && found.head_row.is_none() {
            found.head_row = Some(at);
            tells_more |= found.head_name != name_of(draft);
            name_of(draft).clone_into(&mut found.head_name);
        }
        if found.head_name.is_empty() && !draft.head_name.is_empty() {
            found.head_name.clone_from(&draft.head_name);
            tells_more = true;
        }
        if !found.place.is_whole() && draft.place.is_whole() {
            found.place.clone_from(&draft.place);
            tells_more = true;
        }
        if both_whole && !is_apart && found.place.estate.is_empty() && !draft.place.estate.is_empty() {
            found.place.estate.clone_from(&draft.place.estate);
            tells_more = true;
        }
        if tells_more && !found.is_unsure {
            self.note(family);
        }
    }

    fn own(&mut self, draft: &PersonDraft, is_head: bool, follows: bool) -> u32 {
        // Who names himself as the head and is something else to the head names nobody.
        let names_other = draft.head_name != name_of(draft);
        let head = match (is_head, names_other) {
            (true, _) => name_of(draft),
            (false, true) => draft.head_name.as_str(),
            (false, false) => "",
        };
        let says = Says { draft, is_head, head, follows };
        let number = numbers(&draft.household_no, &draft.book_no).into_iter().next();
        let belongs = match &number {
            Some(number) => self.by_number(number, &says),
            None => self.by_head_or_place(&says),
        };
        match belongs {
            Belongs::To(family) => family,
            Belongs::Nowhere => self.begin(&says, number.as_deref(), false),
            Belongs::Unsure => self.begin(&says, number.as_deref(), true),
        }
    }

    fn begin(&mut self, says: &Says, number: Option<&str>, is_unsure: bool) -> u32 {
        let next = u32::try_from(self.families.len()).unwrap_or(u32::MAX);
        let before = number.and_then(|number| self.found.get(&key(&[number])).copied());
        if let Some(before) = before {
            self.families[before.family as usize].shares_no = true;
        }
        self.families.push(Family {
            no: says.draft.household_no.clone(),
            book_no: says.draft.book_no.clone(),
            head_name: says.head.to_owned(),
            place: says.draft.place.clone(),
            shares_no: before.is_some(),
            is_unsure,
            ..Family::default()
        });
        // Nobody else is drawn to a row of which it is not sure where it belongs itself.
        if !is_unsure {
            self.note(next);
        }
        next
    }

    /// Lets rows find a household by all that is known of it.
    fn note(&mut self, family: u32) {
        let own = &self.families[family as usize];
        let (place, _) = self.place_keys(&own.place);
        let (has_head, has_place) = (!own.head_name.is_empty(), !own.place.is_empty());
        let mut keys = Vec::new();
        let numbers = numbers(&own.no, &own.book_no);
        for number in std::iter::once("").chain(numbers.iter().map(String::as_str)) {
            if !number.is_empty() {
                keys.push(key(&[number]));
            }
            if has_head {
                keys.push(key(&[number, OF_HEAD, &own.head_name]));
            }
            if has_place {
                keys.push(key(&[number, AT_PLACE, &place]));
            }
        }
        if has_head && has_place {
            keys.push(key(&["", OF_HEAD, &own.head_name, AT_PLACE, &place]));
        }
        for key in keys {
            let found = self.found.entry(key).or_insert(Found { family, is_only: true });
            if found.family != family {
                *found = Found { family, is_only: false };
            }
        }
    }

    /// The household of a row that says its number. Numbers often begin anew in each building: what stands in another
    /// dwelling and names another head is another household, whatever its number.
    fn by_number(&self, number: &str, says: &Says) -> Belongs {
        let Some(all) = self.found.get(&key(&[number])).copied() else { return Belongs::Nowhere };
        let place = &says.draft.place;
        let has_number = |f: &u32| {
            let own = &self.families[*f as usize];
            numbers(&own.no, &own.book_no).iter().any(|n| n == number)
        };
        let now = self.now.filter(has_number);
        let fits_head = |f: &u32| self.fits_head(*f, says.head);
        let is_here = |f: &u32| self.is_one_place(place, &self.families[*f as usize].place);
        let of_head = Some(says.head).filter(|head| !head.is_empty());
        let of_head = of_head.and_then(|head| self.found.get(&key(&[number, OF_HEAD, head])).copied());
        let to = |family: Option<u32>| family.map_or(Belongs::Nowhere, Belongs::To);
        if place.is_empty() {
            // Below somebody who lives apart nobody knows whose place it would be.
            if self.was_apart && now.is_some() {
                return Belongs::Nowhere;
            }
            return match (now.filter(fits_head), of_head) {
                (Some(now), _) => Belongs::To(now),
                (None, Some(found)) => to(Some(found.family).filter(|_| found.is_only)),
                (None, None) => to(Some(all.family).filter(|_| all.is_only).filter(fits_head)),
            };
        }
        if let Some(here) = self.at_place(&[number], place) {
            // A second head at one door is told by the check of heads.
            if says.is_head || fits_head(&here.family) {
                return to(now.filter(is_here).filter(fits_head).or(Some(here.family)));
            }
            return to(of_head.map(|f| f.family).filter(is_here));
        }
        if !says.is_head {
            // Lives elsewhere, and names the head of a household of this number or stands among its rows as a relative.
            let named = of_head.filter(|found| found.is_only).map(|found| found.family);
            let is_relative = says.follows && says.draft.relation.is_some();
            let has_head = |f: &u32| self.families[*f as usize].head_row.is_some();
            let above = now.filter(|_| is_relative).filter(has_head).filter(fits_head);
            if let Some(family) = named.or(above) {
                return Belongs::To(family);
            }
        }
        // A household of which no place was said so far, or none that can be compared.
        let may_be_here = |f: &u32| !is_elsewhere(place, &self.families[*f as usize].place);
        to(now.or(Some(all.family).filter(|_| all.is_only)).filter(fits_head).filter(may_be_here))
    }

    /// The household of a row that says no number.
    fn by_head_or_place(&self, says: &Says) -> Belongs {
        let place = &says.draft.place;
        let sure = |found: Option<Found>| match found {
            None => Belongs::Nowhere,
            Some(found) if found.is_only => Belongs::To(found.family),
            Some(_) => Belongs::Unsure,
        };
        if says.is_head {
            // Rows above that named this head waited for it.
            let waits = |f: &Found| f.is_only && self.families[f.family as usize].head_row.is_none();
            let waiting = self.of_head(says.head, place).filter(waits);
            return waiting.map_or(Belongs::Nowhere, |found| Belongs::To(found.family));
        }
        if let Some(now) = self.now {
            let own = &self.families[now as usize];
            let is_related = says.draft.relation.is_some() && self.fits_head(now, says.head);
            let is_named = !says.head.is_empty() && own.head_name == says.head;
            let goes_on = place.is_empty() && !self.was_apart && (says.follows || is_named);
            let is_here = !place.is_empty() && self.is_one_place(place, &own.place);
            if (is_related || is_named) && (goes_on || is_here) {
                return Belongs::To(now);
            }
        }
        if !says.head.is_empty() {
            return sure(self.of_head(says.head, place));
        }
        if place.is_whole() {
            return sure(self.at_place(&[""], place));
        }
        Belongs::Nowhere
    }

    /// Whether a household has no other head than the one named, as far as both are known.
    fn fits_head(&self, family: u32, head: &str) -> bool {
        let own = &self.families[family as usize].head_name;
        head.is_empty() || own.is_empty() || own == head
    }

    /// The household of a head by name, at the place where one is said.
    fn of_head(&self, head: &str, place: &PlaceDraft) -> Option<Found> {
        if head.is_empty() {
            None
        } else if place.is_empty() {
            self.found.get(&key(&["", OF_HEAD, head])).copied()
        } else {
            self.at_place(&["", OF_HEAD, head], place)
        }
    }

    /// The household at a place, by what else is asked of it.
    fn at_place(&self, asked: &[&str], place: &PlaceDraft) -> Option<Found> {
        let find = |place: &str| {
            let mut parts = asked.to_vec();
            parts.extend([AT_PLACE, place]);
            self.found.get(&key(&parts)).copied()
        };
        let (own, other) = self.place_keys(place);
        find(&own).or_else(|| find(&other?))
    }

    /// What tells dwellings apart, and how the same one is known where one row names the estate and another does not: they
    /// mean the same while the sheet names only one.
    fn place_keys(&self, place: &PlaceDraft) -> (String, Option<String>) {
        let dwelling = dwelling_key(place);
        let whole = |estate: &str| format!("{estate}|{dwelling}");
        let estate = self.estate_of(place);
        let only = self.estates.first().filter(|_| self.estates.len() == 1);
        let other = match (estate.is_empty(), only) {
            (true, Some(only)) => Some(whole(only)),
            (false, Some(only)) if *only == estate => Some(whole("")),
            _ => None,
        };
        (whole(&estate), other)
    }

    fn estate_of(&self, place: &PlaceDraft) -> String {
        if place.estate.is_empty() { self.usual_estate.clone() } else { estate_key(&place.estate) }
    }

    fn is_one_place(&self, a: &PlaceDraft, b: &PlaceDraft) -> bool {
        if a == b {
            return true;
        }
        if dwelling_key(a) != dwelling_key(b) {
            return false;
        }
        let (a, b) = (self.estate_of(a), self.estate_of(b));
        a == b || (a.is_empty() || b.is_empty()) && self.estates.len() <= 1
    }
}

/// A key of what a row says, one part after another. 64 bits of it are kept: a sheet of 100,000 rows has some 300,000.
fn key(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// 户号 and 户口簿号, the first of which is what a row goes by.
fn numbers(no: &str, book_no: &str) -> Vec<String> {
    let said = [("no", no), ("book", book_no)].into_iter().filter(|(_, number)| !number.is_empty());
    said.map(|(kind, number)| format!("{kind}:{number}")).collect()
}

fn name_of(draft: &PersonDraft) -> &str {
    draft.values.get("name").and_then(|v| v.as_text()).unwrap_or_default()
}

/// What tells dwellings of an estate apart, however each is written; of what could not be read the text.
fn dwelling_key(place: &PlaceDraft) -> String {
    let (building, unit, room) =
        (building_key(&place.building), unit_key(&place.unit), room_key(&place.room));
    let unread = if place.is_whole() { "" } else { place.unread.as_str() };
    format!("{building}|{unit}|{room}|{unread}")
}

/// Whether two places are surely different ones, as far as each is said.
pub(super) fn is_elsewhere(a: &PlaceDraft, b: &PlaceDraft) -> bool {
    let (one, other) = (estate_key(&a.estate), estate_key(&b.estate));
    if a.is_whole() && b.is_whole() {
        let is_other_estate = !one.is_empty() && !other.is_empty() && one != other;
        return is_other_estate || dwelling_key(a) != dwelling_key(b);
    }
    !a.is_whole() && !b.is_whole() && !a.unread.is_empty() && !b.unread.is_empty() && a.unread != b.unread
}
