//! A few rows in each register of the practice ledger, and who stands in which group.

use super::dice::Dice;
use super::{names, values};
use crate::refusal::Reply;
use chrono::{Days, NaiveDate};
use domain::calendar::PartialDate;
use domain::fields::Value;
use domain::registers::find;
use store::Gate;

pub(super) fn fill(gate: &Gate, dice: &mut Dice, today: NaiveDate) -> Reply<()> {
    let earlier = |dice: &mut Dice| dice.day_between(today - Days::new(300), today).to_string();
    let mut days: Vec<String> = (0..5).map(|_| earlier(dice)).collect();
    days.sort();
    for (on, (title, kind, purpose)) in days.iter().zip([
        ("组织关系介绍信", "relation", "党员转出组织关系"),
        ("党员身份证明", "member_proof", "办理志愿者注册"),
        ("发展对象公示", "development", "公示五个工作日"),
        ("三季度党建工作报告", "report", "报街道党工委"),
        ("党费收缴情况表", "dues", "报街道党工委"),
    ]) {
        let person = names::name(dice, false, 1980);
        add(
            gate,
            "seal_uses",
            [
                ("used_on", on.as_str().into()),
                ("seal_name", "committee".into()),
                ("applicant", person.as_str().into()),
                ("document_title", title.into()),
                ("purpose_kind", kind.into()),
                ("purpose", purpose.into()),
                ("copies", Value::Whole(dice.between(1, 4))),
                ("approved_by", "张书记".into()),
                ("approved_on", on.as_str().into()),
                ("approval_way", "signed".into()),
                ("handled_by", person.as_str().into()),
                ("stamped_by", "王芳".into()),
            ],
        )?;
    }
    for deed in ["拾到钱包交还失主", "长期照顾独居邻居", "暴雨天帮老人转移物品", "义务清扫楼道"]
    {
        let name = names::name(dice, true, 1970);
        let witness = names::name(dice, false, 1968);
        add(
            gate,
            "good_deeds",
            [
                ("happened_on", earlier(dice).as_str().into()),
                ("person_name", name.as_str().into()),
                ("kind", "good_deed".into()),
                ("deed", deed.into()),
                ("witness", witness.as_str().into()),
                ("recorded_by", super::PRACTICE_USER.into()),
                ("verification", "true".into()),
            ],
        )?;
    }
    for (name, kind) in [("红袖章巡逻队", "patrol"), ("夕阳红合唱队", "arts"), ("邻里帮扶队", "elders")]
    {
        let leader = names::name(dice, false, 1962);
        add(
            gate,
            "volunteer_teams",
            [
                ("name", name.into()),
                ("kind", kind.into()),
                ("leader", leader.as_str().into()),
                ("leader_phones", Value::Texts(vec![dice.phone()])),
                ("founded_on", earlier(dice).as_str().into()),
                ("member_count", Value::Whole(dice.between(8, 40))),
            ],
        )?;
    }
    groups(gate, dice, today)
}

/// Who stands in which group: about one in twelve, the eldest more often.
fn groups(gate: &Gate, dice: &mut Dice, today: NaiveDate) -> Reply<()> {
    let mut here = Vec::new();
    store::people::each_roster_row(gate.conn(), |row| {
        let birth = PartialDate::from_iso(row.birth_date).map(PartialDate::first_day);
        if let Some(birth) = birth.filter(|_| row.status == "present" && row.standing.dwelling_id.is_some()) {
            here.push((row.id, birth));
        }
    })?;
    let begun = today - Days::new(900);
    for (person, birth) in here {
        let age = today.years_since(birth).unwrap_or(0);
        let group = match age {
            80.. => {
                dice.weighted(&[("", 70), ("lives_alone", 14), ("empty_nest", 10), ("disabled_elder", 6)])
            }
            60..80 => dice.weighted(&[("", 90), ("veteran", 3), ("empty_nest", 3), ("disabled", 4)]),
            18..60 => dice.weighted(&[
                ("", 925),
                ("minimum_living", 25),
                ("disabled", 25),
                ("unemployed", 15),
                ("seriously_ill", 10),
            ]),
            _ => dice.weighted(&[("", 98), ("child_in_need", 2)]),
        };
        if group.is_empty() {
            continue;
        }
        let of_disabled = |text: &str| if group == "disabled" { text.into() } else { Value::EMPTY };
        let (kind, grade) = (dice.weighted(&[("1", 2), ("2", 2), ("4", 5), ("5", 1)]), dice.between(1, 4));
        add(
            gate,
            "group_members",
            [
                ("person_id", person.into()),
                ("group_kind", group.into()),
                ("joined_on", dice.day_between(begun.max(birth), today).to_string().as_str().into()),
                ("disability_kind", of_disabled(kind)),
                ("disability_grade", of_disabled(&grade.to_string())),
                ("helper", "王芳".into()),
            ],
        )?;
    }
    Ok(())
}

fn add<const N: usize>(gate: &Gate, register: &str, pairs: [(&str, Value); N]) -> Reply<()> {
    let Some(register) = find(register) else {
        return Ok(());
    };
    let mut row = values(pairs);
    if let Some(number) = store::register_rows::next_number(gate.conn(), register, &row)? {
        row.insert("seq_no".into(), number);
    }
    store::records::insert(gate, register.key, register.fields, &row, &[])?;
    Ok(())
}
