//! One sheet: its header, and its rows as if they stood in a file of text.

use std::borrow::Cow;
use std::io::{Read, Seek};

use calamine::{DataRef, XlsxCellReader};

use crate::intake::file_error::FileError;
use crate::intake::header::{Header, fit};
use crate::intake::passed_over::PassedOver;
use crate::intake::position::{Origin, letters};
use crate::intake::read::{Source, parse_row};
use crate::intake::reject::reason::{Mangled, Reason};
use crate::intake::reject::{Fault, Reject, Rejects};
use crate::intake::xlsx::lines::{Cell, Line, Lines};
use crate::intake::xlsx::number::{Number, Shape};
use crate::model::rows::{Block, Tables};
use crate::model::table::{CellKind, Column, Table};

/// Rows that are kept in one block.
const BLOCK_ROWS: usize = 1 << 14;

/// What was read of a sheet.
#[derive(Debug)]
pub struct SheetRead {
    /// Its table.
    pub table: Table,
    /// Rows read, the bad ones included.
    pub row_count: u64,
    /// Columns that were not taken.
    pub passed_over: Vec<PassedOver>,
}

/// Reads the rows of `cells` into `tables`; bad rows go to `rejects`.
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
) -> Result<SheetRead, FileError> {
    let mut lines = Lines::new(cells);
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
    Ok(SheetRead { table, row_count, passed_over: sheet.header.passed_over })
}

/// What rows are read by.
struct Sheet<'a> {
    header: Header,
    /// The first column of the table.
    left: u32,
    /// For each cell of a row, the column of the table that it belongs to; none where the column is passed over.
    columns: Vec<Option<&'static Column>>,
    is_1904: bool,
    source: &'a Source<'a>,
    /// For each cell of a row, what its column holds.
    seen: Vec<Seen>,
}

/// Where a filled cell of a row stands.
enum Place {
    /// In a column of the table: which cell of the row it is.
    Column(usize, &'static Column),
    /// In a column that decorates the sheet.
    Beside,
    /// In a column without a header.
    Nowhere,
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
        let header = fit(&names, source.table, Origin::Sheet { left })
            .map_err(|error| FileError::Header { line: head.number, source: error })?;
        let spec = header.table.spec().columns;
        let columns: Vec<Option<&'static Column>> = (0..header.cell_count)
            .map(|cell| header.cell_of_column.iter().position(|&c| c == Some(cell)))
            .map(|column| column.map(|column| &spec[column]))
            .collect();
        let seen = vec![Seen::default(); columns.len()];
        Ok(Self { header, left, columns, is_1904, source, seen })
    }

    /// Names of columns with their letters on the sheet.
    fn letters(&self) -> Vec<(&'static str, String)> {
        let columns = (self.left..).zip(&self.columns);
        columns.filter_map(|(at, column)| column.map(|column| (column.name, letters(at)))).collect()
    }

    fn row(&mut self, line: &Line<'_>, block: &mut Block) -> Result<(), Reject> {
        let mut texts = vec![Cow::Borrowed(""); self.columns.len()];
        let mut faults = Vec::new();
        for cell in &line.cells {
            match self.place(cell) {
                Place::Column(at, column) => match self.text(cell, column) {
                    Ok(text) => {
                        self.seen[at].has_zeros |= has_zeros(cell, column, &text);
                        texts[at] = text;
                    }
                    Err((shown, reason)) => {
                        faults.push(Fault::cell(column, shown.as_bytes(), reason));
                        texts[at] = Cow::Owned(shown);
                    }
                },
                Place::Beside => {}
                Place::Nowhere => {
                    let cell = format!("{}{}", letters(cell.column), line.number);
                    faults.push(Fault::row(Reason::NoColumn { cell }));
                }
            }
        }
        let record = csv::ByteRecord::from(texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>());
        if !faults.is_empty() {
            return self.refuse(faults, &record, line.number);
        }
        parse_row(&record, &self.header, self.source, line.number, block)?;
        for cell in &line.cells {
            if let Place::Column(at, column) = self.place(cell)
                && is_bare_number(cell, column, &texts[at])
            {
                self.seen[at].numbers.push(line.number);
            }
        }
        Ok(())
    }

    /// Refuses a row for `faults` and for what else is wrong with it.
    fn refuse(&self, mut faults: Vec<Fault>, record: &csv::ByteRecord, line: u32) -> Result<(), Reject> {
        let mut unused = Block::new(self.source.index);
        let others = parse_row(record, &self.header, self.source, line, &mut unused).err();
        for other in others.map(Reject::into_faults).unwrap_or_default() {
            if !faults.iter().any(|fault| fault.column == other.column && other.column.is_some()) {
                faults.push(other);
            }
        }
        Reject::all(self.source.index, line, faults).map_or(Ok(()), Err)
    }

    /// Where `cell` belongs.
    fn place(&self, cell: &Cell<'_>) -> Place {
        let at = cell.column.checked_sub(self.left).map(|at| at as usize);
        let Some(at) = at.filter(|at| *at < self.columns.len()) else { return Place::Nowhere };
        match self.columns[at] {
            Some(column) => Place::Column(at, column),
            None if self.header.nameless().any(|nameless| nameless == at) => Place::Nowhere,
            None => Place::Beside,
        }
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
                let Some(column) = self.columns[at] else { continue };
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
