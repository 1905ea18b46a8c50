//! Notices through the real binary: drafted once, shown in every form, and silent about complaints against their unit.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use std::fmt::Write as _;

use common::Scratch;
use serde_json::{Value, json};

const NOW: &str = "2026-06-01";

/// Superiors above the unit `bad`: more than any real line has.
const SUPERIORS: usize = 70;

/// A case: its id, the unit it went to, whether it waited too long there, and the unit and person complained against.
type Case<'a> = (String, &'a str, bool, &'a str, &'a str);

/// Sixty cases for each of four units; forty of those of `bad` waited too long.
fn plain() -> Vec<Case<'static>> {
    let of = |unit: &'static str, late: usize| {
        (0..60).map(move |at| (format!("{unit}{at:02}"), unit, at < late, "", ""))
    };
    of("bad", 40).chain(of("good1", 0)).chain(of("good2", 1)).chain(of("good3", 2)).collect()
}

/// Cases against an agency or a person, late at `bad` and at a peer, so that they would show in every figure.
fn accusing<'a>(agency: &'a str, person: &'a str) -> Vec<Case<'a>> {
    let at = |n: usize, unit: &'a str| (format!("secret{n}"), unit, true, agency, person);
    vec![at(1, "bad"), at(2, "bad"), at(3, "good1"), at(4, "good2")]
}

