//! Estates, buildings, dwellings, grids and households: lists, forms, and laying out a building at once.

use crate::contract::{
    BuildingNode, Choice, Choices, EstateNode, FindChoices, GridNode, LayOutBuilding, ListPlaces, Missing,
    Nothing, PlaceTree, RecordOf, Row, RowPage, SavePlace, StoredRecord, UnitNode, Written,
};
use crate::desk::{Desk, only_warnings};
use crate::people::{self, grid_of};
use crate::refusal::{Refusal, Reply};
use crate::roster::Entry;
use crate::{search, shown};
use domain::counting::counting_key;
use domain::fields::{Field, FieldType, Value, Values, accept_all, id_of, text_of};
use domain::places::place_tables;
use domain::rooms::{Place, floor_of_room, natural_key};
use domain::text::{half_width, trimmed};
use domain::{Fault, FaultCode};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{Gate, StoreError};

/// At most so many dwellings are laid out at once.
const LARGEST_BUILDING: u32 = 2_000;

/// The fields of a table of places.
pub(crate) fn fields_of(table: &str) -> Reply<&'static [Field]> {
    let found = place_tables().into_iter().find(|(key, ..)| *key == table && table != "units");
    found.map(|(_, _, fields)| fields).ok_or_else(|| Refusal::new(FaultCode::RequestOdd))
}

/// The fields that are columns: the unit of a dwelling is a record of its own.
pub(crate) fn stored_fields(table: &str) -> Vec<Field> {
    let fields = place_tables().into_iter().find(|(key, ..)| *key == table).map_or(&[][..], |(_, _, f)| f);
    fields.iter().filter(|f| !(table == "dwellings" && f.key == "unit")).copied().collect()
}

/// Refuses what stands on a place in the recycle bin, and names the place.
pub(crate) fn check_parents(conn: &store::Connection, table: &str, id: u32) -> Reply<()> {
    let Some((parent, row)) = store::places::parent_in_bin(conn, table, id)? else { return Ok(()) };
    let place = place_tables().into_iter().find(|(key, ..)| *key == parent);
    let label = place.map_or("居民", |(_, label, _)| label);
    let fields = stored_fields(parent);
    let stored = store::records::get(conn, parent, &fields, row)?;
    let name = stored.and_then(|s| {
        let named = ["name", "room", "household_no"].iter().find_map(|key| s.values.get(*key).cloned());
        named.as_ref().and_then(Value::as_text).map(str::to_owned)
    });
    let words = format!("（{label} {} 还在回收站里，请先取回）", name.unwrap_or_default());
    Err(Fault::new(FaultCode::ActInUse).with(words).into())
}

/// What a person's record lacks, in words.
pub(crate) fn missing_words(desk: &Desk, entry: &Entry) -> Vec<String> {
    // Of whoever died or left nothing is asked for any more.
    if !entry.is_here() {
        return Vec::new();
    }
    let all = MISSING.iter().filter(|(what, _)| people::lacks(desk, entry, *what, desk.today()));
    all.map(|(_, words)| (*words).to_owned()).collect()
}

/// What records may lack, and how the first page says it.
pub(crate) const MISSING: [(Missing, &str); 9] = [
    (Missing::IdNumber, "证件号码"),
    (Missing::BirthDay, "出生日期的具体日子"),
    (Missing::Phone, "联系电话"),
    (Missing::Dwelling, "房屋"),
    (Missing::Grid, "网格"),
    (Missing::EmergencyContact, "紧急联系人"),
    (Missing::PoliticalStatus, "政治面貌"),
    (Missing::MaritalStatus, "婚姻状况"),
    (Missing::Education, "文化程度"),
];

