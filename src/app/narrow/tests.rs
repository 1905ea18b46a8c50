//! What accounts are shown of a sweep, in worked cases and over random scopes.

use std::sync::Arc;

use super::{Eyes, counts_of_cases, narrowed, out_of_scope, whistles};
use crate::access::account::{Account, Scope};
use crate::access::role::Role;
use crate::access::sight::Sight;
use crate::detect::DetectorId;
use crate::detect::rules::RuleId;
use crate::detect::rules::whistles::{Answers, Caller, Department, Need, Whistles};
use crate::detect::stretch::AnyDetector;
use crate::detect::sweep::{Asked, Sweep, sweep_asked};
use crate::detect::world::Moment;
use crate::model::table::Table;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::testing::snapshot;

/// A county with two towns, a village in each; the stations `a` and `b` report to the office `o`.
fn world() -> Arc<Snapshot> {
    let cases = "1,va,k,2026-05-01,\n2,va,k,2026-05-01,\n3,vb,k,2026-05-01,\n4,vb,k,2026-05-01,b";
    let handoffs = "1,1,o,a,2026-05-02,2026-05-03\n1,2,a,o,2026-05-04,2026-05-05\n1,3,o,a,2026-05-06,\n\
        2,1,o,a,2026-05-02,\n3,1,o,b,2026-05-02,2026-05-03\n3,2,b,o,2026-05-04,2026-05-05\n3,3,o,b,2026-05-06,\n\
        4,1,o,b,2026-05-02,";
    Arc::new(snapshot(&[
        (
            Table::Divisions,
            "code,parent_code,level,name\nc,,county,C\nta,c,town,A\ntb,c,town,B\nva,ta,village,A\nvb,tb,village,B",
        ),
        (Table::Agencies, "id,name,kind,division_code,parent_id\na,a,k,ta,o\nb,b,k,tb,o\no,o,k,c,\nx,x,k,c,"),
        (Table::Cases, &format!("id,village_code,kind,opened_at,against_agency\n{cases}")),
        (Table::Handoffs, &format!("case_id,seq,from_agency,to_agency,sent_at,received_at\n{handoffs}")),
        (
            Table::Meetings,
            "id,agency_id,kind,called_at,case_id\nm1,a,whistle,2026-06-01,1\nm3,a,whistle,2026-06-01,3\n\
             m3,b,whistle,2026-06-01,3",
        ),
    ]))
}

fn account(role: Role, unit: &str, division: Option<&str>, line: Option<&str>) -> Account {
    let scope =
        Scope { division: division.map(str::to_owned), sees_below: true, line: line.map(str::to_owned) };
    Account {
        id: "x1".to_owned(),
        title: String::new(),
        role,
        level: None,
        agency: Some(unit.to_owned()),
        person: None,
        scope,
        is_enabled: true,
    }
}

fn swept(snapshot: &Snapshot, asked: &Asked) -> Sweep {
    let playbook = Playbook::builtin("default").unwrap();
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let moment = Moment::at(zone.parse_instant(b"2026-07-01").unwrap(), &zone);
    sweep_asked(snapshot, &playbook, moment, asked)
}

/// What `account` is shown of everything.
fn shown(world: &Arc<Snapshot>, account: &Account) -> Sweep {
    let sight = Sight::of(world, account);
    let asked = Asked::all();
    let counted = swept(&sight.snapshot().without(&out_of_scope(&sight)), &counts_of_cases(&asked));
    narrowed(swept(sight.snapshot(), &asked), Some(counted), &sight, Eyes::of(account))
}

/// Ids of the cases of the stuck handoffs, and how many cases bounced.
fn stuck_and_bounced(world: &Arc<Snapshot>, account: &Account) -> (String, u64) {
    let (found, sight) = (shown(world, account), Sight::of(world, account));
    let ids =
        found.stuck.unwrap().iter().map(|row| sight.snapshot().cases().id(row.case)).collect::<Vec<_>>();
    (ids.join(" "), found.ping_pong.unwrap().cases)
}

#[test]
fn rows_of_other_towns_and_hidden_cases_are_neither_shown_nor_counted() {
    let world = world();
    let of = |role, unit, division| stuck_and_bounced(&world, &account(role, unit, division, None));
    assert_eq!(of(Role::Supervisor, "x", None), ("2 4 1 3".to_owned(), 2));
    // Case 4 complains against b.
    assert_eq!(of(Role::Supervisor, "b", None), ("2 1 3".to_owned(), 2));
    assert_eq!(of(Role::UnitClerk, "a", Some("ta")), ("2 1".to_owned(), 1));
    assert_eq!(of(Role::UnitClerk, "b", Some("tb")), ("3".to_owned(), 1));
    let in_line = account(Role::UnitClerk, "a", None, Some("a"));
    assert_eq!(stuck_and_bounced(&world, &in_line), ("2 1".to_owned(), 1));
}

#[test]
fn counts_are_made_of_what_is_left_and_comparisons_of_the_whole() {
    let world = world();
    let (whole, part) = (
        shown(&world, &account(Role::Supervisor, "x", None, None)),
        shown(&world, &account(Role::UnitLeader, "a", Some("ta"), None)),
    );
    let villages = |found: &Sweep| found.uncovered.clone().unwrap();
    assert_eq!(villages(&whole).villages.len(), 2);
    assert_eq!(villages(&part).villages.len(), 1);
    assert_eq!(villages(&part).by_county.iter().map(|(_, count)| count).sum::<u64>(), 1);
    assert_eq!(whole.overall, part.overall);
    let vacant = |found: &Sweep| found.broken_chain.as_ref().unwrap().len();
    assert_eq!((vacant(&whole), vacant(&part)), (6, 3));
}

