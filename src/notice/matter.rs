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
}

impl Matter {
    /// Every matter, in the order in which notices are drafted.
    pub const ALL: [Self; 3] = [Self::Lagging, Self::Stuck, Self::Uncovered];

    /// Its name: that of the detector it comes from.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lagging => "lagging",
            Self::Stuck => "stuck",
            Self::Uncovered => "uncovered",
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
        })
    }

    /// What the playbook asks of a unit in this matter.
    #[must_use]
    pub fn asks(self, rules: &NoticeRules) -> &[Text] {
        match self {
            Self::Lagging | Self::Stuck => &rules.asks,
            Self::Uncovered => &rules.coverage_asks,
        }
    }
}
