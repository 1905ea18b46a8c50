//! Rows of each detector as `sweep --json` prints them, and how rows of indexes become these.

use serde::Serialize;

use super::super::numbers::{self, Decimal, rate, six_digits};
use super::ByCounty;
use crate::detect::broken_chain::Vacancy;
use crate::detect::conflicts::Conflict;
use crate::detect::lagging::LaggingRow;
use crate::detect::network::Network;
use crate::detect::orphans::Orphan;
use crate::detect::overloaded::Overloaded;
use crate::detect::ping_pong::PingPong;
use crate::detect::rings::{Ring, Rings};
use crate::detect::slow_pairs::SlowPair;
use crate::detect::stalled::Stalled;
use crate::detect::stuck::Stuck;
use crate::detect::thin_cover::ThinCover;
use crate::detect::uncovered::{Uncovered, UncoveredVillage};
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// A slow pair of agencies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlowPairView<'a> {
    /// Who sends.
    pub from: &'a str,
    /// Who receives.
    pub to: &'a str,
    /// How many handoffs.
    pub n: u32,
    /// How many of them are not received.
    pub open: u32,
    /// The median wait in seconds.
    pub median_s: Decimal,
    /// The ninth decile of the waits in seconds.
    pub p90_s: Decimal,
}

/// A stuck handoff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StuckView<'a> {
    /// Its case.
    pub case: &'a str,
    /// Its number within the case.
    pub seq: u32,
    /// Who sent it.
    pub from: &'a str,
    /// Who has not received it.
    pub to: &'a str,
    /// How long it has waited, in seconds.
    pub wait_s: u32,
}

/// Cases sent back and forth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PingPongView<'a> {
    /// How many.
    pub cases: u64,
    /// Between which agencies.
    pub pairs: Vec<PairView<'a>>,
}

/// Two agencies between which cases bounced, `a < b`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairView<'a> {
    /// The one.
    pub a: &'a str,
    /// The other.
    pub b: &'a str,
    /// How many cases.
    pub cases: u64,
}

/// An uncovered village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UncoveredView<'a> {
    /// The village.
    pub village: &'a str,
    /// Its county; null when it lies in none.
    pub county: Option<&'a str>,
    /// `too_few`, `person_left`, `lapsed`, `not_yet` or `never`.
    pub why: &'static str,
    /// Of `too_few`: how many people cover it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has: Option<u32>,
    /// Of `too_few`: how many must.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
}

/// An overloaded person.
#[derive(Debug, Serialize)]
pub struct OverloadedView<'a> {
    /// The person.
    pub person: &'a str,
    /// What they carry, in cases, with six digits after the point.
    #[serde(serialize_with = "numbers::as_number")]
    pub load: String,
    /// What they can carry, in cases.
    pub capacity: u32,
}

/// A unit as `lagging` compares it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaggingView<'a> {
    /// The unit.
    pub agency: &'a str,
    /// How many handoffs to it are overdue.
    pub overdue: u32,
    /// How many handoffs were sent to it.
    pub n: u32,
    /// The quotient.
    pub rate: f64,
    /// The rate that is expected of it.
    pub p0: f64,
    /// The chance of as many overdue or more at the expected rate.
    pub p: f64,
    /// Whether chance explains it badly enough.
    pub flagged: bool,
}

/// A stalled handoff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StalledView<'a> {
    /// Its case.
    pub case: &'a str,
    /// Its number within the case.
    pub seq: u32,
    /// Who has received it and not finished.
    pub agency: &'a str,
    /// For how long it has been held, in seconds.
    pub held_s: u32,
}

/// Agencies round which cases went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RingView<'a> {
    /// The agencies in the order of ids.
    pub agencies: Vec<&'a str>,
    /// How many cases went round them.
    pub cases: u64,
}

/// A village above which a level is vacant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VacancyView<'a> {
    /// The village.
    pub village: &'a str,
    /// The level.
    pub level: &'static str,
}

