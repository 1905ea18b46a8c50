//! `orphans`: open cases that no unit holds.
//!
//! **Meaning.** Open cases (opened, not closed, the last handoff if any not finished) of which one of these is true:
//! - `no_handoff`: there has been no handoff, so no unit holds the case;
//! - `holder_gone`: the unit that holds it exists no longer today: its last day has passed. The holder is `to` of the
//!   last handoff (highest seq) if that was received, else `from`. Whether another took over its matters does not
//!   help: the case was not handed to it.
//!
//! A unit whose first day is still to come is not gone. Order: case.
//!
//! **Worked case.** B was dissolved on 1 July. On that day: case 1 has no handoff: no_handoff. Case 2 went A to B and
//! was received: holder_gone, B. Case 3 went A to B and was not received, so A holds it: none. Case 4 went B to A and
//! was not received: holder_gone, B. Case 5 is closed: none.

use rayon::prelude::*;

use super::world::{HopAt, World};
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// An open case that no unit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The case.
    pub case: CaseIdx,
    /// The unit that held it and exists no longer; none when there has been no handoff.
    pub holder: Option<AgencyIdx>,
}

impl Orphan {
    /// Why nobody holds it, as in JSON: `no_handoff` or `holder_gone`.
    #[must_use]
    pub fn why(&self) -> &'static str {
        if self.holder.is_some() { "holder_gone" } else { "no_handoff" }
    }
}

/// The orphans of one part of the scan.
#[derive(Debug, Default)]
pub(super) struct Unheld(Vec<Orphan>);

impl Unheld {
    /// Takes in `case`, which is open; `last` is its last handoff.
    #[inline]
    pub(super) fn see(&mut self, world: &World<'_>, case: CaseIdx, last: Option<&HopAt>) {
        let holder = last.map(HopAt::holder);
        let is_gone = |agency| world.snapshot.agencies().validity(agency).to <= world.moment.today;
        if holder.is_none_or(is_gone) {
            self.0.push(Orphan { case, holder });
        }
    }
}

/// The orphans by case.
pub(super) fn rows(snapshot: &Snapshot, parts: &[&Unheld]) -> Vec<Orphan> {
    let mut rows: Vec<Orphan> = parts.iter().flat_map(|part| part.0.iter().copied()).collect();
    rows.par_sort_unstable_by_key(|row| snapshot.cases().rank(row.case));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    fn found(now: &str) -> Vec<(String, &'static str, String)> {
        let snapshot = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (
                Table::Agencies,
                "id,name,kind,division_code,successor_id,valid_from,valid_to
                A,a,k,v,,2026-07-02,
                B,b,k,v,A,,2026-07-01",
            ),
            (
                Table::Cases,
                "id,village_code,kind,opened_at,closed_at
                10,v,k,2026-06-01,
                2,v,k,2026-06-01,
                3,v,k,2026-06-01,
                4,v,k,2026-06-01,
                5,v,k,2026-06-01,2026-06-20
                6,v,k,2026-06-01,
                7,v,k,2026-06-01,
                8,v,k,2026-07-02,",
            ),
            (
                Table::Handoffs,
                "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at
                2,1,A,B,2026-06-02,2026-06-03,
                3,1,A,B,2026-06-02,,
                4,2,B,A,2026-06-02,,
                4,1,A,B,2026-06-02,2026-06-03,
                5,1,A,B,2026-06-02,2026-06-03,
                6,1,A,B,2026-06-02,2026-06-03,2026-06-04
                7,1,A,B,2026-06-02,2026-06-03,2026-07-02",
            ),
        ]);
        let rows = swept(&snapshot, &playbook(), now).orphans.unwrap();
        let agency = |row: &super::Orphan| row.holder.map_or("", |a| snapshot.agencies().id(a)).to_owned();
        rows.iter().map(|r| (snapshot.cases().id(r.case).to_owned(), r.why(), agency(r))).collect()
    }

    fn row(case: &str, why: &'static str, holder: &str) -> (String, &'static str, String) {
        (case.to_owned(), why, holder.to_owned())
    }

    #[test]
    fn the_worked_case() {
        let rows = [
            row("2", "holder_gone", "B"),
            row("4", "holder_gone", "B"),
            row("7", "holder_gone", "B"),
            row("10", "no_handoff", ""),
        ];
        assert_eq!(found("2026-07-01 10:00:00"), rows, "7 is not finished yet, 6 is, 8 is not opened");
        assert_eq!(found("2026-06-30 10:00:00"), [row("10", "no_handoff", "")], "its last day is not over");
        let of_first_day = found("2026-06-02");
        assert_eq!(of_first_day, [row("10", "no_handoff", "")], "a handoff sent at that second is there");
        assert_eq!(found("2026-06-01").len(), 7, "nothing is sent yet, 5 is not closed and 8 not opened");
    }
}
