//! Coming and going; population on any day; opening + in − out = closing under random events and undo.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};
use suite::{TestLedger, number};

fn movement(
    t: &TestLedger,
    person: u64,
    kind: &str,
    on: &str,
    standing: Value,
) -> Result<Value, Vec<String>> {
    let request = json!({
        "person_ids": [person],
        "movement": { "kind": kind, "happened_on": on, "place": "杭州", "reason": "原因" },
        "standing": standing,
    });
    t.office.call("record_movement", request).map_err(|f| f.into_iter().map(|f| f.code).collect())
}

fn gone() -> Value {
    json!({ "hukou": { "to": "nowhere" }, "living": { "to": "nowhere" }, "dwelling_id": null })
}

fn counted(t: &TestLedger, on: &str, of: &str) -> u64 {
    t.call("count_population", json!({ "on": on, "of": of, "by": "grid" }))["sum"]["total"].as_u64().unwrap()
}

#[test]
fn a_death_ends_both_memberships_and_can_be_taken_back() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    movement(&t, person, "died", "2026-11-20", gone()).unwrap();
    let card = t.card(person);
    assert_eq!(
        (card["is_present"].as_bool(), card["residence"].as_str()),
        (Some(false), Some("死亡 2026-11-20"))
    );
    assert_eq!((counted(&t, "2026-11-19", "all"), counted(&t, "2026-11-20", "all")), (1, 0));
    assert_eq!(
        movement(
            &t,
            person,
            "moved_in",
            "2026-11-21",
            json!({ "hukou": { "to": "nowhere" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": null })
        ),
        Err(vec!["movement.after_death".into()])
    );
    let entry = card["timeline"][0].clone();
    assert_eq!((entry["place"].as_str(), entry["reason"].as_str()), (Some("杭州"), Some("原因")));
    t.call(
        "take_back_movement",
        json!({ "movement_id": entry["movement_id"], "revision": entry["revision"] }),
    );
    let card = t.card(person);
    assert_eq!(
        (card["is_present"].as_bool(), card["address"].as_str()),
        (Some(true), Some("幸福里3栋1单元201室"))
    );
    assert_eq!(counted(&t, "2026-11-24", "all"), 1);
}

#[test]
fn impossible_movements_are_refused_with_their_reason() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    assert_eq!(movement(&t, person, "died", "2026-11-25", gone()), Err(vec!["movement.in_future".into()]));
    assert_eq!(movement(&t, person, "died", "1940-01-01", gone()), Err(vec!["movement.before_birth".into()]));
    let first = t.card(person)["timeline"][0].clone();
    let back = json!({ "movement_id": first["movement_id"], "revision": first["revision"] });
    assert_eq!(t.refused("take_back_movement", back), ["movement.only"]);
    assert_eq!(t.card(person)["timeline"].as_array().unwrap().len(), 1, "nothing half was written");
}

#[test]
fn moving_out_with_the_hukou_staying_makes_a_split() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let stays = json!({ "hukou": { "to": "unchanged" }, "living": { "to": "nowhere" }, "dwelling_id": null });
    movement(&t, person, "moved_out", "2026-06-01", stays).unwrap();
    assert_eq!(t.card(person)["residence"], "户在人不在");
    assert_eq!((counted(&t, "2026-11-24", "registered"), counted(&t, "2026-11-24", "living")), (1, 0));
    let dwelling = t.call("get_dwelling", json!({ "id": t.dwelling("3-1-201") }));
    assert_eq!(
        (dwelling["inhabitants"].as_array().unwrap().len(), dwelling["registered"].as_array().unwrap().len()),
        (0, 1)
    );
}

#[test]
fn a_family_moves_together_within_the_community() {
    let t = TestLedger::new();
    t.building("3");
    let head = t.head("王建国", &number("19600501", 11), t.dwelling("3-2-501"));
    let household = t.card(head)["standing"]["hukou_household_id"].clone();
    let child = t.call("add_person", json!({
        "values": { "name": "王小宝", "id_kind": "birth_certificate", "sex": "1", "birth_date": "2026-03-05" },
        "movement": { "kind": "born", "happened_on": "", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "household", "household_id": household, "relation": "20" }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    }))["id"].as_u64().unwrap();
    assert_eq!(t.card(child)["timeline"][0]["happened_on"], "2026-03-05", "born on the birthday");
    let to = t.dwelling("3-1-602");
    t.call("record_movement", json!({
        "person_ids": [head, child],
        "movement": { "kind": "moved_within", "happened_on": "2026-10-01", "place": "", "reason": "换房" },
        "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": to },
    }));
    for person in [head, child] {
        assert_eq!(t.card(person)["address"], "幸福里3栋1单元602室");
    }
    let old = t.call("get_dwelling", json!({ "id": t.dwelling("3-2-501") }));
    assert_eq!(
        (old["inhabitants"].as_array().unwrap().len(), old["former"].as_array().unwrap().len()),
        (0, 2)
    );
}

