//! Containers as other programs write them, made here part by part.

use crate::read::{Book, Limits, ReadError};
use domain::sheets::{CellDoubt, CellKind, Doubt, Sheet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A book of one sheet, the names of whose parts are changed as wanted.
fn write(path: &Path, sheet: &str, named: &dyn Fn(&str) -> String) {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{KINDS}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: String| format!("<?xml version=\"1.0\"?><Relationships>{all}</Relationships>");
    let parts = [
        ("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<x:workbook xmlns:x=\"m\" xmlns:q=\"{KINDS}\"><x:sheets><x:sheet name=\"人口\" sheetId=\"7\" q:id=\"rId1\"/></x:sheets></x:workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                [
                    relation("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
                    relation("rId2", "sharedStrings", "sharedStrings.xml"),
                    relation("rId3", "styles", "styles.xml"),
                ]
                .concat(),
            ),
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>姓名</t></si><si><t>王芳</t></si></sst>".to_owned()),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in parts {
        zip.start_file(named(name), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

fn read_as(sheet: &str, named: &dyn Fn(&str) -> String, rows: Option<u32>) -> Result<Arc<Sheet>, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    write(&path, sheet, named);
    let mut book = Book::open(&path, Limits::USUAL, &mut |_| true)?;
    assert_eq!(book.sheets()[0].name, "人口");
    book.read(0, rows, &mut |_| true)
}

fn read(sheet: &str) -> Arc<Sheet> {
    read_as(sheet, &str::to_owned, None).unwrap()
}

fn cell(sheet: &Sheet, row: u32, column: u16) -> Option<(CellKind, &str)> {
    sheet.find_row(row)?.own_cell(column).map(|c| (c.kind, c.text))
}

#[test]
fn every_kind_of_cell_is_read() {
    let sheet = read(
        "<worksheet><dimension ref=\"1:49\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>备注</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>110105196001010000</v></c><c r=\"C2\" s=\"1\"><v>45000</v></c>\
         <c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"str\"><f>A1&amp;B1</f><v>甲&amp;乙</v></c><c r=\"F2\" t=\"d\"><v>1960-01-01T00:00:00</v></c>\
         <c t=\"str\"><v>没有位置</v></c><c r=\"I2\" t=\"s\"><v>99</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(cell(&sheet, 0, 0), Some((CellKind::Text, "姓名")));
    assert_eq!(cell(&sheet, 0, 1), Some((CellKind::Text, "备注")));
    assert_eq!(cell(&sheet, 1, 0), Some((CellKind::Text, "王芳")));
    assert_eq!(cell(&sheet, 1, 1), Some((CellKind::Number, "110105196001010000")));
    // 45000 is 15 March 2023, as LibreOffice shows it.
    assert_eq!(cell(&sheet, 1, 2), Some((CellKind::Date, "2023-03-15")));
    assert_eq!(cell(&sheet, 1, 3), Some((CellKind::YesNo, "是")));
    assert_eq!(cell(&sheet, 1, 4), Some((CellKind::Text, "甲&乙")));
    assert_eq!(cell(&sheet, 1, 5), Some((CellKind::Date, "1960-01-01")));
    assert_eq!(cell(&sheet, 1, 6), Some((CellKind::Text, "没有位置")), "behind the cell before it");
    assert_eq!(cell(&sheet, 1, 8), Some((CellKind::Text, "\u{FFFD}")), "a text that the book lacks is told");
}

#[test]
fn a_fault_of_a_formula_costs_its_cell_alone() {
    for fault in [
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
        "#GETTING_DATA",
        "#PYTHON!",
        "#N/A",
    ] {
        let sheet = read(&format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"e\"><f>X()</f><v>{fault}</v></c></row>\
             <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row></sheetData></worksheet>"
        ));
        assert_eq!(cell(&sheet, 0, 2), Some((CellKind::Error, fault)));
        assert_eq!(cell(&sheet, 1, 0), Some((CellKind::Text, "王芳")));
    }
}

#[test]
fn a_formula_without_its_result_is_told_and_one_that_says_nothing_is_blank() {
    let sheet = read(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>B1</f></c><c r=\"B1\"><f>C1</f><v/></c><c r=\"C1\" t=\"str\"><f>D1</f></c>\
         <c r=\"D1\" t=\"str\"><f>IF(A1,1,\"\")</f><v></v></c><c r=\"E1\"/><c r=\"F1\"><f>1-1</f><v>0</v></c></row></sheetData></worksheet>",
    );
    let unsaved = Some((CellKind::Error, domain::sheets::NO_RESULT));
    assert_eq!([0, 1, 2].map(|column| cell(&sheet, 0, column)), [unsaved; 3]);
    assert_eq!([3, 4].map(|column| cell(&sheet, 0, column)), [None; 2]);
    assert_eq!(cell(&sheet, 0, 5), Some((CellKind::Number, "0")));
}

const HOUSES: &str = "<y:worksheet xmlns:y=\"m\"><y:dimension ref=\"A0:C2\"/><y:cols><y:col hidden='1' min=\"3\" max=\"16384\"/></y:cols><y:sheetData>\
    <y:row r=\"1\"><y:c r=\"A1\"><y:v>3</y:v></y:c><y:c r=\"B1\"><y:v>101</y:v></y:c><y:c r=\"C1\"><y:v>1</y:v></y:c></y:row>\
    <y:row r=\"2\" hidden='1'><y:c r=\"B2\"><y:v>102</y:v></y:c></y:row><y:row r=\"3\"><y:c r=\"B3\"><y:v>103</y:v></y:c></y:row></y:sheetData>\
    <y:mergeCells count=\"1\"><y:mergeCell  y:a=\"b\" ref = \"A1:A3\" /></y:mergeCells></y:worksheet>";

#[test]
fn merged_and_hidden_rows_are_known_by_whatever_prefix_and_names_of_parts() {
    let plain: &dyn Fn(&str) -> String = &str::to_owned;
    let windows: &dyn Fn(&str) -> String = &|name| name.replace('/', "\\");
    let loud: &dyn Fn(&str) -> String = &|name| name.to_uppercase();
    for named in [plain, windows, loud] {
        for rows in [None, Some(2)] {
            let sheet = read_as(HOUSES, named, rows).unwrap();
            assert_eq!(sheet.row_count(), if rows.is_some() { 2 } else { 3 }, "{rows:?}");
            assert_eq!((sheet.row(1).unwrap().text(0), sheet.row(1).unwrap().text(1)), ("3", "102"));
            assert_eq!(sheet.hidden_rows, [1]);
            assert_eq!(sheet.hidden_columns, [2]);
        }
    }
}

#[test]
fn a_cell_far_away_is_told_and_no_other_is_lost() {
    let sheet = read(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c>\
         <c r=\"XFD2\" t=\"str\"><v>草稿</v></c></row></sheetData></worksheet>",
    );
    assert_eq!((sheet.row_count(), sheet.width()), (2, 1));
    assert_eq!(sheet.doubts, [CellDoubt { row: 1, column: 16_383, doubt: Doubt::TooFar("草稿".into()) }]);
}

#[test]
fn what_is_broken_behind_the_cells_costs_nothing_and_within_them_the_sheet() {
    let rows = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(read(&format!("{rows}</sheetData><mergeCells><mergeCell")).row_count(), 1);
    assert_eq!(read_as(rows, &str::to_owned, None).unwrap_err(), ReadError::Broken);
}
