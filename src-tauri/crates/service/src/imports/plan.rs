//! What an import would do: every row judged, nothing written.

use super::families::{Family, Gatherer, is_elsewhere};
use super::index::Index;
use super::made::{BuildingKey, Made};
use super::rows::{Judge, Judged, PLACE, RELATION, Twin};
use super::session::Session;
use crate::contract::{Decision, DifferingField, ImportOptions, ImportPlan, Outcome, OutcomeCount};
use crate::refusal::{Refusal, Reply};
use crate::work::Work;
use chrono::NaiveDate;
use domain::fields::{Value, text_of};
use domain::import::person::{Around, CellFault, Floating, PersonDraft, PersonReader, PlaceDraft};
use domain::import::{RowKind, Section, Titled, doubts, row_kinds};
use domain::people::PERSON_FIELDS;
use domain::places::HEAD;
use domain::sheets::Sheet;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::sync_channel;
use store::imports::Cards;
use store::{Connection, Ledger};

/// A row of the sheet in the plan. Small: there may be hundreds of thousands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    /// Its place among the rows of the sheet that hold something.
    pub index: u32,
    /// Its number, from 0.
    pub number: u32,
    pub family: u32,
    pub outcome: Outcome,
    pub is_taken: bool,
    /// Taken without some of its cells.
    pub is_partly: bool,
    /// Something is to be said of it, be it taken whole.
    pub is_noted: bool,
    /// The earlier row that may be its twin, by its place in the plan, and whether number or name, birth date and place make
    /// it sure.
    pub twin: Option<(u32, bool)>,
    /// Whether name and birth date are all that the two have in common, and one of them has no number: a possible double.
    pub is_namesake: bool,
    /// Whom it means and what it would write over what: another number where any of it is another. 0 where nobody is meant.
    pub mark: u64,
}

impl Planned {
    /// Whether some of its cells are not taken while nothing else stands in its way: of somebody who is just so in the ledger
    /// already too.
    pub fn loses_cells(&self) -> bool {
        self.is_partly && (self.is_taken || self.outcome == Outcome::Same)
    }
}

/// What rows that are hidden are left out as.
pub(super) const HIDDEN: &str = "隐藏的行";

/// What rows are left out as that hold nothing but a cell too far to the right.
pub(super) const FAR_AWAY: &str = "只在很远处有字的行";

pub(super) const NO_FAMILY: u32 = u32::MAX;

/// Opens a connection of its own to the ledger: each thread needs one.
pub(super) type Beside<'a> = dyn Fn() -> Reply<Ledger> + Sync + 'a;

/// Rows between two looks at whether to stop.
const STRIDE: u32 = 256;

/// What judging some of the rows found.
#[derive(Default)]
struct Part {
    rows: Vec<Planned>,
    fields: BTreeMap<&'static str, (u32, u32)>,
    made: Made,
    /// Who becomes the head of a household of the ledger: the household, the row, the name.
    heads: Vec<(u32, u32, String)>,
    /// Rows whose dwelling is taken for one of the ledger's only estate, which they do not name.
    of_only_estate: usize,
}

/// A planned import of residents.
pub(super) struct Plan {
    pub rows: Vec<Planned>,
    pub families: Vec<Family>,
    pub index: Index,
    pub options: ImportOptions,
    pub of_sheet: OfSheet,
    /// What each column means, own fields settled.
    pub targets: Vec<String>,
    /// Own fields that the import names: key and label.
    pub new_own: Vec<(String, String)>,
    pub decisions: HashMap<u32, Decision>,
    /// Columns that are not taken, and sheets that were not read, in words.
    unused: Vec<String>,
    pub left_out: BTreeMap<&'static str, u32>,
    pub fields: BTreeMap<&'static str, (u32, u32)>,
    /// What it adds beside people, in words.
    makes: Vec<String>,
    /// What is told once of the file.
    notes: Vec<String>,
    /// The grid of each building that it makes.
    building_grids: HashMap<BuildingKey, String>,
    /// Rows of those who would be a second head of a household of the ledger, with the name of the first in the file.
    second_heads: HashMap<u32, String>,
}

