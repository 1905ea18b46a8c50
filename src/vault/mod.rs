//! Floor 2: sealed fields and their keys.
//!
//! A sealed cell is encrypted with XChaCha20-Poly1305 under a key of its subject (the case, or the screening), so that
//! destroying that key erases the person while the ledger stays verifiable. Keys lie wrapped under a master key that
//! is kept in a file of its own, outside the data directory.
//!
//! Invariant: the plaintext of a sealed field never leaves through `Debug`, logs or errors, and never reaches a file.

pub mod cipher;
pub mod error;
pub mod keys;
pub mod master;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::model::subject::Subject;
use crate::model::table::Table;
use crate::store::segment::disk::{Disk, DiskError, OsDisk, create_dir};
use cipher::Place;
use error::VaultError;
use keys::KeyRing;
use master::MasterKey;

/// Column under which [`crate::model::entry::Correction::basis`] is sealed: it is of no table's columns.
pub const CORRECTION_BASIS: usize = usize::MAX;
/// Cells sealed by one task at least.
const TASK_CELLS_MIN: usize = 64;

/// A cell to be sealed.
#[derive(Clone, Copy)]
pub struct PlainCell<'a> {
    /// Whose key seals it.
    pub subject: &'a Subject,
    /// Its table.
    pub table: Table,
    /// Its column, or [`CORRECTION_BASIS`].
    pub column: usize,
    /// Its text.
    pub plain: &'a str,
}

/// The keys of a data directory, and sealing and unsealing with them.
#[derive(Debug)]
pub struct Vault {
    keys: KeyRing,
}

/// The key file in the data directory `dir`.
#[must_use]
pub fn key_file(dir: &Path) -> PathBuf {
    dir.join("vault").join("keys")
}

/// Whether `text` has the form of a sealed cell.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    text.starts_with(cipher::PREFIX)
}

impl Vault {
    /// Makes an empty vault in the data directory `dir`.
    ///
    /// # Errors
    /// [`VaultError::Exists`] when there is one already, else when it cannot be written.
    pub fn create(dir: &Path, master: &MasterKey) -> Result<Self, VaultError> {
        Self::create_on(Arc::new(OsDisk), dir, master)
    }

    fn create_on(disk: Arc<dyn Disk>, dir: &Path, master: &MasterKey) -> Result<Self, VaultError> {
        let path = key_file(dir);
        create_dir(disk.as_ref(), &dir.join("vault"))?;
        match KeyRing::create(&path, disk, master) {
            Err(VaultError::Disk(DiskError { source, .. }))
                if source.kind() == std::io::ErrorKind::AlreadyExists =>
            {
                Err(VaultError::Exists { file: path })
            }
            created => created.map(|keys| Self { keys }),
        }
    }

    /// Opens the vault in the data directory `dir`. Without the master key only [`is_sealed`] can be asked.
    ///
    /// # Errors
    /// [`VaultError::WrongMaster`] when `master` is not the key it was made with; [`VaultError::Absent`] when there is
    /// no vault; [`VaultError::NotAVault`] when the file is something else.
    pub fn open(dir: &Path, master: Option<MasterKey>) -> Result<Self, VaultError> {
        Self::open_on(Arc::new(OsDisk), dir, master)
    }

    fn open_on(disk: Arc<dyn Disk>, dir: &Path, master: Option<MasterKey>) -> Result<Self, VaultError> {
        KeyRing::open(&key_file(dir), disk, master).map(|keys| Self { keys })
    }

    /// Makes keys for those of `subjects` that have none; returns how many. They reach the disk with
    /// [`Vault::flush`], which must come before the commit of anything sealed with them.
    ///
    /// # Errors
    /// When the master key is missing, a slot is damaged (the key in it might be one of theirs) or no random bytes are
    /// to be had.
    pub fn ensure_keys(&mut self, subjects: &[Subject]) -> Result<usize, VaultError> {
        self.keys.ensure(subjects)
    }

