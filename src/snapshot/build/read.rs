//! Rows to typed values, in parallel, with the place of whatever cannot be read.

use std::ops::Range;

use rayon::prelude::*;

use super::super::columns::{NEVER, Validity};
use super::super::error::SnapshotError;
use super::super::index::NONE;
use crate::limits;
use crate::model::id_index::IdIndex;
use crate::model::rows::{Block, Row, Tables};
use crate::model::table::{CellKind, Table};
use crate::model::time::{Day, TimeError, Zone};

/// The most columns that a table has.
const COLUMNS_MAX: usize = 14;

/// Rows that one task reads.
const ROWS_PER_TASK: usize = 1 << 14;

/// A stretch of rows of one block.
#[derive(Clone, Debug)]
pub(super) struct Stretch<'a> {
    table: Table,
    block: &'a Block,
    rows: Range<usize>,
}

impl<'a> Stretch<'a> {
    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Its rows in order.
    pub(super) fn records(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        let (table, block) = (self.table, self.block);
        self.rows.clone().map(move |at| Record::new(table, block.line(at), block.row(at)))
    }
}

/// The rows of `table` in stretches of at most `rows_max`, which do not depend on the number of threads.
///
/// # Errors
/// [`SnapshotError::TooMany`] when there are more rows than a call may have.
pub(super) fn stretches(
    tables: &Tables,
    table: Table,
    rows_max: usize,
) -> Result<Vec<Stretch<'_>>, SnapshotError> {
    let (count, count_max) = (tables.len(table), limits::ROWS_MAX as usize);
    if count_max < count {
        return Err(SnapshotError::TooMany { table, what: "rows", count, count_max });
    }
    let of_block = |block| {
        let starts = (0..Block::len(block)).step_by(rows_max);
        starts.map(move |start| Stretch { table, block, rows: start..(start + rows_max).min(block.len()) })
    };
    Ok(tables.blocks(table).iter().flat_map(of_block).collect())
}

/// What `one` makes of every row of `table`, in the order of the rows, without those it passes over.
///
/// # Errors
/// That of the first row that has one.
pub(super) fn read_some<'a, T: Send>(
    tables: &'a Tables,
    table: Table,
    one: impl Fn(&Record<'a>) -> Result<Option<T>, SnapshotError> + Sync,
) -> Result<Vec<T>, SnapshotError> {
    let of_stretch = |stretch: &Stretch<'a>| {
        stretch.records().filter_map(|r| one(&r).transpose()).collect::<Result<Vec<T>, _>>()
    };
    let stretches = stretches(tables, table, ROWS_PER_TASK)?;
    let tasks: Vec<Result<Vec<T>, _>> = stretches.par_iter().map(of_stretch).collect();
    let mut all = Vec::with_capacity(tasks.iter().flatten().map(Vec::len).sum());
    for task in tasks {
        all.append(&mut task?);
    }
    Ok(all)
}

/// What `one` makes of every row of `table`, in the order of the rows.
///
/// # Errors
/// That of the first row that has one.
pub(super) fn read<'a, T: Send>(
    tables: &'a Tables,
    table: Table,
    one: impl Fn(&Record<'a>) -> Result<T, SnapshotError> + Sync,
) -> Result<Vec<T>, SnapshotError> {
    read_some(tables, table, |record| one(record).map(Some))
}

/// A row with its cells side by side.
#[derive(Debug)]
pub(super) struct Record<'a> {
    table: Table,
    line: u32,
    cells: [&'a [u8]; COLUMNS_MAX],
}

impl<'a> Record<'a> {
    fn new(table: Table, line: u32, row: Row<'a>) -> Self {
        let mut cells: [&[u8]; COLUMNS_MAX] = [&[]; COLUMNS_MAX];
        for (slot, cell) in cells.iter_mut().zip(row.cells()) {
            *slot = cell;
        }
        Self { table, line, cells }
    }

    /// Whether cell `column` is empty.
    pub(super) fn is_empty(&self, column: usize) -> bool {
        self.cells[column].is_empty()
    }

