//! Officials and mediators, who is assigned to which village, and the villages that nobody covers.
//!
//! Every town's villages are cut into neighbourhoods of two to four, each served by one to three mediators. Forty
//! villages, each in a town of its own, are left uncovered, ten for each reason. Thirteen neighbourhoods are burdened:
//! three villages with one mediator, where most cases stay open. Twelve of those mediators will have a capacity below
//! their load; the thirteenth has none stated, and so is never overloaded. Three more neighbourhoods are thin: five,
//! six and seven villages with one mediator, where every other has four at most.
//!
//! Every village, town and county has an official contracted to it, but for eight villages and one town: their
//! official's contract has ended, has not begun or never was, or the official has left.

use super::draw::Draw;
use super::places::Places;
use super::planted::{PlantedThinCover, PlantedUncovered, PlantedVacancy};
use super::rows::{Assignment, Person, TODAY, Target};

/// Role whose holders cover a village.
pub const MEDIATOR: &str = "mediator";
/// Role of the official answerable for a division.
pub const CONTRACT_LEADER: &str = "contract_leader";

const UNCOVERED: usize = 40;
/// Neighbourhoods with one mediator and many open cases.
const BURDENED: usize = 13;
/// Burdened mediators whose capacity will be below their load.
pub const OVERLOADED: usize = 12;
const BURDENED_VILLAGES: usize = 3;
/// Villages of each thin neighbourhood.
const THIN_VILLAGES: [usize; 3] = [5, 6, 7];
/// Villages to which no official is contracted, two for each reason.
const VACANT: usize = 8;
/// Officials of a town who are contracted to its villages.
const TOWN_OFFICIALS: usize = 7;
const MEDIATOR_BASIS: &str = "样例人民调解员聘任文件";
const LEADER_BASIS: &str = "样例领导干部包保方案";

/// The lone mediator of a town's first neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lone {
    /// There is none.
    Nobody,
    /// With most cases staying open.
    Burdened,
    /// With that many villages.
    Thin(usize),
}

impl Lone {
    /// How many villages they serve alone.
    fn villages(self) -> Option<usize> {
        match self {
            Self::Nobody => None,
            Self::Burdened => Some(BURDENED_VILLAGES),
            Self::Thin(villages) => Some(villages),
        }
    }
}

/// Who works where.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Officials and mediators.
    pub people: Vec<Person>,
    /// Assignments to divisions.
    pub assignments: Vec<Assignment>,
    /// Positions of the valid mediators of each village, by its position among [`Places::villages`].
    pub mediators_of: Vec<Vec<usize>>,
    /// Whether most cases of a village stay open, likewise.
    pub burdened: Vec<bool>,
    /// The burdened mediators; the first [`OVERLOADED`] of them will be overloaded.
    pub burdened_mediators: Vec<usize>,
    /// Positions of each town's ordinary mediators.
    pub mediators_of_town: Vec<Vec<usize>>,
    /// Position of the first official of each agency, who heads it.
    pub head_of: Vec<usize>,
    /// Codes of the villages without a mediator.
    pub uncovered: PlantedUncovered,
    /// The mediators of the thin neighbourhoods.
    pub thin_cover: Vec<PlantedThinCover>,
    /// The levels at which no official answers for a village.
    pub broken_chain: Vec<PlantedVacancy>,
    draw: Draw,
    mediators: usize,
}

