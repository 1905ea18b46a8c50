//! `ping_pong`: cases that one agency sent to another and got straight back.
//!
//! **Meaning.** Cases with two consecutive handoffs, by seq, of which the first goes from A to B and the second from
//! B to A; per unordered pair of agencies, in how many cases that happened. Whether the return was justified is for
//! people to say. Order of pairs: cases downwards, then the one id, then the other, the lesser first.
//!
//! **Worked case.** Case 1 goes A to B, B to A, A to B: one case for the pair A and B, although it bounced twice. Case
//! 2 goes A to B, B to C, C to A: a round, no bounce. Case 3 goes A to B, B to A, then C to D, D to C: one case for
//! each of two pairs. In all two cases.

use super::world::HopAt;
use crate::snapshot::index::AgencyIdx;

/// The cases that bounced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PingPong {
    /// How many cases bounced between any two agencies.
    pub cases: u64,
    /// Between which agencies.
    pub pairs: Vec<PingPongPair>,
}

/// Two agencies between which cases bounced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PingPongPair {
    /// The one with the lesser id.
    pub a: AgencyIdx,
    /// The other.
    pub b: AgencyIdx,
    /// How many cases bounced between them.
    pub cases: u64,
}

/// The bounces of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Bounces {
    cases: u64,
    /// Each pair once a case, the lesser agency first.
    pairs: Vec<(AgencyIdx, AgencyIdx)>,
    /// Where the pairs of the present case start in `pairs`.
    case_start: usize,
}

impl Bounces {
    /// Takes in a hop of the present case; `before` says from whom to whom the one before it went, if there is one.
    #[inline]
    pub(super) fn see(&mut self, before: Option<(AgencyIdx, AgencyIdx)>, hop: &HopAt) {
        if before == Some((hop.to, hop.from)) {
            self.pairs.push((hop.from.min(hop.to), hop.from.max(hop.to)));
        }
    }

    /// Ends the present case.
    #[inline]
    pub(super) fn end_case(&mut self) {
        let bounced = &mut self.pairs[self.case_start..];
        if bounced.is_empty() {
            return;
        }
        self.cases += 1;
        bounced.sort_unstable();
        let (start, mut kept) = (self.case_start, self.case_start);
        for at in start..self.pairs.len() {
            if kept == start || self.pairs[at] != self.pairs[kept - 1] {
                self.pairs[kept] = self.pairs[at];
                kept += 1;
            }
        }
        self.pairs.truncate(kept);
        self.case_start = kept;
    }
}

/// The cases that bounced and the pairs they bounced between.
pub(super) fn rows(parts: &[&Bounces]) -> PingPong {
    let mut all: Vec<(AgencyIdx, AgencyIdx)> =
        parts.iter().flat_map(|part| part.pairs.iter().copied()).collect();
    all.sort_unstable();
    let mut pairs: Vec<PingPongPair> = all
        .chunk_by(|x, y| x == y)
        .map(|same| PingPongPair { a: same[0].0, b: same[0].1, cases: same.len() as u64 })
        .collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.cases), pair.a, pair.b));
    PingPong { cases: parts.iter().map(|part| part.cases).sum(), pairs }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};

    fn bounced(hops: &str, now: &str) -> (u64, Vec<(String, String, u64)>) {
        let cases = "1,v,k,2026-05-01,\n2,v,k,2026-05-01,\n3,v,k,2026-05-01,";
        let snapshot = case_world(cases, hops);
        let found = swept(&snapshot, &playbook(), now).ping_pong.unwrap();
        let id = |agency| snapshot.agencies().id(agency).to_owned();
        (found.cases, found.pairs.iter().map(|p| (id(p.a), id(p.b), p.cases)).collect())
    }

    const HOPS: &str = "1,1,B,A,2026-05-01,,
        1,3,A,B,2026-05-02,,
        1,4,B,A,2026-05-03,,
        2,1,A,B,2026-05-01,,
        2,2,B,C,2026-05-01,,
        2,3,C,A,2026-05-01,,
        3,1,A,B,2026-05-01,,
        3,2,B,A,2026-05-01,,
        3,3,C,D,2026-05-01,,
        3,4,D,C,2026-05-04,,";

    #[test]
    fn the_worked_case() {
        let pair = |a: &str, b: &str, cases| (a.to_owned(), b.to_owned(), cases);
        assert_eq!(bounced(HOPS, "2026-05-09"), (2, vec![pair("A", "B", 2), pair("C", "D", 1)]));
        assert_eq!(bounced(HOPS, "2026-05-03"), (2, vec![pair("A", "B", 2)]), "D to C is not sent yet");
        assert_eq!(bounced(HOPS, "2026-05-01"), (1, vec![pair("A", "B", 1)]));
    }

    #[test]
    fn a_hop_that_is_not_sent_yet_does_not_stand_between() {
        let hops = "1,1,A,B,2026-05-01,,\n1,2,B,C,2026-06-01,,\n1,3,B,A,2026-05-02,,";
        assert_eq!(bounced(hops, "2026-05-09").0, 1);
        assert_eq!(bounced(hops, "2026-06-09").0, 0);
    }
}
