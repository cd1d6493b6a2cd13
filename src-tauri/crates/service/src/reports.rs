//! 社区月报: its parts, each a table of its own, and the checks that they must stand.
//!
//! A part is one entry of [`PARTS`]: areas that are built later add theirs there. A part that has nothing to say of this
//! office returns no table, and the report says nothing of it.

use crate::contract::{
    CheckShown, CountChanges, CountedPeople, CountedPerson, MonthReport, OfFigure, OfMonth, PopulationOf,
    SheetShown,
};
use crate::desk::Desk;
use crate::outgoing::around;
use crate::population::changes;
use crate::refusal::Reply;
use chrono::{Datelike, Months, NaiveDate};
use domain::access::{Area, Level};
use domain::calendar::{PartialDate, age_on};
use domain::population::{ChangeColumn, ResidenceState};
use domain::registers::group_members::GROUPS;
use domain::reports::{
    AgeBand, Check, Counted, Figures, ReportMonth, is_counted_in, population_checks, population_columns,
    population_row, usual_bands,
};
use domain::tables::{Cell, Column, ColumnKind, Table};
use domain::{Fault, FaultCode};
use std::collections::{HashMap, HashSet};
use store::movements::Present;
use store::register_rows::{Membership, RowFilter};

/// A report as it is made: nothing of it is kept.
pub(crate) struct Report {
    pub month: ReportMonth,
    pub tables: Vec<Table>,
    pub checks: Vec<Check>,
    /// Everybody who was counted, by their rows, ascending.
    pub people: Vec<u32>,
}

/// What a part adds.
#[derive(Default)]
struct Part {
    tables: Vec<Table>,
    checks: Vec<Check>,
}

/// How those are called who belong to no grid.
const NO_GRID: &str = "未划网格";

/// The figures of one evening.
struct Figured {
    whole: Figures,
    by_grid: Vec<(String, Figures)>,
    /// Everybody who belonged to the community then, and the sex.
    people: HashMap<u32, Sex>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sex {
    Man,
    Woman,
    Unknown,
}

/// What the parts look at.
struct Looked<'a> {
    desk: &'a Desk,
    month: ReportMonth,
    bands: Vec<AgeBand>,
    memberships: Vec<Membership>,
    now: Figured,
    before: Figured,
    year_before: Figured,
}

/// The parts in the order of the report.
const PARTS: [fn(&Looked) -> Reply<Part>; 6] =
    [population, changes_of_month, comparison, centenarians, groups, registers];

/// Makes the report of a month that has begun.
pub(crate) fn make(desk: &Desk, month: ReportMonth) -> Reply<Report> {
    desk.require(Area::Residents, Level::Read)?;
    if month.first() > desk.today() {
        return Err(Fault::at(FaultCode::DateInFuture, "month").with("报告月份").into());
    }
    let bands = usual_bands();
    let memberships = store::register_rows::memberships(desk.ledger.conn())?;
    let of = |month: ReportMonth| figures(desk, month.last(), &bands, &memberships);
    let (now, before, year_before) = (of(month)?, of(month.before())?, of(month.year_before())?);
    let looked = Looked { desk, month, bands, memberships, now, before, year_before };
    let mut people: Vec<u32> = looked.now.people.keys().copied().collect();
    people.sort_unstable();
    let mut report = Report { month, tables: Vec::new(), checks: Vec::new(), people };
    for part in PARTS {
        let found = part(&looked)?;
        report.tables.extend(found.tables);
        report.checks.extend(found.checks);
    }
    Ok(report)
}

pub(crate) fn make_report(desk: &mut Desk, request: OfMonth) -> Reply<MonthReport> {
    let report = make(desk, ReportMonth::read(&request.month)?)?;
    let sheet = |table: &Table| SheetShown {
        title: table.name.clone(),
        columns: table.columns.iter().map(|c| c.title.clone()).collect(),
        groups: table.columns.iter().map(|c| c.group.clone()).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(|c| c.shown().into_owned()).collect()).collect(),
        sums: if table.has_sums() && !table.rows.is_empty() {
            let sum = |i: usize| {
                if table.columns[i].is_summed { table.sum(i).shown().into_owned() } else { String::new() }
            };
            (0..table.columns.len()).map(sum).collect()
        } else {
            Vec::new()
        },
        notes: table.notes.clone(),
    };
    let check = |c: &Check| CheckShown { words: c.words.clone(), is_right: c.is_right };
    let (filed, differences, events) = crate::filing::against_filed(desk, &report)?;
    Ok(MonthReport {
        filed,
        differences,
        events,
        month: report.month.word(),
        title: format!("{}社区月报", report.month.label()),
        sheets: report.tables.iter().map(sheet).collect(),
        checks: report.checks.iter().map(check).collect(),
    })
}

