//! What stands above or around a row says whose row it is: other communities, grids, lines between the rows, titles.

use crate::imports::{commit, ledger, open, plan_with, rows};
use serde_json::{Value, json};
use std::path::Path;
use suite::{TestLedger, number};

/// The office of a community in the district 富阳 of 杭州.
fn office() -> TestLedger {
    let t = ledger();
    let mut settings = t.call("get_settings", json!({}));
    settings["office"]["community"] = json!("阳光社区居民委员会");
    settings["office"]["street_office"] = json!("春江街道");
    settings["office"]["division_code"] = json!("330111");
    t.call("update_settings", settings);
    t
}

/// A file of lines parted by `|`; `#` stands for a number of somebody's own.
fn file(folder: &Path, name: &str, lines: &[&str]) -> std::path::PathBuf {
    let mut text = String::new();
    for line in lines {
        // Everybody of these tests has a name of their own.
        let n = line.chars().take_while(|c| *c != '|').map(u32::from).sum::<u32>() % 997;
        text.push_str(&line.replace("|#|", &format!("|{}|", number("19700101", n))).replace('|', ","));
        text.push('\n');
    }
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

struct Told {
    view: Value,
    plan: Value,
    rows: Vec<Value>,
}

impl Told {
    fn codes(&self, row: usize) -> Vec<&str> {
        let faults = self.rows[row]["faults"].as_array().unwrap();
        faults.iter().filter_map(|f| f["fault"]["code"].as_str()).collect()
    }
}

fn told(t: &TestLedger, name: &str, lines: &[&str]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let view = open(t, "residents", &file(folder.path(), name, lines));
    let plan = plan_with(t, &view, json!({}));
    let rows = rows(t, &view, json!(null));
    Told { view, plan, rows }
}

fn card(t: &TestLedger, name: &str) -> Value {
    let hit = t.call("find", json!({ "text": name, "limit": 5 }));
    t.card(hit["hits"][0]["id"].as_u64().unwrap())
}

/// README: an address in another community or street office is no dwelling of this one, and is told with that name; the own
/// ones, the own city and district, and a grid before the building make no estate.
#[test]
fn addresses_of_other_communities_are_elsewhere_and_the_own_one_is_no_estate() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|住址",
            "王芳|#|春江街道阳光社区3栋1单元301",
            "李强|#|春江街道红旗社区3栋1单元302",
            "赵兰|#|富阳区鹿山街道阳光社区3栋1单元303",
            "周明|#|居委会3栋1单元304",
            "吴江|#|杭州市3栋1单元305",
            "郑东|#|富阳区3栋1单元306",
            "冯西|#|春江街道3栋1单元307",
            "陈南|#|第三网格3栋1单元308",
            "卫北|#|第一网格阳光花园3栋1单元309",
            "蒋中|#|阳光社区阳光花园3栋1单元310",
        ],
    );
    for (row, code) in [(1, "import.place_other"), (2, "import.place_other")] {
        assert!(told.codes(row).contains(&code), "{:?}", told.rows[row]);
    }
    assert!(told.rows[1]["faults"].to_string().contains("红旗社区"), "{}", told.rows[1]["faults"]);
    assert!(told.rows[2]["faults"].to_string().contains("鹿山街道"), "{}", told.rows[2]["faults"]);
    let makes = told.plan["makes"].to_string();
    assert!(makes.contains("2 个小区（阳光社区、阳光花园）"), "{makes}");
    assert!(makes.contains("2 个网格（第一网格、第三网格）"), "{makes}");
    commit(&t, &told.view);
    for (name, address) in [
        ("王芳", "阳光社区3栋1单元301室"),
        ("李强", ""),
        ("赵兰", ""),
        ("周明", "阳光社区3栋1单元304室"),
        ("吴江", "阳光社区3栋1单元305室"),
        ("郑东", "阳光社区3栋1单元306室"),
        ("冯西", "阳光社区3栋1单元307室"),
        ("陈南", "阳光社区3栋1单元308室"),
        ("卫北", "阳光花园3栋1单元309室"),
        ("蒋中", "阳光花园3栋1单元310室"),
    ] {
        assert_eq!(card(&t, name)["address"], address, "{name}");
    }
    let remark = card(&t, "李强")["values"]["remark"].as_str().unwrap_or_default().to_owned();
    assert!(remark.contains("春江街道红旗社区3栋1单元302"), "{remark}");
}

