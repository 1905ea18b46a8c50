//! Random tables, some of whose rows are then changed: every figure is what a plain loop over the rows counts, before
//! and after, so it moves by exactly as much; and the published number moves nothing.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::model::table::Table;

/// The moment, as a day after the first of 2024 on which all times lie.
const NOW: u8 = 30;
const KINDS: [&str; 2] = ["loan", "land"];
const UNITS: [(&str, &str); 3] = [("B", "bank"), ("D", "bank"), ("T", "court")];
const EVENTS: [&str; 3] = ["mediated", "withdrawn", "registered"];

/// A case with its events (day, kind, unit, whether agreed) and handoffs (to, day sent).
#[derive(Clone, Debug)]
struct Case {
    kind: usize,
    opened: u8,
    closed: Option<u8>,
    is_rated: bool,
    events: Vec<(u8, usize, usize, bool)>,
    hops: Vec<(usize, u8)>,
}

/// A person: kind, unit, stars, the first day on which they are gone.
type Person = (usize, usize, u8, Option<u8>);

/// A task: unit, day on which it was done.
type Task = (usize, Option<u8>);

#[derive(Clone, Debug)]
struct Rows {
    cases: Vec<Case>,
    people: Vec<Person>,
    tasks: Vec<Task>,
}

fn day(day: u8) -> String {
    format!("2024-{:02}-{:02}", 1 + day / 28, 1 + day % 28)
}

fn maybe(at: Option<u8>) -> String {
    at.map(day).unwrap_or_default()
}

fn a_case() -> impl Strategy<Value = Case> {
    let event = (0u8..56, 0usize..3, 0usize..3, any::<bool>());
    let parts = (
        0usize..2,
        0u8..56,
        prop::option::of(0u8..56),
        any::<bool>(),
        prop::collection::vec(event, 0..4),
        prop::collection::vec((0usize..3, 0u8..56), 0..3),
    );
    parts.prop_map(|(kind, opened, closed, is_rated, events, hops)| Case {
        kind,
        opened,
        closed,
        is_rated,
        events,
        hops,
    })
}

fn a_person() -> impl Strategy<Value = Person> {
    (0usize..2, 0usize..3, 0u8..3, prop::option::of(0u8..56))
}

fn a_task() -> impl Strategy<Value = Task> {
    (0usize..3, prop::option::of(0u8..56))
}

fn some_rows() -> impl Strategy<Value = Rows> {
    let cases = prop::collection::vec(a_case(), 1..20);
    let people = prop::collection::vec(a_person(), 1..12);
    let tasks = prop::collection::vec(a_task(), 1..12);
    (cases, people, tasks).prop_map(|(cases, people, tasks)| Rows { cases, people, tasks })
}

impl Rows {
    fn snapshot(&self) -> Snapshot {
        let units: String = UNITS.iter().map(|(id, kind)| format!("{id},{id},{kind},c\n")).collect();
        let (mut cases, mut events, mut hops) = (String::new(), String::new(), String::new());
        for (id, case) in self.cases.iter().enumerate() {
            let (kind, opened, closed) = (KINDS[case.kind], day(case.opened), maybe(case.closed));
            let rating = if case.is_rated { "good" } else { "" };
            cases.push_str(&format!("{id},c,{kind},{opened},{closed},{rating}\n"));
            for &(at, kind, unit, is_agreed) in &case.events {
                let result = if is_agreed { "agreed" } else { "" };
                events.push_str(&format!("{id},{},{},{},{result}\n", day(at), EVENTS[kind], UNITS[unit].0));
            }
            for (seq, &(to, sent)) in case.hops.iter().enumerate() {
                hops.push_str(&format!("{id},{seq},K,{},{}\n", UNITS[to].0, day(sent)));
            }
        }
        let people: String = (self.people.iter().enumerate())
            .map(|(id, &(kind, unit, stars, gone))| {
                format!("{id},{},{},{stars},{}\n", ["judge", "officer"][kind], UNITS[unit].0, maybe(gone))
            })
            .collect();
        let tasks: String = (self.tasks.iter().enumerate())
            .map(|(id, &(unit, done))| format!("{id},t,{},{}\n", UNITS[unit].0, maybe(done)))
            .collect();
        snapshot(&[
            (Table::Divisions, "code,level,name\nc,county,县"),
            (Table::Agencies, &format!("id,name,kind,division_code\nK,k,centre,c\n{units}")),
            (Table::Cases, &format!("id,village_code,kind,opened_at,closed_at,rating\n{cases}")),
            (Table::CaseEvents, &format!("case_id,at,kind,agency_id,result\n{events}")),
            (Table::Handoffs, &format!("case_id,seq,from_agency,to_agency,sent_at\n{hops}")),
            (Table::People, &format!("id,kind,agency_id,stars,valid_to\n{people}")),
            (Table::Tasks, &format!("id,title,unit_id,done_at\n{tasks}")),
        ])
    }

