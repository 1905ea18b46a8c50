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

#[test]
fn a_lock_that_stays_busy_is_told_while_waiting_and_names_no_dead_writer() {
    let s = Scratch::with_directory();
    let lock = fs::OpenOptions::new().read(true).write(true).open(s.join("d/lock")).unwrap();
    lock.lock().unwrap();
    fs::write(s.join("d/lock"), "process 4711 on office-pc").unwrap();
    for args in [["verify", "@d"].as_slice(), &["sweep", "@d", "--lang", "zh"]] {
        let ran = s.run(args.iter().copied()).exits(2);
        assert!(ran.err.contains("waiting for process 4711") || ran.err.contains("等待中"), "{}", ran.err);
        assert!(ran.err.contains("office-pc") && ran.err.lines().count() == 2, "{}", ran.err);
    }
    // The writer was killed and its name has stayed; a reader takes it out before another waits for it.
    lock.unlock().unwrap();
    s.run(["verify", "@d"]).exits(0);
    lock.lock_shared().unwrap();
    s.small_world();
    let ran = s.run(["import", "@d", "@t"]).exits(2);
    assert!(ran.err.contains("another process") && !ran.err.contains("4711"), "{}", ran.err);
}

#[test]
fn a_reader_goes_on_when_the_writer_ends_in_time() {
    let s = Scratch::with_directory();
    let lock = fs::OpenOptions::new().read(true).write(true).open(s.join("d/lock")).unwrap();
    lock.lock().unwrap();
    let child =
        Command::new(assert_cmd::cargo::cargo_bin("duban")).arg("verify").arg(s.join("d")).output_later();
    std::thread::sleep(Duration::from_millis(1_000));
    lock.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A command started with its output kept.
trait OutputLater {
    fn output_later(&mut self) -> std::process::Child;
}

impl OutputLater for Command {
    #[expect(clippy::unwrap_used, reason = "a failure here is a failed test")]
    fn output_later(&mut self) -> std::process::Child {
        self.env("LC_ALL", "en").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

#[test]
fn what_a_killed_verification_left_goes_with_the_next_writer() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write("d/replay-4711.redb", "half a graph");
    s.run(["verify", "@d"]).exits(0);
    assert!(s.join("d/replay-4711.redb").exists(), "another verification may be at work beside a reader");
    s.run(["import", "@d", "@t"]).exits(0);
    assert!(!s.join("d/replay-4711.redb").exists());
}

#[test]
fn an_init_interrupted_between_any_two_steps_can_be_run_again() {
    let s = Scratch::new();
    for step in 0..6 {
        let (name, dir) = (format!("@d{step}"), s.join(&format!("d{step}")));
        s.run(["init", &name]).exits(0);
        // Take the steps back, the last first.
        fs::remove_file(dir.join("duban.toml")).unwrap();
        match step {
            0 => fs::write(dir.join("duban.toml.new"), "form").unwrap(),
            1 => {}
            2 => fs::write(dir.join("graph.redb"), "half").unwrap(),
            _ => fs::remove_file(dir.join("graph.redb")).unwrap(),
        }
        if 4 <= step {
            fs::remove_dir_all(dir.join("ledger")).unwrap();
        }
        if step == 5 {
            fs::remove_file(dir.join("vault/keys")).unwrap();
        }
        fs::write(dir.join("lock"), "process 4711 on office-pc").unwrap();
        let ran = s.run(["verify", &name]).exits(2);
        assert!(ran.err.contains("interrupted"), "{}", ran.err);
        s.run(["init", &name]).exits(0);
        s.run(["verify", &name]).exits(0);
    }
}

#[test]
fn an_init_killed_at_any_moment_can_be_run_again() {
    let s = Scratch::new();
    for round in 0..15u64 {
        let (name, dir) = (format!("@d{round}"), s.join(&format!("d{round}")));
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("duban"));
        let mut child = command.arg("init").arg(&dir).output_later();
        std::thread::sleep(Duration::from_millis(round * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        if !dir.join("duban.toml").exists() {
            s.run(["init", &name]).exits(0);
        }
        s.run(["verify", &name]).exits(0);
    }
}

#[test]
fn init_touches_nothing_that_it_has_not_made_itself() {
    let s = Scratch::new();
    busy_world(&s, 5);
    type Spoil = fn(&Scratch);
    let unlike: [(&str, Spoil); 5] = [
        ("d0", |s| drop(s.write("d0/notes.txt", "x"))),
        ("d1", |s| drop(s.write("d1/vault/notes.txt", "x"))),
        ("d2", |s| drop(s.run(["import", "@d2", "@t"]).exits(0))),
        ("d3", |s| fs::remove_dir_all(s.join("d3/vault")).unwrap()),
        ("d4", |s| drop(s.write("d4/lock", "a list of locks"))),
    ];
    for (name, spoil) in unlike {
        let place = format!("@{name}");
        s.run(["init", &place]).exits(0);
        spoil(&s);
        fs::remove_file(s.join(name).join("duban.toml")).unwrap();
        let before = common::bytes_under(&s.join(name));
        let lock = fs::read(s.join(name).join("lock")).unwrap();
        let ran = s.run(["init", &place]).exits(2);
        assert!(ran.err.contains("already holds files"), "{}", ran.err);
        assert!(common::bytes_under(&s.join(name)) == before, "{name} was touched");
        assert_eq!(fs::read(s.join(name).join("lock")).unwrap(), lock);
    }
}

#[test]
fn a_sealed_cell_whose_key_is_lost_is_counted() {
    let s = Scratch::with_directory();
    s.small_world();
    s.write(
        "t/cases.csv",
        "id,village_code,kind,opened_at,outcome\nc1,111,land,2026-01-01,agreed\nc2,111,land,2026-01-01,\n",
    );
    s.write("t/parties.csv", "case_id,ref,name,contact\nc1,p1,N One,123\nc2,p1,N Two,\n");
    s.run(["import", "@d", "@t"]).exits(0);
    let whole = s.run(["verify", "@d", "--json"]).exits(0).json();
    assert_eq!((&whole["sealed_cells"], &whole["sealed_cells_without_key"]), (&4.into(), &0.into()));
    let file = s.join("d/vault/keys");
    let keys = fs::read(&file).unwrap();
    // The last slot is cut away, or one bit of the first subject's is flipped.
    let slot = keys.len() / 3;
    let mut flipped = keys.clone();
    flipped[slot + 60] ^= 1;
    let mut lost = 0;
    for harmed in [&keys[..2 * slot], &flipped[..]] {
        fs::write(&file, harmed).unwrap();
        let report = s.run(["verify", "@d", "--json"]).exits(1).json();
        assert_eq!(report["holds"], false);
        lost += report["sealed_cells_without_key"].as_u64().unwrap();
        let ran = s.run(["verify", "@d"]).exits(1);
        assert!(ran.out.contains("cannot be opened"), "{}", ran.out);
    }
    assert_eq!(lost, 4, "three cells of one case, one of the other");
    fs::write(&file, keys).unwrap();
    let whole = s.run(["verify", "@d"]).exits(0).out;
    assert!(whole.contains("no cell was opened") && whole.contains("the one at its place fits"), "{whole}");
    // Without the master key the rest is verified, and nothing more is claimed.
    fs::rename(s.join("d.master-key"), s.join("elsewhere")).unwrap();
    let without = s.run(["verify", "@d"]).exits(0).out;
    assert!(without.contains("none at its place, so none was tried"), "{without}");
    assert_eq!(s.run(["verify", "@d", "--json"]).exits(0).json()["master_key"], "absent");
}