/// What the sheet as a whole says of its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct OfSheet {
    /// The place that it says for rows that name none, where the office is, and what the ledger has.
    pub around: Around,
    /// Whether a spreadsheet program rounded numbers in it.
    pub distrusts_rounded: bool,
    /// Columns without a heading in which a few cells stand.
    pub strays: Vec<u16>,
    /// Whether it lists 流动人口.
    pub floating: Floating,
    /// The grid that its name or title numbers.
    pub grid: String,
    /// What its name or title says of everybody in it, and that text.
    pub titled: Option<(Titled, String)>,
    /// Lines between the rows that say the place or grid of those below them.
    pub sections: Vec<(u32, Section)>,
    /// Columns of which nobody knows what they mean, other people's apart.
    pub unused: Vec<u16>,
    /// What the sheet calls columns that say whether somebody is still here.
    pub headings: Vec<(u16, String)>,
}

/// Reads and gathers rows in the order of the sheet; both the plan and the writing do just the same.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    pub sheet: &'a Sheet,
    pub reader: PersonReader,
    strays: Vec<u16>,
}

impl<'a> Walk<'a> {
    pub fn new(sheet: &'a Sheet, columns: &[(u16, &str)], today: NaiveDate, known: &OfSheet) -> Self {
        let reader = PersonReader::new(columns, today)
            .amid(known.around.clone())
            .distrusting_rounded(known.distrusts_rounded)
            .of_floating(known.floating)
            .of_grid(&known.grid)
            .titled(known.titled.clone())
            .parted_by(&known.sections)
            .beside(&known.unused)
            .headed(&known.headings);
        Walk { sheet, reader, strays: known.strays.clone() }
    }

    /// A row's draft with the place that its household gives it.
    pub fn draft(&self, planned: &Planned, families: &[Family]) -> PersonDraft {
        let Some(row) = self.sheet.row(planned.index as usize) else { return PersonDraft::default() };
        let mut draft = self.reader.read(row);
        let doubts = doubts::of_row(row);
        draft.faults.extend(doubts.map(|(column, fault)| CellFault { column: Some(column), fault }));
        for column in &self.strays {
            let Some(cell) = row.own_cell(*column).filter(|cell| !cell.is_blank()) else { continue };
            let said: String = cell.text.chars().take(20).collect();
            let fault = domain::Fault::new(domain::FaultCode::ImportCellUnheaded).with(said);
            draft.faults.push(CellFault { column: Some(*column), fault });
        }
        if let Some(family) = families.get(planned.family as usize).filter(|f| f.place.is_whole()) {
            let lacks_estate = draft.place.is_whole() && draft.place.estate.is_empty();
            let has_estate = !family.place.estate.is_empty() && !family.is_scattered;
            if draft.place.is_empty() {
                draft.place.clone_from(&family.place);
            } else if lacks_estate && has_estate && !is_elsewhere(&draft.place, &family.place) {
                draft.place.estate.clone_from(&family.place.estate);
            }
        }
        draft
    }
}

