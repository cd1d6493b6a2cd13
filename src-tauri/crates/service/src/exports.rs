//! Lists as workbooks, with the columns, order and masks that the window shows.

use crate::contract::{Align, ColumnInfo, ExportPeople, ExportPlaces, ExportRows, FileWritten, Level};
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::shown::{column_of, people_columns};
use crate::{forms, people, places, registers};
use domain::access::Area;
use domain::{Fault, FaultCode};
use exchange::excel_write::{Column, Lean, Sheet, WriteError, write_list};
use std::path::Path;

/// Rows are read from the ledger in parts of this size.
const PART: usize = 500;

fn column(info: &ColumnInfo) -> Column {
    let lean = match info.align {
        Align::Left => Lean::Left,
        Align::Center => Lean::Center,
        Align::Right => Lean::Right,
    };
    Column { title: info.title.clone(), lean, width: info.width }
}

fn chosen(all: &[ColumnInfo], keys: &[String]) -> (Vec<Column>, Vec<String>) {
    let found: Vec<&ColumnInfo> = keys.iter().filter_map(|k| all.iter().find(|c| c.key == *k)).collect();
    let found = if found.is_empty() { all.iter().filter(|c| c.is_default).collect() } else { found };
    (found.iter().map(|c| column(c)).collect(), found.iter().map(|c| c.key.clone()).collect())
}

fn write(
    desk: &mut Desk,
    (file, area): (&str, Area),
    title: &str,
    columns: &[Column],
    rows: Vec<Vec<String>>,
) -> Reply<FileWritten> {
    let count = rows.len();
    let note = format!("{}　{} 制　共 {count} 条", desk.office.community, desk.today());
    let sheet = Sheet { title, note: &note, columns };
    write_list(Path::new(file), &sheet, rows.into_iter()).map_err(|error| write_fault(error, file))?;
    // What left the ledger is a line of the history.
    desk.note_look(area, format!("导出{title} {count} 条"))?;
    Ok(FileWritten { file: file.to_owned(), said: format!("已导出 {count} 条") })
}

/// Why a file was not written, in people's words.
pub(crate) fn write_fault(error: WriteError, file: &str) -> Fault {
    let name = Path::new(file).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    match error {
        WriteError::Disk(std::io::ErrorKind::StorageFull) => Fault::new(FaultCode::DiskFull),
        WriteError::Disk(std::io::ErrorKind::ReadOnlyFilesystem) => Fault::new(FaultCode::DiskReadOnly),
        _ => Fault::new(FaultCode::FileExists).with(name),
    }
}

pub(crate) fn export_people(desk: &mut Desk, request: ExportPeople) -> Reply<FileWritten> {
    if request.in_full && !desk.actor.role.may_reveal() {
        return Err(Fault::new(FaultCode::NotAllowed).with("完整号码").with("导出").into());
    }
    let (columns, keys) = chosen(&people_columns(desk), &request.list.columns);
    let ids = people::ordered(desk, &request.list.filter, request.list.sort.as_ref());
    let mut rows = Vec::with_capacity(ids.len());
    for part in ids.chunks(PART) {
        rows.extend(people::rows_as(desk, part, &keys, request.in_full)?.into_iter().map(|r| r.cells));
    }
    if request.in_full {
        desk.note_look(Area::Residents, format!("导出 {} 位居民的完整号码", ids.len()))?;
    }
    write(desk, (&request.file, Area::Residents), "居民名册", &columns, rows)
}

pub(crate) fn export_places(desk: &mut Desk, request: ExportPlaces) -> Reply<FileWritten> {
    let list = &request.list;
    let (columns, keys) = chosen(&forms::place_columns(&list.table)?, &list.columns);
    let rows = places::all_cells(desk, list, &keys)?;
    let named = domain::places::place_tables().into_iter().find(|(key, ..)| *key == list.table);
    let title = format!("{}名册", named.map_or("", |(_, title, _)| title));
    write(desk, (&request.file, Area::Residents), &title, &columns, rows)
}

pub(crate) fn export_rows(desk: &mut Desk, request: ExportRows) -> Reply<FileWritten> {
    let register = registers::register(desk, &request.list.register, Level::Read)?;
    let all: Vec<ColumnInfo> = register.fields.iter().map(|f| column_of(f, true)).collect();
    let (columns, keys) = chosen(&all, &request.list.columns);
    let mut filter = registers::row_filter(&request.list);
    (filter.offset, filter.limit) = (0, u32::MAX);
    let (_, found) = store::register_rows::list(desk.ledger.conn(), register, &filter)?;
    let rows = found.iter().map(|row| registers::shown_row(desk, register, row, &keys).cells).collect();
    write(desk, (&request.file, register.area), register.title, &columns, rows)
}
