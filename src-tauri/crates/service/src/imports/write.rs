//! Writing a planned import: one transaction, in the order of the sheet.

use super::families::Family;
use super::out::NotWhole;
use super::places::Places;
use super::plan::{Beside, NO_FAMILY, Plan, Walk};
use super::rows::Judged;
use super::rows::LONGEST_NUMBER;
use crate::contract::Outcome;
use crate::refusal::{Refusal, Reply};
use crate::work::Work;
use chrono::NaiveDate;
use domain::calendar::{PartialDate, Precision};
use domain::fields::{Value, Values, day_of, text_of};
use domain::import::person::{GroupDraft, PersonDraft, PlaceDraft};
use domain::places::{BUILDING_FIELDS, ESTATE_FIELDS, GRID_FIELDS, HEAD, HOUSEHOLD_FIELDS};
use domain::population::{Movement, MovementKind, ResidenceState, Standing};
use domain::rooms::{floor_of_room, natural_key};
use domain::{Fault, FaultCode, FaultKind};
use std::collections::HashSet;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use store::Gate;
use store::imports::Newcomers;
use store::places::HouseholdNumbers;

/// What the writer knows of a household once it was needed.
#[derive(Clone, Copy, Default)]
struct Settled {
    household: Option<u32>,
    has_head: bool,
}

/// Writes rows of residents.
pub(super) struct Writer<'a> {
    pub(super) gate: &'a Gate<'a>,
    pub(super) plan: &'a Plan,
    /// Places of the ledger and those made by this import.
    places: Places,
    pub(super) today: NaiveDate,
    opening_on: NaiveDate,
    actor: &'a str,
    /// The estate of places that name none, and its name where it has to be made.
    usual_estate: String,
    settled: Vec<Settled>,
    /// The place of the row above and its dwelling: households stand together.
    last_place: Option<(PlaceDraft, u32)>,
    /// People of the ledger that were written already: what was judged before that is judged again.
    written: HashSet<u32>,
    numbers: HouseholdNumbers,
    newcomers: Newcomers<'a>,
    /// What is to be said of rows that were written.
    pub(super) told: Vec<NotWhole>,
}

/// A row judged ahead of the writing.
struct Ahead {
    at: usize,
    draft: PersonDraft,
    judged: Judged,
}

/// Rows that go to the writer at once, and how many such lots may wait.
const LOT: usize = 128;
const LOTS: usize = 8;

impl<'a> Writer<'a> {
    pub fn new(
        gate: &'a Gate<'a>,
        plan: &'a Plan,
        (today, opening_on): (NaiveDate, NaiveDate),
        actor: &'a str,
        usual_estate: String,
    ) -> Reply<Self> {
        let settled = vec![Settled::default(); plan.families.len()];
        let places = plan.index.places.clone();
        Ok(Writer {
            gate,
            plan,
            places,
            today,
            opening_on,
            actor,
            usual_estate,
            settled,
            last_place: None,
            written: HashSet::new(),
            numbers: HouseholdNumbers::default(),
            newcomers: Newcomers::new(gate)?,
            told: Vec::new(),
        })
    }

    /// Writes every row that is taken. Rows are read and judged on a thread of their own, ahead of the writing.
    pub fn write(&mut self, walk: &Walk, beside: &Beside, work: &Work) -> Reply<()> {
        let plan = self.plan;
        work.stage("正在写入台账", u32::try_from(plan.rows.len()).unwrap_or(u32::MAX));
        for (key, label) in &plan.new_own {
            store::office::name_own_field(self.gate, key, label)?;
        }
        let again = walk.clone();
        std::thread::scope(|scope| {
            let (send, lots) = sync_channel::<Reply<Vec<Ahead>>>(LOTS);
            let (give_back, spent) = channel();
            let ahead = walk.clone();
            scope.spawn(move || {
                if let Err(refusal) = judge_ahead(plan, &ahead, beside, &send, &spent) {
                    // The writer has gone when it cannot hear why.
                    let _ = send.send(Err(refusal));
                }
            });
            for lot in lots {
                let mut lot = lot?;
                work.step(lot.first().map_or(0, |row| u32::try_from(row.at).unwrap_or(u32::MAX)))?;
                for row in &mut lot {
                    let number = plan.rows[row.at].number + 1;
                    self.row(row, &again).map_err(|refusal| in_row(refusal, number))?;
                }
                // The writing is what takes longest: whoever made the lot clears it away too.
                let _ = give_back.send(lot);
            }
            Ok::<_, Refusal>(())
        })?;
        Ok(self.numbers.note(self.gate)?)
    }

