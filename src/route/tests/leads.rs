//! Who received a case as theirs, and who may lead it, on the county of the other tests.

use super::{AGENCIES, PEOPLE, ROUTING, With, answer, asked, moment, rules as playbook};
use crate::model::table::Table;
use crate::route::route;
use crate::snapshot::testing::snapshot;

#[test]
fn an_office_that_only_took_it_in_is_no_first_receiver() {
    let leads = ROUTING.replace("= false", "= true");
    let hops =
        "1,1,T,P,,2026-07-02,2026-07-02,\n1,2,P,H,,2026-07-03,2026-07-04,\n1,3,P,L,,2026-07-03,2026-07-05,";
    let with = With { rules: &leads, handoffs: hops, ..With::default() };
    let passed = "1,2026-07-02,registered,P,\n1,2026-07-02,informed,P,\n1,2026-07-03,transferred,P,";
    assert_eq!(answer(with), "H by first_receiver");
    assert_eq!(answer(With { events: passed, ..with }), "H by first_receiver", "it registered and passed on");
    let mediated = format!("{passed}\n1,2026-07-03,mediated,P,");
    assert_eq!(answer(With { events: &mediated, ..with }), "P by first_receiver", "it handled it besides");
    let lead = hops.replace("T,P,,", "T,P,lead,");
    assert_eq!(answer(With { handoffs: &lead, ..with }), "P by first_receiver", "it was given the lead");
    let waits = "1,1,T,P,,2026-07-02,2026-07-02,";
    assert_eq!(answer(With { handoffs: waits, ..with }), "P by first_receiver", "it has it still");
    let later = format!("{passed}\n1,2026-08-03,mediated,P,");
    assert_eq!(answer(With { events: &later, ..with }), "H by first_receiver", "that is still to come");
}

#[test]
fn a_leader_who_serves_the_accused_is_not_named() {
    let rules =
        "[[tiers]]\nname = \"hard\"\ntitle = { zh = \"难\", en = \"hard\" }\nleader_role = \"leader\"\n
        [[teams]]\nname = \"law\"\ntitle = { zh = \"法律\", en = \"law\" }\n";
    let leads = "h,1,leader,2026-07-01\nr,1,leader,2026-07-01\nn,1,leader,2026-07-01";
    let leaders = |against: &str, assignments: &str| {
        let case = format!("1,v,land,2026-07-01,hard,{against},,");
        let with = With { rules, case: &case, assignments, ..With::default() };
        let (world, found) = asked(with);
        let people = found.leader.unwrap().people;
        people.iter().map(|&p| world.people().id(p).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(leaders("", leads), ["h", "n", "r"]);
    assert_eq!(leaders("H", leads), ["n", "r"], "h belongs to housing");
    assert_eq!(leaders("G", leads), [] as [&str; 0], "all of them serve under the government");
    let posted = "n,1,leader,2026-07-01\nr,1,leader,2026-07-01";
    assert_eq!(leaders("H", posted), ["n", "r"]);
    let (world, playbook) = (
        snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nt,c,town,镇\nv,t,village,村"),
            (Table::Agencies, AGENCIES),
            (Table::People, PEOPLE),
            (Table::Cases, "id,village_code,kind,opened_at,tier,against_agency\n1,v,land,2026-07-01,hard,H"),
            (
                Table::Assignments,
                "person_id,case_id,agency_id,role,valid_from,valid_to
                n,1,,leader,2026-07-01,
                r,1,,leader,2026-07-01,
                n,,U,deputy,2026-01-01,
                m,,U,deputy,2026-01-01,
                r,,H,deputy,2026-01-01,2026-07-15",
            ),
        ]),
        playbook(rules),
    );
    let case = world.cases().find("1").unwrap();
    let found = route(&world, &playbook, moment("2026-08-01"), case);
    let people: Vec<_> = found.leader.unwrap().people.iter().map(|&p| world.people().id(p)).collect();
    assert_eq!(people, ["r"], "n has a post at the station under housing, r had one");
    let teams: Vec<_> = found.teams.iter().map(|t| (world.agencies().id(t.agency), t.people)).collect();
    assert_eq!(teams, [("P", 1)], "of the town's two, both have a post there");
}
