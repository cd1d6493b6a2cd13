//! The search box: name, pinyin, part of a number or phone, or a place; best match first.

use crate::contract::{Find, FoundHouseholds, Hit, HitKind, Hits, HouseholdLine};
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::roster::{Entry, Roster, Whereabouts};
use crate::shown;
use crate::territory::Territory;
use domain::access::Area;
use domain::rooms::{Place, building_key, parse_typed_place, unit_key};
use domain::text::{half_width, trimmed};
use std::collections::HashSet;

/// Not found.
const NONE: u8 = u8::MAX;
/// How many matches of one rank are put in order; more than fit a screen many times over.
const ORDERED: usize = 3_000;

/// What of a person matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matched {
    Name,
    Pinyin,
    Number,
    Phone,
    Place,
}

impl Matched {
    fn label(self) -> &'static str {
        match self {
            Matched::Name => "姓名",
            Matched::Pinyin => "拼音",
            Matched::Number => "证件号码",
            Matched::Phone => "电话",
            Matched::Place => "住址",
        }
    }
}

/// For everybody, how well a text matches; 0 best.
pub(crate) struct Matches {
    ranks: Vec<(u8, Matched)>,
}

impl Matches {
    fn note(&mut self, at: u32, rank: u8, matched: Matched) {
        let slot = &mut self.ranks[at as usize];
        if rank < slot.0 {
            *slot = (rank, matched);
        }
    }

    /// Whether the person at a place of the roster matches.
    pub fn holds(&self, at: usize) -> bool {
        self.ranks[at].0 != NONE
    }
}

/// Which part of a number or phone finds somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    /// Any part: for whoever may see the whole of it.
    Any,
    /// Only all of it. Otherwise a number that is masked could be felt out, a few digits at a time.
    Whole,
}

impl Parts {
    fn of(desk: &Desk) -> Parts {
        if desk.actor.role.may_reveal() { Parts::Any } else { Parts::Whole }
    }
}

