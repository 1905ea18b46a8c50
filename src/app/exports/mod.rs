//! Exports: what a directory holds, as a folder of tables, a workbook or an event log.
//!
//! Cases that complain against units or officials are left out unless they are asked for, sealed columns always; see
//! `docs/decisions/0020-what-an-export-leaves-out.md`.

mod log;
pub mod place;
mod source;
#[cfg(test)]
mod tests;

use std::path::Path;

use hashbrown::HashSet;

use crate::app::directory::{Directory, StateAt};
use crate::app::error::AppError;
use crate::app::export_error::ExportError;
use crate::app::watch::{Phase, Watcher};
use crate::export::columns::TABLES;
use crate::export::csv_table::CsvTable;
use crate::export::ocel::Contents;
use crate::export::workbook::{Book, Written};
use crate::graph::schema::STATE;
use crate::model::id;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, agencies};
use crate::model::time::Zone;
use crate::store::graph::reader::Reader;
use crate::words::Lang;
use place::{FileWritten, Place};
use source::{Sieve, records};

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder with a CSV file for every table.
    Csv,
    /// A workbook with a sheet for every table.
    Xlsx,
    /// An object-centric event log, OCEL 2.0 in JSON.
    Ocel2,
}

/// Who the export is for, which decides what it holds besides everybody's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience<'a> {
    /// Nobody in particular: no case that complains against a unit or an official.
    Anyone,
    /// Those who supervise: such cases as well.
    Supervisors,
    /// The unit of that id: no such case, no notice, and no word of how many were left out.
    Unit(&'a str),
    /// An account from which cases are kept: none of these, nothing that names one, no notice, and no word of them.
    Account {
        /// Whether other cases that complain against units and officials stay in.
        complaints: bool,
        /// Ids of the cases that do not exist for the account.
        hidden: &'a HashSet<String>,
    },
}

impl Audience<'_> {
    /// Whether nobody may tell from the export how much it leaves out.
    fn is_kept_from_something(self) -> bool {
        match self {
            Self::Unit(_) | Self::Account { .. } => true,
            Self::Anyone | Self::Supervisors => false,
        }
    }
}

/// How an export is made.
#[derive(Clone, Copy, Debug)]
pub struct ExportOptions<'a> {
    /// Its form.
    pub form: Form,
    /// Its place: a folder for tables, else a file.
    pub out: &'a Path,
    /// Whether it may take the place of an earlier export.
    pub force: bool,
    /// Who it is for.
    pub audience: Audience<'a>,
    /// In which language tables have their headers.
    pub headers: Lang,
}

/// What an export holds.
#[derive(Clone, Debug)]
pub enum Holds {
    /// Tables, and the sheets or files that each is on.
    Tables(Vec<Written>),
    /// Objects and events.
    Log(Contents),
}

/// What was exported.
#[derive(Clone, Debug)]
pub struct ExportReport {
    /// What the export holds.
    pub holds: Holds,
    /// The files written.
    pub files: Vec<FileWritten>,
    /// The last ledger entry that it shows; none in an export for a unit or an account, which must not depend on more
    /// than it holds.
    pub ledger_seq: Option<u64>,
    /// Cases that complain against units or officials and were left out; none in an export for a unit or an account, and
    /// none where they are included.
    pub omitted_cases: Option<u64>,
}

