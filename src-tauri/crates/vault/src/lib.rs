//! The vault: what stands between a person's password and the data key of an encrypted ledger.
//!
//! The data key is random and never changes. Each person's password, and the recovery code, seals a copy of it in a
//! key slot of its own; the slots lie in a small key file beside the ledger. Changing a password rewrites one slot
//! and leaves the ledger alone. Nobody can open a ledger without a slot: there is no master key.
//!
//! This room knows nothing of ledgers, people or screens; it works with secrets and files only. No secret is
//! printed: `Debug` hides it, and no error carries one. Secrets are wiped from memory when they are dropped.
//!
//! What it does not do: an older copy of the key file still opens with the password of its day, because the data
//! key is the same. Somebody who kept such a copy and knew that password is not shut out by a new one.
//!
//! Sources: Argon2id, RFC 9106 (2021), section 4, second recommended setting (64 MiB, 3 passes);
//! XChaCha20-Poly1305, draft-irtf-cfrg-xchacha-03; BLAKE2, RFC 7693 (2015).

mod attempts;
mod cost;
mod data_key;
mod error;
mod files;
mod hashing;
mod hex;
mod key_file;
mod login_names;
mod password_rules;
mod recovery_code;
mod slot;
#[cfg(test)]
mod test_folder;
mod text;

pub use attempts::Attempts;
pub use cost::Cost;
pub use data_key::DataKey;
pub use error::VaultError;
pub use key_file::KeyFile;
pub use login_names::{read_login_names, write_login_names};
pub use password_rules::{SHORTEST_PASSWORD, check_new_password};
pub use recovery_code::RecoveryCode;
