//! Making a demonstration world from a number.

use super::draw::Draw;
use super::lives::{Life, live};
use super::places::Places;
use super::planted::{Planted, PlantedComplaint, PlantedPingPong, PlantedRing};
use super::routes::Faulty;
use super::rows::{Case, DAY_S, Handoff, NOW, NOW_S, World, ZONE};
use super::staff::{OVERLOADED, Staff};
use super::{plants, posts, traces, workload};

const CHANNELS: [&str; 5] =
    ["people_mediation", "litigation_service", "legal_aid", "complaint", "police_docking"];
const ACTIONS: [&str; 4] = ["转办", "交办", "会办", "报送"];
const OUTCOMES: [&str; 4] =
    ["样例结果:达成调解协议", "样例结果:出具处理意见", "样例结果:引导依法诉讼", "样例结果:撤回诉求"];
const RATINGS: [&str; 3] = ["satisfied", "fair", "dissatisfied"];
/// Whom the planted complaints of each slow unit name.
const COMPLAINTS: [&str; 3] = ["unit", "superior", "official"];

/// The demonstration world of `seed`: about 2,000 villages and 20,000 cases.
///
/// The same number gives the same world, byte for byte.
#[must_use]
pub fn generate(seed: u64) -> World {
    let mut places = Places::new(seed);
    let faulty = Faulty::new(seed, &places);
    let mut staff = Staff::new(seed, &places);
    let lives = live(seed, &places, &staff, &faulty);
    workload::share_out(seed, &places, &mut staff, &lives);
    let dissolved = plants::dissolve(&mut places, &faulty, &lives);
    let mut cases = cases(seed, &places, &lives);
    complain_elsewhere(seed, &places, &faulty, &lives, &mut cases);
    let complaints = plant_complaints(seed, &places, &staff, &faulty, &lives, &mut cases);
    plants::complain_to_the_accused(seed, &places, &staff, &lives, &mut cases);
    let late_planted = Planted {
        complaints,
        stalled: plants::stalled(&lives, &cases),
        orphans: plants::orphans(&places, dissolved, &lives, &cases),
        conflicts: plants::conflicts(&places.agencies, &staff.people, &lives, &cases),
        ..Planted::default()
    };
    let planted = planted(seed, &places, &staff, &faulty, (&lives, &cases), late_planted);
    posts::fill(&mut places, &mut staff);
    World {
        seed,
        now: NOW_S,
        handoffs: handoffs(seed, &lives),
        events: traces::events(seed, &lives, &cases),
        parties: traces::parties(seed, cases.len()),
        screenings: traces::screenings(seed, &places),
        cases,
        divisions: places.divisions,
        agencies: places.agencies,
        people: staff.people,
        assignments: staff.assignments,
        planted,
    }
}

fn cases(seed: u64, places: &Places, lives: &[Life]) -> Vec<Case> {
    let mut draw = Draw::stream(seed, "cases");
    // 2026-01-01 in the world's zone is 181 days before its present.
    let year_s = NOW_S - 181 * DAY_S;
    let first_of_year = lives.partition_point(|l| l.opened_at < year_s);
    let case = |(index, life): (usize, &Life)| {
        let (year, number) =
            if index < first_of_year { (2025, index + 1) } else { (2026, index - first_of_year + 1) };
        let tier = match life.hops.len() {
            0..5 => "simple",
            5..8 => "ordinary",
            _ => "hard",
        };
        let (outcome, rating) = (OUTCOMES[draw.index(4)], RATINGS[draw.index(6).saturating_sub(3)]);
        let (ended, rated) = (life.closed_at.is_some(), draw.chance(600));
        Case {
            id: format!("LJ{year}-{number:05}"),
            village: places.villages[life.village].division,
            kind: life.route.kind,
            opened_at: life.opened_at,
            channel: CHANNELS[draw.index(CHANNELS.len())],
            tier,
            against_agency: None,
            against_person: None,
            closed_at: life.closed_at,
            outcome: if ended { outcome } else { "" },
            rating: if ended && rated { rating } else { "" },
        }
    };
    lives.iter().enumerate().map(case).collect()
}

fn handoffs(seed: u64, lives: &[Life]) -> Vec<Handoff> {
    let mut draw = Draw::stream(seed, "handoffs");
    let mut rows = Vec::new();
    for (case, life) in lives.iter().enumerate() {
        for (seq, hop) in (1..).zip(&life.hops) {
            let action = ACTIONS[draw.index(ACTIONS.len())];
            rows.push(Handoff {
                case,
                seq,
                from: hop.from,
                to: hop.to,
                sent_at: hop.sent_at,
                received_at: hop.received_at,
                finished_at: hop.finished_at,
                action,
                role: if action == "会办" { "participating" } else { "lead" },
            });
        }
    }
    rows
}

