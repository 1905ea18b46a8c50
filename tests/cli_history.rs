//! Histories through the real binary: every entry of a subject in order, corrections with what was, nothing sealed opened,
//! and each leaf where it is said to stand.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fs;
use std::path::Path;

use common::Scratch;
use serde_json::{Value, json};

/// The small world, a handoff received later, and a case whose kind was corrected.
fn directory() -> Scratch {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s.write(
        "later/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at,action\n\
         c1,1,A,B,2026-01-02 09:00:00,2026-01-05 10:00:00,请尽快\n",
    );
    s.write("later/case_events.csv", "case_id,at,kind,reason\nc1,2026-01-06,extended,材料不齐\n");
    s.run(["import", "@d", "@later", "--as", "o1"]).exits(0);
    s.write("c/cases.csv", "id,village_code,kind,opened_at,outcome\nc1,111,debt,2026-01-01 09:00,\n");
    s.run(["import", "@d", "@c", "--correct", "--basis", "来信说明"]).exits(0);
    s
}

fn history(s: &Scratch, kind: &str, id: &str) -> Value {
    s.run(["history", "@d", kind, id, "--json"]).exits(0).json()
}

fn validator() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/history.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn a_case_has_its_entries_in_order_with_what_was_and_what_is() {
    let s = directory();
    let document = history(&s, "case", "c1");
    let errors: Vec<String> = validator().iter_errors(&document).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} {document:#}");
    let entries = document["entries"].as_array().unwrap();
    let kinds: Vec<&str> = entries.iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "cases.recorded",
            "handoffs.recorded",
            "handoffs.progressed",
            "case_events.recorded",
            "cases.corrected"
        ]
    );
    let versions: Vec<u64> = entries.iter().map(|e| e["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5]);
    assert!(entries.windows(2).all(|pair| pair[0]["seq"].as_u64() < pair[1]["seq"].as_u64()));
    assert_eq!(entries[0]["cells"]["kind"], "land");
    assert_eq!(entries[2]["cells"]["received_at"], "2026-01-05 10:00:00");
    assert_eq!(entries[2]["cells"]["action"], json!({"sealed": true}));
    assert_eq!(entries[2]["actor"], "o1");
    let correction = &entries[4];
    assert_eq!(correction["changes"], json!([{"column": "kind", "was": "land", "is": "debt"}]));
    assert_eq!((&correction["basis"], &correction["key"]), (&json!({"sealed": true}), &json!({"id": "c1"})));
    assert_eq!(correction["corrects"], json!([entries[0]["seq"]]));
}

#[test]
fn each_leaf_stands_in_the_segment_that_is_named() {
    let s = directory();
    let document = history(&s, "case", "c1");
    for entry in document["entries"].as_array().unwrap() {
        let file = format!("d/ledger/{:06}.log", entry["segment"].as_u64().unwrap());
        let segment = fs::read_to_string(s.join(&file)).unwrap();
        let leaf = entry["leaf"].as_str().unwrap();
        let line = segment.lines().find(|line| line.contains(leaf)).unwrap();
        assert!(line.contains(&format!("\"seq\":{},", entry["seq"])), "{line}");
    }
    let verified = s.run(["verify", "@d", "--json"]).exits(0).json();
    assert_eq!(verified["entries"], document["ledger_seq"]);
    assert!(verified["root"].as_str().unwrap().ends_with(&document["root"].as_str().unwrap()[7..]));
}

#[test]
fn every_kind_of_subject_has_a_history() {
    let s = directory();
    let asked = [
        ("agency", "A"),
        ("person", "m1"),
        ("division", "111"),
        ("directory", "duban"),
        ("assignment", "m1|111|||mediator|2025-01-01"),
    ];
    for (kind, id) in asked {
        let document = history(&s, kind, id);
        assert!(validator().is_valid(&document), "{document:#}");
        assert_eq!(document["entries"].as_array().unwrap().len(), 1, "{kind}");
        assert_eq!(document["kind"], kind);
    }
    let near = s.run(["history", "@d", "division", "113"]).exits(2).err;
    assert!(near.contains("no division `113`; did you mean 11 B, 111 C, 112 D?"), "{near}");
    let unknown = s.run(["history", "@d", "notice", "2026-001"]).exits(2).err;
    assert_eq!(unknown, "error: no notice `2026-001`\n");
}

#[test]
fn a_correction_needs_a_basis_and_its_history_shows_it() {
    let s = directory();
    s.write("p/people.csv", "id,kind,name,agency_id,title\no1,official,O One,A,station head\n");
    s.run(["import", "@d", "@p"]).exits(0);
    s.write("p/people.csv", "id,kind,name,agency_id,title\no1,official,O One,A,head of town\n");
    for blank in ["", "  ", "\u{3000}"] {
        let said = s.run(["import", "@d", "@p", "--correct", "--basis", blank]).exits(2).err;
        assert!(said.contains("--basis is empty"), "{said}");
    }
    assert_eq!(history(&s, "person", "o1")["entries"].as_array().unwrap().len(), 2, "nothing was stored");
    s.run(["import", "@d", "@p", "--correct", "--basis", " notice of 3 July "]).exits(0);
    let correction = &history(&s, "person", "o1")["entries"][2];
    assert_eq!(correction["basis"], "notice of 3 July");
    let text = s.run(["history", "@d", "person", "o1"]).exits(0).out;
    assert!(text.contains("station head → head of town"), "{text}");
    assert!(text.contains("basis: notice of 3 July"), "{text}");
}

#[test]
fn a_history_reads_on_one_screen_and_opens_nothing() {
    let s = directory();
    let document = history(&s, "case", "c1");
    let mut page = String::new();
    for lang in ["zh", "en"] {
        let mut text = s.run(["history", "@d", "case", "c1", "--lang", lang]).exits(0).out;
        for entry in document["entries"].as_array().unwrap() {
            text = text.replace(entry["recorded_at"].as_str().unwrap(), "0000-00-00T00:00:00+08:00");
        }
        text = text.replace(document["root"].as_str().unwrap(), "sha256:…");
        page.push_str(&format!("$ duban history DIR case c1 --lang {lang}\n{text}\n"));
    }
    for secret in ["请尽快", "材料不齐", "来信说明", "sealed:v1"] {
        assert!(!page.contains(secret) && !document.to_string().contains(secret), "{secret}");
    }
    insta::assert_snapshot!("histories_on_the_terminal", page);
}
