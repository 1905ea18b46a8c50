//! `overdue`: cases past a time limit of the playbook.
//!
//! **Meaning.** Every clock of the playbook that has started, was not stopped, and whose last second in time lies before
//! the moment; each of several clocks of one case, and of several handoffs, by itself. How a clock is computed, and that
//! suspended time, what a rule excludes, holidays and extensions are taken into account, is said in [`crate::clocks`].
//! Clocks after which silence counts as consent are never overdue. It is charged to whom the rule names: the holder or
//! addressee of that moment, the sender, who was asked, or who took the case in. Order: the longest past first, then
//! case, then clock in the order of the playbook, then start and seq.
//!
//! **Worked case.** By article 34 of the Regulations on the Work of Complaint Letters and Visits (2022) a matter is
//! handled within 60 days of acceptance. Accepted on 4 August 2026 its 60th day is 3 October, in the holiday of National
//! Day, so that the last day is 8 October: it is overdue from the 9th on, unless it was replied to, closed, suspended, or
//! extended with a reason by then.

use rayon::prelude::*;

use super::parts::parts;
use super::world::World;
use crate::clocks::Past;
use crate::clocks::rules::Rules;
use crate::clocks::trace::CaseTrace;
use crate::playbook::Playbook;
use crate::snapshot::index::CaseIdx;

/// An overdue clock of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The case.
    pub case: CaseIdx,
    /// The clock.
    pub past: Past,
}

/// The overdue clocks of all cases of `world` by the rules of `playbook`, the longest past first.
pub(super) fn rows(world: &World<'_>, playbook: &Playbook) -> Vec<Overdue> {
    if playbook.clocks.is_empty() {
        return Vec::new();
    }
    let rules = Rules::new(playbook, world.snapshot);
    let of_part = |cases: std::ops::Range<u32>| {
        let (mut trace, mut scratch) = (CaseTrace::at(world.moment.now.unix(), &playbook.zone), Vec::new());
        let mut found = Vec::new();
        for case in cases.map(CaseIdx::new).filter(|&case| world.has(case)) {
            trace.fill_from(world.snapshot, case);
            rules.overdue(&trace, &mut scratch, |past| found.push(Overdue { case, past }));
        }
        found
    };
    let mut found: Vec<Overdue> = parts(world).into_par_iter().flat_map_iter(of_part).collect();
    let cases = world.snapshot.cases();
    found.par_sort_unstable_by_key(|Overdue { case, past }| {
        (past.due, cases.rank(*case), past.rule, past.start, past.seq)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, playbook, swept};
    use crate::playbook::Playbook;

    fn found(cases: &str, hops: &str, now: &str) -> Vec<String> {
        let snapshot = case_world(cases, hops);
        let playbook = Playbook { clocks: Playbook::builtin("default").unwrap().clocks, ..playbook() };
        let rows = swept(&snapshot, &playbook, now).overdue.unwrap();
        let told = |row: &super::Overdue| {
            let agency = row.past.charged.map_or("-", |agency| snapshot.agencies().id(agency));
            let (case, clock) =
                (snapshot.cases().id(row.case), &playbook.clocks[usize::from(row.past.rule)].id);
            let seq = row.past.seq.map_or(String::new(), |seq| format!(" {seq}"));
            format!("{case}{seq} {clock} {agency}")
        };
        rows.iter().map(told).collect()
    }

    #[test]
    fn the_longest_past_comes_first_and_each_clock_by_itself() {
        let cases = "7,v,k,2026-05-01,\n10,v,k,2026-05-01,\n9,v,k,2026-05-01,2026-05-03";
        let hops = "10,1,A,B,2026-05-01,2026-05-01 11:59:59,
            10,2,B,C,2026-05-12,,
            7,1,A,B,2026-05-12,,
            9,1,A,B,2026-05-01,,";
        // Signing within 72 hours ran out on the 15th, one unit's share of 15 days on the 16th at 11:59:59.
        let signing = ["7 1 dispatch_sign B", "10 2 dispatch_sign C"];
        assert_eq!(found(cases, hops, "2026-05-16 11:59:59"), signing);
        let all = [signing[0], signing[1], "10 1 hop_handling B"];
        assert_eq!(found(cases, hops, "2026-05-16 12:00:00"), all, "case 9 was closed");
        assert!(found(cases, hops, "2026-05-15 00:00:00").is_empty());
    }

    #[test]
    fn a_case_that_nobody_hands_on_is_past_its_registration() {
        // The 15th day after 1 May is Saturday the 16th: Monday the 18th is the last one.
        let (cases, hops) = ("1,v,k,2026-05-01,\n2,v,k,2026-05-20,", "");
        assert!(found(cases, hops, "2026-05-18 23:59:59").is_empty());
        assert_eq!(found(cases, hops, "2026-05-19"), ["1 registration -", "1 acceptance_notice_direct -"]);
    }

    #[test]
    fn a_playbook_without_clocks_finds_nothing() {
        let snapshot = case_world("1,v,k,2025-05-01,", "1,1,A,B,2025-05-01,,");
        assert_eq!(swept(&snapshot, &playbook(), "2026-05-16").overdue, Some(Vec::new()));
    }
}
