//! Floor 8: use cases, one file per verb; the one door for writes.

pub mod account_fault;
pub mod accounts;
pub mod adopt;
pub mod audit;
pub mod calendars;
pub mod case_file;
pub mod chains;
pub mod clock;
pub mod clocks;
pub mod deliver;
pub mod demo;
pub mod directory;
pub mod error;
pub mod events;
pub mod export_error;
pub mod exports;
pub mod findings;
pub mod follow;
pub mod history;
pub mod holder;
pub mod import;
pub mod init;
pub mod known;
pub mod ledger_page;
pub mod lock;
pub mod narrow;
pub mod near;
pub mod notices;
pub mod playbooks;
pub mod questions;
#[cfg(test)]
mod reader_tests;
pub mod receipts;
pub mod replay;
pub mod routes;
pub mod said;
pub mod sealed;
pub mod service;
pub mod settings_fault;
pub mod sweep;
#[cfg(test)]
mod testing;
mod unfinished;
pub mod verify;
pub mod watch;
pub mod webhooks;
pub mod worlds;
