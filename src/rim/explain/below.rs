//! Errors of files, the graph and the snapshot in the reader's language.

use std::io;
use std::path::Path;

use crate::graph::record::RecordError;
use crate::rim::terms;
use crate::snapshot::error::SnapshotError;
use crate::store::graph::StoreError;
use crate::store::segment::disk::DiskError;
use crate::words::{Arg, Words};

/// What `error` of the operating system says, in words; what is rare comes in the system's own.
#[expect(clippy::wildcard_enum_match_arm, reason = "the kinds are not ours, and few of them are met")]
pub(super) fn system(error: &io::Error, words: Words) -> String {
    let key = match error.kind() {
        io::ErrorKind::NotFound => "system-not-found",
        io::ErrorKind::PermissionDenied => "system-permission",
        io::ErrorKind::AlreadyExists => "system-exists",
        io::ErrorKind::NotADirectory => "system-not-a-folder",
        io::ErrorKind::IsADirectory => "system-a-folder",
        io::ErrorKind::DirectoryNotEmpty => "system-not-empty",
        io::ErrorKind::ReadOnlyFilesystem => "system-read-only",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "system-full",
        io::ErrorKind::FileTooLarge => "system-too-large",
        io::ErrorKind::UnexpectedEof => "system-ends-early",
        io::ErrorKind::InvalidFilename => "system-name",
        io::ErrorKind::InvalidData => "system-not-text",
        _ => return error.to_string(),
    };
    words.say(key)
}

/// `doing` failed at `path`.
pub(super) fn io(path: &Path, doing: &str, error: &io::Error, words: Words) -> String {
    let (path, reason) = (path.display().to_string(), system(error, words));
    let doing = words.say(&doing_key(doing));
    words.say_with(
        "error-io",
        &[("path", (&path).into()), ("doing", (&doing).into()), ("reason", (&reason).into())],
    )
}

/// The message for what was being done: `opening the lock` is `doing-opening-the-lock`.
fn doing_key(doing: &str) -> String {
    format!("doing-{}", doing.replace(' ', "-"))
}

pub(super) fn disk(error: &DiskError, words: Words) -> String {
    io(&error.path, error.action, &error.source, words)
}

pub(super) fn store(error: &StoreError, words: Words) -> String {
    match error {
        StoreError::Missing => words.say("store-missing"),
        StoreError::Exists => words.say("store-exists"),
        StoreError::Damaged { .. } => words.say("store-damaged"),
        StoreError::Stale { found, expected } => {
            words.say_with("store-stale", &[("found", (*found).into()), ("expected", (*expected).into())])
        }
        StoreError::Foreign => words.say("store-foreign"),
        StoreError::InUse => words.say("store-in-use"),
        StoreError::ReadOnly => words.say("store-read-only"),
        StoreError::Value { detail } => words.say_with("store-value", &[("detail", detail.into())]),
        StoreError::Io(error) => words.say_with("store-io", &[("reason", (&system(error, words)).into())]),
    }
}

pub(super) fn record(error: &RecordError, words: Words) -> String {
    match error {
        RecordError::Version { seq, subject, version, known } => {
            let args = [
                ("seq", (*seq).into()),
                ("subject", subject.into()),
                ("version", (*version).into()),
                ("known", (*known).into()),
            ];
            words.say_with("record-version", &args)
        }
        RecordError::RowMissing { seq, subject } => {
            words.say_with("record-row-missing", &[("seq", (*seq).into()), ("subject", subject.into())])
        }
        RecordError::Damaged { line } => words.say_with("record-damaged", &[("line", line.into())]),
    }
}

pub(super) fn snapshot(error: &SnapshotError, words: Words) -> String {
    match error {
        SnapshotError::Cell { table, line, column, value, .. }
        | SnapshotError::Time { table, line, column, value, .. } => {
            let args = [
                ("table", terms::table(*table, words).into()),
                ("line", (*line).into()),
                ("column", terms::column_named(Some(*table), column, words).into()),
                ("value", Arg::Text(value)),
            ];
            words.say_with("snapshot-cell", &args)
        }
        SnapshotError::Reference { table, line, column, value, target } => {
            let args = [
                ("table", terms::table(*table, words).into()),
                ("line", (*line).into()),
                ("column", terms::column_named(Some(*table), column, words).into()),
                ("value", Arg::Text(value)),
                ("target", terms::table(*target, words).into()),
            ];
            words.say_with("snapshot-reference", &args)
        }
        SnapshotError::Duplicate { table, key } => words.say_with(
            "snapshot-duplicate",
            &[("table", terms::table(*table, words).into()), ("key", Arg::Text(key))],
        ),
        SnapshotError::TooMany { table, count, count_max, .. } => {
            let args = [
                ("table", terms::table(*table, words).into()),
                ("count", Arg::count(*count)),
                ("max", Arg::count(*count_max)),
            ];
            words.say_with("snapshot-too-many", &args)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::words::Lang;

    /// What was being done by the files under `folder`: the literal after a path in `AppError::io(path, "opening")`, and
    /// that before one in `at("read", path)`. Other functions called `at` take no path.
    fn literals(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                literals(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("below.rs") {
                let text = fs::read_to_string(&path).unwrap();
                for (opening, nth) in [("AppError::io(", 1), (" at(\"", 0), ("(at(\"", 0)] {
                    for (at, _) in text.match_indices(opening) {
                        let call: String = text[at + opening.len()..].chars().take(120).collect();
                        let call = if nth == 0 { format!("\"{call}") } else { call };
                        // The last literal of the call: `"standard output".as_ref(), "writing"`.
                        let call = call.split(')').take(2).collect::<Vec<_>>().join(")");
                        let parts: Vec<&str> = call.split('"').collect();
                        let last = if nth == 0 { 1 } else { parts.len().saturating_sub(2) };
                        let is_meant = 2 < parts.len() && (nth != 0 || parts[2].starts_with(", "));
                        found.extend(parts.get(last).filter(|_| is_meant).map(|t| (*t).to_owned()));
                    }
                }
            }
        }
    }

    #[test]
    fn whatever_is_being_done_has_words() {
        let mut found = Vec::new();
        literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found.sort();
        found.dedup();
        assert!(found.iter().any(|f| f == "opening the lock") && found.iter().any(|f| f == "sync directory"));
        for doing in found {
            for lang in Lang::ALL {
                let key = doing_key(&doing);
                assert_ne!(Words::new(lang).say(&key), key, "no words for `{doing}`");
            }
        }
    }

    #[test]
    fn a_failed_file_is_told_in_chinese() {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        let zh = Words::new(Lang::Zh);
        assert_eq!(io(Path::new("a.csv"), "opening", &error, zh), "a.csv：打开失败：没有权限");
        assert_eq!(io(Path::new("a"), "sync directory", &error, zh), "a：将文件夹落盘失败：没有权限");
    }
}
