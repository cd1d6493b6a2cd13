//! Which rows are the header, and what their columns mean.
//!
//! Offices put a title over the list, a line with unit and date under it, and a header of one, two or three rows whose
//! upper cells are merged over groups of columns (户籍地址 over 楼栋, 单元, 室). Without merged cells, in a text file,
//! the upper cell stands over its first column only.

use super::blocks;
use super::targets::{Kind, SKIP, is_of_another, plain};
use crate::sheets::{Cell, CellKind, Sheet, SheetRow};
use crate::text::unify_radicals;

/// The header is looked for in so many rows that hold something.
const LOOKED_THROUGH: usize = 40;
/// A header has at most so many rows.
const DEEPEST: usize = 3;

/// A column under its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderColumn {
    /// Its place, from 0.
    pub column: u16,
    /// The heading: the lowest text over the column.
    pub heading: String,
    /// What stands over the heading, or nothing.
    pub parent: String,
    /// What it means, where that is known; [`SKIP`] where it is known to mean nothing to keep.
    pub target: Option<&'static str>,
    /// What the heading says, though another column is taken for it.
    pub said: Option<&'static str>,
    /// Whether it is a fact of somebody else than the one whom the row is about.
    pub is_of_another: bool,
    pub(super) is_exact: bool,
    /// Whether a heading that may name somebody (志愿者, 高龄老人) has nothing but yes and no below it.
    pub(super) is_answer: bool,
}

impl HeaderColumn {
    /// Whether another column is taken for what this one says: somebody should choose.
    pub fn is_doubled(&self) -> bool {
        self.target.is_none() && self.said.is_some()
    }

    /// 户籍地址／楼栋, or the heading alone.
    pub fn title(&self) -> String {
        if self.parent.is_empty() {
            self.heading.clone()
        } else {
            format!("{}／{}", self.parent, self.heading)
        }
    }
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its first row, from 0.
    pub first: u32,
    /// Its last row.
    pub last: u32,
    /// Its columns, from left to right.
    pub columns: Vec<HeaderColumn>,
}

impl Header {
    /// How many different things its columns mean.
    pub fn known(&self) -> usize {
        let mut keys: Vec<&str> =
            self.columns.iter().filter_map(|c| c.target).filter(|key| *key != SKIP).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }

    /// Two columns that name two people in one row: 姓名|…|姓名|…
    pub fn side_by_side(&self) -> Option<(&HeaderColumn, &HeaderColumn)> {
        blocks::second_person(&self.columns).map(|(a, b)| (&self.columns[a], &self.columns[b]))
    }
}

/// Finds the header of a sheet; `None` where no row says enough of what this kind of list holds.
pub fn find_header(sheet: &Sheet, kind: Kind) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    for index in 0..sheet.row_count().min(LOOKED_THROUGH) {
        let Some(row) = sheet.row(index) else { break };
        if looks_like_data(row) {
            continue;
        }
        for depth in 1..=DEEPEST.min(index + 1) {
            let Some(top) = sheet.row(index + 1 - depth) else { continue };
            // Rows of one header stand close together.
            if row.number - top.number >= DEEPEST as u32 || depth > 1 && is_title(top) {
                continue;
            }
            let header = header_at(sheet, kind, top.number, row.number);
            let score = score(&header);
            let is_header = header.known() >= 2 || header.side_by_side().is_some();
            if is_header && best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, header));
            }
        }
    }
    best.map(|(_, header)| header)
}

/// The header that the rows from `first` to `last` make.
pub fn header_at(sheet: &Sheet, kind: Kind, first: u32, last: u32) -> Header {
    let rows: Vec<SheetRow> = (first..=last.max(first))
        .filter_map(|n| sheet.find_row(n))
        .filter(|r| !is_title(*r) || first == last)
        .collect();
    let mut columns = Vec::new();
    for column in 0..sheet.width() {
        let (heading, parent) = heading_of(sheet, &rows, column);
        if !plain(&heading).is_empty() || !heading.trim().is_empty() {
            let meaning = kind.meaning(&heading, &parent);
            let is_of_another = matches!(kind, Kind::Residents) && is_of_another(&heading, &parent);
            let target = meaning.map(|m| m.key);
            let is_exact = meaning.is_some_and(|m| m.is_exact);
            let is_answer = blocks::is_somebody(&plain(&heading)) && answers(sheet, last, column);
            columns.push(HeaderColumn {
                column,
                target,
                said: target,
                is_of_another,
                is_exact,
                is_answer,
                heading,
                parent,
            });
        }
    }
    if matches!(kind, Kind::Residents) {
        blocks::name_by_role(&mut columns);
        settle_phones(&mut columns);
        blocks::settle(&mut columns);
    }
    settle_doubles(&mut columns);
    Header { first, last: last.max(first), columns }
}

