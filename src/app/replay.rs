//! The temporary file that a verification replays the ledger into.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::error::AppError;

const HEAD: &str = "replay-";
const TAIL: &str = ".redb";

/// The file that this process replays into, in the data directory `dir`.
#[must_use]
pub fn path(dir: &Path) -> PathBuf {
    dir.join(format!("{HEAD}{}{TAIL}", std::process::id()))
}

/// Removes what verifications have left that were killed. The caller holds the directory alone, so none is at work.
///
/// # Errors
/// When the folder cannot be read or a file not be removed.
pub fn remove_stale(dir: &Path) -> Result<(), AppError> {
    for entry in fs::read_dir(dir).map_err(AppError::io(dir, "reading the folder"))? {
        let entry = entry.map_err(AppError::io(dir, "reading the folder"))?;
        let name = entry.file_name();
        let process = name.to_str().and_then(|n| n.strip_prefix(HEAD)).and_then(|n| n.strip_suffix(TAIL));
        if process.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) {
            let file = entry.path();
            fs::remove_file(&file).map_err(AppError::io(&file, "removing"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_this_name_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let kept =
            ["replay-.redb", "replay-12a.redb", "replay-12.redb.bak", "graph.redb", "my replay-1.redb"];
        for name in kept.iter().chain(&["replay-1.redb", "replay-4711.redb"]) {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        remove_stale(dir.path()).unwrap();
        let mut left: Vec<String> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut kept = kept.map(str::to_owned);
        kept.sort();
        assert_eq!(left, kept);
    }
}
