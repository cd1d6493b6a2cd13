//! What can go wrong here. Texts are for the local log; `service` has the words for people.

use std::io;

/// Why the vault refused or failed. Never holds a secret, a name or a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Unknown name, wrong password and tampered slot look alike on purpose.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// The code is well formed but opens nothing here, or no recovery code was ever set.
    #[error("the recovery code does not open this ledger")]
    WrongRecovery,
    /// The code cannot be right for any ledger: a letter is missing, wrong or in the wrong place.
    #[error("the recovery code is mistyped")]
    RecoveryMistyped,
    #[error("the password is too short")]
    PasswordTooShort,
    #[error("the password is too simple")]
    PasswordTooSimple,
    /// Another password slot has this login name.
    #[error("the login name is taken")]
    NameTaken,
    #[error("there is no such password slot")]
    NoSuchSlot,
    /// Without it only the recovery code would open the ledger.
    #[error("the last password cannot be removed")]
    LastPassword,
    #[error("the file is missing")]
    Missing,
    #[error("the file cannot be read ({0})")]
    Unreadable(io::ErrorKind),
    /// The earlier file, if there was one, is still in place.
    #[error("the file cannot be written ({0})")]
    NotWritten(io::ErrorKind),
    #[error("the file is not a key file or is damaged")]
    Damaged,
    /// Written by a newer program; holds the version of the file.
    #[error("the key file has version {0}, which this program does not know")]
    TooNew(u32),
    /// The file asks for a derivation no program of ours would ask for.
    #[error("the key file asks for an unreasonable derivation cost")]
    CostRefused,
    #[error("there is too little memory to derive the key")]
    OutOfMemory,
    #[error("the operating system gives no random numbers")]
    NoRandom,
}
