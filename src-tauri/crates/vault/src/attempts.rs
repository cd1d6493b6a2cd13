//! Wrong tries at the door, and the wait they cost.
//!
//! A brake for somebody who sits at the keyboard and guesses. Whoever can copy the files is held back by the cost
//! of the derivation alone: the count lies in a plain file and may be deleted.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{VaultError, files};

/// So many wrong tries cost nothing: everybody mistypes.
const FREE_TRIES: u32 = 3;

/// The longest wait, in seconds.
const LONGEST_WAIT: u32 = 300;

/// Wrong tries since the last right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// How many.
    pub failed: u32,
    /// When the last one was, in Unix seconds.
    pub last_failed_at: i64,
}

impl Attempts {
    /// Seconds to wait before the next try: none after three wrong ones, then 2, 4, 8 … up to 300.
    ///
    /// A clock that was set back by more than the longest wait cannot be reckoned with; then there is no wait, for
    /// an office whose computer forgot the date must get in. The answer is thus never above 600.
    pub fn wait_seconds(&self, now: i64) -> u32 {
        let longest = i64::from(LONGEST_WAIT);
        let passed = now.saturating_sub(self.last_failed_at);
        if passed < -longest {
            return 0;
        }
        let left = i64::from(self.pause()).saturating_sub(passed).clamp(0, 2 * longest);
        if self.pause() == 0 { 0 } else { left as u32 }
    }

    /// Counts a wrong try.
    pub fn record_failure(&mut self, now: i64) {
        self.failed = self.failed.saturating_add(1);
        self.last_failed_at = now;
    }

    /// Forgets the wrong tries, after a right one.
    pub fn reset(&mut self) {
        *self = Attempts::default();
    }

    /// The attempts noted in a file. A missing or damaged file counts as none: it must not lock anybody out.
    pub fn read(path: &Path) -> Attempts {
        files::read_small(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Notes the attempts in a file, whole or not at all.
    ///
    /// # Errors
    ///
    /// `NotWritten`: the earlier file is still in place.
    pub fn write(&self, path: &Path) -> Result<(), VaultError> {
        let json = serde_json::to_vec(self).expect("two numbers are always JSON");
        files::replace(path, &json)
    }

    /// The whole pause after the last wrong try, in seconds.
    fn pause(&self) -> u32 {
        match self.failed.saturating_sub(FREE_TRIES) {
            0 => 0,
            beyond => 2u32.saturating_pow(beyond).min(LONGEST_WAIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000;

    fn failed(times: u32) -> Attempts {
        let mut attempts = Attempts::default();
        for _ in 0..times {
            attempts.record_failure(NOW);
        }
        attempts
    }

    #[test]
    fn three_tries_are_free_then_the_wait_doubles_up_to_five_minutes() {
        let waits: Vec<u32> = (0..=13).map(|times| failed(times).wait_seconds(NOW)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }

    #[test]
    fn the_wait_runs_down() {
        let attempts = failed(6);
        assert_eq!(attempts.wait_seconds(NOW + 3), 5);
        assert_eq!(attempts.wait_seconds(NOW + 8), 0);
        assert_eq!(attempts.wait_seconds(NOW + 1_000_000), 0);
    }

    #[test]
    fn a_right_try_starts_anew() {
        let mut attempts = failed(9);
        attempts.reset();
        assert_eq!(attempts, Attempts::default());
    }

    #[test]
    fn a_clock_set_back_does_not_lock_for_long() {
        assert_eq!(failed(6).wait_seconds(NOW - 10), 18, "a small step back is waited out");
        assert_eq!(failed(20).wait_seconds(NOW - 300), 600);
        assert_eq!(failed(20).wait_seconds(NOW - 301), 0);
        assert_eq!(failed(20).wait_seconds(0), 0, "a computer that forgot the date");
        assert_eq!(failed(2).wait_seconds(NOW - 10), 0);
    }

    #[test]
    fn attempts_read_back_from_their_file() {
        let folder = TestFolder::new("attempts");
        let path = folder.join("attempts.json");
        failed(5).write(&path).unwrap();
        assert_eq!(Attempts::read(&path), failed(5));
    }

    #[test]
    fn a_missing_or_damaged_file_counts_as_no_attempts() {
        let folder = TestFolder::new("attempts-damaged");
        let path = folder.join("attempts.json");
        assert_eq!(Attempts::read(&path), Attempts::default());
        for content in ["", "{", "{\"failed\":-1,\"last_failed_at\":0}", "[]"] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(Attempts::read(&path), Attempts::default(), "{content}");
        }
    }

    proptest! {
        #[test]
        fn never_waits_longer_than_ten_minutes(failed: u32, last_failed_at: i64, now: i64) {
            let attempts = Attempts { failed, last_failed_at };
            prop_assert!(attempts.wait_seconds(now) <= 2 * LONGEST_WAIT);
        }
    }
}