pub(super) fn make(
    session: &Session,
    index: Index,
    beside: &Beside,
    settled: Settled,
    today: NaiveDate,
    work: &Work,
) -> Reply<Plan> {
    let header = session.header()?;
    let sheet = &*session.sheet;
    let keys: Vec<&str> = settled.targets.iter().map(String::as_str).collect();
    let columns: Vec<(u16, &str)> =
        header.columns.iter().map(|c| c.column).zip(keys.iter().copied()).collect();
    // Every cell is looked at for each of these.
    let (kinds, (strays, unheaded), distrusts_rounded) = std::thread::scope(|scope| {
        let kinds = scope.spawn(|| row_kinds(sheet, header, &keys));
        let unheaded = domain::import::unheaded(sheet, header);
        let below = sheet.all_rows().filter(|row| row.number > header.last);
        let is_rounded = PersonReader::new(&columns, today).has_rounded_numbers(below);
        let kinds = kinds.join().map_err(|_| Refusal::unforeseen("a thread of the plan ended"))?;
        Ok::<_, Refusal>((kinds, unheaded, is_rounded))
    })?;
    let is_unused = |(column, key): &(&domain::import::headers::HeaderColumn, &&str)| {
        **key == domain::import::targets::SKIP
            && !column.is_of_another
            && !domain::import::targets::speaks_of_others(&column.heading, &column.parent)
            && !domain::import::targets::is_known_skip(&column.heading)
    };
    let unused = header.columns.iter().zip(&keys).filter(is_unused).map(|(c, _)| c.column).collect();
    let asks = header.columns.iter().zip(&keys).filter(|(_, key)| key.starts_with("left."));
    let headings = asks.map(|(column, _)| (column.column, column.heading.clone())).collect();
    let of_sheet = OfSheet {
        unused,
        headings,
        around: session.around(&keys, &index, &settled.options.estate),
        strays,
        distrusts_rounded,
        floating: session.floating(&settled.options.group),
        grid: session.grid_of_titles().unwrap_or_default(),
        titled: session.titled(),
        sections: session.sections(&kinds),
    };
    let walk = Walk::new(sheet, &columns, today, &of_sheet);
    let mut gatherer = Gatherer::of_estate(&settled.options.estate);
    let mut rows = Vec::new();
    let mut left_out: BTreeMap<&'static str, u32> = BTreeMap::new();
    work.stage("正在看每一行", u32::try_from(kinds.len()).unwrap_or(u32::MAX));
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut namesakes: HashMap<String, (u32, bool)> = HashMap::new();
    let mut next_number = header.last + 1;
    let skips = |number: u32| settled.options.skips_hidden && sheet.is_row_hidden(number);
    outlined(&walk, &kinds, |n, draft| {
        let (at, kind) = kinds[n];
        if n.is_multiple_of(256) {
            work.step(u32::try_from(n).unwrap_or(u32::MAX))?;
        }
        let Some(row) = sheet.row(at) else { return Ok(()) };
        // Rows without any cell are not in the sheet: their absence is a blank row.
        if row.number > next_number {
            gatherer.interrupt();
        }
        next_number = row.number + 1;
        let is_hidden = skips(row.number);
        if is_hidden || !matches!(kind, RowKind::Record | RowKind::Place) {
            *left_out.entry(if is_hidden { HIDDEN } else { kind.label() }).or_default() += 1;
            if !is_hidden {
                gatherer.interrupt();
            }
            return Ok(());
        }
        let place = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let mut planned = Planned {
            index: u32::try_from(at).unwrap_or(u32::MAX),
            number: row.number,
            family: NO_FAMILY,
            outcome: Outcome::Place,
            is_taken: true,
            is_partly: false,
            is_noted: false,
            twin: None,
            is_namesake: false,
            mark: 0,
        };
        if kind == RowKind::Record {
            planned.family = gatherer.put(place, row, &walk.reader, draft);
            planned.outcome = Outcome::Refused;
            // Only a number is asked for the household: it is the sure sign, and cheap.
            if let Some(known) = text_of(&draft.values, "id_number").and_then(|n| index.by_number(n))
                && known.is_here()
            {
                let own = known.standing.living_household_id.or(known.standing.hukou_household_id);
                gatherer.families[planned.family as usize].of_members.extend(own);
            }
            let (key, is_sure) = twin_key(draft);
            match numbers.get(&key) {
                Some(first) => planned.twin = Some((*first, is_sure)),
                None => drop(numbers.insert(key, place)),
            }
            if let Some(person) = name_and_birth(draft) {
                let has_number = draft.values.contains_key("id_number");
                match namesakes.get(&person) {
                    // Two numbers are two people.
                    Some((first, known))
                        if planned.twin.is_none_or(|(_, is_sure)| !is_sure) && !(has_number && *known) =>
                    {
                        planned.twin = Some((*first, false));
                        planned.is_namesake = true;
                    }
                    Some(_) => {}
                    None => drop(namesakes.insert(person, (place, has_number))),
                }
            }
        }
        rows.push(planned);
        Ok(())
    })?;
    drop((numbers, namesakes));
    if let Some(alone) = session.alone_far_away() {
        left_out.insert(FAR_AWAY, alone);
    }
    let families = gatherer.families;
    let mut plan = Plan {
        rows,
        families,
        index,
        options: settled.options,
        of_sheet,
        unused: session.unused_columns_but(&keys, &|_| false, unheaded),
        targets: settled.targets,
        new_own: settled.new_own,
        decisions: HashMap::new(),
        left_out,
        fields: BTreeMap::new(),
        makes: Vec::new(),
        notes: Vec::new(),
        building_grids: HashMap::new(),
        second_heads: HashMap::new(),
    };
    plan.find_households();
    plan.judge_all(&walk, beside, work)?;
    Ok(plan)
}

