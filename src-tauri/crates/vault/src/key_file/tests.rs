use super::*;
use crate::test_folder::TestFolder;

const NAME: &str = "Wang Fang";
const PASSWORD: &str = "xingfuli3";

/// A file with one user, and its key.
fn one_user() -> (DataKey, KeyFile, u32) {
    let key = DataKey::random().unwrap();
    let mut file = KeyFile::new().unwrap();
    let slot_id = file.add_password(&key, NAME, PASSWORD, Cost::LIGHT).unwrap();
    (key, file, slot_id)
}

fn opens(file: &KeyFile, name: &str, password: &str, key: &DataKey) -> bool {
    match file.open_with_password(name, password) {
        Ok((opened, _)) => opened.as_hex() == key.as_hex(),
        Err(cause) => {
            assert_eq!(cause, VaultError::WrongPassword);
            false
        }
    }
}

#[test]
fn opens_with_the_right_password_only() {
    let (key, file, slot_id) = one_user();
    let (opened, opened_slot) = file.open_with_password(NAME, PASSWORD).unwrap();
    assert_eq!((opened.as_hex(), opened_slot), (key.as_hex(), slot_id));
    for wrong in ["", "Xingfuli3", "xingfuli3 ", "xingfuli", "12345678"] {
        assert!(!opens(&file, NAME, wrong, &key), "{wrong:?}");
    }
}

#[test]
fn case_and_outer_spaces_of_the_name_do_not_matter() {
    let (key, file, _) = one_user();
    assert!(opens(&file, "  wang fang\u{3000}", PASSWORD, &key));
}

#[test]
fn an_unknown_name_looks_like_a_wrong_password() {
    let (_, file, _) = one_user();
    assert_eq!(file.open_with_password("nobody", PASSWORD).unwrap_err(), VaultError::WrongPassword);
    let empty = KeyFile::new().unwrap();
    assert_eq!(empty.open_with_password(NAME, PASSWORD).unwrap_err(), VaultError::WrongPassword);
}

#[test]
fn the_only_user_needs_no_name_but_one_of_two_does() {
    let (key, mut file, _) = one_user();
    file.set_recovery(&key, Cost::LIGHT).unwrap();
    assert!(opens(&file, "", PASSWORD, &key), "the recovery slot does not count");
    assert!(opens(&file, " ", PASSWORD, &key));
    file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    assert!(!opens(&file, "", PASSWORD, &key));
}

#[test]
fn two_users_open_with_their_own_passwords() {
    let (key, mut file, first) = one_user();
    let second = file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    assert_ne!(first, second);
    assert_eq!(file.open_with_password(NAME, PASSWORD).unwrap().1, first);
    assert_eq!(file.open_with_password("李强", "another one").unwrap().1, second);
    assert!(!opens(&file, NAME, "another one", &key));
    assert!(!opens(&file, "李强", PASSWORD, &key));
}

#[test]
fn a_replaced_password_is_useless() {
    let (key, mut file, slot_id) = one_user();
    file.replace_password(slot_id, &key, "a new password", Cost::LIGHT).unwrap();
    assert!(!opens(&file, NAME, PASSWORD, &key));
    assert_eq!(file.open_with_password(NAME, "a new password").unwrap().1, slot_id);
}

#[test]
fn a_renamed_user_keeps_the_password() {
    let (key, mut file, slot_id) = one_user();
    file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    file.rename(slot_id, "王芳").unwrap();
    assert!(opens(&file, "王芳", PASSWORD, &key));
    assert!(!opens(&file, NAME, PASSWORD, &key));
    assert_eq!(file.rename(slot_id, "王芳 "), Ok(()), "one's own name is not taken");
    assert_eq!(file.rename(slot_id, "李强"), Err(VaultError::NameTaken));
}

