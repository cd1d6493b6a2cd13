//! The fonts that pages are set in: those of the PC where it has them, else Noto Serif SC, which comes with the program.
//!
//! `shared/domain/reports.md` 4: 方正小标宋, 仿宋, 楷体 and 黑体 are licensed and not bundled; where the PC lacks one, Noto Serif
//! SC stands in for it.

use super::POINT;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

static REGULAR: &[u8] = include_bytes!("../../../../../assets/fonts/NotoSerifSC-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../../../assets/fonts/NotoSerifSC-Bold.ttf");

/// What a text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Tables: 宋体.
    Song,
    /// Headings of tables.
    Bold,
    /// Body of a paper: 仿宋.
    FangSong,
    /// First level: 黑体.
    Hei,
    /// Second level: 楷体.
    Kai,
    /// Title of a paper: 小标宋.
    Title,
}

/// File names under which a PC has a face, best first.
fn names(style: Style) -> &'static [&'static str] {
    match style {
        Style::Song | Style::Bold => &[],
        Style::FangSong => {
            &["simfang.ttf", "FangSong_GB2312.ttf", "仿宋_GB2312.ttf", "STFANGSO.TTF", "fangsong.ttf"]
        }
        Style::Hei => &["simhei.ttf", "SimHei.ttf", "STXIHEI.TTF"],
        Style::Kai => &["simkai.ttf", "KaiTi_GB2312.ttf", "楷体_GB2312.ttf", "STKAITI.TTF", "kaiti.ttf"],
        Style::Title => &["FZXBSJW.TTF", "方正小标宋简体.ttf", "FZXiaoBiaoSong-B05S.ttf", "FZXBSK.TTF"],
    }
}

/// Where characters are looked for that Noto Serif SC lacks.
const RARE: [&str; 8] = [
    "simsunb.ttf",
    "SimSunExtG.ttf",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Regular.ttc",
    "LXGWWenKai-Regular.ttf",
    "HanaMinB.ttf",
    "simsun.ttc",
    "msyh.ttc",
];

fn folders() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    if let Some(windows) = std::env::var_os("WINDIR") {
        all.push(Path::new(&windows).join("Fonts"));
    }
    if let Some(local) = std::env::var_os("LOCALAPPDATA") {
        all.push(Path::new(&local).join("Microsoft/Windows/Fonts"));
    }
    all.extend(["/usr/share/fonts", "/usr/local/share/fonts", "/opt/fonts"].map(PathBuf::from));
    if let Some(home) = std::env::var_os("HOME") {
        all.extend([".fonts", ".local/share/fonts"].map(|f| Path::new(&home).join(f)));
    }
    all
}

/// Every font file of the PC by its name, in small letters.
fn of_pc() -> &'static HashMap<String, PathBuf> {
    static FOUND: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let mut found = HashMap::new();
        let mut left: Vec<(PathBuf, u32)> = folders().into_iter().map(|f| (f, 0)).collect();
        while let Some((folder, depth)) = left.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() && depth < 4 {
                    left.push((path, depth + 1));
                } else if let Some(name) = path.file_name().map(|n| n.to_string_lossy().to_lowercase()) {
                    found.entry(name).or_insert(path);
                }
            }
        }
        found
    })
}

/// The bytes of a font: in the program, or read from the PC.
#[derive(Clone)]
enum Bytes {
    Own(&'static [u8]),
    Read(Arc<[u8]>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Own(bytes) => bytes,
            Bytes::Read(bytes) => bytes,
        }
    }
}

/// A glyph and how far it advances, in units of its font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub id: u16,
    pub advance: u16,
}

pub(super) struct Face {
    bytes: Bytes,
    index: u32,
    pub name: String,
    pub units: u16,
    pub ascent: i16,
    pub descent: i16,
    pub bounds: [i16; 4],
    glyphs: HashMap<char, Option<Glyph>>,
}

impl Face {
    fn of(bytes: Bytes, wanted: Option<&str>) -> Option<Self> {
        let count = ttf_parser::fonts_in_collection(bytes.get()).unwrap_or(1);
        // Of a collection the simplified Chinese face.
        let index = (0..count)
            .find(|i| wanted.is_some_and(|w| family(bytes.get(), *i).is_some_and(|f| f.contains(w))))
            .unwrap_or(0);
        let (units, ascent, descent, bounds, name) = {
            let face = ttf_parser::Face::parse(bytes.get(), index).ok()?;
            let b = face.global_bounding_box();
            let name = postscript_name(&face).unwrap_or_else(|| "Font".to_owned());
            (
                face.units_per_em(),
                face.ascender(),
                face.descender(),
                [b.x_min, b.y_min, b.x_max, b.y_max],
                name,
            )
        };
        Some(Face { bytes, index, name, units, ascent, descent, bounds, glyphs: HashMap::new() })
    }

