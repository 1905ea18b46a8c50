//! `rings`: sets of three or more agencies round which cases went.
//!
//! **Meaning.** Of each case, open or closed, the graph of its own handoffs: its agencies, with an arrow for each
//! handoff. A strongly connected set of it, one in which the arrows lead from each agency to each other, of at least
//! three agencies is a ring: the case could and did come back after more than one other agency had it. Cases are
//! grouped by set, whatever the order in which they went round. Two agencies that send back and forth are
//! [`super::ping_pong`]; when a third joins both ways, the three are a ring. Whether going round was the agreed way or
//! a passing of the parcel is for people to say. Order: cases downwards, then set, by its least id that differs.
//!
//! **Worked case.** Case 1 goes A to B, B to C, C to A, A to D: the ring A, B, C; D was never come back from. Case 2
//! goes B to C, C to A, A to B: the same ring, now of two cases. Case 3 goes A to B, B to C: no ring. Case 4 goes A to
//! B, B to A, B to C, C to B: two bounces that share B, so a ring of A, B, C as well.
//!
//! **How.** As a rule each handoff starts where the one before it ended, so a case walks. The agencies of a walk in the
//! order in which it met them fall into stretches, each a strongly connected set: a new agency is a stretch of its own,
//! and coming back to one makes all stretches from its own on into one, because the way leads from it to here and now
//! back. That is one look-up a handoff and no graph. A case that does not walk is closed in a table of who reaches
//! whom, in words of 64 bits on the stack; one with more agencies than a word has bits goes through petgraph. Looking
//! first which agencies share a strongly connected set of the whole handoff network would be exact too, but in networks
//! as they are almost all of them do, so it tells next to nothing apart.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use rayon::prelude::*;

use super::world::HopAt;
use crate::snapshot::index::AgencyIdx;

/// The fewest agencies of a ring.
const AGENCIES_MIN: u32 = 3;

/// The most agencies of a case that the table holds: the bits of a word.
const AGENCIES_MAX: usize = 64;

/// The rings, the one of most cases first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rings {
    /// The agencies of the rings of all cases, of which each row points at one.
    agencies: Vec<AgencyIdx>,
    rows: Vec<Row>,
}

/// Where a ring's agencies stand, and of how many cases it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    places: Range<usize>,
    cases: u64,
}

/// Agencies round which cases went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring<'a> {
    /// The agencies, ascending.
    pub agencies: &'a [AgencyIdx],
    /// How many cases went round them.
    pub cases: u64,
}

impl Rings {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Those at `places`, which lie among them.
    #[must_use]
    pub fn at(&self, places: Range<usize>) -> Self {
        let mut kept = Self::default();
        for Row { places, cases } in &self.rows[places] {
            let start = kept.agencies.len();
            kept.agencies.extend_from_slice(&self.agencies[places.clone()]);
            kept.rows.push(Row { places: start..kept.agencies.len(), cases: *cases });
        }
        kept
    }

    /// The rings in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Ring<'_>> {
        self.rows.iter().map(|row| Ring { agencies: &self.agencies[row.places.clone()], cases: row.cases })
    }
}

/// The rings of the cases of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// The agencies of all rings, case by case.
    agencies: Vec<AgencyIdx>,
    /// Where each ring ends in `agencies`.
    ends: Vec<usize>,
    /// The present case.
    walk: Walk,
}

/// The way of a case, as far as each handoff starts where the one before it ended.
#[derive(Debug)]
struct Walk {
    /// The agencies in the order in which they were met.
    met: [AgencyIdx; AGENCIES_MAX],
    count: usize,
    /// At which of them a strongly connected set starts that goes on to the next start.
    starts: u64,
    /// Which agencies were met, one bit for those of equal low bits.
    seen: u64,
    /// Where the case is.
    at: AgencyIdx,
    /// Whether a handoff started elsewhere, or there was no room.
    is_broken: bool,
}

impl Default for Walk {
    fn default() -> Self {
        let nobody = AgencyIdx::new(0);
        Self { met: [nobody; AGENCIES_MAX], count: 0, starts: 0, seen: 0, at: nobody, is_broken: false }
    }
}

