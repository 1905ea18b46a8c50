//! What was not taken of files, in the reader's language.

use super::columns;
use crate::app::import::gather::Ignored;
use crate::intake::passed_over::PassedOver;
use crate::words::Words;

/// Which columns of a file were not taken, in words.
#[must_use]
pub fn passed_over(path: &std::path::Path, columns: &[PassedOver], words: Words) -> String {
    columns::passed_over(&path.display().to_string(), columns, words)
}

/// Why a file of a folder was passed over, in words.
#[must_use]
pub fn ignored(path: &std::path::Path, why: Ignored, words: Words) -> String {
    let path = path.display().to_string();
    match why {
        Ignored::NotCsv => words.say_with("import-ignored-not-csv", &[("path", (&path).into())]),
        Ignored::Sheet => words.say_with("import-ignored-sheet", &[("path", (&path).into())]),
        Ignored::NoTable => words.say_with("import-ignored-no-table", &[("path", (&path).into())]),
        Ignored::Folder => words.say_with("import-ignored-folder", &[("path", (&path).into())]),
    }
}