/// README: a grid of one number is one grid however it is written, and a building gets a grid only where its rows agree.
#[test]
fn grids_are_one_however_written_and_buildings_take_none_that_is_not_everybodys() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|住址|网格",
            "王芳|#|3-1-301|第一网格",
            "李强|#|3-1-302|1",
            "赵兰|#|3-1-303|01",
            "周明|#|4-1-301|1号网格",
            "吴江|#|4-1-302|待分配",
            "郑东|#|5-1-301|第二网格（北片）",
            "冯西|#|5-1-302|一网格",
        ],
    );
    let makes = told.plan["makes"].to_string();
    assert!(makes.contains("2 个网格（第一网格、第二网格（北片））"), "{makes}");
    let notes = told.plan["notes"].to_string();
    assert!(notes.contains("有 2 栋楼（4栋、5栋）的人写的网格不一样"), "{notes}");
    commit(&t, &told.view);
    for (name, grid) in [
        ("王芳", "第一网格"),
        ("赵兰", "第一网格"),
        ("周明", "第一网格"),
        ("吴江", ""),
        ("郑东", "第二网格（北片）"),
        ("冯西", "第一网格"),
    ] {
        assert_eq!(card(&t, name)["grid"], grid, "{name}");
    }
}

/// README: sheets 1单元 and 2单元 under a title that names the building, and lines between the rows, keep units apart.
#[test]
fn units_of_sheet_names_and_of_lines_between_the_rows_are_kept_apart() {
    let t = office();
    let first = told(&t, "1单元.csv", &["阳光花园4栋", "姓名|身份证号|室", "王芳|#|101"]);
    assert!(first.view["notes"].to_string().contains("阳光花园4栋1单元"), "{}", first.view["notes"]);
    commit(&t, &first.view);
    let other = told(&t, "2单元.csv", &["阳光花园4栋", "姓名|身份证号|室", "李强|330111197002022222|101"]);
    assert_eq!(other.rows[0]["outcome"], "refused", "the number is wrong on purpose: {:?}", other.rows[0]);
    let sections = told(
        &t,
        "名册.csv",
        &[
            "阳光花园5栋住户",
            "姓名|身份证号|室",
            "1单元||",
            "王一|#|101",
            "2单元||",
            "王二|#|101",
            "6栋1单元||",
            "王三|#|101",
            "第二网格||",
            "幸福里小区||",
            "王四|#|7-1-101",
        ],
    );
    assert!(sections.plan["left_out"].to_string().contains("小标题 5 行"), "{}", sections.plan);
    commit(&t, &sections.view);
    for (name, address) in [
        ("王芳", "阳光花园4栋1单元101室"),
        ("王一", "阳光花园5栋1单元101室"),
        ("王二", "阳光花园5栋2单元101室"),
        ("王三", "阳光花园6栋1单元101室"),
        ("王四", "幸福里小区7栋1单元101室"),
    ] {
        assert_eq!(card(&t, name)["address"], address, "{name}");
    }
    assert_eq!([&card(&t, "王三")["grid"], &card(&t, "王四")["grid"]], ["", "第二网格"]);
}

/// README: such a line may stand under 序号, and one that counts those below it is no sum.
#[test]
fn a_line_between_the_rows_may_stand_under_the_serial_number_and_count() {
    let t = office();
    let numbered = told(
        &t,
        "名册.csv",
        &[
            "序号|姓名|身份证号|室",
            "7栋1单元||",
            "1|钱一|#|101",
            "7栋2单元 共12户||",
            "2|钱二|#|101",
            "7栋小计|2||",
        ],
    );
    assert!(numbered.plan["left_out"].to_string().contains("小标题 2 行"), "{}", numbered.plan);
    commit(&t, &numbered.view);
    assert_eq!(card(&t, "钱一")["address"], "阳光社区7栋1单元101室");
    assert_eq!(card(&t, "钱二")["address"], "阳光社区7栋2单元101室");
}

