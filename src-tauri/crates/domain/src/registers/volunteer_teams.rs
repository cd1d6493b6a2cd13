//! 志愿者队伍 — the community's volunteer teams.
//!
//! Source: `shared/domain/residents.md` 6.9. Service records of single volunteers are typed (no overlapping service)
//! and not part of this register.

use super::{Register, Removal};
use crate::access::Area;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Values, day_of};
use chrono::NaiveDate;

pub static VOLUNTEER_TEAMS: Register = Register {
    key: "volunteer_teams",
    title: "志愿者队伍",
    area: Area::Activities,
    about: "社区的志愿服务队：叫什么、做什么、谁带队、多少人。",
    fields: &[
        Field::text("name", "队伍名称", 60).required().in_list(),
        Field::choice("kind", "类别", &KINDS).required().in_list(),
        Field::text("leader", "队长", 30).required().in_list(),
        Field::phones("leader_phones", "队长电话").in_list(),
        Field::date("founded_on", "成立日期").required().in_list(),
        Field::count("member_count", "人数", 100_000, "人").in_list(),
        Field::text("meeting_place", "活动地点", 60),
        Field::text("registration_no", "全国志愿服务信息系统编号", 40),
        Field::text("remark", "备注", 500),
    ],
    checks: &[not_in_the_future],
    title_field: "name",
    date_field: "founded_on",
    numbered_by: None,
    removal: Removal::Deleted,
};

static KINDS: [(&str, &str); 10] = [
    ("patrol", "治安巡逻"),
    ("civility", "文明劝导"),
    ("elders", "助老"),
    ("disabled", "助残"),
    ("environment", "环保"),
    ("arts", "文艺"),
    ("medical", "医疗"),
    ("law", "法律"),
    ("party", "党员"),
    ("other", "其他"),
];

fn not_in_the_future(values: &Values, today: NaiveDate) -> Option<Fault> {
    let later = day_of(values, "founded_on")? > today;
    later.then(|| Fault::at(FaultCode::DateInFuture, "founded_on").with("成立日期"))
}