pub(crate) fn get_place_tree(desk: &mut Desk, _: Nothing) -> Reply<PlaceTree> {
    let territory = &desk.territory;
    let mut people: HashMap<u32, u32> = HashMap::new();
    let mut in_grid: HashMap<u32, u32> = HashMap::new();
    for entry in desk.roster.people().iter().filter(|e| e.is_here()) {
        let building =
            entry.standing.dwelling_id.and_then(|d| territory.dwellings.get(&d)).map(|d| d.building_id);
        if let Some(building) = building.filter(|_| entry.standing.living_household_id.is_some()) {
            *people.entry(building).or_default() += 1;
        }
        *in_grid.entry(grid_of(territory, entry).unwrap_or(0)).or_default() += 1;
    }
    let mut dwellings: HashMap<u32, u32> = HashMap::new();
    territory.dwellings.values().for_each(|d| *dwellings.entry(d.building_id).or_default() += 1);
    let mut households: HashMap<u32, u32> = HashMap::new();
    for id in occupied_households(desk) {
        let dwelling = desk.dwelling_of_household(id);
        *households.entry(territory.grid_of_dwelling(dwelling).unwrap_or(0)).or_default() += 1;
    }
    let building = |b: &store::places::BuildingRow| {
        let mut units: Vec<UnitNode> = territory
            .units
            .values()
            .filter(|(building, _)| *building == b.id)
            .map(|(_, u)| UnitNode { id: u.id, name: u.name.clone(), grid_id: u.grid_id })
            .collect();
        units.sort_by_key(|u| natural_key(&u.name));
        BuildingNode {
            id: b.id,
            revision: b.revision,
            name: b.name.clone(),
            grid_id: b.grid_id,
            units,
            dwelling_count: dwellings.get(&b.id).copied().unwrap_or(0),
            person_count: people.get(&b.id).copied().unwrap_or(0),
        }
    };
    let mut estates: Vec<EstateNode> = territory
        .estates
        .values()
        .map(|e| EstateNode {
            id: e.id,
            revision: e.revision,
            name: e.name.clone(),
            buildings: territory.buildings_of(e.id).into_iter().map(building).collect(),
        })
        .collect();
    estates.sort_by_key(|e| e.id);
    let mut grids: Vec<GridNode> = territory
        .grids
        .values()
        .map(|g| GridNode {
            id: g.id,
            revision: g.revision,
            name: crate::territory::grid_label(g),
            grid_worker: g.worker.clone(),
            household_count: households.get(&g.id).copied().unwrap_or(0),
            person_count: in_grid.get(&g.id).copied().unwrap_or(0),
        })
        .collect();
    grids.sort_by_cached_key(|grid| counting_key(&grid.name));
    Ok(PlaceTree { estates, grids })
}

/// Households with somebody in them now.
pub(crate) fn occupied_households(desk: &Desk) -> BTreeSet<u32> {
    let standings = desk.roster.people().iter().filter(|e| e.is_here()).map(|e| &e.standing);
    standings.flat_map(|s| [s.living_household_id, s.hukou_household_id]).flatten().collect()
}

pub(crate) fn list_places(desk: &mut Desk, request: ListPlaces) -> Reply<RowPage> {
    let (listing, ids) = found_places(desk, &request)?;
    let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let shown = ids.into_iter().skip(request.offset as usize).take(request.limit.min(500) as usize);
    let rows = shown.map(|id| listing.row(id, &request.columns)).collect::<Reply<Vec<Row>>>()?;
    Ok(RowPage { total, offset: request.offset, rows })
}

/// Every record of a list, whatever its offset and limit.
pub(crate) fn all_rows(desk: &Desk, request: &ListPlaces, columns: &[String]) -> Reply<Vec<Row>> {
    let (listing, ids) = found_places(desk, request)?;
    ids.into_iter().map(|id| listing.row(id, columns)).collect()
}

