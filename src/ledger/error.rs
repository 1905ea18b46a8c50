//! What can go wrong with a ledger.

use std::path::PathBuf;

use super::encoding::{DecodeError, EncodeError};
use super::fault::{Damage, HeaderFault};
use crate::model::entry::Seq;
use crate::store::segment::disk::DiskError;

/// A ledger could not be opened, read, written or found true.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// No ledger in the directory.
    #[error("{}: there is no ledger here; make a data directory with `duban init`", dir.display())]
    Absent {
        /// The ledger's directory.
        dir: PathBuf,
    },
    /// A ledger is there already.
    #[error("{}: there is a ledger here already; it is never overwritten", dir.display())]
    Exists {
        /// The ledger's directory.
        dir: PathBuf,
    },
    /// A segment between others is not there.
    #[error("{}: this segment of the ledger is missing; restore it from a copy", file.display())]
    Missing {
        /// The missing file.
        file: PathBuf,
    },
    /// The header of a segment is damaged or does not continue the segment before.
    #[error("{}: the segment's header {what}; restore the file from a copy", file.display())]
    Header {
        /// The segment.
        file: PathBuf,
        /// What is wrong with it.
        what: HeaderFault,
    },
    /// Something at or before the last commit is not as it was written.
    #[error("{}: at entry {seq}: {what}; the ledger is damaged, restore the file from a copy", file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// The entry, or the first one after the damaged record.
        seq: Seq,
        /// What is wrong.
        what: Damage,
        /// Why an entry could not be read.
        source: Option<DecodeError>,
    },
    /// A draft that cannot be written. Nothing of its batch was.
    #[error("entry {seq} about {subject} cannot be written")]
    Encode {
        /// The position it would have had.
        seq: Seq,
        /// What it is about.
        subject: String,
        /// Why.
        source: EncodeError,
    },
    /// Drafts about one subject that do not follow each other. Nothing of their batch was written.
    #[error(
        "entry {seq} about {subject} expects version {expected}, but the one before it makes version {made}"
    )]
    Versions {
        /// The position it would have had.
        seq: Seq,
        /// What it is about.
        subject: String,
        /// The version it expects.
        expected: u32,
        /// The version its predecessor makes.
        made: u32,
    },
    /// An append to a ledger opened for reading.
    #[error("{}: the ledger was opened for reading only", dir.display())]
    ReadOnly {
        /// The ledger's directory.
        dir: PathBuf,
    },
    /// A position at which there is no entry.
    #[error("there is no entry {seq}; the ledger ends at {last}")]
    Beyond {
        /// The position asked for.
        seq: Seq,
        /// The ledger's last entry.
        last: Seq,
    },
    /// The operating system gave no random bytes.
    #[error("cannot get random bytes from the operating system")]
    Random {
        /// Why.
        source: getrandom::Error,
    },
    /// A thread of an append ended early.
    #[error("a thread of the append stopped before its work was done")]
    Stopped,
    /// A file could not be read or written.
    #[error(transparent)]
    Disk(#[from] DiskError),
}
