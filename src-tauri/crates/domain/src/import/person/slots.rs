//! What a column means, prepared once for all rows.

use super::{Asked, Departure, Part, group_of_word};
use crate::fields::Field;
use crate::people::PERSON_FIELDS;

/// What a column means, prepared once for all rows.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    Number,
    Kind,
    Field(&'static Field),
    Relation,
    Residence,
    HouseholdHead,
    HouseholdNo,
    HouseholdBook,
    HouseholdKind,
    Place(Part),
    HukouPlace(Part),
    Tenure,
    Owner,
    Area,
    Grid,
    Group(&'static str),
    DisabilityKind,
    DisabilityGrade,
    DisabilityNo,
    PartyMember,
    /// 是否死亡, 是否迁出, 状态: what it means if the answer is yes.
    Departed(Asked),
    /// 死亡日期, 迁出日期
    DepartedOn(Departure),
}

impl Slot {
    pub(super) fn is_of_outline(&self) -> bool {
        match self {
            Slot::Field(field) => matches!(field.key, "name" | "birth_date"),
            Slot::Number
            | Slot::Kind
            | Slot::Relation
            | Slot::HouseholdHead
            | Slot::HouseholdNo
            | Slot::HouseholdBook
            | Slot::HouseholdKind
            | Slot::Place(_)
            | Slot::HukouPlace(_) => true,
            _ => false,
        }
    }
}

pub(super) fn slot_field(slot: &Slot) -> Option<&'static Field> {
    match slot {
        Slot::Kind => PERSON_FIELDS.iter().find(|f| f.key == "id_kind"),
        Slot::Field(field) => Some(field),
        _ => None,
    }
}

/// What a target makes of its column.
pub(super) fn slot(key: &str) -> Option<Slot> {
    Some(match key {
        "id_number" => Slot::Number,
        "id_kind" => Slot::Kind,
        "relation" => Slot::Relation,
        "residence_state" => Slot::Residence,
        "household.head" => Slot::HouseholdHead,
        "household.no" => Slot::HouseholdNo,
        "household.book" => Slot::HouseholdBook,
        "household.kind" => Slot::HouseholdKind,
        "place.whole" => Slot::Place(Part::Whole),
        "place.estate" => Slot::Place(Part::Estate),
        "place.building" => Slot::Place(Part::Building),
        "place.unit" => Slot::Place(Part::Unit),
        "place.room" => Slot::Place(Part::Room),
        "hukou.building" => Slot::HukouPlace(Part::Building),
        "hukou.unit" => Slot::HukouPlace(Part::Unit),
        "hukou.room" => Slot::HukouPlace(Part::Room),
        "dwelling.tenure" => Slot::Tenure,
        "dwelling.owner" => Slot::Owner,
        "dwelling.area" => Slot::Area,
        "grid.name" => Slot::Grid,
        "group.disability_kind" => Slot::DisabilityKind,
        "group.disability_grade" => Slot::DisabilityGrade,
        "group.disability_no" => Slot::DisabilityNo,
        "party_member" => Slot::PartyMember,
        "left.state" => Slot::Departed(Asked::State),
        "left.alive" => Slot::Departed(Asked::Alive),
        "left.kept" => Slot::Departed(Asked::Kept),
        "left.died" => Slot::Departed(Asked::Gone(Departure::Died)),
        "left.moved" => Slot::Departed(Asked::Gone(Departure::Left)),
        "left.died_on" => Slot::DepartedOn(Departure::Died),
        "left.moved_on" => Slot::DepartedOn(Departure::Left),
        _ => match key.strip_prefix("group.") {
            Some(group) => Slot::Group(group_of_word(group)?),
            None => Slot::Field(PERSON_FIELDS.iter().find(|f| f.key == key)?),
        },
    })
}
