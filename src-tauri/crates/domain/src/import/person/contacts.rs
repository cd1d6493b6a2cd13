//! The contact of a row: a name and a phone that stand in one cell, 张三13812345678, are parted where the other is not said.

use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Value, Values};
use crate::import::values::{self, Aside};
use crate::import::words::RELATION_WORDS;
use crate::sheets::Cell;

/// What stands beside the phones of 紧急联系电话.
pub(super) struct Beside {
    /// The words.
    pub said: String,
    /// Whether they are those of another than the phone's owner, 停机 and 微信同号 apart.
    pub is_somebody: bool,
    /// The whole cell.
    pub text: String,
}

impl Beside {
    /// What stands beside the phones of a cell.
    pub(super) fn of(aside: &Aside, cell: Cell) -> Self {
        let (said, text) = (aside.said.clone(), cell.text.trim().to_owned());
        Beside { said, is_somebody: aside.is_left_out, text }
    }
}

/// Keeps what stands beside the phones of somebody's own in the notes, and tells it.
pub(super) fn keep_beside(field: &Field, aside: &Aside, cell: Cell, notes: &mut Vec<String>) -> Fault {
    notes.push(format!("{}栏原文：{}", field.label, cell.text.trim()));
    let code = if aside.is_left_out { FaultCode::ImportPhoneOther } else { FaultCode::ImportPhoneNote };
    Fault::at(code, field.key).with(field.label).with(&aside.said)
}

/// Parts names and phones that stand in one cell. What finds no place is kept in the notes and told.
pub(super) fn settle_contact(typed: &mut Values, beside: Vec<Beside>, notes: &mut Vec<String>) -> Vec<Fault> {
    let mut told = Vec::new();
    let said = name_of(typed);
    if let Some((words, phone)) = values::name_and_phone(&said) {
        let known = match typed.get("emergency_phones") {
            Some(Value::Texts(known)) => known.clone(),
            _ => Vec::new(),
        };
        take_name(typed, &words);
        if known.is_empty() {
            typed.insert("emergency_phones".into(), Value::Texts(vec![phone]));
        } else if !known.contains(&phone) {
            notes.push(format!("紧急联系人栏原文：{said}"));
            told.push(Fault::at(FaultCode::ImportContactPhone, "emergency_name").with(phone));
        }
    }
    for beside in beside {
        let known = name_of(typed);
        let is_name = beside.is_somebody && !beside.said.contains('、') && beside.said.chars().count() <= 8;
        if is_name && known.is_empty() {
            take_name(typed, &beside.said);
        } else if !is_name || known != beside.said {
            notes.push(format!("紧急联系电话栏原文：{}", beside.text));
            let fault = Fault::at(FaultCode::ImportPhoneNote, "emergency_phones").with("紧急联系电话");
            told.push(fault.with(beside.said));
        }
    }
    told
}

fn name_of(typed: &Values) -> String {
    typed.get("emergency_name").and_then(Value::as_text).unwrap_or_default().to_owned()
}

/// 儿子张三 is 张三, and the son, where the relation is not said apart.
fn take_name(typed: &mut Values, words: &str) {
    let is_relation_said = typed.get("emergency_relation").is_some_and(|value| !value.is_empty());
    match with_relation(words).filter(|_| !is_relation_said) {
        Some((relation, name)) => {
            typed.insert("emergency_relation".into(), Value::from(relation));
            typed.insert("emergency_name".into(), Value::from(name));
        }
        None => drop(typed.insert("emergency_name".into(), Value::from(words))),
    }
}

/// A word for a relation of two signs or more, and a name of two to four behind it: 孙子涵 is a name alone.
fn with_relation(words: &str) -> Option<(&str, &str)> {
    let parted = RELATION_WORDS.iter().filter(|(word, _)| word.chars().count() >= 2);
    let parted =
        parted.filter_map(|(word, _)| Some(words.split_at(words.strip_prefix(*word).map(|_| word.len())?)));
    let parted = parted.map(|(relation, name)| (relation, name.trim_start_matches([' ', ':', '：'])));
    let is_name = |name: &str| {
        (2..=4).contains(&name.chars().count())
            && name.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
    };
    parted.filter(|(_, name)| is_name(name)).max_by_key(|(relation, _)| relation.len())
}
