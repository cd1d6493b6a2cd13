//! Estates, buildings, dwellings, households: laid out, found, refused, charted.

use serde_json::json;
use suite::{TestLedger, number};

#[test]
fn a_building_is_laid_out_at_once_and_again_without_doubles() {
    let t = TestLedger::new();
    let building = t.building("3");
    let chart = t.call("get_building_chart", json!({ "id": building }));
    assert_eq!(chart["cells"].as_array().unwrap().len(), 2 * 6 * 2);
    assert_eq!(
        (chart["units"].clone(), chart["floors"].clone()),
        (json!(["1", "2"]), json!([6, 5, 4, 3, 2, 1]))
    );
    let layout = |floors: i32| json!({ "building_id": building, "unit_count": 2, "floor_from": 1, "floor_to": floors, "rooms_per_floor": 2 });
    let written = t.call("lay_out_building", layout(7));
    assert_eq!(written["said"], "幸福里3栋排房 4 套");
    assert_eq!(t.refused("lay_out_building", json!({ "building_id": building, "unit_count": 30, "floor_from": 1, "floor_to": 99, "rooms_per_floor": 9 })), ["building.layout_too_large"]);
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(t.call("get_building_chart", json!({ "id": building }))["floors"], json!([6, 5, 4, 3, 2, 1]));
}

#[test]
fn rooms_sort_as_numbers_and_keep_their_text() {
    let t = TestLedger::new();
    let estate = t.save("estates", json!({ "name": "老街" }));
    let building = t.save("buildings", json!({ "estate_id": estate, "name": "甲3" }));
    for room in ["10", "2", "甲3号", "101-1"] {
        t.save("dwellings", json!({ "building_id": building, "room": room }));
    }
    let page = t.call("list_places", json!({ "table": "dwellings", "text": "", "building_id": building, "conditions": [], "columns": ["place"], "sort": null, "offset": 0, "limit": 10 }));
    let places: Vec<_> =
        page["rows"].as_array().unwrap().iter().map(|r| r["cells"][0].as_str().unwrap()).collect();
    assert_eq!(places, ["老街甲3栋2室", "老街甲3栋10室", "老街甲3栋101-1室", "老街甲3栋甲3号"]);
    let file = t.beside("房屋名册.xlsx");
    let list = json!({ "table": "dwellings", "text": "10", "building_id": null, "conditions": [], "columns": ["place", "person_count"], "sort": { "key": "place", "is_descending": true }, "offset": 0, "limit": 1 });
    t.call("export_file", json!({ "leaving": { "what": "places", "list": list }, "file": file }));
    let rows = suite::sheet(&file);
    assert_eq!(rows[0][0], "幸福社区房屋名册");
    assert_eq!(rows[2], ["序号", "房屋", "居住人数"]);
    assert_eq!(
        rows[3..5],
        [
            [json!(1.0), json!("老街甲3栋101-1室"), json!(0.0)],
            [json!(2.0), json!("老街甲3栋10室"), json!(0.0)]
        ]
    );
    let again = json!({ "table": "dwellings", "id": null, "revision": 0, "values": { "building_id": building, "room": "10" } });
    assert_eq!(t.refused("save_place", again), ["dwelling.taken"]);
}

#[test]
fn the_chart_shows_who_lives_alone_and_old_and_what_is_empty() {
    let t = TestLedger::new();
    let building = t.building("3");
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let chart = t.call("get_building_chart", json!({ "id": building }));
    let cell = |room: &str| {
        chart["cells"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["room"] == room && c["unit"] == "1")
            .cloned()
            .unwrap()
    };
    assert_eq!(cell("201")["tags"], json!(["独居老人"]));
    assert_eq!(cell("201")["inhabitants"][0]["name"], "单秀英");
    assert_eq!(cell("202")["tags"], json!(["空置"]));
}

