//! Strings, whole numbers and instants as canonical JSON, written and read.

use std::borrow::Cow;

use crate::model::time::{Day, Instant};

const HEX: &[u8; 16] = b"0123456789abcdef";
const SECONDS_A_DAY: i64 = 86_400;

/// For every byte: 0 when it stands for itself in a string, `u` for `\u00xx`, else the letter after the backslash.
const ESCAPES: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Appends `text` with its quotes; escapes only what JSON forbids to stand bare.
#[inline]
pub(super) fn put_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    put_escaped(out, text);
    out.push(b'"');
}

/// Appends `text` without quotes.
#[inline]
pub(super) fn put_escaped(out: &mut Vec<u8>, text: &[u8]) {
    let mut bare = 0;
    for (at, &byte) in text.iter().enumerate() {
        let escape = ESCAPES[usize::from(byte)];
        if escape == 0 {
            continue;
        }
        out.extend_from_slice(&text[bare..at]);
        bare = at + 1;
        out.extend_from_slice(&[b'\\', escape]);
        if escape == b'u' {
            let digits = [b'0', b'0', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            out.extend_from_slice(&digits);
        }
    }
    out.extend_from_slice(&text[bare..]);
}

/// Appends `number` in decimal.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    let (mut digits, mut from) = ([0u8; 20], 20);
    loop {
        from -= 1;
        digits[from] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[from..]);
}

/// `instant` as RFC 3339 in UTC, in whole seconds: `2026-07-01T00:00:00Z`.
pub(super) fn instant_text(instant: Instant) -> String {
    jiff::Timestamp::from_second(i64::from(instant.unix())).map_or_else(|_| String::new(), |t| t.to_string())
}

/// Reads what [`instant_text`] writes, and nothing else.
pub(super) fn parse_instant(text: &[u8]) -> Option<Instant> {
    if text.len() != 20 || text[10] != b'T' || text[13] != b':' || text[16] != b':' || text[19] != b'Z' {
        return None;
    }
    let two = |at: usize| {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
    };
    let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
    if 23 < hour || 59 < minute || 59 < second {
        return None;
    }
    let day = i64::from(Day::parse(&text[..10])?.number());
    Instant::from_unix(day * SECONDS_A_DAY + hour * 3600 + minute * 60 + second)
}

/// A string as it stands in the JSON, without its quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Raw<'a> {
    pub(super) text: &'a str,
    pub(super) escaped: bool,
}

impl<'a> Raw<'a> {
    /// The string it stands for; none when an escape is not the canonical one.
    #[inline]
    pub(super) fn unescape(self) -> Option<Cow<'a, str>> {
        if self.escaped { unescape_all(self.text).map(Cow::Owned) } else { Some(Cow::Borrowed(self.text)) }
    }
}

fn unescape_all(text: &str) -> Option<String> {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        if byte != b'\\' {
            out.push(byte);
            at += 1;
            continue;
        }
        let (meant, length) = unescape_one(&bytes[at + 1..])?;
        out.push(meant);
        at += 1 + length;
    }
    String::from_utf8(out).ok()
}

/// The byte meant by the escape whose text after the backslash begins `rest`, and that text's length.
fn unescape_one(rest: &[u8]) -> Option<(u8, usize)> {
    let letter = *rest.first()?;
    if letter == b'u' {
        let digits = rest.get(1..5).filter(|d| d.starts_with(b"00"))?;
        let value = |digit: u8| HEX.iter().position(|&h| h == digit).and_then(|v| u8::try_from(v).ok());
        let byte = (value(digits[2])? << 4) | value(digits[3])?;
        return (ESCAPES[usize::from(byte)] == b'u').then_some((byte, 5));
    }
    let byte = ESCAPES.iter().position(|&e| e == letter && e != 0)?;
    u8::try_from(byte).ok().map(|byte| (byte, 1))
}

/// A reader of canonical JSON.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// Passes over `literal` if it stands here.
    #[inline]
    pub(super) fn take(&mut self, literal: &[u8]) -> bool {
        let here = self.text.as_bytes()[self.at..].starts_with(literal);
        self.at += if here { literal.len() } else { 0 };
        here
    }

    /// Reads a string; none when there is no whole one here, or a control character stands bare in it.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Raw<'a>> {
        if !self.take(b"\"") {
            return None;
        }
        let (bytes, from, mut escaped) = (self.text.as_bytes(), self.at, false);
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return Some(Raw { text: &self.text[from..self.at - 1], escaped }),
                b'\\' => {
                    escaped = true;
                    bytes.get(self.at)?;
                    self.at += 1;
                }
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    /// Reads a whole number without leading zeros.
    pub(super) fn number(&mut self) -> Option<u64> {
        let (bytes, from, mut value) = (self.text.as_bytes(), self.at, 0u64);
        while let Some(digit) = bytes.get(self.at).filter(|b| b.is_ascii_digit()) {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let digits = &bytes[from..self.at];
        (digits == b"0" || digits.first().is_some_and(|&d| d != b'0')).then_some(value)
    }

    /// Passes over a value of any form, without looking at more than its strings and brackets.
    pub(super) fn skip(&mut self) -> Option<&'a str> {
        let (from, mut depth) = (self.at, 0usize);
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if 1 < depth => {
                    depth -= 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' if depth == 1 => {
                    self.at += 1;
                    return Some(&self.text[from..self.at]);
                }
                b',' | b'}' | b']' if depth == 0 => return Some(&self.text[from..self.at]),
                _ => self.at += 1,
            }
        }
    }
}
