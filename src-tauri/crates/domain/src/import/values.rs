//! What a cell says: reading the values that offices write, each in its many ways, without mending any.

mod dates;
mod phones;

use super::doubts::spoilt;
use super::words::{CHOICE_WORDS, CODE_WORDS, RELATION_WORDS, is_no_name_yet, is_no_number_yet};
use crate::codes::{CodeTable, RELATION_TO_HEAD};
use crate::fault::{Fault, FaultCode};
use crate::fields::{Field, FieldType, Value};
use crate::identity::{IdKind, check_character, tidy_number};
use crate::population::ResidenceState;
use crate::sheets::{Cell, CellKind};
use crate::text::{half_width, is_invisible, trimmed, unify_radicals};
use chrono::NaiveDate;
use dates::read_date;
pub(super) use dates::{is_lunar, spelled_date};
pub(super) use phones::name_and_phone;
pub use phones::{Aside, aside, phones};
use std::collections::HashMap;
use std::ptr;
use std::sync::LazyLock;

/// What was read of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A value.
    Value(Value),
    /// Nothing usable, but not lost: it is kept as a note.
    Note(String),
    /// A value, and something about it to check.
    Unsure(Value, Fault),
    /// A value that only the beginning of the text says, or nothing of it, and the whole text.
    Begins(Value, String),
}

/// What spreadsheet programs and people put before figures that are to stay a text.
const APOSTROPHES: [char; 6] = ['\'', '‘', '’', '`', '′', '＇'];

/// The text of a cell as a person means it: invisible characters, outer spaces and a leading apostrophe dropped.
pub fn cell_text(cell: Cell) -> String {
    let text = trimmed(&unify_radicals(cell.text));
    let bare = text.trim_start_matches(APOSTROPHES);
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
    if field.key == "name" && field.label == "姓名" && is_unnamed(&text) {
        return Err(fault(FaultCode::NameNotYet).with(text));
    }
    let value = match field.kind {
        FieldType::Date | FieldType::PartialDate => return read_date(field, cell, &text, today),
        FieldType::Code(table) => Value::Text(code_word(field.key, table, &text)),
        FieldType::Choice(words) => Value::Text(choice_word(field.key, words, &text)),
        FieldType::Choices(words) => return Ok(read_choices(field, words, &text)),
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
        FieldType::Division => return Ok(read_division(field, &text)),
        FieldType::Text(_) => Value::Text(one_line(&text)),
        FieldType::LongText(_) => Value::Text(text),
        FieldType::Reference(_) => Value::Text(text),
    };
    Ok(Reading::Value(value))
}

/// Several words of one cell, each once. What no form offers is told, and costs the others nothing.
fn read_choices(field: &Field, words: &'static [(&'static str, &'static str)], text: &str) -> Reading {
    let mut known: Vec<String> = Vec::new();
    let mut unknown: Vec<&str> = Vec::new();
    let parts = text.split(['、', ',', '，', ';', '；', '/', ' ', '\n']).map(str::trim);
    for part in parts.filter(|part| !part.is_empty()) {
        let word = choice_word(field.key, words, part);
        if !words.iter().any(|(key, _)| *key == word) {
            unknown.push(part);
        } else if !known.contains(&word) {
            known.push(word);
        }
    }
    if unknown.is_empty() || known.is_empty() {
        known.extend(unknown.into_iter().map(str::to_owned));
        return Reading::Value(Value::Texts(known));
    }
    let fault = Fault::at(FaultCode::NotAChoice, field.key).with(field.label).with(unknown.join("、"));
    Reading::Unsure(Value::Texts(known), fault)
}