/// Calls `each` with every row's place in `kinds` and the outline of what it says, in their order. They are read on a
/// thread of their own, ahead of what is done with them.
fn outlined(
    walk: &Walk,
    kinds: &[(usize, RowKind)],
    mut each: impl FnMut(usize, &mut PersonDraft) -> Reply<()>,
) -> Reply<()> {
    const LOT: usize = 256;
    std::thread::scope(|scope| {
        let (send, lots) = sync_channel::<Vec<PersonDraft>>(8);
        let ahead = walk.clone();
        scope.spawn(move || {
            let outline = |(at, kind): &(usize, RowKind)| match ahead.sheet.row(*at) {
                Some(row) if *kind == RowKind::Record => ahead.reader.outline(row),
                _ => PersonDraft::default(),
            };
            // Nobody listens any more where `each` refused.
            let _ = kinds.chunks(LOT).try_for_each(|lot| send.send(lot.iter().map(outline).collect()));
        });
        for (lot, mut drafts) in lots.iter().enumerate() {
            for (n, draft) in drafts.iter_mut().enumerate() {
                each(lot * LOT + n, draft)?;
            }
        }
        Ok(())
    })
}

/// What tells the same person in one file: the number; else name, birth date and place, which are sure together and alone
/// only make a row that says all the same a possible double.
fn twin_key(draft: &PersonDraft) -> (String, bool) {
    let text = |key: &str| text_of(&draft.values, key).unwrap_or_default();
    if !text("id_number").is_empty() {
        return (text("id_number").to_owned(), true);
    }
    let (name, birth) = (text("name"), text("birth_date"));
    (
        format!("{name}|{birth}|{:?}", draft.place),
        draft.place.is_whole() && birth.len() == 10 && !name.is_empty(),
    )
}

/// Name and birth date to the day or month, by which two rows may be one person.
fn name_and_birth(draft: &PersonDraft) -> Option<String> {
    let text = |key: &str| text_of(&draft.values, key).filter(|text| !text.is_empty());
    // The number says the day, where the sheet does not.
    let of_number = || {
        let number = text("id_number").filter(|n| n.len() == 18 && n.is_ascii())?;
        Some(format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]))
    };
    Some(format!("{}|{}", text("name")?, text("birth_date").map(str::to_owned).or_else(of_number)?))
}

/// What the user chose, checked and with own fields settled.
pub(super) struct Settled {
    pub targets: Vec<String>,
    pub options: ImportOptions,
    pub new_own: Vec<(String, String)>,
}

impl Plan {
    /// Finds the households of the ledger that the file's households are.
    fn find_households(&mut self) {
        let usual = self.options.estate.clone();
        for family in &mut self.families {
            let households = &self.index.households;
            // Sheets of two buildings both begin with household 1: a number alone does not join what lives apart.
            let fits = |known: &u32| {
                let same_head = households.heads.get(known).is_some_and(|h| **h == *family.head_name);
                match (households.dwellings.get(known), self.index.places.dwelling(&family.place, &usual)) {
                    (Some(own), Some(said)) => *own == said || same_head,
                    // Where no dwelling is known on one side the number alone joins nobody.
                    _ => same_head || family.head_name.is_empty() && !households.heads.contains_key(known),
                }
            };
            let by_name = || {
                let by_no = households.by_no.get(&family.no).filter(|_| !family.no.is_empty());
                let by_book =
                    || households.by_book.get(&family.book_no).filter(|_| !family.book_no.is_empty());
                by_no.or_else(by_book).copied().filter(fits)
            };
            let most = most_common(&family.of_members);
            let by_place = || {
                let dwelling = self.index.places.dwelling(&family.place, &usual)?;
                let here = households.of_dwelling.get(&dwelling)?;
                let head = |h: &&u32| households.heads.get(h).is_some_and(|name| **name == *family.head_name);
                match (here.iter().find(head), here.as_slice(), family.head_name.is_empty()) {
                    (Some(one), ..) => Some(*one),
                    (None, [one], true) => Some(*one),
                    _ => None,
                }
            };
            family.known = by_name().or(most).or_else(by_place);
        }
    }

