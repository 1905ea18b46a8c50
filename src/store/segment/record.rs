//! One record, one line: checksum, kind, length, Merkle leaf (entries only), canonical JSON.
//!
//! ```text
//! 5c1fd2a3 e 0000213 <64 hex digits> {"actor":...}
//! ```
//!
//! The checksum is the CRC-32C, as eight lower-case hex digits, of all bytes of the line after the space that follows
//! it, the newline included. The length is that of the JSON in bytes. JSON holds no raw newline, so every newline
//! ends a record and a reader can find its feet anywhere in the file.

/// Bytes before the JSON of a header or commit record.
const PREFIX_BYTES: usize = 19;
/// Bytes before the JSON of an entry record.
const ENTRY_PREFIX_BYTES: usize = PREFIX_BYTES + 65;
/// Where the checked part of a line begins.
const CHECKED_FROM: usize = 9;
const LENGTH_DIGITS: usize = 7;

/// What a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// First record of every segment.
    Header,
    /// One entry with its Merkle leaf.
    Entry,
    /// End of a batch: its entries count from here on.
    Commit,
}

impl Kind {
    fn letter(self) -> u8 {
        match self {
            Self::Header => b'h',
            Self::Entry => b'e',
            Self::Commit => b'c',
        }
    }

    fn parse(letter: u8) -> Option<Self> {
        [Self::Header, Self::Entry, Self::Commit].into_iter().find(|k| k.letter() == letter)
    }

    fn prefix_bytes(self) -> usize {
        match self {
            Self::Header | Self::Commit => PREFIX_BYTES,
            Self::Entry => ENTRY_PREFIX_BYTES,
        }
    }
}

/// A whole record: where it lies among the bytes it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is for.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its newline.
    pub end: usize,
}

impl Frame {
    /// The record's JSON; `bytes` are those it was read from.
    #[must_use]
    pub fn json<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.start + self.kind.prefix_bytes()..self.end - 1]
    }

    /// The record's Merkle leaf as text; empty unless it is an entry.
    #[must_use]
    pub fn leaf_hex<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        match self.kind {
            Kind::Entry => &bytes[self.start + PREFIX_BYTES..self.start + ENTRY_PREFIX_BYTES - 1],
            Kind::Header | Kind::Commit => &[],
        }
    }
}

/// What lies at a place among bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the bytes end there.
    End,
    /// A whole record.
    Whole(Frame),
    /// A record whose writing was interrupted.
    Torn,
    /// A record that was written whole and has changed since.
    Damaged,
}

/// Appends a header or commit record.
pub fn put(out: &mut Vec<u8>, kind: Kind, json: &[u8]) {
    let start = out.len();
    out.resize(start + PREFIX_BYTES, b' ');
    out.extend_from_slice(json);
    finish(out, start, kind);
}

/// Begins an entry record: append its JSON, then call [`finish_entry`] with the place returned here.
pub fn begin_entry(out: &mut Vec<u8>) -> usize {
    let start = out.len();
    out.resize(start + ENTRY_PREFIX_BYTES, b' ');
    start
}

/// The JSON appended since [`begin_entry`] returned `start`.
#[must_use]
pub fn unfinished_json(out: &[u8], start: usize) -> &[u8] {
    &out[start + ENTRY_PREFIX_BYTES..]
}

/// Ends the entry record that began at `start`.
pub fn finish_entry(out: &mut Vec<u8>, start: usize, leaf: &[u8; 32]) {
    put_hex(&mut out[start + PREFIX_BYTES..start + ENTRY_PREFIX_BYTES - 1], leaf);
    finish(out, start, Kind::Entry);
}

fn finish(out: &mut Vec<u8>, start: usize, kind: Kind) {
    let mut length = out.len() - start - kind.prefix_bytes();
    out.push(b'\n');
    let line = &mut out[start..];
    line[CHECKED_FROM] = kind.letter();
    for digit in line[PREFIX_BYTES - 1 - LENGTH_DIGITS..PREFIX_BYTES - 1].iter_mut().rev() {
        *digit = b'0' + u8::try_from(length % 10).unwrap_or(0);
        length /= 10;
    }
    assert!(length == 0, "a record is longer than its length field can say");
    let checksum = crc32c::crc32c(&line[CHECKED_FROM..]).to_be_bytes();
    put_hex(&mut line[..CHECKED_FROM - 1], &checksum);
}

/// Writes `bytes` as lower-case hex digits into `slots`, two for each.
pub fn put_hex(slots: &mut [u8], bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (slot, byte) in slots.chunks_exact_mut(2).zip(bytes) {
        slot[0] = DIGITS[usize::from(byte >> 4)];
        slot[1] = DIGITS[usize::from(byte & 15)];
    }
}

/// Reads lower-case hex digits into `bytes`; none when there are not exactly enough of them.
pub fn parse_hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0u8; N];
    if text.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = (hex_digit(pair[0])? << 4) | hex_digit(pair[1])?;
    }
    Some(bytes)
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// The record at `at` among `bytes`.
///
/// A line that ends in a newline, or is as long as it says, was written whole: if its checksum is wrong it has been
/// damaged. Zero bytes are the exception, since JSON never holds any: a block that the disk had not written
/// before it lost power reads as zeros. One zero byte alone may be a flipped bit; two in a row, or one where a record
/// should begin, are such a block.
#[must_use]
pub fn next(bytes: &[u8], at: usize) -> Next {
    let rest = bytes.get(at..).unwrap_or(&[]);
    if rest.is_empty() {
        return Next::End;
    }
    if let Some((checksum, kind, end)) = prefix(rest)
        && end <= rest.len()
    {
        let line = &rest[..end];
        if line[end - 1] == b'\n' && crc32c::crc32c(&line[CHECKED_FROM..]) == checksum {
            return Next::Whole(Frame { kind, start: at, end: at + end });
        }
        return if unwritten(line) { Next::Torn } else { Next::Damaged };
    }
    match memchr::memchr(b'\n', rest) {
        Some(newline) if !unwritten(&rest[..newline]) => Next::Damaged,
        _ => Next::Torn,
    }
}

fn unwritten(line: &[u8]) -> bool {
    line.first() == Some(&0) || memchr::memmem::find(line, &[0, 0]).is_some()
}

/// Checksum, kind and whole length of the line that begins `rest`, when its first bytes have the form of a record's.
fn prefix(rest: &[u8]) -> Option<(u32, Kind, usize)> {
    let head = rest.get(..PREFIX_BYTES)?;
    let spaced = head[8] == b' ' && head[10] == b' ' && head[PREFIX_BYTES - 1] == b' ';
    let kind = Kind::parse(head[CHECKED_FROM]).filter(|_| spaced)?;
    let checksum = u32::from_be_bytes(parse_hex(&head[..8])?);
    let mut length = 0usize;
    for digit in &head[11..PREFIX_BYTES - 1] {
        let value = digit.is_ascii_digit().then(|| usize::from(digit - b'0'))?;
        length = length * 10 + value;
    }
    Some((checksum, kind, kind.prefix_bytes() + length + 1))
}
