//! Sweeps: a snapshot from a data directory or straight from a folder of tables, and the detectors over it.

use std::path::{Path, PathBuf};

use crate::app::clock::Stopwatch;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::import::admit::{judge, only_new, stand_beside_a_snapshot};
use crate::app::import::gather::{Given, Ignored, gather};
use crate::app::import::mediators;
use crate::app::known::Nothing;
use crate::app::watch::{Phase, Watcher};
use crate::graph::load;
use crate::intake::passed_over::PassedOver;
use crate::intake::reject::Rejects;
use crate::model::rows::Tables;
use crate::model::time::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::build;

/// Whether `path` is a data directory rather than a folder of tables.
#[must_use]
pub fn is_data_directory(path: &Path) -> bool {
    path.join("duban.toml").is_file()
}

/// A snapshot, and the rows that it was made of. Giving a gigabyte of rows back takes a while in which nothing else
/// should be measured or waited for, so when that is done is left to the caller.
#[derive(Debug)]
pub struct Built {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Its rows.
    pub rows: Tables,
}

/// A snapshot of what the directory's graph holds, with its rows.
///
/// # Errors
/// When the graph cannot be read.
pub fn built_of(directory: &Directory, watcher: &dyn Watcher) -> Result<Built, AppError> {
    let watch = Stopwatch::start();
    watcher.phase(Phase::Loading, 0);
    let reader = directory.graph.reader()?;
    let rows = load::tables(&reader)?;
    // What the graph shows, which may be more than the ledger of a directory's reader has.
    let seq = reader.cursor()?.map(|cursor| cursor.seq);
    tracing::debug!(read_ms = watch.elapsed().as_millis(), "graph read");
    let snapshot = build(&rows, &directory.playbook.zone, seq)?;
    tracing::debug!(built_ms = watch.elapsed().as_millis(), "snapshot built");
    Ok(Built { snapshot, rows })
}

/// A snapshot of what the directory's graph holds.
///
/// # Errors
/// When the graph cannot be read.
pub fn snapshot_of(directory: &Directory, watcher: &dyn Watcher) -> Result<Snapshot, AppError> {
    let Built { snapshot, rows } = built_of(directory, watcher)?;
    rayon::spawn(move || drop(rows));
    Ok(snapshot)
}

/// What was left aside in a folder of tables.
#[derive(Debug, Default)]
pub struct Aside {
    /// Files that are no tables.
    pub ignored: Vec<(PathBuf, Ignored)>,
    /// Columns that were not taken, by file or sheet.
    pub passed_over: Vec<(PathBuf, Vec<PassedOver>)>,
}

/// A snapshot of a folder of tables, without a data directory, and what was left aside in it.
///
/// # Errors
/// When the folder cannot be read, or rows are refused: those are in `rejects`.
pub fn snapshot_of_folder(
    folder: &Path,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<(Built, Aside), AppError> {
    let watch = Stopwatch::start();
    let mut gathered =
        gather(Given { paths: &[folder.to_owned()], ..Given::default() }, zone, rejects, watcher)?;
    if let Some(problem) = gathered.problems.into_iter().next() {
        return Err(problem);
    }
    let aside = Aside { ignored: gathered.ignored, passed_over: gathered.passed_over };
    tracing::debug!(read_ms = watch.elapsed().as_millis(), "folder read");
    watcher.phase(Phase::Checking, 0);
    mediators::merge(&mut gathered.tables, &Nothing, rejects)?;
    let rows = match quick(&gathered.tables, zone, rejects) {
        Some(snapshot) => {
            tracing::debug!(built_ms = watch.elapsed().as_millis(), "snapshot built");
            return Ok((Built { snapshot, rows: gathered.tables }, aside));
        }
        None => only_good(gathered.tables, zone, rejects)?,
    };
    let snapshot = build(&rows, zone, None)?;
    Ok((Built { snapshot, rows }, aside))
}

/// A snapshot of rows among which nothing is wrong and nothing is said twice; `None` when each must be judged.
fn quick(tables: &Tables, zone: &Zone, rejects: &Rejects<'_>) -> Option<Snapshot> {
    if 0 < rejects.count() {
        return None;
    }
    let (stand, snapshot) =
        rayon::join(|| stand_beside_a_snapshot(tables, zone), || build(tables, zone, None));
    // When either fails, judging every row names all that is wrong.
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
