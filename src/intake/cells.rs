//! One cell: from bytes as given to the text that is kept, or the reason why not.

use crate::intake::reject::reason::{Mangled, Reason};
use crate::limits::{CELL_BYTES_MAX, ID_BYTES_MAX, INTEGER_MAX};
use crate::model::guard::unguarded;
use crate::model::table::{CellKind, Column};
use crate::model::time::{Day, Zone};

/// `cell` without white space at its ends: ASCII white space, the ideographic space and the byte order mark.
#[must_use]
#[inline]
pub fn trim(cell: &[u8]) -> &[u8] {
    // Nearly every cell begins and ends with a letter or a digit and is done here.
    match (cell.first(), cell.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        (None, _) => cell,
        _ => trim_blanks(cell),
    }
}

fn trim_blanks(cell: &[u8]) -> &[u8] {
    let mut cell = cell.trim_ascii();
    for blank in ["\u{3000}".as_bytes(), "\u{feff}".as_bytes(), "\u{a0}".as_bytes()] {
        while let Some(rest) = cell.strip_prefix(blank) {
            cell = rest.trim_ascii();
        }
        while let Some(rest) = cell.strip_suffix(blank) {
            cell = rest.trim_ascii();
        }
    }
    cell
}

/// `cell` as it was meant: trimmed, and without the apostrophe that an export puts before what a spreadsheet program
/// would take for a formula.
#[must_use]
#[inline]
pub fn meant(cell: &[u8]) -> &[u8] {
    let cell = trim(cell);
    if cell.first() == Some(&b'\'') { trim(unguarded(cell)) } else { cell }
}

/// Checks the trimmed, non-empty `cell` against `column` and gives the text to keep.
///
/// Whole numbers, truth values and the words of closed lists are kept in one spelling, so that `07` and `7` are one key
/// and `村` and `village` one word; all else as given.
///
/// # Errors
/// The [`Reason`] why the cell cannot be kept.
pub fn check<'c>(column: &Column, cell: &'c [u8], zone: &Zone) -> Result<&'c [u8], Reason> {
    match column.kind {
        CellKind::Id | CellKind::Ref(_) if is_power_of_ten(cell) => Err(Reason::Mangled(Mangled::Exponent)),
        CellKind::Id | CellKind::Ref(_) => id(cell),
        // Synonyms are Chinese, so that most cells are done with their first byte.
        CellKind::Text if !cell[0].is_ascii() && !column.synonyms.is_empty() => {
            synonym(column, cell).map_or_else(|| text(cell), Ok)
        }
        CellKind::Text => text(cell),
        CellKind::Bool => truth(cell).or_else(|| synonym(column, cell)).ok_or(Reason::Bool),
        CellKind::Integer => integer(cell).ok_or(Reason::Integer { max: INTEGER_MAX }),
        CellKind::Date => Day::parse(cell).map(|_| cell).ok_or(Reason::Date),
        CellKind::Instant => zone.parse_instant(cell).map(|_| cell).map_err(Reason::Instant),
        CellKind::Word(words) if words.iter().any(|w| w.as_bytes() == cell) => Ok(cell),
        CellKind::Word(words) => {
            synonym(column, cell).ok_or_else(|| Reason::Word { allowed: words.join(", ") })
        }
    }
}

/// The word that is kept for `cell`, when it is a synonym.
fn synonym(column: &Column, cell: &[u8]) -> Option<&'static [u8]> {
    column.meaning(cell).map(str::as_bytes)
}

/// Whether an office program has made a power of ten of an identifier: `2.20101E+11`, `2E+11`.
#[inline]
fn is_power_of_ten(cell: &[u8]) -> bool {
    // Nearly every identifier is done with its second letter.
    if !matches!(cell.get(1), Some(b'.' | b'E' | b'e')) || !cell[0].is_ascii_digit() {
        return false;
    }
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let exponent = cell.iter().position(|b| matches!(b, b'E' | b'e')).map(|at| cell.split_at(at));
    exponent.is_some_and(|(number, exponent)| {
        let places = number.get(2..).unwrap_or(&[]);
        let power = exponent.strip_prefix(b"E+").or_else(|| exponent.strip_prefix(b"e+"));
        (number.len() == 1 || digits(places)) && power.is_some_and(digits)
    })
}

fn id(cell: &[u8]) -> Result<&[u8], Reason> {
    if ID_BYTES_MAX < cell.len() {
        return Err(Reason::TooLong { max: ID_BYTES_MAX });
    }
    if cell.iter().all(u8::is_ascii_graphic) {
        return Ok(cell);
    }
    let text = std::str::from_utf8(cell).map_err(|_| Reason::Encoding)?;
    if text.chars().any(char::is_control) { Err(Reason::Control) } else { Ok(cell) }
}

