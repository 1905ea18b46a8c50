//! Worked cases of clocks: when they start, stand, are extended and stop, and who is charged.

use super::hop::Hop;
use super::rules::Rules;
use super::trace::CaseTrace;
use super::{Clock, Idle, Refused, State};
use crate::calendar::budget::Due;
use crate::model::table::{EVENT_KINDS, EVENT_RESULTS, Table};
use crate::playbook::{self, Playbook};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::testing::{snapshot, zone};

mod answers;
mod builtin;
mod by_day;
mod closing;
mod duties;
mod extensions;
mod hours;
mod many;
mod short;
mod suspensions;

/// Agencies A (a bureau), B and C (offices) and D (a court). Kinds of others are words that steps and rules use.
fn places() -> Snapshot {
    let words = [
        "contact_unclear",
        "summary",
        "handling",
        "review",
        "debt",
        "land",
        "hard",
        "elsewhere",
        "co_handling",
        "petitioner",
        "handlign",
    ];
    let mut agencies =
        "id,name,kind,division_code\nA,a,bureau,c\nB,b,office,c\nC,c,office,c\nD,d,court,c".to_owned();
    words.iter().for_each(|word| agencies.push_str(&format!("\nw-{word},w,{word},c")));
    snapshot(&[(Table::Divisions, "code,parent_code,level,name\nc,,county,县"), (Table::Agencies, &agencies)])
}

/// A second that `text` names in the zone of the tests; [`NEVER`] for `-`.
fn second(text: &str) -> u32 {
    if text == "-" { NEVER } else { zone().parse_instant(text.as_bytes()).unwrap().unix() }
}

fn result(text: &str) -> Option<u8> {
    EVENT_RESULTS.iter().position(|known| *known == text).and_then(|at| u8::try_from(at).ok())
}

/// A case in words: opened and closed, kind and tier, handoffs `from to sent received finished`, events `at kind
/// [agency] [/step] [=result] [!]`, where `!` says that a reason was recorded and days stand for their beginnings. Times within
/// lines have a `T` between date and hour.
#[derive(Clone, Copy, Default)]
struct Case<'a> {
    opened: &'a str,
    closed: &'a str,
    kind: &'a str,
    tier: &'a str,
    hops: &'a [&'a str],
    events: &'a [&'a str],
}

impl Case<'_> {
    fn at(self, places: &Snapshot, now: &str) -> CaseTrace {
        let agency = |id: &str| places.agencies().find(id).unwrap();
        let time = |text: &str| second(&text.replace('T', " "));
        let word = |text: &str| places.words().find(text);
        let hop = |(line, seq): (&&str, u32)| {
            let cells: Vec<&str> = line.split(' ').collect();
            let (from, to) = (agency(cells[0]), agency(cells[1]));
            let [sent, received, finished] =
                [2, 3, 4].map(|at| cells.get(at).map_or(NEVER, |cell| time(cell)));
            Hop { seq, from, to, sent, received, finished }
        };
        let event = |line: &&str| {
            let mut cells = line.split(' ');
            let at = time(cells.next().unwrap());
            let kind = cells.next().unwrap();
            let kind = u8::try_from(EVENT_KINDS.iter().position(|k| *k == kind).unwrap()).unwrap();
            let mut event =
                EventRow { at, kind, agency: None, step: None, result: None, count: 0, has_reason: false };
            for cell in cells {
                match cell.strip_prefix('/') {
                    Some(step) => event.step = word(step),
                    None if cell == "!" => event.has_reason = true,
                    None if cell.starts_with('=') => event.result = result(&cell[1..]),
                    None => event.agency = Some(agency(cell)),
                }
            }
            event
        };
        let mut events: Vec<EventRow> = self.events.iter().map(event).collect();
        events.sort_by_key(|event| event.at);
        let mut trace = CaseTrace::at(second(now), &zone());
        let closed = if self.closed.is_empty() { NEVER } else { time(self.closed) };
        trace.fill(
            places.words(),
            (time(self.opened), closed),
            (word(self.kind), word(self.tier)),
            self.hops.iter().zip(1..).map(hop),
            events.into_iter(),
        );
        trace
    }
}

