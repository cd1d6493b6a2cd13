//! Chance that is the same for the same seed, on every machine.

use chrono::{Days, NaiveDate};

/// SplitMix64: small, and the same everywhere. Nothing secret hangs on it.
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to - from + 1).unwrap_or(1).max(1);
        from + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = usize::try_from(self.between(0, i64::try_from(all.len()).unwrap_or(1) - 1)).unwrap_or(0);
        &all[at]
    }

    /// One of several, each with its weight.
    pub fn weighted<'a>(&mut self, all: &[(&'a str, i64)]) -> &'a str {
        let sum = all.iter().map(|(_, w)| w).sum();
        let mut left = self.between(1, sum);
        for (one, weight) in all {
            left -= weight;
            if left <= 0 {
                return one;
            }
        }
        ""
    }

    pub fn day_between(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let days = (to - from).num_days().max(0);
        from + Days::new(u64::try_from(self.between(0, days)).unwrap_or(0))
    }

    pub fn phone(&mut self) -> String {
        let head = self.weighted(&[("138", 3), ("139", 3), ("136", 2), ("151", 2), ("186", 2), ("199", 1)]);
        format!("{head}{:08}", self.between(0, 99_999_999))
    }
}
