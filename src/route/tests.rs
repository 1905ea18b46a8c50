//! A worked case beside each rule of routing, on one small county.

mod laws;
mod leads;

use super::answer::{Outcome, Route, Rule, Says};
use super::route;
use crate::detect::world::Moment;
use crate::model::table::Table;
use crate::playbook::{Playbook, builtin_source, parse};
use crate::snapshot::Snapshot;
use crate::snapshot::testing::{snapshot, zone};

/// A county with its government G, under it the petition office P, housing H, labour L and the town office T; under H
/// its station U; a court C and a joint conference J under nobody. The case arose in village v of town t.
const AGENCIES: &str = "id,name,kind,division_code,parent_id,coordinates,successor_id,valid_to
    C,法院,court,c,,,,
    G,政府,gov,c,,true,,
    H,住建,housing,c,G,,,
    J,联席会议,joint_conference,c,,,,
    L,人社,labour,c,G,,,
    O,旧住建,housing_old,c,,,H,2026-01-01
    P,信访,petition,c,G,,,
    T,街道,town_office,t,G,,,
    U,住建站,station,t,H,,,";

const PEOPLE: &str =
    "id,kind,agency_id,team\nh,official,H,\nm,mediator,T,law\nn,mediator,T,law\nr,mediator,P,law";

/// What a test's world has besides.
#[derive(Clone, Copy, Default)]
struct With<'t> {
    case: &'t str,
    handoffs: &'t str,
    events: &'t str,
    assignments: &'t str,
    rules: &'t str,
}

fn world(with: With<'_>) -> Snapshot {
    let case = if with.case.is_empty() { "1,v,land,2026-07-01,,,," } else { with.case };
    let lines = |header: &str, rows: &str| format!("{header}\n{rows}");
    snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nt,c,town,镇\nv,t,village,村"),
        (Table::Agencies, AGENCIES),
        (Table::People, PEOPLE),
        (
            Table::Cases,
            &lines("id,village_code,kind,opened_at,tier,against_agency,against_person,closed_at", case),
        ),
        (
            Table::Handoffs,
            &lines("case_id,seq,from_agency,to_agency,role,sent_at,received_at,finished_at", with.handoffs),
        ),
        (Table::CaseEvents, &lines("case_id,at,kind,agency_id,result,step", &stepped(with.events))),
        (Table::Assignments, &lines("person_id,case_id,role,valid_from", with.assignments)),
    ])
}

/// Rows of events, each with a step.
fn stepped(rows: &str) -> String {
    let whole = |row: &str| if row.matches(',').count() < 5 { format!("{row},") } else { row.to_owned() };
    rows.lines().map(str::trim).filter(|row| !row.is_empty()).map(|row| whole(row) + "\n").collect()
}

fn rules(sections: &str) -> Playbook {
    parse("test", &format!("{}\n{sections}", builtin_source("default").unwrap())).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::at(zone().parse_instant(text.as_bytes()).unwrap(), &zone())
}

fn asked(with: With<'_>) -> (Snapshot, Route) {
    let (world, playbook) = (world(with), rules(with.rules));
    let case = world.cases().find("1").unwrap();
    let found = route(&world, &playbook, moment("2026-08-01"), case);
    (world, found)
}

/// `UNIT by RULE`, or `UNIT decides A,B: CAUSE by WAY`.
fn answer(with: With<'_>) -> String {
    let (world, found) = asked(with);
    let id = |agency| world.agencies().id(agency);
    let list = |units: &[_]| units.iter().map(|&unit| id(unit)).collect::<Vec<_>>().join(",");
    match &found.outcome {
        Outcome::Unit { agency, rule } => format!("{} by {}", id(*agency), rule.name()),
        Outcome::Decider { agency, way, between, cause, .. } => {
            format!("{} decides {}: {} by {}", id(*agency), list(between), cause.name(), way.name())
        }
        Outcome::Undecided { between, cause, .. } => format!("? decides {}: {}", list(between), cause.name()),
        Outcome::Nobody => "nobody".to_owned(),
    }
}

fn excluded(with: With<'_>) -> Vec<String> {
    let (world, found) = asked(with);
    let id = |agency| world.agencies().id(agency).to_owned();
    found.excluded.iter().map(|row| format!("{} {}", id(row.agency), row.why.name())).collect()
}

