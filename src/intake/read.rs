//! Reading the rows of one file of a table into packed rows.

use std::io::Read;

use rayon::prelude::*;

use crate::intake::cells::{check, meant};
use crate::intake::csv_blocks::{CutError, Stretch, Stretches, line_ends};
use crate::intake::dates::{as_given, is_about_time, respelled};
use crate::intake::encoding::{Encoding, Look, Step};
use crate::intake::file_error::FileError;
use crate::intake::header::Header;
use crate::intake::open::{Opened, malformed, open, records};
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Fault, Reject, Rejects};
use crate::intake::row_rules::contradictions;
use crate::limits::{REJECTS_PENDING_MAX, ROWS_MAX};
use crate::model::rows::{Block, Tables};
use crate::model::table::Table;
use crate::model::time::Zone;

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

/// Reads the rows behind `opened` into `tables`; bad rows go to `rejects`. Returns how many rows were read, the bad
/// ones included.
///
/// # Errors
/// [`FileError`] when the stream breaks off; rows read before stay in `tables`, which the caller then drops.
/// [`FileError::Again`] asks for another reading as GB18030; nothing has gone to `rejects` then.
pub fn rows<R: Read + Send>(
    opened: Opened<R>,
    source: &Source<'_>,
    tables: &mut Tables,
    rejects: &mut Rejects<'_>,
) -> Result<u64, FileError> {
    let Opened { header, delimiter, encoding, rest, line, input } = opened;
    let mut stretches = Stretches::new(rest, input, line, delimiter);
    let form = Form { header: &header, delimiter, source };
    let mut kept = Kept { encoding, tables, pending: Pending::new(rejects), row_count: 0 };
    let mut batch = next_batch(&mut stretches)?;
    while !batch.is_empty() {
        let bytes: usize = batch.iter().map(|s| s.bytes.len()).sum();
        // While a batch is parsed the next one is read.
        let encoding = kept.encoding;
        let (parsed, next) =
            rayon::join(|| parse_all(&batch, &form, encoding), || next_batch(&mut stretches));
        let mut from = kept.take(&form, &batch, parsed)?;
        while from < batch.len() {
            // From here on the file is in another encoding than was thought when the batch was parsed.
            let parsed = parse_all(&batch[from..], &form, kept.encoding);
            from += kept.take(&form, &batch[from..], parsed)?;
        }
        (source.progress)(bytes as u64);
        batch = next?;
    }
    kept.pending.settle(header.table);
    Ok(kept.row_count)
}

/// What every stretch of a file is read by.
struct Form<'a> {
    header: &'a Header,
    delimiter: u8,
    source: &'a Source<'a>,
}

/// What has been read of a file.
struct Kept<'k, 'w> {
    encoding: Encoding,
    tables: &'k mut Tables,
    pending: Pending<'k, 'w>,
    row_count: u64,
}

impl Kept<'_, '_> {
    /// Keeps what was parsed of `batch`. Returns how many stretches were kept: fewer than all when the next one shows
    /// that the file is GB18030.
    fn take(&mut self, form: &Form<'_>, batch: &[Stretch], parsed: Vec<Parsed>) -> Result<usize, FileError> {
        let table = form.header.table;
        for (at, part) in parsed.into_iter().enumerate() {
            let stretch = &batch[at];
            self.encoding = match self.encoding.step(part.look) {
                Step::Fits(encoding) => encoding,
                Step::Gb18030 => {
                    self.encoding = Encoding::Gb18030;
                    return Ok(at);
                }
                Step::Again if !self.pending.is_open => {
                    let fault = part.look.fault().unwrap_or(0);
                    return Err(malformed(self.encoding, &stretch.bytes, fault, stretch.line));
                }
                Step::Again => return Err(FileError::Again),
                Step::Broken(fault) => {
                    return Err(malformed(self.encoding, &stretch.bytes, fault, stretch.line));
                }
            };
            self.row_count += part.row_count;
            if u64::from(ROWS_MAX) < self.row_count {
                return Err(FileError::TooManyRows);
            }
            self.tables.push(table, part.block);
            self.pending.push(table, part.rejects, self.encoding.is_settled());
        }
        Ok(batch.len())
    }
}

/// Rejects that are held back while the file may still have to be read again.
struct Pending<'k, 'w> {
    rejects: &'k mut Rejects<'w>,
    held: Vec<Reject>,
    /// Whether none has been passed on yet.
    is_open: bool,
}

