use super::*;
use crate::samples::day;
use domain::tables::{Cell, Column, ColumnKind, OnPaper, PaperSize, Signature};

fn count(title: &str, width: u32) -> Column {
    Column::new(title, ColumnKind::Whole, width)
}

/// A table whose first column has these names, and figures in the others.
fn table(name: &str, first: (&str, u32), columns: Vec<Column>, names: Vec<String>) -> Table {
    let figures = columns.len();
    let row = |name: &String| {
        std::iter::once(Cell::of_text(name)).chain((0..figures).map(|n| Cell::Whole(1 + n as i64))).collect()
    };
    Table {
        title: format!("翠苑街道幸福社区2026年10月{name}"),
        name: name.into(),
        unit: "幸福社区居民委员会".into(),
        period: "统计截止日期：2026年10月31日".into(),
        filled: "填报日期：2026年11月3日".into(),
        counted_in: "人".into(),
        kept_columns: 1,
        rows: names.iter().map(row).collect(),
        columns: std::iter::once(Column::new(first.0, ColumnKind::Text, first.1)).chain(columns).collect(),
        signatures: ["填表人", "审核人", "单位负责人", "联系电话"]
            .map(|label| Signature { label: label.into(), name: String::new() })
            .to_vec(),
        ..Table::default()
    }
}

fn names(count: usize, word: &str) -> Vec<String> {
    (1..=count).map(|n| format!("{n:02}{word}")).collect()
}

/// 社区月报 of a community with so many grids.
fn month(grids: usize) -> Vec<Table> {
    let counts = |titles: &[&str], width: u32| titles.iter().map(|t| count(t, width)).collect::<Vec<_>>();
    let mut people = counts(
        &[
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
            "少数民族",
            "残疾人",
            "党员",
        ],
        3,
    );
    let ages =
        ["0–6", "7–15", "16–17", "18–34", "35–59", "60–64", "65–69", "70–79", "80–89", "90–99", "100以上"];
    people.extend(ages.iter().map(|a| count(a, 3).under("年龄（岁）")));
    let people = people.into_iter().map(Column::summed).collect();
    let mut changes = vec![count("期初", 4)];
    changes.extend(["出生", "迁入", "流入", "其他增加"].map(|t| count(t, 4).under("增加")));
    changes.extend(["死亡", "迁出", "流出", "其他减少"].map(|t| count(t, 4).under("减少")));
    changes.push(count("期末", 4));
    let mut of_grids = names(grids, "片");
    of_grids.push("全社区".into());
    let compared = vec![
        count("本月末", 4),
        count("上月末", 4),
        count("比上月增减", 5),
        count("去年同月末", 4),
        count("比去年增减", 5),
    ];
    let groups = counts(&["上期数", "新增", "退出", "本期数", "男", "女"], 4);
    let mut all = vec![
        table("人口统计表", ("网格", 6), people, names(grids, "网格")),
        table("人口变动表", ("网格", 8), changes, of_grids),
        table("人口比较表", ("项目", 10), compared, names(12, "项")),
        table("年龄结构表", ("年龄", 6), counts(&["男", "女", "合计"], 4), names(21, "岁")),
        table(
            "近十二个月人口表",
            ("月份", 7),
            counts(&["总人口", "户籍人口", "居住人口"], 4),
            names(12, "月"),
        ),
        table("重点人群汇总表", ("人群类别", 10), groups, names(9, "类")),
        table("登记簿汇总表", ("登记簿", 12), counts(&["本期登记", "本年累计"], 4), names(4, "簿")),
    ];
    all[1].has_total = true;
    all[3].plot = Some(Plot::Pyramid { left: 1, right: 2 });
    all[4].plot = Some(Plot::Lines { columns: vec![1, 2, 3] });
    all
}

fn printed_pages(tables: &[Table]) -> Document {
    let mut document = Document::default();
    let mut fonts = Fonts::of_program();
    report_pages(&mut document, &mut fonts, "翠苑街道幸福社区2026年10月社区月报", tables, &mut |_| true)
        .unwrap();
    document
}

/// The texts of a page: size, left, baseline, words, face.
fn texts(page: &Page) -> Vec<(f32, f32, f32, String, u8)> {
    let text = |draw: &Draw| match draw {
        Draw::Text { face, size, x, y, text } => Some((*size, *x, *y, text.to_string(), *face)),
        _ => None,
    };
    page.draws.iter().filter_map(text).collect()
}

fn all_texts(document: &Document) -> Vec<String> {
    document.pages.iter().flat_map(texts).map(|t| t.3).collect()
}

