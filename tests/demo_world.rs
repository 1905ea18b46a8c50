//! The demonstration world, checked by plain loops that know nothing of the detectors: for every seed the
//! detectors of the contract find what was planted and nothing else, and with a margin.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test itself may")]

#[path = "demo_world/more.rs"]
mod more;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use duban::app::demo::compare::compare;
use duban::app::demo::planted::Planted;
use duban::app::demo::rows::{Division, Handoff, TODAY, Target, World};
use duban::app::demo::world::generate;
use duban::limits::ID_BYTES_MAX;
use duban::model::table::{CellKind, Column, Table};
use duban::model::time::{Day, Zone};
use rayon::prelude::*;
use serde_json::{Value, json};
use statrs::distribution::{Binomial, DiscreteCDF};

const SEEDS: std::ops::Range<u64> = 0..40;
const LIMIT_S: i64 = 72 * 3_600;

fn wait(world: &World, handoff: &Handoff) -> i64 {
    let until = handoff.received_at.or(world.cases[handoff.case].closed_at);
    until.unwrap_or(world.now) - handoff.sent_at
}

/// Twice the median: a whole number.
fn median_x2(mut waits: Vec<i64>) -> i64 {
    waits.sort_unstable();
    waits[(waits.len() - 1) / 2] + waits[waits.len() / 2]
}

fn pair_medians_x2(world: &World) -> BTreeMap<(usize, usize), i64> {
    let mut pairs: BTreeMap<(usize, usize), Vec<i64>> = BTreeMap::new();
    for h in &world.handoffs {
        pairs.entry((h.from, h.to)).or_default().push(wait(world, h));
    }
    pairs.into_iter().filter(|(_, w)| 30 <= w.len()).map(|(p, w)| (p, median_x2(w))).collect()
}

fn overall_median_x2(world: &World) -> i64 {
    median_x2(world.handoffs.iter().map(|h| wait(world, h)).collect())
}

fn slow_pairs(world: &World) -> Vec<Value> {
    let overall = overall_median_x2(world);
    let id = |a: usize| &world.agencies[a].id;
    let slow = pair_medians_x2(world).into_iter().filter(|(_, median)| 2 * overall < *median);
    slow.map(|((from, to), _)| json!({"from": id(from), "to": id(to)})).collect()
}

fn stuck(world: &World) -> Vec<Value> {
    let open = |h: &&Handoff| world.cases[h.case].closed_at.is_none() && h.received_at.is_none();
    let stuck = world.handoffs.iter().filter(open).filter(|h| LIMIT_S < world.now - h.sent_at);
    stuck.map(|h| json!({"case": world.cases[h.case].id, "seq": h.seq})).collect()
}

fn ping_pong(world: &World) -> Value {
    let mut pairs: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for (one, next) in world.handoffs.iter().zip(&world.handoffs[1..]) {
        if one.case == next.case && one.from == next.to && one.to == next.from {
            assert_eq!(one.seq + 1, next.seq);
            let (a, b) = (world.agencies[one.from].id.as_str(), world.agencies[one.to].id.as_str());
            pairs.entry((a.min(b), a.max(b))).or_default().insert(one.case);
        }
    }
    let cases: BTreeSet<usize> = pairs.values().flatten().copied().collect();
    let rows = pairs.iter().map(|((a, b), cases)| json!({"a": a, "b": b, "cases": cases.len()}));
    json!({"cases": cases.len(), "pairs": rows.collect::<Vec<Value>>()})
}

fn current(from: i32, to: Option<i32>) -> bool {
    from <= TODAY && to.is_none_or(|to| TODAY < to)
}

fn person_valid(world: &World, person: usize) -> bool {
    current(world.people[person].valid_from, world.people[person].valid_to)
}

/// Distinct valid mediators by target.
fn mediators(world: &World) -> BTreeMap<Target, BTreeSet<usize>> {
    let mut by_target: BTreeMap<Target, BTreeSet<usize>> = BTreeMap::new();
    for a in world.assignments.iter().filter(|a| a.role == "mediator") {
        if current(a.valid_from, a.valid_to) && person_valid(world, a.person) {
            by_target.entry(a.target).or_default().insert(a.person);
        }
    }
    by_target
}

fn uncovered(world: &World) -> Vec<Value> {
    let covered = mediators(world);
    let villages = world.divisions.iter().enumerate().filter(|(_, d)| d.level == "village");
    let bare = villages.filter(|(at, _)| !covered.contains_key(&Target::Division(*at)));
    let row = |(at, village): (usize, &Division)| {
        let of_village =
            world.assignments.iter().filter(|a| a.role == "mediator" && a.target == Target::Division(at));
        let reasons = of_village.map(|a| {
            if current(a.valid_from, a.valid_to) {
                assert!(!person_valid(world, a.person));
                0
            } else if a.valid_from <= TODAY {
                1
            } else {
                2
            }
        });
        let why = ["person_left", "lapsed", "not_yet", "never"][reasons.min().unwrap_or(3)];
        json!({"village": village.code, "why": why})
    };
    bare.map(row).collect()
}

