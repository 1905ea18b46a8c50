//! What a notice is about. A further matter is a variant here, an arm in `app::notices::matters`, and its words.

use serde::{Deserialize, Serialize};

use crate::playbook::{NoticeRules, Text};
use crate::words::Words;

/// What a notice is about: at most one is open for each unit and matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Its overdue rate is beyond what chance among its kind explains.
    #[default]
    Lagging,
    /// Handoffs that it has not received.
    Stuck,
    /// Places that it coordinates and nobody covers.
    Uncovered,
    /// Places that it coordinates and for which nobody is responsible.
    BrokenChain,
    /// Time limits of the playbook that have passed and are charged to it.
    Overdue,
    /// Cases that lie with those they complain against, and that it can have moved.
    Conflicts,
}

impl Matter {
    /// Every matter, in the order in which notices are drafted.
    pub const ALL: [Self; 6] =
        [Self::Lagging, Self::Stuck, Self::Uncovered, Self::BrokenChain, Self::Overdue, Self::Conflicts];

    /// Its name: that of the detector it comes from.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lagging => "lagging",
            Self::Stuck => "stuck",
            Self::Uncovered => "uncovered",
            Self::BrokenChain => "broken_chain",
            Self::Overdue => "overdue",
            Self::Conflicts => "conflicts",
        }
    }

    /// The matter of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matter| matter.name() == name)
    }

    /// What it is called in the language of `words`.
    #[must_use]
    pub fn title(self, words: &Words) -> String {
        words.say(match self {
            Self::Lagging => "matter-lagging",
            Self::Stuck => "matter-stuck",
            Self::Uncovered => "matter-uncovered",
            Self::BrokenChain => "matter-broken-chain",
            Self::Overdue => "matter-overdue",
            Self::Conflicts => "matter-conflicts",
        })
    }

    /// What the playbook asks of a unit in this matter.
    #[must_use]
    pub fn asks(self, rules: &NoticeRules) -> &[Text] {
        match self {
            Self::Lagging | Self::Stuck => &rules.asks,
            Self::Overdue => &rules.overdue_asks,
            Self::Uncovered | Self::BrokenChain => &rules.coverage_asks,
            Self::Conflicts => &rules.transfer_asks,
        }
    }

    /// Whether notices about it are drafted without its being named. Those that tell of complaints are not, so that they
    /// do not come before anybody's eyes by the way; nor are those about time limits: where the entries that stop clocks
    /// are not recorded, nearly every case is past one.
    #[must_use]
    pub fn is_usual(self) -> bool {
        !matches!(self, Self::Overdue | Self::Conflicts)
    }

    /// Whether that there is such a notice says something that must not be told: then it is numbered apart from the
    /// others, in which it would leave a gap.
    #[must_use]
    pub fn is_apart(self) -> bool {
        self == Self::Conflicts
    }
}
