//! Damage, staleness, durability and snapshots, on whole files.

#![expect(clippy::panic, reason = "a test may stop")]

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use indradb::{Database, Edge, Identifier, Json, ijson};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tempfile::TempDir;

use super::*;

const LAYOUT: u32 = 7;

fn id(n: u64) -> Uuid {
    Uuid::from_u64_pair(9, n)
}

fn name(text: &str) -> Identifier {
    Identifier::new(text).unwrap()
}

fn edge(from: u64, to: u64) -> Edge {
    Edge::new(id(from), name("to"), id(to))
}

fn cursor(seq: u64) -> Cursor {
    Cursor { seq, root: [seq.to_be_bytes()[7]; 32] }
}

fn text(n: u64) -> Json {
    ijson!((0..n % 90).fold(format!("{n}: 督办"), |text, _| text + "·"))
}

/// `count` vertices from `first` on, each with a text and an edge to its predecessor.
fn ops(first: u64, count: u64) -> Vec<Op> {
    (first..first + count)
        .flat_map(|n| {
            [
                Op::Vertex(id(n), name("case")),
                Op::Property(id(n), name("record"), text(n)),
                Op::Edge(edge(n, n / 2)),
            ]
        })
        .collect()
}

fn new_store() -> (TempDir, PathBuf, GraphStore) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("graph.redb");
    let store = GraphStore::create(&path, LAYOUT).unwrap();
    (dir, path, store)
}