/// Loads in 60ths of a case, so that any share among one to six mediators is whole.
fn loads(world: &World) -> Vec<u32> {
    let mediators = mediators(world);
    let mut last: Vec<Option<&Handoff>> = vec![None; world.cases.len()];
    for h in &world.handoffs {
        last[h.case] = Some(h);
    }
    let mut loads = vec![0; world.people.len()];
    for (at, case) in world.cases.iter().enumerate() {
        if case.closed_at.is_some() || last[at].is_some_and(|h| h.finished_at.is_some()) {
            continue;
        }
        let own = mediators.get(&Target::Case(at));
        let Some(carriers) = own.or_else(|| mediators.get(&Target::Division(case.village))) else {
            continue;
        };
        assert!(carriers.len() <= 6);
        for &person in carriers {
            loads[person] += 60 / u32::try_from(carriers.len()).unwrap();
        }
    }
    loads
}

fn overloaded(world: &World) -> Vec<Value> {
    let people = world.people.iter().zip(loads(world));
    let over = people.filter(|(p, load)| p.capacity.is_some_and(|c| c * 60 < *load));
    over.map(|(p, _)| json!({"person": p.id})).collect()
}

/// `(agency, late, all)` of every unit with at least 50 handoffs.
fn lateness(world: &World) -> Vec<(usize, u64, u64)> {
    let mut units: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for h in &world.handoffs {
        let unit = units.entry(h.to).or_default();
        *unit = (unit.0 + u64::from(LIMIT_S < wait(world, h)), unit.1 + 1);
    }
    units.into_iter().filter(|(_, u)| 50 <= u.1).map(|(at, u)| (at, u.0, u.1)).collect()
}

fn lagging(world: &World) -> Vec<Value> {
    let units = lateness(world);
    let rate = |kind: Option<&str>| {
        let of_kind = units.iter().filter(|u| kind.is_none_or(|k| world.agencies[u.0].kind == k));
        let (late, all) = of_kind.clone().fold((0, 0), |sum, u| (sum.0 + u.1, sum.1 + u.2));
        (of_kind.count(), late as f64 / all as f64)
    };
    let mut tested: Vec<(f64, usize)> = Vec::new();
    for &(at, late, all) in &units {
        let (count, of_kind) = rate(Some(world.agencies[at].kind));
        let expected = if 10 <= count { of_kind } else { rate(None).1 };
        let tail = if late == 0 { 1.0 } else { Binomial::new(expected, all).unwrap().sf(late - 1) };
        tested.push((tail, at));
    }
    tested.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let passes =
        |(rank, (p, _)): (usize, &(f64, usize))| *p <= 0.05 * (rank + 1) as f64 / tested.len() as f64;
    let flagged = tested.iter().enumerate().rposition(passes).map_or(0, |rank| rank + 1);
    let agency = |at: usize| &world.agencies[at].id;
    (0..)
        .zip(&tested)
        .map(|(rank, (_, at))| json!({"agency": agency(*at), "flagged": rank < flagged}))
        .collect()
}

fn naive_sweep(world: &World) -> Value {
    let (slow_pairs, stuck, uncovered) = (slow_pairs(world), stuck(world), uncovered(world));
    let (ping_pong, overloaded, lagging) = (ping_pong(world), overloaded(world), lagging(world));
    let flagged = lagging.iter().filter(|row| row["flagged"] == true).count();
    let mut sweep = json!({
        "totals": {
            "slow_pairs": slow_pairs.len(), "stuck": stuck.len(), "ping_pong": ping_pong["cases"],
            "uncovered": uncovered.len(), "overloaded": overloaded.len(), "lagging": flagged,
        },
        "slow_pairs": slow_pairs, "stuck": stuck, "ping_pong": ping_pong,
        "uncovered": uncovered, "overloaded": overloaded, "lagging": lagging,
    });
    more::add(world, &mut sweep);
    sweep
}

/// Returns how many units were flagged that were not planted.
fn assert_found_is_what_was_planted(world: &World) -> usize {
    let comparison = compare(&world.planted, &naive_sweep(world));
    assert!(comparison.holds(), "seed {}: {comparison:#?}", world.seed);
    let planted: Vec<usize> = comparison.lines.iter().map(|l| l.planted).collect();
    assert_eq!(planted[..5], [3, 1, 40, 12, 3], "seed {}", world.seed);
    more::assert_enough_is_planted(world, &planted[5..]);
    assert!(10 <= comparison.stuck_found, "seed {}: {}", world.seed, comparison.stuck_found);
    comparison.lines.iter().map(|l| l.extra.len()).sum()
}

