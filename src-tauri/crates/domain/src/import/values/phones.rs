//! Telephone numbers as they stand in cells.

use super::is_nothing;
use crate::fields::{is_mobile, is_phone};
use crate::text::{half_width, is_invisible};

/// What stands beside a phone and leaves it the same person's: 微信同号, 座机, 停机.
#[rustfmt::skip]
const OWN_WORDS: &[&str] = &[
    "本人", "自己", "微信", "微信号", "微信同号", "手机微信同号", "同微信", "同号", "手机", "手机号", "电话", "座机", "固话", "固定",
    "固定电话", "小灵通", "家", "家里", "家庭", "家庭电话", "宅", "宅电", "住宅", "单位", "单位电话", "办公", "办公室", "办", "常用",
    "备用", "新", "旧", "新号", "旧号", "移动", "联通", "电信", "停机", "已停机", "停机了", "空号", "停用", "已停", "关机", "欠费", "不通",
    "打不通", "无法接通", "无人接听", "没人接", "错号", "号码错误", "换号", "已换号",
];

/// What a cell of phones says beside them, and of a phone that is by those words somebody else's (女儿, 张三) the cell without
/// it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The words, parted by 、.
    pub said: String,
    /// The cell without the phones of others.
    pub own: String,
    /// All phones of the cell without the words, whosesoever they are.
    pub all: String,
    /// Whether a phone was left out.
    pub is_left_out: bool,
}

/// The words beside the phones of a cell, in brackets or not: 13812345678（女儿）, 13812345678停机, 张三13812345678; `None` where
/// there are none.
pub fn aside(text: &str) -> Option<Aside> {
    let narrow = half_width(text).replace(['【', '〔', '['], "(").replace(['】', '〕', ']'], ")");
    let (mut said, mut own, mut all) = (Vec::<String>::new(), Vec::<String>::new(), Vec::<String>::new());
    let mut is_left_out = false;
    let parts = narrow.split(['、', ',', '，', ';', '；', '\n', '\r', '/', '|']);
    for part in parts.flat_map(|part| part.split_inclusive(')')) {
        let words =
            part.split_once('(').map(|(phone, rest)| (phone.trim(), rest.trim_end_matches(')').trim()));
        // (010)65001234 and (86)139…: figures in brackets are part of the number.
        match words.filter(|(_, words)| words.chars().any(char::is_alphabetic)) {
            None => {
                let beside = words_beside(part);
                for (phone, words) in &beside {
                    let is_own = words.is_empty() || OWN_WORDS.contains(&words.as_str());
                    said.extend((!words.is_empty()).then(|| words.clone()));
                    own.extend(is_own.then(|| phone.clone()));
                    all.push(phone.clone());
                    is_left_out |= !is_own;
                }
                if beside.is_empty() {
                    join_or_push(&mut own, part);
                    join_or_push(&mut all, part);
                }
            }
            Some((phone, words)) => {
                said.push(words.to_owned());
                is_left_out |= !OWN_WORDS.contains(&words);
                own.extend(OWN_WORDS.contains(&words).then(|| phone.to_owned()));
                all.push(phone.to_owned());
            }
        }
    }
    let (said, own, all) = (said.join("、"), own.join("、"), all.join("、"));
    (!said.is_empty()).then_some(Aside { said, own, all, is_left_out })
}

/// (010) and 65001234 were parted at the bracket.
fn join_or_push(parts: &mut Vec<String>, part: &str) {
    match parts.last_mut().filter(|last| last.ends_with(')')) {
        Some(last) => last.push_str(part),
        None => parts.push(part.to_owned()),
    }
}

/// The name and the phone of 张三13812345678 and 张三 138…; `None` where it is not one of each.
pub fn name_and_phone(text: &str) -> Option<(String, String)> {
    let narrow = half_width(text).replace(['(', ')'], " ");
    let mut found = words_beside(&narrow).into_iter();
    let names = |words: &str| !words.is_empty() && !OWN_WORDS.contains(&words);
    let (phone, words) = found.next().filter(|(_, words)| names(words))?;
    found.next().is_none().then_some((words, phone))
}