#[test]
fn refuses_a_name_that_another_user_has() {
    let (key, mut file, _) = one_user();
    let again = file.add_password(&key, "WANG FANG", "another one", Cost::LIGHT);
    assert_eq!(again, Err(VaultError::NameTaken));
    assert_eq!(file.password_slot_count(), 1);
}

#[test]
fn removes_a_user_but_not_the_last_one() {
    let (key, mut file, first) = one_user();
    file.set_recovery(&key, Cost::LIGHT).unwrap();
    assert_eq!(file.remove(first), Err(VaultError::LastPassword), "a recovery slot is no password");
    let second = file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    file.remove(second).unwrap();
    assert!(!opens(&file, "李强", "another one", &key));
    let third = file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    assert!(third > second, "numbers are not used again");
}

#[test]
fn only_password_slots_can_be_changed_by_number() {
    let (key, mut file, _) = one_user();
    file.set_recovery(&key, Cost::LIGHT).unwrap();
    for slot_id in [0, 2, 99] {
        assert_eq!(file.remove(slot_id), Err(VaultError::NoSuchSlot));
        assert_eq!(file.rename(slot_id, "x"), Err(VaultError::NoSuchSlot));
        assert_eq!(file.replace_password(slot_id, &key, "x", Cost::LIGHT), Err(VaultError::NoSuchSlot));
    }
}

#[test]
fn the_recovery_code_opens_the_ledger() {
    let (key, mut file, _) = one_user();
    assert!(!file.has_recovery());
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    assert!(file.has_recovery());
    for typed in [code.to_string(), code.to_lowercase().replace('-', " ")] {
        assert_eq!(file.open_with_recovery(&typed).unwrap().as_hex(), key.as_hex());
    }
}

#[test]
fn a_mistyped_recovery_code_is_told_from_a_wrong_one() {
    let (key, mut file, _) = one_user();
    let other = RecoveryCode::random().unwrap().grouped();
    assert_eq!(file.open_with_recovery(&other).unwrap_err(), VaultError::WrongRecovery, "none was set");
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    assert_eq!(file.open_with_recovery(&other).unwrap_err(), VaultError::WrongRecovery);
    assert_eq!(file.open_with_recovery(&code[1..]).unwrap_err(), VaultError::RecoveryMistyped);
}

#[test]
fn a_new_recovery_code_makes_the_earlier_one_useless() {
    let (key, mut file, _) = one_user();
    let earlier = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    assert_eq!(file.open_with_recovery(&earlier).unwrap_err(), VaultError::WrongRecovery);
    assert!(file.open_with_recovery(&code).is_ok());
    assert!(opens(&file, NAME, PASSWORD, &key), "passwords are left alone");
}

#[test]
fn the_json_text_shows_no_name_password_code_or_key() {
    let (key, mut file, _) = one_user();
    file.add_password(&key, "李强", "另一个密码不一样", Cost::LIGHT).unwrap();
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap();
    let json = file.to_json().to_lowercase();
    let secrets = [
        "wang",
        "fang",
        PASSWORD,
        "李强",
        "另一个密码不一样",
        &code.grouped().to_lowercase(),
        &code.grouped().to_lowercase().replace('-', ""),
        &hex::encode(code.as_bytes()),
        &key.as_hex(),
        &hex::encode("wang fang".as_bytes()),
        &hex::encode("李强".as_bytes()),
    ];
    for secret in secrets {
        assert!(!json.contains(secret), "{secret} stands in the file");
    }
}

#[test]
fn the_same_name_has_another_tag_in_another_file() {
    let (_, one, _) = one_user();
    let (_, other, _) = one_user();
    assert_ne!(one.name_tag(NAME), other.name_tag(NAME));
}

#[test]
fn the_file_reads_back() {
    let folder = TestFolder::new("key-file");
    let path = folder.join("ledger.keys");
    let (key, mut file, _) = one_user();
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap();
    file.write(&path).unwrap();
    std::fs::write(folder.join("ledger.keys.part"), &file.to_json()[..99]).unwrap();
    let read = KeyFile::read(&path).unwrap();
    assert_eq!(read, file, "and what lies half written beside it is ignored");
    assert!(opens(&read, NAME, PASSWORD, &key));
    assert!(read.open_with_recovery(&code.grouped()).is_ok());
    assert_eq!(KeyFile::read(&folder.join("other")), Err(VaultError::Missing));
}