#[test]
fn nothing_is_smaller_than_nine_points_and_all_stands_within_the_white_of_the_paper() {
    for size in [PaperSize::A4, PaperSize::A3] {
        for grids in [3, 14, 40] {
            let mut tables = month(grids);
            tables.iter_mut().for_each(|t| t.paper = OnPaper { size, ..OnPaper::default() });
            let document = printed_pages(&tables);
            let mut fonts = Fonts::of_program();
            for page in &document.pages {
                for (size, x, y, words, face) in texts(page) {
                    assert!(size >= 9.0, "{grids}: {words} of {size} points");
                    let right = x + fonts.width_in(face, size, &words);
                    assert!(x > 19.9 && right < page.width - 13.0, "{grids}: {words} from {x} to {right}");
                    assert!(y > 15.0 && y < page.height - 17.0, "{grids}: {words} at {y}");
                }
            }
            let first = &document.pages[0];
            assert!(document.pages.iter().all(|p| p.width == first.width), "all are turned the same way");
        }
    }
}

#[test]
fn a_month_is_one_document_with_its_title_and_those_who_sign_once_and_every_row_once() {
    for grids in [3, 14, 40] {
        let tables = month(grids);
        let document = printed_pages(&tables);
        let all = all_texts(&document);
        let times = |words: &str| all.iter().filter(|t| *t == words).count();
        assert_eq!(times("翠苑街道幸福社区2026年10月社区月报"), 1);
        for label in ["填表人：", "审核人：", "单位负责人：", "联系电话："] {
            assert_eq!(times(label), 1, "{grids}: {label}");
        }
        for table in &tables {
            assert_eq!(times(&table.name), 1, "{grids}: {}", table.name);
            for row in table.rows.iter().map(|r| r[0].shown().into_owned()) {
                // Months and ages stand in their plots too.
                let most = if table.plot.is_some() { 2 } else { 1 };
                assert!((1..=most).contains(&times(&row)), "{grids}: {row}");
            }
        }
        assert_eq!(document.bookmarks.len(), tables.len());
        assert!(times("单位：人") >= tables.len(), "each says what it counts");
        let last = document.pages.last().unwrap();
        assert!(texts(last).len() > 15, "those who sign do not stand alone");
    }
    for grids in [3, 14] {
        let count = printed_pages(&month(grids)).pages.len();
        assert!(count < month(grids).len(), "{grids}: {count} pages");
    }
}

#[test]
fn small_tables_stand_side_by_side() {
    let document = printed_pages(&month(3));
    let title = |page: &Page, name: &str| texts(page).into_iter().find(|t| t.3 == name);
    let pair = document.pages.iter().find_map(|page| {
        let (left, right) = (title(page, "人口比较表")?, title(page, "年龄结构表")?);
        Some((left.1, left.2, right.1, right.2))
    });
    let (left, upper, right, lower) = pair.expect("both on one page");
    assert!((upper - lower).abs() < 0.1 && right > left + 50.0, "{left} {upper} {right} {lower}");
}

#[test]
fn a_table_that_is_carried_over_says_title_and_head_again_and_leaves_no_row_alone() {
    // Every height of the page is met once.
    for grids in 18..48 {
        let document = printed_pages(&month(grids));
        for (name, word, head) in [("人口统计表", "网格", "男"), ("人口变动表", "片", "期初")]
        {
            let mut pages = 0;
            for page in &document.pages {
                let words: Vec<String> = texts(page).into_iter().map(|t| t.3).collect();
                // The line of all grids is company for none of them.
                let is_row = |t: &&String| t.ends_with(word) && t.starts_with(|c: char| c.is_ascii_digit());
                let rows = words.iter().filter(is_row).count();
                if rows == 0 {
                    continue;
                }
                assert!(rows > 1, "{grids}: a row of {name} stands alone");
                let title = if pages == 0 { name.to_owned() } else { format!("{name}（续）") };
                assert!(words.contains(&title), "{grids}: {title} in {words:?}");
                assert!(words.iter().any(|w| w == head), "{grids}: {head}");
                pages += 1;
            }
        }
    }
}

/// 核对表: it is narrow and numbered, and may be as high as a page.
fn checks(rows: usize) -> Table {
    let row = |n: usize| {
        vec![
            Cell::of_text(&format!("第{n:02}项核对，两边的数字应当相等，差一个也不行")),
            Cell::of_text("相符"),
        ]
    };
    Table {
        is_numbered: true,
        kept_columns: 0,
        columns: vec![
            Column::new("核对的数字", ColumnKind::Text, 24),
            Column::new("结果", ColumnKind::Code, 4),
        ],
        rows: (1..=rows).map(row).collect(),
        ..table("核对表", ("核对", 6), Vec::new(), Vec::new())
    }
}

