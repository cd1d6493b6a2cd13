//! Registers (台账): what a declared register is, and the list of the built-in ones.
//!
//! A register is declared when a record stands alone and its rules speak of its own fields. A new one is a file in
//! `registers/`, its line in [`all`], and a migration; list, form, validation, search, history and recycle bin come
//! from the engine.

use crate::access::Area;
use crate::fault::Fault;
use crate::fields::{Field, Values, accept_all};
use chrono::NaiveDate;

mod good_deeds;
pub mod group_members;
mod seal_uses;
mod volunteer_teams;

/// A check of a record's own fields: faults and warnings.
pub type Check = fn(&Values, NaiveDate) -> Option<Fault>;

/// How wrong rows leave a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// To the recycle bin.
    Deleted,
    /// Struck (作废) with a reason; the row and its number stay.
    Struck,
}

/// A declared register.
pub struct Register {
    /// The table's name.
    pub key: &'static str,
    /// The name on screen and paper.
    pub title: &'static str,
    /// Whose work it is.
    pub area: Area,
    /// One line on what belongs here, for the empty list.
    pub about: &'static str,
    /// Its fields, in order.
    pub fields: &'static [Field],
    /// Checks beyond the fields' own.
    pub checks: &'static [Check],
    /// The field that names a record.
    pub title_field: &'static str,
    /// The date field lists are sorted by, newest first.
    pub date_field: &'static str,
    /// The field by whose value, and by the year of `date_field`, `seq_no` counts without gaps.
    pub numbered_by: Option<&'static str>,
    /// How wrong rows leave.
    pub removal: Removal,
}

impl Register {
    /// The field of that key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// Tidies and checks a record; all faults at once, warnings among them.
    pub fn accept(&self, values: &Values, today: NaiveDate) -> (Values, Vec<Fault>) {
        let (accepted, mut faults) = accept_all(self.fields, values, today);
        if faults.is_empty() {
            faults.extend(self.checks.iter().filter_map(|check| check(&accepted, today)));
        }
        (accepted, faults)
    }
}

/// The built-in registers, in the order of the navigation.
pub fn all() -> &'static [&'static Register] {
    static ALL: [&Register; 4] = [
        &seal_uses::SEAL_USES,
        &group_members::GROUP_MEMBERS,
        &good_deeds::GOOD_DEEDS,
        &volunteer_teams::VOLUNTEER_TEAMS,
    ];
    &ALL
}

/// The register of that key.
pub fn find(key: &str) -> Option<&'static Register> {
    all().iter().copied().find(|r| r.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn descriptions_agree_with_themselves() {
        for register in all() {
            let keys: HashSet<_> = register.fields.iter().map(|f| f.key).collect();
            assert_eq!(keys.len(), register.fields.len(), "{}: a key stands twice", register.key);
            assert!(keys.contains(register.title_field), "{}: title field", register.key);
            assert!(keys.contains(register.date_field), "{}: date field", register.key);
            assert!(register.numbered_by.is_none_or(|f| keys.contains(f) && keys.contains("seq_no")));
            assert!(register.fields.iter().any(|f| f.is_in_list), "{}: an empty list", register.key);
        }
    }
}
