use super::write_tables;
use crate::samples::{day, list};
use calamine::{Data, Reader, Xlsx, open_workbook};
use domain::tables::{Cell, Column, ColumnKind, OnPaper, PaperSize, PaperTurn, Table};

fn cells(rows: usize) -> Vec<Vec<Data>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("名册.xlsx");
    write_tables(&file, &[list(rows)], day()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing lies about beside it");
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    assert_eq!(book.sheet_names(), ["居民花名册"]);
    let range = book.worksheet_range("居民花名册").unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.into())
}

#[test]
fn numbers_of_people_are_text_figures_are_figures_and_nothing_is_a_formula() {
    let rows = cells(6);
    assert_eq!(rows[0][0], text("翠苑街道幸福社区居民花名册"));
    assert_eq!(rows[1][0], text("填报单位（盖章）：幸福社区居民委员会"));
    assert_eq!(rows[2][5], text("登记"), "a heading over two columns");
    assert_eq!(rows[3][5], text("出生日期"));
    assert_eq!(
        rows[4][..5],
        [Data::Float(1.0), text("王建国"), text("男"), Data::Float(0.0), text("330106194702030000")]
    );
    assert_eq!(rows[5][1], text("䶮㛃"));
    assert_eq!(rows[8][1], text("=1+1"), "a name that begins with = is a name");
    assert_eq!(rows[9][1], text("<李&敏>"));
    assert_eq!(rows[4][6], Data::Float(1234.05));
    // 6 × 1234.05 and 0 + 1 + … + 5 hundredths, by hand.
    assert_eq!(rows[10][6], Data::Float(7404.45), "the sum is there for those who only read");
    assert!(matches!(&rows[4][5], Data::DateTime(d) if d.as_f64() == 46_329.0), "2026-11-03 is a day");
    assert_eq!(rows[12][0], text("填表人："));
}

