use super::*;
use proptest::prelude::*;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(n))
}

fn standing(hukou: Option<u32>, living: Option<u32>) -> Standing {
    Standing {
        hukou_household_id: hukou,
        living_household_id: living,
        dwelling_id: living.or(hukou),
        ..Standing::default()
    }
}

fn movement(id: u32, kind: MovementKind, on: u32, hukou: Option<u32>, living: Option<u32>) -> Movement {
    Movement { id, kind, happened_on: day(on), after: standing(hukou, living) }
}

fn check(movements: &[Movement]) -> Result<(), FaultCode> {
    check_movements(movements, None, day(400)).map_err(|f| f.code)
}

#[test]
fn two_memberships_give_the_residence_state() {
    assert_eq!(standing(Some(1), Some(1)).residence_state(), Some(ResidenceState::Together));
    assert_eq!(standing(Some(1), Some(2)).residence_state(), Some(ResidenceState::Together));
    assert_eq!(standing(None, Some(1)).residence_state(), Some(ResidenceState::LivingOnly));
    assert_eq!(standing(Some(1), None).residence_state(), Some(ResidenceState::HukouOnly));
    let empty = Standing { hukou_household_id: Some(1), ..Standing::default() };
    assert_eq!(empty.residence_state(), Some(ResidenceState::EmptyHukou));
    assert_eq!(Standing::default().residence_state(), None);
}

#[test]
fn a_life_in_order_is_accepted() {
    use MovementKind::*;
    let life = [
        movement(1, Born, 0, Some(1), Some(1)),
        movement(2, MovedOut, 50, Some(1), None),
        movement(3, MovedIn, 90, Some(1), Some(2)),
        movement(4, HukouOut, 120, None, Some(2)),
        movement(5, HukouIn, 150, Some(2), Some(2)),
        movement(6, Died, 200, None, None),
    ];
    assert_eq!(check(&life), Ok(()));
    let spans = spans(&life);
    assert_eq!(spans.len(), 5, "the dead have no standing");
    assert_eq!(spans[1].to_on, Some(day(90)));
    assert_eq!(standing_on(&life, day(60)).residence_state(), Some(ResidenceState::HukouOnly));
    assert_eq!(standing_on(&life, day(200)), Standing::default(), "the day of death counts as after it");
}

#[test]
fn impossible_lives_are_refused() {
    use MovementKind::*;
    let died = [movement(1, Opening, 0, Some(1), Some(1)), movement(2, Died, 9, None, None)];
    let and = |more: Movement| [died[0].clone(), died[1].clone(), more];
    assert_eq!(check(&and(movement(3, MovedIn, 20, None, Some(1)))), Err(FaultCode::MovementAfterDeath));
    let one = |m: Movement| check(&[died[0].clone(), m]);
    assert_eq!(one(movement(2, MovedIn, 5, Some(1), Some(2))), Err(FaultCode::MovementAlreadyHere));
    assert_eq!(one(movement(2, Born, 5, Some(1), Some(1))), Err(FaultCode::MovementMustBegin));
    assert_eq!(one(movement(2, MovedWithin, 5, Some(1), Some(1))), Err(FaultCode::MovementChangesNothing));
    assert_eq!(one(movement(2, Died, 5, Some(1), None)), Err(FaultCode::MovementMustLeave));
    assert_eq!(one(movement(2, MovedOut, 500, None, None)), Err(FaultCode::MovementInFuture));
    assert_eq!(check(&[movement(1, Died, 5, None, None)]), Err(FaultCode::MovementNotHere));
    let early = check_movements(&died, Some(day(3)), day(400)).unwrap_err();
    assert_eq!(early.code, FaultCode::MovementBeforeBirth);
}

#[test]
fn changes_are_counted_under_the_columns_of_the_form() {
    use ChangeColumn::*;
    use MovementKind::*;
    let none = Standing::default();
    let column =
        |kind, before: &Standing, after: &Standing| change_column(kind, before, after, Standing::is_present);
    assert_eq!(column(Born, &none, &standing(Some(1), Some(1))), Some(InBorn));
    assert_eq!(column(MovedIn, &none, &standing(None, Some(1))), Some(InFloating));
    assert_eq!(column(MovedIn, &none, &standing(Some(1), Some(1))), Some(InHukou));
    assert_eq!(column(Opening, &none, &standing(Some(1), Some(1))), Some(InOther));
    assert_eq!(column(MovedOut, &standing(None, Some(1)), &none), Some(OutFloating));
    assert_eq!(column(MovedOut, &standing(Some(1), Some(1)), &none), Some(OutHukou));
    assert_eq!(column(MovedOut, &standing(Some(1), Some(1)), &standing(Some(1), None)), None);
    assert_eq!(column(Died, &standing(Some(1), None), &none), Some(OutDied));
}

