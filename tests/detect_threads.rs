//! A sweep gives the same bytes at any number of threads and for any order of the rows.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod detect_support;

use detect_support::{DAY_S, large, moment, playbook, thresholds};
use duban::detect::DETECTORS;
use duban::detect::sweep::sweep;
use duban::model::rows::{Block, Tables};
use duban::model::table::Table;
use duban::model::time::Zone;
use duban::rim::sweep_view::SweepView;
use duban::snapshot::build::build;

/// What each detector finds when it is asked alone, in one document.
fn one_by_one(tables: &Tables, zone: &Zone) -> serde_json::Value {
    let snapshot = build(tables, zone, Some(42)).unwrap();
    let (playbook, moment) = (playbook(thresholds(), 1), moment(181 * DAY_S));
    let mut all = serde_json::Map::new();
    for detector in DETECTORS {
        let found = sweep(&snapshot, &playbook, moment, &[detector.id]);
        let view = serde_json::to_value(SweepView::new(&snapshot, &playbook, moment, &found, 0)).unwrap();
        all.insert(detector.name.to_owned(), view[detector.name].clone());
    }
    all.into()
}

fn swept(tables: &Tables, zone: &Zone, threads: usize) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let snapshot = build(tables, zone, Some(42)).unwrap();
        let playbook = playbook(thresholds(), 1);
        let moment = moment(181 * DAY_S);
        let sweep = sweep(&snapshot, &playbook, moment, &[]);
        serde_json::to_vec(&SweepView::new(&snapshot, &playbook, moment, &sweep, 0)).unwrap()
    })
}

/// The same rows, each table's from the last to the first.
fn backwards(tables: &Tables) -> Tables {
    let mut turned = Tables::default();
    for table in Table::ALL {
        let mut block = Block::new(0);
        let rows: Vec<_> = tables.rows(table).map(|(_, row)| row).collect();
        for row in rows.into_iter().rev() {
            block.push(0, row.cells());
        }
        turned.push(table, block);
    }
    turned
}

#[test]
fn bytes_are_equal_at_any_number_of_threads() {
    // More hops than the fewest of a part, so that there are several parts to be scanned at once.
    let plain = large(7, 12, 30_000);
    assert!(200_000 < plain.handoffs.len());
    let (tables, zone) = (plain.tables(), detect_support::zone());
    let one = swept(&tables, &zone, 1);
    assert_eq!(one, swept(&tables, &zone, 2));
    assert_eq!(one, swept(&tables, &zone, 7));
    assert_eq!(one, swept(&backwards(&tables), &zone, 3));
    let found: serde_json::Value = serde_json::from_slice(&one).unwrap();
    for (name, total) in found["totals"].as_object().unwrap() {
        assert!(
            0 < total.as_u64().unwrap(),
            "{name} finds nothing in this world, so equality would say little"
        );
    }
}

#[test]
fn a_detector_finds_the_same_alone_as_among_all() {
    let (tables, zone) = (large(7, 12, 3_000).tables(), detect_support::zone());
    let all: serde_json::Value = serde_json::from_slice(&swept(&tables, &zone, 2)).unwrap();
    for (name, alone) in one_by_one(&tables, &zone).as_object().unwrap() {
        assert!(!alone.is_null(), "{name}");
        assert_eq!(*alone, all[name.as_str()], "{name}");
    }
}
