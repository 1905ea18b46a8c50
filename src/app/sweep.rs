//! Sweeps: a snapshot from a data directory or straight from a folder of tables, and the detectors over it.

use std::path::{Path, PathBuf};

use crate::app::clock::Stopwatch;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::import::admit::{judge, only_new};
use crate::app::import::gather::{Ignored, gather};
use crate::app::import::mediators;
use crate::app::known::Nothing;
use crate::app::watch::{Phase, Watcher};
use crate::graph::load;
use crate::intake::reject::Rejects;
use crate::ledger::Ledger;
use crate::model::time::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::build;

/// Whether `path` is a data directory rather than a folder of tables.
#[must_use]
pub fn is_data_directory(path: &Path) -> bool {
    path.join("duban.toml").is_file()
}

/// A snapshot of what the directory's graph holds.
///
/// # Errors
/// When the graph cannot be read.
pub fn snapshot_of(directory: &Directory, watcher: &dyn Watcher) -> Result<Snapshot, AppError> {
    watcher.phase(Phase::Loading, 0);
    let tables = load::tables(&directory.graph)?;
    Ok(build(&tables, &directory.playbook.zone, Some(directory.ledger.tip().seq))?)
}

/// A snapshot of a folder of tables, without a data directory, and the files of it that are no tables.
///
/// # Errors
/// When the folder cannot be read, or rows are refused: those are in `rejects`.
pub fn snapshot_of_folder(
    folder: &Path,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<(Snapshot, Vec<(PathBuf, Ignored)>), AppError> {
    let watch = Stopwatch::start();
    let mut gathered = gather(&[folder.to_owned()], None, zone, rejects, watcher)?;
    if let Some(problem) = gathered.problems.into_iter().next() {
        return Err(problem);
    }
    tracing::debug!(read_ms = watch.elapsed().as_millis(), "folder read");
    watcher.phase(Phase::Checking, 0);
    mediators::merge(&mut gathered.tables, &Nothing, rejects)?;
    let kept = {
        let judged = judge(&gathered.tables, zone, &Nothing, None, rejects)?;
        only_new(&gathered.tables, &judged.verdicts)
    };
    if 0 < rejects.count() {
        return Err(AppError::BadRows { count: rejects.count() });
    }
    tracing::debug!(checked_ms = watch.elapsed().as_millis(), "rows checked");
    watcher.phase(Phase::Loading, 0);
    let tables = kept.unwrap_or(gathered.tables);
    let snapshot = build(&tables, zone, None)?;
    tracing::debug!(built_ms = watch.elapsed().as_millis(), "snapshot built");
    // Giving back a gigabyte of rows takes a while that nobody needs to wait for.
    rayon::spawn(move || drop(tables));
    Ok((snapshot, gathered.ignored))
}