fn assert_medians_are_clear(world: &World) {
    let is_slow = |at: usize| world.planted.slow_units.contains(&world.agencies[at].id);
    let overall = overall_median_x2(world);
    for ((from, to), median) in pair_medians_x2(world) {
        let clear = if is_slow(to) { 5 * overall < 2 * median } else { 10 * median < 17 * overall };
        assert!(clear, "seed {}: {from} to {to}: {median} of {overall}", world.seed);
    }
}

fn assert_loads_are_clear(world: &World) {
    for (person, load) in world.people.iter().zip(loads(world)) {
        let Some(capacity) = person.capacity else { continue };
        let over = world.planted.overloaded.contains(&person.id);
        let clear = if over { capacity * 60 + 120 < load } else { load + 60 < capacity * 60 };
        assert!(clear, "seed {}: {}: {load} of {capacity}", world.seed, person.id);
    }
}

fn assert_waits_are_clear(world: &World) {
    for h in &world.handoffs {
        let wait = wait(world, h);
        assert!(!(LIMIT_S - 3_600..=LIMIT_S + 3_600).contains(&wait), "seed {}: {h:?}", world.seed);
    }
}

fn assert_is_of_the_promised_size(world: &World) {
    let villages = world.divisions.iter().filter(|d| d.level == "village").count();
    assert_eq!((villages, world.cases.len()), (2_000, 20_000), "seed {}", world.seed);
    assert!((100_000..=160_000).contains(&world.handoffs.len()), "{}", world.handoffs.len());
    assert!(200 <= world.agencies.len());
    let closed = world.cases.iter().filter(|c| c.closed_at.is_some()).count();
    assert!((15_000..19_500).contains(&closed), "seed {}: {closed} closed", world.seed);
}

fn assert_complaints_lie_among_the_late_cases(world: &World) {
    assert_eq!(world.planted.complaints.len(), 9);
    for complaint in &world.planted.complaints {
        let case = world.cases.iter().position(|c| c.id == complaint.case).unwrap();
        let unit = world.agencies.iter().position(|a| a.id == complaint.unit).unwrap();
        let mut hops = world.handoffs.iter().filter(|h| h.case == case && h.to == unit);
        assert!(hops.any(|h| LIMIT_S < wait(world, h)), "seed {}: {complaint:?}", world.seed);
        let row = &world.cases[case];
        let named = match complaint.against.as_str() {
            "unit" => row.against_agency == Some(unit),
            "superior" => row.against_agency == world.agencies[unit].parent,
            _ => row.against_person.is_some_and(|p| world.people[p].agency == unit),
        };
        assert!(named, "seed {}: {complaint:?}", world.seed);
    }
}

/// So that the list of planted complaints is the whole of what a notice must leave out.
fn assert_no_other_case_complains_against_a_slow_unit(world: &World) {
    let mut listed: BTreeSet<&str> = world.planted.complaints.iter().map(|c| c.case.as_str()).collect();
    let of_others = world.planted.conflicts.iter().filter(|c| !world.planted.slow_units.contains(&c.agency));
    listed.extend(of_others.map(|c| c.case.as_str()));
    let slow = |agency: usize| {
        let agencies = world.agencies.iter().filter(|a| world.planted.slow_units.contains(&a.id));
        agencies.into_iter().any(|a| a.id == world.agencies[agency].id || a.parent == Some(agency))
    };
    for case in world.cases.iter().filter(|c| !listed.contains(c.id.as_str())) {
        assert!(!case.against_agency.is_some_and(slow), "seed {}: {}", world.seed, case.id);
        assert_eq!(case.against_person, None, "seed {}: {}", world.seed, case.id);
    }
}

#[test]
fn every_seed_shows_what_was_planted_and_nothing_else() {
    let extra_flags: usize = SEEDS
        .into_par_iter()
        .map(|seed| {
            let world = generate(seed);
            assert_is_of_the_promised_size(&world);
            assert_medians_are_clear(&world);
            assert_loads_are_clear(&world);
            assert_waits_are_clear(&world);
            more::assert_held_times_are_clear(&world);
            assert_complaints_lie_among_the_late_cases(&world);
            assert_no_other_case_complains_against_a_slow_unit(&world);
            assert_found_is_what_was_planted(&world)
        })
        .sum();
    assert!(extra_flags <= 4, "{extra_flags} extra flags over all seeds are not rare");
}

/// The written files, as bytes by name.
fn files(seed: u64) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    generate(seed).write(folder.path()).unwrap();
    let entries = fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn a_seed_always_gives_the_same_files() {
    let seven = files(7);
    assert!(seven == files(7));
    for (name, bytes) in files(8) {
        assert!(bytes != seven[&name], "{name} is the same for another seed");
    }
}

