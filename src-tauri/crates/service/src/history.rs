//! The history, undo, and the recycle bin.

use crate::contract::{
    ActId, Bin, BinEntry, DeleteRecords, FieldChange, History, HistoryEntry, Level, ListHistory, Nothing,
    RecordOf, Written,
};
use crate::desk::{Desk, written};
use crate::office::{local_minute, local_second};
use crate::people::not_too_many;
use crate::places::stored_fields;
use crate::refusal::{Refusal, Reply};
use crate::{shown, standing};
use chrono::NaiveDate;
use domain::access::Area;
use domain::fields::{Field, FieldType, Sensitivity, Value};
use domain::people::PERSON_FIELDS;
use domain::places::place_tables;
use domain::population::MovementKind;
use domain::registers::{self, Removal};
use domain::{Fault, FaultCode};
use store::history::{ChangeRow, Sight, Wanted};
use store::{ActKind, StoreError};

/// At most so many rows of one act are listed.
const LISTED_CHANGES: u32 = 200;
/// Of an act of very many rows, which its own page tells of.
const LISTED_OF_MANY: u32 = 20;

/// What people call a table, whose work it is, and its fields.
pub(crate) fn table_facts(table: &str) -> Option<(&'static str, Area, Vec<Field>)> {
    match table {
        "people" => Some(("居民", Area::Residents, PERSON_FIELDS.to_vec())),
        "movements" => Some(("变动", Area::Residents, Vec::new())),
        "past_facts" => Some(("情况", Area::Residents, Vec::new())),
        "office" => Some(("设置", Area::Settings, Vec::new())),
        "users" => Some(("用户", Area::Settings, Vec::new())),
        "report_forms" => Some(("报表格式", Area::Residents, vec![Field::text("title", "名称", 30)])),
        "column_sets" => Some(("一套栏目", Area::Residents, vec![Field::text("name", "名称", 20)])),
        "saved_filters" => Some(("一套筛选", Area::Residents, vec![Field::text("name", "名称", 20)])),
        _ => {
            let place = place_tables().into_iter().find(|(key, ..)| *key == table);
            place
                .map(|(_, label, _)| (label, Area::Residents, stored_fields(table)))
                .or_else(|| registers::find(table).map(|r| (r.title, r.area, r.fields.to_vec())))
        }
    }
}

fn facts(table: &str) -> Reply<(&'static str, Area, Vec<Field>)> {
    table_facts(table).ok_or_else(|| Refusal::new(FaultCode::RequestOdd))
}

/// Records of some tables never go to the recycle bin, so they never come out of it either.
fn has_bin(table: &str) -> Reply<()> {
    let is_struck = registers::find(table).is_some_and(|r| r.removal == Removal::Struck);
    let is_kept_for_good = matches!(
        table,
        "movements"
            | "past_facts"
            | "office"
            | "users"
            | "units"
            | "report_forms"
            | "column_sets"
            | "saved_filters"
    );
    if is_kept_for_good || is_struck {
        return Err(Refusal::new(FaultCode::RequestOdd));
    }
    Ok(())
}

pub(crate) fn delete_records(desk: &mut Desk, request: DeleteRecords) -> Reply<Written> {
    not_too_many(request.ids.len())?;
    let table = request.table.as_str();
    let (label, area, _) = facts(table)?;
    has_bin(table)?;
    desk.require(area, Level::Write)?;
    for id in &request.ids {
        if let Some(referrer) = store::places::referrer(desk.ledger.conn(), table, *id)? {
            let who = table_facts(referrer).map_or("记录", |f| f.0);
            let what = record_title(desk, table, *id);
            return Err(Fault::new(FaultCode::RowInUse).with(who).with(what).into());
        }
    }
    let said = match request.ids.as_slice() {
        [id] => format!("把{label} {} 移入回收站", record_title(desk, table, *id)),
        several => format!("把 {} 条{label}记录移入回收站", several.len()),
    };
    desk.write_record(table, &[], |gate| {
        for id in &request.ids {
            store::records::delete(gate, table, *id)?;
        }
        Ok((0, said))
    })
}

