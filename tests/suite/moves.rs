//! Movements entered late or wrong: what a person is on a day follows from all of them in the order of their days, a wrong
//! one is mended by one act, and no household has two heads on any day.

use crate::migrations::copy_of_fixture;
use serde_json::{Value, json};
use service::{Office, practice::PRACTICE_PASSWORD};
use suite::{TestLedger, clock, number};

fn to(hukou: Value, living: Value, dwelling: Option<u64>) -> Value {
    json!({ "hukou": hukou, "living": living, "dwelling_id": dwelling })
}

fn nowhere() -> Value {
    json!({ "to": "nowhere" })
}

fn unchanged() -> Value {
    json!({ "to": "unchanged" })
}

fn movement(person: u64, kind: &str, on: &str, standing: Value) -> Value {
    let told = json!({ "kind": kind, "happened_on": on, "place": "", "reason": "" });
    json!({ "person_ids": [person], "movement": told, "standing": standing })
}

/// The same movement, where it is said that nobody follows as head yet.
fn nobody_follows(mut request: Value) -> Value {
    request["may_lack_head"] = json!(true);
    request
}

/// The words of the first fault.
fn refused(t: &TestLedger, name: &str, request: Value) -> String {
    t.office.call(name, request).expect_err(name)[0].message.clone()
}

/// How many are registered on a day.
fn registered(t: &TestLedger, on: &str) -> Value {
    t.call("count_population", json!({ "on": on, "of": "registered", "by": "grid" }))["sum"]["total"].clone()
}

/// 王建国, head since New Year, with 李敏 and 王小明 in one household; returns it and them.
fn family(t: &TestLedger) -> (u64, [u64; 3]) {
    t.building("3");
    let head = t.head("王建国", &number("19600501", 11), t.dwelling("3-2-501"));
    let household = t.card(head)["standing"]["hukou_household_id"].as_u64().unwrap();
    let add = |name: &str, birth: &str, sequence: u32, relation: &str| {
        t.call("add_person", json!({
            "values": { "name": name, "id_kind": "resident_card", "id_number": number(birth, sequence) },
            "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
            "standing": to(json!({ "to": "household", "household_id": household, "relation": relation }), json!({ "to": "same_as_hukou" }), None),
        }))["id"].as_u64().unwrap()
    };
    let wife = add("李敏", "19620203", 22, "10");
    let son = add("王小明", "19900401", 13, "20");
    (household, [head, wife, son])
}

fn relations(household: u64, on: &str, said: &[(u64, &str)]) -> Value {
    let member = |(person, relation): &(u64, &str)| json!({ "person_id": person, "hukou_relation": relation, "living_relation": relation });
    let said: Vec<Value> = said.iter().map(member).collect();
    json!({ "household_id": household, "happened_on": on, "relations": said })
}

#[test]
fn a_hukou_that_left_in_march_stays_away_after_the_move_of_april() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let moved = to(unchanged(), unchanged(), Some(t.dwelling("3-1-602")));
    t.call("record_movement", movement(person, "moved_within", "2026-04-10", moved));
    // Heard of late: the hukou went away before the move.
    let late = t.call(
        "record_movement",
        movement(person, "hukou_out", "2026-03-05", to(nowhere(), unchanged(), None)),
    );
    assert_eq!(registered(&t, "2026-03-04"), 1);
    assert_eq!(registered(&t, "2026-03-05"), 0);
    assert_eq!(registered(&t, "2026-11-24"), 0, "the move of April does not bring the hukou back");
    let card = t.card(person);
    assert_eq!(
        (card["residence"].as_str(), card["address"].as_str()),
        (Some("人在户不在"), Some("幸福里3栋1单元602室"))
    );
    t.call("undo_act", json!({ "act_id": late["act_id"] }));
    assert_eq!(t.card(person)["residence"], "人户一致");
    assert_eq!(registered(&t, "2026-11-24"), 1);
}

