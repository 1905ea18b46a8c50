//! The world at a moment: which cases and hops exist, what they waited, what is closed and what is open.
//!
//! Rows that start later than the moment are absent; received, finished and closed times after it count as empty.
//! Every detector reads hops through [`World::hops`], so that these words have one meaning.

use crate::model::time::{Day, Instant, Zone};
use crate::playbook::Thresholds;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::NEVER;
use crate::snapshot::index::{AgencyIdx, CaseIdx, HopIdx};

/// When a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant at which handoffs and cases are seen.
    pub now: Instant,
    /// The date, in the playbook's zone, at which assignments and people are seen.
    pub today: Day,
}

impl Moment {
    /// The moment `now`, whose date is that of `zone`.
    #[must_use]
    pub fn at(now: Instant, zone: &Zone) -> Self {
        Self { now, today: zone.day(now) }
    }
}

/// A snapshot seen at a moment.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The columns.
    pub snapshot: &'a Snapshot,
    /// When it is seen.
    pub moment: Moment,
}

/// A hop that exists at the moment, as it stands then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HopAt {
    /// Where it stands in the columns.
    pub hop: HopIdx,
    /// Who sent it.
    pub from: AgencyIdx,
    /// Who it was sent to.
    pub to: AgencyIdx,
    /// How long it waited to be received, in seconds: until then, until its case was closed, or until the moment.
    pub wait_s: u32,
    /// Whether it was received.
    pub received: bool,
    /// Whether it was finished.
    pub finished: bool,
}

impl HopAt {
    /// Who holds the case by it: the addressee once it has received it, else the sender.
    #[inline]
    #[must_use]
    pub fn holder(&self) -> AgencyIdx {
        if self.received { self.to } else { self.from }
    }
}

impl<'a> World<'a> {
    /// `snapshot` seen at `moment`.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, moment: Moment) -> Self {
        Self { snapshot, moment }
    }

    /// Whether `case` has been opened.
    #[inline]
    #[must_use]
    pub fn has(&self, case: CaseIdx) -> bool {
        self.snapshot.cases().opened(case) <= self.moment.now.unix()
    }

    /// When `case` was closed; none while it is not.
    #[inline]
    #[must_use]
    pub fn closed_at(&self, case: CaseIdx) -> Option<u32> {
        self.snapshot.closed_at(case, self.moment.now.unix())
    }

    /// The hops of `case` that have been sent, by seq; `closed_at` is when the case was closed.
    ///
    /// A hop that was never received waits until `closed_at`, and not at all when it was sent after that.
    #[inline]
    pub fn hops(
        &self,
        case: CaseIdx,
        closed_at: Option<u32>,
    ) -> impl Iterator<Item = HopAt> + Clone + use<'a> {
        let (hops, range) = (self.snapshot.hops(), self.snapshot.cases().hops(case));
        let now = self.moment.now.unix();
        let until = closed_at.unwrap_or(now);
        let first = u32::try_from(range.start).unwrap_or(u32::MAX);
        let agencies = hops.from[range.clone()].iter().zip(&hops.to[range.clone()]);
        let times =
            hops.sent[range.clone()].iter().zip(&hops.received[range.clone()]).zip(&hops.finished[range]);
        (first..).zip(agencies.zip(times)).filter_map(
            move |(hop, ((&from, &to), ((&sent, &received), &finished)))| {
                if now < sent {
                    return None;
                }
                let end = if received <= now { received } else { until };
                Some(HopAt {
                    hop: HopIdx::new(hop),
                    from,
                    to,
                    wait_s: end.saturating_sub(sent),
                    received: received <= now,
                    finished: finished <= now,
                })
            },
        )
    }
}

/// The longest wait that is not yet too long, in seconds.
pub(super) fn wait_s_max(thresholds: &Thresholds) -> u32 {
    thresholds.wait_hours_max.saturating_mul(3600).min(NEVER - 1)
}

/// The longest time that a handoff may be held unfinished, in seconds.
pub(super) fn held_s_max(thresholds: &Thresholds) -> u32 {
    thresholds.held_days_max.saturating_mul(24 * 3600).min(NEVER - 1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, moment};
    use super::*;

    fn waits(cases: &str, handoffs: &str, now: &str) -> Vec<(u32, bool, bool)> {
        let snapshot = case_world(cases, handoffs);
        let world = World::new(&snapshot, moment(now));
        let case = snapshot.cases().find("1").unwrap();
        let hops = world.hops(case, world.closed_at(case));
        hops.filter(|_| world.has(case)).map(|h| (h.wait_s, h.received, h.finished)).collect()
    }

    #[test]
    fn what_comes_after_the_moment_is_absent_or_empty() {
        let case = "1,v,k,2026-05-01 00:00:00,";
        let hop = "1,1,A,B,2026-05-01 00:00:10,2026-05-01 00:01:00,2026-05-01 00:02:00";
        assert_eq!(waits(case, hop, "2026-04-30"), []);
        assert_eq!(waits(case, hop, "2026-05-01 00:00:09"), []);
        assert_eq!(waits(case, hop, "2026-05-01 00:00:10"), [(0, false, false)]);
        assert_eq!(waits(case, hop, "2026-05-01 00:00:59"), [(49, false, false)]);
        assert_eq!(waits(case, hop, "2026-05-01 00:01:00"), [(50, true, false)]);
        assert_eq!(waits(case, hop, "2026-05-01 00:02:00"), [(50, true, true)]);
    }

    #[test]
    fn a_closed_case_ends_the_wait() {
        let hops = "1,1,A,B,2026-05-01 00:00:10,,
            1,2,A,C,2026-05-01 00:05:00,,
            1,3,A,B,2026-05-01 00:00:20,2026-05-01 00:09:20,";
        let closed = "1,v,k,2026-05-01,2026-05-01 00:01:00";
        assert_eq!(
            waits(closed, hops, "2026-05-02"),
            [(50, false, false), (0, false, false), (540, true, false)],
            "waited until the closing; sent after it; received after it"
        );
        assert_eq!(waits(closed, hops, "2026-05-01 00:00:30")[0], (20, false, false), "not closed yet");
    }

    #[test]
    fn a_case_opened_later_is_absent_with_its_hops() {
        assert_eq!(waits("1,v,k,2026-05-03,", "1,1,A,B,2026-05-01,,", "2026-05-02"), []);
    }
}
