//! Identity papers and their numbers: which kinds there are, what each number says, what is wrong with it.
//!
//! Sources: GB 11643-1999 (18 digits, MOD 11-2), 港澳台居民居住证申领发放办法 (2018), 国家移民管理局 on the
//! 2023 edition of 外国人永久居留身份证. A number is checked, never mended; only width, spaces and the case of x are
//! tidied.

use crate::codes;
use crate::fault::{Fault, FaultCode};
use crate::text::{half_width, is_invisible};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The kinds of identity papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// 居民身份证
    ResidentCard,
    /// 港澳居民居住证
    HkMoResidencePermit,
    /// 台湾居民居住证
    TwResidencePermit,
    /// 外国人永久居留身份证
    ForeignPermanentCard,
    /// 护照
    Passport,
    /// 港澳居民来往内地通行证
    HkMoTravelPermit,
    /// 台湾居民来往大陆通行证
    TwTravelPermit,
    /// 户口簿（无身份证儿童）
    HukouBook,
    /// 出生医学证明
    BirthCertificate,
    /// 无证件
    None,
}

impl IdKind {
    /// All kinds, in the order forms offer them.
    pub const ALL: &'static [IdKind] = &[
        IdKind::ResidentCard,
        IdKind::HkMoResidencePermit,
        IdKind::TwResidencePermit,
        IdKind::ForeignPermanentCard,
        IdKind::Passport,
        IdKind::HkMoTravelPermit,
        IdKind::TwTravelPermit,
        IdKind::HukouBook,
        IdKind::BirthCertificate,
        IdKind::None,
    ];

    /// The name on forms.
    pub fn label(self) -> &'static str {
        match self {
            IdKind::ResidentCard => "居民身份证",
            IdKind::HkMoResidencePermit => "港澳居民居住证",
            IdKind::TwResidencePermit => "台湾居民居住证",
            IdKind::ForeignPermanentCard => "外国人永久居留身份证",
            IdKind::Passport => "护照",
            IdKind::HkMoTravelPermit => "港澳居民来往内地通行证",
            IdKind::TwTravelPermit => "台湾居民来往大陆通行证",
            IdKind::HukouBook => "户口簿（无身份证儿童）",
            IdKind::BirthCertificate => "出生医学证明",
            IdKind::None => "无证件",
        }
    }

    /// The word in the ledger, the same as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            IdKind::ResidentCard => "resident_card",
            IdKind::HkMoResidencePermit => "hk_mo_residence_permit",
            IdKind::TwResidencePermit => "tw_residence_permit",
            IdKind::ForeignPermanentCard => "foreign_permanent_card",
            IdKind::Passport => "passport",
            IdKind::HkMoTravelPermit => "hk_mo_travel_permit",
            IdKind::TwTravelPermit => "tw_travel_permit",
            IdKind::HukouBook => "hukou_book",
            IdKind::BirthCertificate => "birth_certificate",
            IdKind::None => "none",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        IdKind::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// Sex as a number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum Sex {
    /// 未知
    #[serde(rename = "0")]
    Unknown,
    /// 男
    #[serde(rename = "1")]
    Male,
    /// 女
    #[serde(rename = "2")]
    Female,
    /// 未说明
    #[serde(rename = "9")]
    Unstated,
}

impl Sex {
    /// The code of GB/T 2261.1.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Unknown => "0",
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unstated => "9",
        }
    }

    /// Reads the code of GB/T 2261.1.
    pub fn from_code(code: &str) -> Option<Self> {
        [Sex::Unknown, Sex::Male, Sex::Female, Sex::Unstated].into_iter().find(|s| s.code() == code)
    }

    /// 男, 女, 未知 or 未说明.
    pub fn label(self) -> &'static str {
        codes::SEX.label(self.code())
    }
}

/// What a number says, and what is odd about it without being wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The tidied number; for a 15-digit number the 18 digits it stands for.
    pub number: String,
    /// The sex it tells.
    pub sex: Option<Sex>,
    /// The birth date it tells.
    pub birth: Option<NaiveDate>,
    /// Shown, but no obstacle.
    pub warnings: Vec<Fault>,
}

