//! People: lists, search, card, movements and population, as they cross the contract.

use super::records::{Condition, Sort};
use domain::fault::FaultOnWire;
use domain::fields::Values;
use domain::population::{Balance, MovementKind, Standing};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is in a list by where they are now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Belongs to the community now.
    #[default]
    Here,
    /// Left: moved away, cancelled.
    Left,
    /// Died.
    Died,
    /// Everybody.
    All,
}

/// Something that a record lacks, `residents.md` 3 (Req).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// No number although the kind of paper has one.
    IdNumber,
    /// Born on a day not known exactly.
    BirthDay,
    /// Nobody can be called.
    Phone,
    /// Lives here, but in no known dwelling.
    Dwelling,
    /// Belongs to no grid.
    Grid,
    /// Is 80 or older, or under 14, without an emergency contact.
    EmergencyContact,
    /// Is 14 or older without 政治面貌.
    PoliticalStatus,
    /// Is 15 or older without 婚姻状况.
    MaritalStatus,
    /// Is 6 or older without 文化程度.
    Education,
}

/// Which people a list shows. Empty parts do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PeopleFilter {
    /// Name, pinyin, part of a number, phone or place.
    pub text: String,
    /// Who by where they are now.
    pub presence: Presence,
    /// Grids; 0 stands for none.
    pub grid_ids: Vec<u32>,
    /// An estate.
    pub estate_id: Option<u32>,
    /// A building.
    pub building_id: Option<u32>,
    /// From this age, in whole years today.
    pub age_from: Option<u32>,
    /// To this age.
    pub age_to: Option<u32>,
    /// 人户状态, words.
    pub residence_states: Vec<String>,
    /// Conditions on choice fields (sex, political_status, marks …).
    pub conditions: Vec<Condition>,
    /// Only records that lack this.
    pub missing: Option<Missing>,
    /// Only those that an import added or changed.
    pub import_id: Option<u32>,
}

/// A part of the list of residents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListPeople {
    /// Which people.
    pub filter: PeopleFilter,
    /// How to sort; `null`: by name.
    pub sort: Option<Sort>,
    /// The columns wanted.
    pub columns: Vec<String>,
    /// The first row wanted, from 0.
    pub offset: u32,
    /// How many rows, at most 500.
    pub limit: u32,
}

/// When a filter finds nobody: how many each condition alone would let through if it were dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmptyCause {
    /// The condition, in words of the filter: text, grid, age …
    pub condition: String,
    /// Rows without this condition.
    pub without_it: u32,
}

/// Why a filter finds nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmptyCauses {
    /// The conditions, the guiltiest first.
    pub causes: Vec<EmptyCause>,
}

/// The ids of everybody a filter finds, for marking all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ids {
    /// The people.
    pub ids: Vec<u32>,
}

/// The kinds of things the search box finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A person.
    Person,
    /// A dwelling.
    Dwelling,
    /// A household.
    Household,
    /// A building.
    Building,
}

/// The search box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Find {
    /// As typed.
    pub text: String,
    /// At most so many hits.
    pub limit: u32,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// The record.
    pub id: u32,
    /// The name or place.
    pub title: String,
    /// What tells it from its namesakes: building, age, masked number.
    pub detail: String,
    /// What matched, in words: 姓名, 拼音, 证件号码, 电话, 住址.
    pub matched: String,
    /// 已离开, 已去世 or empty.
    pub mark: String,
}

/// The hits, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hits {
    /// The hits.
    pub hits: Vec<Hit>,
}

/// A person in a few words, for members and inhabitants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonBrief {
    /// The person.
    pub id: u32,
    /// The name.
    pub name: String,
    /// 男 or 女.
    pub sex: String,
    /// Years today, or empty.
    pub age: String,
    /// Relation to the head, in words.
    pub relation: String,
    /// Relation to the head of the household of the register, GB/T 4761, or empty.
    pub hukou_relation_code: String,
    /// Relation to the head of the household lived in, GB/T 4761, or empty.
    pub living_relation_code: String,
    /// 人户状态, in words.
    pub residence: String,
    /// Phone as lists show it.
    pub phone: String,
}

/// A label and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// The field's key.
    pub key: String,
    /// The heading it stands under.
    pub section: String,
    /// The label.
    pub label: String,
    /// What people read; empty where nothing is filled in.
    pub text: String,
}

/// An entry of a person's time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimelineEntry {
    /// The movement; taking it back needs it.
    pub movement_id: u32,
    /// Its revision.
    pub revision: u32,
    /// What happened.
    pub kind: MovementKind,
    /// In words.
    pub label: String,
    /// When, `YYYY-MM-DD`.
    pub happened_on: String,
    /// From or to where.
    pub place: String,
    /// Why.
    pub reason: String,
    /// The standing after it, in words.
    pub standing: String,
    /// Whether it may be taken back (the last one always, if not the only one).
    pub can_take_back: bool,
    /// What it says, for a form that mends it.
    pub said: StandingChoice,
}

