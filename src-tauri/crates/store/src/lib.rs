//! The encrypted SQLite ledger: opening it, migrations, the write gate with its history, and queries.
//!
//! Knows no messages for people and no rights: it returns rows and [`StoreError`]s, `service` does the rest.
//! Rules come from `domain`; the ledger's layout from `migrations/`.

pub mod column_sets;
pub mod error;
pub mod facts;
pub mod gate;
pub mod history;
pub mod imports;
pub mod ledger;
pub mod migrations;
pub mod movements;
pub mod office;
pub mod people;
pub mod places;
pub mod records;
pub mod register_rows;
pub mod report_forms;
pub mod reports;
pub mod saved_filters;
pub mod since;
pub mod snapshot;
pub mod tables;
pub mod undo;

pub use error::StoreError;
pub use gate::{Act, ActKind, Done, Gate};
pub use ledger::Ledger;
pub use rusqlite::Connection;
