//! What is entered in the office, right and wrong, in time and late; the book is told what the office accepted.

use super::book::{AWAY, Book, Effect, Person, Place, Step, month};
use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};
use service::{Clock, Office};
use suite::{PASSWORD, TestLedger};

/// Four in each of three buildings.
const HOMES: usize = 12;

#[derive(Debug, Clone, Copy)]
enum Act {
    Born,
    Comes,
    Leaves,
    Dies,
    Moves,
    Hukou,
    /// An act is undone, be it an undo.
    Undone,
    /// A movement is taken back from the card.
    TakenBack,
    Binned,
    Restored,
    /// The sex was entered wrong.
    SexCorrected,
}

#[derive(Debug, Clone, Copy)]
pub struct Event {
    act: Act,
    /// From whom on somebody is looked for to whom it can happen.
    who: usize,
    /// The home, and whatever else is left to chance.
    place: usize,
    /// Days after the first of the month; they reach into the next one.
    day: u64,
    /// So many months before the one that is being entered.
    late: u32,
}

pub fn event() -> impl Strategy<Value = Event> {
    let act = prop_oneof![
        2 => Just(Act::Born),
        5 => Just(Act::Comes),
        3 => Just(Act::Leaves),
        2 => Just(Act::Dies),
        4 => Just(Act::Moves),
        3 => Just(Act::Hukou),
        3 => Just(Act::Undone),
        3 => Just(Act::TakenBack),
        1 => Just(Act::Binned),
        1 => Just(Act::Restored),
        1 => Just(Act::SexCorrected),
    ];
    let late = prop_oneof![6 => Just(0u32), 2 => 1u32..3, 1 => 3u32..14];
    (act, 0usize..1000, 0usize..1000, 0u64..34, late).prop_map(|(act, who, place, day, late)| Event {
        act,
        who,
        place,
        day,
        late,
    })
}

/// A movement to be recorded: its kind, the place after it, and how the contract says 户籍 and 居住 of that place.
type Movement = (&'static str, Place, [&'static str; 2]);

const NOWHERE: [&str; 2] = ["nowhere", "nowhere"];

fn side(word: &str) -> Value {
    match word {
        "new_household" => json!({ "to": word, "relation": "02" }),
        _ => json!({ "to": word }),
    }
}

/// The office and the book.
pub struct Entries {
    pub t: TestLedger,
    pub book: Book,
    /// How often a wrong entry was taken back.
    pub taken_back: usize,
    today: NaiveDate,
    homes: Vec<u64>,
}

impl Entries {
    /// Two grids, three buildings and eight people at the beginning of the first month.
    pub fn new() -> Self {
        let (t, book) = (TestLedger::new(), Book::default());
        let mut e = Entries { t, book, taken_back: 0, today: month(0), homes: Vec::new() };
        e.move_to(month(0));
        e.lay_out();
        let begun = month(0) - Months::new(1);
        for i in 0..8 {
            let after = Place { hukou: true, living: true, home: Some(i) };
            e.newcomer("opening", begun, after, ["new_household", "same_as_hukou"].map(side));
        }
        e
    }

    fn lay_out(&mut self) {
        let grid = |(number, name)| {
            self.t.save("grids", json!({ "name": name, "grid_no": number, "grid_worker": "李网格" }))
        };
        let grids = [("01", "北"), ("02", "南")].map(grid).map(Some).into_iter().chain([None]);
        for (name, grid) in ["3", "4", "5"].iter().zip(grids) {
            let id = self.t.building(name);
            let place = self.t.call("get_place", json!({ "table": "buildings", "id": id }));
            let mut values = place["values"].clone();
            values["grid_id"] = json!(grid);
            let revision = &place["revision"];
            let request = json!({ "table": "buildings", "id": id, "revision": revision, "values": values });
            self.t.call("save_place", request);
        }
        let home = |i: usize| self.t.dwelling(&format!("{}-1-{}01", 3 + i % 3, 1 + i / 3));
        self.homes = (0..HOMES).map(home).collect();
    }

    /// The office is opened again on another day.
    pub fn move_to(&mut self, day: NaiveDate) {
        self.t.call("lock", json!({}));
        let office = Office::of_folder(&self.t.folder(), Clock { fixed: Some(day) });
        self.t.office = office.with_light_keys();
        self.t.unlock("", PASSWORD);
        self.today = day;
    }

    pub fn enter(&mut self, month: NaiveDate, event: Event) {
        let on = (month - Months::new(event.late) + Days::new(event.day)).min(self.today);
        match event.act {
            Act::Born => self.born(event, on),
            Act::Comes => self.comes(event, on),
            Act::Leaves | Act::Dies | Act::Moves | Act::Hukou => self.changes(event, on),
            Act::Undone => self.undo(event),
            Act::TakenBack => self.take_back(event),
            Act::Binned | Act::Restored | Act::SexCorrected => self.mend(event),
        }
    }

