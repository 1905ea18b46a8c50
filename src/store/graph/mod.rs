//! The IndraDB datastore over redb: present state, which can be thrown away and rebuilt from the ledger.
//!
//! [`GraphStore`] is IndraDB's `Datastore` for queries, and takes what the ledger's projection yields through
//! [`GraphStore::apply`], which moves the [`Cursor`] in the same transaction. Readers work on snapshots without a
//! lock. Nothing here repairs: whatever is damaged, stale or missing is reported as such, so that the caller deletes
//! the file and replays the ledger.

mod batch;
mod digest;
pub(in crate::store) mod error;
mod file;
mod keys;
mod mutate;
mod overlay;
mod read_ahead;
pub mod reader;
mod tables;
#[cfg(test)]
mod tests;
mod transaction;
mod value;

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use uuid::Uuid;

/// How far the graph has followed the ledger; moved in the same transaction as what was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Last entry applied.
    pub seq: u64,
    /// The ledger's Merkle root at that entry's batch.
    pub root: [u8; 32],
}

/// One change of the graph. Applying the same changes again leaves it as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A vertex with its type.
    Vertex(Uuid, indradb::Identifier),
    /// A property of a vertex.
    Property(Uuid, indradb::Identifier, indradb::Json),
    /// An edge.
    Edge(indradb::Edge),
    /// An edge that is no more; absent ones are passed over.
    DeleteEdge(indradb::Edge),
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Queries only. Any number of processes may hold this at once; the file is never written to.
    Read,
    /// Queries and changes. Excludes every other process.
    Write,
}

/// When a change must have reached the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// With the next change that is durable, or at closing: a crash before falls back to the last durable one, cursor
    /// included. Space freed in between is not reused, so a long load needs a durable change now and then.
    Later,
    /// Before the call returns.
    Now,
}

/// The digest of one table as an ordered stream of keys and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDigest {
    /// The table's name in the file.
    pub name: &'static str,
    /// Rows it holds.
    pub rows: u64,
    /// SHA-256 over every row in key order: length of the key as a big-endian `u64`, key, length of the value, value.
    pub sha256: [u8; 32],
}

/// Why the graph store could not answer or change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file.
    #[error("the graph file does not exist; rebuild it from the ledger")]
    Missing,
    /// A new store was asked for where a file exists.
    #[error("a file stands where the graph was to be created; open it or delete it first")]
    Exists,
    /// The file is not, or no longer, what was written.
    #[error("the graph file is damaged ({detail}); delete it and rebuild it from the ledger")]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// The file was written in another layout.
    #[error("the graph file has layout {found}, not {expected}; delete it and rebuild it from the ledger")]
    Stale {
        /// Layout in the file.
        found: u32,
        /// Layout asked for.
        expected: u32,
    },
    /// It has followed another ledger than the caller's.
    #[error("the graph file follows another ledger; delete it and rebuild it from this one")]
    Foreign,
    /// Another process, or another store in this one, excludes this use.
    #[error("the graph file is in use by another process; wait until it has closed the file")]
    InUse,
    /// A change was asked of a store opened with [`Access::Read`].
    #[error("the graph was opened for reading only; open it for writing")]
    ReadOnly,
    /// A property's value that would not read back as it is.
    #[error("a property's value cannot be stored ({detail}); store it as text")]
    Value {
        /// What is wrong with it.
        detail: String,
    },
    /// The file could not be read or written.
    #[error("the graph file could not be read or written")]
    Io(#[source] io::Error),
}

/// Whether a panic of this thread would be caught and reported as [`StoreError::Damaged`], so that a panic hook has
/// nothing to tell.
#[must_use]
pub fn panics_are_caught() -> bool {
    error::is_guarded()
}

/// A graph in one file: IndraDB's `Datastore`, fed through [`GraphStore::apply`].
///
/// It may be shared between threads. Reading never waits; changes wait for one another.
pub struct GraphStore {
    /// Present until the store is closed.
    db: Option<redb::Database>,
    access: Access,
    /// Whether the last change waits for a later one to become durable.
    is_pending: AtomicBool,
    /// Why a count failed: `Transaction::vertex_count` and `edge_count` have no other way to say so.
    failure: OnceLock<String>,
}
