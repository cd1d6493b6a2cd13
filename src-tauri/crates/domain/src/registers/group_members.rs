//! 重点人群登记 — who belongs to which group, from when to when. One person may stand in several; a membership ends
//! with a date and a reason, it is never a flag.
//!
//! Source: `shared/domain/residents.md` 5. The restricted registers there (H*: 社区矫正, 安置帮教, 严重精神障碍, 吸毒) are
//! none of these: they have rights of their own.

use super::{Register, Removal};
use crate::access::Area;
use crate::codes::{DISABILITY_GRADE, DISABILITY_KIND};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Values, day_of, text_of};
use chrono::NaiveDate;

pub static GROUP_MEMBERS: Register = Register {
    key: "group_members",
    title: "重点人群登记",
    area: Area::Residents,
    about: "低保、残疾、独居等人群里有谁：从哪天起、到哪天止。一个人可以在几类里。",
    fields: &[
        Field::reference("person_id", "居民", "people").required().in_list(),
        Field::choice("group_kind", "人群类别", &GROUPS).required().in_list(),
        Field::date("joined_on", "纳入日期").required().in_list(),
        Field::date("left_on", "退出日期").in_list(),
        Field::text("left_reason", "退出原因", 60),
        Field::code("disability_kind", "残疾类别", &DISABILITY_KIND).in_list().hint("只用于残疾人"),
        Field::code("disability_grade", "残疾等级", &DISABILITY_GRADE).in_list().hint("只用于残疾人"),
        Field::text("cert_no", "证号", 30).hint("低保证、残疾人证等").masked_as_id(),
        Field::text("helper", "责任人", 30).in_list(),
        Field::text("visit_rhythm", "走访频次", 30),
        Field::text("remark", "备注", 500),
    ],
    checks: &[not_in_the_future, ends_after_it_began, grade_only_of_the_disabled],
    title_field: "group_kind",
    date_field: "joined_on",
    numbered_by: None,
    removal: Removal::Deleted,
};

/// The groups, word and label.
pub static GROUPS: [(&str, &str); 14] = [
    ("minimum_living", "低保户"),
    ("minimum_living_edge", "低保边缘"),
    ("destitute", "特困人员"),
    ("disabled", "残疾人"),
    ("veteran", "退役军人和优抚对象"),
    ("lives_alone", "独居老人"),
    ("empty_nest", "空巢老人"),
    ("disabled_elder", "失能老人"),
    ("child_in_need", "留守、困境儿童"),
    ("unemployed", "失业人员"),
    ("seriously_ill", "大病人员"),
    ("lost_only_child", "计生特殊家庭"),
    ("floating", "流动人口"),
    ("other", "其他"),
];

fn not_in_the_future(values: &Values, today: NaiveDate) -> Option<Fault> {
    let later = day_of(values, "joined_on")? > today;
    later.then(|| Fault::at(FaultCode::DateInFuture, "joined_on").with("纳入日期"))
}

fn ends_after_it_began(values: &Values, _: NaiveDate) -> Option<Fault> {
    let before = day_of(values, "left_on")? < day_of(values, "joined_on")?;
    before.then(|| Fault::at(FaultCode::DateOrder, "left_on").with("退出日期").with("纳入日期"))
}

fn grade_only_of_the_disabled(values: &Values, _: NaiveDate) -> Option<Fault> {
    let is_said = text_of(values, "disability_kind").or(text_of(values, "disability_grade")).is_some();
    let is_other = text_of(values, "group_kind") != Some("disabled");
    (is_said && is_other).then(|| Fault::at(FaultCode::GroupGradeAlone, "group_kind"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Value;

    #[test]
    fn a_membership_ends_after_it_began_and_a_grade_belongs_to_the_disabled() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let mut values = Values::from([
            ("person_id".into(), Value::Whole(1)),
            ("group_kind".into(), "minimum_living".into()),
            ("joined_on".into(), "2026-03-01".into()),
            ("left_on".into(), "2026-02-01".into()),
        ]);
        let codes = |v: &Values| GROUP_MEMBERS.accept(v, today).1.iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!(codes(&values), [FaultCode::DateOrder]);
        values.insert("left_on".into(), "2026-04-01".into());
        values.insert("disability_grade".into(), "2".into());
        assert_eq!(codes(&values), [FaultCode::GroupGradeAlone]);
        values.insert("group_kind".into(), "disabled".into());
        assert_eq!(codes(&values), []);
    }
}