/// A person on whom villages hang.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThinCoverView<'a> {
    /// The person.
    pub person: &'a str,
    /// How many villages would be uncovered without them.
    pub villages: u32,
}

/// An open case that no unit holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrphanView<'a> {
    /// The case.
    pub case: &'a str,
    /// `no_handoff` or `holder_gone`.
    pub why: &'static str,
    /// The unit that held it; null when there was no handoff.
    pub holder: Option<&'a str>,
}

/// An open case that lies with whom it complains against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConflictView<'a> {
    /// The case.
    pub case: &'a str,
    /// Its holder or addressee.
    pub agency: &'a str,
    /// The unit complained against: the agency itself or one above it.
    pub against: &'a str,
}

/// How the agencies hang together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NetworkView<'a> {
    /// How many agencies took part in a handoff.
    pub agencies: usize,
    /// How many ordered pairs of them had one.
    pub pairs: usize,
    /// How many rows each of the two lists has, whatever the limit.
    pub totals: NetworkTotals,
    /// Agencies without which others would fall apart.
    pub articulation: Vec<ArticulationView<'a>>,
    /// Sets of agencies from each of which each other can be reached.
    pub mutual: Vec<MutualView<'a>>,
}

/// How many rows the lists of the network have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NetworkTotals {
    /// Articulation agencies.
    pub articulation: usize,
    /// Mutual sets.
    pub mutual: usize,
}

/// An agency without which others would fall apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticulationView<'a> {
    /// The agency.
    pub agency: &'a str,
    /// Into how many pieces the agencies connected with it would fall.
    pub pieces: u32,
    /// How many agencies would lie outside the largest piece.
    pub cut_off: u32,
}

/// Agencies from each of which each other can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MutualView<'a> {
    /// How many there are.
    pub size: usize,
    /// The agencies in the order of ids; cut at the limit.
    pub agencies: Vec<&'a str>,
}

/// Turns rows of indexes into rows of ids.
pub(super) struct Names<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) limit: usize,
}

impl<'a> Names<'a> {
    /// Names of `snapshot`; at most `limit` rows a list, 0 for all.
    pub(super) fn new(snapshot: &'a Snapshot, limit: usize) -> Self {
        Self { snapshot, limit: if limit == 0 { usize::MAX } else { limit } }
    }

    pub(super) fn slow_pairs(&self, rows: &[SlowPair]) -> Vec<SlowPairView<'a>> {
        let agencies = self.snapshot.agencies();
        let view = |row: &SlowPair| SlowPairView {
            from: agencies.id(row.from),
            to: agencies.id(row.to),
            n: row.handoffs,
            open: row.open,
            median_s: Decimal(row.median),
            p90_s: Decimal(row.p90),
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn stuck(&self, rows: &[Stuck]) -> Vec<StuckView<'a>> {
        let (cases, agencies) = (self.snapshot.cases(), self.snapshot.agencies());
        let view = |row: &Stuck| StuckView {
            case: cases.id(row.case),
            seq: row.seq,
            from: agencies.id(row.from),
            to: agencies.id(row.to),
            wait_s: row.wait_s,
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn ping_pong(&self, found: &PingPong) -> PingPongView<'a> {
        let agencies = self.snapshot.agencies();
        let pairs = found.pairs.iter().take(self.limit);
        let pairs = pairs.map(|p| PairView { a: agencies.id(p.a), b: agencies.id(p.b), cases: p.cases });
        PingPongView { cases: found.cases, pairs: pairs.collect() }
    }

    pub(super) fn by_county(&self, rows: &Uncovered) -> ByCounty<'a> {
        let divisions = self.snapshot.divisions();
        let code = |county: Option<_>| county.map_or("", |county| divisions.id(county));
        ByCounty(rows.by_county.iter().map(|&(county, villages)| (code(county), villages)).collect())
    }

