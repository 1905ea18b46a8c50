//! Opening a directory for a few questions, without reading its whole graph first.
//!
//! Opening the graph checks every page, which takes longer than a thousand answers. When that was done and the file has
//! not been written since, it is not done again for a few questions: `graph.checked` beside it says which state of the
//! file was found whole. What reads everything anyway (sweeps, notices, `verify`) always checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::app::clock;
use crate::app::directory::{Directory, graph_path};
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::watch::Watcher;
use crate::store::graph::StoreError;

/// A file younger than this may be written again within the same tick of its clock, so its state is not noted.
const AGE_S_MIN: u64 = 2;

/// What `ask` answers from the directory at `path`, and the directory.
///
/// When something read turns out to be damaged, everything is checked, put right as at any opening, and asked again.
///
/// # Errors
/// Those of opening and of `ask`.
pub fn asked<T>(
    path: &Path,
    watcher: &dyn Watcher,
    ask: impl Fn(&Directory) -> Result<T, AppError>,
) -> Result<(Directory, T), AppError> {
    if let Some(directory) = Directory::open_unchecked(path, is_unchanged, watcher)? {
        match ask(&directory) {
            Err(AppError::Store(StoreError::Damaged { .. }) | AppError::Record(_)) => {}
            answer => return answer.map(|answer| (directory, answer)),
        }
    }
    let directory = Directory::open(path, Access::Read, watcher)?;
    note(path);
    let answer = ask(&directory)?;
    Ok((directory, answer))
}

fn stamp_path(path: &Path) -> PathBuf {
    path.join("graph.checked")
}

/// Whether the graph's file is as it was when it was last found whole.
fn is_unchanged(path: &Path) -> bool {
    let noted = fs::read_to_string(stamp_path(path));
    matches!((noted, state(path)), (Ok(noted), Some((state, _))) if noted == state)
}

/// Notes that the graph's file is whole as it is. A directory that cannot be written to is checked every time.
fn note(path: &Path) {
    if let Some((state, written_s)) = state(path)
        && written_s + AGE_S_MIN < u64::from(clock::now().unix())
    {
        drop(fs::write(stamp_path(path), state));
    }
}

/// Length and time of the last write of the graph's file, as text, and that time in seconds since 1970.
fn state(path: &Path) -> Option<(String, u64)> {
    let file = fs::metadata(graph_path(path)).ok()?;
    let written = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let text = format!("{} bytes, written {}.{:09}\n", file.len(), written.as_secs(), written.subsec_nanos());
    Some((text, written.as_secs()))
}