fn all_texts(store: &GraphStore) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut all = Vec::new();
    store.scan_text(name("record"), Uuid::nil()..=Uuid::max(), 64, |chunk| {
        all.extend(chunk);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// All that a store says.
#[derive(Debug, PartialEq)]
struct Said {
    digest: Vec<TableDigest>,
    cursor: Option<Cursor>,
    texts: Vec<(Uuid, String)>,
}

/// Opens `path` for reading and asks it everything.
fn ask(path: &Path) -> Result<Said, StoreError> {
    let store = GraphStore::open(path, LAYOUT, Access::Read)?;
    Ok(Said { digest: store.digest()?, cursor: store.cursor()?, texts: all_texts(&store)? })
}

#[test]
fn a_store_is_created_once_and_never_by_opening() {
    let (dir, path, store) = new_store();
    assert!(matches!(GraphStore::create(&path, LAYOUT), Err(StoreError::Exists)));
    store.close().unwrap();
    for access in [Access::Read, Access::Write] {
        let absent = dir.path().join("absent");
        assert!(matches!(GraphStore::open(&absent, LAYOUT, access), Err(StoreError::Missing)));
        assert!(!absent.exists());
        let stale = GraphStore::open(&path, LAYOUT + 1, access);
        assert!(matches!(stale, Err(StoreError::Stale { found: 7, expected: 8 })));
        for bytes in [&b""[..], b"no database", &[0; 8192]] {
            let other = dir.path().join("other");
            fs::write(&other, bytes).unwrap();
            assert!(matches!(GraphStore::open(&other, LAYOUT, access), Err(StoreError::Damaged { .. })));
            assert_eq!(fs::read(&other).unwrap(), bytes);
        }
    }
}

#[test]
fn a_file_whose_creation_did_not_finish_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("graph.redb");
    drop(redb::Database::create(&path).unwrap());
    assert!(matches!(GraphStore::open(&path, LAYOUT, Access::Read), Err(StoreError::Damaged { .. })));
}

#[test]
fn readers_share_the_file_and_exclude_a_writer() {
    let (_dir, path, store) = new_store();
    let open = |access| GraphStore::open(&path, LAYOUT, access);
    assert!(matches!(open(Access::Read), Err(StoreError::InUse)));
    assert!(matches!(open(Access::Write), Err(StoreError::InUse)));
    store.apply(ops(1, 50), cursor(1), Durability::Now).unwrap();
    store.close().unwrap();
    let before = fs::read(&path).unwrap();
    let (a, b) = (open(Access::Read).unwrap(), open(Access::Read).unwrap());
    assert_eq!(a.digest().unwrap(), b.digest().unwrap());
    assert!(matches!(open(Access::Write), Err(StoreError::InUse)));
    assert!(matches!(a.apply(ops(1, 1), cursor(2), Durability::Now), Err(StoreError::ReadOnly)));
    assert!(Database::new(&a).create_vertex_from_type(name("case")).is_err());
    Database::new(&a).sync().unwrap();
    a.close().unwrap();
    drop(b);
    assert!(fs::read(&path).unwrap() == before, "reading changed the file");
    open(Access::Write).unwrap().close().unwrap();
}

#[test]
fn the_cursor_moves_only_with_its_ops_and_a_crash_falls_back_to_the_last_durable_one() {
    let (dir, path, store) = new_store();
    assert_eq!(store.cursor().unwrap(), None);
    store.apply(ops(1, 40), cursor(40), Durability::Now).unwrap();
    let durable = store.digest().unwrap();
    let deep =
        (0..200).fold(ijson!(null), |inner, _| Json::new(serde_json::Value::Array(vec![(*inner.0).clone()])));
    let mut refused = ops(41, 10);
    refused.push(Op::Property(id(1), name("record"), deep));
    assert!(matches!(store.apply(refused, cursor(50), Durability::Now), Err(StoreError::Value { .. })));
    assert_eq!((store.cursor().unwrap(), store.digest().unwrap()), (Some(cursor(40)), durable.clone()));

    store.apply(ops(41, 40), cursor(80), Durability::Later).unwrap();
    assert_eq!(store.cursor().unwrap(), Some(cursor(80)));
    let crashed = dir.path().join("crashed");
    fs::copy(&path, &crashed).unwrap();
    let said = ask(&crashed).unwrap();
    assert_eq!((said.digest, said.cursor, said.texts.len()), (durable, Some(cursor(40)), 40));

    let later = store.digest().unwrap();
    store.close().unwrap();
    let said = ask(&path).unwrap();
    assert_eq!((said.digest, said.cursor, said.texts.len()), (later, Some(cursor(80)), 80));
}

#[test]
fn a_snapshot_does_not_see_later_changes() {
    let (_dir, _path, store) = new_store();
    store.apply(ops(1, 9), cursor(9), Durability::Later).unwrap();
    let before = store.reader().unwrap();
    let mut change = ops(10, 1);
    change.push(Op::Property(id(1), name("record"), ijson!("new")));
    change.push(Op::DeleteEdge(edge(4, 2)));
    store.apply(change, cursor(10), Durability::Now).unwrap();
    let after = store.reader().unwrap();
    let old = text(1).as_str().map(str::to_owned);
    assert_eq!((before.cursor().unwrap(), after.cursor().unwrap()), (Some(cursor(9)), Some(cursor(10))));
    assert_eq!((before.vertex(id(10)).unwrap(), after.vertex(id(10)).unwrap()), (None, Some(name("case"))));
    assert_eq!(before.text(id(1), name("record")).unwrap(), old);
    assert_eq!(after.text(id(1), name("record")).unwrap().as_deref(), Some("new"));
    assert_eq!(before.outbound(id(4), name("to")).unwrap(), [id(2)]);
    assert_eq!(after.outbound(id(4), name("to")).unwrap(), Vec::<Uuid>::new());
    assert_eq!(before.inbound(id(2), name("to")).unwrap(), [id(4), id(5)]);
    assert_eq!(after.inbound(id(2), name("to")).unwrap(), [id(5)]);
    drop(store);
    assert!(matches!(before.text(id(1), name("record")), Err(StoreError::Io(_)) | Ok(Some(_))));
}

#[test]
fn scans_go_in_order_of_ids_and_stop_when_told() {
    let (_dir, _path, store) = new_store();
    let mut all = ops(1, 100);
    all.reverse();
    all.push(Op::Property(id(50), name("record2"), ijson!("another name")));
    all.push(Op::Property(id(51), name("record"), ijson!(3)));
    store.apply(all, cursor(1), Durability::Now).unwrap();
    let scan = |range, rows_per_chunk, stop_after: usize| {
        let mut chunks = Vec::new();
        let each = |chunk: Vec<(Uuid, String)>| {
            chunks.push(chunk.into_iter().map(|(id, _)| id.as_u64_pair().1).collect::<Vec<_>>());
            if chunks.len() == stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        store.scan_text(name("record"), range, rows_per_chunk, each).unwrap();
        chunks
    };
    assert_eq!(scan(id(48)..=id(53), 2, 9), [vec![48, 49], vec![50, 52], vec![53]]);
    assert_eq!(scan(id(48)..=id(53), 2, 1), [[48, 49]]);
    assert_eq!(scan(id(99)..=Uuid::max(), 0, 9), [[99], [100]]);
    assert_eq!(
        scan(Uuid::nil()..=Uuid::max(), 1000, 9),
        [(1..=100).filter(|&n| n != 51).collect::<Vec<_>>()]
    );
    assert_eq!(scan(id(60)..=id(59), 2, 9), Vec::<Vec<u64>>::new());
    assert_eq!(store.text(id(51), name("record")).unwrap(), None);
    assert_eq!(store.reader().unwrap().property(id(51), name("record")).unwrap(), Some(ijson!(3)));
}

/// A closed file with some history in it: several batches, replaced texts and deleted edges.
fn closed_file() -> (TempDir, PathBuf) {
    let (dir, path, store) = new_store();
    for batch in 0..6 {
        let mut batch_ops = ops(batch * 150 + 1, 200);
        batch_ops.push(Op::DeleteEdge(edge(batch * 150 + 9, (batch * 150 + 9) / 2)));
        let durability = if batch == 3 { Durability::Now } else { Durability::Later };
        store.apply(batch_ops, cursor(batch), durability).unwrap();
    }
    store.close().unwrap();
    (dir, path)
}

#[derive(Clone, Copy, Debug)]
enum Damage {
    /// A bit of a byte; the byte is counted round the file's length.
    Flip(u64, u32),
    /// Another length: that of the file plus or minus so much, and not below 0.
    Resize(i64),
}

impl Damage {
    fn apply(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Flip(at, bit) => {
                let at = usize::try_from(at).unwrap() % bytes.len();
                bytes[at] ^= 1 << bit;
            }
            Self::Resize(by) => {
                bytes.resize(bytes.len().saturating_add_signed(isize::try_from(by).unwrap()), 0);
            }
        }
    }
}

/// Damages copies of a file and holds every answer that comes all the same against the original's. Returns how many
/// damages were noticed.
fn no_wrong_answer(damages: impl Iterator<Item = Damage>) -> usize {
    let (dir, path) = closed_file();
    let bytes = fs::read(&path).unwrap();
    let original = ask(&path).unwrap();
    let copy = dir.path().join("copy");
    let mut noticed = 0;
    for (at, damage) in damages.enumerate() {
        let mut damaged = bytes.clone();
        damage.apply(&mut damaged);
        fs::write(&copy, &damaged).unwrap();
        let is_noticed = |error: StoreError| {
            let is_apt = matches!(error, StoreError::Damaged { .. } | StoreError::Io(_));
            assert!(is_apt, "{damage:?} was reported as {error:?}");
            is_apt
        };
        match ask(&copy) {
            Ok(said) => assert!(said == original, "{damage:?} gave a wrong answer"),
            Err(error) => noticed += u32::from(is_noticed(error)),
        }
        if at % 16 == 0 {
            match GraphStore::open(&copy, LAYOUT, Access::Write) {
                Ok(store) => {
                    assert!(store.digest().unwrap() == original.digest, "{damage:?}, opened for writing")
                }
                Err(error) => assert!(is_noticed(error)),
            }
        }
    }
    noticed as usize
}

#[test]
fn a_flipped_bit_anywhere_never_gives_a_wrong_answer() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let noticed = no_wrong_answer((0..400).map(|_| Damage::Flip(rng.next_u64() >> 1, rng.next_u32() % 8)));
    assert!(0 < noticed);
}

