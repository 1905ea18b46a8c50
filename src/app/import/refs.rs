//! Whether what rows refer to exists, and whether parents lead upwards.

use std::sync::Mutex;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::app::error::AppError;
use crate::app::import::groups::{CaseGroups, CaseRow};
use crate::app::import::index::{FaultAt, Ids, Verdict, Verdicts};
use crate::app::known::Known;
use crate::intake::reject::Rejects;
use crate::intake::reject::reason::Reason;
use crate::model::rows::{Row, RowAt, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{CellKind, LEVELS, Table, agencies, divisions};

/// Answers about ids outside the call.
type Answers = HashMap<(Table, Box<[u8]>), bool>;

/// Looks ids up in the call and, where they are not there, in what is known.
pub struct References<'t, 'k> {
    ids: &'t Ids<'t>,
    known: &'k dyn Known,
    outside: Mutex<Answers>,
}

impl<'t, 'k> References<'t, 'k> {
    /// References of a call whose own ids are `ids`.
    pub fn new(ids: &'t Ids<'t>, known: &'k dyn Known) -> Self {
        Self { ids, known, outside: Mutex::default() }
    }

    /// Whether `id` is a good row of `table` in the call, or known.
    ///
    /// # Errors
    /// When what is known cannot be read.
    pub fn exists(&self, verdicts: &Verdicts, table: Table, id: &[u8]) -> Result<bool, AppError> {
        if !verdicts.is_any_bad(table) && self.ids.has(table, id) {
            return Ok(true);
        }
        match self.ids.find(table, id) {
            Some(at) if verdicts.get(table, at) != Verdict::Bad => Ok(true),
            _ => self.is_known(table, id),
        }
    }

    fn is_known(&self, table: Table, id: &[u8]) -> Result<bool, AppError> {
        if self.known.is_empty() {
            return Ok(false);
        }
        let key = (table, Box::from(id));
        let cached = self.outside.lock().map(|answers| answers.get(&key).copied());
        if let Ok(Some(answer)) = cached {
            return Ok(answer);
        }
        let subject = Subject::new(SubjectKind::of(table), std::str::from_utf8(id).unwrap_or(""));
        let answer = self.known.record(&subject)?.is_some_and(|r| r.head(table).is_some());
        if let Ok(mut answers) = self.outside.lock() {
            answers.insert(key, answer);
        }
        Ok(answer)
    }

    /// Cell `column` of the row of `table` with that id, in the call unless it was refused, or known; empty when there is
    /// none.
    fn cell_of(
        &self,
        (tables, verdicts): (&Tables, &Verdicts),
        table: Table,
        id: &[u8],
        column: usize,
    ) -> Result<Vec<u8>, AppError> {
        let given = self.ids.find(table, id).filter(|at| verdicts.get(table, *at) != Verdict::Bad);
        if let Some(at) = given {
            let cell = tables.row(table, at).cell(column);
            if !cell.is_empty() || self.known.is_empty() {
                return Ok(cell.to_vec());
            }
        }
        if self.known.is_empty() {
            return Ok(Vec::new());
        }
        let subject = Subject::new(SubjectKind::of(table), std::str::from_utf8(id).unwrap_or(""));
        let record = self.known.record(&subject)?;
        Ok(record.and_then(|r| r.head(table).map(|row| row.cell(column).to_vec())).unwrap_or_default())
    }
}

/// Tables of which every reference is looked up while a snapshot is built.
pub const IN_SNAPSHOT: [Table; 6] =
    [Table::Divisions, Table::Agencies, Table::People, Table::Cases, Table::Assignments, Table::Handoffs];

/// Refuses every row that refers to something that does not exist, in order of dependency, so that rows that refer
/// to refused rows are refused too. Without `groups`, what the rows of [`IN_SNAPSHOT`] refer to is not looked up.
///
/// # Errors
/// When what is known cannot be read.
pub fn check(
    tables: &Tables,
    groups: Option<&CaseGroups<'_>>,
    references: &References<'_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    for table in Table::ALL {
        let is_settled = groups.is_none() && IN_SNAPSHOT.contains(&table);
        if !is_settled {
            settle(table, tables, (groups, references), verdicts, rejects)?;
        }
        match table {
            Table::Divisions => check_levels(tables, references, verdicts, rejects)?,
            Table::Agencies => check_circles(tables, references, verdicts, rejects)?,
            Table::Cases
            | Table::People
            | Table::Mediators
            | Table::Assignments
            | Table::Handoffs
            | Table::CaseEvents
            | Table::Parties
            | Table::Screenings
            | Table::Rosters
            | Table::Tasks
            | Table::Meetings
            | Table::Links => {}
        }
        if let Some(groups) = groups.filter(|_| table == Table::Cases) {
            check_cases(tables, groups, references, verdicts, rejects)?;
        }
        if !is_settled && !columns_to(table, |to| to == table).is_empty() {
            settle(table, tables, (groups, references), verdicts, rejects)?;
        }
    }
    Ok(())
}

