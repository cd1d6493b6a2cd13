//! Telephone numbers as they stand in cells.

use super::is_nothing;
use crate::fields::{is_mobile, is_phone};
use crate::text::{half_width, is_invisible};

/// What stands in brackets behind a phone and leaves it the same person's: 微信同号, 座机.
const OWN_WORDS: [&str; 36] = [
    "本人",
    "自己",
    "微信",
    "微信号",
    "微信同号",
    "同微信",
    "手机",
    "手机号",
    "电话",
    "座机",
    "固话",
    "固定电话",
    "家",
    "家里",
    "家庭",
    "家庭电话",
    "宅",
    "宅电",
    "住宅",
    "单位",
    "单位电话",
    "办公",
    "办公室",
    "办",
    "常用",
    "备用",
    "新",
    "旧",
    "新号",
    "移动",
    "联通",
    "电信",
    "停机",
    "空号",
    "停用",
    "已停",
];

/// What a cell of phones says in brackets behind them, and of a phone that is by those words somebody else's (女儿, 张三) the
/// cell without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The words in the brackets, parted by 、.
    pub said: String,
    /// The cell without the phones of others.
    pub own: String,
    /// Whether a phone was left out.
    pub is_left_out: bool,
}

/// The words in brackets of a cell of phones; `None` where there are none.
pub fn aside(text: &str) -> Option<Aside> {
    let narrow = half_width(text).replace(['【', '〔', '['], "(").replace(['】', '〕', ']'], ")");
    let (mut said, mut own, mut is_left_out) = (Vec::<String>::new(), Vec::<String>::new(), false);
    let parts = narrow.split(['、', ',', '，', ';', '；', '\n', '\r', '/', '|']);
    for part in parts.flat_map(|part| part.split_inclusive(')')) {
        let words =
            part.split_once('(').map(|(phone, rest)| (phone.trim(), rest.trim_end_matches(')').trim()));
        // (010)65001234 and (86)139…: figures in brackets are part of the number.
        match words.filter(|(_, words)| words.chars().any(char::is_alphabetic)) {
            None => match own.last_mut().filter(|last| last.ends_with(')')) {
                Some(last) => last.push_str(part),
                None => own.push(part.to_owned()),
            },
            Some((phone, words)) => {
                said.push(words.to_owned());
                is_left_out |= !OWN_WORDS.contains(&words);
                own.extend(OWN_WORDS.contains(&words).then(|| phone.to_owned()));
            }
        }
    }
    (!said.is_empty()).then(|| Aside { said: said.join("、"), own: own.join("、"), is_left_out })
}

/// Phones of a cell: parted by marks, line breaks or spaces, or run together; what stands in brackets is told by [`aside`].
pub fn phones(text: &str) -> Vec<String> {
    if is_mobile(text) {
        return vec![text.to_owned()];
    }
    let mut bare = String::new();
    let mut depth = 0u32;
    for c in half_width(text).chars() {
        match c {
            '(' if !bare.is_empty() && !bare.ends_with([' ', '、', ',']) => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if is_invisible(c) => {}
            c => bare.push(c),
        }
    }
    let mut found = Vec::new();
    let bare = bare.replace("分机", "转").replace("转-", "转");
    let bare = unlabelled(bare);
    for part in bare.split(['、', ',', '，', ';', '；', '\n', '\r', '/', '\\', '|', '或', '和']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        // 0571 8888 6666 is one number, 13812345678 13912345678 are two.
        if words.len() > 1 && words.iter().all(|w| is_phone(w) && w.len() >= 7) {
            found.extend(words.iter().map(|w| (*w).to_owned()));
            continue;
        }
        // 0571 88888888 keeps its area code apart.
        let whole = match words.as_slice() {
            [code, number] if code.starts_with('0') && (3..=4).contains(&code.len()) && number.len() >= 7 => {
                format!("{code}-{number}")
            }
            words => words.concat(),
        };
        let is_two =
            whole.len() == 22 && whole.is_ascii() && is_phone(&whole[..11]) && is_phone(&whole[11..]);
        if is_two && whole.starts_with('1') {
            found.extend([whole[..11].to_owned(), whole[11..].to_owned()]);
        } else if !whole.is_empty() && !is_nothing(&whole) {
            found.push(tidy_phone(whole.trim_end_matches(".0")));
        }
    }
    found
}

/// 139-0000-6234, 139.0000.6234 and 86-139… are mobile numbers of eleven digits; 0571-8888-8888 and +86-571-88888888 are
/// landlines with their area code.
fn tidy_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let only = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | '.'));
    let home = ["0086", "86"].iter().find_map(|p| digits.strip_prefix(p));
    let mobile = home.filter(|rest| rest.len() == 11).unwrap_or(&digits);
    if only && mobile.len() == 11 && mobile.starts_with('1') {
        return mobile.to_owned();
    }
    // (010)65001234
    if let Some((code, number)) = phone.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && code.starts_with('0')
        && number.starts_with(|c: char| c.is_ascii_digit())
    {
        return format!("{code}-{number}");
    }
    let parts: Vec<&str> = phone.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [code, first, last]
            if code.starts_with('0')
                && (3..=4).contains(&code.len())
                && parts.iter().all(is_number)
                && (7..=8).contains(&(first.len() + last.len())) =>
        {
            format!("{code}-{first}{last}")
        }
        ["+86" | "86", code, number] if !code.starts_with('0') && is_number(code) && is_number(number) => {
            format!("0{code}-{number}")
        }
        [first, last] if first.len() == 3 && last.len() == 4 && parts.iter().all(is_number) => digits,
        _ => phone.to_owned(),
    }
}

/// 电话：139… and 手机139… say what stands there. Most cells are figures alone and are left as they are.
fn unlabelled(text: String) -> String {
    const LABELS: [&str; 8] = ["联系电话", "电话", "手机号", "手机", "座机", "TEL", "Tel", "tel"];
    if !text.contains(['电', '机', 'T', 't', ':', '：']) {
        return text;
    }
    let bare = LABELS.iter().fold(text, |text, label| text.replace(label, " "));
    bare.replace([':', '：'], " ")
}
