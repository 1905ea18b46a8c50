//! Rows counted, each once or what belongs to them once.

use crate::playbook::kpis::Distinct;
use crate::snapshot::index::{AgencyIdx, CaseIdx};
use crate::snapshot::side::LinkEnd;

/// What is counted once: numbers that tell units, pairs or cases apart.
type Key = (u64, u64);

/// A count under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    rows: u64,
    keys: Vec<Key>,
}

/// A row that fits, and what belongs to it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// The agency that it belongs to.
    pub(super) unit: Option<AgencyIdx>,
    /// The case that it is about.
    pub(super) case: Option<CaseIdx>,
    /// Its two ends.
    pub(super) ends: Option<(LinkEnd, LinkEnd)>,
}

impl Tally {
    /// Takes in a row. Of what is counted once, a row that lacks it is not counted.
    #[inline]
    pub(super) fn see(&mut self, found: Found, distinct: Option<Distinct>) {
        let key = match distinct {
            None => {
                self.rows += 1;
                return;
            }
            Some(Distinct::Unit) => found.unit.map(|unit| (0, u64::from(unit.get()))),
            Some(Distinct::Case) => found.case.map(|case| (0, u64::from(case.get()))),
            Some(Distinct::Pair) => found.ends.map(|(from, to)| pair(from, to)),
        };
        self.keys.extend(key);
    }

    /// This count and `other` together.
    pub(super) fn joined(mut self, mut other: Self) -> Self {
        self.rows += other.rows;
        self.keys.append(&mut other.keys);
        self
    }

    /// How many there are.
    pub(super) fn total(mut self) -> u64 {
        self.keys.sort_unstable();
        self.keys.dedup();
        self.rows + self.keys.len() as u64
    }
}

/// The same for both ways round.
fn pair(from: LinkEnd, to: LinkEnd) -> Key {
    let number = |end: LinkEnd| match end {
        LinkEnd::Agency(agency) => u64::from(agency.get()),
        LinkEnd::Person(person) => 1 << 32 | u64::from(person.get()),
        LinkEnd::Division(division) => 2 << 32 | u64::from(division.get()),
    };
    let (from, to) = (number(from), number(to));
    (from.min(to), from.max(to))
}