impl<'k, 'w> Pending<'k, 'w> {
    fn new(rejects: &'k mut Rejects<'w>) -> Self {
        Self { rejects, held: Vec::new(), is_open: true }
    }

    fn push(&mut self, table: Table, rejects: Vec<Reject>, is_settled: bool) {
        self.held.extend(rejects);
        if is_settled || !self.is_open || REJECTS_PENDING_MAX < self.held.len() {
            self.settle(table);
        }
    }

    /// Passes on what was held back.
    fn settle(&mut self, table: Table) {
        self.is_open = false;
        self.held.drain(..).for_each(|reject| self.rejects.push(table, reject));
    }
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

/// The rows of one stretch; none when it is in another encoding than was thought.
struct Parsed {
    look: Look,
    block: Block,
    rejects: Vec<Reject>,
    row_count: u64,
}

fn parse_all(batch: &[Stretch], form: &Form<'_>, encoding: Encoding) -> Vec<Parsed> {
    batch.par_iter().map(|stretch| parse(stretch, form, encoding)).collect()
}

fn parse(stretch: &Stretch, form: &Form<'_>, encoding: Encoding) -> Parsed {
    let (text, look) = encoding.read(&stretch.bytes);
    let text = text.unwrap_or_default();
    let mut parsed = Parsed {
        look,
        block: Block::with_room(form.source.index, text.len()),
        rejects: Vec::new(),
        row_count: 0,
    };
    let mut reader = records(&text, form.delimiter);
    let mut record = csv::ByteRecord::new();
    let is_plain = memchr::memchr2(b'"', b'\r', &text).is_none();
    let mut line = LineOf { number: stretch.line, offset: 0, is_plain };
    // Reading from memory with `flexible` on cannot fail; a failure would end the stretch.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        line.advance_to(&text, record.position().map_or(0, csv::Position::byte));
        let line = line.number;
        parsed.row_count += 1;
        if let Err(reject) = parse_row(&record, form.header, form.source, line, &mut parsed.block) {
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

/// Checks one record and appends it to `block`, or says everything that is wrong with it. Dates in another form than the contract's are kept in
/// that one; they are looked for only where a row is refused for its dates.
pub(super) fn parse_row(
    record: &csv::ByteRecord,
    header: &Header,
    source: &Source<'_>,
    line: u32,
    block: &mut Block,
) -> Result<(), Reject> {
    let Err(reject) = parse_as_given(record, header, source, line, block) else { return Ok(()) };
    if !is_about_time(&reject) {
        return Err(reject);
    }
    let again = match respelled(record, header) {
        Some(record) => parse_as_given(&record, header, source, line, block),
        None => Err(reject),
    };
    again.map_err(|reject| as_given(reject, record, header))
}

fn parse_as_given(
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
    let mut faults: Vec<Fault> = Vec::new();
    for ((slot, column), cell) in cells.iter_mut().zip(columns).zip(&header.cell_of_column) {
        let given = meant(cell.and_then(|at| record.get(at)).unwrap_or(&[]));
        // A cell at fault is still there, for what the cells of a row must be to each other.
        *slot = given;
        if !given.is_empty() {
            match check(column, given, source.zone) {
                Ok(kept) => *slot = kept,
                Err(reason) => faults.push(Fault::cell(column, given, reason)),
            }
        } else if column.required {
            faults.push(Fault::cell(column, given, Reason::Empty));
        }
    }
    for at in header.nameless().filter(|&at| record.get(at).is_some_and(|cell| !meant(cell).is_empty())) {
        faults.push(Fault::row(Reason::NoColumn { cell: (at + 1).to_string() }));
    }
    let cells = &cells[..columns.len()];
    for (column, reason) in contradictions(header.table, cells, source.zone) {
        let is_told = faults.iter().any(|fault| fault.column == Some(columns[column].name));
        if !is_told {
            faults.push(Fault::cell(&columns[column], cells[column], reason));
        }
    }
    match Reject::all(source.index, line, faults) {
        Some(reject) => Err(reject),
        None => {
            block.push(line, cells.iter().copied());
            Ok(())
        }
    }
}

/// No table has more columns than this; the test below holds it.
const CELLS_MAX: usize = 14;

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
    rows(open(text.as_bytes(), source.table, false)?, &source, &mut tables, rejects)?;
    Ok(tables)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod encoding_tests;
