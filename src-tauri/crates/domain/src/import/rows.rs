//! Which rows of a sheet are records, and which are titles, notes, totals and signatures between them.

use super::headers::Header;
use super::targets::{SKIP, plain};
use crate::rooms::{Place, estate_in_title, grid_in_title, place_in_title, unit_in_title};
use crate::sheets::{Sheet, SheetRow};

/// What a row below the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A record.
    Record,
    /// Nothing, or nothing but its serial number.
    Blank,
    /// The header again, as at the top of each printed page.
    Header,
    /// 合计, 小计.
    Total,
    /// A note, a unit, a signature line.
    Note,
    /// A place without a person in it: a dwelling that stands empty.
    Place,
    /// The building, unit, estate or grid of the rows below it, in a line of its own: 3号楼, 2单元, 第二网格.
    Section,
}

impl RowKind {
    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            RowKind::Record => "记录",
            RowKind::Blank => "空行",
            RowKind::Header => "重复的表头",
            RowKind::Total => "合计",
            RowKind::Note => "说明和落款",
            RowKind::Place => "没有人的房屋",
            RowKind::Section => "写着楼栋、单元、小区或网格的小标题",
        }
    }
}

/// Where the columns that matter stand.
struct Where {
    /// Columns that name somebody: the name or the ID number; of a register every column.
    naming: Vec<u16>,
    /// Columns that are left out because they mean nothing.
    skipped: Vec<u16>,
    /// Columns of a place: building, unit, room, address.
    places: Vec<u16>,
    /// Of them: addresses in one text.
    whole_places: Vec<u16>,
    /// All columns that are imported.
    used: Vec<u16>,
    /// What the header says of each column, plainly.
    headings: Vec<(u16, String)>,
}

/// The kind of every row below the header, in the order of the sheet. `targets` says what the columns of the header
/// mean now, in their order.
pub fn row_kinds(sheet: &Sheet, header: &Header, targets: &[&str]) -> Vec<(usize, RowKind)> {
    let columns = |fits: &dyn Fn(&str) -> bool| -> Vec<u16> {
        let all = header.columns.iter().zip(targets);
        all.filter(|(_, key)| fits(key)).map(|(c, _)| c.column).collect()
    };
    let names_people = targets.contains(&"name");
    let place = Where {
        naming: columns(&|key| if names_people { matches!(key, "name" | "id_number") } else { key != SKIP }),
        skipped: header
            .columns
            .iter()
            .filter(|c| super::targets::is_known_skip(&c.heading))
            .map(|c| c.column)
            .collect(),
        places: columns(&|key| key.starts_with("place.")),
        whole_places: columns(&|key| key == "place.whole"),
        used: columns(&|key| key != SKIP),
        headings: header.columns.iter().map(|c| (c.column, plain(&c.heading))).collect(),
    };
    let kind = |row: SheetRow| {
        let is_under_header = row.number <= header.last + HINTED;
        if is_under_header && hints(row, &place, names_people) {
            return RowKind::Note;
        }
        kind_of(row, &place, names_people)
    };
    let below = (0..sheet.row_count()).filter_map(|i| sheet.row(i).map(|row| (i, row)));
    below.filter(|(_, row)| row.number > header.last).map(|(i, row)| (i, kind(row))).collect()
}

/// Columns without a heading that hold something below the header: those with a few cells, which are strays and are told on
/// their rows, and those that are columns of their own.
pub fn unheaded(sheet: &Sheet, header: &Header) -> (Vec<u16>, Vec<u16>) {
    const FEW: u32 = 12;
    let mut filled = std::collections::BTreeMap::<u16, u32>::new();
    for row in sheet.all_rows().filter(|row| row.number > header.last) {
        for (column, cell) in row.cells() {
            if !cell.is_blank() && header.columns.binary_search_by_key(&column, |c| c.column).is_err() {
                *filled.entry(column).or_default() += 1;
            }
        }
    }
    let (few, many): (Vec<_>, Vec<_>) = filled.into_iter().partition(|(_, cells)| *cells <= FEW);
    (few.into_iter().map(|(c, _)| c).collect(), many.into_iter().map(|(c, _)| c).collect())
}

