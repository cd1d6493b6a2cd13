//! What a sheet is printed on. Its letters are of 11 points and stay of 9 at least: a sheet that is too wide turns the page
//! and then goes on beside it, on further pages that begin with the first columns again. A3 is the office's choice: a sheet
//! of that size would not come out of most of their printers.
//!
//! Programs do not agree how wide a column is: so many of the widest figure of the letters that a sheet is written in, or of
//! those that take their place on a PC without them. A column of `w` characters is kept as `w + 5/8` of them, with five dots of
//! white where a figure has eight, and 96 dots are an inch: it is `(w + 5/8) × dots × 25.4 / 96` millimetres wide, with 8 dots in
//! Excel and WPS with 宋体, and with 9.35 in programs that write in DejaVu instead. The size that a sheet is printed in is
//! reckoned with the wider figure and 1.5 % to spare, so that its last column falls onto a second page in no program; where the
//! figures are narrower, there is more white at the sides. A sheet that would then have letters under 9 points takes several
//! pages side by side, with its title over every page.

use super::{Layout, kept_columns};
use crate::shares;
use domain::tables::{PaperSize, PaperTurn, Table};

/// The least part of their size that letters are printed in: 9 of 11 points.
const LEAST: f64 = 9.0 / 11.0;
/// The same in the whole hundredths that a workbook keeps.
pub(super) const LEAST_PERCENT: u16 = 82;
/// Millimetres of white on both sides together, and above and below: 0.5 and 0.75 inches each.
pub(super) const BESIDE: f64 = 25.4;
const ABOVE: f64 = 38.1;
/// The same of a sheet that is too wide else: 0.25 inches each, which spreadsheet programs call 窄 and every printer leaves.
pub(super) const NARROW: f64 = 12.7;
/// So much more is white above a sheet that has its title there: a quarter of an inch.
const TITLE_ABOVE: f64 = 6.35;
/// Dots of a figure in letters of 11 points: 宋体 of Excel and WPS, and of the widest letters (DejaVu) that took their place.
const USUAL: f64 = 8.0;
const WIDEST: f64 = 9.35;
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
    /// How high a page is between the white, in points of the paper.
    pub high: f64,
    /// The size in percent in which the sheet is no wider than a page in any program, of one that takes several side by side the
    /// least; at most 100.
    pub scale: u16,
    /// The largest size in percent that a program has that makes the sheet as wide as its page.
    pub largest: u16,
    /// The last column that stands on the first page in every program, of a sheet that may take several side by side.
    pub first_page_ends: Option<u16>,
    /// The columns with which the pages after the first begin, where it takes several in every program: about as wide as each
    /// other, with what stands under one heading together where that can be.
    pub breaks: Vec<u16>,
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
        let percent = |dots: f64, spare: f64| room * spare / wide(dots).max(1.0) * 100.0;
        let mut paper = SheetPaper {
            code: if table.paper.size == PaperSize::A3 { 8 } else { 9 },
            is_across,
            margin: beside / 2.0 / 25.4,
            high: high / POINT,
            scale: percent(WIDEST, SPARE).floor().clamp(f64::from(LEAST_PERCENT), 100.0) as u16,
            largest: percent(USUAL, 1.0).ceil().clamp(f64::from(LEAST_PERCENT), 100.0) as u16,
            first_page_ends: None,
            breaks: Vec::new(),
        };
        if !fits(side, beside) {
            paper.scale = LEAST_PERCENT;
            paper.high = (high - TITLE_ABOVE) / POINT;
            let mut used = 0.0;
            let within = own.iter().take_while(|width| {
                used += millimetres(**width, WIDEST) * LEAST;
                used <= room * SPARE
            });
            let within = u16::try_from(within.count()).unwrap_or(u16::MAX);
            let mut ends = within.clamp(1, columns) - 1;
            // A program in which all of it stands on one page is not told to turn.
            if wide(USUAL) > widest_on(side, beside) {
                paper.breaks = breaks(table, own, widest_on(side, beside));
                ends = paper.breaks.first().map_or(ends, |begin| begin.saturating_sub(1));
            }
            paper.first_page_ends = Some(ends);
        }
        paper
    }
}

/// The columns with which further pages of so many millimetres begin, each after the columns that all begin with.
fn breaks(table: &Table, widths: &[f64], room: f64) -> Vec<u16> {
    let kept = usize::from(kept_columns(table)).min(widths.len());
    let (before, own) = widths.split_at(kept);
    let wide = |width: &f64| millimetres(*width, WIDEST);
    let room = (room - before.iter().map(wide).sum::<f64>()).max(1.0) as f32;
    let own: Vec<f32> = own.iter().map(|width| (wide(width) as f32).min(room)).collect();
    let number = table.is_numbered.then_some("");
    let groups = number.into_iter().chain(table.columns.iter().map(|column| column.group.as_str()));
    let groups: Vec<&str> = groups.skip(kept).collect();
    let mut ends = shares::ends(&own, &groups, room);
    // Where the last one ends the sheet does.
    ends.pop();
    ends.into_iter().filter_map(|end| u16::try_from(kept + end).ok()).collect()
}

/// How many characters wider columns so wide may become before the sheet is printed with less white beside it, turned, or on
/// further pages.
pub(super) fn spare(table: &Table, widths: impl Iterator<Item = f64>) -> f64 {
    let (short, long) = sides(table);
    let steps = match table.paper.turn {
        PaperTurn::Fitting => [(short, BESIDE), (long, BESIDE), (long, NARROW)],
        PaperTurn::Upright => [(short, BESIDE), (short, BESIDE), (short, NARROW)],
        PaperTurn::Across => [(long, BESIDE), (long, BESIDE), (long, NARROW)],
    };
    let wide: f64 = widths.map(|width| millimetres(width, WIDEST)).sum();
    let left = steps.iter().map(|(side, beside)| widest_on(*side, *beside) - wide).find(|left| *left >= 0.0);
    // A hair less, for sums of many widths.
    (left.unwrap_or(0.0) / (WIDEST * 25.4 / 96.0) - 0.01).max(0.0)
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
