//! Playbooks by name or file, and the one that a directory has adopted.

use std::path::Path;

use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::model::entry::{Body, Draft, EntryKind, Seq};
use crate::model::subject::{Subject, SubjectKind};
use crate::playbook::{self, Playbook, problem::Problem};
use crate::store::graph::GraphStore;

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

/// The playbook of that name and text.
#[must_use]
pub fn given(name: &str, text: &str) -> PlaybookSource {
    source(name.to_owned(), name, text.to_owned())
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

/// The playbook in force as it was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its name and text.
    pub source: PlaybookSource,
    /// The entry that adopted it.
    pub seq: Seq,
    /// How many playbooks were adopted.
    pub version: u32,
}

/// The playbook that `graph` says is in force.
///
/// # Errors
/// When the graph cannot be read or does not name one.
pub fn in_force(graph: &GraphStore) -> Result<Adopted, AppError> {
    let text = graph.text(directory_subject().uuid(), *STATE)?.ok_or(AppError::PlaybookUnnamed)?;
    let record = Record::decode(&text)?;
    let (seq, version) = (record.seqs().last().unwrap_or_default(), record.version());
    let document = record.document.ok_or(AppError::PlaybookUnnamed)?;
    let part = |key: &str| document.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let (Some(name), Some(text)) = (part("name"), part("source")) else {
        return Err(AppError::PlaybookUnnamed);
    };
    let source = PlaybookSource { place: name.clone(), name, text, base: part("base_source") };
    Ok(Adopted { source, seq, version })
}

/// The entry by which a directory with `version` entries about itself adopts `playbook`.
pub(super) fn adoption(playbook: &PlaybookSource, version: u32) -> Draft {
    let mut document = serde_json::json!({ "name": playbook.name, "source": playbook.text });
    if let Some(base) = &playbook.base {
        // With it, so that another version's base does not change what was adopted.
        document["base_source"] = base.as_str().into();
    }
    Draft {
        subject: directory_subject(),
        expected_version: version,
        kind: EntryKind::PlaybookAdopted,
        occurred_at: "".into(),
        body: Body::Document(document),
    }
}

fn directory_subject() -> Subject {
    Subject::new(SubjectKind::Directory, "duban")
}
