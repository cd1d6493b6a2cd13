//! What is told of cells that cannot be read, and how two cells of one meaning are put together.

use super::super::departed::Asked;
use super::super::values;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Value, Values};
use crate::sheets::Cell;
use std::collections::btree_map::Entry;

/// Two columns of phones, or two of remarks, are kept together.
pub(super) fn merge(typed: &mut Values, field: &Field, value: Value) {
    let mut known = match typed.entry(field.key.to_owned()) {
        Entry::Vacant(free) => {
            free.insert(value);
            return;
        }
        Entry::Occupied(known) => known,
    };
    match (known.get_mut(), value) {
        (Value::Texts(before), Value::Texts(more)) => {
            for text in more {
                if !before.contains(&text) {
                    before.push(text);
                }
            }
        }
        (Value::Text(before), Value::Text(more)) if field.key == "remark" => {
            before.push('；');
            before.push_str(&more);
        }
        (before, value) => *before = value,
    }
}

/// A word that leaves open whether somebody is still here, and what to write instead.
pub(super) fn unclear(heading: &str, text: String, asked: Asked) -> Fault {
    let instead = match asked {
        Asked::State | Asked::Kept => "清楚是在住、死亡还是迁出",
        Asked::Gone(_) | Asked::Alive => "“是”或“否”",
    };
    Fault::new(FaultCode::ImportLeftUnclear).with(heading).with(text).with(instead)
}

pub(super) fn odd_yes_no(key: &str, cell: Cell) -> Fault {
    let label = crate::import::Kind::Residents
        .targets()
        .into_iter()
        .find(|t| t.key.trim_start_matches("group.") == key);
    let label = label.map_or("这一栏", |t| t.label);
    Fault::at(FaultCode::NotAChoice, key).with(label).with(values::cell_text(cell))
}
