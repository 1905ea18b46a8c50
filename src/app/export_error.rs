//! Why an export could not be made.

use crate::export::workbook::BookError;

/// Why an export could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Something is at the place already.
    #[error("{path}: is there already; give another name, or --force to put the export in its place")]
    Exists {
        /// The path given.
        path: String,
    },
    /// What is there was not written by an export of that form.
    #[error("{path}: {entry} was not written by an export of this form, so it is not replaced")]
    NotAnExport {
        /// The path given.
        path: String,
        /// What is there, or the first thing in it.
        entry: String,
    },
    /// The place lies in the data directory, or holds it.
    #[error("{path}: lies in the data directory, or would replace it; give a place outside")]
    InDirectory {
        /// The path given.
        path: String,
    },
    /// A workbook could not be written.
    #[error(transparent)]
    Book(#[from] BookError),
}
