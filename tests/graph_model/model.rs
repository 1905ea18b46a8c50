//! The model: ordered maps, and IndraDB's queries answered from them in the plainest way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use duban::store::graph::{GraphStore, Op};
use indradb::{
    BulkInsertItem, Database, Edge, EdgeDirection, EdgeProperties, Error, Identifier, Json, NamedProperty,
    PipeQuery, Query, QueryOutputValue as Output, Vertex, VertexProperties,
};
use uuid::Uuid;

/// What the store should hold.
#[derive(Default)]
pub(crate) struct Model {
    pub(crate) vertices: BTreeMap<Uuid, Identifier>,
    pub(crate) edges: BTreeSet<Edge>,
    pub(crate) vertex_properties: BTreeMap<(Uuid, Identifier), Json>,
    pub(crate) edge_properties: BTreeMap<(Edge, Identifier), Json>,
    pub(crate) indexed: BTreeSet<Identifier>,
}

pub(crate) type Asked<T> = Result<T, String>;

/// Values are the same to an index when their canonical JSON is.
pub(crate) fn same(a: &Json, b: &Json) -> bool {
    serde_json::to_string(&**a).unwrap() == serde_json::to_string(&**b).unwrap()
}

impl Model {
    fn delete_edge(&mut self, edge: &Edge) {
        self.edges.remove(edge);
        self.edge_properties.retain(|(owner, _), _| owner != edge);
    }

    fn delete_vertex(&mut self, id: Uuid) {
        self.vertices.remove(&id);
        self.vertex_properties.retain(|(owner, _), _| *owner != id);
        for edge in self.edges.clone() {
            if edge.outbound_id == id || edge.inbound_id == id {
                self.delete_edge(&edge);
            }
        }
    }

    pub(crate) fn insert(&mut self, item: BulkInsertItem) {
        match item {
            BulkInsertItem::Vertex(vertex) => {
                self.vertices.entry(vertex.id).or_insert(vertex.t);
            }
            BulkInsertItem::Edge(edge) => {
                self.edges.insert(edge);
            }
            BulkInsertItem::VertexProperty(id, name, value) => {
                self.vertex_properties.insert((id, name), value);
            }
            BulkInsertItem::EdgeProperty(edge, name, value) => {
                self.edge_properties.insert((edge, name), value);
            }
        }
    }

    pub(crate) fn apply(&mut self, op: Op) {
        match op {
            Op::Vertex(id, t) => self.insert(BulkInsertItem::Vertex(Vertex::with_id(id, t))),
            Op::Property(id, name, value) => self.insert(BulkInsertItem::VertexProperty(id, name, value)),
            Op::Edge(edge) => self.insert(BulkInsertItem::Edge(edge)),
            Op::DeleteEdge(edge) => self.delete_edge(&edge),
        }
    }

    pub(crate) fn delete(&mut self, query: &Query) -> Asked<()> {
        match self.get(query)?.pop().unwrap() {
            Output::Vertices(vertices) => vertices.iter().for_each(|v| self.delete_vertex(v.id)),
            Output::Edges(edges) => edges.iter().for_each(|edge| self.delete_edge(edge)),
            Output::VertexProperties(all) => all.iter().for_each(|of| {
                of.props.iter().for_each(|p| drop(self.vertex_properties.remove(&(of.vertex.id, p.name))));
            }),
            Output::EdgeProperties(all) => all.iter().for_each(|of| {
                of.props.iter().for_each(|p| drop(self.edge_properties.remove(&(of.edge.clone(), p.name))));
            }),
            Output::Count(_) => return Err(kind(&Error::OperationOnQuery)),
        }
        Ok(())
    }

    pub(crate) fn set(&mut self, query: &Query, name: Identifier, value: &Json) -> Asked<()> {
        match self.get(query)?.pop().unwrap() {
            Output::Vertices(vertices) => {
                vertices.iter().for_each(|v| drop(self.vertex_properties.insert((v.id, name), value.clone())))
            }
            Output::Edges(edges) => {
                edges.into_iter().for_each(|e| drop(self.edge_properties.insert((e, name), value.clone())));
            }
            Output::Count(_) | Output::VertexProperties(_) | Output::EdgeProperties(_) => {
                return Err(kind(&Error::OperationOnQuery));
            }
        }
        Ok(())
    }

