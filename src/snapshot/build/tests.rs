//! Building: columns as read, whatever the order of the rows, and an error for every row that was not checked.

use std::error::Error as _;

use proptest::prelude::*;

use super::super::testing::{snapshot, tables, zone};
use super::super::text::search;
use super::*;
use crate::model::rows::Block;
use crate::model::table::{EVENT_KINDS, EVENT_RESULTS};
use crate::snapshot::index::HopIdx;

const DIVISIONS: &str = "code,parent_code,level,name
    22,,province,吉林
    2201,22,city,长春
    220102,2201,county,南关
    220102001,220102,town,新春
    220102001002,220102001,village,乙村
    220102001001,220102001,village,甲村";
const AGENCIES: &str = "id,name,kind,division_code,parent_id,supervised_by,coordinates
    10,局,bureau,2201,,,
    9,分局,bureau,220102,10,2,
    2,中心,centre,220102,,,是";
const PEOPLE: &str = "id,kind,name,agency_id,title,capacity,valid_to
    p2,official,乙,9,副局长,,
    p1,mediator,甲,,,3,2026-01-01";
const CASES: &str = "id,village_code,kind,opened_at,against_agency,against_person,closed_at
    c3,220102001001,land,2026-05-01,,,
    c1,220102001002,debt,2026-05-01 08:00,9,p2,2026-06-01
    c2,220102001001,land,2026-05-02,,p2,";
const HANDOFFS: &str = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at
    c2,2,9,10,2026-05-03,,
    c1,1,2,9,2026-05-02,2026-05-03,2026-05-04
    c2,1,2,9,2026-05-02,2026-05-02 01:00:00,2026-05-02 02:00:00";

fn parts() -> Vec<(Table, &'static str)> {
    vec![
        (Table::Divisions, DIVISIONS),
        (Table::Agencies, AGENCIES),
        (Table::People, PEOPLE),
        (Table::Cases, CASES),
        (Table::Handoffs, HANDOFFS),
        (
            Table::Assignments,
            "person_id,division_code,case_id,agency_id,role,valid_from,valid_to
            p1,220102001001,,,mediator,2025-01-01,2026-01-01
            p2,,,9,lead,2025-01-01,
            p1,,c2,,mediator,2025-01-01,",
        ),
        (
            Table::CaseEvents,
            "case_id,at,kind
            c1,2026-06-02,reopened
            c1,2026-06-03,closed
            c2,2026-06-01,visited",
        ),
    ]
}

fn seconds(text: &str) -> u32 {
    zone().parse_instant(text.as_bytes()).unwrap().unix()
}

#[test]
fn columns_hold_what_the_rows_say() {
    let world = snapshot(&parts());
    let (divisions, agencies, people, cases) =
        (world.divisions(), world.agencies(), world.people(), world.cases());
    let village = divisions.find("220102001001").unwrap();
    assert_eq!((divisions.id(village), divisions.name(village)), ("220102001001", "甲村"));
    let county = divisions.ancestor_at(village, super::super::columns::divisions::Level::COUNTY);
    assert_eq!(county, divisions.find("220102"));
    assert_eq!(divisions.level(village).name(), "village");

    let ids: Vec<&str> = agencies.iter().map(|a| agencies.id(a)).collect();
    assert_eq!(ids, ["2", "9", "10"]);
    let branch = agencies.find("9").unwrap();
    assert_eq!(agencies.parent(branch), agencies.find("10"));
    assert_eq!(agencies.supervised_by(branch), agencies.find("2"));
    assert!(agencies.coordinates(agencies.find("2").unwrap()) && !agencies.coordinates(branch));
    assert_eq!(agencies.kind(branch).map(|w| world.words().get(w)), Some("bureau"));
    assert_eq!(agencies.division(branch), divisions.find("220102"));

    let mediator = people.find("p1").unwrap();
    assert_eq!((people.name(mediator), people.capacity(mediator)), ("甲", Some(3)));
    assert_eq!(people.capacity(people.find("p2").unwrap()), None);
    assert_eq!(people.title(people.find("p2").unwrap()).map(|w| world.words().get(w)), Some("副局长"));

    let in_order: Vec<&str> = cases.iter().map(|c| cases.id(c)).collect();
    assert_eq!(in_order, ["c2", "c3", "c1"], "by village, then id");
    let ranks: Vec<u32> = cases.iter().map(|c| cases.rank(c)).collect();
    assert_eq!(ranks, [1, 2, 0]);
    assert_eq!(cases.find("c3").map(|c| cases.id(c)), Some("c3"));
    assert_eq!(cases.find("c4"), None);
}

