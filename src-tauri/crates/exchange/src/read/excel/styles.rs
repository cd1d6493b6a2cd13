//! What the formats of a book make of numbers: days, stretches of time, or just numbers.

use crate::read::ReadError;
use crate::read::xml::{attribute_of_any, lenient};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::io::BufRead;

/// What a format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wears {
    Number,
    Day,
    Stretch,
}

/// What each style of a book makes of a number.
pub(super) fn read(reader: impl BufRead) -> Result<Vec<Wears>, ReadError> {
    let mut xml = lenient(Reader::from_reader(reader));
    let mut buffer = Vec::new();
    let mut own: HashMap<String, Wears> = HashMap::new();
    let mut styles = Vec::new();
    // Formats and styles of other things, of conditions say, have the same names.
    let (mut in_formats, mut in_styles) = (false, false);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| ReadError::Broken)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmts" => in_formats = true,
                "cellXfs" => in_styles = true,
                "numFmt" if in_formats => {
                    if let (Some(id), Some(code)) =
                        (attribute_of_any(&e, "numFmtId"), attribute_of_any(&e, "formatCode"))
                    {
                        own.insert(id, of_code(&code));
                    }
                }
                "xf" if in_styles => {
                    let id = attribute_of_any(&e, "numFmtId").unwrap_or_default();
                    styles.push(own.get(&id).copied().unwrap_or_else(|| of_built_in(&id)));
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "numFmts" => in_formats = false,
                "cellXfs" => in_styles = false,
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// The formats that every program knows. Source: ECMA-376 part 1, 18.8.30, the Chinese ones among them.
fn of_built_in(id: &str) -> Wears {
    match id.parse().unwrap_or(0) {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Wears::Day,
        46 => Wears::Stretch,
        _ => Wears::Number,
    }
}

/// What a written format makes of a number: `yyyy"年"m"月"` a day, `[h]:mm` a stretch of time. Only its first section, for
/// positive numbers, is looked at. The rule is that of openpyxl and calamine.
fn of_code(code: &str) -> Wears {
    let (mut is_escaped, mut is_quoted, mut brackets) = (false, false, 0u32);
    // Within brackets, whether all so far is hours, minutes or seconds; outside, whether `a` of am/pm came.
    let (mut is_clock, mut is_half_day) = (false, false);
    let mut before = ' ';
    for c in code.chars() {
        let small = c.to_ascii_lowercase();
        if is_escaped {
            is_escaped = false;
        } else if !is_quoted && matches!(c, '_' | '\\' | '*') {
            // What follows is shown, skipped or repeated as it is.
            is_escaped = true;
        } else if c == '"' {
            is_quoted = !is_quoted;
        } else if is_quoted {
            // Shown as it is.
        } else if c == ';' {
            return Wears::Number;
        } else if c == '[' {
            brackets += 1;
        } else if c == ']' {
            if brackets == 1 && is_clock {
                return Wears::Stretch;
            }
            brackets = brackets.saturating_sub(1);
        } else if brackets > 0 {
            let goes_on = is_clock && small == before;
            is_clock = goes_on || before == '[' && matches!(small, 'h' | 'm' | 's');
        } else if matches!(small, 'p' | '/') && is_half_day
            || matches!(small, 'd' | 'h' | 'y' | 's') && !is_half_day
            || small == 'm'
        {
            return Wears::Day;
        } else if small == 'a' {
            is_half_day = true;
        }
        before = small;
    }
    Wears::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_days_from_numbers() {
        for code in [
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy\"年\"m\"月\"",
            "[DBNum1][$-804]m\"月\"d\"日\";@",
            "yyyy/m/d",
            "AM/PM",
            "上午/下午h\"时\"",
            "m/d",
        ] {
            assert_eq!(of_code(code), Wears::Day, "{code}");
        }
        for code in
            ["General", "0.00", "@", "G/通用格式", "#,##0\"人\"", "[Red]0", "0_);(0)", "\"day\"0", "0;yyyy"]
        {
            assert_eq!(of_code(code), Wears::Number, "{code}");
        }
        assert_eq!((of_code("[h]:mm:ss"), of_code("[mm]")), (Wears::Stretch, Wears::Stretch));
    }

    #[test]
    fn styles_are_told_by_the_formats_of_cells_alone() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy/m/d'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
            <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='31'/></cellXfs><dxfs><dxf><numFmt numFmtId='0' formatCode='yyyy'/></dxf></dxfs></styleSheet>";
        assert_eq!(read(xml.as_bytes()).unwrap(), [Wears::Number, Wears::Day, Wears::Day]);
    }
}
