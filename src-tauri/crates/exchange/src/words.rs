//! What is never broken over two lines: an ID number, a phone, a day, a number.

/// Longer than this nothing is one word: a row of references would not fit into any column.
const LONGEST: usize = 24;

/// Whether two neighbours belong to one word: 0571-88888888, 330106********0229, 16–17, 2026年10月31日.
pub(crate) fn are_one(before: char, after: char) -> bool {
    let is_sign =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '-' | '–' | '.' | '/' | ':' | '+' | '%');
    is_sign(before) && is_sign(after)
        || before.is_ascii_digit() && matches!(after, '年' | '月' | '日' | '号')
        || matches!(before, '年' | '月') && after.is_ascii_digit()
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

/// How wide the widest of these words is, by the width of each sign; 0 where there is none. For the many cells of a table.
pub(crate) fn widest_word(text: &str, width_of: impl Fn(char) -> usize) -> usize {
    let (mut widest, mut width, mut count, mut has_figure) = (0, 0, 0, false);
    let mut last: Option<char> = None;
    for c in text.chars() {
        if last.is_some_and(|last| !are_one(last, c)) {
            if has_figure && count <= LONGEST {
                widest = widest.max(width);
            }
            (width, count, has_figure) = (0, 0, false);
        }
        width += width_of(c);
        count += 1;
        has_figure |= c.is_ascii_digit();
        last = Some(c);
    }
    if has_figure && count <= LONGEST { widest.max(width) } else { widest }
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
        let texts = [
            "证件330106********0229，电话0571-88888888",
            "自2026年10月31日起",
            "没有数字",
            "",
            "3",
            "a-1。22",
        ];
        for text in texts.into_iter().chain([&*"1".repeat(25).leak()]) {
            let wide = |word: &str| word.chars().map(|c| c.len_utf8()).sum::<usize>();
            let slowly = words(text).map(|(_, word)| wide(word)).max().unwrap_or(0);
            assert_eq!(widest_word(text, char::len_utf8), slowly, "{text}");
        }
        assert_eq!(of(&"1".repeat(25).leak()[..]), Vec::<&str>::new(), "too long for any column");
    }
}