/// The records of a list, sorted.
fn found_places<'a>(desk: &'a Desk, request: &'a ListPlaces) -> Reply<(Listing<'a>, Vec<u32>)> {
    let fields = fields_of(&request.table)?;
    let text = half_width(&trimmed(&request.text)).to_lowercase();
    let mut ids: Vec<u32> = match request.table.as_str() {
        "dwellings" => desk.territory.dwellings.keys().copied().collect(),
        "households" => desk.territory.households.keys().copied().collect(),
        "grids" => desk.territory.grids.keys().copied().collect(),
        "estates" => desk.territory.estates.keys().copied().collect(),
        _ => desk.territory.buildings.keys().copied().collect(),
    };
    if let Some(building) = request.building_id {
        let in_building = |dwelling: Option<u32>| {
            dwelling.and_then(|d| desk.territory.dwellings.get(&d)).is_some_and(|d| d.building_id == building)
        };
        ids.retain(|id| match request.table.as_str() {
            "dwellings" => in_building(Some(*id)),
            _ => in_building(desk.dwelling_of_household(*id)),
        });
    }
    let counts = member_counts(desk, &request.table);
    let heads = if request.table == "households" { heads_of_households(desk) } else { HashMap::new() };
    if !text.is_empty() {
        let sought = Sought::of(desk, &text);
        ids.retain(|id| holds_text(desk, &request.table, *id, &sought, &heads));
    }
    let asks_heads = request.table == "households" && request.conditions.iter().any(|c| c.field == "head");
    let headless = if asks_heads { headless(desk) } else { BTreeSet::new() };
    let listing = Listing { desk, table: &request.table, fields, counts, heads, headless };
    for condition in request.conditions.iter().filter(|c| !c.words.is_empty()) {
        let mut kept = Vec::with_capacity(ids.len());
        for id in ids {
            let word = listing.word(id, &condition.field);
            if condition.words.iter().any(|w| word.split(' ').any(|own| own == w)) {
                kept.push(id);
            }
        }
        ids = kept;
    }
    listing.sort(&mut ids, request.sort.as_ref())?;
    Ok((listing, ids))
}

fn member_counts(desk: &Desk, table: &str) -> HashMap<u32, u32> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for entry in desk.roster.people().iter().filter(|e| e.is_here()) {
        let standing = &entry.standing;
        match table {
            "dwellings" if standing.living_household_id.is_some() => {
                standing.dwelling_id.into_iter().for_each(|d| *counts.entry(d).or_default() += 1);
            }
            "households" => {
                let mut own = vec![standing.living_household_id, standing.hukou_household_id];
                own.dedup();
                own.into_iter().flatten().for_each(|h| *counts.entry(h).or_default() += 1);
            }
            "grids" => *counts.entry(grid_of(&desk.territory, entry).unwrap_or(0)).or_default() += 1,
            _ => {}
        }
    }
    counts
}

/// Households of the register without a head: whoever was it died or left, and nobody follows yet.
pub(crate) fn headless(desk: &Desk) -> BTreeSet<u32> {
    let (mut all, mut headed) = (BTreeSet::new(), BTreeSet::new());
    for standing in desk.roster.people().iter().filter(|e| e.is_here()).map(|e| &e.standing) {
        let Some(household) = standing.hukou_household_id else { continue };
        all.insert(household);
        if standing.hukou_relation.as_deref() == Some(domain::places::HEAD) {
            headed.insert(household);
        }
    }
    // A 集体户 has no head: those of one dormitory are no family.
    let is_family = |id: &&u32| desk.territory.households.get(*id).is_some_and(|h| h.kind != "collective");
    all.difference(&headed).filter(is_family).copied().collect()
}

fn heads_of_households(desk: &Desk) -> HashMap<u32, String> {
    let mut heads = HashMap::new();
    for entry in desk.roster.people() {
        let s = &entry.standing;
        let head = Some(domain::places::HEAD);
        if let Some(h) = s.living_household_id.filter(|_| s.living_relation.as_deref() == head) {
            heads.entry(h).or_insert_with(|| entry.name.to_string());
        }
        if let Some(h) = s.hukou_household_id.filter(|_| s.hukou_relation.as_deref() == head) {
            heads.insert(h, entry.name.to_string());
        }
    }
    heads
}

/// What is looked for in a list of places.
struct Sought<'a> {
    text: &'a str,
    /// Where the text is a place: the dwellings there.
    at: Option<HashSet<u32>>,
}

impl<'a> Sought<'a> {
    fn of(desk: &Desk, text: &'a str) -> Self {
        let Some(place) = domain::rooms::parse_typed_place(text) else {
            return Sought { text, at: None };
        };
        let found = |place: &Place| crate::search::dwellings_at(&desk.territory, place, text);
        let mut at = found(&place);
        // A list shows unit 2 of building 1 for 1-2, before what stands behind it is typed.
        if place.unit.is_empty() && place.room.chars().count() <= 2 {
            at.extend(found(&Place { unit: place.room.clone(), room: String::new(), ..place }));
        }
        Sought { text, at: Some(at) }
    }
}

