//! One row against the ledger: whom it means, what differs, what is wrong, and so what becomes of it.

use super::families::{Family, is_elsewhere};
use super::index::{Asked, Index, Match};
use crate::contract::{Decision, ImportOptions, Outcome};
use crate::roster::Whereabouts;
use domain::calendar::PartialDate;
use domain::fields::{Field, Value, Values, text_of};
use domain::import::person::{CellFault, PersonDraft};
use domain::people::PERSON_FIELDS;
use domain::places::HEAD;
use domain::population::ResidenceState;
use domain::{Fault, FaultCode};
use std::collections::HashMap;
use store::Connection;
use store::imports::Cards;

/// A value that the row would write over, or into, the ledger's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    pub key: &'static str,
    pub before: Value,
    pub after: Value,
    /// Whether it is written: into an empty field always, over another value where that is allowed.
    pub is_taken: bool,
}

impl Difference {
    pub fn fills(&self) -> bool {
        self.before.is_empty()
    }
}

/// What becomes of a row.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub outcome: Option<Outcome>,
    /// Whom of the ledger it means, or may mean.
    pub person: Option<u32>,
    pub revision: u32,
    pub differences: Vec<Difference>,
    pub faults: Vec<CellFault>,
    /// Whether it is written as decided.
    pub is_taken: bool,
    /// The remark with [`NOTES`] behind it.
    pub remark: Option<String>,
    /// Groups that it adds.
    pub groups: Vec<domain::import::person::GroupDraft>,
}

/// Keys of differences that are no fields of the card.
pub(super) const PLACE: &str = "place";
pub(super) const RELATION: &str = "relation";
pub(super) const GROUPS: &str = "groups";
/// What could not be read as what it is, put behind a remark that the sheet may not write over.
pub(super) const NOTES: &str = "notes";

/// What is told of a place that is kept as text; the second value is what becomes of the dwelling.
const UNREAD_PLACES: [FaultCode; 6] = [
    FaultCode::ImportPlaceAgainst,
    FaultCode::ImportPlaceOther,
    FaultCode::ImportPlaceUnread,
    FaultCode::ImportPlaceElsewhere,
    FaultCode::ImportPlaceNoOffice,
    FaultCode::ImportPlaceTooLong,
];

/// So long may 户编号 and 户口簿号 be.
pub(super) const LONGEST_NUMBER: usize = 20;

/// What rows are judged with.
pub(super) struct Judge<'a> {
    pub index: &'a Index,
    pub cards: Cards<'a>,
    pub options: &'a ImportOptions,
    pub conn: &'a Connection,
    /// Rows that would make a second head of a household of the ledger, with the name of the first in the file.
    pub second_heads: &'a HashMap<u32, String>,
}

/// What an earlier row of the file has in common with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twin {
    /// It says just the same.
    SameWords,
    /// It has the same number, and says something else.
    OtherWords,
    /// It has the same name and birth date, and one of the two has no number.
    Namesake,
}

