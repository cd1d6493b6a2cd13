//! What stands above an estate in an address: street office, community and grid. The office's own ones are no estate of its
//! ledger, and nobody makes a dwelling of this community of an address in another one.

use crate::codes::{above_cut, behind_division, division, division_below};
use crate::rooms::is_numeral;
use std::borrow::Cow;

/// What the office is called in addresses, each without what it is: 春江 and 阳光 for 春江街道阳光社区居委会. Empty where the
/// settings do not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeNames {
    /// Its division, GB/T 2260, or empty.
    pub division: String,
    /// The names of its province, city and district.
    divisions: Vec<&'static str>,
    street: String,
    community: String,
}

/// Kinds of street office and of community, as they end a name.
const STREETS: [&str; 3] = ["街道", "镇", "乡"];
const COMMITTEES: [&str; 6] = ["居民委员会", "村民委员会", "居委会", "村委会", "委员会", "居民区"];

impl OfficeNames {
    /// Of the settings: the division, the street office's name and the community's.
    pub fn new(division: &str, street_office: &str, community: &str) -> Self {
        let street = without_divisions(street_office.trim_end_matches("办事处"));
        let community = without_divisions(community);
        let behind_street = STREETS.iter().find_map(|kind| community.split_once(kind)).map(|(_, rest)| rest);
        let mut bare = behind_street.filter(|rest| !rest.is_empty()).unwrap_or(community);
        for ending in COMMITTEES.iter().chain(&["社区"]) {
            bare = bare.strip_suffix(ending).unwrap_or(bare);
        }
        let is_kind = |kind: &&&str| street.len() > kind.len() && street.ends_with(**kind);
        let street = STREETS.iter().find(is_kind).map_or(street, |kind| &street[..street.len() - kind.len()]);
        OfficeNames {
            division: division.to_owned(),
            divisions: own_divisions(division),
            street: street.to_owned(),
            community: bare.to_owned(),
        }
    }

    /// Whether a name is that of the community: 阳光社区, 阳光社区居委会.
    pub fn is_community(&self, name: &str) -> bool {
        let rest = name.strip_prefix(self.community.as_str()).filter(|_| !self.community.is_empty());
        rest.is_some_and(|rest| {
            let rest = rest.strip_prefix("社区").unwrap_or(rest);
            (rest.is_empty() && name.len() > self.community.len()) || COMMITTEES.contains(&rest)
        })
    }

    /// Whether a community of a title, without what it is, is surely another one.
    pub fn is_other_community(&self, name: &str) -> bool {
        !self.community.is_empty()
            && !self.community.ends_with(name)
            && !name.ends_with(self.community.as_str())
    }

    /// Whether a name is that of the own province, city or district, or of several of them: 富阳区, 杭州市富阳区, 杭州富阳.
    pub fn is_own_division(&self, name: &str) -> bool {
        let (mut rest, mut count, mut is_any_whole) = (name, 0, false);
        for own in &self.divisions {
            let cut = own.trim_end_matches(['省', '市', '区', '县']);
            let behind = rest.strip_prefix(own).inspect(|_| is_any_whole |= own.chars().count() > 2);
            let behind = behind.or_else(|| rest.strip_prefix(cut).filter(|_| cut.chars().count() >= 2));
            if let Some(behind) = behind {
                (rest, count) = (behind, count + 1);
            }
        }
        // 富阳 alone may be an estate that was called after it.
        rest.is_empty() && !name.is_empty() && (is_any_whole || count >= 2)
    }
}

/// The names of the province, city and district of a division.
fn own_divisions(code: &str) -> Vec<&'static str> {
    let (Some(province), Some(city)) = (code.get(..2), code.get(..4)) else { return Vec::new() };
    let codes = [format!("{province}0000"), format!("{city}00"), code.to_owned()];
    codes.iter().filter_map(|code| division(code)).map(|d| d.name).collect()
}

fn without_divisions(text: &str) -> &str {
    let mut rest = text.trim();
    if let Some((above, behind)) = above_cut(rest) {
        rest = division_below(above, behind).map_or(rest, |(_, below)| below);
    }
    while let Some(behind) = behind_division(rest) {
        rest = behind;
    }
    rest
}

/// An address without what stands above its estate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Above<'a> {
    /// It is the own one, or says none: what is left, which may be nothing, and the grid that it names or nothing.
    Own(Cow<'a, str>, String),
    /// It names another street office or community.
    Other(String),
}