    /// Seals a cell, making the subject's key if it has none yet.
    ///
    /// # Errors
    /// See [`Vault::ensure_keys`] and [`Vault::seal_with`].
    pub fn seal(
        &mut self,
        subject: &Subject,
        table: Table,
        column: usize,
        plain: &str,
    ) -> Result<String, VaultError> {
        self.keys.ensure(std::slice::from_ref(subject))?;
        self.seal_with(&PlainCell { subject, table, column, plain })
    }

    /// Seals a cell of a subject that has a key: `sealed:v1:` and base64. Sealing the same twice gives two texts.
    ///
    /// # Errors
    /// [`VaultError::NoKey`] when the subject has none; [`VaultError::Column`] for a column that the table has not.
    pub fn seal_with(&self, cell: &PlainCell<'_>) -> Result<String, VaultError> {
        let place = Place::new(cell.subject, cell.table, cell.column)?;
        cipher::seal(&self.keys.key(cell.subject)?, &place, cell.plain)
    }

    /// Seals many cells on all cores; texts in the order of the cells. Each subject has a key.
    ///
    /// # Errors
    /// That of the first cell that cannot be sealed.
    pub fn seal_all(&self, cells: &[PlainCell<'_>]) -> Result<Vec<String>, VaultError> {
        let tasks = cells.par_iter().with_min_len(TASK_CELLS_MIN);
        let sealed: Vec<Result<String, VaultError>> = tasks.map(|cell| self.seal_with(cell)).collect();
        sealed.into_iter().collect()
    }

    /// The text of a sealed cell.
    ///
    /// # Errors
    /// [`VaultError::Forged`] when it was sealed for another subject, table or column, or has been changed;
    /// [`VaultError::NotSealed`] when it is not of a sealed cell's form.
    pub fn unseal(
        &self,
        subject: &Subject,
        table: Table,
        column: usize,
        sealed: &str,
    ) -> Result<Zeroizing<String>, VaultError> {
        let place = Place::new(subject, table, column)?;
        cipher::unseal(&self.keys.key(subject)?, &place, sealed)
    }

    /// Seals free text about a notice under the notice's own key, making that key if there is none yet. `field` names
    /// what the text is, such as `reply`; it opens under that name only.
    ///
    /// # Errors
    /// See [`Vault::ensure_keys`].
    pub fn seal_text(
        &mut self,
        notice: &Subject,
        field: &'static str,
        plain: &str,
    ) -> Result<String, VaultError> {
        self.keys.ensure(std::slice::from_ref(notice))?;
        cipher::seal(&self.keys.key(notice)?, &Place::of_notice(notice, field), plain)
    }

    /// The text that [`Vault::seal_text`] sealed.
    ///
    /// # Errors
    /// See [`Vault::unseal`].
    pub fn unseal_text(
        &self,
        notice: &Subject,
        field: &'static str,
        sealed: &str,
    ) -> Result<Zeroizing<String>, VaultError> {
        cipher::unseal(&self.keys.key(notice)?, &Place::of_notice(notice, field), sealed)
    }

    /// Whether the text of a sealed cell is `plain`.
    ///
    /// # Errors
    /// See [`Vault::unseal`].
    pub fn same(
        &self,
        subject: &Subject,
        table: Table,
        column: usize,
        sealed: &str,
        plain: &str,
    ) -> Result<bool, VaultError> {
        self.unseal(subject, table, column, sealed).map(|text| text.as_str() == plain)
    }

    /// Whether it was opened with a master key, which then fits.
    #[must_use]
    pub fn has_master(&self) -> bool {
        self.keys.has_master()
    }

    /// The subjects that have a key. Reading them needs no master key.
    ///
    /// # Errors
    /// When the key file cannot be read.
    pub fn owners(&self) -> Result<keys::Owners<'_>, VaultError> {
        self.keys.owners()
    }

    /// Returns once all keys made so far are on stable storage.
    ///
    /// # Errors
    /// When they cannot be written; they are kept, and the next call tries again.
    pub fn flush(&mut self) -> Result<(), VaultError> {
        self.keys.flush()
    }
}
