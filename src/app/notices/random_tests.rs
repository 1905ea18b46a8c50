//! Over random worlds: what is found about a unit is what would be found if the complaints against it did not exist.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::desk::{Desk, Pauses};
use super::*;
use crate::detect::evidence::shield;
use crate::model::table::Table;
use crate::notice::own_time::Pause;
use crate::notice::{Format, LedgerPoint, render};
use crate::snapshot::Snapshot;
use crate::snapshot::testing::snapshot;
use crate::words::{Lang, Words};

const AGENCIES: usize = 9;
const PEOPLE: usize = 6;

struct NoPauses;

impl Pauses for NoPauses {
    fn of(&self, _: &str, _: Instant) -> Result<Vec<Pause>, AppError> {
        Ok(Vec::new())
    }
}

/// A case: whom it complains against, and its handoff.
#[derive(Clone, Debug)]
struct Case {
    against_agency: Option<usize>,
    against_person: Option<usize>,
    from: usize,
    to: usize,
    sent_day: u32,
    received_after: Option<u32>,
}

/// Superiors and heirs of the agencies, where the people belong and serve, and the cases.
#[derive(Clone, Debug)]
struct Plan {
    superiors: Vec<Option<usize>>,
    heirs: Vec<Option<usize>>,
    posts: Vec<(usize, Option<usize>)>,
    cases: Vec<Case>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let agency = || prop::option::of(0..AGENCIES);
    let case = (
        prop::option::weighted(0.3, 0..AGENCIES),
        prop::option::weighted(0.2, 0..PEOPLE),
        0..AGENCIES,
        0..AGENCIES,
        1u32..20,
        prop::option::weighted(0.8, 0u32..6),
    );
    let case = case.prop_map(|(against_agency, against_person, from, to, sent_day, received_after)| Case {
        against_agency,
        against_person,
        from,
        to,
        sent_day,
        received_after,
    });
    (
        prop::collection::vec(agency(), AGENCIES),
        prop::collection::vec(prop::option::weighted(0.2, 0..AGENCIES), AGENCIES),
        prop::collection::vec((0..AGENCIES, agency()), PEOPLE),
        prop::collection::vec(case, 1..60),
    )
        .prop_map(|(superiors, heirs, posts, cases)| Plan { superiors, heirs, posts, cases })
}

/// The world of `plan` with the cases that `keep` says. A superior is an earlier agency and an heir a later one, so
/// that neither goes in a circle.
fn world(plan: &Plan, keep: impl Fn(&str) -> bool) -> Snapshot {
    let kinds = ["petition", "discipline", "political_legal", "station", "station", "station", "bureau"];
    let id = |at: Option<usize>| at.map_or_else(String::new, |at| format!("a{at}"));
    let mut agencies = "id,name,kind,division_code,parent_id,successor_id,coordinates\n".to_owned();
    for at in 0..AGENCIES {
        let superior = id(plan.superiors[at].filter(|&above| above < at));
        let heir = id(plan.heirs[at].filter(|&heir| at < heir));
        let (kind, place) = (kinds[at % kinds.len()], if at % 2 == 0 { "t" } else { "c" });
        writeln!(agencies, "a{at},A{at},{kind},{place},{superior},{heir},{}", at % 4 == 0).unwrap();
    }
    let mut people = "id,kind,agency_id\n".to_owned();
    let mut posts = "person_id,agency_id,role,valid_from\n".to_owned();
    for (at, (home, post)) in plan.posts.iter().enumerate() {
        writeln!(people, "p{at},official,a{home}").unwrap();
        if let Some(post) = post {
            writeln!(posts, "p{at},a{post},head,2025-01-01").unwrap();
        }
    }
    let mut cases = "id,village_code,kind,opened_at,against_agency,against_person\n".to_owned();
    let mut handoffs = "case_id,seq,from_agency,to_agency,sent_at,received_at\n".to_owned();
    for (at, case) in plan.cases.iter().enumerate().filter(|(at, _)| keep(&format!("k{at}"))) {
        let person = case.against_person.map_or_else(String::new, |person| format!("p{person}"));
        writeln!(cases, "k{at},v,land,2026-05-01,{},{person}", id(case.against_agency)).unwrap();
        let received = case
            .received_after
            .map_or_else(String::new, |days| format!("2026-05-{:02}", case.sent_day + days));
        writeln!(handoffs, "k{at},1,a{},a{},2026-05-{:02},{received}", case.from, case.to, case.sent_day)
            .unwrap();
    }
    snapshot(&[
        (
            Table::Divisions,
            "code,parent_code,level,name\nc,,county,C\nt,c,town,T\nv,t,village,V\nw,t,village,W",
        ),
        (Table::Agencies, &agencies),
        (Table::People, &people),
        (Table::Assignments, &posts),
        (Table::Cases, &cases),
        (Table::Handoffs, &handoffs),
    ])
}

/// The documents made for `unit` in every matter, in both forms and languages, empty where there is none.
fn about(snapshot: &Snapshot, unit: &str) -> Vec<String> {
    let mut playbook = Playbook::builtin("default").unwrap();
    playbook.thresholds.lagging_handoffs_min = 2;
    playbook.thresholds.lagging_fdr_permille = 600;
    let now = playbook.zone.parse_instant(b"2026-06-20").unwrap();
    let desk = Desk::new(snapshot, &playbook, now, &NoPauses);
    let unit = snapshot.agencies().find(unit);
    let of = |&matter: &Matter| {
        let found = desk.find(matter).unwrap().found.into_iter().filter(|found| Some(found.unit) == unit);
        let documents = found.map(|found| {
            let notice = desk.notice(found, "2026-001".into(), LedgerPoint { seq: 1, root: String::new() });
            let page = |lang, format| render(&notice, &Words::new(lang), format);
            let pages = [page(Lang::Zh, Format::Html), page(Lang::En, Format::Markdown)];
            format!("{}\n{}", pages.join("\n"), notice.to_document().unwrap())
        });
        documents.collect::<String>()
    };
    Matter::ALL.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 60 } else { 400 }))]

    #[test]
    fn nothing_found_about_a_unit_depends_on_the_complaints_against_it(plan in plan()) {
        let with = world(&plan, |_| true);
        for at in 0..AGENCIES {
            let unit = format!("a{at}");
            let agency = with.agencies().find(&unit).unwrap();
            let hidden: BTreeSet<String> =
                shield(&with, agency).cases().iter().map(|&case| with.cases().id(case).to_owned()).collect();
            if hidden.is_empty() {
                continue;
            }
            let without = world(&plan, |case| !hidden.contains(case));
            prop_assert_eq!(about(&with, &unit), about(&without, &unit), "{}", unit);
        }
    }
}

#[test]
fn such_worlds_have_something_to_hide_and_something_to_find() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut hidden, mut found) = (0, [0; 6]);
    for _ in 0..60 {
        let world = world(&plan().new_tree(&mut runner).unwrap().current(), |_| true);
        for at in 0..AGENCIES {
            let unit = format!("a{at}");
            let agency = world.agencies().find(&unit).unwrap();
            hidden += usize::from(!shield(&world, agency).cases().is_empty());
            for (count, findings) in found.iter_mut().zip(about(&world, &unit)) {
                *count += usize::from(!findings.is_empty());
            }
        }
    }
    assert!(50 < hidden && found.iter().all(|&count| 5 < count), "{hidden} {found:?}");
}
