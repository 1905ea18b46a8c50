//! Rows of a call grouped by case: the cases row, its handoffs by sequence, its events and parties.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::app::import::index::{Ids, Verdicts, judge_repeats};
use crate::intake::reject::Rejects;
use crate::model::rows::{Row, RowAt, Tables};
use crate::model::table::{Table, handoffs};

/// A row that belongs to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseRow {
    /// Number of the case in this call.
    pub case: u32,
    /// The table.
    pub table: Table,
    /// A handoff's sequence; 0 for rows of other tables.
    pub seq: u32,
    /// The row.
    pub at: RowAt,
}

/// All rows that belong to cases, sorted by case, table, sequence and place in the call.
#[derive(Debug)]
pub struct CaseGroups<'t> {
    rows: Vec<CaseRow>,
    /// Ids of the cases by number.
    pub ids: Vec<&'t [u8]>,
}

/// Tables whose rows belong to a case.
const TABLES: [Table; 4] = [Table::Cases, Table::Handoffs, Table::CaseEvents, Table::Parties];

impl<'t> CaseGroups<'t> {
    /// Groups the rows of `tables` by case, cases of the call first, in the order of their rows.
    #[must_use]
    pub fn new(tables: &'t Tables, ids: &Ids<'t>) -> Self {
        let mut numbers =
            Numbers { first_of_block: Vec::new(), ids: Vec::with_capacity(tables.len(Table::Cases)) };
        for block in tables.blocks(Table::Cases) {
            numbers.first_of_block.push(u32::try_from(numbers.ids.len()).unwrap_or(u32::MAX));
            numbers.ids.extend((0..block.len()).map(|i| block.row(i).cell(0)));
        }
        let mut outside: HashMap<&'t [u8], u32> = HashMap::new();
        let mut found: Vec<Placed> = Vec::new();
        for table in TABLES {
            let place = |row: Row<'_>| {
                let seq = if table == Table::Handoffs { number(row.cell(handoffs::SEQ)) } else { 0 };
                let home = ids.find(Table::Cases, row.cell(0));
                let case = home.map_or(OUTSIDE, |at| numbers.first_of_block[at.block as usize] + at.index);
                (case, seq)
            };
            let blocks = tables.blocks(table).par_iter();
            let parts: Vec<Vec<(u32, u32)>> =
                blocks.map(|part| (0..part.len()).map(|index| place(part.row(index))).collect()).collect();
            for (block, mut part) in parts.into_iter().enumerate() {
                for (index, (case, _)) in
                    part.iter_mut().enumerate().filter(|(_, (case, _))| *case == OUTSIDE)
                {
                    let id = tables.row(table, RowAt::new(block, index)).cell(0);
                    let next = u32::try_from(numbers.ids.len()).unwrap_or(OUTSIDE);
                    *case = *outside.entry(id).or_insert(next);
                    if *case == next {
                        numbers.ids.push(id);
                    }
                }
                found.push((table, block, part));
            }
        }
        Self { rows: by_case(numbers.ids.len(), &found), ids: numbers.ids }
    }

    /// Judges handoffs of one case with one sequence.
    pub fn check_twice(&self, tables: &Tables, verdicts: &mut Verdicts, rejects: &mut Rejects<'_>) {
        let (mut first, mut repeats) = (0, Vec::new());
        for second in 1..self.rows.len() {
            let (a, b) = (self.rows[first], self.rows[second]);
            if b.table == Table::Handoffs && (a.case, a.table, a.seq) == (b.case, b.table, b.seq) {
                repeats.push([a.at, b.at]);
            } else {
                first = second;
            }
        }
        judge_repeats(tables, verdicts, rejects, Table::Handoffs, &repeats);
    }

    /// The rows, case by case.
    pub fn groups(&self) -> impl Iterator<Item = &[CaseRow]> {
        self.rows.chunk_by(|a, b| a.case == b.case)
    }

    /// The rows, case by case, in parallel and in order.
    pub fn par_groups(&self) -> impl IndexedGroups<'_> {
        self.rows.par_chunk_by(|a, b| a.case == b.case).map(|group| group.iter().copied())
    }
}

/// Groups in order, in parallel.
pub trait IndexedGroups<'a>:
    ParallelIterator<Item = std::iter::Copied<std::slice::Iter<'a, CaseRow>>>
{
}

impl<'a, T: ParallelIterator<Item = std::iter::Copied<std::slice::Iter<'a, CaseRow>>>> IndexedGroups<'a>
    for T
{
}

/// Rows of one block of a table: for each, the number of its case and its sequence.
type Placed = (Table, usize, Vec<(u32, u32)>);

/// In place of a case's number: the case is not among the rows of this call.
const OUTSIDE: u32 = u32::MAX;

/// All rows sorted by case, then table, sequence and place: counted out by case, since cases are numbered without
/// gaps, and only the few rows of each case are compared with each other.
fn by_case(case_count: usize, found: &[Placed]) -> Vec<CaseRow> {
    let mut next = vec![0u32; case_count + 1];
    for &(case, _) in found.iter().flat_map(|(_, _, part)| part) {
        next[case as usize + 1] += 1;
    }
    for case in 1..next.len() {
        next[case] += next[case - 1];
    }
    let blank = CaseRow { case: 0, table: Table::Cases, seq: 0, at: RowAt { block: 0, index: 0 } };
    let mut rows = vec![blank; found.iter().map(|(_, _, part)| part.len()).sum()];
    for (table, block, part) in found {
        for (index, &(case, seq)) in part.iter().enumerate() {
            let slot = &mut next[case as usize];
            rows[*slot as usize] = CaseRow { case, table: *table, seq, at: RowAt::new(*block, index) };
            *slot += 1;
        }
    }
    rows.par_chunk_by_mut(|a, b| a.case == b.case).for_each(<[CaseRow]>::sort_unstable);
    rows
}

/// Numbers of the cases of a call.
struct Numbers<'t> {
    first_of_block: Vec<u32>,
    ids: Vec<&'t [u8]>,
}

fn number(cell: &[u8]) -> u32 {
    cell.iter().fold(0u32, |n, b| n.wrapping_mul(10).wrapping_add(u32::from(b.wrapping_sub(b'0'))))
}