/// Of the registered somebody leaves by 迁出 and comes by 迁入, whoever goes on living here; of those who live here by 流出 and
/// 流入 where the hukou stays. From one grid to another it is 其他, whatever the kind.
#[test]
fn the_columns_follow_the_group_that_is_counted() {
    use ChangeColumn::*;
    use MovementKind::*;
    let registered = |s: &Standing| s.hukou_household_id.is_some();
    let living = |s: &Standing| s.living_household_id.is_some();
    let (both, hukou, here) = (standing(Some(1), Some(1)), standing(Some(1), None), standing(None, Some(1)));
    assert_eq!(change_column(HukouOut, &both, &here, registered), Some(OutHukou));
    assert_eq!(change_column(HukouIn, &here, &both, registered), Some(InHukou));
    assert_eq!(change_column(HukouOut, &both, &here, living), None);
    assert_eq!(change_column(MovedOut, &both, &hukou, living), Some(OutFloating));
    assert_eq!(change_column(MovedIn, &hukou, &both, living), Some(InFloating));
    assert_eq!(change_column(MovedOut, &both, &hukou, registered), None);
    assert_eq!(change_column(MovedOut, &both, &Standing::default(), living), Some(OutHukou));
    // Dwelling 1 and 2 are of two grids.
    let of_first = |s: &Standing| registered(s) && s.dwelling_id == Some(1);
    let elsewhere = Standing { dwelling_id: Some(2), ..hukou.clone() };
    assert_eq!(change_column(MovedOut, &both, &elsewhere, of_first), Some(OutOther));
    assert_eq!(change_column(MovedIn, &elsewhere, &both, of_first), Some(InOther));
    assert_eq!(change_column(HukouOut, &both, &standing(None, Some(2)), of_first), Some(OutHukou));
}

#[test]
fn a_place_is_understood_as_the_office_says_it() {
    let here = "330106";
    let said = |text: &str| division_said(text, here);
    assert_eq!(said("杭州市上城区"), Some("330102"));
    assert_eq!(said("浙江省杭州市上城区望江街道"), Some("330102"));
    assert_eq!(said("杭州上城区"), Some("330102"));
    assert_eq!(said("本市上城区"), Some("330102"));
    assert_eq!(said("西湖区文三路"), Some(here), "南昌 has one of that name too");
    assert_eq!(said("河南省信阳市"), Some("411500"));
    assert_eq!(said("330102"), Some("330102"));
    assert_eq!([said("儿子家"), said(""), said("西湖大道1号"), division_said("西湖区", "")], [None; 4]);
}

#[test]
fn who_is_floating_without_a_known_hukou_is_told() {
    use ResidenceState::*;
    assert!(is_floating_unproven(LivingOnly, "", ""));
    assert!(
        !is_floating_unproven(LivingOnly, "", "341203") && !is_floating_unproven(LivingOnly, "foreign", "")
    );
    assert!(!is_floating_unproven(Together, "", ""));
    assert_eq!(unknown_hukou_note(0), None);
    assert!(unknown_hukou_note(2).unwrap().contains("2 人没有填户籍所在地"));
}

/// Random steps that the rules accept, for one person.
fn random_life(steps: Vec<(usize, u32, Option<u32>, Option<u32>)>) -> Vec<Movement> {
    let mut life: Vec<Movement> = Vec::new();
    let mut on = 0;
    for (i, (kind, days, hukou, living)) in steps.into_iter().enumerate() {
        on += days;
        life.push(movement(i as u32 + 1, MovementKind::ALL[kind], on, hukou, living));
        if check_movements(&life, None, day(4000)).is_err() {
            life.pop();
        }
    }
    life
}

fn step() -> impl Strategy<Value = (usize, u32, Option<u32>, Option<u32>)> {
    (0usize..9, 0u32..40, prop::option::of(0u32..6), prop::option::of(0u32..6))
}

