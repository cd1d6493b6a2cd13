//! One row of a sheet of residents: the person, and what it says of household, dwelling and groups.

use super::doubts::spoilt;
use super::targets::SKIP;
use super::values::{self, Reading};
use crate::codes::{DISABILITY_GRADE, DISABILITY_KIND};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, FieldType, Value, Values};
use crate::identity::{IdKind, check_number};
use crate::people::{PERSON_FIELDS, accept_said};
use crate::population::ResidenceState;
use crate::rooms::parse_place;
use crate::sheets::{Cell, CellKind, SheetRow};
use crate::text::{half_width, trimmed};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::collections::HashMap;

/// A place as a row says it, in the words of the ledger: `3`, `2`, `501`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PlaceDraft {
    /// 小区, or empty.
    pub estate: String,
    /// 楼栋
    pub building: String,
    /// 单元, or empty.
    pub unit: String,
    /// 室
    pub room: String,
}

impl PlaceDraft {
    /// Whether it names a dwelling: a building and a room.
    pub fn is_whole(&self) -> bool {
        !self.building.is_empty() && !self.room.is_empty()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.building.is_empty() && self.unit.is_empty() && self.room.is_empty()
    }
}

/// Membership of a group of people, as a row says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupDraft {
    /// The group's word.
    pub group: &'static str,
    /// 残疾类别, code.
    pub disability_kind: Option<String>,
    /// 残疾等级, code.
    pub disability_grade: Option<String>,
    /// 证号
    pub cert_no: Option<String>,
}

/// A fault of a cell; of the whole row where `column` is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The column, from 0.
    pub column: Option<u16>,
    /// What is wrong.
    pub fault: Fault,
}

/// What one row says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonDraft {
    /// Accepted values of the card; what could not be read is missing.
    pub values: Values,
    /// Every fault, warnings among them.
    pub faults: Vec<CellFault>,
    /// Whether the row as a whole cannot be taken: no name, no sex, no birth date.
    pub is_refused: bool,
    /// Whether sex or birth date speak against the number.
    pub is_in_conflict: bool,
    /// Whether the number was damaged by a spreadsheet program: the person may be known otherwise.
    pub has_damaged_number: bool,
    /// Where the person lives, or where the register stands.
    pub place: PlaceDraft,
    /// Where the register stands, where the sheet says it apart.
    pub hukou_place: PlaceDraft,
    /// Relation to the head, GB/T 4761.
    pub relation: Option<String>,
    /// 人户状态
    pub residence: Option<ResidenceState>,
    /// 户编号, 户口簿号, 户主姓名; empty where not said.
    pub household_no: String,
    /// 户口簿号
    pub book_no: String,
    /// 户主姓名
    pub head_name: String,
    /// 户类型, word.
    pub household_kind: Option<&'static str>,
    /// Values of the dwelling by field key.
    pub dwelling: Values,
    /// The grid's name or number.
    pub grid: String,
    /// Groups.
    pub groups: Vec<GroupDraft>,
}

/// What a column means, prepared once for all rows.
#[derive(Clone, Copy)]
enum Slot {
    Number,
    Kind,
    Field(&'static Field),
    Relation,
    Residence,
    HouseholdHead,
    HouseholdNo,
    HouseholdBook,
    HouseholdKind,
    Place(Part),
    HukouPlace(Part),
    Tenure,
    Owner,
    Area,
    Grid,
    Group(&'static str),
    DisabilityKind,
    DisabilityGrade,
    DisabilityNo,
    PartyMember,
}

impl Slot {
    fn is_of_outline(&self) -> bool {
        match self {
            Slot::Field(field) => matches!(field.key, "name" | "birth_date"),
            Slot::Number
            | Slot::Kind
            | Slot::Relation
            | Slot::HouseholdHead
            | Slot::HouseholdNo
            | Slot::HouseholdBook
            | Slot::HouseholdKind
            | Slot::Place(_)
            | Slot::HukouPlace(_) => true,
            _ => false,
        }
    }
}

#[derive(Clone, Copy)]
enum Part {
    Whole,
    Estate,
    Building,
    Unit,
    Room,
}

/// Reads rows by what their columns mean.
#[derive(Clone)]
pub struct PersonReader {
    slots: Vec<(u16, Slot)>,
    today: NaiveDate,
    /// Words of coded columns that were read before, by slot: a sheet says the same few again and again.
    words: RefCell<Vec<HashMap<Box<str>, Value>>>,
}

/// So many words of a column are kept.
const MOST_WORDS: usize = 500;

/// The key of the group in which every person of a sheet stands that says 低保户 in its title.
pub fn group_of_word(key: &str) -> Option<&'static str> {
    crate::registers::group_members::GROUPS.iter().find(|(word, _)| *word == key).map(|(word, _)| *word)
}

impl PersonReader {
    /// Prepares for columns and what each means.
    pub fn new(columns: &[(u16, &str)], today: NaiveDate) -> Self {
        let slots = columns.iter().filter(|(_, key)| *key != SKIP);
        let slots: Vec<(u16, Slot)> = slots.filter_map(|(c, key)| slot(key).map(|s| (*c, s))).collect();
        let words = RefCell::new(vec![HashMap::new(); slots.len()]);
        PersonReader { slots, today, words }
    }

