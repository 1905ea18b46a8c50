//! Reading one file of a table into packed rows.

use std::io::Read;

use rayon::prelude::*;

use crate::intake::cells::{check, meant};
use crate::intake::csv_blocks::{CutError, Stretch, Stretches, ends_quoted, first_record_end, line_ends};
use crate::intake::header::{Header, HeaderError, fit};
use crate::intake::reject::{Reason, Reject, Rejects};
use crate::intake::row_rules::contradiction;
use crate::limits::{RECORD_BYTES_MAX, ROWS_MAX};
use crate::model::rows::{Block, Tables};
use crate::model::table::Table;
use crate::model::time::Zone;

/// Why a file cannot be read as a table at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No byte, or nothing but white space.
    #[error("is empty; a table needs at least a header row")]
    Empty,
    /// A workbook of an office program.
    #[error("is a workbook, not a CSV file; save the sheet as CSV UTF-8")]
    Workbook,
    /// Bytes that no text has.
    #[error("is not a text file (byte {offset} is zero); save it as CSV UTF-8")]
    Binary {
        /// Offset of the first zero byte.
        offset: usize,
    },
    /// Text in UTF-16.
    #[error("is UTF-16 text; save it as CSV UTF-8")]
    Utf16,
    /// A header that is not UTF-8.
    #[error("line 1: is not UTF-8 text; save the file as CSV UTF-8")]
    Encoding,
    /// The header does not fit.
    #[error("{0}")]
    Header(#[from] HeaderError),
    /// The stream cannot be cut into records.
    #[error("{0}")]
    Cut(#[source] CutError),
    /// More rows than one call may hold.
    #[error("more than {ROWS_MAX} rows; split the file")]
    TooManyRows,
}

impl From<CutError> for FileError {
    fn from(error: CutError) -> Self {
        Self::Cut(error)
    }
}

/// One file to be read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Index among the sources of the call, from [`Rejects::source`].
    pub index: u32,
    /// The table that it is, when its name or the caller says so.
    pub table: Option<Table>,
    /// Zone for times without an offset.
    pub zone: &'a Zone,
    /// Told how many more bytes have been read.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// The start of a file: its header, and what was read behind it.
#[derive(Debug)]
pub struct Opened {
    /// The header.
    pub header: Header,
    rest: Vec<u8>,
    line: u32,
}

/// Reads the header of `input`.
///
/// # Errors
/// [`FileError`] when the file is empty, not text, or its header fits no table.
pub fn open(input: &mut impl Read, table: Option<Table>) -> Result<Opened, FileError> {
    let mut start = Vec::new();
    input.take(RECORD_BYTES_MAX as u64 + 1).read_to_end(&mut start).map_err(CutError::Read)?;
    sniff(&start)?;
    let mut start = start.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(start);
    let blank = start.iter().take_while(|b| b.is_ascii_whitespace()).count();
    if blank == start.len() {
        return Err(FileError::Empty);
    }
    let end = match first_record_end(&start[blank..]) {
        Some(end) => blank + end,
        None if ends_quoted(&start) => return Err(CutError::QuoteOpen { line: 1 }.into()),
        None if start.len() <= RECORD_BYTES_MAX => start.len(),
        None => return Err(CutError::RecordTooLong { line: 1 }.into()),
    };
    let rest = start.split_off(end);
    if std::str::from_utf8(&start).is_err() {
        return Err(FileError::Encoding);
    }
    let mut reader = records(&start);
    let mut record = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut record);
    if !read.is_ok_and(|found| found) {
        return Err(FileError::Empty);
    }
    let header = fit(&record.iter().collect::<Vec<_>>(), table)?;
    let lines = line_ends(&start);
    Ok(Opened { header, rest, line: u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1) })
}

fn sniff(start: &[u8]) -> Result<(), FileError> {
    match start {
        [] => Err(FileError::Empty),
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(FileError::Workbook),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(FileError::Utf16),
        _ => memchr::memchr(0, start).map_or(Ok(()), |offset| Err(FileError::Binary { offset })),
    }
}

/// Reads the rows behind `opened` into `tables`; bad rows go to `rejects`. Returns how many rows were read, the bad
/// ones included.
///
/// # Errors
/// [`FileError`] when the stream breaks off; rows read before stay in `tables`, which the caller then drops.
pub fn rows(
    opened: Opened,
    input: impl Read + Send,
    source: &Source<'_>,
    tables: &mut Tables,
    rejects: &mut Rejects<'_>,
) -> Result<u64, FileError> {
    let Opened { header, rest, line } = opened;
    let mut stretches = Stretches::new(rest, input, line);
    let mut batch = next_batch(&mut stretches)?;
    let mut row_count = 0u64;
    while !batch.is_empty() {
        let bytes: usize = batch.iter().map(|s| s.bytes.len()).sum();
        // While a batch is parsed the next one is read.
        let (parsed, next) = rayon::join(
            || batch.par_iter().map(|s| parse(s, &header, source)).collect::<Vec<Parsed>>(),
            || next_batch(&mut stretches),
        );
        for part in parsed {
            row_count += part.row_count;
            if u64::from(ROWS_MAX) < row_count {
                return Err(FileError::TooManyRows);
            }
            tables.push(header.table, part.block);
            part.rejects.into_iter().for_each(|reject| rejects.push(header.table, reject));
        }
        (source.progress)(bytes as u64);
        batch = next?;
    }
    Ok(row_count)
}

