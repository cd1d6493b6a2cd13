//! One sheet each: 户卡, 居民登记表; labels; and blank forms to be filled in by hand.

use super::books::{Household, household_words, households};
use super::{Drawn, Made, PART, may_leave_in_full, of_list, only};
use crate::contract::{LabelOf, Level, ListPeople, Scope};
use crate::desk::Desk;
use crate::office::Office;
use crate::refusal::{Refusal, Reply};
use crate::work::Work;
use crate::{people, registers, shown};
use domain::access::Area;
use domain::cards::{Block, Card, CardBox, LABEL_SHEETS, Label};
use domain::fields::{Field, Values};
use domain::papers::written_date;
use domain::people::PERSON_FIELDS;
use domain::places::{DWELLING_FIELDS, HOUSEHOLD_FIELDS};
use domain::tables::{Cell, Column, ColumnKind};
use domain::{Fault, FaultCode};
use std::collections::HashMap;

/// So many cards at once: more are printed in parts.
const MOST_CARDS: usize = 5_000;

/// The rows of 居民登记表: the keys of its boxes with their shares. The first six rows stand beside the photo.
const PERSON_ROWS: [&[(&str, u32)]; 14] = [
    &[("name", 6), ("former_name", 6)],
    &[("sex", 4), ("birth_date", 8)],
    &[("ethnic_group", 4), ("native_place", 8)],
    &[("id_kind", 12)],
    &[("id_number", 12)],
    &[("phones", 12)],
    &[("marital_status", 4), ("education", 4), ("political_status", 4)],
    &[("health", 4), ("occupation_status", 4), ("military", 4)],
    &[("occupation", 4), ("employer", 8)],
    &[("population_kind", 4), ("hukou_kind", 4), ("residence_state", 4)],
    &[("hukou_address", 12)],
    &[("address", 8), ("grid", 4)],
    &[("head", 4), ("relation", 4), ("moved_in_on", 4)],
    &[("emergency_name", 4), ("emergency_relation", 3), ("emergency_phones", 5)],
];

fn family_columns() -> Vec<Column> {
    let text = |title: &str, width: u32| Column::new(title, ColumnKind::Text, width);
    vec![
        text("姓名", 5),
        text("与户主关系", 5),
        text("性别", 3),
        text("年龄", 4),
        text("人户状态", 5),
        text("联系电话", 8),
    ]
}

/// What a box is called.
fn label(desk: &Desk, key: &str) -> String {
    let of_list = |key: &str| {
        shown::people_columns(desk).into_iter().find(|c| c.key == key).map(|c| c.title).unwrap_or_default()
    };
    match key {
        "address" => "现住址".to_owned(),
        "emergency_relation" => "与本人关系".to_owned(),
        _ => PERSON_FIELDS
            .iter()
            .find(|f| f.key == key)
            .map_or_else(|| of_list(key), |f| shown::label(desk, f).to_owned()),
    }
}

/// 居民登记表 with these texts; without any: a blank one.
fn person_card(
    labels: &HashMap<&str, String>,
    texts: &HashMap<&str, String>,
    family: Vec<Vec<String>>,
) -> Card {
    let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
    let row = |boxes: &&[(&str, u32)]| {
        let each = |(key, share): &(&str, u32)| {
            CardBox::new(labels.get(key).cloned().unwrap_or_default(), text(key), *share)
        };
        Block::Row(boxes.iter().map(each).collect())
    };
    let mut blocks: Vec<Block> = PERSON_ROWS.iter().map(row).collect();
    blocks.push(Block::List {
        title: "同户的人".into(), columns: family_columns(), rows: family, lines: 5
    });
    blocks.push(Block::Room { label: "备注".into(), text: text("remark"), lines: 4 });
    Card {
        title: "居民登记表".into(),
        name: text("name"),
        has_photo: true,
        blocks,
        signatures: ["本人签名", "采集人", "采集日期"].map(str::to_owned).to_vec(),
        note: "填写的信息只用于社区服务和管理，由社区妥善保管。".into(),
        ..Card::default()
    }
}

fn labels_of_person(desk: &Desk) -> HashMap<&'static str, String> {
    PERSON_ROWS.iter().flat_map(|row| row.iter()).map(|(key, _)| (*key, label(desk, key))).collect()
}

