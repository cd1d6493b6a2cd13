//! Released migrations never change, and every register's table agrees with its description.

use domain::fields::FieldType;
use domain::{people::PERSON_FIELDS, places::place_tables, registers};
use sha2::{Digest, Sha256};
use store::{Ledger, migrations, tables};

/// SHA-256 of each released step. A changed line here means a changed past: add a new step instead.
const RELEASED: &[(&str, &str)] = &[];

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
