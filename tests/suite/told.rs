//! What an import does not take, cannot tell or makes anew, it says: on the row, in the notes of the file, in what it makes.

use crate::imports::{commit, ledger, open, plan_with, rows};
use serde_json::{Value, json};
use suite::{TestLedger, number};

fn pasted(t: &TestLedger, lines: &[String]) -> Value {
    let text = lines.join("\n").replace('|', "\t");
    let source = json!({ "from": "text", "text": text });
    t.call("open_import", json!({ "kind": "residents", "source": source, "sheet": null }))
}

/// Header and rows; `#` stands for a number of somebody's own.
fn list(header: &str, people: &[&str]) -> Vec<String> {
    let row = |(n, row): (u32, &&str)| row.replace('#', &number("19700101", n));
    std::iter::once(header.to_owned()).chain((1..).zip(people).map(row)).collect()
}

fn planned(t: &TestLedger, header: &str, people: &[&str]) -> (Value, Value, Vec<Value>) {
    let view = pasted(t, &list(header, people));
    let plan = plan_with(t, &view, json!({}));
    let rows = rows(t, &view, json!(null));
    (view, plan, rows)
}

fn codes(row: &Value) -> Vec<&str> {
    row["faults"].as_array().unwrap().iter().filter_map(|f| f["fault"]["code"].as_str()).collect()
}

fn card(t: &TestLedger, name: &str) -> Value {
    let hit = t.call("find", json!({ "text": name, "limit": 5 }));
    t.card(hit["hits"][0]["id"].as_u64().unwrap())
}

/// README: a household whose head stands only in the column of heads, or nowhere, is told on its rows.
#[test]
fn a_household_without_its_head_is_told() {
    let t = ledger();
    let people =
        ["王芳|#|李明|子|1-1-101", "李强|#|李强|户主|1-1-102", "赵兰|#||儿子|1-1-103", "周远|#|||1-1-104"];
    let (view, _, found) = planned(&t, "姓名|身份证号|户主姓名|与户主关系|住址", &people);
    let said: Vec<Vec<&str>> = found.iter().map(codes).collect();
    assert_eq!(said, [vec!["import.head_no_row"], vec![], vec!["import.no_head"], vec![]], "{found:?}");
    assert!(found[0]["faults"].to_string().contains("李明"), "the head is named");
    commit(&t, &view);
    // A member who comes to a household whose head the ledger has is nothing to tell of.
    let view = pasted(
        &t,
        &[
            "姓名|身份证号|户主姓名|与户主关系|住址".into(),
            format!("李小|{}|李强|子|1-1-102", number("19990101", 7)),
        ],
    );
    plan_with(&t, &view, json!({}));
    assert_eq!(codes(&rows(&t, &view, json!(null))[0]), Vec::<&str>::new());
}

/// README: a file called 4号楼 with the title 3号楼2单元 puts nobody into either, and says so.
#[test]
fn a_title_and_a_file_name_that_differ_are_asked() {
    let t = ledger();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("4号楼.csv");
    let row = format!("王芳,{},501\n", number("19700101", 1));
    std::fs::write(&file, format!("3号楼2单元住户花名册\n姓名,身份证号,室\n{row}")).unwrap();
    let view = open(&t, "residents", &file);
    assert!(view["notes"].to_string().contains("楼栋不一样（4栋、3栋2单元）"), "{}", view["notes"]);
    plan_with(&t, &view, json!({}));
    let found = rows(&t, &view, json!(null));
    assert_eq!(codes(&found[0]), ["import.place_unread", "import.state_taken"]);
    commit(&t, &view);
    assert_eq!(card(&t, "王芳")["address"], "");

    // The same building in both is one, and the unit comes from the title.
    let file = folder.path().join("3号楼.csv");
    std::fs::write(
        &file,
        format!("3号楼2单元住户花名册\n姓名,身份证号,室\n李强,{},502\n", number("19700101", 2)),
    )
    .unwrap();
    let view = open(&t, "residents", &file);
    plan_with(&t, &view, json!({}));
    commit(&t, &view);
    assert_eq!(card(&t, "李强")["address"], "幸福社区3栋2单元502室");
}

