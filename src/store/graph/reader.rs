//! Snapshots: reading without a lock, and without opening tables anew for every question.

use std::ops::{Bound, ControlFlow, RangeInclusive};
use std::sync::OnceLock;

use indradb::{Identifier, Json};
use redb::{ReadTransaction, ReadableTableMetadata};
use uuid::Uuid;

use super::error::{damaged, guarded};
use super::tables::{ONLY, ReadRows, RowRange, Space};
use super::{Cursor, GraphStore, StoreError, keys, value};

/// Room for text that is asked of the system at once.
const TEXTS_BYTES: usize = 1 << 20;

/// Texts of vertices in ascending order of id, in one allocation.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
    /// From the first vertex that was left to the last one there is; none when all were read.
    pub rest: Option<RangeInclusive<Uuid>>,
}

impl Texts {
    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }

    fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    fn has_room(&self, room: Room) -> bool {
        self.ends.len() < room.texts && self.bytes.len() < room.bytes
    }
}

/// How much [`Reader::texts`] reads at a time: no further text when either is reached.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Texts.
    pub texts: usize,
    /// Bytes of text together; the last text may reach beyond.
    pub bytes: usize,
}

/// The store as it was when the snapshot was taken. It may be shared between threads.
pub struct Reader {
    /// Opened when first needed: a query mostly touches one or two.
    open: [OnceLock<ReadRows>; Space::COUNT],
    txn: ReadTransaction,
}

impl Reader {
    pub(super) fn new(txn: ReadTransaction) -> Self {
        Self { open: [const { OnceLock::new() }; Space::COUNT], txn }
    }