    fn row(&mut self, row: &mut Ahead, walk: &Walk) -> Reply<()> {
        let Ahead { at, draft, judged } = row;
        let at = *at;
        let planned = self.plan.rows[at];
        if planned.outcome == Outcome::Place {
            let place = place_of_row(walk, &planned);
            self.dwelling(&place, &PersonDraft::default())?;
            return Ok(());
        }
        if judged.person.is_some_and(|person| !self.written.insert(person)) {
            let mut judge = self.plan.judge(self.gate.conn())?;
            (*draft, *judged) = self.plan.judge_row(walk, &mut judge, at);
        }
        match (judged.outcome, judged.person) {
            (Some(Outcome::New), _) => {
                let person = self.newcomer(planned.family, draft)?;
                self.join_groups(person, &judged.groups)?;
            }
            (Some(Outcome::Changed), Some(person)) if judged.is_taken => {
                self.change(planned.family, person, draft, judged)?;
                self.join_groups(person, &judged.groups)?;
            }
            _ => {}
        }
        if NotWhole::is_of(&planned) {
            self.told.push(NotWhole::of(&planned, std::mem::take(&mut judged.faults)));
        }
        Ok(())
    }

    fn newcomer(&mut self, family: u32, draft: &mut PersonDraft) -> Reply<u32> {
        let dwelling = self.dwelling(&draft.place, draft)?;
        let household = self.household(family, dwelling, draft)?;
        let relation = self.relation(family, draft);
        let state = draft.residence.unwrap_or(ResidenceState::Together);
        let is_registered = state != ResidenceState::LivingOnly;
        let is_living = matches!(state, ResidenceState::Together | ResidenceState::LivingOnly);
        let dwelling = dwelling.filter(|_| state != ResidenceState::EmptyHukou);
        let standing = Standing {
            hukou_household_id: is_registered.then_some(household),
            hukou_relation: relation.clone().filter(|_| is_registered),
            living_household_id: is_living.then_some(household),
            living_relation: relation.filter(|_| is_living),
            dwelling_id: dwelling,
        };
        let grid = self.grid(draft, dwelling)?;
        let mut values = std::mem::take(&mut draft.values);
        if let Some(grid) = grid {
            values.insert("grid_id".into(), Value::from(grid));
        }
        // 流动人口 and 户籍人口 follow from where somebody lives and is registered; the word did its work above.
        if matches!(text_of(&values, "population_kind"), Some("floating" | "registered")) {
            values.remove("population_kind");
        }
        values.entry("collected_by".into()).or_insert_with(|| Value::Text(self.actor.to_owned()));
        values.entry("collected_on".into()).or_insert_with(|| Value::Text(self.today.to_string()));
        let birth = text_of(&values, "birth_date").and_then(PartialDate::from_iso);
        let came = day_of(&values, "moved_in_on").filter(|day| *day <= self.today && is_living);
        let on = came.unwrap_or(self.opening_on);
        // Nobody is here before being born.
        let on = birth.filter(|b| b.precision() == Precision::Day).map_or(on, |b| on.max(b.first_day()));
        let kind = if came.is_some() { MovementKind::MovedIn } else { MovementKind::Opening };
        let movement = Movement { id: 0, kind, happened_on: on, after: standing };
        let person = self.newcomers.add(&values, &movement, grid)?;
        let standing = &movement.after;
        if standing.hukou_relation.as_deref().or(standing.living_relation.as_deref()) == Some(HEAD) {
            // Rows apart in the sheet may mean one household of the ledger.
            if self.plan.families.get(family as usize).is_some_and(|f| f.known.is_some()) {
                crate::heads::check_heads(self.gate, person, on)?;
            }
            self.settled[family as usize].has_head = true;
        }
        // Not dropped here but where it was made.
        draft.values = values;
        Ok(person)
    }

    /// The relation as the row says it. A second head is none.
    fn relation(&self, family: u32, draft: &PersonDraft) -> Option<String> {
        let settled = self.settled.get(family as usize).copied().unwrap_or_default();
        let has_head = settled.has_head
            || settled.household.is_some_and(|h| self.plan.index.households.heads.contains_key(&h));
        draft.relation.clone().filter(|r| r != HEAD || !has_head)
    }

    fn household(&mut self, family: u32, dwelling: Option<u32>, draft: &PersonDraft) -> Reply<u32> {
        let plan = self.plan;
        if family != NO_FAMILY
            && let Some(id) = self.settled[family as usize].household
        {
            return Ok(id);
        }
        let known = plan.families.get(family as usize).and_then(|f| f.known);
        let id = match known {
            Some(id) => id,
            None => self.new_household(plan.families.get(family as usize), dwelling, draft)?,
        };
        if family != NO_FAMILY {
            self.settled[family as usize].household = Some(id);
        }
        Ok(id)
    }