#[test]
fn people_follow_the_grid_of_their_building_unless_they_have_their_own() {
    let t = TestLedger::new();
    let one = t.save("grids", json!({ "name": "北网格", "grid_no": "01", "grid_worker": "李网格" }));
    let other = t.save("grids", json!({ "name": "南网格", "grid_no": "02", "grid_worker": "王网格" }));
    let building = t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let found =
        |grid: u64| t.call("list_people_ids", json!({ "grid_ids": [grid] }))["ids"].as_array().unwrap().len();
    assert_eq!((found(0), found(one)), (1, 0));
    let place = t.call("get_place", json!({ "table": "buildings", "id": building }));
    let mut values = place["values"].clone();
    values["grid_id"] = json!(one);
    t.call(
        "save_place",
        json!({ "table": "buildings", "id": building, "revision": place["revision"], "values": values }),
    );
    assert_eq!((found(0), found(one)), (0, 1));
    let card = t.card(person);
    let mut values = card["values"].clone();
    values["grid_id"] = json!(other);
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    assert_eq!((found(one), found(other)), (0, 1));
}

#[test]
fn what_is_used_is_not_deleted() {
    let t = TestLedger::new();
    let building = t.building("3");
    let dwelling = t.dwelling("3-1-201");
    t.head("单秀英", &number("19470203", 22), dwelling);
    for (table, id) in [("buildings", building), ("dwellings", dwelling)] {
        assert_eq!(
            t.refused("delete_records", json!({ "table": table, "ids": [id] })),
            ["record.in_use"],
            "{table}"
        );
    }
    let empty = t.dwelling("3-1-202");
    t.call("delete_records", json!({ "table": "dwellings", "ids": [empty] }));
    assert_eq!(t.dwelling("3-1-202"), 0);
    t.call("restore_record", json!({ "table": "dwellings", "id": empty }));
    assert_eq!(t.dwelling("3-1-202"), empty);
}

