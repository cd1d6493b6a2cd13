//! What the columns of a row are called.

use super::{Asked, Departure, Slot};

/// What people call what a column says.
pub(super) fn label_of(slot: &Slot) -> &'static str {
    match slot {
        Slot::Number => "证件号码",
        Slot::Kind => "证件类型",
        Slot::Field(field) => field.label,
        Slot::Relation => "与户主关系",
        Slot::Residence => "人户状态",
        Slot::HouseholdHead => "户主姓名",
        Slot::HouseholdNo => "户编号",
        Slot::HouseholdBook => "户口簿号",
        Slot::HouseholdKind => "户类型",
        Slot::Place(_) => "住址",
        Slot::HukouPlace(_) => "户籍地址",
        Slot::Tenure => "房屋性质",
        Slot::Owner => "产权人",
        Slot::Area => "建筑面积",
        Slot::Grid => "网格",
        Slot::Group(_) => "重点人群",
        Slot::DisabilityKind | Slot::DisabilityGrade | Slot::DisabilityNo => "残疾",
        Slot::PartyMember => "党员",
        Slot::Departed(Asked::State) => "状态",
        Slot::Departed(Asked::Alive) => "是否健在",
        Slot::Departed(Asked::Kept) => "是否在册",
        Slot::Departed(Asked::Gone(Departure::Died)) | Slot::DepartedOn(Departure::Died) => "死亡",
        Slot::Departed(Asked::Gone(Departure::Left)) | Slot::DepartedOn(Departure::Left) => "迁出",
    }
}
