//! Addresses of other provinces, cities and districts: nobody makes a dwelling of this community of them.

use crate::codes::{
    above_cut, division, division_below, division_full_name, division_prefix, divisions_begun,
    may_begin_with_division_apart,
};
use crate::population::{is_other_district, is_outside_city};
use crate::rooms::{names_something, without_verb_of};
use crate::text::half_width;

/// What an address says of where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Elsewhere {
    /// Another province, city or district, by its name.
    Division(String),
    /// Another street office or community, by its name.
    Community(String),
    /// A province or city, by its name, while nobody told where the office is.
    Unknown(String),
}

/// Where an address surely is, if not in the office's own district. `office` is its division, GB/T 2260, or empty;
/// `is_estate` says of a text whether it begins with the name of an estate of the ledger.
pub fn elsewhere(address: &str, office: &str, is_estate: impl Fn(&str) -> bool) -> Option<Elsewhere> {
    if address.is_ascii() {
        return None;
    }
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
    // 新城区3栋 may be an estate, where the own city has no district of that name.
    let is_near = same_city && own_name(said.code).is_some_and(|own| own.chars().count() > 2);
    let is_said = !said.is_county_alone || is_near || names_something(said.rest);
    (is_else && is_said && !may_be_own).then_some(Elsewhere::Division(name))
}

/// The division that a word means which stands for the office's own one: 本社区, 本区, 本市, 本省; `None` for other words.
/// Empty where nobody told where the office is.
pub fn own_division(word: &str, office: &str) -> Option<String> {
    let word = word.trim().trim_start_matches(['在', '属']);
    let level = match word {
        "本社区" | "本辖区" | "本街道" | "本镇" | "本乡" | "本村" | "本地" | "本区" | "本县" | "本区县"
        | "辖区内" | "社区内" => 6,
        "本市" => 4,
        "本省" | "省内" => 2,
        _ => return None,
    };
    if office.is_empty() {
        return Some(String::new());
    }
    // 北京 and the like are city and province in one.
    let is_both = ["11", "12", "31", "50"].iter().any(|city| office.starts_with(city));
    let level = if level == 4 && is_both { 2 } else { level };
    Some(format!("{:0<6}", office.get(..level).unwrap_or(office)))
}

/// The division that an address of the register surely begins with, where it is not the office's own: 鼓楼区湖南路1号 where the
/// office's city has no 鼓楼区. Of several of one name it is any of them: only that it is none of the own city's is sure.
pub fn register_elsewhere(address: &str, office: &str) -> Option<&'static str> {
    // Words before it (户籍在) are looked behind.
    const BEFORE: [char; 14] =
        ['中', '现', '住', '租', '暂', '居', '实', '家', '详', '地', '借', '寄', '户', '挂'];
    let may_be = address.starts_with(BEFORE) || may_begin_with_division_apart(address);
    if office.is_empty() || !may_be {
        return None;
    }
    // The name of a division alone says all.
    let text = format!("{} ", without_verb_of(address));
    let text = text.strip_prefix("中国").unwrap_or(&text);
    let said = division_of(text, office).filter(|_| !text.is_ascii())?;
    let is_said = !said.is_county_alone || said.rest.trim().is_empty() || names_something(said.rest);
    let is_else = is_outside_city(said.code, office) || is_other_district(said.code, office);
    (is_said && is_else).then_some(said.code)
}

/// The division that an address of the register begins with, where that is surely another one than the `division` said
/// beside it. What was renamed or moved to another city since is not told from it.
pub fn register_differs(of: &str, address: &str) -> Option<String> {
    let text: String = half_width(address).chars().filter(|c| !c.is_whitespace()).collect();
    let own = division_full_name(division(of)?.code)?;
    if text.is_empty() || text.is_ascii() || text.starts_with(&own) {
        return None;
    }
    let (codes, rest) = match division_prefix(&text).filter(|(_, rest)| rest.len() < text.len()) {
        Some((code, rest)) => (vec![code], rest),
        None => divisions_begun(&text).filter(|(_, rest)| names_something(rest))?,
    };
    if text.len() - rest.len() <= "东区".len() {
        return None;
    }
    let bare = |code: &'static str| code.trim_end_matches("00");
    let own_bare = of.trim_end_matches("00");
    let may_be_it = |code: &'static str| {
        division(code).is_none() || bare(code).starts_with(own_bare) || own_bare.starts_with(bare(code))
    };
    if codes.iter().copied().any(may_be_it) {
        return None;
    }
    match codes.as_slice() {
        [one] => division_full_name(one),
        [one, ..] => division(one).map(|d| d.name.to_owned()),
        [] => None,
    }
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
            ("拱墅区3栋501", "浙江省杭州市拱墅区"),
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
    fn a_register_in_another_district_or_city_is_known_by_its_district_alone() {
        for (address, is_else) in [
            ("鼓楼区湖南路1号", true),
            ("朝阳区望京西园", true),
            ("朝阳区", true),
            ("上城区清波街道", true),
            ("河南省周口市太康县王集乡8号", true),
            ("西湖区翠苑街道翠苑二区", false),
            ("西湖区", false),
            ("杭州市西湖区文三路1号", false),
            ("幸福里3栋2单元501", false),
            ("新城区3栋501", false),
            ("河西", false),
        ] {
            assert_eq!(register_elsewhere(address, "330106").is_some(), is_else, "{address}");
        }
        assert_eq!(register_elsewhere("鼓楼区湖南路1号", ""), None);
    }

    #[test]
    fn an_address_in_another_division_than_the_one_beside_it_differs() {
        // 340000 is 安徽省, 330102 上城区 of 杭州, 330106 西湖区 of 杭州, 320106 鼓楼区 of 南京, 411627 太康县.
        for (of, address, differs) in [
            ("340000", "上城区清波街道1号", Some("浙江省杭州市上城区")),
            ("340000", "朝阳区望京西园1号", Some("朝阳区")),
            ("340000", "浙江省杭州市上城区清波街道1号", Some("浙江省杭州市上城区")),
            ("330106", "浙江省杭州市上城区清波街道1号", Some("浙江省杭州市上城区")),
            ("330106", "西湖区文三路1号", None),
            ("330100", "浙江省杭州市西湖区文三路1号", None),
            ("330106", "浙江省文三路1号", None),
            ("320106", "鼓楼区湖南路1号", None),
            ("411627", "王集乡8号", None),
            ("411627", "河南周口太康王集乡8号", None),
            ("330106", "幸福里3栋501", None),
            ("330106", "", None),
        ] {
            assert_eq!(register_differs(of, address).as_deref(), differs, "{of} {address}");
        }
    }

    #[test]
    fn words_for_the_own_division_are_that_one() {
        for (word, office, code) in [
            ("本社区", "330106", Some("330106")),
            ("本地", "330106", Some("330106")),
            ("本市", "330106", Some("330100")),
            ("本市", "110105", Some("110000")),
            ("本省", "330106", Some("330000")),
            ("本社区", "", Some("")),
            ("本部", "330106", None),
        ] {
            assert_eq!(own_division(word, office).as_deref(), code, "{word} {office}");
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
