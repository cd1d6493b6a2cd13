//! What leaves, beside the bare libraries on the same content in the same run. Limits of the issue: 100,000 rows × 30
//! columns to .xlsx ≤ 1.25 × bare rust_xlsxwriter; a list of 1,000 pages to PDF ≤ 1.3 × bare printpdf; ≤ 400 MB.
//! Run: `cargo bench -p suite --bench outgoing`.

use domain::tables::{Cell, Column, ColumnKind, Signature, Table};
use exchange::pdf::{Document, Fonts, table_pages};
use printpdf::{
    FontId, Mm, Op, ParsedFont, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem, TextMatrix,
};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn day() -> chrono::NaiveDate {
    suite::TODAY.parse().unwrap()
}

/// A list of residents: numbers and names, short words, figures and days.
fn list(rows: usize, columns: usize) -> Table {
    let titles = ["姓名", "性别", "年龄", "公民身份号码", "出生日期", "住址", "联系电话", "备注"];
    let kinds = [
        ColumnKind::Text,
        ColumnKind::Code,
        ColumnKind::Whole,
        ColumnKind::Text,
        ColumnKind::Date,
        ColumnKind::Text,
        ColumnKind::Text,
        ColumnKind::Text,
    ];
    let row = |i: usize| -> Vec<Cell> {
        (0..columns)
            .map(|c| match c % 8 {
                0 => Cell::Text(format!("王建国{}", i % 5_000).into()),
                1 => Cell::Text(if i.is_multiple_of(2) { "男" } else { "女" }.into()),
                2 => Cell::Whole((i % 100) as i64),
                3 => Cell::Text(format!("330106{:012}", i * 31 + c).into()),
                4 => Cell::Date(day()),
                5 => Cell::Text(format!("幸福里{}栋{}单元{}室", i % 90, i % 4, i % 1800).into()),
                6 => Cell::Text(format!("139{:08}", i * 7 % 100_000_000).into()),
                _ => Cell::Text(format!("第{i}条").into()),
            })
            .collect()
    };
    Table {
        title: "幸福社区居民花名册".into(),
        name: "居民花名册".into(),
        unit: "幸福社区居民委员会".into(),
        filled: format!("填报日期：{}", day()),
        is_numbered: true,
        columns: (0..columns).map(|c| Column::new(titles[c % 8], kinds[c % 8], 8)).collect(),
        rows: (0..rows).map(row).collect(),
        kept_columns: 1,
        signatures: vec![Signature { label: "填表人".into(), name: String::new() }],
        ..Table::default()
    }
}

fn bare_workbook(path: &Path, table: &Table) -> f64 {
    let begun = Instant::now();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let border = |format: &str| Format::new().set_border(FormatBorder::Thin).set_num_format(format);
    let (text, whole, date) = (border("@"), border("0"), border("yyyy-mm-dd"));
    for (c, column) in table.columns.iter().enumerate() {
        page.write_string(0, c as u16 + 1, &column.title).unwrap();
    }
    for (r, row) in table.rows.iter().enumerate() {
        let at = r as u32 + 1;
        page.write_number_with_format(at, 0, at, &whole).unwrap();
        for (c, cell) in row.iter().enumerate() {
            let c = c as u16 + 1;
            match cell {
                Cell::Text(t) => page.write_string_with_format(at, c, &**t, &text).unwrap(),
                Cell::Whole(n) => page.write_number_with_format(at, c, *n as f64, &whole).unwrap(),
                _ => page.write_number_with_format(at, c, 46_350.0, &date).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
    begun.elapsed().as_secs_f64()
}

/// Every text of the table at its place on the same number of pages, one section of text a page, with the font cut down by
/// nobody: what printpdf alone needs for such a list.
fn bare_pages(table: &Table, pages: usize) -> (f64, usize) {
    let font =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts/NotoSerifSC-Regular.ttf"))
            .unwrap();
    let begun = Instant::now();
    let mut pdf = PdfDocument::new("名册");
    let parsed = ParsedFont::from_bytes(&font, 0, &mut Vec::new()).unwrap();
    let id = FontId("Han".into());
    pdf.resources.fonts.map.insert(id.clone(), printpdf::PdfFont::new(parsed));
    let each = table.rows.len().div_ceil(pages);
    for part in table.rows.chunks(each) {
        let mut ops = vec![
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::External(id.clone()), size: Pt(10.5) },
        ];
        for (r, row) in part.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                let at = TextMatrix::Translate(Pt(40.0 + 90.0 * c as f32), Pt(800.0 - 18.0 * r as f32));
                ops.push(Op::SetTextMatrix { matrix: at });
                ops.push(Op::ShowText { items: vec![TextItem::Text(cell.shown().into_owned())] });
            }
        }
        ops.push(Op::EndTextSection);
        for r in 0..=part.len() {
            let y = Pt(800.0 - 18.0 * r as f32);
            let point = |x| printpdf::LinePoint { p: printpdf::Point { x: Pt(x), y }, bezier: false };
            let line = printpdf::Line { points: vec![point(40.0), point(780.0)], is_closed: false };
            ops.push(Op::DrawLine { line });
        }
        pdf.pages.push(PdfPage::new(Mm(297.0), Mm(210.0), ops));
    }
    let bytes = pdf.save(&PdfSaveOptions::default(), &mut Vec::new());
    (begun.elapsed().as_secs_f64(), bytes.len())
}