    /// How far the ledger was followed; `None` before the first change that moved it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn cursor(&self) -> Result<Option<Cursor>, StoreError> {
        let Some(bytes) = self.get(Space::Cursor, ONLY, |bytes| Ok(bytes.to_vec()))? else { return Ok(None) };
        match bytes.split_first_chunk().map(|(seq, root)| (u64::from_be_bytes(*seq), root.try_into())) {
            Some((seq, Ok(root))) => Ok(Some(Cursor { seq, root })),
            _ => Err(damaged("the cursor is not 40 bytes long")),
        }
    }

    /// The type of a vertex; `None` without one.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn vertex(&self, id: Uuid) -> Result<Option<Identifier>, StoreError> {
        self.get(Space::Vertices, id.as_bytes(), |t| keys::Names::default().read(t))
    }

    /// The text of a vertex's property; `None` when it has none of that name, or one that is not a string.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn text(&self, id: Uuid, name: Identifier) -> Result<Option<String>, StoreError> {
        let key = keys::property(id.as_bytes(), name);
        let text =
            self.get(Space::VertexProperties, &key, |bytes| Ok(value::text(bytes)?.map(str::to_owned)))?;
        Ok(text.flatten())
    }

    /// A vertex's property; `None` when it has none of that name.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn property(&self, id: Uuid, name: Identifier) -> Result<Option<Json>, StoreError> {
        self.get(Space::VertexProperties, &keys::property(id.as_bytes(), name), value::decode)
    }

    /// Where the edges of type `t` out of `id` lead to, in ascending order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn outbound(&self, id: Uuid, t: Identifier) -> Result<Vec<Uuid>, StoreError> {
        self.far_ends(Space::Edges, id, t)
    }

    /// Where the edges of type `t` into `id` come from, in ascending order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn inbound(&self, id: Uuid, t: Identifier) -> Result<Vec<Uuid>, StoreError> {
        self.far_ends(Space::Reversed, id, t)
    }

    /// Hands the texts called `name` of the vertices in `ids` to `each`, in ascending order of id and in chunks of
    /// `rows_per_chunk` (at least 1; the last may be shorter), until it breaks. Values that are no strings are left out.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`]; chunks before were right.
    pub fn scan_text(
        &self,
        name: Identifier,
        ids: RangeInclusive<Uuid>,
        rows_per_chunk: usize,
        mut each: impl FnMut(Vec<(Uuid, String)>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let past = keys::past(ids.end().as_bytes());
        let mut rows = guarded("scanning texts", || {
            if ids.is_empty() {
                return Ok(None);
            }
            self.rows(Space::VertexProperties, ids.start().as_bytes(), Some(&past)).map(Some)
        })?;
        let rows_per_chunk = rows_per_chunk.max(1);
        while let Some(range) = &mut rows {
            let chunk = guarded("scanning texts", || next_texts(range, name, rows_per_chunk))?;
            if chunk.len() < rows_per_chunk {
                rows = None;
            }
            if !chunk.is_empty() && each(chunk).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The texts called `name` of the first vertices in `ids`, as many as there is `room` for, and which vertices are
    /// left. Values that are no strings are left out. Threads that read ranges of their own do not wait for each other.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn texts(
        &self,
        name: Identifier,
        ids: &RangeInclusive<Uuid>,
        room: Room,
    ) -> Result<Texts, StoreError> {
        if ids.is_empty() {
            return Ok(Texts::default());
        }
        let past = keys::past(ids.end().as_bytes());
        guarded("reading texts", || {
            let mut rows = self.rows(Space::VertexProperties, ids.start().as_bytes(), Some(&past))?;
            let mut texts =
                Texts { bytes: String::with_capacity(room.bytes.min(TEXTS_BYTES)), ..Texts::default() };
            while texts.has_room(room) {
                let Some(row) = rows.next() else { return Ok(texts) };
                let (key, stored) = row?;
                let (_, own_name) = keys::read_id(key.value())?;
                if own_name == name.as_bytes()
                    && let Some(text) = value::text(stored.value())?
                {
                    texts.push(text);
                }
            }
            let Some(next) = rows.next().transpose()? else { return Ok(texts) };
            let (first, _) = keys::read_id(next.0.value())?;
            let last = match rows.next_back().transpose()? {
                Some(last) => keys::read_id(last.0.value())?.0,
                None => first,
            };
            texts.rest = Some(first..=last);
            Ok(texts)
        })
    }

    pub(super) fn layout(&self) -> Result<u32, StoreError> {
        let layout = self.get(Space::Marker, ONLY, |bytes| {
            bytes.try_into().map(u32::from_be_bytes).map_err(|_| damaged("the layout is not 4 bytes long"))
        })?;
        layout.ok_or_else(|| damaged("the file has no layout: its creation did not finish"))
    }

    /// What `read` makes of the value at `key`.
    pub(super) fn get<T>(
        &self,
        space: Space,
        key: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        guarded("reading the graph", || match self.table(space)?.get(key)? {
            Some(value) => read(value.value()).map(Some),
            None => Ok(None),
        })
    }

    /// Number of rows of a table.
    pub(super) fn len(&self, space: Space) -> Result<u64, StoreError> {
        guarded("counting", || Ok(self.table(space)?.len()?))
    }

    /// The rows from `lower` on, up to but without `upper`. Not guarded: neither is stepping through them.
    pub(super) fn rows(
        &self,
        space: Space,
        lower: &[u8],
        upper: Option<&[u8]>,
    ) -> Result<RowRange, StoreError> {
        let upper = upper.map_or(Bound::Unbounded, Bound::Excluded);
        Ok(self.table(space)?.range::<&[u8]>((Bound::Included(lower), upper))?)
    }

    fn far_ends(&self, space: Space, id: Uuid, t: Identifier) -> Result<Vec<Uuid>, StoreError> {
        let prefix = keys::edge_prefix(id, t);
        guarded("reading edges", || {
            let mut ends = Vec::new();
            for row in self.rows(space, &prefix, Some(&keys::past(&prefix)))? {
                match row?.0.value()[prefix.len()..].try_into() {
                    Ok(end) => ends.push(Uuid::from_bytes(end)),
                    Err(_) => return Err(damaged("the key of an edge has the wrong length")),
                }
            }
            Ok(ends)
        })
    }

    fn table(&self, space: Space) -> Result<&ReadRows, StoreError> {
        let cell = &self.open[space as usize];
        match cell.get() {
            Some(rows) => Ok(rows),
            None => {
                let rows = self.txn.open_table(space.definition())?;
                Ok(cell.get_or_init(|| rows))
            }
        }
    }
}

fn next_texts(
    rows: &mut RowRange,
    name: Identifier,
    len_max: usize,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut chunk = Vec::with_capacity(len_max.min(1 << 16));
    for row in rows {
        let (key, stored) = row?;
        let (id, own_name) = keys::read_id(key.value())?;
        if own_name == name.as_bytes()
            && let Some(text) = value::text(stored.value())?
        {
            chunk.push((id, text.to_owned()));
        }
        if chunk.len() == len_max {
            break;
        }
    }
    Ok(chunk)
}

impl GraphStore {
    /// The text of a vertex's property in the present state; [`GraphStore::reader`] is faster for many questions.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`].
    pub fn text(&self, id: Uuid, name: Identifier) -> Result<Option<String>, StoreError> {
        self.reader()?.text(id, name)
    }

    /// [`Reader::scan_text`] over the present state.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Io`]; chunks before were right.
    pub fn scan_text(
        &self,
        name: Identifier,
        ids: RangeInclusive<Uuid>,
        rows_per_chunk: usize,
        each: impl FnMut(Vec<(Uuid, String)>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.reader()?.scan_text(name, ids, rows_per_chunk, each)
    }
}
