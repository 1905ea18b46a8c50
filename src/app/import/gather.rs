//! Files and folders to rows: which files are tables, and what they hold.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::watch::{Phase, Watcher};
use crate::intake::header::{HeaderError, table_of_stem};
use crate::intake::read::{FileError, Source, open, rows};
use crate::intake::reject::Rejects;
use crate::model::rows::Tables;
use crate::model::table::Table;
use crate::model::time::Zone;

/// Why a file of a folder was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Its name does not end in `.csv`.
    NotCsv,
    /// Its header fits no table.
    NoTable,
}

/// What was found in the files given.
#[derive(Debug, Default)]
pub struct Gathered {
    /// All good rows.
    pub tables: Tables,
    /// Rows read by table, bad ones included.
    pub read: [u64; Table::ALL.len()],
    /// Files of folders that are no tables.
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
/// When a path cannot be opened, or none of them is a table. Faults inside files are gathered.
pub fn gather(
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
        match read(&candidate.path, table, zone, rejects, &mut gathered, watcher)? {
            Ok(()) => table_count += 1,
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
            (false, _) => {}
        }
    }
    Ok(())
}

fn read(
    path: &Path,
    table: Option<Table>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    gathered: &mut Gathered,
    watcher: &dyn Watcher,
) -> Result<Result<(), FileError>, AppError> {
    let mut file = File::open(path).map_err(AppError::io(path, "opening"))?;
    let stem = path.file_stem().map(|s| s.to_string_lossy()).unwrap_or_default();
    let table = table_of_stem(&stem).or(table);
    let opened = match open(&mut file, table) {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(error)),
    };
    let index = rejects.source(&path.display().to_string());
    let progress = |bytes| watcher.advance(bytes);
    let source = Source { index, table, zone, progress: &progress };
    let table = opened.header.table;
    // A file that breaks off gives no rows at all, so its rows are added only when it was read to its end.
    let mut tables = Tables::default();
    match rows(opened, file, &source, &mut tables, rejects) {
        Ok(count) => {
            gathered.tables.append(tables);
            gathered.read[table as usize] += count;
            Ok(Ok(()))
        }
        Err(error) => Ok(Err(error)),
    }
}
