//! What an account may import: rows about what it sees, and new things within its scope.
//!
//! To an account, what it does not see is unknown, whether that lies outside its scope or is kept from it. So every
//! look-up of an import goes through [`Guarded`], and a reference to such a thing is refused in the words, and on the
//! way, of a reference to nothing. Only an id cannot be given twice: a row that would take one is refused as unusable,
//! which is told last ([`Tells`]).

pub mod ties;

use std::fmt;

use rayon::prelude::*;

use crate::access::account::Scope;
use crate::access::field::Field;
use crate::app::error::AppError;
use crate::app::import::index::{FaultAt, Verdict, Verdicts};
use crate::app::import::refs::columns_to;
use crate::app::known::Known;
use crate::graph::record::Record;
use crate::intake::reject::Rejects;
use crate::intake::reject::reason::Reason;
use crate::model::rows::{Row, RowAt, Tables};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{CellKind, Sealing, Table, agencies, assignments, cases, divisions, people};

use ties::Ties;

/// What an account sees of a directory.
pub trait Guard: Sync + fmt::Debug {
    /// Whether the account sees the division, agency, person or case of that id; false when there is none. Other kinds are
    /// not asked about: a row of theirs is seen when everything that it refers to is.
    fn sees(&self, kind: SubjectKind, id: &str) -> bool;
    /// Within what new things must be placed.
    fn scope(&self) -> &Scope;
    /// Whether the account sees such fields of what it sees.
    fn shows(&self, field: Field) -> bool;
    /// Whether the account keeps the structure: divisions, agencies, people, pairings, and who answers for these.
    fn keeps_structure(&self) -> bool;
    /// Whether the agency or person of that id is one whom a complaint must not reach the account through: its own unit,
    /// a superior of it, one of their people, or the account's own person.
    fn is_own(&self, kind: SubjectKind, id: &str) -> bool;
    /// Whether complaints against what is own are kept from whoever belongs to the agency of that id, and from who takes it
    /// over: because it is own, took over what is, or has somebody who is.
    fn keeps_own(&self, agency: &str) -> bool;
    /// Whether such complaints, not kept from the known agency or person `id` yet, would be kept from it if it came under the
    /// known agency `to` as well.
    fn would_reach_own(&self, kind: SubjectKind, id: &str, to: &str) -> bool;
    /// Whether the person of that id belongs, or was ever assigned, to the agency of that id.
    fn belongs(&self, person: &str, agency: &str) -> bool;
}

/// Whether `row` says how the world is made and who answers in it, not what happens to a case.
fn is_structure(table: Table, row: Row<'_>) -> bool {
    match table {
        Table::Divisions | Table::Agencies | Table::People | Table::Mediators | Table::Links => true,
        Table::Assignments => row.cell(assignments::CASE_ID).is_empty(),
        Table::Cases
        | Table::Handoffs
        | Table::CaseEvents
        | Table::Parties
        | Table::Screenings
        | Table::Rosters
        | Table::Tasks
        | Table::Meetings => false,
    }
}

/// The field that a column is of, when not everybody sees it.
fn field_of(table: Table, column: usize) -> Option<Field> {
    if table == Table::Cases && matches!(column, cases::AGAINST_AGENCY | cases::AGAINST_PERSON) {
        return Some(Field::Complaints);
    }
    let sealing = table.spec().columns.get(column)?.sealing;
    match (sealing, table) {
        (Sealing::Never, _) => None,
        (_, Table::Parties) => Some(Field::Parties),
        _ => Some(Field::Texts),
    }
}

/// What is known, as far as an account sees it; all of it without a guard.
#[derive(Clone, Copy)]
pub struct Guarded<'a> {
    /// All that is known.
    pub all: &'a dyn Known,
    /// What is seen of it.
    pub guard: Option<&'a dyn Guard>,
    /// When a row may be told that its id is taken.
    pub tells: Tells,
    /// What the call says about who belongs where, once its rows are read.
    pub ties: Option<&'a Ties<'a>>,
}

/// When a row is told that something which the account does not see has its id already. That is a way to ask what there is,
/// so it must not be free: whoever asks hands in what will be stored, and auditors find a record of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// Nothing is stored whatever the rows say.
    Never,
    /// When every row is good otherwise: else nothing would be stored anyway. Of one row only, since nothing is stored then.
    Last,
    /// Good rows are stored although others are refused.
    Always,
}

