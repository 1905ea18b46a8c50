//! Floor 8: use cases, one file per verb; the one door for writes.

pub mod clock;
pub mod demo;
pub mod directory;
pub mod error;
pub mod follow;
pub mod import;
pub mod known;
pub mod lock;
pub mod notices;
pub mod playbooks;
pub mod sweep;
pub mod verify;
pub mod watch;
