//! Every form and list as the window draws them, from the descriptions in `domain`.

use crate::contract::{
    ChoiceInfo, ColumnInfo, FieldInfo, FormInfo, Forms, InputKind, Level, Nothing, UsualWord,
};
use crate::desk::Desk;
use crate::places::{computed_columns, fields_of};
use crate::refusal::Reply;
use crate::registers::is_hidden;
use crate::shown::{column_of, is_unnamed, label, people_columns};
use domain::access::Area;
use domain::codes::{CodeTable, RELATION_TO_HEAD};
use domain::fields::{Field, FieldType};
use domain::import::words::usual_relations;
use domain::names::spelled;
use domain::people::PERSON_FIELDS;
use domain::population::{MovementKind, ResidenceState};
use domain::registers::{self, Removal};

pub(crate) fn describe_forms(desk: &mut Desk, _: Nothing) -> Reply<Forms> {
    let mut forms = Vec::new();
    if desk.may(Area::Residents, Level::Read) {
        let may_write = desk.may(Area::Residents, Level::Write);
        forms.push(FormInfo {
            key: "people".into(),
            title: "居民".into(),
            about: "社区的每一位居民：户籍在本社区的，或者住在本社区的。".into(),
            fields: PERSON_FIELDS
                .iter()
                .filter(|f| !is_unnamed(desk, f))
                .map(|f| FieldInfo { label: label(desk, f).into(), ..field_info("people", f) })
                .collect(),
            columns: people_columns(desk),
            is_register: false,
            is_struck: false,
            may_write,
        });
        for (key, title, about) in [
            ("estates", "小区", "社区里的小区和自然片，下面是楼栋。"),
            ("buildings", "楼栋", "每栋楼归哪个小区、哪个网格；可以一次排好全楼的房屋。"),
            ("dwellings", "房屋", "每一套房屋：在哪栋哪单元、谁的、做什么用。"),
            ("grids", "网格", "网格和网格员；楼栋归到网格，居民跟着房屋走。"),
            ("households", "户", "一起登记户口或一起过日子的一家人。"),
        ] {
            forms.push(FormInfo {
                key: key.into(),
                title: title.into(),
                about: about.into(),
                fields: fields_of(key)?.iter().map(|f| field_info(key, f)).collect(),
                columns: place_columns(key)?,
                is_register: false,
                is_struck: false,
                may_write,
            });
        }
    }
    for register in registers::all().iter().filter(|r| desk.may(r.area, Level::Read)) {
        forms.push(FormInfo {
            key: register.key.into(),
            title: register.title.into(),
            about: register.about.into(),
            fields: register.fields.iter().map(|f| field_info(register.key, f)).collect(),
            columns: register.fields.iter().map(|f| column_of(f, !is_hidden(desk, register, f))).collect(),
            is_register: true,
            is_struck: register.removal == Removal::Struck,
            may_write: desk.may(register.area, Level::Write),
        });
    }
    Ok(Forms {
        forms,
        movement_kinds: MovementKind::ALL.iter().map(|k| choice(k.as_str(), k.label(), true)).collect(),
        relations: relation_choices(),
        usual_source: match store::reports::is_any(desk.ledger.conn())? {
            false => MovementKind::Opening,
            true => MovementKind::MovedIn,
        },
        residence_states: ResidenceState::ALL.iter().map(|s| choice(s.as_str(), s.label(), true)).collect(),
    })
}

/// The columns of a list of places.
pub(crate) fn place_columns(table: &str) -> Reply<Vec<ColumnInfo>> {
    let computed = computed_columns(table);
    let counts: Vec<ColumnInfo> = computed
        .iter()
        .map(|(key, title, width)| ColumnInfo {
            key: (*key).into(),
            title: (*title).into(),
            align: if key.ends_with("count") {
                crate::contract::Align::Right
            } else {
                crate::contract::Align::Left
            },
            width: *width,
            is_default: true,
            is_sortable: true,
        })
        .collect();
    let has = |key: &str| {
        computed.iter().any(|(k, ..)| *k == key) || matches!(key, "building_id" | "unit" | "dwelling_id")
    };
    let fields = fields_of(table)?.iter().filter(|f| !has(f.key)).map(|f| column_of(f, true));
    // Of a building or a grid the name comes first, and then how many are in it.
    Ok(match table {
        "buildings" | "grids" => fields.chain(counts).collect(),
        _ => counts.into_iter().chain(fields).collect(),
    })
}

fn field_info(table: &str, field: &Field) -> FieldInfo {
    let (input, max, unit) = match field.kind {
        FieldType::Text(max) => (InputKind::Text, max, ""),
        FieldType::LongText(max) => (InputKind::LongText, max, ""),
        FieldType::Date => (InputKind::Date, 0, ""),
        FieldType::PartialDate => (InputKind::PartialDate, 0, ""),
        FieldType::Code(_) | FieldType::Choice(_) => (InputKind::Choice, 0, ""),
        FieldType::Choices(_) => (InputKind::Choices, 0, ""),
        FieldType::Whole(_, max, unit) => (InputKind::Whole, usize::try_from(max).unwrap_or(0), unit),
        FieldType::Hundredths(unit) => (InputKind::Hundredths, 0, unit),
        FieldType::YesNo => (InputKind::YesNo, 0, ""),
        FieldType::Phones => (InputKind::Phones, 0, ""),
        FieldType::Division => (InputKind::Division, 0, ""),
        FieldType::Reference(_) => (InputKind::Reference, 0, ""),
    };
    let choices = match field.kind {
        FieldType::Code(table) => code_choices(table),
        FieldType::Choice(words) | FieldType::Choices(words) => {
            words.iter().map(|(word, label)| choice(word, label, true)).collect()
        }
        _ => Vec::new(),
    };
    FieldInfo {
        key: field.key.into(),
        label: field.label.into(),
        input,
        max: u32::try_from(max).unwrap_or(0),
        unit: unit.into(),
        is_required: field.is_required,
        is_computed: field.is_computed,
        section: field.section.into(),
        hint: field.hint.into(),
        default: field.default.into(),
        choices,
        refers_to: if let FieldType::Reference(table) = field.kind { table.into() } else { String::new() },
        is_remembered: field.is_remembered,
        is_dated: store::facts::is_dated(table, field.key),
    }
}

fn code_choices(table: &CodeTable) -> Vec<ChoiceInfo> {
    table.all().iter().map(|c| choice(c.code, c.label(), c.is_common)).collect()
}

/// The relations to the head, each with what people call it: GB/T 4761 has 子 and 妻 only.
fn relation_choices() -> Vec<ChoiceInfo> {
    let usual = |word: &str| UsualWord { label: word.to_owned(), pinyin: spelled(word) };
    let named = |choice: ChoiceInfo| {
        let words: Vec<UsualWord> = usual_relations(&choice.word).map(usual).collect();
        ChoiceInfo { also: (!words.is_empty()).then_some(words), ..choice }
    };
    code_choices(&RELATION_TO_HEAD).into_iter().map(named).collect()
}

fn choice(word: &str, label: &str, is_common: bool) -> ChoiceInfo {
    ChoiceInfo { word: word.into(), label: label.into(), is_common, pinyin: spelled(label), also: None }
}
