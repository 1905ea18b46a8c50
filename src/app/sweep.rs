//! Sweeps: a snapshot from a data directory or straight from a folder of tables, and the detectors over it.

use std::path::{Path, PathBuf};

use crate::app::clock::Stopwatch;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::import::admit::{judge, only_new, stand_but_for_handoffs};
use crate::app::import::gather::{Ignored, gather};
use crate::app::import::mediators;
use crate::app::known::Nothing;
use crate::app::watch::{Phase, Watcher};
use crate::graph::load;
use crate::intake::reject::Rejects;
use crate::ledger::Ledger;
use crate::model::rows::Tables;
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
    let watch = Stopwatch::start();
    watcher.phase(Phase::Loading, 0);
    let tables = load::tables(&directory.graph)?;
    tracing::debug!(read_ms = watch.elapsed().as_millis(), "graph read");
    let snapshot = build(&tables, &directory.playbook.zone, Some(directory.ledger.tip().seq))?;
    tracing::debug!(built_ms = watch.elapsed().as_millis(), "snapshot built");
    // As below, nobody needs to wait for this.
    rayon::spawn(move || drop(tables));
    Ok(snapshot)
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
    let tables = match quick(&gathered.tables, zone, rejects) {
        Some(snapshot) => {
            tracing::debug!(built_ms = watch.elapsed().as_millis(), "snapshot built");
            // Giving back a gigabyte of rows takes a while that nobody needs to wait for.
            rayon::spawn(move || drop(gathered.tables));
            return Ok((snapshot, gathered.ignored));
        }
        None => only_good(gathered.tables, zone, rejects)?,
    };
    Ok((build(&tables, zone, None)?, gathered.ignored))
}

/// A snapshot of rows among which nothing is wrong and nothing is said twice; `None` when each must be judged.
fn quick(tables: &Tables, zone: &Zone, rejects: &Rejects<'_>) -> Option<Snapshot> {
    if 0 < rejects.count() {
        return None;
    }
    let (stand, snapshot) =
        rayon::join(|| stand_but_for_handoffs(tables, zone), || build(tables, zone, None));
    // Where all others stand, rows that make no snapshot are handoffs: judging them names every one.
    snapshot.ok().filter(|_| matches!(stand, Ok(true)))
}

/// The rows of `tables` without those said twice.
///
/// # Errors
/// When rows are refused: all of them are in `rejects` then.
fn only_good(tables: Tables, zone: &Zone, rejects: &mut Rejects<'_>) -> Result<Tables, AppError> {
    let kept = {
        let judged = judge(&tables, zone, &Nothing, None, rejects)?;
        only_new(&tables, &judged.verdicts)
    };
    if 0 < rejects.count() {
        return Err(AppError::BadRows { count: rejects.count() });
    }
    Ok(kept.unwrap_or(tables))
}
