//! A report as one document: its title once, its tables one after another on the pages, small ones side by side, who signs
//! once at the end. All pages are turned the same way.
//!
//! What goes on a page is set first and placed then, as type is: a table that finds no room goes whole to the next page,
//! and only one that would leave too much white, or is longer than a page, is carried over.

use super::lines::wrap;
use super::table::setting::{LARGE, SMALL, Setting, fits, room_of, set_closer, set_in, ways};
use super::table::{BOTTOM, LEFT, Press, Printed, TOP, printed};
use super::{A4, Document, Draw, Fonts, POINT, Page, Style, plots};
use crate::in_place::WriteError;
use domain::tables::{Cell, Column, ColumnKind, Plot, Table};

/// White between one table and the next below, and between two side by side, in millimetres.
const GAP: f32 = 5.0;
const ALLEY: f32 = 8.0;
/// A paper wider than this has three tables side by side: A3 across.
const WIDE_PAPER: f32 = 300.0;
/// The share of a page that stays white at most before a table that could begin there.
const MOST_WHITE: f32 = 0.4;
/// The share of a page that stays white at most beside and below small tables, before a long one that could begin there.
const MOST_FREE: f32 = 0.25;
/// A table that is carried over has so many rows on its first page at least, and is so long at least.
const LEAST_BEGUN: usize = 5;
const LEAST_BROKEN: usize = 8;
/// A part of a small table that stands beside its other parts has so many rows at least, the whole of them among these.
const LEAST_PART: usize = 4;
/// The height of a plot of lines, and of the words over a plot.
const LINES_HIGH: f32 = 66.0;
const CAPTION: f32 = 6.0;
/// What title, unit and day over the first table take at most where the title has two lines.
const HEADING: f32 = 36.0;
/// Higher than anything that is set before it is placed.
const ENDLESS: f32 = 100_000.0;

/// What is set and has no place yet: drawn from the upper left corner on, and so high.
struct Galley {
    draws: Vec<Draw>,
    height: f32,
}

/// A table, or the plot of one.
struct Piece {
    galley: Galley,
    /// The table, for the side of the reader; of a plot nothing.
    name: Option<String>,
    /// Over the whole width of the page: which table, and how it is set.
    wide: Option<(usize, Setting)>,
    /// A small table: which one. Nothing of a plot, and of a part of a table.
    small: Option<usize>,
}

/// Draws a report onto new pages of a document, each table with its bookmark. `progress` is told rows done and says whether
/// to go on.
///
/// # Errors
///
/// [`WriteError::Stopped`]; the document then has no page of the report.
pub fn report_pages(
    document: &mut Document,
    fonts: &mut Fonts,
    title: &str,
    tables: &[Table],
    progress: &mut dyn FnMut(u32) -> bool,
) -> Result<(), WriteError> {
    let (pages, bookmarks) = (document.pages.len(), document.bookmarks.len());
    if set_report(document, fonts, title, tables, progress) {
        return Ok(());
    }
    document.pages.truncate(pages);
    document.bookmarks.truncate(bookmarks);
    Err(WriteError::Stopped)
}

