//! Random small worlds: the sweep's document equals that of a reference made of plain loops over plain values, written
//! from the contract and sharing no code with the detectors.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod detect_support;
#[path = "detect_support/reference.rs"]
mod reference;

use std::collections::BTreeSet;

use detect_support::{DAY_S, Plain, PlainAssignment, PlainHandoff, moment, playbook};
use duban::detect::sweep::sweep;
use duban::playbook::{Playbook, Thresholds};
use duban::rim::sweep_view::SweepView;
use proptest::prelude::*;
use reference::{Reference, named, quantile, seconds};
use serde_json::json;

fn check(world: &Plain, now: i64, playbook: &Playbook) -> Result<(), TestCaseError> {
    let snapshot = world.snapshot();
    let found = sweep(&snapshot, playbook, moment(now), &[]);
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
    prop_assert_eq!(&document["ping_pong"], &reference.ping_pong(&all));
    prop_assert_eq!(&document["uncovered"], &uncovered);
    prop_assert_eq!(&document["uncovered_by_county"], &by_county);
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
    prop_assert_eq!(&totals["stuck"], &json!(document["stuck"].as_array().unwrap().len()));
    prop_assert_eq!(&totals["ping_pong"], &document["ping_pong"]["cases"]);
    prop_assert_eq!(&totals["lagging"], &json!(expected.iter().filter(|unit| unit.flagged).count()));
    Ok(())
}

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
    (0usize..6, 0usize..10, any::<bool>(), 0usize..3, 0i64..15, days()).prop_map(
        |(person, target, of_case, role, from, to)| {
            let (division, case) = if of_case { (None, Some(target)) } else { (Some(target), None) };
            PlainAssignment { person, division, case, role: ROLES[role], from, to }
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

fn world() -> impl Strategy<Value = Plain> {
    let divisions =
        prop::collection::vec((0usize..4, any::<prop::sample::Index>(), any::<bool>(), days()), 10);
    let people = prop::collection::vec((prop::option::weighted(0.8, 0u32..3), days(), days()), 6);
    let cases = prop::collection::vec((0usize..10, time(), prop::option::weighted(0.3, time())), 10);
    let rest = (
        prop::collection::vec(assignment(), 0..25),
        prop::collection::vec(handoff(), 0..90),
        prop::collection::vec((0usize..10, time(), any::<bool>()), 0..8),
    );
    (divisions, people, cases, rest).prop_map(
        |(divisions, people, cases, (assignments, mut handoffs, closings))| {
            let mut keys = BTreeSet::new();
            handoffs.retain(|h| keys.insert((h.case, h.seq)));
            let divisions = divisions.iter().enumerate().map(|(number, (level, parent, root, to))| {
                let parent = (0 < number && !root).then(|| parent.index(number.max(1)));
                (LEVELS[*level], parent, *to)
            });
            let agencies = vec!["court", "court", "police", "police", "police"];
            Plain { divisions: divisions.collect(), agencies, people, cases, assignments, handoffs, closings }
        },
    )
}

fn rules() -> impl Strategy<Value = Playbook> {
    (1u32..4, 5u32..30, 1u32..100, 1u32..6, 1u32..5, 1u32..400, 1u32..3).prop_map(
        |(pairs_min, factor, wait_hours_max, units_min, kind_min, fdr, persons_min)| {
            let thresholds = Thresholds {
                slow_pairs_handoffs_min: pairs_min,
                slow_pairs_factor_tenths: factor,
                wait_hours_max,
                lagging_handoffs_min: units_min,
                lagging_kind_units_min: kind_min,
                lagging_fdr_permille: fdr,
            };
            playbook(thresholds, persons_min)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn all_six_detectors_agree_with_the_reference(world in world(), now in time(), rules in rules()) {
        check(&world, now, &rules)?;
    }
}

#[test]
fn a_larger_world_agrees_with_the_reference() {
    let world = detect_support::large(3, 2, 400);
    check(&world, 90 * DAY_S, &playbook(detect_support::thresholds(), 1)).unwrap();
}