impl Staff {
    /// The staff of the world of `seed`.
    #[must_use]
    pub fn new(seed: u64, places: &Places) -> Self {
        let villages = places.villages.len();
        let mut staff = Self {
            people: Vec::new(),
            assignments: Vec::new(),
            mediators_of: vec![Vec::new(); villages],
            burdened: vec![false; villages],
            burdened_mediators: Vec::new(),
            mediators_of_town: vec![Vec::new(); places.towns.len()],
            head_of: Vec::new(),
            uncovered: PlantedUncovered::default(),
            thin_cover: Vec::new(),
            broken_chain: Vec::new(),
            draw: Draw::stream(seed, "staff"),
            mediators: 0,
        };
        staff.hire_officials(places);
        let uncovered_towns = staff.draw.order(places.towns.len());
        let burdened_towns = staff.draw.order(places.towns.len());
        for town in 0..places.towns.len() {
            let villages = places.towns[town].villages.clone();
            let gap = uncovered_towns[..UNCOVERED].contains(&town).then(|| {
                villages.start + BURDENED_VILLAGES + staff.draw.index(villages.len() - BURDENED_VILLAGES)
            });
            let place = burdened_towns.iter().position(|&other| other == town).unwrap_or(0);
            let lone = match place.checked_sub(BURDENED) {
                None => Lone::Burdened,
                Some(nth) => THIN_VILLAGES.get(nth).map_or(Lone::Nobody, |&villages| Lone::Thin(villages)),
            };
            staff.cover_town(places, town, gap, lone);
        }
        for (nth, &town) in uncovered_towns[..UNCOVERED].iter().enumerate() {
            let uncovered = |v: &usize| staff.mediators_of[*v].is_empty();
            if let Some(village) = places.towns[town].villages.clone().find(uncovered) {
                staff.leave_uncovered(places, town, village, nth);
            }
        }
        for codes in [
            &mut staff.uncovered.person_left,
            &mut staff.uncovered.lapsed,
            &mut staff.uncovered.not_yet,
            &mut staff.uncovered.never,
        ] {
            codes.sort_unstable();
        }
        staff.thin_cover.sort_unstable();
        staff.leave_vacant(seed, places);
        staff
    }

    fn hire_officials(&mut self, places: &Places) {
        for (agency, row) in places.agencies.iter().enumerate() {
            self.head_of.push(self.people.len());
            let posts = if row.kind == "town_office" { TOWN_OFFICIALS } else { 2 };
            for post in 0..posts {
                let number = self.people.len() + 1;
                let since = TODAY - 400 - i32::try_from(self.draw.below(1_500)).unwrap_or(0);
                self.people.push(Person {
                    id: format!("P{number:05}"),
                    kind: "official",
                    name: format!("样例干部{number:05}"),
                    agency,
                    title: if post == 0 { "主要负责人" } else { "经办人" },
                    capacity: None,
                    valid_from: since,
                    valid_to: None,
                });
            }
        }
        self.contract_officials(places);
    }

    /// Every village, town and county has an official who answers for it.
    fn contract_officials(&mut self, places: &Places) {
        for seat in &places.counties {
            let leader = self.head_of[places.city.department("political_legal")];
            self.assign(leader, seat.division, CONTRACT_LEADER, -600, None);
        }
        for town in &places.towns {
            let leader = self.head_of[places.counties[town.county].department("political_legal")];
            self.assign(leader, town.division, CONTRACT_LEADER, -500, None);
            let first = self.head_of[town.office];
            for (nth, village) in places.villages[town.villages.clone()].iter().enumerate() {
                self.assign(first + nth % TOWN_OFFICIALS, village.division, CONTRACT_LEADER, -400, None);
            }
        }
    }

    /// Covers all villages of a town but `gap`; its first neighbourhood has the lone mediator that it is to have.
    fn cover_town(&mut self, places: &Places, town: usize, gap: Option<usize>, lone: Lone) {
        let villages: Vec<usize> = places.towns[town].villages.clone().filter(|&v| Some(v) != gap).collect();
        let mut rest = villages.as_slice();
        if let Some(count) = lone.villages() {
            let (neighbourhood, others) = rest.split_at(count.min(rest.len()));
            rest = others;
            let mediator = self.hire_mediator(places.towns[town].centre, None);
            for &village in neighbourhood {
                self.burdened[village] = lone == Lone::Burdened;
                self.cover(places, village, mediator, -200);
            }
            if lone == Lone::Burdened {
                self.burdened_mediators.push(mediator);
            } else {
                let person = self.people[mediator].id.clone();
                self.thin_cover.push(PlantedThinCover { person, villages: count });
            }
        }
        while !rest.is_empty() {
            let (neighbourhood, others) = rest.split_at((2 + self.draw.index(3)).min(rest.len()));
            rest = others;
            self.cover_neighbourhood(places, town, neighbourhood);
        }
    }

