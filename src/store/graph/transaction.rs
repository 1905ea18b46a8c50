//! IndraDB's `Datastore` and `Transaction`.
//!
//! A transaction reads one snapshot, taken at its first question. A change runs in a write transaction of its own,
//! durable when the method returns; the snapshot is dropped before, because it would pin pages, and taken anew after.
//! `Database::delete` and `set_properties` read and then change, which is safe with one writer at a time.
//!
//! An index answers with vertices and edges that exist: properties may have been inserted without their owners.

use std::cell::OnceCell;

use indradb::{BulkInsertItem, Datastore, DynIter, Edge, Identifier, Json, Result, Transaction, Vertex};
use uuid::Uuid;

use super::batch::Batch;
use super::error::{damaged, guarded, to_indradb};
use super::keys::{self, Names};
use super::mutate::Tables;
use super::reader::Reader;
use super::tables::{RowRange, Space};
use super::{Durability, GraphStore, StoreError, value};

impl Datastore for GraphStore {
    type Transaction<'a> = GraphTransaction<'a>;

    fn transaction(&self) -> GraphTransaction<'_> {
        GraphTransaction { store: self, snapshot: OnceCell::new() }
    }
}

/// So that a store may be queried through IndraDB while its owner keeps it.
impl Datastore for &GraphStore {
    type Transaction<'a>
        = GraphTransaction<'a>
    where
        Self: 'a;

    fn transaction(&self) -> GraphTransaction<'_> {
        (**self).transaction()
    }
}

/// A transaction of IndraDB's; see the module.
pub struct GraphTransaction<'s> {
    store: &'s GraphStore,
    snapshot: OnceCell<Reader>,
}

/// Rows turned into answers; ends at the first error.
struct Answers<F> {
    rows: Option<RowRange>,
    answer: F,
}

impl<T, F: FnMut(&[u8], &[u8]) -> std::result::Result<Option<T>, StoreError>> Iterator for Answers<F> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let rows = self.rows.as_mut()?;
        let answer = &mut self.answer;
        let step = guarded("reading the graph", || {
            for row in rows {
                let (key, value) = row?;
                if let Some(found) = answer(key.value(), value.value())? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        });
        if !matches!(step, Ok(Some(_))) {
            self.rows = None;
        }
        step.map_err(to_indradb).transpose()
    }
}

