//! Which rows of a sheet make one household: by its number, by 户主 and the rows below, by head and room, or by room
//! alone. A row that leaves all of these blank belongs to the household above it, unless a blank row stands between.

use domain::import::person::{PersonDraft, PersonReader, PlaceDraft};
use domain::places::HEAD;
use domain::rooms::{building_key, room_key, unit_key};
use domain::sheets::SheetRow;
use std::collections::HashMap;

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
}

/// Puts rows into households, one after another.
#[derive(Default)]
pub(super) struct Gatherer {
    pub families: Vec<Family>,
    by_key: HashMap<String, u32>,
    now: Option<u32>,
    last_row: Option<u32>,
    is_broken: bool,
}

impl Gatherer {
    /// A blank row, a total or a header again: what comes below names its own household.
    pub fn interrupt(&mut self) {
        self.is_broken = true;
    }

    /// The household of a record; fills the place that a blank row takes over from the one above.
    pub fn put(&mut self, at: u32, row: SheetRow, reader: &PersonReader, draft: &mut PersonDraft) -> u32 {
        let mut says = reader.household_columns().peekable();
        let has_columns = says.peek().is_some();
        let is_blank = has_columns && says.all(|c| row.cell(c).is_none_or(|cell| cell.is_blank()));
        let is_head = draft.relation.as_deref() == Some(HEAD);
        let follows = self.last_row.is_some_and(|last| row.number == last + 1) && !self.is_broken;
        self.last_row = Some(row.number);
        self.is_broken = false;
        let family = match self.now {
            Some(now) if is_blank && !is_head && follows => {
                draft.place.clone_from(&self.families[now as usize].place);
                now
            }
            _ => self.own(at, draft, is_head, follows),
        };
        self.now = Some(family);
        let found = &mut self.families[family as usize];
        found.row_count += 1;
        if is_head && found.head_row.is_none() {
            found.head_row = Some(at);
        }
        if found.kind.is_none() {
            found.kind = draft.household_kind;
        }
        if !found.place.is_whole() && draft.place.is_whole() {
            found.place.clone_from(&draft.place);
        }
        family
    }

    fn own(&mut self, at: u32, draft: &PersonDraft, is_head: bool, follows: bool) -> u32 {
        let place = &draft.place;
        let of_place = place_key(place);
        let key = if !draft.household_no.is_empty() {
            self.key_of_no(draft, is_head, &of_place)
        } else if !draft.book_no.is_empty() {
            format!("book:{}", draft.book_no)
        } else if is_head {
            format!("head row:{at}")
        } else if draft.relation.is_some() && self.fits_now(draft, follows) {
            return self.now.unwrap_or_default();
        } else if !draft.head_name.is_empty() {
            format!("head:{}|{of_place}", draft.head_name)
        } else if place.is_whole() {
            format!("place:{of_place}")
        } else {
            format!("row:{at}")
        };
        if let Some(found) = self.by_key.get(&key) {
            return *found;
        }
        let next = u32::try_from(self.families.len()).unwrap_or(u32::MAX);
        let name = draft.values.get("name").and_then(|v| v.as_text()).unwrap_or_default();
        let head_name = if is_head { name.to_owned() } else { draft.head_name.clone() };
        // Whoever names this head, or this room without a head, is of this household.
        for other in [format!("head:{head_name}|{of_place}"), format!("place:{of_place}")] {
            if is_head && place.is_whole() {
                self.by_key.entry(other).or_insert(next);
            }
        }
        let shares_no = key.starts_with("no:") && key.contains('|');
        self.by_key.insert(key, next);
        self.families.push(Family {
            shares_no,
            no: draft.household_no.clone(),
            book_no: draft.book_no.clone(),
            head_name,
            place: place.clone(),
            ..Family::default()
        });
        next
    }

    /// Numbers often begin anew in each building: what stands in another dwelling and names another head is another
    /// household, whatever its number.
    fn key_of_no(&mut self, draft: &PersonDraft, is_head: bool, of_place: &str) -> String {
        let key = format!("no:{}", draft.household_no);
        let Some(first) = self.by_key.get(&key).copied() else { return key };
        let own = format!("{key}|{of_place}");
        let found = &mut self.families[first as usize];
        let both_whole = draft.place.is_whole() && found.place.is_whole();
        let unread = [&draft.place.unread, &found.place.unread];
        let other_text = !both_whole && unread.iter().all(|t| !t.is_empty()) && unread[0] != unread[1];
        let name = draft.values.get("name").and_then(|v| v.as_text()).unwrap_or_default();
        let is_other_head = is_head && !found.head_name.is_empty() && found.head_name != name;
        let is_apart = both_whole && place_key(&draft.place) != place_key(&found.place)
            || !both_whole && (other_text || is_other_head);
        let same_head = !draft.head_name.is_empty() && draft.head_name == found.head_name;
        if !is_apart || same_head {
            return key;
        }
        found.shares_no = true;
        own
    }

    /// Whether a member row below a head is of that household: the same room, or none said right below it; the same head,
    /// or none said.
    fn fits_now(&self, draft: &PersonDraft, follows: bool) -> bool {
        let Some(now) = self.now.map(|n| &self.families[n as usize]) else { return false };
        let same_place = draft.place.is_empty() && follows
            || !draft.place.is_empty() && is_one_place(&draft.place, &now.place);
        let same_head =
            draft.head_name.is_empty() || now.head_name.is_empty() || draft.head_name == now.head_name;
        same_place && same_head
    }
}

/// What tells dwellings apart, however each is written; of what could not be read the text.
fn place_key(place: &PlaceDraft) -> String {
    let (building, unit, room) =
        (building_key(&place.building), unit_key(&place.unit), room_key(&place.room));
    let unread = if place.is_whole() { "" } else { place.unread.as_str() };
    format!("{}|{building}|{unit}|{room}|{unread}", place.estate)
}

fn is_one_place(a: &PlaceDraft, b: &PlaceDraft) -> bool {
    place_key(a) == place_key(b)
}