/// Who stands behind a figure of 人口统计表: the people whom it counted on the last evening of the month.
pub(crate) fn list_counted(desk: &mut Desk, request: OfFigure) -> Reply<CountedPeople> {
    let month = ReportMonth::read(&request.month)?;
    let (bands, on) = (usual_bands(), month.last());
    let memberships = store::register_rows::memberships(desk.ledger.conn())?;
    let column = request.column as usize;
    let (mut found, mut is_of_people) = (Vec::new(), true);
    each_counted(desk, on, &memberships, |person, counted, grid| {
        let name = desk.territory.grid_name(Some(grid));
        let name = if name.is_empty() { NO_GRID } else { &name };
        if !request.grid.is_empty() && request.grid != name {
            return;
        }
        match is_counted_in(column, counted, &bands, on) {
            Some(true) => found.push(person.person_id),
            Some(false) => {}
            None => is_of_people = false,
        }
    })?;
    if !is_of_people {
        found.clear();
    }
    let shown = |id: &u32| {
        let entry = desk.roster.get(*id)?;
        let age = entry.birth.map(|b| format!("{} 岁", age_on(b.first_day(), on))).unwrap_or_default();
        Some(CountedPerson {
            id: *id,
            name: entry.name.to_string(),
            detail: format!("{age} {}", desk.territory.short(entry.standing.dwelling_id)).trim().to_owned(),
        })
    };
    let mut people: Vec<CountedPerson> = found.iter().filter_map(shown).collect();
    people.sort_by_cached_key(|p| (domain::names::sort_key(&p.name), p.id));
    let total = u32::try_from(people.len()).unwrap_or(u32::MAX);
    people.truncate(MOST_SHOWN);
    Ok(CountedPeople { people, total })
}

/// So many people stand behind a figure at once.
const MOST_SHOWN: usize = 500;

/// Whether a membership holds on an evening.
fn holds(membership: &Membership, on: &str) -> bool {
    membership.joined_on.as_str() <= on && (membership.left_on.is_empty() || membership.left_on.as_str() > on)
}

/// Calls `each` with everybody who belonged to the community on an evening: as counted, and the grid.
fn each_counted(
    desk: &Desk,
    on: NaiveDate,
    memberships: &[Membership],
    mut each: impl FnMut(&Present, &Counted, u32),
) -> Reply<()> {
    let day = on.to_string();
    let disabled: HashSet<u32> =
        memberships.iter().filter(|m| m.group == "disabled" && holds(m, &day)).map(|m| m.person_id).collect();
    store::movements::each_present(desk.ledger.conn(), on, |person| {
        let entry = desk.roster.get(person.person_id);
        let word = |field: &str| entry.map_or("", |e| desk.roster.choice(e, field));
        let counted = Counted {
            state: person.standing().residence_state().unwrap_or(ResidenceState::EmptyHukou),
            sex: person.sex,
            birth: PartialDate::from_iso(person.birth_date),
            ethnic_group: person.ethnic_group,
            is_floating: word("population_kind") == "floating",
            is_from_abroad: matches!(word("population_kind"), "hk_mo_tw" | "foreign"),
            is_disabled: disabled.contains(&person.person_id),
            is_party_member: matches!(word("political_status"), "01" | "02"),
        };
        let grid =
            person.grid_id.or_else(|| desk.territory.grid_of_dwelling(person.dwelling_id)).unwrap_or(0);
        each(&person, &counted, grid);
    })?;
    Ok(())
}

