use super::*;
use proptest::prelude::*;

#[test]
fn places_are_read_in_every_usual_writing() {
    let wanted = |estate: &str| {
        Some(Place { estate: estate.into(), building: "3".into(), unit: "2".into(), room: "501".into() })
    };
    for text in [
        "3-2-501",
        "3栋2单元501",
        "3号楼二单元501室",
        "３－２－５０１",
        "三幢2单元五〇一室",
        "3-2-501室",
        "3—2—501室",
        "3#2单元501",
        "3＃楼2单元501室",
        "3#-2-501",
        "3号楼-2-501",
        "3栋-2单元-501室",
        "3栋2门501",
        "3号楼2单元5层501",
        "3 2 501",
        "3-2-五〇一",
        "第3栋第2单元501室",
        "03号楼02单元501",
        "3楼2单元501",
        "3~2~501",
    ] {
        assert_eq!(parse_place(text), wanted(""), "{text}");
    }
    assert_eq!(parse_place("幸福里3栋2单元501室"), wanted("幸福里"));
    assert_eq!(parse_place("翠苑街道幸福里3栋2单元501室"), wanted("幸福里"));
    assert_eq!(parse_place("幸福里 3-2-501"), wanted("幸福里"));
    assert_eq!(
        parse_place("建设路12号院3号楼2单元501"),
        wanted("建设路12号院"),
        "two streets have a court 12"
    );
    assert_eq!(parse_place("12栋301").map(|p| (p.building, p.room)), Some(("12".into(), "301".into())));
    assert_eq!(parse_place("十二栋301").map(|p| p.building), Some("12".into()));
    assert_eq!(parse_place("张三"), None);
    assert_eq!(parse_place("501"), None);
}

#[test]
fn buildings_keep_their_whole_names() {
    for (text, place) in [
        ("甲1号楼2单元301", ["甲1", "2", "301"]),
        ("乙1号楼2单元301", ["乙1", "2", "301"]),
        ("1#楼2单元301", ["1", "2", "301"]),
        ("1号院1号楼2单元301", ["1号院1", "2", "301"]),
        ("A座1203", ["A", "", "1203"]),
        ("a座东单元1203A室", ["A", "东", "1203A"]),
        ("十号楼一百零二室", ["10", "", "102"]),
        ("三号楼一单元一百零二室", ["3", "1", "102"]),
        ("1号楼地下−101", ["1", "", "-101"]),
        ("1号楼负101", ["1", "", "-101"]),
        ("1--101", ["1", "", "-101"]),
        ("3-2--101", ["3", "2", "-101"]),
        ("丙2栋1-101", ["丙2", "1", "101"]),
        ("向阳楼2单元301", ["向阳楼", "2", "301"]),
        ("1栋负一百零一室", ["1", "", "-101"]),
        ("向阳楼302", ["向阳楼", "", "302"]),
        ("甲3号院2室", ["甲3号院", "", "2"]),
        ("东3栋501", ["东3", "", "501"]),
        ("3栋2单元1203-2室", ["3", "2", "1203-2"]),
        ("3栋0单元501", ["3", "", "501"]),
    ] {
        let read = parse_place(text).map(|p| [p.building, p.unit, p.room]);
        assert_eq!(read, Some(place.map(str::to_owned)), "{text}");
    }
}

#[test]
fn a_room_below_the_ground_comes_back_from_its_full_address() {
    for (unit, room) in [("", "-101"), ("1", "-101"), ("", "101")] {
        let whole = crate::places::full_address("云溪苑", "1", unit, room);
        let read = parse_place(&whole).map(|p| [p.estate, p.building, p.unit, p.room]);
        assert_eq!(read, Some(["云溪苑", "1", unit, room].map(str::to_owned)), "{whole}");
    }
}

#[test]
fn a_title_names_a_building() {
    for (title, building) in [
        ("1号楼", Some("1")),
        ("幸福社区3号楼居民花名册", Some("3")),
        ("甲2号楼", Some("甲2")),
        ("A座住户", Some("A")),
        ("1-3号楼", None),
        ("1号楼、2号楼", None),
        ("居民花名册", None),
        ("讲座报名人员名册", None),
        ("Sheet1", None),
    ] {
        let read = place_in_title(title, std::iter::empty()).map(|p| p.building);
        assert_eq!(read.as_deref(), building, "{title}");
    }
    assert_eq!(building_key("03栋"), building_key("3号楼"));
    assert_ne!(building_key("甲3号楼"), building_key("3号楼"));
}

