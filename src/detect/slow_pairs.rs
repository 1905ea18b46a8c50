//! `slow_pairs`: ordered pairs of agencies between which handoffs wait far longer than handoffs in general.
//!
//! **Meaning.** Of every ordered pair (from, to) with at least `slow_pairs_handoffs_min` handoffs: those whose median
//! wait exceeds `slow_pairs_factor_tenths / 10` times the median wait of all handoffs, with the pair's median and
//! ninth decile and how many of its handoffs are still not received. Medians, because a few forgotten handoffs must
//! not make a pair slow; waits that still run count as long as they have run. Order: median downwards, then from,
//! then to.
//!
//! **Worked case.** Handoffs A to B waited 10, 20 and 60 s, C to D 1, 1, 1, 2 and 2 s. The median of all eight is 2
//! s. With pairs compared from 3 handoffs on and a factor of 2, A to B is slow: median 20, ninth decile 52 (0.8 of
//! the way from 20 to 60). C to D, median 1, is not.
//!
//! **How.** The scan deals (to, wait, open) into one list per sender. A median above the limit needs at least half
//! of the waits above it, so each sender's list is counted first and only the waits of pairs that pass are sorted.

use std::ops::Range;

use rayon::prelude::*;

use super::overall::Overall;
use super::quantile::{Tenths, quantile};

use super::world::HopAt;
use crate::playbook::Thresholds;
use crate::snapshot::index::AgencyIdx;

/// A pair of agencies between which handoffs wait long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowPair {
    /// Who sends.
    pub from: AgencyIdx,
    /// Who receives.
    pub to: AgencyIdx,
    /// How many handoffs went this way.
    pub handoffs: u32,
    /// How many of them are not received.
    pub open: u32,
    /// The median of their waits in seconds.
    pub median: Tenths,
    /// The ninth decile of their waits in seconds.
    pub p90: Tenths,
}

/// One handoff as a sender's list holds it; sorts by receiver, then by wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Sending(u64);

impl Sending {
    #[inline]
    fn new(hop: &HopAt) -> Self {
        Self(u64::from(hop.to.get()) << 33 | u64::from(hop.wait_s) << 1 | u64::from(!hop.received))
    }

    #[inline]
    fn to(self) -> u32 {
        (self.0 >> 33) as u32
    }

    #[inline]
    fn wait_s(self) -> u32 {
        ((self.0 << 31) >> 32) as u32
    }

    fn is_open(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The handoffs of one part of the scan, by sender.
#[derive(Debug)]
pub(super) struct Sendings {
    /// The first sender.
    base: u32,
    /// Where each sender's list starts.
    first: Vec<u32>,
    /// Where each sender's list ends so far.
    end: Vec<u32>,
    all: Vec<Sending>,
    /// How many were taken in.
    seen: usize,
}

impl Sendings {
    /// Room for handoffs of the senders `from`.
    pub(super) fn new(from: &[AgencyIdx]) -> Self {
        let base = from.iter().map(|agency| agency.get()).min().unwrap_or(0);
        let top = from.iter().map(|agency| agency.get()).max().map_or(0, |last| last - base + 1);
        let mut first = vec![0u32; top as usize + 1];
        for agency in from {
            first[(agency.get() - base) as usize + 1] += 1;
        }
        for at in 0..top as usize {
            first[at + 1] += first[at];
        }
        first.pop();
        Self { base, end: first.clone(), first, all: vec![Sending::default(); from.len()], seen: 0 }
    }

    /// Takes `hop` in.
    #[inline]
    pub(super) fn see(&mut self, hop: &HopAt) {
        let end = &mut self.end[(hop.from.get() - self.base) as usize];
        self.all[*end as usize] = Sending::new(hop);
        *end += 1;
        self.seen += 1;
    }

    /// How many handoffs were taken in.
    pub(super) fn len(&self) -> usize {
        self.seen
    }

    /// The waits from `first` to `last` of the handoffs taken in.
    pub(super) fn waits_within(&self, first: u32, last: u32) -> Vec<u32> {
        let mut found = Vec::new();
        if self.seen == self.all.len() {
            pick(&self.all, first, last, &mut found);
            return found;
        }
        // Where a handoff is absent, its place at the end of its sender's list is still empty.
        for (&start, &end) in self.first.iter().zip(&self.end) {
            pick(&self.all[start as usize..end as usize], first, last, &mut found);
        }
        found
    }

    /// Whether any of `senders` may have a list.
    fn has_any(&self, senders: &Range<u32>) -> bool {
        let end = self.base as usize + self.first.len();
        self.base < senders.end && (senders.start as usize) < end
    }

    /// The handoffs of sender `from`.
    fn list(&self, from: u32) -> &[Sending] {
        let at = from.checked_sub(self.base).map(|at| at as usize);
        match at.and_then(|at| self.first.get(at).zip(self.end.get(at))) {
            Some((&first, &end)) => &self.all[first as usize..end as usize],
            None => &[],
        }
    }
}

/// Adds the waits from `first` to `last` among `sendings` to `found`.
fn pick(sendings: &[Sending], first: u32, last: u32, found: &mut Vec<u32>) {
    let within = |sending: &Sending| sending.wait_s().wrapping_sub(first) <= last - first;
    let (groups, rest) = sendings.as_chunks::<16>();
    for group in groups {
        // Few groups have any, and whether one has is a comparison of all at once.
        if group.iter().fold(false, |any, sending| any | within(sending)) {
            found.extend(group.iter().filter(|sending| within(sending)).map(|sending| sending.wait_s()));
        }
    }
    found.extend(rest.iter().filter(|sending| within(sending)).map(|sending| sending.wait_s()));
}

/// Senders that one task compares.
const SENDERS_PER_TASK: u32 = 256;

/// An ordered pair of agencies between which there was a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    /// Who sent.
    pub(super) from: AgencyIdx,
    /// Who was sent to.
    pub(super) to: AgencyIdx,
}

/// What comparing the pairs gives.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// The slow pairs in order.
    pub(super) slow: Vec<SlowPair>,
    /// Every pair once.
    pub(super) ties: Vec<Tie>,
}

