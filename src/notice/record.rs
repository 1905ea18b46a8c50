//! What stands beside a notice wherever it is shown: what has become of it, and what its unit has said.

use super::act::{Adoption, Outcome};
use super::due::Next;
use super::life::Life;
use super::matter::Matter;
use crate::model::time::{Day, Instant};
use crate::vault::is_sealed;
use crate::words::{Arg, Words};

/// What has become of a notice, as of a day.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Its life.
    pub life: &'a Life,
    /// What is waited for.
    pub next: Option<Next>,
    /// The day.
    pub today: Day,
    /// What the unit has said to other notices.
    pub explanations: &'a [Explanation],
    /// Whether the document is made for the unit. How far the ledger reaches tells what else came in, so such a
    /// document leaves that out.
    pub is_for_unit: bool,
}

/// What was said to a notice by its unit, or ruled on it: it stands beside every finding about the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The unit's id.
    pub unit: String,
    /// The notice that it answers.
    pub notice: String,
    /// What that notice is about.
    pub matter: Matter,
    /// When it was given.
    pub at: Instant,
    /// As what.
    pub said: Said,
    /// The words; still sealed where the master key was not at hand.
    pub text: String,
}

/// As what something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The unit's reply, and whether it adopts what it was asked.
    Reply(Adoption),
    /// The unit's objection.
    Objection,
    /// The ruling on its objection.
    Ruling(Outcome),
}

impl Explanation {
    /// As what it was said, in words.
    #[must_use]
    pub fn said_in(&self, words: &Words) -> String {
        match self.said {
            Said::Reply(adopted) => adoption(adopted, words),
            Said::Objection => words.say("life-said-as-objection"),
            Said::Ruling(outcome) => {
                let outcome = ruling(outcome, words);
                words.say_with("life-said-as-ruling", &[("outcome", Arg::from(&outcome))])
            }
        }
    }
}

/// How an objection was decided, in words.
#[must_use]
pub fn ruling(outcome: Outcome, words: &Words) -> String {
    words.say(match outcome {
        Outcome::Upheld => "life-ruling-upheld",
        Outcome::Partly => "life-ruling-partly",
        Outcome::Rejected => "life-ruling-rejected",
    })
}

/// The free text `text`; none when it could not be opened.
#[must_use]
pub fn opened(text: &str) -> Option<&str> {
    (!is_sealed(text)).then_some(text)
}

/// The free text `text` for a reader, or that it is sealed.
#[must_use]
pub fn readable(text: &str, words: &Words) -> String {
    opened(text).map_or_else(|| words.say("life-sealed"), str::to_owned)
}

/// What a unit said to what it was asked, in words.
#[must_use]
pub fn adoption(adopted: Adoption, words: &Words) -> String {
    words.say(match adopted {
        Adoption::Adopted => "life-adopted",
        Adoption::Partly => "life-partly",
        Adoption::Declined => "life-declined",
    })
}
