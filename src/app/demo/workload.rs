//! Who carries the open cases, and how many each mediator may carry.
//!
//! Capacities are set when the loads are known: an overloaded mediator's lies three to five cases below the load, any
//! other's at least two above it.

use super::draw::Draw;
use super::lives::Life;
use super::places::Places;
use super::rows::{Assignment, DAY_S, HOUR_S, TODAY, Target};
use super::staff::{MEDIATOR, OVERLOADED, Staff};

/// A whole case in the unit of loads: villages share a case among one, two or three mediators.
const WHOLE: u32 = 6;
const OWN_BASIS: &str = "样例指派理由:双方当事人共同选定";

/// Gives some cases a mediator of their own, and every mediator a capacity.
pub fn share_out(seed: u64, places: &Places, staff: &mut Staff, lives: &[Life]) {
    let mut draw = Draw::stream(seed, "workload");
    let own = own_mediators(&mut draw, places, staff, lives);
    let mut loads = vec![0u32; staff.people.len()];
    for (life, own) in lives.iter().zip(&own).filter(|(life, _)| life.is_open()) {
        let shared = &staff.mediators_of[life.village];
        match own {
            Some(person) => loads[*person] += WHOLE,
            None => {
                for &person in shared {
                    loads[person] += WHOLE / u32::try_from(shared.len()).unwrap_or(WHOLE);
                }
            }
        }
    }
    for (case, (life, person)) in lives.iter().zip(own).enumerate() {
        if let Some(person) = person {
            staff.assignments.push(own_assignment(case, life, person));
        }
    }
    set_capacities(&mut draw, staff, &loads);
}

/// The mediator that a case has to itself, by case: few cases have one.
fn own_mediators(draw: &mut Draw, places: &Places, staff: &Staff, lives: &[Life]) -> Vec<Option<usize>> {
    let mut own = vec![None; lives.len()];
    for (life, own) in lives.iter().zip(&mut own) {
        let mediators = &staff.mediators_of_town[places.villages[life.village].town];
        if !staff.burdened[life.village] && draw.chance(40) {
            *own = mediators.get(draw.index(mediators.len())).copied();
        }
    }
    // Every second burdened mediator also carries cases of the same town's other villages.
    for &person in staff.burdened_mediators.iter().step_by(2) {
        let centre = staff.people[person].agency;
        let take = 2 + draw.index(4);
        let nearby = lives.iter().zip(&mut own).filter(|(life, own)| {
            let village = places.villages[life.village];
            own.is_none()
                && life.is_open()
                && !staff.burdened[life.village]
                && places.towns[village.town].centre == centre
        });
        for (_, own) in nearby.take(take) {
            *own = Some(person);
        }
    }
    own
}

fn own_assignment(case: usize, life: &Life, person: usize) -> Assignment {
    // The world's zone is eight hours ahead of UTC.
    let day = |instant_s: i64| i32::try_from((instant_s + 8 * HOUR_S).div_euclid(DAY_S)).unwrap_or(TODAY);
    Assignment {
        person,
        target: Target::Case(case),
        role: MEDIATOR,
        valid_from: day(life.opened_at),
        valid_to: life.closed_at.map(|closed_at| day(closed_at) + 1),
        basis: OWN_BASIS,
    }
}

fn set_capacities(draw: &mut Draw, staff: &mut Staff, loads: &[u32]) {
    for (person, &load) in staff.people.iter_mut().zip(loads) {
        let Some(capacity) = person.capacity else { continue };
        let needed = load.div_ceil(WHOLE) + 2;
        let raised = if capacity < needed { needed.next_multiple_of(5) } else { capacity };
        // Some are not bound by a number.
        person.capacity = (!draw.chance(20)).then_some(raised);
    }
    for (nth, &person) in staff.burdened_mediators.iter().enumerate() {
        let below = 3 + u32::try_from(draw.below(3)).unwrap_or(0);
        let capacity = (loads[person] / WHOLE).saturating_sub(below);
        staff.people[person].capacity = (nth < OVERLOADED).then_some(capacity);
    }
}
