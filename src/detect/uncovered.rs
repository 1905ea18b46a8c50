//! `uncovered`: villages that nobody covers, or fewer people than are asked for.
//!
//! **Meaning.** Divisions of the coverage level (villages) that exist today and have fewer than `persons_min`
//! distinct people who validly hold the coverage role (`mediator`) for that very division: the assignment holds
//! today and so does the person. Each with its county, the nearest division of that level above it, and the first of
//! these reasons that applies:
//! - `too_few`: somebody does hold it there, but fewer people than `persons_min`; with how many there are and must be;
//! - `person_left`: an assignment holds by its own dates, but its person is no longer valid;
//! - `lapsed`: an assignment has ended;
//! - `not_yet`: an assignment, or its person, begins later;
//! - `never`: none of these.
//!
//! Order: by code. Counted by county as well.
//!
//! **Worked case.** On 1 July: v1 has a mediator who retires on 1 July: person_left. v2's assignment ended on 1 July:
//! lapsed (the end is the first day on which it no longer holds). v3's begins on 2 July: not_yet. v4 has only a
//! village lead: never. v5's mediator is assigned through 1 July: covered. v6 was abolished: not counted. Were two people
//! asked for, v5 would be too_few, with one of two.

use rayon::prelude::*;

use super::cover::Cover;
use crate::model::id;
use crate::model::time::Day;
use crate::playbook::Coverage;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::index::DivisionIdx;

/// Why a village is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Some hold the role, and more are asked for.
    TooFew {
        /// How many do.
        has: u32,
        /// How many are asked for.
        min: u32,
    },
    /// The assignment holds, its person has left.
    PersonLeft,
    /// The assignment has ended.
    Lapsed,
    /// The assignment or its person begins later.
    NotYet,
    /// There is and was none.
    Never,
}

impl Why {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooFew { .. } => "too_few",
            Self::PersonLeft => "person_left",
            Self::Lapsed => "lapsed",
            Self::NotYet => "not_yet",
            Self::Never => "never",
        }
    }

    /// How many people there are, and must be, where there are some but too few.
    #[must_use]
    pub fn of_how_many(self) -> Option<(u32, u32)> {
        match self {
            Self::TooFew { has, min } => Some((has, min)),
            Self::PersonLeft | Self::Lapsed | Self::NotYet | Self::Never => None,
        }
    }
}

/// A village that too few people cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncoveredVillage {
    /// The village.
    pub village: DivisionIdx,
    /// Its county, if it lies in one.
    pub county: Option<DivisionIdx>,
    /// Why.
    pub why: Why,
}

/// The villages that too few people cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncovered {
    /// The villages, by code.
    pub villages: Vec<UncoveredVillage>,
    /// How many there are in each county that has some, by code; the villages outside all counties as none, which
    /// stands where an empty code would.
    pub by_county: Vec<(Option<DivisionIdx>, u64)>,
}

/// Divisions that one task looks at.
const DIVISIONS_PER_TASK: usize = 1 << 13;

/// The uncovered villages.
pub(super) fn rows(snapshot: &Snapshot, coverage: &Coverage, today: Day) -> Uncovered {
    let cover = Cover::new(snapshot, coverage, today);
    let divisions = snapshot.divisions();
    let Some(level) = Level::new(coverage.level) else {
        return Uncovered::default();
    };
    let look = |village: DivisionIdx| {
        let concerned = divisions.level(village) == level && divisions.validity(village).holds(today);
        let fewest = coverage.persons_min as usize;
        if !concerned {
            return None;
        }
        let holders = cover.holders(snapshot.of_divisions(), village.index()).take(fewest);
        let why = match (0u32..).zip(holders).map(|(nth, _)| nth + 1).last() {
            None => why(snapshot, cover, village, today),
            Some(has) if has < coverage.persons_min => Why::TooFew { has, min: coverage.persons_min },
            Some(_) => return None,
        };
        let county = divisions.ancestor_at(village, Level::COUNTY);
        Some(UncoveredVillage { village, county, why })
    };
    let all: Vec<DivisionIdx> = divisions.iter().collect();
    let of_task = |task: &[DivisionIdx]| task.iter().copied().filter_map(look).collect::<Vec<_>>();
    let villages: Vec<UncoveredVillage> = all.par_chunks(DIVISIONS_PER_TASK).flat_map_iter(of_task).collect();
    let by_county = by_county(snapshot, &villages);
    Uncovered { villages, by_county }
}