#[test]
fn hops_lie_by_case_and_seq() {
    let world = snapshot(&parts());
    let (cases, hops) = (world.cases(), world.hops());
    let case = cases.find("c2").unwrap();
    assert_eq!(hops.seq_role[cases.hops(case)], [1 << 2, 2 << 2]);
    assert_eq!(hops.received[cases.hops(case)], [seconds("2026-05-02 01:00:00"), u32::MAX]);
    assert!(cases.hops(cases.find("c3").unwrap()).is_empty());
    let last = HopIdx::new(2);
    assert_eq!(cases.of_hop(last), cases.find("c1").unwrap());
    assert_eq!(hops.finished(last).map(|at| at.unix()), Some(seconds("2026-05-04")));
    assert_eq!(world.agencies().id(hops.from(last)), "2");
}

#[test]
fn links_are_found_from_their_targets() {
    let world = snapshot(&parts());
    let person = |id| world.people().find(id).unwrap();
    let of_village: Vec<_> =
        world.of_divisions().to(world.divisions().find("220102001001").unwrap().index()).collect();
    assert_eq!(of_village.len(), 1);
    assert_eq!(of_village[0].person, person("p1"));
    assert_eq!(world.of_agencies().to(world.agencies().find("9").unwrap().index()).count(), 1);
    assert_eq!(world.of_cases().to(world.cases().find("c2").unwrap().index()).count(), 1);
    assert_eq!(world.of_cases().to(world.cases().find("c1").unwrap().index()).count(), 0);
    let against: Vec<&str> = world
        .complaints(world.agencies().find("9").unwrap())
        .iter()
        .map(|&case| world.cases().id(case))
        .collect();
    assert_eq!(against, ["c2", "c1"], "one through its official, one through both, each once");
    assert!(world.complaints(world.agencies().find("10").unwrap()).is_empty());
}

#[test]
fn a_case_is_closed_by_its_latest_closing_unless_reopened_later() {
    let world = snapshot(&parts());
    let case = world.cases().find("c1").unwrap();
    let closed_at = |now| world.closed_at(case, seconds(now));
    assert_eq!(closed_at("2026-05-31"), None);
    assert_eq!(closed_at("2026-06-01"), Some(seconds("2026-06-01")));
    assert_eq!(closed_at("2026-06-02"), None, "reopened");
    assert_eq!(closed_at("2026-07-01"), Some(seconds("2026-06-03")), "closed again");
    assert_eq!(world.closed_at(world.cases().find("c3").unwrap(), seconds("2026-07-01")), None);
}

