//! Loading the whole graph as packed rows, in order of id, for a snapshot.
//!
//! Ids are cut into ranges while they are read: what follows the first records of a range is halved and handed to
//! other threads, each with its own place in the file. A range is never cut more often than an id has bits, and where
//! it is cut depends on what is stored only, so that any number of threads gives the same blocks.

use std::ops::RangeInclusive;

use uuid::Uuid;

use crate::graph::record::{RecordError, decode_into};
use crate::graph::schema::STATE;
use crate::model::rows::{Block, Tables};
use crate::model::table::Table;
use crate::store::graph::StoreError;
use crate::store::graph::reader::{Reader, Room, Texts};

/// What one task reads and decodes at a time.
const ROOM: Room = Room { texts: 4_096, bytes: 8 << 20 };

/// Why a graph cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Reading failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record is not readable.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// All rows of the graph that `reader` shows.
///
/// Uses the threads of the current rayon pool; the result does not depend on their number.
///
/// # Errors
/// [`LoadError`] when the store cannot be read or a record is damaged.
pub fn tables(reader: &Reader) -> Result<Tables, LoadError> {
    read(reader, &(Uuid::nil()..=Uuid::max()), ROOM)
}

/// The rows of the subjects in `ids`.
fn read(reader: &Reader, ids: &RangeInclusive<Uuid>, room: Room) -> Result<Tables, LoadError> {
    let texts = reader.texts(*STATE, ids, room)?;
    let mut tables = decode(&texts)?;
    let Some((low, high)) = texts.rest.as_ref().map(halves) else { return Ok(tables) };
    drop(texts);
    let (low, high) = rayon::join(|| read(reader, &low, room), || read(reader, &high, room));
    tables.append(low?);
    tables.append(high?);
    Ok(tables)
}

fn decode(texts: &Texts) -> Result<Tables, RecordError> {
    let mut blocks: [Block; Table::ALL.len()] = Default::default();
    for text in texts.iter() {
        decode_into(text, &mut blocks)?;
    }
    let mut tables = Tables::default();
    for (table, mut block) in Table::ALL.into_iter().zip(blocks) {
        block.close();
        tables.push(table, block);
    }
    Ok(tables)
}