    fn new_household(
        &mut self,
        family: Option<&Family>,
        dwelling: Option<u32>,
        draft: &PersonDraft,
    ) -> Reply<u32> {
        let said = family.map(|f| f.no.as_str()).unwrap_or_default();
        let is_free = is_kept_number(said) && store::places::is_household_no_free(self.gate.conn(), said)?;
        let number = if is_free { said.to_owned() } else { self.numbers.take(self.gate)? };
        let mut values = Values::from([
            ("household_no".to_owned(), Value::Text(number)),
            ("household_kind".to_owned(), Value::from(family.and_then(|f| f.kind).unwrap_or("family"))),
            ("dwelling_id".to_owned(), Value::from(dwelling)),
        ]);
        if let Some(book) = family.map(|f| f.book_no.as_str()).filter(|b| is_kept_number(b)) {
            values.insert("hukou_book_no".into(), Value::from(book));
        }
        if let Some(address) = text_of(&draft.values, "hukou_address") {
            values.insert("hukou_address".into(), address.into());
        }
        Ok(store::records::insert(self.gate, "households", HOUSEHOLD_FIELDS, &values, &[])?)
    }

    /// The dwelling of a place, made with its unit, building and estate where the ledger has none.
    pub(super) fn dwelling(&mut self, place: &PlaceDraft, draft: &PersonDraft) -> Reply<Option<u32>> {
        if !place.is_whole() {
            return Ok(None);
        }
        let above = self.last_place.as_ref().filter(|(above, _)| above == place).map(|(_, id)| *id);
        if let Some(id) = above {
            self.fill_dwelling(id, &draft.dwelling)?;
            return Ok(Some(id));
        }
        let estate = self.estate_of(place);
        if let Some(id) = estate.and_then(|estate| self.places.dwelling_in(estate, place)) {
            self.fill_dwelling(id, &draft.dwelling)?;
            self.last_place = Some((place.clone(), id));
            return Ok(Some(id));
        }
        let estate = match estate {
            Some(id) => id,
            // What nothing tells is held, and never written.
            None if place.estate.is_empty() && self.usual_estate.is_empty() => {
                let count = self.places.estate_count();
                return Err(Fault::new(FaultCode::ImportEstateUnsaid).with(count).into());
            }
            None => {
                let name = if place.estate.is_empty() { &self.usual_estate } else { &place.estate };
                let own = Values::from([
                    ("name".to_owned(), Value::from(name.as_str())),
                    ("kind".to_owned(), "estate".into()),
                ]);
                let id = store::records::insert(self.gate, "estates", ESTATE_FIELDS, &own, &[])?;
                self.places.put_estate(name, id);
                id
            }
        };
        let building = match self.places.building(estate, &place.building) {
            Some(id) => id,
            None => {
                let name = &place.building;
                let grid = self.grid_named(self.plan.grid_of_building(place))?;
                let own = Values::from([
                    ("estate_id".to_owned(), Value::from(estate)),
                    ("name".to_owned(), Value::from(name.as_str())),
                    ("grid_id".to_owned(), Value::from(grid)),
                ]);
                let extras = [("name_sort", Value::Text(natural_key(name)))];
                let id = store::records::insert(self.gate, "buildings", BUILDING_FIELDS, &own, &extras)?;
                self.places.put_building(estate, name, id);
                id
            }
        };
        let unit = match place.unit.is_empty() {
            true => None,
            false => {
                let name = self.places.unit_named(building, &place.unit);
                Some(store::places::unit_named(self.gate, building, name)?)
            }
        };
        let mut own = Values::from([
            ("building_id".to_owned(), Value::from(building)),
            ("room".to_owned(), Value::from(place.room.as_str())),
        ]);
        if let Some(floor) = floor_of_room(&place.room) {
            own.insert("floor".into(), Value::Whole(i64::from(floor)));
        }
        own.extend(draft.dwelling.iter().map(|(k, v)| (k.clone(), v.clone())));
        let extras = [("unit_id", Value::from(unit)), ("room_sort", Value::Text(natural_key(&place.room)))];
        let fields = crate::places::stored_fields("dwellings");
        let id = store::records::insert(self.gate, "dwellings", &fields, &own, &extras)?;
        self.places.put_dwelling(building, place, id);
        self.last_place = Some((place.clone(), id));
        Ok(Some(id))
    }

