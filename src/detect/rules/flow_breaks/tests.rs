//! Worked cases of flows: order, skips, stays, units and rounds.

use proptest::prelude::*;

use super::super::testing::lines;
use crate::model::table::Table;

fn found(closed: &str, events: &str, more: &str, now: &str) -> Vec<String> {
    found_of(("2026-07-01", closed), events, more, now)
}

/// What is found of a case of these times of opening and closing.
fn found_of((opened, closed): (&str, &str), events: &str, more: &str, now: &str) -> Vec<String> {
    let tables = [
        (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
        (Table::Agencies, "id,name,kind,division_code\nA,a,k,v\nB,b,k,v"),
        (
            Table::Cases,
            &format!(
                "id,village_code,kind,opened_at,closed_at\n1,v,k,{opened},{closed}\n2,v,other,2026-07-01,"
            ),
        ),
        (
            Table::Handoffs,
            "case_id,seq,from_agency,to_agency,sent_at,received_at\n1,1,A,B,2026-07-01,2026-07-01",
        ),
        (Table::CaseEvents, &format!("case_id,at,kind,agency_id\n2,2026-07-01,implemented,A\n{events}")),
    ];
    let rule = format!(
        "[[flows]]\nid = \"f\"\ntitle = {{ zh = \"流程\", en = \"flow\" }}\nkinds = [\"k\"]\nsteps = [\n\
         {{ event = \"whistled\", title = {{ zh = \"一\", en = \"1\" }} }},\n\
         {{ event = \"reported_in\", title = {{ zh = \"二\", en = \"2\" }}, amount = 2 }},\n\
         {{ event = \"consulted\", title = {{ zh = \"三\", en = \"3\" }} }},\n\
         {{ event = \"implemented\", title = {{ zh = \"四\", en = \"4\" }} }},\n{more}]\n"
    );
    lines("flow_breaks", &tables, &rule, now)
}

const WHISTLED: &str = "1,2026-07-01 09:00,whistled,A";
const NONE: [&str; 0] = [];

#[test]
fn the_worked_case() {
    let events = format!("{WHISTLED}\n1,2026-07-04 00:00:09,reported_in,B\n1,2026-07-05,implemented,B");
    assert_eq!(
        found("", &events, "", "2026-07-10"),
        [
            "f 1 @B 2026-07-01T09:00 <2026-07-03T23:59 why=dwelt step=reported_in limit=2calendar_day late_s=10",
            "f 1 @B 2026-07-05T00:00 why=skipped step=consulted beside=implemented",
        ]
    );
    assert_eq!(found("", WHISTLED, "", "2026-07-03 23:59:59"), NONE, "nobody is late yet");
    assert_eq!(
        found("", WHISTLED, "", "2026-07-04 00:00:00"),
        ["f 1 @B 2026-07-01T09:00 <2026-07-03T23:59 why=dwelt step=reported_in limit=2calendar_day late_s=1"]
    );
    let stood = format!("{WHISTLED}\n1,2026-07-02,suspended,A");
    assert_eq!(found("", &stood, "", "2026-07-09"), NONE, "its clock stands");
    let resumed = format!("{stood}\n1,2026-07-05 12:00,resumed,A\n1,2026-07-06,reported_in,B");
    assert_eq!(found("", &resumed, "", "2026-07-09"), NONE);
}

#[test]
fn a_step_dated_by_its_day_is_in_order_on_that_day() {
    let of = |implemented: &str| {
        let events = format!(
            "{WHISTLED}\n1,2026-07-02 10:00,reported_in,B\n1,2026-07-03 09:00,consulted,A\n1,{implemented},implemented,B"
        );
        found("", &events, "", "2026-07-10")
    };
    assert_eq!(of("2026-07-03"), NONE);
    assert_eq!(
        of("2026-07-03 08:00"),
        ["f 1 @A 2026-07-03T09:00 why=out_of_order step=consulted beside=implemented"]
    );
}

#[test]
fn acts_of_a_day_on_which_the_case_was_closed_and_reopened_may_have_come_before() {
    let steps = ["whistled", "reported_in", "consulted", "implemented"];
    let of = |steps: &[&str], day: &str| {
        let lines = steps.iter().map(|step| format!("1,2026-07-05{day},{step},B\n")).collect::<String>();
        found("", &format!("{lines}1,2026-07-05,closed,\n1,2026-07-05,reopened,A"), "", "2026-07-06")
    };
    assert_eq!(of(&steps, ""), NONE);
    assert_eq!(of(&steps, " 10:00"), NONE);
    assert_eq!(of(&steps[..3], ""), ["f 1 @B 2026-07-05T00:00 why=skipped step=implemented beside=closed"]);
    // The second round does not begin before the case, which does not make the day two.
    let opened = ("2026-07-05 09:00", "");
    let at_ten = |step: &&str| format!("1,2026-07-05 10:00,{step},B\n");
    let events = format!(
        "{}1,2026-07-05,closed,\n1,2026-07-05,reopened,A",
        steps.iter().map(at_ten).collect::<String>()
    );
    assert_eq!(found_of(opened, &events, "", "2026-07-06"), NONE);
}

#[test]
fn a_step_is_taken_by_the_kinds_that_may() {
    let by = |kind: &str| {
        let step = format!(
            "{{ event = \"evaluated\", title = {{ zh = \"五\", en = \"5\" }}, may_skip = true, by_kinds = [\"{kind}\"] }},\n"
        );
        found(
            "",
            &format!(
                "{WHISTLED}\n1,2026-07-02,reported_in,B\n1,2026-07-02,consulted,A\n\
            1,2026-07-03,implemented,B\n1,2026-07-04,evaluated,A\n1,2026-07-05,evaluated,B"
            ),
            &step,
            "2026-07-10",
        )
    };
    assert_eq!(by("k"), NONE);
    assert_eq!(by("street"), ["f 1 @A 2026-07-04T00:00 why=wrong_unit step=evaluated kinds=street"]);
}

#[test]
fn a_step_after_a_later_one_is_out_of_order() {
    let events = format!(
        "{WHISTLED}\n1,2026-07-02,implemented,B\n1,2026-07-03,consulted,A\n1,2026-07-03,reported_in,B"
    );
    assert_eq!(
        found("", &events, "", "2026-07-10"),
        [
            "f 1 @A 2026-07-03T00:00 why=out_of_order step=consulted beside=implemented",
            "f 1 @B 2026-07-03T00:00 why=out_of_order step=reported_in beside=implemented",
        ]
    );
    let again = format!(
        "{WHISTLED}\n1,2026-07-02,reported_in,B\n1,2026-07-02,consulted,A\n1,2026-07-03,implemented,B\n1,2026-07-04,consulted,A"
    );
    assert_eq!(found("", &again, "", "2026-07-10"), NONE, "a step may be repeated");
}

#[test]
fn a_closed_case_owes_its_steps_unless_it_was_dropped_or_they_may_still_come() {
    let done = format!("{WHISTLED}\n1,2026-07-02,reported_in,B\n1,2026-07-02,consulted,A");
    assert_eq!(
        found("2026-07-05", &done, "", "2026-07-10"),
        ["f 1 @B 2026-07-05T00:00 why=skipped step=implemented beside=closed"]
    );
    assert_eq!(found("", &done, "", "2026-07-10"), NONE, "it is open, and this step has no limit");
    let dropped = format!("{done}\n1,2026-07-03,withdrawn,A");
    assert_eq!(found("2026-07-05", &dropped, "", "2026-07-10"), NONE);
    let whole = format!("{done}\n1,2026-07-03,implemented,B");
    let rated = "{ event = \"closed\", title = { zh = \"五\", en = \"5\" } },\n\
        { event = \"evaluated\", title = { zh = \"六\", en = \"6\" }, amount = 3 },\n";
    assert_eq!(
        found("2026-07-05", &whole, rated, "2026-07-08"),
        NONE,
        "closed by its row, and may be rated yet"
    );
    assert_eq!(
        found("2026-07-05", &whole, rated, "2026-07-09 00:00:00"),
        ["f 1 @B 2026-07-05T00:00 <2026-07-08T23:59 why=dwelt step=evaluated limit=3calendar_day late_s=1"]
    );
    let reopened = format!("{whole}\n1,2026-07-06,reopened,A\n1,2026-07-07,reported_in,B");
    assert_eq!(found("2026-07-05", &reopened, "", "2026-07-10"), NONE, "the first round is looked at");
}

#[test]
fn each_round_is_looked_at_by_itself() {
    let done = format!("{WHISTLED}\n1,2026-07-02,reported_in,B\n1,2026-07-02,consulted,A");
    let skipped = "f 1 @B 2026-07-05T00:00 why=skipped step=implemented beside=closed";
    let reopened = format!("{done}\n1,2026-07-06,reopened,A");
    assert_eq!(found("2026-07-05", &reopened, "", "2026-07-10"), [skipped], "closed by its row");
    let by_event = format!("{done}\n1,2026-07-05,closed,\n1,2026-07-06,reopened,A");
    assert_eq!(found("", &by_event, "", "2026-07-10"), [skipped], "closed by an event");
    let again = format!("{by_event}\n1,2026-07-07,implemented,B\n1,2026-07-08,consulted,A");
    assert_eq!(
        found("", &again, "", "2026-07-10"),
        [skipped, "f 1 @A 2026-07-08T00:00 why=out_of_order step=consulted beside=implemented"]
    );
    let second = format!("{by_event}\n1,2026-07-07,reported_in,B\n1,2026-07-08,closed,");
    assert_eq!(found("", &second, "", "2026-07-10"), [skipped], "steps need not be done again");
    let late = format!("{by_event}\n1,2026-07-06 09:00,whistled,A\n1,2026-07-09,reported_in,B");
    assert_eq!(
        found("", &late, "", "2026-07-10")[0],
        "f 1 @B 2026-07-06T09:00 <2026-07-08T23:59 why=dwelt step=reported_in limit=2calendar_day late_s=1",
        "but those that are done are done in time"
    );
}

proptest! {
    #[test]
    fn order_and_skips_agree_with_a_plain_loop(happened in prop::collection::vec((0usize..4, 1u32..28), 0..8)) {
        const STEPS: [&str; 4] = ["whistled", "reported_in", "consulted", "implemented"];
        let (mut events, mut first) = (String::new(), [None; 4]);
        for (nth, &(step, day)) in happened.iter().enumerate() {
            // Minutes set events of one step and day apart; they are too few to change the order of days.
            events += &format!("1,2026-07-{day:02} 09:{nth:02},{},A\n", STEPS[step]);
            let at = (day, nth);
            first[step] = Some(first[step].map_or(at, |before: (u32, usize)| before.min(at)));
        }
        let mut wanted: Vec<String> = Vec::new();
        for step in 0..4 {
            let later = || (step + 1..4).filter_map(|other| first[other]);
            match first[step] {
                Some(at) if later().any(|other| other < at) => wanted.push(format!("out_of_order step={}", STEPS[step])),
                None if later().next().is_some() => wanted.push(format!("skipped step={}", STEPS[step])),
                Some(_) | None => {}
            }
        }
        let rows = found("", events.trim_end(), "", "2026-08-01");
        let of_order: Vec<&String> = rows.iter().filter(|row| !row.contains("why=dwelt")).collect();
        prop_assert_eq!(of_order.len(), wanted.len(), "{:?}", rows);
        for part in wanted {
            prop_assert!(of_order.iter().any(|row| row.contains(&format!("why={part} "))), "{} in {:?}", part, rows);
        }
    }
}
