//! 户册, household by household, and 楼栋册, building by building: tables of who belongs where.

use super::{Made, PART, of_list};
use crate::contract::Scope;
use crate::desk::Desk;
use crate::office::Office;
use crate::people::grid_of;
use crate::refusal::Reply;
use crate::roster::Entry;
use crate::shown;
use crate::work::Work;
use domain::access::Area;
use domain::places::{DWELLING_FIELDS, HEAD};
use domain::tables::{Cell, Column, ColumnKind, Table};
use std::collections::HashMap;

/// A household with those who are registered or live in it, the head first.
pub(super) struct Household {
    pub id: u32,
    pub members: Vec<u32>,
}

/// Whether a household or building is asked for. Without a dwelling it is of the grid of its members, as the reports have it.
fn is_in(desk: &Desk, scope: &Scope, dwelling: Option<u32>, first: Option<&Entry>) -> bool {
    let building = dwelling.and_then(|d| desk.territory.dwellings.get(&d)).map(|d| d.building_id);
    let of_members = || first.and_then(|e| grid_of(&desk.territory, e));
    let grid = desk.territory.grid_of_dwelling(dwelling).or_else(of_members).unwrap_or(0);
    (scope.building_ids.is_empty() || building.is_some_and(|b| scope.building_ids.contains(&b)))
        && (scope.grid_ids.is_empty() || scope.grid_ids.contains(&grid))
}

/// The relation of somebody to the head of a household, as a code; empty where it is not known.
fn relation_in(entry: &Entry, household: u32) -> &str {
    let s = &entry.standing;
    let living = s.living_relation.as_deref().filter(|_| s.living_household_id == Some(household));
    let hukou = s.hukou_relation.as_deref().filter(|_| s.hukou_household_id == Some(household));
    living.or(hukou).unwrap_or_default()
}

/// The households of a scope that have somebody, in the order in which people walk through the estates.
pub(super) fn households(desk: &Desk, scope: &Scope) -> Vec<Household> {
    let mut members: HashMap<u32, Vec<&Entry>> = HashMap::new();
    for entry in desk.roster.people().iter().filter(|e| e.is_here()) {
        let s = &entry.standing;
        let living = s.living_household_id.filter(|h| s.hukou_household_id != Some(*h));
        for household in s.hukou_household_id.into_iter().chain(living) {
            members.entry(household).or_default().push(entry);
        }
    }
    let mut found: Vec<(String, Household)> = Vec::new();
    for (id, mut entries) in members {
        let Some(row) = desk.territory.households.get(&id) else { continue };
        let is_wanted = scope.ids.is_empty() || scope.ids.contains(&id);
        let dwelling = desk.dwelling_of_household(id);
        if !is_wanted || !is_in(desk, scope, dwelling, entries.first().copied()) {
            continue;
        }
        entries.sort_by_cached_key(|e| {
            let relation = relation_in(e, id).to_owned();
            (relation != HEAD, relation.is_empty(), relation, e.birth.map(|b| b.first_day()), e.id)
        });
        let key = format!("{}|{}", desk.territory.sort_key(dwelling), row.household_no);
        found.push((key, Household { id, members: entries.iter().map(|e| e.id).collect() }));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, household)| household).collect()
}

/// What of a person a book tells.
const KEYS: [&str; 6] = ["name", "sex", "birth_date", "id_number", "residence_state", "phones"];

/// Reads the cells of people in parts, so that the window can go on between them.
fn cells_of(office: &Office, work: &Work, ids: &[u32], in_full: bool) -> Reply<HashMap<u32, Vec<String>>> {
    let keys = KEYS.map(str::to_owned);
    work.stage("正在取数据", u32::try_from(ids.len()).unwrap_or(u32::MAX));
    let mut found = HashMap::with_capacity(ids.len());
    for (n, part) in ids.chunks(PART).enumerate() {
        work.step(u32::try_from(n * PART).unwrap_or(u32::MAX))?;
        let rows = office.at_desk(|desk| crate::people::rows_as(desk, part, &keys, in_full))?;
        found.extend(rows.into_iter().map(|row| (row.id, row.cells)));
    }
    Ok(found)
}

fn text(title: &str, width: u32) -> Column {
    Column::new(title, ColumnKind::Text, width)
}

fn code(title: &str, width: u32) -> Column {
    Column::new(title, ColumnKind::Code, width)
}

