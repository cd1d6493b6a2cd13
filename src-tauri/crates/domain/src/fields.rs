//! Fields: what a form asks, a list shows and a column holds. Registers and the person's card are lists of fields;
//! one engine checks, draws and stores them.

use crate::calendar::{PartialDate, parse_typed_date};
use crate::codes::CodeTable;
use crate::fault::{Fault, FaultCode};
use crate::text::{half_width, trimmed};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use ts_rs::TS;

/// One value of a field, as it crosses the contract and lies in the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Value {
    /// Nothing entered.
    Empty(()),
    /// Yes or no.
    YesNo(bool),
    /// A whole number; money in fen.
    Whole(#[ts(type = "number")] i64),
    /// Text, a code, an ISO date.
    Text(String),
    /// Several texts or codes.
    Texts(Vec<String>),
}

impl Value {
    /// Nothing entered.
    pub const EMPTY: Value = Value::Empty(());

    /// Whether nothing is entered.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Empty(()) => true,
            Value::Text(text) => text.is_empty(),
            Value::Texts(texts) => texts.is_empty(),
            Value::YesNo(_) | Value::Whole(_) => false,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The id of a referred record, if it is one.
    pub fn as_id(&self) -> Option<u32> {
        match self {
            Value::Whole(n) => u32::try_from(*n).ok().filter(|n| *n > 0),
            _ => None,
        }
    }
}

impl From<u32> for Value {
    fn from(id: u32) -> Self {
        Value::Whole(i64::from(id))
    }
}

impl From<Option<u32>> for Value {
    fn from(id: Option<u32>) -> Self {
        id.map_or(Value::EMPTY, Value::from)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

/// The values of a record by field key. A key that is missing means empty.
pub type Values = BTreeMap<String, Value>;

/// The text of a field of a record; `None` when empty.
pub fn text_of<'a>(values: &'a Values, key: &str) -> Option<&'a str> {
    values.get(key).and_then(Value::as_text)
}

/// The id that a reference field of a record holds.
pub fn id_of(values: &Values, key: &str) -> Option<u32> {
    values.get(key).and_then(Value::as_id)
}

/// The date of a field of a record, if it is known to the day.
pub fn day_of(values: &Values, key: &str) -> Option<NaiveDate> {
    text_of(values, key).and_then(|iso| NaiveDate::parse_from_str(iso, "%Y-%m-%d").ok())
}

