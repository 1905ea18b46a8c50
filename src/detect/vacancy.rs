//! Since when nobody covers a place, or is responsible for it.
//!
//! **Meaning.** The first day of the present vacancy: the latest day up to today on which fewer than the persons asked
//! for validly held the role while on the day before enough of them did. None when there never were enough. A vacancy
//! that was filled and came back has another first day, which tells it from the earlier one.
//!
//! **Worked case.** One person is asked for. p holds the role from 1 January to 1 March, q from 1 February to 1 April,
//! p again from 1 May to 1 June. On 15 April the vacancy began on 1 April, on 15 June on 1 June; on 1 May there is
//! none, and none is looked for.

use hashbrown::HashMap;

use crate::model::time::Day;
use crate::playbook::Coverage;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::Validity;
use crate::snapshot::index::{DivisionIdx, PersonIdx};
use crate::snapshot::links::Assignment;

/// First day on which `village` was not covered (see [`super::uncovered`]) and has not been since.
#[must_use]
pub fn uncovered_since(
    snapshot: &Snapshot,
    coverage: &Coverage,
    village: DivisionIdx,
    today: Day,
) -> Option<Day> {
    let role = snapshot.words().find(&coverage.role);
    let spells = spells(snapshot, village, |assignment| Some(assignment.role) == role);
    since(&spells, coverage.persons_min as usize, today)
}

/// First day on which nobody was responsible for `division` (see [`super::broken_chain`]) and has not been since.
#[must_use]
pub fn unheld_since(
    snapshot: &Snapshot,
    coverage: &Coverage,
    division: DivisionIdx,
    today: Day,
) -> Option<Day> {
    let covering = snapshot.words().find(&coverage.role);
    let spells = spells(snapshot, division, |assignment| Some(assignment.role) != covering);
    since(&spells, 1, today)
}

/// Who holds a role that counts for `division`, and when both the assignment and the person are valid.
fn spells(
    snapshot: &Snapshot,
    division: DivisionIdx,
    counts: impl Fn(&Assignment) -> bool,
) -> Vec<(PersonIdx, Validity)> {
    let both = |assignment: Assignment| {
        let person = snapshot.people().validity(assignment.person);
        let (from, to) = (assignment.validity.from.max(person.from), assignment.validity.to.min(person.to));
        (assignment.person, Validity { from, to })
    };
    snapshot.of_divisions().to(division.index()).filter(counts).map(both).collect()
}

fn since(spells: &[(PersonIdx, Validity)], persons_min: usize, today: Day) -> Option<Day> {
    let begun = spells.iter().filter(|(_, spell)| spell.from < spell.to && spell.from <= today);
    let mut changes: Vec<(Day, PersonIdx, bool)> = Vec::new();
    for &(person, spell) in begun {
        changes.push((spell.from, person, true));
        if spell.to <= today {
            changes.push((spell.to, person, false));
        }
    }
    changes.sort_unstable_by_key(|&(day, ..)| day);
    let mut held: HashMap<PersonIdx, usize> = HashMap::new();
    let (mut were_enough, mut since) = (persons_min == 0, None);
    for of_day in changes.chunk_by(|a, b| a.0 == b.0) {
        for &(_, person, is_start) in of_day {
            let spells = held.entry(person).or_default();
            *spells = if is_start { *spells + 1 } else { spells.saturating_sub(1) };
        }
        held.retain(|_, spells| 0 < *spells);
        let are_enough = persons_min <= held.len();
        if were_enough && !are_enough {
            since = of_day.first().map(|&(day, ..)| day);
        }
        were_enough = are_enough;
    }
    since
}

#[cfg(test)]
mod tests {
    use super::super::testing::playbook;
    use super::*;
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap()
    }

    fn world(assignments: &str) -> Snapshot {
        snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (
                Table::People,
                "id,kind,valid_from,valid_to\np,mediator,,\nq,mediator,,\nleft,mediator,,2026-03-10",
            ),
            (Table::Assignments, &format!("person_id,division_code,role,valid_from,valid_to\n{assignments}")),
        ])
    }

    fn uncovered(assignments: &str, persons_min: u32, today: &str) -> Option<String> {
        let snapshot = world(assignments);
        let coverage = Coverage { persons_min, ..playbook().coverage };
        let village = snapshot.divisions().find("v").unwrap();
        uncovered_since(&snapshot, &coverage, village, day(today)).map(crate::model::time::Zone::format_day)
    }

    const POSTS: &str = "p,v,mediator,2026-01-01,2026-03-01
        q,v,mediator,2026-02-01,2026-04-01
        p,v,mediator,2026-05-01,2026-06-01";

    #[test]
    fn the_worked_case() {
        assert_eq!(uncovered(POSTS, 1, "2026-04-15").as_deref(), Some("2026-04-01"));
        assert_eq!(uncovered(POSTS, 1, "2026-06-15").as_deref(), Some("2026-06-01"), "it came back");
        assert_eq!(uncovered(POSTS, 1, "2025-12-01"), None, "nobody had been there");
        assert_eq!(uncovered("", 1, "2026-06-15"), None);
    }

    #[test]
    fn where_two_are_asked_for_it_begins_when_the_second_last_leaves() {
        assert_eq!(uncovered(POSTS, 2, "2026-06-15").as_deref(), Some("2026-03-01"));
        let same = "p,v,mediator,2026-01-01,2026-03-01\np,v,mediator,2026-01-15,2026-04-01";
        assert_eq!(uncovered(same, 2, "2026-06-15"), None, "one person twice is one person");
    }

    #[test]
    fn whoever_leaves_leaves_the_place() {
        let left = "left,v,mediator,2026-01-01,";
        assert_eq!(uncovered(left, 1, "2026-06-15").as_deref(), Some("2026-03-10"));
        assert_eq!(uncovered("p,v,village_lead,2026-01-01,2026-02-01", 1, "2026-06-15"), None);
    }

    #[test]
    fn every_role_but_the_covering_one_is_a_responsibility() {
        let posts = "p,v,village_lead,2026-01-01,2026-02-01\nq,v,mediator,2026-01-01,2026-05-01";
        let snapshot = world(posts);
        let division = snapshot.divisions().find("v").unwrap();
        let since = unheld_since(&snapshot, &playbook().coverage, division, day("2026-06-01"));
        assert_eq!(since, Some(day("2026-02-01")));
    }
}