fn text(cell: &[u8]) -> Result<&[u8], Reason> {
    if CELL_BYTES_MAX < cell.len() {
        return Err(Reason::TooLong { max: CELL_BYTES_MAX });
    }
    let text = std::str::from_utf8(cell).map_err(|_| Reason::Encoding)?;
    let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if control { Err(Reason::Control) } else { Ok(cell) }
}

fn truth(cell: &[u8]) -> Option<&'static [u8]> {
    match std::str::from_utf8(cell).ok()?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(b"true"),
        "false" | "no" | "0" => Some(b"false"),
        _ => None,
    }
}

fn integer(cell: &[u8]) -> Option<&[u8]> {
    let digits = cell.iter().position(|&b| b != b'0').map_or(&cell[cell.len() - 1..], |at| &cell[at..]);
    let value: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (digits[0].is_ascii_digit() && value <= INTEGER_MAX).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{Table, cases, divisions, handoffs};
    use proptest::prelude::*;

    fn column(table: Table, index: usize) -> &'static Column {
        &table.spec().columns[index]
    }

    #[test]
    fn numbers_are_kept_in_one_spelling() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let seq = column(Table::Handoffs, handoffs::SEQ);
        assert_eq!(check(seq, b"007", &zone), Ok(&b"7"[..]));
        assert_eq!(check(seq, b"000", &zone), Ok(&b"0"[..]));
        for wrong in ["-1", "+1", "1.0", "1e3", "1000000000", "一"] {
            assert!(check(seq, wrong.as_bytes(), &zone).is_err(), "{wrong}");
        }
    }

    #[test]
    fn chinese_words_are_kept_as_those_of_the_list() {
        let zone = Zone::parse("UTC").unwrap();
        for table in Table::ALL {
            for column in table.spec().columns {
                for (word, kept) in column.synonyms {
                    assert_eq!(check(column, word.as_bytes(), &zone), Ok(kept.as_bytes()), "{word}");
                    assert_eq!(check(column, kept.as_bytes(), &zone), Ok(kept.as_bytes()), "{kept}");
                    assert_eq!(column.synonyms.iter().filter(|(w, _)| w == word).count(), 1, "{word}");
                }
            }
        }
        let level = column(Table::Divisions, divisions::LEVEL);
        assert_eq!(check(level, "乡镇".as_bytes(), &zone), Ok(&b"town"[..]));
        assert!(check(level, "网格".as_bytes(), &zone).is_err());
    }

    #[test]
    fn codes_that_became_powers_of_ten_are_refused() {
        let zone = Zone::parse("UTC").unwrap();
        let code = column(Table::Divisions, divisions::CODE);
        for lost in ["2.20101E+11", "2E+11", "2.2e+11"] {
            assert_eq!(
                check(code, lost.as_bytes(), &zone),
                Err(Reason::Mangled(Mangled::Exponent)),
                "{lost}"
            );
        }
        for kept in ["2E11", "2.E+11", "1.2", "A.1E+1", "2.20101E+11x", "1E+", "E+1", "."] {
            assert_eq!(check(code, kept.as_bytes(), &zone), Ok(kept.as_bytes()));
        }
    }

    #[test]
    fn white_space_of_office_programs_is_trimmed() {
        assert_eq!(trim(" \u{3000}甲 乙\u{3000}\t".as_bytes()), "甲 乙".as_bytes());
        assert_eq!(trim("\u{3000} ".as_bytes()), b"");
    }

    #[test]
    fn the_apostrophe_before_a_formula_is_taken_off() {
        assert_eq!(meant(b" '=1+1 "), b"=1+1");
        assert_eq!(meant(b"''-5"), b"'-5");
        assert_eq!(meant(b"'\t'"), b"'", "nothing stored begins with a blank");
        assert_eq!(meant(b"'s Gravenhage"), b"'s Gravenhage");
    }

    #[test]
    fn text_may_hold_lines_but_no_other_control() {
        let zone = Zone::parse("UTC").unwrap();
        let outcome = column(Table::Cases, cases::OUTCOME);
        assert!(check(outcome, "一\n二".as_bytes(), &zone).is_ok());
        assert_eq!(check(outcome, b"a\0b", &zone), Err(Reason::Control));
        assert_eq!(check(column(Table::Cases, cases::ID), b"a\nb", &zone), Err(Reason::Control));
    }

    proptest! {
        #[test]
        fn checking_arbitrary_cells_never_panics(cell in prop::collection::vec(any::<u8>(), 1..50)) {
            let zone = Zone::parse("Asia/Shanghai").unwrap();
            for table in Table::ALL {
                for column in table.spec().columns {
                    let cell = trim(&cell);
                    if !cell.is_empty() && let Ok(kept) = check(column, cell, &zone) {
                        prop_assert!(std::str::from_utf8(kept).is_ok());
                    }
                }
            }
        }
    }
}
