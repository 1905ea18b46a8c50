//! Columns of agencies.

use super::super::column_bytes;
use super::super::index::{AgencyIdx, DivisionIdx, WordIdx};
use super::super::text::{TextTable, search};
use super::{Validity, chain, positions};
use crate::model::id;

/// Agencies in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Agencies {
    pub(in crate::snapshot) ids: TextTable,
    pub(in crate::snapshot) names: TextTable,
    pub(in crate::snapshot) kind: Vec<WordIdx>,
    pub(in crate::snapshot) division: Vec<DivisionIdx>,
    pub(in crate::snapshot) parent: Vec<AgencyIdx>,
    pub(in crate::snapshot) supervised_by: Vec<AgencyIdx>,
    pub(in crate::snapshot) coordinates: Vec<bool>,
    pub(in crate::snapshot) successor: Vec<AgencyIdx>,
    pub(in crate::snapshot) validity: Vec<Validity>,
}

impl Agencies {
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

    /// The agency of that id.
    #[must_use]
    pub fn find(&self, agency_id: &str) -> Option<AgencyIdx> {
        search(self.len(), |at| id::order(self.ids.get(at), agency_id)).map(AgencyIdx::new)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self, agency: AgencyIdx) -> &str {
        self.ids.get(agency.index())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self, agency: AgencyIdx) -> &str {
        self.names.get(agency.index())
    }

    /// Its kind; none only when the row left it empty.
    #[must_use]
    pub fn kind(&self, agency: AgencyIdx) -> Option<WordIdx> {
        self.kind[agency.index()].some()
    }

    /// The division it works in.
    #[must_use]
    pub fn division(&self, agency: AgencyIdx) -> Option<DivisionIdx> {
        self.division[agency.index()].some()
    }

    /// Its superior in the vertical sector.
    #[must_use]
    pub fn parent(&self, agency: AgencyIdx) -> Option<AgencyIdx> {
        self.parent[agency.index()].some()
    }

    /// The agency and all its superiors, the nearest first, each once.
    pub fn line(&self, agency: AgencyIdx) -> impl Iterator<Item = AgencyIdx> {
        chain(agency, |a| self.parent(a))
    }

    /// The agency and all that took over its matters after it, the nearest first, each once.
    pub fn successors(&self, agency: AgencyIdx) -> impl Iterator<Item = AgencyIdx> {
        chain(agency, |a| self.successor(a))
    }

    /// The agency that supervises it.
    #[must_use]
    pub fn supervised_by(&self, agency: AgencyIdx) -> Option<AgencyIdx> {
        self.supervised_by[agency.index()].some()
    }

    /// Whether it coordinates its division.
    #[must_use]
    pub fn coordinates(&self, agency: AgencyIdx) -> bool {
        self.coordinates[agency.index()]
    }

    /// The agency that took over its matters.
    #[must_use]
    pub fn successor(&self, agency: AgencyIdx) -> Option<AgencyIdx> {
        self.successor[agency.index()].some()
    }

    /// The days on which it exists.
    #[must_use]
    pub fn validity(&self, agency: AgencyIdx) -> Validity {
        self.validity[agency.index()]
    }

    /// All of them in the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = AgencyIdx> + use<> {
        positions(self.len()).map(AgencyIdx::new)
    }

    pub(in crate::snapshot) fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.names.memory_bytes()
            + column_bytes(&self.kind)
            + column_bytes(&self.division)
            + column_bytes(&self.parent)
            + column_bytes(&self.supervised_by)
            + column_bytes(&self.coordinates)
            + column_bytes(&self.successor)
            + column_bytes(&self.validity)
    }
}
