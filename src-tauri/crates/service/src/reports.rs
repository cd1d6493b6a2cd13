//! Reports of the office: their sections, each with its tables and the checks that they must stand, and what stands behind
//! every figure.
//!
//! A section is one entry of [`SECTIONS`]: areas that are built later add theirs there, and every form has it then. A section
//! of cases always makes its table; where there was none, the form says whether it is told (零报告) or left out.

mod behind;
mod chain;
mod changes;
mod forms;
mod groups;
mod homes;
mod look;
mod looked;
mod people;
mod since;

pub(crate) use behind::list_behind;
pub(crate) use chain::{Chain, Earlier, counting_papers, earlier_of, tables_sent};
pub(crate) use forms::{delete_report_form, form_of, list_report_forms, save_report_form, section_words};
pub(crate) use since::{acts_at_closing, acts_since, events, registers_of};

use crate::contract::{CheckShown, OfPeriod, ReportMade, SheetShown};
use crate::desk::Desk;
use crate::refusal::Reply;
use behind::{Asked, Found};
use domain::access::{Area, Level};
use domain::reports::{Check, Figures, Period, ReportForm, titled};
use domain::tables::{Cell, Column, ColumnKind, Table};
use domain::{Fault, FaultCode};
use looked::Looked;

/// A report as it is made: nothing of it is kept.
pub(crate) struct Report {
    pub form: ReportForm,
    pub period: Period,
    pub tables: Vec<Table>,
    pub checks: Vec<Check>,
    /// Everybody who was counted, by their rows, ascending, each with the grid.
    pub people: Vec<(u32, u32)>,
    /// The figures of them all.
    pub figures: Figures,
    /// The paper of the period before, with whose closing this one opens.
    pub earlier: Option<Earlier>,
    /// With what this one opens and closes.
    pub chain: Chain,
    /// Whether that closing is another one now, and the form counts nothing late.
    pub is_broken: bool,
}

impl Report {
    /// The table of a section, where the report has it.
    pub fn table_of(&self, section: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.section == section)
    }
}

/// What a section adds.
#[derive(Default)]
struct Part {
    tables: Vec<Table>,
    checks: Vec<Check>,
    chain: Chain,
    /// Whether what it opens with is not what it would open with now, and nothing tells the difference.
    is_broken: bool,
}

impl Part {
    fn of(table: Table) -> Self {
        Part { tables: vec![table], ..Part::default() }
    }
}

/// A section: what it says, and what stands behind a figure of it.
struct Section {
    key: &'static str,
    title: &'static str,
    about: &'static str,
    make: fn(&Looked) -> Reply<Part>,
    behind: fn(&Looked, &Asked) -> Reply<Vec<Found>>,
}

/// The sections in their usual order.
static SECTIONS: [Section; 10] = [
    Section {
        key: "population",
        title: "人口统计表",
        about: "各网格的户数、人口、性别、人户状态和年龄段",
        make: people::population,
        behind: people::behind_population,
    },
    Section {
        key: "changes",
        title: "人口变动表",
        about: "期初、增加、减少、期末，按网格",
        make: changes::changes_of_period,
        behind: changes::behind_changes,
    },
    Section {
        key: "comparison",
        title: "人口比较表",
        about: "和上一期、去年同期比",
        make: people::comparison,
        behind: people::behind_comparison,
    },
    Section {
        key: "pyramid",
        title: "年龄结构表",
        about: "五岁一组的男女人数，附年龄金字塔",
        make: people::pyramid,
        behind: people::behind_pyramid,
    },
    Section {
        key: "trend",
        title: "近十二个月人口表",
        about: "十二个月末的人口，附走势图",
        make: changes::trend,
        behind: changes::behind_trend,
    },
    Section {
        key: "centenarians",
        title: "一年内满百岁的老人",
        about: "以后一年里满一百岁的人",
        make: people::centenarians,
        behind: people::behind_centenarians,
    },
    Section {
        key: "groups",
        title: "重点人群汇总表",
        about: "各类重点人群的上期、新增、退出、本期",
        make: groups::groups,
        behind: groups::behind_groups,
    },
    Section {
        key: "visits",
        title: "应走访情况表",
        about: "按登记的走访频次，本期应走访多少人、多少次",
        make: groups::visits,
        behind: groups::behind_visits,
    },
    Section {
        key: "registers",
        title: "登记簿汇总表",
        about: "各登记簿本期登记和本年累计",
        make: groups::registers,
        behind: groups::behind_registers,
    },
    Section {
        key: CHECKS,
        title: "核对表",
        about: "各项数字对不对得上，排在最后；不打印也会核对",
        make: |_| Ok(Part::default()),
        behind: |_, _| Ok(Vec::new()),
    },
];