pub(crate) fn restore_record(desk: &mut Desk, request: RecordOf) -> Reply<Written> {
    let (label, area, _) = facts(&request.table)?;
    has_bin(&request.table)?;
    desk.require(area, Level::Write)?;
    let title = record_title(desk, &request.table, request.id);
    if request.table == "people"
        && let Some(other) = who_has_its_number(desk, request.id)?
    {
        return Err(Fault::new(FaultCode::IdTaken).with(other).into());
    }
    let today = desk.today();
    desk.write_record(&request.table, &[], |gate| {
        store::records::restore(gate, &request.table, request.id).map_err(|error| match error {
            StoreError::Taken(_) => Refusal::from(Fault::new(FaultCode::TakenName).with(&title).with(label)),
            other => other.into(),
        })?;
        standing::check_act(gate, today)?;
        Ok((request.id, format!("取回{label} {title}")))
    })
}

/// The name of somebody who got the number of a person in the bin meanwhile.
fn who_has_its_number(desk: &Desk, id: u32) -> Reply<Option<String>> {
    let conn = desk.ledger.conn();
    let Some(stored) = store::records::get(conn, "people", PERSON_FIELDS, id)? else {
        return Ok(None);
    };
    let text = |key: &str| domain::fields::text_of(&stored.values, key).unwrap_or_default();
    if text("id_number").is_empty() {
        return Ok(None);
    }
    let found = store::people::with_number(conn, text("id_kind"), text("id_number"))?;
    Ok(found.into_iter().find(|other| *other != id).map(|other| record_title(desk, "people", other)))
}

pub(crate) fn list_bin(desk: &mut Desk, _: Nothing) -> Reply<Bin> {
    let mut entries = Vec::new();
    let mut tables: Vec<&str> = vec!["people", "households", "dwellings", "buildings", "estates", "grids"];
    tables.extend(registers::all().iter().filter(|r| r.removal == Removal::Deleted).map(|r| r.key));
    for table in tables {
        let (kind, area, _) = facts(table)?;
        if !desk.may(area, Level::Read) {
            continue;
        }
        for (id, deleted_at) in store::history::bin_of(desk.ledger.conn(), table)? {
            let deletion = store::history::deletion(desk.ledger.conn(), table, id)?;
            entries.push(BinEntry {
                table: table.into(),
                kind: kind.into(),
                id,
                title: record_title(desk, table, id),
                deleted_at: local_minute(&deleted_at),
                deleted_by: deletion.map(|(_, who)| who).unwrap_or_default(),
            });
        }
    }
    entries.sort_by(|a, b| b.deleted_at.cmp(&a.deleted_at));
    Ok(Bin { entries })
}

/// A record's name in one line, from the recycle bin too.
pub(crate) fn record_title(desk: &Desk, table: &str, id: u32) -> String {
    if table == "office" {
        return desk.office.community.clone();
    }
    if table == "households" && desk.territory.households.contains_key(&id) {
        return shown::household_title(desk, id);
    }
    if table == "dwellings" && desk.territory.dwellings.contains_key(&id) {
        return desk.territory.address(Some(id));
    }
    let Some((_, _, fields)) = table_facts(table) else {
        return String::new();
    };
    let stored = store::records::get(desk.ledger.conn(), table, &fields, id).ok().flatten();
    let key = match table {
        "households" => "household_no",
        "dwellings" => "room",
        "report_forms" => "title",
        _ => registers::find(table).map_or("name", |r| r.title_field),
    };
    stored
        .and_then(|s| s.values.get(key).and_then(Value::as_text).map(str::to_owned))
        .unwrap_or_else(|| format!("第 {id} 号"))
}

/// What the user may see of the history: what a user may not see does not stand in the user's history either.
fn sight(desk: &Desk) -> Sight {
    // What was so until a day comes with the change that made the note, and is seen by whoever sees that.
    let may_see = |table: &&'static str| {
        *table != "past_facts" && table_facts(table).is_some_and(|f| desk.may(f.1, Level::Read))
    };
    let areas = Area::ALL.iter().filter(|area| desk.may(**area, Level::Read));
    Sight {
        tables: store::tables::watched().into_iter().filter(may_see).collect(),
        areas: areas.map(|area| area.as_str()).collect(),
        sees_upkeep: desk.may(Area::Settings, Level::Read),
    }
}

