//! Segment files that were changed: opening and verifying give an error or the entries that were written, and never
//! call a changed ledger whole.
//!
//! The first byte says whether checksums and lengths of records are made to fit again after the edits, as somebody
//! would who tampers with a file.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use duban::ledger::file::{Access, FileLedger, Settings, directory};
use duban::ledger::verify::verify;
use duban::ledger::{Batch, Ledger, Tip};
use duban::model::entry::{Draft, Entry};
use duban::store::segment::disk::OsDisk;
use duban::store::segment::files;
use duban_fuzz::{edits, folder, sample};
use libfuzzer_sys::fuzz_target;

/// Small, so that the sample takes several.
const SEGMENT_BYTES: u64 = 5_000;
/// Entries of one batch.
const BATCH_ENTRIES: usize = 6;

struct Original {
    place: PathBuf,
    segments: Vec<Vec<u8>>,
    entries: Vec<Entry>,
    /// The tip of the empty ledger and those after each batch.
    tips: Vec<Tip>,
}

static ORIGINAL: LazyLock<Original> = LazyLock::new(|| {
    let (source, _) = FileLedger::open(&sample::directory(), Access::Read).expect("the sample can be opened");
    let place = folder("ledger");
    let mut ledger =
        FileLedger::create_with(&place, sample::now(), settings()).expect("a ledger can be made");
    let mut tips = vec![ledger.tip()];
    let drafts: Vec<Draft> =
        read(&source).expect("the sample is whole").into_iter().map(sample::draft).collect();
    for drafts in drafts.chunks(BATCH_ENTRIES) {
        let drafts = &mut drafts.iter().cloned();
        let batch = Batch { actor: "import", recorded_at: sample::now(), drafts, progress: &|_| {} };
        tips.push(ledger.append(batch).expect("entries can be appended"));
    }
    let numbers = files::list(&directory(&place)).expect("a folder can be read");
    assert!(3 <= numbers.len(), "the sample takes several segments");
    let paths = numbers.into_iter().map(|number| files::path(&directory(&place), number));
    let segments = paths.map(|path| fs::read(path).expect("a segment can be read")).collect();
    let entries = read(&ledger).expect("the ledger is whole");
    Original { place, segments, entries, tips }
});

fn settings() -> Settings {
    Settings { segment_bytes: SEGMENT_BYTES, disk: Arc::new(OsDisk) }
}

fn read(ledger: &FileLedger) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for chunk in ledger.read(1).ok()? {
        entries.extend(chunk.ok()?.entries);
    }
    Some(entries)
}

fuzz_target!(init: LazyLock::force(&ORIGINAL), |script: &[u8]| {
    let Some((&mode, script)) = script.split_first() else { return };
    let original = &*ORIGINAL;
    let mut segments = original.segments.clone();
    edits::apply(&mut segments, script);
    if mode & 1 == 1 {
        segments.iter_mut().for_each(refit);
    }
    write(&original.place, &segments);
    let verified = verify(&original.place, &|_| {});
    if let Ok(report) = &verified {
        assert!(original.tips.contains(&report.tip), "a tip that the ledger never had");
        if mode & 1 == 0 {
            let committed = usize::try_from(report.bytes - report.tail.bytes).expect("small");
            let starts = segments.concat().starts_with(&original.segments.concat()[..committed]);
            assert!(starts, "committed bytes have changed and verify says that all is well");
        }
    }
    for access in [Access::Read, Access::Write] {
        let Ok((ledger, _)) = FileLedger::open_with(&original.place, access, settings()) else { continue };
        let entries = read(&ledger);
        let Ok(report) = &verified else { continue };
        assert_eq!(ledger.tip(), report.tip, "opening and verifying find the same end");
        let count = usize::try_from(report.tip.seq).expect("small");
        assert_eq!(entries.as_deref(), Some(&original.entries[..count]));
    }
    if verified.is_ok() {
        verify(&original.place, &|_| {}).expect("cutting the tail leaves a ledger that is whole");
    }
});

/// Puts `segments` in place; an empty last one is not there.
fn write(place: &std::path::Path, segments: &[Vec<u8>]) {
    let dir = directory(place);
    for old in files::list(&dir).expect("a folder can be read") {
        fs::remove_file(files::path(&dir, old)).expect("a segment can be removed");
    }
    let kept = segments.iter().rposition(|s| !s.is_empty()).map_or(0, |last| last + 1);
    for (number, bytes) in (1..).zip(&segments[..kept]) {
        fs::write(files::path(&dir, number), bytes).expect("a segment can be written");
    }
}

/// Makes length and checksum of every line fit its text.
fn refit(segment: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = segment.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    for line in &mut lines {
        let prefix = match line.get(9) {
            Some(b'e') => 84,
            Some(_) => 19,
            None => continue,
        };
        let Some(length) = line.len().checked_sub(prefix + 1) else { continue };
        line[11..18].copy_from_slice(&format!("{length:07}").into_bytes()[..7]);
        let checksum = format!("{:08x}", crc32c::crc32c(&line[9..]));
        line[..8].copy_from_slice(checksum.as_bytes());
    }
    *segment = lines.concat();
}
