//! How much work it takes to turn a password into the key of its slot.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::VaultError;

/// More memory than this, in KiB (1 GiB), is not asked for by any program of ours: the file was tampered with.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;

/// More passes than this are not asked for by any program of ours.
const MOST_PASSES: u32 = 20;

/// The work of one Argon2id derivation, on one lane. Stored in each slot, so that it can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

impl Cost {
    /// For every real ledger: well under a second on an office computer.
    ///
    /// Source: RFC 9106, section 4, second recommended setting, with one lane instead of four for computers with
    /// two cores.
    pub const STANDARD: Cost = Cost { memory_kib: 64 * 1024, passes: 3 };

    /// The least there is, for tests and for the practice ledger, which holds nothing worth guarding.
    pub const LIGHT: Cost = Cost { memory_kib: Params::MIN_M_COST, passes: Params::MIN_T_COST };

    /// Whether a file may ask for this much work.
    pub(crate) fn is_reasonable(self) -> bool {
        (Params::MIN_M_COST..=MOST_MEMORY_KIB).contains(&self.memory_kib)
            && (Params::MIN_T_COST..=MOST_PASSES).contains(&self.passes)
    }

    /// The key that `secret` gives with this salt.
    ///
    /// # Errors
    ///
    /// - `CostRefused`: the cost is not [reasonable](Cost::is_reasonable).
    /// - `OutOfMemory`: the computer has not that much memory free.
    pub(crate) fn derive(self, secret: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        if !self.is_reasonable() {
            return Err(VaultError::CostRefused);
        }
        let params =
            Params::new(self.memory_kib, self.passes, 1, None).map_err(|_| VaultError::CostRefused)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, salt, &mut *key)
            .map_err(|cause| match cause {
                argon2::Error::OutOfMemory => VaultError::OutOfMemory,
                _ => VaultError::CostRefused,
            })?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_the_same_key_only_from_the_same_secret_salt_and_cost() {
        let key = Cost::LIGHT.derive(b"secret", &[1; 16]).unwrap();
        let more = Cost { passes: 2, ..Cost::LIGHT };
        assert_eq!(key, Cost::LIGHT.derive(b"secret", &[1; 16]).unwrap());
        assert_ne!(key, Cost::LIGHT.derive(b"Secret", &[1; 16]).unwrap());
        assert_ne!(key, Cost::LIGHT.derive(b"secret", &[2; 16]).unwrap());
        assert_ne!(key, more.derive(b"secret", &[1; 16]).unwrap());
    }

    #[test]
    fn the_standard_cost_is_accepted() {
        assert!(Cost::STANDARD.is_reasonable());
        assert!(Cost::STANDARD.derive(b"secret", &[1; 16]).is_ok());
    }

    #[test]
    fn refuses_costs_that_would_freeze_the_computer() {
        let refused =
            [(MOST_MEMORY_KIB + 1, 1), (u32::MAX, 1), (8, 21), (8, u32::MAX), (7, 1), (8, 0), (0, 0)];
        for (memory_kib, passes) in refused {
            let cost = Cost { memory_kib, passes };
            assert_eq!(cost.derive(b"secret", &[1; 16]).unwrap_err(), VaultError::CostRefused, "{cost:?}");
        }
    }
}
