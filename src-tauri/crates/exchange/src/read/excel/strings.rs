//! The texts that the cells of a book share, packed: one text for all.

use crate::read::ReadError;
use crate::read::xml::{lenient, push_reference, unescaped};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::BufRead;

/// Texts by their number.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the table of texts.
    pub fn read(reader: impl BufRead) -> Result<Self, ReadError> {
        let mut xml = lenient(Reader::from_reader(reader));
        let (mut buffer, mut inner) = (Vec::new(), Vec::new());
        let mut strings = Strings::default();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| ReadError::Broken)? {
                Event::Start(e) if e.local_name().as_ref() == "si" => {
                    rich_text(&mut xml, &mut inner, &mut strings.text)?;
                    let end = u32::try_from(strings.text.len()).map_err(|_| ReadError::TooMuchText)?;
                    strings.ends.push(end);
                }
                Event::End(e) if e.local_name().as_ref() == "sst" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        strings.text.shrink_to_fit();
        strings.ends.shrink_to_fit();
        Ok(strings)
    }

    /// The text of a number.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize)
    }
}

/// Adds the text of `<si>` or `<is>`, whose beginning was read, up to its end: its runs one after another, without the
/// readings that stand above characters.
pub(super) fn rich_text<R: BufRead>(
    xml: &mut Reader<R>,
    buffer: &mut Vec<u8>,
    into: &mut String,
) -> Result<(), ReadError> {
    let (mut depth, mut readings) = (0u32, 0u32);
    // Where the text under way begins, and whether its outer spaces count.
    let mut piece: Option<(usize, bool)> = None;
    loop {
        buffer.clear();
        match xml.read_event_into(buffer).map_err(|_| ReadError::Broken)? {
            Event::Start(e) => {
                depth += 1;
                match e.local_name().as_ref() {
                    "rPh" => readings += 1,
                    "t" if readings == 0 => {
                        piece = Some((into.len(), e.attributes_raw().contains("preserve")));
                    }
                    _ => {}
                }
            }
            Event::Text(t) if piece.is_some() => into.push_str(&t.xml10_content()),
            Event::CData(t) if piece.is_some() => into.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if piece.is_some() => push_reference(&r, into),
            Event::End(e) => {
                if depth == 0 {
                    return Ok(());
                }
                depth -= 1;
                match e.local_name().as_ref() {
                    "rPh" => readings = readings.saturating_sub(1),
                    "t" => {
                        if let Some((start, keeps_spaces)) = piece.take() {
                            settle(into, start, keeps_spaces);
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => return Err(ReadError::Broken),
            _ => {}
        }
    }
}

/// Puts the text from `start` on into the form that Excel shows.
fn settle(into: &mut String, start: usize, keeps_spaces: bool) {
    let piece = into.get(start..).unwrap_or_default();
    let shown = if keeps_spaces { piece } else { piece.trim_matches([' ', '\t', '\r', '\n']) };
    if shown.len() == piece.len() && !piece.contains("_x") {
        return;
    }
    let shown = unescaped(shown).into_owned();
    into.truncate(start);
    into.push_str(&shown);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_by_their_number() {
        let xml = "<x:sst xmlns:x=\"m\"><x:si><x:t> 王芳 </x:t></x:si><x:si/><x:si><x:r><x:t xml:space=\"preserve\">第一 </x:t></x:r>\
            <x:r><x:t>R&amp;D&#20013;</x:t></x:r><x:rPh sb=\"0\" eb=\"1\"><x:t>ダイ</x:t></x:rPh></x:si></x:sst>";
        let strings = Strings::read(xml.as_bytes()).unwrap();
        let found: Vec<_> = (0..4).map(|n| strings.get(n)).collect();
        assert_eq!(found, [Some("王芳"), Some(""), Some("第一 R&D中"), None]);
    }
}
