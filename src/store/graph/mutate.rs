//! Changes inside one write transaction. Whether something exists is decided here, never on an older snapshot.

use std::collections::BTreeSet;
use std::ops::Bound;

use indradb::{Edge, Identifier, Vertex};
use redb::{ReadableTable, WriteTransaction};
use uuid::Uuid;

use super::tables::{ONLY, Space, WriteRows};
use super::{Cursor, StoreError, keys};

/// The tables that changes touch.
pub(super) struct Tables<'t> {
    pub(super) vertices: WriteRows<'t>,
    pub(super) edges: WriteRows<'t>,
    pub(super) reversed: WriteRows<'t>,
    pub(super) vertex_properties: Properties<'t>,
    pub(super) edge_properties: Properties<'t>,
    /// Names that are indexed.
    pub(super) indexed: BTreeSet<String>,
    indexed_rows: WriteRows<'t>,
    cursor: WriteRows<'t>,
}

/// The properties of vertices or of edges, with their index.
pub(super) struct Properties<'t> {
    pub(super) rows: WriteRows<'t>,
    pub(super) index: WriteRows<'t>,
}

impl<'t> Tables<'t> {
    pub(super) fn open(txn: &'t WriteTransaction) -> Result<Self, StoreError> {
        let open = |space: Space| txn.open_table(space.definition());
        let indexed_rows = open(Space::Indexed)?;
        let mut indexed = BTreeSet::new();
        for row in indexed_rows.iter()? {
            indexed.insert(keys::Names::default().read(row?.0.value())?.to_string());
        }
        let properties = |rows, index| -> Result<_, StoreError> {
            Ok(Properties { rows: open(rows)?, index: open(index)? })
        };
        Ok(Self {
            vertices: open(Space::Vertices)?,
            edges: open(Space::Edges)?,
            reversed: open(Space::Reversed)?,
            vertex_properties: properties(Space::VertexProperties, Space::VertexIndex)?,
            edge_properties: properties(Space::EdgeProperties, Space::EdgeIndex)?,
            indexed,
            indexed_rows,
            cursor: open(Space::Cursor)?,
        })
    }

    pub(super) fn set_cursor(&mut self, cursor: Cursor) -> Result<(), StoreError> {
        let value = [cursor.seq.to_be_bytes().as_slice(), &cursor.root].concat();
        self.cursor.insert(ONLY, value.as_slice())?;
        Ok(())
    }

    /// Whether the vertex is new.
    pub(super) fn create_vertex(&mut self, vertex: &Vertex) -> Result<bool, StoreError> {
        if self.has_vertex(vertex.id)? {
            return Ok(false);
        }
        self.vertices.insert(vertex.id.as_bytes().as_slice(), vertex.t.as_bytes())?;
        Ok(true)
    }

    /// Whether both ends are there, and so the edge is now.
    pub(super) fn create_edge(&mut self, edge: &Edge) -> Result<bool, StoreError> {
        if !self.has_vertex(edge.outbound_id)? || !self.has_vertex(edge.inbound_id)? {
            return Ok(false);
        }
        self.edges.insert(keys::edge_key(edge).as_slice(), [].as_slice())?;
        self.reversed.insert(keys::reversed_key(edge).as_slice(), [].as_slice())?;
        Ok(true)
    }

    /// Deletes a vertex, its properties, and the edges out of it and into it.
    pub(super) fn delete_vertex(&mut self, id: Uuid) -> Result<(), StoreError> {
        self.vertices.remove(id.as_bytes().as_slice())?;
        self.vertex_properties.clear(id.as_bytes(), &self.indexed)?;
        let mut names = keys::Names::default();
        let mut gone = Vec::new();
        for key in under(&self.edges, id.as_bytes())? {
            gone.push(keys::read_edge(&key, &mut names)?);
        }
        for key in under(&self.reversed, id.as_bytes())? {
            gone.push(keys::read_edge(&key, &mut names)?.reversed());
        }
        gone.iter().try_for_each(|edge| self.delete_edge(edge))
    }

