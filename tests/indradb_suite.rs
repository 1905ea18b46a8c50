//! IndraDB's own suite for datastores, in full, over the store.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

use duban::store::graph::GraphStore;
use indradb::{Database, define_test, full_test_impl};

/// A fresh store; its file has no name any more once it is open.
fn database() -> Database<GraphStore> {
    let dir = tempfile::tempdir().unwrap();
    Database::new(GraphStore::create(&dir.path().join("graph.redb"), 1).unwrap())
}

full_test_impl!(database());
