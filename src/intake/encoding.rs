//! Which encoding a file is in, decided by all of its content, and text out of each.
//!
//! A byte order mark decides at once, and so do the zero bytes that every header in UTF-16 has. Of the rest, what is
//! UTF-8 from the first byte to the last is UTF-8; what is not must be GB18030 throughout. The look at the bytes is part
//! of parsing a stretch, so a file in UTF-8 is read once and nothing is looked at twice.

use std::borrow::Cow;

use encoding_rs::{Encoding as Table, GB18030};

use crate::intake::csv_blocks::line_ends;

/// What is known of a file's encoding after some of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Nothing but ASCII so far, which is the same in UTF-8 and GB18030.
    Ascii,
    /// Valid UTF-8 so far, with so few wide characters that they may be GB18030 by chance; how many.
    PerhapsUtf8(u32),
    /// UTF-8.
    Utf8,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
}

/// With so many characters of three or more bytes in a row of valid UTF-8, text is not GB18030 by chance: each needs
/// three bytes in ranges that hardly any pair of Chinese characters meets.
const WIDE_CHARS_SURE: u32 = 4;

/// What one stretch of bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Only ASCII.
    Ascii,
    /// Valid UTF-8 with that many characters of three or more bytes.
    Utf8(u32),
    /// Not UTF-8 from byte `at` on; before it stand `wide` characters of three or more bytes.
    Other {
        /// Characters of three or more bytes before the fault.
        wide: u32,
        /// Offset of the first byte at fault.
        at: usize,
    },
    /// Not GB18030 either from byte `at` on.
    Broken {
        /// Offset of the first byte at fault.
        at: usize,
    },
}

impl Look {
    /// Offset of the first byte at fault, if there is one.
    #[must_use]
    pub fn fault(self) -> Option<usize> {
        match self {
            Self::Ascii | Self::Utf8(_) => None,
            Self::Other { at, .. } | Self::Broken { at } => Some(at),
        }
    }
}

/// What follows from a look at one more stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The stretch fits; this is now known.
    Fits(Encoding),
    /// Everything before was ASCII: from this stretch on the file is read as GB18030.
    Gb18030,
    /// What was taken for UTF-8 before is GB18030: the file is read again from its start.
    Again,
    /// The stretch is neither what the file is nor what it may be; its first byte at fault.
    Broken(usize),
}

impl Encoding {
    /// What is known after one more stretch that looks like `look`.
    #[must_use]
    pub fn step(self, look: Look) -> Step {
        let seen = if let Self::PerhapsUtf8(seen) = self { seen } else { 0 };
        match (self, look) {
            (_, Look::Broken { at }) | (Self::Utf8, Look::Other { at, .. }) => Step::Broken(at),
            (Self::Gb18030 | Self::Utf8, _) | (_, Look::Ascii) => Step::Fits(self),
            (_, Look::Utf8(wide)) if WIDE_CHARS_SURE <= seen.saturating_add(wide) => Step::Fits(Self::Utf8),
            (_, Look::Utf8(wide)) => Step::Fits(Self::PerhapsUtf8(seen + wide)),
            (_, Look::Other { wide, at }) if WIDE_CHARS_SURE <= seen.saturating_add(wide) => Step::Broken(at),
            (Self::Ascii, Look::Other { .. }) => Step::Gb18030,
            (Self::PerhapsUtf8(_), Look::Other { .. }) => Step::Again,
        }
    }

    /// Whether no further byte can make the file another encoding's.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Utf8 | Self::Gb18030)
    }

    /// `bytes`, which hold whole characters, as UTF-8, and what they look like; none when they are not in this encoding.
    #[must_use]
    pub fn read(self, bytes: &[u8]) -> (Option<Cow<'_, [u8]>>, Look) {
        match self {
            Self::Gb18030 => gb18030(bytes),
            Self::Utf8 => match std::str::from_utf8(bytes) {
                // How many wide characters there are is of no interest any more.
                Ok(_) => (Some(Cow::Borrowed(bytes)), Look::Utf8(WIDE_CHARS_SURE)),
                Err(error) => (None, other(bytes, error.valid_up_to())),
            },
            Self::Ascii | Self::PerhapsUtf8(_) => match look(bytes) {
                fault @ (Look::Other { .. } | Look::Broken { .. }) => (None, fault),
                sound @ (Look::Ascii | Look::Utf8(_)) => (Some(Cow::Borrowed(bytes)), sound),
            },
        }
    }

    /// Line and column, from 1, of the byte `at` of `bytes`, whose first line is number `line`. Columns count characters.
    #[must_use]
    pub fn place(self, bytes: &[u8], at: usize, line: u32) -> (u32, u32) {
        let before = &bytes[..at.min(bytes.len())];
        let lines = line_ends(before);
        let start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
        let text = match self {
            Self::Gb18030 => GB18030.decode_without_bom_handling(&before[start..]).0,
            Self::Ascii | Self::PerhapsUtf8(_) | Self::Utf8 => String::from_utf8_lossy(&before[start..]),
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (line.saturating_add(number(lines)), number(text.chars().count()).saturating_add(1))
    }
}

