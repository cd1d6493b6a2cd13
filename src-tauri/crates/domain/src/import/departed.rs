//! Columns that say whether somebody is still here: 是否死亡, 迁出日期, 状态, 是否健在. Nobody who is said to be dead or gone is
//! counted as present, and a word that leaves it open holds the row.

use super::values;
use super::words::Departure;
use crate::calendar::{PartialDate, lacks_year, parse_typed_date};
use crate::text::{half_width, is_invisible};
use chrono::NaiveDate;

/// What a column asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// 是否死亡, 死亡日期; 是否迁出, 注销日期.
    Gone(Departure),
    /// 是否健在.
    Alive,
    /// 是否在册.
    Kept,
    /// 状态, 注销原因: a word of its own.
    State,
}

/// What a cell of it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Here, or nothing.
    Present,
    /// Dead or gone.
    Gone(Departure),
    /// How somebody lives here (租住), which is no answer and does no harm.
    Besides,
    /// It cannot be said.
    Unclear,
}

const DEAD: [&str; 15] = [
    "死亡",
    "去世",
    "过世",
    "离世",
    "逝世",
    "病逝",
    "已逝",
    "病故",
    "亡故",
    "身故",
    "已故",
    "不在世",
    "不健在",
    "死了",
    "已亡",
];
const LEFT: [&str; 18] = [
    "迁出",
    "迁走",
    "迁往",
    "迁至",
    "已迁",
    "搬走",
    "搬离",
    "搬出",
    "搬迁",
    "离开",
    "注销",
    "销户",
    "出国",
    "外国国籍",
    "流出",
    "转出",
    "迁移",
    "除名",
];
const HERE: [&str; 31] = [
    "存活",
    "生存",
    "活着",
    "新增",
    "出生",
    "新生儿",
    "迁入",
    "户口迁入",
    "搬入",
    "迁来",
    "流入",
    "入住",
    "落户",
    "回迁",
    "无变动",
    "正常",
    "在册",
    "在住",
    "在",
    "有效",
    "在世",
    "健在",
    "常住",
    "现住",
    "人户一致",
    "人户分离",
    "未",
    "没",
    "没有",
    "未注销",
    "在籍",
];
/// Words that make what follows no fact: not yet, or planned.
const DENIED: [&str; 7] = ["未", "没", "非", "不是", "不属", "无", "否"];
const OPEN: [&str; 12] =
    ["拟", "准备", "计划", "即将", "待", "疑似", "可能", "不详", "不明", "未知", "不清楚", "？"];

