//! What the record of a case holds beside its handoffs: events and parties, as they are kept.

use crate::access::sight::Sight;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::known::Known;
use crate::app::service::world::World;
use crate::graph::record::Record;
use crate::model::entry::Seq;
use crate::model::rows::RowBuf;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, cases};

/// Rows of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The last entry about the case.
    pub seq: Seq,
    /// Its rows of the table that was asked for, in the order in which they were recorded.
    pub rows: Vec<RowBuf>,
}

/// The rows of `table` of the case called `id`, which `sight` sees in `world`; none when there is no such case.
///
/// # Errors
/// [`AppError::Busy`] while whom it complains against is newer than what the world shows: then it is not known yet from
/// whom the case is hidden. Else when the graph cannot be read.
pub fn read(world: &World, sight: &Sight, id: &str, table: Table) -> Result<Option<CaseFile>, AppError> {
    if sight.case(id).is_none() {
        return Ok(None);
    }
    let Some(record) = record(&world.reading, id)? else { return Ok(None) };
    let seq = record.seqs().last().unwrap_or_default();
    if world.seq < seq && !complains_as_shown(&record, sight, id) {
        return Err(AppError::Busy);
    }
    let rows = record.rows.into_iter().filter(|(of, _)| *of == table).map(|(_, row)| row);
    Ok(Some(CaseFile { seq, rows: rows.collect() }))
}

fn record(directory: &Directory, id: &str) -> Result<Option<Record>, AppError> {
    directory.known()?.record(&Subject::new(SubjectKind::Case, id))
}

/// Whether the record complains against whom the snapshot says that it does.
fn complains_as_shown(record: &Record, sight: &Sight, id: &str) -> bool {
    let snapshot = sight.snapshot();
    let (Some(case), Some(row)) = (snapshot.cases().find(id), record.head(Table::Cases)) else {
        return false;
    };
    let agency = snapshot.cases().against_agency(case).map_or("", |agency| snapshot.agencies().id(agency));
    let person = snapshot.cases().against_person(case).map_or("", |person| snapshot.people().id(person));
    row.text(cases::AGAINST_AGENCY) == agency && row.text(cases::AGAINST_PERSON) == person
}
