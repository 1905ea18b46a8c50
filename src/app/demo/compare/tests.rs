//! A comparison that holds, and every way in which an altered sweep must not.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::app::demo::planted::{
    PlantedHandoff, PlantedOrphans, PlantedPingPong, PlantedRing, PlantedThinCover, PlantedUncovered,
    PlantedVacancy,
};

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn planted() -> Planted {
    Planted {
        slow_units: words("s1 s2"),
        uncovered: PlantedUncovered {
            person_left: words("v1"),
            lapsed: words("v2"),
            not_yet: words("v3"),
            never: words("v4"),
        },
        overloaded: words("m1 m2"),
        ping_pong: PlantedPingPong { a: "a".into(), b: "b".into(), cases: words("c1 c2 c3") },
        stalled: vec![PlantedHandoff { case: "c4".into(), seq: 2 }],
        ring: PlantedRing { agencies: words("a b c"), cases: words("c5 c6") },
        broken_chain: vec![PlantedVacancy { village: "v5".into(), level: "town".into() }],
        thin_cover: vec![PlantedThinCover { person: "m3".into(), villages: 6 }],
        orphans: PlantedOrphans {
            no_handoff: words("c7"),
            holder_gone: words("c8"),
            dissolved: "gone".into(),
        },
        conflicts: vec![PlantedConflict { case: "c9".into(), agency: "a".into(), against: "b".into() }],
        ..Planted::default()
    }
}

/// What a sweep finds that finds all of it; pairs and units in the sweep's own order.
fn sweep() -> Value {
    json!({
        "totals": {"slow_pairs": 3, "stuck": 1, "ping_pong": 3, "uncovered": 4, "overloaded": 2, "lagging": 2,
            "stalled": 1, "rings": 1, "broken_chain": 1, "thin_cover": 1, "orphans": 2, "conflicts": 1},
        "stalled": [{"case": "c4", "seq": 2}],
        "rings": [{"agencies": ["a", "b", "c"], "cases": 2}],
        "broken_chain": [{"village": "v5", "level": "town"}],
        "thin_cover": [{"person": "m3", "villages": 6}],
        "orphans": [
            {"case": "c8", "why": "holder_gone", "holder": "gone"},
            {"case": "c7", "why": "no_handoff", "holder": null},
        ],
        "conflicts": [{"case": "c9", "agency": "a", "against": "b"}],
        "slow_pairs": [{"from": "x", "to": "s2"}, {"from": "x", "to": "s1"}, {"from": "y", "to": "s2"}],
        "stuck": [{"case": "c9", "seq": 1}],
        "ping_pong": {"cases": 3, "pairs": [{"a": "a", "b": "b", "cases": 3}]},
        "uncovered": [
            {"village": "v4", "why": "never"},
            {"village": "v1", "why": "person_left"},
            {"village": "v3", "why": "not_yet"},
            {"village": "v2", "why": "lapsed"},
        ],
        "overloaded": [{"person": "m2"}, {"person": "m1"}],
        "lagging": [
            {"agency": "s1", "flagged": true},
            {"agency": "s2", "flagged": true},
            {"agency": "u", "flagged": false},
        ],
    })
}

fn line(comparison: &Comparison, detector: &str) -> Line {
    comparison.lines.iter().find(|l| l.detector == detector).cloned().unwrap()
}

#[test]
fn what_was_planted_and_nothing_else_holds() {
    let comparison = compare(&planted(), &sweep());
    assert_eq!(comparison.faults, Vec::<String>::new());
    assert!(comparison.holds(), "{comparison:?}");
    let counts: Vec<_> = comparison.lines.iter().map(|l| (l.detector, l.planted, l.found)).collect();
    let expected = [
        ("slow_pairs", 2, 2),
        ("ping_pong", 1, 1),
        ("uncovered", 4, 4),
        ("overloaded", 2, 2),
        ("lagging", 2, 2),
        ("stalled", 1, 1),
        ("rings", 1, 1),
        ("broken_chain", 1, 1),
        ("thin_cover", 1, 1),
        ("orphans", 2, 2),
        ("conflicts", 1, 1),
    ];
    assert_eq!(counts, expected);
    let swept = |detector| line(&comparison, detector).swept;
    assert_eq!(swept("slow_pairs"), sweep()["totals"]["slow_pairs"].as_u64().unwrap());
    assert_ne!(swept("slow_pairs"), 2, "the sweep counts pairs, the comparison the units that they lead to");
}

/// Takes the first row from a detector's list, with its total.
fn cut(sweep: &mut Value, detector: &str) {
    let rows = sweep[detector].as_array_mut().unwrap();
    rows.remove(0);
    sweep["totals"][detector] = json!(rows.len());
}

#[test]
fn one_missed_does_not_hold() {
    let firsts = [
        ("uncovered", "v4 never"),
        ("overloaded", "m2"),
        ("stalled", "c4 2"),
        ("rings", "a b c (2)"),
        ("broken_chain", "v5 town"),
        ("thin_cover", "m3 (6)"),
        ("orphans", "c8 holder_gone"),
        ("conflicts", "c9 a b"),
    ];
    for (detector, missed) in firsts {
        let mut sweep = sweep();
        cut(&mut sweep, detector);
        let comparison = compare(&planted(), &sweep);
        assert_eq!(
            (line(&comparison, detector).missed, comparison.holds()),
            (vec![missed.to_owned()], false)
        );
        assert!(comparison.faults.is_empty(), "{detector}");
    }
    let mut without_pair = sweep();
    without_pair["slow_pairs"].as_array_mut().unwrap().remove(1);
    without_pair["totals"]["slow_pairs"] = json!(2);
    assert_eq!(line(&compare(&planted(), &without_pair), "slow_pairs").missed, ["s1"]);
    let mut unflagged = sweep();
    unflagged["lagging"][0]["flagged"] = json!(false);
    unflagged["totals"]["lagging"] = json!(1);
    let comparison = compare(&planted(), &unflagged);
    assert_eq!((line(&comparison, "lagging").missed, comparison.holds()), (words("s1"), false));
}