/// Stretches for one round of parsing; empty at the end.
fn next_batch<R: Read>(stretches: &mut Stretches<R>) -> Result<Vec<Stretch>, CutError> {
    let window = rayon::current_num_threads() * 16;
    let mut batch = Vec::with_capacity(window);
    while batch.len() < window {
        let Some(stretch) = stretches.next_stretch()? else { break };
        batch.push(stretch);
    }
    Ok(batch)
}

/// The rows of one stretch.
struct Parsed {
    block: Block,
    rejects: Vec<Reject>,
    row_count: u64,
}

fn records(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(bytes)
}

fn parse(stretch: &Stretch, header: &Header, source: &Source<'_>) -> Parsed {
    let mut parsed = Parsed {
        block: Block::with_room(source.index, stretch.bytes.len()),
        rejects: Vec::new(),
        row_count: 0,
    };
    let mut reader = records(&stretch.bytes);
    let mut record = csv::ByteRecord::new();
    let is_plain = memchr::memchr2(b'"', b'\r', &stretch.bytes).is_none();
    let mut line = LineOf { number: stretch.line, offset: 0, is_plain };
    // Reading from memory with `flexible` on cannot fail; a failure would end the stretch.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        line.advance_to(&stretch.bytes, record.position().map_or(0, csv::Position::byte));
        let line = line.number;
        parsed.row_count += 1;
        if let Err(reject) = parse_row(&record, header, source, line, &mut parsed.block) {
            parsed.rejects.push(reject);
        }
    }
    parsed
}

/// The line of an offset, moved forward record by record.
struct LineOf {
    number: u32,
    offset: usize,
    /// Whether every record ends with one line feed and holds none, so that there is nothing to count inside it.
    is_plain: bool,
}

impl LineOf {
    /// Moves on to the record that is read from `offset`. The parser's own count stands before the line feed of a
    /// CRLF and before empty lines, so they are passed over here.
    fn advance_to(&mut self, bytes: &[u8], offset: u64) {
        let offset = usize::try_from(offset).unwrap_or(bytes.len()).min(bytes.len());
        let blank = bytes[offset..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let from = if self.is_plain { offset.saturating_sub(1).max(self.offset) } else { self.offset };
        let lines = line_ends(&bytes[from..offset + blank]);
        self.number = self.number.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.offset = offset + blank;
    }
}

fn parse_row(
    record: &csv::ByteRecord,
    header: &Header,
    source: &Source<'_>,
    line: u32,
    block: &mut Block,
) -> Result<(), Reject> {
    if record.len() != header.cell_count {
        let reason = Reason::CellCount { expected: header.cell_count, found: record.len() };
        return Err(Reject::row(source.index, line, reason));
    }
    let columns = header.table.spec().columns;
    let mut cells: [&[u8]; CELLS_MAX] = [&[]; CELLS_MAX];
    for ((slot, column), cell) in cells.iter_mut().zip(columns).zip(&header.cell_of_column) {
        let given = meant(cell.and_then(|at| record.get(at)).unwrap_or(&[]));
        let reject = |reason| Reject::cell(source.index, line, column, given, reason);
        if !given.is_empty() {
            *slot = check(column, given, source.zone).map_err(reject)?;
        } else if column.required {
            return Err(reject(Reason::Empty));
        }
    }
    let cells = &cells[..columns.len()];
    if let Some((column, reason)) = contradiction(header.table, cells, source.zone) {
        return Err(Reject::cell(source.index, line, &columns[column], cells[column], reason));
    }
    block.push(line, cells.iter().copied());
    Ok(())
}

/// No table has more columns than this; the test below holds it.
const CELLS_MAX: usize = 12;

/// The rows of `text` as a block of `table`, for tests and worlds made in memory.
///
/// # Errors
/// [`FileError`] as for any file.
pub fn from_text(
    table: Table,
    text: &str,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
) -> Result<Tables, FileError> {
    let mut tables = Tables::default();
    let source = Source { index: rejects.source(table.name()), table: Some(table), zone, progress: &|_| {} };
    let mut input = text.as_bytes();
    let opened = open(&mut input, source.table)?;
    rows(opened, input, &source, &mut tables, rejects)?;
    Ok(tables)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
