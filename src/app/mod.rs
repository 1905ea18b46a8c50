//! Floor 8: use cases, one file per verb; the one door for writes.

pub mod audit;
pub mod calendars;
pub mod chains;
pub mod clock;
pub mod clocks;
pub mod demo;
pub mod directory;
pub mod error;
pub mod export_error;
pub mod exports;
pub mod follow;
pub mod history;
pub mod holder;
pub mod import;
pub mod init;
pub mod known;
pub mod lock;
pub mod near;
pub mod notices;
pub mod playbooks;
pub mod questions;
#[cfg(test)]
mod reader_tests;
pub mod receipts;
pub mod replay;
pub mod routes;
pub mod sealed;
pub mod sweep;
#[cfg(test)]
mod testing;
mod unfinished;
pub mod verify;
pub mod watch;
pub mod worlds;