type Row = BTreeMap<&'static str, String>;

/// Reads a written table; its header must be the contract's.
fn read(folder: &Path, table: Table) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let names: Vec<&'static str> = table.spec().columns.iter().map(|c| c.name).collect();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<&str>>(), names);
    let rows = reader.records().map(Result::unwrap);
    rows.map(|r| names.iter().copied().zip(r.iter().map(str::to_owned)).collect()).collect()
}

fn is_right(cell: &str, column: &Column, zone: &Zone, ids: &BTreeMap<Table, BTreeSet<&str>>) -> bool {
    if cell.is_empty() {
        return !column.required;
    }
    match column.kind {
        CellKind::Id => cell.len() <= ID_BYTES_MAX,
        CellKind::Ref(to) => ids[&to].contains(cell),
        CellKind::Text => !cell.contains('\n'),
        CellKind::Bool => cell == "true",
        CellKind::Integer => cell.parse::<u32>().is_ok(),
        CellKind::Date => Day::parse(cell.as_bytes()).is_some(),
        CellKind::Instant => zone.parse_instant(cell.as_bytes()).is_ok(),
        CellKind::Word(words) => words.contains(&cell),
    }
}

fn written(seed: u64) -> (World, BTreeMap<Table, Vec<Row>>, Planted) {
    let (folder, world) = (tempfile::tempdir().unwrap(), generate(seed));
    world.write(folder.path()).unwrap();
    let planted = fs::read(folder.path().join("planted.json")).unwrap();
    // Those after the screenings lie beside the cases; only rules that the demonstration does not have ask for them.
    let asked = Table::ALL.into_iter().filter(|table| *table <= Table::Screenings);
    let tables = asked.map(|t| (t, read(folder.path(), t))).collect();
    (world, tables, serde_json::from_slice(&planted).unwrap())
}

#[test]
fn written_tables_are_what_the_contract_asks_for() {
    let (world, tables, planted) = written(11);
    assert_eq!(planted, world.planted);
    assert_eq!(tables[&Table::Handoffs].len(), world.handoffs.len());
    assert_cells_are_right(&tables);
    assert_no_row_is_impossible(&tables);
}

fn assert_cells_are_right(tables: &BTreeMap<Table, Vec<Row>>) {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let first_cells = |table: Table, rows: &'_ [Row]| -> BTreeSet<String> {
        rows.iter().map(|r| r[table.spec().columns[0].name].clone()).collect()
    };
    let owned: BTreeMap<Table, BTreeSet<String>> =
        tables.iter().map(|(&t, rows)| (t, first_cells(t, rows))).collect();
    let ids = owned.iter().map(|(&t, ids)| (t, ids.iter().map(String::as_str).collect())).collect();
    for (table, rows) in tables {
        assert!(!rows.is_empty(), "{table}");
        let (spec, mut keys) = (table.spec(), BTreeSet::new());
        for row in rows {
            let key: Vec<&str> = spec.key.iter().map(|&k| row[spec.columns[k].name].as_str()).collect();
            assert!(keys.insert(key), "{table}: {row:?} repeats a key");
            for column in spec.columns {
                let right = is_right(&row[column.name], column, &zone, &ids);
                assert!(right, "{table}: {row:?}: {}", column.name);
            }
        }
    }
}

fn assert_no_row_is_impossible(tables: &BTreeMap<Table, Vec<Row>>) {
    let in_order = |a: &str, b: &str| a.is_empty() || b.is_empty() || a <= b;
    for h in &tables[&Table::Handoffs] {
        assert!(h["from_agency"] != h["to_agency"], "{h:?}");
        assert!(in_order(&h["sent_at"], &h["received_at"]), "{h:?}");
        assert!(in_order(&h["received_at"], &h["finished_at"]), "{h:?}");
        assert!(h["finished_at"].is_empty() || !h["received_at"].is_empty(), "{h:?}");
        for time in ["sent_at", "received_at", "finished_at"] {
            assert!(h[time].as_str() < "2026-07-01 00:00:00", "{h:?}");
        }
    }
    for row in tables[&Table::Assignments].iter().chain(&tables[&Table::People]) {
        assert!(row["valid_to"].is_empty() || row["valid_from"] < row["valid_to"], "{row:?}");
    }
    for case in &tables[&Table::Cases] {
        assert!(in_order(&case["opened_at"], &case["closed_at"]), "{case:?}");
        assert!(case["opened_at"].as_str() < "2026-07-01 00:00:00", "{case:?}");
        assert!(case["closed_at"].as_str() < "2026-07-01 00:00:00", "{case:?}");
    }
}