fn figures(desk: &Desk, on: NaiveDate, bands: &[AgeBand], memberships: &[Membership]) -> Reply<Figured> {
    let territory = &desk.territory;
    let mut whole = Figures::default();
    let mut by_grid: HashMap<u32, Figures> =
        territory.grids.keys().map(|id| (*id, Figures::default())).collect();
    let mut people = HashMap::new();
    let (mut households, mut hukou_households) = (HashSet::new(), HashSet::new());
    each_counted(desk, on, memberships, |person, counted, grid| {
        whole.count(counted, bands, on);
        by_grid.entry(grid).or_default().count(counted, bands, on);
        let sex = match person.sex {
            "1" => Sex::Man,
            "2" => Sex::Woman,
            _ => Sex::Unknown,
        };
        people.insert(person.person_id, sex);
        // A household is of the grid of its dwelling, so that it counts in one grid only.
        let of_household = |id: u32| {
            let dwelling = territory.households.get(&id).and_then(|h| h.dwelling_id);
            territory.grid_of_dwelling(dwelling).unwrap_or(grid)
        };
        for id in [person.hukou_household_id, person.living_household_id].into_iter().flatten() {
            if households.insert(id) {
                whole.households += 1;
                by_grid.entry(of_household(id)).or_default().households += 1;
            }
        }
        if let Some(id) = person.hukou_household_id.filter(|id| hukou_households.insert(*id)) {
            whole.hukou_households += 1;
            by_grid.entry(of_household(id)).or_default().hukou_households += 1;
        }
    })?;
    let mut named: Vec<(String, Figures)> = by_grid
        .into_iter()
        .filter(|(id, f)| *id != 0 || f.people > 0 || f.households > 0)
        .map(|(id, f)| (territory.grid_name(Some(id)), f))
        .collect();
    // Those of no grid come last.
    named.sort_by(|a, b| (a.0.is_empty(), &a.0).cmp(&(b.0.is_empty(), &b.0)));
    for (name, _) in named.iter_mut().filter(|(name, _)| name.is_empty()) {
        NO_GRID.clone_into(name);
    }
    Ok(Figured { whole, by_grid: named, people })
}

impl Looked<'_> {
    /// A table of this report; what stands around it is the same for all.
    fn table(&self, name: &str, columns: Vec<Column>) -> Table {
        let street = self.desk.office.street_office.trim_end_matches("办事处");
        let table = around(self.desk, &format!("{}{name}", self.month.label()), name);
        Table {
            title: format!("{street}{}", table.title),
            period: format!("统计截止日期：{}", self.month.last()),
            is_numbered: false,
            columns,
            ..table
        }
    }
}

fn whole(n: u32) -> Cell {
    Cell::Whole(i64::from(n))
}

fn count(title: &str) -> Column {
    Column::new(title, ColumnKind::Whole, 4)
}

/// 人口统计表 (`reports.md` 3.1).
fn population(l: &Looked) -> Reply<Part> {
    let mut table = l.table("人口统计表", population_columns(&l.bands));
    table.rows = l.now.by_grid.iter().map(|(name, f)| population_row(name, f, &l.bands)).collect();
    table
        .notes
        .push("流动人口、港澳台外籍和党员按卡片上现在的登记；户按房屋所在的网格，没有房屋的按成员。".into());
    Ok(Part { checks: population_checks(&l.now.whole, &l.now.by_grid), tables: vec![table] })
}

