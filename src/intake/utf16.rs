//! UTF-16, what "Unicode text" of office programs is: recognised, and read as UTF-8 piece by piece.

use std::io::{self, Read};
use std::ops::Range;

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};

use crate::intake::csv_blocks::line_ends;

/// Order of the two bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// Low byte first: what office programs write.
    Little,
    /// High byte first.
    Big,
}

/// How many bytes of a file are looked at for the order of its bytes.
const SAMPLE_BYTES: usize = 64 << 10;

/// The byte order of `start`, the first bytes of a file, and the length of its byte order mark, when it is UTF-16.
///
/// Without a mark the zero bytes tell: the separators of the header are ASCII, so each has one beside it, and no text
/// in another encoding has any.
#[must_use]
pub fn byte_order(start: &[u8]) -> Option<(ByteOrder, usize)> {
    match start {
        [0xff, 0xfe, ..] => return Some((ByteOrder::Little, 2)),
        [0xfe, 0xff, ..] => return Some((ByteOrder::Big, 2)),
        _ => {}
    }
    let sample = &start[..start.len().min(SAMPLE_BYTES)];
    memchr::memchr(0, sample)?;
    // Only separators and line ends count: turned round they are no characters, while 一 turned round is an `N`.
    let separates = |unit: [u8; 2]| matches!(unit, [b',' | b'\t' | b';' | b'\r' | b'\n', 0]);
    let units = |order: ByteOrder| {
        let turned = order == ByteOrder::Big;
        sample.chunks_exact(2).map(move |u| if turned { [u[1], u[0]] } else { [u[0], u[1]] })
    };
    let count = |order: ByteOrder| units(order).filter(|&unit| separates(unit)).count();
    let in_header =
        |order: ByteOrder| units(order).take_while(|u| !matches!(u, [b'\r' | b'\n', 0])).any(separates);
    let (little, big) = (count(ByteOrder::Little), count(ByteOrder::Big));
    let order = if little < big { ByteOrder::Big } else { ByteOrder::Little };
    // A table has two columns and a line end at least; a single zero byte behind a comma is a fault in other text.
    (1 < little.max(big) && in_header(order)).then_some((order, 0))
}

/// UTF-16 that is not well formed: half a pair, or half a unit at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: not UTF-16 text")]
pub struct BadUtf16 {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Reads UTF-16 as UTF-8.
pub struct Utf16<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` has still to be decoded.
    raw_left: Range<usize>,
    text: Vec<u8>,
    /// What of `text` has still to be handed on.
    text_left: Range<usize>,
    ended: bool,
    place: Place,
}

/// Bytes that are read and decoded at a time.
const PIECE_BYTES: usize = 64 << 10;

impl<R> std::fmt::Debug for Utf16<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Utf16").field("place", &self.place).finish_non_exhaustive()
    }
}

impl<R: Read> Utf16<R> {
    /// Reads `start`, from byte `mark` on, and what follows it in `input`.
    pub fn new(order: ByteOrder, start: Vec<u8>, mark: usize, input: R) -> Self {
        let encoding = if order == ByteOrder::Little { UTF_16LE } else { UTF_16BE };
        Self {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw_left: mark..start.len(),
            raw: start,
            text: vec![0; 2 * PIECE_BYTES],
            text_left: 0..0,
            ended: false,
            place: Place::default(),
        }
    }

    /// Decodes the next piece into `text`.
    fn fill(&mut self) -> io::Result<()> {
        if self.raw_left.is_empty() {
            self.raw.resize(PIECE_BYTES, 0);
            let read = self.input.read(&mut self.raw)?;
            self.raw_left = 0..read;
            self.ended = read == 0;
        }
        let raw = &self.raw[self.raw_left.clone()];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text, self.ended);
        self.raw_left.start += read;
        self.text_left = 0..written;
        self.place.pass(&self.text[..written]);
        match result {
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(()),
            DecoderResult::Malformed(..) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, self.place.fault()))
            }
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text_left.is_empty() && !self.ended {
            self.fill()?;
        }
        let length = self.text_left.len().min(buffer.len());
        let start = self.text_left.start;
        buffer[..length].copy_from_slice(&self.text[start..start + length]);
        self.text_left.start += length;
        Ok(length)
    }
}

/// How far decoding has come.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    lines: usize,
    column: usize,
    /// Whether the last byte is a carriage return, whose line feed may follow.
    returned: bool,
}

impl Place {
    fn pass(&mut self, text: &[u8]) {
        let Some(&last) = text.last() else { return };
        let is_joined = self.returned && text[0] == b'\n';
        self.lines += line_ends(text) - usize::from(is_joined);
        let line = memchr::memrchr2(b'\n', b'\r', text).map_or(text, |end| &text[end + 1..]);
        let chars = line.iter().filter(|&&b| b & 0xc0 != 0x80).count();
        self.column = if line.len() == text.len() { self.column + chars } else { chars };
        self.returned = last == b'\r';
    }

    fn fault(self) -> BadUtf16 {
        let number = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
        BadUtf16 { line: number(self.lines), column: number(self.column) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(text: &str, order: ByteOrder) -> Vec<u8> {
        let bytes =
            |unit: u16| if order == ByteOrder::Little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// Gives a few bytes at a time, an odd number of them.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(3);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn the_order_is_seen_with_and_without_a_mark() {
        // 一 and 上 have a zero and a line feed as their second bytes.
        for text in ["id,kind\n1,一\n", "编号\t一\t上\n上一\t一一\t一\n", "一一;一\n"] {
            for order in [ByteOrder::Little, ByteOrder::Big] {
                let plain = encode(text, order);
                assert_eq!(byte_order(&plain), Some((order, 0)), "{text}");
                let marked = encode(&format!("\u{feff}{text}"), order);
                assert_eq!(byte_order(&marked), Some((order, 2)), "{text}");
            }
        }
        for other in [&b"id,kind\n"[..], b"case_id\0,seq", b"id,\0", b"", b"\0", b"a,b\n\0\0\0\0"] {
            assert_eq!(byte_order(other), None);
        }
    }

    #[test]
    fn half_a_pair_is_found_where_it_stands() {
        let mut bytes = encode("a,b\r\n一,", ByteOrder::Little);
        bytes.extend_from_slice(&[0x00, 0xd8, b'x', 0]);
        let mut reader = Utf16::new(ByteOrder::Little, Vec::new(), 0, Slow(&bytes));
        let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
        let bad = error.get_ref().and_then(|e| e.downcast_ref::<BadUtf16>()).copied();
        assert_eq!(bad, Some(BadUtf16 { line: 2, column: 3 }));
        let mut odd = Utf16::new(ByteOrder::Big, vec![0, b'a', 0], 0, io::empty());
        assert!(odd.read_to_end(&mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn text_comes_back_whole(text in "\\PC{0,60}", cut in 0usize..50, big in any::<bool>()) {
            let order = if big { ByteOrder::Big } else { ByteOrder::Little };
            let bytes = encode(&text, order);
            let (start, rest) = bytes.split_at(cut.min(bytes.len()));
            let mut read = String::new();
            Utf16::new(order, start.to_vec(), 0, Slow(rest)).read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