pub(crate) fn list_history(desk: &mut Desk, request: ListHistory) -> Reply<History> {
    let desk = &*desk;
    let conn = desk.ledger.conn();
    let limit = request.limit.clamp(1, 200);
    let words: Vec<String> = request.text.split_whitespace().map(str::to_owned).collect();
    let sight = sight(desk);
    let mut record = None;
    if let Some(wanted) = &request.record {
        let (_, area, _) = facts(&wanted.table)?;
        desk.require(area, Level::Read)?;
        let table = sight.tables.iter().copied().find(|table| *table == wanted.table);
        record = table.map(|table| (table, wanted.id));
    }
    let wanted = Wanted {
        record: request.record.as_ref().map(|of| (of.table.as_str(), of.id)),
        words: &words,
        before: request.before_act_id,
    };
    // One more than is shown tells whether there are more.
    let mut acts = store::history::acts(conn, &sight, &wanted, limit + 1)?;
    let has_more = acts.len() > limit as usize;
    acts.truncate(limit as usize);
    let mut entries = Vec::new();
    for act in acts {
        // An import tells in the history of a record what it did to that one, and else a few of its rows.
        let most = if act.is_undoable { LISTED_CHANGES } else { LISTED_OF_MANY };
        let mut changes = match record {
            Some(record) if !act.is_undoable => {
                store::history::changes_of_record(conn, record, act.id, most + 1)?
            }
            _ => store::history::changes(conn, &sight, act.id, most + 1)?,
        };
        let is_cut = changes.len() > most as usize;
        changes.truncate(most as usize);
        let can_undo = act.is_undoable
            && !act.is_undone
            && may_undo(desk, act.id)?
            && store::undo::rows_are_as_left(conn, act.id)?;
        entries.push(HistoryEntry {
            act_id: act.id,
            happened_at: local_second(&act.happened_at),
            actor: act.actor_name,
            said: act.said,
            changes: changes.iter().flat_map(|c| field_changes(desk, c)).collect(),
            is_cut,
            is_undone: act.is_undone,
            can_undo,
        });
    }
    Ok(History { entries, has_more })
}

/// Whether the user may change every table that an act touched.
fn may_undo(desk: &Desk, act_id: u32) -> Reply<bool> {
    let tables = store::history::tables_of(desk.ledger.conn(), act_id)?;
    let may_write = |table: &String| table_facts(table).is_some_and(|f| desk.may(f.1, Level::Write));
    Ok(!tables.is_empty() && tables.iter().all(may_write))
}

/// Columns that the program keeps for itself, where they are no field of the table.
const INNER: [&str; 19] = [
    "hukou_change",
    "living_change",
    "dwelling_change",
    "key",
    "list",
    "id",
    "revision",
    "created_at",
    "updated_at",
    "name_sort",
    "room_sort",
    "person_id",
    "slot_id",
    "residence_state",
    "status",
    "left_on",
    "left_reason",
    "next_household_no",
    "is_code_confirmed",
];

