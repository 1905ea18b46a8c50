//! One file to rows: text in any encoding, or a workbook with one table or several.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::import::metered::Metered;
use crate::app::watch::Watcher;
use crate::intake::file_error::FileError;
use crate::intake::header::table_of_stem;
use crate::intake::open::open;
use crate::intake::passed_over::PassedOver;
use crate::intake::read::{Source, rows};
use crate::intake::reject::Rejects;
use crate::intake::xlsx::Workbook;
use crate::intake::xlsx::sheet::SheetRead;
use crate::model::rows::Tables;
use crate::model::table::Table;
use crate::model::time::Zone;

/// What every file of a call is read by.
pub(super) struct Means<'a> {
    /// The table of files and sheets whose names do not say it.
    pub(super) table: Option<Table>,
    /// Zone for times without an offset.
    pub(super) zone: &'a Zone,
    /// Told how far reading has come.
    pub(super) watcher: &'a dyn Watcher,
}

/// A file to be read.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    /// Where its bytes lie.
    pub(super) path: &'a Path,
    /// What it is called wherever somebody is told of it.
    pub(super) name: &'a Path,
}

impl Input<'_> {
    fn open(self) -> Result<File, AppError> {
        File::open(self.path).map_err(AppError::io(self.name, "opening"))
    }
}

/// What was read of one file or sheet.
pub(super) struct ReadTable {
    /// Its table.
    pub(super) table: Table,
    /// The good rows.
    pub(super) tables: Tables,
    /// Rows read, bad ones included.
    pub(super) row_count: u64,
    /// Columns that were not taken.
    pub(super) passed_over: Vec<PassedOver>,
}

/// What was found in a file: every table in it, or why it is none.
#[derive(Default)]
pub(super) struct Found {
    /// By name of the file or, in a workbook, of file and sheet.
    pub(super) parts: Vec<(PathBuf, Result<ReadTable, FileError>)>,
    /// Sheets passed over.
    pub(super) ignored: Vec<PathBuf>,
}

/// Reads the file `input`, whose text may have up to `rows_left` rows; of a workbook, no sheet is read after that many.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn read(
    input: Input<'_>,
    rows_left: u64,
    means: &Means<'_>,
    rejects: &mut Rejects<'_>,
) -> Result<Found, AppError> {
    let stem = input.name.file_stem().map(|s| s.to_string_lossy()).unwrap_or_default();
    let table = table_of_stem(&stem).or(means.table);
    let progress = |bytes| means.watcher.advance(bytes);
    let source = Source {
        index: rejects.source(&input.name.display().to_string()),
        table,
        zone: means.zone,
        progress: &progress,
    };
    let mut part = text((input, rows_left), &source, false, rejects)?;
    if let Err(FileError::Again) = part {
        part = text((input, rows_left), &source, true, rejects)?;
    }
    // What a file is, its first bytes say: its name may be wrong.
    if let Err(FileError::Workbook) = part {
        return workbook((input, rows_left), &source, rejects);
    }
    Ok(Found { parts: vec![(input.name.to_owned(), part)], ignored: Vec::new() })
}

/// A file of text. One that breaks off gives no rows at all.
fn text(
    (input, rows_left): (Input<'_>, u64),
    source: &Source<'_>,
    as_gb18030: bool,
    rejects: &mut Rejects<'_>,
) -> Result<Result<ReadTable, FileError>, AppError> {
    let file = input.open()?;
    let bytes = file.metadata().ok().filter(Metadata::is_file).map(|m| m.len());
    let mut file = Metered::new(file, bytes, rows_left);
    let read = text_in(&mut file, source, as_gb18030, rejects);
    Ok(if file.is_exceeded { Err(FileError::TooManyRows) } else { read })
}

fn text_in(
    file: &mut Metered<File>,
    source: &Source<'_>,
    as_gb18030: bool,
    rejects: &mut Rejects<'_>,
) -> Result<ReadTable, FileError> {
    let opened = open(file, source.table, as_gb18030)?;
    let (table, mut tables) = (opened.header.table, Tables::default());
    let passed_over = opened.header.passed_over.clone();
    let row_count = rows(opened, source, &mut tables, rejects)?;
    Ok(ReadTable { table, tables, row_count, passed_over })
}

fn workbook(
    (input, rows_left): (Input<'_>, u64),
    source: &Source<'_>,
    rejects: &mut Rejects<'_>,
) -> Result<Found, AppError> {
    let (file, path) = (input.open()?, input.name);
    let bytes = file.metadata().map_or(0, |m| m.len());
    let mut workbook = match Workbook::open(file) {
        Ok(workbook) => workbook,
        Err(error) => return Ok(Found { parts: vec![(path.to_owned(), Err(error))], ignored: Vec::new() }),
    };
    let (mut found, mut row_count) = (Found::default(), 0);
    let sheets = workbook.sheets();
    for (name, table) in sheets.tables {
        let place = sheet_of(path, &name);
        let source = Source {
            index: rejects.source(&place.display().to_string()),
            table: table.or(source.table),
            ..*source
        };
        let mut tables = Tables::default();
        let read = workbook.rows(&name, &source, &mut tables, rejects);
        let part =
            |SheetRead { table, row_count, passed_over }| ReadTable { table, tables, row_count, passed_over };
        let read = read.map(part);
        row_count += read.as_ref().map_or(0, |part| part.row_count);
        found.parts.push((place, read));
        if rows_left < row_count {
            break;
        }
    }
    found.ignored = sheets.others.iter().map(|name| sheet_of(path, name)).collect();
    if found.parts.is_empty() {
        found.parts.push((path.to_owned(), Err(FileError::Empty)));
    }
    (source.progress)(bytes);
    Ok(found)
}

/// `cases.xlsx[cases]`.
fn sheet_of(path: &Path, sheet: &str) -> PathBuf {
    PathBuf::from(format!("{}[{sheet}]", path.display()))
}