#[test]
fn the_whole_of_the_rows_stands_out_and_the_paper_is_the_one_chosen() {
    use std::io::Read;
    let mut table = list(20);
    table.is_numbered = false;
    table.has_total = true;
    table.counted_in = "人".into();
    table.paper = OnPaper { size: PaperSize::A3, turn: PaperTurn::Upright };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("名册.xlsx");
    write_tables(&file, &[table], day()).unwrap();
    let mut book = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut xml = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    let style = |cell: &str| {
        let after = xml.split(&format!("<c r=\"{cell}\" s=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    // The rows stand in lines 5 to 24.
    assert_eq!(style("A5"), style("A23"));
    assert_ne!(style("A5"), style("A24"));
    assert!(xml.contains("paperSize=\"8\"") && !xml.contains("landscape"));
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let range = book.worksheet_range("居民花名册").unwrap();
    let second: String = range.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert!(second.ends_with("单位：人"), "{second}");
}

/// The sheet of a table as it stands in its workbook.
fn xml_of(table: &Table) -> String {
    use std::io::Read;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    write_tables(&file, std::slice::from_ref(table), day()).unwrap();
    let mut book = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut xml = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// What follows a word up to the next quotation mark.
fn after<'a>(xml: &'a str, word: &str) -> Option<&'a str> {
    xml.split(word).nth(1)?.split('"').next()
}

/// Dots of a figure: of 宋体 in Excel and WPS, and of what takes its place (Noto, WenQuanYi, DejaVu) in programs without it.
const DOTS: [f64; 4] = [8.0, 8.17, 8.8, 9.34];

/// In how many points letters of 11 are printed, and how wide the sheet is in pages, in a program with figures of so many dots.
fn printed(xml: &str, dots: f64) -> (f64, f64) {
    let column = |text: &str| {
        let of = |word: &str| after(text, word).unwrap().parse::<f64>().unwrap();
        (of("max=\"") - of("min=\"") + 1.0) * of("width=\"") * dots * 25.4 / 96.0
    };
    let wide: f64 = xml.split("<col ").skip(1).map(column).sum();
    let side = match (xml.contains("paperSize=\"8\""), xml.contains("orientation=\"landscape\"")) {
        (false, false) => 210.0,
        (true, true) => 420.0,
        _ => 297.0,
    };
    let margin = |word: &str| after(xml, word).unwrap().parse::<f64>().unwrap() * 25.4;
    let room = side - margin("<pageMargins left=\"") - margin(" right=\"");
    if xml.contains("fitToPage=\"1\"") {
        return (11.0 * (room / wide).min(1.0), 1.0);
    }
    let scale = after(xml, " scale=\"").map_or(1.0, |n| n.parse::<f64>().unwrap() / 100.0);
    (11.0 * scale, wide * scale / room)
}

/// A name and so many columns of figures.
fn figures(count: usize, width: u32, figure: i64) -> Table {
    let mut row = vec![Cell::of_text("12 第12网格")];
    row.extend(vec![Cell::Whole(figure); count]);
    let mut columns = vec![Column::new("网格", ColumnKind::Text, 6)];
    columns.extend((0..count).map(|n| Column::new(format!("第{n}栏"), ColumnKind::Whole, width).summed()));
    Table {
        title: "人口统计表".into(),
        name: "人口统计表".into(),
        kept_columns: 1,
        columns,
        rows: vec![row; 14],
        ..Table::default()
    }
}

#[test]
fn no_sheet_is_printed_in_letters_under_nine_points() {
    for count in [2, 5, 7, 8, 12, 20, 26, 44] {
        for width in [3, 5, 12] {
            for size in [PaperSize::A4, PaperSize::A3] {
                for turn in [PaperTurn::Fitting, PaperTurn::Upright, PaperTurn::Across] {
                    let mut table = figures(count, width, 321);
                    table.paper = OnPaper { size, turn };
                    let xml = xml_of(&table);
                    for dots in DOTS {
                        let (points, pages) = printed(&xml, dots);
                        assert!(points >= 9.0, "{count} of {width}, {turn:?}: {points} points");
                        // Beside the first page the names of the rows come again, and the title over them.
                        let repeats = xml.contains("<oddHeader>&amp;C&amp;\"宋体,Bold\"&amp;16 人口统计表");
                        assert!(pages <= 1.0 || repeats, "{count} of {width}: {pages} pages");
                    }
                }
            }
        }
    }
}

#[test]
fn a_page_is_turned_by_the_width_of_its_columns_and_26_figures_come_closer() {
    let is_across = |table: &Table| xml_of(table).contains("orientation=\"landscape\"");
    assert!(!is_across(&figures(10, 3, 7)), "eleven narrow columns stand upright");
    assert!(is_across(&figures(7, 8, 7)), "eight wide ones do not");
    for (figure, dots) in [(21, 9.34), (321, 9.34), (321, 8.8), (321, 8.0)] {
        let (points, pages) = printed(&xml_of(&figures(26, 3, figure)), dots);
        assert!(points >= 9.0 && pages <= 1.0, "{figure}: {points} points, {pages} pages");
    }
}

/// 人口统计表 of a community with its real headings, and so many people in one of five grids.
fn population(headings: &[&str], people: i64) -> Table {
    let ages =
        ["0–6", "7–15", "16–17", "18–34", "35–59", "60–64", "65–69", "70–79", "80–89", "90–99", "100以上"];
    let mut columns = vec![Column::new("网格", ColumnKind::Text, 6)];
    let count = |title: &str| Column::new(title, ColumnKind::Whole, 3).summed();
    columns.extend(headings.iter().map(|title| count(title)));
    columns.extend(ages.iter().map(|title| count(title).under("年龄（岁）")));
    columns.extend(["少数民族", "残疾人", "党员"].map(count));
    let figure = |n: usize| Cell::Whole(if n < 4 { people } else { 87 });
    let row = |grid: i64| {
        let name = Cell::of_text(&format!("{grid:02} 第{grid}网格"));
        std::iter::once(name).chain((0..columns.len() - 1).map(figure)).collect()
    };
    let rows = (1..=5).map(row).collect();
    Table { name: "人口统计表".into(), kept_columns: 1, rows, columns, ..Table::default() }
}

/// What was one page wide in Excel and two in programs whose figures are wider.
#[test]
fn the_sheet_of_a_month_is_one_page_wide_in_every_program_in_letters_of_nine_points() {
    let told = [
        "总户数",
        "总人口",
        "男",
        "女",
        "户",
        "人",
        "人户一致",
        "户在人不在",
        "人在户不在",
        "空挂",
        "流动人口",
        "港澳台外籍",
    ];
    let with_untold = [&told[..], &["未说明"][..]].concat();
    // Sums of 1,500, of 9,000, and of 15,000 people.
    for (headings, people) in [
        (&told[..], 300),
        (&told[..], 1800),
        (&told[..], 3000),
        (&with_untold[..], 300),
        (&with_untold[..], 1800),
    ] {
        let table = population(headings, people);
        assert_eq!(table.columns.len(), 1 + headings.len() + 14);
        let xml = xml_of(&table);
        for dots in DOTS {
            let (points, pages) = printed(&xml, dots);
            assert!(points >= 9.0 && pages <= 1.0, "{people}: {points} points, {pages} pages of {dots}");
        }
    }
}

/// The rows of a sheet, from 1, on each page of a program with figures of so many dots that brings such a share of the height
/// of its paper onto a page. So many rows stand before the list.
fn pages_of(xml: &str, before: usize, (dots, share): (f64, f64)) -> Vec<Vec<usize>> {
    let height = |row: &str| after(row, " ht=\"").map_or(13.5, |ht| ht.parse().unwrap());
    let heights: Vec<f64> = xml.split("<row r=\"").skip(1).map(height).collect();
    let margin = |word: &str| after(xml, word).unwrap().parse::<f64>().unwrap() * 72.0;
    let side = if xml.contains("orientation=\"landscape\"") { 210.0 } else { 297.0 };
    let high = side * 72.0 / 25.4 - margin(" top=\"") - margin(" bottom=\"");
    let room = high * share / (printed(xml, dots).0 / 11.0);
    // Programs do not turn where they are told to where a sheet is made as wide as its page.
    let told = xml.split("<rowBreaks").nth(1).and_then(|rest| rest.split("</rowBreaks>").next());
    let told = told.unwrap_or_default();
    let is_told = |row: usize| !xml.contains("fitToPage") && told.contains(&format!("<brk id=\"{row}\""));
    // A title over every page is not printed with the cells.
    let first = if xml.contains("<oddHeader>") { 2 } else { 0 };
    let head: f64 = heights[first..before].iter().sum();
    let (mut pages, mut used) = (vec![Vec::new()], 0.0_f64);
    for (n, height) in heights.iter().enumerate().skip(first) {
        if n > before && (is_told(n) || used + height > room) {
            pages.push(Vec::new());
            used = head;
        }
        pages.last_mut().unwrap().push(n + 1);
        used += height;
    }
    pages
}

#[test]
fn whoever_signs_has_two_rows_over_the_line_and_no_row_stands_alone_in_any_program() {
    for (third, more) in [0, 6, 20].into_iter().enumerate() {
        for rows in (1..75).filter(|rows| rows % 3 == third) {
            let mut table = list(rows);
            for n in 0..more {
                table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 3));
                table.rows.iter_mut().for_each(|row| row.push(Cell::of_text("是")));
            }
            let xml = xml_of(&table);
            for dots in DOTS {
                for share in [0.97, 0.99, 1.01] {
                    let pages = pages_of(&xml, 4, (dots, share));
                    let is_of_list = |row: &&usize| (5..5 + rows).contains(*row);
                    let of_list = |page: &Vec<usize>| page.iter().filter(is_of_list).count();
                    let counts: Vec<usize> = pages.iter().map(of_list).collect();
                    let told = format!("{rows} rows, {more} columns more, {dots}, {share}: {counts:?}");
                    assert!(counts.iter().all(|count| *count >= rows.min(2)), "{told}");
                }
            }
        }
    }
}

