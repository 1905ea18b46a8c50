//! A snapshot without cases is the one that is built from tables without them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::build::build;
use super::super::reverse::AssignedTo;
use super::super::testing::{tables, zone};
use super::*;
use crate::model::table::{EVENT_KINDS, Table};

const AGENCIES: usize = 7;
const PEOPLE: usize = 5;
const VILLAGES: [&str; 4] = ["v", "90", "100", "w"];

/// A case: village, kind, channel, tier, agency and person complained against, whether its tier is reasoned, and the
/// handoffs (from, to, role).
type Case = (usize, usize, usize, usize, Option<usize>, Option<usize>, bool, Vec<(usize, usize, usize)>);

/// Rows beside those of the cases; cases are counted modulo their number.
#[derive(Clone, Debug)]
struct Drawn {
    cases: Vec<Case>,
    /// Superior (one before it), successor (one after it).
    agencies: Vec<(Option<usize>, Option<usize>)>,
    posts: Vec<Option<usize>>,
    /// Case, kind, agency, step, day.
    events: Vec<(usize, usize, Option<usize>, usize, usize)>,
    /// Person, kind of target, target, role, basis.
    assignments: Vec<(usize, usize, usize, usize, usize)>,
    /// Id, agency, kind, case.
    meetings: Vec<(usize, usize, usize, Option<usize>)>,
    hidden: Vec<bool>,
}

/// A kind of event: a closing or a reopening as often as any other.
fn event_kind() -> impl Strategy<Value = usize> {
    let place = |kind: &str| EVENT_KINDS.iter().position(|known| *known == kind).unwrap();
    prop_oneof![0..EVENT_KINDS.len(), Just(place("closed")), Just(place("reopened"))]
}

prop_compose! {
    fn drawn()(
        cases in prop::collection::vec(
            (
                0..4usize,
                0..5usize,
                0..9usize,
                0..9usize,
                prop::option::weighted(0.3, 0..AGENCIES),
                prop::option::weighted(0.3, 0..PEOPLE),
                prop::bool::weighted(0.1),
                prop::collection::vec((0..AGENCIES, 0..AGENCIES, 0..3usize), 0..4),
            ),
            1..16,
        ),
        agencies in prop::collection::vec(
            (prop::option::of(0..AGENCIES), prop::option::weighted(0.3, 0..AGENCIES)),
            AGENCIES,
        ),
        posts in prop::collection::vec(prop::option::of(0..AGENCIES), PEOPLE),
        events in prop::collection::vec(
            (0..16usize, event_kind(), prop::option::of(0..AGENCIES), 0..7usize, 1..20usize),
            0..20,
        ),
        assignments in prop::collection::vec(
            (0..PEOPLE, 0..3usize, 0..16usize, 0..4usize, 0..5usize),
            0..20,
        ),
        meetings in prop::collection::vec((0..5usize, 0..AGENCIES, 0..5usize, prop::option::of(0..16usize)), 0..8),
        hidden in prop::collection::vec(any::<bool>(), 16),
    ) -> Drawn {
        Drawn { cases, agencies, posts, events, assignments, meetings, hidden }
    }
}

/// The id of a case: numbers and words, in an order that is neither that of the rows nor that of the villages.
fn case_id(at: usize) -> String {
    if at.is_multiple_of(3) { format!("k{at}") } else { (50 - 3 * at).to_string() }
}

/// The word of that number, which starts with `stem`; none for 0.
fn word(stem: &str, number: usize) -> String {
    if number == 0 { String::new() } else { format!("{stem}{number}") }
}

fn agency(at: Option<usize>) -> String {
    at.map_or_else(String::new, |at| format!("a{at}"))
}

impl Drawn {
    fn case_at(&self, at: usize) -> usize {
        at % self.cases.len()
    }