#[test]
fn what_is_no_dwelling_is_not_guessed() {
    for text in [
        // Room 101, or one below the ground.
        "1栋-101室",
        "云溪社区1号楼-101",
        "1-101/102",
        "幸福路12号",
        "建设路12号3单元501",
        "平房5排3号",
        "501",
        "3-2-501-1",
        "#N/A",
        "1965.3.1",
        "2026-11-03",
        "张三",
        "江苏省南京市",
        "1楼101",
        "1楼307",
        "1.1.105",
        "张三-李四",
        "3栋2单元5O1",
        "3栋2单元l01",
        "3号楼2单无501",
        "3号楼2单元6层501",
        "3号楼物业用房",
        "3-2-501高山家",
        "0-0-0",
        "3栋",
        "老家",
        "-",
    ] {
        let read = parse_place(text).filter(|p| !p.building.is_empty() && !p.room.is_empty());
        assert_eq!(read, None, "{text}");
    }
}

#[test]
fn rooms_sort_as_numbers() {
    let mut rooms = vec!["10", "2", "101-1", "101", "甲12", "甲3"];
    rooms.sort_by_key(|r| natural_key(r));
    assert_eq!(rooms, ["2", "10", "101", "101-1", "甲3", "甲12"]);
}

#[test]
fn floors_are_told_by_room_numbers() {
    assert_eq!(floor_of_room("501"), Some(5));
    assert_eq!(floor_of_room("1203"), Some(12));
    assert_eq!(floor_of_room("12"), None);
    assert_eq!(floor_of_room("甲3"), None);
}

proptest! {
    #[test]
    fn never_panics_on_any_text(text in any::<String>()) {
        let _ = (parse_place(&text), parse_typed_place(&text), parse_within_building(&text));
        let _ = (building_name(&text), unit_name(&text), room_name(&text));
        let _ = natural_key(&text);
        let _ = floor_of_room(&text);
    }
}
fn building() -> impl Strategy<Value = String> {
    prop_oneof![
        (1u32..60).prop_map(|n| n.to_string()),
        ("[甲乙丙东西]", 1u32..30).prop_map(|(a, n)| format!("{a}{n}")),
        "[A-F]",
        ("[A-F]", 1u32..9).prop_map(|(a, n)| format!("{a}{n}")),
        (1u32..9, 1u32..9).prop_map(|(a, n)| format!("{a}号院{n}")),
        (1u32..9).prop_map(|n| format!("{n}号院")),
    ]
}

fn room() -> impl Strategy<Value = String> {
    prop_oneof![
        (1u32..34, 1u32..9).prop_map(|(f, n)| format!("{f}{n:02}")),
        (1u32..34, 1u32..9, "[A-D]").prop_map(|(f, n, a)| format!("{f}{n:02}{a}")),
        (1u32..3, 1u32..9).prop_map(|(f, n)| format!("-{f}{n:02}")),
        (1u32..34, 1u32..9, 1u32..4).prop_map(|(f, n, p)| format!("{f}{n:02}-{p}")),
        (1u32..20).prop_map(|n| n.to_string()),
        ("[甲东西]", 1u32..20).prop_map(|(a, n)| format!("{a}{n}")),
        (1u32..20, "[东西中]").prop_map(|(n, a)| format!("{n}0{n}{a}")),
    ]
}

proptest! {
    #[test]
    fn every_place_that_leaves_comes_back(
        building in building(),
        unit in prop_oneof![Just(String::new()), (1u32..9).prop_map(|n| n.to_string()), "[东西中]", "[A-C]"],
        room in room(),
    ) {
        let said = short_place(&building, &unit, &room);
        let read = parse_place(&said).map(|p| (p.building, p.unit, p.room));
        prop_assert_eq!(read, Some((building, unit, room)), "{}", said);
    }
}
