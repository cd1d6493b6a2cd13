//! Papers by GB/T 9704, and the draft of one from the figures of a report.

use super::{Drawn, Made, of_list};
use crate::contract::OfPeriod;
use crate::desk::Desk;
use crate::refusal::Reply;
use crate::reports::{make, tables_sent, title_of};
use domain::access::Area;
use domain::papers::{Paper, written_date};
use domain::places::short_community;
use domain::tables::{Cell, Table};
use domain::{Fault, FaultCode};

pub(super) fn paper(desk: &Desk, paper: &Paper) -> Reply<Made> {
    let (paper, dated_on) = paper.accept()?;
    let made = of_list(desk, "公文", Area::Residents);
    Ok(Made {
        title: paper.title.replace('\n', ""),
        author: paper.signed_by.clone(),
        tables: Vec::new(),
        counted: 1,
        unit: "份",
        drawn: Some(Drawn::Paper(Box::new((paper, dated_on)))),
        ..made
    })
}

/// A figure of a table: by the first cell of its row, `None` of the sums, and the heading of its column.
fn figure(table: &Table, row: Option<&str>, column: &str) -> Option<i64> {
    let at = table.columns.iter().position(|c| c.title == column)?;
    let cell = match row {
        Some(name) => {
            table.rows.iter().find(|r| r.first().is_some_and(|c| c.shown() == name))?.get(at)?.clone()
        }
        None => table.sum(at),
    };
    match cell {
        Cell::Whole(n) => Some(n),
        _ => None,
    }
}

/// 12.34%, of a part in a whole.
fn share(part: i64, whole: i64) -> String {
    if whole == 0 {
        String::new()
    } else {
        format!("，占 {}", Cell::Share((part * 20_000 + whole) / (2 * whole)).shown())
    }
}

/// The report of a period in words: what a clerk would write over its tables.
pub(crate) fn draft_paper(desk: &mut Desk, request: OfPeriod) -> Reply<Paper> {
    let mut report = make(desk, &request.form, &request.period)?;
    let kept = crate::filing::leaves(desk, &report.form, report.period)?;
    if kept.is_none() && report.period.last() >= desk.today() {
        return Err(Fault::new(FaultCode::ReportPaperNotOver).with(report.period.label()).into());
    }
    // What was not reviewed is no report yet, and says so.
    let mark = if kept.is_none() { "（草稿）" } else { "" };
    // What was sent is what a paper over it says.
    let sent = tables_sent(desk, &report.form, report.period)?;
    let from_60 = match &sent {
        Some(tables) => sent_from_60(tables),
        None => Some(i64::from(report.figures.at_least[1])),
    };
    report.tables = sent.unwrap_or(report.tables);
    let community = short_community(&desk.office.community).to_owned();
    let label = report.period.label();
    let mut parts: Vec<String> = Vec::new();
    let table = |section: &str| report.table_of(section);
    if let Some(text) = table("population").and_then(|t| population_words(t, from_60)) {
        parts.push(format!("人口基本情况\n截至{}，{text}", written_date(report.period.last())));
    }
    if let Some(text) = table("changes").and_then(change_words) {
        parts.push(format!("人口变动情况\n{text}"));
    }
    if let Some(text) = table("groups").and_then(group_words) {
        parts.push(format!("重点人群情况\n{text}"));
    }
    let numerals = ["一", "二", "三", "四"];
    let mut body = vec![format!("现将{community}{label}有关情况报告如下。")];
    body.extend(parts.into_iter().zip(numerals).map(|(part, n)| format!("{n}、{part}")));
    body.push("特此报告。".to_owned());
    // Papers have no white between a figure and its unit.
    let body = body.join("\n").replace(' ', "");
    Ok(Paper {
        title: format!(
            "{}关于报送{}的报告{mark}",
            desk.office.community,
            title_of(&report.form, report.period)
        ),
        addressee: desk.office.street_office.clone(),
        body,
        attachments: format!("{community}{}", title_of(&report.form, report.period)),
        signed_by: desk.office.community.clone(),
        dated_on: desk.today().to_string(),
        is_sealed: true,
        note: String::new(),
    })
}

