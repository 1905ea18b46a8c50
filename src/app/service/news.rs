//! What followers are told.

use crate::model::entry::Seq;

/// How far the ledger reaches, and how much of it the snapshot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// The last committed entry.
    pub tip: Seq,
    /// The last entry that answers from the snapshot show.
    pub shown: Seq,
}
