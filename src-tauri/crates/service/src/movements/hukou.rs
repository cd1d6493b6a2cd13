//! 户籍所在地 follows the register: whoever's hukou leaves is registered elsewhere from the day of the movement on, whoever's
//! comes is registered where the office is. Without that nobody could tell 流动人口 from 市辖区内人户分离.

use crate::contract::{DivisionHit, DivisionHits, SearchText};
use crate::desk::Desk;
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::codes::division_full_name;
use domain::fields::{Value, Values, text_of};
use domain::people::PERSON_FIELDS;
use domain::population::{MovementKind, Standing, division_said};
use store::Gate;
use store::facts::LetGo;

/// At most so many characters are a 户籍地址 (`PERSON_FIELDS`).
const LONGEST_ADDRESS: usize = 200;

/// Where a movement takes the hukou.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whereto {
    /// GB/T 2260; empty where it is not understood.
    division: String,
    /// 户籍地址; `None` leaves it.
    address: Option<String>,
}

impl Whereto {
    /// Whether nobody can tell from what was typed.
    pub fn is_unknown(&self) -> bool {
        self.division.is_empty()
    }

    /// What the history says of it.
    pub fn words(&self) -> String {
        let name = division_full_name(&self.division).unwrap_or_else(|| "不明".to_owned());
        format!("户籍所在地改为 {name}")
    }

    /// The same, with the address left as it is.
    pub fn without_address(self) -> Self {
        Whereto { address: None, ..self }
    }

    fn division(&self) -> Option<&str> {
        Some(self.division.as_str()).filter(|code| !code.is_empty())
    }
}

/// What a movement does, as far as 户籍所在地 follows from it.
pub(super) struct Told<'a> {
    pub kind: MovementKind,
    pub before: &'a Standing,
    pub after: &'a Standing,
    /// 到哪里去, as typed.
    pub place: &'a str,
}

/// Where a movement takes the hukou; `None` where it stays, or nothing is asked of one who is gone.
pub(super) fn whereto(gate: &Gate, office: &str, told: &Told) -> Reply<Option<Whereto>> {
    match (told.before.hukou_household_id, told.after.hukou_household_id) {
        (Some(_), None) if told.kind == MovementKind::HukouOut || told.after.is_present() => {
            let division = division_said(told.place, office).unwrap_or_default().to_owned();
            let is_asked = !division.is_empty() || told.after.is_present();
            let address = Some(told.place.chars().take(LONGEST_ADDRESS).collect());
            Ok(is_asked.then_some(Whereto { division, address }))
        }
        (None, Some(household)) if !begins(told.kind) && !office.is_empty() => {
            let found = store::places::households(gate.conn(), Some(household))?.into_iter().next();
            let address = found.map(|h| h.hukou_address).filter(|address| !address.is_empty());
            Ok(Some(Whereto { division: office.to_owned(), address }))
        }
        _ => Ok(None),
    }
}

/// What a card that is entered with its first movement says of the hukou, it says itself.
fn begins(kind: MovementKind) -> bool {
    matches!(kind, MovementKind::Opening | MovementKind::Born)
}

/// Writes it onto the card, from the day of the movement on. Returns whether the card says another division or address.
pub(super) fn settle_hukou(gate: &Gate, person: u32, on: NaiveDate, to: &Whereto) -> Reply<bool> {
    let of = ("people", person, "hukou_division");
    if !store::facts::hold_from(gate, of, to.division(), on)? {
        // A later change of it is noted: the card says what came after.
        return Ok(false);
    }
    write(gate, person, Some(&to.division), to.address.as_deref())
}

/// What the card says again when a movement that took the hukou somewhere is taken back. Returns whether it does: where
/// somebody said otherwise since, that stays.
pub(super) fn give_back_hukou(
    gate: &Gate,
    person: u32,
    (movement, on): (u32, NaiveDate),
    to: &Whereto,
) -> Reply<bool> {
    let of = ("people", person, "hukou_division");
    let division = match store::facts::let_go(gate, of, to.division(), on)? {
        LetGo::Given(division) => Some(division.unwrap_or_default()),
        LetGo::Before => return Ok(true),
        LetGo::NotNoted => None,
        LetGo::Otherwise => return Ok(false),
    };
    // An address that was mended since stays.
    let was = match is_mended(gate, person, to)? {
        false => store::movements::address_before(gate.conn(), movement, person)?,
        true => None,
    };
    write(gate, person, division.as_deref(), was.as_deref())?;
    Ok(true)
}

/// Whether the card says another 户籍地址 than a movement wrote there.
pub(super) fn is_mended(gate: &Gate, person: u32, to: &Whereto) -> Reply<bool> {
    let stored = store::records::get(gate.conn(), "people", PERSON_FIELDS, person)?;
    let address = stored.as_ref().and_then(|s| text_of(&s.values, "hukou_address")).unwrap_or_default();
    Ok(to.address.as_deref() != Some(address))
}

fn write(gate: &Gate, person: u32, division: Option<&str>, address: Option<&str>) -> Reply<bool> {
    let Some(stored) = store::records::get(gate.conn(), "people", PERSON_FIELDS, person)? else {
        return Ok(false);
    };
    let wanted = [("hukou_division", division), ("hukou_address", address)];
    let differs = |(key, value): &(&str, Option<&str>)| {
        value.is_some_and(|v| text_of(&stored.values, key).unwrap_or_default() != v)
    };
    let changed: Values = wanted
        .into_iter()
        .filter(differs)
        .map(|(key, value)| (key.to_owned(), Value::Text(value.unwrap_or_default().to_owned())))
        .collect();
    if changed.is_empty() {
        return Ok(false);
    }
    store::people::update(gate, (person, stored.revision), &changed)?;
    Ok(true)
}

/// Which division the words of a movement name: one, or none.
pub(crate) fn read_division(desk: &mut Desk, request: SearchText) -> Reply<DivisionHits> {
    let found = division_said(&request.text, &desk.office.division_code);
    let hit = |code: &str| DivisionHit {
        code: code.to_owned(),
        full_name: division_full_name(code).unwrap_or_default(),
    };
    Ok(DivisionHits { hits: found.into_iter().map(hit).collect() })
}
