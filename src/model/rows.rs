//! Table rows in memory: cells packed one after another in blocks, a few bytes above the text itself.
//!
//! A row is its cells in the order of its table's columns, each as a length and the bytes; an empty cell is one
//! byte. Millions of rows then cost about what their CSV file costs, and a block is made by one thread and read by
//! all.

use super::table::Table;

/// Where a row of a block ends, and the line it came from.
#[derive(Clone, Copy, Debug)]
struct RowEnd {
    end: u32,
    line: u32,
}

/// Rows of one table from one stretch of one source.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Index of the source (file) in the call that read it.
    pub source: u32,
    bytes: Vec<u8>,
    ends: Vec<RowEnd>,
}

/// The most bytes a block may hold before [`Block::is_full`] says so.
pub const BLOCK_BYTES_MAX: usize = 64 << 20;

impl Block {
    /// An empty block for rows of source number `source`.
    #[must_use]
    pub fn new(source: u32) -> Self {
        Self { source, ..Self::default() }
    }

    /// An empty block with room for the rows of that many bytes of text.
    #[must_use]
    pub fn with_room(source: u32, text_bytes: usize) -> Self {
        // A cell's length takes the place of its separator; rows of fewer than 32 bytes are rare.
        Self { source, bytes: Vec::with_capacity(text_bytes), ends: Vec::with_capacity(text_bytes / 32) }
    }

    /// How many rows the block holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the block holds no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether further rows should go to another block.
    #[must_use]
    pub fn is_full(&self) -> bool {
        BLOCK_BYTES_MAX <= self.bytes.len()
    }

    /// Appends a row whose cells are `cells`, in column order; an empty slice is an empty cell.
    pub fn push<'c>(&mut self, line: u32, cells: impl IntoIterator<Item = &'c [u8]>) {
        for cell in cells {
            put_cell(&mut self.bytes, cell);
        }
        let end = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.ends.push(RowEnd { end, line });
    }

    /// Row `index` of the block.
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        let start = if index == 0 { 0 } else { self.ends[index - 1].end as usize };
        Row { bytes: &self.bytes[start..self.ends[index].end as usize] }
    }

    /// Line of row `index` in its source, counted from 1 with the header.
    #[must_use]
    pub fn line(&self, index: usize) -> u32 {
        self.ends[index].line
    }

    /// The block without the rows for which `keep` is false.
    #[must_use]
    pub fn retain(&self, mut keep: impl FnMut(usize) -> bool) -> Self {
        let mut kept =
            Self { source: self.source, bytes: Vec::with_capacity(self.bytes.len()), ends: Vec::new() };
        for index in (0..self.len()).filter(|&i| keep(i)) {
            kept.bytes.extend_from_slice(self.row(index).bytes);
            let end = u32::try_from(kept.bytes.len()).unwrap_or(u32::MAX);
            kept.ends.push(RowEnd { end, line: self.line(index) });
        }
        kept
    }

    /// Gives back the room that is left; for a block that gets no more rows.
    pub fn close(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<RowEnd>()
    }
}

fn put_cell(bytes: &mut Vec<u8>, cell: &[u8]) {
    let mut length = cell.len();
    while 0x80 <= length {
        bytes.push(0x80 | u8::try_from(length & 0x7f).unwrap_or(0));
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap_or(0));
    bytes.extend_from_slice(cell);
}

/// One row: a view of its packed cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    bytes: &'a [u8],
}

impl<'a> Row<'a> {
    /// The cells in column order; cells never written are absent from the end.
    #[must_use]
    pub fn cells(self) -> Cells<'a> {
        Cells { rest: self.bytes }
    }

    /// Cell `column`; empty when the row has none there.
    #[must_use]
    pub fn cell(self, column: usize) -> &'a [u8] {
        self.cells().nth(column).unwrap_or(&[])
    }

    /// Cell `column` as text; empty when absent. Rows hold only text checked to be UTF-8.
    #[must_use]
    pub fn text(self, column: usize) -> &'a str {
        std::str::from_utf8(self.cell(column)).unwrap_or("")
    }
}

/// A row on its own: packed cells in one allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowBuf(Box<[u8]>);