#[test]
fn a_new_head_follows_the_old_one_with_everybody_s_relation_in_one_act() {
    let t = TestLedger::new();
    t.building("3");
    let head = t.head("王建国", &number("19460501", 11), t.dwelling("3-1-201"));
    let household = t.card(head)["living_household"]["id"].clone();
    let join = |name: &str, relation: &str, birth: &str, sequence: u32| {
        t.call("add_person", json!({
        "values": { "name": name, "id_kind": "resident_card", "id_number": number(birth, sequence) },
        "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "household", "household_id": household, "relation": relation }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    }))["id"].clone()
    };
    let (wife, son) = (join("赵敏", "10", "19480501", 22), join("王小明", "20", "19720501", 33));
    let both = |person: &serde_json::Value, relation: &str| json!({ "person_id": person, "hukou_relation": relation, "living_relation": relation });
    let set = |relations: serde_json::Value| json!({ "household_id": household, "happened_on": "2026-11-20", "relations": relations });
    assert_eq!(t.refused("set_relations", set(json!([both(&wife, "02")]))), ["household.two_heads"]);
    assert_eq!(
        t.refused("set_relations", set(json!([both(&wife, "10")]))),
        ["household.relations_unchanged"]
    );
    let nowhere = json!({ "to": "nowhere" });
    t.call("record_movement", json!({ "person_ids": [head], "movement": { "kind": "died", "happened_on": "2026-11-19", "place": "", "reason": "" }, "standing": { "hukou": nowhere, "living": nowhere, "dwelling_id": null }, "may_lack_head": true }));
    let written = t.call("set_relations", set(json!([both(&wife, "02"), both(&son, "20")])));
    assert_eq!(t.card(wife.as_u64().unwrap())["head"], "本人");
    let timeline = t.card(wife.as_u64().unwrap())["timeline"].clone();
    assert_eq!(timeline[0]["label"], "户内关系变更");
    assert_eq!(t.card(son.as_u64().unwrap())["head"], "赵敏（与户主关系：儿子）");
    assert_eq!(
        t.card(son.as_u64().unwrap())["timeline"].as_array().unwrap().len(),
        1,
        "nothing changed for him"
    );
    let changes =
        t.call("count_changes", json!({ "first": "2026-11-20", "last": "2026-11-24", "of": "all" }));
    assert_eq!(
        changes["whole"]["balance"]["changes"],
        json!([0, 0, 0, 0, 0, 0, 0, 0]),
        "nobody came or went"
    );
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(t.call("get_household", json!({ "id": household }))["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_dwelling_shows_whose_register_stands_on_it_wherever_they_live() {
    let t = TestLedger::new();
    t.building("3");
    let (old, new) = (t.dwelling("3-1-201"), t.dwelling("3-2-602"));
    let person = t.head("王建国", &number("19460501", 11), old);
    let household = t.card(person)["hukou_household"]["id"].clone();
    t.call("record_movement", json!({ "person_ids": [person], "movement": { "kind": "moved_within", "happened_on": "2026-11-01", "place": "", "reason": "" }, "standing": { "hukou": { "to": "unchanged" }, "living": { "to": "new_household", "relation": "02" }, "dwelling_id": new } }));
    let count =
        |id: u64, list: &str| t.call("get_dwelling", json!({ "id": id }))[list].as_array().unwrap().len();
    assert_eq!((count(old, "registered"), count(old, "inhabitants")), (1, 0));
    assert_eq!((count(new, "registered"), count(new, "inhabitants")), (0, 1));
    // A household that people live in is moved by their movements, not by its form.
    let living = t.card(person)["living_household"]["id"].clone();
    let form = t.call("get_place", json!({ "table": "households", "id": living }));
    let mut values = form["values"].clone();
    values["dwelling_id"] = json!(old);
    assert_eq!(
        t.refused(
            "save_place",
            json!({ "table": "households", "id": living, "revision": form["revision"], "values": values })
        ),
        ["household.lived_in"]
    );
    let form = t.call("get_place", json!({ "table": "households", "id": household }));
    let mut values = form["values"].clone();
    values["dwelling_id"] = json!(new);
    t.call(
        "save_place",
        json!({ "table": "households", "id": household, "revision": form["revision"], "values": values }),
    );
}

#[test]
fn a_household_has_one_head() {
    let t = TestLedger::new();
    t.building("3");
    let head = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let household = t.card(head)["standing"]["hukou_household_id"].clone();
    let second = json!({
        "values": { "name": "王建国", "id_kind": "none", "sex": "1", "birth_date": "1950-01-01" },
        "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
        "standing": { "hukou": { "to": "household", "household_id": household, "relation": "02" }, "living": { "to": "same_as_hukou" }, "dwelling_id": null },
    });
    assert_eq!(t.refused("add_person", second.clone()), ["household.two_heads"]);
    let mut spouse = second;
    spouse["standing"]["hukou"]["relation"] = json!("10");
    let id = t.call("add_person", spouse)["id"].as_u64().unwrap();
    let card = t.card(id);
    assert_eq!(
        (card["address"].as_str(), card["head"].as_str()),
        (Some("幸福里3栋1单元201室"), Some("单秀英（与户主关系：配偶）"))
    );
    let page = t.call("get_household", json!({ "id": household }));
    assert_eq!((page["title"].as_str(), page["hukou_count"].as_u64()), (Some("单秀英户"), Some(2)));
}

#[test]
fn a_list_of_places_sorts_by_every_column_that_it_shows() {
    let t = TestLedger::new();
    let building = t.building("3");
    let dwelling = |room: &str, more: serde_json::Value| {
        let mut values = json!({ "building_id": building, "unit": "9", "room": room });
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        t.save("dwellings", values);
    };
    dwelling("801", json!({ "owner_name": "张三", "tenure": "rented" }));
    dwelling("802", json!({ "owner_name": "李四", "tenure": "owned" }));
    dwelling("803", json!({ "owner_name": "王五" }));
    dwelling("804", json!({}));
    let sorted = |key: &str, down: bool| -> Vec<String> {
        let list = json!({ "table": "dwellings", "text": "", "building_id": building, "conditions": [], "columns": [key], "sort": { "key": key, "is_descending": down }, "offset": 0, "limit": 40 });
        let page = t.call("list_places", list);
        page["rows"].as_array().unwrap().iter().map(|r| r["cells"][0].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        sorted("owner_name", false)[..4],
        ["李四", "王五", "张三", ""],
        "by their readings, the empty ones last"
    );
    assert_eq!(sorted("owner_name", true)[..4], ["张三", "王五", "李四", ""]);
    let forms = t.call("describe_forms", json!({}))["forms"].clone();
    for table in ["estates", "buildings", "dwellings", "households", "grids"] {
        let form = forms.as_array().unwrap().iter().find(|f| f["key"] == table).unwrap();
        for column in form["columns"].as_array().unwrap() {
            assert_eq!(column["is_sortable"], true, "{table}: {}", column["title"]);
            let list = json!({ "table": table, "text": "", "building_id": null, "conditions": [], "columns": [column["key"]], "sort": { "key": column["key"], "is_descending": true }, "offset": 0, "limit": 5 });
            t.call("list_places", list);
        }
    }
}
