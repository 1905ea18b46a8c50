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
//! **How.** An arrow that closes a circle leads to an agency that has sent the case on before. One bit an agency tells
//! most cases that have no such arrow; of the others a table of who reaches whom, in words of 64 bits, is closed on
//! the stack. A case with more agencies than a word has bits goes through petgraph. Looking first which agencies
//! share a strongly connected set of the whole handoff network would be exact too, but in networks as they are almost
//! all of them do, so it tells next to nothing apart.

use std::cmp::Reverse;

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
    agencies: Vec<AgencyIdx>,
    rows: Vec<Row>,
}

/// Where a ring's agencies stand, and of how many cases it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    start: usize,
    end: usize,
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

    /// The rings in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Ring<'_>> {
        self.rows.iter().map(|row| Ring { agencies: &self.agencies[row.start..row.end], cases: row.cases })
    }
}

/// The rings of the cases of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// The agencies of all rings, case by case.
    agencies: Vec<AgencyIdx>,
    /// Where each ring ends in `agencies`.
    ends: Vec<usize>,
    /// Which agencies have sent the present case on, one bit for those of equal low bits.
    senders: u64,
    /// How many hops of the present case were seen.
    hops: u32,
    /// Whether the present case may have gone to an agency that had sent it on.
    may_return: bool,
}

impl Rounds {
    /// Takes in a hop of the present case.
    #[inline]
    pub(super) fn see(&mut self, hop: &HopAt) {
        self.may_return |= self.senders >> (hop.to.get() % u64::BITS) & 1 == 1;
        self.senders |= 1 << (hop.from.get() % u64::BITS);
        self.hops += 1;
    }

    /// Ends the present case, whose hops `hops` gives.
    #[inline]
    pub(super) fn end_case<I: Iterator<Item = HopAt> + Clone>(&mut self, hops: impl Fn() -> I) {
        if self.may_return && AGENCIES_MIN <= self.hops {
            self.find(hops());
        }
        (self.senders, self.hops, self.may_return) = (0, 0, false);
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

/// The rings of all parts, grouped by set.
pub(super) fn rows(parts: &[&Rounds]) -> Rings {
    let mut sets: Vec<&[AgencyIdx]> = Vec::with_capacity(parts.iter().map(|part| part.ends.len()).sum());
    for part in parts {
        let starts = std::iter::once(&0).chain(&part.ends);
        sets.extend(starts.zip(&part.ends).map(|(&start, &end)| &part.agencies[start..end]));
    }
    sets.par_sort_unstable();
    let mut groups: Vec<(Reverse<u64>, &[AgencyIdx])> =
        sets.chunk_by(|a, b| a == b).map(|same| (Reverse(same.len() as u64), same[0])).collect();
    groups.par_sort_unstable();
    let mut rings = Rings::default();
    for (Reverse(cases), set) in groups {
        let start = rings.agencies.len();
        rings.agencies.extend_from_slice(set);
        rings.rows.push(Row { start, end: rings.agencies.len(), cases });
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::Snapshot;
    use crate::snapshot::testing::snapshot;

    fn found(snapshot: &Snapshot, now: &str) -> Vec<(String, u64)> {
        let rings = swept(snapshot, &playbook(), now).rings.unwrap();
        let ids = |agencies: &[_]| agencies.iter().map(|&a| snapshot.agencies().id(a)).collect::<Vec<_>>();
        rings.iter().map(|ring| (ids(ring.agencies).join(" "), ring.cases)).collect()
    }

    fn rows(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
        expected.iter().map(|&(agencies, cases)| (agencies.to_owned(), cases)).collect()
    }

    const CASES: &str =
        "1,v,k,2026-05-01,\n2,v,k,2026-05-01,2026-05-08\n3,v,k,2026-05-01,\n4,v,k,2026-05-09,";

    #[test]
    fn the_worked_case() {
        let hops = "1,1,A,B,2026-05-01,,
            1,2,B,C,2026-05-01,,
            1,3,C,A,2026-05-01,,
            1,4,A,D,2026-05-01,,
            2,1,B,C,2026-05-01,,
            2,2,C,A,2026-05-01,,
            2,3,A,B,2026-05-03,,
            3,1,A,B,2026-05-01,,
            3,2,B,C,2026-05-01,,
            4,1,A,B,2026-05-09,,
            4,2,B,A,2026-05-09,,
            4,3,B,C,2026-05-09,,
            4,4,C,B,2026-05-09,,";
        let snapshot = case_world(CASES, hops);
        assert_eq!(found(&snapshot, "2026-05-10"), rows(&[("A B C", 3)]));
        assert_eq!(found(&snapshot, "2026-05-03"), rows(&[("A B C", 2)]), "case 4 is not opened yet");
        assert_eq!(found(&snapshot, "2026-05-02"), rows(&[("A B C", 1)]), "case 2 has not come round yet");
    }

    #[test]
    fn a_case_can_go_round_twice_and_sets_are_told_apart() {
        let hops = "1,1,D,B,2026-05-01,,
            1,2,B,C,2026-05-01,,
            1,3,C,D,2026-05-01,,
            3,5,A,B,2026-05-01,,
            3,2,C,A,2026-05-01,,
            3,9,B,C,2026-05-01,,
            3,10,A,D,2026-05-01,,
            2,1,A,B,2026-05-01,,
            2,2,B,C,2026-05-01,,
            2,3,C,A,2026-05-01,,
            2,4,C,D,2026-05-01,,
            2,5,D,B,2026-05-01,,";
        let snapshot = case_world(CASES, hops);
        assert_eq!(found(&snapshot, "2026-05-05"), rows(&[("A B C", 1), ("A B C D", 1), ("B C D", 1)]));
    }

    /// One case round `count` agencies, then round three more.
    fn wide(count: u32) -> Snapshot {
        let all: Vec<String> = (0..count + 3).map(|at| format!("{at}")).collect();
        let mut agencies = "id,name,kind,division_code\n".to_owned();
        all.iter().for_each(|id| agencies.push_str(&format!("{id},x,k,v\n")));
        let mut hops = "case_id,seq,from_agency,to_agency,sent_at\n".to_owned();
        let mut seq = 0;
        for round in [0..count, count..count + 3] {
            for at in round.clone() {
                seq += 1;
                let to = if at + 1 < round.end { at + 1 } else { round.start };
                hops.push_str(&format!("1,{seq},{at},{to},2026-05-01\n"));
            }
        }
        snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, &agencies),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-05-01"),
            (Table::Handoffs, &hops),
        ])
    }

    #[test]
    fn the_number_of_agencies_of_a_case_is_not_bounded() {
        for count in [3, 60, 61, 62, 63, 64, 65, 200] {
            let ids = |agencies: std::ops::Range<u32>| {
                agencies.map(|at| at.to_string()).collect::<Vec<String>>().join(" ")
            };
            let expected = [(ids(0..count), 1), (ids(count..count + 3), 1)];
            assert_eq!(found(&wide(count), "2026-05-05"), expected, "{count}");
        }
    }
}
