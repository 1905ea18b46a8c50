//! Worked cases, and the three ways of finding rings held against each other.

use proptest::prelude::*;

use super::*;
use crate::detect::testing::{case_world, playbook, swept};
use crate::model::table::Table;
use crate::snapshot::Snapshot;
use crate::snapshot::index::HopIdx;
use crate::snapshot::testing::snapshot;

fn found(snapshot: &Snapshot, now: &str) -> Vec<(String, u64)> {
    let rings = swept(snapshot, &playbook(), now).rings.unwrap();
    let ids = |agencies: &[_]| agencies.iter().map(|&a| snapshot.agencies().id(a)).collect::<Vec<_>>();
    rings.iter().map(|ring| (ids(ring.agencies).join(" "), ring.cases)).collect()
}

fn listed(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|&(agencies, cases)| (agencies.to_owned(), cases)).collect()
}

const CASES: &str = "1,v,k,2026-05-01,\n2,v,k,2026-05-01,2026-05-08\n3,v,k,2026-05-01,\n4,v,k,2026-05-09,";

#[test]
fn the_worked_case() {
    let hops = "1,1,A,B,2026-05-01,,
        1,2,B,C,2026-05-01,,
        1,3,C,A,2026-05-01,,
        1,4,A,D,2026-05-01,,
        2,1,B,C,2026-05-01,,
        2,2,C,A,2026-05-01,,
        2,3,A,B,2026-05-03,,
        3,1,A,B,2026-05-01,,
        3,2,B,C,2026-05-01,,
        4,1,A,B,2026-05-09,,
        4,2,B,A,2026-05-09,,
        4,3,B,C,2026-05-09,,
        4,4,C,B,2026-05-09,,";
    let snapshot = case_world(CASES, hops);
    assert_eq!(found(&snapshot, "2026-05-10"), listed(&[("A B C", 3)]));
    assert_eq!(found(&snapshot, "2026-05-03"), listed(&[("A B C", 2)]), "case 4 is not opened yet");
    assert_eq!(found(&snapshot, "2026-05-02"), listed(&[("A B C", 1)]), "case 2 has not come round yet");
}

#[test]
fn a_case_can_go_round_twice_and_sets_are_told_apart() {
    let hops = "1,1,D,B,2026-05-01,,
        1,2,B,C,2026-05-01,,
        1,3,C,D,2026-05-01,,
        3,5,A,B,2026-05-01,,
        3,2,C,A,2026-05-01,,
        3,9,B,C,2026-05-01,,
        3,10,A,D,2026-05-01,,
        2,1,A,B,2026-05-01,,
        2,2,B,C,2026-05-01,,
        2,3,C,A,2026-05-01,,
        2,4,C,D,2026-05-01,,
        2,5,D,B,2026-05-01,,";
    let snapshot = case_world(CASES, hops);
    assert_eq!(found(&snapshot, "2026-05-05"), listed(&[("A B C", 1), ("A B C D", 1), ("B C D", 1)]));
}

/// One case round `count` agencies, then round three more.
fn wide(count: u32) -> Snapshot {
    let all: Vec<String> = (0..count + 3).map(|at| format!("{at}")).collect();
    let mut agencies = "id,name,kind,division_code\n".to_owned();
    all.iter().for_each(|id| agencies.push_str(&format!("{id},x,k,v\n")));
    let mut hops = "case_id,seq,from_agency,to_agency,sent_at\n".to_owned();
    let mut seq = 0;
    for round in [0..count, count..count + 3] {
        for at in round.clone() {
            seq += 1;
            let to = if at + 1 < round.end { at + 1 } else { round.start };
            hops.push_str(&format!("1,{seq},{at},{to},2026-05-01\n"));
        }
    }
    snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
        (Table::Agencies, &agencies),
        (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-05-01"),
        (Table::Handoffs, &hops),
    ])
}

#[test]
fn the_number_of_agencies_of_a_case_is_not_bounded() {
    for count in [3, 60, 61, 62, 63, 64, 65, 200] {
        let ids = |agencies: Range<u32>| agencies.map(|at| at.to_string()).collect::<Vec<String>>().join(" ");
        let expected = [(ids(0..count), 1), (ids(count..count + 3), 1)];
        assert_eq!(found(&wide(count), "2026-05-05"), expected, "{count}");
    }
}

/// The rings that `find` leaves, by agencies.
fn sets(find: impl FnOnce(&mut Rounds)) -> Vec<Vec<AgencyIdx>> {
    let mut rounds = Rounds::default();
    find(&mut rounds);
    let starts = std::iter::once(&0).chain(&rounds.ends);
    let places = starts.zip(&rounds.ends).map(|(&start, &end)| rounds.agencies[start..end].to_vec());
    let mut sets: Vec<Vec<AgencyIdx>> = places.collect();
    sets.sort_unstable();
    sets
}

proptest! {
    #[test]
    fn walks_tables_and_graphs_find_the_same(
        stops in prop::collection::vec(0u32..9, 2..16), wide in any::<bool>(), torn in 0usize..20,
    ) {
        let agency = |stop: u32| AgencyIdx::new(if wide { stop * 64 } else { stop });
        let hop = |(at, pair): (usize, &[u32])| HopAt {
            hop: HopIdx::new(0),
            from: agency(if at == torn { pair[0] + 1 } else { pair[0] }),
            to: agency(pair[1]),
            wait_s: 0,
            received: false,
            finished: false,
        };
        let hops: Vec<HopAt> = stops.windows(2).enumerate().map(hop).collect();
        let case = || hops.iter().copied();
        let scanned = sets(|rounds| {
            hops.iter().for_each(|hop| rounds.see(hop));
            rounds.end_case(case);
        });
        prop_assert_eq!(&scanned, &sets(|rounds| rounds.find(case())));
        prop_assert_eq!(&scanned, &sets(|rounds| rounds.find_among_many(case())));
    }
}

#[test]
fn sets_are_ordered_as_their_agencies_are() {
    let mut rounds = Rounds::default();
    let sets: [&[u32]; 6] = [
        &[0, 1, 2, 3, 4, 9],
        &[0, 1, 2, 3],
        &[0, 1, 2],
        &[0, 1, 2, 3, 4, 5, 7],
        &[0, 1, 3],
        &[0, 1, 2, 3, 4, 9],
    ];
    for set in sets {
        rounds.agencies.extend(set.iter().map(|&agency| AgencyIdx::new(agency)));
        seal(&mut rounds.agencies, &mut rounds.ends);
    }
    let rings = rows(&[&rounds, &rounds]);
    let shown: Vec<(Vec<u32>, u64)> =
        rings.iter().map(|ring| (ring.agencies.iter().map(|a| a.get()).collect(), ring.cases)).collect();
    let expected: [(&[u32], u64); 5] = [
        (&[0, 1, 2, 3, 4, 9], 4),
        (&[0, 1, 2], 2),
        (&[0, 1, 2, 3], 2),
        (&[0, 1, 2, 3, 4, 5, 7], 2),
        (&[0, 1, 3], 2),
    ];
    assert_eq!(shown, expected.map(|(set, cases)| (set.to_vec(), cases)));
}