    /// Judges all rows; once more where two of them would head one household of the ledger, which no row can tell alone.
    pub fn judge_all(&mut self, walk: &Walk, beside: &Beside, work: &Work) -> Reply<()> {
        self.second_heads.clear();
        let mut firsts: HashMap<u32, String> = HashMap::new();
        let mut seconds = Vec::new();
        for (household, row, name) in self.judge_each(walk, beside, work)? {
            match firsts.get(&household) {
                Some(first) => seconds.push((row, first.clone())),
                None => drop(firsts.insert(household, name)),
            }
        }
        if seconds.is_empty() {
            return Ok(());
        }
        let ledger = beside()?;
        let judged = |plan: &Plan| -> Reply<Vec<Judged>> {
            let mut judge = plan.judge(ledger.conn())?;
            Ok(seconds.iter().map(|(row, _)| plan.judge_row(walk, &mut judge, *row as usize).1).collect())
        };
        // Only these rows are others for it; what they would have written is counted no more.
        let before = judged(self)?;
        self.second_heads.extend(seconds.iter().cloned());
        let after = judged(self)?;
        for ((row, _), (old, new)) in seconds.iter().zip(before.iter().zip(&after)) {
            for difference in &old.differences {
                let counts = self.fields.entry(difference.key).or_default();
                let count = if difference.fills() { &mut counts.1 } else { &mut counts.0 };
                *count = count.saturating_sub(1);
            }
            for difference in &new.differences {
                let counts = self.fields.entry(difference.key).or_default();
                if difference.fills() { counts.1 += 1 } else { counts.0 += 1 }
            }
            note(&mut self.rows[*row as usize], new);
        }
        Ok(())
    }

    /// Judges every row by itself, on as many threads as the PC has cores, but no more than four; returns the heads of
    /// households of the ledger, in the order of the rows.
    fn judge_each(&mut self, walk: &Walk, beside: &Beside, work: &Work) -> Reply<Vec<(u32, u32, String)>> {
        work.stage("正在和台账比对", u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        let share = self.rows.len().div_ceil(cores).max(1_000);
        let done = AtomicU32::new(0);
        let plan = &*self;
        let parts: Vec<Reply<Part>> = std::thread::scope(|scope| {
            let begin = |first: usize| {
                let (walk, done) = (walk.clone(), &done);
                let last = (first + share).min(plan.rows.len());
                scope.spawn(move || {
                    plan.judge_part(&walk, beside, first..last, &|| {
                        work.step(done.fetch_add(STRIDE, Ordering::Relaxed))
                    })
                })
            };
            let threads: Vec<_> = (0..plan.rows.len()).step_by(share).map(begin).collect();
            let ended = |t: std::thread::ScopedJoinHandle<'_, Reply<Part>>| {
                t.join().unwrap_or_else(|_| Err(Refusal::unforeseen("a thread of the plan ended")))
            };
            threads.into_iter().map(ended).collect()
        });
        let mut all = Part::default();
        for part in parts {
            let part = part?;
            all.rows.extend(part.rows);
            for (key, (differs, fills)) in part.fields {
                let counts = all.fields.entry(key).or_default();
                counts.0 += differs;
                counts.1 += fills;
            }
            all.made.extend(part.made);
            all.heads.extend(part.heads);
            all.of_only_estate += part.of_only_estate;
        }
        let only = self.index.places.only_estate().and_then(|id| self.index.territory.estates.get(&id));
        self.notes = only
            .filter(|_| all.of_only_estate > 0)
            .map(|estate| {
                let (rows, name) = (all.of_only_estate, &estate.name);
                format!("有 {rows} 行没有写小区，台账里只有“{name}”一个小区，按它登记；不是的话请回上一步改“没写小区的行算哪个小区”。")
            })
            .into_iter()
            .collect();
        self.notes.extend(all.made.grids_at_odds());
        self.makes = all.made.words();
        self.building_grids = all.made.building_grids();
        self.rows = all.rows;
        self.fields = all.fields;
        Ok(all.heads)
    }

    /// The grid of a building that the import makes; empty where its rows say none, or several.
    pub fn grid_of_building(&self, place: &PlaceDraft) -> &str {
        self.building_grids.get(&super::made::building_key_of(place)).map_or("", String::as_str)
    }

    /// What rows are judged with.
    pub fn judge<'a>(&'a self, conn: &'a Connection) -> Reply<Judge<'a>> {
        let (index, options, second_heads) = (&self.index, &self.options, &self.second_heads);
        Ok(Judge { index, cards: Cards::new(conn)?, options, conn, second_heads })
    }