    /// The snapshot of the rows, of which those about a case that `keep` denies are left out.
    fn world(&self, keep: impl Fn(usize) -> bool) -> Snapshot {
        let mut texts = vec![
            (Table::Divisions, "code,parent_code,level,name,kind\nc,,county,C,\nv,c,village,V,b1\n90,c,village,N,\n100,c,village,H,\nw,c,village,W,".to_owned()),
            (Table::Tasks, "id,title,project,unit_id,division_code\nt1,T,b2,a1,v\nt2,T,,a0,".to_owned()),
            (Table::Rosters, "centre_id,unit_id,mode,valid_from\na1,a2,resident,2026-01-01".to_owned()),
            (Table::Links, "kind,agency_id,to_division,valid_from\nb3,a1,w,2026-01-01\nb1,a2,v,2026-01-01".to_owned()),
            (Table::Screenings, "campaign,division_code,reported_at,cases_found\nb4,v,2026-05-01,3\nb0,w,,".to_owned()),
        ];
        texts.extend(self.standing());
        texts.extend(self.of_cases(&keep));
        texts.extend(self.around(&keep));
        let parts: Vec<(Table, &str)> = texts.iter().map(|(table, text)| (*table, &**text)).collect();
        build(&tables(&parts), &zone(), Some(7)).unwrap()
    }

    fn standing(&self) -> [(Table, String); 2] {
        let mut agencies = "id,name,kind,division_code,parent_id,successor_id\n".to_owned();
        for (at, &(above, heir)) in self.agencies.iter().enumerate() {
            let (above, heir) = (above.filter(|&above| above < at), heir.filter(|&heir| at < heir));
            let place = VILLAGES[at % VILLAGES.len()];
            writeln!(agencies, "a{at},A,g{},{place},{},{}", at % 3, agency(above), agency(heir)).unwrap();
        }
        let mut people = "id,kind,agency_id,title,team,stars\n".to_owned();
        for (at, &post) in self.posts.iter().enumerate() {
            writeln!(people, "p{at},official,{},{},d{at},{at}", agency(post), word("t", at % 3)).unwrap();
        }
        [(Table::Agencies, agencies), (Table::People, people)]
    }

    fn of_cases(&self, keep: impl Fn(usize) -> bool) -> [(Table, String); 3] {
        let mut cases =
            "id,village_code,kind,opened_at,channel,tier,against_agency,against_person,closed_at,tier_by,tier_reason\n"
                .to_owned();
        let mut handoffs = "case_id,seq,from_agency,to_agency,role,sent_at,received_at\n".to_owned();
        for (at, case) in self.cases.iter().enumerate().filter(|&(at, _)| keep(at)) {
            let (village, kind, channel, tier, against, person, reasoned, hops) = case;
            let id = case_id(at);
            let person = person.map_or_else(String::new, |at| format!("p{at}"));
            let closed = if kind % 2 == 0 { "2026-06-01" } else { "" };
            let reason = if *reasoned { "p0,why" } else { "," };
            // Traits beyond those with a word are most: some worlds state none.
            let (channel, tier) = (word("c", channel.saturating_sub(5)), word("e", tier.saturating_sub(5)));
            let against = agency(*against);
            writeln!(
                cases,
                "{id},{},f{kind},2026-05-0{},{channel},{tier},{against},{person},{closed},{reason}",
                VILLAGES[*village],
                1 + at % 9
            )
            .unwrap();
            for (seq, &(from, to, role)) in (1..).zip(hops) {
                let role = ["", "lead", "participating"][role];
                let received = if role.is_empty() { "2026-05-20" } else { "" };
                writeln!(handoffs, "{id},{seq},a{from},a{to},{role},2026-05-1{seq},{received}").unwrap();
            }
        }
        let mut events = "case_id,at,kind,agency_id,step\n".to_owned();
        for &(case, kind, unit, step, day) in &self.events {
            let case = self.case_at(case);
            if keep(case) {
                let (id, kind, step) = (case_id(case), EVENT_KINDS[kind], word("s", step));
                writeln!(events, "{id},2026-06-{day:02},{kind},{},{step}", agency(unit)).unwrap();
            }
        }
        [(Table::Cases, cases), (Table::Handoffs, handoffs), (Table::CaseEvents, events)]
    }