impl Walk {
    #[inline]
    fn see(&mut self, hop: &HopAt) {
        if self.count == 0 {
            self.visit(hop.from);
        }
        self.is_broken |= hop.from != self.at;
        self.visit(hop.to);
    }

    #[inline]
    fn visit(&mut self, agency: AgencyIdx) {
        let bit = 1 << (agency.get() % u64::BITS);
        self.at = agency;
        if self.seen & bit != 0
            && let Some(before) = self.met[..self.count].iter().position(|&met| met == agency)
        {
            self.starts &= u64::MAX >> (AGENCIES_MAX - 1 - before);
            return;
        }
        match self.met.get_mut(self.count) {
            Some(place) => *place = agency,
            None => {
                self.is_broken = true;
                return;
            }
        }
        self.starts |= 1 << self.count;
        self.seen |= bit;
        self.count += 1;
    }

    /// Whether there may be a set of three or more.
    #[inline]
    fn may_ring(&self) -> bool {
        self.is_broken || self.starts.count_ones() as usize + 1 < self.count
    }

    /// The sets, by the places of their agencies in `met`.
    fn sets(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = (0..self.count).filter(|&at| self.starts >> at & 1 == 1);
        let ends = starts.clone().skip(1).chain([self.count]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    #[inline]
    fn end(&mut self) {
        (self.count, self.starts, self.seen, self.is_broken) = (0, 0, 0, false);
    }
}

impl Rounds {
    /// Takes in a hop of the present case.
    #[inline]
    pub(super) fn see(&mut self, hop: &HopAt) {
        self.walk.see(hop);
    }

    /// Ends the present case, whose hops `hops` gives.
    #[inline]
    pub(super) fn end_case<I: Iterator<Item = HopAt> + Clone>(&mut self, hops: impl Fn() -> I) {
        if self.walk.may_ring() {
            if self.walk.is_broken {
                self.find(hops());
            } else {
                self.take_walk();
            }
        }
        self.walk.end();
    }

    fn take_walk(&mut self) {
        for set in self.walk.sets().filter(|set| AGENCIES_MIN as usize <= set.len()) {
            self.agencies.extend_from_slice(&self.walk.met[set]);
            seal(&mut self.agencies, &mut self.ends);
        }
    }

    fn find(&mut self, hops: impl Iterator<Item = HopAt> + Clone) {
        let mut table = Reach::default();
        if hops.clone().all(|hop| table.see(&hop)) {
            table.close();
            table.rings(&mut self.agencies, &mut self.ends);
        } else {
            self.find_among_many(hops);
        }
    }

    /// The rings of a case of more agencies than [`Reach`] holds.
    #[cold]
    fn find_among_many(&mut self, hops: impl Iterator<Item = HopAt> + Clone) {
        let mut agencies: Vec<AgencyIdx> = hops.clone().flat_map(|hop| [hop.from, hop.to]).collect();
        agencies.sort_unstable();
        agencies.dedup();
        let at = |agency| u32::try_from(agencies.partition_point(|&a| a < agency)).unwrap_or(u32::MAX);
        let arrows = hops.map(|hop| (at(hop.from), at(hop.to)));
        for set in kosaraju_scc(&DiGraph::<(), ()>::from_edges(arrows)) {
            if AGENCIES_MIN as usize <= set.len() {
                self.agencies.extend(set.iter().map(|node| agencies[node.index()]));
                seal(&mut self.agencies, &mut self.ends);
            }
        }
    }
}

/// Ends a ring whose agencies were just added.
fn seal(agencies: &mut [AgencyIdx], ends: &mut Vec<usize>) {
    agencies[ends.last().copied().unwrap_or(0)..].sort_unstable();
    ends.push(agencies.len());
}

/// Who reaches whom among the agencies of a case.
struct Reach {
    agencies: [AgencyIdx; AGENCIES_MAX],
    count: usize,
    /// Of each agency, the set of those that it reaches.
    to: [u64; AGENCIES_MAX],
}

impl Default for Reach {
    fn default() -> Self {
        Self { agencies: [AgencyIdx::new(0); AGENCIES_MAX], count: 0, to: [0; AGENCIES_MAX] }
    }
}

impl Reach {
    /// Takes `hop` in; says whether there was room.
    #[inline]
    fn see(&mut self, hop: &HopAt) -> bool {
        let (Some(from), Some(to)) = (self.position(hop.from), self.position(hop.to)) else { return false };
        self.to[from] |= 1 << to;
        true
    }

    #[inline]
    fn position(&mut self, agency: AgencyIdx) -> Option<usize> {
        if let Some(at) = self.agencies[..self.count].iter().position(|&known| known == agency) {
            return Some(at);
        }
        let at = self.count;
        *self.agencies.get_mut(at)? = agency;
        self.count += 1;
        Some(at)
    }

    /// Makes reaching pass on: whoever reaches an agency reaches all that it reaches (Warshall, 1962).
    #[inline]
    fn close(&mut self) {
        for through in 0..self.count {
            let beyond = self.to[through];
            for set in &mut self.to[..self.count] {
                if *set >> through & 1 == 1 {
                    *set |= beyond;
                }
            }
        }
    }

    /// Adds the rings to `agencies` and `ends`.
    fn rings(&self, agencies: &mut Vec<AgencyIdx>, ends: &mut Vec<usize>) {
        let mut done = 0u64;
        for one in 0..self.count {
            if done >> one & 1 == 1 || self.to[one].count_ones() < AGENCIES_MIN {
                continue;
            }
            let both_ways = |&other: &usize| self.to[one] >> other & self.to[other] >> one & 1 == 1;
            let set = (0..self.count).filter(both_ways).fold(0u64, |set, other| set | 1 << other);
            done |= set;
            if AGENCIES_MIN <= set.count_ones() {
                agencies.extend((0..self.count).filter(|at| set >> at & 1 == 1).map(|at| self.agencies[at]));
                seal(agencies, ends);
            }
        }
    }
}

/// A ring of one case, with what tells most sets apart before all of their agencies are looked at.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// The first four agencies, each plus one, as two numbers; 0 where there is none, so that a shorter set comes
    /// first.
    first: (u64, u64),
    start: u32,
    end: u32,
}

/// How many agencies `Found::first` holds.
const FIRST: usize = 4;

impl Found {
    fn new(agencies: &[AgencyIdx], start: usize, end: usize) -> Self {
        let mut first = [0; FIRST];
        for (slot, agency) in first.iter_mut().zip(&agencies[start..end]) {
            *slot = u64::from(agency.get()) + 1;
        }
        let place = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            first: (first[0] << 32 | first[1], first[2] << 32 | first[3]),
            start: place(start),
            end: place(end),
        }
    }

