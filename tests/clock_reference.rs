//! Random cases with handoffs and events: what a sweep finds overdue equals what plain loops find, at any number of threads.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod clock_plain;
mod detect_support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use clock_plain::{HOUR, PlainCase, PlainEvent, PlainHop, Seen};
use detect_support::{thresholds, zone};
use duban::calendar::Calendar;
use duban::detect::DetectorId;
use duban::detect::sweep::sweep;
use duban::detect::world::Moment;
use duban::model::rows::{Block, Tables};
use duban::model::table::{EVENT_KINDS, Table};
use duban::model::time::Instant;
use duban::playbook::Playbook;
use duban::rim::sweep_view::SweepView;
use duban::snapshot::build::build;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Pools of 1, 2, 3 and 7 threads.
static POOLS: LazyLock<Vec<rayon::ThreadPool>> = LazyLock::new(|| {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    [1, 2, 3, 7].into_iter().map(pool).collect()
});

/// Midnight of 20 September 2026 in Shanghai: a Sunday that is worked; the 25th and the first week of October are off.
const FROM: i64 = 1_789_833_600;
const KINDS: [&str; 4] = ["bureau", "office", "office", "court"];
const STEPS: [&str; 5] = ["unclear", "c1", "c7", "word", "petitioner"];
const EVENTS: [&str; 16] = [
    "recommended",
    "fed_back",
    "accepted",
    "closed",
    "reopened",
    "suspended",
    "resumed",
    "extended",
    "consulted",
    "consented",
    "objected",
    "ruled",
    "replied",
    "hearing_opened",
    "hearing_closed",
    "noted",
];

/// Each kind of clock: whatever a rule can say is said by one of them.
const RULES: &str = r#"
c1 10 calendar_day case | start = ["accepted"] | stop = ["replied", "case_closed"] | charged = "holder" | extension = { amount = 3, by_kinds = ["bureau"] }
c2 3 working_day case | start = ["case_opened"] | stop = ["sent", "accepted"] | charged = "registrar" | unless = ["unclear"]
c3 48 hour handoff | start = ["sent"] | stop = ["received", "objected", "case_closed"] | charged = "addressee"
c4 4 calendar_day handoff | start = ["received"] | stop = ["finished", "sent", "upheld"] | charged = "sender" | last_day = "stays"
c5 2 working_day event | start = ["consulted"] | stop = ["consented"] | charged = "acting" | to_kinds = ["office"] | unless = ["unclear"]
c6 2 working_day event | start = ["objected"] | stop = ["ruled", "received"] | charged = "sender"
c7 5 calendar_day event | start = ["replied"] | stop = ["accepted", "case_closed"] | charged = "holder" | excludes = [{ from = "hearing_opened", to = "hearing_closed", amount = 3, unit = "working_day", times = 1 }] | tiers = ["hard"] | extension = { amount = 2, times = 2, reason = false }
c8 30 hour case | start = ["sent", "accepted"] | stop = ["case_closed", "consented"] | charged = "addressee" | kinds = ["debt"] | stop_steps = ["word"] | start_steps = ["word"]
c11 3 calendar_day event | start = ["recommended"] | stop = ["fed_back", "replied"] | charged = "acting"
c12 2 calendar_day event | start = ["consulted"] | stop = ["replied", "consented"] | charged = "holder"
c9 1 calendar_day case | start = ["case_opened"] | stop = ["replied"] | charged = "acting" | to_kinds = ["bureau"]
c10 2 working_day event | start = ["consulted"] | stop = ["consented"] | charged = "acting" | expiry = "deemed_consent"
"#;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let default = duban::playbook::builtin_source("default").unwrap();
    let mut source = default[..default.find("[[clocks]]").unwrap()].to_owned();
    for line in RULES.trim().lines() {
        let (head, rest) = line.split_once(" | ").unwrap();
        let head: Vec<&str> = head.split(' ').collect();
        let (id, amount, unit, per) = (head[0], head[1], head[2], head[3]);
        source.push_str(&format!(
            "[[clocks]]\nid = \"{id}\"\ntitle = {{ zh = \"限\", en = \"limit\" }}\namount = {amount}\nunit = \"{unit}\"\n\
             per = \"{per}\"\n{}\n",
            rest.replace(" | ", "\n")
        ));
    }
    Playbook { thresholds: thresholds(), ..duban::playbook::parse("test", &source).unwrap() }
});