/// Whether it was not told to stop.
fn set_report(
    document: &mut Document,
    fonts: &mut Fonts,
    title: &str,
    tables: &[Table],
    progress: &mut dyn FnMut(u32) -> bool,
) -> bool {
    // What every table says under it is said once, at the end; why it is a correction under the title.
    let shared: Vec<String> = match tables.split_first() {
        Some((first, others)) => {
            let is_said = |note: &&String| {
                others.iter().all(|t| t.notes.contains(note)) && (!others.is_empty() || is_why(note))
            };
            first.notes.iter().filter(is_said).cloned().collect()
        }
        None => Vec::new(),
    };
    let (why, at_the_end): (Vec<String>, Vec<String>) = shared.iter().cloned().partition(|note| is_why(note));
    let own: Vec<Table> = tables.iter().map(|table| alone(table, &shared)).collect();
    let columns: Vec<Vec<Printed>> = own.iter().map(|table| printed(fonts, table)).collect();
    let paper = paper_of(tables, &columns);
    let room = room_of(paper);
    let across = if room > WIDE_PAPER { 3 } else { 2 };
    let column = (room - ALLEY * (across - 1) as f32) / across as f32;
    // Small tables have letters of one size, so that neighbours look alike.
    let is_small = |columns: &Vec<Printed>, size: f32| set_in(columns, (A4, 0.0, column), size).is_some();
    let all_large = columns.iter().filter(|c| is_small(c, SMALL)).all(|c| is_small(c, LARGE));
    let size = if all_large { LARGE } else { SMALL };
    let page_high = paper.1 - BOTTOM - TOP;

    let mut pieces: Vec<Piece> = Vec::new();
    let mut done = 0;
    for (at, (table, columns)) in own.iter().zip(&columns).enumerate() {
        if !progress(u32::try_from(done).unwrap_or(u32::MAX)) {
            return false;
        }
        done += table.rows.len();
        // A long one is broken under the heading, one of few high rows is set over the whole width where it must be.
        let over = if at == 0 && table.rows.len() < 2 * LEAST_BROKEN { HEADING } else { 0.0 };
        let small = set_in(columns, ((column, ENDLESS), 0.0, column), size)
            .map(|setting| galley(fonts, table, columns, &setting))
            .filter(|galley| galley.height <= page_high - over);
        let name = Some(table.name.clone());
        match small {
            Some(galley) => pieces.push(Piece { galley, name, wide: None, small: Some(at) }),
            None => {
                let setting = set_closer(fonts, table, columns, ((paper.0, ENDLESS), LEFT, room));
                let galley = galley(fonts, table, columns, &setting);
                let setting = Setting { paper, ..setting };
                pieces.push(Piece { galley, name, wide: Some((at, setting)), small: None });
            }
        }
        if let Some(galley) = plot(fonts, &tables[at], column) {
            pieces.push(Piece { galley, name: None, wide: None, small: None });
        }
    }

    let last = tables.last();
    let end = Table {
        signatures: last.map(|t| t.signatures.clone()).unwrap_or_default(),
        is_sealed: tables.iter().any(|t| t.is_sealed),
        notes: at_the_end,
        ..Table::default()
    };
    let is_in_bands = |piece: &Piece| piece.wide.as_ref().is_some_and(|(_, set)| set.parts.len() > 1);
    let around = around(paper, pieces.last().is_some_and(is_in_bands));
    // A hair more, for sums of many heights.
    let foot = Press::new(fonts, &end, &[], &around).foot_height() + 0.5;
    let first_page = document.pages.len();
    let mut flow = Flow { document, paper, y: TOP, first_page, heading_end: TOP };
    flow.turn();
    flow.heading(fonts, title, tables.first(), &around);
    flow.under_heading(fonts, &why, &around);
    flow.heading_end = flow.y;
    let mut left = pieces.into_iter().peekable();
    while let Some(piece) = left.next() {
        if let Some((at, setting)) = piece.wide {
            let below = if left.peek().is_none() { foot } else { 0.0 };
            let name = piece.name.unwrap_or_default();
            let mut press = Press::new(fonts, &own[at], &columns[at], &setting);
            flow.wide(&mut press, piece.galley, name, (own[at].rows.len(), setting.parts.len()), below);
            continue;
        }
        let mut group = vec![piece];
        while let Some(next) = left.next_if(|next| next.wide.is_none()) {
            group.push(next);
        }
        let below = if left.peek().is_none() { foot } else { 0.0 };
        let mut parts_of = |at: usize, within: Within| parts(fonts, &own[at], (column, size), &within);
        let is_long = |at: usize| own[at].rows.len() >= 2 * LEAST_BROKEN;
        flow.side_by_side(group, (across, column), below, &is_long, &mut parts_of);
    }
    flow.end(fonts, &end, &around);
    true
}

/// Whether a note says why a report was sent once more.
fn is_why(note: &str) -> bool {
    note.contains("更正原因")
}

/// A table as it stands among others: who signs, the seal and its plot have places of their own.
fn alone(table: &Table, shared: &[String]) -> Table {
    let mut own = table.clone();
    own.signatures.clear();
    own.is_sealed = false;
    own.plot = None;
    own.notes.retain(|note| !shared.contains(note));
    own
}

/// Upright where every table goes in as its columns are described, else across.
fn paper_of(tables: &[Table], columns: &[Vec<Printed>]) -> (f32, f32) {
    let ways = ways(tables.first().map(|t| t.paper).unwrap_or_default());
    let all_fit = |way: &&(f32, f32)| columns.iter().all(|c| fits(c, room_of(**way)));
    ways.iter().find(all_fit).or(ways.last()).copied().unwrap_or(A4)
}

