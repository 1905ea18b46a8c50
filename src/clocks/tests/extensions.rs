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
        due("2026-03-17", &[Ok(5)]),
        "a step that names no clock"
    );
    assert_eq!(asked(&["2026-03-05 extended A"]), due("2026-03-12", &[Err(Refused::NoReason)]));
    assert_eq!(asked(&["2026-03-05 extended B !"]), due("2026-03-12", &[Err(Refused::NotByThem)]));
    assert_eq!(asked(&["2026-03-05 extended !"]), due("2026-03-12", &[Err(Refused::NotByThem)]));
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
