//! What single cells of a row say: texts by which rows belong together, places.

use crate::fields::{Field, FieldType};
use crate::import::values::{self, Aside, aside};
use crate::import::words::{Departure, departure};
use crate::sheets::Cell;
use crate::text::{half_width, trimmed};

/// A number or name by which rows belong together. None, a stroke and nought are none: they would join strangers.
pub(super) fn key_text(cell: Cell) -> String {
    let text = plain_text(cell);
    let is_none = values::is_nothing(&text) || !text.is_empty() && !is_number(&text);
    if is_none { String::new() } else { text }
}

/// Whether a text counts something: a figure other than nought, 甲户, 第三户, A, B2. 待分配, 租户, 外地 and x are words that
/// many households share.
fn is_number(text: &str) -> bool {
    let counts = |c: char| "一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸".contains(c);
    let is_letters = text.chars().count() <= 3 && text.chars().all(|c| c.is_ascii_alphabetic());
    let is_cross = text.chars().all(|c| matches!(c, 'x' | 'X'));
    text.chars().any(|c| c.is_ascii_digit() && c != '0')
        || is_letters && !is_cross
        || text.chars().any(counts) && text.chars().count() <= 8 && !text.contains('不')
}

/// 无, 0, 待分配, 未划分: no grid, or none yet. 东片网格 is one.
pub(super) fn says_no_grid(name: &str) -> bool {
    const NONE_YET: [&str; 6] = ["待分", "待定", "待划", "未分", "未划", "未定"];
    values::is_nothing(name)
        || !name.chars().any(|c| c.is_alphanumeric() && c != '0')
        || NONE_YET.iter().any(|word| name.starts_with(word))
}

/// Whether a cell under 户号 holds something, and that is no number: rows are not joined by it.
pub fn is_no_key(cell: Cell) -> bool {
    !cell.is_blank() && key_text(cell).is_empty()
}

/// What stands in a cell that holds the fault of a formula: #REF!
pub(super) fn spoilt_text(cell: Cell<'_>) -> &str {
    if cell.text == crate::sheets::NO_RESULT { "（公式没有结果）" } else { cell.text }
}

/// A name as it stands there.
pub(super) fn literal_text(cell: Cell) -> String {
    if cell.kind == crate::sheets::CellKind::Text { cell.text.trim().to_owned() } else { plain_text(cell) }
}

/// The gaps of 1 1 107 part it as hyphens would.
pub(super) fn place_text(cell: Cell) -> String {
    // Most hold no gap at all.
    if !cell.text.contains(char::is_whitespace) {
        return plain_text(cell);
    }
    let spaced = half_width(&values::cell_text(cell));
    let parts: Vec<&str> = spaced.split_whitespace().collect();
    let is_numbers = parts.len() == 3 && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if is_numbers { parts.join("-") } else { plain_text(cell) }
}

pub(super) fn plain_text(cell: Cell) -> String {
    let text = half_width(&values::cell_text(cell));
    let text =
        text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit())).unwrap_or(&text).to_owned();
    let mut out = String::new();
    for word in text.split_whitespace() {
        // 3 栋 2 单元 is one word; Latin words keep their gap.
        if out.chars().last().is_some_and(|c| c.is_ascii_alphabetic())
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            out.push(' ');
        }
        out.push_str(word);
    }
    trimmed(&out)
}

/// What stands beside the phones of a cell, in brackets or not.
pub(super) fn phones_aside(field: &Field, cell: Cell) -> Option<Aside> {
    // Most are figures alone.
    let may_say =
        matches!(field.kind, FieldType::Phones) && (!cell.text.is_ascii() || cell.text.contains(['(', '[']));
    may_say.then(|| aside(&values::cell_text(cell))).flatten()
}

/// Death or departure in the place of a word from a list: 死亡 under 健康状况.
pub(super) fn says_departed(field: &Field, cell: Cell) -> Option<Departure> {
    let is_of_list =
        matches!(field.kind, FieldType::Code(_) | FieldType::Choice(_)) && field.key != "id_kind";
    if !is_of_list || cell.text.is_ascii() { None } else { departure(cell.text) }
}

/// What stands in a cell that is not taken, kept as a note: 自幼 under 来本社区日期. A word from no list (婚姻状况 不清楚) is told
/// alone, and what could not be read by any program is no text.
pub(super) fn untaken(field: &Field, cell: Cell) -> Option<String> {
    let is_of_list = matches!(
        field.kind,
        FieldType::Code(_) | FieldType::Choice(_) | FieldType::Choices(_) | FieldType::YesNo
    );
    let is_spoilt =
        cell.kind == crate::sheets::CellKind::Error || cell.text.contains(char::REPLACEMENT_CHARACTER);
    // 境外 may be one of two.
    let is_of_list = is_of_list && field.key != "population_kind";
    let is_kept = !is_of_list && !is_spoilt && !matches!(field.key, "name" | "id_number" | "remark");
    // As it stands there, in one line.
    let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_kept && !text.is_empty()).then(|| format!("{}栏原文：{text}", field.label))
}

/// A text with one gap between its words, figures and letters at half width; its brackets stay as they are.
pub(super) fn one_gap(text: &str) -> String {
    let narrow = |word: &str| -> String {
        let fold = |c: char| {
            if ('Ａ'..='ｚ').contains(&c) || ('０'..='９').contains(&c) {
                half_width(&c.to_string())
            } else {
                c.to_string()
            }
        };
        word.chars().map(fold).collect()
    };
    text.split_whitespace().map(narrow).collect::<Vec<_>>().join(" ")
}

/// 同上, 〃, 同左: what another cell says. The program copies nothing in its place.
pub(super) fn is_ditto(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "同上",
        "同上行",
        "同上一行",
        "同上户",
        "同前",
        "同左",
        "同右",
        "同下",
        "如上",
        "仝上",
        "仝",
        "々",
        "〃",
        "″",
        "\"",
        "”",
        "“",
    ];
    // Hardly a cell begins with one of these.
    let text = text.trim();
    text.len() <= 20
        && text.starts_with(['同', '如', '仝', '々', '〃', '″', '"', '”', '“'])
        && WORDS.contains(&text.trim_end_matches(['。', '.', '〃', '″', '"', '”']).trim_end())
        || matches!(text, "〃" | "″" | "\"" | "”" | "“" | "\"\"" | "””" | "〃〃")
}

/// 子女: which of the two follows from the sex.
pub(super) fn is_child_word(text: &str) -> bool {
    matches!(super::plain_word(text).as_str(), "子女" | "子/女" | "儿女" | "孩子" | "小孩" | "之子女")
}

/// 138****5678: a phone as the program itself hides it.
pub(super) fn is_masked_phone(field: &Field, cell: Cell) -> bool {
    matches!(field.kind, FieldType::Phones) && values::is_masked(cell.text)
}
