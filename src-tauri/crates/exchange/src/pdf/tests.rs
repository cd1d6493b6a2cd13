use super::{Document, Draw, Fonts, Lacking, Page, table_pages};
use crate::samples::{day, list};
use domain::tables::{Cell, Column, ColumnKind, Table};

fn made(table: &Table) -> (Vec<u8>, usize) {
    let mut fonts = Fonts::of_program();
    let mut document = Document { title: table.title.clone(), ..Document::default() };
    table_pages(&mut document, &mut fonts, table, &mut |_| true).unwrap();
    document.number_pages(&mut fonts);
    let count = document.pages.len();
    (document.finish(&fonts, day()).unwrap(), count)
}

/// What stands on each page, as a reader finds it.
fn texts(bytes: &[u8]) -> Vec<String> {
    let read = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    pages.iter().map(|n| read.extract_text(&[*n]).unwrap().split_whitespace().collect()).collect()
}

#[test]
fn the_same_table_makes_the_same_bytes() {
    assert_eq!(made(&list(30)).0, made(&list(30)).0);
}

#[test]
fn only_the_characters_used_are_embedded() {
    let (bytes, _) = made(&list(60));
    assert!(bytes.len() < 150_000, "{} bytes", bytes.len());
}

#[test]
fn every_row_stands_once_headings_on_every_page_signatures_on_the_last() {
    let (bytes, count) = made(&list(60));
    let pages = texts(&bytes);
    assert_eq!(pages.len(), count);
    assert!(count > 1);
    let all = pages.concat();
    for n in 0..60 {
        let number = format!("33010619470203{n:04}");
        assert_eq!(all.matches(&number).count(), 1, "{number}");
    }
    assert!(all.contains("䶮㛃") && all.contains("𠅤𬭎") && all.contains("欧阳·买买提"));
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains("公民身份号码"), "headings on page {n}: {page}");
        assert!(page.contains(&format!("第{}页共{count}页", n + 1)), "{page}");
    }
    let last = pages.last().unwrap();
    assert!(last.contains("填表人：") && last.contains("合计") && last.contains("33010619470203"), "{last}");
}

#[test]
fn many_columns_go_on_beside_and_begin_with_the_name_again() {
    let mut table = list(5);
    for n in 0..60 {
        table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 5));
        table.rows.iter_mut().for_each(|row| row.push(Cell::Text(format!("格{n}").into())));
    }
    let (bytes, _) = made(&table);
    let all = texts(&bytes).concat();
    assert!(all.contains("第1部分") && all.contains("格59"));
    assert!(all.matches("王建国").count() > 1, "the name stands on each part");
    assert_eq!(all.matches("格59").count(), 5);
}

#[test]
fn a_page_of_a_part_that_goes_on_says_which_part_it_is() {
    let mut table = list(80);
    for n in 0..60 {
        table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 5));
        table.rows.iter_mut().for_each(|row| row.push(Cell::Text(format!("格{n}").into())));
    }
    let pages = texts(&made(&table).0);
    let begun = pages.iter().filter(|page| page.contains("第2部分，共") && !page.contains("，续）")).count();
    let gone_on =
        pages.iter().filter(|page| page.contains("第2部分，共") && page.contains("部分，续）")).count();
    assert!(begun == 1 && gone_on > 0, "{begun} and {gone_on}");
    assert!(pages.iter().all(|page| page.contains("部分，共")), "every page says its part");
}

#[test]
fn a_word_of_a_few_is_broken_in_the_middle_and_a_figure_does_not_lean_on_the_text_after_it() {
    let table = Table {
        columns: vec![
            Column::new("类别", ColumnKind::Code, 6),
            Column::new("年龄", ColumnKind::Whole, 4),
            Column::new("证件号码", ColumnKind::Text, 11),
        ],
        rows: vec![vec![
            Cell::of_text("退役军人和优抚对象退役军人和优抚对象的家人"),
            Cell::Whole(66),
            Cell::of_text("330106194702030229"),
        ]],
        ..Table::default()
    };
    let mut document = Document::default();
    let mut fonts = Fonts::of_program();
    table_pages(&mut document, &mut fonts, &table, &mut |_| true).unwrap();
    let words: Vec<(String, f32, f32)> = document.pages[0]
        .draws
        .iter()
        .filter_map(|draw| match draw {
            Draw::Text { face, size, x, text, .. } => {
                Some((text.to_string(), *x, x + fonts.width_in(*face, *size, text)))
            }
            _ => None,
        })
        .collect();
    let lines: Vec<usize> = words
        .iter()
        .filter(|(text, ..)| "退役军人和优抚对象退役军人和优抚对象的家人".contains(text.as_str()))
        .map(|(text, ..)| text.chars().count())
        .collect();
    assert_eq!(lines.iter().sum::<usize>(), 21);
    let (least, most) = (lines.iter().min().unwrap(), lines.iter().max().unwrap());
    assert!(most - least <= 2, "{lines:?}");
    let of = |wanted: &str| words.iter().find(|(text, ..)| text == wanted).unwrap();
    assert!(of("330106194702030229").1 - of("66").2 > 3.0);
}