impl Known for Guarded<'_> {
    fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn record(&self, subject: &Subject) -> Result<Option<Record>, AppError> {
        let Some(guard) = self.guard else { return self.all.record(subject) };
        if is_asked_about(subject.kind) {
            // Unseen and unknown are the same here, in time as well.
            return if guard.sees(subject.kind, &subject.key) { self.all.record(subject) } else { Ok(None) };
        }
        Ok(self.all.record(subject)?.filter(|record| sees_rows(guard, record)))
    }

    fn divisions_below(&self, code: &str) -> Result<Vec<String>, AppError> {
        self.all.divisions_below(code)
    }
}

/// Kinds of which a guard says what is seen.
fn is_asked_about(kind: SubjectKind) -> bool {
    matches!(kind, SubjectKind::Division | SubjectKind::Agency | SubjectKind::Person | SubjectKind::Case)
}

/// Whether every row of `record` belongs to something that is seen, and refers to nothing else.
fn sees_rows(guard: &dyn Guard, record: &Record) -> bool {
    record.rows.iter().all(|(table, row)| {
        let row = row.as_row();
        let columns = columns_to(*table, |_| true);
        let mut filled = columns.iter().filter(|&&(column, _)| !row.cell(column).is_empty()).peekable();
        let is_placed = filled.peek().is_some() || guard.scope().is_whole();
        is_placed && filled.all(|&(column, to)| guard.sees(SubjectKind::of(to), row.text(column)))
    })
}

