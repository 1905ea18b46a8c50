//! duban (督办, "press until done"): a ledger of what happened between agencies, a graph of how things stand,
//! sweeps that say what is wrong, and notices that press until it is put right.
//!
//! Modules stand on floors and import downwards only; `docs/architecture.md` has the map and `tests/tidy.rs` holds
//! it true.

pub mod access;
pub mod api;
pub mod app;
pub mod calendar;
pub mod chain;
pub mod cli;
pub mod clocks;
pub mod detect;
pub mod export;
pub mod figures;
pub mod graph;
pub mod intake;
pub mod ledger;
pub mod limits;
pub mod model;
pub mod notice;
pub mod playbook;
pub mod rim;
pub mod route;
pub mod snapshot;
pub mod store;
pub mod vault;
pub mod web;
pub mod words;
