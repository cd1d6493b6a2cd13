//! What the readers of XML share: lenient parsing, attributes by name, and the ways in which characters are written.

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart};
use std::borrow::Cow;

/// A parser that takes what Excel takes, and tells `<a/>` as `<a></a>`.
pub(super) fn lenient<R>(mut reader: Reader<R>) -> Reader<R> {
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

/// The attributes of an element as they are written: names with their prefix, values with their entities.
pub(super) fn pairs(written: &str) -> Pairs<'_> {
    Pairs { rest: written }
}

/// Name and value, one after another.
pub(super) struct Pairs<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let (name, rest) = cut(self.rest, b'=')?;
        let rest = rest.trim_ascii_start();
        let quote = if rest.starts_with('"') { b'"' } else { b'\'' };
        let (value, rest) = cut(rest.strip_prefix(char::from(quote))?, quote)?;
        self.rest = rest;
        Some((name.trim_ascii(), value))
    }
}

/// What stands before and behind a sign of ASCII. Every cell asks this three times of a few letters: a loop over them is
/// quicker there than a search.
fn cut(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, by its name with prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    unescape(&found.value).ok().map(|v| v.into_owned())
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute_of_any(element: &BytesStart, name: &str) -> Option<String> {
    let (_, value) = pairs(element.attributes_raw()).find(|(n, _)| local(n) == name)?;
    Some(unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned))
}

/// Adds what `&…;` stands for; one that stands for nothing stays as it is written.
pub(super) fn push_reference(reference: &BytesRef, into: &mut String) {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        into.push(character);
        return;
    }
    match resolve_predefined_entity(reference) {
        Some(text) => into.push_str(text),
        None => {
            into.push('&');
            into.push_str(reference);
            into.push(';');
        }
    }
}

/// Excel writes characters that XML has not as `_x000D_`, in units of UTF-16, and `_x` itself as `_x005F_x`.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, _)) = rest.split_once("_x") {
        whole.push_str(before);
        rest = rest.strip_prefix(before).unwrap_or_default();
        let mut units = Vec::new();
        while let Some((unit, after)) = first_unit(rest) {
            units.push(unit);
            rest = after;
        }
        let characters = char::decode_utf16(units.iter().copied());
        whole.extend(characters.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if units.is_empty() {
            whole.push_str("_x");
            rest = rest.strip_prefix("_x").unwrap_or_default();
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// A unit at the very beginning, and what follows it.
fn first_unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    Some((unit, text.get(6..)?.strip_prefix('_')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let found: Vec<_> = pairs(" ref = 'A2:A5'\n r2:id=\"rId1\" name=\"a &amp; b\"").collect();
        assert_eq!(found, [("ref", "A2:A5"), ("r2:id", "rId1"), ("name", "a &amp; b")]);
        assert_eq!(pairs(" broken").count() + pairs(" a=b").count(), 0);
        assert_eq!((local("ns1:id"), local("id")), ("id", "id"));
    }

    #[test]
    fn characters_in_excels_own_way_of_writing_are_read() {
        assert_eq!(unescaped("第一行_x000D_第二行"), "第一行\r第二行");
        assert_eq!(unescaped("_xD842__xDFB7_野家"), "𠮷野家");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("a_x000_b_x"), "a_x000_b_x");
        assert_eq!(unescaped("_xD842_"), "\u{FFFD}");
    }
}