/// README: a list that is called 死亡人员名单 or 已迁出 brings nobody in as present; 空挂户花名册 says how they are registered.
#[test]
fn a_title_says_who_everybody_in_the_list_is() {
    let t = office();
    for name in ["死亡.csv", "死亡人员名单.csv", "迁出人员登记表.csv", "已迁出.csv", "注销户口人员名单.csv"]
    {
        let told = told(&t, name, &["姓名|身份证号|住址", "王芳|#|3-1-301"]);
        assert_eq!(told.rows[0]["is_taken"], false, "{name}: {:?}", told.rows[0]);
        assert!(told.rows[0]["faults"].to_string().contains("表名或标题"), "{name}: {:?}", told.rows[0]);
        assert!(told.view["notes"].to_string().contains("都不导入"), "{name}: {}", told.view["notes"]);
    }
    let mixed = told(&t, "迁入迁出人员.csv", &["姓名|身份证号|住址", "王芳|#|3-1-301"]);
    assert!(mixed.view["notes"].to_string().contains("看不出每一行的人还在不在"), "{}", mixed.view["notes"]);
    let empty = told(&t, "空挂户花名册.csv", &["姓名|身份证号|住址", "王芳|#|"]);
    assert!(empty.view["notes"].to_string().contains("按“空挂”登记"), "{}", empty.view["notes"]);
    commit(&t, &empty.view);
    assert_eq!(card(&t, "王芳")["residence"], "空挂");
}

/// README: words for elsewhere under 户籍所在地 count, 人户分离 of somebody registered elsewhere is one thing, and whoever becomes
/// 空挂户 is told.
#[test]
fn states_follow_from_what_the_row_says_and_are_told() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|户籍所在地|户籍地址|人户状态|住址",
            "王芳|#|外地|||3-1-301",
            "李强|#|美国|||3-1-302",
            "赵兰|#|安徽省||人户分离|3-1-303",
            "周明|#|||人户分离|3-1-304",
            "吴江|#|老家|||3-1-305",
            "郑东|#|||户在人不在|",
            "冯西|#|||挂靠户|3-1-307",
            "蒋中|#|外区|||3-1-308",
            "沈左|#|东区|||3-1-309",
        ],
    );
    assert_eq!(told.codes(2), ["import.apart_taken"], "{:?}", told.rows[2]);
    assert_eq!(told.codes(3), ["import.apart_unsure"], "{:?}", told.rows[3]);
    assert!(told.rows[4]["faults"].to_string().contains("户籍所在地“老家”看不出是不是在本社区"));
    assert!(told.codes(5).contains(&"import.state_empty"), "{:?}", told.rows[5]);
    assert!(told.codes(6).contains(&"import.empty_place"), "{:?}", told.rows[6]);
    // Neither is 道外区 of 哈尔滨 nor 东区 of 攀枝花.
    for row in [7, 8] {
        assert!(told.codes(row).contains(&"import.division_unread"), "{:?}", told.rows[row]);
    }
    for row in [0, 1] {
        assert!(told.codes(row).contains(&"import.state_taken"), "{:?}", told.rows[row]);
    }
    commit(&t, &told.view);
    for (name, state) in
        [("王芳", "人在户不在"), ("李强", "人在户不在"), ("赵兰", "人在户不在"), ("郑东", "空挂")]
    {
        assert_eq!(card(&t, name)["residence"], state, "{name}");
    }
}

/// README: 同上 and 〃 are nobody's building, grid, employer or address: told, and nothing is made of them.
#[test]
fn ditto_marks_make_nothing() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|楼栋|单元|室|网格|工作单位|户籍地址|紧急联系人",
            "王芳|#|3|1|301|第一网格|春江小学|春江路1号|李明",
            "李强|#|同上|同上|302|同上|〃|同左|同上",
        ],
    );
    assert_eq!(told.codes(1).iter().filter(|c| **c == "import.ditto").count(), 6, "{:?}", told.rows[1]);
    assert!(told.plan["makes"].to_string().contains("1 栋楼（3）"), "{}", told.plan["makes"]);
    assert!(!told.plan["makes"].to_string().contains('同'), "{}", told.plan["makes"]);
    commit(&t, &told.view);
    let card = card(&t, "李强");
    assert_eq!((&card["address"], &card["grid"]), (&json!(""), &json!("")));
    for key in ["employer", "hukou_address", "emergency_contact"] {
        assert!(card["values"][key].as_str().unwrap_or_default().is_empty(), "{key}: {}", card["values"]);
    }
}