/// 人口变动表 (`reports.md` 3.2).
fn changes_of_month(l: &Looked) -> Reply<Part> {
    let (first, last) = (l.month.first(), l.month.last());
    let request = CountChanges { first: first.to_string(), last: last.to_string(), of: PopulationOf::All };
    let found = changes(l.desk, &request)?;
    let mut columns = vec![Column::new("网格", ColumnKind::Text, 8), count("期初")];
    columns.extend(
        ChangeColumn::ALL.iter().map(|c| count(c.label()).under(if c.is_in() { "增加" } else { "减少" })),
    );
    columns.push(count("期末"));
    let mut table = l.table("人口变动表", columns);
    let lines = found.lines.iter().chain([&found.whole]);
    table.rows = lines
        .clone()
        .map(|line| {
            let b = &line.balance;
            let figures = [b.opening].into_iter().chain(b.changes).chain([b.closing]);
            std::iter::once(Cell::of_text(&line.group)).chain(figures.map(whole)).collect()
        })
        .collect();
    table.notes.push("社区内跨网格的搬动，在网格各行记入“其他”，“全社区”一行不计。".into());
    let mut checks: Vec<Check> = lines
        .map(|line| {
            let sum = |is_in: bool| -> u32 {
                let all = ChangeColumn::ALL.iter().zip(line.balance.changes);
                all.filter(|(c, _)| c.is_in() == is_in).map(|(_, n)| n).sum()
            };
            let b = &line.balance;
            let words = format!(
                "{}：期初 {} + 增 {} − 减 {} = 期末 {}",
                line.group,
                b.opening,
                sum(true),
                sum(false),
                b.closing
            );
            Check { words, is_right: b.is_right() }
        })
        .collect();
    let b = &found.whole.balance;
    checks.push(Check::of_sum(&[("人口变动表期末", b.closing)], ("人口统计表总人口", l.now.whole.people)));
    checks.push(Check::of_sum(&[("人口变动表期初", b.opening)], ("上月末总人口", l.before.whole.people)));
    Ok(Part { tables: vec![table], checks })
}

/// Against the month before and the same month a year ago.
fn comparison(l: &Looked) -> Reply<Part> {
    let signed = |title: &str| Column::new(title, ColumnKind::Whole, 5);
    let columns = vec![
        Column::new("项目", ColumnKind::Text, 10),
        count("本月末"),
        count("上月末"),
        signed("比上月增减"),
        count("去年同月末"),
        signed("比去年增减"),
    ];
    let mut table = l.table("比较表", columns);
    type Figure = fn(&Figures, &[AgeBand]) -> Option<u32>;
    let lines: [(&str, Figure); 12] = [
        ("总户数", |f, _| Some(f.households)),
        ("总人口", |f, _| Some(f.people)),
        ("男", |f, _| Some(f.sexes[0])),
        ("女", |f, _| Some(f.sexes[1])),
        ("户籍人口", |f, _| Some(f.registered())),
        ("常住人口", |f, _| Some(f.living())),
        ("流动人口", |f, _| Some(f.floating)),
        ("未成年人（不满18岁）", |f, bands| Some(f.people - f.no_age - f.at_least(18, bands)?)),
        ("60岁以上", |f, bands| f.at_least(60, bands)),
        ("65岁以上", |f, bands| f.at_least(65, bands)),
        ("80岁以上", |f, bands| f.at_least(80, bands)),
        ("100岁以上", |f, bands| f.at_least(100, bands)),
    ];
    for (name, figure) in lines {
        let of = |figured: &Figured| figure(&figured.whole, &l.bands);
        let (Some(now), Some(before), Some(year)) = (of(&l.now), of(&l.before), of(&l.year_before)) else {
            continue;
        };
        let differs = |then: u32| Cell::Whole(i64::from(now) - i64::from(then));
        table.rows.push(vec![
            Cell::of_text(name),
            whole(now),
            whole(before),
            differs(before),
            whole(year),
            differs(year),
        ]);
    }
    Ok(Part { tables: vec![table], checks: Vec::new() })
}

/// Who becomes a hundred within the year after the month.
fn centenarians(l: &Looked) -> Reply<Part> {
    let last = l.month.last();
    let until = last.checked_add_months(Months::new(12)).unwrap_or(last);
    let mut found: Vec<(NaiveDate, u32)> = Vec::new();
    for id in l.now.people.keys() {
        let birth = l.desk.roster.get(*id).filter(|e| e.knows_birthday()).and_then(|e| e.birth);
        let hundred = birth.and_then(|b| b.first_day().checked_add_months(Months::new(1200)));
        found.extend(hundred.filter(|day| *day > last && *day <= until).map(|day| (day, *id)));
    }
    if found.is_empty() {
        return Ok(Part::default());
    }
    found.sort_unstable();
    let columns = vec![
        Column::new("姓名", ColumnKind::Text, 6),
        Column::new("性别", ColumnKind::Code, 3),
        Column::new("满100岁的日期", ColumnKind::Date, 8),
        Column::new("住址", ColumnKind::Text, 14),
    ];
    let mut table = l.table("一年内满百岁的老人", columns);
    table.is_numbered = true;
    for (day, id) in found {
        let Some(entry) = l.desk.roster.get(id) else { continue };
        let sex = domain::codes::SEX.label(l.desk.roster.choice(entry, "sex"));
        let place = l.desk.territory.address(entry.standing.dwelling_id);
        table.rows.push(vec![
            Cell::of_text(&entry.name),
            Cell::of_text(sex),
            Cell::Date(day),
            Cell::of_text(&place),
        ]);
    }
    Ok(Part { tables: vec![table], checks: Vec::new() })
}

