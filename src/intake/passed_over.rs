//! Columns that only decorate an office's sheet: they hold nothing of the table and are passed over, by name.
//!
//! The list is closed. Any other column that a table does not have is an error, since dropping data without a word is worse
//! than asking for a header to be mended.

use crate::intake::position::Position;

/// Headers of numbers that count the lines of a sheet, and of remarks beside them.
pub const DECORATIVE: &[&str] =
    &["序号", "行号", "备注", "备考", "no", "no.", "#", "s/n", "remark", "remarks", "note", "notes"];

/// A column that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Its cell in a row, from 0.
    pub cell: usize,
    /// Where it stands in its file.
    pub position: Position,
    /// Its header; empty when it has none.
    pub name: String,
}

/// Whether a header of that name is one of [`DECORATIVE`].
#[must_use]
pub fn is_decorative(name: &str) -> bool {
    DECORATIVE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::Table;

    #[test]
    fn the_list_takes_no_name_from_a_required_column_but_that_of_the_order_of_handoffs() {
        assert!(is_decorative("Remark") && is_decorative("NO.") && !is_decorative("number"));
        let taken = |name: &&&str| {
            let columns = Table::ALL.into_iter().flat_map(|table| table.spec().columns);
            columns.filter(|c| c.required).any(|c| c.name == **name || c.aliases.contains(name))
        };
        assert_eq!(DECORATIVE.iter().filter(taken).collect::<Vec<_>>(), [&"序号"]);
    }
}
