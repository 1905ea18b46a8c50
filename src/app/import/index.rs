//! Where each id and key of a call stands, and which rows say the same key twice.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use rayon::prelude::*;

use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Fault, Reject, Rejects};
use crate::model::id_index::IdIndex;
use crate::model::rows::{Row, RowAt, Tables};
use crate::model::table::{CellKind, Table, assignments};
use crate::model::time::{Instant, Zone};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Stated for the first time.
    #[default]
    New,
    /// Says what is known, or what another row of the call says.
    Same,
    /// Fills empty cells of a known row.
    Progress,
    /// Changes filled cells of a known row.
    Correction,
    /// Refused.
    Bad,
}

/// What is wrong with a row, and in which column, if it is one.
pub type FaultAt = (Option<usize>, Reason);

/// A verdict for every row of a call.
#[derive(Debug)]
pub struct Verdicts {
    rows: [Vec<Vec<Verdict>>; Table::ALL.len()],
    /// Whether any row of a table was refused.
    is_any_bad: [bool; Table::ALL.len()],
    /// Whether any row got another verdict than [`Verdict::New`].
    is_any_other: bool,
}

impl Verdicts {
    /// All rows new.
    #[must_use]
    pub fn new(tables: &Tables) -> Self {
        let rows = Table::ALL.map(|t| tables.blocks(t).iter().map(|b| vec![Verdict::New; b.len()]).collect());
        Self { rows, is_any_bad: [false; Table::ALL.len()], is_any_other: false }
    }

    /// The verdict on the row at `at`.
    #[must_use]
    pub fn get(&self, table: Table, at: RowAt) -> Verdict {
        self.rows[table as usize][at.block as usize][at.index as usize]
    }

    /// Sets the verdict on the row at `at`.
    pub fn set(&mut self, table: Table, at: RowAt, verdict: Verdict) {
        self.is_any_other |= verdict != Verdict::New;
        self.rows[table as usize][at.block as usize][at.index as usize] = verdict;
    }

    /// Whether no row got another verdict than [`Verdict::New`].
    #[must_use]
    pub fn is_all_new(&self) -> bool {
        !self.is_any_other
    }

    /// How many rows of `table` have `verdict`.
    #[must_use]
    pub fn count(&self, table: Table, verdict: Verdict) -> u64 {
        self.rows[table as usize].iter().flatten().filter(|&&v| v == verdict).count() as u64
    }

    /// Whether any row of `table` was refused.
    #[must_use]
    pub fn is_any_bad(&self, table: Table) -> bool {
        self.is_any_bad[table as usize]
    }

    /// Refuses the row at `at` because of cell `column`, once.
    pub fn refuse(
        &mut self,
        tables: &Tables,
        rejects: &mut Rejects<'_>,
        table: Table,
        at: RowAt,
        column: Option<usize>,
        reason: Reason,
    ) {
        self.refuse_for(tables, rejects, table, at, vec![(column, reason)]);
    }

    /// Refuses the row at `at` because of each of `faults`, once; not at all when there is none.
    pub fn refuse_for(
        &mut self,
        tables: &Tables,
        rejects: &mut Rejects<'_>,
        table: Table,
        at: RowAt,
        faults: Vec<FaultAt>,
    ) {
        if self.get(table, at) == Verdict::Bad {
            return;
        }
        let block = &tables.blocks(table)[at.block as usize];
        let fault = |(column, reason): FaultAt| match column {
            Some(c) => Fault::cell(&table.spec().columns[c], block.row(at.index as usize).cell(c), reason),
            None => Fault::row(reason),
        };
        let faults = faults.into_iter().map(fault).collect();
        let Some(reject) = Reject::all(block.source, block.line(at.index as usize), faults) else { return };
        self.set(table, at, Verdict::Bad);
        self.is_any_bad[table as usize] = true;
        rejects.push(table, reject);
    }
}

/// Tables whose rows others refer to by id.
pub const REFERRED: [Table; 4] = [Table::Divisions, Table::Agencies, Table::People, Table::Cases];

/// Rows of one table by id.
#[derive(Debug, Default)]
struct IdMap<'t> {
    index: IdIndex<'t>,
    /// Position of each block's first row.
    block_first: Vec<u32>,
}

