//! Import: tables in, one ledger transaction out, or nothing.

pub mod admit;
pub mod ahead;
pub mod codes;
pub mod compare;
pub mod drafts;
mod files;
pub mod gather;
pub mod groups;
pub mod guard;
pub mod index;
pub mod mediators;
pub mod metered;
pub mod prepare;
pub mod refs;
pub mod roles;

use std::path::{Path, PathBuf};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::follow::follow;
use crate::app::known::Known;
use crate::app::near;
use crate::app::watch::{Phase, Watcher};
use crate::intake::passed_over::PassedOver;
use crate::intake::reject::Rejects;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::{Draft, Seq};
use crate::model::rows::{Row, RowAt, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, people};
use crate::model::time::Instant;
use crate::vault::Vault;
use admit::{Judged, judge};
use ahead::Ahead;
use codes::UnknownCodes;
use drafts::Admitted;
use gather::{Gathered, Given, Ignored, Upload, gather};
use guard::ties::Ties;
use guard::{Guard, Guarded, Tells};
use index::{Verdict, Verdicts};
use roles::UnknownRole;

/// What an import is asked to do.
#[derive(Clone, Debug)]
pub struct ImportOptions<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Files that were handed in.
    pub uploads: &'a [Upload<'a>],
    /// The table of files whose names do not say it.
    pub table: Option<Table>,
    /// Check only.
    pub dry_run: bool,
    /// Store the good rows although others are refused.
    pub partial: bool,
    /// On what basis filled cells may be changed.
    pub correct_basis: Option<&'a str>,
    /// The person who imports, when it is said: known, or a good row of the call.
    pub person: Option<&'a str>,
    /// Who imports when that is not said.
    pub actor: &'a str,
    /// The time of day.
    pub now: Instant,
    /// The master key, when it does not lie where the directory says.
    pub master_key: Option<&'a Path>,
    /// What whoever imports sees; everything when none.
    pub guard: Option<&'a dyn Guard>,
}

/// Rows of one table, by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableCounts {
    /// The table.
    pub table: Table,
    /// Rows read.
    pub read: u64,
    /// Rows stated for the first time.
    pub new: u64,
    /// Rows that fill empty cells.
    pub progress: u64,
    /// Rows that change filled cells.
    pub corrected: u64,
    /// Rows that say what is known.
    pub same: u64,
    /// Rows refused.
    pub rejected: u64,
}

/// What became of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Counts of the tables that had rows.
    pub tables: Vec<TableCounts>,
    /// Roles of assignments that no rule knows.
    pub unknown_roles: Vec<UnknownRole>,
    /// Codes of cases and agencies that the playbook does not have, by column.
    pub unknown_codes: Vec<UnknownCodes>,
    /// Times of rows that lie ahead of the clock.
    pub ahead: Vec<Ahead>,
    /// Columns that were not taken, by file or sheet.
    pub passed_over: Vec<(PathBuf, Vec<PassedOver>)>,
    /// Files passed over.
    pub ignored: Vec<(PathBuf, Ignored)>,
    /// Files that could not be read.
    pub problems: Vec<AppError>,
    /// Entries appended: first and last, when there were any.
    pub entries: Option<(Seq, Seq)>,
    /// Whether good rows were stored, or would have been without `dry_run`.
    pub accepted: bool,
}

/// Makes further drafts for the batch of an import, of which the report and the refused rows are as they will be; the
/// directory is as it was before. Its error stops the import.
pub type And<'a> =
    &'a (dyn Fn(&Directory, &ImportReport, &Rejects<'_>) -> Result<Vec<Draft>, AppError> + Sync);

/// Imports tables into `directory`. All or nothing, unless `partial`.
///
/// # Errors
/// When a path cannot be opened or the directory cannot be read or written. Bad rows and files are in the report
/// and in `rejects`; nothing is stored then.
pub fn import(
    directory: &mut Directory,
    options: &ImportOptions<'_>,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<ImportReport, AppError> {
    let gathered = read(directory, options, rejects, watcher)?;
    store(directory, gathered, options, &|_, _, _| Ok(Vec::new()), (rejects, watcher))
}

/// What [`import`] would do; nothing is stored, and nobody else is kept from reading or writing.
///
/// # Errors
/// See [`import`].
pub fn check(
    directory: &Directory,
    options: &ImportOptions<'_>,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<ImportReport, AppError> {
    let mut gathered = read(directory, options, rejects, watcher)?;
    let (vault, all) = (directory.vault(options.master_key)?, directory.known()?);
    let known = Guarded { all: &all, guard: options.guard, tells: Tells::Never, ties: None };
    let tables = merged(&mut gathered, &known, rejects)?;
    Ok(examine(directory, (&tables, gathered), options, (&known, &vault), (rejects, watcher))?.1)
}

/// Reads what an import is given: the part of it that needs no hold on the directory, and mostly the longest.
///
/// # Errors
/// See [`import`].
pub fn read(
    directory: &Directory,
    options: &ImportOptions<'_>,
    rejects: &mut Rejects<'_>,
    watcher: &dyn Watcher,
) -> Result<Gathered, AppError> {
    // A wrong master key is found before minutes of reading, not after.
    directory.vault(options.master_key)?;
    let given = Given { paths: options.paths, uploads: options.uploads, table: options.table };
    gather(given, &directory.playbook.zone, rejects, watcher)
}

