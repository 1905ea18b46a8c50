//! `shortfalls`: places, units and people that have fewer, or more, of what the playbook asks for.
//!
//! **Meaning.** For each of `[[requirements]]` and each division, agency or person of `each` that exists today, what
//! `needs` names is counted as it stands today, and a row says where it is fewer than `min` or more than `max`:
//! - `assignments`: distinct people of these kinds who hold one of these roles there (assignment and person valid
//!   today); for each person, the things that they are assigned to in one of these roles;
//! - `members`: people of these kinds and teams who belong to the agency, or to the agencies of the division itself;
//! - `agencies`: agencies of these kinds in the division itself, or right below the agency in the line;
//! - `links`: pairings of these kinds, counted by what is at the other end.
//!
//! People have neither members nor agencies, so such a requirement of people finds nothing. Charged is who answers:
//! the agency itself (of a person, their agency), the coordinator of the nearest division around, or the superior of
//! the agency (of a division, of its coordinator). Order: how many are missing or too many, most first.
//!
//! **Worked case.** Each mediation committee needs three to nine members. K1 has three, K2 two, K3 ten of whom one has
//! left: K2 falls short by one, and that is the only row.

use rayon::prelude::*;

use super::broken::{Broken, Fact, Subject};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::playbook::place::needs::{Answers, Each, Needs, Requirement};
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::index::{AgencyIdx, DivisionIdx, PersonIdx, WordIdx};
use crate::snapshot::links::Assigned;
use crate::snapshot::reverse::AssignedTo;
use crate::snapshot::side::LinkEnd;
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "shortfalls",
    meaning_zh: "配备不足或超出要求的区划、单位、人员",
    meaning_en: "divisions, agencies and people that have too few or too many of what is required",
    names_cases: false,
    rules: |place| named!(place.requirements),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    scene.place.requirements.iter().flat_map(|rule| of_rule(scene, rule)).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Requirement) -> Vec<Broken> {
    let tally = Tally::new(scene, &rule.needs);
    let row = |subject: Subject| {
        let has = tally.count(subject)?;
        let (min, max) = (u64::from(rule.min), rule.max.map(u64::from));
        let why = match max {
            _ if has < min => Why::TooFew,
            Some(max) if max < has => Why::TooMany,
            Some(_) | None => return None,
        };
        let bound = if why == Why::TooFew { min } else { max.unwrap_or(min) };
        let mut row = Broken::of(&rule.id, subject)
            .by(answers(scene, subject, rule.answers))
            .exceeding(has.abs_diff(bound))
            .why(why)
            .fact(Key::Needs, Fact::Text(needed(&rule.needs).into()))
            .fact(Key::Has, Fact::Count(has))
            .fact(Key::Min, Fact::Count(min));
        if let Some(max) = max {
            row = row.fact(Key::Max, Fact::Count(max));
        }
        Some(row)
    };
    subjects(scene, &rule.each).into_par_iter().filter_map(row).collect()
}

/// What is counted, as the playbook names it.
fn needed(needs: &Needs) -> &'static str {
    match needs {
        Needs::Assignments { .. } => "assignments",
        Needs::Members { .. } => "members",
        Needs::Agencies { .. } => "agencies",
        Needs::Links { .. } => "links",
    }
}

/// What a requirement holds for today.
fn subjects(scene: &Scene<'_>, each: &Each) -> Vec<Subject> {
    let (divisions, agencies) = (scene.snapshot.divisions(), scene.snapshot.agencies());
    let is_at = |division: DivisionIdx, level: &Option<usize>| {
        level.is_none_or(|level| Some(divisions.level(division)) == Level::new(level))
    };
    match each {
        Each::Divisions { level, kinds } => {
            let kinds = scene.words(kinds);
            let all = divisions.iter().filter(|&d| scene.is_today(divisions.validity(d)));
            let those = all.filter(|&d| is_at(d, level) && kinds.has(divisions.kind(d)));
            those.map(Subject::Division).collect()
        }
        Each::Agencies { level, kinds } => {
            let kinds = scene.words(kinds);
            let all = agencies.iter().filter(|&a| scene.is_today(agencies.validity(a)));
            let stands =
                |a: &AgencyIdx| level.is_none() || agencies.division(*a).is_some_and(|d| is_at(d, level));
            all.filter(stands).filter(|&a| kinds.has(agencies.kind(a))).map(Subject::Agency).collect()
        }
        Each::People { kinds } => {
            let (kinds, people) = (scene.words(kinds), scene.snapshot.people());
            let all = people.iter().filter(|&p| scene.is_today(people.validity(p)));
            all.filter(|&p| kinds.has(people.kind(p))).map(Subject::Person).collect()
        }
    }
}

/// Who answers for a requirement of `subject`.
fn answers(scene: &Scene<'_>, subject: Subject, answers: Answers) -> Option<AgencyIdx> {
    let agencies = scene.snapshot.agencies();
    let own = match subject {
        Subject::Agency(agency) => Some(agency),
        Subject::Person(person) => scene.snapshot.people().agency(person),
        Subject::Division(division) => scene.coordinator(division),
        Subject::Case(_) | Subject::Task(_) => None,
    };
    match answers {
        Answers::Itself => own,
        Answers::Coordinator => {
            let division = match subject {
                Subject::Division(division) => Some(division),
                Subject::Agency(_) | Subject::Person(_) | Subject::Case(_) | Subject::Task(_) => {
                    own.and_then(|agency| agencies.division(agency))
                }
            };
            division.and_then(|division| scene.coordinator(division))
        }
        Answers::Superior => own.and_then(|agency| agencies.parent(agency)),
    }
}