/// 待取名, and 新生儿（王芳之子): no name yet, whatever stands behind it in brackets.
fn is_unnamed(text: &str) -> bool {
    is_no_name_yet(text) || text.split(['(', '（', '[', '【']).next().is_some_and(is_no_name_yet)
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

/// 无, /, —, 不详, nan: words that mean an empty cell, those of other programs among them.
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    matches!(
        text,
        "无" | "/"
            | "//"
            | "\\"
            | "-"
            | "—"
            | "——"
            | "--"
            | "---"
            | "暂无"
            | "不详"
            | "未知"
            | "空"
            | "－"
            | "／"
            | "／／"
            | "#"
            | "*"
            | "无电话"
            | "<NA>"
            | "(null)"
            | "(空)"
            | "(空白)"
            // What databases write for no day.
            | "0000-00-00"
            | "0000/00/00"
            | "0000-00-00 00:00:00"
    ) || text.len() <= 5
        && ["nan", "null", "none", "nat", "n/a", "#n/a", "nil"].iter().any(|w| text.eq_ignore_ascii_case(w))
}

/// Whether signs of a number are hidden: 138****5678, 330106********0019.
pub fn is_masked(text: &str) -> bool {
    text.contains("**") && text.bytes().any(|b| b.is_ascii_digit())
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

/// What the column of ID numbers says in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// A number, checked by nobody yet.
    Said(String),
    /// Nothing.
    Nothing,
    /// A word for "none yet", as it stands there.
    NotYet(String),
}

/// An ID number as it stands in a cell.
///
/// # Errors
///
/// `id.damaged`: a spreadsheet program kept it as a number, or wrote it as `5.10E+17`; `id.cut`: 15 digits of it are left.
pub fn id_number(cell: Cell) -> Result<Number, Fault> {
    let damaged = || Err(Fault::at(FaultCode::IdDamaged, "id_number"));
    if let Some(spoilt) = spoilt(cell, "id_number", "证件号码") {
        return Err(spoilt);
    }
    let text = cell_text(cell);
    if is_nothing(&text) {
        return Ok(Number::Nothing);
    }
    let may_be_words = text.len() < 15 || !text.is_ascii();
    if may_be_words && is_no_number_yet(&text) {
        return Ok(Number::NotYet(text));
    }
    // A column too narrow for its numbers, or a fault of a formula, that was saved as a text.
    if text.starts_with('#') {
        return damaged();
    }
    let number: String = tidy_number(&text).chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let number = named_passport(&number).map_or_else(|| number.clone(), str::to_owned);
    let is_scientific = number.contains('E')
        && number.chars().filter(char::is_ascii_digit).count() >= 3
        && number.contains(['.', '+']);
    if is_scientific || number.contains('.') {
        return damaged();
    }
    if cell.kind == CellKind::Number && number.len() > 15
        || is_rounded(&number) && check_character(&number[..17]) != Some('0')
    {
        return damaged();
    }
    if is_cut(&number) {
        return Err(Fault::at(FaultCode::IdCut, "id_number"));
    }
    Ok(Number::Said(number))
}

/// 护照E12345678 and E12345678（护照）: the number, where it is of the paper that is named.
fn named_passport(number: &str) -> Option<&str> {
    const NAMES: [&str; 4] = ["护照号码", "护照编号", "护照号", "护照"];
    if number.is_ascii() {
        return None;
    }
    let is_mark = |c: char| matches!(c, ':' | '：' | '(' | ')');
    let bare = number.trim_matches(is_mark);
    let rest = NAMES.iter().find_map(|name| bare.strip_prefix(name).or_else(|| bare.strip_suffix(name)))?;
    let rest = rest.trim_matches(is_mark);
    let is_number = rest.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_number && kind_of_number(rest) == IdKind::Passport).then_some(rest)
}

/// Eighteen digits that end as a program leaves them that keeps 15. One in eleven of them has a check digit that fits.
pub fn is_rounded(number: &str) -> bool {
    number.len() == 18 && number.ends_with("000") && number.bytes().all(|b| b.is_ascii_digit())
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
        // A word of letters is none.
        5..=12 if first.is_ascii_uppercase() && number.contains(|c: char| c.is_ascii_digit()) => {
            IdKind::Passport
        }
        _ => IdKind::ResidentCard,
    }
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

