//! Columns that tie things together: assignments, closings and complaints, each in rows per target (CSR).

use std::ops::Range;

use super::column_bytes;
use super::columns::{NEVER, Validity};
use super::index::{AgencyIdx, CaseIdx, NONE, PersonIdx, WordIdx};
use crate::model::time::Instant;

/// Assignments to things of one kind: by target, then by role, person and first day.
#[derive(Clone, Debug, Default)]
pub struct Assigned {
    /// Where the rows of each target start; empty when there is no row at all.
    pub(super) first: Vec<u32>,
    pub(super) person: Vec<PersonIdx>,
    pub(super) role: Vec<WordIdx>,
    pub(super) validity: Vec<Validity>,
    /// A word, [`SEALED`] or nothing.
    pub(super) basis: Vec<WordIdx>,
}

/// Stands for a basis that was stated about a case: it is sealed, and nothing of it is kept.
pub(super) const SEALED: u32 = NONE - 1;

/// On what basis an assignment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentBasis {
    /// None was stated.
    None,
    /// One was stated about a case: sealed.
    Sealed,
    /// What was named.
    Word(WordIdx),
}

/// One assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Who is responsible.
    pub person: PersonIdx,
    /// In which role.
    pub role: WordIdx,
    /// On which days, by its own dates; the person must be valid too.
    pub validity: Validity,
}

impl Assigned {
    /// How many assignments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// The assignments to the target at position `target`, by role, person and first day.
    #[inline]
    pub fn to(&self, target: usize) -> impl Iterator<Item = Assignment> + '_ {
        let rows = self.rows(target);
        let persons = self.person[rows.clone()].iter();
        let rest = self.role[rows.clone()].iter().zip(&self.validity[rows]);
        persons.zip(rest).map(|(&person, (&role, &validity))| Assignment { person, role, validity })
    }

    /// The rows of the assignments to the target at position `target`.
    #[must_use]
    pub fn rows(&self, target: usize) -> Range<usize> {
        match (self.first.get(target), self.first.get(target + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            (None | Some(_), None) | (None, Some(_)) => 0..0,
        }
    }

    /// The assignment in row `row`.
    #[must_use]
    pub fn row(&self, row: usize) -> Assignment {
        Assignment { person: self.person[row], role: self.role[row], validity: self.validity[row] }
    }

    /// On what basis the assignment in row `row` was made.
    #[must_use]
    pub fn basis(&self, row: usize) -> AssignmentBasis {
        match self.basis[row].get() {
            NONE => AssignmentBasis::None,
            SEALED => AssignmentBasis::Sealed,
            word => AssignmentBasis::Word(WordIdx::new(word)),
        }
    }

    /// The position of the target of row `row`.
    pub(super) fn target_of(&self, row: usize) -> u32 {
        let after = self.first.partition_point(|&first| first as usize <= row);
        u32::try_from(after).unwrap_or(0).saturating_sub(1)
    }

    pub(super) fn memory_bytes(&self) -> usize {
        column_bytes(&self.first)
            + column_bytes(&self.person)
            + column_bytes(&self.role)
            + column_bytes(&self.validity)
            + column_bytes(&self.basis)
    }
}

/// The `closed` and `reopened` events of cases, by case and time.
#[derive(Debug, Default)]
pub struct Closings {
    /// Where the events of each case start; empty when there is no event at all.
    pub(super) first: Vec<u32>,
    pub(super) at: Vec<u32>,
    pub(super) reopens: Vec<bool>,
}

/// Whether a case is closed, and since when: told of its closings and reopenings in order of time, it is the one place
/// that says what they come to ([decision 9](../../docs/decisions/0009-closed-by-row-or-by-event.md)).
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    /// The first closing since the last reopening.
    first: u32,
    /// The latest closing of all.
    latest: u32,
    /// The latest reopening that opened it.
    reopened: u32,
}

impl Default for Closing {
    fn default() -> Self {
        Self { first: NEVER, latest: NEVER, reopened: NEVER }
    }
}

impl Closing {
    /// The case was closed at second `at`; while it is closed already, that changes nothing.
    pub fn close(&mut self, at: u32) {
        self.first = self.first.min(at);
        self.latest = at;
    }

    /// The case was reopened at second `at`, of which the closings are told already. Says whether that opened it: what
    /// is open cannot be reopened. What was closed before is closed again by a closing of the same second; what was open
    /// before was closed by it first, and is open again.
    pub fn reopen(&mut self, at: u32) -> bool {
        let was_closed_before = self.first < at;
        let opens = was_closed_before || (self.first == at && self.reopened != at);
        if opens {
            self.first = if was_closed_before && self.latest == at { at } else { NEVER };
            self.reopened = at;
        }
        opens
    }

