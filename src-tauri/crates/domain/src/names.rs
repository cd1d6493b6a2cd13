//! Readings of names: pinyin with several readings a character, sort keys, and matching of what people type.
//!
//! A typed text matches a name when it can be split so that every piece begins one reading of the next character:
//! `zjg`, `zhangjianguo`, `zhangjg` and `zjguo` all find 张建国; `shan…` finds 单 as a surname and `dan…` does too.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Readings that count first when the character is a surname.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('区', "ou"),
    ('盖', "ge"),
    ('朴', "piao"),
    ('乐', "yue"),
    ('覃', "qin"),
    ('翟', "zhai"),
    ('员', "yun"),
    ('折', "she"),
    ('种', "chong"),
    ('秘', "bi"),
    ('冼', "xian"),
    ('尉', "yu"),
    ('万', "wan"),
    ('黑', "he"),
    ('召', "shao"),
    ('缪', "miao"),
    ('宓', "mi"),
    ('洗', "xian"),
    ('燕', "yan"),
    ('任', "ren"),
    ('华', "hua"),
    ('纪', "ji"),
    ('句', "gou"),
    ('繁', "po"),
    ('逄', "pang"),
    ('佴', "nai"),
    ('都', "du"),
    ('六', "lu"),
    ('葛', "ge"),
    ('教', "jiao"),
    ('应', "ying"),
    ('谌', "chen"),
    ('牟', "mou"),
    ('瞿', "qu"),
    ('长', "zhang"),
    ('行', "xing"),
    ('重', "chong"),
    ('车', "che"),
    ('石', "shi"),
    ('贾', "jia"),
];

/// Surnames of two characters whose reading differs from that of their characters alone.
const DOUBLE_SURNAMES: &[(&str, [&str; 2])] =
    &[("尉迟", ["yu", "chi"]), ("万俟", ["mo", "qi"]), ("长孙", ["zhang", "sun"]), ("澹台", ["tan", "tai"])];

/// All readings of a character without tones, lower case, `ü` as `v`; a Latin letter or digit reads as itself.
pub fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    let mut found: Vec<String> = Vec::new();
    let mut add = |reading: &str| {
        let plain = reading.replace('ü', "v");
        if !plain.is_empty() && !found.contains(&plain) {
            found.push(plain);
        }
    };
    if let Some((_, reading)) = SURNAMES.iter().find(|(s, _)| *s == c) {
        add(reading);
    }
    if let Some(multi) = c.to_pinyin_multi() {
        multi.into_iter().for_each(|p| add(p.plain()));
    }
    found
}

/// The readings of each character of a name, double surnames included; characters without a reading (·) are left out.
pub fn name_readings(name: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = name.chars().collect();
    let mut all: Vec<Vec<String>> = chars.iter().map(|c| readings(*c)).collect();
    for (surname, own) in DOUBLE_SURNAMES {
        if name.starts_with(surname) {
            for (i, reading) in own.iter().enumerate() {
                all[i].retain(|r| r != reading);
                all[i].insert(0, (*reading).to_owned());
            }
        }
    }
    all.retain(|r| !r.is_empty());
    all
}

/// A name without the dots between its parts, which people leave out or write in many ways.
pub fn bare_name(name: &str) -> String {
    crate::text::tidy_name(name).chars().filter(|c| *c != '·').collect()
}

/// How a word reads, for choices that are found by typing: its characters parted by blanks, several readings of one by
/// strokes (`pei ou`, `chang/zhang zi`). Signs without a reading are left out.
pub fn spelled(word: &str) -> String {
    let all = word.chars().map(readings).filter(|r| !r.is_empty());
    all.map(|r| r.join("/")).collect::<Vec<_>>().join(" ")
}

/// The key by which lists sort names: first readings, then the characters themselves.
///
/// Only the first character is read as a surname; the others take their everyday reading.
pub fn sort_key(name: &str) -> String {
    let mut key = String::new();
    for (i, c) in name.chars().enumerate() {
        let everyday = || c.to_pinyin().map(|p| p.plain().replace('ü', "v"));
        let double =
            DOUBLE_SURNAMES.iter().find(|(s, _)| name.starts_with(s)).and_then(|(_, own)| own.get(i));
        let surname = SURNAMES.iter().find(|(s, _)| i == 0 && *s == c).map(|(_, r)| *r);
        let reading = double.copied().or(surname).map(str::to_owned).or_else(everyday);
        key.push_str(&reading.unwrap_or_else(|| c.to_lowercase().collect()));
        key.push(' ');
    }
    key.push_str(name);
    key
}

