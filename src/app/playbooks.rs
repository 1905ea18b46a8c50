//! Finding a playbook by name or file.

use std::path::Path;

use crate::app::error::AppError;
use crate::playbook::{self, Playbook, problem::Problem};

/// A playbook's name and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookSource {
    /// Short name: of a file, its stem.
    pub name: String,
    /// Where it was found: the name itself when built in.
    pub place: String,
    /// The text.
    pub text: String,
    /// The text of the playbook that it stands on, as it was when this one was adopted; none where it stands alone.
    pub base: Option<String>,
}

/// Finds the built-in playbook of that name, or reads the file.
///
/// # Errors
/// When there is neither, or the file cannot be read.
pub fn find(name: &str) -> Result<PlaybookSource, AppError> {
    if let Some(text) = playbook::builtin_source(name) {
        return Ok(source(name.to_owned(), name, text.to_owned()));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(AppError::PlaybookMissing { name: name.to_owned() });
    }
    let bytes = std::fs::read(path).map_err(AppError::io(path, "reading"))?;
    let text = String::from_utf8(bytes).map_err(|_| AppError::PlaybookEncoding { path: name.to_owned() })?;
    let stem = path.file_stem().map_or_else(|| name.to_owned(), |s| s.to_string_lossy().into_owned());
    Ok(source(stem, name, text))
}

fn source(name: String, place: &str, text: String) -> PlaybookSource {
    let base = playbook::base_source(&text).map(str::to_owned);
    PlaybookSource { name, place: place.to_owned(), text, base }
}

/// Parses what was found.
///
/// # Errors
/// [`AppError::PlaybookFaulty`] with every problem.
pub fn load(source: &PlaybookSource) -> Result<Playbook, AppError> {
    let parsed = match &source.base {
        Some(base) => playbook::parse_on(&source.name, &source.text, base),
        None => playbook::parse(&source.name, &source.text),
    };
    parsed
        .map_err(|problems: Vec<Problem>| AppError::PlaybookFaulty { place: source.place.clone(), problems })
}