/// A time in steps of six hours, so that things happen in one second often; never at midnight, since the plain loops take
/// every act at its second, and one at midnight is dated by its day only (`src/clocks/tests/by_day.rs` has these).
fn time() -> impl Strategy<Value = i64> {
    (0i64..100).prop_map(|steps| FROM + (1 + steps * 6) * HOUR)
}

fn hop() -> impl Strategy<Value = PlainHop> {
    (
        0usize..4,
        1usize..4,
        time(),
        prop::option::weighted(0.7, 0i64..20),
        prop::option::weighted(0.6, 0i64..20),
    )
        .prop_map(|(from, by, sent, received, finished)| {
            let received = received.map(|steps| sent + steps * 6 * HOUR);
            let finished = received.and_then(|at| Some(at + finished? * 6 * HOUR));
            PlainHop { seq: 0, from, to: (from + by) % 4, sent, received, finished }
        })
}

fn event() -> impl Strategy<Value = PlainEvent> {
    let kind = (0..EVENTS.len()).prop_map(|at| EVENT_KINDS.iter().position(|k| *k == EVENTS[at]).unwrap());
    let (agency, step) = (prop::option::weighted(0.8, 0usize..4), prop::option::weighted(0.4, 0usize..5));
    let result = prop::sample::select(vec![None, Some("upheld"), Some("rejected")]);
    (time(), kind, agency, step, result, any::<bool>()).prop_map(
        |(at, kind, agency, step, result, reason)| PlainEvent {
            at,
            kind,
            agency,
            step: step.map(|step| STEPS[step]),
            result: result.filter(|_| EVENT_KINDS[kind] == "ruled"),
            reason,
        },
    )
}

fn case() -> impl Strategy<Value = PlainCase> {
    let words = (prop::sample::select(vec!["debt", "land"]), prop::sample::select(vec!["hard", "easy", ""]));
    let (hops, events) = (prop::collection::vec(hop(), 0..4), prop::collection::vec(event(), 0..12));
    (time(), prop::option::weighted(0.2, time()), words, hops, events).prop_map(
        |(opened, closed, (kind, tier), mut hops, events)| {
            hops.iter_mut().zip(1..).for_each(|(hop, seq)| hop.seq = seq);
            // One case has one event of a kind and an agency in one second.
            let keyed = events.into_iter().map(|e| ((e.at, e.kind, e.agency), e)).collect::<BTreeMap<_, _>>();
            PlainCase { opened, closed, kind, tier, hops, events: keyed.into_values().collect() }
        },
    )
}

/// Adds a row of these cells, the others empty.
fn push(tables: &mut Tables, table: Table, cells: &[(&str, String)]) {
    let mut block = Block::new(0);
    let cell = |name: &str| cells.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| text);
    block.push(2, table.spec().columns.iter().map(|column| cell(column.name).as_bytes()));
    tables.push(table, block);
}

fn tables(cases: &[PlainCase]) -> Tables {
    let mut tables = Tables::default();
    let civil = |at: i64| zone().civil(Instant::from_unix(at).unwrap());
    let maybe = |at: Option<i64>| at.map(civil).unwrap_or_default();
    let text = |text: &str| text.to_owned();
    push(
        &mut tables,
        Table::Divisions,
        &[("code", text("v")), ("level", text("village")), ("name", text("n"))],
    );
    for (nth, kind) in KINDS.iter().enumerate() {
        let cells = [
            ("id", nth.to_string()),
            ("name", text("n")),
            ("kind", text(kind)),
            ("division_code", text("v")),
        ];
        push(&mut tables, Table::Agencies, &cells);
    }
    for (nth, case) in cases.iter().enumerate() {
        let id = nth.to_string();
        let cells = [
            ("id", id.clone()),
            ("village_code", text("v")),
            ("kind", text(case.kind)),
            ("tier", text(case.tier)),
            ("opened_at", civil(case.opened)),
            ("closed_at", maybe(case.closed)),
        ];
        push(&mut tables, Table::Cases, &cells);
        for hop in &case.hops {
            let cells = [
                ("case_id", id.clone()),
                ("seq", hop.seq.to_string()),
                ("from_agency", hop.from.to_string()),
                ("to_agency", hop.to.to_string()),
                ("sent_at", civil(hop.sent)),
                ("received_at", maybe(hop.received)),
                ("finished_at", maybe(hop.finished)),
            ];
            push(&mut tables, Table::Handoffs, &cells);
        }
        for event in &case.events {
            let cells = [
                ("case_id", id.clone()),
                ("at", civil(event.at)),
                ("kind", text(EVENT_KINDS[event.kind])),
                ("agency_id", event.agency.map(|a| a.to_string()).unwrap_or_default()),
                ("step", text(event.step.unwrap_or_default())),
                ("result", text(event.result.unwrap_or_default())),
                ("reason", text(if event.reason { "x" } else { "" })),
            ];
            push(&mut tables, Table::CaseEvents, &cells);
        }
    }
    tables
}

