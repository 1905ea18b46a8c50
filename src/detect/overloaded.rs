//! `overloaded`: people who carry more open cases than they can.
//!
//! **Meaning.** A person's load is the sum, over the divisions where they validly hold the coverage role, of the open
//! cases there divided by the number of distinct valid holders there; plus the cases to which they are themselves
//! validly assigned in that role, each divided by the number of people so assigned. A case with a mediator of its own
//! counts for that one only, not for its village. A case is open when it has been opened, is not closed, and has no
//! handoff or its last one (highest seq) is not finished. Those whose load exceeds their capacity are found; people
//! without a capacity never are. Loads are exact fractions. Order: excess over capacity downwards, then person.
//!
//! **Worked case.** v has three open cases, shared by p and q; one of them is assigned to p alone. So two cases are
//! shared: p carries 1/2 + 1/2 + 1 = 2, q carries 1. With a capacity of 1 each, p is overloaded and q is not.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::cover::Cover;
use super::fraction::Fraction;
use crate::model::time::Day;
use crate::playbook::Coverage;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{CaseIdx, DivisionIdx, PersonIdx};

/// A person who carries more than they can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overloaded {
    /// The person.
    pub person: PersonIdx,
    /// What they carry, in cases.
    pub load: Fraction,
    /// What they can carry, in cases.
    pub capacity: u32,
}

/// The open cases of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct OpenCases {
    /// Open cases without assignments of their own, per village; a village may come more than once.
    villages: Vec<(DivisionIdx, u32)>,
    /// Open cases that have assignments of their own, in whatever role.
    assigned: Vec<CaseIdx>,
}

impl OpenCases {
    /// Takes in `case`, which is open.
    #[inline]
    pub(super) fn see(&mut self, snapshot: &Snapshot, case: CaseIdx) {
        if !snapshot.of_cases().is_empty() && snapshot.of_cases().to(case.index()).next().is_some() {
            self.assigned.push(case);
        } else {
            self.count(snapshot.cases().village(case));
        }
    }

    fn count(&mut self, village: DivisionIdx) {
        match self.villages.last_mut() {
            Some(last) if last.0 == village => last.1 += 1,
            Some(_) | None => self.villages.push((village, 1)),
        }
    }
}

/// That many cases are shared by that many people, of whom this is one.
type Share = (PersonIdx, u32, u32);

/// The overloaded people.
pub(super) fn rows(
    snapshot: &Snapshot,
    coverage: &Coverage,
    today: Day,
    parts: &[&OpenCases],
) -> Vec<Overloaded> {
    let cover = Cover::new(snapshot, coverage, today);
    let of_part = |open_cases: &&OpenCases| {
        let mut shares = Vec::new();
        let mut left = OpenCases::default();
        for case in &open_cases.assigned {
            if !share(snapshot, cover.holders(snapshot.of_cases(), case.index()), 1, &mut shares) {
                left.count(snapshot.cases().village(*case));
            }
        }
        for &(village, open) in open_cases.villages.iter().chain(&left.villages) {
            share(snapshot, cover.holders(snapshot.of_divisions(), village.index()), open, &mut shares);
        }
        shares
    };
    let mut shares: Vec<Share> = parts.par_iter().flat_map_iter(of_part).collect();
    shares.par_sort_unstable_by_key(|&(person, people, open)| (person, people, open));
    let mut rows: Vec<Overloaded> =
        shares.par_chunk_by(|a, b| a.0 == b.0).filter_map(|shares| overload(snapshot, shares)).collect();
    rows.par_sort_unstable_by(|a, b| match b.load.cmp_excess(b.capacity, &a.load, a.capacity) {
        Ordering::Equal => a.person.cmp(&b.person),
        unequal @ (Ordering::Less | Ordering::Greater) => unequal,
    });
    rows
}

/// Shares `open` cases among `holders`; says whether there was anyone.
fn share(
    snapshot: &Snapshot,
    holders: impl Iterator<Item = PersonIdx>,
    open: u32,
    shares: &mut Vec<Share>,
) -> bool {
    let start = shares.len();
    shares.extend(holders.map(|person| (person, 0, open)));
    let people = u32::try_from(shares.len() - start).unwrap_or(u32::MAX);
    for share in &mut shares[start..] {
        share.1 = people;
    }
    let mut kept = start;
    for at in start..shares.len() {
        // People without a capacity are never overloaded, so what they carry need not be added up.
        if snapshot.people().capacity(shares[at].0).is_some() {
            shares[kept] = shares[at];
            kept += 1;
        }
    }
    shares.truncate(kept);
    0 < people
}

