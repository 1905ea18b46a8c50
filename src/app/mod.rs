//! Floor 8: use cases, one file per verb; the one door for writes.

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
pub mod replay;
pub mod sealed;
pub mod sweep;
mod unfinished;
pub mod verify;
pub mod watch;
pub mod worlds;
