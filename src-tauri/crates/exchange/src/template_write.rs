//! Blank workbooks to fill in: headings with notes, lists to choose from, and cells that keep numbers as text.

use crate::in_place::{WriteError, put_in_place};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder, Note,
    Workbook, Worksheet,
};
use std::path::Path;

/// What may stand in a column.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Anything.
    None,
    /// One of these words.
    Words(Vec<String>),
    /// A whole number between two.
    Whole(i64, i64),
}

/// A column to fill in.
#[derive(Debug, Clone)]
pub struct TemplateColumn {
    /// The heading.
    pub title: String,
    /// What to write, shown at the heading.
    pub note: String,
    /// Whether a row without it is refused.
    pub is_required: bool,
    /// Width in characters of a workbook.
    pub width: u32,
    /// What may stand in it.
    pub choices: Choice,
}

/// So many rows are prepared; more may be filled in below.
const ROWS: u32 = 2_000;
/// The longest list that a rule may hold by itself; longer ones lie on a sheet of their own.
const LONGEST_LIST: usize = 255;

/// Writes a blank workbook beside its place and renames it.
///
/// # Errors
///
/// [`WriteError`]; nothing half lies about then.
pub fn write_template(path: &Path, title: &str, columns: &[TemplateColumn]) -> Result<(), WriteError> {
    let mut book = Workbook::new();
    let base = || Format::new().set_font_name("宋体").set_font_size(11).set_border(FormatBorder::Thin);
    let head =
        base().set_bold().set_align(FormatAlign::Center).set_background_color("#E8EDF4").set_text_wrap();
    let must = head.clone().set_font_color("#B42318");
    let text = base().set_num_format("@");
    let mut lists: Vec<(String, Vec<String>)> = Vec::new();
    {
        let sheet = book.add_worksheet();
        sheet.set_name(title)?;
        sheet.set_freeze_panes(1, 1)?;
        for (i, column) in columns.iter().enumerate() {
            let at = u16::try_from(i).unwrap_or(u16::MAX);
            // Every cell is text: an ID number typed into it stays whole, a date stays as it was typed.
            sheet.set_column_format(at, &text)?;
            sheet.set_column_width(at, f64::from(column.width))?;
            let heading =
                if column.is_required { format!("{} *", column.title) } else { column.title.clone() };
            sheet.write_string_with_format(0, at, heading, if column.is_required { &must } else { &head })?;
            if !column.note.is_empty() {
                sheet.insert_note(0, at, &Note::new(&column.note).set_author("社区台账").set_width(220))?;
            }
            add_rule(sheet, at, column, &mut lists)?;
        }
    }
    if !lists.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(LISTS)?;
        sheet.set_hidden(true);
        for (i, (title, words)) in lists.iter().enumerate() {
            let at = u16::try_from(i).unwrap_or(u16::MAX);
            sheet.write_string(0, at, title)?;
            for (n, word) in words.iter().enumerate() {
                sheet.write_string(u32::try_from(n).unwrap_or(0) + 1, at, word)?;
            }
        }
    }
    let bytes = book.save_to_buffer()?;
    put_in_place(path, &bytes)
}

const LISTS: &str = "选项";

fn add_rule(
    sheet: &mut Worksheet,
    at: u16,
    column: &TemplateColumn,
    lists: &mut Vec<(String, Vec<String>)>,
) -> Result<(), WriteError> {
    let rule = match &column.choices {
        Choice::None => return Ok(()),
        Choice::Words(words) => {
            let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
            if length <= LONGEST_LIST {
                DataValidation::new().allow_list_strings(words)?
            } else {
                let letters = domain::sheets::column_letters(u16::try_from(lists.len()).unwrap_or(0));
                let last = words.len() + 1;
                lists.push((column.title.clone(), words.clone()));
                let range = format!("={LISTS}!${letters}$2:${letters}${last}");
                DataValidation::new().allow_list_formula(range.as_str().into())
            }
        }
        Choice::Whole(from, to) => {
            let bound = |n: &i64| i32::try_from(*n).unwrap_or(i32::MAX);
            DataValidation::new().allow_whole_number(DataValidationRule::Between(bound(from), bound(to)))
        }
    };
    // A warning, no lock: what the list does not know is told at the import.
    let rule = rule
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("请核对")?
        .set_error_message("这一项不在选项里，确定要这样填吗？")?;
    sheet.add_data_validation(1, at, ROWS, at, &rule)?;
    Ok(())
}