    /// Writes what else is in the ledger may stand in the way of; nothing does where `is_sure`.
    fn write(&self, name: &str, request: Value, is_sure: bool) -> Option<Value> {
        match self.t.office.call(name, request.clone()) {
            Ok(written) => Some(written),
            Err(faults) => {
                let is_bug = faults.iter().any(|f| f.incident.is_some());
                assert!(!is_sure && !is_bug, "{name} {request}: {faults:#?}");
                None
            }
        }
    }

    fn standing(&self, after: Place, [hukou, living]: [Value; 2]) -> Value {
        // Always said, so that the book need not know how the office would choose one.
        let dwelling = after.home.map(|home| self.homes[home]);
        json!({ "hukou": hukou, "living": living, "dwelling_id": dwelling })
    }

    /// Adds somebody with a first movement; who is born is born on its day.
    fn newcomer(&mut self, kind: &'static str, on: NaiveDate, after: Place, sides: [Value; 2]) {
        let who = self.book.people.len();
        let serial = u32::try_from(who).unwrap();
        let birth = if kind == "born" { on } else { month(0) - Months::new(12 * (30 + serial % 50)) };
        let is_woman = who.is_multiple_of(2);
        let name = format!("王{}", char::from_u32(0x4E00 + serial).unwrap());
        let sex = if is_woman { "2" } else { "1" };
        let request = json!({
            "values": { "name": name, "id_kind": "none", "sex": sex, "birth_date": birth.to_string() },
            "movement": { "kind": kind, "happened_on": on.to_string(), "place": "", "reason": "" },
            "standing": self.standing(after, sides),
        });
        let written = self.t.call("add_person", request);
        let steps = vec![Step { on, kind, before: AWAY, after, counts: true }];
        let id = written["id"].as_u64().unwrap();
        self.book.people.push(Person { id, is_woman, counts: true, steps });
        self.book.acts.push((written["act_id"].clone(), Effect::Person(who)));
    }

    /// Records a movement: after all others of the person it is surely accepted, before them it may contradict one.
    fn moves(&mut self, who: usize, (kind, after, sides): Movement, on: NaiveDate) {
        let person = &self.book.people[who];
        let (is_last, before) = (person.life().last().is_none_or(|(_, s)| s.on <= on), person.place_on(on));
        let request = json!({
            "person_ids": [person.id],
            "movement": { "kind": kind, "happened_on": on.to_string(), "place": "", "reason": "" },
            "standing": self.standing(after, sides.map(side)),
            // The book knows no relations: of a head whose children stay it is said that nobody follows yet.
            "may_lack_head": true,
        });
        if let Some(written) = self.write("record_movement", request, is_last) {
            let steps = &mut self.book.people[who].steps;
            steps.push(Step { on, kind, before, after, counts: true });
            let effect = Effect::Step(who, steps.len() - 1);
            self.book.acts.push((written["act_id"].clone(), effect));
        }
    }

    /// A child of somebody who is here, in the same households.
    fn born(&mut self, event: Event, on: NaiveDate) {
        let today = self.today;
        let parent = self.book.find(event.who, |p| p.place_on(today).home.is_some());
        let Some(parent) = parent.map(|who| &self.book.people[who]) else { return };
        let (after, card) = (parent.place_on(today), self.t.card(parent.id));
        let of = |is_in: bool, household: &str| {
            let id = &card["standing"][household];
            if is_in {
                json!({ "to": "household", "household_id": id, "relation": "20" })
            } else {
                side("nowhere")
            }
        };
        let sides = [of(after.hukou, "hukou_household_id"), of(after.living, "living_household_id")];
        self.newcomer("born", on, after, sides);
    }

    /// Somebody new, or somebody who was here before.
    fn comes(&mut self, event: Event, on: NaiveDate) {
        let home = Some(event.place / 5 % HOMES);
        let both = Place { hukou: true, living: true, home };
        let (kind, after, sides): Movement = match event.place % 5 {
            0 | 1 => ("moved_in", Place { hukou: false, ..both }, ["nowhere", "new_household"]),
            2 => ("moved_in", both, ["new_household", "same_as_hukou"]),
            3 => {
                // Some of those who bring nothing but their hukou have no dwelling.
                let home = home.filter(|home| home.is_multiple_of(2));
                ("hukou_in", Place { hukou: true, living: false, home }, ["new_household", "nowhere"])
            }
            _ => ("opening", both, ["new_household", "same_as_hukou"]),
        };
        let is_again = event.who.is_multiple_of(3) && kind != "opening";
        match self.book.find(event.who, |p| p.is_gone_on(on)).filter(|_| is_again) {
            Some(who) => self.moves(who, (kind, after, sides), on),
            None => self.newcomer(kind, on, after, sides.map(side)),
        }
    }