fn write_cases(s: &Scratch, folder: &str, cases: &[Case<'_>]) {
    let mut rows = "id,village_code,kind,opened_at,against_agency,against_person\n".to_owned();
    let mut hops = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
    for (id, unit, late, agency, person) in cases {
        writeln!(rows, "{id},111,land,2026-05-01 08:00,{agency},{person}").unwrap();
        let day = if *late { "12" } else { "03" };
        writeln!(hops, "{id},1,sender,{unit},2026-05-02 09:00:00,2026-05-{day} 09:00:00").unwrap();
    }
    s.write(&format!("{folder}/cases.csv"), rows);
    s.write(&format!("{folder}/handoffs.csv"), hops);
}

/// A data directory `d` with the units, their people and `cases`.
fn world(cases: &[Case<'_>]) -> Scratch {
    let s = Scratch::with_directory();
    s.write("t/divisions.csv", "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n");
    let mut agencies = "id,name,kind,division_code,parent_id,successor_id\n".to_owned();
    for unit in ["good1", "good2", "good3", "sender"] {
        writeln!(agencies, "{unit},Office {unit},station,11,,").unwrap();
    }
    writeln!(agencies, "bad,Office bad,station,11,up1,").unwrap();
    for at in 1..=SUPERIORS {
        let above = if at == SUPERIORS { String::new() } else { format!("up{}", at + 1) };
        writeln!(agencies, "up{at},Bureau {at},bureau,1,{above},").unwrap();
    }
    agencies
        .push_str("old1,Old One,station,11,,bad\nold2,Old Two,station,11,,old1\nold3,Old,bureau,1,,up2\n");
    s.write("t/agencies.csv", agencies);
    s.write(
        "t/people.csv",
        "id,kind,name,agency_id\nclerk,official,One,bad\nlent,official,Two,\nchief,official,Three,sender\nlast,official,Four,old2\n",
    );
    s.write(
        "t/assignments.csv",
        "person_id,agency_id,role,valid_from,valid_to\nlent,bad,deputy,2020-01-01,2020-02-01\nchief,up3,head,2025-01-01,\n",
    );
    write_cases(&s, "t", cases);
    s.run(["import", "@d", "@t"]).exits(0);
    s
}

fn draft(s: &Scratch) -> Value {
    s.run(["notice", "@d", "draft", "--now", NOW, "--json"]).exits(0).json()
}

/// What the binary tells of the first notice, but for the ledger's root, in which the seconds of recording are.
fn told_but_root(s: &Scratch) -> Vec<String> {
    let shown = s.run(["notice", "@d", "show", "2026-001", "--json"]).exits(0).json();
    let root = shown["ledger"]["root"].as_str().unwrap().to_owned();
    told(s).iter().map(|text| text.replace(&root, "ROOT")).collect()
}

/// Everything that the binary tells of the first notice.
fn told(s: &Scratch) -> Vec<String> {
    let commands: [&[&str]; 8] = [
        &["list"],
        &["list", "--json"],
        &["show", "2026-001"],
        &["show", "2026-001", "--lang", "zh"],
        &["show", "2026-001", "--json"],
        &["render", "2026-001"],
        &["render", "2026-001", "--format", "html"],
        &["render", "2026-001", "--lang", "en"],
    ];
    let run = |step: &&[&str]| s.run(["notice", "@d"].into_iter().chain(step.iter().copied())).exits(0).out;
    commands.iter().map(run).collect()
}

/// The notice `2026-001` but for what it can be checked against.
fn notice(s: &Scratch) -> Value {
    let mut notice = s.run(["notice", "@d", "show", "2026-001", "--json"]).exits(0).json();
    notice.as_object_mut().unwrap().remove("ledger").unwrap();
    notice
}

#[test]
fn a_notice_is_drafted_once_and_shown_in_both_languages_and_forms() {
    let s = world(&plain());
    let first = draft(&s);
    let drafted = first["drafted"].as_array().unwrap();
    assert_eq!((drafted.len(), &first["known"]), (1, &json!(0)));
    assert_eq!((&drafted[0]["id"], &drafted[0]["unit"]["id"]), (&json!("2026-001"), &json!("bad")));
    let again = draft(&s);
    // Nobody coordinates here: a village that nobody covers, and three levels at which nobody is responsible.
    let nothing = json!({
        "drafted": [], "known": 1, "settled": 0, "added": [], "excused": 0, "unaddressed": 4, "unmoved": [], "unclear": [],
        "no_agency": [], "dry_run": false,
    });
    assert_eq!(again, nothing);

    let told = told(&s);
    assert!(told[0].contains("2026-001") && told[0].contains("bad Office bad"), "{}", told[0]);
    let rows: Value = serde_json::from_str(&told[1]).unwrap();
    let expected = json!([{
        "id": "2026-001", "unit": "bad", "name": "Office bad", "overdue": 40, "handoffs": 60,
        "matter": "lagging", "late": 40, "places": 0, "clocks": 0, "held": 0, "number": null, "rung": null, "objection_open": false,
        "reply_by": rows[0]["reply_by"], "state": "draft",
        "next": { "step": "sign", "by": "2026-06-08", "is_over": rows[0]["next"]["is_over"] },
    }]);
    assert_eq!(rows, expected);
    let is_chinese = |text: &str| text.contains("通知");
    assert_eq!(
        told.iter().map(|text| is_chinese(text)).collect::<Vec<_>>()[2..],
        [false, true, false, true, true, false],
        "a document is Chinese unless asked otherwise"
    );
    assert!(told[2..].iter().all(|text| text.contains("Office bad") && text.contains("bad00")));
    assert!(told[6].starts_with("<!DOCTYPE html>") || told[6].starts_with("<!doctype html>"));
    s.run(["notice", "@d", "render", "2026-001", "--format", "html", "--out", "@n.html"]).exits(0);
    assert_eq!(std::fs::read_to_string(s.join("n.html")).unwrap(), told[6]);
    let settings = std::fs::read(s.join("d/duban.toml")).unwrap();
    let refused = s.run(["notice", "@d", "render", "2026-001", "--out", "@d/duban.toml"]).exits(2);
    assert!(refused.err.contains("lie in the data directory"), "{}", refused.err);
    assert_eq!(std::fs::read(s.join("d/duban.toml")).unwrap(), settings);
}

#[test]
fn an_unknown_notice_is_named_with_what_comes_near() {
    let s = world(&plain());
    let none = s.run(["notice", "@d", "list", "--lang", "zh"]).exits(0);
    assert!(none.out.contains("还没有通知"), "{}", none.out);
    draft(&s);
    for step in ["show", "render"] {
        let ran = s.run(["notice", "@d", step, "2026-01"]).exits(2);
        assert!(ran.err.contains("2026-01`") && ran.err.contains("2026-001"), "{}", ran.err);
    }
    let ran = s.run(["notice", "@d", "show", "2026-01", "--lang", "zh"]).exits(2);
    assert!(ran.err.contains("没有这个通知") && ran.err.contains("2026-001"), "{}", ran.err);
}

#[test]
fn a_complaint_against_the_unit_or_those_above_it_leaves_no_trace() {
    let top = format!("up{SUPERIORS}");
    let ways = [
        ("bad", "", "the unit"),
        ("", "clerk", "its official"),
        ("", "lent", "an official once assigned to it"),
        ("", "chief", "an official assigned to a superior"),
        ("old2", "", "the predecessor of its predecessor"),
        ("", "last", "an official of that"),
        ("old3", "", "the predecessor of a superior"),
        (top.as_str(), "", "a superior far above"),
    ];
    let without = world(&plain());
    draft(&without);
    let (expected, before) = (notice(&without), told(&without));
    let late = world(&plain());
    draft(&late);
    let drafted = told(&late);
    for (at, (agency, person, way)) in ways.into_iter().enumerate() {
        // Recorded before drafting: the notice is that of the world without the complaint.
        let with = world(&[plain(), accusing(agency, person)].concat());
        draft(&with);
        assert_eq!(notice(&with), expected, "{way}");
        assert_eq!(told(&with)[..2], before[..2], "{way}");
        // Recorded after drafting: everything stays as it was, to the byte.
        let folder = format!("more{at}");
        let mut cases = accusing(agency, person);
        cases.iter_mut().for_each(|case| case.0.push_str(&folder));
        write_cases(&late, &folder, &cases);
        late.run(["import", "@d", &format!("@{folder}")]).exits(0);
        assert_eq!(told(&late), drafted, "{way}");
    }
}

#[test]
fn a_complaint_against_somebody_else_counts() {
    let with = world(&[plain(), accusing("sender", "")].concat());
    draft(&with);
    let notice = notice(&with);
    assert_eq!((&notice["figures"]["overdue"], &notice["figures"]["handoffs"]), (&json!(42), &json!(62)));
    assert!(told(&with)[2].contains("secret1"));
}

/// Records that some cases, already named and counted, complain against the unit.
fn accuse_later(s: &Scratch, are_accusing: impl Fn(&str) -> bool) {
    let mut cases = plain();
    cases.retain(|case| are_accusing(&case.0));
    cases.iter_mut().for_each(|case| case.3 = "bad");
    write_cases(s, "later", &cases);
    s.run(["import", "@d", "@later/cases.csv", "--correct", "--basis", "heard"]).exits(0);
}

#[test]
fn a_case_that_turns_out_to_complain_goes_from_a_drafted_notice() {
    let is_accusing = |id: &str| id == "bad07" || id == "bad50" || id == "good200";
    let s = world(&plain());
    draft(&s);
    let ledger = s.run(["notice", "@d", "show", "2026-001", "--json"]).json()["ledger"].clone();
    assert!(told(&s)[2..].iter().all(|text| text.contains("bad07")));
    accuse_later(&s, is_accusing);
    assert!(told(&s).iter().all(|text| !text.contains("bad07")));

    let mut cases = plain();
    cases.retain(|case| !is_accusing(&case.0));
    let without = world(&cases);
    draft(&without);
    assert_eq!(notice(&s), notice(&without));
    assert_eq!(told(&s)[..2], told(&without)[..2]);
    let after = s.run(["notice", "@d", "show", "2026-001", "--json"]).json();
    assert_eq!(after["ledger"], ledger, "it still says what it was drafted from");
    assert_eq!(after["figures"]["overdue"], 39);
}

#[test]
fn a_notice_whose_every_case_complains_is_shown_empty() {
    let s = world(&plain());
    draft(&s);
    accuse_later(&s, |id| id.starts_with("bad"));
    let notice = notice(&s);
    assert_eq!((&notice["figures"]["overdue"], &notice["figures"]["handoffs"]), (&json!(0), &json!(0)));
    assert_eq!(notice["figures"]["comparison"]["handoffs"], 180, "the other three units");
    assert_eq!((&notice["late"], &notice["late_count"]), (&json!([]), &json!(0)));
    assert!(told(&s).iter().all(|text| !text.contains("bad00")));
}

/// Rows that come in late: dated long before drafting, overdue at every unit.
fn import_late_rows(s: &Scratch) {
    let of = |unit: &'static str| (0..9).map(move |at| (format!("tardy-{unit}{at}"), unit, true, "", ""));
    write_cases(s, "tardy", &of("bad").chain(of("good1")).chain(of("good3")).collect::<Vec<_>>());
    // A handoff that the notice names turns out to have been received earlier, another case to have been suspended.
    s.write("tardy/case_events.csv", "case_id,at,kind\nbad03,2026-05-03 09:00:00,suspended\n");
    s.run(["import", "@d", "@tardy"]).exits(0);
}

/// The tables that are made for `bad`.
fn exported(s: &Scratch) -> Vec<u8> {
    s.run(["export", "@d", "--as", "ocel2", "--for", "bad", "@out.json", "--force"]).exits(0);
    std::fs::read(s.join("out.json")).unwrap()
}

#[test]
fn rows_that_come_in_late_change_a_notice_no_more_beside_a_complaint_than_without() {
    let (plain_world, accused) = (world(&plain()), world(&plain()));
    for s in [&plain_world, &accused] {
        draft(s);
    }
    let drafted = told_but_root(&plain_world);
    assert_eq!(told_but_root(&accused), drafted);
    let before = told(&accused);
    write_cases(&accused, "complaint", &accusing("bad", "clerk"));
    accused.run(["import", "@d", "@complaint"]).exits(0);
    for s in [&plain_world, &accused] {
        import_late_rows(s);
        assert_eq!(told_but_root(s), drafted, "a notice says what was found when it was drafted");
    }
    assert_eq!(told(&accused), before, "to the byte");
    assert_eq!(exported(&accused), exported(&plain_world));
    // What is added later is the same in both, but for the entry that it can be checked against.
    let later = ["notice", "@d", "draft", "--now", "2026-06-09", "--json"];
    let added = |s: &Scratch| s.run(later).exits(0).json();
    assert_eq!(added(&accused), added(&plain_world));
    assert_eq!(told(&accused)[..2], told(&plain_world)[..2]);
    let evidence = |s: &Scratch| {
        let mut life = notice(s)["life"].clone();
        life["evidence_added"][0].as_object_mut().unwrap().remove("ledger").unwrap();
        life
    };
    assert_eq!(evidence(&accused)["evidence_added"][0]["figures"]["handoffs"], 69);
    assert_eq!(evidence(&accused), evidence(&plain_world));
}

#[test]
fn a_case_that_turns_out_to_complain_goes_from_what_was_counted_then() {
    let is_accusing = |id: &str| id == "bad07" || id == "bad50" || id == "good200";
    let with = world(&plain());
    let mut cases = plain();
    cases.retain(|case| !is_accusing(&case.0));
    let without = world(&cases);
    for s in [&with, &without] {
        draft(s);
        import_late_rows(s);
    }
    accuse_later(&with, is_accusing);
    assert_eq!(notice(&with), notice(&without));
    assert_eq!(notice(&with)["figures"]["handoffs"], 58);
    assert_eq!(told(&with)[..2], told(&without)[..2]);
}

#[test]
fn who_cannot_sign_is_said_at_once_and_what_to_do() {
    let s = world(&plain());
    let said = s.run(["notice", "@d", "draft", "--now", NOW]).exits(0).out;
    assert!(said.contains("Petition Office") && said.contains("petition, discipline"), "{said}");
    assert!(said.contains("agencies table"), "{said}");
}

#[test]
fn a_playbook_of_the_first_version_opens_and_has_the_default_steps() {
    let source = include_str!("../seed/playbooks/default.toml");
    let mut playbook: toml::Table = toml::from_str(source).unwrap();
    let notice = playbook["notice"].as_table_mut().unwrap();
    for key in ["days", "ruler_kind", "ladder", "coverage_asks", "overdue_asks", "transfer_asks"] {
        notice.remove(key).unwrap();
    }
    let s = Scratch::new();
    s.write("old.toml", toml::to_string(&playbook).unwrap());
    s.run(["init", "@d", "--playbook", "@old.toml"]).exits(0);
    let shown = |name: &str| s.run(["playbook", "show", name, "--lang", "en"]).exits(0).out;
    let of = |text: &str| text[text.find("Deadlines").unwrap()..].to_owned();
    assert_eq!(of(&shown("@old.toml")), of(&shown("default")));
    s.run(["notice", "@d", "list"]).exits(0);
}