/// Columns of `table` that refer to a table for which `wanted` holds, and that table.
pub(super) fn columns_to(table: Table, wanted: impl Fn(Table) -> bool) -> Vec<(usize, Table)> {
    let columns = (0..).zip(table.spec().columns).filter_map(|(c, column)| match column.kind {
        CellKind::Ref(to) => Some((c, to)),
        CellKind::Id
        | CellKind::Text
        | CellKind::Bool
        | CellKind::Integer
        | CellKind::Date
        | CellKind::Instant
        | CellKind::Word(_) => None,
    });
    columns.filter(|&(_, to)| wanted(to)).collect()
}

/// Where references are looked up: in the call, by case where its rows are grouped, and in what is known.
type Lookup<'l, 't, 'k> = (Option<&'l CaseGroups<'t>>, &'l References<'t, 'k>);

/// Refuses the rows of `table` that refer to nothing, then those that refer to a refused row of `table` itself, and
/// so on, looking at each row once.
fn settle(
    table: Table,
    tables: &Tables,
    (groups, references): Lookup<'_, '_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    // Rows that are grouped by case are looked at case by case.
    let by_case = groups.is_some() && matches!(table, Table::Handoffs | Table::CaseEvents | Table::Parties);
    let columns = columns_to(table, |to| !(by_case && to == Table::Cases));
    let mut refused = check_table(table, &columns, tables, references, verdicts, rejects)?;
    let own = columns_to(table, |to| to == table);
    if refused.is_empty() || own.is_empty() {
        return Ok(());
    }
    let mut referring: HashMap<&[u8], Vec<(RowAt, usize)>> = HashMap::new();
    for (at, row) in tables.rows(table) {
        for &(column, _) in &own {
            referring.entry(row.cell(column)).or_default().push((at, column));
        }
    }
    while !refused.is_empty() {
        let mut next: Vec<(RowAt, usize)> = Vec::new();
        for at in refused {
            let id = tables.row(table, at).cell(0);
            if !references.exists(verdicts, table, id)? {
                next.extend(referring.get(id).into_iter().flatten());
            }
        }
        next.sort_unstable();
        next.dedup_by_key(|(at, _)| *at);
        next.retain(|&(at, _)| verdicts.get(table, at) != Verdict::Bad);
        for &(at, column) in &next {
            let reason = Reason::Unknown { table: table.name() };
            verdicts.refuse(tables, rejects, table, at, Some(column), reason);
        }
        refused = next.into_iter().map(|(at, _)| at).collect();
    }
    Ok(())
}

/// Refuses the rows of `table` of which one of `columns` refers to nothing, and gives them.
fn check_table(
    table: Table,
    columns: &[(usize, Table)],
    tables: &Tables,
    references: &References<'_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<Vec<RowAt>, AppError> {
    let judged: &Verdicts = verdicts;
    let found: Vec<Vec<Dangling>> = tables
        .blocks(table)
        .par_iter()
        .enumerate()
        .map(|(block, rows)| {
            let mut found = Vec::new();
            for index in 0..rows.len() {
                let at = RowAt::new(block, index);
                if judged.get(table, at) != Verdict::Bad {
                    let missing = missing(rows.row(index), columns, references, judged)?;
                    if missing != 0 {
                        found.push(Dangling { at, missing });
                    }
                }
            }
            Ok(found)
        })
        .collect::<Result<_, AppError>>()?;
    let mut refused = Vec::new();
    for Dangling { at, missing } in found.into_iter().flatten() {
        verdicts.refuse_for(tables, rejects, table, at, faults(columns, missing));
        refused.push(at);
    }
    Ok(refused)
}

/// A row that refers to nothing. Millions may be found before the first is refused, so it is small and owns nothing; its
/// reasons are made when it is refused.
struct Dangling {
    at: RowAt,
    /// As [`missing`] gives it.
    missing: u16,
}

const _: () = assert!(size_of::<Dangling>() <= 12 && !std::mem::needs_drop::<Dangling>());

/// Those of `columns` of which `missing` has the bit, with the reason.
fn faults(columns: &[(usize, Table)], missing: u16) -> Vec<FaultAt> {
    let faulty = (0u32..).zip(columns).filter(|(bit, _)| (missing >> bit) & 1 == 1);
    faulty.map(|(_, &(column, to))| (Some(column), Reason::Unknown { table: to.name() })).collect()
}

/// In which of `columns` `row` refers to nothing: a bit for each, the lowest for the first.
fn missing(
    row: Row<'_>,
    columns: &[(usize, Table)],
    references: &References<'_, '_>,
    verdicts: &Verdicts,
) -> Result<u16, AppError> {
    let mut missing = 0;
    for (bit, &(column, to)) in (0u32..).zip(columns) {
        let id = row.cell(column);
        if !id.is_empty() && !references.exists(verdicts, to, id)? {
            missing |= 1 << bit;
        }
    }
    Ok(missing)
}

