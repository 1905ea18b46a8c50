//! Cutting a byte stream into blocks that end where a record ends.
//!
//! Bytes are cut as they come, UTF-8 or GB18030: neither has a quote, a separator or a line end inside a character.

use std::io::Read;

use crate::limits::RECORD_BYTES_MAX;

/// Bytes that a block is filled to before it is cut: small enough that threads end a batch together.
const BLOCK_BYTES: usize = 1 << 20;

/// A stretch of whole records.
#[derive(Debug)]
pub struct Stretch {
    /// The records, line ends included.
    pub bytes: Vec<u8>,
    /// Line of the first record, from 1.
    pub line: u32,
}

/// Why a stream could not be cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// Reading failed.
    #[error("could not be read")]
    Read(#[source] std::io::Error),
    /// The file ends inside a quoted cell: it was cut off.
    #[error("line {line}: a quote is opened and the file ends before it is closed; was the file cut off?")]
    QuoteOpen {
        /// Line where the last record begins.
        line: u32,
    },
    /// A record has no end within the limit: a quote that never closes, or no line ends.
    #[error(
        "line {line}: a record longer than {RECORD_BYTES_MAX} bytes; a quote that is never closed, or a file without line ends?"
    )]
    RecordTooLong {
        /// Line where the record begins.
        line: u32,
    },
}

/// Reads stretches of whole records from `input`.
#[derive(Debug)]
pub struct Stretches<R> {
    input: R,
    rest: Vec<u8>,
    line: u32,
    delimiter: u8,
    done: bool,
}

impl<R: Read> Stretches<R> {
    /// Stretches of `rest` followed by `input`, whose first line is number `line` and whose cells `delimiter` parts.
    pub fn new(rest: Vec<u8>, input: R, line: u32, delimiter: u8) -> Self {
        Self { input, rest, line, delimiter, done: false }
    }

    /// The next stretch, or none at the end.
    ///
    /// # Errors
    /// [`CutError`] when reading fails or a record has no end.
    pub fn next_stretch(&mut self) -> Result<Option<Stretch>, CutError> {
        while !self.done {
            let missing = BLOCK_BYTES.saturating_sub(self.rest.len()).max(RECORD_BYTES_MAX) as u64;
            let read =
                self.input.by_ref().take(missing).read_to_end(&mut self.rest).map_err(CutError::Read)?;
            self.done = read == 0;
            let end =
                if self.done { Some(self.rest.len()) } else { last_record_end(&self.rest, self.delimiter) };
            match end {
                Some(0) => {}
                Some(_) if self.done && ends_quoted(&self.rest, self.delimiter) => {
                    let before = last_record_end(&self.rest, self.delimiter).unwrap_or(0);
                    let lines = line_ends(&self.rest[..before]);
                    let line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                    return Err(CutError::QuoteOpen { line });
                }
                Some(end) => return Ok(Some(self.cut(end))),
                None if RECORD_BYTES_MAX < self.rest.len() => {
                    return Err(CutError::RecordTooLong { line: self.line });
                }
                None => {}
            }
        }
        Ok(None)
    }

    fn cut(&mut self, end: usize) -> Stretch {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let line = self.line;
        let lines = line_ends(&bytes);
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        Stretch { bytes, line }
    }
}

/// One past the last line end of `bytes` that ends a record, if there is one.
///
/// A line ends with a line feed, or with a carriage return that none follows; one at the very end of `bytes` may have
/// its line feed still to come.
#[must_use]
pub fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    if memchr::memchr(b'"', bytes).is_some() {
        return record_ends(bytes, delimiter).last();
    }
    let at = memchr::memrchr2(b'\n', b'\r', bytes)?;
    if bytes[at] == b'\r' && at + 1 == bytes.len() {
        return memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map(|before| before + 1);
    }
    Some(at + 1)
}

/// One past the first line end of `bytes` that ends a record, if there is one.
#[must_use]
pub fn first_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    record_ends(bytes, delimiter).next()
}

/// Line ends in `bytes`: line feeds, and carriage returns without one.
#[must_use]
pub fn line_ends(bytes: &[u8]) -> usize {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = |&at: &usize| bytes.get(at + 1) != Some(&b'\n');
    feeds + memchr::memchr_iter(b'\r', bytes).filter(lone).count()
}

