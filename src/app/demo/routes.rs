//! Which agencies a case passes, and what it is about.
//!
//! A route never comes back to an agency it has passed, so no case bounces or goes round, with two exceptions that are
//! planted: a few cases of one county go from one department to another, back, and on; a few of another county go
//! round three departments.

use super::draw::{Deck, Draw};
use super::places::Places;

/// A kind of dispute: its name, how many of twenty cases are of it, the departments that deal with it.
const KINDS: [(&str, usize, [&str; 6]); 10] = [
    (
        "rehousing",
        4,
        ["housing", "natural_resources", "urban_management", "civil_affairs", "justice", "public_security"],
    ),
    ("land", 3, ["natural_resources", "agriculture", "water", "ecology", "justice", "court"]),
    ("wages", 3, ["human_resources", "housing", "transport", "industry", "court", "public_security"]),
    (
        "neighbour",
        2,
        ["justice", "public_security", "court", "civil_affairs", "urban_management", "natural_resources"],
    ),
    ("family", 2, ["civil_affairs", "public_security", "court", "justice", "health", "education"]),
    (
        "market",
        2,
        ["market_regulation", "industry", "court", "public_security", "justice", "urban_management"],
    ),
    ("environment", 1, ["ecology", "water", "emergency", "urban_management", "agriculture", "industry"]),
    ("medical", 1, ["health", "market_regulation", "court", "justice", "civil_affairs", "human_resources"]),
    ("school", 1, ["education", "public_security", "health", "justice", "transport", "civil_affairs"]),
    ("traffic", 1, ["transport", "public_security", "court", "emergency", "health", "human_resources"]),
];

/// Departments that can be planted as slow: each is among those of a frequent kind, so that the county's mediation
/// centre alone sends it well over thirty cases.
const SLOW_KINDS: [&str; 7] = [
    "housing",
    "natural_resources",
    "urban_management",
    "human_resources",
    "agriculture",
    "water",
    "transport",
];
/// How many units are slow.
const SLOW_UNITS: usize = 3;
/// The kind whose cases bounce; the two departments are among its own.
const BOUNCING_KIND: usize = 0;
/// The kind whose cases go round; the three departments are among its own.
const RING_KIND: usize = 2;

/// Positions of the agencies that are at fault.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// Three departments of different kinds in different counties.
    pub slow: Vec<usize>,
    /// The two departments that hand cases back to each other.
    pub bouncing: (usize, usize),
    /// Their county.
    pub bouncing_county: usize,
    /// How many cases bounce.
    pub bouncing_cases: usize,
    /// The three departments round which cases go, in that order.
    pub ring: [usize; 3],
    /// Their county.
    pub ring_county: usize,
    /// How many cases go round.
    pub ring_cases: usize,
    /// The counties in which none of these lie.
    pub faultless_counties: Vec<usize>,
}

/// Deals routes, county by county.
#[derive(Clone, Debug)]
pub struct Routes {
    draw: Draw,
    faulty: Faulty,
    kinds: Vec<Deck>,
    starts: Vec<Deck>,
    bounced: usize,
    rounded: usize,
}

/// A case's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// What the case is about.
    pub kind: &'static str,
    /// Positions of the agencies in order; the first registers the case.
    pub stops: Vec<usize>,
    /// Whether it is one of the planted bounces.
    pub bounces: bool,
    /// Whether it is one of the planted rounds.
    pub rounds: bool,
}

impl Faulty {
    /// The agencies at fault in the world of `seed`.
    #[must_use]
    pub fn new(seed: u64, places: &Places) -> Self {
        let mut draw = Draw::stream(seed, "faulty");
        let (kinds, counties) = (draw.order(SLOW_KINDS.len()), draw.order(places.counties.len()));
        let slow: Vec<usize> = kinds
            .iter()
            .zip(&counties)
            .take(SLOW_UNITS)
            .map(|(&kind, &county)| places.counties[county].department(SLOW_KINDS[kind]))
            .collect();
        // A county without a slow unit, so that each fault is seen apart.
        let county = counties.get(SLOW_UNITS).copied().unwrap_or(0);
        let departments = KINDS[BOUNCING_KIND].2;
        let chosen = draw.order(departments.len());
        let department = |at: usize| places.counties[county].department(departments[chosen[at]]);
        let bouncing_cases = 6 + draw.index(5);
        let ring_county = counties.get(SLOW_UNITS + 1).copied().unwrap_or(0);
        let departments = KINDS[RING_KIND].2;
        let round = draw.order(departments.len());
        let of_ring = |at: usize| places.counties[ring_county].department(departments[round[at]]);
        Self {
            slow,
            bouncing: (department(0), department(1)),
            bouncing_county: county,
            bouncing_cases,
            ring: [0, 1, 2].map(of_ring),
            ring_county,
            ring_cases: 5 + draw.index(4),
            faultless_counties: counties.get(SLOW_UNITS + 2..).unwrap_or_default().to_vec(),
        }
    }
}

