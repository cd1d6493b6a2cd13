//! A paper by the numbers of GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, 22 lines of 28 characters of 三号,
//! title in 二号, page numbers of 四号 between dashes 7 mm under the 版心, odd pages right, even pages left.
//!
//! Source: `shared/domain/reports.md` 4. A committee has no red head.

use super::lines::{LONE, is_lone, signs, wrap_by};
use super::{A4, Document, Fonts, POINT, Page, Style, titles};
use chrono::NaiveDate;
use domain::papers::{Level, Paper, heading_of, level_of, written_date};

const TOP: f32 = 37.0;
const LEFT: f32 = 28.0;
const WIDE: f32 = 156.0;
const HIGH: f32 = 225.0;
/// Lines of a page, characters of a line.
const LINES: usize = 22;
const CHARACTERS: f32 = 28.0;
const CELL: f32 = WIDE / CHARACTERS;
const STEP: f32 = HIGH / LINES as f32;
/// 三号, 二号, 四号.
const BODY: f32 = 16.0;
const TITLE: f32 = 22.0;
const NUMBER: f32 = 14.0;
/// More lines of headings than these are no heading of what follows, but a list.
const MOST_HEADINGS: usize = 3;
/// Under the 版心.
const NUMBER_BELOW: f32 = 7.0;

/// A piece of a line in one style.
struct Piece {
    style: Style,
    text: String,
}

/// A line of the grid: where it begins, in cells, and what stands in it.
struct Line {
    indent: f32,
    pieces: Vec<Piece>,
    /// Lines of the grid it takes: of the title more than one.
    rows: f32,
    size: f32,
    /// Whether it must not be parted from the line before it.
    stays: bool,
    /// Whether it stands under the text, as the attachments do: no page begins with it.
    is_below: bool,
    /// Whether it ends at the right edge: every line of a paragraph but its last.
    is_full: bool,
    /// Whether it is a heading that has no text in its line: no page ends with it.
    leads: bool,
}

impl Line {
    fn empty() -> Self {
        Line {
            indent: 0.0,
            pieces: Vec::new(),
            rows: 1.0,
            size: BODY,
            stays: false,
            is_below: false,
            is_full: false,
            leads: false,
        }
    }

    fn of(indent: f32, style: Style, text: impl Into<String>) -> Self {
        Line { indent, pieces: vec![Piece { style, text: text.into() }], ..Line::empty() }
    }

    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it is more than the last sign of a sentence.
    fn is_line(&self) -> bool {
        self.pieces.iter().map(|piece| signs(&piece.text)).sum::<usize>() > LONE
    }
}

/// A full-width character takes a cell of the grid, anything else what it is wide.
fn width_of(fonts: &mut Fonts, style: Style, c: char) -> f32 {
    if is_full(c) { CELL } else { fonts.char_width(style, BODY, c) }
}

