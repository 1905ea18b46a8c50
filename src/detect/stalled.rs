//! `stalled`: handoffs that were signed for and on which nothing has been finished for too long.
//!
//! **Meaning.** Handoffs of cases that are not closed, received and not finished, held longer than `held_days_max`
//! days of 24 hours since they were received. Held time is charged to the unit that received it. Sixty days for the
//! whole of a matter is the outer limit of the law (Regulations on the Work of Complaint Letters and Visits, 2022,
//! article 34); a place says in its playbook after how many days one unit's share of it deserves a look. Order: held
//! time downwards, then case, then seq.
//!
//! **Worked case.** At noon on 16 May, with a limit of 15 days: received by B on 1 May at 11:59:59 and not finished,
//! it has been held 15 days and a second and is stalled; received at 12:00:00 it has been held 15 days and is not.
//! Finished, not received, or in a case that has been closed, it is not stalled however long ago that was. A handoff
//! that was passed on without being finished is stalled all the same: nobody has said that this share is done.

use rayon::prelude::*;

use super::world::{HopAt, World};
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// A handoff that is held too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stalled {
    /// Its case.
    pub case: CaseIdx,
    /// Its number within the case.
    pub seq: u32,
    /// Who received it and has not finished.
    pub agency: AgencyIdx,
    /// For how long it has been held, in seconds.
    pub held_s: u32,
}

/// The stalled handoffs of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Held(Vec<Stalled>);

impl Held {
    /// Takes in `hop` of `case`, which is not closed; the hop is received and not finished.
    #[inline]
    pub(super) fn see(&mut self, world: &World<'_>, case: CaseIdx, hop: &HopAt, held_s_max: u32) {
        let hops = world.snapshot.hops();
        let held_s = world.moment.now.unix().saturating_sub(hops.received[hop.hop.index()]);
        if held_s_max < held_s {
            self.0.push(Stalled { case, seq: hops.seq(hop.hop), agency: hop.to, held_s });
        }
    }
}

/// The stalled handoffs, the longest held first.
pub(super) fn rows(snapshot: &Snapshot, parts: Vec<Held>) -> Vec<Stalled> {
    let keyed = |row: Stalled| (!row.held_s, snapshot.cases().rank(row.case), row);
    let mut found: Vec<(u32, u32, Stalled)> =
        parts.into_par_iter().flat_map_iter(|part| part.0.into_iter().map(keyed)).collect();
    found.par_sort_unstable_by_key(|(longest_first, rank, row)| (*longest_first, *rank, row.seq));
    found.into_par_iter().map(|(_, _, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};

    const DAY_S: u32 = 24 * 3600;

    #[test]
    fn the_worked_case() {
        let cases = "7,v,k,2026-05-01,\n10,v,k,2026-05-01,\n9,v,k,2026-05-01,2026-05-03";
        let hops = "10,1,A,C,2026-04-30,2026-05-01 11:59:59,
            10,2,C,B,2026-04-30,2026-05-01 11:59:59,
            10,3,B,A,2026-04-30,2026-05-01 12:00:00,
            10,4,A,B,2026-04-30,2026-05-01,2026-05-16 12:00:00
            10,5,A,B,2026-04-30,2026-05-01 11:00:00,2026-05-16 12:00:01
            10,6,A,B,2026-04-30,,
            10,7,A,B,2026-04-30,2026-05-16 12:00:01,
            9,1,A,B,2026-05-01,2026-05-01,
            7,1,A,B,2026-04-30,2026-05-01 11:59:59,";
        let snapshot = case_world(cases, hops);
        let stalled = swept(&snapshot, &playbook(), "2026-05-16 12:00:00").stalled.unwrap();
        let shown: Vec<(&str, u32, &str, u32)> = stalled
            .iter()
            .map(|r| (snapshot.cases().id(r.case), r.seq, snapshot.agencies().id(r.agency), r.held_s))
            .collect();
        let limit = 15 * DAY_S;
        assert_eq!(
            shown,
            [
                ("10", 5, "B", limit + 3600),
                ("7", 1, "B", limit + 1),
                ("10", 1, "C", limit + 1),
                ("10", 2, "B", limit + 1)
            ],
            "finished a second later counts as not finished; equal times by case, then seq"
        );
    }

    #[test]
    fn the_playbook_says_how_long_is_too_long() {
        let snapshot = case_world("1,v,k,2026-05-01,", "1,1,A,B,2026-05-01,2026-05-01,");
        let mut playbook = playbook();
        playbook.thresholds.held_days_max = 2;
        let found = |now| swept(&snapshot, &playbook, now).stalled.unwrap().len();
        assert_eq!((found("2026-05-03"), found("2026-05-03 00:00:01")), (0, 1));
    }
}
