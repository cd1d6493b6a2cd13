//! One row of a sheet of residents: the person, and what it says of household, dwelling and groups.

mod accepted;
mod cells;
mod contacts;
mod contradictions;
mod disabled;
mod faults;
mod labels;
mod named;
mod settled;
mod slots;

use super::departed::{Asked, Says, day_of, gone, says};
use super::doubts::spoilt;
use super::elsewhere::own_division;
pub use super::place::{Around, KnownPlaces, OfficeNames, PlaceDraft, estate_key};
use super::place::{Part, Said, Settled};
use super::targets::SKIP;
use super::titled::Titled;
use super::values::{self, Number, Reading};
use super::words::{Departure, departure, moved_to};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, FieldType, Value, Values};
use crate::identity::{IdKind, check_number};
use crate::places::HEAD;
use crate::population::ResidenceState;
use crate::sheets::{Cell, CellKind, SheetRow};
use crate::text::half_width;
pub use cells::is_no_key;
use cells::{
    is_child_word, is_ditto, is_masked_phone, key_text, literal_text, one_gap, phones_aside, place_text,
    plain_text, says_departed, says_no_grid, spoilt_text, untaken,
};
use chrono::NaiveDate;
use contacts::{Beside, keep_beside, settle_contact};
use disabled::{DisabilitySaid, Of};
use faults::{merge, odd_yes_no, unclear};
use labels::label_of;
use named::{Named, named};
pub use settled::Floating;
use settled::{settle_division, settle_moved_in};
use slots::{Slot, slot, slot_field};
use std::cell::RefCell;
use std::collections::HashMap;

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
    /// The first column that says something of the place.
    pub place_column: Option<u16>,
    /// What could not be read as what it is; it stands in the remark too and is kept whatever becomes of that.
    pub notes: Vec<String>,
    /// Where the register stands, where the sheet says it apart.
    pub hukou_place: PlaceDraft,
    /// Relation to the head, GB/T 4761.
    pub relation: Option<String>,
    /// 人户状态; where the row does not say it, what follows surely from the rest.
    pub residence: Option<ResidenceState>,
    /// What is told where somebody new is registered by a state that the row does not say.
    pub state_notice: Option<CellFault>,
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
    /// Whether the row says that there is no grid yet: 待分配.
    pub has_no_grid_yet: bool,
    /// Groups.
    pub groups: Vec<GroupDraft>,
    /// Whether the row says that this person died or left: it is held.
    pub is_departed: bool,
}

/// Reads rows by what their columns mean.
#[derive(Clone)]
pub struct PersonReader {
    slots: Vec<(u16, Slot)>,
    today: NaiveDate,
    /// Whether the column of numbers has rounded ones: then all that end in 000 are distrusted.
    distrusts_rounded: bool,
    /// Whether a column says 户籍所在地.
    has_division: bool,
    /// What stands around the rows: the place that the sheet says, where the office is, what the ledger has.
    around: Around,
    /// The same below each line that says another place or grid, and that grid, by the line's number.
    sections: Vec<(u32, Around, String)>,
    /// The grid that the sheet's name or title numbers, for rows of a sheet without a column of grids.
    usual_grid: String,
    /// Whether the sheet lists 流动人口.
    floating: Floating,
    /// What the sheet's name or title says of everybody in it, and that text.
    titled: Option<(Titled, String)>,
    /// Columns of which nobody knows what they mean, other people's apart.
    unused: Vec<u16>,
    /// What the sheet itself calls columns that say whether somebody is still here.
    headings: Vec<(u16, String)>,
    /// Words of coded columns that were read before, by slot: a sheet says the same few again and again.
    words: RefCell<Vec<HashMap<Box<str>, Value>>>,
    /// What the row before said of its place, and what was made of it: those of one dwelling mostly follow one another.
    last_place: RefCell<Option<(Said, usize, Settled)>>,
}