#[test]
fn whoever_signs_has_rows_of_a_table_over_the_line_however_long_the_last_table_is() {
    let last = |document: &Document, is_row: &dyn Fn(&str) -> bool| {
        let page = document.pages.last().unwrap();
        texts(page).iter().filter(|t| is_row(&t.3)).count()
    };
    for rows in 1..48 {
        let mut tables = month(14);
        tables.push(checks(rows));
        tables.last_mut().unwrap().is_sealed = true;
        let document = printed_pages(&tables);
        let all = all_texts(&document);
        let count = last(&document, &|t| t.contains("项核对"));
        assert!(count >= rows.min(2), "{rows}: {count} rows with those who sign");
        for n in 1..=rows {
            let begins = format!("第{n:02}项核对");
            assert_eq!(all.iter().filter(|t| t.starts_with(&begins)).count(), 1, "{rows}: {begins}");
        }
        assert_eq!(all.iter().filter(|t| *t == "（盖章处）").count(), 1);
    }
    // Sums stay the sums of all rows.
    for ages in 1..44 {
        let columns = vec![count("男", 4).summed(), count("女", 4).summed()];
        let mut tables = vec![table("年龄结构表", ("年龄", 6), columns, names(ages, "岁"))];
        tables[0].is_sealed = true;
        let document = printed_pages(&tables);
        let all = all_texts(&document);
        assert!(last(&document, &|t| t.ends_with('岁')) >= ages.min(2), "{ages}");
        assert_eq!(all.iter().filter(|t| *t == "合计").count(), 1);
        assert!(all.contains(&ages.to_string()) && all.contains(&(2 * ages).to_string()), "{ages}: {all:?}");
    }
}

#[test]
fn a_wide_last_table_of_few_high_rows_keeps_rows_beside_those_who_sign() {
    for lines in 1..12 {
        let mut tables = month(3);
        let mut wide =
            table("情况表", ("事项", 24), vec![count("次数", 24), count("人数", 24)], names(7, "事"));
        wide.columns[1].kind = ColumnKind::Text;
        wide.rows
            .iter_mut()
            .for_each(|row| row[1] = Cell::Text("说明情况的一句话，写得不短。".repeat(lines).into()));
        wide.is_sealed = true;
        tables.push(wide);
        let document = printed_pages(&tables);
        let page = document.pages.last().unwrap();
        assert!(texts(page).iter().any(|t| t.3.ends_with('事')), "{lines}: those who sign stand alone");
    }
}

#[test]
fn no_page_has_the_heading_of_a_report_alone() {
    // A first table of few high rows that is a little lower than a page, wide or narrow.
    for lines in 1..40 {
        for width in [24, 8] {
            let mut first = table("情况表", ("事项", 8), vec![count("次数", width)], names(4, "事"));
            first.columns[1].kind = ColumnKind::Text;
            first.rows.iter_mut().for_each(|row| {
                row[1] = Cell::Text("说明情况的话。".repeat(lines * width as usize / 6).into())
            });
            let document = printed_pages(&[first, month(3).remove(6)]);
            let on_first = texts(&document.pages[0]);
            assert!(on_first.iter().any(|t| t.3 == "情况表"), "{lines} of {width}: the heading stands alone");
            assert!(on_first.iter().any(|t| t.3 == "01事"), "{lines} of {width}: no row under the heading");
        }
    }
}

/// Of a page the lowest of what stands on it.
fn lowest_of(page: &Page) -> f32 {
    texts(page).iter().map(|t| t.2).fold(0.0, f32::max)
}

#[test]
fn a_long_small_table_is_broken_before_half_of_a_page_stays_white() {
    let figures = || vec![count("男", 4).summed(), count("女", 4).summed()];
    for rows in 3..16 {
        let columns = (0..20).map(|n| count(&format!("第{n}栏"), 3)).collect();
        let tables = [
            table("人口统计表", ("网格", 6), columns, names(rows, "网格")),
            table("年龄结构表", ("年龄", 6), figures(), names(22, "岁")),
            table("登记簿汇总表", ("登记簿", 12), figures(), names(4, "簿")),
        ];
        let document = printed_pages(&tables);
        let all = all_texts(&document);
        for n in 1..=22 {
            assert_eq!(all.iter().filter(|t| **t == format!("{n:02}岁")).count(), 1, "{rows}: {n}");
        }
        // The sum of all ages, though they stand in two parts.
        assert!(all.iter().any(|t| t == "44"), "{rows}: {all:?}");
        assert_eq!(document.bookmarks.len(), tables.len());
        let (page, others) = (&document.pages[0], document.pages.len() - 1);
        // The number of the page is not drawn yet.
        let is_filled = lowest_of(page) > page.height * 0.4;
        assert!(others == 0 || is_filled, "{rows}: the first page ends at {}", lowest_of(page));
    }
}

