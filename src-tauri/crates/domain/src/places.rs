//! Places: estates (小区), buildings (楼栋), units (单元), dwellings (房屋), grids (网格), and households (户).
//!
//! A household (户) and a dwelling (房) are two things: several households may share a dwelling, and a registered
//! household may have none (空挂). A grid may cut across an estate, so buildings and units carry it.
//!
//! Source: `shared/domain/residents.md` 1 and 2.

use crate::fields::Field;

/// The fields of an estate.
pub static ESTATE_FIELDS: &[Field] = &[
    Field::text("name", "小区名称", 40).required().in_list(),
    Field::choice("kind", "类别", &ESTATE_KINDS).in_list().starts_with("estate"),
    Field::text("address", "地址", 100).in_list().hint("如 幸福路 18 号"),
    Field::text("property_company", "物业公司", 60).in_list(),
    Field::phones("property_phones", "物业电话").in_list(),
    Field::long_text("remark", "备注", 500),
];

static ESTATE_KINDS: [(&str, &str); 3] =
    [("estate", "小区"), ("natural_area", "自然片"), ("street_side", "沿街")];

/// The fields of a building.
pub static BUILDING_FIELDS: &[Field] = &[
    Field::reference("estate_id", "小区", "estates").required().in_list(),
    Field::text("name", "楼栋", 20).required().in_list().hint("只写编号，如 3 或 甲3"),
    Field::reference("grid_id", "网格", "grids").in_list(),
    Field::whole("floor_count", "层数", 1, 200, "层").in_list(),
    Field::yes_no("has_lift", "有电梯"),
    Field::text("steward", "楼栋长", 30).in_list(),
    Field::long_text("remark", "备注", 500),
];

/// The fields of a unit.
pub static UNIT_FIELDS: &[Field] = &[
    Field::reference("building_id", "楼栋", "buildings").required(),
    Field::text("name", "单元", 20).required(),
    Field::reference("grid_id", "网格", "grids"),
];

/// The fields of a dwelling.
pub static DWELLING_FIELDS: &[Field] = &[
    Field::reference("building_id", "楼栋", "buildings").required(),
    Field::text("unit", "单元", 20).hint("平房、独栋没有单元，不填"),
    Field::text("room", "室", 20).required().hint("如 501、甲3"),
    Field::whole("floor", "楼层", -9, 200, "层").hint("不填时按室号推算"),
    Field::choice("tenure", "房屋性质", &TENURES).in_list().starts_with("owned"),
    Field::choice("occupancy", "房屋状态", &OCCUPANCIES).in_list(),
    Field::text("owner_name", "产权人", 50).in_list(),
    Field::phones("owner_phones", "产权人电话"),
    Field::hundredths("area_hundredths", "建筑面积", "平方米").in_list(),
    Field::long_text("remark", "备注", 500),
];

static TENURES: [(&str, &str); 8] = [
    ("owned", "自有"),
    ("rented", "租住"),
    ("lent", "借住"),
    ("dormitory", "单位宿舍"),
    ("public_rental", "公租房（廉租房）"),
    ("vacant", "空置"),
    ("business", "经营用房（住改商）"),
    ("other", "其他"),
];

static OCCUPANCIES: [(&str, &str); 4] =
    [("lived_in", "在住"), ("vacant", "空置"), ("let", "出租"), ("shared_let", "群租")];

/// The fields of a grid.
pub static GRID_FIELDS: &[Field] = &[
    Field::text("grid_no", "网格编号", 20).in_list(),
    Field::text("name", "网格名称", 40).required().in_list(),
    Field::text("leader", "网格长", 30).in_list(),
    Field::text("grid_worker", "网格员", 30).required().in_list(),
    Field::phones("phones", "联系电话").in_list(),
    Field::text("bounds", "四至范围", 200),
];

/// The fields of a household.
pub static HOUSEHOLD_FIELDS: &[Field] = &[
    Field::text("household_no", "户编号", 20).computed().in_list(),
    Field::choice("household_kind", "户类型", &HOUSEHOLD_KINDS).required().in_list().starts_with("family"),
    Field::reference("dwelling_id", "现住址", "dwellings").hint("空挂户没有房屋，不填"),
    Field::text("hukou_book_no", "户口簿号", 20).in_list(),
    Field::text("hukou_address", "户籍地址", 200).in_list().hint("照户口簿填写"),
    Field::choices("tags", "家庭类型", &HOUSEHOLD_TAGS).in_list(),
    Field::money("monthly_income_fen", "家庭月收入").hint("只在办理救助时需要"),
    Field::long_text("remark", "备注", 500),
];