/// Whether the cells of a column say yes or no, and nothing else.
fn answers(sheet: &Sheet, header_last: u32, column: u16) -> bool {
    const LOOKED_AT: usize = 200;
    let below = sheet.all_rows().filter(|row| row.number > header_last).take(LOOKED_AT);
    let mut said = below.filter_map(|row| row.own_cell(column)).filter(|cell| !cell.is_blank()).peekable();
    said.peek().is_some() && said.all(|cell| super::values::yes_no(cell.text).is_some())
}

fn score(header: &Header) -> usize {
    let skips = header.columns.iter().filter(|c| c.target == Some(SKIP)).count();
    let names = header.columns.iter().any(|c| matches!(c.target, Some("name" | "id_number")));
    let pair = matches!(header.side_by_side(), Some((a, b)) if a.heading != b.heading);
    header.known() * 4 + skips + usize::from(names || pair) * 4
}

/// A row with a single text, say the title over all columns.
fn is_title(row: SheetRow) -> bool {
    row.cells().filter(|(_, cell)| !cell.is_blank()).count() == 1
}

/// Whether a row holds numbers, dates and long texts rather than headings.
fn looks_like_data(row: SheetRow) -> bool {
    let cells: Vec<Cell> = row.cells().map(|(_, c)| c).filter(|c| !c.is_blank()).collect();
    let is_data = |c: &&Cell| {
        matches!(c.kind, CellKind::Date | CellKind::Number)
            || c.text.chars().filter(char::is_ascii_digit).count() >= 5
            || c.text.chars().count() > 30
    };
    cells.is_empty() || cells.iter().filter(is_data).count() * 4 > cells.len()
}

fn heading_of(sheet: &Sheet, rows: &[SheetRow], column: u16) -> (String, String) {
    let texts: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let own = tidy(row.text(column));
            if !own.is_empty() {
                return own;
            }
            let is_upper = i + 1 < rows.len();
            if is_upper { group_over(sheet, rows, i, column).unwrap_or_default() } else { own }
        })
        .collect();
    let mut said: Vec<String> = Vec::new();
    for text in texts.into_iter().filter(|t| !t.is_empty()) {
        if said.last() != Some(&text) {
            said.push(text);
        }
    }
    let heading = said.pop().unwrap_or_default();
    (heading, said.join(" "))
}

/// The text of a merged region, or of the nearest cell on the left, that stands over a group of columns.
fn group_over(sheet: &Sheet, rows: &[SheetRow], i: usize, column: u16) -> Option<String> {
    let row = rows[i];
    let of_merge = sheet.merges.iter().find(|m| {
        m.rows.0 <= row.number && row.number <= m.rows.1 && m.columns.0 < column && column <= m.columns.1
    });
    if let Some(merge) = of_merge {
        return Some(tidy(row.text(merge.columns.0))).filter(|t| !t.is_empty());
    }
    if sheet.merges.iter().any(|m| m.columns.1 > m.columns.0) {
        return None;
    }
    // A text file has no merged cells: the group reaches as far as texts stand below it.
    let below = |c: u16| rows[i + 1..].iter().any(|r| !tidy(r.text(c)).is_empty());
    if !below(column) {
        return None;
    }
    let head = (0..column).rev().find(|c| !tidy(row.text(*c)).is_empty())?;
    (head..column).all(below).then(|| tidy(row.text(head)))
}

