//! What cells of one row say against each other. Both are kept as they stand where neither can be told from the other, and it is
//! said on the row.

use super::{CellFault, PersonDraft, PersonReader, Slot};
use crate::calendar::PartialDate;
use crate::codes::RELATION_TO_HEAD;
use crate::fault::{Fault, FaultCode};
use crate::fields::Value;
use crate::places::HEAD;
use crate::population::{ResidenceState, is_outside_city};
use crate::sheets::SheetRow;

/// Relations to the head of men alone, and of women alone. Source: GB/T 4761-2008.
const OF_MEN: [&str; 26] = [
    "11", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "41", "43", "47", "51", "53", "55",
    "57", "61", "63", "66", "71", "73", "76", "78", "93",
];
const OF_WOMEN: [&str; 27] = [
    "12", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "42", "44", "48", "52", "54", "56",
    "58", "62", "64", "67", "72", "74", "75", "77", "94", "96",
];

impl PersonReader {
    /// Tells what speaks against something else in the row.
    pub(super) fn tell_contradictions(&self, draft: &mut PersonDraft, row: SheetRow) {
        let mut told = Vec::new();
        told.extend(self.relation_against_sex(draft));
        told.extend(self.head_against_name(draft));
        told.extend(self.state_against_register(draft, row));
        told.extend(self.came_before_birth(draft));
        draft.faults.extend(told);
    }

    /// 妻 of a man, 子 of a woman.
    fn relation_against_sex(&self, draft: &PersonDraft) -> Option<CellFault> {
        let relation = draft.relation.as_deref()?;
        let sex = draft.values.get("sex").and_then(Value::as_text)?;
        let is_odd = sex == "2" && OF_MEN.contains(&relation) || sex == "1" && OF_WOMEN.contains(&relation);
        let label = RELATION_TO_HEAD.get(relation).filter(|_| is_odd)?.name;
        let fault =
            Fault::new(FaultCode::ImportRelationSex).with(label).with(if sex == "1" { "男" } else { "女" });
        Some(CellFault { column: self.relation_column(), fault })
    }

    /// 户主 of somebody beside whom another head is named.
    fn head_against_name(&self, draft: &PersonDraft) -> Option<CellFault> {
        let name = draft.values.get("name").and_then(Value::as_text)?;
        let is_other = !draft.head_name.is_empty() && draft.head_name != name;
        let is_head = draft.relation.as_deref() == Some(HEAD);
        let fault = || Fault::new(FaultCode::ImportHeadOther).with(&draft.head_name);
        (is_other && is_head).then(|| CellFault { column: self.relation_column(), fault: fault() })
    }

    /// 人户一致 of somebody registered in another city, 流动人口 of somebody registered here, 户籍人口 of somebody who is not.
    fn state_against_register(&self, draft: &PersonDraft, row: SheetRow) -> Option<CellFault> {
        let said = |want: fn(&Slot) -> bool| {
            let column = self.slots.iter().find(|(_, slot)| want(slot)).map(|(column, _)| *column)?;
            row.cell(column).filter(|cell| !cell.is_blank()).map(|_| column)
        };
        let column = said(|slot| matches!(slot, Slot::Residence))?;
        let state = draft.residence?;
        let text = |key: &str| draft.values.get(key).and_then(Value::as_text).unwrap_or_default();
        let is_registered = state != ResidenceState::LivingOnly;
        let why = match text("population_kind") {
            "floating" if is_registered => "人口类型写的是流动人口",
            "registered" if !is_registered => "人口类型写的是户籍人口",
            _ if is_registered && is_outside_city(text("hukou_division"), &self.around.office.division) => {
                "户籍所在地在外地"
            }
            _ => return None,
        };
        let fault = Fault::at(FaultCode::ImportStateAgainst, "residence_state").with(state.label()).with(why);
        Some(CellFault { column: Some(column), fault })
    }

    /// Nobody came before being born.
    fn came_before_birth(&self, draft: &PersonDraft) -> Option<CellFault> {
        let day = |key: &str| draft.values.get(key).and_then(Value::as_text).and_then(PartialDate::from_iso);
        let (came, birth) = (day("moved_in_on")?, day("birth_date")?);
        let is_odd = came.first_day() < birth.first_day() && !came.may_be(birth.first_day());
        let fault = || Fault::at(FaultCode::ImportMovedBeforeBirth, "moved_in_on").with(came);
        is_odd.then(|| CellFault { column: self.column_of("moved_in_on"), fault: fault() })
    }
}

impl PersonDraft {
    /// Puts what is not taken behind what the remark says.
    pub fn keep_note(&mut self, note: String) {
        let before = self.values.get("remark").and_then(Value::as_text).unwrap_or_default();
        let remark = if before.is_empty() { note.clone() } else { format!("{before}；{note}") };
        self.values.insert("remark".into(), Value::Text(remark));
        self.notes.push(note);
    }
}