#[test]
fn what_contradicts_is_refused_with_both_movements_named() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let out = |on: &str| movement(person, "hukou_out", on, to(nowhere(), unchanged(), None));
    t.call("record_movement", out("2026-06-01"));
    let words = refused(&t, "record_movement", out("2026-03-05"));
    assert!(words.contains("2026-06-01 的户口迁出") && words.contains("2026-03-05 户口迁出"), "{words}");
    let died = movement(person, "died", "2026-04-01", to(nowhere(), nowhere(), None));
    let words = refused(&t, "record_movement", died);
    assert!(words.contains("2026-06-01 的户口迁出") && words.contains("2026-04-01 死亡"), "{words}");
}

#[test]
fn no_household_has_two_heads_on_a_day_that_is_over() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = family(&t);
    t.call("set_relations", relations(household, "2026-06-01", &[(wife, "02"), (head, "10")]));
    // Entered late: the son would be a head beside the wife from June on.
    let late = relations(household, "2026-03-01", &[(son, "02"), (head, "52")]);
    let words = refused(&t, "set_relations", late);
    assert!(words.contains("李敏户已有户主李敏") && words.contains("2026-06-01"), "{words}");
    // And one beside the first head in spring.
    let beside = relations(household, "2026-03-01", &[(son, "02")]);
    let words = refused(&t, "set_relations", beside);
    assert!(words.contains("王建国"), "{words}");
}

#[test]
fn the_next_head_comes_with_the_death_and_goes_with_its_undoing() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = family(&t);
    let mut died = movement(head, "died", "2026-11-20", to(nowhere(), nowhere(), None));
    assert_eq!(t.refused("record_movement", died.clone()), ["household.needs_head"]);
    let warned = t.call("record_movement", nobody_follows(died.clone()));
    assert_eq!(warned["warnings"][0]["code"], "household.no_head");
    let words = warned["warnings"][0]["message"].as_str().unwrap();
    assert!(words.starts_with("王建国户现在没有户主"), "{words}");
    t.call("undo_act", json!({ "act_id": warned["act_id"] }));
    let relation = |person: u64, relation: &str| json!({ "person_id": person, "hukou_relation": relation, "living_relation": relation });
    died["next_heads"] =
        json!([{ "household_id": household, "relations": [relation(wife, "02"), relation(son, "20")] }]);
    let written = t.call("record_movement", died);
    assert_eq!(written["warnings"], json!([]));
    assert_eq!(t.call("get_household", json!({ "id": household }))["title"], "李敏户");
    assert_eq!(t.card(son)["head"], "李敏（与户主关系：儿子）");
    // The death taken back alone takes along who followed.
    let death = t.card(head)["timeline"][0].clone();
    let back = json!({ "movement_id": death["movement_id"], "revision": death["revision"] });
    let taken = t.call("take_back_movement", back);
    assert!(taken["said"].as_str().unwrap().contains("户主和关系一起恢复"), "{}", taken["said"]);
    assert_eq!(t.card(son)["head"], "王建国（与户主关系：儿子）");
    t.call("undo_act", json!({ "act_id": taken["act_id"] }));
    assert_eq!(t.call("get_household", json!({ "id": household }))["title"], "李敏户");
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(t.call("get_household", json!({ "id": household }))["title"], "王建国户");
}