#[test]
fn complaints_are_for_those_who_may_know_of_them() {
    let world = world();
    let supervisor = shown(&world, &account(Role::Supervisor, "x", None, None));
    assert_eq!(supervisor.conflicts.map(|rows| rows.len()), Some(1));
    let clerk = shown(&world, &account(Role::UnitClerk, "x", None, None));
    assert_eq!(clerk.conflicts, None);
    assert_eq!(clerk.stuck.map(|rows| rows.len()), Some(4));
}

#[test]
fn a_planner_is_shown_no_list_that_names_or_counts_cases() {
    let planner = account(Role::Planner, "x", None, None);
    let eyes = Eyes::of(&planner);
    let shown = shown(&world(), &planner);
    let Sweep { stuck, stalled, ping_pong, rings, orphans, conflicts, overdue, rules, .. } = &shown;
    assert!(stuck.is_none() && stalled.is_none() && ping_pong.is_none() && rings.is_none());
    assert!(orphans.is_none() && conflicts.is_none() && overdue.is_none());
    assert!(rules.iter().all(|(id, _)| !id.detector().names_cases));
    let Sweep { slow_pairs, uncovered, broken_chain, overloaded, thin_cover, lagging, network, .. } = &shown;
    assert!(slow_pairs.is_some() && uncovered.is_some() && broken_chain.is_some() && overloaded.is_some());
    assert!(thin_cover.is_some() && lagging.is_some() && network.is_some());
    assert!(eyes.see(AnyDetector::Rule(RuleId::parse("shortfalls").unwrap())));
    assert!(!eyes.see(AnyDetector::Rule(RuleId::parse("tier_gaps").unwrap())));
    assert!(!eyes.see(AnyDetector::World(DetectorId::Overdue)));
}

#[test]
fn whoever_sees_everything_is_shown_the_sweep_as_it_is() {
    let world = world();
    let supervisor = account(Role::Supervisor, "x", None, None);
    assert_eq!(shown(&world, &supervisor), swept(&world, &Asked::all()));
}

/// Rows about single cases as words: detector, id of the case, and what else the row says of it.
fn case_rows(found: &Sweep, snapshot: &Snapshot) -> Vec<String> {
    let (id, unit) = (|case| snapshot.cases().id(case), |agency| snapshot.agencies().id(agency));
    let mut rows = Vec::new();
    let stuck = found.stuck.iter().flatten();
    rows.extend(stuck.map(|row| format!("stuck {} {} {}", id(row.case), row.seq, row.wait_s)));
    let stalled = found.stalled.iter().flatten();
    rows.extend(stalled.map(|row| format!("stalled {} {} {}", id(row.case), row.seq, row.held_s)));
    let orphans = found.orphans.iter().flatten();
    rows.extend(orphans.map(|row| format!("orphan {} {:?}", id(row.case), row.holder.map(unit))));
    let conflicts = found.conflicts.iter().flatten();
    rows.extend(conflicts.map(|row| format!("conflict {} {}", id(row.case), unit(row.agency))));
    let overdue = found.overdue.iter().flatten();
    rows.extend(overdue.map(|row| format!("overdue {} {} {}", id(row.case), row.past.rule, row.past.due)));
    let bounced = found.ping_pong.iter().flat_map(|found| &found.pairs);
    rows.extend(bounced.map(|pair| format!("bounced {} {} {}", unit(pair.a), unit(pair.b), pair.cases)));
    rows
}

/// What is shown about cases is what is found where only the cases that are seen exist: no row and no count of another.
#[test]
fn rows_about_cases_are_those_of_a_world_that_has_only_the_cases_seen() {
    let world = world();
    for role in [Role::UnitClerk, Role::Supervisor] {
        for unit in ["a", "b", "o", "x"] {
            for division in [None, Some("c"), Some("ta"), Some("vb")] {
                for line in [None, Some("a"), Some("o"), Some("x")] {
                    let account = account(role, unit, division, line);
                    let sight = Sight::of(&world, &account);
                    let alone = sight.snapshot().without(&out_of_scope(&sight));
                    let mut expected = swept(&alone, &Asked::all());
                    if !Eyes::of(&account).complaints {
                        expected.conflicts = None;
                    }
                    let expected = case_rows(&expected, &alone);
                    let rows = case_rows(&shown(&world, &account), sight.snapshot());
                    assert_eq!(rows, expected, "{account:?}");
                }
            }
        }
    }
}

#[test]
fn whistles_are_of_the_units_that_are_seen_and_name_no_meeting_about_another_case() {
    let world = world();
    let unit = |id: &str| world.agencies().find(id).unwrap();
    let department = |id: &str, meetings: &[&str]| Department {
        agency: unit(id),
        answers: Answers { called: 2, ..Answers::default() },
        callers: vec![(unit("o"), 2)],
        meetings: meetings.iter().map(|id| (*id).into()).collect(),
        since: None,
    };
    let caller = |id: &str| Caller {
        agency: unit(id),
        whistles: 2,
        answered: 0,
        unanswered: 2,
        calls: Answers::default(),
        need: Need::default(),
    };
    let found = Whistles {
        departments: vec![department("a", &["m1", "m3"]), department("b", &["m3"])],
        callers: vec![caller("a"), caller("o")],
    };
    let sight = Sight::of(&world, &account(Role::CountyCoordinator, "x", Some("ta"), None));
    let seen = whistles(found.clone(), &sight);
    assert_eq!(seen.departments, [department("a", &["m1"])]);
    assert_eq!(seen.callers, [caller("a")]);
    let whole = Sight::of(&world, &account(Role::Supervisor, "x", None, None));
    assert_eq!(whistles(found.clone(), &whole), found);
}