/// Notes on how to fill a column in stand in so many rows under the header.
const HINTED: u32 = 3;

/// 必填, 男/女, 18位: how to fill the columns in, and nobody.
fn hints(row: SheetRow, place: &Where, names_people: bool) -> bool {
    let filled: Vec<(u16, &str)> =
        row.cells().filter(|(_, cell)| !cell.is_blank()).map(|(c, cell)| (c, cell.text)).collect();
    let hinting = filled.iter().filter(|(_, text)| is_hint(text)).count();
    let names_nobody = |column: &u16| {
        let text = row.own_cell(*column).map_or("", |c| c.text);
        text.trim().is_empty() || is_hint(text)
    };
    hinting > 0 && hinting * 2 >= filled.len() && names_people && place.naming.iter().all(names_nobody)
}

fn is_hint(text: &str) -> bool {
    const HINTS: [&str; 22] = [
        "必填",
        "选填",
        "可不填",
        "不填",
        "填写",
        "请选",
        "选择",
        "下拉",
        "格式",
        "例如",
        "例：",
        "文本",
        "字符",
        "数字",
        "男/女",
        "男或女",
        "是/否",
        "是或否",
        "位数",
        "一致",
        "真实",
        "YYYY",
    ];
    let narrow = crate::text::half_width(text).to_uppercase();
    let narrow = narrow.trim();
    let counts = narrow
        .trim_end_matches(['字', '数'])
        .strip_suffix('位')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    counts
        || HINTS.iter().any(|hint| narrow.contains(hint))
        || matches!(narrow, "年/月/日" | "年-月-日" | "年月日" | "汉字" | "中文")
}

fn kind_of(row: SheetRow, place: &Where, names_people: bool) -> RowKind {
    let is_filled =
        |columns: &[u16]| columns.iter().any(|c| row.own_cell(*c).is_some_and(|cell| !cell.is_blank()));
    let filled: Vec<(u16, &str)> =
        row.cells().filter(|(_, cell)| !cell.is_blank()).map(|(c, cell)| (c, cell.text)).collect();
    let is_serial =
        |(c, text): &(u16, &str)| place.skipped.contains(c) && !is_long_or_note(text) && !is_total(text);
    // 3栋 may stand under 序号 too, and 3栋2单元 共12户 is no sum.
    if names_people && section(&filled, place).is_some() {
        return RowKind::Section;
    }
    if filled.iter().all(is_serial) {
        return RowKind::Blank;
    }
    if repeats(&filled, &place.headings) {
        return RowKind::Header;
    }
    let first = filled.first().map_or("", |(_, text)| text.trim());
    let name = place.naming.first().map_or("", |c| row.text(*c));
    let is_short = filled.len() <= 2;
    if is_total(first)
        || names_people && is_total(name.trim())
        || names_people && is_short && filled.iter().any(|(_, text)| is_total(text))
    {
        return RowKind::Total;
    }
    let names_somebody = is_filled(&place.naming);
    // 制表人：, 审核人：, 单位负责人：: where people sign, whatever columns that is under.
    let is_label = |text: &str| text.trim_end().ends_with(['：', ':']);
    if !filled.is_empty() && filled.iter().all(|(_, text)| is_label(text)) {
        return RowKind::Note;
    }
    // 登记人：赵敏, 制表人|李梅|审核人|王芳, （盖章）, a day alone: who made the list, and when.
    let is_day = |text: &str| {
        let text = text.trim_end();
        text.ends_with('日') && text.contains('年') && text.contains('月') && text.chars().count() <= 11
    };
    // 负责人 alone may be what somebody is; a label is followed by a colon, or by another label.
    let is_narrow = names_people && filled.len() <= 6;
    let labels = || filled.iter().filter(|(_, text)| is_signature(text)).count();
    let is_label = |text: &str| text.contains([':', '：', '章', '签']) || labels() >= 2;
    let signs = is_narrow && filled.first().is_some_and(|(_, text)| is_signature(text) && is_label(text));
    let has_long = || filled.iter().any(|(_, text)| text.bytes().filter(u8::is_ascii_digit).count() >= 11);
    if is_narrow && !has_long() && (signs || filled.len() == 1 && is_day(filled[0].1)) {
        return RowKind::Note;
    }
    // A number alone is somebody whose name is missing.
    let is_number = |(c, text): &(u16, &str)| {
        place.naming.contains(c) && text.bytes().filter(u8::is_ascii_digit).count() >= 14
    };
    let has_number = names_people && filled.iter().any(is_number);
    if !has_number && is_note(first) && (!names_somebody || filled.len() <= 2)
        || !has_number && filled.len() == 1 && is_long_or_note(filled[0].1)
    {
        return RowKind::Note;
    }
    if names_people && name.trim().starts_with('例') {
        return RowKind::Note;
    }
    if names_people && !names_somebody {
        let is_place = is_filled(&place.places);
        let says_more = place.used.iter().filter(|c| !place.places.contains(c)).any(|c| is_filled(&[*c]));
        // A date below the list is no empty dwelling.
        let is_in_parts = place.places.iter().any(|c| !place.whole_places.contains(c) && is_filled(&[*c]));
        let is_dwelling = || {
            is_in_parts
                || place.whole_places.iter().any(|c| crate::rooms::parse_place(row.text(*c)).is_some())
        };
        return match (is_place, says_more) {
            (true, false) if is_dwelling() => RowKind::Place,
            (true, false) => RowKind::Note,
            // Signatures often stand side by side below the list: 填表人： 审核人：
            _ if filled.iter().any(|(_, text)| is_note(text)) => RowKind::Note,
            (true, true) if filled.iter().any(|(_, text)| is_empty_word(text)) => RowKind::Place,
            _ => RowKind::Record,
        };
    }
    RowKind::Record
}

