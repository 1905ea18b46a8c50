//! Import through the real binary: all or nothing, progress, corrections, and what is said of bad input.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use common::{Scratch, bytes_under, holds};
use serde_json::json;

fn counts(document: &serde_json::Value, table: &str) -> serde_json::Value {
    let tables = document["tables"].as_array().unwrap();
    let row = tables.iter().find(|t| t["table"] == table).unwrap();
    json!([row["read"], row["new"], row["progress"], row["corrected"], row["unchanged"], row["rejected"]])
}

#[test]
fn a_folder_goes_in_once_and_again_changes_nothing() {
    let s = Scratch::with_directory();
    s.small_world();
    let first = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!(first["stored"], true);
    assert_eq!(counts(&first, "divisions"), json!([4, 4, 0, 0, 0, 0]));
    assert_eq!(counts(&first, "people"), json!([1, 2, 0, 0, 0, 0]), "the mediator became a person");
    let before = bytes_under(&s.join("d/ledger"));
    let again = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!((again["stored"].clone(), again["entries"].clone()), (json!(false), json!(null)));
    assert_eq!(counts(&again, "handoffs"), json!([1, 0, 0, 0, 1, 0]));
    assert_eq!(bytes_under(&s.join("d/ledger")), before);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn references_may_stand_in_any_order_of_files_and_rows() {
    let s = Scratch::with_directory();
    s.small_world();
    let files =
        ["@t/handoffs.csv", "@t/cases.csv", "@t/mediators.csv", "@t/people.csv", "@t/assignments.csv"];
    let order: Vec<&str> =
        ["import", "@d"].into_iter().chain(files).chain(["@t/agencies.csv", "@t/divisions.csv"]).collect();
    s.run(order).exits(0);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn one_bad_row_refuses_the_whole_call_and_leaves_no_trace() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write("t/handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nc1,1,A,B,2026-01-02\nc1,2,B,X,2026-01-03\nc9,1,A,B,2026-02-30\n");
    let before = (bytes_under(&s.join("d/ledger")), bytes_under(&s.join("d/vault")));
    let ran = s.run(["import", "@d", "@t", "--rejects", "@bad.csv"]).exits(2);
    assert!(ran.err.contains("handoffs.csv:3"), "{}", ran.err);
    assert!(ran.err.contains("to_agency") && ran.err.contains('X'), "{}", ran.err);
    assert!(ran.err.contains("handoffs.csv:4"), "{}", ran.err);
    let after = (bytes_under(&s.join("d/ledger")), bytes_under(&s.join("d/vault")));
    assert!(after == before, "ledger and keys have changed");
    s.run(["verify", "@d"]).exits(0);
    let rejects = std::fs::read_to_string(s.join("bad.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 3, "{rejects}");
    let partial = s.run(["import", "@d", "@t", "--partial", "--json"]).exits(1).json();
    assert_eq!(counts(&partial, "handoffs"), json!([3, 1, 0, 0, 0, 2]));
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn partial_drops_what_depends_on_a_dropped_row() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write(
        "t/agencies.csv",
        "id,name,kind,division_code,parent_id\nA,Office A,town_office,11,B\nB,Centre B,centre,9,\n",
    );
    let partial = s.run(["import", "@d", "@t", "--partial", "--json"]).exits(1).json();
    assert_eq!(counts(&partial, "agencies"), json!([2, 0, 0, 0, 0, 2]), "A reports to B, B sits nowhere");
    assert_eq!(counts(&partial, "handoffs"), json!([1, 0, 0, 0, 0, 1]));
    assert_eq!(counts(&partial, "cases"), json!([1, 1, 0, 0, 0, 0]));
}

#[test]
fn dry_run_stores_nothing_and_says_what_would_be() {
    let s = Scratch::with_directory();
    s.small_world();
    let before = bytes_under(&s.join("d/ledger"));
    let dry = s.run(["import", "@d", "@t", "--dry-run", "--json"]).exits(0).json();
    assert_eq!((dry["stored"].clone(), counts(&dry, "cases")), (json!(false), json!([1, 1, 0, 0, 0, 0])));
    assert_eq!(bytes_under(&s.join("d/ledger")), before);
}

#[test]
fn an_empty_cell_is_filled_and_a_filled_one_needs_a_basis() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    let head = "case_id,seq,from_agency,to_agency,sent_at,received_at\n";
    s.write("p/handoffs.csv", format!("{head}c1,1,A,B,2026-01-02 09:00,2026-01-03 09:00\n"));
    let progress = s.run(["import", "@d", "@p/handoffs.csv", "--json"]).exits(0).json();
    assert_eq!(counts(&progress, "handoffs"), json!([1, 0, 1, 0, 0, 0]));
    s.write("p/handoffs.csv", format!("{head}c1,1,A,B,2026-01-02 09:00,2026-01-05 09:00\n"));
    let refused = s.run(["import", "@d", "@p/handoffs.csv"]).exits(2);
    assert!(refused.err.contains("2026-01-03 09:00") && refused.err.contains("--correct"), "{}", refused.err);
    s.run(["import", "@d", "@p/handoffs.csv", "--correct"]).exits(2);
    let corrected = s
        .run(["import", "@d", "@p/handoffs.csv", "--correct", "--basis", "receipt book p. 4", "--json"])
        .exits(0)
        .json();
    assert_eq!(counts(&corrected, "handoffs"), json!([1, 0, 0, 1, 0, 0]));
    let ledger = bytes_under(&s.join("d/ledger"));
    assert!(holds(&ledger, "handoffs.corrected") && holds(&ledger, "\"corrects\":["));
    assert!(!holds(&ledger, "receipt book"), "the basis of a correction to a case is sealed");
    let sweep = s.run(["sweep", "@d", "--now", "2026-02-01", "--json"]).exits(0).json();
    assert_eq!(sweep["overall"]["median_wait_s"], json!(3 * 86_400));
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_change_that_cannot_be_is_refused_even_as_a_correction() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s.write(
        "p/handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at,received_at\nc1,1,A,B,2026-01-02 09:00,2026-01-01\n",
    );
    s.run(["import", "@d", "@p", "--correct", "--basis", "x"]).exits(2);
}

#[test]
fn impossible_rows_are_refused() {
    let cases: [(&str, &str, &str); 8] = [
        ("divisions", "code,parent_code,level,name\n1,2,county,A\n2,1,county,B\n", "level"),
        ("agencies", "id,name,kind,division_code,parent_id\nA,a,k,1,B\nB,b,k,1,C\nC,c,k,1,A\n", "circle"),
        (
            "agencies",
            "id,name,kind,division_code,valid_from,valid_to\nA,a,k,1,2026-01-02,2026-01-01\n",
            "before",
        ),
        ("divisions", "code,level,name\n2,county,A\n2,county,B\n", "key of"),
        ("cases", "id,village_code,kind,opened_at\nc,1,k,2026-02-30\n", "does not exist"),
        ("cases", "id,village_code,kind,opened_at,closed_at\nc,1,k,2026-02-02,2026-02-01\n", "before"),
        ("people", "id,kind\np\n", "1 cell where"),
        ("case_events", "case_id,at,kind\nc,2026-01-01,teleported\n", "not one of"),
    ];
    for (table, text, said) in cases {
        let s = Scratch::with_directory();
        s.write("base/divisions.csv", "code,level,name\n1,county,A\n");
        s.run(["import", "@d", "@base"]).exits(0);
        let name = format!("t/{table}.csv");
        s.write(&name, text);
        let ran = s.run(["import", "@d", &format!("@{name}")]).exits(2);
        assert!(ran.err.contains(said), "{table}: {}", ran.err);
    }
}

#[test]
fn names_contacts_and_texts_are_sealed() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write("t/parties.csv", "case_id,ref,name,contact\nc1,p1,SECRETNAME,SECRETPHONE\n");
    s.write(
        "t/case_events.csv",
        "case_id,at,kind,reason,detail\nc1,2026-01-02,noted,SECRETREASON,SECRETDETAIL\n",
    );
    s.write(
        "t/screenings.csv",
        "campaign,division_code,reported_at,cases_found,reporter\nspring,111,2026-01-02,0,SECRETREPORTER\n",
    );
    s.write(
        "t/cases.csv",
        "id,village_code,kind,opened_at,outcome\nc1,111,land,2026-01-01 09:00,SECRETOUTCOME\n",
    );
    s.write(
        "t/assignments.csv",
        "person_id,case_id,role,valid_from,basis\nm1,c1,mediator,2025-01-01,SECRETBASIS\n",
    );
    s.run(["import", "@d", "@t"]).exits(0);
    assert!(!holds(&bytes_under(&s.join("d")), "SECRET"));
    // What is sealed is still compared with what comes again.
    let again = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!(again["stored"], false);
    s.write("t/parties.csv", "case_id,ref,name,contact\nc1,p1,OTHERNAME,SECRETPHONE\n");
    let refused = s.run(["import", "@d", "@t"]).exits(2);
    assert!(!refused.err.contains("OTHERNAME") && !refused.err.contains("SECRET"), "{}", refused.err);
    // Without the master key nothing sealed can be compared, and the error says what is missing.
    std::fs::rename(s.join("d.master-key"), s.join("elsewhere")).unwrap();
    let blind = s.run(["import", "@d", "@t"]).exits(2);
    assert!(blind.err.contains("master key"), "{}", blind.err);
    s.run(["import", "@d", "@t", "--master-key", "@elsewhere", "--dry-run"]).exits(2);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn files_that_are_no_tables_are_named() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write("t/readme.txt", "x");
    s.write("t/probes.csv", "village_code,case_id\n1,2\n");
    let document = s.run(["import", "@d", "@t", "--json"]).exits(0).json();
    assert_eq!(
        document["ignored"].as_array().unwrap().len(),
        2,
        "files of a folder that fit nothing are passed over"
    );
    for (name, bytes, said) in [
        ("cases.csv", &b""[..], "empty"),
        ("cases.csv", b"PK\x03\x04 sheet", "workbook"),
        ("cases.csv", b"id,\0", "byte 3"),
        ("cases.csv", b"id,id,village_code,kind,opened_at\n", "stands twice"),
        ("cases.csv", b"id,village,kind,opened_at\n", "village_code"),
        ("cases.csv", b"id,village_code,kind\n", "opened_at"),
        ("odd.csv", b"a,b\n1,2\n", "fits no table"),
        ("cases.csv", b"id,village_code,kind,opened_at\nc,111,k,\"2026-01-01\n", "line 2"),
    ] {
        s.write(&format!("one/{name}"), bytes);
        let ran = s.run(["import", "@d", &format!("@one/{name}")]).exits(2);
        assert!(ran.err.contains(name) && ran.err.contains(said), "{said}: {}", ran.err);
    }
    s.run(["import", "@d", "@missing.csv"]).exits(2);
    s.run(["import", "@nowhere", "@t"]).exits(2);
}

#[test]
fn the_first_thousand_rejects_are_shown_and_all_are_counted() {
    let s = Scratch::with_directory();
    let rows: String = (0..1_500).map(|i| format!("c{i},111,k,2026-01-01\n")).collect();
    s.write("cases.csv", format!("id,village_code,kind,opened_at\n{rows}"));
    let ran = s.run(["import", "@d", "@cases.csv", "--rejects", "@bad.csv"]).exits(2);
    assert_eq!(ran.err.lines().filter(|l| l.contains("cases.csv:")).count(), 1_000);
    assert!(ran.err.contains("1,500") || ran.err.contains("1500"), "{}", &ran.err[ran.err.len() - 300..]);
    assert_eq!(std::fs::read_to_string(s.join("bad.csv")).unwrap().lines().count(), 1_501);
}