/// What a text says under such a column.
pub fn says(text: &str, asked: Asked) -> Says {
    let narrow: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    let narrow = narrow.trim_end_matches(['.', '。', '!', ';', '；']);
    if narrow.is_empty() {
        return Says::Present;
    }
    if let Some(yes) = ticked(narrow) {
        return answer(Some(yes), asked);
    }
    // 待业 waits for work, and for nothing else.
    let is_waiting =
        asked == Asked::State && ["待业", "待岗", "待产"].iter().any(|word| narrow.contains(word));
    if !is_waiting && (OPEN.iter().any(|word| narrow.contains(word)) || narrow.contains('?')) {
        return Says::Unclear;
    }
    if values::is_nothing(narrow) || HERE.contains(&narrow) {
        return Says::Present;
    }
    let (first, _) = narrow.split_once([',', '，', '(', '、', ';', '；', ':', '：']).unwrap_or((narrow, ""));
    let begins = values::yes_no(first);
    let is_denied = |word: &str| {
        narrow.find(word).is_some_and(|at| {
            DENIED.iter().any(|no| narrow[..at].ends_with(no) || narrow[..at].ends_with(&format!("{no}有")))
        })
    };
    let said = |words: &[&'static str]| words.iter().copied().find(|word| narrow.contains(word));
    // 未死亡，已迁出: what is denied says nothing, what stands beside it does.
    let (dead, left) = (said(&DEAD), said(&LEFT));
    let is_any_denied = [dead, left].into_iter().flatten().any(is_denied) && begins != Some(true);
    let kept = |word: &&str| begins == Some(true) || !is_denied(word);
    let (dead, left) = (dead.filter(kept), left.filter(kept));
    if is_any_denied && dead.is_none() && left.is_none() {
        return Says::Present;
    }
    if dead.is_some() && begins != Some(false) {
        return Says::Gone(Departure::Died);
    }
    // 否（死亡） under 是否在册.
    if dead.is_some() {
        return if matches!(asked, Asked::Gone(_)) { Says::Unclear } else { Says::Gone(Departure::Died) };
    }
    if left.is_some() {
        return match (asked, begins) {
            (Asked::Gone(_), Some(false)) => Says::Unclear,
            (Asked::Gone(how), Some(true)) => Says::Gone(how),
            _ => Says::Gone(Departure::Left),
        };
    }
    if narrow == "亡" || narrow == "故" || narrow == "死" {
        return Says::Gone(Departure::Died);
    }
    // 没死, 未迁, 没搬
    if matches!(asked, Asked::Gone(_))
        && ["没", "未"].iter().any(|no| narrow.starts_with(no))
        && narrow.chars().count() <= 3
    {
        return Says::Present;
    }
    let is_day = narrow.bytes().filter(u8::is_ascii_digit).count() >= 4 || day_of(narrow).is_some();
    match (begins.or(yes_before_day(narrow)), asked) {
        (Some(yes), _) => answer(Some(yes), asked),
        (None, Asked::Gone(how)) if is_day => Says::Gone(how),
        (None, Asked::State) if values::residence_state(narrow).is_ok() || is_manner(narrow) => Says::Besides,
        _ => Says::Unclear,
    }
}

/// How people live here: no answer to whether they do.
fn is_manner(text: &str) -> bool {
    [
        "住", "户籍", "人口", "居民", "流动", "单身", "退休", "在职", "业", "在校", "自有", "学龄", "待岗",
        "待产",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn answer(yes: Option<bool>, asked: Asked) -> Says {
    match (yes, asked) {
        (Some(true), Asked::Gone(how)) => Says::Gone(how),
        (Some(false), Asked::Gone(_)) | (Some(true), Asked::Alive | Asked::Kept) => Says::Present,
        (Some(false), Asked::Alive) => Says::Gone(Departure::Died),
        // 否 under 是否在册 may be one or the other; a tick under 状态 says nothing.
        _ => Says::Unclear,
    }
}

/// Two columns may say it: 注销日期 and 注销原因. Death says more, and a day more than a word.
pub(super) fn gone(departed: &mut Option<(Departure, String)>, how: Departure, text: String) {
    let Some((known, said)) = departed else {
        *departed = Some((how, text));
        return;
    };
    if how == Departure::Died {
        *known = how;
    }
    if day_of(said).is_none() && day_of(&text).is_some() {
        *said = text;
    }
}

/// ☑是□否
fn ticked(text: &str) -> Option<bool> {
    if !text.contains(['□', '☐', '○']) {
        return None;
    }
    let at = text.find(['☑', '√', '✓', '✔', '■', '●', '☒'])?;
    let behind: String = text[at..].chars().skip(1).take(1).collect();
    match behind.as_str() {
        "是" => Some(true),
        "否" => Some(false),
        _ => None,
    }
}

/// 是2025.3
fn yes_before_day(text: &str) -> Option<bool> {
    text.strip_prefix('是').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).map(|_| true)
}

/// The day that such a cell says, in whatever words it stands: 2025-03-01 of 是，2025年3月1日 and of 二〇二五年三月一日.
pub fn day_of(text: &str) -> Option<PartialDate> {
    if values::is_lunar(text) {
        return None;
    }
    // The year is written whole: which today it is does not matter.
    let today = NaiveDate::from_ymd_opt(2099, 12, 31)?;
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let is_of_day = |c: char| c.is_ascii_digit() || "年月日号.-/〇零○一二三四五六七八九十".contains(c);
    let runs = text.split(|c: char| !is_of_day(c)).filter(|run| run.chars().count() >= 4);
    runs.into_iter().find_map(|run| {
        let run = run.trim_matches(['.', '-', '/']);
        if lacks_year(run) {
            return None;
        }
        parse_typed_date(&values::spelled_date(run, today), today).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_denies_says_present_and_one_that_doubts_says_nothing() {
        let died = Asked::Gone(Departure::Died);
        assert_eq!(says("未死亡", died), Says::Present);
        assert_eq!(says("是，已注销户口", died), Says::Gone(Departure::Died));
        assert_eq!(says("注销（死亡）", Asked::State), Says::Gone(Departure::Died));
        assert_eq!(says("拟迁出", Asked::State), Says::Unclear);
        assert_eq!(says("租住", Asked::State), Says::Besides);
        assert_eq!(says("否", Asked::Alive), Says::Gone(Departure::Died));
        assert_eq!(says("否", Asked::Kept), Says::Unclear);
        assert_eq!(day_of("已于2025年3月去世").map(|d| d.to_string()), Some("2025-03".into()));
        assert_eq!(says("待业", Asked::State), Says::Besides);
        assert_eq!(says("未死亡，已迁出", Asked::State), Says::Gone(Departure::Left));
        assert_eq!(says("未死亡，未迁出", Asked::State), Says::Present);
        assert_eq!(day_of("农历2025年二月初六"), None, "a day of the old calendar is none of ours");
        assert_eq!(day_of("12月3日"), None, "no year is made up");
        assert_eq!(day_of("45352"), None, "a serial is no day in words");
    }
}
