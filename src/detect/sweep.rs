//! A sweep: the rows of all asked detectors over one snapshot at one moment.

use super::DetectorId;
use super::broken_chain::{self, Vacancy};
use super::conflicts::{self, Conflict};
use super::lagging::{self, LaggingRow, Tally};
use super::network::{self, Network};
use super::orphans::{self, Orphan};
use super::overall::Overall;
use super::overdue::{self, Overdue};
use super::overloaded::{self, Overloaded};
use super::ping_pong::{self, PingPong};
use super::rings::{self, Rings};
use super::rules::broken::Broken;
use super::rules::{self, AskedRules, RuleId};
use super::scan::{self, Part};
use super::slow_pairs::{self, SlowPair};
use super::stalled::{self, Stalled};
use super::stuck::{self, Stuck};
use super::thin_cover::{self, ThinCover};
use super::uncovered::{self, Uncovered};
use super::world::{Moment, World};
use crate::playbook::{Playbook, Thresholds};
use crate::snapshot::Snapshot;

/// What a sweep found; a detector that was not asked has none.
///
/// Indexes in its rows are those of the snapshot that was swept.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// All handoffs together.
    pub overall: Overall,
    /// [`slow_pairs`].
    pub slow_pairs: Option<Vec<SlowPair>>,
    /// [`stuck`].
    pub stuck: Option<Vec<Stuck>>,
    /// [`stalled`].
    pub stalled: Option<Vec<Stalled>>,
    /// [`ping_pong`].
    pub ping_pong: Option<PingPong>,
    /// [`rings`].
    pub rings: Option<Rings>,
    /// [`uncovered`].
    pub uncovered: Option<Uncovered>,
    /// [`broken_chain`].
    pub broken_chain: Option<Vec<Vacancy>>,
    /// [`overloaded`].
    pub overloaded: Option<Vec<Overloaded>>,
    /// [`thin_cover`].
    pub thin_cover: Option<Vec<ThinCover>>,
    /// [`orphans`].
    pub orphans: Option<Vec<Orphan>>,
    /// [`conflicts`].
    pub conflicts: Option<Vec<Conflict>>,
    /// [`overdue`].
    pub overdue: Option<Vec<Overdue>>,
    /// [`lagging`].
    pub lagging: Option<Vec<LaggingRow>>,
    /// [`network`], which is no detector.
    pub network: Option<Network>,
    /// What each detector of [`rules`] found, in the order of its catalogue; those not asked for, and those whose rules
    /// the playbook does not have, are absent.
    pub rules: Vec<(RuleId, Vec<Broken>)>,
    /// Those of them that were asked for by name and whose rules the playbook does not have.
    pub rules_absent: Vec<RuleId>,
}

/// What a sweep is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The detectors.
    pub detectors: Vec<DetectorId>,
    /// Whether the network is described.
    pub network: bool,
    /// The detectors of the playbook's rules.
    pub rules: AskedRules,
}

impl Sweep {
    /// How many things the detector `id` found; none when it was not asked.
    #[must_use]
    pub fn count(&self, id: DetectorId) -> Option<u64> {
        let count = match id {
            DetectorId::SlowPairs => self.slow_pairs.as_ref().map(Vec::len),
            DetectorId::Stuck => self.stuck.as_ref().map(Vec::len),
            DetectorId::Stalled => self.stalled.as_ref().map(Vec::len),
            DetectorId::PingPong => return self.ping_pong.as_ref().map(|found| found.cases),
            DetectorId::Rings => self.rings.as_ref().map(Rings::len),
            DetectorId::Uncovered => self.uncovered.as_ref().map(|rows| rows.villages.len()),
            DetectorId::BrokenChain => self.broken_chain.as_ref().map(Vec::len),
            DetectorId::Overloaded => self.overloaded.as_ref().map(Vec::len),
            DetectorId::ThinCover => self.thin_cover.as_ref().map(Vec::len),
            DetectorId::Orphans => self.orphans.as_ref().map(Vec::len),
            DetectorId::Conflicts => self.conflicts.as_ref().map(Vec::len),
            DetectorId::Overdue => self.overdue.as_ref().map(Vec::len),
            DetectorId::Lagging => {
                self.lagging.as_ref().map(|rows| rows.iter().filter(|row| row.flagged).count())
            }
        };
        count.map(|count| count as u64)
    }

    pub(super) fn nothing(overall: Overall) -> Self {
        Self {
            overall,
            slow_pairs: None,
            stuck: None,
            stalled: None,
            ping_pong: None,
            rings: None,
            uncovered: None,
            broken_chain: None,
            overloaded: None,
            thin_cover: None,
            orphans: None,
            conflicts: None,
            overdue: None,
            lagging: None,
            network: None,
            rules: Vec::new(),
            rules_absent: Vec::new(),
        }
    }
}

impl Asked {
    /// Everything.
    #[must_use]
    pub fn all() -> Self {
        let detectors = super::DETECTORS.iter().map(|detector| detector.id).collect();
        Self { detectors, network: true, rules: AskedRules::OfPlaybook }
    }