/// Compares the pairs among `agency_count` agencies.
pub(super) fn compare(
    parts: &[&Sendings],
    agency_count: usize,
    overall: Overall,
    thresholds: &Thresholds,
) -> Compared {
    let Some(median) = overall.median_wait else {
        return Compared::default();
    };
    let hundredths = median.get() * i64::from(thresholds.slow_pairs_factor_tenths);
    let limit = Limit {
        hundredths,
        whole_s: hundredths.div_euclid(100),
        handoffs_min: thresholds.slow_pairs_handoffs_min.max(1),
    };
    let senders = u32::try_from(agency_count).unwrap_or(u32::MAX);
    let tasks = senders.div_ceil(SENDERS_PER_TASK);
    let of_task = |counts: &mut Counts, task: u32| {
        let from = task * SENDERS_PER_TASK;
        let senders = from..senders.min(from + SENDERS_PER_TASK);
        let near: Vec<&Sendings> =
            parts.iter().copied().filter(|sendings| sendings.has_any(&senders)).collect();
        let (mut sent, mut found) = (Vec::new(), Compared::default());
        for from in senders {
            sent.clear();
            sent.extend(near.iter().map(|sendings| sendings.list(from)));
            pairs_of(from, &sent, counts, limit, &mut found);
        }
        found
    };
    let counts = || Counts { of: vec![(0, 0); agency_count], seen: Vec::new() };
    let found: Vec<Compared> = (0..tasks).into_par_iter().map_init(counts, of_task).collect();
    let mut all = Compared::default();
    for part in found {
        all.slow.extend(part.slow);
        all.ties.extend(part.ties);
    }
    all.slow.par_sort_unstable_by_key(|row| (std::cmp::Reverse(row.median), row.from, row.to));
    all
}

/// What a pair must exceed.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// The median, in hundredths of a second.
    hundredths: i64,
    /// The same in seconds, the rest cut off.
    whole_s: i64,
    /// How many handoffs make a pair comparable.
    handoffs_min: u32,
}

impl Limit {
    /// Whether a wait of whole seconds lies above.
    #[inline]
    fn is_below(self, wait_s: u32) -> bool {
        self.whole_s < i64::from(wait_s)
    }
}

/// Per receiver, how many handoffs there are and how many waited longer than the limit; all 0 between senders.
#[derive(Debug)]
struct Counts {
    of: Vec<(u32, u32)>,
    seen: Vec<u32>,
}