/// 居民登记表 of everybody whom a list finds, or of those selected.
pub(super) fn person_sheets(
    office: &Office,
    (list, ids, in_full): (&ListPeople, &[u32], bool),
    work: &Work,
) -> Reply<Made> {
    let (made, ids, labels) = office.at_desk(|desk| {
        may_leave_in_full(desk, in_full)?;
        let found = only(people::ordered(desk, &list.filter, list.sort.as_ref())?, ids, |id| *id);
        not_too_many(found.len())?;
        Ok((of_list(desk, "居民登记表", Area::Residents), found, labels_of_person(desk)))
    })?;
    let mut keys: Vec<String> = labels.keys().map(|k| (*k).to_owned()).collect();
    keys.push("remark".to_owned());
    keys.sort_unstable();
    let mut cards = Vec::with_capacity(ids.len());
    work.stage("正在取数据", u32::try_from(ids.len()).unwrap_or(u32::MAX));
    for (n, part) in ids.chunks(PART).enumerate() {
        work.step(u32::try_from(n * PART).unwrap_or(u32::MAX))?;
        office.at_desk(|desk| {
            for row in people::rows_as(desk, part, &keys, in_full)? {
                let texts: HashMap<&str, String> =
                    keys.iter().map(String::as_str).zip(row.cells.iter().cloned()).collect();
                cards.push(around(desk, person_card(&labels, &texts, family(desk, row.id)?)));
            }
            Ok(())
        })?;
    }
    Ok(drawn(made, cards, "人"))
}

/// Those of the same household, for the list on a card.
fn family(desk: &Desk, id: u32) -> Reply<Vec<Vec<String>>> {
    let Some(entry) = desk.roster.get(id) else { return Ok(Vec::new()) };
    let s = &entry.standing;
    let Some(household) = s.living_household_id.or(s.hukou_household_id) else {
        return Ok(Vec::new());
    };
    let members = store::people::members(desk.ledger.conn(), household)?;
    let others = members.into_iter().filter(|m| *m != id);
    Ok(others.filter_map(|m| member_line(desk, m, household)).collect())
}

fn member_line(desk: &Desk, id: u32, household: u32) -> Option<Vec<String>> {
    let b = shown::brief(desk, id, Some(household))?;
    Some(vec![b.name, b.relation, b.sex, b.age, b.residence, b.phone])
}

fn around(desk: &Desk, card: Card) -> Card {
    Card {
        unit: format!("填报单位：{}", desk.office.community),
        right: format!("填报日期：{}", written_date(desk.today())),
        ..card
    }
}

fn drawn(made: Made, cards: Vec<Card>, unit: &'static str) -> Made {
    Made { counted: cards.len(), unit, drawn: Some(Drawn::Cards(cards)), tables: Vec::new(), ..made }
}

fn not_too_many(count: usize) -> Reply<()> {
    if count == 0 {
        return Err(Fault::new(FaultCode::NothingToPrint).into());
    }
    if count > MOST_CARDS {
        return Err(Fault::new(FaultCode::TooManyCards).with(count).with(MOST_CARDS).into());
    }
    Ok(())
}

/// 户卡 with these texts; without any: a blank one.
fn household_card(texts: &HashMap<&str, String>, members: Vec<Vec<String>>) -> Card {
    let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
    let boxed = |label: &str, key: &str, share: u32| CardBox::new(label, text(key), share);
    let column = |title: &str, width: u32| Column::new(title, ColumnKind::Text, width);
    let blocks = vec![
        Block::Row(vec![boxed("户编号", "number", 4), boxed("户主", "head", 4), boxed("户类型", "kind", 4)]),
        Block::Row(vec![boxed("住址", "address", 8), boxed("网格", "grid", 4)]),
        Block::Row(vec![boxed("户籍地址", "hukou_address", 8), boxed("户口簿号", "book", 4)]),
        Block::Row(vec![
            boxed("房屋性质", "tenure", 4),
            boxed("房屋状态", "occupancy", 4),
            boxed("产权人", "owner", 4),
        ]),
        Block::Row(vec![
            boxed("家庭类型", "tags", 6),
            boxed("户籍人数", "hukou_count", 3),
            boxed("居住人数", "living_count", 3),
        ]),
        Block::List { title: "家庭成员".into(), columns: family_columns(), rows: members, lines: 8 },
        Block::List {
            title: "走访记录".into(),
            columns: vec![
                column("日期", 6),
                column("走访人", 5),
                column("情况和要求", 18),
                column("签名", 5),
            ],
            rows: Vec::new(),
            lines: 6,
        },
        Block::Room { label: "备注".into(), text: text("remark"), lines: 3 },
    ];
    Card {
        title: "居民户卡".into(),
        name: text("title"),
        blocks,
        signatures: ["户主签名", "网格员", "填写日期"].map(str::to_owned).to_vec(),
        ..Card::default()
    }
}

