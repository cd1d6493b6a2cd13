//! Sections of groups of people, of the visits they are to have, and of what was entered in registers.

use super::behind::{Asked, Found};
use super::chain::{ALL, Link};
use super::looked::{Looked, Sex, holds};
use super::since::stays_known;
use super::{LATE, Part, count, size, whole};
use crate::contract::Level;
use crate::refusal::Reply;
use chrono::{Datelike, NaiveDate};
use domain::access::{Area, Role};
use domain::registers::Register;
use domain::registers::group_members::GROUPS;
use domain::reports::{Check, VisitRhythm, visits_due};
use domain::tables::{Cell, Column, ColumnKind, Table};
use std::collections::{HashMap, HashSet};
use store::register_rows::{Membership, RowFilter};

/// The last line of a table of groups.
pub(super) const EACH_ONCE: &str = "合计（每人只计一次）";

/// The word of a group by what the table calls it; `None` of the last line.
fn group_of(row: Option<&str>) -> Option<&'static str> {
    GROUPS.iter().find(|(_, label)| Some(*label) == row).map(|(word, _)| *word)
}

/// Who is in a group (`None`: in any) on an evening. Somebody who has moved away or died is in none any more.
fn members(l: &Looked, group: Option<&str>, on: NaiveDate, people: &HashMap<u32, Sex>) -> HashSet<u32> {
    let on = on.to_string();
    let is_of = |m: &&Membership| group.is_none_or(|g| m.group == g) && holds(m, &on);
    let found = l.memberships.iter().filter(is_of).map(|m| m.person_id);
    found.filter(|id| people.contains_key(id)).collect()
}

/// 重点人群汇总表 (`reports.md` 3.3): a row a group, people in several count in each, the last line each person once.
pub(super) fn groups(l: &Looked) -> Reply<Part> {
    let in_any = members(l, None, l.until, &l.now.people);
    let has_untold = in_any.iter().any(|id| l.now.people.get(id) == Some(&Sex::Unknown));
    let mut columns = vec![Column::new("人群类别", ColumnKind::Text, 10), count("上期数")];
    columns.extend(l.counts_late().then(|| count(LATE)));
    columns.extend(["新增", "退出", "本期数", "男", "女"].map(count));
    columns.extend(has_untold.then(|| count("未说明")));
    let mut table = l.table("重点人群汇总表", "人", columns);
    table.has_total = true;
    let earlier = l.earlier.as_ref().filter(|earlier| earlier.chain.has("group"));
    let mut part = Part::default();
    let lines = GROUPS.iter().map(|(word, label)| (*label, Some(*word))).chain([(EACH_ONCE, None)]);
    for (name, group) in lines {
        let before = members(l, group, l.period.before().last(), &l.before.people);
        let after = members(l, group, l.until, &l.now.people);
        let key = format!("group:{}", group.unwrap_or(ALL));
        let opening = earlier.map_or(size(before.len()), |earlier| earlier.chain.closing(&key));
        if before.is_empty() && after.is_empty() && opening == 0 && group.is_some() {
            continue;
        }
        let late = i64::from(size(before.len())) - i64::from(opening);
        let (came, went) = (after.difference(&before).count(), before.difference(&after).count());
        let sex = |wanted: Sex| size(after.iter().filter(|id| l.now.people.get(id) == Some(&wanted)).count());
        let mut row = vec![Cell::of_text(name), whole(opening)];
        row.extend(l.counts_late().then_some(Cell::Whole(late)));
        let figures = [size(came), size(went), size(after.len()), sex(Sex::Man), sex(Sex::Woman)];
        row.extend(figures.map(whole));
        row.extend(has_untold.then(|| whole(sex(Sex::Unknown))));
        table.rows.push(row);
        if earlier.is_some() {
            let told = if l.counts_late() { format!(" + {LATE} {late}") } else { String::new() };
            let is_carried_on = l.counts_late() || late == 0;
            let told =
                if !is_carried_on && l.is_settled { format!(" + 别的期补报的 {late}") } else { told };
            let is_right = is_carried_on || l.is_settled;
            let left = format!("重点人群{name}：上期 {opening}{told} + 新增 {came} − 退出 {went}");
            part.checks.push(Check::of_words(&left, &format!("本期 {}", after.len()), is_right));
            part.is_broken |= !is_carried_on;
        }
        let mut people: Vec<u32> = after.into_iter().collect();
        people.sort_unstable();
        part.chain.put(key, Link { name: name.to_owned(), opening, closing: size(people.len()), people });
    }
    table.notes.push("只计那天在册的人；一个人在几类里的，每类各计一次，合计每人只计一次。".into());
    part.tables.push(table);
    Ok(part)
}