    fn around(&self, keep: impl Fn(usize) -> bool) -> [(Table, String); 2] {
        let mut assignments = "person_id,division_code,case_id,agency_id,role,valid_from,basis\n".to_owned();
        for &(person, kind, target, role, basis) in &self.assignments {
            let case = self.case_at(target);
            let target = match kind {
                0 => format!("{},,", VILLAGES[target % VILLAGES.len()]),
                1 if keep(case) => format!(",{},", case_id(case)),
                1 => continue,
                _ => format!(",,a{}", target % AGENCIES),
            };
            let basis = word("b", basis);
            writeln!(assignments, "p{person},{target},r{role}{kind},2026-01-01,{basis}").unwrap();
        }
        let mut meetings = "id,agency_id,kind,called_by,called_at,case_id\n".to_owned();
        let is_kept = |case: Option<usize>| case.is_none_or(|case| keep(self.case_at(case)));
        for &(id, unit, kind, case) in &self.meetings {
            let about: Vec<_> = self.meetings.iter().filter(|row| row.0 == id).map(|row| row.3).collect();
            if about.into_iter().all(is_kept) {
                let case = case.map_or_else(String::new, |case| case_id(self.case_at(case)));
                writeln!(meetings, "m{id},a{unit},{},a1,2026-05-03,{case}", word("h", kind)).unwrap();
            }
        }
        [(Table::Assignments, assignments), (Table::Meetings, meetings)]
    }

    /// What is hidden, as positions of `world`.
    fn hidden(&self, world: &Snapshot) -> Vec<CaseIdx> {
        let numbers = (0..self.cases.len()).filter(|&at| self.hidden[at]);
        let mut hidden: Vec<CaseIdx> = numbers.map(|at| world.cases().find(&case_id(at)).unwrap()).collect();
        hidden.sort_unstable();
        hidden
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 2000 }))]

    #[test]
    fn it_equals_the_snapshot_of_tables_without_them(drawn in drawn()) {
        let all = drawn.world(|_| true);
        let left = all.without(&drawn.hidden(&all));
        prop_assert_eq!(format!("{left:#?}"), format!("{:#?}", drawn.world(|at| !drawn.hidden[at])));
    }

    #[test]
    fn step_by_step_or_at_once_is_the_same(drawn in drawn()) {
        let all = drawn.world(|_| true);
        let hidden = drawn.hidden(&all);
        let at_once = all.without(&hidden);
        let ids: Vec<&str> = hidden.iter().map(|&case| all.cases().id(case)).collect();
        let mut left = all.without(&[]);
        prop_assert_eq!(format!("{left:?}"), format!("{all:?}"));
        for id in ids {
            left = left.without(&[left.cases().find(id).unwrap()]);
        }
        prop_assert_eq!(format!("{left:?}"), format!("{at_once:?}"));
    }
}

#[test]
fn such_worlds_have_what_is_to_be_left_out() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut lost, mut emptied) = ([0; 9], [0; 9]);
    for _ in 0..60 {
        let drawn = drawn().new_tree(&mut runner).unwrap().current();
        let all = drawn.world(|_| true);
        let left = all.without(&drawn.hidden(&all));
        let sizes = |world: &Snapshot| {
            [
                world.hops.len(),
                world.events.len(),
                world.closings.at.len(),
                world.of_cases.len(),
                world.side.meetings.len(),
                world.complaints.cases.len(),
                world.words.len(),
                world.cases.traits.tier.len(),
                world.cases.traits.tier_reasoned.len(),
            ]
        };
        for (at, (all, left)) in sizes(&all).into_iter().zip(sizes(&left)).enumerate() {
            lost[at] += usize::from(left < all && 0 < left);
            emptied[at] += usize::from(left < all && left == 0);
        }
    }
    assert!(lost.iter().all(|&worlds| 5 < worlds), "{lost:?}");
    assert!(emptied.iter().filter(|&&worlds| 2 < worlds).count() == 8, "all but words: {emptied:?}");
}