const ROUTING: &str = "[routing]\nfirst_receiver_leads = false\nentry_kinds = [\"petition\", \"town_office\"]\nconference_kind = \"joint_conference\"\n";

fn taker(name: &str, takes: &str) -> String {
    format!("[[agency_kinds]]\nname = \"{name}\"\ntitle = {{ zh = \"名\", en = \"name\" }}\n{takes}\n")
}

#[test]
fn without_rules_the_coordinator_of_the_place_takes_it() {
    assert_eq!(answer(With::default()), "G by coordinator");
    let accused = With { case: "1,v,land,2026-07-01,,G,,", ..With::default() };
    assert_eq!(answer(accused), "nobody", "all that coordinates stands under G, and nothing above it");
}

#[test]
fn whoever_takes_cases_in_comes_first_until_somebody_has_received_it() {
    let with = With { rules: ROUTING, ..With::default() };
    assert_eq!(answer(with), "P by entry", "the first kind first, although T is nearer");
    let other = ROUTING.replace("[\"petition\", ", "[\"none\", ");
    assert_eq!(answer(With { rules: &other, ..with }), "T by entry");
    let no_land = ROUTING.to_owned() + &taker("petition", "takes = [\"suit\"]");
    assert_eq!(answer(With { rules: &no_land, ..with }), "T by entry", "P takes no land");
}

#[test]
fn then_the_nearest_that_takes_the_kind() {
    let takes = "takes = [\"land\"]";
    let rules = ROUTING.to_owned() + &taker("housing", takes) + &taker("station", takes);
    let received = "1,1,T,P,,2026-07-02,2026-07-03,";
    let with = With { rules: &rules, handoffs: received, ..With::default() };
    assert_eq!(answer(With { handoffs: "", ..with }), "P by entry");
    assert_eq!(answer(with), "U by takes", "the town is nearer than the county");
    let county = ROUTING.to_owned() + &taker("housing", takes);
    assert_eq!(answer(With { rules: &county, ..with }), "H by takes");
    let (_, found) = asked(With { rules: &county, ..with });
    let says = |rule| found.lines.iter().find(|line| line.rule == rule).unwrap().says;
    assert_eq!((says(Rule::Entry), says(Rule::FirstReceiver)), (Says::Behind, Says::NotStated));
    assert_eq!((says(Rule::Accepted), says(Rule::Coordinator)), (Says::Nothing, Says::Behind));
}

