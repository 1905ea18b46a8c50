//! One sheet: its header, and its rows as if they stood in a file of text.

use std::borrow::Cow;
use std::io::{Read, Seek};

use calamine::{DataRef, XlsxCellReader};

use crate::intake::cells::trim;
use crate::intake::file_error::FileError;
use crate::intake::header::{Header, HeaderError, fit};
use crate::intake::read::{Source, parse_row};
use crate::intake::reject::{Mangled, Reason, Reject, Rejects};
use crate::intake::xlsx::number::{Number, Shape};
use crate::limits::{SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};
use crate::model::rows::{Block, Tables};
use crate::model::table::{CellKind, Column, Table};

/// Rows that are kept in one block.
const BLOCK_ROWS: usize = 1 << 14;

/// A cell that is not empty.
struct Cell<'s> {
    column: u32,
    value: DataRef<'s>,
    /// Code of its number format; empty for the general one.
    format: String,
}

/// The cells of one row, by column.
struct Line<'s> {
    /// Number of the row, from 1.
    number: u32,
    cells: Vec<Cell<'s>>,
}

/// Reads the rows of `cells` into `tables`; bad rows go to `rejects`. Returns the table and how many rows were read.
///
/// The header is the first row with more than one filled cell, or else the first with any: what stands above it, alone
/// in its row, is a title. Rows without any filled cell are no rows.
///
/// # Errors
/// [`FileError`] when the header fits no table or the sheet is damaged.
pub(super) fn rows<RS: Read + Seek>(
    cells: XlsxCellReader<'_, RS>,
    is_1904: bool,
    source: &Source<'_>,
    tables: &mut Tables,
    rejects: &mut Rejects<'_>,
) -> Result<(Table, u64), FileError> {
    let mut lines = Lines { cells, ahead: None, last: 0, is_done: false };
    let mut title = None;
    let head = loop {
        match lines.next()? {
            Some(line) if line.cells.len() == 1 => title = title.or(Some(line)),
            Some(line) => break line,
            None => break title.take().ok_or(FileError::Empty)?,
        }
    };
    let mut sheet = Sheet::new(&head, is_1904, source)?;
    let letters = sheet.letters();
    rejects.name_columns(source.index, letters);
    let table = sheet.header.table;
    let mut blocks = vec![Block::new(source.index)];
    let mut row_count = 0;
    while let Some(line) = lines.next()? {
        row_count += 1;
        if blocks.last().is_none_or(|block| BLOCK_ROWS <= block.len()) {
            blocks.push(Block::new(source.index));
        }
        let Some(block) = blocks.last_mut() else { continue };
        if let Err(reject) = sheet.row(&line, block) {
            rejects.push(table, reject);
        }
    }
    for block in blocks {
        let (block, lost) = sheet.without_lost_zeros(block);
        tables.push(table, block);
        lost.into_iter().for_each(|reject| rejects.push(table, reject));
    }
    Ok((table, row_count))
}

/// Cells gathered to rows.
struct Lines<'s, RS: Read + Seek> {
    cells: XlsxCellReader<'s, RS>,
    /// The first cell of the next row.
    ahead: Option<(u32, Cell<'s>)>,
    last: u32,
    is_done: bool,
}

impl<'s, RS: Read + Seek> Lines<'s, RS> {
    /// The next row that has a filled cell.
    fn next(&mut self) -> Result<Option<Line<'s>>, FileError> {
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

/// What rows are read by.
struct Sheet<'a> {
    header: Header,
    /// The first column of the table.
    left: u32,
    /// For each cell of a row, the column of the table that it belongs to.
    columns: Vec<&'static Column>,
    is_1904: bool,
    source: &'a Source<'a>,
    /// For each cell of a row, what its column holds.
    seen: Vec<Seen>,
}

/// What a column of identifiers holds.
#[derive(Clone, Default)]
struct Seen {
    /// The kept rows that have a number there, in order.
    numbers: Vec<u32>,
    /// Whether there is a text of digits that begins with a zero.
    has_zeros: bool,
}

impl<'a> Sheet<'a> {
    fn new(head: &Line<'_>, is_1904: bool, source: &'a Source<'a>) -> Result<Self, FileError> {
        let left = head.cells.first().map_or(0, |cell| cell.column);
        let right = head.cells.last().map_or(0, |cell| cell.column);
        let mut names = vec![Cow::Borrowed(""); (right - left + 1) as usize];
        for cell in &head.cells {
            names[(cell.column - left) as usize] = header_text(&cell.value);
        }
        let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        let header = fit(&names, source.table).map_err(|error| FileError::Header {
            line: head.number,
            // Columns of a sheet are counted from its edge.
            source: if let HeaderError::Unnamed { position } = error {
                HeaderError::Unnamed { position: position + left as usize }
            } else {
                error
            },
        })?;
        let spec = header.table.spec().columns;
        let columns: Vec<&'static Column> = (0..header.cell_count)
            .filter_map(|cell| header.cell_of_column.iter().position(|&c| c == Some(cell)))
            .map(|column| &spec[column])
            .collect();
        let seen = vec![Seen::default(); columns.len()];
        Ok(Self { header, left, columns, is_1904, source, seen })
    }

    /// Names of columns with their letters on the sheet.
    fn letters(&self) -> Vec<(&'static str, String)> {
        (self.left..).zip(&self.columns).map(|(at, column)| (column.name, letters(at))).collect()
    }