/// Takes off an address what stands above its estate. `is_estate` says of a text whether it begins with the name of an
/// estate of the ledger: 红旗社区3栋 is of an estate where there is one of that name.
pub(super) fn above<'a>(
    address: &'a str,
    office: &OfficeNames,
    is_estate: impl Fn(&str) -> bool,
) -> Above<'a> {
    // Each of the words has one of these signs, and hardly an address has one.
    if address.is_ascii() || !address.contains(['街', '镇', '乡', '社', '委', '民', '网']) {
        return Above::Own(Cow::Borrowed(address), String::new());
    }
    let whole = crate::rooms::without_verb_of(address);
    let mut rest = without_divisions(&whole);
    let mut grid = String::new();
    let mut is_cut = false;
    while !is_estate(rest) {
        match step(rest, office, rest.len() < whole.len()) {
            Step::Done => break,
            Step::Behind(behind) => rest = behind,
            Step::Grid(said, behind) => {
                said.clone_into(&mut grid);
                rest = behind;
            }
            Step::Other(name) => return Above::Other(name),
        }
        is_cut = true;
    }
    let left = if is_cut { Cow::Owned(rest.to_owned()) } else { Cow::Borrowed(address) };
    Above::Own(left, grid)
}

enum Step<'a> {
    Done,
    Behind(&'a str),
    Grid(&'a str, &'a str),
    Other(String),
}

/// The first street office, community or grid that an address begins with.
fn step<'a>(text: &'a str, office: &OfficeNames, is_behind: bool) -> Step<'a> {
    if let Some((name, behind)) = text.split_once("街道").filter(|(name, _)| is_name(name)) {
        let behind = behind.strip_prefix("办事处").or_else(|| behind.strip_prefix('办')).unwrap_or(behind);
        return match office.street.is_empty() || name.is_empty() || name == office.street {
            true => Step::Behind(behind),
            false => Step::Other(format!("{name}街道")),
        };
    }
    if let Some((name, kind, behind)) = town(text, &office.street, is_behind)
        && !office.street.is_empty()
    {
        return match name == office.street {
            true => Step::Behind(behind),
            false => Step::Other(format!("{name}{kind}")),
        };
    }
    if let Some((name, behind)) = text.split_once("社区").filter(|(name, _)| is_name(name)) {
        let behind_committee = COMMITTEES.iter().find_map(|ending| behind.strip_prefix(ending));
        let behind = behind_committee.filter(|rest| !begins_name(rest)).unwrap_or(behind);
        // 社区3栋 and 本社区3栋 are the own one.
        // 社区花园 is an estate.
        let is_own = matches!(name, "本" | "我" | "我们") || name.is_empty() && !begins_name(behind);
        return match is_own || !name.is_empty() && name == office.community {
            true => Step::Behind(behind),
            false if name.is_empty() || office.community.is_empty() => Step::Done,
            false => Step::Other(format!("{name}社区")),
        };
    }
    let committee = COMMITTEES.iter().find_map(|ending| {
        let (name, behind) = text.split_once(ending)?;
        is_name(name).then_some((name, *ending, behind))
    });
    if let Some((name, ending, behind)) = committee {
        // 居委会宿舍 is an estate.
        let is_own = name.is_empty() && !begins_name(behind) || !name.is_empty() && name == office.community;
        return match is_own {
            true => Step::Behind(behind),
            false if name.is_empty() || office.community.is_empty() => Step::Done,
            false => Step::Other(format!("{name}{ending}")),
        };
    }
    if let Some((name, behind)) = text.split_once("网格") {
        let number = name.strip_prefix('第').unwrap_or(name);
        let number = number.strip_suffix('号').unwrap_or(number);
        let is_number = !number.is_empty() && number.chars().all(is_numeral);
        let is_named = !name.is_empty() && is_name(name) && name.chars().count() <= 4 && !begins_name(behind);
        if (is_number || is_named) && !behind.starts_with(['员', '长']) {
            return Step::Grid(&text[..text.len() - behind.len()], behind);
        }
    }
    Step::Done
}

/// 高桥镇 before the name of a village, street or estate. 阳光小镇 and 江南水乡 are estates, and of 高桥镇3栋 nobody knows.
fn town<'a>(text: &'a str, own: &str, is_behind: bool) -> Option<(&'a str, &'static str, &'a str)> {
    ["镇", "乡"].into_iter().find_map(|kind| {
        let (name, behind) = text.split_once(kind)?;
        let is_estate = name.ends_with(['水', '小', '故', '家', '梦', '古', '城', '书', '老', '新'])
            || behind.starts_with('村');
        let han = behind.chars().take_while(|c| is_han(*c) && !is_numeral(*c)).count();
        let is_sure = (1..=5).contains(&name.chars().count()) && is_name(name) && !is_estate;
        let is_own = !own.is_empty() && name == own;
        (is_own || is_sure && (is_behind || han >= 2)).then_some((name, kind, behind))
    })
}