/// 重点人群汇总表 (`reports.md` 3.3): a row a group, people in several count in each, the last line each person once.
fn groups(l: &Looked) -> Reply<Part> {
    if l.memberships.is_empty() {
        return Ok(Part::default());
    }
    let columns = vec![
        Column::new("人群类别", ColumnKind::Text, 10),
        count("上期数"),
        count("新增"),
        count("退出"),
        count("本期数"),
        count("男"),
        count("女"),
    ];
    let mut table = l.table("重点人群汇总表", columns);
    let (then, now) = (l.month.before().last().to_string(), l.month.last().to_string());
    // Somebody who has moved away or died is in no group any more.
    let of = |group: Option<&str>, on: &str, people: &HashMap<u32, Sex>| -> HashSet<u32> {
        let is_of = |m: &&Membership| group.is_none_or(|g| m.group == g) && holds(m, on);
        let found = l.memberships.iter().filter(is_of).map(|m| m.person_id);
        found.filter(|id| people.contains_key(id)).collect()
    };
    let mut checks = Vec::new();
    let mut line = |name: &str, group: Option<&str>| -> Option<Vec<Cell>> {
        let (before, after) = (of(group, &then, &l.before.people), of(group, &now, &l.now.people));
        if before.is_empty() && after.is_empty() {
            return None;
        }
        let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (came, went) = (after.difference(&before).count(), before.difference(&after).count());
        let sex = |wanted: Sex| size(after.iter().filter(|id| l.now.people.get(id) == Some(&wanted)).count());
        checks.push(Check {
            words: format!(
                "{name}：上期 {} + 新增 {came} − 退出 {went} = 本期 {}",
                before.len(),
                after.len()
            ),
            is_right: before.len() + came == after.len() + went,
        });
        let figures =
            [size(before.len()), size(came), size(went), size(after.len()), sex(Sex::Man), sex(Sex::Woman)];
        Some(std::iter::once(Cell::of_text(name)).chain(figures.map(whole)).collect())
    };
    let mut rows: Vec<Vec<Cell>> =
        GROUPS.iter().filter_map(|(word, label)| line(label, Some(word))).collect();
    rows.extend(line("合计（每人只计一次）", None));
    table.rows = rows;
    table.notes.push("一个人在几类里的，每类各计一次；合计每人只计一次。".into());
    Ok(Part { tables: vec![table], checks })
}

/// How much was entered in each register: in the month, and since New Year.
fn registers(l: &Looked) -> Reply<Part> {
    let columns = vec![Column::new("登记簿", ColumnKind::Text, 12), count("本月登记"), count("本年累计")];
    let mut table = l.table("登记簿汇总表", columns);
    let last = l.month.last();
    let new_year = NaiveDate::from_ymd_opt(last.year(), 1, 1).unwrap_or(last);
    for register in domain::registers::all().iter().filter(|r| r.key != "group_members") {
        if !l.desk.may(register.area, Level::Read) {
            continue;
        }
        let since = |first: NaiveDate| -> Reply<u32> {
            let filter = RowFilter {
                from_on: first.to_string(),
                to_on: last.to_string(),
                limit: 1,
                ..RowFilter::default()
            };
            Ok(store::register_rows::list(l.desk.ledger.conn(), register, &filter)?.0)
        };
        let (month, year) = (since(l.month.first())?, since(new_year)?);
        if year > 0 {
            table.rows.push(vec![Cell::of_text(register.title), whole(month), whole(year)]);
        }
    }
    let tables = if table.rows.is_empty() { Vec::new() } else { vec![table] };
    Ok(Part { tables, checks: Vec::new() })
}
