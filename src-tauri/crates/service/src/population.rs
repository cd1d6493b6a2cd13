//! Population on any day and its changes over any period, from the movements.

use crate::contract::{
    ChangeLine, ChangeTable, CountChanges, CountPopulation, GroupBy, PopulationLine, PopulationOf,
    PopulationTable,
};
use crate::desk::Desk;
use crate::grids::GridDays;
use crate::refusal::{Refusal, Reply};
use chrono::NaiveDate;
use domain::calendar::{PartialDate, age_on};
use domain::codes::{CodeTable, EDUCATION, ETHNIC_GROUP, MARITAL_STATUS, POLITICAL_STATUS};
use domain::counting::counting_key;
use domain::fields::Value;
use domain::papers::written_date;
use domain::people::PERSON_FIELDS;
use domain::population::{
    Balance, ChangeColumn, Movement, ResidenceState, Standing, each_event, eve_of, is_floating_unproven,
    population_kind, unknown_hukou_note,
};
use domain::tables::{Cell, Column, ColumnKind, Table};
use domain::{Fault, FaultCode};
use std::collections::BTreeMap;
use store::movements::Present;

/// Reads a day of the wire.
pub(crate) fn day(text: &str, field: &str) -> Reply<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| Refusal::from(Fault::at(FaultCode::DateUnreadable, field).with(text)))
}

fn counts(of: PopulationOf, person: &Present) -> bool {
    match of {
        PopulationOf::All => true,
        PopulationOf::Registered => person.is_registered(),
        PopulationOf::Living => person.is_living(),
    }
}

pub(crate) fn count_population(desk: &mut Desk, request: CountPopulation) -> Reply<PopulationTable> {
    let desk = &*desk;
    let on = day(&request.on, "on")?;
    let days = GridDays::load(desk.ledger.conn(), &desk.territory)?;
    let mut groups: BTreeMap<String, PopulationLine> = BTreeMap::new();
    let group_of_all = if request.by == GroupBy::Grid { "全社区" } else { "合计" };
    let mut sum = PopulationLine { group: group_of_all.into(), male: 0, female: 0, total: 0 };
    let mut names: BTreeMap<u32, (String, String)> = BTreeMap::new();
    if request.by == GroupBy::Grid {
        // A grid without people stands in the list (`reports.md` 1: nothing is left blank).
        for grid in days.on(on) {
            let (key, group) = of_grid(&days, grid, on);
            groups.insert(key, PopulationLine { group, male: 0, female: 0, total: 0 });
        }
    }
    store::movements::each_present(desk.ledger.conn(), on, |person| {
        if !counts(request.of, &person) {
            return;
        }
        let (key, label) = match known_now(request.by) {
            Some((field, kind)) => {
                let word = desk.roster.get(person.person_id).map_or("", |e| desk.roster.choice(e, field));
                word_group(field, kind, word)
            }
            None => group(&days, request.by, &person, on, &mut names),
        };
        let line = groups.entry(key).or_insert_with(|| PopulationLine {
            group: label,
            male: 0,
            female: 0,
            total: 0,
        });
        for line in [line, &mut sum] {
            line.total += 1;
            match person.sex {
                "1" => line.male += 1,
                "2" => line.female += 1,
                _ => {}
            }
        }
    })?;
    Ok(PopulationTable { on: request.on, lines: groups.into_values().collect(), sum })
}

/// Groups by a fact of the card: it is known as it is now, whatever day the population is counted on.
fn known_now(by: GroupBy) -> Option<(&'static str, Option<&'static CodeTable>)> {
    match by {
        GroupBy::Education => Some(("education", Some(&EDUCATION))),
        GroupBy::Marital => Some(("marital_status", Some(&MARITAL_STATUS))),
        _ => None,
    }
}

/// Second-level codes count under the one above them: 21 初婚 is 20 已婚.
fn word_group(field: &str, table: Option<&'static CodeTable>, word: &str) -> (String, String) {
    let code = table.and_then(|t| t.get(word)).map_or(word, |c| c.parent.unwrap_or(c.code));
    let label = match table {
        Some(table) => table.label(code).to_owned(),
        None => {
            let field = PERSON_FIELDS.iter().find(|f| f.key == field);
            field.map(|f| f.shown(&Value::from(code))).unwrap_or_default()
        }
    };
    if label.is_empty() { ("\u{10FFFF}".into(), "未填".into()) } else { (code.to_owned(), label) }
}

