//! What happened since a report was filed: the acts that made another figure of it, and of whom.
//!
//! An act is told where it changed somebody's share in the figures of the period, or that of a row of a register, and where
//! the share is another one now than it was: what was put right again tells nothing, however it was. Each is told by the day
//! on which it takes effect, not by the one on which it was entered; what holds from no day, as a birth date that was mended, by
//! the day on which it was entered.

mod words;

use super::groups::counted_registers;
use super::homes::Homes;
use super::look::{Look, Quoted};
use super::looked::Looked;
use crate::contract::{BehindPage, ReportEvent, ReportEventRow};
use crate::desk::Desk;
use crate::grids::GridDays;
use crate::office::{local_day, local_minute};
use crate::refusal::Reply;
use chrono::{Datelike, Months, NaiveDate};
use domain::calendar::{PartialDate, age_on};
use domain::places::HEAD;
use domain::population::{
    Course, Effect, Movement, MovementKind, ResidenceState, Standing, is_floating, is_from_abroad,
    standing_on,
};
use domain::registers::{self, Register};
use domain::reports::{LEGAL_AGES, Period, ReportForm, Rhythm};
use domain::{Fault, FaultCode};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::since::{Image, Images, Step};
use words::address_words;

/// Rows of a person: table and number, and what lies there.
type Rows = BTreeMap<(&'static str, u32), Image>;

/// Whether a form has a section.
fn has(form: &ReportForm, section: &str) -> bool {
    form.sections.iter().any(|s| s.is_on && s.key == section)
}

/// The registers whose rows a form counts.
pub(crate) fn registers_of(form: &ReportForm) -> Vec<&'static str> {
    if has(form, "registers") { counted_registers().map(|r| r.key).collect() } else { Vec::new() }
}

/// What happened after an act that is behind other figures of a period, newest first.
pub(crate) fn events(
    desk: &Desk,
    form: &ReportForm,
    period: Period,
    since_act: u32,
) -> Reply<Vec<ReportEvent>> {
    let told = told_since(desk, form, (period, since_act), Look::of_paper(desk, form, period)?)?;
    let acts = store::since::acts(desk.ledger.conn(), since_act)?;
    let mut found = Vec::new();
    for (act, mut rows) in told.into_iter().rev() {
        let Some(line) = acts.get(&act) else { continue };
        let entered_on = local_day(&line.happened_at);
        rows.iter_mut().filter(|row| row.on.is_empty()).for_each(|row| row.on.clone_from(&entered_on));
        rows.sort_by(|a, b| (&a.on, &a.name).cmp(&(&b.on, &b.name)));
        found.push(ReportEvent {
            at: local_minute(&line.happened_at),
            by: line.actor_name.clone(),
            said: line.said.clone(),
            rows,
        });
    }
    Ok(found)
}

/// The acts after another one that are behind other figures of a period.
pub(crate) fn acts_since(
    desk: &Desk,
    form: &ReportForm,
    period: Period,
    since_act: u32,
) -> Reply<BTreeSet<u32>> {
    let told = told_since(desk, form, (period, since_act), Look::of_paper(desk, form, period)?)?;
    Ok(told.into_keys().collect())
}

/// The acts after another one by which a period ends with other people, in a grid or in a group: what a paper after it opens
/// with, or has in 补报.
pub(crate) fn acts_at_closing(
    desk: &Desk,
    form: &ReportForm,
    period: Period,
    since_act: u32,
) -> Reply<BTreeSet<u32>> {
    let mut form = form.clone();
    form.sections.retain(|s| ["changes", "groups"].contains(&s.key.as_str()));
    Ok(told_since(desk, &form, (period, since_act), Look::Closing)?.into_keys().collect())
}

