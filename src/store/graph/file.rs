//! Creating, opening and closing the file, and the one way in which it is written.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase};

use super::batch::Batch;
use super::error::{damaged, guarded};
use super::mutate::Tables;
use super::overlay::Overlay;
use super::reader::Reader;
use super::tables::{ONLY, Space};
use super::{Access, Cursor, Durability, GraphStore, Op, StoreError};

/// Memory for pages in bytes. It holds the branches of every table of a million cases and the leaves that a batch
/// touches. Four times as much was measured to load about a sixth faster and to open no faster, for 400 MB more, which
/// the snapshot beside it has better use for.
const CACHE_BYTES: usize = 128 << 20;

impl GraphStore {
    /// Makes an empty store at `path`, marked with the caller's `layout`.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when a file stands there; [`StoreError::Io`].
    pub fn create(path: &Path, layout: u32) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = match options.open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Exists),
            other => other.map_err(StoreError::Io)?,
        };
        guarded("creating the graph", || {
            let db = builder().create_with_backend(FileBackend::new(file)?)?;
            let txn = db.begin_write()?;
            for space in Space::ALL {
                let mut rows = txn.open_table(space.definition())?;
                if space == Space::Marker {
                    rows.insert(ONLY, layout.to_be_bytes().as_slice())?;
                }
            }
            txn.commit()?;
            Ok(Self::around(db, Access::Write))
        })
    }

    /// Opens the store at `path` and checks the checksum of every page in it; never creates one.
    ///
    /// With [`Access::Write`] a file that a crash left open is brought back to its last durable change. With
    /// [`Access::Read`] the same happens in memory, and the file is left as it is.
    ///
    /// # Errors
    /// [`StoreError::Missing`] without a file; [`StoreError::Damaged`] when it is not what was written;
    /// [`StoreError::Stale`] when it was made with another `layout`; [`StoreError::InUse`] when another process
    /// excludes this use; [`StoreError::Io`].
    pub fn open(path: &Path, layout: u32, access: Access) -> Result<Self, StoreError> {
        guarded("opening the graph", || {
            let mut builder = builder();
            builder.set_check_integrity_on_open(true);
            let db = match access {
                Access::Write => builder.open(path)?,
                Access::Read => builder.create_with_backend(Overlay::open(path)?)?,
            };
            Self::around(db, access).of_layout(layout)
        })
    }

    /// Opens the store at `path` for reading without checking its pages: quick, for a file of which the caller knows that
    /// it is as it was when it was last checked. A page damaged since may give a wrong answer.
    ///
    /// # Errors
    /// As [`GraphStore::open`].
    pub fn open_unchecked(path: &Path, layout: u32) -> Result<Self, StoreError> {
        guarded("opening the graph", || {
            let db = builder().create_with_backend(Overlay::open(path)?)?;
            Self::around(db, Access::Read).of_layout(layout)
        })
    }

    fn of_layout(self, expected: u32) -> Result<Self, StoreError> {
        match self.reader()?.layout()? {
            found if found == expected => Ok(self),
            found => Err(StoreError::Stale { found, expected }),
        }
    }

    /// Closes the store, making pending changes durable. Dropping it does the same but cannot tell of an error.
    ///
    /// # Errors
    /// [`StoreError::Io`] and [`StoreError::Damaged`]; what was durable before still is.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.shut()
    }

    /// How far the ledger was followed; `None` before the first [`GraphStore::apply`].
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn cursor(&self) -> Result<Option<Cursor>, StoreError> {
        self.reader()?.cursor()
    }

    /// Applies `ops` in one transaction as if one after the other, and moves the cursor with them.
    ///
    /// An edge may be applied before its ends. Of a vertex given twice the first type stays, of a property the last
    /// value. Deleting an edge deletes its properties. Sets of 100,000 and more are much faster than single ones.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::Value`], [`StoreError::Damaged`], [`StoreError::Io`]: then nothing of
    /// it was applied.
    pub fn apply(&self, ops: Vec<Op>, cursor: Cursor, durability: Durability) -> Result<(), StoreError> {
        self.write(durability, |tables| {
            Batch::from_ops(ops).write(tables)?;
            tables.set_cursor(cursor)
        })
    }

    /// A snapshot of the store as it is now; later changes do not show in it.
    ///
    /// It pins what it shows, so that a load beside a long-held one makes the file grow. Once the store is closed it
    /// reports [`StoreError::Io`].
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn reader(&self) -> Result<Reader, StoreError> {
        guarded("taking a snapshot", || Ok(Reader::new(self.db()?.begin_read()?)))
    }

    /// Whether every count taken through IndraDB so far was right. IndraDB's counts cannot return an error; where one
    /// failed it was `u64::MAX`, and this tells why.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what made the first of them fail.
    pub fn check_counts(&self) -> Result<(), StoreError> {
        match self.failure.get() {
            Some(detail) => Err(damaged(detail.as_str())),
            None => Ok(()),
        }
    }

    /// Runs `change` in a write transaction of its own, which is committed when it succeeds.
    pub(super) fn write<T>(
        &self,
        durability: Durability,
        change: impl FnOnce(&mut Tables<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.access == Access::Read {
            return Err(StoreError::ReadOnly);
        }
        guarded("changing the graph", || {
            let mut txn = self.db()?.begin_write()?;
            txn.set_durability(match durability {
                Durability::Later => redb::Durability::None,
                Durability::Now => redb::Durability::Immediate,
            })?;
            let answer = change(&mut Tables::open(&txn)?)?;
            txn.commit()?;
            self.is_pending.store(durability == Durability::Later, Ordering::Release);
            Ok(answer)
        })
    }

    fn around(db: Database, access: Access) -> Self {
        Self { db: Some(db), access, is_pending: AtomicBool::new(false), failure: OnceLock::new() }
    }

    fn db(&self) -> Result<&Database, StoreError> {
        self.db.as_ref().ok_or_else(|| StoreError::Io(io::Error::other("the graph is closed")))
    }

    fn shut(&mut self) -> Result<(), StoreError> {
        let Some(db) = self.db.take() else { return Ok(()) };
        guarded("closing the graph", || {
            if self.is_pending.load(Ordering::Acquire) {
                // The closing commit would make it durable too, but leave the older state in the file's other slot,
                // which one flipped bit of the header would bring back.
                db.begin_write()?.commit()?;
            }
            Ok(db.close()?)
        })
    }
}

impl Drop for GraphStore {
    fn drop(&mut self) {
        self.shut().ok();
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}