/// Stores what [`read`] gathered, and the drafts of `and` in the same batch. `and` is asked only when something is
/// stored.
///
/// # Errors
/// See [`import`].
pub fn store(
    directory: &mut Directory,
    mut gathered: Gathered,
    options: &ImportOptions<'_>,
    and: And<'_>,
    (rejects, watcher): (&mut Rejects<'_>, &dyn Watcher),
) -> Result<ImportReport, AppError> {
    let (mut vault, all) = (directory.vault(options.master_key)?, directory.known()?);
    let tells = match (options.dry_run, options.partial) {
        (true, _) => Tells::Never,
        (false, true) => Tells::Always,
        // Beside a file that cannot be read nothing is stored.
        (false, false) if !gathered.problems.is_empty() => Tells::Never,
        (false, false) => Tells::Last,
    };
    let known = Guarded { all: &all, guard: options.guard, tells, ties: None };
    let tables = &merged(&mut gathered, &known, rejects)?;
    let (judged, mut report) =
        examine(directory, (tables, gathered), options, (&known, &vault), (rejects, watcher))?;
    let stored: u64 = report.tables.iter().map(|t| t.new + t.progress + t.corrected).sum();
    if !report.accepted || options.dry_run || stored == 0 {
        return Ok(report);
    }
    rejects.take_file_error().map_or(Ok(()), |source| Err(AppError::RejectsFile { source }))?;
    let first = directory.ledger.tip().seq + 1;
    report.entries = Some((first, first + stored - 1));
    let further = and(directory, &report, rejects)?;
    let means = prepare::Means {
        vault: &mut vault,
        ledger: &directory.ledger,
        known: &known,
        basis: options.correct_basis.unwrap_or(""),
    };
    let Judged { groups, verdicts, compared } = &judged;
    let bodies = &prepare::prepare(tables, verdicts, compared, means)?;
    // A state of the graph that is held makes its file grow.
    drop(all);
    let admitted = Admitted { tables, verdicts, groups, compared, bodies };
    watcher.phase(Phase::Writing, stored);
    let drafts = &mut admitted.drafts().chain(further);
    let progress = |n| watcher.advance(n);
    directory.ledger.append(Batch {
        actor: options.person.unwrap_or(options.actor),
        recorded_at: options.now,
        drafts,
        progress: &progress,
    })?;
    watcher.phase(Phase::Following, stored);
    let last = directory.ledger.tip().seq;
    let stored = |source| AppError::StoredNotFollowed { first, last, source: Box::new(source) };
    follow(&directory.ledger, &directory.graph, &progress).map_err(stored)?;
    Ok(report)
}

/// The rows of what was gathered, with the short form of people among the people.
fn merged(
    gathered: &mut Gathered,
    known: &Guarded<'_>,
    rejects: &mut Rejects<'_>,
) -> Result<Tables, AppError> {
    mediators::merge(&mut gathered.tables, known, rejects)?;
    Ok(std::mem::take(&mut gathered.tables))
}

/// Judges `tables`, which are the rows of what was gathered, and says what would become of it.
fn examine<'t>(
    directory: &Directory,
    (tables, gathered): (&'t Tables, Gathered),
    options: &ImportOptions<'_>,
    (known, vault): (&Guarded<'_>, &Vault),
    (rejects, watcher): (&mut Rejects<'_>, &dyn Watcher),
) -> Result<(Judged<'t>, ImportReport), AppError> {
    let zone = &directory.playbook.zone;
    watcher.phase(Phase::Checking, 0);
    let Gathered { read, ignored, problems, passed_over, .. } = gathered;
    let ties = known.guard.map(|guard| Ties::of(tables, guard));
    let known = &Guarded { ties: ties.as_ref(), ..*known };
    let rules = compare::Rules { known, vault, zone, correct: options.correct_basis.is_some() };
    let judged = judge(tables, zone, known, Some(rules), rejects)?;
    check_person(options.person, directory, (tables, &judged.verdicts), known)?;
    let mut report = ImportReport {
        tables: counts(tables, &read, &judged, rejects),
        unknown_roles: roles::unknown(tables, &judged.verdicts, &directory.playbook),
        unknown_codes: codes::unknown(tables, &judged.verdicts, &directory.playbook),
        ahead: ahead::ahead(tables, &judged.verdicts, zone, options.now),
        passed_over,
        ignored,
        problems,
        entries: None,
        accepted: false,
    };
    report.accepted = options.partial || (rejects.count() == 0 && report.problems.is_empty());
    Ok((judged, report))
}

/// Whether whoever imports, when it is said, is a person: known, or a good row of the call.
fn check_person(
    id: Option<&str>,
    directory: &Directory,
    (tables, verdicts): (&Tables, &Verdicts),
    known: &Guarded<'_>,
) -> Result<(), AppError> {
    let Some(id) = id else { return Ok(()) };
    let is_row = |(at, row): (RowAt, Row<'_>)| {
        row.cell(people::ID) == id.as_bytes() && verdicts.get(Table::People, at) != Verdict::Bad
    };
    let is_known = known.record(&Subject::new(SubjectKind::Person, id))?.is_some();
    if is_known || tables.rows(Table::People).any(is_row) {
        return Ok(());
    }
    // Whoever sees a part only is told of nobody near.
    Err(match known.guard {
        Some(_) => near::said(SubjectKind::Person, id, &[]),
        None => near::unknown(directory, SubjectKind::Person, id)?,
    })
}

fn counts(
    tables: &Tables,
    read: &[u64; Table::ALL.len()],
    judged: &Judged<'_>,
    rejects: &Rejects<'_>,
) -> Vec<TableCounts> {
    let mut counts = Vec::new();
    for table in Table::ALL {
        let count = |verdict| judged.verdicts.count(table, verdict);
        let read = read[table as usize];
        let rows = tables.len(table) as u64;
        let row = TableCounts {
            table,
            read,
            new: count(Verdict::New),
            progress: count(Verdict::Progress),
            corrected: count(Verdict::Correction),
            same: count(Verdict::Same),
            rejected: rejects.count_of(table),
        };
        if read != 0 || rows != 0 {
            counts.push(row);
        }
    }
    counts
}