/// The setting of what stands around the tables, over the whole width; the seal beside who signs or under them.
fn around(paper: (f32, f32), seal_is_beside: bool) -> Setting {
    let room = room_of(paper);
    Setting {
        paper,
        left: LEFT,
        room,
        size: LARGE,
        least_row: 0.0,
        seal_is_beside,
        is_among_others: true,
        parts: vec![vec![(0, room)]],
    }
}

fn galley(fonts: &mut Fonts, table: &Table, columns: &[Printed], setting: &Setting) -> Galley {
    let mut press = Press::new(fonts, table, columns, setting);
    press.pages = vec![Page::new(setting.paper)];
    press.y = 0.0;
    press.among_others(&mut |_| true);
    let draws = press.pages.into_iter().flat_map(|page| page.draws).collect();
    Galley { draws, height: press.y }
}

/// What the parts of a small table must find room in.
struct Within {
    /// The highest that one may be.
    height: f32,
    /// How many there may be.
    count: usize,
}

/// A small table in parts. `None` where it is too short for them.
fn parts(fonts: &mut Fonts, table: &Table, (width, size): (f32, f32), within: &Within) -> Option<Vec<Piece>> {
    let whole = told_by_itself(table);
    let count = whole.rows.len();
    for parts in 2..=within.count.min(count / LEAST_PART) {
        let part = |n: usize| {
            let (from, to) = (count * n / parts, count * (n + 1) / parts);
            let (is_first, is_last) = (n == 0, n + 1 == parts);
            Table {
                // The mark stands in the name, so that what goes on comes after it.
                name: if is_first {
                    whole.name.clone()
                } else {
                    format!("{}{}（续）", whole.name, whole.mark())
                },
                title: if is_first { whole.title.clone() } else { String::new() },
                rows: whole.rows[from..to].to_vec(),
                has_total: whole.has_total && is_last,
                notes: if is_last { whole.notes.clone() } else { Vec::new() },
                ..whole.clone()
            }
        };
        let mut found = Vec::with_capacity(parts);
        for n in 0..parts {
            let part = part(n);
            let columns = printed(fonts, &part);
            let setting = set_in(&columns, ((width, ENDLESS), 0.0, width), size)?;
            let name = (n == 0).then(|| table.name.clone());
            let galley = galley(fonts, &part, &columns, &setting);
            found.push(Piece { galley, name, wide: None, small: None });
        }
        if found.iter().all(|part| part.galley.height <= within.height) {
            return Some(found);
        }
    }
    None
}

/// The same table with its numbers and its sums among its cells: a part of it says what it says in the whole.
fn told_by_itself(table: &Table) -> Table {
    let mut own = table.clone();
    if table.has_sums() {
        let sum = |(i, column): (usize, &Column)| match i {
            _ if column.is_summed => table.sum(i),
            0 => Cell::of_text("合计"),
            _ => Cell::Blank,
        };
        own.rows.push(table.columns.iter().enumerate().map(sum).collect());
        own.columns.iter_mut().for_each(|column| column.is_summed = false);
        own.has_total = true;
    }
    if table.is_numbered {
        own.is_numbered = false;
        own.columns.insert(0, Column::new("序号", ColumnKind::Code, 3));
        for (n, row) in own.rows.iter_mut().enumerate() {
            let number = i64::try_from(n + 1).unwrap_or(0);
            row.insert(0, if n < table.rows.len() { Cell::Whole(number) } else { Cell::Blank });
        }
    }
    own
}

/// The plot of a table, so wide as a column.
fn plot(fonts: &mut Fonts, table: &Table, width: f32) -> Option<Galley> {
    let kind = table.drawn_plot()?;
    let high = match kind {
        Plot::Pyramid { .. } => plots::lowest(table),
        Plot::Lines { .. } => plots::lowest(table).max(LINES_HIGH),
    };
    let mut page = Page::new((width, ENDLESS));
    let words = format!("{}{}（图）", table.name, table.mark());
    page.text(fonts, Style::Bold, SMALL, (0.0, CAPTION - 1.6), &words);
    plots::draw(&mut page, fonts, table, (0.0, CAPTION, width, high));
    Some(Galley { draws: page.draws, height: CAPTION + high })
}

/// The pages as they fill.
struct Flow<'a> {
    document: &'a mut Document,
    paper: (f32, f32),
    /// How far down the last page is filled.
    y: f32,
    /// The page of the heading, and where it ends.
    first_page: usize,
    heading_end: f32,
}

