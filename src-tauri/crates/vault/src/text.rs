//! Characters as a Chinese keyboard gives them.

/// A full-width letter, digit or sign (U+FF01–U+FF5E) as its ASCII one; others stay as they are.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_ascii() {
        let narrowed: String = "Ａｚ０９－！～甲a".chars().map(narrow).collect();
        assert_eq!(narrowed, "Az09-!~甲a");
    }
}
