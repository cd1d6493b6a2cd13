//! Which passwords a person may choose. Few rules, so that the password need not be written on a note.

use crate::VaultError;
use crate::text::narrow;

/// The least length of a password, in characters.
pub const SHORTEST_PASSWORD: usize = 8;

/// Checks a password a person wants to set. Existing passwords are never checked again.
///
/// # Errors
///
/// - `PasswordTooShort`: fewer than [`SHORTEST_PASSWORD`] characters.
/// - `PasswordTooSimple`: one character over and over, or only digits counting up or down.
pub fn check_new_password(password: &str) -> Result<(), VaultError> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(VaultError::PasswordTooShort);
    }
    if is_one_character(password) || counts(password, 1) || counts(password, 9) {
        return Err(VaultError::PasswordTooSimple);
    }
    Ok(())
}

fn is_one_character(password: &str) -> bool {
    let mut characters = password.chars().map(narrow);
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

/// Whether the password is digits only, each `step` after the one before it, and 0 after 9. Nine steps up is one down.
fn counts(password: &str, step: u32) -> bool {
    let digits: Option<Vec<u32>> = password.chars().map(|c| narrow(c).to_digit(10)).collect();
    digits.is_some_and(|digits| digits.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_short_passwords() {
        for password in ["", "abc", "abc1234", "社区台账密码七"] {
            assert_eq!(check_new_password(password), Err(VaultError::PasswordTooShort), "{password}");
        }
    }

    #[test]
    fn refuses_simple_passwords() {
        let simple = [
            "aaaaaaaa",
            "88888888",
            "        ",
            "12345678",
            "01234567",
            "1234567890",
            "87654321",
            "0987654321",
            "１２３４５６７８",
        ];
        for password in simple {
            assert_eq!(check_new_password(password), Err(VaultError::PasswordTooSimple), "{password}");
        }
    }

    #[test]
    fn accepts_the_rest() {
        for password in ["13572468", "xingfuli3", "幸福里居委会台账", "12345678a", "aaaaaaab"] {
            assert_eq!(check_new_password(password), Ok(()), "{password}");
        }
    }
}