    pub fn data(&self) -> (&[u8], u32) {
        (self.bytes.get(), self.index)
    }

    pub fn glyph(&mut self, c: char) -> Option<Glyph> {
        if let Some(known) = self.glyphs.get(&c) {
            return *known;
        }
        let found = self.look_up(c);
        self.glyphs.insert(c, found);
        found
    }

    /// A glyph that was asked for before.
    pub fn known(&self, c: char) -> Option<Glyph> {
        self.glyphs.get(&c).copied().flatten()
    }

    fn look_up(&self, c: char) -> Option<Glyph> {
        let face = ttf_parser::Face::parse(self.bytes.get(), self.index).ok()?;
        let id = face.glyph_index(c)?;
        let advance = face.glyph_hor_advance(id).unwrap_or(self.units);
        Some(Glyph { id: id.0, advance })
    }
}

fn family(bytes: &[u8], index: u32) -> Option<String> {
    let face = ttf_parser::Face::parse(bytes, index).ok()?;
    face.names()
        .into_iter()
        .filter(|n| n.name_id == ttf_parser::name_id::FULL_NAME)
        .find_map(|n| n.to_string())
}

fn postscript_name(face: &ttf_parser::Face) -> Option<String> {
    let names = face.names().into_iter().filter(|n| n.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
    let name = names.filter_map(|n| n.to_string()).next()?;
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (!plain.is_empty()).then_some(plain)
}

/// A sign that no font has: an empty box stands on the paper in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The sign.
    pub sign: char,
    /// Whose it is: a person, a row; else the words that it stands in.
    pub of: String,
}

/// Every font that a document may use.
pub struct Fonts {
    faces: Vec<Face>,
    of_style: HashMap<Style, u8>,
    /// Faces for characters that the chosen one lacks, in the order in which they are asked.
    others: Vec<u8>,
    /// Whether faces of the PC may be looked for when a character is missing.
    may_search: bool,
    /// Signs that no face has.
    lacks: BTreeSet<char>,
    /// Where they were to be drawn.
    lacking: Vec<Lacking>,
}

const REGULAR_FACE: u8 = 0;
const BOLD_FACE: u8 = 1;

impl Fonts {
    /// The fonts of the program and of this PC.
    pub fn of_this_pc() -> Self {
        let mut fonts = Self::of_program();
        fonts.may_search = true;
        for style in [Style::FangSong, Style::Hei, Style::Kai, Style::Title] {
            if let Some(face) = names(style).iter().find_map(|name| on_pc(name)) {
                let at = u8::try_from(fonts.faces.len()).unwrap_or(u8::MAX);
                fonts.faces.push(face);
                fonts.of_style.insert(style, at);
            }
        }
        fonts
    }

    /// Only what comes with the program: the same on every PC.
    pub fn of_program() -> Self {
        let faces =
            [REGULAR, BOLD].into_iter().filter_map(|bytes| Face::of(Bytes::Own(bytes), None)).collect();
        let of_style = HashMap::from([
            (Style::Song, REGULAR_FACE),
            (Style::Bold, BOLD_FACE),
            (Style::FangSong, REGULAR_FACE),
            (Style::Hei, BOLD_FACE),
            (Style::Kai, REGULAR_FACE),
            (Style::Title, BOLD_FACE),
        ]);
        Fonts {
            faces,
            of_style,
            others: vec![REGULAR_FACE],
            may_search: false,
            lacks: BTreeSet::new(),
            lacking: Vec::new(),
        }
    }

    /// What was drawn with signs that no font has, each once, in the order of the pages.
    pub fn lacking(&self) -> Vec<Lacking> {
        let mut found: Vec<Lacking> = Vec::new();
        let mut seen: BTreeSet<(char, &str)> = BTreeSet::new();
        for one in &self.lacking {
            if seen.insert((one.sign, one.of.as_str())) {
                found.push(one.clone());
            }
        }
        found
    }

    /// How many places with such signs were drawn until now.
    pub(super) fn lacking_count(&self) -> usize {
        self.lacking.len()
    }

    /// Tells whose the places are that came since there were so many.
    pub(super) fn name_lacking(&mut self, since: usize, of: &str) {
        for one in self.lacking.iter_mut().skip(since) {
            of.clone_into(&mut one.of);
        }
    }

    pub(super) fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The names of the fonts that styles are set in, for those who want to know.
    pub fn used(&self) -> Vec<(Style, String)> {
        let name = |at: u8| self.faces.get(usize::from(at)).map_or(String::new(), |f| f.name.clone());
        let mut all: Vec<_> = self.of_style.iter().map(|(style, at)| (*style, name(*at))).collect();
        all.sort_by_key(|(style, _)| *style as u8);
        all
    }

