//! `thin_cover`: people whose leaving would leave several villages uncovered.
//!
//! **Meaning.** A division of the coverage level (village) that exists today hangs on a person when it is covered
//! today and would not be without them: they are one of exactly `persons_min` distinct people who validly hold the
//! coverage role (`mediator`) there. People on whom at least `thin_cover_villages_min` villages hang are found, with
//! how many. A village that is uncovered already hangs on nobody. Nothing is said of how likely it is that somebody
//! leaves. Order: villages downwards, then person.
//!
//! **Worked case.** With two villages as the fewest: p covers v1, v2 and v3 and q covers v3 and v4; v5 is covered by
//! nobody. v1 and v2 hang on p, v4 on q, v3 on neither: p is found with 2, q with 1 is not.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::cover::Cover;
use crate::model::time::Day;
use crate::playbook::{Coverage, Thresholds};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::index::{DivisionIdx, PersonIdx};

/// A person on whom villages hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThinCover {
    /// The person.
    pub person: PersonIdx,
    /// How many villages would be uncovered without them.
    pub villages: u32,
}

/// Divisions that one task looks at.
const DIVISIONS_PER_TASK: usize = 1 << 13;

/// The people on whom villages hang.
pub(super) fn rows(
    snapshot: &Snapshot,
    coverage: &Coverage,
    thresholds: &Thresholds,
    today: Day,
) -> Vec<ThinCover> {
    let Some(level) = Level::new(coverage.level) else {
        return Vec::new();
    };
    let (cover, divisions) = (Cover::new(snapshot, coverage, today), snapshot.divisions());
    let fewest = coverage.persons_min.max(1) as usize;
    let of_task = |task: &[DivisionIdx]| {
        let mut hanging: Vec<PersonIdx> = Vec::new();
        for &village in task {
            if divisions.level(village) != level || !divisions.validity(village).holds(today) {
                continue;
            }
            let start = hanging.len();
            // One more than the fewest is enough to know that nobody is missed.
            hanging.extend(cover.holders(snapshot.of_divisions(), village.index()).take(fewest + 1));
            if hanging.len() - start != fewest {
                hanging.truncate(start);
            }
        }
        hanging
    };
    let all: Vec<DivisionIdx> = divisions.iter().collect();
    let mut hanging: Vec<PersonIdx> = all.par_chunks(DIVISIONS_PER_TASK).flat_map_iter(of_task).collect();
    hanging.par_sort_unstable();
    let row = |same: &[PersonIdx]| {
        let villages = u32::try_from(same.len()).unwrap_or(u32::MAX);
        (thresholds.thin_cover_villages_min.max(1) <= villages)
            .then_some(ThinCover { person: same[0], villages })
    };
    let mut rows: Vec<ThinCover> = hanging.chunk_by(|a, b| a == b).filter_map(row).collect();
    rows.par_sort_unstable_by_key(|row| (Reverse(row.villages), row.person));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    fn found(assignments: &str, persons_min: u32, villages_min: u32) -> Vec<(String, u32)> {
        let snapshot = snapshot(&[
            (
                Table::Divisions,
                "code,parent_code,level,name,valid_to
                c,,county,县,
                v1,c,village,村,
                v2,c,village,村,
                v3,c,village,村,
                v4,c,village,村,
                v5,c,village,村,
                v6,c,village,村,2026-07-01",
            ),
            (
                Table::People,
                "id,kind,valid_to\np,mediator,\nq,mediator,\nr,mediator,\nleft,mediator,2026-07-01",
            ),
            (Table::Assignments, &format!("person_id,division_code,role,valid_from,valid_to\n{assignments}")),
        ]);
        let mut playbook = playbook();
        playbook.coverage.persons_min = persons_min;
        playbook.thresholds.thin_cover_villages_min = villages_min;
        let rows = swept(&snapshot, &playbook, "2026-07-01").thin_cover.unwrap();
        rows.iter().map(|r| (snapshot.people().id(r.person).to_owned(), r.villages)).collect()
    }

    const ASSIGNMENTS: &str = "p,v1,mediator,2026-01-01,
        p,v2,mediator,2026-01-01,
        p,v3,mediator,2026-01-01,
        q,v3,mediator,2026-01-01,
        q,v4,mediator,2026-01-01,";

    #[test]
    fn the_worked_case() {
        assert_eq!(found(ASSIGNMENTS, 1, 2), [("p".to_owned(), 2)]);
        assert_eq!(found(ASSIGNMENTS, 1, 1), [("p".to_owned(), 2), ("q".to_owned(), 1)]);
        assert_eq!(found(ASSIGNMENTS, 1, 3), []);
        let both = [("p".to_owned(), 1), ("q".to_owned(), 1)];
        assert_eq!(
            found(ASSIGNMENTS, 2, 1),
            both,
            "with two people each, v3 hangs on both and the rest is bare"
        );
    }

    #[test]
    fn only_who_and_what_is_valid_today_counts() {
        let more = format!(
            "{ASSIGNMENTS}\nleft,v1,mediator,2026-01-01,\nr,v2,mediator,2026-01-01,2026-07-01
            r,v2,village_lead,2026-01-01,\np,v2,mediator,2026-02-01,\np,v6,mediator,2026-01-01,"
        );
        assert_eq!(found(&more, 1, 2), [("p".to_owned(), 2)]);
        let helped = format!("{ASSIGNMENTS}\nr,v1,mediator,2026-07-01,2026-07-02");
        assert_eq!(found(&helped, 1, 2), []);
    }
}