/// Some cases complain against a department that has nothing to do with them, is not slow and stands above none that
/// has.
fn complain_elsewhere(seed: u64, places: &Places, faulty: &Faulty, lives: &[Life], cases: &mut [Case]) {
    let mut draw = Draw::stream(seed, "complaints elsewhere");
    for (life, case) in lives.iter().zip(cases) {
        if !draw.chance(10) {
            continue;
        }
        let county = places.towns[places.villages[life.village].town].county;
        let departments = places.counties[county].departments();
        let against = departments.start + draw.index(departments.len());
        let above = |stop: usize| std::iter::successors(Some(stop), |&at| places.agencies[at].parent);
        let concerned = life.route.stops.iter().any(|&stop| above(stop).any(|agency| agency == against));
        let was_dissolved = places.agencies[against].valid_to.is_some();
        if !concerned && !was_dissolved && !faulty.slow.contains(&against) {
            case.against_agency = Some(against);
        }
    }
}

/// Lets three late cases of every slow unit complain against it: one names the unit, one its superior, one its
/// official. The first is one that still waits, when there is one.
fn plant_complaints(
    seed: u64,
    places: &Places,
    staff: &Staff,
    faulty: &Faulty,
    lives: &[Life],
    cases: &mut [Case],
) -> Vec<PlantedComplaint> {
    let mut draw = Draw::stream(seed, "complaints");
    let mut complaints = Vec::new();
    for &unit in &faulty.slow {
        let late_at = |life: &Life| life.hops.iter().any(|h| h.to == unit && h.is_late());
        let mut late: Vec<usize> = (0..lives.len()).filter(|&c| late_at(&lives[c])).collect();
        draw.shuffle(&mut late);
        let waits_for = |case: &usize| {
            lives[*case].is_open()
                && lives[*case].hops.last().is_some_and(|h| h.to == unit && h.received_at.is_none())
        };
        late.sort_by_key(|case| !waits_for(case));
        for (&index, against) in late.iter().zip(COMPLAINTS) {
            let case = &mut cases[index];
            (case.against_agency, case.against_person) = match against {
                "unit" => (Some(unit), None),
                "superior" => (places.agencies[unit].parent, None),
                _ => (None, Some(staff.head_of[unit])),
            };
            let unit = places.agencies[unit].id.clone();
            complaints.push(PlantedComplaint { unit, case: case.id.clone(), against: against.to_owned() });
        }
    }
    complaints.sort_by(|a, b| (&a.unit, &a.case).cmp(&(&b.unit, &b.case)));
    complaints
}

/// What was planted from the beginning, added to what was planted `late`.
fn planted(
    seed: u64,
    places: &Places,
    staff: &Staff,
    faulty: &Faulty,
    (lives, cases): (&[Life], &[Case]),
    late: Planted,
) -> Planted {
    let sorted = |mut ids: Vec<String>| {
        ids.sort_unstable();
        ids
    };
    let agency = |at: usize| places.agencies[at].id.clone();
    let overloaded = staff.burdened_mediators.iter().take(OVERLOADED);
    let bounced = lives.iter().zip(cases).filter(|(life, _)| life.route.bounces);
    let rounded = lives.iter().zip(cases).filter(|(life, _)| life.route.rounds);
    let bouncing = sorted(vec![agency(faulty.bouncing.0), agency(faulty.bouncing.1)]);
    Planted {
        seed,
        now: NOW.to_owned(),
        zone: ZONE.to_owned(),
        slow_units: sorted(faulty.slow.iter().map(|&at| agency(at)).collect()),
        uncovered: staff.uncovered.clone(),
        overloaded: sorted(overloaded.map(|&p| staff.people[p].id.clone()).collect()),
        ping_pong: PlantedPingPong {
            a: bouncing[0].clone(),
            b: bouncing[1].clone(),
            cases: sorted(bounced.map(|(_, case)| case.id.clone()).collect()),
        },
        ring: PlantedRing {
            agencies: sorted(faulty.ring.map(agency).to_vec()),
            cases: sorted(rounded.map(|(_, case)| case.id.clone()).collect()),
        },
        broken_chain: staff.broken_chain.clone(),
        thin_cover: staff.thin_cover.clone(),
        ..late
    }
}