/// The five-year band of an age, 90 and over in one: sort key and label.
pub(crate) fn age_band(age: u16) -> (u16, String) {
    let from = (age / 5 * 5).min(90);
    (from, if from == 90 { "90 岁以上".into() } else { format!("{from}–{} 岁", from + 4) })
}

fn group(
    days: &GridDays,
    by: GroupBy,
    person: &Present,
    on: NaiveDate,
    names: &mut BTreeMap<u32, (String, String)>,
) -> (String, String) {
    match by {
        GroupBy::AgeBand => match PartialDate::from_iso(person.birth_date) {
            Some(birth) => {
                let (from, label) = age_band(age_on(birth.first_day(), on));
                (format!("{from:03}"), label)
            }
            None => ("999".into(), "年龄不详".into()),
        },
        GroupBy::Grid => {
            let grid = person.grid_id.or_else(|| days.of_dwelling(person.dwelling_id, on)).unwrap_or(0);
            of_grid(days, grid, on)
        }
        GroupBy::Building => {
            let Some(row) = days.building_of(person.dwelling_id, on) else {
                return ("\u{10FFFF}".into(), "没有登记房屋".into());
            };
            names
                .entry(row.id)
                .or_insert_with(|| {
                    (format!("{:06}|{}", row.estate_id, row.name_sort), days.building_title(row))
                })
                .clone()
        }
        GroupBy::Residence => {
            let state = person.standing().residence_state().unwrap_or(ResidenceState::EmptyHukou);
            (
                format!("{state:?}")
                    .replace("Together", "0")
                    .replace("LivingOnly", "1")
                    .replace("HukouOnly", "2"),
                state.label().into(),
            )
        }
        GroupBy::Estate => match days.building_of(person.dwelling_id, on).map(|row| row.estate_id) {
            Some(estate) => (format!("{estate:06}"), days.estate_name(estate).to_owned()),
            None => ("\u{10FFFF}".into(), "没有登记房屋".into()),
        },
        // Counted by the card, above.
        GroupBy::Education | GroupBy::Marital => ("\u{10FFFF}".into(), "未填".into()),
        GroupBy::Political => {
            word_group("political_status", Some(&POLITICAL_STATUS), person.political_status)
        }
        GroupBy::PopulationKind => kind_group(person, days.division_on(on)),
        GroupBy::Ethnic => match person.ethnic_group {
            "" => ("\u{10FFFF}".into(), "未填".into()),
            code => (code.into(), ETHNIC_GROUP.label(code).into()),
        },
    }
}

/// Those of no grid come last.
fn of_grid(days: &GridDays, grid: u32, on: NaiveDate) -> (String, String) {
    let name = days.name(grid, on);
    match name.is_empty() {
        true => ("\u{10FFFF}".into(), "未划网格".into()),
        false => (format!("{}|{grid:06}", counting_key(&name)), name),
    }
}

/// 人口类型 follows from where somebody lives and is registered; the card tells only who comes from abroad.
fn kind_group(person: &Present, office: &str) -> (String, String) {
    let state = person.standing().residence_state();
    match population_kind(state, person.population_kind, person.hukou_division, office) {
        "" => ("within_city".into(), "市内人户分离".into()),
        word => word_group("population_kind", None, word),
    }
}

/// How many count as 流动人口 on a day only because nobody knows where their hukou is.
fn unproven_floating(desk: &Desk, of: PopulationOf, on: NaiveDate) -> Reply<u32> {
    let mut count = 0;
    store::movements::each_present(desk.ledger.conn(), on, |person| {
        let state = person.standing().residence_state();
        let is_unproven = |state| is_floating_unproven(state, person.population_kind, person.hukou_division);
        count += u32::from(counts(of, &person) && state.is_some_and(is_unproven));
    })?;
    Ok(count)
}

/// What the tables of the population page count, in words.
fn counted_words(of: PopulationOf) -> &'static str {
    match of {
        PopulationOf::All => "户籍或居住在本社区的人",
        PopulationOf::Registered => "户籍人口",
        PopulationOf::Living => "居住人口",
    }
}

