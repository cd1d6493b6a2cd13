//! From drawn pages to the bytes of a PDF.

use super::fonts::{Face, Fonts};
use super::{Document, Draw, POINT, Page};
use crate::in_place::WriteError;
use chrono::NaiveDate;
use printpdf::{
    Color, FontId, FontMetrics, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PageAnnotId,
    PageAnnotation, PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfResources,
    PdfSaveOptions, Point, Pt, Rect, TextItem, TextMatrix, WindingOrder,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn bytes(document: Document, fonts: &Fonts, made_on: NaiveDate) -> Result<Vec<u8>, WriteError> {
    let mut pdf = PdfDocument::new(&document.title);
    let info = &mut pdf.metadata.info;
    info.author.clone_from(&document.author);
    info.creator = "社区台账".into();
    info.producer = "社区台账".into();
    let day = printpdf::OffsetDateTime::from_unix_timestamp(
        made_on.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(),
    )
    .map_err(|_| WriteError::Contents)?;
    (info.creation_date, info.modification_date, info.metadata_date) = (day, day, day);
    let used = used_characters(&document.pages, fonts.faces().len());
    let mut ids: Vec<Option<FontId>> = Vec::new();
    for (i, (face, characters)) in fonts.faces().iter().zip(&used).enumerate() {
        if characters.is_empty() {
            ids.push(None);
            continue;
        }
        let id = FontId(format!("Han{i}"));
        pdf.resources.fonts.map.insert(id.clone(), PdfFont::new(cut_down(face, characters)?));
        ids.push(Some(id));
    }
    for (i, (name, page)) in document.bookmarks.into_iter().enumerate() {
        let id = PageAnnotId(format!("{i:06}"));
        pdf.bookmarks.map.insert(id, PageAnnotation { name, page: page + 1 });
    }
    let contents = contents(document.pages, fonts, &ids, &pdf.resources)?;
    pdf.pages = contents.iter().map(|(size, _)| PdfPage::new(Mm(size.0), Mm(size.1), Vec::new())).collect();
    if let Some(first) = pdf.pages.first_mut() {
        first.ops = every_character(&used, &ids);
    }
    let mut raw = printpdf::to_lopdf_doc(&pdf, &options(), &mut Vec::new());
    drop(pdf);
    let pages: Vec<lopdf::ObjectId> = raw.page_iter().collect();
    for (page, (_, stream)) in pages.into_iter().zip(contents) {
        let of_page = raw.get_dictionary(page).and_then(|d| d.get(b"Contents")?.as_reference());
        let at = of_page.map_err(|_| WriteError::Contents)?;
        raw.objects.insert(at, lopdf::Object::Stream(stream));
    }
    settle(&mut raw, made_on);
    raw.compress();
    let mut out = Vec::new();
    raw.save_to(&mut out)?;
    Ok(out)
}

fn options() -> PdfSaveOptions {
    PdfSaveOptions { subset_fonts: false, image_optimization: None, ..PdfSaveOptions::default() }
}

/// So many pages are made into streams at once: printpdf holds a page about five times, and a book has thousands.
const AT_ONCE: usize = 64;

/// The size of a page, and its contents, compressed.
type Finished = ((f32, f32), lopdf::Stream);

fn contents(
    pages: Vec<Page>,
    fonts: &Fonts,
    ids: &[Option<FontId>],
    resources: &PdfResources,
) -> Result<Vec<Finished>, WriteError> {
    let mut made = Vec::with_capacity(pages.len());
    let mut left = pages.into_iter();
    loop {
        let mut part = PdfDocument::new("");
        let mut sizes = Vec::new();
        for page in left.by_ref().take(AT_ONCE) {
            sizes.push((page.width, page.height));
            part.pages.push(ops(page, fonts, ids));
        }
        if sizes.is_empty() {
            return Ok(made);
        }
        part.resources = resources.clone();
        let raw = printpdf::to_lopdf_doc(&part, &options(), &mut Vec::new());
        for (page, size) in raw.page_iter().zip(sizes) {
            let bytes = raw.get_page_content(page);
            let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), bytes);
            stream.compress().map_err(|_| WriteError::Contents)?;
            made.push((size, stream));
        }
    }
}