    /// Cell `column` as text.
    pub(super) fn text(&self, column: usize) -> Result<&'a str, SnapshotError> {
        std::str::from_utf8(self.cells[column]).map_err(|_| self.wrong(column, "text in UTF-8"))
    }

    /// Cell `column` as an identifier.
    pub(super) fn id(&self, column: usize) -> Result<&'a str, SnapshotError> {
        match self.text(column)? {
            "" => Err(self.wrong(column, "an identifier")),
            id => Ok(id),
        }
    }

    /// Cell `column` as a whole number; `u32::MAX` when it is empty.
    #[inline]
    pub(super) fn integer(&self, column: usize) -> Result<u32, SnapshotError> {
        let cell = self.cells[column];
        if cell.is_empty() {
            return Ok(u32::MAX);
        }
        let digit = |n: u32, &b: &u8| {
            b.is_ascii_digit().then(|| n.checked_mul(10)?.checked_add(u32::from(b - b'0')))?
        };
        let value = cell.iter().try_fold(0, digit).filter(|&n| n <= limits::INTEGER_MAX);
        value.ok_or_else(|| self.wrong(column, "a whole number up to 999999999"))
    }

    /// Cell `column` as yes or no; no when it is empty.
    pub(super) fn flag(&self, column: usize) -> Result<bool, SnapshotError> {
        match self.text(column)? {
            "true" | "yes" | "1" | "是" => Ok(true),
            "" | "false" | "no" | "0" | "否" => Ok(false),
            _ => Err(self.wrong(column, "yes or no")),
        }
    }

    /// Cell `column` as seconds since 1970; [`NEVER`] when it is empty.
    #[inline]
    pub(super) fn seconds(&self, column: usize, zone: &Zone) -> Result<u32, SnapshotError> {
        let cell = self.cells[column];
        if cell.is_empty() {
            return Ok(NEVER);
        }
        zone.parse_instant(cell).map(|at| at.unix()).map_err(|source| self.wrong_time(column, source))
    }

    /// Cells `from` and `to` as days of validity; open where they are empty.
    pub(super) fn validity(&self, from: usize, to: usize) -> Result<Validity, SnapshotError> {
        let day = |column: usize, open: Day| match self.cells[column] {
            [] => Ok(open),
            cell => Day::parse(cell).ok_or_else(|| self.wrong(column, "a date YYYY-MM-DD")),
        };
        Ok(Validity { from: day(from, Day::MIN)?, to: day(to, Day::MAX)? })
    }

    /// The position of what cell `column` names; [`NONE`] when it is empty.
    #[inline]
    pub(super) fn reference(&self, column: usize, index: &IdIndex<'_>) -> Result<u32, SnapshotError> {
        match self.cells[column] {
            [] => Ok(NONE),
            cell => index.get(cell).ok_or_else(|| self.unknown(column)),
        }
    }

    /// The position of what cell `column` names.
    #[inline]
    pub(super) fn required(&self, column: usize, index: &IdIndex<'_>) -> Result<u32, SnapshotError> {
        index.get(self.cells[column]).ok_or_else(|| self.unknown(column))
    }

    /// That cell `column` is not `wanted`.
    #[cold]
    pub(super) fn wrong(&self, column: usize, wanted: &'static str) -> SnapshotError {
        let (table, line, value) = (self.table, self.line, self.shown(column));
        SnapshotError::Cell { table, line, column: self.name(column), value, wanted }
    }

    #[cold]
    fn wrong_time(&self, column: usize, source: TimeError) -> SnapshotError {
        let (table, line, value) = (self.table, self.line, self.shown(column));
        SnapshotError::Time { table, line, column: self.name(column), value, source }
    }

    #[cold]
    fn unknown(&self, column: usize) -> SnapshotError {
        let target = match self.table.spec().columns.get(column).map(|c| c.kind) {
            Some(CellKind::Ref(target)) => target,
            Some(
                CellKind::Id
                | CellKind::Text
                | CellKind::Bool
                | CellKind::Integer
                | CellKind::Date
                | CellKind::Instant
                | CellKind::Word(_),
            )
            | None => self.table,
        };
        let (table, line, value) = (self.table, self.line, self.shown(column));
        SnapshotError::Reference { table, line, column: self.name(column), value, target }
    }

    fn name(&self, column: usize) -> &'static str {
        self.table.spec().columns.get(column).map_or("", |c| c.name)
    }

    fn shown(&self, column: usize) -> Box<str> {
        String::from_utf8_lossy(self.cells[column]).chars().take(64).collect::<String>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_fits_a_record() {
        assert!(Table::ALL.iter().all(|table| table.spec().columns.len() <= COLUMNS_MAX));
    }
}
