//! What leaves an import: the rows that were not taken whole, as their file had them, and blank templates.

use super::plan::{Plan, Planned as PlannedRow};
use super::registers::RegisterPlan;
use super::session::{Planned, Session};
use super::shown::walk_of;
use crate::contract::{FaultyRow, FaultyRows, Outcome};
use crate::refusal::Reply;
use chrono::NaiveDate;
use domain::fields::{Field, FieldType};
use domain::import::Kind;
use domain::import::person::CellFault;
use domain::people::{OWN_FIELDS, PERSON_FIELDS};
use exchange::template_write::{Choice, TemplateColumn};
use std::borrow::Cow;
use std::collections::BTreeMap;
use store::Connection;

/// A row that was not taken whole: its number among the sheet's rows, and why, in words.
#[derive(Clone)]
pub(super) struct NotWhole {
    pub index: u32,
    pub number: u32,
    pub faults: Vec<CellFault>,
    pub is_taken: bool,
    /// Whether it was taken whole, and only something is to be said of it.
    pub is_whole: bool,
}

/// Every row that was not taken whole: refused, waiting for a decision, or taken without some of its cells. Of a file that
/// was written it is kept, else it is found by the plan.
pub(super) fn not_whole<'a>(
    session: &'a Session,
    conn: &Connection,
    today: NaiveDate,
) -> Reply<Cow<'a, [NotWhole]>> {
    if let Some(kept) = &session.not_whole {
        return Ok(kept.into());
    }
    Ok(match &session.planned {
        Some(Planned::Residents(plan)) => of_residents(session, plan, conn, today)?.into(),
        Some(Planned::Register(plan)) => of_register(session, plan, today).into(),
        None => Vec::new().into(),
    })
}

fn of_residents(session: &Session, plan: &Plan, conn: &Connection, today: NaiveDate) -> Reply<Vec<NotWhole>> {
    of_those(session, plan, conn, today, &|_| true)
}

/// The same of a file that was written, with `written`: what was found of the rows that were.
pub(super) fn with_written(
    session: &Session,
    plan: &Plan,
    conn: &Connection,
    today: NaiveDate,
    mut written: Vec<NotWhole>,
) -> Reply<Vec<NotWhole>> {
    written.extend(of_those(session, plan, conn, today, &|row| !row.is_taken)?);
    written.sort_by_key(|row| row.index);
    Ok(written)
}

fn of_those(
    session: &Session,
    plan: &Plan,
    conn: &Connection,
    today: NaiveDate,
    wanted: &dyn Fn(&PlannedRow) -> bool,
) -> Reply<Vec<NotWhole>> {
    let walk = walk_of(session, plan, today)?;
    let mut judge = plan.judge(conn)?;
    let rows = plan.rows.iter().enumerate().filter(|(_, row)| wanted(row));
    Ok(rows
        .filter(|(_, row)| NotWhole::is_of(row))
        .map(|(at, row)| NotWhole::of(row, plan.judge_row(&walk, &mut judge, at).1.faults))
        .collect())
}

impl NotWhole {
    /// Whether something is to be said of a row.
    pub fn is_of(row: &PlannedRow) -> bool {
        !is_whole(row) || row.is_noted
    }

    /// What is said of a row.
    pub fn of(row: &PlannedRow, faults: Vec<CellFault>) -> Self {
        NotWhole {
            index: row.index,
            number: row.number,
            faults,
            is_taken: row.is_taken,
            is_whole: is_whole(row),
        }
    }
}

fn is_whole(row: &PlannedRow) -> bool {
    match row.outcome {
        Outcome::Refused | Outcome::Conflict | Outcome::MaybeSame => row.is_taken && !row.is_partly,
        Outcome::Place => !row.is_partly,
        _ => !row.loses_cells(),
    }
}

fn of_register(session: &Session, plan: &RegisterPlan, today: NaiveDate) -> Vec<NotWhole> {
    let rows = plan.rows.iter().filter(|r| r.outcome == Outcome::Refused || r.is_taken && r.is_partly);
    rows.filter_map(|r| {
        let (_, faults) = plan.read(session.sheet.row(r.index as usize)?, today);
        Some(NotWhole { index: r.index, number: r.number, faults, is_taken: r.is_taken, is_whole: false })
    })
    .collect()
}

/// Each fault by itself, for checks; and each notice.
pub(super) fn faulty_rows(session: &Session, rows: &[NotWhole]) -> FaultyRows {
    FaultyRows { rows: each(session, rows, false), notices: each(session, rows, true) }
}

fn each(session: &Session, rows: &[NotWhole], warnings: bool) -> Vec<FaultyRow> {
    let of = |row: &NotWhole| {
        let faults = row.faults.iter().filter(|f| f.fault.is_warning() == warnings);
        faults
            .map(|f| FaultyRow {
                sheet: session.sheet.name.clone(),
                row: row.number + 1,
                field: f.fault.field.clone().unwrap_or_default(),
                code: f.fault.code.as_str().into(),
                text: f.fault.message(),
            })
            .collect::<Vec<_>>()
    };
    rows.iter().flat_map(of).collect()
}