fn field_changes(desk: &Desk, change: &ChangeRow) -> Vec<FieldChange> {
    // What was until that day is told by the change itself.
    let Some((kind, _, fields)) = table_facts(&change.table).filter(|_| change.table != "past_facts") else {
        return Vec::new();
    };
    let subject = subject(desk, change, kind);
    // A movement names households as they were called on its day.
    let on = |image: &serde_json::Value| {
        let day = image["happened_on"].as_str().filter(|_| change.table == "movements")?;
        day.parse::<NaiveDate>().ok()
    };
    let image = if change.after.is_object() { &change.after } else { &change.before };
    let Some(columns) = image.as_object() else {
        return Vec::new();
    };
    let follows = |key: &str| {
        change.table == "people"
            && matches!(
                key,
                "hukou_household_id"
                    | "hukou_relation"
                    | "living_household_id"
                    | "living_relation"
                    | "dwelling_id"
            )
    };
    let is_inner = |key: &str| INNER.contains(&key) && !fields.iter().any(|f| f.key == key);
    let shown = columns.keys().filter(|key| !is_inner(key) && !follows(key));
    shown
        .filter_map(|key| {
            let (before, after) = (&change.before[key], &change.after[key]);
            if before == after {
                return None;
            }
            let field = fields.iter().find(|f| f.key == key);
            Some(FieldChange {
                subject: subject.clone(),
                label: field.map_or_else(|| column_label(key), |f| shown::label(desk, f)).to_owned(),
                before: column_text(desk, field, (key, on(&change.before)), before),
                after: column_text(desk, field, (key, on(&change.after)), after),
            })
        })
        .collect()
}

fn subject(desk: &Desk, change: &ChangeRow, kind: &str) -> String {
    let image = if change.after.is_object() { &change.after } else { &change.before };
    if change.table == "movements" {
        let person = image["person_id"].as_u64().and_then(|id| u32::try_from(id).ok());
        let name = person.map(|id| record_title(desk, "people", id)).unwrap_or_default();
        return format!("{name} 的变动");
    }
    let key = registers::find(&change.table).map_or("name", |r| r.title_field);
    match image[key].as_str() {
        Some(name) => format!("{kind} {name}"),
        None => format!("{kind} {}", record_title(desk, &change.table, change.row_id)),
    }
}

fn column_label(key: &str) -> &'static str {
    match key {
        "deleted_at" => "移入回收站",
        "struck_reason" => "作废原因",
        "kind" => "类型",
        "happened_on" => "日期",
        "place" => "来处或去处",
        "reason" => "原因",
        "hukou_household_id" => "户籍所在户",
        "hukou_relation" => "户籍上与户主关系",
        "living_household_id" => "居住的户",
        "living_relation" => "居住户中与户主关系",
        "dwelling_id" => "房屋",
        "unit_id" => "单元",
        "building_id" => "楼栋",
        "grid_id" => "网格",
        "community" => "社区名称",
        "street_office" => "街道名称",
        "division_code" => "行政区划代码",
        "party_branch" => "党组织名称",
        "term_from" => "任期开始",
        "term_to" => "任期结束",
        "idle_minutes" => "自动锁定分钟数",
        "masks_phones" => "电话显示时遮住中间",
        "birthday_age" => "生日提醒年龄",
        "backup_folder" => "另存备份的文件夹",
        "is_practice" => "试用台账",
        "name" => "姓名",
        "role" => "角色",
        "is_active" => "启用",
        "title" => "名称",
        "due_day" => "上报日",
        "is_due" => "提醒上报",
        "is_sealed" => "留盖章处",
        "late" => "上报以后登记的变动",
        "paper" => "纸张",
        "is_zero_told" => "零报告",
        "bands" => "年龄段",
        "sections_json" => "各部分",
        "rhythm" => "上报周期",
        "signatures" => "签字栏",
        "columns" => "栏目",
        "query" => "条件",
        _ => "内容",
    }
}

