//! The place that a sheet as a whole says for its rows, in its name, its title or the name of its file; and what else stands
//! around them.

use super::index::{Index, estate_key};
use super::session::{Known, Session};
use domain::import::person::Around;
use domain::import::{Kind, RowKind};
use domain::rooms::{Place, estate_in_title, place_in_title};

/// The headings under which the program's own workbooks write the parts of a place, and what they mean: under these they are
/// the names of a ledger to the letter.
pub(crate) const OWN_HEADINGS: [(&str, &str); 4] = [
    ("place.estate", "所在小区"),
    ("place.building", "所在楼栋"),
    ("place.unit", "所在单元"),
    ("place.room", "所在房号"),
];

impl Session {
    /// What stands around the rows. An estate that the user chose for rows without one goes before that of a title.
    pub fn around(&self, targets: &[&str], index: &Index, chosen: &str) -> Around {
        let names = index.places.estate_names();
        let mut sheet = self.place_of_titles(names.iter().map(String::as_str));
        if !chosen.is_empty() {
            sheet.estate.clear();
        }
        Around {
            sheet,
            office: index.office_division.clone(),
            known: index.known_places(estate_key(chosen)),
            is_literal: self.has_own_places(targets),
        }
    }

    /// Whether the sheet has all the columns that the program itself writes the parts of a place in.
    fn has_own_places(&self, targets: &[&str]) -> bool {
        let columns = self.header.as_ref().map_or(&[][..], |h| &h.columns);
        OWN_HEADINGS.iter().all(|(key, heading)| {
            columns
                .iter()
                .zip(targets)
                .any(|(column, target)| target == key && column.heading.trim() == *heading)
        })
    }

    /// The place that the sheet's name, its title or the file's name says.
    fn place_of_titles<'a>(&self, estates: impl Iterator<Item = &'a str> + Clone) -> Place {
        if !matches!(self.kind, Kind::Residents) {
            return Place::default();
        }
        let first = self.header.as_ref().map_or(0, |h| h.first);
        let titles = self.sheet.all_rows().take_while(|r| r.number < first).take(2);
        let titles = titles.map(|r| r.cells().map(|(_, c)| c.text).collect::<String>());
        let file =
            self.file_name.rsplit_once('.').map_or(self.file_name.as_str(), |(stem, _)| stem).to_owned();
        let said: Vec<String> =
            std::iter::once(self.sheet.name.clone()).chain(titles).chain([file]).collect();
        let mut found: Option<Place> = None;
        for place in said.iter().filter_map(|text| place_in_title(text, estates.clone())) {
            match &mut found {
                None => found = Some(place),
                // 3号楼 of the sheet's name in the file 幸福里3号楼2单元.
                Some(known) if known.building == place.building => {
                    if known.estate.is_empty() {
                        known.estate = place.estate;
                    }
                    if known.unit.is_empty() {
                        known.unit = place.unit;
                    }
                }
                Some(_) => {}
            }
        }
        let mut place = found.unwrap_or_default();
        if place.estate.is_empty() {
            let named = said.iter().find_map(|text| estate_in_title(text, estates.clone()));
            place.estate = named.unwrap_or_default();
        }
        place
    }

    /// What is told once of the place that the sheet says, where some of its rows lack it.
    pub(super) fn place_note(&self, targets: &[&str], known: &Known) -> Option<String> {
        let estates: Vec<&str> = known.estates.iter().map(|name| name.trim_end_matches("小区")).collect();
        let place = self.place_of_titles(estates.iter().copied());
        if self.has_own_places(targets) || !self.lacks_place(targets, &place) {
            return None;
        }
        let whole = domain::places::full_address(&place.estate, &place.building, &place.unit, "");
        Some(match place.building.is_empty() {
            true => format!(
                "没有写小区的行，按表名、标题或文件名登记在“{whole}”；不是的话请在下面改“没写小区的行算哪个小区”。"
            ),
            false if place.estate.is_empty() && place.unit.is_empty() => {
                format!("没有写楼栋的行，按表名、标题或文件名登记为 {whole}。")
            }
            false => format!("没有写小区、楼栋或单元的行，按表名、标题或文件名登记为 {whole}。"),
        })
    }

    /// Whether a record leaves open what the sheet says of its place.
    fn lacks_place(&self, targets: &[&str], place: &Place) -> bool {
        let Some(header) = &self.header else { return false };
        if place.building.is_empty() && place.estate.is_empty() {
            return false;
        }
        let of = |key: &str| {
            let columns = header.columns.iter().zip(targets).filter(|(_, target)| **target == key);
            columns.map(|(c, _)| c.column).collect::<Vec<u16>>()
        };
        let [whole, estate, building, unit] =
            ["place.whole", "place.estate", "place.building", "place.unit"].map(of);
        let records = self.kinds(header).into_iter().filter(|(_, kind)| *kind == RowKind::Record);
        let mut rows = records.filter_map(|(at, _)| self.sheet.row(at));
        rows.any(|row| {
            let said = |columns: &[u16]| columns.iter().any(|column| !row.text(*column).trim().is_empty());
            let read = whole.iter().find_map(|column| domain::rooms::parse_place(row.text(*column)));
            let has = |part: fn(&Place) -> &String, columns: &[u16]| {
                said(columns) || read.as_ref().is_some_and(|p| !part(p).is_empty())
            };
            !place.building.is_empty() && !has(|p| &p.building, &building)
                || !place.estate.is_empty() && !has(|p| &p.estate, &estate)
                || !place.unit.is_empty() && !has(|p| &p.unit, &unit)
        })
    }
}