impl Flow<'_> {
    fn bottom(&self) -> f32 {
        self.paper.1 - BOTTOM
    }

    fn turn(&mut self) {
        self.document.pages.push(Page::new(self.paper));
        self.y = TOP;
    }

    fn is_fresh(&self) -> bool {
        self.y < TOP + 0.01
    }

    /// Whether nothing stands under the heading yet: no page has it alone.
    fn has_only_heading(&self) -> bool {
        self.document.pages.len() == self.first_page + 1 && self.y < self.heading_end + 0.01
    }

    fn bookmark(&mut self, name: String) {
        let page = self.document.pages.len().saturating_sub(1);
        self.document.bookmarks.push((name, page));
    }

    fn place(&mut self, galley: Galley, by: (f32, f32)) {
        if let Some(page) = self.document.pages.last_mut() {
            page.draws.extend(galley.draws.into_iter().map(|draw| moved(draw, by)));
        }
    }

    /// Title, unit, period and day, once.
    fn heading(&mut self, fonts: &mut Fonts, title: &str, first: Option<&Table>, around: &Setting) {
        let of = |text: fn(&Table) -> &str| first.map(text).unwrap_or_default().to_owned();
        let heading = Table {
            title: format!("{title}{}", of(Table::mark)),
            form_no: of(|t| t.form_no.as_str()),
            unit: of(|t| t.unit.as_str()),
            period: of(|t| t.period.as_str()),
            filled: of(|t| t.filled.as_str()),
            ..Table::default()
        };
        let mut press = Press::new(fonts, &heading, &[], around);
        self.on_this_page(&mut press, |press| press.over(""));
        self.y += 1.5;
    }

    /// What is to be read before the tables.
    fn under_heading(&mut self, fonts: &mut Fonts, notes: &[String], around: &Setting) {
        for note in notes {
            for line in wrap(fonts, Style::Song, SMALL, around.room, note) {
                self.y += SMALL * POINT * 1.4;
                let y = self.y - 1.0;
                if let Some(page) = self.document.pages.last_mut() {
                    page.text(fonts, Style::Song, SMALL, (LEFT, y), &line);
                }
            }
            self.y += 1.0;
        }
    }

    /// Lets a press go on where the last page ends.
    fn on_this_page(&mut self, press: &mut Press, print: impl FnOnce(&mut Press)) {
        press.pages = self.document.pages.pop().into_iter().collect();
        press.y = self.y;
        print(press);
        self.document.pages.append(&mut press.pages);
        self.y = press.y;
    }

    /// A table over the whole width, `below` it so much that must stand on its last page.
    fn wide(
        &mut self,
        press: &mut Press,
        galley: Galley,
        name: String,
        (rows, bands): (usize, usize),
        below: f32,
    ) {
        let (room, page) = (self.bottom() - self.y, self.bottom() - TOP);
        let height = galley.height;
        let begun = bands as f32 * (press.heads_height() + CAPTION + 7.0 * LEAST_BEGUN as f32) + 9.0;
        let goes_whole = height + below <= page && (rows < LEAST_BROKEN || room < page * MOST_WHITE);
        // Under the heading it begins where there is room for a row of each band.
        let one = bands as f32 * (press.heads_height() + CAPTION + 12.0);
        let (goes_whole, begun) = if self.has_only_heading() { (false, one) } else { (goes_whole, begun) };
        let fits_here = height + below <= room;
        if !fits_here && !self.is_fresh() && (goes_whole || room < begun) {
            self.turn();
        }
        self.bookmark(name);
        let room = self.bottom() - self.y;
        if height + below <= room {
            let y = self.y;
            self.place(galley, (0.0, y));
            self.y += height;
        } else {
            press.kept_free = below;
            self.on_this_page(press, |press| {
                press.among_others(&mut |_| true);
            });
        }
        self.y += GAP;
    }

    /// Small tables: down one column and then the next, no lower than they need to be.
    /// `parts_of` breaks one that would leave who signs alone on a page.
    fn side_by_side(
        &mut self,
        pieces: Vec<Piece>,
        (across, width): (usize, f32),
        below: f32,
        is_long: &dyn Fn(usize) -> bool,
        parts_of: &mut dyn FnMut(usize, Within) -> Option<Vec<Piece>>,
    ) {
        let mut left = pieces;
        while !left.is_empty() {
            let heights: Vec<f32> = left.iter().map(|p| p.galley.height).collect();
            let (room, page) = (self.bottom() - self.y, self.bottom() - TOP);
            let mut count = filled(&heights, across, room);
            if count == heights.len() && filled(&heights, across, room - below) < count {
                // Who signs does not stand on a page alone: the last table goes along, in parts where it would fill a page
                // by itself.
                let fills = heights[count - 1] + below > page;
                let last = left.last().and_then(|piece| piece.small).filter(|_| fills);
                let within = Within { height: page - below, count: usize::MAX };
                if let Some(at) = last
                    && let Some(parts) = parts_of(at, within)
                {
                    left.pop();
                    left.extend(parts);
                    continue;
                }
                count -= 1;
            }
            // A long one is broken where it would leave much of the page white.
            let free = across - columns_used(&heights[..count], room);
            let is_white = free as f32 / across as f32 * room / page >= MOST_FREE;
            let next = left.get(count).and_then(|piece| piece.small).filter(|_| is_white && !self.is_fresh());
            if let Some(at) = next.filter(|at| is_long(*at))
                && let Some(parts) = parts_of(at, Within { height: room, count: 2 })
            {
                let after = left.split_off(count + 1);
                left.pop();
                left.extend(parts);
                left.extend(after);
                continue;
            }
            if count == 0 && !self.is_fresh() {
                self.turn();
                continue;
            }
            let count = count.max(1);
            let height = lowest(&heights[..count], across, room);
            let (mut at, mut used) = (0, 0.0);
            let rest = left.split_off(count);
            for piece in std::mem::replace(&mut left, rest) {
                let own = piece.galley.height;
                if used > 0.0 && used + own > height + 0.01 {
                    (at, used) = (at + 1, 0.0);
                }
                if let Some(name) = piece.name {
                    self.bookmark(name);
                }
                let place = (LEFT + at as f32 * (width + ALLEY), self.y + used);
                self.place(piece.galley, place);
                used += own + GAP;
            }
            self.y += height + GAP;
            if !left.is_empty() {
                self.turn();
            }
        }
    }

    /// Who signs, once.
    fn end(&mut self, fonts: &mut Fonts, end: &Table, around: &Setting) {
        self.y -= GAP;
        let mut press = Press::new(fonts, end, &[], around);
        self.on_this_page(&mut press, |press| press.foot());
    }
}

