//! What a cell says: reading the values that offices write, each in its many ways, without mending any.

use super::doubts::spoilt;
use crate::calendar::{PartialDate, Precision, parse_typed_date};
use crate::codes::{CodeTable, RELATION_TO_HEAD};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, FieldType, Value, is_phone};
use crate::identity::{IdKind, check_character, tidy_number};
use crate::population::ResidenceState;
use crate::sheets::{Cell, CellKind};
use crate::text::{half_width, is_invisible, trimmed};
use chrono::{Days, NaiveDate};
use std::ptr;

/// What was read of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A value.
    Value(Value),
    /// Nothing usable, but not lost: it is kept as a note.
    Note(String),
    /// A value, and something about it to check.
    Unsure(Value, Fault),
}

/// The text of a cell as a person means it: invisible characters, outer spaces and a leading apostrophe dropped.
pub fn cell_text(cell: Cell) -> String {
    let text = trimmed(cell.text);
    let bare = text.trim_start_matches(['\'', '‘', '’', '`', '′']);
    if bare.len() < text.len() { trimmed(bare) } else { text }
}

/// Reads a cell for a field.
///
/// # Errors
///
/// Those of [`spoilt`](super::doubts::spoilt), and the faults of the field.
pub fn read(field: &'static Field, cell: Cell, today: NaiveDate) -> Result<Reading, Fault> {
    let fault = |code| Fault::at(code, field.key);
    if let Some(spoilt) = spoilt(cell, field.key, field.label) {
        return Err(spoilt);
    }
    let text = cell_text(cell);
    if text.is_empty() || is_nothing(&text) && !says_something(field, &text) {
        return Ok(Reading::Value(Value::EMPTY));
    }
    let value = match field.kind {
        FieldType::Date | FieldType::PartialDate => return read_date(field, cell, &text, today),
        FieldType::Code(table) => Value::Text(code_word(field.key, table, &text)),
        FieldType::Choice(words) => Value::Text(choice_word(words, &text)),
        FieldType::Choices(words) => Value::Texts(
            text.split(['、', ',', '，', ';', '；', '/', ' ', '\n'])
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(|t| choice_word(words, t))
                .collect(),
        ),
        FieldType::YesNo => match yes_no(&text) {
            Some(yes) => Value::YesNo(yes),
            None => return Err(fault(FaultCode::NotAChoice).with(field.label).with(text)),
        },
        FieldType::Phones => Value::Texts(phones(&text)),
        FieldType::Hundredths(_) => match hundredths(&text) {
            Some(n) => Value::Whole(n),
            None => return Err(fault(FaultCode::NotANumber).with(field.label)),
        },
        FieldType::Whole(..) => Value::Text(whole_digits(&text)),
        FieldType::Division => Value::Text(division(&text)),
        FieldType::Text(_) => Value::Text(one_line(&text)),
        FieldType::LongText(_) => Value::Text(text),
        FieldType::Reference(_) => Value::Text(text),
    };
    Ok(Reading::Value(value))
}

/// Where a form offers the word itself, as 不详 under 血型, it is an answer.
fn says_something(field: &Field, text: &str) -> bool {
    match field.kind {
        FieldType::YesNo => true,
        FieldType::Choice(words) | FieldType::Choices(words) => words.iter().any(|(_, label)| *label == text),
        FieldType::Code(table) => table.all().iter().any(|row| row.label() == text || row.name == text),
        _ => false,
    }
}

/// 无, /, —, 不详: words that mean an empty cell.
pub fn is_nothing(text: &str) -> bool {
    matches!(
        text.trim(),
        "无" | "/"
            | "\\"
            | "-"
            | "—"
            | "——"
            | "--"
            | "暂无"
            | "不详"
            | "未知"
            | "空"
            | "#"
            | "*"
            | "N/A"
            | "无电话"
    )
}

