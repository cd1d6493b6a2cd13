//! Import: making sense of the sheets that offices really have.
//!
//! A sheet is read in steps that each can be shown and changed: which rows are the header ([`headers`]), what each
//! column means ([`targets`]), which rows are records and which households they belong to ([`rows`]), and what each
//! cell says ([`values`]). Nothing here knows the ledger: matching with it and writing are `service`'s work.
//!
//! Nothing is mended: a value that cannot be read is a fault at its cell, and an ID number that a spreadsheet program
//! has damaged is told as such. Source: `shared/domain/reports.md` 5, `residents.md` 3 and 4.

mod blocks;
mod departed;
pub mod doubts;
mod elsewhere;
pub mod headers;
mod headings;
pub mod person;
mod place;
pub mod rows;
pub mod targets;
mod titled;
pub mod values;
pub mod words;

pub use headers::{Header, find_header, shape};
pub use rows::{RowKind, Section, row_kinds, section_of, unheaded};
pub use targets::{Kind, Target, TargetGroup};
pub use titled::{Titled, titled};
pub use words::Departure;