#[test]
fn no_number_of_a_roster_is_broken_whatever_columns_it_has() {
    use domain::tables::{OnPaper, PaperSize, PaperTurn};
    let words = ["330106194702030229", "0571-88888888", "2026年10月31日", "138****8000、0571-87654321"];
    for more in [0, 2, 4, 6, 9, 14, 22, 40] {
        for size in [PaperSize::A4, PaperSize::A3] {
            for turn in [PaperTurn::Fitting, PaperTurn::Upright, PaperTurn::Across] {
                let mut table = list(3);
                table.paper = OnPaper { size, turn };
                // Columns that are described narrower than what stands in them.
                for (n, word) in words.iter().enumerate() {
                    let kind = if n % 2 == 0 { ColumnKind::Text } else { ColumnKind::Code };
                    table.columns.push(Column::new(format!("窄{n}"), kind, 4));
                    table.rows.iter_mut().for_each(|row| row.push(Cell::of_text(word)));
                }
                for n in 0..more {
                    table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Text, 6));
                    table.rows.iter_mut().for_each(|row| row.push(Cell::of_text("翠苑新村一区")));
                }
                let mut document = Document::default();
                table_pages(&mut document, &mut Fonts::of_program(), &table, &mut |_| true).unwrap();
                let draws = || document.pages.iter().flat_map(|page| &page.draws);
                let times = |word: &str| {
                    let is_it = |draw: &&Draw| matches!(draw, Draw::Text { text, .. } if text.contains(word));
                    draws().filter(is_it).count()
                };
                for word in
                    words[..3].iter().chain(&["138****8000", "0571-87654321", "1234.05", "2026-11-03"])
                {
                    assert!(
                        times(word) >= 3 || times(word) == 1 && *word == "1234.05",
                        "{more} {turn:?}: {word}"
                    );
                }
                let small = |draw: &Draw| matches!(draw, Draw::Text { size, .. } if *size < 9.0);
                assert!(!draws().any(small), "{more}: letters under 9 points");
            }
        }
    }
}

#[test]
fn what_belongs_to_one_person_stands_on_one_page_where_a_list_is_a_little_too_wide() {
    let mut table = list(20);
    for n in 0..24 {
        table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 5));
        table.rows.iter_mut().for_each(|row| row.push(Cell::Text(format!("格{n}").into())));
    }
    table.columns.push(Column::new("末栏", ColumnKind::Code, 5));
    table.rows.iter_mut().enumerate().for_each(|(n, row)| row.push(Cell::Text(format!("末{n:02}").into())));
    let pages = texts(&made(&table).0);
    for n in 0..20 {
        let number = format!("33010619470203{n:04}");
        let page = pages.iter().find(|p| p.contains(&number)).unwrap();
        assert!(page.contains(&format!("末{n:02}")), "the last column of row {n} on the page of its number");
    }
    assert_eq!(pages.concat().matches("填表人：").count(), 1);
    assert_eq!(pages.concat().matches("格23").count(), 20);
}

#[test]
fn pages_of_three_bands_are_filled_alike_and_whoever_signs_has_a_row_over_the_line() {
    // Three rows are one page and a bit, whichever stands alone.
    for rows in 4..34 {
        let mut table = list(rows);
        for n in 0..25 {
            table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 5));
            table.rows.iter_mut().for_each(|row| row.push(Cell::Text(format!("格{n}").into())));
        }
        let mut document = Document::default();
        table_pages(&mut document, &mut Fonts::of_program(), &table, &mut |_| true).unwrap();
        assert_eq!(document.bands, 3);
        let rows_on = |page: &Page| {
            let is = |d: &&Draw| matches!(d, Draw::Text { text, .. } if text.starts_with("33010619470203"));
            page.draws.iter().filter(is).count()
        };
        let lowest = |page: &Page| {
            let at = |draw: &Draw| if let Draw::Line { to, .. } = draw { to.1 } else { 0.0 };
            page.draws.iter().map(at).fold(0.0, f32::max)
        };
        assert_eq!(document.pages.iter().map(rows_on).sum::<usize>(), rows);
        let (last, others) = document.pages.split_last().unwrap();
        assert!(rows_on(last) > 0, "{rows}: those who sign stand alone");
        assert!(has_room_for_seal(last), "{rows}: no room for the seal beside the last row");
        for (n, page) in others.iter().enumerate() {
            assert!(rows_on(page) > 1, "{rows}: a row stands alone on page {n}");
            let filled = lowest(page) / page.height;
            assert!(filled > 0.6, "{rows}: page {n} of {} ends at {filled}", document.pages.len());
        }
    }
}