fn holds_text(desk: &Desk, table: &str, id: u32, sought: &Sought, heads: &HashMap<u32, String>) -> bool {
    let territory = &desk.territory;
    let dwelling = match table {
        "dwellings" => Some(id),
        "households" => desk.dwelling_of_household(id),
        _ => None,
    };
    let mut held = String::new();
    match (&sought.at, dwelling) {
        // 1-1-101 is not in 11-1-101: places are compared part by part.
        (Some(at), Some(dwelling)) if at.contains(&dwelling) => return true,
        (Some(_), Some(_)) => {}
        _ => held = format!("{} {}", territory.short(dwelling), territory.address(dwelling)),
    }
    match table {
        "dwellings" => held.extend(territory.dwellings.get(&id).map(|d| format!(" {}", d.owner_name))),
        "households" => {
            let row = territory.households.get(&id);
            held.extend(row.map(|h| format!(" {} {} {}", h.household_no, h.hukou_book_no, h.hukou_address)));
            held.extend(heads.get(&id).map(|h| format!(" {h}")));
        }
        _ => held.push_str(&shown::reference(desk, table, id)),
    }
    let held = held.to_lowercase();
    sought.text.split_whitespace().all(|word| held.contains(word))
}

struct Listing<'a> {
    desk: &'a Desk,
    table: &'a str,
    fields: &'static [Field],
    counts: HashMap<u32, u32>,
    heads: HashMap<u32, String>,
    /// Where it is asked for.
    headless: BTreeSet<u32>,
}

