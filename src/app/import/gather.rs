//! Files and folders to rows: which files are tables, and what they hold.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::import::metered::Metered;
use crate::app::watch::{Phase, Watcher};
use crate::intake::header::{HeaderError, table_of_stem};
use crate::intake::read::{FileError, Source, open, rows};
use crate::intake::reject::Rejects;
use crate::limits::ROWS_MAX;
use crate::model::rows::Tables;
use crate::model::table::Table;
use crate::model::time::Zone;

/// Why something in a folder was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Its name does not end in `.csv`.
    NotCsv,
    /// Its header fits no table.
    NoTable,
    /// It is a folder: what lies in it is not read.
    Folder,
}

/// What was found in the files given.
#[derive(Debug, Default)]
pub struct Gathered {
    /// All good rows.
    pub tables: Tables,
    /// Rows read by table, bad ones included.
    pub read: [u64; Table::ALL.len()],
    /// What lies in folders and is no table.
    pub ignored: Vec<(PathBuf, Ignored)>,
    /// Files that could not be read as the tables they should be.
    pub problems: Vec<AppError>,
}

/// A file to be read, and whether it was named itself or lay in a folder.
struct Candidate {
    path: PathBuf,
    named: bool,
}

/// Reads all tables among `paths`; `table` says what a file is whose name does not.
///
/// # Errors
/// When a path cannot be opened, none of them is a table, or they have more than [`ROWS_MAX`] rows together. Faults inside files are gathered.
pub fn gather(
    paths: &[PathBuf],
    table: Option<Table>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<Gathered, AppError> {
    gather_within(u64::from(ROWS_MAX), paths, table, zone, rejects, watcher)
}

/// [`gather`] with another limit than [`ROWS_MAX`] for the rows of all files together.
fn gather_within(
    rows_max: u64,
    paths: &[PathBuf],
    table: Option<Table>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<Gathered, AppError> {
    let mut gathered = Gathered::default();
    let mut candidates = Vec::new();
    for path in paths {
        list(path, &mut candidates, &mut gathered.ignored)?;
    }
    let bytes = candidates.iter().filter_map(|c| fs::metadata(&c.path).ok()).map(|m| m.len()).sum();
    watcher.phase(Phase::Reading, bytes);
    let mut table_count = 0;
    for candidate in candidates {
        let rows_left = rows_max.saturating_sub(gathered.read.iter().sum());
        match read((&candidate.path, rows_left), table, zone, rejects, &mut gathered, watcher)? {
            Ok(()) if rows_max < gathered.read.iter().sum() => {
                return Err(too_many_rows(&candidate.path, rows_max));
            }
            Ok(()) => table_count += 1,
            Err(FileError::TooManyRows) => return Err(too_many_rows(&candidate.path, rows_max)),
            Err(FileError::Header(HeaderError::NoTable | HeaderError::SeveralTables { .. }))
                if !candidate.named =>
            {
                gathered.ignored.push((candidate.path, Ignored::NoTable));
            }
            Err(source) => {
                let path = candidate.path.display().to_string();
                gathered.problems.push(AppError::File { path, source });
            }
        }
    }
    if table_count == 0 && gathered.problems.is_empty() {
        let path = paths.first().map(|p| p.display().to_string()).unwrap_or_default();
        return Err(AppError::NoTables { path });
    }
    Ok(gathered)
}

fn too_many_rows(path: &Path, max: u64) -> AppError {
    AppError::TooManyRows { path: path.display().to_string(), max }
}

fn list(
    path: &Path,
    found: &mut Vec<Candidate>,
    ignored: &mut Vec<(PathBuf, Ignored)>,
) -> Result<(), AppError> {
    let meta = fs::metadata(path).map_err(AppError::io(path, "opening"))?;
    if !meta.is_dir() {
        found.push(Candidate { path: path.to_owned(), named: true });
        return Ok(());
    }
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).map_err(AppError::io(path, "reading the folder"))? {
        let entry = entry.map_err(AppError::io(path, "reading the folder"))?;
        inside.push(entry.path());
    }
    inside.sort();
    for file in inside {
        let csv = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        match (file.is_file(), csv) {
            (true, true) => found.push(Candidate { path: file, named: false }),
            (true, false) => ignored.push((file, Ignored::NotCsv)),
            (false, _) if file.is_dir() => ignored.push((file, Ignored::Folder)),
            // A pipe, a socket or a link to nothing.
            (false, _) => ignored.push((file, Ignored::NotCsv)),
        }
    }
    Ok(())
}

/// Reads the table at `path`, which may have up to `rows_left` rows.
fn read(
    (path, rows_left): (&Path, u64),
    table: Option<Table>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    gathered: &mut Gathered,
    watcher: &dyn Watcher,
) -> Result<Result<(), FileError>, AppError> {
    let file = File::open(path).map_err(AppError::io(path, "opening"))?;
    let bytes = file.metadata().ok().filter(fs::Metadata::is_file).map(|m| m.len());
    let mut file = Metered::new(file, bytes, rows_left);
    let stem = path.file_stem().map(|s| s.to_string_lossy()).unwrap_or_default();
    let table = table_of_stem(&stem).or(table);
    let opened = match open(&mut file, table) {
        Ok(opened) => opened,
        Err(_) if file.is_exceeded => return Ok(Err(FileError::TooManyRows)),
        Err(error) => return Ok(Err(error)),
    };
    let index = rejects.source(&path.display().to_string());
    let progress = |bytes| watcher.advance(bytes);
    let source = Source { index, table, zone, progress: &progress };
    let table = opened.header.table;
    // A file that breaks off gives no rows at all, so its rows are added only when it was read to its end.
    let mut tables = Tables::default();
    match rows(opened, &mut file, &source, &mut tables, rejects) {
        Ok(count) => {
            gathered.tables.append(tables);
            gathered.read[table as usize] += count;
            Ok(Ok(()))
        }
        Err(_) if file.is_exceeded => Ok(Err(FileError::TooManyRows)),
        Err(error) => Ok(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::watch::Silent;

    #[test]
    fn the_rows_of_all_files_of_a_call_count_together() {
        let dir = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for name in ["agencies-1", "agencies-2", "agencies-3"] {
            let path = dir.path().join(name).with_extension("csv");
            fs::write(&path, "id,name,kind,division_code\nA,Office A,centre,1\nB,Office B,centre,1\n")
                .unwrap();
            paths.push(path);
        }
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let gather_up_to =
            |max| gather_within(max, &paths, None, &zone, &mut Rejects::new(None), &Silent).map(|g| g.tables);
        assert_eq!(gather_up_to(6).unwrap().len(Table::Agencies), 6);
        for max in [1, 3, 5] {
            let error = gather_up_to(max).unwrap_err();
            let file = &paths[usize::try_from(max / 2).unwrap()];
            let place = file.display().to_string();
            assert!(
                matches!(&error, AppError::TooManyRows { path, max: said } if *path == place && *said == max),
                "{error}"
            );
        }
    }
}