#[test]
fn a_list_a_little_longer_than_a_page_is_printed_on_one_in_letters_of_nine_points() {
    // 34 rows, title, headings, sums and who signs are 833 points high, a page 734; 82 % of them are 683.
    let mut table = figures(3, 4, 5);
    table.rows = vec![table.rows[0].clone(); 34];
    table.signatures = list(1).signatures;
    let xml = xml_of(&table);
    for dots in DOTS {
        assert!(printed(&xml, dots).0 >= 9.0);
        assert_eq!(pages_of(&xml, 3, (dots, 0.97)).len(), 1);
    }
    // A short one is as large as it can be, and a longer one may be added to.
    table.rows.truncate(9);
    assert!(xml_of(&table).contains("fitToHeight=\"0\""));
}

#[test]
fn a_page_with_a_chart_alone_has_no_headings_and_a_longer_table_gives_it_rows() {
    use domain::tables::Plot;
    use std::io::Read;
    let mut table = figures(3, 4, 5);
    table.plot = Some(Plot::Pyramid { left: 1, right: 2 });
    for (rows, headings_again) in [(21, false), (45, true)] {
        table.rows = vec![table.rows[0].clone(); rows];
        let xml = xml_of(&table);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        write_tables(&file, std::slice::from_ref(&table), day()).unwrap();
        let mut book = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        let mut names = String::new();
        book.by_name("xl/workbook.xml").unwrap().read_to_string(&mut names).unwrap();
        assert_eq!(names.contains("Print_Titles"), headings_again, "{rows}");
        // Three rows stand before the list, and the sums after it.
        let last = 3 + rows + 1;
        let told: usize = after(&xml, "<brk id=\"").unwrap().parse().unwrap();
        assert_eq!(told == last, !headings_again, "{rows}: {told}");
        assert!(told == last || told + 2 <= 3 + rows, "{rows}: two rows stand over the chart");
    }
}