/// Exports what `directory` holds.
///
/// # Errors
/// When the place is taken, the unit is unknown, the directory cannot be read or a file not be written. Then nothing
/// is left at the place.
pub fn export(
    directory: &Directory,
    options: &ExportOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<ExportReport, AppError> {
    let ExportOptions { out, form, force, .. } = *options;
    let place = || Place::take(out, &directory.path, form == Form::Csv, force);
    made(directory, options, place, watcher)
}

/// [`export`] to a place in a folder of the caller's own, which may lie anywhere; nothing is there, and `force` changes
/// nothing about that.
///
/// # Errors
/// See [`export`].
pub fn export_within(
    directory: &Directory,
    options: &ExportOptions<'_>,
    watcher: &dyn Watcher,
) -> Result<ExportReport, AppError> {
    let place = || Place::within(options.out, options.form == Form::Csv);
    made(directory, options, place, watcher)
}

fn made(
    directory: &Directory,
    options: &ExportOptions<'_>,
    place: impl FnOnce() -> Result<Place, AppError>,
    watcher: &dyn Watcher,
) -> Result<ExportReport, AppError> {
    // One moment for every pass: what is committed meanwhile is in all of it or in none.
    let state = directory.moment()?;
    if let Audience::Unit(unit) = options.audience {
        known_unit(&state, unit)?;
    }
    let source = Source { state: &state, zone: &directory.playbook.zone, watcher };
    let place = place()?;
    let mut sieve = Sieve::new(options.audience);
    let (holds, files) = match options.form {
        Form::Csv => tables(&source, &place, &mut sieve, options.headers)?,
        Form::Xlsx => workbook(&source, &place, &mut sieve, options.headers)?,
        Form::Ocel2 => log::write(&source, &place, &mut sieve)?,
    };
    place.settle()?;
    Ok(ExportReport {
        holds,
        files,
        ledger_seq: (!options.audience.is_kept_from_something()).then_some(state.seq),
        omitted_cases: (options.audience == Audience::Anyone).then(|| sieve.omitted()),
    })
}

/// Refuses a unit that there is not, and names near ones.
fn known_unit(state: &StateAt, unit: &str) -> Result<(), AppError> {
    if has(&state.reader, SubjectKind::Agency, unit)? {
        return Ok(());
    }
    let mut near: Vec<(usize, String)> = Vec::new();
    source::records_of(&state.reader, SubjectKind::Agency, |record| {
        let known = record.head(Table::Agencies).map_or("", |row| row.text(agencies::ID));
        near.push((strsim::damerau_levenshtein(known, unit), known.to_owned()));
        near.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| id::order(&a.1, &b.1)));
        near.truncate(3);
    })?;
    let near = near.into_iter().map(|(_, id)| id).collect();
    Err(AppError::Unknown { what: "what-unit", id: unit.to_owned(), near })
}

/// Whether there is a subject of that kind and id.
fn has(reader: &Reader, kind: SubjectKind, id: &str) -> Result<bool, AppError> {
    Ok(reader.text(Subject::new(kind, id).uuid(), *STATE)?.is_some())
}

/// What an export is made from.
struct Source<'a> {
    state: &'a StateAt,
    zone: &'a Zone,
    watcher: &'a dyn Watcher,
}

type Outcome = Result<(Holds, Vec<FileWritten>), AppError>;

fn tables(source: &Source<'_>, place: &Place, sieve: &mut Sieve<'_>, headers: Lang) -> Outcome {
    let Source { state, watcher, .. } = *source;
    let name = |table: Table| format!("{table}.csv");
    let mut open = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let begun = CsvTable::begin(table, headers, place.create(&name(table))?);
        open.push((table, begun.map_err(place.failed(&name(table)))?));
    }
    watcher.phase(Phase::Exporting, state.seq);
    records(&state.reader, sieve, &|n| watcher.advance(n), |_, items| {
        for (table, row) in items.iter().flat_map(|(_, record)| &record.rows) {
            if let Some((_, to)) = open.iter_mut().find(|(t, _)| t == table) {
                to.push(row.as_row()).map_err(place.failed(&name(*table)))?;
            }
        }
        Ok(())
    })?;
    let (mut written, mut files) = (Vec::new(), Vec::new());
    for (table, to) in open {
        let (file, rows) = to.finish().map_err(place.failed(&name(table)))?;
        files.push(place.end(&name(table), file)?);
        written.push(Written { table, rows, sheets: vec![name(table)] });
    }
    Ok((Holds::Tables(written), files))
}

fn workbook(source: &Source<'_>, place: &Place, sieve: &mut Sieve<'_>, headers: Lang) -> Outcome {
    let Source { state, watcher, .. } = *source;
    let mut file = place.create("")?;
    let failed = |error| AppError::Export(ExportError::Book(error));
    let mut book = Book::begin(place.folder(), headers).map_err(failed)?;
    watcher.phase(Phase::Exporting, state.seq);
    records(&state.reader, sieve, &|n| watcher.advance(n), |_, items| {
        for (table, row) in items.iter().flat_map(|(_, record)| &record.rows) {
            book.push(*table, row.as_row()).map_err(failed)?;
        }
        Ok(())
    })?;
    let written = book.finish(&mut file).map_err(failed)?;
    Ok((Holds::Tables(written), vec![place.end("", file)?]))
}
