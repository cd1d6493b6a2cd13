//! Where a title of several lines is broken: at sense, as GB/T 9704-2012 7.3.1 wants it (词意完整、排列对称、长短适宜). Never inside
//! a number and its unit or a word of the office, and no sign or two stand alone on a line.

use super::lines::wrap_by;
use crate::words::are_one;
use unicode_linebreak::linebreaks;

/// Words of titles that are not broken. Where one ends, a line may end.
const WORDS: &[&str] = &[
    "居民委员会",
    "居民代表会议",
    "居务监督委员会",
    "居民代表",
    "居民小组",
    "居务公开",
    "居民",
    "居委会",
    "社区",
    "街道",
    "办事处",
    "委员会",
    "人民政府",
    "党总支",
    "党支部",
    "党委",
    "党员",
    "党组织",
    "党群服务",
    "支部",
    "网格员",
    "网格",
    "小区",
    "楼栋",
    "楼院",
    "物业",
    "业主",
    "志愿服务",
    "志愿者",
    "社会组织",
    "重点人群",
    "流动人口",
    "常住人口",
    "户籍人口",
    "人口",
    "变动",
    "情况",
    "统计",
    "汇总",
    "分析",
    "说明",
    "报告",
    "报表",
    "月报",
    "季报",
    "年报",
    "通知",
    "通报",
    "请示",
    "批复",
    "意见",
    "决定",
    "决议",
    "公告",
    "公示",
    "通告",
    "总结",
    "计划",
    "方案",
    "纪要",
    "名单",
    "名册",
    "花名册",
    "清单",
    "台账",
    "登记",
    "工作",
    "开展",
    "组织",
    "举办",
    "召开",
    "报送",
    "上报",
    "申请",
    "申报",
    "调整",
    "拨付",
    "经费",
    "资金",
    "补助",
    "补贴",
    "救助",
    "低保",
    "残疾人",
    "老年人",
    "高龄",
    "儿童",
    "退役军人",
    "优抚对象",
    "走访",
    "慰问",
    "活动",
    "会议",
    "换届",
    "选举",
    "候选人",
    "评议",
    "考核",
    "检查",
    "排查",
    "整治",
    "改造",
    "安装",
    "电梯",
    "消防",
    "安全",
    "隐患",
    "矛盾",
    "纠纷",
    "调解",
    "环境卫生",
    "垃圾分类",
    "疫情防控",
    "文明",
    "治理",
    "服务",
    "管理",
    "季度",
];
/// What a number stands before.
const UNITS: &str = "年月日号届次批期个名户人岁元万亿栋幢室层条项类季网片组级份";
const NUMERALS: &str = "〇零一二三四五六七八九十百千";
/// The fewest signs of a line.
const FEWEST: usize = 4;

/// What a break costs where sense ends, where a word ends, and within what no rule knows. A line that is shorter than the others
/// by a tenth costs one.
const AT_SENSE: f32 = 0.0;
const AT_WORD: f32 = 4.0;
const ANYWHERE: f32 = 12.0;
/// Between a year and its month.
const IN_DAY: f32 = 30.0;

/// A title in lines as wide as `wanted` where it can be, none wider than `most`.
pub(super) fn title_lines(
    width_of: &mut dyn FnMut(char) -> f32,
    (wanted, most): (f32, f32),
    title: &str,
) -> Vec<String> {
    let signs: Vec<char> = title.chars().collect();
    let widths: Vec<f32> = signs.iter().map(|c| width_of(*c)).collect();
    let all: f32 = widths.iter().sum();
    if all <= wanted || all <= most && signs.len() < 2 * FEWEST {
        return vec![title.to_owned()];
    }
    let costs = costs(title, &signs);
    let least = (all / wanted.max(1.0)).ceil().max(2.0) as usize;
    let found = (least..least + 3).find_map(|count| best(&widths, &costs, count, most));
    let Some(ends) = found else { return wrap_by(width_of, (most, most), title) };
    let mut from = 0;
    let line = |to: usize| {
        let line: String = signs[from..to].iter().collect();
        from = to;
        line.trim().to_owned()
    };
    ends.into_iter().map(line).collect()
}

