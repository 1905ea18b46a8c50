//! A file of fixed-size slots, each with its checksum, so that one slot can later be overwritten in place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, DiskError, at, create_whole};
use super::files;

/// Bytes of a slot that belong to its user.
pub const SLOT_BYTES: usize = 88;
const STORED_BYTES: usize = SLOT_BYTES + 4;
const STORED_BYTES_U64: u64 = STORED_BYTES as u64;
/// Slots read in one call.
const READ_SLOTS: u64 = 8192;

/// More zero bytes in a row than random content ever has: the sign of a block that was never written.
const ZERO_RUN_BYTES: usize = 16;

/// One slot's content.
pub type Slot = [u8; SLOT_BYTES];

/// What a slot's place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A slot as it was written.
    Whole(Slot),
    /// Zeros: power was lost before the slot was synced, so nothing relies on it.
    Unwritten,
    /// Something else: the slot has changed since it was written.
    Damaged,
}

/// A file of slots.
#[derive(Debug)]
pub struct SlotFile {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    slots: u64,
}

impl SlotFile {
    /// Makes the file with one slot; it must not exist yet.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path, disk: Arc<dyn Disk>, first: &Slot) -> Result<Self, DiskError> {
        let mut bytes = Vec::new();
        put(&mut bytes, first);
        create_whole(disk.as_ref(), path, &bytes, true)?;
        Ok(Self { path: path.to_owned(), disk, slots: 1 })
    }

    /// Opens the file. A last slot that is not whole was being written when the writer was stopped: it does not
    /// count, and the next [`SlotFile::append`] cuts it away.
    ///
    /// # Errors
    /// When the file cannot be asked for its length.
    pub fn open(path: &Path, disk: Arc<dyn Disk>) -> Result<Self, DiskError> {
        let slots = files::length(path)? / STORED_BYTES_U64;
        Ok(Self { path: path.to_owned(), disk, slots })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many whole slots there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.slots
    }

    /// Whether there is no whole slot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots == 0
    }

    /// What slot `index` holds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&self, index: u64) -> Result<Stored, DiskError> {
        let bytes = files::read_part(&self.path, index.saturating_mul(STORED_BYTES_U64), STORED_BYTES)?;
        Ok(parse(&bytes))
    }

    /// Hands every slot in order to `each`, with its index.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn for_each(&self, mut each: impl FnMut(u64, Stored)) -> Result<(), DiskError> {
        let mut index = 0;
        while index < self.slots {
            let count = READ_SLOTS.min(self.slots - index);
            let length = STORED_BYTES * usize::try_from(count).unwrap_or(usize::MAX);
            let bytes = files::read_part(&self.path, index * STORED_BYTES_U64, length)?;
            for stored in bytes.chunks(STORED_BYTES) {
                each(index, parse(stored));
                index += 1;
            }
            if bytes.len() < length {
                return Err(at("read", &self.path)(std::io::ErrorKind::UnexpectedEof.into()));
            }
        }
        Ok(())
    }

    /// Appends slots and returns once they are on stable storage.
    ///
    /// # Errors
    /// When they cannot be written; none of them counts then.
    pub fn append(&mut self, slots: &[Slot]) -> Result<(), DiskError> {
        let end = self.slots * STORED_BYTES_U64;
        let mut bytes = Vec::with_capacity(slots.len() * STORED_BYTES);
        for slot in slots {
            put(&mut bytes, slot);
        }
        let mut file = self.disk.open(&self.path).map_err(at("open for writing", &self.path))?;
        if files::length(&self.path)? != end {
            self.disk.cut(&file, end).map_err(at("cut", &self.path))?;
        }
        self.disk.write(&mut file, &bytes).map_err(at("write", &self.path))?;
        self.disk.sync(&file).map_err(at("sync", &self.path))?;
        self.slots += u64::try_from(slots.len()).unwrap_or(0);
        Ok(())
    }
}

fn put(out: &mut Vec<u8>, slot: &Slot) {
    out.extend_from_slice(slot);
    out.extend_from_slice(&crc32c::crc32c(slot).to_le_bytes());
}

fn parse(stored: &[u8]) -> Stored {
    match stored.split_first_chunk::<SLOT_BYTES>() {
        Some((slot, checksum)) if *checksum == crc32c::crc32c(slot).to_le_bytes() => Stored::Whole(*slot),
        _ if memchr::memmem::find(stored, &[0; ZERO_RUN_BYTES]).is_some() => Stored::Unwritten,
        _ => Stored::Damaged,
    }
}