impl RowBuf {
    /// The row whose cells are `cells`, in column order; empty cells at the end are left away.
    pub fn new<C: AsRef<[u8]>>(cells: impl IntoIterator<Item = C>) -> Self {
        let (mut bytes, mut used) = (Vec::new(), 0);
        for cell in cells {
            put_cell(&mut bytes, cell.as_ref());
            if !cell.as_ref().is_empty() {
                used = bytes.len();
            }
        }
        bytes.truncate(used);
        Self(bytes.into_boxed_slice())
    }

    /// A view of the row.
    #[must_use]
    pub fn as_row(&self) -> Row<'_> {
        Row { bytes: &self.0 }
    }
}

impl From<Row<'_>> for RowBuf {
    fn from(row: Row<'_>) -> Self {
        Self(row.bytes.into())
    }
}

/// Iterator over the cells of a [`Row`].
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        // Nearly every cell is shorter than 128 bytes and has its length in one byte.
        let (&first, rest) = self.rest.split_first()?;
        if let Some((cell, rest)) = rest.split_at_checked(usize::from(first)).filter(|_| first < 0x80) {
            self.rest = rest;
            return Some(cell);
        }
        let (mut length, mut shift, mut at) = (0usize, 0u32, 0usize);
        loop {
            let byte = *self.rest.get(at)?;
            at += 1;
            length |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        let cell = self.rest.get(at..at + length)?;
        self.rest = &self.rest[at + length..];
        Some(cell)
    }
}

/// Position of a row: block and index in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowAt {
    /// Index of the block in its table.
    pub block: u32,
    /// Index of the row in the block.
    pub index: u32,
}

impl RowAt {
    /// The position of row `index` of block number `block`.
    #[must_use]
    pub fn new(block: usize, index: usize) -> Self {
        Self {
            block: u32::try_from(block).unwrap_or(u32::MAX),
            index: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }
}

/// All rows of all tables of one call, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    blocks: [Vec<Block>; Table::ALL.len()],
}

impl Tables {
    /// Blocks of `table`.
    #[must_use]
    pub fn blocks(&self, table: Table) -> &[Block] {
        &self.blocks[table as usize]
    }

    /// Adds a block of rows to `table`.
    pub fn push(&mut self, table: Table, block: Block) {
        if !block.is_empty() {
            self.blocks[table as usize].push(block);
        }
    }

    /// Adds all rows of `other` behind those that are here.
    pub fn append(&mut self, other: Self) {
        for (blocks, more) in self.blocks.iter_mut().zip(other.blocks) {
            blocks.extend(more);
        }
    }

    /// Puts `blocks` in place of the rows of `table`.
    pub fn replace(&mut self, table: Table, blocks: Vec<Block>) {
        self.blocks[table as usize] = blocks;
    }

    /// How many rows `table` has.
    #[must_use]
    pub fn len(&self, table: Table) -> usize {
        self.blocks(table).iter().map(Block::len).sum()
    }

    /// Whether no table has a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Table::ALL.into_iter().all(|t| self.len(t) == 0)
    }

    /// The row at `at` of `table`.
    #[must_use]
    pub fn row(&self, table: Table, at: RowAt) -> Row<'_> {
        self.blocks(table)[at.block as usize].row(at.index as usize)
    }

    /// Rows of `table` with their positions, in the order in which they were read.
    pub fn rows(&self, table: Table) -> impl Iterator<Item = (RowAt, Row<'_>)> {
        (0u32..).zip(self.blocks(table)).flat_map(|(block, b)| {
            (0u32..).take(b.len()).map(move |index| (RowAt { block, index }, b.row(index as usize)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_come_back_as_they_went_in(rows in prop::collection::vec(prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..12), 0..20)) {
            let mut block = Block::new(3);
            for (line, row) in (1u32..).zip(&rows) {
                block.push(line, row.iter().map(Vec::as_slice));
            }
            for (index, row) in rows.iter().enumerate() {
                let cells: Vec<&[u8]> = block.row(index).cells().collect();
                prop_assert_eq!(&cells, row);
            }
            let even = block.retain(|i| i % 2 == 0);
            prop_assert_eq!(even.len(), rows.len().div_ceil(2));
        }
    }
}