/// 人口统计表 of the population page, as it leaves.
pub(crate) fn population_sheet(desk: &mut Desk, request: &CountPopulation) -> Reply<Table> {
    let found = count_population(desk, request.clone())?;
    let label = match request.by {
        GroupBy::AgeBand => "年龄段",
        GroupBy::Grid => "网格",
        GroupBy::Building => "楼栋",
        GroupBy::Residence => "人户状态",
        GroupBy::Estate => "小区",
        GroupBy::Ethnic => "民族",
        GroupBy::Education => "文化程度",
        GroupBy::Political => "政治面貌",
        GroupBy::Marital => "婚姻状况",
        GroupBy::PopulationKind => "人口类型",
    };
    let count = |title: &str| Column::new(title, ColumnKind::Whole, 5).summed();
    let whole = |n: u32| Cell::Whole(i64::from(n));
    let title = match request.of {
        PopulationOf::All => "人口统计表",
        PopulationOf::Registered => "户籍人口统计表",
        PopulationOf::Living => "居住人口统计表",
    };
    let around = crate::outgoing::around(desk, title, "人口统计表");
    let unproven = match request.by {
        GroupBy::PopulationKind => unproven_floating(desk, request.of, day(&found.on, "on")?)?,
        _ => 0,
    };
    // 男 + 女 + 未说明 is the whole.
    let untold = |l: &PopulationLine| l.total.saturating_sub(l.male).saturating_sub(l.female);
    let row = |l: &PopulationLine| {
        let figures = [l.male, l.female, untold(l), l.total];
        std::iter::once(Cell::of_text(&l.group)).chain(figures.map(whole)).collect()
    };
    let mut table = Table {
        period: format!("统计日期：{}", written_date(day(&found.on, "on")?)),
        counted_in: "人".into(),
        columns: vec![
            Column::new(label, ColumnKind::Text, 12),
            count("男"),
            count("女"),
            count("未说明"),
            count("合计"),
        ],
        rows: found.lines.iter().map(row).collect(),
        notes: std::iter::once(format!("统计的是{}。", counted_words(request.of)))
            .chain(unknown_hukou_note(unproven))
            .collect(),
        sums_name: found.sum.group.clone(),
        ..around
    };
    if untold(&found.sum) == 0 {
        table.drop_column(3);
    }
    Ok(table)
}

/// The columns of 人口变动表; with 网格调整 where there was any.
pub(crate) fn change_columns(is_adjusted: bool) -> Vec<Column> {
    let count = |title: &str| Column::new(title, ColumnKind::Whole, 4);
    let mut columns = vec![Column::new("网格", ColumnKind::Text, 8), count("期初")];
    let shown = ChangeColumn::shown(is_adjusted).into_iter();
    columns.extend(shown.map(|c| count(c.label()).under(if c.is_in() { "增加" } else { "减少" })));
    columns.push(count("期末"));
    columns
}

/// A line of 人口变动表.
pub(crate) fn change_row(line: &ChangeLine, is_adjusted: bool) -> Vec<Cell> {
    let b = &line.balance;
    let shown = ChangeColumn::shown(is_adjusted).into_iter().map(|c| b.of(c));
    let figures = [b.opening].into_iter().chain(shown).chain([b.closing]);
    std::iter::once(Cell::of_text(&line.group)).chain(figures.map(|n| Cell::Whole(i64::from(n)))).collect()
}

/// Whether any place was given to another grid in the period.
pub(crate) fn is_adjusted(table: &ChangeTable) -> bool {
    table.lines.iter().any(|line| line.balance.is_adjusted())
}

/// What is said under it where there was any 网格调整.
pub(crate) const ADJUSTED: &str = "“网格调整”是房屋或人划到了别的网格，人没有搬。";

/// What is said under it.
pub(crate) const WITHIN: &str = "社区内跨网格的搬迁，在网格各行记入“其他增加”“其他减少”，“全社区”一行不计。";

