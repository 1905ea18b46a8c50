//! Tables made from real event logs, and a real province, held against answers that other programs gave.
//!
//! `DUBAN_REAL_DATA` names the folder; without it each test says that it is skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a helper of a test may fail and print as the test itself may"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use common::Scratch;
use serde_json::Value;

const LOGS: [&str; 2] = ["logs/receipt", "logs/bpic2013"];

/// The folder of real inputs; says so when there is none.
fn real_data(test: &str) -> Option<PathBuf> {
    let place = std::env::var_os("DUBAN_REAL_DATA").map(PathBuf::from);
    if place.is_none() {
        println!("skipped: {test} wants real inputs, and DUBAN_REAL_DATA is not set");
    }
    place
}

fn document(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The bytes of a whole sweep of `place` on `threads` threads.
fn sweep(place: &Path, now: &str, threads: &str) -> Vec<u8> {
    let mut command = Command::cargo_bin("duban").unwrap();
    command.arg("sweep").arg(place).args(["--json", "--limit", "0", "--now", now]);
    let done = command.env("RAYON_NUM_THREADS", threads).env_remove("DUBAN_LOG").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// Handoffs, median and 90th percentile (to a tenth of a second) of each slow pair.
fn slow_pairs(document: &Value) -> BTreeMap<(String, String), (u64, String, String)> {
    let rows = document["slow_pairs"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tenths = |value: &Value| format!("{:.1}", value.as_f64().unwrap());
    let row = |r: &Value| {
        (r["n"].as_u64().unwrap(), r["median_s"].as_f64().unwrap().to_string(), tenths(&r["p90_s"]))
    };
    rows.map(|r| ((text(&r["from"]), text(&r["to"])), row(r))).collect()
}

/// Overdue handoffs and all handoffs of each unit.
fn lagging(document: &Value) -> BTreeMap<String, (u64, u64)> {
    let rows = document["lagging"].as_array().unwrap().iter();
    let row = |r: &Value| (r["overdue"].as_u64().unwrap(), r["n"].as_u64().unwrap());
    rows.map(|r| (r["agency"].as_str().unwrap().to_owned(), row(r))).collect()
}

fn assert_expected(swept: &Value, expected: &Value, log: &str) {
    let overall = &swept["overall"];
    assert_eq!(overall["handoffs"], expected["handoffs"], "{log}: handoffs");
    assert_eq!(overall["median_wait_s"].as_f64(), expected["overall_median_s"].as_f64(), "{log}: median");
    assert_eq!(slow_pairs(swept), slow_pairs(expected), "{log}: slow pairs");
    assert_eq!(swept["ping_pong"]["cases"], expected["ping_pong_cases"], "{log}: ping-pong");
    assert_eq!(swept["totals"]["stuck"], expected["stuck"], "{log}: stuck");
    let (found, units) = (lagging(swept), lagging(expected));
    assert!(!found.is_empty(), "{log}: no unit was looked at");
    for (agency, counts) in &found {
        assert_eq!(Some(counts), units.get(agency), "{log}: {agency}");
    }
    let first = &expected["lagging"][0];
    if first["overdue"].as_u64() != Some(0) {
        assert_eq!(swept["lagging"][0]["agency"], first["agency"], "{log}: the unit that lags most");
    }
}

#[test]
fn real_logs_give_the_answers_that_other_programs_gave() {
    let Some(data) = real_data("a sweep of real logs") else { return };
    let schema = document(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/sweep.schema.json"));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for log in LOGS {
        let folder = data.join(log);
        let expected = document(&folder.join("expected.json"));
        let now = expected["now"].as_str().unwrap();
        let s = Scratch::with_directory();
        s.run(["import", "@d", folder.to_str().unwrap()]).exits(0);
        let mut swept = Vec::new();
        for place in [folder.clone(), s.join("d")] {
            let bytes = sweep(&place, now, "1");
            assert!(bytes == sweep(&place, now, "2"), "{log}: two threads answer otherwise than one");
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            validator.validate(&answer).unwrap();
            assert_expected(&answer, &expected, log);
            swept.push(answer);
        }
        // The ledger begins with the playbook; what follows are the rows of the tables.
        let seq = swept[1]["ledger_seq"].take();
        assert!(expected["handoffs"].as_u64() < seq.as_u64(), "{log}: {seq}");
        assert_eq!(swept[0]["ledger_seq"], Value::Null, "{log}");
        assert!(swept[0] == swept[1], "{log}: the folder and the directory answer differently");
    }
}

#[test]
fn a_province_is_imported_whole() {
    let Some(data) = real_data("the import of a province") else { return };
    let s = Scratch::with_directory();
    let table = data.join("divisions/jilin.csv");
    let report = s.run(["import", "@d", table.to_str().unwrap(), "--json"]).exits(0).json();
    assert_eq!(report["tables"][0]["table"], "divisions");
    assert_eq!((&report["tables"][0]["new"], &report["rejected"]), (&13_014.into(), &0.into()));
    let verified = s.run(["verify", "@d", "--json"]).exits(0).json();
    assert_eq!((&verified["holds"], &verified["entries"]), (&true.into(), &13_015.into()));
}