/// So long may the name of a grid be, and the number of a disability certificate.
const LONGEST_GRID: usize = 40;
const LONGEST_CERT_NO: usize = 30;

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
        PersonReader {
            slots,
            today,
            distrusts_rounded: false,
            has_division: columns.iter().any(|(_, key)| *key == "hukou_division"),
            around: Around::default(),
            sections: Vec::new(),
            usual_grid: String::new(),
            floating: Floating::No,
            titled: None,
            unused: Vec::new(),
            headings: Vec::new(),
            words,
            last_place: RefCell::default(),
        }
    }

    /// With what stands around the rows: rows that name no building are of the sheet's.
    pub fn amid(mut self, around: Around) -> Self {
        self.around = around;
        self
    }

    /// For a sheet of 流动人口 or another one.
    pub fn of_floating(mut self, floating: Floating) -> Self {
        self.floating = floating;
        self
    }

    /// With the grid of rows that say none, where no column is of grids.
    pub fn of_grid(mut self, grid: &str) -> Self {
        if !self.slots.iter().any(|(_, slot)| matches!(slot, Slot::Grid)) {
            grid.clone_into(&mut self.usual_grid);
        }
        self
    }

    /// With what the sheet's name or title says of everybody in it.
    pub fn titled(mut self, titled: Option<(Titled, String)>) -> Self {
        self.titled = titled;
        self
    }

    /// With columns of which nobody knows what they mean: 减少原因, 核查结果.
    pub fn beside(mut self, unused: &[u16]) -> Self {
        self.unused = unused.to_vec();
        self
    }

    /// With the headings of columns that say whether somebody is still here.
    pub fn headed(mut self, headings: &[(u16, String)]) -> Self {
        self.headings = headings.to_vec();
        self
    }

    /// As told by [`PersonReader::has_rounded_numbers`].
    pub fn distrusting_rounded(mut self, distrusts: bool) -> Self {
        self.distrusts_rounded = distrusts;
        self
    }

    /// Whether a spreadsheet program rounded numbers of this sheet: where it did so to one, one in eleven others have a
    /// check digit that fits by chance.
    pub fn has_rounded_numbers<'a>(&self, mut rows: impl Iterator<Item = SheetRow<'a>>) -> bool {
        let Some((column, _)) = self.slots.iter().find(|(_, s)| matches!(s, Slot::Number)) else {
            return false;
        };
        let is_damaged = |cell: Cell| {
            cell.text.len() >= 15
                && matches!(values::id_number(cell), Err(fault) if fault.code == FaultCode::IdDamaged)
        };
        rows.any(|row| row.own_cell(*column).is_some_and(is_damaged))
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

    /// Whether a column says the household itself, not only a place.
    pub fn has_household_key(&self) -> bool {
        let says = |s: &Slot| matches!(s, Slot::HouseholdHead | Slot::HouseholdNo | Slot::HouseholdBook);
        self.slots.iter().any(|(_, s)| says(s))
    }

    /// The column of 与户主关系.
    pub fn relation_column(&self) -> Option<u16> {
        self.slots.iter().find(|(_, s)| matches!(s, Slot::Relation)).map(|(c, _)| *c)
    }

    /// The ID number of a row alone, where it is whole.
    pub fn number(&self, row: SheetRow) -> Option<String> {
        let (column, _) = self.slots.iter().find(|(_, s)| matches!(s, Slot::Number))?;
        match values::id_number(row.cell(*column)?) {
            Ok(Number::Said(number)) => Some(number),
            _ => None,
        }
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
        let mut disability = DisabilitySaid::default();
        let mut is_named_head = false;
        let mut number_column = None;
        let mut is_kind_said = false;
        let mut birth_said = String::new();
        let (mut living, mut hukou) = (Said::default(), Said::default());
        let mut is_child = false;
        let mut contact: Vec<Beside> = Vec::new();
        let mut departed: Option<(Departure, String)> = None;
        for (at, (column, slot)) in self.slots.iter().enumerate() {
            if is_outline && !slot.is_of_outline() {
                continue;
            }
            let Some(cell) = row.cell(*column).filter(|c| !c.is_blank()) else { continue };
            let mut fail = |fault: Fault| draft.faults.push(CellFault { column: Some(*column), fault });
            // Fields tell by themselves what cannot be read of them; of the rest nothing is made of such a cell.
            if !matches!(slot, Slot::Number | Slot::Kind | Slot::Field(_))
                && let Some(fault) = spoilt(cell, "", self.heading(*column, slot))
            {
                fail(Fault { field: None, ..fault });
                match slot {
                    Slot::Place(part) => living.spoil(*part, spoilt_text(cell), *column),
                    Slot::HukouPlace(part) => hukou.spoil(*part, spoilt_text(cell), *column),
                    _ => {}
                }
                // Whether somebody is still here is not guessed.
                draft.is_departed |= matches!(slot, Slot::Departed(_) | Slot::DepartedOn(_));
                continue;
            }
            // Whether somebody is still here is asked where it cannot be read.
            if is_ditto(cell.text) && !matches!(slot, Slot::Departed(_) | Slot::DepartedOn(_)) {
                fail(
                    Fault::new(FaultCode::ImportDitto)
                        .with(self.heading(*column, slot))
                        .with(cell.text.trim()),
                );
                match slot {
                    Slot::Place(part) => living.spoil(*part, cell.text.trim(), *column),
                    Slot::HukouPlace(part) => hukou.spoil(*part, cell.text.trim(), *column),
                    _ => {}
                }
                continue;
            }
            match *slot {
                Slot::Number => {
                    number_column = Some(*column);
                    let said = values::id_number(cell).and_then(|said| match said {
                        Number::Said(number) if self.distrusts_rounded && values::is_rounded(&number) => {
                            Err(Fault::at(FaultCode::IdDamaged, "id_number"))
                        }
                        said => Ok(said),
                    });
                    match said {
                        Ok(Number::Nothing) => {}
                        Ok(Number::NotYet(word)) => {
                            fail(Fault::at(FaultCode::IdNotYet, "id_number").with(word))
                        }
                        Ok(Number::Said(number)) => {
                            drop(typed.insert("id_number".into(), Value::Text(number)))
                        }
                        Err(fault) => {
                            draft.has_damaged_number =
                                matches!(fault.code, FaultCode::IdDamaged | FaultCode::IdCut);
                            fail(fault);
                        }
                    }
                }
                // One name for three papers: the number says which.
                Slot::Kind if plain_word(cell.text).starts_with("港澳台居民居住证") => {}
                Slot::Kind => match self.value(slot_field(slot), cell) {
                    Ok(Reading::Value(value)) if !value.is_empty() => {
                        is_kind_said = true;
                        typed.insert("id_kind".into(), value);
                    }
                    Ok(_) => {}
                    Err(fault) => fail(fault),
                },
                // 死亡 under 健康状况 or 人员类别 is no kind of health.
                Slot::Field(field) if says_departed(field, cell).is_some() => {
                    if let Some(how) = says_departed(field, cell) {
                        gone(&mut departed, how, values::cell_text(cell));
                    }
                }
                Slot::Field(field)
                    if field.key == "hukou_division"
                        && let Some(code) =
                            own_division(&plain_word(cell.text), &self.around.office.division) =>
                {
                    if code.is_empty() {
                        let text = values::cell_text(cell);
                        notes.push(format!("{}栏原文：{text}", field.label));
                        fail(Fault::at(FaultCode::ImportDivisionNoOffice, field.key).with(text));
                    } else {
                        typed.insert(field.key.into(), Value::Text(code));
                    }
                }
                Slot::Field(field) if is_masked_phone(field, cell) => {
                    fail(
                        Fault::at(FaultCode::ImportMasked, field.key)
                            .with(field.label)
                            .with(cell.text.trim()),
                    );
                }
                Slot::Field(field) => {
                    let aside = phones_aside(field, cell);
                    let is_contact = field.key == "emergency_phones";
                    if let Some(aside) = aside.as_ref().filter(|_| is_contact) {
                        contact.push(Beside::of(aside, cell));
                    } else if let Some(aside) = &aside {
                        fail(keep_beside(field, aside, cell, &mut notes));
                    }
                    let cell = match &aside {
                        Some(aside) if is_contact => Cell { text: &aside.all, ..cell },
                        Some(aside) => Cell { text: &aside.own, ..cell },
                        None => cell,
                    };
                    match self.word(at, field, cell) {
                        Ok(Reading::Value(value)) if value.is_empty() => {}
                        Ok(Reading::Value(value)) if field.key == "name" => {
                            let whole = value.as_text().unwrap_or_default().to_owned();
                            match named(&whole) {
                                Named::Beside(name, said) => {
                                    merge(&mut typed, field, Value::from(name));
                                    is_named_head |= said == "户主";
                                    match departure(said) {
                                        Some(how) => gone(&mut departed, how, said.to_owned()),
                                        None => {
                                            notes.push(format!("姓名栏原文：{whole}"));
                                            fail(Fault::at(FaultCode::ImportNameNote, "name").with(said));
                                        }
                                    }
                                }
                                Named::Several => {
                                    merge(&mut typed, field, value);
                                    draft.is_refused = true;
                                    fail(Fault::at(FaultCode::ImportNameSeveral, "name").with(&whole));
                                }
                                Named::Alone => merge(&mut typed, field, value),
                            }
                        }
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
                        Ok(Reading::Begins(value, whole)) => {
                            let (known, said) = (field.shown(&value), whole.clone());
                            if !value.is_empty() {
                                merge(&mut typed, field, value);
                            }
                            // The address of the register keeps what the code cannot.
                            let has_address = self
                                .slots
                                .iter()
                                .any(|(_, s)| matches!(s, Slot::Field(f) if f.key == "hukou_address"));
                            let kept = if has_address { "备注" } else { "户籍地址" };
                            if has_address {
                                notes.push(format!("{}栏原文：{whole}", field.label));
                            } else {
                                typed.insert("hukou_address".into(), Value::Text(whole));
                            }
                            fail(match known.is_empty() {
                                true => {
                                    let fault = Fault::at(FaultCode::ImportDivisionUnread, field.key);
                                    fault.with(said).with(kept)
                                }
                                false => {
                                    Fault::at(FaultCode::ImportDivisionRest, field.key).with(known).with(kept)
                                }
                            });
                        }
                        Err(fault) => {
                            notes.extend(untaken(field, cell));
                            fail(fault);
                        }
                    }
                }
                Slot::Relation => match values::relation(&values::cell_text(cell)) {
                    Ok(code) => draft.relation = Some(code),
                    Err(_) if is_child_word(&values::cell_text(cell)) => is_child = true,
                    Err(fault) => fail(fault),
                },
                Slot::Residence => match values::residence_state(&values::cell_text(cell)) {
                    Ok(state) => draft.residence = state,
                    Err(fault) => match departure(&values::cell_text(cell)) {
                        Some(how) => departed = Some((how, values::cell_text(cell))),
                        None => fail(fault),
                    },
                },
                Slot::HouseholdHead => {
                    let name = crate::text::tidy_name(&values::cell_text(cell));
                    draft.head_name =
                        if values::is_nothing(&name) || name == "0" { String::new() } else { name };
                }
                Slot::HouseholdNo => draft.household_no = key_text(cell),
                Slot::HouseholdBook => draft.book_no = key_text(cell),
                Slot::HouseholdKind => {
                    let text = values::cell_text(cell);
                    draft.household_kind =
                        if text.contains("集体") { Some("collective") } else { Some("family") };
                }
                // Names of a ledger stand there to the letter.
                Slot::Place(part) if self.around.is_literal && part != Part::Whole => {
                    living.keep(part, &literal_text(cell), *column);
                }
                Slot::Place(part) => living.put(part, &place_text(cell), *column),
                Slot::HukouPlace(part) => hukou.put(part, &place_text(cell), *column),
                Slot::Tenure | Slot::Owner | Slot::Area => match self.dwelling_value(*slot, cell) {
                    Ok((key, value)) => drop(draft.dwelling.insert(key.into(), value)),
                    Err(fault) => fail(fault),
                },
                // 01 第1网格 keeps its gap: it is the name of a list.
                Slot::Grid => {
                    let name = one_gap(&values::cell_text(cell));
                    let is_none = says_no_grid(&name);
                    let is_long = name.chars().count() > LONGEST_GRID;
                    if is_long {
                        notes.push(format!("网格栏原文：{name}"));
                        fail(Fault::new(FaultCode::TooLong).with("网格").with(LONGEST_GRID));
                    }
                    draft.has_no_grid_yet = is_none;
                    draft.grid = if is_none || is_long { String::new() } else { name };
                }
                Slot::Departed(asked) => {
                    let text = values::cell_text(cell);
                    match says(&text, asked) {
                        Says::Present => {}
                        Says::Gone(how) => gone(&mut departed, how, text),
                        // 空挂 under 户籍状态 says how somebody is registered.
                        Says::Besides if draft.residence.is_none() && state_of(&text).is_some() => {
                            draft.residence = state_of(&text);
                        }
                        Says::Besides => {
                            fail(
                                Fault::new(FaultCode::NotAChoice)
                                    .with(self.heading(*column, slot))
                                    .with(text),
                            );
                        }
                        Says::Unclear => {
                            draft.is_departed = true;
                            fail(unclear(self.heading(*column, slot), text, asked));
                        }
                    }
                }
                Slot::DepartedOn(how) => {
                    let text = values::cell_text(cell);
                    match says(&text, Asked::Gone(how)) {
                        Says::Gone(how) => gone(&mut departed, how, text),
                        Says::Unclear => {
                            draft.is_departed = true;
                            fail(unclear(self.heading(*column, slot), text, Asked::Gone(how)));
                        }
                        _ => {}
                    }
                }
                Slot::Group(group) => match values::yes_no(&values::cell_text(cell)) {
                    Some(true) => draft.groups.push(GroupDraft { group, ..GroupDraft::default() }),
                    Some(false) if group == "disabled" => disability.deny(&values::cell_text(cell)),
                    Some(false) => {}
                    None if group == "disabled" => {
                        // 肢体二级 under 残疾: the words of kind and grade say yes.
                        match disability.read(&values::cell_text(cell), Of::Both) {
                            (false, _) => fail(odd_yes_no(group, cell)),
                            (true, told) => told.into_iter().for_each(fail),
                        }
                    }
                    None => fail(odd_yes_no(group, cell)),
                },
                Slot::DisabilityKind | Slot::DisabilityGrade => {
                    let text = values::cell_text(cell);
                    let is_kind = matches!(slot, Slot::DisabilityKind);
                    let (label, of) =
                        if is_kind { ("残疾类别", Of::Kind) } else { ("残疾等级", Of::Grade) };
                    if matches!(text.as_str(), "无" | "否" | "没有" | "不是") {
                        disability.deny(&text);
                    } else if !values::is_nothing(&text) && values::yes_no(&text) != Some(false) {
                        let unknown = || {
                            Fault::at(FaultCode::NotAChoice, "group.disability_kind").with(label).with(&text)
                        };
                        match disability.read(&text, of) {
                            (false, _) => fail(unknown()),
                            (true, told) => told.into_iter().for_each(fail),
                        }
                    }
                }
                Slot::DisabilityNo => {
                    let text = plain_text(cell);
                    if text.chars().count() > LONGEST_CERT_NO {
                        notes.push(format!("残疾人证号栏原文：{text}"));
                        fail(Fault::new(FaultCode::TooLong).with("残疾人证号").with(LONGEST_CERT_NO));
                    } else if !values::is_nothing(&text) && !text.is_empty() {
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
        self.settle_places(&mut draft, row.number, (living, hukou), &mut notes);
        if is_child {
            draft.relation = Some(CHILD.to_owned());
        } else if is_named_head && draft.relation.is_none() {
            draft.relation = Some(HEAD.to_owned());
        }
        if is_outline {
            draft.values = self.outlined(typed);
            draft.settle_head();
            return draft;
        }
        // A blank cell under 户籍所在地 stays blank: what was exported comes back as it was.
        if !self.has_division {
            settle_division(&mut typed);
        } else {
            draft.faults.extend(self.check_register(&typed));
        }
        let odd = settle_moved_in(&mut typed, self.today, &mut notes);
        draft.faults.extend(odd.map(|fault| CellFault { column: self.column_of("moved_in_on"), fault }));
        for fault in settle_contact(&mut typed, contact, &mut notes) {
            let column = fault.field.as_deref().and_then(|key| self.column_of(key));
            draft.faults.push(CellFault { column, fault });
        }
        for column in self.unused.iter().filter(|_| !is_outline) {
            let Some(cell) = row.cell(*column).filter(|cell| !cell.is_blank()) else { continue };
            // Nobody said what the column is; that somebody is dead or gone is said by the cell alone.
            if let Some(how) = departure(cell.text) {
                gone(&mut departed, how, values::cell_text(cell));
            }
        }
        let may_say = |text: &&str| text.contains(['亡', '故', '逝', '世', '迁', '搬', '销', '离', '流']);
        let said_in_remark = typed.get("remark").and_then(Value::as_text).filter(may_say).and_then(|text| {
            let parts = text.split(['，', ',', '；', ';', '。', '、', '\n']).map(str::trim);
            parts
                .into_iter()
                .find_map(|p| departure(p).or_else(|| moved_to(p)).map(|how| (how, p.to_owned())))
        });
        let by_title = match &self.titled {
            Some((Titled::Departed(how), title)) => Some((*how, format!("表名或标题是“{title}”"))),
            _ => None,
        };
        if let Some((how, when)) = departed.or(said_in_remark).or(by_title) {
            draft.is_departed = true;
            let code = match how {
                Departure::Died => FaultCode::ImportSaysDead,
                Departure::Left => FaultCode::ImportSaysGone,
            };
            let day = day_of(&when).map(|day| day.to_string());
            let when = day.unwrap_or(if when.is_empty() { "没有写日期".to_owned() } else { when });
            draft.faults.push(CellFault { column: None, fault: Fault::new(code).with(when) });
        }
        let is_said = draft.groups.iter().any(|g| g.group == "disabled");
        let (group, at_odds) = disability.settled(is_said);
        if let Some((fault, said)) = at_odds {
            draft.faults.push(CellFault { column: None, fault });
            notes.push(format!("残疾栏原文：{said}"));
        }
        if let Some(group) = group {
            draft.groups.retain(|g| g.group != "disabled");
            draft.groups.push(group);
        }
        // Where the register has an address in words too, its pieces stay beside it; they are not put together.
        let pieces = draft.hukou_place_text();
        let told =
            typed.get("hukou_address").and_then(Value::as_text).filter(|_| draft.place != draft.hukou_place);
        if !pieces.is_empty() && told.is_some_and(|told| !told.contains(&pieces)) {
            let fault = Fault::at(FaultCode::ImportHukouRest, "hukou_address").with(&pieces);
            draft.faults.push(CellFault { column: None, fault });
            notes.push(format!("户籍房屋原文：{pieces}"));
        }
        if !notes.is_empty() {
            let before = typed.get("remark").and_then(Value::as_text).unwrap_or_default();
            let all =
                std::iter::once(before.to_owned()).filter(|t| !t.is_empty()).chain(notes.iter().cloned());
            typed.insert("remark".into(), Value::Text(all.collect::<Vec<_>>().join("；")));
            draft.notes = notes;
        }
        if !is_kind_said {
            let number = typed.get("id_number").and_then(Value::as_text).unwrap_or_default();
            typed.insert("id_kind".into(), values::kind_of_number(number).as_str().into());
        }
        let refused = self.accept(&mut draft, typed, number_column, &birth_said);
        self.keep_refused(&mut draft, &refused, row);
        // A remark too long to be kept does not take along what was put behind it.
        if !draft.notes.is_empty() && !draft.values.contains_key("remark") {
            draft.values.insert("remark".into(), Value::Text(draft.notes.join("；")));
        }
        if is_child && text_of_sex(&draft.values) == Some("2") {
            draft.relation = Some("30".to_owned());
        }
        draft.settle_head();
        self.settle_state(&mut draft, row);
        self.tell_contradictions(&mut draft, row);
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

    /// What people call a column: as the sheet does where it says whether somebody is still here.
    fn heading(&self, column: u16, slot: &Slot) -> &str {
        let own = self.headings.iter().find(|(at, _)| *at == column);
        own.map_or(label_of(slot), |(_, heading)| heading.as_str())
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

fn state_of(text: &str) -> Option<ResidenceState> {
    values::residence_state(text).ok().flatten()
}

/// 子, until the sex is known.
const CHILD: &str = "20";

fn plain_word(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn text_of_sex(values: &Values) -> Option<&str> {
    values.get("sex").and_then(Value::as_text)
}

#[cfg(test)]
mod tests;