/// Adds the pairs of sender `from`, whose handoffs are `sent`, to `found`.
fn pairs_of(from: u32, sent: &[&[Sending]], counts: &mut Counts, limit: Limit, found: &mut Compared) {
    for list in sent {
        for sending in *list {
            let count = &mut counts.of[sending.to() as usize];
            if count.0 == 0 {
                counts.seen.push(sending.to());
            }
            count.0 += 1;
            count.1 += u32::from(limit.is_below(sending.wait_s()));
        }
    }
    // With fewer than half above the limit, both middle waits cannot lie above it, nor then the median.
    let may_be_slow = |(all, above): (u32, u32)| limit.handoffs_min <= all && all - all / 2 <= above;
    if counts.seen.iter().any(|&to| may_be_slow(counts.of[to as usize])) {
        let mut kept: Vec<Sending> = Vec::new();
        for list in sent {
            kept.extend(list.iter().filter(|sending| may_be_slow(counts.of[sending.to() as usize])));
        }
        kept.sort_unstable();
        let pairs = kept.chunk_by(|a, b| a.to() == b.to());
        found.slow.extend(pairs.filter_map(|pair| slow_pair(from, pair, limit)));
    }
    for to in counts.seen.drain(..) {
        found.ties.push(Tie { from: AgencyIdx::new(from), to: AgencyIdx::new(to) });
        counts.of[to as usize] = (0, 0);
    }
}

/// The row of a pair, whose handoffs are sorted by wait, if it is slow.
fn slow_pair(from: u32, pair: &[Sending], limit: Limit) -> Option<SlowPair> {
    let waits: Vec<u32> = pair.iter().map(|sending| sending.wait_s()).collect();
    let median = quantile(&waits, 5)?;
    if median.get() * 10 <= limit.hundredths {
        return None;
    }
    let open = pair.iter().filter(|sending| sending.is_open()).count();
    Some(SlowPair {
        from: AgencyIdx::new(from),
        to: AgencyIdx::new(pair.first()?.to()),
        handoffs: u32::try_from(waits.len()).ok()?,
        open: u32::try_from(open).ok()?,
        median,
        p90: quantile(&waits, 9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};
    use super::*;

    const HOPS: &str = "1,1,A,B,2026-05-01 00:00:00,2026-05-01 00:00:10,
        1,2,A,B,2026-05-01 00:00:00,2026-05-01 00:00:20,
        1,3,A,B,2026-05-01 00:00:00,,
        2,1,C,D,2026-05-01 00:00:00,2026-05-01 00:00:01,
        2,2,C,D,2026-05-01 00:00:00,2026-05-01 00:00:01,
        2,3,C,D,2026-05-01 00:00:00,2026-05-01 00:00:01,
        2,4,C,D,2026-05-01 00:00:00,2026-05-01 00:00:02,
        2,5,C,D,2026-05-01 00:00:00,2026-05-01 00:00:02,";

    fn slow(handoffs_min: u32, factor_tenths: u32) -> Vec<(String, String, u32, u32, String, String)> {
        let snapshot = case_world("1,v,k,2026-05-01,\n2,v,k,2026-05-01,", HOPS);
        let mut playbook = playbook();
        playbook.thresholds.slow_pairs_handoffs_min = handoffs_min;
        playbook.thresholds.slow_pairs_factor_tenths = factor_tenths;
        let sweep = swept(&snapshot, &playbook, "2026-05-01 00:01:00");
        assert_eq!(sweep.overall.handoffs, 8);
        assert_eq!(sweep.overall.median_wait, Some(Tenths::new(20)));
        let id = |agency| snapshot.agencies().id(agency).to_owned();
        let rows = sweep.slow_pairs.unwrap();
        rows.iter()
            .map(|r| (id(r.from), id(r.to), r.handoffs, r.open, r.median.to_string(), r.p90.to_string()))
            .collect()
    }

    #[test]
    fn the_worked_case() {
        let a_to_b = ("A".into(), "B".into(), 3, 1, "20".into(), "52".into());
        assert_eq!(slow(3, 20), std::slice::from_ref(&a_to_b));
        assert_eq!(slow(3, 99), [a_to_b], "20 > 9.9 x 2");
        assert_eq!(slow(3, 100), [], "20 is not more than 10 x 2");
        assert_eq!(slow(4, 20), [], "too few to compare");
        assert_eq!(slow(3, 4).len(), 2, "1 > 0.4 x 2, slowest first");
    }
}
