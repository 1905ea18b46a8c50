//! The cells of a sheet, gathered to rows.

use std::io::{Read, Seek};

use calamine::{DataRef, XlsxCellReader};

use crate::intake::cells::trim;
use crate::intake::file_error::FileError;
use crate::limits::{SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};

/// A cell that is not empty.
pub(super) struct Cell<'s> {
    /// Its column, from 0.
    pub(super) column: u32,
    /// What it holds.
    pub(super) value: DataRef<'s>,
    /// Code of its number format; empty for the general one.
    pub(super) format: String,
}

/// The cells of one row, by column.
pub(super) struct Line<'s> {
    /// Number of the row, from 1.
    pub(super) number: u32,
    /// Its filled cells.
    pub(super) cells: Vec<Cell<'s>>,
}

/// Cells gathered to rows.
pub(super) struct Lines<'s, RS: Read + Seek> {
    cells: XlsxCellReader<'s, RS>,
    /// The first cell of the next row.
    ahead: Option<(u32, Cell<'s>)>,
    last: u32,
    is_done: bool,
}

impl<'s, RS: Read + Seek> Lines<'s, RS> {
    /// The rows of `cells`, none read yet.
    pub(super) fn new(cells: XlsxCellReader<'s, RS>) -> Self {
        Self { cells, ahead: None, last: 0, is_done: false }
    }

    /// The next row that has a filled cell.
    pub(super) fn next(&mut self) -> Result<Option<Line<'s>>, FileError> {
        let mut line: Option<Line<'s>> = None;
        if let Some((number, cell)) = self.ahead.take() {
            line = Some(Line { number, cells: vec![cell] });
        }
        while !self.is_done {
            let Some((number, cell)) = self.next_cell()? else {
                self.is_done = true;
                break;
            };
            match line.as_mut() {
                None => line = Some(Line { number, cells: vec![cell] }),
                Some(line) if line.number == number => line.cells.push(cell),
                Some(_) => {
                    self.ahead = Some((number, cell));
                    break;
                }
            }
        }
        if let Some(line) = line.as_mut() {
            line.cells.sort_by_key(|cell| cell.column);
            if line.number <= self.last || has_twins(&line.cells) {
                return Err(damaged("a row or a cell stands twice"));
            }
            self.last = line.number;
        }
        Ok(line)
    }

    /// The next filled cell and the number of its row.
    fn next_cell(&mut self) -> Result<Option<(u32, Cell<'s>)>, FileError> {
        loop {
            let found = self.cells.next_cell_with_style_id().map_err(|e| damaged(&e.to_string()))?;
            let Some((cell, style)) = found else { return Ok(None) };
            let (row, column) = cell.get_position();
            if SHEET_ROWS_MAX <= row || SHEET_COLUMNS_MAX <= column {
                return Err(damaged("a cell stands where no sheet has any"));
            }
            let value = cell.get_value().clone();
            if !is_blank(&value) {
                let format = self.cells.styles().get(style).and_then(|s| s.number_format.as_ref());
                let is_number = matches!(value, DataRef::Float(_) | DataRef::Int(_));
                let format = format.filter(|_| is_number).map(|f| f.format_code.clone()).unwrap_or_default();
                return Ok(Some((row + 1, Cell { column, value, format })));
            }
        }
    }
}

fn is_blank(value: &DataRef<'_>) -> bool {
    let text = match value {
        DataRef::Empty => "",
        DataRef::String(text) => text,
        DataRef::SharedString(text) => text,
        DataRef::Int(_)
        | DataRef::Float(_)
        | DataRef::Bool(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Error(_) => return false,
    };
    trim(text.as_bytes()).is_empty()
}

fn has_twins(cells: &[Cell<'_>]) -> bool {
    cells.windows(2).any(|pair| pair[0].column == pair[1].column)
}

fn damaged(reason: &str) -> FileError {
    FileError::DamagedWorkbook { reason: reason.to_owned() }
}