/// The section of the checks that the others must stand; it is made of theirs, after them.
pub(crate) const CHECKS: &str = "checks";

/// The checks as they are printed.
fn check_table(l: &Looked, checks: &[Check]) -> Table {
    let columns =
        vec![Column::new("核对的数字", ColumnKind::Text, 24), Column::new("结果", ColumnKind::Code, 4)];
    let mut table = l.table("核对表", "", columns);
    table.is_numbered = true;
    table.kept_columns = 0;
    let told =
        |c: &Check| vec![Cell::of_text(&c.words), Cell::of_text(if c.is_right { "相符" } else { "不符" })];
    table.rows = checks.iter().map(told).collect();
    table
}

/// What was entered late for periods that were sent, where a form counts it.
const LATE: &str = "补报";
/// What is said under a table without cases.
const ZERO_REPORT: &str = "零报告：本期没有发生。";
/// The same of a table that looks a year ahead.
const ZERO_AHEAD: &str = "零报告：以后一年里没有人满一百岁。";

/// A section of cases that has none: its table says so, or is left out, as the office wants it.
fn zero_report(tables: &mut Vec<Table>, form: &ReportForm, section: &str) {
    if section != CHANGES && !CASES.contains(&section) {
        return;
    }
    if !form.is_zero_told {
        tables.retain(|table| tells_case(section, table));
    }
    let words = if section == "centenarians" { ZERO_AHEAD } else { ZERO_REPORT };
    for table in tables.iter_mut().filter(|table| !tells_case(section, table)) {
        table.notes.insert(0, words.into());
    }
}

/// Whether the table of a section tells that something happened: where it does not, a form may leave it out.
pub(crate) fn tells_case(section: &str, table: &Table) -> bool {
    if section == CHANGES { !is_quiet(table) } else { table.has_cases() }
}

/// Whether nothing of what the headings 增加 and 减少 stand over has happened in any line, and nothing came late.
fn is_quiet(table: &Table) -> bool {
    let happened = |row: &Vec<Cell>| {
        let tells = |column: &Column| !column.group.is_empty() || column.title == LATE;
        let mut cells = table.columns.iter().zip(row).filter(|(column, _)| tells(column));
        cells.any(|(_, cell)| *cell != Cell::Whole(0))
    };
    !table.rows.iter().any(happened)
}

/// 人口变动表
const CHANGES: &str = "changes";

/// The sections that tell of cases, and not of everybody.
const CASES: [&str; 4] = ["centenarians", "groups", "visits", "registers"];

/// How those are called who belong to no grid.
const NO_GRID: &str = "未划网格";

/// Makes the report of a period that has begun.
pub(crate) fn make(desk: &Desk, form: &str, period: &str) -> Reply<Report> {
    let form = form_of(desk, form)?;
    let period = Period::read(form.rhythm, period)?;
    let earlier = earlier_of(desk, &form, period)?;
    make_after(desk, form, period, earlier)
}

/// Makes the report of a period so that it opens as a paper before it closed. What came late is counted as it was in what was
/// sent of the period, whatever the form says now.
pub(crate) fn make_after(
    desk: &Desk,
    mut form: ReportForm,
    period: Period,
    earlier: Option<Earlier>,
) -> Reply<Report> {
    desk.require(Area::Residents, Level::Read)?;
    form.late = chain::late_of(desk, &form, period)?;
    // What was filed was over once, whatever the clock says now.
    let is_filed = || store::reports::latest(desk.ledger.conn(), &form.key, &period.word());
    if period.first() > desk.today() && is_filed()?.is_none() {
        return Err(Fault::at(FaultCode::DateInFuture, "period").with("报告期").into());
    }
    let looked = Looked::at(desk, &form, period, earlier)?;
    let mut people: Vec<(u32, u32)> = looked.now.grid_of.iter().map(|(id, grid)| (*id, *grid)).collect();
    people.sort_unstable();
    let (mut tables, mut checks) = (Vec::new(), Vec::new());
    let (mut chain, mut is_broken) = (Chain::default(), false);
    for wanted in form.sections.iter().filter(|s| s.is_on) {
        let Some(section) = SECTIONS.iter().find(|s| s.key == wanted.key) else { continue };
        // That the paper was asked for it: where it told of nothing, nothing of it is on the paper.
        chain.asked_for(section.key);
        let mut part = (section.make)(&looked)?;
        zero_report(&mut part.tables, &form, section.key);
        if section.key == CHECKS {
            part.tables.push(check_table(&looked, &checks));
        }
        if let Some(table) = part.tables.first_mut().filter(|_| !wanted.title.is_empty()) {
            let label = period.label();
            let usual = format!("{label}{}", table.name);
            table.title = table.title.replace(&usual, &titled(&label, &wanted.title));
            table.name.clone_from(&wanted.title);
        }
        for table in &mut part.tables {
            section.key.clone_into(&mut table.section);
        }
        tables.append(&mut part.tables);
        checks.append(&mut part.checks);
        chain.append(part.chain);
        is_broken |= part.is_broken;
    }
    if let Some(last) = tables.last_mut() {
        last.is_sealed = form.is_sealed;
    }
    let (figures, earlier) = (looked.now.whole, looked.earlier);
    Ok(Report { period, tables, checks, people, figures, earlier, chain, is_broken, form })
}

