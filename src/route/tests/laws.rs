//! What holds in every world: nobody complained against, nobody under them, and deciders above both or a conference.

use proptest::prelude::*;

use super::{moment, rules};
use crate::model::table::Table;
use crate::route::answer::{Outcome, Route, Way, Why};
use crate::route::route;
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::testing::snapshot;

const KINDS: [&str; 5] = ["petition", "town_office", "housing", "court", "joint_conference"];
const EVENTS: [&str; 8] =
    ["accepted", "objected", "returned", "declined", "ruled", "designated", "recused", "handled"];

/// Units, each with its kind, place, superior (one of a smaller number), whether it coordinates, and its successor (one
/// of a larger number) if it is no more.
type Units = Vec<(usize, usize, Option<usize>, bool, Option<usize>)>;

#[derive(Clone, Debug)]
struct Drawn {
    units: Units,
    against: (Option<usize>, Option<usize>),
    hops: Vec<(usize, usize, u8, u8)>,
    events: Vec<(usize, usize, usize)>,
    posts: Vec<usize>,
    section: usize,
}

prop_compose! {
    fn drawn()(
        units in prop::collection::vec(
            (0..KINDS.len(), 0..3usize, prop::option::of(0..12usize), prop::bool::weighted(0.2), prop::option::weighted(0.2, 0..12usize)),
            2..12,
        ),
        against in (prop::option::weighted(0.6, 0..12usize), prop::option::weighted(0.3, 0..3usize)),
        hops in prop::collection::vec((0..12usize, 0..12usize, 0..3u8, 0..3u8), 0..6),
        events in prop::collection::vec((0..EVENTS.len(), 0..12usize, 0..3usize), 0..9),
        posts in prop::collection::vec(0..12usize, 3),
        section in 0..4usize,
    ) -> Drawn {
        Drawn { units, against, hops, events, posts, section }
    }
}

const SECTIONS: [&str; 4] = [
    "",
    "[routing]\nfirst_receiver_leads = true\nconference_kind = \"joint_conference\"\n",
    "[routing]\nfirst_receiver_leads = false\nentry_kinds = [\"petition\", \"town_office\"]\nconference_kind = \"joint_conference\"
        [[agency_kinds]]\nname = \"housing\"\ntitle = { zh = \"住\", en = \"h\" }\ntakes = [\"land\"]
        [[agency_kinds]]\nname = \"court\"\ntitle = { zh = \"院\", en = \"c\" }\ntakes = [\"land\"]\n",
    "[routing]\nfirst_receiver_leads = false\n[joint]\nunits_min = 2\nlead_kinds = [\"petition\"]\nguide_kinds = [\"court\"]\n",
];

fn world(drawn: &Drawn) -> Snapshot {
    let count = drawn.units.len();
    let name = |unit: usize| format!("u{:02}", unit % count);
    let mut agencies = "id,name,kind,division_code,parent_id,coordinates,successor_id,valid_to\n".to_owned();
    for (at, &(kind, place, parent, coordinates, successor)) in drawn.units.iter().enumerate() {
        let parent = parent.filter(|_| 0 < at).map_or(String::new(), |p| name(p % at));
        let successor = successor.filter(|_| at + 1 < count).map(|s| name(at + 1 + s % (count - at - 1)));
        let end = if successor.is_some() { "2026-01-01" } else { "" };
        let place = ["v", "t", "c"][place];
        agencies += &format!(
            "{},n,{},{place},{parent},{coordinates},{},{end}\n",
            name(at),
            KINDS[kind],
            successor.unwrap_or_default(),
        );
    }
    let people: String = drawn
        .posts
        .iter()
        .enumerate()
        .map(|(at, &post)| format!("p{at},official,{}\n", name(post)))
        .collect();
    let against = |text: Option<String>| text.unwrap_or_default();
    let case = format!(
        "id,village_code,kind,opened_at,against_agency,against_person\n1,v,land,2026-07-01,{},{}",
        against(drawn.against.0.map(name)),
        against(drawn.against.1.map(|p| format!("p{p}"))),
    );
    let mut hops = "case_id,seq,from_agency,to_agency,role,sent_at,received_at\n".to_owned();
    for (at, &(from, to, role, received)) in drawn.hops.iter().enumerate() {
        let (day, role) = (at + 2, ["", "lead", "participating"][usize::from(role)]);
        let received =
            if received == 0 { String::new() } else { format!("2026-07-{:02}", day + usize::from(received)) };
        hops += &format!("1,{},{},{},{role},2026-07-{day:02},{received}\n", at + 1, name(from), name(to));
    }
    let mut events = "case_id,at,kind,agency_id,result\n".to_owned();
    for (at, &(kind, unit, result)) in drawn.events.iter().enumerate() {
        let result = if EVENTS[kind] == "ruled" { ["", "upheld", "rejected"][result] } else { "" };
        events += &format!("1,2026-07-{:02},{},{},{result}\n", at + 5, EVENTS[kind], name(unit));
    }
    snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nt,c,town,镇\nv,t,village,村"),
        (Table::Agencies, &agencies),
        (Table::People, &format!("id,kind,agency_id\n{people}")),
        (Table::Cases, &case),
        (Table::Handoffs, &hops),
        (Table::CaseEvents, &events),
    ])
}

