//! How long it takes to build a snapshot and to sweep it, in a generated world of a county's size (about 800,000
//! handoffs).
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

#[path = "../tests/detect_support/mod.rs"]
mod detect_support;

use criterion::{Criterion, criterion_group, criterion_main};
use detect_support::{DAY_S, large, moment, playbook, thresholds, zone};
use duban::detect::evidence::{Shield, inflow, lagging_without};
use duban::detect::sweep::sweep;
use duban::detect::{DETECTORS, DetectorId};
use duban::snapshot::build::build;

fn sweeps(criterion: &mut Criterion) {
    let (tables, zone) = (large(1, 100, 100_000).tables(), zone());
    let snapshot = build(&tables, &zone, None).unwrap();
    let (playbook, moment) = (playbook(thresholds(), 1), moment(181 * DAY_S));
    let mut group = criterion.benchmark_group("sweep");
    group.sample_size(20);
    group.bench_function("build", |b| b.iter(|| build(&tables, &zone, None).unwrap()));
    group.bench_function("all", |b| b.iter(|| sweep(&snapshot, &playbook, moment, &[])));
    for detector in DETECTORS {
        let only: &[DetectorId] = &[detector.id];
        group.bench_function(detector.name, |b| b.iter(|| sweep(&snapshot, &playbook, moment, only)));
    }
    let unit = snapshot.agencies().iter().next().unwrap();
    group.bench_function("evidence", |b| {
        b.iter(|| {
            let rows = lagging_without(&snapshot, &playbook.thresholds, moment, &Shield::default());
            (rows, inflow(&snapshot, &playbook.thresholds, moment, unit, &Shield::default()))
        });
    });
    group.finish();
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
