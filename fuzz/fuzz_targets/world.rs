//! Tables of one call, `@name` before each: every row gets one verdict, and what was admitted makes a snapshot that
//! every detector can read, with the same result on one thread.

#![no_main]

use std::sync::LazyLock;

use duban::app::import::admit::{judge, only_new, stand_beside_a_snapshot};
use duban::app::import::index::Verdict;
use duban::app::import::mediators;
use duban::app::known::Nothing;
use duban::detect::evidence::{Shield, inflow, lagging_without};
use duban::detect::sweep::sweep;
use duban::detect::world::Moment;
use duban::intake::read::from_text;
use duban::intake::reject::Rejects;
use duban::model::rows::Tables;
use duban::model::table::Table;
use duban::model::time::Instant;
use duban::playbook::Playbook;
use duban::rim::sweep_view::SweepView;
use duban::snapshot::build::build;
use libfuzzer_sys::fuzz_target;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let mut playbook = Playbook::builtin("default").expect("built in");
    playbook.thresholds.slow_pairs_handoffs_min = 1;
    playbook.thresholds.lagging_handoffs_min = 1;
    playbook.thresholds.lagging_kind_units_min = 2;
    playbook
});

fuzz_target!(|text: &str| run(text));

fn run(text: &str) {
    let (zone, mut rejects) = (&PLAYBOOK.zone, Rejects::new(None));
    let mut tables = Tables::default();
    for part in text.split('@').skip(1) {
        let Some((name, text)) = part.split_once('\n') else { continue };
        let Some(table) = Table::ALL.into_iter().find(|t| t.name() == name) else { continue };
        if let Ok(more) = from_text(table, text, zone, &mut rejects) {
            tables.append(more);
        }
    }
    if mediators::merge(&mut tables, &Nothing, &mut rejects).is_err() {
        return;
    }
    let before = rejects.count();
    let judged = judge(&tables, zone, &Nothing, None, &mut rejects).expect("nothing is looked up");
    let verdicts = [Verdict::New, Verdict::Same, Verdict::Bad];
    let counts = verdicts.map(|v| Table::ALL.into_iter().map(|t| judged.verdicts.count(t, v)).sum::<u64>());
    let rows: usize = Table::ALL.into_iter().map(|t| tables.len(t)).sum();
    assert_eq!(counts.iter().sum::<u64>(), rows as u64, "every row gets a verdict");
    assert_eq!(counts[2], rejects.count() - before, "every refused row is told");
    let stand = stand_beside_a_snapshot(&tables, zone).expect("nothing is looked up");
    if stand && build(&tables, zone, None).is_ok() {
        assert_eq!(counts, [rows as u64, 0, 0], "a world that needs no judging is judged otherwise");
    }
    let kept = only_new(&tables, &judged.verdicts);
    let snapshot = build(kept.as_ref().unwrap_or(&tables), zone, None);
    let snapshot = snapshot.unwrap_or_else(|error| panic!("admitted rows make no snapshot: {error}"));
    let moments = [0, 1_782_835_200, i64::from(Instant::MAX.unix())];
    for moment in moments.into_iter().filter_map(Instant::from_unix).map(|now| Moment::at(now, zone)) {
        let found = sweep(&snapshot, &PLAYBOOK, moment, &[]);
        let view = SweepView::new(&snapshot, &PLAYBOOK, moment, &found, 0);
        serde_json::to_string(&view).expect("a sweep is a document");
        for unit in snapshot.agencies().iter() {
            drop(inflow(&snapshot, &PLAYBOOK.thresholds, moment, unit, &Shield::default()));
        }
        drop(lagging_without(&snapshot, &PLAYBOOK.thresholds, moment, &Shield::default()));
    }
}