impl Judge<'_> {
    /// Judges a row of its household. `twin` is an earlier row of the file with the same number or person, and whether it
    /// says just the same.
    pub fn judge(
        &mut self,
        draft: &mut PersonDraft,
        family: Option<&Family>,
        at: u32,
        decision: Decision,
        twin: Option<(u32, Twin)>,
    ) -> Judged {
        let mut judged = Judged::default();
        add_group_of_sheet(draft, &self.options.group);
        let has_number = draft.values.contains_key("id_number");
        if let Some((_, Twin::SameWords)) = twin.filter(|_| has_number) {
            // The same person in the same words, as at a page break: nothing is lost by leaving it out.
            judged.outcome = Some(Outcome::Same);
            return judged;
        }
        if decision == Decision::WithoutContradiction && draft.is_in_conflict {
            drop_contradictions(draft);
        }
        judged.faults.clone_from(&draft.faults);
        let dwelling = self.index.places.dwelling(&draft.place, &self.options.estate);
        let found = self.find(draft, dwelling);
        let fail = |judged: &mut Judged, fault: Fault| judged.faults.push(CellFault { column: None, fault });
        if draft.is_departed {
            judged.person = sure(found);
            let known = judged.person.and_then(|id| self.index.get(id));
            // The ledger has it already: a list of everybody that comes back says nothing new.
            let is_known = matches!(found, Match::Sure(_))
                && known
                    .is_some_and(|known| matches!(known.whereabouts, Whereabouts::Died | Whereabouts::Left));
            if is_known {
                judged.faults.clear();
            }
            judged.outcome = Some(if is_known { Outcome::Same } else { Outcome::Refused });
            return judged;
        }
        if let Some((row, Twin::SameWords | Twin::Namesake)) = twin
            && !draft.is_refused
            && decision != Decision::NewPerson
            && !matches!(found, Match::Sure(_))
        {
            // Twins without numbers may be two people of one name.
            fail(&mut judged, Fault::new(FaultCode::ImportTwinNoNumber).with(row));
            judged.outcome = Some(Outcome::MaybeSame);
            return judged;
        }
        if let Some((row, Twin::OtherWords)) = twin {
            fail(&mut judged, Fault::new(FaultCode::ImportTwiceInFile).with(row));
            judged.outcome = Some(Outcome::Conflict);
            return judged;
        }
        if draft.is_in_conflict {
            judged.outcome = Some(Outcome::Conflict);
            judged.person = sure(found);
            return judged;
        }
        match found {
            Match::Sure(id) => self.against(&mut judged, draft, family, at, id, decision),
            // A damaged number is matched only where that is certain.
            _ if draft.has_damaged_number || draft.is_refused => judged.outcome = Some(Outcome::Refused),
            Match::Maybe(id) => match decision {
                Decision::SamePerson => self.against(&mut judged, draft, family, at, id, decision),
                Decision::NewPerson => self.newcomer(&mut judged, draft, family, at, decision),
                _ => {
                    judged.outcome = Some(Outcome::MaybeSame);
                    judged.person = Some(id);
                    if let Some(known) = self.index.get(id) {
                        let place = self.index.territory.short(known.standing.dwelling_id);
                        let place = if place.is_empty() { "住址未登记".to_owned() } else { place };
                        fail(
                            &mut judged,
                            Fault::new(FaultCode::ImportMaybeSame).with(&known.name).with(place),
                        );
                    }
                }
            },
            Match::Several(count) => match decision {
                Decision::NewPerson => self.newcomer(&mut judged, draft, family, at, decision),
                _ => {
                    judged.outcome = Some(Outcome::MaybeSame);
                    fail(&mut judged, Fault::new(FaultCode::ImportMatchUnsure).with(count));
                }
            },
            Match::Nobody => self.newcomer(&mut judged, draft, family, at, decision),
        }
        judged
    }

    fn find(&self, draft: &PersonDraft, dwelling: Option<u32>) -> Match {
        let number = text_of(&draft.values, "id_number").unwrap_or_default();
        let phones = match draft.values.get("phones") {
            Some(Value::Texts(all)) => all.as_slice(),
            _ => &[],
        };
        let birth = text_of(&draft.values, "birth_date").and_then(PartialDate::from_iso);
        let name = text_of(&draft.values, "name").unwrap_or_default();
        let asked = Asked { number, name, birth, dwelling, phones };
        if draft.has_damaged_number {
            // By name, birth date and room, and only where one fits.
            return match self.index.find(crate::contract::MatchBy::NameBirthRoom, &asked) {
                Match::Sure(id) => Match::Sure(id),
                _ => Match::Nobody,
            };
        }
        self.index.find(self.options.match_by, &asked)
    }

    fn newcomer(
        &self,
        judged: &mut Judged,
        draft: &mut PersonDraft,
        family: Option<&Family>,
        at: u32,
        decision: Decision,
    ) {
        if self.lacks_estate(judged, draft) {
            judged.outcome = Some(Outcome::Refused);
            return;
        }
        judged.faults.extend(draft.state_notice.take());
        if !draft.place.is_whole() {
            tell_untaken_dwelling(judged, draft);
            if draft.residence == Some(ResidenceState::HukouOnly) {
                let fault = Fault::at(FaultCode::ImportStateEmpty, "residence_state");
                judged.faults.push(CellFault { column: None, fault });
            }
        }
        if draft.place.is_whole() && draft.residence == Some(ResidenceState::EmptyHukou) {
            let p = &draft.place;
            let place = domain::rooms::short_place(&p.building, &p.unit, &p.room);
            let fault = Fault::at(FaultCode::ImportEmptyPlace, "residence_state").with(place);
            judged.faults.push(CellFault { column: draft.place_column, fault });
        }
        self.check_place_and_head(judged, draft, family, at, None);
        judged.groups.clone_from(&draft.groups);
        judged.outcome = Some(Outcome::New);
        judged.is_taken = decision != Decision::Skip;
    }

    /// Whether it names no estate, and somebody's own dwelling by all else.
    fn is_at_home(&self, own: Option<u32>, draft: &PersonDraft) -> bool {
        let place = &draft.place;
        if !self.index.places.lacks_estate(place, &self.options.estate) {
            return false;
        }
        let own = own.and_then(|id| self.index.territory.dwellings.get(&id));
        let estate =
            own.and_then(|d| self.index.territory.buildings.get(&d.building_id)).map(|b| b.estate_id);
        let named = estate.and_then(|estate| self.index.places.dwelling_in(estate, place));
        named.is_some() && named == own.map(|d| d.id)
    }

    /// Whether it names a dwelling and not in which of the ledger's estates; that is told.
    fn lacks_estate(&self, judged: &mut Judged, draft: &PersonDraft) -> bool {
        let lacks = self.index.places.lacks_estate(&draft.place, &self.options.estate);
        if lacks {
            judged.faults.push(CellFault { column: draft.place_column, fault: self.estate_unsaid() });
        }
        lacks
    }

    /// What is told of a place that names none of the ledger's estates.
    pub fn estate_unsaid(&self) -> Fault {
        Fault::new(FaultCode::ImportEstateUnsaid).with(self.index.places.estate_count())
    }

    /// A second head costs only itself. A number shared by several households is told, and so is who lives apart from the
    /// household or fits several.
    fn check_place_and_head(
        &self,
        judged: &mut Judged,
        draft: &mut PersonDraft,
        family: Option<&Family>,
        at: u32,
        person: Option<u32>,
    ) {
        let mut tell = |fault: Fault| judged.faults.push(CellFault { column: None, fault });
        if let Some(f) = family.filter(|f| f.shares_no) {
            let (no, label) = if f.no.is_empty() { (&f.book_no, "户口簿号") } else { (&f.no, "户号") };
            tell(Fault::new(FaultCode::ImportSameNumberHouseholds).with(no).with(label));
        }
        if family.is_some_and(|f| f.is_unsure) {
            tell(Fault::new(FaultCode::ImportHouseholdUnsure));
        }
        if family.is_some_and(|f| f.is_scattered && is_elsewhere(&draft.place, &f.place)) {
            tell(Fault::new(FaultCode::ImportLivesApart));
        }
        for fault in family.into_iter().flat_map(|f| self.numbers_not_kept(f)) {
            tell(fault);
        }
        if let Some(family) = family.filter(|f| self.lacks_head(f, draft)) {
            tell(match family.head_name.is_empty() {
                true => Fault::new(FaultCode::ImportNoHouseholdHead),
                false => Fault::new(FaultCode::ImportHeadNoRow).with(&family.head_name),
            });
        }
        let Some(family) = family.filter(|_| draft.relation.as_deref() == Some(HEAD)) else { return };
        let other_row = family.head_row.is_some_and(|row| row != at);
        // Whose row means no household of the ledger stays in the own one: its head is asked, before the writing.
        let own = person.and_then(|p| self.index.get(p));
        let stays_in = own.and_then(|k| k.standing.living_household_id.or(k.standing.hukou_household_id));
        let household = family.known.or(stays_in);
        let head = household.and_then(|h| self.index.households.heads.get(&h));
        let other_head = head.filter(|head| own.map(|k| &k.name) != Some(*head));
        // Somebody who comes as of a day of the past must not meet a head of that time either.
        let since = domain::fields::day_of(&draft.values, "moved_in_on")
            .or_else(|| self.options.opening_on.parse().ok());
        let earlier = match (family.known, since, person) {
            (Some(household), Some(since), None) if !other_row && other_head.is_none() => {
                crate::heads::head_since(self.conn, household, since).ok().flatten()
            }
            _ => None,
        };
        let who = if other_row { Some(family.head_name.as_str()) } else { other_head.map(|h| &**h) };
        let who = who.or(self.second_heads.get(&at).map(String::as_str));
        if let Some(who) = who.or(earlier.as_deref()) {
            judged
                .faults
                .push(CellFault { column: None, fault: Fault::new(FaultCode::ImportTwoHeads).with(who) });
            draft.relation = None;
        }
    }

    /// Numbers of a new household that the ledger does not keep: another one has it, or it is too long.
    fn numbers_not_kept(&self, family: &Family) -> Vec<Fault> {
        if family.known.is_some() {
            return Vec::new();
        }
        let is_long = |number: &str| number.chars().count() > LONGEST_NUMBER;
        let told = |label: &str, number: &str, why: &str| {
            Fault::new(FaultCode::ImportNumberNotKept).with(label).with(number).with(why)
        };
        let why = if is_long(&family.no) {
            Some("超过 20 个字")
        } else if self.index.households.by_no.contains_key(&family.no) {
            Some("台账里是别的一户")
        } else {
            None
        };
        let of_no = why.filter(|_| !family.no.is_empty()).map(|why| told("户编号", &family.no, why));
        let of_book = is_long(&family.book_no).then(|| told("户口簿号", &family.book_no, "超过 20 个字"));
        of_no.into_iter().chain(of_book).collect()
    }

    /// Whether a household that the row speaks of, by its head or by a relation to the head, has no head in the sheet nor in
    /// the ledger.
    fn lacks_head(&self, family: &Family, draft: &PersonDraft) -> bool {
        let speaks_of_one = !family.head_name.is_empty() || draft.relation.is_some();
        let of_ledger = family.known.is_some_and(|known| self.index.households.heads.contains_key(&known));
        speaks_of_one && family.head_row.is_none() && !of_ledger
    }

    fn against(
        &mut self,
        judged: &mut Judged,
        draft: &mut PersonDraft,
        family: Option<&Family>,
        at: u32,
        id: u32,
        decision: Decision,
    ) {
        judged.person = Some(id);
        let Some(known) = self.index.get(id) else { return };
        if !known.is_here() {
            let how =
                if known.whereabouts == Whereabouts::Died { "已登记死亡" } else { "已登记离开" };
            judged
                .faults
                .push(CellFault { column: None, fault: Fault::new(FaultCode::ImportNotPresent).with(how) });
            judged.outcome = Some(Outcome::Conflict);
            return;
        }
        if known.standing.dwelling_id.is_none() && !draft.place.is_whole() {
            tell_untaken_dwelling(judged, draft);
        }
        let name = text_of(&draft.values, "name").unwrap_or_default().to_owned();
        if *name != *known.name && decision != Decision::WithoutContradiction {
            let fault = Fault::at(FaultCode::ImportNameDiffers, "name").with(&known.name);
            judged.faults.push(CellFault { column: None, fault });
            judged.outcome = Some(Outcome::Conflict);
            return;
        }
        if draft.has_damaged_number {
            for fault in &mut judged.faults {
                if matches!(fault.fault.code, FaultCode::IdDamaged | FaultCode::IdCut) {
                    fault.fault = Fault::at(FaultCode::ImportNumberKept, "id_number");
                }
            }
        }
        self.check_place_and_head(judged, draft, family, at, Some(id));
        let Ok((revision, stored)) = self.cards.get(id) else { return };
        judged.revision = revision;
        let may_overwrite =
            |key: &str| self.options.overwrite.as_ref().is_none_or(|keys| keys.iter().any(|k| k == key));
        for field in PERSON_FIELDS {
            let Some(after) = draft.values.get(field.key).filter(|v| !v.is_empty()) else { continue };
            let before = stored.get(field.key).cloned().unwrap_or(Value::EMPTY);
            // It follows from where somebody lives and is registered, not from a word.
            if field.key == "population_kind" && matches!(after.as_text(), Some("floating" | "registered")) {
                continue;
            }
            if before == *after
                || says_no_more(field, &before, after)
                || field.key == "name" && *name != *known.name
            {
                continue;
            }
            let after = together(field, &before, after);
            let is_taken = before.is_empty() || may_overwrite(field.key);
            if field.key == "remark" && !is_taken {
                keep_notes(judged, &draft.notes, &before);
                if judged.remark.is_some() && draft.says_no_other_remark() {
                    continue;
                }
            }
            judged.differences.push(Difference { key: field.key, before, after, is_taken });
        }
        // A number that is written brings the kind of its paper.
        let brings_kind = judged.differences.iter().any(|d| d.key == "id_number" && d.is_taken);
        if let Some(kind) =
            draft.values.get("id_kind").filter(|k| brings_kind && stored.get("id_kind") != Some(k))
        {
            let before = stored.get("id_kind").cloned().unwrap_or(Value::EMPTY);
            judged.differences.push(Difference {
                key: "id_kind",
                before,
                after: kind.clone(),
                is_taken: true,
            });
        }
        let standing = &known.standing;
        if standing.dwelling_id.is_some() {
            let unread = judged.faults.iter_mut().filter(|f| UNREAD_PLACES.contains(&f.fault.code));
            for value in unread.filter_map(|f| f.fault.values.get_mut(1)) {
                "台账里的住址没有改".clone_into(value);
            }
        }
        // Where no estate is said, the own dwelling of that name is meant before any other.
        let is_at_home = self.is_at_home(standing.dwelling_id, draft);
        if draft.place.is_whole() && !is_at_home && !self.lacks_estate(judged, draft) {
            let now = self.index.places.dwelling(&draft.place, &self.options.estate);
            if now.is_none() || now != standing.dwelling_id {
                let before = Value::Text(self.index.territory.short(standing.dwelling_id));
                let p = &draft.place;
                let short = domain::rooms::short_place(&p.building, &p.unit, &p.room);
                let estate = self.index.estate_shown(p, &self.options.estate);
                let after = Value::Text(format!("{estate}{short}"));
                let is_taken = standing.dwelling_id.is_none() || may_overwrite(PLACE);
                judged.differences.push(Difference { key: PLACE, before, after, is_taken });
            }
        }
        if let Some(relation) = &draft.relation {
            let now = standing.living_relation.as_ref().or(standing.hukou_relation.as_ref());
            if now != Some(relation) && same_household(family, standing) {
                let before = now.map_or(Value::EMPTY, |c| Value::Text(c.clone()));
                let is_taken = before.is_empty() || may_overwrite(RELATION);
                let after = Value::Text(relation.clone());
                judged.differences.push(Difference { key: RELATION, before, after, is_taken });
            }
        }
        self.check_state(judged, draft, standing.residence_state());
        self.check_dwelling(judged, draft, id, standing.dwelling_id);
        for group in &draft.groups {
            if !self.index.memberships.contains(&(id, group.group.to_owned())) {
                judged.groups.push(group.clone());
            }
        }
        if !judged.groups.is_empty() {
            let words = judged.groups.iter().map(|g| group_label(g.group)).collect::<Vec<_>>().join("、");
            let after = Value::Text(words);
            judged.differences.push(Difference { key: GROUPS, before: Value::EMPTY, after, is_taken: true });
        }
        judged.outcome = Some(if judged.differences.is_empty() { Outcome::Same } else { Outcome::Changed });
        judged.is_taken = decision != Decision::Skip && judged.differences.iter().any(|d| d.is_taken);
    }

    /// What a sheet says of grid and dwelling of somebody known is not written by an import: where it is another thing than
    /// the ledger says, that is told.
    fn check_dwelling(&self, judged: &mut Judged, draft: &PersonDraft, id: u32, dwelling: Option<u32>) {
        let mut said: Vec<String> = Vec::new();
        let territory = &self.index.territory;
        let own = self.index.get(id).and_then(|known| known.grid_id);
        let grid = own.or_else(|| territory.grid_of_dwelling(dwelling)).and_then(|g| territory.grids.get(&g));
        let is_it = |g: &store::places::NamedRow| {
            let names = [&g.name, &g.detail, &crate::territory::grid_label(g)];
            names.contains(&&draft.grid) || self.index.places.grid(&draft.grid) == Some(g.id)
        };
        if !draft.grid.is_empty() && !grid.is_some_and(is_it) {
            said.push(format!("网格“{}”", draft.grid));
        }
        let fields = domain::places::DWELLING_FIELDS;
        let stored = match dwelling.filter(|_| !draft.dwelling.is_empty()) {
            Some(dwelling) => {
                let stored = crate::places::stored_fields("dwellings");
                store::records::get(self.conn, "dwellings", &stored, dwelling).ok().flatten()
            }
            None => None,
        };
        for (key, value) in draft.dwelling.iter().filter(|(_, v)| !v.is_empty()) {
            let now = stored.as_ref().and_then(|row| row.values.get(key));
            if now != Some(value)
                && let Some(field) = fields.iter().find(|f| f.key == key)
            {
                said.push(format!("{}“{}”", field.label, field.shown(value)));
            }
        }
        if !said.is_empty() {
            let fault = Fault::new(FaultCode::ImportOfDwelling).with(said.join("、"));
            judged.faults.push(CellFault { column: None, fault });
        }
    }

    /// 人户状态 follows from movements: a sheet that says another one is told, not followed.
    fn check_state(&self, judged: &mut Judged, draft: &PersonDraft, now: Option<ResidenceState>) {
        if let (Some(said), Some(now)) = (draft.residence, now)
            && said != now
        {
            let fault = Fault::at(FaultCode::ImportStateDiffers, "residence_state")
                .with(said.label())
                .with(now.label());
            judged.faults.push(CellFault { column: None, fault });
        }
    }
}