fn tidy(text: &str) -> String {
    let visible: String = unify_radicals(text).chars().filter(|c| !crate::text::is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// 联系电话 right behind 监护人 or 房东 is that person's; behind 紧急联系人 it is known whose.
fn settle_phones(columns: &mut [HeaderColumn]) {
    for at in 1..columns.len() {
        let (before, behind) = columns.split_at_mut(at);
        let Some(left) = before.last().filter(|l| l.column + 1 == behind[0].column) else { continue };
        let phone = &mut behind[0];
        if phone.target != Some("phones") || plain(&left.parent) != plain(&phone.parent) {
            continue;
        }
        match left.said {
            Some("emergency_name") => {
                (phone.target, phone.said) = (Some("emergency_phones"), Some("emergency_phones"))
            }
            Some("dwelling.owner") => (phone.target, phone.said, phone.is_of_another) = (None, None, true),
            Some("collected_by") => (phone.target, phone.said, phone.is_of_another) = (None, None, true),
            // 户主联系方式 before 联系电话 names nobody.
            None if blocks::names_other(left) => {
                (phone.target, phone.said, phone.is_of_another) = (None, None, true)
            }
            _ => {}
        }
    }
}

/// A meaning that two columns claim goes to the one whose heading says just that, else to the first; the other is left to
/// the user. Phones may stand twice under two headings, 手机 and 座机.
fn settle_doubles(columns: &mut [HeaderColumn]) {
    let mut seen: Vec<(&'static str, usize)> = Vec::new();
    for at in 0..columns.len() {
        let is_same =
            |c: &HeaderColumn| c.target == Some("phones") && plain(&c.title()) == plain(&columns[at].title());
        if columns[at].target == Some("phones") && columns[..at].iter().any(is_same) {
            columns[at].target = None;
            continue;
        }
        let Some(key) = columns[at].target.filter(|k| !matches!(*k, SKIP | "phones" | "remark")) else {
            continue;
        };
        match seen.iter_mut().find(|(k, _)| *k == key) {
            None => seen.push((key, at)),
            Some((_, first)) if columns[at].is_exact && !columns[*first].is_exact => {
                columns[*first].target = None;
                *first = at;
            }
            Some(_) => columns[at].target = None,
        }
    }
}

/// What tells sheets of one make apart from others: the headings in order. A mapping is remembered by it.
pub fn shape(header: &Header) -> String {
    let titles = header.columns.iter().map(|c| format!("{}/{}", plain(&c.parent), plain(&c.heading)));
    titles.collect::<Vec<_>>().join("|")
}

/// What a column without a known heading seems to hold, by its first values.
pub fn guess_by_content<'a>(samples: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let samples: Vec<String> = samples.map(crate::identity::tidy_number).filter(|s| !s.is_empty()).collect();
    if samples.len() < 2 {
        return None;
    }
    let most =
        |fits: fn(&String) -> bool| samples.iter().filter(|s| fits(s)).count() * 10 >= samples.len() * 7;
    if most(|s| {
        s.len() == 18 && s.is_ascii() && crate::identity::check_character(&s[..17]) == s.chars().last()
    }) {
        return Some("id_number");
    }
    if most(|s| s.len() == 11 && s.starts_with('1') && crate::fields::is_phone(s)) {
        return Some("phones");
    }
    most(|s| matches!(s.as_str(), "男" | "女")).then_some("sex")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::Merge;

    /// A sheet of texts; `|` parts cells, an empty line is a blank row.
    pub(crate) fn sheet(lines: &[&str]) -> Sheet {
        let mut sheet = Sheet::named("表");
        for (r, line) in lines.iter().enumerate() {
            for (c, text) in line.split('|').enumerate() {
                sheet.push(r as u32, c as u16, CellKind::Text, text);
            }
        }
        sheet.finish();
        sheet
    }

    fn targets(header: &Header) -> Vec<Option<&'static str>> {
        header.columns.iter().map(|c| c.target).collect()
    }

    #[test]
    fn the_header_is_found_under_titles_and_notes() {
        let sheet = sheet(&[
            "幸福社区居民信息登记表",
            "填报单位：幸福社区||||2026年10月",
            "",
            "序号|姓名|性别|身份证号码|联系电话|车牌号",
            "1|王芳|女|11010519491231002X|13812345678|浙A12345",
        ]);
        let header = find_header(&sheet, Kind::Residents).unwrap();
        assert_eq!((header.first, header.last), (3, 3));
        assert_eq!(
            targets(&header),
            [Some(SKIP), Some("name"), Some("sex"), Some("id_number"), Some("phones"), None]
        );
    }

    #[test]
    fn two_rows_with_merged_groups_are_one_header() {
        let mut sheet = sheet(&[
            "居民花名册",
            "序号|姓名|户籍地址|||紧急联系人||备注",
            "||楼栋|单元|室|姓名|电话|",
            "1|王芳|3|2|501|李明|13812345678|",
        ]);
        sheet.merges = vec![
            Merge { rows: (0, 0), columns: (0, 7) },
            Merge { rows: (1, 2), columns: (0, 0) },
            Merge { rows: (1, 2), columns: (1, 1) },
            Merge { rows: (1, 1), columns: (2, 4) },
            Merge { rows: (1, 1), columns: (5, 6) },
            Merge { rows: (1, 2), columns: (7, 7) },
        ];
        sheet.finish();
        let header = find_header(&sheet, Kind::Residents).unwrap();
        assert_eq!((header.first, header.last), (1, 2));
        assert_eq!(
            targets(&header),
            [
                Some(SKIP),
                Some("name"),
                Some("hukou.building"),
                Some("hukou.unit"),
                Some("hukou.room"),
                Some("emergency_name"),
                Some("emergency_phones"),
                Some("remark")
            ]
        );
        assert_eq!(header.columns[2].title(), "户籍地址／楼栋");
    }

    #[test]
    fn without_merged_cells_a_group_reaches_over_the_texts_below_it() {
        let sheet = sheet(&["姓名|性别|现住址|||电话", "||楼栋|单元|室|", "王芳|女|3|2|501|13812345678"]);
        let header = find_header(&sheet, Kind::Residents).unwrap();
        assert_eq!((header.first, header.last), (0, 1));
        assert_eq!(
            targets(&header),
            [
                Some("name"),
                Some("sex"),
                Some("place.building"),
                Some("place.unit"),
                Some("place.room"),
                Some("phones")
            ]
        );
    }

    #[test]
    fn an_exact_heading_is_taken_before_one_that_holds_it() {
        let sheet = sheet(&["姓名|本人身份证号码填写|身份证号|住址", "王芳|x|y|3-1-101"]);
        let header = find_header(&sheet, Kind::Residents).unwrap();
        assert_eq!(targets(&header), [Some("name"), None, Some("id_number"), Some("place.whole")]);
        assert!(header.columns[1].is_doubled());
    }

    #[test]
    fn phones_of_others_are_not_taken() {
        let sheet = sheet(&["姓名|电话|监护人|联系电话|房东|电话|紧急联系人|电话", "王芳|1|2|3|4|5|6|7"]);
        let header = find_header(&sheet, Kind::Residents).unwrap();
        let wanted = [
            Some("name"),
            Some("phones"),
            None,
            None,
            Some("dwelling.owner"),
            None,
            Some("emergency_name"),
            Some("emergency_phones"),
        ];
        assert_eq!(targets(&header), wanted);
    }

    #[test]
    fn a_heading_for_people_with_yes_and_no_below_it_names_nobody() {
        let phone = |below: &str| {
            let sheet = sheet(&["姓名|身份证号|志愿者|联系电话", below]);
            targets(&find_header(&sheet, Kind::Residents).unwrap())[3]
        };
        assert_eq!(phone("王芳|1|是|13812345678"), Some("phones"));
        assert_eq!(phone("王芳|1|李明|13812345678"), None, "that is 李明's");
    }

    #[test]
    fn two_people_in_a_row_are_seen() {
        let side = sheet(&["姓名|身份证号|住址|姓名|身份证号|住址", "王芳|1|3-1-101|李明|2|3-1-102"]);
        let header = find_header(&side, Kind::Residents).unwrap();
        let found = header.side_by_side().map(|(a, b)| (a.column, b.column));
        assert_eq!(found, Some((0, 3)));
        let guarded = sheet(&["姓名|监护人姓名|身份证号", "王芳|李明|2"]);
        assert!(find_header(&guarded, Kind::Residents).unwrap().side_by_side().is_none());
    }

    #[test]
    fn a_sheet_that_says_nothing_has_no_header() {
        assert_eq!(find_header(&sheet(&["甲|乙|丙", "1|2|3"]), Kind::Residents), None);
        assert_eq!(find_header(&Sheet::default(), Kind::Residents), None);
    }

    #[test]
    fn a_column_is_known_by_what_it_holds() {
        let ids = ["11010519491231002X", "440524188001010014", "无"];
        assert_eq!(guess_by_content(ids.into_iter()), None, "two of three are too few");
        assert_eq!(guess_by_content(ids.into_iter().take(2)), Some("id_number"));
        assert_eq!(guess_by_content(["13812345678", "13912345678"].into_iter()), Some("phones"));
        assert_eq!(guess_by_content(["abc", "甲"].into_iter()), None);
        // Six characters of three bytes each are eighteen bytes, and no number.
        assert_eq!(guess_by_content(["朝阳公安分局", "海淀公安分局"].into_iter()), None);
    }
}
