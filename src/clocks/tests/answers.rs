//! Which answers are meant for the petitioner.

use super::builtin::{case, clocks};

/// The lines of `id` for a case that A handed to B, which accepted it on 2 March 2026; D takes no part.
fn seen(id: &str, events: &[&str]) -> Vec<String> {
    let all: Vec<&str> = ["2026-03-02 accepted B"].into_iter().chain(events.iter().copied()).collect();
    clocks(id, case("2026-03-01", &["A B 2026-03-01 2026-03-02"], &all), "2026-05-20")
}

/// The 60th day after 2 March is 1 May, in the holiday that lasts through the 5th.
const DUE: &str = "2026-03-02 00:00:00 due 2026-05-06 23:59:59";

#[test]
fn a_reply_to_a_consultation_or_a_recommendation_is_none_to_the_petitioner() {
    let overdue = [format!("{DUE} overdue B")];
    assert_eq!(seen("handling", &["2026-03-10 consulted D", "2026-03-12 replied D"]), overdue);
    assert_eq!(seen("handling", &["2026-03-10 recommended B", "2026-03-12 replied B"]), overdue);
    let asked = ["2026-03-10 consulted D", "2026-03-11 consented D", "2026-03-12 replied D"];
    assert_eq!(seen("handling", &asked), overdue, "D never had the case, whatever it says");
    assert!(seen("review_ask", &asked).is_empty(), "and no petitioner has been answered");
    assert!(seen("review_ask", &["2026-03-10 recommended B", "2026-03-12 replied B"]).is_empty());
}

#[test]
fn a_unit_answers_what_it_was_asked_first_and_then_the_petitioner() {
    let in_time = [format!("{DUE} stopped_in_time B")];
    assert_eq!(seen("handling", &["2026-03-12 replied B"]), in_time);
    assert_eq!(seen("handling", &["2026-03-12 replied"]), in_time, "of nobody in particular");
    let both = ["2026-03-10 recommended B", "2026-03-12 replied B", "2026-03-14 replied B"];
    assert_eq!(seen("handling", &both), in_time);
    assert_eq!(seen("review_ask", &both), ["2026-03-14 00:00:00 due 2026-04-13 23:59:59 deemed_consent B"]);
    let told = ["2026-03-10 recommended B", "2026-03-12 replied B /petitioner"];
    assert_eq!(seen("handling", &told), in_time);
    // The 30th day after 10 March is 9 April.
    assert_eq!(
        seen("recommendation_reply", &told),
        ["2026-03-10 00:00:00 due 2026-04-09 23:59:59 overdue B"]
    );
}

#[test]
fn a_step_says_which_question_is_answered() {
    let asked = ["2026-03-10 consulted D /co_handling", "2026-03-10T01:00 recommended D /land"];
    let with = |answer: &'static str| [asked[0], asked[1], answer];
    let co_handling = |answer| seen("co_handling", &with(answer))[0].contains("stopped_in_time");
    let recommended = |answer| seen("recommendation_reply", &with(answer))[0].contains("stopped_in_time");
    let both = |answer| (co_handling(answer), recommended(answer));
    assert_eq!(both("2026-03-12 replied D"), (true, true));
    assert_eq!(both("2026-03-12 replied D /debt"), (true, true), "a step of no question");
    assert_eq!(both("2026-03-12 replied D /co_handling"), (true, false));
    assert_eq!(both("2026-03-12 replied D /land"), (false, true));
    assert_eq!(both("2026-03-12 consented D"), (true, false));
    assert_eq!(both("2026-03-12 replied D /petitioner"), (false, false));
}

#[test]
fn a_consultation_starts_the_time_for_taking_part_only_when_it_asks_for_it() {
    assert!(seen("co_handling", &["2026-03-10 consulted D"]).is_empty());
    assert!(seen("co_handling", &["2026-03-10 consulted D /land"]).is_empty());
    assert_eq!(seen("co_handling", &["2026-03-10 consulted D /co_handling"]).len(), 1);
}
