//! Floor 6: detectors: pure functions of a snapshot, rules and a moment.
//!
//! [`sweep::sweep`] runs them; [`DETECTORS`] is the catalogue of those that every world has, [`rules::RULES`] of those
//! that look at a playbook's own rules; each stands in a file of its own with its exact meaning, a worked case and its
//! test. What they all see, the world at a moment, is defined once, in [`world`]. What a
//! reader should know before relying on one is told by [`help`]. [`network`] describes and finds nothing wrong, so it is
//! no detector.
//!
//! Invariant: the same snapshot, rules and moment give the same rows in the same order at any thread count: work is
//! cut into fixed parts, sums are of integers or exact fractions, and rows are ordered by their contents.
//! Deliberately absent: I/O, the clock, and any float that is added up in the order of arrival.

mod binomial;
pub mod broken_chain;
pub mod conflicts;
mod cover;
pub mod evidence;
pub mod fraction;
pub mod help;
pub mod lagging;
pub mod network;
pub mod orphans;
pub mod overall;
pub mod overdue;
pub mod overloaded;
mod parts;
pub mod ping_pong;
pub mod quantile;
pub mod rings;
pub mod rules;
mod scan;
pub mod slow_pairs;
pub mod stalled;
pub mod stretch;
pub mod stuck;
pub mod sweep;
#[cfg(test)]
mod testing;
pub mod thin_cover;
pub mod uncovered;
pub mod vacancy;
pub mod world;

/// A detector of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DetectorId {
    /// [`slow_pairs`].
    SlowPairs,
    /// [`stuck`].
    Stuck,
    /// [`stalled`].
    Stalled,
    /// [`ping_pong`].
    PingPong,
    /// [`rings`].
    Rings,
    /// [`uncovered`].
    Uncovered,
    /// [`broken_chain`].
    BrokenChain,
    /// [`overloaded`].
    Overloaded,
    /// [`thin_cover`].
    ThinCover,
    /// [`orphans`].
    Orphans,
    /// [`conflicts`].
    Conflicts,
    /// [`overdue`].
    Overdue,
    /// [`lagging`].
    Lagging,
}

/// What the catalogue says about a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detector {
    /// Which one.
    pub id: DetectorId,
    /// Its name on the command line and in JSON.
    pub name: &'static str,
    /// Its meaning in one line, in Chinese.
    pub meaning_zh: &'static str,
    /// Its meaning in one line, in English.
    pub meaning_en: &'static str,
}

/// Every detector, in the order in which a sweep reports them.
pub const DETECTORS: &[Detector] = &[
    Detector {
        id: DetectorId::SlowPairs,
        name: "slow_pairs",
        meaning_zh: "流转等待中位数远高于全体的单位对",
        meaning_en: "pairs of agencies whose median wait is far above that of all handoffs",
    },
    Detector {
        id: DetectorId::Stuck,
        name: "stuck",
        meaning_zh: "超过时限仍未签收的流转",
        meaning_en: "handoffs not received within the limit, of cases that are not closed",
    },
    Detector {
        id: DetectorId::Stalled,
        name: "stalled",
        meaning_zh: "签收后超过时限仍未办结的流转",
        meaning_en: "handoffs received and not finished within the limit, of cases that are not closed",
    },
    Detector {
        id: DetectorId::PingPong,
        name: "ping_pong",
        meaning_zh: "在两个单位之间来回退转的案件",
        meaning_en: "cases that one agency sent to another and got straight back",
    },
    Detector {
        id: DetectorId::Rings,
        name: "rings",
        meaning_zh: "案件在其间兜圈流转的三个以上单位",
        meaning_en: "sets of three or more agencies round which cases went",
    },
    Detector {
        id: DetectorId::Uncovered,
        name: "uncovered",
        meaning_zh: "无人负责调解或者人数不足的村（社区）",
        meaning_en: "villages that nobody, or too few people, cover",
    },
    Detector {
        id: DetectorId::BrokenChain,
        name: "broken_chain",
        meaning_zh: "村（社区）责任链上的空缺，一村一级计一处",
        meaning_en: "vacancies in chains of responsibility, one for each village and vacant level",
    },
    Detector {
        id: DetectorId::Overloaded,
        name: "overloaded",
        meaning_zh: "在办案件超过承办上限的调解员",
        meaning_en: "people who carry more open cases than they can",
    },
    Detector {
        id: DetectorId::ThinCover,
        name: "thin_cover",
        meaning_zh: "一旦离任就会使多个村（社区）无人负责的人员",
        meaning_en: "people whose leaving would leave several villages uncovered",
    },
    Detector {
        id: DetectorId::Orphans,
        name: "orphans",
        meaning_zh: "从未移交，或者承办单位已不存在的在办案件",
        meaning_en: "open cases never handed on, or held by a unit that is no more",
    },
    Detector {
        id: DetectorId::Conflicts,
        name: "conflicts",
        meaning_zh: "仍在被反映单位或其下级手中的在办案件",
        meaning_en: "open cases that lie with the unit complained against or one under it",
    },
    Detector {
        id: DetectorId::Overdue,
        name: "overdue",
        meaning_zh: "已过规则手册所定的时限",
        meaning_en: "time limits of the playbook that have passed",
    },
    Detector {
        id: DetectorId::Lagging,
        name: "lagging",
        meaning_zh: "超时签收率明显高于同类的单位",
        meaning_en: "units whose overdue rate is beyond what chance among their kind explains",
    },
];

impl DetectorId {
    /// What the catalogue says about it.
    #[must_use]
    pub fn detector(self) -> &'static Detector {
        &DETECTORS[self as usize]
    }

    /// The detector of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        DETECTORS.iter().find(|d| d.name == name).map(|d| d.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_in_the_order_of_its_ids() {
        for (position, detector) in DETECTORS.iter().enumerate() {
            assert_eq!(detector.id as usize, position);
            assert_eq!(DetectorId::parse(detector.name), Some(detector.id));
            assert_eq!(detector.id.detector(), detector);
        }
        assert_eq!(DetectorId::parse("Stuck"), None);
    }
}
