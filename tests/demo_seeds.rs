//! The demonstration as a stranger runs it: for several seeds the binary finds what was planted, says what it marked
//! beyond that, and keeps complaints from the units they are made against.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a helper of a test may fail and print as the test itself may"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::Scratch;
use duban::detect::DETECTORS;
use serde_json::Value;

/// Makes the world of `seed` in `@dN` and asserts what holds for every seed.
fn demonstrate(s: &Scratch, seed: u64) -> Value {
    let (number, dir) = (seed.to_string(), format!("@d{seed}"));
    let shown = s.run(["demo", "--seed", &number, "--data", &dir, "--json"]).exits(0).json();
    assert_eq!(shown["seed"], seed);
    assert_eq!(shown["holds"], true, "{shown}");
    let lines = shown["detectors"].as_array().unwrap();
    let names: BTreeSet<&str> = lines.iter().map(|l| l["detector"].as_str().unwrap()).collect();
    // Stuck handoffs and overdue clocks are not planted one by one.
    let all = DETECTORS.iter().map(|d| d.name).filter(|name| !["stuck", "overdue"].contains(name));
    assert_eq!(names, all.collect());
    for line in lines {
        let extra = line["extra"].as_array().unwrap();
        assert_eq!(line["missed"], Value::Array(Vec::new()), "seed {seed}: {line}");
        assert!(0 < line["planted"].as_u64().unwrap(), "seed {seed}: {line}");
        if line["detector"] == "lagging" {
            println!("seed {seed}: lagging marked {extra:?} beyond what was planted");
            let allowed = line["extra_allowed"].as_u64().unwrap();
            assert!(u64::try_from(extra.len()).unwrap() <= allowed, "seed {seed}: {line}");
        } else {
            assert!(extra.is_empty(), "seed {seed}: {line}");
        }
    }
    assert!(3 <= shown["notices"].as_array().unwrap().len(), "seed {seed}: {shown}");
    let verified = s.run(["verify", &dir, "--json"]).exits(0).json();
    assert_eq!(verified["holds"], true, "seed {seed}: {verified}");
    shown
}

/// What the world of `seed` says was planted in it.
fn planted(s: &Scratch, seed: u64) -> Value {
    serde_json::from_slice(&fs::read(s.join(&format!("d{seed}/world/planted.json"))).unwrap()).unwrap()
}

#[test]
fn seed_1_holds() {
    demonstrate(&Scratch::new(), 1);
}

#[test]
fn seed_2_holds() {
    demonstrate(&Scratch::new(), 2);
}

#[test]
fn seed_4_holds() {
    demonstrate(&Scratch::new(), 4);
}

#[test]
fn seed_5_holds() {
    demonstrate(&Scratch::new(), 5);
}

/// Copies the tables of `world` to `to` without any row of `cases`; returns how many rows were left out.
fn copy_without(world: &Path, to: &Path, cases: &BTreeSet<&str>) -> usize {
    fs::create_dir_all(to).unwrap();
    let mut left_out = 0;
    for entry in fs::read_dir(world).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|e| e == "csv")) else {
            continue;
        };
        let key = if name == "cases.csv" { "id" } else { "case_id" };
        let mut rows = csv::Reader::from_path(&path).unwrap();
        let header = rows.headers().unwrap().clone();
        let at = header.iter().position(|column| column == key);
        let mut copy = csv::Writer::from_path(to.join(name)).unwrap();
        copy.write_record(&header).unwrap();
        for row in rows.records() {
            let row = row.unwrap();
            if at.is_some_and(|at| cases.contains(&row[at])) {
                left_out += 1;
            } else {
                copy.write_record(&row).unwrap();
            }
        }
        copy.flush().unwrap();
    }
    left_out
}

/// Handoffs to `unit` and those of them that are overdue, as `sweep` lists them.
fn figures(sweep: &Value, unit: &str) -> (u64, u64) {
    let line = sweep["lagging"].as_array().unwrap().iter().find(|l| l["agency"] == unit).unwrap();
    (line["n"].as_u64().unwrap(), line["overdue"].as_u64().unwrap())
}

/// The notice `id` and all documents that it can be rendered to, each as text.
fn papers(s: &Scratch, id: &str) -> Vec<String> {
    let mut texts = vec![s.run(["notice", "@d3", "show", id, "--json"]).exits(0).out];
    for format in ["markdown", "html"] {
        for lang in ["zh", "en"] {
            let args = ["notice", "@d3", "render", id, "--format", format, "--lang", lang];
            texts.push(s.run(args).exits(0).out);
        }
    }
    texts
}

#[test]
fn a_unit_is_never_told_of_complaints_against_it_and_seed_3_holds() {
    let s = Scratch::new();
    let shown = demonstrate(&s, 3);
    let planted = planted(&s, 3);
    let sweep_of = |place: &str| {
        let now = planted["now"].as_str().unwrap();
        s.run(["sweep", place, "--json", "--limit", "0", "--now", now]).exits(0).json()
    };
    let whole = sweep_of("@d3/world");
    let complaints = planted["complaints"].as_array().unwrap();
    let mut units = BTreeSet::new();
    for id in shown["notices"].as_array().unwrap() {
        let papers = papers(&s, id.as_str().unwrap());
        let notice: Value = serde_json::from_str(&papers[0]).unwrap();
        let unit = notice["unit"]["id"].as_str().unwrap();
        let about = complaints.iter().filter(|c| c["unit"] == unit);
        let cases: BTreeSet<&str> = about.map(|c| c["case"].as_str().unwrap()).collect();
        if cases.is_empty() {
            continue;
        }
        units.insert(unit.to_owned());
        for (paper, case) in papers.iter().flat_map(|p| cases.iter().map(move |c| (p, *c))) {
            assert!(!paper.contains(case), "{id}: {case} is named to {unit}");
        }
        // A paper that names no case at all would pass as well.
        let late = notice["late"][0]["case"].as_str().unwrap();
        assert!(papers.iter().all(|p| p.contains(late)), "{id}: {late} is missing");

        let place = format!("without-{unit}");
        assert!(cases.len() < copy_without(&s.join("d3/world"), &s.join(&place), &cases));
        let told = (&notice["figures"]["handoffs"], &notice["figures"]["overdue"]);
        // What is late by the clock only is set aside in a notice; a sweep counts it.
        let aside = notice["set_aside"]["handoffs"].as_u64().unwrap_or(0);
        let told = (told.0.as_u64().unwrap(), told.1.as_u64().unwrap() + aside);
        assert_eq!(told, figures(&sweep_of(&format!("@{place}")), unit), "{id} to {unit}");
        assert_ne!(
            told,
            figures(&whole, unit),
            "{id}: the complaints make no difference, so nothing is shown"
        );
    }
    let named: BTreeSet<String> = complaints.iter().map(|c| c["unit"].as_str().unwrap().to_owned()).collect();
    assert_eq!(units, named, "a slow unit with complaints against it got no notice");
}
