//! Reading by the chunk and by the sequence.

use super::*;
use crate::ledger::chunks::{CHUNK_ENTRIES, Chunk};
use proptest::prelude::*;

fn chunks(ledger: &FileLedger, from: u64) -> Vec<Chunk> {
    ledger.read(from).unwrap().map(Result::unwrap).collect()
}

#[test]
fn chunks_end_at_commits_where_they_can() {
    let place = Place::new();
    let (mut ledger, _) = place.open(64 << 20);
    let small = append(&mut ledger, handoffs("a", 5, 1)).unwrap();
    let small = append(&mut ledger, handoffs("b", 5, 1)).map(|tip| (small, tip)).unwrap().1;
    let large = append(&mut ledger, handoffs("c", 70_000, 1)).unwrap();
    let last = append(&mut ledger, handoffs("d", 2, 1)).unwrap();
    let found: Vec<(usize, Option<Tip>)> =
        chunks(&ledger, 1).into_iter().map(|c| (c.entries.len(), c.commit)).collect();
    let rest = 70_002 - CHUNK_ENTRIES;
    assert_eq!(found, [(10, Some(small)), (CHUNK_ENTRIES, None), (rest, Some(last))]);
    let from = chunks(&ledger, large.seq + 1);
    assert_eq!((from.len(), from[0].entries.len(), from[0].commit), (1, 2, Some(last)));
    assert_eq!(chunks(&ledger, last.seq + 1).len(), 0);
    let beyond = ledger.read(last.seq + 2).map(|_| ()).unwrap_err();
    assert!(matches!(beyond, LedgerError::Beyond { .. }));
}

#[test]
fn a_reader_does_not_see_what_was_committed_after_it_opened() {
    let place = Place::new();
    let (mut ledger, _) = place.open(2000);
    let tip = append(&mut ledger, handoffs("a", 5, 1)).unwrap();
    let (reader, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    append(&mut ledger, handoffs("b", 50, 1)).unwrap();
    let found = chunks(&reader, 1);
    assert_eq!((found.len(), found[0].entries.len(), found[0].commit), (1, 5, Some(tip)));
}

#[test]
fn single_entries_are_found_in_large_segments_among_long_lines() {
    let place = Place::new();
    let (mut ledger, _) = place.open(2 << 20);
    let mut drafts = handoffs("a", 12_000, 1);
    let long = Body::Document(serde_json::json!({ "text": "x".repeat(900_000) }));
    for (n, version) in [(40, 2), (6000, 1), (11_990, 0)] {
        let subject = Subject::new(SubjectKind::Notice, "n");
        let kind = EntryKind::NoticeDrafted;
        let notice =
            Draft { subject, expected_version: version, kind, body: long.clone(), ..handoff("a", 0) };
        drafts.insert(n, notice);
    }
    append(&mut ledger, drafts).unwrap();
    append(&mut ledger, handoffs("b", 3, 1)).unwrap();
    assert!(place.segment(3).exists());
    let last = ledger.tip().seq;
    let seqs: Vec<u64> = (1..=last).rev().step_by(97).chain([1, 41, 42, 6001, 11_991, last]).collect();
    let entries = ledger.read_entries(&seqs).unwrap();
    assert_eq!(entries.iter().map(|e| e.seq).collect::<Vec<_>>(), seqs);
    for seq in [0, last + 1] {
        assert!(matches!(ledger.read_entries(&[1, seq]), Err(LedgerError::Beyond { .. })));
    }
}

#[test]
fn a_damaged_entry_is_never_handed_out() {
    let place = Place::new();
    append(&mut place.open(2000).0, handoffs("a", 40, 1)).unwrap();
    let mut bytes = std::fs::read(place.segment(2)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(place.segment(2), bytes).unwrap();
    // The damage is not in the last segment, so the ledger opens.
    let (reader, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    let mut seen = 0;
    let mut chunks = reader.read(1).unwrap();
    let error = loop {
        match chunks.next().unwrap() {
            Ok(chunk) => seen += chunk.entries.len() as u64,
            Err(error) => break error,
        }
    };
    let LedgerError::Damaged { seq, .. } = error else { unreachable!("{error}") };
    assert_eq!(seq, seen + 1);
    assert!(chunks.next().is_none(), "after an error there are no more");
    assert!(reader.read_entries(&[seq]).is_err());
    assert!(reader.read_entries(&[1, 40]).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_batches_in_any_segments_read_back(
        batches in prop::collection::vec(1u32..60, 1..6), segment_bytes in 200u64..6000, from in 0u64..80,
    ) {
        let place = Place::new();
        let (mut ledger, _) = place.open(segment_bytes);
        let mut tips = Vec::new();
        for (n, entries) in batches.iter().enumerate() {
            tips.push(append(&mut ledger, handoffs(&format!("{n}-"), *entries, 1)).unwrap());
        }
        let last = tips.last().unwrap();
        let (ledger, _) = FileLedger::open(place.path(), Access::Read).unwrap();
        prop_assert_eq!(ledger.tip(), *last);
        prop_assert_eq!(place.verify().unwrap().tip, *last);
        let from = from.min(last.seq + 1);
        let mut next = from.max(1);
        for chunk in chunks(&ledger, from) {
            for entry in chunk.entries {
                prop_assert_eq!(entry.seq, next);
                next += 1;
            }
            prop_assert!(chunk.commit.is_none_or(|tip| tips.contains(&tip) && tip.seq + 1 == next));
        }
        prop_assert_eq!(next, last.seq + 1);
    }
}
