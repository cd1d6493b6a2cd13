//! What the tests of the whole share: ledgers in temporary folders, a fixed day, and calls that must succeed.

use chrono::NaiveDate;
use serde_json::{Value, json};
use service::{Clock, Office};
use std::path::PathBuf;
use tempfile::TempDir;

/// The day of all tests, a Tuesday.
pub const TODAY: &str = "2026-11-24";
/// The password of the first user.
pub const PASSWORD: &str = "xingfu-2026";

/// An office in a temporary folder with a ledger of its own.
pub struct TestLedger {
    /// The office.
    pub office: Office,
    /// The recovery code of its first start.
    pub recovery_code: String,
    folder: TempDir,
}

/// The clock of tests.
pub fn clock() -> Clock {
    Clock { fixed: TODAY.parse::<NaiveDate>().ok() }
}

/// What a command was refused for: its codes, in order.
pub type Codes = Vec<String>;

impl TestLedger {
    /// A new ledger with one user, 张主任.
    ///
    /// # Panics
    ///
    /// When the ledger cannot be made.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let office = Office::of_folder(&folder.path().join("台账"), clock()).with_light_keys();
        let request = json!({
            "office": {
                "community": "幸福社区居民委员会", "street_office": "翠苑街道办事处", "division_code": "330106",
                "party_branch": "中共幸福社区委员会", "term_from": "2024-03-01", "term_to": "2029-02-28",
            },
            "user_name": "张主任", "password": PASSWORD, "folder": null,
        });
        let made = office.call("create_ledger", request).expect("a new ledger");
        let recovery_code = made["recovery_code"].as_str().unwrap_or_default().to_owned();
        TestLedger { office, recovery_code, folder }
    }

    /// The folder of the ledger.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("台账")
    }

    /// A folder beside the ledger's.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command that must succeed.
    ///
    /// # Panics
    ///
    /// With the faults when it was refused.
    pub fn call(&self, name: &str, payload: Value) -> Value {
        self.office.call(name, payload).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
    }

    /// Runs a command that must be refused; returns the codes of its faults.
    ///
    /// # Panics
    ///
    /// When it was not refused.
    pub fn refused(&self, name: &str, payload: Value) -> Codes {
        match self.office.call(name, payload) {
            Ok(reply) => panic!("{name} was not refused: {reply}"),
            Err(faults) => faults.into_iter().map(|f| f.code).collect(),
        }
    }

    /// Unlocks as somebody.
    pub fn unlock(&self, user: &str, password: &str) -> Value {
        self.call("unlock", json!({ "user_name": user, "password": password }))
    }

    /// An estate with a building of two units, six floors and two rooms each; returns the building.
    pub fn building(&self, name: &str) -> u64 {
        let found =
            self.call("find_choices", json!({ "table": "estates", "text": "幸福里", "chosen": null }));
        let estate = match found["choices"][0]["id"].as_u64() {
            Some(id) => id,
            None => self.save("estates", json!({ "name": "幸福里", "kind": "estate" })),
        };
        let building = self.save("buildings", json!({ "estate_id": estate, "name": name }));
        let layout = json!({ "building_id": building, "unit_count": 2, "floor_from": 1, "floor_to": 6, "rooms_per_floor": 2 });
        self.call("lay_out_building", layout);
        building
    }

    /// Saves a new place; returns its row.
    pub fn save(&self, table: &str, values: Value) -> u64 {
        let saved =
            self.call("save_place", json!({ "table": table, "id": null, "revision": 0, "values": values }));
        saved["id"].as_u64().unwrap_or(0)
    }

    /// The dwelling at a place like `3-2-501`.
    pub fn dwelling(&self, place: &str) -> u64 {
        let found = self.call("find_choices", json!({ "table": "dwellings", "text": place, "chosen": null }));
        found["choices"][0]["id"].as_u64().unwrap_or(0)
    }

    /// Adds a person as the head of a new household in a dwelling, here since the ledger began; returns the person.
    pub fn head(&self, name: &str, number: &str, dwelling: u64) -> u64 {
        let added = self.call("add_person", json!({
            "values": { "name": name, "id_kind": "resident_card", "id_number": number, "ethnic_group": "01" },
            "movement": { "kind": "opening", "happened_on": "2026-01-01", "place": "", "reason": "" },
            "standing": { "hukou": { "to": "new_household", "relation": "02" }, "living": { "to": "same_as_hukou" }, "dwelling_id": dwelling },
        }));
        added["id"].as_u64().unwrap_or(0)
    }

    /// A person's card.
    pub fn card(&self, person: u64) -> Value {
        self.call("get_person", json!({ "id": person }))
    }

    /// The names a search finds, best first.
    pub fn found(&self, text: &str) -> Vec<String> {
        let hits = self.call("find", json!({ "text": text, "limit": 20 }));
        let hits = hits["hits"].as_array().cloned().unwrap_or_default();
        hits.iter().map(|h| h["title"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Default for TestLedger {
    fn default() -> Self {
        Self::new()
    }
}

/// All that a ledger holds of people, places and registers, row for row; without what counts changes (revisions, times).
///
/// # Panics
///
/// When the ledger cannot be read.
pub fn content(t: &TestLedger) -> Vec<String> {
    t.call("lock", json!({}));
    let keys = vault::KeyFile::read(&t.folder().join("keys.json")).expect("keys");
    let key = keys.open_with_any_password(PASSWORD).expect("the key").0.as_hex().to_string();
    let conn = store::ledger::connect(&t.folder().join("ledger.db"), &key).expect("the ledger");
    let mut all = Vec::new();
    for table in
        store::tables::watched().into_iter().filter(|t| !matches!(*t, "office" | "users")).chain(["spans"])
    {
        let columns = store::tables::columns(&conn, table).expect("columns");
        let kept: Vec<String> =
            columns.into_iter().filter(|c| !matches!(c.as_str(), "revision" | "updated_at")).collect();
        let image = store::tables::image_sql(&kept, "");
        let mut statement = conn.prepare(&format!("SELECT {image} FROM {table}")).expect("a query");
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        all.extend(rows.map(|r| format!("{table} {}", r.expect("a row"))));
    }
    drop(conn);
    t.unlock("张主任", PASSWORD);
    all.sort();
    all
}

/// A folder for files that leave, within a ledger's own, where none may lie.
///
/// # Panics
///
/// When it cannot be made.
pub fn out(folder: &std::path::Path) -> PathBuf {
    let out = folder.join("导出");
    std::fs::create_dir_all(&out).expect("a folder");
    out
}

/// The rows of a workbook's first sheet; a cell of text is a JSON string, a figure a number.
///
/// # Panics
///
/// When it is no workbook.
pub fn sheet(file: &std::path::Path) -> Vec<Vec<Value>> {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let cell = |data: &Data| match data {
        Data::String(text) => json!(text),
        Data::Float(figure) => json!(figure),
        Data::Int(figure) => json!(figure),
        _ => Value::Null,
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

/// A number that passes its check for a birth date `YYYYMMDD` and a sequence (odd for men).
pub fn number(birth: &str, sequence: u32) -> String {
    let first = format!("330106{birth}{sequence:03}");
    let last = domain::identity::check_character(&first).map(String::from).unwrap_or_default();
    first + &last
}