/// The place that a row says for those below it: one text, and in no column of places.
fn section(filled: &[(u16, &str)], place: &Where) -> Option<Section> {
    const MARKS: [&str; 12] =
        ["栋", "幢", "座", "楼", "单元", "网格", "小区", "园", "苑", "新村", "公寓", "宿舍"];
    let (column, text) = *filled.first()?;
    let is_sum = text.contains('计');
    let is_alone = !is_sum && filled.iter().all(|(_, other)| *other == text);
    if !is_alone
        || text.len() > 90
        || place.places.contains(&column)
        || !MARKS.iter().any(|mark| text.contains(mark))
    {
        return None;
    }
    section_of(text)
}

/// What a line between rows says for those below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The building, unit or estate; empty where it names a grid alone.
    pub place: Place,
    /// 第二网格, or empty.
    pub grid: String,
}

/// Reads a line between rows: 3号楼, 2单元, 幸福里小区, 第二网格.
pub fn section_of(text: &str) -> Option<Section> {
    let none = std::iter::empty::<&str>;
    let grid = grid_in_title(text).unwrap_or_default();
    let unit = || unit_in_title(text).map(|unit| Place { unit, ..Place::default() });
    let estate = || estate_in_title(text, none()).map(|estate| Place { estate, ..Place::default() });
    let place = place_in_title(text, none()).or_else(unit).or_else(estate).unwrap_or_default();
    let section = Section { place, grid };
    (section != Section::default()).then_some(section)
}

/// At least two cells, and most of them, say just what the header says.
fn repeats(filled: &[(u16, &str)], headings: &[(u16, String)]) -> bool {
    let (mut same, mut other) = (0, 0);
    for (column, text) in filled {
        let at = headings.binary_search_by_key(column, |(c, _)| *c).ok();
        let says = at.is_some_and(|at| {
            let heading = headings[at].1.as_str();
            // Most cells lack the heading's last sign, and need no closer look.
            let may_be = heading.chars().last().is_some_and(|c| c.is_ascii() || text.contains(c));
            may_be && heading == plain(text)
        });
        if says {
            same += 1
        } else {
            other += 1
        }
        if other * 2 >= filled.len() {
            return false;
        }
    }
    same >= 2 && same * 2 > filled.len()
}

