//! Breaking text into lines that fit.

use super::POINT;
use super::fonts::{Fonts, Style};
use crate::words::words;
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// A line of so many signs, beside a mark at its end, is none to stand alone.
pub(super) const LONE: usize = 1;

/// A place where a text may be broken.
type Break = (usize, BreakOpportunity);

/// How many signs a line has, without marks and white.
pub(super) fn signs(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace() && !"，。、；：？！”’）》".contains(*c)).count()
}

/// Whether the last of several lines has a single sign.
pub(super) fn is_lone(lines: &[String]) -> bool {
    lines.len() > 1 && lines.last().is_some_and(|line| signs(line) <= LONE)
}

/// Breaks a text into lines no wider than `width` millimetres; at least one line. Numbers and days stay whole; where a word alone
/// is wider, it is broken. Where the last line would have a single sign, all are broken a sign earlier if they are then no more.
pub(super) fn wrap(fonts: &mut Fonts, style: Style, size: f32, width: f32, text: &str) -> Vec<String> {
    // What most cells are: short enough.
    if !text.contains('\n') && fonts.width(style, size, text) <= width {
        return vec![text.to_owned()];
    }
    let mut within = |room: f32| {
        let breaks = between_words(text);
        lines_of(&mut |c| fonts.char_width(style, size, c), (room, room), text, breaks)
    };
    let usual = within(width);
    if !is_lone(&usual) {
        return usual;
    }
    let earlier = within(width - size * POINT);
    if earlier.len() == usual.len() && !is_lone(&earlier) { earlier } else { usual }
}

/// Where a text may be broken without breaking a number or a day.
fn between_words(text: &str) -> impl Iterator<Item = Break> {
    let mut kept = words(text).peekable();
    linebreaks(text).filter(move |(at, _)| {
        while kept.next_if(|(begin, word)| begin + word.len() <= *at).is_some() {}
        kept.peek().is_none_or(|(begin, _)| begin >= at)
    })
}

/// As [`wrap`], but of all ways to break a heading into as few lines the one whose lines are most alike: 人户／一致 and not
/// 人户一／致.
pub(super) fn balanced(fonts: &mut Fonts, style: Style, size: f32, width: f32, text: &str) -> Vec<String> {
    let lines = wrap(fonts, style, size, width, text);
    if lines.len() < 2 {
        return lines;
    }
    let all = fonts.width(style, size, text);
    let mut room = all / lines.len() as f32;
    while room < width {
        let tried = wrap(fonts, style, size, room, text);
        if tried.len() <= lines.len() {
            return tried;
        }
        room += size * 0.05;
    }
    lines
}

/// Breaks a text into lines by the widths of its characters; the first line may have less room than the others.
pub(super) fn wrap_by(width_of: &mut dyn FnMut(char) -> f32, rooms: (f32, f32), text: &str) -> Vec<String> {
    lines_of(width_of, rooms, text, linebreaks(text))
}

fn lines_of(
    width_of: &mut dyn FnMut(char) -> f32,
    (first, others): (f32, f32),
    text: &str,
    breaks: impl Iterator<Item = Break>,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    let mut from = 0;
    // Widths are sums of many small ones: a hair over is not over.
    let room = |lines: &Vec<String>| if lines.is_empty() { first + 0.001 } else { others + 0.001 };
    for (to, kind) in breaks {
        let piece = text[from..to].trim_end_matches(['\n', '\r']);
        from = to;
        let own: f32 = piece.trim_end().chars().map(&mut *width_of).sum();
        if used + own > room(&lines) && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        for c in piece.chars() {
            let step = width_of(c);
            if used + step > room(&lines) && !line.is_empty() && !c.is_whitespace() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0.0;
            }
            line.push(c);
            used += step;
        }
        if kind == BreakOpportunity::Mandatory && to < text.len() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        let mut fonts = Fonts::of_program();
        let text =
            "居民委员会是居民自我管理、自我教育、自我服务的基层群众性自治组织。GB/T 9704-2012 and so on";
        let width = 10.0 * 12.0 * POINT;
        let lines = wrap(&mut fonts, Style::Song, 12.0, width, text);
        for line in &lines {
            assert!(fonts.width(Style::Song, 12.0, line) <= width + 0.01, "{line}");
            assert!(!line.starts_with(['、', '。']), "no line begins with a mark: {line}");
        }
        let plain = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(plain(&lines.concat()), plain(text));
    }

    #[test]
    fn a_heading_is_broken_in_the_middle() {
        let mut fonts = Fonts::of_program();
        let width = 3.4 * 10.0 * POINT;
        assert_eq!(balanced(&mut fonts, Style::Song, 10.0, width, "人户一致"), ["人户", "一致"]);
        assert_eq!(balanced(&mut fonts, Style::Song, 10.0, width, "户在人不在"), ["户在人", "不在"]);
        assert_eq!(balanced(&mut fonts, Style::Song, 10.0, width, "总户数"), ["总户数"]);
    }

    #[test]
    fn no_sign_stands_alone_in_the_last_line() {
        let mut fonts = Fonts::of_program();
        let mut of = |signs: f32, text: &str| wrap(&mut fonts, Style::Song, 10.0, signs * 10.0 * POINT, text);
        assert_eq!(of(4.2, "共青团员们"), ["共青团", "员们"]);
        assert_eq!(of(3.2, "广场舞队"), ["广场", "舞队"]);
        assert_eq!(of(4.2, "退役军人家。"), ["退役军", "人家。"]);
        assert_eq!(of(4.2, "退役军人家属"), ["退役军人", "家属"]);
        // Three signs have no other way.
        assert_eq!(of(2.2, "共青团"), ["共青", "团"]);
    }

    #[test]
    fn a_number_and_a_day_go_whole_to_the_next_line() {
        let mut fonts = Fonts::of_program();
        let width = 9.0 * 10.0 * POINT;
        let lines = wrap(&mut fonts, Style::Song, 10.0, width, "于是在2026年10月31日，16–17，0571-88888888");
        assert_eq!(lines, ["于是在", "2026年10月31日，", "16–17，", "0571-88888888"]);
    }

    #[test]
    fn line_breaks_of_the_text_stay_and_a_long_word_is_broken() {
        let mut fonts = Fonts::of_program();
        assert_eq!(wrap(&mut fonts, Style::Song, 10.0, 100.0, "甲\n乙"), ["甲", "乙"]);
        assert_eq!(wrap(&mut fonts, Style::Song, 10.0, 100.0, ""), [""]);
        let lines = wrap(&mut fonts, Style::Song, 10.0, 8.0, "330106194702030229");
        assert!(lines.len() > 2);
        assert_eq!(lines.concat(), "330106194702030229");
    }
}