    /// Deletes an edge and its properties.
    pub(super) fn delete_edge(&mut self, edge: &Edge) -> Result<(), StoreError> {
        let key = keys::edge_key(edge);
        self.edges.remove(key.as_slice())?;
        self.reversed.remove(keys::reversed_key(edge).as_slice())?;
        self.edge_properties.clear(&key, &self.indexed)
    }

    /// Indexes `name` from now on, and every property that has it already.
    pub(super) fn index_property(&mut self, name: Identifier) -> Result<(), StoreError> {
        if !self.indexed.insert(name.to_string()) {
            return Ok(());
        }
        self.indexed_rows.insert(name.as_bytes(), [].as_slice())?;
        self.vertex_properties.index_all(name, |key| Ok(keys::read_id(key)?.0.as_bytes().len()))?;
        self.edge_properties.index_all(name, keys::owner_len)
    }

    fn has_vertex(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.vertices.get(id.as_bytes().as_slice())?.is_some())
    }
}

impl Properties<'_> {
    /// Sets one property of the owner with this key to a stored value.
    pub(super) fn set(
        &mut self,
        owner: &[u8],
        name: Identifier,
        value: &[u8],
        indexed: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let key = keys::property(owner, name);
        if indexed.contains(name.as_str()) {
            self.reindex(&key, owner, name, value)?;
        }
        self.rows.insert(key.as_slice(), value)?;
        Ok(())
    }

    /// Puts the value that a property is about to get into the index, in place of the one that it has.
    pub(super) fn reindex(
        &mut self,
        key: &[u8],
        owner: &[u8],
        name: Identifier,
        value: &[u8],
    ) -> Result<(), StoreError> {
        if let Some(old) = self.rows.get(key)? {
            self.index.remove(keys::index(&name, old.value(), owner).as_slice())?;
        }
        self.index.insert(keys::index(&name, value, owner).as_slice(), [].as_slice())?;
        Ok(())
    }

    /// Deletes one property, if there is one.
    pub(super) fn delete(
        &mut self,
        owner: &[u8],
        name: &str,
        indexed: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let old = self.rows.remove([owner, name.as_bytes()].concat().as_slice())?;
        if let Some(old) = old.filter(|_| indexed.contains(name)) {
            self.index.remove(keys::index(name, old.value(), owner).as_slice())?;
        }
        Ok(())
    }

    /// Deletes every property of an owner.
    pub(super) fn clear(&mut self, owner: &[u8], indexed: &BTreeSet<String>) -> Result<(), StoreError> {
        let mut names = keys::Names::default();
        for key in under(&self.rows, owner)? {
            let name = names.read(&key[owner.len()..])?;
            self.delete(owner, &name, indexed)?;
        }
        Ok(())
    }

    /// Indexes the properties called `name`; `owner_len` tells how much of a key is its owner's.
    fn index_all(
        &mut self,
        name: Identifier,
        owner_len: impl Fn(&[u8]) -> Result<usize, StoreError>,
    ) -> Result<(), StoreError> {
        let mut new = BTreeSet::new();
        for row in self.rows.iter()? {
            let (key, value) = row?;
            let (owner, own_name) = key.value().split_at(owner_len(key.value())?);
            if own_name == name.as_bytes() {
                new.insert(keys::index(&name, value.value(), owner));
            }
        }
        for key in new {
            self.index.insert(key.as_slice(), [].as_slice())?;
        }
        Ok(())
    }
}

/// The keys that begin with `prefix` and go on with an identifier or with ids.
fn under(rows: &WriteRows<'_>, prefix: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    let past = keys::past(prefix);
    let range = (Bound::Included(prefix), Bound::Excluded(past.as_slice()));
    let mut found = Vec::new();
    for row in rows.range::<&[u8]>(range)? {
        found.push(row?.0.value().to_vec());
    }
    Ok(found)
}
