//! Acts dated by their day only: none of them is held to have come before what it follows on that day.

use super::*;

const CASE: &str = "amount = 15\nunit = \"calendar_day\"\nper = \"case\"\nstart = [\"case_opened\"]\nstop = [\"accepted\"]\ncharged = \"registrar\"";

#[test]
fn what_was_done_on_the_day_of_the_start_was_done_after_it() {
    let source = rule("acceptance", CASE);
    let of = |opened: &str, accepted: &str| {
        let event = format!("{accepted} accepted A");
        lines(&source, Case { opened, events: &[&event], ..Case::default() }, "2026-06-01")
    };
    let told = |stopped: &str| format!("2026-03-02 09:00:00 due 2026-03-17 23:59:59 {stopped} A");
    assert_eq!(of("2026-03-02T09:00", "2026-03-02"), [told("stopped_in_time")]);
    assert_eq!(of("2026-03-02T09:00", "2026-03-02T08:59"), [told("overdue")], "that was before it");
    assert_eq!(of("2026-03-02T09:00", "2026-03-01"), [told("overdue")], "that was the day before");
}

#[test]
fn a_unit_that_received_a_case_answers_on_the_same_day() {
    let source = rule(
        "notice",
        "amount = 15\nunit = \"calendar_day\"\nper = \"handoff\"\nstart = [\"received\"]\nstop = [\"informed\"]\ncharged = \"addressee\"",
    );
    let case = Case {
        opened: "2026-03-01",
        hops: &["B A 2026-03-02T09:00 2026-03-03T10:00"],
        events: &["2026-03-03 accepted A", "2026-03-03 informed A"],
        ..Case::default()
    };
    assert_eq!(
        lines(&source, case, "2026-06-01"),
        ["2026-03-03 10:00:00 due 2026-03-18 23:59:59 stopped_in_time A"]
    );
}

#[test]
fn a_handoff_dated_by_its_day_follows_those_of_lower_numbers() {
    let source = rule(
        "onward",
        "amount = 5\nunit = \"calendar_day\"\nper = \"handoff\"\nstart = [\"received\"]\nstop = [\"sent\"]\ncharged = \"holder\"",
    );
    let hops = ["A B 2026-03-02T09:00 2026-03-02T10:00", "B C 2026-03-02 2026-03-04"];
    let case = Case { opened: "2026-03-01", hops: &hops, ..Case::default() };
    assert_eq!(
        lines(&source, case, "2026-06-01"),
        [
            "2026-03-02 10:00:00 due 2026-03-09 23:59:59 stopped_in_time B",
            "2026-03-04 00:00:00 due 2026-03-09 23:59:59 overdue C",
        ],
        "B sent it on, and C has it"
    );
    let received = ["A B 2026-03-02T09:00 2026-03-02", "B C 2026-03-03 2026-03-04"];
    let case = Case { hops: &received, ..case };
    assert!(
        lines(&source, case, "2026-06-01")[0].starts_with("2026-03-02 09:00:00 due"),
        "not before it was sent"
    );
}

#[test]
fn a_ruling_dated_by_its_day_is_on_the_objections_of_that_day() {
    let ruling = rule(
        "ruling",
        "amount = 5\nunit = \"calendar_day\"\nper = \"event\"\nstart = [\"objected\"]\nstop = [\"ruled\"]\ncharged = \"sender\"",
    );
    let notice = rule(
        "notice",
        "amount = 5\nunit = \"calendar_day\"\nper = \"handoff\"\nstart = [\"received\"]\nstop = [\"upheld\"]\ncharged = \"addressee\"",
    );
    let case = Case {
        opened: "2026-03-01",
        hops: &["A B 2026-03-02T09:00 2026-03-03T10:00"],
        events: &["2026-03-04T09:00 objected B", "2026-03-04 ruled A =upheld"],
        ..Case::default()
    };
    assert_eq!(
        lines(&(ruling + &notice), case, "2026-06-01"),
        [
            "2026-03-04 09:00:00 due 2026-03-09 23:59:59 stopped_in_time A",
            "2026-03-03 10:00:00 due 2026-03-09 23:59:59 stopped_in_time B",
        ]
    );
}

#[test]
fn a_resumption_dated_by_its_day_ends_a_suspension_of_that_day() {
    let source = rule("acceptance", CASE);
    let of = |events: &[&str]| {
        lines(&source, Case { opened: "2026-03-02", events, ..Case::default() }, "2026-06-01")
    };
    let overdue = "2026-03-02 00:00:00 due 2026-03-17 23:59:59 overdue A";
    let suspended = "2026-03-04T09:00 suspended A";
    assert_eq!(of(&[suspended, "2026-03-04 resumed A"]), [overdue]);
    assert!(of(&[suspended, "2026-03-03 resumed A"])[0].ends_with("left suspended A"), "the day before");
    let twice = ["2026-03-03 suspended A", "2026-03-04 resumed A", suspended];
    assert!(of(&twice)[0].ends_with("left suspended A"), "it ended what stood by then");
}

#[test]
fn an_answer_dated_by_its_day_answers_what_was_asked_on_it() {
    let asked = rule(
        "opinion",
        "amount = 5\nunit = \"calendar_day\"\nper = \"event\"\nstart = [\"consulted\"]\nstop = [\"replied\"]\ncharged = \"acting\"",
    );
    let handling = rule(
        "handling",
        "amount = 60\nunit = \"calendar_day\"\nper = \"case\"\nstart = [\"case_opened\"]\nstop = [\"replied\"]\ncharged = \"holder\"",
    );
    let case = Case {
        opened: "2026-03-01",
        hops: &["B A 2026-03-02 2026-03-02"],
        events: &["2026-03-04T09:00 consulted A", "2026-03-04 replied A"],
        ..Case::default()
    };
    assert_eq!(
        lines(&(asked + &handling), case, "2026-06-01"),
        [
            "2026-03-04 09:00:00 due 2026-03-09 23:59:59 stopped_in_time A",
            "2026-03-01 00:00:00 due 2026-04-30 23:59:59 overdue A",
        ],
        "the asker was answered, the petitioner was not"
    );
}