/// 浙江省杭州市西湖区文三路1号: the longest division known, and the whole text where it says more.
fn read_division(field: &Field, text: &str) -> Reading {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    // 东区 and 新区 stand in many cities, and 外区 is the end of a name.
    let is_of_many = narrow.chars().count() <= 2 && narrow.ends_with('区');
    if is_of_many && field.key == "hukou_division" {
        return Reading::Begins(Value::EMPTY, one_line(text));
    }
    // What it says by its beginning alone is not searched for among all that there are.
    if let Some((code, "")) = crate::codes::division_prefix(&narrow) {
        return Reading::Value(Value::from(code));
    }
    let code = division(text);
    if crate::codes::division_ever_was(&code) {
        return Reading::Value(Value::Text(code));
    }
    match crate::codes::division_prefix(&narrow) {
        Some((code, rest)) if !rest.is_empty() => Reading::Begins(Value::from(code), one_line(text)),
        Some((code, _)) => Reading::Value(Value::from(code)),
        // Nothing is lost where no division is known: the address keeps it.
        None if field.key == "hukou_division"
            && narrow.chars().count() > 1
            && !narrow.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Reading::Begins(Value::EMPTY, one_line(text))
        }
        None => Reading::Value(Value::Text(code)),
    }
}

fn division(text: &str) -> String {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    if narrow.len() == 6 && narrow.bytes().all(|b| b.is_ascii_digit()) {
        return narrow;
    }
    let found = crate::codes::search_divisions(&narrow, 2);
    match found.as_slice() {
        [(one, _)] if narrow.ends_with(one.name) => one.code.to_owned(),
        [(one, full), ..] if *full == narrow => one.code.to_owned(),
        _ => narrow,
    }
}

/// How often a word says that something is not so: 非户籍人口 is not 户籍人口, 未参加居民医保 not 居民医保.
fn denials(text: &str) -> usize {
    text.chars().filter(|c| "非未不无没否曾原拟前".contains(*c)).count()
}

/// What may stand behind a known word without changing it: 高中毕业, 大学本科学历, 群众（离休）.
fn says_the_same(tail: &str) -> bool {
    const TAILS: [&str; 14] = [
        "",
        "毕业",
        "毕业生",
        "学历",
        "文化",
        "文化程度",
        "程度",
        "水平",
        "文化水平",
        "在读",
        "在校",
        "在校生",
        "人员",
        "者",
    ];
    let bare = tail.split(['(', '（', '[', '【']).next().unwrap_or_default();
    TAILS.contains(&bare)
}

fn choice_word(field: &str, words: &'static [(&'static str, &'static str)], text: &str) -> String {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let known = CHOICE_WORDS.iter().find(|(key, _)| *key == field).map_or(&[][..], |(_, words)| words);
    if let Some((_, choice)) = known.iter().find(|(word, _)| *word == narrow) {
        return (*choice).to_owned();
    }
    let plain =
        |t: &str| t.chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）' | '、')).collect::<String>();
    let exact = words
        .iter()
        .find(|(word, label)| *word == narrow || *label == narrow || plain(label) == plain(&narrow));
    let near = || {
        let mut hits = words.iter().filter(|(_, label)| {
            let label = plain(label);
            let narrow = plain(&narrow);
            let is_within = label.contains(&narrow) || narrow.contains(&label);
            // 身份证/护照 says two.
            let is_one = !narrow.contains(['/', '\\', '或', '和']);
            narrow.chars().count() >= 2 && is_within && is_one && denials(&label) == denials(&narrow)
        });
        hits.next().filter(|_| hits.next().is_none())
    };
    exact.or_else(near).map_or(narrow, |(word, _)| (*word).to_owned())
}

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
        if let Some((_, code)) = known.iter().find(|(word, _)| word.trim_end_matches('族') == bare) {
            return (*code).to_owned();
        }
    }
    // 1 for 01: a spreadsheet program drops leading zeros.
    let padded = format!("{narrow:0>2}");
    if narrow.len() == 1 && narrow.bytes().all(|b| b.is_ascii_digit()) && table.get(&padded).is_some() {
        return padded;
    }
    // 高中毕业, 大学本科学历: a known word, and behind it what changes nothing.
    let begins = known
        .iter()
        .filter(|(word, _)| word.chars().count() >= 2 && small.strip_prefix(word).is_some_and(says_the_same));
    if let Some((_, code)) = begins.max_by_key(|(word, _)| word.len()) {
        return (*code).to_owned();
    }
    narrow
}