/// Who was in a group when the paper before was made, with whose figure this one opens; where there is none, who was in it.
fn members_sent(l: &Looked, group: Option<&str>, before: &HashSet<u32>) -> Reply<HashSet<u32>> {
    let Some(earlier) = l.earlier.as_ref().filter(|earlier| earlier.chain.has("group")) else {
        return Ok(before.clone());
    };
    if let Some(people) = earlier.chain.people(&format!("group:{}", group.unwrap_or(ALL))) {
        return Ok(people.iter().copied().collect());
    }
    // Where nothing of it happened since they are those of now.
    let since = earlier.row.as_ref().map_or(0, |row| row.act_id);
    stays_known(l, "groups", earlier.period, since)?;
    Ok(before.clone())
}

pub(super) fn behind_groups(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let group = group_of(asked.row);
    let before = members(l, group, l.period.before().last(), &l.before.people);
    let after = members(l, group, l.until, &l.now.people);
    let sex = |wanted: Sex| -> Vec<u32> {
        after.iter().copied().filter(|id| l.now.people.get(id) == Some(&wanted)).collect()
    };
    let column = match (l.counts_late(), asked.column) {
        (true, 2) => {
            let sent = members_sent(l, group, &before)?;
            let told = |words: &'static str| move |id: &u32| Found::Person(*id, words.to_owned(), 0);
            let more = before.difference(&sent).map(told("增加"));
            return Ok(more.chain(sent.difference(&before).map(told("减少"))).collect());
        }
        (true, column) if column > 2 => column - 1,
        (_, column) => column,
    };
    let found: Vec<u32> = match column {
        1 => members_sent(l, group, &before)?.into_iter().collect(),
        2 => after.difference(&before).copied().collect(),
        3 => before.difference(&after).copied().collect(),
        4 => after.into_iter().collect(),
        5 => sex(Sex::Man),
        6 => sex(Sex::Woman),
        _ => sex(Sex::Unknown),
    };
    Ok(found.into_iter().map(Found::person).collect())
}

/// How many visits somebody is to have in the period; `None` where the register tells no rhythm.
fn due_of(l: &Looked, membership: &Membership) -> Option<u32> {
    VisitRhythm::read(&membership.visit_rhythm).map(|rhythm| visits_due(rhythm, l.period))
}

/// Members of a group at the end of the period, and the visits each is to have: of several memberships the most.
fn visited(l: &Looked, group: Option<&str>) -> HashMap<u32, Option<u32>> {
    let on = l.until.to_string();
    let is_of = |m: &&Membership| {
        group.is_none_or(|g| m.group == g) && holds(m, &on) && l.now.people.contains_key(&m.person_id)
    };
    let mut found: HashMap<u32, Option<u32>> = HashMap::new();
    for membership in l.memberships.iter().filter(is_of) {
        let due = found.entry(membership.person_id).or_default();
        *due = (*due).max(due_of(l, membership));
    }
    found
}

