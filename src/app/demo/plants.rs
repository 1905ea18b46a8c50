//! Faults that are planted when cases have been lived: an agency that is dissolved, complaints that lie with whom they
//! accuse; and the lists of what lies where, drawn up from the rows themselves.

use super::draw::Draw;
use super::lives::{HELD_DAYS_MAX, Hop, Life};
use super::places::Places;
use super::planted::{PlantedConflict, PlantedHandoff, PlantedOrphans};
use super::routes::Faulty;
use super::rows::{Agency, Case, DAY_S, NOW_S, Person, TODAY};
use super::staff::Staff;

/// The department of one county that is dissolved, and the one that takes its matters over.
const DISSOLVED: &str = "industry";
const HEIR: &str = "market_regulation";
/// Departments with whom complaints against them are left lying; none of them is ever slow.
const ACCUSED: [&str; 5] = ["court", "public_security", "justice", "health", "education"];
/// Whom the planted conflicts name, and whether the accused has received the case or is to receive it.
const CONFLICTS: [(&str, bool); 6] = [
    ("unit", true),
    ("superior", true),
    ("official", true),
    ("unit", false),
    ("superior", false),
    ("official", false),
];

/// Dissolves a department today: of those in counties without other faults, the one that holds most open cases.
/// Returns its position.
pub fn dissolve(places: &mut Places, faulty: &Faulty, lives: &[Life]) -> Option<usize> {
    let held_by = |agency: usize| {
        let holds = |life: &&Life| life.is_open() && life.hops.last().is_some_and(|h| h.holder() == agency);
        lives.iter().filter(holds).count()
    };
    let counties = faulty.faultless_counties.iter().map(|&county| places.counties[county].clone());
    let county = counties.max_by_key(|county| held_by(county.department(DISSOLVED)))?;
    let (gone, heir) = (county.department(DISSOLVED), county.department(HEIR));
    places.agencies[gone].valid_to = Some(TODAY);
    places.agencies[gone].successor = Some(heir);
    Some(gone)
}

/// Lets six open cases complain against a department, its superior or its head while they lie with it.
pub fn complain_to_the_accused(
    seed: u64,
    places: &Places,
    staff: &Staff,
    lives: &[Life],
    cases: &mut [Case],
) {
    let mut draw = Draw::stream(seed, "conflicts");
    let mut order = draw.order(lives.len());
    for (against, received) in CONFLICTS {
        let fits = |&case: &usize| {
            let accused = |hop: &Hop| ACCUSED.contains(&places.agencies[hop.to].kind);
            let free = cases[case].against_agency.is_none() && cases[case].against_person.is_none();
            let last = lives[case].hops.last().filter(|hop| hop.received_at.is_some() == received);
            free && lives[case].is_open() && last.is_some_and(accused)
        };
        let Some(at) = order.iter().position(fits) else { continue };
        let case = order.swap_remove(at);
        let unit = lives[case].hops.last().map_or(0, |hop| hop.to);
        let row = &mut cases[case];
        match against {
            "unit" => row.against_agency = Some(unit),
            "superior" => row.against_agency = places.agencies[unit].parent.or(Some(unit)),
            _ => row.against_person = Some(staff.head_of[unit]),
        }
    }
}

/// The handoffs that an agency has had in hand for too long.
#[must_use]
pub fn stalled(lives: &[Life], cases: &[Case]) -> Vec<PlantedHandoff> {
    let mut found = Vec::new();
    for (life, case) in lives.iter().zip(cases).filter(|(life, _)| life.is_open()) {
        for (seq, hop) in (1..).zip(&life.hops) {
            let since = hop.received_at.filter(|_| hop.finished_at.is_none());
            if since.is_some_and(|at| HELD_DAYS_MAX * DAY_S < NOW_S - at) {
                found.push(PlantedHandoff { case: case.id.clone(), seq });
            }
        }
    }
    found.sort_unstable();
    found
}

/// The open cases that no agency holds.
#[must_use]
pub fn orphans(places: &Places, dissolved: Option<usize>, lives: &[Life], cases: &[Case]) -> PlantedOrphans {
    let mut found = PlantedOrphans {
        dissolved: dissolved.map_or_else(String::new, |at| places.agencies[at].id.clone()),
        ..PlantedOrphans::default()
    };
    for (life, case) in lives.iter().zip(cases).filter(|(life, _)| life.is_open()) {
        match life.hops.last() {
            None => found.no_handoff.push(case.id.clone()),
            Some(last) if Some(last.holder()) == dissolved => found.holder_gone.push(case.id.clone()),
            Some(_) => {}
        }
    }
    found.no_handoff.sort_unstable();
    found.holder_gone.sort_unstable();
    found
}

/// The open cases that lie with whom they complain against.
#[must_use]
pub fn conflicts(
    agencies: &[Agency],
    people: &[Person],
    lives: &[Life],
    cases: &[Case],
) -> Vec<PlantedConflict> {
    let mut found = Vec::new();
    for (life, case) in lives.iter().zip(cases).filter(|(life, _)| life.is_open()) {
        let Some(last) = life.hops.last() else { continue };
        let named = [case.against_agency, case.against_person.map(|person| people[person].agency)];
        let heirs = named.iter().flatten().filter_map(|&agency| agencies[agency].successor);
        let accused: Vec<usize> = named.iter().flatten().copied().chain(heirs).collect();
        let addressee = last.received_at.is_none().then_some(last.to);
        for agency in [Some(last.holder()), addressee].into_iter().flatten() {
            let mut line = std::iter::successors(Some(agency), |&at| agencies[at].parent);
            if let Some(against) = line.find(|unit| accused.contains(unit)) {
                found.push(PlantedConflict {
                    case: case.id.clone(),
                    agency: agencies[agency].id.clone(),
                    against: agencies[against].id.clone(),
                });
            }
        }
    }
    found.sort_unstable();
    found
}