/// The rows that plain loops find, in the order of the sweep.
fn expected(cases: &[PlainCase], now: i64) -> Vec<Value> {
    let calendar = Calendar::china();
    let mut rows = Vec::new();
    for (nth, case) in cases.iter().enumerate().filter(|(_, case)| case.opened <= now) {
        let seen = Seen::new(case, now, &KINDS, &PLAYBOOK.clocks, &calendar);
        for (due, rule, start, seq, charged, amount, extensions) in seen.overdue() {
            rows.push(((due, nth, rule, start, seq), charged, amount, extensions));
        }
    }
    rows.sort_unstable();
    let time = |at: i64| json!(zone().rfc3339(Instant::from_unix(at).unwrap()));
    let row = |((due, case, rule, start, seq), charged, amount, extensions): &(
        (_, usize, usize, _, _),
        Option<usize>,
        _,
        _,
    )| {
        let agency = charged.map(|agency| agency.to_string());
        json!([
            case.to_string(),
            PLAYBOOK.clocks[*rule].id,
            time(*due),
            agency,
            seq,
            time(*start),
            amount,
            extensions
        ])
    };
    rows.iter().map(row).collect()
}

/// Holds a sweep against plain loops; gives the clocks that it found overdue.
fn check(cases: &[PlainCase], now: i64, pool: &rayon::ThreadPool) -> Result<Vec<String>, TestCaseError> {
    let snapshot = build(&tables(cases), &zone(), None).unwrap();
    let moment = Moment::at(Instant::from_unix(now).unwrap(), &zone());
    let found = pool.install(|| sweep(&snapshot, &PLAYBOOK, moment, &[DetectorId::Overdue]));
    let document = serde_json::to_value(SweepView::new(&snapshot, &PLAYBOOK, moment, &found, 0)).unwrap();
    let row = |row: &Value| {
        let d = &row["derivation"];
        json!([
            row["case"],
            row["clock"],
            row["due"],
            row["agency"],
            row["seq"],
            d["start"],
            d["amount"],
            d["extensions"]
        ])
    };
    let found: Vec<Value> = document["overdue"].as_array().unwrap().iter().map(row).collect();
    prop_assert_eq!(&found, &expected(cases, now));
    Ok(found.iter().map(|row| row[1].as_str().unwrap().to_owned()).collect())
}

#[test]
fn overdue_clocks_are_those_that_plain_loops_find() {
    let seen: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) });
    let worlds = (prop::collection::vec(case(), 1..5), time(), 0i64..3, 0usize..POOLS.len());
    runner
        .run(&worlds, |(cases, now, second, pool)| {
            // On the second, one before, one after: where due dates lie.
            for clock in check(&cases, now + second - 1, &POOLS[pool])? {
                *seen.borrow_mut().entry(clock).or_default() += 1;
            }
            Ok(())
        })
        .unwrap();
    // Agreement on nothing would say nothing.
    let seen = seen.into_inner();
    for rule in PLAYBOOK.clocks.iter().filter(|rule| rule.id != "c10") {
        assert!(seen.get(&rule.id).is_some_and(|count| 5 < *count), "{}: {seen:?}", rule.id);
    }
    assert!(!seen.contains_key("c10"), "silence counts as consent");
}