    fn row(&mut self, line: &Line<'_>, block: &mut Block) -> Result<(), Reject> {
        let mut texts = vec![Cow::Borrowed(""); self.columns.len()];
        for cell in &line.cells {
            let at = cell.column.checked_sub(self.left).map(|at| at as usize);
            let Some((at, column)) = at.and_then(|at| self.columns.get(at).map(|column| (at, *column)))
            else {
                let reason = Reason::NoColumn { cell: format!("{}{}", letters(cell.column), line.number) };
                return Err(Reject::row(self.source.index, line.number, reason));
            };
            texts[at] = self.text(cell, column).map_err(|(shown, reason)| {
                Reject::cell(self.source.index, line.number, column, shown.as_bytes(), reason)
            })?;
            self.seen[at].has_zeros |= has_zeros(cell, column, &texts[at]);
        }
        let record = csv::ByteRecord::from(texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>());
        parse_row(&record, &self.header, self.source, line.number, block)?;
        for cell in &line.cells {
            let at = (cell.column - self.left) as usize;
            if is_bare_number(cell, self.columns[at], &texts[at]) {
                self.seen[at].numbers.push(line.number);
            }
        }
        Ok(())
    }

    /// The text of `cell`, or how it is shown and why it has none.
    fn text<'c>(&self, cell: &'c Cell<'_>, column: &Column) -> Result<Cow<'c, str>, (String, Reason)> {
        let number = |value: f64, shape| Number { value, shape, format: &cell.format, is_1904: self.is_1904 };
        let written =
            |number: Number<'_>| number.text(column.kind).map_err(|reason| (number.shown(), reason));
        match &cell.value {
            DataRef::Empty => Ok(Cow::Borrowed("")),
            DataRef::String(text) => Ok(Cow::Borrowed(text)),
            DataRef::SharedString(text) => Ok(Cow::Borrowed(*text)),
            DataRef::Bool(truth) => Ok(Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" })),
            DataRef::Int(value) => written(number(*value as f64, Shape::Number)),
            DataRef::Float(value) => written(number(*value, Shape::Number)),
            DataRef::DateTime(moment) => {
                let shape = if moment.is_duration() { Shape::Duration } else { Shape::Moment };
                written(number(moment.as_f64(), shape))
            }
            DataRef::DateTimeIso(text) => match column.kind {
                CellKind::Date => Ok(Cow::Borrowed(text.strip_suffix("T00:00:00").unwrap_or(text))),
                CellKind::Instant => Ok(Cow::Owned(text.replacen('T', " ", usize::from(text.len() <= 19)))),
                CellKind::Id
                | CellKind::Ref(_)
                | CellKind::Text
                | CellKind::Bool
                | CellKind::Integer
                | CellKind::Word(_) => Err((text.clone(), Reason::Mangled(Mangled::Date))),
            },
            DataRef::DurationIso(text) => Err((text.clone(), Reason::Mangled(Mangled::Date))),
            DataRef::Error(error) => Err((error.to_string(), Reason::CellError)),
        }
    }

    /// `block` without the rows that have a number in a column of identifiers of which others have zeros in front: its
    /// own may be lost. Which columns have them is known when the whole sheet has been read.
    fn without_lost_zeros(&self, block: Block) -> (Block, Vec<Reject>) {
        let lost_in = |line: u32| {
            let is_lost = |seen: &Seen| seen.has_zeros && seen.numbers.binary_search(&line).is_ok();
            self.seen.iter().position(is_lost)
        };
        let mut lost = Vec::new();
        for index in 0..block.len() {
            let line = block.line(index);
            if let Some(at) = lost_in(line) {
                let column = self.columns[at];
                let place = self.header.cell_of_column.iter().position(|&cell| cell == Some(at));
                let shown = place.map_or(&[][..], |place| block.row(index).cell(place));
                let reason = Reason::Mangled(Mangled::Zeros);
                lost.push(Reject::cell(self.source.index, line, column, shown, reason));
            }
        }
        if lost.is_empty() {
            return (block, lost);
        }
        (block.retain(|index| lost_in(block.line(index)).is_none()), lost)
    }
}

/// Whether `text` of a column of identifiers is a text of digits that begins with a zero.
fn has_zeros(cell: &Cell<'_>, column: &Column, text: &str) -> bool {
    is_of_digits_after_zero(text) && is_identifier(column) && !is_number(cell)
}

/// Whether a column of identifiers has a number there of which zeros in front would not be seen.
fn is_bare_number(cell: &Cell<'_>, column: &Column, text: &str) -> bool {
    is_number(cell) && is_identifier(column) && !is_of_digits_after_zero(text)
}

fn is_identifier(column: &Column) -> bool {
    matches!(column.kind, CellKind::Id | CellKind::Ref(_))
}

fn is_number(cell: &Cell<'_>) -> bool {
    matches!(cell.value, DataRef::Float(_) | DataRef::Int(_))
}

fn is_of_digits_after_zero(text: &str) -> bool {
    1 < text.len() && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
}

/// The name of a column, which may be a number where a table has no header.
fn header_text<'c>(value: &'c DataRef<'_>) -> Cow<'c, str> {
    match value {
        DataRef::String(text) => Cow::Borrowed(text),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::DateTime(moment) => Cow::Owned(moment.as_f64().to_string()),
        DataRef::Bool(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Error(_)
        | DataRef::Empty => Cow::Borrowed("?"),
    }
}

/// Letters of column number `column`, from 0: `A` to `Z`, `AA` and so on.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while 0 < rest {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_letters() {
        let named = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }
}
