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
    ("0007_create_counters", "497e72d65a2b31dbe76989047d0742b45cb738653ee2738ce8a7e0de29d4cfb0"),
    ("0008_add_own_fields", "6afd9492bfc4c5e31f22d82380474deb186bd70503667c06a78cca2f22ddc331"),
    ("0009_create_group_members", "45618711e10806252e00009996f906849a2423128a33e4d8dc3652c6e9c72d06"),
    ("0010_create_imports", "ade5ce6a90e3198efa326adbaae893ffd94b830eacda4d00a6b6156c5fd6046c"),
    ("0011_create_reports", "6fdd0e9be54a7ef31446a21c489d3efaaaef21feb01c7a5e5e276de644c98747"),
    ("0012_add_report_due_day", "ec17c3f7adc4af9bdc484d24d4234ad2e50958af38fed9569f84a21ab3c369d5"),
    ("0013_create_report_forms", "f682fdd049265513e65fece374256c41b3244ea1e9ff9566757f092befc39710"),
    ("0014_tell_what_movements_change", "da0050db4827c89a1b03f1ebe65666fbadd271654a70261914a1b38800fab870"),
    ("0015_keep_past_facts", "47c4f371b4fcff044a316b6aae5bdcf710bd2f8898becf4dfdca1a89a298142a"),
    ("0016_add_late_entries", "0835fda78f0476320bce3f7876db2bc99d650f13ac1675d73e3e9306ece514ef"),
    ("0017_add_saved_filters", "d4ccda5c1d094349f2526b0613f0166c6bd29e48978b06e84a3e36b048ee7796"),
    ("0018_add_report_paper", "1d97127078a2e1da683432b609fb1e1f778c4c9d82e31e14f23b5c4d0aca8d70"),
    ("0019_index_what_stands_on_places", "db4029aa09f434d0137797d7ccaf89e815198f1fbbeace6520426066c2841653"),
];

#[test]
fn released_steps_are_as_they_were() {
    assert_eq!(RELEASED.len(), migrations::STEPS.len(), "each step is pinned");
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
/// Made by `taizhang practice --households 5 --seed 7` of that layout's program; 0008 and 0009 came with 0010.
const FIXTURE_LEDGERS: &[(&str, usize)] =
    &[("0006", 15), ("0007", 15), ("0010", 15), ("0011", 15), ("0012", 15), ("0013", 15)];

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

/// In each of these the program of then wrote, as the last act, that 刘承泽 moved to 杭州 on 2026-11-20 while his hukou
/// stayed. He was 人户一致 before.
#[test]
fn what_an_older_program_wrote_is_taken_back_by_this_one() {
    for name in ["0007", "0010", "0011", "0012", "0013"] {
        let folder = copy_of_fixture(name);
        let office = Office::of_folder(folder.path(), clock());
        let call = |command: &str, payload| {
            office.call(command, payload).unwrap_or_else(|faults| panic!("{name} {command}: {faults:#?}"))
        };
        call("unlock", json!({ "user_name": "", "password": PRACTICE_PASSWORD }));
        let living = |on: &str| {
            let counted = call("count_population", json!({ "on": on, "of": "living", "by": "grid" }));
            counted["sum"]["total"].as_u64().unwrap()
        };
        let card = || call("get_person", json!({ "id": 7 }));
        assert_eq!(
            (&card()["name"], &card()["residence"]),
            (&json!("刘承泽"), &json!("户在人不在")),
            "{name}"
        );
        let (before, after) = (living("2026-11-19"), living("2026-11-20"));
        assert_eq!(after, before - 1, "{name}");
        let history = call("list_history", json!({ "record": null, "before_act_id": null, "limit": 5 }));
        let act = history["entries"]
            .as_array()
            .unwrap()
            .iter()
            .find(|e| e["said"].as_str().unwrap().contains("刘承泽"));
        call("undo_act", json!({ "act_id": act.unwrap()["act_id"] }));
        assert_eq!(card()["residence"], "人户一致", "{name}");
        assert_eq!(living("2026-11-20"), before, "{name}");
        assert_eq!(call("verify_ledger", json!({}))["is_sound"], true, "{name}");
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