impl Guarded<'_> {
    /// Whether the known cell `column` of `row` must not be shown: it names what is not seen, or is of a field that is not.
    #[must_use]
    pub fn withholds(&self, table: Table, row: Row<'_>, column: usize) -> bool {
        let Some(guard) = self.guard else { return false };
        let is_unseen = match table.spec().columns.get(column).map(|c| c.kind) {
            Some(CellKind::Ref(to)) => !guard.sees(SubjectKind::of(to), row.text(column)),
            Some(
                CellKind::Id
                | CellKind::Text
                | CellKind::Bool
                | CellKind::Integer
                | CellKind::Date
                | CellKind::Instant
                | CellKind::Word(_),
            )
            | None => false,
        };
        is_unseen || self.conceals(table, column)
    }

    /// Whether the account does not see what known rows say in `column`. Nothing about the known cell may depend on what
    /// such a row says there, not even whether it is the same: that would answer guesses.
    #[must_use]
    pub fn conceals(&self, table: Table, column: usize) -> bool {
        let field = field_of(table, column);
        self.guard.zip(field).is_some_and(|(guard, field)| !guard.shows(field))
    }

    /// Whether correcting the `changed` cells of the known `row` could bring the account out from under what is kept from
    /// it: who its superiors are, what they took over and who belongs to them decides which complaints it must not see.
    #[must_use]
    pub fn protects(&self, table: Table, row: Row<'_>, changed: &[usize]) -> bool {
        let Some(guard) = self.guard else { return false };
        if !is_structure(table, row) {
            return false;
        }
        let subject = Subject::of_row(table, row);
        // Whom a unit is moved away from keeps less from others by that, and is asked only about people.
        let is_of_people = matches!(table, Table::People | Table::Assignments | Table::Links);
        let names_own = |&(column, to): &(usize, Table)| {
            let is_named = changed.contains(&column) || table.spec().key.contains(&column);
            is_named && !row.cell(column).is_empty() && guard.is_own(SubjectKind::of(to), row.text(column))
        };
        guard.is_own(subject.kind, &subject.key)
            || (is_of_people && columns_to(table, |_| true).iter().any(names_own))
    }

    /// Those of the `stated` cells, empty or other so far, of a row known as `old` that would keep complaints against the
    /// account's own unit or its people from others: who takes the unit over, comes to stand under it, or has one of its
    /// people among its own must not see them from then on.
    #[must_use]
    pub fn reaching(&self, table: Table, old: Row<'_>, row: Row<'_>, stated: &[usize]) -> Vec<usize> {
        let Some((guard, ties)) = self.guard.zip(self.ties) else { return Vec::new() };
        let subject = Subject::of_row(table, old);
        let (kind, id) = (subject.kind, &*subject.key);
        let is_reaching = |column: usize| match (table, column) {
            (Table::Agencies, agencies::VALID_TO) => guard.keeps_own(id),
            (Table::Agencies, agencies::SUCCESSOR_ID) if guard.keeps_own(id) => true,
            // Who is taken over belongs from then on to whoever took them over.
            (Table::Agencies, agencies::PARENT_ID | agencies::SUCCESSOR_ID) => {
                ties.would_reach_own(guard, kind, id, row.text(column))
            }
            (Table::People, people::AGENCY_ID) => ties.reaches(guard, id, row.text(column)),
            _ => false,
        };
        stated.iter().copied().filter(|&column| is_reaching(column)).collect()
    }

    /// Refuses rows that reach for what is not the account's to change, and new ones that do not say where they belong. An id
    /// that is taken unseen counts as free here.
    ///
    /// # Errors
    /// When what is known cannot be read.
    pub fn check(
        &self,
        tables: &Tables,
        verdicts: &mut Verdicts,
        rejects: &mut Rejects<'_>,
    ) -> Result<(), AppError> {
        let Some(guard) = self.guard else { return Ok(()) };
        Self::refuse(tables, usize::MAX, verdicts, rejects, |table, columns, row| {
            self.fault(guard, (table, columns), row)
        })
    }

    /// Refuses rows that would take the id of what is not seen, when they may be told so.
    ///
    /// # Errors
    /// When what is known cannot be read.
    pub fn refuse_taken(
        &self,
        tables: &Tables,
        verdicts: &mut Verdicts,
        rejects: &mut Rejects<'_>,
    ) -> Result<(), AppError> {
        let rows_max = match self.tells {
            Tells::Last if rejects.count() == 0 => 1,
            Tells::Never | Tells::Last => 0,
            Tells::Always => usize::MAX,
        };
        let Some(guard) = self.guard.filter(|_| 0 < rows_max && !self.all.is_empty()) else { return Ok(()) };
        Self::refuse(tables, rows_max, verdicts, rejects, |table, columns, row| {
            let is_taken = self.is_taken(guard, (table, columns), row)?;
            Ok(is_taken.then_some((Some(table.spec().key[0]), Reason::Unusable)))
        })
    }

    /// Refuses the rows in which `fault` finds one, the first `rows_max` of them.
    fn refuse(
        tables: &Tables,
        mut rows_max: usize,
        verdicts: &mut Verdicts,
        rejects: &mut Rejects<'_>,
        fault: impl Fn(Table, &[(usize, Table)], Row<'_>) -> Result<Option<FaultAt>, AppError> + Sync,
    ) -> Result<(), AppError> {
        for table in Table::ALL {
            // The rows of a case belong to it and refer to it; the short form of people is among them by now.
            if matches!(table, Table::Handoffs | Table::CaseEvents | Table::Parties | Table::Mediators) {
                continue;
            }
            let (judged, columns): (&Verdicts, _) = (verdicts, columns_to(table, |_| true));
            let found: Vec<Vec<(RowAt, FaultAt)>> = tables
                .blocks(table)
                .par_iter()
                .enumerate()
                .map(|(block, rows)| {
                    let mut found = Vec::new();
                    for index in 0..rows.len() {
                        let at = RowAt::new(block, index);
                        if judged.get(table, at) != Verdict::Bad {
                            let fault = fault(table, &columns, rows.row(index))?;
                            found.extend(fault.map(|fault| (at, fault)));
                        }
                    }
                    Ok(found)
                })
                .collect::<Result<_, AppError>>()?;
            for (at, fault) in found.into_iter().flatten().take(rows_max) {
                rows_max -= 1;
                verdicts.refuse_for(tables, rejects, table, at, vec![fault]);
            }
        }
        Ok(())
    }

    fn fault(
        &self,
        guard: &dyn Guard,
        (table, columns): (Table, &[(usize, Table)]),
        row: Row<'_>,
    ) -> Result<Option<FaultAt>, AppError> {
        let subject = Subject::of_row(table, row);
        if !guard.keeps_structure() && is_structure(table, row) {
            return Ok(Some((None, Reason::Structure)));
        }
        if let Some(column) = self.reaching_tie(guard, table, row) {
            return Ok(Some((Some(column), Reason::OwnUnit)));
        }
        if is_seen_or_refused(guard, (table, columns), row, &subject) {
            return Ok(None);
        }
        let known = if self.all.is_empty() || is_asked_about(subject.kind) {
            None
        } else {
            self.all.record(&subject)?.filter(|record| sees_rows(guard, record))
        };
        if known.is_some() {
            return Ok(None);
        }
        if let Some(column) = unplaced((table, columns), row, guard.scope()) {
            return Ok(Some((Some(column), Reason::Unplaced)));
        }
        // Whoever sees cases by their line would not see this one a moment later.
        let is_out_of_hands = table == Table::Cases
            && guard.scope().line.is_some()
            && self.ties.is_some_and(|ties| !ties.is_in_hands(guard, row.text(cases::ID)));
        Ok(is_out_of_hands.then_some((None, Reason::OutOfHands)))
    }

    /// The column by which `row`, which ties a person to an agency anew, would keep complaints against what is own from
    /// somebody. Known people's own agencies are looked at where they are compared with what is known.
    fn reaching_tie(&self, guard: &dyn Guard, table: Table, row: Row<'_>) -> Option<usize> {
        let is_new_person = || !guard.sees(SubjectKind::Person, row.text(people::ID));
        let (person, agency) = if table == Table::Assignments {
            (assignments::PERSON_ID, assignments::AGENCY_ID)
        } else if table == Table::People && is_new_person() {
            (people::ID, people::AGENCY_ID)
        } else {
            return None;
        };
        let is_reaching = |ties: &Ties<'_>| ties.reaches(guard, row.text(person), row.text(agency));
        self.ties.filter(|ties| !row.cell(agency).is_empty() && is_reaching(ties)).map(|_| agency)
    }

    fn is_taken(
        &self,
        guard: &dyn Guard,
        (table, columns): (Table, &[(usize, Table)]),
        row: Row<'_>,
    ) -> Result<bool, AppError> {
        let subject = Subject::of_row(table, row);
        if is_seen_or_refused(guard, (table, columns), row, &subject) {
            return Ok(false);
        }
        let known = self.all.record(&subject)?;
        Ok(known.is_some_and(|record| is_asked_about(subject.kind) || !sees_rows(guard, &record)))
    }
}