#[test]
fn equals_go_to_their_common_superior_or_to_the_conference() {
    let takes = "takes = [\"land\"]";
    let both = ROUTING.to_owned() + &taker("housing", takes) + &taker("labour", takes);
    let received = "1,1,T,P,,2026-07-02,2026-07-03,";
    let with = With { rules: &both, handoffs: received, ..With::default() };
    assert_eq!(answer(with), "G decides H,L: same_rank by common_superior");
    let court = ROUTING.to_owned() + &taker("housing", takes) + &taker("court", takes);
    assert_eq!(answer(With { rules: &court, ..with }), "J decides C,H: same_rank by conference");
    let none = court.replace("conference_kind = \"joint_conference\"\n", "");
    assert_eq!(answer(With { rules: &none, ..with }), "? decides C,H: same_rank");
    let rungs = "[[ladders]]\nid = \"l\"\ntitle = { zh = \"梯\", en = \"l\" }\nrungs = [
        { name = \"a\", title = { zh = \"一\", en = \"a\" }, by_kinds = [\"housing\"] },
        { name = \"b\", title = { zh = \"二\", en = \"b\" }, by_kinds = [\"court\"] }]\n";
    let ladder = court + rungs;
    assert_eq!(answer(With { rules: &ladder, ..with }), "H by takes", "its rung is lower");
    let climbed = "1,2026-07-06,escalated,P,,b";
    assert_eq!(
        answer(With { rules: &ladder, events: climbed, ..with }),
        "C by takes",
        "the case has climbed past H"
    );
}

#[test]
fn several_who_accept_or_decline_are_at_odds() {
    let with = With { rules: ROUTING, ..With::default() };
    let accepted = "1,2026-07-05,accepted,H,\n1,2026-07-06,accepted,L,";
    assert_eq!(answer(With { events: accepted, ..with }), "G decides H,L: all_claim by common_superior");
    assert_eq!(answer(With { events: "1,2026-07-05,accepted,H,", ..with }), "H by accepted");
    let declined = "1,2026-07-05,objected,H,\n1,2026-07-06,returned,C,";
    assert_eq!(answer(With { events: declined, ..with }), "J decides C,H: all_decline by conference");
    let one = "1,2026-07-05,objected,H,";
    assert_eq!(answer(With { events: one, ..with }), "P by entry", "one that objects is at odds with nobody");
    let after = format!("{declined}\n1,2026-07-08,accepted,L,");
    assert_eq!(answer(With { events: &after, ..with }), "L by accepted", "somebody took it");
    let changed = format!("{one}\n1,2026-07-08,accepted,H,");
    assert_eq!(answer(With { events: &changed, ..with }), "H by accepted", "it came round");
}

#[test]
fn the_first_receiver_leads_where_the_playbook_says_so() {
    let leads = ROUTING.replace("= false", "= true");
    let hops = "1,1,P,L,,2026-07-02,2026-07-05,\n1,2,P,H,,2026-07-03,2026-07-04,\n1,3,P,T,,2026-07-03,,";
    let with = With { rules: &leads, handoffs: hops, ..With::default() };
    assert_eq!(answer(with), "H by first_receiver");
    assert_eq!(
        answer(With { rules: ROUTING, ..with }),
        "P by entry",
        "T was handed it last, and only takes in"
    );
    let accepted = "1,2026-07-06,accepted,L,";
    assert_eq!(answer(With { events: accepted, ..with }), "H by first_receiver", "whoever else accepts");
    let returned = "1,2026-07-06,objected,H,\n1,2026-07-07,ruled,P,upheld";
    assert_eq!(answer(With { events: returned, ..with }), "L by first_receiver", "H was let off");
    let other = leads.clone() + &taker("housing", "takes = [\"suit\"]");
    assert_eq!(answer(With { rules: &other, ..with }), "L by first_receiver", "H takes no land");
}

#[test]
fn a_dispatch_stands_until_it_is_objected_to() {
    let hops = "1,1,P,H,,2026-07-02,,";
    let with = With { rules: ROUTING, handoffs: hops, ..With::default() };
    assert_eq!(answer(with), "H by dispatched");
    assert_eq!(answer(With { events: "1,2026-07-03,objected,H,", ..with }), "P by entry");
    let shared = "1,1,P,H,lead,2026-07-02,2026-07-03,\n1,2,P,L,,2026-07-02,2026-07-03,\n1,3,P,C,participating,2026-07-02,,";
    assert_eq!(answer(With { handoffs: shared, ..with }), "H by dispatched", "it was handed it to lead");
    let unmarked = shared.replace("lead", "");
    assert_eq!(answer(With { handoffs: &unmarked, ..with }), "L by dispatched", "C only takes part");
    let finished = "1,1,P,H,,2026-07-02,2026-07-03,2026-07-04";
    assert_eq!(answer(With { handoffs: finished, ..with }), "P by entry");
}

#[test]
fn several_units_are_led_as_the_playbook_says() {
    let joint = "[joint]\nunits_min = 2\nlead_kinds = [\"petition\"]\nguide_kinds = [\"court\"]\n";
    let hops = "1,1,P,H,lead,2026-07-02,2026-07-03,\n1,2,P,L,participating,2026-07-02,2026-07-04,";
    let rules = ROUTING.to_owned() + joint;
    let with = With { rules: &rules, handoffs: hops, ..With::default() };
    assert_eq!(answer(with), "P by joint_lead", "nobody of the kind handles it, so the nearest");
    let (world, found) = asked(with);
    let id = |agency| world.agencies().id(agency);
    let units: Vec<_> =
        found.units.iter().map(|u| (id(u.agency), u.hop.seq, u.role, u.clocks.len())).collect();
    assert_eq!(units, [("H", 1, Some(0), 4), ("L", 2, Some(1), 4)], "each its own hop and clocks");
    let guide = found.wanted.iter().find(|w| w.guides).unwrap();
    assert_eq!((guide.there, guide.ask.iter().map(|&a| id(a)).collect::<Vec<_>>()), (None, vec!["C"]));
    let none = ROUTING.to_owned() + "[joint]\nunits_min = 2\n";
    assert_eq!(answer(With { rules: &none, ..with }), "H by joint_lead", "who received it first");
    let one = "1,1,P,H,lead,2026-07-02,2026-07-03,";
    assert_eq!(answer(With { handoffs: one, ..with }), "H by dispatched");
}

#[test]
fn a_designation_without_a_ruling_can_be_objected_to() {
    let events = "1,2026-07-05,designated,L,\n1,2026-07-06,objected,L,\n1,2026-07-07,ruled,P,upheld";
    let with = With { rules: ROUTING, events, ..With::default() };
    assert_ne!(answer(with), "L by designated");
    assert_eq!(excluded(with), ["L upheld"]);
}

#[test]
fn a_ruling_designates_or_rejects_and_binds() {
    let events = "1,2026-07-05,objected,H,\n1,2026-07-06,objected,L,\n1,2026-07-08,ruled,P,upheld
        1,2026-07-08,designated,L,";
    let with = With { rules: ROUTING, events, ..With::default() };
    assert_eq!(answer(with), "L by designated");
    assert_eq!(excluded(with), ["H other_designated"]);
    let again = format!("{events}\n1,2026-07-10,objected,L,\n1,2026-07-11,returned,L,");
    let (world, found) = asked(With { events: &again, ..with });
    assert_eq!(answer(With { events: &again, ..with }), "L by designated", "it may not return it again");
    let id = |agency| world.agencies().id(agency);
    assert_eq!(found.bound.iter().map(|b| id(b.0)).collect::<Vec<_>>(), ["L"]);
    let wrong: Vec<Vec<&str>> =
        found.returns.iter().map(|r| r.wrong.iter().map(|w| w.name()).collect()).collect();
    let expected: [&[&str]; 4] = [&[], &[], &["too_often", "designated"], &["designated"]];
    assert_eq!(wrong, expected, "L's first objection had been upheld, so its return was approved");
    let rejected = "1,2026-07-05,objected,H,\n1,2026-07-06,ruled,P,rejected";
    assert_eq!(answer(With { events: rejected, ..with }), "H by objection_rejected");
    let accused = With { case: "1,v,land,2026-07-01,,L,,", ..with };
    assert_eq!(answer(accused), "P by entry", "no ruling sends a complaint to whom it accuses");
}

#[test]
fn the_accused_and_all_under_them_are_left_out() {
    let takes = ROUTING.to_owned()
        + &taker("housing", "takes = [\"land\"]")
        + &taker("station", "takes = [\"land\"]");
    let with = With { rules: &takes, handoffs: "1,1,T,P,,2026-07-02,2026-07-03,", ..With::default() };
    let against_h = With { case: "1,v,land,2026-07-01,,H,,", ..with };
    assert_eq!(excluded(against_h), ["H accused", "U under_accused"]);
    assert_eq!(answer(against_h), "P by entry");
    let of_person = With { case: "1,v,land,2026-07-01,,,h,", ..with };
    assert_eq!(excluded(of_person), ["H of_accused", "U under_accused"]);
    let (world, found) = asked(of_person);
    assert_eq!(world.people().id(found.recused[0].person), "h");
    let old = With { case: "1,v,land,2026-07-01,,O,,", ..with };
    assert_eq!(excluded(old), ["O accused", "H successor_of_accused", "U under_accused"]);
    let superior =
        With { case: "1,v,land,2026-07-01,,H,,", rules: "", events: "1,2026-07-02,recused,G,", ..with };
    assert_eq!(answer(superior), "P by dispatched");
}

#[test]
fn above_the_accused_when_nobody_else_is_left() {
    let agencies = AGENCIES.replace("c,,true", "c,,");
    assert_ne!(agencies, AGENCIES);
    let world = snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nt,c,town,镇\nv,t,village,村"),
        (Table::Agencies, &agencies),
        (Table::Cases, "id,village_code,kind,opened_at,against_agency\n1,v,land,2026-07-01,U"),
    ]);
    let case = world.cases().find("1").unwrap();
    let found = route(&world, &rules(""), moment("2026-08-01"), case);
    let superior = world.agencies().find("H").unwrap();
    assert_eq!(found.outcome, Outcome::Unit { agency: superior, rule: Rule::AboveAccused });
}