fn sure(found: Match) -> Option<u32> {
    match found {
        Match::Sure(id) | Match::Maybe(id) => Some(id),
        _ => None,
    }
}

/// What could not be read is put behind a remark that the sheet may not write over: it adds, and replaces nothing.
fn keep_notes(judged: &mut Judged, notes: &[String], before: &Value) {
    let before = before.as_text().unwrap_or_default();
    let more: Vec<&str> = notes.iter().map(String::as_str).filter(|n| !before.contains(n)).collect();
    if more.is_empty() {
        return;
    }
    let more = more.join("；");
    judged.remark = Some(format!("{before}；{more}"));
    let after = Value::Text(more);
    judged.differences.push(Difference { key: NOTES, before: Value::EMPTY, after, is_taken: true });
}

/// What the row says of a dwelling where none is registered: it is told, and kept in the remark.
fn tell_untaken_dwelling(judged: &mut Judged, draft: &mut PersonDraft) {
    let fields = domain::places::DWELLING_FIELDS;
    let said: Vec<String> = fields
        .iter()
        .filter_map(|field| draft.dwelling.get(field.key).map(|value| (field, value)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| format!("{}“{}”", field.label, field.shown(value)))
        .collect();
    if said.is_empty() {
        return;
    }
    let said = said.join("、");
    draft.keep_note(format!("房屋原文：{said}"));
    draft.dwelling.clear();
    let fault = Fault::new(FaultCode::ImportDwellingNone).with(said);
    judged.faults.push(CellFault { column: None, fault });
}

fn add_group_of_sheet(draft: &mut PersonDraft, group: &str) {
    if let Some(word) = domain::import::person::group_of_word(group)
        && !draft.groups.iter().any(|g| g.group == word)
    {
        draft.groups.push(domain::import::person::GroupDraft { group: word, ..Default::default() });
    }
}

pub(super) fn group_label(word: &str) -> &'static str {
    let groups = &domain::registers::group_members::GROUPS;
    groups.iter().find(|(w, _)| *w == word).map_or("", |(_, label)| label)
}

