//! Facts that reports count hold from a day: a change of today changes no month before, and a building that is given to another
//! grid is a change of that day in both grids (`field-1/26-grid-moved`).

use domain::access::{Actor, Role};
use serde_json::{Value, json};
use service::{Clock, Office};
use store::{Act, ActKind, Ledger, StoreError};
use suite::{PASSWORD, TestLedger, content, number};

/// The office is opened again on another day.
fn on_day(t: &mut TestLedger, day: &str) {
    t.call("lock", json!({}));
    let office = Office::of_folder(&t.folder(), Clock { fixed: day.parse().ok() });
    t.office = office.with_light_keys();
    t.unlock("张主任", PASSWORD);
}

/// Changes one value of a place.
fn change(t: &TestLedger, table: &str, id: u64, key: &str, value: Value) -> Value {
    change_saying(t, table, id, (key, value), &[])
}

/// Changes one value of a place, and says what of it was always so.
fn change_saying(
    t: &TestLedger,
    table: &str,
    id: u64,
    (key, value): (&str, Value),
    always: &[&str],
) -> Value {
    let place = t.call("get_place", json!({ "table": table, "id": id }));
    let mut values = place["values"].clone();
    values[key] = value;
    let revision = &place["revision"];
    let request =
        json!({ "table": table, "id": id, "revision": revision, "values": values, "always": always });
    t.call("save_place", request)
}

fn change_card(t: &TestLedger, person: u64, key: &str, value: Value) -> Value {
    let card = t.card(person);
    let mut values = card["values"].clone();
    values[key] = value;
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }))
}

/// Says that somebody's 政治面貌 was always this one.
fn always_of_party(t: &TestLedger, person: u64, code: &str) -> Value {
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["political_status"] = json!(code);
    let always = ["political_status"];
    let request = json!({ "id": person, "revision": card["revision"], "values": values, "always": always });
    t.call("update_person", request)
}

/// How many a group of the population page counts on a day.
fn counted(t: &TestLedger, on: &str, by: &str, group: &str) -> u64 {
    let found = t.call("count_population", json!({ "on": on, "of": "all", "by": by }));
    let lines = found["lines"].as_array().unwrap();
    lines.iter().find(|line| line["group"] == group).map_or(0, |line| line["total"].as_u64().unwrap())
}

/// A figure of 人口基本情况 for the whole community.
fn people_counted(t: &TestLedger, period: &str, title: &str) -> String {
    let table = sheet(t, period, "population");
    let column = table["columns"].as_array().unwrap().iter().position(|c| c == title).unwrap();
    table["sums"][column].as_str().unwrap().to_owned()
}

/// Somebody who lives in a dwelling, and is registered in another place.
fn add_living(t: &TestLedger, name: &str, division: &str, typed: &str) {
    t.call("add_person", json!({
        "values": { "name": name, "id_kind": "none", "sex": "1", "birth_date": "1990-01-01", "hukou_division": division, "population_kind": typed },
        "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": t.dwelling("3-1-301") },
    }));
}

/// Reviews and sends a month.
fn send(t: &TestLedger, period: &str) {
    let month = json!({ "form": "monthly", "period": period, "reason": "" });
    let id = t.call("review_report", month)["report"]["id"].clone();
    t.call("submit_report", json!({ "id": id }));
}

fn made(t: &TestLedger, period: &str) -> Value {
    t.call("make_report", json!({ "form": "monthly", "period": period }))
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
    assert_eq!(told(), (1, vec![json!("名称 3 → 5"), json!("社区内搬家")]));
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
    let party = |t: &TestLedger, period: &str| people_counted(t, period, "党员");
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
    // 阜阳 is another city; 上城区 is another district of 杭州, like 西湖区 where the office is.
    add_living(&t, "陈远", "341203", "registered");
    add_living(&t, "陈近", "330102", "floating");
    assert_eq!(people_counted(&t, "2026-09", "流动人口"), "1");
}

