//! What a use case tells while it works: phases with their progress, and events that its user should know.

use crate::app::error::AppError;
use crate::app::holder::Holder;

/// A stretch of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading files; in bytes.
    Reading,
    /// Holding rows against each other and against what is known.
    Checking,
    /// Writing the ledger; in entries.
    Writing,
    /// The graph following the ledger; in entries.
    Following,
    /// Loading a snapshot.
    Loading,
    /// Verifying the ledger; in entries.
    Verifying,
    /// Writing an export; in entries.
    Exporting,
}

/// Something that happened while a directory was opened.
#[derive(Debug)]
pub enum Event {
    /// An unfinished batch was cut off the ledger's end.
    TailCut {
        /// Bytes cut off.
        bytes: u64,
    },
    /// The graph is built anew from the ledger.
    GraphRebuilt {
        /// What is wrong with the one that there is.
        why: AppError,
    },
    /// The directory is in use, and this process waits.
    Waiting {
        /// By whom, when it is known.
        holder: Option<Holder>,
    },
}

/// Is told.
pub trait Watcher: Sync {
    /// Something happened that the user should know.
    fn event(&self, event: &Event);
    /// A phase of `total` steps begins; 0 when their number is not known.
    fn phase(&self, phase: Phase, total: u64);
    /// Further steps of the phase are done.
    fn advance(&self, more: u64);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Watcher for Silent {
    fn event(&self, _: &Event) {}
    fn phase(&self, _: Phase, _: u64) {}
    fn advance(&self, _: u64) {}
}