/// A community of 100,000, unlocked.
fn large_office(base: &Path) -> service::Office {
    use serde_json::json;
    use service::{Clock, Office, practice};
    let folder = base.join("practice-44000");
    let clock = Clock { fixed: suite::TODAY.parse().ok() };
    let office = Office::of_folder(&folder, clock);
    if !folder.join("ledger.db").exists() {
        practice::make(&office, &folder, 44_000, 1).expect("a practice ledger");
    }
    office.call("unlock", json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD })).unwrap();
    office
}

/// 户册 of 100,000 people, both files, and a name that is sorted by its strokes.
fn household_book(base: &Path) {
    use serde_json::json;
    let office = large_office(base);
    let leaving = json!({ "what": "household_book", "scope": {} });
    for ending in ["xlsx", "pdf"] {
        let begun = Instant::now();
        let file = base.join(format!("book.{ending}"));
        let said = office
            .call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true }))
            .unwrap()["said"]
            .clone();
        println!(
            "household book .{ending}: {:.2} s, {} MB, {said}",
            begun.elapsed().as_secs_f64(),
            peak_mb()
        );
    }
    let begun = Instant::now();
    let filter = json!({
        "text": "", "presence": "here", "grid_ids": [], "estate_id": null, "building_id": null, "age_from": null,
        "age_to": null, "residence_states": [], "conditions": [], "missing": null,
    });
    let sort = json!({ "key": "name_strokes", "is_descending": false });
    let list = json!({ "filter": filter, "sort": sort, "columns": ["name"], "offset": 0, "limit": 100 });
    office.call("list_people", list).unwrap();
    println!("first page by strokes: {:.2} s", begun.elapsed().as_secs_f64());
}

/// 社区月报 of a community of 100,000, both files. Limit of the issue: 1.5 s.
fn month_report(base: &Path) {
    use serde_json::json;
    let office = large_office(base);
    let leaving = json!({ "what": "report", "form": "monthly", "period": "2026-10" });
    let begun = Instant::now();
    let shown = office.call("make_report", json!({ "form": "monthly", "period": "2026-10" })).unwrap();
    let screen = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    for ending in ["xlsx", "pdf"] {
        let file = base.join(format!("report.{ending}"));
        office.call("export_file", json!({ "leaving": leaving, "file": file, "replaces": true })).unwrap();
    }
    let checks = shown["checks"].as_array().unwrap().len();
    println!(
        "report of a month: on screen {screen:.2} s with {checks} checks, both files {:.2} s (limit 1.5 s), {} MB",
        begun.elapsed().as_secs_f64(),
        peak_mb()
    );
}

fn peak_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Each measurement in a process of its own, for the peak of its memory.
fn in_child(what: &str) {
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .env("TAIZHANG_OUT", what)
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&child.stdout));
    eprint!("{}", String::from_utf8_lossy(&child.stderr));
}

fn main() {
    let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    match std::env::var("TAIZHANG_OUT").as_deref() {
        Ok("xlsx") => {
            let table = list(100_000, 30);
            let begun = Instant::now();
            exchange::excel_write::write_tables(&base.join("out.xlsx"), std::slice::from_ref(&table), day())
                .unwrap();
            println!("xlsx: {:.2} s, {} MB with the table", begun.elapsed().as_secs_f64(), peak_mb());
        }
        Ok("bare-xlsx") => {
            let table = list(100_000, 30);
            println!(
                "bare rust_xlsxwriter: {:.2} s, {} MB",
                bare_workbook(&base.join("bare.xlsx"), &table),
                peak_mb()
            );
        }
        Ok("pdf") => {
            let table = list(16_000, 8);
            let begun = Instant::now();
            let mut fonts = Fonts::of_program();
            let mut document = Document { title: table.title.clone(), ..Document::default() };
            table_pages(&mut document, &mut fonts, &table, &mut |_| true).unwrap();
            document.number_pages(&mut fonts);
            let pages = document.pages.len();
            let set = begun.elapsed().as_secs_f64();
            let bytes = document.finish(&fonts, day()).unwrap();
            println!(
                "pdf: {pages} pages, set {set:.2} s, whole {:.2} s, {} kB, {} MB",
                begun.elapsed().as_secs_f64(),
                bytes.len() / 1024,
                peak_mb()
            );
        }
        Ok("bare-pdf") => {
            let (took, bytes) = bare_pages(&list(16_000, 8), 1_000);
            println!("bare printpdf: {took:.2} s, {} kB, {} MB", bytes / 1024, peak_mb());
        }
        Ok("report") => month_report(&base),
        Ok("book") => household_book(&base),
        _ => ["xlsx", "bare-xlsx", "pdf", "bare-pdf", "report", "book"].map(in_child).into_iter().collect(),
    }
}
