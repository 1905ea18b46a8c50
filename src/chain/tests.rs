//! Worked cases of each kind of chain over columns; `tests/chains.rs` holds the graph against them.

#![expect(clippy::panic, reason = "a helper of a test may fail as the test itself may")]

use super::answer::{AgencyChain, Asked, Basis, CaseChain, Chain, PersonChain, Phase, Post, VillageChain};
use super::columns::ColumnSource;
use super::{Kind, Question, ask};
use crate::detect::world::Moment;
use crate::model::table::Table;
use crate::snapshot::Snapshot;
use crate::snapshot::testing::{snapshot, zone};

const DIVISIONS: &str = "code,parent_code,level,name,valid_to
    1,,county,县,
    11,1,town,镇,
    111,11,village,甲村,
    112,11,village,乙村,2026-01-01";
const AGENCIES: &str = "id,name,kind,division_code,parent_id,supervised_by,coordinates,successor_id,valid_to
    10,纪委,commission,1,,,,,
    2,中心,centre,1,,10,是,,
    3,镇综治,centre,11,2,2,true,,
    4,旧站,station,11,3,,,3,2026-05-01
    5,站,station,11,3,,,,";
const PEOPLE: &str = "id,kind,name,agency_id,title,valid_to
    p1,official,甲,3,书记,
    p2,official,乙,3,,2026-06-01
    p3,mediator,丙,5,,
    p10,official,丁,2,,";
const ASSIGNMENTS: &str = "person_id,division_code,case_id,agency_id,role,valid_from,valid_to,basis
    p3,111,,,mediator,2025-01-01,,
    p1,111,,,village_lead,2025-01-01,2026-05-01,〔2025〕1号
    p10,11,,,town_lead,2026-06-15,,
    p2,11,,,town_lead,2025-01-01,,
    p1,1,,,county_lead,2025-01-01,,〔2025〕1号
    p10,1,,,county_lead,2024-01-01,,
    p1,,,3,head,2025-01-01,2026-05-03,
    p2,,,3,head,2026-05-03,,
    p10,,c1,,case_lead,2026-05-01,,机密";
const CASES: &str = "id,village_code,kind,opened_at,closed_at
    c1,111,land,2026-05-01 08:00:00,
    c2,111,debt,2026-05-01 09:00:00,
    c3,111,debt,2026-05-01 09:00:00,2026-05-20 09:00:00
    c4,111,debt,2026-05-01 09:00:00,";
const HANDOFFS: &str = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at
    c1,1,2,3,2026-05-02 09:00:00,2026-05-03 09:00:00,2026-05-04 09:00:00
    c1,2,3,5,2026-05-05 09:00:00,2026-05-06 09:00:00,2026-05-07 09:00:00
    c1,10,5,3,2026-05-08 09:00:00,,
    c2,1,2,3,2026-05-02 09:00:00,2026-05-02 10:00:00,
    c3,1,2,3,2026-05-02 09:00:00,,";

fn world() -> Snapshot {
    snapshot(&[
        (Table::Divisions, DIVISIONS),
        (Table::Agencies, AGENCIES),
        (Table::People, PEOPLE),
        (Table::Assignments, ASSIGNMENTS),
        (Table::Cases, CASES),
        (Table::Handoffs, HANDOFFS),
    ])
}

fn asked(kind: Kind, id: &str, as_of: &str) -> Asked {
    let (snapshot, zone) = (world(), zone());
    let moment = Moment::at(zone.parse_instant(as_of.as_bytes()).unwrap(), &zone);
    let question = Question { moment, zone: &zone, coverage_role: "mediator" };
    ask(&ColumnSource::new(&snapshot, moment), kind, id, &question).unwrap()
}

fn village(id: &str, as_of: &str) -> VillageChain {
    let Asked::Found(Chain::Village(chain)) = asked(Kind::Village, id, as_of) else { panic!("{id}") };
    chain
}

fn case(id: &str, as_of: &str) -> CaseChain {
    let Asked::Found(Chain::Case(chain)) = asked(Kind::Case, id, as_of) else { panic!("{id}") };
    chain
}

fn agency(id: &str, as_of: &str) -> AgencyChain {
    let Asked::Found(Chain::Agency(chain)) = asked(Kind::Agency, id, as_of) else { panic!("{id}") };
    chain
}

fn person(id: &str, as_of: &str) -> PersonChain {
    let Asked::Found(Chain::Person(chain)) = asked(Kind::Person, id, as_of) else { panic!("{id}") };
    chain
}

fn people(posts: &[Post]) -> Vec<&str> {
    posts.iter().map(|post| post.person.as_str()).collect()
}