/// 户册: a line a member; of a household 户编号, 户主 and 住址 stand once on paper.
pub(super) fn household_book(office: &Office, scope: &Scope, in_full: bool, work: &Work) -> Reply<Made> {
    let (mut made, households) = office.at_desk(|desk| {
        super::may_leave_in_full(desk, in_full)?;
        let found = households(desk, scope);
        Ok((of_list(desk, "户册", Area::Residents), found))
    })?;
    let mut ids: Vec<u32> = households.iter().flat_map(|h| h.members.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let cells = cells_of(office, work, &ids, in_full)?;
    let table = &mut made.tables[0];
    table.columns = vec![
        code("户编号", 6).run(),
        text("户主", 5).run(),
        text("住址", 11).run(),
        text("姓名", 5),
        code("与户主关系", 5),
        code("性别", 2),
        Column::new("出生日期", ColumnKind::Date, 6),
        text("证件号码", 10),
        code("人户状态", 5),
        code("户籍或居住", 5),
        text("联系电话", 7),
    ];
    table.kept_columns = 4;
    office.at_desk(|desk| {
        let table = &mut made.tables[0];
        for household in &households {
            let row = desk.territory.households.get(&household.id);
            let number = row.map_or("", |h| h.household_no.as_str());
            let address = desk.territory.address(desk.dwelling_of_household(household.id));
            let address = if address.is_empty() { "没有登记房屋".to_owned() } else { address };
            let head = household.members.iter().filter_map(|id| desk.roster.get(*id)).next();
            let head = head.filter(|e| relation_in(e, household.id) == HEAD);
            let head = head.map_or_else(|| "未登记".to_owned(), |e| e.name.to_string());
            for id in &household.members {
                let (Some(entry), Some(own)) = (desk.roster.get(*id), cells.get(id)) else { continue };
                let s = &entry.standing;
                let is_both = s.hukou_household_id == s.living_household_id;
                let how = match (is_both, s.living_household_id == Some(household.id)) {
                    (true, _) => "都在本户",
                    (_, true) => "居住在本户",
                    _ => "户籍在本户",
                };
                let relation = shown::relation(Some(relation_in(entry, household.id)));
                let texts = [
                    number, &head, &address, &own[0], relation, &own[1], &own[2], &own[3], &own[4], how,
                    &own[5],
                ];
                table.rows.push(
                    texts.iter().zip(&table.columns).map(|(text, column)| column.kind.cell(text)).collect(),
                );
            }
        }
        Ok(())
    })?;
    made.tables[0].notes.push(format!("共 {} 户、{} 人。", households.len(), ids.len()));
    made.people = ids.len();
    made.counted = households.len();
    made.unit = "户";
    Ok(made)
}

/// 楼栋册: a table a building, a line a resident; an empty dwelling has a line that says so.
pub(super) fn building_book(office: &Office, scope: &Scope, in_full: bool, work: &Work) -> Reply<Made> {
    let (mut made, buildings) = office.at_desk(|desk| {
        super::may_leave_in_full(desk, in_full)?;
        Ok((of_list(desk, "楼栋册", Area::Residents), buildings(desk, scope)))
    })?;
    let people: Vec<u32> = buildings.iter().flat_map(|b| &b.dwellings).flat_map(|d| d.1.clone()).collect();
    let cells = cells_of(office, work, &people, in_full)?;
    let occupancy = DWELLING_FIELDS.iter().find(|f| f.key == "occupancy");
    office.at_desk(|desk| {
        let first = made.tables.remove(0);
        for building in &buildings {
            let name = desk.territory.building_title(building.id);
            // An estate that is called as the community is named once.
            let community = first.title.strip_suffix("楼栋册").unwrap_or_default();
            let title = name.strip_prefix(community).filter(|rest| !rest.is_empty()).unwrap_or(&name);
            let mut table = Table {
                title: first.title.replace("楼栋册", &format!("{title}楼栋册")),
                name,
                is_numbered: false,
                kept_columns: 3,
                columns: vec![
                    code("单元", 3).run(),
                    code("室", 4).run(),
                    code("房屋状态", 4).run(),
                    text("姓名", 5),
                    code("与户主关系", 5),
                    code("性别", 2),
                    Column::new("出生日期", ColumnKind::Date, 6),
                    text("证件号码", 10),
                    code("人户状态", 5),
                    text("联系电话", 7),
                    text("备注", 5),
                ],
                ..first.clone()
            };
            for (id, people) in &building.dwellings {
                let Some(dwelling) = desk.territory.dwellings.get(id) else { continue };
                let state = occupancy
                    .map(|f| f.shown(&domain::fields::Value::from(dwelling.occupancy.as_str())))
                    .unwrap_or_default();
                let place = [desk.territory.unit_name(dwelling), &dwelling.room, &state].map(Cell::of_text);
                if people.is_empty() {
                    let mut row = place.to_vec();
                    row.resize(table.columns.len(), Cell::Blank);
                    row[3] = Cell::of_text("无人登记");
                    table.rows.push(row);
                }
                for person in people {
                    let (Some(entry), Some(own)) = (desk.roster.get(*person), cells.get(person)) else {
                        continue;
                    };
                    let s = &entry.standing;
                    let relation = s.living_relation.as_deref().or(s.hukou_relation.as_deref());
                    let texts =
                        [&own[0], shown::relation(relation), &own[1], &own[2], &own[3], &own[4], &own[5], ""];
                    let of_person = texts.iter().zip(&table.columns[3..]).map(|(t, c)| c.kind.cell(t));
                    table.rows.push(place.iter().cloned().chain(of_person).collect());
                }
            }
            made.tables.push(table);
        }
        if made.tables.is_empty() {
            made.tables.push(Table { columns: vec![text("姓名", 5)], ..first });
        }
        Ok(())
    })?;
    made.people = people.len();
    made.numbers_each_table = true;
    made.counted = buildings.len();
    made.unit = "栋";
    Ok(made)
}

struct Building {
    id: u32,
    /// Its dwellings in order, and who belongs to each.
    dwellings: Vec<(u32, Vec<u32>)>,
}

fn buildings(desk: &Desk, scope: &Scope) -> Vec<Building> {
    let mut of_dwelling: HashMap<u32, Vec<&Entry>> = HashMap::new();
    for entry in desk.roster.people().iter().filter(|e| e.is_here()) {
        if let Some(dwelling) = entry.standing.dwelling_id {
            of_dwelling.entry(dwelling).or_default().push(entry);
        }
    }
    let mut estates: Vec<_> = desk.territory.estates.values().collect();
    estates.sort_by_key(|e| e.id);
    let mut found = Vec::new();
    for building in estates.iter().flat_map(|e| desk.territory.buildings_of(e.id)) {
        let is_wanted = scope.ids.is_empty() || scope.ids.contains(&building.id);
        if !is_wanted || !(scope.building_ids.is_empty() || scope.building_ids.contains(&building.id)) {
            continue;
        }
        let dwellings = desk.territory.dwellings_of(building.id).into_iter();
        let dwellings = dwellings.filter(|d| is_in(desk, scope, Some(d.id), None));
        let with_people = dwellings.map(|d| {
            let mut people = of_dwelling.remove(&d.id).unwrap_or_default();
            people.sort_by_cached_key(|e| {
                let s = &e.standing;
                let household = s.living_household_id.or(s.hukou_household_id);
                let relation = s.living_relation.clone().or(s.hukou_relation.clone()).unwrap_or_default();
                (household, relation != HEAD, relation, e.id)
            });
            (d.id, people.iter().map(|e| e.id).collect())
        });
        let dwellings: Vec<(u32, Vec<u32>)> = with_people.collect();
        if !dwellings.is_empty() {
            found.push(Building { id: building.id, dwellings });
        }
    }
    found
}

/// Of a household what stands on a card or label: number, head, address and grid.
pub(super) fn household_words(desk: &Desk, household: &Household) -> [String; 4] {
    let row = desk.territory.households.get(&household.id);
    let dwelling = desk.dwelling_of_household(household.id);
    let grid = desk.territory.grid_of_dwelling(dwelling);
    let of_member = || household.members.iter().filter_map(|m| desk.roster.get(*m)).next();
    let grid = grid.or_else(|| of_member().and_then(|e| grid_of(&desk.territory, e)));
    [
        row.map_or_else(String::new, |h| h.household_no.clone()),
        shown::head_name(desk, household.id),
        desk.territory.address(dwelling),
        desk.territory.grid_name(grid),
    ]
}
