//! Cases with a great many handoffs: what stops their clocks is found in n log n steps, and is what looking through finds.

use proptest::prelude::*;

use super::super::steps::STEPS;
use super::*;

/// Clocks of each scope, with all that can stop them.
fn rules_of_all() -> Playbook {
    let limit = "amount = 1\nunit = \"hour\"\nextension = { amount = 1 }";
    let (hop, event) = ("per = \"handoff\"", "per = \"event\"");
    let stops = "stop = [\"sent\", \"finished\", \"upheld\", \"replied\", \"ruled\", \"consented\"]";
    playbook_with(
        &[
            rule("a", &format!("{limit}\n{hop}\nstart = [\"received\"]\n{stops}\ncharged = \"addressee\"")),
            rule("b", &format!("{limit}\n{hop}\nstart = [\"sent\"]\n{stops}\ncharged = \"sender\"")),
            rule(
                "c",
                &format!(
                    "{limit}\n{event}\nstart = [\"objected\", \"ruled\"]\n{stops}\ncharged = \"sender\""
                ),
            ),
            rule("d", &format!("{limit}\n{event}\nstart = [\"consulted\"]\n{stops}\ncharged = \"acting\"")),
            rule(
                "e",
                &format!(
                    "{limit}\n{event}\nstart = [\"consulted\", \"replied\"]\n{stops}\ncharged = \"holder\""
                ),
            ),
            rule(
                "f",
                &format!("{limit}\nper = \"case\"\nstart = [\"case_opened\"]\n{stops}\ncharged = \"holder\""),
            ),
        ]
        .concat(),
    )
}

/// A case of `hops` handoffs between B and C, each an hour after the one before it and none finished; A, which never
/// hands on, gets each tenth.
fn chain(count: u32, places: &Snapshot) -> (Vec<Hop>, u32) {
    let id = |id: &str| places.agencies().find(id).unwrap();
    let from = second("2000-01-01");
    let hop = |nth: u32| {
        let (from_unit, to) = if nth.is_multiple_of(2) { ("B", "C") } else { ("C", "B") };
        let to = if nth.is_multiple_of(10) { "A" } else { to };
        let sent = from + nth * 3_600;
        Hop { seq: nth + 1, from: id(from_unit), to: id(to), sent, received: sent + 60, finished: NEVER }
    };
    ((0..count).map(hop).collect(), from + count * 3_600)
}

/// Steps for all clocks of a case of so many handoffs and as many events of somebody else.
fn steps(count: u32) -> u64 {
    let (places, playbook) = (places(), rules_of_all());
    let rules = Rules::new(&playbook, &places);
    let (hops, now) = chain(count, &places);
    let kind = |name: &str| u8::try_from(EVENT_KINDS.iter().position(|k| *k == name).unwrap()).unwrap();
    let court = places.agencies().find("D");
    let event = |nth: u32| EventRow {
        at: hops[0].sent + nth * 3_600,
        kind: kind(["objected", "ruled", "consulted", "replied"][nth as usize % 4]),
        agency: court,
        step: None,
        result: None,
        count: 0,
        has_reason: false,
    };
    let mut trace = CaseTrace::at(now, &zone());
    let events: Vec<EventRow> = (0..count).map(event).collect();
    trace.fill(places.words(), (hops[0].sent, NEVER), (None, None), hops.into_iter(), events.into_iter());
    STEPS.with(|steps| steps.set(0));
    let mut found = 0;
    rules.overdue(&trace, &mut Vec::new(), |_| found += 1);
    assert!(count / 10 < found, "A's handoffs stay with it");
    STEPS.with(std::cell::Cell::get)
}

#[test]
fn a_hundred_thousand_handoffs_cost_ten_times_ten_thousand() {
    let (few, many) = (steps(10_000), steps(100_000));
    assert!(100_000 < many, "something was looked at");
    assert!(many < 11 * few, "{few} steps for ten thousand, {many} for a hundred thousand");
}

