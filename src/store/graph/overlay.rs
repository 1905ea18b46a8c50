//! A file seen through a layer of memory that takes every write.
//!
//! redb checks a whole file only when it opens it for writing, since the check ends in a commit; its read-only opening
//! trusts the file, so that a flipped bit would go unseen. Opening for writing over this layer checks everything,
//! recovers what a crash left, and leaves the file itself as it is. Locks are passed on as shared ones: readers get on
//! with each other and exclude a writer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

use super::StoreError;
use super::error::damaged;
use super::read_ahead::ReadAhead;

const BLOCK_BYTES: usize = 4096;

#[derive(Debug)]
pub(super) struct Overlay {
    _read_ahead: ReadAhead,
    file: Arc<FileBackend>,
    layer: RwLock<Layer>,
}

#[derive(Debug)]
struct Layer {
    /// Length of the whole as redb sees it.
    len: u64,
    /// Up to where the file shows where no block stands; lower than its length once redb has cut it.
    file_len: u64,
    /// What was written, by the number of the block.
    blocks: BTreeMap<u64, Box<[u8; BLOCK_BYTES]>>,
}

impl Overlay {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = Arc::new(FileBackend::new(File::open(path)?)?);
        let len = file.len()?;
        if len == 0 {
            return Err(damaged("the file is empty"));
        }
        let layer = Layer { len, file_len: len, blocks: BTreeMap::new() };
        Ok(Self { _read_ahead: ReadAhead::start(&file, len), file, layer: RwLock::new(layer) })
    }

    /// Reads what the file shows at `offset`, and zeros after it.
    fn read_file(&self, file_len: u64, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let shown = usize::try_from(file_len.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        let (in_file, after) = out.split_at_mut(shown);
        after.fill(0);
        if in_file.is_empty() { Ok(()) } else { self.file.read(offset, in_file) }
    }
}

/// The parts of a range of bytes by block: the block's number, where the part begins in it, and the part's place in
/// the range.
fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        if done == len {
            return None;
        }
        let at = offset + done as u64;
        let within = usize::try_from(at % BLOCK_BYTES as u64).unwrap_or_default();
        let next = len.min(done + BLOCK_BYTES - within);
        let part = (at / BLOCK_BYTES as u64, within, done..next);
        done = next;
        Some(part)
    })
}

fn check(layer: &Layer, offset: u64, len: usize) -> io::Result<()> {
    match offset.checked_add(len as u64) {
        Some(end) if end <= layer.len => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "beyond the end of the file")),
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.layer.read().unwrap_or_else(PoisonError::into_inner).len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let layer = self.layer.read().unwrap_or_else(PoisonError::into_inner);
        check(&layer, offset, out.len())?;
        let blocks = offset / BLOCK_BYTES as u64..=(offset + out.len() as u64) / BLOCK_BYTES as u64;
        if layer.blocks.range(blocks).next().is_none() {
            return self.read_file(layer.file_len, offset, out);
        }
        for (number, within, place) in parts(offset, out.len()) {
            let at = offset + place.start as u64;
            let out = &mut out[place];
            match layer.blocks.get(&number) {
                Some(block) => out.copy_from_slice(&block[within..within + out.len()]),
                None => self.read_file(layer.file_len, at, out)?,
            }
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut layer = self.layer.write().unwrap_or_else(PoisonError::into_inner);
        check(&layer, offset, data.len())?;
        for (number, within, place) in parts(offset, data.len()) {
            let mut block = match layer.blocks.remove(&number) {
                Some(block) => block,
                None => {
                    let mut block = Box::new([0; BLOCK_BYTES]);
                    self.read_file(layer.file_len, number * BLOCK_BYTES as u64, block.as_mut_slice())?;
                    block
                }
            };
            block[within..within + place.len()].copy_from_slice(&data[place]);
            layer.blocks.insert(number, block);
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut layer = self.layer.write().unwrap_or_else(PoisonError::into_inner);
        if len < layer.len {
            layer.file_len = layer.file_len.min(len);
            layer.blocks.retain(|number, _| number * (BLOCK_BYTES as u64) < len);
            let within = usize::try_from(len % BLOCK_BYTES as u64).unwrap_or_default();
            if let Some(block) = layer.blocks.get_mut(&(len / BLOCK_BYTES as u64)) {
                block[within..].fill(0);
            }
        }
        layer.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Write(usize, Vec<u8>),
        SetLen(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => (0usize..20_000, prop::collection::vec(1u8.., 0..9000)).prop_map(|(at, data)| Step::Write(at, data)),
            1 => (0usize..30_000).prop_map(Step::SetLen),
        ];
        prop::collection::vec(step, 0..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_reads_as_a_file_would_and_leaves_the_file_alone(original in 1usize..20_000, steps in steps()) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("file");
            let first: Vec<u8> = (1..=251).cycle().take(original).collect();
            fs::write(&path, &first).unwrap();
            let overlay = Overlay::open(&path).unwrap();
            let mut model = first.clone();
            for step in steps {
                match step {
                    Step::SetLen(len) => {
                        overlay.set_len(len as u64).unwrap();
                        model.resize(len, 0);
                    }
                    Step::Write(at, data) => {
                        let fits = at + data.len() <= model.len();
                        prop_assert_eq!(overlay.write(at as u64, &data).is_ok(), fits);
                        if fits {
                            model[at..at + data.len()].copy_from_slice(&data);
                        }
                    }
                }
                let mut all = vec![0; model.len()];
                overlay.read(0, &mut all).unwrap();
                prop_assert!(all == model);
                prop_assert_eq!(overlay.len().unwrap(), model.len() as u64);
                prop_assert!(overlay.read(1, &mut all).is_err() || all.is_empty());
            }
            prop_assert_eq!(fs::read(&path).unwrap(), first);
        }
    }
}