/// The default playbook with only the clocks that `source` states.
fn playbook_with(source: &str) -> Playbook {
    let default = playbook::builtin_source("default").unwrap();
    let rest = &default[..default.find("[[clocks]]").unwrap()];
    playbook::parse("test", &format!("{rest}\n{source}")).unwrap()
}

/// One clock with the usual beginning; `rest` has its other keys.
fn rule(id: &str, rest: &str) -> String {
    format!("[[clocks]]\nid = \"{id}\"\ntitle = {{ zh = \"限\", en = \"limit\" }}\n{rest}\n")
}

/// What is left of a clock when it is told in a line: start, due, state, who is charged.
fn told(clock: &Clock, places: &Snapshot) -> String {
    let id = |agency: Option<AgencyIdx>| agency.map_or("-", |agency| places.agencies().id(agency));
    let due = match clock.due {
        Due::At(due) => zone().civil(due.at),
        Due::Standing { left } => format!("standing, {left} left"),
        Due::Beyond => "beyond".to_owned(),
    };
    let (start, state) = (zone().civil(clock.start), clock.state.name());
    format!("{start} due {due} {state} {}", id(clock.charged))
}

/// The clocks of `case` by the rules of `source`, as lines.
fn lines(source: &str, case: Case<'_>, now: &str) -> Vec<String> {
    let (places, playbook) = (places(), playbook_with(source));
    let rules = Rules::new(&playbook, &places);
    rules.clocks(&case.at(&places, now)).iter().map(|clock| told(clock, &places)).collect()
}

const HANDLING: &str = r#"amount = 10
    unit = "calendar_day"
    per = "case"
    start = ["accepted"]
    stop = ["replied", "case_closed"]
    extension = { amount = 5, times = 1, by_kinds = ["bureau"] }
    charged = "holder""#;

/// Accepted on Monday 2 March 2026, with A having handed it to B.
const ACCEPTED: Case<'static> = Case {
    opened: "2026-03-01",
    closed: "",
    kind: "debt",
    tier: "",
    hops: &["A B 2026-03-01 2026-03-04"],
    events: &["2026-03-02 accepted A"],
};

#[test]
fn a_clock_runs_from_its_start_and_is_charged_to_todays_holder() {
    let rule = rule("handling", HANDLING);
    let before = lines(&rule, ACCEPTED, "2026-03-01 23:59:59");
    assert!(before.is_empty(), "what lies after the moment is unseen: {before:?}");
    // The tenth day after 2 March is Thursday the 12th.
    let seen = |now| lines(&rule, ACCEPTED, now);
    assert_eq!(seen("2026-03-03"), ["2026-03-02 00:00:00 due 2026-03-12 23:59:59 running A"]);
    assert_eq!(seen("2026-03-12 23:59:59"), ["2026-03-02 00:00:00 due 2026-03-12 23:59:59 running B"]);
    assert_eq!(seen("2026-03-13"), ["2026-03-02 00:00:00 due 2026-03-12 23:59:59 overdue B"]);
}

#[test]
fn what_stops_it_in_time_or_late_settles_who_was_charged() {
    let rule = rule("handling", HANDLING);
    let replied = |at: &'static str| {
        let events = [ACCEPTED.events[0], at];
        lines(
            &rule,
            Case {
                hops: &["A B 2026-03-01 2026-03-04", "B C 2026-03-20 2026-03-20"],
                events: &events,
                ..ACCEPTED
            },
            "2026-04-01",
        )
    };
    let due = "2026-03-02 00:00:00 due 2026-03-12 23:59:59";
    assert_eq!(replied("2026-03-03 replied"), [format!("{due} stopped_in_time A")]);
    assert_eq!(replied("2026-03-12T23:59:59 replied"), [format!("{due} stopped_in_time B")]);
    assert_eq!(replied("2026-03-13 replied"), [format!("{due} stopped_late B")]);
    assert_eq!(
        replied("2026-03-01 replied"),
        [format!("{due} overdue C")],
        "a reply before the start ends nothing"
    );
    let closed = Case { closed: "2026-03-05", ..ACCEPTED };
    assert_eq!(lines(&rule, closed, "2026-04-01"), [format!("{due} stopped_in_time B")]);
}