#[test]
fn tells_damaged_files_from_newer_ones() {
    let (_, file, _) = one_user();
    let json = file.to_json();
    let read = |json: &str| KeyFile::from_json(json.as_bytes()).map(|_| ());
    assert_eq!(read(&json), Ok(()));
    let damaged = [
        String::new(),
        "{}".to_string(),
        json[..json.len() / 2].to_string(),
        json.replace(MAGIC, "other-keys"),
        json.replace("\"version\": 1", "\"version\": 0"),
        json.replace("\"password\"", "\"fingerprint\""),
        json.replace("\"next_slot_id\": 2", "\"next_slot_id\": 1"),
        json.replace("\"slot_id\": 1", "\"slot_id\": 0"),
        json.replace("\"nonce\": \"", "\"nonce\": \"00"),
    ];
    for text in damaged {
        assert_eq!(read(&text), Err(VaultError::Damaged), "{text}");
    }
    assert_eq!(read(&format!("{{\"magic\":\"{MAGIC}\",\"version\":2}}")), Err(VaultError::TooNew(2)));
}

#[test]
fn refuses_slots_that_contradict_each_other() {
    let (key, mut file, _) = one_user();
    file.set_recovery(&key, Cost::LIGHT).unwrap();
    let mut same_name = file.clone();
    same_name.slots.push(file.slots[0].clone());
    same_name.slots[2].slot_id = 3;
    let mut same_number = file.clone();
    same_number.slots[1].slot_id = 1;
    for mut contradictory in [same_name, same_number] {
        contradictory.next_slot_id = 9;
        let read = KeyFile::from_json(contradictory.to_json().as_bytes());
        assert_eq!(read, Err(VaultError::Damaged));
    }
}

#[test]
fn a_tampered_file_does_not_open() {
    let (_, file, _) = one_user();
    let json = file.to_json();
    let at = json.find("sealed_key").unwrap() + "sealed_key\": \"".len();
    let digit = if &json[at..=at] == "0" { "1" } else { "0" };
    let tampered = format!("{}{digit}{}", &json[..at], &json[at + 1..]);
    let file = KeyFile::from_json(tampered.as_bytes()).unwrap();
    assert_eq!(file.open_with_password(NAME, PASSWORD).unwrap_err(), VaultError::WrongPassword);
}

#[test]
fn a_tampered_cost_does_not_freeze_the_computer() {
    let (_, file, _) = one_user();
    let tampered = file.to_json().replace("\"memory_kib\": 8", "\"memory_kib\": 4000000000");
    let file = KeyFile::from_json(tampered.as_bytes()).unwrap();
    assert_eq!(file.open_with_password(NAME, PASSWORD).unwrap_err(), VaultError::CostRefused);
    assert_eq!(file.open_with_password("nobody", PASSWORD).unwrap_err(), VaultError::WrongPassword);
}

#[test]
fn a_file_of_version_1_opens_for_ever() {
    let file = KeyFile::from_json(include_bytes!("version_1.json")).unwrap();
    let key = DataKey::from_bytes(&[0xa5; 32]);
    assert!(opens(&file, NAME, PASSWORD, &key));
    let recovered = file.open_with_recovery("01PB-P28C-FFBP-ASCZ-YBPV-KPPW-KAFK").unwrap();
    assert_eq!(recovered.as_hex(), key.as_hex());
    assert_eq!(key.fingerprint(), "a0e5b40d4af02787");
}