/// Those of 60 and over, as a paper that was sent compares them.
fn sent_from_60(tables: &[Table]) -> Option<i64> {
    let table = tables.iter().find(|table| table.section == "comparison")?;
    let row = table.rows.iter().find(|row| row.first().is_some_and(|cell| cell.shown() == "60岁以上"))?;
    match row.get(1) {
        Some(Cell::Whole(n)) => Some(*n),
        _ => None,
    }
}

fn population_words(table: &Table, from_60: Option<i64>) -> Option<String> {
    let of = |column: &str| figure(table, None, column);
    let all = of("总人口")?;
    let empty = of("空挂")?;
    let empty = if empty > 0 { format!("，空挂 {empty} 人") } else { String::new() };
    let old = from_60.map_or_else(String::new, |n| format!("60 岁以上 {n} 人{}；", share(n, all)));
    let untold = of("未说明").unwrap_or(0);
    let untold = if untold > 0 { format!("、性别未说明 {untold} 人") } else { String::new() };
    Some(format!(
        "在册 {} 户、{all} 人，其中男 {} 人、女 {} 人{untold}；户籍人口 {} 人，其中人户一致 {} 人，户在人不在 {} 人{empty}；人在户不在 {} 人；流动人口 {} 人；{old}残疾人 {} 人，党员 {} 人。",
        of("总户数")?,
        of("男")?,
        of("女")?,
        of("人")?,
        of("人户一致")?,
        of("户在人不在")?,
        of("人在户不在")?,
        of("流动人口")?,
        of("残疾人")?,
        of("党员")?
    ))
}

fn change_words(table: &Table) -> Option<String> {
    let of = |column: &str| figure(table, Some("全社区"), column);
    let (opening, closing) = (of("期初")?, of("期末")?);
    // Of those who came late a form may have a column, with a sign.
    let late = of("补报").filter(|n| *n != 0).map_or_else(String::new, |n| {
        format!("，补报以前的变动净{} {} 人", if n > 0 { "增" } else { "减" }, n.abs())
    });
    let named = |columns: &[&str]| -> Option<(i64, String)> {
        let counted: Vec<(i64, &str)> =
            columns.iter().map(|c| of(c).map(|n| (n, *c))).collect::<Option<Vec<_>>>()?;
        let words: Vec<String> =
            counted.iter().filter(|(n, _)| *n > 0).map(|(n, c)| format!("{c} {n} 人")).collect();
        let all = counted.iter().map(|(n, _)| n).sum();
        let words = if words.is_empty() { String::new() } else { format!("（{}）", words.join("、")) };
        Some((all, words))
    };
    let (came, came_words) = named(&["出生", "迁入", "流入", "其他增加"])?;
    let (went, went_words) = named(&["死亡", "迁出", "流出", "其他减少"])?;
    Some(format!(
        "期初 {opening} 人{late}，本期增加 {came} 人{came_words}，减少 {went} 人{went_words}，期末 {closing} 人。"
    ))
}

fn group_words(table: &Table) -> Option<String> {
    let at = table.columns.iter().position(|c| c.title == "本期数")?;
    let word = |row: &Vec<Cell>| match (row.first(), row.get(at)) {
        (Some(name), Some(Cell::Whole(n))) => Some((name.shown().into_owned(), *n)),
        _ => None,
    };
    let all: Vec<(String, i64)> = table.rows.iter().filter_map(word).collect();
    let (whole, groups) = all.split_last()?;
    let words: Vec<String> =
        groups.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n} 人")).collect();
    if words.is_empty() {
        return Some("登记在册的重点人群 0 人。".to_owned());
    }
    let counted: i64 = groups.iter().map(|(_, n)| n).sum();
    let several = if counted > whole.1 { "（一人在几类里的各计一次）" } else { "" };
    Some(format!("登记在册的重点人群 {} 人，其中{}{several}。", whole.1, words.join("，")))
}
