//! The card that a row says, checked as a form would check it.

use super::{CellFault, PersonDraft, PersonReader};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Value, Values};
use crate::people::accept_said;

impl PersonReader {
    /// Checks the card as a form would; a fault of a field that may be missing costs that field alone. Returns the keys of
    /// those.
    pub(super) fn accept(
        &self,
        draft: &mut PersonDraft,
        mut typed: Values,
        number_column: Option<u16>,
        birth_said: &str,
    ) -> Vec<String> {
        let mut refused = Vec::new();
        if !draft.hukou_place.is_empty() && !typed.contains_key("hukou_address") {
            typed.insert("hukou_address".into(), Value::Text(draft.hukou_place_text()));
        }
        let (accepted, faults) = accept_said(typed, self.today);
        draft.values = accepted;
        for fault in faults {
            let key = fault.field.clone().unwrap_or_default();
            let column = if key == "id_number" { number_column } else { self.column_of(&key) };
            match fault.code {
                FaultCode::IdSexDiffers | FaultCode::IdBirthDiffers => draft.is_in_conflict = true,
                // The nought of a date field looks like a day of 1899; a form may say that it is true, a sheet cannot.
                FaultCode::BirthVeryOld => {
                    draft.is_refused = true;
                    let day = draft.values.get("birth_date").and_then(Value::as_text).unwrap_or_default();
                    let fault = Fault::at(FaultCode::ImportVeryOld, "birth_date").with(day);
                    draft.faults.push(CellFault { column: self.column_of("birth_date"), fault });
                    continue;
                }
                FaultCode::IdMasked => {
                    draft.is_refused = true;
                    draft.values.remove("id_number");
                    let fault = Fault::at(FaultCode::ImportNumberMasked, "id_number");
                    draft.faults.push(CellFault { column: number_column, fault });
                    continue;
                }
                _ if fault.is_warning() => {}
                FaultCode::Required => {
                    // A damaged number and an age in place of a birth date say by themselves why these are missing.
                    let is_explained =
                        draft.has_damaged_number && matches!(key.as_str(), "sex" | "birth_date");
                    draft.is_refused = true;
                    // A cell that could not be read says by itself why it is missing.
                    let is_told = draft
                        .faults
                        .iter()
                        .any(|f| f.fault.field.as_deref() == Some(&key) && !f.fault.is_warning());
                    if is_explained || is_told {
                        continue;
                    }
                    if key == "birth_date" && !birth_said.is_empty() {
                        let fault = Fault::at(FaultCode::ImportAgeNoBirth, "birth_date").with(birth_said);
                        draft.faults.push(CellFault { column: self.column_of("birth_date"), fault });
                        continue;
                    }
                }
                _ if is_needed(&key) => {
                    draft.is_refused = true;
                    if key == "id_number" {
                        draft.values.remove("id_number");
                    }
                }
                _ => {
                    // What is wrong with one cell alone is left out, and told.
                    draft.values.remove(&key);
                    refused.push(key.clone());
                }
            }
            draft.faults.push(CellFault { column, fault });
        }
        let has_all = ["name", "sex", "birth_date"].iter().all(|key| draft.values.contains_key(*key));
        draft.is_refused |= !has_all;
        refused
    }
}

/// What makes a record meaningless when it is wrong.
fn is_needed(key: &str) -> bool {
    matches!(key, "name" | "sex" | "birth_date" | "id_number" | "id_kind")
}
