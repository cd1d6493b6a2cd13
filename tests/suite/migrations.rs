//! Released migrations never change, and every register's table agrees with its description.

use domain::fields::FieldType;
use domain::{people::PERSON_FIELDS, places::place_tables, registers};
use serde_json::json;
use service::{Office, practice::PRACTICE_PASSWORD};
use sha2::{Digest, Sha256};
use std::path::Path;
use store::{Ledger, migrations, tables};
use suite::clock;

/// SHA-256 of each released step. A changed line here means a changed past: add a new step instead.
const RELEASED: &[(&str, &str)] = &[
    ("0001_create_office", "32413a41d6eb2220e8b5642b342bf67d8de13bd3edf64a92dbcb6d9e5e31fd8c"),
    ("0002_create_places", "8fa9c8501649b89853eb6ac278bbc5989ea50e64d31f94c0015290b842964cae"),
    ("0003_create_people", "52bdb5866a92b3b06fcea21e824eaff5933e0e9bba7e73e262f43224c8353485"),
    ("0004_create_seal_uses", "99a904f084d40a8509423fb8a3dd82258b61a303dee11ecc6948cfc0aafcb3be"),
    ("0005_create_good_deeds", "d3f4ed235d24e27740ef07d4472d10a98ad704c30e3a727ea5c476f93a3430d0"),
    ("0006_create_volunteer_teams", "a064e7198a5e30a0f67f578c3317f7478f5c9758493bd2dd7bb36b5bfe0f6e1c"),
];

#[test]
fn released_steps_are_as_they_were() {
    for (name, hash) in RELEASED {
        let (_, sql) = migrations::STEPS.iter().find(|(n, _)| n == name).expect("a released step is there");
        let found = Sha256::digest(sql.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(&found, hash, "{name} was changed after its release");
    }
}

#[test]
fn steps_are_numbered_without_gaps() {
    for (i, (name, _)) in migrations::STEPS.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", i + 1)), "{name}");
    }
}

fn agrees(ledger: &Ledger, table: &str, fields: &[domain::fields::Field]) {
    let columns = tables::columns(ledger.conn(), table).unwrap();
    assert!(!columns.is_empty(), "{table} has no table");
    for field in fields.iter().filter(|f| !(table == "dwellings" && f.key == "unit")) {
        assert!(columns.contains(&field.key.to_owned()), "{table}.{} has no column", field.key);
        let sql = format!("SELECT type FROM pragma_table_info('{table}') WHERE name = '{}'", field.key);
        let kind: String = ledger.conn().query_row(&sql, [], |row| row.get(0)).unwrap();
        let wanted = match field.kind {
            FieldType::Whole(..) | FieldType::Hundredths(_) | FieldType::YesNo | FieldType::Reference(_) => {
                "INTEGER"
            }
            _ => "TEXT",
        };
        assert_eq!(kind, wanted, "{table}.{}", field.key);
    }
}

#[test]
fn every_description_has_its_columns() {
    let ledger = Ledger::in_memory().unwrap();
    for register in registers::all() {
        agrees(&ledger, register.key, register.fields);
        let columns = tables::columns(ledger.conn(), register.key).unwrap();
        let own = ["id", "revision", "created_at", "updated_at", "deleted_at", "struck_reason"];
        for column in columns.iter().filter(|c| !own.contains(&c.as_str())) {
            assert!(register.field(column).is_some(), "{}.{column} is described by nothing", register.key);
        }
    }
    for (table, _, fields) in place_tables() {
        agrees(&ledger, table, fields);
    }
    agrees(&ledger, "people", PERSON_FIELDS);
}

/// A copy of the ledger that a released program wrote; a fixture is never opened where it lies.
pub fn copy_of_fixture(name: &str) -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ledgers").join(name);
    let to = tempfile::tempdir().unwrap();
    for file in ["ledger.db", "keys.json"] {
        std::fs::copy(from.join(file), to.path().join(file)).unwrap();
    }
    to
}

/// The folder of each released layout's fixture and the people in it.
/// Made by `taizhang practice --households 5 --seed 7` of that layout's program.
const FIXTURE_LEDGERS: &[(&str, usize)] = &[("0006", 15)];

#[test]
fn the_ledger_of_every_released_layout_opens_and_is_whole() {
    for &(name, people) in FIXTURE_LEDGERS {
        let folder = copy_of_fixture(name);
        let office = Office::of_folder(folder.path(), clock());
        office.call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD })).unwrap();
        let ids = office.call("list_people_ids", json!({ "presence": "all" })).unwrap();
        assert_eq!(ids["ids"].as_array().unwrap().len(), people, "{name}");
        assert_eq!(office.call("verify_ledger", json!({})).unwrap()["is_sound"], true, "{name}");
    }
}

#[test]
fn an_older_ledger_is_backed_up_and_brought_up() {
    let folder = copy_of_fixture("0006");
    let office = Office::of_folder(folder.path(), clock());
    let unlock = || {
        office.call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD })).unwrap();
        office.call("list_people_ids", json!({ "presence": "all" })).unwrap()["ids"].clone()
    };
    let people = unlock();
    let files = office.call("list_backups", json!({ "folder": null })).unwrap()["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 1);
    assert_eq!(files[0]["reason"], "before_upgrade");
    // The way back: the backup of then is restored and brought up again.
    let backup = json!({ "file": files[0]["file"], "password": null, "user_name": null });
    assert_eq!(office.call("look_into_backup", backup.clone()).unwrap()["is_sound"], true);
    office.call("restore_backup", backup).unwrap();
    assert_eq!(unlock(), people);
}