/// The words for relations by word: every row of every list has one.
static RELATION_CODES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| RELATION_WORDS.iter().rev().copied().collect());

/// The code of a relation to the head.
///
/// # Errors
///
/// `field.not_a_choice`.
pub fn relation(text: &str) -> Result<String, Fault> {
    let narrow: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    // 户主之妻 is the wife of the head.
    let narrow = if narrow.contains("(本人)") { narrow.replace("(本人)", "") } else { narrow };
    let bare = ["户主之", "户主的", "系户主之", "户主", "其", "之"]
        .iter()
        .find_map(|p| narrow.strip_prefix(p).filter(|rest| !rest.is_empty()))
        .unwrap_or(&narrow);
    if let Some(code) = RELATION_CODES.get(bare).or_else(|| RELATION_CODES.get(narrow.as_str())) {
        return Ok((*code).to_owned());
    }
    let padded = format!("{narrow:0>2}");
    let table = &*RELATION_TO_HEAD;
    let row = table.get(&narrow).or_else(|| table.get(&padded).filter(|_| narrow.len() == 1));
    let is_it =
        |c: &&crate::codes::Code| [c.label(), c.name].iter().any(|name| *name == narrow || *name == bare);
    let row = row.or_else(|| table.all().iter().find(is_it));
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
        "人在户不在" | "户不在人在" | "户籍在外" | "户口在外" | "流动" | "流动人口" | "外来" | "租住"
        | "租户" | "非户籍" | "人在户口不在" => ResidenceState::LivingOnly,
        "户在人不在" | "人不在户在" | "户在人外" | "人走户在" | "户在人走" | "户在人户分离" | "外出"
        | "不在住" | "户口在人不在" => ResidenceState::HukouOnly,
        "空挂" | "空挂户" | "户口空挂" | "挂户" | "挂靠" | "挂靠户" => {
            ResidenceState::EmptyHukou
        }
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
        for (said, kind) in [
            ("1988-04-30 23:00:00", CellKind::Date),
            ("1988-04-30T23:00:00", CellKind::Date),
            ("32263.9583333333", CellKind::Number),
            ("32263.9960", CellKind::Number),
        ] {
            let read = read(field("birth_date"), Cell { text: said, kind }, today()).unwrap();
            let Reading::Unsure(Value::Text(day), fault) = read else { panic!("{said}: {read:?}") };
            assert_eq!((day.as_str(), fault.code), ("1988-05-01", FaultCode::ImportHourAdded), "{said}");
        }
        assert_eq!(value("birth_date", number("32264")), "1988-05-01");
        assert_eq!(value("birth_date", number("32264.5")), "1988-05-01", "at noon");
        assert_eq!(
            value("birth_date", Cell { text: "1988-05-01 08:30:00", kind: CellKind::Date }),
            "1988-05-01"
        );
        for no_year in ["3-8", "3/8", "3月8日"] {
            assert_eq!(value("birth_date", text(no_year)), "date.no_year", "{no_year}");
        }
        assert_eq!(value("collected_on", text("1965.3")), "date.unreadable", "a day is wanted");
    }

    #[test]
    fn damaged_numbers_are_told_as_such() {
        for cell in
            [number("110105194912310000"), text("110105194912310000"), text("5.10E+17"), text("1.10105E+17")]
        {
            assert_eq!(id_number(cell).unwrap_err().code, FaultCode::IdDamaged, "{cell:?}");
        }
        for cell in [number("110105194912310"), text("110105194912310")] {
            assert_eq!(id_number(cell).unwrap_err().code, FaultCode::IdCut, "{cell:?}");
        }
        for (cell, kept) in [
            (text("'11010519491231002x"), "11010519491231002X"),
            (text(" １１０１０５ 19491231 002Ｘ\u{200b}"), "11010519491231002X"),
            (text("110105491231002"), "110105491231002"),
            (text("无"), ""),
        ] {
            let said = Number::Said(kept.to_owned());
            assert_eq!(
                id_number(cell).unwrap(),
                if kept.is_empty() { Number::Nothing } else { said },
                "{cell:?}"
            );
        }
        // One whose check digit fits may be right; a column with damaged ones in it distrusts it too.
        let fitting = "110105199001021000";
        assert_eq!(check_character(&fitting[..17]), Some('0'));
        assert_eq!(id_number(text(fitting)).unwrap(), Number::Said(fitting.to_owned()));
        assert!(is_rounded(fitting));
        for word in ["未上户", "办理中", "新生儿", "没有", "0", "待补", "无身份证"] {
            assert_eq!(id_number(text(word)).unwrap(), Number::NotYet(word.to_owned()));
        }
        assert_eq!(id_number(text("nan")).unwrap(), Number::Nothing);
        for cell in ["护照E12345678", "护照：E12345678", "护照号 e12345678", "E12345678（护照）", "E12345678"]
        {
            assert_eq!(id_number(text(cell)).unwrap(), Number::Said("E12345678".into()), "{cell}");
        }
        // Without a letter nobody says that it is one, and figures of another paper are none.
        for cell in ["护照533380006", "护照11010519491231002X"] {
            assert_eq!(id_number(text(cell)).unwrap(), Number::Said(cell.to_owned()), "{cell}");
        }
    }

    #[test]
    fn a_child_without_a_name_is_told_and_nobody_is_called_so() {
        for word in [
            "待取名",
            "未取名",
            "未起名",
            "尚未取名",
            "新生儿未取名",
            "（待取名）",
            "婴儿",
            "新生儿（王芳之子）",
        ] {
            assert_eq!(value("name", text(word)), "name.not_yet", "{word}");
        }
        for name in ["王未名", "李待", "王芳之子", "取名"] {
            assert_eq!(value("name", text(name)), name);
        }
        let fault = read(field("name"), text("待取名"), today()).unwrap_err();
        assert_eq!(fault.message(), "姓名写的是“待取名”，看着还没有取名，没有登记；取好名字请写上再导入。");
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
            ("ethnic_group", "僮族", "08"),
            ("ethnic_group", "毛难", "36"),
            ("ethnic_group", "蒙族", "02"),
            ("ethnic_group", "穿青人", "97"),
            ("id_kind", "身份证", "resident_card"),
            ("id_kind", "二代身份证", "resident_card"),
            ("id_kind", "户口本", "hukou_book"),
            ("id_kind", "台胞证", "tw_travel_permit"),
            ("id_kind", "回乡证", "hk_mo_travel_permit"),
            ("id_kind", "出生证", "birth_certificate"),
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
        for (word, code) in [("之子", "20"), ("长媳", "38"), ("养子", "27"), ("继女", "37"), ("老伴", "10")]
        {
            assert_eq!(relation(word).unwrap(), code, "{word}");
        }
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
            ("nan", ""),
            ("139-0000-6234", "13900006234"),
            ("86-13900006234", "13900006234"),
            ("+86 139 0000 6234", "13900006234"),
            ("0571-88886666转123", "0571-88886666转123"),
            ("0571-88886666分机123", "0571-88886666转123"),
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
            ("XXXXXXXX", IdKind::ResidentCard),
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
                if let Ok(Number::Said(number)) = id_number(cell) {
                    let _ = kind_of_number(&number);
                }
                let _ = (phones(&any), relation(&any), residence_state(&any), yes_no(&any));
            }
        }
    }
}
