//! Which extensions hold, and why others do not.

use super::*;

#[test]
fn extensions_hold_only_as_the_rule_says() {
    let (places, source) = (
        places(),
        rule("handling", HANDLING)
            + &rule("review", &HANDLING.replace("extension", "excludes = []\nextension")),
    );
    let playbook = playbook_with(&source.replacen("excludes = []\n", "", 1));
    let rules = Rules::new(&playbook, &places);
    let asked = |events: &[&str]| {
        let all: Vec<&str> = [ACCEPTED.events[0]].into_iter().chain(events.iter().copied()).collect();
        let clocks = rules.clocks(&Case { events: &all, ..ACCEPTED }.at(&places, "2026-04-01"));
        let outcomes: Vec<_> = clocks[0].extensions.iter().map(|e| e.outcome).collect();
        (zone().civil(clocks[0].due.at().unwrap())[..10].to_owned(), outcomes)
    };
    let due = |day: &str, outcomes: &[Result<u32, Refused>]| (day.to_owned(), outcomes.to_vec());
    assert_eq!(asked(&["2026-03-05 extended A !"]), due("2026-03-17", &[Ok(5)]));
    assert_eq!(asked(&["2026-03-05 extended A ! /handling"]), due("2026-03-17", &[Ok(5)]));
    assert_eq!(asked(&["2026-03-05 extended A ! /review"]), due("2026-03-12", &[]), "it names another clock");
    assert_eq!(
        asked(&["2026-03-05 extended A ! /debt"]),
        due("2026-03-12", &[Err(Refused::UnknownClock)]),
        "a step that names no clock extends none"
    );
    assert_eq!(asked(&["2026-03-05 extended A"]), due("2026-03-12", &[Err(Refused::NoReason)]));
    assert_eq!(asked(&["2026-03-05 extended B !"]), due("2026-03-12", &[Err(Refused::NotByThem)]));
    assert_eq!(asked(&["2026-03-05 extended !"]), due("2026-03-12", &[Err(Refused::ByNobody)]));
    assert_eq!(asked(&["2026-03-13 extended A !"]), due("2026-03-12", &[Err(Refused::TooLate)]));
    assert_eq!(asked(&["2026-03-01 extended A !"]), due("2026-03-12", &[]), "before it began");
    assert_eq!(
        asked(&["2026-03-05 extended A !", "2026-03-14 extended A !"]),
        due("2026-03-17", &[Ok(5), Err(Refused::TooOften)])
    );
    assert_eq!(
        asked(&["2026-03-05 extended B !", "2026-03-06 extended A !"]),
        due("2026-03-17", &[Err(Refused::NotByThem), Ok(5)]),
        "a refused one does not count"
    );
}

#[test]
fn a_rule_without_extensions_says_so_when_it_is_named() {
    let plain = HANDLING.replace("extension = { amount = 5, times = 1, by_kinds = [\"bureau\"] }", "");
    let (places, playbook) = (places(), playbook_with(&rule("handling", &plain)));
    let rules = Rules::new(&playbook, &places);
    let heard = |event: &str| {
        let events = [ACCEPTED.events[0], event];
        rules.clocks(&Case { events: &events, ..ACCEPTED }.at(&places, "2026-04-01"))[0].extensions.clone()
    };
    assert_eq!(heard("2026-03-05 extended A ! /handling")[0].outcome, Err(Refused::NotProvided));
    assert!(heard("2026-03-05 extended A !").is_empty());
}

#[test]
fn where_no_kind_is_said_only_who_is_charged_may_extend() {
    let plain = HANDLING.replace(", by_kinds = [\"bureau\"]", "");
    let (places, playbook) = (places(), playbook_with(&rule("handling", &plain)));
    let rules = Rules::new(&playbook, &places);
    let outcome = |event: &str| {
        let events = [ACCEPTED.events[0], event];
        let trace = Case { events: &events, ..ACCEPTED }.at(&places, "2026-04-01");
        rules.clocks(&trace)[0].extensions.iter().map(|e| e.outcome).collect::<Vec<_>>()
    };
    // A held the case until B signed for it on 4 March.
    assert_eq!(outcome("2026-03-03 extended A !"), [Ok(5)]);
    assert_eq!(outcome("2026-03-05 extended A !"), [Err(Refused::NotByThem)]);
    assert_eq!(outcome("2026-03-05 extended B !"), [Ok(5)]);
    assert_eq!(outcome("2026-03-05 extended !"), [Err(Refused::ByNobody)]);
    assert_eq!(outcome("2026-03-05 extended B"), [Err(Refused::NoReason)]);
}

#[test]
fn a_mistyped_clock_extends_nothing_and_is_said() {
    let (places, playbook) = (places(), Playbook::builtin("default").unwrap());
    let rules = Rules::new(&playbook, &places);
    let events = ["2026-03-02 accepted B", "2026-03-05 delegated C", "2026-03-10 extended B ! /handlign"];
    let case = Case { events: &events, ..ACCEPTED };
    let clocks = rules.clocks(&case.at(&places, "2026-03-11"));
    let heard: Vec<(&str, Result<u32, Refused>)> = clocks
        .iter()
        .flat_map(|clock| clock.extensions.iter().map(|e| (&*playbook.clocks[clock.rule].id, e.outcome)))
        .collect();
    let unknown = Err(Refused::UnknownClock);
    assert_eq!(heard, [("handling", unknown), ("delegated_mediation", unknown)]);
    assert!(clocks.iter().all(|clock| clock.terms == playbook.clocks[clock.rule].terms));
}