/// Visits to be made, by the rhythm that 重点人群登记 tells.
pub(super) fn visits(l: &Looked) -> Reply<Part> {
    let columns = vec![
        Column::new("人群类别", ColumnKind::Text, 10),
        count("人数"),
        count("本期应走访人数"),
        count("本期应走访次数"),
        count("未定走访频次人数"),
    ];
    let mut table = l.table("应走访情况表", "人、次", columns);
    table.has_total = true;
    let line = |name: &str, group: Option<&str>| -> Option<Vec<Cell>> {
        let found = visited(l, group);
        if found.is_empty() && group.is_some() {
            return None;
        }
        let people = size(found.values().filter(|due| due.is_some_and(|n| n > 0)).count());
        let times: u32 = found.values().flatten().sum();
        let unset = size(found.values().filter(|due| due.is_none()).count());
        let figures = [size(found.len()), people, times, unset];
        Some(std::iter::once(Cell::of_text(name)).chain(figures.map(whole)).collect())
    };
    table.rows = GROUPS.iter().filter_map(|(word, label)| line(label, Some(word))).collect();
    table.rows.extend(line(EACH_ONCE, None));
    table.notes.push(
        "按重点人群登记里的走访频次算：每周的按星期一计，每季、半年、每年的计在末月；在几类里的取最多的一类。"
            .into(),
    );
    Ok(Part::of(table))
}

pub(super) fn behind_visits(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let is_counted = |due: Option<u32>| match asked.column {
        1 => true,
        4 => due.is_none(),
        _ => due.is_some_and(|n| n > 0),
    };
    let found = visited(l, group_of(asked.row)).into_iter().filter(|(_, due)| is_counted(*due));
    let told = |(id, due): (u32, Option<u32>)| match due.filter(|n| *n > 0) {
        Some(n) => Found::Person(id, format!("本期 {n} 次"), 0),
        None => Found::person(id),
    };
    Ok(found.map(told).collect())
}

/// The registers that the table counts: those that everybody may see who may see a report. It says the same to all of them, or
/// what one has reviewed another could not send; and it tells nothing of an area that is closed to somebody.
pub(super) fn counted_registers() -> impl Iterator<Item = &'static Register> {
    let is_open = |area: Area| {
        let readers = Role::ALL.iter().filter(|role| role.level(Area::Residents) >= Level::Read);
        readers.into_iter().all(|role| role.level(area) >= Level::Read)
    };
    domain::registers::all().iter().copied().filter(move |r| r.key != "group_members" && is_open(r.area))
}

fn entered(l: &Looked, first: NaiveDate, limit: u32) -> RowFilter {
    RowFilter {
        from_on: first.to_string(),
        to_on: l.until.to_string(),
        limit,
        leaves_out_struck: true,
        ..RowFilter::default()
    }
}

fn new_year(l: &Looked) -> NaiveDate {
    NaiveDate::from_ymd_opt(l.until.year(), 1, 1).unwrap_or(l.period.first())
}

/// How much was entered in each register: in the period, and since New Year.
pub(super) fn registers(l: &Looked) -> Reply<Part> {
    let columns = vec![Column::new("登记簿", ColumnKind::Text, 12), count("本期登记"), count("本年累计")];
    let mut table: Table = l.table("登记簿汇总表", "条", columns);
    let mut unused = Vec::new();
    for register in counted_registers() {
        let since = |first: NaiveDate| -> Reply<u32> {
            Ok(store::register_rows::list(l.desk.ledger.conn(), register, &entered(l, first, 1))?.0)
        };
        let (period, year) = (since(l.period.first())?, since(new_year(l))?);
        if year > 0 {
            table.rows.push(vec![Cell::of_text(register.title), whole(period), whole(year)]);
        } else {
            unused.push(register.title);
        }
    }
    if !unused.is_empty() && !table.rows.is_empty() {
        table.notes.push(format!("本年没有登记的不列：{}。", unused.join("、")));
    }
    if table.rows.is_empty() {
        table.rows.push(vec![Cell::of_text("各登记簿"), whole(0), whole(0)]);
    }
    Ok(Part::of(table))
}

pub(super) fn behind_registers(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let Some(register) = counted_registers().find(|r| asked.row == Some(r.title)) else {
        return Ok(Vec::new());
    };
    l.desk.require(register.area, Level::Read)?;
    let first = if asked.column == 1 { l.period.first() } else { new_year(l) };
    let (_, rows) = store::register_rows::list(l.desk.ledger.conn(), register, &entered(l, first, u32::MAX))?;
    let keys: Vec<String> = [register.date_field, register.title_field].map(str::to_owned).to_vec();
    let name = |row| crate::registers::shown_row(l.desk, register, row, &keys).cells.join("　");
    Ok(rows.iter().map(|row| Found::Row(register.key, row.id, name(row))).collect())
}