    /// What each figure of [`kpis`] counts, by plain loops over the rows.
    fn counted(&self) -> Vec<(u64, Option<u64>)> {
        let has = |case: &Case, kind: usize| case.events.iter().any(|e| e.1 == kind && e.0 <= NOW);
        let (mut all, mut closed, mut loans, mut rated, mut agreed) = (0, 0, 0, 0, 0);
        let (mut to_banks, mut events, mut busy) = (0, 0, BTreeSet::new());
        for case in self.cases.iter().filter(|case| case.opened <= NOW) {
            all += 1;
            closed += u64::from(case.closed.is_some_and(|at| at <= NOW));
            loans += u64::from(case.kind == 0 && has(case, 0) && !has(case, 1));
            rated += u64::from(case.is_rated);
            agreed += u64::from(case.events.iter().any(|e| e.1 == 0 && e.3 && e.0 <= NOW));
            to_banks += case.hops.iter().filter(|(to, sent)| *to < 2 && *sent <= NOW).count() as u64;
            for event in case.events.iter().filter(|e| e.0 <= NOW && e.1 != 2) {
                events += 1;
                busy.insert(event.2);
            }
        }
        let here = self.people.iter().filter(|p| p.3.is_none_or(|gone| NOW < gone));
        let starred = here.clone().filter(|p| p.0 == 0 && p.2 == 2).count() as u64;
        let done = self.tasks.iter().filter(|task| task.1.is_some_and(|at| at <= NOW)).count() as u64;
        vec![
            (closed, Some(all)),
            (loans, None),
            (rated, Some(all)),
            (agreed, Some(loans)),
            (to_banks, Some(2)),
            (events, Some(busy.len() as u64)),
            (starred, Some(here.count() as u64)),
            (done, Some(self.tasks.len() as u64)),
        ]
    }
}

fn kpis(published: u32) -> String {
    let all = "table = \"cases\"";
    let figures = [
        (r#"table = "cases", closed = true"#, Some(all), "percent"),
        (r#"table = "cases", kinds = ["loan"], with = ["mediated"], without = ["withdrawn"]"#, None, "count"),
        (r#"table = "cases", rated = true, ratings = ["good"]"#, Some(all), "percent"),
        (
            r#"table = "cases", with = ["mediated"], results = ["agreed"]"#,
            Some(r#"table = "cases", kinds = ["loan"], with = ["mediated"], without = ["withdrawn"]"#),
            "change_percent",
        ),
        (
            r#"table = "handoffs", agency_kinds = ["bank"]"#,
            Some(r#"table = "agencies", kinds = ["bank"]"#),
            "per",
        ),
        (
            r#"table = "events", with = ["mediated", "withdrawn"]"#,
            Some(r#"table = "events", with = ["mediated", "withdrawn"], distinct = "unit""#),
            "per",
        ),
        (r#"table = "people", kinds = ["judge"], stars = 2"#, Some(r#"table = "people""#), "ratio"),
        (r#"table = "tasks", closed = true"#, Some(r#"table = "tasks""#), "percent"),
    ];
    let one = |(nth, (of, whole, shown)): (usize, &(&str, Option<&str>, &str))| {
        let whole = whole.map(|whole| format!("denominator = {{ {whole} }}\n")).unwrap_or_default();
        kpi(
            &format!("k{nth}"),
            of,
            &format!("{whole}shown = \"{shown}\"\nplaces = 2\npublished = \"{published}\""),
        )
    };
    figures.iter().enumerate().map(one).collect()
}

/// Puts other rows in the place of `changes` rows.
fn changed(rows: &Rows, others: &Rows, changes: &[prop::sample::Index]) -> Rows {
    fn put<T: Clone>(rows: &mut [T], others: &[T], at: &prop::sample::Index) {
        let place = at.index(rows.len());
        rows[place] = others[at.index(others.len())].clone();
    }
    let mut rows = rows.clone();
    for at in changes {
        put(&mut rows.cases, &others.cases, at);
        put(&mut rows.people, &others.people, at);
        put(&mut rows.tasks, &others.tasks, at);
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn figures_move_with_the_rows_and_with_nothing_else(
        rows in some_rows(),
        others in some_rows(),
        changes in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        published in 0u32..200,
    ) {
        let moment = moment(&day(NOW));
        let found = |rows: &Rows, published: u32| figures(&rows.snapshot(), &playbook(&kpis(published)), moment);
        let parts = |found: &[Figure]| found.iter().map(|f| (f.numerator, f.denominator)).collect::<Vec<_>>();
        let after = changed(&rows, &others, &changes);
        let (was, is) = (found(&rows, 100), found(&after, 100));
        prop_assert_eq!(parts(&was), rows.counted());
        prop_assert_eq!(parts(&is), after.counted());
        let as_published = found(&after, published);
        for (figure, other) in is.iter().zip(&as_published) {
            prop_assert_eq!((figure.value, figure.is_near_hundred), (other.value, other.is_near_hundred));
            let equal = other.value.map(|value| value.exact() == Ratio::from_integer(i128::from(published)));
            prop_assert!(other.equal.is_none() == equal.is_none());
            // What is equal before it is rounded is so after it.
            prop_assert!(equal != Some(true) || other.equal == Some(true));
        }
    }
}