/// Adds a row to a detector's list, with its total.
fn add(sweep: &mut Value, detector: &str, row: Value) {
    let rows = sweep[detector].as_array_mut().unwrap();
    rows.push(row);
    sweep["totals"][detector] = json!(rows.len());
}

#[test]
fn one_extra_does_not_hold() {
    let cases = [
        ("slow_pairs", json!({"from": "x", "to": "u"}), "u"),
        ("slow_pairs", json!({"from": "x", "to": "s1"}), "x s1"),
        ("uncovered", json!({"village": "v9", "why": "lapsed"}), "v9 lapsed"),
        ("uncovered", json!({"village": "v4", "why": "never"}), "v4 never"),
        ("overloaded", json!({"person": "m3"}), "m3"),
        ("stalled", json!({"case": "c4", "seq": 3}), "c4 3"),
        ("rings", json!({"agencies": ["a", "b", "d"], "cases": 1}), "a b d (1)"),
        ("broken_chain", json!({"village": "v5", "level": "county"}), "v5 county"),
        ("thin_cover", json!({"person": "m4", "villages": 5}), "m4 (5)"),
        ("orphans", json!({"case": "c8", "why": "no_handoff"}), "c8 no_handoff"),
        ("conflicts", json!({"case": "c9", "agency": "a", "against": "c"}), "c9 a c"),
    ];
    for (detector, row, extra) in cases {
        let mut sweep = sweep();
        add(&mut sweep, detector, row);
        let comparison = compare(&planted(), &sweep);
        assert_eq!((line(&comparison, detector).extra, comparison.holds()), (vec![extra.to_owned()], false));
    }
}

#[test]
fn another_reason_is_one_missed_and_one_extra() {
    let mut sweep = sweep();
    sweep["uncovered"][0]["why"] = json!("lapsed");
    let uncovered = line(&compare(&planted(), &sweep), "uncovered");
    assert_eq!(
        (uncovered.missed, uncovered.extra),
        (vec!["v4 never".to_owned()], vec!["v4 lapsed".to_owned()])
    );
}

#[test]
fn another_number_of_bounced_cases_does_not_hold() {
    let mut fewer = sweep();
    fewer["ping_pong"]["pairs"][0]["cases"] = json!(2);
    assert_eq!(line(&compare(&planted(), &fewer), "ping_pong").missed, ["a b (3)"]);
    let mut more = sweep();
    more["ping_pong"]["cases"] = json!(4);
    assert!(!compare(&planted(), &more).holds());
}

#[test]
fn false_flags_are_counted_against_what_the_rate_allows() {
    let flagged = |extra: usize| {
        let mut sweep = sweep();
        for n in 0..extra {
            add(&mut sweep, "lagging", json!({"agency": format!("u{n}"), "flagged": true}));
        }
        sweep["totals"]["lagging"] = json!(2 + extra);
        compare(&planted(), &sweep)
    };
    assert_eq!((line(&flagged(1), "lagging").extra_allowed, flagged(1).holds()), (1, true));
    assert_eq!((line(&flagged(2), "lagging").extra_allowed, flagged(2).holds()), (1, false));
    assert_eq!(line(&flagged(19), "lagging").extra_allowed, 2);
}

#[test]
fn a_document_that_is_cut_or_lacks_a_list_does_not_hold() {
    let mut cut_list = sweep();
    cut_list["totals"]["slow_pairs"] = json!(200);
    assert_eq!(compare(&planted(), &cut_list).faults, ["slow_pairs: 3 listed of 200; sweep with --limit 0"]);
    for key in sweep().as_object().unwrap().keys() {
        let mut lacking = sweep();
        lacking.as_object_mut().unwrap().remove(key);
        let comparison = compare(&planted(), &lacking);
        assert!(!comparison.faults.is_empty() && !comparison.holds(), "{key}");
    }
    let mut nothing_stuck = sweep();
    nothing_stuck["stuck"] = json!([]);
    nothing_stuck["totals"]["stuck"] = json!(0);
    assert!(!compare(&planted(), &nothing_stuck).holds());
    assert!(!compare(&planted(), &json!(null)).holds());
    assert!(!compare(&planted(), &json!({"lagging": [{"flagged": true}]})).holds());
}

proptest! {
    #[test]
    fn what_is_left_and_what_is_taken_make_the_whole(
        mut all in prop::collection::vec("[ab]{1,2}", 0..12), mut taken in prop::collection::vec("[ab]{1,2}", 0..12),
    ) {
        all.sort_unstable();
        taken.sort_unstable();
        let count = |list: &[String], item: &String| list.iter().filter(|i| *i == item).count();
        let rest = without(&all, &taken);
        for item in all.iter().chain(&taken) {
            prop_assert_eq!(count(&rest, item), count(&all, item).saturating_sub(count(&taken, item)));
        }
    }
}
