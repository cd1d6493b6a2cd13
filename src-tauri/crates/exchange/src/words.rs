//! What is never broken over two lines: an ID number, a phone, a day, a number.

/// Longer than this nothing is one word: a row of references would not fit into any column.
const LONGEST: usize = 24;

/// Whether two neighbours belong to one word: 0571-88888888, 330106********0229, 16–17, 2026年10月31日.
pub(crate) fn are_one(before: char, after: char) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "*-–./:+%".contains(c);
    is_sign(before) && is_sign(after)
        || before.is_ascii_digit() && "年月日号".contains(after)
        || "年月".contains(before) && after.is_ascii_digit()
}

/// The words of a text that are not to be broken, those with a figure in them, and where each begins.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    let mut signs = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((_, c)) = signs.next() {
            let next = signs.peek().copied();
            if next.is_some_and(|(_, next)| are_one(c, next)) {
                continue;
            }
            let to = next.map_or(text.len(), |(at, _)| at);
            let (begin, word) = (from, text.get(from..to).unwrap_or_default());
            from = to;
            if word.bytes().any(|b| b.is_ascii_digit()) && word.chars().count() <= LONGEST {
                return Some((begin, word));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_phones_and_days_are_words() {
        let of = |text: &'static str| words(text).map(|(_, word)| word).collect::<Vec<_>>();
        assert_eq!(of("证件330106********0229，电话0571-88888888"), ["330106********0229", "0571-88888888"]);
        assert_eq!(of("自2026年10月31日起"), ["2026年10月31日"]);
        assert_eq!(of("16–17"), ["16–17"]);
        assert_eq!(of("没有数字 no figure"), Vec::<&str>::new());
        assert_eq!(of(&"1".repeat(25).leak()[..]), Vec::<&str>::new(), "too long for any column");
    }
}