#[test]
fn rows_that_were_not_checked_are_errors() {
    let with = |table: Table, text: &'static str| {
        let mut parts = parts();
        parts.retain(|part| part.0 != table);
        parts.push((table, text));
        build(&tables(&parts), &zone(), None).map(|_| ()).unwrap_err()
    };
    assert_eq!(
        with(Table::Handoffs, "case_id,seq,from_agency,to_agency,sent_at\nc1,1,2,77,2026-05-01").to_string(),
        "handoffs, line 2, column `to_agency`: no row of agencies is named `77`; add that row"
    );
    let time = with(Table::Handoffs, "case_id,seq,from_agency,to_agency,sent_at\nc1,1,2,9,2026-02-30");
    assert_eq!(time.source().unwrap().to_string(), "a date or time that does not exist");
    assert_eq!(
        with(
            Table::Handoffs,
            "case_id,seq,from_agency,to_agency,sent_at\nc1,1,2,9,2026-05-01\nc1,1,2,9,2026-05-01"
        ),
        SnapshotError::Duplicate { table: Table::Handoffs, key: "c1|1".into() }
    );
    assert_eq!(
        with(Table::Cases, "id,village_code,kind,opened_at\nc1,22,k,2026-05-01\nc1,22,k,2026-05-01"),
        SnapshotError::Duplicate { table: Table::Cases, key: "c1".into() }
    );
    for (table, text) in [
        (Table::Divisions, "code,parent_code,level,name\n22,,realm,x"),
        (Table::Agencies, "id,name,kind,division_code,coordinates\n2,x,k,22,maybe"),
        (Table::People, "id,kind,capacity\np1,mediator,-1"),
        (Table::People, "id,kind,valid_to\np1,mediator,2026-13-01"),
        (Table::Assignments, "person_id,division_code,case_id,role,valid_from\np1,22,c1,mediator,2026-01-01"),
        (Table::Assignments, "person_id,division_code,case_id,role,valid_from\np1,,,mediator,2026-01-01"),
    ] {
        assert!(matches!(with(table, text), SnapshotError::Cell { .. }), "{text}");
    }
}