/// Tidies a typed number: half-width, no spaces or invisible marks, upper case. Nothing is added or mended.
pub fn tidy_number(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.to_ascii_uppercase();
    }
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Checks a number against its kind of paper.
///
/// # Errors
///
/// The first thing wrong with it: `id.length`, `id.character`, `id.check_digit`, `id.birth_date`,
/// `id.masked`, `id.apostrophe`, `id.no_digits`, `id.two`, `id.beside`, `id.other_paper`, `id.too_long`, `id.birth_in_future`, `id.region_for_kind`, `id.format`, `id.unwanted`, `id.old_centenarian`, `id.damaged`.
/// An empty number is no fault: people without an ID number are first-class.
pub fn check_number(kind: IdKind, text: &str, today: NaiveDate) -> Result<Identity, Fault> {
    let number = tidy_number(text);
    let plain = |number: String| Identity { number, sex: None, birth: None, warnings: Vec::new() };
    if number.is_empty() {
        return Ok(plain(number));
    }
    if kind != IdKind::None && is_masked(&number) {
        return Err(Fault::new(FaultCode::IdMasked));
    }
    let format = |example: &str| Err(Fault::new(FaultCode::IdFormat).with(kind.label()).with(example));
    match kind {
        IdKind::ResidentCard => check_resident_number(&number, today),
        IdKind::HukouBook => check_resident_number(&number, today),
        IdKind::HkMoResidencePermit => {
            check_permit(kind, number, &["810000", "820000"], "810000 或 820000", today)
        }
        IdKind::TwResidencePermit => check_permit(kind, number, &["830000"], "830000", today),
        IdKind::ForeignPermanentCard => check_foreign_card(number, today),
        IdKind::Passport if !is_alnum(&number, 5..=20) => format("5 至 20 位字母和数字"),
        IdKind::HkMoTravelPermit if !is_travel_permit(&number) => format("字母加 8 位或 10 位数字"),
        IdKind::TwTravelPermit if !is_digits(&number, &[8, 10]) => format("8 位或 10 位数字"),
        IdKind::BirthCertificate if !is_alnum(&number, 6..=20) => format("字母和数字"),
        IdKind::None => Err(Fault::new(FaultCode::IdUnwanted)),
        _ => Ok(plain(number)),
    }
}

/// The number with its middle hidden, `110105********002X`; shorter papers keep two characters at each end.
pub fn mask_number(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let (head, tail) = if chars.len() == 18 { (6, 4) } else { (2, 2) };
    if chars.len() <= head + tail {
        return "*".repeat(chars.len());
    }
    chars
        .iter()
        .enumerate()
        .map(|(i, c)| if i < head || i >= chars.len() - tail { *c } else { '*' })
        .collect()
}

/// The number for somebody who may not see it whole, `110105************`: the birth date stands beside it, and with the last
/// four it would be all of it. Of shorter papers the first two are shown.
pub fn hide_number(number: &str) -> String {
    let count = number.chars().count();
    let head = if count == 18 { 6 } else { (count / 4).min(2) };
    number.chars().take(head).chain(std::iter::repeat_n('*', count - head)).collect()
}

/// The check character of GB 11643-1999 for the first 17 digits; `None` unless there are 17 digits.
pub fn check_character(first17: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if first17.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in first17.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth(sum as usize % 11)
}

fn check_resident_number(number: &str, today: NaiveDate) -> Result<Identity, Fault> {
    if number.contains('.') || (number.contains('E') && number.contains('+')) {
        return Err(Fault::new(FaultCode::IdDamaged));
    }
    check_signs(number)?;
    let (full, was_old) = match number.len() {
        18 => (number.to_owned(), false),
        15 => (upgrade_old_number(number)?, true),
        n => return Err(wrong_length(n)),
    };
    let identity = check_layout(full, today)?;
    let mut warnings = Vec::new();
    if was_old {
        warnings.push(Fault::new(FaultCode::IdFromOld));
    }
    if !codes::division_ever_was(&identity.number[..6]) {
        warnings.push(Fault::new(FaultCode::IdUnknownDivision));
    }
    Ok(Identity { warnings, ..identity })
}

/// What stands in place of a number, or in it, gets words of its own.
fn check_signs(number: &str) -> Result<(), Fault> {
    if number.starts_with(['\'', '‘', '’', '`', '′', '"', '“', '”'])
        || number.ends_with(['\'', '’', '"', '”'])
    {
        return Err(Fault::new(FaultCode::IdApostrophe));
    }
    let no_number =
        || Err(Fault::new(FaultCode::IdNoDigits).with(number.chars().take(10).collect::<String>()));
    if !number.chars().any(|c| c.is_ascii_digit()) {
        return no_number();
    }
    let count = whole_numbers(number);
    if count > 1 {
        return Err(Fault::new(FaultCode::IdTwo).with(count));
    }
    // 身份证号：310115… and 110108…（父亲）; 尾号0031 is no number at all.
    let words = words_in(number);
    if !words.is_empty() {
        let longest = number.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max();
        return if longest >= Some(5) {
            Err(Fault::new(FaultCode::IdBeside).with(words))
        } else {
            no_number()
        };
    }
    match odd_character(number) {
        Some(1 | 2) if is_like_passport(number) => Err(Fault::new(FaultCode::IdOtherPaper)),
        // 19 digits have a digit too many, and no wrong one.
        Some(at) if !(number.len() > 18 && number.bytes().all(|b| b.is_ascii_digit())) => {
            Err(Fault::new(FaultCode::IdCharacter).with(at))
        }
        _ => Ok(()),
    }
}