/// A head dies or goes: the act asks who follows, on each side on which somebody remains, unless it says that nobody does yet.
#[test]
fn a_head_leaves_no_household_without_one_unless_that_is_said() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = family(&t);
    let died = movement(head, "died", "2026-11-20", to(nowhere(), nowhere(), None));
    let words = refused(&t, "record_movement", died.clone());
    assert!(words.starts_with("王建国户（户籍和居住）还有 2 人"), "{words}");
    assert!(words.contains("下一任户主") && words.contains("暂不指定"), "{words}");
    assert_eq!(t.card(head)["is_present"], true, "nothing was written");
    // Who goes away and leaves the hukou here leaves those who live here without a head, and them alone.
    let away = movement(head, "moved_out", "2026-11-20", to(unchanged(), nowhere(), None));
    let words = refused(&t, "record_movement", away.clone());
    assert!(words.starts_with("王建国户（居住）还有 2 人"), "{words}");
    // A head for one side is none for the other.
    let follows = |hukou: Value, living: Value| {
        let wife = json!({ "person_id": wife, "hukou_relation": hukou, "living_relation": living });
        json!([{ "household_id": household, "relations": [wife] }])
    };
    let mut half = died;
    half["next_heads"] = follows(Value::Null, json!("02"));
    let words = refused(&t, "record_movement", half);
    assert!(words.starts_with("王建国户（户籍）还有 2 人"), "{words}");
    let mut lives_on = away;
    lives_on["next_heads"] = follows(Value::Null, json!("02"));
    assert_eq!(t.call("record_movement", lives_on)["warnings"], json!([]));
    // Now he is the head of the register alone, and so is missed there alone.
    let died = movement(head, "died", "2026-11-21", to(nowhere(), nowhere(), None));
    let words = refused(&t, "record_movement", died.clone());
    assert!(words.starts_with("王建国户（户籍）还有 2 人"), "{words}");
    let warned = t.call("record_movement", nobody_follows(died));
    assert_eq!(warned["warnings"][0]["code"], "household.no_head");
    // Nobody is left behind: nobody is asked for.
    let both = json!({ "kind": "moved_out", "happened_on": "2026-11-22", "place": "", "reason": "" });
    t.call(
        "record_movement",
        json!({ "person_ids": [wife, son], "movement": both, "standing": to(nowhere(), nowhere(), None) }),
    );
}

/// Entered late, and whoever was left behind then has gone since: nobody is asked for who would be the head of nobody.
#[test]
fn a_head_whose_people_have_gone_since_needs_nobody_to_follow() {
    let t = TestLedger::new();
    let (_, [head, wife, son]) = family(&t);
    let out = json!({ "kind": "moved_out", "happened_on": "2026-06-01", "place": "", "reason": "" });
    let both =
        json!({ "person_ids": [wife, son], "movement": out, "standing": to(nowhere(), nowhere(), None) });
    t.call("record_movement", both);
    let died = movement(head, "died", "2026-03-01", to(nowhere(), nowhere(), None));
    assert_eq!(t.call("record_movement", died)["warnings"], json!([]));
}

/// Entered late, on its day nobody was left behind; who joined the household since is without a head today, and that is told.
#[test]
fn a_head_who_left_before_the_others_came_is_missed_today() {
    let t = TestLedger::new();
    t.building("3");
    let head = t.head("王建国", &number("19600501", 11), t.dwelling("3-2-501"));
    let household = &t.card(head)["standing"]["hukou_household_id"];
    t.call("add_person", json!({
        "values": { "name": "李敏", "id_kind": "resident_card", "id_number": number("19620203", 22) },
        "movement": { "kind": "moved_in", "happened_on": "2026-06-01", "place": "", "reason": "" },
        "standing": to(json!({ "to": "household", "household_id": household, "relation": "10" }), json!({ "to": "same_as_hukou" }), None),
    }));
    let died = movement(head, "died", "2026-03-01", to(nowhere(), nowhere(), None));
    let warned = t.call("record_movement", died);
    assert_eq!(warned["warnings"].as_array().unwrap().len(), 1, "{}", warned["warnings"]);
    assert_eq!(warned["warnings"][0]["code"], "household.no_head");
}

/// Whoever moves into a household of their own within the community leaves the one before without a head as well.
#[test]
fn a_head_who_moves_next_door_is_followed_too() {
    let t = TestLedger::new();
    let (_, [head, _, son]) = family(&t);
    let own = json!({ "to": "new_household", "relation": "02" });
    let moved = to(unchanged(), own, Some(t.dwelling("3-1-602")));
    let request = |person: u64| movement(person, "moved_within", "2026-11-20", moved.clone());
    assert_eq!(t.refused("record_movement", request(head)), ["household.needs_head"]);
    assert_eq!(t.call("record_movement", request(son))["warnings"], json!([]), "he was no head");
}

/// 王建国 died on a day and 李敏 follows from it.
fn died_and_followed(t: &TestLedger, on: &str) -> (u64, [u64; 3]) {
    let (household, [head, wife, son]) = family(t);
    let mut died = movement(head, "died", on, to(nowhere(), nowhere(), None));
    let relation = |person: u64, relation: &str| json!({ "person_id": person, "hukou_relation": relation, "living_relation": relation });
    died["next_heads"] =
        json!([{ "household_id": household, "relations": [relation(wife, "02"), relation(son, "20")] }]);
    t.call("record_movement", died);
    (household, [head, wife, son])
}