    /// What these names ask for.
    ///
    /// # Errors
    /// The first name that is none of a detector, a rule's detector or the network.
    pub fn these<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, &'n str> {
        let (mut asked, mut these) = (Self::default(), Vec::new());
        for name in names {
            match (DetectorId::parse(name), RuleId::parse(name)) {
                (Some(id), _) => asked.detectors.push(id),
                (None, Some(id)) => these.push(id),
                (None, None) if name == super::help::NETWORK => asked.network = true,
                (None, None) => return Err(name),
            }
        }
        asked.rules = AskedRules::These(these);
        Ok(asked)
    }

    /// Runs `detector` if it was asked for.
    fn run<T>(&self, id: DetectorId, detector: impl FnOnce() -> T) -> Option<T> {
        self.detectors.contains(&id).then(detector)
    }
}

/// Runs the detectors `only` (all, those of the playbook's rules and the network, when it is empty) on `snapshot` at `moment` by the rules of
/// `playbook`.
///
/// Uses the threads of the current rayon pool; the result does not depend on their number.
#[must_use]
pub fn sweep(snapshot: &Snapshot, playbook: &Playbook, moment: Moment, only: &[DetectorId]) -> Sweep {
    let asked =
        if only.is_empty() { Asked::all() } else { Asked { detectors: only.to_vec(), ..Asked::default() } };
    sweep_asked(snapshot, playbook, moment, &asked)
}

/// Runs what is `asked` for on `snapshot` at `moment` by the rules of `playbook`.
#[must_use]
pub fn sweep_asked(snapshot: &Snapshot, playbook: &Playbook, moment: Moment, asked: &Asked) -> Sweep {
    let world = World::new(snapshot, moment);
    let mut parts = scan::scan(&world, &playbook.thresholds, &asked.detectors);
    let waiting = parts.iter_mut().map(|part| std::mem::take(&mut part.waiting)).collect();
    let held = parts.iter_mut().map(|part| std::mem::take(&mut part.held)).collect();
    let (parts, today) = (&parts, moment.today);
    let (coverage, thresholds) = (&playbook.coverage, &playbook.thresholds);
    let overall = scan::overall(parts);
    let mut found = Sweep::nothing(overall);
    found.rules_absent = asked.rules.absent_from(playbook);
    // Each writes a field of its own, so who ends first does not matter.
    rayon::scope(|scope| {
        scope.spawn(|_| {
            (found.slow_pairs, found.network) = pairs(snapshot, thresholds, parts, overall, asked);
        });
        scope.spawn(|_| found.stuck = asked.run(DetectorId::Stuck, || stuck::rows(snapshot, waiting)));
        scope.spawn(|_| found.stalled = asked.run(DetectorId::Stalled, || stalled::rows(snapshot, held)));
        scope.spawn(|_| {
            found.ping_pong =
                asked.run(DetectorId::PingPong, || ping_pong::rows(&each(parts, |p| &p.bounces)));
        });
        scope.spawn(|_| {
            found.rings = asked.run(DetectorId::Rings, || rings::rows(&each(parts, |p| &p.rounds)))
        });
        scope.spawn(|_| {
            let rows = || uncovered::rows(snapshot, coverage, today);
            found.uncovered = asked.run(DetectorId::Uncovered, rows);
        });
        scope.spawn(|_| {
            let rows = || broken_chain::rows(snapshot, coverage, today);
            found.broken_chain = asked.run(DetectorId::BrokenChain, rows);
        });
        scope.spawn(|_| {
            let rows = || overloaded::rows(snapshot, coverage, today, &each(parts, |p| &p.open));
            found.overloaded = asked.run(DetectorId::Overloaded, rows);
        });
        scope.spawn(|_| {
            let rows = || thin_cover::rows(snapshot, coverage, thresholds, today);
            found.thin_cover = asked.run(DetectorId::ThinCover, rows);
        });
        scope.spawn(|_| {
            let rows = || orphans::rows(snapshot, &each(parts, |p| &p.unheld));
            found.orphans = asked.run(DetectorId::Orphans, rows);
        });
        scope.spawn(|_| {
            let rows = || conflicts::rows(snapshot, &each(parts, |p| &p.accusing));
            found.conflicts = asked.run(DetectorId::Conflicts, rows);
        });
        scope.spawn(|_| found.overdue = asked.run(DetectorId::Overdue, || overdue::rows(&world, playbook)));
        scope.spawn(|_| found.rules = rules::find(snapshot, playbook, moment, &asked.rules));
        scope.spawn(|_| {
            let tally = || Tally::sum(parts.iter().map(|part| &part.tally), snapshot.agencies().len());
            found.lagging = asked.run(DetectorId::Lagging, || lagging::rows(snapshot, thresholds, &tally()));
        });
    });
    found
}

/// What was collected for one detector from each part.
fn each<'p, T>(parts: &'p [Part], of: impl Fn(&'p Part) -> &'p T) -> Vec<&'p T> {
    parts.iter().map(of).collect()
}

/// The slow pairs and the network, which both look at the pairs of agencies.
fn pairs(
    snapshot: &Snapshot,
    thresholds: &Thresholds,
    parts: &[Part],
    overall: Overall,
    asked: &Asked,
) -> (Option<Vec<SlowPair>>, Option<Network>) {
    if !asked.network && !asked.detectors.contains(&DetectorId::SlowPairs) {
        return (None, None);
    }
    let agency_count = snapshot.agencies().len();
    let sendings = each(parts, |part| &part.sendings);
    let slow_pairs::Compared { slow, ties } =
        slow_pairs::compare(&sendings, agency_count, overall, thresholds);
    let network = asked.network.then(|| network::network(&ties, agency_count));
    (asked.run(DetectorId::SlowPairs, || slow), network)
}
