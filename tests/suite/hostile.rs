//! Files made to break a reader: each gets a clear message within bounded time and memory, and the ledger stays as it
//! was. The files are made here; the whole runs in a process of its own, whose peak of memory is read at the end.

use crate::imports::{commit, ledger, open, plan_with, rows};
use serde_json::json;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use suite::TestLedger;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const CHILD: &str = "TAIZHANG_HOSTILE_CHILD";
/// The peak of the whole process, test ledger included.
const MOST_KB: u64 = 500 * 1024;

fn book(path: &Path, sheet: &dyn Fn(&mut dyn Write), strings: &dyn Fn(&mut dyn Write)) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    let options = SimpleFileOptions::default();
    let mut part = |name: &str, write: &dyn Fn(&mut dyn Write)| {
        zip.start_file(name, options).unwrap();
        write(&mut zip);
    };
    let text = |text: &'static str| move |to: &mut dyn Write| to.write_all(text.as_bytes()).unwrap();
    part(
        "[Content_Types].xml",
        &text(
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
        ),
    );
    part(
        "_rels/.rels",
        &text(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
    );
    part(
        "xl/workbook.xml",
        &text(
            "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &text(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
        ),
    );
    part("xl/sharedStrings.xml", strings);
    part("xl/worksheets/sheet1.xml", sheet);
    zip.finish().unwrap();
}

