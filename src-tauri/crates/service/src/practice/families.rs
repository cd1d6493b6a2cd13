//! Families as they live in such a community, with births, deaths and moves within three years.

use super::dice::Dice;
use super::names;
use chrono::{Datelike, Days, NaiveDate};
use domain::calendar::age_on;
use domain::fields::{Value, Values};
use domain::identity::check_character;
use std::collections::HashSet;

/// Somebody of a family.
pub(super) struct Member {
    pub name: String,
    pub is_male: bool,
    pub birth: NaiveDate,
    /// GB/T 4761
    pub relation: &'static str,
    pub lives_here: bool,
    pub died_on: Option<NaiveDate>,
}

/// A family of one household.
pub(super) struct Family {
    pub members: Vec<Member>,
    /// Whether the hukou is here; else they are 流动人口.
    pub is_registered: bool,
    pub came_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
}

impl Family {
    pub fn roll(dice: &mut Dice, begun: NaiveDate, today: NaiveDate) -> Self {
        let is_tenant = dice.chance(18);
        let after = begun + Days::new(1);
        let came_on = dice.chance(if is_tenant { 45 } else { 6 }).then(|| dice.day_between(after, today));
        let left_on = dice
            .chance(if is_tenant { 25 } else { 3 })
            .then(|| dice.day_between(came_on.unwrap_or(after) + Days::new(1), today + Days::new(1)))
            .filter(|day| *day <= today);
        let kind = dice.weighted(&[
            ("couple", 24),
            ("child", 30),
            ("two", 8),
            ("old", 16),
            ("alone", 9),
            ("three", 8),
            ("single", 5),
        ]);
        let mut family = Family { members: Vec::new(), is_registered: !is_tenant, came_on, left_on };
        family.fill(dice, kind, begun, today);
        family
    }

    fn fill(&mut self, dice: &mut Dice, kind: &str, begun: NaiveDate, today: NaiveDate) {
        let this_year = today.year();
        let head_age = match kind {
            "old" => dice.between(62, 88),
            "alone" => dice.between(65, 95),
            "single" => dice.between(22, 45),
            "couple" => dice.between(26, 60),
            _ => dice.between(30, 58),
        };
        let head_born = this_year - i32::try_from(head_age).unwrap_or(40);
        let head_is_male = dice.chance(if kind == "alone" { 30 } else { 68 });
        let surname = names::surname(dice);
        let head = self.add(dice, Some(surname), head_is_male, head_born, "02", begun, today);
        if matches!(kind, "couple" | "child" | "two" | "old" | "three") {
            let born = head_born + i32::try_from(dice.between(-3, 3)).unwrap_or(0);
            self.add(dice, None, !head_is_male, born, if head_is_male { "12" } else { "11" }, begun, today);
        }
        let children = match kind {
            "child" | "three" => 1,
            "two" => 2,
            _ => 0,
        };
        for n in 0..children {
            let parent_age = i32::try_from(dice.between(23, 33)).unwrap_or(27) + n * 3;
            let born = (head_born + parent_age).min(this_year);
            let is_male = dice.chance(52);
            let relation = if is_male { "20" } else { "30" };
            self.add(dice, Some(surname), is_male, born, relation, begun, today);
        }
        if kind == "three" {
            let born = head_born - i32::try_from(dice.between(24, 30)).unwrap_or(26);
            let father = dice.chance(45);
            self.add(
                dice,
                father.then_some(surname),
                father,
                born,
                if father { "51" } else { "52" },
                begun,
                today,
            );
        }
        // A child born within the three years.
        if matches!(kind, "couple" | "child") && (24..=40).contains(&head_age) && dice.chance(22) {
            let first = begun.max(self.came_on.unwrap_or(begun)) + Days::new(1);
            let last = self.left_on.unwrap_or(today);
            if first < last {
                let birth = dice.day_between(first, last);
                let is_male = dice.chance(52);
                let name = format!("{surname}{}", names::given(dice, is_male, birth.year()));
                let relation = if is_male { "20" } else { "30" };
                self.members.push(Member { name, is_male, birth, relation, lives_here: true, died_on: None });
            }
        }
        // Some are registered here and live elsewhere.
        if self.is_registered && self.came_on.is_none() && dice.chance(9) {
            self.members.iter_mut().for_each(|m| m.lives_here = false);
        } else if self.is_registered && children > 0 && dice.chance(15) {
            self.members
                .iter_mut()
                .filter(|m| m.relation != "02" && m.birth.year() < this_year - 18)
                .for_each(|m| m.lives_here = false);
        }
        self.members.iter_mut().take(head + 1).for_each(|m| m.lives_here |= !m.lives_here && m.birth > begun);
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        dice: &mut Dice,
        surname: Option<&str>,
        is_male: bool,
        born: i32,
        relation: &'static str,
        begun: NaiveDate,
        today: NaiveDate,
    ) -> usize {
        let surname = surname.unwrap_or_else(|| names::surname(dice));
        let name = format!("{surname}{}", names::given(dice, is_male, born));
        let first = NaiveDate::from_ymd_opt(born, 1, 1).unwrap_or(begun).min(begun - Days::new(364));
        let birth = dice.day_between(first, first + Days::new(364));
        let age = i64::from(age_on(birth, today));
        let dies = if age >= 85 {
            22
        } else if age >= 70 {
            7
        } else if age >= 50 {
            1
        } else {
            0
        };
        let died_on = dice.chance(dies).then(|| dice.day_between(begun + Days::new(2), today));
        self.members.push(Member { name, is_male, birth, relation, lives_here: true, died_on });
        self.members.len() - 1
    }
}

