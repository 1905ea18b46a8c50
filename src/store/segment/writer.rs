//! Appending to the segments: buffered, in batches, each synced before it is acknowledged.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use super::disk::{Disk, DiskError, at};
use super::files;
use super::record::{self, Kind};

/// Bytes gathered before they are written in one call.
const BUFFER_BYTES: usize = 1 << 20;
/// The least that a disk writes wholly or not at all.
const PAGE_BYTES: u64 = 4096;

/// A place in the segments: all before it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Number of the segment.
    pub number: u32,
    /// Bytes of it that are committed.
    pub length: u64,
}

/// The one writer of a ledger's segments.
#[derive(Debug)]
pub struct SegmentWriter {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    file: File,
    /// End of what is appended, whether written or still in `pending`.
    end: Mark,
    /// End of the last batch.
    committed: Mark,
    /// Highest number of a segment that may exist.
    highest: u32,
    pending: Vec<u8>,
    /// A full segment on its way to stable storage while the next one is filled.
    syncing: Option<JoinHandle<Result<(), DiskError>>>,
}

impl SegmentWriter {
    /// Writes the first segment of a new ledger, holding only its header.
    ///
    /// # Errors
    /// When it cannot be written, or a first segment is there already.
    pub fn create(dir: &Path, disk: &dyn Disk, header: &[u8]) -> Result<(), DiskError> {
        let mut bytes = Vec::new();
        record::put(&mut bytes, Kind::Header, header);
        super::disk::create_whole(disk, &files::path(dir, 1), &bytes, false)
    }

    /// A writer that goes on at `committed`; whatever follows, up to segment `highest`, is cut away.
    /// A segment is followed by a new one when it has reached `segment_bytes`.
    ///
    /// # Errors
    /// When the last segment cannot be opened or the tail not be cut away.
    pub fn open(
        dir: &Path,
        disk: Arc<dyn Disk>,
        segment_bytes: u64,
        committed: Mark,
        highest: u32,
    ) -> Result<Self, DiskError> {
        let path = files::path(dir, committed.number);
        let file = disk.open(&path).map_err(at("open for writing", &path))?;
        let end = Mark { number: committed.number, length: files::length(&path)? };
        let (pending, syncing) = (Vec::new(), None);
        let dir = dir.to_owned();
        let mut writer = Self { dir, disk, segment_bytes, file, end, committed, highest, pending, syncing };
        if writer.is_dirty() {
            writer.abandon()?;
        }
        Ok(writer)
    }

    /// Whether something follows the last commit record.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.end != self.committed || self.highest != self.committed.number
    }

    /// Bytes that can be appended before the segment has reached its size.
    #[must_use]
    pub fn room(&self) -> u64 {
        self.segment_bytes.saturating_sub(self.end.length)
    }

    /// Number of the segment that is written to.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.end.number
    }

    /// Appends whole records.
    ///
    /// # Errors
    /// When they cannot be written: call [`SegmentWriter::abandon`].
    pub fn append(&mut self, records: &[u8]) -> Result<(), DiskError> {
        self.pending.extend_from_slice(records);
        self.end.length += u64::try_from(records.len()).unwrap_or(u64::MAX);
        if BUFFER_BYTES <= self.pending.len() { self.flush() } else { Ok(()) }
    }

    /// Begins the next segment with that header.
    ///
    /// # Errors
    /// When a file cannot be written, synced or made: call [`SegmentWriter::abandon`].
    pub fn begin_segment(&mut self, header: &[u8]) -> Result<(), DiskError> {
        self.flush()?;
        self.finish_syncing()?;
        self.highest = self.end.number + 1;
        let path = files::path(&self.dir, self.highest);
        let file = self.disk.create(&path, false).map_err(at("create", &path))?;
        self.disk.sync_dir(&self.dir).map_err(at("sync directory", &self.dir))?;
        let full = std::mem::replace(&mut self.file, file);
        let (disk, full_path) = (Arc::clone(&self.disk), files::path(&self.dir, self.end.number));
        let sync = move || disk.sync(&full).map_err(at("sync", &full_path));
        let builder = std::thread::Builder::new().name("segment sync".to_owned());
        self.syncing = Some(builder.spawn(sync).map_err(at("start a thread to sync", &self.dir))?);
        self.end = Mark { number: self.highest, length: 0 };
        let mut bytes = Vec::new();
        record::put(&mut bytes, Kind::Header, header);
        self.append(&bytes)
    }

    /// Ends the batch: when this returns, everything appended is on stable storage and counts.
    ///
    /// A disk may write the pages of one call in any order, so a batch that does not lie within one page is synced
    /// before its commit record is written: a commit record never stands behind a hole.
    ///
    /// # Errors
    /// When something cannot be written or synced: call [`SegmentWriter::abandon`].
    pub fn commit(&mut self, commit: &[u8]) -> Result<(), DiskError> {
        let mut bytes = Vec::new();
        record::put(&mut bytes, Kind::Commit, commit);
        let length = self.end.length + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let one_page = self.end.number == self.committed.number
            && self.committed.length / PAGE_BYTES == (length - 1) / PAGE_BYTES;
        if !one_page {
            self.flush()?;
            self.finish_syncing()?;
            self.sync()?;
        }
        self.append(&bytes)?;
        self.flush()?;
        self.sync()?;
        self.committed = self.end;
        Ok(())
    }

    /// Cuts the segments back to the last commit record.
    ///
    /// # Errors
    /// When that fails; then the tail is still there and the writer [dirty](SegmentWriter::is_dirty): try again.
    pub fn abandon(&mut self) -> Result<(), DiskError> {
        self.pending.clear();
        // The segment is removed or cut below: whether it had reached the disk no longer matters.
        self.finish_syncing().unwrap_or(());
        // From the last one backwards, so that an interruption leaves a shorter tail and never a gap.
        while self.committed.number < self.highest {
            let path = files::path(&self.dir, self.highest);
            self.disk.remove(&path).map_err(at("remove", &path))?;
            self.disk.sync_dir(&self.dir).map_err(at("sync directory", &self.dir))?;
            self.highest -= 1;
        }
        let path = files::path(&self.dir, self.committed.number);
        self.file = self.disk.open(&path).map_err(at("open for writing", &path))?;
        self.disk.cut(&self.file, self.committed.length).map_err(at("cut", &path))?;
        self.end = self.committed;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), DiskError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let path = files::path(&self.dir, self.end.number);
        self.disk.write(&mut self.file, &self.pending).map_err(at("write", &path))?;
        self.pending.clear();
        Ok(())
    }

    fn sync(&self) -> Result<(), DiskError> {
        let path = files::path(&self.dir, self.end.number);
        self.disk.sync(&self.file).map_err(at("sync", &path))
    }

    fn finish_syncing(&mut self) -> Result<(), DiskError> {
        match self.syncing.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(done)) => done,
            Some(Err(_)) => {
                let source = std::io::Error::other("the syncing thread panicked");
                Err(DiskError { action: "sync", path: self.dir.clone(), source })
            }
        }
    }
}
