//! The place that a sheet as a whole says for its rows, in its name, its title or the name of its file; and what else stands
//! around them.

use super::index::{Index, estate_key};
use super::session::{Known, Session};
use domain::import::person::Around;
use domain::import::{Kind, RowKind, Section, Titled, section_of, titled};
use domain::places::grid_key;
use domain::rooms::{
    Place, community_in_title, estate_in_title, grid_in_title, place_in_title, unit_in_title,
};
use std::sync::Arc;

/// The headings under which the program's own workbooks write the parts of a place, and what they mean: under these they are
/// the names of a ledger to the letter.
pub(crate) const OWN_HEADINGS: [(&str, &str); 4] = [
    ("place.estate", "所在小区"),
    ("place.building", "所在楼栋"),
    ("place.unit", "所在单元"),
    ("place.room", "所在房号"),
];

/// What the sheet's name, its title and the file's name say of its place.
#[derive(Default)]
struct Titles {
    place: Place,
    /// Two of them that name two buildings or units: then none is taken.
    against: Option<(Place, Place)>,
}

/// Whether two of them may mean the same.
fn is_one(a: &Place, b: &Place) -> bool {
    let fits = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    a.building == b.building
        && fits(&a.unit, &b.unit)
        && fits(estate_key(&a.estate).as_str(), estate_key(&b.estate).as_str())
}

impl Session {
    /// What stands around the rows. An estate that the user chose for rows without one goes before that of a title.
    pub fn around(&self, targets: &[&str], index: &Index, chosen: &str) -> Around {
        let names = index.places.estate_names();
        let mut sheet = self.place_of_titles(names.iter().map(String::as_str)).place;
        if !chosen.is_empty() {
            sheet.estate.clear();
        }
        Around {
            sheet,
            office: Arc::clone(&index.office),
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

    /// The place that the sheet's name, its title or the file's name says; what two of them say otherwise is told beside it.
    fn place_of_titles<'a>(&self, estates: impl Iterator<Item = &'a str> + Clone) -> Titles {
        if !matches!(self.kind, Kind::Residents) {
            return Titles::default();
        }
        let said = self.titles();
        let mut found: Option<Place> = None;
        let mut other: Option<Place> = None;
        for place in said.iter().filter_map(|text| place_in_title(text, estates.clone())) {
            match &mut found {
                None => found = Some(place),
                // 3号楼 of the sheet's name in the file 幸福里3号楼2单元.
                Some(known) if is_one(known, &place) => {
                    if known.estate.is_empty() {
                        known.estate = place.estate;
                    }
                    if known.unit.is_empty() {
                        known.unit = place.unit;
                    }
                }
                Some(_) => drop(other.get_or_insert(place)),
            }
        }
        // 1单元 of the sheet's name under the title 阳光花园4栋.
        for unit in said.iter().filter_map(|text| unit_in_title(text)) {
            let known = found.get_or_insert_default();
            if known.unit.is_empty() {
                known.unit = unit;
            } else if known.unit != unit {
                other.get_or_insert(Place { unit, ..known.clone() });
            }
        }
        // Nobody knows which of the two is the old one.
        let against = found.clone().zip(other);
        let mut place = found.filter(|_| against.is_none()).unwrap_or_default();
        if place.estate.is_empty() {
            let named = said.iter().find_map(|text| estate_in_title(text, estates.clone()));
            place.estate = named.unwrap_or_default();
        }
        Titles { place, against }
    }

    /// What the sheet is called: its name, the lines above its header, and the file's name.
    pub(super) fn titles(&self) -> Vec<String> {
        let first = self.header.as_ref().map_or(0, |h| h.first);
        let titles = self.sheet.all_rows().take_while(|r| r.number < first).take(2);
        let titles = titles.map(|r| r.cells().map(|(_, c)| c.text).collect::<String>());
        let file =
            self.file_name.rsplit_once('.').map_or(self.file_name.as_str(), |(stem, _)| stem).to_owned();
        std::iter::once(self.sheet.name.clone()).chain(titles).chain([file]).collect()
    }

    /// What the sheet's name, its title or the file's name says of everybody in it, and that text.
    pub(super) fn titled(&self) -> Option<(Titled, String)> {
        if !matches!(self.kind, Kind::Residents) {
            return None;
        }
        self.titles().into_iter().find_map(|title| Some((titled(&title)?, title.trim().to_owned())))
    }

    /// The one grid that the sheet's name, its title or the file's name numbers.
    pub(super) fn grid_of_titles(&self) -> Option<String> {
        if !matches!(self.kind, Kind::Residents) {
            return None;
        }
        let mut found = self.titles().into_iter().filter_map(|title| grid_in_title(&title));
        let first = found.next()?;
        found.all(|other| grid_key(&other) == grid_key(&first)).then_some(first)
    }

    /// What is told once of a grid that the titles number where no column is of grids, and of another community that they
    /// name.
    pub(super) fn title_notes(&self, targets: &[&str], known: &Known) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(grid) = self.grid_of_titles().filter(|_| !targets.contains(&"grid.name")) {
            notes.push(format!("表里没有网格一栏，按表名、标题或文件名都登记在“{grid}”。"));
        }
        let is_residents = matches!(self.kind, Kind::Residents);
        let others = self.titles().into_iter().filter_map(|title| community_in_title(&title));
        let other = others.filter(|_| is_residents).find(|name| known.office.is_other_community(name));
        notes.extend(
            other.map(|name| format!("表名或标题写的是“{name}社区”，不是本社区；请先核对是不是拿错了表。")),
        );
        notes
    }