/// Every character of every font: printpdf embeds of a font what the pages show, and the pages that it is given for the frame
/// are empty. It stands in the first one until the real contents take its place.
fn every_character(used: &[BTreeSet<char>], ids: &[Option<FontId>]) -> Vec<Op> {
    let mut ops = vec![Op::StartTextSection];
    for (characters, id) in used.iter().zip(ids) {
        let Some(id) = id else { continue };
        ops.push(Op::SetFont { font: PdfFontHandle::External(id.clone()), size: Pt(1.0) });
        let text: String = characters.iter().collect();
        ops.push(Op::ShowText { items: vec![TextItem::Text(text)] });
    }
    ops.push(Op::EndTextSection);
    ops
}

/// What printpdf leaves to chance or leaves out: the identity of the file, the language, the order of titles.
fn settle(raw: &mut lopdf::Document, made_on: NaiveDate) {
    let id = lopdf::Object::string_literal(format!("taizhang-{made_on}"));
    raw.trailer.set("ID", vec![id.clone(), id]);
    if let Ok(catalog) = raw.catalog_mut() {
        catalog.set("Lang", lopdf::Object::string_literal("zh-CN"));
    }
}

fn used_characters(pages: &[Page], faces: usize) -> Vec<BTreeSet<char>> {
    let mut used = vec![BTreeSet::new(); faces];
    // Almost every character comes again and again: a bit is looked at before the set.
    let mut seen = vec![vec![0u64; 0x11_0000 / 64]; faces.min(16)];
    for draw in pages.iter().flat_map(|p| &p.draws) {
        let Draw::Text { face, text, .. } = draw else { continue };
        let face = usize::from(*face);
        for c in text.chars() {
            let (word, bit) = (c as usize / 64, 1u64 << (c as usize % 64));
            match seen.get_mut(face) {
                Some(bits) if bits[word] & bit != 0 => continue,
                Some(bits) => bits[word] |= bit,
                None => {}
            }
            used[face].insert(c);
        }
    }
    used
}

/// A font with the characters used and no others.
fn cut_down(face: &Face, characters: &BTreeSet<char>) -> Result<ParsedFont, WriteError> {
    let (data, index) = face.data();
    let mut remapper = subsetter::GlyphRemapper::new();
    let mut glyphs: BTreeMap<u32, u16> = BTreeMap::new();
    let mut widths: BTreeMap<u16, u16> = BTreeMap::from([(0, face.units)]);
    for c in characters {
        let Some(glyph) = face.known(*c) else { continue };
        let id = remapper.remap(glyph.id);
        glyphs.insert(u32::from(*c), id);
        widths.insert(id, glyph.advance);
    }
    let bytes = subsetter::subset(data, index, &remapper).map_err(|_| WriteError::Contents)?;
    let metrics = FontMetrics { ascent: face.ascent, descent: face.descent };
    // The six letters in front say that it is a part of the font.
    let name = format!("{}+{}", tag(characters), face.name);
    let mut font = ParsedFont::with_glyph_data(bytes, 0, Some(name), glyphs, widths, face.units, metrics);
    let [x_min, y_min, x_max, y_max] = face.bounds;
    let m = &mut font.pdf_font_metrics;
    (m.x_min, m.y_min, m.x_max, m.y_max) = (x_min, y_min, x_max, y_max);
    Ok(font)
}

/// Six letters that depend on the characters.
fn tag(characters: &BTreeSet<char>) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for c in characters {
        sum = (sum ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6)
        .map(|_| {
            let letter = char::from(b'A' + u8::try_from(sum % 26).unwrap_or(0));
            sum /= 26;
            letter
        })
        .collect()
}

