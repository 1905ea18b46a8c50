//! Assignments, closings and complaints.

use rayon::prelude::*;

use super::super::columns::Validity;
use super::super::columns::agencies::Agencies;
use super::super::error::SnapshotError;
use super::super::index::{AgencyIdx, CaseIdx, NONE, PersonIdx, WordIdx};
use super::super::links::{Assigned, Closings, Complaints, SEALED, starts};
use super::cases::{CaseRow, PlacedCases};
use super::entities::PersonRow;
use super::words::WordIndex;
use super::{Indexes, read};
use crate::model::id_index::IdIndex;
use crate::model::rows::Tables;
use crate::model::table::{Table, assignments, case_events};
use crate::model::time::Zone;

/// An assignment as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct AssignmentRow<'a> {
    /// The role.
    pub(super) role: &'a str,
    /// The basis; empty when none was stated, and when it is about a case and so is sealed.
    pub(super) basis: &'a str,
    sealed: bool,
    kind: usize,
    target: u32,
    person: u32,
    validity: Validity,
}

/// The column of each kind of target: division, case, agency.
const TARGETS: [usize; 3] = [assignments::DIVISION_CODE, assignments::CASE_ID, assignments::AGENCY_ID];

/// Reads the assignments.
pub(super) fn assignments<'a>(
    tables: &'a Tables,
    indexes: &Indexes<'a>,
    cases: &IdIndex<'a>,
) -> Result<Vec<AssignmentRow<'a>>, SnapshotError> {
    let of_kind = [&indexes.divisions, cases, &indexes.agencies];
    read::read(tables, Table::Assignments, |record| {
        let mut named = (0..TARGETS.len()).filter(|&kind| !record.is_empty(TARGETS[kind]));
        let (Some(kind), None) = (named.next(), named.next()) else {
            return Err(record.wrong(assignments::DIVISION_CODE, "the only one of division, case and agency"));
        };
        let sealed = TARGETS[kind] == assignments::CASE_ID && !record.is_empty(assignments::BASIS);
        Ok(AssignmentRow {
            role: record.text(assignments::ROLE)?,
            basis: if sealed { "" } else { record.text(assignments::BASIS)? },
            sealed,
            kind,
            target: record.required(TARGETS[kind], of_kind[kind])?,
            person: record.required(assignments::PERSON_ID, &indexes.people)?,
            validity: record.validity(assignments::VALID_FROM, assignments::VALID_TO)?,
        })
    })
}

/// The assignments to divisions, cases and agencies, of which there are `counts`.
pub(super) fn assigned(
    rows: Vec<AssignmentRow<'_>>,
    counts: [usize; 3],
    words: &WordIndex<'_>,
) -> [Assigned; 3] {
    let basis =
        |row: &AssignmentRow<'_>| if row.sealed { WordIdx::new(SEALED) } else { words.get(row.basis) };
    let mut sorted: Vec<(usize, u32, WordIdx, u32, Validity, WordIdx)> = rows
        .into_par_iter()
        .map(|row| (row.kind, row.target, words.get(row.role), row.person, row.validity, basis(&row)))
        .collect();
    sorted.par_sort_unstable();
    std::array::from_fn(|kind| {
        let from = sorted.partition_point(|row| row.0 < kind);
        let rows = &sorted[from..sorted.partition_point(|row| row.0 <= kind)];
        Assigned {
            first: starts(counts[kind], rows.iter().map(|row| row.1)),
            person: rows.iter().map(|row| PersonIdx::new(row.3)).collect(),
            role: rows.iter().map(|row| row.2).collect(),
            validity: rows.iter().map(|row| row.4).collect(),
            basis: rows.iter().map(|row| row.5).collect(),
        }
    })
}

/// The `closed` and `reopened` events.
pub(super) fn closings(
    tables: &Tables,
    zone: &Zone,
    cases: &PlacedCases<'_>,
) -> Result<Closings, SnapshotError> {
    let mut rows = read::read_some(tables, Table::CaseEvents, |record| {
        let reopens = match record.text(case_events::KIND)? {
            "closed" => false,
            "reopened" => true,
            _ => return Ok(None),
        };
        let case = record.required(case_events::CASE_ID, &cases.index)?;
        Ok(Some((case, record.seconds(case_events::AT, zone)?, reopens)))
    })?;
    rows.par_sort_unstable();
    Ok(Closings {
        first: starts(cases.rows.len(), rows.iter().map(|row| row.0)),
        at: rows.iter().map(|row| row.1).collect(),
        reopens: rows.iter().map(|row| row.2).collect(),
    })
}

/// The cases by the agency that they complain against: itself, one of its people, or an agency whose matters it took
/// over.
pub(super) fn complaints(
    cases: &[CaseRow<'_>],
    people: &[PersonRow<'_>],
    agencies: &Agencies,
    of_agencies: &Assigned,
) -> Complaints {
    let posts = posts_of_accused(cases, agencies, of_agencies);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (case, position) in cases.iter().zip(0u32..) {
        let person = case.against_person;
        let of_person = people.get(person as usize).map_or(NONE, |person| person.agency);
        let assigned = &posts[posts.partition_point(|post| post.0 < person)..];
        let assigned = assigned.iter().take_while(|post| post.0 == person).map(|post| post.1);
        let named = [case.against_agency, of_person].into_iter().filter(|&agency| agency != NONE);
        for agency in named.map(AgencyIdx::new).chain(assigned) {
            pairs.extend(agencies.successors(agency).map(|heir| (heir.get(), position)));
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    Complaints {
        first: starts(agencies.len(), pairs.iter().map(|pair| pair.0)),
        cases: pairs.iter().map(|pair| CaseIdx::new(pair.1)).collect(),
    }
}

/// The people complained against with the agencies that they are, were or will be assigned to, by person.
///
/// Whoever once held a post there has colleagues there, so the days of the assignment do not matter.
fn posts_of_accused(
    cases: &[CaseRow<'_>],
    agencies: &Agencies,
    of_agencies: &Assigned,
) -> Vec<(u32, AgencyIdx)> {
    let mut accused: Vec<u32> = cases.iter().map(|case| case.against_person).collect();
    accused.retain(|&person| person != NONE);
    accused.sort_unstable();
    accused.dedup();
    if accused.is_empty() {
        return Vec::new();
    }
    let posts = agencies
        .iter()
        .flat_map(|agency| of_agencies.to(agency.index()).map(move |post| (post.person.get(), agency)));
    let mut posts: Vec<(u32, AgencyIdx)> =
        posts.filter(|(person, _)| accused.binary_search(person).is_ok()).collect();
    posts.sort_unstable();
    posts
}
