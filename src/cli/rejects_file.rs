//! The file that refused rows are written to.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::model::table::Table;
use crate::rim::terms;
use crate::words::Words;

/// Makes the file `path` for refused rows, when one is wanted. It must not be, or lie in, any of `kept`: what is read,
/// and the data directory.
///
/// # Errors
/// [`AppError::RejectsPlace`], or when the file cannot be made.
pub fn make<'p>(
    path: Option<&Path>,
    kept: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<Option<BufWriter<File>>, AppError> {
    check(path, kept)?;
    let Some(path) = path else { return Ok(None) };
    let file = File::create(path).map_err(AppError::io(path, "writing"))?;
    Ok(Some(BufWriter::new(file)))
}

/// Whether the file `path` may be made: it must not be, or lie in, any of `kept`.
///
/// # Errors
/// [`AppError::RejectsPlace`], or when its folder is not there.
pub fn check<'p>(path: Option<&Path>, kept: impl IntoIterator<Item = &'p PathBuf>) -> Result<(), AppError> {
    let Some(path) = path else { return Ok(()) };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(AppError::io(path, "writing"))?;
    let whole = folder.join(path.file_name().unwrap_or_default());
    let whole = fs::canonicalize(&whole).unwrap_or(whole);
    for kept in kept {
        if fs::canonicalize(kept).is_ok_and(|kept| whole.starts_with(kept)) {
            return Err(AppError::RejectsPlace { path: path.display().to_string() });
        }
    }
    Ok(())
}

/// Headers of the file.
#[must_use]
pub fn head(words: Words) -> [String; 5] {
    ["file", "line", "column", "value", "reason"].map(|name| words.say(&format!("rejects-column-{name}")))
}

/// What columns of tables are called in the file.
pub fn title(words: Words) -> impl Fn(Table, &'static str) -> String {
    move |table, column| terms::column_named(Some(table), column, words).to_owned()
}
