//! Where the pages of a long sheet begin, so that its signatures never stand alone, nor with a single row.
//!
//! A program that makes a sheet as wide as its page turns the pages where it likes. A sheet of several pages that ends with
//! signatures therefore has a size of its own, one that fits in every program, and is told where to turn.

use super::sheet_paper::{SheetPaper, points};
use super::stream::row_height;
use super::{LINE, Layout};
use domain::tables::Table;

/// So many rows stand above the signatures at least.
const LEAST_ROWS: usize = 3;
/// What programs and printers do not agree on in the height of a page.
const SPARE: f64 = 0.965;
/// A workbook keeps so many turns of a sheet; nobody signs a longer list on paper.
const MOST: usize = 1000;
/// More rows than these stand on no page.
const MOST_ON_PAGE: usize = 60;

/// How high the parts of a sheet are, in points.
pub(super) struct Heights {
    /// The title and what stands with it.
    pub title: f64,
    /// The headings.
    pub heads: f64,
    /// Sums, notes and signatures behind the rows.
    pub below: f64,
}

/// The rows before which a page begins, from 0; none where all stands on one page. Where there are any, the paper gets its own
/// size.
pub(super) fn turns(table: &Table, at: &Layout, heights: &Heights, paper: &mut SheetPaper) -> Vec<u32> {
    let is_endless = table.rows.len() > MOST * MOST_ON_PAGE;
    let is_short = table.rows.len() < 2 * LEAST_ROWS;
    if table.signatures.is_empty() || is_short || is_endless || table.drawn_plot().is_some() {
        return Vec::new();
    }
    let widths = at.own_widths(table);
    let rows: Vec<f64> = table.rows.iter().map(|row| row_height(row, widths)).collect();
    // The title over pages side by side stands in the white above them.
    let is_in_cells = paper.first_page_ends.is_none();
    let above = heights.heads + if is_in_cells { heights.title } else { 0.0 };
    let whole: f64 = above + rows.iter().sum::<f64>() + heights.below;
    // A program that makes it as wide as the page makes it at most so large.
    let largest = paper.scale.map_or(paper.largest, f64::from);
    if whole <= points(paper.high) * SPARE * 100.0 / largest {
        return Vec::new();
    }
    let scale = paper.scale.unwrap_or(paper.sure);
    let room = points(paper.high) * SPARE * 100.0 / f64::from(scale) - above;
    let pages = pages(&rows, heights.below, room);
    if pages.len() > MOST {
        return Vec::new();
    }
    paper.scale = Some(scale);
    pages.into_iter().filter_map(|row| u32::try_from(row).ok()).map(|row| at.body + row).collect()
}

/// The rows, from 0, with which a page begins that is not the first.
fn pages(rows: &[f64], below: f64, room: f64) -> Vec<usize> {
    let mut begins: Vec<usize> = Vec::new();
    let mut used = 0.0;
    for (n, high) in rows.iter().enumerate() {
        if used + high > room && used > 0.0 {
            begins.push(n);
            used = 0.0;
        }
        used += high;
    }
    let last = begins.last().copied().unwrap_or(0);
    let is_lonely = rows.len() - last < LEAST_ROWS;
    if used + below > room || is_lonely && !begins.is_empty() {
        // The last rows go with the signatures; a page that would keep none of its own goes with them.
        let with = rows.len().saturating_sub(LEAST_ROWS);
        if is_lonely {
            begins.pop();
        }
        if with > begins.last().copied().unwrap_or(0) {
            begins.push(with);
        }
    }
    begins
}

/// How high what stands behind the rows is: sums and signatures, without the notes.
pub(super) fn below(table: &Table) -> f64 {
    let sums = if table.has_sums() { LINE } else { 0.0 };
    sums + 30.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_three_rows_and_the_signatures() {
        // Ten rows of 21 points go on a page, and signatures are as high as two of them.
        let room = 210.0;
        for count in 6..60 {
            let rows = vec![21.0; count];
            let begins = pages(&rows, 42.0, room);
            let last = begins.last().copied().unwrap_or(0);
            let high = (count - last) as f64 * 21.0;
            if begins.is_empty() {
                assert!(high + 42.0 <= room, "{count}");
                continue;
            }
            assert!(count - last >= LEAST_ROWS, "{count}: {begins:?}");
            assert!(high + 42.0 <= room, "{count}: the signatures stand on it too: {begins:?}");
            let from = std::iter::once(0).chain(begins.iter().copied());
            let sizes: Vec<usize> =
                from.zip(begins.iter().copied().chain([count])).map(|(a, b)| b - a).collect();
            assert!(sizes.iter().all(|size| (LEAST_ROWS..=10).contains(size)), "{count}: {sizes:?}");
        }
    }
}
