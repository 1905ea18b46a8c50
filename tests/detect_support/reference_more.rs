//! What is held too long, goes round in rings, has no holder or the wrong one, and where chain and cover are thin.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Id, Reference, Seen, named};
use crate::detect_support::{DAY_S, PlainAssignment};

impl Reference<'_> {
    fn today(&self) -> i64 {
        self.now.div_euclid(DAY_S)
    }

    pub(crate) fn stalled(&self, all: &[Seen<'_>]) -> Value {
        let limit = i64::from(self.rules.held_days_max) * DAY_S;
        let mut rows = Vec::new();
        for hop in all.iter().filter(|h| !h.closed && h.received && !h.finished) {
            let held = self.now - hop.row.received.unwrap();
            if limit < held {
                rows.push((Reverse(held), named('c', hop.row.case), hop.row.seq, named('a', hop.row.to)));
            }
        }
        rows.sort();
        let row = |(held, case, seq, agency): &(Reverse<i64>, Id, u32, Id)| json!({"case": case.0, "seq": seq, "agency": agency.0, "held_s": held.0});
        rows.iter().map(row).collect()
    }

    /// Follows the arrows of each case from each agency, as far as they lead.
    pub(crate) fn rings(&self, all: &[Seen<'_>]) -> Value {
        let mut counts: BTreeMap<Vec<Id>, u64> = BTreeMap::new();
        for case in 0..self.world.cases.len() {
            let arrows: Vec<(usize, usize)> =
                all.iter().filter(|h| h.row.case == case).map(|h| (h.row.from, h.row.to)).collect();
            let reached = |start: usize| {
                let mut seen = BTreeSet::new();
                let mut open = vec![start];
                while let Some(at) = open.pop() {
                    let next = arrows.iter().filter(|arrow| arrow.0 == at).map(|arrow| arrow.1);
                    open.extend(next.filter(|&to| seen.insert(to)));
                }
                seen
            };
            let mut sets = BTreeSet::new();
            for &(one, _) in &arrows {
                let both: BTreeSet<usize> =
                    reached(one).into_iter().filter(|&other| reached(other).contains(&one)).collect();
                if 3 <= both.len() {
                    sets.insert(both);
                }
            }
            for set in sets {
                let mut ids: Vec<Id> = set.into_iter().map(|agency| named('a', agency)).collect();
                ids.sort();
                *counts.entry(ids).or_default() += 1;
            }
        }
        let mut rows: Vec<(Reverse<u64>, Vec<Id>)> =
            counts.into_iter().map(|(ids, cases)| (Reverse(cases), ids)).collect();
        rows.sort();
        let ids = |ids: &[Id]| ids.iter().map(|id| id.0.clone()).collect::<Vec<String>>();
        rows.iter().map(|(cases, set)| json!({"agencies": ids(set), "cases": cases.0})).collect()
    }

    pub(crate) fn broken_chain(&self, levels: &[&'static str]) -> Value {
        let divisions = &self.world.divisions;
        let depth = |level: &str| {
            ["province", "city", "county", "town", "village", "group"].iter().position(|l| *l == level)
        };
        let mut rows = Vec::new();
        for (village, (_, _, to)) in divisions.iter().enumerate().filter(|(_, d)| d.0 == "village") {
            if to.is_some_and(|day| day <= self.today()) {
                continue;
            }
            for level in levels {
                let mut at = Some(village);
                while let Some(up) = at.filter(|&up| divisions[up].0 != *level) {
                    at = divisions[up].1;
                }
                let held = |a: &PlainAssignment| {
                    a.division == at
                        && a.role != "mediator"
                        && self.own_dates_hold(a)
                        && self.person_valid(a.person)
                };
                if at.is_some() && !self.world.assignments.iter().any(held) {
                    rows.push((named('d', village), Reverse(depth(level)), *level));
                }
            }
        }
        rows.sort();
        rows.iter().map(|(village, _, level)| json!({"village": village.0, "level": level})).collect()
    }

    /// Takes each person out and counts the villages that are covered with them and not without.
    pub(crate) fn thin_cover(&self) -> Value {
        let mut rows = Vec::new();
        for person in 0..self.world.people.len() {
            let mut villages = 0u32;
            for (at, (level, _, to)) in self.world.divisions.iter().enumerate() {
                let holders = self.holders(|a| a.division == Some(at));
                let without = holders.iter().filter(|&&holder| holder != person).count();
                let exists = *level == "village" && to.is_none_or(|day| self.today() < day);
                villages +=
                    u32::from(exists && self.persons_min <= holders.len() && without < self.persons_min);
            }
            if self.rules.thin_cover_villages_min <= villages {
                rows.push((Reverse(villages), named('p', person)));
            }
        }
        rows.sort();
        rows.iter().map(|(villages, person)| json!({"person": person.0, "villages": villages.0})).collect()
    }

    /// Each open case with its last handoff.
    fn open<'a, 'w>(&self, all: &'a [Seen<'w>]) -> Vec<(usize, Option<&'a Seen<'w>>)> {
        let opened = |case: &usize| self.world.cases[*case].1 <= self.now && self.closed(*case).is_none();
        let cases = (0..self.world.cases.len()).filter(opened);
        let cases = cases.map(|case| (case, all.iter().rfind(|h| h.row.case == case)));
        cases.filter(|(_, last)| last.is_none_or(|h| !h.finished)).collect()
    }

    fn line(&self, agency: usize) -> (Option<usize>, Option<usize>, Option<i64>) {
        self.world.lines.get(agency).copied().unwrap_or_default()
    }

    pub(crate) fn orphans(&self, all: &[Seen<'_>]) -> Value {
        let mut rows = Vec::new();
        for (case, last) in self.open(all) {
            let holder = last.map(|h| if h.received { h.row.to } else { h.row.from });
            match holder {
                None => rows.push((named('c', case), "no_handoff", None)),
                Some(holder) if self.line(holder).2.is_some_and(|day| day <= self.today()) => {
                    rows.push((named('c', case), "holder_gone", Some(named('a', holder).0)));
                }
                Some(_) => {}
            }
        }
        rows.sort();
        rows.iter().map(|(case, why, holder)| json!({"case": case.0, "why": why, "holder": holder})).collect()
    }

    pub(crate) fn conflicts(&self, all: &[Seen<'_>]) -> Value {
        let mut rows = Vec::new();
        for (case, last) in self.open(all) {
            let Some(last) = last else { continue };
            let accused = self.accused(case);
            let lies_with = if last.received {
                BTreeSet::from([last.row.to])
            } else {
                BTreeSet::from([last.row.from, last.row.to])
            };
            for agency in lies_with {
                let mut at = Some(agency);
                while let Some(unit) = at.filter(|unit| !accused.contains(unit)) {
                    at = self.line(unit).0;
                }
                rows.extend(at.map(|against| (named('c', case), named('a', agency), named('a', against))));
            }
        }
        rows.sort();
        let row = |(case, agency, against): &(Id, Id, Id)| json!({"case": case.0, "agency": agency.0, "against": against.0});
        rows.iter().map(row).collect()
    }

    /// The agencies that `case` complains against, heirs included.
    fn accused(&self, case: usize) -> BTreeSet<usize> {
        let (agency, person) = self.world.against.get(case).copied().unwrap_or_default();
        let mut open: Vec<usize> = agency.into_iter().collect();
        if let Some(person) = person {
            open.extend(self.world.posts.get(person).copied().flatten());
            open.extend(
                self.world.assignments.iter().filter(|a| a.person == person).filter_map(|a| a.agency),
            );
        }
        let mut accused = BTreeSet::new();
        while let Some(unit) = open.pop() {
            if accused.insert(unit) {
                open.extend(self.line(unit).1);
            }
        }
        accused
    }
}