/// What was done after an act that is behind other figures, by the acts that were not taken back.
fn told_since(
    desk: &Desk,
    form: &ReportForm,
    (period, since_act): (Period, u32),
    look: Look,
) -> Reply<BTreeMap<u32, Vec<ReportEventRow>>> {
    let conn = desk.ledger.conn();
    let last = period.last().to_string();
    let steps = store::since::steps(conn, since_act, &last, &registers_of(form))?;
    if steps.is_empty() {
        return Ok(BTreeMap::new());
    }
    let acts = store::since::acts(conn, since_act)?;
    let days = GridDays::load(conn, &desk.territory)?;
    let mut shares = Shares { desk, form, period, days, look, apart: HashSet::new() };
    if shares.has("population") {
        shares.apart = shares.homes(period.last())?.apart().collect();
    }
    let mut told = Told::default();
    let mut of_people: BTreeMap<u32, Vec<&Step>> = BTreeMap::new();
    let mut of_rows: BTreeMap<(&str, u32), Vec<(&'static Register, &Step)>> = BTreeMap::new();
    let (mut of_places, mut notes_of_places) = (Vec::new(), Vec::new());
    for step in &steps {
        match (step.person(), registers::find(step.table)) {
            (Some(person), _)
                if ["people", "movements", "group_members", "past_facts"].contains(&step.table) =>
            {
                of_people.entry(person).or_default().push(step);
            }
            (_, Some(register)) => {
                of_rows.entry((register.key, step.row_id)).or_default().push((register, step));
            }
            // What a place was until a day is told with the change that made the note.
            _ if step.table == "past_facts" => notes_of_places.push(step),
            _ => of_places.push(step),
        }
    }
    let mut images = Images::new(conn);
    for (person, steps) in of_people {
        let counts = |step: &Step| acts.contains_key(&step.act_id);
        told.person(&shares, images.of_person(person)?, (person, &steps), counts);
    }
    for steps in of_rows.into_values() {
        told.row(&shares, &steps);
    }
    if !of_places.is_empty() {
        told.places(&shares, &of_places, &notes_of_places)?;
    }
    Ok(told.0.into_iter().filter(|(act, _)| acts.contains_key(act)).collect())
}

/// Refuses where other people stand behind a section's figures of a period than did when a paper was made that is said again, and
/// the paper does not tell who they were.
///
/// # Errors
///
/// `report.people_unknown`.
pub(super) fn stays_known(l: &Looked, section: &str, period: Period, since_act: u32) -> Reply<()> {
    let mut form = l.form.clone();
    form.sections.retain(|s| s.key == section);
    form.sections.iter_mut().for_each(|s| s.is_on = true);
    if told_since(l.desk, &form, (period, since_act), Look::Paper(Quoted::default()))?.is_empty() {
        return Ok(());
    }
    Err(Fault::new(FaultCode::ReportPeopleUnknown).with(period.label()).into())
}

/// What is told of each act.
#[derive(Default)]
struct Told(BTreeMap<u32, Vec<ReportEventRow>>);

impl Told {
    fn put(&mut self, act: u32, row: ReportEventRow) {
        self.0.entry(act).or_default().push(row);
    }

    /// Acts that changed somebody's share; steps are the newest first.
    fn person(
        &mut self,
        shares: &Shares,
        mut rows: Rows,
        (person, steps): (u32, &[&Step]),
        counts: impl Fn(&Step) -> bool,
    ) {
        let now = shares.of(&rows);
        let mut after = now.clone();
        let mut changed = Vec::new();
        for of_act in steps.chunk_by(|a, b| a.act_id == b.act_id) {
            for step in of_act {
                match &step.before {
                    Some(image) => drop(rows.insert((step.table, step.row_id), image.clone())),
                    None => drop(rows.remove(&(step.table, step.row_id))),
                }
            }
            let before = shares.of(&rows);
            if before != after {
                changed.push(of_act);
            }
            after = before;
        }
        // Here `after` is how it was when the report was filed.
        if after == now {
            return;
        }
        let mut changed: Vec<&Step> = changed.into_iter().flatten().copied().filter(|s| counts(s)).collect();
        // What did nothing at its time may do something since another act was taken back.
        if changed.is_empty() {
            changed = steps.iter().copied().filter(|s| counts(s)).collect();
        }
        for step in &changed {
            // What the card was until a day is told with the change of the card, where the act made one.
            let is_of_card = |s: &&Step| s.act_id == step.act_id && s.table == "people";
            if step.table == "past_facts" && changed.iter().any(is_of_card) {
                continue;
            }
            if let Some(row) = shares.row_of_person(person, step, steps) {
                self.put(step.act_id, row);
            }
        }
    }

    /// Acts that changed whether a row of a register is counted; steps are the newest first.
    fn row(&mut self, shares: &Shares, steps: &[(&'static Register, &Step)]) {
        let [Some((register, newest)), Some((_, oldest))] = [steps.first(), steps.last()] else { return };
        let of = |image: &Option<Image>| shares.of_row(register, image.as_ref());
        if of(&newest.after) == of(&oldest.before) {
            return;
        }
        for (_, step) in steps.iter().filter(|(_, step)| of(&step.before) != of(&step.after)) {
            let image = step.after.as_ref().or(step.before.as_ref());
            let word = |key: &str| image.map(|i| text(i, key).to_owned()).unwrap_or_default();
            let is_there = newest.after.as_ref().is_some_and(is_counted_row);
            let opens = if is_there {
                BehindPage::Row { register: register.key.to_owned(), id: step.row_id }
            } else {
                BehindPage::Record { table: register.key.to_owned(), id: step.row_id }
            };
            let row = ReportEventRow {
                on: word(register.date_field),
                name: register.title.to_owned(),
                detail: word(register.title_field),
                opens,
            };
            self.put(step.act_id, row);
        }
    }

    /// Acts that put people who were counted into another grid, or called one by another name.
    fn places(&mut self, shares: &Shares, steps: &[&Step], notes: &[&Step]) -> Reply<()> {
        let used = shares.places_in_use()?;
        for step in steps {
            let is_used = used.is_of(shares.desk, step);
            let mut detail = if is_used { shares.place_words(step)? } else { None };
            if detail.is_none() && stands_in(shares.desk, step, &used.addressed) {
                detail = address_words(step);
            }
            let Some(detail) = detail else { continue };
            let name = match step.table {
                "buildings" => shares.desk.territory.building_title(step.row_id),
                table => crate::history::record_title(shares.desk, table, step.row_id),
            };
            let opens = BehindPage::Record { table: step.table.to_owned(), id: step.row_id };
            self.put(step.act_id, ReportEventRow { on: noted_day(step, notes), name, detail, opens });
        }
        Ok(())
    }
}

/// The dwellings of those who were counted at the beginning and at the end, and their households as far as nobody lives in them.
#[derive(Default)]
struct InUse {
    dwellings: HashSet<u32>,
    households: HashSet<u32>,
    /// The dwellings whose addresses are printed: of those who become a hundred.
    addressed: HashSet<u32>,
}

impl InUse {
    fn is_of(&self, desk: &Desk, step: &Step) -> bool {
        match step.table {
            "grids" | "office" => true,
            "households" => self.households.contains(&step.row_id),
            _ => stands_in(desk, step, &self.dwellings),
        }
    }
}

/// Whether one of these dwellings stands in the place of a step.
fn stands_in(desk: &Desk, step: &Step, dwellings: &HashSet<u32>) -> bool {
    let (id, territory) = (step.row_id, &desk.territory);
    let is_one = |dwelling: u32| dwellings.contains(&dwelling);
    let is_in = |building: u32| territory.dwellings_in(building).any(|d| is_one(d.id));
    match step.table {
        "estates" => territory.buildings.values().any(|b| b.estate_id == id && is_in(b.id)),
        "buildings" => is_in(id),
        "units" => territory.dwellings.values().any(|d| d.unit_id == Some(id) && is_one(d.id)),
        "dwellings" => is_one(id),
        _ => false,
    }
}

/// What somebody adds to the figures of a period.
#[derive(Clone, Default, PartialEq)]
struct Share {
    /// On the evenings that are looked at in full.
    evenings: Vec<Option<Evening>>,
    /// In which grid on the eve of the period, or where that alone is looked at, at its end.
    grid: Option<u32>,
    /// At the month ends of the trend: whether counted, registered, living.
    months: Vec<[bool; 3]>,
    /// Movements of the period by which a grid or the community has one more or one less.
    moves: Vec<(NaiveDate, MovementKind, [Standing; 2])>,
    /// In which groups, at the beginning and at the end, and how often to be visited.
    groups: BTreeSet<(bool, String, String)>,
    /// Whoever becomes a hundred.
    hundred: Option<Hundred>,
}

#[derive(Clone, PartialEq)]
struct Evening {
    households: [Option<u32>; 2],
    has_dwelling: bool,
    grid: u32,
    /// In which grid the household lived in counts by this person; and whether as its head, where its people live apart.
    home: Option<(u32, bool)>,
    /// Sex, bands of age, and what else is counted of a card.
    facts: Option<(String, String, [bool; 4])>,
}

/// What is printed of whoever becomes a hundred.
#[derive(Clone, PartialEq)]
struct Hundred {
    on: NaiveDate,
    name: String,
    sex: String,
    dwelling: Option<u32>,
}

/// Tells shares in one period of a form.
struct Shares<'a> {
    desk: &'a Desk,
    form: &'a ReportForm,
    period: Period,
    /// The grids of places as they were on any day.
    days: GridDays<'a>,
    look: Look,
    /// Households whose people live apart at the end of the period: where they are depends on who is the head.
    apart: HashSet<u32>,
}

fn text<'a>(image: &'a Image, key: &str) -> &'a str {
    image.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(image: &Image, key: &str) -> Option<u32> {
    image.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
}

fn is_there(image: &Image) -> bool {
    text(image, "deleted_at").is_empty()
}

fn is_counted_row(image: &Image) -> bool {
    is_there(image) && text(image, "struck_reason").is_empty()
}

/// The day as of which an act noted that it changed a row; empty where what it changed holds from no day.
fn noted_day(step: &Step, all: &[&Step]) -> String {
    let of_act = all.iter().filter(|s| s.act_id == step.act_id && s.table == "past_facts");
    let notes = of_act.filter_map(|s| s.after.as_ref().or(s.before.as_ref()));
    let is_of_step = |note: &&Image| {
        let [before, after] = step.column(text(note, "fact"));
        text(note, "table_name") == step.table
            && number(note, "row_id") == Some(step.row_id)
            && before != after
    };
    notes.filter(is_of_step).map(|note| text(note, "until_on")).min().unwrap_or_default().to_owned()
}

/// The movements of a person that count, in order, each with the standing that all up to it make.
fn movements_of(rows: &Rows) -> Vec<Movement> {
    let counting = rows.iter().filter(|((table, _), image)| *table == "movements" && is_there(image));
    let mut found: Vec<(Movement, Effect)> =
        counting.filter_map(|((_, id), image)| movement_of(*id, image)).collect();
    // In the order of `sort_movements`.
    found.sort_by_key(|(m, _)| (m.happened_on, m.id));
    let mut course = Course::default();
    found.into_iter().map(|(m, effect)| Movement { after: course.after(&effect), ..m }).collect()
}

fn movement_of(id: u32, image: &Image) -> Option<(Movement, Effect)> {
    let told = Standing {
        hukou_household_id: number(image, "hukou_household_id"),
        living_household_id: number(image, "living_household_id"),
        living_relation: image.get("living_relation").and_then(Value::as_str).map(str::to_owned),
        dwelling_id: number(image, "dwelling_id"),
        ..Standing::default()
    };
    let effect = store::movements::effect_of(
        &told,
        ["hukou_change", "living_change", "dwelling_change"]
            .map(|key| image.get(key).and_then(Value::as_str)),
    );
    let movement = Movement {
        id,
        kind: MovementKind::from_word(text(image, "kind"))?,
        happened_on: text(image, "happened_on").parse().ok()?,
        after: Standing::default(),
    };
    Some((movement, effect))
}

/// What a fact of somebody was on a day: as noted when it was changed later, else as the card says now.
fn fact_on(rows: &Rows, card: &Image, key: &str, on: NaiveDate) -> Value {
    let day = on.to_string();
    let noted = rows.iter().filter(|((table, _), image)| {
        *table == "past_facts"
            && is_there(image)
            && text(image, "fact") == key
            && text(image, "until_on") > day.as_str()
    });
    let first = noted.min_by_key(|(_, image)| text(image, "until_on"));
    first
        .map_or_else(|| card.get(key).cloned(), |(_, image)| image.get("value").cloned())
        .unwrap_or(Value::Null)
}

impl Shares<'_> {
    fn has(&self, section: &str) -> bool {
        has(self.form, section)
    }

    fn has_any(&self, sections: &[&str]) -> bool {
        sections.iter().any(|section| self.has(section))
    }

    /// The evenings that are looked at in full.
    fn evenings(&self) -> Vec<NaiveDate> {
        let mut found = vec![self.period.last()];
        if let Look::Paper(quoted) = &self.look
            && self.has("comparison")
        {
            found.extend((!quoted.before).then(|| self.period.before().last()));
            found.extend((!quoted.year_before).then(|| self.period.year_before().last()));
        }
        found
    }

    fn of(&self, rows: &Rows) -> Share {
        let card = rows.iter().find(|((table, _), _)| *table == "people").map(|(_, image)| image);
        // Who is not in the ledger, or lies in the bin, adds what somebody adds who is never here.
        let nobody = Image::new();
        let (card, movements) = match card.filter(|card| is_there(card)) {
            Some(card) => (card, movements_of(rows)),
            None => (&nobody, Vec::new()),
        };
        let grid_on = |on: NaiveDate| {
            let standing = standing_on(&movements, on);
            standing.is_present().then(|| self.grid((rows, card), &standing, on))
        };
        let Look::Paper(quoted) = &self.look else {
            let mut groups = self.groups(rows, &movements);
            groups.retain(|(is_end, ..)| *is_end);
            return Share { grid: grid_on(self.period.last()), groups, ..Share::default() };
        };
        let evening = |on: &NaiveDate| self.evening((rows, card), &standing_on(&movements, *on), *on);
        let evenings: Vec<_> = self.evenings().iter().map(evening).collect();
        let mut share = Share { evenings, ..Share::default() };
        if self.has("trend") {
            let mut month = Period::of(Rhythm::Monthly, self.period.last());
            for _ in 0..12 {
                if !quoted.months.contains(&month) {
                    let s = standing_on(&movements, month.last());
                    let is = [s.hukou_household_id, s.living_household_id].map(|h| h.is_some());
                    share.months.push([s.is_present(), is[0], is[1]]);
                }
                month = month.before();
            }
        }
        if self.has("changes") {
            share.grid = grid_on(self.period.before().last());
            share.moves = self.moves((rows, card), &movements);
        }
        let at_end = standing_on(&movements, self.period.last());
        if self.has_any(&["population", "groups", "visits"]) {
            share.groups = self.groups(rows, &movements);
        }
        if self.has("centenarians") && at_end.is_present() {
            share.hundred = self.hundred(card, at_end.dwelling_id);
        }
        share
    }

    fn grid(&self, (rows, card): (&Rows, &Image), standing: &Standing, on: NaiveDate) -> u32 {
        // A note keeps its value as text.
        let own = match fact_on(rows, card, "grid_id", on) {
            Value::String(id) => id.parse().ok(),
            own => own.as_u64().and_then(|id| u32::try_from(id).ok()),
        };
        own.or_else(|| self.days.of_dwelling(standing.dwelling_id, on)).unwrap_or(0)
    }

    fn evening(&self, card: (&Rows, &Image), standing: &Standing, on: NaiveDate) -> Option<Evening> {
        if !standing.is_present() {
            return None;
        }
        let counts_people = self.has_any(&["population", "comparison", "pyramid", "groups"]);
        let home =
            standing.living_household_id.filter(|_| self.has("population") && on == self.period.last());
        let home = home.map(|household| {
            let is_head = standing.living_relation.as_deref() == Some(HEAD);
            let grid = self.days.of_dwelling(standing.dwelling_id, on).unwrap_or(0);
            (grid, is_head && self.apart.contains(&household))
        });
        Some(Evening {
            home,
            households: [standing.hukou_household_id, standing.living_household_id],
            has_dwelling: standing.dwelling_id.is_some(),
            grid: self.grid(card, standing, on),
            facts: counts_people.then(|| self.facts(card, standing, on)),
        })
    }

    /// What is counted of a card: an age only as far as it is of another band.
    fn facts(
        &self,
        (rows, card): (&Rows, &Image),
        standing: &Standing,
        on: NaiveDate,
    ) -> (String, String, [bool; 4]) {
        let fact = |key: &str| fact_on(rows, card, key, on).as_str().unwrap_or_default().to_owned();
        let age = PartialDate::from_iso(text(card, "birth_date")).map(|b| age_on(b.first_day(), on));
        let ages = age.map_or_else(String::new, |age| {
            let band = self.form.bands.iter().position(|b| b.holds(age));
            let legal = LEGAL_AGES.iter().filter(|from| age >= **from).count();
            format!("{band:?} {} {legal}", age / 5)
        });
        let state = standing.residence_state().unwrap_or(ResidenceState::EmptyHukou);
        let (kind, hukou) = (fact("population_kind"), fact("hukou_division"));
        let is_floating = is_floating(state, &kind, &hukou, self.days.division_on(on));
        let has_kinds = self.has_any(&["population", "comparison"]);
        let is_minority = !matches!(fact("ethnic_group").as_str(), "" | "01" | "97" | "98" | "99");
        let is_member = matches!(fact("political_status").as_str(), "01" | "02");
        let flags = [
            is_minority && self.has("population"),
            is_floating && has_kinds,
            is_from_abroad(&kind) && self.has("population"),
            is_member && self.has("population"),
        ];
        (text(card, "sex").to_owned(), ages, flags)
    }

    fn moves(
        &self,
        card: (&Rows, &Image),
        movements: &[Movement],
    ) -> Vec<(NaiveDate, MovementKind, [Standing; 2])> {
        let place = |s: &Standing, on| s.is_present().then(|| self.grid(card, s, on));
        // A relation to the head is no move.
        let bare = |s: &Standing| Standing { living_relation: None, ..s.clone() };
        let mut before = Standing::default();
        let mut found = Vec::new();
        for m in movements.iter().filter(|m| m.happened_on <= self.period.last()) {
            if m.happened_on >= self.period.first()
                && place(&before, m.happened_on) != place(&m.after, m.happened_on)
            {
                found.push((m.happened_on, m.kind, [bare(&before), bare(&m.after)]));
            }
            before = m.after.clone();
        }
        found
    }

    fn groups(&self, rows: &Rows, movements: &[Movement]) -> BTreeSet<(bool, String, String)> {
        let mut found = BTreeSet::new();
        let wants_all = self.has_any(&["groups", "visits"]);
        for (is_end, on) in [(false, self.period.before().last()), (true, self.period.last())] {
            if !standing_on(movements, on).is_present() || !is_end && !self.has("groups") {
                continue;
            }
            let on = on.to_string();
            for ((table, _), image) in rows {
                let (joined, left) = (text(image, "joined_on"), text(image, "left_on"));
                let group = text(image, "group_kind");
                let holds = joined <= on.as_str() && (left.is_empty() || left > on.as_str());
                let is_counted = *table == "group_members" && is_there(image) && holds;
                if is_counted && (wants_all || group == "disabled") {
                    let rhythm = if is_end && self.has("visits") { text(image, "visit_rhythm") } else { "" };
                    found.insert((is_end, group.to_owned(), rhythm.to_owned()));
                }
            }
        }
        found
    }

    /// The day on which whoever was born then becomes a hundred, where the period tells of it.
    fn hundred_on(&self, birth: &str) -> Option<NaiveDate> {
        let last = self.period.last();
        // Known to the day, or nobody can say when.
        let birth = birth.parse::<NaiveDate>().ok()?;
        let day = birth.checked_add_months(Months::new(1200))?;
        let until = last.checked_add_months(Months::new(12))?;
        (day > last && day <= until).then_some(day)
    }

    fn hundred(&self, card: &Image, dwelling: Option<u32>) -> Option<Hundred> {
        let on = self.hundred_on(text(card, "birth_date"))?;
        let word = |key: &str| text(card, key).to_owned();
        Some(Hundred { on, name: word("name"), sex: word("sex"), dwelling })
    }

    /// Whether a row of a register is counted in the period, and in its year.
    fn of_row(&self, register: &Register, image: Option<&Image>) -> [bool; 2] {
        let Some(image) = image.filter(|image| is_counted_row(image)) else { return [false; 2] };
        let (on, last) = (text(image, register.date_field), self.period.last());
        let year = format!("{:04}-01-01", last.year());
        let is_until = !on.is_empty() && on <= last.to_string().as_str();
        [is_until && on >= self.period.first().to_string().as_str(), is_until && on >= year.as_str()]
    }

    /// The households of an evening.
    fn homes(&self, on: NaiveDate) -> Reply<Homes> {
        let mut homes = Homes::default();
        store::movements::each_present(self.desk.ledger.conn(), on, |person| homes.note(&person, 0))?;
        Ok(homes)
    }

    fn places_in_use(&self) -> Reply<InUse> {
        let mut used = InUse::default();
        for on in [self.period.before().last(), self.period.last()] {
            let mut homes = Homes::default();
            store::movements::each_present(self.desk.ledger.conn(), on, |person| {
                used.dwellings.extend(person.dwelling_id);
                if on == self.period.last() && self.has("centenarians") {
                    used.addressed.extend(self.hundred_on(person.birth_date).and(person.dwelling_id));
                }
                homes.note(&person, 0);
            })?;
            // Where somebody lives a household follows its people, whatever its form says.
            used.households.extend(homes.by_form());
        }
        Ok(used)
    }
}