/// Every row that comes back with its reason, in the order of the sheet: those not taken whole, and those with a cell that
/// was mended in the window, so that the office's own sheet can be mended too.
pub(super) fn reasons(session: &Session, rows: &[NotWhole]) -> Vec<(usize, String)> {
    let mut all: BTreeMap<usize, String> = rows
        .iter()
        .filter(|row| !row.is_whole)
        .map(|row| (row.index as usize, reason(session, row)))
        .collect();
    for m in &session.mended {
        let title = heading(session, m.column).unwrap_or_default();
        let before = if m.before.is_empty() { "空的" } else { m.before.as_str() };
        let words = format!("“{title}”一栏在导入时改过，原来是：{before}。");
        all.entry(m.index as usize).or_default().push_str(&words);
    }
    all.into_iter().collect()
}

fn heading(session: &Session, column: u16) -> Option<String> {
    let header = session.header().ok()?;
    header.columns.iter().find(|c| c.column == column).map(|c| c.heading.clone())
}

/// Why a row comes back, in one cell.
fn reason(session: &Session, row: &NotWhole) -> String {
    let title = |column: u16| heading(session, column);
    let faults = row.faults.iter().filter(|f| !f.fault.is_warning());
    let words: Vec<String> = faults
        .map(|f| match f.column.and_then(title) {
            // The reason stands in a column before all others: letters would be those of another column.
            Some(title) => format!("“{title}”一栏：{}", f.fault.message()),
            None => f.fault.message(),
        })
        .collect();
    let before = if row.is_taken { "已导入，但有几格没有导入。" } else { "" };
    format!("{before}{}", words.join(""))
}

/// The columns of a blank template: residents with household and place, or the fields of a register.
pub(super) fn template(kind: Kind) -> Vec<TemplateColumn> {
    match kind {
        Kind::Residents => {
            let text = |title: &str, note: &str, width: u32| TemplateColumn {
                title: title.into(),
                note: note.into(),
                is_required: false,
                width,
                choices: Choice::None,
            };
            let mut all = vec![
                text("户主姓名", "一户几个人时每行都写，或只写第一行，下面留空。", 10),
                text("小区", "社区里只有一个小区时可以不填。", 10),
                text("楼栋", "只写编号，如 3。", 6),
                text("单元", "没有单元不填。", 6),
                text("室", "如 501。", 6),
            ];
            let relations = domain::codes::RELATION_TO_HEAD.all().iter().filter(|c| c.is_common);
            let first = ["name", "id_number", "sex", "birth_date"];
            for key in first {
                all.extend(PERSON_FIELDS.iter().filter(|f| f.key == key).map(column));
            }
            all.push(TemplateColumn {
                title: "与户主关系".into(),
                note: "户主本人写“户主”。".into(),
                is_required: false,
                width: 10,
                choices: Choice::Words(relations.map(|c| c.label().to_owned()).collect()),
            });
            all.push(TemplateColumn {
                title: "人户状态".into(),
                note: "不填就是人户一致；户籍所在地在外地的，按人在户不在登记。".into(),
                is_required: false,
                width: 10,
                choices: Choice::Words(
                    ["人户一致", "人在户不在", "户在人不在", "空挂"].map(str::to_owned).to_vec(),
                ),
            });
            let rest = PERSON_FIELDS.iter().filter(|f| {
                !first.contains(&f.key)
                    && !matches!(
                        f.key,
                        "grid_id" | "marks" | "consent_note" | "collected_by" | "collected_on" | "religion"
                    )
                    && !OWN_FIELDS.iter().any(|own| own.key == f.key)
            });
            all.extend(rest.map(column));
            for title in ["低保（是/否）", "残疾类别", "残疾等级"] {
                let choices = match title {
                    "残疾类别" => {
                        domain::codes::DISABILITY_KIND.all().iter().map(|c| c.label().to_owned()).collect()
                    }
                    "残疾等级" => {
                        domain::codes::DISABILITY_GRADE.all().iter().map(|c| c.label().to_owned()).collect()
                    }
                    _ => vec!["是".to_owned(), "否".to_owned()],
                };
                let column = text(title, "不是就不填。", 9);
                all.push(TemplateColumn { choices: Choice::Words(choices), ..column });
            }
            all
        }
        Kind::Register(register) => register.fields.iter().filter(|f| !f.is_computed).map(column).collect(),
    }
}

fn column(field: &Field) -> TemplateColumn {
    let choices = match field.kind {
        FieldType::Code(table) => {
            Choice::Words(table.all().iter().filter(|c| c.is_common).map(|c| c.label().to_owned()).collect())
        }
        FieldType::Choice(words) => {
            Choice::Words(words.iter().map(|(_, label)| (*label).to_owned()).collect())
        }
        FieldType::YesNo => Choice::Words(vec!["是".into(), "否".into()]),
        FieldType::Whole(min, max, _) => Choice::Whole(min, max),
        _ => Choice::None,
    };
    let shape = match field.kind {
        FieldType::Date => "写成 2026-10-01 或 20261001。",
        FieldType::PartialDate => "写成 1965-03-01，只知道年月写 1965.3。",
        FieldType::Phones => "几个号码用顿号隔开。",
        FieldType::Choices(_) => "几项用顿号隔开。",
        FieldType::Hundredths(_) => "写数字。",
        FieldType::Reference("people") => "写身份证号；没有重名时可以写姓名。",
        _ => "",
    };
    let required = if field.is_required { "必填。" } else { "" };
    TemplateColumn {
        title: field.label.to_owned(),
        note: format!("{required}{shape}{}", field.hint),
        is_required: field.is_required,
        width: match field.kind {
            FieldType::Text(max) => u32::try_from(max.clamp(8, 22)).unwrap_or(22),
            FieldType::LongText(_) => 26,
            _ => 12,
        },
        choices,
    }
}
