//! Random small worlds: the sweep's document equals that of a reference made of plain loops over plain values, written
//! from the contract and sharing no code with the detectors.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod detect_support;
#[path = "detect_support/reference.rs"]
mod reference;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use detect_support::{DAY_S, Plain, PlainAssignment, PlainHandoff, moment, playbook};
use duban::detect::sweep::sweep;
use duban::detect::{DETECTORS, DetectorId};
use duban::playbook::{Playbook, Thresholds};
use duban::rim::sweep_view::SweepView;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reference::{Reference, named, quantile, seconds};
use serde_json::{Value, json};

/// Pools of 1, 2, 3 and 7 threads.
static POOLS: LazyLock<Vec<rayon::ThreadPool>> = LazyLock::new(|| {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    [1, 2, 3, 7].into_iter().map(pool).collect()
});

/// Holds a sweep against the reference; returns its totals.
fn check(
    world: &Plain,
    now: i64,
    playbook: &Playbook,
    pool: &rayon::ThreadPool,
) -> Result<Value, TestCaseError> {
    let snapshot = world.snapshot();
    let found = pool.install(|| sweep(&snapshot, playbook, moment(now), &[]));
    let document = serde_json::to_value(SweepView::new(&snapshot, playbook, moment(now), &found, 0)).unwrap();
    let persons_min = playbook.coverage.persons_min as usize;
    let reference = Reference { world, now, rules: &playbook.thresholds, persons_min };
    let all = reference.handoffs();
    let (uncovered, by_county) = reference.uncovered();
    prop_assert_eq!(&document["overall"]["handoffs"], &json!(all.len()));
    let median = quantile(all.iter().map(|h| h.wait).collect(), 5);
    prop_assert_eq!(&document["overall"]["median_wait_s"], &seconds(median));
    prop_assert_eq!(&document["slow_pairs"], &reference.slow_pairs(&all));
    prop_assert_eq!(&document["stuck"], &reference.stuck(&all));
    prop_assert_eq!(&document["stalled"], &reference.stalled(&all));
    prop_assert_eq!(&document["rings"], &reference.rings(&all));
    prop_assert_eq!(&document["ping_pong"], &reference.ping_pong(&all));
    prop_assert_eq!(&document["uncovered"], &uncovered);
    prop_assert_eq!(&document["uncovered_by_county"], &by_county);
    let levels: Vec<&str> = playbook.coverage.chain_levels.iter().map(|&level| LEVELS_ALL[level]).collect();
    prop_assert_eq!(&document["broken_chain"], &reference.broken_chain(&levels));
    prop_assert_eq!(&document["thin_cover"], &reference.thin_cover());
    prop_assert_eq!(&document["orphans"], &reference.orphans(&all));
    prop_assert_eq!(&document["conflicts"], &reference.conflicts(&all));
    prop_assert_eq!(&document["overloaded"], &reference.overloaded(&all));
    let (rows, expected) = (document["lagging"].as_array().unwrap(), reference.lagging(&all));
    prop_assert_eq!(rows.len(), expected.len());
    for (row, unit) in rows.iter().zip(&expected) {
        prop_assert_eq!(&row["agency"], &json!(named('a', unit.number).0));
        prop_assert_eq!((&row["overdue"], &row["n"]), (&json!(unit.overdue), &json!(unit.n)));
        let near = |key: &str, value: f64, by: f64| (row[key].as_f64().unwrap() - value).abs() <= by;
        prop_assert!(near("rate", f64::from(unit.overdue) / f64::from(unit.n), 5.1e-7), "{row} {unit:?}");
        prop_assert!(
            near("p0", unit.p0, 5.1e-7) && near("p", unit.p, 6e-6 * unit.p + 1e-13),
            "{row} {unit:?}"
        );
        prop_assert_eq!(&row["flagged"], &json!(unit.flagged));
    }
    let totals = &document["totals"];
    let listed =
        ["slow_pairs", "stuck", "stalled", "rings", "uncovered", "broken_chain", "overloaded", "thin_cover"];
    for list in listed.into_iter().chain(["orphans", "conflicts"]) {
        prop_assert_eq!(&totals[list], &json!(document[list].as_array().unwrap().len()), "{}", list);
    }
    prop_assert_eq!(&totals["ping_pong"], &document["ping_pong"]["cases"]);
    prop_assert_eq!(&totals["lagging"], &json!(expected.iter().filter(|unit| unit.flagged).count()));
    Ok(totals.clone())
}

const LEVELS_ALL: [&str; 6] = ["province", "city", "county", "town", "village", "group"];
const LEVELS: [&str; 4] = ["county", "town", "village", "village"];
const ROLES: [&str; 3] = ["mediator", "mediator", "village_lead"];

/// Times of half days and a few seconds, so that equal ones are common.
fn time() -> impl Strategy<Value = i64> {
    (0i64..50, 0i64..3).prop_map(|(half_days, seconds)| half_days * DAY_S / 2 + seconds)
}

fn days() -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(0.3, 0i64..25)
}

fn assignment() -> impl Strategy<Value = PlainAssignment> {
    (0usize..6, 0usize..10, 0usize..5, 0usize..3, 0i64..15, days()).prop_map(
        |(person, target, kind, role, from, to)| {
            let (division, case, agency) = match kind {
                0 | 1 => (None, Some(target), None),
                2 => (None, None, Some(target % 5)),
                _ => (Some(target), None, None),
            };
            PlainAssignment { person, division, case, agency, role: ROLES[role], from, to }
        },
    )
}

