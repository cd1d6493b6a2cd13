//! Random bytes and short keyed hashes.

use blake2::Blake2bMac;
use blake2::digest::{FixedOutput, Update, consts::U32};

use crate::VaultError;

/// Random bytes of the operating system.
///
/// # Errors
///
/// `NoRandom`: the system gives none; nothing may be made without them.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::NoRandom)?;
    Ok(bytes)
}

/// BLAKE2b of `text` under `key`, at most 64 bytes. Hashes for two purposes are unrelated, even with one key.
pub(crate) fn keyed_hash(key: &[u8], purpose: &[u8; 16], text: &[u8]) -> [u8; 32] {
    let mut hash = Blake2bMac::<U32>::new_with_salt_and_personal(Some(key), &[], purpose)
        .expect("keys are at most 64 bytes and purposes are 16");
    hash.update(text);
    hash.finalize_fixed().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_differ_by_key_purpose_and_text() {
        let hash = keyed_hash(b"key", b"purpose 12345678", b"text");
        assert_eq!(hash, keyed_hash(b"key", b"purpose 12345678", b"text"));
        assert_ne!(hash, keyed_hash(b"kez", b"purpose 12345678", b"text"));
        assert_ne!(hash, keyed_hash(b"key", b"purpose 12345679", b"text"));
        assert_ne!(hash, keyed_hash(b"key", b"purpose 12345678", b"texu"));
    }
}