    pub(super) fn uncovered(&self, rows: &Uncovered) -> Vec<UncoveredView<'a>> {
        let divisions = self.snapshot.divisions();
        let view = |row: &UncoveredVillage| {
            let (has, min) = row.why.of_how_many().unzip();
            UncoveredView {
                village: divisions.id(row.village),
                county: row.county.map(|county| divisions.id(county)),
                why: row.why.name(),
                has,
                min,
            }
        };
        rows.villages.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn overloaded(&self, rows: &[Overloaded]) -> Vec<OverloadedView<'a>> {
        let people = self.snapshot.people();
        let rows = rows.iter().take(self.limit);
        rows.map(|row| OverloadedView {
            person: people.id(row.person),
            load: row.load.to_decimal(),
            capacity: row.capacity,
        })
        .collect()
    }

    pub(super) fn lagging(&self, rows: &[LaggingRow]) -> Vec<LaggingView<'a>> {
        let agencies = self.snapshot.agencies();
        let view = |row: &LaggingRow| LaggingView {
            agency: agencies.id(row.agency),
            overdue: row.overdue,
            n: row.handoffs,
            rate: rate(u64::from(row.overdue), u64::from(row.handoffs)),
            p0: rate(row.pool_overdue, row.pool_handoffs),
            p: six_digits(row.p),
            flagged: row.flagged,
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn stalled(&self, rows: &[Stalled]) -> Vec<StalledView<'a>> {
        let (cases, agencies) = (self.snapshot.cases(), self.snapshot.agencies());
        let view = |row: &Stalled| StalledView {
            case: cases.id(row.case),
            seq: row.seq,
            agency: agencies.id(row.agency),
            held_s: row.held_s,
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn rings(&self, found: &Rings) -> Vec<RingView<'a>> {
        let view = |ring: Ring<'_>| RingView { agencies: self.agencies(ring.agencies), cases: ring.cases };
        found.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn broken_chain(&self, rows: &[Vacancy]) -> Vec<VacancyView<'a>> {
        let divisions = self.snapshot.divisions();
        let view =
            |row: &Vacancy| VacancyView { village: divisions.id(row.village), level: row.level.name() };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn thin_cover(&self, rows: &[ThinCover]) -> Vec<ThinCoverView<'a>> {
        let people = self.snapshot.people();
        let view = |row: &ThinCover| ThinCoverView { person: people.id(row.person), villages: row.villages };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn orphans(&self, rows: &[Orphan]) -> Vec<OrphanView<'a>> {
        let (cases, agencies) = (self.snapshot.cases(), self.snapshot.agencies());
        let view = |row: &Orphan| OrphanView {
            case: cases.id(row.case),
            why: row.why(),
            holder: row.holder.map(|holder| agencies.id(holder)),
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn conflicts(&self, rows: &[Conflict]) -> Vec<ConflictView<'a>> {
        let (cases, agencies) = (self.snapshot.cases(), self.snapshot.agencies());
        let view = |row: &Conflict| ConflictView {
            case: cases.id(row.case),
            agency: agencies.id(row.agency),
            against: agencies.id(row.against),
        };
        rows.iter().take(self.limit).map(view).collect()
    }

    pub(super) fn network(&self, network: &Network) -> NetworkView<'a> {
        let agencies = self.snapshot.agencies();
        let articulation = network.articulation.iter().take(self.limit).map(|row| ArticulationView {
            agency: agencies.id(row.agency),
            pieces: row.pieces,
            cut_off: row.cut_off,
        });
        let mutual = network.mutual.iter().take(self.limit).map(|set| MutualView {
            size: set.len(),
            agencies: self.agencies(&set[..set.len().min(self.limit)]),
        });
        NetworkView {
            agencies: network.agencies,
            pairs: network.pairs,
            totals: NetworkTotals { articulation: network.articulation.len(), mutual: network.mutual.len() },
            articulation: articulation.collect(),
            mutual: mutual.collect(),
        }
    }

    fn agencies(&self, agencies: &[AgencyIdx]) -> Vec<&'a str> {
        agencies.iter().map(|&agency| self.snapshot.agencies().id(agency)).collect()
    }
}