/// A household in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HouseholdBrief {
    /// The household.
    pub id: u32,
    /// 户编号
    pub household_no: String,
    /// 户主
    pub head: String,
    /// Its dwelling in short form.
    pub place: String,
}

/// A person's card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonCard {
    /// The person.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// The name.
    pub name: String,
    /// 男 or 女.
    pub sex: String,
    /// Like 76 岁, 3 个月; empty if not known.
    pub age: String,
    /// The address of the dwelling in full.
    pub address: String,
    /// Phones as the card shows them.
    pub phones: Vec<String>,
    /// The head of the household lived in (else registered in), with the relation: 李敏（配偶）.
    pub head: String,
    /// 人户状态 in words, or 已去世 2026-03-01, 已搬离 …
    pub residence: String,
    /// Whether the person belongs to the community now.
    pub is_present: bool,
    /// The grid's name.
    pub grid: String,
    /// The values, sensitive ones masked; for the form.
    pub values: Values,
    /// The same in words, for reading.
    pub facts: Vec<Fact>,
    /// The standing now.
    pub standing: Standing,
    /// The dwelling, if any.
    pub dwelling_id: Option<u32>,
    /// The household registered in.
    pub hukou_household: Option<HouseholdBrief>,
    /// The household lived in.
    pub living_household: Option<HouseholdBrief>,
    /// Who lives or is registered in the same households, without the person.
    pub family: Vec<PersonBrief>,
    /// Movements, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// What the record lacks, in words.
    pub missing: Vec<String>,
    /// The day on which the card was entered: until its evening what is changed was always so.
    pub entered_on: String,
}

/// A record by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ById {
    /// The record.
    pub id: u32,
}

/// What somebody typed about a person, to be tidied and checked while typing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckPerson {
    /// The person, if it exists.
    pub id: Option<u32>,
    /// What was typed.
    pub values: Values,
}

/// The tidied values and every fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Checked {
    /// Tidied; sex and birth date filled from a valid number.
    pub values: Values,
    /// Faults and warnings.
    pub faults: Vec<FaultOnWire>,
    /// Somebody with the same number, or the same name and birth date.
    pub same_person: Option<Hit>,
}

/// Which household a membership points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum Membership {
    /// None: not registered here, or does not live here.
    Nowhere,
    /// As before the movement.
    Unchanged,
    /// An existing household.
    Household {
        /// The household.
        household_id: u32,
        /// Relation to its head, GB/T 4761.
        relation: String,
    },
    /// A household made by this write, in the standing's dwelling.
    NewHousehold {
        /// Relation to its head, usually 02 (户主).
        relation: String,
    },
    /// The same household as the hukou (only for the living membership).
    SameAsHukou,
}

/// The standing a movement leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StandingChoice {
    /// 户籍
    pub hukou: Membership,
    /// 居住
    pub living: Membership,
    /// The dwelling; `null`: the one of the household lived in, else of the one registered in.
    pub dwelling_id: Option<u32>,
}

/// What happened when, where from or to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MovementFacts {
    /// What happened.
    pub kind: MovementKind,
    /// When, as typed.
    pub happened_on: String,
    /// From or to where.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// A new person with the first movement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AddPerson {
    /// The card.
    pub values: Values,
    /// How the person came.
    pub movement: MovementFacts,
    /// Where the person stands since.
    pub standing: StandingChoice,
}

/// Fields that changed on an earlier day than today: the months since count by it, those before stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedOn {
    /// The fields.
    pub fields: Vec<String>,
    /// The first day on which they are so, as typed.
    pub on: String,
}

/// Changes a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdatePerson {
    /// The person.
    pub id: u32,
    /// The revision read.
    pub revision: u32,
    /// The whole card as typed. A masked number or phone left as shown keeps what is in the ledger.
    pub values: Values,
    /// Fields that were always so: a slip is mended, nothing changed on a day.
    #[serde(default)]
    pub always: Vec<String>,
    /// Fields that changed on an earlier day; others change today.
    #[serde(default)]
    #[ts(optional)]
    pub since: Option<ChangedOn>,
}

/// Changes the same fields of several people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdatePeople {
    /// The people.
    pub ids: Vec<u32>,
    /// Only the fields to change.
    pub values: Values,
    /// Those of them that were always so: a slip is mended, nothing changed on a day.
    #[serde(default)]
    pub always: Vec<String>,
    /// Those of them that changed on an earlier day; others change today.
    #[serde(default)]
    #[ts(optional)]
    pub since: Option<ChangedOn>,
}

/// Adds or removes a mark (标记) on several people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkPeople {
    /// The people.
    pub ids: Vec<u32>,
    /// The mark's word.
    pub mark: String,
    /// Whether the mark is set; else it is removed.
    pub is_set: bool,
}