/// 330103********1234, 110108XXXXXXXX0031, 440305……2172, ********: signs in the place of figures. A passport may hold an X, and
/// none holds three in a row.
fn is_masked(number: &str) -> bool {
    let has_figures = number.chars().any(|c| c.is_ascii_digit());
    let covers = |c: char| matches!(c, '*' | 'X' | '×' | '✕' | '□' | '■' | '●' | '○' | '？' | '?' | '#');
    let mut run = (' ', 0);
    let is_covered = number.chars().any(|c| {
        run = if run.0 == c { (c, run.1 + 1) } else { (c, 1) };
        covers(c) && run.1 >= 3
    });
    is_covered || has_figures && number.contains(['*', '…'])
}

/// How many whole numbers of 18 or 15 figures stand in a text; two that are run together are two.
fn whole_numbers(text: &str) -> usize {
    let is_figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_new = |part: &str| {
        part.len() == 18 && is_figures(&part[..17]) && (part.ends_with('X') || is_figures(&part[17..]))
    };
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric());
    let count = |part: &str| match part.len() {
        15 | 18 => usize::from(is_new(part) || part.len() == 15 && is_figures(part)),
        36 if is_new(&part[..18]) && is_new(&part[18..]) => 2,
        33 if is_new(&part[..18]) && is_figures(&part[18..]) => 2,
        33 if is_figures(&part[..15]) && is_new(&part[15..]) => 2,
        _ => 0,
    };
    parts.map(count).sum()
}

/// The Chinese words of a text: what somebody wrote beside a number.
fn words_in(text: &str) -> String {
    text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).take(10).collect()
}

/// One or two letters and seven or eight figures.
fn is_like_passport(number: &str) -> bool {
    let figures = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=2).contains(&(number.len() - figures.len())) && is_digits(figures, &[7, 8])
}

fn wrong_length(n: usize) -> Fault {
    if n > 18 {
        Fault::new(FaultCode::IdTooLong).with(n).with(n - 18)
    } else {
        Fault::new(FaultCode::IdLength).with(n)
    }
}

/// The place (from 1) of the first character that cannot stand there.
fn odd_character(number: &str) -> Option<usize> {
    number
        .chars()
        .enumerate()
        .find(|(i, c)| !(c.is_ascii_digit() || (*i == 17 && *c == 'X')))
        .map(|(i, _)| i + 1)
}

/// 15 digits of before October 1999: `19` goes in after six, the check character at the end.
///
/// Sequences 996 to 999 marked people born in the 1800s; those are not converted.
fn upgrade_old_number(number: &str) -> Result<String, Fault> {
    if matches!(&number[12..], "996" | "997" | "998" | "999") {
        return Err(Fault::new(FaultCode::IdOldCentenarian));
    }
    let mut full = format!("{}19{}", &number[..6], &number[6..]);
    // Where they say no day, they are eighteen of which three are missing.
    if NaiveDate::parse_from_str(&full[6..14], "%Y%m%d").is_err() {
        return Err(Fault::new(FaultCode::IdLength).with(15));
    }
    full.extend(check_character(&full));
    Ok(full)
}

/// Birth date, check character and sex of eighteen characters that are already digits and perhaps a last X.
fn check_layout(number: String, today: NaiveDate) -> Result<Identity, Fault> {
    let part = |from: usize, to: usize| number[from..to].parse::<u32>().unwrap_or(0);
    let birth =
        i32::try_from(part(6, 10)).ok().and_then(|y| NaiveDate::from_ymd_opt(y, part(10, 12), part(12, 14)));
    let birth = birth.filter(|b| *b >= NaiveDate::from_ymd_opt(1800, 1, 1).unwrap_or_default());
    if check_character(&number[..17]) != number.chars().last() {
        let damaged = number.ends_with("000");
        return Err(Fault::new(if damaged { FaultCode::IdDamaged } else { FaultCode::IdCheckDigit }));
    }
    let birth = birth.ok_or_else(|| Fault::new(FaultCode::IdBirthDate))?;
    if birth > today {
        return Err(Fault::new(FaultCode::IdBirthInFuture));
    }
    let sex = if part(14, 17) % 2 == 1 { Sex::Male } else { Sex::Female };
    Ok(Identity { number, sex: Some(sex), birth: Some(birth), warnings: Vec::new() })
}

