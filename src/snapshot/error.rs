//! Why rows do not make a snapshot.

use crate::model::table::Table;
use crate::model::time::TimeError;

/// Why rows do not make a snapshot. Admitted rows always do; each of these names a row that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// A cell that cannot be read as what its column holds.
    #[error("{table}, line {line}, column `{column}`: `{value}` is not {wanted}; correct the cell")]
    Cell {
        /// The table.
        table: Table,
        /// The line in its source.
        line: u32,
        /// The column.
        column: &'static str,
        /// The cell, cut to 64 characters.
        value: Box<str>,
        /// What it should be.
        wanted: &'static str,
    },
    /// A cell that cannot be read as a time.
    #[error("{table}, line {line}, column `{column}`: `{value}` cannot be used")]
    Time {
        /// The table.
        table: Table,
        /// The line in its source.
        line: u32,
        /// The column.
        column: &'static str,
        /// The cell, cut to 64 characters.
        value: Box<str>,
        /// What is wrong with it.
        source: TimeError,
    },
    /// A reference to something that no row states.
    #[error("{table}, line {line}, column `{column}`: no row of {target} is named `{value}`; add that row")]
    Reference {
        /// The table.
        table: Table,
        /// The line in its source.
        line: u32,
        /// The column.
        column: &'static str,
        /// The name, cut to 64 characters.
        value: Box<str>,
        /// Where it was looked for.
        target: Table,
    },
    /// Two rows with one key.
    #[error("{table}: two rows have the key `{key}`; keep one of them")]
    Duplicate {
        /// The table.
        table: Table,
        /// The key.
        key: Box<str>,
    },
    /// More rows or text than positions of 32 bits can tell apart.
    #[error("{table}: {count} {what}, a snapshot holds at most {count_max}; split the data by place")]
    TooMany {
        /// The table.
        table: Table,
        /// What was counted.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        count_max: usize,
    },
}
