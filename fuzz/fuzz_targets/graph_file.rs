//! A graph file that was changed: it opens as it was, or the store says that it is damaged. It is thrown away then, so
//! every fault must be an error and none a panic or a wrong answer.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use duban::app::directory::graph_path;
use duban::graph::load;
use duban::graph::schema::LAYOUT;
use duban::store::graph::{Access, Cursor, GraphStore, StoreError, TableDigest};
use duban_fuzz::{edits, folder, pass_panics_of_redb, sample};
use libfuzzer_sys::fuzz_target;

struct Original {
    bytes: Vec<u8>,
    said: (Vec<TableDigest>, Option<Cursor>),
}

static PLACE: LazyLock<PathBuf> = LazyLock::new(|| folder("file"));
static ORIGINAL: LazyLock<Original> = LazyLock::new(|| {
    let path = graph_path(&sample::directory());
    let said = ask(&path, Access::Read).expect("the sample is whole");
    Original { bytes: fs::read(path).expect("the sample has a graph"), said }
});

fuzz_target!(
    init: {
        pass_panics_of_redb();
        LazyLock::force(&ORIGINAL)
    },
    |script: &[u8]| {
        let mut files = [ORIGINAL.bytes.clone()];
        edits::apply(&mut files, script);
        let path = PLACE.join("graph.redb");
        for access in [Access::Read, Access::Write] {
            fs::write(&path, &files[0]).expect("a file can be written");
            match ask(&path, access) {
                Ok(said) => {
                    // A header whose newer half is lost brings back what was durable before; the cursor says so, and
                    // the ledger is followed from there.
                    let older = said.1.map_or(0, |c| c.seq) < ORIGINAL.said.1.map_or(0, |c| c.seq);
                    assert!(older || said == ORIGINAL.said, "a changed file is taken for the one that was written");
                }
                Err(StoreError::Damaged { .. } | StoreError::Stale { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }
);

fn ask(path: &Path, access: Access) -> Result<(Vec<TableDigest>, Option<Cursor>), StoreError> {
    let store = GraphStore::open(path, LAYOUT, access)?;
    let said = (store.digest()?, store.cursor()?);
    match load::tables(&store) {
        Err(load::LoadError::Store(error)) => Err(error),
        Err(load::LoadError::Record(error)) => panic!("a page with a right checksum holds {error}"),
        Ok(_) => Ok(said),
    }
}