/// Whether what `row` is about, `subject`, is seen, or the row names in its key what is not: that is refused as a reference
/// to nothing, whether there is such a row or not.
fn is_seen_or_refused(
    guard: &dyn Guard,
    (table, columns): (Table, &[(usize, Table)]),
    row: Row<'_>,
    subject: &Subject,
) -> bool {
    let is_unseen = |&(column, to): &(usize, Table)| {
        let is_named = table.spec().key.contains(&column) && !row.cell(column).is_empty();
        is_named && !guard.sees(SubjectKind::of(to), row.text(column))
    };
    (is_asked_about(subject.kind) && guard.sees(subject.kind, &subject.key)) || columns.iter().any(is_unseen)
}

/// The column in which a new `row` should say where it belongs within `scope`, and does not.
fn unplaced((table, columns): (Table, &[(usize, Table)]), row: Row<'_>, scope: &Scope) -> Option<usize> {
    if scope.is_whole() {
        return None;
    }
    let all: &[usize] = match table {
        Table::Divisions => &[divisions::PARENT_CODE],
        Table::Agencies if scope.line.is_some() => &[agencies::DIVISION_CODE, agencies::PARENT_ID],
        Table::Agencies => &[agencies::DIVISION_CODE],
        Table::People | Table::Mediators => &[people::AGENCY_ID],
        Table::Cases | Table::Handoffs | Table::CaseEvents | Table::Parties => &[cases::VILLAGE_CODE],
        // These belong to whatever they refer to, so that one reference will do.
        Table::Assignments
        | Table::Screenings
        | Table::Rosters
        | Table::Tasks
        | Table::Meetings
        | Table::Links => {
            let is_empty = columns.iter().all(|&(column, _)| row.cell(column).is_empty());
            return columns.first().map(|&(column, _)| column).filter(|_| is_empty);
        }
    };
    all.iter().copied().find(|&column| row.cell(column).is_empty())
}

#[cfg(test)]
mod tests;
