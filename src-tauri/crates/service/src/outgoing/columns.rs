//! How the columns of a list leave: what is counted as figures, with its unit in the heading; and what stands beside the
//! person whom a row of a register is about.

use crate::contract::{Align, ColumnInfo};
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::{people, shown};
use chrono::Datelike;
use domain::access::Area;
use domain::fields::{Field, FieldType, Value, day_of};
use domain::registers::Register;
use domain::tables::{Cell, Column, ColumnKind};
use std::collections::{BTreeSet, HashMap};
use store::register_rows::RegisterRow;

/// A column of a list as it leaves, and the unit that its cells say on the screen.
pub(super) struct Told {
    pub column: Column,
    unit: &'static str,
    is_number: bool,
}

/// The number that a register gives to its rows.
const NUMBER: &str = "seq_no";
/// The most that a word of a few is wide.
const LONGEST_WORD: usize = 10;

/// How a column of a list is written: by its field where it has one.
pub(super) fn told(info: &ColumnInfo, field: Option<&Field>) -> Told {
    let kind = field.map(|f| f.kind);
    let is_number = info.key == NUMBER;
    let written = match (kind, info.align) {
        (Some(FieldType::Date | FieldType::PartialDate), _) => ColumnKind::Date,
        (Some(FieldType::Hundredths(_)), _) => ColumnKind::Hundredths,
        // As on a blank form, and as the numbers that a list gives.
        _ if is_number => ColumnKind::Code,
        (_, Align::Left) => ColumnKind::Text,
        (_, Align::Center) => ColumnKind::Code,
        (_, Align::Right) => ColumnKind::Whole,
    };
    let unit = match kind {
        Some(FieldType::Whole(_, _, unit) | FieldType::Hundredths(unit)) => unit,
        _ => "",
    };
    let title = if unit.is_empty() { info.title.clone() } else { format!("{}（{unit}）", info.title) };
    // On paper a column is as wide as what usually stands in it.
    let width = match (info.key.as_str(), kind) {
        ("sex", _) => 3,
        ("place", _) => info.width.max(9),
        (NUMBER, _) => 4,
        (_, Some(FieldType::Choice(words))) => {
            let longest = words.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0);
            info.width.max(u32::try_from(longest.min(LONGEST_WORD)).unwrap_or(0))
        }
        _ => info.width,
    };
    Told { column: Column::new(title, written, width), unit, is_number }
}

impl Told {
    /// A cell of the column as it is shown: 3 份 is the figure 3.
    pub fn cell(&self, text: &str) -> Cell {
        let bare = if self.unit.is_empty() { None } else { text.strip_suffix(self.unit) };
        let bare = bare.map_or(text, str::trim_end);
        let kind = if self.is_number { ColumnKind::Whole } else { self.column.kind };
        match kind.cell(bare) {
            Cell::Text(_) => Cell::of_text(text),
            cell => cell,
        }
    }
}

/// Numbers begin anew each year: where the rows are of several, each says its own.
pub(super) fn say_years(
    register: &Register,
    (keys, found): (&[String], &[RegisterRow]),
    told: &mut [Told],
    rows: &mut [Vec<String>],
) {
    let years = |row: &RegisterRow| day_of(&row.values, register.date_field).map(|day| day.year());
    let Some(at) = keys.iter().position(|key| key == NUMBER) else { return };
    if found.iter().filter_map(years).collect::<BTreeSet<i32>>().len() < 2 {
        return;
    }
    told[at].column.width = 5;
    for (row, cells) in found.iter().zip(rows) {
        if let Some(year) = years(row).filter(|_| !cells[at].is_empty()) {
            cells[at] = format!("{year}-{}", cells[at]);
        }
    }
}

/// What a list of people is asked for first.
const BESIDE: [&str; 4] = ["sex", "id_number", "place", "phones"];

/// Of the person whom a row is about the name stands alone, and sex, number, place and phones in cells beside it.
pub(super) fn say_whom(
    desk: &Desk,
    register: &Register,
    (keys, found): (&[String], &[RegisterRow]),
    told_columns: &mut Vec<Told>,
    rows: &mut [Vec<String>],
) -> Reply<()> {
    let is_whom = |key: &String| {
        let field = register.field(key);
        field.is_some_and(|f| f.is_required && matches!(f.kind, FieldType::Reference("people")))
    };
    let Some(at) = keys.iter().position(is_whom).filter(|_| register.area == Area::Residents) else {
        return Ok(());
    };
    let infos = shown::people_columns(desk);
    let infos = BESIDE.iter().filter_map(|key| infos.iter().find(|info| info.key == *key));
    let beside: Vec<Told> = infos.map(|info| told(info, None)).collect();
    let count = beside.len();
    told_columns[at].column.width = 5;
    for (n, one) in beside.into_iter().enumerate() {
        told_columns.insert(at + 1 + n, one);
    }
    let id_of = |row: &RegisterRow| row.values.get(&keys[at]).and_then(Value::as_id);
    let mut ids: Vec<u32> = found.iter().filter_map(id_of).collect();
    ids.sort_unstable();
    ids.dedup();
    let own = people::rows_as(desk, &ids, &BESIDE.map(str::to_owned), false)?;
    let own: HashMap<u32, Vec<String>> = own.into_iter().map(|row| (row.id, row.cells)).collect();
    for (row, cells) in found.iter().zip(rows) {
        let id = id_of(row);
        if let Some(entry) = id.and_then(|id| desk.roster.get(id)) {
            cells[at] = cells[at].replace(&shown::person_label(desk, entry), &entry.name);
        }
        let own = id.and_then(|id| own.get(&id));
        for n in 0..count {
            let text = own.and_then(|cells| cells.get(n)).cloned().unwrap_or_default();
            cells.insert(at + 1 + n, text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::places::DWELLING_FIELDS;
    use domain::registers::find;

    fn of(fields: &[Field], key: &str) -> Told {
        let field = fields.iter().find(|f| f.key == key).unwrap();
        told(&shown::column_of(field, false), Some(field))
    }

    #[test]
    fn what_is_counted_leaves_as_a_figure_with_its_unit_in_the_heading() {
        let seals = find("seal_uses").unwrap().fields;
        let copies = of(seals, "copies");
        assert_eq!(copies.column.title, "用印份数（份）");
        assert_eq!((copies.cell("3 份"), copies.cell("")), (Cell::Whole(3), Cell::Blank));
        assert_eq!(copies.cell("3 份（已作废：写错）"), Cell::of_text("3 份（已作废：写错）"));
        let area = of(DWELLING_FIELDS, "area_hundredths");
        assert_eq!(
            (area.column.title.as_str(), area.column.kind),
            ("建筑面积（平方米）", ColumnKind::Hundredths)
        );
        assert_eq!(area.cell("126.00 平方米"), Cell::Hundredths(12_600));
        let number = of(seals, "seq_no");
        assert_eq!((number.column.kind, number.cell("12")), (ColumnKind::Code, Cell::Whole(12)));
    }

    #[test]
    fn a_word_of_a_few_has_the_room_of_the_longest() {
        assert_eq!(of(find("group_members").unwrap().fields, "group_kind").column.width, 9);
    }
}