/// The height of a row of a sheet, from 1, in points.
fn height_of(xml: &str, row: usize) -> f64 {
    let row = xml.split(&format!("<row r=\"{row}\"")).nth(1).unwrap();
    after(row, " ht=\"").unwrap().parse().unwrap()
}

#[test]
fn a_row_is_no_higher_than_its_texts_and_no_sign_stands_alone_in_a_second_line() {
    let table = Table {
        name: "名单".into(),
        columns: vec![
            Column::new("姓名", ColumnKind::Text, 5),
            Column::new("性别", ColumnKind::Code, 2),
            Column::new("住址", ColumnKind::Text, 12),
            Column::new("备注", ColumnKind::Text, 30),
            Column::new("说明", ColumnKind::Text, 8),
        ],
        rows: vec![
            vec![
                Cell::of_text("欧阳买买提"),
                // Three signs of 15 dots in six characters of 8.
                Cell::of_text("未说明"),
                // A sign more than the column is described for.
                Cell::of_text("幸福小区三期十二幢二单元四"),
                Cell::Blank,
                Cell::Blank,
            ],
            vec![
                Cell::of_text("王芳"),
                Cell::of_text("女"),
                Cell::of_text("幸福里"),
                Cell::Blank,
                Cell::of_text("有许多话要说的一格有许多话要说的一格"),
            ],
        ],
        ..Table::default()
    };
    let xml = xml_of(&table);
    assert_eq!(height_of(&xml, 4), 21.0);
    assert!(height_of(&xml, 5) > 21.0, "what is much longer stands in two lines");
}

/// What 76 grids and 27,673 people were: wider than a page in every program.
#[test]
fn a_sheet_that_is_too_wide_in_every_program_is_broken_where_its_headings_end() {
    let headings: Vec<String> = (0..13).map(|n| format!("第{n}栏")).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = population(&headings, 1_234_567);
    table.rows.iter_mut().for_each(|row| row.iter_mut().skip(1).for_each(|c| *c = Cell::Whole(1_234_567)));
    let xml = xml_of(&table);
    let told = xml.split("<colBreaks").nth(1).unwrap().split("</colBreaks>").next().unwrap();
    let number = |rest: &str| rest.split('"').next().unwrap().parse::<usize>().unwrap();
    let breaks: Vec<usize> = told.split("<brk id=\"").skip(1).map(number).collect();
    // A name, thirteen columns, eleven ages, three columns.
    let (first, last) = (14, 24);
    let ages = |from: usize, to: usize| (from..to).filter(|at| (first..=last).contains(at)).count();
    let ends = breaks.iter().copied().chain([table.columns.len()]);
    let begins = [0].into_iter().chain(breaks.iter().copied());
    let dots = dots_of(&table);
    for (from, to) in begins.zip(ends) {
        assert!(ages(from, to) != 1, "an age stands alone: {breaks:?}");
        // With the names again, in a program with wide figures, in letters of nine points on A4 across.
        let names = if from == 0 { 0.0 } else { dots[0] };
        let wide = (names + dots[from..to].iter().sum::<f64>()) / 8.0 * 9.35 * 25.4 / 96.0 * 0.82;
        assert!(wide <= 297.0 - 12.7, "{from} to {to}: {wide} mm");
        assert!(wide > 120.0, "no page is nearly empty: {from} to {to}: {wide} mm");
    }
    // What is one page wide in Excel is told nothing.
    assert!(!xml_of(&population(&headings, 300)).contains("<colBreaks"));
}

