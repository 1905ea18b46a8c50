//! The rules of a playbook: each that can be broken has a detector here.
//!
//! [`RULES`] is their catalogue; each stands in a file of its own with its exact meaning, a worked case and its test,
//! and finds rows of one form, [`broken::Broken`]. A detector whose rules the playbook does not have is not run.
//!
//! Invariant: as of all detectors, the same rows in the same order at any thread count. Rows are for the offices that
//! supervise: they name cases whomever these complain against, so nothing here may go into what a unit is sent.
//! Deliberately absent: any order of people; a person is named only where a requirement or a recusal is about them.

pub mod broken;
pub(crate) mod kinds;
pub mod names;
mod scene;
#[cfg(test)]
mod testing;

mod accusation_gaps;
mod branch_gaps;
mod contract_gaps;
mod flow_breaks;
mod follow_up_gaps;
pub mod handling;
mod ladder_breaks;
mod lead_gaps;
mod meeting_gaps;
mod mismatches;
mod path_gaps;
mod record_gaps;
mod recusal_gaps;
mod repeated_returns;
pub mod returns;
mod roster_gaps;
mod screening_gaps;
mod shortfalls;
mod task_gaps;
mod tier_gaps;
mod whistle_gaps;
pub mod whistles;

use rayon::prelude::*;

use super::world::Moment;
use crate::playbook::place::Place;
use crate::playbook::{Playbook, Text};
use crate::snapshot::Snapshot;
use broken::Broken;
use scene::Scene;

/// Every detector of rules, in the order in which a sweep reports them.
pub const RULES: &[RuleDetector] = &[
    shortfalls::DETECTOR,
    roster_gaps::DETECTOR,
    screening_gaps::DETECTOR,
    meeting_gaps::DETECTOR,
    flow_breaks::DETECTOR,
    ladder_breaks::DETECTOR,
    tier_gaps::DETECTOR,
    contract_gaps::DETECTOR,
    follow_up_gaps::DETECTOR,
    whistle_gaps::DETECTOR,
    lead_gaps::DETECTOR,
    mismatches::DETECTOR,
    recusal_gaps::DETECTOR,
    task_gaps::DETECTOR,
    path_gaps::DETECTOR,
    repeated_returns::DETECTOR,
    branch_gaps::DETECTOR,
    record_gaps::DETECTOR,
    accusation_gaps::DETECTOR,
];

/// A detector of rules.
#[derive(Clone, Copy, Debug)]
pub struct RuleDetector {
    /// Its name on the command line and in JSON.
    pub name: &'static str,
    /// Its meaning in one line, in Chinese.
    pub meaning_zh: &'static str,
    /// Its meaning in one line, in English.
    pub meaning_en: &'static str,
    /// Whether its rows name cases: whoever may not read cases is not shown any of them.
    pub names_cases: bool,
    /// The rules of a playbook that it looks at; none when the playbook has no such section.
    rules: fn(&Place) -> Vec<RuleName<'_>>,
    /// The rows, in any order.
    find: fn(&Scene<'_>) -> Vec<Broken>,
}

/// A rule of a playbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleName<'p> {
    /// Its id: what [`Broken::rule`] says.
    pub id: &'p str,
    /// What it is called; none for a section that has one rule only.
    pub title: Option<&'p Text>,
}

/// A detector of [`RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(usize);

/// Which detectors of rules are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedRules {
    /// Those whose rules the playbook has.
    OfPlaybook,
    /// These.
    These(Vec<RuleId>),
}

impl Default for AskedRules {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl RuleId {
    /// All of them in the order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..RULES.len()).map(Self)
    }

    /// The detector of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        RULES.iter().position(|detector| detector.name == name).map(Self)
    }

    /// What the catalogue says about it.
    #[must_use]
    pub fn detector(self) -> &'static RuleDetector {
        &RULES[self.0]
    }
}

impl AskedRules {
    /// Those asked for by name whose rules `playbook` does not have, in the order of the catalogue.
    #[must_use]
    pub fn absent_from(&self, playbook: &Playbook) -> Vec<RuleId> {
        match self {
            Self::OfPlaybook => Vec::new(),
            Self::These(these) => {
                let lacks = |id: &RuleId| id.detector().rules(&playbook.place).is_empty();
                RuleId::all().filter(|id| these.contains(id)).filter(lacks).collect()
            }
        }
    }
}

impl RuleDetector {
    /// The rules of `place` that it looks at.
    #[must_use]
    pub fn rules<'p>(&self, place: &'p Place) -> Vec<RuleName<'p>> {
        (self.rules)(place)
    }
}

/// What the detectors `asked` find in `snapshot` at `moment` by the rules of `playbook`, in the order of the catalogue;
/// those whose rules the playbook does not have find nothing and are left out.
///
/// Uses the threads of the current rayon pool; the result does not depend on their number.
#[must_use]
pub fn find(
    snapshot: &Snapshot,
    playbook: &Playbook,
    moment: Moment,
    asked: &AskedRules,
) -> Vec<(RuleId, Vec<Broken>)> {
    let has = |id: &RuleId| !id.detector().rules(&playbook.place).is_empty();
    let is_asked = |id: &RuleId| match asked {
        AskedRules::OfPlaybook => true,
        AskedRules::These(these) => these.contains(id),
    };
    let ids: Vec<RuleId> = RuleId::all().filter(is_asked).filter(has).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let scene = Scene::new(snapshot, playbook, moment);
    let rows = |id: RuleId| {
        let mut rows = (id.detector().find)(&scene);
        rows.par_sort_unstable_by(|a, b| a.order(b, snapshot));
        (id, rows)
    };
    ids.into_par_iter().map(rows).collect()
}

/// A rule of a list: its id and its title.
macro_rules! named {
    ($place:expr) => {
        $place.iter().map(|rule| RuleName { id: &rule.id, title: Some(&rule.title) }).collect()
    };
}
use named;

/// The one rule of a section, where the playbook has it.
fn only(section: &str, is_there: bool) -> Vec<RuleName<'_>> {
    is_there.then_some(RuleName { id: section, title: None }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::DetectorId;

    #[test]
    fn names_are_found_and_stand_once() {
        for (at, detector) in RULES.iter().enumerate() {
            assert_eq!(RuleId::parse(detector.name), Some(RuleId(at)));
            assert_eq!(DetectorId::parse(detector.name), None);
            assert_eq!(RuleId(at).detector().name, detector.name);
        }
        assert_eq!(RuleId::parse("overdue"), None);
        assert_eq!(RuleId::all().count(), RULES.len());
    }

    #[test]
    fn nothing_is_run_that_the_playbook_does_not_have() {
        let world = crate::snapshot::testing::snapshot(&[]);
        let (playbook, moment) =
            (crate::detect::testing::playbook(), crate::detect::testing::moment("2026-07-01"));
        assert_eq!(find(&world, &playbook, moment, &AskedRules::OfPlaybook), []);
        let one = AskedRules::These(vec![RuleId(1), RuleId(0)]);
        assert_eq!(find(&world, &playbook, moment, &one), []);
        assert_eq!(one.absent_from(&playbook), [RuleId(0), RuleId(1)]);
        assert_eq!(AskedRules::OfPlaybook.absent_from(&playbook), []);
        for detector in RULES {
            assert_eq!(detector.rules(&playbook.place), [], "{}", detector.name);
        }
    }
}