/// What a break before each sign costs; nothing where there may be none.
fn costs(title: &str, signs: &[char]) -> Vec<Option<f32>> {
    let mut costs: Vec<Option<f32>> = vec![None; signs.len() + 1];
    // What no text allows, as a line that begins with a full stop.
    let begins: Vec<usize> = title.char_indices().map(|(at, _)| at).collect();
    for at in linebreaks(title).filter_map(|(at, _)| begins.binary_search(&at).ok()) {
        costs[at] = Some(ANYWHERE);
    }
    for (at, pair) in signs.windows(2).enumerate() {
        if are_together(pair[0], pair[1]) {
            costs[at + 1] = None;
        } else if costs[at + 1].is_some() && (pair[0] == '月' || "、，；： ".contains(pair[0])) {
            costs[at + 1] = Some(AT_SENSE);
        } else if costs[at + 1].is_some() && pair[0] == '年' && pair[1].is_ascii_digit() {
            costs[at + 1] = Some(IN_DAY);
        }
    }
    let mut at = 0;
    while at < signs.len() {
        let is_here = |word: &&&str| word.chars().eq(signs[at..].iter().copied().take(word.chars().count()));
        let Some(word) = WORDS.iter().filter(is_here).max_by_key(|word| word.len()) else {
            at += 1;
            continue;
        };
        let end = at + word.chars().count();
        costs[at + 1..end].fill(None);
        let is_unit = ["居民委员会", "居委会", "社区", "街道", "委员会", "党委", "党支部"].contains(word);
        let cheap = if is_unit { AT_SENSE } else { AT_WORD };
        for (place, cost) in [(at, AT_WORD), (end, cheap)] {
            costs[place] = costs[place].map(|known| known.min(cost));
        }
        at = end;
    }
    for (at, sign) in signs.iter().enumerate() {
        if signs[at..].starts_with(&['关', '于']) {
            costs[at] = costs[at].map(|_| AT_SENSE);
            costs[at + 1] = None;
            costs[at + 2] = costs[at + 2].map(|_| ANYWHERE);
        }
        // 的 belongs to what stands before it, 和 to what stands after it.
        match sign {
            '的' => costs[at] = None,
            '和' | '及' | '与' => costs[at + 1] = None,
            _ => {}
        }
    }
    costs
}

/// Whether two neighbours stand on one line whatever the title is: a number with its unit, what is counted, a part of a day.
fn are_together(before: char, after: char) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    is_number(before) && (is_number(after) || UNITS.contains(after))
        || before == '第' && is_number(after)
        || "至到".contains(after) && is_number(before)
        || "至到".contains(before) && is_number(after)
        || before == '月' && after == '份'
        || are_one(before, after) && !(before == '年' || before == '月')
        || "（《“〔".contains(before)
        || "）》”〕".contains(after)
}

/// Where so many lines end at the least cost; `None` where it cannot be.
fn best(widths: &[f32], costs: &[Option<f32>], count: usize, most: f32) -> Option<Vec<usize>> {
    let end = widths.len();
    let mean = widths.iter().sum::<f32>() / count as f32;
    let width = |from: usize, to: usize| widths[from..to].iter().sum::<f32>();
    let lines_cost = |from: usize, to: usize| {
        let own = width(from, to);
        let is_whole = to - from >= FEWEST && own <= most + 0.001;
        is_whole.then(|| ((own - mean) / mean).powi(2) * 100.0)
    };
    // Of each place the least cost to come there with so many lines, and where the line before ended.
    let mut reached: Vec<Option<(f32, Vec<usize>)>> = vec![None; end + 1];
    reached[0] = Some((0.0, Vec::new()));
    for _ in 0..count {
        let mut next: Vec<Option<(f32, Vec<usize>)>> = vec![None; end + 1];
        for (from, known) in reached.iter().enumerate() {
            let Some((cost, ends)) = known else { continue };
            for to in from + 1..=end {
                let own = if to == end { Some(0.0) } else { costs[to] };
                let (Some(own), Some(line)) = (own, lines_cost(from, to)) else { continue };
                let sum = cost + own + line;
                if next[to].as_ref().is_none_or(|(known, _)| sum < *known) {
                    next[to] = Some((sum, ends.iter().copied().chain([to]).collect()));
                }
            }
        }
        reached = next;
    }
    reached.pop().flatten().map(|(_, ends)| ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sign is one wide.
    fn lines(room: f32, title: &str) -> Vec<String> {
        title_lines(&mut |_| 1.0, (room, room + 4.0), title)
    }

    #[test]
    fn a_title_is_broken_where_its_sense_ends() {
        for (title, wanted) in [
            (
                "幸福社区居民委员会关于报送2026年10月人口变动和重点人群情况的报告",
                vec!["幸福社区居民委员会", "关于报送2026年10月", "人口变动和重点人群情况的报告"],
            ),
            (
                "翠苑街道幸福社区居民委员会关于开展志愿服务活动的通知",
                vec!["翠苑街道幸福社区居民委员会", "关于开展志愿服务活动的通知"],
            ),
        ] {
            assert_eq!(lines(16.0, title), wanted);
        }
    }

    #[test]
    fn no_number_is_parted_from_its_unit_and_no_sign_stands_alone() {
        let title = "翠苑街道幸福社区关于2026年1至10月第三网格十二月份二〇二六年第3季度人口变动情况的报告";
        for room in 8..40 {
            let lines = lines(room as f32, title);
            assert_eq!(lines.concat(), title);
            for line in &lines {
                assert!(line.chars().count() >= FEWEST || lines.len() == 1, "{room}: {lines:?}");
                assert!(
                    !line.starts_with(['年', '月', '日', '季', '份', '网', '的', '至']),
                    "{room}: {lines:?}"
                );
                let last = line.chars().last().unwrap();
                assert!(
                    !last.is_ascii_digit() && !NUMERALS.contains(last) && last != '第',
                    "{room}: {lines:?}"
                );
            }
        }
    }

    #[test]
    fn a_title_with_one_sign_too_many_goes_into_two_lines_of_about_one_length() {
        let lines = lines(20.0, "翠苑街道幸福社区2026年10月人口统计汇总表");
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() >= 8), "{lines:?}");
    }
}
