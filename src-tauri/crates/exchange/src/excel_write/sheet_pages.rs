//! Where the pages of a sheet end. Programs break a sheet by themselves wherever a page is full, and the last one may then hold
//! the signatures alone, or with one row. Of a sheet that is made as wide as its page they do not turn where they are told to:
//! one that takes more than a page has a size of its own instead, and is told once where its last page begins. The other pages
//! end where the program likes: a list that is filtered or added to is then broken as it ever was.
//!
//! A page is as high as its paper without the white, divided by the size in which the sheet is printed; a row is as high as the
//! sheet says, in points. Title, second line and headings come again on each page. Programs and printers agree about that to
//! some hundredths ([`SHARES`]).

use super::sheet_paper::{LEAST_PERCENT, SheetPaper};

/// What of the reckoned height is on a page in every program.
const SURE: f64 = 0.955;
/// The parts of the reckoned height that programs and printers bring onto a page.
const SHARES: [f64; 9] = [0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 1.0, 1.005, 1.01];
/// A page has so many rows at least.
const LEAST_ROWS: usize = 2;

/// How high the parts of a sheet are, in points, before it is printed smaller.
pub(super) struct Heights<'a> {
    /// What every page begins with: title, second line, headings.
    pub over: f64,
    pub rows: &'a [f64],
    /// Sums, notes, signatures.
    pub below: f64,
    /// The chart with the white around it; 0 where there is none.
    pub chart: f64,
}

/// The size in which a sheet is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// As wide as its page.
    Wide,
    /// As its page, in width and height.
    Whole,
    Percent(u16),
}

/// How a sheet goes onto pages.
pub(super) struct Pages {
    pub size: Size,
    /// The row with which the last page begins, from 0, where the program is told so.
    pub last_begins: Option<usize>,
    /// Whether the chart begins a page.
    pub turns_before_chart: bool,
    /// Whether headings come again: not over a chart alone.
    pub repeats_head: bool,
}

impl Pages {
    /// `kept` is how many of the last rows stay with what stands under them.
    pub fn of(paper: &SheetPaper, heights: &Heights, kept: usize) -> Self {
        let rows: f64 = heights.rows.iter().sum();
        let table = heights.over + rows + heights.below;
        // In which size so much stands on one page in every program.
        let percent = |high: f64| (paper.high * SURE / high.max(1.0) * 100.0).floor().min(100.0) as u16;
        let is_one_wide = paper.first_page_ends.is_none();
        let has_chart = heights.chart > 0.0;
        let whole =
            Pages { size: Size::Whole, last_begins: None, turns_before_chart: false, repeats_head: true };
        // A table with its chart stands on one page where its letters can still be read.
        if has_chart && is_one_wide && percent(table + heights.chart) >= LEAST_PERCENT {
            return whole;
        }
        let most = percent(table);
        if most >= LEAST_PERCENT {
            // So does a table alone: as wide as its page where it is then no higher than it in any program.
            let is_low = is_one_wide && !has_chart && most >= paper.largest;
            let size = if is_low { Size::Wide } else { Size::Percent(paper.scale.min(most)) };
            return Pages { size, turns_before_chart: has_chart, repeats_head: !has_chart, ..whole };
        }
        let high = paper.high * 100.0 / f64::from(paper.scale);
        let broken = Broken { high, over: heights.over, rows: heights.rows, kept };
        let several = Pages { size: Size::Percent(paper.scale), ..whole };
        // A chart is not broken, and goes with the last rows.
        if has_chart {
            if let Some((begin, _)) = broken.best(heights.below + heights.chart) {
                return Pages { last_begins: Some(begin), ..several };
            }
            return Pages { turns_before_chart: true, ..several };
        }
        let alone = broken.good_alone(heights.below);
        let best = broken.best(heights.below).filter(|(_, good)| *good > alone);
        Pages { last_begins: best.map(|(begin, _)| begin), ..several }
    }
}

/// A table over several pages.
struct Broken<'a> {
    /// How high a page is, in points of the sheet.
    high: f64,
    over: f64,
    rows: &'a [f64],
    kept: usize,
}

impl Broken<'_> {
    /// What a page has for rows, and for what stands under them.
    fn room(&self, share: f64) -> f64 {
        self.high * share - self.over
    }

    /// The rows with which pages begin that a program breaks by itself.
    fn begins(&self, share: f64) -> Vec<usize> {
        let room = self.room(share);
        let (mut begins, mut used) = (vec![0], 0.0_f64);
        for (n, height) in self.rows.iter().enumerate() {
            if used > 0.0 && used + height > room {
                begins.push(n);
                used = 0.0;
            }
            used += height;
        }
        begins
    }

    /// For how many of [`SHARES`] the last page is a good one though no program is told anything.
    fn good_alone(&self, below: f64) -> usize {
        let is_good = |share: &&f64| {
            let last = self.begins(**share).pop().unwrap_or(0);
            let used: f64 = self.rows[last..].iter().sum();
            self.rows.len() - last >= self.kept && used + below <= self.room(**share)
        };
        SHARES.iter().filter(is_good).count()
    }

    /// The row with which the last page best begins, so that all of it goes onto it with so much under it, and for how many of
    /// [`SHARES`] the page before it then has no row alone. Of rows that are as good, one that makes the fewest pages, and then
    /// the last one: what is moved is little.
    fn best(&self, below: f64) -> Option<(usize, usize)> {
        let ways: Vec<Vec<usize>> = SHARES.iter().map(|share| self.begins(*share)).collect();
        let room = self.room(SURE);
        let last = self.rows.len().checked_sub(self.kept)?;
        let mut used = below + self.rows[last..].iter().sum::<f64>();
        // The row, for how many it is good, and how many pages are before it in all of them together.
        let mut found: Option<(usize, usize, usize)> = None;
        for begin in (LEAST_ROWS..=last).rev() {
            if used > room {
                break;
            }
            let (mut good, mut pages) = (0, 0);
            for begins in &ways {
                let before = begins.partition_point(|row| *row < begin);
                let here = begin - begins[..before].last().copied().unwrap_or(0);
                good += usize::from(here >= LEAST_ROWS);
                pages += before;
            }
            if found.is_none_or(|(_, most, fewest)| good > most || good == most && pages < fewest) {
                found = Some((begin, good, pages));
            }
            used += self.rows[begin - 1];
        }
        found.map(|(begin, good, _)| (begin, good))
    }
}
