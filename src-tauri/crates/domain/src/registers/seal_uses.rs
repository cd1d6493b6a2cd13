//! 社区党委印章使用登记簿 — every use of the seal of 社区党委 (党总支, 党支部), filled in at the moment of use.
//!
//! Source: `shared/domain/party.md` 1.7; all of it `[custom]` or `[assumed]`, so only what makes a row meaningless is
//! refused.

use super::{Register, Removal};
use crate::access::Area;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, Value, Values, day_of, text_of};
use chrono::NaiveDate;

pub static SEAL_USES: Register = Register {
    key: "seal_uses",
    title: "社区党委印章使用登记簿",
    area: Area::Party,
    about: "每用一次党组织印章记一行：给谁用、盖了什么、谁批准、谁监印。",
    fields: &[
        Field::count("seq_no", "序号", 100_000, "").computed().in_list().hint("同一印章每年从 1 连续编号"),
        Field::date("used_on", "用印日期").required().in_list(),
        Field::choice("seal_name", "印章名称", &SEALS).required().in_list().starts_with("committee"),
        Field::text("applicant", "用印单位/申请人", 60).required().in_list(),
        Field::text("document_title", "文件（材料）名称", 120).required().in_list(),
        Field::text("doc_no", "文号", 40),
        Field::choice("purpose_kind", "事由类别", &PURPOSES).required(),
        Field::text("purpose", "用印事由", 200).required().in_list(),
        Field::text("recipient", "发往单位", 60),
        Field::count("copies", "用印份数", 10_000, "份").required().in_list().starts_with("1"),
        Field::count("impressions", "用印次数", 100_000, "次"),
        Field::text("approved_by", "批准人", 30).required().remembered().in_list().under("批准与经办"),
        Field::date("approved_on", "批准日期").required().under("批准与经办"),
        Field::choice("approval_way", "批准方式", &WAYS).required().under("批准与经办").starts_with("signed"),
        Field::text("handled_by", "经办人", 30).required().remembered().in_list().under("批准与经办"),
        Field::text("stamped_by", "监印（盖章）人", 30).required().remembered().in_list().under("批准与经办"),
        Field::yes_no("is_copy_kept", "留存副本").under("批准与经办"),
        Field::yes_no("is_taken_out", "印章外带").under("外带"),
        Field::text("taken_out_note", "外带事由、批准和陪同人", 200).under("外带"),
        Field::date("returned_on", "归还日期").under("外带"),
        Field::text("remark", "备注", 500),
    ],
    checks: &[
        not_in_the_future,
        at_least_one_copy,
        approved_in_time,
        taken_out_is_explained,
        not_one_pair_of_hands,
    ],
    title_field: "document_title",
    date_field: "used_on",
    numbered_by: Some("seal_name"),
    removal: Removal::Struck,
};

static SEALS: [(&str, &str); 4] = [
    ("committee", "党委章"),
    ("general_branch", "党总支章"),
    ("branch", "党支部章"),
    ("secretary", "书记签名章"),
];

static PURPOSES: [(&str, &str); 8] = [
    ("member_proof", "党员证明"),
    ("relation", "组织关系"),
    ("development", "发展党员材料"),
    ("report", "请示报告"),
    ("dues", "党费"),
    ("recommendation", "推荐材料"),
    ("agreement", "协议"),
    ("other", "其他"),
];

static WAYS: [(&str, &str); 3] = [("signed", "签批"), ("meeting", "会议决定"), ("phone", "电话（事后补签）")];

fn not_in_the_future(values: &Values, today: NaiveDate) -> Option<Fault> {
    let later = day_of(values, "used_on")? > today;
    later.then(|| Fault::at(FaultCode::DateInFuture, "used_on").with("用印日期"))
}

fn at_least_one_copy(values: &Values, _: NaiveDate) -> Option<Fault> {
    let none = values.get("copies") == Some(&Value::Whole(0));
    none.then(|| Fault::at(FaultCode::OutOfRange, "copies").with("用印份数").with(1).with(10_000))
}

fn approved_in_time(values: &Values, _: NaiveDate) -> Option<Fault> {
    let late = day_of(values, "approved_on")? > day_of(values, "used_on")?;
    let by_phone = text_of(values, "approval_way") == Some("phone");
    (late && !by_phone).then(|| Fault::at(FaultCode::SealApprovedLate, "approved_on"))
}

fn taken_out_is_explained(values: &Values, _: NaiveDate) -> Option<Fault> {
    let out = values.get("is_taken_out") == Some(&Value::YesNo(true));
    let silent = text_of(values, "taken_out_note").is_none();
    (out && silent).then(|| Fault::at(FaultCode::Required, "taken_out_note").with("外带事由、批准和陪同人"))
}

/// Applicant, approver and stamper should not all be one person. `[custom]`, so a warning.
fn not_one_pair_of_hands(values: &Values, _: NaiveDate) -> Option<Fault> {
    let stamper = text_of(values, "stamped_by")?;
    let all_one =
        text_of(values, "applicant") == Some(stamper) && text_of(values, "approved_by") == Some(stamper);
    all_one.then(|| Fault::at(FaultCode::SealOneHand, "stamped_by"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Values {
        let mut values = Values::new();
        for (key, value) in [
            ("used_on", "2026-10-08"),
            ("seal_name", "committee"),
            ("applicant", "李敏"),
            ("document_title", "组织关系介绍信"),
            ("purpose_kind", "relation"),
            ("purpose", "转出组织关系"),
            ("approved_by", "张书记"),
            ("approved_on", "2026-10-08"),
            ("approval_way", "signed"),
            ("handled_by", "李敏"),
            ("stamped_by", "王芳"),
        ] {
            values.insert(key.into(), Value::from(value));
        }
        values.insert("copies".into(), Value::Whole(2));
        values
    }

    fn codes(change: impl FnOnce(&mut Values)) -> Vec<FaultCode> {
        let mut values = row();
        change(&mut values);
        let today = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        SEAL_USES.accept(&values, today).1.iter().map(|f| f.code).collect()
    }

    #[test]
    fn a_whole_row_is_taken() {
        assert_eq!(codes(|_| ()), []);
    }

    #[test]
    fn later_approval_needs_a_phone_call() {
        assert_eq!(
            codes(|v| drop(v.insert("approved_on".into(), "2026-10-09".into()))),
            [FaultCode::SealApprovedLate]
        );
        assert_eq!(
            codes(|v| {
                v.insert("approved_on".into(), "2026-10-09".into());
                v.insert("approval_way".into(), "phone".into());
            }),
            []
        );
    }

    #[test]
    fn no_copies_and_no_approver_are_refused() {
        assert_eq!(codes(|v| drop(v.insert("copies".into(), Value::Whole(0)))), [FaultCode::OutOfRange]);
        assert_eq!(codes(|v| drop(v.remove("approved_by"))), [FaultCode::Required]);
        assert_eq!(
            codes(|v| drop(v.insert("used_on".into(), "2026-11-04".into()))),
            [FaultCode::DateInFuture]
        );
    }

    #[test]
    fn taking_the_seal_out_needs_a_note() {
        assert_eq!(
            codes(|v| drop(v.insert("is_taken_out".into(), Value::YesNo(true)))),
            [FaultCode::Required]
        );
    }

    #[test]
    fn one_pair_of_hands_is_only_warned_about() {
        let found = codes(|v| {
            for key in ["applicant", "approved_by", "stamped_by"] {
                v.insert(key.into(), "王芳".into());
            }
        });
        assert_eq!(found, [FaultCode::SealOneHand]);
    }
}
