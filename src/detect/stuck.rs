//! `stuck`: handoffs that nobody signs for.
//!
//! **Meaning.** Handoffs of cases that are not closed, not received, waiting longer than `wait_hours_max`. The wait
//! is charged to the unit it was sent to: not signing for a dispatch stops no clock (Regulation on the Work of
//! Complaint Letters and Visits, 2022, articles 22 and 23, on transfer and acceptance). Order: wait downwards, then
//! case, then seq.
//!
//! **Worked case.** At noon on 4 May, with a limit of 72 hours: sent to B on 1 May at 11:59:59 and not received, it
//! has waited 72 hours and a second and is stuck; sent at 12:00:00 it has waited 72 hours and is not. Received, or in
//! a case that has been closed, it is not stuck however long ago it was sent.

use rayon::prelude::*;

use super::world::HopAt;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// A handoff that is not received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Its case.
    pub case: CaseIdx,
    /// Its number within the case.
    pub seq: u32,
    /// Who sent it.
    pub from: AgencyIdx,
    /// Who has not received it.
    pub to: AgencyIdx,
    /// How long it has waited, in seconds.
    pub wait_s: u32,
}

/// The stuck handoffs of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Waiting(Vec<Stuck>);

impl Waiting {
    /// Takes in `hop` of `case`, which is stuck.
    #[inline]
    pub(super) fn see(&mut self, snapshot: &Snapshot, case: CaseIdx, hop: &HopAt) {
        let seq = snapshot.hops().seq(hop.hop);
        self.0.push(Stuck { case, seq, from: hop.from, to: hop.to, wait_s: hop.wait_s });
    }
}

/// The stuck handoffs, the longest wait first.
pub(super) fn rows(snapshot: &Snapshot, parts: Vec<Waiting>) -> Vec<Stuck> {
    let keyed = |row: Stuck| (!row.wait_s, snapshot.cases().rank(row.case), row);
    let mut found: Vec<(u32, u32, Stuck)> =
        parts.into_par_iter().flat_map_iter(|part| part.0.into_iter().map(keyed)).collect();
    found.par_sort_unstable_by_key(|(longest_first, rank, row)| (*longest_first, *rank, row.seq));
    found.into_par_iter().map(|(_, _, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};

    #[test]
    fn the_worked_case() {
        let cases = "7,v,k,2026-05-01,\n10,v,k,2026-05-01,\n9,v,k,2026-05-01,2026-05-03";
        let hops = "10,2,A,B,2026-05-01 11:59:59,,
            10,1,A,C,2026-05-01 11:59:59,,
            10,3,A,B,2026-05-01 12:00:00,,
            10,4,A,B,2026-05-01 01:00:00,2026-05-04 11:00:00,
            10,5,A,B,2026-05-01 01:00:00,2026-05-04 12:00:01,
            9,1,A,B,2026-05-01,,
            7,1,A,B,2026-05-01 11:59:59,,";
        let snapshot = case_world(cases, hops);
        let stuck = swept(&snapshot, &playbook(), "2026-05-04 12:00:00").stuck.unwrap();
        let shown: Vec<(&str, u32, &str, u32)> = stuck
            .iter()
            .map(|r| (snapshot.cases().id(r.case), r.seq, snapshot.agencies().id(r.to), r.wait_s))
            .collect();
        let limit = 72 * 3600;
        assert_eq!(
            shown,
            [
                ("10", 5, "B", limit + 11 * 3600),
                ("7", 1, "B", limit + 1),
                ("10", 1, "C", limit + 1),
                ("10", 2, "B", limit + 1)
            ],
            "received a second later counts as not received; equal waits by case, then seq"
        );
    }
}