/// How many dots wide the columns of a sheet are in a program with figures of 8 dots, the white in them too.
fn dots_of(table: &Table) -> Vec<f64> {
    let xml = xml_of(table);
    let each = |text: &str| {
        let of = |word: &str| after(text, word).unwrap().parse::<f64>().unwrap();
        vec![of("width=\"") * 8.0; (of("max=\"") - of("min=\"") + 1.0) as usize]
    };
    xml.split("<col ").skip(1).flat_map(each).collect()
}

#[test]
fn bold_figures_of_a_sum_have_room_in_letters_that_stand_in_for_others() {
    // DejaVu Sans Bold: a figure is 1,425 of 2,048 units wide, in letters of 11 points (14.67 dots) 10.21 dots; a cell keeps
    // 0.35 millimetres of white on both sides, 2.65 dots together. Five take 5 × 10.21 + 2.65 = 53.7, seven 74.1.
    let (five, seven) = (53.7, 74.1);
    // 14 grids of 1,000 are 14,000; so many columns must come closer.
    let close = dots_of(&figures(18, 3, 1_000));
    assert_eq!(close.len(), 19);
    assert!(close[1..].iter().all(|dots| *dots >= five), "{close:?}");
    assert!(close[1..].iter().all(|dots| *dots < 58.0), "they did come closer: {close:?}");
    // A column that is described narrower than its figures: 14 × 123,456 = 1,728,384.
    let described = dots_of(&figures(10, 2, 123_456));
    assert!(described[1..].iter().all(|dots| *dots >= seven), "{described:?}");
}