    /// Something happens to somebody who is here on that day.
    fn changes(&mut self, event: Event, on: NaiveDate) {
        let Some(who) = self.book.find(event.who, |p| p.place_on(on).is_here()) else { return };
        let at = self.book.people[who].place_on(on);
        let home = event.place % HOMES;
        let home = Some(if at.home == Some(home) { (home + 1) % HOMES } else { home });
        let is_even = event.place.is_multiple_of(2);
        let movement: Movement = match event.act {
            Act::Dies => ("died", AWAY, NOWHERE),
            Act::Leaves if event.place.is_multiple_of(5) => ("cancelled", AWAY, NOWHERE),
            Act::Leaves if at.hukou && at.living && is_even => {
                ("moved_out", Place { living: false, ..at }, ["unchanged", "nowhere"])
            }
            Act::Leaves => ("moved_out", AWAY, NOWHERE),
            Act::Moves if !at.living && is_even => {
                ("moved_in", Place { hukou: true, living: true, home }, ["unchanged", "new_household"])
            }
            Act::Moves => ("moved_within", Place { home, ..at }, ["unchanged", "unchanged"]),
            _ if !at.hukou => ("hukou_in", Place { hukou: true, ..at }, ["new_household", "unchanged"]),
            _ if at.living => ("hukou_out", Place { hukou: false, ..at }, ["nowhere", "unchanged"]),
            _ => ("hukou_out", AWAY, NOWHERE),
        };
        self.moves(who, movement, on);
    }

    fn turned(&mut self, effect: Effect, written: &Value) {
        self.book.turn(effect);
        self.book.acts.push((written["act_id"].clone(), effect));
        self.taken_back += 1;
    }

    /// One of the last ten acts is undone; the last one can be, others may be what later ones stand on.
    fn undo(&mut self, event: Event) {
        let back = if event.place.is_multiple_of(2) { 0 } else { event.who % 10 };
        let Some(at) = self.book.acts.len().checked_sub(1 + back) else { return };
        let (act, effect) = self.book.acts[at].clone();
        if let Some(written) = self.write("undo_act", json!({ "act_id": act }), back == 0) {
            self.turned(effect, &written);
        }
    }

    /// The last act is undone, whatever it was.
    pub fn undo_last(&mut self) {
        self.undo(Event { act: Act::Undone, who: 0, place: 0, day: 0, late: 0 });
    }

    /// A movement of somebody is taken back: the last one surely, another where the rest still makes a life.
    fn take_back(&mut self, event: Event) {
        let Some(who) = self.book.find(event.who, |p| p.life().len() > 1) else { return };
        let person = &self.book.people[who];
        let (life, card) = (person.life(), self.t.card(person.id));
        let timeline = card["timeline"].as_array().unwrap();
        let told: Vec<_> = timeline.iter().map(|m| [m["happened_on"].clone(), m["kind"].clone()]).collect();
        let known: Vec<_> =
            life.iter().rev().map(|(_, s)| [json!(s.on.to_string()), json!(s.kind)]).collect();
        assert_eq!(told, known, "the card tells the life that the book knows, newest first");
        let at = if event.place.is_multiple_of(2) { 0 } else { event.place % life.len() };
        let step = life[life.len() - 1 - at].0;
        let movement = &timeline[at];
        let request = json!({ "movement_id": movement["movement_id"], "revision": movement["revision"] });
        if let Some(written) = self.write("take_back_movement", request, at == 0) {
            self.turned(Effect::Step(who, step), &written);
        }
    }

    /// Somebody who is no resident goes to the bin or comes back from there, or a sex is corrected.
    fn mend(&mut self, event: Event) {
        let is_back = matches!(event.act, Act::Restored);
        let Some(who) = self.book.find(event.who, |p| p.counts != is_back) else { return };
        let Person { id, is_woman, .. } = self.book.people[who];
        let (written, effect) = match event.act {
            // Who was undone is not in the bin.
            Act::Restored => {
                let request = json!({ "table": "people", "id": id });
                (self.write("restore_record", request, false), Effect::Person(who))
            }
            Act::Binned => {
                let request = json!({ "table": "people", "ids": [id] });
                (self.write("delete_records", request, true), Effect::Person(who))
            }
            _ => {
                let card = self.t.card(id);
                let mut values = card["values"].clone();
                values["sex"] = json!(if is_woman { "1" } else { "2" });
                let request = json!({ "id": id, "revision": card["revision"], "values": values });
                (self.write("update_person", request, true), Effect::Sex(who))
            }
        };
        if let Some(written) = written {
            self.turned(effect, &written);
        }
    }
}
