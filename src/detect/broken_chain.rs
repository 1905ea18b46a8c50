//! `broken_chain`: villages above which a level of responsibility is vacant.
//!
//! **Meaning.** For each division of the coverage level (village) that exists today, its chain: itself and the
//! divisions that it lies in. For each level of the playbook's `chain_levels` (village, town, county), the division of
//! that level in the chain is vacant when nobody validly holds a role there other than the coverage role (mediator):
//! the assignment holds today and so does the person. A chain that skips a level has no division there and therefore
//! no vacancy: some villages lie in a county directly, and nobody could be assigned to a town that does not exist.
//! The chain is followed whether or not the divisions above still exist. One vacant county is a row of each of its
//! villages, since each of them lacks it. Order: village, then the lower level first.
//!
//! **Worked case.** v lies in t, t in c; w lies in c. On 1 July, p is village lead of v, q is town lead of t until 1
//! July, nobody leads c and w has a mediator only. Vacant are v's town and county, w's village and county. w has no
//! town, so none is vacant.

use rayon::prelude::*;

use crate::limits::PARENTS_MAX;
use crate::model::time::Day;
use crate::playbook::Coverage;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::index::{DivisionIdx, WordIdx};

/// A village above which a level is vacant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vacancy {
    /// The village.
    pub village: DivisionIdx,
    /// The level at which nobody is responsible for it.
    pub level: Level,
}

/// Divisions that one task looks at.
const DIVISIONS_PER_TASK: usize = 1 << 13;

/// The vacancies.
pub(super) fn rows(snapshot: &Snapshot, coverage: &Coverage, today: Day) -> Vec<Vacancy> {
    let Some(level) = Level::new(coverage.level) else {
        return Vec::new();
    };
    let mut levels: Vec<Level> = coverage.chain_levels.iter().filter_map(|&at| Level::new(at)).collect();
    levels.sort_unstable_by(|a, b| b.cmp(a));
    levels.dedup();
    let divisions = snapshot.divisions();
    let all: Vec<DivisionIdx> = divisions.iter().collect();
    let covering = snapshot.words().find(&coverage.role);
    let is_vacant = |division: DivisionIdx| {
        levels.contains(&divisions.level(division)) && !is_held(snapshot, covering, division, today)
    };
    let vacant: Vec<bool> =
        all.par_iter().with_min_len(DIVISIONS_PER_TASK).map(|&division| is_vacant(division)).collect();
    let of_task = |task: &[DivisionIdx]| {
        let mut found = Vec::new();
        for &village in task {
            if divisions.level(village) != level || !divisions.validity(village).holds(today) {
                continue;
            }
            let empty =
                |&level: &Level| at_level(snapshot, village, level).is_some_and(|d| vacant[d.index()]);
            found.extend(levels.iter().copied().filter(empty).map(|level| Vacancy { village, level }));
        }
        found
    };
    all.par_chunks(DIVISIONS_PER_TASK).flat_map_iter(of_task).collect()
}

/// Whether anybody validly holds a role for `division` other than `covering`.
fn is_held(snapshot: &Snapshot, covering: Option<WordIdx>, division: DivisionIdx, today: Day) -> bool {
    snapshot.of_divisions().to(division.index()).any(|assignment| {
        Some(assignment.role) != covering
            && assignment.validity.holds(today)
            && snapshot.people().validity(assignment.person).holds(today)
    })
}

/// `division` itself or the nearest above it that has that level.
fn at_level(snapshot: &Snapshot, division: DivisionIdx, level: Level) -> Option<DivisionIdx> {
    let divisions = snapshot.divisions();
    let line = std::iter::successors(Some(division), |&d| divisions.parent(d));
    line.take(PARENTS_MAX).find(|&d| divisions.level(d) == level)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    const DIVISIONS: &str = "code,parent_code,level,name,valid_to
        p,,province,省,
        c,p,county,县,
        t,c,town,乡,
        v,t,village,村,
        w,c,village,村,
        gone,t,village,村,2026-07-01";

    const PEOPLE: &str = "id,kind,valid_from,valid_to
        p,official,,
        q,official,,
        m,mediator,,
        left,official,,2026-07-01
        new,official,2026-07-02,";

    fn found(assignments: &str, chain_levels: &[usize]) -> Vec<(String, &'static str)> {
        let snapshot = snapshot(&[
            (Table::Divisions, DIVISIONS),
            (Table::People, PEOPLE),
            (Table::Assignments, &format!("person_id,division_code,role,valid_from,valid_to\n{assignments}")),
        ]);
        let mut playbook = playbook();
        playbook.coverage.chain_levels = chain_levels.to_vec();
        let rows = swept(&snapshot, &playbook, "2026-07-01 23:59:59").broken_chain.unwrap();
        rows.iter().map(|r| (snapshot.divisions().id(r.village).to_owned(), r.level.name())).collect()
    }

    fn rows(expected: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        expected.iter().map(|&(village, level)| (village.to_owned(), level)).collect()
    }

    const ASSIGNMENTS: &str = "p,v,village_lead,2026-01-01,
        q,t,town_lead,2026-01-01,2026-07-01
        m,w,mediator,2026-01-01,
        m,t,mediator,2026-01-01,";

    #[test]
    fn the_worked_case() {
        let expected = [("v", "town"), ("v", "county"), ("w", "village"), ("w", "county")];
        assert_eq!(found(ASSIGNMENTS, &[2, 3, 4]), rows(&expected));
        assert_eq!(
            found(ASSIGNMENTS, &[4, 3, 2, 3]),
            rows(&expected),
            "the order of the playbook's list is free"
        );
    }

    #[test]
    fn only_the_levels_of_the_playbook_are_asked_for() {
        assert_eq!(found(ASSIGNMENTS, &[4]), rows(&[("w", "village")]));
        assert_eq!(
            found(ASSIGNMENTS, &[0, 1]),
            rows(&[("v", "province"), ("w", "province")]),
            "no city, no vacancy"
        );
        assert_eq!(found(ASSIGNMENTS, &[]), rows(&[]));
    }

    #[test]
    fn assignment_and_person_must_both_hold() {
        let held = |assignment: &str| {
            let assignments =
                format!("p,v,village_lead,2026-01-01,\np,w,village_lead,2026-01-01,\n{assignment}");
            found(&assignments, &[2]).is_empty()
        };
        assert!(held("p,c,county_lead,2026-07-01,2026-07-02"));
        assert!(!held("p,c,county_lead,2026-01-01,2026-07-01"), "has ended");
        assert!(!held("p,c,county_lead,2026-07-02,"), "begins tomorrow");
        assert!(!held("left,c,county_lead,2026-01-01,"), "the person has left");
        assert!(!held("new,c,county_lead,2026-01-01,"), "the person begins tomorrow");
        assert!(!held("p,c,mediator,2026-01-01,"), "a mediator does not answer for a county");
    }
}