#[test]
fn who_followed_a_dead_head_does_so_on_the_mended_day_and_goes_with_its_taking_back() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = died_and_followed(&t, "2026-11-20");
    // Three days later than the death: without them two heads would stand in the way.
    let mended = correction(&t.card(head)["timeline"][0], "2026-11-23", Value::Null);
    let shown = t.call("preview_correction", mended.clone());
    // 王小明 stays 儿子 of whoever is head, so that only her relation changed.
    assert_eq!(shown["card"], "随同变更的 1 位家人的关系也改到这一天");
    assert_eq!(shown["faults"], json!([]));
    let written = t.call("correct_movement", mended);
    assert_eq!(written["warnings"], json!([]));
    assert_eq!(t.card(wife)["timeline"][0]["happened_on"], "2026-11-23");
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(t.card(wife)["timeline"][0]["happened_on"], "2026-11-20");
    // Earlier than it too: nobody was head between them otherwise.
    let mended = correction(&t.card(head)["timeline"][0], "2026-11-18", Value::Null);
    assert_eq!(t.call("correct_movement", mended)["warnings"], json!([]));
    let death = t.card(head)["timeline"][0].clone();
    let back = json!({ "movement_id": death["movement_id"], "revision": death["revision"] });
    t.call("take_back_movement", back);
    assert_eq!(t.card(son)["head"], "王建国（与户主关系：儿子）");
    assert_eq!(t.call("get_household", json!({ "id": household }))["title"], "王建国户");
}

#[test]
fn whoever_is_head_no_more_by_a_taking_back_leaves_no_household_without_one_in_silence() {
    let t = TestLedger::new();
    let (household, [_, wife, _]) = died_and_followed(&t, "2026-11-20");
    let follows = t.card(wife)["timeline"][0].clone();
    let back = json!({ "movement_id": follows["movement_id"], "revision": follows["revision"] });
    let taken = t.call("take_back_movement", back);
    assert_eq!(taken["warnings"][0]["code"], "household.no_head");
    t.call("undo_act", json!({ "act_id": taken["act_id"] }));
    // Nor does a change of relations after which nobody is.
    let changed = t.call("set_relations", relations(household, "2026-11-24", &[(wife, "10")]));
    assert_eq!(changed["warnings"][0]["code"], "household.no_head");
}

