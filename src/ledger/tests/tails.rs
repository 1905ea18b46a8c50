//! What follows the last commit is cut; what changed before it is told.

use super::*;
use crate::ledger::open::Tail;

/// A ledger with a batch of three entries, and its bytes; then one of four more, and its bytes.
fn two_batches() -> (Place, Vec<u8>, Vec<u8>) {
    let place = Place::new();
    let (mut ledger, _) = place.open(64 << 20);
    append(&mut ledger, handoffs("a", 3, 1)).unwrap();
    let first = std::fs::read(place.segment(1)).unwrap();
    append(&mut ledger, handoffs("b", 2, 2)).unwrap();
    let both = std::fs::read(place.segment(1)).unwrap();
    (place, first, both)
}

#[test]
fn a_last_batch_cut_at_any_byte_is_as_if_never_written() {
    let (place, first, both) = two_batches();
    let tip = {
        std::fs::write(place.segment(1), &first).unwrap();
        place.open(64 << 20).0.tip()
    };
    assert_eq!(tip.seq, 3);
    for length in first.len()..both.len() {
        std::fs::write(place.segment(1), &both[..length]).unwrap();
        let (reader, report) = FileLedger::open(place.path(), Access::Read).unwrap();
        let torn = (length - first.len()) as u64;
        assert_eq!((reader.tip(), report.tail.bytes), (tip, torn), "{length} bytes");
        assert_eq!(read_all(&reader).len(), 3);
        assert_eq!(place.verify().unwrap().tail, report.tail);
        assert_eq!(std::fs::metadata(place.segment(1)).unwrap().len(), length as u64, "reading cuts nothing");
        let (mut ledger, report) = place.open(64 << 20);
        assert_eq!((ledger.tip(), report.tail.bytes), (tip, torn), "{length} bytes");
        assert_eq!(std::fs::read(place.segment(1)).unwrap(), first);
        append(&mut ledger, handoffs("b", 2, 2)).unwrap();
        assert_eq!(std::fs::read(place.segment(1)).unwrap(), both, "{length} bytes");
    }
}

#[test]
fn every_flipped_bit_is_told_by_verify_and_none_is_repaired() {
    let (place, _, both) = two_batches();
    for at in 0..both.len() {
        let mut flipped = both.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(place.segment(1), &flipped).unwrap();
        let error = place.verify().unwrap_err();
        assert!(
            matches!(error, LedgerError::Damaged { .. } | LedgerError::Header { .. }),
            "byte {at}: {error}"
        );
        // All of it lies in the last segment, so opening notices as well, and cuts nothing.
        FileLedger::open(place.path(), Access::Write).unwrap_err();
        assert_eq!(std::fs::read(place.segment(1)).unwrap(), flipped, "byte {at}");
    }
}

#[test]
fn damage_names_its_entry_and_file() {
    let (place, first, both) = two_batches();
    let mut damaged = both.clone();
    let last = first.len() - 1 - first.iter().rev().skip(1).position(|&b| b == b'\n').unwrap();
    damaged[last - 10] ^= 1;
    std::fs::write(place.segment(1), damaged).unwrap();
    let error = place.verify().unwrap_err();
    let LedgerError::Damaged { file, seq: 3, .. } = &error else { unreachable!("{error:?}") };
    assert_eq!(*file, place.segment(1));
    assert!(error.to_string().contains("at entry 3: a record does not fit its checksum"), "{error}");
}

/// Lines of a segment with their checksums made right again: what a forger would write.
fn forge(text: &str) -> String {
    let line = |line: &str| {
        let json = line.find('{').unwrap();
        let kind = &line[9..10];
        let leaf = if kind == "e" { &line[19..84] } else { "" };
        let rest = format!("{kind} {:07} {leaf}{}\n", line.len() - json, &line[json..]);
        format!("{:08x} {rest}", crc32c::crc32c(rest.as_bytes()))
    };
    text.lines().map(line).collect()
}

