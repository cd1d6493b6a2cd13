//! Sections of those who belong to the community: 人口统计表, 比较表, 年龄结构表, those who become a hundred.

use super::behind::{Asked, Found};
use super::chain::{Earlier, count_at, in_force_next, line_of, tables_in_force};
use super::changes::ALL_GRIDS;
use super::homes::Homes;
use super::looked::{Figured, Looked, Sex};
use super::since::stays_known;
use super::{Part, count, size, whole};
use crate::refusal::Reply;
use chrono::{Months, NaiveDate};
use domain::calendar::age_on;
use domain::reports::{
    AgeBand, Check, Counted, Figures, Period, Rhythm, UNTOLD_SEX, is_counted_in, population_checks,
    population_columns, population_row,
};
use domain::tables::{Cell, Column, ColumnKind, Plot, Table};
use std::collections::HashSet;

/// 人口统计表 (`reports.md` 3.1).
pub(super) fn population(l: &Looked) -> Reply<Part> {
    let bands = &l.form.bands;
    let mut table = l.table("人口统计表", "户、人", population_columns(bands));
    ALL_GRIDS.clone_into(&mut table.sums_name);
    table.rows = l.now.by_grid.iter().map(|(name, f)| population_row(name, f, bands)).collect();
    if !l.has_untold_sex() {
        table.drop_column(UNTOLD_SEX);
    }
    table.notes.push(
        "流动人口是住在本社区、户籍在本市以外的人；户按住户所在的网格，没有人住的按房屋，没有房屋的按成员。"
            .into(),
    );
    Ok(Part { checks: population_checks(&l.now.whole, &l.now.by_grid), ..Part::of(table) })
}

pub(super) fn behind_population(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let on = l.until;
    let mut found = Vec::new();
    let mut homes = Homes::default();
    let lines = &l.now.grids;
    // Where everybody's sex is told, the columns after that one have moved up.
    let column = asked.column + usize::from(asked.column >= UNTOLD_SEX && !l.has_untold_sex());
    l.each_on(on, |person, counted, grid| match is_counted_in(column, counted, &l.form.bands, on) {
        Some(true) if asked.is_of_grid(lines, grid) => found.push(Found::person(person.person_id)),
        Some(_) => {}
        None => homes.note(person, grid),
    })?;
    l.each_home(&homes, on, |id, grid, is_registered| {
        // 户籍户 are those of the register alone.
        if (asked.column == 1 || is_registered) && asked.is_of_grid(lines, grid) {
            found.push(Found::Household(id));
        }
    })?;
    Ok(found)
}

type Figure = fn(&Figures) -> u32;

/// The line of those whose sex is not told: it stands there only where there are any.
const UNTOLD: &str = "性别未说明";

/// The lines of the comparison.
static COMPARED: [(&str, Figure); 13] = [
    ("总户数", |f| f.households),
    ("总人口", |f| f.people),
    ("男", |f| f.sexes[0]),
    ("女", |f| f.sexes[1]),
    (UNTOLD, |f| f.sexes[2]),
    ("户籍人口", Figures::registered),
    ("居住人口", Figures::living),
    ("流动人口", |f| f.floating),
    ("未成年人（不满18岁）", Figures::minors),
    ("60岁以上", |f| f.at_least[1]),
    ("65岁以上", |f| f.at_least[2]),
    ("80岁以上", |f| f.at_least[3]),
    ("100岁以上", |f| f.at_least[4]),
];

/// What stands over the figures of a period that is not over yet.
const NOW: &str = "目前";