    /// Whether a column says where people live, building by building or in one text.
    pub fn has_living_place(&self) -> bool {
        self.slots.iter().any(|(_, s)| matches!(s, Slot::Place(Part::Whole | Part::Building | Part::Room)))
    }

    /// The columns that say the household and its place: blank ones mean the household above.
    pub fn household_columns(&self) -> impl Iterator<Item = u16> {
        let says = |s: &Slot| {
            matches!(
                s,
                Slot::Place(_)
                    | Slot::HouseholdHead
                    | Slot::HouseholdNo
                    | Slot::HouseholdBook
                    | Slot::HukouPlace(_)
            )
        };
        self.slots.iter().filter(move |(_, s)| says(s)).map(|(c, _)| *c)
    }

    /// The ID number of a row alone, where it is whole.
    pub fn number(&self, row: SheetRow) -> Option<String> {
        let (column, _) = self.slots.iter().find(|(_, s)| matches!(s, Slot::Number))?;
        values::id_number(row.cell(*column)?).ok().filter(|n| !n.is_empty())
    }

    /// Reads a row.
    pub fn read(&self, row: SheetRow) -> PersonDraft {
        self.read_as(row, false)
    }

    /// Reads only what tells who it is and of which household: number, name, birth date, relation, household and place.
    /// Nothing is checked but the number; an odd one is left out.
    pub fn outline(&self, row: SheetRow) -> PersonDraft {
        self.read_as(row, true)
    }

