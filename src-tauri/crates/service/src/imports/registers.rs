//! Rows of a declared register: its fields say what columns mean; a row that stands there already is no new one.

use super::index::Index;
use super::plan::{FAR_AWAY, HIDDEN, Settled};
use super::session::Session;
use crate::contract::{Decision, ImportOptions, ImportPlan, Outcome, OutcomeCount};
use crate::refusal::Reply;
use crate::work::Work;
use chrono::NaiveDate;
use domain::fields::{FieldType, Value, Values};
use domain::import::person::CellFault;
use domain::import::targets::SKIP;
use domain::import::values::{self, Reading};
use domain::import::{RowKind, doubts, row_kinds};
use domain::registers::Register;
use domain::rooms::{building_key, parse_place, room_key, unit_key};
use domain::sheets::SheetRow;
use domain::{Fault, FaultCode};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::register_rows::RowFilter;
use store::{Connection, Gate};

/// A planned row of a register.
pub(super) struct RegisterRowPlan {
    pub index: u32,
    pub number: u32,
    pub outcome: Outcome,
    pub is_taken: bool,
    pub is_partly: bool,
}

/// A planned import of a register.
pub(super) struct RegisterPlan {
    /// Columns that are not taken, in words.
    unused: Vec<String>,
    pub register: &'static Register,
    pub rows: Vec<RegisterRowPlan>,
    pub columns: Vec<(u16, &'static domain::fields::Field)>,
    pub left_out: BTreeMap<&'static str, u32>,
    pub decisions: HashMap<u32, Decision>,
    pub index: Index,
    pub options: ImportOptions,
    /// Columns that tell which of several namesakes is meant: those of numbers and of addresses.
    who: Who,
}

/// Columns that say of whom a row is, beside the name.
#[derive(Debug, Clone, Copy, Default)]
struct Who {
    number: Option<u16>,
    place: Option<u16>,
}

impl Who {
    /// Of a register of people, by the headings of columns that mean none of its fields.
    fn of(session: &Session, register: &Register, targets: &[String]) -> Self {
        let has_people = register.fields.iter().any(|f| matches!(f.kind, FieldType::Reference("people")));
        let columns = session.header.as_ref().filter(|_| has_people).map_or(&[][..], |h| &h.columns);
        let find = |words: &[&str]| {
            let unused = columns.iter().zip(targets).filter(|(_, key)| *key == SKIP);
            let mut fits = unused.filter(|(c, _)| words.iter().any(|word| c.heading.trim() == *word));
            fits.next().map(|(c, _)| c.column)
        };
        Who {
            number: find(&["证件号码", "身份证号", "身份证号码", "公民身份号码"]),
            place: find(&["住址", "现住址", "家庭住址", "居住地址"]),
        }
    }

    fn is_of(&self, column: u16) -> bool {
        [self.number, self.place].contains(&Some(column))
    }
}

impl RegisterPlan {
    pub fn make(
        session: &Session,
        register: &'static Register,
        settled: Settled,
        index: Index,
        conn: &Connection,
        today: NaiveDate,
        work: &Work,
    ) -> Reply<Self> {
        let header = session.header()?;
        let named = header.columns.iter().zip(&settled.targets).filter(|(_, key)| *key != SKIP);
        let columns: Vec<_> =
            named.filter_map(|(c, key)| register.field(key).map(|f| (c.column, f))).collect();
        let keys: Vec<&str> = settled.targets.iter().map(String::as_str).collect();
        let kinds = row_kinds(&session.sheet, header, &keys);
        let who = Who::of(session, register, &settled.targets);
        let mut plan = RegisterPlan {
            register,
            rows: Vec::new(),
            columns,
            left_out: BTreeMap::new(),
            decisions: HashMap::new(),
            index,
            unused: session.unused_columns_but(
                &keys,
                &|column| who.is_of(column),
                domain::import::unheaded(&session.sheet, header).1,
            ),
            options: settled.options,
            who,
        };
        if let Some(alone) = session.alone_far_away() {
            plan.left_out.insert(FAR_AWAY, alone);
        }
        let mut there = plan.signatures(conn)?;
        work.stage("正在看每一行", u32::try_from(kinds.len()).unwrap_or(u32::MAX));
        for (n, (at, kind)) in kinds.into_iter().enumerate() {
            if n.is_multiple_of(256) {
                work.step(u32::try_from(n).unwrap_or(u32::MAX))?;
            }
            let Some(row) = session.sheet.row(at) else { continue };
            let is_hidden = plan.options.skips_hidden && session.sheet.is_row_hidden(row.number);
            if is_hidden || kind != RowKind::Record {
                *plan.left_out.entry(if is_hidden { HIDDEN } else { kind.label() }).or_default() += 1;
                continue;
            }
            let (values, faults) = plan.read(row, today);
            let is_refused = faults.iter().any(|f| is_refusal(register, f));
            // What its columns say stands there already, whatever they leave out.
            let signature = plan.signature_of_row(row, &values);
            let is_there = there.contains(&signature);
            if !is_refused {
                there.insert(signature);
            }
            let outcome = match (is_there, is_refused) {
                (true, _) => Outcome::Same,
                (false, true) => Outcome::Refused,
                _ => Outcome::New,
            };
            plan.rows.push(RegisterRowPlan {
                index: u32::try_from(at).unwrap_or(u32::MAX),
                number: row.number,
                outcome,
                is_taken: outcome == Outcome::New,
                is_partly: outcome == Outcome::New && faults.iter().any(|f| !f.fault.is_warning()),
            });
        }
        Ok(plan)
    }

