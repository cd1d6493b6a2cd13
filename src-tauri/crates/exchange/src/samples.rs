//! Tables for the tests of both writers.

use chrono::NaiveDate;
use domain::tables::{Cell, Column, ColumnKind, Signature, Table};

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).unwrap_or_default()
}

/// A list with every kind of column, rare characters and what tries to be a formula.
pub fn list(rows: usize) -> Table {
    let names = ["王建国", "䶮㛃", "欧阳·买买提", "𠅤𬭎", "=1+1", "<李&敏>"];
    let row = |i: usize| {
        vec![
            Cell::Text(names[i % names.len()].into()),
            Cell::Text(if i.is_multiple_of(2) { "男" } else { "女" }.into()),
            Cell::Whole(i64::try_from(i % 100).unwrap_or(0)),
            Cell::Text(format!("33010619470203{:04}", i % 10_000).into()),
            Cell::Date(day()),
            Cell::Hundredths(123_405 + i64::try_from(i).unwrap_or(0)),
            if i.is_multiple_of(3) {
                Cell::Blank
            } else {
                Cell::Text(format!("第{i}条备注，写得长一点，看看一格里怎样换行。").into())
            },
        ]
    };
    Table {
        title: "翠苑街道幸福社区居民花名册".into(),
        name: "居民花名册".into(),
        unit: "幸福社区居民委员会".into(),
        period: "统计截止日期：2026-10-31".into(),
        filled: "填报日期：2026-11-03".into(),
        is_numbered: true,
        columns: vec![
            Column::new("姓名", ColumnKind::Text, 5),
            Column::new("性别", ColumnKind::Code, 3),
            Column::new("年龄", ColumnKind::Whole, 3),
            Column::new("公民身份号码", ColumnKind::Text, 11),
            Column::new("出生日期", ColumnKind::Date, 6).under("登记"),
            Column::new("金额", ColumnKind::Hundredths, 6).under("登记").summed(),
            Column::new("备注", ColumnKind::Text, 14),
        ],
        rows: (0..rows).map(row).collect(),
        kept_columns: 1,
        signatures: ["填表人", "审核人", "单位负责人", "联系电话"]
            .map(|label| Signature { label: label.into(), name: String::new() })
            .to_vec(),
        is_sealed: true,
        notes: vec!["备注：本表为试验用表。".into()],
        ..Table::default()
    }
}
