//! Which tables the history watches, and their columns as SQLite knows them.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json};

/// A row, or some columns of it, as the history keeps it.
pub type Image = Map<String, Json>;

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
        "past_facts",
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
    let mut statement = conn.prepare_cached("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
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

/// A row as it is now; `None` where there is none.
///
/// # Errors
///
/// Those of reading.
pub(crate) fn image_of(conn: &Connection, table: &str, id: u32) -> Result<Option<Image>, StoreError> {
    let sql = format!("SELECT {} FROM {table} WHERE id = ?1", image_sql(&columns(conn, table)?, ""));
    let found: Option<String> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(found.and_then(|text| read_image(&text)))
}

/// An image from its text in the history.
pub(crate) fn read_image(text: &str) -> Option<Image> {
    serde_json::from_str(text).ok()
}

/// What a row was before the first change that acts after one made to it; `None` where they made none.
///
/// # Errors
///
/// Those of reading.
pub(crate) fn image_after_act(
    conn: &Connection,
    (table, id): (&str, u32),
    act_id: u32,
) -> Result<Option<Image>, StoreError> {
    let sql = "SELECT before_json FROM changes WHERE table_name = ?1 AND row_id = ?2 AND act_id > ?3
               ORDER BY act_id, id LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found: Option<Option<String>> =
        statement.query_row(params![table, id, act_id], |row| row.get(0)).optional()?;
    Ok(found.flatten().and_then(|text| read_image(&text)))
}

/// The columns in which a row differs before and after something, with their values before. A column that only one of
/// the two has came or went with a newer layout.
pub(crate) fn changed(before: &Image, after: &Image) -> Image {
    let differs =
        |key: &str, was: &Json| !matches!(key, "id" | "revision") && after.get(key).is_some_and(|v| v != was);
    before.iter().filter(|(k, v)| differs(k, v)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Gives some columns of a row other values; its revision goes on.
///
/// # Errors
///
/// Those of writing.
pub(crate) fn give(conn: &Connection, table: &str, id: u32, values: &Image) -> Result<(), StoreError> {
    let mut names: Vec<String> = columns(conn, table)?;
    names.retain(|c| c == "revision" || values.contains_key(c));
    let text = serde_json::to_string(values).map_err(|_| StoreError::NothingToUndo)?;
    conn.prepare_cached(&give_back_sql(table, &names))?.execute(params![id, text])?;
    Ok(())
}

/// SQL that makes the image of a row: a JSON object of its columns.
pub fn image_sql(columns: &[String], prefix: &str) -> String {
    let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {prefix}{c}")).collect();
    format!("json_object({})", pairs.join(", "))
}
