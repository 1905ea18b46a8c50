//! What stands beside a notice wherever it is shown: what has become of it, and what its unit has said.

use super::act::Adoption;
use super::due::Next;
use super::life::Life;
use super::matter::Matter;
use crate::model::time::{Day, Instant};
use crate::vault::is_sealed;
use crate::words::Words;

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
}

/// A unit's own explanation: it is kept beside every finding about the unit.
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
    /// Whether the unit adopts what it was asked.
    pub adopted: Adoption,
    /// Its words; still sealed where the master key was not at hand.
    pub text: String,
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