    fn read_as(&self, row: SheetRow, is_outline: bool) -> PersonDraft {
        let mut draft = PersonDraft::default();
        let mut typed = Values::new();
        let mut notes: Vec<String> = Vec::new();
        let mut disability = GroupDraft { group: "disabled", ..GroupDraft::default() };
        let mut number_column = None;
        let mut is_kind_said = false;
        let mut birth_said = String::new();
        for (at, (column, slot)) in self.slots.iter().enumerate() {
            if is_outline && !slot.is_of_outline() {
                continue;
            }
            let Some(cell) = row.cell(*column).filter(|c| !c.is_blank()) else { continue };
            let mut fail = |fault: Fault| draft.faults.push(CellFault { column: Some(*column), fault });
            // Fields tell by themselves what cannot be read of them; of the rest nothing is made of such a cell.
            if !matches!(slot, Slot::Number | Slot::Kind | Slot::Field(_))
                && let Some(fault) = spoilt(cell, "", "")
            {
                fail(Fault { field: None, ..fault });
                continue;
            }
            match *slot {
                Slot::Number => {
                    number_column = Some(*column);
                    match values::id_number(cell) {
                        Ok(number) if number.is_empty() => {}
                        Ok(number) => drop(typed.insert("id_number".into(), Value::Text(number))),
                        Err(fault) => {
                            draft.has_damaged_number = fault.code == FaultCode::IdDamaged;
                            fail(fault);
                        }
                    }
                }
                Slot::Kind => match self.value(slot_field(slot), cell) {
                    Ok(Reading::Value(value)) if !value.is_empty() => {
                        is_kind_said = true;
                        typed.insert("id_kind".into(), value);
                    }
                    Ok(_) => {}
                    Err(fault) => fail(fault),
                },
                Slot::Field(field) => match self.word(at, field, cell) {
                    Ok(Reading::Value(value)) if value.is_empty() => {}
                    Ok(Reading::Value(value)) => merge(&mut typed, field, value),
                    Ok(Reading::Note(note)) => {
                        if field.key == "birth_date" {
                            birth_said.clone_from(&note);
                        }
                        notes.push(format!("{}栏原文：{note}", field.label));
                    }
                    Ok(Reading::Unsure(value, fault)) => {
                        merge(&mut typed, field, value);
                        fail(fault);
                    }
                    Err(fault) => fail(fault),
                },
                Slot::Relation => match values::relation(&values::cell_text(cell)) {
                    Ok(code) => draft.relation = Some(code),
                    Err(fault) => fail(fault),
                },
                Slot::Residence => match values::residence_state(&values::cell_text(cell)) {
                    Ok(state) => draft.residence = state,
                    Err(fault) => fail(fault),
                },
                Slot::HouseholdHead => draft.head_name = crate::text::tidy_name(&values::cell_text(cell)),
                Slot::HouseholdNo => draft.household_no = plain_text(cell),
                Slot::HouseholdBook => draft.book_no = plain_text(cell),
                Slot::HouseholdKind => {
                    let text = values::cell_text(cell);
                    draft.household_kind =
                        if text.contains("集体") { Some("collective") } else { Some("family") };
                }
                Slot::Place(part) => put_place(&mut draft.place, part, &plain_text(cell)),
                Slot::HukouPlace(part) => put_place(&mut draft.hukou_place, part, &plain_text(cell)),
                Slot::Tenure | Slot::Owner | Slot::Area => match self.dwelling_value(*slot, cell) {
                    Ok((key, value)) => drop(draft.dwelling.insert(key.into(), value)),
                    Err(fault) => fail(fault),
                },
                Slot::Grid => draft.grid = plain_text(cell),
                Slot::Group(group) => match values::yes_no(&values::cell_text(cell)) {
                    Some(true) => draft.groups.push(GroupDraft { group, ..GroupDraft::default() }),
                    Some(false) => {}
                    None if group == "disabled" => {
                        // 肢体二级 under 残疾: the words of kind and grade say yes.
                        if !read_disability(&values::cell_text(cell), &mut disability) {
                            fail(odd_yes_no(group, cell));
                        }
                    }
                    None => fail(odd_yes_no(group, cell)),
                },
                Slot::DisabilityKind | Slot::DisabilityGrade => {
                    let text = values::cell_text(cell);
                    if !values::is_nothing(&text)
                        && values::yes_no(&text) != Some(false)
                        && !read_disability(&text, &mut disability)
                    {
                        let label = if matches!(slot, Slot::DisabilityKind) {
                            "残疾类别"
                        } else {
                            "残疾等级"
                        };
                        fail(
                            Fault::at(FaultCode::NotAChoice, "group.disability_kind").with(label).with(text),
                        );
                    }
                }
                Slot::DisabilityNo => {
                    let text = plain_text(cell);
                    if !values::is_nothing(&text) && !text.is_empty() {
                        disability.cert_no = Some(text);
                    }
                }
                Slot::PartyMember => match values::yes_no(&values::cell_text(cell)) {
                    Some(true) => drop(typed.entry("political_status".into()).or_insert_with(|| "01".into())),
                    Some(false) => {}
                    // 预备党员, 中共党员 stand under 党员 too.
                    None => {
                        let text = values::cell_text(cell);
                        let code =
                            values::code_word("political_status", &crate::codes::POLITICAL_STATUS, &text);
                        if crate::codes::POLITICAL_STATUS.get(&code).is_some() {
                            typed.entry("political_status".into()).or_insert_with(|| Value::Text(code));
                        } else {
                            fail(odd_yes_no("party_member", cell));
                        }
                    }
                },
            }
        }
        if is_outline {
            self.settle_places(&mut draft);
            draft.values = self.outlined(typed);
            return draft;
        }
        if disability.disability_kind.is_some()
            || disability.disability_grade.is_some()
            || disability.cert_no.is_some()
        {
            draft.groups.retain(|g| g.group != "disabled");
            draft.groups.push(disability);
        }
        if !notes.is_empty() {
            let before = typed.get("remark").and_then(Value::as_text).unwrap_or_default();
            let all = std::iter::once(before.to_owned()).filter(|t| !t.is_empty()).chain(notes);
            typed.insert("remark".into(), Value::Text(all.collect::<Vec<_>>().join("；")));
        }
        if !is_kind_said {
            let number = typed.get("id_number").and_then(Value::as_text).unwrap_or_default();
            typed.insert("id_kind".into(), values::kind_of_number(number).as_str().into());
        }
        self.settle_places(&mut draft);
        self.accept(&mut draft, typed, number_column, &birth_said);
        draft
    }