/// Whether what stands before a mark may be the name of it: no figure and no sign in it, and not longer than such names are.
fn is_name(text: &str) -> bool {
    text.chars().count() <= 8 && text.chars().all(is_han)
}

/// Whether a text goes on with a name, and not with the number of a building or a grid.
fn begins_name(text: &str) -> bool {
    const SIGNS: &str = "第甲乙丙丁戊己庚辛东西南北中";
    text.starts_with(|c: char| is_han(c) && !is_numeral(c) && !SIGNS.contains(c))
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> OfficeNames {
        OfficeNames::new("330111", "富阳区春江街道办事处", "春江街道阳光社区居民委员会")
    }

    fn of(text: &str) -> String {
        match above(text, &office(), |text| text.starts_with("和平社区")) {
            Above::Own(rest, grid) if grid.is_empty() => rest.into_owned(),
            Above::Own(rest, grid) => format!("{rest}|{grid}"),
            Above::Other(name) => format!("!{name}"),
        }
    }

    #[test]
    fn the_own_street_community_and_grid_are_taken_off_and_others_are_named() {
        for (text, left) in [
            ("春江街道阳光社区3栋1单元301", "3栋1单元301"),
            ("富阳区春江街道阳光社区3栋1单元301", "3栋1单元301"),
            ("浙江省杭州市富阳区春江街道阳光社区居委会3栋1单元301", "3栋1单元301"),
            ("杭州富阳春江街道阳光社区3栋1单元301", "3栋1单元301"),
            ("阳光社区幸福里3栋1单元301", "幸福里3栋1单元301"),
            ("春江街道3栋1单元307", "3栋1单元307"),
            ("阳光居委会3栋301", "3栋301"),
            ("居委会3栋301", "3栋301"),
            ("居民委员会3栋301", "3栋301"),
            ("居委会宿舍3栋301", "居委会宿舍3栋301"),
            ("第三网格3栋301", "3栋301|第三网格"),
            ("第一网格阳光花园3栋301", "阳光花园3栋301|第一网格"),
            ("阳光社区第1网格3栋301", "3栋301|第1网格"),
            ("东片网格3栋301", "3栋301|东片网格"),
            ("社区花园3栋301", "社区花园3栋301"),
            ("春江镇3栋301", "3栋301"),
            ("社区3栋301", "3栋301"),
            ("春江街道红旗社区3栋1单元301", "!红旗社区"),
            ("红旗社区3栋301", "!红旗社区"),
            ("红旗居委会3栋301", "!红旗居委会"),
            ("富阳区鹿山街道阳光社区3栋301", "!鹿山街道"),
            ("富阳区高桥镇3栋301", "!高桥镇"),
            ("高桥镇幸福里3栋301", "!高桥镇"),
            // Estates, and what nobody knows.
            ("和平社区3栋301", "和平社区3栋301"),
            ("江南水乡3栋301", "江南水乡3栋301"),
            ("阳光小镇3栋301", "阳光小镇3栋301"),
            ("阳光乡村别墅3栋301", "阳光乡村别墅3栋301"),
            ("桃源乡居3栋301", "桃源乡居3栋301"),
            ("阳光花园3栋301", "阳光花园3栋301"),
            ("3-2-501", "3-2-501"),
            ("阳光社区", ""),
        ] {
            assert_eq!(of(text), left, "{text}");
        }
    }

    #[test]
    fn without_names_of_the_office_nothing_is_another_one() {
        let nobody = OfficeNames::new("330111", "", "");
        for (text, left) in [
            ("春江街道红旗社区3栋301", "红旗社区3栋301"),
            ("红旗社区3栋301", "红旗社区3栋301"),
            ("高桥镇幸福里3栋301", "高桥镇幸福里3栋301"),
            ("居委会3栋301", "3栋301"),
        ] {
            assert_eq!(above(text, &nobody, |_| false), Above::Own(left.into(), String::new()), "{text}");
        }
    }

    #[test]
    fn names_of_the_office_are_known_with_and_without_what_they_are() {
        let office = office();
        for name in ["阳光社区", "阳光社区居委会", "阳光居委会", "阳光社区居民委员会"]
        {
            assert!(office.is_community(name), "{name}");
        }
        for name in ["阳光", "阳光花园", "红旗社区", "阳光社区幸福里", ""] {
            assert!(!office.is_community(name), "{name}");
        }
        for name in ["杭州市", "富阳区", "浙江省", "杭州市富阳区", "杭州富阳", "浙江省杭州市富阳区"]
        {
            assert!(office.is_own_division(name), "{name}");
        }
        for name in ["富阳", "富阳花园", "西湖区", "", "东区"] {
            assert!(!office.is_own_division(name), "{name}");
        }
    }
}
