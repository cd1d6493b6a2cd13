//! Words before a place that say how somebody lives there and are no part of it: 现住7号楼301, 租住：幸福里3栋501.

/// Longest first.
const VERBS: [&str; 31] = [
    "现居住地址",
    "现居住地",
    "现住地址",
    "居住地址",
    "家庭住址",
    "详细地址",
    "现居住于",
    "现居住在",
    "现居住",
    "居住于",
    "居住在",
    "实际居住",
    "现住址",
    "现住在",
    "现住于",
    "暂住于",
    "暂住在",
    "租住于",
    "租住在",
    "借住于",
    "借住在",
    "寄住在",
    "现住",
    "现居",
    "暂住",
    "租住",
    "借住",
    "寄住",
    "居住",
    "住址",
    "地址",
];
/// What an estate's own name goes on with behind its first character: 住友家园, 住邦国际, 住总小区.
const OF_NAMES: &str = "友邦总宅建";
/// Who is lived with: 女儿家 is no estate.
const KIN: [&str; 29] = [
    "户籍在",
    "户口在",
    "户籍",
    "户口",
    "挂靠",
    "空置",
    "出租",
    "合租",
    "邻居家",
    "同学家",
    "同事家",
    "女儿家",
    "儿子家",
    "父母家",
    "母亲家",
    "父亲家",
    "亲戚家",
    "朋友家",
    "爸妈家",
    "妈家",
    "爸家",
    "婆家",
    "奶奶家",
    "爷爷家",
    "哥家",
    "姐家",
    "弟家",
    "妹家",
    "儿家",
];

/// A tidy text without such words at its beginning.
pub(super) fn without_verb(text: &str) -> &str {
    let long = VERBS.iter().find_map(|verb| text.strip_prefix(verb));
    let short = || {
        let rest = ["我社区", "本社区", "家住", "常住", "实住", "住在", "住于", "住"]
            .iter()
            .find_map(|v| text.strip_prefix(v))?;
        (!rest.starts_with(|c: char| OF_NAMES.contains(c))).then_some(rest)
    };
    // 租7号楼304, 购3号楼: the verb stands right before a number.
    let before_number = || {
        let rest = text.strip_prefix(['租', '购', '买'])?;
        rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
    };
    let rest = long
        .or_else(short)
        .or_else(before_number)
        .map_or(text, |rest| rest.trim_start_matches([':', ',', '是', '为']));
    if rest.is_empty() { text } else { rest }
}

/// Whether what stands before a building says of whom or when it is, and no estate: 女儿家3栋501, 原住3栋501.
pub(super) fn is_no_estate(text: &str) -> bool {
    text.ends_with('住') || text.starts_with("原住") || KIN.iter().any(|who| text.ends_with(who))
}