    fn specific(&self, ids: impl IntoIterator<Item = Uuid>) -> Vec<Vertex> {
        ids.into_iter().filter_map(|id| Some(Vertex::with_id(id, *self.vertices.get(&id)?))).collect()
    }

    /// Whether a property passes; an error when its name is not indexed.
    fn filter(&self, name: Identifier) -> Asked<()> {
        if self.indexed.contains(&name) { Ok(()) } else { Err(kind(&Error::NotIndexed)) }
    }

    fn keep(&self, inner: Output, name: Identifier, pass: impl Fn(Option<&Json>) -> bool) -> Asked<Output> {
        self.filter(name)?;
        Ok(match inner {
            Output::Vertices(mut vertices) => {
                vertices.retain(|v| pass(self.vertex_properties.get(&(v.id, name))));
                Output::Vertices(vertices)
            }
            Output::Edges(mut edges) => {
                edges.retain(|e| pass(self.edge_properties.get(&(e.clone(), name))));
                Output::Edges(edges)
            }
            Output::Count(_) | Output::VertexProperties(_) | Output::EdgeProperties(_) => {
                return Err(kind(&Error::OperationOnQuery));
            }
        })
    }

    fn pipe(&self, inner: &Output, q: &PipeQuery) -> Output {
        let outward = q.direction == EdgeDirection::Outbound;
        let fits = |t: &Identifier| q.t.is_none_or(|wanted| wanted == *t);
        let limit = q.limit as usize;
        match inner {
            Output::Vertices(vertices) => {
                let order = |e: &&Edge| if outward { (*e).clone() } else { e.reversed() };
                let mut edges = Vec::new();
                for vertex in vertices {
                    let mut own: Vec<&Edge> =
                        self.edges.iter().filter(|e| order(e).outbound_id == vertex.id).collect();
                    own.sort_by_key(order);
                    edges.extend(own.into_iter().filter(|e| fits(&e.t)).cloned());
                }
                edges.truncate(limit);
                Output::Edges(edges)
            }
            Output::Edges(edges) => {
                let ends = edges.iter().map(|e| if outward { e.outbound_id } else { e.inbound_id });
                Output::Vertices(self.specific(ends).into_iter().filter(|v| fits(&v.t)).take(limit).collect())
            }
            Output::Count(_) | Output::VertexProperties(_) | Output::EdgeProperties(_) => {
                unreachable!("such a query cannot be built")
            }
        }
    }

    fn properties(&self, inner: &Output, name: Option<Identifier>) -> Output {
        fn of<K: Ord + Clone>(
            all: &BTreeMap<(K, Identifier), Json>,
            owner: &K,
            name: Option<Identifier>,
        ) -> Vec<NamedProperty> {
            let own =
                all.iter().filter(|((key, own), _)| key == owner && name.is_none_or(|name| name == *own));
            own.map(|((_, name), value)| NamedProperty::new(*name, value.clone())).collect()
        }
        match inner {
            Output::Vertices(vertices) => {
                let all = vertices
                    .iter()
                    .map(|v| VertexProperties::new(v.clone(), of(&self.vertex_properties, &v.id, name)));
                Output::VertexProperties(all.filter(|of| !of.props.is_empty()).collect())
            }
            Output::Edges(edges) => {
                let all =
                    edges.iter().map(|e| EdgeProperties::new(e.clone(), of(&self.edge_properties, e, name)));
                Output::EdgeProperties(all.filter(|of| !of.props.is_empty()).collect())
            }
            Output::Count(_) | Output::VertexProperties(_) | Output::EdgeProperties(_) => {
                unreachable!("such a query cannot be built")
            }
        }
    }

