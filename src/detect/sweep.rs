//! A sweep: the rows of all asked detectors over one snapshot at one moment.

use super::DetectorId;
use super::lagging::{self, LaggingRow, Tally};
use super::overall::Overall;
use super::overloaded::{self, Overloaded};
use super::ping_pong::{self, PingPong};
use super::scan::{self, Part};
use super::slow_pairs::{self, SlowPair};
use super::stuck::{self, Stuck};
use super::uncovered::{self, Uncovered};
use super::world::{Moment, World, wait_s_max};
use crate::playbook::Playbook;
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
    /// [`ping_pong`].
    pub ping_pong: Option<PingPong>,
    /// [`uncovered`].
    pub uncovered: Option<Uncovered>,
    /// [`overloaded`].
    pub overloaded: Option<Vec<Overloaded>>,
    /// [`lagging`].
    pub lagging: Option<Vec<LaggingRow>>,
}

/// Runs the detectors `only` (all when it is empty) on `snapshot` at `moment` by the rules of `playbook`.
///
/// Uses the threads of the current rayon pool; the result does not depend on their number.
#[must_use]
pub fn sweep(snapshot: &Snapshot, playbook: &Playbook, moment: Moment, only: &[DetectorId]) -> Sweep {
    let world = World::new(snapshot, moment);
    let asked = |id: DetectorId| only.is_empty() || only.contains(&id);
    let mut parts = scan::scan(&world, wait_s_max(&playbook.thresholds));
    let overall = scan::overall(&parts);
    let waiting = parts.iter_mut().map(|part| std::mem::take(&mut part.waiting)).collect();
    let (thresholds, coverage, today) = (&playbook.thresholds, &playbook.coverage, moment.today);
    let agency_count = snapshot.agencies().len();
    let sendings: Vec<_> = parts.iter().map(|part| &part.sendings).collect();
    let bounces: Vec<_> = parts.iter().map(|part| &part.bounces).collect();
    let open: Vec<_> = parts.iter().map(|part| &part.open).collect();
    let slow_pairs = || {
        asked(DetectorId::SlowPairs).then(|| slow_pairs::rows(&sendings, agency_count, overall, thresholds))
    };
    let stuck = || asked(DetectorId::Stuck).then(|| stuck::rows(snapshot, waiting));
    let ping_pong = || asked(DetectorId::PingPong).then(|| ping_pong::rows(&bounces));
    let uncovered = || asked(DetectorId::Uncovered).then(|| uncovered::rows(snapshot, coverage, today));
    let overloaded =
        || asked(DetectorId::Overloaded).then(|| overloaded::rows(snapshot, coverage, today, &open));
    let lagging = || asked(DetectorId::Lagging).then(|| lagging_rows(snapshot, &parts, playbook));
    let ((slow_pairs, stuck), ((ping_pong, uncovered), (overloaded, lagging))) = rayon::join(
        || rayon::join(slow_pairs, stuck),
        || rayon::join(|| rayon::join(ping_pong, uncovered), || rayon::join(overloaded, lagging)),
    );
    Sweep { overall, slow_pairs, stuck, ping_pong, uncovered, overloaded, lagging }
}

fn lagging_rows(snapshot: &Snapshot, parts: &[Part], playbook: &Playbook) -> Vec<LaggingRow> {
    let tally = Tally::sum(parts.iter().map(|part| &part.tally), snapshot.agencies().len());
    lagging::rows(snapshot, &playbook.thresholds, &tally)
}