/// 是, √, 1, 有; 否, ×, 0, 无. An empty text is no.
pub fn yes_no(text: &str) -> Option<bool> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    match text.to_lowercase().as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "v" | "1" | "有" | "y" | "yes" | "true" | "对" | "●" | "是的"
        | "享受" => Some(true),
        "" | "否" | "×" | "✗" | "✘" | "x" | "0" | "无" | "n" | "no" | "false" | "不是" | "没有" | "☐"
        | "/" | "-" | "—" => Some(false),
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An ID number as it stands in a cell.
///
/// # Errors
///
/// `id.damaged`: a spreadsheet program kept it as a number, cut it to 15 digits, or wrote it as `5.10E+17`.
pub fn id_number(cell: Cell) -> Result<String, Fault> {
    let damaged = || Err(Fault::at(FaultCode::IdDamaged, "id_number"));
    if let Some(spoilt) = spoilt(cell, "id_number", "证件号码") {
        return Err(spoilt);
    }
    let number: String = tidy_number(&cell_text(cell)).chars().filter(|c| !matches!(c, '-' | '_')).collect();
    if is_nothing(&number) {
        return Ok(String::new());
    }
    let is_scientific = number.contains('E')
        && number.chars().filter(char::is_ascii_digit).count() >= 3
        && number.contains(['.', '+']);
    if is_scientific || number.contains('.') {
        return damaged();
    }
    // A program that kept it as a number kept 15 digits of it.
    let is_rounded =
        number.len() == 18 && number.ends_with("000") && number.bytes().all(|b| b.is_ascii_digit());
    if cell.kind == CellKind::Number && number.len() > 15
        || is_rounded && check_character(&number[..17]) != Some('0')
        || is_cut(&number)
    {
        return damaged();
    }
    Ok(number)
}

/// Fifteen digits that are the beginning of an 18-digit number: as an old number they tell no day, as the beginning of
/// a new one they do.
fn is_cut(number: &str) -> bool {
    if number.len() != 15 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let part = |from: usize, to: usize| number[from..to].parse::<u32>().unwrap_or(0);
    let day = |year: u32, month: u32, day: u32| {
        i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day)).is_some()
    };
    let as_old = day(1900 + part(6, 8), part(8, 10), part(10, 12));
    let as_new = (1900..2100).contains(&part(6, 10)) && day(part(6, 10), part(10, 12), part(12, 14));
    as_new && !as_old
}

/// The kind of paper that a number is of, where a sheet does not say it.
pub fn kind_of_number(number: &str) -> IdKind {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let first = number.chars().next().unwrap_or(' ');
    match number.len() {
        18 if number.starts_with("81") || number.starts_with("82") => IdKind::HkMoResidencePermit,
        18 if number.starts_with("83") => IdKind::TwResidencePermit,
        18 if first == '9' => IdKind::ForeignPermanentCard,
        15 | 18 if !first.is_ascii_alphabetic() => IdKind::ResidentCard,
        15 if number.is_ascii() && number[..3].bytes().all(|b| b.is_ascii_uppercase()) => {
            IdKind::ForeignPermanentCard
        }
        9 | 11 if matches!(first, 'H' | 'M') && number.is_ascii() && digits(&number[1..]) => {
            IdKind::HkMoTravelPermit
        }
        5..=12 if first.is_ascii_uppercase() => IdKind::Passport,
        _ => IdKind::ResidentCard,
    }
}

/// The first day that a date serial of the 1900 system counts from; 60, the 29 February 1900 that never was, is
/// passed over by starting a day early for all later ones.
fn serial_day(serial: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
}