#[test]
fn a_forged_entry_or_root_is_told_although_its_checksum_is_right() {
    let (place, _, both) = two_batches();
    let text = String::from_utf8(both).unwrap();
    assert_eq!(forge(&text), text);
    let leaf_of =
        |n: usize| text.lines().filter(|l| l[9..].starts_with('e')).nth(n).unwrap()[19..83].to_owned();
    let forgeries = [
        ("\"from_agency\":\"A\"", "\"from_agency\":\"C\"".to_owned(), "leaf"),
        (&*leaf_of(1), leaf_of(2), ""),
        ("\"root\":\"sha256:", "\"root\":\"sha512:".to_owned(), "root"),
        ("\"count\":3", "\"count\":4".to_owned(), "commit"),
        ("\"last_seq\":7", "\"last_seq\":8".to_owned(), "commit"),
        ("\"segment\":1", "\"segment\":2".to_owned(), "segment 2"),
        ("\"format\":1", "\"format\":2".to_owned(), "format 2"),
        ("\"digest\":\"sha256\"", "\"digest\":\"sm3\"".to_owned(), "sm3"),
        ("\"first_seq\":1,\"format\"", "\"first_seq\":2,\"format\"".to_owned(), "frontier"),
    ];
    for (from, to, told) in forgeries {
        let forged = forge(&text.replacen(from, &to, 1));
        assert_ne!(forged, text, "{from}");
        std::fs::write(place.segment(1), forged).unwrap();
        let error = place.verify().unwrap_err().to_string();
        assert!(error.contains(told), "{from}: {error}");
        // Opening compares the last root with the leaves, but neither entries with leaves nor earlier commits.
        let opens = from.contains("agency") || from.contains("root") || from.contains("count");
        assert_eq!(FileLedger::open(place.path(), Access::Read).is_ok(), opens, "{from}");
    }
}

#[test]
fn forged_headers_and_commits_between_segments_are_told() {
    let place = Place::new();
    let (mut ledger, _) = place.open(1500);
    append(&mut ledger, handoffs("a", 3, 1)).unwrap();
    append(&mut ledger, handoffs("b", 40, 1)).unwrap();
    let (first, second) = (place.segment(1), place.segment(2));
    let text = std::fs::read_to_string(&second).unwrap();
    let at = text.find("\"frontier\":[\"").unwrap() + 13;
    let digit = if text[at..].starts_with('0') { "1" } else { "0" };
    std::fs::write(&second, forge(&format!("{}{digit}{}", &text[..at], &text[at + 1..]))).unwrap();
    let error = place.verify().unwrap_err();
    assert!(matches!(&error, LedgerError::Header { file, .. } if *file == second), "{error}");
    std::fs::write(&second, text).unwrap();
    let text = std::fs::read_to_string(&first).unwrap();
    let forged =
        text.replacen("\"last_seq\":3", "\"last_seq\":2", 1).replacen("\"count\":3", "\"count\":2", 1);
    std::fs::write(&first, forge(&forged)).unwrap();
    let (reader, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    let read: Result<Vec<_>, _> = reader.read(1).unwrap().collect();
    let error = read.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("the commit record is of another batch"), "{error}");
}

#[test]
fn versions_that_do_not_follow_each_other_are_told_by_verify() {
    let place = Place::new();
    let (mut ledger, _) = place.open(64 << 20);
    append(&mut ledger, vec![handoff("a", 0), handoff("b", 0)]).unwrap();
    // Not next to each other, so the ledger itself does not notice; its caller should have.
    append(&mut ledger, vec![handoff("a", 1), handoff("b", 5)]).unwrap();
    let error = place.verify().unwrap_err().to_string();
    assert!(error.contains("at entry 4: it makes version 6 of its subject, which had 1"), "{error}");
}