    /// Answers a query; what is included comes before.
    pub(crate) fn get(&self, query: &Query) -> Asked<Vec<Output>> {
        let all_vertices = || Output::Vertices(self.specific(self.vertices.keys().copied()));
        let all_edges = || Output::Edges(self.edges.iter().cloned().collect());
        let last = match query {
            Query::AllVertex => all_vertices(),
            Query::AllEdge => all_edges(),
            Query::RangeVertex(q) => {
                let from =
                    self.specific(self.vertices.range(q.start_id.unwrap_or_default()..).map(|(id, _)| *id));
                let fit = from.into_iter().filter(|v| q.t.is_none_or(|t| t == v.t));
                Output::Vertices(fit.take(q.limit as usize).collect())
            }
            Query::SpecificVertex(q) => Output::Vertices(self.specific(q.ids.iter().copied())),
            Query::SpecificEdge(q) => {
                Output::Edges(q.edges.iter().filter(|e| self.edges.contains(e)).cloned().collect())
            }
            Query::VertexWithPropertyPresence(q) => {
                self.keep(all_vertices(), q.name, |value| value.is_some())?
            }
            Query::VertexWithPropertyValue(q) => {
                self.keep(all_vertices(), q.name, |value| value.is_some_and(|value| same(value, &q.value)))?
            }
            Query::EdgeWithPropertyPresence(q) => self.keep(all_edges(), q.name, |value| value.is_some())?,
            Query::EdgeWithPropertyValue(q) => {
                self.keep(all_edges(), q.name, |value| value.is_some_and(|value| same(value, &q.value)))?
            }
            Query::Include(q) => return self.get(&q.inner),
            Query::Pipe(q) => return self.chain(&q.inner, |inner| Ok(self.pipe(inner, q))),
            Query::PipeProperty(q) => {
                return self.chain(&q.inner, |inner| Ok(self.properties(inner, q.name)));
            }
            Query::PipeWithPropertyPresence(q) => {
                return self.chain(&q.inner, |inner| {
                    self.keep(inner.clone(), q.name, |value| value.is_some() == q.exists)
                });
            }
            Query::PipeWithPropertyValue(q) => {
                return self.chain(&q.inner, |inner| {
                    self.keep(inner.clone(), q.name, |v| v.is_some_and(|v| same(v, &q.value)) == q.equal)
                });
            }
            Query::Count(q) => {
                return self.chain(&q.inner, |inner| {
                    Ok(Output::Count(match inner {
                        Output::Vertices(found) => found.len(),
                        Output::Edges(found) => found.len(),
                        Output::VertexProperties(found) => found.len(),
                        Output::EdgeProperties(found) => found.len(),
                        Output::Count(_) => unreachable!("such a query cannot be built"),
                    } as u64))
                });
            }
        };
        Ok(vec![last])
    }

    fn chain(&self, inner: &Query, answer: impl FnOnce(&Output) -> Asked<Output>) -> Asked<Vec<Output>> {
        let mut outputs = self.get(inner)?;
        let last = answer(outputs.last().unwrap())?;
        if !matches!(inner, Query::Include(_)) {
            outputs.pop();
        }
        outputs.push(last);
        Ok(outputs)
    }

    /// The same content put into a new store at once.
    pub(crate) fn fresh(&self, path: &Path) -> GraphStore {
        let store = GraphStore::create(path, 1).unwrap();
        let db = Database::new(&store);
        self.indexed.iter().for_each(|name| db.index_property(*name).unwrap());
        let vertices = self.vertices.iter().map(|(id, t)| BulkInsertItem::Vertex(Vertex::with_id(*id, *t)));
        let edges = self.edges.iter().map(|e| BulkInsertItem::Edge(e.clone()));
        let of_vertices = self
            .vertex_properties
            .iter()
            .map(|((id, n), v)| BulkInsertItem::VertexProperty(*id, *n, v.clone()));
        let of_edges = self
            .edge_properties
            .iter()
            .map(|((e, n), v)| BulkInsertItem::EdgeProperty(e.clone(), *n, v.clone()));
        db.bulk_insert(vertices.chain(edges).chain(of_vertices).chain(of_edges).collect()).unwrap();
        store
    }
}

/// What kind of error it is; messages may differ.
pub(crate) fn kind(error: &Error) -> String {
    if matches!(error, Error::NotIndexed) {
        "not indexed".into()
    } else if matches!(error, Error::OperationOnQuery) {
        "operation on query".into()
    } else {
        format!("unexpected: {error}")
    }
}