    fn cover_neighbourhood(&mut self, places: &Places, town: usize, neighbourhood: &[usize]) {
        for _ in 0..=self.draw.index(3) {
            let mediator = self.hire_mediator(places.towns[town].centre, None);
            self.mediators_of_town[town].push(mediator);
            // The day's own edge: one who starts today is valid today.
            let since = if self.draw.chance(20) { 0 } else { -self.days(30, 500) };
            for &village in neighbourhood {
                self.cover(places, village, mediator, since);
                if self.draw.chance(100) {
                    let renewed_from = since - self.days(100, 365);
                    self.assign(
                        mediator,
                        places.villages[village].division,
                        MEDIATOR,
                        renewed_from,
                        Some(since),
                    );
                }
            }
        }
        if self.draw.chance(50) {
            // One who has left beside those who stay: the village is covered all the same.
            let left_on = -self.days(1, 200);
            let gone = self.hire_mediator(places.towns[town].centre, Some(left_on));
            self.assign(gone, places.villages[neighbourhood[0]].division, MEDIATOR, left_on - 300, None);
        }
    }

    fn cover(&mut self, places: &Places, village: usize, mediator: usize, since: i32) {
        let ends = self.draw.chance(300).then(|| self.days(1, 400));
        self.assign(mediator, places.villages[village].division, MEDIATOR, since, ends);
        self.mediators_of[village].push(mediator);
    }

    /// Takes the official from eight villages, each in a town of its own, and from one more town.
    fn leave_vacant(&mut self, seed: u64, places: &Places) {
        let mut draw = Draw::stream(seed, "vacancies");
        let towns = draw.order(places.towns.len());
        for (nth, &town) in towns.iter().take(VACANT).enumerate() {
            let villages = places.towns[town].villages.clone();
            let division = places.villages[villages.start + draw.index(villages.len())].division;
            self.vacate(&mut draw, division, nth % 4);
            self.miss(places, division, "village");
        }
        if let Some(&town) = towns.get(VACANT) {
            self.vacate(&mut draw, places.towns[town].division, 0);
            for village in &places.villages[places.towns[town].villages.clone()] {
                self.miss(places, village.division, "town");
            }
        }
        self.broken_chain.sort_unstable();
    }

    fn miss(&mut self, places: &Places, village: usize, level: &str) {
        let village = places.divisions[village].code.clone();
        self.broken_chain.push(PlantedVacancy { village, level: level.to_owned() });
    }

    /// Ends, puts off or takes away the contract for a division, or lets its official leave.
    fn vacate(&mut self, draw: &mut Draw, division: usize, reason: usize) {
        let is_its = |a: &Assignment| a.target == Target::Division(division) && a.role == CONTRACT_LEADER;
        let Some(at) = self.assignments.iter().position(is_its) else { return };
        let days = i32::try_from(draw.between(0, 60)).unwrap_or(0);
        match reason {
            // The day's own edge is among them: what ends today no longer holds today.
            0 => self.assignments[at].valid_to = Some(TODAY - days),
            1 => self.assignments[at].valid_from = TODAY + 1 + days,
            2 => {
                let official = self.people[self.assignments[at].person].clone();
                let number = self.people.len() + 1;
                let (id, name) = (format!("P{number:05}"), format!("样例干部{number:05}"));
                self.people.push(Person { id, name, valid_to: Some(TODAY - days), ..official });
                self.assignments[at].person = self.people.len() - 1;
            }
            _ => {
                self.assignments.remove(at);
            }
        }
    }