fn same_household(family: Option<&Family>, standing: &domain::population::Standing) -> bool {
    let own = standing.living_household_id.or(standing.hukou_household_id);
    family.and_then(|f| f.known).is_none_or(|known| Some(known) == own)
}

/// Sex and birth date against the number: without them the number tells both.
fn drop_contradictions(draft: &mut PersonDraft) {
    draft.is_in_conflict = false;
    draft.faults.retain(|f| {
        let key = match f.fault.code {
            FaultCode::IdSexDiffers => "sex",
            FaultCode::IdBirthDiffers => "birth_date",
            _ => return true,
        };
        draft.values.remove(key);
        false
    });
    let kind = text_of(&draft.values, "id_kind").and_then(domain::identity::IdKind::from_word);
    let number = text_of(&draft.values, "id_number").unwrap_or_default();
    let far = chrono::NaiveDate::from_ymd_opt(2999, 12, 31).unwrap_or_default();
    if let Some(identity) = kind.and_then(|k| domain::identity::check_number(k, number, far).ok()) {
        if let Some(sex) = identity.sex {
            draft.values.entry("sex".into()).or_insert_with(|| sex.code().into());
        }
        if let Some(birth) = identity.birth {
            draft.values.entry("birth_date".into()).or_insert_with(|| Value::Text(birth.to_string()));
        }
    }
}

