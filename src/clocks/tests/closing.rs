//! When a case is closed: clocks and everybody else mean the same.

use proptest::prelude::*;

use super::super::trace::CaseTrace;
use super::{second, zone};
use crate::model::table::Table;
use crate::model::time::Instant;
use crate::snapshot::testing::snapshot;

#[test]
fn a_case_closed_before_stays_closed_by_a_closing_in_the_second_of_its_reopening() {
    let at = "2026-03-05 10:00:00";
    let events = format!("case_id,at,kind\n1,2026-03-02,closed\n1,{at},closed\n1,{at},reopened");
    assert_eq!(both("", &events, "2026-04-01"), (Some(second(at)), Some(second(at))));
    let events = "case_id,at,kind\n1,2026-03-02,closed\n1,2026-03-09,closed";
    let first = Some(second("2026-03-02"));
    assert_eq!(
        both("2026-03-20", events, "2026-04-01"),
        (first, first),
        "what is closed is not closed again"
    );
}

/// Only days are known: the closing comes first, as nothing that is open can be reopened.
#[test]
fn a_case_closed_and_reopened_on_one_day_is_open() {
    let day = "2026-03-05";
    let lines = |kinds: &[&str]| kinds.iter().map(|kind| format!("\n1,{day},{kind}")).collect::<String>();
    let of = |stated: &str, kinds: &[&str], more: &str, now: &str| {
        both(stated, &format!("case_id,at,kind{}{more}", lines(kinds)), now)
    };
    for kinds in [["closed", "reopened"], ["reopened", "closed"]] {
        assert_eq!(of("", &kinds, "", "2026-04-01"), (None, None), "whichever row stands first");
        let again = Some(second("2026-03-09"));
        assert_eq!(of("", &kinds, "\n1,2026-03-09,closed", "2026-04-01"), (again, again));
    }
    assert_eq!(of(day, &["reopened"], "", "2026-04-01"), (None, None), "closed by its row");
    assert_eq!(of(day, &["closed", "reopened", "reopened"], "", "2026-04-01"), (None, None));
    let closed = Some(second(day));
    let before = "\n1,2026-03-02,closed";
    for kinds in [&["closed", "reopened"][..], &["reopened", "closed", "reopened"]] {
        assert_eq!(of("", kinds, before, "2026-04-01"), (closed, closed), "reopened, and closed again");
    }
    assert_eq!(of("", &["closed"], "", "2026-04-01"), (closed, closed), "never reopened");
}

/// A case is opened before anything else happens to it, although the day alone says less.
#[test]
fn no_round_begins_before_the_case() {
    let world = snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
        (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-03-05 09:00"),
        (Table::CaseEvents, "case_id,at,kind\n1,2026-03-05,closed\n1,2026-03-05,reopened"),
    ]);
    let rounds = world.rounds(world.cases().find("1").unwrap(), second("2026-04-01"));
    let opened = second("2026-03-05 09:00:00");
    assert_eq!(rounds.iter().map(|round| round.start).collect::<Vec<_>>(), [opened, opened]);
}

/// When the case was closed, as the columns say and as its trace says.
fn both(stated: &str, events: &str, now: &str) -> (Option<u32>, Option<u32>) {
    let world = snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
        (Table::Cases, &format!("id,village_code,kind,opened_at,closed_at\n1,v,k,2026-01-01,{stated}")),
        (Table::CaseEvents, events),
    ]);
    let (case, now) = (world.cases().find("1").unwrap(), second(now));
    let mut trace = CaseTrace::at(now, &zone());
    trace.fill_from(&world, case);
    (world.closed_at(case, now), trace.closed())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn columns_and_trace_say_the_same(
        stated in prop::option::of(1u32..12),
        marks in prop::collection::btree_set((1u32..12, any::<bool>()), 0..9),
        now in 0u32..13,
    ) {
        let time = |step: u32| {
            zone().civil(Instant::from_unix(i64::from(second("2026-03-01") + step * 3_600)).unwrap())
        };
        let kind = |reopens: bool| if reopens { "reopened" } else { "closed" };
        let line = |(at, reopens): &(u32, bool)| format!("\n1,{},{}", time(*at), kind(*reopens));
        let events = format!("case_id,at,kind{}", marks.iter().map(line).collect::<String>());
        let (columns, trace) = both(&stated.map(time).unwrap_or_default(), &events, &time(now));
        prop_assert_eq!(columns, trace);
        // And both say what is said of it: an hour at which it is closed and reopened leaves it as it was before.
        let mut plain = None;
        for at in 1..=now {
            let closes = marks.contains(&(at, false)) || stated == Some(at);
            plain = match (closes, marks.contains(&(at, true))) {
                (true, true) => plain.map(|_| at),
                (true, false) => plain.or(Some(at)),
                (false, true) => None,
                (false, false) => plain,
            };
        }
        prop_assert_eq!(columns, plain.map(|at| second(&time(at))));
    }
}