#[test]
fn a_village_has_its_levels_with_people_vacancies_and_bodies() {
    let chain = village("111", "2026-05-31");
    let codes: Vec<&str> = chain.levels.iter().map(|level| level.place.code.as_str()).collect();
    assert_eq!(codes, ["111", "11", "1"]);
    let [lowest, town, county] = &chain.levels[..] else { panic!() };
    assert_eq!((lowest.vacant, people(&lowest.posts)), (true, vec!["p3"]), "a mediator fills no vacancy");
    assert_eq!((town.vacant, people(&town.posts)), (false, vec!["p2"]));
    assert_eq!(people(&county.posts), ["p1", "p10"]);
    assert_eq!(county.posts[0].basis, Basis::Text("〔2025〕1号".to_owned()));
    let names = |bodies: &[super::answer::Named]| bodies.iter().map(|b| b.id.clone()).collect::<Vec<_>>();
    assert_eq!((names(&town.coordinating), names(&town.supervising)), (vec!["3".into()], vec!["2".into()]));
    assert_eq!(
        (names(&county.coordinating), names(&county.supervising)),
        (vec!["2".into()], vec!["10".into()])
    );

    let before = village("111", "2026-04-30");
    assert_eq!((before.levels[0].vacant, people(&before.levels[0].posts)), (false, vec!["p1", "p3"]));
    let after = village("111", "2026-06-01");
    assert!(after.levels[1].vacant, "the person left on 1 June, the next begins on the 15th");
    assert!(village("112", "2025-12-31").levels[0].exists && !village("112", "2026-01-01").levels[0].exists);
}

#[test]
fn a_case_has_holder_charge_leader_and_the_people_of_each_day() {
    let chain = case("c1", "2026-05-31");
    let seqs: Vec<u32> = chain.path.iter().map(|leg| leg.seq).collect();
    assert_eq!(seqs, [1, 2, 10]);
    assert_eq!(people(&chain.path[0].posts), ["p1"], "the head on 2 May");
    assert_eq!(people(&chain.path[2].posts), ["p2"], "the head on 8 May");
    let charge = chain.charged.unwrap();
    assert_eq!((charge.agency.id.as_str(), charge.waiting, charge.since), ("3", true, chain.path[2].sent));
    assert_eq!((chain.is_open, chain.holder.unwrap().id.as_str()), (true, "5"));
    assert_eq!((people(&chain.leaders), &chain.leaders[0].basis), (vec!["p10"], &Basis::Sealed));

    let earlier = case("c1", "2026-05-06 09:00:00");
    assert_eq!((earlier.path.len(), earlier.path[1].finished), (2, None), "the future is absent or empty");
    let charge = earlier.charged.unwrap();
    assert_eq!((charge.agency.id.as_str(), charge.waiting), ("5", false));
    assert_eq!(Some(charge.since), earlier.path[1].received);
    let between = case("c1", "2026-05-07 12:00:00");
    assert_eq!((between.is_open, between.charged), (false, None), "finished and not yet handed on");

    let closed = case("c3", "2026-05-31");
    assert_eq!((closed.is_open, closed.holder.unwrap().id.as_str(), closed.charged), (false, "2", None));
    assert!(case("c4", "2026-05-31").is_open && case("c4", "2026-05-31").holder.is_none());
    assert!(matches!(asked(Kind::Case, "c1", "2026-05-01"), Asked::NotYet(_)));
    assert_eq!(asked(Kind::Case, "c9", "2026-05-31"), Asked::Unknown);
}

#[test]
fn an_agency_has_those_above_it_its_people_and_its_work() {
    let chain = agency("3", "2026-05-31");
    let ids = |agencies: &[super::answer::Named]| agencies.iter().map(|a| a.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&chain.line), ["2"]);
    assert_eq!(ids(&chain.coordinating), ["3"]);
    assert_eq!(ids(&chain.supervising), ["2", "10"]);
    assert_eq!(chain.below, 1, "the old station is no more");
    assert_eq!((chain.held, chain.awaiting), (Some(1), Some(1)), "c2 is held, c1 waits, c3 is closed");
    assert_eq!(people(&chain.posts), ["p2"]);
    assert_eq!(chain.people.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p1", "p2"]);
    let earlier = agency("3", "2026-05-02 09:30:00");
    assert_eq!((earlier.held, earlier.awaiting), (Some(0), Some(3)));
    let old = agency("4", "2026-05-31");
    assert_eq!((old.exists, ids(&old.successors)), (false, vec!["3".into()]));
    assert_eq!((agency("5", "2026-05-31").held, agency("2", "2026-05-31").below), (Some(1), 2));
}

#[test]
fn a_person_has_what_is_what_was_and_what_will_be() {
    let phases = |id: &str, as_of: &str| {
        let duties = person(id, as_of).duties;
        duties.iter().map(|duty| (duty.phase, duty.role.clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        phases("p1", "2026-05-31"),
        [
            (Phase::Present, "county_lead".into()),
            (Phase::Past, "village_lead".into()),
            (Phase::Past, "head".into())
        ]
    );
    assert_eq!(
        phases("p10", "2026-05-31"),
        [
            (Phase::Present, "county_lead".into()),
            (Phase::Present, "case_lead".into()),
            (Phase::Future, "town_lead".into())
        ]
    );
    assert_eq!(phases("p2", "2026-06-01"), [(Phase::Past, "town_lead".into()), (Phase::Past, "head".into())]);
    assert!(person("p2", "2026-05-31").serves && !person("p2", "2026-06-01").serves);
}
