//! The datastore against a model of ordered maps: random sequences of changes, each followed by random queries.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod generate;
mod model;

use std::path::Path;

use duban::store::graph::{Access, Cursor, GraphStore, TableDigest};
use indradb::{Database, QueryOutputValue as Output, Vertex};
use proptest::prelude::*;
use uuid::Uuid;

use generate::{Step, queries, steps};
use model::{Model, kind, same};

/// Answers as text, since IndraDB's equality overlooks types of vertices; in order where the query has one.
fn shown(outputs: Vec<Output>, is_ordered: bool) -> Vec<String> {
    let lines = |lines: Vec<String>| {
        let mut lines = lines;
        if !is_ordered {
            lines.sort();
        }
        lines.join("\n")
    };
    fn texts<T: std::fmt::Debug>(all: Vec<T>) -> Vec<String> {
        all.iter().map(|one| format!("{one:?}")).collect()
    }
    let show = |output| match output {
        Output::Vertices(all) => lines(texts(all)),
        Output::Edges(all) => lines(texts(all)),
        Output::VertexProperties(all) => lines(texts(all)),
        Output::EdgeProperties(all) => lines(texts(all)),
        Output::Count(count) => count.to_string(),
    };
    outputs.into_iter().map(show).collect()
}

fn digest_but_cursor(store: &GraphStore) -> Vec<TableDigest> {
    store.digest().unwrap().into_iter().filter(|table| table.name != "cursor").collect()
}

/// Takes one step in both and compares what they say of it.
fn take(store: GraphStore, model: &mut Model, step: Step, path: &Path, seq: u64) -> GraphStore {
    let db = Database::new(&store);
    match step {
        Step::CreateVertex(id, t) => {
            let is_new = db.create_vertex(&Vertex::with_id(id, t)).unwrap();
            assert_eq!(is_new, !model.vertices.contains_key(&id));
            model.vertices.entry(id).or_insert(t);
        }
        Step::CreateEdge(edge) => {
            let has_ends =
                [edge.outbound_id, edge.inbound_id].iter().all(|id| model.vertices.contains_key(id));
            assert_eq!(db.create_edge(&edge).unwrap(), has_ends);
            if has_ends {
                model.edges.insert(edge);
            }
        }
        Step::Delete(query) => {
            assert_eq!(db.delete(query.clone()).map_err(|error| kind(&error)), model.delete(&query));
        }
        Step::Set(query, name, value) => {
            let set = db.set_properties(query.clone(), name, &value).map_err(|error| kind(&error));
            assert_eq!(set, model.set(&query, name, &value));
        }
        Step::Index(name) => {
            db.index_property(name).unwrap();
            model.indexed.insert(name);
        }
        Step::Bulk(items) => {
            db.bulk_insert(items.clone()).unwrap();
            items.into_iter().for_each(|item| model.insert(item));
        }
        Step::Apply(ops, durability) => {
            let cursor = Cursor { seq, root: [seq.to_be_bytes()[7]; 32] };
            store.apply(ops.clone(), cursor, durability).unwrap();
            assert_eq!(store.cursor().unwrap(), Some(cursor));
            ops.into_iter().for_each(|op| model.apply(op));
        }
        Step::Reopen => {
            let before = store.digest().unwrap();
            store.close().unwrap();
            let reader = GraphStore::open(path, 1, Access::Read).unwrap();
            assert_eq!(reader.digest().unwrap(), before);
            reader.close().unwrap();
            return GraphStore::open(path, 1, Access::Write).unwrap();
        }
    }
    store
}

/// The snapshot's short ways against the model.
fn check_reader(store: &GraphStore, model: &Model) {
    let reader = store.reader().unwrap();
    for ((id, name), value) in &model.vertex_properties {
        assert!(same(&reader.property(*id, *name).unwrap().unwrap(), value));
        assert_eq!(reader.text(*id, *name).unwrap().as_deref(), value.as_str());
    }
    for edge in &model.edges {
        let to: Vec<Uuid> = model
            .edges
            .iter()
            .filter(|e| (e.outbound_id, e.t) == (edge.outbound_id, edge.t))
            .map(|e| e.inbound_id)
            .collect();
        let mut from: Vec<Uuid> = model
            .edges
            .iter()
            .filter(|e| (e.inbound_id, e.t) == (edge.inbound_id, edge.t))
            .map(|e| e.outbound_id)
            .collect();
        from.sort();
        assert_eq!(reader.outbound(edge.outbound_id, edge.t).unwrap(), to);
        assert_eq!(reader.inbound(edge.inbound_id, edge.t).unwrap(), from);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 400, ..ProptestConfig::default() })]
    #[test]
    fn the_store_answers_as_the_model_does(
        steps in prop::collection::vec((steps(), prop::collection::vec(queries(), 3)), 1..30),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("graph.redb");
        let mut store = GraphStore::create(&path, 1).unwrap();
        let mut model = Model::default();
        for (seq, (step, queries)) in steps.into_iter().enumerate() {
            store = take(store, &mut model, step, &path, seq as u64);
            let db = Database::new(&store);
            for (query, is_ordered) in queries {
                let found = db.get(query.clone()).map_err(|error| kind(&error));
                let expected = model.get(&query);
                prop_assert_eq!(
                    found.map(|found| shown(found, is_ordered)),
                    expected.map(|expected| shown(expected, is_ordered)),
                    "{:?}", query
                );
            }
        }
        check_reader(&store, &model);
        store.check_counts().unwrap();
        prop_assert_eq!(digest_but_cursor(&store), digest_but_cursor(&model.fresh(&dir.path().join("fresh"))));
    }
}