/// A committed batch in the first segments, then an uncommitted one over several more.
fn killed_in_a_large_batch(segment_bytes: u64) -> (Place, Tip, Vec<(PathBuf, Vec<u8>)>) {
    let place = Place::new();
    let (mut ledger, _) = place.open(segment_bytes);
    let tip = append(&mut ledger, handoffs("a", 10, 1)).unwrap();
    let committed: Vec<_> = (1..).map(|n| place.segment(n)).take_while(|p| p.exists()).collect();
    let committed = committed.into_iter().map(|p| (p.clone(), std::fs::read(p).unwrap())).collect();
    append(&mut ledger, handoffs("b", 60, 1)).unwrap();
    let last = (1..).map(|n| place.segment(n)).take_while(|p| p.exists()).last().unwrap();
    let bytes = std::fs::read(&last).unwrap();
    // Without its last record, the commit.
    let end = bytes.len() - 1 - bytes.iter().rev().skip(1).position(|&b| b == b'\n').unwrap();
    std::fs::write(&last, &bytes[..end]).unwrap();
    (place, tip, committed)
}

#[test]
fn a_batch_killed_after_several_segments_is_cut_away_whole() {
    for segment_bytes in [1500, 3000, 1 << 20] {
        let (place, tip, committed) = killed_in_a_large_batch(segment_bytes);
        let (reader, before) = FileLedger::open(place.path(), Access::Read).unwrap();
        assert_eq!((reader.tip(), before.tail.entries), (tip, 60));
        assert_eq!(read_all(&reader).len(), 10);
        assert_eq!(place.verify().unwrap().tail, before.tail);
        let (mut ledger, report) = place.open(segment_bytes);
        assert_eq!((ledger.tip(), report), (tip, before));
        for (path, bytes) in &committed {
            assert_eq!(&std::fs::read(path).unwrap(), bytes);
        }
        let next = u32::try_from(committed.len()).unwrap() + 1;
        assert!(!place.segment(next).exists());
        append(&mut ledger, handoffs("c", 30, 1)).unwrap();
        let verified = place.verify().unwrap();
        assert_eq!((verified.tip.seq, verified.tail), (40, Tail::default()));
    }
}

#[test]
fn a_segment_torn_in_its_header_belongs_to_the_tail() {
    let (place, tip, _) = killed_in_a_large_batch(1500);
    let last = (1..).take_while(|n| place.segment(*n).exists()).last().unwrap();
    for header in ["", "0123", "01234567 h 00"] {
        std::fs::write(place.segment(last + 1), header).unwrap();
        let (reader, report) = FileLedger::open(place.path(), Access::Read).unwrap();
        assert_eq!((reader.tip(), place.verify().unwrap().tail), (tip, report.tail));
    }
    assert_eq!(place.open(1500).0.tip(), tip);
    assert!(!place.segment(last + 1).exists());
}

#[test]
fn missing_and_foreign_segments_are_told() {
    let place = Place::new();
    let (mut ledger, _) = place.open(1500);
    append(&mut ledger, handoffs("a", 40, 1)).unwrap();
    assert!(place.segment(4).exists());
    let second = std::fs::read(place.segment(2)).unwrap();
    std::fs::remove_file(place.segment(2)).unwrap();
    let missing = FileLedger::open(place.path(), Access::Read).unwrap_err();
    assert!(matches!(&missing, LedgerError::Missing { file } if *file == place.segment(2)), "{missing}");
    let other = Place::new();
    append(&mut other.open(1500).0, handoffs("a", 40, 1)).unwrap();
    std::fs::copy(other.segment(2), place.segment(2)).unwrap();
    let foreign = FileLedger::open(place.path(), Access::Read).unwrap_err();
    assert!(matches!(&foreign, LedgerError::Header { file, .. } if *file == place.segment(2)), "{foreign}");
    std::fs::write(place.segment(2), &second[..second.len() - 1]).unwrap();
    let (reader, _) = FileLedger::open(place.path(), Access::Read).unwrap();
    let read: Result<Vec<_>, _> = reader.read(1).unwrap().collect();
    assert!(matches!(read, Err(LedgerError::Damaged { .. } | LedgerError::Header { .. })));
    assert!(place.verify().is_err());
}