    /// Since when it is closed; none while it is open.
    #[must_use]
    pub fn closed(self) -> Option<u32> {
        (self.first != NEVER).then_some(self.first)
    }
}

/// A stretch of a case from its opening, or from a reopening, to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// When it began; 0 for the first, since events may be dated before the opening.
    pub start: u32,
    /// When the case was closed in it; `NEVER` if it was not.
    pub closed: u32,
}

impl Round {
    /// When the case was closed in it; none if it was not.
    #[must_use]
    pub fn closed_at(self) -> Option<u32> {
        (self.closed != NEVER).then_some(self.closed)
    }
}

/// Appends the rounds of a case to `out`: its row says that it was closed at `stated`, and its `marks` in order of time
/// when it was closed (false) and reopened (true).
pub fn rounds(stated: Option<u32>, marks: impl Iterator<Item = (u32, bool)>, out: &mut Vec<Round>) {
    let (mut start, mut closing, mut stated) = (0, Closing::default(), stated);
    for (at, reopens) in marks {
        stated.take_if(|stated| *stated <= at).into_iter().for_each(|stated| closing.close(stated));
        if !reopens {
            closing.close(at);
            continue;
        }
        let closed = closing.closed().unwrap_or(NEVER);
        if closing.reopen(at) {
            out.push(Round { start, closed });
            start = at;
        }
    }
    stated.into_iter().for_each(|stated| closing.close(stated));
    out.push(Round { start, closed: closing.closed().unwrap_or(NEVER) });
}

/// The round of `rounds`, which are those of a case, that second `at` lies in.
#[must_use]
pub fn round_of(rounds: &[Round], at: u32) -> Option<Round> {
    rounds[..rounds.partition_point(|round| round.start <= at)].last().copied()
}

impl Closings {
    /// Whether no case has such an event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// When `case` was closed as it stands at `now`, its row saying `stated` (not after `now`).
    pub(super) fn at(&self, case: CaseIdx, stated: Option<u32>, now: u32) -> Option<u32> {
        let rows = self.first[case.index()] as usize..self.first[case.index() + 1] as usize;
        let events = self.at[rows.clone()].iter().zip(&self.reopens[rows]);
        let mut closing = Closing::default();
        let mut stated = stated;
        for (&at, &reopens) in events.take_while(|&(&at, _)| at <= now) {
            stated.take_if(|stated| *stated <= at).into_iter().for_each(|stated| closing.close(stated));
            if reopens {
                closing.reopen(at);
            } else {
                closing.close(at);
            }
        }
        stated.into_iter().for_each(|stated| closing.close(stated));
        closing.closed()
    }

    /// The events of `case` in order: when, and whether it was reopened (else closed).
    pub fn of(&self, case: CaseIdx) -> impl Iterator<Item = (Instant, bool)> + '_ {
        let rows = match (self.first.get(case.index()), self.first.get(case.index() + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            (None | Some(_), None) | (None, Some(_)) => 0..0,
        };
        rows.filter_map(|row| Some((Instant::from_unix(i64::from(self.at[row]))?, self.reopens[row])))
    }

    pub(super) fn memory_bytes(&self) -> usize {
        column_bytes(&self.first) + column_bytes(&self.at) + column_bytes(&self.reopens)
    }
}

/// Cases by the agency that they complain against, itself, through one of its people or as a successor.
#[derive(Debug, Default)]
pub struct Complaints {
    /// Where the cases against each agency start; empty when no case complains.
    pub(super) first: Vec<u32>,
    pub(super) cases: Vec<CaseIdx>,
}

impl Complaints {
    /// The cases against `agency`, ascending.
    pub(super) fn against(&self, agency: AgencyIdx) -> &[CaseIdx] {
        match (self.first.get(agency.index()), self.first.get(agency.index() + 1)) {
            (Some(&from), Some(&to)) => &self.cases[from as usize..to as usize],
            (None | Some(_), None) | (None, Some(_)) => &[],
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        column_bytes(&self.first) + column_bytes(&self.cases)
    }
}

/// Where the rows of each of `count` targets start, given the rows' targets in ascending order, and one past the
/// last; empty without rows.
pub(super) fn starts(count: usize, targets: impl ExactSizeIterator<Item = u32>) -> Vec<u32> {
    if targets.len() == 0 {
        return Vec::new();
    }
    let mut first = vec![0u32; count + 1];
    for target in targets {
        first[target as usize + 1] += 1;
    }
    for at in 0..count {
        first[at + 1] += first[at];
    }
    first
}
