//! A process killed in the middle of an import, and graphs and ledgers that come to harm.

mod common;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::Scratch;

/// Writes a world of `cases` cases with three handoffs each into the folder `t`.
fn busy_world(s: &Scratch, cases: usize) {
    s.small_world();
    let (mut rows, mut hops) = (String::new(), String::new());
    for case in 0..cases {
        rows.push_str(&format!("k{case},{},land,2026-01-01 09:00\n", 111 + case % 2));
        for (seq, from, to) in [(1, "A", "B"), (2, "B", "A"), (3, "A", "B")] {
            hops.push_str(&format!(
                "k{case},{seq},{from},{to},2026-01-0{} 09:00:00,2026-01-0{} 10:00:00\n",
                seq + 1,
                seq + 1
            ));
        }
    }
    s.write("t/cases.csv", format!("id,village_code,kind,opened_at\n{rows}"));
    s.write("t/handoffs.csv", format!("case_id,seq,from_agency,to_agency,sent_at,received_at\n{hops}"));
}

fn sweep(s: &Scratch) -> common::Ran {
    s.run(["sweep", "@d", "--now", "2026-02-01", "--json"]).exits(0)
}

#[test]
fn an_import_killed_at_any_moment_is_there_wholly_or_not_at_all() {
    let s = Scratch::new();
    busy_world(&s, 4_000);
    let rows = 4 + 2 + 2 + 1 + 4_000 * 4;
    let mut seen = [0, 0];
    for round in 0..12u64 {
        let dir = s.join(&format!("d{round}"));
        let name = format!("@d{round}");
        s.run(["init", &name]).exits(0);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("duban"))
            .arg("import")
            .args([&dir, &s.join("t")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 40));
        child.kill().unwrap();
        child.wait().unwrap();
        let verified = s.run(["verify", &name, "--json"]).exits(0).json();
        let entries = verified["entries"].as_u64().unwrap();
        assert!(entries == 1 || entries == 1 + rows, "{entries}");
        seen[usize::from(entries != 1)] += 1;
        // What was cut off can be imported again, and what was there is not doubled.
        s.run(["import", &name, "@t"]).exits(0);
        let verified = s.run(["verify", &name, "--json"]).exits(0).json();
        assert_eq!(verified["entries"], 1 + rows);
        fs::remove_dir_all(&dir).unwrap();
    }
    println!("killed before / after the commit: {seen:?}");
}

#[test]
fn a_missing_or_damaged_graph_is_rebuilt_and_answers_the_same() {
    let s = Scratch::with_directory();
    busy_world(&s, 300);
    s.run(["import", "@d", "@t"]).exits(0);
    let right = sweep(&s).out;
    let graph = s.join("d/graph.redb");
    let whole = fs::read(&graph).unwrap();
    let mut harms: Vec<Option<Vec<u8>>> = vec![None, Some(Vec::new()), Some(b"not a graph".to_vec())];
    harms.push(Some(whole[..whole.len() / 2].to_vec()));
    for at in [0, 70, 200, whole.len() / 3, whole.len() / 2] {
        let mut harmed = whole.clone();
        harmed[at] ^= 0x55;
        harms.push(Some(harmed));
    }
    for (number, harm) in harms.iter().enumerate() {
        match harm {
            Some(bytes) => fs::write(&graph, bytes).unwrap(),
            None => fs::remove_file(&graph).unwrap(),
        }
        let ran = sweep(&s);
        assert_eq!(ran.out, right, "harm {number}");
        if number < 4 {
            assert!(ran.err.contains("rebuilt"), "harm {number}: {}", ran.err);
        }
    }
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_graph_of_another_ledger_is_not_believed() {
    let s = Scratch::with_directory();
    busy_world(&s, 50);
    s.run(["import", "@d", "@t"]).exits(0);
    let right = sweep(&s).out;
    s.run(["init", "@other"]).exits(0);
    s.run(["import", "@other", "@t/divisions.csv"]).exits(0);
    fs::copy(s.join("other/graph.redb"), s.join("d/graph.redb")).unwrap();
    let ran = sweep(&s);
    assert_eq!(ran.out, right);
    assert!(ran.err.contains("rebuilt"), "{}", ran.err);
}

#[test]
fn a_shortened_or_changed_ledger_is_reported_and_never_repaired() {
    let s = Scratch::with_directory();
    busy_world(&s, 50);
    s.run(["import", "@d", "@t"]).exits(0);
    let log = s.join("d/ledger/000001.log");
    let whole = fs::read(&log).unwrap();
    // Cut in the middle of the import's batch: what was acknowledged is gone, and the graph knows it.
    fs::write(&log, &whole[..whole.len() / 2]).unwrap();
    let ran = s.run(["sweep", "@d", "--json"]).exits(2);
    assert!(ran.err.contains("acknowledged"), "{}", ran.err);
    s.run(["verify", "@d"]).exits(1);
    s.run(["import", "@d", "@t"]).exits(2);
    assert_eq!(
        fs::read(&log).unwrap().len(),
        whole.len() / 2,
        "nothing was repaired, not by a writer either"
    );
    let mut changed = whole.clone();
    let at = whole.windows(4).position(|w| w == b"land").unwrap();
    changed[at] = b'L';
    fs::write(&log, &changed).unwrap();
    let ran = s.run(["verify", "@d"]).exits(1);
    assert!(ran.err.contains("000001.log"), "{}", ran.err);
    fs::write(&log, &whole).unwrap();
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_second_writer_is_told_who_holds_the_directory() {
    let s = Scratch::with_directory();
    busy_world(&s, 50);
    let lock = fs::OpenOptions::new().read(true).write(true).open(s.join("d/lock")).unwrap();
    lock.lock().unwrap();
    fs::write(s.join("d/lock"), "process 4711 on office-pc").unwrap();
    let ran = s.run(["import", "@d", "@t"]).exits(2);
    assert!(ran.err.contains("process 4711 on office-pc"), "{}", ran.err);
}