impl IdMap<'_> {
    fn at(&self, position: u32) -> RowAt {
        let block = self.block_first.partition_point(|&first| first <= position).saturating_sub(1);
        let first = self.block_first.get(block).copied().unwrap_or(0);
        RowAt::new(block, (position - first) as usize)
    }
}

/// Rows of the call by id, for each of [`REFERRED`].
#[derive(Debug, Default)]
pub struct Ids<'t>([IdMap<'t>; REFERRED.len()]);

impl Ids<'_> {
    /// Whether the call has a row of `table` with that id.
    #[must_use]
    pub fn has(&self, table: Table, id: &[u8]) -> bool {
        REFERRED.iter().position(|t| *t == table).is_some_and(|slot| self.0[slot].index.get(id).is_some())
    }

    /// The row of `table` in this call that has that id.
    #[must_use]
    pub fn find(&self, table: Table, id: &[u8]) -> Option<RowAt> {
        let map = &self.0[REFERRED.iter().position(|t| *t == table)?];
        map.index.get(id).map(|position| map.at(position))
    }
}

/// Indexes the ids of `tables` and judges rows that share a key: equal ones are [`Verdict::Same`], contradicting
/// ones are all refused, since nothing says which is right.
///
/// Assignments of one key that end on different days are spells of one assignment and stand beside each other.
/// Handoffs are left to the caller, who sorts them by case and sequence anyway. Tables that are not `wanted` are passed
/// over.
pub fn ids<'t>(
    tables: &'t Tables,
    zone: &Zone,
    wanted: impl Fn(Table) -> bool + Sync,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Ids<'t> {
    let mut ids = Ids::default();
    let found: Vec<Found<'t>> = Table::ALL
        .par_iter()
        .map(|&table| if wanted(table) { Found::new(tables, table, zone) } else { Found::default() })
        .collect();
    for (table, found) in Table::ALL.into_iter().zip(found) {
        judge_repeats(tables, verdicts, rejects, table, &found.repeats);
        if let Some(slot) = REFERRED.iter().position(|t| *t == table) {
            ids.0[slot] = found.map;
        }
    }
    ids
}

/// What one table's rows are found by, and the pairs of rows that share a key.
#[derive(Default)]
struct Found<'t> {
    map: IdMap<'t>,
    repeats: Vec<[RowAt; 2]>,
}

impl<'t> Found<'t> {
    fn new(tables: &'t Tables, table: Table, zone: &Zone) -> Self {
        if REFERRED.contains(&table) {
            let (map, repeats) = id_map(tables, table);
            let repeats = repeats.into_iter().map(|pair| pair.map(|position| map.at(position))).collect();
            return Self { map, repeats };
        }
        if table == Table::Handoffs {
            return Self::default();
        }
        let parts = |at: RowAt| {
            let row = tables.row(table, at);
            let ends = (table == Table::Assignments).then(|| KeyPart::Text(row.cell(assignments::VALID_TO)));
            key_parts(table, row, zone).chain(ends)
        };
        let hasher = DefaultHashBuilder::default();
        let hash = |at: RowAt| {
            let mut state = hasher.build_hasher();
            parts(at).for_each(|part| part.hash(&mut state));
            state.finish()
        };
        // Rows are kept by place and their keys read again where hashes meet, which costs no memory of its own.
        let mut keys: HashTable<(u64, RowAt)> = HashTable::with_capacity(tables.len(table));
        let mut repeats = Vec::new();
        for (at, _) in tables.rows(table) {
            let own = hash(at);
            let same = |&(hash, other): &(u64, RowAt)| hash == own && parts(other).eq(parts(at));
            match keys.entry(own, same, |&(hash, _)| hash) {
                Entry::Vacant(free) => drop(free.insert((own, at))),
                Entry::Occupied(first) => repeats.push([first.get().1, at]),
            }
        }
        Self { map: IdMap::default(), repeats }
    }
}

/// One cell of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum KeyPart<'t> {
    Text(&'t [u8]),
    Instant(Instant),
}

/// The key of `row`, with times as instants so that two spellings of one time are one key.
fn key_parts<'t>(table: Table, row: Row<'t>, zone: &Zone) -> impl Iterator<Item = KeyPart<'t>> {
    let spec = table.spec();
    spec.key.iter().map(move |&c| {
        let cell = row.cell(c);
        let instant = (spec.columns[c].kind == CellKind::Instant).then(|| zone.parse_instant(cell).ok());
        instant.flatten().map_or(KeyPart::Text(cell), KeyPart::Instant)
    })
}