    /// Reads a row; a fault of a field that may be missing costs that field alone.
    pub fn read(&self, row: SheetRow, today: NaiveDate) -> (Values, Vec<CellFault>) {
        let mut typed = Values::new();
        let mut faults = Vec::new();
        for (column, field) in &self.columns {
            let Some(cell) = row.cell(*column).filter(|c| !c.is_blank()) else { continue };
            let mut fail = |fault: Fault| faults.push(CellFault { column: Some(*column), fault });
            if let Some(fault) = doubts::spoilt(cell, field.key, field.label) {
                fail(fault);
                continue;
            }
            if matches!(field.kind, FieldType::Reference("people")) {
                match self.person(&values::cell_text(cell), row) {
                    Ok(id) => drop(typed.insert(field.key.into(), Value::from(id))),
                    Err(fault) => fail(Fault { field: Some(field.key.into()), ..fault }),
                }
                continue;
            }
            if matches!(field.kind, FieldType::Phones) && values::is_masked(cell.text) {
                fail(Fault::at(FaultCode::ImportMasked, field.key).with(field.label).with(cell.text.trim()));
                continue;
            }
            match values::read(field, cell, today) {
                Ok(Reading::Value(value)) if value.is_empty() => {}
                Ok(Reading::Value(value)) => drop(typed.insert(field.key.into(), value)),
                Ok(Reading::Unsure(value, fault)) => {
                    typed.insert(field.key.into(), value);
                    fail(fault);
                }
                Ok(Reading::Begins(value, text)) => {
                    typed.insert(field.key.into(), value);
                    fail(Fault::at(FaultCode::NotAChoice, field.key).with(field.label).with(text));
                }
                Ok(Reading::Note(text)) => fail(Fault::at(FaultCode::DateUnreadable, field.key).with(text)),
                Err(fault) => fail(fault),
            }
        }
        for field in self.register.fields.iter().filter(|f| !f.default.is_empty() && !f.is_computed) {
            let is_mapped = self.columns.iter().any(|(_, f)| f.key == field.key);
            if !is_mapped {
                typed.entry(field.key.into()).or_insert_with(|| field.default.into());
            }
        }
        let (mut accepted, more) = self.register.accept(&typed, today);
        for fault in more {
            let key = fault.field.clone().unwrap_or_default();
            // What was told at the cell is not told again as missing.
            if fault.code == FaultCode::Required
                && faults.iter().any(|f| f.fault.field.as_ref() == Some(&key))
            {
                continue;
            }
            let column = self.columns.iter().find(|(_, f)| f.key == key).map(|(c, _)| *c);
            accepted.remove(&key);
            faults.push(CellFault { column, fault });
        }
        accepted.retain(|_, value| !value.is_empty());
        let doubts = doubts::of_row(row);
        faults.extend(doubts.map(|(column, fault)| CellFault { column: Some(column), fault }));
        (accepted, faults)
    }

    /// Somebody by ID number, or by a name that only one has; of several by the number or address beside it.
    fn person(&self, text: &str, row: SheetRow) -> Result<u32, Fault> {
        let number = domain::identity::tidy_number(text);
        if let Some(known) = self.index.by_number(&number) {
            return Ok(known.id);
        }
        let name = domain::text::tidy_name(text);
        let beside = |column: Option<u16>| column.map_or("", |column| row.text(column)).trim();
        let number = beside(self.who.number);
        if let Some(known) = self.index.by_number(&domain::identity::tidy_number(number)) {
            // The number of somebody of another name is not theirs.
            return match *known.name == *name {
                true => Ok(known.id),
                false => Err(Fault::new(FaultCode::ImportNameDiffers).with(&known.name)),
            };
        }
        let place = parse_place(beside(self.who.place));
        let lives_there = |id: Option<u32>| {
            let [_, building, unit, room] = crate::outgoing::parts(&self.index.territory, id);
            place.as_ref().is_some_and(|p| {
                building_key(building) == building_key(&p.building)
                    && unit_key(unit) == unit_key(&p.unit)
                    && room_key(room) == room_key(&p.room)
            })
        };
        let is_masked = values::is_masked(number);
        let mut namesakes: Vec<_> = self.index.by_name(&name).filter(|k| k.is_here()).collect();
        if namesakes.len() > 1 && is_masked {
            namesakes.retain(|k| domain::identity::mask_number(&k.id_number) == number);
        }
        if namesakes.len() > 1 && place.is_some() {
            namesakes.retain(|k| lives_there(k.standing.dwelling_id));
        }
        let mut found = namesakes.into_iter();
        match (found.next(), found.count()) {
            (Some(one), 0) => Ok(one.id),
            (Some(_), more) => Err(Fault::new(FaultCode::ImportMatchUnsure).with(more + 1)),
            (None, _) => Err(Fault::new(FaultCode::NotAChoice).with("居民").with(text)),
        }
    }