/// Whether `unit`, or one above it, is complained against: said anew, by walking up.
fn is_under_accused(world: &Snapshot, unit: AgencyIdx) -> bool {
    let case = world.cases().find("1").unwrap();
    let (agency, person) = (world.cases().against_agency(case), world.cases().against_person(case));
    let named: Vec<AgencyIdx> =
        agency.into_iter().chain(person.and_then(|p| world.people().agency(p))).collect();
    let heirs: Vec<AgencyIdx> = named.iter().flat_map(|&a| world.agencies().successors(a)).collect();
    let mut at = Some(unit);
    while let Some(unit) = at {
        if heirs.contains(&unit) {
            return true;
        }
        at = world.agencies().parent(unit);
    }
    false
}

fn found(world: &Snapshot, section: usize) -> Route {
    let case = world.cases().find("1").unwrap();
    route(world, &rules(SECTIONS[section]), moment("2026-08-01"), case)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_accused_takes_decides_or_is_asked(drawn in drawn()) {
        let world = world(&drawn);
        let found = found(&world, drawn.section);
        let mut named: Vec<AgencyIdx> = found.wanted.iter().flat_map(|w| w.ask.iter().chain(&w.there)).copied().collect();
        named.extend(found.teams.iter().map(|team| team.agency));
        match &found.outcome {
            Outcome::Unit { agency, .. } => named.push(*agency),
            Outcome::Decider { agency, between, .. } => {
                named.push(*agency);
                named.extend(between);
            }
            Outcome::Undecided { between, .. } => named.extend(between),
            Outcome::Nobody => {}
        }
        for unit in named {
            prop_assert!(!is_under_accused(&world, unit), "{}", world.agencies().id(unit));
        }
        for unit in world.agencies().iter() {
            let why = found.excluded.iter().find(|row| row.agency == unit).map(|row| row.why);
            prop_assert_eq!(why.is_some_and(|why| why <= Why::UnderAccused), is_under_accused(&world, unit));
        }
    }

    #[test]
    fn a_decider_stands_above_all_or_is_a_conference(drawn in drawn()) {
        let world = world(&drawn);
        let today = moment("2026-08-01").today;
        let agencies = world.agencies();
        match found(&world, drawn.section).outcome {
            Outcome::Decider { agency, way, between, .. } => {
                prop_assert!(1 < between.len() && !between.contains(&agency));
                prop_assert!(agencies.validity(agency).holds(today));
                match way {
                    Way::CommonSuperior => {
                        for unit in between {
                            prop_assert!(agencies.line(unit).skip(1).any(|above| above == agency));
                        }
                    }
                    Way::Conference => {
                        let is_one = |a: AgencyIdx| {
                            agencies.kind(a).map(|kind| world.words().get(kind)) == Some("joint_conference")
                        };
                        let inherits = agencies.iter().any(|a| is_one(a) && agencies.successors(a).any(|h| h == agency));
                        prop_assert!(inherits, "neither a conference nor the heir of one");
                    }
                }
            }
            Outcome::Unit { agency, .. } => prop_assert!(agencies.validity(agency).holds(today)),
            Outcome::Undecided { between, .. } => prop_assert!(1 < between.len()),
            Outcome::Nobody => {}
        }
    }

    #[test]
    fn asked_twice_it_says_the_same_and_rules_agree_with_the_answer(drawn in drawn()) {
        let world = world(&drawn);
        let one = found(&world, drawn.section);
        prop_assert_eq!(&one, &found(&world, drawn.section));
        let deciding = one.lines.iter().filter(|line| ["takes", "conflict"].contains(&line.says.name())).count();
        prop_assert_eq!(deciding, usize::from(one.outcome != Outcome::Nobody));
    }
}