impl Listing<'_> {
    /// The ledger's word of a choice field; several joined by a space.
    fn word(&self, id: u32, field: &str) -> String {
        let territory = &self.desk.territory;
        match (self.table, field) {
            ("dwellings" | "households", "people") => {
                let is_lived_in = self.counts.get(&id).is_some_and(|count| *count > 0);
                Some(if is_lived_in { "some" } else { "none" }.to_owned())
            }
            ("households", "head") => {
                Some(if self.headless.contains(&id) { "none" } else { "some" }.to_owned())
            }
            ("dwellings", "tenure") => territory.dwellings.get(&id).map(|d| d.tenure.clone()),
            ("dwellings", "occupancy") => territory.dwellings.get(&id).map(|d| d.occupancy.clone()),
            ("households", "household_kind") => territory.households.get(&id).map(|h| h.kind.clone()),
            ("households", "tags") => territory.households.get(&id).map(|h| h.tags.join(" ")),
            _ => None,
        }
        .unwrap_or_default()
    }

    fn sort(&self, ids: &mut Vec<u32>, sort: Option<&crate::contract::Sort>) -> Reply<()> {
        let territory = &self.desk.territory;
        let place = |id: u32| match self.table {
            "dwellings" => territory.sort_key(Some(id)),
            "households" => {
                format!("{}|{id:08}", territory.sort_key(self.desk.dwelling_of_household(id)))
            }
            "buildings" => {
                let row = territory.buildings.get(&id);
                row.map(|b| format!("{:06}|{}", b.estate_id, b.name_sort)).unwrap_or_default()
            }
            _ => counting_key(&shown::reference(self.desk, self.table, id)),
        };
        match sort.map(|s| s.key.as_str()) {
            Some("person_count") => {
                ids.sort_by_cached_key(|id| (self.counts.get(id).copied().unwrap_or(0), place(*id)))
            }
            Some("head") => ids.sort_by_cached_key(|id| {
                (self.heads.get(id).map(|h| domain::names::sort_key(h)), place(*id))
            }),
            Some("household_no") => ids.sort_unstable(),
            Some("dwelling_count") => {
                let mut counts: HashMap<u32, u32> = HashMap::new();
                let of_buildings = territory.dwellings.values().map(|d| d.building_id);
                of_buildings.for_each(|building| *counts.entry(building).or_default() += 1);
                ids.sort_by_cached_key(|id| (counts.get(id).copied().unwrap_or(0), place(*id)));
            }
            Some(key) if !matches!(key, "place" | "name") => {
                return self.sort_by_words(ids, key, place, sort);
            }
            _ => ids.sort_by_cached_key(|id| place(*id)),
        }
        if sort.is_some_and(|s| s.is_descending) {
            ids.reverse();
        }
        Ok(())
    }

    /// By what the list shows in a column; those where it is empty stand last both ways.
    fn sort_by_words(
        &self,
        ids: &mut Vec<u32>,
        key: &str,
        place: impl Fn(u32) -> String,
        sort: Option<&crate::contract::Sort>,
    ) -> Reply<()> {
        let field = stored_fields(self.table).into_iter().find(|f| f.key == key);
        let values = match &field {
            Some(field) => store::records::column(self.desk.ledger.conn(), self.table, field)?,
            None => HashMap::new(),
        };
        let is_number =
            field.is_some_and(|f| matches!(f.kind, FieldType::Whole(..) | FieldType::Hundredths(_)));
        let key_of = |id: u32| {
            let value = values.get(&id).unwrap_or(&Value::EMPTY);
            if let (true, Value::Whole(n)) = (is_number, value) {
                return Some((*n, String::new()));
            }
            let text = match &field {
                Some(field) => shown::field_text(self.desk, field, value),
                None => self.cell(id, &Values::new(), key),
            };
            (!text.is_empty()).then(|| (0, domain::names::sort_key(&counting_key(&text))))
        };
        let mut keyed: Vec<_> = ids.iter().map(|id| (key_of(*id), place(*id), *id)).collect();
        keyed.sort_unstable();
        let (mut told, empty): (Vec<_>, Vec<_>) = keyed.into_iter().partition(|(key, ..)| key.is_some());
        if sort.is_some_and(|s| s.is_descending) {
            told.reverse();
        }
        *ids = told.into_iter().chain(empty).map(|(.., id)| id).collect();
        Ok(())
    }

    fn row(&self, id: u32, columns: &[String]) -> Reply<Row> {
        let fields = stored_fields(self.table);
        let stored = store::records::get(self.desk.ledger.conn(), self.table, &fields, id)?
            .ok_or(store::StoreError::Gone)?;
        let cells = columns.iter().map(|column| self.cell(id, &stored.values, column)).collect();
        Ok(Row { id, revision: stored.revision, cells, mark: None })
    }

    fn cell(&self, id: u32, values: &Values, column: &str) -> String {
        let territory = &self.desk.territory;
        match column {
            "place" | "grid" => {
                let dwelling = match self.table {
                    "dwellings" => Some(id),
                    _ => self.desk.dwelling_of_household(id),
                };
                match column {
                    "place" => territory.address(dwelling),
                    _ => territory.grid_name(territory.grid_of_dwelling(dwelling)),
                }
            }
            "dwelling_id" if self.table == "households" => {
                territory.address(self.desk.dwelling_of_household(id))
            }
            "person_count" => self.counts.get(&id).copied().unwrap_or(0).to_string(),
            "head" => match self.heads.get(&id) {
                Some(head) => head.clone(),
                // 集体户 has none.
                None if territory.households.get(&id).is_some_and(|h| h.kind == "collective") => {
                    String::new()
                }
                None if self.counts.get(&id).is_some_and(|count| *count > 0) => "缺户主".to_owned(),
                None => String::new(),
            },
            "dwelling_count" => {
                territory.dwellings.values().filter(|d| d.building_id == id).count().to_string()
            }
            _ => {
                let field = self.fields.iter().find(|f| f.key == column);
                let value = values.get(column).unwrap_or(&Value::EMPTY);
                field.map(|f| shown::field_text(self.desk, f, value)).unwrap_or_default()
            }
        }
    }
}

pub(crate) fn get_place(desk: &mut Desk, request: RecordOf) -> Reply<StoredRecord> {
    let table = request.table.as_str();
    let fields = fields_of(table)?;
    let stored = store::records::get(desk.ledger.conn(), table, &stored_fields(table), request.id)?
        .filter(|s| s.deleted_at.is_none())
        .ok_or(StoreError::Gone)?;
    let mut values = stored.values;
    if let Some(dwelling) = desk.territory.dwellings.get(&request.id).filter(|_| table == "dwellings") {
        values.insert("unit".into(), desk.territory.unit_name(dwelling).into());
    }
    if table == "households" {
        values.insert("dwelling_id".into(), Value::from(desk.dwelling_of_household(request.id)));
    }
    Ok(StoredRecord {
        id: stored.id,
        revision: stored.revision,
        title: shown::reference(desk, table, request.id),
        values: shown::masked(desk, fields, &values),
        struck_reason: None,
        entered_on: store::records::entered_on(desk.ledger.conn(), table, request.id)?,
    })
}