/// The kinds of fields.
#[derive(Clone, Copy)]
pub enum FieldType {
    /// One line, at most so many characters.
    Text(usize),
    /// Several lines, at most so many characters.
    LongText(usize),
    /// A day.
    Date,
    /// A date known to the day, month or year.
    PartialDate,
    /// A code of a table.
    Code(&'static LazyLock<CodeTable>),
    /// One of a few words: (word in the ledger, label).
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of a few words.
    Choices(&'static [(&'static str, &'static str)]),
    /// A whole number from a lowest to a highest, with its unit.
    Whole(i64, i64, &'static str),
    /// A number with two decimals, held as whole hundredths (money in fen), with its unit.
    Hundredths(&'static str),
    /// Yes or no; empty is no.
    YesNo,
    /// Phone numbers, several allowed.
    Phones,
    /// A division of GB/T 2260.
    Division,
    /// A record of another table, by its id.
    Reference(&'static str),
}

/// What needs hiding from casual eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// Shown as it is.
    Open,
    /// Masked like an ID number.
    IdNumber,
    /// Masked like a phone.
    Phone,
}

/// One field.
#[derive(Clone, Copy)]
pub struct Field {
    /// The column's name.
    pub key: &'static str,
    /// The label on forms.
    pub label: &'static str,
    /// What it holds.
    pub kind: FieldType,
    /// Whether a record without it is refused.
    pub is_required: bool,
    /// Whether lists show it unless told otherwise.
    pub is_in_list: bool,
    /// Whether the program fills it and forms only show it.
    pub is_computed: bool,
    /// The heading over it on forms.
    pub section: &'static str,
    /// A short help under it.
    pub hint: &'static str,
    /// How it is hidden.
    pub sensitivity: Sensitivity,
    /// What a new record starts with.
    pub default: &'static str,
    /// Whether a new record starts with what the last one has.
    pub is_remembered: bool,
}

impl Field {
    const fn new(key: &'static str, label: &'static str, kind: FieldType) -> Self {
        Field {
            key,
            label,
            kind,
            is_required: false,
            is_in_list: false,
            is_computed: false,
            section: "",
            hint: "",
            sensitivity: Sensitivity::Open,
            default: "",
            is_remembered: false,
        }
    }

    /// One line of at most `max` characters.
    pub const fn text(key: &'static str, label: &'static str, max: usize) -> Self {
        Field::new(key, label, FieldType::Text(max))
    }

    /// Several lines of at most `max` characters.
    pub const fn long_text(key: &'static str, label: &'static str, max: usize) -> Self {
        Field::new(key, label, FieldType::LongText(max))
    }

    /// A day.
    pub const fn date(key: &'static str, label: &'static str) -> Self {
        Field::new(key, label, FieldType::Date)
    }

    /// A date known to the day, month or year.
    pub const fn partial_date(key: &'static str, label: &'static str) -> Self {
        Field::new(key, label, FieldType::PartialDate)
    }

    /// A code of a table.
    pub const fn code(key: &'static str, label: &'static str, table: &'static LazyLock<CodeTable>) -> Self {
        Field::new(key, label, FieldType::Code(table))
    }

    /// One of a few words.
    pub const fn choice(
        key: &'static str,
        label: &'static str,
        words: &'static [(&'static str, &'static str)],
    ) -> Self {
        Field::new(key, label, FieldType::Choice(words))
    }

    /// Several of a few words.
    pub const fn choices(
        key: &'static str,
        label: &'static str,
        words: &'static [(&'static str, &'static str)],
    ) -> Self {
        Field::new(key, label, FieldType::Choices(words))
    }

    /// A whole number from 0 to `max`.
    pub const fn count(key: &'static str, label: &'static str, max: i64, unit: &'static str) -> Self {
        Field::new(key, label, FieldType::Whole(0, max, unit))
    }

    /// A whole number from `min` to `max`.
    pub const fn whole(
        key: &'static str,
        label: &'static str,
        min: i64,
        max: i64,
        unit: &'static str,
    ) -> Self {
        Field::new(key, label, FieldType::Whole(min, max, unit))
    }

    /// Money, in fen.
    pub const fn money(key: &'static str, label: &'static str) -> Self {
        Field::new(key, label, FieldType::Hundredths("元"))
    }

    /// A number with two decimals, in hundredths.
    pub const fn hundredths(key: &'static str, label: &'static str, unit: &'static str) -> Self {
        Field::new(key, label, FieldType::Hundredths(unit))
    }

    /// A record of another table.
    pub const fn reference(key: &'static str, label: &'static str, table: &'static str) -> Self {
        Field::new(key, label, FieldType::Reference(table))
    }

    /// Yes or no.
    pub const fn yes_no(key: &'static str, label: &'static str) -> Self {
        Field::new(key, label, FieldType::YesNo)
    }

    /// Phone numbers.
    pub const fn phones(key: &'static str, label: &'static str) -> Self {
        let mut field = Field::new(key, label, FieldType::Phones);
        field.sensitivity = Sensitivity::Phone;
        field
    }

    /// A division of GB/T 2260.
    pub const fn division(key: &'static str, label: &'static str) -> Self {
        Field::new(key, label, FieldType::Division)
    }

    /// Must be filled.
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// Shown in lists.
    pub const fn in_list(mut self) -> Self {
        self.is_in_list = true;
        self
    }

    /// Filled by the program.
    pub const fn computed(mut self) -> Self {
        self.is_computed = true;
        self
    }

    /// Under a heading.
    pub const fn under(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// With a short help.
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// Starts with a value.
    pub const fn starts_with(mut self, value: &'static str) -> Self {
        self.default = value;
        self
    }

    /// Starts with what the last record has: who approves and who stamps is the same for months.
    pub const fn remembered(mut self) -> Self {
        self.is_remembered = true;
        self
    }

    /// Masked like an ID number.
    pub const fn masked_as_id(mut self) -> Self {
        self.sensitivity = Sensitivity::IdNumber;
        self
    }

    /// What people read for a value: labels for codes, 是 and 否, joined lists.
    pub fn shown(&self, value: &Value) -> String {
        match (self.kind, value) {
            (FieldType::YesNo, Value::YesNo(yes)) => if *yes { "是" } else { "否" }.to_owned(),
            (FieldType::Hundredths(_), Value::Whole(n)) => {
                let (sign, n) = (if *n < 0 { "-" } else { "" }, n.unsigned_abs());
                format!("{sign}{}.{:02}", n / 100, n % 100)
            }
            (_, Value::Empty(())) => String::new(),
            (_, Value::YesNo(yes)) => if *yes { "是" } else { "否" }.to_owned(),
            (_, Value::Whole(n)) => n.to_string(),
            (FieldType::Code(table), Value::Text(code)) => table.label(code).to_owned(),
            (FieldType::Choice(words), Value::Text(word)) => label_of(words, word).to_owned(),
            (FieldType::Division, Value::Text(code)) => {
                crate::codes::division_full_name(code).unwrap_or_else(|| code.clone())
            }
            (_, Value::Text(text)) => text.clone(),
            (FieldType::Choices(words), Value::Texts(picked)) => {
                picked.iter().map(|w| label_of(words, w)).collect::<Vec<_>>().join("、")
            }
            (_, Value::Texts(texts)) => texts.join("、"),
        }
    }

    /// Tidies and checks a typed value.
    ///
    /// # Errors
    ///
    /// The `field.*` and `date.*` faults, each naming this field.
    pub fn accept(&self, value: &Value, today: NaiveDate) -> Result<Value, Fault> {
        let fault = |code| Fault::at(code, self.key).with(self.label);
        let tidy = match value {
            Value::Text(text) => Value::Text(trimmed(text)),
            other => other.clone(),
        };
        if tidy.is_empty() {
            return if self.is_required { Err(fault(FaultCode::Required)) } else { Ok(Value::EMPTY) };
        }
        match (self.kind, tidy) {
            (FieldType::Text(max) | FieldType::LongText(max), Value::Text(text)) => {
                if text.chars().count() > max {
                    return Err(fault(FaultCode::TooLong).with(max));
                }
                Ok(Value::Text(text))
            }
            (FieldType::Date, Value::Text(text)) => {
                let date = parse_typed_date(&text, today).map_err(|f| f.in_field(self.key))?;
                if date.precision() != crate::calendar::Precision::Day {
                    return Err(Fault::at(FaultCode::DateUnreadable, self.key).with(text));
                }
                Ok(Value::Text(date.to_string()))
            }
            (FieldType::PartialDate, Value::Text(text)) => {
                // A whole day in this form reads back as it stands.
                let is_figure =
                    |(at, b): (usize, u8)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
                let is_whole = text.len() == 10 && text.bytes().enumerate().all(is_figure);
                if is_whole && PartialDate::from_iso(&text).is_some() {
                    return Ok(Value::Text(text));
                }
                if crate::calendar::has_short_year(&text, today) {
                    return Err(Fault::at(FaultCode::DateShortYear, self.key).with(text));
                }
                // 3-8 is a day of this year in a diary, and no date of birth.
                if crate::calendar::lacks_year(&text) {
                    return Err(Fault::at(FaultCode::DateNoYear, self.key).with(text));
                }
                let date = match PartialDate::from_iso(&text) {
                    Some(date) => date,
                    None => parse_typed_date(&text, today).map_err(|f| f.in_field(self.key))?,
                };
                Ok(Value::Text(date.to_string()))
            }
            (FieldType::Code(table), Value::Text(text)) => {
                let row = table
                    .get(&text)
                    .or_else(|| table.all().iter().find(|c| c.label() == text || c.name == text));
                row.map(|row| Value::from(row.code)).ok_or_else(|| fault(FaultCode::NotAChoice).with(text))
            }
            (FieldType::Choice(words), Value::Text(text)) => {
                let word = words.iter().find(|(word, label)| *word == text || *label == text);
                word.map(|(word, _)| Value::from(*word))
                    .ok_or_else(|| fault(FaultCode::NotAChoice).with(text))
            }
            (FieldType::Choices(words), Value::Texts(picked)) => {
                let odd = picked.iter().find(|p| !words.iter().any(|(word, _)| word == p));
                match odd {
                    Some(odd) => Err(fault(FaultCode::NotAChoice).with(odd)),
                    None => Ok(Value::Texts(picked)),
                }
            }
            (FieldType::Division, Value::Text(code)) => {
                if crate::codes::division_ever_was(&code) {
                    return Ok(Value::Text(code));
                }
                Err(fault(FaultCode::NotAChoice).with(code))
            }
            (FieldType::Whole(min, max, _), value) => self.accept_whole(value, min, max),
            (FieldType::Hundredths(_), value) => self.accept_whole(value, 0, 9_007_199_254_740_991),
            (FieldType::Reference(_), value) => self.accept_whole(value, 1, i64::from(u32::MAX)),
            (FieldType::YesNo, Value::YesNo(yes)) => Ok(Value::YesNo(yes)),
            (FieldType::Phones, Value::Texts(phones)) => self.accept_phones(&phones),
            (FieldType::Phones, Value::Text(text)) => {
                let parts: Vec<String> =
                    text.split(['、', ',', '，', ';', '；', '\n', '/']).map(str::to_owned).collect();
                self.accept_phones(&parts)
            }
            (_, other) => Err(fault(FaultCode::NotAChoice).with(self.shown(&other))),
        }
    }

    fn accept_whole(&self, value: Value, min: i64, max: i64) -> Result<Value, Fault> {
        let fault = |code| Fault::at(code, self.key).with(self.label);
        let n = match value {
            Value::Whole(n) => n,
            Value::Text(text) => half_width(&text).parse().map_err(|_| fault(FaultCode::NotANumber))?,
            _ => return Err(fault(FaultCode::NotANumber)),
        };
        if !(min..=max).contains(&n) {
            let [min, max] = [min, max].map(|bound| self.shown(&Value::Whole(bound)));
            return Err(fault(FaultCode::OutOfRange).with(min).with(max));
        }
        Ok(Value::Whole(n))
    }

    fn accept_phones(&self, phones: &[String]) -> Result<Value, Fault> {
        let mut kept = Vec::new();
        for phone in phones {
            let phone: String = half_width(phone).chars().filter(|c| !c.is_whitespace()).collect();
            if phone.is_empty() || kept.contains(&phone) {
                continue;
            }
            // 13812345678停机: the figures may be right, and the words are none of theirs.
            if phone.chars().any(|c| c.is_alphabetic() && c != '转') {
                return Err(Fault::at(FaultCode::PhoneWords, self.key).with(phone));
            }
            if !is_phone(&phone) {
                return Err(Fault::at(FaultCode::PhoneOdd, self.key).with(phone));
            }
            kept.push(phone);
        }
        match (kept.is_empty(), self.is_required) {
            (true, true) => Err(Fault::at(FaultCode::Required, self.key).with(self.label)),
            (true, false) => Ok(Value::EMPTY),
            _ => Ok(Value::Texts(kept)),
        }
    }
}

/// A mobile number (`1[3-9]` and nine digits), a landline with or without area code, a number of a service (95588,
/// 400-…), each with or without an extension, or a number from outside the mainland beginning with +.
pub fn is_phone(text: &str) -> bool {
    if is_mobile(text) {
        return true;
    }
    let only = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | '转'));
    let parts: Vec<&str> = text.split(['-', '(', ')', '转', '+']).filter(|p| !p.is_empty()).collect();
    if !only || parts.is_empty() {
        return false;
    }
    let digits = parts.concat();
    // 000… is no number.
    if digits.bytes().all(|b| b == b'0') {
        return false;
    }
    if let Some(home) = digits.strip_prefix("86").filter(|_| text.starts_with('+')) {
        return (9..=11).contains(&home.len());
    }
    if text.starts_with('+') {
        return (7..=15).contains(&digits.len());
    }
    // The last part may be an extension of up to five digits.
    let with_extension = |most: usize| {
        parts.len() > 1 && parts.len() <= most + 1 && parts.last().is_some_and(|p| (1..=5).contains(&p.len()))
    };
    is_number(&parts.concat(), parts.len())
        || with_extension(3) && is_number(&parts[..parts.len() - 1].concat(), parts.len() - 1)
}

/// Eleven figures that begin as mobile numbers do: what most telephone numbers are.
pub(crate) fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes[0] == b'1'
        && matches!(bytes[1], b'3'..=b'9')
        && bytes.iter().all(u8::is_ascii_digit)
}

/// Whether digits make a telephone number of the mainland.
fn is_number(digits: &str, parts: usize) -> bool {
    match digits.as_bytes() {
        [b'1', second, ..] if digits.len() == 11 => matches!(second, b'3'..=b'9'),
        // Area codes have three or four digits, numbers seven or eight.
        [b'0', ..] => (10..=12).contains(&digits.len()),
        [b'4' | b'8', b'0', b'0', ..] if digits.len() == 10 => true,
        _ => (5..=8).contains(&digits.len()) && parts == 1,
    }
}

/// A phone with its middle hidden, `138****5678`.
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    if chars.len() < 8 {
        return "*".repeat(chars.len());
    }
    chars.iter().enumerate().map(|(i, c)| if i < 3 || i >= chars.len() - 4 { *c } else { '*' }).collect()
}

fn label_of<'a>(words: &'static [(&'static str, &'static str)], word: &'a str) -> &'a str {
    words.iter().find(|(w, _)| *w == word).map_or(word, |(_, label)| label)
}

/// Tidies and checks the values of a record against its fields; all faults at once.
///
/// Keys that no field has are a `field.unknown` fault. Computed fields are passed through untouched.
pub fn accept_all(fields: &[Field], values: &Values, today: NaiveDate) -> (Values, Vec<Fault>) {
    let mut accepted = Values::new();
    let mut faults = Vec::new();
    for field in fields {
        let typed = values.get(field.key).unwrap_or(&Value::EMPTY);
        if field.is_computed {
            accepted.insert(field.key.to_owned(), typed.clone());
            continue;
        }
        match field.accept(typed, today) {
            Ok(value) => drop(accepted.insert(field.key.to_owned(), value)),
            Err(fault) => faults.push(fault),
        }
    }
    for key in values.keys() {
        if !fields.iter().any(|f| f.key == key) {
            faults.push(Fault::at(FaultCode::UnknownField, key).with(key));
        }
    }
    (accepted, faults)
}

/// As [`accept_all`] for values that are said; a field that is not said gets none, and a fault where it must be.
pub fn accept_said(fields: &[Field], mut values: Values, today: NaiveDate) -> (Values, Vec<Fault>) {
    let mut faults = Vec::new();
    let is_missing = |f: &&Field| f.is_required && !f.is_computed && !values.contains_key(f.key);
    faults.extend(
        fields.iter().filter(is_missing).map(|f| Fault::at(FaultCode::Required, f.key).with(f.label)),
    );
    values.retain(|key, typed| {
        let Some(field) = fields.iter().find(|f| f.key == key) else {
            faults.push(Fault::at(FaultCode::UnknownField, key).with(key));
            return false;
        };
        match field.accept(typed, today) {
            Ok(value) => *typed = value,
            Err(fault) => {
                faults.push(fault);
                return false;
            }
        }
        !typed.is_empty()
    });
    (values, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
    }

    #[test]
    fn phones_of_every_common_shape_pass() {
        let good = [
            "13812345678",
            "138-1234-5678",
            "0571-88886666",
            "(0571)88886666",
            "057188886666",
            "88886666",
            "010-12345678-801",
            "0571-88886666转123",
            "88886666-801",
            "400-800-1234",
            "+85223456789",
            "95588",
        ];
        for phone in good {
            assert!(is_phone(phone), "{phone}");
        }
        let odd = [
            "1381234567",
            "12812345678",
            "abc",
            "138123456789",
            "1381234567x",
            "-",
            "88-88",
            "1234",
            "123456789",
        ];
        for phone in odd {
            assert!(!is_phone(phone), "{phone}");
        }
        assert_eq!(mask_phone("13812345678"), "138****5678");
    }

    #[test]
    fn several_phones_may_be_typed_in_one_line() {
        let field = Field::phones("phones", "联系电话");
        let value = field.accept(&Value::from("138 1234 5678、0571-88886666"), today()).unwrap();
        assert_eq!(value, Value::Texts(vec!["13812345678".into(), "0571-88886666".into()]));
    }

    #[test]
    fn words_beside_a_phone_are_the_fault_and_not_its_length() {
        let field = Field::phones("phones", "联系电话");
        for (typed, code) in [
            ("13812345678停机", FaultCode::PhoneWords),
            ("儿子13812345678", FaultCode::PhoneWords),
            ("1381234567", FaultCode::PhoneOdd),
        ] {
            assert_eq!(field.accept(&Value::from(typed), today()).unwrap_err().code, code, "{typed}");
        }
        assert!(field.accept(&Value::from("0571-88886666转8001"), today()).is_ok());
    }

    #[test]
    fn a_birth_date_of_two_figures_of_the_year_is_told_as_such() {
        let field = Field::partial_date("birth_date", "出生日期");
        for (typed, code) in [("65.3", FaultCode::DateShortYear), ("3.8", FaultCode::DateNoYear)] {
            assert_eq!(field.accept(&Value::from(typed), today()).unwrap_err().code, code, "{typed}");
        }
        assert_eq!(field.accept(&Value::from("1965.3"), today()).unwrap(), Value::from("1965-03"));
    }

    #[test]
    fn code_is_accepted_by_code_or_by_word() {
        let field = Field::code("sex", "性别", &crate::codes::SEX).required();
        assert_eq!(field.accept(&Value::from("男"), today()).unwrap(), Value::from("1"));
        assert_eq!(field.accept(&Value::from("2"), today()).unwrap(), Value::from("2"));
        assert_eq!(field.accept(&Value::from("公"), today()).unwrap_err().code, FaultCode::NotAChoice);
        assert_eq!(field.accept(&Value::EMPTY, today()).unwrap_err().code, FaultCode::Required);
    }

    #[test]
    fn less_than_a_yuan_below_nought_keeps_its_sign() {
        let field = Field::money("amount_fen", "金额");
        let shown = |fen: i64| field.shown(&Value::Whole(fen));
        assert_eq!([-7, -100, -107, 7, 1250].map(shown), ["-0.07", "-1.00", "-1.07", "0.07", "12.50"]);
        let fault = field.accept(&Value::Whole(-7), today()).unwrap_err();
        assert!(fault.message().contains("在 0.00 到"), "bounds are told in the unit of the field");
    }

    #[test]
    fn all_faults_come_at_once() {
        let fields = [Field::text("a", "甲", 2).required(), Field::count("b", "乙", 9, "人")];
        let values = Values::from([("a".into(), Value::from("三个字")), ("b".into(), Value::Whole(10))]);
        let (_, faults) = accept_all(&fields, &values, today());
        assert_eq!(
            faults.iter().map(|f| f.code).collect::<Vec<_>>(),
            [FaultCode::TooLong, FaultCode::OutOfRange]
        );
    }
}