fn check_permit(
    kind: IdKind,
    number: String,
    prefixes: &[&str],
    shown: &str,
    today: NaiveDate,
) -> Result<Identity, Fault> {
    check_eighteen(&number)?;
    if !prefixes.iter().any(|p| number.starts_with(p)) {
        return Err(Fault::new(FaultCode::IdRegionForKind).with(kind.label()).with(shown));
    }
    check_layout(number, today)
}

/// The 2023 card has 18 characters beginning with 9; the 2017 card has 3 letters and 12 digits. Both stay valid.
fn check_foreign_card(number: String, today: NaiveDate) -> Result<Identity, Fault> {
    if number.len() == 15 && number.is_ascii() {
        let (letters, digits) = number.split_at(3);
        if letters.chars().all(|c| c.is_ascii_uppercase()) && digits.chars().all(|c| c.is_ascii_digit()) {
            return Ok(Identity { number, sex: None, birth: None, warnings: Vec::new() });
        }
    }
    if number.len() != 18 || !number.starts_with('9') || odd_character(&number).is_some() {
        let example = "9 开头的 18 位，或 3 个字母加 12 位数字";
        return Err(Fault::new(FaultCode::IdFormat).with(IdKind::ForeignPermanentCard.label()).with(example));
    }
    check_layout(number, today)
}

fn check_eighteen(number: &str) -> Result<(), Fault> {
    check_signs(number)?;
    if number.len() == 18 { Ok(()) } else { Err(wrong_length(number.len())) }
}

fn is_alnum(number: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_digits(number: &str, lengths: &[usize]) -> bool {
    lengths.contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit())
}