static HOUSEHOLD_KINDS: [(&str, &str); 2] = [("family", "家庭户"), ("collective", "集体户")];

static HOUSEHOLD_TAGS: [(&str, &str); 9] = [
    ("minimum_living", "低保户"),
    ("minimum_living_edge", "低保边缘户"),
    ("destitute", "特困"),
    ("soldier_family", "军属"),
    ("martyr_family", "烈属"),
    ("lost_only_child", "失独"),
    ("disabled_family", "残疾家庭"),
    ("party_family", "党员户"),
    ("civil_family", "文明家庭"),
];

/// The code of 户主 in GB/T 4761.
pub const HEAD: &str = "02";

/// The label of the tables people know, and the fields of each.
pub fn place_tables() -> [(&'static str, &'static str, &'static [Field]); 6] {
    [
        ("estates", "小区", ESTATE_FIELDS),
        ("buildings", "楼栋", BUILDING_FIELDS),
        ("units", "单元", UNIT_FIELDS),
        ("dwellings", "房屋", DWELLING_FIELDS),
        ("grids", "网格", GRID_FIELDS),
        ("households", "户", HOUSEHOLD_FIELDS),
    ]
}

/// An address in full, `幸福里3栋2单元501室`.
pub fn full_address(estate: &str, building: &str, unit: &str, room: &str) -> String {
    let mut text = format!("{estate}{building}");
    if building.chars().last().is_some_and(|c| c.is_ascii_alphanumeric()) {
        text.push('栋');
    }
    if !unit.is_empty() {
        text.push_str(unit);
        if !unit.ends_with("单元") && !unit.ends_with('门') {
            text.push_str("单元");
        }
    }
    // Behind a building a hyphen could part as well as say that the room is below the ground.
    match room.strip_prefix('-').filter(|_| unit.is_empty()) {
        Some(below) => text.push_str(&format!("负{below}")),
        None => text.push_str(room),
    }
    if room.chars().last().is_some_and(|c| c.is_ascii_alphanumeric()) {
        text.push('室');
    }
    text
}

/// What tells one grid from another however it is written: 1, 01, 一网格, 第1网格 and 1号网格 are one, 东片 is 东片网格.
pub fn grid_key(name: &str) -> String {
    let narrow: String = crate::text::half_width(name).chars().filter(|c| !c.is_whitespace()).collect();
    // 1号网格员 under 网格
    let staff = narrow.strip_suffix(['员', '长']).filter(|rest| rest.ends_with("网格"));
    let named = staff.unwrap_or(&narrow);
    let bare =
        named.strip_suffix("网格").or_else(|| named.strip_prefix("网格")).filter(|rest| !rest.is_empty());
    let bare = bare.unwrap_or(named);
    let number = bare.strip_prefix('第').unwrap_or(bare);
    let number = number.strip_suffix('号').unwrap_or(number);
    let is_number = !number.is_empty() && number.chars().all(crate::rooms::is_numeral);
    let arabic = crate::rooms::arabic(number).filter(|_| is_number);
    match arabic {
        Some(number) => number.trim_start_matches('0').to_owned(),
        None => bare.to_lowercase(),
    }
}

/// 幸福社区居民委员会 is 幸福社区.
pub fn short_community(community: &str) -> &str {
    community.trim_end_matches("居民委员会").trim_end_matches("居委会")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_are_one_however_they_are_written() {
        for name in ["1", "01", "一网格", "第一网格", "第1网格", "1号网格", "网格1", "第１网格", "第 1 网格"]
        {
            assert_eq!(grid_key(name), "1", "{name}");
        }
        for (name, key) in [
            ("十二网格", "12"),
            ("东片网格", "东片"),
            ("东片", "东片"),
            ("A区(1)", "a区(1)"),
            ("网格", "网格"),
            ("1号网格员", "1"),
        ] {
            assert_eq!(grid_key(name), key, "{name}");
        }
    }

    #[test]
    fn addresses_read_as_people_write_them() {
        assert_eq!(full_address("幸福里", "3", "2", "501"), "幸福里3栋2单元501室");
        assert_eq!(full_address("老街", "甲3号院", "", "2"), "老街甲3号院2室");
    }
}