    /// The estate of a place. Of several estates, which one a building means is what was judged: what this import makes
    /// meanwhile changes nothing of it.
    fn estate_of(&self, place: &PlaceDraft) -> Option<u32> {
        if place.estate.is_empty() && self.usual_estate.is_empty() {
            return self.plan.index.places.estate(place, "");
        }
        self.places.estate(place, &self.usual_estate)
    }

    /// What the sheet says of a dwelling fills what the ledger does not know of it.
    fn fill_dwelling(&self, id: u32, said: &Values) -> Reply<()> {
        if said.is_empty() {
            return Ok(());
        }
        let fields = crate::places::stored_fields("dwellings");
        let Some(stored) = store::records::get(self.gate.conn(), "dwellings", &fields, id)? else {
            return Ok(());
        };
        let fills: Values = said
            .iter()
            .filter(|(k, v)| !v.is_empty() && stored.values.get(*k).is_none_or(Value::is_empty))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        if !fills.is_empty() {
            store::records::update(self.gate, "dwellings", (id, stored.revision), &fields, &fills, &[])?;
        }
        Ok(())
    }

    fn grid_named(&mut self, name: &str) -> Reply<Option<u32>> {
        if name.is_empty() {
            return Ok(None);
        }
        if let Some(id) = self.places.grid(name) {
            return Ok(Some(id));
        }
        let own = Values::from([("name".to_owned(), Value::from(name))]);
        let id = store::records::insert(self.gate, "grids", GRID_FIELDS, &own, &[])?;
        self.places.put_grid(name, id);
        Ok(Some(id))
    }

    /// The person's own grid, only where it is not the one that the dwelling gives.
    fn grid(&mut self, draft: &PersonDraft, dwelling: Option<u32>) -> Reply<Option<u32>> {
        let Some(said) = self.grid_named(&draft.grid)? else { return Ok(None) };
        let given = match dwelling {
            Some(id) => store::places::grid_of_dwelling(self.gate.conn(), id)?,
            None => None,
        };
        Ok(Some(said).filter(|_| given != Some(said)))
    }

    fn join_groups(&self, person: u32, groups: &[GroupDraft]) -> Reply<()> {
        let register = &domain::registers::group_members::GROUP_MEMBERS;
        for group in groups {
            let text = |t: &Option<String>| t.clone().map_or(Value::EMPTY, Value::Text);
            let values = Values::from([
                ("person_id".to_owned(), Value::from(person)),
                ("group_kind".to_owned(), group.group.into()),
                ("joined_on".to_owned(), Value::Text(self.opening_on.to_string())),
                ("disability_kind".to_owned(), text(&group.disability_kind)),
                ("disability_grade".to_owned(), text(&group.disability_grade)),
                ("cert_no".to_owned(), text(&group.cert_no)),
            ]);
            store::records::insert(self.gate, register.key, register.fields, &values, &[])?;
        }
        Ok(())
    }
}

/// Whether a number of a household or its book is there, and not longer than the ledger keeps; one that is has been told.
fn is_kept_number(number: &str) -> bool {
    (1..=LONGEST_NUMBER).contains(&number.chars().count())
}

/// Reads and judges the rows that are taken, lot by lot.
fn judge_ahead(
    plan: &Plan,
    walk: &Walk,
    beside: &Beside,
    send: &SyncSender<Reply<Vec<Ahead>>>,
    spent: &Receiver<Vec<Ahead>>,
) -> Reply<()> {
    let ledger = beside()?;
    let mut judge = plan.judge(ledger.conn())?;
    let mut lot = Vec::with_capacity(LOT);
    for (at, planned) in plan.rows.iter().enumerate() {
        if planned.is_taken {
            let (draft, judged) = match planned.outcome {
                Outcome::Place => Default::default(),
                _ => plan.judge_row(walk, &mut judge, at),
            };
            lot.push(Ahead { at, draft, judged });
        }
        let is_last = at + 1 == plan.rows.len();
        if lot.len() == LOT || is_last {
            if send.send(Ok(std::mem::take(&mut lot))).is_err() {
                return Ok(());
            }
            spent.try_iter().for_each(drop);
        }
    }
    Ok(())
}

/// A rule that says no while a row is written says of which row.
fn in_row(mut refusal: Refusal, row: u32) -> Refusal {
    let of_rules = |fault: &&mut Fault| matches!(fault.code.kind(), FaultKind::Refused | FaultKind::Invalid);
    for fault in refusal.faults.iter_mut().filter(of_rules) {
        fault.row.get_or_insert(row);
    }
    refusal
}

fn place_of_row(walk: &Walk, planned: &super::plan::Planned) -> PlaceDraft {
    walk.sheet.row(planned.index as usize).map(|row| walk.reader.read(row).place).unwrap_or_default()
}