#[test]
fn a_proposed_password_opens_beside_the_earlier_one_until_it_is_settled() {
    let (key, mut file, first) = one_user();
    let second = file.propose_password(&key, (NAME, "a new password"), Some(first), Cost::LIGHT).unwrap();
    let mut file = KeyFile::from_json(file.to_json().as_bytes()).unwrap();
    assert_eq!(file.slots_opened(NAME, PASSWORD).unwrap().1, [first]);
    assert_eq!(file.slots_opened(NAME, "a new password").unwrap().1, [second]);
    assert_eq!(file.slots_opened("", "a new password").unwrap().1, [second], "the only user needs no name");
    assert_eq!(file.password_slot_count(), 1);
    let mut dropped = file.clone();
    assert!(dropped.settle(&[(first, NAME)]), "the ledger was not written");
    assert!(opens(&dropped, NAME, PASSWORD, &key) && !opens(&dropped, NAME, "a new password", &key));
    assert!(file.settle(&[(second, NAME)]), "the ledger was written");
    assert!(opens(&file, NAME, "a new password", &key) && !opens(&file, NAME, PASSWORD, &key));
    assert!(!file.settle(&[(second, NAME)]), "settled once, nothing is left to do");
    assert!(!file.to_json().contains("pending"), "a settled file looks as it always did");
}

#[test]
fn the_same_password_again_opens_both_slots() {
    let (key, mut file, first) = one_user();
    let second = file.propose_password(&key, (NAME, PASSWORD), Some(first), Cost::LIGHT).unwrap();
    assert_eq!(file.slots_opened(NAME, PASSWORD).unwrap().1, [first, second]);
    assert_eq!(file.any_slots_opened(PASSWORD).unwrap().1, [first, second]);
}

#[test]
fn both_names_open_until_a_rename_is_settled() {
    let (key, mut file, slot) = one_user();
    file.propose_name(slot, "王芳").unwrap();
    assert!(opens(&file, NAME, PASSWORD, &key) && opens(&file, "王芳", PASSWORD, &key));
    assert_eq!(file.slots_opened("王芳", PASSWORD).unwrap().1, [slot]);
    let mut dropped = file.clone();
    dropped.settle(&[(slot, NAME)]);
    assert!(opens(&dropped, NAME, PASSWORD, &key) && !opens(&dropped, "王芳", PASSWORD, &key));
    file.settle(&[(slot, "王芳")]);
    assert!(!opens(&file, NAME, PASSWORD, &key) && opens(&file, "王芳", PASSWORD, &key));
}

#[test]
fn slots_that_no_user_points_to_are_let_go_but_never_all_of_them() {
    let (key, mut file, first) = one_user();
    let code = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    let left = file.add_password(&key, "李强", "another one", Cost::LIGHT).unwrap();
    assert!(!file.settle(&[(99, NAME)]), "a ledger that points to none of them is another one's");
    assert!(file.has_slot(left));
    assert!(file.settle(&[(first, NAME)]));
    assert!(file.has_slot(first) && !file.has_slot(left));
    assert!(file.open_with_recovery(&code).is_ok());
}

#[test]
fn the_recovery_code_that_is_typed_is_the_one_that_holds() {
    let (key, mut file, slot) = one_user();
    let earlier = file.set_recovery(&key, Cost::LIGHT).unwrap().grouped();
    let proposed = file.propose_recovery(&key, Cost::LIGHT).unwrap().grouped();
    file.settle(&[(slot, NAME)]);
    assert!(file.open_with_recovery(&earlier).is_ok() && file.open_with_recovery(&proposed).is_ok());
    let mut kept = file.clone();
    assert_eq!(kept.confirm_recovery(&earlier), Ok(true));
    assert_eq!(kept.open_with_recovery(&proposed).unwrap_err(), VaultError::WrongRecovery);
    assert_eq!(file.confirm_recovery(&proposed), Ok(true));
    assert_eq!(file.open_with_recovery(&earlier).unwrap_err(), VaultError::WrongRecovery);
    assert_eq!(file.confirm_recovery(&proposed), Ok(false));
}