fn column_text(
    desk: &Desk,
    field: Option<&Field>,
    (key, on): (&str, Option<NaiveDate>),
    value: &serde_json::Value,
) -> String {
    use serde_json::Value as Json;
    let id = || value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    if value.is_null() {
        return String::new();
    }
    if let Some(field) = field {
        let value = match (field.kind, value) {
            (FieldType::YesNo, Json::Number(n)) => Value::YesNo(n.as_i64() == Some(1)),
            (FieldType::Choices(_) | FieldType::Phones, Json::String(text)) => {
                Value::Texts(serde_json::from_str(text).unwrap_or_default())
            }
            (_, Json::Number(n)) => Value::Whole(n.as_i64().unwrap_or(0)),
            (_, Json::String(text)) => Value::Text(text.clone()),
            _ => Value::EMPTY,
        };
        // The history masks whatever the setting: it is read over shoulders.
        return match (field.sensitivity, &value) {
            (Sensitivity::Phone, Value::Texts(all)) => {
                all.iter().map(|p| domain::fields::mask_phone(p)).collect::<Vec<_>>().join("、")
            }
            _ => shown::field_text(desk, field, &value),
        };
    }
    match (key, value) {
        ("deleted_at", Json::String(at)) => local_minute(at),
        ("kind", Json::String(word)) => {
            MovementKind::from_word(word).map_or(word.clone(), |k| k.label().to_owned())
        }
        ("hukou_household_id" | "living_household_id", _) => match on {
            Some(day) => crate::cards::title_on(desk, id(), day, (0, &[])),
            None => shown::household_title(desk, id()),
        },
        ("hukou_relation" | "living_relation", Json::String(code)) => shown::relation(Some(code)).to_owned(),
        ("dwelling_id", _) => desk.territory.address(Some(id())),
        ("unit_id", _) => shown::reference(desk, "units", id()),
        ("role", Json::String(word)) => {
            domain::access::Role::from_word(word).map_or(String::new(), |r| r.label().to_owned())
        }
        ("sections_json", Json::String(text)) => crate::reports::section_words(text),
        ("columns", Json::String(keys)) => format!("{} 栏", keys.split_whitespace().count()),
        ("rhythm", Json::String(word)) => {
            domain::reports::Rhythm::from_word(word).map_or(String::new(), |r| format!("每{}", r.label()))
        }
        ("late", Json::String(word)) => domain::reports::LateEntries::from_word(word)
            .map_or(String::new(), |late| late.label().to_owned()),
        ("paper", Json::String(size)) => size.to_uppercase(),
        ("is_active" | "masks_phones" | "is_practice" | "is_due" | "is_sealed" | "is_zero_told", _) => {
            if id() == 1 { "是" } else { "否" }.to_owned()
        }
        (_, Json::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

pub(crate) fn undo_act(desk: &mut Desk, request: ActId) -> Reply<Written> {
    let conn = desk.ledger.conn();
    let act = store::history::act_of(conn, request.act_id)?;
    for table in store::history::tables_of(conn, request.act_id)? {
        let (_, area, _) = facts(&table)?;
        desk.require(area, Level::Write)?;
    }
    match act.kind.as_str() {
        "import" => return Err(Refusal::new(FaultCode::ActIsImport)),
        "undo" if !act.is_undoable => return Err(Refusal::new(FaultCode::ActUndoesImport)),
        _ => {}
    }
    let said = act.said;
    let today = desk.today();
    let undone = desk.write(ActKind::Undo, |gate| {
        store::undo::undo(gate, request.act_id).map_err(|error| match error {
            // A name or number of then was given to another meanwhile.
            StoreError::Taken(_) => Refusal::new(FaultCode::ActInUse),
            other => other.into(),
        })?;
        standing::check_act(gate, today)?;
        Ok(((), format!("撤销“{said}”")))
    });
    match undone {
        Ok(((), done)) => Ok(written(0, 0, done, &[])),
        Err(mut refusal) => {
            if let Some(fault) = refusal.faults.iter_mut().find(|f| f.code == FaultCode::ActLater) {
                fault.values = vec![said];
            }
            Err(refusal)
        }
    }
}

/// How many records each table holds, of the areas that may be seen.
pub(crate) fn counts(
    conn: &store::Connection,
    may: impl Fn(Area) -> bool,
) -> Result<Vec<(&'static str, u32)>, StoreError> {
    let mut counts = Vec::new();
    for table in ["people", "households", "dwellings", "movements", "users"] {
        if let Some((label, ..)) = table_facts(table).filter(|f| may(f.1)) {
            counts.push((label, store::history::count(conn, table)?));
        }
    }
    for register in registers::all().iter().filter(|r| may(r.area)) {
        // A ledger of an older layout, backed up before its upgrade, lacks the registers that came later.
        if !store::tables::columns(conn, register.key)?.is_empty() {
            counts.push((register.title, store::history::count(conn, register.key)?));
        }
    }
    Ok(counts)
}