/// 户卡 of the households of a scope.
pub(super) fn household_cards(office: &Office, scope: &Scope, work: &Work) -> Reply<Made> {
    let (made, found) = office.at_desk(|desk| {
        let found = households(desk, scope);
        not_too_many(found.len())?;
        Ok((of_list(desk, "户卡", Area::Residents), found))
    })?;
    work.stage("正在取数据", u32::try_from(found.len()).unwrap_or(u32::MAX));
    let mut cards = Vec::with_capacity(found.len());
    for (n, part) in found.chunks(PART).enumerate() {
        work.step(u32::try_from(n * PART).unwrap_or(u32::MAX))?;
        office.at_desk(|desk| {
            for household in part {
                cards.push(around(desk, card_of(desk, household)?));
            }
            Ok(())
        })?;
    }
    Ok(drawn(made, cards, "户"))
}

fn card_of(desk: &Desk, household: &Household) -> Reply<Card> {
    let id = household.id;
    let stored = store::records::get(desk.ledger.conn(), "households", HOUSEHOLD_FIELDS, id)?;
    let values = stored.map(|s| s.values).unwrap_or_default();
    let dwelling = desk.dwelling_of_household(id);
    let of_dwelling = match dwelling {
        Some(dwelling) => {
            let fields = crate::places::stored_fields("dwellings");
            store::records::get(desk.ledger.conn(), "dwellings", &fields, dwelling)?
                .map(|s| s.values)
                .unwrap_or_default()
        }
        None => Values::new(),
    };
    let word = |fields: &[Field], values: &Values, key: &str| {
        let field = fields.iter().find(|f| f.key == key);
        field.zip(values.get(key)).map(|(f, v)| shown::field_text(desk, f, v)).unwrap_or_default()
    };
    let own = |key: &str| word(HOUSEHOLD_FIELDS, &values, key);
    let of_room = |key: &str| word(DWELLING_FIELDS, &of_dwelling, key);
    let [number, head, address, grid] = household_words(desk, household);
    let counted = |fits: &dyn Fn(&domain::population::Standing) -> bool| {
        let members = household.members.iter().filter_map(|m| desk.roster.get(*m));
        members.filter(|e| fits(&e.standing)).count().to_string()
    };
    let texts = HashMap::from([
        ("title", shown::household_title(desk, id)),
        ("number", number),
        ("head", head),
        ("address", address),
        ("grid", grid),
        ("kind", own("household_kind")),
        ("hukou_address", own("hukou_address")),
        ("book", own("hukou_book_no")),
        ("tags", own("tags")),
        ("remark", own("remark")),
        ("tenure", of_room("tenure")),
        ("occupancy", of_room("occupancy")),
        ("owner", of_room("owner_name")),
        ("hukou_count", counted(&|s| s.hukou_household_id == Some(id))),
        ("living_count", counted(&|s| s.living_household_id == Some(id))),
    ]);
    let members = household.members.iter().filter_map(|m| member_line(desk, *m, id)).collect();
    Ok(household_card(&texts, members))
}