fn read_date(field: &'static Field, cell: Cell, text: &str, today: NaiveDate) -> Result<Reading, Fault> {
    let is_partial = matches!(field.kind, FieldType::PartialDate);
    let unreadable = || Fault::at(FaultCode::DateUnreadable, field.key).with(text);
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    // 1965-03-01 00:00:00 and 1965-03-01T00:00:00: the day alone.
    let bare = half_width(text);
    let bare = bare.split(['T', ' ']).next().unwrap_or_default().to_owned();
    let day_first = if bare.len() >= 8 && bare.chars().filter(char::is_ascii_digit).count() >= 6 {
        &bare
    } else {
        &narrow
    };
    if narrow.ends_with('岁') || narrow.ends_with("周岁") {
        return Ok(Reading::Note(text.to_owned()));
    }
    // 1965.1 kept as a number may have been 1965.10: the year is sure, the month is not.
    if cell.kind == CellKind::Number
        && let Some((year, "1")) = narrow.split_once('.')
        && year.len() == 4
        && is_partial
    {
        let fault = Fault::at(FaultCode::ImportMonthUnsure, field.key).with(text);
        return Ok(Reading::Unsure(Value::from(year), fault));
    }
    let number: Option<u64> = narrow.strip_suffix(".0").unwrap_or(&narrow).parse().ok();
    if let Some(serial) = number.filter(|n| (3_000..100_000).contains(n) && narrow.len() == 5) {
        let day = serial_day(serial).ok_or_else(unreadable)?;
        return Ok(Reading::Value(Value::Text(PartialDate::day(day).to_string())));
    }
    let date = parse_typed_date(day_first, today)
        .or_else(|_| parse_typed_date(&narrow, today))
        .map_err(|f| Fault { field: Some(field.key.to_owned()), ..f })?;
    if !is_partial && date.precision() != Precision::Day {
        return Err(unreadable());
    }
    Ok(Reading::Value(Value::Text(date.to_string())))
}

/// Phones of a cell: parted by marks, line breaks or spaces, or run together; what stands in brackets is dropped.
pub fn phones(text: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut depth = 0u32;
    for c in half_width(text).chars() {
        match c {
            '(' if !bare.is_empty() && !bare.ends_with([' ', '、', ',']) => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if is_invisible(c) => {}
            c => bare.push(c),
        }
    }
    let mut found = Vec::new();
    for part in bare.split(['、', ',', '，', ';', '；', '\n', '\r', '/', '\\', '|', '或', '和']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        // 0571 8888 6666 is one number, 13812345678 13912345678 are two.
        if words.len() > 1 && words.iter().all(|w| is_phone(w) && w.len() >= 7) {
            found.extend(words.iter().map(|w| (*w).to_owned()));
            continue;
        }
        let whole: String = words.concat();
        let is_two =
            whole.len() == 22 && whole.is_ascii() && is_phone(&whole[..11]) && is_phone(&whole[11..]);
        if is_two && whole.starts_with('1') {
            found.extend([whole[..11].to_owned(), whole[11..].to_owned()]);
        } else if !whole.is_empty() && !is_nothing(&whole) {
            found.push(whole.trim_end_matches(".0").to_owned());
        }
    }
    found
}

fn hundredths(text: &str) -> Option<i64> {
    let bare: String =
        half_width(text).chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    let odd = half_width(text).chars().any(|c| c.is_alphabetic() && !"元平方米㎡mM".contains(c));
    let number: f64 = bare.parse().ok().filter(|_| !odd)?;
    let scaled = (number * 100.0).round();
    // Exact below 2^53; beyond it the field refuses the value.
    (scaled.abs() < 9e15).then_some(scaled as i64)
}