    /// What is told once of a list of those who died or left, or who all live and are registered in one way.
    pub(super) fn titled_note(&self) -> Option<String> {
        let (titled, title) = self.titled()?;
        Some(match titled {
            Titled::Departed(_) => format!(
                "表名或标题写着“{title}”：表里的人按已经死亡或迁出看，都不导入；其实还在的，请改掉表名或标题，再导入。"
            ),
            Titled::Mixed => format!(
                "表名或标题写着“{title}”：看不出每一行的人还在不在，没有写明的都按在册登记；请加一栏“是否死亡”或“是否迁出”，再导入。"
            ),
            Titled::State(state) => {
                format!("表名或标题写着“{title}”：没有写人户状态的行，按“{}”登记。", state.label())
            }
            Titled::Apart => format!(
                "表名或标题写着“{title}”：看不出是人在户不在还是户在人不在，没有写人户状态的行按“人户一致”登记，请加一栏“人户状态”写清楚。"
            ),
        })
    }

    /// The lines between the rows that say the place or grid of those below them, by their numbers from 0.
    pub(super) fn sections(&self, kinds: &[(usize, RowKind)]) -> Vec<(u32, Section)> {
        let lines = kinds.iter().filter(|(_, kind)| *kind == RowKind::Section);
        let rows = lines.filter_map(|(at, _)| self.sheet.row(*at));
        let said = rows.filter_map(|row| {
            let text = row.cells().map(|(_, cell)| cell.text).find(|text| !text.trim().is_empty())?;
            Some((row.number, section_of(text)?))
        });
        said.collect()
    }

    /// What is told once of the place that the sheet says, where some of its rows lack it.
    pub(super) fn place_note(&self, targets: &[&str], known: &Known) -> Option<String> {
        let estates: Vec<&str> = known.estates.iter().map(|name| name.trim_end_matches("小区")).collect();
        let Titles { place, against } = self.place_of_titles(estates.iter().copied());
        if self.has_own_places(targets) {
            return None;
        }
        let shown = |p: &Place| domain::places::full_address(&p.estate, &p.building, &p.unit, "");
        if let Some((one, other)) = against.filter(|(one, _)| self.lacks_place(targets, one)) {
            return Some(format!(
                "表名、标题、文件名里写的楼栋不一样（{}、{}），没有写楼栋的行不知道是哪一栋，没有登记房屋；请改正表名或标题，再导入。",
                shown(&one),
                shown(&other)
            ));
        }
        if !self.lacks_place(targets, &place) {
            return None;
        }
        let whole = domain::places::full_address(&place.estate, &place.building, &place.unit, "");
        Some(match place.building.is_empty() {
            true if place.estate.is_empty() => {
                format!("没有写单元的行，按表名、标题或文件名登记为 {whole}。")
            }
            true => format!(
                "没有写小区的行，按表名、标题或文件名登记在“{whole}”；不是的话请改“没写小区的行算哪个小区”。"
            ),
            false if place.estate.is_empty() && place.unit.is_empty() => {
                format!("没有写楼栋的行，按表名、标题或文件名登记为 {whole}。")
            }
            false => format!("没有写小区、楼栋或单元的行，按表名、标题或文件名登记为 {whole}。"),
        })
    }

    /// 3-2 under 楼栋 beside no unit is taken for a building of that name; it may be unit 2 of building 3, and that is asked.
    pub(super) fn paired_buildings(&self, targets: &[&str]) -> Option<String> {
        let header = self.header.as_ref().filter(|_| !self.has_own_places(targets))?;
        let column_of = |key: &str| {
            header.columns.iter().zip(targets).find(|(_, target)| **target == key).map(|(c, _)| c.column)
        };
        let (building, unit) = (column_of("place.building")?, column_of("place.unit"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let is_pair = |text: &str| {
            domain::text::half_width(text)
                .trim()
                .split_once('-')
                .is_some_and(|(a, b)| is_number(a) && is_number(b))
        };
        let records = self.kinds(header).into_iter().filter(|(_, kind)| *kind == RowKind::Record);
        let rows = records.filter_map(|(at, _)| self.sheet.row(at));
        let lacks_unit = rows.filter(|row| unit.is_none_or(|unit| row.text(unit).trim().is_empty()));
        let mut found = lacks_unit.filter(|row| is_pair(row.text(building)));
        let first = found.next()?.text(building).trim().to_owned();
        let (a, b) = first.split_once('-').unwrap_or((&first, ""));
        let count = 1 + found.count();
        Some(format!(
            "楼栋一栏有 {count} 格像“{first}”，按名叫“{first}”的一栋楼登记；要是 {a} 栋 {b} 单元，请在原表把单元分成另一栏，再导入。"
        ))
    }

    /// Whether a record leaves open what the sheet says of its place.
    fn lacks_place(&self, targets: &[&str], place: &Place) -> bool {
        let Some(header) = &self.header else { return false };
        if place.building.is_empty() && place.estate.is_empty() && place.unit.is_empty() {
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