fn is_travel_permit(number: &str) -> bool {
    let mut chars = number.chars();
    matches!(chars.next(), Some('H' | 'M')) && is_digits(chars.as_str(), &[8, 10])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
    }

    fn resident(number: &str) -> Result<Identity, Fault> {
        check_number(IdKind::ResidentCard, number, today())
    }

    /// The worked rows of `shared/domain/residents.md` 4.1, computed there by hand.
    #[test]
    fn worked_numbers_pass_with_sex_and_birth() {
        let rows = [
            ("11010519491231002X", Sex::Female, "1949-12-31"),
            ("440524188001010014", Sex::Male, "1880-01-01"),
            ("110101190001011009", Sex::Female, "1900-01-01"),
            ("310104190102030029", Sex::Female, "1901-02-03"),
            ("51010419020715333X", Sex::Male, "1902-07-15"),
            ("12010119041009007X", Sex::Male, "1904-10-09"),
        ];
        for (number, sex, birth) in rows {
            let found = resident(number).unwrap();
            assert_eq!(
                (found.sex, found.birth.unwrap().to_string().as_str()),
                (Some(sex), birth),
                "{number}"
            );
            assert!(found.warnings.is_empty(), "{number}: retired divisions are known ones");
        }
    }

    #[test]
    fn wrong_numbers_name_what_is_wrong() {
        let rows = [
            ("110105194912310021", FaultCode::IdCheckDigit),
            ("110105194913310021", FaultCode::IdBirthDate),
            ("110101190002291006", FaultCode::IdBirthDate),
            ("110101209901011001", FaultCode::IdBirthInFuture),
            ("1101051949123100", FaultCode::IdLength),
            ("11010519491231A02X", FaultCode::IdCharacter),
            ("1.10105E+17", FaultCode::IdDamaged),
            ("110105194912310000", FaultCode::IdDamaged),
        ];
        for (number, code) in rows {
            assert_eq!(resident(number).unwrap_err().code, code, "{number}");
        }
    }

    #[test]
    fn what_stands_in_place_of_a_number_or_beside_it_has_words_of_its_own() {
        let rows = [
            ("3301**********1234", FaultCode::IdMasked),
            ("110108XXXXXXXX0031", FaultCode::IdMasked),
            ("411627□□□□□□□□1289", FaultCode::IdMasked),
            ("440305……2172", FaultCode::IdMasked),
            ("********", FaultCode::IdMasked),
            ("XXXX", FaultCode::IdMasked),
            ("xxxxxxxx", FaultCode::IdMasked),
            ("11010519491231002X；440524188001010014", FaultCode::IdTwo),
            ("11010519491231002X440524188001010014", FaultCode::IdTwo),
            ("11010519491231002X 110105491231002", FaultCode::IdTwo),
            ("身份证号：11010519491231002X", FaultCode::IdBeside),
            ("11010519491231002X（母亲）", FaultCode::IdBeside),
            ("护照533380006", FaultCode::IdBeside),
            ("尾号0031", FaultCode::IdNoDigits),
            ("E12345678", FaultCode::IdOtherPaper),
            ("EA1234567", FaultCode::IdOtherPaper),
            // One sign that is not right is a slip.
            ("11010519491231002×", FaultCode::IdCharacter),
            ("E1010519491231002X", FaultCode::IdCharacter),
        ];
        for (number, code) in rows {
            assert_eq!(resident(number).unwrap_err().code, code, "{number}");
        }
        let said = resident("11010519491231002X（母亲）").unwrap_err().message();
        assert_eq!(said, "号码旁边还写着“母亲”，请只留号码；是哪种证件，请填在证件类型里。");
        let said = resident("11010519491231002X；440524188001010014").unwrap_err().message();
        assert_eq!(said, "这一格写了 2 个号码，请只留这个人现在用的一个。");
        for number in ["XXXXXXXX", "E1******8", "********"] {
            let fault = check_number(IdKind::Passport, number, today()).unwrap_err();
            assert_eq!(fault.code, FaultCode::IdMasked, "{number}");
        }
        assert!(check_number(IdKind::Passport, "C01XX0T47", today()).is_ok());
    }

    #[test]
    fn unknown_division_only_warns() {
        let found = resident("990101190001011002").unwrap();
        assert_eq!(found.warnings[0].code, FaultCode::IdUnknownDivision);
    }

    #[test]
    fn old_number_becomes_eighteen_digits() {
        assert_eq!(resident("110105491231002").unwrap().number, "11010519491231002X");
        assert_eq!(resident("110105491231998").unwrap_err().code, FaultCode::IdOldCentenarian);
    }

    #[test]
    fn typed_number_is_tidied_and_not_mended() {
        assert_eq!(resident(" １１０１０５ 19491231 002x ").unwrap().number, "11010519491231002X");
    }

    #[test]
    fn permits_and_foreign_cards_have_their_own_checks() {
        for number in ["810000199003070015", "820000198811080024"] {
            assert!(check_number(IdKind::HkMoResidencePermit, number, today()).is_ok(), "{number}");
        }
        assert!(check_number(IdKind::TwResidencePermit, "830000199506200030", today()).is_ok());
        let wrong = check_number(IdKind::TwResidencePermit, "810000199003070015", today()).unwrap_err();
        assert_eq!(wrong.code, FaultCode::IdRegionForKind);
        let card = check_number(IdKind::ForeignPermanentCard, "911124198108030024", today()).unwrap();
        assert_eq!((card.sex, card.birth), (Some(Sex::Female), NaiveDate::from_ymd_opt(1981, 8, 3)));
        assert!(check_number(IdKind::ForeignPermanentCard, "CAN110181080311", today()).is_ok());
        assert!(check_number(IdKind::HkMoTravelPermit, "H12345678", today()).is_ok());
        assert!(check_number(IdKind::HkMoTravelPermit, "12345678", today()).is_err());
        assert!(check_number(IdKind::None, "123", today()).is_err());
        assert!(check_number(IdKind::None, "", today()).is_ok(), "people without a number are first-class");
    }

    #[test]
    fn masked_number_keeps_first_six_and_last_four() {
        assert_eq!(mask_number("11010519491231002X"), "110105********002X");
        assert_eq!(mask_number("E12345678"), "E1*****78");
        assert_eq!(mask_number(""), "");
        assert_eq!(hide_number("11010519491231002X"), "110105************");
        assert_eq!(hide_number("E12345678"), "E1*******");
        assert_eq!(hide_number("E12"), "***");
        assert_eq!(hide_number(""), "");
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in any::<String>(), kind in 0usize..10) {
            let _ = check_number(IdKind::ALL[kind], &text, today());
            let _ = mask_number(&text);
        }

        #[test]
        fn never_panics_on_text_like_a_number(text in "[0-9xX９]{13,19}", kind in 0usize..10) {
            let _ = check_number(IdKind::ALL[kind], &text, today());
        }
    }
}
