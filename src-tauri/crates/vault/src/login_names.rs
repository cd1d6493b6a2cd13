//! The names that an unlock page offers, kept beside the key file so that nobody types a name letter for letter.
//!
//! The key lies in the same file: this keeps the names out of plain text, not from a patient reader, like the tags of
//! the key file. Everybody at the locked window sees them anyway.

use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};

use crate::hashing::random_bytes;
use crate::{VaultError, files, hex};

#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(with = "hex")]
    key: [u8; 32],
    #[serde(with = "hex")]
    nonce: [u8; 24],
    names: Vec<u8>,
}

/// The names in a file, in their order. A missing or damaged file is none: a name can be typed.
pub fn read_login_names(path: &Path) -> Vec<String> {
    let read = || -> Option<Vec<String>> {
        let bytes = files::read_small(path).ok()?;
        let sealed: Sealed = serde_json::from_slice(&bytes).ok()?;
        let cipher = XChaCha20Poly1305::new((&sealed.key).into());
        let names = cipher.decrypt(&XNonce::from(sealed.nonce), sealed.names.as_slice()).ok()?;
        serde_json::from_slice(&names).ok()
    };
    read().unwrap_or_default()
}

/// Notes the names in a file, whole or not at all.
///
/// # Errors
///
/// `NoRandom`, or `NotWritten`: the earlier file is still in place.
pub fn write_login_names(path: &Path, names: &[String]) -> Result<(), VaultError> {
    let key: [u8; 32] = random_bytes()?;
    let nonce: [u8; 24] = random_bytes()?;
    let text = serde_json::to_vec(names).expect("a list of texts is always JSON");
    let cipher = XChaCha20Poly1305::new((&key).into());
    let names = cipher.encrypt(&XNonce::from(nonce), text.as_slice()).expect("a short text can be sealed");
    let json = serde_json::to_vec(&Sealed { key, nonce, names }).expect("bytes are always JSON");
    files::replace(path, &json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn names_come_back_in_their_order_and_lie_in_no_plain_text() {
        let folder = TestFolder::new("login-names");
        let path = folder.join("names.json");
        let names = vec!["李敏".to_owned(), "张主任".to_owned()];
        write_login_names(&path, &names).unwrap();
        assert_eq!(read_login_names(&path), names);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|w| w == "李敏".as_bytes()));
    }

    #[test]
    fn a_missing_or_damaged_file_is_no_names() {
        let folder = TestFolder::new("login-names-damaged");
        let path = folder.join("names.json");
        assert!(read_login_names(&path).is_empty());
        for content in ["", "[\"李敏\"]", "{\"key\":\"00\",\"nonce\":\"00\",\"names\":[1]}"] {
            std::fs::write(&path, content).unwrap();
            assert!(read_login_names(&path).is_empty(), "{content}");
        }
    }
}