impl GraphTransaction<'_> {
    fn snapshot(&self) -> std::result::Result<&Reader, StoreError> {
        match self.snapshot.get() {
            Some(reader) => Ok(reader),
            None => {
                let reader = self.store.reader()?;
                Ok(self.snapshot.get_or_init(|| reader))
            }
        }
    }

    fn answers<'a, T: 'a>(
        &'a self,
        space: Space,
        lower: &[u8],
        upper: Option<&[u8]>,
        answer: impl FnMut(&[u8], &[u8]) -> std::result::Result<Option<T>, StoreError> + 'a,
    ) -> Result<DynIter<'a, T>> {
        let rows = guarded("reading the graph", || self.snapshot()?.rows(space, lower, upper));
        Ok(Box::new(Answers { rows: Some(rows.map_err(to_indradb)?), answer }))
    }

    fn edges_from<'a>(&'a self, space: Space, lower: &[u8]) -> Result<DynIter<'a, Edge>> {
        let mut names = Names::default();
        self.answers(space, lower, None, move |key, _| keys::read_edge(key, &mut names).map(Some))
    }

    fn properties<'a>(&'a self, space: Space, owner: Vec<u8>) -> Result<DynIter<'a, (Identifier, Json)>> {
        let mut names = Names::default();
        let owner_bytes = owner.len();
        self.answers(space, &owner, Some(&keys::past(&owner)), move |key, stored| {
            Ok(Some((names.read(&key[owner_bytes..])?, value::decode(stored)?)))
        })
    }

    /// The owners in an index under `prefix` that exist, or `None` when the name is not indexed.
    fn indexed<'a, T: 'a>(
        &'a self,
        (index, owners): (Space, Space),
        name: Identifier,
        prefix: &[u8],
        mut owner: impl FnMut(&[u8]) -> std::result::Result<T, StoreError> + 'a,
    ) -> Result<Option<DynIter<'a, T>>> {
        let snapshot = self.snapshot().map_err(to_indradb)?;
        let is_indexed = snapshot.get(Space::Indexed, name.as_bytes(), |_| Ok(()));
        if is_indexed.map_err(to_indradb)?.is_none() {
            return Ok(None);
        }
        let answers = self.answers(index, prefix, Some(&keys::past(prefix)), move |key, _| {
            let key = keys::index_owner(key, &name)?;
            let exists = snapshot.get(owners, key, |_| Ok(()))?.is_some();
            if exists { owner(key).map(Some) } else { Ok(None) }
        })?;
        Ok(Some(answers))
    }

    fn indexed_vertices<'a>(&'a self, name: Identifier, prefix: &[u8]) -> Result<Option<DynIter<'a, Uuid>>> {
        self.indexed((Space::VertexIndex, Space::Vertices), name, prefix, |key| match keys::read_id(key)? {
            (id, []) => Ok(id),
            _ => Err(damaged("the key of an index has bytes left over")),
        })
    }

    fn indexed_edges<'a>(&'a self, name: Identifier, prefix: &[u8]) -> Result<Option<DynIter<'a, Edge>>> {
        let mut names = Names::default();
        self.indexed((Space::EdgeIndex, Space::Edges), name, prefix, move |key| {
            keys::read_edge(key, &mut names)
        })
    }

    /// Those of `asked` for which `exists` finds a row.
    fn present<'a, Q: 'a, T>(
        &'a self,
        asked: Vec<Q>,
        exists: impl Fn(&Reader, Q) -> std::result::Result<Option<T>, StoreError> + 'a,
    ) -> Result<DynIter<'a, T>> {
        let snapshot = self.snapshot().map_err(to_indradb)?;
        let found = asked.into_iter().filter_map(move |one| exists(snapshot, one).transpose());
        Ok(Box::new(found.map(|answer| answer.map_err(to_indradb))))
    }

    fn count(&self, space: Space) -> u64 {
        match self.snapshot().and_then(|snapshot| snapshot.len(space)) {
            Ok(count) => count,
            Err(error) => {
                // Only the first failure is kept; it is the one that explains the others.
                self.store.failure.set(error.to_string()).ok();
                u64::MAX
            }
        }
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Tables<'_>) -> std::result::Result<T, StoreError>,
    ) -> Result<T> {
        self.snapshot.take();
        self.store.write(Durability::Now, change).map_err(to_indradb)
    }
}

fn stored(json: &Json) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    value::encode(json, &mut out).map_err(to_indradb)?;
    Ok(out)
}