#[test]
fn a_dissolved_unit_is_followed_by_its_successor() {
    let with = With { handoffs: "1,1,P,O,,2026-07-02,,", ..With::default() };
    assert_eq!(answer(with), "H by dispatched");
    let (world, found) = asked(with);
    let line = found.lines.iter().find(|line| line.rule == Rule::Dispatched).unwrap();
    assert_eq!(line.found[0].instead_of.map(|a| world.agencies().id(a)), Some("O"));
}

#[test]
fn a_decider_stands_clear_of_the_complaint() {
    let takes = "takes = [\"land\"]";
    let both = ROUTING.to_owned() + &taker("petition", takes) + &taker("labour", takes);
    let with = With {
        rules: &both,
        events: "1,2026-07-05,accepted,P,\n1,2026-07-06,accepted,L,",
        ..With::default()
    };
    assert_eq!(answer(with), "G decides L,P: all_claim by common_superior");
    let recused = "1,2026-07-04,recused,G,\n1,2026-07-05,accepted,P,\n1,2026-07-06,accepted,L,";
    assert_eq!(answer(With { events: recused, ..with }), "J decides L,P: all_claim by conference");
}

#[test]
fn people_with_an_interest_keep_away() {
    let rules = "[recusal]\ninterest_roles = [\"relative\"]\nhandling_roles = [\"mediator\"]
        [[teams]]\nname = \"law\"\ntitle = { zh = \"法律\", en = \"law\" }\ntakes = [\"land\"]
        [[tiers]]\nname = \"hard\"\ntitle = { zh = \"难\", en = \"hard\" }\nparties = [[\"court\"], [\"town_office\"]]\nleader_role = \"leader\"\ntask_force = true\n";
    let with = With {
        rules,
        case: "1,v,land,2026-07-01,hard,,,",
        handoffs: "1,1,P,T,,2026-07-02,,",
        assignments: "m,1,relative,2026-07-01\nm,1,mediator,2026-07-01\nn,1,leader,2026-07-01\nm,1,leader,2026-07-01",
        ..With::default()
    };
    let (world, found) = asked(with);
    let id = |agency| world.agencies().id(agency);
    let recused: Vec<_> =
        found.recused.iter().map(|r| (world.people().id(r.person), r.handles.is_some())).collect();
    assert_eq!(recused, [("m", true)]);
    let teams: Vec<_> = found.teams.iter().map(|t| (id(t.agency), t.people)).collect();
    assert_eq!(teams, [("T", 1)], "of two there, one keeps away");
    let leaders: Vec<_> = found.leader.unwrap().people.iter().map(|&p| world.people().id(p)).collect();
    assert_eq!((leaders, found.task_force), (vec!["n"], Some(false)));
    let wanted: Vec<_> = found.wanted.iter().map(|w| (w.there.map(id), w.ask.len())).collect();
    assert_eq!(wanted, [(None, 1), (Some("T"), 0)]);
}