/// What a report is called: `2026年10月社区月报`.
pub(crate) fn title_of(form: &ReportForm, period: Period) -> String {
    titled(&period.label(), &form.title)
}

/// Which columns open to what stands behind their figures.
fn opens(table: &Table) -> Vec<bool> {
    let of = |(i, column): (usize, &Column)| match table.section.as_str() {
        "centenarians" => i == 0,
        _ => column.kind.is_figure() && i > 0,
    };
    table.columns.iter().enumerate().map(of).collect()
}

fn shown(table: &Table) -> SheetShown {
    let sum = |i: usize| match i {
        _ if table.columns[i].is_summed => table.sum(i).shown().into_owned(),
        0 => table.sums_called().to_owned(),
        _ => String::new(),
    };
    SheetShown {
        section: table.section.clone(),
        title: table.name.clone(),
        columns: table.columns.iter().map(|c| c.title.clone()).collect(),
        groups: table.columns.iter().map(|c| c.group.clone()).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(|c| c.shown().into_owned()).collect()).collect(),
        sums: if table.has_sums() && !table.rows.is_empty() {
            (0..table.columns.len()).map(sum).collect()
        } else {
            Vec::new()
        },
        has_total: table.has_total,
        notes: table.notes.clone(),
        opens: opens(table),
        plot: table.drawn_plot().cloned(),
    }
}

/// 补报 is told as the paper at the street office tells it: what was entered after that paper is not in it.
fn say_late_as_sent(sheet: &mut SheetShown, sent: &[Table]) {
    let is_late = |note: &str| note.strip_prefix(LATE).is_some_and(|rest| rest.starts_with('：'));
    let paper = sent.iter().find(|table| table.section == sheet.section);
    let Some(told) = paper.and_then(|table| table.notes.iter().find(|note| is_late(note))) else { return };
    for note in sheet.notes.iter_mut().filter(|note| is_late(note) && note.as_str() != told.as_str()) {
        *note = format!("{told}这一期审核以后才登记的，不在其中。");
    }
}

pub(crate) fn make_report(desk: &mut Desk, request: OfPeriod) -> Reply<ReportMade> {
    let report = make(desk, &request.form, &request.period)?;
    let check = |c: &Check| CheckShown { words: c.words.clone(), is_right: c.is_right };
    let (filed, differences, events) = crate::filing::against_filed(desk, &report)?;
    let sent = tables_sent(desk, &report.form, report.period)?.unwrap_or_default();
    let sheet = |table: &Table| {
        let mut sheet = shown(table);
        say_late_as_sent(&mut sheet, &sent);
        sheet
    };
    let next = report.period.after();
    Ok(ReportMade {
        form: report.form.key.clone(),
        period: report.period.word(),
        label: report.period.label(),
        is_over: report.period.last() < desk.today() || filed.is_some(),
        neighbours: (report.period.before().word(), (next.first() <= desk.today()).then(|| next.word())),
        title: title_of(&report.form, report.period),
        sheets: report.tables.iter().map(sheet).collect(),
        checks: report.checks.iter().map(check).collect(),
        earlier: crate::filing::earlier_told(desk, &report)?,
        leaves: crate::filing::leaves_words(desk, &report)?,
        anew: crate::filing::made_anew(desk, &report)?,
        filed,
        differences,
        events,
    })
}

fn whole(n: u32) -> Cell {
    Cell::Whole(i64::from(n))
}

fn size(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn count(title: &str) -> Column {
    Column::new(title, ColumnKind::Whole, 4)
}
