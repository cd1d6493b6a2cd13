//! Which tables the history watches, and their columns as SQLite knows them.

use crate::StoreError;
use rusqlite::Connection;

/// Tables whose every change lands in the history.
pub fn watched() -> Vec<&'static str> {
    let mut all = vec![
        "office",
        "users",
        "grids",
        "estates",
        "buildings",
        "units",
        "dwellings",
        "households",
        "people",
        "movements",
        "report_forms",
        "column_sets",
        "saved_filters",
    ];
    all.extend(domain::registers::all().iter().map(|r| r.key));
    all
}

/// The columns of a table, in order.
///
/// # Errors
///
/// Those of reading.
pub fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = statement.query_map([table], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(names)
}

/// SQL that gives row `?1` of a table what its image `?2` says; its revision goes on.
pub(crate) fn give_back_sql(table: &str, columns: &[String]) -> String {
    let sets: Vec<String> = columns
        .iter()
        .filter(|c| c.as_str() != "id")
        .map(|c| match c.as_str() {
            "revision" => "revision = revision + 1".to_owned(),
            _ => format!("{c} = json_extract(?2, '$.{c}')"),
        })
        .collect();
    format!("UPDATE {table} SET {} WHERE id = ?1", sets.join(", "))
}

/// SQL that makes the image of a row: a JSON object of its columns.
pub fn image_sql(columns: &[String], prefix: &str) -> String {
    let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {prefix}{c}")).collect();
    format!("json_object({})", pairs.join(", "))
}