#[test]
fn what_goes_on_beside_its_page_has_its_title_over_each_one_whole_and_the_names_on_each() {
    use std::io::Read;
    let mut table = figures(44, 8, 321);
    table.title = "翠苑街道A&B社区人口统计表".into();
    table.unit = "A&B社区居民委员会".into();
    table.notes = vec!["备注：本表为试验用表。".into()];
    // The program of the reader prints the title over each page, and not once more, cut, with the cells.
    let xml = xml_of(&table);
    let header = xml.split("<oddHeader>").nth(1).unwrap().split("</oddHeader>").next().unwrap();
    assert!(header.contains("翠苑街道A&amp;&amp;B社区人口统计表"), "{header}");
    assert!(header.contains("填报单位（盖章）：A&amp;&amp;B社区居民委员会"), "{header}");
    // Nor is what stands under the table cut, at the left of the second page.
    let notes = format!("<mergeCell ref=\"B{}:", 4 + 14 + 1);
    assert!(xml.contains(&notes), "{notes} in {}", xml.split("<mergeCells").nth(1).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    write_tables(&file, &[table], day()).unwrap();
    let mut book = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut xml = String::new();
    book.by_name("xl/workbook.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert!(
        xml.contains("$A:$A,") && xml.contains("$3:$3"),
        "the first column and the headings come again: {xml}"
    );
    assert!(xml.contains("!$A$3:"), "what is printed begins with the headings: {xml}");
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let range = book.worksheet_range("人口统计表").unwrap();
    assert_eq!(range.get_value((0, 0)), Some(&text("翠苑街道A&B社区人口统计表")));
}

#[test]
fn a_chart_says_whom_it_does_not_draw_and_leaves_letters_of_nine_points() {
    use domain::tables::Plot;
    for rows in [3, 14, 21, 40] {
        let mut table = figures(3, 4, 5);
        table.columns[3].title = "未说明".into();
        table.rows = vec![table.rows[0].clone(); rows];
        table.plot = Some(Plot::Pyramid { left: 1, right: 2 });
        let xml = xml_of(&table);
        assert!(DOTS.iter().all(|dots| printed(&xml, *dots).0 >= 9.0));
        let is_one_page = !xml.contains("fitToHeight=\"0\"") && xml.contains("fitToPage=\"1\"");
        assert_eq!(is_one_page, !xml.contains("<rowBreaks"), "{rows}");
        assert_eq!(table.undrawn(), format!("未说明性别 {} 人未画", 5 * rows));
    }
}

/// Rosters of so many rows were seen with their signatures alone on the last page, or under one row.
#[test]
fn signatures_stand_under_two_rows_at_least() {
    use domain::tables::Signature;
    for (columns, rows) in
        [(3, 13), (3, 31), (3, 40), (24, 13), (24, 14), (24, 15), (24, 31), (24, 32), (24, 200)]
    {
        let mut table = figures(columns, 3, 321);
        table.rows = vec![table.rows[0].clone(); rows];
        table.signatures = vec![Signature { label: "填表人".into(), name: String::new() }];
        let xml = xml_of(&table);
        assert!(DOTS.iter().all(|dots| printed(&xml, *dots).0 >= 9.0), "{columns} {rows}");
        let breaks: Vec<usize> = xml
            .split("<brk id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        // Three rows stand above the first of the list.
        let Some(last) = breaks.iter().max() else { continue };
        assert!(!xml.contains("fitToPage=\"1\""), "no program turns a page there else: {columns} {rows}");
        assert!(rows + 3 - last >= 2, "{columns} {rows}: {breaks:?}");
    }
    let mut long = figures(24, 3, 321);
    long.rows = vec![long.rows[0].clone(); 200];
    long.signatures = vec![Signature { label: "填表人".into(), name: String::new() }];
    assert!(xml_of(&long).contains("<rowBreaks"), "a long list is told where to turn");
}

#[test]
fn no_number_of_a_column_of_text_is_broken() {
    for columns in [0, 12, 30] {
        let mut table = figures(columns, 3, 321);
        table.columns.push(Column::new("证件号码", ColumnKind::Text, 5));
        table.rows.iter_mut().for_each(|row| row.push(Cell::of_text("330106194702030229")));
        let xml = xml_of(&table);
        let last = xml.split("<col ").last().unwrap();
        // 18 figures, a character of white before them, and the white of the program.
        let wide: f64 = after(last, "width=\"").unwrap().parse().unwrap();
        assert!(wide >= 20.0, "{columns}: {wide}");
    }
}

#[test]
fn a_list_of_nobody_says_so() {
    let rows = cells(0);
    assert_eq!(rows[4][0], text("无"));
}

#[test]
fn the_same_table_makes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let file = folder.path().join(name);
        write_tables(&file, &[list(40)], day()).unwrap();
        std::fs::read(file).unwrap()
    };
    assert_eq!(make("a.xlsx"), make("b.xlsx"));
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one_whole() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("没有/a.xlsx");
    assert!(write_tables(&nowhere, &[list(1)], day()).is_err());
    // A folder of that name stands in the way of the last step.
    let held = folder.path().join("b.xlsx");
    std::fs::create_dir(&held).unwrap();
    assert!(write_tables(&held, &[list(1)], day()).is_err());
    assert!(!folder.path().join("b.xlsx.part").exists());
}

#[test]
fn a_birth_before_spreadsheets_count_days_is_text() {
    let on = |text: &str| Cell::Date(text.parse().unwrap());
    let table = Table {
        title: "老人".into(),
        name: "老人".into(),
        columns: vec![Column::new("出生日期", ColumnKind::Date, 6)],
        rows: vec![vec![on("1898-05-03")], vec![on("1900-02-28")], vec![on("1900-03-01")]],
        ..Table::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    write_tables(&file, &[table], day()).unwrap();
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let range = book.worksheet_range("老人").unwrap();
    let found: Vec<Data> = range.rows().skip(3).map(|r| r[0].clone()).collect();
    assert_eq!(found[..2], [text("1898-05-03"), text("1900-02-28")]);
    assert!(matches!(&found[2], Data::DateTime(d) if d.as_f64() == 61.0));
}

/// A title of 26 signs of 18 points, 468 points wide, over columns of some 390 points stands in two lines.
#[test]
fn a_title_wider_than_its_columns_stands_in_two_lines() {
    let mut table = list(3);
    table.columns.truncate(2);
    table.rows.iter_mut().for_each(|row| row.truncate(2));
    let height = |table: &Table| {
        let xml = xml_of(table);
        let row = xml.split("<row r=\"1\"").nth(1).unwrap();
        after(row, "ht=\"").unwrap().parse::<f64>().unwrap()
    };
    table.title = "幸福社区居民花名册".into();
    assert_eq!(height(&table), 30.0);
    table.title = "凯旋街道景芳三区第二社区近十二个月人口变动情况统计表".into();
    assert_eq!(height(&table), 54.0);
}
