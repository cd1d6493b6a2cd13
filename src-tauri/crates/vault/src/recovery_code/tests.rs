use super::*;
use proptest::prelude::*;

fn sample() -> RecoveryCode {
    RecoveryCode(Zeroizing::new(*b"\x00\x01\x7f\x80\xff fifteen.."))
}

#[test]
fn shows_seven_groups_of_four_without_look_alikes() {
    let code = RecoveryCode::random().unwrap();
    let groups: Vec<String> = code.grouped().split('-').map(String::from).collect();
    assert_eq!(groups.len(), 7);
    for group in groups {
        assert_eq!(group.len(), 4);
        assert!(group.chars().all(|c| c.is_ascii_alphanumeric() && !"ILOU".contains(c)), "a look-alike");
    }
}

#[test]
fn random_codes_differ() {
    assert_ne!(RecoveryCode::random().unwrap(), RecoveryCode::random().unwrap());
}

#[test]
fn reads_codes_as_people_type_them() {
    let code = sample();
    let shown = code.grouped();
    let full_width: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    let ways = [
        shown.to_string(),
        shown.to_lowercase(),
        shown.replace('-', ""),
        shown.replace('-', " "),
        shown.replace('-', "\u{3000}"),
        shown.replace('-', "——"),
        format!("  {}\r\n", shown.to_lowercase().replace('-', " - ")),
        full_width.to_lowercase(),
        full_width,
        shown.replace('0', "O").replace('1', "I"),
        shown.replace('0', "o").replace('1', "l"),
        shown.replace('0', "Ｏ").replace('1', "ｌ"),
    ];
    assert!(shown.contains('0') && shown.contains('1'), "else the look-alikes are not tried: {}", *shown);
    for typed in ways {
        assert_eq!(RecoveryCode::parse(&typed), Ok(code.clone()), "{typed}");
    }
}

#[test]
fn one_wrong_symbol_is_a_typing_error_wherever_it_stands() {
    let shown = sample().grouped().replace('-', "");
    for at in 0..shown.len() {
        for symbol in ALPHABET.iter().map(|symbol| char::from(*symbol)) {
            let mut typed: Vec<char> = shown.chars().collect();
            if typed[at] == symbol {
                continue;
            }
            typed[at] = symbol;
            let typed: String = typed.into_iter().collect();
            assert_eq!(RecoveryCode::parse(&typed), Err(VaultError::RecoveryMistyped), "{typed}");
        }
    }
}

#[test]
fn swapped_neighbours_are_a_typing_error() {
    let shown: Vec<char> = sample().grouped().replace('-', "").chars().collect();
    for at in 1..shown.len() {
        let mut typed = shown.clone();
        typed.swap(at - 1, at);
        if typed != shown {
            let typed: String = typed.into_iter().collect();
            assert_eq!(RecoveryCode::parse(&typed), Err(VaultError::RecoveryMistyped), "{typed}");
        }
    }
}

#[test]
fn missing_extra_and_foreign_symbols_are_typing_errors() {
    let shown = sample().grouped();
    let wrong = [
        String::new(),
        "-".repeat(40),
        shown[..shown.len() - 1].to_string(),
        format!("{}0", *shown),
        format!("{}-{}", *shown, *shown),
        shown.replacen('0', "U", 1),
        shown.replacen('0', "零", 1),
    ];
    for typed in wrong {
        assert_eq!(RecoveryCode::parse(&typed), Err(VaultError::RecoveryMistyped), "{typed}");
    }
}

#[test]
fn debug_hides_the_code() {
    assert_eq!(format!("{:?}", sample()), "RecoveryCode(hidden)");
}

proptest! {
    #[test]
    fn never_panics_on_any_text(typed in any::<String>()) {
        let _ = RecoveryCode::parse(&typed);
    }

    #[test]
    fn never_panics_on_text_that_looks_like_a_code(typed in "[-0-9A-Za-z０-９ ]{0,60}") {
        let _ = RecoveryCode::parse(&typed);
    }

    #[test]
    fn every_code_reads_back(bytes in any::<[u8; LENGTH]>()) {
        let code = RecoveryCode(Zeroizing::new(bytes));
        prop_assert_eq!(RecoveryCode::parse(&code.grouped()), Ok(code.clone()));
    }
}