/// How many of these heights go into so many columns of a room, one after another.
fn filled(heights: &[f32], across: usize, room: f32) -> usize {
    let (mut column, mut used) = (0, 0.0);
    for (n, height) in heights.iter().enumerate() {
        if used > 0.0 && used + height > room + 0.01 {
            (column, used) = (column + 1, 0.0);
        }
        if column == across || *height > room + 0.01 {
            return n;
        }
        used += height + GAP;
    }
    heights.len()
}

/// Into how many columns of a room these go that fit there.
fn columns_used(heights: &[f32], room: f32) -> usize {
    let (mut columns, mut used) = (0, 0.0);
    for height in heights {
        if columns == 0 || used + height > room + 0.01 {
            (columns, used) = (columns + 1, 0.0);
        }
        used += height + GAP;
    }
    columns
}

/// The least height at which these go into so many columns.
fn lowest(heights: &[f32], across: usize, room: f32) -> f32 {
    let mut low = heights.iter().copied().fold(0.0, f32::max);
    if filled(heights, across, low) == heights.len() {
        return low;
    }
    let mut high = room.max(low);
    for _ in 0..20 {
        let middle = (low + high) / 2.0;
        if filled(heights, across, middle) == heights.len() {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

fn moved(draw: Draw, (dx, dy): (f32, f32)) -> Draw {
    let point = |(x, y): (f32, f32)| (x + dx, y + dy);
    let shape = |(x, y, w, h): (f32, f32, f32, f32)| (x + dx, y + dy, w, h);
    match draw {
        Draw::Text { face, size, x, y, text } => Draw::Text { face, size, x: x + dx, y: y + dy, text },
        Draw::Line { from, to, width } => Draw::Line { from: point(from), to: point(to), width },
        Draw::Fill { at, grey } => Draw::Fill { at: shape(at), grey },
        Draw::Dashed { at } => Draw::Dashed { at: shape(at) },
    }
}

#[cfg(test)]
mod tests;
