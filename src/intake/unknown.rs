//! Columns that a table does not have: what may be shown of them, and which of its columns have nearly their names.

use crate::intake::position::Origin;
use crate::intake::reject::shown;
use crate::model::table::{Column, Sealing, Table};

/// A column that the table does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The header as given; `#` and its position (its letters on a sheet) where the row may be no header but hold names
    /// of people.
    pub name: String,
    /// Columns of nearly that name, the nearest first.
    pub near: Vec<&'static str>,
}

/// Most columns that are named as near.
const NEAR_MAX: usize = 3;

/// So many characters of a header are compared with names of columns. The names are less than half as long, so no longer
/// header is near one otherwise than by beginning with it.
const COMPARED_CHARS_MAX: usize = 64;

/// The columns `unknown`, each with what is near.
pub(super) fn all(unknown: &[Unknown]) -> String {
    let one = |Unknown { name, near }: &Unknown| match near.as_slice() {
        [] => format!("`{name}`"),
        near => format!("`{name}` (did you mean `{}`?)", near.join("`, `")),
    };
    unknown.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What to do about unknown columns of a file that has all columns but `free`.
pub(super) fn advice(free: &[&str]) -> String {
    match free {
        [] => "remove it, since the file has every column of the table".to_owned(),
        free => format!("rename or remove it (it may also have: {})", free.join(", ")),
    }
}

/// The columns at `cells`, which `table` does not have, and those of its columns that no cell is `taken` for. Where the row
/// may be none of headers the former are told by their positions only, and of nearness nothing is said: two characters of
/// a name may be near those of a column.
pub(super) fn unknown_columns(
    (names, origin): (&[String], Origin),
    table: Table,
    cells: &[usize],
    taken: &[Option<usize>],
) -> (Vec<Unknown>, Vec<&'static str>) {
    let columns = table.spec().columns;
    let is_shown = columns.iter().all(|c| c.sealing == Sealing::Never) || is_header(names, columns, taken);
    let free: Vec<&Column> = columns.iter().zip(taken).filter(|(_, t)| t.is_none()).map(|(c, _)| c).collect();
    let one = |&cell: &usize| match is_shown {
        true => Unknown { name: shown(names[cell].as_bytes()), near: nearest(&names[cell], &free) },
        false => Unknown { name: format!("#{}", origin.position(cell)), near: Vec::new() },
    };
    let unknown = cells.iter().map(one).collect();
    (unknown, free.iter().map(|c| c.name).collect())
}

/// Whether the row of `names` is surely one of headers. A file without a header row has a row of data there, of which
/// one cell may well be the same word as some other name of a column: a party called 当事人, a role called 责任人. So two
/// must be, and they must be half of the cells, or one of them a column that no table can be without.
fn is_header(names: &[String], columns: &[Column], taken: &[Option<usize>]) -> bool {
    let named = taken.iter().flatten().count();
    let is_required_there = columns.iter().zip(taken).any(|(column, cell)| column.required && cell.is_some());
    2 <= named && (is_required_there || names.len() <= 2 * named)
}

/// Those of `columns` that have nearly the name `given`, the nearest first.
fn nearest(given: &str, columns: &[&Column]) -> Vec<&'static str> {
    let given = compared(given);
    let mut near: Vec<(usize, &'static str)> = columns
        .iter()
        .filter_map(|c| {
            let names = c.aliases.iter().chain([&c.name]);
            names.filter_map(|name| distance(&given, name)).min().map(|distance| (distance, c.name))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.truncate(NEAR_MAX);
    near.into_iter().map(|(_, name)| name).collect()
}

/// What of the header `given` is compared with names of columns.
fn compared(given: &str) -> String {
    given.chars().take(COMPARED_CHARS_MAX).map(|c| c.to_ascii_lowercase()).collect()
}

/// How far `given` is from `name`; none when it is too far to be meant. Of Chinese names, in which each character says
/// more, half may differ, of others a third.
fn distance(given: &str, name: &str) -> Option<usize> {
    let (given_chars, name_chars) = (given.chars().count(), name.chars().count());
    let (length, shortest, share) =
        if name.is_ascii() { (given_chars.max(3), 3, 3) } else { (given_chars, 2, 2) };
    // `village` means `village_code`, however long the rest is.
    let is_long = shortest <= given_chars && shortest <= name_chars;
    if is_long && (name.starts_with(given) || given.starts_with(name)) {
        return Some(1);
    }
    // No distance is less than the difference in length.
    if length < given_chars.abs_diff(name_chars) * share {
        return None;
    }
    let distance = strsim::damerau_levenshtein(name, given);
    (distance * share <= length).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every name of every column.
    fn names() -> impl Iterator<Item = &'static str> {
        let columns = Table::ALL.into_iter().flat_map(|table| table.spec().columns);
        columns.flat_map(|c| c.aliases.iter().chain([&c.name])).copied()
    }

    #[test]
    fn a_header_of_any_length_is_compared_as_far_as_names_go() {
        assert!(names().all(|name| 2 * name.chars().count() < COMPARED_CHARS_MAX));
        let long = format!("Village_Code{}", "案x".repeat(1 << 18));
        assert_eq!(compared(&long).chars().count(), COMPARED_CHARS_MAX);
        let columns: Vec<&Column> = Table::Cases.spec().columns.iter().collect();
        assert_eq!(nearest(&long, &columns), ["village_code"], "what it begins with is near");
        assert_eq!(nearest(&"x".repeat(1 << 20), &columns), [""; 0]);
    }

    proptest! {
        /// Neither the cut nor the look at the lengths loses what is near.
        #[test]
        fn what_is_near_is_found(
            name in prop::sample::select(names().collect::<Vec<_>>()),
            more in "[a-z时间_]{0,80}",
            at in 0usize..12,
        ) {
            let cut: String = name.chars().take(at).collect();
            let given = format!("{cut}{more}").to_ascii_lowercase();
            let length = given.chars().count();
            let (length, share) = if name.is_ascii() { (length.max(3), 3) } else { (length, 2) };
            let whole = strsim::damerau_levenshtein(name, &given);
            let is_near = distance(&compared(&given), name).is_some();
            prop_assert!(is_near || length < whole * share, "{} {}", given, name);
        }
    }
}
