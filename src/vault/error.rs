//! What can go wrong with sealed fields. No message holds a plaintext, a key or a sealed text.

use std::path::PathBuf;

use crate::model::table::Table;
use crate::store::segment::disk::DiskError;

/// A vault or master key could not be opened, or a cell not be sealed or unsealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// No vault in the data directory.
    #[error("{}: there is no vault here; make a data directory with `duban init`", file.display())]
    Absent {
        /// Its key file.
        file: PathBuf,
    },
    /// A vault or master key is there already.
    #[error("{}: there is a key file here already; it is never overwritten", file.display())]
    Exists {
        /// The key file.
        file: PathBuf,
    },
    /// The key file is something else, or its first slot is damaged.
    #[error("{}: not a key file of this program, or its beginning is damaged; restore it from a copy", file.display())]
    NotAVault {
        /// The key file.
        file: PathBuf,
    },
    /// The master key of another vault.
    #[error("{}: the keys in it are not wrapped by this master key; give the one the vault was made with", file.display())]
    WrongMaster {
        /// The key file.
        file: PathBuf,
    },
    /// No master key was given.
    #[error("{}: sealed fields need the master key; say where its file is", file.display())]
    MasterMissing {
        /// The key file.
        file: PathBuf,
    },
    /// The master key's file is not of its form.
    #[error("{}: not a master key file (a version line, then 32 bytes in base64)", file.display())]
    MasterForm {
        /// The master key's file.
        file: PathBuf,
    },
    /// Others may read the master key.
    #[error("{}: others can read the master key; run `chmod 600` on it", file.display())]
    MasterExposed {
        /// The master key's file.
        file: PathBuf,
    },
    /// A slot has changed since it was written.
    #[error("{}: slot {slot} is damaged; restore the file from a copy", file.display())]
    SlotDamaged {
        /// The key file.
        file: PathBuf,
        /// Index of the slot; the first is 0.
        slot: u64,
    },
    /// No key for a subject.
    #[error("{}: {subject} has no key, so nothing of it was sealed here, or it has been erased", file.display())]
    NoKey {
        /// The key file.
        file: PathBuf,
        /// The subject.
        subject: String,
    },
    /// No such column.
    #[error("{table} has no column {column}")]
    Column {
        /// The table.
        table: Table,
        /// Index of the column.
        column: usize,
    },
    /// A text that is not a sealed cell.
    #[error("a cell of {table}.{column} about {subject} is not sealed text")]
    NotSealed {
        /// The subject.
        subject: String,
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A sealed cell that does not belong where it stands.
    #[error("the sealed {table}.{column} of {subject} was sealed for another place or has been changed")]
    Forged {
        /// The subject.
        subject: String,
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A key could not be wrapped or a cell not be encrypted.
    #[error("the cipher refused its input")]
    Cipher,
    /// The operating system gave no random bytes.
    #[error("cannot get random bytes from the operating system")]
    Random {
        /// Why.
        source: getrandom::Error,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    Disk(#[from] DiskError),
}
