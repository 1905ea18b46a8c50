//! Floor 5: columns in memory that detectors read.
//!
//! A [`Snapshot`] is made whole by [`build::build`] from admitted rows and never changes. Columns are stored apart (one
//! array per cell kind), things that belong together lie together (cases by village, hops by case), and text is
//! packed into one arena per column, so that a sweep streams through memory instead of chasing it.
//!
//! Invariant: an index (`AgencyIdx` and the like) is valid inside the one snapshot that gave it. Divisions, agencies
//! and people are in the order of their identifiers, so the order of indexes is the order of identifiers; cases are
//! in the order of their villages and carry their rank by identifier. Deliberately absent: the present moment (it is
//! an argument of every question), anything sealed, and any way to change a column.

pub mod build;
pub mod columns;
pub mod error;
pub mod events;
mod ids;
pub mod index;
pub mod links;
pub mod reverse;
pub mod side;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
mod without;

use columns::agencies::Agencies;
use columns::cases::{Cases, Hops};
use columns::divisions::Divisions;
use columns::people::People;
use events::Events;
use index::{AgencyIdx, CaseIdx, PersonIdx};
use links::{Assigned, Closings, Complaints, Round};
use reverse::{AssignedTo, Reverse};
use side::Side;
use text::Words;

/// The world as columns, at one position of the ledger.
#[derive(Debug)]
pub struct Snapshot {
    ledger_seq: Option<u64>,
    words: Words,
    divisions: Divisions,
    agencies: Agencies,
    people: People,
    cases: Cases,
    hops: Hops,
    closings: Closings,
    events: Events,
    side: Side,
    complaints: Complaints,
    of_divisions: Assigned,
    of_cases: Assigned,
    of_agencies: Assigned,
    reverse: Reverse,
}

impl Snapshot {
    /// Sequence of the last ledger entry that the snapshot holds; none when it was made from a folder of tables.
    #[must_use]
    pub fn ledger_seq(&self) -> Option<u64> {
        self.ledger_seq
    }

    /// Every kind, role, title and team, each once.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The divisions.
    #[must_use]
    pub fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// The agencies.
    #[must_use]
    pub fn agencies(&self) -> &Agencies {
        &self.agencies
    }

    /// The people who hold responsibility.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.people
    }

    /// The cases.
    #[must_use]
    pub fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The hops (handoffs) of all cases, case by case.
    #[must_use]
    pub fn hops(&self) -> &Hops {
        &self.hops
    }

    /// What happened to cases besides handoffs.
    #[must_use]
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Presence, tasks, meetings, pairings and screening reports.
    #[must_use]
    pub fn side(&self) -> &Side {
        &self.side
    }

    /// Assignments to divisions.
    #[must_use]
    pub fn of_divisions(&self) -> &Assigned {
        &self.of_divisions
    }

    /// Assignments to cases.
    #[must_use]
    pub fn of_cases(&self) -> &Assigned {
        &self.of_cases
    }

    /// Assignments to agencies.
    #[must_use]
    pub fn of_agencies(&self) -> &Assigned {
        &self.of_agencies
    }

    /// From things back to what names them.
    #[must_use]
    pub fn reverse(&self) -> &Reverse {
        &self.reverse
    }

    /// The assignments of `person`, of whatever days: what each is about, and in which row of which assignments it is.
    pub fn duties(&self, person: PersonIdx) -> impl Iterator<Item = (AssignedTo, &Assigned, usize)> + '_ {
        self.reverse.duties(person, [&self.of_divisions, &self.of_cases, &self.of_agencies])
    }

    /// Cases that complain against `agency` itself, against one of its people (by their own agency or an assignment to
    /// it, of whatever days), or against an agency whose matters it took over, ascending, each once.
    #[must_use]
    pub fn complaints(&self, agency: AgencyIdx) -> &[CaseIdx] {
        self.complaints.against(agency)
    }

    /// When `case` was closed, as it stands at second `now`; none while it is open.
    ///
    /// The first of `closed_at` and the `closed` events since the last reopening, all of them up to `now`; what a closing and
    /// a reopening of one second come to, `links::Closing` says.
    #[inline]
    #[must_use]
    pub fn closed_at(&self, case: CaseIdx, now: u32) -> Option<u32> {
        let stated = Some(self.cases.closed[case.index()]).filter(|&at| at <= now);
        if self.closings.is_empty() { stated } else { self.closings.at(case, stated, now) }
    }

    /// The rounds of `case` up to `now`, the first from its opening on.
    #[must_use]
    pub fn rounds(&self, case: CaseIdx, now: u32) -> Vec<Round> {
        let stated = Some(self.cases.closed[case.index()]).filter(|&at| at <= now);
        let mut rounds = Vec::with_capacity(1);
        let marks = self.closings.of(case).map(|(at, reopens)| (at.unix(), reopens));
        links::rounds(stated, marks.take_while(|&(at, _)| at <= now), &mut rounds);
        let opened = self.cases.opened(case);
        // A round that is dated by the day of the opening only began no earlier than the case.
        rounds.iter_mut().for_each(|round| round.start = round.start.max(opened));
        rounds
    }

    /// Bytes of memory held by all columns.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.words.memory_bytes()
            + self.divisions.memory_bytes()
            + self.agencies.memory_bytes()
            + self.people.memory_bytes()
            + self.cases.memory_bytes()
            + self.hops.memory_bytes()
            + self.closings.memory_bytes()
            + self.events.memory_bytes()
            + self.side.memory_bytes()
            + self.complaints.memory_bytes()
            + self.of_divisions.memory_bytes()
            + self.of_cases.memory_bytes()
            + self.of_agencies.memory_bytes()
            + self.reverse.memory_bytes()
    }
}

/// Bytes that the elements of a column have reserved.
fn column_bytes<T>(column: &Vec<T>) -> usize {
    column.capacity() * size_of::<T>()
}