#[test]
fn a_household_left_without_a_head_is_told_on_the_first_page_and_the_dead_grow_no_older() {
    let t = TestLedger::new();
    let (household, [head, wife, _]) = family(&t);
    let headless = || {
        let due = t.call("get_today", json!({}))["due"].clone();
        let lines = due.as_array().unwrap().iter();
        lines.filter(|l| l["text"].as_str().unwrap().contains("没有户主")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(headless(), Vec::<Value>::new());
    let died = movement(head, "died", "2026-04-30", to(nowhere(), nowhere(), None));
    t.call("record_movement", nobody_follows(died));
    let told = headless();
    assert_eq!(told.len(), 1);
    assert!(told[0]["text"].as_str().unwrap().contains("李敏"), "{}", told[0]["text"]);
    assert_eq!(told[0]["opens"], json!({ "page": "household", "id": household }));
    assert_eq!(t.card(head)["age"], "65 岁去世", "a day before the birthday, whatever day it is now");
    t.call("set_relations", relations(household, "2026-05-01", &[(wife, "02")]));
    assert_eq!(headless(), Vec::<Value>::new());
}

#[test]
fn whoever_comes_out_of_the_bin_finds_the_new_head_in_the_way() {
    let t = TestLedger::new();
    let (household, [head, wife, _]) = family(&t);
    t.call("delete_records", json!({ "table": "people", "ids": [head] }));
    t.call("set_relations", relations(household, "2026-11-01", &[(wife, "02")]));
    let words = refused(&t, "restore_record", json!({ "table": "people", "id": head }));
    assert!(words.contains("李敏") && words.contains("2026-11-01"), "{words}");
    // Once she is no head any more, he comes back.
    t.call("set_relations", relations(household, "2026-11-01", &[(wife, "10")]));
    t.call("restore_record", json!({ "table": "people", "id": head }));
    assert_eq!(t.card(wife)["head"], "王建国（与户主关系：配偶）");
}

fn correction(entry: &Value, on: &str, id_number: Value) -> Value {
    let told = json!({ "kind": entry["kind"], "happened_on": on, "place": entry["place"], "reason": entry["reason"] });
    json!({
        "movement_id": entry["movement_id"], "revision": entry["revision"], "movement": told,
        "standing": entry["said"], "id_number": id_number,
    })
}

#[test]
fn a_birth_of_the_wrong_day_is_mended_and_the_true_number_entered() {
    let t = TestLedger::new();
    let (household, _) = family(&t);
    let child = t.call("add_person", json!({
        "values": { "name": "王小宝", "id_kind": "resident_card", "sex": "1", "birth_date": "2026-03-05" },
        "movement": { "kind": "born", "happened_on": "", "place": "", "reason": "" },
        "standing": to(json!({ "to": "household", "household_id": household, "relation": "41" }), json!({ "to": "same_as_hukou" }), None),
    }))["id"].as_u64().unwrap();
    let entry = t.card(child)["timeline"][0].clone();
    let asked = correction(&entry, "2026-03-04", Value::Null);
    let shown = t.call("preview_correction", asked.clone());
    assert_eq!(shown["faults"], json!([]));
    assert_eq!(shown["card"], "卡片上的出生日期改为 2026-03-04");
    assert_eq!(
        (&shown["lines"][0]["was"], &shown["lines"][0]["is"]),
        (&json!("2026-03-05 出生"), &json!("2026-03-04 出生"))
    );
    assert_eq!(t.card(child)["values"]["birth_date"], "2026-03-05", "a look writes nothing");
    t.call("correct_movement", asked);
    let card = t.card(child);
    assert_eq!(card["values"]["birth_date"], "2026-03-04");
    assert_eq!(card["timeline"][0]["happened_on"], "2026-03-04");
    let mut values = card["values"].clone();
    values["id_number"] = json!(number("20260304", 15));
    t.call("update_person", json!({ "id": child, "revision": card["revision"], "values": values }));
    // A number of another day comes with the mended birth.
    let entry = t.card(child)["timeline"][0].clone();
    let wrong = t.call("preview_correction", correction(&entry, "2026-03-02", Value::Null));
    assert_eq!(wrong["faults"][0]["code"], "id.birth_differs");
    t.call("correct_movement", correction(&entry, "2026-03-02", json!(number("20260302", 17))));
    assert_eq!(t.card(child)["values"]["birth_date"], "2026-03-02");
}

#[test]
fn a_mended_day_shows_what_follows_and_can_be_undone() {
    let t = TestLedger::new();
    t.building("3");
    let person = t.head("单秀英", &number("19470203", 22), t.dwelling("3-1-201"));
    let moved = to(unchanged(), unchanged(), Some(t.dwelling("3-1-602")));
    t.call("record_movement", movement(person, "moved_within", "2026-04-10", moved));
    t.call("record_movement", movement(person, "hukou_out", "2026-06-05", to(nowhere(), unchanged(), None)));
    // It was March, before the move.
    let entry = t.card(person)["timeline"][0].clone();
    let asked = correction(&entry, "2026-03-05", Value::Null);
    let shown = t.call("preview_correction", asked.clone());
    let told: Vec<_> = shown["lines"].as_array().unwrap().iter().map(|l| l["is"].as_str().unwrap()).collect();
    assert_eq!(told, ["2026-04-10 社区内搬家", "2026-03-05 户口迁出", "2026-01-01 建账登记"]);
    let after_move = &shown["lines"][0];
    assert!(after_move["standing_was"].as_str().unwrap().starts_with("户籍在"), "{after_move}");
    assert_eq!(after_move["standing_is"], "住幸福里3栋1单元602室");
    assert_eq!(registered(&t, "2026-05-01"), 1);
    let written = t.call("correct_movement", asked.clone());
    assert_eq!(registered(&t, "2026-05-01"), 0);
    assert_eq!(t.refused("correct_movement", asked), ["record.changed"]);
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(registered(&t, "2026-05-01"), 1);
    // What cannot be is told in the look, and nothing is written.
    let entry = t.card(person)["timeline"][0].clone();
    let shown = t.call("preview_correction", correction(&entry, "2025-06-05", Value::Null));
    assert_eq!(shown["faults"][0]["code"], "movement.not_here");
    assert_eq!(registered(&t, "2026-05-01"), 1);
}

#[test]
fn an_older_ledger_lets_a_late_hukou_out_go_on() {
    let folder = copy_of_fixture("0006");
    let keys = vault::KeyFile::read(&folder.path().join("keys.json")).unwrap();
    let key = keys.open_with_any_password(PRACTICE_PASSWORD).unwrap().0.as_hex().to_string();
    let conn = store::ledger::connect(&folder.path().join("ledger.db"), &key).unwrap();
    // As the program of then wrote it: each movement with the whole standing after it.
    let person: u32 = conn
        .query_row(
            "SELECT person_id FROM movements WHERE kind = 'opening' AND hukou_household_id IS NOT NULL
             AND living_household_id IS NOT NULL AND person_id IN
                 (SELECT person_id FROM movements GROUP BY person_id HAVING count(*) = 1) LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let then = |kind: &str, on: &str, hukou: &str| {
        conn.execute_batch(&format!(
            "INSERT INTO movements (created_at, person_id, kind, happened_on, hukou_household_id, hukou_relation,
                 living_household_id, living_relation, dwelling_id)
             SELECT '2026-11-01T00:00:00Z', person_id, '{kind}', '{on}', {hukou}, living_household_id, living_relation,
                 (SELECT max(id) FROM dwellings)
             FROM movements WHERE person_id = {person} AND kind = 'opening'"
        ))
        .unwrap();
    };
    then("moved_within", "2026-10-20", "hukou_household_id, hukou_relation");
    then("hukou_out", "2026-10-10", "NULL, NULL");
    drop(conn);
    let office = Office::of_folder(folder.path(), clock());
    office.call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD })).unwrap();
    let card = office.call("get_person", json!({ "id": person })).unwrap();
    assert_eq!(card["residence"], "人在户不在", "{}", card["timeline"]);
    assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true);
}

