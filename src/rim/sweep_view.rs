//! The document of `sweep --json`.
//!
//! Ids are strings, counts and waits integers; medians and deciles are integers when whole, else have one digit after
//! the point; rates have at most six digits after it and p six that count. Lists are cut at a limit, totals never.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::numbers::{self, Decimal, rate, six_digits};
use crate::detect::lagging::LaggingRow;
use crate::detect::overloaded::Overloaded;
use crate::detect::ping_pong::PingPong;
use crate::detect::slow_pairs::SlowPair;
use crate::detect::stuck::Stuck;
use crate::detect::sweep::Sweep;
use crate::detect::uncovered::Uncovered;
use crate::detect::world::Moment;
use crate::detect::{DETECTORS, DetectorId};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;

/// A sweep as `sweep --json` prints it. Detectors that were not asked are absent.
#[derive(Debug, Serialize)]
pub struct SweepView<'a> {
    /// The moment, RFC 3339 in the playbook's zone.
    pub now: String,
    /// The last ledger entry that was seen; null for a folder of tables.
    pub ledger_seq: Option<u64>,
    /// The playbook's name.
    pub playbook: &'a str,
    /// How many rows each detector found, whatever the limit.
    pub totals: Totals,
    /// All handoffs together.
    pub overall: OverallView,
    /// How many uncovered villages each county has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncovered_by_county: Option<ByCounty<'a>>,
    /// Slow pairs of agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_pairs: Option<Vec<SlowPairView<'a>>>,
    /// Stuck handoffs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stuck: Option<Vec<StuckView<'a>>>,
    /// Cases sent back and forth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ping_pong: Option<PingPongView<'a>>,
    /// Uncovered villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncovered: Option<Vec<UncoveredView<'a>>>,
    /// Overloaded people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overloaded: Option<Vec<OverloadedView<'a>>>,
    /// Units by overdue rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lagging: Option<Vec<LaggingView<'a>>>,
    /// How long it took, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<TimingView>,
    /// How much memory it took, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryView>,
}

/// Detectors and how many rows each found (ping_pong: cases; lagging: flagged units).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(Vec<(DetectorId, u64)>);

impl Totals {
    /// How many rows the detector found; none when it was not asked.
    #[must_use]
    pub fn get(&self, id: DetectorId) -> Option<u64> {
        self.0.iter().find(|total| total.0 == id).map(|total| total.1)
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|&(id, rows)| (id.detector().name, rows)))
    }
}

/// Codes of counties and how many uncovered villages each has, in the order of codes; the empty code stands for
/// villages outside all counties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByCounty<'a>(pub Vec<(&'a str, u64)>);

impl Serialize for ByCounty<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (county, villages) in &self.0 {
            map.serialize_entry(county, villages)?;
        }
        map.end()
    }
}

/// All handoffs together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverallView {
    /// How many there are.
    pub handoffs: u64,
    /// The median of their waits in seconds; null when there is none.
    pub median_wait_s: Option<Decimal>,
}

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
    /// Its county; absent when it lies in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<&'a str>,
    /// `person_left`, `lapsed`, `not_yet` or `never`.
    pub why: &'static str,
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

/// How long a sweep took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimingView {
    /// Until the snapshot was ready, in milliseconds.
    pub load_ms: f64,
    /// From then until all rows were computed and ordered, in milliseconds.
    pub sweep_ms: f64,
    /// In all, in milliseconds.
    pub wall_ms: f64,
    /// On how many threads.
    pub threads: usize,
}

/// How much memory a sweep took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemoryView {
    /// The snapshot's columns, in bytes.
    pub snapshot_bytes: usize,
}