fn handoff() -> impl Strategy<Value = PlainHandoff> {
    let later = || prop::option::weighted(0.7, 0i64..12);
    (0usize..10, 0u32..9, 0usize..5, 1usize..5, time(), later(), later()).prop_map(
        |(case, seq, from, step, sent, received, finished)| {
            let received = received.map(|half_days| sent + half_days * DAY_S / 2);
            let finished = received.and_then(|at| Some(at + finished? * DAY_S / 2));
            PlainHandoff { case, seq, from, to: (from + step) % 5, sent, received, finished }
        },
    )
}

/// Lets the handoffs of every second case start where the one before it ended.
fn walk(handoffs: &mut [PlainHandoff]) {
    handoffs.sort_by_key(|h| (h.case, h.seq));
    for at in 1..handoffs.len() {
        let (before, hop) = (handoffs[at - 1].clone(), &mut handoffs[at]);
        if hop.case.is_multiple_of(2) && before.case == hop.case {
            let step = (5 + hop.to - hop.from) % 5;
            (hop.from, hop.to) = (before.to, (before.to + step) % 5);
        }
    }
}

/// Superior, successor, last day of an agency.
type Line = (Option<usize>, Option<usize>, Option<i64>);
type Ties = (Vec<Line>, Vec<Option<usize>>, Vec<(Option<usize>, Option<usize>)>);

/// Superiors among earlier agencies, successors among later ones, posts and complaints.
fn ties() -> impl Strategy<Value = Ties> {
    let half = || prop::option::weighted(0.5, 0usize..5);
    let lines = prop::collection::vec((half(), prop::option::weighted(0.2, 0usize..5), days()), 5).prop_map(
        |lines| {
            let place = |(at, (parent, heir, to)): (usize, &Line)| {
                (parent.filter(|&parent| parent < at), heir.filter(|&heir| at < heir), *to)
            };
            lines.iter().enumerate().map(place).collect()
        },
    );
    let against = (prop::option::weighted(0.3, 0usize..5), prop::option::weighted(0.3, 0usize..6));
    (lines, prop::collection::vec(half(), 6), prop::collection::vec(against, 10))
}

fn world() -> impl Strategy<Value = Plain> {
    let divisions =
        prop::collection::vec((0usize..4, any::<prop::sample::Index>(), any::<bool>(), days()), 10);
    let people = prop::collection::vec((prop::option::weighted(0.8, 0u32..3), days(), days()), 6);
    let cases = prop::collection::vec((0usize..10, time(), prop::option::weighted(0.3, time())), 10);
    let rest = (
        prop::collection::vec(assignment(), 0..35),
        prop::collection::vec(handoff(), 0..90),
        prop::collection::vec((0usize..10, time(), any::<bool>()), 0..8),
    );
    (divisions, people, cases, rest, ties()).prop_map(
        |(divisions, people, cases, (assignments, mut handoffs, closings), (lines, posts, against))| {
            let mut keys = BTreeSet::new();
            handoffs.retain(|h| keys.insert((h.case, h.seq)));
            walk(&mut handoffs);
            let divisions = divisions.iter().enumerate().map(|(number, (level, parent, root, to))| {
                let parent = (0 < number && !root).then(|| parent.index(number.max(1)));
                (LEVELS[*level], parent, *to)
            });
            let agencies = vec!["court", "court", "police", "police", "police"];
            Plain {
                divisions: divisions.collect(),
                agencies,
                people,
                cases,
                assignments,
                handoffs,
                closings,
                lines,
                posts,
                against,
            }
        },
    )
}

fn rules() -> impl Strategy<Value = Playbook> {
    let chain_levels = prop::sample::subsequence(vec![4usize, 3, 2, 1], 1..=4);
    let more = (1u32..8, 1u32..3, chain_levels);
    (1u32..4, 5u32..30, 1u32..100, 1u32..6, 1u32..5, 1u32..400, 1u32..3, more).prop_map(
        |(pairs_min, factor, wait_hours_max, units_min, kind_min, fdr, persons_min, more)| {
            let thresholds = Thresholds {
                held_days_max: more.0,
                thin_cover_villages_min: more.1,
                slow_pairs_handoffs_min: pairs_min,
                slow_pairs_factor_tenths: factor,
                wait_hours_max,
                lagging_handoffs_min: units_min,
                lagging_kind_units_min: kind_min,
                lagging_fdr_permille: fdr,
            };
            let mut playbook = playbook(thresholds, persons_min);
            playbook.coverage.chain_levels = more.2;
            playbook
        },
    )
}

#[test]
fn all_detectors_agree_with_the_reference() {
    let worlds_with_rows = RefCell::new([0u32; DETECTORS.len()]);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) };
    let mut runner = TestRunner::new(config);
    let run = |(world, now, rules, threads): (Plain, i64, Playbook, usize)| {
        let totals = check(&world, now, &rules, &POOLS[threads])?;
        for (count, detector) in worlds_with_rows.borrow_mut().iter_mut().zip(DETECTORS) {
            *count += u32::from(0 < totals[detector.name].as_u64().unwrap());
        }
        Ok(())
    };
    runner.run(&(world(), time(), rules(), 0usize..POOLS.len()), run).unwrap();
    // Agreement on nothing would say nothing. Flags of so few units are rare; the larger world below has some.
    for (count, detector) in worlds_with_rows.borrow().iter().zip(DETECTORS) {
        let least = if detector.id == DetectorId::Lagging { 0 } else { 20 };
        assert!(least <= *count, "{}: rows in {count} of 400 worlds", detector.name);
    }
}

#[test]
fn a_larger_world_agrees_with_the_reference() {
    let world = detect_support::large(3, 2, 400);
    for pool in POOLS.iter() {
        let totals = check(&world, 90 * DAY_S, &playbook(detect_support::thresholds(), 1), pool).unwrap();
        assert!(0 < totals["lagging"].as_u64().unwrap());
    }
}
