//! The other six detectors of the contract as plain loops over the rows of a world.

use std::collections::{BTreeMap, BTreeSet};

use duban::app::demo::rows::{Handoff, Target, World};
use serde_json::{Value, json};

use super::{current, mediators, person_valid};

const DAY_S: i64 = 86_400;
const HELD_S: i64 = 15 * DAY_S;

/// How long each handoff in hand, of a case that is not closed, has been held.
fn held(world: &World) -> Vec<(&Handoff, i64)> {
    let open =
        world.handoffs.iter().filter(|h| world.cases[h.case].closed_at.is_none() && h.finished_at.is_none());
    open.filter_map(|h| Some((h, world.now - h.received_at?))).collect()
}

fn stalled(world: &World) -> Vec<Value> {
    let stalled = held(world).into_iter().filter(|(_, held_s)| HELD_S < *held_s);
    stalled.map(|(h, _)| json!({"case": world.cases[h.case].id, "seq": h.seq})).collect()
}

/// Agencies that follow each other round: those reached from an agency from which it is reached again.
fn rings(world: &World) -> Vec<Value> {
    let mut of_case: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for h in &world.handoffs {
        of_case.entry(h.case).or_default().push((h.from, h.to));
    }
    let mut cases: BTreeMap<BTreeSet<&str>, usize> = BTreeMap::new();
    for arrows in of_case.values() {
        let reached = |start: usize| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(at) = open.pop() {
                open.extend(arrows.iter().filter(|a| a.0 == at).map(|a| a.1).filter(|&to| seen.insert(to)));
            }
            seen
        };
        let mut sets = BTreeSet::new();
        for &(one, _) in arrows {
            let set: BTreeSet<usize> =
                reached(one).into_iter().filter(|&b| reached(b).contains(&one)).collect();
            sets.extend((3 <= set.len()).then_some(set));
        }
        for set in sets {
            *cases.entry(set.into_iter().map(|a| world.agencies[a].id.as_str()).collect()).or_default() += 1;
        }
    }
    cases.iter().map(|(agencies, cases)| json!({"agencies": agencies, "cases": cases})).collect()
}

fn broken_chain(world: &World) -> Vec<Value> {
    let held: BTreeSet<Target> = world
        .assignments
        .iter()
        .filter(|a| {
            a.role != "mediator" && current(a.valid_from, a.valid_to) && person_valid(world, a.person)
        })
        .map(|a| a.target)
        .collect();
    let mut rows = Vec::new();
    for (village, row) in world.divisions.iter().enumerate().filter(|(_, d)| d.level == "village") {
        let chain = std::iter::successors(Some(village), |&at| world.divisions[at].parent);
        for division in chain.filter(|at| !held.contains(&Target::Division(*at))) {
            let level = world.divisions[division].level;
            if ["village", "town", "county"].contains(&level) {
                rows.push(json!({"village": row.code, "level": level}));
            }
        }
    }
    rows
}

fn thin_cover(world: &World) -> Vec<Value> {
    let mut alone: BTreeMap<usize, usize> = BTreeMap::new();
    for (target, people) in mediators(world) {
        if let (Target::Division(_), 1) = (target, people.len()) {
            people.iter().for_each(|&person| *alone.entry(person).or_default() += 1);
        }
    }
    let thin = alone.into_iter().filter(|(_, villages)| 5 <= *villages);
    thin.map(|(person, villages)| json!({"person": world.people[person].id, "villages": villages})).collect()
}

/// Open cases with their last handoff.
fn open(world: &World) -> Vec<(usize, Option<&Handoff>)> {
    let mut last: Vec<Option<&Handoff>> = vec![None; world.cases.len()];
    world.handoffs.iter().for_each(|h| last[h.case] = Some(h));
    let cases = last.into_iter().enumerate().filter(|(case, _)| world.cases[*case].closed_at.is_none());
    cases.filter(|(_, last)| last.is_none_or(|h| h.finished_at.is_none())).collect()
}

fn holder(h: &Handoff) -> usize {
    if h.received_at.is_some() { h.to } else { h.from }
}

fn orphans(world: &World) -> Vec<Value> {
    let mut rows = Vec::new();
    for (case, last) in open(world) {
        let why = match last {
            None => "no_handoff",
            Some(h) if !current(i32::MIN, world.agencies[holder(h)].valid_to) => "holder_gone",
            Some(_) => continue,
        };
        rows.push(json!({"case": world.cases[case].id, "why": why}));
    }
    rows
}

fn conflicts(world: &World) -> Vec<Value> {
    let mut rows = Vec::new();
    for (case, last) in open(world) {
        let (Some(last), row) = (last, &world.cases[case]) else { continue };
        let mut accused: BTreeSet<usize> = row.against_agency.into_iter().collect();
        accused.extend(row.against_person.map(|person| world.people[person].agency));
        let heirs: Vec<usize> = accused.iter().filter_map(|&a| world.agencies[a].successor).collect();
        accused.extend(heirs);
        let mut lies_with = BTreeSet::from([holder(last)]);
        lies_with.extend(last.received_at.is_none().then_some(last.to));
        for agency in lies_with {
            let mut at = Some(agency);
            while let Some(unit) = at.filter(|unit| !accused.contains(unit)) {
                at = world.agencies[unit].parent;
            }
            if let Some(against) = at {
                let id = |a: usize| &world.agencies[a].id;
                rows.push(json!({"case": row.id, "agency": id(agency), "against": id(against)}));
            }
        }
    }
    rows
}

/// Adds what they find to a sweep document.
pub(crate) fn add(world: &World, sweep: &mut Value) {
    for (name, rows) in [
        ("stalled", stalled(world)),
        ("rings", rings(world)),
        ("broken_chain", broken_chain(world)),
        ("thin_cover", thin_cover(world)),
        ("orphans", orphans(world)),
        ("conflicts", conflicts(world)),
    ] {
        sweep["totals"][name] = json!(rows.len());
        sweep[name] = json!(rows);
    }
}

/// Holds the numbers of what is planted for them, in that order.
pub(crate) fn assert_enough_is_planted(world: &World, planted: &[usize]) {
    assert_eq!(planted.len(), 6);
    let (stalled, rings, broken_chain) = (planted[0], planted[1], planted[2]);
    let (thin_cover, orphans, conflicts) = (planted[3], planted[4], planted[5]);
    assert!(10 <= stalled && rings == 1 && 30 <= broken_chain && thin_cover == 3, "{planted:?}");
    let gone = world.planted.orphans.holder_gone.len();
    assert!(1 <= gone && gone + 10 <= orphans && 6 <= conflicts, "seed {}: {planted:?}", world.seed);
    let shared: BTreeSet<&str> = world.planted.conflicts.iter().map(|c| c.case.as_str()).collect();
    let against_heads = world.cases.iter().filter(|c| c.against_person.is_some());
    assert!(against_heads.clone().any(|c| shared.contains(c.id.as_str())), "seed {}", world.seed);
}

pub(crate) fn assert_held_times_are_clear(world: &World) {
    for (h, held_s) in held(world) {
        let (low, high) = (14 * 86_400, 16 * 86_400);
        assert!(!(low..=high).contains(&held_s), "seed {}: {h:?}", world.seed);
    }
}
