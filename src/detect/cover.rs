//! Who covers what: the people who validly hold the coverage role.

use crate::model::time::Day;
use crate::playbook::Coverage;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::people::People;
use crate::snapshot::index::{PersonIdx, WordIdx};
use crate::snapshot::links::{Assigned, Assignment};

/// The coverage role on a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover<'a> {
    people: &'a People,
    /// None when no assignment has the role.
    role: Option<WordIdx>,
    today: Day,
}

impl<'a> Cover<'a> {
    /// The role of `coverage` on `today`.
    pub(super) fn new(snapshot: &'a Snapshot, coverage: &Coverage, today: Day) -> Self {
        Self { people: snapshot.people(), role: snapshot.words().find(&coverage.role), today }
    }

    /// The assignments of the role to `target`, valid or not, by person.
    #[inline]
    pub(super) fn assignments(
        self,
        assigned: &'a Assigned,
        target: usize,
    ) -> impl Iterator<Item = Assignment> + 'a {
        assigned.to(target).filter(move |assignment| Some(assignment.role) == self.role)
    }

    /// The distinct people who validly hold the role for `target`: both the assignment and the person are valid.
    #[inline]
    pub(super) fn holders(
        self,
        assigned: &'a Assigned,
        target: usize,
    ) -> impl Iterator<Item = PersonIdx> + 'a {
        let mut last = None;
        let valid = self.assignments(assigned, target).filter(move |assignment| {
            assignment.validity.holds(self.today) && self.people.validity(assignment.person).holds(self.today)
        });
        // Assignments of one role to one target are sorted by person, so repetitions are neighbours.
        valid.map(|assignment| assignment.person).filter(move |&person| last.replace(person) != Some(person))
    }
}