    fn outlined(&self, mut typed: Values) -> Values {
        let text = |key: &str| typed.get(key).and_then(Value::as_text).unwrap_or_default();
        let number = text("id_number").to_owned();
        let name = crate::text::tidy_name(text("name"));
        let said = IdKind::from_word(text("id_kind"));
        let kind = said.unwrap_or_else(|| values::kind_of_number(&number));
        let checked = check_number(kind, &number, self.today).ok().filter(|_| !number.is_empty());
        match checked {
            Some(identity) => drop(typed.insert("id_number".into(), Value::Text(identity.number))),
            None => drop(typed.remove("id_number")),
        }
        if !name.is_empty() {
            typed.insert("name".into(), Value::Text(name));
        }
        typed
    }

    /// The value of a cell; of a coded field from the words read before.
    fn word(&self, at: usize, field: &'static Field, cell: Cell) -> Result<Reading, Fault> {
        let is_coded = matches!(field.kind, FieldType::Code(_) | FieldType::Choice(_));
        if !is_coded || cell.kind == CellKind::Error {
            return values::read(field, cell, self.today);
        }
        if let Some(known) = self.words.borrow().get(at).and_then(|w| w.get(cell.text)) {
            return Ok(Reading::Value(known.clone()));
        }
        let reading = values::read(field, cell, self.today)?;
        if let (Reading::Value(value), Some(words)) = (&reading, self.words.borrow_mut().get_mut(at))
            && words.len() < MOST_WORDS
        {
            words.insert(cell.text.into(), value.clone());
        }
        Ok(reading)
    }

    fn value(&self, field: Option<&'static Field>, cell: Cell) -> Result<Reading, Fault> {
        match field {
            Some(field) => values::read(field, cell, self.today),
            None => Ok(Reading::Value(Value::EMPTY)),
        }
    }

    fn dwelling_value(&self, slot: Slot, cell: Cell) -> Result<(&'static str, Value), Fault> {
        let key = match slot {
            Slot::Tenure => "tenure",
            Slot::Owner => "owner_name",
            _ => "area_hundredths",
        };
        let field = crate::places::DWELLING_FIELDS.iter().find(|f| f.key == key);
        let field = field.ok_or_else(|| Fault::new(FaultCode::UnknownField).with(key))?;
        let Reading::Value(value) = values::read(field, cell, self.today)? else {
            return Ok((key, Value::EMPTY));
        };
        Ok((key, field.accept(&value, self.today)?))
    }

    /// Only 户籍地址 in parts: the dwelling behind the register is where they live, unless the sheet says otherwise.
    fn settle_places(&self, draft: &mut PersonDraft) {
        if !self.has_living_place() && draft.hukou_place.is_whole() {
            draft.place = draft.hukou_place.clone();
        }
    }