#[test]
fn a_flipped_bit_in_the_header_never_gives_a_wrong_answer() {
    let noticed = no_wrong_answer(
        (0..320)
            .flat_map(|at| [at % 3, 3 + at % 3, 6 + at % 2].map(|bit| (at, bit)))
            .map(|(at, bit)| Damage::Flip(at, u32::try_from(bit).unwrap())),
    );
    assert!(0 < noticed);
}

#[test]
fn a_flipped_bit_after_a_crash_gives_at_worst_an_earlier_state_with_its_cursor() {
    let (dir, path, store) = new_store();
    let mut states = Vec::new();
    let copy = dir.path().join("copy");
    for seq in 0..4 {
        store.apply(ops(seq * 60 + 1, 80), cursor(seq), Durability::Now).unwrap();
        fs::copy(&path, &copy).unwrap();
        states.push(ask(&copy).unwrap());
    }
    assert_eq!(states.last().unwrap().digest, store.digest().unwrap());
    let bytes = fs::read(&path).unwrap();
    for at in 0..320 {
        let mut damaged = bytes.clone();
        Damage::Flip(at, u32::try_from(at % 8).unwrap()).apply(&mut damaged);
        fs::write(&copy, &damaged).unwrap();
        match ask(&copy) {
            Ok(said) => assert!(states.contains(&said), "byte {at} gave a state that never was"),
            Err(error) => assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Io(_))),
        }
    }
}

#[test]
fn stores_and_snapshots_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let (_dir, _path, store) = new_store();
    shared(&store);
    shared(&store.reader().unwrap());
}

#[test]
fn a_truncated_or_lengthened_file_never_gives_a_wrong_answer() {
    let (_dir, path) = closed_file();
    let len = i64::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    let lengths =
        [0, 1, 9, 511, 4095, 4096, 8192, len / 2, len - 4096, len - 1, len + 1, len + 4096, len * 2];
    let noticed = no_wrong_answer(lengths.into_iter().map(|to| Damage::Resize(to - len)));
    assert!(10 <= noticed);
}

#[test]
fn a_panic_becomes_damage() {
    let result = error::guarded("testing", || -> Result<(), StoreError> { panic!("at page {}", 3) });
    assert_eq!(
        result.unwrap_err().to_string(),
        "the graph file is damaged (panic while testing: at page 3); delete it and rebuild it from the ledger"
    );
}

#[test]
fn errors_say_what_to_do() {
    let long = error::damaged("x");
    assert!(long.to_string().contains("rebuild"));
    let io = StoreError::from(io::Error::from(io::ErrorKind::StorageFull));
    assert!(matches!(&io, StoreError::Io(_)) && std::error::Error::source(&io).is_some());
}