/// The key of `row` as bytes that outlive it.
#[must_use]
pub fn key(table: Table, row: Row<'_>, zone: &Zone) -> Vec<u8> {
    let mut key = Vec::with_capacity(48);
    for part in key_parts(table, row, zone) {
        key.push(0xff);
        match part {
            KeyPart::Text(cell) => key.extend_from_slice(cell),
            KeyPart::Instant(at) => key.extend_from_slice(&at.unix().to_be_bytes()),
        }
    }
    key
}

/// The rows of `table` by id, and the pairs of positions that share one.
fn id_map(tables: &Tables, table: Table) -> (IdMap<'_>, Vec<[u32; 2]>) {
    let ids: Vec<&[u8]> = tables.rows(table).map(|(_, row)| row.cell(0)).collect();
    let (index, repeats) = IdIndex::new(ids.iter().copied());
    let lengths = tables.blocks(table).iter().map(|b| u32::try_from(b.len()).unwrap_or(u32::MAX));
    let block_first = lengths.scan(0u32, |next, len| Some(std::mem::replace(next, *next + len))).collect();
    (IdMap { index, block_first }, repeats)
}

/// Judges rows of `table` that share a key: each pair is the first row with the key and a further one. Rows equal to
/// the first are refused with it when any other contradicts it, wherever that stands.
pub fn judge_repeats(
    tables: &Tables,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
    table: Table,
    repeats: &[[RowAt; 2]],
) {
    let equal = |[first, second]: [RowAt; 2]| tables.row(table, first) == tables.row(table, second);
    let mut contradicted: HashMap<RowAt, RowAt> = HashMap::new();
    for &[first, second] in repeats.iter().filter(|pair| !equal(**pair)) {
        contradicted.entry(first).or_insert(second);
    }
    let mut refuse = |verdicts: &mut Verdicts, at: RowAt, other: RowAt| {
        let block = &tables.blocks(table)[other.block as usize];
        let other = format!("{}:{}", rejects.name(block.source), block.line(other.index as usize));
        verdicts.refuse(tables, rejects, table, at, Some(table.spec().key[0]), Reason::Twice { other });
    };
    for &[first, second] in repeats {
        match contradicted.get(&first) {
            None => verdicts.set(table, second, Verdict::Same),
            Some(&other) if equal([first, second]) => refuse(verdicts, second, other),
            Some(_) => {
                refuse(verdicts, second, first);
                refuse(verdicts, first, second);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::admit::judge;
    use crate::app::known::Nothing;
    use crate::intake::read::from_text;

    /// Rows `x`, once more `x`, and `y` with the same key, in every order and in every way in which keys are found.
    #[test]
    fn of_rows_that_contradict_each_other_every_one_is_refused_and_told() {
        let zone = Zone::parse("UTC").unwrap();
        let (x, y) = ("2,kind", "2,other");
        let hops = ("c,1,A,B,2026-01-01", "c,1,A,C,2026-01-01");
        let tables = [
            (Table::People, "id,kind", x, y),
            (Table::Screenings, "campaign,division_code,reporter", "s,22,x", "s,22,y"),
            (Table::Handoffs, "case_id,seq,from_agency,to_agency,sent_at", hops.0, hops.1),
        ];
        for (table, header, x, y) in tables {
            for rows in [[x, x, y], [x, y, x], [y, x, x]] {
                let mut rejects = Rejects::new(None);
                let text = format!("{header}\n{}\n", rows.join("\n"));
                let tables = from_text(table, &text, &zone, &mut rejects).unwrap();
                let judged = judge(&tables, &zone, &Nothing, None, &mut rejects).unwrap();
                assert_eq!(judged.verdicts.count(table, Verdict::Bad), 3, "{table} {rows:?}");
                let mut told: Vec<(u32, String)> =
                    rejects.shown().iter().map(|r| (r.line, r.reason.to_string())).collect();
                told.sort();
                let lines: Vec<u32> = told.iter().map(|(line, _)| *line).collect();
                assert_eq!(lines, [2, 3, 4], "{table} {rows:?}");
                // Each names a row that says otherwise.
                let named = |line: &u32| told[*line as usize - 2].1.contains("has the key of");
                assert!(lines.iter().all(named), "{told:?}");
            }
        }
    }
}
