//! Cases, put in the order of their villages.

use rayon::prelude::*;

use super::super::columns::cases::{CaseTraits, Cases};
use super::super::error::SnapshotError;
use super::super::ids::ordered;
use super::super::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx, WordIdx};
use super::words::WordIndex;
use super::{Indexes, read, texts};
use crate::model::id_index::IdIndex;
use crate::model::rows::Tables;
use crate::model::table::{Table, cases};
use crate::model::time::Zone;

/// A case as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct CaseRow<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// Its kind.
    pub(super) kind: &'a str,
    village: u32,
    opened: u32,
    closed: u32,
    /// Position of the agency complained against; nothing (`NONE`) without one.
    pub(super) against_agency: u32,
    /// Position of the person complained against; nothing (`NONE`) without one.
    pub(super) against_person: u32,
    /// Its channel, tier, board and rating.
    pub(super) traits: [&'a str; 4],
    is_tier_reasoned: bool,
}

/// Cases in their final order.
#[derive(Debug)]
pub(super) struct PlacedCases<'a> {
    /// The rows, by village and id.
    pub(super) rows: Vec<CaseRow<'a>>,
    /// Finds positions in `rows` by id.
    pub(super) index: IdIndex<'a>,
    rank: Vec<u32>,
    by_rank: Vec<CaseIdx>,
}

/// Reads the cases.
pub(super) fn read<'a>(
    tables: &'a Tables,
    zone: &Zone,
    indexes: &Indexes<'a>,
) -> Result<Vec<CaseRow<'a>>, SnapshotError> {
    read::read(tables, Table::Cases, |record| {
        Ok(CaseRow {
            id: record.id(cases::ID)?,
            kind: record.text(cases::KIND)?,
            village: record.required(cases::VILLAGE_CODE, &indexes.divisions)?,
            opened: record.seconds(cases::OPENED_AT, zone)?,
            closed: record.seconds(cases::CLOSED_AT, zone)?,
            against_agency: record.reference(cases::AGAINST_AGENCY, &indexes.agencies)?,
            against_person: record.reference(cases::AGAINST_PERSON, &indexes.people)?,
            traits: [
                record.text(cases::CHANNEL)?,
                record.text(cases::TIER)?,
                record.text(cases::BOARD)?,
                record.text(cases::RATING)?,
            ],
            is_tier_reasoned: !record.is_empty(cases::TIER_BY) && !record.is_empty(cases::TIER_REASON),
        })
    })
}

/// Puts `rows` in the order of their villages, within a village in the order of their ids.
pub(super) fn place(rows: Vec<CaseRow<'_>>, division_count: usize) -> Result<PlacedCases<'_>, SnapshotError> {
    let by_id = ordered(Table::Cases, &rows, |row| row.id)?;
    let mut next = vec![0u32; division_count + 1];
    for row in &rows {
        next[row.village as usize + 1] += 1;
    }
    for village in 0..division_count {
        next[village + 1] += next[village];
    }
    let (mut rank, mut row_at) = (vec![0u32; rows.len()], vec![0u32; rows.len()]);
    let mut by_rank = Vec::with_capacity(rows.len());
    for (&row, place) in by_id.iter().zip(0u32..) {
        let slot = &mut next[rows[row as usize].village as usize];
        rank[*slot as usize] = place;
        row_at[*slot as usize] = row;
        by_rank.push(CaseIdx::new(*slot));
        *slot += 1;
    }
    let rows: Vec<CaseRow<'_>> = row_at.into_par_iter().map(|row| rows[row as usize]).collect();
    let index = IdIndex::new(rows.iter().map(|row| row.id.as_bytes())).0;
    Ok(PlacedCases { rows, index, rank, by_rank })
}

/// The columns of cases, whose hops start at `first_hop`.
pub(super) fn columns(
    placed: PlacedCases<'_>,
    first_hop: Vec<u32>,
    words: &WordIndex<'_>,
) -> Result<Cases, SnapshotError> {
    let rows = &placed.rows;
    Ok(Cases {
        ids: texts(Table::Cases, rows.iter().map(|row| row.id))?,
        village: rows.iter().map(|row| DivisionIdx::new(row.village)).collect(),
        kind: rows.par_iter().map(|row| words.get(row.kind)).collect(),
        opened: rows.iter().map(|row| row.opened).collect(),
        closed: rows.iter().map(|row| row.closed).collect(),
        against_agency: rows.iter().map(|row| AgencyIdx::new(row.against_agency)).collect(),
        against_person: rows.iter().map(|row| PersonIdx::new(row.against_person)).collect(),
        traits: CaseTraits {
            channel: trait_column(rows, 0, words),
            tier: trait_column(rows, 1, words),
            board: trait_column(rows, 2, words),
            rating: trait_column(rows, 3, words),
            tier_reasoned: if rows.iter().any(|row| row.is_tier_reasoned) {
                rows.iter().map(|row| row.is_tier_reasoned).collect()
            } else {
                Vec::new()
            },
        },
        first_hop,
        rank: placed.rank,
        by_rank: placed.by_rank,
    })
}

/// One of the [`CaseRow::traits`] as a column; empty when no case has it.
fn trait_column(rows: &[CaseRow<'_>], nth: usize, words: &WordIndex<'_>) -> Vec<WordIdx> {
    if rows.iter().all(|row| row.traits[nth].is_empty()) {
        return Vec::new();
    }
    rows.par_iter().map(|row| words.get(row.traits[nth])).collect()
}