/// The same movement, with where it leads.
fn going_to(mut request: Value, place: &str) -> Value {
    request["movement"]["place"] = json!(place);
    request
}

fn change_card(t: &TestLedger, person: u64, changed: &[(&str, &str)]) {
    let card = t.card(person);
    let mut values = card["values"].clone();
    for (key, value) in changed {
        values[*key] = json!(value);
    }
    t.call("update_person", json!({ "id": person, "revision": card["revision"], "values": values }));
}

fn hukou_on_card(t: &TestLedger, person: u64) -> [Value; 2] {
    let values = t.card(person)["values"].clone();
    ["hukou_division", "hukou_address"].map(|key| values[key].clone())
}

/// How many of a kind are counted on a day.
fn of_kind(t: &TestLedger, on: &str, group: &str) -> u64 {
    let found = t.call("count_population", json!({ "on": on, "of": "all", "by": "population_kind" }));
    let lines = found["lines"].as_array().unwrap();
    lines.iter().find(|line| line["group"] == group).map_or(0, |line| line["total"].as_u64().unwrap())
}

/// Somebody whose card tells a hukou in the district of the office.
fn registered_here(t: &TestLedger) -> u64 {
    t.building("3");
    let person = t.head("杨柳", &number("19890203", 22), t.dwelling("3-1-201"));
    change_card(t, person, &[("hukou_division", "330106"), ("hukou_address", "西湖区文三路1号")]);
    person
}