fn ops(page: Page, fonts: &Fonts, ids: &[Option<FontId>]) -> PdfPage {
    let (width, height) = (page.width, page.height);
    let mut ops = vec![Op::SetFillColor { col: grey(0.0) }];
    let mut text: Vec<(u8, f32, f32, f32, Box<str>)> = Vec::new();
    let mut line_width = f32::NAN;
    // Grey lies under everything: it would cover half of the lines beside it.
    let (grounds, others): (Vec<Draw>, Vec<Draw>) =
        page.draws.into_iter().partition(|draw| matches!(draw, Draw::Fill { .. }));
    for draw in grounds.into_iter().chain(others) {
        match draw {
            Draw::Text { face, size, x, y, text: words } => text.push((face, size, x, y, words)),
            Draw::Line { from, to, width } => {
                if line_width != width {
                    line_width = width;
                    ops.push(Op::SetOutlineThickness { pt: Pt(width / POINT) });
                }
                let point = |(x, y): (f32, f32)| LinePoint { p: at(x, height - y), bezier: false };
                ops.push(Op::DrawLine {
                    line: Line { points: vec![point(from), point(to)], is_closed: false },
                });
            }
            Draw::Fill { at: (x, y, w, h), grey: shade } => {
                ops.push(Op::SetFillColor { col: grey(shade) });
                ops.push(Op::DrawRectangle { rectangle: rect((x, height - y - h, w, h), PaintMode::Fill) });
                ops.push(Op::SetFillColor { col: grey(0.0) });
            }
            Draw::Dashed { at: (x, y, w, h) } => {
                let dash = LineDashPattern {
                    pattern: [3.0, 2.0].into_iter().collect(),
                    ..LineDashPattern::default()
                };
                ops.push(Op::SetOutlineThickness { pt: Pt(0.5) });
                line_width = f32::NAN;
                ops.push(Op::SetLineDashPattern { dash });
                ops.push(Op::DrawRectangle { rectangle: rect((x, height - y - h, w, h), PaintMode::Stroke) });
                ops.push(Op::SetLineDashPattern { dash: LineDashPattern::default() });
            }
        }
    }
    if !text.is_empty() {
        write_text(&mut ops, text, height, fonts, ids);
    }
    PdfPage::new(Mm(width), Mm(height), ops)
}

/// Text in the order of reading. What stands on one baseline in one font is one piece with gaps: much smaller and faster.
fn write_text(
    ops: &mut Vec<Op>,
    text: Vec<(u8, f32, f32, f32, Box<str>)>,
    height: f32,
    fonts: &Fonts,
    ids: &[Option<FontId>],
) {
    ops.push(Op::StartTextSection);
    let mut set: Option<(u8, f32)> = None;
    let mut items: Vec<TextItem> = Vec::new();
    // Baseline of the open piece, and where its pen is.
    let mut open: Option<(f32, f32)> = None;
    for (face, size, x, y, words) in text {
        let goes_on =
            set == Some((face, size)) && open.is_some_and(|(line, pen)| line == y && x >= pen - 0.01);
        match open.filter(|_| goes_on) {
            Some((_, pen)) => {
                // Thousandths of the size, backwards.
                let gap = (x - pen) / (size * POINT) * 1000.0;
                if gap.abs() > 0.5 {
                    items.push(TextItem::Offset(-gap));
                }
            }
            None => {
                if !items.is_empty() {
                    ops.push(Op::ShowText { items: std::mem::take(&mut items) });
                }
                if set != Some((face, size))
                    && let Some(Some(id)) = ids.get(usize::from(face))
                {
                    ops.push(Op::SetFont { font: PdfFontHandle::External(id.clone()), size: Pt(size) });
                    set = Some((face, size));
                }
                let (x, y) = (x / POINT, (height - y) / POINT);
                ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x), Pt(y)) });
            }
        }
        let pen = x + width_of(&fonts.faces()[usize::from(face)], size, &words);
        items.push(TextItem::Text(words.into()));
        open = Some((y, pen));
    }
    if !items.is_empty() {
        ops.push(Op::ShowText { items });
    }
    ops.push(Op::EndTextSection);
}

/// How wide a text is that was measured before, as the reader will advance: in whole thousandths of the size.
fn width_of(face: &Face, size: f32, text: &str) -> f32 {
    let units = f32::from(face.units.max(1));
    let each =
        |c: char| (f32::from(face.known(c).map_or(face.units, |g| g.advance)) * 1000.0 / units).round();
    text.chars().map(each).sum::<f32>() / 1000.0 * size * POINT
}

fn grey(percent: f32) -> Color {
    Color::Greyscale(Greyscale { percent, icc_profile: None })
}

fn at(x: f32, y: f32) -> Point {
    Point { x: Pt(x / POINT), y: Pt(y / POINT) }
}

fn rect((x, y, width, height): (f32, f32, f32, f32), mode: PaintMode) -> Rect {
    Rect {
        x: Pt(x / POINT),
        y: Pt(y / POINT),
        width: Pt(width / POINT),
        height: Pt(height / POINT),
        mode: Some(mode),
        winding_order: Some(WindingOrder::NonZero),
    }
}
