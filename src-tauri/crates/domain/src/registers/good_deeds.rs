//! 好人好事登记 — date, person, deed, witness, who noted it, whether it was checked.
//!
//! Source: `shared/domain/governance.md` 5. A list of bad deeds is not built: no basis, and privacy.

use super::{Register, Removal};
use crate::access::Area;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Values, day_of, text_of};
use chrono::NaiveDate;

pub static GOOD_DEEDS: Register = Register {
    key: "good_deeds",
    title: "好人好事登记",
    area: Area::Residents,
    about: "邻里间值得记下的好事：哪天、谁、做了什么、谁看见。",
    fields: &[
        Field::date("happened_on", "日期").required().in_list(),
        Field::text("person_name", "好人姓名", 50).required().in_list(),
        Field::choice("kind", "类别", &KINDS).required().in_list().starts_with("good_deed"),
        Field::long_text("deed", "事迹", 2000).required().in_list(),
        Field::text("place", "地点", 60),
        Field::text("witness", "见证人", 50).in_list(),
        Field::text("recorded_by", "登记人", 30).required().remembered().in_list(),
        Field::choice("verification", "核实", &VERIFICATIONS).required().in_list().starts_with("open"),
        Field::text("verified_by", "核实人", 30),
        Field::text("remark", "备注", 500),
    ],
    checks: &[not_in_the_future, verified_by_somebody],
    title_field: "person_name",
    date_field: "happened_on",
    numbered_by: None,
    removal: Removal::Deleted,
};

static KINDS: [(&str, &str); 7] = [
    ("good_deed", "好人好事"),
    ("civil_family", "文明家庭"),
    ("good_neighbour", "好邻居"),
    ("filial", "孝老爱亲"),
    ("volunteer", "优秀志愿者"),
    ("around_us", "身边好人"),
    ("courtyard", "最美庭院"),
];

static VERIFICATIONS: [(&str, &str); 3] = [("open", "待核实"), ("true", "已核实"), ("untrue", "不属实")];

fn not_in_the_future(values: &Values, today: NaiveDate) -> Option<Fault> {
    let later = day_of(values, "happened_on")? > today;
    later.then(|| Fault::at(FaultCode::DateInFuture, "happened_on").with("日期"))
}

fn verified_by_somebody(values: &Values, _: NaiveDate) -> Option<Fault> {
    let checked = text_of(values, "verification") == Some("true");
    let by_nobody = text_of(values, "verified_by").is_none();
    (checked && by_nobody).then(|| Fault::at(FaultCode::Required, "verified_by").with("核实人"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Value;

    #[test]
    fn a_checked_deed_names_who_checked_it() {
        let mut values = Values::new();
        for (key, value) in [
            ("happened_on", "2026-10-08"),
            ("person_name", "李大爷"),
            ("kind", "good_deed"),
            ("deed", "拾到钱包归还失主"),
            ("recorded_by", "王芳"),
            ("verification", "true"),
        ] {
            values.insert(key.into(), Value::from(value));
        }
        let today = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        let (_, faults) = GOOD_DEEDS.accept(&values, today);
        assert_eq!(faults[0].field.as_deref(), Some("verified_by"));
        values.insert("verified_by".into(), "陈静".into());
        assert!(GOOD_DEEDS.accept(&values, today).1.is_empty());
    }
}
