//! Rows of the graph's file as somebody else might have written them: keys and values that are none are damage, and
//! never a panic of ours.
//!
//! The input is a list of rows: table, length of the key, length of the value, key, value.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use duban::app::directory::graph_path;
use duban::graph::load;
use duban::graph::schema::{LAYOUT, Relation, STATE};
use duban::model::subject::SubjectKind;
use duban::store::graph::{Access, GraphStore, StoreError};
use duban_fuzz::{folder, pass_panics_of_redb, sample};
use indradb::{AllEdgeQuery, AllVertexQuery, Database, QueryExt};
use libfuzzer_sys::fuzz_target;
use redb::TableDefinition;
use uuid::Uuid;

const TABLES: [&str; 10] = [
    "marker",
    "cursor",
    "vertices",
    "edges",
    "edges_reversed",
    "vertex_properties",
    "edge_properties",
    "indexed",
    "vertex_index",
    "edge_index",
];
/// More rows than these are passed over.
const ROWS_MAX: usize = 16;

static PLACE: LazyLock<PathBuf> = LazyLock::new(|| folder("rows"));
static ORIGINAL: LazyLock<Vec<u8>> =
    LazyLock::new(|| fs::read(graph_path(&sample::directory())).expect("the sample has a graph"));

fuzz_target!(
    init: {
        pass_panics_of_redb();
        LazyLock::force(&ORIGINAL)
    },
    |bytes: &[u8]| {
        let path = PLACE.join("graph.redb");
        fs::write(&path, &*ORIGINAL).expect("a file can be written");
        insert(&path, bytes);
        if let Err(error) = ask(&path) {
            assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Stale { .. }), "{error}");
            let text = error.to_string();
            assert!(!text.contains("panic"), "{text}");
        }
    }
);

fn insert(path: &Path, mut bytes: &[u8]) {
    let file = redb::Database::open(path).expect("the sample can be opened");
    let mut txn = file.begin_write().expect("a change can begin");
    txn.set_durability(redb::Durability::Immediate).expect("a setting");
    for _ in 0..ROWS_MAX {
        let [table, key, value, rest @ ..] = bytes else { break };
        let definition: TableDefinition<'_, &[u8], &[u8]> =
            TableDefinition::new(TABLES[usize::from(*table) % 10]);
        let (key, rest) = rest.split_at(usize::from(*key).min(rest.len()));
        let (value, rest) = rest.split_at(usize::from(*value).min(rest.len()));
        bytes = rest;
        let mut rows = txn.open_table(definition).expect("a table can be opened");
        rows.insert(key, value).expect("a row can be written");
    }
    txn.commit().expect("a change can be committed");
}

fn ask(path: &Path) -> Result<(), StoreError> {
    let store = GraphStore::open(path, LAYOUT, Access::Read)?;
    store.digest()?;
    let cursor = store.cursor().map(drop);
    let texts = match load::tables(&store) {
        Err(load::LoadError::Store(error)) => Err(error),
        Err(load::LoadError::Record(_)) | Ok(_) => Ok(()),
    };
    let reader = store.reader()?;
    let (mut low, mut high) = ([0; 16], [0xff; 16]);
    (low[0], high[0]) = (SubjectKind::Case as u8, SubjectKind::Case as u8);
    for id in [Uuid::nil(), Uuid::from_bytes(low), Uuid::from_bytes(high), Uuid::max()] {
        for relation in Relation::ALL {
            reader.outbound(id, relation.identifier())?;
            reader.inbound(id, relation.identifier())?;
        }
        reader.text(id, *STATE)?;
        reader.property(id, *STATE)?;
        reader.vertex(id)?;
    }
    let database = Database::new(store);
    // Only that these return: which error they give is IndraDB's.
    database.get(AllVertexQuery).ok();
    database.get(AllEdgeQuery).ok();
    if let (Ok(vertices), Ok(edges)) = (AllVertexQuery.properties(), AllEdgeQuery.properties()) {
        database.get(vertices).ok();
        database.get(edges).ok();
    }
    cursor.and(texts)
}
