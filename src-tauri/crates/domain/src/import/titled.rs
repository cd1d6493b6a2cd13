//! Lists of people who are all of one kind, by their name or title: 死亡人员名单, 迁出人员登记表, 空挂户花名册.

use super::words::{Departure, departure};
use crate::population::ResidenceState;
use crate::text::half_width;

/// What the title of a list says of everybody in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titled {
    /// They all died or left.
    Departed(Departure),
    /// Some of them may have left: 迁入迁出登记表.
    Mixed,
    /// Where they live and are registered.
    State(ResidenceState),
    /// 人户分离: one way or the other.
    Apart,
}

/// What a list is called behind the word that says of whom it is.
const BEHIND: [&str; 22] = [
    "花名册",
    "名册",
    "登记表",
    "登记册",
    "登记簿",
    "信息表",
    "一览表",
    "统计表",
    "汇总表",
    "明细表",
    "底册",
    "台账",
    "名单",
    "信息",
    "登记",
    "汇总",
    "明细",
    "统计",
    "情况",
    "表",
    "册",
    "簿",
];
const PEOPLE: [&str; 6] = ["人员", "人口", "居民", "群众", "对象", "户籍"];
/// Words beside which 死亡 or 迁出 is not said of everybody.
const OTHERS: [&str; 16] = [
    "迁入", "出生", "新增", "增减", "变动", "异动", "变更", "流入", "搬入", "家属", "遗属", "未", "拟", "无",
    "原因", "在册",
];

/// What a title says of everybody in the list; `None` where it says nothing of this kind.
pub fn titled(title: &str) -> Option<Titled> {
    let narrow: String = half_width(title).chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).collect();
    let mut bare = narrow.as_str();
    while let Some(rest) = BEHIND.iter().find_map(|word| bare.strip_suffix(word)) {
        bare = rest;
    }
    let bare_people = PEOPLE.iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    let is_mixed = OTHERS.iter().any(|word| narrow.contains(word));
    if let Some(how) = ends_in_departure(bare).or_else(|| ends_in_departure(bare_people)) {
        return Some(if is_mixed { Titled::Mixed } else { Titled::Departed(how) });
    }
    if is_mixed && ["迁出", "死亡", "流出", "搬出"].iter().any(|word| narrow.contains(word)) {
        let is_of_kin = ["家属", "遗属", "未", "拟", "原因"].iter().any(|word| narrow.contains(word));
        return (!is_of_kin).then_some(Titled::Mixed);
    }
    let is = |words: &[&str]| words.iter().any(|word| bare.ends_with(word) || bare_people.ends_with(word));
    if is_mixed || ["和", "及", "与", "非"].iter().any(|word| narrow.contains(word)) {
        None
    } else if is(&["空挂户", "空挂户口", "空挂", "户口空挂"]) {
        Some(Titled::State(ResidenceState::EmptyHukou))
    } else if is(&["户在人不在", "人不在户在", "户在人不在户", "外出务工", "外出"]) {
        Some(Titled::State(ResidenceState::HukouOnly))
    } else if is(&["人在户不在", "户不在人在", "外来", "外来务工", "暂住", "流入"]) {
        Some(Titled::State(ResidenceState::LivingOnly))
    } else if is(&["人户分离", "人户分离户"]) {
        Some(Titled::Apart)
    } else {
        None
    }
}

/// Whether a text ends in a word for death or departure, the longest such ending of eight signs.
fn ends_in_departure(text: &str) -> Option<Departure> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).rev().take(8).collect();
    // 亡 alone ends other words too.
    starts.into_iter().skip(1).rev().find_map(|at| departure(&text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_who_all_of_a_list_are() {
        use Departure::{Died, Left};
        for (title, wanted) in [
            ("死亡", Some(Titled::Departed(Died))),
            ("死亡人员名单", Some(Titled::Departed(Died))),
            ("2026年阳光社区死亡人员登记表", Some(Titled::Departed(Died))),
            ("已故居民名册", Some(Titled::Departed(Died))),
            ("迁出人员登记表", Some(Titled::Departed(Left))),
            ("已迁出", Some(Titled::Departed(Left))),
            ("注销户口人员名单", Some(Titled::Departed(Left))),
            ("户口迁出花名册", Some(Titled::Departed(Left))),
            ("迁入迁出人员登记表", Some(Titled::Mixed)),
            ("出生死亡登记", Some(Titled::Mixed)),
            ("死亡人员家属慰问名单", None),
            ("拟迁出人员名单", Some(Titled::Mixed)),
            ("空挂户花名册", Some(Titled::State(ResidenceState::EmptyHukou))),
            ("外来人口登记表", Some(Titled::State(ResidenceState::LivingOnly))),
            ("户在人不在人员名册", Some(Titled::State(ResidenceState::HukouOnly))),
            ("人户分离人员台账", Some(Titled::Apart)),
            ("阳光社区居民花名册", None),
            ("Sheet1", None),
            ("", None),
        ] {
            assert_eq!(titled(title), wanted, "{title}");
        }
    }
}
