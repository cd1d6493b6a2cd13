//! What a sheet is printed on. Its letters are of 11 points and stay of 9 at least: a sheet that is too wide turns the page
//! and then goes on beside it, on further pages that begin with the first columns again. A3 is the office's choice: a sheet
//! of that size would not come out of most of their printers.
//!
//! Programs do not agree how wide a column is: so many of the widest figure of the letters that a sheet is written in, or of
//! those that take their place on a PC without them. A sheet is made as wide as its page only where its letters then stay of 9
//! points in all of them; a wider one has a size that no program changes, and its title over every page.

use super::{CHART_ROWS, LINE, Layout};
use domain::tables::{PaperSize, PaperTurn, Table};

/// The least part of their size that letters are printed in: 9 of 11 points.
const LEAST: f64 = 9.0 / 11.0;
/// The same in the whole hundredths that a workbook keeps.
const LEAST_PERCENT: u16 = 82;
/// Millimetres of white on both sides together, and above and below: 0.5 and 0.75 inches each.
pub(super) const BESIDE: f64 = 25.4;
const ABOVE: f64 = 38.1;
/// The same of a sheet that is too wide else: 0.25 inches each, which spreadsheet programs call 窄 and every printer leaves.
pub(super) const NARROW: f64 = 12.7;
/// Dots of a figure in letters of 11 points: 宋体 of Excel and WPS, and of the widest letters (DejaVu) that took their place.
const USUAL: f64 = 8.0;
const WIDEST: f64 = 9.35;
/// And of narrower ones.
const NARROWEST: f64 = 7.0;
/// Printers do not agree to the dot either.
const SPARE: f64 = 0.985;
/// A point in millimetres.
const POINT: f64 = 25.4 / 72.0;

/// What a sheet is printed on.
pub(super) struct SheetPaper {
    /// The number that a workbook has for the size.
    pub code: u8,
    pub is_across: bool,
    /// The white on each side, in inches.
    pub margin: f64,
    /// A size in percent for a sheet that is not made as wide as its page.
    pub scale: Option<u16>,
    /// The last column that stands on the first page in every program, of a sheet that may take several side by side.
    pub first_page_ends: Option<u16>,
    /// Whether all of it stands on one page.
    pub is_one_page: bool,
    /// Whether its chart begins a page.
    pub turns_before_chart: bool,
    /// How high a page is between the white above and below, in millimetres.
    pub high: f64,
    /// The size in percent at which it is as wide as its page in every program.
    pub sure: u16,
    /// The largest size in percent that a program gives it that makes it as wide as its page.
    pub largest: f64,
}

/// Millimetres in points.
pub(super) fn points(millimetres: f64) -> f64 {
    millimetres / POINT
}

impl SheetPaper {
    pub fn of(table: &Table, at: &Layout) -> Self {
        let (short, long) = sides(table);
        let (own, columns) = (&at.widths, at.columns);
        let wide = |dots: f64| own.iter().map(|width| millimetres(*width, dots)).sum::<f64>();
        let fits = |side: f64, beside: f64| wide(WIDEST) <= widest_on(side, beside);
        let is_across = match table.paper.turn {
            PaperTurn::Fitting => !fits(short, BESIDE),
            turn => turn == PaperTurn::Across,
        };
        let (side, high) = if is_across { (long, short - ABOVE) } else { (short, long - ABOVE) };
        let beside = if fits(side, BESIDE) { BESIDE } else { NARROW };
        let room = side - beside;
        let mut paper = SheetPaper {
            code: if table.paper.size == PaperSize::A3 { 8 } else { 9 },
            is_across,
            margin: beside / 2.0 / 25.4,
            scale: None,
            first_page_ends: None,
            is_one_page: false,
            turns_before_chart: false,
            high,
            sure: (room * SPARE / wide(WIDEST).max(1.0) * 100.0)
                .floor()
                .clamp(f64::from(LEAST_PERCENT), 100.0) as u16,
            largest: (room / wide(NARROWEST).max(1.0) * 100.0).min(100.0),
        };
        if !fits(side, beside) {
            paper.scale = Some(LEAST_PERCENT);
            let mut used = 0.0;
            let within = own.iter().take_while(|width| {
                used += millimetres(**width, WIDEST) * LEAST;
                used <= room * SPARE
            });
            let within = u16::try_from(within.count()).unwrap_or(u16::MAX);
            paper.first_page_ends = Some(within.clamp(1, columns) - 1);
            // Its title stands over every page, in an inch of white.
            paper.high -= 25.4 / 4.0;
        }
        if table.drawn_plot().is_some() {
            // A table with its chart stands on one page where its letters can still be read, else the chart on the next one.
            let lines = table.rows.len() as f64 + 2.0 + table.notes.len() as f64;
            let all = (lines * LINE + 90.0 + f64::from(CHART_ROWS) * 13.5) * POINT;
            paper.is_one_page = paper.scale.is_none() && all * LEAST <= high * 0.955;
            paper.turns_before_chart = !paper.is_one_page;
            if paper.turns_before_chart && paper.scale.is_none() {
                // Where pages are made as wide as the sheet, no program turns them where it is told to.
                paper.scale = Some(paper.sure);
            }
        }
        paper
    }
}

/// The two sides of the paper.
fn sides(table: &Table) -> (f64, f64) {
    if table.paper.size == PaperSize::A3 { (297.0, 420.0) } else { (210.0, 297.0) }
}

/// How wide a sheet may be for a paper of that side with so much white, so that its letters stay of 9 points.
fn widest_on(side: f64, beside: f64) -> f64 {
    (side - beside) * SPARE / LEAST
}

/// How columns go on one page with letters of 9 points, whichever way the page may be turned.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// In no program.
    Nowhere,
    /// In the programs that have the letters of the sheet.
    Usually,
    Everywhere,
}

pub(super) fn fit(table: &Table, widths: impl Iterator<Item = f64> + Clone, beside: f64) -> Fit {
    let (short, long) = sides(table);
    let room = widest_on(if table.paper.turn == PaperTurn::Upright { short } else { long }, beside);
    let is_within = |dots: f64| widths.clone().map(|width| millimetres(width, dots)).sum::<f64>() <= room;
    match (is_within(WIDEST), is_within(USUAL)) {
        (true, _) => Fit::Everywhere,
        (_, true) => Fit::Usually,
        _ => Fit::Nowhere,
    }
}

/// How wide a column of so many characters is where a figure has so many dots: it is kept with five dots of white in it, and 96
/// are an inch.
fn millimetres(characters: f64, dots: f64) -> f64 {
    (characters + 5.0 / USUAL) * dots * 25.4 / 96.0
}