/// Records a movement of one or several people (a family moves together).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordMovement {
    /// The people.
    pub person_ids: Vec<u32>,
    /// What happened.
    pub movement: MovementFacts,
    /// Where they stand after it. Relations of several people stay as they are unless one is given.
    pub standing: StandingChoice,
    /// Who comes next where a head dies or leaves, from the same day on.
    #[serde(default)]
    pub next_heads: Vec<NextHead>,
    /// Whether a household that loses its head may stay without one for now (暂不指定); else the next one is asked for.
    #[serde(default)]
    pub may_lack_head: bool,
}

/// The next head of a household that loses its own, and what the others are to the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextHead {
    /// The household.
    pub household_id: u32,
    /// Those whose relation changes.
    pub relations: Vec<MemberRelation>,
}

/// Mends a movement: its kind and day, why, and what it says. What comes after it follows anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CorrectMovement {
    /// The movement.
    pub movement_id: u32,
    /// The revision read.
    pub revision: u32,
    /// What happened when. The day of 出生 is the birth date on the card too.
    pub movement: MovementFacts,
    /// What it says of 户籍, 居住 and the dwelling.
    pub standing: StandingChoice,
    /// With 出生: the true number of the card, empty for none; `null` leaves it.
    pub id_number: Option<String>,
}

/// A movement before and after one was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CorrectedLine {
    /// When and what, as it is now; empty where it was not there.
    pub was: String,
    /// When and what, as it will be.
    pub is: String,
    /// The standing after it, as it is now, in words.
    pub standing_was: String,
    /// The standing after it, as it will be, in words.
    pub standing_is: String,
    /// Whether it is the one that is mended.
    pub is_mended: bool,
    /// Whether anything of it changes.
    pub changes: bool,
}

/// What mending a movement would change; nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CorrectionShown {
    /// Every movement of the person as they will count, newest first.
    pub lines: Vec<CorrectedLine>,
    /// What of the card changes with it, in words; empty if nothing.
    pub card: String,
    /// Why it cannot be done so; empty if it can.
    pub faults: Vec<FaultOnWire>,
}

/// Takes a movement back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakeBackMovement {
    /// The movement.
    pub movement_id: u32,
    /// The revision read.
    pub revision: u32,
}

/// What one member of a household is to its head from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MemberRelation {
    /// The person.
    pub person_id: u32,
    /// GB/T 4761; `null` where the person is not registered in this household, or nothing changes.
    pub hukou_relation: Option<String>,
    /// GB/T 4761; `null` where the person does not live in this household, or nothing changes.
    pub living_relation: Option<String>,
}

/// A new head of a household, and the relations of the others to the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetRelations {
    /// The household.
    pub household_id: u32,
    /// From which day on, as typed.
    pub happened_on: String,
    /// Its members.
    pub relations: Vec<MemberRelation>,
}

/// Asks for the whole value of a masked field; leaves a line in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reveal {
    /// people, estates, grids, dwellings, or the key of a register; empty: people.
    #[serde(default)]
    pub table: String,
    /// The record.
    pub id: u32,
    /// A field that is masked: id_number, phones, cert_no …
    pub field: String,
}

/// The whole value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Revealed {
    /// The bare text.
    pub text: String,
}

/// Which population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PopulationOf {
    /// Registered or living here.
    All,
    /// 户籍人口: registered here.
    Registered,
    /// Living here.
    Living,
}

/// How the population is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// By grid.
    Grid,
    /// By five-year age band.
    AgeBand,
    /// By building.
    Building,
    /// By 人户状态.
    Residence,
    /// By 民族.
    Ethnic,
    /// By estate.
    Estate,
    /// By 文化程度, as it is known now.
    Education,
    /// By 政治面貌.
    Political,
    /// By 婚姻状况, as it is known now.
    Marital,
    /// By 人口类型, as it follows from where somebody lives and is registered.
    PopulationKind,
}

/// The population on a day, by group and sex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountPopulation {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// Which population.
    pub of: PopulationOf,
    /// How to group.
    pub by: GroupBy,
}

/// A line of the population table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PopulationLine {
    /// The group in words.
    pub group: String,
    /// Men.
    pub male: u32,
    /// Women.
    pub female: u32,
    /// Everybody, those of unknown sex too.
    pub total: u32,
}

/// The population on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PopulationTable {
    /// The day.
    pub on: String,
    /// The lines.
    pub lines: Vec<PopulationLine>,
    /// 合计
    pub sum: PopulationLine,
}

/// 人口变动 of a period, by grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountChanges {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Which population.
    pub of: PopulationOf,
}

/// A line of 人口变动表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeLine {
    /// The grid; 0 for those of none, and for the whole community.
    pub grid_id: u32,
    /// What the grid was called on the last day.
    pub group: String,
    /// Opening, changes, closing.
    pub balance: Balance,
}

/// 人口变动表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeTable {
    /// The headings of the changes, in order.
    pub columns: Vec<String>,
    /// One line a grid.
    pub lines: Vec<ChangeLine>,
    /// The whole community; moves between grids do not count here.
    pub whole: ChangeLine,
}