#[test]
fn a_suspension_of_the_case_stops_every_clock() {
    let two = rule("handling", HANDLING) + &rule("other", &HANDLING.replace("10", "3"));
    let case = |events: &[&str], now| lines(&two, Case { events, ..ACCEPTED }, now);
    // Suspended on the 4th, the 6th counts again: the 4th and the 5th are lost, so the 12th becomes Saturday the 14th,
    // and that Monday the 16th; the 5th becomes Saturday the 7th, and that Monday the 9th.
    let events = ["2026-03-02 accepted A", "2026-03-04T09:00 suspended", "2026-03-06T10:00 resumed"];
    assert_eq!(
        case(&events, "2026-03-10"),
        [
            "2026-03-02 00:00:00 due 2026-03-16 23:59:59 running B",
            "2026-03-02 00:00:00 due 2026-03-09 23:59:59 overdue B"
        ]
    );
    assert_eq!(
        case(&events[..2], "2026-03-10"),
        [
            "2026-03-02 00:00:00 due standing, 9 left suspended B",
            "2026-03-02 00:00:00 due standing, 2 left suspended B"
        ]
    );
    // What had run out before it was suspended stays overdue.
    let late = ["2026-03-02 accepted A", "2026-03-09 suspended"];
    assert!(case(&late, "2026-03-10")[1].contains("due 2026-03-05 23:59:59 overdue"));
}

#[test]
fn a_rule_may_leave_out_times_besides() {
    let excludes =
        format!("{HANDLING}\nexcludes = [{{ from = \"hearing_opened\", to = \"hearing_closed\" }}]");
    let two = rule("handling", &excludes) + &rule("other", HANDLING);
    let events = [
        "2026-03-02 accepted A",
        "2026-03-03 suspended",
        "2026-03-04 hearing_opened",
        "2026-03-05 resumed",
        "2026-03-09 hearing_closed",
    ];
    // The 3rd to the 8th are lost to the first, each day once; the 3rd and the 4th to the second.
    assert_eq!(
        lines(&two, Case { events: &events, ..ACCEPTED }, "2026-03-10"),
        [
            "2026-03-02 00:00:00 due 2026-03-18 23:59:59 running B",
            "2026-03-02 00:00:00 due 2026-03-16 23:59:59 running B"
        ]
    );
}

#[test]
fn a_reopening_starts_the_clocks_of_a_case_anew() {
    let rule = rule("handling", HANDLING);
    let case = |events: &[&str]| lines(&rule, Case { events, ..ACCEPTED }, "2026-05-01");
    assert_eq!(
        case(&["2026-03-02 accepted A", "2026-03-06 closed", "2026-04-01 reopened A"]),
        [
            "2026-03-02 00:00:00 due 2026-03-12 23:59:59 stopped_in_time B",
            // The tenth day after 1 April is Saturday the 11th.
            "2026-04-01 00:00:00 due 2026-04-13 23:59:59 overdue B",
        ]
    );
    assert_eq!(
        case(&["2026-03-02 accepted A", "2026-04-01 reopened A"]),
        ["2026-03-02 00:00:00 due 2026-03-12 23:59:59 overdue B"],
        "what was never closed cannot be reopened, and a late clock is not set back"
    );
    assert_eq!(
        case(&["2026-03-06 closed", "2026-04-01 reopened A", "2026-04-02 accepted A"]),
        ["2026-04-02 00:00:00 due 2026-04-13 23:59:59 overdue B"],
        "a clock that had not started waits for its own start"
    );
    // A rule that no closing stops: its clock is replaced.
    let open = rule_without_closing();
    let events = ["2026-03-02 accepted A", "2026-03-06 closed", "2026-04-01 reopened A"];
    assert_eq!(
        lines(&open, Case { events: &events, ..ACCEPTED }, "2026-04-02"),
        [
            "2026-03-02 00:00:00 due 2026-03-12 23:59:59 stopped_late B",
            "2026-04-01 00:00:00 due 2026-04-13 23:59:59 running B"
        ]
    );
}