/// The words of a text, in small letters. An ID number typed in groups is one word.
fn words_of(text: &str) -> Vec<String> {
    let text = half_width(&trimmed(text)).to_lowercase();
    let whole = text.replace(' ', "");
    let is_place = |text: &str| parse_typed_place(text).is_some();
    // 1#楼 2单元 301 is one place in three words; in wjg 3-1-102 the place is a word of its own.
    let is_whole = whole.len() >= 6 && is_number(&whole)
        || is_place(&text) && !text.split_whitespace().any(is_place)
        || is_place(&text) && !text.contains(' ');
    if is_whole {
        return vec![whole];
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// A search by whole numbers of somebody who may not see them leaves a line in the history, whether it found anybody or not:
/// it tells whose number it is.
///
/// # Errors
///
/// Those of writing: what cannot be written down is not looked for.
pub(crate) fn note_numbers(desk: &mut Desk, text: &str) -> Reply<()> {
    if Parts::of(desk) == Parts::Any {
        return Ok(());
    }
    for word in words_of(text).into_iter().filter(|word| is_number(word) && !word.contains('*')) {
        let mut found = Matches { ranks: vec![(NONE, Matched::Name); desk.roster.people().len()] };
        match_numbers(&desk.roster, &word.to_uppercase(), Parts::Whole, &mut found);
        let people = desk.roster.people().iter().enumerate().filter(|(at, _)| found.holds(*at));
        let names: Vec<&str> = people.map(|(_, entry)| &*entry.name).take(5).collect();
        let said = match names.is_empty() {
            false => format!("用完整号码查到 {}", names.join("、")),
            true if word.len() == 18 || word.len() == 11 && word.starts_with('1') => {
                "用完整号码查找，没有找到".to_owned()
            }
            true => continue,
        };
        note_once(desk, Area::Residents, said)?;
    }
    Ok(())
}

/// Notes a search. A list asks for its pages one by one; that is one search.
///
/// # Errors
///
/// Those of writing.
pub(crate) fn note_once(desk: &mut Desk, area: Area, said: String) -> Reply<()> {
    let last = store::history::last_act(desk.ledger.conn())?;
    if last.is_some_and(|act| act.said == said && act.actor_name == desk.actor.name) {
        return Ok(());
    }
    desk.note_look(area, said)
}

/// Matches every word of a text against everybody; all words must match.
pub(crate) fn matches(desk: &Desk, text: &str) -> Matches {
    let (roster, territory, parts) = (&desk.roster, &desk.territory, Parts::of(desk));
    let mut all: Option<Matches> = None;
    for word in words_of(text) {
        let found = match_word(roster, territory, &word, parts);
        all = Some(match all {
            None => found,
            Some(mut before) => {
                for (kept, new) in before.ranks.iter_mut().zip(&found.ranks) {
                    if kept.0 != NONE {
                        kept.0 =
                            if new.0 == NONE { NONE } else { kept.0.saturating_add(new.0).min(NONE - 1) };
                    }
                }
                before
            }
        });
    }
    all.unwrap_or(Matches { ranks: vec![(0, Matched::Name); roster.people().len()] })
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || b == b'x' || b == b'*')
        && word.bytes().any(|b| b.is_ascii_digit())
}

fn match_word(roster: &Roster, territory: &Territory, word: &str, parts: Parts) -> Matches {
    let mut found = Matches { ranks: vec![(NONE, Matched::Name); roster.people().len()] };
    // 买买提吐尔逊 and 买买提•吐 both mean 买买提·吐尔逊.
    roster.names.sweep(&domain::names::bare_name(word), |at, before, after| {
        let rank = match (before.is_empty(), after.is_empty()) {
            (true, true) => 0,
            (true, false) => 1,
            _ => 2,
        };
        found.note(at, rank, Matched::Name);
        true
    });
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        roster.match_pinyin(word, |at, rank| {
            found.note(u32::try_from(at).unwrap_or(0), rank + 1, Matched::Pinyin);
        });
    }
    if is_number(word) && word.len() >= 2 {
        match_numbers(roster, &word.to_uppercase(), parts, &mut found);
    }
    if let Some(place) = parse_typed_place(word).or_else(|| domain::rooms::parse_part(word)) {
        let dwellings = dwellings_at(territory, &place, word);
        for at in roster.dwelling_in(&dwellings) {
            found.note(u32::try_from(at).unwrap_or(0), 1, Matched::Place);
        }
    }
    found
}

fn match_numbers(roster: &Roster, digits: &str, parts: Parts, found: &mut Matches) {
    // 110105********1234, as lists show it: the ends must fit.
    let wanted: Vec<&str> = digits.split('*').filter(|p| !p.is_empty()).collect();
    let [first, rest @ ..] = wanted.as_slice() else {
        return;
    };
    if parts == Parts::Whole && digits.contains('*') {
        return;
    }
    for (packed, matched) in [(&roster.numbers, Matched::Number), (&roster.phones, Matched::Phone)] {
        packed.sweep(first, |at, before, after| {
            let fits = rest.iter().all(|part| memchr::memmem::find(after, part.as_bytes()).is_some());
            let rank = match (before.is_empty() || before.ends_with(b" "), after.is_empty()) {
                (true, true) => 0,
                (false, true) => 1,
                (true, false) => 2,
                _ => 3,
            };
            let begins = before.is_empty() || before.ends_with(b" ");
            let is_whole = begins && (after.is_empty() || after.starts_with(b" "));
            if fits && (parts == Parts::Any || is_whole) {
                found.note(at, rank, matched);
            }
            true
        });
    }
}