impl Routes {
    /// Routes of the world of `seed`.
    #[must_use]
    pub fn new(seed: u64, places: &Places, faulty: &Faulty) -> Self {
        let shares: Vec<usize> = KINDS.iter().map(|k| k.1).collect();
        Self {
            draw: Draw::stream(seed, "routes"),
            faulty: faulty.clone(),
            kinds: vec![Deck::new(&shares); places.counties.len()],
            starts: vec![Deck::new(&[1; 6]); places.counties.len() * KINDS.len()],
            bounced: 0,
            rounded: 0,
        }
    }

    /// The route of the next case from the town at position `town`.
    pub fn deal(&mut self, places: &Places, town: usize) -> Route {
        let town = &places.towns[town];
        let county = &places.counties[town.county];
        let kind = self.kinds[town.county].deal(&mut self.draw);
        let first = self.starts[town.county * KINDS.len() + kind].deal(&mut self.draw);
        let mut stops = vec![town.centre];
        if self.draw.chance(600) {
            stops.push(town.office);
        }
        stops.push(county.department("mediation_centre"));
        let bounces = kind == BOUNCING_KIND
            && town.county == self.faulty.bouncing_county
            && self.bounced < self.faulty.bouncing_cases;
        if bounces {
            stops.extend(self.bounce());
        }
        let rounds = kind == RING_KIND
            && town.county == self.faulty.ring_county
            && self.rounded < self.faulty.ring_cases;
        if rounds {
            stops.extend(self.round());
        }
        let (_, _, departments) = KINDS[kind];
        let count = 3 + self.draw.index(4);
        for step in 0..count {
            let stop = county.department(departments[(first + step) % departments.len()]);
            if !stops.contains(&stop) {
                stops.push(stop);
            }
        }
        if self.draw.chance(200) {
            stops.push(county.department("petition"));
        }
        if self.draw.chance(80) {
            stops.push(places.city.department(departments[first]));
        }
        Route { kind: KINDS[kind].0, stops, bounces, rounds }
    }

    /// The stops of a round: to the start again, and every second time one further.
    fn round(&mut self) -> Vec<usize> {
        let [a, b, c] = self.faulty.ring;
        self.rounded += 1;
        if self.rounded.is_multiple_of(2) { vec![a, b, c, a, b] } else { vec![a, b, c, a] }
    }

    /// The stops of a bounce: there, back, and every second time there again.
    fn bounce(&mut self) -> Vec<usize> {
        let (a, b) = self.faulty.bouncing;
        self.bounced += 1;
        if self.bounced.is_multiple_of(2) { vec![a, b, a, b] } else { vec![a, b, a] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_planted_cases_pass_an_agency_twice() {
        for seed in 0..10 {
            let places = Places::new(seed);
            let faulty = Faulty::new(seed, &places);
            let mut routes = Routes::new(seed, &places, &faulty);
            let dealt: Vec<Route> = (0..6_000).map(|i| routes.deal(&places, i % 60)).collect();
            for route in &dealt {
                let mut stops = route.stops.clone();
                stops.sort_unstable();
                stops.dedup();
                assert_eq!(stops.len() < route.stops.len(), route.bounces || route.rounds, "{route:?}");
                assert!(!(route.bounces && route.rounds));
                assert!(route.stops.windows(2).all(|w| w[0] != w[1]));
            }
            assert_eq!(dealt.iter().filter(|r| r.bounces).count(), faulty.bouncing_cases);
            assert_eq!(dealt.iter().filter(|r| r.rounds).count(), faulty.ring_cases);
        }
    }

    #[test]
    fn faults_lie_in_different_counties() {
        for seed in 0..50 {
            let places = Places::new(seed);
            let faulty = Faulty::new(seed, &places);
            let mut at: Vec<usize> = faulty.slow.iter().map(|&a| places.agencies[a].division).collect();
            at.push(places.counties[faulty.bouncing_county].division);
            at.push(places.counties[faulty.ring_county].division);
            at.extend(faulty.faultless_counties.iter().map(|&county| places.counties[county].division));
            at.sort_unstable();
            at.dedup();
            assert_eq!(at.len(), 8);
            assert_ne!(faulty.bouncing.0, faulty.bouncing.1);
        }
    }

    #[test]
    fn a_slow_kind_is_among_the_departments_of_a_frequent_kind_of_case() {
        for kind in SLOW_KINDS {
            assert!(KINDS.iter().any(|(_, share, departments)| 3 <= *share && departments.contains(&kind)));
        }
    }
}