/// README: what a row says of a dwelling that cannot be registered is told and found again in the remark.
#[test]
fn facts_of_a_dwelling_that_is_not_registered_are_told() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &["姓名|身份证号|住址|产权人|建筑面积", "王芳|#|春江路12号|李明|86.5", "李强|#|3-1-301|李强|90"],
    );
    assert!(told.codes(0).contains(&"import.dwelling_none"), "{:?}", told.rows[0]);
    assert!(!told.codes(1).contains(&"import.dwelling_none"), "{:?}", told.rows[1]);
    commit(&t, &told.view);
    let remark = card(&t, "王芳")["values"]["remark"].as_str().unwrap_or_default().to_owned();
    assert!(remark.contains("李明") && remark.contains("86.5"), "{remark}");
}

/// README: words beside a name are no part of it, two people in one cell are not made one, and what one mark or kind says costs
/// the others nothing.
#[test]
fn names_marks_and_kinds_of_disability_are_taken_apart() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|住址|标记|残疾|残疾类别|残疾等级",
            "毕某 死亡|#|3-1-301||||",
            "毕某-已故|#|3-1-302||||",
            "毕某 户主|#|3-1-303||||",
            "张建国夫妇|#|3-1-304||||",
            "王芳|#|3-1-305|独居；独居||肢体（左腿）|二级",
            "李强|#|3-1-306|独居、养狗||听力、言语|一级",
            "赵兰|#|3-1-307|||无|一级",
        ],
    );
    assert_eq!(told.rows[0]["is_taken"], false);
    assert_eq!(told.rows[1]["is_taken"], false);
    assert_eq!(told.codes(2), ["import.name_note"]);
    assert_eq!((told.codes(3), &told.rows[3]["is_taken"]), (vec!["import.name_several"], &json!(false)));
    assert!(told.rows[5]["faults"].to_string().contains("养狗"), "{:?}", told.rows[5]);
    assert!(told.codes(5).contains(&"import.disability_several"), "{:?}", told.rows[5]);
    assert_eq!(told.codes(6), ["import.disability_denied"], "{:?}", told.rows[6]);
    commit(&t, &told.view);
    assert_eq!(card(&t, "王芳")["values"]["marks"], json!(["alone"]));
    assert_eq!(card(&t, "李强")["values"]["marks"], json!(["alone"]));
    let head = card(&t, "毕某");
    assert_eq!(head["standing"]["living_relation"], "02", "户主, GB/T 4761: {head}");
}

/// README: a sheet called 第二网格 says the grid of its rows, and one that names another community is told before anything else.
#[test]
fn titles_say_the_grid_and_another_community() {
    let t = office();
    let grid = told(&t, "第二网格.csv", &["姓名|身份证号|住址", "王芳|#|3-1-301"]);
    assert!(grid.view["notes"].to_string().contains("都登记在“第二网格”"), "{}", grid.view["notes"]);
    commit(&t, &grid.view);
    assert_eq!(card(&t, "王芳")["grid"], "第二网格");
    let with_column = told(&t, "第二网格.csv", &["姓名|身份证号|住址|网格", "李强|#|3-1-302|"]);
    assert!(!with_column.view["notes"].to_string().contains("第二网格"), "{}", with_column.view["notes"]);
    let other = told(&t, "名册.csv", &["春江街道红旗社区居民花名册", "姓名|身份证号|住址", "赵兰|#|3-1-303"]);
    assert!(other.view["notes"].to_string().contains("“红旗社区”，不是本社区"), "{}", other.view["notes"]);
    let own = told(&t, "名册.csv", &["春江街道阳光社区居民花名册", "姓名|身份证号|住址", "赵兰|#|3-1-303"]);
    assert!(!own.view["notes"].to_string().contains("不是本社区"), "{}", own.view["notes"]);
}

