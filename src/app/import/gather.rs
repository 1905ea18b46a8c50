//! Files and folders to rows: which files are tables, and what they hold.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::import::files::{Input, Means, read};
use crate::app::watch::{Phase, Watcher};
use crate::intake::file_error::FileError;
use crate::intake::header::{HeaderError, table_of_stem};
use crate::intake::passed_over::PassedOver;
use crate::intake::reject::Rejects;
use crate::limits::{ROWS_MAX, UPLOAD_BYTES_MAX, UPLOAD_ROWS_MAX};
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

/// A file that was handed in: what whoever did calls it, and where its bytes lie.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// Its name, which says its table as a file's name does. Errors name it and nothing else; folders in it are cut off.
    pub name: &'a str,
    /// Where it lies; nobody is told.
    pub path: &'a Path,
}

/// What is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Files that were handed in. With them the call has the limits of an upload.
    pub uploads: &'a [Upload<'a>],
    /// The table of files whose names do not say it.
    pub table: Option<Table>,
}

/// How much one call may hold.
#[derive(Clone, Copy)]
struct Limits {
    /// Rows of all files together.
    rows_max: u64,
    /// Bytes of what was handed in.
    upload_bytes_max: u64,
}

/// A file to be read, what it is called, and whether it was named itself or lay in a folder.
struct Candidate {
    path: PathBuf,
    name: PathBuf,
    named: bool,
}

/// Reads all tables of what is `given`.
///
/// # Errors
/// When a path cannot be opened, none of them is a table, or they have more rows or bytes than one call may hold:
/// [`ROWS_MAX`], of an upload [`UPLOAD_ROWS_MAX`] and [`UPLOAD_BYTES_MAX`]. Faults inside files are gathered.
pub fn gather(
    given: Given<'_>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<Gathered, AppError> {
    let rows_max = if given.uploads.is_empty() { ROWS_MAX } else { UPLOAD_ROWS_MAX };
    let limits = Limits { rows_max: u64::from(rows_max), upload_bytes_max: UPLOAD_BYTES_MAX };
    gather_within(limits, given, zone, rejects, watcher)
}

/// [`gather`] with other limits.
fn gather_within(
    Limits { rows_max, upload_bytes_max }: Limits,
    Given { paths, uploads, table }: Given<'_>,
    zone: &Zone,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<Gathered, AppError> {
    let mut gathered = Gathered::default();
    let mut candidates = handed_in(uploads, upload_bytes_max)?;
    for path in paths {
        list(path, &mut candidates, &mut gathered.ignored)?;
    }
    let first = candidates.first().map(|candidate| candidate.name.clone());
    let bytes = candidates.iter().filter_map(|c| fs::metadata(&c.path).ok()).map(|m| m.len()).sum();
    watcher.phase(Phase::Reading, bytes);
    let means = Means { table, zone, watcher };
    let mut table_count = 0;
    for candidate in candidates {
        let rows_left = rows_max.saturating_sub(gathered.read.iter().sum());
        let input = Input { path: &candidate.path, name: &candidate.name };
        let found = read(input, rows_left, &means, rejects)?;
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
                        return Err(too_many_rows(&candidate.name, rows_max));
                    }
                }
                Err(FileError::TooManyRows) => return Err(too_many_rows(&candidate.name, rows_max)),
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
        let place = paths.first().or(first.as_ref());
        let path = place.map(|place| place.display().to_string()).unwrap_or_default();
        return Err(AppError::NoTables { path });
    }
    Ok(gathered)
}

fn too_many_rows(path: &Path, max: u64) -> AppError {
    AppError::TooManyRows { path: path.display().to_string(), max }
}

/// The files of an upload, which have no more than `bytes_max` bytes together.
fn handed_in(uploads: &[Upload<'_>], bytes_max: u64) -> Result<Vec<Candidate>, AppError> {
    let (mut files, mut bytes) = (Vec::new(), 0u64);
    for (number, upload) in (1..).zip(uploads) {
        let name = called(upload.name, number);
        let meta = fs::metadata(upload.path).map_err(AppError::io(&name, "opening"))?;
        bytes = bytes.saturating_add(meta.len());
        if bytes_max < bytes {
            return Err(AppError::UploadBytes { path: name.display().to_string(), max: bytes_max });
        }
        files.push(Candidate { path: upload.path.to_owned(), name, named: true });
    }
    Ok(files)
}

/// What file `number` of an upload is called: its name without the folders that it had where it came from.
fn called(name: &str, number: usize) -> PathBuf {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let plain: String = last.chars().filter(|c| !c.is_control()).collect();
    let is_empty = plain.trim().trim_matches('.').is_empty();
    PathBuf::from(if is_empty { format!("upload-{number}") } else { plain })
}

fn list(
    path: &Path,
    found: &mut Vec<Candidate>,
    ignored: &mut Vec<(PathBuf, Ignored)>,
) -> Result<(), AppError> {
    let meta = fs::metadata(path).map_err(AppError::io(path, "opening"))?;
    if !meta.is_dir() {
        found.push(Candidate { path: path.to_owned(), name: path.to_owned(), named: true });
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
            (true, true) => found.push(Candidate { name: file.clone(), path: file, named: false }),
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
mod tests;