impl<'a> SweepView<'a> {
    /// The document of `sweep`, made from `snapshot` at `moment` by `playbook`; at most `limit` rows a list, 0 for all.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        playbook: &'a Playbook,
        moment: Moment,
        sweep: &Sweep,
        limit: usize,
    ) -> Self {
        let names = Names { snapshot, limit: if limit == 0 { usize::MAX } else { limit } };
        Self {
            now: playbook.zone.rfc3339(moment.now),
            ledger_seq: snapshot.ledger_seq(),
            playbook: &playbook.name,
            totals: totals(sweep),
            overall: OverallView {
                handoffs: sweep.overall.handoffs,
                median_wait_s: sweep.overall.median_wait.map(Decimal),
            },
            uncovered_by_county: sweep.uncovered.as_ref().map(|rows| names.by_county(rows)),
            slow_pairs: sweep.slow_pairs.as_deref().map(|rows| names.slow_pairs(rows)),
            stuck: sweep.stuck.as_deref().map(|rows| names.stuck(rows)),
            ping_pong: sweep.ping_pong.as_ref().map(|found| names.ping_pong(found)),
            uncovered: sweep.uncovered.as_ref().map(|rows| names.uncovered(rows)),
            overloaded: sweep.overloaded.as_deref().map(|rows| names.overloaded(rows)),
            lagging: sweep.lagging.as_deref().map(|rows| names.lagging(rows)),
            timing: None,
            memory: None,
        }
    }
}

fn totals(sweep: &Sweep) -> Totals {
    let count = |id: DetectorId| match id {
        DetectorId::SlowPairs => sweep.slow_pairs.as_ref().map(Vec::len),
        DetectorId::Stuck => sweep.stuck.as_ref().map(Vec::len),
        DetectorId::PingPong => sweep.ping_pong.as_ref().and_then(|found| usize::try_from(found.cases).ok()),
        DetectorId::Uncovered => sweep.uncovered.as_ref().map(|rows| rows.villages.len()),
        DetectorId::Overloaded => sweep.overloaded.as_ref().map(Vec::len),
        DetectorId::Lagging => {
            sweep.lagging.as_ref().map(|rows| rows.iter().filter(|row| row.flagged).count())
        }
    };
    Totals(DETECTORS.iter().filter_map(|d| Some((d.id, count(d.id)? as u64))).collect())
}

/// Turns rows of indexes into rows of ids.
struct Names<'a> {
    snapshot: &'a Snapshot,
    limit: usize,
}

impl<'a> Names<'a> {
    fn slow_pairs(&self, rows: &[SlowPair]) -> Vec<SlowPairView<'a>> {
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

    fn stuck(&self, rows: &[Stuck]) -> Vec<StuckView<'a>> {
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

    fn ping_pong(&self, found: &PingPong) -> PingPongView<'a> {
        let agencies = self.snapshot.agencies();
        let pairs = found.pairs.iter().take(self.limit);
        let pairs = pairs.map(|p| PairView { a: agencies.id(p.a), b: agencies.id(p.b), cases: p.cases });
        PingPongView { cases: found.cases, pairs: pairs.collect() }
    }

    fn by_county(&self, rows: &Uncovered) -> ByCounty<'a> {
        let divisions = self.snapshot.divisions();
        let code = |county: Option<_>| county.map_or("", |county| divisions.id(county));
        ByCounty(rows.by_county.iter().map(|&(county, villages)| (code(county), villages)).collect())
    }

    fn uncovered(&self, rows: &Uncovered) -> Vec<UncoveredView<'a>> {
        let divisions = self.snapshot.divisions();
        let rows = rows.villages.iter().take(self.limit);
        rows.map(|row| UncoveredView {
            village: divisions.id(row.village),
            county: row.county.map(|county| divisions.id(county)),
            why: row.why.name(),
        })
        .collect()
    }

    fn overloaded(&self, rows: &[Overloaded]) -> Vec<OverloadedView<'a>> {
        let people = self.snapshot.people();
        let rows = rows.iter().take(self.limit);
        rows.map(|row| OverloadedView {
            person: people.id(row.person),
            load: row.load.to_decimal(),
            capacity: row.capacity,
        })
        .collect()
    }

    fn lagging(&self, rows: &[LaggingRow]) -> Vec<LaggingView<'a>> {
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
}