pub(crate) fn save_place(desk: &mut Desk, request: SavePlace) -> Reply<Written> {
    let table = request.table.as_str();
    let fields = fields_of(table)?;
    people::hold_from_a_day(table, &request.always)?;
    let since = people::Since::read(
        desk,
        (table, request.id.unwrap_or(0)),
        request.since.as_ref().filter(|_| request.id.is_some()),
        &request.always,
    )?;
    let label = place_tables().into_iter().find(|(key, ..)| *key == table).map_or("", |(_, label, _)| label);
    let mut typed = request.values.clone();
    typed.retain(|key, _| key != "household_no");
    let mut form_says = Value::EMPTY;
    if let Some(id) = request.id {
        let stored = store::records::get(desk.ledger.conn(), table, &stored_fields(table), id)?
            .ok_or(StoreError::Gone)?;
        typed = shown::unmasked(desk, fields, &stored.values, &typed);
        form_says = stored.values.get("dwelling_id").cloned().unwrap_or(Value::EMPTY);
    }
    let (mut accepted, faults) = accept_all(fields, &typed, desk.today());
    accepted.remove("household_no");
    let warnings = only_warnings(faults)?;
    check_references(desk, fields, &accepted)?;
    if let Some(id) = request.id.filter(|_| table == "households")
        && stays_where_lived_in(desk, id, id_of(&accepted, "dwelling_id"))?
    {
        accepted.insert("dwelling_id".into(), form_says);
    }
    let unit = text_of(&accepted, "unit").unwrap_or_default().to_owned();
    accepted.remove("unit");
    let columns = stored_fields(table);
    let title = |id: u32, values: &Values| text_of(values, "name").map_or(format!("{id}"), str::to_owned);
    let address = (table == "dwellings").then(|| dwelling_address(desk, &accepted, &unit));
    let mut always = request.always.clone();
    // In another building a unit of the same name is another one.
    if always.iter().any(|key| key == "building_id") {
        always.push("unit".to_owned());
    }
    // A unique name that is there already is the user's to change, not a bug.
    let or_taken = |error: StoreError| match error {
        StoreError::Taken(_) => name_taken(table, label, &accepted, address.clone()),
        other => other.into(),
    };
    desk.write_record(table, &warnings, |gate| {
        let mut extras = extras_of(gate, table, &accepted, &unit)?;
        let id = match request.id {
            Some(id) => {
                let at = (id, request.revision);
                since.changing(gate, (table, id), || {
                    store::records::update(gate, table, at, &columns, &accepted, &extras).map_err(or_taken)
                })?;
                gate.always_so(table, id, &always)?;
                id
            }
            None => {
                if table == "households" {
                    let number = store::places::next_household_no(gate)?;
                    extras.push(("household_no", Value::Text(number)));
                }
                store::records::insert(gate, table, &columns, &accepted, &extras).map_err(or_taken)?
            }
        };
        let (verb, mended) = match request.id {
            Some(_) => {
                let always = people::always_words(fields, &request.always);
                ("修改", always + &since.words(fields))
            }
            None => ("新增", String::new()),
        };
        let name = match (&address, table) {
            (Some(address), _) => address.clone(),
            (None, "households") => String::new(),
            _ => title(id, &accepted),
        };
        Ok((id, format!("{verb}{label} {name}").trim_end().to_owned() + &mended))
    })
}

/// Where a household lives follows from its people's movements; only one that nobody lives in is moved by a form. Says whether
/// it is lived in and stays: then what the form said of it before is kept.
fn stays_where_lived_in(desk: &Desk, household: u32, dwelling: Option<u32>) -> Reply<bool> {
    let before = desk.dwelling_of_household(household);
    let lives = |e: &Entry| e.standing.living_household_id == Some(household);
    if before.is_none() || !desk.roster.people().iter().any(lives) {
        return Ok(false);
    }
    if before != dwelling {
        return Err(Fault::at(FaultCode::HouseholdLivedIn, "dwelling_id").into());
    }
    Ok(true)
}