    /// Checks the card as a form would; a fault of a field that may be missing costs that field alone.
    fn accept(
        &self,
        draft: &mut PersonDraft,
        mut typed: Values,
        number_column: Option<u16>,
        birth_said: &str,
    ) {
        if draft.hukou_place.is_whole() && !typed.contains_key("hukou_address") {
            let p = &draft.hukou_place;
            let text = crate::places::full_address(&p.estate, &p.building, &p.unit, &p.room);
            typed.insert("hukou_address".into(), Value::Text(text));
        }
        let (accepted, faults) = accept_said(typed, self.today);
        draft.values = accepted;
        for fault in faults {
            let key = fault.field.clone().unwrap_or_default();
            let column = if key == "id_number" { number_column } else { self.column_of(&key) };
            match fault.code {
                FaultCode::IdSexDiffers | FaultCode::IdBirthDiffers => draft.is_in_conflict = true,
                _ if fault.is_warning() => {}
                FaultCode::Required => {
                    // A damaged number and an age in place of a birth date say by themselves why these are missing.
                    let is_explained =
                        draft.has_damaged_number && matches!(key.as_str(), "sex" | "birth_date");
                    draft.is_refused = true;
                    if is_explained {
                        continue;
                    }
                    if key == "birth_date" && !birth_said.is_empty() {
                        let fault = Fault::at(FaultCode::ImportAgeNoBirth, "birth_date").with(birth_said);
                        draft.faults.push(CellFault { column: self.column_of("birth_date"), fault });
                        continue;
                    }
                }
                _ if is_needed(&key) => {
                    draft.is_refused = true;
                    if key == "id_number" {
                        draft.values.remove("id_number");
                    }
                }
                _ => {
                    // What is wrong with one cell alone is left out, and told.
                    draft.values.remove(&key);
                }
            }
            draft.faults.push(CellFault { column, fault });
        }
        let has_all = ["name", "sex", "birth_date"].iter().all(|key| draft.values.contains_key(*key));
        draft.is_refused |= !has_all;
    }

    fn column_of(&self, key: &str) -> Option<u16> {
        self.slots
            .iter()
            .find(|(_, s)| match s {
                Slot::Field(f) => f.key == key,
                Slot::Number => key == "id_number",
                Slot::Kind => key == "id_kind",
                _ => false,
            })
            .map(|(c, _)| *c)
    }
}

/// What makes a record meaningless when it is wrong.
fn is_needed(key: &str) -> bool {
    matches!(key, "name" | "sex" | "birth_date" | "id_number" | "id_kind")
}

fn slot_field(slot: &Slot) -> Option<&'static Field> {
    match slot {
        Slot::Kind => PERSON_FIELDS.iter().find(|f| f.key == "id_kind"),
        Slot::Field(field) => Some(field),
        _ => None,
    }
}

fn slot(key: &str) -> Option<Slot> {
    Some(match key {
        "id_number" => Slot::Number,
        "id_kind" => Slot::Kind,
        "relation" => Slot::Relation,
        "residence_state" => Slot::Residence,
        "household.head" => Slot::HouseholdHead,
        "household.no" => Slot::HouseholdNo,
        "household.book" => Slot::HouseholdBook,
        "household.kind" => Slot::HouseholdKind,
        "place.whole" => Slot::Place(Part::Whole),
        "place.estate" => Slot::Place(Part::Estate),
        "place.building" => Slot::Place(Part::Building),
        "place.unit" => Slot::Place(Part::Unit),
        "place.room" => Slot::Place(Part::Room),
        "hukou.building" => Slot::HukouPlace(Part::Building),
        "hukou.unit" => Slot::HukouPlace(Part::Unit),
        "hukou.room" => Slot::HukouPlace(Part::Room),
        "dwelling.tenure" => Slot::Tenure,
        "dwelling.owner" => Slot::Owner,
        "dwelling.area" => Slot::Area,
        "grid.name" => Slot::Grid,
        "group.disability_kind" => Slot::DisabilityKind,
        "group.disability_grade" => Slot::DisabilityGrade,
        "group.disability_no" => Slot::DisabilityNo,
        "party_member" => Slot::PartyMember,
        _ => match key.strip_prefix("group.") {
            Some(group) => Slot::Group(group_of_word(group)?),
            None => Slot::Field(PERSON_FIELDS.iter().find(|f| f.key == key)?),
        },
    })
}

/// Two columns of phones, or two of remarks, are kept together.
fn merge(typed: &mut Values, field: &Field, value: Value) {
    match (typed.get_mut(field.key), value) {
        (Some(Value::Texts(before)), Value::Texts(more)) => {
            for text in more {
                if !before.contains(&text) {
                    before.push(text);
                }
            }
        }
        (Some(Value::Text(before)), Value::Text(more)) if field.key == "remark" => {
            before.push('；');
            before.push_str(&more);
        }
        (_, value) => drop(typed.insert(field.key.to_owned(), value)),
    }
}

fn odd_yes_no(key: &str, cell: Cell) -> Fault {
    let label =
        super::Kind::Residents.targets().into_iter().find(|t| t.key.trim_start_matches("group.") == key);
    let label = label.map_or("这一栏", |t| t.label);
    Fault::at(FaultCode::NotAChoice, key).with(label).with(values::cell_text(cell))
}