proptest! {
    #[test]
    fn population_balances_under_random_movements(
        lives in prop::collection::vec(prop::collection::vec(step(), 0..40), 1..12),
        from in 0u32..400, length in 0u32..200, taken_back in any::<prop::sample::Index>(),
    ) {
        let mut lives: Vec<_> = lives.into_iter().map(random_life).collect();
        let (first, last) = (day(from), day(from + length));
        let groups: [fn(&Standing) -> bool; 3] = [
            Standing::is_present,
            |s| s.dwelling_id.is_some_and(|d| d < 3),
            |s| s.hukou_household_id.is_some(),
        ];
        for round in 0..2 {
            for belongs in groups {
                let mut balance = Balance::default();
                lives.iter().for_each(|life| balance.count(life, first, last, belongs));
                prop_assert!(balance.is_right(), "{balance:?}");
                // A second way: people standing in the group on the two evenings, asked day by day.
                let on = |d: NaiveDate| lives.iter().filter(|l| belongs(&standing_on(l, d))).count() as u32;
                prop_assert_eq!(balance.closing, on(last));
                prop_assert_eq!(balance.opening, first.pred_opt().map_or(0, on));
                let by_spans = lives.iter().flat_map(|l| spans(l))
                    .filter(|s| s.from_on <= last && s.to_on.is_none_or(|t| t > last) && belongs(&s.standing)).count();
                prop_assert_eq!(balance.closing, by_spans as u32, "spans tell the same");
            }
            if round == 0 {
                // Take the last movement of somebody back: the balance stays right.
                let at = taken_back.index(lives.len());
                lives[at].pop();
            }
        }
    }
}

/// The movements of a person who said these steps, whatever the order in which they were entered: kind, day, and what it says.
fn told(mut said: Vec<(u32, MovementKind, u32, Effect)>) -> Vec<Movement> {
    said.sort_by_key(|(id, _, on, _)| (*on, *id));
    let mut course = Course::default();
    said.into_iter()
        .map(|(id, kind, on, effect)| Movement {
            id,
            kind,
            happened_on: day(on),
            after: course.after(&effect),
        })
        .collect()
}

fn says(kind: MovementKind, before: &Standing, after: &Standing) -> Effect {
    Effect::of(kind, before, after)
}

#[test]
fn a_late_hukou_out_is_not_undone_by_a_later_move() {
    use MovementKind::*;
    let home = standing(Some(1), Some(1));
    let moved = standing(Some(1), Some(2));
    let out = standing(None, Some(1));
    let life = told(vec![
        (1, Opening, 0, says(Opening, &Standing::default(), &home)),
        (2, MovedWithin, 80, says(MovedWithin, &home, &moved)),
        // Entered last, of a day before the move.
        (3, HukouOut, 30, says(HukouOut, &home, &out)),
    ]);
    assert_eq!(check(&life), Ok(()));
    assert_eq!(standing_on(&life, day(50)), out);
    assert_eq!(
        standing_on(&life, day(90)),
        standing(None, Some(2)),
        "the hukou does not come back with the move"
    );
}

#[test]
fn what_contradicts_is_named_with_what_it_contradicts() {
    use MovementKind::*;
    let home = standing(Some(1), Some(1));
    let out = standing(None, Some(1));
    let life = told(vec![
        (1, Opening, 0, says(Opening, &Standing::default(), &home)),
        (2, HukouOut, 80, says(HukouOut, &home, &out)),
        (3, HukouOut, 30, says(HukouOut, &home, &out)),
    ]);
    let fault = check_movements(&life, None, day(400)).unwrap_err();
    assert_eq!(fault.code, FaultCode::MovementDoesNotFit);
    let words = fault.message();
    assert!(words.contains("2026-03-22 的户口迁出") && words.contains("2026-01-31 户口迁出"), "{words}");
    let dead = told(vec![
        (1, Opening, 0, says(Opening, &Standing::default(), &home)),
        (2, MovedWithin, 80, says(MovedWithin, &home, &standing(Some(1), Some(2)))),
        (3, Died, 30, says(Died, &home, &Standing::default())),
    ]);
    let fault = check_movements(&dead, None, day(400)).unwrap_err();
    assert_eq!(fault.code, FaultCode::MovementAfterDeath);
    assert!(fault.message().contains("（2026-01-31 死亡）"), "{}", fault.message());
}

#[test]
fn the_dwelling_of_one_who_moved_away_is_not_lived_in() {
    use MovementKind::*;
    let at = |hukou, living, dwelling| Standing { dwelling_id: dwelling, ..standing(hukou, living) };
    let home = at(Some(1), Some(1), Some(7));
    let life = told(vec![
        (1, Opening, 0, says(Opening, &Standing::default(), &home)),
        (2, MovedOut, 50, says(MovedOut, &home, &at(Some(1), None, Some(7)))),
        (3, MovedIn, 90, says(MovedIn, &at(Some(1), None, Some(7)), &at(Some(1), Some(1), Some(7)))),
        // Of a day before the coming back: the household of the register moves to another dwelling.
        (4, HukouIn, 70, Effect { dwelling: DwellingChange::BehindHukou(Some(8)), ..Effect::default() }),
    ]);
    assert_eq!(standing_on(&life, day(75)).dwelling_id, Some(8));
    assert_eq!(
        standing_on(&life, day(95)).dwelling_id,
        Some(7),
        "the dwelling lived in was told by the coming back"
    );
}

