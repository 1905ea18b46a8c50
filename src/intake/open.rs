//! The start of a file: its encoding, its separator, its header.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::intake::csv_blocks::{CutError, delimiter_of, ends_quoted, first_record_end, line_ends};
use crate::intake::encoding::{Encoding, Step, look, look_at_start};
use crate::intake::file_error::FileError;
use crate::intake::header::{Header, fit};
use crate::intake::position::Origin;
use crate::intake::utf16::{Utf16, byte_order};
use crate::limits::RECORD_BYTES_MAX;
use crate::model::table::Table;

/// A file whose header has been read.
#[derive(Debug)]
pub struct Opened<R> {
    /// The header.
    pub header: Header,
    /// What parts cells.
    pub delimiter: u8,
    /// What is known of the encoding.
    pub(super) encoding: Encoding,
    /// What was read behind the header.
    pub(super) rest: Vec<u8>,
    /// Line of the first row.
    pub(super) line: u32,
    /// What follows.
    pub(super) input: TextInput<R>,
}

/// Bytes as they come, or out of UTF-16.
#[derive(Debug)]
pub(super) enum TextInput<R> {
    Plain(R),
    Utf16(Utf16<R>),
}

impl<R: Read> Read for TextInput<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(buffer),
            Self::Utf16(input) => input.read(buffer),
        }
    }

    fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read_to_end(buffer),
            Self::Utf16(input) => input.read_to_end(buffer),
        }
    }
}

/// Reads the header of `input`. With `as_gb18030` its text is GB18030, which an earlier reading has shown.
///
/// # Errors
/// [`FileError`] when the file is empty, not text, or its header fits no table.
pub fn open<R: Read>(mut input: R, table: Option<Table>, as_gb18030: bool) -> Result<Opened<R>, FileError> {
    let mut start = first_bytes(&mut input)?;
    refuse_workbooks(&start)?;
    let (mut input, mut known) = match byte_order(&start) {
        Some((order, mark)) => {
            let mut input = Utf16::new(order, start, mark, input);
            start = first_bytes(&mut input)?;
            (TextInput::Utf16(input), Encoding::Utf8)
        }
        None => (TextInput::Plain(input), Encoding::Ascii),
    };
    if let Some(offset) = memchr::memchr(0, &start) {
        return Err(FileError::Binary { offset });
    }
    if let Some(unmarked) = start.strip_prefix("\u{feff}".as_bytes()) {
        start = unmarked.to_vec();
        // The mark took the place of three bytes that have still to be looked at.
        (&mut input).take(3).read_to_end(&mut start).map_err(CutError::Read)?;
        known = Encoding::Utf8;
    } else if as_gb18030 {
        known = Encoding::Gb18030;
    }
    let is_whole = start.len() <= RECORD_BYTES_MAX;
    let sure = match known.step(look_at_start(&start, is_whole)) {
        Step::Fits(encoding) => encoding,
        Step::Gb18030 | Step::Again => Encoding::Gb18030,
        Step::Broken(at) => return Err(malformed(Encoding::Utf8, &start, at, 1)),
    };
    let (header, delimiter, end, line) = read_header(&start, table, sure)?;
    let rest = start.split_off(end);
    // What is not settled yet is looked at again with the rows, so only the header counts here.
    let encoding = if sure.is_settled() { sure } else { after_header(known, &start) };
    Ok(Opened { header, delimiter, encoding, rest, line, input })
}

fn first_bytes(input: &mut impl Read) -> Result<Vec<u8>, FileError> {
    let mut start = Vec::new();
    input.take(RECORD_BYTES_MAX as u64 + 1).read_to_end(&mut start).map_err(CutError::Read)?;
    Ok(start)
}

fn after_header(known: Encoding, header: &[u8]) -> Encoding {
    match known.step(look(header)) {
        Step::Fits(encoding) => encoding,
        Step::Gb18030 | Step::Again | Step::Broken(_) => known,
    }
}

fn refuse_workbooks(start: &[u8]) -> Result<(), FileError> {
    match start {
        [] => Err(FileError::Empty),
        [b'P', b'K', 3, 4, ..] => Err(FileError::Workbook),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(FileError::OldWorkbook),
        _ => Ok(()),
    }
}

/// The error for the byte `at` of `bytes`, whose first line is number `line`.
pub(super) fn malformed(encoding: Encoding, bytes: &[u8], at: usize, line: u32) -> FileError {
    let (line, column) = encoding.place(bytes, at, line);
    let encoding = if encoding == Encoding::Gb18030 { "UTF-8 or GB18030" } else { "UTF-8" };
    FileError::Malformed { encoding, line, column }
}

/// The header in `start`, what parts its cells, where it ends, and the line that follows it.
fn read_header(
    start: &[u8],
    table: Option<Table>,
    encoding: Encoding,
) -> Result<(Header, u8, usize, u32), FileError> {
    let blank = start.iter().take_while(|b| matches!(b, b' ' | b'\r' | b'\n' | 0x0c)).count();
    if start.trim_ascii().is_empty() {
        return Err(FileError::Empty);
    }
    let delimiter = delimiter_of(&start[blank..]);
    let end = match first_record_end(&start[blank..], delimiter) {
        Some(end) => blank + end,
        None if ends_quoted(start, delimiter) => return Err(CutError::QuoteOpen { line: 1 }.into()),
        None if start.len() <= RECORD_BYTES_MAX => start.len(),
        None => return Err(CutError::RecordTooLong { line: 1 }.into()),
    };
    let text: Cow<'_, [u8]> = match encoding.read(&start[blank..end]) {
        (Some(text), _) => text,
        (None, look) => {
            let at = blank + look.fault().unwrap_or(0);
            return Err(malformed(encoding, start, at, 1));
        }
    };
    let mut reader = records(&text, delimiter);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).is_ok_and(|found| found) {
        return Err(FileError::Empty);
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    let line = number(line_ends(&start[..blank]));
    let header = fit(&record.iter().collect::<Vec<_>>(), table, Origin::Text)
        .map_err(|source| FileError::Header { line, source })?;
    Ok((header, delimiter, end, number(line_ends(&start[..end]))))
}

/// Reads records of any number of cells.
pub(super) fn records(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(bytes)
}