/// Labels of the households of a scope: to be put on letters, or on folders.
pub(super) fn household_labels(
    office: &Office,
    (scope, of, sheet, begins_at): (&Scope, LabelOf, u32, u32),
) -> Reply<Made> {
    office.at_desk(|desk| {
        let found = households(desk, scope);
        not_too_many(found.len())?;
        let labels = found.iter().map(|household| {
            let [number, head, address, grid] = household_words(desk, household);
            let address = if address.is_empty() { "没有登记房屋".to_owned() } else { address };
            let from = format!("{} 寄", desk.office.community);
            let lines = match (of, head.is_empty()) {
                (LabelOf::Letters, false) => vec![format!("{head}（户主） 收"), address, from],
                (LabelOf::Letters, true) => vec!["住户 收".to_owned(), address, from],
                (LabelOf::Folders, false) => {
                    vec![format!("{head}户"), format!("户编号 {number}"), address, grid]
                }
                (LabelOf::Folders, true) => vec![format!("户编号 {number}"), address, grid],
            };
            Label { lines: lines.into_iter().filter(|l| !l.is_empty()).collect() }
        });
        let labels = labels.collect();
        labelled(of_list(desk, "标签", Area::Residents), labels, sheet, begins_at)
    })
}

/// Labels of people: name and dwelling.
pub(super) fn person_labels(
    office: &Office,
    (list, ids, sheet, begins_at): (&ListPeople, &[u32], u32, u32),
) -> Reply<Made> {
    office.at_desk(|desk| {
        let found = only(people::ordered(desk, &list.filter, list.sort.as_ref())?, ids, |id| *id);
        not_too_many(found.len())?;
        let labels = found.iter().filter_map(|id| desk.roster.get(*id)).map(|entry| {
            let address = desk.territory.address(entry.standing.dwelling_id);
            let from = format!("{} 寄", desk.office.community);
            let lines = vec![format!("{} 收", entry.name), address, from];
            Label { lines: lines.into_iter().filter(|l| !l.is_empty()).collect() }
        });
        let labels = labels.collect();
        labelled(of_list(desk, "标签", Area::Residents), labels, sheet, begins_at)
    })
}

fn labelled(made: Made, labels: Vec<Label>, sheet: u32, begins_at: u32) -> Reply<Made> {
    let sheet = *LABEL_SHEETS.get(sheet as usize).ok_or_else(|| Refusal::new(FaultCode::RequestOdd))?;
    let each = sheet.across * sheet.down;
    if begins_at >= each {
        return Err(Fault::at(FaultCode::OutOfRange, "begins_at")
            .with("从第几个贴起")
            .with(1)
            .with(each)
            .into());
    }
    Ok(Made {
        counted: labels.len(),
        unit: "个",
        tables: Vec::new(),
        drawn: Some(Drawn::Labels { sheet, labels, begins_at }),
        ..made
    })
}

/// A blank form: 居民登记表, 户卡, or a page of a register with empty lines.
pub(super) fn blank(desk: &Desk, form: &str, count: u32) -> Reply<Made> {
    let count = count.clamp(1, 200) as usize;
    let cards = |title: &str, card: Card| {
        let card = Card {
            right: "填报日期：　　　年　　月　　日".into(),
            name: title.to_owned(),
            ..around(desk, card)
        };
        Ok(drawn(of_list(desk, title, Area::Residents), vec![card; count], "份"))
    };
    match form {
        "people" => {
            desk.require(Area::Residents, Level::Read)?;
            cards("空白居民登记表", person_card(&labels_of_person(desk), &HashMap::new(), Vec::new()))
        }
        "households" => {
            desk.require(Area::Residents, Level::Read)?;
            cards("空白户卡", household_card(&HashMap::new(), Vec::new()))
        }
        key => {
            let others = [("people", "居民登记表"), ("households", "户卡")];
            if domain::registers::find(key).is_none() {
                return Err(registers::unknown(key, &others));
            }
            let register = registers::register(desk, key, Level::Read)?;
            let mut made = of_list(desk, register.title, register.area);
            let fields = register.fields.iter().filter(|f| f.is_in_list && f.key != "seq_no");
            let table = &mut made.tables[0];
            table.columns = fields
                .map(|f| {
                    let info = shown::column_of(f, false);
                    Column::new(info.title, ColumnKind::Text, info.width.max(5))
                })
                .collect();
            table.rows = vec![vec![Cell::Blank; table.columns.len()]; count];
            table.is_to_fill_in = true;
            table.filled = "填报日期：　　　年　　月　　日".into();
            made.name = format!("空白{}", register.title);
            made.counted = count;
            made.unit = "行";
            Ok(made)
        }
    }
}