/// Two ranges of nearly as many possible ids; the second is empty when `ids` has one only.
fn halves(ids: &RangeInclusive<Uuid>) -> (RangeInclusive<Uuid>, RangeInclusive<Uuid>) {
    let (first, last) = (ids.start().as_u128(), ids.end().as_u128());
    let middle = first + (last - first) / 2;
    let after = Uuid::from_u128(middle.saturating_add(1));
    let high = if middle < last { after..=*ids.end() } else { Uuid::max()..=Uuid::nil() };
    (*ids.start()..=Uuid::from_u128(middle), high)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use indradb::Json;
    use tempfile::TempDir;

    use super::*;
    use crate::graph::record::Record;
    use crate::graph::schema::LAYOUT;
    use crate::model::id;
    use crate::model::rows::RowBuf;
    use crate::store::graph::{Cursor, Durability, GraphStore, Op};

    /// So little that a hundred records are cut many times.
    const SMALL: Room = Room { texts: 3, bytes: 300 };

    fn record(key: &str, hops: usize) -> String {
        let hop = |seq: usize| RowBuf::new([key, &seq.to_string(), "A", "B\t\\", "2026-01-01"]);
        let case = (Table::Cases, RowBuf::new([key, "22", "k", "2026-01-01"]));
        let rows = std::iter::once(case).chain((0..hops).map(|seq| (Table::Handoffs, hop(seq)))).collect();
        Record { log: vec![(1, 1)], rows, document: None, steps: Vec::new() }.encode()
    }

    /// A store whose records have the texts of `text` at keys of digits, near and far, and of letters.
    fn store(text: impl Fn(&str, usize) -> String) -> (TempDir, GraphStore) {
        let dir = tempfile::tempdir().unwrap();
        let store = GraphStore::create(&dir.path().join("graph.redb"), LAYOUT).unwrap();
        let keys = (0..60).map(|n| n.to_string()).chain((0..40).map(|n| (10u64.pow(11) << n).to_string()));
        let keys = keys.chain((0..40).map(|n| format!("P{n}")));
        let op = |(n, key): (usize, String)| {
            let id = id::uuid(u8::try_from(n % 5).unwrap(), &key);
            Op::Property(id, *STATE, Json::new(text(&key, n % 7).into()))
        };
        let ops = keys.enumerate().map(op).collect();
        store.apply(ops, Cursor { seq: 1, root: [0; 32] }, Durability::Now).unwrap();
        (dir, store)
    }

    fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    fn load(store: &GraphStore, threads: usize) -> Result<Tables, LoadError> {
        on_threads(threads, || read(&store.reader()?, &(Uuid::nil()..=Uuid::max()), SMALL))
    }

    /// The cells of every row, block by block.
    fn cells(tables: &Tables) -> Vec<(Table, usize, Vec<&[u8]>)> {
        let of_block = |table, (number, block): (usize, &'_ Block)| -> Vec<(Table, usize, usize)> {
            (0..block.len()).map(|index| (table, number, index)).collect()
        };
        let of_table =
            |table: Table| tables.blocks(table).iter().enumerate().flat_map(move |b| of_block(table, b));
        let places = Table::ALL.into_iter().flat_map(of_table);
        places
            .map(|(t, number, index)| (t, number, tables.blocks(t)[number].row(index).cells().collect()))
            .collect()
    }

    #[test]
    fn any_number_of_threads_gives_the_same_blocks_in_order_of_ids() {
        let (_dir, store) = store(record);
        let alone = load(&store, 1).unwrap();
        for threads in [2, 3, 7] {
            let together = load(&store, threads).unwrap();
            assert_eq!(cells(&together), cells(&alone), "{threads} threads");
        }
        let mut blocks: [Block; Table::ALL.len()] = Default::default();
        let all = Uuid::nil()..=Uuid::max();
        store
            .scan_text(*STATE, all, 1_000, |texts| {
                texts.iter().for_each(|(_, text)| decode_into(text, &mut blocks).unwrap());
                ControlFlow::Continue(())
            })
            .unwrap();
        for table in [Table::Cases, Table::Handoffs] {
            let expected = &blocks[table as usize];
            let found: Vec<_> = alone.rows(table).map(|(_, row)| row).collect();
            assert_eq!(found, (0..expected.len()).map(|index| expected.row(index)).collect::<Vec<_>>());
            assert!(10 < alone.blocks(table).len(), "{}", alone.blocks(table).len());
        }
        assert_eq!(tables(&store.reader().unwrap()).unwrap().len(Table::Cases), 140);
    }

    #[test]
    fn the_first_damaged_record_is_told_at_any_number_of_threads() {
        let (_dir, store) = store(|key, n| if n == 3 { format!("damaged {key}") } else { record(key, n) });
        let told = |threads| load(&store, threads).unwrap_err().to_string();
        let first = told(1);
        assert!(first.contains("damaged "), "{first}");
        assert!([2, 3, 7].into_iter().all(|threads| told(threads) == first));
    }

    #[test]
    fn a_range_is_halved_without_gap_or_overlap() {
        let id = Uuid::from_u128;
        let cases = [
            (5, 5, 5),
            (5, 6, 5),
            (5, 8, 6),
            (0, u128::MAX, u128::MAX / 2),
            (u128::MAX, u128::MAX, u128::MAX),
        ];
        for (first, last, middle) in cases {
            let (low, high) = halves(&(id(first)..=id(last)));
            assert_eq!(low, id(first)..=id(middle));
            assert_eq!(high.is_empty(), first == last);
            assert!(high.is_empty() || high == (id(middle + 1)..=id(last)));
        }
    }
}