/// 肢体二级, 视力残疾壹级, 二级, 肢体: kind and grade in one text or apart. `false` where neither is said.
fn read_disability(text: &str, into: &mut GroupDraft) -> bool {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let bare = narrow.replace("残疾", "").replace("人", "");
    let mut found = false;
    let kinds = ["视力", "听力", "言语", "语言", "肢体", "智力", "精神", "多重"];
    if let Some(word) = kinds.iter().find(|w| bare.contains(**w)) {
        let code = values::code_word("disability_kind", &DISABILITY_KIND, word);
        into.disability_kind = Some(code);
        found = true;
    }
    let grades = [("1", "一壹1"), ("2", "二贰2"), ("3", "三叁3"), ("4", "四肆4")];
    let rest = bare.trim_end_matches('级');
    if let Some(last) = rest.chars().last()
        && let Some((code, _)) = grades.iter().find(|(_, words)| words.contains(last))
        && (bare.ends_with('级') || rest.chars().count() == 1)
        && DISABILITY_GRADE.get(code).is_some()
    {
        into.disability_grade = Some((*code).to_owned());
        found = true;
    }
    found
}

fn plain_text(cell: Cell) -> String {
    let text = half_width(&values::cell_text(cell));
    let text =
        text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit())).unwrap_or(&text).to_owned();
    let mut out = String::new();
    for word in text.split_whitespace() {
        // 3 栋 2 单元 is one word; Latin words keep their gap.
        if out.chars().last().is_some_and(|c| c.is_ascii_alphabetic())
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            out.push(' ');
        }
        out.push_str(word);
    }
    trimmed(&out)
}

fn put_place(place: &mut PlaceDraft, part: Part, text: &str) {
    if values::is_nothing(text) {
        return;
    }
    let bare = |marks: &[&str]| {
        let mut t = text;
        for mark in marks {
            t = t.strip_suffix(mark).unwrap_or(t);
        }
        t.to_owned()
    };
    match part {
        Part::Whole => {
            if let Some(read) = parse_place(text) {
                place.building = read.building;
                place.unit = read.unit;
                place.room = read.room;
                if place.estate.is_empty() {
                    place.estate = estate_before(text);
                }
            } else if place.room.is_empty() {
                place.room = bare(&["室", "号"]);
            }
        }
        Part::Estate => place.estate = text.to_owned(),
        Part::Building => place.building = bare(&["号楼", "栋", "幢", "座", "楼", "#"]),
        Part::Unit => place.unit = bare(&["单元", "门"]),
        // A room column often holds the whole: 3-2-501.
        Part::Room => match parse_place(text).filter(|p| !p.building.is_empty() && place.building.is_empty())
        {
            Some(read) => {
                place.building = read.building;
                place.room = read.room;
                if place.unit.is_empty() {
                    place.unit = read.unit;
                }
            }
            None => place.room = bare(&["室", "号", "房", "户"]),
        },
    }
}

/// The estate before the building's number in a written address: 翠苑街道幸福里3栋 → 幸福里.
fn estate_before(text: &str) -> String {
    let Some(end) = ["号楼", "栋", "幢", "座"].iter().filter_map(|m| text.find(m)).min() else {
        return String::new();
    };
    let head = text[..end].trim_end_matches(|c: char| {
        c.is_ascii_alphanumeric() || "一二三四五六七八九十〇零甲乙丙丁".contains(c)
    });
    let after = |mark: char| head.rfind(mark).map_or(0, |i| i + mark.len_utf8());
    let start = ['省', '市', '县', '道', '号', '镇', '路'].into_iter().map(after).max().unwrap_or(0);
    // 区 ends a district, and an estate: 翠苑二区3栋 is the estate 翠苑二区.
    let estate = &head[start..];
    let estate = match estate.split_once('区') {
        Some((before, rest)) if !rest.is_empty() && before.chars().count() <= 4 => rest,
        _ => estate,
    };
    let estate = estate.rsplit("社区").next().filter(|e| !e.is_empty()).unwrap_or(estate);
    estate.trim().to_owned()
}

#[cfg(test)]
mod tests;
