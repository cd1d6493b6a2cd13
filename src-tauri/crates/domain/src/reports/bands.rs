//! Age bands: the office's own, with inclusive ends; they must hold every age once (`reports.md` 3.1).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ages from one to another, both included; without an end: and older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgeBand {
    /// From this age, in full years.
    pub from: u16,
    /// To this age; `None`: and older.
    pub to: Option<u16>,
}

impl AgeBand {
    /// `0–6`, `100以上`, under a heading that says 岁. 以上 includes the age itself (`reports.md` 3.1).
    pub fn label(self) -> String {
        match self.to {
            Some(to) => format!("{}–{to}", self.from),
            None => format!("{}以上", self.from),
        }
    }

    /// Whether an age is in it.
    pub fn holds(self, age: u16) -> bool {
        age >= self.from && self.to.is_none_or(|to| age <= to)
    }
}

/// The bands of `reports.md` 3.1 [custom].
pub fn usual_bands() -> Vec<AgeBand> {
    let starts = [0, 7, 16, 18, 35, 60, 65, 70, 80, 90, 100];
    let ends = starts.iter().skip(1).map(|next| Some(next - 1)).chain([None]);
    starts.iter().zip(ends).map(|(from, to)| AgeBand { from: *from, to }).collect()
}

/// Whether bands hold every age once: none is counted twice, and none is lost.
pub fn bands_cover_all(bands: &[AgeBand]) -> bool {
    let mut next = Some(0);
    for band in bands {
        if next != Some(band.from) || band.to.is_some_and(|to| to < band.from) {
            return false;
        }
        next = band.to.map(|to| to + 1);
    }
    next.is_none() && !bands.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_that_lose_or_repeat_an_age_are_told() {
        let band = |from, to| AgeBand { from, to };
        assert!(bands_cover_all(&usual_bands()));
        assert!(bands_cover_all(&[band(0, Some(14)), band(15, Some(59)), band(60, None)]));
        for odd in [
            vec![band(0, Some(14)), band(16, None)],
            vec![band(0, Some(14)), band(14, None)],
            vec![band(0, Some(14))],
            vec![band(1, None)],
            vec![],
        ] {
            assert!(!bands_cover_all(&odd), "{odd:?}");
        }
    }
}