    fn places(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    fn rest<'a>(&self, agencies: &'a [AgencyIdx]) -> &'a [AgencyIdx] {
        agencies[self.places()].get(FIRST..).unwrap_or_default()
    }

    #[inline]
    fn order(&self, other: &Self, agencies: &[AgencyIdx]) -> Ordering {
        self.first.cmp(&other.first).then_with(|| self.rest(agencies).cmp(other.rest(agencies)))
    }
}

/// The rings of all parts, grouped by set.
pub(super) fn rows(parts: &[&Rounds]) -> Rings {
    let mut agencies = Vec::with_capacity(parts.iter().map(|part| part.agencies.len()).sum());
    let mut found = Vec::with_capacity(parts.iter().map(|part| part.ends.len()).sum());
    for part in parts {
        let base = agencies.len();
        agencies.extend_from_slice(&part.agencies);
        let starts = std::iter::once(&0).chain(&part.ends);
        let places = starts.zip(&part.ends);
        found.extend(places.map(|(&start, &end)| Found::new(&agencies, base + start, base + end)));
    }
    found.par_sort_unstable_by(|a, b| a.order(b, &agencies));
    let same = |a: &Found, b: &Found| a.order(b, &agencies) == Ordering::Equal;
    let mut rows: Vec<Row> =
        found.chunk_by(same).map(|same| Row { places: same[0].places(), cases: same.len() as u64 }).collect();
    // Stable, so that sets of equally many cases stay in order.
    rows.par_sort_by_key(|row| Reverse(row.cases));
    Rings { agencies, rows }
}

#[cfg(test)]
mod tests;