/// Refuses the handoffs, events and parties of cases that are neither good rows of the call nor known. One look per
/// case instead of one per row: millions of handoffs lie scattered over their cases.
fn check_cases(
    tables: &Tables,
    groups: &CaseGroups<'_>,
    references: &References<'_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    let judged: &Verdicts = verdicts;
    let lost: Vec<Vec<CaseRow>> = groups
        .par_groups()
        .map(|group| {
            let mut rows = group.clone().peekable();
            let case = rows.peek().map_or(0, |r| r.case);
            if rows.any(|r| r.table == Table::Cases && judged.get(r.table, r.at) != Verdict::Bad) {
                return Ok(Vec::new());
            }
            if references.is_known(Table::Cases, groups.ids[case as usize])? {
                return Ok(Vec::new());
            }
            Ok(group
                .filter(|r| r.table != Table::Cases && judged.get(r.table, r.at) != Verdict::Bad)
                .collect())
        })
        .collect::<Result<_, AppError>>()?;
    for row in lost.into_iter().flatten() {
        // The case is the first column of each of these tables.
        let mut told = vec![(Some(0), Reason::Unknown { table: Table::Cases.name() })];
        let others = columns_to(row.table, |to| to != Table::Cases);
        let missing = missing(tables.row(row.table, row.at), &others, references, verdicts)?;
        told.extend(faults(&others, missing));
        verdicts.refuse_for(tables, rejects, row.table, row.at, told);
    }
    Ok(())
}

/// A child division's level is strictly below its parent's, which also rules out circles.
fn check_levels(
    tables: &Tables,
    references: &References<'_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    let rank = |level: &[u8]| LEVELS.iter().position(|l| l.as_bytes() == level);
    for (at, row) in tables.rows(Table::Divisions) {
        let own = row.cell(divisions::CODE);
        let parent =
            references.cell_of((tables, &*verdicts), Table::Divisions, own, divisions::PARENT_CODE)?;
        if parent.is_empty() || verdicts.get(Table::Divisions, at) == Verdict::Bad {
            continue;
        }
        let level = references.cell_of((tables, &*verdicts), Table::Divisions, &parent, divisions::LEVEL)?;
        if rank(row.cell(divisions::LEVEL)) <= rank(&level) {
            let reason = Reason::Level { parent: String::from_utf8_lossy(&level).into_owned() };
            verdicts.refuse(tables, rejects, Table::Divisions, at, Some(divisions::LEVEL), reason);
        }
    }
    Ok(())
}

/// Refuses the agencies of the call whose superiors run in a circle.
fn check_circles(
    tables: &Tables,
    references: &References<'_, '_>,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    /// How far the walk upwards has come with an agency.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Walk {
        Under(u32),
        Clear,
    }
    let mut walked: HashMap<Vec<u8>, Walk> = HashMap::new();
    for (number, (_, row)) in (0u32..).zip(tables.rows(Table::Agencies)) {
        let mut path: Vec<Vec<u8>> = Vec::new();
        let mut id = row.cell(agencies::ID).to_vec();
        while !id.is_empty() {
            match walked.get(&id) {
                None => {}
                Some(Walk::Under(walk)) if *walk == number => {
                    let start = path.iter().position(|p| *p == id).unwrap_or(0);
                    for member in &path[start..] {
                        let at = references.ids.find(Table::Agencies, member);
                        // What says what is known makes no circle.
                        let at = at.filter(|at| verdicts.get(Table::Agencies, *at) != Verdict::Same);
                        if let Some(at) = at {
                            let column = Some(agencies::PARENT_ID);
                            verdicts.refuse(tables, rejects, Table::Agencies, at, column, Reason::Circle);
                        }
                    }
                    break;
                }
                Some(_) => break,
            }
            walked.insert(id.clone(), Walk::Under(number));
            path.push(id.clone());
            id = references.cell_of((tables, &*verdicts), Table::Agencies, &id, agencies::PARENT_ID)?;
        }
        for member in path {
            walked.insert(member, Walk::Clear);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_that_refers_has_a_bit() {
        for table in Table::ALL {
            let columns = columns_to(table, |_| true);
            assert!(columns.len() <= u16::BITS as usize, "{table}");
            for (bit, (column, to)) in columns.iter().enumerate() {
                let one = faults(&columns, 1 << bit);
                assert_eq!(one, [(Some(*column), Reason::Unknown { table: to.name() })], "{table}");
            }
            assert_eq!(faults(&columns, 0), []);
            assert_eq!(faults(&columns, u16::MAX).len(), columns.len());
        }
    }
}