/// 人口变动表 of the population page, as it leaves.
pub(crate) fn changes_sheet(desk: &Desk, request: &CountChanges) -> Reply<Table> {
    let found = changes(desk, request)?;
    let is_adjusted = is_adjusted(&found);
    let mut notes = vec![format!("统计的是{}。", counted_words(request.of)), WITHIN.into()];
    notes.extend(is_adjusted.then(|| ADJUSTED.to_owned()));
    // Alone, it says in its title whom it counts.
    let title = match request.of {
        PopulationOf::All => "人口变动表",
        PopulationOf::Registered => "户籍人口变动表",
        PopulationOf::Living => "居住人口变动表",
    };
    let around = crate::outgoing::around(desk, title, "人口变动表");
    Ok(Table {
        period: format!(
            "{}至{}",
            written_date(day(&request.first, "first")?),
            written_date(day(&request.last, "last")?)
        ),
        is_numbered: false,
        counted_in: "人".into(),
        has_total: true,
        columns: change_columns(is_adjusted),
        rows: found.lines.iter().chain([&found.whole]).map(|line| change_row(line, is_adjusted)).collect(),
        notes,
        ..around
    })
}

pub(crate) fn count_changes(desk: &mut Desk, request: CountChanges) -> Reply<ChangeTable> {
    changes(desk, &request)
}

/// 人口变动 of a period, by grid and in all.
pub(crate) fn changes(desk: &Desk, request: &CountChanges) -> Reply<ChangeTable> {
    let (first, last) = (day(&request.first, "first")?, day(&request.last, "last")?);
    if last < first {
        return Err(Fault::at(FaultCode::DateOrder, "last").with("最后一天").with("第一天").into());
    }
    let belongs = |standing: &Standing| match request.of {
        PopulationOf::All => standing.is_present(),
        PopulationOf::Registered => standing.hukou_household_id.is_some(),
        PopulationOf::Living => standing.living_household_id.is_some(),
    };
    let days = GridDays::load(desk.ledger.conn(), &desk.territory)?;
    let changing = days.days_of_change(first, last);
    let mut balances: BTreeMap<u32, Balance> = BTreeMap::new();
    let mut whole = Balance::default();
    store::movements::each_person(desk.ledger.conn(), last, |person, movements| {
        whole.count(movements, first, last, belongs);
        let grid = |s: &Standing, on: NaiveDate| grid_on(desk, &days, person, s, on);
        for one in grids_of(movements, &changing, (first, last), grid) {
            let is_in = |s: &Standing, on: NaiveDate| belongs(s) && grid(s, on) == one;
            balances.entry(one).or_default().count_by_day(movements, &changing, (first, last), is_in);
        }
    })?;
    balances.retain(|_, balance| *balance != Balance::default());
    let mut ids = days.on(last);
    ids.extend(balances.keys().filter(|id| **id != 0).copied());
    ids.sort_unstable();
    ids.dedup();
    let mut grids: Vec<(u32, String)> = ids.into_iter().map(|id| (id, days.name(id, last))).collect();
    grids.sort_by_cached_key(|(id, name)| (counting_key(name), *id));
    if balances.contains_key(&0) {
        grids.push((0, "未划网格".into()));
    }
    let lines = grids.into_iter().map(|(grid_id, group)| {
        let balance = balances.remove(&grid_id).unwrap_or_default();
        ChangeLine { grid_id, group, balance }
    });
    let lines = lines.collect();
    let columns = ChangeColumn::ALL.iter().map(|c| c.label().to_owned()).collect();
    Ok(ChangeTable {
        columns,
        lines,
        whole: ChangeLine { grid_id: 0, group: "全社区".into(), balance: whole },
    })
}

/// The grid of somebody who stands somewhere, on a day; 0 for none.
pub(crate) fn grid_on(desk: &Desk, days: &GridDays, person: u32, at: &Standing, on: NaiveDate) -> u32 {
    let now = desk.roster.get(person).and_then(|e| e.grid_id);
    let own = days.own_of_person(person, now, on);
    own.or_else(|| days.of_dwelling(at.dwelling_id, on)).unwrap_or(0)
}

/// The grids in which somebody was in a period.
fn grids_of(
    movements: &[Movement],
    changing: &[NaiveDate],
    (first, last): (NaiveDate, NaiveDate),
    grid: impl Fn(&Standing, NaiveDate) -> u32,
) -> Vec<u32> {
    let (eve, mut found) = (eve_of(first), Vec::new());
    let before = movements.iter().rev().find(|m| m.happened_on < first);
    found.extend(before.map(|m| grid(&m.after, eve)));
    each_event(movements, changing, (first, last), |event| found.push(grid(event.after, event.on)));
    found.sort_unstable();
    found.dedup();
    found
}