fn no_strings(to: &mut dyn Write) {
    to.write_all(b"<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"></sst>").unwrap();
}

const OPEN: &str = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const CLOSE: &str = "</sheetData></worksheet>";

fn repeated(to: &mut dyn Write, bytes: &[u8], times: usize) {
    let many = bytes.repeat(1 + (1 << 20) / bytes.len());
    let mut left = bytes.len() * times;
    while left > 0 {
        let n = left.min(many.len() / bytes.len() * bytes.len());
        to.write_all(&many[..n]).unwrap();
        left -= n;
    }
}

fn cell(column: &str, row: usize, text: &str) -> String {
    format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn ole(path: &Path, stream: &str, bytes: &[u8]) {
    let mut file = cfb::create(path).unwrap();
    file.create_stream(stream).unwrap().write_all(bytes).unwrap();
    file.flush().unwrap();
}

fn biff(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, body) in records {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend(body);
    }
    // A short stream would lie among the small ones of the container.
    bytes.resize(bytes.len().max(8_192), 0);
    bytes
}

fn bof(kind: u16) -> (u16, Vec<u8>) {
    (0x0809, [0x0600u16, kind, 0, 0, 0, 0, 0, 0].iter().flat_map(|w| w.to_le_bytes()).collect())
}

fn number_at(row: u16, column: u16) -> (u16, Vec<u8>) {
    let mut body: Vec<u8> = [row, column, 0].iter().flat_map(|w| w.to_le_bytes()).collect();
    body.extend(1.0f64.to_le_bytes());
    (0x0203, body)
}

fn ods(path: &Path, rows: &str) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    zip.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    write!(zip, "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"表\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>").unwrap();
    zip.finish().unwrap();
}

/// Every hostile file and the code of its refusal; none where it is read in spite of a lie.
fn files(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let at = |name: &str| folder.join(name);
    let mut all = Vec::new();
    let mut put = |name: &str, code: &'static str, make: &dyn Fn(&Path)| {
        make(&at(name));
        all.push((at(name), code));
    };
    put("空的.xlsx", "import.file_empty", &|p| std::fs::write(p, b"").unwrap());
    put("只有空格.csv", "import.file_empty", &|p| std::fs::write(p, b" \r\n\r\n  ").unwrap());
    put("照片.xls", "import.file_unknown", &|p| {
        std::fs::write(p, b"\x89PNG\r\n\x1a\n0000000000000").unwrap()
    });
    put("乱码.csv", "import.file_unknown", &|p| {
        std::fs::write(
            p,
            (0..20_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
        )
        .unwrap();
    });
    let whole = crate::imports::workbooks().join("01-两行表头.xlsx");
    let bytes = std::fs::read(whole).unwrap();
    put("截断.xlsx", "import.file_broken", &|p| std::fs::write(p, &bytes[..bytes.len() / 2]).unwrap());
    put("别的压缩包.xlsx", "import.file_unknown", &|p| {
        let mut zip = ZipWriter::new(std::fs::File::create(p).unwrap());
        zip.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
        zip.finish().unwrap();
    });
    put("炸弹.xlsx", "import.file_too_large", &|p| {
        book(
            p,
            &|to| {
                to.write_all(OPEN.as_bytes()).unwrap();
                repeated(to, b"<row></row>", 120_000_000);
                to.write_all(CLOSE.as_bytes()).unwrap();
            },
            &no_strings,
        );
    });
    put("文字炸弹.xlsx", "import.file_too_large", &|p| {
        book(p, &|to| to.write_all(format!("{OPEN}{CLOSE}").as_bytes()).unwrap(), &|to| {
            to.write_all(b"<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">").unwrap();
            repeated(to, b"<si><t>0123456789012345678901234567890123456789</t></si>", 10_000_000);
            to.write_all(b"</sst>").unwrap();
        });
    });
    put("一格无尽.xlsx", "import.too_much_text", &|p| {
        book(
            p,
            &|to| {
                to.write_all(format!("{OPEN}<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>").as_bytes())
                    .unwrap();
                repeated(to, b"a", 300_000_000);
                to.write_all(format!("</t></is></c></row>{CLOSE}").as_bytes()).unwrap();
            },
            &no_strings,
        );
    });
    put("两百万行.csv", "import.too_many_rows", &|p| {
        let mut to = std::io::BufWriter::new(std::fs::File::create(p).unwrap());
        to.write_all("姓名,性别\n".as_bytes()).unwrap();
        repeated(&mut to, "王芳,女\n".as_bytes(), 2_000_000);
    });
    put("一百万行.xlsx", "import.too_many_rows", &|p| {
        book(
            p,
            &|to| {
                to.write_all(OPEN.as_bytes()).unwrap();
                for row in 1..=300_000 {
                    to.write_all(format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>").as_bytes())
                        .unwrap();
                }
                to.write_all(CLOSE.as_bytes()).unwrap();
            },
            &no_strings,
        );
    });
    put("一万列.csv", "import.too_many_columns", &|p| {
        std::fs::write(p, vec!["甲"; 10_000].join(",") + "\n").unwrap()
    });
    put("一万列.xlsx", "import.too_many_columns", &|p| {
        book(
            p,
            &|to| {
                to.write_all(format!("{OPEN}<row r=\"1\">").as_bytes()).unwrap();
                for column in 0..10_000u16 {
                    let letters = domain::sheets::column_letters(column);
                    to.write_all(format!("<c r=\"{letters}1\"><v>1</v></c>").as_bytes()).unwrap();
                }
                to.write_all(format!("</row>{CLOSE}").as_bytes()).unwrap();
            },
            &no_strings,
        );
    });
    put("带密码.xlsx", "import.file_locked", &|p| ole(p, "/EncryptedPackage", &[7; 8_192]));
    put("带密码.xls", "import.file_locked", &|p| {
        ole(p, "/Workbook", &biff(&[bof(5), (0x002F, vec![1, 0, 1, 0]), (0x000A, vec![])]));
    });
    put("远角.xls", "import.too_much_text", &|p| {
        let sheet = [bof(0x10), number_at(0, 0), number_at(65_535, 255), (0x000A, vec![])];
        ole(p, "/Workbook", &biff(&[&[bof(5), (0x000A, vec![])], &sheet[..]].concat()));
    });
    // Found by fuzzing: sizes that a reader would set aside memory for before it reads a cell.
    put("谎报范围.xls", "", &|p| {
        std::fs::copy(crate::imports::workbooks().join("15-志愿者队伍.xls"), p).unwrap();
        let mut file = cfb::open_rw(p).unwrap();
        let mut bytes = Vec::new();
        file.open_stream("/Workbook").unwrap().read_to_end(&mut bytes).unwrap();
        let record = [0x00, 0x02, 0x0E, 0x00];
        let at = bytes.windows(4).position(|w| w == record).expect("the range of a sheet") + 4;
        bytes[at..at + 8].copy_from_slice(&[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        file.open_stream("/Workbook").unwrap().write_all(&bytes).unwrap();
    });
    put("谎报文字.xlsx", "import.file_broken", &|p| {
        book(p, &|to| to.write_all(format!("{OPEN}{CLOSE}").as_bytes()).unwrap(), &|to| {
            to.write_all(b"<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"18446744073709551615\"></sst>").unwrap();
        });
    });
    put("重复行.ods", "import.too_many_rows", &|p| {
        ods(
            p,
            "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>",
        );
    });
    put("重复列.ods", "import.too_many_columns", &|p| {
        ods(
            p,
            "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\"><text:p>甲</text:p></table:table-cell></table:table-row>",
        );
    });
    put("没有结尾.ods", "import.file_broken", &|p| {
        ods(p, "<table:table-row><table:table-cell><text:p>甲")
    });
    all
}

fn refused(t: &TestLedger, file: &Path) -> Vec<String> {
    let source = json!({ "from": "file", "path": file });
    t.refused("open_import", json!({ "kind": "residents", "source": source, "sheet": null }))
}

#[test]
fn child_that_reads_hostile_files() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let t = ledger();
    let before = suite::content(&t);
    let folder = tempfile::tempdir().unwrap();
    for (file, code) in files(folder.path()) {
        let begun = Instant::now();
        if code.is_empty() {
            // What is true of it is read; the lie costs nothing.
            let whole = crate::imports::workbooks().join("15-志愿者队伍.xls");
            let true_one = open(&t, "volunteer_teams", &whole)["row_count"].clone();
            assert_eq!(open(&t, "volunteer_teams", &file)["row_count"], true_one, "{}", file.display());
            continue;
        }
        assert_eq!(refused(&t, &file), [code], "{}", file.display());
        assert!(begun.elapsed().as_secs() < 60, "{} took {:?}", file.display(), begun.elapsed());
    }
    // Large, but within the limits: a cell of 33,000 characters costs its row that cell alone.
    let long = folder.path().join("长格.xlsx");
    book(
        &long,
        &|to| {
            let number = suite::number("19490101", 22);
            let head = [cell("A", 1, "姓名"), cell("B", 1, "身份证号"), cell("C", 1, "备注")].concat();
            let row =
                [cell("A", 2, "王芳"), cell("B", 2, &number), cell("C", 2, &"长".repeat(33_000))].concat();
            to.write_all(
                format!("{OPEN}<row r=\"1\">{head}</row><row r=\"2\">{row}</row>{CLOSE}").as_bytes(),
            )
            .unwrap();
        },
        &no_strings,
    );
    let view = open(&t, "residents", &long);
    plan_with(&t, &view, json!({}));
    assert_eq!(rows(&t, &view, json!("new"))[0]["faults"][0]["fault"]["code"], "field.too_long");
    // Prose that calls itself a workbook has no header, and says so.
    let prose = folder.path().join("通知.xlsx");
    std::fs::write(&prose, "各社区：\n请于月底前报送名册。\n").unwrap();
    let view = open(&t, "residents", &prose);
    assert_eq!(view["header_first"], 0);
    let request = json!({ "token": view["token"], "targets": [], "options": {} });
    assert_eq!(t.refused("plan_import", request), ["import.no_header"]);
    assert_eq!(suite::content(&t), before, "the ledger is untouched");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).and_then(|l| l.split_whitespace().nth(1));
    let peak: u64 = peak.and_then(|n| n.parse().ok()).unwrap_or(0);
    println!("peak {} MB", peak / 1024);
    assert!(peak < MOST_KB, "{peak} kB");
}

#[test]
fn hostile_files_get_a_clear_message_within_bounded_time_and_memory() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["hostile::child_that_reads_hostile_files", "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{said}");
    assert!(said.contains("peak "), "{said}");
}

#[test]
fn a_workbook_with_macros_is_read_and_runs_none_of_them() {
    let t = ledger();
    let view = open(&t, "residents", &crate::imports::workbooks().join("19-带宏.xlsm"));
    plan_with(&t, &view, json!({}));
    assert_eq!(commit(&t, &view)["counts"][0]["taken"], 2);
}
