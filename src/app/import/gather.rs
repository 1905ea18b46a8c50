//! Files and folders to rows: which files are tables, and what they hold.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::import::files::{Means, read};
use crate::app::watch::{Phase, Watcher};
use crate::intake::file_error::FileError;
use crate::intake::header::{HeaderError, table_of_stem};
use crate::intake::passed_over::PassedOver;
use crate::intake::reject::Rejects;
use crate::limits::ROWS_MAX;
use crate::model::rows::Tables;
use crate::model::table::Table;
use crate::model::time::Zone;

/// Why something in a folder was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Its name is neither that of a CSV file nor that of an `.xlsx` workbook.
    NotCsv,
    /// A sheet that is not named as a table, of a workbook that has others.
    Sheet,
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
    /// Columns that were not taken, by file or sheet.
    pub passed_over: Vec<(PathBuf, Vec<PassedOver>)>,
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
    let means = Means { table, zone, watcher };
    let mut table_count = 0;
    for candidate in candidates {
        let rows_left = rows_max.saturating_sub(gathered.read.iter().sum());
        let found = read(&candidate.path, rows_left, &means, rejects)?;
        gathered.ignored.extend(found.ignored.into_iter().map(|sheet| (sheet, Ignored::Sheet)));
        for (place, part) in found.parts {
            match part {
                Ok(part) => {
                    table_count += 1;
                    gathered.tables.append(part.tables);
                    gathered.read[part.table as usize] += part.row_count;
                    if !part.passed_over.is_empty() {
                        gathered.passed_over.push((place, part.passed_over));
                    }
                    if rows_max < gathered.read.iter().sum() {
                        return Err(too_many_rows(&candidate.path, rows_max));
                    }
                }
                Err(FileError::TooManyRows) => return Err(too_many_rows(&candidate.path, rows_max)),
                Err(FileError::Header {
                    source: HeaderError::NoTable | HeaderError::SeveralTables { .. },
                    ..
                }) if !candidate.named => gathered.ignored.push((place, Ignored::NoTable)),
                Err(source) => {
                    let path = place.display().to_string();
                    gathered.problems.push(AppError::File { path, source });
                }
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
        match (file.is_file(), may_be_table(&file)) {
            // An office program has the file beside it open.
            (true, _) if file.file_name().is_some_and(|n| n.to_string_lossy().starts_with("~$")) => {}
            (true, true) => found.push(Candidate { path: file, named: false }),
            (true, false) => ignored.push((file, Ignored::NotCsv)),
            (false, _) if file.is_dir() => ignored.push((file, Ignored::Folder)),
            // A pipe, a socket or a link to nothing.
            (false, _) => ignored.push((file, Ignored::NotCsv)),
        }
    }
    Ok(())
}

/// Whether a file of a folder is to be read. What is named as a table is read, or refused with advice, in other forms
/// than CSV and workbooks as well.
fn may_be_table(file: &Path) -> bool {
    let ending = file.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" | "xlsx" | "xlsm" => true,
        "tsv" | "txt" | "xls" | "et" | "wps" => {
            file.file_stem().is_some_and(|stem| table_of_stem(&stem.to_string_lossy()).is_some())
        }
        _ => false,
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