/// Against the period before and the same one a year ago; of a year both are the same.
pub(super) fn comparison(l: &Looked) -> Reply<Part> {
    let signed = |title: &str| Column::new(title, ColumnKind::Whole, 5);
    let item = Column::new("项目", ColumnKind::Text, 10);
    let mut columns = match l.period.rhythm() {
        Rhythm::Monthly => vec![
            item,
            count("本月末"),
            count("上月末"),
            signed("比上月增减"),
            count("去年同月末"),
            signed("比去年增减"),
        ],
        Rhythm::Quarterly => vec![
            item,
            count("本季末"),
            count("上季末"),
            signed("比上季增减"),
            count("去年同季末"),
            signed("比去年增减"),
        ],
        Rhythm::Yearly => vec![item, count("本年末"), count("上年末"), signed("比上年增减")],
    };
    if l.is_unfinished() {
        NOW.clone_into(&mut columns[1].title);
    }
    let mut table = l.table("人口比较表", "户、人", columns);
    let year_ago = match l.period.rhythm() {
        Rhythm::Yearly => None,
        _ => tables_in_force(l.desk, l.form, l.period.year_before(), l.earlier.as_ref())?,
    };
    let has_untold = [&l.now, &l.before, &l.year_before].into_iter().any(|f| f.whole.sexes[2] > 0);
    for (name, figure) in COMPARED.iter().filter(|(name, _)| has_untold || *name != UNTOLD) {
        let now = figure(&l.now.whole);
        // What was sent is said again as it was sent.
        let sent = |tables: &[Table]| count_at(line_of(tables, "comparison", name)?, 1);
        // Before there was anybody in the ledger nothing is known: that is no nought.
        let then = |figured: &Figured, sent: Option<u32>| {
            sent.or_else(|| (!figured.people.is_empty()).then(|| figure(&figured.whole)))
        };
        let before = then(&l.before, l.earlier.as_ref().and_then(|earlier| sent(&earlier.tables)));
        let year = then(&l.year_before, year_ago.as_deref().and_then(sent));
        let missing = || Cell::of_text("—");
        let told = |then: Option<u32>| then.map_or_else(missing, whole);
        let differs = |then: Option<u32>| {
            then.map_or_else(missing, |then| Cell::Whole(i64::from(now) - i64::from(then)))
        };
        let name = Cell::of_text(name);
        let mut row = vec![name, whole(now), told(before), differs(before), told(year), differs(year)];
        row.truncate(table.columns.len());
        table.rows.push(row);
    }
    Ok(Part::of(table))
}

/// Everybody behind the figure of an earlier period, where a paper told it, it is said again, and the paper tells who they were:
/// that is of 总人口 alone. `None`: those of now are the same, or the figure is of now.
fn sent_people(l: &Looked, name: &str, period: Period) -> Reply<Option<HashSet<Found>>> {
    let Some(row) = in_force_next(l.desk, l.form, period)? else { return Ok(None) };
    let (since, paper) = (row.act_id, Earlier::of_row(l.desk, l.form, row)?);
    let Some(sent) = paper.line("comparison", name).and_then(|line| count_at(line, 1)) else {
        return Ok(None);
    };
    if name == "总人口" && size(paper.people.len()) == sent {
        return Ok(Some(paper.people.keys().map(|id| Found::person(*id)).collect()));
    }
    stays_known(l, "comparison", period, since)?;
    Ok(None)
}

pub(super) fn behind_comparison(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let Some((name, figure)) = COMPARED.iter().find(|(name, _)| asked.row == Some(*name)) else {
        return Ok(Vec::new());
    };
    let is_of_households = asked.row == Some("总户数");
    let on = |day: NaiveDate| -> Reply<HashSet<Found>> {
        let mut found = HashSet::new();
        l.each_on(day, |person, counted, _| {
            if is_of_households {
                let of_person = [person.hukou_household_id, person.living_household_id];
                found.extend(of_person.into_iter().flatten().map(Found::Household));
            } else if counts(*figure, counted, &l.form.bands, day) {
                found.insert(Found::person(person.person_id));
            }
        })?;
        Ok(found)
    };
    let now = l.until;
    if asked.column == 1 {
        return Ok(on(now)?.into_iter().collect());
    }
    let earlier = if asked.column > 3 { l.period.year_before() } else { l.period.before() };
    let then = match sent_people(l, name, earlier)? {
        Some(people) => people,
        None => on(earlier.last())?,
    };
    match asked.column {
        2 | 4 => Ok(then.into_iter().collect()),
        _ => {
            let now = on(now)?;
            let told = |found: &Found, words: &str| match found {
                Found::Person(id, ..) => Found::Person(*id, words.to_owned(), 0),
                other => other.clone(),
            };
            let more = now.difference(&then).map(|f| told(f, "增加"));
            Ok(more.chain(then.difference(&now).map(|f| told(f, "减少"))).collect())
        }
    }
}

fn counts(figure: Figure, person: &Counted, bands: &[AgeBand], on: NaiveDate) -> bool {
    let mut one = Figures::default();
    one.count(person, bands, on);
    figure(&one) > 0
}

/// Ages in fives, as in the first page's pyramid.
const OLDEST: u16 = 100;
const NO_AGE: &str = "年龄不详";
/// Where 未说明 stands between 女 and 合计.
const PYRAMID_UNTOLD: usize = 3;

fn band_label(from: u16) -> String {
    if from == OLDEST { format!("{OLDEST}岁以上") } else { format!("{from}–{}岁", from + 4) }
}

fn band_of(person: &Counted, on: NaiveDate) -> Option<u16> {
    person.birth.map(|b| (age_on(b.first_day(), on) / 5 * 5).min(OLDEST))
}

