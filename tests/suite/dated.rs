//! Facts that reports count hold from a day: a change of today changes no month before, and a building that is given to another
//! grid is a change of that day in both grids (`field-1/26-grid-moved`).

use serde_json::{Value, json};
use service::{Clock, Office};
use suite::{PASSWORD, TestLedger, number};

/// The office is opened again on another day.
fn on_day(t: &mut TestLedger, day: &str) {
    t.call("lock", json!({}));
    let office = Office::of_folder(&t.folder(), Clock { fixed: day.parse().ok() });
    t.office = office.with_light_keys();
    t.unlock("张主任", PASSWORD);
}

/// Changes one value of a place.
fn change(t: &TestLedger, table: &str, id: u64, key: &str, value: Value) -> Value {
    let place = t.call("get_place", json!({ "table": table, "id": id }));
    let mut values = place["values"].clone();
    values[key] = value;
    let revision = &place["revision"];
    t.call("save_place", json!({ "table": table, "id": id, "revision": revision, "values": values }))
}

fn change_card(t: &TestLedger, person: u64, key: &str, value: Value) {
    let card = t.card(person);
    let mut values = card["values"].clone();
    values[key] = value;
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
}

fn sheet(t: &TestLedger, period: &str, section: &str) -> Value {
    let report = t.call("make_report", json!({ "form": "monthly", "period": period }));
    let wrong: Vec<&Value> =
        report["checks"].as_array().unwrap().iter().filter(|c| c["is_right"] != true).collect();
    assert!(wrong.is_empty(), "{period}: {wrong:?}");
    report["sheets"].as_array().unwrap().iter().find(|s| s["section"] == section).unwrap().clone()
}

/// The rows of 人口变动表: grid, 期初, 期末.
fn balances(t: &TestLedger, period: &str) -> Vec<[String; 3]> {
    let table = sheet(t, period, "changes");
    let cell = |v: &Value| v.as_str().unwrap().to_owned();
    let row = |row: &Value| {
        let cells = row.as_array().unwrap();
        [cell(&cells[0]), cell(&cells[1]), cell(&cells[cells.len() - 1])]
    };
    table["rows"].as_array().unwrap().iter().map(row).collect()
}

fn rows(wanted: &[[&str; 3]]) -> Vec<[String; 3]> {
    wanted.iter().map(|row| row.map(str::to_owned)).collect()
}

/// On 1 September two grids with a building each, and a head in each.
fn two_grids() -> (TestLedger, [u64; 2], [u64; 2], [u64; 2]) {
    let mut t = TestLedger::new();
    on_day(&mut t, "2026-09-01");
    let grids = [("01", "北"), ("02", "南")]
        .map(|(no, name)| t.save("grids", json!({ "name": name, "grid_no": no, "grid_worker": "李" })));
    let buildings = ["3", "4"].map(|name| t.building(name));
    for (building, grid) in buildings.iter().zip(grids) {
        change(&t, "buildings", *building, "grid_id", json!(grid));
    }
    let people = [("单秀英", "19470203", 22, "3-1-201"), ("王建国", "19600501", 11, "4-1-201")]
        .map(|(name, birth, n, place)| t.head(name, &number(birth, n), t.dwelling(place)));
    (t, grids, buildings, people)
}

