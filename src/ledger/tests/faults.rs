//! A disk that fails, and a writer that is killed, at every single operation.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::store::segment::disk::{Disk, OsDisk};

/// A disk on which one operation fails, half done, or that one and all after it.
#[derive(Debug)]
struct FailingDisk {
    /// Operations that still succeed.
    left: AtomicI64,
    /// Whether the operations after the failed one fail as well: the process is dead.
    for_good: bool,
}

impl FailingDisk {
    fn new(left: i64, for_good: bool) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(left), for_good })
    }

    fn step(&self) -> io::Result<()> {
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            0 => Err(io::ErrorKind::StorageFull.into()),
            left if left < 0 && self.for_good => Err(io::ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }
    }
}

impl Disk for FailingDisk {
    fn create(&self, path: &Path, private: bool) -> io::Result<File> {
        self.step().and_then(|()| OsDisk.create(path, private))
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        self.step().and_then(|()| OsDisk.open(path))
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step() {
            if self.left.load(Ordering::SeqCst) == -1 {
                OsDisk.write(file, &bytes[..bytes.len() / 2])?;
            }
            return Err(error);
        }
        OsDisk.write(file, bytes)
    }

    fn sync(&self, _: &File) -> io::Result<()> {
        self.step()
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.step().and_then(|()| file.set_len(length))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| OsDisk.remove(path))
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.step()
    }
}

const SEGMENT_BYTES: u64 = 3000;
/// For batches that are encoded in several pieces.
const LARGE_SEGMENT_BYTES: u64 = 400_000;

/// A ledger with a first batch, then a second of `entries` written over a disk that fails after `left` operations.
fn fail_after(left: i64, for_good: bool, entries: u32) -> (Place, Tip, FileLedger, Result<Tip, LedgerError>) {
    let place = Place::new();
    let (mut ledger, _) = place.open(SEGMENT_BYTES);
    let tip = append(&mut ledger, handoffs("a", 3, 1)).unwrap();
    drop(ledger);
    // Opening for writing opens the last segment: one operation.
    let disk = FailingDisk::new(left + 1, for_good);
    let segment_bytes = if entries < 1000 { SEGMENT_BYTES } else { LARGE_SEGMENT_BYTES };
    let settings = Settings { segment_bytes, disk };
    let (mut ledger, _) = FileLedger::open_with(place.path(), Access::Write, settings).unwrap();
    let appended = append(&mut ledger, handoffs("b", entries, 1));
    (place, tip, ledger, appended)
}

#[test]
fn a_failed_append_leaves_the_ledger_as_it_was_and_usable() {
    for entries in [1, 40, 5000] {
        let mut failures = 0;
        for left in 0.. {
            let (place, tip, mut ledger, appended) = fail_after(left, false, entries);
            if appended.is_ok() {
                break;
            }
            failures += 1;
            assert_eq!(ledger.tip(), tip);
            let verified = place.verify().unwrap();
            assert_eq!((verified.tip, verified.tail.bytes), (tip, 0), "{entries} entries, {left} operations");
            let again = append(&mut ledger, handoffs("b", entries, 1)).unwrap();
            assert_eq!(again.seq, tip.seq + u64::from(entries));
            assert_eq!(place.verify().unwrap().tip, again);
        }
        assert!(1 < failures, "{entries} entries");
    }
}

#[test]
fn a_writer_killed_at_any_operation_leaves_all_of_its_batch_or_nothing() {
    for entries in [1, 40] {
        for left in 0.. {
            let (place, tip, ledger, appended) = fail_after(left, true, entries);
            assert!(appended.is_ok() || ledger.tip() == tip);
            drop(ledger);
            let (mut ledger, _) = place.open(SEGMENT_BYTES);
            let whole = tip.seq + u64::from(entries);
            assert!(ledger.tip() == tip || ledger.tip().seq == whole, "{entries} entries, {left} operations");
            assert!(appended.is_err() || ledger.tip().seq == whole, "an acknowledged batch is lost");
            append(&mut ledger, handoffs("c", 40, 1)).unwrap();
            place.verify().unwrap();
            if appended.is_ok() {
                break;
            }
        }
    }
}

#[test]
fn an_append_after_a_failed_cut_tries_the_cut_again() {
    // The write of the batch fails, and so does opening the file to cut it back; then the disk recovers.
    let place = Place::new();
    let disk = FailingDisk::new(1, true);
    let settings = Settings { segment_bytes: SEGMENT_BYTES, disk: Arc::clone(&disk) as Arc<dyn Disk> };
    let (mut ledger, _) = FileLedger::open_with(place.path(), Access::Write, settings).unwrap();
    append(&mut ledger, handoffs("a", 1, 1)).unwrap_err();
    append(&mut ledger, handoffs("a", 1, 1)).unwrap_err();
    disk.left.store(i64::MAX, Ordering::SeqCst);
    assert_eq!(append(&mut ledger, handoffs("a", 1, 1)).unwrap().seq, 1);
    assert_eq!(place.verify().unwrap().tail.bytes, 0);
}

#[test]
fn a_ledger_whose_creation_was_interrupted_can_be_created_again() {
    for left in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let disk = FailingDisk::new(left, true);
        let settings = Settings { segment_bytes: SEGMENT_BYTES, disk };
        if FileLedger::create_with(dir.path(), at(0), settings).is_ok() {
            assert!(3 < left);
            break;
        }
        match FileLedger::create(dir.path(), at(0)) {
            Ok(_) => {}
            Err(LedgerError::Exists { .. }) => {
                FileLedger::open(dir.path(), Access::Write).unwrap();
            }
            Err(error) => unreachable!("{left} operations: {error}"),
        }
    }
}