/// The card of a member. The numbers pass their check and belong to nobody.
pub(super) fn card(
    dice: &mut Dice,
    used: &mut HashSet<String>,
    member: &Member,
    family: &Family,
    today: NaiveDate,
) -> Values {
    let age = age_on(member.birth, today);
    let mut card = Values::new();
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            card.insert(key.to_owned(), Value::from(value));
        }
    };
    put("name", &member.name);
    put("sex", if member.is_male { "1" } else { "2" });
    put("birth_date", &member.birth.to_string());
    let ethnic = dice.weighted(&[("01", 960), ("03", 8), ("10", 6), ("15", 6), ("08", 4), ("09", 4)]);
    put("ethnic_group", ethnic);
    let division = if family.is_registered {
        dice.weighted(&[
            ("330106", 70),
            ("330105", 8),
            ("330102", 8),
            ("330109", 6),
            ("310104", 3),
            ("320102", 5),
        ])
    } else {
        dice.weighted(&[
            ("340102", 20),
            ("360102", 18),
            ("410102", 20),
            ("420102", 12),
            ("520102", 10),
            ("510104", 10),
        ])
    };
    let has_number = age >= 1 || dice.chance(60);
    if has_number {
        put("id_kind", if age < 16 && dice.chance(50) { "hukou_book" } else { "resident_card" });
        put("id_number", &number(dice, used, division, member));
    } else {
        put("id_kind", "birth_certificate");
    }
    put("population_kind", if family.is_registered { "registered" } else { "floating" });
    put("hukou_kind", if family.is_registered { "family" } else { "" });
    put("hukou_division", if family.is_registered { "330106" } else { division });
    if age >= 15 {
        let marital = if member.relation == "02" && family.members.len() == 1 && age >= 65 {
            "30"
        } else if family.members.len() > 1 && age >= 26 {
            "20"
        } else {
            "10"
        };
        put("marital_status", if dice.chance(94) { marital } else { "" });
    }
    if age >= 6 {
        let education = match age {
            ..=11 => "80",
            12..=14 => "70",
            15..=17 => "60",
            18..=40 => dice.weighted(&[("20", 5), ("30", 4), ("60", 2), ("40", 2), ("10", 1)]),
            41..=60 => dice.weighted(&[("30", 3), ("60", 4), ("70", 4), ("20", 2)]),
            _ => dice.weighted(&[("70", 5), ("80", 5), ("60", 2)]),
        };
        put("education", if dice.chance(93) { education } else { "" });
    }
    if age >= 14 {
        let politics = if age >= 28 {
            dice.weighted(&[("13", 84), ("01", 14), ("", 2)])
        } else if age >= 18 {
            dice.weighted(&[("13", 50), ("03", 44), ("01", 4)])
        } else {
            dice.weighted(&[("13", 60), ("03", 40)])
        };
        put("political_status", politics);
    }
    if age >= 16 {
        let work = match (age, member.is_male) {
            (60.., true) | (55.., false) => "80",
            (..=22, _) => "31",
            _ => dice.weighted(&[("17", 5), ("24", 4), ("13", 3), ("54", 2), ("51", 2), ("70", 2)]),
        };
        put("occupation_status", work);
    }
    put("health", dice.weighted(&[("1", 80), ("2", 8), ("3", if age >= 60 { 30 } else { 3 }), ("6", 2)]));
    let phone_chance = if age < 14 {
        0
    } else if age >= 85 {
        60
    } else {
        95
    };
    if dice.chance(phone_chance) {
        card.insert("phones".into(), Value::Texts(vec![dice.phone()]));
    }
    if !(14..80).contains(&age) && dice.chance(75) {
        card.insert("emergency_name".into(), Value::Text(names::name(dice, true, 1975)));
        card.insert("emergency_phones".into(), Value::Texts(vec![dice.phone()]));
        card.insert("emergency_relation".into(), Value::from(if age >= 80 { "子女" } else { "父亲" }));
    }
    if dice.chance(2) {
        card.insert(
            "marks".into(),
            Value::Texts(vec![dice.weighted(&[("visit", 4), ("papers", 3), ("verify", 3)]).into()]),
        );
    }
    card.insert("collected_by".into(), Value::from(super::PRACTICE_USER));
    card.insert("collected_on".into(), Value::Text(today.to_string()));
    card
}

/// A number that nobody has yet: the sequence steps on, men odd and women even, until it is free. With every one of
/// the five hundred taken (no ledger is that large) the last stands.
fn number(dice: &mut Dice, used: &mut HashSet<String>, division: &str, member: &Member) -> String {
    let drawn = dice.between(0, 499);
    let mut number = String::new();
    for step in 0..500 {
        let sequence = (drawn + step) % 500 * 2 + i64::from(member.is_male);
        let first = format!("{division}{}{sequence:03}", member.birth.format("%Y%m%d"));
        let last = check_character(&first).map(String::from).unwrap_or_default();
        number = first + &last;
        if used.insert(number.clone()) {
            break;
        }
    }
    number
}