/// What is counted, ready for one snapshot.
enum Tally<'s, 'a> {
    Assignments {
        scene: &'s Scene<'a>,
        roles: WordSet,
        kinds: WordSet,
    },
    Members {
        scene: &'s Scene<'a>,
        kinds: WordSet,
        teams: WordSet,
    },
    Agencies {
        scene: &'s Scene<'a>,
        kinds: WordSet,
    },
    /// One end of each pairing that holds today, in order; a pair that is stated twice counts once.
    Links(Vec<LinkEnd>),
}

impl<'s, 'a> Tally<'s, 'a> {
    fn new(scene: &'s Scene<'a>, needs: &Needs) -> Self {
        match needs {
            Needs::Assignments { roles, kinds } => {
                Self::Assignments { scene, roles: scene.words(roles), kinds: scene.words(kinds) }
            }
            Needs::Members { kinds, teams } => {
                Self::Members { scene, kinds: scene.words(kinds), teams: scene.words(teams) }
            }
            Needs::Agencies { kinds } => Self::Agencies { scene, kinds: scene.words(kinds) },
            Needs::Links { kinds } => Self::Links(ends(scene, &scene.words(kinds))),
        }
    }

    /// How many `subject` has; none where that cannot be asked.
    fn count(&self, subject: Subject) -> Option<u64> {
        let count = match (self, subject) {
            (Self::Assignments { scene, roles, kinds }, Subject::Division(d)) => {
                holders(scene, scene.snapshot.of_divisions(), d.index(), roles, kinds)
            }
            (Self::Assignments { scene, roles, kinds }, Subject::Agency(a)) => {
                holders(scene, scene.snapshot.of_agencies(), a.index(), roles, kinds)
            }
            (Self::Assignments { scene, roles, .. }, Subject::Person(p)) => duties(scene, p, roles),
            (Self::Members { scene, kinds, teams }, Subject::Agency(a)) => members(scene, a, kinds, teams),
            (Self::Members { scene, kinds, teams }, Subject::Division(d)) => {
                let own = scene.snapshot.reverse().agencies_in(d);
                let valid = own.filter(|&a| scene.is_today(scene.snapshot.agencies().validity(a)));
                valid.map(|agency| members(scene, agency, kinds, teams)).sum()
            }
            (Self::Agencies { scene, kinds }, Subject::Division(d)) => {
                units(scene, scene.snapshot.reverse().agencies_in(d), kinds)
            }
            (Self::Agencies { scene, kinds }, Subject::Agency(a)) => {
                units(scene, scene.snapshot.reverse().agencies_under(a), kinds)
            }
            (Self::Links(ends), Subject::Agency(a)) => paired(ends, LinkEnd::Agency(a)),
            (Self::Links(ends), Subject::Person(p)) => paired(ends, LinkEnd::Person(p)),
            (Self::Links(ends), Subject::Division(d)) => paired(ends, LinkEnd::Division(d)),
            (Self::Members { .. } | Self::Agencies { .. }, Subject::Person(_))
            | (_, Subject::Case(_) | Subject::Task(_)) => return None,
        };
        Some(count as u64)
    }
}

fn holders(scene: &Scene<'_>, assigned: &Assigned, target: usize, roles: &WordSet, kinds: &WordSet) -> usize {
    let people = scene.snapshot.people();
    let held = assigned.to(target).filter(|a| roles.has(Some(a.role)) && kinds.has(people.kind(a.person)));
    let mut holders: Vec<PersonIdx> =
        held.filter(|a| scene.serves(a, scene.moment.today)).map(|a| a.person).collect();
    holders.sort_unstable();
    holders.dedup();
    holders.len()
}

fn duties(scene: &Scene<'_>, person: PersonIdx, roles: &WordSet) -> usize {
    let mut things: Vec<AssignedTo> = Vec::new();
    for (thing, assigned, row) in scene.snapshot.duties(person) {
        let assignment = assigned.row(row);
        let holds = roles.has(Some(assignment.role)) && scene.serves(&assignment, scene.moment.today);
        if holds && !things.contains(&thing) {
            things.push(thing);
        }
    }
    things.len()
}

fn members(scene: &Scene<'_>, agency: AgencyIdx, kinds: &WordSet, teams: &WordSet) -> usize {
    let people = scene.snapshot.people();
    let own = scene.snapshot.reverse().people_of(agency);
    own.filter(|&p| scene.is_today(people.validity(p)))
        .filter(|&p| kinds.has(people.kind(p)) && teams.has(people.team(p)))
        .count()
}

fn units(scene: &Scene<'_>, those: impl Iterator<Item = AgencyIdx>, kinds: &WordSet) -> usize {
    let agencies = scene.snapshot.agencies();
    those.filter(|&a| scene.is_today(agencies.validity(a)) && kinds.has(agencies.kind(a))).count()
}

fn ends(scene: &Scene<'_>, kinds: &WordSet) -> Vec<LinkEnd> {
    let mut pairs: Vec<(LinkEnd, WordIdx, LinkEnd)> = Vec::new();
    for link in &scene.snapshot.side().links {
        if scene.is_today(link.validity) && kinds.has(Some(link.kind)) {
            pairs.push((link.from, link.kind, link.to));
            pairs.push((link.to, link.kind, link.from));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|pair| pair.0).collect()
}

fn paired(ends: &[LinkEnd], end: LinkEnd) -> usize {
    ends.partition_point(|&e| e <= end) - ends.partition_point(|&e| e < end)
}

#[cfg(test)]
mod tests;
