//! A place's own days through the real binary: laid over those compiled in by clocks, sweeps and figures alike.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use common::Scratch;
use serde_json::{Value, json};

/// The year after the last that is compiled in, and a day off in the year before: made up for this test.
const OWN: &str = r#"
known_from = 2027-01-01
known_through = 2027-12-31

[[notice]]
title = { zh = "测试", en = "test" }

[[notice.holiday]]
name = { zh = "元旦", en = "New Year" }
first = 2027-01-01
last = 2027-01-15
workdays = [2027-01-16]
"#;

/// One case of 30 December 2026 that nobody has registered.
fn tables(s: &Scratch, folder: &str) {
    s.small_world();
    s.write("t/cases.csv", "id,village_code,kind,opened_at\nc1,111,land,2026-12-30 09:00\n");
    s.write("t/case_events.csv", "case_id,at,kind,agency_id\nc1,2026-12-30 10:00,whistled,B\n");
    if folder != "t" {
        std::fs::rename(s.join("t"), s.join(folder)).unwrap();
    }
}

fn clock(s: &Scratch, id: &str) -> Value {
    let shown = s.run(["clock", "@d", "c1", "--now", "2026-12-31", "--json"]).exits(0).json();
    shown["clocks"].as_array().unwrap().iter().find(|clock| clock["clock"] == id).unwrap().clone()
}

#[test]
fn the_days_of_a_directory_decide_and_make_a_date_certain() {
    let s = Scratch::with_directory();
    tables(&s, "t");
    s.run(["import", "@d", "@t"]).exits(0);
    let before = clock(&s, "registration");
    s.write("d/calendar.toml", OWN);
    let after = clock(&s, "registration");
    // The fifteenth day is Thursday 14 January, which the weekend leaves alone and the place's own list does not.
    assert_eq!((&before["last_day"], &before["provisional"]), (&json!("2027-01-14"), &json!(true)));
    assert_eq!((&after["last_day"], &after["provisional"]), (&json!("2027-01-16"), &json!(false)));
    s.run(["verify", "@d"]).exits(0);
}

#[test]
fn a_folder_of_tables_may_hold_its_days() {
    let s = Scratch::new();
    tables(&s, "t");
    let sweep = |now: &str| {
        let ran = s.run(["sweep", "@t", "--now", now, "--only", "overdue", "--json"]).exits(0);
        assert!(!ran.err.contains("calendar.toml"), "{}", ran.err);
        let rows = ran.json()["overdue"].as_array().unwrap().clone();
        rows.iter().any(|row| row["clock"] == "registration")
    };
    assert!(sweep("2027-01-15 08:00"));
    s.write("t/calendar.toml", OWN);
    assert!(!sweep("2027-01-15 08:00") && sweep("2027-01-17 08:00"));
}

#[test]
fn a_faulty_file_of_days_is_named_by_line_in_both_languages() {
    let s = Scratch::with_directory();
    tables(&s, "t");
    s.write("d/calendar.toml", OWN.replace("known_through = 2027-12-31", "known_thruogh = 2027-12-31"));
    for (lang, said) in [("en", "did you mean `known_through`"), ("zh", "是否为 known_through")] {
        let ran = s.run(["notice", "@d", "list", "--lang", lang]).exits(2);
        assert!(ran.err.contains("calendar.toml:3:1") && ran.err.contains(said), "{}", ran.err);
    }
    s.write("d/calendar.toml", "known_from = 2029-01-01\nknown_through = 2029-12-31\n");
    let ran = s.run(["notice", "@d", "list", "--lang", "en"]).exits(2);
    assert!(ran.err.contains("do not join"), "{}", ran.err);
    s.write("d/calendar.toml", vec![b'#'; (1 << 20) + 1]);
    assert!(s.run(["notice", "@d", "list", "--lang", "en"]).exits(2).err.contains("split it by years"));
}
