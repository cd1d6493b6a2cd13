//! Tidying typed text without changing what it says: widths, spaces, invisible characters.

/// Turns full-width digits, letters, punctuation and spaces into their half-width forms.
///
/// Chinese punctuation that has no half-width twin in everyday use (、。「」) is left alone.
pub fn half_width(text: &str) -> String {
    let is_wide =
        |c: char| matches!(c, '\u{3000}' | '\u{00A0}' | '\u{FF01}'..='\u{FF5E}' | '—' | '–' | '‐' | '‑');
    if !text.contains(is_wide) {
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
    if !text.contains(is_invisible) {
        return text.trim().to_owned();
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}').to_owned()
}

/// Tidies a person's name: no invisible characters, no spaces between Chinese characters (张　三 → 张三),
/// single spaces between Latin words, and one kind of middle dot (U+00B7) in minority names.
pub fn tidy_name(text: &str) -> String {
    let cleaned = trimmed(text);
    let mut out = String::with_capacity(cleaned.len());
    let mut gap = false;
    for c in cleaned.chars() {
        let c = match c {
            '•' | '・' | '･' | '‧' | '∙' | '⋅' | '．' => '·',
            other => other,
        };
        if c.is_whitespace() || c == '\u{3000}' {
            gap = !out.is_empty();
            continue;
        }
        if gap && c.is_ascii() && out.chars().last().is_some_and(|last| last.is_ascii()) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
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
        assert_eq!(tidy_name("𠅤䶮"), "𠅤䶮", "rare characters outside the first plane stay whole");
    }
}