fn rule_without_closing() -> String {
    rule("handling", &HANDLING.replace(", \"case_closed\"", ""))
}

#[test]
fn each_handoff_has_a_clock_of_its_own() {
    let source = rule(
        "sign",
        "amount = 48\nunit = \"hour\"\nper = \"handoff\"\nstart = [\"sent\"]\n\
         stop = [\"received\", \"declined\", \"case_closed\"]\ncharged = \"addressee\"",
    );
    let hops = [
        "A B 2026-03-01 2026-03-02",
        "B C 2026-03-02",
        "C D 2026-03-02T12:00 2026-03-09",
        "A D 2026-03-08",
        "D A 2026-03-30",
    ];
    let case = Case { hops: &hops, ..ACCEPTED };
    let (first, late) = (
        "2026-03-01 00:00:00 due 2026-03-03 00:00:00 stopped_in_time B",
        "2026-03-02 12:00:00 due 2026-03-04 12:00:00",
    );
    assert_eq!(
        lines(&source, case, "2026-03-08 12:00"),
        [
            first.to_owned(),
            "2026-03-02 00:00:00 due 2026-03-04 00:00:00 overdue C".to_owned(),
            format!("{late} overdue D"),
            "2026-03-08 00:00:00 due 2026-03-10 00:00:00 running D".to_owned(),
        ]
    );
    // D's word ends the clocks of what was sent to D, C's is not heard, and what is sent after the closing is not late.
    let events = ["2026-03-08T06:00 declined D", "2026-03-20 closed"];
    assert_eq!(
        lines(&source, Case { hops: &hops, events: &events, ..ACCEPTED }, "2026-04-08"),
        [
            first.to_owned(),
            "2026-03-02 00:00:00 due 2026-03-04 00:00:00 stopped_late C".to_owned(),
            format!("{late} stopped_late D"),
            "2026-03-08 00:00:00 due 2026-03-10 00:00:00 stopped_in_time D".to_owned(),
            "2026-03-30 00:00:00 due 2026-04-01 00:00:00 stopped_in_time A".to_owned(),
        ]
    );
}

#[test]
fn an_event_that_names_an_agency_is_answered_by_it() {
    let source = |charged: &str| {
        rule(
            "ask",
            &format!(
                "amount = 3\nunit = \"working_day\"\nper = \"event\"\nstart = [\"consulted\"]\n\
                 stop = [\"consented\"]\nexpiry = \"deemed_consent\"\ncharged = \"{charged}\""
            ),
        )
    };
    let events = ["2026-03-02 consulted B", "2026-03-02T01:00 consulted C", "2026-03-04 consented C"];
    let case = Case { events: &events, ..ACCEPTED };
    assert_eq!(
        lines(&source("acting"), case, "2026-03-09"),
        [
            "2026-03-02 00:00:00 due 2026-03-05 23:59:59 deemed_consent B",
            "2026-03-02 01:00:00 due 2026-03-05 23:59:59 stopped_in_time C"
        ]
    );
    // A word of nobody in particular ends both, and so does one of a third agency where the asked are not charged.
    let states = |charged: &str, answer: &str| {
        let events = [events[0], events[1], answer];
        let told = lines(&source(charged), Case { events: &events, ..ACCEPTED }, "2026-03-04");
        told.iter().map(|line| line.contains("stopped_in_time")).collect::<Vec<bool>>()
    };
    assert_eq!(states("acting", "2026-03-03 consented"), [true, true]);
    assert_eq!(states("acting", "2026-03-03 consented D"), [false, false]);
    assert_eq!(states("holder", "2026-03-03 consented D"), [true, true]);
    assert_eq!(states("holder", "2026-03-03 consented C"), [false, true]);
}

#[test]
fn every_state_has_a_name_of_its_own() {
    let mut names: Vec<&str> = State::ALL.iter().map(|state| state.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), State::ALL.len());
}
