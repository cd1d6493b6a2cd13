//! The recovery code: the key on paper, for the day everybody's password is forgotten.
//!
//! 120 random bits in six groups of four, and a seventh group computed from them, which tells a slip of the pen
//! from a code of another ledger. The alphabet is Crockford's base 32, without I, L, O and U.

use std::fmt;

use zeroize::Zeroizing;

use crate::VaultError;
use crate::hashing::{keyed_hash, random_bytes};
use crate::text::narrow;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes in a code: 120 bits, which nobody can try through.
const LENGTH: usize = 15;

/// Symbols that carry them, five bits each.
const CODE_SYMBOLS: usize = LENGTH * 8 / 5;

/// Symbols of the check group: one typing error in a million passes it.
const CHECK_SYMBOLS: usize = 4;

const GROUP: usize = 4;

const ALL_SYMBOLS: usize = CODE_SYMBOLS + CHECK_SYMBOLS;

/// A code that opens a ledger without a password. Shown once, to be written down or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<[u8; LENGTH]>);

impl RecoveryCode {
    /// A new code.
    ///
    /// # Errors
    ///
    /// `NoRandom`: the operating system gives no random numbers.
    pub(crate) fn random() -> Result<RecoveryCode, VaultError> {
        Ok(RecoveryCode(Zeroizing::new(random_bytes()?)))
    }

    /// Reads a code as people type it.
    ///
    /// Spaces and dashes do not matter, nor does case or width; O counts as 0, I and L as 1.
    ///
    /// # Errors
    ///
    /// `RecoveryMistyped`: no code reads like this.
    pub fn parse(typed: &str) -> Result<RecoveryCode, VaultError> {
        let mut symbols = Zeroizing::new([0; ALL_SYMBOLS]);
        let mut count = 0;
        for c in typed.chars().map(narrow).filter(|c| !is_spacing(*c)) {
            let place = symbols.get_mut(count).ok_or(VaultError::RecoveryMistyped)?;
            *place = symbol_value(c).ok_or(VaultError::RecoveryMistyped)?;
            count += 1;
        }
        let code = RecoveryCode(bytes_of(&symbols));
        if count == ALL_SYMBOLS && code.check_symbols() == symbols[CODE_SYMBOLS..] {
            Ok(code)
        } else {
            Err(VaultError::RecoveryMistyped)
        }
    }

    /// The code for the eye: seven groups of four, `7K3M-9QPT-…`.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(ALL_SYMBOLS + ALL_SYMBOLS / GROUP));
        let symbols = self.symbols();
        for (at, symbol) in symbols.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*symbol)]));
        }
        text
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &*self.0
    }

    fn symbols(&self) -> Zeroizing<[u8; ALL_SYMBOLS]> {
        let mut symbols = Zeroizing::new([0; ALL_SYMBOLS]);
        for (five_bytes, eight_symbols) in self.0.chunks_exact(5).zip(symbols.chunks_exact_mut(8)) {
            let bits = five_bytes.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            for (at, symbol) in eight_symbols.iter_mut().rev().enumerate() {
                *symbol = (bits >> (5 * at)) as u8 & 31;
            }
        }
        symbols[CODE_SYMBOLS..].copy_from_slice(&self.check_symbols());
        symbols
    }

    fn check_symbols(&self) -> [u8; CHECK_SYMBOLS] {
        let hash = keyed_hash(&*self.0, b"recovery check 1", b"");
        [hash[0] & 31, hash[1] & 31, hash[2] & 31, hash[3] & 31]
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

/// The bytes that the symbols before the check group stand for.
fn bytes_of(symbols: &[u8; ALL_SYMBOLS]) -> Zeroizing<[u8; LENGTH]> {
    let mut bytes = Zeroizing::new([0; LENGTH]);
    for (eight_symbols, five_bytes) in symbols.chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
        let bits = eight_symbols.iter().fold(0u64, |bits, symbol| bits << 5 | u64::from(*symbol));
        five_bytes.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    bytes
}

fn symbol_value(c: char) -> Option<u8> {
    let symbol = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == symbol).map(|at| at as u8)
}

/// Spaces of any kind, invisible characters that pasted text carries, and everything that looks like a dash.
fn is_spacing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        || matches!(
            c,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{fe63}' | '一' | 'ー' | '·' | '.'
        )
}

#[cfg(test)]
mod tests;
