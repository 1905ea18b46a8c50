//! The file's tables. All have keys and values of bytes, ordered bytewise; `keys` and `value` say what is in them.

use redb::TableDefinition;

pub(super) type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;
pub(super) type ReadRows = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;
pub(super) type WriteRows<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;
pub(super) type RowRange = redb::Range<'static, &'static [u8], &'static [u8]>;

/// One table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The layout the file was written in.
    Marker,
    /// How far the ledger was followed.
    Cursor,
    /// Vertex id to type.
    Vertices,
    /// Edge key to nothing.
    Edges,
    /// Key of the reversed edge to nothing.
    Reversed,
    /// Vertex id and name to value.
    VertexProperties,
    /// Edge key and name to value.
    EdgeProperties,
    /// Names that are indexed, to nothing.
    Indexed,
    /// Name, value and vertex id to nothing, for indexed names.
    VertexIndex,
    /// Name, value and edge key to nothing, for indexed names.
    EdgeIndex,
}

impl Space {
    pub(super) const COUNT: usize = 10;

    /// Every table, in the order in which digests list them.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Marker,
        Self::Cursor,
        Self::Vertices,
        Self::Edges,
        Self::Reversed,
        Self::VertexProperties,
        Self::EdgeProperties,
        Self::Indexed,
        Self::VertexIndex,
        Self::EdgeIndex,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Marker => "marker",
            Self::Cursor => "cursor",
            Self::Vertices => "vertices",
            Self::Edges => "edges",
            Self::Reversed => "edges_reversed",
            Self::VertexProperties => "vertex_properties",
            Self::EdgeProperties => "edge_properties",
            Self::Indexed => "indexed",
            Self::VertexIndex => "vertex_index",
            Self::EdgeIndex => "edge_index",
        }
    }

    pub(super) fn definition(self) -> Definition {
        TableDefinition::new(self.name())
    }
}

/// The key of the only row of `marker` and of `cursor`.
pub(super) const ONLY: &[u8] = b"0";