/// README: what two cells of one row say against each other is told, and the own district's name of before is no other one.
#[test]
fn what_cells_say_against_each_other_is_told() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|性别|出生日期|与户主关系|户主姓名|户籍所在地|人户状态|人口类型|来本社区日期|住址",
            "王芳|男|1970-01-01|妻|王芳夫||||| 3-1-301",
            "李强|女|1970-01-02|儿子|||||| 3-1-302",
            "赵兰|女|1970-01-03|户主|周明||||| 3-1-303",
            "周远|男|1970-01-04|||安徽省|人户一致||| 3-1-304",
            "吴江|男|1970-01-05||||人户一致|流动人口|| 3-1-305",
            "郑东|男|1970-01-06||||||1969-05-01| 3-1-306",
            "冯西|男|1970-01-07|||杭州市富阳市||||3-1-307",
            "陈南|男|1970-01-08|||||外来||3-1-308",
            "卫北|男|1970-01-09|||||境外||3-1-309",
        ],
    );
    for (row, code) in [
        (0, "import.relation_sex"),
        (1, "import.relation_sex"),
        (2, "import.head_other"),
        (3, "import.state_against"),
        (4, "import.state_against"),
        (5, "import.moved_before_birth"),
    ] {
        assert!(told.codes(row).contains(&code), "{code}: {:?}", told.rows[row]);
    }
    assert_eq!(told.codes(6), Vec::<&str>::new(), "{:?}", told.rows[6]);
    commit(&t, &told.view);
    assert_eq!(card(&t, "陈南")["residence"], "人在户不在");
    let remark = |name: &str| card(&t, name)["values"]["remark"].as_str().unwrap_or_default().to_owned();
    assert_eq!(card(&t, "郑东")["values"]["moved_in_on"], "1969-05-01");
    assert!(remark("卫北").contains("境外"), "{}", remark("卫北"));
}

/// README: a column of buildings that says the unit too, 3# beside 2# and 叁号楼 are the places that they mean.
#[test]
fn parts_of_a_place_are_read_where_columns_say_them_twice() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &[
            "姓名|身份证号|楼栋|单元|室|户籍类别",
            "王芳|#|3栋1单元||306|农业户口",
            "李强|#|3#|2#|306|非农业户口",
            "赵兰|#|3号楼1单元|1|307|居民户口",
            "周明|#|叁号楼|1|308|集体户",
            "吴江|#|3号楼1单元|2|309|",
            "郑东|#|5|0|501|",
        ],
    );
    for row in 0..4 {
        assert_eq!(told.codes(row), Vec::<&str>::new(), "{:?}", told.rows[row]);
    }
    assert_eq!(told.codes(4)[0], "import.place_unread", "{:?}", told.rows[4]);
    assert!(told.plan["makes"].to_string().contains("2 栋楼（3、5）"), "{}", told.plan["makes"]);
    commit(&t, &told.view);
    for (name, address) in [
        ("郑东", "阳光社区5栋501室"),
        ("王芳", "阳光社区3栋1单元306室"),
        ("李强", "阳光社区3栋2单元306室"),
        ("赵兰", "阳光社区3栋1单元307室"),
        ("周明", "阳光社区3栋1单元308室"),
        ("吴江", ""),
    ] {
        assert_eq!(card(&t, name)["address"], address, "{name}");
    }
    assert_eq!(card(&t, "王芳")["values"]["hukou_kind"], "farming");
}

/// README: a list or register that left with hidden numbers comes back with what to do about it, and doubles nothing.
#[test]
fn what_left_with_hidden_numbers_says_so_when_it_comes_back() {
    let t = office();
    let told = told(
        &t,
        "名册.csv",
        &["姓名|身份证号|住址|联系电话", "王芳|330111********0019|3-1-301|", "李强|#|3-1-302|138****5678"],
    );
    assert_eq!(told.codes(0), ["import.number_masked"], "{:?}", told.rows[0]);
    assert!(told.rows[0]["faults"].to_string().contains("完整号码"), "{:?}", told.rows[0]);
    assert_eq!(told.codes(1), ["import.masked"], "{:?}", told.rows[1]);
}