fn dwelling_address(desk: &Desk, values: &Values, unit: &str) -> String {
    let building = id_of(values, "building_id").unwrap_or(0);
    let estate = desk.territory.estate_of(building).map_or("", |e| e.name.as_str());
    let room = text_of(values, "room").unwrap_or_default();
    domain::places::full_address(estate, desk.territory.building_name(building), unit, room)
}

/// Says which name is taken.
fn name_taken(table: &str, label: &str, values: &Values, address: Option<String>) -> Refusal {
    match address {
        Some(address) => Fault::at(FaultCode::RoomTaken, "room").with(address).into(),
        None => {
            let name = text_of(values, "name").unwrap_or(table);
            Fault::at(FaultCode::TakenName, "name").with(name).with(label).into()
        }
    }
}

fn check_references(desk: &Desk, fields: &[Field], values: &Values) -> Reply<()> {
    let territory = &desk.territory;
    for field in fields {
        let (FieldType::Reference(table), Some(id)) = (field.kind, id_of(values, field.key)) else {
            continue;
        };
        let is_there = match table {
            "estates" => territory.estates.contains_key(&id),
            "buildings" => territory.buildings.contains_key(&id),
            "dwellings" => territory.dwellings.contains_key(&id),
            "grids" => territory.grids.contains_key(&id),
            _ => territory.households.contains_key(&id),
        };
        if !is_there {
            return Err(Fault::at(FaultCode::NotAChoice, field.key).with(field.label).with(id).into());
        }
    }
    Ok(())
}

fn extras_of(gate: &Gate, table: &str, values: &Values, unit: &str) -> Reply<Vec<(&'static str, Value)>> {
    let text = |key: &str| text_of(values, key).unwrap_or_default();
    Ok(match table {
        "buildings" => vec![("name_sort", Value::Text(natural_key(text("name"))))],
        "dwellings" => {
            let building = id_of(values, "building_id").unwrap_or(0);
            let unit_id = match unit {
                "" => None,
                unit => Some(store::places::unit_named(gate, building, unit)?),
            };
            let mut extras = vec![
                ("unit_id", Value::from(unit_id)),
                ("room_sort", Value::Text(natural_key(text("room")))),
            ];
            if values.get("floor").is_none_or(Value::is_empty)
                && let Some(floor) = floor_of_room(text("room"))
            {
                extras.push(("floor", Value::Whole(i64::from(floor))));
            }
            extras
        }
        _ => Vec::new(),
    })
}

