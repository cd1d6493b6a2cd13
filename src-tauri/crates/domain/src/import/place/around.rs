//! What the ledger and the sheet as a whole tell about the places of its rows.

use super::{OfficeNames, PlaceDraft, estate_key};
use crate::places::full_address;
use crate::rooms::{
    Place, building_key, building_name, comes_back, parse_place, room_key, short_place, unit_key,
};
use crate::text::half_width;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What stands around the rows of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The place that the sheet's name, title or file says, for rows that name none.
    pub sheet: Place,
    /// Where the office is and what it is called.
    pub office: Arc<OfficeNames>,
    /// What the ledger has.
    pub known: Arc<KnownPlaces>,
    /// Whether the columns of parts are the program's own: their names are those of a ledger, to the letter.
    pub is_literal: bool,
}

/// The names of the ledger's places, as far as reading a row needs them.
#[derive(Debug, Clone, Default)]
pub struct KnownPlaces {
    /// The estates, by [`estate_key`].
    pub estates: BTreeSet<String>,
    /// Dwellings whose names no address would be read as, by how the ledger writes them; `None` where several are written so.
    by_text: HashMap<String, Option<PlaceDraft>>,
    /// The same by the keys of building, unit and room.
    by_parts: HashSet<(String, String, String)>,
}

impl KnownPlaces {
    /// With these estates.
    pub fn of_estates(estates: impl Iterator<Item = String>) -> Self {
        KnownPlaces { estates: estates.collect(), ..KnownPlaces::default() }
    }

    /// Adds a dwelling of the ledger if what the ledger writes of it would be read as another place, or as none:
    /// building, unit and room.
    pub fn put<'a>(&mut self, estate: impl Fn() -> &'a str, [building, unit, room]: [&str; 3]) {
        if comes_back([building, unit, room]) {
            return;
        }
        let place = PlaceDraft {
            estate: estate().to_owned(),
            building: building.to_owned(),
            unit: unit.to_owned(),
            room: room.to_owned(),
            unread: String::new(),
        };
        let short = short_place(building, unit, room);
        let full = full_address(&place.estate, building, unit, room);
        self.by_parts.insert((building_key(building), unit_key(unit), room_key(room)));
        for text in [format!("{}{short}", place.estate), full, short] {
            let sure = parse_place(&text).is_none().then(|| place.clone());
            let known = self.by_text.entry(plain(&text)).or_insert(sure);
            if known.as_ref().is_some_and(|known| *known != place) {
                *known = None;
            }
        }
    }

    /// The dwelling that the ledger writes just so; `Some(None)` where it writes several so, or where the text may be read as
    /// another one too.
    pub fn written(&self, text: &str) -> Option<Option<&PlaceDraft>> {
        if self.by_text.is_empty() || text.is_empty() {
            return None;
        }
        self.by_text.get(&plain(text)).map(Option::as_ref)
    }

    /// Whether the ledger has a dwelling of these names that no address would be read as.
    pub fn has_parts(&self, place: &PlaceDraft) -> bool {
        let key = || (building_key(&place.building), unit_key(&place.unit), room_key(&place.room));
        !self.by_parts.is_empty() && self.by_parts.contains(&key())
    }

    /// Whether a text begins with the name of an estate.
    pub fn begins_with_estate(&self, text: &str) -> bool {
        self.estates.iter().any(|estate| !estate.is_empty() && text.starts_with(estate))
    }

    /// Whether a text names an estate of the ledger.
    pub fn names_estate(&self, text: &str) -> bool {
        self.estates.iter().any(|estate| !estate.is_empty() && text.contains(estate.as_str()))
    }

    /// 东区3 is building 3 of 东区 where the ledger has an estate of that name.
    pub(super) fn split_estate(&self, place: &mut PlaceDraft) {
        if is_figures(&place.building) {
            return;
        }
        let begins = |estate: &&String| {
            let rest = place.building.strip_prefix(estate.as_str());
            !estate.is_empty()
                && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        };
        if let Some(estate) = self.estates.iter().filter(begins).max_by_key(|estate| estate.len()) {
            place.building = building_name(&place.building[estate.len()..]);
            place.estate.clone_from(estate);
        }
    }

    /// Whether an estate is one of the ledger's.
    pub fn has_estate(&self, name: &str) -> bool {
        self.estates.contains(&estate_key(name))
    }
}

/// A text as cells are compared.
pub(super) fn plain(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn is_figures(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