/// The first reason that applies to `village`, which has no valid holder.
fn why(snapshot: &Snapshot, cover: Cover<'_>, village: DivisionIdx, today: Day) -> Why {
    let mut first = Why::Never;
    for assignment in cover.assignments(snapshot.of_divisions(), village.index()) {
        let person = snapshot.people().validity(assignment.person);
        let reason = if assignment.validity.holds(today) && person.to <= today {
            Why::PersonLeft
        } else if assignment.validity.to <= today {
            Why::Lapsed
        } else if today < assignment.validity.from || today < person.from {
            Why::NotYet
        } else {
            Why::Never
        };
        first = first.min(reason);
    }
    first
}

fn by_county(snapshot: &Snapshot, villages: &[UncoveredVillage]) -> Vec<(Option<DivisionIdx>, u64)> {
    let code = |county: Option<DivisionIdx>| county.map_or("", |county| snapshot.divisions().id(county));
    let mut counties: Vec<Option<DivisionIdx>> = villages.iter().map(|row| row.county).collect();
    counties.sort_unstable_by(|&a, &b| id::order(code(a), code(b)));
    counties.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{playbook, swept};
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    const DIVISIONS: &str = "code,parent_code,level,name,valid_to
        c2,,county,县,
        c10,,county,县,
        t,c10,town,乡,
        v1,t,village,村,
        v2,t,village,村,
        v3,c2,village,村,
        v4,,village,村,
        v5,t,village,村,
        v6,t,village,村,2026-07-01";

    const PEOPLE: &str = "id,kind,valid_from,valid_to
        p,mediator,,
        left,mediator,,2026-07-01
        new,mediator,2026-07-02,";

    fn found(assignments: &str, persons_min: u32) -> Vec<(String, String, &'static str)> {
        let snapshot = snapshot(&[
            (Table::Divisions, DIVISIONS),
            (Table::People, PEOPLE),
            (Table::Assignments, &format!("person_id,division_code,role,valid_from,valid_to\n{assignments}")),
        ]);
        let mut playbook = playbook();
        playbook.coverage.persons_min = persons_min;
        let rows = swept(&snapshot, &playbook, "2026-07-01 23:59:59").uncovered.unwrap();
        let code = |d| snapshot.divisions().id(d).to_owned();
        let by_county: u64 = rows.by_county.iter().map(|county| county.1).sum();
        assert_eq!(by_county, rows.villages.len() as u64);
        rows.villages
            .iter()
            .map(|r| (code(r.village), r.county.map(code).unwrap_or_default(), r.why.name()))
            .collect()
    }

    fn expected(rows: &[(&str, &str, &'static str)]) -> Vec<(String, String, &'static str)> {
        rows.iter().map(|&(village, county, why)| (village.to_owned(), county.to_owned(), why)).collect()
    }

    #[test]
    fn the_worked_case() {
        let assignments = "left,v1,mediator,2025-01-01,
            p,v2,mediator,2025-01-01,2026-07-01
            p,v3,mediator,2026-07-02,
            p,v4,village_lead,2025-01-01,
            p,v5,mediator,2026-07-01,2026-07-02";
        let rows = [
            ("v1", "c10", "person_left"),
            ("v2", "c10", "lapsed"),
            ("v3", "c2", "not_yet"),
            ("v4", "", "never"),
        ];
        assert_eq!(found(assignments, 1), expected(&rows));
    }

    #[test]
    fn the_first_reason_that_applies_is_given() {
        let assignments = "p,v1,mediator,2026-08-01,
            left,v1,mediator,2025-01-01,2026-01-01
            left,v2,mediator,2026-08-01,
            left,v2,mediator,2025-01-01,
            new,v3,mediator,2025-01-01,";
        let rows = found(assignments, 1);
        let reasons: Vec<&str> = rows.iter().map(|row| row.2).collect();
        assert_eq!(reasons, ["lapsed", "person_left", "not_yet", "never", "never"]);
    }

    #[test]
    fn distinct_people_are_counted() {
        let assignments = "p,v5,mediator,2026-01-01,
            p,v5,mediator,2025-01-01,
            left,v5,mediator,2025-01-01,";
        assert!(found(assignments, 1).iter().all(|row| row.0 != "v5"));
        assert!(found(assignments, 2).contains(&("v5".into(), "c10".into(), "too_few")));
    }
}