    /// A row judged again, as it was planned.
    pub fn judge_row(&self, walk: &Walk, judge: &mut Judge, at: usize) -> (PersonDraft, Judged) {
        let planned = self.rows[at];
        let mut draft = walk.draft(&planned, &self.families);
        if planned.outcome == Outcome::Place {
            let (outcome, is_taken) = (Some(Outcome::Place), planned.is_taken);
            let mut judged = Judged { outcome, is_taken, ..Judged::default() };
            if self.index.places.lacks_estate(&draft.place, &self.options.estate) {
                judged.faults.push(CellFault { column: draft.place_column, fault: judge.estate_unsaid() });
            }
            return (draft, judged);
        }
        let row = u32::try_from(at).unwrap_or(u32::MAX);
        let twin = self.twin(walk, &planned, &draft);
        let decision = self.decisions.get(&row).copied().unwrap_or(Decision::AsPlanned);
        let family = self.families.get(planned.family as usize);
        let judged = judge.judge(&mut draft, family, row, decision, twin);
        (draft, judged)
    }

    fn judge_part(
        &self,
        walk: &Walk,
        beside: &Beside,
        range: Range<usize>,
        step: &dyn Fn() -> Reply<()>,
    ) -> Reply<Part> {
        let ledger = beside()?;
        let mut judge = self.judge(ledger.conn())?;
        let mut part = Part::default();
        for at in range {
            if at.is_multiple_of(STRIDE as usize) {
                step()?;
            }
            let mut planned = self.rows[at];
            let mut draft = walk.draft(&planned, &self.families);
            let place = u32::try_from(at).unwrap_or(u32::MAX);
            let mut moves = planned.outcome == Outcome::Place;
            if planned.outcome == Outcome::Place {
                planned.is_partly = self.index.places.lacks_estate(&draft.place, &self.options.estate);
                planned.is_taken = !planned.is_partly && self.decisions.get(&place) != Some(&Decision::Skip);
            } else {
                let twin = self.twin(walk, &planned, &draft);
                let judged = judge.judge(
                    &mut draft,
                    self.families.get(planned.family as usize),
                    place,
                    self.decisions.get(&place).copied().unwrap_or(Decision::AsPlanned),
                    twin,
                );
                for difference in &judged.differences {
                    let counts = part.fields.entry(difference.key).or_default();
                    if difference.fills() { counts.1 += 1 } else { counts.0 += 1 }
                }
                note(&mut planned, &judged);
                if let Some(household) = self.heads(&planned, &draft, &judged) {
                    let name = text_of(&draft.values, "name").unwrap_or_default();
                    part.heads.push((household, place, name.to_owned()));
                }
                moves = judged.outcome == Some(Outcome::New)
                    || judged.differences.iter().any(|d| d.key == PLACE && d.is_taken);
            }
            let is_unsaid = draft.place.is_whole() && draft.place.estate.is_empty();
            if is_unsaid
                && self.options.estate.is_empty()
                && (planned.is_taken || planned.outcome == Outcome::Same)
            {
                part.of_only_estate += 1;
            }
            if planned.is_taken {
                if moves
                    && draft.place.is_whole()
                    && self.index.places.dwelling(&draft.place, &self.options.estate).is_none()
                {
                    part.made.place(&self.index, &self.options.estate, &draft);
                }
                if planned.outcome == Outcome::New {
                    part.made.grid(&self.index, &draft.grid);
                }
                let family = planned.family;
                if planned.outcome == Outcome::New
                    && self.families.get(family as usize).is_some_and(|f| f.known.is_none())
                {
                    part.made.families.insert(family);
                }
            }
            part.rows.push(planned);
        }
        Ok(part)
    }

    /// The household of the ledger whose head a row makes of somebody.
    fn heads(&self, planned: &Planned, draft: &PersonDraft, judged: &Judged) -> Option<u32> {
        if !planned.is_taken || draft.relation.as_deref() != Some(HEAD) {
            return None;
        }
        match planned.outcome {
            Outcome::New => self.families.get(planned.family as usize)?.known,
            _ if judged.differences.iter().any(|d| d.key == RELATION && d.is_taken) => {
                let standing = &self.index.get(judged.person?)?.standing;
                standing.living_household_id.or(standing.hukou_household_id)
            }
            _ => None,
        }
    }