#[test]
fn why_a_report_is_a_correction_stands_under_its_title_and_plots_say_that_they_are_drafts() {
    let mut tables = month(3);
    for table in &mut tables {
        table.title.push_str("（草稿）");
        table.notes.push("这是第 2 版，更正原因：补登。".into());
    }
    for tables in [&tables[..], &tables[..1]] {
        let document = printed_pages(tables);
        let first = texts(&document.pages[0]);
        let at = |words: &str| first.iter().find(|t| t.3 == words).unwrap_or_else(|| panic!("{words}")).2;
        assert!(at("这是第 2 版，更正原因：补登。") < at("人口统计表（草稿）"));
        assert_eq!(all_texts(&document).iter().filter(|t| t.contains("更正原因")).count(), 1);
    }
    let all = all_texts(&printed_pages(&tables));
    assert!(all.contains(&"年龄结构表（草稿）（图）".to_owned()));
}

#[test]
fn the_line_of_the_whole_community_is_bold() {
    let document = printed_pages(&month(3));
    let whole: Vec<_> = document.pages.iter().flat_map(texts).filter(|t| t.3 == "全社区").collect();
    let grid: Vec<_> = document.pages.iter().flat_map(texts).filter(|t| t.3 == "01片").collect();
    assert_eq!((whole.len(), grid.len()), (1, 1));
    assert_ne!(whole[0].4, grid[0].4, "another face than that of a grid");
    let mut fonts = Fonts::of_program();
    let bold = fonts.runs(Style::Bold, "全社区")[0].0;
    assert_eq!(whole[0].4, bold);
}

#[test]
fn what_every_table_says_under_it_is_said_once_and_a_correction_on_each() {
    let mut tables = month(3);
    for table in &mut tables {
        table.title.push_str("（更正版）");
        table.notes.push("这是第 2 版，更正原因：补登。".into());
    }
    tables[0].notes.push("户按房屋所在的网格。".into());
    tables.last_mut().unwrap().is_sealed = true;
    let all = all_texts(&printed_pages(&tables));
    let times = |words: &str| all.iter().filter(|t| *t == words).count();
    assert_eq!(times("这是第 2 版，更正原因：补登。"), 1);
    assert_eq!(times("户按房屋所在的网格。"), 1);
    assert_eq!(times("（盖章处）"), 1);
    assert_eq!(all.iter().filter(|t| t.ends_with("（更正版）")).count(), tables.len() + 1);
}

#[test]
fn figures_too_wide_for_one_band_go_on_in_a_second_one_with_the_grids_again() {
    let mut tables = month(3);
    for row in &mut tables[0].rows {
        row.iter_mut().skip(1).for_each(|cell| *cell = Cell::Whole(12_345_678));
    }
    let all = all_texts(&printed_pages(&tables));
    assert_eq!(all.iter().filter(|t| *t == "02网格").count(), 2);
    assert!(all.iter().any(|t| t == "（第 2 部分，共 2 部分）"));
    assert_eq!(all.iter().filter(|t| *t == "12345678").count(), 3 * 26, "no figure is broken");
}

#[test]
fn under_bands_the_seal_has_its_room_beside_who_signs_and_two_rows_are_over_them() {
    for grids in 2..40 {
        let mut tables = vec![month(grids).remove(0)];
        tables[0].is_sealed = true;
        for row in &mut tables[0].rows {
            row.iter_mut().skip(1).for_each(|cell| *cell = Cell::Whole(12_345_678));
        }
        let document = printed_pages(&tables);
        let words = texts(document.pages.last().unwrap());
        let at = |begin: &str| {
            let found = words.iter().find(|t| t.3.starts_with(begin));
            found.unwrap_or_else(|| panic!("{grids}: {begin} is not on the last page"))
        };
        let (seal, signed) = (at("（盖章处）"), at("填表人"));
        assert!(seal.1 > signed.1 && seal.2 - signed.2 < 20.0, "{grids}: {signed:?} and {seal:?}");
        // Each row stands in two bands.
        let rows = words.iter().filter(|t| t.3.ends_with("网格") && t.3.len() > 6).count();
        assert!(rows >= 4, "{grids}: {rows} in two bands");
    }
}

#[test]
fn a_report_of_one_table_and_of_none_make_a_page() {
    assert_eq!(printed_pages(&month(3)[5..6]).pages.len(), 1);
    assert_eq!(printed_pages(&[]).pages.len(), 1);
}

#[test]
fn stopping_leaves_no_page_and_the_same_report_makes_the_same_bytes() {
    let mut document = Document::default();
    let mut fonts = Fonts::of_program();
    assert!(report_pages(&mut document, &mut fonts, "月报", &month(3), &mut |_| false).is_err());
    assert!(document.pages.is_empty() && document.bookmarks.is_empty());
    let bytes = || {
        let mut fonts = Fonts::of_program();
        let mut document = Document::default();
        report_pages(&mut document, &mut fonts, "月报", &month(14), &mut |_| true).unwrap();
        document.finish(&fonts, day()).unwrap()
    };
    assert_eq!(bytes(), bytes());
}