/// 户口迁出 to another district of the city while living here goes on makes nobody 流动人口, in no month.
#[test]
fn a_hukou_that_goes_to_another_district_makes_nobody_floating() {
    let t = TestLedger::new();
    let person = registered_here(&t);
    let out = movement(person, "hukou_out", "2026-01-10", to(nowhere(), unchanged(), None));
    let written = t.call("record_movement", going_to(out, "杭州市上城区"));
    let said = written["said"].as_str().unwrap();
    assert!(said.contains("户籍所在地改为 浙江省杭州市上城区"), "{said}");
    assert_eq!(written["warnings"], json!([]));
    assert_eq!(hukou_on_card(&t, person), [json!("330102"), json!("杭州市上城区")]);
    for on in ["2026-01-31", "2026-06-30", "2026-11-24"] {
        assert_eq!((of_kind(&t, on, "流动人口"), of_kind(&t, on, "市内人户分离")), (0, 1), "{on}");
    }
    // It comes back in June: the card says the office's district again, and May is as it was.
    let back = to(json!({ "to": "new_household", "relation": "02" }), unchanged(), None);
    t.call("record_movement", movement(person, "hukou_in", "2026-06-01", back));
    assert_eq!(hukou_on_card(&t, person)[0], "330106");
    assert_eq!((of_kind(&t, "2026-05-31", "流动人口"), of_kind(&t, "2026-05-31", "市内人户分离")), (0, 1));
}

/// Entered in November, counted from the day in March on which it was so; taken back or undone, the card is as before.
#[test]
fn a_hukou_that_leaves_the_city_counts_from_its_day() {
    let t = TestLedger::new();
    let person = registered_here(&t);
    let before = hukou_on_card(&t, person);
    let out = movement(person, "hukou_out", "2026-03-05", to(nowhere(), unchanged(), None));
    let out = going_to(out, "河南省信阳市浉河区");
    let written = t.call("record_movement", out.clone());
    assert_eq!((of_kind(&t, "2026-03-04", "流动人口"), of_kind(&t, "2026-03-05", "流动人口")), (0, 1));
    t.call("undo_act", json!({ "act_id": written["act_id"] }));
    assert_eq!(hukou_on_card(&t, person), before);
    t.call("record_movement", out);
    let entry = t.card(person)["timeline"][0].clone();
    // Mended: it was another district of the city, and in April.
    let request = json!({
        "movement_id": entry["movement_id"], "revision": entry["revision"], "standing": entry["said"], "id_number": null,
        "movement": { "kind": "hukou_out", "happened_on": "2026-04-05", "place": "上城区", "reason": "" },
    });
    let shown = t.call("preview_correction", request.clone());
    assert!(shown["card"].as_str().unwrap().contains("户籍所在地改为 浙江省杭州市上城区"), "{shown}");
    t.call("correct_movement", request);
    assert_eq!(hukou_on_card(&t, person)[0], "330102");
    assert_eq!((of_kind(&t, "2026-03-31", "户籍人口"), of_kind(&t, "2026-04-05", "流动人口")), (1, 0));
    let entry = t.card(person)["timeline"][0].clone();
    let back = json!({ "movement_id": entry["movement_id"], "revision": entry["revision"] });
    t.call("take_back_movement", back);
    assert_eq!(hukou_on_card(&t, person), before);
}

#[test]
fn a_hukou_that_goes_nobody_knows_where_is_told() {
    let t = TestLedger::new();
    let person = registered_here(&t);
    let out = movement(person, "hukou_out", "2026-01-10", to(nowhere(), unchanged(), None));
    let written = t.call("record_movement", going_to(out, "女儿家"));
    assert_eq!(written["warnings"][0]["code"], "movement.hukou_place_unknown");
    assert_eq!(hukou_on_card(&t, person), [Value::Null, json!("女儿家")]);
    let hits = |text: &str| t.call("read_division", json!({ "text": text }))["hits"].clone();
    assert_eq!(hits("女儿家"), json!([]));
    assert_eq!(hits("上城区")[0]["full_name"], "浙江省杭州市上城区");
}