/// Somebody was written down as 党员 by mistake, and put right; later he did join. Whoever takes the mistake back finds nobody of
/// the Party in the weeks before, and finds him again where the taking back is taken back.
#[test]
fn what_is_taken_back_leaves_nothing_in_the_days_before_a_later_change() {
    let (mut t, _, _, people) = two_grids();
    let set = |t: &TestLedger, code: &str| change_card(t, people[0], "political_status", json!(code));
    let days = ["2026-09-30", "2026-10-10", "2026-10-25"];
    let party = |t: &TestLedger| days.map(|on| counted(t, on, "political", "中共党员"));
    set(&t, "13");
    on_day(&mut t, "2026-10-08");
    let mistake = set(&t, "01");
    on_day(&mut t, "2026-10-20");
    set(&t, "13");
    on_day(&mut t, "2026-11-03");
    set(&t, "01");
    assert_eq!(party(&t), [0, 1, 0]);
    let undone = t.call("undo_act", json!({ "act_id": mistake["act_id"] }));
    assert_eq!(party(&t), [0, 0, 0], "群众 until the day on which it was put right, and after it");
    t.call("undo_act", json!({ "act_id": undone["act_id"] }));
    assert_eq!(party(&t), [0, 1, 0]);
    assert_eq!(counted(&t, "2026-11-03", "political", "中共党员"), 1);
}

/// An import that is taken back takes along what its people were until a later day.
#[test]
fn people_of_an_import_taken_back_leave_nothing() {
    let mut t = crate::imports::ledger();
    on_day(&mut t, "2026-11-02");
    let before = content(&t);
    let file = t.beside("名单.csv");
    let row = format!("李敏,{},7-1-101,户主", number("19620203", 4));
    std::fs::write(&file, format!("姓名,身份证号,住址,与户主关系\n{row}\n")).unwrap();
    let done = crate::imports::import(&t, "residents", &file);
    let ids = t.call("list_people_ids", json!({ "presence": "all" }));
    on_day(&mut t, "2026-11-03");
    change_card(&t, ids["ids"][0].as_u64().unwrap(), "political_status", json!("01"));
    t.call("undo_import", json!({ "import_id": done["import_id"], "forces": true }));
    assert_eq!(content(&t), before);
}

/// A community comes under another city: who is 流动人口 from that day on changes, the months before and those that were sent
/// stay. Taken back after November was sent, the change of its figures says why.
#[test]
fn the_office_in_another_city_changes_no_month_before() {
    let (mut t, ..) = two_grids();
    add_living(&t, "陈远", "341203", "floating");
    on_day(&mut t, "2026-11-02");
    send(&t, "2026-10");
    on_day(&mut t, "2026-11-03");
    let mut settings = t.call("get_settings", json!({}));
    settings["office"]["division_code"] = json!("341203");
    let moved = t.call("update_settings", settings);
    let floating = |t: &TestLedger, on: &str| counted(t, on, "population_kind", "流动人口");
    assert_eq!([floating(&t, "2026-10-31"), floating(&t, "2026-11-03")], [1, 0]);
    assert_eq!(
        ["2026-09", "2026-10", "2026-11"].map(|period| people_counted(&t, period, "流动人口")),
        ["1", "1", "0"]
    );
    assert_eq!(made(&t, "2026-10")["differences"], json!([]), "a sent month is as it was sent");
    on_day(&mut t, "2026-12-02");
    send(&t, "2026-11");
    t.call("undo_act", json!({ "act_id": moved["act_id"] }));
    let november = made(&t, "2026-11");
    assert_ne!(november["differences"], json!([]));
    let events = november["events"].to_string();
    assert!(events.contains("行政区划改为 浙江省杭州市西湖区"), "{events}");
    assert_eq!(made(&t, "2026-10")["differences"], json!([]));
}

/// An office that says only now where it is was nowhere else before: nobody of the same city was 流动人口.
#[test]
fn an_office_that_fills_in_its_division_was_always_there() {
    let (mut t, ..) = two_grids();
    add_living(&t, "陈近", "330102", "floating");
    let settle = |t: &TestLedger, code: &str| {
        let mut settings = t.call("get_settings", json!({}));
        settings["office"]["division_code"] = json!(code);
        t.call("update_settings", settings);
    };
    settle(&t, "");
    on_day(&mut t, "2026-11-03");
    assert_eq!(counted(&t, "2026-10-31", "population_kind", "流动人口"), 1);
    settle(&t, "330106");
    assert_eq!(counted(&t, "2026-10-31", "population_kind", "流动人口"), 0);
}