/// Whether a page has a square of 42 mm with nothing in it but the words that it is for the seal, within the white of the paper.
fn has_room_for_seal(page: &Page) -> bool {
    let square = page.draws.iter().find_map(|draw| match draw {
        Draw::Dashed { at } => Some(*at),
        _ => None,
    });
    let Some((left, top, wide, high)) = square else { return false };
    let mut fonts = Fonts::of_program();
    let is_free = page.draws.iter().all(|draw| match draw {
        Draw::Text { face, size, x, y, text } => {
            let right = x + fonts.width_in(*face, *size, text);
            let is_beside = right < left || *x > left + wide;
            "（盖章处）".contains(&**text) || is_beside || *y < top || *y > top + high
        }
        _ => true,
    });
    let is_within = left + wide < page.width - 13.0 && top + high < page.height - 17.0;
    is_free && is_within && wide >= 42.0 && high >= 42.0
}

#[test]
fn two_bands_have_room_for_the_seal_beside_their_last_rows() {
    for rows in 1..24 {
        let mut table = list(rows);
        for n in 0..16 {
            table.columns.push(Column::new(format!("第{n}栏"), ColumnKind::Code, 5));
            table.rows.iter_mut().for_each(|row| row.push(Cell::Text(format!("格{n}").into())));
        }
        let mut document = Document::default();
        table_pages(&mut document, &mut Fonts::of_program(), &table, &mut |_| true).unwrap();
        assert_eq!(document.bands, 2);
        let last = document.pages.last().unwrap();
        let is = |d: &&Draw| matches!(d, Draw::Text { text, .. } if text.starts_with("33010619470203"));
        assert!(last.draws.iter().filter(is).count() >= rows.min(2), "{rows}: those who sign stand alone");
        assert!(has_room_for_seal(last), "{rows}: no room for the seal");
    }
}

/// 楼栋册 of rooms with so many people each, round and round.
fn rooms(sizes: &[usize], count: usize) -> Table {
    let mut table = Table {
        columns: vec![
            Column::new("单元", ColumnKind::Code, 3).run(),
            Column::new("室", ColumnKind::Code, 4).run(),
            Column::new("房屋状态", ColumnKind::Code, 4).run(),
            Column::new("姓名", ColumnKind::Text, 5),
            Column::new("证件号码", ColumnKind::Text, 10),
            Column::new("备注", ColumnKind::Text, 5),
        ],
        kept_columns: 3,
        is_numbered: false,
        rows: Vec::new(),
        ..list(0)
    };
    for room in 0..count {
        for person in 0..sizes[room % sizes.len()] {
            // A remark of three lines makes some rows higher.
            let remark = if person % 3 == 1 { "需要上门看望的老人家里没有电话" } else { "" };
            let (door, number) = ((101 + room).to_string(), format!("7{room:03}{person:02}"));
            let row = ["一单元", &door, "自住", "王芳", &number, remark];
            table.rows.push(row.iter().map(|text| Cell::of_text(text)).collect());
        }
    }
    table
}

#[test]
fn a_household_of_up_to_twelve_stays_on_one_page_the_last_ones_too() {
    for sizes in [&[1, 3, 2, 4][..], &[5, 8, 12, 3], &[12], &[2, 9, 1]] {
        for count in 4..30 {
            let table = rooms(sizes, count);
            let mut document = Document::default();
            table_pages(&mut document, &mut Fonts::of_program(), &table, &mut |_| true).unwrap();
            let people_of = |page: &Page, room: usize| {
                let begin = format!("7{room:03}");
                let is = |d: &&Draw| matches!(d, Draw::Text { text, .. } if text.starts_with(&begin));
                page.draws.iter().filter(is).count()
            };
            for room in 0..count {
                let on: Vec<usize> =
                    document.pages.iter().map(|page| people_of(page, room)).filter(|n| *n > 0).collect();
                assert_eq!(on, [sizes[room % sizes.len()]], "{count} rooms of {sizes:?}: room {room}");
            }
            let last = document.pages.last().unwrap();
            assert!((0..count).any(|room| people_of(last, room) > 0), "{count}: those who sign stand alone");
        }
    }
}