/// Dwellings at a written place: building and unit must be the same, the room may be begun only. What stands in front of the
/// building belongs to the estate, or to the rest of the address: where it does not, nobody is there.
pub(crate) fn dwellings_at(territory: &Territory, place: &Place, written: &str) -> HashSet<u32> {
    let key = building_key(&place.building);
    // 2单元301 is in any building.
    let buildings = territory.buildings.values().filter(|b| key.is_empty() || building_key(&b.name) == key);
    let unit = unit_key(&place.unit);
    let room = place.room.to_lowercase();
    let fits = |d: &&store::places::DwellingRow| {
        d.room.to_lowercase().starts_with(&room)
            && (place.unit.is_empty() || unit_key(territory.unit_name(d)) == unit)
    };
    let mut found: Vec<_> = buildings.flat_map(|b| territory.dwellings_in(b.id)).filter(fits).collect();
    // 301 is 301 and not 3010, where there is a 301.
    if found.iter().any(|d| d.room.to_lowercase() == room) {
        found.retain(|d| d.room.to_lowercase() == room);
    }
    let in_front = place.estate.trim().to_lowercase();
    if in_front.is_empty() {
        return found.iter().map(|d| d.id).collect();
    }
    let is_there = |d: &&&store::places::DwellingRow| {
        let estate = territory.estate_of(d.building_id).map(|e| e.name.to_lowercase()).unwrap_or_default();
        !estate.is_empty() && written.contains(&estate)
            || territory.address(Some(d.id)).to_lowercase().contains(&in_front)
    };
    found.iter().filter(is_there).map(|d| d.id).collect()
}

pub(crate) fn find(desk: &mut Desk, request: Find) -> Reply<Hits> {
    let limit = request.limit.clamp(1, 100) as usize;
    let text = half_width(&trimmed(&request.text)).to_lowercase();
    if text.is_empty() {
        return Ok(Hits { hits: Vec::new() });
    }
    note_numbers(desk, &text)?;
    let mut hits = place_hits(desk, &text, limit);
    hits.extend(people_hits(desk, &text, limit));
    hits.truncate(limit.max(1));
    Ok(Hits { hits })
}

/// The best people for a text, in order.
pub(crate) fn best_people<'a>(desk: &'a Desk, text: &str, limit: usize) -> Vec<(&'a Entry, &'static str)> {
    let found = matches(desk, text);
    let people = desk.roster.people();
    let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); 512];
    for (at, (rank, _)) in found.ranks.iter().enumerate() {
        if *rank != NONE {
            let is_away = people[at].whereabouts != Whereabouts::Here;
            let bucket = &mut buckets[usize::from(*rank) * 2 + usize::from(is_away)];
            if bucket.len() < ORDERED {
                bucket.push(at);
            }
        }
    }
    let mut best = Vec::new();
    for mut bucket in buckets {
        if best.len() >= limit {
            break;
        }
        bucket.sort_by(|a, b| {
            (&people[*a].name_sort, people[*a].birth).cmp(&(&people[*b].name_sort, people[*b].birth))
        });
        best.extend(bucket.into_iter().take(limit - best.len()));
    }
    best.into_iter().map(|at| (&people[at], found.ranks[at].1.label())).collect()
}

fn people_hits(desk: &Desk, text: &str, limit: usize) -> Vec<Hit> {
    best_people(desk, text, limit)
        .into_iter()
        .map(|(entry, matched)| person_hit(desk, entry, matched))
        .collect()
}

/// A person as a hit, told apart from namesakes by place, age and the ends of the number.
pub(crate) fn person_hit(desk: &Desk, entry: &Entry, matched: &str) -> Hit {
    let parts = [
        shown::sex(desk, entry),
        shown::age_told(desk, entry),
        desk.territory.short(entry.standing.dwelling_id),
        shown::number(desk, &entry.id_number),
    ];
    Hit {
        kind: HitKind::Person,
        id: entry.id,
        title: entry.name.to_string(),
        detail: parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · "),
        matched: matched.to_owned(),
        mark: shown::away_mark(entry).unwrap_or_default().to_owned(),
    }
}

