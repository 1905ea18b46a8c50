//! A file whose lines are counted against a limit while it is read, so that a call with too many rows ends before the
//! memory does.

use std::io::{self, Read};

use crate::intake::csv_blocks::line_ends;

/// Fewest bytes of a row: one character and the line's end.
const ROW_BYTES_MIN: u64 = 2;

/// Reads `input` until more lines have come than are left.
#[derive(Debug)]
pub struct Metered<R> {
    input: R,
    /// Lines that may still come; none when there are too few bytes for too many rows, so that nothing is counted.
    left: Option<u64>,
    /// Whether more lines came than were left: reading has ended with an error.
    pub is_exceeded: bool,
}

impl<R: Read> Metered<R> {
    /// `input` of `bytes` bytes, or of an unknown number, of which the header and `rows_left` rows may be read. A row
    /// in several lines counts as several.
    pub fn new(input: R, bytes: Option<u64>, rows_left: u64) -> Self {
        let is_small = bytes.is_some_and(|bytes| bytes / ROW_BYTES_MIN <= rows_left);
        Self { input, left: (!is_small).then_some(rows_left + 1), is_exceeded: false }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        if let Some(left) = self.left.as_mut() {
            let lines = line_ends(&buffer[..read]) as u64;
            self.is_exceeded = self.is_exceeded || *left < lines;
            *left = left.saturating_sub(lines);
        }
        if self.is_exceeded { Err(io::Error::other("too many lines")) } else { Ok(read) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, bytes: Option<u64>, rows_left: u64) -> (bool, bool) {
        let mut metered = Metered::new(text.as_bytes(), bytes, rows_left);
        let whole = metered.read_to_end(&mut Vec::new()).is_ok();
        (whole, metered.is_exceeded)
    }

    #[test]
    fn reading_ends_with_the_first_line_too_many() {
        assert_eq!(read("id\na\nb\n", None, 2), (true, false));
        assert_eq!(read("id\na\nb\nc\n", None, 2), (false, true));
        assert_eq!(read("id\r\na\r\nb\r\n", None, 2), (true, false));
        assert_eq!(read("id\na\nb\nc\n", Some(9), 2), (false, true));
    }

    #[test]
    fn what_is_too_small_for_too_many_rows_is_not_counted() {
        assert_eq!(read("id\na\nb\nc\n", Some(4), 2), (true, false));
    }
}