pub(crate) fn lay_out_building(desk: &mut Desk, request: LayOutBuilding) -> Reply<Written> {
    if request.floor_to < request.floor_from {
        return Err(Fault::at(FaultCode::FloorOrder, "floor_to").into());
    }
    let floors: Vec<i32> = (request.floor_from..=request.floor_to).filter(|f| *f != 0).collect();
    let units = request.unit_count.max(1);
    let wanted = u32::try_from(floors.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(units)
        .saturating_mul(request.rooms_per_floor);
    if wanted == 0 || wanted > LARGEST_BUILDING || request.rooms_per_floor > 99 {
        let fault = Fault::at(FaultCode::LayoutTooLarge, "rooms_per_floor");
        return Err(fault.with(wanted).with(LARGEST_BUILDING).into());
    }
    let title = desk.territory.building_title(request.building_id);
    if title.is_empty() {
        return Err(Refusal::new(FaultCode::RowGone));
    }
    let fields = stored_fields("dwellings");
    let there: std::collections::HashSet<(String, String)> = desk
        .territory
        .dwellings_of(request.building_id)
        .into_iter()
        .map(|d| (desk.territory.unit_name(d).to_owned(), d.room.clone()))
        .collect();
    desk.write_record("buildings", &[], |gate| {
        let mut made = 0;
        for unit in 1..=units {
            let unit = if request.unit_count == 0 { String::new() } else { unit.to_string() };
            for floor in &floors {
                for room in 1..=request.rooms_per_floor {
                    let room = format!("{floor}{room:02}");
                    if there.contains(&(unit.clone(), room.clone())) {
                        continue;
                    }
                    let values = Values::from([
                        ("building_id".to_owned(), Value::from(request.building_id)),
                        ("room".to_owned(), Value::Text(room)),
                        ("floor".to_owned(), Value::Whole(i64::from(*floor))),
                        ("tenure".to_owned(), Value::from("owned")),
                    ]);
                    let extras = extras_of(gate, "dwellings", &values, &unit)?;
                    store::records::insert(gate, "dwellings", &fields, &values, &extras)?;
                    made += 1;
                }
            }
        }
        Ok((request.building_id, format!("{title}排房 {made} 套")))
    })
}

pub(crate) fn find_choices(desk: &mut Desk, request: FindChoices) -> Reply<Choices> {
    if matches!(request.table.as_str(), "households" | "people") {
        search::note_numbers(desk, &request.text)?;
    }
    let desk = &*desk;
    let territory = &desk.territory;
    let text = half_width(&trimmed(&request.text)).to_lowercase();
    let mut ids: Vec<u32> = match request.table.as_str() {
        "estates" => territory.estates.keys().copied().collect(),
        "buildings" => territory.buildings.keys().copied().collect(),
        "grids" => territory.grids.keys().copied().collect(),
        "dwellings" => territory.dwellings.keys().copied().collect(),
        "households" => {
            let find = crate::contract::Find { text: text.clone(), limit: 30 };
            let lines = search_households(desk, &find);
            return Ok(Choices { choices: with_chosen(desk, &request, lines) });
        }
        "people" => {
            let found = search::best_people(desk, &text, 30).into_iter();
            let choices =
                found.map(|(e, _)| Choice { id: e.id, label: shown::person_label(desk, e) }).collect();
            return Ok(Choices { choices: with_chosen(desk, &request, choices) });
        }
        _ => return Err(Refusal::new(FaultCode::RequestOdd)),
    };
    if !text.is_empty() {
        let heads = HashMap::new();
        let sought = Sought::of(desk, &text);
        ids.retain(|id| {
            holds_text(desk, &request.table, *id, &sought, &heads) || {
                request.table == "buildings" && territory.building_name(*id).to_lowercase() == text
            }
        });
    }
    match request.table.as_str() {
        "dwellings" => ids.sort_by_cached_key(|id| territory.sort_key(Some(*id))),
        "buildings" => ids
            .sort_by_cached_key(|id| territory.buildings.get(id).map(|b| (b.estate_id, b.name_sort.clone()))),
        table => ids.sort_by_cached_key(|id| counting_key(&shown::reference(desk, table, *id))),
    }
    ids.truncate(50);
    let found =
        ids.into_iter().map(|id| Choice { id, label: shown::reference(desk, &request.table, id) }).collect();
    Ok(Choices { choices: with_chosen(desk, &request, found) })
}

fn search_households(desk: &Desk, find: &crate::contract::Find) -> Vec<Choice> {
    let mut ids: Vec<u32> = Vec::new();
    for (entry, _) in search::best_people(desk, &find.text, find.limit as usize) {
        for id in
            [entry.standing.living_household_id, entry.standing.hukou_household_id].into_iter().flatten()
        {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.into_iter().map(|id| Choice { id, label: household_label(desk, id) }).collect()
}

fn household_label(desk: &Desk, id: u32) -> String {
    let place = desk.territory.short(desk.dwelling_of_household(id));
    format!("{} {place}", shown::household_title(desk, id)).trim_end().to_owned()
}

fn with_chosen(desk: &Desk, request: &FindChoices, mut found: Vec<Choice>) -> Vec<Choice> {
    if let Some(id) = request.chosen.filter(|id| !found.iter().any(|c| c.id == *id)) {
        let label = match request.table.as_str() {
            "households" => household_label(desk, id),
            table => shown::reference(desk, table, id),
        };
        if !label.is_empty() {
            found.insert(0, Choice { id, label });
        }
    }
    found
}

/// Columns of the lists of places beside the fields.
pub(crate) fn computed_columns(table: &str) -> Vec<(&'static str, &'static str, u32)> {
    match table {
        "dwellings" => vec![("place", "房屋", 16), ("person_count", "居住人数", 6), ("grid", "网格", 10)],
        "households" => vec![
            ("household_no", "户编号", 9),
            ("head", "户主", 8),
            ("place", "住址", 16),
            ("person_count", "人数", 5),
            ("grid", "网格", 10),
        ],
        "grids" => vec![("person_count", "人数", 6)],
        "buildings" => vec![("dwelling_count", "房屋数", 6)],
        _ => Vec::new(),
    }
}
