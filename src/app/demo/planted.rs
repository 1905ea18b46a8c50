//! What was planted in a demonstration world: the document `planted.json`, written before anything is imported.

use serde::{Deserialize, Serialize};

/// The faults of a demonstration world. Lists are in ascending order of identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// The number that the world was made from.
    pub seed: u64,
    /// The world's present, `YYYY-MM-DD HH:MM:SS` in `zone`: what `--now` takes.
    pub now: String,
    /// Zone of `now` and of the tables' times.
    pub zone: String,
    /// Agencies that sign late: every slow pair leads to one of them, and all of them lag.
    pub slow_units: Vec<String>,
    /// Villages without a mediator, by reason.
    pub uncovered: PlantedUncovered,
    /// Mediators whose load exceeds their capacity.
    pub overloaded: Vec<String>,
    /// The two agencies that hand cases back to each other.
    pub ping_pong: PlantedPingPong,
    /// Cases that complain against a slow unit, its superior or its official, and lie among the unit's late cases.
    pub complaints: Vec<PlantedComplaint>,
    /// Handoffs that an agency has had in hand for too long.
    pub stalled: Vec<PlantedHandoff>,
    /// The three agencies round which cases went.
    pub ring: PlantedRing,
    /// Vacancies in chains of responsibility, by village.
    pub broken_chain: Vec<PlantedVacancy>,
    /// Mediators who are the only one of five villages or more, with how many.
    pub thin_cover: Vec<PlantedThinCover>,
    /// Open cases that no agency holds.
    pub orphans: PlantedOrphans,
    /// Open cases that lie with whom they complain against.
    pub conflicts: Vec<PlantedConflict>,
}

/// A handoff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedHandoff {
    /// Its case.
    pub case: String,
    /// Its number within the case.
    pub seq: u32,
}

/// Agencies and the cases that went round them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedRing {
    /// The agencies.
    pub agencies: Vec<String>,
    /// The cases.
    pub cases: Vec<String>,
}

/// A level at which nobody answers for a village.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedVacancy {
    /// The village.
    pub village: String,
    /// The level.
    pub level: String,
}

/// A mediator on whom villages hang.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedThinCover {
    /// The mediator.
    pub person: String,
    /// How many villages nobody else covers.
    pub villages: usize,
}

/// Open cases that no agency holds, by the reason that applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedOrphans {
    /// Registered and not handed to anyone yet.
    pub no_handoff: Vec<String>,
    /// Held by an agency that was dissolved.
    pub holder_gone: Vec<String>,
    /// That agency.
    pub dissolved: String,
}

/// A case that lies with whom it complains against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedConflict {
    /// The case.
    pub case: String,
    /// The agency that holds it or is to receive it.
    pub agency: String,
    /// The agency complained against: itself or one above it.
    pub against: String,
}

/// Codes of villages without a mediator, by the reason that applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedUncovered {
    /// The assignment runs on, but its person has left.
    pub person_left: Vec<String>,
    /// The assignment has run out.
    pub lapsed: Vec<String>,
    /// The assignment has not begun.
    pub not_yet: Vec<String>,
    /// There never was one.
    pub never: Vec<String>,
}

/// Two agencies and the cases that went back and forth between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedPingPong {
    /// The agency whose identifier comes first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// The cases.
    pub cases: Vec<String>,
}

/// A case that must not be shown to the unit it complains against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantedComplaint {
    /// The slow unit.
    pub unit: String,
    /// The case.
    pub case: String,
    /// Whom it names: `unit`, `superior` or `official`.
    pub against: String,
}

impl PlantedUncovered {
    /// The reasons, as a sweep names them, each with its villages, in the order in which a sweep tries them.
    #[must_use]
    pub fn by_reason(&self) -> [(&'static str, &[String]); 4] {
        [
            ("person_left", &self.person_left),
            ("lapsed", &self.lapsed),
            ("not_yet", &self.not_yet),
            ("never", &self.never),
        ]
    }
}
