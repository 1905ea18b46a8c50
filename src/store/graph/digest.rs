//! Digests of whole tables, to hold one graph against another.

use sha2::{Digest, Sha256};

use super::error::{damaged, guarded};
use super::reader::Reader;
use super::tables::Space;
use super::{GraphStore, StoreError, TableDigest};

impl GraphStore {
    /// The digest of every table, in a fixed order; the cursor and the layout's marker are tables of their own.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn digest(&self) -> Result<Vec<TableDigest>, StoreError> {
        self.reader()?.digest()
    }
}

impl Reader {
    /// The digest of every table of this snapshot; see [`GraphStore::digest`].
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn digest(&self) -> Result<Vec<TableDigest>, StoreError> {
        guarded("digesting the graph", || Space::ALL.into_iter().map(|space| self.digest_of(space)).collect())
    }

    fn digest_of(&self, space: Space) -> Result<TableDigest, StoreError> {
        let mut rows = 0;
        let mut hash = Sha256::new();
        for row in self.rows(space, &[], None)? {
            let (key, value) = row?;
            for part in [key.value(), value.value()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            rows += 1;
        }
        if rows != self.len(space)? {
            return Err(damaged(format!("the table {} does not have as many rows as it says", space.name())));
        }
        Ok(TableDigest { name: space.name(), rows, sha256: hash.finalize().into() })
    }
}