/// 12 人, 3次: the number alone.
fn whole_digits(text: &str) -> String {
    let narrow = half_width(text);
    let bare = narrow.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(".0");
    bare.chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

fn division(text: &str) -> String {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    if narrow.len() == 6 && narrow.bytes().all(|b| b.is_ascii_digit()) {
        return narrow;
    }
    let found = crate::codes::search_divisions(&narrow, 2);
    match found.as_slice() {
        [(one, full)] if full.ends_with(&narrow) || narrow.ends_with(one.name) => one.code.to_owned(),
        [(one, full), ..] if *full == narrow => one.code.to_owned(),
        _ => narrow,
    }
}

fn choice_word(words: &'static [(&'static str, &'static str)], text: &str) -> String {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let plain =
        |t: &str| t.chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）' | '、')).collect::<String>();
    let exact = words
        .iter()
        .find(|(word, label)| *word == narrow || *label == narrow || plain(label) == plain(&narrow));
    let near = || {
        let mut hits = words.iter().filter(|(_, label)| {
            let label = plain(label);
            let narrow = plain(&narrow);
            narrow.chars().count() >= 2 && (label.contains(&narrow) || narrow.contains(&label))
        });
        hits.next().filter(|_| hits.next().is_none())
    };
    exact.or_else(near).map_or(narrow, |(word, _)| (*word).to_owned())
}

/// Words that forms use for codes, beside the names of the tables. First the field, then word and code.
const CODE_WORDS: &[(&str, &[(&str, &str)])] = &[
    (
        "sex",
        &[
            ("m", "1"),
            ("f", "2"),
            ("男性", "1"),
            ("女性", "2"),
            ("male", "1"),
            ("female", "2"),
            ("♂", "1"),
            ("♀", "2"),
        ],
    ),
    (
        "marital_status",
        &[
            ("离异", "40"),
            ("离婚", "40"),
            ("丧偶", "30"),
            ("已婚有配偶", "20"),
            ("有配偶", "20"),
            ("初婚有配偶", "21"),
            ("再婚有配偶", "22"),
            ("复婚有配偶", "23"),
            ("单身", "10"),
            ("未", "10"),
            ("已", "20"),
        ],
    ),
    (
        "education",
        &[
            ("博士", "11"),
            ("博士研究生", "11"),
            ("硕士", "14"),
            ("硕士研究生", "14"),
            ("研究生", "10"),
            ("本科", "20"),
            ("大学", "20"),
            ("大学本科", "20"),
            ("大专", "30"),
            ("专科", "30"),
            ("大学专科", "30"),
            ("高职", "30"),
            ("中专", "41"),
            ("中技", "40"),
            ("职高", "44"),
            ("技校", "47"),
            ("中职", "40"),
            ("中专技校", "40"),
            ("高中", "60"),
            ("初中", "70"),
            ("小学", "80"),
            ("文盲", "90"),
            ("半文盲", "90"),
            ("学龄前", "90"),
            ("学龄前儿童", "90"),
            ("其他", "90"),
            ("幼儿园", "90"),
            ("不识字", "90"),
        ],
    ),
    (
        "political_status",
        &[
            ("党员", "01"),
            ("中共党员", "01"),
            ("共产党员", "01"),
            ("正式党员", "01"),
            ("预备党员", "02"),
            ("中共预备党员", "02"),
            ("团员", "03"),
            ("共青团员", "03"),
            ("群众", "13"),
            ("普通群众", "13"),
            ("民革", "04"),
            ("民盟", "05"),
            ("民建", "06"),
            ("民进", "07"),
            ("农工党", "08"),
            ("致公党", "09"),
            ("九三学社", "10"),
            ("九三", "10"),
            ("台盟", "11"),
            ("无党派", "12"),
            ("无党派人士", "12"),
            ("少先队员", "13"),
            ("无", "13"),
        ],
    ),
    (
        "grade",
        &[
            ("壹级", "1"),
            ("贰级", "2"),
            ("叁级", "3"),
            ("肆级", "4"),
            ("1级", "1"),
            ("2级", "2"),
            ("3级", "3"),
            ("4级", "4"),
            ("一", "1"),
            ("二", "2"),
            ("三", "3"),
            ("四", "4"),
        ],
    ),
    (
        "disability_kind",
        &[
            ("视力", "1"),
            ("听力", "2"),
            ("言语", "3"),
            ("语言", "3"),
            ("肢体", "4"),
            ("智力", "5"),
            ("精神", "6"),
            ("多重", "7"),
            ("盲", "1"),
            ("聋", "2"),
            ("哑", "3"),
        ],
    ),
];

/// The code that a word stands for; the word itself where it stands for none, so that the field refuses it.
pub fn code_word(field: &str, table: &'static CodeTable, text: &str) -> String {
    let narrow: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    let small = narrow.to_lowercase();
    let known = CODE_WORDS.iter().find(|(key, _)| *key == field).map_or(&[][..], |(_, words)| words);
    if let Some((_, code)) = known.iter().find(|(word, _)| *word == small) {
        return (*code).to_owned();
    }
    if table.get(&narrow).is_some() {
        return narrow;
    }
    let rows = table.all();
    if let Some(row) = rows.iter().find(|c| c.label() == narrow || c.name == narrow) {
        return row.code.to_owned();
    }
    if ptr::eq(table, &*crate::codes::ETHNIC_GROUP) {
        // 汉, 汉民, 01 and 1 all are 汉族; 人 stands for a group's people.
        let bare = narrow.trim_end_matches('人').trim_end_matches(['族', '民']);
        let named = |c: &&crate::codes::Code| !bare.is_empty() && c.name.trim_end_matches('族') == bare;
        if let Some(row) = rows.iter().find(named) {
            return row.code.to_owned();
        }
    }
    // 1 for 01: a spreadsheet program drops leading zeros.
    let padded = format!("{narrow:0>2}");
    if narrow.len() == 1 && narrow.bytes().all(|b| b.is_ascii_digit()) && table.get(&padded).is_some() {
        return padded;
    }
    // 高中毕业, 大学本科学历: a longer word that begins with exactly one known one.
    let mut begins = known.iter().filter(|(word, _)| word.chars().count() >= 2 && small.starts_with(word));
    if let Some((_, code)) =
        begins.clone().max_by_key(|(word, _)| word.len()).filter(|_| begins.next().is_some())
    {
        return (*code).to_owned();
    }
    narrow
}

/// Words for the relation to the head beside those of GB/T 4761.
const RELATION_WORDS: &[(&str, &str)] = &[
    ("户主", "02"),
    ("本人", "02"),
    ("户主本人", "02"),
    ("配偶", "10"),
    ("妻子", "12"),
    ("妻", "12"),
    ("老婆", "12"),
    ("爱人", "10"),
    ("夫妻", "10"),
    ("丈夫", "11"),
    ("夫", "11"),
    ("老公", "11"),
    ("儿子", "20"),
    ("子", "20"),
    ("儿", "20"),
    ("女儿", "30"),
    ("女", "30"),
    ("大儿子", "22"),
    ("长子", "22"),
    ("次子", "23"),
    ("二儿子", "23"),
    ("长女", "32"),
    ("大女儿", "32"),
    ("次女", "33"),
    ("二女儿", "33"),
    ("独子", "21"),
    ("独女", "31"),
    ("女婿", "28"),
    ("儿媳", "38"),
    ("儿媳妇", "38"),
    ("媳妇", "38"),
    ("孙子", "41"),
    ("孙", "41"),
    ("孙女", "42"),
    ("外孙", "43"),
    ("外孙子", "43"),
    ("外孙女", "44"),
    ("父母", "50"),
    ("父", "51"),
    ("父亲", "51"),
    ("爸爸", "51"),
    ("母", "52"),
    ("母亲", "52"),
    ("妈妈", "52"),
    ("公公", "53"),
    ("婆婆", "54"),
    ("岳父", "55"),
    ("岳母", "56"),
    ("丈人", "55"),
    ("丈母娘", "56"),
    ("爷爷", "61"),
    ("祖父", "61"),
    ("奶奶", "62"),
    ("祖母", "62"),
    ("外公", "63"),
    ("外婆", "64"),
    ("外祖父", "63"),
    ("外祖母", "64"),
    ("哥哥", "71"),
    ("兄", "71"),
    ("弟弟", "73"),
    ("弟", "73"),
    ("姐姐", "75"),
    ("姐", "75"),
    ("妹妹", "77"),
    ("妹", "77"),
    ("嫂子", "72"),
    ("弟媳", "74"),
    ("姐夫", "76"),
    ("妹夫", "78"),
    ("其他", "97"),
    ("其它", "97"),
    ("亲属", "97"),
    ("其他亲属", "97"),
    ("非亲属", "99"),
    ("租客", "99"),
    ("租户", "99"),
    ("承租人", "99"),
    ("保姆", "99"),
    ("朋友", "99"),
    ("同事", "99"),
];

/// The code of a relation to the head.
///
/// # Errors
///
/// `field.not_a_choice`.
pub fn relation(text: &str) -> Result<String, Fault> {
    let narrow: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    if let Some((_, code)) = RELATION_WORDS.iter().find(|(word, _)| *word == narrow) {
        return Ok((*code).to_owned());
    }
    let padded = format!("{narrow:0>2}");
    let table = &*RELATION_TO_HEAD;
    let row = table.get(&narrow).or_else(|| table.get(&padded).filter(|_| narrow.len() == 1));
    let row = row.or_else(|| table.all().iter().find(|c| c.label() == narrow || c.name == narrow));
    row.map(|row| row.code.to_owned())
        .ok_or_else(|| Fault::at(FaultCode::NotAChoice, "relation").with("与户主关系").with(text))
}

/// 人户状态 in its many words; `None` where the word says that the two are apart, but not which is here.
///
/// # Errors
///
/// `field.not_a_choice`, `import.apart_unsure`.
pub fn residence_state(text: &str) -> Result<Option<ResidenceState>, Fault> {
    let narrow: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    Ok(Some(match narrow.as_str() {
        "" => return Ok(None),
        "人户一致" | "一致" | "是" | "√" | "在住" | "人在户在" | "户在人在" | "常住" | "01" | "1"
        | "户籍在住" => ResidenceState::Together,
        "人在户不在" | "流动" | "流动人口" | "外来" | "租住" | "租户" | "非户籍" | "人在户口不在" => {
            ResidenceState::LivingOnly
        }
        "户在人不在" | "户在人户分离" | "外出" | "不在住" | "户口在人不在" => {
            ResidenceState::HukouOnly
        }
        "空挂" | "空挂户" => ResidenceState::EmptyHukou,
        "人户分离" | "分离" | "否" | "不一致" | "×" | "02" | "2" => {
            return Err(Fault::at(FaultCode::ImportApartUnsure, "residence_state").with(text));
        }
        _ => {
            let label = Fault::at(FaultCode::NotAChoice, "residence_state").with("人户状态").with(text);
            return Err(label);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::PERSON_FIELDS;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn text(text: &str) -> Cell<'_> {
        Cell { text, kind: CellKind::Text }
    }

    fn number(text: &str) -> Cell<'_> {
        Cell { text, kind: CellKind::Number }
    }

    fn field(key: &str) -> &'static Field {
        PERSON_FIELDS.iter().find(|f| f.key == key).unwrap()
    }

    fn value(key: &str, cell: Cell) -> String {
        match read(field(key), cell, today()) {
            Ok(Reading::Value(Value::Text(text))) => text,
            Ok(Reading::Value(Value::Texts(all))) => all.join(" "),
            Ok(other) => format!("{other:?}"),
            Err(fault) => fault.code.as_str().to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_offices_write_them() {
        for (cell, iso) in [
            (text("1965.3"), "1965-03"),
            (text("196503"), "1965-03"),
            (text("1965-3-1"), "1965-03-01"),
            (text("1965年3月1日"), "1965-03-01"),
            (text("1965/03/01"), "1965-03-01"),
            (text("1965-03-01 00:00:00"), "1965-03-01"),
            (text("１９６５．３．１"), "1965-03-01"),
            (number("19650301"), "1965-03-01"),
            (number("196503"), "1965-03"),
            // 45000 days after 30 December 1899: LibreOffice shows 2023-03-15 for it.
            (number("45000"), "2023-03-15"),
            (text("45000"), "2023-03-15"),
            (number("1965.3"), "1965-03"),
            (Cell { text: "1965-03-01", kind: CellKind::Date }, "1965-03-01"),
            (text("1965"), "1965"),
        ] {
            assert_eq!(value("birth_date", cell), iso, "{cell:?}");
        }
        assert_eq!(read(field("birth_date"), text("60岁"), today()), Ok(Reading::Note("60岁".into())));
        let unsure = read(field("birth_date"), number("1965.1"), today()).unwrap();
        assert!(matches!(unsure, Reading::Unsure(Value::Text(ref y), _) if y == "1965"), "{unsure:?}");
        assert_eq!(value("birth_date", text("六十年代")), "date.unreadable");
        assert_eq!(value("collected_on", text("1965.3")), "date.unreadable", "a day is wanted");
    }

    #[test]
    fn damaged_numbers_are_told_as_such() {
        for cell in [
            number("110105194912310000"),
            text("110105194912310000"),
            text("5.10E+17"),
            text("1.10105E+17"),
            number("110105194912310"),
            text("110105194912310"),
        ] {
            assert_eq!(id_number(cell).unwrap_err().code, FaultCode::IdDamaged, "{cell:?}");
        }
        for (cell, kept) in [
            (text("'11010519491231002x"), "11010519491231002X"),
            (text(" １１０１０５ 19491231 002Ｘ\u{200b}"), "11010519491231002X"),
            (text("110105491231002"), "110105491231002"),
            (text("无"), ""),
        ] {
            assert_eq!(id_number(cell).unwrap(), kept, "{cell:?}");
        }
        // A number that rightly ends in 000 is none of the damaged ones: 11010519491231 000 with its check digit 0
        // cannot be told, so one whose check digit fits is left alone.
        let first = "33010619900101000";
        let whole = format!("{first}{}", check_character(first).unwrap());
        assert!(id_number(text(&whole)).is_ok() || whole.ends_with("000"));
    }

    #[test]
    fn words_become_codes() {
        for (key, word, code) in [
            ("sex", "男", "1"),
            ("sex", "M", "1"),
            ("sex", " 女 ", "2"),
            ("sex", "1", "1"),
            ("ethnic_group", "汉", "01"),
            ("ethnic_group", "汉族", "01"),
            ("ethnic_group", "1", "01"),
            ("ethnic_group", "维吾尔", "05"),
            ("education", "本科", "20"),
            ("education", "高中毕业", "60"),
            ("education", "大专", "30"),
            ("political_status", "党员", "01"),
            ("political_status", "团员", "03"),
            ("marital_status", "离异", "40"),
            ("military", "退役", "discharged"),
            ("occupation_status", "退休人员", "80"),
        ] {
            let got = value(key, text(word));
            let fits = got == code || (key == "occupation_status" && got == "退休人员");
            assert!(fits, "{key} {word}: {got}");
        }
        assert_eq!(value("sex", text("公")), "公", "the field refuses what stands for nothing");
        assert_eq!(relation("儿子").unwrap(), "20");
        assert_eq!(relation("妻子").unwrap(), "12");
        assert_eq!(relation("2").unwrap(), "02");
        assert_eq!(relation("邻居").unwrap_err().code, FaultCode::NotAChoice);
        assert_eq!(residence_state("人在户不在").unwrap(), Some(ResidenceState::LivingOnly));
        assert_eq!(residence_state("人户分离").unwrap_err().code, FaultCode::ImportApartUnsure);
    }

    #[test]
    fn phones_of_one_cell_are_parted() {
        for (cell, wanted) in [
            ("13812345678", "13812345678"),
            ("138 1234 5678", "13812345678"),
            ("13812345678 13912345678", "13812345678 13912345678"),
            ("1381234567813912345678", "13812345678 13912345678"),
            ("13812345678（儿子）", "13812345678"),
            ("0571-88886666、13812345678", "0571-88886666 13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("无", ""),
            ("无电话", ""),
        ] {
            assert_eq!(phones(cell).join(" "), wanted, "{cell}");
        }
    }

    #[test]
    fn numbers_of_other_papers_are_known_by_their_shape() {
        for (number, kind) in [
            ("11010519491231002X", IdKind::ResidentCard),
            ("810000199003070015", IdKind::HkMoResidencePermit),
            ("830000199506200030", IdKind::TwResidencePermit),
            ("911124198108030024", IdKind::ForeignPermanentCard),
            ("CAN110181080311", IdKind::ForeignPermanentCard),
            ("H12345678", IdKind::HkMoTravelPermit),
            ("E12345678", IdKind::Passport),
        ] {
            assert_eq!(kind_of_number(number), kind, "{number}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(any in any::<String>(), at in 0usize..40) {
            for kind in [CellKind::Text, CellKind::Number, CellKind::Date, CellKind::Error] {
                let cell = Cell { text: &any, kind };
                let _ = read(&PERSON_FIELDS[at % PERSON_FIELDS.len()], cell, today());
                let _ = id_number(cell).map(|n| kind_of_number(&n));
                let _ = (phones(&any), relation(&any), residence_state(&any), yes_no(&any));
            }
        }
    }
}
