//! The search box finds people by anything that somebody may remember of them.

use serde_json::json;
use suite::{TestLedger, number};

fn office() -> TestLedger {
    let t = TestLedger::new();
    t.building("3");
    t.head("王建国", &number("19600501", 11), t.dwelling("3-2-501"));
    t.head("王建国", &number("19880501", 13), t.dwelling("3-1-102"));
    t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    t.head("曾志伟", &number("19750203", 31), t.dwelling("3-1-202"));
    t.head("仇建", &number("19750203", 33), t.dwelling("3-1-301"));
    t
}

#[test]
fn by_name_pinyin_and_surnames_with_several_readings() {
    let t = office();
    assert_eq!(t.found("单秀英"), ["单秀英"]);
    for typed in ["sxy", "shanxiuying", "danxy", "xiuying", "秀英", "SXY"] {
        assert_eq!(t.found(typed), ["单秀英"], "{typed}");
    }
    for typed in ["zengzw", "cengzhiwei", "zzw"] {
        assert_eq!(t.found(typed)[0], "曾志伟", "{typed}");
    }
    assert_eq!(t.found("qiuj"), ["仇建"]);
    assert_eq!(t.found("choujian"), ["仇建"]);
    assert_eq!(t.found("没有这个人"), Vec::<String>::new());
}

#[test]
fn the_best_match_comes_first_and_namesakes_are_told_apart() {
    let t = office();
    assert_eq!(
        t.found("jian"),
        ["仇建", "王建国", "王建国"].map(String::from),
        "the shorter rest comes first? no: by rank, then by name"
    );
    let hits = t.call("find", json!({ "text": "王建国", "limit": 5 }));
    let details: Vec<_> =
        hits["hits"].as_array().unwrap().iter().map(|h| h["detail"].as_str().unwrap().to_owned()).collect();
    assert!(details[0].contains("66 岁") && details[0].contains("3-2-501"), "{details:?}");
    assert!(details[1].contains("38 岁") && details[1].contains("3-1-102"), "{details:?}");
}

#[test]
fn by_any_part_of_a_number_a_phone_or_a_place() {
    let t = office();
    let person = t.call("find", json!({ "text": "王建国", "limit": 1 }))["hits"][0]["id"].clone();
    let card = t.call("get_person", json!({ "id": person }));
    let mut values = card["values"].clone();
    values["phones"] = json!(["13812345678"]);
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
    assert_eq!(t.found("1234567"), ["王建国"], "the index follows writes");
    assert_eq!(t.found("19470203"), ["单秀英"]);
    let own = number("19600501", 11);
    assert_eq!(t.found(&own), ["王建国"]);
    assert_eq!(
        t.found(&format!("{} {} {}", &own[..6], &own[6..14], &own[14..])),
        ["王建国"],
        "typed in groups"
    );
    for typed in ["3-2-501", "3栋2单元501", "三号楼二单元501室"] {
        let found = t.found(typed);
        assert_eq!(found, ["幸福里3栋2单元501室", "王建国"], "{typed}");
    }
    assert_eq!(t.found("wjg 3-2"), Vec::<String>::new(), "two parts are building and room");
    assert_eq!(t.found("wjg 3-1-102"), ["王建国"]);
}

#[test]
fn households_are_found_by_head_number_and_place() {
    let t = office();
    let find =
        |text: &str| t.call("find_households", json!({ "text": text, "limit": 5 }))["households"].clone();
    assert_eq!(find("shanxiu")[0]["head"], "单秀英");
    assert_eq!(find("3-1-202")[0]["head"], "曾志伟");
    let number = find("曾志伟")[0]["household_no"].as_str().unwrap().to_owned();
    assert_eq!(find(&number)[0]["head"], "曾志伟");
}

/// A place is compared part by part, and the estate that was typed is not passed over.
#[test]
fn a_dwelling_of_another_estate_or_of_a_longer_number_is_never_offered() {
    let t = TestLedger::new();
    for name in ["1", "11"] {
        t.building(name);
    }
    let estate = t.save("estates", json!({ "name": "锦绣花园", "kind": "estate" }));
    for name in ["1", "5"] {
        let building = t.save("buildings", json!({ "estate_id": estate, "name": name }));
        let layout = json!({ "building_id": building, "unit_count": 2, "floor_from": 1, "floor_to": 6, "rooms_per_floor": 2 });
        t.call("lay_out_building", layout);
    }
    let offered = |text: &str| -> Vec<String> {
        let found = t.call("find_choices", json!({ "table": "dwellings", "text": text, "chosen": null }));
        let choices = found["choices"].as_array().unwrap().iter();
        choices.map(|c| c["label"].as_str().unwrap().to_owned()).collect()
    };
    let listed = |text: &str| {
        let asked = json!({ "table": "dwellings", "text": text, "building_id": null, "conditions": [], "columns": ["place"], "sort": null, "offset": 0, "limit": 50 });
        t.call("list_places", asked)["total"].clone()
    };
    assert_eq!(offered("幸福里5-1-101"), Vec::<String>::new(), "that building stands in 锦绣花园");
    assert_eq!(offered("锦绣花园11-1-101"), Vec::<String>::new());
    assert_eq!(offered("幸福里1-1-101").len(), 1);
    assert_eq!(offered("1-1-101").len(), 2, "one in each estate, and none of building 11");
    // Unit 1 of building 1: six storeys of two. Room 1xx of its other unit, as far as it is typed: two more.
    assert_eq!(listed("幸福里1-1"), 14);
    assert_eq!(listed("1-1"), 28);
    assert_eq!(listed("幸福里1-1-"), 12);
    // The search box too: nobody of the other estate is shown.
    t.head("王建国", &number("19600501", 11), t.dwelling("锦绣花园5-1-101"));
    let hits = |text: &str| t.call("find", json!({ "text": text, "limit": 10 }))["hits"].to_string();
    assert!(hits("锦绣花园5-1-101").contains("王建国"));
    assert!(!hits("幸福里5-1-101").contains("王建国"), "{}", hits("幸福里5-1-101"));
}