/// The dot within a name is as wide as it is: white beside it would be copied as a space.
fn is_full(c: char) -> bool {
    !c.is_ascii() && !matches!(c, '\u{80}'..='\u{2000}') || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Draws a paper onto new pages, with its page numbers.
pub fn paper_pages(document: &mut Document, fonts: &mut Fonts, paper: &Paper, dated_on: NaiveDate) {
    document.bookmarks.push((paper.title.replace('\n', ""), document.pages.len()));
    // Where the clerk has broken the title, there it is broken.
    let mut lines: Vec<Line> = paper.title.lines().flat_map(|part| title_lines(fonts, part)).collect();
    lines.push(Line::empty());
    if !paper.addressee.is_empty() {
        let text = format!("{}：", paper.addressee);
        lines.extend(plain_lines(fonts, Style::FangSong, (0.0, 0.0), &text));
    }
    for paragraph in paper.body.lines() {
        lines.extend(paragraph_lines(fonts, paragraph));
    }
    attachments(fonts, &paper.attachments, &mut lines);
    signature(fonts, paper, dated_on, &mut lines);
    if !paper.note.is_empty() {
        // It goes with signature and date.
        let note = plain_lines(fonts, Style::FangSong, (2.0, 0.0), &format!("（{}）", paper.note));
        let stay = |line: Line| Line { stays: true, ..line };
        lines.extend(std::iter::once(Line::empty()).chain(note).map(stay));
    }
    set(document, fonts, lines);
}

/// The title in lines that end where sense ends.
fn title_lines(fonts: &mut Fonts, title: &str) -> Vec<Line> {
    let mut width = |c: char| fonts.char_width(Style::Title, TITLE, c);
    let mut lines = Vec::new();
    for text in titles::title_lines(&mut width, (WIDE - 4.0 * CELL, WIDE), title) {
        let own: f32 = text.chars().map(&mut width).sum();
        let indent = (WIDE - own) / 2.0 / CELL;
        lines.push(Line { rows: 1.25, size: TITLE, ..Line::of(indent, Style::Title, text) });
    }
    lines
}

/// Lines of one style, the first one indented by so many cells and the others by so many.
fn plain_lines(fonts: &mut Fonts, style: Style, (first, others): (f32, f32), text: &str) -> Vec<Line> {
    let rooms = (WIDE - first * CELL, WIDE - others * CELL);
    let found = wrap_by(&mut |c| width_of(fonts, style, c), rooms, text);
    let indent = |n: usize| if n == 0 { first } else { others };
    found.into_iter().enumerate().map(|(n, text)| Line::of(indent(n), style, text)).collect()
}

/// A paragraph in lines. Where its last one would have a single sign, its lines are drawn together by a character each so that
/// they are one less, or else broken a character earlier so that the last one has more.
fn broken(fonts: &mut Fonts, paragraph: &str) -> Vec<String> {
    let mut within = |more: f32| {
        let rooms = (WIDE - 2.0 * CELL + more, WIDE + more);
        wrap_by(&mut |c| width_of(fonts, Style::FangSong, c), rooms, paragraph)
    };
    let usual = within(0.0);
    if !is_lone(&usual) {
        return usual;
    }
    let closer = within(CELL);
    if closer.len() < usual.len() && !is_lone(&closer) {
        return closer;
    }
    let wider = within(-CELL);
    if wider.len() == usual.len() && !is_lone(&wider) { wider } else { usual }
}

/// A paragraph, indented by two characters; its heading in the style of its level.
fn paragraph_lines(fonts: &mut Fonts, paragraph: &str) -> Vec<Line> {
    let style = match level_of(paragraph) {
        Level::First => Style::Hei,
        Level::Second => Style::Kai,
        Level::Text => Style::FangSong,
    };
    let (heading, text) = heading_of(paragraph);
    let leads = !heading.is_empty() && text.is_empty();
    let heading = heading.chars().count();
    let found = broken(fonts, paragraph);
    let last = found.len() - 1;
    let mut lines = Vec::with_capacity(found.len());
    for (n, text) in found.into_iter().enumerate() {
        let indent = if n == 0 { 2.0 } else { 0.0 };
        let wide: f32 = text.chars().map(|c| width_of(fonts, Style::FangSong, c)).sum();
        // The last one may be drawn together to end at the edge.
        let is_full = n < last || wide > WIDE - indent * CELL + 0.01;
        lines.push(Line { is_full, leads, ..Line::of(indent, Style::FangSong, text) });
    }
    // A line that ends with a space lost it: what of a line is heading is counted in characters that are seen.
    let mut left = paragraph.chars().take(heading).filter(|c| !c.is_whitespace()).count();
    for line in &mut lines {
        let text = line.pieces.first().map(|p| p.text.clone()).unwrap_or_default();
        let mut seen = 0;
        let at = text
            .char_indices()
            .find(|(_, c)| {
                let is_over = seen == left;
                seen += usize::from(!c.is_whitespace());
                is_over
            })
            .map_or(text.len(), |(at, _)| at);
        left -= text[..at].chars().filter(|c| !c.is_whitespace()).count().min(left);
        let (head, rest) = text.split_at(at);
        line.pieces = [(style, head), (Style::FangSong, rest)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(style, text)| Piece { style, text: text.to_owned() })
            .collect();
    }
    lines
}

/// One empty line under the body; several are numbered, and hang under the first one's name.
fn attachments(fonts: &mut Fonts, attachments: &str, lines: &mut Vec<Line>) {
    let all: Vec<&str> = attachments.lines().collect();
    if all.is_empty() {
        return;
    }
    let below = |line: Line| Line { is_below: true, ..line };
    lines.push(below(Line::empty()));
    for (n, name) in all.iter().enumerate() {
        let number = if all.len() > 1 { format!("{}. ", n + 1) } else { String::new() };
        let (indent, before) = if n == 0 { (2.0, "附件：") } else { (5.0, "") };
        let hanging = if all.len() > 1 { 6.0 } else { 5.0 };
        let text = format!("{before}{number}{}", name.trim_end_matches(['。', '；', '，']));
        lines.extend(plain_lines(fonts, Style::FangSong, (indent, hanging), &text).into_iter().map(below));
    }
}

/// Signature and date. Under a seal the date ends four characters from the right and the unit is centred over it; without one
/// the unit ends two characters from the right, and the date begins two characters right of the unit's first.
fn signature(fonts: &mut Fonts, paper: &Paper, dated_on: NaiveDate, lines: &mut Vec<Line>) {
    let date = written_date(dated_on);
    // Several units sign one under the other, and a long name is broken.
    let most = (CHARACTERS - 6.0) * CELL;
    let mut units: Vec<String> = Vec::new();
    for unit in paper.signed_by.split(['、', '\n']).map(str::trim).filter(|u| !u.is_empty()) {
        units.extend(wrap_by(&mut |c| width_of(fonts, Style::FangSong, c), (most, most), unit));
    }
    let mut cells =
        |text: &str| -> f32 { text.chars().map(|c| width_of(fonts, Style::FangSong, c)).sum::<f32>() / CELL };
    let date_wide = cells(&date);
    let widths: Vec<f32> = units.iter().map(|u| cells(u)).collect();
    let unit_wide = widths.iter().copied().fold(0.0, f32::max);
    let (unit_at, date_at) = if paper.is_sealed {
        let date_at = CHARACTERS - 4.0 - date_wide;
        let unit_at = date_at + date_wide / 2.0 - unit_wide / 2.0;
        (unit_at.min(CHARACTERS - unit_wide), date_at)
    } else {
        let unit_at = CHARACTERS - 2.0 - unit_wide;
        let date_at = unit_at + 2.0;
        // A date longer than the unit goes to the right edge, and the unit moves left.
        let over = (date_at + date_wide - (CHARACTERS - 2.0)).max(0.0);
        (unit_at - over, date_at - over)
    };
    // Room for the seal over the unit: its top stands within one line of the text.
    for _ in 0..2 {
        lines.push(Line { stays: true, ..Line::empty() });
    }
    for (unit, width) in units.into_iter().zip(widths) {
        // Each is in the middle of the widest.
        let line = Line::of(unit_at.max(0.0) + (unit_wide - width) / 2.0, Style::FangSong, unit);
        lines.push(Line { stays: true, ..line });
    }
    lines.push(Line { stays: true, ..Line::of(date_at.max(0.0), Style::FangSong, date) });
}

/// From which line on all stays on the last page: two lines of the text, with what stands under them. 0 where there are no
/// two under the title.
fn kept_from(lines: &[Line]) -> usize {
    let is_text = |line: &Line| !line.stays && !line.is_below;
    let mut count = 0;
    for (n, line) in lines.iter().enumerate().rev().filter(|(_, line)| is_text(line)) {
        if line.is_empty() || line.size > BODY {
            return 0;
        }
        count += usize::from(line.is_line());
        if count == 2 {
            return n;
        }
    }
    0
}

/// Puts lines onto pages. Attachments, signature and date go with the end of the text: no page has them alone.
fn set(document: &mut Document, fonts: &mut Fonts, lines: Vec<Line>) {
    let first_page = document.pages.len();
    let kept_from = kept_from(&lines);
    let mut at = 0;
    while at < lines.len() {
        let mut used = 0.0;
        let mut end = at;
        while end < lines.len() && used + lines[end].rows <= LINES as f32 + 0.01 {
            used += lines[end].rows;
            end += 1;
        }
        let is_one = |line: &&Line| !line.stays && !line.is_empty();
        let rest = lines[end..].iter().filter(is_one).count();
        if end < lines.len() && end > kept_from && kept_from > at {
            end = kept_from;
        } else if end < lines.len() && rest < 2 {
            // What stays with the line before it takes that line along, and one more.
            let mut taken = (at + 1..end).rev().filter(|n| is_one(&&lines[*n]));
            end = taken.nth(1 - rest).unwrap_or(end);
        }
        // A heading goes with its text.
        let headings = lines[at..end].iter().rev().take_while(|line| line.leads).count();
        if end < lines.len() && headings <= MOST_HEADINGS && headings < end - at {
            end -= headings;
        }
        let mut page = Page::new(A4);
        let mut y = TOP;
        for line in &lines[at..end] {
            draw(&mut page, fonts, line, y);
            y += line.rows * STEP;
        }
        document.pages.push(page);
        at = end;
        // A page does not begin with an empty line.
        while lines.get(at).is_some_and(|l| l.is_empty() && !l.stays) {
            at += 1;
        }
    }
    for (n, page) in document.pages.iter_mut().skip(first_page).enumerate() {
        number(page, fonts, n + 1);
    }
}

fn draw(page: &mut Page, fonts: &mut Fonts, line: &Line, top: f32) {
    // Letters stand in the middle of their line of the grid.
    let baseline = top + line.rows * STEP / 2.0 + line.size * POINT * 0.36;
    let mut x = LEFT + line.indent * CELL;
    // What is left over at the end of a full line goes between its characters; what is over the edge is taken from there.
    let characters = || line.pieces.iter().flat_map(|p| p.text.chars().map(|c| (p.style, c)));
    let used: f32 = characters().map(|(style, c)| width_of(fonts, style, c)).sum();
    let over = (LEFT + WIDE - x - used).max(-1.1 * CELL);
    let gaps = characters().count().saturating_sub(1).max(1) as f32;
    let more = if line.is_full && over < 2.5 * CELL { over / gaps } else { 0.0 };
    let known = fonts.lacking_count();
    for piece in &line.pieces {
        if line.size > BODY {
            x += page.text(fonts, piece.style, line.size, (x, baseline), &piece.text);
            continue;
        }
        for c in piece.text.chars() {
            let own = fonts.char_width(piece.style, BODY, c);
            let cell = width_of(fonts, piece.style, c);
            page.text(
                fonts,
                piece.style,
                BODY,
                (x + (cell - own) / 2.0, baseline),
                c.encode_utf8(&mut [0; 4]),
            );
            x += cell + more;
        }
    }
    // Letters are drawn one by one: the words of the line say where a sign is that no font has.
    if fonts.lacking_count() > known {
        let words: String = line.pieces.iter().map(|p| p.text.as_str()).collect();
        fonts.name_lacking(known, &words);
    }
}

/// — 1 —
fn number(page: &mut Page, fonts: &mut Fonts, n: usize) {
    let text = format!("— {n} —");
    let width = fonts.width(Style::Song, NUMBER, &text);
    let cell = NUMBER * POINT;
    let x = if n % 2 == 1 { LEFT + WIDE - cell - width } else { LEFT + cell };
    // The dashes are what is measured: they stand about a third of the letters' height over the baseline.
    page.text(fonts, Style::Song, NUMBER, (x, TOP + HIGH + NUMBER_BELOW + cell * 0.35), &text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(body: &str) -> Vec<String> {
        let mut fonts = Fonts::of_program();
        let lines = paragraph_lines(&mut fonts, body);
        lines.iter().map(|l| l.pieces.iter().map(|p| p.text.as_str()).collect()).collect()
    }

    #[test]
    fn a_line_has_28_characters_and_the_first_of_a_paragraph_26() {
        let lines = lines_of(&"居".repeat(26 + 28 + 5));
        assert_eq!(lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [26, 28, 5]);
        let lines = lines_of(&format!("{}民。", "居".repeat(27)));
        assert!(!lines[1].starts_with('。'), "no line begins with a full stop: {lines:?}");
    }

    #[test]
    fn only_the_heading_of_a_paragraph_stands_in_the_face_of_its_level() {
        let mut fonts = Fonts::of_program();
        let lines = paragraph_lines(&mut fonts, "一、人口情况。截至十月末");
        let pieces: Vec<(Style, &str)> = lines[0].pieces.iter().map(|p| (p.style, p.text.as_str())).collect();
        assert_eq!(pieces, [(Style::Hei, "一、人口情况。"), (Style::FangSong, "截至十月末")]);
    }

    #[test]
    fn a_page_has_22_lines_and_signature_and_date_do_not_stand_alone() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        for count in 14..24 {
            let mut document = Document::default();
            let mut fonts = Fonts::of_program();
            let paper = Paper {
                title: "关于情况的报告".into(),
                body: vec!["居民委员会"; count].join("\n"),
                signed_by: "幸福社区居民委员会".into(),
                is_sealed: true,
                ..Paper::default()
            };
            paper_pages(&mut document, &mut fonts, &paper, day);
            let texts: Vec<usize> = document
                .pages
                .iter()
                .map(|p| {
                    let body = p.draws.iter().filter(|d| matches!(d, super::super::Draw::Text { size, text, .. } if *size == BODY && &**text == "居"));
                    body.count()
                })
                .collect();
            // 居 stands once in each line of the body, and once in the signature: two lines over it.
            assert_eq!(texts.iter().sum::<usize>(), count + 1);
            assert!(texts.last().is_some_and(|n| *n >= 3), "{count}: {texts:?}");
        }
    }

    fn pages_of(body: String, attachments: &str) -> Document {
        let mut document = Document::default();
        let paper = Paper {
            title: "关于情况的报告".into(),
            body,
            attachments: attachments.into(),
            signed_by: "幸福社区".into(),
            is_sealed: true,
            ..Paper::default()
        };
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        paper_pages(&mut document, &mut Fonts::of_program(), &paper, day);
        document
    }

    /// The signs of the text on a page with their baselines, from left to right: sign, left, baseline.
    fn signs_of(page: &Page) -> Vec<(String, f32, f32)> {
        let sign = |draw: &super::super::Draw| match draw {
            super::super::Draw::Text { size, text, x, y, .. } if *size == BODY => {
                Some((text.to_string(), *x, *y))
            }
            _ => None,
        };
        page.draws.iter().filter_map(sign).collect()
    }

    #[test]
    fn a_sign_alone_is_drawn_into_the_line_before_it_or_gets_company() {
        // 26 and 28 and one: drawn together, 27 and 29 have room for two more.
        let lines = lines_of(&format!("{}人。", "居".repeat(54)));
        assert_eq!(lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [27, 29]);
        // One line and one sign, which with its mark is too much for it: the line gives another sign.
        let lines = lines_of(&format!("{}人。", "居".repeat(26)));
        assert_eq!(lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [25, 3]);
        // What is drawn together ends at the edge.
        let document = pages_of(format!("{}人。", "居".repeat(54)), "");
        for (sign, x, _) in signs_of(&document.pages[0]) {
            assert!(x + BODY * POINT <= LEFT + WIDE + 0.6, "{sign} at {x}");
        }
    }

    #[test]
    fn every_page_of_a_paper_has_two_lines_of_text_over_its_signatures() {
        for count in 6..50 {
            // Lines, and a last paragraph of two lines, of one, and of a line with a sign.
            for last in ["民".repeat(40), "民".repeat(5), format!("{}人。", "民".repeat(54)), "民".repeat(27)]
            {
                let document = pages_of(format!("{}{last}", "居民情况\n".repeat(count)), "");
                for (n, page) in document.pages.iter().enumerate() {
                    let mut lines: Vec<f32> = signs_of(page)
                        .into_iter()
                        .filter(|(sign, ..)| "居民情况人".contains(sign.as_str()))
                        .map(|(_, _, y)| y)
                        .collect();
                    lines.dedup();
                    assert!(lines.len() > 1, "{count} and {last}: page {n} has {} lines", lines.len());
                }
            }
        }
    }

    #[test]
    fn a_heading_stands_on_the_page_of_its_text_and_a_title_is_not_alone() {
        for count in 10..30 {
            let body = format!("{}一、口\n{}", "居民情况\n".repeat(count), "居民情况\n".repeat(6));
            let document = pages_of(body, "");
            let page =
                document.pages.iter().map(signs_of).find(|all| all.iter().any(|s| s.0 == "口")).unwrap();
            let heading = page.iter().find(|s| s.0 == "口").unwrap().2;
            assert!(page.iter().any(|s| s.0 == "情" && s.2 > heading), "{count}: the heading ends a page");
        }
        // A list of headings alone fills its pages.
        let pages = pages_of("一、口\n".repeat(40), "").pages;
        assert!(pages.len() < 4, "{} pages", pages.len());
        // One line of text and many attachments.
        for count in 8..50 {
            let pages = pages_of("居民情况".into(), &"名册\n".repeat(count)).pages;
            assert!(signs_of(&pages[0]).iter().any(|s| s.0 == "居"), "{count}: the title stands alone");
            let last = signs_of(pages.last().unwrap()).iter().filter(|s| s.0 == "名").count();
            assert!(last > 1, "{count}: {last} lines with those who sign");
        }
    }

    #[test]
    fn attachments_and_signature_have_two_lines_of_the_text_over_them() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        for attachments in ["社区月报", "社区月报\n社区季报\n社区年报", "名册\n".repeat(30).as_str()]
        {
            for count in 4..30 {
                let mut document = Document::default();
                let paper = Paper {
                    title: "关于情况的报告".into(),
                    body: vec!["居民情况"; count].join("\n"),
                    attachments: attachments.into(),
                    signed_by: "幸福社区".into(),
                    is_sealed: true,
                    ..Paper::default()
                };
                paper_pages(&mut document, &mut Fonts::of_program(), &paper, day);
                let has = |page: &Page, sign: &str| {
                    let is = |d: &&super::super::Draw| matches!(d, super::super::Draw::Text { size, text, .. } if *size == BODY && &**text == sign);
                    page.draws.iter().filter(is).count()
                };
                let first = document.pages.iter().find(|page| has(page, "附") > 0).unwrap();
                assert!(has(first, "居") >= 2, "{count}: {} lines of the text", has(first, "居"));
                assert_eq!(document.pages.iter().map(|page| has(page, "居")).sum::<usize>(), count);
                assert!(
                    document
                        .pages
                        .last()
                        .is_some_and(|page| has(page, "件") + has(page, "居") + has(page, "名") > 0)
                );
            }
        }
    }

    #[test]
    fn a_long_title_is_broken_where_its_sense_ends() {
        let mut fonts = Fonts::of_program();
        let lines =
            title_lines(&mut fonts, "幸福社区居民委员会关于报送二〇二六年十月人口变动和重点人群情况的报告");
        let texts: Vec<&str> = lines.iter().map(|l| l.pieces[0].text.as_str()).collect();
        assert_eq!(texts, ["幸福社区居民委员会关于报送二〇二六年十月", "人口变动和重点人群情况的报告"]);
    }
}
