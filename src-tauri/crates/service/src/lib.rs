//! Use cases and the command contract: what the window and the command line can ask for.
//!
//! [`Office`] is the program without a window. [`Office::call`] runs any command of the contract by name: it checks
//! the right, runs the handler, and turns what went wrong into faults. No Tauri, no dialogs, no windows.

pub mod contract;
pub mod practice;

mod account;
mod backups;
mod birthdays;
mod cards;
mod columns;
mod desk;
mod dispatch;
mod drafts;

mod files;
mod filing;
mod forms;
mod grids;
mod heads;
mod history;
mod homes;
mod imports;
mod incidents;
mod movements;
mod office;
mod orders;
mod outgoing;
mod people;
mod places;
mod population;
mod refusal;
mod registers;
mod reports;
mod roster;
mod saved_filters;
mod search;
mod session;
mod settings;
mod setup;
mod shown;
mod signers;
mod standing;
mod territory;
mod today;
mod work;

pub use incidents::watch_panics;
pub use office::{Clock, Office};
pub use refusal::Refusal;