#[test]
fn moves_between_grids_count_in_the_grids_and_not_in_the_whole() {
    let t = TestLedger::new();
    let grids = [("01", "北"), ("02", "南")]
        .map(|(no, name)| t.save("grids", json!({ "name": name, "grid_no": no, "grid_worker": "李" })));
    for (building, grid) in [("3", grids[0]), ("4", grids[1])] {
        let id = t.building(building);
        let place = t.call("get_place", json!({ "table": "buildings", "id": id }));
        let mut values = place["values"].clone();
        values["grid_id"] = json!(grid);
        t.call(
            "save_place",
            json!({ "table": "buildings", "id": id, "revision": place["revision"], "values": values }),
        );
    }
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let to = json!({ "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": t.dwelling("4-1-201") });
    movement(&t, person, "moved_within", "2026-11-05", to).unwrap();
    let table = t.call("count_changes", json!({ "first": "2026-11-01", "last": "2026-11-30", "of": "all" }));
    let line = |i: usize| table["lines"][i]["balance"].clone();
    assert_eq!((line(0)["opening"].as_u64(), line(0)["closing"].as_u64()), (Some(1), Some(0)));
    assert_eq!((line(1)["opening"].as_u64(), line(1)["closing"].as_u64()), (Some(0), Some(1)));
    assert_eq!(table["whole"]["balance"]["changes"], json!([0, 0, 0, 0, 0, 0, 0, 0]));
}

fn balance_holds(t: &TestLedger, first: NaiveDate, last: NaiveDate) {
    for of in ["all", "registered", "living"] {
        let table = t
            .call("count_changes", json!({ "first": first.to_string(), "last": last.to_string(), "of": of }));
        let whole = &table["whole"]["balance"];
        let changes: Vec<i64> =
            whole["changes"].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
        let n = |key: &str| whole[key].as_i64().unwrap();
        let (plus, minus): (i64, i64) = (changes[..4].iter().sum(), changes[4..].iter().sum());
        assert_eq!(n("opening") + plus - minus, n("closing"), "{of}");
        let before = first.pred_opt().unwrap().to_string();
        assert_eq!(
            n("opening") as u64,
            counted(t, &before, of),
            "the opening is the population of the evening before"
        );
        assert_eq!(
            n("closing") as u64,
            counted(t, &last.to_string(), of),
            "the closing is the population of the last evening"
        );
        let by_grid: i64 = table["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l["balance"]["closing"].as_i64().unwrap())
            .sum();
        assert_eq!(by_grid, n("closing"), "grids add up to the whole");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_balance_holds_under_random_events_and_undo(
        events in proptest::collection::vec((0usize..6, 0usize..5, 0u64..300, any::<bool>()), 1..30),
        from in 0u64..150, length in 1u64..150,
    ) {
        let t = TestLedger::new();
        t.building("3");
        let begun: NaiveDate = "2026-01-01".parse().unwrap();
        let people: Vec<u64> = (0..6)
            .map(|i| t.head(&format!("李甲{}", ["一", "二", "三", "四", "五", "六"][i]), &number("19600501", 11 + i as u32), t.dwelling(&format!("3-1-{}01", i + 1))))
            .collect();
        for (who, kind, day, is_undone) in events {
            let on = (begun + Days::new(day)).to_string();
            let stays = json!({ "hukou": { "to": "unchanged" }, "living": { "to": "nowhere" }, "dwelling_id": null });
            let comes = json!({ "hukou": { "to": "unchanged" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": null });
            let (kind, standing) = match kind {
                0 => ("died", gone()),
                1 => ("moved_out", gone()),
                2 => ("moved_out", stays),
                3 => ("moved_in", comes),
                _ => ("hukou_out", json!({ "hukou": { "to": "nowhere" }, "living": { "to": "unchanged" }, "dwelling_id": null })),
            };
            // Impossible lives are refused; what is accepted must balance.
            if let Ok(written) = movement(&t, people[who], kind, &on, standing)
                && is_undone
            {
                t.call("undo_act", json!({ "act_id": written["act_id"] }));
            }
        }
        let first = begun + Days::new(from);
        balance_holds(&t, first, first + Days::new(length));
    }
}

/// 增 and 减 of a month, in the order of the table: 出生, 迁入, 流入, 其他, 死亡, 迁出, 流出, 其他.
fn columns(t: &TestLedger, of: &str) -> Value {
    let table = t.call("count_changes", json!({ "first": "2026-03-01", "last": "2026-03-31", "of": of }));
    table["whole"]["balance"]["changes"].clone()
}

/// Who is no longer registered has left the registered by 迁出, though the person goes on living here; who goes and leaves the
/// hukou here has left those who live here by 流出.
#[test]
fn columns_of_changes_follow_the_group_that_is_counted() {
    let t = TestLedger::new();
    t.building("3");
    let out = t.head("杨柳", &number("19890203", 22), t.dwelling("3-1-201"));
    let away = t.head("金凤", &number("19600501", 24), t.dwelling("3-1-301"));
    let to = |hukou: Value, living: Value| json!({ "hukou": hukou, "living": living, "dwelling_id": null });
    let (nowhere, unchanged) = (json!({ "to": "nowhere" }), json!({ "to": "unchanged" }));
    movement(&t, out, "hukou_out", "2026-03-05", to(nowhere.clone(), unchanged.clone())).unwrap();
    movement(&t, away, "moved_out", "2026-03-06", to(unchanged.clone(), nowhere)).unwrap();
    assert_eq!(columns(&t, "registered"), json!([0, 0, 0, 0, 0, 1, 0, 0]));
    assert_eq!(columns(&t, "living"), json!([0, 0, 0, 0, 0, 0, 1, 0]));
    assert_eq!(columns(&t, "all"), json!([0, 0, 0, 0, 0, 0, 0, 0]));
    let joins = json!({ "to": "new_household", "relation": "02" });
    movement(&t, out, "hukou_in", "2026-03-20", to(joins, unchanged)).unwrap();
    assert_eq!(columns(&t, "registered"), json!([0, 1, 0, 0, 0, 1, 0, 0]));
    assert_eq!(columns(&t, "living"), json!([0, 0, 0, 0, 0, 0, 1, 0]));
}
