//! Addresses of other provinces, cities and districts: nobody makes a dwelling of this community of them.

use crate::codes::{
    above_cut, division, division_below, division_full_name, division_prefix, divisions_begun,
};
use crate::population::{is_other_district, is_outside_city};
use crate::rooms::{names_something, without_verb_of};

/// What an address says of where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Elsewhere {
    /// Another province, city or district, by its name.
    Division(String),
    /// A province or city, by its name, while nobody told where the office is.
    Unknown(String),
}

/// Where an address surely is, if not in the office's own district. `office` is its division, GB/T 2260, or empty;
/// `is_estate` says of a text whether it begins with the name of an estate of the ledger.
pub fn elsewhere(address: &str, office: &str, is_estate: impl Fn(&str) -> bool) -> Option<Elsewhere> {
    let text = without_verb_of(address);
    let text = text.strip_prefix("中国").unwrap_or(&text);
    if text.is_ascii() || is_estate(text) {
        return None;
    }
    let said = division_of(text, office)?;
    let name = division_full_name(said.code).unwrap_or_default().replace("（已撤销）", "");
    if office.is_empty() {
        // 西湖区 alone may well be the own one.
        return (!said.is_county_alone).then_some(Elsewhere::Unknown(name));
    }
    // What is no division any more may be the own one by its name of then.
    let same_city = said.code.get(..4) == office.get(..4);
    let own_name = |code: &str| division(code).map(|d| d.name);
    let may_be_own = same_city && (own_name(said.code).is_none() || own_name(said.code) == own_name(office));
    let is_else = is_outside_city(said.code, office) || is_other_district(said.code, office);
    let is_said = !said.is_county_alone || names_something(said.rest);
    (is_else && is_said && !may_be_own).then_some(Elsewhere::Division(name))
}

/// The division that an address begins with.
struct Begins<'a> {
    code: &'static str,
    rest: &'a str,
    /// Whether neither province nor city stands before the county or district.
    is_county_alone: bool,
}

/// Of several divisions of one name the office's own.
fn division_of<'a>(text: &'a str, office: &str) -> Option<Begins<'a>> {
    let above = |(code, rest)| Begins { code, rest, is_county_alone: false };
    let Some((codes, rest)) = divisions_begun(text) else {
        let (cut, rest) = above_cut(text)?;
        if let Some(found) = division_prefix(text).filter(|(_, rest)| rest.len() < text.len()) {
            return Some(above(found));
        }
        // 石家庄长安区 is sure; 石家庄谈固小区 too, while 上海花园 and 安康佳苑 are estates.
        let named = || Some((cut, rest)).filter(|_| !office.is_empty() && names_something(rest));
        return division_below(cut, rest).or_else(named).map(above);
    };
    // 东区 and 城区 are parts of many estates.
    if text.len() - rest.len() <= "东区".len() {
        return None;
    }
    let is_county_alone = codes.iter().all(|code| !code.ends_with("00"));
    let own = codes.iter().find(|code| !office.is_empty() && !is_outside_city(code, office));
    match own.filter(|_| is_county_alone) {
        Some(own) => Some(Begins { code: own, rest, is_county_alone }),
        None => {
            let (code, rest) = division_prefix(text).or_else(|| Some((*codes.first()?, rest)))?;
            Some(Begins { code, rest, is_county_alone })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, office: &str) -> Option<Elsewhere> {
        elsewhere(text, office, |text| text.starts_with("北京华侨城"))
    }

    #[test]
    fn another_province_city_or_district_is_elsewhere() {
        for (text, place) in [
            ("河北省保定市莲池区某小区2号楼3单元401", "河北省保定市莲池区"),
            ("河北保定莲池区东方小区2号楼3单元401", "河北省保定市莲池区"),
            ("石家庄市长安区谈固小区2号楼3单元401", "河北省石家庄市长安区"),
            ("石家庄长安区谈固小区2号楼3单元401", "河北省石家庄市长安区"),
            ("石家庄谈固小区2号楼3单元401", "河北省石家庄市"),
            ("上海市浦东新区锦绣路1888弄12号501室", "上海市浦东新区"),
            ("现住上海浦东新区锦绣家园12号楼501室", "上海市浦东新区"),
            ("浙江省杭州市拱墅区大关小区3栋501", "浙江省杭州市拱墅区"),
            ("杭州市拱墅区大关小区3栋501", "浙江省杭州市拱墅区"),
            ("拱墅区大关小区3栋501", "浙江省杭州市拱墅区"),
            ("浙江省宁波市海曙区白云小区3栋501", "浙江省宁波市海曙区"),
            ("杭州拱墅区大关小区3栋501", "浙江省杭州市拱墅区"),
            ("河北省保定市莲池区3栋501", "河北省保定市莲池区"),
            ("太康县城关镇幸福里3栋501", "河南省周口市太康县"),
        ] {
            assert_eq!(of(text, "330106"), Some(Elsewhere::Division(place.into())), "{text}");
        }
    }

    #[test]
    fn the_own_district_and_names_of_estates_are_not() {
        for text in [
            "浙江省杭州市西湖区翠苑街道翠苑二区3栋501",
            "杭州市西湖区翠苑二区3栋501",
            "杭州西湖区翠苑二区3栋501",
            "西湖区翠苑二区3栋501",
            "浙江省翠苑二区3栋501",
            "杭州市翠苑二区3栋501",
            "杭州翠苑二区3栋501",
            "上海花园3栋501",
            "北京新村3-2-501",
            "南京路12号院3号楼501",
            "安康佳苑3栋501",
            "朝阳小区3栋501",
            "东区3栋501",
            "新城区3栋501",
            "城市花园3-2-501",
            "北京华侨城3栋501",
            "3-2-501",
            "幸福里3栋2单元501室",
        ] {
            assert_eq!(of(text, "330106"), None, "{text}");
        }
    }

    #[test]
    fn without_an_own_place_a_province_or_city_is_not_known() {
        let unknown = |place: &str| Some(Elsewhere::Unknown(place.into()));
        assert_eq!(of("浙江省杭州市西湖区翠苑二区3栋501", ""), unknown("浙江省杭州市西湖区"));
        assert_eq!(of("石家庄市谈固小区2号楼401", ""), unknown("河北省石家庄市"));
        assert_eq!(of("石家庄长安区谈固小区2号楼401", ""), unknown("河北省石家庄市长安区"));
        assert_eq!(of("西湖区翠苑二区3栋501", ""), None);
        assert_eq!(of("上海花园3栋501", ""), None);
        assert_eq!(of("幸福里3栋501", ""), None);
    }
}
