//! 姓氏笔画 order: by the number of strokes of a character, then by their kinds one after another in the order 横竖撇点折.
//!
//! Source: GF 3003-1999 《GB13000.1字符集汉字字序（笔画序）规范》; the strokes stand in `assets/codes/strokes.csv` with their own
//! sources. Election and party lists are in this order (`shared/domain/reports.md` 5, custom).

use std::collections::HashMap;
use std::sync::LazyLock;

/// The kinds of strokes of each character, 1 to 5, and its number in 通用规范汉字表, which settles those of the very same ones.
static STROKES: LazyLock<HashMap<char, (&'static str, u16)>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/codes/strokes.csv").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (character, rest) = line.split_once(',')?;
            let (strokes, rank) = rest.split_once(',')?;
            let mut characters = character.chars();
            let only = characters.next().filter(|_| characters.next().is_none())?;
            let is_stroke = strokes.bytes().all(|b| b.is_ascii_digit());
            Some((only, (strokes, rank.parse().unwrap_or(u16::MAX)))).filter(|_| is_stroke)
        })
        .collect()
});

/// The kinds of strokes of a character, `None` where the table does not hold it.
pub fn strokes_of(character: char) -> Option<&'static str> {
    STROKES.get(&character).map(|(strokes, _)| *strokes)
}

/// The key by which lists sort names in 姓氏笔画 order: character by character, so that a name of two characters stands before
/// one of three that begins with it. What is not in the table comes last.
pub fn stroke_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 6);
    for character in name.chars().filter(|c| !c.is_whitespace()) {
        match STROKES.get(&character) {
            Some((strokes, rank)) => {
                key.push_str(&format!("{:02}{strokes}|{rank:05}{character} ", strokes.len()));
            }
            None => key.push_str(&format!("99{character} ")),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_election_lists_have_them() {
        // 丁 2 strokes, 万 马 3 (横 before 折), 王 牛 方 4 (横 撇 点), 刘 6, 李 7 before 张 7 (横 before 折), 陈 7 (折) after 张 by the
        // second stroke: 张 折横, 陈 折竖.
        let mut names = [
            "陈一",
            "张三丰",
            "张三",
            "李四",
            "刘五",
            "方六",
            "牛七",
            "王八",
            "马九",
            "万十",
            "丁一",
            "Abdul",
        ];
        names.sort_by_key(|n| stroke_key(n));
        assert_eq!(
            names,
            [
                "丁一",
                "万十",
                "马九",
                "王八",
                "牛七",
                "方六",
                "刘五",
                "李四",
                "张三",
                "张三丰",
                "陈一",
                "Abdul"
            ]
        );
    }

    #[test]
    fn the_very_same_strokes_stand_as_in_the_table_of_2013() {
        // 子 and 卫 are both 折竖横; 子 is number 64 of the table, 卫 number 65, though its code comes first.
        assert_eq!(strokes_of('子'), strokes_of('卫'));
        assert!(stroke_key("刘子轩") < stroke_key("刘卫国"));
    }

    #[test]
    fn rare_characters_of_names_have_their_strokes() {
        for c in "䶮㛃𬭎张王李".chars() {
            assert!(strokes_of(c).is_some(), "{c}");
        }
        // Eight thousand characters of names and places, and what registers of households hold besides.
        assert!(STROKES.len() > 20_000);
    }
}
