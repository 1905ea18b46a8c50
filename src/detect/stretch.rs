//! A stretch of the rows of one detector, in their order: what a page of a list shows.

use std::ops::Range;

use super::DetectorId;
use super::ping_pong::PingPong;
use super::rules::RuleId;
use super::sweep::{Asked, Sweep};
use super::uncovered::Uncovered;
use crate::detect::rules::AskedRules;

/// A detector of either catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyDetector {
    /// One that every world has.
    World(DetectorId),
    /// One of the playbook's rules.
    Rule(RuleId),
}

impl AnyDetector {
    /// The detector of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        DetectorId::parse(name).map(Self::World).or_else(|| RuleId::parse(name).map(Self::Rule))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::World(id) => id.detector().name,
            Self::Rule(id) => id.detector().name,
        }
    }

    /// A sweep by it alone.
    #[must_use]
    pub fn alone(self) -> Asked {
        match self {
            Self::World(id) => Asked { detectors: vec![id], ..Asked::default() },
            Self::Rule(id) => Asked { rules: AskedRules::These(vec![id]), ..Asked::default() },
        }
    }
}

/// Rows of one detector.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// A sweep with these rows alone.
    pub sweep: Sweep,
    /// How many rows the detector found in all.
    pub row_count: usize,
}

/// The rows of `found` at `places` by `detector`, of ping-pong its pairs; none when the detector was not asked.
#[must_use]
pub fn stretch(found: &Sweep, detector: AnyDetector, places: Range<usize>) -> Option<Stretch> {
    let mut sweep = Sweep::nothing(found.overall);
    let into = &mut sweep;
    let row_count = match detector {
        AnyDetector::World(id) => match id {
            DetectorId::SlowPairs => cut(found.slow_pairs.as_deref()?, places, &mut into.slow_pairs),
            DetectorId::Stuck => cut(found.stuck.as_deref()?, places, &mut into.stuck),
            DetectorId::Stalled => cut(found.stalled.as_deref()?, places, &mut into.stalled),
            DetectorId::PingPong => {
                let PingPong { cases, pairs } = found.ping_pong.as_ref()?;
                let mut kept = None;
                let count = cut(pairs, places, &mut kept);
                into.ping_pong = kept.map(|pairs| PingPong { cases: *cases, pairs });
                count
            }
            DetectorId::Rings => {
                let rings = found.rings.as_ref()?;
                into.rings = Some(rings.at(within(rings.len(), places)));
                rings.len()
            }
            DetectorId::Uncovered => {
                let Uncovered { villages, by_county } = found.uncovered.as_ref()?;
                let mut kept = None;
                let count = cut(villages, places, &mut kept);
                into.uncovered = kept.map(|villages| Uncovered { villages, by_county: by_county.clone() });
                count
            }
            DetectorId::BrokenChain => cut(found.broken_chain.as_deref()?, places, &mut into.broken_chain),
            DetectorId::Overloaded => cut(found.overloaded.as_deref()?, places, &mut into.overloaded),
            DetectorId::ThinCover => cut(found.thin_cover.as_deref()?, places, &mut into.thin_cover),
            DetectorId::Orphans => cut(found.orphans.as_deref()?, places, &mut into.orphans),
            DetectorId::Conflicts => cut(found.conflicts.as_deref()?, places, &mut into.conflicts),
            DetectorId::Overdue => cut(found.overdue.as_deref()?, places, &mut into.overdue),
            DetectorId::Lagging => cut(found.lagging.as_deref()?, places, &mut into.lagging),
        },
        AnyDetector::Rule(id) => {
            let (_, rows) = found.rules.iter().find(|(of, _)| *of == id)?;
            let mut kept = None;
            let count = cut(rows, places, &mut kept);
            into.rules = kept.map(|rows| (id, rows)).into_iter().collect();
            count
        }
    };
    Some(Stretch { sweep, row_count })
}

fn within(len: usize, places: Range<usize>) -> Range<usize> {
    let from = places.start.min(len);
    from..places.end.clamp(from, len)
}

fn cut<T: Clone>(rows: &[T], places: Range<usize>, into: &mut Option<Vec<T>>) -> usize {
    *into = Some(rows[within(rows.len(), places)].to_vec());
    rows.len()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case_world, moment, playbook};
    use super::*;
    use crate::detect::DETECTORS;
    use crate::detect::sweep::sweep;

    #[test]
    fn stretches_cover_the_rows_of_a_detector_once_and_in_order() {
        let cases = "1,v,k,2026-05-01,\n2,v,k,2026-05-01,\n3,v,k,2026-05-01,";
        let hops = "1,1,A,B,2026-05-01,,\n2,1,A,C,2026-05-02,,\n3,1,B,C,2026-05-03,,";
        let world = case_world(cases, hops);
        let found = sweep(&world, &playbook(), moment("2026-07-01"), &[]);
        let stuck = found.stuck.clone().unwrap();
        assert_eq!(stuck.len(), 3);
        let mut rows = Vec::new();
        for from in 0..4 {
            let one = stretch(&found, AnyDetector::World(DetectorId::Stuck), from..from + 1).unwrap();
            assert_eq!(one.row_count, 3);
            assert_eq!(one.sweep.stalled, None);
            rows.extend(one.sweep.stuck.unwrap());
        }
        assert_eq!(rows, stuck);
        assert_eq!(stretch(&found, AnyDetector::Rule(RuleId::parse("tier_gaps").unwrap()), 0..1), None);
    }

    #[test]
    fn every_detector_has_a_stretch_and_a_name() {
        let world = case_world("1,v,k,2026-05-01,", "1,1,A,B,2026-05-01,,");
        let found = sweep(&world, &playbook(), moment("2026-07-01"), &[]);
        for detector in DETECTORS {
            let any = AnyDetector::parse(detector.name).unwrap();
            assert_eq!(any.name(), detector.name);
            let whole = stretch(&found, any, 0..usize::MAX).unwrap();
            let alone = sweep(&world, &playbook(), moment("2026-07-01"), &[detector.id]);
            assert_eq!(whole.sweep, alone, "{}", detector.name);
        }
    }
}
