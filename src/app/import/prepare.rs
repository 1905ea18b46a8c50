//! Bodies that are not the row as given: sealed cells, progress and corrections, made before anything is appended.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::app::error::AppError;
use crate::app::import::compare::{Change, Compared, stated_by};
use crate::app::import::index::{Verdict, Verdicts};
use crate::app::known::Known;
use crate::ledger::file::FileLedger;
use crate::model::entry::{Body, Correction, EntryKind};
use crate::model::rows::{Row, RowAt, RowBuf, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Sealing, Table, assignments};
use crate::vault::{CORRECTION_BASIS, PlainCell, Vault};

/// Bodies by row; a good row without one is recorded as it is.
pub type Bodies = HashMap<(Table, RowAt), (EntryKind, Body)>;

/// What preparing needs besides the rows.
pub struct Means<'a> {
    /// Seals.
    pub vault: &'a mut Vault,
    /// Tells which entries a correction corrects.
    pub ledger: &'a FileLedger,
    /// What is known.
    pub known: &'a dyn Known,
    /// On what basis corrections are made.
    pub basis: &'a str,
}

/// Whether cell `column` of `row` is kept sealed.
#[must_use]
pub fn is_sealed_cell(table: Table, row: Row<'_>, column: usize) -> bool {
    let filled = !row.cell(column).is_empty();
    filled
        && match table.spec().columns[column].sealing {
            Sealing::Never => false,
            Sealing::Always => true,
            Sealing::WhenCase => !row.cell(assignments::CASE_ID).is_empty(),
        }
}

fn has_sealed_cell(table: Table, row: Row<'_>) -> bool {
    (0..table.spec().columns.len()).any(|c| is_sealed_cell(table, row, c))
}

/// Seals cells and words corrections. Keys of subjects sealed for the first time are made and written first.
///
/// # Errors
/// When a key cannot be made or written, or the entries that a correction names cannot be read.
pub fn prepare(
    tables: &Tables,
    verdicts: &Verdicts,
    compared: &Compared,
    means: Means<'_>,
) -> Result<Bodies, AppError> {
    let sealing: Vec<(Table, RowAt)> = Table::ALL
        .into_iter()
        .filter(|t| t.spec().columns.iter().any(|c| c.sealing != Sealing::Never))
        .flat_map(|t| tables.rows(t).map(move |(at, row)| (t, at, row)))
        .filter(|&(t, at, row)| verdicts.get(t, at) == Verdict::New && has_sealed_cell(t, row))
        .map(|(t, at, _)| (t, at))
        .collect();
    make_keys(tables, &sealing, compared, means.vault)?;
    let vault: &Vault = means.vault;
    let sealed: Vec<((Table, RowAt), (EntryKind, Body))> = sealing
        .into_par_iter()
        .map(|(table, at)| {
            let row = tables.row(table, at);
            let row = seal_row(vault, &Subject::sealing_subject(table, row), table, row)?;
            Ok(((table, at), (EntryKind::Recorded(table), Body::Row(row))))
        })
        .collect::<Result<_, AppError>>()?;
    let mut bodies: Bodies = sealed.into_iter().collect();
    for (&(table, at), change) in &compared.changes {
        let subject = Subject::sealing_subject(table, tables.row(table, at));
        let body = match change {
            Change::Progress(row) => {
                (EntryKind::Progressed(table), Body::Row(seal_row(vault, &subject, table, row.as_row())?))
            }
            Change::Correction { row, was, columns } => {
                let body = correction(&subject, table, (row, was, columns), &means)?;
                (EntryKind::Corrected(table), Body::Correction(Box::new(body)))
            }
        };
        bodies.insert((table, at), body);
    }
    Ok(bodies)
}

/// Makes and writes the keys of every subject that something is sealed of.
fn make_keys(
    tables: &Tables,
    sealing: &[(Table, RowAt)],
    compared: &Compared,
    vault: &mut Vault,
) -> Result<(), AppError> {
    let subject = |table, at| Subject::sealing_subject(table, tables.row(table, at));
    let mut subjects: Vec<Subject> = sealing.par_iter().map(|&(t, at)| subject(t, at)).collect();
    for (&(table, at), change) in &compared.changes {
        let subject = subject(table, at);
        let sealed = match change {
            Change::Progress(row) => has_sealed_cell(table, row.as_row()),
            // The basis of a correction to a case is sealed as well.
            Change::Correction { row, .. } => {
                subject.kind == SubjectKind::Case || has_sealed_cell(table, row.as_row())
            }
        };
        if sealed {
            subjects.push(subject);
        }
    }
    subjects.par_sort_unstable();
    subjects.dedup();
    if subjects.is_empty() {
        return Ok(());
    }
    vault.ensure_keys(&subjects)?;
    Ok(vault.flush()?)
}

fn correction(
    subject: &Subject,
    table: Table,
    (row, was, columns): (&RowBuf, &RowBuf, &Vec<usize>),
    means: &Means<'_>,
) -> Result<Correction, AppError> {
    let entries = match means.known.record(&Subject::of_row(table, row.as_row()))? {
        Some(record) => means.ledger.read_entries(&record.seqs().collect::<Vec<_>>())?,
        None => Vec::new(),
    };
    let basis = if subject.kind == SubjectKind::Case {
        seal(means.vault, subject, table, CORRECTION_BASIS, means.basis)?
    } else {
        means.basis.to_owned()
    };
    Ok(Correction {
        corrects: stated_by(&entries, table, row.as_row(), columns),
        row: seal_row(means.vault, subject, table, row.as_row())?,
        was: was.clone(),
        columns: columns.clone(),
        basis: basis.into(),
    })
}

fn seal(
    vault: &Vault,
    subject: &Subject,
    table: Table,
    column: usize,
    plain: &str,
) -> Result<String, AppError> {
    Ok(vault.seal_with(&PlainCell { subject, table, column, plain })?)
}

fn seal_row(vault: &Vault, subject: &Subject, table: Table, row: Row<'_>) -> Result<RowBuf, AppError> {
    let mut cells = Vec::new();
    for column in 0..table.spec().columns.len() {
        cells.push(if is_sealed_cell(table, row, column) {
            seal(vault, subject, table, column, row.text(column))?.into_bytes()
        } else {
            row.cell(column).to_vec()
        });
    }
    Ok(RowBuf::new(cells))
}