/// A clerk finds in November that somebody was 党员 all along, and that a building was entered with the wrong grid: the months
/// before count anew, a sent one says what of it changed and why, and taken back all is as it was.
#[test]
fn what_was_always_so_is_mended_in_every_month() {
    let (mut t, grids, buildings, people) = two_grids();
    let party = |t: &TestLedger, on: &str| counted(t, on, "political", "中共党员");
    change_card(&t, people[0], "political_status", json!("13"));
    on_day(&mut t, "2026-11-02");
    send(&t, "2026-10");
    on_day(&mut t, "2026-11-03");
    change_card(&t, people[0], "political_status", json!("02"));
    assert_eq!((party(&t, "2026-10-31"), made(&t, "2026-10")["differences"].clone()), (0, json!([])));
    on_day(&mut t, "2026-11-04");
    let before = content(&t);
    let mended = always_of_party(&t, people[0], "01");
    assert!(mended["said"].as_str().unwrap().contains("政治面貌一直如此"), "{}", mended["said"]);
    assert_eq!([party(&t, "2026-09-30"), party(&t, "2026-10-31"), party(&t, "2026-11-04")], [1, 1, 1]);
    let october = made(&t, "2026-10");
    assert_ne!(october["differences"], json!([]));
    let events = october["events"].to_string();
    assert!(events.contains("单秀英") && events.contains("政治面貌"), "{events}");
    t.call("undo_act", json!({ "act_id": mended["act_id"] }));
    assert_eq!(content(&t), before);
    assert_eq!((party(&t, "2026-10-31"), made(&t, "2026-10")["differences"].clone()), (0, json!([])));
    // Two at once, and a building.
    let both =
        json!({ "ids": people, "values": { "political_status": "01" }, "always": ["political_status"] });
    t.call("update_people", both);
    assert_eq!(party(&t, "2026-10-31"), 2);
    change_saying(&t, "buildings", buildings[0], ("grid_id", json!(grids[1])), &["grid_id"]);
    let moved = ["2026-09-30", "2026-11-04"].map(|on| counted(&t, on, "grid", "02 南"));
    assert_eq!(moved, [2, 2]);
    // What holds from no day was never otherwise on a day.
    let card = t.card(people[0]);
    let request = json!({ "id": people[0], "revision": card["revision"], "values": card["values"], "always": ["name"] });
    assert_eq!(t.refused("update_person", request).len(), 1);
}

