//! Verification: every proof of the ledger recomputed, a key sought for whatever is sealed, and the graph compared with
//! a replay from zero.

use std::path::{Path, PathBuf};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::follow;
use crate::app::replay;
use crate::app::sealed::SealedCount;
use crate::app::watch::{Phase, Watcher};
use crate::ledger::Ledger;
use crate::ledger::file::FileLedger;
use crate::ledger::verify::{self, VerifyReport};
use crate::store::graph::TableDigest;
use crate::store::graph::reader::Reader;
use crate::vault::Vault;

/// What verification found.
#[derive(Debug)]
pub struct Verified {
    /// The ledger's own proofs.
    pub ledger: VerifyReport,
    /// Tables of the graph as it is.
    pub graph: Vec<TableDigest>,
    /// Names of tables that differ from the replay.
    pub differing: Vec<&'static str>,
    /// Sealed cells in the ledger.
    pub sealed: u64,
    /// Those of them that nobody can open: their subject's key is missing or damaged.
    pub keyless: u64,
    /// Whether a master key lay at its place; one that does not fit the vault is an error.
    pub has_master: bool,
}

impl Verified {
    /// Whether everything holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differing.is_empty() && self.keyless == 0
    }
}

/// A directory as one moment shows it, to be verified while it may go on.
pub struct Still {
    path: PathBuf,
    ledger: FileLedger,
    graph: Reader,
    vault: Vault,
}

impl Still {
    /// What `directory` shows now; while it is taken nobody may write. The master key lies where `master_key` says when
    /// it is not at its place.
    ///
    /// # Errors
    /// When the graph or the vault cannot be read.
    pub fn of(directory: &Directory, master_key: Option<&Path>) -> Result<Self, AppError> {
        Ok(Self {
            path: directory.path.clone(),
            ledger: directory.ledger.reader(),
            graph: directory.graph.reader()?,
            // The keys of sealed fields are part of what must not be lost: whatever is sealed must have one.
            vault: directory.vault(master_key)?,
        })
    }

    /// As [`verify()`]. The ledger's files are checked to their end, also what was appended since.
    ///
    /// # Errors
    /// As [`verify()`].
    pub fn verify(self, watcher: &dyn Watcher) -> Result<Verified, AppError> {
        let total = self.ledger.tip().seq;
        watcher.phase(Phase::Verifying, total);
        let has_master = self.vault.has_master();
        let count = SealedCount::new(self.vault.owners()?);
        let ledger = verify::verify_with(&self.path, &|n| watcher.advance(n), &|entry| count.add(entry))?;
        let (sealed, keyless) = count.counts();
        let replay_path = replay::path(&self.path);
        watcher.phase(Phase::Following, total);
        let replayed = follow::build(&replay_path, &self.ledger, &|n| watcher.advance(n))
            .and_then(|store| Ok(store.digest()?));
        let removed = std::fs::remove_file(&replay_path).map_err(AppError::io(&replay_path, "removing"));
        let replayed = replayed?;
        removed?;
        let graph = self.graph.digest()?;
        let differing = graph.iter().zip(&replayed).filter(|(a, b)| a != b).map(|(a, _)| a.name).collect();
        Ok(Verified { ledger, graph, differing, sealed, keyless, has_master })
    }
}

/// Recomputes the ledger's proofs and compares the graph with a replay from zero, made in a temporary file.
///
/// # Errors
/// When the ledger is damaged (the error says where) or a file cannot be read or written.
pub fn verify(directory: &Directory, watcher: &dyn Watcher) -> Result<Verified, AppError> {
    Still::of(directory, None)?.verify(watcher)
}