    /// The face that has a character: the style's, else another.
    fn face_of(&mut self, style: Style, c: char) -> u8 {
        let own = self.of_style.get(&style).copied().unwrap_or(REGULAR_FACE);
        if self.faces[usize::from(own)].glyph(c).is_some() {
            return own;
        }
        for at in 0..self.others.len() {
            let other = self.others[at];
            if self.faces[usize::from(other)].glyph(c).is_some() {
                return other;
            }
        }
        if self.may_search {
            self.may_search = false;
            for face in RARE.iter().filter_map(|name| on_pc(name)) {
                let at = u8::try_from(self.faces.len()).unwrap_or(u8::MAX);
                self.faces.push(face);
                self.others.push(at);
            }
            return self.face_of(style, c);
        }
        self.lacks.insert(c);
        own
    }

    /// A text in parts of one face each.
    pub(super) fn runs<'t>(&mut self, style: Style, text: &'t str) -> Vec<(u8, &'t str)> {
        let mut runs: Vec<(u8, &str)> = Vec::new();
        let mut begun = (0, 0u8);
        for (i, c) in text.char_indices() {
            let face = self.face_of(style, c);
            if i == 0 {
                begun = (0, face);
            } else if face != begun.1 {
                runs.push((begun.1, &text[begun.0..i]));
                begun = (i, face);
            }
        }
        if !text.is_empty() {
            runs.push((begun.1, &text[begun.0..]));
        }
        // Almost no document has any.
        if !self.lacks.is_empty() {
            let of_text: BTreeSet<char> = text.chars().filter(|c| self.lacks.contains(c)).collect();
            self.lacking.extend(of_text.into_iter().map(|sign| Lacking { sign, of: text.to_owned() }));
        }
        runs
    }

    /// How wide a text of one face is, in millimetres.
    pub(super) fn width_in(&mut self, face: u8, size: f32, text: &str) -> f32 {
        let face = &mut self.faces[usize::from(face)];
        let units = f32::from(face.units.max(1));
        let advance: u32 =
            text.chars().map(|c| u32::from(face.glyph(c).map_or(face.units, |g| g.advance))).sum();
        advance as f32 / units * size * POINT
    }

    /// How wide a character is, in millimetres.
    pub fn char_width(&mut self, style: Style, size: f32, c: char) -> f32 {
        let face = self.face_of(style, c);
        let face = &mut self.faces[usize::from(face)];
        let advance = face.glyph(c).map_or(face.units, |g| g.advance);
        f32::from(advance) / f32::from(face.units.max(1)) * size * POINT
    }

    /// How wide a text is, in millimetres.
    pub fn width(&mut self, style: Style, size: f32, text: &str) -> f32 {
        text.chars().map(|c| self.char_width(style, size, c)).sum()
    }
}

fn on_pc(name: &str) -> Option<Face> {
    let path = of_pc().get(&name.to_lowercase())?;
    let bytes = std::fs::read(path).ok()?;
    Face::of(Bytes::Read(bytes.into()), Some("SC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_of_the_program_have_the_characters_of_names() {
        let mut fonts = Fonts::of_program();
        for c in "王䶮㛃𠅤𬭎·张３X号—（）".chars() {
            assert_eq!(fonts.face_of(Style::Song, c), REGULAR_FACE, "{c}");
            assert!(fonts.faces[0].glyph(c).is_some(), "{c} has a glyph");
            assert!(fonts.faces[1].glyph(c).is_some(), "{c} has a bold glyph");
        }
    }

    #[test]
    fn a_sign_that_no_font_has_is_told_with_whose_it_is() {
        let mut fonts = Fonts::of_program();
        fonts.runs(Style::Song, "王芳");
        assert!(fonts.lacking().is_empty());
        let before = fonts.lacking_count();
        fonts.runs(Style::Song, "王\u{F1234}");
        fonts.runs(Style::Song, "王\u{F1234}");
        let told = |of: &str| vec![Lacking { sign: '\u{F1234}', of: of.to_owned() }];
        assert_eq!(fonts.lacking(), told("王\u{F1234}"));
        fonts.name_lacking(before, "第 3 行");
        assert_eq!(fonts.lacking(), told("第 3 行"));
    }

    #[test]
    fn a_chinese_character_is_as_wide_as_its_size() {
        let mut fonts = Fonts::of_program();
        let width = fonts.width(Style::Song, 16.0, "居民");
        assert!((width - 2.0 * 16.0 * POINT).abs() < 0.01, "{width}");
    }
}
