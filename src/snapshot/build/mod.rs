//! From admitted rows to a [`Snapshot`].
//!
//! Rows are read in fixed stretches in parallel; whatever the number of threads and the order of the rows, the same
//! rows make the same columns. Identifiers are put in order first, then references are looked up, then words, and
//! the hops last: by far the most rows, in no useful order, they are dealt into buckets of neighbouring cases and
//! put in order bucket by bucket, within the processor's cache.

mod cases;
mod entities;
mod events;
mod hops;
mod links;
mod read;
mod side;
mod words;

use cases::PlacedCases;
use entities::{AgencyRow, DivisionRow, PersonRow};
use links::AssignmentRow;
use words::WordIndex;

use super::Snapshot;
use super::columns::Validity;
use super::error::SnapshotError;
use super::reverse::Reverse;
use super::text::TextTable;
use crate::model::id_index::IdIndex;
use crate::model::rows::Tables;
use crate::model::table::Table;
use crate::model::time::Zone;

/// Finds positions by identifier in each table that others refer to.
struct Indexes<'a> {
    divisions: IdIndex<'a>,
    agencies: IdIndex<'a>,
    people: IdIndex<'a>,
}

/// The snapshot of `tables`, whose rows were admitted: mediators merged into people, references valid, keys unique.
///
/// Times without an offset are read in `zone`; `ledger_seq` is the last ledger entry that the rows hold.
///
/// # Errors
/// [`SnapshotError`] names the first cell that cannot be read, reference to nothing, or key that two rows share.
pub fn build(tables: &Tables, zone: &Zone, ledger_seq: Option<u64>) -> Result<Snapshot, SnapshotError> {
    // Parts that do not need each other are made at the same time: each has stretches that one thread walks alone.
    let (division_ids, (agency_ids, person_ids)) = rayon::join(
        || entities::ids(tables, Table::Divisions),
        || rayon::join(|| entities::ids(tables, Table::Agencies), || entities::ids(tables, Table::People)),
    );
    let (division_ids, agency_ids, person_ids) = (division_ids?, agency_ids?, person_ids?);
    let indexes =
        Indexes { divisions: division_ids.index(), agencies: agency_ids.index(), people: person_ids.index() };

    let entities = || -> Result<_, SnapshotError> {
        let divisions = division_ids.in_order(&entities::divisions(tables, &indexes)?);
        let agencies = agency_ids.in_order(&entities::agencies(tables, &indexes)?);
        Ok((divisions, agencies, person_ids.in_order(&entities::people(tables, &indexes)?)))
    };
    let division_count = division_ids.len();
    let (entities, placed) = rayon::join(entities, || {
        cases::read(tables, zone, &indexes).and_then(|rows| cases::place(rows, division_count))
    });
    let ((divisions, agencies, people), placed) = (entities?, placed?);

    let linked = || -> Result<_, SnapshotError> {
        let assignments = links::assignments(tables, &indexes, &placed.index)?;
        let events = events::read(tables, zone, &indexes, &placed)?;
        let side = side::read(tables, zone, &indexes, &placed)?;
        let mut words = gather(&divisions, &agencies, &people, &placed, &assignments);
        words.gather(&events, |line| [line.step]);
        words.gather(&side.tasks, |(_, project)| [*project]);
        words.gather(&side.meetings, |(_, kind)| [*kind]);
        words.gather(&side.links, |(kind, ..)| [*kind]);
        words.gather(&side.screenings, |(campaign, ..)| [*campaign]);
        words.number();
        let events = events::columns(&events, placed.rows.len(), &words);
        let side = side::side(side, &words);
        let counts = [divisions.len(), placed.rows.len(), agencies.len()];
        let assigned = links::assigned(assignments, counts, &words);
        Ok((words, assigned, links::closings(tables, zone, &placed)?, events, side))
    };
    let (hops, linked) = rayon::join(|| hops::hops(tables, zone, &indexes.agencies, &placed), linked);
    let (words, [of_divisions, of_cases, of_agencies], closings, events, side) = linked?;
    let (hops, first_hop) = hops?;
    let agencies = entities::agency_columns(&agency_ids, &agencies, &words)?;
    let complaints = links::complaints(&placed.rows, &people, &agencies, &of_agencies);
    let people = entities::people_columns(&person_ids, &people, &words)?;
    let assigned = [&of_divisions, &of_cases, &of_agencies];
    Ok(Snapshot {
        ledger_seq,
        words: words.table()?,
        reverse: Reverse::new(divisions.len(), &agencies, &people, assigned),
        complaints,
        closings,
        events,
        side,
        divisions: entities::division_columns(&division_ids, &divisions, &words)?,
        agencies,
        people,
        cases: cases::columns(placed, first_hop, &words)?,
        hops,
        of_divisions,
        of_cases,
        of_agencies,
    })
}

fn gather<'a>(
    divisions: &[DivisionRow<'a>],
    agencies: &[AgencyRow<'a>],
    people: &[PersonRow<'a>],
    cases: &PlacedCases<'a>,
    assignments: &[AssignmentRow<'a>],
) -> WordIndex<'a> {
    let mut words = WordIndex::default();
    words.gather(divisions, |row| [row.kind]);
    words.gather(agencies, |row| [row.kind]);
    words.gather(people, |row| [row.kind, row.title, row.team]);
    words.gather(&cases.rows, |row| [row.kind]);
    words.gather(&cases.rows, |row| row.traits);
    words.gather(assignments, |row| [row.role, row.basis]);
    words
}

/// The texts of a column of `table`, if they are together short enough for offsets of 32 bits.
fn texts<'t>(
    table: Table,
    texts: impl ExactSizeIterator<Item = &'t str> + Clone,
) -> Result<TextTable, SnapshotError> {
    let count: usize = texts.clone().map(str::len).sum();
    let count_max = u32::MAX as usize;
    if count_max < count {
        return Err(SnapshotError::TooMany { table, what: "bytes of text in one column", count, count_max });
    }
    Ok(TextTable::new(texts))
}

#[cfg(test)]
mod tests;
