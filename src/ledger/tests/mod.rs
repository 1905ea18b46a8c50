//! Tests of the ledger in files: what is appended is read, torn tails are cut, damage is told.

mod faults;
#[cfg(unix)]
mod power;
mod reads;
mod tails;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::LedgerError;
use super::file::{Access, FileLedger, OpenReport, Settings};
use super::verify::{VerifyReport, verify};
use super::{Batch, Ledger, Tip};
use crate::model::entry::{Body, Draft, Entry, EntryKind};
use crate::model::rows::RowBuf;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::Table;
use crate::model::time::Instant;

fn at(hour: i64) -> Instant {
    Instant::from_unix(1_782_864_000 + hour * 3600).unwrap()
}

/// The `n`-th handoff of a case.
fn handoff(case: &str, n: u32) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Case, case),
        expected_version: n,
        kind: EntryKind::Recorded(Table::Handoffs),
        occurred_at: "2026-06-30 09:00".into(),
        body: Body::Row(RowBuf::new([case, &n.to_string(), "A", "B", "2026-06-30 09:00"])),
    }
}

/// `cases` cases with `hops` handoffs each.
fn handoffs(name: &str, cases: u32, hops: u32) -> Vec<Draft> {
    let case = |c: u32| (0..hops).map(move |n| handoff(&format!("{name}{c}"), n));
    (0..cases).flat_map(case).collect()
}

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        FileLedger::create(place.path(), at(0)).unwrap();
        place
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn segment(&self, number: u32) -> PathBuf {
        self.path().join(format!("ledger/{number:06}.log"))
    }

    fn open(&self, segment_bytes: u64) -> (FileLedger, OpenReport) {
        let settings = Settings { segment_bytes, ..Settings::default() };
        FileLedger::open_with(self.path(), Access::Write, settings).unwrap()
    }

    fn verify(&self) -> Result<VerifyReport, LedgerError> {
        verify(self.path(), &|_| {})
    }
}

fn append(ledger: &mut FileLedger, drafts: Vec<Draft>) -> Result<Tip, LedgerError> {
    append_each(ledger, &mut drafts.into_iter())
}

fn append_each(ledger: &mut FileLedger, drafts: &mut dyn Iterator<Item = Draft>) -> Result<Tip, LedgerError> {
    let recorded_at = at(1);
    ledger.append(Batch { actor: "import", recorded_at, drafts, progress: &|_| {} })
}

fn read_all(ledger: &FileLedger) -> Vec<Entry> {
    ledger.read(1).unwrap().flat_map(|chunk| chunk.unwrap().entries).collect()
}

#[test]
fn what_is_appended_is_read_back_in_order_and_verifies() {
    let place = Place::new();
    let (mut ledger, report) = place.open(64 << 20);
    assert_eq!(report.tail.bytes, 0);
    assert_eq!(ledger.tip().seq, 0);
    let first = append(&mut ledger, handoffs("a", 3, 2)).unwrap();
    let tip = append(&mut ledger, vec![handoff("a1", 2)]).unwrap();
    assert_eq!((first.seq, tip.seq), (6, 7));
    assert_eq!(append(&mut ledger, Vec::new()).unwrap(), tip, "an empty batch changes nothing");
    let entries = read_all(&ledger);
    assert_eq!(entries.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(entries.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 1, 2, 1, 2, 3]);
    assert_eq!((&*entries[6].subject.key, &*entries[6].actor), ("a1", "import"));
    assert_eq!(entries[0].body, handoff("a0", 0).body);
    let (again, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    assert_eq!((again.tip(), again.id()), (tip, ledger.id()));
    assert_eq!(read_all(&again), entries);
    let verified = place.verify().unwrap();
    assert_eq!((verified.tip, verified.batches, verified.segments, verified.subjects), (tip, 2, 1, 3));
}

#[test]
fn a_ledger_is_made_once_and_must_be_there() {
    let place = Place::new();
    assert!(matches!(FileLedger::create(place.path(), at(0)), Err(LedgerError::Exists { .. })));
    let elsewhere = tempfile::tempdir().unwrap();
    let absent = FileLedger::open(elsewhere.path(), Access::Read).unwrap_err();
    assert!(matches!(absent, LedgerError::Absent { .. }));
    let (mut reader, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    let refused = append(&mut reader, handoffs("a", 1, 1));
    assert!(matches!(refused, Err(LedgerError::ReadOnly { .. })));
    assert_eq!(place.verify().unwrap().tip.seq, 0);
}

#[test]
fn a_refused_draft_abandons_its_batch_and_leaves_the_ledger_usable() {
    let place = Place::new();
    let (mut ledger, _) = place.open(200_000);
    let tip = append(&mut ledger, handoffs("a", 2, 2)).unwrap();
    let before = std::fs::read(place.segment(1)).unwrap();
    // Each in the first piece of a batch and in a later one.
    for earlier in [1, 5000] {
        let mut gap = handoffs("b", earlier, 1);
        gap.extend([handoff("c", 0), handoff("c", 2)]);
        let error = append(&mut ledger, gap).unwrap_err();
        assert!(matches!(error, LedgerError::Versions { expected: 2, made: 1, .. }), "{error}");
        let mut unreadable = handoffs("b", earlier, 1);
        unreadable.push(Draft { body: Body::Row(RowBuf::new([b"\xff"])), ..handoff("c", 0) });
        let error = append(&mut ledger, unreadable).unwrap_err();
        let place_of = u64::from(earlier) + 5;
        assert!(matches!(error, LedgerError::Encode { seq, .. } if seq == place_of), "{error}");
        assert_eq!(ledger.tip(), tip);
        assert_eq!(std::fs::read(place.segment(1)).unwrap(), before);
        assert!(!place.segment(2).exists());
    }
    assert_eq!(append(&mut ledger, handoffs("d", 1, 1)).unwrap().seq, 5);
    place.verify().unwrap();
}

#[test]
fn drafts_that_panic_leave_nothing_behind() {
    let place = Place::new();
    let (mut ledger, _) = place.open(100_000);
    let tip = append(&mut ledger, handoffs("a", 1, 1)).unwrap();
    let mut drafts =
        handoffs("b", 20_000, 1).into_iter().chain(std::iter::from_fn(|| unreachable!("no more")));
    let panicked = std::panic::AssertUnwindSafe(|| append_each(&mut ledger, &mut drafts));
    assert!(std::panic::catch_unwind(panicked).is_err());
    assert_eq!(ledger.tip(), tip);
    assert_eq!(append(&mut ledger, handoffs("c", 1, 1)).unwrap().seq, 2);
    assert_eq!(place.verify().unwrap().tail.bytes, 0);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let files = |threads: usize| {
        let place = Place::new();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (mut ledger, _) = place.open(500_000);
        let tip = pool.install(|| append(&mut ledger, handoffs("a", 2000, 10))).unwrap();
        pool.install(|| place.verify()).unwrap();
        let lengths: Vec<u64> =
            (1..).map_while(|n| std::fs::metadata(place.segment(n)).ok()).map(|m| m.len()).collect();
        (tip, lengths)
    };
    let (one, four) = (files(1), files(4));
    assert_eq!(one, four);
    assert!(2 < one.1.len() && one.0.seq == 20_000, "{one:?}");
}
