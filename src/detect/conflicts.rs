//! `conflicts`: open cases that lie with the very unit complained against, or with one under it.
//!
//! **Meaning.** Open cases that complain, and whose holder or addressee is a unit complained against or one under it.
//! The holder is `to` of the last handoff (highest seq) if that was received, else `from`; the addressee is `to` of
//! the last handoff while it is not received. Complained against are the agency that the case names, the agency of
//! the person it names, each agency to which that person is, was or will be assigned, and each that took over the
//! matters of one of these. A unit is under another when its line of superiors (`parent_id`) leads to it; who
//! supervises it is no superior. `against` is the nearest unit complained against on that line, the unit itself
//! first. A complaint must not be passed to those it accuses (Regulation on the Work of Complaint Letters and Visits,
//! 2022, article 30). Order: case, then agency.
//!
//! These rows name complaints, so they are for the offices that supervise: no document made for a unit holds them.
//!
//! **Worked case.** S is the superior of B. Case 1 complains against B and was sent A to B, not received: A holds it
//! and is not concerned, B is its addressee: B, against B. Case 2 complains against S and B has received it: B,
//! against S. Case 3 complains against p, who belongs to S: B, which holds it, is under S: B, against S. Case 4
//! complains against B and S holds it: none, the superior is whom one turns to.

use rayon::prelude::*;

use super::world::HopAt;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// An open case that lies with whom it complains against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The case.
    pub case: CaseIdx,
    /// The holder or addressee.
    pub agency: AgencyIdx,
    /// The unit complained against: the agency itself or one above it.
    pub against: AgencyIdx,
}

/// The open cases of one part of the scan that complain and with whom they lie.
#[derive(Debug, Default)]
pub(super) struct Accusing(Vec<(CaseIdx, AgencyIdx)>);

impl Accusing {
    /// Takes in `case`, which is open; `last` is its last handoff.
    #[inline]
    pub(super) fn see(&mut self, snapshot: &Snapshot, case: CaseIdx, last: &HopAt) {
        let cases = snapshot.cases();
        if cases.against_agency(case).is_none() && cases.against_person(case).is_none() {
            return;
        }
        self.0.push((case, last.holder()));
        if !last.received {
            self.0.push((case, last.to));
        }
    }
}

/// The conflicts by case and agency.
pub(super) fn rows(snapshot: &Snapshot, parts: &[&Accusing]) -> Vec<Conflict> {
    let row = |&(case, agency): &(CaseIdx, AgencyIdx)| {
        let is_accused = |unit: &AgencyIdx| snapshot.complaints(*unit).binary_search(&case).is_ok();
        let against = snapshot.agencies().line(agency).find(is_accused)?;
        Some(Conflict { case, agency, against })
    };
    let mut rows: Vec<Conflict> =
        parts.par_iter().flat_map_iter(|part| part.0.iter().filter_map(row)).collect();
    rows.par_sort_unstable_by_key(|row| (snapshot.cases().rank(row.case), row.agency));
    // A case sent by a unit to itself lies with one unit, not with two.
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    const AGENCIES: &str = "id,name,kind,division_code,parent_id,supervised_by,successor_id
        A,a,k,v,,,
        B,b,k,v,S,W,
        S,s,k,v,,,
        W,w,k,v,,,
        old,o,k,v,,,B
        T,t,k,v,B,,";

    const PEOPLE: &str = "id,kind,agency_id\np,official,S\nq,official,W\nnone,official,";

    fn found(cases: &str, handoffs: &str, posts: &str) -> Vec<(String, String, String)> {
        let snapshot = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, AGENCIES),
            (Table::People, PEOPLE),
            (
                Table::Cases,
                &format!("id,village_code,kind,opened_at,against_agency,against_person,closed_at\n{cases}"),
            ),
            (
                Table::Handoffs,
                &format!("case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n{handoffs}"),
            ),
            (Table::Assignments, &format!("person_id,agency_id,role,valid_from,valid_to\n{posts}")),
        ]);
        let rows = swept(&snapshot, &playbook(), "2026-07-01").conflicts.unwrap();
        let agency = |a| snapshot.agencies().id(a).to_owned();
        let case = |row: &super::Conflict| snapshot.cases().id(row.case).to_owned();
        rows.iter().map(|r| (case(r), agency(r.agency), agency(r.against))).collect()
    }

    fn rows(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        expected.iter().map(|&(c, a, b)| (c.to_owned(), a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn the_worked_case() {
        let cases = "1,v,k,2026-06-01,B,,\n2,v,k,2026-06-01,S,,\n3,v,k,2026-06-01,,p,\n4,v,k,2026-06-01,B,,";
        let hops = "1,1,A,B,2026-06-01,,
            2,1,A,B,2026-06-01,2026-06-02,
            3,1,A,B,2026-06-01,2026-06-02,
            4,1,A,S,2026-06-01,2026-06-02,";
        let expected = [("1", "B", "B"), ("2", "B", "S"), ("3", "B", "S")];
        assert_eq!(found(cases, hops, ""), rows(&expected));
    }

    #[test]
    fn holder_and_addressee_are_both_looked_at() {
        let cases = "1,v,k,2026-06-01,S,,\n10,v,k,2026-06-01,S,,\n9,v,k,2026-06-01,S,,";
        let hops = "1,1,T,B,2026-06-01,,
            10,1,B,A,2026-06-01,,
            9,1,B,A,2026-06-01,2026-06-02,";
        let expected = [("1", "B", "S"), ("1", "T", "S"), ("10", "B", "S")];
        assert_eq!(found(cases, hops, ""), rows(&expected), "9 has left B");
    }

    #[test]
    fn only_open_cases_conflict() {
        let cases = "1,v,k,2026-06-01,B,,2026-06-05\n2,v,k,2026-06-01,B,,\n3,v,k,2026-07-02,B,,\n4,v,k,2026-06-01,B,,";
        let hops = "1,1,A,B,2026-06-01,,
            2,1,A,B,2026-06-01,2026-06-02,2026-06-03
            3,1,A,B,2026-06-01,,";
        assert_eq!(found(cases, hops, ""), [], "closed, finished, not opened, never sent");
    }

    #[test]
    fn posts_and_heirs_count_and_supervisors_do_not() {
        let hops = |case: &str| format!("{case},1,A,B,2026-06-01,2026-06-02,");
        assert_eq!(found("1,v,k,2026-06-01,W,,", &hops("1"), ""), [], "W supervises B and is no superior");
        assert_eq!(found("1,v,k,2026-06-01,,none,", &hops("1"), ""), []);
        let posted = found("1,v,k,2026-06-01,,q,", &hops("1"), "q,B,deputy,2020-01-01,2021-01-01");
        assert_eq!(posted, rows(&[("1", "B", "B")]), "q once had a post in B");
        assert_eq!(found("1,v,k,2026-06-01,old,,", &hops("1"), ""), rows(&[("1", "B", "B")]), "B took over");
        let both = found("1,v,k,2026-06-01,B,p,", &hops("1"), "");
        assert_eq!(both, rows(&[("1", "B", "B")]), "the nearest on the line");
    }
}