impl<'a> Transaction<'a> for GraphTransaction<'_> {
    fn vertex_count(&self) -> u64 {
        self.count(Space::Vertices)
    }

    fn all_vertices(&'a self) -> Result<DynIter<'a, Vertex>> {
        self.range_vertices(Uuid::nil())
    }

    fn range_vertices(&'a self, offset: Uuid) -> Result<DynIter<'a, Vertex>> {
        let mut names = Names::default();
        self.answers(Space::Vertices, offset.as_bytes(), None, move |key, t| match keys::read_id(key)? {
            (id, []) => Ok(Some(Vertex::with_id(id, names.read(t)?))),
            _ => Err(damaged("the key of a vertex has bytes left over")),
        })
    }

    fn specific_vertices(&'a self, ids: Vec<Uuid>) -> Result<DynIter<'a, Vertex>> {
        self.present(ids, |snapshot, id| Ok(snapshot.vertex(id)?.map(|t| Vertex::with_id(id, t))))
    }

    fn vertex_ids_with_property(&'a self, name: Identifier) -> Result<Option<DynIter<'a, Uuid>>> {
        self.indexed_vertices(name, &keys::index_name(&name))
    }

    fn vertex_ids_with_property_value(
        &'a self,
        name: Identifier,
        value: &Json,
    ) -> Result<Option<DynIter<'a, Uuid>>> {
        self.indexed_vertices(name, &keys::index_value(&name, &stored(value)?))
    }

    fn edge_count(&self) -> u64 {
        self.count(Space::Edges)
    }

    fn all_edges(&'a self) -> Result<DynIter<'a, Edge>> {
        self.edges_from(Space::Edges, &[])
    }

    fn range_edges(&'a self, offset: Edge) -> Result<DynIter<'a, Edge>> {
        self.edges_from(Space::Edges, &keys::edge_key(&offset))
    }

    fn range_reversed_edges(&'a self, offset: Edge) -> Result<DynIter<'a, Edge>> {
        self.edges_from(Space::Reversed, &keys::edge_key(&offset))
    }

    fn specific_edges(&'a self, edges: Vec<Edge>) -> Result<DynIter<'a, Edge>> {
        self.present(edges, |snapshot, edge| snapshot.get(Space::Edges, &keys::edge_key(&edge), |_| Ok(edge)))
    }

    fn edges_with_property(&'a self, name: Identifier) -> Result<Option<DynIter<'a, Edge>>> {
        self.indexed_edges(name, &keys::index_name(&name))
    }

    fn edges_with_property_value(
        &'a self,
        name: Identifier,
        value: &Json,
    ) -> Result<Option<DynIter<'a, Edge>>> {
        self.indexed_edges(name, &keys::index_value(&name, &stored(value)?))
    }

    fn vertex_property(&self, vertex: &Vertex, name: Identifier) -> Result<Option<Json>> {
        self.snapshot().and_then(|snapshot| snapshot.property(vertex.id, name)).map_err(to_indradb)
    }

    fn all_vertex_properties_for_vertex(
        &'a self,
        vertex: &Vertex,
    ) -> Result<DynIter<'a, (Identifier, Json)>> {
        self.properties(Space::VertexProperties, vertex.id.as_bytes().to_vec())
    }

    fn edge_property(&self, edge: &Edge, name: Identifier) -> Result<Option<Json>> {
        let key = keys::property(&keys::edge_key(edge), name);
        let found =
            self.snapshot().and_then(|snapshot| snapshot.get(Space::EdgeProperties, &key, value::decode));
        found.map_err(to_indradb)
    }

    fn all_edge_properties_for_edge(&'a self, edge: &Edge) -> Result<DynIter<'a, (Identifier, Json)>> {
        self.properties(Space::EdgeProperties, keys::edge_key(edge))
    }

    fn delete_vertices(&mut self, vertices: Vec<Vertex>) -> Result<()> {
        self.change(|tables| vertices.iter().try_for_each(|vertex| tables.delete_vertex(vertex.id)))
    }

    fn delete_edges(&mut self, edges: Vec<Edge>) -> Result<()> {
        self.change(|tables| edges.iter().try_for_each(|edge| tables.delete_edge(edge)))
    }

    fn delete_vertex_properties(&mut self, props: Vec<(Uuid, Identifier)>) -> Result<()> {
        self.change(|Tables { vertex_properties, indexed, .. }| {
            props.iter().try_for_each(|(id, name)| vertex_properties.delete(id.as_bytes(), name, indexed))
        })
    }

    fn delete_edge_properties(&mut self, props: Vec<(Edge, Identifier)>) -> Result<()> {
        self.change(|Tables { edge_properties, indexed, .. }| {
            props
                .iter()
                .try_for_each(|(edge, name)| edge_properties.delete(&keys::edge_key(edge), name, indexed))
        })
    }

    fn sync(&self) -> Result<()> {
        match self.store.write(Durability::Now, |_| Ok(())) {
            // What is only read has nothing to bring to the disk.
            Ok(()) | Err(StoreError::ReadOnly) => Ok(()),
            Err(error) => Err(to_indradb(error)),
        }
    }

    fn create_vertex(&mut self, vertex: &Vertex) -> Result<bool> {
        self.change(|tables| tables.create_vertex(vertex))
    }

    fn create_edge(&mut self, edge: &Edge) -> Result<bool> {
        self.change(|tables| tables.create_edge(edge))
    }

    fn bulk_insert(&mut self, items: Vec<BulkInsertItem>) -> Result<()> {
        self.change(|tables| Batch::from_items(items).write(tables))
    }

    fn index_property(&mut self, name: Identifier) -> Result<()> {
        self.change(|tables| tables.index_property(name))
    }

    fn set_vertex_properties(&mut self, vertices: Vec<Uuid>, name: Identifier, value: &Json) -> Result<()> {
        let value = stored(value)?;
        self.change(|Tables { vertex_properties, indexed, .. }| {
            vertices.iter().try_for_each(|id| vertex_properties.set(id.as_bytes(), name, &value, indexed))
        })
    }

    fn set_edge_properties(&mut self, edges: Vec<Edge>, name: Identifier, value: &Json) -> Result<()> {
        let value = stored(value)?;
        self.change(|Tables { edge_properties, indexed, .. }| {
            edges
                .iter()
                .try_for_each(|edge| edge_properties.set(&keys::edge_key(edge), name, &value, indexed))
        })
    }
}