#[test]
fn returns_have_a_deadline_a_ruling_and_a_count() {
    // Received on Friday 3 July: five working days end on Friday the 10th.
    let hops = "1,1,P,H,,2026-07-02,2026-07-03,";
    let events = "1,2026-07-11,objected,H,\n1,2026-07-13,returned,H,";
    let (_, found) = asked(With { handoffs: hops, events, rules: ROUTING, ..With::default() });
    let first = &found.returns[0];
    let due = first.due.and_then(|due| due.settled()).unwrap();
    assert_eq!(crate::model::time::Zone::format_day(due.last_day), "2026-07-10");
    assert_eq!((first.seq, first.nth, first.ruling), (Some(1), 1, None));
    assert!(first.ruling_clock.is_some());
    let wrong: Vec<Vec<&str>> =
        found.returns.iter().map(|r| r.wrong.iter().map(|w| w.name()).collect()).collect();
    assert_eq!(wrong, [["late"], ["not_approved"]]);
}

#[test]
fn a_unit_whose_objection_was_rejected_stays_bound_though_it_had_been_designated_before() {
    let events = "1,2026-07-02,designated,H,\n1,2026-07-03,objected,H,\n1,2026-07-06,ruled,P,rejected\n1,2026-07-08,returned,H,";
    let with = With { events, rules: ROUTING, ..With::default() };
    assert_eq!(answer(with), "H by objection_rejected");
    let dated = "1,2026-07-03 09:00,objected,H,\n1,2026-07-03,ruled,P,rejected\n1,2026-07-08,returned,H,";
    assert_eq!(answer(With { events: dated, ..with }), "H by objection_rejected", "ruled on the day");
}