#[test]
fn two_heads_on_one_day_meet_and_one_after_the_other_do_not() {
    use MovementKind::*;
    let head = |on: u32, until: Option<u32>| {
        let own = Some("02".to_owned());
        let here =
            Standing { hukou_relation: own.clone(), living_relation: own, ..standing(Some(1), Some(1)) };
        let mut life = vec![Movement { id: on, kind: Opening, happened_on: day(on), after: here }];
        life.extend(until.map(|d| movement(d, Died, d, None, None)));
        head_times(&life)
    };
    let (old, next, late) = (head(0, Some(50)), head(50, None), head(40, None));
    assert_eq!(old.len(), 2, "in the register, and among those who live together");
    let since = day(0);
    assert!(!old[0].meets(&next[0], since), "the day of death counts as after it");
    assert!(old[0].meets(&late[0], since));
    assert!(
        !old[0].meets(&late[1], since),
        "a head of the register is no second head of those who live together"
    );
    assert!(!old[0].meets(&late[0], day(50)), "what was before the change is not asked");
}

#[test]
fn a_place_given_to_another_grid_counts_as_adjusted_in_both() {
    use MovementKind::*;
    let life = [movement(1, Opening, 0, None, Some(1)), movement(2, MovedWithin, 80, None, Some(2))];
    // Dwelling 1 is of grid 1 until day 60, of grid 2 from then on; dwelling 2 always of grid 2.
    let grid = |s: &Standing, on: NaiveDate| match s.dwelling_id {
        Some(1) if on < day(60) => 1,
        Some(_) => 2,
        None => 0,
    };
    let count = |wanted: u32, first: u32, last: u32| {
        let mut balance = Balance::default();
        balance.count_by_day(&life, &[day(60)], (day(first), day(last)), |s, on| grid(s, on) == wanted);
        assert!(balance.is_right(), "{balance:?}");
        (balance.opening, balance.adjusted_in, balance.adjusted_out, balance.closing)
    };
    assert_eq!([count(1, 0, 59), count(2, 0, 59)], [(0, 0, 0, 1), (0, 0, 0, 0)], "nothing before changes");
    assert_eq!([count(1, 60, 70), count(2, 60, 70)], [(1, 0, 1, 0), (0, 1, 0, 1)]);
    assert_eq!(count(2, 71, 90), (1, 0, 0, 1), "the move stays within the grid");
}

#[test]
fn who_lives_here_and_is_registered_outside_of_the_city_is_floating() {
    use ResidenceState::*;
    let here = "330106";
    assert!(is_floating(LivingOnly, "", "341203", here));
    assert!(is_floating(LivingOnly, "registered", "", here), "what is typed does not count");
    assert!(!is_floating(LivingOnly, "floating", "330102", here), "another district of the same city");
    assert!(!is_floating(Together, "floating", "341203", here));
    assert!(!is_floating(LivingOnly, "foreign", "", here));
    assert!(!is_floating(LivingOnly, "", "310230", "310101"), "a city that is a province");
    assert!(is_floating(LivingOnly, "", "", ""));
}

#[test]
fn a_division_is_outside_of_the_city_only_where_both_are_known() {
    let here = "330106";
    assert!(is_outside_city("411502", here) && is_outside_city("410000", here));
    assert!(!is_outside_city("330102", here) && !is_outside_city("330100", here));
    assert!(!is_outside_city("330000", here), "the province has the city in it");
    assert!(!is_outside_city("", here) && !is_outside_city("411502", ""), "not known");
    assert!(!is_outside_city("310230", "310101") && is_outside_city("310230", "110101"));
    assert!(is_other_district("330102", here));
    assert!(!is_other_district(here, here) && !is_other_district("330100", here));
    assert!(!is_other_district("411502", here) && !is_other_district("330102", ""));
}

proptest! {
    #[test]
    fn movements_told_in_order_lead_where_they_say(steps in prop::collection::vec(step(), 0..40)) {
        let life = random_life(steps);
        let mut course = Course::default();
        let mut before = Standing::default();
        for m in &life {
            let effect = Effect::of(m.kind, &before, &m.after);
            let after = course.after(&effect);
            prop_assert_eq!(&after, &m.after);
            before = after;
        }
    }
}