/// What `bytes` look like, taken for ASCII or UTF-8.
#[must_use]
pub fn look(bytes: &[u8]) -> Look {
    if bytes.is_ascii() {
        return Look::Ascii;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Look::Utf8(wide_chars(bytes)),
        Err(error) => other(bytes, error.valid_up_to()),
    }
}

/// What the start of a file looks like, which may end inside a character.
#[must_use]
pub fn look_at_start(bytes: &[u8], is_whole: bool) -> Look {
    match std::str::from_utf8(bytes) {
        Err(error) if !is_whole && error.error_len().is_none() => look(&bytes[..error.valid_up_to()]),
        Ok(_) | Err(_) => look(bytes),
    }
}

fn other(bytes: &[u8], at: usize) -> Look {
    Look::Other { wide: wide_chars(&bytes[..at]), at }
}

/// Characters of three or more bytes in valid UTF-8.
fn wide_chars(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|&&b| 0xe0 <= b).count()).unwrap_or(u32::MAX)
}

fn gb18030(bytes: &[u8]) -> (Option<Cow<'_, [u8]>>, Look) {
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => (Some(Cow::Borrowed(text.as_bytes())), Look::Ascii),
        Some(Cow::Owned(text)) => (Some(Cow::Owned(text.into_bytes())), Look::Other { wide: 0, at: 0 }),
        None => (None, Look::Broken { at: first_fault(GB18030, bytes) }),
    }
}

/// Offset of the first byte of `bytes` that is no text in `encoding`.
fn first_fault(encoding: &'static Table, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    text.reserve(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        encoding_rs::DecoderResult::Malformed(length, behind) => {
            read.saturating_sub(usize::from(length) + usize::from(behind))
        }
        encoding_rs::DecoderResult::InputEmpty | encoding_rs::DecoderResult::OutputFull => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ASCII: Encoding = Encoding::Ascii;

    #[test]
    fn the_encoding_follows_from_all_stretches_together() {
        let steps = |looks: &[Look]| {
            let mut known = ASCII;
            for &look in looks {
                match known.step(look) {
                    Step::Fits(next) => known = next,
                    Step::Gb18030 => known = Encoding::Gb18030,
                    end @ (Step::Again | Step::Broken(_)) => return Err(end),
                }
            }
            Ok(known)
        };
        let gbk = Look::Other { wide: 0, at: 7 };
        assert_eq!(steps(&[Look::Ascii, Look::Ascii]), Ok(ASCII));
        assert_eq!(steps(&[Look::Ascii, Look::Utf8(90)]), Ok(Encoding::Utf8));
        assert_eq!(steps(&[Look::Ascii, gbk, Look::Utf8(1)]), Ok(Encoding::Gb18030));
        assert_eq!(steps(&[Look::Utf8(1), Look::Ascii, Look::Utf8(2)]), Ok(Encoding::PerhapsUtf8(3)));
        assert_eq!(steps(&[Look::Utf8(1), gbk]), Err(Step::Again));
        assert_eq!(steps(&[Look::Utf8(4), gbk]), Err(Step::Broken(7)));
        assert_eq!(steps(&[Look::Utf8(2), Look::Other { wide: 2, at: 9 }]), Err(Step::Broken(9)));
        assert_eq!(steps(&[gbk, Look::Broken { at: 3 }]), Err(Step::Broken(3)));
    }

    #[test]
    fn a_byte_at_fault_has_a_line_and_a_column() {
        let (bytes, _, _) = GB18030.encode("甲,乙\n丙,");
        let mut bytes = bytes.into_owned();
        bytes.extend_from_slice(b"\xff\xff,x\n");
        let (text, look) = Encoding::Gb18030.read(&bytes);
        assert_eq!((text, look), (None, Look::Broken { at: 9 }));
        assert_eq!(Encoding::Gb18030.place(&bytes, 9, 5), (6, 3));
        assert_eq!(Encoding::Utf8.place("甲,乙\r\n丙丁".as_bytes(), 12, 1), (2, 2));
        // A first byte of two that the stretch's end cuts off is at fault itself.
        assert_eq!(Encoding::Gb18030.read(b"a\xb0").1, Look::Broken { at: 1 });
    }

    proptest! {
        #[test]
        fn what_gb18030_holds_comes_back(text in "[a-z,\n\u{4e00}-\u{9fff}\u{20000}-\u{2a6df}\u{3400}-\u{4dbf}]{0,60}") {
            let (bytes, _, lossy) = GB18030.encode(&text);
            prop_assert!(!lossy);
            let (read, _) = Encoding::Gb18030.read(&bytes);
            prop_assert_eq!(read.as_deref(), Some(text.as_bytes()));
            let (read, _) = ASCII.read(text.as_bytes());
            prop_assert_eq!(read.as_deref(), Some(text.as_bytes()));
        }

        #[test]
        fn looking_at_arbitrary_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            for encoding in [ASCII, Encoding::Utf8, Encoding::Gb18030] {
                let (text, look) = encoding.read(&bytes);
                if let Look::Other { at, .. } | Look::Broken { at } = look {
                    let (line, column) = encoding.place(&bytes, at, 1);
                    prop_assert!(at <= bytes.len() && 0 < line && 0 < column);
                }
                prop_assert!(text.is_none_or(|t| std::str::from_utf8(&t).is_ok()));
            }
        }
    }
}