#[test]
fn nothing_tells_of_a_case_that_is_left_out() {
    let all = super::super::testing::snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,C\nv,c,village,V"),
        (Table::Agencies, "id,name,kind,division_code\na,A,court,c\nb,B,bureau,c"),
        (Table::People, "id,kind,agency_id\np,official,a"),
        (
            Table::Cases,
            "id,village_code,kind,opened_at,against_agency,tier
            1,v,land,2026-05-01,,
            2,v,secret,2026-05-02,a,grave
            3,v,land,2026-05-03,,",
        ),
        (
            Table::Handoffs,
            "case_id,seq,from_agency,to_agency,sent_at
            1,1,a,b,2026-05-04
            2,1,b,a,2026-05-05
            3,1,b,a,2026-05-06",
        ),
        (Table::CaseEvents, "case_id,at,kind,step\n2,2026-05-06,closed,whispered\n3,2026-05-07,visited,"),
        (
            Table::Assignments,
            "person_id,division_code,case_id,agency_id,role,valid_from
            p,v,,,lead,2026-01-01
            p,,2,,watcher,2026-01-01
            p,,,b,head,2026-01-01",
        ),
        (
            Table::Meetings,
            "id,agency_id,kind,called_at,case_id
            m,a,hearing,2026-05-07,2
            m,b,hearing,2026-05-07,
            n,b,call,2026-05-07,3",
        ),
    ]);
    let second = all.cases().find("2").unwrap();
    let left = all.without(&[second]);
    let ids: Vec<&str> = left.cases().iter().map(|case| left.cases().id(case)).collect();
    assert_eq!((ids, left.cases().find("2")), (vec!["1", "3"], None));
    assert_eq!((left.hops().len(), left.events().len()), (2, 1));
    let third = left.cases().find("3").unwrap();
    assert_eq!(left.cases().hops(third), 1..2);
    assert_eq!(left.closed_at(third, u32::MAX - 1), None);
    let (a, p) = (left.agencies().find("a").unwrap(), left.people().find("p").unwrap());
    assert!(left.complaints(a).is_empty());
    let about: Vec<_> =
        left.duties(p).map(|(target, of, row)| (target, left.words().get(of.row(row).role))).collect();
    let (v, b) = (left.divisions().find("v").unwrap(), left.agencies().find("b").unwrap());
    assert_eq!(about, [(AssignedTo::Division(v), "lead"), (AssignedTo::Agency(b), "head")]);
    let meetings: Vec<(&str, Option<CaseIdx>)> =
        left.side().meetings.iter().map(|row| (&*row.id, row.case)).collect();
    assert_eq!(meetings, [("n", Some(third))], "who else was called to it is left out as well");
    for word in ["secret", "grave", "whispered", "watcher", "hearing"] {
        assert!(all.words().find(word).is_some(), "{word}");
        assert_eq!(left.words().find(word), None, "{word}");
    }
    assert!(left.cases().traits.tier.is_empty());
    assert!(left.memory_bytes() < all.memory_bytes());
}

#[test]
fn without_all_cases_the_units_stay() {
    let all = super::super::testing::snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,C"),
        (Table::Agencies, "id,name,kind,division_code\na,A,court,c\nb,B,bureau,c"),
        (Table::Cases, "id,village_code,kind,opened_at,against_agency\n1,c,land,2026-05-01,a"),
        (Table::Handoffs, "case_id,seq,from_agency,to_agency,sent_at\n1,1,a,b,2026-05-04"),
    ]);
    let none = all.without(&all.cases().iter().collect::<Vec<_>>());
    assert!(none.cases().is_empty() && none.hops().is_empty());
    assert_eq!(none.agencies().len(), 2);
    assert!(none.complaints(none.agencies().find("a").unwrap()).is_empty());
}
