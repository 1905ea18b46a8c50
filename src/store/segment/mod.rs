//! The ledger's append-only segment files, and the disk beneath them.
//!
//! This module knows lines, checksums, files and torn tails; it does not know what an entry says. A segment is a
//! file of records, one line each; a batch counts once its commit record is on disk.
//!
//! Invariant: nothing at or before a commit record is ever rewritten. Only what follows the last commit record is
//! cut away, and only when it looks like a write that was interrupted.

pub mod disk;
pub mod files;
pub mod record;
pub mod slots;
pub mod writer;

#[cfg(test)]
mod tests;