#[test]
fn three_signs_have_three_signs_of_room_though_their_column_is_described_for_two() {
    let table = Table {
        columns: vec![
            Column::new("性别", ColumnKind::Code, 2),
            Column::new("证件号码", ColumnKind::Text, 24),
        ],
        rows: vec![vec![Cell::of_text("未说明"), Cell::of_text("330106194702030229")]; 3],
        ..Table::default()
    };
    let mut document = Document::default();
    table_pages(&mut document, &mut Fonts::of_program(), &table, &mut |_| true).unwrap();
    let is = |d: &&Draw| matches!(d, Draw::Text { text, .. } if &**text == "未说明");
    assert_eq!(document.pages[0].draws.iter().filter(is).count(), 3);
}

#[test]
fn a_list_that_is_carried_over_says_its_title_again_and_leaves_no_row_alone() {
    for rows in 25..60 {
        let mut document = Document::default();
        table_pages(&mut document, &mut Fonts::of_program(), &list(rows), &mut |_| true).unwrap();
        for (n, page) in document.pages.iter().enumerate() {
            let words = |begin: &str| {
                let is = |d: &&Draw| matches!(d, Draw::Text { text, .. } if text.starts_with(begin));
                page.draws.iter().filter(is).count()
            };
            assert!(words("33010619470203") > 1, "{rows}: page {n}");
            assert_eq!(words("翠苑街道幸福社区居民花名册"), 1, "{rows}: page {n}");
        }
    }
}

#[test]
fn a_name_with_a_sign_that_no_font_has_is_told_with_its_row() {
    let mut table = list(4);
    table.rows[2][0] = Cell::Text("王\u{F1234}".into());
    let mut fonts = Fonts::of_program();
    let mut document = Document::default();
    table_pages(&mut document, &mut fonts, &table, &mut |_| true).unwrap();
    assert_eq!(fonts.lacking(), [Lacking { sign: '\u{F1234}', of: "王\u{F1234}（第 3 行）".into() }]);
}

#[test]
fn a_cell_of_3000_characters_is_all_there() {
    let mut table = list(3);
    table.rows[1][6] = Cell::Text("很长的一格。".repeat(500).into());
    let (bytes, count) = made(&table);
    let all = texts(&bytes).concat();
    assert_eq!(all.matches("很").count(), 500);
    assert!(count < 12, "{count} pages");
}

#[test]
fn a_list_of_nobody_and_of_one_make_a_page() {
    let (bytes, count) = made(&list(0));
    assert!(count == 1 && texts(&bytes)[0].contains('无'));
    assert_eq!(made(&list(1)).1, 1);
}

#[test]
fn stopping_leaves_no_page() {
    let mut fonts = Fonts::of_program();
    let mut document = Document::default();
    assert!(table_pages(&mut document, &mut fonts, &list(10), &mut |_| false).is_err());
    assert!(document.pages.is_empty());
}

#[test]
fn unit_and_day_do_not_stand_over_each_other_on_a_narrow_list() {
    let table = Table {
        title: "名单".into(),
        name: "名单".into(),
        unit: "某某省某某市某某区某某街道幸福社区居民委员会".into(),
        filled: "填报日期：2026-11-03".into(),
        columns: vec![Column::new("姓名", ColumnKind::Text, 5)],
        rows: vec![vec![Cell::Text("王芳".into())]],
        ..Table::default()
    };
    let (bytes, _) = made(&table);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, bytes).unwrap();
    // Where the words of the second line stand, as poppler finds them.
    let out = std::process::Command::new("pdftotext").args(["-bbox"]).arg(&file).arg("-").output().unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let at = |word: &str, what: &str| -> f32 {
        let line = out.lines().find(|l| l.contains(word)).unwrap_or_else(|| panic!("{word} in {out}"));
        line.split(&format!("{what}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let is_below = at("填报日期", "yMin") >= at("填报单位", "yMax") - 1.0;
    assert!(is_below || at("填报日期", "xMin") > at("填报单位", "xMax"), "{out}");
}