    /// The earlier row of the same person: its number as people count, and whether it says just the same.
    pub fn twin(&self, walk: &Walk, planned: &Planned, draft: &PersonDraft) -> Option<(u32, Twin)> {
        let (first, is_sure) = planned.twin?;
        let first = self.rows.get(first as usize)?;
        let other = walk.draft(first, &self.families);
        let said = |d: &PersonDraft| PersonDraft { faults: Vec::new(), place_column: None, ..d.clone() };
        let is_same = said(&other) == said(draft);
        let twin = match (is_same, planned.is_namesake) {
            (true, _) => Twin::SameWords,
            (false, true) => Twin::Namesake,
            (false, false) => Twin::OtherWords,
        };
        (is_same || is_sure || planned.is_namesake).then_some((first.number + 1, twin))
    }

    pub fn counts(&self) -> Vec<OutcomeCount> {
        let count = |fits: &dyn Fn(&&Planned) -> bool| {
            u32::try_from(self.rows.iter().filter(fits).count()).unwrap_or(u32::MAX)
        };
        Outcome::ALL
            .iter()
            .map(|outcome| OutcomeCount {
                outcome: *outcome,
                label: outcome.label().into(),
                rows: count(&|r| r.outcome == *outcome),
                taken: count(&|r| r.outcome == *outcome && r.is_taken),
                partly: count(&|r| r.outcome == *outcome && r.loses_cells()),
            })
            .collect()
    }

    pub fn on_wire(&self, token: u32) -> ImportPlan {
        let may =
            |key: &str| self.options.overwrite.as_ref().is_none_or(|keys| keys.iter().any(|k| k == key));
        let mut fields: Vec<DifferingField> = self
            .fields
            .iter()
            .map(|(key, (differs, fills))| DifferingField {
                key: (*key).to_owned(),
                label: label_of(key, &self.new_own),
                differs: *differs,
                fills: *fills,
                may_overwrite: may(key),
            })
            .collect();
        fields.sort_by_key(|f| std::cmp::Reverse((f.differs, f.fills)));
        ImportPlan {
            token,
            counts: self.counts(),
            fields,
            makes: self.makes.clone(),
            left_out: self.left_out.iter().map(|(kind, n)| format!("{kind} {n} 行")).collect(),
            unused: self.unused.clone(),
            notes: self.notes.clone(),
        }
    }
}

/// The label of a difference's key.
pub(super) fn label_of(key: &str, own: &[(String, String)]) -> String {
    match key {
        PLACE => "住址".into(),
        super::rows::RELATION => "与户主关系".into(),
        super::rows::GROUPS => "重点人群".into(),
        super::rows::NOTES => "备注里补记".into(),
        _ => own.iter().find(|(k, _)| k == key).map(|(_, label)| label.clone()).unwrap_or_else(|| {
            PERSON_FIELDS.iter().find(|f| f.key == key).map_or(key, |f| f.label).to_owned()
        }),
    }
}

fn note(planned: &mut Planned, judged: &Judged) {
    planned.outcome = judged.outcome.unwrap_or(Outcome::Refused);
    planned.is_taken = judged.is_taken;
    planned.is_partly = judged.faults.iter().any(|f| !f.fault.is_warning());
    planned.is_noted = judged.faults.iter().any(|f| f.fault.is_warning());
    planned.mark = mark(judged);
}

/// What somebody who looked at a row saw of it beside its outcome, in eight bytes.
fn mark(judged: &Judged) -> u64 {
    let Some(person) = judged.person else { return 0 };
    let mut hasher = DefaultHasher::new();
    person.hash(&mut hasher);
    for difference in &judged.differences {
        (difference.key, difference.is_taken).hash(&mut hasher);
        hash_value(&difference.before, &mut hasher);
        hash_value(&difference.after, &mut hasher);
    }
    hasher.finish()
}

fn hash_value(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Empty(()) => 0u8.hash(hasher),
        Value::YesNo(yes) => (1u8, yes).hash(hasher),
        Value::Whole(number) => (2u8, number).hash(hasher),
        Value::Text(text) => (3u8, text).hash(hasher),
        Value::Texts(all) => (4u8, all).hash(hasher),
    }
}

fn most_common(ids: &[u32]) -> Option<u32> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    ids.iter().for_each(|id| *counts.entry(*id).or_default() += 1);
    counts.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id))).map(|(id, _)| id)
}