    fn signature(&self, values: &Values) -> String {
        let cell = |key: &str| values.get(key).map(|v| format!("{v:?}")).unwrap_or_default();
        self.columns.iter().map(|(_, f)| cell(f.key)).collect::<Vec<_>>().join("\u{1F}")
    }

    /// The same of a row, its phones as they stand there where they are hidden.
    fn signature_of_row(&self, row: SheetRow, values: &Values) -> String {
        let mut said = values.clone();
        for (column, field) in &self.columns {
            let text = row.text(*column);
            if matches!(field.kind, FieldType::Phones) && values::is_masked(text) {
                let parts = text.split(['、', ',', '，', ' ']).filter(|part| !part.is_empty());
                said.insert(field.key.into(), Value::Texts(parts.map(str::to_owned).collect()));
            }
        }
        self.signature(&said)
    }

    /// What a row of the ledger says where its phones are hidden.
    fn with_phones_hidden(&self, values: &Values) -> Values {
        let mut hidden = values.clone();
        for (_, field) in self.columns.iter().filter(|(_, f)| matches!(f.kind, FieldType::Phones)) {
            if let Some(Value::Texts(phones)) = hidden.get_mut(field.key) {
                *phones = phones.iter().map(|phone| domain::fields::mask_phone(phone)).collect();
            }
        }
        hidden
    }

    /// What stands there already, as far as the columns of the sheet tell.
    fn signatures(&self, conn: &Connection) -> Reply<HashSet<String>> {
        let filter = RowFilter { limit: u32::MAX, ..RowFilter::default() };
        let (_, rows) = store::register_rows::list(conn, self.register, &filter)?;
        let both = |row: store::register_rows::RegisterRow| {
            let values: Values = row.values.into_iter().filter(|(_, v)| !v.is_empty()).collect();
            [self.signature(&values), self.signature(&self.with_phones_hidden(&values))]
        };
        Ok(rows.into_iter().flat_map(both).collect())
    }

    pub fn decide(&mut self) {
        for (at, row) in self.rows.iter_mut().enumerate() {
            let decision = u32::try_from(at).ok().and_then(|at| self.decisions.get(&at)).copied();
            row.is_taken = row.outcome == Outcome::New && decision != Some(Decision::Skip);
        }
    }

    pub fn counts(&self) -> Vec<OutcomeCount> {
        let count = |fits: &dyn Fn(&&RegisterRowPlan) -> bool| {
            u32::try_from(self.rows.iter().filter(fits).count()).unwrap_or(u32::MAX)
        };
        let of = |outcome: &Outcome| OutcomeCount {
            outcome: *outcome,
            label: outcome.label().into(),
            rows: count(&|r| r.outcome == *outcome),
            taken: count(&|r| r.outcome == *outcome && r.is_taken),
            partly: count(&|r| r.outcome == *outcome && r.is_taken && r.is_partly),
        };
        Outcome::ALL.iter().map(of).collect()
    }

    pub fn on_wire(&self, token: u32) -> ImportPlan {
        ImportPlan {
            token,
            counts: self.counts(),
            fields: Vec::new(),
            makes: Vec::new(),
            left_out: self.left_out.iter().map(|(kind, n)| format!("{kind} {n} 行")).collect(),
            unused: self.unused.clone(),
            notes: Vec::new(),
        }
    }

    /// Writes the rows that are taken; returns how many.
    pub fn write(&self, gate: &Gate, session: &Session, today: NaiveDate, work: &Work) -> Reply<u32> {
        let mut written = 0;
        work.stage("正在写入台账", u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        for (n, planned) in self.rows.iter().enumerate() {
            if n.is_multiple_of(256) {
                work.step(u32::try_from(n).unwrap_or(u32::MAX))?;
            }
            let Some(row) = session.sheet.row(planned.index as usize).filter(|_| planned.is_taken) else {
                continue;
            };
            let (mut values, _) = self.read(row, today);
            if let Some(number) = store::register_rows::next_number(gate.conn(), self.register, &values)? {
                values.insert("seq_no".into(), number);
            }
            store::records::insert(gate, self.register.key, self.register.fields, &values, &[])?;
            written += 1;
        }
        Ok(written)
    }
}

/// Whether a fault makes the row meaningless.
fn is_refusal(register: &Register, fault: &CellFault) -> bool {
    if fault.fault.is_warning() {
        return false;
    }
    let field = fault.fault.field.as_deref().and_then(|key| register.field(key));
    field.is_none_or(|f| f.is_required) || fault.fault.code == FaultCode::DateOrder
}