    /// The `nth` uncovered village gets the reason that is next in turn; some also show a later reason, which does
    /// not count since the first that applies does.
    fn leave_uncovered(&mut self, places: &Places, town: usize, village: usize, nth: usize) {
        let division = places.villages[village].division;
        let code = places.divisions[division].code.clone();
        let neighbour = self.mediators_of_town[town].first().copied().unwrap_or(0);
        let (reason, mixed) = (nth % 4, nth.is_multiple_of(3));
        // The day's own edge: what ends today no longer holds today.
        let ended = if mixed { 0 } else { -self.days(1, 150) };
        if reason == 0 {
            let gone = self.hire_mediator(places.towns[town].centre, Some(ended));
            self.assign(gone, division, MEDIATOR, -700, None);
            self.uncovered.person_left.push(code.clone());
        }
        if reason == 1 || (reason == 0 && mixed) {
            self.assign(neighbour, division, MEDIATOR, -500, Some(ended));
        }
        if reason == 2 || (reason == 1 && mixed) {
            let begins = if mixed { 1 } else { self.days(2, 60) };
            self.assign(neighbour, division, MEDIATOR, begins, None);
        }
        match reason {
            0 => {}
            1 => self.uncovered.lapsed.push(code),
            2 => self.uncovered.not_yet.push(code),
            _ => self.uncovered.never.push(code),
        }
    }

    /// Hires a mediator of the agency at position `centre`, who has left on day `left_on` from today, if given.
    fn hire_mediator(&mut self, centre: usize, left_on: Option<i32>) -> usize {
        self.mediators += 1;
        let capacities = [8, 10, 12, 15];
        self.people.push(Person {
            id: format!("M{:05}", self.mediators),
            kind: "mediator",
            name: format!("调解员{:04}", self.mediators),
            agency: centre,
            title: "人民调解员",
            capacity: Some(capacities[self.draw.index(capacities.len())]),
            valid_from: TODAY - 1_200,
            valid_to: left_on.map(|days| TODAY + days),
        });
        self.people.len() - 1
    }

    /// Assigns `person` to a division from day `from` to day `to`, both counted from today.
    fn assign(&mut self, person: usize, division: usize, role: &'static str, from: i32, to: Option<i32>) {
        self.assignments.push(Assignment {
            person,
            target: Target::Division(division),
            role,
            valid_from: TODAY + from,
            valid_to: to.map(|days| TODAY + days),
            basis: if role == MEDIATOR { MEDIATOR_BASIS } else { LEADER_BASIS },
        });
    }

    fn days(&mut self, low: i64, high: i64) -> i32 {
        i32::try_from(self.draw.between(low, high)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_villages_have_no_mediator_and_all_others_have() {
        for seed in 0..10 {
            let places = Places::new(seed);
            let staff = Staff::new(seed, &places);
            let counts = staff.uncovered.by_reason().map(|(_, codes)| codes.len());
            assert_eq!(counts, [10; 4]);
            assert_eq!(staff.mediators_of.iter().filter(|m| m.is_empty()).count(), UNCOVERED);
        }
    }

    #[test]
    fn no_mediator_but_the_planted_serves_five_villages() {
        for seed in 0..3 {
            let places = Places::new(seed);
            let staff = Staff::new(seed, &places);
            let served = |person: usize| staff.mediators_of.iter().filter(|m| m.contains(&person)).count();
            let planted: Vec<usize> = staff.thin_cover.iter().map(|thin| thin.villages).collect();
            assert_eq!(planted.iter().sum::<usize>(), 18);
            for (person, row) in staff.people.iter().enumerate() {
                let thin = staff.thin_cover.iter().find(|thin| thin.person == row.id);
                assert_eq!(thin.map(|thin| thin.villages), Some(served(person)).filter(|n| 5 <= *n));
            }
            let vacant = |level: &str| staff.broken_chain.iter().filter(|v| v.level == level).count();
            assert_eq!(vacant("village"), VACANT);
            assert!(20 < vacant("town"));
        }
    }

    #[test]
    fn a_burdened_mediator_serves_three_villages_alone() {
        let places = Places::new(5);
        let staff = Staff::new(5, &places);
        assert_eq!(staff.burdened_mediators.len(), BURDENED);
        for &mediator in &staff.burdened_mediators {
            let served = staff.mediators_of.iter().filter(|m| m.contains(&mediator));
            assert_eq!(served.clone().count(), BURDENED_VILLAGES);
            assert!(served.into_iter().all(|m| m == &[mediator]));
        }
    }
}