/// Steps for all clocks of a case without handoffs and with so many events, each of which starts one and of which the
/// last is the only one that names who registered it.
fn steps_of_events(count: u32) -> u64 {
    let rule = rule(
        "a",
        "amount = 1\nunit = \"hour\"\nper = \"event\"\nstart = [\"replied\"]\nstop = [\"sued\"]\ncharged = \"registrar\"\nunless = [\"land\"]",
    );
    let holder = rule.replace("\"a\"", "\"b\"").replace("registrar", "holder");
    let (places, playbook) = (places(), playbook_with(&(rule + &holder)));
    let rules = Rules::new(&playbook, &places);
    let kind = |name: &str| u8::try_from(EVENT_KINDS.iter().position(|k| *k == name).unwrap()).unwrap();
    let (from, court) = (second("2000-01-01"), places.agencies().find("D"));
    let row = |nth: u32, name: &str, agency| EventRow {
        at: from + nth * 3_600,
        kind: kind(name),
        agency,
        step: None,
        result: None,
        count: 0,
        has_reason: false,
    };
    let mut events: Vec<EventRow> = (0..count).map(|nth| row(nth, "replied", None)).collect();
    events.extend([row(count, "noted", None), row(count, "registered", court)]);
    let mut trace = CaseTrace::at(from + count * 3_600 + 86_400, &zone());
    STEPS.with(|steps| steps.set(0));
    trace.fill(places.words(), (from, NEVER), (None, None), std::iter::empty(), events.into_iter());
    let mut found = 0;
    rules.overdue(&trace, &mut Vec::new(), |past| found += u32::from(past.charged == court));
    assert_eq!(found, 2 * count);
    STEPS.with(std::cell::Cell::get)
}

#[test]
fn ten_thousand_events_cost_ten_times_a_thousand() {
    let (few, many) = (steps_of_events(1_000), steps_of_events(10_000));
    assert!(10_000 < many, "something was looked at");
    assert!(many < 11 * few, "{few} steps for a thousand, {many} for ten thousand");
}

fn event_lines() -> impl Strategy<Value = Vec<String>> {
    let kinds = ["objected", "ruled", "consulted", "replied", "consented", "closed", "reopened", "extended"];
    let who = prop::sample::select(vec!["", " A", " B", " C", " D"]);
    let step = prop::sample::select(vec!["", "", " /land", " /debt", " /petitioner"]);
    let result = prop::sample::select(vec!["", " =upheld", " =rejected"]);
    let line = (0u32..40, prop::sample::select(kinds.to_vec()), who, step, result);
    let told = |(at, kind, who, step, result)| {
        format!("2026-03-{:02}T{:02}:00 {kind}{who}{step}{result}", 1 + at / 4, at % 4 * 6)
    };
    prop::collection::vec(line.prop_map(told), 0..24)
}

fn hop_lines() -> impl Strategy<Value = Vec<String>> {
    let hop = (0usize..4, 1usize..4, 0u32..40, prop::option::of(0u32..9), prop::option::of(0u32..9));
    let told = |(from, by, sent, received, finished): (usize, usize, u32, Option<u32>, Option<u32>)| {
        let time = |at: u32| format!("2026-03-{:02}T{:02}:00", 1 + at / 4, at % 4 * 6);
        let later = |by: Option<u32>| by.map_or("-".to_owned(), |by| time(sent + by));
        let unit = |at: usize| ["A", "B", "C", "D"][at % 4];
        let (received, finished) = (later(received), later(finished));
        format!("{} {} {} {received} {finished}", unit(from), unit(from + by), time(sent))
    };
    prop::collection::vec(hop.prop_map(told), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn the_index_finds_what_looking_through_finds(hops in hop_lines(), events in event_lines()) {
        thread_local!(static WORLD: (Snapshot, Playbook) = (places(), rules_of_all()));
        WORLD.with(|(places, playbook)| {
            let (hops, events): (Vec<&str>, Vec<&str>) =
                (hops.iter().map(String::as_str).collect(), events.iter().map(String::as_str).collect());
            let case = Case { opened: "2026-03-01", hops: &hops, events: &events, ..Case::default() };
            let trace = case.at(places, "2026-03-20");
            let told = |few: usize| {
                let mut rules = Rules::new(playbook, places);
                rules.few = few;
                rules.clocks(&trace)
            };
            assert_eq!(told(usize::MAX), told(0));
        });
    }
}
