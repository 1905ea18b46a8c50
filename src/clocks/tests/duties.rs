//! What ends a duty and what does not: objections, notes, documents that never come; and that somebody is charged.

use super::builtin::{case, clocks};
use super::*;

/// B received the case from A on Friday 5 June 2026: the 15th day is Saturday the 20th, in the holiday: Monday the 22nd.
const HOPS: [&str; 1] = ["A B 2026-06-04 2026-06-05T16:00"];
const DUE: &str = "2026-06-05 16:00:00 due 2026-06-22 23:59:59";

fn notice(hops: &[&str], events: &[&str]) -> Vec<String> {
    clocks("acceptance_notice", case("2026-06-04", hops, events), "2026-06-30")
}

#[test]
fn an_objection_leaves_the_duty_to_tell_until_the_sender_agrees() {
    let objected = "2026-06-09 objected B";
    let overdue = [format!("{DUE} overdue B")];
    assert_eq!(notice(&HOPS, &[objected]), overdue, "nobody has ruled");
    assert_eq!(notice(&HOPS, &[objected, "2026-06-11 ruled A =rejected"]), overdue);
    assert_eq!(notice(&HOPS, &[objected, "2026-06-11 ruled A"]), overdue, "a ruling without a result");
    assert_eq!(notice(&HOPS, &[objected, "2026-06-11 returned B"]), overdue, "returned without approval");
    let rejected = [objected, "2026-06-11 ruled A =rejected", "2026-06-12 accepted B"];
    assert_eq!(notice(&HOPS, &rejected), [format!("{DUE} stopped_in_time B")]);
    let upheld = [objected, "2026-06-11 ruled A =upheld"];
    assert_eq!(notice(&HOPS, &upheld), [format!("{DUE} stopped_in_time B")]);
}

#[test]
fn after_upholding_the_next_unit_has_the_duty() {
    let hops = [HOPS[0], "A C 2026-06-12 2026-06-12"];
    let events = ["2026-06-09 objected B", "2026-06-11 ruled A =upheld"];
    assert_eq!(
        notice(&hops, &events),
        [
            format!("{DUE} stopped_in_time B"),
            "2026-06-12 00:00:00 due 2026-06-29 23:59:59 overdue C".to_owned()
        ]
    );
    // The ruling is on B's objection, and says nothing of what C has had all the time.
    let hops = [HOPS[0], "A C 2026-06-04 2026-06-05T16:00"];
    assert_eq!(notice(&hops, &events)[1], format!("{DUE} overdue C"));
}

#[test]
fn who_rules_may_have_objected_before() {
    // D handed the case to A, which objected in vain and handed it to B; B objects, and A rules.
    let hops = ["D A 2026-02-02 2026-02-02", "A B 2026-02-09 2026-02-10"];
    let events = [
        "2026-02-03 objected A",
        "2026-02-04 ruled D =rejected",
        "2026-02-11T08:00 objected B",
        "2026-02-12 ruled A =rejected",
    ];
    let told = clocks("objection_ruling", case("2026-02-02", &hops, &events), "2026-03-30");
    assert!(told[0].ends_with("stopped_in_time D") && told[1].ends_with("stopped_in_time A"), "{told:?}");
    // What another who objected does with its own matter is no ruling on B's.
    let events = ["2026-02-10T09:00 objected C", "2026-02-11T08:00 objected B", "2026-02-12 returned C"];
    let hops = ["A B 2026-02-09 2026-02-10", "A C 2026-02-09 2026-02-10"];
    let told = clocks("objection_ruling", case("2026-02-02", &hops, &events), "2026-03-30");
    assert!(told[0].ends_with("stopped_in_time A") && told[1].ends_with("overdue A"), "{told:?}");
}

#[test]
fn an_unclear_address_excuses_only_if_it_was_noted_in_time() {
    // The 15th day after 2 February is in the Spring Festival; the 24th is the last one.
    let noted = |at: &str| {
        let note = format!("{at} noted /contact_unclear");
        let events = ["2026-02-02 registered A", note.as_str()];
        clocks("acceptance_notice_direct", case("2026-02-02", &[], &events), "2026-03-10")
    };
    assert!(noted("2026-02-24T23:59:59").is_empty());
    assert_eq!(noted("2026-02-25"), ["2026-02-02 00:00:00 due 2026-02-24 23:59:59 overdue A"]);
    let told = ["2026-02-03 informed A", "2026-02-04 noted /contact_unclear"];
    let told = clocks("acceptance_notice_direct", case("2026-02-02", &[], &told), "2026-03-10");
    assert_eq!(told.len(), 1, "what was done needs no excuse: {told:?}");
}

#[test]
fn documents_that_never_come_do_not_stop_a_clock_for_ever() {
    let excludes = "excludes = [{ from = \"supplement_asked\", to = \"supplemented\", amount = 10, \
                    unit = \"working_day\", times = 1 }]";
    let source = rule("handling", &format!("{HANDLING}\n{excludes}"));
    let seen = |events: &[&str], now: &str| {
        let all: Vec<&str> = [ACCEPTED.events[0]].into_iter().chain(events.iter().copied()).collect();
        lines(&source, Case { events: &all, ..ACCEPTED }, now).remove(0)
    };
    let asked = "2026-03-04 supplement_asked B";
    // Ten working days after Wednesday 4 March end with the 18th. Two days had been counted: the 4th to the 18th are lost.
    assert_eq!(seen(&[asked], "2026-03-18"), "2026-03-02 00:00:00 due standing, 9 left suspended B");
    assert!(seen(&[asked], "2026-03-19").contains("due 2026-03-27 23:59:59 running"));
    assert!(seen(&[asked], "2026-03-28").ends_with("overdue B"));
    let late = [asked, "2026-03-25 supplemented B"];
    assert!(seen(&late, "2026-03-26").contains("due 2026-03-27 23:59:59 running"), "no longer than ten days");
    let soon = [asked, "2026-03-06 supplemented B"];
    assert!(
        seen(&soon, "2026-03-07").contains("due 2026-03-16 23:59:59 running"),
        "two days, and a Saturday"
    );
    let again = [soon[0], soon[1], "2026-03-09 supplement_asked B"];
    assert!(seen(&again, "2026-03-10").contains("due 2026-03-16 23:59:59 running"), "the list is given once");
}

#[test]
fn a_case_that_was_never_handed_on_charges_who_accepted_it() {
    let due = "2026-03-02 00:00:00 due 2026-05-06 23:59:59 overdue";
    let charged = |events: &[&str]| clocks("handling", case("2026-03-01", &[], events), "2026-05-20");
    assert_eq!(charged(&["2026-03-01 registered A", "2026-03-02 accepted B"]), [format!("{due} B")]);
    assert_eq!(charged(&["2026-03-01 registered A", "2026-03-02 accepted"]), [format!("{due} A")]);
    assert_eq!(charged(&["2026-03-01 consulted D", "2026-03-02 accepted B"]), [format!("{due} B")]);
    let registration = |events: &[&str]| {
        let told = clocks("registration", case("2026-03-01", &[], events), "2026-05-20").remove(0);
        told.rsplit(' ').next().map(str::to_owned)
    };
    let events = ["2026-03-01 consulted D", "2026-03-01T01:00 registered A"];
    assert_eq!(registration(&events), Some("A".to_owned()), "and not who was asked something");
    let ruling =
        clocks("objection_ruling", case("2026-03-01", &[], &["2026-03-02 objected B"]), "2026-05-20");
    assert!(ruling[0].ends_with("overdue B"), "{ruling:?}");
}