/// The ledger knows more exactly what the row says: 1965-03-21 against 1965-03, 初婚 against 已婚, all phones of the row.
fn says_no_more(field: &Field, before: &Value, after: &Value) -> bool {
    match (field.kind, before, after) {
        (domain::fields::FieldType::PartialDate, Value::Text(b), Value::Text(a)) => {
            let (b, a) = (PartialDate::from_iso(b), PartialDate::from_iso(a));
            matches!((b, a), (Some(b), Some(a)) if a.precision() < b.precision() && a.may_be(b.first_day()))
        }
        (domain::fields::FieldType::Code(table), Value::Text(b), Value::Text(a)) => {
            table.get(b).is_some_and(|c| c.parent == Some(a.as_str()))
        }
        (domain::fields::FieldType::LongText(_), Value::Text(b), Value::Text(a)) => b.contains(a.as_str()),
        (_, Value::Texts(b), Value::Texts(a)) => a.iter().all(|one| b.contains(one)),
        // The kind of paper is guessed by the number's shape; without a number it says nothing.
        (domain::fields::FieldType::Choice(_), Value::Text(_), Value::Text(_)) => field.key == "id_kind",
        _ => false,
    }
}

/// Phones, remarks and marks are added to, not replaced.
fn together(field: &Field, before: &Value, after: &Value) -> Value {
    match (field.kind, before, after) {
        (domain::fields::FieldType::LongText(_), Value::Text(b), Value::Text(a)) if !b.is_empty() => {
            Value::Text(format!("{b}；{a}"))
        }
        (kind, Value::Texts(b), Value::Texts(a))
            if matches!(kind, domain::fields::FieldType::Phones) || field.key == "marks" =>
        {
            let mut all = b.clone();
            all.extend(a.iter().filter(|p| !b.contains(p)).cloned());
            Value::Texts(all)
        }
        _ => after.clone(),
    }
}

/// The values that are written into a card of the ledger.
pub(super) fn taken_values(judged: &Judged) -> Values {
    const NO_FIELDS: [&str; 4] = [PLACE, RELATION, GROUPS, NOTES];
    let of_card = judged.differences.iter().filter(|d| d.is_taken && !NO_FIELDS.contains(&d.key));
    let remark = judged.remark.clone().map(|text| ("remark".to_owned(), Value::Text(text)));
    of_card.map(|d| (d.key.to_owned(), d.after.clone())).chain(remark).collect()
}