#[test]
fn nothing_at_all_is_a_snapshot() {
    let world = build(&Tables::default(), &zone(), Some(7)).unwrap();
    assert_eq!((world.ledger_seq(), world.cases().len(), world.hops().len()), (Some(7), 0, 0));
    assert_eq!(world.cases().find("c1"), None);
    assert_eq!(search(0, |_| std::cmp::Ordering::Equal), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_order_of_rows_and_blocks_does_not_matter(
        hops in prop::collection::btree_map((0u32..5000, 1u32..12), (0u32..4, 1u32..4), 0..400),
        seed in any::<u64>(),
    ) {
        let base = tables(&[
            (Table::Divisions, DIVISIONS),
            (Table::Agencies, "id,name,kind,division_code\n0,a,k,22\n1,b,k,22\n2,c,k,22\n3,d,k,22"),
        ]);
        let mut cases = Block::new(0);
        for id in (0..5000u32).map(|at| (at * 7919) % 5000) {
            let village = if id % 3 == 0 { "220102001001" } else { "220102001002" };
            cases.push(0, [id.to_string().as_bytes(), village.as_bytes(), b"k", b"2026-05-01"]);
        }
        let world_of = |cut: usize| {
            let mut rows: Vec<_> = hops.iter().collect();
            let mut tables = base.clone();
            tables.push(Table::Cases, cases.clone());
            rows.sort_by_key(|row| (u64::from(row.0.0) * 31 + u64::from(row.0.1)).wrapping_mul(seed | 1) >> cut);
            for part in rows.chunks(97 + cut) {
                let mut block = Block::new(0);
                for ((case, seq), (from, step)) in part {
                    let cells = [*case, *seq, *from, (from + step) % 4].map(|n| n.to_string());
                    block.push(0, cells.iter().map(String::as_bytes).chain([&b"2026-05-02"[..]]));
                }
                tables.push(Table::Handoffs, block);
            }
            build(&tables, &zone(), None).unwrap()
        };
        let (a, b) = (world_of(0), world_of(7));
        prop_assert_eq!(&a.hops().seq_role, &b.hops().seq_role);
        prop_assert_eq!(&a.hops().from, &b.hops().from);
        prop_assert_eq!(&a.hops().to, &b.hops().to);
        let mut found: Vec<(u32, u32)> = Vec::new();
        for case in a.cases().iter() {
            let hops = a.cases().hops(case).map(|at| HopIdx::new(u32::try_from(at).unwrap()));
            let seqs: Vec<u32> = hops.map(|hop| a.hops().seq(hop)).collect();
            prop_assert!(seqs.is_sorted());
            found.extend(seqs.iter().map(|&seq| (a.cases().id(case).parse::<u32>().unwrap(), seq)));
        }
        found.sort_unstable();
        prop_assert_eq!(found, hops.keys().copied().collect::<Vec<_>>());
    }
}

#[test]
fn events_and_what_lies_beside_cases_come_in_order() {
    use crate::snapshot::side::LinkEnd;
    let world = snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nv,c,village,村"),
        (Table::Agencies, "id,name,kind,division_code\nA,甲,police,c\nB,乙,centre,c"),
        (Table::People, "id,kind,stars\np,grid_officer,5\nq,judge,"),
        (
            Table::Cases,
            "id,village_code,kind,opened_at,tier,tier_by,tier_reason\n1,v,k,2026-05-01,deep,p,x\n2,v,k,2026-05-01,deep,,",
        ),
        (
            Table::Handoffs,
            "case_id,seq,from_agency,to_agency,sent_at,role\n1,2,A,B,2026-05-02,participating\n1,1,B,A,2026-05-01,lead",
        ),
        (
            Table::CaseEvents,
            "case_id,at,kind,agency_id,reason,step,result,count\n\
             1,2026-05-09,visited,A,,,settled,3\n1,2026-05-02,extended,,sealed,late,,",
        ),
        (Table::Rosters, "centre_id,unit_id,mode,valid_from,valid_to\nB,A,rotating,2026-05-01,2026-05-08"),
        (Table::Tasks, "id,title,unit_id,due_on,done_at\n10,ten,A,2026-06-01,\n9,nine,,,2026-05-02"),
        (
            Table::Meetings,
            "id,agency_id,kind,part,called_by,called_at,attended_at,case_id\nm,A,whistle,called,B,2026-05-01,,1",
        ),
        (Table::Links, "kind,person_id,to_agency,valid_from\npaired,q,A,2026-01-01"),
        (Table::Screenings, "campaign,division_code,reported_at,cases_found\nspring,v,2026-05-01,0"),
    ]);
    let [one, two] = ["1", "2"].map(|id| world.cases().find(id).unwrap());
    let events: Vec<_> = world.events().of(one).collect();
    assert_eq!((events.len(), world.events().of(two).len()), (2, 0));
    let word = |word: &str| world.words().find(word);
    let first = &events[0];
    assert_eq!((first.at, first.step, first.has_reason), (seconds("2026-05-02"), word("late"), true));
    assert_eq!(EVENT_KINDS[usize::from(first.kind)], "extended");
    assert_eq!((events[1].count, events[1].agency), (3, world.agencies().find("A")));
    assert_eq!(events[1].result.map(|at| EVENT_RESULTS[usize::from(at)]), Some("settled"));
    assert_eq!((world.cases().tier(one), world.cases().is_tier_reasoned(one)), (word("deep"), true));
    assert!(!world.cases().is_tier_reasoned(two));
    assert_eq!(world.cases().channel(one), None);
    let roles: Vec<_> = world
        .cases()
        .hops(one)
        .map(|at| world.hops().role(HopIdx::new(u32::try_from(at).unwrap())))
        .collect();
    assert_eq!(roles, [Some(0), Some(1)]);
    let [p, q] = ["p", "q"].map(|id| world.people().find(id).unwrap());
    assert_eq!((world.people().stars(p), world.people().stars(q)), (Some(5), None));
    let side = world.side();
    assert_eq!(side.rosters[0].mode, 1);
    let ids: Vec<&str> = side.tasks.iter().map(|task| &*task.id).collect();
    assert_eq!(ids, ["9", "10"]);
    assert_eq!((side.meetings[0].case, side.meetings[0].attended_at), (Some(one), None));
    assert_eq!((side.links[0].from, side.links[0].kind), (LinkEnd::Person(q), word("paired").unwrap()));
    assert_eq!(side.screenings[0].cases_found, Some(0));
}
