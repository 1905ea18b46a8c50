//! The history of one subject: its ledger entries in order, each with its place in the ledger.

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::near;
use crate::graph::record::{Record, RecordError};
use crate::graph::schema::STATE;
use crate::ledger::encoding::encode;
use crate::ledger::error::LedgerError;
use crate::ledger::merkle::Hash;
use crate::ledger::{Ledger, Tip};
use crate::model::entry::{Entry, Seq};
use crate::model::subject::{Subject, SubjectKind};

/// The entries of one subject.
#[derive(Debug)]
pub struct History {
    /// Whose they are.
    pub subject: Subject,
    /// How far the ledger reaches.
    pub tip: Tip,
    /// The entries, in the ledger's order.
    pub entries: Vec<Placed>,
}

/// An entry and where it stands.
#[derive(Debug)]
pub struct Placed {
    /// The entry.
    pub entry: Entry,
    /// Its leaf in the Merkle tree, computed from the entry as it was read.
    pub leaf: Hash,
    /// Number of the segment that holds it.
    pub segment: u32,
}

/// The history of the subject of that kind and id; only its own entries are read.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, and when the ledger or the graph cannot be read.
pub fn of(directory: &Directory, kind: SubjectKind, id: &str) -> Result<History, AppError> {
    let subject = Subject::new(kind, id);
    let Some(text) = directory.graph.text(subject.uuid(), *STATE)? else {
        return Err(near::unknown(directory, kind, id)?);
    };
    let ledger = &directory.ledger;
    // The graph may be ahead of a reader's ledger.
    let last = ledger.tip().seq;
    let seqs: Vec<Seq> = Record::decode(&text)?.seqs().take_while(|&seq| seq <= last).collect();
    if seqs.is_empty() {
        return Err(near::said(kind, id, &[]));
    }
    let mut entries = Vec::with_capacity(seqs.len());
    for entry in ledger.read_entries(&seqs)? {
        if entry.subject != subject {
            let line = format!("entry {} is not about {subject}", entry.seq);
            return Err(RecordError::Damaged { line }.into());
        }
        let seq = entry.seq;
        let bytes = encode(&entry).map_err(|source| LedgerError::Encode {
            seq,
            subject: subject.to_string(),
            source,
        })?;
        let leaf = ledger.digest().leaf(&bytes);
        let segment = ledger.segment_number(entry.seq);
        entries.push(Placed { entry, leaf, segment });
    }
    Ok(History { subject, tip: ledger.tip(), entries })
}