/// The phones of a text and the words that belong to each, where words stand beside them: before them where the text begins
/// with words (张三138…), else behind (138…停机). Nothing where it holds no words, no whole phone, or words that belong to none.
fn words_beside(text: &str) -> Vec<(String, String)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let bare = unlabelled(text.replace("分机", "转"));
    // Runs of what phones are made of, and what stands between them; a gap belongs to what stands before it.
    let is_of_phone = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | '转');
    let mut runs: Vec<(bool, String)> = Vec::new();
    for c in bare.chars().filter(|c| !is_invisible(*c)) {
        match runs.last_mut() {
            Some((is_figures, run)) if c.is_whitespace() || *is_figures == is_of_phone(c) => run.push(c),
            _ => runs.push((is_of_phone(c), c.to_string())),
        }
    }
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '-' | '.' | '。' | '(' | ')');
    let mut runs: Vec<(bool, String)> = runs
        .into_iter()
        .map(|(is_figures, run)| (is_figures, run.trim_matches(is_mark).to_owned()))
        .filter(|(_, run)| !run.is_empty())
        .collect();
    let begins_with_words = runs.first().is_some_and(|(is_figures, _)| !*is_figures);
    if begins_with_words {
        runs.reverse();
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for (is_figures, run) in runs {
        if is_figures {
            let mut all = phones(&run).into_iter();
            let Some(one) = all.next().filter(|one| is_phone(one) && digits(one) >= 7) else {
                return Vec::new();
            };
            found.push((one, String::new()));
            if all.next().is_some() {
                return Vec::new();
            }
            continue;
        }
        let is_word =
            run.chars().any(char::is_alphabetic) && !matches!(run.as_str(), "或" | "和" | "及" | "与");
        let Some((_, words)) = found.last_mut().filter(|(_, words)| is_word && words.is_empty()) else {
            return Vec::new();
        };
        *words = run;
    }
    if begins_with_words {
        found.reverse();
    }
    if found.iter().all(|(_, words)| words.is_empty()) { Vec::new() } else { found }
}

fn digits(phone: &str) -> usize {
    phone.bytes().filter(u8::is_ascii_digit).count()
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
    const LABELS: [&str; 13] = [
        "联系电话",
        "电话号码",
        "移动电话",
        "固定电话",
        "联系方式",
        "手机号码",
        "电话",
        "手机号",
        "手机",
        "座机",
        "TEL",
        "Tel",
        "tel",
    ];
    if !text.contains(['电', '机', '方', 'T', 't', ':', '：']) {
        return text;
    }
    let bare = LABELS.iter().fold(text, |text, label| text.replace(label, " "));
    bare.replace([':', '：'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_phone_are_told_from_it_with_brackets_and_without() {
        for (cell, own, said, is_left_out) in [
            ("13800000416停机", "13800000416", "停机", false),
            ("13800000416（停机）", "13800000416", "停机", false),
            ("13800000416空号", "13800000416", "空号", false),
            ("13800000416 微信同号", "13800000416", "微信同号", false),
            ("138 0000 0416 已停机", "13800000416", "已停机", false),
            ("本人13800000416", "13800000416", "本人", false),
            ("单位电话0571-88886666", "0571-88886666", "单位", false),
            ("13800000416停机、13900000417", "13800000416 13900000417", "停机", false),
            // Somebody else's by the words.
            ("13800000416（儿子）", "", "儿子", true),
            ("13800000416张三", "", "张三", true),
            ("张三13800000416", "", "张三", true),
            ("儿子：13800000416", "", "儿子", true),
            ("13800000416本人13900000417儿子", "13800000416", "本人、儿子", true),
            ("13800000416、张三13900000417", "13800000416", "张三", true),
        ] {
            let aside = aside(cell).unwrap_or_else(|| panic!("{cell} holds words"));
            assert_eq!(phones(&aside.own).join(" "), own, "{cell}");
            assert_eq!((aside.said.as_str(), aside.is_left_out), (said, is_left_out), "{cell}");
        }
        for cell in [
            "13800000416",
            "电话：13800000416",
            "手机号码13800000416",
            "0571-88886666转8001",
            "0571-88886666分机8001",
            "13800000416或13900000417",
            "13800000416 13900000417",
            "(010)65001234",
            "无电话",
            "儿子：138",
            "张三",
            "",
        ] {
            assert_eq!(aside(cell), None, "{cell}");
        }
        let both = aside("13800000416（儿子）、张三13900000417").unwrap();
        assert_eq!(phones(&both.all).join(" "), "13800000416 13900000417");
    }

    #[test]
    fn a_contact_is_parted_into_a_name_and_a_phone() {
        let parted = |name: &str| Some((name.to_owned(), "13800000416".to_owned()));
        for (text, wanted) in [
            ("张三13800000416", parted("张三")),
            ("张三 138 0000 0416", parted("张三")),
            ("张三：13800000416", parted("张三")),
            ("张三（13800000416）", parted("张三")),
            ("13800000416张三", parted("张三")),
            ("儿子张三13800000416", parted("儿子张三")),
            ("张三", None),
            ("13800000416", None),
            ("13800000416停机", None),
            ("张三13800000416、李四13900000417", None),
        ] {
            assert_eq!(name_and_phone(text), wanted, "{text}");
        }
    }
}