/// 合计, 3栋小计, 本楼共3人.
fn is_total(text: &str) -> bool {
    if !text.contains(['计', '共']) || text.chars().count() > 30 {
        return false;
    }
    let text = plain(text);
    const TOTALS: [&str; 7] = ["合计", "总计", "小计", "共计", "本页合计", "本页小计", "累计"];
    let counts = |text: &str| {
        let rest = text.trim_start_matches(['计', '有']);
        let number =
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千".contains(c));
        number.len() < rest.len() && number.starts_with(['人', '户', '条', '名', '口', '套'])
    };
    TOTALS.iter().any(|w| text.starts_with(w) || text.ends_with(w))
        || TOTALS.iter().any(|w| text.split_once(w).is_some_and(|(_, rest)| counts(rest)))
        || text.split_once('共').is_some_and(|(_, rest)| counts(rest))
}

const NOTES: [&str; 22] = [
    "填表人",
    "填报人",
    "制表",
    "审核",
    "负责人",
    "单位负责人",
    "网格员签字",
    "签字",
    "签名",
    "备注：",
    "备注:",
    "注：",
    "注:",
    "说明",
    "填表说明",
    "填报单位",
    "填报日期",
    "填表日期",
    "日期：",
    "单位：",
    "联系人：",
    "盖章",
];

fn is_note(text: &str) -> bool {
    let text = text.trim();
    NOTES.iter().any(|w| text.starts_with(w)) || text.starts_with('（') && text.ends_with('）')
}

/// 登记人：赵敏, 负责人签字：, 社区（盖章）, and 制表人 in a cell of its own.
fn is_signature(text: &str) -> bool {
    const WHO: [&str; 12] = [
        "登记人",
        "填报人",
        "填表人",
        "制表人",
        "制表",
        "审核人",
        "审核",
        "经办人",
        "负责人",
        "单位负责人",
        "录入人",
        "采集人",
    ];
    // One sign of each of these words; hardly a cell of a list has one.
    if !text.chars().any(|c| matches!(c, '人' | '制' | '审' | '章' | '签')) {
        return false;
    }
    let narrow = crate::text::half_width(text);
    let narrow = narrow.trim();
    let label = narrow.split(':').next().unwrap_or_default().trim();
    let signs = ["盖章", "签字", "签名", "公章"].iter().any(|word| label.contains(word));
    signs && narrow.chars().count() <= 20 || WHO.contains(&label)
}

fn is_long_or_note(text: &str) -> bool {
    is_note(text) || text.chars().count() > 12
}

fn is_empty_word(text: &str) -> bool {
    ["空置", "空房", "无人", "空户", "空"].contains(&text.trim())
}

#[cfg(test)]
mod tests {
    use super::super::headers::find_header;
    use super::super::targets::Kind;
    use super::*;
    use crate::sheets::CellKind;

    fn kinds(lines: &[&str]) -> Vec<RowKind> {
        let mut sheet = Sheet::named("表");
        for (r, line) in lines.iter().enumerate() {
            for (c, text) in line.split('|').enumerate() {
                sheet.push(r as u32, c as u16, CellKind::Text, text);
            }
        }
        sheet.finish();
        let header = find_header(&sheet, Kind::Residents).unwrap();
        let targets: Vec<&str> = header.columns.iter().map(|c| c.target.unwrap_or(SKIP)).collect();
        row_kinds(&sheet, &header, &targets).into_iter().map(|(_, kind)| kind).collect()
    }

    #[test]
    fn what_stands_between_records_is_told_from_them() {
        use RowKind::*;
        let found = kinds(&[
            "序号|楼栋|室|姓名|性别|身份证号|备注",
            "必填|必填|必填|必填|男/女|18位|",
            "（栋）|（号）|||||",
            "1|3|501|王芳|女|11010519491231002X|",
            "2",
            "3|3|502|李明|男||",
            "4|3|503||||空置",
            "|3|504||||",
            "小计|||2",
            "3栋小计|||2",
            "||本楼共3人",
            "4|3|601|计小芳|女||",
            "序号|楼栋|室|姓名|性别|身份证号|备注",
            "5|||合某|男||",
            "合计||||||共 3 人",
            "填表人：王芳|||审核人：李敏",
            "单位负责人：||||制表人：|审核人：|",
            "注：本表一式两份，社区和街道各存一份。",
        ]);
        assert_eq!(
            found,
            [
                Note, Note, Record, Blank, Record, Place, Place, Total, Total, Total, Record, Header, Record,
                Total, Note, Note, Note
            ]
        );
    }
}
