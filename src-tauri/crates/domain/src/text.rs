//! Tidying typed text without changing what it says: widths, spaces, invisible characters.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Turns full-width digits, letters, punctuation and spaces into their half-width forms.
///
/// Chinese punctuation that has no half-width twin in everyday use (、。「」) is left alone.
pub fn half_width(text: &str) -> String {
    let is_wide =
        |c: char| matches!(c, '\u{3000}' | '\u{00A0}' | '\u{FF01}'..='\u{FF5E}' | '—' | '–' | '‐' | '‑');
    // In UTF-8 all of them begin so; most texts have none of these bytes.
    if !text.bytes().any(|b| matches!(b, 0xC2 | 0xE2 | 0xE3 | 0xEF)) || !text.contains(is_wide) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\u{3000}' | '\u{00A0}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '—' | '–' | '‐' | '‑' => '-',
            _ => c,
        })
        .collect()
}

/// Whether a character cannot be seen: zero-width marks, byte order mark, control characters.
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Drops invisible characters and the spaces at both ends; inner text stays as typed.
pub fn trimmed(text: &str) -> String {
    // In UTF-8 all that cannot be seen begins so.
    let may_hide = |b: u8| b < b' ' || matches!(b, 0x7F | 0xC2 | 0xE2 | 0xEF);
    if !text.bytes().any(may_hide) || !text.contains(is_invisible) {
        return text.trim().to_owned();
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}').to_owned()
}

/// The 214 Kangxi radicals from U+2F00 on, as the characters that people type; where fonts of the mainland draw ⼾, ⾭ and ⿈ for
/// them, 户, 青 and 黄.
const KANGXI: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴\
    廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
    目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵\
    邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黄黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement that are characters of their own.
const RADICALS: &[(char, char)] = &[
    ('\u{2E9F}', '母'),
    ('\u{2EA0}', '民'),
    ('\u{2EC1}', '虎'),
    ('\u{2EC4}', '西'),
    ('\u{2EC5}', '见'),
    ('\u{2EC6}', '角'),
    ('\u{2EC7}', '角'),
    ('\u{2EC9}', '贝'),
    ('\u{2ECB}', '车'),
    ('\u{2ECF}', '邑'),
    ('\u{2ED1}', '長'),
    ('\u{2ED3}', '长'),
    ('\u{2ED4}', '门'),
    ('\u{2ED8}', '青'),
    ('\u{2ED9}', '韦'),
    ('\u{2EDA}', '页'),
    ('\u{2EDB}', '风'),
    ('\u{2EDC}', '飞'),
    ('\u{2EDD}', '食'),
    ('\u{2EE2}', '马'),
    ('\u{2EE3}', '骨'),
    ('\u{2EE4}', '鬼'),
    ('\u{2EE5}', '鱼'),
    ('\u{2EE6}', '鸟'),
    ('\u{2EE7}', '卤'),
    ('\u{2EE8}', '麦'),
    ('\u{2EE9}', '黄'),
    ('\u{2EEA}', '黾'),
    ('\u{2EEB}', '斉'),
    ('\u{2EEC}', '齐'),
    ('\u{2EED}', '歯'),
    ('\u{2EEE}', '齿'),
    ('\u{2EEF}', '竜'),
    ('\u{2EF0}', '龙'),
    ('\u{2EF3}', '龟'),
];

/// Characters that came out of a PDF as radicals (⾼ for 高) look the same and are others: they become those that people
/// type. Source: Unicode, Kangxi Radicals and CJK Radicals Supplement.
pub fn unify_radicals(text: &str) -> Cow<'_, str> {
    let is_radical = |c: char| ('\u{2E80}'..='\u{2FD5}').contains(&c);
    // In UTF-8 all of them begin so.
    if !text.as_bytes().contains(&0xE2) || !text.contains(is_radical) {
        return Cow::Borrowed(text);
    }
    let unified = text.chars().map(|c| match c {
        '\u{2F00}'..='\u{2FD5}' => KANGXI.chars().nth((c as u32 - 0x2F00) as usize).unwrap_or(c),
        c => RADICALS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to),
    });
    Cow::Owned(unified.collect())
}

/// Tidies a person's name: no invisible characters, no spaces between Chinese characters (张　三 → 张三),
/// single spaces between Latin words, and one kind of middle dot (U+00B7) in minority names.
pub fn tidy_name(text: &str) -> String {
    let cleaned = trimmed(&unify_radicals(text));
    let mut out = String::with_capacity(cleaned.len());
    let mut gap = false;
    for c in cleaned.chars() {
        let c = match c {
            '•' | '・' | '･' | '‧' | '∙' | '⋅' | '．' | '﹒' => '·',
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            // 李 as an old code table of Korea or Japan has it looks just as 李 and is another.
            '\u{F900}'..='\u{FAFF}' => std::iter::once(c).nfc().next().unwrap_or(c),
            other => other,
        };
        if c.is_whitespace() || c == '\u{3000}' {
            gap = !out.is_empty();
            continue;
        }
        let is_latin = |c: char| c.is_alphabetic() && (c as u32) < 0x0500 || c.is_ascii();
        if gap && is_latin(c) && out.chars().last().is_some_and(is_latin) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    with_middle_dots(out)
}

/// 买买提.吐尔逊: a full stop between Chinese characters stands for the dot of minority names.
fn with_middle_dots(name: String) -> String {
    if !name.contains('.') {
        return name;
    }
    let is_han = |c: Option<&char>| c.is_some_and(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
    let all: Vec<char> = name.chars().collect();
    let dotted = all.iter().enumerate().map(|(i, c)| match c {
        '.' if i > 0 && is_han(all.get(i - 1)) && is_han(all.get(i + 1)) => '·',
        c => *c,
    });
    dotted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_full_width_digits_and_letters() {
        assert_eq!(half_width("１１０１０１　Ｘ（室）"), "110101 X(室)");
    }

    #[test]
    fn closes_gaps_in_chinese_names_only() {
        assert_eq!(tidy_name(" 张　三 "), "张三");
        assert_eq!(tidy_name("张 \u{200B}三"), "张三");
        assert_eq!(tidy_name("John   Smith"), "John Smith");
        assert_eq!(tidy_name("买买提•艾力"), "买买提·艾力");
        assert_eq!(tidy_name("\u{2FBC}\u{2F29}明"), "高小明", "radicals out of a PDF");
        assert_eq!(tidy_name("\u{2EE2}\u{2F42}"), "马文");
        assert_eq!(tidy_name("𠅤䶮"), "𠅤䶮", "rare characters outside the first plane stay whole");
    }
}