/// The window asks from which day a change holds where it matters, and of nothing else.
#[test]
fn the_forms_say_what_holds_from_a_day() {
    let t = TestLedger::new();
    let forms = t.call("describe_forms", json!({}))["forms"].clone();
    let dated = |key: &str| -> Vec<String> {
        let form = forms.as_array().unwrap().iter().find(|f| f["key"] == key).unwrap();
        let fields = form["fields"].as_array().unwrap().iter().filter(|f| f["is_dated"] == true);
        fields.map(|f| f["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        dated("people"),
        ["ethnic_group", "population_kind", "hukou_division", "political_status", "grid_id"]
    );
    assert_eq!(dated("buildings"), ["grid_id"]);
    assert_eq!(dated("dwellings"), ["building_id", "unit"]);
    assert!(dated("seal_uses").is_empty());
}

/// Entered at nine in the morning and changed at half past seven the next: one day in Greenwich, two in the office.
#[test]
fn a_change_early_next_morning_is_no_slip_of_the_day_before() {
    let mut ledger = Ledger::in_memory().unwrap();
    let actor = Actor { user_id: 1, name: "张主任".into(), role: Role::Director };
    for (at, on, sql) in [
        (
            "2026-11-02T01:00:00Z",
            "2026-11-02",
            "INSERT INTO grids (created_at, name) VALUES ('2026-11-02T01:00:00Z', '北')",
        ),
        ("2026-11-02T23:30:00Z", "2026-11-03", "UPDATE grids SET name = '南'"),
    ] {
        let act = Act { kind: ActKind::Edit, at: at.into(), on: on.parse().unwrap() };
        let done = ledger.write::<_, StoreError>(&act, &actor, |gate| {
            gate.conn().execute(sql, [])?;
            Ok(())
        });
        done.unwrap();
    }
    let noted = store::facts::of_table(ledger.conn(), "grids").unwrap();
    let until: Vec<String> = noted.iter().map(|fact| fact.until_on.to_string()).collect();
    assert_eq!(until, ["2026-11-03"]);
}

/// A room that is put into another building, and one that goes to the recycle bin when its people are gone, were where they were
/// in the months before.
#[test]
fn buildings_and_estates_of_days_before_are_counted_as_they_were() {
    let (mut t, _, buildings, people) = two_grids();
    on_day(&mut t, "2026-11-03");
    let room = t.dwelling("3-1-201");
    let place = t.call("get_place", json!({ "table": "dwellings", "id": room }));
    let mut values = place["values"].clone();
    values["building_id"] = json!(buildings[1]);
    values["room"] = json!("901");
    let revision = &place["revision"];
    t.call("save_place", json!({ "table": "dwellings", "id": room, "revision": revision, "values": values }));
    let household = t.card(people[1])["living_household"]["id"].clone();
    t.call(
        "record_movement",
        json!({
            "person_ids": [people[1]],
            "movement": { "kind": "moved_out", "happened_on": "2026-11-03", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "nowhere" }, "living": { "to": "nowhere" }, "dwelling_id": null },
        }),
    );
    let gone = t.dwelling("4-1-201");
    t.call("delete_records", json!({ "table": "households", "ids": [household] }));
    t.call("delete_records", json!({ "table": "dwellings", "ids": [gone] }));
    let of = |on: &str| ["幸福里3栋", "幸福里4栋"].map(|name| counted(&t, on, "building", name));
    assert_eq!([of("2026-10-31"), of("2026-11-03")], [[1, 1], [0, 1]]);
    assert_eq!(["2026-10-31", "2026-11-03"].map(|on| counted(&t, on, "estate", "幸福里")), [2, 1]);
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

/// A request that changes one value of a place from an earlier day on.
fn changing_since(t: &TestLedger, (table, id): (&str, u64), (key, value): (&str, Value), on: &str) -> Value {
    let place = t.call("get_place", json!({ "table": table, "id": id }));
    let mut values = place["values"].clone();
    values[key] = value;
    json!({
        "table": table, "id": id, "revision": place["revision"], "values": values, "always": [],
        "since": { "fields": [key], "on": on },
    })
}

/// The street office gave a building to another grid on 8 October, and the ledger is told in November: it counts from its day,
/// also in a month that was sent; taken back it was never so, and no day comes before one that is noted.
#[test]
fn a_grid_that_changed_on_an_earlier_day_counts_from_that_day() {
    let (mut t, grids, buildings, people) = two_grids();
    on_day(&mut t, "2026-11-03");
    let before = content(&t);
    let building = ("buildings", buildings[0]);
    let asked = || changing_since(&t, building, ("grid_id", json!(grids[1])), "2026-10-08");
    let moved = t.call("save_place", asked());
    assert!(moved["said"].as_str().unwrap().contains("从 2026-10-08 起"), "{}", moved["said"]);
    let stayed = rows(&[["01 北", "1", "1"], ["02 南", "1", "1"], ["全社区", "2", "2"]]);
    assert_eq!(balances(&t, "2026-09")[2], stayed[2]);
    let october = rows(&[["01 北", "1", "0"], ["02 南", "1", "2"], ["全社区", "2", "2"]]);
    assert_eq!(balances(&t, "2026-10"), october);
    let november = rows(&[["01 北", "0", "0"], ["02 南", "2", "2"], ["全社区", "2", "2"]]);
    assert_eq!(balances(&t, "2026-11"), november);
    t.call("undo_act", json!({ "act_id": moved["act_id"] }));
    assert_eq!(content(&t), before);
    assert_eq!(balances(&t, "2026-10"), stayed);
    send(&t, "2026-10");
    t.call("save_place", asked());
    let sent = made(&t, "2026-10");
    assert_ne!(sent["differences"], json!([]));
    assert!(sent["events"].to_string().contains("01 北 → 02 南"), "{}", sent["events"]);
    let again =
        |on: &str| t.refused("save_place", changing_since(&t, building, ("grid_id", json!(grids[0])), on));
    assert_eq!(again("2026-10-01"), ["fact.changed_later"]);
    assert_eq!(again("2026-11-04"), ["date.in_future"]);
    // A card likewise.
    let card = t.card(people[0]);
    let mut values = card["values"].clone();
    values["political_status"] = json!("01");
    t.call(
        "update_person",
        json!({
            "id": people[0], "revision": card["revision"], "values": values,
            "since": { "fields": ["political_status"], "on": "2026-10-20" },
        }),
    );
    let party = ["2026-10-19", "2026-10-20", "2026-11-03"].map(|on| counted(&t, on, "political", "中共党员"));
    assert_eq!(party, [0, 1, 1]);
    // Each is told by the day on which it takes effect; what holds from no day by the one on which it was entered.
    on_day(&mut t, "2026-11-04");
    let card = t.card(people[0]);
    let mut values = card["values"].clone();
    for (key, value) in
        [("id_kind", json!("none")), ("id_number", json!(null)), ("birth_date", json!("1960-05-01"))]
    {
        values[key] = value;
    }
    t.call("update_person", json!({ "id": people[0], "revision": card["revision"], "values": values }));
    let events = made(&t, "2026-10")["events"].clone();
    let lines: Vec<[&str; 2]> = (events.as_array().unwrap().iter())
        .flat_map(|e| e["rows"].as_array().unwrap())
        .map(|row| ["on", "detail"].map(|key| row[key].as_str().unwrap()))
        .collect();
    let wanted = [("2026-11-04", "出生日期"), ("2026-10-20", "政治面貌"), ("2026-10-08", "网格")];
    assert_eq!(lines.len(), 3, "{lines:?}");
    for ([on, detail], (day, what)) in lines.iter().zip(wanted) {
        assert!(*on == day && detail.contains(what), "{lines:?}");
    }
}

/// A list of several people who joined the party in October is entered in November for all of them at once.
#[test]
fn several_people_changed_on_an_earlier_day_count_from_that_day() {
    let (mut t, _, _, people) = two_grids();
    let party = |t: &TestLedger, on: &str| counted(t, on, "political", "中共党员");
    on_day(&mut t, "2026-11-03");
    let before = content(&t);
    let on = |day: &str, code: &str| {
        json!({
            "ids": people, "values": { "political_status": code },
            "since": { "fields": ["political_status"], "on": day },
        })
    };
    assert_eq!(t.refused("update_people", on("2026-11-04", "01")), ["date.in_future"]);
    let changed = t.call("update_people", on("2026-10-20", "01"));
    assert!(changed["said"].as_str().unwrap().contains("政治面貌从 2026-10-20 起"), "{}", changed["said"]);
    assert_eq!(["2026-10-19", "2026-10-20", "2026-11-03"].map(|day| party(&t, day)), [0, 2, 2]);
    let again = t.call("update_people", on("2026-10-05", "01"));
    assert_eq!(party(&t, "2026-10-19"), 0, "of whom it is so already nothing changes");
    let faults = t.office.call("update_people", on("2026-10-05", "13")).unwrap_err();
    assert_eq!(faults[0].code, "fact.changed_later");
    assert!(faults[0].message.contains("单秀英的政治面貌从 2026-10-20 起"), "{}", faults[0].message);
    for act in [again, changed] {
        t.call("undo_act", json!({ "act_id": act["act_id"] }));
    }
    assert_eq!(content(&t), before);
}
