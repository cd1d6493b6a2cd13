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
                // The line of all grids is a row of its table too.
                let is_row = |t: &&String| {
                    t.ends_with(word) && t.starts_with(|c: char| c.is_ascii_digit())
                        || word == "片" && *t == "全社区"
                };
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
