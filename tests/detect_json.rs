//! The document of a small sweep, whole.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod detect_support;

use detect_support::{DAY_S, Plain, PlainAssignment, PlainHandoff, moment, playbook, thresholds};
use duban::detect::sweep::sweep;
use duban::detect::{DETECTORS, DetectorId};
use duban::playbook::Thresholds;
use duban::rim::sweep_view::{MemoryView, SweepView, TimingView};
use serde_json::Value;

/// Two counties' villages, four agencies, a few handoffs: a little for each detector.
fn world() -> Plain {
    let held = |person, division| PlainAssignment {
        person,
        division: Some(division),
        case: None,
        agency: None,
        role: "mediator",
        from: 0,
        to: None,
    };
    let hop = |case, seq, from, to, days: i64, wait: Option<i64>| PlainHandoff {
        case,
        seq,
        from,
        to,
        sent: days * DAY_S,
        received: wait.map(|wait| days * DAY_S + wait),
        finished: None,
    };
    Plain {
        divisions: vec![
            ("county", None, None),
            ("village", Some(0), None),
            ("village", Some(0), None),
            ("village", None, None),
        ],
        agencies: vec!["court", "court", "police", "police"],
        people: vec![(Some(1), None, None), (Some(5), None, Some(9))],
        cases: vec![(1, 0, None), (1, 0, None), (2, 0, Some(8 * DAY_S)), (1, 0, None), (1, 0, None)],
        assignments: vec![held(0, 1), held(1, 2)],
        handoffs: vec![
            hop(0, 1, 0, 1, 1, Some(5)),
            hop(0, 2, 1, 0, 2, Some(10)),
            hop(1, 1, 0, 1, 3, Some(20)),
            hop(1, 2, 1, 2, 4, None),
            hop(2, 1, 0, 2, 5, None),
            hop(2, 2, 0, 2, 6, Some(7)),
            hop(2, 3, 2, 1, 7, Some(8)),
            hop(2, 4, 1, 0, 7, Some(9)),
            hop(4, 1, 1, 3, 9, Some(10)),
        ],
        lines: vec![(None, None, None), (None, None, None), (Some(1), None, None), (None, None, Some(10))],
        against: vec![(None, None), (Some(1), None)],
        ..Plain::default()
    }
}

fn document(only: &[DetectorId], limit: usize) -> String {
    let rules = Thresholds {
        slow_pairs_handoffs_min: 1,
        held_days_max: 6,
        thin_cover_villages_min: 1,
        lagging_handoffs_min: 1,
        ..thresholds()
    };
    let (snapshot, playbook, moment) = (world().snapshot(), playbook(rules, 1), moment(10 * DAY_S));
    let found = sweep(&snapshot, &playbook, moment, only);
    let view = SweepView::new(&snapshot, &playbook, moment, &found, limit);
    serde_json::to_string_pretty(&view).unwrap()
}

#[test]
fn a_small_sweep_in_full() {
    insta::assert_snapshot!(document(&[], 0));
}

#[test]
fn lists_are_cut_and_totals_are_not() {
    let (all, cut): (Value, Value) =
        (serde_json::from_str(&document(&[], 0)).unwrap(), serde_json::from_str(&document(&[], 1)).unwrap());
    assert_eq!(all["totals"], cut["totals"]);
    assert_eq!(all["uncovered_by_county"], cut["uncovered_by_county"]);
    for detector in DETECTORS {
        let within = if detector.id == DetectorId::PingPong { "/pairs" } else { "" };
        let list = format!("/{}{within}", detector.name);
        let rows = |document: &Value| document.pointer(&list).unwrap().as_array().unwrap().clone();
        assert_eq!(rows(&all)[..1], rows(&cut), "{list}");
    }
    assert_eq!(all["network"]["totals"], cut["network"]["totals"]);
    assert_eq!(cut["network"]["mutual"][0]["agencies"].as_array().unwrap().len(), 1);
    assert_eq!(all["network"]["mutual"][0]["size"], cut["network"]["mutual"][0]["size"]);
}

#[test]
fn the_document_fits_the_published_schema() {
    let schema = include_str!("../schemas/sweep.schema.json");
    let validator = jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap();
    for only in [&[][..], &[DetectorId::Orphans], &[DetectorId::Uncovered]] {
        validator.validate(&serde_json::from_str(&document(only, 0)).unwrap()).unwrap();
    }
}

#[test]
fn what_is_not_asked_is_absent() {
    let found: Value = serde_json::from_str(&document(&[DetectorId::Stuck], 0)).unwrap();
    let keys: Vec<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["ledger_seq", "now", "overall", "playbook", "stuck", "totals"]);
    assert_eq!(found["totals"].as_object().unwrap().len(), 1);
}

#[test]
fn nothing_at_all_is_swept() {
    let (snapshot, playbook) = (Plain::default().snapshot(), playbook(thresholds(), 1));
    let found = sweep(&snapshot, &playbook, moment(0), &[]);
    let mut view = SweepView::new(&snapshot, &playbook, moment(0), &found, 0);
    view.timing = Some(TimingView { load_ms: 1.5, sweep_ms: 0.25, wall_ms: 2.0, threads: 2 });
    view.memory = Some(MemoryView { snapshot_bytes: snapshot.memory_bytes() });
    let document = serde_json::to_value(&view).unwrap();
    assert_eq!(document["overall"], serde_json::json!({"handoffs": 0, "median_wait_s": null}));
    assert!(document["totals"].as_object().unwrap().values().all(|total| total == 0));
    assert_eq!(document["timing"]["threads"], 2);
}