/// Men and women in fives of age; with the pyramid.
pub(super) fn pyramid(l: &Looked) -> Reply<Part> {
    let columns = vec![
        Column::new("年龄", ColumnKind::Text, 6),
        count("男").summed(),
        count("女").summed(),
        count("未说明").summed(),
        count("合计").summed(),
    ];
    let mut table = l.table("年龄结构表", "人", columns);
    let mut bands = vec![[0u32; 4]; usize::from(OLDEST / 5) + 1];
    let mut unknown = [0u32; 4];
    let on = l.until;
    for (id, sex) in &l.now.people {
        let birth = l.desk.roster.get(*id).and_then(|e| e.birth);
        let line = match birth {
            Some(b) => &mut bands[usize::from((age_on(b.first_day(), on) / 5).min(OLDEST / 5))],
            None => &mut unknown,
        };
        line[3] += 1;
        match sex {
            Sex::Man => line[0] += 1,
            Sex::Woman => line[1] += 1,
            Sex::Unknown => line[2] += 1,
        }
    }
    let row = |name: String, line: [u32; 4]| {
        std::iter::once(Cell::of_text(&name)).chain(line.map(whole)).collect::<Vec<_>>()
    };
    table.rows = (0..=OLDEST).step_by(5).map(band_label).zip(bands).map(|(name, n)| row(name, n)).collect();
    if unknown[3] > 0 {
        table.rows.push(row(NO_AGE.to_owned(), unknown));
    }
    table.plot = Some(Plot::Pyramid { left: 1, right: 2 });
    let all = table.sum(4);
    if !l.has_untold_sex() {
        table.drop_column(PYRAMID_UNTOLD);
    }
    let Cell::Whole(all) = all else { return Ok(Part::of(table)) };
    let check = Check::of_sum(
        &[("年龄结构表合计", u32::try_from(all).unwrap_or(u32::MAX))],
        ("总人口", l.now.whole.people),
    );
    Ok(Part { checks: vec![check], ..Part::of(table) })
}

pub(super) fn behind_pyramid(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let on = l.until;
    let mut found = Vec::new();
    l.each_on(on, |person, counted, _| {
        let name = band_of(counted, on).map_or_else(|| NO_AGE.to_owned(), band_label);
        let fits = match asked.column {
            1 => counted.sex == "1",
            2 => counted.sex == "2",
            PYRAMID_UNTOLD if l.has_untold_sex() => !matches!(counted.sex, "1" | "2"),
            _ => true,
        };
        if fits && asked.is_of(&name) {
            found.push(Found::person(person.person_id));
        }
    })?;
    Ok(found)
}

/// Who becomes a hundred within the year after the period: the day, and the person.
fn becoming_hundred(l: &Looked) -> Vec<(NaiveDate, u32)> {
    let last = l.until;
    let until = last.checked_add_months(Months::new(12)).unwrap_or(last);
    let mut found: Vec<(NaiveDate, u32)> = Vec::new();
    for id in l.now.people.keys() {
        let birth = l.desk.roster.get(*id).filter(|e| e.knows_birthday()).and_then(|e| e.birth);
        let hundred = birth.and_then(|b| b.first_day().checked_add_months(Months::new(1200)));
        found.extend(hundred.filter(|day| *day > last && *day <= until).map(|day| (day, *id)));
    }
    found.sort_unstable();
    found
}

pub(super) fn centenarians(l: &Looked) -> Reply<Part> {
    let found = becoming_hundred(l);
    let columns = vec![
        Column::new("姓名", ColumnKind::Text, 6),
        Column::new("性别", ColumnKind::Code, 3),
        Column::new("满100岁的日期", ColumnKind::Date, 8),
        Column::new("住址", ColumnKind::Text, 14),
    ];
    let mut table = l.table("一年内满百岁的老人", "人", columns);
    table.is_numbered = true;
    for (day, id) in found {
        let Some(entry) = l.desk.roster.get(id) else { continue };
        let sex = domain::codes::SEX.label(l.desk.roster.choice(entry, "sex"));
        let life = store::movements::life(l.desk.ledger.conn(), id)?;
        let at = domain::population::standing_on(&life, l.until);
        let place = l.desk.territory.address(at.dwelling_id);
        table.rows.push(vec![
            Cell::of_text(&entry.name),
            Cell::of_text(sex),
            Cell::Date(day),
            Cell::of_text(&place),
        ]);
    }
    Ok(Part::of(table))
}

pub(super) fn behind_centenarians(l: &Looked, asked: &Asked) -> Reply<Vec<Found>> {
    let all = becoming_hundred(l);
    let known = all.iter().filter(|(_, id)| l.desk.roster.get(*id).is_some());
    Ok(known.skip(asked.at.min(size(all.len()) as usize)).take(1).map(|(_, id)| Found::person(*id)).collect())
}