/// What parts the cells of the header that `bytes` begin with: a comma, or else a tab (what office programs save as
/// "Unicode text"), or else a semicolon. No column's name holds any of them.
#[must_use]
pub fn delimiter_of(bytes: &[u8]) -> u8 {
    let (mut is_quoted, mut found) = (false, b',');
    for &byte in bytes {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'\n' | b'\r' => break,
            b',' => return b',',
            b'\t' => found = b'\t',
            b';' if found == b',' => found = b';',
            _ => {}
        }
    }
    found
}

/// Where in a cell the cut stands, as the parser reads it: a quote opens a quoted cell only at the cell's start.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Bare,
    Quoted,
    /// Behind a quote inside a quoted cell: the cell's end, or the first of an escaped pair.
    QuoteInQuoted,
}

impl Place {
    fn step(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::CellStart | Self::QuoteInQuoted, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::QuoteInQuoted,
            (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::CellStart,
            (_, byte) if byte == delimiter => Self::CellStart,
            _ => Self::Bare,
        }
    }
}

/// Ends of records, in order.
fn record_ends(bytes: &[u8], delimiter: u8) -> impl Iterator<Item = usize> {
    let mut place = Place::CellStart;
    bytes.iter().enumerate().filter_map(move |(at, &byte)| {
        place = place.step(byte, delimiter);
        // A carriage return ends the record unless its line feed follows, or may follow behind the last byte.
        let ends = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1).is_some_and(|&next| next != b'\n'));
        (place == Place::CellStart && ends).then_some(at + 1)
    })
}

/// Whether `bytes`, which begin at a record, end inside a quoted cell.
#[must_use]
pub fn ends_quoted(bytes: &[u8], delimiter: u8) -> bool {
    memchr::memchr(b'"', bytes).is_some()
        && bytes.iter().fold(Place::CellStart, |place, &byte| place.step(byte, delimiter)) == Place::Quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_feeds_inside_quotes_do_not_end_a_record() {
        assert_eq!(last_record_end(b"a,\"b\nc\"\nd,\"e\n", b','), Some(8));
        assert_eq!(last_record_end(b"5\" pipe,x\ny", b','), Some(10));
        assert_eq!(last_record_end(b"\"a\"\"\n\",b\n", b','), Some(9));
        assert_eq!(first_record_end(b"\"a\nb\",c\nd\n", b','), Some(8));
        assert_eq!(first_record_end(b"no end", b','), None);
        assert_eq!(
            (last_record_end(b"a\rb\rc", b','), first_record_end(b"a\rb\rc", b',')),
            (Some(4), Some(2))
        );
        assert_eq!((last_record_end(b"a\r\nb\r", b','), first_record_end(b"a\r", b',')), (Some(3), None));
        assert_eq!(line_ends(b"a\r\nb\rc\n"), 3);
    }

    #[test]
    fn the_header_says_what_parts_cells() {
        assert_eq!(delimiter_of("编号\t类型\n1,2".as_bytes()), b'\t');
        assert_eq!(delimiter_of(b"id;kind\r1\t2"), b';');
        assert_eq!(delimiter_of(b"\"a;\tb\",c"), b',');
        assert_eq!(delimiter_of(b"id;a\tb"), b'\t');
        assert_eq!(delimiter_of(b"id"), b',');
        assert_eq!(last_record_end(b"a\t\"b\nc\"\nd,\"e\n", b'\t'), Some(13));
    }

    proptest! {
        #[test]
        fn cutting_anywhere_gives_the_parsers_records(text in "[a\",\n\r]{0,40}") {
            let parse = |bytes: &[u8]| -> Vec<csv::ByteRecord> {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
                reader.byte_records().map(Result::unwrap).collect()
            };
            if let Some(end) = last_record_end(text.as_bytes(), b',') {
                let (head, tail) = text.as_bytes().split_at(end);
                let mut cut = parse(head);
                cut.extend(parse(tail));
                prop_assert_eq!(cut, parse(text.as_bytes()));
            }
        }
    }
}