/// How well a typed text of Latin letters matches the readings of a name; smaller is better, `None` is no match.
///
/// 0: all initials or all full readings of the whole name; 1: the beginning of the name; 2: from a later character.
pub fn match_rank<R: AsRef<[String]>>(readings: &[R], typed: &str) -> Option<u8> {
    if typed.is_empty() {
        return None;
    }
    for start in 0..readings.len() {
        if let Some(whole) = consume(&readings[start..], typed.as_bytes()) {
            return Some(match (start, whole) {
                (0, true) => 0,
                (0, false) => 1,
                _ => 2,
            });
        }
    }
    None
}

/// Whether the text can be split into beginnings of the next readings; tells whether it reached the last character.
fn consume<R: AsRef<[String]>>(readings: &[R], typed: &[u8]) -> Option<bool> {
    let (first, rest) = readings.split_first()?;
    let mut best = None;
    for reading in first.as_ref() {
        let common = reading.bytes().zip(typed).take_while(|(a, b)| a == *b).count();
        for taken in (1..=common).rev() {
            let found =
                if taken == typed.len() { Some(rest.is_empty()) } else { consume(rest, &typed[taken..]) };
            best = best.max(found);
            if best == Some(true) {
                return best;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rank(name: &str, typed: &str) -> Option<u8> {
        match_rank(&name_readings(name), typed)
    }

    #[test]
    fn initials_full_and_mixed_readings_find_a_name() {
        for typed in ["zjg", "zhangjianguo", "zhangjg", "zjguo", "zhjg"] {
            assert_eq!(rank("张建国", typed), Some(0), "{typed}");
        }
        assert_eq!(rank("张建国", "zhangj"), Some(1));
        assert_eq!(rank("张建国", "jianguo"), Some(2));
        assert_eq!(rank("张建国", "zg"), None);
    }

    #[test]
    fn surnames_with_several_readings_are_found_by_each() {
        for (name, typed) in [
            ("单秀英", "shanxiuying"),
            ("单秀英", "danxy"),
            ("曾志伟", "zengzw"),
            ("曾志伟", "cengzhiwei"),
            ("仇英", "qiuy"),
            ("仇英", "chouying"),
            ("解晓东", "xiexd"),
            ("尉迟恭", "yuchigong"),
            ("万俟卨", "moqi"),
            ("吕布", "lvbu"),
        ] {
            assert!(rank(name, typed).is_some(), "{name} by {typed}");
        }
    }

    #[test]
    fn a_word_is_spelled_character_by_character_with_every_reading() {
        assert_eq!(spelled("配偶"), "pei ou");
        assert_eq!(spelled("（A）"), "a");
        let eldest_son = spelled("长子");
        let characters: Vec<&str> = eldest_son.split(' ').collect();
        assert_eq!(characters.len(), 2, "{eldest_son}");
        assert!(characters[0].split('/').any(|r| r == "zhang"), "{eldest_son}");
        assert!(characters[1].split('/').any(|r| r == "zi"), "{eldest_son}");
    }

    #[test]
    fn names_sort_by_the_surname_reading() {
        let mut names = vec!["张三", "单雄信", "曾国藩", "李四", "吕布"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["李四", "吕布", "单雄信", "曾国藩", "张三"]);
    }

    proptest! {
        #[test]
        fn every_person_is_found_by_each_reading(name in "[\u{4e00}-\u{9fa5}]{2,4}", pick in any::<prop::sample::Index>()) {
            let all = name_readings(&name);
            let full: String = all.iter().map(|r| r[pick.index(r.len())].clone()).collect();
            let initials: String = all.iter().filter_map(|r| r[pick.index(r.len())].chars().next()).collect();
            if !full.is_empty() {
                prop_assert_eq!(match_rank(&all, &full), Some(0));
                prop_assert_eq!(match_rank(&all, &initials), Some(0));
            }
        }

        #[test]
        fn never_panics_on_any_text(name in any::<String>(), typed in "[a-z]{0,12}") {
            let _ = match_rank(&name_readings(&name), &typed);
            let _ = sort_key(&name);
        }
    }
}
