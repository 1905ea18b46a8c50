//! Cells that a spreadsheet program would take for a formula, and the apostrophe that keeps them text.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, one of these in full width, a tab, a line end or a zero byte is live:
//! opened in a spreadsheet it may compute, or fetch. Written out, a live cell gets an apostrophe before it (OWASP ASVS
//! 5.0, 1.2.10); read in, that apostrophe is taken off again. A cell that already has apostrophes before such a
//! character counts as live as well and gets one more, so that exactly one is put on and exactly one taken off.

use std::borrow::Cow;

/// `=`, `+`, `-` and `@` in full width, which some programs read as their narrow forms.
const FULL_WIDTH: [&str; 4] = ["\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}"];

/// Whether `cell` begins, behind any apostrophes, as a formula does.
#[must_use]
pub fn is_live(cell: &[u8]) -> bool {
    let marks = cell.iter().take_while(|&&b| b == b'\'').count();
    let rest = &cell[marks..];
    matches!(rest.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0))
        || FULL_WIDTH.iter().any(|sign| rest.starts_with(sign.as_bytes()))
}

/// `cell` as it is written to a table: with an apostrophe before it when it is live.
#[must_use]
pub fn guarded(cell: &[u8]) -> Cow<'_, [u8]> {
    if is_live(cell) { Cow::Owned([b"'", cell].concat()) } else { Cow::Borrowed(cell) }
}

/// `cell` as it was meant: without the apostrophe that [`guarded`] put before it.
#[must_use]
#[inline]
pub fn unguarded(cell: &[u8]) -> &[u8] {
    match cell.split_first() {
        Some((b'\'', rest)) if is_live(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text_and_come_back() {
        for (meant, written) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("+86 139", "'+86 139"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("it's", "it's"),
            ("'quoted'", "'quoted'"),
            ("'", "'"),
            ("", ""),
            ("2026-07-01", "2026-07-01"),
            ("张三", "张三"),
        ] {
            assert_eq!(guarded(meant.as_bytes()), written.as_bytes(), "{meant}");
            assert_eq!(unguarded(written.as_bytes()), meant.as_bytes(), "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_is_guarded_is_never_live_to_a_program_and_comes_back(cell in "['=+@＝甲a\t-]{0,6}") {
            let written = guarded(cell.as_bytes());
            prop_assert_eq!(unguarded(&written), cell.as_bytes());
            prop_assert!(written.first() == Some(&b'\'') || !is_live(&written));
        }
    }
}