#[test]
fn a_building_given_to_another_grid_is_a_change_of_its_day() {
    let (mut t, grids, buildings, _) = two_grids();
    on_day(&mut t, "2026-11-02");
    let october = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
    let id = t.call("review_report", october)["report"]["id"].clone();
    t.call("submit_report", json!({ "id": id }));
    on_day(&mut t, "2026-11-03");
    let moved = change(&t, "buildings", buildings[0], "grid_id", json!(grids[1]));
    let before = rows(&[["01 北", "1", "1"], ["02 南", "1", "1"], ["全社区", "2", "2"]]);
    assert_eq!(balances(&t, "2026-09"), before);
    assert_eq!(balances(&t, "2026-10"), before);
    let sent = t.call("make_report", json!({ "form": "monthly", "period": "2026-10" }));
    assert_eq!(sent["differences"], json!([]), "a sent month is as it was sent");
    assert_eq!(
        balances(&t, "2026-11"),
        rows(&[["01 北", "1", "0"], ["02 南", "1", "2"], ["全社区", "2", "2"]])
    );
    let table = sheet(&t, "2026-11", "changes");
    let columns = table["columns"].as_array().unwrap();
    let adjusted: Vec<usize> = (0..columns.len()).filter(|i| columns[*i] == "网格调整").collect();
    let told =
        |row: usize| adjusted.iter().map(|i| table["rows"][row][*i].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!([told(0), told(1), told(2)], [["0", "1"], ["1", "0"], ["0", "0"]]);
    let asked = json!({ "form": "monthly", "period": "2026-11", "section": "changes", "row": 1, "column": adjusted[0] });
    let behind = t.call("list_behind", asked);
    assert_eq!(behind["total"], 1);
    assert_eq!(
        (&behind["items"][0]["name"], &behind["items"][0]["detail"]),
        (&json!("单秀英"), &json!("11月3日 网格调整"))
    );
    // Taken back, it was never so.
    t.call("undo_act", json!({ "act_id": moved["act_id"] }));
    assert_eq!(balances(&t, "2026-11"), before);
    assert_eq!(sheet(&t, "2026-11", "changes")["columns"].as_array().unwrap().len(), 11);
}

/// Case 26: all on one day, as in the first week of an office: entered, October sent up, then the building goes over.
#[test]
fn what_was_sent_up_is_no_slip_of_the_same_day() {
    let (t, grids, buildings, _) = two_grids();
    let august = json!({ "form": "monthly", "period": "2026-08", "reason": "" });
    change(&t, "buildings", buildings[0], "grid_id", json!(grids[1]));
    change(&t, "buildings", buildings[0], "grid_id", json!(grids[0]));
    let id = t.call("review_report", august)["report"]["id"].clone();
    t.call("submit_report", json!({ "id": id }));
    change(&t, "buildings", buildings[0], "grid_id", json!(grids[1]));
    let moved = rows(&[["01 北", "1", "0"], ["02 南", "1", "2"], ["全社区", "2", "2"]]);
    assert_eq!(balances(&t, "2026-09"), moved);
}

/// Whoever lives in a household has moved to the other grid by 社区内搬家: the household is counted there and stands there on
/// its card, in lists and in its form, and a child born into it lives there.
#[test]
fn a_household_is_where_its_people_live_and_was_where_they_lived() {
    let (mut t, _, _, [moved, _]) = two_grids();
    on_day(&mut t, "2026-11-03");
    let household = t.card(moved)["standing"]["hukou_household_id"].clone();
    let new = t.dwelling("4-1-202");
    t.call("record_movement", json!({
        "person_ids": [moved], "movement": { "kind": "moved_within", "happened_on": "2026-11-02", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": new },
    }));
    let counted = |period: &str| -> Vec<[String; 3]> {
        let table = sheet(&t, period, "population");
        let at = |title: &str| table["columns"].as_array().unwrap().iter().position(|c| c == title).unwrap();
        let columns = [0, at("总户数"), at("总人口")];
        let row = |row: &Value| columns.map(|column| row[column].as_str().unwrap().to_owned());
        table["rows"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(counted("2026-10"), rows(&[["01 北", "1", "1"], ["02 南", "1", "1"]]));
    assert_eq!(counted("2026-11"), rows(&[["01 北", "0", "0"], ["02 南", "2", "2"]]));
    let address = "幸福里4栋1单元202室";
    assert_eq!(t.call("get_household", json!({ "id": household }))["address"], address);
    let list = json!({ "table": "households", "text": "单秀英", "building_id": null, "conditions": [], "columns": ["place", "grid"], "sort": null, "offset": 0, "limit": 10 });
    assert_eq!(t.call("list_places", list)["rows"][0]["cells"], json!([address, "02 南"]));
    let grids = t.call("get_place_tree", json!({}))["grids"].clone();
    assert_eq!([&grids[0]["household_count"], &grids[1]["household_count"]], [0, 2]);
    // The form shows the place and is saved with it.
    let form = t.call("get_place", json!({ "table": "households", "id": household }));
    assert_eq!(form["values"]["dwelling_id"], new);
    change(&t, "households", household.as_u64().unwrap(), "remark", json!("搬到四栋"));
    assert_eq!(counted("2026-10"), rows(&[["01 北", "1", "1"], ["02 南", "1", "1"]]));
    let child = t.call("add_person", json!({
        "values": { "name": "王小满", "id_kind": "none", "sex": "2", "birth_date": "2026-11-03" },
        "movement": { "kind": "born", "happened_on": "2026-11-03", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "household", "household_id": household, "relation": "30" }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    }));
    assert_eq!(t.card(child["id"].as_u64().unwrap())["address"], address);
}

/// A month was sent, and that the head of a family had moved to the other grid is entered late: the household counts elsewhere,
/// and the move is told as what happened.
#[test]
fn a_household_that_followed_late_is_told_with_the_move() {
    let (mut t, _, _, [moved, _]) = two_grids();
    on_day(&mut t, "2026-11-03");
    let october = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
    let id = t.call("review_report", october)["report"]["id"].clone();
    t.call("submit_report", json!({ "id": id }));
    t.call("record_movement", json!({
        "person_ids": [moved], "movement": { "kind": "moved_within", "happened_on": "2026-10-20", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": t.dwelling("4-1-202") },
    }));
    let report = t.call("make_report", json!({ "form": "monthly", "period": "2026-10" }));
    let differs = |d: &Value| d["row"] == "01 北" && d["column"].as_str().unwrap().ends_with("总户数");
    assert!(report["differences"].as_array().unwrap().iter().any(differs), "{}", report["differences"]);
    assert_eq!(report["events"].as_array().unwrap().len(), 1);
    assert_eq!(report["events"][0]["rows"][0]["on"], "2026-10-20");
}

/// The address of whoever becomes a hundred is printed: a move within the same grid that is entered late, and another name of
/// the building, change the paper and are told as what happened.
#[test]
fn an_address_that_was_printed_and_is_another_one_now_is_told_with_what_happened() {
    let (mut t, _, buildings, _) = two_grids();
    let old = t.head("赵寿", &number("19270301", 11), t.dwelling("3-1-301"));
    on_day(&mut t, "2026-11-03");
    let october = json!({ "form": "monthly", "period": "2026-10", "reason": "" });
    let id = t.call("review_report", october)["report"]["id"].clone();
    t.call("submit_report", json!({ "id": id }));
    let told = || {
        let report = t.call("make_report", json!({ "form": "monthly", "period": "2026-10" }));
        let differences = report["differences"].as_array().unwrap().clone();
        for d in &differences {
            assert_eq!((&d["row"], &d["column"]), (&json!("赵寿"), &json!("住址")), "{d}");
        }
        let details = report["events"].as_array().unwrap().iter().map(|e| e["rows"][0]["detail"].clone());
        (differences.len(), details.collect::<Vec<_>>())
    };
    assert_eq!(told(), (0, vec![]));
    t.call("record_movement", json!({
        "person_ids": [old], "movement": { "kind": "moved_within", "happened_on": "2026-10-20", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "unchanged" }, "dwelling_id": t.dwelling("3-1-302") },
    }));
    assert_eq!(told(), (1, vec![json!("社区内搬家")]));
    change(&t, "buildings", buildings[1], "name", json!("9"));
    assert_eq!(told().1.len(), 1, "nobody of the paper lives there");
    change(&t, "buildings", buildings[0], "name", json!("5"));
    assert_eq!(told(), (1, vec![json!("叫法 3 → 5"), json!("社区内搬家")]));
}

#[test]
fn a_grid_renamed_or_added_today_is_called_as_it_was_in_months_before() {
    let (mut t, grids, ..) = two_grids();
    on_day(&mut t, "2026-11-03");
    change(&t, "grids", grids[0], "name", json!("幸福里北"));
    t.save("grids", json!({ "name": "北", "grid_no": "01", "grid_worker": "李" }));
    assert_eq!(
        balances(&t, "2026-10"),
        rows(&[["01 北", "1", "1"], ["02 南", "1", "1"], ["全社区", "2", "2"]])
    );
    assert_eq!(
        balances(&t, "2026-11"),
        rows(&[["01 北", "0", "0"], ["01 幸福里北", "1", "1"], ["02 南", "1", "1"], ["全社区", "2", "2"]])
    );
}

#[test]
fn who_joins_the_party_today_was_no_member_last_month() {
    let (mut t, _, _, people) = two_grids();
    let party = |t: &TestLedger, period: &str| {
        let table = sheet(t, period, "population");
        let column = table["columns"].as_array().unwrap().iter().position(|c| c == "党员").unwrap();
        table["sums"][column].as_str().unwrap().to_owned()
    };
    on_day(&mut t, "2026-10-08");
    change_card(&t, people[0], "political_status", json!("13"));
    on_day(&mut t, "2026-11-03");
    change_card(&t, people[0], "political_status", json!("01"));
    assert_eq!([party(&t, "2026-09"), party(&t, "2026-10"), party(&t, "2026-11")], ["0", "0", "1"]);
    let by = json!({ "on": "2026-10-31", "of": "all", "by": "political" });
    let lines = t.call("count_population", by)["lines"].clone();
    assert_eq!((&lines[0]["group"], &lines[0]["total"]), (&json!("群众"), &json!(1)), "{lines}");
}

#[test]
fn floating_follows_from_where_somebody_lives_and_is_registered() {
    let (t, ..) = two_grids();
    let add = |name: &str, division: &str, typed: &str| {
        t.call("add_person", json!({
            "values": { "name": name, "id_kind": "none", "sex": "1", "birth_date": "1990-01-01", "hukou_division": division, "population_kind": typed },
            "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": t.dwelling("3-1-301") },
        }));
    };
    // 阜阳 is another city; 上城区 is another district of 杭州, like 西湖区 where the office is.
    add("陈远", "341203", "registered");
    add("陈近", "330102", "floating");
    let table = sheet(&t, "2026-09", "population");
    let column = table["columns"].as_array().unwrap().iter().position(|c| c == "流动人口").unwrap();
    assert_eq!(table["sums"][column], "1");
}

/// The PC lost its battery: the clock begins long before what was written last (`field-1/29-clock-set-back`).
#[test]
fn a_clock_that_was_set_back_is_told_at_the_opening_and_with_every_write() {
    let mut t = TestLedger::new();
    t.call("lock", json!({}));
    let office = Office::of_folder(&t.folder(), Clock { fixed: "2024-06-01".parse().ok() });
    t.office = office.with_light_keys();
    let status = t.unlock("张主任", PASSWORD);
    assert_eq!(status["notices"][0]["code"], "clock.set_back");
    let words = status["notices"][0]["message"].as_str().unwrap();
    assert!(words.contains("2024-06-01") && words.contains("2026-11-2"), "{words}");
    for name in ["幸福里", "平安里"] {
        let saved = t.call("save_place", json!({ "table": "estates", "id": null, "revision": 0, "values": { "name": name, "kind": "estate" } }));
        assert_eq!(
            saved["warnings"][0]["code"], "clock.set_back",
            "an act under the wrong clock does not hide it"
        );
    }
    let source = json!({ "from": "text", "text": "姓名\t性别\t出生日期\n李敏\t女\t1962-02-03" });
    let view = t.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }));
    assert!(view["notes"][0].as_str().unwrap().contains("2024-06-01"), "{}", view["notes"]);
    on_day(&mut t, "2026-11-25");
    let saved = t.call("save_place", json!({ "table": "estates", "id": null, "revision": 0, "values": { "name": "新村", "kind": "estate" } }));
    assert_eq!(saved["warnings"], json!([]));
}
