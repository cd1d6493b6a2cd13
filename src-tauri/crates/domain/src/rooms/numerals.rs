//! Numbers in names: Arabic ones, Chinese ones, and the order in which people count.

pub(super) fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十廿卅百千两".contains(c)
}

pub(super) fn ends_in_number(text: &str) -> bool {
    text.chars().last().is_some_and(is_numeral)
}

/// The number that a text wholly is.
pub(super) fn arabic_of(text: &str) -> Option<String> {
    if !text.is_empty() && text.chars().all(is_numeral) { arabic(text) } else { None }
}

/// A text whose last run of numerals is in Arabic digits: 东区三 → 东区3.
pub(super) fn with_arabic_end(text: &str) -> String {
    let start = text.char_indices().rev().take_while(|(_, c)| is_numeral(*c)).last().map(|(i, _)| i);
    match start {
        Some(at) => match arabic(&text[at..]) {
            Some(number) => format!("{}{number}", &text[..at]),
            None => text.to_owned(),
        },
        None => text.to_owned(),
    }
}

/// Numerals in Arabic digits: 二 → 2, 十二 → 12, 五〇一 → 501, 一百零二 → 102. `None` where they make no number.
pub(crate) fn arabic(text: &str) -> Option<String> {
    let digit = |c: char| match c {
        '零' => Some(0),
        '两' => Some(2),
        c => "〇一二三四五六七八九".chars().position(|d| d == c).or(c.to_digit(10).map(|d| d as usize)),
    };
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    if !text.contains(['十', '廿', '卅', '百', '千']) {
        return text.chars().map(|c| digit(c).map(|d| d.to_string())).collect();
    }
    let (mut total, mut last) = (0, None);
    for c in text.chars() {
        match c {
            '千' => total += last.take()? * 1_000,
            '百' => total += last.take()? * 100,
            '廿' => total += 20,
            '卅' => total += 30,
            '十' => total += last.take().filter(|d| *d > 0).unwrap_or(1) * 10,
            _ if last.is_some_and(|d| d > 0) => return None,
            c => last = digit(c),
        }
    }
    Some((total + last.unwrap_or(0)).to_string())
}

/// A key under which text with numbers sorts as people expect: 2 before 10, 101 before 101-1, 甲3 before 甲12.
pub fn natural_key(text: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let trimmed = digits.trim_start_matches('0');
            key.push_str(&format!("{trimmed:0>8}"));
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}
