//! Tests of records, scanning and slots.

use std::sync::Arc;

use super::disk::{OsDisk, create_whole};
use super::files::{self, Stop, list};
use super::record::{self, Kind, Next};
use super::slots::{SLOT_BYTES, SlotFile, Stored};

fn entry(out: &mut Vec<u8>, json: &[u8]) {
    let start = record::begin_entry(out);
    out.extend_from_slice(json);
    record::finish_entry(out, start, &[0xab; 32]);
}

fn records() -> Vec<u8> {
    let mut bytes = Vec::new();
    record::put(&mut bytes, Kind::Header, b"{\"segment\":1}");
    entry(&mut bytes, b"{\"seq\":1}");
    record::put(&mut bytes, Kind::Commit, b"{\"last_seq\":1}");
    bytes
}

#[test]
fn a_record_is_one_readable_line() {
    let bytes = records();
    let lines: Vec<&str> = std::str::from_utf8(&bytes).unwrap().lines().collect();
    assert!(lines[0].ends_with(" h 0000013 {\"segment\":1}"), "{}", lines[0]);
    assert!(lines[1].ends_with(&format!(" e 0000009 {} {{\"seq\":1}}", "ab".repeat(32))), "{}", lines[1]);
    assert!(lines[2].ends_with(" c 0000014 {\"last_seq\":1}"), "{}", lines[2]);
    let Next::Whole(header) = record::next(&bytes, 0) else { unreachable!("not whole") };
    assert_eq!((header.kind, header.json(&bytes)), (Kind::Header, &b"{\"segment\":1}"[..]));
    let Next::Whole(entry) = record::next(&bytes, header.end) else { unreachable!("not whole") };
    assert_eq!((entry.kind, entry.json(&bytes)), (Kind::Entry, &b"{\"seq\":1}"[..]));
    assert_eq!(entry.leaf_hex(&bytes), "ab".repeat(32).as_bytes());
    // CRC-32C of "123456789" as published with the algorithm.
    assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
}

fn scan(bytes: &[u8]) -> (usize, Stop) {
    let (frames, stop) = files::scan(bytes);
    (frames.len(), stop)
}

#[test]
fn every_flipped_bit_is_damage_and_every_cut_is_a_tear() {
    let bytes = records();
    assert_eq!(scan(&bytes), (3, Stop::End));
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert_eq!(scan(&flipped).1, Stop::Damaged, "byte {at}, bit {bit}");
        }
    }
    let ends: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at] == b'\n').map(|at| at + 1).collect();
    for length in 1..bytes.len() {
        let expected = if ends.contains(&length) { Stop::End } else { Stop::Torn };
        assert_eq!(scan(&bytes[..length]).1, expected, "{length} bytes");
    }
}

#[test]
fn blocks_that_were_never_written_are_a_tear_unless_a_commit_follows() {
    let mut bytes = records();
    let committed = bytes.len();
    (0..30).for_each(|_| entry(&mut bytes, &[b'x'; 100]));
    let hole = committed + 500..committed + 1100;
    bytes[hole].fill(0);
    assert_eq!(scan(&bytes).1, Stop::Torn);
    record::put(&mut bytes, Kind::Commit, b"{}");
    assert_eq!(scan(&bytes).1, Stop::Damaged);
    let mut zeros = records();
    zeros.resize(committed + 4096, 0);
    assert_eq!(scan(&zeros), (3, Stop::Torn));
}

#[test]
fn only_segments_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["000002.log", "000001.log", "1.log", "000001.log.new", "1000000.log", "x.log"] {
        std::fs::write(dir.path().join(name), b"").unwrap();
    }
    assert_eq!(list(dir.path()).unwrap(), [1, 2, 1_000_000]);
}

#[test]
fn a_file_made_whole_never_replaces_another() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("f");
    create_whole(&OsDisk, &file, b"one", true).unwrap();
    assert!(super::disk::is_private(&file).unwrap());
    let error = create_whole(&OsDisk, &file, b"two", true).unwrap_err();
    assert_eq!(error.source.kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read(&file).unwrap(), b"one");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn slots_come_back_and_say_when_they_are_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("slots");
    let slot = |n: u8| [n; SLOT_BYTES];
    SlotFile::create(&file, Arc::new(OsDisk), &slot(1)).unwrap().append(&[slot(2), slot(3)]).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[92 + 5] ^= 1;
    // A hole, then a slot whose writing was interrupted.
    bytes.extend_from_slice(&[0; 92]);
    bytes.extend_from_slice(&[9; 50]);
    std::fs::write(&file, &bytes).unwrap();
    let mut slots = SlotFile::open(&file, Arc::new(OsDisk)).unwrap();
    slots.append(&[slot(4)]).unwrap();
    let mut stored = Vec::new();
    slots.for_each(|_, s| stored.push(s)).unwrap();
    let expected = [
        Stored::Whole(slot(1)),
        Stored::Damaged,
        Stored::Whole(slot(3)),
        Stored::Unwritten,
        Stored::Whole(slot(4)),
    ];
    assert_eq!(stored, expected);
    assert_eq!(slots.get(4).unwrap(), Stored::Whole(slot(4)));
}