/// README: what an import makes anew is listed before it is written: grids too, and buildings of several estates apart.
#[test]
fn new_grids_and_buildings_are_named_before_they_are_made() {
    let t = ledger();
    let people =
        ["王芳|#|幸福里|3|1|101|东片网格", "李强|#|锦绣园|3|1|102|东片网格", "赵兰|#|锦绣园|5|1|103|"];
    let (view, plan, _) = planned(&t, "姓名|身份证号|小区|楼栋|单元|室|网格", &people);
    let makes: Vec<&str> = plan["makes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(makes.contains(&"3 栋楼（幸福里3栋、锦绣园3栋、锦绣园5栋）"), "{makes:?}");
    assert!(makes.contains(&"1 个网格（东片网格）"), "{makes:?}");
    commit(&t, &view);
    let view = pasted(&t, &list("姓名|身份证号|小区|楼栋|单元|室|网格", &people));
    let again = plan_with(&t, &view, json!({}));
    assert_eq!(again["makes"], json!([]), "nothing is made twice");
}

/// README: two columns of one meaning are asked about by their letters, and a couple in one row is refused by its headings.
#[test]
fn columns_that_say_the_same_and_people_side_by_side_are_asked() {
    let t = ledger();
    let view = pasted(&t, &list("姓名|身份证号|身份证号|住址", &["王芳|#|x|1-1-101"]));
    assert!(
        view["notes"].to_string().contains("C 列“身份证号”没有导入（和 B 列一个意思，先用了 B 列"),
        "{}",
        view["notes"]
    );
    for header in [
        "夫姓名|夫身份证号|妻姓名|妻身份证号",
        "男方|男方身份证号|女方|女方身份证号",
        "产妇姓名|身份证号|宝宝姓名|宝宝性别",
    ] {
        let view = pasted(&t, &list(header, &["王芳|#|李明|#"]));
        assert_eq!(view["header_first"], 1, "{header}: {view}");
        let targets: Vec<Value> =
            view["columns"].as_array().unwrap().iter().map(|c| c["target"].clone()).collect();
        let refused =
            t.refused("plan_import", json!({ "token": view["token"], "targets": targets, "options": {} }));
        assert_eq!(refused, ["import.side_by_side"], "{header}");
    }
    // Parents beside the child are no second person of the list.
    let (_, _, found) = planned(&t, "姓名|身份证号|父亲姓名|母亲姓名", &["王芳|#|王强|李兰"]);
    assert_eq!(found[0]["outcome"], "new");
    // 3-2 under 楼栋 may be a unit of building 3: asked once, with its figures.
    let view = pasted(&t, &list("姓名|身份证号|楼栋|室", &["王芳|#|3-2|101", "李强|#|3-2|102"]));
    assert!(view["notes"].to_string().contains("2 格像“3-2”"), "{}", view["notes"]);
    assert!(view["notes"].to_string().contains("3 栋 2 单元"), "{}", view["notes"]);
}

/// README: where somebody is registered is read from a district alone too, words for the own one are it, and what says nothing
/// or two things is told.
#[test]
fn a_register_elsewhere_is_known_by_its_district_and_what_is_unclear_is_told() {
    let t = ledger();
    let people = [
        "高山|#||鼓楼区湖南路1号|1-1-101",
        "水秀|#||朝阳区望京西园|1-1-102",
        "林海|#||河西|1-1-103",
        "周明|#||幸福里1栋1单元104|1-1-104",
        "吴江|#|安徽省|上城区清波街道1号|1-1-105",
        "郑东|#|本社区||1-1-106",
        "冯西|#|本市||1-1-107",
        "陈南|#|老家||1-1-108",
        "卫北|#||同上|1-1-109",
    ];
    let (view, _, found) = planned(&t, "姓名|身份证号|户籍所在地|户籍地址|住址", &people);
    let said: Vec<Vec<&str>> = found.iter().map(codes).collect();
    let taken = vec!["import.state_taken"];
    assert_eq!(said[0], taken, "{}", found[0]["faults"]);
    assert_eq!(said[1], taken);
    assert_eq!(said[2], taken);
    assert!(
        found[2]["faults"].to_string().contains("户籍地址看不出是不是在本社区"),
        "{}",
        found[2]["faults"]
    );
    assert_eq!(said[3], Vec::<&str>::new());
    assert_eq!(said[4], ["import.hukou_differs", "import.state_taken"]);
    assert_eq!([&said[5], &said[6]], [&Vec::<&str>::new(); 2], "{found:?}");
    assert_eq!(said[7][0], "import.division_unread");
    assert!(found[7]["faults"].to_string().contains("户籍所在地“老家”看不出"), "{}", found[7]["faults"]);
    assert_eq!(said[8], ["import.ditto"], "same as what, nobody says");
    commit(&t, &view);
    let state = |name: &str| card(&t, name)["residence"].as_str().unwrap_or_default().to_owned();
    for (name, is) in [
        ("高山", "人在户不在"),
        ("水秀", "人在户不在"),
        ("林海", "人户一致"),
        ("周明", "人户一致"),
        ("郑东", "人户一致"),
    ] {
        assert_eq!(state(name), is, "{name}");
    }
    let division = |name: &str| card(&t, name)["values"]["hukou_division"].clone();
    assert_eq!([division("郑东"), division("冯西")], [json!("330106"), json!("330100")]);
}

/// README: a fault names the column by its heading in the sheet, with a remedy that fits what it asks.
#[test]
fn a_word_that_leaves_open_who_is_here_is_told_under_the_own_heading() {
    let t = ledger();
    let (_, _, found) = planned(&t, "姓名|身份证号|死亡原因", &["王芳|#|不详"]);
    assert!(found[0]["faults"].to_string().contains("“死亡原因”一栏写的“不详”"), "{}", found[0]["faults"]);
    let (_, _, found) = planned(&t, "姓名|身份证号|是否在籍", &["王芳|#|否"]);
    let said = found[0]["faults"].to_string();
    assert!(
        said.contains("“是否在籍”一栏写的“否”") && said.contains("请写清楚是在住、死亡还是迁出"),
        "{said}"
    );
    assert_eq!(found[0]["is_taken"], false);
}

/// README: a page saved in one file (.mht under the name .xls) is refused with what to do, and nothing of it is guessed.
#[test]
fn a_page_in_one_file_is_refused_with_what_to_do() {
    let t = ledger();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("名册.xls");
    let text = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\n\
                Content-Type: text/html; charset=\"gb2312\"\r\n\r\n<table><tr><td>姓名</td><td>身份证号</td></tr></table>\r\n--x--\r\n";
    std::fs::write(&file, text).unwrap();
    let request = json!({ "kind": "residents", "source": { "from": "file", "path": file }, "sheet": null });
    assert_eq!(t.refused("open_import", request), ["import.file_unknown"]);
}

/// README: a household's number that the ledger gave to others, or cannot keep, is told.
#[test]
fn a_household_number_that_is_not_kept_is_told() {
    let t = ledger();
    let (view, ..) = planned(&t, "姓名|身份证号|户编号|与户主关系|住址", &["王芳|#|7|户主|1-1-101"]);
    commit(&t, &view);
    let long = "9".repeat(21);
    let rows = [format!("李强|#|7|户主|2-1-202|{long}"), "赵兰|#|8|户主|2-1-203|8".to_owned()];
    let rows: Vec<String> =
        (11..).zip(rows).map(|(n, row)| row.replace('#', &number("19700101", n))).collect();
    let lines: Vec<String> =
        std::iter::once("姓名|身份证号|户编号|与户主关系|住址|户口簿号".to_owned()).chain(rows).collect();
    let view = pasted(&t, &lines);
    plan_with(&t, &view, json!({}));
    let found = crate::imports::rows(&t, &view, json!(null));
    let of_numbers =
        |row: &Value| codes(row).iter().filter(|code| **code == "import.number_not_kept").count();
    assert_eq!((of_numbers(&found[0]), of_numbers(&found[1])), (2, 0), "{found:?}");
    assert!(
        found[0]["faults"].to_string().contains("户编号“7”没有采用（台账里是别的一户）"),
        "{}",
        found[0]["faults"]
    );
    commit(&t, &view);
    assert_eq!(t.call("verify_ledger", json!({}))["is_sound"], true);
}

/// README: 3, 3号, 3号楼, 三栋 and 03 under 楼栋 are one building.
#[test]
fn one_building_in_five_spellings_is_made_once() {
    let t = ledger();
    let people =
        ["王芳|#|3|1|101", "李强|#|3号|1|102", "赵兰|#|3号楼|1|103", "周明|#|三栋|1|104", "吴江|#|03|1|105"];
    let (view, plan, _) = planned(&t, "姓名|身份证号|楼栋|单元|室", &people);
    assert!(plan["makes"].to_string().contains("1 栋楼（3）"), "{}", plan["makes"]);
    commit(&t, &view);
    assert_eq!(card(&t, "吴江")["address"], "幸福社区3栋1单元105室");
}

/// README: what stands in a cell that is not taken is found again in the remark of the card.
#[test]
fn what_is_not_taken_stays_in_the_remark() {
    let t = ledger();
    let long = "网".repeat(41);
    let people = [
        format!("王芳|#|自幼|儿子：138|{long}|"),
        "李强|#|0000-00-00|||".to_owned(),
        "赵兰|#||||待核实、需走访".to_owned(),
    ];
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let (view, _, found) = planned(&t, "姓名|身份证号|来本社区日期|联系电话|网格|标记", &people);
    assert_eq!(codes(&found[1]), Vec::<&str>::new(), "a nought of a database is no day");
    commit(&t, &view);
    let remark = card(&t, "王芳")["values"]["remark"].as_str().unwrap().to_owned();
    for text in ["来本社区日期栏原文：自幼", "联系电话栏原文：儿子：138", &format!("网格栏原文：{long}")]
    {
        assert!(remark.contains(text), "{text}: {remark}");
    }
    assert_eq!(card(&t, "赵兰")["values"]["marks"], json!(["verify", "visit"]));

    // Marks are added, and none is taken away.
    let (view, _, found) = planned(&t, "姓名|身份证号|标记", &["王芳|#|", "李强|#|", "赵兰|#|独居"]);
    assert_eq!(found[2]["outcome"], "changed");
    commit(&t, &view);
    assert_eq!(card(&t, "赵兰")["values"]["marks"], json!(["verify", "visit", "alone"]));
}
