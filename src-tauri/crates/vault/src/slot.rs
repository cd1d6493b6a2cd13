//! One key slot: a copy of the data key, sealed by one secret.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cost::Cost;
use crate::data_key::{DataKey, KEY_LENGTH};
use crate::hashing::random_bytes;
use crate::{VaultError, hex};

/// The sealed key is this much longer than the key: the Poly1305 tag, in bytes.
const TAG_LENGTH: usize = 16;

/// What opens a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum SlotKind {
    Password {
        /// Salted hash of the login name. It keeps the names out of the file's plain text, not from a patient guesser.
        #[serde(with = "hex")]
        name_tag: [u8; 16],
    },
    Recovery,
}

/// A sealed copy of the data key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    /// Never given twice in one file; the ledger's users point to it.
    pub(crate) slot_id: u32,
    #[serde(flatten)]
    pub(crate) kind: SlotKind,
    pub(crate) cost: Cost,
    #[serde(with = "hex")]
    salt: [u8; 16],
    #[serde(with = "hex")]
    nonce: [u8; 24],
    #[serde(with = "hex")]
    sealed_key: [u8; KEY_LENGTH + TAG_LENGTH],
}

impl Slot {
    /// The same key sealed the same way, for another name.
    pub(crate) fn of_kind(self, kind: SlotKind) -> Self {
        Slot { kind, ..self }
    }

    /// Seals `key` so that `secret` opens it.
    ///
    /// # Errors
    ///
    /// `CostRefused`, `OutOfMemory`, `NoRandom`.
    pub(crate) fn seal(
        slot_id: u32,
        kind: SlotKind,
        key: &DataKey,
        secret: &[u8],
        cost: Cost,
    ) -> Result<Slot, VaultError> {
        let salt = random_bytes()?;
        let nonce = random_bytes()?;
        let cipher = cipher(cost, secret, &salt)?;
        let bound_to = bound_to(slot_id, &kind);
        let sealed_key = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: key.as_bytes(), aad: bound_to.as_bytes() })
            .ok()
            .and_then(|sealed| sealed.try_into().ok())
            .expect("sealing 32 bytes gives 48");
        Ok(Slot { slot_id, kind, cost, salt, nonce, sealed_key })
    }

    /// The data key, or `None` when the secret is wrong or the slot was tampered with: the two cannot be told apart.
    ///
    /// # Errors
    ///
    /// `CostRefused`, `OutOfMemory`.
    pub(crate) fn open(&self, secret: &[u8]) -> Result<Option<DataKey>, VaultError> {
        let cipher = cipher(self.cost, secret, &self.salt)?;
        let bound_to = bound_to(self.slot_id, &self.kind);
        let opened = cipher
            .decrypt(&XNonce::from(self.nonce), Payload { msg: &self.sealed_key, aad: bound_to.as_bytes() })
            .map(Zeroizing::new);
        Ok(opened.ok().and_then(|bytes| bytes.as_slice().try_into().ok().map(DataKey::from_bytes)))
    }

    /// A slot that takes as long to open as this one and that no secret opens.
    pub(crate) fn decoy(&self) -> Slot {
        Slot { slot_id: NO_SLOT, ..self.clone() }
    }
}

/// The number no slot has: a slot with it is not the one that was sealed.
pub(crate) const NO_SLOT: u32 = 0;

fn cipher(cost: Cost, secret: &[u8], salt: &[u8; 16]) -> Result<XChaCha20Poly1305, VaultError> {
    let key = cost.derive(secret, salt)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

/// What the seal is bound to besides the key, so that a slot cannot pass for another one.
///
/// The name tag is left out: renaming a person must not need the password.
fn bound_to(slot_id: u32, kind: &SlotKind) -> String {
    let kind = match kind {
        SlotKind::Password { .. } => "password",
        SlotKind::Recovery => "recovery",
    };
    format!("{}/{}/{kind}/{slot_id}", crate::key_file::MAGIC, crate::key_file::VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (DataKey, Slot) {
        let key = DataKey::random().unwrap();
        let slot = Slot::seal(7, SlotKind::Recovery, &key, b"secret", Cost::LIGHT).unwrap();
        (key, slot)
    }

    #[test]
    fn opens_with_its_secret_only() {
        let (key, slot) = sealed();
        assert_eq!(slot.open(b"secret").unwrap().unwrap().as_hex(), key.as_hex());
        assert!(slot.open(b"Secret").unwrap().is_none());
        assert!(slot.open(b"").unwrap().is_none());
    }

    #[test]
    fn a_changed_byte_anywhere_keeps_it_shut() {
        let (_, slot) = sealed();
        for at in 0..slot.sealed_key.len() {
            let mut tampered = slot.clone();
            tampered.sealed_key[at] ^= 1;
            assert!(tampered.open(b"secret").unwrap().is_none(), "byte {at} of the sealed key");
        }
        let mut tampered = slot.clone();
        tampered.nonce[0] ^= 1;
        assert!(tampered.open(b"secret").unwrap().is_none(), "the nonce");
        let mut tampered = slot.clone();
        tampered.salt[0] ^= 1;
        assert!(tampered.open(b"secret").unwrap().is_none(), "the salt");
    }

    #[test]
    fn does_not_open_under_another_number_or_kind() {
        let (_, slot) = sealed();
        let renumbered = Slot { slot_id: 8, ..slot.clone() };
        let other_kind = Slot { kind: SlotKind::Password { name_tag: [0; 16] }, ..slot.clone() };
        assert!(renumbered.open(b"secret").unwrap().is_none());
        assert!(other_kind.open(b"secret").unwrap().is_none());
        assert!(slot.decoy().open(b"secret").unwrap().is_none());
    }

    #[test]
    fn one_key_sealed_twice_looks_different() {
        let (key, slot) = sealed();
        let again = Slot::seal(7, SlotKind::Recovery, &key, b"secret", Cost::LIGHT).unwrap();
        assert_ne!(slot.salt, again.salt);
        assert_ne!(slot.nonce, again.nonce);
        assert_ne!(slot.sealed_key, again.sealed_key);
    }
}