/// What the clerk filled in because the words did not say it stays when only the day of the movement is mended.
#[test]
fn what_was_filled_in_of_a_hukou_outlives_a_mended_day() {
    let t = TestLedger::new();
    let person = registered_here(&t);
    let out = movement(person, "hukou_out", "2026-01-10", to(nowhere(), unchanged(), None));
    t.call("record_movement", going_to(out, "女儿家"));
    change_card(&t, person, &[("hukou_division", "310115"), ("hukou_address", "上海市浦东新区1号")]);
    let entry = t.card(person)["timeline"][0].clone();
    let request = json!({
        "movement_id": entry["movement_id"], "revision": entry["revision"], "standing": entry["said"], "id_number": null,
        "movement": { "kind": "hukou_out", "happened_on": "2026-01-12", "place": "女儿家", "reason": "" },
    });
    t.call("correct_movement", request);
    assert_eq!(hukou_on_card(&t, person), [json!("310115"), json!("上海市浦东新区1号")]);
}

/// A hukou that moves within the district leaves the division as it is; taken back, the address is as before all the same.
#[test]
fn an_address_comes_back_with_a_movement_within_the_district() {
    let t = TestLedger::new();
    let person = registered_here(&t);
    let before = hukou_on_card(&t, person);
    let out = movement(person, "hukou_out", "2026-01-10", to(nowhere(), unchanged(), None));
    t.call("record_movement", going_to(out, "西湖区翠苑"));
    assert_eq!(hukou_on_card(&t, person), [json!("330106"), json!("西湖区翠苑")]);
    let entry = t.card(person)["timeline"][0].clone();
    let back = json!({ "movement_id": entry["movement_id"], "revision": entry["revision"] });
    t.call("take_back_movement", back);
    assert_eq!(hukou_on_card(&t, person), before);
    let hits = t.call("read_division", json!({ "text": "本区翠苑街道" }))["hits"].clone();
    assert_eq!(hits[0]["full_name"], "浙江省杭州市西湖区");
}

/// An entry of January calls a household by its head of January, whoever is the head today.
#[test]
fn an_entry_calls_the_household_by_its_head_of_that_day() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = family(&t);
    t.call("set_relations", relations(household, "2026-06-01", &[(wife, "02"), (head, "10")]));
    let standing =
        |person: u64, at: usize| t.card(person)["timeline"][at]["standing"].as_str().unwrap().to_owned();
    assert!(standing(son, 0).contains("户籍在王建国户"), "{}", standing(son, 0));
    assert!(standing(wife, 1).contains("户籍在王建国户") && standing(wife, 0).contains("户籍在李敏户"));
    // The head dies, and nobody follows: what was before had a head.
    let died = movement(wife, "died", "2026-11-20", to(nowhere(), nowhere(), None));
    t.call("record_movement", nobody_follows(died));
    let moved = to(unchanged(), unchanged(), Some(t.dwelling("3-1-602")));
    t.call("record_movement", movement(son, "moved_within", "2026-11-22", moved));
    assert!(standing(son, 0).contains("当时无户主"), "{}", standing(son, 0));
    assert!(standing(son, 1).contains("户籍在王建国户"), "{}", standing(son, 1));
}

/// A head dies and the next one is left for later: it stays on 今天, which leads to the household, until somebody is chosen.
#[test]
fn a_household_without_a_head_stays_a_thing_to_do() {
    let t = TestLedger::new();
    let (household, [head, wife, son]) = family(&t);
    let due = || t.call("get_today", json!({}))["due"].to_string();
    assert!(!due().contains("没有户主"), "{}", due());
    let died = movement(head, "died", "2026-11-20", to(nowhere(), nowhere(), None));
    t.call("record_movement", nobody_follows(died));
    assert!(due().contains("1 户没有户主"), "{}", due());
    let headless = || {
        t.call("list_places", json!({
            "table": "households", "text": "", "building_id": null, "sort": null, "offset": 0, "limit": 10,
            "conditions": [{ "field": "head", "words": ["none"] }], "columns": ["head"],
        }))
    };
    let found = headless();
    assert_eq!((&found["total"], &found["rows"][0]["id"]), (&json!(1), &json!(household)));
    t.call("set_relations", relations(household, "2026-11-21", &[(wife, "02"), (son, "20")]));
    assert_eq!(headless()["total"], 0);
    assert!(!due().contains("没有户主"), "{}", due());
}
