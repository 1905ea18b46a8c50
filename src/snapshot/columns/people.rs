//! Columns of people.

use super::super::column_bytes;
use super::super::index::{AgencyIdx, PersonIdx, WordIdx};
use super::super::text::{TextTable, search};
use super::{Validity, positions};
use crate::model::id;

/// People in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub(in crate::snapshot) ids: TextTable,
    pub(in crate::snapshot) names: TextTable,
    pub(in crate::snapshot) kind: Vec<WordIdx>,
    pub(in crate::snapshot) agency: Vec<AgencyIdx>,
    pub(in crate::snapshot) title: Vec<WordIdx>,
    pub(in crate::snapshot) capacity: Vec<u32>,
    pub(in crate::snapshot) team: Vec<WordIdx>,
    /// Empty when nobody was given any.
    pub(in crate::snapshot) stars: Vec<u32>,
    pub(in crate::snapshot) validity: Vec<Validity>,
}

impl People {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind.is_empty()
    }

    /// The person of that id.
    #[must_use]
    pub fn find(&self, person_id: &str) -> Option<PersonIdx> {
        search(self.len(), |at| id::order(self.ids.get(at), person_id)).map(PersonIdx::new)
    }

    /// Their id.
    #[must_use]
    pub fn id(&self, person: PersonIdx) -> &str {
        self.ids.get(person.index())
    }

    /// Their name; may be empty.
    #[must_use]
    pub fn name(&self, person: PersonIdx) -> &str {
        self.names.get(person.index())
    }

    /// Their kind; none only when the row left it empty.
    #[must_use]
    pub fn kind(&self, person: PersonIdx) -> Option<WordIdx> {
        self.kind[person.index()].some()
    }

    /// The agency they belong to.
    #[must_use]
    pub fn agency(&self, person: PersonIdx) -> Option<AgencyIdx> {
        self.agency[person.index()].some()
    }

    /// Their title.
    #[must_use]
    pub fn title(&self, person: PersonIdx) -> Option<WordIdx> {
        self.title[person.index()].some()
    }

    /// How many cases they can carry at once; none = never overloaded.
    #[must_use]
    pub fn capacity(&self, person: PersonIdx) -> Option<u32> {
        Some(self.capacity[person.index()]).filter(|&capacity| capacity != u32::MAX)
    }

    /// The stars that somebody gave them.
    #[must_use]
    pub fn stars(&self, person: PersonIdx) -> Option<u32> {
        self.stars.get(person.index()).copied().filter(|&stars| stars != u32::MAX)
    }

    /// Their team.
    #[must_use]
    pub fn team(&self, person: PersonIdx) -> Option<WordIdx> {
        self.team[person.index()].some()
    }

    /// The days on which they serve.
    #[inline]
    #[must_use]
    pub fn validity(&self, person: PersonIdx) -> Validity {
        self.validity[person.index()]
    }

    /// All of them in the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = PersonIdx> + use<> {
        positions(self.len()).map(PersonIdx::new)
    }

    pub(in crate::snapshot) fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.names.memory_bytes()
            + column_bytes(&self.kind)
            + column_bytes(&self.agency)
            + column_bytes(&self.title)
            + column_bytes(&self.capacity)
            + column_bytes(&self.team)
            + column_bytes(&self.stars)
            + column_bytes(&self.validity)
    }
}
