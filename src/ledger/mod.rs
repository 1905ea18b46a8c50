//! Floor 3: entries, their canonical encoding, the Merkle tree, and the ledger that holds them.
//!
//! The ledger is the only source of truth. It takes drafts in batches, gives each entry its place in one global
//! order, and never rewrites: a wrong entry is corrected by a later one. `docs/ledger-format.md` has the form of
//! its files.
//!
//! Invariant: an entry counts exactly when the commit record of its batch is on stable storage, and from then on
//! it reads the same for ever.

pub mod chunks;
pub mod encoding;
mod envelope;
pub mod error;
pub mod fault;
pub mod file;
pub mod merkle;
mod open;
mod pipeline;
mod single;
mod sink;
pub mod verify;

#[cfg(test)]
mod tests;

use crate::model::entry::{Draft, Seq};
use crate::model::time::Instant;
use chunks::EntryChunks;
use error::LedgerError;
use merkle::Hash;

/// How far a ledger reaches: its last entry, and the Merkle root over all entries up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The last committed entry; 0 in an empty ledger.
    pub seq: Seq,
    /// The root of the tree of that many leaves.
    pub root: Hash,
}

/// Drafts that count together or not at all.
pub struct Batch<'a> {
    /// Who states them.
    pub actor: &'a str,
    /// When the ledger learns them.
    pub recorded_at: Instant,
    /// The drafts, in the order in which their entries are to stand.
    pub drafts: &'a mut (dyn Iterator<Item = Draft> + 'a),
    /// Told from time to time how many entries have been written.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// A ledger: the small surface that a file and a shared database both offer.
pub trait Ledger {
    /// How far the ledger reaches.
    fn tip(&self) -> Tip;

    /// Appends a batch; when this returns its entries are on stable storage. A batch without drafts changes nothing.
    ///
    /// The versions that drafts expect are the caller's to check against present state. Here only drafts of one
    /// subject that follow each other directly are compared.
    ///
    /// # Errors
    /// Then nothing of the batch counts, and the ledger is as it was and can be used.
    fn append(&mut self, batch: Batch<'_>) -> Result<Tip, LedgerError>;

    /// Committed entries in order, beginning with `from` (0 and 1 both mean the first).
    ///
    /// # Errors
    /// [`LedgerError::Beyond`] when `from` lies more than one past the tip.
    fn read(&self, from: Seq) -> Result<EntryChunks<'_>, LedgerError>;
}
