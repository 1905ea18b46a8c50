//! Import through the real binary where rows of one call meet each other, known rows and broken files.

mod common;

use common::{Scratch, bytes_under};
use serde_json::json;

const ASSIGNMENTS: &str = "person_id,division_code,role,valid_from,valid_to\n";

fn world() -> Scratch {
    let s = Scratch::with_directory();
    s.small_world();
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

/// Imports rows of one table and gives the exit code; the directory must hold together afterwards.
fn import(s: &Scratch, table: &str, text: &str, more: &[&str]) -> common::Ran {
    let name = format!("x/{table}.csv");
    s.write(&name, text);
    let path = format!("@{name}");
    let ran = s.run(["import", "@d", &path].into_iter().chain(more.iter().copied()));
    s.run(["verify", "@d"]).exits(0);
    ran
}

#[test]
fn two_rows_cannot_end_one_open_assignment_on_different_days() {
    let s = world();
    let text = format!(
        "{ASSIGNMENTS}m1,111,mediator,2025-01-01,2026-02-01\nm1,111,mediator,2025-01-01,2026-03-01\n"
    );
    import(&s, "assignments", &text, &[]).exits(2);
    let text = format!("{ASSIGNMENTS}m1,111,mediator,2025-01-01,2026-02-01\n");
    import(&s, "assignments", &text, &[]).exits(0);
}

#[test]
fn spells_of_an_assignment_stand_beside_each_other() {
    let s = world();
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2025-02-01\nm1,112,mediator,2025-01-01,\n");
    let first = import(&s, "assignments", &text, &["--json"]).exits(0).json();
    assert_eq!(first["tables"][0]["new"], 2);
    let again = import(&s, "assignments", &text, &["--json"]).exits(0).json();
    assert_eq!((again["stored"].clone(), again["tables"][0]["unchanged"].clone()), (json!(false), json!(2)));
    // The open spell can be ended; which of two ended ones a correction means is not said.
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2026-05-01\n");
    import(&s, "assignments", &text, &[]).exits(0);
    let text = format!("{ASSIGNMENTS}m1,112,mediator,2025-01-01,2026-06-01\n");
    import(&s, "assignments", &text, &["--correct", "--basis", "x"]).exits(2);
}

#[test]
fn one_event_in_two_spellings_of_its_time_is_one_event() {
    let s = world();
    let head = "case_id,at,kind,reason\n";
    import(&s, "case_events", &format!("{head}c1,2026-01-02,registered,\n"), &[]).exits(0);
    let twice = format!("{head}c1,2026-01-02,registered,x\nc1,2026-01-02 00:00:00,registered,y\n");
    import(&s, "case_events", &twice, &[]).exits(2);
    let once = format!("{head}c1,2026-01-02 00:00,registered,x\n");
    let progress = import(&s, "case_events", &once, &["--json"]).exits(0).json();
    assert_eq!(progress["tables"][0]["progress"], 1);
}

#[test]
fn a_correction_cannot_put_divisions_upside_down() {
    let s = world();
    let head = "code,parent_code,level,name\n";
    import(&s, "divisions", &format!("{head}11,1,village,B\n"), &["--correct", "--basis", "x"]).exits(2);
    import(&s, "divisions", &format!("{head}1,11,county,A\n"), &["--correct", "--basis", "x"]).exits(2);
    import(&s, "divisions", &format!("{head}11,1,town,B renamed\n"), &["--correct", "--basis", "x"]).exits(0);
}

#[test]
fn a_file_that_breaks_off_gives_no_rows_at_all() {
    let s = Scratch::with_directory();
    s.small_world();
    let rows: String = (0..60_000).map(|i| format!("k{i},111,land,2026-01-01 09:00\n")).collect();
    s.write(
        "t/cases.csv",
        format!("id,village_code,kind,opened_at\nc1,111,land,2026-01-01\n{rows}k,111,\"land,2026\n"),
    );
    let report = s.run(["import", "@d", "@t", "--partial", "--json"]).exits(1).json();
    assert_eq!(report["file_errors"].as_array().unwrap().len(), 1);
    assert!(report["tables"].as_array().unwrap().iter().all(|t| t["table"] != "cases"), "{report}");
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn the_file_of_refused_rows_overwrites_nothing_that_matters() {
    let s = world();
    let before = bytes_under(&s.join("t"));
    for place in ["@t/cases.csv", "@t/new.csv", "@d/duban.toml"] {
        let ran = s.run(["import", "@d", "@t", "--rejects", place]).exits(2);
        assert!(ran.err.contains("another place"), "{}", ran.err);
    }
    s.run(["sweep", "@t", "--rejects", "@t/cases.csv"]).exits(2);
    assert!(bytes_under(&s.join("t")) == before);
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn what_is_wrong_is_said_in_chinese_too() {
    let s = world();
    s.write("x/cases.csv", "id,village_code,kind,opened_at\nc2,999,land,2026-02-30\n");
    let ran = s.run(["import", "@d", "@x", "--lang", "zh"]).exits(2);
    assert!(ran.err.contains("日期或时间不存在") && ran.err.contains("什么都没有存储"), "{}", ran.err);
    let ran = s.run(["sweep", "@nowhere", "--lang", "zh"]).exits(2);
    assert!(ran.err.starts_with("错误"), "{}", ran.err);
}
