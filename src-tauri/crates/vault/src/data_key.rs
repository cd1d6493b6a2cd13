//! The key that encrypts a ledger.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::VaultError;
use crate::hashing::{keyed_hash, random_bytes};
use crate::hex;

/// Length of a data key, in bytes: SQLCipher's AES-256.
pub(crate) const KEY_LENGTH: usize = 32;

/// A random 256-bit key of one ledger. It stays the same for the life of the ledger.
///
/// It lies on the heap, so that moving it leaves no copies behind, and is wiped when dropped.
#[derive(Clone)]
pub struct DataKey(Box<[u8; KEY_LENGTH]>);

impl DataKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// `NoRandom`: the operating system gives no random numbers.
    pub fn random() -> Result<DataKey, VaultError> {
        let bytes = Zeroizing::new(random_bytes()?);
        Ok(DataKey::from_bytes(&bytes))
    }

    /// The key as 64 hexadecimal digits, for the raw-key form of SQLCipher. Never log it or write it to a file.
    pub fn as_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(&*self.0))
    }

    /// Sixteen hexadecimal digits that two ledgers share only when they have the same key. Does not reveal the key.
    pub fn fingerprint(&self) -> String {
        hex::encode(&keyed_hash(&*self.0, b"data key mark v1", b"")[..8])
    }

    pub(crate) fn from_bytes(bytes: &[u8; KEY_LENGTH]) -> DataKey {
        let mut key = Box::new([0; KEY_LENGTH]);
        key.copy_from_slice(bytes);
        DataKey(key)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_the_whole_key() {
        let key = DataKey::from_bytes(&[0xa5; 32]);
        assert_eq!(*key.as_hex(), "a5".repeat(32));
    }

    #[test]
    fn random_keys_differ() {
        assert_ne!(DataKey::random().unwrap().as_hex(), DataKey::random().unwrap().as_hex());
    }

    #[test]
    fn fingerprint_recognises_the_same_key_and_does_not_show_it() {
        let key = DataKey::random().unwrap();
        assert_eq!(key.fingerprint(), key.clone().fingerprint());
        assert_ne!(key.fingerprint(), DataKey::random().unwrap().fingerprint());
        assert_eq!(key.fingerprint().len(), 16);
        assert!(!key.as_hex().contains(&key.fingerprint()), "no piece of the key itself");
    }

    #[test]
    fn debug_hides_the_key() {
        assert_eq!(format!("{:?}", DataKey::from_bytes(&[0xa5; 32])), "DataKey(hidden)");
    }
}
