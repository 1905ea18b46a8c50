//! A sweep straight from a folder of tables: it refuses what an import refuses, row for row, and passes over what an
//! import passes over.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fs;

use common::Scratch;

const HANDOFFS: &str = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n";
const NOW: &str = "2026-03-01 00:00:00";

/// The rejects of a sweep of the folder and of an import of it, each as the lines of its rejects file.
fn refused(s: &Scratch) -> [Vec<String>; 2] {
    s.run(["sweep", "@t", "--now", NOW, "--rejects", "@swept.csv"]).exits(2);
    s.run(["import", "@d", "@t", "--dry-run", "--rejects", "@imported.csv"]).exits(2);
    ["swept.csv", "imported.csv"].map(|name| {
        let text = fs::read_to_string(s.join(name)).unwrap();
        text.lines().map(str::to_owned).collect()
    })
}

#[test]
fn a_folder_is_refused_for_the_rows_that_an_import_refuses() {
    let good = format!("{HANDOFFS}c1,1,A,B,2026-01-02 09:00:00,,\n");
    let faults: [(&str, &str, &str); 8] = [
        ("handoffs", "an unknown addressee", "c1,2,B,nobody,2026-01-03 09:00:00,,\n"),
        ("handoffs", "an unknown case", "c9,1,A,B,2026-01-03 09:00:00,,\n"),
        ("handoffs", "a sequence twice", "c1,1,A,B,2026-01-05 09:00:00,,\n"),
        ("handoffs", "received before sent", "c1,2,B,A,2026-01-03 09:00:00,2026-01-02 09:00:00,\n"),
        ("cases", "an unknown village", "id,village_code,kind,opened_at\nc2,999,land,2026-01-01\n"),
        (
            "assignments",
            "two targets",
            "person_id,division_code,case_id,role,valid_from\nm1,111,c1,x,2025-01-01\n",
        ),
        ("assignments", "an unknown case", "person_id,case_id,role,valid_from\nm1,c9,lead,2025-01-01\n"),
        ("agencies", "a circle", "id,name,kind,division_code,parent_id\nA,A,x,1,B\nB,B,x,1,A\n"),
    ];
    for (table, fault, text) in faults {
        let s = Scratch::with_directory();
        s.small_world();
        let text = if table == "handoffs" { format!("{good}{text}") } else { text.to_owned() };
        s.write(&format!("t/{table}.csv"), text);
        let [swept, imported] = refused(&s);
        assert!(1 < swept.len(), "{fault}: nothing was refused");
        assert_eq!(swept, imported, "{fault}");
    }
}

#[test]
fn a_row_said_twice_counts_once() {
    let s = Scratch::new();
    s.small_world();
    let sweep = |s: &Scratch| s.run(["sweep", "@t", "--now", NOW, "--json"]).exits(0).json();
    let once = sweep(&s);
    assert_eq!(once["overall"]["handoffs"], 1);
    let row = "c1,1,A,B,2026-01-02 09:00:00,,\n";
    s.write("t/handoffs.csv", format!("{HANDOFFS}{row}{row}"));
    assert_eq!(sweep(&s), once);
    s.write("t/assignments-2.csv", "person_id,division_code,role,valid_from\nm1,111,mediator,2025-01-01\n");
    assert_eq!(sweep(&s), once);
}

#[test]
fn what_is_for_folders_is_refused_with_a_data_directory() {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    let said = s.run(["sweep", "@d", "--now", NOW, "--playbook", "default"]).exits(2).err;
    assert!(said.contains("swept by the playbook it adopted"), "{said}");
    let said = s.run(["sweep", "@d", "--now", NOW, "--rejects", "@r.csv"]).exits(2).err;
    assert!(said.contains("--rejects is for folders of tables") && !s.join("r.csv").exists(), "{said}");
    s.run(["sweep", "@t", "--now", NOW, "--playbook", "default"]).exits(0);
}

#[test]
fn the_default_playbook_is_printed_as_it_can_be_checked_again() {
    let s = Scratch::new();
    let toml = s.run(["playbook", "show", "default", "--toml"]).exits(0).out;
    assert!(toml.contains("chain_levels"), "{toml}");
    s.write("ours.toml", &toml);
    s.run(["playbook", "check", "@ours.toml"]).exits(0);
    assert_eq!(s.run(["playbook", "show", "@ours.toml", "--toml"]).exits(0).out, toml);
    let document = s.run(["playbook", "show", "default", "--json"]).exits(0).json();
    assert_eq!(document["toml"], toml);
}
