//! What the list of contents of an Excel container says: the sheets, and which part holds what.

use crate::read::ReadError;
use crate::read::xml::{attribute_of_any, lenient};
use crate::read::zipped::{self, Archive, plain_name};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// A sheet with cells.
pub(super) struct SheetPart {
    pub name: String,
    pub is_hidden: bool,
    /// The plain name of its part.
    pub part: String,
}

/// The contents of a container. Parts are told by their plain names.
pub(super) struct Contents {
    pub sheets: Vec<SheetPart>,
    pub strings: String,
    pub styles: String,
    /// Days are counted from 1904, as on old Macintoshes.
    pub is_1904: bool,
}

/// What a relation of a part names.
struct Relation {
    /// The last word of its kind: `worksheet`, `styles`.
    kind: String,
    target: String,
}

/// Reads the contents. Relations are found by the attribute `id` of whatever prefix, and parts by their plain names.
pub(super) fn read(archive: &mut Archive, parts: &HashMap<String, usize>) -> Result<Contents, ReadError> {
    let book = relations(archive, parts, "")
        .into_values()
        .find(|r| r.kind == "officedocument")
        .map(|r| r.target)
        .filter(|name| parts.contains_key(name))
        .or_else(|| parts.keys().filter(|name| name.ends_with("workbook.xml")).min().cloned())
        .ok_or(ReadError::Broken)?;
    let folder = book.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let relations = relations(archive, parts, &book);
    let named = |kind: &str, usual: &str| {
        let found = relations.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        found.unwrap_or_else(|| format!("{folder}{usual}"))
    };
    let mut contents = Contents {
        sheets: Vec::new(),
        strings: named("sharedstrings", "sharedstrings.xml"),
        styles: named("styles", "styles.xml"),
        is_1904: false,
    };
    let index = parts.get(&book).copied().ok_or(ReadError::Broken)?;
    let mut place = 0;
    each_element(&zipped::small(archive, index)?, |e| match e.local_name().as_ref() {
        "sheet" => {
            place += 1;
            let found = attribute_of_any(e, "id").and_then(|id| relations.get(&id));
            if found.is_some_and(|r| r.kind.ends_with("sheet") && r.kind != "worksheet") {
                // A sheet that is a chart, a dialogue or a macro.
                return;
            }
            contents.sheets.push(SheetPart {
                name: attribute_of_any(e, "name").unwrap_or_else(|| format!("表{place}")),
                is_hidden: attribute_of_any(e, "state").is_some_and(|s| s.to_lowercase().contains("hidden")),
                part: found
                    .map_or_else(|| format!("{folder}worksheets/sheet{place}.xml"), |r| r.target.clone()),
            });
        }
        "workbookPr" => {
            // An extension of the same name never says it.
            if let Some(said) = attribute_of_any(e, "date1904") {
                contents.is_1904 = said == "1" || said == "true";
            }
        }
        _ => {}
    });
    Ok(contents)
}

/// The relations of a part by their id; of the whole container where `part` is empty. None where they cannot be read.
fn relations(archive: &mut Archive, parts: &HashMap<String, usize>, part: &str) -> HashMap<String, Relation> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let of =
        if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let text = parts.get(&of).and_then(|index| zipped::small(archive, *index).ok()).unwrap_or_default();
    let mut found = HashMap::new();
    each_element(&text, |e| {
        if e.local_name().as_ref() != "Relationship" {
            return;
        }
        if let (Some(id), Some(target)) = (attribute_of_any(e, "Id"), attribute_of_any(e, "Target")) {
            let kind = attribute_of_any(e, "Type").unwrap_or_default().to_lowercase();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.insert(id, Relation { kind, target: resolve(folder, &target) });
        }
    });
    found
}

/// The plain name of a part that is named from within a folder: `../xl/a.xml`, `/xl/a.xml`, `a.xml`.
fn resolve(folder: &str, target: &str) -> String {
    let is_whole = target.starts_with(['/', '\\']);
    let target = plain_name(target);
    let from = if is_whole { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn each_element(xml: &str, mut each: impl FnMut(&BytesStart)) {
    let mut reader = lenient(Reader::from_str(xml));
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => each(&e),
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_where_they_are_named() {
        assert_eq!(resolve("xl", "worksheets/Sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/a", "../b/./sheet1.xml"), "xl/b/sheet1.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
    }
}
