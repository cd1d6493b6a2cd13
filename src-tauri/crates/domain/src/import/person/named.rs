//! What stands in a cell of names beside the name: 李四（已故）, 毕某 户主, 张建国夫妇.

use crate::import::words::departure;

/// What a cell of names says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// A name alone.
    Alone,
    /// A name, and words that are no part of it.
    Beside(&'a str, &'a str),
    /// More than one person.
    Several,
}

/// What stands right behind a name without a sign between them, longest first.
const BEHIND: [&str; 15] = [
    "已死亡",
    "已去世",
    "已病故",
    "已迁出",
    "已搬走",
    "已注销",
    "死亡",
    "去世",
    "已故",
    "亡故",
    "病故",
    "已亡",
    "迁出",
    "搬走",
    "户主",
];
const SEVERAL: [&str; 9] = ["夫妇", "夫妻", "两口子", "全家", "一家", "一家人", "父子", "母女", "等人"];

/// Parts the name of a cell from what stands beside it.
pub(super) fn named(text: &str) -> Named<'_> {
    let text = text.trim();
    if text.is_ascii() {
        return Named::Alone;
    }
    let is_several = |said: &str| SEVERAL.contains(&said);
    let in_brackets = text.split_once(['(', '（', '[', '【', '〔']).and_then(|(name, said)| {
        let said = said.trim_end().strip_suffix([')', '）', ']', '】', '〕'])?.trim();
        (!name.trim().is_empty() && !said.is_empty()).then_some((name.trim(), said))
    });
    if let Some((name, said)) = in_brackets {
        return if is_several(said) { Named::Several } else { Named::Beside(name, said) };
    }
    // 张 三 is a name; what follows the sign must be such a word.
    let parted = text.split_once([' ', '\u{3000}', '-', '－', '—', ':', '：', ',', '，', '、', '/']);
    if let Some((name, said)) = parted {
        let said = said.trim_matches([' ', '\u{3000}', '-', '－', '—']);
        let is_word = said == "户主" || departure(said).is_some();
        if is_word && !name.trim().is_empty() {
            return Named::Beside(name.trim(), said);
        }
    }
    let cut = |word: &&str| text.strip_suffix(*word).filter(|name| name.chars().count() >= 2);
    if SEVERAL.iter().find_map(cut).is_some() {
        return Named::Several;
    }
    let behind = BEHIND.iter().find_map(|word| Some((cut(word)?, *word)));
    behind.map_or(Named::Alone, |(name, said)| Named::Beside(name, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_name_are_no_part_of_it() {
        for (text, name, said) in [
            ("李四（已故）", "李四", "已故"),
            ("李四[户主]", "李四", "户主"),
            ("毕某 死亡", "毕某", "死亡"),
            ("毕某-已故", "毕某", "已故"),
            ("毕某已死亡", "毕某", "已死亡"),
            ("毕某 户主", "毕某", "户主"),
            ("毕某户主", "毕某", "户主"),
            ("毕某，已迁出", "毕某", "已迁出"),
        ] {
            assert_eq!(named(text), Named::Beside(name, said), "{text}");
        }
        for text in
            ["张 三", "欧阳 建国", "买买提·吐尔逊", "王故", "李世", "John Smith", "张三-李四", "李一家"]
        {
            assert_eq!(named(text), Named::Alone, "{text}");
        }
        for text in ["张建国夫妇", "张建国（夫妻）", "张建国一家"] {
            assert_eq!(named(text), Named::Several, "{text}");
        }
    }
}
