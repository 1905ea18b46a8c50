//! For which cases a clock holds, and overdue clocks in short.

use super::super::evaluate::suspended;
use super::*;

#[test]
fn kinds_tiers_and_notes_say_for_which_cases_a_clock_holds() {
    let filtered =
        format!("{HANDLING}\nkinds = [\"debt\"]\ntiers = [\"hard\"]\nunless = [\"contact_unclear\"]");
    let (places, playbook) = (places(), playbook_with(&rule("handling", &filtered)));
    let rules = Rules::new(&playbook, &places);
    let idle = |case: Case<'_>| {
        let trace = case.at(&places, "2026-03-05");
        let idle = rules.idle(&trace);
        assert_eq!(rules.clocks(&trace).is_empty(), !idle.is_empty());
        idle.first().map(|idle| idle.1)
    };
    let hard = Case { tier: "hard", ..ACCEPTED };
    assert_eq!(idle(hard), None);
    assert_eq!(idle(ACCEPTED), Some(Idle::OtherCase));
    assert_eq!(idle(Case { kind: "land", ..hard }), Some(Idle::OtherCase));
    assert_eq!(idle(Case { events: &[], ..hard }), Some(Idle::NotStarted));
    let noted = ["2026-03-02 accepted A", "2026-03-03 noted /contact_unclear"];
    assert_eq!(idle(Case { events: &noted, ..hard }), Some(Idle::Excepted));
    let noted = ["2026-03-02 accepted A", "2026-03-03 noted /elsewhere"];
    assert_eq!(idle(Case { events: &noted, ..hard }), None);
    let later = ["2026-03-02 accepted A", "2026-03-06 noted /contact_unclear"];
    assert_eq!(idle(Case { events: &later, ..hard }), None, "not known yet");
}

#[test]
fn overdue_in_short_is_overdue_at_length() {
    let (places, playbook) = (places(), Playbook::builtin("default").unwrap());
    let rules = Rules::new(&playbook, &places);
    let case = Case {
        hops: &["A B 2026-03-01 2026-03-04", "B C 2026-03-06"],
        events: &[
            "2026-03-02 accepted A",
            "2026-03-05 suspended",
            "2026-03-07 resumed",
            "2026-03-09 extended A ! /handling",
        ],
        ..ACCEPTED
    };
    for moment in ["2026-03-03", "2026-03-12", "2026-03-24", "2026-06-01", "2026-08-01"] {
        let trace = case.at(&places, moment);
        let clocks = rules.clocks(&trace);
        let long: Vec<_> = clocks.iter().filter(|clock| clock.state == State::Overdue).collect();
        let mut short = Vec::new();
        rules.overdue(&trace, &mut Vec::new(), |past| short.push(past));
        assert_eq!(long.len(), short.len(), "{moment}");
        for (clock, past) in long.iter().zip(&short) {
            assert_eq!((clock.rule, clock.seq), (usize::from(past.rule), past.seq), "{moment}");
            assert_eq!((clock.start.unix(), clock.charged), (past.start, past.charged));
            assert_eq!((clock.due.at().unwrap().unix(), clock.terms.amount), (past.due, past.amount));
            assert_eq!(suspended(rules.works.of(None), &clock.budget(), past.due), past.suspended);
        }
    }
}