fn place_hits(desk: &Desk, text: &str, limit: usize) -> Vec<Hit> {
    let territory = &desk.territory;
    let mut hits = Vec::new();
    if let Some(place) = parse_typed_place(text) {
        let mut ids: Vec<u32> = dwellings_at(territory, &place, text).into_iter().collect();
        ids.sort_by_key(|id| territory.sort_key(Some(*id)));
        ids.truncate(limit / 2 + 1);
        let dwelling_there: Vec<&Entry> = desk
            .roster
            .dwelling_in(&ids.iter().copied().collect())
            .map(|at| &desk.roster.people()[at])
            .filter(|e| e.is_here())
            .collect();
        for id in ids {
            let living = dwelling_there.iter().filter(|e| e.standing.dwelling_id == Some(id));
            let names: Vec<&str> = living.map(|e| &*e.name).take(4).collect();
            let detail = if names.is_empty() { "没有登记住户".to_owned() } else { names.join("、") };
            hits.push(place_hit(HitKind::Dwelling, id, territory.address(Some(id)), detail));
        }
    }
    if !text.is_ascii() {
        let named = |title: &str| title.to_lowercase().contains(text);
        let mut buildings: Vec<_> = territory
            .buildings
            .keys()
            .map(|id| (territory.building_title(*id), *id))
            .filter(|(t, _)| named(t))
            .collect();
        buildings.sort();
        for (title, id) in buildings.into_iter().take(3) {
            hits.push(place_hit(HitKind::Building, id, title, "楼栋图".into()));
        }
    }
    let upper = text.to_uppercase();
    for household in
        territory.households.values().filter(|h| h.household_no == upper || h.hukou_book_no == upper)
    {
        let place = territory.short(desk.dwelling_of_household(household.id));
        hits.push(place_hit(
            HitKind::Household,
            household.id,
            shown::household_title(desk, household.id),
            place,
        ));
    }
    hits
}

fn place_hit(kind: HitKind, id: u32, title: String, detail: String) -> Hit {
    Hit { kind, id, title, detail, matched: Matched::Place.label().into(), mark: String::new() }
}

pub(crate) fn find_households(desk: &mut Desk, request: Find) -> Reply<FoundHouseholds> {
    let limit = request.limit.clamp(1, 50) as usize;
    let text = half_width(&trimmed(&request.text)).to_lowercase();
    note_numbers(desk, &text)?;
    let mut ids: Vec<u32> = Vec::new();
    let mut add = |id: Option<u32>| {
        if let Some(id) = id.filter(|id| !ids.contains(id)) {
            ids.push(id);
        }
    };
    if let Some(place) = parse_typed_place(&text) {
        let dwellings = dwellings_at(&desk.territory, &place, &text);
        let mut at_place: Vec<_> = desk
            .territory
            .households
            .values()
            .filter_map(|h| Some((h.id, desk.dwelling_of_household(h.id)?)))
            .filter(|(_, dwelling)| dwellings.contains(dwelling))
            .collect();
        at_place.sort_by_key(|(id, dwelling)| (desk.territory.sort_key(Some(*dwelling)), *id));
        at_place.into_iter().for_each(|(id, _)| add(Some(id)));
    }
    let upper = text.to_uppercase();
    for household in desk.territory.households.values() {
        if household.household_no == upper || (!upper.is_empty() && household.hukou_book_no == upper) {
            add(Some(household.id));
        }
    }
    for (entry, _) in best_people(desk, &text, limit) {
        add(entry.standing.living_household_id);
        add(entry.standing.hukou_household_id);
    }
    ids.truncate(limit);
    Ok(FoundHouseholds { households: ids.into_iter().map(|id| household_line(desk, id)).collect() })
}

/// A household in one line.
pub(crate) fn household_line(desk: &Desk, id: u32) -> HouseholdLine {
    let members = store::people::members(desk.ledger.conn(), id).unwrap_or_default();
    let household = desk.territory.households.get(&id);
    HouseholdLine {
        id,
        household_no: household.map(|h| h.household_no.clone()).unwrap_or_default(),
        head: shown::head_name(desk, id),
        place: desk.territory.short(desk.dwelling_of_household(id)),
        member_count: u32::try_from(members.len()).unwrap_or(0),
    }
}
