//! Columns of divisions.

use super::super::column_bytes;
use super::super::index::{DivisionIdx, WordIdx};
use super::super::text::{TextTable, search};
use super::{Validity, chain, positions};
use crate::limits;
use crate::model::id;
use crate::model::table::LEVELS;

/// Level of a division, as an index into [`LEVELS`]: 0 is the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// The level `county`, under which uncovered villages are counted.
    pub const COUNTY: Self = Self(2);

    /// The level of that number, if there is one.
    #[must_use]
    pub fn new(number: usize) -> Option<Self> {
        u8::try_from(number).ok().filter(|_| number < LEVELS.len()).map(Self)
    }

    /// The level of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::new(LEVELS.iter().position(|&level| level == name)?)
    }

    /// Its name: `province`, `city`, ...
    #[must_use]
    pub fn name(self) -> &'static str {
        LEVELS[usize::from(self.0)]
    }
}

/// Divisions in the order of their codes.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    pub(in crate::snapshot) ids: TextTable,
    pub(in crate::snapshot) names: TextTable,
    pub(in crate::snapshot) level: Vec<Level>,
    pub(in crate::snapshot) kind: Vec<WordIdx>,
    pub(in crate::snapshot) parent: Vec<DivisionIdx>,
    pub(in crate::snapshot) successor: Vec<DivisionIdx>,
    pub(in crate::snapshot) validity: Vec<Validity>,
}

impl Divisions {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.level.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.level.is_empty()
    }

    /// The division of that code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<DivisionIdx> {
        search(self.len(), |at| id::order(self.ids.get(at), code)).map(DivisionIdx::new)
    }

    /// Its code.
    #[must_use]
    pub fn id(&self, division: DivisionIdx) -> &str {
        self.ids.get(division.index())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self, division: DivisionIdx) -> &str {
        self.names.get(division.index())
    }

    /// Its level.
    #[must_use]
    pub fn level(&self, division: DivisionIdx) -> Level {
        self.level[division.index()]
    }

    /// Its kind, such as a development zone.
    #[must_use]
    pub fn kind(&self, division: DivisionIdx) -> Option<WordIdx> {
        self.kind[division.index()].some()
    }

    /// The division it lies in.
    #[must_use]
    pub fn parent(&self, division: DivisionIdx) -> Option<DivisionIdx> {
        self.parent[division.index()].some()
    }

    /// The division it was merged into.
    #[must_use]
    pub fn successor(&self, division: DivisionIdx) -> Option<DivisionIdx> {
        self.successor[division.index()].some()
    }

    /// The days on which it exists.
    #[must_use]
    pub fn validity(&self, division: DivisionIdx) -> Validity {
        self.validity[division.index()]
    }

    /// The division and all that it lies in, the nearest first, each once.
    pub fn line(&self, division: DivisionIdx) -> impl Iterator<Item = DivisionIdx> {
        chain(division, |d| self.parent(d))
    }

    /// The nearest division above it that has that level.
    #[must_use]
    pub fn ancestor_at(&self, division: DivisionIdx, level: Level) -> Option<DivisionIdx> {
        let above = std::iter::successors(self.parent(division), |&d| self.parent(d));
        above.take(limits::PARENTS_MAX).find(|&d| self.level(d) == level)
    }

    /// All of them in the order of their codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = DivisionIdx> + use<> {
        positions(self.len()).map(DivisionIdx::new)
    }

    pub(in crate::snapshot) fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + self.names.memory_bytes()
            + column_bytes(&self.level)
            + column_bytes(&self.kind)
            + column_bytes(&self.parent)
            + column_bytes(&self.successor)
            + column_bytes(&self.validity)
    }
}
