//! The document of `sweep --json`.
//!
//! Ids are strings, counts and waits integers; medians and deciles are integers when whole, else have one digit after
//! the point; rates have at most six digits after it and p six that count. Lists are cut at a limit, totals never.

pub mod overdue;
pub mod rows;
pub mod rules;

use hashbrown::HashSet;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::numbers::Decimal;
use crate::detect::rules::RuleId;
use crate::detect::rules::broken::{Broken, Subject};
use crate::detect::sweep::Sweep;
use crate::detect::world::Moment;
use crate::detect::{DETECTORS, DetectorId};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::CaseIdx;
use overdue::OverdueView;
use rows::{
    ConflictView, LaggingView, Names, NetworkView, OrphanView, OverloadedView, PingPongView, RingView,
    SlowPairView, StalledView, StuckView, ThinCoverView, UncoveredView, VacancyView,
};
use rules::RulesView;

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
    /// In how many cases the rows of detectors lie that may find several in one; those of which no row is about a case
    /// are left out.
    #[serde(skip)]
    pub cases: Vec<(&'static str, u64)>,
    /// Detectors that were asked for by name and whose rules the playbook does not have: they looked at nothing, so
    /// they have no total and no rows. Absent when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_in_playbook: Vec<&'static str>,
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
    /// Stalled handoffs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stalled: Option<Vec<StalledView<'a>>>,
    /// Cases sent back and forth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ping_pong: Option<PingPongView<'a>>,
    /// Rings of agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rings: Option<Vec<RingView<'a>>>,
    /// Uncovered villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncovered: Option<Vec<UncoveredView<'a>>>,
    /// Villages above which a level is vacant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_chain: Option<Vec<VacancyView<'a>>>,
    /// Overloaded people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overloaded: Option<Vec<OverloadedView<'a>>>,
    /// People on whom villages hang.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thin_cover: Option<Vec<ThinCoverView<'a>>>,
    /// Open cases that no unit holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orphans: Option<Vec<OrphanView<'a>>>,
    /// Open cases that lie with whom they complain against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<Vec<ConflictView<'a>>>,
    /// Cases past a clock of the playbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Vec<OverdueView<'a>>>,
    /// Units by overdue rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lagging: Option<Vec<LaggingView<'a>>>,
    /// Broken rules of the playbook, each detector's rows under its name.
    #[serde(flatten)]
    pub rules: RulesView<'a>,
    /// How the agencies hang together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkView<'a>>,
    /// What units have said in reply to notices, up to the moment; absent when none has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanations: Vec<serde_json::Value>,
    /// How long it took, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<TimingView>,
    /// How much memory it took, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryView>,
}

/// Detectors and how many rows each found (ping_pong: cases; lagging: flagged units).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(Vec<(&'static str, u64)>);

impl Totals {
    /// How many rows the detector found; none when it was not asked.
    #[must_use]
    pub fn get(&self, id: DetectorId) -> Option<u64> {
        self.named(id.detector().name)
    }

    /// How many rows the detector of the playbook's rules found; none when it was not asked.
    #[must_use]
    pub fn of_rule(&self, id: RuleId) -> Option<u64> {
        self.named(id.detector().name)
    }

    /// How many rows the detector of that name found; none when it was not asked.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<u64> {
        self.0.iter().find(|total| total.0 == name).map(|total| total.1)
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
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
        let names = Names::new(snapshot, limit);
        Self {
            now: playbook.zone.rfc3339(moment.now),
            ledger_seq: snapshot.ledger_seq(),
            playbook: &playbook.name,
            totals: totals(sweep),
            cases: cases(sweep),
            not_in_playbook: sweep.rules_absent.iter().map(|id| id.detector().name).collect(),
            overall: OverallView {
                handoffs: sweep.overall.handoffs,
                median_wait_s: sweep.overall.median_wait.map(Decimal),
            },
            uncovered_by_county: sweep.uncovered.as_ref().map(|rows| names.by_county(rows)),
            slow_pairs: sweep.slow_pairs.as_deref().map(|rows| names.slow_pairs(rows)),
            stuck: sweep.stuck.as_deref().map(|rows| names.stuck(rows)),
            stalled: sweep.stalled.as_deref().map(|rows| names.stalled(rows)),
            ping_pong: sweep.ping_pong.as_ref().map(|found| names.ping_pong(found)),
            rings: sweep.rings.as_ref().map(|found| names.rings(found)),
            uncovered: sweep.uncovered.as_ref().map(|rows| names.uncovered(rows)),
            broken_chain: sweep.broken_chain.as_deref().map(|rows| names.broken_chain(rows)),
            overloaded: sweep.overloaded.as_deref().map(|rows| names.overloaded(rows)),
            thin_cover: sweep.thin_cover.as_deref().map(|rows| names.thin_cover(rows)),
            orphans: sweep.orphans.as_deref().map(|rows| names.orphans(rows)),
            conflicts: sweep.conflicts.as_deref().map(|rows| names.conflicts(rows)),
            overdue: sweep.overdue.as_deref().map(|rows| names.overdue(rows, playbook, moment.now.unix())),
            lagging: sweep.lagging.as_deref().map(|rows| names.lagging(rows)),
            rules: RulesView::new(snapshot, playbook, &sweep.rules, limit),
            network: sweep.network.as_ref().map(|network| names.network(network)),
            explanations: Vec::new(),
            timing: None,
            memory: None,
        }
    }
}

/// In how many cases the rows lie of those detectors that may find several in one.
fn cases(sweep: &Sweep) -> Vec<(&'static str, u64)> {
    let distinct = |cases: &mut dyn Iterator<Item = CaseIdx>| cases.collect::<HashSet<_>>().len() as u64;
    let overdue = sweep.overdue.iter();
    let overdue = overdue
        .map(|rows| (DetectorId::Overdue.detector().name, distinct(&mut rows.iter().map(|row| row.case))));
    let of_case = |row: &Broken| match row.subject {
        Subject::Case(case) => Some(case),
        Subject::Agency(_) | Subject::Division(_) | Subject::Person(_) | Subject::Task(_) => None,
    };
    let rules = sweep.rules.iter();
    let rules = rules.map(|(id, rows)| (id.detector().name, distinct(&mut rows.iter().filter_map(of_case))));
    overdue.chain(rules).filter(|(_, cases)| 0 < *cases).collect()
}

fn totals(sweep: &Sweep) -> Totals {
    let found = DETECTORS.iter().filter_map(|d| Some((d.name, sweep.count(d.id)?)));
    Totals(
        found.chain(sweep.rules.iter().map(|(id, rows)| (id.detector().name, rows.len() as u64))).collect(),
    )
}
