//! Power is lost at every operation, and of what was not synced any part may have reached the disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex};

use super::*;
use crate::store::segment::disk::{Disk, OsDisk};

const PAGE_BYTES: usize = 4096;

#[derive(Clone, Debug)]
enum Step {
    Open(u64, PathBuf),
    Write(u64, Vec<u8>),
    Sync(u64),
    Cut(u64, usize),
    Remove(PathBuf),
    SyncDir,
    /// The caller was told that its batch is safe.
    Acknowledged(Tip),
}

/// The disk as it is, with a record of what was asked of it.
#[derive(Debug, Default)]
struct RecordingDisk(Mutex<Vec<Step>>);

impl RecordingDisk {
    fn record(&self, step: Step) {
        self.0.lock().unwrap().push(step);
    }

    fn steps(&self) -> Vec<Step> {
        self.0.lock().unwrap().clone()
    }
}

fn id(file: &File) -> u64 {
    file.metadata().unwrap().ino()
}

impl Disk for RecordingDisk {
    fn create(&self, path: &Path, private: bool) -> io::Result<File> {
        let file = OsDisk.create(path, private)?;
        self.record(Step::Open(id(&file), path.to_owned()));
        Ok(file)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let file = OsDisk.open(path)?;
        self.record(Step::Open(id(&file), path.to_owned()));
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.record(Step::Write(id(file), bytes.to_vec()));
        OsDisk.write(file, bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.record(Step::Sync(id(file)));
        Ok(())
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.record(Step::Cut(id(file), usize::try_from(length).unwrap()));
        file.set_len(length)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.record(Step::Remove(path.to_owned()));
        OsDisk.remove(path)
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.record(Step::SyncDir);
        Ok(())
    }
}

/// A file in memory and on the disk.
#[derive(Clone, Debug, Default)]
struct Model {
    written: Vec<u8>,
    /// How much of it was synced.
    synced: usize,
    /// Whether its name was.
    named: bool,
}

/// What survives of what was not synced.
#[derive(Clone, Copy, Debug)]
enum Survivor {
    Nothing,
    Everything,
    /// All but every second page, which reads as zeros: beginning with the first, or the second.
    Pages(usize),
}

impl Model {
    fn surviving(&self, survivor: Survivor) -> Option<Vec<u8>> {
        let mut bytes = self.written.clone();
        match survivor {
            Survivor::Everything => {}
            Survivor::Nothing => bytes.truncate(self.synced),
            Survivor::Pages(parity) => {
                for (at, byte) in bytes.iter_mut().enumerate().skip(self.synced) {
                    *byte = if at / PAGE_BYTES % 2 == parity { 0 } else { *byte };
                }
            }
        }
        (self.named || !matches!(survivor, Survivor::Nothing)).then_some(bytes)
    }
}

/// The files after the first `steps`, and the last tip that was acknowledged.
fn replay(first: &Path, header: &[u8], steps: &[Step]) -> (BTreeMap<PathBuf, Model>, Option<Tip>) {
    let header = Model { written: header.to_vec(), synced: header.len(), named: true };
    let mut files = BTreeMap::from([(first.to_owned(), header)]);
    let (mut names, mut tip) = (BTreeMap::new(), None);
    for step in steps {
        match step {
            Step::Open(id, path) => {
                names.insert(*id, path.clone());
                files.entry(path.clone()).or_default();
            }
            Step::Write(id, bytes) => files.get_mut(&names[id]).unwrap().written.extend_from_slice(bytes),
            Step::Sync(id) => {
                let file = files.get_mut(&names[id]).unwrap();
                file.synced = file.written.len();
            }
            Step::Cut(id, length) => {
                let file = files.get_mut(&names[id]).unwrap();
                file.written.truncate(*length);
                file.synced = *length;
            }
            Step::Remove(path) => drop(files.remove(path)),
            Step::SyncDir => files.values_mut().for_each(|file| file.named = true),
            Step::Acknowledged(acknowledged) => tip = Some(*acknowledged),
        }
    }
    (files, tip)
}

#[test]
fn an_acknowledged_batch_survives_a_loss_of_power_and_no_other_is_seen_in_part() {
    let place = Place::new();
    let header = std::fs::read(place.segment(1)).unwrap();
    let disk = Arc::new(RecordingDisk::default());
    let settings = Settings { segment_bytes: 20_000, disk: Arc::clone(&disk) as Arc<dyn Disk> };
    let (mut ledger, _) = FileLedger::open_with(place.path(), Access::Write, settings).unwrap();
    let mut tips = vec![ledger.tip()];
    for (n, entries) in [1, 2, 14, 1, 150, 3, 40, 1].into_iter().enumerate() {
        let tip = append(&mut ledger, handoffs(&format!("{n}-"), entries, 1)).unwrap();
        disk.record(Step::Acknowledged(tip));
        tips.push(tip);
    }
    let steps = disk.steps();
    let dir = place.path().join("ledger");
    for count in 0..=steps.len() {
        let (files, acknowledged) = replay(&place.segment(1), &header, &steps[..count]);
        for survivor in [Survivor::Nothing, Survivor::Everything, Survivor::Pages(0), Survivor::Pages(1)] {
            std::fs::remove_dir_all(&dir).unwrap();
            std::fs::create_dir(&dir).unwrap();
            for (path, file) in &files {
                if let Some(bytes) = file.surviving(survivor) {
                    std::fs::write(path, bytes).unwrap();
                }
            }
            let told = format!("{count} steps, {survivor:?} survives");
            let opened = FileLedger::open(place.path(), Access::Read);
            let (ledger, _) = opened.unwrap_or_else(|error| unreachable!("{told}: {error}"));
            assert!(tips.contains(&ledger.tip()), "{told}");
            assert!(acknowledged.is_none_or(|tip| tip.seq <= ledger.tip().seq), "{told}");
            assert_eq!(place.verify().unwrap().tip, ledger.tip(), "{told}");
            assert_eq!(read_all(&ledger).len() as u64, ledger.tip().seq, "{told}");
        }
    }
}