/// The row of the person whose shares these are, sorted by the number of people, if they carry too much.
fn overload(snapshot: &Snapshot, shares: &[Share]) -> Option<Overloaded> {
    let person = shares.first()?.0;
    let capacity = snapshot.people().capacity(person)?;
    let mut load = Fraction::zero();
    for same in shares.chunk_by(|a, b| a.1 == b.1) {
        load.add(same.iter().map(|share| u64::from(share.2)).sum(), u64::from(same[0].1));
    }
    (load.cmp_whole(capacity) == Ordering::Greater).then_some(Overloaded { person, load, capacity })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    fn loads(cases: &str, handoffs: &str, assignments: &str) -> Vec<(String, String, u32)> {
        let snapshot = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nv,c,village,村\nw,c,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nA,a,k,c\nB,b,k,c"),
            (
                Table::People,
                "id,kind,capacity,valid_to\np,mediator,1,\nq,mediator,1,\nr,mediator,,\ngone,mediator,0,2026-07-01",
            ),
            (Table::Cases, &format!("id,village_code,kind,opened_at,closed_at\n{cases}")),
            (
                Table::Handoffs,
                &format!("case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n{handoffs}"),
            ),
            (
                Table::Assignments,
                &format!("person_id,division_code,case_id,role,valid_from,valid_to\n{assignments}"),
            ),
        ]);
        let rows = swept(&snapshot, &playbook(), "2026-07-01").overloaded.unwrap();
        rows.iter()
            .map(|r| (snapshot.people().id(r.person).to_owned(), r.load.to_decimal(), r.capacity))
            .collect()
    }

    const SHARED: &str = "p,v,,mediator,2026-01-01,
        q,v,,mediator,2026-01-01,
        p,v,,mediator,2026-02-01,";

    fn row(person: &str, load: &str) -> (String, String, u32) {
        (person.to_owned(), load.to_owned(), 1)
    }

    #[test]
    fn the_worked_case() {
        let cases = "1,v,k,2026-06-01,\n2,v,k,2026-06-01,\n3,v,k,2026-06-01,";
        let own = format!("{SHARED}\np,,3,mediator,2026-01-01,");
        assert_eq!(loads(cases, "", &own), [row("p", "2.000000")]);
        let other_role = format!("{SHARED}\nq,,3,village_lead,2026-01-01,");
        assert_eq!(loads(cases, "", &other_role), [row("p", "1.500000"), row("q", "1.500000")]);
        let ended = format!("{SHARED}\nq,,3,mediator,2026-01-01,2026-07-01");
        assert_eq!(loads(cases, "", &ended).len(), 2, "an assignment that has ended is none");
        let of_leaver = format!("{SHARED}\ngone,,3,mediator,2026-01-01,");
        assert_eq!(loads(cases, "", &of_leaver).len(), 2, "nor is one whose person has left");
        let of_both = format!("{SHARED}\nq,,3,mediator,2026-01-01,\nr,,3,mediator,2026-01-01,");
        assert_eq!(loads(cases, "", &of_both), [row("q", "1.500000")], "r has no capacity, yet takes half");
    }

    #[test]
    fn only_open_cases_weigh() {
        let cases =
            "1,v,k,2026-06-01,2026-06-30\n2,v,k,2026-06-01,2026-07-02\n3,v,k,2026-07-02,\n4,w,k,2026-06-01,
            5,w,k,2026-06-01,\n6,w,k,2026-06-01,";
        let handoffs = "4,1,A,B,2026-06-01,2026-06-02,2026-06-03
            5,1,A,B,2026-06-01,2026-06-02,2026-06-03
            5,2,A,B,2026-06-03,2026-06-04,2026-07-02
            6,2,A,B,2026-06-03,2026-06-04,2026-06-05
            6,1,A,B,2026-06-01,2026-06-02,";
        let assignments = "p,v,,mediator,2026-01-01,\np,w,,mediator,2026-01-01,";
        // 2 is not closed yet and 5 is finished later; 1 is closed, 3 not opened, 4 and 6 finished by their last hop.
        assert_eq!(loads(cases, handoffs, assignments), [row("p", "2.000000")]);
    }

    #[test]
    fn the_greatest_excess_comes_first() {
        let cases =
            "1,v,k,2026-06-01,\n2,v,k,2026-06-01,\n3,w,k,2026-06-01,\n4,w,k,2026-06-01,\n5,w,k,2026-06-01,";
        let assignments = "p,v,,mediator,2026-01-01,\nq,w,,mediator,2026-01-01,";
        assert_eq!(loads(cases, "", assignments), [row("q", "3.000000"), row("p", "2.000000")]);
    }
}
